/* Drawings: characters and numbers become the right shapes, nothing of the text is lost, and what
 * cannot be drawn is told with its line. */
#include "longhand/drawing.h"

#include <math.h>
#include <string.h>

#define FIRST_LINE 100 /* of the drawing's text in its manuscript */
#define WIDTH      362.0

static struct {
    LhStyle *style;
    LhFonts *fonts;
    LhShaper *shaper;
    LhDiag *diag;
} house;

static void set_up(void)
{
    g_autofree char *data = lh_style_data_dir(NULL);
    g_autofree char *styles = g_build_filename(data, "styles", NULL);
    g_autofree char *fonts = g_build_filename(data, "fonts", NULL);
    house.diag = lh_diag_new();
    house.style = lh_style_load("classic-ruled", styles, house.diag);
    house.fonts = lh_fonts_open(house.style, fonts, NULL);
    house.shaper = lh_shaper_new(house.fonts);
    g_assert_true(house.style && house.fonts);
}

static void tear_down(void)
{
    lh_shaper_free(house.shaper);
    lh_fonts_free(house.fonts);
    lh_style_free(house.style);
    lh_diag_free(house.diag);
}

static LhDrawingContext context_of(LhDiag *diag)
{
    return (LhDrawingContext){.style = house.style,
                              .fonts = house.fonts,
                              .shaper = house.shaper,
                              .width = WIDTH,
                              .source = {.file = "a.md", .line = FIRST_LINE, .column = 1},
                              .diag = diag};
}

/* Every number is finite, and inside of the drawing. */
static void check_shapes(const LhDrawing *drawing)
{
    g_assert_true(isfinite(drawing->width) && isfinite(drawing->height));
    for (guint i = 0; i < drawing->shapes->len; i++) {
        const LhShape *shape = &g_array_index(drawing->shapes, LhShape, i);
        int n = shape->kind == LH_SHAPE_ELLIPSE ? 1 : shape->n_points;
        g_assert_true(isfinite(shape->scale) && shape->scale > 0);
        for (int k = 0; k < n; k++) {
            g_assert_cmpfloat(shape->points[k].x, >=, -0.01);
            g_assert_cmpfloat(shape->points[k].y, >=, -0.01);
            g_assert_cmpfloat(shape->points[k].x, <=, drawing->width + 0.01);
            g_assert_cmpfloat(shape->points[k].y, <=, drawing->height + 0.01);
        }
    }
}

static LhDrawing *sketch(const char *text)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    LhDrawingContext context = context_of(diag);
    LhDrawing *drawing = lh_drawing_sketch(&context, text);
    g_assert_nonnull(drawing);
    g_assert_cmpint(lh_diag_length(diag), ==, 0);
    check_shapes(drawing);
    return drawing;
}

static int count(const LhDrawing *drawing, LhShapeKind kind)
{
    int n = 0;
    for (guint i = 0; i < drawing->shapes->len; i++)
        n += g_array_index(drawing->shapes, LhShape, i).kind == kind;
    return n;
}

static int count_lines(const LhDrawing *drawing)
{
    return count(drawing, LH_SHAPE_LINE) + count(drawing, LH_SHAPE_CURVE);
}

/* The @n-th shape of @kind, from 0. */
static const LhShape *nth(const LhDrawing *drawing, LhShapeKind kind, int n)
{
    for (guint i = 0; i < drawing->shapes->len; i++) {
        const LhShape *shape = &g_array_index(drawing->shapes, LhShape, i);
        if (shape->kind == kind && n-- == 0)
            return shape;
    }
    g_assert_not_reached();
}

static const LhShape *text_of(const LhDrawing *drawing, const char *words)
{
    for (guint i = 0; i < drawing->shapes->len; i++) {
        const LhShape *shape = &g_array_index(drawing->shapes, LhShape, i);
        if (shape->kind == LH_SHAPE_TEXT && !strcmp(shape->text, words))
            return shape;
    }
    g_error("there is no text “%s”", words);
}

static void check_counts(const char *text, int boxes, int lines, int heads, int texts)
{
    g_autoptr(LhDrawing) drawing = sketch(text);
    g_test_message("%s", text);
    g_assert_cmpint(count(drawing, LH_SHAPE_BOX), ==, boxes);
    g_assert_cmpint(count_lines(drawing), ==, lines);
    g_assert_cmpint(count(drawing, LH_SHAPE_HEAD), ==, heads);
    g_assert_cmpint(count(drawing, LH_SHAPE_TEXT), ==, texts);
}

/* ---- Sketches ---- */

static void test_boxes(void)
{
    check_counts("+--+\n|ab|\n+--+\n", 1, 0, 0, 1);
    check_counts("┌──┐\n│ab│\n└──┘\n", 1, 0, 0, 1);
    check_counts("╭──╮\n│ab│\n╰──╯\n", 1, 0, 0, 1);
    check_counts("┏━━┓\n┃ab┃\n┗━━┛\n", 1, 0, 0, 1);
    check_counts("╔══╗\n║ab║\n╚══╝\n", 2, 0, 0, 1); /* drawn as two outlines */
    check_counts(".--.\n|ab|\n'--'\n", 1, 0, 0, 1);
    check_counts("/--\\\n|ab|\n\\--/\n", 1, 0, 0, 1);
    check_counts("+ - - - +\n:   a   :\n+.......+\n", 1, 0, 0, 1);
    check_counts("┌┄┄┐\n┆ab┆\n└┄┄┘\n", 1, 0, 0, 1);
    check_counts("+====+\n|ab  |\n+====+\n", 1, 2, 0, 1); /* two sides are double */
    check_counts("\t+--+\n\t|ab|\n        +--+\n", 1, 0, 0, 1);
}

static void test_walls(void)
{
    check_counts("+--+--+\n|a |b |\n+--+--+\n", 1, 1, 0, 2);
    check_counts("┌──┬──┐\n│a │b │\n├──┼──┤\n│c │d │\n└──┴──┘\n", 1, 2, 0, 4);
    check_counts("+-------+\n| +---+ |\n| | a | |\n| +---+ |\n+-------+\n", 2, 0, 0, 1);
    check_counts("+--+\n|a |\n+--+---+\n| b    |\n+------+\n", 2, 0, 0, 2);
    check_counts("+--+\n|a |\n+--+\n+--+\n|b |\n+--+\n", 2, 0, 0, 2);
    check_counts("+----+\n|a *-+->\n+----+\n", 1, 1, 1, 1);
}

static void test_group(void)
{
    g_autoptr(LhDrawing) drawing =
        sketch("┌────────┐\n│  loop  │\n│ ┌────┐ │\n│ │f(x)│ │\n│ └────┘ │\n└────────┘\n");
    g_assert_cmpint(nth(drawing, LH_SHAPE_BOX, 0)->fill, ==, house.style->drawing.group.index);
    g_assert_cmpint(nth(drawing, LH_SHAPE_BOX, 1)->fill, ==, house.style->drawing.paper.index);
    g_assert_cmpint(text_of(drawing, "loop")->role, ==, LH_ROLE_DRAWING_TITLE);
    g_assert_cmpint(text_of(drawing, "f(x)")->role, ==, LH_ROLE_DRAWING_CODE);
}

static void test_connectors(void)
{
    const char *const row[] = {"-->", "---->", "──►", "──▶", "==>"};
    for (gsize i = 0; i < G_N_ELEMENTS(row); i++) {
        g_autofree char *text =
            g_strdup_printf("+-+       +-+\n|a| %s |b|\n+-+       +-+\n", row[i]);
        g_autoptr(LhDrawing) drawing = sketch(text);
        g_assert_cmpint(count(drawing, LH_SHAPE_HEAD), ==, 1);
        g_assert_cmpint(count(drawing, LH_SHAPE_TEXT), ==, 2);
    }
    check_counts("a <-- b\n", 0, 1, 1, 2);
    check_counts("a ◄── b\n", 0, 1, 1, 2);
    check_counts("a <--> b\n", 0, 1, 2, 2);
    check_counts("  |\n  v\nend\n", 0, 1, 1, 1);
    check_counts("  │\n  ▼\nend\n", 0, 1, 1, 1);
    check_counts("top\n ^\n |\n", 0, 1, 1, 1);
    check_counts("  --+\n    |\n    v\n", 0, 1, 1, 0);
    check_counts("  ──┐\n    └──►\n", 0, 1, 1, 0);
    check_counts("──┼──\n  │\n", 0, 2, 0, 0);
    check_counts("   |\n---+---\n   |\n", 0, 2, 0, 0);
    check_counts("A -- yes ---> B\n", 0, 1, 1, 2);
    check_counts("+-+\n|a|\n+-+\n v\n+-+\n|b|\n+-+\n", 2, 1, 1, 2);
}

static void test_ends(void)
{
    g_autoptr(LhDrawing) drawing = sketch("a *---o b\n");
    g_assert_cmpint(count(drawing, LH_SHAPE_ELLIPSE), ==, 2);
    g_assert_cmpint(count(drawing, LH_SHAPE_TEXT), ==, 2);
}

/* A head ends at the wall that it points to, not at a blank before it. */
static void test_touch(void)
{
    g_autoptr(LhDrawing) drawing = sketch("+---+     +---+\n| a | --> | b |\n+---+     +---+\n");
    const LhShape *head = nth(drawing, LH_SHAPE_HEAD, 0), *line = nth(drawing, LH_SHAPE_LINE, 0);
    const LhShape *left = nth(drawing, LH_SHAPE_BOX, 0), *right = nth(drawing, LH_SHAPE_BOX, 1);
    g_assert_cmpfloat_with_epsilon(MIN(line->points[0].x, line->points[1].x), left->points[1].x,
                                   0.01);
    g_assert_cmpfloat_with_epsilon(head->points[1].x, right->points[0].x, 1.5);
    g_assert_cmpfloat(head->points[1].x, <, right->points[0].x);
}

/* What is a word stays one. */
static void test_words(void)
{
    static const char *const words[] = {"well-known",
                                        "--flag",
                                        "a | b",
                                        "x -> y",
                                        "C++",
                                        "a + b",
                                        "key: value",
                                        "2020--2021",
                                        "a == b",
                                        "v",
                                        "o",
                                        "* item",
                                        "e^x",
                                        "i <= 3",
                                        "x = y",
                                        "- item",
                                        "a/b",
                                        "//",
                                        "http://a.b/",
                                        "1 * 2",
                                        "vovo",
                                        "-1",
                                        "a || b",
                                        "<b>",
                                        "...",
                                        "+5",
                                        "\"'\"",
                                        "日本語",
                                        "e\u0301te\u0301",
                                        "a -- b",
                                        "ls -l *.c"};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autofree char *line = g_strdup_printf("%s\n", words[i]);
        g_autofree char *box =
            g_strdup_printf("+--------------+\n|              |\n|  %s\n|              |\n"
                            "+--------------+\n",
                            words[i]);
        g_autoptr(LhDrawing) alone = sketch(line), boxed = sketch(box);
        g_assert_cmpint(count_lines(alone), ==, 0);
        g_assert_cmpint(count(alone, LH_SHAPE_HEAD), ==, 0);
        text_of(alone, words[i]);
        text_of(boxed, words[i]);
    }
}

static void test_roles(void)
{
    g_autoptr(LhDrawing) drawing = sketch("+-----------+\n"
                                          "|  request  |    sent\n"
                                          "| HTTP, 2 K |-----------> target\n"
                                          "+-----------+\n"
                                          "| recv()    |\n"
                                          "+-----------+\n");
    g_assert_cmpint(text_of(drawing, "request")->role, ==, LH_ROLE_DRAWING_TITLE);
    g_assert_cmpint(text_of(drawing, "HTTP, 2 K")->role, ==, LH_ROLE_DRAWING_TEXT);
    g_assert_cmpint(text_of(drawing, "sent")->role, ==, LH_ROLE_DRAWING_NOTE);
    g_assert_cmpint(text_of(drawing, "target")->role, ==, LH_ROLE_DRAWING_TEXT);
    g_assert_cmpint(text_of(drawing, "recv()")->role, ==, LH_ROLE_DRAWING_CODE);
    g_assert_cmpfloat(text_of(drawing, "request")->align, ==, 0.5);
    g_assert_cmpfloat(text_of(drawing, "recv()")->align, ==, 0);
}

/* Two blanks part texts; a text that was in the middle of its box is so. */
static void test_places(void)
{
    g_autoptr(LhDrawing) drawing =
        sketch("+---------------+\n|   in middle   |\n+---------------+\n"
               "one  two three\n");
    const LhShape *box = nth(drawing, LH_SHAPE_BOX, 0), *text = text_of(drawing, "in middle");
    g_assert_cmpfloat_with_epsilon(text->points[0].x, (box->points[0].x + box->points[1].x) / 2,
                                   0.01);
    text_of(drawing, "one");
    text_of(drawing, "two three");
}

static void test_broken(void)
{
    check_counts("+--+\n|ab\n+--+\n", 0, 1, 0, 1);
    check_counts("+--\n|ab|\n+--+\n", 0, 1, 0, 1);
    check_counts("\n\n\n", 0, 0, 0, 0);
    check_counts("", 0, 0, 0, 0);
    check_counts("only words here\nand here\n", 0, 0, 0, 2);
}

static void check_refused(const char *text, const char *code, int line)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    LhDrawingContext context = context_of(diag);
    g_assert_null(lh_drawing_sketch(&context, text));
    g_assert_cmpint(lh_diag_count(diag, LH_SEVERITY_ERROR), ==, 1);
    g_assert_cmpstr(lh_diag_peek(diag, 0)->code, ==, code);
    g_assert_cmpint(lh_diag_peek(diag, 0)->source.line, ==, FIRST_LINE + line - 1);
}

static void test_too_large(void)
{
    g_autofree char *wide = g_strnfill(5000, '+'), *high = g_strnfill(5000, '\n');
    g_autofree char *accents = g_malloc(40001);
    check_refused(wide, "large-diagram", 1);
    check_refused(high, "large-diagram", 401);
    accents[0] = 'a';
    for (int i = 0; i < 19999; i++)
        memcpy(accents + 1 + 2 * i, "\u0301", 2);
    accents[39999] = '\0';
    check_refused(accents, "large-diagram", 1);
}

/* Nothing but strokes as far as it goes: bounded work. */
static void test_dense(void)
{
    static const char *const fills[] = {"┼", "+-", "+|",  "-+|",  "│─",
                                        "╬", "><", "/\\", "┌┐└┘", "+-+ "};
    for (gsize i = 0; i < G_N_ELEMENTS(fills); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int row = 0; row < 400; row++) {
            for (int n = 0; n < 100; n++)
                g_string_append(text, fills[i]);
            g_string_append_c(text, '\n');
        }
        g_autoptr(LhDrawing) drawing = sketch(text->str);
    }
}

/* ---- Random grids ---- */

/* Characters that are never strokes. */
static int count_sure(const char *text)
{
    int n = 0;
    for (; *text; text = g_utf8_next_char(text))
        n += strchr("abcxyz", *text) != NULL || g_utf8_get_char(text) == 0x65E5;
    return n;
}

static void fill_grid(GRand *random, GString *text)
{
    static const char *const signs[] = {
        " ", " ", " ", " ", "-", "-", "-", "|",  "|", "+", "+", "=",  ":",  ">",   "<",
        "^", "v", "*", "o", ".", "'", "/", "\\", "a", "b", "c", "x",  "y_", "z",   "─",
        "│", "┌", "┐", "└", "┘", "┼", "├", "▼",  "►", "═", "║", "日", "\t", "( )", "\u0301"};
    int rows = g_rand_int_range(random, 1, 24), columns = g_rand_int_range(random, 1, 60);
    int from = g_rand_int_range(random, 0, 12);
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++)
            g_string_append(text,
                            signs[g_rand_int_range(random, from, (gint32) G_N_ELEMENTS(signs))]);
        g_string_append_c(text, '\n');
    }
}

static void test_random(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20250101);
    for (int round = 0; round < 400; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        fill_grid(random, text);
        g_autoptr(LhDrawing) drawing = sketch(text->str);
        int n = 0;
        for (guint i = 0; i < drawing->shapes->len; i++) {
            const LhShape *shape = &g_array_index(drawing->shapes, LhShape, i);
            if (shape->kind != LH_SHAPE_TEXT)
                continue;
            g_assert_true(g_utf8_validate(shape->text, -1, NULL));
            n += count_sure(shape->text);
        }
        g_assert_cmpint(n, ==, count_sure(text->str));
    }
}

/* ---- Charts ---- */

static LhDrawing *chart(const char *text)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    LhDrawingContext context = context_of(diag);
    LhDrawing *drawing = lh_drawing_chart(&context, text);
    for (gsize i = 0; i < lh_diag_length(diag); i++)
        g_test_message("%s", lh_diag_peek(diag, i)->message);
    g_assert_nonnull(drawing);
    check_shapes(drawing);
    return drawing;
}

static void test_lines(void)
{
    g_autoptr(LhDrawing) drawing = chart(
        "type: lines\nx: {label: n, values: [1, 10, 100]}\ny: {label: ms}\nlog: x\nseries:\n"
        "  - {name: one, values: [2000, 4000, 12000]}\n  - {name: two, values: [1, null, 3]}\n");
    text_of(drawing, "one");
    text_of(drawing, "two");
    text_of(drawing, "n");
    text_of(drawing, "10\u2009000");
    g_assert_cmpint(text_of(drawing, "one")->ink, ==, house.style->drawing.series_1.index);
    g_assert_true(text_of(drawing, "ms")->upwards);
    g_assert_cmpint(count(drawing, LH_SHAPE_ELLIPSE), ==, 3);
    g_assert_cmpint(count(drawing, LH_SHAPE_POLYGON), ==, 2);
}

/* Names of lines that end together are moved apart. */
static void test_names_apart(void)
{
    g_autoptr(LhDrawing) drawing =
        chart("type: lines\nx: {values: [1, 2]}\nseries:\n  - {name: a, values: [1, 5]}\n"
              "  - {name: b, values: [1, 5]}\n  - {name: c, values: [1, 5]}\n");
    const char *const names[] = {"a", "b", "c"};
    for (int i = 0; i + 1 < 3; i++)
        g_assert_cmpfloat(fabs(text_of(drawing, names[i])->points[0].y -
                               text_of(drawing, names[i + 1])->points[0].y),
                          >, 10);
}

/* The numbers of an axis are all written out, or all in one unit, or each with its prefix. */
static void test_numbers_of_one_axis_look_alike(void)
{
    g_autoptr(LhDrawing) plain = chart("type: lines\nlog: both\nx: {values: [1000, 1000000]}\n"
                                       "series: [{values: [1, 100000000]}]\n");
    text_of(plain, "1\u2009000");
    text_of(plain, "1\u2009000\u2009000");
    text_of(plain, "10\u2009k");
    text_of(plain, "100\u2009M");
    g_autoptr(LhDrawing) unit =
        chart("type: bars\nx: {values: [a, b]}\nseries: [{values: [265000, 1500000]}]\n");
    text_of(unit, "0.5\u2009M");
    text_of(unit, "0.265\u2009M");
}

static void test_bars(void)
{
    g_autoptr(LhDrawing) drawing = chart("type: bars\nx: {values: [red tea, 2]}\n"
                                         "series: [{values: [1.5, -3]}]\n");
    text_of(drawing, "red tea");
    text_of(drawing, "1.5");
    text_of(drawing, "\u22123");
}

/* The value of the lowest bar is written above the names of the places. */
static void test_low_bar(void)
{
    g_autoptr(LhDrawing) drawing =
        chart("type: bars\nx: {values: [one, two]}\nseries: [{values: [6, -4]}]\n");

    g_assert_cmpfloat(text_of(drawing, "\u22124")->points[0].y + 12, <,
                      text_of(drawing, "one")->points[0].y);
}

/* Values that are all alike are not drawn on the axis as if they were nothing. */
static void test_level_line(void)
{
    g_autoptr(LhDrawing) drawing =
        chart("type: lines\nx: {values: [1]}\nseries: [{name: a, values: [7]}]\n");

    g_assert_cmpfloat(text_of(drawing, "a")->points[0].y + 40, <,
                      text_of(drawing, "1")->points[0].y);
}

static void test_odd_charts(void)
{
    static const char *const charts[] = {
        "type: lines\nx: {values: [1, 2, 3]}\nseries: [{values: [0, 0, 0]}]\n",
        "type: lines\nx: {values: [1]}\nseries: [{name: a, values: [7]}]\n",
        "type: lines\nx: {values: [2, 2, 2]}\nseries: [{values: [7, 8, 9]}]\n",
        "type: lines\nx: {values: [1, 2]}\nlog: both\nseries: [{values: [7, 7]}]\n",
        "type: bars\nx: {values: [a]}\nseries: [{values: [-1e90]}]\n",
        "type: bars\nx: {values: [a, b]}\nseries: [{values: [1e-90, 1e90]}]\n",
        "type: bars\nx: {values: [a, b]}\nlog: y\nseries: [{values: [1e-90, 1e90]}]\n",
        "type: lines\nx: {values: [a, b]}\ny: {from: 1, to: 1.0000001}\nseries: [{values: [1, "
        "null]}]\n",
        "type: lines\nx: {values: [3, 1, 2]}\ny: {from: 5}\nseries: [{values: [5, 5, 5]}]\n",
        "type: lines\nx: {values: [3, 1]}\ny: {to: -5}\nseries: [{values: [-5, null]}]\n",
        "type: lines\nx: {values: [-3, -1]}\nseries: [{values: [-5, -50]}]\n",
        "type: lines\nx: {values: [1e100, 1e-100]}\nlog: x\nseries: [{values: [1, 2]}]\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(charts); i++) {
        g_autoptr(LhDrawing) drawing = chart(charts[i]);
        g_assert_cmpfloat(drawing->width, <, WIDTH + 30);
    }
}

/* As many values as are allowed, in six series. */
static void test_full_chart(void)
{
    static const char *const types[] = {"bars", "lines"};
    for (int type = 0; type < 2; type++) {
        g_autoptr(GString) text = g_string_new(NULL);
        g_string_append_printf(text, "type: %s\nx: {values: [0", types[type]);
        for (int i = 1; i < 400; i++)
            g_string_append_printf(text, ", %d", i);
        g_string_append(text, "]}\nseries:\n");
        for (int k = 0; k < 6; k++) {
            g_string_append_printf(text, "  - {name: s%d, values: [1", k);
            for (int i = 1; i < 400; i++)
                g_string_append_printf(text, ", %d", i * k % 17);
            g_string_append(text, "]}\n");
        }
        g_autoptr(LhDrawing) drawing = chart(text->str);
    }
}

static void check_mistake(const char *text, int line, const char *message)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    LhDrawingContext context = context_of(diag);
    g_assert_null(lh_drawing_chart(&context, text));
    g_assert_cmpint(lh_diag_length(diag), >, 0);
    g_assert_cmpint(lh_diag_peek(diag, 0)->source.line, ==, FIRST_LINE + line - 1);
    if (!strstr(lh_diag_peek(diag, 0)->message, message))
        g_error("“%s” does not say “%s”", lh_diag_peek(diag, 0)->message, message);
}

static void test_mistakes(void)
{
    check_mistake("x: {values: [1]}\nseries: [{values: [1]}]\n", 1, "type is missing");
    check_mistake("type: pie\nx: {values: [1]}\nseries: [{values: [1]}]\n", 1, "“pie”");
    check_mistake("type: bars\nseries: [{values: [1]}]\n", 1, "no x");
    check_mistake("type: bars\nx: [1, 2]\nseries: [{values: [1]}]\n", 2, "mapping is needed");
    check_mistake("type: bars\nx: {values: []}\nseries: [{values: [1]}]\n", 2, "1 to");
    check_mistake("type: bars\nx: {values: [1, 2]}\n", 1, "no series");
    check_mistake("type: bars\nx: {values: [1, 2]}\nseries:\n  - {values: [1]}\n", 4, "1 values");
    check_mistake("type: bars\nx: {values: [1]}\nseries:\n  - {values: [one]}\n", 4, "“one”");
    check_mistake("type: bars\nx: {values: [1]}\nseries:\n  - {values: [nan]}\n", 4, "“nan”");
    check_mistake("type: bars\nx: {values: [1]}\nseries:\n  - {values: [1e300]}\n", 4, "“1e300”");
    check_mistake("type: bars\nx: {values: [1]}\nseries:\n  - {values: [null]}\n", 1, "no number");
    check_mistake("type: bars\nx: {values: [1]}\nlog: x\nseries: [{values: [1]}]\n", 3, "bars");
    check_mistake("type: lines\nx: {values: [1]}\nlog: y\nseries:\n - {values: [0]}\n", 5,
                  "logarithmic");
    check_mistake("type: lines\nx: {values: [0]}\nlog: x\nseries: [{values: [1]}]\n", 2, "above 0");
    check_mistake("type: lines\nx: {values: [1]}\ny: {to: 3}\nseries:\n - {values: [4]}\n", 5,
                  "outside");
    check_mistake("type: lines\nx: {values: [1]}\ny: {from: 3, to: 1}\nseries: [{values: [4]}]\n",
                  3, "must be less");
    check_mistake("type: lines\nx: {values: [1]}\nseries:\n - {values: [4], inc: red}\n", 4,
                  "“inc”");
    check_mistake("type: lines\nx: {values: [1]}\nseries:\n - {values: [4], ink: pink}\n", 4,
                  "“pink”");
    check_mistake("type: lines\nx: {values: [1]}\nseries: [{values: [4]}, {values: [5]}]\n", 3,
                  "no name");
    check_mistake("type: lines\ntype: bars\n", 2, "type");
    check_mistake("type: [\n", 2, "");
    check_mistake("", 1, "the chart is empty");
    check_mistake(" \n", 1, "the chart is empty");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sketch/boxes", test_boxes);
    g_test_add_func("/sketch/walls", test_walls);
    g_test_add_func("/sketch/group", test_group);
    g_test_add_func("/sketch/connectors", test_connectors);
    g_test_add_func("/sketch/ends", test_ends);
    g_test_add_func("/sketch/touch", test_touch);
    g_test_add_func("/sketch/words", test_words);
    g_test_add_func("/sketch/roles", test_roles);
    g_test_add_func("/sketch/places", test_places);
    g_test_add_func("/sketch/broken", test_broken);
    g_test_add_func("/sketch/too-large", test_too_large);
    g_test_add_func("/sketch/dense", test_dense);
    g_test_add_func("/sketch/random", test_random);
    g_test_add_func("/chart/lines", test_lines);
    g_test_add_func("/chart/names-apart", test_names_apart);
    g_test_add_func("/chart/numbers-look-alike", test_numbers_of_one_axis_look_alike);
    g_test_add_func("/chart/bars", test_bars);
    g_test_add_func("/chart/low-bar", test_low_bar);
    g_test_add_func("/chart/level-line", test_level_line);
    g_test_add_func("/chart/odd", test_odd_charts);
    g_test_add_func("/chart/full", test_full_chart);
    g_test_add_func("/chart/mistakes", test_mistakes);
    set_up();
    int status = g_test_run();
    tear_down();
    return status;
}
