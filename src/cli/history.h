/* The manuscript as it was: at a revision of git's, or in a folder that somebody kept. */
#ifndef LONGHAND_CLI_HISTORY_H
#define LONGHAND_CLI_HISTORY_H

#include "pipeline.h"

typedef struct {
    char *book;   /* what to open; NULL = nothing was found */
    char *folder; /* made for it, and removed by _clear; NULL = none */
} LhHistory;

/* Finds @book as it was at @since: a folder, else a revision of the repository that holds @book,
 * whose files are written to a folder for a while. Returns: FALSE with @error set: no such folder
 * or revision, no git. */
gboolean lh_history_open(LhHistory *history, const LhBook *book, const char *since, GError **error);
void lh_history_clear(LhHistory *history);

#endif
