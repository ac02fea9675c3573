/* Checked nodes to a struct: written out again as plain YAML for libcyaml, which fills the struct.
 */
#include "longhand/yaml.h"

#include <locale.h>
#include <string.h>

typedef struct {
    const LhYamlSchema *schema;
    LhDiag *diag;
    GString *out;
    gboolean failed;
} Writer;

static void write_value(Writer *writer, const LhYamlNode *node, const cyaml_schema_value_t *value,
                        int indent);

static void write_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const guchar *p = (const guchar *) text; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_printf(out, "\\%c", *p);
        else if (*p < 0x20 || *p == 0x7f)
            g_string_append_printf(out, "\\x%02x", *p);
        else
            g_string_append_c(out, (char) *p);
    }
    g_string_append_c(out, '"');
}

static void new_line(Writer *writer, int indent)
{
    g_string_append_c(writer->out, '\n');
    for (int i = 0; i < indent; i++)
        g_string_append_c(writer->out, ' ');
}

/* The child of @map that @field names; a blank one is none. */
static const LhYamlNode *child(const LhYamlNode *map, const cyaml_schema_field_t *field)
{
    g_autofree char *key = g_strdelimit(g_strdup(field->key), "_", '-');
    const LhYamlNode *node = map->first;
    while (node && strcmp(node->key, key))
        node = node->next;
    gboolean blank = node && node->kind == LH_YAML_SCALAR && node->plain && !*node->text;
    return blank ? NULL : node;
}

static void complain_missing(Writer *writer, const LhYamlNode *map,
                             const cyaml_schema_field_t *field)
{
    g_autofree char *key = g_strdelimit(g_strdup(field->key), "_", '-');
    lh_diag_add(writer->diag, LH_SEVERITY_ERROR, map->source, "missing-key",
                writer->schema->whole_hint, "%s is missing%s%s", key, map->key ? " in " : "",
                map->key ? map->key : "");
    writer->failed = TRUE;
}

static void write_fields(Writer *writer, const LhYamlNode *map, const cyaml_schema_field_t *field,
                         int indent)
{
    for (; field->key; field++) {
        const LhYamlNode *node = child(map, field);
        if (!node && !(field->value.flags & CYAML_FLAG_OPTIONAL))
            complain_missing(writer, map, field);
        if (!node || field->value.type == CYAML_IGNORE)
            continue;
        new_line(writer, indent);
        g_string_append_printf(writer->out, "%s: ", field->key);
        write_value(writer, node, &field->value, indent + 2);
    }
}

static void write_entries(Writer *writer, const LhYamlNode *list, const cyaml_schema_value_t *value,
                          int indent)
{
    const cyaml_schema_value_t *entry = value->sequence.entry;
    if (!list->first)
        g_string_append(writer->out, "[]");
    for (const LhYamlNode *node = list->first; node; node = node->next) {
        new_line(writer, indent);
        g_string_append(writer->out, "- ");
        if (entry->type == CYAML_MAPPING) {
            g_string_append(writer->out, "name: ");
            write_quoted(writer->out, node->key);
            write_fields(writer, node, entry->mapping.fields + 1, indent + 2);
        } else {
            write_value(writer, node, entry, indent + 2);
        }
    }
}

static void write_value(Writer *writer, const LhYamlNode *node, const cyaml_schema_value_t *value,
                        int indent)
{
    switch (value->type) {
    case CYAML_MAPPING:
        if (!node->first)
            g_string_append(writer->out, "{}");
        write_fields(writer, node, value->mapping.fields, indent);
        break;
    case CYAML_SEQUENCE:
    case CYAML_SEQUENCE_FIXED:
        write_entries(writer, node, value, indent);
        break;
    case CYAML_INT: /* "010" is ten here, but eight in YAML 1.1 */
        g_string_append_printf(writer->out, "%" G_GINT64_FORMAT,
                               g_ascii_strtoll(node->text, NULL, 10));
        break;
    case CYAML_BOOL:
        g_string_append(writer->out,
                        strchr("tyo", *node->text) && strcmp(node->text, "off") ? "true" : "false");
        break;
    default:
        write_quoted(writer->out, node->text);
    }
}

/* realloc() in an arena; the size stands before the piece. Pieces are never given back alone. */
static void *arena_memory(void *arena, void *old, size_t size)
{
    if (size == 0)
        return NULL;
    gsize *piece = lh_arena_alloc(arena, size + 16);
    *piece = size;
    gpointer bytes = (char *) piece + 16;
    if (old)
        memcpy(bytes, old, MIN(size, *(gsize *) ((char *) old - 16)));
    return bytes;
}

/* libcyaml reads numbers with strtod(), which minds the locale. */
static cyaml_err_t load(const GString *text, const LhYamlSchema *schema, LhArena *arena,
                        gpointer *loaded)
{
    cyaml_config_t config = {.mem_fn = arena_memory, .mem_ctx = arena, .flags = CYAML_CFG_NO_ALIAS};
    locale_t c = newlocale(LC_NUMERIC_MASK, "C", (locale_t) 0);
    locale_t before = uselocale(c);
    cyaml_err_t result = cyaml_load_data((const guint8 *) text->str, text->len, &config,
                                         schema->top, (cyaml_data_t **) loaded, NULL);
    uselocale(before);
    freelocale(c);
    return result;
}

gpointer lh_yaml_load(const LhYamlNode *map, const LhYamlSchema *schema, LhArena *arena,
                      LhDiag *diag)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Writer writer = {.schema = schema, .diag = diag, .out = text};
    write_value(&writer, map, schema->top, 0);
    if (writer.failed)
        return NULL;
    gpointer loaded = NULL;
    cyaml_err_t result = load(text, schema, arena, &loaded);
    if (result == CYAML_OK)
        return loaded;
    lh_diag_add(diag, LH_SEVERITY_ERROR, map->source, "yaml", NULL, "libcyaml can't load this: %s",
                cyaml_strerror(result));
    return NULL;
}
