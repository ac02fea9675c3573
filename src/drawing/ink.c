/* Colours of drawings: whatever an author names, the pen has only the style's inks. */
#include "longhand/drawing.h"

#define DARKEST_FILL 0.88 /* luminance: paler inks fill */
#define PALEST_PEN   0.38 /* darker ones write */
#define LIGHTNESS    0.1  /* what it counts beside hue */
#define THIN         0.14 /* part of a strong colour that is left in a fill */

static double luminance(double red, double green, double blue)
{
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

static double square(double x)
{
    return x * x;
}

/* How unlike @ink is: its hue says more than its lightness. */
static double distance(const LhInk *ink, double red, double green, double blue)
{
    return square(ink->red - ink->green - red + green) +
           square(ink->green - ink->blue - green + blue) +
           LIGHTNESS *
               square(luminance(ink->red, ink->green, ink->blue) - luminance(red, green, blue));
}

static int nearest(const LhStyle *style, gboolean pale, double red, double green, double blue)
{
    int best = pale ? style->drawing.paper.index : style->drawing.ink.index;
    double least = G_MAXDOUBLE;
    for (unsigned i = 0; i < style->n_inks; i++) {
        const LhInk *ink = &style->inks[i];
        double light = luminance(ink->red, ink->green, ink->blue);
        double far = distance(ink, red, green, blue);
        if ((pale ? light < DARKEST_FILL : light > PALEST_PEN) || far >= least)
            continue;
        least = far;
        best = (int) i;
    }
    return best;
}

int lh_drawing_pen(const LhStyle *style, double red, double green, double blue)
{
    if (luminance(red, green, blue) > DARKEST_FILL || MAX(red, MAX(green, blue)) < 0.1)
        return style->drawing.ink.index;
    return nearest(style, FALSE, red, green, blue);
}

int lh_drawing_fill(const LhStyle *style, double red, double green, double blue)
{
    double thin = luminance(red, green, blue) > DARKEST_FILL ? 1 : THIN;
    if (MIN(red, MIN(green, blue)) > 0.99)
        return style->drawing.paper.index;
    return nearest(style, TRUE, 1 - thin * (1 - red), 1 - thin * (1 - green),
                   1 - thin * (1 - blue));
}

gboolean lh_drawing_is_pale(const LhStyle *style, int ink)
{
    const LhInk *i = &style->inks[ink];
    return luminance(i->red, i->green, i->blue) > DARKEST_FILL;
}
