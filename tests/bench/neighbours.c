/* Over the Markdown files of a folder: how many neighbouring identical letters of running text have
 * the same outline, and what shaping costs. Usage: neighbours FONTS-FOLDER FOLDER */
#include "../unit/hand-built-style.h"
#include "longhand/font.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct {
    long same, pairs;
} Count;

static void collect(const char *folder, GPtrArray *files)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            collect(path, files);
        else if (g_str_has_suffix(name, ".md"))
            g_ptr_array_add(files, g_steal_pointer(&path));
    }
    g_clear_pointer(&dir, g_dir_close);
}

static gint compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Adds the words of @text outside fenced code. */
static void add_words(char *text, GPtrArray *words)
{
    gboolean code = FALSE;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        g_auto(GStrv) parts = NULL;
        if (strstr(line, "```"))
            code = !code;
        if (code || strstr(line, "```"))
            continue;
        parts = g_strsplit_set(line, " \t", -1);
        for (int i = 0; parts[i]; i++)
            if (*parts[i])
                g_ptr_array_add(words, g_strdup(parts[i]));
    }
}

static GPtrArray *read_words(const char *folder)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    collect(folder, files);
    g_ptr_array_sort(files, compare_paths);
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *text = NULL;
        if (g_file_get_contents(files->pdata[i], &text, NULL, NULL))
            add_words(text, words);
    }
    return words;
}

/* Counts in one piece: the letter is the text's, the outline is glyph and copy. */
static void count_piece(const LhWord *word, guint variants, Count *count)
{
    gsize at = 0;
    for (guint i = 0; i + 1 < word->n_glyphs; at += word->glyphs[i++].n_bytes) {
        const LhGlyph *a = &word->glyphs[i], *b = a + 1;
        if (a->n_bytes != 1 || b->n_bytes != 1 || !g_ascii_isalpha(word->text[at]) ||
            word->text[at] != word->text[at + 1])
            continue;
        count->pairs++;
        count->same += a->gid == b->gid &&
                       lh_glyph_variant(word, a, variants) == lh_glyph_variant(word, b, variants);
    }
}

/* Microseconds of processor time: what others do on the machine does not count. */
static gint64 cpu_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static guint32 seed_of(guint index)
{
    return lh_hash_int(77, index);
}

static double shape_all(LhShaper *shaper, const GPtrArray *words, Count *count)
{
    double width = 0;
    for (guint i = 0; i < words->len; i++) {
        const char *text = words->pdata[i];
        const LhWord *word = lh_shape_word(shaper, LH_ROLE_BODY, text, strlen(text), seed_of(i));
        width += word->total;
        for (; count && word; word = word->next)
            count_piece(word, 4, count);
    }
    return width;
}

int main(int argc, char **argv)
{
    if (argc < 3 || !g_file_test(argv[2], G_FILE_TEST_IS_DIR)) {
        g_print("no folder of Markdown files: skipped\n");
        return 77;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) words = read_words(argv[2]);
    LhStyle style = built_style(1);
    gint64 start = cpu_time();
    g_autoptr(LhFonts) fonts = lh_fonts_open(&style, argv[1], &error);
    if (!fonts) {
        g_printerr("%s\n", error->message);
        return 1;
    }
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    double width = shape_all(shaper, words, NULL);
    gint64 cold = cpu_time();
    shape_all(shaper, words, NULL);
    gint64 warm = cpu_time();
    Count count = {0, 0};
    shape_all(shaper, words, &count);
    g_print("%u words, %.0f em; cold %.1f ms with opening the faces, cached %.0f ns a word\n",
            words->len, width, (double) (cold - start) / 1000,
            (double) (warm - cold) * 1000 / MAX(words->len, 1));
    g_print("neighbouring identical letters with the same outline: %ld of %ld pairs (%.1f %%)\n",
            count.same, count.pairs,
            count.pairs ? 100.0 * (double) count.same / (double) count.pairs : 0);
    return count.pairs > 0 && count.same * 20 >= count.pairs;
}
