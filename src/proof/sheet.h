/* What the files that make proof sheets share. */
#ifndef LONGHAND_PROOF_SHEET_H
#define LONGHAND_PROOF_SHEET_H

#include "../layout/chapter.h"
#include "internal.h"

G_BEGIN_DECLS

/* A row of words on a page: what has one baseline. */
typedef struct {
    double y;
    const LhMapWord *first; /* the leftmost whose place is known best */
    gboolean changed;
} LhProofRow;

/* A note of the author: `todo: …` or `query: …`. */
typedef struct {
    const LhInline *query;
    const LhMapWord *word; /* what it stands beside; NULL = on no page that is drawn */
    gboolean after;        /* behind it, not before it */
} LhSlip;

/* A code in the right margin. */
typedef struct {
    double y;
    const char *code;
    const LhInkRef *ink;
    int n; /* of them in the row */
} LhProofCode;

/* A fault of a page, for the list. */
typedef struct {
    int page, row; /* page from 1; row 0 = of the whole page */
    const char *code;
    const char *words; /* what is wrong */
    LhSource source;   /* line 0 = none */
} LhFinding;

/* Proof sheets being made. */
typedef struct {
    LhPages *pages;
    const LhProofOptions *options;
    LhMap *map;
    const LhStyle *style;
    LhSetter setter;    /* its galley is owned by the pages */
    int n_sheets;       /* marked so far */
    GPtrArray *defects; /* of const LhDiagItem * */
    GArray *slips;      /* of LhSlip */
    GPtrArray *hidden;  /* of const LhMapWord *: beside them is what changed and has no place of its own */
    LhPage *page;       /* being marked */
    guint from, to;     /* its words in the map */
    GArray *rows;       /* of LhProofRow, downwards */
    double right;       /* of the sheet, from the trim's left edge */
    GArray *codes;      /* of LhProofCode: the page's */
    GArray *findings;   /* of LhFinding, in the order of the pages */
    GPtrArray *legend;  /* of const char *: other files of the page's rows; the first is a */
} LhProofer;

const LhMapWord *lh_proof_word(const LhProofer *proofer, guint index);
/* The row whose baseline is nearest to @y; NULL = the page has none. */
LhProofRow *lh_proof_row(const LhProofer *proofer, double y);
/* Strokes the setter's path with @ink, @weight wide, or fills it (0). */
void lh_proof_stroke(LhProofer *proofer, const LhInkRef *ink, double weight, LhLayer layer);
/* One line of @text in @role; @align as in lh_set_label(). Returns: its width. */
double lh_proof_label(LhProofer *proofer, LhRole role, const LhInkRef *ink, const char *text,
                      double x, double y, double align);
/* Appends the setter's sink to the items of the page. */
void lh_proof_take(LhProofer *proofer, LhPage *page);

/* Finds the author's notes of the trees that are proofed (slips.c). */
void lh_proof_find_slips(LhProofer *proofer);
void lh_proof_add_slips(LhProofer *proofer);
/* A slip of paper with @number, its middle at x, y. */
void lh_proof_slip(LhProofer *proofer, const char *number, double x, double y);
/* The wave under doubts, the stroke and code beside defects (marks.c). */
void lh_proof_add_doubts(LhProofer *proofer);
void lh_proof_find_defects(LhProofer *proofer);
void lh_proof_add_defects(LhProofer *proofer);
/* The codes of both, once all are known. */
void lh_proof_add_codes(LhProofer *proofer);
/* Files that rows come from besides @main, at the sheet's foot with a letter each (legend.c). */
void lh_proof_add_legend(LhProofer *proofer, const char *main);
/* The letter of @file; 0 = it has none. */
char lh_proof_letter(const LhProofer *proofer, const char *file);
/* A line above the trim: @left, and the sheet's number behind @right. */
void lh_proof_add_head(LhProofer *proofer, const char *left, const char *right);
/* Bars and removed words (changed.c). */
void lh_proof_add_changes(LhProofer *proofer);
/* Finds changes in what no word on the pages tells the place of: labels, numbers, drawings. */
void lh_proof_find_hidden(LhProofer *proofer);
/* The word that holds byte @at of @text; NULL = it is on no page. */
const LhMapWord *lh_proof_find_byte(const LhProofer *proofer, const char *text, guint32 at);
/* The word beside which @removal was; NULL = it is on no page. */
const LhMapWord *lh_proof_find_removal(const LhProofer *proofer, const LhRemoval *removal);
/* What @removal is to say: the words, and where they went. (transfer full) */
char *lh_proof_removal_text(const LhProofer *proofer, const LhRemoval *removal);
/* Pages behind the last, with everything that somebody has to decide (lists.c). */
void lh_proof_add_lists(LhProofer *proofer);

G_END_DECLS

#endif
