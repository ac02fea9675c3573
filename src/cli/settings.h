/* What the commands that open a book make of their common options. */
#ifndef LONGHAND_CLI_SETTINGS_H
#define LONGHAND_CLI_SETTINGS_H

#include "command.h"
#include "pipeline.h"

/* Threads, and how much is said. Ends with an empty one. */
extern const GOptionEntry lh_settings_options[];

/* Fills @options with what every command has in common: the book that is named or meant, threads,
 * the bar. Returns: FALSE with the usage error said. */
gboolean lh_settings_apply(const LhCommand *command, int n_arguments, char **arguments,
                           LhPipelineOptions *options);

/* The folder of @book, which may be one file of it, links followed. (transfer full) NULL = there is none. */
char *lh_settings_root(const char *book);

gboolean lh_settings_quiet(void);

/* The least that is printed. */
LhSeverity lh_settings_least(void);

#endif
