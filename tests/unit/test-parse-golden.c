/* Chapters of tests/parse/ and the trees and messages that they must give. */
#include "golden.h"
#include "longhand/parse.h"

/* The dump, then the messages. (transfer full) */
static char *parse_to_text(const char *path, const char *folder)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LhBook) book = lh_book_open(path, diag, &error);
    g_assert_no_error(error);
    const LhChapter *chapter = g_ptr_array_index(book->chapters, 0);
    g_autoptr(LhTree) tree = lh_parse_chapter(book, chapter, NULL, diag);
    g_assert_nonnull(tree);
    g_autofree char *dump = lh_tree_dump(tree);
    g_autofree char *messages = printed_without(diag, folder);
    return g_strconcat(dump, *messages ? "--\n" : "", messages, NULL);
}

static void test_case(gconstpointer data)
{
    const char *path = data;
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *text = parse_to_text(path, folder);
    g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".md"));
    g_autofree char *expected = g_strconcat(stem, ".expected", NULL);
    compare_golden(expected, text);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_cases("tests/parse", ".md", "/parse/golden/", test_case);
    return g_test_run();
}
