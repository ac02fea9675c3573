/* What the parts of a listing share. Private to listing*.c. */
#ifndef LONGHAND_LAYOUT_LISTING_H
#define LONGHAND_LAYOUT_LISTING_H

#include "dress.h"
#include "listing-wrap.h"

/* Where a listing's card and code stand; x from the text's left edge. */
typedef struct {
    gboolean big;     /* the numbered card that reaches into the margin */
    gboolean session; /* a shell's card: prompts and what the machine answered */
    gboolean nested;  /* inside another card */
    gboolean numbers;
    double left, right; /* the card's edges */
    double top, bottom; /* above the first, below the last baseline */
    double text_x, number_x;
    double column; /* width of a column */
    int columns;
} LhListingShape;

/* One code line's runs into the setter's sink; @row varies the letters. */
void lh_listing_line(LhSetter *setter, const LhListingShape *shape, const LhCodeText *text,
                     const LhCodeLine *line, double y, const LhTag *tag, LhSource source);
/* Tells of what no font can write in it, when its runs are not made. */
void lh_listing_check(LhSetter *setter, const LhCodeText *text, const LhCodeLine *line,
                      LhSource source);
/* The line's number, and the arrow of a wrapped line: artifacts. */
void lh_listing_number(LhSetter *setter, const LhListingShape *shape, int number, double y,
                       LhSource source);
void lh_listing_arrow(LhSetter *setter, const LhListingShape *shape, const LhCodeLine *line,
                      double y, LhSource source);

/* The frame round the code: card, tab, tape, torn edges. */
LhFrame *lh_listing_frame(LhSetter *setter, const LhFlow *flow, const LhListingShape *shape,
                          const LhListing *listing, LhSource source);
/* Where the file label's text begins and its baseline above the card's top. */
void lh_listing_label(LhSetter *setter, const LhListingShape *shape, const LhListing *listing,
                      double card_top, const LhTag *tag, LhSource source);

#endif
