/* The words of SVG that svg.c writes pages with. */
#ifndef LONGHAND_DRAW_SVG_H
#define LONGHAND_DRAW_SVG_H

#include "internal.h"

G_BEGIN_DECLS

/* Appends a blank and @value, with at most @places behind the point. */
void lh_svg_number(GString *out, double value, int places);
/* Appends ` key="value"`. */
void lh_svg_attribute(GString *out, const char *key, double value);
/* Appends ` key="#rrggbb"`, the ink as the pages' target shows it. */
void lh_svg_ink(GString *out, const LhPages *pages, const char *key, guint ink);

/* Path data: a stroke moved by @x, @y, and a path made @scale times larger. */
void lh_svg_stroke(GString *out, const LhStroke *stroke, double x, double y);
void lh_svg_path(GString *out, const LhPath *path, double scale);

/* A glyph of @face (an FT_Face; NULL = not used) as path data in font units, relative to a pen that
 * an M before it has set; "" when it leaves no ink. Returns: (transfer full) */
char *lh_svg_outline(gpointer face, guint glyph);

G_END_DECLS

#endif
