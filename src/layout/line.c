/* A line's atoms to items: runs as long as can be, pen underlines, the highlighter's band. */
#include "atoms.h"

#include <string.h>

typedef struct {
    Collector *c;
    LhSetter *setter;
    GPtrArray *words; /* of the run being gathered */
    GPtrArray *notes;
    GArray *origins; /* of LhOrigin, one a word; NULL = nobody asked */
    const Look *look; /* of that run */
    LhSource source;
    double start; /* its left edge */
    double x;
} LineBuilder;

static const Look *look_of(Collector *c, const Atom *atom)
{
    return &g_array_index(c->looks, Look, atom->look);
}

/* Whether two looks can share a run: what differs is drawn by strokes beside it. */
static gboolean same_run(const Look *a, const Look *b)
{
    return a == b || (a->role == b->role && a->ink == b->ink && a->scale == b->scale &&
                      a->rise == b->rise && a->link == b->link && a->tag == b->tag);
}

static void flush_run(LineBuilder *b)
{
    if (b->words->len == 0)
        return;
    const LhWord **words =
        lh_arena_memdup(b->setter->arena, b->words->pdata, b->words->len * sizeof(gpointer));
    LhRun *run = lh_sink_run(&b->setter->sink, b->start, -b->look->rise, b->look->role,
                             b->look->ink, words, (int) b->words->len, b->look->tag, b->source);
    run->scale = b->look->scale;
    run->link = b->look->link;
    if (b->origins) {
        run->origins = lh_arena_memdup(b->setter->arena, b->origins->data,
                                       b->origins->len * sizeof(LhOrigin));
        g_array_set_size(b->origins, 0);
    }
    g_ptr_array_set_size(b->words, 0);
}

/* Where the author wrote @atom; what is not of an inline's own text is ours. */
static void add_origin(LineBuilder *b, const Atom *atom)
{
    const char *text = atom->from ? atom->from->text : NULL;
    LhOrigin origin = {0};

    if (text && atom->text >= text && atom->text < text + strlen(text))
        origin = (LhOrigin){.source = atom->from->source,
                            .text = atom->from->of ? atom->from->of : text,
                            .at = atom->from->of_at + (guint32) (atom->text - text),
                            .length = atom->length};
    g_array_append_val(b->origins, origin);
}

/* The place of a footnote's mark: where the note's own mark leads back to. */
static void add_call(LineBuilder *b, const LhNote *note)
{
    g_ptr_array_add(b->notes, (gpointer) note);
    lh_sink_anchor(&b->setter->sink, b->x, 0, note->call);
}

/* Puts @atom's word into the run being gathered, or begins another. */
static void gather_word(LineBuilder *b, const Atom *atom, const Look *look)
{
    if (b->words->len > 0 && !same_run(b->look, look))
        flush_run(b);
    if (b->words->len == 0) {
        b->start = b->x;
        b->look = look;
        b->source = atom->from ? atom->from->source : (LhSource){0};
    }
    g_ptr_array_add(b->words, (gpointer) atom->word);
    if (b->origins)
        add_origin(b, atom);
}

static void add_word(LineBuilder *b, const Atom *atom, const Look *look)
{
    if (!b->setter->bare)
        gather_word(b, atom, look);
    b->x += atom->width;
    if (atom->kind == ATOM_WORD && atom->note)
        add_call(b, atom->note);
}

/* A run that makeup fills in; how much follows it is known when the line is whole. */
static void add_page_ref(LineBuilder *b, const Atom *atom, const Look *look)
{
    LhPageRef *ref = lh_arena_new0(b->setter->arena, LhPageRef, 1);

    flush_run(b);
    add_word(b, atom, look);
    flush_run(b);
    ref->anchor = look->link;
    ref->width = atom->width;
    ref->n_after = (int) b->setter->sink.items->len;
    LhItem *item = &g_array_index(b->setter->sink.items, LhItem, ref->n_after - 1);
    ((LhRun *) item->run)->page_ref = ref;
}

static void close_page_refs(LineBuilder *b, double room)
{
    GArray *items = b->setter->sink.items;

    for (guint i = 0; i < items->len; i++) {
        const LhItem *item = &g_array_index(items, LhItem, i);
        if (item->kind != LH_ITEM_TEXT || item->run->page_ref == NULL)
            continue;
        LhPageRef *ref = (LhPageRef *) item->run->page_ref;
        ref->n_after = (int) items->len - ref->n_after;
        ref->room = (float) MAX(room, 0);
    }
}

static void add_image(LineBuilder *b, const Atom *atom, const Look *look)
{
    double width, height;

    flush_run(b);
    lh_image_size(atom->image, &width, &height);
    height *= atom->width / width;
    lh_sink_image(&b->setter->sink, b->x, -height + 2, atom->width, height, atom->image, look->tag,
                  atom->from->source);
}

static void add_atom(LineBuilder *b, const Atom *atom)
{
    const Look *look = look_of(b->c, atom);

    switch ((AtomKind) atom->kind) {
    case ATOM_WORD:
    case ATOM_SPACE:
        add_word(b, atom, look);
        break;
    case ATOM_ANCHOR:
        lh_add_anchor(b->setter, atom->anchor, b->x, 0);
        break;
    case ATOM_IMAGE:
        if (!b->setter->bare)
            add_image(b, atom, look);
        b->x += atom->width;
        break;
    case ATOM_PAGE:
        if (b->setter->bare)
            b->x += atom->width;
        else
            add_page_ref(b, atom, look);
        break;
    case ATOM_GAP:
        flush_run(b);
        b->x += atom->width;
        break;
    case ATOM_NEWLINE:
        break;
    }
}

/* ---- What is drawn beside the text ---- */

typedef enum {
    BESIDE_EMPH,
    BESIDE_UNDERLINE,
    BESIDE_STRIKE,
    BESIDE_MARK,
    BESIDE_KBD,
    N_BESIDE
} Beside;

static gboolean has_beside(const Look *look, Beside beside)
{
    switch (beside) {
    case BESIDE_EMPH:
        return look->emph;
    case BESIDE_UNDERLINE:
        return look->underline && !look->emph;
    case BESIDE_STRIKE:
        return look->strike;
    case BESIDE_MARK:
        return look->mark;
    default:
        return look->kbd;
    }
}

static void draw_beside(LhSetter *setter, Beside beside, const Look *look, double x1, double x2)
{
    const LhStyle *style = setter->style;
    LhPath *path = &setter->path;
    double size = look->size, rise = -look->rise;
    guint32 seed = lh_hash_int(lh_hash_int((guint32) beside, (guint32) (x1 * 16)),
                               (guint32) (x2 * 16) + setter->sink.items->len);
    LhInkRef ink = {NULL, look->ink};

    switch (beside) {
    case BESIDE_EMPH:
    case BESIDE_UNDERLINE:
        lh_hand_line(path, x1, rise + style->paragraph.emph_drop, x2,
                     rise + style->paragraph.emph_drop, style->paragraph.emph_roughness, seed);
        lh_sink_path(&setter->sink, LH_LAYER_STROKE, path, &ink, style->paragraph.emph_weight);
        break;
    case BESIDE_STRIKE:
        lh_hand_line(path, x1, rise - style->paragraph.strike_rise * size, x2,
                     rise - style->paragraph.strike_rise * size, style->paragraph.emph_roughness,
                     seed);
        lh_sink_path(&setter->sink, LH_LAYER_STROKE, path, &ink, style->paragraph.strike_weight);
        break;
    case BESIDE_MARK:
        lh_hand_band(path, x1 - style->paragraph.mark_overshoot,
                     rise - style->paragraph.mark_rise * size,
                     x2 - x1 + 2 * style->paragraph.mark_overshoot,
                     style->paragraph.mark_height * size, seed);
        lh_sink_path(&setter->sink, LH_LAYER_TINT, path, &style->paragraph.mark_ink, 0);
        break;
    default:
        lh_hand_frame(path, x1 - style->kbd.pad, rise - style->kbd.rise * size,
                      x2 - x1 + 2 * style->kbd.pad, style->kbd.height * size, style->kbd.radius,
                      style->kbd.roughness, 0, 0, 0, seed);
        lh_sink_path(&setter->sink, LH_LAYER_STROKE, path, &ink, style->kbd.weight);
    }
}

/* Draws @beside under each stretch of atoms that has it, without the spaces at its ends. */
static void add_beside(Collector *c, int from, int to, double indent, Beside beside)
{
    double x = indent, start = 0, end = 0;
    const Look *open = NULL;

    for (int i = from; i <= to; i++) {
        const Atom *atom = i < to ? &g_array_index(c->atoms, Atom, i) : NULL;
        const Look *look = atom ? &g_array_index(c->looks, Look, atom->look) : NULL;
        gboolean has = look && has_beside(look, beside);
        if (open && (!has || look->rise != open->rise)) {
            draw_beside(c->setter, beside, open, start, end);
            open = NULL;
        }
        if (has && atom->kind == ATOM_WORD) {
            if (open == NULL) {
                open = look;
                start = x;
            }
            end = x + atom->width;
        }
        x += atom ? atom->width : 0;
    }
}

static gboolean needs_beside(Collector *c)
{
    for (guint i = 0; i < c->looks->len; i++) {
        const Look *look = &g_array_index(c->looks, Look, i);
        if (look->emph || look->underline || look->strike || look->mark || look->kbd)
            return TRUE;
    }
    return FALSE;
}

/* The atoms of [from, to) without spaces at either end. */
static void trim(Collector *c, int *from, int *to)
{
    while (*from < *to && g_array_index(c->atoms, Atom, *from).kind == ATOM_SPACE)
        (*from)++;
    while (*to > *from && (g_array_index(c->atoms, Atom, *to - 1).kind == ATOM_SPACE ||
                           g_array_index(c->atoms, Atom, *to - 1).kind == ATOM_NEWLINE))
        (*to)--;
}

/* The hyphen that follows the atoms before @to. */
static Atom hyphen_after(Collector *c, int to)
{
    const Atom *last = &g_array_index(c->atoms, Atom, to - 1);
    const Look *look = look_of(c, last);
    Atom hyphen = {.word = lh_shape_word(c->setter->shaper, look->role, "-", 1, 0),
                   .look = last->look,
                   .from = last->from};

    hyphen.width = hyphen.word->total * look->size;
    return hyphen;
}

double lh_line_width(Collector *c, int from, int to, double indent, gboolean hyphen)
{
    double width = indent;
    int end = to;

    trim(c, &from, &end);
    for (int i = from; i < end; i++)
        width += g_array_index(c->atoms, Atom, i).width;
    return hyphen ? width + hyphen_after(c, end).width : width;
}

LhSetLine lh_line_build(Collector *c, int from, int to, double indent, gboolean hyphen)
{
    LineBuilder b = {.c = c,
                     .setter = c->setter,
                     .words = g_ptr_array_new(),
                     .notes = g_ptr_array_new(),
                     .x = indent};
    LhSetLine line = {0};
    LhSink outer = c->setter->sink;

    lh_sink_init(&c->setter->sink, c->setter->arena);
    if (c->setter->context->origins)
        b.origins = g_array_new(FALSE, FALSE, sizeof(LhOrigin));
    trim(c, &from, &to);
    for (int i = from; i < to; i++)
        add_atom(&b, &g_array_index(c->atoms, Atom, i));
    if (hyphen) {
        Atom added = hyphen_after(c, to);
        add_word(&b, &added, look_of(c, &added));
    }
    flush_run(&b);
    if (!c->setter->bare && needs_beside(c))
        for (int beside = 0; beside < N_BESIDE; beside++)
            add_beside(c, from, to, indent, (Beside) beside);
    if (c->pages && !c->setter->bare)
        close_page_refs(&b, c->width - (b.x - indent));
    line.width = b.x;
    if (from < to && g_array_index(c->atoms, Atom, from).from)
        line.source = g_array_index(c->atoms, Atom, from).from->source;
    line.n_notes = (int) b.notes->len;
    line.notes = lh_arena_memdup(c->setter->arena, b.notes->pdata, b.notes->len * sizeof(gpointer));
    line.items = (LhItem *) lh_sink_take(&c->setter->sink, &line.n_items);
    lh_sink_clear(&c->setter->sink);
    c->setter->sink = outer;
    g_ptr_array_unref(b.words);
    g_ptr_array_unref(b.notes);
    g_clear_pointer(&b.origins, g_array_unref);
    return line;
}
