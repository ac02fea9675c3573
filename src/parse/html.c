/* HTML as it is read: one tag inside a paragraph, or a whole block with its text. */
#include "html.h"
#include "entity.h"

#include <string.h>

gboolean lh_html_is_whole(const GString *raw)
{
    LhTag tag = lh_tag_read(raw->str, raw->str + raw->len);
    if (tag.kind == LH_TAG_COMMENT || tag.kind == LH_TAG_OTHER)
        return raw->str[raw->len - 1] == '>' &&
               (tag.kind != LH_TAG_COMMENT || g_str_has_suffix(raw->str, "-->"));
    return tag.kind != LH_TAG_TEXT || raw->len > 65536;
}

void lh_html_inline(LhBuild *b, guint32 at)
{
    LhTag tag = lh_tag_read(b->raw->str, b->raw->str + b->raw->len);
    if (tag.kind == LH_TAG_TEXT)
        lh_build_literal(b, at, tag.text, tag.length);
    else
        lh_html_tag(b, &tag, at, FALSE);
}

/* ---- A block of HTML */

/* The offset in `work` of byte @offset of raw. */
static guint32 raw_place(LhBuild *b, gsize offset)
{
    const LhSrcPiece *lines = (const LhSrcPiece *) (const void *) b->raw_lines->data;
    guint low = 0, high = b->raw_lines->len;
    if (high == 0)
        return b->cursor;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (lines[middle].work <= offset)
            low = middle;
        else
            high = middle;
    }
    return lines[low].orig + (guint32) (offset - lines[low].work);
}

static gboolean is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Whether the open leaf's text so far ends with a blank, so that another would be too much. */
static gboolean ends_with_blank(const LhBuild *b)
{
    return !b->leaf || b->typo.before == 0 || b->typo.before == ' ';
}

/* Adds a word, entities resolved and typeset. */
static void add_word(LhBuild *b, const char *text, gsize length, guint32 at)
{
    g_autoptr(GString) word = g_string_new(NULL);
    lh_build_need_leaf(b, at);
    if (b->run->len == 0)
        b->run_at = at;
    lh_entity_append_text(word, text, length);
    if (b->code_depth)
        g_string_append_len(b->run, word->str, (gssize) word->len);
    else
        lh_typo_append(&b->typo, b->run, word->str, word->len, 0, text[length]);
}

/* Text of an HTML block: blanks collapse, each line stays an inline of its own. */
static void add_html_text(LhBuild *b, const LhTag *tag)
{
    const char *p = tag->text, *end = p + tag->length;
    gsize base = (gsize) (tag->text - b->raw->str);
    while (p < end) {
        const char *from = p;
        gboolean newline = FALSE;
        for (; p < end && is_white(*p); p++)
            newline |= *p == '\n';
        if (p > from && !ends_with_blank(b)) {
            if (b->run->len == 0)
                b->run_at = raw_place(b, base + (gsize) (from - tag->text));
            g_string_append_c(b->run, ' ');
            lh_typo_pass(&b->typo, ' ');
            if (newline)
                lh_build_flush(b);
        }
        for (from = p; p < end && !is_white(*p);)
            p++;
        if (p > from)
            add_word(b, from, (gsize) (p - from), raw_place(b, base + (gsize) (from - tag->text)));
    }
}

/* The end tag of @name at or after @p, or @end. */
static const char *find_end_tag(const char *p, const char *end, const char *name)
{
    gsize n = strlen(name);
    for (; (p = memchr(p, '<', (gsize) (end - p))); p++)
        if ((gsize) (end - p) > n + 2 && p[1] == '/' && !g_ascii_strncasecmp(p + 2, name, n))
            return p;
    return end;
}

/* <pre>: a listing, its tags taken off. */
static const char *read_pre(LhBuild *b, const LhTag *tag, const char *p, const char *end,
                            guint32 at)
{
    const char *stop = find_end_tag(p, end, "pre");
    g_autoptr(GString) code = g_string_new(NULL);
    LhBlock *block = lh_build_block(b, LH_BLOCK_LISTING);
    const char *id = lh_tag_attr(b->arena, tag, "id");
    if (p < stop && *p == '\n')
        p++;
    block->listing.code_line = lh_build_place(b, raw_place(b, (gsize) (p - b->raw->str))).line;
    while (p < stop) {
        LhTag inner = lh_tag_read(p, stop);
        if (inner.kind == LH_TAG_TEXT)
            lh_entity_append_text(code, inner.text, inner.length);
        p += inner.size;
    }
    if (code->len && code->str[code->len - 1] != '\n')
        g_string_append_c(code, '\n');
    block->id = id ? id : block->id;
    block->source = lh_build_place(b, at);
    block->listing.code = lh_arena_strndup(b->arena, code->str, (gssize) code->len);
    block->listing.length = code->len;
    block->listing.start = 1;
    lh_build_end_leaf(b);
    lh_build_append(b, block);
    LhTag close = lh_tag_read(stop, end);
    return stop + close.size;
}

void lh_html_block(LhBuild *b)
{
    const char *p = b->raw->str, *end = p + b->raw->len;
    b->in_html = TRUE;
    while (p < end) {
        LhTag tag = lh_tag_read(p, end);
        guint32 at = raw_place(b, (gsize) (p - b->raw->str));
        const LhElement *element = tag.kind == LH_TAG_OPEN ? lh_html_find(tag.name) : NULL;
        p += tag.size;
        if (tag.kind == LH_TAG_TEXT)
            add_html_text(b, &tag);
        else if (element && element->role == LH_HTML_PRE)
            p = read_pre(b, &tag, p, end, at);
        else
            lh_html_tag(b, &tag, at, TRUE);
        if (element && element->role == LH_HTML_HIDDEN)
            p = find_end_tag(p, end, tag.name);
    }
    b->code_depth = 0;
    b->in_html = FALSE;
}
