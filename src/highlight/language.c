/* A language's data file: YAML to contexts, rules, compiled patterns and dispatch tables. */
#include "internal.h"

#include <string.h>
#include <yaml.h>

#define MOST_RULES      64 /* of one context, includes resolved: bits of LhContext.start */
#define DEEPEST_INCLUDE 8
#define MOST_POPS       8
#define LARGEST_FILE    (1 << 20) /* bytes */

/* A rule, or the name of a context whose rules go here. */
typedef struct {
    LhRule *rule;
    const char *include; /* the document's */
    gsize line;
} LhEntry;

typedef struct {
    const char *path;
    yaml_document_t *document;
    LhLanguage *language;
    yaml_node_t *lists; /* the `words` mapping, or NULL */
    LhGuestFunc guest;
    gpointer guest_data;
    GError **error;
} Reader;

static gboolean G_GNUC_PRINTF(3, 4) fail(const Reader *r, gsize line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(r->error, LH_HIGHLIGHT_ERROR, LH_HIGHLIGHT_ERROR_FORMAT,
                "%s:%" G_GSIZE_FORMAT ": %s", r->path, line, what);
    return FALSE;
}

static gsize line_of(const yaml_node_t *node)
{
    return node->start_mark.line + 1;
}

static yaml_node_t *node_at(const Reader *r, int index)
{
    return yaml_document_get_node(r->document, index);
}

/* The text of a scalar, or NULL with the error set. */
static const char *scalar(const Reader *r, const yaml_node_t *node, const char *what)
{
    if (node->type == YAML_SCALAR_NODE && node->data.scalar.length > 0 &&
        !memchr(node->data.scalar.value, 0, node->data.scalar.length))
        return (const char *) node->data.scalar.value;
    fail(r, line_of(node), "%s must be a word or a quoted text", what);
    return NULL;
}

/* The value of a key of a mapping, or NULL. */
static yaml_node_t *member(const Reader *r, const yaml_node_t *mapping, const char *key)
{
    for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        yaml_node_t *name = node_at(r, pair->key);
        if (name->type == YAML_SCALAR_NODE && !strcmp((const char *) name->data.scalar.value, key))
            return node_at(r, pair->value);
    }
    return NULL;
}

/* Checks that a node is a mapping with keys out of @known (a list with blanks) only. */
static gboolean check_keys(const Reader *r, const yaml_node_t *node, const char *what,
                           const char *known)
{
    if (node->type != YAML_MAPPING_NODE)
        return fail(r, line_of(node), "%s must be a mapping (key: value)", what);
    g_auto(GStrv) names = g_strsplit(known, " ", -1);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        yaml_node_t *key = node_at(r, pair->key);
        const char *name = scalar(r, key, "a key");
        if (!name)
            return FALSE;
        if (*known && !g_strv_contains((const char *const *) names, name))
            return fail(r, line_of(key), "%s has no '%s'; use one of: %s", what, name, known);
        if (!g_hash_table_add(seen, (gpointer) name))
            return fail(r, line_of(key), "'%s' is there twice; keep one", name);
    }
    return TRUE;
}

/* Reads yes or no; @otherwise if there is no such key. */
static gboolean read_flag(const Reader *r, const yaml_node_t *mapping, const char *key,
                          gboolean otherwise, gboolean *flag)
{
    *flag = otherwise;
    const yaml_node_t *node = member(r, mapping, key);
    if (!node)
        return TRUE;
    const char *text = scalar(r, node, key);
    if (!text)
        return FALSE;
    *flag = !strcmp(text, "yes") || !strcmp(text, "true");
    if (!*flag && strcmp(text, "no") && strcmp(text, "false"))
        return fail(r, line_of(node), "%s is '%s'; write yes or no", key, text);
    return TRUE;
}

static gboolean read_class(const Reader *r, const yaml_node_t *node, LhHighlightClass *kind)
{
    const char *name = scalar(r, node, "a class");
    if (!name)
        return FALSE;
    if (lh_highlight_class_find(name, kind))
        return TRUE;
    g_autoptr(GString) known = g_string_new(NULL);
    for (guint i = 0; i < LH_HIGHLIGHT_CLASSES; i++)
        g_string_append_printf(known, " %s", lh_highlight_class_name(i));
    return fail(r, line_of(node), "no class is called '%s'; use one of:%s", name, known->str);
}

static LhPattern *read_pattern(const Reader *r, const yaml_node_t *node)
{
    const char *source = scalar(r, node, "a pattern");
    if (!source)
        return NULL;
    g_autoptr(GError) problem = NULL;
    LhPattern *pattern = lh_pattern_new(source, r->language->ignore_case, &problem);
    if (!pattern)
        fail(r, line_of(node), "pattern '%.60s': %s", source, problem->message);
    return pattern;
}

static gboolean read_parts(const Reader *r, const yaml_node_t *node, LhRule *rule)
{
    if (node->type != YAML_SEQUENCE_NODE) {
        LhPattern *pattern = read_pattern(r, node);
        if (pattern)
            g_ptr_array_add(rule->parts, pattern);
        return pattern != NULL;
    }
    if (node->data.sequence.items.top - node->data.sequence.items.start > LH_MOST_PARTS)
        return fail(r, line_of(node), "more than %d patterns in one rule", LH_MOST_PARTS);
    for (yaml_node_item_t *item = node->data.sequence.items.start;
         item < node->data.sequence.items.top; item++) {
        LhPattern *pattern = read_pattern(r, node_at(r, *item));
        if (!pattern)
            return FALSE;
        g_ptr_array_add(rule->parts, pattern);
    }
    return rule->parts->len > 0 || fail(r, line_of(node), "an empty list of patterns");
}

/* Gives each part its class: one for all, or as many as there are parts. */
static gboolean read_kinds(const Reader *r, const yaml_node_t *node, LhRule *rule,
                           LhHighlightClass otherwise)
{
    rule->kinds = g_new(guint8, rule->parts->len);
    memset(rule->kinds, (int) otherwise, rule->parts->len);
    if (!node)
        return TRUE;
    LhHighlightClass kind;
    if (node->type != YAML_SEQUENCE_NODE) {
        if (!read_class(r, node, &kind))
            return FALSE;
        memset(rule->kinds, (int) kind, rule->parts->len);
        return TRUE;
    }
    const yaml_node_item_t *items = node->data.sequence.items.start;
    if (node->data.sequence.items.top - items != (gssize) rule->parts->len)
        return fail(r, line_of(node), "%u patterns and %d classes; give one class for each",
                    rule->parts->len, (int) (node->data.sequence.items.top - items));
    for (guint i = 0; i < rule->parts->len; i++) {
        if (!read_class(r, node_at(r, items[i]), &kind))
            return FALSE;
        rule->kinds[i] = (guint8) kind;
    }
    return TRUE;
}

/* Adds every word of a list to the rule's words; a word of an earlier list keeps its class. */
static void add_words(LhLanguage *language, LhRule *rule, const char *list, LhHighlightClass kind)
{
    char *text = g_strdup(list);
    g_ptr_array_add(language->words, text);
    for (char *word = text + strspn(text, " \t\n\r"); *word;) {
        gsize length = strcspn(word, " \t\n\r");
        LhSlice *slice = g_new(LhSlice, 1);
        *slice = (LhSlice){(const guint8 *) word, length};
        rule->longest = MAX(rule->longest, length);
        if (g_hash_table_contains(rule->words, slice))
            g_free(slice);
        else
            g_hash_table_insert(rule->words, slice, GUINT_TO_POINTER(kind + 1));
        word += length;
        word += strspn(word, " \t\n\r");
    }
}

static gboolean read_words(const Reader *r, const yaml_node_t *node, LhRule *rule)
{
    gboolean fold = r->language->ignore_case;
    rule->words = g_hash_table_new_full(fold ? lh_word_hash_fold : lh_word_hash,
                                        fold ? lh_word_equal_fold : lh_word_equal, g_free, NULL);
    if (!check_keys(r, node, "words", ""))
        return FALSE;
    if (rule->parts->len != 1)
        return fail(r, line_of(node), "words goes with one pattern, not with a list");
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        yaml_node_t *key = node_at(r, pair->key);
        const char *name = (const char *) key->data.scalar.value;
        yaml_node_t *list = r->lists ? member(r, r->lists, name) : NULL;
        LhHighlightClass kind;
        if (!list)
            return fail(r, line_of(key), "no word list is called '%s'; add it under words:", name);
        if (!read_class(r, node_at(r, pair->value), &kind))
            return FALSE;
        const char *text = scalar(r, list, "a word list");
        if (!text)
            return FALSE;
        add_words(r->language, rule, text, kind);
    }
    return TRUE;
}

static LhContext *read_target(const Reader *r, const yaml_node_t *node)
{
    const char *name = scalar(r, node, "a context");
    LhContext *context = name ? g_hash_table_lookup(r->language->contexts, name) : NULL;
    if (name && !context)
        fail(r, line_of(node), "no context is called '%s'; add it under contexts:", name);
    return context;
}

static gboolean read_pops(const Reader *r, const yaml_node_t *node, LhRule *rule)
{
    const char *text = scalar(r, node, "pop");
    guint64 pops;
    if (!text)
        return FALSE;
    if (!g_ascii_string_to_unsigned(text, 10, 1, MOST_POPS, &pops, NULL))
        return fail(r, line_of(node), "pop is '%s'; write a number from 1 to %d", text, MOST_POPS);
    rule->pops = (guint) pops;
    return TRUE;
}

static gboolean read_move(const Reader *r, const yaml_node_t *node, LhRule *rule)
{
    const yaml_node_t *push = member(r, node, "push");
    const yaml_node_t *set = member(r, node, "set");
    const yaml_node_t *pop = member(r, node, "pop");
    if ((push != NULL) + (set != NULL) + (pop != NULL) > 1)
        return fail(r, line_of(node), "a rule has one of push, set and pop; make it two rules");
    rule->move = push ? LH_MOVE_PUSH : set ? LH_MOVE_SET : pop ? LH_MOVE_POP : LH_MOVE_NONE;
    if (pop)
        return read_pops(r, pop, rule);
    if (rule->move == LH_MOVE_NONE)
        return TRUE;
    rule->target = read_target(r, push ? push : set);
    return rule->target != NULL;
}

static gboolean read_embed(const Reader *r, const yaml_node_t *node, LhRule *rule)
{
    const yaml_node_t *embed = member(r, node, "embed");
    const yaml_node_t *until = member(r, node, "until");
    if (!embed && !until)
        return TRUE;
    if (!embed)
        return fail(r, line_of(until), "until belongs to embed; add embed: LANGUAGE");
    const char *name = scalar(r, embed, "embed");
    if (!name || !read_flag(r, node, "resume", FALSE, &rule->resume))
        return FALSE;
    g_autoptr(GError) problem = NULL;
    rule->guest = r->guest(r->guest_data, name, &problem);
    if (!rule->guest)
        return fail(r, line_of(embed), "embed: %s",
                    problem ? problem->message : "no language has that name");
    rule->until = until ? read_pattern(r, until) : lh_pattern_new("\\n", FALSE, NULL);
    if (!rule->until)
        return FALSE;
    if (lh_pattern_first(rule->until, rule->until_first))
        memset(rule->until_first, 1, sizeof rule->until_first);
    return TRUE;
}

static void free_rule(gpointer data)
{
    LhRule *rule = data;
    g_ptr_array_unref(rule->parts);
    g_free(rule->kinds);
    if (rule->words)
        g_hash_table_unref(rule->words);
    lh_pattern_free(rule->until);
    g_free(rule);
}

/* Refuses a rule that would match nothing and change nothing. */
static gboolean check_progress(const Reader *r, const yaml_node_t *node, const LhRule *rule)
{
    guint8 first[256];
    if (rule->move != LH_MOVE_NONE || rule->guest)
        return TRUE;
    for (guint i = 0; i < rule->parts->len; i++)
        if (!lh_pattern_first(g_ptr_array_index(rule->parts, i), first))
            return TRUE;
    return fail(r, line_of(node),
                "this rule can match nothing at all; let it take a character, "
                "or give it push, set or pop");
}

static gboolean read_rule(const Reader *r, const yaml_node_t *node, LhContext *context)
{
    LhRule *rule = g_new0(LhRule, 1);
    rule->parts = g_ptr_array_new_with_free_func((GDestroyNotify) lh_pattern_free);
    g_ptr_array_add(r->language->rules, rule);
    const yaml_node_t *match = member(r, node, "match");
    const yaml_node_t *kinds = member(r, node, "class");
    const yaml_node_t *words = member(r, node, "words");
    if (!match)
        return fail(r, line_of(node), "a rule without match; add match: 'PATTERN' or include:");
    if (!read_parts(r, match, rule) || !read_kinds(r, kinds, rule, context->kind))
        return FALSE;
    if (words && !read_words(r, words, rule))
        return FALSE;
    rule->words_only = words && !kinds;
    if (!read_move(r, node, rule) || !read_embed(r, node, rule) || !check_progress(r, node, rule))
        return FALSE;
    LhEntry *entry = g_new0(LhEntry, 1);
    *entry = (LhEntry){.rule = rule, .line = line_of(node)};
    g_ptr_array_add(context->entries, entry);
    return TRUE;
}

static gboolean read_entry(const Reader *r, const yaml_node_t *node, LhContext *context)
{
    if (!check_keys(r, node, "a rule", "include match class words push set pop embed until resume"))
        return FALSE;
    const yaml_node_t *include = member(r, node, "include");
    if (!include)
        return read_rule(r, node, context);
    const LhContext *target = read_target(r, include);
    if (!target)
        return FALSE;
    LhEntry *entry = g_new0(LhEntry, 1);
    *entry = (LhEntry){.include = target->name, .line = line_of(node)};
    g_ptr_array_add(context->entries, entry);
    return TRUE;
}

static gboolean read_context(const Reader *r, const yaml_node_t *node, LhContext *context)
{
    const yaml_node_t *rules = member(r, node, "rules");
    if (!rules)
        return TRUE;
    if (rules->type != YAML_SEQUENCE_NODE)
        return fail(r, line_of(rules), "rules must be a list (- match: ...)");
    for (yaml_node_item_t *item = rules->data.sequence.items.start;
         item < rules->data.sequence.items.top; item++)
        if (!read_entry(r, node_at(r, *item), context))
            return FALSE;
    return TRUE;
}

static void free_context(gpointer data)
{
    LhContext *context = data;
    g_free(context->name);
    g_ptr_array_unref(context->entries);
    g_ptr_array_unref(context->rules);
    g_free(context);
}

/* Makes an empty context for each name, so that rules can refer to later ones. */
static gboolean declare_contexts(const Reader *r, const yaml_node_t *contexts)
{
    for (yaml_node_pair_t *pair = contexts->data.mapping.pairs.start;
         pair < contexts->data.mapping.pairs.top; pair++) {
        yaml_node_t *key = node_at(r, pair->key);
        const yaml_node_t *body = node_at(r, pair->value);
        if (!check_keys(r, body, "a context", "class rules"))
            return FALSE;
        LhContext *context = g_new0(LhContext, 1);
        context->name = g_strdup((const char *) key->data.scalar.value);
        context->entries = g_ptr_array_new_with_free_func(g_free);
        context->rules = g_ptr_array_new();
        g_hash_table_insert(r->language->contexts, context->name, context);
        const yaml_node_t *kind = member(r, body, "class");
        if (kind && !read_class(r, kind, &context->kind))
            return FALSE;
    }
    return TRUE;
}

/* Appends the rules of @from, and of what it includes, to those of @context. */
static gboolean flatten(const Reader *r, LhContext *context, const LhContext *from, guint depth)
{
    for (guint i = 0; i < from->entries->len; i++) {
        const LhEntry *entry = g_ptr_array_index(from->entries, i);
        if (depth > DEEPEST_INCLUDE)
            return fail(r, entry->line,
                        "contexts include each other more than %d deep; "
                        "break the circle",
                        DEEPEST_INCLUDE);
        if (entry->include) {
            if (!flatten(r, context, g_hash_table_lookup(r->language->contexts, entry->include),
                         depth + 1))
                return FALSE;
        } else if (context->rules->len == MOST_RULES) {
            return fail(r, entry->line, "context '%s' has more than %d rules; use words or push",
                        context->name, MOST_RULES);
        } else {
            g_ptr_array_add(context->rules, entry->rule);
        }
    }
    return TRUE;
}

/* The bytes that a rule can begin with: those of its parts up to one that takes something. */
static void first_of_rule(const LhRule *rule, guint8 first[256])
{
    guint8 part[256];
    memset(first, 0, 256);
    for (guint i = 0; i < rule->parts->len; i++) {
        gboolean empty = lh_pattern_first(g_ptr_array_index(rule->parts, i), part);
        for (guint b = 0; b < 256; b++)
            first[b] |= part[b];
        if (!empty)
            return;
    }
    memset(first, 1, 256);
}

static void make_dispatch(LhContext *context)
{
    guint8 first[256];
    for (guint i = 0; i < context->rules->len; i++) {
        first_of_rule(g_ptr_array_index(context->rules, i), first);
        for (guint b = 0; b < 256; b++)
            if (first[b])
                context->start[b] |= G_GUINT64_CONSTANT(1) << i;
    }
}

static gboolean read_contexts(const Reader *r, const yaml_node_t *contexts)
{
    if (!check_keys(r, contexts, "contexts", "") || !declare_contexts(r, contexts))
        return FALSE;
    r->language->root = g_hash_table_lookup(r->language->contexts, "root");
    if (!r->language->root)
        return fail(r, line_of(contexts), "no context is called root; a listing begins there");
    for (yaml_node_pair_t *pair = contexts->data.mapping.pairs.start;
         pair < contexts->data.mapping.pairs.top; pair++) {
        const char *name = (const char *) node_at(r, pair->key)->data.scalar.value;
        LhContext *context = g_hash_table_lookup(r->language->contexts, name);
        if (!read_context(r, node_at(r, pair->value), context))
            return FALSE;
    }
    GHashTableIter iter;
    gpointer context;
    g_hash_table_iter_init(&iter, r->language->contexts);
    while (g_hash_table_iter_next(&iter, NULL, &context)) {
        if (!flatten(r, context, context, 0))
            return FALSE;
        make_dispatch(context);
    }
    return TRUE;
}

static gboolean read_language(Reader *r, const yaml_node_t *top)
{
    if (!check_keys(r, top, "a language", "name aliases ignore-case words contexts"))
        return FALSE;
    const yaml_node_t *name = member(r, top, "name");
    const yaml_node_t *contexts = member(r, top, "contexts");
    r->lists = member(r, top, "words");
    if (!name)
        return fail(r, line_of(top), "the language has no name; add name: ...");
    if (!contexts)
        return fail(r, line_of(top), "the language has no contexts; add contexts: with a root");
    if (r->lists && !check_keys(r, r->lists, "words", ""))
        return FALSE;
    const char *text = scalar(r, name, "name");
    if (!text || !read_flag(r, top, "ignore-case", FALSE, &r->language->ignore_case))
        return FALSE;
    r->language->name = g_strdup(text);
    return read_contexts(r, contexts);
}

static LhLanguage *new_language(void)
{
    LhLanguage *language = g_new0(LhLanguage, 1);
    language->words = g_ptr_array_new_with_free_func(g_free);
    language->rules = g_ptr_array_new_with_free_func(free_rule);
    language->contexts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_context);
    return language;
}

void lh_language_free(LhLanguage *language)
{
    if (!language)
        return;
    g_free(language->name);
    g_ptr_array_unref(language->rules);
    g_ptr_array_unref(language->words);
    g_hash_table_unref(language->contexts);
    g_free(language);
}

/* Loads the one document of a file; FALSE with the error set if it is no YAML. */
static gboolean load_document(const Reader *r, const char *text, gsize length,
                              yaml_document_t *document)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        g_error("out of memory");
    yaml_parser_set_input_string(&parser, (const guint8 *) text, length);
    gboolean loaded = yaml_parser_load(&parser, document);
    if (!loaded)
        fail(r, parser.problem_mark.line + 1, "%s; see the other files of the folder",
             parser.problem ? parser.problem : "this is not YAML");
    yaml_parser_delete(&parser);
    return loaded;
}

/* Reads the file's text, within bounds. */
static char *load_text(const Reader *r, gsize *length)
{
    char *text;
    g_autoptr(GError) problem = NULL;
    if (!g_file_get_contents(r->path, &text, length, &problem)) {
        g_set_error(r->error, LH_HIGHLIGHT_ERROR, LH_HIGHLIGHT_ERROR_MISSING, "%s",
                    problem->message);
        return NULL;
    }
    if (*length <= LARGEST_FILE)
        return text;
    g_free(text);
    fail(r, 1, "the file is larger than %d bytes; a language needs a few thousand", LARGEST_FILE);
    return NULL;
}

LhLanguage *lh_language_new(const char *path, LhGuestFunc guest, gpointer data, GError **error)
{
    yaml_document_t document;
    gsize length;
    Reader r = {.path = path, .document = &document, .error = error};
    r.guest = guest;
    r.guest_data = data;
    g_autofree char *text = load_text(&r, &length);
    if (!text || !load_document(&r, text, length, &document))
        return NULL;
    r.language = new_language();
    const yaml_node_t *top = yaml_document_get_root_node(&document);
    gboolean good = top ? read_language(&r, top)
                        : fail(&r, 1, "the file is empty; see the other files of the folder");
    yaml_document_delete(&document);
    if (good)
        return r.language;
    lh_language_free(r.language);
    return NULL;
}
