/* A chapter leaf by leaf: its inlines put together, so that a word in two inks is one word. */
#include "internal.h"

#include <string.h>

gboolean lh_lint_wants(const LhLinter *l, LhLintKind kind)
{
    return (l->kinds >> kind) & 1;
}

const LhPiece *lh_lint_piece(const LhLinter *l, gsize at)
{
    guint low = 0, high = l->pieces->len; /* all before low start at or before it */

    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(l->pieces, LhPiece, middle).start <= at)
            low = middle + 1;
        else
            high = middle;
    }
    const LhPiece *piece = low > 0 ? &g_array_index(l->pieces, LhPiece, low - 1) : NULL;
    return piece && at < piece->start + piece->length ? piece : NULL;
}

void lh_lint_note(LhLinter *l, LhFault fault)
{
    if (lh_lint_wants(l, fault.kind) && l->faults->len < LH_LINT_MOST)
        g_array_append_val(l->faults, fault);
}

void lh_lint_add(LhLinter *l, LhLintKind kind, gsize at, gsize length)
{
    const LhPiece *piece = lh_lint_wants(l, kind) ? lh_lint_piece(l, at) : NULL;

    if (!piece)
        return;
    guint32 in = (guint32) at - piece->start;
    lh_lint_note(l, (LhFault){.kind = kind,
                              .at = in,
                              .length = (guint32) MIN(length, piece->length - in),
                              .inl = piece->inl});
}

GArray *lh_lint_chunks(const LhLinter *l)
{
    GArray *chunks = g_array_new(FALSE, FALSE, sizeof(LhChunk));

    for (const char *p = l->text->str; *p;) {
        gsize n = strcspn(p, " \t\n");
        LhChunk chunk = {p, p + n};
        if (n > 0)
            g_array_append_val(chunks, chunk);
        p += n + strspn(p + n, " \t\n");
    }
    return chunks;
}

/* Whether @c is punctuation that may stand round a word. */
static gboolean is_round(gunichar c)
{
    return c < 0x80 ? g_ascii_ispunct((char) c) : c != 0xFFFC && g_unichar_ispunct(c);
}

LhChunk lh_lint_core(LhChunk chunk)
{
    while (chunk.from < chunk.to && is_round(g_utf8_get_char(chunk.from)))
        chunk.from = g_utf8_next_char(chunk.from);
    while (chunk.from < chunk.to) {
        const char *last = g_utf8_prev_char(chunk.to);
        if (!is_round(g_utf8_get_char(last)))
            break;
        chunk.to = last;
    }
    return chunk;
}

/* ---- Links ---- */

static void check_link(LhLinter *l, const LhInline *link)
{
    static const char *const vague[] = {"here",      "click here", "this",         "link",
                                        "this link", "this page",  "this article", "this site",
                                        "read more", "more"};
    if (!lh_lint_wants(l, LH_LINT_VAGUE_LINK) || !l->english || !link->first ||
        link->first->kind != LH_INLINE_TEXT)
        return;
    g_autoptr(GString) words = g_string_new(NULL);
    lh_inline_plain(link->first, words);
    g_autofree char *folded = g_utf8_casefold(words->str, (gssize) words->len);
    for (gsize i = 0; i < G_N_ELEMENTS(vague); i++)
        if (!strcmp(g_strstrip(folded), vague[i])) {
            lh_lint_note(l, (LhFault){.kind = LH_LINT_VAGUE_LINK,
                                      .length = (guint32) strlen(link->first->text),
                                      .inl = link->first});
            return;
        }
}

/* Whether @link has its address for words, or none, so that layout writes a reference. */
static gboolean is_bare(const LhInline *link)
{
    const LhInline *words = link->first;

    return !words || (words->kind == LH_INLINE_TEXT && words->text && !words->next &&
                      link->target && g_str_has_suffix(link->target, words->text));
}

/* ---- Gathering ---- */

static void gather(LhLinter *l, const LhInline *first, gboolean linked)
{
    for (const LhInline *inl = first; inl; inl = inl->next)
        switch (inl->kind) {
        case LH_INLINE_TEXT:
            if (inl->text && *inl->text) {
                LhPiece piece = {inl, (guint32) l->text->len, (guint32) strlen(inl->text), linked};
                g_array_append_val(l->pieces, piece);
                g_string_append(l->text, inl->text);
            }
            break;
        case LH_INLINE_BREAK:
            g_string_append_c(l->text, ' ');
            break;
        case LH_INLINE_CODE:
        case LH_INLINE_KBD:
        case LH_INLINE_IMAGE:
            g_string_append(l->text, LH_LINT_HOLE);
            break;
        case LH_INLINE_NOTE_REF:
        case LH_INLINE_ANCHOR:
        case LH_INLINE_INDEX:
        case LH_INLINE_QUERY:
            break;
        case LH_INLINE_SUP:
        case LH_INLINE_SUB:
            g_string_append(l->text, LH_LINT_HOLE);
            break;
        case LH_INLINE_LINK:
            check_link(l, inl);
            if (is_bare(inl))
                g_string_append(l->text, LH_LINT_HOLE);
            else
                gather(l, inl->first, TRUE);
            break;
        default:
            gather(l, inl->first, linked);
        }
}

static int by_place(gconstpointer a, gconstpointer b)
{
    const LhFault *one = a, *two = b;

    if (one->at != two->at)
        return one->at < two->at ? -1 : 1;
    return (int) one->kind - (int) two->kind;
}

/* Puts the faults from @from on in order where they are of one inline; the report does the rest. */
static void sort_faults(GArray *faults, guint from)
{
    for (guint i = from; i < faults->len;) {
        guint end = i + 1;
        while (end < faults->len &&
               g_array_index(faults, LhFault, end).inl == g_array_index(faults, LhFault, i).inl)
            end++;
        qsort(&g_array_index(faults, LhFault, i), end - i, sizeof(LhFault), by_place);
        i = end;
    }
}

static void read_leaf(LhLinter *l, const LhInline *first)
{
    guint before = l->faults->len;

    if (!first)
        return;
    g_string_truncate(l->text, 0);
    g_array_set_size(l->pieces, 0);
    gather(l, first, FALSE);
    g_autoptr(GArray) chunks = lh_lint_chunks(l);
    lh_lint_words(l, chunks);
    lh_lint_signs(l, chunks);
    lh_lint_sentences(l, chunks);
    for (guint i = 0; i < l->pieces->len; i++)
        lh_lint_blanks(l, g_array_index(l->pieces, LhPiece, i).inl);
    sort_faults(l->faults, before);
}

/* Whether @block is a paragraph that opens a quote. */
static gboolean opens_quote(const LhBlock *block)
{
    const LhInline *first = block && block->kind == LH_BLOCK_PARAGRAPH ? block->text : NULL;

    return first && first->text && g_utf8_get_char(first->text) == 0x201C;
}

static void read_block(LhLinter *l, const LhBlock *block)
{
    l->heading = block->kind == LH_BLOCK_HEADING;
    l->quote_goes_on = opens_quote(block->next);
    read_leaf(l, block->text);
    l->heading = l->quote_goes_on = FALSE;
    if (block->kind == LH_BLOCK_LISTING)
        read_leaf(l, block->listing.caption);
    else if (block->kind == LH_BLOCK_TABLE)
        read_leaf(l, block->table.caption);
    else if (block->kind == LH_BLOCK_CARD)
        read_leaf(l, block->card.title);
    else if (block->kind == LH_BLOCK_FIGURE)
        read_leaf(l, block->figure.caption);
    for (const LhBlock *child = block->first; child; child = child->next)
        read_block(l, child);
}

void lh_lint_leaves(LhLinter *l, const LhTree *tree)
{
    l->heading = TRUE;
    read_leaf(l, tree->title);
    for (const LhBlock *block = tree->first; block; block = block->next)
        read_block(l, block);
    for (const LhBlock *block = tree->notes; block; block = block->next)
        read_block(l, block);
}
