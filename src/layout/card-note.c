/* Cards written on the page itself: gotcha, note, try it, war story, key idea; and any card inside
 * another one. */
#include "card.h"

#define SMALL_NOTE     12 /* rows: not cut while a page has room */
#define CUT_SMALL_NOTE 150.0
#define CUT_NOTE       6.0
#define HANG           0.3 /* of a mark's size: its centre above the baseline */

typedef struct {
    const LhStyle *style;
    const LhCardStyle *look;
    double left, right;
    double above, below; /* ruled: round the first and last baseline */
    gboolean framed;     /* a gotcha's red frame; else a stroke at the left */
    gboolean natural;
} NoteDress;

/* ---- Dressing ---- */

static void draw_frame(const NoteDress *d, double x, double top, double bottom, unsigned torn,
                       guint32 seed, LhSink *sink)
{
    const LhStyle *s = d->style;
    LhPath path;

    lh_path_init(&path);
    for (int pass = 0; pass < 2; pass++) {
        lh_hand_frame(&path, x + d->left, top, d->right - d->left, bottom - top, s->gotcha.radius,
                      s->gotcha.roughness, torn, s->listing.torn_width, s->listing.torn_height,
                      seed);
        lh_sink_path(sink, pass == 0 ? LH_LAYER_TINT : LH_LAYER_STROKE, &path,
                     pass == 0 ? &d->look->fill : &d->look->border,
                     pass == 0 ? 0 : s->gotcha.border_weight);
    }
    lh_path_clear(&path);
}

static void draw_tint(const NoteDress *d, double x, double top, double bottom, guint32 seed,
                      LhSink *sink)
{
    const LhStyle *s = d->style;
    LhPath path;

    lh_path_init(&path);
    lh_path_round_rectangle(&path, x + d->left, top, d->right - d->left, bottom - top,
                            s->note.radius);
    lh_sink_path(sink, d->natural ? LH_LAYER_CARD : LH_LAYER_TINT, &path, &d->look->fill, 0);
    lh_path_clear(&path);
    lh_dress_line(sink, LH_LAYER_STROKE, x + d->left, top, x + d->left, bottom, &d->look->rule,
                  s->note.stroke_weight, s->card.roughness, seed);
}

static void dress_note(const LhFrame *frame, const LhFramePart *part, LhSink *sink)
{
    const NoteDress *d = frame->data;
    double top = part->top - d->above, bottom = part->bottom + d->below;
    unsigned torn = (part->opens ? 0 : 1) | (part->closes ? 0 : 2);
    guint32 seed = lh_hash_int(frame->seed, part->opens ? 1 : 2);

    if (d->framed)
        draw_frame(d, part->x, top, bottom, torn, seed, sink);
    else
        draw_tint(d, part->x, top, bottom, seed, sink);
}

static LhFrame *open_frame(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                           const NoteDress *dress)
{
    LhFrame *frame = lh_frame_new(setter, flow, dress->natural, block->source);

    frame->dress = dress_note;
    frame->data = lh_arena_memdup(setter->arena, dress, sizeof *dress);
    return frame;
}

/* ---- Label and text ---- */

static const LhVoice *title_voice(const LhSetter *setter, LhRole role, LhVoice *voice)
{
    *voice = lh_voice(role, role, role, LH_ROLE_CODE);
    if (role == LH_ROLE_NOTE_LABEL || role == LH_ROLE_CARD_LABEL)
        voice->ink = setter->style->role[LH_ROLE_BODY].ink.index;
    return voice;
}

/* Sets the label and the title after it on rows of their own. */
static void set_title(LhSetter *setter, const LhBlock *block, const LhFlow *flow, double hang,
                      LhRole role)
{
    LhVoice voice;
    LhSetText text =
        lh_set_text(setter, block->card.title, title_voice(setter, role, &voice), flow->width, hang,
                    lh_tag_new(setter, LH_TAG_P, flow->tag), lh_seed(block->source));

    lh_add_lines(setter, flow, &text, 0);
    lh_keep_next(setter, LH_NEVER_BREAK);
    setter->indent_next = FALSE;
    lh_set_blocks(setter, block->first, flow);
}

/* The label runs into the first paragraph; before anything else it has a row to itself. */
static void set_run_in(LhSetter *setter, const LhBlock *block, const LhFlow *flow, double hang)
{
    const LhBlock *first = block->first;

    if (first && first->kind == LH_BLOCK_PARAGRAPH) {
        LhSetText text =
            lh_set_text(setter, first->text, &flow->voice, flow->width, hang,
                        lh_tag_new(setter, LH_TAG_P, flow->tag), lh_seed(first->source));
        lh_add_lines(setter, flow, &text, 0);
        setter->indent_next = TRUE;
        first = first->next;
    } else {
        lh_add_slab(setter, flow, LH_SLAB_OTHER, block->source)->break_after = LH_NEVER_BREAK;
        setter->indent_next = FALSE;
    }
    lh_set_blocks(setter, first, flow);
}

/* @label may be NULL. @gap follows it. */
static void set_body(LhSetter *setter, const LhBlock *block, const LhFlow *flow, const char *label,
                     LhRole label_role, LhRole title_role, double gap)
{
    const LhInkRef *ink = &lh_card_look(setter->style, block)->label_ink;
    double hang = 0;

    lh_add_anchor(setter, block->id, flow->x, flow->rise);
    if (label)
        hang = lh_set_label(setter, label, label_role, ink->index, flow->x, flow->rise, 0,
                            lh_tag_new(setter, LH_TAG_P, flow->tag), block->source) +
               gap;
    if (block->card.title)
        set_title(setter, block, flow, hang, title_role);
    else if (label || block->first)
        set_run_in(setter, block, flow, hang);
}

static void keep_together(LhSetter *setter, int first)
{
    int last = lh_n_slabs(setter) - 1;
    double rows = 0;

    for (int i = first; i <= last; i++) {
        const LhSlab *slab = &g_array_index(setter->galley->slabs, LhSlab, i);
        rows += slab->rows + slab->height / setter->style->grid.step;
    }
    lh_raise_breaks(setter, first, last, rows <= SMALL_NOTE ? CUT_SMALL_NOTE : CUT_NOTE);
}

static void add_spaces(LhSetter *setter, const LhFlow *flow, int first, int before, int after)
{
    if (first >= lh_n_slabs(setter))
        return;
    LhSlab *slab = &g_array_index(setter->galley->slabs, LhSlab, first);

    slab->before = MAX(slab->before, before);
    lh_add_space(setter, flow, after, 0);
}

/* The flow inside a frame whose text begins at @text_x and is @width wide on a full measure. */
static LhFlow inner_flow(LhSetter *setter, const LhFlow *flow, const LhFrame *frame, double text_x,
                         double width)
{
    LhFlow inner = *flow;

    inner.x = flow->x + text_x;
    inner.width = flow->width + width - setter->style->page.measure;
    inner.in_card = TRUE;
    inner.frame = frame;
    inner.level = 0;
    inner.tag = lh_tag_new(setter, LH_TAG_DIV, flow->tag);
    return inner;
}

/* The frame's edge below the last baseline: lower where that is a table's, whose rule stands below it. */
static double room_below(const LhStyle *style, const LhBlock *block, double below)
{
    const LhBlock *last = block->first;

    while (last && last->next)
        last = last->next;
    return last && last->kind == LH_BLOCK_TABLE ? below + style->table.bottom_drop : below;
}

/* Blank rows after it: one more where room_below() has lowered its edge. */
static int rows_after(const LhStyle *style, const LhBlock *block, int after)
{
    return after + (room_below(style, block, 0) > 0 ? 1 : 0);
}

/* ---- The kinds ---- */

void lh_set_gotcha(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    const LhCardStyle *look = lh_card_look(style, block);
    NoteDress dress = {.style = style,
                       .look = look,
                       .framed = TRUE,
                       .left = flow->x + style->gotcha.left,
                       .right = flow->x + flow->width + style->gotcha.right - style->page.measure,
                       .above = style->gotcha.above,
                       .below = room_below(style, block, style->gotcha.below)};
    LhFlow inner = inner_flow(setter, flow, open_frame(setter, block, flow, &dress),
                              style->gotcha.text_x, style->gotcha.width);
    int first = lh_n_slabs(setter);
    double mark_x = style->gotcha.mark_x - style->page.margin_line;
    LhPath mark;

    lh_path_init(&mark);
    lh_hand_warning(&setter->path, &mark, mark_x, -style->gotcha.mark_size * HANG,
                    style->gotcha.mark_size, lh_seed(block->source));
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &look->border,
                 style->gotcha.border_weight);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &mark, &look->border, style->note.stroke_weight);
    lh_path_clear(&mark);
    set_body(setter, block, &inner, lh_card_name(setter, block), LH_ROLE_GOTCHA_LABEL,
             LH_ROLE_GOTCHA_TITLE, lh_set_measure(setter, " ", LH_ROLE_GOTCHA_LABEL));
    keep_together(setter, first);
    add_spaces(setter, flow, first, style->gotcha.before,
               rows_after(style, block, style->gotcha.after));
    if (first < lh_n_slabs(setter))
        g_array_index(setter->galley->slabs, LhSlab, first).top_skip = 1;
}

void lh_set_note(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    NoteDress dress = {.style = style,
                       .look = lh_card_look(style, block),
                       .left = flow->x + style->note.left,
                       .right = flow->x + flow->width + style->note.right - style->page.measure,
                       .above = style->note.above,
                       .below = room_below(style, block, style->note.below)};
    LhFlow inner = inner_flow(setter, flow, open_frame(setter, block, flow, &dress),
                              style->note.text_x, style->note.width);
    int first = lh_n_slabs(setter);

    set_body(setter, block, &inner, lh_card_name(setter, block), LH_ROLE_NOTE_LABEL,
             LH_ROLE_NOTE_LABEL, style->note.label_gap);
    keep_together(setter, first);
    add_spaces(setter, flow, first, style->note.before,
               rows_after(style, block, style->note.after));
}

void lh_set_key(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    const LhCardStyle *look = lh_card_look(style, block);
    LhFlow inner = *flow;
    int first = lh_n_slabs(setter);

    inner.tag = lh_tag_new(setter, LH_TAG_DIV, flow->tag);
    lh_hand_star(&setter->path, style->note.star_x - style->page.margin_line,
                 flow->rise - style->note.star_radius * 2 * HANG, style->note.star_radius,
                 lh_seed(block->source));
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &look->label_ink,
                 style->gotcha.border_weight);
    set_body(setter, block, &inner, NULL, LH_ROLE_NOTE_LABEL, LH_ROLE_NOTE_LABEL,
             style->note.label_gap);
    keep_together(setter, first);
    add_spaces(setter, flow, first, style->note.before, style->note.after);
}

/* ---- Inside another card ---- */

static void set_inner_natural(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                              const LhCardStyle *look)
{
    const LhStyle *style = setter->style;
    NoteDress dress = {.style = style,
                       .look = look,
                       .natural = TRUE,
                       .left = flow->x,
                       .right = flow->x + flow->width,
                       .above = -style->listing.nested_before,
                       .below = -style->listing.nested_after};
    LhFrame *frame = open_frame(setter, block, flow, &dress);
    LhFlow inner =
        inner_flow(setter, flow, frame, style->card.pad, style->page.measure - 2 * style->card.pad);

    frame->pad_top = style->listing.nested_before + style->card.block_gap;
    frame->pad_bottom = style->listing.nested_after + style->card.block_gap;
    set_body(setter, block, &inner, lh_card_name(setter, block), LH_ROLE_CARD_LABEL,
             LH_ROLE_CARD_LABEL, style->card.label_gap);
}

void lh_set_inner_card(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    const LhCardStyle *look = lh_card_look(style, block);
    int first = lh_n_slabs(setter);

    if (flow->natural) {
        set_inner_natural(setter, block, flow, look);
        return;
    }
    LhFlow inner = *flow;
    inner.tag = lh_tag_new(setter, LH_TAG_DIV, flow->tag);
    set_body(setter, block, &inner, lh_card_name(setter, block), LH_ROLE_NOTE_LABEL,
             LH_ROLE_NOTE_LABEL, style->note.label_gap);
    add_spaces(setter, flow, first, style->note.before, 0);
}
