/* What each stage took. */
#ifndef LONGHAND_CLI_TIMINGS_H
#define LONGHAND_CLI_TIMINGS_H

#include "pipeline.h"
#include <stdio.h>

/* One line a stage that ran, then the total and the peak of memory: name, number, unit. */
void lh_timings_print(const LhPipeline *pipeline, FILE *out);

#endif
