/* A chapter from its opening to its last slab; what makeup uses too for the pages it makes itself.
 */
#ifndef LONGHAND_LAYOUT_CHAPTER_H
#define LONGHAND_LAYOUT_CHAPTER_H

#include "setter.h"

void lh_setter_init(LhSetter *setter, const LhLayoutContext *context, const LhTree *tree,
                    LhGalley *galley);
void lh_setter_clear(LhSetter *setter);

/* The flow of a plain ruled page. */
LhFlow lh_flow_page(const LhStyle *style);

/* The big title with one or two red @underlines, its first line's baseline on @title_row when it
 * begins a page; @numbered: a label stands above it already. */
void lh_set_opening(LhSetter *setter, const LhInline *title, gboolean numbered, int title_row,
                    int underlines, const LhFlow *flow, LhSource source);

/* "In this chapter": the sections of the setter's tree, numbered, with their pages. */
void lh_set_chapter_contents(LhSetter *setter, const LhFlow *flow);

/* One or two red lines under a title of @width points whose baseline is @y, into the setter's sink. */
void lh_title_underline(LhSetter *setter, double width, double y, int n_lines);

/* Keeps headings with the rows that follow them; once, when the galley is whole. */
void lh_keep_headings(LhGalley *galley, const LhStyle *style);

#endif
