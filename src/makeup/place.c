/* Slabs on their pages, and what goes round them. */
#include "maker.h"

#include <math.h>

#define NOTE_RULE_RISE 0.8 /* of the step: the rule above the first note's baseline */
#define FRAME_FOOT                                                                                 \
    8.5 /* points of a natural frame's bottom that may pass the last row it takes                  \
         */

/* A frame's stretch on one page. */
typedef struct {
    const LhFrame *frame;
    int first, last; /* slabs of the cutter */
} Stretch;

typedef struct {
    LhMaker *maker;
    const LhSection *section;
    LhPage *page;
    int first, end; /* slabs of this page */
    double *y;      /* origin of each */
    GArray *stretches;
    GArray *frames; /* of LhPlacedFrame */
} Placer;

/* Footnotes called and not yet wholly placed. */
typedef struct {
    GPtrArray *notes; /* of LhNote *, all that were called */
    guint first;      /* of those that wait */
    int done;         /* its rows that stand on a page already */
} Waiting;

static const LhSlab *slab_at(const Placer *p, int i)
{
    return &g_array_index(p->section->cutter->slabs, LhSlab, i);
}

static const LhSpan *span_of(const Placer *p, const LhFrame *frame)
{
    return g_hash_table_lookup(p->section->cutter->spans, frame);
}

/* ---- Frames ---- */

static void stretch_frame(Placer *p, const LhFrame *frame, int i)
{
    for (guint n = p->stretches->len; n > 0; n--) {
        Stretch *old = &g_array_index(p->stretches, Stretch, n - 1);
        if (old->frame == frame) {
            old->last = i;
            return;
        }
    }
    Stretch new = {frame, i, i};
    g_array_append_val(p->stretches, new);
}

/* Outer frames first: they lie below. */
static void stretch_chain(Placer *p, const LhFrame *frame, int i)
{
    if (frame == NULL)
        return;
    stretch_chain(p, frame->parent, i);
    stretch_frame(p, frame, i);
}

/* Top edge of a natural frame: above the slab by the tops of all that begins between them. */
static double natural_top(const Placer *p, const Stretch *s)
{
    double top = p->y[s->first - p->first];

    for (const LhFrame *f = slab_at(p, s->first)->frame; f; f = f->parent) {
        if (f->natural)
            top -= f->pad_top + (span_of(p, f)->first < s->first ? f->head : 0);
        if (f == s->frame)
            break;
    }
    return top;
}

static double natural_bottom(const Placer *p, const Stretch *s)
{
    double bottom = p->y[s->last - p->first] + slab_at(p, s->last)->height;

    for (const LhFrame *f = slab_at(p, s->last)->frame; f; f = f->parent) {
        if (f->natural)
            bottom += f->pad_bottom + (span_of(p, f)->last > s->last ? f->foot : 0);
        if (f == s->frame)
            break;
    }
    return bottom;
}

static const LhFrame *outer_natural(const Placer *p, int i)
{
    return p->section->cutter->frames[i].outer;
}

/* Rows of the heads that a page repeats above slab @i for @frame and the frames inside it. */
static int heads_above(const Placer *p, const LhFrame *frame, int i)
{
    int rows = 0;

    for (const LhFrame *f = slab_at(p, i)->frame; f; f = f->parent) {
        if (!f->natural && span_of(p, f)->first < i && i == p->first)
            rows += f->head_rows;
        if (f == frame)
            break;
    }
    return rows;
}

static double ruled_top(const Placer *p, const Stretch *s)
{
    double step = p->maker->style->grid.step, y = p->y[s->first - p->first];
    const LhFrame *outer = outer_natural(p, s->first);

    if (outer) {
        Stretch inner = {outer, s->first, s->first};
        y = natural_top(p, &inner) + outer->rise;
    }
    return y - heads_above(p, s->frame, s->first) * step;
}

static double ruled_bottom(const Placer *p, const Stretch *s)
{
    double step = p->maker->style->grid.step, y = p->y[s->last - p->first];
    const LhFrame *outer = outer_natural(p, s->last);

    if (outer == NULL)
        return y + (slab_at(p, s->last)->rows - 1) * step;
    Stretch inner = {outer, s->last, s->last};
    return ceil((natural_bottom(p, &inner) - FRAME_FOOT) / step) * step;
}

static void dress_stretch(Placer *p, const Stretch *s)
{
    const LhFrame *frame = s->frame;
    const LhSpan *span = span_of(p, frame);
    LhFramePart part = {.x = p->page->left};

    part.opens = span->first >= s->first;
    part.closes = span->last <= s->last;
    part.top = frame->natural ? natural_top(p, s) : ruled_top(p, s);
    part.bottom = frame->natural ? natural_bottom(p, s) : ruled_bottom(p, s);
    LhPlacedFrame placed = {frame, part};
    g_array_append_val(p->frames, placed);
    if (frame->dress)
        frame->dress(frame, &part, &p->maker->setter.sink);
}

static void dress_page(Placer *p)
{
    for (int i = p->first; i < p->end; i++)
        stretch_chain(p, slab_at(p, i)->frame, i);
    for (guint n = 0; n < p->stretches->len; n++)
        dress_stretch(p, &g_array_index(p->stretches, Stretch, n));
}

/* ---- Notes ---- */

/* The pencil line above the notes; where a note goes on from the page before, it says so. */
static void add_note_rule(Placer *p, double baseline, gboolean continued)
{
    LhSetter *setter = &p->maker->setter;
    const LhStyle *style = p->maker->style;
    double y = baseline - NOTE_RULE_RISE * style->grid.step, x = p->page->left;

    lh_hand_line(&setter->path, x, y, x + style->footnote.rule_width, y, 0.2,
                 (guint32) p->page->index);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->footnote.rule,
                 style->footnote.rule_weight);
    if (continued)
        lh_set_label(setter, "continued", LH_ROLE_CONTINUES, -1,
                     x + style->footnote.rule_width + style->footnote.mark_gap,
                     y + style->footnote.continued_drop, 0, NULL, (LhSource){0});
}

/* Rows of the notes waiting for a foot. */
static int rows_waiting(const Waiting *w)
{
    int rows = -w->done;

    for (guint n = w->first; n < w->notes->len; n++)
        rows += ((const LhNote *) w->notes->pdata[n])->rows;
    return rows;
}

static void place_next_row(Placer *p, Waiting *w, int row, GArray *placed)
{
    const LhNote *note = w->notes->pdata[w->first];
    LhPlaced place = {&note->slabs[w->done], p->page->left, row * p->maker->style->grid.step};

    g_array_append_val(placed, place);
    if (++w->done < note->n_slabs)
        return;
    w->first++;
    w->done = 0;
}

static void place_notes(Placer *p, const LhFill *fill, Waiting *w, GArray *placed)
{
    const LhCutter *cutter = p->section->cutter;
    const LhStyle *style = p->maker->style;
    gboolean continued = w->done > 0;

    for (int i = p->first; i < p->end; i++)
        for (int n = 0; n < cutter->frames[i].n_notes; n++)
            g_ptr_array_add(w->notes, cutter->notes->pdata[cutter->frames[i].first_note + n]);
    int rows = lh_fill_notes(cutter, fill);
    if (rows == 0)
        return;
    int row = p->first < p->end ? style->grid.last_row - rows + 1 : style->grid.first_row + 1;
    add_note_rule(p, row * style->grid.step, continued);
    while (rows-- > 0 && w->first < w->notes->len)
        place_next_row(p, w, row++, placed);
}

/* ---- Pages ---- */

void lh_page_take_items(LhMaker *maker, LhPage *page)
{
    LhSink *sink = &maker->setter.sink;
    int old = page->n_items;
    LhItem *items = lh_arena_new0(maker->pages->arena, LhItem, old + (int) sink->items->len);

    if (sink->items->len == 0)
        return;
    for (int i = 0; i < old; i++)
        items[i] = page->items[i];
    for (guint i = 0; i < sink->items->len; i++)
        items[old + (int) i] = g_array_index(sink->items, LhItem, i);
    page->items = items;
    page->n_items = old + (int) sink->items->len;
    g_array_set_size(sink->items, 0);
}

static void place_page(Placer *p, Waiting *waiting)
{
    const LhCutter *cutter = p->section->cutter;
    LhFill fill = lh_fill_start(cutter, rows_waiting(waiting));
    g_autofree double *y = g_new(double, p->end - p->first + 1);
    g_autoptr(GArray) placed = g_array_new(FALSE, FALSE, sizeof(LhPlaced));

    p->y = y;
    p->stretches = g_array_new(FALSE, FALSE, sizeof(Stretch));
    p->frames = g_array_new(FALSE, FALSE, sizeof(LhPlacedFrame));
    for (int i = p->first; i < p->end; i++) {
        lh_fill_add(cutter, &fill, i, &y[i - p->first]);
        const LhSlab *slab = lh_arena_memdup(p->maker->pages->arena, slab_at(p, i), sizeof(LhSlab));
        LhPlaced place = {slab, p->page->left, y[i - p->first]};
        g_array_append_val(placed, place);
    }
    dress_page(p);
    place_notes(p, &fill, waiting, placed);
    p->page->placed =
        lh_arena_memdup(p->maker->pages->arena, placed->data, placed->len * sizeof(LhPlaced));
    p->page->n_placed = (int) placed->len;
    p->page->frames = lh_arena_memdup(p->maker->pages->arena, p->frames->data,
                                      p->frames->len * sizeof(LhPlacedFrame));
    p->page->n_frames = (int) p->frames->len;
    lh_page_take_items(p->maker, p->page);
    g_array_unref(p->frames);
    g_array_unref(p->stretches);
}

/* Leaves out the blank lines of code that the page's end has cut off from what follows them. */
static void drop_idle(Placer *p)
{
    while (p->end - 1 > p->first && p->end < (int) p->section->cutter->slabs->len &&
           slab_at(p, p->end - 1)->idle)
        p->end--;
}

void lh_place_section(LhMaker *maker, LhSection *section)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new();
    Waiting waiting = {.notes = notes};

    for (guint n = 0; n < section->starts->len; n++) {
        gboolean last = n + 1 == section->starts->len;
        Placer p = {.maker = maker, .section = section};
        p.page = maker->pages->pages->pdata[section->first_page + (int) n];
        p.first = g_array_index(section->starts, int, n);
        p.end =
            last ? (int) section->cutter->slabs->len : g_array_index(section->starts, int, n + 1);
        drop_idle(&p);
        place_page(&p, &waiting);
    }
}
