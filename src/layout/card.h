/* Cards: the frame they share and one function a family. Private to card*.c. */
#ifndef LONGHAND_LAYOUT_CARD_H
#define LONGHAND_LAYOUT_CARD_H

#include "dress.h"

/* What page cuts cost inside a card: a card that fits on a page is kept whole. */
#define LH_CUT_SECTION 75.0
#define LH_CUT_INSIDE  900.0
#define LH_CUT_WHOLE   5000.0 /* more than any page left empty costs */

/* A pasted card being set. */
typedef struct {
    LhSetter *setter;
    const LhBlock *block;
    const LhCardStyle *look;
    LhFlow flow; /* inside it */
    LhFrame *frame;
    const char *number; /* "7.2", stamped; NULL = none */
    double left, right; /* the card's edges, from the text's left edge */
    int first;          /* its first slab */
    const LhTag *tag;
} LhCard;

/* What differs between kinds of pasted card. */
typedef struct {
    LhRole title;
    const char *number;        /* before the title, in red; NULL = none */
    const LhInline *text;      /* the title; NULL = none */
    const LhInline *long_text; /* a title too long to be one; found while setting */
    gboolean stamp;
    double first;                                /* first baseline below the title line */
    double divider, divider_top, divider_bottom; /* x from the card's left; 0 = none */
    double rules; /* ruled paper from here below the title line; 0 = none */
    gboolean tape;
} LhCardPlan;

/* Opens the card with its title; blocks are then set into card->flow. */
void lh_card_open(LhCard *card, LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                  LhCardPlan *plan);
/* Closes it: cut costs, the room below. */
void lh_card_close(LhCard *card);
/* Takes the faint rules away: something on the card has a pitch of its own. */
void lh_card_drop_rules(LhCard *card);

/* A paragraph or definition that starts with a bold label. */
typedef struct {
    const char *label;     /* without its colon */
    const LhInline *words; /* the same, to be set */
    const LhInline *rest;  /* NULL = the label stands alone */
} LhLabelled;

gboolean lh_card_label(LhSetter *setter, const LhBlock *block, LhLabelled *labelled);
/* Warns that the card lacks something its kind should have. */
void lh_card_warn(LhSetter *setter, const LhBlock *block, const char *what, const char *hint);
/* What the card is called when it says nothing itself. */
const char *lh_card_name(LhSetter *setter, const LhBlock *block);

/* The block's kind in the style; an unknown one is a note. */
const LhCardStyle *lh_card_look(const LhStyle *style, const LhBlock *block);

void lh_set_tradeoff(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_labelled(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_summary(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_gotcha(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_note(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_key(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
/* Any card inside another one. */
void lh_set_inner_card(LhSetter *setter, const LhBlock *block, const LhFlow *flow);

#endif
