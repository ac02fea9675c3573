/* What a book's process and its graph workers say to each other, through pipes.
 *
 * A request is a line number and a length (guint32 each) and the graph's text; an answer is a length and a
 * GVariant of LH_GRAPH_ANSWER: whether the worker ends here, the drawing's width and height, its shapes, and the
 * mistakes found. */
#ifndef DRAWING_GRAPH_H
#define DRAWING_GRAPH_H

#include "longhand/drawing.h"

#define LH_GRAPH_SHAPE   "(uadiidubbudsudddb)"
#define LH_GRAPH_MISTAKE "(uusss)"
#define LH_GRAPH_ANSWER  "(bdda" LH_GRAPH_SHAPE "a" LH_GRAPH_MISTAKE ")"

#define LH_GRAPH_SECONDS 10 /* of a processor's time that a graph may take … */
#define LH_GRAPH_WAIT    60 /* … and of anybody's, on a machine that has other things to do */
#define LH_GRAPH_MEMORY  ((guint64) 1 << 30)
#define LH_GRAPH_LONGEST (16 << 20) /* bytes of a request */

typedef struct {
    guint32 line; /* of the graph's first line in the manuscript; 0 = it is not there */
    guint32 length;
} LhGraphRequest;

#endif
