/* Paragraph to lines by total fit: the breaks that make the sum of the lines' squared slack least.
 * After D. E. Knuth and M. F. Plass, "Breaking Paragraphs into Lines", Software: Practice and
 * Experience 11 (1981), for ragged right: nothing stretches, so the badness of a line is its slack
 * squared, and the active nodes of a line are the breaks that lie within one measure. */
#ifndef LONGHAND_LAYOUT_BREAK_H
#define LONGHAND_LAYOUT_BREAK_H

#include <glib.h>

typedef enum {
    LH_BREAK_BOX,     /* ink */
    LH_BREAK_GLUE,    /* a space: a line may end here, and the space is dropped */
    LH_BREAK_NEWLINE, /* the line must end here; no width */
} LhBreakKind;

typedef enum {
    LH_CUT_NEVER,  /* no break after this box */
    LH_CUT_FREE,   /* after a written hyphen or a dash */
    LH_CUT_HYPHEN, /* a hyphen of `hyphen` points is added when the line ends here */
    LH_CUT_COSTLY, /* inside code or an address: only when nothing else is near */
} LhCut;

typedef struct {
    float width; /* points */
    guint8 kind; /* LhBreakKind */
    guint8 cut;  /* LhCut, of a box */
} LhBreakItem;

typedef struct {
    double first, rest; /* widths of the first line and of the others; points, > 0 */
    double last_least;  /* a last line shorter than this part of `rest` is bad; 0…1 */
    double hyphen;      /* width of an added hyphen */
} LhBreakShape;

/* Breaks @items[0…n). Appends to @ends (of int), for each line, the index just after its last item
 * (a glue or newline at the break included). At least one line, even for n = 0. A line is wider
 * than its measure only when a single box is. O(n × items a line). */
void lh_break_total_fit(const LhBreakItem *items, int n, const LhBreakShape *shape, GArray *ends);

#endif
