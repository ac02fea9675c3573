/* One page on a cairo context: paper, tints, rulings, cards, strokes, text, tape. */
#include "internal.h"
#include "trace.h"

#include <math.h>

static cairo_pattern_t *ink_pattern(const LhInk *ink, LhTarget target)
{
    if (target == LH_TARGET_SCREEN)
        return cairo_pattern_create_rgb(ink->screen_red, ink->screen_green, ink->screen_blue);
    return cairo_pattern_create_rgb(ink->red, ink->green, ink->blue);
}

void lh_painter_init(LhPainter *painter, cairo_t *cr, const LhPages *pages, LhDrawFaces *faces)
{
    *painter = (LhPainter){.cr = cr, .pages = pages, .style = pages->style, .faces = faces};
    painter->bleed = lh_page_bleed(pages);
    lh_page_origin(pages, &painter->left, &painter->top);
    painter->glyphs = g_array_new(FALSE, FALSE, sizeof(cairo_glyph_t));
    painter->inks = g_new0(cairo_pattern_t *, pages->style->n_inks + 1);
    for (guint i = 0; i < pages->style->n_inks; i++)
        painter->inks[i] = ink_pattern(&pages->style->inks[i], pages->target);
}

void lh_painter_clear(LhPainter *painter)
{
    for (guint i = 0; painter->inks && i < painter->style->n_inks; i++)
        cairo_pattern_destroy(painter->inks[i]);
    g_clear_pointer(&painter->inks, g_free);
    if (painter->glyphs)
        g_array_unref(painter->glyphs);
    g_clear_error(&painter->error);
}

void lh_paint_ink(LhPainter *painter, guint ink)
{
    cairo_set_source(painter->cr, painter->inks[MIN(ink, painter->style->n_inks - 1)]);
}

/* ---- Paper ---- */

/* White in print, where the sheet is the paper, and on a proof. */
static void paint_paper(LhPainter *painter)
{
    if (painter->pages->target == LH_TARGET_PRINT || painter->pages->sheet.width > 0)
        cairo_set_source_rgb(painter->cr, 1, 1, 1);
    else
        lh_paint_ink(painter, painter->style->grid.paper.index);
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
static void draw_rulings(LhPainter *painter, cairo_t *cr, double left, double pitch)
{
    const LhStyle *style = painter->style;
    double x1 = -painter->bleed, x2 = style->page.width + painter->bleed;
    double step = style->grid.step;
    for (int k = 1; k <= lh_page_rulings(style, pitch); k++) {
        cairo_move_to(cr, x1, style->grid.first_ruling * step + k * pitch);
        cairo_line_to(cr, x2, style->grid.first_ruling * step + k * pitch);
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

/* ---- Items ---- */

void lh_paint_op(LhPathOp op, const double *p, gpointer cr)
{
    switch (op) {
    case LH_MOVE:
        cairo_move_to(cr, p[0], p[1]);
        break;
    case LH_LINE:
        cairo_line_to(cr, p[0], p[1]);
        break;
    case LH_CURVE:
        cairo_curve_to(cr, p[0], p[1], p[2], p[3], p[4], p[5]);
        break;
    case LH_CLOSE:
        cairo_close_path(cr);
        break;
    }
}

static void paint_stroke(LhPainter *painter, const LhStroke *stroke, double x, double y)
{
    cairo_t *cr = painter->cr;
    lh_paint_ink(painter, stroke->ink);
    lh_trace_stroke(stroke, x, y, lh_paint_op, cr);
    if (stroke->weight <= 0) {
        cairo_fill(cr);
        return;
    }
    cairo_set_line_width(cr, stroke->weight);
    cairo_set_line_cap(cr, stroke->butt ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    cairo_stroke(cr);
}

static void paint_item(const LhItem *item, double x, double y, gpointer data)
{
    LhPainter *painter = data;
    switch (item->kind) {
    case LH_ITEM_TEXT:
        lh_paint_run(painter, item->run, x, y);
        break;
    case LH_ITEM_PATH:
        paint_stroke(painter, item->stroke, x, y);
        break;
    case LH_ITEM_IMAGE:
        lh_paint_image(painter, item, x, y);
        break;
    case LH_ITEM_ANCHOR:
        break;
    }
}

/* The PDF's order: what belongs to elements comes last, in the order of reading. */
static void paint_layers(LhPainter *painter)
{
    const LhPage *page = painter->page;
    paint_paper(painter);
    lh_draw_in_order(page, LH_DRAW_BELOW, paint_item, painter);
    if (page->kind != LH_PAGE_COVER && !page->bare)
        draw_rulings(painter, painter->cr, page->left, page->pitch);
    lh_draw_in_order(page, LH_DRAW_ABOVE, paint_item, painter);
}

gboolean lh_painter_page(LhPainter *painter, const LhPage *page, GError **error)
{
    painter->page = page;
    cairo_save(painter->cr);
    cairo_translate(painter->cr, painter->left, painter->top);
    paint_layers(painter);
    cairo_restore(painter->cr);
    if (painter->error) {
        g_propagate_error(error, g_steal_pointer(&painter->error));
        return FALSE;
    }
    g_autofree char *what = g_strdup_printf("page %d", page->index + 1);
    return lh_draw_check(cairo_status(painter->cr), what, error);
}
