/* A round that is repeated until nothing moves. */
#ifndef LONGHAND_MAKEUP_SETTLE_H
#define LONGHAND_MAKEUP_SETTLE_H

#include <glib.h>

/* Calls @round until it returns FALSE, nothing moved, but at most @most times. Returns: FALSE when
 * it was still moving then. */
gboolean lh_settle(gboolean (*round)(gpointer data), gpointer data, int most);

#endif
