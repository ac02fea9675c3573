/* Over the Markdown files of a folder: how many neighbouring identical letters of running text have
 * the same outline, and what shaping costs. Usage: neighbours FONTS-FOLDER FOLDER */
#include "../unit/neighbours.h"
#include "../unit/hand-built-style.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define VARIANTS 4 /* as in the built style */

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

/* The words of @text outside fenced code, a space between two. */
static char *running_text(char *text)
{
    GString *words = g_string_new(NULL);
    gboolean code = FALSE;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (strstr(line, "```"))
            code = !code;
        else if (!code)
            g_string_append_printf(words, "%s ", line);
    }
    return g_string_free(words, FALSE);
}

static GPtrArray *read_texts(const char *folder)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    collect(folder, files);
    g_ptr_array_sort(files, compare_paths);
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *text = NULL;
        if (g_file_get_contents(files->pdata[i], &text, NULL, NULL))
            g_ptr_array_add(texts, running_text(text));
    }
    return texts;
}

/* Microseconds of processor time: what others do on the machine does not count. */
static gint64 cpu_time(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Shapes all; returns the number of words. */
static guint32 shape_all(LhShaper *shaper, const GPtrArray *texts, Neighbours *count)
{
    guint32 seed = 0;
    for (guint i = 0; i < texts->len; i++)
        count_text(shaper, LH_ROLE_BODY, texts->pdata[i], VARIANTS, &seed, count);
    return seed;
}

int main(int argc, char **argv)
{
    if (argc < 3 || !g_file_test(argv[2], G_FILE_TEST_IS_DIR)) {
        g_print("no folder of Markdown files: skipped\n");
        return 77;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) texts = read_texts(argv[2]);
    LhStyle style = built_style(1);
    gint64 start = cpu_time();
    g_autoptr(LhFonts) fonts = lh_fonts_open(&style, argv[1], &error);
    if (!fonts) {
        g_printerr("%s\n", error->message);
        return 1;
    }
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    guint32 n = shape_all(shaper, texts, NULL);
    gint64 cold = cpu_time();
    shape_all(shaper, texts, NULL);
    gint64 warm = cpu_time();
    Neighbours count = {0, 0};
    shape_all(shaper, texts, &count);
    g_print("%u words; cold %.1f ms with opening the faces, cached %.0f ns a word\n", n,
            (double) (cold - start) / 1000, (double) (warm - cold) * 1000 / MAX(n, 1));
    g_print("neighbouring identical letters with the same outline: %ld of %ld pairs (%.1f %%)\n",
            count.same, count.pairs,
            count.pairs ? 100.0 * (double) count.same / (double) count.pairs : 0);
    return count.same * 20 >= count.pairs;
}
