/* Answers from the map, both ways. */
#include "internal.h"

#include <math.h>
#include <string.h>

/* How far @x, @y is from @word's box; rows count more, as an eye looks along a line. */
static double distance(const LhMapWord *word, double x, double y)
{
    double dx = MAX(MAX(word->x1 - x, x - word->x2), 0);
    double dy = MAX(MAX(word->y1 - y, y - word->y2), 0);

    return dx + 8 * dy;
}

const LhMapWord *lh_map_find_place(const LhMap *map, int page, double x, double y)
{
    const LhMapWord *best = NULL;
    double least = INFINITY;

    for (guint i = 0; i < map->words->len; i++) {
        const LhMapWord *word = &g_array_index(map->words, LhMapWord, i);
        double here = word->page == page ? distance(word, x, y) : INFINITY;
        if (here < least) {
            least = here;
            best = word;
        }
    }
    return best;
}

/* Whether @path is @end, or ends so, from a folder on. */
static gboolean ends_so(const char *path, const char *end)
{
    gsize n = strlen(path), m = strlen(end);

    return n >= m && strcmp(path + n - m, end) == 0 && (n == m || path[n - m - 1] == '/');
}

/* Whether @path names the file that the map calls @file: the same, told from a folder further up or
 * down. */
static gboolean same_file(const char *path, const char *file)
{
    while (g_str_has_prefix(path, "./"))
        path += 2;
    return *path && (ends_so(path, file) || ends_so(file, path));
}

/* How well @word answers: 0 = not at all, 1 = its line, 2 = the line after which it comes, 3 = the
 * column. */
static int fit(const LhMapWord *word, int line, int column)
{
    if (word->source.line != line)
        return 0;
    if (word->source.column == 0)
        return 1;
    if (column == 0 ||
        (column >= word->source.column && column < word->source.column + word->length))
        return 3;
    return column < word->source.column ? 2 : 1;
}

/* Leaves the words that stand nearest behind the column: of those before which it lies, the first
 * of the line. */
static void keep_next(GPtrArray *found)
{
    int least = G_MAXINT;

    for (guint i = 0; i < found->len; i++)
        least = MIN(least, ((const LhMapWord *) found->pdata[i])->source.column);
    for (guint i = found->len; i > 0; i--)
        if (((const LhMapWord *) found->pdata[i - 1])->source.column != least)
            g_ptr_array_remove_index(found, i - 1);
}

GPtrArray *lh_map_find_source(const LhMap *map, const char *file, int line, int column)
{
    GPtrArray *found = g_ptr_array_new();
    int best = 1;

    for (guint i = 0; i < map->words->len; i++) {
        const LhMapWord *word = &g_array_index(map->words, LhMapWord, i);
        int here = fit(word, line, column);
        if (here < best || word->source.file == NULL || !same_file(file, word->source.file))
            continue;
        if (here > best)
            g_ptr_array_set_size(found, 0);
        best = here;
        g_ptr_array_add(found, (gpointer) word);
    }
    if (best == 2)
        keep_next(found);
    return found;
}
