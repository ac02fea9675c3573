/* Drives a fuzz target for text where there is no libFuzzer: changes the files named on the command
 * line (all files of a folder) in -nNUMBER ways each, the same ways every time. What is fed in is
 * left in the file that LONGHAND_FUZZ_INPUT names, for the time after a crash. */
#include "longhand/base.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 20000

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* What means something to somebody: Markdown, HTML, YAML, TOML, and characters that are special. */
static const char *const tokens[] = {
    "\n",
    "\n\n",
    "    ",
    "> ",
    "- ",
    "1. ",
    "# ",
    "***",
    "```",
    "~~~\n",
    "`",
    "|",
    "|---|\n",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "\n---\n",
    "{#id}",
    "{",
    "}",
    "<",
    "</",
    "<table>",
    "<td>",
    "<p>",
    "<details>",
    "<br>",
    "<mark>",
    "<!-- ",
    " -->",
    "only: x",
    "index: a",
    "> [!NOTE] ",
    "> [!TRADEOFF] x\n> ",
    "> [!ADR] ",
    "&#0;",
    "&amp;",
    "Table: x ",
    "\t",
    ": ",
    "key: ",
    "\"",
    "'",
    "[a, b]",
    "{{#include a.md}}",
    "&x",
    "*x",
    "!!int ",
    "99999999999999999999",
    "-1e308",
    "\\",
    "\r",
    "\xc2\xa0",
    "\xe2\x80\x8b",
    "\xd7\xa9",
    "\xe0\xa4\xa8",
    "\xf0\x9f\x98\xba",
    "\xcc\x81",
    "\xe2\x80\xae",
    "\xff",
    "averyveryveryverylongwordwithoutanyplacetobreakitatallinside",
};

static void change(GString *text, guint32 random)
{
    gsize where = lh_hash_int(random, 1) % (text->len + 1);
    gsize length = MIN(text->len - where, lh_hash_int(random, 2) % 64);
    gsize other = lh_hash_int(random, 3) % (text->len + 1);
    g_autofree char *piece = g_strndup(text->str + where, length);
    switch (random % 8) {
    case 0:
        g_string_erase(text, (gssize) where, (gssize) length);
        break;
    case 1:
        g_string_insert_len(text, (gssize) other, piece, (gssize) strlen(piece));
        break;
    case 2:
        if (text->len)
            text->str[where % text->len] ^= (char) (1 << lh_hash_int(random, 4) % 8);
        break;
    case 3:
        g_string_truncate(text, where);
        break;
    case 4:
        for (guint i = lh_hash_int(random, 5) % 40; i > 0; i--)
            g_string_insert(text, (gssize) where,
                            tokens[lh_hash_int(random, 6) % G_N_ELEMENTS(tokens)]);
        break;
    default:
        g_string_insert(text, (gssize) where,
                        tokens[lh_hash_int(random, 6) % G_N_ELEMENTS(tokens)]);
    }
}

static void feed(const GString *text)
{
    const char *kept = g_getenv("LONGHAND_FUZZ_INPUT");
    if (kept && !g_file_set_contents(kept, text->str, (gssize) text->len, NULL))
        abort();
    /* A copy of its own size: reading past the end is then seen. */
    g_autofree guint8 *copy = g_memdup2(text->str, text->len);
    LLVMFuzzerTestOneInput(copy, text->len);
}

static void run_file(const char *path, int rounds)
{
    g_autofree char *data = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &data, &size, NULL))
        exit(1);
    guint32 seed = lh_hash(0, data, size);
    for (int round = 0; round < rounds; round++) {
        g_autoptr(GString) text = g_string_new_len(data, (gssize) MIN(size, LONGEST));
        guint32 random = lh_hash_int(seed, (guint32) round);
        for (guint n = round ? 1 + random % 9 : 0; n > 0; n--)
            change(text, lh_hash_int(random, n));
        feed(text);
    }
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

static int run_path(const char *path, int rounds)
{
    if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
        run_file(path, rounds);
        return 1;
    }
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    int n = 0;
    while (dir && (name = g_dir_read_name(dir)))
        g_ptr_array_add(paths, g_build_filename(path, name, NULL));
    g_ptr_array_sort(paths, compare_paths);
    for (guint i = 0; i < paths->len; i++)
        n += run_path(paths->pdata[i], rounds);
    return n;
}

int main(int argc, char **argv)
{
    int rounds = 50, files = 0;
    for (int i = 1; i < argc; i++)
        if (g_str_has_prefix(argv[i], "-n"))
            rounds = atoi(argv[i] + 2);
        else
            files += run_path(argv[i], rounds);
    g_print("%d files, %d ways each\n", files, rounds);
    return files ? 0 : 1;
}
