/* Lists: bullets, numbers, dashes and ticks, nested. */
#include "setter.h"

#define LEAST_WIDTH 60 /* points: narrower lists stop indenting */

static void format_number(char *text, gsize size, int number, char mark)
{
    g_snprintf(text, size, "%d%c", number, mark == ')' ? ')' : '.');
}

static int count_items(const LhBlock *list)
{
    int n = 0;

    for (const LhBlock *item = list->first; item; item = item->next)
        n++;
    return n;
}

/* How far the items stand in: wider where the largest number needs it. */
static double list_indent(LhSetter *setter, const LhBlock *list, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    double indent = flow->natural ? style->card.item_indent : style->list.indent;
    char number[24];

    if (!list->list.ordered)
        return indent;
    if (list->list.callouts)
        return MAX(indent, lh_callout_width(setter, count_items(list)) + style->callout.list_gap);
    format_number(number, sizeof number, list->list.start + count_items(list) - 1, list->list.mark);
    return MAX(indent,
               lh_set_measure(setter, number, LH_ROLE_LIST_NUMBER) + style->list.number_gap + 2);
}

static void add_bullet(LhSetter *setter, const LhFlow *flow, const LhBlock *item, const LhTag *tag)
{
    const LhStyle *style = setter->style;
    double y = flow->rise;
    double inset = flow->natural ? style->list.bullet_x * 0.9 : style->list.bullet_x;

    if (flow->level > 1) {
        lh_set_label(setter, "–", flow->voice.text, style->list.bullet_ink.index,
                     flow->x + style->list.dash_x, y, 0, tag, item->source);
        return;
    }
    lh_hand_blob(&setter->path, flow->x + inset, y + style->list.bullet_y,
                 style->list.bullet_radius, lh_seed(item->source));
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->list.bullet_ink, 0);
}

static void add_task(LhSetter *setter, const LhFlow *flow, const LhBlock *item, const LhTag *tag)
{
    const LhStyle *style = setter->style;
    double x = flow->x - style->list.task_size - 3;

    if (item->item.task == LH_TASK_DONE) {
        lh_set_label(setter, "✓", flow->voice.text, style->list.task_ink.index, x, flow->rise, 0,
                     tag, item->source);
        return;
    }
    lh_hand_box(&setter->path, x, flow->rise, style->list.task_size * 0.9, lh_seed(item->source));
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->list.bullet_ink, 0.9);
}

/* Puts the item's mark into the sink: the item's first slab takes it along. */
static void add_mark(LhSetter *setter, const LhBlock *list, const LhBlock *item, int number,
                     const LhFlow *flow, const LhTag *tag)
{
    const LhStyle *style = setter->style;
    char text[24];

    if (item->item.task != LH_TASK_NONE) {
        add_task(setter, flow, item, tag);
    } else if (list->list.callouts) {
        double x = flow->x - style->callout.list_gap - lh_callout_width(setter, number) / 2;
        lh_set_callout(setter, number, x, flow->rise, tag, item->source);
    } else if (list->list.ordered) {
        format_number(text, sizeof text, number, list->list.mark);
        lh_set_label(setter, text, LH_ROLE_LIST_NUMBER, -1, flow->x - style->list.number_gap,
                     flow->rise, 1, tag, item->source);
    } else {
        add_bullet(setter, flow, item, tag);
    }
}

static gboolean begins_with_text(const LhBlock *item)
{
    const LhBlock *first = item->first;

    return first && (first->kind == LH_BLOCK_PARAGRAPH || first->kind == LH_BLOCK_DEFINITION);
}

static void set_item(LhSetter *setter, const LhBlock *list, const LhBlock *item, int number,
                     const LhFlow *flow)
{
    LhFlow inner = *flow;
    const LhTag *tag = lh_tag_new(setter, LH_TAG_LI, flow->tag);

    add_mark(setter, list, item, number, flow, lh_tag_new(setter, LH_TAG_LBL, tag));
    if (!begins_with_text(item)) {
        lh_add_slab(setter, flow, LH_SLAB_TEXT, item->source);
        if (item->first)
            lh_keep_next(setter, LH_NEVER_BREAK);
    }
    inner.tag = lh_tag_new(setter, LH_TAG_LBODY, tag);
    setter->indent_next = FALSE;
    lh_set_blocks(setter, item->first, &inner);
}

void lh_set_list(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    double indent = list_indent(setter, block, flow);
    LhFlow inner = *flow;
    int number = block->list.start;

    if (flow->level < setter->style->list.max_level && flow->width - indent > LEAST_WIDTH) {
        inner.x += indent;
        inner.width -= indent;
    }
    inner.level++;
    inner.tag = lh_tag_new(setter, LH_TAG_L, flow->tag);
    for (const LhBlock *item = block->first; item; item = item->next)
        set_item(setter, block, item, number++, &inner);
    setter->indent_next = TRUE;
}
