/* Charts: what the author says, the axes, and the places of things. Points as in drawing.h. */
#ifndef LONGHAND_DRAWING_CHART_H
#define LONGHAND_DRAWING_CHART_H

#include "longhand/drawing.h"

#define LH_CHART_SERIES 6
#define LH_CHART_VALUES 400

/* A row of numbers; NAN = missing. */
typedef struct {
    const char *name; /* NULL = the only series may have none */
    double *values;
    int ink;  /* index into LhStyle.inks */
    int line; /* of the chart's text, from 1 */
} LhSeries;

/* What stands along one axis. */
typedef struct {
    const char *label; /* NULL = none */
    double from, to;   /* asked for; NAN = not */
    gboolean log;
    int line;
} LhChartAxis;

typedef struct {
    gboolean bars;
    LhChartAxis x, y;
    const char **names; /* of the places along x */
    double *numbers;    /* the same as numbers; NULL = they are words */
    int n_values;
    LhSeries series[LH_CHART_SERIES];
    int n_series;
} LhChart;

/* Reads the YAML @text. FALSE = mistakes, which were told. Everything lies in @arena. */
gboolean lh_chart_read(LhChart *chart, const LhDrawingContext *context, const char *text,
                       LhArena *arena);

/* Numbers along a line of the page. */
typedef struct {
    double from, to;   /* numbers */
    double start, end; /* points */
    gboolean log;
    double step; /* between ticks; of a log axis: decades */
} LhScale;

/* A scale over @least … @most that begins and ends at round numbers unless @axis says where: about
 * @n_ticks of them. */
LhScale lh_scale_new(const LhChartAxis *axis, double least, double most, int n_ticks);
double lh_scale_at(const LhScale *scale, double number);
/* The @i-th tick. FALSE = there are no more. */
gboolean lh_scale_tick(const LhScale *scale, int i, double *number);

/* How the numbers that stand together are written: all in one unit, all written out, or, where
 * neither can be read, each with its own SI prefix. */
typedef struct {
    double step;        /* they are as fine as this; 0 = each as fine as it is */
    double unit;        /* what the prefix stands for */
    const char *prefix; /* NULL = none */
    gboolean own_units;
} LhNumberForm;

LhNumberForm lh_number_form(const double *numbers, int n, double step);
/* The form of the ticks. */
LhNumberForm lh_scale_form(const LhScale *scale);
/* (transfer full) */
char *lh_number_label(double number, const LhNumberForm *form);

/* The chart being drawn. */
typedef struct {
    const LhChart *chart;
    LhDrawing *drawing;
    const LhDrawingContext *context;
    LhScale x, y;                    /* of words, x is in places: from -0.5 to n - 0.5 */
    double left, right, top, bottom; /* of the axes' box */
} LhPlot;

/* Where the @i-th value stands. */
double lh_plot_x(const LhPlot *plot, int i);
/* A straight pen line of @ink. */
LhShape *lh_plot_line(const LhPlot *plot, double x1, double y1, double x2, double y2, int ink,
                      double weight);
/* A box in the series' ink, with its hatching: a bar, a sample. */
void lh_plot_hatch(const LhPlot *plot, int series, double x1, double y1, double x2, double y2);
void lh_plot_marker(const LhPlot *plot, int series, double x, double y);
/* Bars with their values, or lines with their markers. */
void lh_plot_bars(const LhPlot *plot);
void lh_plot_lines(const LhPlot *plot);
/* The names of the lines at their right ends. */
void lh_plot_line_names(const LhPlot *plot);
/* Points of the widest name of a series; 0 = none has one. */
double lh_plot_names_width(const LhChart *chart, const LhDrawingContext *context);

#endif
