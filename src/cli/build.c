/* longhand build: a book to a PDF. */
#include "build.h"
#include "output.h"
#include "settings.h"
#include "timings.h"

#include <string.h>
#include <unistd.h>

static struct {
    char *output, *target, *printer, *inks, *chapters, *format, *report, *map;
    double dpi;
    gboolean timings;
} settings;

/* Text options are read as file names: GLib would put other text through the locale's encoding. */
const GOptionEntry lh_build_entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &settings.output,
     "Write FILE (- is standard output; a folder for png)", "FILE"},
    {"target", 't', 0, G_OPTION_ARG_FILENAME, &settings.target,
     "Make pages for the screen (default) or for print", "screen|print"},
    {"printer", 'p', 0, G_OPTION_ARG_FILENAME, &settings.printer,
     "Make the PDF that this printer asks for, and check it", "NAME"},
    {"inks", 0, 0, G_OPTION_ARG_FILENAME, &settings.inks,
     "Print in colour (default), or in black ink alone", "colour|mono"},
    {"chapters", 'c', 0, G_OPTION_ARG_FILENAME, &settings.chapters,
     "Write only these chapters; numbers stay those of the whole book", "SEL"},
    {"format", 'f', 0, G_OPTION_ARG_FILENAME, &settings.format, "Write this (default: pdf)",
     "pdf|png|dump"},
    {"dpi", 0, 0, G_OPTION_ARG_DOUBLE, &settings.dpi, "Dots an inch of png pages (default: 110)",
     "N"},
    {"report", 0, 0, G_OPTION_ARG_FILENAME, &settings.report, "Write the layout defects to FILE",
     "FILE"},
    {"map", 0, 0, G_OPTION_ARG_FILENAME, &settings.map,
     "Write where each word stands and was written to FILE", "FILE"},
    {"timings", 0, 0, G_OPTION_ARG_NONE, &settings.timings, "Say what each stage took", NULL},
    {0},
};

static const char *const targets[] = {"screen", "print", NULL};
static const char *const formats[] = {"pdf", "png", "dump", NULL};
static const char *const inks[] = {"colour", "mono", NULL};

/* Whether what the options say together makes sense; else the usage error is said. */
static gboolean makes_sense(const LhCommand *command, LhFormat format)
{
    gboolean to_stdout = g_strcmp0(settings.output, "-") == 0;
    if (settings.chapters && !g_utf8_validate(settings.chapters, -1, NULL))
        lh_command_misused(command, "--chapters is not UTF-8");
    else if (settings.output && !*settings.output)
        lh_command_misused(command, "--output is empty");
    else if (settings.dpi < 0)
        lh_command_misused(command, "--dpi is a number above 0");
    else if (to_stdout && format == LH_FORMAT_PNG)
        lh_command_misused(command, "png pages go to a folder; name it with -o");
    else if (to_stdout && format == LH_FORMAT_PDF && isatty(STDOUT_FILENO))
        lh_command_misused(command, "a PDF is nothing for a terminal; send it on or name a file");
    else
        return TRUE;
    return FALSE;
}

/* Whether --printer and --inks fit the rest; a printer makes the pages print's. */
static gboolean read_print(const LhCommand *command, LhFormat format, int mono, int *target)
{
    gboolean screen = settings.target && *target == LH_TARGET_SCREEN;
    if (settings.printer && screen)
        lh_command_misused(command, "--printer is for print, --target says screen");
    else if (settings.printer && format != LH_FORMAT_PDF)
        lh_command_misused(command, "--printer is for a pdf, --format says otherwise");
    else if (settings.printer && g_strcmp0(settings.output, "-") == 0)
        lh_command_misused(command, "a printer's PDF is checked, so it goes to a file; name it");
    else if (mono && !settings.printer)
        lh_command_misused(command, "--inks is for a printer; name one with --printer");
    else {
        *target = settings.printer ? LH_TARGET_PRINT : *target;
        return TRUE;
    }
    return FALSE;
}

gboolean lh_build_settings(const LhCommand *command, int n_arguments, char **arguments,
                           LhPipelineOptions *options)
{
    int target = LH_TARGET_SCREEN, format = LH_FORMAT_PDF, mono = 0;
    if (!lh_command_choose(command, "target", settings.target, targets, &target) ||
        !lh_command_choose(command, "format", settings.format, formats, &format) ||
        !lh_command_choose(command, "inks", settings.inks, inks, &mono) ||
        !makes_sense(command, (LhFormat) format) ||
        !read_print(command, (LhFormat) format, mono, &target))
        return FALSE;
    options->target = (LhTarget) target;
    options->format = (LhFormat) format;
    options->printer = settings.printer;
    options->mono = mono;
    options->output = settings.output;
    options->chapters = settings.chapters;
    options->dpi = settings.dpi;
    options->ahead = format == LH_FORMAT_PDF && !settings.printer;
    options->origins = settings.map != NULL;
    return lh_settings_apply(command, n_arguments, arguments, options);
}

/* Writes the report that was asked for; a failure joins the diagnostics. */
static void write_report(LhPipeline *pipeline)
{
    g_autoptr(GError) error = NULL;
    if (!settings.report || !pipeline->pages)
        return;
    if (!lh_diag_write_report(pipeline->diag, settings.report, lh_pipeline_page_count(pipeline),
                              &error))
        lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "fatal", NULL, "%s",
                    error->message);
}

/* Writes the map that was asked for, once the pages themselves are written. */
static void write_map(LhPipeline *pipeline)
{
    g_autoptr(GError) error = NULL;
    if (!settings.map || !pipeline->output)
        return;
    g_autoptr(LhMap) map = lh_map_new(pipeline->pages, pipeline->trees, pipeline->openers);
    g_autofree char *json = lh_map_json(map);
    if (!lh_write_beside(settings.map, json, strlen(json), &error))
        lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "fatal", NULL, "%s",
                    error->message);
}

const char *lh_build_report(void)
{
    return settings.report;
}

void lh_build_tell_timings(const LhPipeline *pipeline)
{
    if (settings.timings)
        lh_timings_print(pipeline, stderr);
}

LhPipeline *lh_build_once(const LhPipelineOptions *options)
{
    LhPipeline *pipeline = lh_pipeline_new(options);
    lh_pipeline_run(pipeline, options->printer ? LH_STAGE_PRESS : LH_STAGE_DRAW);
    write_report(pipeline);
    write_map(pipeline);
    return pipeline;
}

static LhExit run(int n_arguments, char **arguments)
{
    LhPipelineOptions options = {0};
    if (!lh_build_settings(&lh_command_build, n_arguments, arguments, &options))
        return LH_EXIT_USAGE;
    LhPipeline *pipeline = lh_build_once(&options);
    lh_output_diagnostics(pipeline, lh_settings_least());
    if (pipeline->output && !lh_settings_quiet())
        lh_output_announce(pipeline);
    lh_build_tell_timings(pipeline);
    LhExit status = lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR) ? LH_EXIT_FAILED : LH_EXIT_DONE;
    lh_pipeline_leave(pipeline);
    return status;
}

const LhCommand lh_command_build = {
    .name = "build",
    .arguments = "[BOOK]",
    .summary = "Typeset a book",
    .description =
        "BOOK is a folder with book.yaml and SUMMARY.md, an mdBook folder, or one .md file;\n"
        "left out, it is this folder, or content/ in it. The result is out/NAME.pdf.\n"
        "Nothing is written when the book has errors: an older good file stays.",
    .options = lh_build_entries,
    .opens_book = TRUE,
    .most = 1,
    .run = run,
};
