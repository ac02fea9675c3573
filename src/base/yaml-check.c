/* Nodes against a schema: every mistake of a file, each with its place. */
#include "longhand/yaml.h"

#include <math.h>
#include <string.h>

#define MOST_ERRORS 50

typedef struct {
    const LhYamlSchema *schema;
    GPtrArray *patterns; /* of the schema's limits, in their order */
    LhDiag *diag;
    GString *path; /* "text.body.size" */
    int errors;
} Check;

static void check_value(Check *check, const LhYamlNode *node, const cyaml_schema_value_t *value);

static void G_GNUC_PRINTF(5, 6) complain(Check *check, const LhYamlNode *node, const char *code,
                                         const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    if (check->errors++ < MOST_ERRORS)
        lh_diag_add(check->diag, LH_SEVERITY_ERROR, node->source, code, hint, "%s", message);
}

/* Whether @written, with dashes, is the schema's @key, with underscores. */
static gboolean same_key(const char *written, const char *key)
{
    for (; *written && *key; written++, key++)
        if (*key == '_' ? *written != '-' : *written != *key)
            return FALSE;
    return !*written && !*key;
}

static const cyaml_schema_field_t *find_field(const cyaml_schema_field_t *fields, const char *key)
{
    for (; fields->key; fields++)
        if (same_key(key, fields->key))
            return fields;
    return NULL;
}

/* The schema's keys as an author writes them, to choose from. (transfer full) */
static char **written_keys(const cyaml_schema_field_t *fields)
{
    g_autoptr(GStrvBuilder) keys = g_strv_builder_new();
    for (; fields->key; fields++) {
        g_autofree char *key = g_strdelimit(g_strdup(fields->key), "_", '-');
        g_strv_builder_add(keys, key);
    }
    return g_strv_builder_end(keys);
}

static void complain_unknown(Check *check, const LhYamlNode *node,
                             const cyaml_schema_field_t *fields)
{
    g_auto(GStrv) keys = written_keys(fields);
    const char *nearest = lh_nearest(node->key, (const char *const *) keys);
    g_autofree char *all = g_strjoinv(", ", keys);
    g_autofree char *hint = NULL;
    if (nearest)
        hint = g_strdup_printf("did you mean %s?", nearest);
    else if (strlen(all) < 200)
        hint = g_strdup_printf("take it out; the keys here are %s", all);
    else
        hint = g_strdup("take it out");
    if (check->path->len)
        complain(check, node, "unknown-key", hint, "unknown key %s in %s", node->key,
                 check->path->str);
    else
        complain(check, node, "unknown-key", hint, "unknown key %s", node->key);
}

/* Checks @node under one more step of the path. */
static void check_step(Check *check, const LhYamlNode *node, const cyaml_schema_value_t *value)
{
    gsize length = check->path->len;
    if (length)
        g_string_append_c(check->path, '.');
    g_string_append(check->path, node->key);
    check_value(check, node, value);
    g_string_truncate(check->path, length);
}

static gboolean is_blank(const LhYamlNode *node)
{
    return node->kind == LH_YAML_SCALAR && node->plain && !*node->text;
}

static void check_map(Check *check, const LhYamlNode *map, const cyaml_schema_field_t *fields)
{
    for (const LhYamlNode *node = map->first; node && check->errors < MOST_ERRORS;
         node = node->next) {
        const cyaml_schema_field_t *field = find_field(fields, node->key);
        if (!field)
            complain_unknown(check, node, fields);
        else if (field->value.type != CYAML_IGNORE &&
                 (!is_blank(node) || !(field->value.flags & CYAML_FLAG_OPTIONAL)))
            check_step(check, node, &field->value);
    }
}

/* Whether the sequence is written as a map from names. */
static gboolean is_named(const cyaml_schema_value_t *value)
{
    const cyaml_schema_value_t *entry = value->sequence.entry;
    return entry->type == CYAML_MAPPING && !strcmp(entry->mapping.fields[0].key, "name");
}

static guint count(const LhYamlNode *node)
{
    guint n = 0;
    for (node = node->first; node; node = node->next)
        n++;
    return n;
}

static void check_sequence(Check *check, const LhYamlNode *node, const cyaml_schema_value_t *value)
{
    gboolean named = is_named(value);
    const char *path = check->path->str;
    guint n = count(node), least = value->sequence.min, most = value->sequence.max;
    if (node->kind != (named ? LH_YAML_MAP : LH_YAML_LIST)) {
        complain(check, node, "wrong-type", named ? "write `name: {…}` lines" : "write [a, b]",
                 "%s must be a %s", path, named ? "map from names" : "list");
    } else if (n < least || n > most) {
        complain(check, node, "wrong-type", NULL, "%s has %u values; it takes %u%s", path, n,
                 n < least ? least : most,
                 least == most ? ""
                 : n < least   ? " or more"
                               : " at most");
    } else {
        for (const LhYamlNode *entry = node->first; entry; entry = entry->next)
            if (named)
                check_step(check, entry, value->sequence.entry);
            else
                check_value(check, entry, value->sequence.entry);
    }
}

/* The numbers that the value at the path may be. */
static LhYamlLimit limit(const Check *check)
{
    for (gsize i = 0; i < check->schema->n_limits; i++)
        if (g_pattern_spec_match_string(g_ptr_array_index(check->patterns, i), check->path->str))
            return check->schema->limits[i];
    return (LhYamlLimit){NULL, -10000, 10000};
}

static void check_number(Check *check, const LhYamlNode *node, gboolean whole)
{
    char *end = NULL;
    double number = g_ascii_strtod(node->text, &end);
    LhYamlLimit range = limit(check);
    if (!*node->text || *end || !isfinite(number) || !strpbrk(node->text, "0123456789") ||
        strpbrk(node->text, "xXpP") || (whole && strpbrk(node->text, ".eE")))
        complain(check, node, "wrong-type", NULL, "%s is \"%s\", not a %s", check->path->str,
                 node->text, whole ? "whole number" : "number");
    else if (number < range.least || number > range.most)
        complain(check, node, "out-of-range", NULL, "%s is %s; it must be from %g to %g",
                 check->path->str, node->text, range.least, range.most);
}

static void check_bool(Check *check, const LhYamlNode *node)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", NULL};
    if (!g_strv_contains(words, node->text))
        complain(check, node, "wrong-type", "write yes or no", "%s is \"%s\", neither yes nor no",
                 check->path->str, node->text);
}

static void check_string(Check *check, const LhYamlNode *node, const cyaml_schema_value_t *value)
{
    gsize length = strlen(node->text);
    if (length < value->string.min)
        complain(check, node, "wrong-type", NULL, "%s has no value", check->path->str);
    else if (length > value->string.max)
        complain(check, node, "wrong-type", NULL, "%s is too long; %u bytes at most",
                 check->path->str, value->string.max);
}

static void check_scalar(Check *check, const LhYamlNode *node, const cyaml_schema_value_t *value)
{
    if (is_blank(node))
        complain(check, node, "wrong-type", NULL, "%s has no value", check->path->str);
    else if (node->kind != LH_YAML_SCALAR)
        complain(check, node, "wrong-type", NULL, "%s must be one value, not a %s",
                 check->path->str, node->kind == LH_YAML_MAP ? "map" : "list");
    else if (value->type == CYAML_INT || value->type == CYAML_FLOAT)
        check_number(check, node, value->type == CYAML_INT);
    else if (value->type == CYAML_BOOL)
        check_bool(check, node);
    else
        check_string(check, node, value);
}

static void check_value(Check *check, const LhYamlNode *node, const cyaml_schema_value_t *value)
{
    switch (value->type) {
    case CYAML_IGNORE:
        return;
    case CYAML_MAPPING:
        if (node->kind == LH_YAML_MAP)
            check_map(check, node, value->mapping.fields);
        else
            complain(check, node, "wrong-type", "write its keys below it, indented",
                     "%s must be a map", check->path->str);
        return;
    case CYAML_SEQUENCE:
    case CYAML_SEQUENCE_FIXED:
        check_sequence(check, node, value);
        return;
    default:
        check_scalar(check, node, value);
    }
}

gboolean lh_yaml_check(const LhYamlNode *map, const LhYamlSchema *schema, LhDiag *diag)
{
    g_autoptr(GString) path = g_string_new(NULL);
    g_autoptr(GPtrArray) patterns =
        g_ptr_array_new_with_free_func((GDestroyNotify) g_pattern_spec_free);
    for (gsize i = 0; i < schema->n_limits; i++)
        g_ptr_array_add(patterns, g_pattern_spec_new(schema->limits[i].path));
    Check check = {.schema = schema, .patterns = patterns, .diag = diag, .path = path};
    check_value(&check, map, schema->top);
    return check.errors == 0;
}
