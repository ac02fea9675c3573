/* What building once and building at every save have in common. */
#ifndef LONGHAND_CLI_BUILD_H
#define LONGHAND_CLI_BUILD_H

#include "command.h"
#include "pipeline.h"

/* The options of build. Ends with an empty one. */
extern const GOptionEntry lh_build_entries[];

/* Makes sense of them and of the arguments. Returns: FALSE with @command's usage error said. */
gboolean lh_build_settings(const LhCommand *command, int n_arguments, char **arguments,
                           LhPipelineOptions *options);

/* The file of --report; NULL = none. */
const char *lh_build_report(void);

/* Prints what the stages took, when --timings asks for it. */
void lh_build_tell_timings(const LhPipeline *pipeline);

/* Runs every stage and writes the report that was asked for. Returns: (transfer full) */
LhPipeline *lh_build_once(const LhPipelineOptions *options);

#endif
