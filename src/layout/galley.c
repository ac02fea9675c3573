/* The galley and the sinks that its items are made in. */
#include "longhand/galley.h"

#include <string.h>

LhGalley *lh_galley_new(const LhChapter *chapter)
{
    LhGalley *galley = g_new0(LhGalley, 1);

    galley->arena = lh_arena_new();
    galley->slabs = g_array_new(FALSE, TRUE, sizeof(LhSlab));
    galley->headings = g_array_new(FALSE, TRUE, sizeof(LhHeading));
    galley->things = g_array_new(FALSE, TRUE, sizeof(LhThing));
    galley->index = g_array_new(FALSE, TRUE, sizeof(LhIndexMark));
    galley->images = g_ptr_array_new_with_free_func((GDestroyNotify) lh_image_free);
    galley->chapter = chapter;
    return galley;
}

void lh_galley_free(LhGalley *galley)
{
    if (galley == NULL)
        return;
    g_array_unref(galley->slabs);
    g_array_unref(galley->headings);
    g_array_unref(galley->index);
    g_array_unref(galley->things);
    g_ptr_array_unref(galley->images);
    lh_arena_free(galley->arena);
    g_free(galley);
}

void lh_sink_init(LhSink *sink, LhArena *arena)
{
    sink->arena = arena;
    sink->items = g_array_new(FALSE, TRUE, sizeof(LhItem));
}

void lh_sink_clear(LhSink *sink)
{
    g_clear_pointer(&sink->items, g_array_unref);
}

const LhItem *lh_sink_take(LhSink *sink, int *n_items)
{
    const LhItem *items =
        lh_arena_memdup(sink->arena, sink->items->data, sink->items->len * sizeof(LhItem));

    *n_items = (int) sink->items->len;
    g_array_set_size(sink->items, 0);
    return items;
}

static LhItem *add_item(LhSink *sink, LhItemKind kind, LhLayer layer, double x, double y)
{
    g_array_set_size(sink->items, sink->items->len + 1);
    LhItem *item = &g_array_index(sink->items, LhItem, sink->items->len - 1);

    item->kind = kind;
    item->layer = layer;
    item->x = (float) x;
    item->y = (float) y;
    return item;
}

void lh_sink_path(LhSink *sink, LhLayer layer, LhPath *path, const LhInkRef *ink, double weight)
{
    LhStroke *stroke = lh_arena_new0(sink->arena, LhStroke, 1);
    guint n = path->points->len;
    float *points = lh_arena_new0(sink->arena, float, n);

    for (guint i = 0; i < n; i++)
        points[i] = (float) g_array_index(path->points, double, i);
    stroke->points = points;
    stroke->n_ops = (int) path->ops->len;
    stroke->ops = lh_arena_memdup(sink->arena, path->ops->data, path->ops->len);
    stroke->ink = ink->index;
    stroke->weight = (float) weight;
    add_item(sink, LH_ITEM_PATH, layer, 0, 0)->stroke = stroke;
    g_array_set_size(path->ops, 0);
    g_array_set_size(path->points, 0);
}

int lh_stroke_pairs(const LhStroke *stroke)
{
    int n = 0;
    for (int i = 0; i < stroke->n_ops; i++)
        n += lh_path_pairs(stroke->ops[i]);
    return n;
}

LhRun *lh_sink_run(LhSink *sink, double x, double y, LhRole role, guint8 ink,
                   const LhWord *const *words, int n_words, const LhTag *tag, LhSource source)
{
    LhRun *run = lh_arena_new0(sink->arena, LhRun, 1);
    LhItem *item = add_item(sink, LH_ITEM_TEXT, LH_LAYER_TEXT, x, y);

    run->role = role;
    run->ink = ink;
    run->scale = 1;
    run->words = words;
    run->n_words = n_words;
    run->tag = tag;
    item->run = run;
    item->source = source;
    return run;
}

void lh_sink_within(LhSink *sink, guint first, const LhBounds *bounds)
{
    const LhBounds *copy = lh_arena_memdup(sink->arena, bounds, sizeof *bounds);

    for (guint i = first; i < sink->items->len; i++) {
        const LhItem *item = &g_array_index(sink->items, LhItem, i);
        if (item->kind == LH_ITEM_TEXT && item->run->within == NULL)
            ((LhRun *) item->run)->within = copy;
    }
}

void lh_sink_anchor(LhSink *sink, double x, double y, const char *id)
{
    add_item(sink, LH_ITEM_ANCHOR, LH_LAYER_TEXT, x, y)->anchor = id;
}

void lh_sink_image(LhSink *sink, double x, double y, double width, double height, LhImage *image,
                   const LhTag *tag, LhSource source)
{
    LhItem *item = add_item(sink, LH_ITEM_IMAGE, LH_LAYER_STROKE, x, y);

    item->image.image = image;
    item->image.width = (float) width;
    item->image.height = (float) height;
    item->image.tag = tag;
    item->source = source;
}
