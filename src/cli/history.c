/* The manuscript as it was. */
#include "history.h"

#include <glib/gstdio.h>
#include <string.h>

/* Runs @argv in @folder. Returns: FALSE with @error, what the program said included. */
static gboolean run_program(const char *folder, const char *const *argv, const char *what,
                            GError **error)
{
    g_autofree char *said = NULL;
    int status = 0;

    if (!g_spawn_sync(folder, (char **) argv, NULL,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said,
                      &status, error))
        return FALSE;
    if (g_spawn_check_wait_status(status, NULL))
        return TRUE;
    g_strstrip(said);
    g_set_error(error, LH_PROOF_ERROR, LH_PROOF_ERROR_HISTORY, "%s: %s", what, said);
    return FALSE;
}

/* Writes the files of @root as they were at @revision into the history's folder. */
static gboolean take_revision(LhHistory *history, const char *root, const char *revision,
                              GError **error)
{
    g_autofree char *tar = g_build_filename(history->folder, ".tar", NULL);
    g_autofree char *output = g_strconcat("--output=", tar, NULL);
    const char *const archive[] = {"git", "archive", "--format=tar", output, revision, ".", NULL};
    const char *const unpack[] = {"tar", "-xf", tar, NULL};
    g_autofree char *what = g_strdup_printf("git does not know the book at “%s”", revision);

    return run_program(root, archive, what, error) &&
           run_program(history->folder, unpack, "cannot unpack what git gave", error) &&
           g_unlink(tar) == 0;
}

/* The book in @folder: the folder, content/ in it, or the file that @book is. (transfer full) */
static char *book_in(const char *folder, const LhBook *book)
{
    g_autofree char *content = g_build_filename(folder, "content", NULL);
    g_autofree char *in_content = g_build_filename(content, "SUMMARY.md", NULL);

    if (book->single) {
        const LhChapter *chapter = book->chapters->pdata[0];
        g_autofree char *name = g_path_get_basename(chapter->path);
        return g_build_filename(folder, name, NULL);
    }
    return g_file_test(in_content, G_FILE_TEST_EXISTS) ? g_steal_pointer(&content)
                                                       : g_strdup(folder);
}

gboolean lh_history_open(LhHistory *history, const LhBook *book, const char *since, GError **error)
{
    *history = (LhHistory){0};
    if (g_file_test(since, G_FILE_TEST_IS_DIR)) {
        history->book = book_in(since, book);
        return TRUE;
    }
    if (*since == '-' || *since == '\0') {
        g_set_error(error, LH_PROOF_ERROR, LH_PROOF_ERROR_HISTORY,
                    "“%s” is no folder and no revision", since);
        return FALSE;
    }
    history->folder = g_dir_make_tmp("longhand-XXXXXX", error);
    if (!history->folder || !take_revision(history, book->root, since, error))
        return FALSE;
    history->book = book_in(history->folder, book);
    return TRUE;
}

/* Removes @path and all in it; links are removed, not followed. */
static void remove_all(const char *path)
{
    gboolean is_folder =
        g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    GDir *dir = is_folder ? g_dir_open(path, 0, NULL) : NULL;
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        remove_all(inside);
    }
    if (dir)
        g_dir_close(dir);
    g_remove(path);
}

void lh_history_clear(LhHistory *history)
{
    if (history->folder)
        remove_all(history->folder);
    g_clear_pointer(&history->folder, g_free);
    g_clear_pointer(&history->book, g_free);
}
