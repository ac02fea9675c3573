/* Page cuts on hand-made slabs: no fonts, a page of ten rows. */
#include "makeup/cut.h"

#define ROWS 10
#define STEP 18.0

static LhStyle style = {.grid = {.step = STEP, .first_row = 5, .last_row = 5 + ROWS - 1}};

static LhSlab *add(LhGalley *galley, int rows)
{
    LhSlab slab = {.rows = rows};

    g_array_append_val(galley->slabs, slab);
    return &g_array_index(galley->slabs, LhSlab, galley->slabs->len - 1);
}

static void add_rows(LhGalley *galley, int n)
{
    while (n-- > 0)
        add(galley, 1);
}

/* A paragraph of @n lines with the usual two-line widows and orphans. */
static void add_paragraph(LhGalley *galley, int n)
{
    for (int i = 0; i < n; i++) {
        LhSlab *slab = add(galley, 1);
        slab->line = i;
        slab->n_lines = n;
        if (i + 1 < n)
            slab->break_after = i == 0 || i + 2 == n ? LH_NEVER_BREAK : 2;
    }
}

static void add_pieces(LhGalley *galley, const LhFrame *frame, int n, double height, double cost)
{
    while (n-- > 0) {
        LhSlab *slab = add(galley, 0);
        slab->height = height;
        slab->frame = frame;
        slab->break_after = n ? cost : 0;
    }
}

/* The pages' first slabs as "0 10 20". Frees the galley. */
static char *cut(LhGalley *galley)
{
    g_autoptr(LhCutter) cutter = lh_cutter_new(galley, &style);
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(int));
    GString *out = g_string_new(NULL);

    lh_cut(cutter, starts);
    for (guint i = 0; i < starts->len; i++)
        g_string_append_printf(out, "%s%d", i ? " " : "", g_array_index(starts, int, i));
    lh_galley_free(galley);
    return g_string_free(out, FALSE);
}

static void expect(LhGalley *galley, const char *starts)
{
    g_autofree char *got = cut(galley);

    g_assert_cmpstr(got, ==, starts);
}

static void test_empty_galley(void)
{
    expect(lh_galley_new(NULL), "");
}

static void test_full_pages(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 25);
    expect(galley, "0 10 20");
}

static void test_widow_moves_to_next_page(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 5);
    add_paragraph(galley, 6); /* its last line alone would be the next page */
    expect(galley, "0 9");
}

static void test_orphan_moves_to_next_page(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 9);
    add_paragraph(galley, 5);
    expect(galley, "0 9");
}

static void test_heading_moves_with_its_text(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 9);
    add(galley, 1)->break_after = LH_NEVER_BREAK;
    add_rows(galley, 3);
    expect(galley, "0 9");
}

static void test_page_before(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 3);
    add(galley, 1)->page_before = TRUE;
    add_rows(galley, 3);
    expect(galley, "0 3");
}

static void test_blank_rows_vanish_at_page_top(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 10);
    add(galley, 1)->before = 3;
    add_rows(galley, 9);
    expect(galley, "0 10");
}

static void test_larger_of_two_spaces_wins(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 4);
    add(galley, 1)->after = 2;
    add(galley, 1)->before = 1;
    add_rows(galley, 2); /* 5 + 2 blank + 3 = 10 rows */
    add_rows(galley, 1);
    expect(galley, "0 8");
}

static void test_top_skip_only_at_top(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add(galley, 1)->top_skip = 4;
    add_rows(galley, 5);
    add(galley, 1)->top_skip = 4;
    expect(galley, "0 6");
}

static void test_card_is_kept_whole(void)
{
    LhFrame card = {.natural = TRUE, .rise = 10, .pad_top = 4, .pad_bottom = 4, .clear = 20};
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 6);
    add_pieces(galley, &card, 6, 13.5, 300); /* 89 pt: five rows */
    add_rows(galley, 2);
    expect(galley, "0 6");
}

static void test_card_taller_than_page_splits(void)
{
    LhFrame card = {.natural = TRUE,
                    .rise = 10,
                    .pad_top = 4,
                    .pad_bottom = 4,
                    .clear = 20,
                    .head = 13.5,
                    .foot = 13.5};
    LhGalley *galley = lh_galley_new(NULL);

    add_pieces(galley, &card, 20, 13.5, 300); /* ten rows are 180 pt; with foot 11 pieces fit */
    g_autofree char *got = cut(galley);
    g_assert_cmpstr(got, !=, "0");
    g_assert_true(g_str_has_prefix(got, "0 "));
}

/* Its pages are filled one after the other, not evened out: a hole stands only above what does not fit. */
static void test_card_over_pages_fills_each(void)
{
    static const double rows[] = {16, 14, 14, 26};
    LhFrame card = {.natural = TRUE, .pad_bottom = 4};
    LhGalley *galley = lh_galley_new(NULL);

    style.grid.last_row = 5 + 34 - 1;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        add_pieces(galley, &card, 1, rows[i] * STEP, 0);
    for (guint i = 0; i + 1 < galley->slabs->len; i++)
        g_array_index(galley->slabs, LhSlab, i).break_after = 75;
    expect(galley, "0 2 3");
    style.grid.last_row = 5 + ROWS - 1;
}

static void test_never_is_broken_when_it_must(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    for (int i = 0; i < 25; i++)
        add(galley, 1)->break_after = LH_NEVER_BREAK;
    expect(galley, "0 10 20");
}

static void test_slab_taller_than_page_stands_alone(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 2);
    add(galley, 30);
    add_rows(galley, 2);
    expect(galley, "0 2 3");
}

static void test_note_takes_rows(void)
{
    LhSlab note_slabs[2] = {{.rows = 1}, {.rows = 1}};
    LhNote note = {.mark = "1", .slabs = note_slabs, .n_slabs = 2, .rows = 2};
    const LhNote *notes[] = {&note};
    LhGalley *galley = lh_galley_new(NULL);

    add_rows(galley, 2);
    LhSlab *caller = add(galley, 1);
    caller->notes = notes;
    caller->n_notes = 1;
    add_rows(galley, 9); /* 10 - 2 rows of note - 1 for its rule = 7 on the first page */
    expect(galley, "0 7");
}

/* A galley of one row that calls @note and @n more. */
static LhGalley *calling(const LhNote *const *note, int n)
{
    LhGalley *galley = lh_galley_new(NULL);
    LhSlab *caller = add(galley, 1);

    caller->notes = note;
    caller->n_notes = 1;
    add_rows(galley, n);
    return galley;
}

static void test_note_of_a_page_stands_below_its_call(void)
{
    LhSlab rows[8] = {[0 ... 7] = {.rows = 1}};
    LhNote note = {.mark = "1", .slabs = rows, .n_slabs = 8, .rows = 8};
    const LhNote *notes[] = {&note};

    expect(calling(notes, 4), "0 1"); /* 1 + a blank one + 8 rows */
}

static void test_long_note_goes_on_on_the_next_page(void)
{
    LhSlab rows[12] = {[0 ... 11] = {.rows = 1}};
    LhNote note = {.mark = "1", .slabs = rows, .n_slabs = 12, .rows = 12};
    const LhNote *notes[] = {&note};

    expect(calling(notes, 8), "0 1 6"); /* 8 rows of it, then 4 below 5 rows of text */
}

static void test_end_of_a_note_has_pages_of_its_own(void)
{
    LhSlab rows[20] = {[0 ... 19] = {.rows = 1}};
    LhNote note = {.mark = "1", .slabs = rows, .n_slabs = 20, .rows = 20};
    const LhNote *notes[] = {&note};

    expect(calling(notes, 0), "0 1 1"); /* 8 + 9 + 3 rows */
}

static void test_note_with_a_table_is_set_in_line(void)
{
    LhFrame table = {0};
    LhSlab rows[8] = {[0 ... 7] = {.rows = 1, .frame = &table}};
    LhNote note = {.mark = "1", .slabs = rows, .n_slabs = 8, .rows = 8};
    const LhNote *notes[] = {&note};

    expect(calling(notes, 4), "0 10"); /* 1 + 8 + 4 rows */
}

static void test_repeated_head_takes_rows(void)
{
    LhFrame table = {.head_rows = 2};
    LhGalley *galley = lh_galley_new(NULL);

    for (int i = 0; i < 26; i++)
        add(galley, 1)->frame = &table;
    expect(galley, "0 10 18");
}

/* A natural frame's next row is the first ruling that clears it. */
static void test_row_after_card_clears_it(void)
{
    LhFrame card = {.natural = TRUE, .rise = 10, .pad_top = 4, .pad_bottom = 4, .clear = 23};
    LhGalley *galley = lh_galley_new(NULL);
    double y[3];

    add_pieces(galley, &card, 2, 13.5, 0);
    add_rows(galley, 1);
    g_autoptr(LhCutter) cutter = lh_cutter_new(galley, &style);
    LhFill fill = lh_fill_start(cutter, 0);
    for (int i = 0; i < 3; i++)
        lh_fill_add(cutter, &fill, i, &y[i]);
    g_assert_cmpfloat_with_epsilon(y[0], 5 * STEP - 10 + 4, 1e-9);
    g_assert_cmpfloat_with_epsilon(y[1], y[0] + 13.5, 1e-9);
    double bottom = y[1] + 13.5 + 4;
    g_assert_cmpfloat(y[2], >=, bottom + 23 - 1e-6);
    g_assert_cmpfloat(y[2] - STEP, <, bottom + 23);
    g_assert_cmpfloat_with_epsilon(y[2] / STEP, (double) (int) (y[2] / STEP + 0.5), 1e-9);
    lh_galley_free(galley);
}

/* Whatever comes, every slab is on one page and no page holds more than it can. */
static void test_random_pages_fit(void)
{
    GRand *rand = g_rand_new_with_seed(7);
    LhFrame card = {.natural = TRUE,
                    .rise = 10,
                    .pad_top = 8,
                    .pad_bottom = 6,
                    .clear = 20,
                    .head = 10,
                    .foot = 10};
    LhFrame table = {.head_rows = 1, .foot_rows = 0};

    for (int round = 0; round < 200; round++) {
        LhGalley *galley = lh_galley_new(NULL);
        int n = g_rand_int_range(rand, 1, 60);
        for (int i = 0; i < n; i++) {
            int kind = g_rand_int_range(rand, 0, 4);
            LhSlab *slab = add(galley, kind == 0 ? 0 : g_rand_int_range(rand, 1, 3));
            if (kind == 0) {
                slab->height = g_rand_double_range(rand, 5, 20);
                slab->frame = &card;
            } else if (kind == 1) {
                slab->frame = &table;
            }
            slab->before = g_rand_int_range(rand, 0, 2);
            slab->break_after = g_rand_boolean(rand) ? g_rand_double_range(rand, 0, 50) : 0;
        }
        g_autoptr(LhCutter) cutter = lh_cutter_new(galley, &style);
        g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(int));
        lh_cut(cutter, starts);
        g_assert_cmpint(g_array_index(starts, int, 0), ==, 0);
        for (guint p = 0; p < starts->len; p++) {
            LhFill fill = lh_fill_start(cutter, 0);
            int end = p + 1 < starts->len ? g_array_index(starts, int, p + 1) : n;
            double y, before = 0;
            g_assert_cmpint(end, >, g_array_index(starts, int, p));
            for (int i = g_array_index(starts, int, p); i < end; i++) {
                lh_fill_add(cutter, &fill, i, &y);
                g_assert_cmpfloat(y, >=, before);
                before = y;
            }
            g_assert_true(lh_fill_fits(cutter, &fill));
        }
        lh_galley_free(galley);
    }
    g_rand_free(rand);
}

static void test_long_chapter_is_linear(void)
{
    LhGalley *galley = lh_galley_new(NULL);

    for (int i = 0; i < 20000; i++)
        add_paragraph(galley, 1 + i % 9);
    g_autofree char *got = cut(galley);
    g_assert_nonnull(got);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cut/empty-galley", test_empty_galley);
    g_test_add_func("/cut/full-pages", test_full_pages);
    g_test_add_func("/cut/widow-moves-to-next-page", test_widow_moves_to_next_page);
    g_test_add_func("/cut/orphan-moves-to-next-page", test_orphan_moves_to_next_page);
    g_test_add_func("/cut/heading-moves-with-its-text", test_heading_moves_with_its_text);
    g_test_add_func("/cut/page-before", test_page_before);
    g_test_add_func("/cut/blank-rows-vanish-at-page-top", test_blank_rows_vanish_at_page_top);
    g_test_add_func("/cut/larger-of-two-spaces-wins", test_larger_of_two_spaces_wins);
    g_test_add_func("/cut/top-skip-only-at-top", test_top_skip_only_at_top);
    g_test_add_func("/cut/card-is-kept-whole", test_card_is_kept_whole);
    g_test_add_func("/cut/card-taller-than-page-splits", test_card_taller_than_page_splits);
    g_test_add_func("/cut/card-over-pages-fills-each", test_card_over_pages_fills_each);
    g_test_add_func("/cut/never-is-broken-when-it-must", test_never_is_broken_when_it_must);
    g_test_add_func("/cut/slab-taller-than-page-stands-alone",
                    test_slab_taller_than_page_stands_alone);
    g_test_add_func("/cut/note-takes-rows", test_note_takes_rows);
    g_test_add_func("/cut/note-of-a-page-stands-below-its-call",
                    test_note_of_a_page_stands_below_its_call);
    g_test_add_func("/cut/long-note-goes-on-on-the-next-page",
                    test_long_note_goes_on_on_the_next_page);
    g_test_add_func("/cut/end-of-a-note-has-pages-of-its-own",
                    test_end_of_a_note_has_pages_of_its_own);
    g_test_add_func("/cut/note-with-a-table-is-set-in-line", test_note_with_a_table_is_set_in_line);
    g_test_add_func("/cut/repeated-head-takes-rows", test_repeated_head_takes_rows);
    g_test_add_func("/cut/row-after-card-clears-it", test_row_after_card_clears_it);
    g_test_add_func("/cut/random-pages-fit", test_random_pages_fit);
    g_test_add_func("/cut/long-chapter-is-linear", test_long_chapter_is_linear);
    return g_test_run();
}
