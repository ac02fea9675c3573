/* Where the result goes, and what is said about it. */
#include "output.h"

#include "terminal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "out"

static const char *const endings[] = {
    [LH_FORMAT_PDF] = ".pdf",
    [LH_FORMAT_PNG] = "",
    [LH_FORMAT_DUMP] = ".txt",
};

char *lh_output_stem(const LhBook *book)
{
    if (book->output && *book->output)
        return g_path_get_basename(book->output);
    g_autofree char *slug = lh_parse_slug(book->title);
    return g_strdup(*slug ? slug : "book");
}

static char *default_path(const LhPipelineOptions *options, const LhBook *book, GError **error)
{
    if (g_mkdir_with_parents(FOLDER, 0777) < 0) {
        g_set_error(error, G_FILE_ERROR, (int) g_file_error_from_errno(errno),
                    "cannot make the folder " FOLDER ": %s; say with -o where to write",
                    g_strerror(errno));
        return NULL;
    }
    g_autofree char *stem = lh_output_stem(book);
    return g_strconcat(FOLDER G_DIR_SEPARATOR_S, stem, options->suffix ? options->suffix : "",
                       endings[options->format], NULL);
}

static gboolean same_file(const char *path, const struct stat *other)
{
    struct stat st;
    return path && stat(path, &st) == 0 && st.st_dev == other->st_dev && st.st_ino == other->st_ino;
}

/* Whether writing @path would write over a chapter of the book. */
static gboolean is_manuscript(const char *path, const LhBook *book)
{
    GHashTableIter iter;
    gpointer chapter;
    struct stat st;
    if (stat(path, &st) < 0)
        return FALSE;
    g_hash_table_iter_init(&iter, book->names);
    while (g_hash_table_iter_next(&iter, NULL, &chapter))
        if (same_file(((const LhChapter *) chapter)->path, &st))
            return TRUE;
    return FALSE;
}

char *lh_output_path(const LhPipelineOptions *options, const LhBook *book, GError **error)
{
    if (!options->output)
        return default_path(options, book, error);
    if (strcmp(options->output, "-") == 0 || !is_manuscript(options->output, book))
        return g_strdup(options->output);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
                "%s is a chapter of the book and would be written over; choose another name",
                options->output);
    return NULL;
}

void lh_output_announce(const LhPipeline *pipeline)
{
    int n = pipeline->n_sheets ? pipeline->n_sheets : lh_pipeline_page_count(pipeline);
    const char *path = pipeline->output;
    fprintf(stderr, "wrote %s: %d page%s\n", strcmp(path, "-") == 0 ? "standard output" : path, n,
            n == 1 ? "" : "s");
}

void lh_output_diagnostics(const LhPipeline *pipeline, LhSeverity least)
{
    lh_diag_print(pipeline->diag, stderr, least, lh_terminal_has_colour(STDERR_FILENO));
}
