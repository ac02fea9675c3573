/* The back cover: the blurb on its rulings, the price, white room for the barcode. */
#include "internal.h"

#include <math.h>

#define SOURCE "book.yaml"

/* Rows from one slab's first to the next one's. */
static int rows_before(const LhGalley *galley, guint index)
{
    const LhSlab *slab = &g_array_index(galley->slabs, LhSlab, index);
    return index ? MAX(slab->before, slab[-1].after) : 0;
}

static int rows_of(const LhCover *cover, const LhSlab *slab)
{
    return MAX(slab->rows, (int) ceil(slab->height / cover->style->grid.step));
}

static int count_rows(const LhCover *cover, const LhGalley *galley)
{
    int rows = 0;
    for (guint i = 0; i < galley->slabs->len; i++)
        rows += rows_before(galley, i) + rows_of(cover, &g_array_index(galley->slabs, LhSlab, i));
    return rows;
}

/* Rows of the blurb, placed one under the other from @row on. */
static void place_slabs(LhCover *cover, const LhGalley *galley, double x, int row)
{
    double step = cover->style->grid.step;
    LhSink *sink = &cover->setter.sink;
    for (guint i = 0; i < galley->slabs->len; i++) {
        const LhSlab *slab = &g_array_index(galley->slabs, LhSlab, i);
        row += rows_before(galley, i);
        for (int n = 0; n < slab->n_items; n++) {
            LhItem item = slab->items[n];
            item.x += (float) x;
            item.y += (float) (row * step);
            if (item.kind != LH_ITEM_ANCHOR)
                g_array_append_val(sink->items, item);
        }
        row += rows_of(cover, slab);
    }
}

/* The heading that the blurb begins with, as large as a subtitle and marked. Returns: the next free
 * row. */
static int add_hook(LhCover *cover, const LhBlock *heading, double x, double width, int row)
{
    const LhStyle *style = cover->style;
    double size = style->role[LH_ROLE_COVER_HOOK].size, step = style->grid.step;
    LhVoice voice =
        lh_voice(LH_ROLE_COVER_HOOK, LH_ROLE_COVER_HOOK, LH_ROLE_COVER_HOOK, LH_ROLE_COVER_HOOK);
    LhSetText set = lh_set_balanced(&cover->setter, heading->text, &voice, width,
                                    lh_tag_new(&cover->setter, LH_TAG_H2, NULL), 7);
    int rows = (int) ceil(size * style->cover.title_leading / step);

    for (int i = 0; i < set.n_lines; i++, row += rows) {
        lh_cover_band(cover, x, row * step, set.lines[i].width, size, (guint32) i + 51);
        lh_sink_line(&cover->setter, &set.lines[i], x, row * step);
    }
    return row;
}

static LhTree *parse_blurb(LhCover *cover)
{
    LhChapter *chapter = lh_arena_new0(cover->setter.arena, LhChapter, 1);
    *chapter = (LhChapter){.name = (char *) SOURCE, .index = -1, .role = LH_CHAPTER_OPENER};
    return lh_parse_chapter(cover->book, chapter, cover->book->cover_back, cover->context->diag);
}

/* The blurb, @scale times the body's size, in a galley that the pages will own. */
static LhGalley *set_blurb(LhCover *cover, const LhBlock *first, double width, double scale,
                           LhDiag *diag)
{
    LhLayoutContext context = *cover->context;
    LhGalley *galley = lh_galley_new(NULL);
    LhFlow flow = lh_flow_page(cover->style);
    LhSetter setter;

    context.diag = diag;
    lh_setter_init(&setter, &context, NULL, galley);
    flow.width = width;
    flow.voice.scale = scale;
    for (const LhBlock *block = first; block; block = block->next) {
        setter.indent_next = FALSE;
        lh_set_block(&setter, block, &flow);
        lh_add_space(&setter, &flow, 1, 0);
    }
    lh_setter_clear(&setter);
    return galley;
}

/* The same as large as it takes at most @rows. */
static LhGalley *fit_blurb(LhCover *cover, const LhBlock *first, double width, int rows)
{
    for (double scale = cover->style->cover.back_scale;; scale *= LH_COVER_SHRINK) {
        g_autoptr(LhDiag) said = lh_diag_new();
        g_autoptr(LhGalley) galley = set_blurb(cover, first, width, scale, said);
        if (count_rows(cover, galley) > rows &&
            scale * LH_COVER_SHRINK > cover->style->cover.back_least)
            continue;
        lh_diag_append(cover->context->diag, said);
        return g_steal_pointer(&galley);
    }
}

/* The whole blurb, down to the row @last. */
static void add_blurb(LhCover *cover, double left, double width, int last)
{
    g_autoptr(LhTree) tree = parse_blurb(cover);
    const LhBlock *first = tree ? tree->first : NULL;
    int top = cover->style->cover.back_row, row = top;

    if (first && first->kind == LH_BLOCK_HEADING) {
        row = add_hook(cover, first, left, width, row);
        first = first->next;
    }
    LhGalley *galley = fit_blurb(cover, first, width, last - row + 1);
    int rows = row - top + count_rows(cover, galley);
    place_slabs(cover, galley, left, row);
    g_ptr_array_add(cover->galleys, galley);
    if (rows > last - top + 1)
        lh_diag_add(cover->context->diag, LH_SEVERITY_ERROR, (LhSource){.file = SOURCE},
                    "cover-too-long", "shorten cover.back",
                    "the blurb takes %d rows, and the back cover has room for %d", rows,
                    last - top + 1);
}

static void add_price(LhCover *cover, double x, double y)
{
    const char *price = cover->book->cover_price;
    if (price)
        lh_set_label(&cover->setter, price, LH_ROLE_COVER_PRICE, -1, x, y, 0, NULL, (LhSource){0});
}

void lh_cover_back(LhCover *cover)
{
    const LhStyle *style = cover->style;
    const LhCoverShape *shape = cover->shape;
    double step = style->grid.step, left = cover->back + style->cover.back_left;
    double width =
        cover->width - style->cover.back_left - style->cover.cloth - style->cover.back_right;
    double x = cover->back + cover->width - style->cover.cloth - style->cover.back_right -
               shape->barcode_width;
    double y =
        floor((cover->height - MAX(shape->safe, 2 * step) - shape->barcode_height) / step) * step;
    if (cover->book->cover_back)
        add_blurb(cover, left, width, (int) floor((y - step) / step));
    if (shape->barcode_width > 0)
        lh_cover_fill(cover, LH_LAYER_CARD, x, y, shape->barcode_width, shape->barcode_height,
                      &style->cover.white);
    if (cover->book->isbn && shape->barcode_width > 0)
        lh_cover_barcode(cover, cover->book->isbn, x, y);
    add_price(cover, left, y + shape->barcode_height - 4);
}
