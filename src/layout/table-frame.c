/* A table's rules and column lines, and its head repeated on each page. */
#include "table.h"

typedef struct {
    LhTableDress base;
    double pad_top, pad_bottom; /* natural: air outside the rules */
} TableDress;

typedef struct {
    const TableDress *d;
    LhSink *sink;
    double x, top, bottom; /* page coordinates of the outer rules */
    guint32 seed;
} Drawing;

static void rule(const Drawing *w, double y, const LhInkRef *ink, double weight, guint32 salt)
{
    const LhTableDress *d = &w->d->base;

    lh_dress_line(w->sink, LH_LAYER_STROKE, w->x + d->left, y, w->x + d->right, y, ink, weight,
                  d->style->table.roughness, lh_hash_int(w->seed, salt));
}

static void draw_columns(const Drawing *w)
{
    const LhTableDress *d = &w->d->base;
    const LhStyle *s = d->style;

    for (int i = 0; i < d->n_lines; i++)
        lh_dress_line(w->sink, LH_LAYER_STROKE, w->x + d->lines[i], w->top, w->x + d->lines[i],
                      w->bottom, d->natural ? &s->card.column_rule : &s->table.column,
                      d->natural ? s->card.column_rule_weight : s->table.column_weight,
                      s->table.roughness, lh_hash_int(w->seed, 100u + (guint32) i));
}

static void dress_ruled(const LhFrame *frame, const LhFramePart *part, LhSink *sink)
{
    const TableDress *d = frame->data;
    const LhStyle *s = d->base.style;
    double first = part->top + (part->opens ? 0 : s->grid.step); /* baseline of the head */
    Drawing w = {d,
                 sink,
                 part->x,
                 first - s->grid.step + s->table.top_drop,
                 part->bottom + s->table.bottom_drop,
                 frame->seed};

    draw_columns(&w);
    rule(&w, w.top, &s->table.rule, s->table.rule_weight, 1);
    if (d->base.head_rows > 0) {
        double y = first + (d->base.head_rows - 1) * s->grid.step + s->table.head_drop;
        rule(&w, y, &s->table.rule, s->table.rule_weight, 2);
        rule(&w, y + s->table.double_gap, &s->table.rule, s->table.double_weight, 3);
    }
    if (part->closes)
        rule(&w, w.bottom, &s->table.rule, s->table.rule_weight, 4);
    else
        rule(&w, w.bottom, &s->table.column, s->table.column_weight, 4);
    if (!part->opens) {
        lh_emit(sink, &d->base.continued, part->x, part->top);
        lh_emit(sink, &d->base.head, part->x, first);
    }
}

static void dress_natural(const LhFrame *frame, const LhFramePart *part, LhSink *sink)
{
    const TableDress *d = frame->data;
    const LhStyle *s = d->base.style;
    Drawing w = {d,          sink, part->x, part->top + d->pad_top, part->bottom - d->pad_bottom,
                 frame->seed};

    draw_columns(&w);
    rule(&w, w.top + d->base.head_height, &s->card.table_rule, s->card.table_rule_weight, 2);
    if (part->closes)
        rule(&w, w.bottom, &s->card.table_rule, s->card.table_rule_weight, 4);
    if (!part->opens)
        lh_emit(sink, &d->base.head, part->x, w.top);
}

LhFrame *lh_table_frame(LhSetter *setter, const LhFlow *flow, const LhTableDress *dress,
                        LhSource source)
{
    const LhStyle *style = setter->style;
    LhFrame *frame = lh_frame_new(setter, flow, dress->natural, source);
    TableDress *d = lh_arena_new0(setter->arena, TableDress, 1);

    d->base = *dress;
    if (dress->natural) {
        d->pad_top = style->card.table_gap;
        d->pad_bottom = style->card.verdict_gap - flow->pitch;
        frame->pad_top = d->pad_top;
        frame->pad_bottom = d->pad_bottom;
        frame->head = dress->head_height;
    } else {
        frame->head_rows = dress->head_rows + 1;
    }
    frame->dress = dress->natural ? dress_natural : dress_ruled;
    frame->data = d;
    return frame;
}
