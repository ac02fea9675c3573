/* Styles: that ours load, that one may extend another, and what every mistake is called. */
#include "style/internal.h"

#include "golden.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>

static LhStyle *load_ours(const char *name)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autofree char *dir = in_checkout("styles");
    LhStyle *style = lh_style_load(name, dir, diag);
    g_autofree char *said = printed_without(diag, dir);
    g_assert_cmpstr(said, ==, "");
    g_assert_nonnull(style);
    return style;
}

static const char *ink_of(const LhStyle *style, LhInkRef ref)
{
    g_assert_cmpstr(style->inks[ref.index].name, ==, ref.name);
    return ref.name;
}

static void test_classic_ruled_is_the_specified_look(void)
{
    g_autoptr(LhStyle) style = load_ours("classic-ruled");
    g_assert_cmpstr(style->name, ==, "classic-ruled");
    g_assert_null(style->extends);
    g_assert_cmpfloat(style->page.width, ==, 28 * style->grid.step);
    g_assert_cmpfloat(style->page.height, ==, 40 * style->grid.step);
    g_assert_cmpint(style->grid.last_row - style->grid.first_row + 1, ==, 34);
    g_assert_cmpfloat(style->listing.pitch * 3, ==, style->grid.step * 2);
    g_assert_cmpfloat(style->card.pitch * 4, ==, style->grid.step * 3);
    g_assert_cmpfloat(style->heading.h1_underline_drop[1], ==, 13.4);
    g_assert_cmpstr(ink_of(style, style->listing.operator_), ==, "operator");
    g_assert_cmpstr(ink_of(style, lh_style_card(style, "summary")->rule), ==, "margin-line");
    const LhTextStyle *h1 = &style->role[LH_ROLE_H1];
    g_assert_cmpstr(style->faces[h1->face_index].file, ==, "Caveat_700Bold.ttf");
    g_assert_cmpfloat(h1->size, ==, 39);
    const LhInk *paper = &style->inks[style->grid.paper.index];
    g_assert_cmpfloat(paper->blue, ==, 1);
    g_assert_cmpfloat(fabs(paper->screen_blue - 0xEC / 255.0), <, 1e-9);
}

/* No build lays down more ink than paper takes. */
static void test_total_ink_is_bounded(void)
{
    g_autoptr(LhStyle) style = load_ours("classic-ruled");
    for (unsigned i = 0; i < style->n_inks; i++) {
        const LhInk *ink = &style->inks[i];
        double total = ink->cyan + ink->magenta + ink->yellow + ink->black;
        g_assert_cmpfloat(total, <=, 215);
    }
}

/* Every face is a file of fonts/ and every chain ends in a face that has nearly everything. */
static void test_faces_are_there(void)
{
    g_autoptr(LhStyle) style = load_ours("classic-ruled");
    for (unsigned i = 0; i < style->n_faces; i++) {
        const LhFaceStyle *face = &style->faces[i];
        g_autofree char *name = g_build_filename("fonts", face->file, NULL);
        g_autofree char *path = in_checkout(name);
        g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
        g_assert_cmpfloat(face->scale, >, 0);
        if (face->n_fallback)
            g_assert_true(g_str_has_prefix(face->fallback[face->n_fallback - 1], "last"));
    }
}

static void test_plain_hand_differs_by_its_keys_only(void)
{
    g_autoptr(LhStyle) plain = load_ours("plain-hand");
    g_autoptr(LhStyle) classic = load_ours("classic-ruled");
    g_assert_cmpfloat(plain->hand.liveliness, ==, 0);
    g_assert_cmpfloat(plain->hand.line_drift, ==, classic->hand.line_drift);
    g_assert_cmpfloat(plain->page.measure, ==, classic->page.measure);
    g_assert_cmpuint(plain->n_inks, ==, classic->n_inks);
    g_assert_cmpstr(plain->name, ==, "plain-hand");
}

/* Loads @text as a style in a folder of its own beside a copy of nothing. */
static LhStyle *load_text(const char *text, LhDiag *diag)
{
    g_autofree char *folder = g_dir_make_tmp("longhand-style-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "mine.yaml", NULL);
    g_autofree char *dir = in_checkout("styles");
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    LhStyle *style = lh_style_load(path, dir, diag);
    g_remove(path);
    g_rmdir(folder);
    return style;
}

static void test_maps_merge_and_lists_replace(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autoptr(LhStyle) style =
        load_text("extends: plain-hand\n"
                  "inks:\n  ink: {rgb: \"#000000\", cmyk: [0, 0, 0, 100]}\n"
                  "  mint: {rgb: \"#AAFFCC\", cmyk: [30, 0, 20, 0]}\n"
                  "faces: {body: {fallback: [last]}}\n"
                  "text: {body: {ink: mint}}\ncards: {key: {label: Remember}}\n"
                  "paragraph: {hyphenate: on, orphans: 03}\nlisting: {operator: mint}\n",
                  diag);
    g_autofree char *said = printed_without(diag, "/");
    g_assert_cmpstr(said, ==, "");
    g_assert_cmpstr(ink_of(style, style->role[LH_ROLE_BODY].ink), ==, "mint");
    g_assert_cmpfloat(style->role[LH_ROLE_BODY].size, ==, 10.9);
    const LhInk *ink = &style->inks[style->role[LH_ROLE_STRONG].ink.index];
    g_assert_cmpfloat(ink->red + ink->green + ink->blue, ==, 0);
    g_assert_cmpuint(style->faces[0].n_fallback, ==, 1);
    g_assert_cmpstr(style->faces[0].avoid, ==, "λΩ");
    g_assert_cmpstr(lh_style_card(style, "key")->label, ==, "Remember");
    g_assert_true(style->paragraph.hyphenate);
    g_assert_cmpint(style->paragraph.orphans, ==, 3);
    g_assert_cmpfloat(style->hand.liveliness, ==, 0);
}

static void test_numbers_mind_no_locale(void)
{
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8")) {
        g_test_skip("no locale with a decimal comma is installed");
        return;
    }
    g_autoptr(LhStyle) style = load_ours("classic-ruled");
    g_assert_cmpfloat(style->role[LH_ROLE_BODY].size, ==, 10.9);
    setlocale(LC_ALL, "C");
}

static void cover(GByteArray *covered, gsize offset, gsize size)
{
    g_assert_cmpuint(offset + size, <=, covered->len);
    memset(covered->data + offset, 1, size);
}

static void cover_fields(GByteArray *covered, gsize base, const cyaml_schema_field_t *field)
{
    for (; field->key; field++) {
        gsize offset = base + field->data_offset;
        if (field->value.type == CYAML_MAPPING)
            cover_fields(covered, offset, field->value.mapping.fields);
        else if (field->value.type == CYAML_SEQUENCE_FIXED)
            cover(covered, offset, field->value.sequence.min * sizeof(double));
        else if (field->value.flags & CYAML_FLAG_POINTER)
            cover(covered, offset, sizeof(gpointer));
        else
            cover(covered, offset, field->value.data_size);
        if (field->count_size)
            cover(covered, base + field->count_offset, field->count_size);
    }
}

/* A field that is added to LhStyle and forgotten in the list of fields would stay 0 for ever. */
static void test_no_field_is_forgotten(void)
{
    g_autoptr(GByteArray) covered = g_byte_array_new();
    g_byte_array_set_size(covered, sizeof(RawStyle));
    memset(covered->data, 0, covered->len);
    cover_fields(covered, 0, lh_style_schema.top->mapping.fields);
    for (const LhInkPlace *place = lh_style_inks; place->path; place++)
        cover(covered, place->offset, sizeof(LhInkRef));
    for (int role = 0; role < LH_N_ROLES; role++)
        cover(covered, offsetof(LhStyle, role[role].face_index), sizeof(gpointer));
    cover(covered, offsetof(LhStyle, name), sizeof(char *));
    cover(covered, offsetof(LhStyle, inks), sizeof(LhInk *));
    gsize bare = 0;
    for (gsize i = 0; i < offsetof(LhStyle, n_inks); i++) {
        bare = covered->data[i] ? 0 : bare + 1;
        if (bare >= sizeof(double))
            g_error("the bytes of LhStyle up to %" G_GSIZE_FORMAT " are in no field of fields.h",
                    i);
    }
}

static void test_hostile_styles_end(void)
{
    static const char *const pieces[] = {"[",      "{",   "- ",      "a: {", "a: 1\n",
                                         "inks: ", "\"x", "\n  - [", "? ",   "&a ",
                                         "!!int ", "x",   "|\n",     "#\n",  "\xc3\xa9"};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new("extends: classic-ruled\ntext: ");
        while (text->len < 1000 * 1000)
            g_string_append(text, pieces[i]);
        g_autoptr(LhDiag) diag = lh_diag_new();
        gint64 start = g_get_monotonic_time();
        g_autoptr(LhStyle) style = load_text(text->str, diag);
        double seconds = (double) (g_get_monotonic_time() - start) / 1e6;
        g_test_message("%s: %.2f s", pieces[i], seconds);
        g_assert_cmpfloat(seconds, <, 10);
        g_assert_true((style == NULL) == (lh_diag_count(diag, LH_SEVERITY_ERROR) > 0));
    }
}

static void test_a_thousand_inks_are_refused(void)
{
    g_autoptr(GString) text = g_string_new("extends: classic-ruled\ninks:\n");
    for (int i = 0; i < 1000; i++)
        g_string_append_printf(text, "  i%d: {rgb: \"#000000\", cmyk: [0, 0, 0, 0]}\n", i);
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_assert_null(load_text(text->str, diag));
    g_assert_cmpstr(lh_diag_peek(diag, 0)->message, ==,
                    "inks has 1000 values; it takes 250 at most");
}

static void test_data_folder(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *before = g_strdup(g_getenv("LONGHAND_DATA"));
    g_autofree char *checkout = in_checkout(".");
    g_setenv("LONGHAND_DATA", checkout, TRUE);
    g_autofree char *dir = lh_style_data_dir(&error);
    g_assert_no_error(error);
    g_assert_cmpstr(dir, ==, checkout);
    g_setenv("LONGHAND_DATA", "/nowhere", TRUE);
    g_assert_null(lh_style_data_dir(&error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    if (before)
        g_setenv("LONGHAND_DATA", before, TRUE);
}

/* A file of tests/errors/style: what loading it says is in the .expected beside it. */
static void test_messages(gconstpointer data)
{
    g_autofree char *expected =
        g_strdup_printf("%.*s.expected", (int) strlen(data) - 5, (const char *) data);
    g_autofree char *folder = g_path_get_dirname(data);
    g_autofree char *prefix = g_strconcat(folder, "/", NULL);
    g_autofree char *dir = in_checkout("styles");
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_assert_null(lh_style_load(data, dir, diag));
    g_autofree char *said = printed_without(diag, prefix);
    compare_golden(expected, said);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/style/classic-ruled", test_classic_ruled_is_the_specified_look);
    g_test_add_func("/style/total-ink", test_total_ink_is_bounded);
    g_test_add_func("/style/faces", test_faces_are_there);
    g_test_add_func("/style/plain-hand", test_plain_hand_differs_by_its_keys_only);
    g_test_add_func("/style/merge", test_maps_merge_and_lists_replace);
    g_test_add_func("/style/locale", test_numbers_mind_no_locale);
    g_test_add_func("/style/no-field-forgotten", test_no_field_is_forgotten);
    g_test_add_func("/style/hostile", test_hostile_styles_end);
    g_test_add_func("/style/thousand-inks", test_a_thousand_inks_are_refused);
    g_test_add_func("/style/data-folder", test_data_folder);
    add_cases("tests/errors/style", ".yaml", "/style/messages/", test_messages);
    return g_test_run();
}
