/* The pasted card: paper, title, stamp, divider, ruled lines; and how it is cut and goes on. */
#include "card.h"

#include <math.h>

#define MOST_LINES     4    /* of a title */
#define NOTED_WHOLE 0.93 /* of a page: the footnotes that it calls need some room */
#define OTHER_WHOLE 0.45

typedef struct {
    const LhStyle *style;
    const LhCardStyle *look;
    LhCardPlan plan;
    double left, right;
    double line;      /* the title line below the card's top */
    LhPrepared title; /* repeated on later parts */
    LhPrepared continued, continues;
} CardDress;

/* ---- Title ---- */

/* Turns @path about its origin by @degrees clockwise and moves it to x, y. */
static void turn_path(LhPath *path, double degrees, double x, double y)
{
    double s = sin(degrees * G_PI / 180), c = cos(degrees * G_PI / 180);

    for (guint i = 0; i + 1 < path->points->len; i += 2) {
        double *at = &g_array_index(path->points, double, i);
        double px = at[0], py = at[1];
        at[0] = x + px * c - py * s;
        at[1] = y + px * s + py * c;
    }
}

/* The stamp, alone in the sink, with its right edge @right; returns its left edge. */
static double set_stamp(LhCard *card, double right, const LhTag *tag)
{
    LhSetter *setter = card->setter;
    const LhStyle *style = setter->style;
    const LhTextStyle *text = &style->role[LH_ROLE_CARD_STAMP];
    const LhInkRef *ink = &card->look->label_ink;
    const char *label =
        card->number ? lh_arena_printf(setter->arena, "%s %s", card->look->label, card->number)
                     : card->look->label;
    double y = style->card.stamp_baseline;
    double caps =
        lh_fonts_metrics(setter->context->fonts, text->face_index).cap_height * text->size;
    double width = lh_set_label(setter, label, LH_ROLE_CARD_STAMP, ink->index, 0, y, 0, tag,
                                card->block->source);
    double x = right - style->card.stamp_pad_x - width;

    for (guint i = 0; i < setter->sink.items->len; i++) {
        LhItem *item = &g_array_index(setter->sink.items, LhItem, i);
        item->x += (float) x;
        LhRun *run = lh_arena_memdup(setter->arena, item->run, sizeof(LhRun));
        run->angle = (float) style->card.stamp_angle;
        item->run = run;
    }
    lh_hand_frame(&setter->path, -style->card.stamp_pad_x, -caps - style->card.stamp_pad_y,
                  width + 2 * style->card.stamp_pad_x, caps + 2 * style->card.stamp_pad_y,
                  style->card.radius, style->card.roughness, 0, 0, 0, lh_seed(card->block->source));
    turn_path(&setter->path, style->card.stamp_angle, x, y);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, ink, style->card.stamp_weight);
    return x - style->card.stamp_pad_x;
}

/* The title's ink; -1 = its role's own. */
static int title_ink(const LhCardStyle *look)
{
    if (look->title_ink.name)
        return look->title_ink.index;
    return look->shape == LH_CARD_LABELLED ? look->label_ink.index : -1;
}

/* Sets the title's lines into the sink; returns how many there are. */
static int set_title(LhCard *card, LhCardPlan *plan, double right, const LhTag *tag,
                     GPtrArray *notes)
{
    LhSetter *setter = card->setter;
    const LhStyle *style = setter->style;
    LhVoice voice = lh_voice(plan->title, plan->title, plan->title, LH_ROLE_CARD_CODE);
    voice.ink = title_ink(card->look);
    double x = card->left + style->card.pad, y = style->card.title_baseline;

    if (plan->number) {
        int ink = style->role[LH_ROLE_ADR_NUMBER].ink.index;
        x += lh_set_label(setter, plan->number, LH_ROLE_ADR_NUMBER, ink, x, y, 0, tag,
                          card->block->source) +
             style->card.label_gap;
    }
    if (plan->text == NULL)
        return 1;
    LhSetText text = lh_set_balanced(setter, plan->text, &voice, MAX(right - x, 40), tag,
                                     lh_seed(card->block->source));
    if (text.n_lines > MOST_LINES) {
        plan->long_text = plan->text;
        return 1;
    }
    for (int i = 0; i < text.n_lines; i++)
        lh_sink_noted_line(setter, &text.lines[i], x, y + i * style->card.title_leading, notes);
    return text.n_lines;
}

/* A title longer than any title: text like the rest, which pages may part. */
static void add_long_title(LhCard *card, const LhCardPlan *plan, const LhTag *tag)
{
    LhVoice voice = card->flow.voice;

    voice.text = LH_ROLE_CARD_STRONG;
    LhSetText text = lh_set_text(card->setter, plan->long_text, &voice, card->flow.width, 0, tag,
                                 lh_seed(card->block->source));
    lh_add_lines(card->setter, &card->flow, &text, 0);
    lh_add_space(card->setter, &card->flow, 0, card->setter->style->card.block_gap);
}

static void add_title(LhCard *card, LhCardPlan *plan, CardDress *dress)
{
    LhSetter *setter = card->setter;
    const LhStyle *style = setter->style;
    const LhTag *tag = lh_tag_new(setter, LH_TAG_P, card->tag);
    double right = card->right;
    g_autoptr(GPtrArray) notes = g_ptr_array_new();
    LhSink aside = lh_prepare_begin(setter);

    if (plan->stamp)
        right = set_stamp(card, right - style->card.stamp_right, tag);
    else /* where a later part says "continued" */
        right -= style->card.stamp_right + dress->continued.width;
    LhPrepared stamp = lh_prepare_end(setter, &aside, 0);
    aside = lh_prepare_begin(setter);
    int lines = set_title(card, plan, right - style->card.pad, tag, notes);
    dress->title = lh_prepare_copy(setter, 0);
    LhPrepared title = lh_prepare_end(setter, &aside, 0);
    dress->line = style->card.title_line + (lines - 1) * style->card.title_leading;
    lh_emit(&setter->sink, &title, 0, 0);
    lh_emit(&setter->sink, &stamp, 0, 0);
    LhSlab *slab = lh_add_slab(setter, &card->flow, LH_SLAB_OTHER, card->block->source);
    slab->height = dress->line + plan->first - card->flow.pitch;
    slab->break_after = LH_NEVER_BREAK;
    slab->before = style->card.before;
    lh_slab_take_notes(setter, slab, notes);
    card->frame->head = slab->height;
    if (plan->long_text)
        add_long_title(card, plan, tag);
}

/* ---- Dressing ---- */

static LhCardShape shape_of(const CardDress *d, const LhFramePart *part, guint32 seed)
{
    const LhStyle *s = d->style;

    return (LhCardShape){
        .left = part->x + d->left,
        .right = part->x + d->right,
        .top = part->top,
        .bottom = part->bottom,
        .fill = &d->look->fill,
        .border = &d->look->border,
        .shadow = &s->card.shadow,
        .radius = s->card.radius,
        .roughness = s->card.roughness,
        .border_weight = s->card.border_weight,
        .shadow_x = s->card.shadow_x,
        .shadow_y = s->card.shadow_y,
        .torn_width = s->listing.torn_width,
        .torn_height = s->listing.torn_height,
        .torn_top = !part->opens,
        .torn_bottom = !part->closes,
        .seed = lh_hash_int(seed, part->opens ? 1 : 2),
    };
}

static void draw_paper_rules(const CardDress *d, const LhCardShape *card, LhSink *sink)
{
    const LhStyle *s = d->style;
    LhPath path;

    lh_path_init(&path);
    for (double y = card->top + d->line + d->plan.rules; y < card->bottom - 2; y += s->card.pitch) {
        lh_path_move(&path, card->left + s->card.border_weight, y);
        lh_path_line(&path, card->right - s->card.border_weight, y);
    }
    lh_sink_path(sink, LH_LAYER_CARD, &path, &s->card.adr_rules, s->card.adr_rule_weight);
    lh_path_clear(&path);
}

static void draw_cuts(const CardDress *d, const LhFramePart *part, const LhCardShape *card,
                      LhSink *sink)
{
    const LhStyle *s = d->style;
    double right = card->right - s->card.stamp_right;

    if (!part->opens) {
        lh_emit(sink, &d->title, part->x, card->top);
        lh_emit(sink, &d->continued, right - d->continued.width,
                card->top + s->card.title_baseline);
    }
    if (!part->closes)
        lh_emit(sink, &d->continues, right - d->continues.width, card->bottom - s->card.foot / 2);
}

static const LhInkRef *divider_ink(const LhCardStyle *look)
{
    return look->divider.name ? &look->divider : &look->rule;
}

static void dress_card(const LhFrame *frame, const LhFramePart *part, LhSink *sink)
{
    const CardDress *d = frame->data;
    const LhStyle *s = d->style;
    LhCardShape card = shape_of(d, part, frame->seed);

    lh_dress_card(sink, &card);
    if (d->plan.rules > 0)
        draw_paper_rules(d, &card, sink);
    lh_dress_line(sink, LH_LAYER_CARD, card.left, card.top + d->line, card.right,
                  card.top + d->line, &d->look->rule, s->card.title_line_weight, s->card.roughness,
                  card.seed);
    if (d->plan.divider > 0)
        lh_dress_line(sink, LH_LAYER_CARD, card.left + d->plan.divider,
                      card.top + d->line + s->card.divider_top, card.left + d->plan.divider,
                      card.bottom - s->card.divider_bottom, divider_ink(d->look),
                      s->card.divider_weight, s->card.roughness, card.seed);
    if (d->plan.tape && part->opens)
        lh_dress_tape(sink, s, (card.left + card.right) / 2, card.top, s->card.adr_tape_width,
                      s->card.adr_tape_height, s->card.adr_tape_angle, card.seed);
    draw_cuts(d, part, &card, sink);
}

/* ---- Opening and closing ---- */

/* Cards that a list names: those that weigh, decide or tell a case. */
static void record(LhCard *card, const LhCardPlan *plan)
{
    static const LhThingKind kinds[LH_N_LISTED] = {[LH_LISTED_TRADEOFFS] = LH_THING_TRADEOFF,
                                                   [LH_LISTED_RECORDS] = LH_THING_RECORD,
                                                   [LH_LISTED_CASES] = LH_THING_CASE};

    if (card->look->listed != LH_LISTED_NOWHERE)
        lh_record_thing(card->setter, kinds[card->look->listed], card->block,
                        plan->number ? plan->number : card->number, plan->text, card->left,
                        card->setter->style->card.rise);
}

static CardDress *new_dress(LhCard *card, const LhCardPlan *plan)
{
    LhSetter *setter = card->setter;
    CardDress *d = lh_arena_new0(setter->arena, CardDress, 1);
    LhSource source = card->block->source;

    d->style = setter->style;
    d->look = card->look;
    d->plan = *plan;
    d->left = card->left;
    d->right = card->right;
    d->continued = lh_prepare_label(setter, "continued", LH_ROLE_CONTINUES, NULL, source);
    d->continues = lh_prepare_label(setter, "continues", LH_ROLE_CONTINUES, NULL, source);
    return d;
}

static void open_frame(LhCard *card, const LhFlow *flow, CardDress *dress)
{
    const LhStyle *style = card->setter->style;
    LhFrame *frame = lh_frame_new(card->setter, flow, TRUE, card->block->source);

    frame->left = card->left;
    frame->right = card->right;
    frame->rise = style->card.rise;
    frame->pad_bottom = style->card.bottom;
    frame->clear = style->card.clear;
    frame->foot = style->card.foot;
    frame->dress = dress_card;
    frame->data = dress;
    card->frame = frame;
}

void lh_card_open(LhCard *card, LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                  LhCardPlan *plan)
{
    const LhStyle *style = setter->style;

    *card = (LhCard){.setter = setter,
                     .block = block,
                     .flow = *flow,
                     .look = lh_card_look(style, block),
                     .number = lh_references_number(setter->context->references, block),
                     .left = flow->x + style->card.left,
                     .right = flow->x + flow->width + style->card.right - style->page.measure,
                     .first = lh_n_slabs(setter)};
    card->tag = lh_tag_new(setter, LH_TAG_DIV, flow->tag);
    CardDress *dress = new_dress(card, plan);
    open_frame(card, flow, dress);
    card->flow.natural = card->flow.in_card = TRUE;
    card->flow.pitch = card->flow.rise = style->card.pitch;
    card->flow.frame = card->frame;
    card->flow.voice = lh_voice_card();
    card->flow.tag = card->tag;
    card->flow.level = 0;
    card->flow.x = card->left + style->card.pad;
    card->flow.width = card->right - card->left - 2 * style->card.pad;
    lh_sink_shift(setter, style->card.rise);
    lh_add_anchor(setter, block->id, card->left, style->card.rise);
    record(card, plan);
    add_title(card, plan, dress);
}

/* Whether the block after the card asks for blank rows of its own. */
static gboolean is_framed(const LhStyle *style, const LhBlock *next)
{
    return next && next->kind == LH_BLOCK_CARD &&
           lh_card_look(style, next)->shape == LH_CARD_GOTCHA;
}

static gboolean calls_notes(const LhCard *card)
{
    const GArray *slabs = card->setter->galley->slabs;

    for (guint i = (guint) card->first; i < slabs->len; i++)
        if (g_array_index(slabs, LhSlab, i).n_notes > 0)
            return TRUE;
    return FALSE;
}

/* Points that the card takes, its edges included. */
static double height_of(const LhCard *card)
{
    const GArray *slabs = card->setter->galley->slabs;
    double height = card->frame->pad_top + card->frame->pad_bottom;

    for (guint i = (guint) card->first; i < slabs->len; i++)
        height += g_array_index(slabs, LhSlab, i).height;
    return height;
}

/* Whether the card should never be cut: options are compared with all of them in sight, and what is
 * short is no trouble whole. */
static gboolean is_kept_whole(const LhCard *card)
{
    const LhStyle *style = card->setter->style;
    double rows = style->grid.last_row - style->grid.first_row + 0.5;
    double part = height_of(card) / (rows * style->grid.step + style->card.rise);

    if (card->look->shape != LH_CARD_TRADEOFF)
        return part < OTHER_WHOLE;
    return part <= (calls_notes(card) ? NOTED_WHOLE : 1);
}

void lh_card_close(LhCard *card)
{
    LhSetter *setter = card->setter;
    const LhStyle *style = setter->style;
    int last = lh_n_slabs(setter) - 1;

    lh_raise_breaks(setter, card->first, last,
                    is_kept_whole(card) ? LH_CUT_WHOLE : LH_CUT_SECTION);
    if (is_framed(style, card->block->next))
        card->frame->clear = style->card.clear_framed - style->gotcha.before * style->grid.step;
    if (last >= card->first)
        lh_last_slab(setter)->break_after = 0;
}

void lh_card_drop_rules(LhCard *card)
{
    ((CardDress *) card->frame->data)->plan.rules = 0;
}
