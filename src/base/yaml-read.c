/* YAML text to nodes with places; nodes laid over nodes. */
#include "longhand/yaml.h"

#include <string.h>
#include <yaml.h>

#define MOST_LEVELS 12

typedef struct {
    yaml_parser_t parser;
    yaml_event_t event; /* the one looked at */
    const char *file, *text;
    LhArena *arena;
    LhDiag *diag;
    gboolean failed;
} Reader;

static LhSource place(const Reader *reader, yaml_mark_t mark)
{
    return (LhSource){reader->file, (int) mark.line + 1, (int) mark.column + 1};
}

static void fail(Reader *reader, LhSource source, const char *hint, const char *message)
{
    if (!reader->failed)
        lh_diag_add(reader->diag, LH_SEVERITY_ERROR, source, "yaml", hint, "%s", message);
    reader->failed = TRUE;
}

/* The place of byte @offset; libyaml's reader knows no lines. */
static LhSource place_of_byte(const Reader *reader, gsize offset)
{
    LhSource source = {reader->file, 1, 1};
    for (const char *p = reader->text; p < reader->text + offset && *p; p = g_utf8_next_char(p)) {
        source.line += *p == '\n';
        source.column = *p == '\n' ? 1 : source.column + 1;
    }
    return source;
}

/* What to do about a syntax error at @source. */
static const char *syntax_hint(const Reader *reader, LhSource source)
{
    if (reader->parser.error == YAML_READER_ERROR)
        return "take that character out";
    const char *p = reader->text;
    for (int line = 1; line < source.line && *p; p++)
        line += *p == '\n';
    p += strspn(p, " ");
    return *p == '\t' ? "indent with spaces, not with tabs"
                      : "put text with : or # or quotes in it between double quotes";
}

/* What libyaml has to say about text that is no YAML. */
static void fail_syntax(Reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    gboolean bad_character = parser->error == YAML_READER_ERROR;
    LhSource source = bad_character ? place_of_byte(reader, parser->problem_offset)
                                    : place(reader, parser->problem_mark);
    g_autofree char *message =
        g_strdup_printf("this is not YAML: %s%s%s", parser->problem ? parser->problem : "bad text",
                        parser->context ? ", " : "", parser->context ? parser->context : "");
    fail(reader, source, syntax_hint(reader, source), message);
}

/* Moves on to the next event. After a failure every event is the stream's end. */
static void advance(Reader *reader)
{
    yaml_event_delete(&reader->event);
    if (!reader->failed && !yaml_parser_parse(&reader->parser, &reader->event))
        fail_syntax(reader);
    if (reader->failed) {
        yaml_event_delete(&reader->event);
        reader->event.type = YAML_STREAM_END_EVENT;
    }
}

static LhYamlNode *read_value(Reader *reader, int level);

static LhYamlNode *new_node(Reader *reader, LhYamlKind kind)
{
    LhYamlNode *node = lh_arena_new0(reader->arena, LhYamlNode, 1);
    node->kind = kind;
    node->source = place(reader, reader->event.start_mark);
    return node;
}

static LhYamlNode *read_scalar(Reader *reader)
{
    LhYamlNode *node = new_node(reader, LH_YAML_SCALAR);
    const char *text = (const char *) reader->event.data.scalar.value;
    if (memchr(text, '\0', reader->event.data.scalar.length))
        fail(reader, node->source, NULL, "text can't hold the character \\0");
    node->text = lh_arena_strndup(reader->arena, text, -1);
    node->plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    advance(reader);
    return node;
}

static LhYamlNode *read_list(Reader *reader, int level)
{
    LhYamlNode *list = new_node(reader, LH_YAML_LIST);
    LhYamlNode **end = &list->first;
    advance(reader);
    while (!reader->failed && reader->event.type != YAML_SEQUENCE_END_EVENT) {
        *end = read_value(reader, level + 1);
        if (*end)
            end = &(*end)->next;
    }
    advance(reader);
    return list;
}

/* The key at hand; @seen holds those before it. NULL = it is none. */
static const char *read_key(Reader *reader, GHashTable *seen)
{
    LhSource source = place(reader, reader->event.start_mark);
    if (reader->event.type != YAML_SCALAR_EVENT) {
        fail(reader, source, "write `key: value`", "a key must be plain text");
        return NULL;
    }
    LhYamlNode *key = read_scalar(reader);
    if (!g_hash_table_add(seen, (gpointer) key->text)) {
        g_autofree char *message = g_strdup_printf("%s is given twice", key->text);
        fail(reader, source, "keep one of the two", message);
        return NULL;
    }
    return key->text;
}

static LhYamlNode *read_map(Reader *reader, int level)
{
    LhYamlNode *map = new_node(reader, LH_YAML_MAP);
    LhYamlNode **end = &map->first;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    advance(reader);
    while (!reader->failed && reader->event.type != YAML_MAPPING_END_EVENT) {
        LhSource source = place(reader, reader->event.start_mark);
        const char *key = read_key(reader, seen);
        LhYamlNode *value = key && !reader->failed ? read_value(reader, level + 1) : NULL;
        if (!value)
            break;
        value->key = key;
        value->source = source;
        *end = value;
        end = &value->next;
    }
    advance(reader);
    return map;
}

static LhYamlNode *read_value(Reader *reader, int level)
{
    LhSource source = place(reader, reader->event.start_mark);
    if (level > MOST_LEVELS) {
        fail(reader, source, NULL, "this is nested too deeply");
        return NULL;
    }
    switch (reader->event.type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(reader);
    case YAML_SEQUENCE_START_EVENT:
        return read_list(reader, level);
    case YAML_MAPPING_START_EVENT:
        return read_map(reader, level);
    case YAML_ALIAS_EVENT:
        fail(reader, source, "write the value again", "aliases (*name) are not read here");
        return NULL;
    default:
        return NULL;
    }
}

/* The one document of the stream. */
static LhYamlNode *read_document(Reader *reader)
{
    advance(reader); /* to the stream's start */
    advance(reader); /* to the document's start, or the stream's end */
    if (reader->event.type == YAML_DOCUMENT_START_EVENT)
        advance(reader);
    LhSource source = place(reader, reader->event.start_mark);
    LhYamlNode *top = read_value(reader, 0);
    gboolean empty = !top || (top->kind == LH_YAML_SCALAR && top->plain && !*top->text);
    if (empty)
        fail(reader, source, NULL, "this file is empty");
    else if (top->kind != LH_YAML_MAP)
        fail(reader, top->source, "write lines of `key: value`", "this is no list of settings");
    if (reader->event.type == YAML_DOCUMENT_END_EVENT)
        advance(reader);
    if (reader->event.type != YAML_STREAM_END_EVENT)
        fail(reader, place(reader, reader->event.start_mark), "keep one, without `---` lines",
             "a second document starts here");
    return top;
}

LhYamlNode *lh_yaml_read(const char *text, const char *file, LhArena *arena, LhDiag *diag)
{
    Reader reader = {.file = file, .text = text, .arena = arena, .diag = diag};
    if (!yaml_parser_initialize(&reader.parser))
        g_error("no memory for a YAML parser");
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const guchar *) text, strlen(text));
    LhYamlNode *top = read_document(&reader);
    yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    return reader.failed ? NULL : top;
}

static LhYamlNode **slot(LhYamlNode *map, const char *key)
{
    LhYamlNode **node = &map->first;
    while (*node && strcmp((*node)->key, key))
        node = &(*node)->next;
    return node;
}

void lh_yaml_merge(LhYamlNode *base, LhYamlNode *over)
{
    for (LhYamlNode *node = over->first, *next; node; node = next) {
        next = node->next;
        LhYamlNode **old = slot(base, node->key);
        if (*old && (*old)->kind == LH_YAML_MAP && node->kind == LH_YAML_MAP) {
            lh_yaml_merge(*old, node);
        } else {
            node->next = *old ? (*old)->next : NULL;
            *old = node;
        }
    }
}

const LhYamlNode *lh_yaml_find(const LhYamlNode *map, const char *path)
{
    g_auto(GStrv) keys = g_strsplit(path, ".", -1);
    for (char **key = keys; *key && map; key++)
        map = map->kind == LH_YAML_MAP ? *slot((LhYamlNode *) map, *key) : NULL;
    return map;
}
