/* The boxes of a sketch: rectangles of strokes, the largest from every corner. What divides a box
 * stays a line. */
#include "sketch.h"

#define MOST_BOXES 2000
#define MOST_WORK  20000000 /* comparisons; a page of boxes takes some thousands */

typedef struct {
    LhSketch *sketch;
    gint16 *right, *down; /* of every cell: the last column and row that a stroke reaches from it */
    gint64 work;
} Finder;

static gboolean linked(LhSketch *s, int row, int column, LhArm arm)
{
    return lh_sketch_cell(s, row, column)->arm[arm] &&
           lh_sketch_cell(s, row + lh_arm_dy(arm), column + lh_arm_dx(arm))
               ->arm[lh_arm_opposite(arm)];
}

static gint16 *slot(const Finder *f, gint16 *of, int row, int column)
{
    return &of[(gsize) row * (gsize) f->sketch->columns + (gsize) column];
}

static void measure_reach(Finder *f)
{
    LhSketch *s = f->sketch;
    for (int row = s->rows - 1; row >= 0; row--)
        for (int column = s->columns - 1; column >= 0; column--) {
            *slot(f, f->right, row, column) =
                (gint16) (linked(s, row, column, LH_ARM_RIGHT) ? *slot(f, f->right, row, column + 1)
                                                               : column);
            *slot(f, f->down, row, column) =
                (gint16) (linked(s, row, column, LH_ARM_DOWN) ? *slot(f, f->down, row + 1, column)
                                                              : row);
        }
}

/* The largest box with this top left corner; FALSE = none. */
static gboolean find_from(Finder *f, int row, int column, LhSketchBox *best)
{
    int most = 0, far = *slot(f, f->right, row, column), deep = *slot(f, f->down, row, column);
    for (int right = far; right > column && f->work < MOST_WORK; right--) {
        int bottom = MIN(deep, *slot(f, f->down, row, right));
        for (; bottom > row && (bottom - row) * (right - column) > most; bottom--) {
            f->work++;
            if (*slot(f, f->right, bottom, column) < right)
                continue;
            most = (bottom - row) * (right - column);
            *best = (LhSketchBox){.left = column, .top = row, .right = right, .bottom = bottom};
            break;
        }
        f->work++;
    }
    return most > 0;
}

static int by_size(gconstpointer one, gconstpointer other)
{
    const LhSketchBox *a = one, *b = other;
    int first = (a->right - a->left) * (a->bottom - a->top);
    int second = (b->right - b->left) * (b->bottom - b->top);
    if (first != second)
        return second - first;
    return a->top != b->top ? a->top - b->top : a->left - b->left;
}

static GArray *find_all(Finder *f)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(LhSketchBox));
    LhSketchBox box;
    for (int row = 0; row < f->sketch->rows; row++)
        for (int column = 0; column < f->sketch->columns; column++)
            if (find_from(f, row, column, &box))
                g_array_append_val(found, box);
    g_array_sort(found, by_size);
    g_array_set_size(found, MIN(found->len, MOST_BOXES));
    return found;
}

static gboolean contains(const LhSketchBox *outer, const LhSketchBox *inner)
{
    return inner->left >= outer->left && inner->right <= outer->right && inner->top >= outer->top &&
           inner->bottom <= outer->bottom;
}

static gboolean shares_wall(const LhSketchBox *outer, const LhSketchBox *inner)
{
    return inner->left == outer->left || inner->right == outer->right || inner->top == outer->top ||
           inner->bottom == outer->bottom;
}

/* ---- Sides ---- */

static void mark(LhSketch *s, int row, int column, LhArm arm)
{
    LhSketchCell *cell = lh_sketch_cell(s, row, column);
    LhSketchCell *next = lh_sketch_cell(s, row + lh_arm_dy(arm), column + lh_arm_dx(arm));
    cell->boxed |= (guint8) (1u << arm);
    next->boxed |= (guint8) (1u << lh_arm_opposite(arm));
}

/* How a side is drawn, from its second cell on. */
static void read_side(LhSketch *s, LhSketchBox *box, LhArm side, int row, int column, LhArm along)
{
    const LhSketchCell *cell = lh_sketch_cell(s, row, column);
    box->dashed |= cell->dashed;
    box->heavy |= cell->arm[along] == LH_STROKE_HEAVY;
    if (cell->arm[along] == LH_STROKE_DOUBLE)
        box->twin |= (guint8) (1u << side);
}

static void mark_sides(LhSketch *s, LhSketchBox *box)
{
    for (int column = box->left; column < box->right; column++) {
        mark(s, box->top, column, LH_ARM_RIGHT);
        mark(s, box->bottom, column, LH_ARM_RIGHT);
        read_side(s, box, LH_ARM_UP, box->top, column, LH_ARM_RIGHT);
        read_side(s, box, LH_ARM_DOWN, box->bottom, column, LH_ARM_RIGHT);
    }
    for (int row = box->top; row < box->bottom; row++) {
        mark(s, row, box->left, LH_ARM_DOWN);
        mark(s, row, box->right, LH_ARM_DOWN);
        read_side(s, box, LH_ARM_LEFT, row, box->left, LH_ARM_DOWN);
        read_side(s, box, LH_ARM_RIGHT, row, box->right, LH_ARM_DOWN);
    }
}

/* Keeps what isn't a part of a box that has been kept. */
static void keep(LhSketch *s, const LhSketchBox *box)
{
    for (guint i = 0; i < s->boxes->len; i++) {
        const LhSketchBox *outer = &g_array_index(s->boxes, LhSketchBox, i);
        if (contains(outer, box) && shares_wall(outer, box))
            return;
    }
    for (guint i = 0; i < s->boxes->len; i++) {
        LhSketchBox *outer = &g_array_index(s->boxes, LhSketchBox, i);
        outer->group |= contains(outer, box);
    }
    g_array_append_val(s->boxes, *box);
    mark_sides(s, &g_array_index(s->boxes, LhSketchBox, s->boxes->len - 1));
}

void lh_sketch_find_boxes(LhSketch *s)
{
    gsize n = (gsize) MAX(s->rows, 1) * (gsize) MAX(s->columns, 1);
    g_autofree gint16 *right = g_new(gint16, n), *down = g_new(gint16, n);
    Finder finder = {.sketch = s, .right = right, .down = down};
    measure_reach(&finder);
    g_autoptr(GArray) found = find_all(&finder);
    for (guint i = 0; i < found->len; i++)
        keep(s, &g_array_index(found, LhSketchBox, i));
}
