/* Where a text may be broken: Pango's line breaks, and hyphenation patterns. */
#include "longhand/font.h"
#include <hyphen.h>
#include <pango/pango.h>
#include <string.h>

#define DICTIONARIES "/usr/share/hyphen"

/* Letters that stay before and after a hyphen, and the shortest word that gets one. */
#define LEFT_LETTERS  2
#define RIGHT_LETTERS 3
#define LEAST_LETTERS 6
#define MOST_BYTES    200

void lh_shape_breaks(const char *text, gsize length, const char *language, guint8 *breaks)
{
    memset(breaks, 0, length);
    if (length == 0 || length >= G_MAXINT32 || !g_utf8_validate(text, (gssize) length, NULL))
        return;
    glong n_chars = g_utf8_strlen(text, (gssize) length);
    g_autofree PangoLogAttr *attrs = g_new0(PangoLogAttr, n_chars + 1);
    pango_get_log_attrs(text, (int) length, -1,
                        pango_language_from_string(language ? language : "en"), attrs,
                        (int) n_chars + 1);
    const char *at = g_utf8_next_char(text);
    for (glong i = 1; i < n_chars; i++, at = g_utf8_next_char(at))
        breaks[at - text] = attrs[i].is_line_break;
}

/* The dictionary file for "en-GB" or "en": the exact one, or the language's own. */
static char *dictionary_path(const char *language)
{
    g_autofree char *name = g_strdelimit(g_strdup(language), "-", '_');
    if (strchr(name, '/'))
        return NULL;
    g_autofree char *exact = g_strdup_printf("%s/hyph_%s.dic", DICTIONARIES, name);
    if (g_file_test(exact, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&exact);
    name[strcspn(name, "_")] = '\0';
    return g_strdup_printf("%s/hyph_%s.dic", DICTIONARIES, name);
}

static HyphenDict *load_dictionary(const char *language)
{
    g_autofree char *path = dictionary_path(language);
    HyphenDict *dict = path && g_file_test(path, G_FILE_TEST_EXISTS) ? hnj_hyphen_load(path) : NULL;
    if (dict && g_ascii_strcasecmp(dict->cset, "UTF-8") != 0 && !dict->utf8 &&
        !g_str_has_prefix(dict->cset, "ISO8859-1") && !g_str_has_prefix(dict->cset, "US-ASCII"))
        g_clear_pointer(&dict, hnj_hyphen_free);
    return dict;
}

/* The dictionary of @language, loaded once and kept; NULL when there is none. */
static HyphenDict *find_dictionary(const char *language)
{
    static GMutex lock;
    static GHashTable *loaded;
    g_mutex_lock(&lock);
    if (!loaded)
        loaded = g_hash_table_new(g_str_hash, g_str_equal);
    gpointer dict = NULL;
    if (!g_hash_table_lookup_extended(loaded, language, NULL, &dict)) {
        dict = load_dictionary(language);
        g_hash_table_insert(loaded, g_strdup(language), dict);
    }
    g_mutex_unlock(&lock);
    return dict;
}

/* The letters in lower case, each as many bytes as before; NULL when that can't be, or when the
 * dictionary does not know such letters. */
static char *lower_word(const HyphenDict *dict, const char *word, gsize length)
{
    g_autofree char *lower = g_utf8_strdown(word, (gssize) length);
    if (strlen(lower) != length || (!dict->utf8 && !g_str_is_ascii(lower)))
        return NULL;
    return g_steal_pointer(&lower);
}

/* Marks the points in one run of letters. libhyphen counts characters for a UTF-8 dictionary in its
 * mins, and gives bytes in its answer. */
static void hyphenate_letters(HyphenDict *dict, const char *word, gsize length, guint8 *points)
{
    glong letters = g_utf8_strlen(word, (gssize) length);
    g_autofree char *lower = lower_word(dict, word, length);
    if (!lower || letters < LEAST_LETTERS || length > MOST_BYTES)
        return;
    g_autofree char *hyphens = g_malloc0(length + 5);
    char **rep = NULL;
    int *pos = NULL, *cut = NULL;
    if (hnj_hyphen_hyphenate3(dict, lower, (int) length, hyphens, NULL, &rep, &pos, &cut,
                              LEFT_LETTERS, RIGHT_LETTERS, LEFT_LETTERS, RIGHT_LETTERS) != 0)
        return;
    glong index = 0;
    for (const char *at = word; at < word + length; at = g_utf8_next_char(at), index++) {
        char before = at > word ? hyphens[index - 1] : '0';
        gboolean plain = !rep || !rep[index - 1 < 0 ? 0 : index - 1];
        if (index >= LEFT_LETTERS && letters - index >= RIGHT_LETTERS && (before & 1) && plain)
            points[at - word] = 1;
    }
    for (gsize i = 0; rep && i < length; i++)
        free(rep[i]);
    free(rep);
    free(pos);
    free(cut);
}

void lh_shape_hyphens(const char *word, gsize length, const char *language, guint8 *points)
{
    memset(points, 0, length);
    HyphenDict *dict = find_dictionary(language ? language : "en");
    if (!dict || !g_utf8_validate(word, (gssize) length, NULL))
        return;
    const char *end = word + length;
    for (const char *at = word; at < end;) {
        const char *stop = at;
        while (stop < end && g_unichar_isalpha(g_utf8_get_char(stop)))
            stop = g_utf8_next_char(stop);
        if (stop > at)
            hyphenate_letters(dict, at, (gsize) (stop - at), points + (at - word));
        at = stop < end ? g_utf8_next_char(stop) : end;
    }
}
