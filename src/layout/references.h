/* What the files of the references share. Private to references*.c. */
#ifndef LONGHAND_LAYOUT_REFERENCES_H
#define LONGHAND_LAYOUT_REFERENCES_H

#include "longhand/layout.h"

/* How many of each an author has numbered so far. */
typedef struct {
    int listings, tables, figures;
    int *cards; /* one a kind of the style's */
} LhCounts;

struct LhReferences {
    LhArena *arena;
    GHashTable *by_anchor; /* "name.md#id" -> LhTarget * */
    GHashTable *by_id;     /* an id the author wrote, anywhere in the book -> LhTarget * */
    GHashTable *ids;       /* every id, and every chapter's name: what a slip may have meant */
    GHashTable *records;   /* "ADR-014" -> LhSource * of the decision record */
    GHashTable *left_out;  /* places of other editions -> their names; borrowed; NULL = none */
    const char *edition;   /* borrowed; NULL = none was chosen */
    GHashTable *numbers;   /* LhBlock * -> "7.2" */
    const LhBook *book;
    const LhStyle *style; /* its kinds of card */
    LhCounts loose;       /* of the chapters without a number: they are counted on together */
};

/* Bytes of the number that a decision record's title begins with: "ADR-014: Fan out" has 7; 0 = none. */
gsize lh_record_number(const char *title);
/* The name of @file, written in @chapter, as the book knows its files. Returns: (transfer full) */
char *lh_references_join(const LhChapter *chapter, const char *file);
/* The chapter or opener that @file, written in @chapter, names; NULL = none. */
const LhChapter *lh_references_chapter(const LhReferences *references, const LhChapter *chapter,
                                       const char *file);

#endif
