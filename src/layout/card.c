/* Cards: which function sets which kind, and the labels that paragraphs begin with. */
#include "card.h"

#include <string.h>

#define LONGEST_LABEL 32 /* bytes; longer bold beginnings are just bold text */

static const LhBlockFunc card_table[LH_N_CARD_KINDS] = {
    [LH_CARD_TRADEOFF] = lh_set_tradeoff, [LH_CARD_RECORD] = lh_set_labelled,
    [LH_CARD_LABELLED] = lh_set_labelled, [LH_CARD_GOTCHA] = lh_set_gotcha,
    [LH_CARD_NOTE] = lh_set_note,         [LH_CARD_KEY] = lh_set_key,
    [LH_CARD_SUMMARY] = lh_set_summary,
};

const LhCardStyle *lh_card_look(const LhStyle *style, const LhBlock *block)
{
    const LhCardStyle *look = lh_style_card(style, block->card.kind);

    return look ? look : lh_style_card(style, "note");
}

/* The kinds that the style has: "TRADEOFF, ADR or NOTE". */
static char *list_kinds(const LhStyle *style)
{
    GString *list = g_string_new(NULL);

    for (unsigned i = 0; i < style->n_cards; i++) {
        g_autofree char *upper = g_ascii_strup(style->cards[i].name, -1);
        const char *comma = i == 0 ? "" : i + 1 < style->n_cards ? ", " : " or ";
        g_string_append_printf(list, "%s%s", comma, upper);
    }
    return g_string_free(list, FALSE);
}

static void warn_unknown(LhSetter *setter, const LhBlock *block)
{
    g_autofree char *kinds = list_kinds(setter->style), *hint = g_strdup_printf("write %s", kinds);

    lh_diag_add(setter->context->diag, LH_SEVERITY_WARNING, block->source, "unknown-card", hint,
                "a card of the kind “%s” is not known; it becomes a note", block->card.kind);
}

void lh_set_card(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    setter->indent_next = FALSE;
    if (lh_style_card(setter->style, block->card.kind) == NULL)
        warn_unknown(setter, block);
    if (flow->natural || flow->in_card)
        lh_set_inner_card(setter, block, flow);
    else
        card_table[lh_card_look(setter->style, block)->shape](setter, block, flow);
    setter->indent_next = FALSE;
}

const char *lh_card_name(LhSetter *setter, const LhBlock *block)
{
    const LhCardStyle *look = lh_style_card(setter->style, block->card.kind);

    return look ? look->label : block->card.kind;
}

void lh_card_warn(LhSetter *setter, const LhBlock *block, const char *what, const char *hint)
{
    lh_diag_add(setter->context->diag, LH_SEVERITY_WARNING, block->source, "card-shape", hint, "%s",
                what);
}

/* ---- Labels ---- */

static gboolean is_blank(const LhInline *node)
{
    return node->kind == LH_INLINE_INDEX || node->kind == LH_INLINE_ANCHOR ||
           (node->kind == LH_INLINE_TEXT &&
            (node->text == NULL || strspn(node->text, " ") == strlen(node->text)));
}

/* Skips blanks, and between them one colon, dash or full stop. */
static const char *after_label(const char *text)
{
    static const char *const marks[] = {":", "–", "—", "-", "."};

    text += strspn(text, " ");
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_str_has_prefix(text, marks[i])) {
            text += strlen(marks[i]);
            break;
        }
    return text + strspn(text, " ");
}

static const LhInline *rest_of(LhSetter *setter, const LhInline *next)
{
    if (next && next->kind == LH_INLINE_BREAK)
        next = next->next;
    if (next == NULL || next->kind != LH_INLINE_TEXT || next->text == NULL)
        return next;
    const char *rest = after_label(next->text);

    return *rest == '\0' ? next->next : lh_inline_piece(setter, next, rest);
}

/* @label, which the bold @node begins with, as an inline that knows where it was written. */
static const LhInline *label_words(LhSetter *setter, const LhInline *node, const char *label)
{
    const LhInline *first = node->first;

    if (first && first->kind == LH_INLINE_TEXT && first->text &&
        g_str_has_prefix(first->text, label)) {
        LhInline *words = lh_inline_words(setter, label, first->source);
        words->of = first->text;
        return words;
    }
    return lh_inline_words(setter, label, node->source);
}

gboolean lh_card_label(LhSetter *setter, const LhBlock *block, LhLabelled *labelled)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    const LhInline *node = block->text;

    if (block->kind != LH_BLOCK_PARAGRAPH && block->kind != LH_BLOCK_DEFINITION)
        return FALSE;
    while (node && is_blank(node))
        node = node->next;
    if (node == NULL || node->kind != LH_INLINE_STRONG)
        return FALSE;
    lh_inline_plain(node->first, plain);
    while (plain->len && strchr(" :.", plain->str[plain->len - 1]))
        g_string_truncate(plain, plain->len - 1);
    if (plain->len == 0 || plain->len > LONGEST_LABEL)
        return FALSE;
    labelled->label = lh_arena_strndup(setter->arena, plain->str, (gssize) plain->len);
    labelled->words = label_words(setter, node, labelled->label);
    labelled->rest = rest_of(setter, node->next);
    return TRUE;
}
