/* A chapter's tree to its galley. One file of src/layout/ a kind of block, behind one table. */
#ifndef LONGHAND_LAYOUT_H
#define LONGHAND_LAYOUT_H

#include "longhand/book.h"
#include "longhand/diag.h"
#include "longhand/drawing.h"
#include "longhand/galley.h"
#include "longhand/highlight.h"
#include "longhand/parse.h"
#include "longhand/style.h"

G_BEGIN_DECLS

/* Numbers and names that references print, collected from every tree before layout. */
typedef struct LhReferences LhReferences;

/* Gives listings, tables, figures and sections of each tree (of LhTree *, NULL = draft or unreadable; in
 * the order of book->chapters) their numbers, and knows every id. Two equal ids are an error. */
typedef struct {
    const char *name;     /* NULL = none was chosen */
    GHashTable *left_out; /* of lh_tree_choose() */
} LhEdition;

/* @style says which cards are counted (NULL = it can't be read: none). It and @edition (NULL = none) must
 * outlive the references: what leads to a place that the edition leaves out is told so. Returns:
 * (transfer full) */
LhReferences *lh_references_new(const LhBook *book, const LhStyle *style, GPtrArray *trees,
                                const LhEdition *edition, LhDiag *diag);
void lh_references_free(LhReferences *references);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhReferences, lh_references_free)

/* All that chapters can read of each other here, as one number: as long as it stays the same, a galley that
 * was laid out with other references of the same book is still right. */
guint64 lh_references_digest(const LhReferences *references);

/* What `[](#id)` prints: "Listing 7.2", "Section 7.3"; NULL = no such id. */
const char *lh_references_text(const LhReferences *references, const LhChapter *chapter,
                               const char *target);
/* The book-wide anchor of a link written in @chapter: "name.md#id"; NULL = an address outside, or unknown
 * (*unknown tells). */
const char *lh_references_anchor(const LhReferences *references, const LhChapter *chapter,
                                 const char *target, gboolean *unknown);
/* Says what is wrong with a @target that has no anchor: nothing is called so (an error, with the nearest
 * ids), or it leads to something that is no chapter of the book (a warning). */
void lh_references_report(const LhReferences *references, const LhChapter *chapter,
                          const char *target, LhSource source, LhDiag *diag);
/* The number of a block: "7.2"; NULL = it has none. */
const char *lh_references_number(const LhReferences *references, const LhBlock *block);

/* What laying out needs; one a thread (shaper and diag are not shared). */
typedef struct {
    const LhStyle *style;
    const LhFonts *fonts;
    LhShaper *shaper;
    LhLanguages *languages;
    const LhBook *book;
    const LhReferences *references;
    LhGraphs *graphs; /* NULL = none */
    gboolean origins; /* runs are to tell where each word was written; costs time and memory */
    gboolean unseen;  /* no page of it is drawn: every slab is there with its true height, anchors and notes, but
                         running text, code and pictures are left out of them */
    LhDiag *diag;
} LhLayoutContext;

/* Lays out a whole chapter. Never fails: what can't be set goes to the context's diag.
 * Returns: (transfer full) */
LhGalley *lh_layout_chapter(const LhLayoutContext *context, const LhTree *tree);

/* The galley as text, one record a slab. Returns: (transfer full) */
char *lh_galley_dump(const LhGalley *galley, const LhStyle *style);

G_END_DECLS

#endif
