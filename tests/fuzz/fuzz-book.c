/* libFuzzer: the first byte chooses the file that the rest is: SUMMARY.md, book.yaml, book.toml or
 * a chapter's text. Whatever it says, opening the book ends and leaks nothing. */
#include "longhand/book.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *folder;

static void remove_folder(void)
{
    static const char *const names[] = {"SUMMARY.md", "book.yaml", "book.toml", "a.md", "src"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        g_remove(path);
    }
    g_rmdir(folder);
}

static void put(const char *name, const void *bytes, gsize length)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, length, file) != length)
        abort();
    fclose(file);
}

static void drop(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_unlink(path);
}

static void set_up(void)
{
    folder = g_dir_make_tmp("longhand-fuzz-XXXXXX", NULL);
    g_autofree char *src = g_build_filename(folder, "src", NULL);
    if (symlink(".", src) < 0)
        abort();
    put("a.md", "", 0);
    atexit(remove_folder);
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, size_t length);

int LLVMFuzzerTestOneInput(const guint8 *bytes, size_t length)
{
    static const char *const names[] = {"SUMMARY.md", "book.yaml", "book.toml", "a.md"};
    if (!folder)
        set_up();
    if (!length)
        return 0;
    const char *name = names[bytes[0] % G_N_ELEMENTS(names)];
    put("SUMMARY.md", "# [P](a.md)\n- [A]()\n", 20);
    put(name, bytes + 1, length - 1);
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autofree char *path = g_build_filename(folder, "a.md", NULL);
    gsize read = 0;
    g_autofree char *text = lh_book_read_text(path, &read, NULL);
    if (text && (strlen(text) != read || !g_utf8_validate(text, -1, NULL)))
        abort();
    g_autoptr(LhBook) book = lh_book_open(folder, diag, NULL);
    g_autofree char *json = lh_diag_json(diag);
    if (!g_utf8_validate(json, -1, NULL))
        abort();
    if (book && (!book->title || !book->style || !book->language))
        abort();
    drop("book.yaml");
    drop("book.toml");
    put("a.md", "", 0);
    return 0;
}
