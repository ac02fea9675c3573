/* Lines with their markers, and their names at the right. */
#include "chart.h"

#include <math.h>

#define CROWDED    3.0 /* radii between two points: nearer ones get no markers */
#define NAME_GAP   8.0 /* points from the axes' box to the names */
#define LEADER     5.0 /* points: a name moved by more is led to its line */
#define MOST_ROUND 60  /* passes that move names apart */

void lh_plot_marker(const LhPlot *plot, int series, double x, double y)
{
    const LhStyle *style = plot->context->style;
    double r = style->drawing.marker, s = r * 0.9, t = r * 1.15;
    int ink = plot->chart->series[series].ink;
    const LhPoint square[] = {{x - s, y - s}, {x + s, y - s}, {x + s, y + s}, {x - s, y + s}};
    const LhPoint triangle[] = {{x, y - t}, {x + t, y + s}, {x - t, y + s}};
    const LhPoint diamond[] = {{x, y - t * 1.1}, {x + t, y}, {x, y + t * 1.1}, {x - t, y}};
    const LhPoint round[] = {{x, y}, {r, r}};
    if (series == 5) {
        lh_plot_line(plot, x - s, y - s, x + s, y + s, ink, 1);
        lh_plot_line(plot, x - s, y + s, x + s, y - s, ink, 1);
        return;
    }
    LhShape *shape = series == 0 || series == 4
                         ? lh_drawing_add(plot->drawing, plot->context, LH_SHAPE_ELLIPSE, round, 2)
                         : lh_drawing_add(plot->drawing, plot->context, LH_SHAPE_POLYGON,
                                          series == 1   ? square
                                          : series == 2 ? triangle
                                                        : diamond,
                                          series == 2 ? 3 : 4);
    shape->ink = ink;
    shape->fill = series == 3 || series == 4 ? style->drawing.paper.index : ink;
}

/* The pieces of a line between missing values. */
static void draw_line(const LhPlot *plot, int series)
{
    const LhSeries *s = &plot->chart->series[series];
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(LhPoint));
    for (int i = 0; i <= plot->chart->n_values; i++) {
        if (i < plot->chart->n_values && isfinite(s->values[i])) {
            LhPoint p = {lh_plot_x(plot, i), lh_scale_at(&plot->y, s->values[i])};
            g_array_append_val(points, p);
            continue;
        }
        if (points->len > 1)
            lh_drawing_add(plot->drawing, plot->context, LH_SHAPE_LINE, (LhPoint *) points->data,
                           (int) points->len)
                ->ink = s->ink;
        g_array_set_size(points, 0);
    }
}

static void draw_markers(const LhPlot *plot, int series)
{
    const LhSeries *s = &plot->chart->series[series];
    int n = plot->chart->n_values;
    double room = fabs(plot->x.end - plot->x.start) / MAX(n - 1, 1);
    gboolean crowded = room < CROWDED * plot->context->style->drawing.marker;
    for (int i = 0; i < n; i++) {
        gboolean lonely =
            (i == 0 || !isfinite(s->values[i - 1])) && (i + 1 == n || !isfinite(s->values[i + 1]));
        if (isfinite(s->values[i]) && (!crowded || lonely))
            lh_plot_marker(plot, series, lh_plot_x(plot, i), lh_scale_at(&plot->y, s->values[i]));
    }
}

void lh_plot_lines(const LhPlot *plot)
{
    for (int i = 0; i < plot->chart->n_series; i++) {
        draw_line(plot, i);
        draw_markers(plot, i);
    }
}

/* ---- Names ---- */

/* A name: its line's last point, and where it is written. */
typedef struct {
    int series;
    LhPoint end;
    double y;
} Name;

static LhPoint last_point(const LhPlot *plot, int series)
{
    const double *values = plot->chart->series[series].values;
    int i = plot->chart->n_values - 1;
    while (i > 0 && !isfinite(values[i]))
        i--;
    return (LhPoint){lh_plot_x(plot, i),
                     isfinite(values[i]) ? lh_scale_at(&plot->y, values[i]) : plot->bottom};
}

static int by_height(gconstpointer one, gconstpointer other)
{
    const Name *a = one, *b = other;
    return a->y < b->y ? -1 : a->y > b->y ? 1 : a->series - b->series;
}

/* Moves the names apart until each has a line's height, inside of @top … @bottom. */
static void spread(Name *names, int n, double line, double top, double bottom)
{
    line = MIN(line, (bottom - top) / MAX(n - 1, 1));
    for (int round = 0; round < MOST_ROUND; round++)
        for (int i = 0; i < n; i++) {
            names[i].y = CLAMP(names[i].y, top, bottom);
            double lack = i + 1 < n ? line - (names[i + 1].y - names[i].y) : 0;
            if (lack > 0) {
                names[i].y -= lack / 2;
                names[i + 1].y += lack / 2;
            }
        }
    names[0].y = MAX(names[0].y, top);
    for (int i = 1; i < n; i++)
        names[i].y = MAX(names[i].y, names[i - 1].y + line);
    double over = names[n - 1].y - bottom;
    for (int i = n - 1; i >= 0 && over > 0; i--) {
        names[i].y = MIN(names[i].y, bottom - (n - 1 - i) * line);
    }
}

double lh_plot_names_width(const LhChart *chart, const LhDrawingContext *context)
{
    double width = 0;
    for (int i = 0; i < chart->n_series; i++)
        if (chart->series[i].name)
            width = MAX(width,
                        lh_drawing_measure(context, chart->series[i].name, LH_ROLE_DRAWING_NOTE));
    return width > 0 ? width + NAME_GAP : 0;
}

void lh_plot_line_names(const LhPlot *plot)
{
    Name names[LH_CHART_SERIES];
    int n = plot->chart->n_series;
    double baseline, line = lh_drawing_line(plot->context, LH_ROLE_DRAWING_NOTE, &baseline);
    for (int i = 0; i < n; i++) {
        LhPoint end = last_point(plot, i);
        names[i] = (Name){i, end, end.y};
    }
    qsort(names, (size_t) n, sizeof *names, by_height);
    spread(names, n, line * 0.9, plot->top, plot->bottom);
    for (int i = 0; i < n; i++) {
        const LhSeries *series = &plot->chart->series[names[i].series];
        double x = plot->right + NAME_GAP, radius = plot->context->style->drawing.marker * 1.6;
        if (!series->name)
            continue;
        if (hypot(names[i].y - names[i].end.y, (x - names[i].end.x) / 4) > LEADER)
            lh_plot_line(plot, names[i].end.x + radius, names[i].end.y, x - 1.5, names[i].y,
                         series->ink, 0.45)
                ->dash = LH_DASH_DOTTED;
        lh_drawing_text(plot->drawing, plot->context, series->name, LH_ROLE_DRAWING_NOTE, x,
                        names[i].y + baseline - line / 2, 0)
            ->ink = series->ink;
    }
}
