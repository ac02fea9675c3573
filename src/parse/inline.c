/* The inlines of the open leaf. */
#include "build.h"
#include "entity.h"

#include <string.h>

LhInline *lh_build_inline(LhBuild *b, LhInlineKind kind, guint32 at)
{
    lh_build_flush(b);
    LhInline *node = lh_arena_new0(b->arena, LhInline, 1);
    node->kind = kind;
    node->source = lh_build_place(b, at);
    *b->tail = node;
    b->tail = &node->next;
    return node;
}

void lh_build_flush(LhBuild *b)
{
    if (b->run->len == 0)
        return;
    LhInline *node = lh_arena_new0(b->arena, LhInline, 1);
    node->kind = b->code_depth ? LH_INLINE_CODE : LH_INLINE_TEXT;
    node->text = lh_arena_strndup(b->arena, b->run->str, (gssize) b->run->len);
    node->source = lh_build_place(b, b->run_at);
    g_string_truncate(b->run, 0);
    *b->tail = node;
    b->tail = &node->next;
}

void lh_build_open_span(LhBuild *b, LhInlineKind kind, const char *tag, guint32 at)
{
    if (b->n_spans == LH_BUILD_SPANS) {
        if (b->n_flat_spans++ == 0)
            lh_build_warn(b, at, "too-deep", NULL,
                          "emphasis and links are nested too deeply here; the text is kept");
        return;
    }
    LhInline *node = lh_build_inline(b, kind, at);
    b->spans[b->n_spans++] = (LhSpan){node, b->tail, tag};
    b->tail = &node->first;
}

void lh_build_close_span(LhBuild *b)
{
    if (b->n_flat_spans) {
        b->n_flat_spans--;
        return;
    }
    lh_build_flush(b);
    if (b->n_spans)
        b->tail = b->spans[--b->n_spans].tail;
}

static void begin_run(LhBuild *b, guint32 at)
{
    if (b->run->len == 0)
        b->run_at = at;
}

/* The end of the label of a footnote's call at @p (`[^1]`), or NULL. */
static const char *note_call_end(const char *p, const char *end)
{
    if (end - p < 4 || p[0] != '[' || p[1] != '^')
        return NULL;
    const char *q = p + 2;
    while (q < end && *q != ']' && *q != '[' && *q != ' ')
        q++;
    return q < end && *q == ']' && q > p + 2 ? q : NULL;
}

/* Adds the call of a footnote. Returns: FALSE when none of that label is defined. */
static gboolean add_note_call(LhBuild *b, const char *p, const char *close, guint32 at)
{
    char *label = lh_arena_strndup(b->arena, p + 2, close - p - 2);
    if (!g_hash_table_contains(b->scan->labels, label)) {
        lh_build_warn(b, at, "undefined-footnote", "define it: [^label]: text",
                      "there is no footnote “%s”", label);
        return FALSE;
    }
    lh_build_inline(b, LH_INLINE_NOTE_REF, at)->target = label;
    lh_typo_pass(&b->typo, 'x');
    g_hash_table_add(b->notes_used, label);
    return TRUE;
}

/* Adds plain text, @literal bytes of it as written. */
static void add_text(LhBuild *b, guint32 at, const char *text, gsize length, gsize literal)
{
    const GString *work = b->src->work;
    begin_run(b, at);
    char after = at + length < work->len ? work->str[at + length] : '\0';
    lh_typo_append(&b->typo, b->run, text, length, literal, after);
}

/* Adds text that may call footnotes. */
static void add_text_with_notes(LhBuild *b, guint32 at, const char *text, gsize length,
                                gsize literal)
{
    const char *end = text + length, *p = text + literal, *done = text;
    while (p < end && (p = memchr(p, '[', (gsize) (end - p)))) {
        const char *close = note_call_end(p, end);
        if (!close) {
            p++;
            continue;
        }
        if (p > done)
            add_text(b, at + (guint32) (done - text), done, (gsize) (p - done), literal);
        literal = 0;
        guint32 here = at + (guint32) (p - text);
        done = p;
        if (add_note_call(b, p, close, here))
            done = close + 1;
        p = close + 1;
    }
    if (end > done)
        add_text(b, at + (guint32) (done - text), done, (gsize) (end - done), literal);
}

/* Adds text of one piece of the manuscript. */
static void add_piece(LhBuild *b, guint32 at, const char *text, gsize length)
{
    if (b->leaf->kind == LH_BLOCK_HEADING)
        g_string_append_len(b->written, text, (gssize) length);
    if (b->code_depth) {
        begin_run(b, at);
        g_string_append_len(b->run, text, (gssize) length);
        lh_typo_pass(&b->typo, 'x');
        return;
    }
    gsize literal = at > 0 && b->src->work->str[at - 1] == '\\';
    if (memchr(text, '[', length))
        add_text_with_notes(b, at, text, length, literal);
    else
        add_text(b, at, text, length, literal);
}

void lh_build_text(LhBuild *b, guint32 at, gsize length)
{
    lh_build_need_leaf(b, at);
    while (length > 0) {
        const char *text;
        gsize n = lh_src_run(b->src, at, length, &text);
        if (text)
            add_piece(b, at, text, n);
        at += (guint32) n;
        length -= n;
    }
}

void lh_build_literal(LhBuild *b, guint32 at, const char *text, gsize length)
{
    if (length == 0)
        return;
    lh_build_need_leaf(b, at);
    begin_run(b, at);
    if (b->leaf->kind == LH_BLOCK_HEADING)
        g_string_append_len(b->written, text, (gssize) length);
    g_string_append_len(b->run, text, (gssize) length);
    lh_typo_pass(&b->typo, g_utf8_get_char(g_utf8_find_prev_char(text, text + length)));
}

/* A line of the manuscript ends: its text is one inline, so that each line keeps its place. */
void lh_build_soft_break(LhBuild *b)
{
    begin_run(b, b->cursor);
    if (b->leaf || b->run->len) {
        g_string_append_c(b->run, ' ');
        lh_typo_pass(&b->typo, ' ');
        lh_build_flush(b);
    }
}

void lh_build_break(LhBuild *b, guint32 at)
{
    lh_build_need_leaf(b, at);
    lh_build_inline(b, LH_INLINE_BREAK, at);
    lh_typo_pass(&b->typo, ' ');
}
