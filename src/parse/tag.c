#include "tag.h"

#include "entity.h"

#include <string.h>

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static const char *find_within(const char *p, const char *end, const char *what)
{
    return g_strstr_len(p, end - p, what);
}

/* After the `>` that ends the tag begun before @p; quotes hide one. NULL = it never ends. */
static const char *end_of_tag(const char *p, const char *end)
{
    for (; p < end; p++) {
        if (*p == '>')
            return p + 1;
        if (*p == '"' || *p == '\'') {
            const char *close = memchr(p + 1, *p, (gsize) (end - p - 1));
            if (!close)
                return NULL;
            p = close;
        }
    }
    return NULL;
}

static LhTag text_until(const char *text, const char *stop)
{
    return (LhTag){.kind = LH_TAG_TEXT,
                   .start = text,
                   .size = (gsize) (stop - text),
                   .text = text,
                   .length = (gsize) (stop - text)};
}

static LhTag read_text(const char *text, const char *end)
{
    const char *stop = memchr(text + 1, '<', (gsize) (end - text - 1));
    return text_until(text, stop ? stop : end);
}

/* @text begins with `<!` or `<?`. */
static LhTag read_declaration(const char *text, const char *end)
{
    gboolean is_comment = end - text >= 4 && !memcmp(text, "<!--", 4);
    gboolean is_cdata = end - text >= 9 && !memcmp(text, "<![CDATA[", 9);
    const char *stop_word = is_comment ? "-->" : is_cdata ? "]]>" : text[1] == '?' ? "?>" : ">";
    const char *from = text + (is_comment ? 4 : is_cdata ? 9 : 2);
    const char *stop = find_within(MIN(from, end), end, stop_word);
    const char *after = stop ? stop + strlen(stop_word) : end;
    stop = stop ? stop : end;
    from = MIN(from, stop);
    return (LhTag){.kind = is_comment ? LH_TAG_COMMENT
                           : is_cdata ? LH_TAG_TEXT
                                      : LH_TAG_OTHER,
                   .start = text,
                   .size = (gsize) (after - text),
                   .text = from,
                   .length = (gsize) (stop - from)};
}

/* Copies the name at @p, lower case. Returns: what follows it. */
static const char *read_name(LhTag *tag, const char *p, const char *end)
{
    gsize n = 0;
    for (; p < end && (g_ascii_isalnum(*p) || *p == '-'); p++)
        if (n + 1 < sizeof tag->name)
            tag->name[n++] = g_ascii_tolower(*p);
    tag->name[n] = '\0';
    return p;
}

LhTag lh_tag_read(const char *text, const char *end)
{
    if (text >= end)
        return (LhTag){.kind = LH_TAG_END, .start = text};
    if (*text != '<' || end - text < 3)
        return read_text(text, end);
    if (text[1] == '!' || text[1] == '?')
        return read_declaration(text, end);
    gboolean closes = text[1] == '/';
    const char *p = text + 1 + closes;
    const char *after = g_ascii_isalpha(*p) ? end_of_tag(p, end) : NULL;
    if (!after)
        return read_text(text, end);
    LhTag tag = {.kind = closes ? LH_TAG_CLOSE : LH_TAG_OPEN, .start = text};
    p = read_name(&tag, p, after - 1);
    tag.size = (gsize) (after - text);
    tag.is_empty = !closes && after[-2] == '/';
    tag.attrs = closes ? NULL : p;
    tag.attrs_length = closes ? 0 : (gsize) (after - 1 - tag.is_empty - p);
    return tag;
}

/* Reads one `name`, `name=value`, `name="value"` at *@p. Returns: FALSE at the end. */
static gboolean next_attr(const char **p, const char *end, const char *name[2],
                          const char *value[2])
{
    while (*p < end && (is_blank(**p) || **p == '/' || **p == '='))
        ++*p;
    name[0] = *p;
    while (*p < end && !is_blank(**p) && **p != '=')
        ++*p;
    name[1] = *p;
    value[0] = value[1] = *p;
    const char *q = *p;
    while (q < end && is_blank(*q))
        q++;
    if (q == end || *q != '=')
        return name[1] > name[0];
    for (q++; q < end && is_blank(*q);)
        q++;
    char quote = q < end && (*q == '"' || *q == '\'') ? *q++ : 0;
    value[0] = q;
    while (q < end && (quote ? *q != quote : !is_blank(*q)))
        q++;
    value[1] = q;
    *p = MIN(q + (quote != 0), end);
    return name[1] > name[0];
}

const char *lh_tag_attr(LhArena *arena, const LhTag *tag, const char *name)
{
    const char *p = tag->attrs, *end = p + tag->attrs_length, *key[2], *value[2];
    gsize length = strlen(name);
    while (p && next_attr(&p, end, key, value)) {
        if ((gsize) (key[1] - key[0]) != length || g_ascii_strncasecmp(key[0], name, length) != 0)
            continue;
        gsize n = (gsize) (value[1] - value[0]);
        if (!memchr(value[0], '&', n))
            return lh_arena_strndup(arena, value[0], (gssize) n);
        g_autoptr(GString) out = g_string_new(NULL);
        lh_entity_append_text(out, value[0], n);
        return lh_arena_strndup(arena, out->str, (gssize) out->len);
    }
    return NULL;
}
