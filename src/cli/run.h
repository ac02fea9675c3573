/* Whether the book's listings print what the book says. */
#ifndef LONGHAND_CLI_RUN_H
#define LONGHAND_CLI_RUN_H

#include "pipeline.h"

typedef struct {
    int run;     /* listings that were run, whatever came of it */
    int skipped; /* that need a newer interpreter than there is */
} LhRunCount;

/* Runs every listing marked `run` of a book that has been parsed, several at a time, each in a
 * scratch folder that is removed. What is wrong goes to the pipeline's diag, at its place.
 * Returns: FALSE when that has errors now. */
gboolean lh_run_listings(LhPipeline *pipeline, LhRunCount *count);

#endif
