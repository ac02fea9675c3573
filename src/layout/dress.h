/* What the dressing of frames shares: words prepared at layout and drawn again on each page's part,
 * and the pasted card with its shadow, torn edges and tape. Private to layout/. */
#ifndef LONGHAND_LAYOUT_DRESS_H
#define LONGHAND_LAYOUT_DRESS_H

#include "setter.h"

/* Items set about the origin, to be put wherever a page needs them. Arena-owned. */
typedef struct {
    const LhItem *items;
    int n_items;
    double width; /* points */
} LhPrepared;

/* Puts the setter's sink, with what may wait in it, aside for an empty one ... */
LhSink lh_prepare_begin(LhSetter *setter);
/* ... and brings it back. Returns: what was set in between. */
LhPrepared lh_prepare_end(LhSetter *setter, LhSink *aside, double width);
/* One unbroken line of plain text, its left end at the origin. */
LhPrepared lh_prepare_label(LhSetter *setter, const char *text, LhRole role, const LhTag *tag,
                            LhSource source);
/* A copy of what is in the setter's sink from item @from on, as an artifact and without anchors:
 * for repeating. */
LhPrepared lh_prepare_copy(LhSetter *setter, guint from);
/* Adds copies of the items at x, y. */
void lh_emit(LhSink *sink, const LhPrepared *prepared, double x, double y);

/* Moves what waits in the setter's sink (a bullet, a number) by @dy points. */
void lh_sink_shift(LhSetter *setter, double dy);

/* As lh_sink_line(), and adds the footnotes called from the line to @notes, ... */
void lh_sink_noted_line(LhSetter *setter, const LhSetLine *line, double x, double y,
                        GPtrArray *notes);
/* ... which then hang on the slab made of it. */
void lh_slab_take_notes(LhSetter *setter, LhSlab *slab, const GPtrArray *notes);

/* Raises the cost of a cut after each slab of [first, last) to at least @cost. */
void lh_raise_breaks(LhSetter *setter, int first, int last, double cost);
int lh_n_slabs(const LhSetter *setter);

/* A card pasted on the page. */
typedef struct {
    double left, right, top, bottom; /* page coordinates */
    const LhInkRef *fill, *border, *shadow;
    double radius, roughness, border_weight, shadow_x, shadow_y;
    double torn_width, torn_height;
    gboolean torn_top, torn_bottom;
    guint32 seed;
} LhCardShape;

void lh_dress_card(LhSink *sink, const LhCardShape *shape);
/* A strip of tape with its edge, centred at x, y. */
void lh_dress_tape(LhSink *sink, const LhStyle *style, double x, double y, double width,
                   double height, double angle, guint32 seed);
/* A straight pen line. */
void lh_dress_line(LhSink *sink, LhLayer layer, double x1, double y1, double x2, double y2,
                   const LhInkRef *ink, double weight, double roughness, guint32 seed);

#endif
