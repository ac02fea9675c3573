/* The shortest way from one row of numbers to another: E. Myers, "An O(ND) Difference Algorithm and
 * Its Variations", Algorithmica 1 (1986), the greedy form with its trace kept. */
#include "internal.h"

#include <string.h>

#define MOST_EDITS 1500 /* more than these, and the two have nothing to do with one another */

/* A run: a[x … x + n) equals b[y … y + n). */
static void add_match(GArray *matches, int x, int y, int n)
{
    LhMatch match = {x, y, n};

    if (n > 0)
        g_array_append_val(matches, match);
}

static int compare_matches(gconstpointer a, gconstpointer b)
{
    return ((const LhMatch *) a)->a - ((const LhMatch *) b)->a;
}

/* Follows the trace back from the end; trace[d] holds v of -d … d. */
static void follow(const GPtrArray *trace, int x, int y, int offset, GArray *matches)
{
    for (int d = (int) trace->len - 1; d >= 0; d--) {
        const int *v = trace->pdata[d];
        int k = x - y;
        gboolean down = d > 0 && (k == -d || (k != d && v[k - 1 + d] < v[k + 1 + d]));
        int before = d == 0 ? 0 : down ? v[k + 1 + d] : v[k - 1 + d] + 1;
        add_match(matches, offset + before, offset + before - k, x - before);
        x = d == 0 ? 0 : down ? before : before - 1;
        y = d == 0 ? 0 : down ? before - k - 1 : before - k;
    }
}

/* Finds matches of the parts that differ at both ends; FALSE when there are too many edits. */
static gboolean search(const guint32 *a, int n, const guint32 *b, int m, int offset,
                       GArray *matches)
{
    g_autoptr(GPtrArray) trace = g_ptr_array_new_with_free_func(g_free);
    int most = MIN(n + m, MOST_EDITS);
    g_autofree int *v = g_new0(int, 2 * most + 3);

    for (int d = 0; d <= most; d++) {
        /* v of the step before, -d … d, as follow() needs it */
        g_ptr_array_add(trace, g_memdup2(v + most + 1 - d, sizeof(int) * (gsize) (2 * d + 1)));
        for (int k = -d; k <= d; k += 2) {
            int *at = v + most + 1;
            int x = k == -d || (k != d && at[k - 1] < at[k + 1]) ? at[k + 1] : at[k - 1] + 1;
            if (d == 0)
                x = 0;
            while (x < n && x - k < m && a[x] == b[x - k])
                x++;
            at[k] = x;
            if (x >= n && x - k >= m) {
                follow(trace, n, m, offset, matches);
                return TRUE;
            }
        }
    }
    return FALSE;
}

void lh_diff(const guint32 *a, int n, const guint32 *b, int m, GArray *matches)
{
    int head = 0, tail = 0;
    guint first = matches->len;

    while (head < n && head < m && a[head] == b[head])
        head++;
    while (tail < n - head && tail < m - head && a[n - 1 - tail] == b[m - 1 - tail])
        tail++;
    add_match(matches, 0, 0, head);
    if (n - head - tail > 0 && m - head - tail > 0)
        search(a + head, n - head - tail, b + head, m - head - tail, head, matches);
    add_match(matches, n - tail, m - tail, tail);
    if (matches->len - first > 1)
        g_array_sort(matches, compare_matches);
}
