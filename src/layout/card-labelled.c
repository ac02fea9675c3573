/* Decision records and case studies: labels on the left, text on the right of a divider. Also the
 * summary, which has neither. */
#include "card.h"
#include "references.h"

#include <string.h>

#define CUT_STUB  240.0 /* what it costs that a card's first section stands alone on its page */
#define CUT_BLOCK 110.0 /* and a cut between two blocks of a section */
#define CUT_APART 50.0  /* and one before a summary that ends the chapter, to stand alone */

typedef struct {
    LhCard card;
    LhRole label;
    double label_right; /* from the text's left edge */
    double gap;         /* points between sections */
    gboolean record;    /* a decision's: its sections may list gains and costs */
    gboolean gains;     /* one has: from it on + and - items are gains and costs */
    int n_sections;
} Sections;

/* ---- The number of a decision record ---- */

/* Splits "ADR-014: Fan out" after its number. */
static const LhInline *take_number(LhSetter *setter, const LhInline *title, const char **number)
{
    gsize length = title && title->kind == LH_INLINE_TEXT ? lh_record_number(title->text) : 0;

    *number = NULL;
    if (length == 0)
        return title;
    const char *rest = title->text + length + 1;
    rest += strspn(rest, " ");
    *number = lh_arena_strndup(setter->arena, title->text, (gssize) length);
    return *rest == '\0' ? title->next : lh_inline_piece(setter, title, rest);
}

/* ---- Gains and costs ---- */

/* Whether the section that begins with @block lists what was gained. */
static gboolean has_gains(LhSetter *setter, const LhBlock *block)
{
    LhLabelled next;

    for (const LhBlock *b = block; b; b = b->next) {
        if (b != block && lh_card_label(setter, b, &next))
            return FALSE;
        if (b->kind == LH_BLOCK_LIST && !b->list.ordered && b->list.mark == '+')
            return TRUE;
    }
    return FALSE;
}

static gboolean has_tasks(const LhBlock *list)
{
    for (const LhBlock *item = list->first; item; item = item->next)
        if (item->item.task != LH_TASK_NONE)
            return TRUE;
    return FALSE;
}

/* The sign, drawn by the pen; its character is in the text layer. */
static void set_sign(Sections *s, gboolean gain, const LhTag *tag, LhSource source)
{
    LhSetter *setter = s->card.setter;
    const LhStyle *style = setter->style;
    const LhFlow *flow = &s->card.flow;
    const LhInkRef *ink = gain ? &style->card.gain : &style->card.cost;
    double half = style->card.sign_size / 2, x = flow->x + half;
    double y = flow->rise - style->card.sign_rise;
    guint first = setter->sink.items->len;

    lh_set_label(setter, gain ? "+" : "–", LH_ROLE_CARD_STRONG, ink->index, flow->x, flow->rise, 0,
                 tag, source);
    ((LhRun *) g_array_index(setter->sink.items, LhItem, first).run)->hidden = TRUE;
    lh_hand_line(&setter->path, x - half, y, x + half, y, style->card.roughness, lh_seed(source));
    if (gain)
        lh_hand_line(&setter->path, x, y - half, x, y + half, style->card.roughness,
                     lh_seed(source) + 1);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, ink, style->card.sign_weight);
}

static void set_gain(Sections *s, const LhBlock *item, char mark)
{
    LhSetter *setter = s->card.setter;
    const LhStyle *style = setter->style;
    LhFlow flow = s->card.flow;
    const LhTag *li = lh_tag_new(setter, LH_TAG_LI, flow.tag);

    set_sign(s, mark == '+', lh_tag_new(setter, LH_TAG_LBL, li), item->source);
    flow.x += style->card.item_indent;
    flow.width -= style->card.item_indent;
    flow.level++;
    flow.tag = lh_tag_new(setter, LH_TAG_LBODY, li);
    setter->indent_next = FALSE;
    lh_set_blocks(setter, item->first, &flow);
}

static void set_gains(Sections *s, const LhBlock *list)
{
    const LhTag *outer = s->card.flow.tag;

    s->card.flow.tag = lh_tag_new(s->card.setter, LH_TAG_L, outer);
    for (const LhBlock *item = list->first; item; item = item->next)
        set_gain(s, item, item->item.mark ? item->item.mark : list->list.mark);
    s->card.flow.tag = outer;
}

/* ---- Sections ---- */

/* The label, in as many lines as it needs, right-aligned beside what comes; returns the lines. */
static int sink_label(Sections *s, const LhBlock *block, const LhInline *label)
{
    LhSetter *setter = s->card.setter;
    double width = s->label_right - s->card.left - 2;
    LhVoice voice = lh_voice(s->label, s->label, s->label, LH_ROLE_CARD_CODE);

    voice.ink = s->card.look->label_ink.index;
    LhSetText text = lh_set_text(setter, label, &voice, width, 0,
                                 lh_tag_new(setter, LH_TAG_P, s->card.tag), lh_seed(block->source));
    for (int i = 0; i < text.n_lines; i++)
        lh_sink_line(setter, &text.lines[i], s->label_right - text.lines[i].width,
                     s->card.flow.rise + i * s->card.flow.pitch);
    return text.n_lines;
}

/* Fills up a section that has fewer lines than its label. */
static void pad_section(Sections *s, int first, int label_lines)
{
    int lines = lh_n_slabs(s->card.setter) - first;

    if (lines < label_lines)
        lh_add_space(s->card.setter, &s->card.flow, 0, (label_lines - lines) * s->card.flow.pitch);
}

static void open_section(Sections *s, const LhBlock *block, const LhLabelled *labelled)
{
    LhSetter *setter = s->card.setter;
    const LhFlow *flow = &s->card.flow;
    int first = lh_n_slabs(setter);

    if (s->n_sections++ > 0) {
        lh_add_space(setter, flow, 0, s->gap);
        lh_last_slab(setter)->break_after = s->n_sections == 2 ? CUT_STUB : LH_CUT_SECTION;
    }
    s->gains |= s->record && has_gains(setter, block);
    int label_lines = sink_label(s, block, labelled->words);
    if (labelled->rest) {
        LhSetText text =
            lh_set_text(setter, labelled->rest, &flow->voice, flow->width, 0,
                        lh_tag_new(setter, LH_TAG_P, s->card.tag), lh_seed(block->source));
        lh_add_lines(setter, flow, &text, 0);
        pad_section(s, first, label_lines);
    } else if (block->next == NULL || label_lines > 1) {
        lh_add_slab(setter, flow, LH_SLAB_TEXT, block->source);
        pad_section(s, first, label_lines);
    }
}

static void set_part(Sections *s, const LhBlock *block)
{
    LhSetter *setter = s->card.setter;
    LhLabelled labelled;

    if (lh_card_label(setter, block, &labelled)) {
        open_section(s, block, &labelled);
    } else if (s->gains && block->kind == LH_BLOCK_LIST && !block->list.ordered &&
               !has_tasks(block)) {
        set_gains(s, block);
    } else {
        setter->indent_next = FALSE;
        lh_set_block(setter, block, &s->card.flow);
    }
}

/* The bold text that follows a hard line break at @node; NULL = that's not what @node is. */
static const LhInline *bold_after_break(const LhInline *node)
{
    if (node->kind != LH_INLINE_BREAK)
        return NULL;
    return node->next && node->next->kind == LH_INLINE_STRONG ? node->next : NULL;
}

/* Cuts a paragraph before the next label on a line of its own: @rest gets what follows. */
static const LhBlock *take_lines(LhSetter *setter, const LhBlock *block, const LhBlock **rest)
{
    const LhInline *node = block->text, *label = NULL;
    LhInline *head = NULL, **end = &head;

    *rest = NULL;
    for (; node && (label = bold_after_break(node)) == NULL; node = node->next) {
        *end = lh_arena_memdup(setter->arena, node, sizeof *node);
        end = &(*end)->next;
    }
    if (label == NULL)
        return block;
    *end = NULL;
    LhBlock *first = lh_arena_memdup(setter->arena, block, sizeof *block);
    LhBlock *second = lh_arena_memdup(setter->arena, block, sizeof *block);
    first->text = head;
    first->next = second;
    second->text = (LhInline *) label;
    second->source = label->source;
    *rest = second;
    return first;
}

static gboolean keeps_pitch(const Sections *s)
{
    for (int i = s->card.first; i < lh_n_slabs(s->card.setter); i++)
        if (g_array_index(s->card.setter->galley->slabs, LhSlab, i).frame != s->card.frame)
            return FALSE;
    return TRUE;
}

/* What has been set since slab @first stays on one page, if that can be. */
static void end_block(LhSetter *setter, int first)
{
    int last = lh_n_slabs(setter) - 1;

    if (last < first)
        return;
    lh_raise_breaks(setter, first, last, LH_CUT_INSIDE);
    if (lh_last_slab(setter)->break_after < LH_NEVER_BREAK)
        lh_last_slab(setter)->break_after = CUT_BLOCK;
}

static void set_sections(Sections *s, const LhBlock *block)
{
    LhSetter *setter = s->card.setter;

    for (const LhBlock *child = block->first; child; child = child->next) {
        for (const LhBlock *rest = child; rest;) {
            int first = lh_n_slabs(setter);
            set_part(s, take_lines(setter, rest, &rest));
            end_block(setter, first);
        }
    }
    if (!keeps_pitch(s))
        lh_card_drop_rules(&s->card);
    if (s->n_sections == 0)
        lh_card_warn(
            setter, block, "this card has no labelled paragraphs",
            s->card.look->shape == LH_CARD_RECORD
                ? "start paragraphs with **Status**, **Context**, **Decision** and "
                  "**Consequences**"
                : "start paragraphs with **Who**, **They saw**, **It was** and **They kept**");
}

static void open_adr(Sections *s, LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    LhCardPlan plan = {.title = LH_ROLE_CARD_TITLE,
                       .first = style->card.adr_rules_from,
                       .rules = style->card.adr_rules_from,
                       .divider = style->card.adr_divider,
                       .tape = TRUE};

    plan.text = take_number(setter, block->card.title, &plan.number);
    lh_card_open(&s->card, setter, block, flow, &plan);
    s->label = LH_ROLE_ADR_LABEL;
    s->label_right = s->card.left + style->card.adr_label_right;
    s->gap = style->card.pitch;
    s->record = TRUE;
    s->gains = block->first && has_gains(setter, block->first);
    s->card.flow.x = s->card.left + style->card.adr_text;
}

static void open_case(Sections *s, LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    LhCardPlan plan = {.title = LH_ROLE_CASE_TITLE,
                       .text = block->card.title,
                       .stamp = TRUE,
                       .first = style->card.case_first,
                       .divider = style->card.case_divider};

    lh_card_open(&s->card, setter, block, flow, &plan);
    s->label = LH_ROLE_CASE_LABEL;
    s->label_right = s->card.left + style->card.case_label_right;
    s->gap = style->card.case_gap;
    s->card.flow.x = s->card.left + style->card.case_text;
}

void lh_set_labelled(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    Sections s = {0};

    if (lh_card_look(setter->style, block)->shape == LH_CARD_RECORD)
        open_adr(&s, setter, block, flow);
    else
        open_case(&s, setter, block, flow);
    s.card.flow.width = s.card.right - setter->style->card.pad - s.card.flow.x;
    set_sections(&s, block);
    lh_card_close(&s.card);
}

/* ---- The summary ---- */

void lh_set_summary(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    LhCardPlan plan = {.title = LH_ROLE_CARD_TITLE,
                       .text = block->card.title,
                       .stamp = TRUE,
                       .first = style->card.case_first};
    LhCard card;

    if (block->next == NULL)
        lh_keep_next(setter, CUT_APART);
    lh_card_open(&card, setter, block, flow, &plan);
    for (const LhBlock *child = block->first; child; child = child->next) {
        setter->indent_next = FALSE;
        lh_set_block(setter, child, &card.flow);
        if (child->next)
            lh_add_space(setter, &card.flow, 0, style->card.block_gap);
    }
    lh_card_close(&card);
}
