/* A chart's YAML: every mistake with its line in the manuscript. */
#include "longhand/yaml.h"

#include "chart.h"

#include <math.h>
#include <string.h>

#define MOST_NUMBER 1e100
#define MOST_NAME   80 /* characters of a label or a name */

typedef struct {
    LhChart *chart;
    const LhDrawingContext *context;
    LhArena *arena;
    gboolean failed;
} Reader;

static void G_GNUC_PRINTF(4, 5)
    complain(Reader *r, const LhYamlNode *node, const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    r->failed = TRUE;
    lh_drawing_tell(r->context, LH_SEVERITY_ERROR, node ? node->source.line : 1, "chart", hint,
                    "%s", what);
}

/* Only @keys (NULL-terminated) may stand in @map. */
static void check_keys(Reader *r, const LhYamlNode *map, const char *const *keys)
{
    g_autofree char *all = g_strjoinv(", ", (char **) keys);
    for (const LhYamlNode *node = map->first; node; node = node->next) {
        if (g_strv_contains(keys, node->key))
            continue;
        const char *nearest = lh_nearest(node->key, keys);
        g_autofree char *hint = nearest ? g_strdup_printf("did you mean “%s”?", nearest)
                                        : g_strdup_printf("it knows %s", all);
        complain(r, node, hint, "a chart has no key “%s” here", node->key);
    }
}

static const LhYamlNode *find(const LhYamlNode *map, const char *key)
{
    for (const LhYamlNode *node = map->first; node; node = node->next)
        if (!strcmp(node->key, key))
            return node;
    return NULL;
}

static gboolean is_kind(Reader *r, const LhYamlNode *node, LhYamlKind kind, const char *hint)
{
    static const char *const kinds[] = {"a single value", "a list", "a mapping"};
    if (node->kind == kind)
        return TRUE;
    complain(r, node, hint, "this is %s, but %s is needed", kinds[node->kind], kinds[kind]);
    return FALSE;
}

/* A short text at @key of @map; NULL = none. */
static const char *read_text(Reader *r, const LhYamlNode *map, const char *key)
{
    const LhYamlNode *node = find(map, key);
    if (!node || !is_kind(r, node, LH_YAML_SCALAR, NULL) || !node->text[0])
        return NULL;
    if (g_utf8_strlen(node->text, -1) > MOST_NAME)
        complain(r, node, "put the rest into the caption", "“%.20s…” has more than %d characters",
                 node->text, MOST_NAME);
    if (strpbrk(node->text, "\n\t"))
        complain(r, node, NULL, "a name is one line");
    return node->text;
}

static gboolean is_missing(const LhYamlNode *node)
{
    return node->plain &&
           (!node->text[0] || !strcmp(node->text, "null") || !strcmp(node->text, "~"));
}

static gboolean to_number(const char *text, double *number)
{
    char *end;
    *number = g_ascii_strtod(text, &end);
    return end != text && !*end && isfinite(*number) && fabs(*number) <= MOST_NUMBER &&
           !strpbrk(text, "xXnN");
}

/* The number of @node, NAN when it says null. */
static double read_number(Reader *r, const LhYamlNode *node)
{
    double number;
    if (!is_kind(r, node, LH_YAML_SCALAR, NULL) || is_missing(node))
        return NAN;
    if (to_number(node->text, &number))
        return number;
    complain(r, node, "write it with digits and a point, or null for a missing one",
             "“%.40s” is not a number", node->text);
    return NAN;
}

static double read_bound(Reader *r, const LhYamlNode *map, const char *key)
{
    const LhYamlNode *node = find(map, key);
    return node ? read_number(r, node) : NAN;
}

static int count(const LhYamlNode *list)
{
    int n = 0;
    for (const LhYamlNode *node = list->first; node; node = node->next)
        n++;
    return n;
}

/* ---- Axes ---- */

static void read_places(Reader *r, const LhYamlNode *values)
{
    LhChart *chart = r->chart;
    gboolean numbers = TRUE;
    int i = 0;
    chart->n_values = count(values);
    if (chart->n_values == 0 || chart->n_values > LH_CHART_VALUES) {
        complain(r, values, "write them as [1, 2, 4]", "a chart needs 1 to %d values along x",
                 LH_CHART_VALUES);
        return;
    }
    chart->names = lh_arena_new0(r->arena, const char *, chart->n_values);
    chart->numbers = lh_arena_new0(r->arena, double, chart->n_values);
    for (const LhYamlNode *node = values->first; node; node = node->next, i++) {
        if (!is_kind(r, node, LH_YAML_SCALAR, NULL))
            return;
        if (g_utf8_strlen(node->text, -1) > MOST_NAME || strpbrk(node->text, "\n\t"))
            complain(r, node, "shorten it", "“%.20s…” is too long for a place along x", node->text);
        chart->names[i] = node->text;
        numbers &= to_number(node->text, &chart->numbers[i]);
    }
    if (!numbers)
        chart->numbers = NULL;
}

static void read_x(Reader *r, const LhYamlNode *top)
{
    static const char *const keys[] = {"label", "values", NULL};
    const LhYamlNode *x = find(top, "x");
    const char *hint = "write x: {label: threads, values: [1, 2, 4]}";
    if (!x) {
        complain(r, NULL, hint, "the chart has no x");
        return;
    }
    if (!is_kind(r, x, LH_YAML_MAP, hint))
        return;
    check_keys(r, x, keys);
    r->chart->x = (LhChartAxis){read_text(r, x, "label"), NAN, NAN, FALSE, x->source.line};
    const LhYamlNode *values = find(x, "values");
    if (!values)
        complain(r, x, hint, "x has no values");
    else if (is_kind(r, values, LH_YAML_LIST, hint))
        read_places(r, values);
}

static void read_y(Reader *r, const LhYamlNode *top)
{
    static const char *const keys[] = {"label", "from", "to", NULL};
    const LhYamlNode *y = find(top, "y");
    LhChartAxis *axis = &r->chart->y;
    *axis = (LhChartAxis){NULL, NAN, NAN, FALSE, 1};
    if (!y || !is_kind(r, y, LH_YAML_MAP, "write y: {label: requests/s, from: 0}"))
        return;
    check_keys(r, y, keys);
    *axis = (LhChartAxis){read_text(r, y, "label"), read_bound(r, y, "from"),
                          read_bound(r, y, "to"), FALSE, y->source.line};
    if (axis->from >= axis->to)
        complain(r, y, NULL, "y goes from %g to %g: the first must be less", axis->from, axis->to);
}

static void read_type(Reader *r, const LhYamlNode *top)
{
    const char *type = read_text(r, top, "type");
    r->chart->bars = type && !strcmp(type, "bars");
    if (!type)
        complain(r, find(top, "type"), "write type: bars or type: lines",
                 "the chart's type is missing");
    else if (!r->chart->bars && strcmp(type, "lines"))
        complain(r, find(top, "type"), "write type: bars or type: lines",
                 "there are no charts of type “%s”", type);
}

static void read_log(Reader *r, const LhYamlNode *top)
{
    static const char *const words[] = {"x", "y", "both", NULL};
    const char *log = read_text(r, top, "log");
    LhChart *chart = r->chart;
    if (!log)
        return;
    if (!g_strv_contains(words, log))
        complain(r, find(top, "log"), "write log: x, log: y or log: both", "“%s” is no axis", log);
    chart->x.log = !strcmp(log, "x") || !strcmp(log, "both");
    chart->y.log = !strcmp(log, "y") || !strcmp(log, "both");
    if (chart->x.log && (chart->bars || (chart->n_values && !chart->numbers)))
        complain(r, find(top, "log"), "write log: y", "%s have no logarithmic x",
                 chart->bars ? "bars" : "words");
    for (int i = 0; chart->x.log && chart->numbers && i < chart->n_values; i++)
        if (chart->numbers[i] <= 0)
            complain(r, find(top, "x"), NULL,
                     "%s has no place on a logarithmic axis: it must be above 0", chart->names[i]);
    if (chart->y.log && (chart->y.from <= 0 || chart->y.to <= 0))
        complain(r, find(top, "y"), NULL, "a logarithmic axis goes from a number above 0");
}

/* ---- Series ---- */

static int default_ink(const LhStyle *style, int i)
{
    const LhInkRef inks[LH_CHART_SERIES] = {style->drawing.series_1, style->drawing.series_2,
                                            style->drawing.series_3, style->drawing.series_4,
                                            style->drawing.series_5, style->drawing.series_6};
    return inks[i].index;
}

static int find_ink(Reader *r, const LhYamlNode *map, int i)
{
    const LhStyle *style = r->context->style;
    const char *name = read_text(r, map, "ink");
    for (unsigned k = 0; name && k < style->n_inks; k++)
        if (!strcmp(style->inks[k].name, name))
            return (int) k;
    if (name)
        complain(r, find(map, "ink"), "the pen has blue, red, green, plum, orange and teal",
                 "there is no ink “%s”", name);
    return default_ink(style, i);
}

static void check_value(Reader *r, const LhYamlNode *node, double value)
{
    const LhChartAxis *y = &r->chart->y;
    if (y->log && value <= 0)
        complain(r, node, "write null, or leave out log", "%s has no place on a logarithmic axis",
                 node->text);
    else if (value < y->from || value > y->to)
        complain(r, node, "widen from and to of y", "%s lies outside of the y axis", node->text);
}

static void read_values(Reader *r, const LhYamlNode *list, LhSeries *series)
{
    int n = count(list), i = 0;
    if (n != r->chart->n_values) {
        complain(r, list, "write null for a missing one", "the series has %d values, but x has %d",
                 n, r->chart->n_values);
        return;
    }
    series->values = lh_arena_new0(r->arena, double, n);
    for (const LhYamlNode *node = list->first; node; node = node->next, i++) {
        series->values[i] = read_number(r, node);
        if (isfinite(series->values[i]))
            check_value(r, node, series->values[i]);
    }
}

static void read_one_series(Reader *r, const LhYamlNode *map)
{
    static const char *const keys[] = {"name", "values", "ink", NULL};
    const char *hint = "write - {name: GIL, values: [1, 2, 4]}";
    LhChart *chart = r->chart;
    if (!is_kind(r, map, LH_YAML_MAP, hint))
        return;
    check_keys(r, map, keys);
    LhSeries *series = &chart->series[chart->n_series];
    *series = (LhSeries){.name = read_text(r, map, "name"),
                         .ink = find_ink(r, map, chart->n_series),
                         .line = map->source.line};
    chart->n_series++;
    const LhYamlNode *values = find(map, "values");
    if (!values)
        complain(r, map, hint, "the series has no values");
    else if (is_kind(r, values, LH_YAML_LIST, hint) && !r->failed)
        read_values(r, values, series);
}

static void read_series(Reader *r, const LhYamlNode *top)
{
    const LhYamlNode *list = find(top, "series");
    const char *hint = "write series: and below it - {name: GIL, values: [1, 2, 4]}";
    if (!list) {
        complain(r, NULL, hint, "the chart has no series");
        return;
    }
    if (!is_kind(r, list, LH_YAML_LIST, hint))
        return;
    int n = count(list);
    if (n < 1 || n > LH_CHART_SERIES) {
        complain(r, list, "divide it into two charts", "a chart has 1 to %d series, this has %d",
                 LH_CHART_SERIES, n);
        return;
    }
    for (const LhYamlNode *node = list->first; node; node = node->next)
        read_one_series(r, node);
    for (int i = 0; i < r->chart->n_series && n > 1; i++)
        if (!r->chart->series[i].name) {
            complain(r, list, hint, "a series has no name: which line is it?");
            return;
        }
}

static void check_any(Reader *r)
{
    const LhChart *chart = r->chart;
    for (int i = 0; i < chart->n_series; i++)
        for (int k = 0; chart->series[i].values && k < chart->n_values; k++)
            if (isfinite(chart->series[i].values[k]))
                return;
    complain(r, NULL, NULL, "the chart has no number to show");
}

/* ---- The whole ---- */

/* Mistakes of YAML itself, moved from the chart's lines to the manuscript's. */
static void pass_on(Reader *r, const LhDiag *diag)
{
    for (gsize i = 0; i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        lh_drawing_tell(r->context, item->severity, MAX(item->source.line, 1), item->code,
                        item->hint, "%s", item->message);
    }
}

gboolean lh_chart_read(LhChart *chart, const LhDrawingContext *context, const char *text,
                       LhArena *arena)
{
    static const char *const keys[] = {"type", "x", "y", "log", "series", NULL};
    Reader r = {chart, context, arena, FALSE};
    g_autoptr(LhDiag) diag = lh_diag_new();
    *chart = (LhChart){0};
    if (!text[strspn(text, " \t\r\n")]) {
        lh_drawing_tell(context, LH_SEVERITY_ERROR, 0, "chart",
                        "write type: bars, x: {values: [1, 2]} and series: [{values: [3, 4]}]",
                        "the chart is empty");
        return FALSE;
    }
    const LhYamlNode *top = lh_yaml_read(text, context->source.file, arena, diag);
    pass_on(&r, diag);
    if (!top)
        return FALSE;
    check_keys(&r, top, keys);
    read_type(&r, top);
    read_x(&r, top);
    read_y(&r, top);
    read_log(&r, top);
    read_series(&r, top);
    if (!r.failed)
        check_any(&r);
    return !r.failed;
}
