/* Inlines to atoms: the walk over a paragraph, and what its words look like. */
#include "atoms.h"

#include <string.h>

#define IMAGE_HEIGHT     0.8 /* of the pitch: the most a picture in a line may take */
#define MAX_INLINE_DEPTH 200

void lh_collect_init(Collector *c, LhSetter *setter, const LhVoice *voice, double width,
                     const LhTag *tag, guint32 seed)
{
    c->setter = setter;
    c->voice = voice;
    c->tag = tag;
    c->width = MAX(width, 1);
    c->seed = seed;
    c->quiet = FALSE;
    c->pages = NULL;
    c->atoms = g_array_sized_new(FALSE, FALSE, sizeof(Atom), 64);
    c->looks = g_array_new(FALSE, FALSE, sizeof(Look));
}

void lh_collect_clear(Collector *c)
{
    g_array_unref(c->atoms);
    g_array_unref(c->looks);
    g_clear_pointer(&c->pages, g_hash_table_unref);
}

/* ---- Looks ---- */

guint16 lh_look_add(Collector *c, const Look *look)
{
    if (c->looks->len > 0 &&
        memcmp(lh_look_at(c, (guint16) (c->looks->len - 1)), look, sizeof *look) == 0)
        return (guint16) (c->looks->len - 1);
    if (c->looks->len >= G_MAXUINT16)
        return (guint16) (c->looks->len - 1);
    g_array_append_val(c->looks, *look);
    return (guint16) (c->looks->len - 1);
}

void lh_look_take_role(const Collector *c, Look *look, LhRole role)
{
    const LhTextStyle *text = &c->setter->style->role[role];
    gboolean own = role == c->voice->code || c->voice->ink < 0;

    look->ink = own ? text->ink.index : (guint8) c->voice->ink;
    if (look->rise != 0 && look->role == LH_ROLE_SUPERSCRIPT)
        return;
    look->role = role;
    look->scale = (float) c->voice->scale;
    look->size = (float) (text->size * c->voice->scale);
}

static guint16 plain_look(Collector *c)
{
    Look look;

    memset(&look, 0, sizeof look);
    lh_look_take_role(c, &look, c->voice->text);
    look.tag = c->tag;
    return lh_look_add(c, &look);
}

/* ---- Pictures and places ---- */

static void add_picture(Collector *c, const LhInline *inl, guint16 look)
{
    LhSetter *setter = c->setter;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = setter->tree
                                ? lh_book_resolve(setter->context->book, setter->tree->chapter,
                                                  inl->target ? inl->target : "", &error)
                                : NULL;
    LhImage *image = path ? lh_layout_image(setter->context, path, &error) : NULL;
    double width, height, most = IMAGE_HEIGHT * setter->style->grid.step;

    if (image == NULL) {
        lh_diag_add(setter->context->diag, LH_SEVERITY_ERROR, inl->source, "image", NULL, "%s",
                    error ? error->message : "no such image");
        if (inl->text)
            lh_collect_text(c, inl, look);
        return;
    }
    g_ptr_array_add(setter->galley->images, image);
    lh_image_size(image, &width, &height);
    double scale = MIN(most / height, c->width / width);
    scale = MIN(scale, 0.75);
    Atom atom = {.kind = ATOM_IMAGE, .look = look, .from = inl, .width = (float) (width * scale)};
    atom.image = image;
    g_array_append_val(c->atoms, atom);
}

static void add_anchor(Collector *c, const LhInline *inl, guint16 look)
{
    Atom atom = {.kind = ATOM_ANCHOR, .look = look, .from = inl};

    atom.anchor = inl->target;
    g_array_append_val(c->atoms, atom);
}

/* The place of an index entry: before the space that leads to it, so that no line begins with one.
 */
static void add_index(Collector *c, const LhInline *inl, guint16 look)
{
    const char *id = c->quiet || c->setter->tree == NULL ? NULL : lh_index_comment(c->setter, inl);
    Atom atom = {.kind = ATOM_ANCHOR, .look = look, .from = inl};
    guint at = c->atoms->len;

    if (id == NULL)
        return;
    atom.anchor = id;
    if (at > 0 && g_array_index(c->atoms, Atom, at - 1).kind == ATOM_SPACE)
        at--;
    g_array_insert_val(c->atoms, at, atom);
}

static void add_newline(Collector *c, const LhInline *inl, guint16 look)
{
    Atom atom = {.kind = ATOM_NEWLINE, .look = look, .from = inl};

    g_array_append_val(c->atoms, atom);
}

/* ---- The walk ---- */

/* The look of what stands inside @inl, when it changes the look. */
static guint16 inner_look(Collector *c, const LhInline *inl, guint16 outer)
{
    const LhStyle *style = c->setter->style;
    Look look = *lh_look_at(c, outer);

    switch (inl->kind) {
    case LH_INLINE_EMPH:
        look.emph = 1;
        break;
    case LH_INLINE_STRONG:
        lh_look_take_role(c, &look, c->voice->strong);
        break;
    case LH_INLINE_MARK:
        lh_look_take_role(c, &look, c->voice->mark);
        look.mark = 1;
        break;
    case LH_INLINE_UNDERLINE:
        look.underline = 1;
        break;
    case LH_INLINE_STRIKE:
        look.strike = 1;
        break;
    case LH_INLINE_KBD:
        lh_look_take_role(c, &look, LH_ROLE_KBD);
        look.kbd = 1;
        break;
    case LH_INLINE_SUP:
        look.rise = (float) (style->paragraph.superscript_rise * look.size);
        lh_look_take_role(c, &look, LH_ROLE_SUPERSCRIPT);
        break;
    case LH_INLINE_SUB:
        look.rise = (float) (-style->paragraph.subscript_drop * look.size);
        lh_look_take_role(c, &look, LH_ROLE_SUPERSCRIPT);
        break;
    default:
        break;
    }
    return lh_look_add(c, &look);
}

static void add_gap(Collector *c, guint16 look, double width)
{
    Atom atom = {.kind = ATOM_GAP, .look = look, .width = (float) width};

    g_array_append_val(c->atoms, atom);
}

/* A key, with room for its frame between it and its neighbours. */
static void add_key(Collector *c, const LhInline *inl, guint16 outer, int depth)
{
    const LhStyle *style = c->setter->style;
    double room = style->kbd.pad + style->kbd.gap;
    guint16 look = inner_look(c, inl, outer);

    add_gap(c, outer, room);
    lh_collect_inside(c, inl->first, look, depth);
    add_gap(c, outer, room);
}

static void collect_one(Collector *c, const LhInline *inl, guint16 look, int depth)
{
    switch (inl->kind) {
    case LH_INLINE_TEXT:
        if (inl->text)
            lh_collect_text(c, inl, look);
        break;
    case LH_INLINE_CODE:
        if (inl->text && inl->text[0])
            lh_collect_code(c, inl, look);
        break;
    case LH_INLINE_BREAK:
        add_newline(c, inl, look);
        break;
    case LH_INLINE_LINK:
        lh_collect_link(c, inl, look, depth);
        break;
    case LH_INLINE_NOTE_REF:
        lh_collect_note_ref(c, inl, look);
        break;
    case LH_INLINE_IMAGE:
        add_picture(c, inl, look);
        break;
    case LH_INLINE_KBD:
        add_key(c, inl, look, depth);
        break;
    case LH_INLINE_ANCHOR:
        add_anchor(c, inl, look);
        break;
    case LH_INLINE_INDEX:
        add_index(c, inl, look);
        break;
    case LH_INLINE_QUERY:
        break;
    default:
        lh_collect_inside(c, inl->first, inner_look(c, inl, look), depth);
    }
}

void lh_collect_inside(Collector *c, const LhInline *first, guint16 look, int depth)
{
    if (depth >= MAX_INLINE_DEPTH)
        return;
    for (const LhInline *inl = first; inl; inl = inl->next)
        collect_one(c, inl, look, depth + 1);
}

void lh_collect(Collector *c, const LhInline *text)
{
    lh_collect_inside(c, text, plain_look(c), 0);
    if (c->setter->style->paragraph.hyphenate)
        lh_split_hyphenate(c);
    lh_split_long(c);
}
