/* Where a galley is cut into pages: the cuts that cost least over the whole chapter, by dynamic
 * programming over the slabs (after M. F. Plass, "Optimal Pagination Techniques for Automatic
 * Typesetting Systems", 1981; bottoms are ragged, so nothing stretches). */
#ifndef LONGHAND_MAKEUP_CUT_H
#define LONGHAND_MAKEUP_CUT_H

#include "longhand/galley.h"

/* A slab's frames, worked out once for the many times that the cutter asks. Heights in points. */
typedef struct {
    const LhFrame *outer; /* outermost natural frame of its chain; NULL = it sits on rows */
    double pads_first;    /* natural tops and heads when it begins a page */
    double pads_open;     /* natural tops of the frames that begin with it */
    double pads_close;    /* natural bottoms of the inner frames that end with it */
    double pads_break;    /* natural bottoms and feet when a page ends after it */
    int head_rows;        /* of ruled frames, when it begins a page in their middle */
    int foot_rows;        /* of ruled frames, when a page ends after it in their middle */
    const LhFrame *cut;   /* outermost frame that a page's end after it cuts; NULL = none */
    int first_note;       /* in LhCutter.notes: the footnotes first called from it */
    int n_notes;
} LhSlabFrames;

/* A galley ready for cutting. */
typedef struct {
    GArray *slabs;        /* of LhSlab: the galley's, footnotes that no foot can hold set in line */
    LhSlabFrames *frames; /* one a slab */
    GHashTable *spans;    /* LhFrame * -> LhSpan * */
    GPtrArray *notes;     /* of LhNote *, in the order of their calls: those for the foot */
    int *place;           /* the galley's slab -> its index in `slabs` */
    const LhStyle *style;
} LhCutter;

typedef struct {
    int first, last; /* slabs */
} LhSpan;

/* The state of a page being filled. */
typedef struct {
    int row;             /* the next free row */
    int after;           /* blank rows that the last slab asks for */
    const LhFrame *open; /* natural frame whose part is open; NULL = none */
    double part_top;     /* of that part */
    double y;            /* natural: below the last piece */
    double bottom;       /* lowest point taken, frames closed as if the page ended here */
    int last_row;        /* lowest row taken, frames' feet included; natural parts rounded up */
    int note_rows;       /* carried over from the page before and called so far */
    int last_note;       /* rows of the last of these notes: it may go on on the next page */
    const LhFrame *counted; /* of the last slab; NULL = none */
    int n_counted;       /* slabs of it on the page, without one of another between */
    gboolean crowded;    /* there were more than its `most` */
    gboolean empty;
} LhFill;

LhCutter *lh_cutter_new(const LhGalley *galley, const LhStyle *style);
void lh_cutter_free(LhCutter *cutter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhCutter, lh_cutter_free)

/* Whether @note can't stand at a page's foot, row by row: it holds listings or tables. It is set in
 * line, after the paragraph that calls it. */
gboolean lh_cut_is_in_line(const LhNote *note);

/* An empty page with @carried rows of a note that the page before has begun. */
LhFill lh_fill_start(const LhCutter *cutter, int carried);
/* Puts slab @i on the page; its origin goes to @y (a ruled slab's first baseline, a piece's top).
 */
void lh_fill_add(const LhCutter *cutter, LhFill *fill, int i, double *y);
/* Whether a page may end as it is filled now. */
gboolean lh_fill_fits(const LhCutter *cutter, const LhFill *fill);
/* Rows of its notes that the page shows at its foot; the others are carried over. */
int lh_fill_notes(const LhCutter *cutter, const LhFill *fill);

/* Appends to @starts (of int) the first slab of each page; the count of slabs for a page that holds
 * only the end of a note. */
void lh_cut(const LhCutter *cutter, GArray *starts);

#endif
