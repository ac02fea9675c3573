/* Inside draw/: the walk along a path's operations. A back end says what it does with each one. */
#ifndef LONGHAND_DRAW_TRACE_H
#define LONGHAND_DRAW_TRACE_H

#include "longhand/draw.h"

G_BEGIN_DECLS

/* One operation; @points are its lh_path_pairs() pairs of x and y. */
typedef void (*LhTraceFunc)(LhPathOp op, const double *points, gpointer data);

/* A stroke's operations, with its origin at @x, @y. */
void lh_trace_stroke(const LhStroke *stroke, double x, double y, LhTraceFunc each, gpointer data);

/* The same for a path whose axes are @right and @down times as long; a negative one is turned
 * round. */
void lh_trace_path(const LhPath *path, double x, double y, double right, double down,
                   LhTraceFunc each, gpointer data);

G_END_DECLS

#endif
