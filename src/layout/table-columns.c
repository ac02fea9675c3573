/* Widths of columns. */
#include "table.h"

#define BISECTIONS 60

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

void lh_table_fit(int n, const double *least, const double *most, double room, double *widths)
{
    double wanted = sum(n, most);

    if (wanted <= room)
        fit_wide(n, most, wanted, room, widths);
    else if (sum(n, least) <= room)
        fit_between(n, least, most, room, widths);
    else
        fit_narrow(n, least, room, widths);
}
