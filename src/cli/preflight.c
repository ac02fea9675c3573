/* longhand preflight: any PDF against what a printer asks. */
#include "output.h"
#include "printer.h"
#include "settings.h"
#include "terminal.h"

#include "longhand/press.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A PDF may be made to hurt: what qpdf needs to open it is bounded by these two, the rest by
 * preflight. */
#define MOST_MEMORY  ((rlim_t) 3 << 29)
#define MOST_SECONDS 90

static struct {
    char *printer, *format;
    gboolean quiet;
} settings;

static const GOptionEntry entries[] = {
    {"printer", 'p', 0, G_OPTION_ARG_FILENAME, &settings.printer,
     "Check against this printer, or against a printer's file NAME.yaml", "NAME"},
    {"format", 'f', 0, G_OPTION_ARG_FILENAME, &settings.format,
     "Lines to read (default), or a JSON object", "text|json"},
    {"quiet", 'q', 0, G_OPTION_ARG_NONE, &settings.quiet, "Don't say how many there are", NULL},
    {0},
};

enum { TEXT, JSON };
static const char *const formats[] = {"text", "json", NULL};

static void too_long(int number)
{
    static const char text[] = "longhand: the PDF takes too long to open; it may be made to\n";
    (void) number;
    (void) !write(STDERR_FILENO, text, sizeof text - 1);
    _exit(LH_EXIT_USAGE);
}

#ifndef __SANITIZE_ADDRESS__
/* What C++ and GLib do when there is no memory left. */
static void too_large(int number)
{
    static const char text[] =
        "longhand: the PDF needs more memory than it is given; it may be made to\n";
    (void) number;
    (void) !write(STDERR_FILENO, text, sizeof text - 1);
    _exit(LH_EXIT_USAGE);
}
#endif

/* Bounds the process. A sanitized one needs its address space for itself. */
static void bound(void)
{
#ifndef __SANITIZE_ADDRESS__
    struct rlimit memory = {MOST_MEMORY, MOST_MEMORY};
    setrlimit(RLIMIT_AS, &memory);
    signal(SIGABRT, too_large);
    signal(SIGTRAP, too_large);
#endif
    signal(SIGALRM, too_long);
    alarm(MOST_SECONDS);
}

/* What was bounded may go on: the file is read, the book is the author's own. */
static void unbound(void)
{
    alarm(0);
#ifndef __SANITIZE_ADDRESS__
    signal(SIGABRT, SIG_DFL);
    signal(SIGTRAP, SIG_DFL);
#endif
}

static gboolean has_places(const LhPreflight *preflight)
{
    for (gsize i = 0; i < lh_preflight_length(preflight); i++)
        if (lh_preflight_peek(preflight, i)->placed)
            return TRUE;
    return FALSE;
}

/* Lays the book out again and asks its pages, when the PDF has as many and perhaps the few that a printer adds. The
 * book is the one that is named, else the one here when the PDF is ours. */
static void trace(LhPreflight *preflight, const LhPrinter *printer, char **arguments, int n)
{
    LhPipelineOptions options = {.target = LH_TARGET_PRINT};
    gboolean named = n > 0;
    if (!has_places(preflight) || !(named || lh_preflight_is_ours(preflight)) ||
        !(named || lh_pipeline_find_book()) ||
        !lh_settings_apply(&lh_command_preflight, n, arguments, &options))
        return;
    unbound();
    g_autoptr(LhPipeline) pipeline = lh_pipeline_new(&options);
    lh_pipeline_run(pipeline, LH_STAGE_MAKEUP);
    int added = lh_preflight_pages(preflight) - lh_pipeline_page_count(pipeline);
    if (pipeline->pages && added >= 0 && added <= MAX(printer->pages.multiple, 1))
        lh_preflight_trace(preflight, lh_pipeline_trace, pipeline);
    else if (named)
        fprintf(stderr, "longhand: %s is another book than the PDF, or has changed since\n",
                options.book);
}

static void print_count(const LhPreflight *preflight, const char *path)
{
    int errors = lh_preflight_count(preflight, FALSE);
    int warnings = lh_preflight_count(preflight, TRUE);
    int pages = lh_preflight_pages(preflight);
    g_autofree char *shown = g_filename_display_name(path);
    fprintf(stderr, "%s: %d error%s, %d warning%s on %d page%s for %s\n", shown, errors,
            errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s", pages,
            pages == 1 ? "" : "s", settings.printer);
}

static void print(const LhPreflight *preflight, const char *path, int format)
{
    g_autofree char *json = format == JSON ? lh_preflight_json(preflight) : NULL;
    if (json)
        fputs(json, stdout);
    else
        lh_preflight_print(preflight, stdout, lh_terminal_has_colour(STDOUT_FILENO));
    if (format == TEXT && !settings.quiet)
        print_count(preflight, path);
}

static LhExit run(int n_arguments, char **arguments)
{
    const LhCommand *command = &lh_command_preflight;
    g_autoptr(GError) error = NULL;
    int format = TEXT;
    if (!lh_command_choose(command, "format", settings.format, formats, &format))
        return LH_EXIT_USAGE;
    if (!settings.printer)
        return lh_command_misused(command, "--printer says which printer the PDF is for");
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autoptr(LhPrinter) printer = lh_printer_find(settings.printer, diag);
    lh_diag_print(diag, stderr, LH_SEVERITY_WARNING, lh_terminal_has_colour(STDERR_FILENO));
    if (!printer)
        return LH_EXIT_USAGE;
    bound();
    g_autoptr(LhPreflight) preflight = lh_preflight_file(arguments[0], printer, 1, &error);
    if (!preflight) {
        fprintf(stderr, "longhand: %s\n", error->message);
        return LH_EXIT_USAGE;
    }
    trace(preflight, printer, arguments + 1, n_arguments - 1);
    print(preflight, arguments[0], format);
    return lh_preflight_length(preflight) ? LH_EXIT_FAILED : LH_EXIT_DONE;
}

const LhCommand lh_command_preflight = {
    .name = "preflight",
    .arguments = "FILE [BOOK]",
    .summary = "Check a PDF against what a printer asks",
    .description =
        "FILE is any PDF. What is found is printed with its page and its place, in points from\n"
        "the trim's top left. Ends with 0 when there is nothing, 1 when there is something,\n"
        "2 when the PDF or the printer cannot be read. When FILE was made of BOOK (as for build; the\n"
        "one here when FILE is ours), the place in the manuscript is told too.",
    .options = entries,
    .least = 1,
    .most = 2,
    .run = run,
};
