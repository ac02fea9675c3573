/* Charts: axes with round numbers, then bars or lines. */
#include "chart.h"

#include <math.h>
#include <string.h>

#define TICKS       6    /* about so many numbers along an axis */
#define TICK_GAP    2.5  /* points from a tick to its number */
#define LABEL_GAP   4.0  /* points between two numbers, and from them to the axis' name */
#define VALUE_ROOM  0.08 /* of the values' range: below the lowest bar */
#define EDGE        7.0  /* points from the axes' box to the first and last point of a line */
#define SLOT        92.0 /* points that a group of bars takes at most */
#define NAMES_SHARE 0.34 /* of the width, for the names at the right of the lines */
#define SAMPLE      13.0 /* points: a legend's sample */
#define MOST_LINES  3    /* of a place's words */

LhShape *lh_plot_line(const LhPlot *plot, double x1, double y1, double x2, double y2, int ink,
                      double weight)
{
    LhShape *shape = lh_drawing_add(plot->drawing, plot->context, LH_SHAPE_LINE,
                                    (LhPoint[]){{x1, y1}, {x2, y2}}, 2);
    shape->ink = ink;
    shape->weight = weight;
    return shape;
}

/* Whether x is a row of places and no line of numbers. */
static gboolean has_places(const LhChart *chart)
{
    return chart->bars || !chart->numbers || chart->n_values == 1;
}

double lh_plot_x(const LhPlot *plot, int i)
{
    return lh_scale_at(&plot->x, has_places(plot->chart) ? i : plot->chart->numbers[i]);
}

static double measure(const LhPlot *plot, const char *text)
{
    return lh_drawing_measure(plot->context, text, LH_ROLE_DRAWING_TEXT);
}

static gboolean refuse(const LhPlot *plot, int line, const char *what)
{
    lh_drawing_tell(plot->context, LH_SEVERITY_ERROR, line, "chart",
                    "shorten it, and say the rest in the caption", "%s", what);
    return FALSE;
}

/* ---- The y axis ---- */

static LhScale find_y(const LhChart *chart)
{
    double least = INFINITY, most = -INFINITY;
    for (int i = 0; i < chart->n_series; i++)
        for (int k = 0; k < chart->n_values; k++) {
            double value = chart->series[i].values[k];
            if (isfinite(value)) {
                least = MIN(least, value);
                most = MAX(most, value);
            }
        }
    if (chart->bars && least < 0) /* the value is written below the bar */
        least -= VALUE_ROOM * (MAX(most, 0) - least);
    if (!chart->y.log && (chart->bars || least <= most / 2 || least >= most))
        least = MIN(least, 0);
    if (!chart->y.log && (chart->bars || most >= least / 2))
        most = MAX(most, chart->bars || most > 0 ? 0 : most);
    return lh_scale_new(&chart->y, least, most, TICKS);
}

/* Points of the widest number of the y axis. */
static double numbers_width(const LhPlot *plot)
{
    double widest = 0, number;
    LhNumberForm form = lh_scale_form(&plot->y);
    for (int i = 0; lh_scale_tick(&plot->y, i, &number); i++) {
        g_autofree char *label = lh_number_label(number, &form);
        widest = MAX(widest, measure(plot, label));
    }
    return widest;
}

static void draw_y(const LhPlot *plot)
{
    const LhStyle *style = plot->context->style;
    double number, baseline, tick = style->drawing.tick,
                             line = lh_drawing_line(plot->context, LH_ROLE_DRAWING_TEXT, &baseline);
    LhNumberForm form = lh_scale_form(&plot->y);
    for (int i = 0; lh_scale_tick(&plot->y, i, &number); i++) {
        g_autofree char *label = lh_number_label(number, &form);
        double y = lh_scale_at(&plot->y, number);
        if (fabs(y - plot->bottom) > 1)
            lh_plot_line(plot, plot->left, y, plot->right, y, style->drawing.grid.index,
                         style->drawing.grid_weight);
        lh_plot_line(plot, plot->left - tick, y, plot->left, y, style->drawing.ink.index, 0.8);
        lh_drawing_text(plot->drawing, plot->context, label, LH_ROLE_DRAWING_TEXT,
                        plot->left - tick - TICK_GAP, y + baseline - line / 2, 1);
    }
}

/* ---- The x axis ---- */

/* The numbers of x themselves are the ticks, where they have room. */
static gboolean has_own_ticks(const LhPlot *plot)
{
    const LhChart *chart = plot->chart;
    double last = -INFINITY;
    LhNumberForm form = lh_number_form(chart->numbers, chart->n_values, 0);
    if (chart->n_values > 12)
        return FALSE;
    for (int i = 0; i < chart->n_values; i++) {
        g_autofree char *label = lh_number_label(chart->numbers[i], &form);
        double x = lh_plot_x(plot, i), half = measure(plot, label) / 2;
        if (x - half < last + LABEL_GAP)
            return FALSE;
        last = x + half;
    }
    return TRUE;
}

static void find_x(LhPlot *plot)
{
    const LhChart *chart = plot->chart;
    double least = INFINITY, most = -INFINITY;
    if (has_places(chart)) {
        plot->x = (LhScale){
            -0.5, chart->n_values - 0.5, plot->left + EDGE / 2, plot->right - EDGE / 2, FALSE, 1};
        return;
    }
    for (int i = 0; i < chart->n_values; i++) {
        least = MIN(least, chart->numbers[i]);
        most = MAX(most, chart->numbers[i]);
    }
    plot->x = (LhScale){least, most, plot->left + EDGE, plot->right - EDGE, chart->x.log, 0};
    if (least < most && has_own_ticks(plot))
        return;
    plot->x = lh_scale_new(&chart->x, least, most, TICKS);
    plot->x.to = most > least ? most : plot->x.to; /* the lines end where their names are */
    plot->x.start = plot->left + EDGE;
    plot->x.end = plot->right - EDGE;
}

static void write_below(const LhPlot *plot, const char *text, double x, int row)
{
    double baseline, line = lh_drawing_line(plot->context, LH_ROLE_DRAWING_TEXT, &baseline);
    double tick = plot->context->style->drawing.tick + TICK_GAP / 2;
    lh_drawing_text(plot->drawing, plot->context, text, LH_ROLE_DRAWING_TEXT, x,
                    plot->bottom + tick + row * line + baseline, 0.5);
}

static void draw_tick(const LhPlot *plot, double x)
{
    const LhStyle *style = plot->context->style;
    lh_plot_line(plot, x, plot->bottom, x, plot->bottom + style->drawing.tick,
                 style->drawing.ink.index, 0.8);
}

/* Numbers below the axis; returns the height that they take. */
static double draw_numbers(const LhPlot *plot)
{
    const LhChart *chart = plot->chart;
    double number, baseline;
    gboolean own = plot->x.step == 0;
    LhNumberForm form =
        own ? lh_number_form(chart->numbers, chart->n_values, 0) : lh_scale_form(&plot->x);
    for (int i = 0; own ? i < chart->n_values : lh_scale_tick(&plot->x, i, &number); i++) {
        if (own)
            number = chart->numbers[i];
        g_autofree char *label = lh_number_label(number, &form);
        draw_tick(plot, lh_scale_at(&plot->x, number));
        write_below(plot, label, lh_scale_at(&plot->x, number), 0);
    }
    return lh_drawing_line(plot->context, LH_ROLE_DRAWING_TEXT, &baseline);
}

/* Breaks @name into lines of at most @width. Returns: (transfer full) them, or NULL when it takes
 * too many or has a word that is too wide. */
static char **break_name(const LhPlot *plot, const char *name, double width)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);
    g_autoptr(GString) line = g_string_new(NULL);
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
    int n = 0;
    for (char **word = words; *word; word++) {
        g_autofree char *longer =
            line->len ? g_strconcat(line->str, " ", *word, NULL) : g_strdup(*word);
        if (measure(plot, longer) <= width) {
            g_string_assign(line, longer);
            continue;
        }
        if (line->len == 0 || measure(plot, *word) > width || ++n == MOST_LINES)
            return NULL;
        g_strv_builder_add(lines, line->str);
        g_string_assign(line, *word);
    }
    g_strv_builder_add(lines, line->str);
    return g_strv_builder_end(lines);
}

/* The places' names on the level, in up to three lines. Returns: the lines taken; 0 = they have no
 * room. */
static int draw_level(const LhPlot *plot, double room)
{
    const LhChart *chart = plot->chart;
    int most = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < chart->n_values; i++) {
            g_auto(GStrv) lines = break_name(plot, chart->names[i], room - LABEL_GAP);
            if (!lines)
                return 0;
            most = MAX(most, (int) g_strv_length(lines));
            for (int k = 0; pass && lines[k]; k++)
                write_below(plot, lines[k], lh_plot_x(plot, i), k);
        }
    return most;
}

/* Every so many-th of the places' numbers. */
static void draw_some(const LhPlot *plot, double room)
{
    const LhChart *chart = plot->chart;
    double widest = 0;
    for (int i = 0; i < chart->n_values; i++)
        widest = MAX(widest, measure(plot, chart->names[i]));
    int each = MAX(1, (int) ceil((widest + LABEL_GAP) / room));
    for (int i = 0; i < chart->n_values; i += each) {
        draw_tick(plot, lh_plot_x(plot, i));
        write_below(plot, chart->names[i], lh_plot_x(plot, i), 0);
    }
}

/* The places' names upright, a little smaller where they are many. Returns: the height they take; 0
 * = there are too many, or too long ones. */
static double draw_upright(const LhPlot *plot, double room)
{
    const LhChart *chart = plot->chart;
    const LhStyle *style = plot->context->style;
    double baseline, line = lh_drawing_line(plot->context, LH_ROLE_DRAWING_TEXT, &baseline);
    double scale = MIN(1, room / line * 1.1), longest = 0;
    for (int i = 0; i < chart->n_values; i++)
        longest = MAX(longest, measure(plot, chart->names[i]) * scale);
    if (scale * style->role[LH_ROLE_DRAWING_TEXT].size < style->drawing.least_size ||
        longest > style->drawing.chart_height * 0.8)
        return 0;
    for (int i = 0; i < chart->n_values; i++) {
        LhShape *text =
            lh_drawing_text(plot->drawing, plot->context, chart->names[i], LH_ROLE_DRAWING_TEXT,
                            lh_plot_x(plot, i) + (baseline - line / 2) * scale,
                            plot->bottom + style->drawing.tick + TICK_GAP, 1);
        text->upwards = TRUE;
        text->scale = scale;
    }
    return longest + TICK_GAP;
}

/* Returns: the height that the places' names take; 0 = they have no room, which was told. */
static double draw_places(const LhPlot *plot)
{
    double baseline, line = lh_drawing_line(plot->context, LH_ROLE_DRAWING_TEXT, &baseline);
    double room = fabs(plot->x.end - plot->x.start) / plot->chart->n_values;
    int lines = draw_level(plot, room);
    if (lines)
        return lines * line;
    if (plot->chart->numbers) {
        draw_some(plot, room);
        return line;
    }
    double height = draw_upright(plot, room);
    if (height <= 0)
        refuse(plot, plot->chart->x.line,
               "the names along x have no room, neither on the level nor upright");
    return height;
}

/* ---- Names of the axes ---- */

static void write_name(const LhPlot *plot, const char *name, double x, double y, double align,
                       gboolean upwards)
{
    LhShape *text =
        lh_drawing_text(plot->drawing, plot->context, name, LH_ROLE_DRAWING_NOTE, x, y, align);
    text->ink = plot->context->style->drawing.ink.index;
    text->upwards = upwards;
}

static double name_width(const LhPlot *plot, const char *name)
{
    return name ? lh_drawing_measure(plot->context, name, LH_ROLE_DRAWING_NOTE) : 0;
}

/* Whether the name of y is written from bottom to top; a longer one goes above the chart. */
static gboolean is_upright(const LhPlot *plot)
{
    const char *name = plot->chart->y.label;
    return name && name_width(plot, name) <= plot->context->style->drawing.chart_height;
}

static gboolean draw_names(const LhPlot *plot, double below, double above)
{
    const LhChart *chart = plot->chart;
    const LhStyle *style = plot->context->style;
    double baseline, line = lh_drawing_line(plot->context, LH_ROLE_DRAWING_NOTE, &baseline);
    double wide = plot->context->width;
    if (name_width(plot, chart->x.label) > wide || name_width(plot, chart->y.label) > wide)
        return refuse(plot, name_width(plot, chart->x.label) > wide ? chart->x.line : chart->y.line,
                      "the axis' label is wider than the chart");
    if (chart->x.label) {
        double half = name_width(plot, chart->x.label) / 2;
        double x = CLAMP((plot->left + plot->right) / 2, half, MAX(wide - half, half));
        write_name(plot, chart->x.label, x, plot->bottom + style->drawing.tick + below + baseline,
                   0.5, FALSE);
    }
    if (is_upright(plot))
        write_name(plot, chart->y.label, baseline, (plot->top + plot->bottom) / 2, 0.5, TRUE);
    else if (chart->y.label)
        write_name(plot, chart->y.label, 0, above - line + baseline, 0, FALSE);
    return TRUE;
}

/* ---- The legend ---- */

static void draw_sample(const LhPlot *plot, int series, double x, double y)
{
    if (plot->chart->bars) {
        lh_plot_hatch(plot, series, x, y - 4, x + SAMPLE, y + 4);
        return;
    }
    lh_plot_line(plot, x, y, x + SAMPLE, y, plot->chart->series[series].ink, 1);
    lh_plot_marker(plot, series, x + SAMPLE / 2, y);
}

/* Writes the legend down from @top; its entries go on in another row where one is full. Returns:
 * its bottom, or NAN when a name has no room, which was told. @dry: measures only. */
static double draw_legend(const LhPlot *plot, double top, gboolean dry)
{
    const LhChart *chart = plot->chart;
    double baseline, line = lh_drawing_line(plot->context, LH_ROLE_DRAWING_NOTE, &baseline);
    double x = plot->left, y = top, gap = 6, right = plot->context->width;
    for (int i = 0; i < chart->n_series; i++) {
        double width = SAMPLE + gap + name_width(plot, chart->series[i].name);
        if (plot->left + width > right) {
            refuse(plot, chart->series[i].line, "the name of the series is wider than the chart");
            return NAN;
        }
        if (x > plot->left && x + width > right) {
            x = plot->left;
            y += line;
        }
        if (!dry) {
            draw_sample(plot, i, x, y + line / 2);
            lh_drawing_text(plot->drawing, plot->context, chart->series[i].name,
                            LH_ROLE_DRAWING_NOTE, x + SAMPLE + gap, y + baseline, 0)
                ->ink = chart->series[i].ink;
        }
        x += width + 2 * gap;
    }
    return y + line;
}

/* ---- The whole ---- */

/* Finds the axes' box; the names of lines stand at its right, where they are short. Returns:
 * whether there is a legend instead. */
static gboolean find_box(LhPlot *plot)
{
    const LhChart *chart = plot->chart;
    const LhStyle *style = plot->context->style;
    double baseline, note = lh_drawing_line(plot->context, LH_ROLE_DRAWING_NOTE, &baseline);
    double wide = plot->context->width, names = lh_plot_names_width(chart, plot->context);
    gboolean legend = names > 0 && (chart->bars ? chart->n_series > 1 : names > wide * NAMES_SHARE);
    plot->left = (is_upright(plot) ? note + LABEL_GAP : 0) + numbers_width(plot) + TICK_GAP +
                 style->drawing.tick;
    plot->right = wide - (chart->bars || legend ? 0 : names) - 1;
    if (chart->bars)
        plot->right = MIN(plot->right, plot->left + SLOT * chart->n_values);
    return legend;
}

/* Paper under the axes' box, so that the page's rulings are not taken for its grid. */
static void draw_paper(const LhPlot *plot)
{
    LhShape *paper =
        lh_drawing_add(plot->drawing, plot->context, LH_SHAPE_BOX,
                       (LhPoint[]){{plot->left, plot->top}, {plot->right, plot->bottom}}, 2);
    paper->ink = LH_NO_INK;
    paper->fill = plot->context->style->drawing.paper.index;
}

static void draw_axes(const LhPlot *plot)
{
    int ink = plot->context->style->drawing.ink.index;
    lh_plot_line(plot, plot->left, plot->top - 4, plot->left, plot->bottom, ink, 1);
    lh_plot_line(plot, plot->left, plot->bottom, plot->right, plot->bottom, ink, 1);
    if (!plot->y.log && plot->y.from < 0 && plot->y.to > 0) {
        double zero = lh_scale_at(&plot->y, 0);
        lh_plot_line(plot, plot->left, zero, plot->right, zero, ink, 0.8);
    }
}

static gboolean draw(LhPlot *plot)
{
    const LhChart *chart = plot->chart;
    double baseline, note = lh_drawing_line(plot->context, LH_ROLE_DRAWING_NOTE, &baseline);
    plot->y = find_y(chart);
    gboolean legend = find_box(plot);
    double above = legend ? draw_legend(plot, 0, TRUE) : 0;
    if (isnan(above))
        return FALSE;
    if (chart->y.label && !is_upright(plot))
        above += note;
    plot->top = above + (above > 0 ? note / 2 : 0);
    plot->bottom = plot->top + plot->context->style->drawing.chart_height;
    plot->y.start = plot->bottom;
    plot->y.end = plot->top;
    find_x(plot);
    draw_paper(plot);
    draw_y(plot);
    double below = has_places(chart) ? draw_places(plot) : draw_numbers(plot);
    if (below <= 0 || !draw_names(plot, below, above))
        return FALSE;
    if (chart->bars)
        lh_plot_bars(plot);
    else
        lh_plot_lines(plot);
    draw_axes(plot);
    if (legend)
        draw_legend(plot, 0, FALSE);
    else if (!chart->bars)
        lh_plot_line_names(plot);
    return TRUE;
}

LhDrawing *lh_drawing_chart(const LhDrawingContext *context, const char *text)
{
    g_autoptr(LhDrawing) drawing = lh_drawing_new();
    LhChart chart;
    if (!lh_chart_read(&chart, context, text, drawing->arena))
        return NULL;
    LhPlot plot = {.chart = &chart, .drawing = drawing, .context = context};
    if (!draw(&plot))
        return NULL;
    lh_drawing_settle(drawing, context);
    return g_steal_pointer(&drawing);
}
