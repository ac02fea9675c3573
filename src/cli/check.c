/* longhand check: everything that is wrong with a book, nothing drawn. */
#include "lint.h"
#include "output.h"
#include "run.h"
#include "settings.h"
#include "terminal.h"

#include <string.h>
#include <unistd.h>

static char *format_name;
static gboolean runs_listings;

static const GOptionEntry entries[] = {
    {"format", 'f', 0, G_OPTION_ARG_FILENAME, &format_name,
     "Lines to read (default), a JSON array, or GitHub's annotations", "text|json|github"},
    {"run", 0, 0, G_OPTION_ARG_NONE, &runs_listings,
     "Run the listings marked `run` too, and compare what they print", NULL},
    {0},
};

enum { TEXT, JSON, GITHUB };
static const char *const formats[] = {"text", "json", "github", NULL};

static void print_json(const LhDiag *diag)
{
    g_autofree char *json = lh_diag_json(diag);
    fputs(json, stdout);
}

/* How many bytes of the path @folder lead to the checkout that holds it; 0 = none does. */
static gsize checkout_length(const char *folder)
{
    g_autofree char *top = g_strdup(folder);
    for (;;) {
        g_autofree char *git = g_build_filename(top, ".git", NULL);
        char *slash = strrchr(top, '/');
        if (g_file_test(git, G_FILE_TEST_EXISTS))
            return strlen(top);
        if (!slash)
            return 0;
        *slash = '\0';
    }
}

/* GitHub wants paths as seen from the checkout's top, wherever this is run. */
static void print_github(const LhPipeline *pipeline)
{
    const char *root = pipeline->book ? pipeline->book->root : "";
    gsize n = checkout_length(root);
    if (n > 0)
        root += n + (root[n] == '/');
    g_autofree char *lines = lh_diag_github(pipeline->diag, root, lh_settings_least());
    fputs(lines, stdout);
}

/* The findings are this command's result, so they go to standard output. */
static void print_text(const LhDiag *diag)
{
    lh_diag_print(diag, stdout, lh_settings_least(), lh_terminal_has_colour(STDOUT_FILENO));
}

static void print_count(const LhPipeline *pipeline)
{
    int errors = lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR);
    int warnings = lh_diag_count(pipeline->diag, LH_SEVERITY_WARNING);
    fprintf(stderr, "%d error%s, %d warning%s", errors, errors == 1 ? "" : "s", warnings,
            warnings == 1 ? "" : "s");
    if (pipeline->pages)
        fprintf(stderr, " on %d pages", lh_pipeline_page_count(pipeline));
    fputc('\n', stderr);
}

static void print_runs(const LhRunCount *count)
{
    fprintf(stderr, "%d listing%s run, %d skipped", count->run, count->run == 1 ? "" : "s",
            count->skipped);
    fprintf(stderr, "%s\n", count->skipped ? " (they need newer interpreters)" : "");
}

static LhExit run(int n_arguments, char **arguments)
{
    const LhCommand *command = &lh_command_check;
    LhPipelineOptions options = {0};
    int format = TEXT;
    if (!lh_command_choose(command, "format", format_name, formats, &format) ||
        !lh_settings_apply(command, n_arguments, arguments, &options))
        return LH_EXIT_USAGE;
    g_autoptr(LhPipeline) pipeline = lh_pipeline_new(&options);
    LhLintCheck *lint = lh_lint_check_begin(pipeline);
    gboolean sound = lh_pipeline_run(pipeline, LH_STAGE_MAKEUP);
    lh_lint_check_end(lint);
    LhRunCount runs;
    if (runs_listings)
        sound = lh_run_listings(pipeline, &runs);
    if (format == JSON)
        print_json(pipeline->diag);
    else if (format == GITHUB)
        print_github(pipeline);
    else
        print_text(pipeline->diag);
    if (format == TEXT && !lh_settings_quiet()) {
        if (runs_listings)
            print_runs(&runs);
        print_count(pipeline);
    }
    return sound ? LH_EXIT_DONE : LH_EXIT_FAILED;
}

const LhCommand lh_command_check = {
    .name = "check",
    .arguments = "[BOOK]",
    .summary = "Find everything that is wrong with a book",
    .description = "Does everything that build does but drawing. BOOK as for build.\n"
                   "Text is read as a proofreader does; book.yaml's lint: says what is left out.\n"
                   "--run runs code of the book, as you: check only books that you trust so.",
    .options = entries,
    .opens_book = TRUE,
    .most = 1,
    .run = run,
};
