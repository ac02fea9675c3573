/* The card round a listing: paper, tape, file tab, torn edges where a page cuts it. */
#include "listing.h"

#include <string.h>

#define DROPPED 16 /* a file's name too long for its tab loses this part of it at a time */

typedef struct {
    const LhStyle *style;
    LhListingShape shape;
    double tab_width;                /* 0 = no tab on the first part */
    double air_above;                /* inside a card: between the text above and this card */
    LhPrepared continued, continues; /* "bucket.py, continued"; "continues" */
} ListingDress;

/* ---- The file's tab ---- */

static double tab_right(const LhStyle *style, const LhListingShape *shape)
{
    return shape->right - style->listing.label_right;
}

/* @text, shortened from its beginning until @after fits behind it on the tab: a path's end tells
 * most. */
static const char *fit_label(LhSetter *setter, const LhListingShape *shape, const char *text,
                             const char *after)
{
    const LhStyle *style = setter->style;
    double room = shape->right - shape->left - 2 * style->listing.label_right -
                  2 * style->listing.label_pad - (shape->big ? style->listing.tape_width : 0);
    const char *label = lh_arena_printf(setter->arena, "%s%s", text, after);

    while (lh_set_measure(setter, label, LH_ROLE_LISTING_FILE) > room) {
        glong length = g_utf8_strlen(text, -1);
        if (length < 2)
            return after;
        text = g_utf8_offset_to_pointer(text, MAX(length / DROPPED, 1));
        label = lh_arena_printf(setter->arena, "…%s%s", text, after);
    }
    return label;
}

/* The label's baseline below the tab's top, so that its x-height stands in the middle. */
static double tab_baseline(const LhStyle *style)
{
    double size = style->role[LH_ROLE_LISTING_FILE].size;

    return style->listing.label_height / 2 + size * 0.22;
}

static void draw_tab(LhSink *sink, const LhStyle *style, double right, double top, double width,
                     guint32 seed)
{
    LhPath path;

    lh_path_init(&path);
    for (int pass = 0; pass < 2; pass++) {
        lh_hand_frame(&path, right - width, top, width, style->listing.label_height,
                      style->listing.radius / 2, style->listing.roughness, 0, 0, 0, seed);
        lh_sink_path(sink, LH_LAYER_STROKE, &path,
                     pass == 0 ? &style->listing.tape : &style->listing.tape_edge,
                     pass == 0 ? 0 : style->listing.inner_line_weight);
    }
    lh_path_clear(&path);
}

void lh_listing_label(LhSetter *setter, const LhListingShape *shape, const LhListing *listing,
                      double card_top, const LhTag *tag, LhSource source)
{
    const LhStyle *style = setter->style;

    if (listing->file == NULL)
        return;
    const char *label = fit_label(setter, shape, listing->file, "");

    if (strcmp(label, listing->file) != 0)
        lh_diag_add(setter->context->diag, LH_SEVERITY_WARNING, source, "long-file-name",
                    "give it a shorter one", "the listing's file name does not fit on its tab");
    double top = card_top - style->listing.label_rise, right = tab_right(style, shape);
    guint first = setter->sink.items->len;
    lh_set_label(setter, label, LH_ROLE_LISTING_FILE, style->listing.tape_text.index,
                 right - style->listing.label_pad, top + tab_baseline(style), 1, tag, source);
    lh_sink_within(&setter->sink, first,
                   &(LhBounds){shape->left, right, top, top + style->listing.label_height});
}

/* ---- Dressing ---- */

static LhCardShape card_shape(const ListingDress *d, const LhFramePart *part, guint32 seed)
{
    const LhStyle *s = d->style;
    double above = d->shape.nested ? d->air_above : 0;
    double below = d->shape.nested ? s->listing.nested_after : 0;

    return (LhCardShape){
        .left = part->x + d->shape.left,
        .right = part->x + d->shape.right,
        .top = part->top + above,
        .bottom = part->bottom - below,
        .fill = d->shape.session ? &s->listing.shell_card : &s->listing.card,
        .border = d->shape.session ? &s->listing.shell_border : &s->listing.border,
        .shadow = &s->listing.shadow,
        .radius = s->listing.radius,
        .roughness = s->listing.roughness,
        .border_weight = s->listing.border_weight,
        .shadow_x = d->shape.nested ? 0 : s->listing.shadow_x,
        .shadow_y = d->shape.nested ? 0 : s->listing.shadow_y,
        .torn_width = s->listing.torn_width,
        .torn_height = s->listing.torn_height,
        .torn_top = !part->opens,
        .torn_bottom = !part->closes,
        .seed = lh_hash_int(seed, part->opens ? 1 : 2),
    };
}

static void dress_big(const ListingDress *d, const LhFramePart *part, const LhCardShape *card,
                      LhSink *sink)
{
    const LhStyle *s = d->style;
    LhPath path;
    double x = part->x + s->listing.inner_line_x;

    lh_path_init(&path);
    lh_path_move(&path, x, card->top + s->listing.border_weight);
    lh_path_line(&path, x, card->bottom - s->listing.border_weight);
    lh_sink_path(sink, LH_LAYER_CARD, &path, &s->listing.inner_line, s->listing.inner_line_weight);
    lh_path_clear(&path);
    if (part->opens)
        lh_dress_tape(sink, s, part->x + s->listing.tape_x, card->top - s->listing.tape_rise,
                      s->listing.tape_width, s->listing.tape_height, s->listing.tape_angle,
                      card->seed);
}

/* The tab of a part that goes on, and the word at the foot of one that will. */
static void dress_cuts(const ListingDress *d, const LhFramePart *part, const LhCardShape *card,
                       LhSink *sink)
{
    const LhStyle *s = d->style;
    double pad = s->listing.label_pad;
    double right = part->x + tab_right(s, &d->shape);
    double top = card->top - s->listing.label_rise;

    if (!part->opens) {
        draw_tab(sink, s, right, top, d->continued.width + 2 * pad, card->seed);
        lh_emit(sink, &d->continued, right - pad - d->continued.width, top + tab_baseline(s));
    }
    if (!part->closes) {
        double y = card->bottom - s->listing.foot / 2 + tab_baseline(s) - s->listing.label_height / 2;
        lh_emit(sink, &d->continues, right - d->continues.width,
                MIN(y, s->grid.last_row * s->grid.step)); /* never below the last line of text */
    }
}

static void dress_listing(const LhFrame *frame, const LhFramePart *part, LhSink *sink)
{
    const ListingDress *d = frame->data;
    LhCardShape card = card_shape(d, part, frame->seed);

    lh_dress_card(sink, &card);
    if (d->shape.big)
        dress_big(d, part, &card, sink);
    if (part->opens && d->tab_width > 0)
        draw_tab(sink, d->style, part->x + tab_right(d->style, &d->shape),
                 card.top - d->style->listing.label_rise, d->tab_width, card.seed);
    dress_cuts(d, part, &card, sink);
}

/* Points between the text above and a listing inside a card; a tab stands out of the card. */
static double air_above(const LhStyle *style, const LhListing *listing)
{
    return style->listing.nested_before + (listing->file ? style->listing.label_rise : 0);
}

static const ListingDress *new_dress(LhSetter *setter, const LhListingShape *shape,
                                     const LhListing *listing, LhSource source)
{
    ListingDress *d = lh_arena_new0(setter->arena, ListingDress, 1);
    const char *again =
        listing->file ? fit_label(setter, shape, listing->file, ", continued") : "continued";

    d->style = setter->style;
    d->shape = *shape;
    d->air_above = air_above(setter->style, listing);
    if (listing->file)
        d->tab_width = lh_set_measure(setter, fit_label(setter, shape, listing->file, ""),
                                      LH_ROLE_LISTING_FILE) +
                       2 * setter->style->listing.label_pad;
    d->continued = lh_prepare_label(setter, again, LH_ROLE_LISTING_FILE, NULL, source);
    d->continues = lh_prepare_label(setter, "continues", LH_ROLE_CONTINUES, NULL, source);
    return d;
}

LhFrame *lh_listing_frame(LhSetter *setter, const LhFlow *flow, const LhListingShape *shape,
                          const LhListing *listing, LhSource source)
{
    const LhStyle *style = setter->style;
    LhFrame *frame = lh_frame_new(setter, flow, TRUE, source);

    frame->left = shape->left;
    frame->right = shape->right;
    frame->rise = shape->top;
    frame->pad_top = shape->top - style->listing.pitch;
    frame->pad_bottom = shape->bottom;
    if (shape->nested) {
        frame->pad_top += air_above(style, listing);
        frame->pad_bottom += style->listing.nested_after;
    }
    frame->clear = style->listing.clear;
    frame->foot = style->listing.foot;
    frame->most = style->listing.most_lines;
    frame->dress = dress_listing;
    frame->data = new_dress(setter, shape, listing, source);
    return frame;
}
