/* Words against a dictionary of the system's, by way of hunspell. */
#define _GNU_SOURCE /* memfd_create */
#include "internal.h"

#include <hunspell/hunspell.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FOLDERS  "/usr/share/hunspell:/usr/share/myspell/dicts"
#define MOST_OWN (1u << 20) /* words of a book's own list */

struct LhSpeller {
    Hunhandle *hunspell;
    char *encoding;    /* NULL = UTF-8 */
    char *name;        /* "en_US" */
    GHashTable *known; /* word -> 1 = right, 2 = doubtful */
    GHashTable *near;  /* word -> its nearest, NULL = there is none */
    const gint *stop;  /* what is slow must not begin while it is set; NULL = it may */
    GMutex lock;       /* of all of it: hunspell is for one thread at a time */
};

/* Whether @file is a dictionary of @language ("en"): "en_US.aff". */
static gboolean is_of(const char *file, const char *language)
{
    gsize n = strlen(language);

    return g_str_has_suffix(file, ".aff") && g_ascii_strncasecmp(file, language, n) == 0 &&
           (file[n] == '_' || file[n] == '.');
}

/* The first dictionary of @folder for the language alone, by name. (transfer full) */
static char *find_any(const char *folder, const char *language)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    g_autofree char *best = NULL;
    const char *file;

    while (dir && (file = g_dir_read_name(dir)))
        if (is_of(file, language) && (best == NULL || strcmp(file, best) < 0)) {
            g_free(best);
            best = g_strdup(file);
        }
    if (dir)
        g_dir_close(dir);
    if (best == NULL)
        return NULL;
    best[strlen(best) - strlen(".aff")] = '\0';
    return g_build_filename(folder, best, NULL);
}

/* The dictionary for @tag ("en-GB", "en") without its endings. (transfer full) NULL = none. */
static char *find_dictionary(const char *tag)
{
    const char *path = g_getenv("DICPATH");
    g_auto(GStrv) folders = g_strsplit(path && *path ? path : FOLDERS, ":", -1);
    g_autofree char *whole = strcmp(tag, "en") ? g_strdup(tag) : g_strdup("en_US");
    g_autofree char *language = g_strndup(tag, strcspn(tag, "-_"));

    g_strdelimit(whole, "-", '_');
    for (char **folder = folders; *folder; folder++) {
        g_autofree char *exact = g_strdup_printf("%s/%s", *folder, whole);
        g_autofree char *file = g_strconcat(exact, ".aff", NULL);
        if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
            return g_steal_pointer(&exact);
    }
    for (char **folder = folders; *folder; folder++) {
        char *any = find_any(*folder, language);
        if (any)
            return any;
    }
    return NULL;
}

/* The dictionary @aff and @dic, of which the words @words are all that will be asked for. A file in memory
 * stands for the part of it. NULL = it can't be done so. */
static Hunhandle *open_part(const char *aff, const char *dic, const char *words)
{
    g_autoptr(GString) part = lh_dictionary_for(aff, dic, words);
    int fd = part ? memfd_create("dictionary", MFD_CLOEXEC) : -1;
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
    Hunhandle *handle = NULL;

    if (fd < 0)
        return NULL;
    if (write(fd, part->str, part->len) == (gssize) part->len && access(path, R_OK) == 0)
        handle = Hunspell_create(aff, path);
    close(fd);
    return handle;
}

LhSpeller *lh_speller_new(const char *language)
{
    return lh_speller_new_for(language, NULL);
}

LhSpeller *lh_speller_new_for(const char *language, const char *words)
{
    g_autofree char *base = find_dictionary(language ? language : "en");
    g_autofree char *aff = g_strconcat(base ? base : "", ".aff", NULL);
    g_autofree char *dic = g_strconcat(base ? base : "", ".dic", NULL);

    if (base == NULL || !g_file_test(dic, G_FILE_TEST_IS_REGULAR))
        return NULL;
    LhSpeller *speller = g_new0(LhSpeller, 1);
    speller->hunspell = words ? open_part(aff, dic, words) : NULL;
    if (speller->hunspell == NULL)
        speller->hunspell = Hunspell_create(aff, dic);
    speller->name = g_path_get_basename(base);
    g_mutex_init(&speller->lock);
    speller->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    speller->near = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *encoding = Hunspell_get_dic_encoding(speller->hunspell);
    if (g_ascii_strcasecmp(encoding, "UTF-8") != 0)
        speller->encoding = g_strdup(encoding);
    return speller;
}

void lh_speller_free(LhSpeller *speller)
{
    if (speller == NULL)
        return;
    Hunspell_destroy(speller->hunspell);
    g_hash_table_unref(speller->known);
    g_hash_table_unref(speller->near);
    g_mutex_clear(&speller->lock);
    g_free(speller->encoding);
    g_free(speller->name);
    g_free(speller);
}

/* @word as the dictionary is written. (transfer full) NULL = it can't say that. */
static char *encode(const LhSpeller *speller, const char *word)
{
    return speller->encoding ? g_convert(word, -1, speller->encoding, "UTF-8", NULL, NULL, NULL)
                             : g_strdup(word);
}

void lh_speller_add_list(LhSpeller *speller, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", MOST_OWN);

    for (char **line = lines; *line; line++) {
        g_strstrip(*line);
        g_autofree char *word = **line && **line != '#' ? encode(speller, *line) : NULL;
        if (word && strlen(word) < 100)
            Hunspell_add(speller->hunspell, word);
    }
}

gboolean lh_speller_is_of(const LhSpeller *speller, const char *language)
{
    g_autofree char *wanted = g_strdelimit(g_strdup(language ? language : "en"), "-", '_');
    gsize n = strlen(wanted);

    return !g_ascii_strncasecmp(speller->name, wanted, n) && strchr("_.", speller->name[n]) != NULL;
}

/* The nearest word, as hunspell has it. (transfer full) NULL = none is near. */
static char *find_nearest(LhSpeller *speller, const char *word)
{
    g_autofree char *encoded = encode(speller, word);
    char **list = NULL, *nearest = NULL;

    if (!encoded)
        return NULL;
    int n = Hunspell_suggest(speller->hunspell, &list, encoded);
    if (n > 0)
        nearest = speller->encoding
                      ? g_convert(list[0], -1, "UTF-8", speller->encoding, NULL, NULL, NULL)
                      : g_strdup(list[0]);
    Hunspell_free_list(speller->hunspell, &list, n);
    return nearest;
}

void lh_speller_heed(LhSpeller *speller, const gint *stop)
{
    speller->stop = stop;
}

char *lh_speller_suggest(LhSpeller *speller, const char *word)
{
    gpointer nearest = NULL;

    g_mutex_lock(&speller->lock);
    if (!g_hash_table_lookup_extended(speller->near, word, NULL, &nearest) &&
        !(speller->stop && g_atomic_int_get(speller->stop))) {
        nearest = find_nearest(speller, word);
        g_hash_table_insert(speller->near, g_strdup(word), nearest);
    }
    char *copy = g_strdup(nearest);
    g_mutex_unlock(&speller->lock);
    return copy;
}

gboolean lh_speller_knows(LhSpeller *speller, const char *word)
{
    g_mutex_lock(&speller->lock);
    int found = GPOINTER_TO_INT(g_hash_table_lookup(speller->known, word));

    if (found == 0) {
        g_autofree char *encoded = encode(speller, word);
        found = encoded == NULL || Hunspell_spell(speller->hunspell, encoded) ? 1 : 2;
        g_hash_table_insert(speller->known, g_strdup(word), GINT_TO_POINTER(found));
    }
    g_mutex_unlock(&speller->lock);
    return found == 1;
}
