/* Bars, with the hatching that tells the series apart. */
#include "chart.h"

#include <math.h>

#define MOST_VALUES 16  /* bars that have their values written above them */
#define THIN_BAR    3.0 /* points: too thin for hatching, so it is filled */
#define LEAST_BAR   1.2 /* points: lower ones are a stroke */
#define INSET       0.7 /* of the hatching from the outline */

/* The slants, in degrees. */
static const double slants[LH_CHART_SERIES] = {-45, 45, 0, 90, -20, 65};

/* Cuts the line through @at along @ux, @uy to the rectangle. FALSE = it doesn't meet it. */
static gboolean clip(LhPoint at, double ux, double uy, LhPoint low, LhPoint high, LhPoint out[2])
{
    double from = -INFINITY, to = INFINITY;
    const double start[] = {at.x, at.y}, way[] = {ux, uy}, least[] = {low.x, low.y},
                 most[] = {high.x, high.y};
    for (int i = 0; i < 2; i++) {
        if (fabs(way[i]) < LH_EPSILON) {
            if (start[i] < least[i] || start[i] > most[i])
                return FALSE;
            continue;
        }
        double a = (least[i] - start[i]) / way[i], b = (most[i] - start[i]) / way[i];
        from = MAX(from, MIN(a, b));
        to = MIN(to, MAX(a, b));
    }
    out[0] = (LhPoint){at.x + from * ux, at.y + from * uy};
    out[1] = (LhPoint){at.x + to * ux, at.y + to * uy};
    return to - from > INSET;
}

/* Parallel strokes over the rectangle; the same lines for all bars, as if ruled across the chart.
 */
static void hatch(const LhPlot *plot, int series, LhPoint low, LhPoint high)
{
    const LhStyle *style = plot->context->style;
    double angle = slants[series] * G_PI / 180, ux = cos(angle), uy = sin(angle);
    double step = style->drawing.hatch, least = INFINITY, most = -INFINITY;
    const LhPoint corners[] = {low, {high.x, low.y}, high, {low.x, high.y}};
    for (int i = 0; i < 4; i++) {
        double off = -corners[i].x * uy + corners[i].y * ux;
        least = MIN(least, off);
        most = MAX(most, off);
    }
    for (double off = ceil(least / step) * step; off < most; off += step) {
        LhPoint ends[2];
        if (clip((LhPoint){-uy * off, ux * off}, ux, uy, low, high, ends))
            lh_plot_line(plot, ends[0].x, ends[0].y, ends[1].x, ends[1].y,
                         plot->chart->series[series].ink, style->drawing.hatch_weight);
    }
}

void lh_plot_hatch(const LhPlot *plot, int series, double x1, double y1, double x2, double y2)
{
    const LhStyle *style = plot->context->style;
    LhPoint low = {MIN(x1, x2), MIN(y1, y2)}, high = {MAX(x1, x2), MAX(y1, y2)};
    int ink = plot->chart->series[series].ink;
    if (high.y - low.y < LEAST_BAR) {
        lh_plot_line(plot, low.x, low.y, high.x, low.y, ink, 1);
        return;
    }
    LhShape *box =
        lh_drawing_add(plot->drawing, plot->context, LH_SHAPE_BOX, (LhPoint[]){low, high}, 2);
    box->fill = high.x - low.x < THIN_BAR ? ink : style->drawing.paper.index;
    box->ink = LH_NO_INK;
    if (high.x - low.x >= THIN_BAR)
        hatch(plot, series, (LhPoint){low.x + INSET, low.y + INSET},
              (LhPoint){high.x - INSET, high.y - INSET});
    lh_drawing_add(plot->drawing, plot->context, LH_SHAPE_BOX, (LhPoint[]){low, high}, 2)->ink =
        ink;
}

/* A bar's value at its end, on a patch of paper that keeps the grid out of it. */
static void write_value(const LhPlot *plot, const LhNumberForm *form, int series, double value,
                        double x, double y)
{
    const LhStyle *style = plot->context->style;
    g_autofree char *label = lh_number_label(value, form);
    double baseline, line = lh_drawing_line(plot->context, LH_ROLE_DRAWING_TEXT, &baseline);
    double width = lh_drawing_measure(plot->context, label, LH_ROLE_DRAWING_TEXT);
    double top = value < 0 ? y + 1 : y - line, half = width / 2 + 1;
    LhShape *patch = lh_drawing_add(plot->drawing, plot->context, LH_SHAPE_BOX,
                                    (LhPoint[]){{x - half, top}, {x + half, top + line - 1}}, 2);
    patch->ink = LH_NO_INK;
    patch->fill = style->drawing.paper.index;
    lh_drawing_text(plot->drawing, plot->context, label, LH_ROLE_DRAWING_TEXT, x, top + baseline,
                    0.5)
        ->ink = plot->chart->series[series].ink;
}

/* Whether every bar has room for its value. */
static gboolean have_room(const LhPlot *plot, const LhNumberForm *form, double width)
{
    const LhChart *chart = plot->chart;
    if (chart->n_values * chart->n_series > MOST_VALUES)
        return FALSE;
    for (int i = 0; i < chart->n_series; i++)
        for (int k = 0; k < chart->n_values; k++) {
            g_autofree char *label = lh_number_label(chart->series[i].values[k], form);
            if (isfinite(chart->series[i].values[k]) &&
                lh_drawing_measure(plot->context, label, LH_ROLE_DRAWING_TEXT) > width)
                return FALSE;
        }
    return TRUE;
}

void lh_plot_bars(const LhPlot *plot)
{
    const LhChart *chart = plot->chart;
    double room = fabs(plot->x.end - plot->x.start) / chart->n_values;
    double width = room * plot->context->style->drawing.bar / chart->n_series;
    double base =
        lh_scale_at(&plot->y, plot->y.log ? plot->y.from : CLAMP(0, plot->y.from, plot->y.to));
    LhNumberForm form = lh_scale_form(&plot->y);
    form.step = 0;
    gboolean values = have_room(plot, &form, chart->n_series > 1 ? width * 1.1 : room * 0.95);
    for (int i = 0; i < chart->n_series; i++)
        for (int k = 0; k < chart->n_values; k++) {
            double value = chart->series[i].values[k];
            if (!isfinite(value))
                continue;
            double x = lh_plot_x(plot, k) + (i - chart->n_series / 2.0) * width;
            double gap = width > THIN_BAR ? MIN(width * 0.06, 1) : 0,
                   y = lh_scale_at(&plot->y, value);
            lh_plot_hatch(plot, i, x + gap, base, x + width - gap, y);
            if (values)
                write_value(plot, &form, i, value, x + width / 2, y);
        }
}
