/* The hand: strokes stay near their course and are the same every time; the living font is a whole
 * font whose copies differ, and whose text extracts as before. */
#include "hand-built-style.h"
#include "longhand/hand.h"
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H
#include <hb.h>
#include <math.h>
#include <string.h>

typedef struct {
    double left, top, right, bottom;
} Box;

static Box box_of(const LhPath *path)
{
    Box box = {G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE};
    for (guint i = 0; i + 1 < path->points->len; i += 2) {
        double x = g_array_index(path->points, double, i);
        double y = g_array_index(path->points, double, i + 1);
        g_assert_true(isfinite(x) && isfinite(y));
        box.left = MIN(box.left, x);
        box.right = MAX(box.right, x);
        box.top = MIN(box.top, y);
        box.bottom = MAX(box.bottom, y);
    }
    return box;
}

static gboolean same_path(const LhPath *a, const LhPath *b)
{
    return a->ops->len == b->ops->len && a->points->len == b->points->len &&
           memcmp(a->points->data, b->points->data, a->points->len * sizeof(double)) == 0;
}

/* A path has a move first and as many points as its operations need. */
static void check_path(const LhPath *path)
{
    guint n = 0;
    g_assert_cmpint(path->ops->len, >, 0);
    g_assert_cmpint(g_array_index(path->ops, guint8, 0), ==, LH_MOVE);
    for (guint i = 0; i < path->ops->len; i++) {
        LhPathOp op = (LhPathOp) g_array_index(path->ops, guint8, i);
        n += op == LH_CURVE ? 6 : op == LH_CLOSE ? 0 : 2;
    }
    g_assert_cmpint(path->points->len, ==, n);
    box_of(path);
}

typedef void (*Stroke)(LhPath *path, guint32 seed, double size);

static void stroke_line(LhPath *path, guint32 seed, double size)
{
    lh_hand_line(path, 0, 0, size, size / 3, 0.9, seed);
}

static void stroke_frame(LhPath *path, guint32 seed, double size)
{
    lh_hand_frame(path, 0, 0, size, size / 2, 4, 0.8, seed % 4, 5, 2.5, seed);
}

static void stroke_circle(LhPath *path, guint32 seed, double size)
{
    lh_hand_circle(path, 0, 0, size, 10.2, seed);
}

static void stroke_star(LhPath *path, guint32 seed, double size)
{
    lh_hand_star(path, 0, 0, size, seed);
}

static void stroke_blob(LhPath *path, guint32 seed, double size)
{
    lh_hand_blob(path, 0, 0, size, seed);
}

static void stroke_tape(LhPath *path, guint32 seed, double size)
{
    lh_hand_tape(path, 0, 0, size, 12, -4, seed);
}

static void stroke_band(LhPath *path, guint32 seed, double size)
{
    lh_hand_band(path, 0, 0, size, 9, seed);
}

static void stroke_arrow(LhPath *path, guint32 seed, double size)
{
    lh_hand_arrow(path, 0, 0, size + 1, 3, 6, 6, seed);
}

static void stroke_box(LhPath *path, guint32 seed, double size)
{
    lh_hand_box(path, 0, 0, size, seed);
}

static const Stroke strokes[] = {stroke_line, stroke_frame, stroke_circle, stroke_star, stroke_blob,
                                 stroke_tape, stroke_band,  stroke_arrow,  stroke_box};

static void test_same_seed_same_stroke(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(strokes); i++) {
        LhPath a, b, c;
        lh_path_init(&a);
        lh_path_init(&b);
        lh_path_init(&c);
        strokes[i](&a, 8, 100);
        strokes[i](&b, 8, 100);
        strokes[i](&c, 12, 100);
        g_assert_true(same_path(&a, &b));
        g_assert_false(same_path(&a, &c));
        lh_path_clear(&a);
        lh_path_clear(&b);
        lh_path_clear(&c);
    }
}

static void test_strokes_of_any_size(void)
{
    const double sizes[] = {0, 0.01, 3, 100, 1e7};
    for (guint i = 0; i < G_N_ELEMENTS(strokes); i++)
        for (guint k = 0; k < G_N_ELEMENTS(sizes); k++)
            for (guint32 seed = 0; seed < 8; seed++) {
                LhPath path;
                lh_path_init(&path);
                strokes[i](&path, seed, sizes[k]);
                check_path(&path);
                lh_path_clear(&path);
            }
}

/* A pen line leaves its course by little more than the roughness, a short one by less. */
static void test_line_stays_near(void)
{
    for (guint32 seed = 0; seed < 200; seed++) {
        LhPath path;
        lh_path_init(&path);
        lh_hand_line(&path, 10, 50, 370, 50, 0.5, seed);
        Box box = box_of(&path);
        g_assert_cmpfloat(box.top, >, 48.5); /* of the handles */
        g_assert_cmpfloat(box.bottom, <, 51.5);
        g_assert_cmpfloat_with_epsilon(box.right - box.left, 360, 1e-6);
        lh_path_clear(&path);
        lh_path_init(&path);
        lh_hand_line(&path, 10, 50, 16, 50, 0.5, seed);
        box = box_of(&path);
        g_assert_cmpfloat(box.bottom - box.top, <, 0.8);
        lh_path_clear(&path);
    }
}

static void test_frame_is_closed(void)
{
    for (unsigned torn = 0; torn < 4; torn++) {
        LhPath path;
        lh_path_init(&path);
        lh_hand_frame(&path, 0, 0, 380, 100, 4, 0.25, torn, 5, 2.5, torn + 3);
        guint n = path.ops->len;
        g_assert_cmpint(g_array_index(path.ops, guint8, n - 1), ==, LH_CLOSE);
        Box box = box_of(&path);
        g_assert_cmpfloat_with_epsilon(box.left, 0, 0.6);
        g_assert_cmpfloat_with_epsilon(box.right, 380, 0.6);
        g_assert_cmpfloat(box.top, >, -2.8);
        g_assert_cmpfloat(box.bottom, <, 102.8);
        g_assert_true(torn ? n > 40 : n < 40);
        lh_path_clear(&path);
    }
}

/* Its end runs past its beginning, a little outside it. */
static void test_circle_overlaps(void)
{
    LhPath path;
    lh_path_init(&path);
    lh_hand_circle(&path, 0, 0, 30, 10, 4);
    const double *p = (const double *) (gpointer) path.points->data;
    guint n = path.points->len;
    double begin = hypot(p[0] / 30, p[1] / 10), end = hypot(p[n - 2] / 30, p[n - 1] / 10);
    g_assert_cmpfloat(end, >, begin);
    double turn = atan2(p[n - 1] / 10, p[n - 2] / 30) - atan2(p[1] / 10, p[0] / 30);
    g_assert_cmpfloat_with_epsilon(remainder(turn, 2 * G_PI), 0.09 * 2 * G_PI, 0.02);
    lh_path_clear(&path);
}

/* A ring round several lines runs outside the corners of their block, where an ellipse would cross them. */
static void test_loop_clears_corners(void)
{
    for (guint32 seed = 0; seed < 40; seed++) {
        LhPath path;
        lh_path_init(&path);
        lh_hand_loop(&path, 5, -3, 50, 28, seed);
        for (guint i = 0; i + 1 < path.points->len; i += 2) {
            double u = fabs(g_array_index(path.points, double, i) - 5);
            double v = fabs(g_array_index(path.points, double, i + 1) + 3);
            g_assert_true(u > 40 || v > 19);
            g_assert_cmpfloat(MAX(u / 50, v / 28), <, 1.12);
        }
        lh_path_clear(&path);
    }
}

/* ---- Signs ---- */

static void test_every_sign_is_drawn(void)
{
    for (int sign = LH_SIGN_ARROW_RIGHT; sign <= LH_SIGN_BOX; sign++) {
        LhSignShape plain, bold;
        gunichar c = sign == LH_SIGN_BOX ? 0x253c : 0;
        lh_hand_sign((LhSign) sign, c, FALSE, &plain);
        lh_hand_sign((LhSign) sign, c, TRUE, &bold);
        check_path(&plain.path);
        Box box = box_of(&plain.path);
        g_assert_cmpfloat(plain.advance, >, 0);
        g_assert_cmpfloat_with_epsilon(plain.advance, lh_hand_sign_advance((LhSign) sign, c), 1e-9);
        g_assert_cmpfloat(box.left, >=, 0);
        g_assert_cmpfloat(box.right, <=, plain.advance + 1e-9);
        g_assert_true(plain.pen == 0 ? bold.pen == 0 : bold.pen > plain.pen);
        lh_path_clear(&plain.path);
        lh_path_clear(&bold.path);
    }
}

static void test_signs_of_characters(void)
{
    g_assert_cmpint(lh_hand_sign_for(0x2713, FALSE), ==, LH_SIGN_TICK);
    g_assert_cmpint(lh_hand_sign_for(0x2713, TRUE), ==, LH_SIGN_NONE);
    g_assert_cmpint(lh_hand_sign_for(0x2502, TRUE), ==, LH_SIGN_BOX);
    g_assert_cmpint(lh_hand_sign_for(0x2502, FALSE), ==, LH_SIGN_NONE);
    g_assert_cmpint(lh_hand_sign_for('a', FALSE), ==, LH_SIGN_NONE);
}

/* Whether some stroke of @c reaches the middle of the cell's edges, as a set of bits: left, right,
 * top, bottom. */
static int edges_of(gunichar c)
{
    LhPath path;
    int edges = 0;
    lh_path_init(&path);
    g_assert_true(lh_hand_box_drawing(&path, c, 10, 20, 6, 12));
    check_path(&path);
    for (guint i = 0; i + 1 < path.points->len; i += 2) {
        double x = g_array_index(path.points, double, i) - 10;
        double y = g_array_index(path.points, double, i + 1) - 20;
        g_assert_true(x > -1e-9 && x < 6 + 1e-9 && y > -1e-9 && y < 12 + 1e-9);
        edges |= (x < 1e-9) | (x > 6 - 1e-9) << 1 | (y < 1e-9) << 2 | (y > 12 - 1e-9) << 3;
    }
    lh_path_clear(&path);
    return edges;
}

static void test_box_drawing_joins(void)
{
    static const struct {
        gunichar c;
        int edges;
    } expected[] = {{0x2500, 3}, {0x2502, 12}, {0x250c, 10}, {0x2510, 9},  {0x2514, 6},
                    {0x2518, 5}, {0x251c, 14}, {0x253c, 15}, {0x2550, 3},  {0x2554, 10},
                    {0x2557, 9}, {0x256c, 15}, {0x2552, 10}, {0x2563, 13}, {0x256d, 10},
                    {0x2570, 6}, {0x2574, 1},  {0x257c, 3},  {0x2503, 12}, {0x254b, 15}};
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        g_assert_cmpint(edges_of(expected[i].c), ==, expected[i].edges);
    for (gunichar c = 0x2500; c <= 0x257f; c++)
        edges_of(c);
    LhPath none;
    lh_path_init(&none);
    g_assert_false(lh_hand_box_drawing(&none, 'x', 0, 0, 6, 12));
    lh_path_clear(&none);
}

/* ---- The living font ---- */

static FT_Library library;

static GBytes *read_font(const char *name)
{
    g_autofree char *path = g_build_filename(fonts_dir(), name, NULL);
    g_autoptr(GError) error = NULL;
    char *data;
    gsize size;
    g_file_get_contents(path, &data, &size, &error);
    g_assert_no_error(error);
    return g_bytes_new_take(data, size);
}

static FT_Face open_font(GBytes *bytes)
{
    FT_Face face;
    gsize size;
    const FT_Byte *data = g_bytes_get_data(bytes, &size);
    g_assert_cmpint(FT_New_Memory_Face(library, data, (FT_Long) size, 0, &face), ==, 0);
    return face;
}

static FT_Outline *load(FT_Face face, guint gid)
{
    g_assert_cmpint(FT_Load_Glyph(face, gid, FT_LOAD_NO_SCALE), ==, 0);
    return &face->glyph->outline;
}

/* The faces must be two: a face holds one glyph at a time. */
static gboolean same_outline(FT_Face a, guint gid_a, FT_Face b, guint gid_b)
{
    FT_Outline *x = load(a, gid_a), *y = load(b, gid_b);
    if (x->n_points != y->n_points || x->n_contours != y->n_contours)
        return FALSE;
    for (int i = 0; i < x->n_points; i++)
        if (labs(x->points[i].x - y->points[i].x) > 1 ||
            labs(x->points[i].y - y->points[i].y) > 1 || (x->tags[i] & 1) != (y->tags[i] & 1))
            return FALSE;
    return TRUE;
}

static GBytes *enliven(GBytes *font, const LhStyle *style, const guint16 *used, gsize n,
                       int variants, guint *n_glyphs)
{
    g_autoptr(GError) error = NULL;
    GBytes *living = lh_hand_living_font(font, used, n, style, variants, n_glyphs, &error);
    g_assert_no_error(error);
    return living;
}

/* A still hand copies every glyph exactly: composites are made flat as FreeType does it. */
static void test_still_copies_are_exact(void)
{
    const char *names[] = {"DejaVuSans.ttf", "PlaypenSans_400Regular.ttf", "ComicMono.ttf"};
    LhStyle still = built_style(0);
    for (guint f = 0; f < G_N_ELEMENTS(names); f++) {
        g_autoptr(GBytes) font = read_font(names[f]);
        guint n_glyphs;
        g_autofree guint16 *used = g_new(guint16, 65536);
        for (int i = 0; i < 65536; i++)
            used[i] = (guint16) i;
        g_autoptr(GBytes) living = enliven(font, &still, used, 65536, 2, &n_glyphs);
        FT_Face a = open_font(font), b = open_font(living);
        g_assert_cmpint(b->num_glyphs, ==, 2 * a->num_glyphs);
        for (guint gid = 0; gid < n_glyphs; gid++) {
            g_assert_true(same_outline(a, gid, b, gid));
            g_assert_true(same_outline(a, gid, b, gid + n_glyphs));
            long advance = a->glyph->metrics.horiAdvance, bearing = a->glyph->metrics.horiBearingX;
            g_assert_cmpint(b->glyph->metrics.horiAdvance, ==, advance);
            g_assert_cmpint(labs(b->glyph->metrics.horiBearingX - bearing), <=, 1);
        }
        FT_Done_Face(a);
        FT_Done_Face(b);
    }
}

static const guint16 letters[] = {11, 227, 255, 304, 325, 360};

static void test_copies_differ_but_little(void)
{
    LhStyle style = built_style(1);
    g_autoptr(GBytes) font = read_font("PlaypenSans_400Regular.ttf");
    guint n;
    g_autoptr(GBytes) living = enliven(font, &style, letters, G_N_ELEMENTS(letters), 4, &n);
    FT_Face face = open_font(living), again = open_font(living);
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        FT_Outline *plain = load(face, letters[i]);
        g_autofree FT_Vector *points =
            g_memdup2(plain->points, (gsize) plain->n_points * sizeof(FT_Vector));
        int n_points = plain->n_points;
        for (guint copy = 1; copy < 4; copy++) {
            FT_Outline *other = load(face, letters[i] + copy * n);
            long most = 0;
            g_assert_cmpint(other->n_points, ==, n_points);
            for (int k = 0; k < n_points; k++)
                most = MAX(most, labs(other->points[k].y - points[k].y));
            g_assert_cmpint(most, >, 0);
            g_assert_cmpint(most, <=, 60); /* cap, and what stretching adds */
            for (guint before = 1; before < copy; before++)
                g_assert_false(
                    same_outline(face, letters[i] + copy * n, again, letters[i] + before * n));
        }
    }
    g_assert_cmpint(load(face, 12 + n)->n_points, ==, 0); /* not used: blank in the copies, */
    g_assert_cmpint(load(face, 12)->n_points, >, 0);      /* plain in its place */
    FT_Done_Face(face);
    FT_Done_Face(again);
}

/* A letter stays where it stood: the bearing follows its left edge. */
static void test_copies_do_not_wander(void)
{
    LhStyle style = built_style(1);
    g_autoptr(GBytes) font = read_font("PlaypenSans_400Regular.ttf");
    guint n;
    g_autoptr(GBytes) living = enliven(font, &style, letters, G_N_ELEMENTS(letters), 4, &n);
    FT_Face face = open_font(living);
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        for (guint copy = 1; copy < 4; copy++) {
            load(face, letters[i]);
            long bearing = face->glyph->metrics.horiBearingX,
                 advance = face->glyph->metrics.horiAdvance;
            FT_Outline *outline = load(face, letters[i] + copy * n);
            FT_BBox box;
            FT_Outline_Get_CBox(outline, &box);
            g_assert_cmpint(face->glyph->metrics.horiAdvance, ==, advance);
            g_assert_cmpint(labs(face->glyph->metrics.horiBearingX - bearing), <=, 60);
            g_assert_cmpint(face->glyph->metrics.horiBearingX, ==, box.xMin);
        }
    FT_Done_Face(face);
}

static void test_same_font_every_time(void)
{
    LhStyle style = built_style(1);
    g_autoptr(GBytes) font = read_font("Caveat_700Bold.ttf");
    guint n;
    const guint16 reversed[] = {360, 325, 304, 255, 227, 11, 11};
    g_autoptr(GBytes) a = enliven(font, &style, letters, G_N_ELEMENTS(letters), 3, &n);
    g_autoptr(GBytes) b = enliven(font, &style, reversed, G_N_ELEMENTS(reversed), 3, &n);
    g_assert_true(g_bytes_equal(a, b));
}

/* HarfBuzz reads it too: the same characters, the same advances. */
static void test_harfbuzz_reads_it(void)
{
    LhStyle style = built_style(1);
    g_autoptr(GBytes) font = read_font("ComicMono.ttf");
    guint n;
    g_autoptr(GBytes) living = enliven(font, &style, letters, 1, 4, &n);
    gsize size;
    const char *data = g_bytes_get_data(living, &size);
    hb_blob_t *blob = hb_blob_create(data, (guint) size, HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_font_t *hb_font = hb_font_create(face);
    g_assert_cmpint(hb_face_get_glyph_count(face), ==, 4 * n);
    for (guint gid = 0; gid < n; gid++)
        g_assert_cmpint(hb_font_get_glyph_h_advance(hb_font, gid), ==,
                        hb_font_get_glyph_h_advance(hb_font, gid + 3 * n));
    hb_font_destroy(hb_font);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
}

static void test_too_many_copies(void)
{
    LhStyle style = built_style(1);
    g_autoptr(GBytes) font = read_font("DejaVuSans.ttf");
    g_autoptr(GError) error = NULL;
    guint n;
    g_assert_null(lh_hand_living_font(font, letters, 3, &style, 11, &n, &error));
    g_assert_nonnull(strstr(error->message, "fewer variants"));
}

/* Damaged fonts give an error or a font, never a crash. */
static void test_damaged_fonts(void)
{
    LhStyle style = built_style(1);
    const char *names[] = {"ComicMono.ttf", "Caveat_700Bold.ttf"};
    guint failed = 0;
    for (guint f = 0; f < G_N_ELEMENTS(names); f++) {
        g_autoptr(GBytes) font = read_font(names[f]);
        gsize size;
        const guint8 *data = g_bytes_get_data(font, &size);
        for (guint32 round = 0; round < 150; round++) {
            guint8 *copy = g_memdup2(data, size);
            for (guint k = 0; k < 12; k++) {
                guint32 where = lh_hash_int(round, k);
                copy[where % (k < 6 ? 400 : size)] = (guint8) (where >> 24);
            }
            gsize kept = round % 3 == 0 ? lh_hash_int(round, 99) % size : size;
            g_autoptr(GBytes) broken = g_bytes_new(copy, kept);
            g_autoptr(GError) error = NULL;
            guint n;
            g_autoptr(GBytes) living =
                lh_hand_living_font(broken, letters, 6, &style, 4, &n, &error);
            g_assert_true((living != NULL) != (error != NULL));
            failed += error != NULL;
            g_free(copy);
        }
    }
    g_assert_cmpint(failed, >, 50);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_cmpint(FT_Init_FreeType(&library), ==, 0);
    g_test_add_func("/hand/same-seed-same-stroke", test_same_seed_same_stroke);
    g_test_add_func("/hand/strokes-of-any-size", test_strokes_of_any_size);
    g_test_add_func("/hand/line-stays-near", test_line_stays_near);
    g_test_add_func("/hand/frame-is-closed", test_frame_is_closed);
    g_test_add_func("/hand/circle-overlaps", test_circle_overlaps);
    g_test_add_func("/hand/loop-clears-corners", test_loop_clears_corners);
    g_test_add_func("/hand/every-sign-is-drawn", test_every_sign_is_drawn);
    g_test_add_func("/hand/signs-of-characters", test_signs_of_characters);
    g_test_add_func("/hand/box-drawing-joins", test_box_drawing_joins);
    g_test_add_func("/hand/still-copies-are-exact", test_still_copies_are_exact);
    g_test_add_func("/hand/copies-differ-but-little", test_copies_differ_but_little);
    g_test_add_func("/hand/copies-do-not-wander", test_copies_do_not_wander);
    g_test_add_func("/hand/same-font-every-time", test_same_font_every_time);
    g_test_add_func("/hand/harfbuzz-reads-it", test_harfbuzz_reads_it);
    g_test_add_func("/hand/too-many-copies", test_too_many_copies);
    g_test_add_func("/hand/damaged-fonts", test_damaged_fonts);
    int result = g_test_run();
    FT_Done_FreeType(library);
    return result;
}
