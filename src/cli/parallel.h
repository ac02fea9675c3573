/* One call a chapter, on several threads. */
#ifndef LONGHAND_CLI_PARALLEL_H
#define LONGHAND_CLI_PARALLEL_H

#include "longhand/draw.h"

/* Threads when nobody says how many: one a core, at most 8. */
int lh_parallel_default(void);

/* Calls @each for 0 … n - 1 on at most @jobs threads and waits for all. @progress (NULL = none) is
 * called from the calling thread after each. */
void lh_parallel_each(int n, int jobs, void (*each)(int index, gpointer data), gpointer data,
                      LhProgressFunc progress, gpointer progress_data);

#endif
