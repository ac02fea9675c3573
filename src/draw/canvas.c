/* Pictures of pages at any size, and of what they lie on. */
#include "internal.h"

#include <math.h>
#include <string.h>

#define MOST_PIXELS 20000 /* a side */
#define STOPS       8     /* of a shade's gradient, which fades with the square */

struct LhBrush {
    const LhPages *pages;
    LhDrawFaces *faces;
};

struct LhCanvas {
    cairo_surface_t *surface;
    cairo_t *cr;
    int columns, rows;
};

LhBrush *lh_brush_new(const LhPages *pages, const LhFonts *fonts, GError **error)
{
    LhDrawFaces *faces = lh_faces_new(pages, fonts, error);
    if (!faces)
        return NULL;
    LhBrush *brush = g_new0(LhBrush, 1);
    brush->pages = pages;
    brush->faces = faces;
    return brush;
}

void lh_brush_free(LhBrush *brush)
{
    if (!brush)
        return;
    lh_faces_free(brush->faces);
    g_free(brush);
}

static void set_colour(LhCanvas *canvas, guint32 colour)
{
    cairo_set_source_rgb(canvas->cr, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0,
                         (colour & 255) / 255.0);
}

LhCanvas *lh_canvas_new(int columns, int rows, guint32 colour, GError **error)
{
    if (columns < 1 || rows < 1 || columns > MOST_PIXELS || rows > MOST_PIXELS) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "a picture of %d by %d pixels can't be drawn; ask for at most %d a side",
                    columns, rows, MOST_PIXELS);
        return NULL;
    }
    LhCanvas *canvas = g_new0(LhCanvas, 1);
    canvas->columns = columns;
    canvas->rows = rows;
    canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
    canvas->cr = cairo_create(canvas->surface);
    set_colour(canvas, colour);
    cairo_paint(canvas->cr);
    return canvas;
}

void lh_canvas_free(LhCanvas *canvas)
{
    if (!canvas)
        return;
    cairo_destroy(canvas->cr);
    cairo_surface_destroy(canvas->surface);
    g_free(canvas);
}

void lh_canvas_turn(LhCanvas *canvas, double degrees, double x, double y)
{
    cairo_identity_matrix(canvas->cr);
    cairo_translate(canvas->cr, x, y);
    cairo_rotate(canvas->cr, degrees * G_PI / 180);
    cairo_translate(canvas->cr, -x, -y);
}

gboolean lh_canvas_page(LhCanvas *canvas, LhBrush *brush, const LhPage *page, double x, double y,
                        double width, GError **error)
{
    LhPainter painter;
    double sheet_width, sheet_height;
    lh_page_extents(brush->pages, &sheet_width, &sheet_height);
    double scale = width / sheet_width;
    cairo_save(canvas->cr);
    cairo_translate(canvas->cr, x, y);
    cairo_rectangle(canvas->cr, 0, 0, width, sheet_height * scale);
    cairo_clip(canvas->cr);
    cairo_scale(canvas->cr, scale, scale);
    lh_painter_init(&painter, canvas->cr, brush->pages, brush->faces);
    gboolean done = lh_painter_page(&painter, page, error);
    lh_painter_clear(&painter);
    cairo_restore(canvas->cr);
    return done;
}

void lh_canvas_fill(LhCanvas *canvas, double x, double y, double width, double height,
                    guint32 colour)
{
    set_colour(canvas, colour);
    cairo_rectangle(canvas->cr, x, y, width, height);
    cairo_fill(canvas->cr);
}

/* From @strength at the pattern's start to nothing at its end. Takes @pattern. */
static void fill_fading(LhCanvas *canvas, cairo_pattern_t *pattern, double strength)
{
    for (int i = 0; i <= STOPS; i++) {
        double at = (double) i / STOPS, left = 1 - at;
        cairo_pattern_add_color_stop_rgba(pattern, at, 0, 0, 0, strength * left * left);
    }
    cairo_set_source(canvas->cr, pattern);
    cairo_fill(canvas->cr);
    cairo_pattern_destroy(pattern);
}

static void shade_side(LhCanvas *canvas, double x, double y, double width, double height,
                       const double *from_to, double strength)
{
    cairo_rectangle(canvas->cr, x, y, width, height);
    fill_fading(canvas, cairo_pattern_create_linear(from_to[0], from_to[1], from_to[2], from_to[3]),
                strength);
}

/* A quarter round the corner at @x, @y, outwards to @right, @down. */
static void shade_corner(LhCanvas *canvas, double x, double y, double right, double down,
                         double strength)
{
    double reach = fabs(right);
    cairo_rectangle(canvas->cr, MIN(x, x + right), MIN(y, y + down), reach, reach);
    fill_fading(canvas, cairo_pattern_create_radial(x, y, 0, x, y, reach), strength);
}

void lh_canvas_shadow(LhCanvas *canvas, double x, double y, double width, double height,
                      double reach, double strength)
{
    double right = x + width, bottom = y + height, r = reach;
    /* Edges that are turned meet without a seam only when they are not smoothed. */
    cairo_set_antialias(canvas->cr, CAIRO_ANTIALIAS_NONE);
    cairo_set_source_rgba(canvas->cr, 0, 0, 0, strength);
    cairo_rectangle(canvas->cr, x, y, width, height);
    cairo_fill(canvas->cr);
    shade_side(canvas, x - r, y, r, height, (const double[]){x, 0, x - r, 0}, strength);
    shade_side(canvas, right, y, r, height, (const double[]){right, 0, right + r, 0}, strength);
    shade_side(canvas, x, y - r, width, r, (const double[]){0, y, 0, y - r}, strength);
    shade_side(canvas, x, bottom, width, r, (const double[]){0, bottom, 0, bottom + r}, strength);
    shade_corner(canvas, x, y, -r, -r, strength);
    shade_corner(canvas, right, y, r, -r, strength);
    shade_corner(canvas, x, bottom, -r, r, strength);
    shade_corner(canvas, right, bottom, r, r, strength);
    cairo_set_antialias(canvas->cr, CAIRO_ANTIALIAS_DEFAULT);
}

void lh_canvas_shade(LhCanvas *canvas, double x, double y, double width, double height,
                     double strength)
{
    shade_side(canvas, MIN(x, x + width), y, fabs(width), height,
               (const double[]){x, 0, x + width, 0}, strength);
}

guint32 *lh_canvas_pixels(const LhCanvas *canvas)
{
    guint32 *pixels = g_new(guint32, (gsize) canvas->columns * (gsize) canvas->rows);
    cairo_surface_flush(canvas->surface);
    const guchar *data = cairo_image_surface_get_data(canvas->surface);
    int stride = cairo_image_surface_get_stride(canvas->surface);
    for (int y = 0; y < canvas->rows; y++)
        memcpy(pixels + (gsize) y * (gsize) canvas->columns, data + (gsize) y * (gsize) stride,
               sizeof(guint32) * (gsize) canvas->columns);
    for (gsize i = 0; i < (gsize) canvas->columns * (gsize) canvas->rows; i++)
        pixels[i] &= 0xffffff; /* the byte above is nobody's */
    return pixels;
}
