/* Quotes: a highlighter bar at the left, the source in Caveat. */
#include "setter.h"

#include <string.h>

/* The bar reaches from the first line's ascenders to the last line's descenders; parts of the
 * pitch. */
#define BAR_ABOVE 0.68
#define BAR_BELOW 0.26

typedef struct {
    const LhStyle *style;
    double x, pitch;
} QuoteData;

static void dress_quote(const LhFrame *frame, const LhFramePart *part, LhSink *sink)
{
    const QuoteData *quote = frame->data;
    const LhStyle *style = quote->style;
    double x = part->x + quote->x + style->quote.bar_x;
    double top = part->top - (frame->natural ? 0 : BAR_ABOVE * quote->pitch);
    double bottom = part->bottom + (frame->natural ? 0 : BAR_BELOW * quote->pitch);
    LhPath path;

    lh_path_init(&path);
    lh_hand_line(&path, x, top, x, bottom, 0.3, frame->seed);
    lh_sink_path(sink, frame->natural ? LH_LAYER_STROKE : LH_LAYER_TINT, &path, &style->quote.bar,
                 style->quote.bar_weight);
    lh_hand_line(&path, x, top, x, bottom, 0.3, frame->seed + 1);
    lh_sink_path(sink, LH_LAYER_STROKE, &path, &style->quote.edge, style->quote.edge_weight);
    lh_path_clear(&path);
}

/* "– Post-mortem, payments team": who said it. */
static gboolean is_source(const LhBlock *block)
{
    const char *text =
        block->text && block->text->kind == LH_INLINE_TEXT ? block->text->text : NULL;

    return block->kind == LH_BLOCK_PARAGRAPH && block->next == NULL && text &&
           (g_str_has_prefix(text, "– ") || g_str_has_prefix(text, "— "));
}

static LhFrame *quote_frame(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    LhFrame *frame = lh_frame_new(setter, flow, flow->natural, block->source);
    QuoteData *data = lh_arena_new0(setter->arena, QuoteData, 1);

    *data = (QuoteData){setter->style, flow->x, flow->pitch};
    frame->data = data;
    frame->dress = dress_quote;
    return frame;
}

void lh_set_quote(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    LhFlow inner = *flow;
    guint first = setter->galley->slabs->len;

    lh_add_space(setter, flow, style->quote.before, flow->pitch / 2);
    inner.x += style->quote.indent;
    inner.width = MAX(inner.width - style->quote.indent, 40);
    inner.frame = quote_frame(setter, block, flow);
    inner.voice.ink = style->role[LH_ROLE_QUOTE].ink.index;
    inner.tag = lh_tag_new(setter, LH_TAG_QUOTE, flow->tag);
    inner.level = 0;
    setter->indent_next = FALSE;
    for (const LhBlock *child = block->first; child; child = child->next) {
        if (is_source(child)) {
            lh_keep_next(setter, LH_NEVER_BREAK);
            inner.voice = lh_voice(LH_ROLE_QUOTE_SOURCE, LH_ROLE_QUOTE_SOURCE, LH_ROLE_QUOTE_SOURCE,
                                   LH_ROLE_CODE);
            setter->indent_next = FALSE;
        }
        lh_set_block(setter, child, &inner);
    }
    if (setter->galley->slabs->len > first)
        g_array_index(setter->galley->slabs, LhSlab, first).before =
            MAX(g_array_index(setter->galley->slabs, LhSlab, first).before, style->quote.before);
    lh_add_space(setter, flow, style->quote.after, flow->pitch / 2);
    setter->indent_next = FALSE;
}
