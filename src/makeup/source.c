/* From a place on a page back to the manuscript, for findings about the finished file. Words have a
 * map of their own (proof/map.c); here pictures and lines are asked too, and no origins are needed.
 */
#include "longhand/makeup.h"

#include <math.h>

#define FAR 12.0 /* points: what is farther away is not meant */

typedef struct {
    const LhStyle *style;
    double x, y;  /* asked */
    double least; /* distance of the best */
    double size;  /* of the best: of two the smaller is meant */
    LhSource best;
} Search;

typedef struct {
    double x1, y1, x2, y2;
} Box;

static Box box_of_run(const LhRun *run, const LhStyle *style)
{
    double size = style->role[run->role].size * run->scale, width = 0;
    for (int i = 0; i < run->n_words; i++)
        width += run->words[i]->total * size;
    return (Box){0, -0.8 * size, width, 0.25 * size};
}

static Box box_of_stroke(const LhStroke *stroke)
{
    Box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    const float *p = stroke->points;
    for (int i = 0; i < stroke->n_ops; i++) {
        int n = stroke->ops[i] == LH_CURVE ? 3 : stroke->ops[i] == LH_CLOSE ? 0 : 1;
        for (; n > 0; n--, p += 2) {
            box.x1 = MIN(box.x1, p[0]);
            box.x2 = MAX(box.x2, p[0]);
            box.y1 = MIN(box.y1, p[1]);
            box.y2 = MAX(box.y2, p[1]);
        }
    }
    return box;
}

static Box box_of(const LhItem *item, const LhStyle *style)
{
    switch (item->kind) {
    case LH_ITEM_TEXT:
        return box_of_run(item->run, style);
    case LH_ITEM_PATH:
        return box_of_stroke(item->stroke);
    case LH_ITEM_IMAGE:
        return (Box){0, 0, item->image.width, item->image.height};
    default:
        return (Box){INFINITY, INFINITY, INFINITY, INFINITY};
    }
}

/* Takes the item that stands at x, y when it is nearer than the best. */
static void look_at(Search *search, const LhItem *item, double x, double y, LhSource source)
{
    Box box = box_of(item, search->style);
    double dx = MAX(MAX(x + box.x1 - search->x, search->x - x - box.x2), 0);
    double dy = MAX(MAX(y + box.y1 - search->y, search->y - y - box.y2), 0);
    double distance = dx + dy, size = (box.x2 - box.x1) * (box.y2 - box.y1);
    if (!(distance <= FAR) || distance > search->least ||
        (distance >= search->least && size >= search->size))
        return;
    search->least = distance;
    search->size = size;
    search->best = source;
}

static void look_at_slab(Search *search, const LhPlaced *placed)
{
    const LhSlab *slab = placed->slab;
    for (int i = 0; i < slab->n_items; i++) {
        const LhItem *item = &slab->items[i];
        LhSource source = item->source.line ? item->source : slab->source;
        look_at(search, item, placed->x + item->x, placed->y + item->y, source);
    }
}

/* The page that the PDF's page @sheet shows; NULL = none. */
static const LhPage *find_page(const LhPages *pages, int sheet)
{
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        sheet -= page->drawn;
        if (sheet == 0 && page->drawn)
            return page;
    }
    return NULL;
}

LhSource lh_pages_find_source(const LhPages *pages, int sheet, double x, double y)
{
    Search search = {.style = pages->style, .x = x, .y = y, .least = INFINITY, .size = INFINITY};
    const LhPage *page = find_page(pages, sheet);
    for (int i = 0; page && i < page->n_placed; i++)
        look_at_slab(&search, &page->placed[i]);
    for (int i = 0; page && i < page->n_items; i++)
        if (page->items[i].kind == LH_ITEM_TEXT)
            look_at(&search, &page->items[i], page->items[i].x, page->items[i].y,
                    page->items[i].source);
    return search.best.line ? search.best : (LhSource){0};
}
