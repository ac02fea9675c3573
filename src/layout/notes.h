/* Footnotes: laid out when first called, numbered in the order of their calls. */
#ifndef LONGHAND_LAYOUT_NOTES_H
#define LONGHAND_LAYOUT_NOTES_H

#include "setter.h"

/* The footnote of @label in the chapter, laid out; NULL when it has no such note. Arena-owned. */
const LhNote *lh_note_find(LhSetter *setter, const char *label);

#endif
