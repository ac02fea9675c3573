/* Any bytes as a chapter: with and without a book around it that has mdBook's ways. */
#include "longhand/parse.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Blocks and inlines form a tree: each child knows its parent, and ends. */
static void check(const LhBlock *block, const LhBlock *parent, int depth)
{
    g_assert_cmpint(depth, <, 400);
    for (; block; block = block->next) {
        g_assert_cmpint(block->source.line, >=, 1);
        g_assert_cmpint(block->source.column, >=, 1);
        (void) parent;
        check(block->first, block, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static LhBook book = { .root = (char *) "/nowhere", .sources = (char *) "/nowhere" };
    static const LhChapter chapter = { .name = (char *) "fuzz.md" };
    g_autofree char *text = g_strndup((const char *) data, size);
    g_autoptr(LhDiag) diag = lh_diag_new();
    book.is_mdbook = size > 0 && data[0] % 2;
    g_autoptr(LhTree) tree = lh_parse_chapter(&book, &chapter, text, diag);
    if (!tree)
        return 0;
    check(tree->first, NULL, 0);
    check(tree->notes, NULL, 0);
    g_autofree char *dump = lh_tree_dump(tree);
    g_assert_true(g_utf8_validate(dump, -1, NULL));
    return 0;
}
