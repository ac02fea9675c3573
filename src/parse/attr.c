#include "attr.h"

#include <string.h>

typedef struct {
    LhArena *arena;
    const char *start, *p, *end;
    LhAttrs *attrs;
    GString *classes;
    GArray *items;
} Reader;

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Names are letters, digits and - _ : . ; bytes above 127 are letters. */
static gboolean is_name(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_' || c == ':' || c == '.' || (guchar) c >= 128;
}

static char *read_name(Reader *reader)
{
    const char *from = reader->p;
    while (reader->p < reader->end && is_name(*reader->p))
        reader->p++;
    return reader->p > from ? lh_arena_strndup(reader->arena, from, reader->p - from) : NULL;
}

/* Reads `"…"` or `'…'` from after its quote; a backslash takes the next byte as it is. */
static gboolean read_quoted(Reader *reader, char quote, LhAttr *attr)
{
    const char *from = reader->p;
    g_autoptr(GString) value = g_string_new(NULL);
    while (reader->p < reader->end && *reader->p != quote) {
        if (*reader->p == '\\' && reader->p + 1 < reader->end &&
            (reader->p[1] == quote || reader->p[1] == '\\'))
            reader->p++;
        g_string_append_c(value, *reader->p++);
    }
    if (reader->p == reader->end)
        return FALSE;
    if (reader->p - from == (gssize) value->len)
        attr->value_at = (guint32) (from - reader->start);
    attr->value = lh_arena_strndup(reader->arena, value->str, (gssize) value->len);
    reader->p++;
    return TRUE;
}

static gboolean read_value(Reader *reader, LhAttr *attr)
{
    if (reader->p < reader->end && (*reader->p == '"' || *reader->p == '\''))
        return read_quoted(reader, *reader->p++, attr);
    const char *from = reader->p;
    while (reader->p < reader->end && !is_blank(*reader->p))
        reader->p++;
    attr->value = lh_arena_strndup(reader->arena, from, reader->p - from);
    attr->value_at = (guint32) (from - reader->start);
    return TRUE;
}

static gboolean read_pair(Reader *reader)
{
    LhAttr attr = {.at = (guint32) (reader->p - reader->start)};
    attr.key = read_name(reader);
    if (!attr.key)
        return FALSE;
    if (reader->p < reader->end && *reader->p == '=') {
        reader->p++;
        if (!read_value(reader, &attr))
            return FALSE;
    }
    g_array_append_val(reader->items, attr);
    return reader->p == reader->end || is_blank(*reader->p);
}

static gboolean read_class(Reader *reader)
{
    const char *name = read_name(reader);
    if (!name)
        return FALSE;
    if (reader->classes->len)
        g_string_append_c(reader->classes, ' ');
    g_string_append(reader->classes, name);
    return TRUE;
}

static gboolean read_one(Reader *reader)
{
    if (*reader->p == '#') {
        reader->p++;
        reader->attrs->id = read_name(reader);
        return reader->attrs->id != NULL;
    }
    if (*reader->p == '.') {
        reader->p++;
        return read_class(reader);
    }
    return read_pair(reader);
}

gboolean lh_attr_parse(LhArena *arena, const char *text, gsize length, LhAttrs *attrs)
{
    g_autoptr(GString) classes = g_string_new(NULL);
    g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(LhAttr));
    Reader reader = {arena, text, text, text + length, attrs, classes, items};
    *attrs = (LhAttrs){0};
    gboolean fine = TRUE;
    while (fine) {
        while (reader.p < reader.end && is_blank(*reader.p))
            reader.p++;
        if (reader.p == reader.end)
            break;
        fine = read_one(&reader);
    }
    if (classes->len)
        attrs->classes = lh_arena_strndup(arena, classes->str, (gssize) classes->len);
    if (items->len)
        attrs->items = lh_arena_memdup(arena, items->data, items->len * sizeof(LhAttr));
    attrs->n_items = items->len;
    return fine;
}

const char *lh_attr_find(const LhAttrs *attrs, const char *key)
{
    for (guint i = 0; i < attrs->n_items; i++)
        if (!strcmp(attrs->items[i].key, key))
            return attrs->items[i].value ? attrs->items[i].value : "";
    return NULL;
}
