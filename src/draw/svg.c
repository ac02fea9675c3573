/* Single pages as SVG: crisp at any size. Letters are paths in their font's units, so that a
 * glyph's outline is turned into text once and then only copied. */
#include "svg.h"

#include "../image/picture.h"

#include <math.h>

#include <ft2build.h>
#include FT_FREETYPE_H

/* Dots an inch of a drawing inside a page. */
#define PICTURE_DPI 220.0

struct LhPageDrawer {
    const LhPages *pages;
    LhDrawFaces *faces;
    GMutex lock;       /* faces and outlines are shared by the threads */
    GHashTable *lines; /* face and glyph -> LhOutlineText */
};

LhPageDrawer *lh_page_drawer_new(const LhPages *pages, const LhFonts *fonts, GError **error)
{
    LhDrawFaces *faces = lh_faces_new(pages, fonts, error);
    if (!faces)
        return NULL;
    LhPageDrawer *drawer = g_new0(LhPageDrawer, 1);
    drawer->pages = pages;
    drawer->faces = faces;
    drawer->lines = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    g_mutex_init(&drawer->lock);
    return drawer;
}

void lh_page_drawer_free(LhPageDrawer *drawer)
{
    if (!drawer)
        return;
    g_hash_table_unref(drawer->lines);
    lh_faces_free(drawer->faces);
    g_mutex_clear(&drawer->lock);
    g_free(drawer);
}

/* ---- Text ---- */

/* Letters of one face and size that wait to be written as one path. */
typedef struct {
    LhPageDrawer *drawer;
    const LhPage *page;
    GString *out;
    GError *error;
    const LhRun *run;
    double x, y; /* the run's origin */
    double pen;  /* right of it, points */
    GString *path;
    guint face;
    double size;
} Writer;

/* The path data of a glyph, all relative to where its pen is. */
static const char *outline(LhPageDrawer *drawer, guint face, guint glyph)
{
    gint64 key = (gint64) face << 32 | glyph;
    g_mutex_lock(&drawer->lock);
    const char *text = g_hash_table_lookup(drawer->lines, &key);
    if (!text) {
        char *made = lh_svg_outline(lh_faces_peek(drawer->faces, face), glyph);
        g_hash_table_insert(drawer->lines, g_memdup2(&key, sizeof key), made);
        text = made;
    }
    g_mutex_unlock(&drawer->lock);
    return text;
}

static double unit_of(const Writer *w, guint face)
{
    const FT_FaceRec *ft = lh_faces_peek(w->drawer->faces, face);
    return ft && ft->units_per_EM ? ft->units_per_EM : 1000;
}

/* Begins an element's transform at the run's origin, turned as the run is. */
static void append_origin(Writer *w, double dx)
{
    g_string_append(w->out, " transform=\"translate(");
    lh_svg_number(w->out, w->x, 2);
    lh_svg_number(w->out, w->y, 2);
    g_string_append_c(w->out, ')');
    if (w->run->angle != 0) {
        g_string_append(w->out, " rotate(");
        lh_svg_number(w->out, w->run->angle, 3);
        g_string_append_c(w->out, ')');
    }
    if (dx != 0) {
        g_string_append(w->out, " translate(");
        lh_svg_number(w->out, dx, 2);
        g_string_append(w->out, " 0)");
    }
}

static void append_ink(Writer *w, const char *attribute, guint ink)
{
    lh_svg_ink(w->out, w->drawer->pages, attribute, ink);
}

static void flush(Writer *w)
{
    if (w->path->len == 0)
        return;
    double scale = w->size / unit_of(w, w->face);
    g_string_append(w->out, "<path");
    append_ink(w, "fill", w->run->ink);
    append_origin(w, 0);
    g_string_append(w->out, " matrix(");
    lh_svg_number(w->out, scale, 6);
    lh_svg_number(w->out, 0, 0);
    lh_svg_number(w->out, scale * w->run->shear, 6);
    lh_svg_number(w->out, -scale, 6);
    g_string_append(w->out, " 0 0)\" d=\"");
    g_string_append_len(w->out, w->path->str, (gssize) w->path->len);
    g_string_append(w->out, "\"/>\n");
    g_string_truncate(w->path, 0);
}

static void write_piece(Writer *w, const LhWord *word, double size)
{
    guint variants = (guint) MAX(1, w->drawer->pages->style->hand.variants);
    size *= word->scale;
    if (word->face != w->face || size != w->size)
        flush(w);
    w->face = word->face;
    w->size = size;
    double scale = size / unit_of(w, word->face);
    for (int i = 0; i < word->n_glyphs; i++) {
        const LhGlyph *glyph = &word->glyphs[i];
        const char *shape = outline(w->drawer, word->face,
                                    lh_faces_glyph(w->drawer->faces, word->face, glyph->gid,
                                                   lh_glyph_variant(word, glyph, variants)));
        if (*shape) {
            g_string_append_c(w->path, 'M');
            lh_svg_number(w->path, (w->pen + glyph->dx * size) / scale, 0);
            lh_svg_number(w->path, glyph->dy * size / scale, 0);
            g_string_append(w->path, shape);
        }
        w->pen += glyph->advance * size + w->run->tracking;
    }
}

static void write_sign(Writer *w, const LhWord *word, double size)
{
    LhSignShape shape = {0};
    guint ink = lh_paint_sign_ink(w->drawer->pages->style, w->run, word->sign);
    flush(w);
    lh_hand_sign(word->sign, g_utf8_get_char_validated(word->text, word->n_bytes),
                 lh_faces_bold(w->drawer->faces, word->face), &shape);
    g_string_append(w->out, "<path");
    append_ink(w, shape.pen > 0 ? "stroke" : "fill", ink);
    if (shape.pen > 0) {
        g_string_append(w->out, " fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\""
                                " stroke-width=\"");
        lh_svg_number(w->out, shape.pen * size * word->scale, 2);
        g_string_append_c(w->out, '"');
    }
    append_origin(w, w->pen);
    g_string_append(w->out, "\" d=\"");
    lh_svg_path(w->out, &shape.path, size * word->scale);
    g_string_append(w->out, "\"/>\n");
    lh_path_clear(&shape.path);
    w->pen += word->width * size + w->run->tracking;
}

static void write_run(Writer *w, const LhRun *run, double x, double y)
{
    const LhStyle *style = w->drawer->pages->style;
    double size = style->role[run->role].size * run->scale;
    w->run = run;
    w->x = x;
    w->y = y + lh_paint_drift(style, w->page, run, y);
    w->pen = 0;
    for (int i = 0; i < run->n_words && !run->hidden; i++)
        for (const LhWord *word = run->words[i]; word; word = word->next) {
            if (word->sign != LH_SIGN_NONE)
                write_sign(w, word, size);
            else
                write_piece(w, word, size);
        }
    flush(w);
}

/* ---- Strokes and pictures ---- */

static void append_pen(Writer *w, double weight, gboolean butt)
{
    g_string_append(w->out, " fill=\"none\" stroke-width=\"");
    lh_svg_number(w->out, weight, 2);
    g_string_append(w->out, butt ? "\"" : "\" stroke-linecap=\"round\"");
}

static void write_stroke(Writer *w, const LhStroke *stroke, double x, double y)
{
    g_string_append(w->out, "<path");
    append_ink(w, stroke->weight > 0 ? "stroke" : "fill", stroke->ink);
    if (stroke->weight > 0)
        append_pen(w, stroke->weight, stroke->butt);
    g_string_append(w->out, " d=\"");
    lh_svg_stroke(w->out, stroke, x, y);
    g_string_append(w->out, "\"/>\n");
}

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

/* The picture of an SVG, drawn by the same program that draws it in the PDF. (transfer full) */
static GBytes *picture_of_drawing(Writer *w, const LhItem *item)
{
    double scale = PICTURE_DPI / 72;
    int columns = MAX(1, (int) lrint(item->image.width * scale));
    int rows = MAX(1, (int) lrint(item->image.height * scale));
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, columns, rows);
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, scale, scale);
    gboolean done =
        lh_image_render(item->image.image, cr, item->image.width, item->image.height, &w->error);
    cairo_destroy(cr);
    if (done)
        lh_draw_check(cairo_surface_write_to_png_stream(surface, collect, bytes), "a picture",
                      &w->error);
    cairo_surface_destroy(surface);
    return g_byte_array_free_to_bytes(bytes);
}

static void write_picture(Writer *w, const LhItem *item, double x, double y)
{
    LhImageKind kind = lh_image_kind(item->image.image);
    if (w->error || item->image.width <= 0 || item->image.height <= 0)
        return;
    g_autoptr(GBytes) bytes = kind == LH_IMAGE_SVG
                                  ? picture_of_drawing(w, item)
                                  : g_bytes_ref(lh_image_peek_bytes(item->image.image));
    gsize size;
    gconstpointer data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = g_base64_encode(data, size);
    g_string_append(w->out, "<image preserveAspectRatio=\"none\"");
    lh_svg_attribute(w->out, "x", x);
    lh_svg_attribute(w->out, "y", y);
    lh_svg_attribute(w->out, "width", item->image.width);
    lh_svg_attribute(w->out, "height", item->image.height);
    g_string_append_printf(w->out, " href=\"data:image/%s;base64,",
                           kind == LH_IMAGE_JPEG ? "jpeg" : "png");
    g_string_append(w->out, text);
    g_string_append(w->out, "\"/>\n");
}

/* ---- The page ---- */

static void write_item(const LhItem *item, double x, double y, gpointer data)
{
    Writer *w = data;
    switch (item->kind) {
    case LH_ITEM_TEXT:
        write_run(w, item->run, x, y);
        break;
    case LH_ITEM_PATH:
        write_stroke(w, item->stroke, x, y);
        break;
    case LH_ITEM_IMAGE:
        write_picture(w, item, x, y);
        break;
    case LH_ITEM_ANCHOR:
        break;
    }
}

static void write_line(Writer *w, guint ink, double weight, const double from[2],
                       const double to[2])
{
    g_string_append(w->out, "<path");
    append_ink(w, "stroke", ink);
    append_pen(w, weight, TRUE);
    g_string_append(w->out, " d=\"M");
    lh_svg_number(w->out, from[0], 2);
    lh_svg_number(w->out, from[1], 2);
    g_string_append_c(w->out, 'L');
    lh_svg_number(w->out, to[0], 2);
    lh_svg_number(w->out, to[1], 2);
    g_string_append(w->out, "\"/>\n");
}

static void write_rulings(Writer *w)
{
    const LhStyle *style = w->drawer->pages->style;
    double bleed = lh_page_bleed(w->drawer->pages),
           top = style->grid.first_ruling * style->grid.step;
    double left = -bleed, right = style->page.width + bleed;
    for (int k = 1; k <= lh_page_rulings(style, w->page->pitch); k++) {
        double y = top + k * w->page->pitch;
        write_line(w, style->grid.ruling.index, style->grid.ruling_weight, (double[]){left, y},
                   (double[]){right, y});
    }
    double margin = w->page->left - style->page.margin_line;
    write_line(w, style->grid.header.index, style->grid.header_weight, (double[]){left, top},
               (double[]){right, top});
    write_line(w, style->grid.margin.index, style->grid.margin_weight, (double[]){margin, -bleed},
               (double[]){margin, style->page.height + bleed});
}

static void write_paper(Writer *w, double width, double height)
{
    g_string_append(w->out, "<rect");
    if (w->drawer->pages->target == LH_TARGET_PRINT)
        g_string_append(w->out, " fill=\"#fff\"");
    else
        append_ink(w, "fill", w->drawer->pages->style->grid.paper.index);
    double bleed = lh_page_bleed(w->drawer->pages);
    lh_svg_attribute(w->out, "x", -bleed);
    lh_svg_attribute(w->out, "y", -bleed);
    lh_svg_attribute(w->out, "width", width);
    lh_svg_attribute(w->out, "height", height);
    g_string_append(w->out, "/>\n");
}

/* In the order in which paint.c lays them on the paper. */
static void write_page(Writer *w)
{
    double width, height, bleed = lh_page_bleed(w->drawer->pages);
    lh_page_extents(w->drawer->pages, &width, &height);
    g_string_append(w->out, "<svg xmlns=\"http://www.w3.org/2000/svg\" stroke-miterlimit=\"10\"");
    lh_svg_attribute(w->out, "width", width);
    lh_svg_attribute(w->out, "height", height);
    g_string_append(w->out, " viewBox=\"");
    lh_svg_number(w->out, -bleed, 2);
    lh_svg_number(w->out, -bleed, 2);
    lh_svg_number(w->out, width, 2);
    lh_svg_number(w->out, height, 2);
    g_string_append(w->out, "\">\n");
    write_paper(w, width, height);
    lh_draw_in_order(w->page, LH_DRAW_BELOW, write_item, w);
    if (w->page->kind != LH_PAGE_COVER)
        write_rulings(w);
    lh_draw_in_order(w->page, LH_DRAW_ABOVE, write_item, w);
    g_string_append(w->out, "</svg>\n");
}

GBytes *lh_page_drawer_svg(LhPageDrawer *drawer, const LhPage *page, GError **error)
{
    Writer w = {.drawer = drawer, .page = page, .path = g_string_new(NULL)};
    w.out = g_string_sized_new(1 << 19);
    write_page(&w);
    g_string_free(w.path, TRUE);
    if (!w.error)
        return g_string_free_to_bytes(w.out);
    g_string_free(w.out, TRUE);
    g_propagate_error(error, w.error);
    return NULL;
}
