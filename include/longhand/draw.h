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
    double dpi;            /* PNG; 110 */
    GBytes *map;           /* PDF: carried inside as the file longhand-map.json; NULL = none */
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

G_END_DECLS

#endif
