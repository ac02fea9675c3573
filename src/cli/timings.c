/* What each stage took. */
#include "timings.h"

#include <sys/resource.h>

/* The most memory that the process has held so far, MiB. */
static double peak_memory(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double) usage.ru_maxrss / 1024 : 0;
}

void lh_timings_print(const LhPipeline *pipeline, FILE *out)
{
    double total = 0;
    for (int stage = 0; stage < LH_N_STAGES; stage++) {
        if (pipeline->took[stage] < 0)
            continue;
        fprintf(out, "%-10s %10.2f ms\n", lh_pipeline_stage_name(stage), pipeline->took[stage]);
        total += pipeline->took[stage];
    }
    fprintf(out, "%-10s %10.2f ms\n", "total", total);
    fprintf(out, "%-10s %10.2f MiB\n", "memory", peak_memory());
}
