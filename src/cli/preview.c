/* longhand preview: what a buyer sees before the book. */
#include "output.h"
#include "settings.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static struct {
    char *output, *pages, *chapters, *format;
} settings;

static const GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &settings.output,
     "Write into DIR (default: out/NAME-preview)", "DIR"},
    {"pages", 'p', 0, G_OPTION_ARG_FILENAME, &settings.pages,
     "Show these pages, by their folios, in place of what book.yaml says", "12-19,xi"},
    {"chapters", 'c', 0, G_OPTION_ARG_FILENAME, &settings.chapters,
     "Show these chapters, in place of what book.yaml says", "SEL"},
    {"format", 'f', 0, G_OPTION_ARG_FILENAME, &settings.format,
     "What was made: lines to read (default), or JSON", "text|json"},
    {0},
};

enum { TEXT, JSON };
static const char *const formats[] = {"text", "json", NULL};

static const int shops[] = {10, 20}; /* per cent of a book that shops show */

/* What a run makes. */
typedef struct {
    LhPipeline *pipeline;
    LhBookSample wanted;
    char **own_pages, **own_chapters; /* of the command line */
    char *folder, *pdf;               /* pdf: a name in the folder */
    LhPreviewLook *look;
    LhSample *sample;
    GPtrArray *pictures; /* of LhPictureFile */
    gsize pdf_bytes;
} Preview;

static void preview_clear(Preview *preview)
{
    if (preview->pictures)
        g_ptr_array_unref(preview->pictures);
    lh_sample_free(preview->sample);
    lh_preview_look_free(preview->look);
    g_strfreev(preview->own_pages);
    g_strfreev(preview->own_chapters);
    g_free(preview->folder);
    g_free(preview->pdf);
    lh_pipeline_free(preview->pipeline);
}

/* ---- What is wanted ---- */

/* The words of a list with commas, without empty ones; NULL for none. (transfer full) */
static char **split_list(const char *list)
{
    g_auto(GStrv) words = g_strsplit(list, ",", -1);
    g_autoptr(GStrvBuilder) kept = g_strv_builder_new();
    for (char **word = words; *word; word++)
        if (*g_strstrip(*word))
            g_strv_builder_add(kept, *word);
    return g_strv_builder_end(kept);
}

/* book.yaml's choice, or the command line's in its place. */
static void take_wanted(Preview *preview)
{
    preview->wanted = preview->pipeline->book->sample;
    if (!settings.pages && !settings.chapters)
        return;
    preview->own_pages = split_list(settings.pages ? settings.pages : "");
    preview->own_chapters = split_list(settings.chapters ? settings.chapters : "");
    LhBookSample *wanted = &preview->wanted;
    wanted->pages = preview->own_pages;
    wanted->chapters = preview->own_chapters;
    wanted->headings = wanted->show = NULL;
    wanted->fraction = 0;
    wanted->source = (LhSource){0};
}

static gboolean makes_sense(void)
{
    const LhCommand *command = &lh_command_preview;
    if (settings.output && !*settings.output)
        lh_command_misused(command, "--output is empty");
    else if (settings.pages && !g_utf8_validate(settings.pages, -1, NULL))
        lh_command_misused(command, "--pages is not UTF-8");
    else if (settings.chapters && !g_utf8_validate(settings.chapters, -1, NULL))
        lh_command_misused(command, "--chapters is not UTF-8");
    else
        return TRUE;
    return FALSE;
}

/* ---- Steps: FALSE = the run can't go on, and its diag says why ---- */

static gboolean stop(Preview *preview, const GError *error)
{
    lh_diag_add(preview->pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "fatal", NULL, "%s",
                error->message);
    return FALSE;
}

static gboolean load_look(Preview *preview, char **dir)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *data = lh_style_data_dir(&error);
    if (!data)
        return stop(preview, error);
    *dir = g_build_filename(data, "styles", "preview", NULL);
    preview->look = lh_preview_look_load(*dir, preview->pipeline->diag);
    return preview->look != NULL;
}

static gboolean cut_sample(Preview *preview)
{
    LhPipeline *pipeline = preview->pipeline;
    LhLayoutContext context = lh_pipeline_context(pipeline, pipeline->shaper, pipeline->diag);
    g_autofree guint8 *chosen = lh_sample_choose(pipeline->pages, &preview->wanted, pipeline->diag);
    if (lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR))
        return FALSE;
    preview->sample =
        lh_sample_new(&context, pipeline->pages, &preview->wanted, chosen, preview->look);
    return TRUE;
}

/* Whether @folder is where the manuscript lies, which is no place for what is made of it. */
static gboolean is_manuscript(const LhBook *book, const char *folder)
{
    GStatBuf here, root, sources;
    return g_stat(folder, &here) == 0 && g_stat(book->root, &root) == 0 &&
           g_stat(book->sources, &sources) == 0 &&
           ((here.st_dev == root.st_dev && here.st_ino == root.st_ino) ||
            (here.st_dev == sources.st_dev && here.st_ino == sources.st_ino));
}

static gboolean make_folder(Preview *preview)
{
    g_autofree char *stem = lh_output_stem(preview->pipeline->book);
    g_autofree char *name = g_strconcat(stem, "-preview", NULL);
    preview->folder =
        settings.output ? g_strdup(settings.output) : g_build_filename("out", name, NULL);
    preview->pdf = g_strconcat(stem, "-sample.pdf", NULL);
    if (is_manuscript(preview->pipeline->book, preview->folder)) {
        lh_diag_add(preview->pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "fatal",
                    "name another one with -o", "%s is the book's own folder", preview->folder);
        return FALSE;
    }
    if (g_mkdir_with_parents(preview->folder, 0777) == 0)
        return TRUE;
    lh_diag_add(preview->pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "fatal",
                "say with -o where to write", "cannot make the folder %s: %s", preview->folder,
                g_strerror(errno));
    return FALSE;
}

static gboolean write_pdf(Preview *preview)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(preview->folder, preview->pdf, NULL);
    LhDrawOptions options = {.format = LH_FORMAT_PDF, .path = path};
    GStatBuf st;
    if (!lh_draw(preview->sample->pages, preview->pipeline->fonts, &options, &error))
        return stop(preview, error);
    preview->pdf_bytes = g_stat(path, &st) == 0 ? (gsize) st.st_size : 0;
    if (preview->pdf_bytes > LH_SAMPLE_BYTES)
        lh_diag_add(preview->pipeline->diag, LH_SEVERITY_WARNING, (LhSource){0}, "sample-size",
                    "choose fewer pages, or smaller pictures",
                    "%s has %.1f MB; shops and readers like less than 5 MB", preview->pdf,
                    (double) preview->pdf_bytes / 1e6);
    return TRUE;
}

static gboolean draw_pictures(Preview *preview)
{
    g_autoptr(GError) error = NULL;
    const LhPipeline *pipeline = preview->pipeline;
    preview->pictures = lh_preview_pictures(preview->sample, pipeline->fonts, preview->look,
                                            preview->folder, pipeline->options.jobs, &error);
    return preview->pictures || stop(preview, error);
}

static gboolean write_web(Preview *preview, const char *dir)
{
    g_autoptr(GError) error = NULL;
    return lh_preview_web(preview->sample, preview->pipeline->fonts, &preview->wanted,
                          preview->look, dir, preview->folder, preview->pdf, preview->pdf_bytes,
                          &error) ||
           stop(preview, error);
}

static gboolean make(Preview *preview)
{
    g_autofree char *dir = NULL;
    if (!lh_pipeline_run(preview->pipeline, LH_STAGE_MAKEUP))
        return FALSE;
    take_wanted(preview);
    return load_look(preview, &dir) && cut_sample(preview) && make_folder(preview) &&
           write_pdf(preview) && draw_pictures(preview) && write_web(preview, dir);
}

/* ---- What is said ---- */

static void warn_of_shops(const Preview *preview)
{
    for (gsize i = 0; i < G_N_ELEMENTS(shops); i++) {
        LhShopCut cut = lh_shop_cut(preview->pipeline->pages, shops[i]);
        lh_shop_warn(preview->pipeline->pages, &cut, preview->pipeline->diag);
    }
}

static void print_shops(const Preview *preview)
{
    for (gsize i = 0; i < G_N_ELEMENTS(shops); i++) {
        LhShopCut cut = lh_shop_cut(preview->pipeline->pages, shops[i]);
        fprintf(
            stderr, "a shop's first %d %%: %d page%s, to page %s%s%s%s, %d of them of chapters\n",
            cut.per_cent, cut.pages, cut.pages == 1 ? "" : "s", cut.label, cut.title ? " in “" : "",
            cut.title ? cut.title : "", cut.title ? "”" : "", cut.body);
    }
}

static void print_text(const Preview *preview)
{
    guint n = preview->sample->leaves->len;
    fprintf(stderr, "wrote %s/%s: %u page%s, %d of them chosen, %.1f MB\n", preview->folder,
            preview->pdf, n, n == 1 ? "" : "s", preview->sample->n_chosen,
            (double) preview->pdf_bytes / 1e6);
    fprintf(stderr, "wrote %s/index.html and %u pictures\n", preview->folder,
            preview->pictures->len);
    print_shops(preview);
}

static void append_shops(GString *out, const Preview *preview)
{
    for (gsize i = 0; i < G_N_ELEMENTS(shops); i++) {
        LhShopCut cut = lh_shop_cut(preview->pipeline->pages, shops[i]);
        g_string_append_printf(out, "%s{\"per_cent\": %d, \"pages\": %d, \"body_pages\": %d, ",
                               i ? ", " : "", cut.per_cent, cut.pages, cut.body);
        g_string_append_printf(out, "\"last_page\": \"%s\", \"chapter\": ", cut.label);
        lh_json_text(out, cut.title);
        g_string_append_c(out, '}');
    }
}

static void append_files(GString *out, const Preview *preview)
{
    for (guint i = 0; i < preview->pictures->len; i++) {
        const LhPictureFile *picture = preview->pictures->pdata[i];
        g_string_append_printf(
            out,
            "%s\n  {\"file\": \"%s\", \"width\": %d, \"height\": %d, \"bytes\": %" G_GSIZE_FORMAT
            "}",
            i ? "," : "", picture->file, picture->width, picture->height, picture->bytes);
    }
}

static void print_json(const Preview *preview)
{
    g_autoptr(GString) out = g_string_new("{\"folder\": ");
    lh_json_text(out, preview->folder);
    g_string_append(out, ", \"pdf\": ");
    lh_json_text(out, preview->pdf);
    g_string_append_printf(out,
                           ", \"bytes\": %" G_GSIZE_FORMAT
                           ", \"pages\": %u, \"chosen\": %d, \"pages_in_book\": %u,\n"
                           " \"shops\": [",
                           preview->pdf_bytes, preview->sample->leaves->len,
                           preview->sample->n_chosen, preview->pipeline->pages->pages->len);
    append_shops(out, preview);
    g_string_append(out, "],\n \"pictures\": [");
    append_files(out, preview);
    g_string_append(out, "]}\n");
    fputs(out->str, stdout);
}

static LhExit run(int n_arguments, char **arguments)
{
    const LhCommand *command = &lh_command_preview;
    LhPipelineOptions options = {.target = LH_TARGET_SCREEN};
    int format = TEXT;
    if (!lh_command_choose(command, "format", settings.format, formats, &format) ||
        !makes_sense() || !lh_settings_apply(command, n_arguments, arguments, &options))
        return LH_EXIT_USAGE;
    Preview preview = {.pipeline = lh_pipeline_new(&options)};
    gboolean made = make(&preview);
    if (made)
        warn_of_shops(&preview);
    lh_output_diagnostics(preview.pipeline, lh_settings_least());
    if (made && format == JSON)
        print_json(&preview);
    else if (made && !lh_settings_quiet())
        print_text(&preview);
    preview_clear(&preview);
    return made ? LH_EXIT_DONE : LH_EXIT_FAILED;
}

const LhCommand lh_command_preview = {
    .name = "preview",
    .arguments = "[BOOK]",
    .summary = "Make a sample, pictures and a web page",
    .description =
        "Cuts a sample PDF out of the whole book, so that its folios and references are true, and\n"
        "makes pictures of its pages and a page for the web that shows them. What the sample\n"
        "holds is said by `sample:` in book.yaml. BOOK as for build.",
    .options = entries,
    .opens_book = TRUE,
    .most = 1,
    .run = run,
};
