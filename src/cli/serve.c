/* longhand serve: the pages in a browser of this machine, made again at every save. */
#include "serve.h"

#include "longhand/serve.h"
#include "reader.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Chapters saved at once that are worth renewing one by one. */
#define MOST_RENEWED 8

static struct {
    int port;
    char *target;
} settings = {.port = LH_SERVE_PORT};

static const GOptionEntry entries[] = {
    {"port", 'p', 0, G_OPTION_ARG_INT, &settings.port, "Listen on port N (0: any that is free)",
     "N"},
    {"target", 't', 0, G_OPTION_ARG_FILENAME, &settings.target,
     "Show pages for the screen (default) or for print", "screen|print"},
    {0},
};

static const char *const targets[] = {"screen", "print", NULL};

/* ---- Making ---- */

typedef struct {
    LhPipelineOptions options;
    LhPipeline *good;  /* whose pages are shown; NULL = there never were any */
    LhPipeline *tried; /* the last one, when it failed; else NULL */
    LhReader *reader;  /* of the good one */
} Maker;

static const LhChapter *find_chapter(const LhBook *book, const char *path)
{
    for (guint i = 0; i < book->chapters->len; i++) {
        const LhChapter *chapter = book->chapters->pdata[i];
        if (g_strcmp0(chapter->path, path) == 0)
            return chapter;
    }
    return NULL;
}

/* The chapters that @files are, NULL when one is something else. (transfer container) */
static GPtrArray *list_chapters(const Maker *maker, const GPtrArray *files)
{
    if (!files || !maker->good || maker->tried || files->len == 0 || files->len > MOST_RENEWED)
        return NULL;
    g_autoptr(GPtrArray) chapters = g_ptr_array_new();
    for (guint i = 0; i < files->len; i++) {
        const LhChapter *chapter = find_chapter(maker->good->book, files->pdata[i]);
        if (!chapter)
            return NULL;
        g_ptr_array_add(chapters, (gpointer) chapter);
    }
    return g_steal_pointer(&chapters);
}

/* Whether every chapter that has a file could be read. */
static gboolean is_whole(const LhPipeline *pipeline)
{
    for (guint i = 0; i < pipeline->copies->len; i++) {
        const LhCopy *copy = lh_pipeline_copy(pipeline, i);
        if (copy->chapter->path && !copy->tree)
            return FALSE;
    }
    return pipeline->pages && lh_pipeline_page_count(pipeline) > 0;
}

/* Whether what is said about the book, and its style, could be read. */
static gboolean is_understood(const LhPipeline *pipeline)
{
    return lh_diag_count(pipeline->said[LH_STAGE_OPEN], LH_SEVERITY_ERROR) == 0 &&
           pipeline->said[LH_STAGE_STYLE] &&
           lh_diag_count(pipeline->said[LH_STAGE_STYLE], LH_SEVERITY_ERROR) == 0;
}

/* Makes everything anew; what failed takes the place of nothing. */
static void make_all(Maker *maker)
{
    LhPipeline *pipeline = lh_pipeline_new(&maker->options);
    lh_pipeline_run(pipeline, LH_STAGE_OPEN);
    if (pipeline->book)
        lh_reader_open(maker->reader, pipeline->book);
    lh_pipeline_run(pipeline, LH_STAGE_MAKEUP);
    g_clear_pointer(&maker->tried, lh_pipeline_free);
    if (is_whole(pipeline) && (is_understood(pipeline) || !maker->good)) {
        lh_pipeline_free(maker->good);
        maker->good = pipeline;
        lh_reader_take(maker->reader, pipeline);
    } else
        maker->tried = pipeline;
}

/* Whether @files are the book's own words alone, of which the pages know nothing. */
static gboolean are_words(const Maker *maker, const GPtrArray *files)
{
    if (!files || !maker->good || maker->tried || files->len != 1)
        return FALSE;
    g_autofree char *words = g_build_filename(maker->good->book->root, "words.txt", NULL);
    return g_strcmp0(files->pdata[0], words) == 0;
}

/* Makes what @files have changed. */
static LhRenewal make_changed(Maker *maker, const GPtrArray *files)
{
    if (are_words(maker, files)) {
        lh_reader_open(maker->reader, maker->good->book);
        return LH_RENEWED;
    }
    g_autoptr(GPtrArray) chapters = list_chapters(maker, files);
    LhRenewal renewal = chapters ? lh_pipeline_renew(maker->good, chapters) : LH_RENEW_ALL;
    if (renewal == LH_RENEW_ALL)
        make_all(maker);
    else
        lh_reader_forget(maker->reader, chapters);
    return renewal;
}

/* Whether a chapter was asked for that the book does not have. */
static gboolean asks_for_nothing(const LhDiag *diag)
{
    for (gsize i = 0; i < lh_diag_length(diag); i++)
        if (g_strcmp0(lh_diag_peek(diag, i)->code, "no-such-chapter") == 0)
            return TRUE;
    return FALSE;
}

static gboolean make(const GPtrArray *files, LhServed *served, gpointer data)
{
    Maker *maker = data;
    LhRenewal renewal = make_changed(maker, files);
    LhPipeline *told = maker->tried ? maker->tried : maker->good;
    if (told->book)
        lh_lint_forget_defects(told->book, told->diag);
    served->diag = told->diag;
    served->is_current = !maker->tried && renewal != LH_RENEW_FAILED;
    if (!maker->good)
        return !asks_for_nothing(told->diag);
    served->book = maker->good->book;
    served->pages = maker->good->pages;
    served->fonts = maker->good->fonts;
    served->trees = maker->good->trees;
    return TRUE;
}

static LhDiag *read_text(const gint *stop, gpointer data)
{
    const Maker *maker = data;
    return lh_reader_read(maker->reader, stop);
}

/* ---- The command ---- */

static LhExit fail(const char *message)
{
    fprintf(stderr, "longhand: %s\n", message);
    return LH_EXIT_FAILED;
}

LhExit lh_serve_pages(const LhPipelineOptions *options, int port)
{
    Maker maker = {.options = *options};
    g_autoptr(GError) error = NULL;
    g_autofree char *data = lh_style_data_dir(&error);
    g_autofree char *root = lh_settings_root(options->book);
    if (!data)
        return fail(error->message);
    if (!root)
        return fail("there is no such book");
    g_autofree char *styles = g_build_filename(data, "styles", NULL);
    g_autofree char *assets = g_build_filename(styles, "serve", NULL);
    maker.reader = lh_reader_new();
    maker.options.warm = TRUE;
    maker.options.progress = FALSE;
    LhServeOptions serve = {.root = root,
                            .styles = styles,
                            .assets = assets,
                            .what = options->chapters,
                            .port = port,
                            .jobs = options->jobs,
                            .quiet = lh_settings_quiet(),
                            .make = make,
                            .read = read_text,
                            .data = &maker};
    gboolean served = lh_serve(&serve, &error);
    lh_reader_free(maker.reader);
    lh_pipeline_free(maker.good);
    lh_pipeline_free(maker.tried);
    return served ? LH_EXIT_DONE : fail(error->message);
}

/* One argument alone is a book when there is such a file, else a chapter of the book here. */
static gboolean is_chapter(int n_arguments, char **arguments)
{
    return n_arguments == 1 && lh_pipeline_find_book() &&
           !g_file_test(arguments[0], G_FILE_TEST_EXISTS);
}

static LhExit run(int n_arguments, char **arguments)
{
    const LhCommand *command = &lh_command_serve;
    LhPipelineOptions options = {0};
    int target = LH_TARGET_SCREEN;
    if (settings.port < 0 || settings.port > 65535)
        return lh_command_misused(command, "--port is a number from 0 to 65535");
    if (!lh_command_choose(command, "target", settings.target, targets, &target))
        return LH_EXIT_USAGE;
    gboolean chapter_alone = is_chapter(n_arguments, arguments);
    options.target = (LhTarget) target;
    options.chapters = chapter_alone ? arguments[0] : n_arguments > 1 ? arguments[1] : NULL;
    if (options.chapters && !g_utf8_validate(options.chapters, -1, NULL))
        return lh_command_misused(command, "the chapter is not UTF-8");
    if (!lh_settings_apply(command, chapter_alone ? 0 : n_arguments, arguments, &options))
        return LH_EXIT_USAGE;
    return lh_serve_pages(&options, settings.port);
}

const LhCommand lh_command_serve = {
    .name = "serve",
    .arguments = "[BOOK] [CHAPTER]",
    .summary = "Show a book's pages in the browser while it is written",
    .description =
        "CHAPTER chooses as --chapters of build does: 7, 3-5, gil.md, part:II; left out, it is "
        "all.\n"
        "Prints an address of this machine, which no other can reach. The pages there follow "
        "every\n"
        "save; a click on a line tells its place in the manuscript, and a note that is left on it\n"
        "becomes a <!-- query: --> comment there. Ctrl-C ends it.",
    .options = entries,
    .opens_book = TRUE,
    .most = 2,
    .run = run,
};
