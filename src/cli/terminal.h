/* The terminal: colours, the progress bar, and interruptions. */
#ifndef LONGHAND_CLI_TERMINAL_H
#define LONGHAND_CLI_TERMINAL_H

#include <glib.h>

/* Whether what goes to @descriptor may be coloured: a terminal, and no NO_COLOR. */
gboolean lh_terminal_has_colour(int descriptor);

/* Whether standard error is a terminal on which a line may be written over. */
gboolean lh_terminal_has_progress(void);

/* Draws the bar of @stage over the one before; whole per cents only. */
void lh_terminal_progress(const char *stage, int done, int total);

/* Takes the bar away. */
void lh_terminal_clear_progress(void);

/* From here on an interrupted program leaves no half file and no bar behind. */
void lh_terminal_watch_signals(void);

#endif
