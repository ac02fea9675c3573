/* Sentences, headings, and what was only meant to stand there for a while. */
#include "internal.h"

#include <string.h>

static gsize place(const LhLinter *l, const char *p)
{
    return (gsize) (p - l->text->str);
}

/* Abbreviations that a small letter follows. */
static const char *const abbreviations[] = {
    "etc", "vs", "approx", "resp", "cf",  "incl", "excl", "est", "dept", "fig", "figs", "sec",
    "vol", "no", "nos",    "min",  "max", "std",  "ed",   "eds", "al",   "viz", "pp",   "esp"};

/* Whether @chunk ends a sentence: a word of small letters, no abbreviation, and a full stop. */
static gboolean ends_sentence(const LhChunk *chunk)
{
    LhChunk core = lh_lint_core(*chunk);
    gsize n = (gsize) (core.to - core.from);

    if (n < 2 || core.to + 1 != chunk->to || *core.to != '.')
        return FALSE;
    for (const char *p = core.from; p < core.to; p++)
        if (!g_ascii_islower(*p))
            return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(abbreviations); i++)
        if (strlen(abbreviations[i]) == n && !strncmp(abbreviations[i], core.from, n))
            return FALSE;
    return TRUE;
}

/* Whether @chunk is a word of small letters alone; names such as iPhone and s3 are none. */
static gboolean is_small(const LhChunk *chunk)
{
    LhChunk core = lh_lint_core(*chunk);

    for (const char *p = core.from; p < core.to; p++)
        if (!g_ascii_islower(*p))
            return FALSE;
    return core.to > core.from && core.from == chunk->from;
}

static void check_case(LhLinter *l, const LhChunk *before, const LhChunk *chunk)
{
    if (ends_sentence(before) && is_small(chunk))
        lh_lint_add(l, LH_LINT_SENTENCE_CASE, place(l, chunk->from),
                    (gsize) (lh_lint_core(*chunk).to - chunk->from));
}

static void check_placeholder(LhLinter *l, const LhChunk *chunk, const LhChunk *next)
{
    static const char *const always[] = {"XXX", "XXXX", "TKTK"};
    static const char *const marked[] = {"TODO", "FIXME", "TBD", "TK"};
    LhChunk core = lh_lint_core(*chunk);
    gsize n = (gsize) (core.to - core.from);
    gboolean found = FALSE, bare = core.from == chunk->from && core.to == chunk->to;
    gboolean alone = !next && chunk->from == l->text->str;

    for (gsize i = 0; i < G_N_ELEMENTS(always); i++)
        found |= n == strlen(always[i]) && !strncmp(core.from, always[i], n);
    for (gsize i = 0; i < G_N_ELEMENTS(marked) && (!bare || alone); i++)
        found |= n == strlen(marked[i]) && !strncmp(core.from, marked[i], n) &&
                 (alone || *core.to == ':' || *core.to == ']');
    found |= n == 5 && next && !g_ascii_strncasecmp(core.from, "lorem", 5) &&
             !g_ascii_strncasecmp(next->from, "ipsum", 5);
    if (found)
        lh_lint_add(l, LH_LINT_PLACEHOLDER, place(l, core.from), n);
}

/* A heading is no sentence. */
static void check_heading(LhLinter *l, const LhChunk *last)
{
    static const char *const kept[] = {"etc.", "vs.", "Inc.", "Ltd.", "Co.", "Jr.", "al."};
    const char *sign = last->to - 1;

    if (!strchr(".,;:", *sign) || sign == last->from)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
        if ((gsize) (last->to - last->from) == strlen(kept[i]) &&
            !strncmp(last->from, kept[i], strlen(kept[i])))
            return;
    if (memchr(last->from, '.', (gsize) (sign - last->from)) == NULL) /* e.g., U.S. */
        lh_lint_add(l, LH_LINT_HEADING_STOP, place(l, sign), 1);
}

void lh_lint_sentences(LhLinter *l, const GArray *chunks)
{
    for (guint i = 0; i < chunks->len; i++) {
        const LhChunk *chunk = &g_array_index(chunks, LhChunk, i);
        if (i > 0 && l->english)
            check_case(l, chunk - 1, chunk);
        check_placeholder(l, chunk, i + 1 < chunks->len ? chunk + 1 : NULL);
    }
    if (l->heading && chunks->len > 0)
        check_heading(l, &g_array_index(chunks, LhChunk, chunks->len - 1));
}
