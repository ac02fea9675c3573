/* Small marks: star, blob, tape, highlighter, box. */
#include "longhand/hand.h"
#include "wobble.h"
#include <math.h>

/* One stroke with a slight bow. */
static void bowed(LhPath *path, double x1, double y1, double x2, double y2, double bow)
{
    double dx = x2 - x1, dy = y2 - y1;
    lh_path_curve(path, x1 + dx * 0.33 - dy * bow, y1 + dy * 0.33 + dx * bow,
                  x1 + dx * 0.67 - dy * bow, y1 + dy * 0.67 + dx * bow, x2, y2);
}

void lh_hand_star(LhPath *path, double x, double y, double radius, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double lean = wobble_next(&wobble, 0.06), px = 0, py = 0;
    for (int i = 0; i <= 5; i++) {
        double angle = G_PI * (0.5 + 0.2) + lean + i * 0.8 * G_PI; /* from the lower left foot */
        double r = radius * (1 + wobble_next(&wobble, 0.055));
        double tx = x + r * cos(angle) + wobble_next(&wobble, radius * 0.03);
        double ty = y + r * sin(angle) + wobble_next(&wobble, radius * 0.03);
        if (i == 0)
            lh_path_move(path, tx, ty);
        else
            bowed(path, px, py, tx, ty, wobble_next(&wobble, 0.018));
        px = tx;
        py = ty;
    }
}

void lh_hand_blob(LhPath *path, double x, double y, double radius, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    enum { KNOTS = 6 };
    double r[KNOTS], step = 2 * G_PI / KNOTS, k = 4.0 / 3 * tan(step / 4);
    double from = wobble_next(&wobble, G_PI);
    for (int i = 0; i < KNOTS; i++)
        r[i] = radius * (1 + wobble_next(&wobble, 0.09));
    lh_path_move(path, x + r[0] * cos(from), y + r[0] * sin(from));
    for (int i = 0; i < KNOTS; i++) {
        double a = from + i * step, b = a + step, s = r[i], t = r[(i + 1) % KNOTS];
        lh_path_curve(path, x + s * (cos(a) - k * sin(a)), y + s * (sin(a) + k * cos(a)),
                      x + t * (cos(b) + k * sin(b)), y + t * (sin(b) - k * cos(b)), x + t * cos(b),
                      y + t * sin(b));
    }
    lh_path_close(path);
}

typedef struct {
    double x, y, sine, cosine;
} Turn;

static void turned_line(LhPath *path, const Turn *turn, gboolean first, double x, double y)
{
    double px = turn->x + x * turn->cosine - y * turn->sine;
    double py = turn->y + x * turn->sine + y * turn->cosine;
    if (first)
        lh_path_move(path, px, py);
    else
        lh_path_line(path, px, py);
}

/* One end of the tape, cut by the dispenser's teeth, from the edge at -@half to that at @half. */
static void ragged_end(LhPath *path, const Turn *turn, double x, double half, double direction,
                       Wobble *wobble)
{
    const int teeth = 6;
    for (int i = 1; i < teeth; i++) {
        double depth = (i % 2 ? -1 : 1) * 0.9 * direction;
        turned_line(path, turn, FALSE, x + depth + wobble_next(wobble, 0.45),
                    direction * (-half + 2 * half * i / teeth) + wobble_next(wobble, 0.3));
    }
}

void lh_hand_tape(LhPath *path, double x, double y, double width, double height, double angle,
                  guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double radians = angle * G_PI / 180;
    Turn turn = {x, y, sin(radians), cos(radians)};
    double right = width / 2, half = height / 2;
    turned_line(path, &turn, TRUE, -right + wobble_next(&wobble, 0.5), -half);
    turned_line(path, &turn, FALSE, right + wobble_next(&wobble, 0.5), -half);
    ragged_end(path, &turn, right, half, 1, &wobble);
    turned_line(path, &turn, FALSE, right + wobble_next(&wobble, 0.5), half);
    turned_line(path, &turn, FALSE, -right + wobble_next(&wobble, 0.5), half);
    ragged_end(path, &turn, -right, half, -1, &wobble);
    lh_path_close(path);
}

void lh_hand_band(LhPath *path, double x, double y, double width, double height, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double right = x + width, bottom = y + height, end = MIN(0.8, width / 4);
    double edge = MIN(0.35, height / 20), third = height / 3;
    double top1 = y + wobble_next(&wobble, edge), top2 = y + wobble_next(&wobble, edge);
    double low1 = bottom + wobble_next(&wobble, edge), low2 = bottom + wobble_next(&wobble, edge);
    double bulge = wobble_next(&wobble, edge), sag = wobble_next(&wobble, edge);
    double lean = end * (0.6 + wobble_next(&wobble, 0.4));
    lh_path_move(path, x + lean, top1);
    lh_path_curve(path, x + width / 3, top1 + bulge, right - width / 3, top2 + sag, right, top2);
    lh_path_curve(path, right + end * 0.5, top2 + third, right + wobble_next(&wobble, end),
                  low2 - third, right - lean, low2);
    lh_path_curve(path, right - width / 3, low2 + sag, x + width / 3, low1 + bulge, x, low1);
    lh_path_curve(path, x - end * 0.5, low1 - third, x + wobble_next(&wobble, end), top1 + third,
                  x + lean, top1);
    lh_path_close(path);
}

void lh_hand_box(LhPath *path, double x, double y, double size, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    double a = size * 0.035, px = x, py = y - size;
    const double corner[4][2] = {{1, 1}, {1, 0}, {0, 0}, {0, 1}};
    lh_path_move(path, px, py);
    for (int i = 0; i < 4; i++) {
        double over = i == 3 ? size * 0.06 : 0; /* the last side runs past where the first began */
        double tx = x + corner[i][0] * size + wobble_next(&wobble, a) * (i < 3);
        double ty = y - corner[i][1] * size + wobble_next(&wobble, a) - over;
        if (i == 0)
            ty = y - size + wobble_next(&wobble, a);
        bowed(path, px, py, tx, ty, wobble_next(&wobble, 0.02));
        px = tx;
        py = ty;
    }
}
