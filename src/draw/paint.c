/* One page on a cairo context: paper, tints, rulings, cards, strokes, text, tape. */
#include "internal.h"

#include <math.h>

typedef struct {
    double left;
    cairo_surface_t *surface;
} Paper;

static void paper_free(gpointer data)
{
    Paper *paper = data;
    cairo_surface_destroy(paper->surface);
    g_free(paper);
}

static cairo_pattern_t *ink_pattern(const LhInk *ink, LhTarget target)
{
    if (target == LH_TARGET_SCREEN)
        return cairo_pattern_create_rgb(ink->screen_red, ink->screen_green, ink->screen_blue);
    return cairo_pattern_create_rgb(ink->red, ink->green, ink->blue);
}

void lh_painter_init(LhPainter *painter, cairo_t *cr, const LhPages *pages, LhDrawFaces *faces,
                     LhTagger *tagger)
{
    *painter = (LhPainter){
        .cr = cr, .pages = pages, .style = pages->style, .faces = faces, .tagger = tagger};
    painter->bleed = lh_page_bleed(pages);
    painter->papers = g_ptr_array_new_with_free_func(paper_free);
    painter->glyphs = g_array_new(FALSE, FALSE, sizeof(cairo_glyph_t));
    painter->clusters = g_array_new(FALSE, FALSE, sizeof(cairo_text_cluster_t));
    painter->text = g_string_new(NULL);
    painter->inks = g_new0(cairo_pattern_t *, pages->style->n_inks + 1);
    for (guint i = 0; i < pages->style->n_inks; i++)
        painter->inks[i] = ink_pattern(&pages->style->inks[i], pages->target);
}

void lh_painter_clear(LhPainter *painter)
{
    for (guint i = 0; painter->inks && i < painter->style->n_inks; i++)
        cairo_pattern_destroy(painter->inks[i]);
    g_clear_pointer(&painter->inks, g_free);
    g_clear_pointer(&painter->papers, g_ptr_array_unref);
    if (painter->glyphs)
        g_array_unref(painter->glyphs);
    if (painter->clusters)
        g_array_unref(painter->clusters);
    if (painter->text)
        g_string_free(painter->text, TRUE);
    g_clear_error(&painter->error);
}

void lh_paint_ink(LhPainter *painter, guint ink)
{
    cairo_set_source(painter->cr, painter->inks[MIN(ink, painter->style->n_inks - 1)]);
}

/* ---- Paper ---- */

/* White in print, where the sheet is the paper. */
void lh_paint_paper(LhPainter *painter)
{
    if (painter->pages->target == LH_TARGET_PRINT) {
        if (painter->vector)
            return;
        cairo_set_source_rgb(painter->cr, 1, 1, 1);
    } else {
        lh_paint_ink(painter, painter->style->grid.paper.index);
    }
    cairo_paint(painter->cr);
}

static void stroke_paper(cairo_t *cr, cairo_pattern_t *ink, double weight)
{
    cairo_set_line_width(cr, weight);
    cairo_set_source(cr, ink);
    cairo_stroke(cr);
}

/* The printed lines of a page whose text begins at @left: straight, and out to the edge of the
 * sheet. */
static void draw_rulings(LhPainter *painter, cairo_t *cr, double left)
{
    const LhStyle *style = painter->style;
    double x1 = -painter->bleed, x2 = style->page.width + painter->bleed;
    double step = style->grid.step;
    for (int k = style->grid.first_ruling + 1; k <= style->grid.last_ruling; k++) {
        cairo_move_to(cr, x1, k * step);
        cairo_line_to(cr, x2, k * step);
    }
    stroke_paper(cr, painter->inks[style->grid.ruling.index], style->grid.ruling_weight);
    cairo_move_to(cr, x1, style->grid.first_ruling * step);
    cairo_line_to(cr, x2, style->grid.first_ruling * step);
    stroke_paper(cr, painter->inks[style->grid.header.index], style->grid.header_weight);
    double margin = left - style->page.margin_line;
    cairo_move_to(cr, margin, -painter->bleed);
    cairo_line_to(cr, margin, style->page.height + painter->bleed);
    stroke_paper(cr, painter->inks[style->grid.margin.index], style->grid.margin_weight);
}

static cairo_surface_t *record_rulings(LhPainter *painter, double left)
{
    cairo_rectangle_t extents = {-painter->bleed, -painter->bleed, 0, 0};
    lh_page_extents(painter->pages, &extents.width, &extents.height);
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    cairo_t *cr = cairo_create(surface);
    draw_rulings(painter, cr, left);
    cairo_destroy(cr);
    return surface;
}

/* The recording for @left: the same surface each time, so that a PDF holds it once. */
static cairo_surface_t *find_rulings(LhPainter *painter, double left)
{
    for (guint i = 0; i < painter->papers->len; i++) {
        Paper *paper = painter->papers->pdata[i];
        if (fabs(paper->left - left) < LH_EPSILON)
            return paper->surface;
    }
    Paper *paper = g_new0(Paper, 1);
    paper->left = left;
    paper->surface = record_rulings(painter, left);
    g_ptr_array_add(painter->papers, paper);
    return paper->surface;
}

void lh_paint_rulings(LhPainter *painter)
{
    if (!painter->vector) {
        draw_rulings(painter, painter->cr, painter->page->left);
        return;
    }
    cairo_set_source_surface(painter->cr, find_rulings(painter, painter->page->left), 0, 0);
    cairo_paint(painter->cr);
}

/* ---- Items ---- */

static void trace(cairo_t *cr, const LhStroke *stroke, double x, double y)
{
    const float *p = stroke->points;
    for (int i = 0; i < stroke->n_ops; i++) {
        switch ((LhPathOp) stroke->ops[i]) {
        case LH_MOVE:
            cairo_move_to(cr, x + p[0], y + p[1]);
            p += 2;
            break;
        case LH_LINE:
            cairo_line_to(cr, x + p[0], y + p[1]);
            p += 2;
            break;
        case LH_CURVE:
            cairo_curve_to(cr, x + p[0], y + p[1], x + p[2], y + p[3], x + p[4], y + p[5]);
            p += 6;
            break;
        case LH_CLOSE:
            cairo_close_path(cr);
            break;
        }
    }
}

static void paint_stroke(LhPainter *painter, const LhStroke *stroke, double x, double y)
{
    cairo_t *cr = painter->cr;
    lh_paint_ink(painter, stroke->ink);
    trace(cr, stroke, x, y);
    if (stroke->weight <= 0) {
        cairo_fill(cr);
        return;
    }
    cairo_set_line_width(cr, stroke->weight);
    cairo_set_line_cap(cr, stroke->butt ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    cairo_stroke(cr);
}

/* Content that belongs to an element of the document, in reading order. */
static gboolean is_tagged(const LhItem *item)
{
    if (item->kind == LH_ITEM_TEXT)
        return item->run->tag != NULL;
    return item->kind == LH_ITEM_IMAGE && item->image.tag;
}

static void paint_item(const LhItem *item, double x, double y, gpointer data)
{
    LhPainter *painter = data;
    switch (item->kind) {
    case LH_ITEM_TEXT:
        lh_paint_run(painter, item->run, x, y, FALSE);
        break;
    case LH_ITEM_PATH:
        paint_stroke(painter, item->stroke, x, y);
        break;
    case LH_ITEM_IMAGE:
        lh_paint_image(painter, item, x, y);
        break;
    case LH_ITEM_ANCHOR:
        if (painter->tagger)
            lh_tagger_anchor(painter->tagger, item->anchor, x, y);
        break;
    }
}

static void paint_artifact(const LhItem *item, double x, double y, gpointer data)
{
    if (!is_tagged(item))
        paint_item(item, x, y, data);
}

static void paint_tagged(LhPainter *painter, const LhItem *item, double x, double y,
                         gboolean breaks)
{
    gboolean is_text = item->kind == LH_ITEM_TEXT;
    if (painter->tagger)
        lh_tagger_begin(painter->tagger, is_text ? item->run->tag : item->image.tag,
                        is_text ? item->run->link : NULL);
    if (is_text)
        lh_paint_run(painter, item->run, x, y, breaks);
    else
        lh_paint_image(painter, item, x, y);
    if (painter->tagger)
        lh_tagger_end(painter->tagger);
}

/* Paints what waits, now that @next (NULL = nothing on this page) follows it at @next_y. */
static void paint_waiting(LhPainter *painter, const LhItem *next, double next_y)
{
    const LhItem *item = painter->waiting;
    painter->waiting = next;
    if (!item)
        return;
    gboolean breaks = !next || (next->kind == LH_ITEM_TEXT && item->kind == LH_ITEM_TEXT &&
                                next->run->tag == item->run->tag &&
                                fabs(next_y - painter->waiting_y) > LH_EPSILON);
    paint_tagged(painter, item, painter->waiting_x, painter->waiting_y, breaks);
}

/* The reading order: items as they come, each when the next is known. */
static void paint_content(const LhItem *item, double x, double y, gpointer data)
{
    LhPainter *painter = data;
    if (!is_tagged(item))
        return;
    paint_waiting(painter, item, y);
    painter->waiting_x = x;
    painter->waiting_y = y;
}

/* What belongs to elements, in the order of reading. */
static void paint_reading(LhPainter *painter, LhLayer first, LhLayer last)
{
    for (LhLayer layer = first; layer <= last; layer++)
        lh_draw_each(painter->page, layer, paint_content, painter);
    paint_waiting(painter, NULL, 0);
    if (painter->tagger)
        lh_tagger_pause(painter->tagger);
}

static void paint_layers(LhPainter *painter)
{
    const LhPage *page = painter->page;
    lh_paint_paper(painter);
    if (painter->vector && !painter->began)
        lh_paint_spaces(painter, page->left, painter->style->page.head_baseline);
    painter->began = TRUE;
    lh_draw_each(page, LH_LAYER_TINT, paint_artifact, painter);
    lh_paint_rulings(painter);
    for (LhLayer layer = LH_LAYER_CARD; layer <= LH_LAYER_TEXT; layer++)
        lh_draw_each(page, layer, paint_artifact, painter);
    paint_reading(painter, LH_LAYER_TINT, LH_LAYER_TEXT);
    lh_draw_each(page, LH_LAYER_TAPE, paint_artifact, painter);
    paint_reading(painter, LH_LAYER_TAPE, LH_LAYER_TAPE);
}

gboolean lh_painter_page(LhPainter *painter, const LhPage *page, GError **error)
{
    painter->page = page;
    cairo_save(painter->cr);
    cairo_translate(painter->cr, painter->bleed, painter->bleed);
    paint_layers(painter);
    cairo_restore(painter->cr);
    if (painter->error) {
        g_propagate_error(error, g_steal_pointer(&painter->error));
        return FALSE;
    }
    g_autofree char *what = g_strdup_printf("page %d", page->index + 1);
    return lh_draw_check(cairo_status(painter->cr), what, error);
}
