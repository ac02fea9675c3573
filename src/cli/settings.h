/* What the commands that open a book make of their common options. */
#ifndef LONGHAND_CLI_SETTINGS_H
#define LONGHAND_CLI_SETTINGS_H

#include "command.h"
#include "pipeline.h"

/* Fills @options with what every command has in common: the book that is named or meant, threads,
 * the bar. Returns: FALSE with the usage error said. */
gboolean lh_settings_apply(const LhBookSettings *settings, const LhCommand *command,
                           int n_arguments, char **arguments, LhPipelineOptions *options);

/* The least that is printed. */
LhSeverity lh_settings_least(const LhBookSettings *settings);

#endif
