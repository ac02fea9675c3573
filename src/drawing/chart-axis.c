/* Round numbers along an axis, and how they are written. */
#include "chart.h"

#include <math.h>
#include <string.h>

#define THIN_SPACE "\u2009"
#define MINUS      "\u2212"
#define MOST_TICKS 40
#define PLAIN_LEAST 1e-4 /* what has no common unit is written out from here … */
#define PLAIN_MOST  1e7  /* … to below here */

/* The round number (1, 2 or 5 times a power of ten) near to @range: Paul Heckbert, “Nice numbers
 * for graph labels”, Graphics Gems, 1990. */
static double nice_number(double range, gboolean rounded)
{
    double power = pow(10, floor(log10(range))), part = range / power;
    if (rounded)
        return power * (part < 1.5 ? 1 : part < 3 ? 2 : part < 7 ? 5 : 10);
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static LhScale log_scale(const LhChartAxis *axis, double least, double most, int n_ticks)
{
    LhScale scale = {.log = TRUE};
    scale.from = isfinite(axis->from) ? axis->from : pow(10, floor(log10(least) + LH_EPSILON));
    scale.to = isfinite(axis->to) ? axis->to : pow(10, ceil(log10(most) - LH_EPSILON));
    if (scale.to <= scale.from)
        scale.to = scale.from * 10;
    scale.step = MAX(1, ceil((log10(scale.to) - log10(scale.from)) / n_ticks));
    return scale;
}

LhScale lh_scale_new(const LhChartAxis *axis, double least, double most, int n_ticks)
{
    if (axis->log)
        return log_scale(axis, least, most, n_ticks);
    if (isfinite(axis->from))
        least = axis->from;
    if (isfinite(axis->to))
        most = axis->to;
    if (most <= least)
        most =
            isfinite(axis->from) || least == 0 ? least + MAX(fabs(least), 1) : least + fabs(least);
    LhScale scale = {.from = least, .to = most};
    scale.step = nice_number(nice_number(most - least, FALSE) / MAX(n_ticks - 1, 1), TRUE);
    if (!isfinite(axis->from))
        scale.from = floor(least / scale.step + LH_EPSILON) * scale.step;
    if (!isfinite(axis->to))
        scale.to = ceil(most / scale.step - LH_EPSILON) * scale.step;
    return scale;
}

double lh_scale_at(const LhScale *scale, double number)
{
    double from = scale->from, to = scale->to;
    if (scale->log) {
        from = log10(from);
        to = log10(to);
        number = log10(number);
    }
    return scale->start + (number - from) / (to - from) * (scale->end - scale->start);
}

gboolean lh_scale_tick(const LhScale *scale, int i, double *number)
{
    double slack = 1e-9;
    if (scale->log) {
        double decade = ceil(log10(scale->from) - slack) + i * scale->step;
        *number = pow(10, decade);
        return decade <= log10(scale->to) + slack && i < MOST_TICKS;
    }
    double first = ceil(scale->from / scale->step - slack) + i;
    *number = first == 0 ? 0 : first * scale->step;
    return first <= scale->to / scale->step + slack && i < MOST_TICKS;
}

/* ---- Labels ---- */

/* Digits in groups of three from the point, where there are more than four. */
static void group_digits(GString *text)
{
    gsize from = text->str[0] == '-', to = strcspn(text->str, ".");
    if (to - from <= 3)
        return;
    for (gsize i = to; i > from + 3;) {
        i -= 3;
        g_string_insert(text, (gssize) i, THIN_SPACE);
    }
}

/* Decimals that show @number to about four figures. */
static int own_decimals(double number)
{
    if (number == 0 || fabs(number - round(number)) < 1e-9 * fabs(number))
        return 0;
    return CLAMP(3 - (int) floor(log10(fabs(number))), 0, 9);
}

/* Decimals that show every multiple of @step. */
static int decimals_of(double step)
{
    int n = 0;
    for (; n < 9 && fabs(step - round(step)) > 1e-6 * step; n++)
        step *= 10;
    return n;
}

static void drop_zeros(GString *text)
{
    if (!strchr(text->str, '.'))
        return;
    while (text->str[text->len - 1] == '0')
        g_string_truncate(text, text->len - 1);
    if (text->str[text->len - 1] == '.')
        g_string_truncate(text, text->len - 1);
}

/* The greatest SI prefix that is no greater than @number; NULL = none, and then @unit is 1. */
static const char *prefix_of(double number, gboolean all, double *unit)
{
    static const struct {
        double unit;
        const char *sign;
        gboolean common; /* only where the whole axis has prefixes */
    } prefixes[] = {{1e12, "T", FALSE}, {1e9, "G", FALSE},  {1e6, "M", FALSE},
                    {1e3, "k", TRUE},   {1, NULL, FALSE},   {1e-3, "m", TRUE},
                    {1e-6, "µ", FALSE}, {1e-9, "n", FALSE}, {1e-12, "p", FALSE}};
    *unit = 1;
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++)
        if (fabs(number) >= prefixes[i].unit * (1 - 1e-9)) {
            if (prefixes[i].common && !all)
                return NULL;
            *unit = prefixes[i].sign ? prefixes[i].unit : 1;
            return prefixes[i].sign;
        }
    return NULL;
}

/* Whether @number can be read with all its digits. */
static gboolean is_plain(double number)
{
    double size = fabs(number);
    return size == 0 || (size >= PLAIN_LEAST * (1 - 1e-9) && size < PLAIN_MOST * (1 - 1e-9));
}

LhNumberForm lh_number_form(const double *numbers, int n, double step)
{
    LhNumberForm form = {.step = step, .unit = 1};
    double most = 0;
    for (int i = 0; i < n; i++) {
        most = MAX(most, fabs(numbers[i]));
        form.own_units |= step <= 0 && !is_plain(numbers[i]);
    }
    if (step > 0 && most > 0)
        form.prefix = prefix_of(most, FALSE, &form.unit);
    return form;
}

LhNumberForm lh_scale_form(const LhScale *scale)
{
    double numbers[MOST_TICKS];
    int n = 0;
    while (n < MOST_TICKS && lh_scale_tick(scale, n, &numbers[n]))
        n++;
    return lh_number_form(numbers, n, scale->log ? 0 : scale->step);
}

/* @number with the decimals that it needs in its unit. */
static void write_number(GString *text, double number, double step)
{
    g_autofree char *buffer = g_malloc(400);
    char format[8];
    g_snprintf(format, sizeof format, "%%.%df",
               number == 0 ? 0
               : step > 0  ? decimals_of(step)
                           : own_decimals(number));
    g_string_assign(text, g_ascii_formatd(buffer, 400, format, number));
}

char *lh_number_label(double number, const LhNumberForm *form)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    const char *prefix = number == 0 ? NULL : form->prefix;
    double size = fabs(number), unit = form->unit;

    if (form->own_units && number != 0)
        prefix = prefix_of(number, TRUE, &unit);
    if (size >= 1e15 || (size > 0 && size < 1e-12)) {
        g_string_assign(text, g_ascii_formatd(digits, sizeof digits, "%.3g", number));
        prefix = NULL;
    } else {
        write_number(text, number / unit, form->step / unit);
        if (form->step <= 0 || prefix)
            drop_zeros(text);
        group_digits(text);
    }
    if (text->str[0] == '-') {
        g_string_erase(text, 0, 1);
        g_string_prepend(text, MINUS);
    }
    if (prefix)
        g_string_append_printf(text, THIN_SPACE "%s", prefix);
    return g_strdup(text->str);
}
