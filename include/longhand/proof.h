/* Between the pages and the manuscript: the map of every word, proof sheets, what changed,
 * comments.
 *
 *   lh_map_*         where each word stands and where it was written     map.c map-find.c
 * map-json.c
 *   lh_proof_*       pages on sheets, with marks and lists    sheet.c marks.c slips.c changed.c
 * lists.c lh_change_*      two manuscripts compared as trees            change.c diff.c
 *   lh_comments_*    what readers wrote on a proof                comments.c
 *   lh_json_*        JSON read piece by piece                            json.c */
#ifndef LONGHAND_PROOF_H
#define LONGHAND_PROOF_H

#include "longhand/lint.h"
#include "longhand/makeup.h"

G_BEGIN_DECLS

/* ---- The map ---- */

/* A word, or a part of one: what was shaped together, or a run of which only the line is known. */
typedef struct {
    int page; /* from 1, in the PDF */
    int row;  /* of the page's rulings that hold text, from 1; the nearest to the baseline */
    float x1, y1, x2, y2; /* its box: points from the page's top left, y down */
    LhSource source;      /* column in characters from 1; 0 = only the line is known */
    int length;           /* characters it takes in the manuscript; 0 = not known */
    const char *text;     /* as set, UTF-8; "" = not told */
    float baseline;
    const LhOrigin *origin; /* the galley's; NULL = none, or read from JSON */
} LhMapWord;

/* A row of a page. */
typedef struct {
    int page;
    float baseline;
} LhMapRow;

typedef struct {
    LhArena *arena;       /* owned */
    double width, height; /* of a page; points */
    GArray *words;        /* of LhMapWord, page by page, as drawn */
    GArray *changed;      /* of LhMapRow: what a proof has barred */
    GPtrArray *labels;    /* of char *, what each page calls itself; NULL = it is not in the PDF */
    GPtrArray *parts;     /* of LhMap *, owned: what words that several threads found are kept in */
} LhMap;

/* Maps all drawn pages, which must have been laid out with `origins` set; @trees and @openers (of
 * LhTree *, NULL = none) are what they were made from. @pages may be freed before the map. A file
 * that can't be read any more leaves its words with their lines alone. */
LhMap *lh_map_new(const LhPages *pages, const GPtrArray *trees, const GPtrArray *openers);
void lh_map_free(LhMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhMap, lh_map_free)

/* As JSON: see longhand(1). (transfer full) */
char *lh_map_json(const LhMap *map);
/* The map that @json, such a text, tells of. Returns: (transfer full) NULL with @error: it is no
 * map. */
LhMap *lh_map_read(const char *json, gsize length, GError **error);

/* The map that the proof at @path carries. Returns: (transfer full) NULL with @error:
 * LH_PROOF_ERROR_MAP = it is a PDF without one. */
LhMap *lh_map_from_pdf(const char *path, GError **error);
/* Makes of the map of a book's pages that of the proof that they were drawn as: pages are counted
 * and measured as in its PDF. Origins are gone. */
void lh_map_move_to_sheets(LhMap *map, const LhPages *pages);

/* The word at @x, @y of @page, else the one nearest to it. NULL = the page has none. */
const LhMapWord *lh_map_find_place(const LhMap *map, int page, double x, double y);
/* The words (of const LhMapWord *) at @line and @column (0 = any) of @file: the path as the map has
 * it, or one that ends so. What stands in no word leads to the next word of its line; exact ones
 * win. (transfer full) */
GPtrArray *lh_map_find_source(const LhMap *map, const char *file, int line, int column);

/* ---- Changes ---- */

typedef struct LhChange LhChange;

/* Bytes of a text that were not there before. */
typedef struct {
    guint32 at, length;
    LhSource source; /* of its inline or drawing; line 0 = of code, which stands on the page or not at all */
} LhChangeRange;

/* Words that are gone. */
typedef struct {
    const char *words; /* as they were set, one blank between two */
    LhSource source;   /* in the old manuscript */
    const char
        *text; /* they stood before (@after: behind) the word at byte @at of this text of a tree */
    guint32 at;
    LhSource place; /* of that word's inline, as in LhChangeRange */
    gboolean after;
    gboolean within; /* out of a paragraph that stays: its row has changed */
    int moved_to;    /* the token where they stand now: lh_change_token(); -1 = nowhere */
} LhRemoval;

/* Compares each of @new_trees with the one of @old_trees (both of LhTree *) that has its name, word
 * by word: line breaks of the manuscript don't count, spans and kinds of block do. The trees must
 * outlive it. */
LhChange *lh_change_new(const GPtrArray *old_trees, const GPtrArray *new_trees);
void lh_change_free(LhChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhChange, lh_change_free)

/* Whether the word at @origin, of a new tree, was not there before. */
gboolean lh_change_touches(const LhChange *change, const LhOrigin *origin);
/* All new words: text of a tree -> GArray of LhChangeRange. */
GHashTable *lh_change_ranges(const LhChange *change);
/* All removals (of LhRemoval), in order. */
const GArray *lh_change_removals(const LhChange *change);
/* The text and byte of a word of the new trees. */
const char *lh_change_token(const LhChange *change, int token, guint32 *at);
/* The pages (of int, from 1) of @new_map that begin with another word than any page of @old_map.
 * (transfer full) */
GArray *lh_change_breaks(const LhChange *change, const LhMap *old_map, const LhMap *new_map);

/* ---- Proof sheets ---- */

typedef struct {
    double width, height;   /* of the sheet; points; at least the page's */
    LhMap *map;             /* of the pages; learns which rows have changed */
    const GPtrArray *trees; /* of LhTree *: what is proofed */
    GHashTable *doubts;     /* of lh_lint_texts(); NULL = none */
    const LhDiag *diag;     /* defects and warnings; NULL = none */
    const LhChange *change; /* since @since; NULL = nobody asked */
    const char *since;
    const GArray *breaks; /* of int: pages whose breaks moved */
} LhProofOptions;

/* Puts the drawn pages on sheets, marks them, and appends pages with lists of what is to be
 * decided. Everything of
 * @options must outlive the pages, but for the diag. */
void lh_proof_mark(LhPages *pages, const LhLayoutContext *context, const LhProofOptions *options);

/* ---- Comments ---- */

/* What somebody wrote on a proof with a PDF reader. */
typedef struct {
    char *kind;   /* "Highlight", "Text", … */
    char *text;   /* its words; NULL = none */
    char *author; /* NULL = not said */
    char *words;  /* of the book, that it covers; NULL = none */
    int page;     /* from 1, in the PDF */
    LhSource
        source; /* of the first word it covers, else of the nearest; line 0 = the page has none */
} LhComment;

/* The comments (of LhComment *) on the proof at @path, page by page. (transfer full) NULL with
 * @error: no PDF, or one that carries no map. */
GPtrArray *lh_comments_read(const char *path, GError **error);
void lh_comment_free(LhComment *comment);

typedef enum { LH_PROOF_ERROR_MAP, LH_PROOF_ERROR_PDF, LH_PROOF_ERROR_HISTORY } LhProofError;
#define LH_PROOF_ERROR (lh_proof_error_quark())
GQuark lh_proof_error_quark(void);

G_END_DECLS

#endif
