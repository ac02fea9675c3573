/* Inlines to atoms, and atoms to lines. */
#include "atoms.h"
#include "notes.h"

#include <string.h>

#define LATIN_END           0x0590 /* before Hebrew: scripts that break at spaces only */
#define GENERAL_PUNCTUATION 0x2000
#define SYMBOLS_END         0x2C00 /* arrows, mathematics, box drawing … */
#define IMAGE_HEIGHT        0.8    /* of the pitch: the most a picture in a line may take */
#define MAX_INLINE_DEPTH    200
#define PAGE_ROOM           "(page\u00a0888)" /* what room is kept for, whatever the page will be */

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

static Look *look_at(Collector *c, guint16 look)
{
    return &g_array_index(c->looks, Look, look);
}

static guint16 add_look(Collector *c, const Look *look)
{
    if (c->looks->len > 0 &&
        memcmp(look_at(c, (guint16) (c->looks->len - 1)), look, sizeof *look) == 0)
        return (guint16) (c->looks->len - 1);
    if (c->looks->len >= G_MAXUINT16)
        return (guint16) (c->looks->len - 1);
    g_array_append_val(c->looks, *look);
    return (guint16) (c->looks->len - 1);
}

/* Gives @look a role; the voice's ink stands unless the role brings its own colour. What is raised
 * or lowered stays small: only its ink changes. */
static void take_role(const Collector *c, Look *look, LhRole role)
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
    take_role(c, &look, c->voice->text);
    look.tag = c->tag;
    return add_look(c, &look);
}

/* ---- Words ---- */

void lh_collect_word(Collector *c, AtomKind kind, const char *text, gsize length, guint16 look,
                     LhCut cut, const LhInline *from)
{
    const Look *l = look_at(c, look);
    Atom atom = {.text = text,
                 .length = (guint32) length,
                 .look = look,
                 .kind = (guint8) kind,
                 .cut = (guint8) cut,
                 .from = from};

    atom.word = lh_shape_word(c->setter->shaper, l->role, text, length, c->seed++);
    atom.width = atom.word->total * l->size;
    if (!c->quiet)
        lh_tell_missing(c->setter, atom.word, from ? from->source : (LhSource){0});
    g_array_append_val(c->atoms, atom);
}

static void add_space(Collector *c, guint16 look, const LhInline *from)
{
    if (c->atoms->len > 0) {
        const Atom *last = &g_array_index(c->atoms, Atom, c->atoms->len - 1);
        if (last->kind == ATOM_SPACE || last->kind == ATOM_NEWLINE)
            return;
    }
    lh_collect_word(c, ATOM_SPACE, " ", 1, look, LH_CUT_NEVER, from);
}

/* Length of the part of @text that stands before its next place to break: after a hyphen between
 * letters, or after a dash. */
static gsize part_length(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        guchar byte = (guchar) text[i];
        if (byte == '-' && i > 0 && i + 1 < length && g_ascii_isalnum(text[i - 1]) &&
            g_ascii_isalpha(text[i + 1]))
            return i + 1;
        if (byte == 0xE2 && i + 3 < length && i > 0 && (guchar) text[i + 1] == 0x80 &&
            (guchar) text[i + 2] == 0x94)
            return i + 3; /* an em dash */
    }
    return length;
}

static void add_chunk(Collector *c, const char *text, gsize length, guint16 look,
                      const LhInline *from)
{
    while (length > 0) {
        gsize part = part_length(text, length);
        lh_collect_word(c, ATOM_WORD, text, part, look, part < length ? LH_CUT_FREE : LH_CUT_NEVER,
                        from);
        text += part;
        length -= part;
    }
}

/* Whether a space between a number and @text must hold: "5 ms", "40 MB". */
static gboolean is_unit(const char *text, gsize length)
{
    static const char units[] =
        " ns µs ms s min h B KB MB GB TB kB KiB MiB GiB Hz kHz MHz GHz pt mm "
        "cm m km % × K ";
    char unit[8];

    while (length > 0 && strchr(".,;:)”’", text[length - 1]) && g_ascii_ispunct(text[length - 1]))
        length--;
    if (length == 0 || length > 5)
        return FALSE;
    unit[0] = ' ';
    memcpy(unit + 1, text, length);
    unit[length + 1] = ' ';
    unit[length + 2] = '\0';
    return strstr(units, unit) != NULL;
}

static gboolean holds_to_number(Collector *c, const char *text, gsize length)
{
    if (c->atoms->len < 2 || !is_unit(text, length))
        return FALSE;
    const Atom *space = &g_array_index(c->atoms, Atom, c->atoms->len - 1);
    const Atom *number = space - 1;
    return space->kind == ATOM_SPACE && number->kind == ATOM_WORD && number->length > 0 &&
           g_ascii_isdigit(number->text[number->length - 1]);
}

static gboolean breaks_at_spaces_only(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if ((guchar) text[i] < 0xD6)
            continue;
        gunichar ch = g_utf8_get_char(text + i);
        if (ch >= LATIN_END && (ch < GENERAL_PUNCTUATION || ch >= SYMBOLS_END))
            return FALSE;
        if (ch == 0x200B || ch == 0xAD)
            return FALSE;
    }
    return TRUE;
}

static void add_latin(Collector *c, const char *text, gsize length, guint16 look,
                      const LhInline *from)
{
    const char *end = text + length;

    while (text < end) {
        const char *stop = memchr(text, ' ', (gsize) (end - text));
        if (stop == NULL)
            stop = end;
        if (stop > text) {
            gsize part = (gsize) (stop - text);
            if (holds_to_number(c, text, part))
                g_array_index(c->atoms, Atom, c->atoms->len - 1).kind = ATOM_WORD;
            add_chunk(c, text, part, look, from);
        }
        if (stop < end)
            add_space(c, look, from);
        text = stop + 1;
    }
}

/* Text of other scripts: Pango says where lines may break. */
static void add_foreign(Collector *c, const char *text, gsize length, guint16 look,
                        const LhInline *from)
{
    g_autofree guint8 *breaks = g_malloc0(length + 1);
    gsize start = 0;

    lh_shape_breaks(text, length, c->setter->context->book->language, breaks);
    for (gsize i = 0; i <= length; i++) {
        gboolean space = i < length && text[i] == ' ';
        if (i > start && (i == length || breaks[i] || space)) {
            LhCut cut = i < length && !space ? LH_CUT_FREE : LH_CUT_NEVER;
            lh_collect_word(c, ATOM_WORD, text + start, i - start, look, cut, from);
            start = i;
        }
        if (space) {
            add_space(c, look, from);
            start = i + 1;
        }
    }
}

static void add_text(Collector *c, const LhInline *inl, guint16 look)
{
    gsize length = inl->text ? strlen(inl->text) : 0;

    if (breaks_at_spaces_only(inl->text, length))
        add_latin(c, inl->text, length, look, inl);
    else
        add_foreign(c, inl->text, length, look, inl);
}

/* ---- Inline code ---- */

/* Whether long code may break after the byte @at: behind a separator that more of a name follows,
 * never inside or next to a double underscore. */
static gboolean breaks_code_after(const char *at)
{
    static const char separators[] = "._(/,:=&|-";
    gboolean separates = *at != '\0' && strchr(separators, *at) != NULL;

    if (!separates || at[1] == '\0' || at[1] == ' ' || at[1] == ')')
        return FALSE;
    if (*at == '_')
        return at[1] != '_' && at[-1] != '_' && g_ascii_isalnum(at[-1]);
    return at[1] == '_' || strchr(separators, at[1]) == NULL;
}

/* Code longer than a part of the measure may break at its spaces and after . _ ( / */
static void add_long_code(Collector *c, const LhInline *inl, guint16 look)
{
    const char *text = inl->text, *start = text;

    for (; *text; text++) {
        if (*text == ' ') {
            if (text > start)
                lh_collect_word(c, ATOM_WORD, start, (gsize) (text - start), look, LH_CUT_NEVER,
                                inl);
            lh_collect_word(c, ATOM_SPACE, " ", 1, look, LH_CUT_COSTLY, inl);
            start = text + 1;
        } else if (text > inl->text && breaks_code_after(text)) {
            lh_collect_word(c, ATOM_WORD, start, (gsize) (text + 1 - start), look, LH_CUT_COSTLY,
                            inl);
            start = text + 1;
        }
    }
    if (text > start)
        lh_collect_word(c, ATOM_WORD, start, (gsize) (text - start), look, LH_CUT_NEVER, inl);
}

static void add_code(Collector *c, const LhInline *inl, guint16 outer)
{
    Look look = *look_at(c, outer);
    const char *text = inl->text, *start;
    guint first = c->atoms->len;
    double width = 0;

    take_role(c, &look, c->voice->code);
    guint16 code = add_look(c, &look);
    for (start = text; *text; text++) {
        if (*text != ' ')
            continue;
        if (text > start)
            lh_collect_word(c, ATOM_WORD, start, (gsize) (text - start), code, LH_CUT_NEVER, inl);
        lh_collect_word(c, ATOM_WORD, " ", 1, code, LH_CUT_NEVER, inl);
        start = text + 1;
    }
    if (text > start)
        lh_collect_word(c, ATOM_WORD, start, (gsize) (text - start), code, LH_CUT_NEVER, inl);
    for (guint i = first; i < c->atoms->len; i++)
        width += g_array_index(c->atoms, Atom, i).width;
    gboolean whole = c->voice->whole_code && !c->quiet;
    if (width > (whole ? 1 : c->setter->style->paragraph.code_break) * c->width) {
        g_array_set_size(c->atoms, first);
        add_long_code(c, inl, code);
    }
}

/* ---- Links, notes, pictures ---- */

static gboolean is_address(const char *target)
{
    const char *colon = strchr(target, ':');

    if (colon == NULL || colon == target)
        return FALSE;
    for (const char *p = target; p < colon; p++)
        if (!g_ascii_isalnum(*p) && *p != '+' && *p != '-' && *p != '.')
            return FALSE;
    return TRUE;
}

/* What a link leads to: an anchor of the book, an address, or NULL with a warning. */
static const char *link_target(Collector *c, const LhInline *inl)
{
    const LhLayoutContext *context = c->setter->context;
    const LhTree *tree = c->setter->tree;
    gboolean unknown = FALSE;

    if (inl->target == NULL || inl->target[0] == '\0')
        return NULL;
    if (is_address(inl->target))
        return inl->target;
    if (tree == NULL)
        return inl->target;
    const char *anchor =
        lh_references_anchor(context->references, tree->chapter, inl->target, &unknown);
    if (anchor == NULL && !c->quiet)
        lh_references_report(context->references, tree->chapter, inl->target, inl->source,
                             context->diag);
    return anchor;
}

static void collect_list(Collector *c, const LhInline *first, guint16 look, int depth);

/* Whether text of this voice has room for the pages of its links: not headings, captions or cells.
 */
static gboolean says_pages(const Collector *c)
{
    LhRole role = c->voice->text;
    gboolean body = role == LH_ROLE_BODY && c->voice->scale == 1;

    return c->setter->style->paragraph.link_page && c->setter->tree &&
           (body || role == LH_ROLE_CARD_TEXT || role == LH_ROLE_CARD_VERDICT);
}

/* Keeps room for the page that the link leads to, once a paragraph. */
static void add_page(Collector *c, const LhInline *inl, guint16 outer, const char *anchor)
{
    Look look = *look_at(c, outer);

    if (!says_pages(c))
        return;
    if (c->pages == NULL)
        c->pages = g_hash_table_new(g_str_hash, g_str_equal);
    if (!g_hash_table_add(c->pages, (gpointer) anchor))
        return;
    look.link = anchor;
    look.emph = look.mark = look.underline = look.strike = 0;
    take_role(c, &look, c->voice->text);
    guint16 page = add_look(c, &look);
    lh_collect_word(c, ATOM_SPACE, " ", 1, page, LH_CUT_NEVER, inl);
    lh_collect_word(c, ATOM_PAGE, PAGE_ROOM, strlen(PAGE_ROOM), page, LH_CUT_NEVER, inl);
}

/* The mark that calls @note; NULL = nothing. */
static void add_note_mark(Collector *c, const LhNote *note, const LhInline *inl, guint16 outer)
{
    const LhStyle *style = c->setter->style;
    Look look = *look_at(c, outer);

    if (note == NULL)
        return;
    look.rise = (float) (style->paragraph.superscript_rise * look.size);
    take_role(c, &look, LH_ROLE_FOOTNOTE_MARK);
    look.link = note->anchor;
    lh_collect_word(c, ATOM_WORD, note->mark, strlen(note->mark), add_look(c, &look), LH_CUT_NEVER,
                    inl);
    g_array_index(c->atoms, Atom, c->atoms->len - 1).note = note;
}

static void add_note_ref(Collector *c, const LhInline *inl, guint16 outer)
{
    add_note_mark(c, lh_note_find(c->setter, inl->target), inl, outer);
}

/* Whether paper needs the address told: the link's own words don't, and there is room for it. */
static gboolean needs_address(const Collector *c, const LhInline *inl)
{
    g_autoptr(GString) said = g_string_new(NULL);
    LhRole role = c->voice->text;

    if (!strstr(inl->target, "://") || c->setter->tree == NULL || role == LH_ROLE_H1 ||
        role == LH_ROLE_H2 || role == LH_ROLE_H3 || role == LH_ROLE_H4)
        return FALSE;
    lh_inline_plain(inl->first, said);
    return strstr(said->str, lh_short_address(c->setter, inl->target)) == NULL;
}

/* What a link to outside says on paper: a note with the address, or the address itself. */
static void add_address(Collector *c, const LhInline *inl, guint16 outer)
{
    const LhStyle *style = c->setter->style;
    gboolean note = style->paragraph.link_note && !c->setter->in_note;

    if (!note && !style->paragraph.link_address)
        return;
    if (!needs_address(c, inl))
        return;
    if (note) {
        add_note_mark(c, lh_note_address(c->setter, inl->target, inl->source), inl, outer);
        return;
    }
    const char *text = lh_arena_printf(c->setter->arena, " (%s)", lh_short_address(c->setter, inl->target));
    add_latin(c, text, strlen(text), outer, inl);
}

static void add_link(Collector *c, const LhInline *inl, guint16 outer, int depth)
{
    const LhStyle *style = c->setter->style;
    const LhTree *tree = c->setter->tree;
    Look look = *look_at(c, outer);

    look.link = link_target(c, inl);
    if (look.link && is_address(look.link) && style->paragraph.link_ink.name)
        look.ink = style->paragraph.link_ink.index;
    if (look.link && style->paragraph.link_underline)
        look.underline = 1;
    guint16 inner = add_look(c, &look);
    if (inl->first) {
        collect_list(c, inl->first, inner, depth);
        if (look.link && !is_address(look.link))
            add_page(c, inl, outer, look.link);
        else if (look.link)
            add_address(c, inl, outer);
        return;
    }
    const char *text = tree ? lh_references_text(c->setter->context->references, tree->chapter,
                                                 inl->target ? inl->target : "")
                            : NULL;
    if (text == NULL)
        text = inl->target ? inl->target : "";
    add_latin(c, text, strlen(text), inner, inl);
    if (look.link && !is_address(look.link))
        add_page(c, inl, outer, look.link);
}

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
            add_text(c, inl, look);
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
    Look look = *look_at(c, outer);

    switch (inl->kind) {
    case LH_INLINE_EMPH:
        look.emph = 1;
        break;
    case LH_INLINE_STRONG:
        take_role(c, &look, c->voice->strong);
        break;
    case LH_INLINE_MARK:
        take_role(c, &look, c->voice->mark);
        look.mark = 1;
        break;
    case LH_INLINE_UNDERLINE:
        look.underline = 1;
        break;
    case LH_INLINE_STRIKE:
        look.strike = 1;
        break;
    case LH_INLINE_KBD:
        take_role(c, &look, LH_ROLE_KBD);
        look.kbd = 1;
        break;
    case LH_INLINE_SUP:
        look.rise = (float) (style->paragraph.superscript_rise * look.size);
        take_role(c, &look, LH_ROLE_SUPERSCRIPT);
        break;
    case LH_INLINE_SUB:
        look.rise = (float) (-style->paragraph.subscript_drop * look.size);
        take_role(c, &look, LH_ROLE_SUPERSCRIPT);
        break;
    default:
        break;
    }
    return add_look(c, &look);
}

static void collect_one(Collector *c, const LhInline *inl, guint16 look, int depth)
{
    switch (inl->kind) {
    case LH_INLINE_TEXT:
        if (inl->text)
            add_text(c, inl, look);
        break;
    case LH_INLINE_CODE:
        if (inl->text && inl->text[0])
            add_code(c, inl, look);
        break;
    case LH_INLINE_BREAK:
        add_newline(c, inl, look);
        break;
    case LH_INLINE_LINK:
        add_link(c, inl, look, depth);
        break;
    case LH_INLINE_NOTE_REF:
        add_note_ref(c, inl, look);
        break;
    case LH_INLINE_IMAGE:
        add_picture(c, inl, look);
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
        collect_list(c, inl->first, inner_look(c, inl, look), depth);
    }
}

static void collect_list(Collector *c, const LhInline *first, guint16 look, int depth)
{
    if (depth >= MAX_INLINE_DEPTH)
        return;
    for (const LhInline *inl = first; inl; inl = inl->next)
        collect_one(c, inl, look, depth + 1);
}

void lh_collect(Collector *c, const LhInline *text)
{
    collect_list(c, text, plain_look(c), 0);
    if (c->setter->style->paragraph.hyphenate)
        lh_split_hyphenate(c);
    lh_split_long(c);
}

/* ---- Lines ---- */

static LhBreakItem break_item(const Atom *atom)
{
    LhBreakItem item = {.width = atom->width, .kind = LH_BREAK_BOX, .cut = atom->cut};

    if (atom->kind == ATOM_SPACE)
        item.kind = LH_BREAK_GLUE;
    else if (atom->kind == ATOM_NEWLINE)
        item.kind = LH_BREAK_NEWLINE;
    return item;
}

static double hyphen_width(Collector *c)
{
    const LhWord *hyphen = lh_shape_word(c->setter->shaper, c->voice->text, "-", 1, 0);

    return hyphen->total * c->setter->style->role[c->voice->text].size * c->voice->scale;
}

/* Whether line @i of @ends, whose first atom is @from, ends inside a word that gets a hyphen there. */
static gboolean ends_with_hyphen(const Collector *c, const GArray *ends, guint i, int from)
{
    int to = g_array_index(ends, int, i);

    return i + 1 < ends->len && to > from && to <= (int) c->atoms->len &&
           g_array_index(c->atoms, Atom, to - 1).cut == LH_CUT_HYPHEN;
}

static double widest_of(Collector *c, const GArray *ends)
{
    double widest = 0;
    int from = 0;

    for (guint i = 0; i < ends->len; i++) {
        int to = g_array_index(ends, int, i);
        gboolean hyphen = ends_with_hyphen(c, ends, i, from);
        widest = MAX(widest, lh_line_width(c, from, to, 0, hyphen));
        from = to;
    }
    return widest;
}

static LhSetText lines_of(Collector *c, const GArray *ends, double indent)
{
    LhSetText text = {.n_lines = (int) ends->len};
    int from = 0;

    text.lines = lh_arena_new0(c->setter->arena, LhSetLine, text.n_lines);
    for (int i = 0; i < text.n_lines; i++) {
        int to = g_array_index(ends, int, i);
        gboolean hyphen = ends_with_hyphen(c, ends, (guint) i, from);
        text.lines[i] = lh_line_build(c, from, to, i == 0 ? indent : 0, hyphen);
        text.widest = MAX(text.widest, text.lines[i].width);
        from = to;
    }
    return text;
}

static void break_atoms(Collector *c, double width, double indent, GArray *ends)
{
    int n = (int) c->atoms->len;
    g_autofree LhBreakItem *items = g_new(LhBreakItem, n + 1);
    LhBreakShape shape = {.first = MAX(width - indent, 1),
                          .rest = width,
                          .last_least = c->setter->style->paragraph.last_line,
                          .hyphen = hyphen_width(c)};

    for (int i = 0; i < n; i++)
        items[i] = break_item(&g_array_index(c->atoms, Atom, i));
    lh_break_total_fit(items, n, &shape, ends);
}

LhSetText lh_set_text(LhSetter *setter, const LhInline *text, const LhVoice *voice, double width,
                      double indent, const LhTag *tag, guint32 seed)
{
    Collector c;
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(int));

    lh_collect_init(&c, setter, voice, width - MAX(indent, 0), tag, seed);
    lh_collect(&c, text);
    break_atoms(&c, MAX(width, 1), indent, ends);
    LhSetText set = lines_of(&c, ends, indent);
    lh_collect_clear(&c);
    return set;
}

LhSetText lh_set_plain(LhSetter *setter, const char *text, LhRole role, double width,
                       const LhTag *tag, LhSource source, guint32 seed)
{
    LhVoice voice = lh_voice(role, role, role, role);
    const char *copy = lh_arena_strndup(setter->arena, text, -1);

    return lh_set_text(setter, lh_inline_words(setter, copy, source), &voice, width, 0, tag, seed);
}

/* The narrowest measure, by halving, in which @c still takes as many lines as in @width. */
static double balanced_width(Collector *c, double width)
{
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(int));
    double low = width / 4, high = width;
    guint lines;

    break_atoms(c, width, 0, ends);
    lines = ends->len;
    if (lines < 2)
        return width;
    for (int i = 0; i < 12; i++) {
        double middle = (low + high) / 2;
        g_array_set_size(ends, 0);
        break_atoms(c, middle, 0, ends);
        double widest = widest_of(c, ends);
        if (ends->len > lines || widest > middle + 0.01)
            low = middle;
        else
            high = middle;
    }
    return high;
}

LhSetText lh_set_balanced(LhSetter *setter, const LhInline *text, const LhVoice *voice,
                          double width, const LhTag *tag, guint32 seed)
{
    Collector c;
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(int));

    lh_collect_init(&c, setter, voice, width, tag, seed);
    lh_collect(&c, text);
    break_atoms(&c, balanced_width(&c, width), 0, ends);
    LhSetText set = lines_of(&c, ends, 0);
    lh_collect_clear(&c);
    return set;
}

double lh_set_measure(LhSetter *setter, const char *text, LhRole role)
{
    return lh_shape_word(setter->shaper, role, text, strlen(text), 0)->total *
           setter->style->role[role].size;
}

double lh_set_label(LhSetter *setter, const char *text, LhRole role, int ink, double x, double y,
                    double align, const LhTag *tag, LhSource source)
{
    const LhTextStyle *style = &setter->style->role[role];
    const LhWord *word = lh_shape_word(setter->shaper, role, text, strlen(text), lh_seed(source));
    const LhWord **words = lh_arena_new0(setter->arena, const LhWord *, 1);
    double width = word->total * style->size;

    if (word->n_glyphs > 1)
        width += style->tracking * (word->n_glyphs - 1);
    words[0] = word;
    LhRun *run = lh_sink_run(&setter->sink, x - align * width, y, role,
                             ink < 0 ? style->ink.index : (guint8) ink, words, 1, tag, source);
    run->tracking = (float) style->tracking;
    return width;
}

typedef struct {
    LhDiag *diag;
    LhSource source;
} MissingPlace;

static void tell_missing(gunichar character, gpointer data)
{
    const MissingPlace *place = data;
    char utf8[8] = {0};

    g_unichar_to_utf8(character, utf8);
    lh_diag_defect(place->diag, LH_DEFECT_MISSING_GLYPH, place->source, 0,
                   "no font of the style has “%s” (U+%04X)", utf8, character);
}

void lh_tell_missing(LhSetter *setter, const LhWord *word, LhSource source)
{
    MissingPlace place = {setter->context->diag, source};
    gboolean missing = FALSE;

    for (const LhWord *part = word; part; part = part->next)
        missing |= (part->flags & LH_WORD_MISSING) != 0;
    if (missing)
        lh_shape_missing(setter->shaper, word, tell_missing, &place);
}

void lh_set_extents(LhSetter *setter, const LhInline *text, const LhVoice *voice, guint32 seed,
                    double *least, double *most)
{
    Collector c;
    double box = 0, line = 0;

    lh_collect_init(&c, setter, voice, setter->style->page.measure, NULL, seed);
    c.quiet = TRUE;
    lh_collect(&c, text);
    *least = *most = 0;
    for (guint i = 0; i < c.atoms->len; i++) {
        const Atom *atom = &g_array_index(c.atoms, Atom, i);
        line = atom->kind == ATOM_NEWLINE ? 0 : line + atom->width;
        box = atom->kind == ATOM_SPACE || atom->kind == ATOM_NEWLINE ? 0 : box + atom->width;
        *least = MAX(*least, box + (atom->cut == LH_CUT_HYPHEN ? hyphen_width(&c) : 0));
        *most = MAX(*most, line);
        if (atom->cut != LH_CUT_NEVER)
            box = 0;
    }
    lh_collect_clear(&c);
}
