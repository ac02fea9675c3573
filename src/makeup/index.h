/* The index as a tree of entries. Private to index*.c. */
#ifndef LONGHAND_MAKEUP_INDEX_H
#define LONGHAND_MAKEUP_INDEX_H

#include "maker.h"

/* Pages that an entry names. */
typedef struct {
    int first, last;    /* indices of pages; equal = one page */
    gboolean is_main;   /* the term is explained there */
    const char *anchor; /* what the printed number leads to */
} LhIndexPages;

typedef struct LhIndexEntry LhIndexEntry;
struct LhIndexEntry {
    const char *term;          /* as written: `code` between backticks */
    const char *key;           /* what it is sorted by */
    const char *anchor;        /* of the entry itself */
    gboolean is_target;        /* another entry sends the reader here */
    int depth;                 /* 0 = a main entry */
    LhIndexEntry *parent;      /* NULL = of a main entry */
    GPtrArray *children;       /* of LhIndexEntry *, sorted */
    GArray *pages;             /* of LhIndexPages, in the book's order, merged */
    GPtrArray *see, *see_also; /* of LhIndexEntry *; sorted */
};

/* Everything that the galleys' marks say, sorted and merged. Mistakes go to maker->diag when @tell.
 * Returns: (transfer full) the entry above all others; lh_index_free(). */
LhIndexEntry *lh_index_collect(LhMaker *maker, gboolean tell);
void lh_index_free(LhIndexEntry *top);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhIndexEntry, lh_index_free)

/* The order of @keys by the rules of @language (a code as "en"), from ICU: case, accents and
 * punctuation count only between equals, so that `__slots__` stands under S. @order[i] is the place
 * of the key that comes i-th. */
void lh_sort_terms(const char *const *keys, guint n, const char *language, guint *order);
/* Sorts the entries below @top so. */
void lh_index_sort(LhIndexEntry *top, const char *language);
/* The small head that @key stands under: a letter in its plain form, "" for signs and numbers. */
void lh_index_letter(const char *key, const char *language, char out[8]);

#endif
