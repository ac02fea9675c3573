/* Code wrapped to columns, and table columns shared out: arithmetic alone, no fonts. */
#include "layout/listing-wrap.h"
#include "layout/table.h"

#include <string.h>

/* @code as it is set, a line each: its indent in dots when wrapped, then its text. */
static char *wrapped(const char *code, int columns, int wrap_indent, const int *kept)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(LhHighlightSpan));
    GString *out = g_string_new(NULL);
    LhCodeText text;

    lh_highlight(NULL, code, strlen(code), spans);
    lh_code_wrap(&text, code, strlen(code), spans, columns, wrap_indent, kept);
    for (guint i = 0; i < text.lines->len; i++) {
        const LhCodeLine *line = &g_array_index(text.lines, LhCodeLine, i);
        for (int n = 0; n < line->indent; n++)
            g_string_append_c(out, '.');
        for (guint p = 0; p < line->n; p++) {
            const LhCodePiece *piece = &g_array_index(text.pieces, LhCodePiece, line->first + p);
            g_string_append_len(out, piece->text, piece->length);
        }
        g_string_append_c(out, '\n');
    }
    lh_code_clear(&text);
    return g_string_free(out, FALSE);
}

static void check(const char *code, int columns, const char *expected)
{
    g_autofree char *found = wrapped(code, columns, 4, NULL);

    g_assert_cmpstr(found, ==, expected);
}

static void test_short_lines_stay(void)
{
    check("a\n\n  b  \n", 20, "a\n\n  b\n");
    check("no line end", 20, "no line end\n");
    check("", 20, "");
}

static void test_long_line_breaks_after_a_blank(void)
{
    check("aaaa bbbb cccc dddd\n", 12, "aaaa bbbb\n....cccc\n....dddd\n");
}

static void test_line_without_blanks_fills_the_columns(void)
{
    check("abcdefghijklmnopqrstuvwxyz\n", 10, "abcdefghij\n....klmnop\n....qrstuv\n....wxyz\n");
}

static void test_continuation_keeps_the_indentation(void)
{
    check("  aaaaaaaa bbbbbbbb\n", 16, "  aaaaaaaa\n......bbbbbbbb\n");
}

static void test_kept_columns_are_free(void)
{
    static const int kept[] = {4, 0};
    g_autofree char *found = wrapped("aaaa bbbbb\naaaa bbbbb\n", 12, 4, kept);

    g_assert_cmpstr(found, ==, "aaaa\n....bbbb\n....b\naaaa bbbbb\n");
}

static void test_deep_indentation_is_given_up(void)
{
    check("          aaaa bbbb\n", 16, "          aaaa\n....bbbb\n");
}

static void test_tab_goes_to_the_next_stop(void)
{
    check("\ta\tb\n", 20, "    a   b\n");
    check("abc\td\n", 20, "abc d\n");
}

static void test_wide_characters_take_two_columns(void)
{
    g_assert_cmpint(lh_code_columns(0x65e5), ==, 2);
    g_assert_cmpint(lh_code_columns(0x301), ==, 0);
    check("日本語日本語\n", 8, "日本語日\n....本語\n");
}

static void test_marks_stay_with_their_letter(void)
{
    check("abcdefgé\n", 8, "abcdefgé\n");
}

static void test_megabyte_line_is_quick(void)
{
    gsize length = 1 << 20;
    g_autofree char *code = g_malloc(length + 1);
    g_autoptr(GTimer) timer = g_timer_new();

    memset(code, 'x', length);
    code[length] = '\0';
    g_autofree char *found = wrapped(code, 76, 4, NULL);
    g_assert_cmpuint(strlen(found), >, length);
    g_assert_cmpfloat(g_timer_elapsed(timer, NULL), <, 5.0);
}

/* ---- Columns of a table ---- */

static void assert_widths(const double *least, const double *most, double room,
                          const double *expected)
{
    double widths[3];

    lh_table_fit(3, least, most, room, NULL, 0, widths);
    for (int i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon(widths[i], expected[i], 0.01);
}

static void test_spare_room_goes_to_the_wide(void)
{
    assert_widths((double[]){10, 10, 10}, (double[]){20, 30, 50}, 200, (double[]){40, 60, 100});
}

static void test_short_cells_stay_on_one_line(void)
{
    LhTableNeed needs[] = {{40, 40, 1}, {60, 60, 1}, {9, 9, 1},   {40, 40, 1},
                           {60, 60, 1}, {9, 9, 1},   {40, 40, 1}, {60, 60, 1},
                           {9, 9, 1},   {9, 9, 1},   {9, 9, 1},   {400, 400, 1}};
    double widths[3];

    lh_table_fit(3, (double[]){10, 10, 10}, (double[]){40, 60, 400}, 230, needs, 4, widths);
    g_assert_cmpfloat(widths[1], >=, 60); /* in proportion it would have 31 */
    g_assert_cmpfloat_with_epsilon(widths[0] + widths[1] + widths[2], 230, 0.01);
}

static void test_nobody_falls_below_his_longest_word(void)
{
    assert_widths((double[]){40, 10, 10}, (double[]){40, 50, 90}, 120, (double[]){40, 30, 50});
}

static void test_widest_gives_way_first(void)
{
    assert_widths((double[]){20, 200, 90}, (double[]){20, 300, 300}, 120, (double[]){20, 50, 50});
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/wrap/short-lines-stay", test_short_lines_stay);
    g_test_add_func("/wrap/breaks-after-a-blank", test_long_line_breaks_after_a_blank);
    g_test_add_func("/wrap/no-blanks", test_line_without_blanks_fills_the_columns);
    g_test_add_func("/wrap/keeps-indentation", test_continuation_keeps_the_indentation);
    g_test_add_func("/wrap/kept-columns", test_kept_columns_are_free);
    g_test_add_func("/wrap/deep-indentation", test_deep_indentation_is_given_up);
    g_test_add_func("/wrap/tabs", test_tab_goes_to_the_next_stop);
    g_test_add_func("/wrap/wide", test_wide_characters_take_two_columns);
    g_test_add_func("/wrap/marks", test_marks_stay_with_their_letter);
    g_test_add_func("/wrap/megabyte-line", test_megabyte_line_is_quick);
    g_test_add_func("/table/spare-room", test_spare_room_goes_to_the_wide);
    g_test_add_func("/table/short-cells", test_short_cells_stay_on_one_line);
    g_test_add_func("/table/longest-word", test_nobody_falls_below_his_longest_word);
    g_test_add_func("/table/widest-first", test_widest_gives_way_first);
    return g_test_run();
}
