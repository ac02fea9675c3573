/* Printers: that ours load and say where they know it from, that one may extend another, and what
 * mistakes are called. */
#include "longhand/press.h"

#include "golden.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const names[] = {"ingram", "kdp", "lulu", "offset", "x4"};

static LhPrinter *load_ours(const char *name)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autofree char *dir = in_checkout("styles/printers");
    LhPrinter *printer = lh_printer_load(name, dir, diag);
    g_autofree char *said = printed_without(diag, dir);
    g_assert_cmpstr(said, ==, "");
    g_assert_nonnull(printer);
    return printer;
}

static void test_every_printer_loads(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(LhPrinter) printer = load_ours(names[i]);
        g_assert_cmpuint(strlen(printer->margins.source), >, 10);
        g_assert_cmpuint(strlen(printer->lines.checked), ==, 10);
        g_assert_null(printer->extends);
        g_assert_cmpuint(printer->colour.allowed & (LH_SPACE_GREY | LH_SPACE_CMYK), ==,
                         LH_SPACE_GREY | LH_SPACE_CMYK);
    }
}

static void test_gutter_grows_with_pages(void)
{
    g_autoptr(LhPrinter) kdp = load_ours("kdp");
    g_assert_cmpfloat(lh_printer_gutter(kdp, 24), ==, 27);
    g_assert_cmpfloat(lh_printer_gutter(kdp, 150), ==, 27);
    g_assert_cmpfloat(lh_printer_gutter(kdp, 151), ==, 36);
    g_assert_cmpfloat(lh_printer_gutter(kdp, 828), ==, 63);
    g_assert_cmpfloat(lh_printer_gutter(kdp, 5000), ==, 63);
}

static void test_words_become_sets(void)
{
    g_autoptr(LhPrinter) ingram = load_ours("ingram");
    g_assert_cmpint(ingram->pdf.kind, ==, LH_PDF_X1A_2001);
    g_assert_true(lh_printer_is_pdfx(ingram));
    g_assert_cmpuint(ingram->colour.allowed, ==, LH_SPACE_GREY | LH_SPACE_CMYK);
    g_assert_true(ingram->pdf.forbidden & LH_WITHOUT_TRANSPARENCY);
    g_assert_false(ingram->pdf.forbidden & LH_WITHOUT_METADATA);
}

static void test_x4_is_offset_but_for_what_it_says(void)
{
    g_autoptr(LhPrinter) x4 = load_ours("x4"), offset = load_ours("offset");
    g_assert_cmpint(x4->pdf.kind, ==, LH_PDF_X4);
    g_assert_cmpfloat(x4->boxes.outer, ==, offset->boxes.outer);
    g_assert_true(x4->colour.allowed & LH_SPACE_SPOT);
    g_assert_false(offset->colour.allowed & LH_SPACE_SPOT);
}

/* What a printer of the lines @text, laid over offset, is told; "" = nothing. (transfer full) */
static char *trouble_of(const char *text)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autofree char *dir = in_checkout("styles/printers");
    g_autofree char *folder = g_dir_make_tmp("press-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "mine.yaml", NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_autoptr(LhPrinter) printer = lh_printer_load(path, dir, diag);
    char *said = printed_without(diag, folder);
    g_assert_true((printer == NULL) == (*said != '\0'));
    g_remove(path);
    g_rmdir(folder);
    return said;
}

static void test_mistakes_are_told_with_their_line(void)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        {"extends: offset\ntext: {size: 5}\n", ""},
        {"extends: offset\ntext:\n  sise: 5\n", "mine.yaml:3:3: error: unknown key sise in text"},
        {"extends: offset\ntext:\n  size: -5\n", "mine.yaml:3:3: error: "},
        {"extends: offset\npdf:\n  type: x-2\n", "mine.yaml:3:3: error: “x-2” says nothing here"},
        {"extends: offset\npdf:\n  without: [bookmark]\n", "mine.yaml:3:3: error: “bookmark” says"},
        {"extends: offset\nlines:\n  checked: 2026-02-30\n",
         "mine.yaml:3:3: error: “2026-02-30” is no day"},
        {"extends: offset\nmargins:\n  gutter: [1, 2]\n",
         "mine.yaml:3:3: error: 2 gutters for 1 steps"},
        {"extends: ofset\n",
         "mine.yaml:1:1: error: there is no printer ofset; there are ingram, kdp, "
         "lulu, offset, x4"},
        {"extends: mine.yaml\n", "mine.yaml:1:1: error: mine.yaml cannot be extended from here"},
        {"name: Mine\n", "mine.yaml:1:1: error: pdf is missing"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *said = trouble_of(cases[i].text);
        if (!strstr(said, cases[i].said) || (*cases[i].said == '\0' && *said))
            g_error("%s\nsays\n%s\nnot\n%s", cases[i].text, said, cases[i].said);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/press/every-printer-loads", test_every_printer_loads);
    g_test_add_func("/press/gutter-grows-with-pages", test_gutter_grows_with_pages);
    g_test_add_func("/press/words-become-sets", test_words_become_sets);
    g_test_add_func("/press/x4-is-offset-but-for-what-it-says",
                    test_x4_is_offset_but_for_what_it_says);
    g_test_add_func("/press/mistakes-are-told-with-their-line",
                    test_mistakes_are_told_with_their_line);
    return g_test_run();
}
