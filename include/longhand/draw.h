/* Pages to bytes: the PDF, PNGs and the text dump behind one table; single pages as SVG; pictures with
 * pages in them. Nobody outside draw/ and image/ knows cairo. */
#ifndef LONGHAND_DRAW_H
#define LONGHAND_DRAW_H

#include "longhand/makeup.h"
#include "longhand/press.h"

G_BEGIN_DECLS

typedef enum { LH_FORMAT_PDF, LH_FORMAT_PNG, LH_FORMAT_DUMP } LhFormat;

typedef struct {
    LhFormat format;
    const char *path;      /* PDF and dump: the file, "-" = standard output; PNG: a folder, or a file name
                              with %d for the page's number */
    gboolean one_file;     /* PNG: there is one page, and the path is its file */
    double dpi;            /* PNG; 110 */
    const LhPrinter *printer; /* PDF for print: its boxes, inks and PDF type; NULL = the style's bleed, no more */
    gboolean mono;         /* PDF for print: black ink alone */
    /* PDF: makes what is carried inside as the file longhand-map.json (transfer full), in a thread, while
     * pages are drawn; NULL = nothing is */
    GBytes *(*make_map)(gpointer data);
    gpointer map_data;
    LhProgressFunc progress; /* NULL = none; called from the calling thread */
    gpointer data;
} LhDrawOptions;

/* Draws every page with `drawn` set. A file is written beside and renamed: an older good one stays when
 * anything fails. Same pages, same bytes. Returns: FALSE with @error (G_FILE_ERROR: the disk, a font or a
 * picture). */
gboolean lh_draw(const LhPages *pages, const LhFonts *fonts, const LhDrawOptions *options,
                 GError **error);

/* ---- Pictures of pages ---- */

/* The faces that the drawn pages of @pages use, opened to paint them at any size. One thread's. */
typedef struct LhBrush LhBrush;
LhBrush *lh_brush_new(const LhPages *pages, const LhFonts *fonts, GError **error);
void lh_brush_free(LhBrush *brush);

/* A picture being painted. Pixels, from its top left; colours are 0x00RRGGBB. */
typedef struct LhCanvas LhCanvas;
/* Returns: (transfer full) all in @colour; NULL with @error: it is too large. */
LhCanvas *lh_canvas_new(int columns, int rows, guint32 colour, GError **error);
void lh_canvas_free(LhCanvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhCanvas, lh_canvas_free)
/* What is painted until it is set again is turned by @degrees, clockwise, about @x, @y. */
void lh_canvas_turn(LhCanvas *canvas, double degrees, double x, double y);
/* The page, @width wide, its corner at @x, @y. FALSE with @error. */
gboolean lh_canvas_page(LhCanvas *canvas, LhBrush *brush, const LhPage *page, double x, double y,
                        double width, GError **error);
void lh_canvas_fill(LhCanvas *canvas, double x, double y, double width, double height, guint32 colour);
/* The shadow of a box on what lies below it: black at its edges with @strength (0 to 1), fading over @reach. */
void lh_canvas_shadow(LhCanvas *canvas, double x, double y, double width, double height, double reach,
                      double strength);
/* Shade that fades from black with @strength at @x to nothing at @x + @width (which may be below 0). */
void lh_canvas_shade(LhCanvas *canvas, double x, double y, double width, double height, double strength);
/* Rows of pixels, one after the other. Returns: (transfer full) */
guint32 *lh_canvas_pixels(const LhCanvas *canvas);

/* The pages as text, one record a line (folio, kind, then each item with its place to 0.01 pt, role, ink,
 * text). Returns: (transfer full) */
char *lh_draw_dump(const LhPages *pages);

/* Draws single pages, for several threads at a time; it borrows @pages and @fonts.
 * Returns: (transfer full) NULL with @error: a font can't be opened. */
typedef struct LhPageDrawer LhPageDrawer;
LhPageDrawer *lh_page_drawer_new(const LhPages *pages, const LhFonts *fonts, GError **error);
void lh_page_drawer_free(LhPageDrawer *drawer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhPageDrawer, lh_page_drawer_free)
/* A drawn page as SVG, complete in itself. Returns: (transfer full) NULL with @error: a picture can't be
 * decoded. */
GBytes *lh_page_drawer_svg(LhPageDrawer *drawer, const LhPage *page, GError **error);

/* What @page looks like as one number: equal numbers, equal pictures. */
guint64 lh_page_look(const LhPages *pages, const LhPage *page);

G_END_DECLS

#endif
