/* Paths: what every stroke of the hand is made of. */
#include "longhand/hand.h"

/* Handle length of a quarter circle drawn as a cubic. */
#define QUARTER 0.5522847498

void lh_path_init(LhPath *path)
{
    path->ops = g_array_new(FALSE, FALSE, sizeof(guint8));
    path->points = g_array_new(FALSE, FALSE, sizeof(double));
}

void lh_path_clear(LhPath *path)
{
    g_clear_pointer(&path->ops, g_array_unref);
    g_clear_pointer(&path->points, g_array_unref);
}

static void add(LhPath *path, LhPathOp op, const double *points, guint n)
{
    guint8 byte = (guint8) op;
    g_array_append_val(path->ops, byte);
    g_array_append_vals(path->points, points, n);
}

void lh_path_move(LhPath *path, double x, double y)
{
    add(path, LH_MOVE, (const double[]){x, y}, 2);
}

void lh_path_line(LhPath *path, double x, double y)
{
    add(path, LH_LINE, (const double[]){x, y}, 2);
}

void lh_path_curve(LhPath *path, double x1, double y1, double x2, double y2, double x, double y)
{
    add(path, LH_CURVE, (const double[]){x1, y1, x2, y2, x, y}, 6);
}

void lh_path_close(LhPath *path)
{
    guint8 byte = LH_CLOSE;
    g_array_append_val(path->ops, byte);
}

void lh_path_rectangle(LhPath *path, double x, double y, double width, double height)
{
    lh_path_move(path, x, y);
    lh_path_line(path, x + width, y);
    lh_path_line(path, x + width, y + height);
    lh_path_line(path, x, y + height);
    lh_path_close(path);
}

void lh_path_round_rectangle(LhPath *path, double x, double y, double width, double height,
                             double radius)
{
    double r = MIN(radius, MIN(width, height) / 2), k = r * (1 - QUARTER);
    double right = x + width, bottom = y + height;
    lh_path_move(path, x + r, y);
    lh_path_line(path, right - r, y);
    lh_path_curve(path, right - k, y, right, y + k, right, y + r);
    lh_path_line(path, right, bottom - r);
    lh_path_curve(path, right, bottom - k, right - k, bottom, right - r, bottom);
    lh_path_line(path, x + r, bottom);
    lh_path_curve(path, x + k, bottom, x, bottom - k, x, bottom - r);
    lh_path_line(path, x, y + r);
    lh_path_curve(path, x, y + k, x + k, y, x + r, y);
    lh_path_close(path);
}
