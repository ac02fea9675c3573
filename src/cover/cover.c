/* The sheet of a cover: ruled paper, cloth round the spine, what is written on it. */
#include "internal.h"

#include <math.h>
#include <string.h>

/* ---- What front and back use ---- */

void lh_cover_turn(LhCover *cover, guint first, double scale, double degrees, double x, double y)
{
    double c = cos(degrees * G_PI / 180) * scale, s = sin(degrees * G_PI / 180) * scale;
    for (guint i = first; i < cover->setter.sink.items->len; i++) {
        LhItem *item = &g_array_index(cover->setter.sink.items, LhItem, i);
        double ix = item->x, iy = item->y;
        item->x = (float) (x + ix * c - iy * s);
        item->y = (float) (y + ix * s + iy * c);
        if (item->kind == LH_ITEM_TEXT) {
            LhRun *run = lh_arena_memdup(cover->setter.arena, item->run, sizeof(LhRun));
            run->scale *= (float) scale;
            run->angle += (float) degrees;
            item->run = run;
        } else if (item->kind == LH_ITEM_PATH) {
            LhStroke *stroke = lh_arena_memdup(cover->setter.arena, item->stroke, sizeof(LhStroke));
            gsize n = 2 * (gsize) lh_stroke_pairs(stroke);
            float *points = lh_arena_memdup(cover->setter.arena, stroke->points, n * sizeof(float));
            for (gsize k = 0; k < n; k += 2) {
                double px = points[k], py = points[k + 1];
                points[k] = (float) (px * c - py * s);
                points[k + 1] = (float) (px * s + py * c);
            }
            stroke->points = points;
            stroke->weight *= (float) scale;
            item->stroke = stroke;
        }
    }
}

void lh_cover_fill(LhCover *cover, LhLayer layer, double x, double y, double width, double height,
                   const LhInkRef *ink)
{
    lh_path_rectangle(&cover->setter.path, x, y, width, height);
    lh_sink_path(&cover->setter.sink, layer, &cover->setter.path, ink, 0);
}

void lh_cover_band(LhCover *cover, double x, double y, double width, double size, guint32 seed)
{
    const LhStyle *style = cover->style;
    double scale = size / style->role[LH_ROLE_PART_TITLE].size,
           over = style->heading.part_band_overshoot;
    double top = style->heading.part_band_top * scale;
    lh_hand_band(&cover->setter.path, x - over, y - top,
                 width + over + style->heading.part_band_end,
                 top + style->heading.part_band_bottom * scale, seed);
    lh_sink_path(&cover->setter.sink, LH_LAYER_TINT, &cover->setter.path, &style->heading.part_band,
                 0);
}

LhSetText lh_cover_lines(LhCover *cover, const char *text, LhRole role, double scale, double width)
{
    LhInline *words = lh_inline_words(&cover->setter, text ? text : "Untitled", (LhSource){0});
    LhVoice voice = lh_voice(role, role, role, role);
    voice.scale = scale;
    return lh_set_balanced(&cover->setter, words, &voice, width,
                           lh_tag_new(&cover->setter, LH_TAG_H1, NULL), 5);
}

LhSetText lh_cover_fit(LhCover *cover, const char *text, LhRole role, const char *key, int most,
                       double width, double *scale)
{
    for (;; *scale *= LH_COVER_SHRINK) {
        LhSetText set = lh_cover_lines(cover, text, role, *scale, width);
        if (set.n_lines <= most && set.widest <= width)
            return set;
        if (*scale >= cover->style->cover.text_least)
            continue;
        g_autofree char *hint = g_strdup_printf("shorten %s", key);
        lh_diag_add(cover->context->diag, LH_SEVERITY_ERROR, (LhSource){.file = "book.yaml"},
                    "cover-too-long", hint, "%s is longer than the front cover has room for", key);
        return set;
    }
}

/* ---- Paper and cloth ---- */

static void add_line(LhCover *cover, double x1, double y1, double x2, double y2,
                     const LhInkRef *ink, double weight)
{
    lh_path_move(&cover->setter.path, x1, y1);
    lh_path_line(&cover->setter.path, x2, y2);
    lh_sink_path(&cover->setter.sink, LH_LAYER_CARD, &cover->setter.path, ink, weight);
}

static void add_paper(LhCover *cover)
{
    const LhStyle *style = cover->style;
    double bleed = cover->shape->bleed, right = style->page.width + bleed,
           bottom = cover->height + bleed;

    lh_cover_fill(cover, LH_LAYER_TINT, -bleed, -bleed, right + bleed, bottom + bleed,
                  &style->cover.paper);
    for (int k = style->grid.first_ruling; k * style->grid.step < bottom; k++) {
        gboolean header = k == style->grid.first_ruling;
        add_line(cover, -bleed, k * style->grid.step, right, k * style->grid.step,
                 header ? &style->grid.header : &style->grid.ruling,
                 header ? style->grid.header_weight : style->grid.ruling_weight);
    }
    double margin =
        cover->front + style->cover.cloth + style->cover.front_left - style->cover.margin;
    add_line(cover, margin, -bleed, margin, bottom, &style->grid.margin, style->grid.margin_weight);
    if (cover->back >= 0) {
        margin = cover->back + style->cover.back_left - style->cover.margin;
        add_line(cover, margin, -bleed, margin, bottom, &style->grid.margin,
                 style->grid.margin_weight);
    }
}

/* A seam of stitches along the cloth's edge. */
static void add_seam(LhCover *cover, double x)
{
    const LhStyle *style = cover->style;
    LhPath *path = &cover->setter.path, dashed;
    lh_path_init(&dashed);
    lh_hand_line(path, x, -cover->shape->bleed, x, cover->height + cover->shape->bleed, 0.4, 3);
    lh_hand_dash(&dashed, path, style->drawing.dash * 1.6, style->drawing.dash);
    g_array_set_size(path->ops, 0);
    g_array_set_size(path->points, 0);
    lh_sink_path(&cover->setter.sink, LH_LAYER_CARD, &dashed, &style->cover.seam,
                 style->cover.seam_weight);
    lh_path_clear(&dashed);
}

static void add_cloth(LhCover *cover)
{
    const LhStyle *style = cover->style;
    double bleed = cover->shape->bleed, cloth = style->cover.cloth;
    double left = cover->back >= 0 ? cover->back + cover->width - cloth : cover->front - bleed;
    double right = cover->front + cloth;

    lh_cover_fill(cover, LH_LAYER_CARD, left, -bleed, right - left, cover->height + 2 * bleed,
                  &style->cover.cloth_ink);
    add_seam(cover, right - style->cover.seam_inset);
    if (cover->back >= 0)
        add_seam(cover, left + style->cover.seam_inset);
}

/* ---- The spine ---- */

/* @text from @top downwards, in the middle of the spine. */
static void add_spine_text(LhCover *cover, const char *text, LhRole role, double size, double top)
{
    const LhTextStyle *style = &cover->style->role[role];
    double x = cover->front - cover->shape->spine / 2, scale = size / style->size;
    LhFontMetrics metrics = lh_fonts_metrics(cover->context->fonts, style->face_index);
    guint first = cover->setter.sink.items->len;
    double middle = (metrics.cap_height + metrics.x_height) / 4 * size;

    lh_set_label(&cover->setter, text, role, cover->style->cover.spine_ink.index, 0, 0, 0, NULL,
                 (LhSource){0});
    lh_cover_turn(cover, first, scale, 90, x - middle, top);
}

/* The size at which @text takes @room points at most; 0 = it would be too small to read. */
static double fit_spine_text(LhCover *cover, const char *text, LhRole role, double size,
                             double room)
{
    double long_as = lh_set_measure(&cover->setter, text, role) / cover->style->role[role].size;

    size = MIN(size, room / long_as);
    return size < cover->style->cover.spine_least ? 0 : size;
}

/* Adds the author below the title, in what is left of the spine. */
static void add_spine_author(LhCover *cover, double thick, double room, double bottom)
{
    const LhTextStyle *style = &cover->style->role[LH_ROLE_COVER_SPINE_AUTHOR];
    const char *author = cover->book->author;
    double size = fit_spine_text(cover, author, LH_ROLE_COVER_SPINE_AUTHOR,
                                 MIN(thick / 1.3, style->size), room);
    double wide = lh_set_measure(&cover->setter, author, LH_ROLE_COVER_SPINE_AUTHOR);

    if (size > 0)
        add_spine_text(cover, author, LH_ROLE_COVER_SPINE_AUTHOR, size,
                       bottom - wide * size / style->size);
}

/* Title and author shrink until both have room; an author of more than a third of the spine gives
 * way. */
static void add_spine(LhCover *cover)
{
    const LhStyle *style = cover->style;
    const char *author = cover->book->author,
               *title = cover->book->cover_spine ? cover->book->cover_spine : cover->book->title;
    double thick = cover->shape->spine - 2 * cover->shape->spine_clear, edge = 3 * style->grid.step;
    double room = cover->height - 2 * edge, most = style->role[LH_ROLE_COVER_SPINE].size, kept = 0;

    if (!cover->shape->spine_text || !title || MIN(thick / 1.1, most) < style->cover.spine_least)
        return;
    if (author)
        kept = edge / 2 + lh_set_measure(&cover->setter, author, LH_ROLE_COVER_SPINE_AUTHOR) *
                              style->cover.spine_least /
                              style->role[LH_ROLE_COVER_SPINE_AUTHOR].size;
    double size = fit_spine_text(cover, title, LH_ROLE_COVER_SPINE, MIN(thick / 1.1, most),
                                 room - (kept < room / 3 ? kept : 0));
    if (size == 0) {
        lh_diag_add(cover->context->diag, LH_SEVERITY_ERROR, (LhSource){.file = "book.yaml"},
                    "cover-too-long", "give a shorter cover.spine",
                    "the spine's text is longer than the spine");
        return;
    }
    add_spine_text(cover, title, LH_ROLE_COVER_SPINE, size, edge);
    room -= lh_set_measure(&cover->setter, title, LH_ROLE_COVER_SPINE) * size / most + edge / 2;
    if (author)
        add_spine_author(cover, thick, room, cover->height - edge);
}

/* ---- The sheet ---- */

/* The style with the sheet as its page. */
static const LhStyle *sheet_style(LhArena *arena, const LhStyle *style, const LhCoverShape *shape)
{
    LhStyle *sheet = lh_arena_memdup(arena, style, sizeof(LhStyle));
    sheet->page.bleed = shape->bleed;
    if (!shape->front_only)
        sheet->page.width = 2 * style->page.width + shape->spine;
    return sheet;
}

static LhPages *new_pages(const LhLayoutContext *context, const LhCoverShape *shape)
{
    LhPages *pages = lh_pages_new(context->style, context->book, shape->target);
    pages->style = sheet_style(pages->arena, context->style, shape);
    return pages;
}

static void add_page(LhPages *pages, LhSink *sink)
{
    LhPage *page = lh_arena_new0(pages->arena, LhPage, 1);
    page->kind = LH_PAGE_COVER;
    page->recto = page->drawn = TRUE;
    page->pitch = pages->style->grid.step;
    page->items = (LhItem *) lh_sink_take(sink, &page->n_items);
    g_ptr_array_add(pages->pages, page);
}

LhPages *lh_cover_new(const LhLayoutContext *context, const LhCoverShape *shape)
{
    LhPages *pages = new_pages(context, shape);
    LhGalley *galley = lh_galley_new(NULL); /* arena of what the setter makes */
    LhCover cover = {
        .context = context,
        .style = pages->style,
        .book = context->book,
        .shape = shape,
        .galleys = pages->galleys,
        .width = context->style->page.width,
        .height = context->style->page.height,
        .front = shape->front_only ? 0 : context->style->page.width + shape->spine,
        .back = shape->front_only ? -1 : 0,
    };
    g_ptr_array_add(pages->galleys, galley);
    lh_setter_init(&cover.setter, context, NULL, galley);
    add_paper(&cover);
    add_cloth(&cover);
    lh_cover_front(&cover);
    if (!shape->front_only) {
        add_spine(&cover);
        lh_cover_back(&cover);
    }
    add_page(pages, &cover.setter.sink);
    lh_setter_clear(&cover.setter);
    return pages;
}
