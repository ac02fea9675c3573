/* Pages to bytes: three implementations behind one table. Nobody outside draw/ and image/ knows cairo. */
#ifndef LONGHAND_DRAW_H
#define LONGHAND_DRAW_H

#include "longhand/makeup.h"

G_BEGIN_DECLS

typedef enum { LH_FORMAT_PDF, LH_FORMAT_PNG, LH_FORMAT_DUMP } LhFormat;


typedef struct {
    LhFormat format;
    const char *path;      /* PDF and dump: the file, "-" = standard output; PNG: a folder, or a file name
                              with %d for the page's number */
    gboolean one_file;     /* PNG: there is one page, and the path is its file */
    double dpi;            /* PNG; 110 */
    LhProgressFunc progress; /* NULL = none; called from the calling thread */
    gpointer data;
} LhDrawOptions;

/* Draws every page with `drawn` set. A file is written beside and renamed: an older good one stays when
 * anything fails. Same pages, same bytes. */
gboolean lh_draw(const LhPages *pages, const LhFonts *fonts, const LhDrawOptions *options,
                 GError **error);

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
