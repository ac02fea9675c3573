/* The arena and the hash. */
#include "longhand/base.h"

#include <string.h>

static void test_pieces_are_zeroed_and_aligned(void)
{
    g_autoptr(LhArena) arena = lh_arena_new();
    for (gsize size = 0; size < 300; size++) {
        guint8 *piece = lh_arena_alloc(arena, size);
        g_assert_cmpuint((guintptr) piece % 16, ==, 0);
        for (gsize i = 0; i < size; i++)
            g_assert_cmpint(piece[i], ==, 0);
        memset(piece, 0xff, size);
    }
}

static void test_pieces_do_not_overlap(void)
{
    g_autoptr(LhArena) arena = lh_arena_new();
    guint32 *first = lh_arena_new0(arena, guint32, 1000);
    for (guint32 i = 0; i < 1000; i++)
        first[i] = i;
    memset(lh_arena_alloc(arena, 3 * 1024 * 1024), 0xaa, 3 * 1024 * 1024);
    memset(lh_arena_alloc(arena, 17), 0xaa, 17);
    for (guint32 i = 0; i < 1000; i++)
        g_assert_cmpuint(first[i], ==, i);
}

static void test_texts_are_copied(void)
{
    g_autoptr(LhArena) arena = lh_arena_new();
    g_assert_null(lh_arena_strndup(arena, NULL, -1));
    g_assert_cmpstr(lh_arena_strndup(arena, "ruling", -1), ==, "ruling");
    g_assert_cmpstr(lh_arena_strndup(arena, "ruling", 3), ==, "rul");
    g_assert_cmpstr(lh_arena_strndup(arena, "rul", 30), ==, "rul");
    g_assert_cmpstr(lh_arena_printf(arena, "%s %d", "row", 7), ==, "row 7");
    g_assert_cmpmem(lh_arena_memdup(arena, "a\0b", 3), 3, "a\0b", 3);
}

static void test_no_arena_is_freed(void)
{
    lh_arena_free(NULL);
}

/* The values are FNV-1a's published ones: a change would move every wobble of every book. */
static void test_hash_is_fnv1a(void)
{
    g_assert_cmphex(lh_hash(0, "", 0), ==, 0x811c9dc5);
    g_assert_cmphex(lh_hash(0, "a", 1), ==, 0xe40c292c);
    g_assert_cmphex(lh_hash(0, "foobar", 6), ==, 0xbf9cf968);
    g_assert_cmphex(lh_hash(1, "a", 1), !=, lh_hash(2, "a", 1));
    g_assert_cmphex(lh_hash_int(5, 0x64636261), ==, lh_hash(5, "abcd", 4));
}

/* All functions of a library, or none. */
static void test_library_is_loaded_whole(void)
{
    static const char *const names[] = {"cos", "sin"}, *const more[] = {"cos", "no_such_function"};
    double (*functions[2])(double) = {NULL, NULL};
    LhLibrary good = {"libm.so.6", names, 2, (gpointer *) (gpointer) functions};
    LhLibrary lacking = {"libm.so.6", more, 2, (gpointer *) (gpointer) functions};
    LhLibrary missing = {"libno-such-library.so.1", names, 2, (gpointer *) (gpointer) functions};
    g_autoptr(GError) error = NULL;

    g_assert_nonnull(lh_library_load(&good));
    g_assert_cmpfloat(functions[0](0), ==, 1);
    g_assert_cmpfloat(functions[1](0), ==, 0);
    g_assert_null(lh_library_load(&lacking));
    g_assert_null(lh_library_load(&missing));
    g_assert_false(lh_library_missing(&missing, &error));
    g_assert_nonnull(strstr(error->message, "libno-such-library.so.1"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/arena/zeroed-and-aligned", test_pieces_are_zeroed_and_aligned);
    g_test_add_func("/base/arena/no-overlap", test_pieces_do_not_overlap);
    g_test_add_func("/base/arena/texts", test_texts_are_copied);
    g_test_add_func("/base/arena/free-null", test_no_arena_is_freed);
    g_test_add_func("/base/hash/fnv1a", test_hash_is_fnv1a);
    g_test_add_func("/base/library-is-loaded-whole", test_library_is_loaded_whole);
    return g_test_run();
}
