/* What the commands that open a book make of their common options. */
#include "settings.h"

#include "terminal.h"

#include <stdlib.h>

#define MOST_JOBS 64

static struct {
    int jobs; /* 0 = one a core */
    gboolean quiet, verbose;
    char *edition;
} settings;

const GOptionEntry lh_settings_options[] = {
    {"jobs", 'j', 0, G_OPTION_ARG_INT, &settings.jobs,
     "Work on N chapters at a time (0: one a core)", "N"},
    {"edition", 'e', 0, G_OPTION_ARG_FILENAME, &settings.edition,
     "Make this edition: what `only` gives to others is left out", "NAME"},
    {"quiet", 'q', 0, G_OPTION_ARG_NONE, &settings.quiet, "Say nothing but errors", NULL},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, &settings.verbose, "Say notes too", NULL},
    {0},
};

gboolean lh_settings_apply(const LhCommand *command, int n_arguments, char **arguments,
                           LhPipelineOptions *options)
{
    if (settings.jobs < 0 || settings.jobs > MOST_JOBS) {
        lh_command_misused(command, "--jobs is a number from 0 to %d, not %d", MOST_JOBS,
                           settings.jobs);
        return FALSE;
    }
    options->jobs = settings.jobs ? settings.jobs : lh_parallel_default();
    if (settings.edition && !g_utf8_validate(settings.edition, -1, NULL)) {
        lh_command_misused(command, "--edition is not UTF-8");
        return FALSE;
    }
    options->edition = settings.edition;
    options->progress = !settings.quiet && lh_terminal_has_progress();
    options->book = n_arguments ? arguments[0] : lh_pipeline_find_book();
    if (!options->book)
        lh_command_misused(command, "there is no book here (book.yaml or book.toml, here or in "
                                    "content/); name its folder or one .md file");
    return options->book != NULL;
}

char *lh_settings_root(const char *book)
{
    if (!g_file_test(book, G_FILE_TEST_EXISTS))
        return NULL;
    g_autofree char *folder =
        g_file_test(book, G_FILE_TEST_IS_DIR) ? g_strdup(book) : g_path_get_dirname(book);
    char *real = realpath(folder, NULL), *copy = g_strdup(real);
    free(real);
    return copy;
}

gboolean lh_settings_quiet(void)
{
    return settings.quiet;
}

LhSeverity lh_settings_least(void)
{
    if (settings.quiet)
        return LH_SEVERITY_ERROR;
    return settings.verbose ? LH_SEVERITY_NOTE : LH_SEVERITY_WARNING;
}
