/* Text compared with a file beside the case. LONGHAND_ACCEPT=1 in the environment writes the files
 * anew; a missing one fails. */
#ifndef LONGHAND_TESTS_GOLDEN_H
#define LONGHAND_TESTS_GOLDEN_H

#include "longhand/diag.h"

#include <stdlib.h>
#include <string.h>

/* A path below the checkout. (transfer full) */
static inline char *in_checkout(const char *path)
{
    const char *checkout = g_getenv("LONGHAND_SOURCE");
    g_assert_nonnull(checkout);
    return g_build_filename(checkout, path, NULL);
}

/* Everything in @diag as it is printed, with @folder taken out of it. (transfer full) */
static inline char *printed_without(const LhDiag *diag, const char *folder)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    lh_diag_print(diag, out, LH_SEVERITY_NOTE, FALSE);
    fclose(out);
    GString *without = g_string_new(text);
    g_string_replace(without, folder, "", 0);
    free(text);
    return g_string_free(without, FALSE);
}

static inline void compare_golden(const char *path, const char *text)
{
    g_autofree char *expected = NULL;
    if (g_getenv("LONGHAND_ACCEPT"))
        g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_true(g_file_get_contents(path, &expected, NULL, NULL));
    g_assert_cmpstr(text, ==, expected);
}

static inline int compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Adds a test for each entry of the checkout's @folder that ends in @suffix. */
static inline void add_cases(const char *folder, const char *suffix, const char *prefix,
                             GTestDataFunc test)
{
    g_autofree char *path = in_checkout(folder);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    g_assert_nonnull(dir);
    while ((name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, suffix))
            g_ptr_array_add(names, g_strdup(name));
    g_assert_cmpuint(names->len, >, 0);
    g_ptr_array_sort(names, compare_paths);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *id = g_strconcat(prefix, g_ptr_array_index(names, i), NULL);
        char *file = g_build_filename(path, g_ptr_array_index(names, i), NULL);
        g_test_add_data_func_full(id, file, test, g_free);
    }
}

#endif
