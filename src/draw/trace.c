/* Along a path, one operation at a time: the one walk that every back end takes. */
#include "trace.h"

void lh_trace_stroke(const LhStroke *stroke, double x, double y, LhTraceFunc each, gpointer data)
{
    const float *p = stroke->points;
    double points[6];
    for (int i = 0; i < stroke->n_ops; i++) {
        int n = 2 * lh_path_pairs(stroke->ops[i]);
        for (int k = 0; k < n; k += 2, p += 2) {
            points[k] = x + p[0];
            points[k + 1] = y + p[1];
        }
        each(stroke->ops[i], points, data);
    }
}

void lh_trace_path(const LhPath *path, double x, double y, double right, double down,
                   LhTraceFunc each, gpointer data)
{
    const double *p = (const double *) (gconstpointer) path->points->data;
    double points[6];
    for (guint i = 0; i < path->ops->len; i++) {
        LhPathOp op = g_array_index(path->ops, guint8, i);
        int n = 2 * lh_path_pairs(op);
        for (int k = 0; k < n; k += 2, p += 2) {
            points[k] = x + p[0] * right;
            points[k + 1] = y + p[1] * down;
        }
        each(op, points, data);
    }
}
