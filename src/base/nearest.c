/* Words near to one that was not found. */
#include "longhand/base.h"

#include <string.h>

#define MOST_NEAREST 3
#define LONGEST      80    /* bytes of a word that is compared */
#define MOST_TRIES   20000 /* words looked at */

typedef struct {
    int distance;
    const char *word;
} Near;

int lh_distance(const char *a, const char *b)
{
    int row[LONGEST + 1], n = (int) strlen(b);

    if (n > LONGEST || strlen(a) > LONGEST)
        return G_MAXINT;
    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[n];
}

const char *lh_nearest(const char *word, const char *const *candidates)
{
    const char *best = NULL;
    gsize length = strlen(word);
    int least = length < 4 ? 2 : length < 9 ? 3 : 4; /* more edits than that make another word */
    for (; *candidates; candidates++) {
        int edits = lh_distance(word, *candidates);
        if (edits < least) {
            least = edits;
            best = *candidates;
        }
    }
    return best;
}

static gint by_distance(gconstpointer a, gconstpointer b)
{
    const Near *left = a, *right = b;

    return left->distance != right->distance ? left->distance - right->distance
                                             : strcmp(left->word, right->word);
}

/* The keys of @words within reach of @word, nearest first. */
static GArray *nearest(GHashTable *words, const char *word)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Near));
    int reach = (int) MAX(2, strlen(word) / 3), tries = 0;
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init(&iter, words);
    while (g_hash_table_iter_next(&iter, &key, NULL) && tries++ < MOST_TRIES) {
        Near near = {lh_distance(word, key), key};
        if (near.distance <= reach)
            g_array_append_val(found, near);
    }
    g_array_sort(found, by_distance);
    return found;
}

char *lh_nearest_hint(GHashTable *words, const char *word)
{
    g_autoptr(GArray) found = nearest(words, word);
    GString *hint = g_string_new("did you mean ");

    for (guint i = 0; i < found->len && i < MOST_NEAREST; i++)
        g_string_append_printf(hint, "%s“%s”", i ? " or " : "", g_array_index(found, Near, i).word);
    g_string_append_c(hint, '?');
    return g_string_free(hint, found->len == 0);
}
