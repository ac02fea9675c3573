/* Numbers, inks and paths as SVG writes them. */
#include "svg.h"
#include "trace.h"

#include <math.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

void lh_svg_number(GString *out, double value, int places)
{
    static const gint64 tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    char digits[24], *p = digits + sizeof digits;
    gint64 n = (gint64) llrint(CLAMP(value, -1e9, 1e9) * (double) tens[places]);
    guint64 rest = n < 0 ? (guint64) -n : (guint64) n;
    gboolean wrote = FALSE;
    for (int i = 0; i < places; i++, rest /= 10)
        if (wrote || rest % 10) {
            *--p = (char) ('0' + rest % 10);
            wrote = TRUE;
        }
    if (wrote)
        *--p = '.';
    do
        *--p = (char) ('0' + rest % 10);
    while (rest /= 10);
    *--p = n < 0 ? '-' : ' ';
    g_string_append_len(out, p, digits + sizeof digits - p);
}

void lh_svg_attribute(GString *out, const char *key, double value)
{
    g_string_append_printf(out, " %s=\"", key);
    lh_svg_number(out, value, 2);
    g_string_append_c(out, '"');
}

static guint shade(double part)
{
    return (guint) lrint(CLAMP(part, 0, 1) * 255);
}

void lh_svg_ink(GString *out, const LhPages *pages, const char *key, guint ink)
{
    const LhInk *i = &pages->style->inks[MIN(ink, pages->style->n_inks - 1)];
    gboolean screen = pages->target == LH_TARGET_SCREEN;
    g_string_append_printf(
        out, " %s=\"#%02x%02x%02x\"", key, shade(screen ? i->screen_red : i->red),
        shade(screen ? i->screen_green : i->green), shade(screen ? i->screen_blue : i->blue));
}

/* ---- Paths ---- */

typedef struct {
    GString *out;
    int places;
} PathData;

static void append_op(LhPathOp op, const double *points, gpointer data)
{
    static const char letters[] = {
        [LH_MOVE] = 'M', [LH_LINE] = 'L', [LH_CURVE] = 'C', [LH_CLOSE] = 'Z'};
    PathData *d = data;
    g_string_append_c(d->out, letters[op]);
    for (int k = 0; k < 2 * lh_path_pairs(op); k++)
        lh_svg_number(d->out, points[k], d->places);
}

void lh_svg_stroke(GString *out, const LhStroke *stroke, double x, double y)
{
    lh_trace_stroke(stroke, x, y, append_op, &(PathData){out, 2});
}

void lh_svg_path(GString *out, const LhPath *path, double scale)
{
    lh_trace_path(path, 0, 0, scale, scale, append_op, &(PathData){out, 3});
}

/* ---- Glyphs ---- */

typedef struct {
    GString *out;
    FT_Vector start, pen; /* of the contour; now */
    gboolean open;
} Tracer;

static void append_point(Tracer *t, const FT_Vector *to)
{
    lh_svg_number(t->out, (double) (to->x - t->pen.x), 0);
    lh_svg_number(t->out, (double) (to->y - t->pen.y), 0);
}

/* SVG goes back to the contour's start when it closes one. */
static void close_contour(Tracer *t)
{
    if (t->open)
        g_string_append_c(t->out, 'z');
    t->pen = t->start;
    t->open = FALSE;
}

static int move_to(const FT_Vector *to, void *data)
{
    Tracer *t = data;
    close_contour(t);
    g_string_append_c(t->out, 'm');
    append_point(t, to);
    t->pen = t->start = *to;
    t->open = TRUE;
    return 0;
}

static int line_to(const FT_Vector *to, void *data)
{
    Tracer *t = data;
    g_string_append_c(t->out, 'l');
    append_point(t, to);
    t->pen = *to;
    return 0;
}

static int conic_to(const FT_Vector *control, const FT_Vector *to, void *data)
{
    Tracer *t = data;
    g_string_append_c(t->out, 'q');
    append_point(t, control);
    append_point(t, to);
    t->pen = *to;
    return 0;
}

static int cubic_to(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *data)
{
    Tracer *t = data;
    g_string_append_c(t->out, 'c');
    append_point(t, a);
    append_point(t, b);
    append_point(t, to);
    t->pen = *to;
    return 0;
}

char *lh_svg_outline(gpointer face, guint glyph)
{
    static const FT_Outline_Funcs functions = {move_to, line_to, conic_to, cubic_to, 0, 0};
    FT_Face ft = face;
    Tracer t = {.out = g_string_new(NULL)};
    if (ft && FT_Load_Glyph(ft, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING) == 0 &&
        ft->glyph->format == FT_GLYPH_FORMAT_OUTLINE)
        FT_Outline_Decompose(&ft->glyph->outline, &functions, &t);
    close_contour(&t);
    return g_string_free(t.out, FALSE);
}
