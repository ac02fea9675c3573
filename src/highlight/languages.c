/* The set of languages: finds a name's file, compiles it once, keeps it. */
#include "internal.h"

#include "longhand/base.h"

#include <string.h>

#define SUFFIX       ".yaml"
#define LONGEST_NAME 64

/* A data file that somebody asked for: compiled, broken, or just being read. */
typedef struct {
    LhLanguage *language; /* NULL while being read, and if broken */
    GError *error;        /* NULL unless broken */
} Entry;

struct _LhLanguages {
    GMutex mutex;        /* guards everything below but dirs */
    GPtrArray *dirs;     /* owned paths, the first one wins */
    GHashTable *entries; /* path -> Entry */
    GHashTable *aliases; /* name -> path; NULL until one is needed */
};

G_DEFINE_QUARK(lh - highlight - error - quark, lh_highlight_error)

static const LhLanguage *find_locked(LhLanguages *languages, const char *name, GError **error);

static void free_entry(gpointer data)
{
    Entry *entry = data;
    lh_language_free(entry->language);
    g_clear_error(&entry->error);
    g_free(entry);
}

gboolean lh_highlight_add_dir(LhLanguages *languages, const char *dir, GError **error)
{
    g_autoptr(GError) problem = NULL;
    GDir *opened = g_dir_open(dir, 0, &problem);
    if (!opened) {
        g_set_error(error, LH_HIGHLIGHT_ERROR, LH_HIGHLIGHT_ERROR_MISSING, "%s", problem->message);
        return FALSE;
    }
    g_dir_close(opened);
    g_ptr_array_insert(languages->dirs, 0, g_strdup(dir));
    return TRUE;
}

LhLanguages *lh_highlight_load(const char *dir, GError **error)
{
    LhLanguages *languages = g_new0(LhLanguages, 1);
    g_mutex_init(&languages->mutex);
    languages->dirs = g_ptr_array_new_with_free_func(g_free);
    languages->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_entry);
    if (lh_highlight_add_dir(languages, dir, error))
        return languages;
    lh_highlight_free(languages);
    return NULL;
}

void lh_highlight_free(LhLanguages *languages)
{
    if (!languages)
        return;
    g_mutex_clear(&languages->mutex);
    g_ptr_array_unref(languages->dirs);
    g_hash_table_unref(languages->entries);
    if (languages->aliases)
        g_hash_table_unref(languages->aliases);
    g_free(languages);
}

static char *path_in(const char *dir, const char *name)
{
    g_autofree char *file = g_strconcat(name, SUFFIX, NULL);
    return g_build_filename(dir, file, NULL);
}

/* Adds the aliases of one file; a name that is taken stays with who had it. */
static void add_aliases(GHashTable *aliases, const char *path)
{
    g_auto(GStrv) names = lh_language_aliases(path);
    for (char **name = names; *name; name++)
        if (!g_hash_table_contains(aliases, *name))
            g_hash_table_insert(aliases, g_strdup(*name), g_strdup(path));
}

static void read_aliases(LhLanguages *languages)
{
    languages->aliases = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < languages->dirs->len; i++) {
        const char *dir = g_ptr_array_index(languages->dirs, i);
        g_autoptr(GPtrArray) names = lh_folder_names(dir, SUFFIX);
        for (guint j = 0; j < names->len; j++) {
            g_autofree char *path = path_in(dir, g_ptr_array_index(names, j));
            add_aliases(languages->aliases, path);
        }
    }
}

/* The data file of a name: one with that name, or else one with that alias, or NULL. */
static char *find_path(LhLanguages *languages, const char *name)
{
    for (guint i = 0; i < languages->dirs->len; i++) {
        char *path = path_in(g_ptr_array_index(languages->dirs, i), name);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return path;
        g_free(path);
    }
    if (!languages->aliases)
        read_aliases(languages);
    return g_strdup(g_hash_table_lookup(languages->aliases, name));
}

/* The lower-case name at the start of a fence's info string; NULL if it can be no name. */
static char *clean_name(const char *info)
{
    gsize length = strcspn(info, " \t\r\n,{");
    if (length == 0 || length > LONGEST_NAME || info[0] == '.')
        return NULL;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isalnum(info[i]) && !strchr("+#-_.", info[i]))
            return NULL;
    return g_ascii_strdown(info, (gssize) length);
}

static const LhLanguage *find_guest(gpointer languages, const char *name, GError **error)
{
    return find_locked(languages, name, error);
}

static const LhLanguage *entry_language(const Entry *entry, const char *path, GError **error)
{
    if (entry->error)
        g_propagate_error(error, g_error_copy(entry->error));
    else if (!entry->language)
        g_set_error(error, LH_HIGHLIGHT_ERROR, LH_HIGHLIGHT_ERROR_FORMAT,
                    "%s ends up embedding itself; break the circle", path);
    return entry->language;
}

static const LhLanguage *find_locked(LhLanguages *languages, const char *name, GError **error)
{
    g_autofree char *clean = clean_name(name);
    g_autofree char *path = clean ? find_path(languages, clean) : NULL;
    if (!path)
        return NULL;
    Entry *entry = g_hash_table_lookup(languages->entries, path);
    if (!entry) {
        entry = g_new0(Entry, 1);
        g_hash_table_insert(languages->entries, g_strdup(path), entry);
        entry->language = lh_language_new(path, find_guest, languages, &entry->error);
    }
    return entry_language(entry, path, error);
}

const LhLanguage *lh_highlight_find(LhLanguages *languages, const char *name, GError **error)
{
    g_mutex_lock(&languages->mutex);
    const LhLanguage *language = find_locked(languages, name, error);
    g_mutex_unlock(&languages->mutex);
    return language;
}

char **lh_highlight_list(LhLanguages *languages)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; i < languages->dirs->len; i++) {
        g_autoptr(GPtrArray) names = lh_folder_names(g_ptr_array_index(languages->dirs, i), SUFFIX);
        for (guint j = 0; j < names->len; j++) {
            if (g_hash_table_contains(seen, g_ptr_array_index(names, j)))
                continue;
            char *name = g_strdup(g_ptr_array_index(names, j));
            g_hash_table_add(seen, name);
            g_ptr_array_add(all, name);
        }
    }
    g_ptr_array_sort(all, lh_compare_names);
    g_ptr_array_add(all, NULL);
    return (char **) g_ptr_array_free(all, FALSE);
}
