/* Printers: that ours load and say where they know it from, that one may extend another, and what
 * mistakes are called. */
#include "longhand/press.h"

#include "press/separation.h"

#include "golden.h"

#include <glib/gstdio.h>
#include <lcms2.h>
#include <math.h>
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

/* ---- Our own profile ---- */

#define BOTH_WAYS 1.0 /* delta E 1976 between a colour and its separation, in the mean */
#define AT_WORST  5.0 /* in what is all but black, where an eye sees little of it */

typedef struct {
    cmsHPROFILE press, lab;
    cmsHTRANSFORM to_lab, to_ink;
} Ways;

static Ways open_ways(void)
{
    g_autofree char *path = in_checkout("styles/printers/generic-coated.icc");
    Ways w = {.press = cmsOpenProfileFromFile(path, "r"), .lab = cmsCreateLab4Profile(NULL)};

    g_assert_nonnull(w.press);
    w.to_lab = cmsCreateTransform(w.press, TYPE_CMYK_DBL, w.lab, TYPE_Lab_DBL,
                                  INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE);
    w.to_ink = cmsCreateTransform(w.lab, TYPE_Lab_DBL, w.press, TYPE_CMYK_DBL,
                                  INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE);
    return w;
}

static void close_ways(Ways *w)
{
    cmsDeleteTransform(w->to_lab);
    cmsDeleteTransform(w->to_ink);
    cmsCloseProfile(w->press);
    cmsCloseProfile(w->lab);
}

static void test_profile_says_what_the_standard_says(void)
{
    /* Lab relative to the paper of (95, 0, -2): X, Y, Z divided by the paper's. */
    static const struct {
        double ink[4], lab[3], within;
    } cases[] = {
        {{0, 0, 0, 0}, {100, 0, 0}, 0.1},
        {{0, 0, 0, 100}, {17.4, 0, 0.6}, 0.5},
        {{100, 0, 0, 0}, {58.2, -38.7, -50.4}, 0.5},
        {{0, 100, 100, 0}, {49.8, 71.1, 50.8}, 0.5},
        /* CSS Color 5's example of coated FOGRA39, by another profile. */
        {{0, 70, 20, 0}, {63.67, 51.58, 5.81}, 5},
    };
    Ways w = open_ways();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        cmsCIELab lab, wanted = {cases[i].lab[0], cases[i].lab[1], cases[i].lab[2]};
        cmsDoTransform(w.to_lab, cases[i].ink, &lab, 1);
        g_assert_cmpfloat(cmsDeltaE(&lab, &wanted), <, cases[i].within);
    }
    close_ways(&w);
}

static void test_profile_leads_back(void)
{
    Ways w = open_ways();
    double sum = 0, worst = 0, most_ink = 0;
    int n = 0;
    for (int i = 0; i < 7 * 7 * 7 * 7; i++) {
        double ink[4], back[4];
        cmsCIELab lab, again;
        for (int k = 0, rest = i; k < 4; k++, rest /= 7)
            ink[k] = rest % 7 * 100.0 / 6;
        cmsDoTransform(w.to_lab, ink, &lab, 1);
        cmsDoTransform(w.to_ink, &lab, back, 1);
        cmsDoTransform(w.to_lab, back, &again, 1);
        most_ink = MAX(most_ink, back[0] + back[1] + back[2] + back[3]);
        if (ink[0] + ink[1] + ink[2] + ink[3] > 290)
            continue;
        sum += cmsDeltaE(&lab, &again);
        worst = MAX(worst, cmsDeltaE(&lab, &again));
        n++;
    }
    g_test_message("mean %.2f, worst %.2f, ink %.1f", sum / n, worst, most_ink);
    g_assert_cmpfloat(sum / n, <, BOTH_WAYS);
    g_assert_cmpfloat(worst, <, AT_WORST);
    g_assert_cmpfloat(most_ink, <, 300);
    close_ways(&w);
}

static void test_separation_limits_ink_and_keeps_greys_black(void)
{
    g_autoptr(LhPrinter) ingram = load_ours("ingram");
    g_autoptr(LhSeparation) separation = lh_separation_new(ingram);
    g_autofree guint32 *pixels = g_new(guint32, 17 * 17 * 17);
    g_autofree guint8 *inks = g_new(guint8, 4 * 17 * 17 * 17), *alone = g_new(guint8, 4);
    guint32 n = 0;
    for (guint32 i = 0; i < 17 * 17 * 17; i++)
        pixels[n++] = MIN(255, i % 17 * 16) << 16 | MIN(255, i / 17 % 17 * 16) << 8 |
                      MIN(255, i / 17 / 17 * 16);
    lh_separation_pixels(separation, pixels, n, inks);
    g_assert_true(lh_separation_check(separation, NULL));
    for (guint32 i = 0; i < 17; i++) /* darker grey, more black */
        g_assert_true(i == 0 || inks[4 * (i * 307) + 3] < inks[4 * ((i - 1) * 307) + 3]);
    g_assert_cmpint(inks[3], ==, 255);
    for (guint32 i = 0; i < n; i++) {
        const guint8 *k = inks + 4 * i;
        g_assert_cmpint(k[0] + k[1] + k[2] + k[3], <=, (int) (ingram->colour.ink_limit * 2.55));
        lh_separation_pixels(separation, pixels + i, 1, alone);
        g_assert_cmpmem(k, 4, alone, 4);
        if (pixels[i] % 0x010101 == 0) {
            g_assert_cmpint(k[0] + k[1] + k[2], ==, 0);
            g_assert_cmpint(k[3], >=, 255 - (int) (pixels[i] & 255) - 30);
            g_assert_cmpint(k[3], <=, 255 - (int) (pixels[i] & 255) + 40);
        }
    }
}

static void test_separation_tells_what_is_no_profile(void)
{
    g_autoptr(LhPrinter) offset = load_ours("offset");
    g_autofree char *path = in_checkout("styles/printers/offset.yaml");
    guint32 red = 0xFF0000;
    guint8 inks[4];
    g_autoptr(GError) error = NULL;
    offset->colour.separation = path;
    g_autoptr(LhSeparation) separation = lh_separation_new(offset);
    g_assert_true(lh_separation_check(separation, &error));
    lh_separation_pixels(separation, &red, 1, inks);
    g_assert_false(lh_separation_check(separation, &error));
    g_assert_nonnull(strstr(error->message, "is no ICC profile of a press"));
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
    g_test_add_func("/press/profile-says-what-the-standard-says",
                    test_profile_says_what_the_standard_says);
    g_test_add_func("/press/profile-leads-back", test_profile_leads_back);
    g_test_add_func("/press/separation-limits-ink-and-keeps-greys-black",
                    test_separation_limits_ink_and_keeps_greys_black);
    g_test_add_func("/press/separation-tells-what-is-no-profile",
                    test_separation_tells_what_is_no_profile);
    return g_test_run();
}
