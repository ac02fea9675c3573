/* From Lab to ink. Black first: as much as the colour has grey when it is printed without black.
 * Then cyan, magenta and yellow with that black, by Levenberg's and Marquardt's steps between 0
 * and 1. */
#include "press.h"

#include <math.h>
#include <string.h>

#define STEPS       40
#define ENOUGH      1e-7  /* the part of the error that a step must take away */
#define BLACK_FROM  0.25  /* grey, of cover, at which black begins */
#define BLACK_MOST  0.85  /* its cover where grey is all there is */
#define BLACK_POWER 1.5   /* how slowly it begins */
#define NEAR        0.2   /* delta E that nobody sees */
#define OVER_LIMIT  400.0 /* delta E that a whole ink over the limit counts as */
/* Colours that no ink makes: what is kept most. Hue before lightness before chroma. */
#define WEIGHT_LIGHT  1.0
#define WEIGHT_CHROMA 0.7
#define WEIGHT_HUE    1.6

typedef struct {
    const Press *press;
    double lab[3];
    double radial[2]; /* the direction of chroma in a, b */
    double black;     /* its cover */
} Task;

/* How far three inks are from the task, in four parts. */
static void residuals(const Task *task, const double inks[3], double r[4])
{
    double cover[INKS] = {inks[0], inks[1], inks[2], task->black}, lab[3], sum = 0;

    press_lab(task->press, cover, lab);
    double a = lab[1] - task->lab[1], b = lab[2] - task->lab[2];
    r[0] = WEIGHT_LIGHT * (lab[0] - task->lab[0]);
    r[1] = WEIGHT_CHROMA * (a * task->radial[0] + b * task->radial[1]);
    r[2] = WEIGHT_HUE * (b * task->radial[0] - a * task->radial[1]);
    for (int ink = 0; ink < INKS; ink++)
        sum += press_tone(task->press, ink, cover[ink]);
    r[3] = OVER_LIMIT * fmax(0, sum - INK_LIMIT);
}

static double sum_of_squares(const double r[4])
{
    return r[0] * r[0] + r[1] * r[1] + r[2] * r[2] + r[3] * r[3];
}

/* Solves the symmetric 3 × 3 system @m x = @v, by Cramer. */
static void solve(double m[3][3], const double v[3], double x[3])
{
    double c[3] = {m[1][1] * m[2][2] - m[1][2] * m[2][1], m[1][2] * m[2][0] - m[1][0] * m[2][2],
                   m[1][0] * m[2][1] - m[1][1] * m[2][0]};
    double det = m[0][0] * c[0] + m[0][1] * c[1] + m[0][2] * c[2];

    for (int k = 0; k < 3; k++) {
        double n[3][3];
        memcpy(n, m, sizeof n);
        for (int i = 0; i < 3; i++)
            n[i][k] = v[i];
        x[k] = (n[0][0] * (n[1][1] * n[2][2] - n[1][2] * n[2][1]) -
                n[0][1] * (n[1][0] * n[2][2] - n[1][2] * n[2][0]) +
                n[0][2] * (n[1][0] * n[2][1] - n[1][1] * n[2][0])) /
               det;
    }
}

/* The normal equations at @inks; an ink at its end that would leave it stands still. */
static void normal(const Task *task, const double inks[3], const double r[4], double damping,
                   double m[3][3], double v[3])
{
    double slopes[3][4], moved[3], other[4];

    for (int i = 0; i < 3; i++) {
        double step = inks[i] < 0.5 ? 1e-5 : -1e-5;
        memcpy(moved, inks, sizeof moved);
        moved[i] += step;
        residuals(task, moved, other);
        for (int k = 0; k < 4; k++)
            slopes[i][k] = (other[k] - r[k]) / step;
    }
    for (int i = 0; i < 3; i++) {
        v[i] = 0;
        for (int k = 0; k < 4; k++)
            v[i] -= slopes[i][k] * r[k];
        for (int j = 0; j < 3; j++) {
            m[i][j] = 0;
            for (int k = 0; k < 4; k++)
                m[i][j] += slopes[i][k] * slopes[j][k];
        }
    }
    for (int i = 0; i < 3; i++) {
        m[i][i] = m[i][i] * (1 + damping) + 1e-6;
        if (!((inks[i] <= 0 && v[i] < 0) || (inks[i] >= 1 && v[i] > 0)))
            continue;
        for (int j = 0; j < 3; j++)
            m[i][j] = m[j][i] = 0;
        m[i][i] = 1;
        v[i] = 0;
    }
}

/* Moves @inks to where they are nearest to the task. Returns: how far they are then. */
static double approach(const Task *task, double inks[3])
{
    double r[4], damping = 1e-2;

    residuals(task, inks, r);
    for (int step = 0; step < STEPS && damping < 1e9 && sum_of_squares(r) > 1e-10; step++) {
        double m[3][3], v[3], x[3], next[3], other[4];
        normal(task, inks, r, damping, m, v);
        solve(m, v, x);
        for (int i = 0; i < 3; i++)
            next[i] = fmin(1, fmax(0, inks[i] + x[i]));
        residuals(task, next, other);
        if (sum_of_squares(other) < sum_of_squares(r)) {
            int done = sum_of_squares(r) - sum_of_squares(other) < ENOUGH * sum_of_squares(r);
            memcpy(inks, next, sizeof next);
            memcpy(r, other, sizeof other);
            damping /= 5;
            if (done)
                break;
        } else {
            damping *= 4;
        }
    }
    return sqrt(sum_of_squares(r));
}

/* More or less black where the colour is not reached without: what is dark and deep. */
static void mend_black(Task *task, double inks[3], double far)
{
    for (double step = 0.16; step > 0.004 && far > NEAR; step /= 2)
        for (int way = -1; way <= 1; way += 2) {
            Task other = *task;
            double tried[3] = {inks[0], inks[1], inks[2]};
            other.black = fmin(1, fmax(0, task->black + way * step));
            double reached = approach(&other, tried);
            if (reached > far - step)
                continue;
            far = reached;
            *task = other;
            memcpy(inks, tried, sizeof tried);
        }
}

/* Three inks that make no more than the limit lets them. */
static void limit(const Press *press, double cover[INKS])
{
    double tones[INKS], sum = 0;

    for (int ink = 0; ink < INKS; ink++)
        sum += tones[ink] = press_tone(press, ink, cover[ink]);
    if (sum <= INK_LIMIT)
        return;
    double factor = (INK_LIMIT - tones[3]) / (sum - tones[3]);
    for (int ink = 0; ink < 3; ink++)
        cover[ink] = press_cover(press, ink, tones[ink] * factor);
}

double separate(const Press *press, const double lab[3], double cover[INKS])
{
    Task task = {press, {lab[0], lab[1], lab[2]}, {1, 0}, 0};
    double chroma = hypot(lab[1], lab[2]), inks[3] = {0.5, 0.5, 0.5}, got[3];

    if (chroma > 1e-6) {
        task.radial[0] = lab[1] / chroma;
        task.radial[1] = lab[2] / chroma;
    }
    approach(&task, inks);
    double grey = fmin(inks[0], fmin(inks[1], inks[2]));
    if (grey > BLACK_FROM)
        task.black = BLACK_MOST * pow((grey - BLACK_FROM) / (1 - BLACK_FROM), BLACK_POWER);
    for (int i = 0; i < 3; i++)
        inks[i] = fmax(0, inks[i] - task.black);
    mend_black(&task, inks, approach(&task, inks));
    memcpy(cover, inks, sizeof inks);
    cover[3] = task.black;
    limit(press, cover);
    press_lab(press, cover, got);
    return hypot(hypot(got[0] - lab[0], got[1] - lab[1]), got[2] - lab[2]);
}
