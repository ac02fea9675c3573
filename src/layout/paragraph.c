/* Paragraphs, definitions and thematic breaks. */
#include "setter.h"

#include <string.h>

/* In a card a new paragraph is told by a third of a line's space, not by an indent. */
#define CARD_PARAGRAPH_GAP (1.0 / 3)

#define LEAD_IN     2    /* lines: a paragraph as short as this leads in the listing after it */
#define CUT_LEAD_IN 20.0 /* what a page cut between a longer one and its listing costs */

static guint32 text_seed(const LhBlock *block)
{
    const char *text = block->text && block->text->text ? block->text->text : "";

    return lh_hash(lh_seed(block->source), text, MIN(strlen(text), 32));
}

static gboolean ends_with_colon(const LhInline *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);

    lh_inline_plain(text, plain);
    g_strchomp(plain->str);
    return g_str_has_suffix(plain->str, ":");
}

static gboolean is_code(const LhBlock *block)
{
    return block->kind == LH_BLOCK_LISTING && !block->listing.drawing;
}

static gboolean is_display(const LhBlock *block)
{
    return block->kind == LH_BLOCK_LISTING || block->kind == LH_BLOCK_TABLE ||
           block->kind == LH_BLOCK_FIGURE;
}

/* What leads in the block after it stays with it: a sentence that ends with a colon, a single line
 * above a table or figure, a short paragraph above a listing; a longer one if it can. */
static void keep_lead_in(LhSetter *setter, const LhBlock *block, int n_lines)
{
    const LhBlock *next = block->next;

    if (next == NULL || next->kind == LH_BLOCK_HEADING || next->kind == LH_BLOCK_PARAGRAPH)
        return;
    if ((n_lines == 1 && is_display(next)) || ends_with_colon(block->text) ||
        (n_lines <= LEAD_IN && is_code(next)))
        lh_keep_next(setter, LH_NEVER_BREAK);
    else if (is_code(next))
        lh_keep_next(setter, CUT_LEAD_IN);
}

static gboolean is_empty(const LhInline *text)
{
    for (; text; text = text->next)
        if (text->kind != LH_INLINE_INDEX && text->kind != LH_INLINE_QUERY)
            return FALSE;
    return TRUE;
}

void lh_set_paragraph(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhTag *tag;
    double indent = 0;

    if (is_empty(block->text))
        return;
    if (!flow->natural && setter->indent_next && flow->level == 0)
        indent = setter->style->paragraph.indent;
    if (flow->natural && setter->indent_next)
        lh_add_space(setter, flow, 0, flow->pitch * CARD_PARAGRAPH_GAP);
    tag = lh_tag_new(setter, LH_TAG_P, flow->tag);
    setter->bare = setter->context->unseen;
    LhSetText text =
        lh_set_text(setter, block->text, &flow->voice, flow->width, indent, tag, text_seed(block));
    setter->bare = FALSE;
    lh_add_anchor(setter, block->id, flow->x, 0);
    lh_add_lines(setter, flow, &text, 0);
    keep_lead_in(setter, block, text.n_lines);
    setter->indent_next = TRUE;
}

void lh_set_definition(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    double hang = flow->level > 0 ? 0 : setter->style->list.indent;
    LhFlow inner = *flow;
    const LhTag *tag = lh_tag_new(setter, LH_TAG_P, flow->tag);

    inner.voice.strong = LH_ROLE_TERM;
    LhSetText text = lh_set_text(setter, block->text, &inner.voice, flow->width - hang, -hang, tag,
                                 text_seed(block));
    lh_add_anchor(setter, block->id, flow->x, 0);
    lh_add_anchor(setter, lh_index_definition(setter, block), flow->x, 0);
    lh_record_thing(setter, LH_THING_DEFINITION, block, NULL, block->text, flow->x, 0);
    lh_add_lines(setter, &inner, &text, hang);
    setter->indent_next = TRUE;
}

void lh_set_rule(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    double middle = flow->x + flow->width / 2, half = MIN(style->rule.width, flow->width) / 2;
    double y = flow->rise - flow->pitch * 0.3;

    lh_hand_line(&setter->path, middle - half, y, middle + half, y, style->rule.roughness,
                 lh_seed(block->source));
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->rule.ink,
                 style->rule.weight);
    LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_OTHER, block->source);
    slab->break_after = 1;
    setter->indent_next = FALSE;
}
