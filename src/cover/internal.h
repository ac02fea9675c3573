/* What the files of cover/ share: the sheet, and the setter that fills it.
 *
 *   cover.c    the sheet: paper, cloth, spine              lh_cover_new()
 *   front.c    title, scrap of code, author
 *   back.c     the blurb, the price, the barcode's room
 *   barcode.c  an EAN-13 by zint
 *   isbn.c     which EAN-13 */
#ifndef COVER_INTERNAL_H
#define COVER_INTERNAL_H

#include "../layout/chapter.h"
#include "../layout/dress.h"
#include "longhand/cover.h"

typedef struct {
    const LhLayoutContext *context;
    const LhStyle *style;  /* the sheet's: its page is the whole wrap */
    const LhBook *book;
    const LhCoverShape *shape;
    GPtrArray *galleys;    /* of LhGalley *, that the pages own */
    LhSetter setter;       /* its sink takes what is drawn */
    double width, height;  /* of one cover: the book's trim */
    double front, back;    /* x of their left edges; back < 0 = none */
} LhCover;

void lh_cover_front(LhCover *cover);
void lh_cover_back(LhCover *cover);

/* Bars and digits of @isbn in the white room whose top left corner is x, y. */
void lh_cover_barcode(LhCover *cover, const char *isbn, double x, double y);

/* Scales and turns what is in the sink from item @first on, about the origin, and moves it to x, y. */
void lh_cover_turn(LhCover *cover, guint first, double scale, double degrees, double x, double y);
/* A filled rectangle. */
void lh_cover_fill(LhCover *cover, LhLayer layer, double x, double y, double width, double height,
                   const LhInkRef *ink);
/* The highlighter under a line of @width in letters of @size, on the baseline @y. */
void lh_cover_band(LhCover *cover, double x, double y, double width, double size, guint32 seed);

#define LH_COVER_SHRINK 0.96 /* what is too long is tried again so much smaller */

/* Sets @text in lines of at most @width, @scale times the role's size. */
LhSetText lh_cover_lines(LhCover *cover, const char *text, LhRole role, double scale, double width);
/* The same, from @scale downwards as large as it takes at most @most lines; how large goes to
 * @scale. What is too long at the style's least is an error that names @key of book.yaml. */
LhSetText lh_cover_fit(LhCover *cover, const char *text, LhRole role, const char *key, int most,
                       double width, double *scale);

#endif
