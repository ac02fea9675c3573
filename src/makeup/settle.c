/* A round that is repeated until nothing moves. */
#include "settle.h"

gboolean lh_settle(gboolean (*round)(gpointer data), gpointer data, int most)
{
    gboolean moved = TRUE;

    for (int i = 0; moved && i < most; i++)
        moved = round(data);
    return !moved;
}
