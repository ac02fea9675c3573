#include "cut.h"

#include <math.h>

/* What a half-empty page costs: HOLE × (empty rows / rows)², the first rows left out because
 * bottoms are ragged; and a little for each row, so that of two ways the fuller page wins. */
#define HOLE      600.0
#define FREE_ROWS 2
#define EMPTY_ROW 0.05
/* What each row costs that is left empty although the text could have gone on in it, with a cut that costs
 * no more than EASY: holes belong above what does not fit, and pages are not evened out. */
#define IDLE_ROW 8.0
#define EASY     10.0
/* What it costs that a footnote goes on on the next page, for each row that does, and when a short
 * note is divided or a whole one parted from its call. At least NOTE_LEAST rows stand on either
 * side. */
#define CARRY       40.0
#define CARRY_ROW   1.0
#define CARRY_WHOLE 60.0
#define NOTE_LEAST  2

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
        if (span->last > i)
            f.cut = frame;
        if (frame->natural) {
            add_natural(&f, frame, span, i);
            continue;
        }
        f.head_rows += span->first < i ? frame->head_rows : 0;
        f.foot_rows += span->last > i ? frame->foot_rows : 0;
    }
    return f;
}

/* Appends the notes that @slab calls for the first time, and those that they call. */
static void gather_notes(const LhSlab *slab, GHashTable *seen, GPtrArray *notes)
{
    for (int i = 0; i < slab->n_notes; i++) {
        const LhNote *note = slab->notes[i];
        if (!g_hash_table_add(seen, (gpointer) note))
            continue;
        if (!lh_cut_is_in_line(note))
            g_ptr_array_add(notes, (gpointer) note);
        for (int j = 0; j < note->n_slabs; j++)
            gather_notes(&note->slabs[j], seen, notes);
    }
}

static int page_rows(const LhStyle *style)
{
    return style->grid.last_row - style->grid.first_row + 1;
}

gboolean lh_cut_is_in_line(const LhNote *note)
{
    gboolean awkward = FALSE;

    for (int i = 0; i < note->n_slabs; i++)
        awkward |= note->slabs[i].rows != 1 || note->slabs[i].frame;
    return awkward;
}

/* Copies the slabs; a note that can't stand at a page's foot follows the paragraph that calls it.
 */
static GArray *copy_slabs(const LhGalley *galley, int *place)
{
    GArray *slabs = g_array_sized_new(FALSE, TRUE, sizeof(LhSlab), galley->slabs->len);
    g_autoptr(GPtrArray) waiting = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < galley->slabs->len; i++) {
        LhSlab slab = g_array_index(galley->slabs, LhSlab, i);
        for (int n = 0; n < slab.n_notes; n++)
            if (lh_cut_is_in_line(slab.notes[n]) &&
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
    cutter->slabs = copy_slabs(galley, cutter->place);
    cutter->notes = g_ptr_array_new();
    cutter->spans = collect_spans(cutter->slabs);
    cutter->frames = g_new0(LhSlabFrames, cutter->slabs->len + 1);
    for (guint i = 0; i < cutter->slabs->len; i++) {
        const LhSlab *slab = &g_array_index(cutter->slabs, LhSlab, i);
        LhSlabFrames *frames = &cutter->frames[i];
        *frames = slab_frames(cutter->slabs, cutter->spans, (int) i);
        frames->first_note = (int) cutter->notes->len;
        gather_notes(slab, seen, cutter->notes);
        frames->n_notes = (int) cutter->notes->len - frames->first_note;
    }
    return cutter;
}

void lh_cutter_free(LhCutter *cutter)
{
    if (cutter == NULL)
        return;
    g_array_unref(cutter->slabs);
    g_hash_table_unref(cutter->spans);
    g_ptr_array_unref(cutter->notes);
    g_free(cutter->frames);
    g_free(cutter->place);
    g_free(cutter);
}

/* ---- Filling ---- */

LhFill lh_fill_start(const LhCutter *cutter, int carried)
{
    int row = cutter->style->grid.first_row;

    return (LhFill){
        .row = row, .last_row = row - 1, .note_rows = carried, .last_note = carried, .empty = TRUE};
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

static void add_notes(const LhCutter *cutter, LhFill *fill, const LhSlabFrames *f)
{
    for (int n = f->first_note; n < f->first_note + f->n_notes; n++) {
        const LhNote *note = cutter->notes->pdata[n];
        fill->note_rows += note->rows;
        fill->last_note = note->rows;
    }
}

static void count_slab(LhFill *fill, const LhSlab *slab)
{
    fill->n_counted = slab->frame == fill->counted ? fill->n_counted + 1 : 1;
    fill->counted = slab->frame;
    if (slab->frame && slab->frame->most && fill->n_counted > slab->frame->most)
        fill->crowded = TRUE;
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
    count_slab(fill, slab);
    add_notes(cutter, fill, f);
    fill->empty = FALSE;
}

/* Rows that are left for the foot, the blank one with the rule above the notes included. */
static int rows_left(const LhCutter *cutter, const LhFill *fill)
{
    double step = cutter->style->grid.step;
    int last = fill->open ? (int) ceil(fill->bottom / step - 0.5 - LH_EPSILON) : fill->last_row;

    return cutter->style->grid.last_row - last;
}

/* The fewest rows of notes that must stand on the page: the first of what is called, or all of a
 * few. */
static int least_notes(const LhFill *fill)
{
    return fill->note_rows < 2 * NOTE_LEAST ? fill->note_rows : NOTE_LEAST;
}

int lh_fill_notes(const LhCutter *cutter, const LhFill *fill)
{
    int room = MAX(rows_left(cutter, fill) - 1, 0);

    if (room >= fill->note_rows)
        return fill->note_rows;
    return MIN(room, fill->note_rows - NOTE_LEAST);
}

gboolean lh_fill_fits(const LhCutter *cutter, const LhFill *fill)
{
    const LhStyle *style = cutter->style;
    int notes = least_notes(fill);
    int last = style->grid.last_row - (notes ? notes + 1 : 0);
    double edge = (last + 0.5) * style->grid.step;

    if (fill->crowded)
        return FALSE;
    return fill->open ? fill->bottom <= edge + LH_EPSILON
                      : fill->last_row <= last && fill->bottom <= edge;
}

/* ---- Cutting ---- */

typedef struct {
    double cost; /* of the pages before this slab, when a page begins with it */
    int from;    /* where the page before begins */
    int carried; /* rows of a note that the page before has begun */
} Start;

/* Rows that nothing stands on, @notes rows of notes and their rule put at the foot. */
static int empty_rows(const LhCutter *cutter, const LhFill *fill, int notes)
{
    int left = rows_left(cutter, fill);

    return notes ? left - notes - 1 : left;
}

static double hole_cost(const LhCutter *cutter, const LhFill *fill, int notes)
{
    int empty = empty_rows(cutter, fill, notes);
    double part = (double) MAX(empty - FREE_ROWS, 0) / page_rows(cutter->style);

    return HOLE * part * part + EMPTY_ROW * MAX(empty, 0);
}

static double carry_cost(const LhFill *fill, int carried)
{
    gboolean short_note = fill->last_note<2 * NOTE_LEAST, apart = carried> fill->last_note;

    if (carried == 0)
        return 0;
    return CARRY + CARRY_ROW * carried + (short_note || apart ? CARRY_WHOLE : 0);
}

static double cut_cost(const LhCutter *cutter, const LhFill *fill, int i, int notes)
{
    const LhSlab *slab = &g_array_index(cutter->slabs, LhSlab, i);
    double cost = carry_cost(fill, fill->note_rows - notes);

    if (i + 1 == (int) cutter->slabs->len || (slab + 1)->page_before)
        return cost;
    return cost + slab->break_after + hole_cost(cutter, fill, notes);
}

static void relax(Start *starts, int next, Start new)
{
    if (new.cost < starts[next].cost)
        starts[next] = new;
}

/* An end that a page may have. */
typedef struct {
    int slab;
    int empty;            /* rows below it */
    const LhFrame *frame; /* that it cuts; NULL = none */
    double cut;           /* cost of the cut itself */
    Start next;
} End;

/* A page whose ends are tried. */
typedef struct {
    const LhCutter *cutter;
    Start *starts;
    GArray *ends; /* of End */
    LhFill fill;
    int from;    /* its first slab */
    int fullest; /* rows that the fullest of its easy ends leaves empty */
    gboolean desperate;
} Page;

/* Rows below the last end that cuts the frame of @ends[@i] too, and costs no more. */
static int fullest_in_frame(const GArray *ends, guint i)
{
    const End *end = &g_array_index(ends, End, i), *fullest = end;

    for (guint k = i + 1; k < ends->len; k++) {
        const End *later = &g_array_index(ends, End, k);
        if (end->frame == NULL || later->frame != end->frame)
            break;
        if (later->cut <= end->cut && later->next.carried == 0)
            fullest = later;
    }
    return fullest->empty;
}

/* Takes the page's ends: those that leave more rows empty than the fullest easy one cost more, and so do those
 * that leave a card or listing sooner than they need. */
static void relax_ends(const Page *page)
{
    for (guint i = 0; i < page->ends->len; i++) {
        End end = g_array_index(page->ends, End, i);
        int least = MIN(page->fullest, fullest_in_frame(page->ends, i));
        end.next.cost += IDLE_ROW * MAX(end.empty - least - FREE_ROWS, 0);
        relax(page->starts, end.slab + 1, end.next);
    }
}

static gboolean is_last(const LhCutter *cutter, int i)
{
    return i + 1 == (int) cutter->slabs->len ||
           g_array_index(cutter->slabs, LhSlab, i + 1).page_before;
}

/* Keeps the end after slab @i, up to which the page is filled. */
static void add_end(Page *page, int i, gboolean fits)
{
    const LhCutter *cutter = page->cutter;
    gboolean last = is_last(cutter, i);
    int notes = lh_fill_notes(cutter, &page->fill);
    double cost = cut_cost(cutter, &page->fill, i, notes);
    Start next = {page->starts[page->from].cost + cost, page->from, page->fill.note_rows - notes};
    const LhSlab *slab = &g_array_index(cutter->slabs, LhSlab, i);
    End end = {i, last ? 0 : empty_rows(cutter, &page->fill, notes), cutter->frames[i].cut,
               slab->break_after, next};

    if (!fits) {
        next.cost += LH_NEVER_BREAK;
        relax(page->starts, i + 1, next);
    } else if (cost < LH_NEVER_BREAK || page->desperate) {
        g_array_append_val(page->ends, end);
        if ((slab->break_after <= EASY && next.carried == 0) || last)
            page->fullest = MIN(page->fullest, end.empty);
    }
}

/* Whether a page may end after slab @i at all: most lines forbid it, and need no more work. */
static gboolean may_end(const Page *page, int i, gboolean fits)
{
    const LhSlab *slab = &g_array_index(page->cutter->slabs, LhSlab, i);

    if (!fits)
        return page->desperate && i == page->from;
    return page->desperate || slab->break_after < LH_NEVER_BREAK || is_last(page->cutter, i);
}

/* Tries every end of a page that begins with slab @page->from. */
static void try_page(Page *page)
{
    const LhCutter *cutter = page->cutter;
    double bottom = (cutter->style->grid.last_row + 1) * cutter->style->grid.step, y;

    page->fill = lh_fill_start(cutter, page->starts[page->from].carried);
    page->fullest = page_rows(cutter->style);
    g_array_set_size(page->ends, 0);
    for (int i = page->from; i < (int) cutter->slabs->len; i++) {
        if (i > page->from && is_last(cutter, i - 1))
            break;
        lh_fill_add(cutter, &page->fill, i, &y);
        gboolean fits = lh_fill_fits(cutter, &page->fill);
        if (may_end(page, i, fits))
            add_end(page, i, fits);
        if (!fits && (page->fill.open == NULL || page->fill.y > bottom))
            break;
    }
    relax_ends(page);
}

static gboolean find_cuts(const LhCutter *cutter, Start *starts, gboolean desperate)
{
    int n = (int) cutter->slabs->len;
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(End));
    Page page = {.cutter = cutter, .starts = starts, .ends = ends, .desperate = desperate};

    for (int i = 0; i <= n; i++)
        starts[i] = (Start){G_MAXDOUBLE, -1, 0};
    starts[0].cost = 0;
    for (page.from = 0; page.from < n; page.from++)
        if (starts[page.from].cost < G_MAXDOUBLE)
            try_page(&page);
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
    for (int left = starts[n].carried; left > 0;) {
        LhFill page = lh_fill_start(cutter, left);
        left -= lh_fill_notes(cutter, &page);
        g_array_append_val(out, n);
    }
}
