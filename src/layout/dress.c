/* Words prepared for the dressing of frames, and the pasted card. */
#include "dress.h"

LhSink lh_prepare_begin(LhSetter *setter)
{
    LhSink aside = setter->sink;

    lh_sink_init(&setter->sink, setter->arena);
    return aside;
}

LhPrepared lh_prepare_end(LhSetter *setter, LhSink *aside, double width)
{
    LhPrepared prepared = {.width = width};

    prepared.items = lh_sink_take(&setter->sink, &prepared.n_items);
    lh_sink_clear(&setter->sink);
    setter->sink = *aside;
    return prepared;
}

LhPrepared lh_prepare_label(LhSetter *setter, const char *text, LhRole role, const LhTag *tag,
                            LhSource source)
{
    LhSink aside = lh_prepare_begin(setter);
    int ink = setter->style->role[role].ink.index;
    double width = lh_set_label(setter, text, role, ink, 0, 0, 0, tag, source);

    return lh_prepare_end(setter, &aside, width);
}

LhPrepared lh_prepare_copy(LhSetter *setter, guint from)
{
    GArray *items = setter->sink.items;
    LhItem *copies = lh_arena_memdup(setter->arena, items->data, items->len * sizeof(LhItem));
    LhPrepared prepared = {.items = copies};

    for (guint i = from; i < items->len; i++) {
        LhItem item = copies[i];
        if (item.kind == LH_ITEM_ANCHOR)
            continue;
        if (item.kind == LH_ITEM_TEXT) {
            LhRun *run = lh_arena_memdup(setter->arena, item.run, sizeof(LhRun));
            run->tag = NULL;
            item.run = run;
        }
        copies[prepared.n_items++] = item;
    }
    return prepared;
}

/* The run, in a box that has moved with it. */
static const LhRun *move_within(LhSink *sink, const LhRun *run, double x, double y)
{
    LhRun *moved = lh_arena_memdup(sink->arena, run, sizeof *run);
    LhBounds bounds = {run->within->left + x, run->within->right + x, run->within->top + y,
                       run->within->bottom + y};

    moved->within = lh_arena_memdup(sink->arena, &bounds, sizeof bounds);
    return moved;
}

void lh_emit(LhSink *sink, const LhPrepared *prepared, double x, double y)
{
    for (int i = 0; i < prepared->n_items; i++) {
        LhItem item = prepared->items[i];

        item.x += (float) x;
        item.y += (float) y;
        if (item.kind == LH_ITEM_TEXT && item.run->within)
            item.run = move_within(sink, item.run, x, y);
        g_array_append_val(sink->items, item);
    }
}

void lh_sink_shift(LhSetter *setter, double dy)
{
    for (guint i = 0; i < setter->sink.items->len; i++)
        g_array_index(setter->sink.items, LhItem, i).y += (float) dy;
}

void lh_sink_noted_line(LhSetter *setter, const LhSetLine *line, double x, double y,
                        GPtrArray *notes)
{
    lh_sink_line(setter, line, x, y);
    for (int i = 0; i < line->n_notes; i++)
        g_ptr_array_add(notes, (gpointer) line->notes[i]);
}

void lh_slab_take_notes(LhSetter *setter, LhSlab *slab, const GPtrArray *notes)
{
    slab->n_notes = (int) notes->len;
    if (notes->len)
        slab->notes = lh_arena_memdup(setter->arena, notes->pdata, notes->len * sizeof(gpointer));
}

int lh_n_slabs(const LhSetter *setter)
{
    return (int) setter->galley->slabs->len;
}

void lh_raise_breaks(LhSetter *setter, int first, int last, double cost)
{
    for (int i = first; i < last; i++) {
        LhSlab *slab = &g_array_index(setter->galley->slabs, LhSlab, i);

        slab->break_after = MAX(slab->break_after, cost);
    }
}

/* ---- The pasted card ---- */

static void trace_card(LhPath *path, const LhCardShape *shape, double dx, double dy)
{
    unsigned torn = (shape->torn_top ? 1 : 0) | (shape->torn_bottom ? 2 : 0);

    lh_hand_frame(path, shape->left + dx, shape->top + dy, shape->right - shape->left,
                  shape->bottom - shape->top, shape->radius, shape->roughness, torn,
                  shape->torn_width, shape->torn_height, shape->seed);
}

void lh_dress_card(LhSink *sink, const LhCardShape *shape)
{
    LhPath path;

    lh_path_init(&path);
    trace_card(&path, shape, shape->shadow_x, shape->shadow_y);
    lh_sink_path(sink, LH_LAYER_CARD, &path, shape->shadow, 0);
    trace_card(&path, shape, 0, 0);
    lh_sink_path(sink, LH_LAYER_CARD, &path, shape->fill, 0);
    trace_card(&path, shape, 0, 0);
    lh_sink_path(sink, LH_LAYER_CARD, &path, shape->border, shape->border_weight);
    lh_path_clear(&path);
}

void lh_dress_tape(LhSink *sink, const LhStyle *style, double x, double y, double width,
                   double height, double angle, guint32 seed)
{
    LhPath path;

    lh_path_init(&path);
    lh_hand_tape(&path, x, y, width, height, angle, seed);
    lh_sink_path(sink, LH_LAYER_TAPE, &path, &style->listing.tape, 0);
    lh_hand_tape(&path, x, y, width, height, angle, seed);
    lh_sink_path(sink, LH_LAYER_TAPE, &path, &style->listing.tape_edge,
                 style->listing.inner_line_weight);
    lh_path_clear(&path);
}

void lh_dress_line(LhSink *sink, LhLayer layer, double x1, double y1, double x2, double y2,
                   const LhInkRef *ink, double weight, double roughness, guint32 seed)
{
    LhPath path;

    lh_path_init(&path);
    lh_hand_line(&path, x1, y1, x2, y2, roughness, seed);
    lh_sink_path(sink, layer, &path, ink, weight);
    lh_path_clear(&path);
}
