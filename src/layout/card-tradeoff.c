/* The trade-off: context, a table of options with the recommended one circled, a verdict. */
#include "card.h"
#include "table.h"

#define MOST_OPTIONS 5 /* columns beside the row heads */

typedef struct {
    LhCard card;
    gboolean context, table, verdict; /* seen so far */
} Tradeoff;

/* A paragraph hanging after its label. */
static void set_hanging(Tradeoff *t, const LhBlock *block, const char *label, const LhInline *text,
                        const LhVoice *voice)
{
    LhCard *card = &t->card;
    LhSetter *setter = card->setter;
    const LhStyle *style = setter->style;
    const LhTag *tag = lh_tag_new(setter, LH_TAG_P, card->tag);
    double hang =
        lh_set_label(setter, label, LH_ROLE_CARD_LABEL, card->look->label_ink.index, card->flow.x,
                     card->flow.rise, 0, tag, block->source) +
        style->card.label_gap;
    LhSetText lines = lh_set_text(setter, text, voice, MAX(card->flow.width - hang, 60), 0, tag,
                                  lh_seed(block->source));
    int first = lh_add_lines(setter, &card->flow, &lines, hang);

    lh_raise_breaks(setter, first, lh_n_slabs(setter) - 1, LH_CUT_INSIDE);
}

static gboolean is_verdict(const char *label)
{
    return g_ascii_strncasecmp(label, "verdict", 7) == 0;
}

static void set_label(Tradeoff *t, const LhBlock *block, const LhLabelled *labelled)
{
    LhVoice voice = t->card.flow.voice;

    if (is_verdict(labelled->label)) {
        t->verdict = TRUE;
        voice.text = LH_ROLE_CARD_VERDICT;
    }
    set_hanging(t, block, labelled->label, labelled->rest, &voice);
}

static void set_options(Tradeoff *t, const LhBlock *block)
{
    LhCard *card = &t->card;
    const LhStyle *style = card->setter->style;
    int options = block->table.columns - 1;
    int first = lh_n_slabs(card->setter);
    LhTableStyle table = options >= 1 && options <= MOST_OPTIONS
                             ? lh_table_style_options(style, &card->flow, options)
                             : lh_table_style_card(style, &card->flow);

    lh_table_set(card->setter, block, &card->flow, &table);
    lh_raise_breaks(card->setter, first, lh_n_slabs(card->setter) - 1, LH_CUT_SECTION);
    t->table = TRUE;
}

static void set_part(Tradeoff *t, const LhBlock *block)
{
    LhCard *card = &t->card;
    LhLabelled labelled;
    gboolean begins = !t->table && !t->context;

    if (lh_card_label(card->setter, block, &labelled)) {
        t->context |= begins;
        set_label(t, block, &labelled);
    } else if (block->kind == LH_BLOCK_TABLE && !t->table && block->first) {
        set_options(t, block);
    } else if (block->kind == LH_BLOCK_PARAGRAPH && begins) {
        t->context = TRUE;
        set_hanging(t, block, "Context", block->text, &card->flow.voice);
    } else {
        card->setter->indent_next = FALSE;
        lh_set_block(card->setter, block, &card->flow);
    }
}

static void warn_shape(const Tradeoff *t, const LhBlock *block)
{
    LhSetter *setter = t->card.setter;

    if (!t->table)
        lh_card_warn(setter, block, "this trade-off compares nothing",
                     "add a table: first column the row heads, one column for each option");
    else if (!t->verdict)
        lh_card_warn(setter, block, "this trade-off has no verdict",
                     "end it with a paragraph that starts with **Verdict**");
}

void lh_set_tradeoff(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    LhCardPlan plan = {.title = LH_ROLE_CARD_TITLE,
                       .text = block->card.title,
                       .stamp = TRUE,
                       .first = style->card.context_baseline};
    Tradeoff t = {0};

    lh_card_open(&t.card, setter, block, flow, &plan);
    for (const LhBlock *child = block->first; child; child = child->next) {
        set_part(&t, child);
        if (child->next && child->next->kind != LH_BLOCK_TABLE && child->kind != LH_BLOCK_TABLE)
            lh_add_space(setter, &t.card.flow, 0, style->card.block_gap);
    }
    lh_card_close(&t.card);
    warn_shape(&t, block);
}
