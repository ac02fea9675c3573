/* Comments of HTML that speak to us: index entries, editions, and what is still to do. */
#include "html.h"

#include <string.h>

static char *trimmed(LhBuild *b, const char *text, gsize length)
{
    char *copy = lh_arena_strndup(b->arena, text, (gssize) length);
    return g_strstrip(copy);
}

static void open_only(LhBuild *b, char *names, guint32 at)
{
    g_auto(GStrv) parts = g_strsplit_set(names, ", \t\n", -1);
    LhBlock *only = lh_build_block(b, LH_BLOCK_ONLY);
    const char **editions = lh_arena_new0(b->arena, const char *, g_strv_length(parts) + 1);
    int n = 0;
    for (char **part = parts; *part; part++)
        if (**part)
            editions[n++] = lh_arena_strndup(b->arena, *part, -1);
    only->only.editions = editions;
    only->source = lh_build_place(b, at);
    if (n == 0)
        lh_build_warn(b, at, "empty-only", "write <!-- only: name -->", "“only” names no edition");
    lh_build_end_leaf(b);
    lh_build_push(b, only, "only", at);
}

static void add_mark(LhBuild *b, LhInlineKind kind, char *text, const char *target, guint32 at)
{
    lh_build_need_leaf(b, at);
    LhInline *node = lh_build_inline(b, kind, at);
    node->text = text;
    node->target = target;
    if (kind == LH_INLINE_INDEX && !*text)
        lh_build_warn(b, at, "empty-index", NULL, "this index entry is empty");
}

void lh_html_comment(LhBuild *b, const LhTag *tag, guint32 at, gboolean in_block)
{
    char *text = trimmed(b, tag->text, tag->length);
    gboolean ends_only = !strcmp(text, "end only");
    if (!in_block && (ends_only || g_str_has_prefix(text, "only:"))) {
        lh_diag_add(b->diag, LH_SEVERITY_ERROR, lh_build_place(b, at), "inline-only",
                    "give it a line of its own", "“%s” can't stand inside a paragraph",
                    ends_only ? text : "only");
        return;
    }
    if (ends_only) {
        lh_build_end_leaf(b);
        if (!lh_html_close_frame(b, "only"))
            lh_build_warn(b, at, "stray-end-only", NULL, "“end only” ends nothing");
    } else if (g_str_has_prefix(text, "only:"))
        open_only(b, text + 5, at);
    else if (g_str_has_prefix(text, "index:"))
        add_mark(b, LH_INLINE_INDEX, g_strchug(text + 6), NULL, at);
    else if (g_str_has_prefix(text, "todo:"))
        add_mark(b, LH_INLINE_QUERY, g_strchug(text + 5), "todo", at);
    else if (g_str_has_prefix(text, "query:"))
        add_mark(b, LH_INLINE_QUERY, g_strchug(text + 6), "query", at);
}
