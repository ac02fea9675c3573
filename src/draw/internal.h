/* Inside draw/: the table of back ends, and the painter of pictures of pages. */
#ifndef LONGHAND_DRAW_INTERNAL_H
#define LONGHAND_DRAW_INTERNAL_H

#include "longhand/draw.h"

#include <cairo.h>

G_BEGIN_DECLS

/* ---- Back ends ---- */

typedef struct {
    const LhPages *pages;
    const LhFonts *fonts;
    const LhDrawOptions *options;
} LhDrawJob;

/* One way to draw. begin and end bracket the pages; free is called once, also after a failure. */
typedef struct {
    gpointer (*begin)(const LhDrawJob *job, GError **error);
    gboolean (*page)(gpointer drawing, const LhPage *page, GError **error);
    gboolean (*end)(gpointer drawing, GError **error);
    void (*free)(gpointer drawing);
} LhDrawBackend;

extern const LhDrawBackend lh_draw_pdf, lh_draw_png, lh_draw_text;

/* Writes @length bytes where @path says: a file by way of one beside it, "-" = standard output. */
gboolean lh_draw_write(const char *path, gconstpointer bytes, gsize length, GError **error);

/* Sets @error when @status is one; @what names what was being drawn. */
gboolean lh_draw_check(cairo_status_t status, const char *what, GError **error);

/* ---- Names ---- */

const char *lh_draw_role_name(LhRole role);
const char *lh_draw_tag_name(LhTagKind kind);

/* ---- Every item of a page, in the order of painting ---- */

typedef void (*LhItemFunc)(const LhItem *item, double x, double y, gpointer data);

/* Calls @each for the items of @layer: the page's own (frames, folio) first, then the slabs'. x and
 * y are the item's place on the page. */
void lh_draw_each(const LhPage *page, LhLayer layer, LhItemFunc each, gpointer data);

/* Calls @each for every item of the drawn pages, page by page and layer by layer. */
void lh_draw_each_drawn(const LhPages *pages, LhItemFunc each, gpointer data);

/* The items that lie below the rulings, or those above, in the order in which they are laid on the paper:
 * what belongs to elements of the document comes last, in the order of reading. */
typedef enum { LH_DRAW_BELOW, LH_DRAW_ABOVE } LhDrawSide;
void lh_draw_in_order(const LhPage *page, LhDrawSide side, LhItemFunc each, gpointer data);

/* ---- Faces: cairo's fonts, living copies included ---- */

typedef struct LhDrawFaces LhDrawFaces;

/* Opens each face that the drawn pages use, with the living copies of the glyphs they use. */
LhDrawFaces *lh_faces_new(const LhPages *pages, const LhFonts *fonts, GError **error);
void lh_faces_free(LhDrawFaces *faces);

/* The scaled font for @face at @size points with the run's @shear and @angle. Returns: (transfer
 * none) */
cairo_scaled_font_t *lh_faces_find(LhDrawFaces *faces, guint face, float size, float shear,
                                   float angle);
/* The glyph to draw for @gid in its @variant; the face's space, which leaves no ink
 * and has no variants. */
guint lh_faces_glyph(const LhDrawFaces *faces, guint face, guint gid, guint variant);
gboolean lh_faces_bold(const LhDrawFaces *faces, guint face);
/* The face's FT_Face, living copies included; for one thread at a time. NULL = no drawn page uses it. */
gpointer lh_faces_peek(const LhDrawFaces *faces, guint face);

/* ---- Painter ---- */

typedef struct {
    cairo_t *cr;
    const LhPages *pages;
    const LhStyle *style;
    LhDrawFaces *faces;     /* borrowed */
    const LhPage *page;     /* being painted */
    double bleed;           /* drawn round the trim box */
    double left, top;       /* of the trim on the sheet */
    cairo_pattern_t **inks; /* one for each of the style's */
    GArray *glyphs;         /* of the call being put together */
    GError *error;          /* the first of this page */
} LhPainter;

/* @faces is borrowed. */
void lh_painter_init(LhPainter *painter, cairo_t *cr, const LhPages *pages, LhDrawFaces *faces);
void lh_painter_clear(LhPainter *painter);
/* Paints one page on the painter's cr. Returns: FALSE with @error: a picture can't be decoded, or
 * cairo gave up. */
gboolean lh_painter_page(LhPainter *painter, const LhPage *page, GError **error);

void lh_paint_ink(LhPainter *painter, guint ink);
/* Adds an operation to the path of a cairo_t: for the walks of trace.h. */
void lh_paint_op(LhPathOp op, const double *points, gpointer cr);
void lh_paint_run(LhPainter *painter, const LhRun *run, double x, double y);
void lh_paint_image(LhPainter *painter, const LhItem *item, double x, double y);
/* The small shift that @run's line has of its own, the same for all that stands on it; points. */
double lh_paint_drift(const LhStyle *style, const LhPage *page, const LhRun *run, double y);
/* The ink of a drawn sign: ticks and crosses have their own. */
guint lh_paint_sign_ink(const LhStyle *style, const LhRun *run, LhSign sign);

/* The page as drawn: trim and bleed, and where the trim lies on the sheet; points. */
double lh_page_bleed(const LhPages *pages);
void lh_page_origin(const LhPages *pages, double *left, double *top);
/* How many rulings @pitch apart lie below the header line. */
int lh_page_rulings(const LhStyle *style, double pitch);
void lh_page_extents(const LhPages *pages, double *width, double *height);

G_END_DECLS

#endif
