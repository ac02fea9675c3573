/* Entries with the page they lead to: contents, lists and part openers. Private to makeup/. */
#ifndef LONGHAND_MAKEUP_ENTRY_H
#define LONGHAND_MAKEUP_ENTRY_H

#include "maker.h"

/* Pages of entries being made. */
typedef struct {
    LhMaker *maker;
    LhSetter setter;
    LhFlow flow;
    const LhTag *toc; /* parent of the entries' tags */
} LhEntries;

/* An entry's look and place. */
typedef struct {
    LhRole role, page_role;
    double x;           /* of the title */
    gboolean balanced;  /* lines of equal length, where it takes several */
    const char *number; /* in the margin (chapters) or before the title (sections); NULL = none */
    LhRole number_role;
    double number_x, number_align;
    int ink; /* -1 = the role's */
} LhEntryLook;

/* Begins a galley that opens with @title as a chapter does, at @anchor (kept, not copied). */
void lh_entries_open(LhEntries *entries, LhMaker *maker, const char *title, const char *anchor);
/* Returns: (transfer full) */
LhGalley *lh_entries_close(LhEntries *entries);

/* A look with the number in the margin, as chapters have it. */
LhEntryLook lh_entry_look(const LhEntries *entries, LhRole role, const char *number);
/* Adds @title with the page's @label flush right, all of it a link to @anchor (NULL = none).
 * Returns: (transfer none) its last slab. */
LhSlab *lh_add_entry(LhEntries *entries, const LhEntryLook *look, const LhInline *title,
                     const char *label, const char *anchor, LhSource source);
/* Forbids a page cut after the entry whose last slab is number @slab of the galley. */
void lh_keep_entry(LhEntries *entries, guint slab);
/* A head among the entries, with a blank row above it, kept with what follows. */
void lh_add_entry_head(LhEntries *entries, const char *text);

#endif
