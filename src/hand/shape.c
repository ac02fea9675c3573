/* Shapes of drawings: closed figures, curves, arrow heads, and dashes. */
#include "longhand/hand.h"
#include "wobble.h"

#include <math.h>
#include <string.h>

#define SHORT       60.0 /* a shorter side leaves its course less */
#define LEAST       0.08
#define HEAD_SPREAD (26 * G_PI / 180)
#define FLAT        0.35 /* points that a flattened curve may be off */
#define MOST_PIECES 64

static double calmer(double roughness, double length)
{
    return MIN(roughness, roughness * length / SHORT + LEAST);
}

/* On to x2, y2 from x1, y1, with a bow that both handles share. */
static void side(LhPath *path, const double *from, const double *to, double roughness,
                 Wobble *wobble)
{
    double dx = to[0] - from[0], dy = to[1] - from[1], length = hypot(dx, dy);
    double a = calmer(roughness, length), nx = 0, ny = 0;
    if (length > LH_EPSILON) {
        nx = -dy / length;
        ny = dx / length;
    }
    double b1 = wobble_next(wobble, a), b2 = wobble_next(wobble, a);
    lh_path_curve(path, from[0] + dx / 3 + nx * b1, from[1] + dy / 3 + ny * b1,
                  from[0] + dx * 2 / 3 + nx * b2, from[1] + dy * 2 / 3 + ny * b2, to[0], to[1]);
}

void lh_hand_polygon(LhPath *path, const double *points, int n, gboolean closed, double roughness,
                     guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double first[2] = {0}, from[2] = {0};
    for (int i = 0; i < n; i++) {
        const double *p = points + 2 * i, *q = points + 2 * ((i + 1) % n);
        double a = calmer(roughness / 2, hypot(q[0] - p[0], q[1] - p[1]));
        double to[2] = {p[0] + wobble_next(&wobble, a), p[1] + wobble_next(&wobble, a)};
        if (i == 0) {
            lh_path_move(path, to[0], to[1]);
            memcpy(first, to, sizeof first);
        } else
            side(path, from, to, roughness, &wobble);
        memcpy(from, to, sizeof from);
    }
    if (!closed || n < 2)
        return;
    side(path, from, first, roughness, &wobble);
    lh_path_close(path);
}

void lh_hand_curve(LhPath *path, const double *points, int n, double roughness, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    if (n < 4)
        return;
    lh_path_move(path, points[0], points[1]);
    double out_x = wobble_next(&wobble, 1), out_y = wobble_next(&wobble, 1);
    for (int i = 1; i + 2 < n; i += 3) {
        const double *p = points + 2 * (i - 1);
        double a = calmer(roughness, hypot(p[6] - p[0], p[7] - p[1]));
        double in_x = wobble_next(&wobble, 1), in_y = wobble_next(&wobble, 1);
        lh_path_curve(path, p[2] + out_x * a, p[3] + out_y * a, p[4] + in_x * a, p[5] + in_y * a,
                      p[6], p[7]);
        out_x = -in_x; /* the pen makes no corner at a knot */
        out_y = -in_y;
    }
}

void lh_hand_head(LhPath *path, double x1, double y1, double x2, double y2, double size,
                  guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double angle = atan2(y2 - y1, x2 - x1);
    double left = angle + G_PI - HEAD_SPREAD + wobble_next(&wobble, 0.05);
    double right = angle + G_PI + HEAD_SPREAD + wobble_next(&wobble, 0.05);
    double longer = size * (1 + wobble_next(&wobble, 0.06));
    lh_path_move(path, x2 + longer * cos(left), y2 + longer * sin(left));
    lh_path_line(path, x2, y2);
    lh_path_line(path, x2 + size * cos(right), y2 + size * sin(right));
}

/* ---- Dashes ---- */

typedef struct {
    LhPath *path;
    double on, off;
    double x, y;    /* where the pen is */
    double left;    /* of the dash or gap under way */
    gboolean drawn; /* it is a dash */
} Dasher;

static void dash_to(Dasher *d, double x, double y)
{
    double length = hypot(x - d->x, y - d->y), at = 0, x0 = d->x, y0 = d->y;
    while (length - at > d->left) {
        at += d->left;
        double t = at / length;
        if (d->drawn)
            lh_path_line(d->path, x0 + (x - x0) * t, y0 + (y - y0) * t);
        else
            lh_path_move(d->path, x0 + (x - x0) * t, y0 + (y - y0) * t);
        d->drawn = !d->drawn;
        d->left = d->drawn ? d->on : d->off;
    }
    d->left -= length - at;
    if (d->drawn)
        lh_path_line(d->path, x, y);
    d->x = x;
    d->y = y;
}

static void dash_curve(Dasher *d, const double *p)
{
    double x0 = d->x, y0 = d->y;
    double length = hypot(p[0] - x0, p[1] - y0) + hypot(p[2] - p[0], p[3] - p[1]) +
                    hypot(p[4] - p[2], p[5] - p[3]);
    int n = CLAMP((int) (sqrt(length / FLAT)), 1, MOST_PIECES);
    for (int i = 1; i <= n; i++) {
        double t = (double) i / n, u = 1 - t;
        double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, e = t * t * t;
        dash_to(d, a * x0 + b * p[0] + c * p[2] + e * p[4],
                a * y0 + b * p[1] + c * p[3] + e * p[5]);
    }
}

void lh_hand_dash(LhPath *dashed, const LhPath *path, double on, double off)
{
    Dasher d = {.path = dashed, .on = MAX(on, 0.1), .off = MAX(off, 0.1)};
    const double *p = (const double *) path->points->data;
    double start[2] = {0};
    for (guint i = 0; i < path->ops->len; i++)
        switch (g_array_index(path->ops, guint8, i)) {
        case LH_MOVE:
            d.x = start[0] = p[0];
            d.y = start[1] = p[1];
            d.left = d.on;
            d.drawn = TRUE;
            lh_path_move(dashed, p[0], p[1]);
            p += 2;
            break;
        case LH_LINE:
            dash_to(&d, p[0], p[1]);
            p += 2;
            break;
        case LH_CURVE:
            dash_curve(&d, p);
            p += 6;
            break;
        default:
            dash_to(&d, start[0], start[1]);
        }
}
