/* Widths of columns. */
#include "table.h"

#include <math.h>
#include <string.h>

#define BISECTIONS 60
#define MOST_ROWS  100  /* that are looked at */
#define AREA       0.25 /* of a line: what a line's worth of text costs */
#define GAIN       0.05 /* of a line: smaller ones are none */
#define COARSE     16   /* parts of the room that are moved at once, first … */
#define BROKEN     0.5  /* of its width: what a column keeps whose words break anyway */
#define FINE       64   /* … and last */
#define LOSS       7    /* points that a ragged line loses, about: half a word */
#define MOST_LOSS  0.5  /* of the line */
#define SLACK      0.1  /* points */

static double sum(int n, const double *values)
{
    double total = 0;

    for (int i = 0; i < n; i++)
        total += values[i];
    return total;
}

/* Everybody gets what he asks for, and a share of what is left in proportion to it. */
static void fit_wide(int n, const double *most, double total, double room, double *widths)
{
    for (int i = 0; i < n; i++)
        widths[i] = total > 0 ? most[i] * room / total : room / n;
}

/* Between least and most, in proportion to what each could use. */
static void fit_between(int n, const double *least, const double *most, double room, double *widths)
{
    double spare = room - sum(n, least);
    double wish = sum(n, most) - sum(n, least);

    for (int i = 0; i < n; i++)
        widths[i] = least[i] + (wish > 0 ? spare * (most[i] - least[i]) / wish : spare / n);
}

/* All are cut to one width that lets them fit; narrower ones keep theirs. */
static void fit_narrow(int n, const double *least, double room, double *widths)
{
    double low = 0, high = room;

    for (int step = 0; step < BISECTIONS; step++) {
        double cap = (low + high) / 2, total = 0;
        for (int i = 0; i < n; i++)
            total += MIN(least[i], cap);
        if (total > room)
            high = cap;
        else
            low = cap;
    }
    for (int i = 0; i < n; i++)
        widths[i] = MIN(least[i], low);
}

/* Columns that ask for less than a common width have what they ask for; that width is such that all
 * fill the room. */
static void fit_fair(int n, const double *least, const double *most, double room, double *widths)
{
    double low = 0, high = room;

    for (int step = 0; step < BISECTIONS; step++) {
        double cap = (low + high) / 2, total = 0;
        for (int i = 0; i < n; i++)
            total += MAX(least[i], MIN(most[i], cap));
        if (total > room)
            high = cap;
        else
            low = cap;
    }
    for (int i = 0; i < n; i++)
        widths[i] = MAX(least[i], MIN(most[i], low));
}

/* ---- Which widths take the fewest lines ---- */

/* Lines that a cell takes, about. */
static int lines_of(const LhTableNeed *need, double width)
{
    double mean = need->total / MAX(need->parts, 1);
    double filled = MAX(width - LOSS, width * MOST_LOSS);
    int longest = need->longest <= width + SLACK ? 1 : (int) ceil(need->longest / filled);
    int each = mean <= width + SLACK ? 1 : (int) ceil(mean / filled);

    return MAX(need->parts * each, need->parts - 1 + longest);
}

/* What @need would take in a column without ends of lines. */
static double area_of(const LhTableNeed *need, double width)
{
    return MAX(need->total / width, need->parts);
}

/* A row is as high as its highest cell. */
double lh_table_cost(int n, const double *widths, const LhTableNeed *needs, int n_rows)
{
    double cost = 0;

    for (int r = 0; r < MIN(n_rows, MOST_ROWS); r++) {
        int lines = 1;
        double area = 0;
        for (int i = 0; i < n; i++) {
            double width = MAX(widths[i], 1);
            lines = MAX(lines, lines_of(&needs[r * n + i], width));
            area = MAX(area, area_of(&needs[r * n + i], width));
        }
        cost += lines + AREA * area;
    }
    return cost;
}

/* Gives @step points of one column to another, where that is the greatest gain. Returns: FALSE =
 * nowhere. */
static gboolean move_room(int n, const double *least, const LhTableNeed *needs, int n_rows,
                          double step, double *widths)
{
    double best = lh_table_cost(n, widths, needs, n_rows) - GAIN;
    int from = -1, to = -1;

    for (int i = 0; i < n * n; i++) {
        int a = i / n, b = i % n;
        if (a == b || widths[a] - step < least[a])
            continue;
        widths[a] -= step;
        widths[b] += step;
        double cost = lh_table_cost(n, widths, needs, n_rows);
        widths[a] += step;
        widths[b] -= step;
        if (cost < best) {
            best = cost;
            from = a;
            to = b;
        }
    }
    if (from < 0)
        return FALSE;
    widths[from] -= step;
    widths[to] += step;
    return TRUE;
}

/* Room moves as long as the table becomes shorter, in large steps first. */
static void improve(int n, const double *least, double room, const LhTableNeed *needs, int n_rows,
                    double *widths)
{
    for (int part = COARSE; part <= FINE && n_rows > 0; part *= 4)
        for (int i = 0; i < COARSE && move_room(n, least, needs, n_rows, room / part, widths); i++)
            ;
}

/* From proportional or fair shares, whichever is better. */
static void fit_best(int n, const double *least, const double *most, double room,
                     const LhTableNeed *needs, int n_rows, double *widths)
{
    g_autofree double *fair = g_new(double, n);

    fit_between(n, least, most, room, widths);
    fit_fair(n, least, most, room, fair);
    if (lh_table_cost(n, fair, needs, n_rows) < lh_table_cost(n, widths, needs, n_rows) - GAIN)
        memcpy(widths, fair, sizeof *fair * (gsize) n);
    improve(n, least, room, needs, n_rows, widths);
}

/* Words must break: columns whose words do so anyway may give room to others. */
static void fit_broken(int n, const double *least, double room, const LhTableNeed *needs,
                       int n_rows, double *widths)
{
    g_autofree double *floors = g_new(double, n);

    fit_narrow(n, least, room, widths);
    for (int i = 0; i < n; i++)
        floors[i] = widths[i] < least[i] ? widths[i] * BROKEN : least[i];
    improve(n, floors, room, needs, n_rows, widths);
}

void lh_table_fit(int n, const double *least, const double *most, double room,
                  const LhTableNeed *needs, int n_rows, double *widths)
{
    double wanted = sum(n, most);

    if (wanted <= room)
        fit_wide(n, most, wanted, room, widths);
    else if (sum(n, least) <= room)
        fit_best(n, least, most, room, needs, n_rows, widths);
    else
        fit_broken(n, least, room, needs, n_rows, widths);
}
