/* Footnotes: laid out when first called, numbered in the order of their calls. */
#ifndef LONGHAND_LAYOUT_NOTES_H
#define LONGHAND_LAYOUT_NOTES_H

#include "setter.h"

/* The footnote of @label in the chapter, laid out; NULL when it has no such note. Arena-owned. */
const LhNote *lh_note_find(LhSetter *setter, const char *label);

/* The footnote that gives @address, the same one for the same address. Arena-owned. */
const LhNote *lh_note_address(LhSetter *setter, const char *address, LhSource source);

/* @address without its scheme, "www." and closing slash. Arena-owned. */
const char *lh_short_address(LhSetter *setter, const char *address);

#endif
