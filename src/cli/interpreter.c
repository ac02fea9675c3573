/* What runs a language's listings. */
#include "interpreter.h"

#include <stdlib.h>
#include <string.h>

struct LhInterpreters {
    const LhBook *book;
    LhLanguages *languages;
    GHashTable *found; /* command -> LhInterpreter *; NULL = there is no such program */
};

/* Where the book says nothing. */
static const LhRunner defaults[] = {
    {.language = "python", .command = "python3"},
    {.language = "bash", .command = "bash"},
    {.language = "sh", .command = "sh"},
};

static void free_interpreter(gpointer data)
{
    LhInterpreter *interpreter = data;

    if (!interpreter)
        return;
    g_strfreev(interpreter->argv);
    g_free(interpreter->version);
    g_free(interpreter);
}

LhInterpreters *lh_interpreters_new(const LhBook *book, LhLanguages *languages)
{
    LhInterpreters *interpreters = g_new0(LhInterpreters, 1);

    interpreters->book = book;
    interpreters->languages = languages;
    interpreters->found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_interpreter);
    return interpreters;
}

void lh_interpreters_free(LhInterpreters *interpreters)
{
    g_hash_table_unref(interpreters->found);
    g_free(interpreters);
}

/* ---- Which program ---- */

/* Whether the names mean one language, as `py` and `python` do. */
static gboolean same_language(const LhInterpreters *interpreters, const char *a, const char *b)
{
    if (!interpreters->languages)
        return FALSE;
    const LhLanguage *one = lh_highlight_find(interpreters->languages, a, NULL);

    return one && one == lh_highlight_find(interpreters->languages, b, NULL);
}

/* The command that @runners have for @language: by its very name, else by another of its names. */
static const char *command_of(const LhInterpreters *interpreters, const LhRunner *runners, int n,
                              const char *language)
{
    for (int i = 0; i < n; i++)
        if (strcmp(runners[i].language, language) == 0)
            return runners[i].command;
    for (int i = 0; i < n; i++)
        if (same_language(interpreters, runners[i].language, language))
            return runners[i].command;
    return NULL;
}

/* ---- The program itself ---- */

/* The first number with a point in what the program says to --version. */
static char *ask_version(char *const *argv)
{
    const char *asked[] = {argv[0], "--version", NULL};
    g_autofree char *out = NULL, *err = NULL;
    g_autoptr(GRegex) number = g_regex_new("\\d+(\\.\\d+)+", G_REGEX_RAW, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    g_spawn_sync(NULL, (char **) asked, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, NULL, NULL);
    g_autofree char *said = g_strconcat(out ? out : "", " ", err ? err : "", NULL);
    g_regex_match(number, said, 0, &match);
    return g_match_info_matches(match) ? g_match_info_fetch(match, 0) : g_strdup("");
}

/* Returns: (transfer full) NULL = there is no such program. */
static LhInterpreter *open_interpreter(const char *command)
{
    g_auto(GStrv) words = g_strsplit_set(command, " \t\n", -1);
    g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);

    for (char **word = words; *word; word++)
        if (**word)
            g_ptr_array_add(argv, g_strdup(*word));
    const char *name = argv->len ? argv->pdata[0] : "";
    char *path =
        strchr(name, '/') && !g_path_is_absolute(name) ? NULL : g_find_program_in_path(name);
    if (!path)
        return NULL;
    g_free(argv->pdata[0]);
    argv->pdata[0] = path;
    g_ptr_array_add(argv, NULL);
    LhInterpreter *interpreter = g_new0(LhInterpreter, 1);
    interpreter->argv = (char **) g_ptr_array_free(g_steal_pointer(&argv), FALSE);
    interpreter->version = ask_version(interpreter->argv);
    return interpreter;
}

const LhInterpreter *lh_interpreter_find(LhInterpreters *interpreters, const char *language,
                                         char **trouble)
{
    const LhBook *book = interpreters->book;
    const char *command = NULL;
    gpointer found = NULL;

    if (!language) {
        *trouble = g_strdup("it names no language");
        return NULL;
    }
    if (book)
        command = command_of(interpreters, book->runners, book->n_runners, language);
    if (!command)
        command = command_of(interpreters, defaults, G_N_ELEMENTS(defaults), language);
    if (!command) {
        *trouble = g_strdup_printf("nothing is known to run %s", language);
        return NULL;
    }
    if (!g_hash_table_lookup_extended(interpreters->found, command, NULL, &found)) {
        found = open_interpreter(command);
        g_hash_table_insert(interpreters->found, g_strdup(command), found);
    }
    if (!found)
        *trouble = g_strdup_printf("there is no program %s", command);
    return found;
}

/* ---- Versions ---- */

gboolean lh_interpreter_is_older(const LhInterpreter *interpreter, const char *needs)
{
    const char *own = interpreter->version;

    if (!needs || !*own)
        return FALSE;
    while (*needs) {
        char *own_end, *needs_end;
        unsigned long have = strtoul(own, &own_end, 10), want = strtoul(needs, &needs_end, 10);
        if (have != want)
            return have < want;
        own = own_end + (*own_end == '.');
        needs = needs_end + (*needs_end == '.');
        if (needs == needs_end && *needs)
            break;
    }
    return FALSE;
}
