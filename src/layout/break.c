#include "break.h"

/* What breaking at a costly place, and what an added hyphen adds, as parts of the measure squared.
 */
#define COSTLY_PENALTY     0.25
#define HYPHEN_PENALTY     0.10
#define SHORT_LAST_PENALTY 0.60
#define SLACK              1e-3 /* points: rounding of summed widths */

/* A place where a line may end. */
typedef struct {
    int end;           /* index just after the line's last item */
    int next;          /* first item of the line after it, glue skipped */
    double width_end;  /* summed width up to the break, its glue left out */
    double width_next; /* summed width up to `next` */
    double added;      /* of a hyphen */
    double penalty;
    gboolean forced;
    double cost; /* of the best lines up to here */
    int from;    /* the node before on that way */
} Node;

static int skip_glue(const LhBreakItem *items, int n, int i, double *width)
{
    while (i < n && items[i].kind == LH_BREAK_GLUE)
        *width += items[i++].width;
    return i;
}

static gboolean may_end_after(const LhBreakItem *item)
{
    return item->kind != LH_BREAK_BOX || item->cut != LH_CUT_NEVER;
}

static Node node_after(const LhBreakItem *items, int n, int i, double before,
                       const LhBreakShape *shape)
{
    const LhBreakItem *item = &items[i];
    double measure = shape->rest * shape->rest;
    gboolean box = item->kind == LH_BREAK_BOX;
    Node node = {.end = i + 1, .width_end = before + (box ? item->width : 0)};

    node.width_next = before + item->width;
    node.next = skip_glue(items, n, i + 1, &node.width_next);
    node.forced = item->kind == LH_BREAK_NEWLINE;
    if (box && item->cut == LH_CUT_HYPHEN) {
        node.added = shape->hyphen;
        node.penalty = HYPHEN_PENALTY * measure;
    } else if (box && item->cut == LH_CUT_COSTLY) {
        node.penalty = COSTLY_PENALTY * measure;
    }
    return node;
}

/* Every place where a line may end, a first node for the start and one for the end of the text. */
static GArray *collect_nodes(const LhBreakItem *items, int n, const LhBreakShape *shape)
{
    GArray *nodes = g_array_new(FALSE, FALSE, sizeof(Node));
    Node start = {.forced = TRUE};
    double width = 0;

    start.next = skip_glue(items, n, 0, &start.width_next);
    g_array_append_val(nodes, start);
    for (int i = 0; i < n; i++) {
        if (i >= start.next && i + 1 < n && may_end_after(&items[i])) {
            Node node = node_after(items, n, i, width, shape);
            g_array_append_val(nodes, node);
        }
        width += items[i].width;
    }
    while (n > 0 && items[n - 1].kind == LH_BREAK_GLUE)
        width -= items[--n].width;
    Node end = {.end = n, .next = n, .width_end = width, .width_next = width, .forced = TRUE};
    g_array_append_val(nodes, end);
    return nodes;
}

/* Cost of one line of @width in @measure that ends at @to. */
static double line_cost(const Node *to, double width, double measure, const LhBreakShape *shape)
{
    double slack = measure - width;

    if (!to->forced)
        return slack * slack + to->penalty;
    if (width < shape->last_least * shape->rest)
        return SHORT_LAST_PENALTY * shape->rest * shape->rest;
    return 0;
}

/* Finds the best node to come from for node @j: looks back as far as one line reaches. */
static void settle_node(Node *nodes, int j, const LhBreakShape *shape)
{
    Node *to = &nodes[j];

    to->from = j - 1;
    to->cost = G_MAXDOUBLE;
    for (int i = j - 1; i >= 0; i--) {
        const Node *from = &nodes[i];
        double measure = i == 0 ? shape->first : shape->rest;
        double width = MAX(to->width_end - from->width_next, 0) + to->added;
        gboolean fits = width <= measure + SLACK;

        if (fits || i == j - 1) {
            double over = fits ? 0 : 1e6 * (width - measure);
            double cost = from->cost + line_cost(to, width, measure, shape) + over;
            if (cost < to->cost) {
                to->cost = cost;
                to->from = i;
            }
        }
        if (from->forced || (!fits && i > 0 && width > MAX(measure, shape->first) + SLACK))
            break;
    }
}

void lh_break_total_fit(const LhBreakItem *items, int n, const LhBreakShape *shape, GArray *ends)
{
    g_autoptr(GArray) nodes = collect_nodes(items, n, shape);
    Node *node = (Node *) (gpointer) nodes->data;
    guint first = ends->len;
    int last = (int) nodes->len - 1;

    for (int j = 1; j <= last; j++)
        settle_node(node, j, shape);
    for (int j = last; j > 0; j = node[j].from)
        g_array_append_val(ends, node[j].end);
    for (guint low = first, high = ends->len - 1; low < high; low++, high--) {
        int swap = g_array_index(ends, int, low);
        g_array_index(ends, int, low) = g_array_index(ends, int, high);
        g_array_index(ends, int, high) = swap;
    }
}
