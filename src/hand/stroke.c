/* Pen lines, frames, circles and arrows. */
#include "longhand/hand.h"
#include "wobble.h"
#include <math.h>

/* A line is drawn in moves of about this length; points. */
#define SEGMENT 90.0
/* A short line leaves its course by at most roughness × length / SHORT + LEAST. */
#define SHORT 60.0
#define LEAST 0.08

/* A closed ring overlaps itself by so much of a turn. */
#define SQUARE     3.4  /* exponent of a ring round several lines; 2 = an ellipse */
#define RING_TURNS 1.09

static double calmer(double roughness, double length)
{
    return MIN(roughness, roughness * length / SHORT + LEAST);
}

/* Goes on from the path's point x1, y1 to exactly x2, y2. The bends at the knots are shared by both
 * sides, so that the pen never makes a corner. */
static void go_on(LhPath *path, double x1, double y1, double x2, double y2, double roughness,
                  Wobble *wobble)
{
    double dx = x2 - x1, dy = y2 - y1, length = hypot(dx, dy);
    if (length < LH_EPSILON) {
        lh_path_line(path, x2, y2);
        return;
    }
    double a = calmer(roughness, length), nx = -dy / length, ny = dx / length;
    int n = CLAMP((int) floor(length / SEGMENT + 0.5), 1, 100);
    double off = 0, bend = wobble_next(wobble, a);
    for (int i = 0; i < n; i++) {
        double t = (double) i / n, third = 1.0 / (3 * n);
        double next = i + 1 < n ? wobble_next(wobble, a) : 0, next_bend = wobble_next(wobble, a);
        double h1 = off + bend, h2 = next - next_bend;
        lh_path_curve(path, x1 + dx * (t + third) + nx * h1, y1 + dy * (t + third) + ny * h1,
                      x1 + dx * (t + 2 * third) + nx * h2, y1 + dy * (t + 2 * third) + ny * h2,
                      x1 + dx * (t + 3 * third) + nx * next, y1 + dy * (t + 3 * third) + ny * next);
        off = next;
        bend = next_bend;
    }
}

void lh_hand_line(LhPath *path, double x1, double y1, double x2, double y2, double roughness,
                  guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double dx = x2 - x1, dy = y2 - y1, length = hypot(dx, dy);
    double a = length > LH_EPSILON ? calmer(roughness, length) / length : 0;
    double from = wobble_next(&wobble, a), to = wobble_next(&wobble, a);
    double sx = x1 - dy * from, sy = y1 + dx * from;
    lh_path_move(path, sx, sy);
    go_on(path, sx, sy, x2 - dy * to, y2 + dx * to, roughness, &wobble);
}

/* A torn edge from x1 to x2 at about @y, teeth up and down by @height; the path stands at x1. */
static void tear(LhPath *path, double x1, double x2, double y, double tooth_width, double height,
                 Wobble *wobble)
{
    int n = CLAMP((int) floor(fabs(x2 - x1) / MAX(tooth_width, 0.5) * 2 + 0.5), 2, 4000);
    for (int i = 1; i < n; i++) {
        double x = x1 + (x2 - x1) * i / n + wobble_next(wobble, tooth_width * 0.14);
        double up = i % 2 ? height / 2 : -height / 2;
        lh_path_line(path, x, y + up + wobble_next(wobble, height * 0.22));
    }
    lh_path_line(path, x2, y);
}

typedef struct {
    double x, y;
} Point;

/* Turns round @corner from @in to @out, both about a radius away. */
static void turn_corner(LhPath *path, Point in, Point corner, Point out)
{
    const double k = 0.56;
    lh_path_curve(path, in.x + (corner.x - in.x) * k, in.y + (corner.y - in.y) * k,
                  out.x + (corner.x - out.x) * k, out.y + (corner.y - out.y) * k, out.x, out.y);
}

static Point toward(Point from, Point to, double distance)
{
    double length = hypot(to.x - from.x, to.y - from.y);
    double t = length > LH_EPSILON ? distance / length : 0;
    return (Point){from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t};
}

void lh_hand_frame(LhPath *path, double x, double y, double width, double height, double radius,
                   double roughness, unsigned torn, double tooth_width, double tooth_height,
                   guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double a = calmer(roughness, MIN(width, height)), r = MIN(radius, MIN(width, height) / 2);
    Point corner[4] = {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
    for (int i = 0; i < 4; i++) {
        corner[i].x += wobble_next(&wobble, a);
        corner[i].y += wobble_next(&wobble, a);
    }
    Point at = {0, 0};
    for (int i = 0; i < 4; i++) { /* the sides: top, right, bottom, left */
        Point from = corner[i], to = corner[(i + 1) % 4];
        gboolean torn_side = (i == 0 && torn & 1) || (i == 2 && torn & 2);
        gboolean sharp_from = (i <= 1 && torn & 1) || (i >= 2 && torn & 2);
        gboolean sharp_to = ((i == 0 || i == 3) && torn & 1) || ((i == 1 || i == 2) && torn & 2);
        Point start = sharp_from ? from : toward(from, to, r);
        Point stop = sharp_to ? to : toward(to, from, r);
        if (i == 0) {
            lh_path_move(path, start.x, start.y);
        } else if (!sharp_from) {
            turn_corner(path, at, from, start);
        }
        if (torn_side)
            tear(path, start.x, stop.x, stop.y, tooth_width, tooth_height, &wobble);
        else
            go_on(path, start.x, start.y, stop.x, stop.y, roughness, &wobble);
        at = stop;
    }
    if (!(torn & 1))
        turn_corner(path, at, corner[0], toward(corner[0], corner[1], r));
    lh_path_close(path);
}

/* A ring that begins at angle @from (radians), wanders by @uneven of its radius and drifts outwards
 * while it overlaps. */
static void ring(LhPath *path, double x, double y, double rx, double ry, double from, double turns,
                 double uneven, double drift, Wobble *wobble)
{
    int n = 8;
    double step = turns * 2 * G_PI / n, k = 4.0 / 3 * tan(step / 4);
    double scale = 1 - drift / 2 + wobble_next(wobble, uneven), slope = wobble_next(wobble, uneven);
    lh_path_move(path, x + rx * scale * cos(from), y + ry * scale * sin(from));
    for (int i = 0; i < n; i++) {
        double a = from + i * step, b = a + step;
        double next = 1 - drift / 2 + drift * (i + 1) / n + wobble_next(wobble, uneven);
        double next_slope = wobble_next(wobble, uneven);
        double s1 = scale + slope / 2, s2 = next - next_slope / 2;
        lh_path_curve(path, x + rx * s1 * (cos(a) - k * sin(a)),
                      y + ry * s1 * (sin(a) + k * cos(a)), x + rx * s2 * (cos(b) + k * sin(b)),
                      y + ry * s2 * (sin(b) - k * cos(b)), x + rx * next * cos(b),
                      y + ry * next * sin(b));
        scale = next;
        slope = next_slope;
    }
}

void lh_hand_ellipse(LhPath *path, double x, double y, double rx, double ry, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double from = -G_PI * 0.68 + wobble_next(&wobble, 0.15);
    ring(path, x, y, rx, ry, from, 1, 0.008, 0, &wobble);
    lh_path_close(path);
}

void lh_hand_circle(LhPath *path, double x, double y, double rx, double ry, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double from = -G_PI * 0.68 + wobble_next(&wobble, 0.15);
    ring(path, x, y, rx, ry, from, RING_TURNS, 0.012, 0.085, &wobble);
}

void lh_hand_loop(LhPath *path, double x, double y, double rx, double ry, guint32 seed)
{
    guint first = path->points->len;

    lh_hand_circle(path, x, y, rx, ry, seed);
    for (guint i = first; i + 1 < path->points->len; i += 2) {
        double *p = &g_array_index(path->points, double, i);
        double u = (p[0] - x) / rx, v = (p[1] - y) / ry, far = hypot(u, v);
        double out = pow(pow(fabs(u) / far, SQUARE) + pow(fabs(v) / far, SQUARE), -1 / SQUARE);
        p[0] = x + u * out * rx;
        p[1] = y + v * out * ry;
    }
}

void lh_hand_warning(LhPath *circle, LhPath *mark, double x, double y, double size, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double r = size * 0.46;
    double from = G_PI * 0.5 + wobble_next(&wobble, 0.5);
    ring(circle, x, y, r, r, from, 1.04, 0.018, 0.07, &wobble);
    double top = y - size * 0.26, end = y + size * 0.075, dot = y + size * 0.25;
    double lean = wobble_next(&wobble, size * 0.02);
    lh_path_move(mark, x + lean, top);
    lh_path_curve(mark, x + lean, top + size * 0.11, x, end - size * 0.11, x, end);
    lh_path_move(mark, x - lean / 2, dot - size * 0.01);
    lh_path_line(mark, x - lean / 2, dot + size * 0.01);
}

/* Both sides of an open head at x, y for a pen that comes from the direction @angle. */
static void arrow_head(LhPath *path, double x, double y, double angle, double size, Wobble *wobble)
{
    const double spread = 26 * G_PI / 180;
    double left = angle + G_PI - spread + wobble_next(wobble, 0.05);
    double right = angle + G_PI + spread + wobble_next(wobble, 0.05);
    double longer = size * (1 + wobble_next(wobble, 0.06));
    lh_path_move(path, x + longer * cos(left), y + longer * sin(left));
    lh_path_line(path, x, y);
    lh_path_line(path, x + size * cos(right), y + size * sin(right));
}

void lh_hand_arrow(LhPath *path, double x1, double y1, double x2, double y2, double bow,
                   double head, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double dx = x2 - x1, dy = y2 - y1, length = hypot(dx, dy);
    if (length < LH_EPSILON)
        return;
    double a = calmer(0.8, length), nx = -dy / length, ny = dx / length;
    double b1 = bow + wobble_next(&wobble, a), b2 = bow + wobble_next(&wobble, a);
    double hx = x1 + dx * 0.67 + nx * b2, hy = y1 + dy * 0.67 + ny * b2;
    lh_path_move(path, x1, y1);
    lh_path_curve(path, x1 + dx * 0.33 + nx * b1, y1 + dy * 0.33 + ny * b1, hx, hy, x2, y2);
    arrow_head(path, x2, y2, atan2(y2 - hy, x2 - hx), head, &wobble);
}
