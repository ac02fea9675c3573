/* Total-fit line breaking on hand-made boxes: no fonts. */
#include "layout/break.h"

#include <string.h>

#define MEASURE 100

typedef struct {
    GArray *items; /* of LhBreakItem */
    GArray *ends;
    LhBreakShape shape;
} Paragraph;

static void add(Paragraph *p, LhBreakKind kind, double width, LhCut cut)
{
    LhBreakItem item = {(float) width, (guint8) kind, (guint8) cut};

    g_array_append_val(p->items, item);
}

/* "30 20-40 .": boxes 30; 20 with a hyphen to be added; 40. A space is glue of 10; / is a newline;
 * - after a number a free cut, ~ a hyphen cut, ! a costly cut. */
static Paragraph *paragraph(const char *text)
{
    Paragraph *p = g_new0(Paragraph, 1);

    p->items = g_array_new(FALSE, FALSE, sizeof(LhBreakItem));
    p->ends = g_array_new(FALSE, FALSE, sizeof(int));
    p->shape = (LhBreakShape){MEASURE, MEASURE, 0.14, 5};
    while (*text) {
        if (g_ascii_isdigit(*text)) {
            char *after;
            double width = g_ascii_strtod(text, &after);
            const char *cuts = "-~!", *cut = *after ? strchr(cuts, *after) : NULL;
            add(p, LH_BREAK_BOX, width, cut ? (LhCut) (cut - cuts + 1) : LH_CUT_NEVER);
            text = after + (cut ? 1 : 0);
        } else {
            add(p, *text == '/' ? LH_BREAK_NEWLINE : LH_BREAK_GLUE, *text == '/' ? 0 : 10,
                LH_CUT_NEVER);
            text++;
        }
    }
    return p;
}

/* The ends as "2 5 7". */
static char *break_it(Paragraph *p)
{
    GString *out = g_string_new(NULL);

    lh_break_total_fit((LhBreakItem *) (gpointer) p->items->data, (int) p->items->len, &p->shape,
                       p->ends);
    for (guint i = 0; i < p->ends->len; i++)
        g_string_append_printf(out, "%s%d", i ? " " : "", g_array_index(p->ends, int, i));
    return g_string_free(out, FALSE);
}

static void paragraph_free(Paragraph *p)
{
    g_array_unref(p->items);
    g_array_unref(p->ends);
    g_free(p);
}

static void expect(const char *text, const char *ends)
{
    Paragraph *p = paragraph(text);
    g_autofree char *got = break_it(p);

    g_assert_cmpstr(got, ==, ends);
    paragraph_free(p);
}

static void test_empty(void)
{
    expect("", "0");
}

static void test_one_line(void)
{
    expect("30 30", "3");
}

static void test_exact_fit(void)
{
    expect("45 45", "3");
    expect("45 46", "2 3");
}

/* Greedy would fill the first line with 40+10+40 and leave 10 alone; total fit evens the lines out. */
static void test_evens_out(void)
{
    expect("40 40 10 95 30", "2 6 8 9");
    expect("30 30 10 60 60", "4 8 9");
}

static void test_newline_ends_line(void)
{
    expect("10/20 20", "2 5");
}

static void test_trailing_space_is_no_line(void)
{
    expect("50 50 ", "2 3");
    expect("50 40 ", "3");
}

static void test_free_cut(void)
{
    expect("60-60", "1 2");
}

static void test_hyphen_needs_its_room(void)
{
    expect("50 38~60", "2 4");
    expect("50 35~60", "3 4");
    expect("50 58~60~20", "2 3 5");
}

static void test_costly_cut_only_when_needed(void)
{
    expect("50 20!20 50", "5 6");
    expect("50 30!30 50", "3 6");
    expect("60!60", "1 2");
}

static void test_too_wide_box_stands_alone(void)
{
    expect("20 150 20", "2 4 5");
}

static void test_short_last_line_is_avoided(void)
{
    expect("30 30 20 5", "4 7");
}

static void test_first_line_narrower(void)
{
    Paragraph *p = paragraph("50 40 50");

    p->shape.first = 80;
    g_autofree char *got = break_it(p);
    g_assert_cmpstr(got, ==, "2 5");
    paragraph_free(p);
}

/* No line is wider than the measure, every item is on a line, whatever comes. */
static void test_random_never_overfull(void)
{
    GRand *rand = g_rand_new_with_seed(42);

    for (int round = 0; round < 300; round++) {
        Paragraph *p = paragraph("");
        int n = g_rand_int_range(rand, 1, 80);
        for (int i = 0; i < n; i++) {
            add(p, LH_BREAK_BOX, g_rand_double_range(rand, 1, 99), LH_CUT_NEVER);
            add(p, LH_BREAK_GLUE, 5, LH_CUT_NEVER);
        }
        g_autofree char *got = break_it(p);
        int from = 0;
        for (guint l = 0; l < p->ends->len; l++) {
            int to = g_array_index(p->ends, int, l);
            double width = 0;
            g_assert_cmpint(to, >, from);
            for (int i = from; i < to; i++)
                width += i + 1 < to || i % 2 == 0 ? g_array_index(p->items, LhBreakItem, i).width : 0;
            g_assert_cmpfloat(width, <=, MEASURE + 0.01);
            from = to;
        }
        g_assert_cmpint(from, >=, 2 * n - 1);
        paragraph_free(p);
    }
    g_rand_free(rand);
}

static void test_long_is_linear(void)
{
    Paragraph *p = paragraph("");

    for (int i = 0; i < 200000; i++) {
        add(p, LH_BREAK_BOX, 10 + i % 17, LH_CUT_NEVER);
        add(p, LH_BREAK_GLUE, 5, LH_CUT_NEVER);
    }
    g_autofree char *got = break_it(p);
    g_assert_cmpuint(p->ends->len, >, 30000);
    paragraph_free(p);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/break/empty", test_empty);
    g_test_add_func("/break/one-line", test_one_line);
    g_test_add_func("/break/exact-fit", test_exact_fit);
    g_test_add_func("/break/evens-out", test_evens_out);
    g_test_add_func("/break/newline-ends-line", test_newline_ends_line);
    g_test_add_func("/break/trailing-space-is-no-line", test_trailing_space_is_no_line);
    g_test_add_func("/break/free-cut", test_free_cut);
    g_test_add_func("/break/hyphen-needs-its-room", test_hyphen_needs_its_room);
    g_test_add_func("/break/costly-cut-only-when-needed", test_costly_cut_only_when_needed);
    g_test_add_func("/break/too-wide-box-stands-alone", test_too_wide_box_stands_alone);
    g_test_add_func("/break/short-last-line-is-avoided", test_short_last_line_is_avoided);
    g_test_add_func("/break/first-line-narrower", test_first_line_narrower);
    g_test_add_func("/break/random-never-overfull", test_random_never_overfull);
    g_test_add_func("/break/long-is-linear", test_long_is_linear);
    return g_test_run();
}
