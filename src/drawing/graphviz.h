/* Graphviz, loaded when the first graph comes. Only for a process of its own: it keeps state, and a bad
 * graph may bring it down. */
#ifndef DRAWING_GRAPHVIZ_H
#define DRAWING_GRAPHVIZ_H

#include "longhand/drawing.h"

typedef struct LhGraphviz LhGraphviz;

/* Returns: (transfer full), or NULL with @error: it is not installed. */
LhGraphviz *lh_graphviz_new(GError **error);

/* Lays @text out and reads the result as shapes. NULL = a mistake, told to context->diag. */
LhDrawing *lh_graphviz_draw(LhGraphviz *graphviz, const LhDrawingContext *context, const char *text);

/* What follows the first graph of @text, blanks and comments left out: "" = nothing, all of it was read. */
const char *lh_graphviz_rest(const char *text);

/* Whether a mistake was met: what Graphviz keeps of it may spoil the next graph. */
gboolean lh_graphviz_is_spoilt(const LhGraphviz *graphviz);

/* Lets the pools' idle threads end and waits until the others do nothing, a fifth of a second at most: to be
 * called before a fork whose child goes on as this program. */
void lh_graphviz_be_alone(void);

#endif
