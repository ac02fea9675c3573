/* longhand watch: the PDF is made again at every save. */
#include "build.h"
#include "longhand/serve.h"
#include "output.h"
#include "settings.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Problems told a build; who wants all of them asks check. */
#define MOST_TOLD 6

typedef struct {
    LhPipelineOptions options;
    char *root; /* real path of what is watched */
    GHashTable
        *before;  /* what the last build said, so that only what is new is told; NULL = none */
    time_t good;  /* when the PDF was written; 0 = it never was */
    char *output; /* where */
} Watcher;

/* ---- What is said ---- */

/* "14:03:22" of @when. */
static const char *clock_of(time_t when)
{
    static char text[16];
    struct tm tm;
    strftime(text, sizeof text, "%H:%M:%S", localtime_r(&when, &tm));
    return text;
}

/* What makes two findings the same though lines have moved. (transfer full) */
static char *key_of(const LhDiagItem *item)
{
    return g_strdup_printf("%s %s %s", item->source.file ? item->source.file : "", item->code,
                           item->message);
}

static gboolean is_worth_telling(const Watcher *watcher, const LhDiagItem *item)
{
    g_autofree char *key = key_of(item);
    if (item->severity == LH_SEVERITY_ERROR)
        return TRUE;
    return watcher->before && item->severity >= lh_settings_least() &&
           !g_hash_table_contains(watcher->before, key);
}

static void remember(Watcher *watcher, const LhDiag *diag)
{
    if (watcher->before)
        g_hash_table_unref(watcher->before);
    watcher->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; i < lh_diag_length(diag); i++)
        g_hash_table_add(watcher->before, key_of(lh_diag_peek(diag, i)));
}

/* Prints errors, and warnings that the build before did not have. */
static void tell_findings(Watcher *watcher, const LhDiag *diag)
{
    g_autoptr(LhDiag) told = lh_diag_new();
    int more = 0;
    for (gsize i = 0; i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        if (!is_worth_telling(watcher, item))
            continue;
        if (lh_diag_length(told) < MOST_TOLD)
            lh_diag_add_copy(told, item);
        else
            more++;
    }
    lh_diag_print(told, stderr, LH_SEVERITY_NOTE, lh_terminal_has_colour(STDERR_FILENO));
    if (more)
        fprintf(stderr, "and %d more; longhand check tells them all\n", more);
    remember(watcher, diag);
}

static void tell_result(const Watcher *watcher, const LhPipeline *pipeline, double seconds)
{
    int errors = lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR);
    int warnings = lh_diag_count(pipeline->diag, LH_SEVERITY_WARNING);
    if (pipeline->output) {
        if (lh_settings_quiet())
            return;
        int n = lh_pipeline_page_count(pipeline);
        fprintf(stderr, "%s wrote %s: %d page%s", clock_of(watcher->good), pipeline->output, n,
                n == 1 ? "" : "s");
        if (warnings)
            fprintf(stderr, ", %d warning%s", warnings, warnings == 1 ? "" : "s");
        fprintf(stderr, ", %.1f s\n", seconds);
        return;
    }
    fprintf(stderr, "%s not written: %d error%s", clock_of(time(NULL)), errors,
            errors == 1 ? "" : "s");
    if (watcher->good)
        fprintf(stderr, "; %s is still that of %s", watcher->output, clock_of(watcher->good));
    fputc('\n', stderr);
}

/* ---- Builds ---- */

static void build(Watcher *watcher)
{
    gint64 start = g_get_monotonic_time();
    LhPipeline *pipeline = lh_build_once(&watcher->options);
    if (pipeline->output) {
        watcher->good = time(NULL);
        g_free(watcher->output);
        watcher->output = g_strdup(pipeline->output);
    }
    tell_findings(watcher, pipeline->diag);
    tell_result(watcher, pipeline, (double) (g_get_monotonic_time() - start) / G_USEC_PER_SEC);
    lh_build_tell_timings(pipeline);
    fflush(stderr);
    lh_pipeline_free(pipeline);
}

static void tell_cause(const Watcher *watcher, const GPtrArray *files)
{
    if (!files || files->len == 0 || lh_settings_quiet())
        return;
    const char *path = files->pdata[0];
    gsize n = strlen(watcher->root);
    if (strncmp(path, watcher->root, n) == 0 && path[n] == '/')
        path += n + 1;
    fprintf(stderr, "%s changed", path);
    if (files->len > 1)
        fprintf(stderr, ", and %u more", files->len - 1);
    fputc('\n', stderr);
}

static void build_again(const GPtrArray *files, gpointer data)
{
    tell_cause(data, files);
    build(data);
}

/* ---- What is watched ---- */

/* Watches the styles that come with the program: one of them may be the book's, and on the bench.
 */
static void watch_styles(LhWatch *watch)
{
    g_autofree char *data = lh_style_data_dir(NULL);
    g_autofree char *styles = data ? g_build_filename(data, "styles", NULL) : NULL;
    if (styles)
        lh_watch_add(watch, styles);
}

/* What the builds write must not start the next one. */
static LhWatch *start(Watcher *watcher, GError **error)
{
    const char *output = watcher->options.output ? watcher->options.output : "out";
    const char *report = lh_build_report() ? lh_build_report() : output;
    g_autofree char *output_path = g_canonicalize_filename(output, NULL);
    g_autofree char *report_path = g_canonicalize_filename(report, NULL);
    const char *const ignored[] = {output_path, report_path, NULL};
    LhWatch *watch = lh_watch_new(watcher->root, ignored, build_again, watcher, error);
    if (watch)
        watch_styles(watch);
    return watch;
}

static LhExit run(int n_arguments, char **arguments)
{
    Watcher watcher = {0};
    g_autoptr(GError) error = NULL;
    const LhCommand *command = &lh_command_watch;
    if (!lh_build_settings(command, n_arguments, arguments, &watcher.options))
        return LH_EXIT_USAGE;
    if (g_strcmp0(watcher.options.output, "-") == 0)
        return lh_command_misused(command, "a file is watched for; standard output gets one only");
    watcher.root = lh_settings_root(watcher.options.book);
    g_autoptr(LhWatch) watch = watcher.root ? start(&watcher, &error) : NULL;
    if (!watch) {
        fprintf(stderr, "longhand: %s\n", error ? error->message : "there is no such book");
        return LH_EXIT_FAILED;
    }
    build(&watcher);
    if (!lh_settings_quiet())
        fprintf(stderr, "Watching %s; Ctrl-C ends it.\n", watcher.options.book);
    g_main_loop_run(g_main_loop_new(NULL, FALSE));
    return LH_EXIT_DONE;
}

const LhCommand lh_command_watch = {
    .name = "watch",
    .arguments = "[BOOK]",
    .summary = "Typeset a book again at every save",
    .description =
        "Takes BOOK and the options of build. Whenever a file of the book is saved (a chapter, a\n"
        "picture, an example, the style, book.yaml) the PDF is made again; when there are errors\n"
        "they are told and the last good PDF stays. Ctrl-C ends it.",
    .options = lh_build_entries,
    .opens_book = TRUE,
    .most = 1,
    .run = run,
};
