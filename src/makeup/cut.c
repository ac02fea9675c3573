#include "cut.h"

#include <math.h>

/* What a half-empty page costs: HOLE × (empty rows / rows)², the first rows left out because
 * bottoms are ragged; and a little for each row, so that of two ways the fuller page wins. */
#define HOLE      600.0
#define FREE_ROWS 2
#define EMPTY_ROW 0.05
/* A footnote that would take more than this part of a page is set in line. */
#define LONGEST_NOTE 0.4

/* ---- Preparing ---- */

static void extend_span(GHashTable *spans, const LhFrame *frame, int slab)
{
    LhSpan *span = g_hash_table_lookup(spans, frame);

    if (span == NULL) {
        span = g_new(LhSpan, 1);
        span->first = slab;
        g_hash_table_insert(spans, (gpointer) frame, span);
    }
    span->last = slab;
}

static GHashTable *collect_spans(const GArray *slabs)
{
    GHashTable *spans = g_hash_table_new_full(NULL, NULL, NULL, g_free);

    for (guint i = 0; i < slabs->len; i++) {
        const LhFrame *frame = g_array_index(slabs, LhSlab, i).frame;
        for (; frame; frame = frame->parent)
            extend_span(spans, frame, (int) i);
    }
    return spans;
}

static void add_natural(LhSlabFrames *f, const LhFrame *frame, const LhSpan *span, int i)
{
    gboolean outermost = frame == f->outer;

    f->pads_first += frame->pad_top + (span->first < i ? frame->head : 0);
    if (span->first == i)
        f->pads_open += frame->pad_top;
    if (span->last == i && !outermost)
        f->pads_close += frame->pad_bottom;
    if (span->last > i)
        f->pads_break += frame->pad_bottom + frame->foot;
    else if (outermost)
        f->pads_break += frame->pad_bottom;
}

static LhSlabFrames slab_frames(const GArray *slabs, GHashTable *spans, int i)
{
    const LhFrame *inner = g_array_index(slabs, LhSlab, i).frame;
    LhSlabFrames f = {0};

    for (const LhFrame *frame = inner; frame; frame = frame->parent)
        if (frame->natural)
            f.outer = frame;
    for (const LhFrame *frame = inner; frame; frame = frame->parent) {
        const LhSpan *span = g_hash_table_lookup(spans, frame);
        if (frame->natural) {
            add_natural(&f, frame, span, i);
            continue;
        }
        f.head_rows += span->first < i ? frame->head_rows : 0;
        f.foot_rows += span->last > i ? frame->foot_rows : 0;
    }
    return f;
}

static int rows_of_notes(const LhSlab *slab, GHashTable *seen)
{
    int rows = 0;

    for (int i = 0; i < slab->n_notes; i++) {
        const LhNote *note = slab->notes[i];
        if (!g_hash_table_add(seen, (gpointer) note))
            continue;
        rows += note->rows;
        for (int j = 0; j < note->n_slabs; j++)
            rows += rows_of_notes(&note->slabs[j], seen);
    }
    return rows;
}

static int page_rows(const LhStyle *style)
{
    return style->grid.last_row - style->grid.first_row + 1;
}

gboolean lh_cut_is_long_note(const LhNote *note, const LhStyle *style)
{
    gboolean natural = FALSE;

    for (int i = 0; i < note->n_slabs; i++)
        natural |= note->slabs[i].rows == 0;
    return natural || note->rows > LONGEST_NOTE * page_rows(style);
}

/* Copies the slabs; a note too long for a page's foot follows the paragraph that calls it. */
static GArray *copy_slabs(const LhGalley *galley, const LhStyle *style, int *place)
{
    GArray *slabs = g_array_sized_new(FALSE, TRUE, sizeof(LhSlab), galley->slabs->len);
    g_autoptr(GPtrArray) waiting = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < galley->slabs->len; i++) {
        LhSlab slab = g_array_index(galley->slabs, LhSlab, i);
        for (int n = 0; n < slab.n_notes; n++)
            if (lh_cut_is_long_note(slab.notes[n], style) &&
                g_hash_table_add(seen, (gpointer) slab.notes[n]))
                g_ptr_array_add(waiting, (gpointer) slab.notes[n]);
        place[i] = (int) slabs->len;
        g_array_append_val(slabs, slab);
        if (slab.frame || slab.line + 1 < slab.n_lines)
            continue;
        for (guint n = 0; n < waiting->len; n++) {
            const LhNote *note = waiting->pdata[n];
            g_array_append_vals(slabs, note->slabs, (guint) note->n_slabs);
        }
        g_ptr_array_set_size(waiting, 0);
    }
    for (guint n = 0; n < waiting->len; n++) {
        const LhNote *note = waiting->pdata[n];
        g_array_append_vals(slabs, note->slabs, (guint) note->n_slabs);
    }
    return slabs;
}

LhCutter *lh_cutter_new(const LhGalley *galley, const LhStyle *style)
{
    LhCutter *cutter = g_new0(LhCutter, 1);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    cutter->style = style;
    cutter->place = g_new0(int, galley->slabs->len + 1);
    cutter->slabs = copy_slabs(galley, style, cutter->place);
    cutter->spans = collect_spans(cutter->slabs);
    cutter->frames = g_new0(LhSlabFrames, cutter->slabs->len + 1);
    for (guint i = 0; i < cutter->slabs->len; i++) {
        LhSlab *slab = &g_array_index(cutter->slabs, LhSlab, i);
        for (int n = 0; n < slab->n_notes; n++)
            if (lh_cut_is_long_note(slab->notes[n], style))
                g_hash_table_add(seen, (gpointer) slab->notes[n]);
        cutter->frames[i] = slab_frames(cutter->slabs, cutter->spans, (int) i);
        cutter->frames[i].note_rows = rows_of_notes(slab, seen);
    }
    return cutter;
}

void lh_cutter_free(LhCutter *cutter)
{
    if (cutter == NULL)
        return;
    g_array_unref(cutter->slabs);
    g_hash_table_unref(cutter->spans);
    g_free(cutter->frames);
    g_free(cutter->place);
    g_free(cutter);
}

/* ---- Filling ---- */

LhFill lh_fill_start(const LhCutter *cutter)
{
    return (LhFill){.row = cutter->style->grid.first_row, .empty = TRUE};
}

static void close_part(const LhCutter *cutter, LhFill *fill)
{
    double step = cutter->style->grid.step;
    double bottom = fill->y + fill->open->pad_bottom;

    fill->row = MAX(fill->row, (int) ceil((bottom + fill->open->clear) / step - LH_EPSILON));
    fill->open = NULL;
}

static int blank_rows(const LhFill *fill, const LhSlab *slab, const LhSlabFrames *f)
{
    if (!fill->empty)
        return MAX(fill->after, slab->before);
    if (f->outer)
        return MAX(f->outer->top_skip, slab->top_skip) + f->head_rows;
    return slab->top_skip + f->head_rows;
}

static void add_ruled(const LhCutter *cutter, LhFill *fill, const LhSlab *slab,
                      const LhSlabFrames *f, double *y)
{
    double step = cutter->style->grid.step;
    int row = fill->row + blank_rows(fill, slab, f);

    *y = row * step;
    fill->row = row + slab->rows;
    fill->last_row = fill->row - 1 + f->foot_rows;
    fill->bottom = fill->last_row * step;
}

static void add_natural_piece(const LhCutter *cutter, LhFill *fill, const LhSlab *slab,
                              const LhSlabFrames *f, double *y)
{
    double step = cutter->style->grid.step;

    if (fill->open == NULL) {
        fill->part_top = (fill->row + blank_rows(fill, slab, f)) * step - f->outer->rise;
        fill->y = fill->part_top + (fill->empty ? f->pads_first : f->pads_open);
        fill->open = f->outer;
    } else {
        fill->y += f->pads_open;
    }
    *y = fill->y;
    fill->y += slab->height + f->pads_close;
    fill->bottom = fill->y + f->pads_break + f->foot_rows * step;
    fill->last_row = (int) ceil(fill->bottom / step - LH_EPSILON);
}

void lh_fill_add(const LhCutter *cutter, LhFill *fill, int i, double *y)
{
    const LhSlab *slab = &g_array_index(cutter->slabs, LhSlab, i);
    const LhSlabFrames *f = &cutter->frames[i];

    if (fill->open && fill->open != f->outer)
        close_part(cutter, fill);
    if (f->outer)
        add_natural_piece(cutter, fill, slab, f, y);
    else
        add_ruled(cutter, fill, slab, f, y);
    fill->after = slab->after;
    fill->note_rows += f->note_rows;
    fill->empty = FALSE;
}

int lh_fill_foot(int note_rows)
{
    return note_rows ? note_rows + 1 : 0;
}

gboolean lh_fill_fits(const LhCutter *cutter, const LhFill *fill)
{
    const LhStyle *style = cutter->style;
    int last = style->grid.last_row - lh_fill_foot(fill->note_rows);
    double edge = (last + 0.5) * style->grid.step;

    return fill->open ? fill->bottom <= edge + LH_EPSILON
                      : fill->last_row <= last && fill->bottom <= edge;
}

/* ---- Cutting ---- */

typedef struct {
    double cost; /* of the pages before this slab, when a page begins with it */
    int from;    /* where the page before begins */
} Start;

static double hole_cost(const LhCutter *cutter, const LhFill *fill)
{
    const LhStyle *style = cutter->style;
    int empty = style->grid.last_row - lh_fill_foot(fill->note_rows) - fill->last_row;
    double part = (double) MAX(empty - FREE_ROWS, 0) / page_rows(style);

    return HOLE * part * part + EMPTY_ROW * MAX(empty, 0);
}

static double cut_cost(const LhCutter *cutter, const LhFill *fill, int i)
{
    const LhSlab *slab = &g_array_index(cutter->slabs, LhSlab, i);

    if (i + 1 == (int) cutter->slabs->len || (slab + 1)->page_before)
        return 0;
    return slab->break_after + hole_cost(cutter, fill);
}

static void relax(Start *starts, int next, double cost, int from)
{
    if (cost < starts[next].cost) {
        starts[next].cost = cost;
        starts[next].from = from;
    }
}

/* Tries every end of a page that begins with slab @from. */
static void try_page(const LhCutter *cutter, Start *starts, int from, gboolean desperate)
{
    int n = (int) cutter->slabs->len;
    LhFill fill = lh_fill_start(cutter);
    double y;

    for (int i = from; i < n; i++) {
        const LhSlab *slab = &g_array_index(cutter->slabs, LhSlab, i);
        if (i > from && slab->page_before)
            break;
        lh_fill_add(cutter, &fill, i, &y);
        gboolean fits = lh_fill_fits(cutter, &fill);
        double cost = cut_cost(cutter, &fill, i);
        if (fits && (cost < LH_NEVER_BREAK || desperate))
            relax(starts, i + 1, starts[from].cost + cost, from);
        else if (!fits && i == from && desperate)
            relax(starts, i + 1, starts[from].cost + LH_NEVER_BREAK, from);
        if (!fits && (fill.open == NULL ||
                      fill.y > (cutter->style->grid.last_row + 1) * cutter->style->grid.step))
            break;
    }
}

static gboolean find_cuts(const LhCutter *cutter, Start *starts, gboolean desperate)
{
    int n = (int) cutter->slabs->len;

    for (int i = 0; i <= n; i++)
        starts[i] = (Start){G_MAXDOUBLE, -1};
    starts[0].cost = 0;
    for (int i = 0; i < n; i++)
        if (starts[i].cost < G_MAXDOUBLE)
            try_page(cutter, starts, i, desperate);
    return starts[n].cost < G_MAXDOUBLE;
}

void lh_cut(const LhCutter *cutter, GArray *out)
{
    int n = (int) cutter->slabs->len;
    g_autofree Start *starts = g_new(Start, n + 1);
    guint first = out->len;

    if (n == 0)
        return;
    if (!find_cuts(cutter, starts, FALSE))
        find_cuts(cutter, starts, TRUE);
    for (int i = starts[n].from; i >= 0; i = starts[i].from)
        g_array_append_val(out, i);
    for (guint low = first, high = out->len - 1; low < high; low++, high--) {
        int swap = g_array_index(out, int, low);
        g_array_index(out, int, low) = g_array_index(out, int, high);
        g_array_index(out, int, high) = swap;
    }
}
