/* longhand cover: back, spine and front for a printer, and the front as a picture for shops. */
#include "output.h"
#include "printer.h"
#include "settings.h"

#include "longhand/cover.h"
#include "longhand/press.h"

#include <math.h>
#include <string.h>

#define DEFAULT_WIDTH 1600 /* pixels of the front's picture */
#define MOST_PAGES    4000
#define POINTS_A_MM   (72 / 25.4)

static struct {
    char *printer, *paper, *output, *front;
    int pages, width;
    double spine;
} settings = {.width = DEFAULT_WIDTH};

static const GOptionEntry entries[] = {
    {"printer", 'p', 0, G_OPTION_ARG_FILENAME, &settings.printer,
     "Make the whole wrap as this printer wants it", "NAME"},
    {"paper", 0, 0, G_OPTION_ARG_FILENAME, &settings.paper,
     "The paper inside, which makes the spine (default: the printer's first)", "NAME"},
    {"pages", 0, 0, G_OPTION_ARG_INT, &settings.pages,
     "Pages of the book, instead of counting them", "N"},
    {"spine", 0, 0, G_OPTION_ARG_DOUBLE, &settings.spine,
     "Width of the spine in millimetres, as the printer's template has it", "MM"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &settings.output, "Write the wrap to FILE", "FILE"},
    {"front", 0, 0, G_OPTION_ARG_FILENAME, &settings.front, "Write the front's picture to FILE",
     "FILE.png"},
    {"width", 0, 0, G_OPTION_ARG_INT, &settings.width,
     "Width of the front's picture in pixels (default: 1600)", "N"},
    {0},
};

static gboolean fail(LhPipeline *pipeline, const char *code, const char *hint, const char *message)
{
    lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, code, hint, "%s", message);
    return FALSE;
}

/* ---- The printer's share ---- */

static const LhPaper *find_paper(LhPipeline *pipeline, const LhPrinter *printer)
{
    g_autoptr(GString) known = g_string_new("it has ");
    for (unsigned i = 0; i < printer->cover.n_papers; i++) {
        if (!settings.paper || strcmp(printer->cover.papers[i].name, settings.paper) == 0)
            return &printer->cover.papers[i];
        g_string_append_printf(known, "%s%s", i ? ", " : "", printer->cover.papers[i].name);
    }
    g_autofree char *message =
        g_strdup_printf("%s has no paper “%s”", printer->name, settings.paper);
    fail(pipeline, "unknown-paper", known->str, message);
    return NULL;
}

/* Pages as the printer binds them. */
static int count_pages(LhPipeline *pipeline, const LhPrinter *printer)
{
    int pages = settings.pages ? settings.pages : lh_pipeline_page_count(pipeline);
    int multiple = MAX(printer->pages.multiple, 1);
    pages = MAX((pages + multiple - 1) / multiple * multiple, printer->pages.least);
    if (pages <= printer->pages.most)
        return pages;
    g_autofree char *message = g_strdup_printf("%s binds at most %d pages, and the book has %d",
                                               printer->name, printer->pages.most, pages);
    fail(pipeline, "page-count", "make it shorter, or two volumes of it", message);
    return 0;
}

/* Points; 0 after telling that nobody knows. */
static double spine_width(LhPipeline *pipeline, const LhPrinter *printer, int pages)
{
    if (settings.spine > 0)
        return settings.spine * POINTS_A_MM;
    if (printer->cover.n_papers == 0) {
        g_autofree char *message =
            g_strdup_printf("%s publishes no thickness of its papers", printer->name);
        fail(pipeline, "unknown-spine", "take the width from its template: --spine MM", message);
        return 0;
    }
    const LhPaper *paper = find_paper(pipeline, printer);
    return paper ? pages * paper->thickness + printer->cover.spine_extra : 0;
}

/* Returns: FALSE when the printer can't have this book. */
static gboolean shape_for(LhPipeline *pipeline, const LhPrinter *printer, LhCoverShape *shape)
{
    int pages = count_pages(pipeline, printer);
    double spine = pages ? spine_width(pipeline, printer, pages) : 0;
    if (spine <= 0)
        return FALSE;
    *shape = (LhCoverShape){
        .bleed = printer->cover.bleed,
        .spine = spine,
        .spine_text = printer->cover.spine_text_from ? pages >= printer->cover.spine_text_from
                                                     : settings.spine > 0,
        .spine_clear = printer->cover.spine_text_clear,
        .barcode_width = printer->cover.barcode_width,
        .barcode_height = printer->cover.barcode_height,
        .safe = printer->margins.outer,
        .target = LH_TARGET_PRINT,
    };
    if (!lh_settings_quiet())
        fprintf(stderr, "%s: %d pages, spine %.2f mm\n", printer->name, pages, spine / POINTS_A_MM);
    return TRUE;
}

/* ---- Writing ---- */

/* out/STEM-cover and @ending, unless the caller named a file. (transfer full) */
static char *path_for(const LhPipeline *pipeline, const char *named, const char *ending,
                      GError **error)
{
    if (named)
        return g_strdup(named);
    LhPipelineOptions none = {.format = LH_FORMAT_PDF};
    g_autofree char *book = lh_output_path(&none, pipeline->book, error);
    if (!book)
        return NULL;
    return g_strdup_printf("%.*s-cover%s", (int) (strlen(book) - strlen(".pdf")), book, ending);
}

/* What the printer asks of the cover: one sheet, with bleed all round. */
static LhPrinter cover_printer(const LhPrinter *printer)
{
    LhPrinter cover = *printer;
    cover.pages.least = cover.pages.most = cover.pages.multiple = 1;
    cover.pages.last_blank = FALSE;
    cover.boxes.trim = TRUE;
    cover.boxes.inner = cover.boxes.outer = cover.boxes.top = cover.boxes.bottom = cover.cover.bleed;
    return cover;
}

/* Looks at the wrap as its printer will. */
static gboolean check_wrap(LhPipeline *pipeline, const LhPrinter *printer, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LhPreflight) preflight = lh_preflight_file(path, printer, 1, &error);
    if (!preflight)
        return fail(pipeline, "fatal", NULL, error->message);
    lh_preflight_report(preflight, pipeline->diag);
    return lh_preflight_count(preflight, FALSE) == 0;
}

static gboolean write_cover(LhPipeline *pipeline, const LhCoverShape *shape, LhFormat format,
                            const LhPrinter *printer, const char *named)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LhShaper) shaper = lh_shaper_new(pipeline->fonts);
    LhLayoutContext context = lh_pipeline_context(pipeline, shaper, pipeline->diag);
    g_autoptr(LhPages) pages = lh_cover_new(&context, shape);
    if (lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR))
        return FALSE;
    g_autofree char *path =
        path_for(pipeline, named, format == LH_FORMAT_PDF ? ".pdf" : ".png", &error);
    LhDrawOptions options = {.format = format, .path = path, .one_file = TRUE};
    options.printer = printer;
    options.dpi = settings.width * 72.0 / pages->style->page.width;
    if (!path || !lh_draw(pages, pipeline->fonts, &options, &error))
        return fail(pipeline, "fatal", NULL, error->message);
    if (!lh_settings_quiet())
        fprintf(stderr, "wrote %s\n", path);
    return !printer || check_wrap(pipeline, printer, path);
}

static void make(LhPipeline *pipeline)
{
    LhCoverShape wrap, front = {.front_only = TRUE};
    if (settings.printer) {
        g_autoptr(LhPrinter) printer = lh_printer_find(settings.printer, pipeline->diag);
        if (!printer || !shape_for(pipeline, printer, &wrap))
            return;
        LhPrinter sheet = cover_printer(printer);
        if (!write_cover(pipeline, &wrap, LH_FORMAT_PDF, &sheet, settings.output))
            return;
    }
    write_cover(pipeline, &front, LH_FORMAT_PNG, NULL, settings.front);
}

static LhExit run(int n_arguments, char **arguments)
{
    const LhCommand *command = &lh_command_cover;
    LhPipelineOptions options = {.target = LH_TARGET_PRINT};
    if (settings.pages < 0 || settings.pages > MOST_PAGES)
        return lh_command_misused(command, "--pages is a number from 1 to %d", MOST_PAGES);
    if (settings.width < 16 || settings.width > 10000)
        return lh_command_misused(command, "--width is a number from 16 to 10000");
    if (settings.spine < 0 || settings.spine > 200)
        return lh_command_misused(command, "--spine is a number of millimetres, at most 200");
    if (!settings.printer && (settings.output || settings.paper || settings.spine != 0))
        return lh_command_misused(command, "the whole wrap needs --printer NAME");
    if (!lh_settings_apply(command, n_arguments, arguments, &options))
        return LH_EXIT_USAGE;
    g_autoptr(LhPipeline) pipeline = lh_pipeline_new(&options);
    gboolean count = settings.printer && !settings.pages;
    if (lh_pipeline_run(pipeline, count ? LH_STAGE_MAKEUP : LH_STAGE_REFERENCES))
        make(pipeline);
    lh_output_diagnostics(pipeline, LH_SEVERITY_ERROR);
    return lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR) ? LH_EXIT_FAILED : LH_EXIT_DONE;
}

const LhCommand lh_command_cover = {
    .name = "cover",
    .arguments = "[BOOK]",
    .summary = "Make the book's cover",
    .description = "With --printer NAME, writes the whole wrap as PDF: back, spine and front. "
                   "Always writes the\n"
                   "front as a picture for shops. The texts are those of `cover:` in book.yaml. "
                   "BOOK as for build.",
    .options = entries,
    .opens_book = TRUE,
    .most = 1,
    .run = run,
};
