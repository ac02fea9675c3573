/* Pictures on the picture of a page. */
#include "internal.h"

#include "../image/picture.h"

/* Alpha is part of the screen's picture; print knows no transparency. */
static void paint_bitmap(LhPainter *painter, LhImage *image, double width, double height,
                         GError **error)
{
    LhPictureUse use = painter->pages->target == LH_TARGET_PRINT ? LH_PICTURE_FLATTEN : 0;
    cairo_surface_t *surface = lh_image_surface(image, use, error);
    if (!surface)
        return;
    cairo_t *cr = painter->cr;
    int columns = cairo_image_surface_get_width(surface);
    int rows = cairo_image_surface_get_height(surface);
    cairo_scale(cr, width / columns, height / rows);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_rectangle(cr, 0, 0, columns, rows);
    cairo_fill(cr);
    cairo_surface_destroy(surface);
}

void lh_paint_image(LhPainter *painter, const LhItem *item, double x, double y)
{
    LhImage *image = item->image.image;
    double width = item->image.width, height = item->image.height;
    if (painter->error || width <= 0 || height <= 0)
        return;
    cairo_save(painter->cr);
    cairo_translate(painter->cr, x, y);
    if (lh_image_kind(image) == LH_IMAGE_SVG) {
        static GMutex one; /* pages are painted side by side, but librsvg's handle is for one thread */
        g_mutex_lock(&one);
        lh_image_render(image, painter->cr, width, height, &painter->error);
        g_mutex_unlock(&one);
    } else
        paint_bitmap(painter, image, width, height, &painter->error);
    cairo_restore(painter->cr);
}
