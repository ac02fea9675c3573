/* The cover: back, spine and front on one sheet, from what book.yaml says of the book; or the front alone,
 * for a shop's page.
 *
 * Points, from the trim's top left corner: back cover, spine, front cover, from left to right. */
#ifndef LONGHAND_COVER_H
#define LONGHAND_COVER_H

#include "longhand/makeup.h"

G_BEGIN_DECLS

/* What the printer and the paper make of it. */
typedef struct {
    double bleed;
    double spine;              /* width; 0 = none */
    gboolean spine_text;       /* it is wide enough, and the printer allows it */
    double spine_clear;        /* left free at either side of the spine's text */
    double barcode_width, barcode_height; /* white room for the barcode, on the back */
    double safe;               /* no text nearer to the trim */
    LhTarget target;
    gboolean front_only;
} LhCoverShape;

/* Makes the cover as one page. The book's `cover:` says the rest: `front` (a line of promise), `code`,
 * `language`, `circle` and `note` (a scrap of code on the front, what is circled in it, and what is written
 * beside), `back` (Markdown), `spine`, `price`. What doesn't fit is an error in the context's diag.
 * Returns: (transfer full) */
LhPages *lh_cover_new(const LhLayoutContext *context, const LhCoverShape *shape);

/* The EAN-13 of an ISBN (ISO 2108): thirteen digits; an ISBN-10 gets its 978 and its new check digit.
 * Returns: (transfer full) NULL = @isbn is none. */
char *lh_isbn_ean(const char *isbn);

G_END_DECLS

#endif
