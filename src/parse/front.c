#include "front.h"

#include <string.h>
#include <yaml.h>

/* No front matter is longer; beyond it `---` is a rule. */
#define MAX_FRONT 65536

typedef struct {
    LhArena *arena;
    const char *name;
    LhDiag *diag;
    LhFront *front;
    yaml_document_t document;
} Reader;

/* @mark counts from 0 and from the line after the first fence. */
static LhSource place(const Reader *reader, yaml_mark_t mark)
{
    return (LhSource){reader->name, (int) mark.line + 2, (int) mark.column + 1};
}

static void tell(Reader *reader, LhSeverity severity, yaml_mark_t mark, const char *code,
                 const char *hint, const char *message, const char *what)
{
    lh_diag_add(reader->diag, severity, place(reader, mark), code, hint, message, what);
}

/* The text of @node, or NULL with a word to the author. */
static const char *scalar(Reader *reader, const yaml_node_t *node, const char *key)
{
    if (node->type == YAML_SCALAR_NODE)
        return lh_arena_strndup(reader->arena, (const char *) node->data.scalar.value,
                                (gssize) node->data.scalar.length);
    lh_diag_add(reader->diag, LH_SEVERITY_ERROR, place(reader, node->start_mark), "wrong-type",
                NULL, "“%s” must be a text", key);
    return NULL;
}

static void read_title(Reader *reader, const yaml_node_t *node)
{
    reader->front->title = scalar(reader, node, "title");
    reader->front->title_source = place(reader, node->start_mark);
    if (node->type == YAML_SCALAR_NODE && node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        reader->front->title_source.column++;
}

static void read_id(Reader *reader, const yaml_node_t *node)
{
    const char *id = scalar(reader, node, "id");
    if (id && (!*id || strpbrk(id, " \t\n#")))
        tell(reader, LH_SEVERITY_ERROR, node->start_mark, "bad-id", "letters, digits and - _ : .",
             "“%s” can't be an id", id);
    else
        reader->front->id = id;
}

static void read_status(Reader *reader, const yaml_node_t *node)
{
    const char *status = scalar(reader, node, "status");
    if (!status)
        return;
    reader->front->draft = !strcmp(status, "draft");
    if (!reader->front->draft && strcmp(status, "final") != 0)
        tell(reader, LH_SEVERITY_WARNING, node->start_mark, "unknown-status", "draft or final",
             "the status “%s” is not known", status);
}

static void read_contents(Reader *reader, const yaml_node_t *node)
{
    const char *said = scalar(reader, node, "contents");
    if (!said)
        return;
    reader->front->contents = !strcmp(said, "true") || !strcmp(said, "yes");
    if (!reader->front->contents && strcmp(said, "false") != 0 && strcmp(said, "no") != 0)
        tell(reader, LH_SEVERITY_WARNING, node->start_mark, "wrong-type", "true or false",
             "“%s” is neither true nor false", said);
}

static void read_only(Reader *reader, const yaml_node_t *node)
{
    gboolean is_list = node->type == YAML_SEQUENCE_NODE;
    const yaml_node_item_t *from = is_list ? node->data.sequence.items.start : NULL;
    gsize n = is_list ? (gsize) (node->data.sequence.items.top - from) : 1, used = 0;
    const char **only = lh_arena_new0(reader->arena, const char *, n + 1);
    for (gsize i = 0; i < n; i++) {
        const yaml_node_t *item =
            is_list ? yaml_document_get_node(&reader->document, from[i]) : node;
        const char *edition = item ? scalar(reader, item, "only") : NULL;
        if (edition)
            only[used++] = edition;
    }
    reader->front->only = used ? only : NULL;
}

static const struct {
    const char *key;
    void (*read)(Reader *reader, const yaml_node_t *node);
} keys[] = {
    {"title", read_title},
    {"id", read_id},
    {"status", read_status},
    {"only", read_only},
    {"contents", read_contents},
};

static void read_pair(Reader *reader, const yaml_node_t *key, const yaml_node_t *value, guint *seen)
{
    const char *name = key && value ? scalar(reader, key, "a key") : NULL;
    if (!name)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (!strcmp(name, keys[i].key)) {
            if (*seen & 1u << i)
                tell(reader, LH_SEVERITY_ERROR, key->start_mark, "key-twice", NULL,
                     "“%s” stands here for the second time", name);
            *seen |= 1u << i;
            keys[i].read(reader, value);
            return;
        }
    tell(reader, LH_SEVERITY_WARNING, key->start_mark, "unknown-key",
         "known: title, id, status, only, contents", "the front matter has no “%s”", name);
}

static void read_document(Reader *reader)
{
    guint seen = 0;
    const yaml_node_t *root = yaml_document_get_root_node(&reader->document);
    if (!root || (root->type == YAML_SCALAR_NODE && root->data.scalar.length == 0))
        return;
    if (root->type != YAML_MAPPING_NODE) {
        tell(reader, LH_SEVERITY_ERROR, root->start_mark, "wrong-type", "title: …",
             "the front matter must be keys and values%s", "");
        return;
    }
    const yaml_node_pair_t *end = root->data.mapping.pairs.top;
    for (const yaml_node_pair_t *pair = root->data.mapping.pairs.start; pair < end; pair++)
        read_pair(reader, yaml_document_get_node(&reader->document, pair->key),
                  yaml_document_get_node(&reader->document, pair->value), &seen);
}

static void read_yaml(Reader *reader, const char *text, gsize length)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *) text, length);
    if (yaml_parser_load(&parser, &reader->document)) {
        read_document(reader);
        yaml_document_delete(&reader->document);
    } else
        tell(reader, LH_SEVERITY_ERROR, parser.problem_mark, "yaml",
             "a value with : or # in it needs quotes", "the front matter can't be read: %s",
             parser.problem ? parser.problem : "too little memory");
    yaml_parser_delete(&parser);
}

/* The length of a fence line at @p with its \n, or 0. */
static gsize fence_length(const char *p, const char *end, gboolean closing)
{
    const char *newline = memchr(p, '\n', (gsize) (end - p));
    const char *stop = newline ? newline : end, *q = p + 3;
    if (stop - p < 3 || (memcmp(p, "---", 3) != 0 && !(closing && !memcmp(p, "...", 3))))
        return 0;
    while (q < stop && (*q == ' ' || *q == '\t'))
        q++;
    return q == stop ? (gsize) (stop - p) + (newline != NULL) : 0;
}

/* Finds the closing fence. Returns: FALSE when there is no front matter. */
static gboolean find_end(const char *text, gsize length, gsize *from, gsize *to, gsize *after)
{
    const char *end = text + MIN(length, MAX_FRONT);
    *from = fence_length(text, end, FALSE);
    for (const char *p = text + *from; *from && p < end;) {
        gsize closing = fence_length(p, end, TRUE);
        const char *newline = memchr(p, '\n', (gsize) (end - p));
        if (closing) {
            *to = (gsize) (p - text);
            *after = *to + closing;
            return TRUE;
        }
        p = newline ? newline + 1 : end;
    }
    return FALSE;
}

/* A rule may open a chapter too: front matter begins with a key, a comment or its end. */
static gboolean looks_like_yaml(const char *text, gsize from, gsize to)
{
    while (from < to && (text[from] == '\n' || text[from] == ' '))
        from++;
    const char *stop = memchr(text + from, '\n', to - from);
    gsize n = stop ? (gsize) (stop - text) - from : to - from;
    return n == 0 || text[from] == '#' || memchr(text + from, ':', n);
}

LhFront lh_front_read(LhArena *arena, const char *name, const char *text, gsize length,
                      LhDiag *diag)
{
    LhFront front = {0};
    gsize from, to, after;
    if (!find_end(text, length, &from, &to, &after) || !looks_like_yaml(text, from, to))
        return front;
    Reader reader = {.arena = arena, .name = name, .diag = diag, .front = &front};
    read_yaml(&reader, text + from, to - from);
    front.length = after;
    return front;
}
