/* How many pictures are worked on at a time: a large one takes more memory than all pages together.
 */
#include "pdf.h"

typedef struct {
    int index;
    gsize weight;
} Waiting;

void lh_pdf_lane_init(LhPdfLane *lane, gsize most)
{
    *lane = (LhPdfLane){.most = most, .waiting = g_array_new(FALSE, FALSE, sizeof(Waiting))};
    g_mutex_init(&lane->lock);
}

void lh_pdf_lane_clear(LhPdfLane *lane)
{
    g_mutex_clear(&lane->lock);
    g_array_unref(lane->waiting);
}

static gboolean has_room(const LhPdfLane *lane, gsize weight)
{
    return lane->held == 0 || lane->held + weight <= lane->most;
}

int lh_pdf_lane_enter(LhPdfLane *lane, int index, gsize weight)
{
    Waiting picture = {index, weight};

    g_mutex_lock(&lane->lock);
    gboolean now = has_room(lane, weight);
    if (now)
        lane->held += weight;
    else
        g_array_append_val(lane->waiting, picture);
    g_mutex_unlock(&lane->lock);
    return now ? index : -1;
}

int lh_pdf_lane_leave(LhPdfLane *lane, gsize weight)
{
    int index = -1;

    g_mutex_lock(&lane->lock);
    lane->held -= weight;
    if (lane->next < lane->waiting->len) {
        const Waiting *first = &g_array_index(lane->waiting, Waiting, lane->next);
        if (has_room(lane, first->weight)) {
            lane->held += first->weight;
            lane->next++;
            index = first->index;
        }
    }
    g_mutex_unlock(&lane->lock);
    return index;
}
