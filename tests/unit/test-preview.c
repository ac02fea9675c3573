/* Previews: palettes, templates, and which pages a choice means. */
#include "../../src/preview/internal.h"

#include "golden.h"

#include <math.h>
#include <string.h>
#include <zlib.h>

/* ---- Palettes ---- */

#define SIDE 64

/* The bytes of a PNG's chunk @type; NULL = it has none. (transfer full) */
static GBytes *find_chunk(GBytes *png, const char *type)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(png, &length);
    for (gsize at = 8; at + 12 <= length;) {
        guint32 size;
        memcpy(&size, data + at, 4);
        size = GUINT32_FROM_BE(size);
        if (memcmp(data + at + 4, type, 4) == 0)
            return g_bytes_new(data + at + 8, size);
        at += 12 + size;
    }
    return NULL;
}

static guint n_colours(GBytes *png)
{
    g_autoptr(GBytes) palette = find_chunk(png, "PLTE");
    g_assert_nonnull(palette);
    return (guint) g_bytes_get_size(palette) / 3;
}

/* The pixels of a PNG of SIDE × SIDE with a palette and no filters. */
static void decode(GBytes *png, guint32 *pixels)
{
    g_autoptr(GBytes) head = find_chunk(png, "IHDR");
    g_autoptr(GBytes) palette = find_chunk(png, "PLTE");
    g_autoptr(GBytes) deflated = find_chunk(png, "IDAT");
    guint depth = ((const guint8 *) g_bytes_get_data(head, NULL))[8];
    const guint8 *colours = g_bytes_get_data(palette, NULL);
    guint8 rows[SIDE * (SIDE + 1)];
    uLongf length = sizeof rows;
    gsize size;
    const guint8 *bytes = g_bytes_get_data(deflated, &size);
    g_assert_cmpint(uncompress(rows, &length, bytes, size), ==, Z_OK);
    guint stride = SIDE * depth / 8 + 1;
    g_assert_cmpuint(length, ==, stride * SIDE);
    for (guint i = 0; i < SIDE * SIDE; i++) {
        guint bit = i % SIDE * depth;
        guint index =
            rows[i / SIDE * stride + 1 + bit / 8] >> (8 - depth - bit % 8) & ((1u << depth) - 1);
        const guint8 *colour = colours + 3 * index;
        pixels[i] = (guint32) colour[0] << 16 | (guint32) colour[1] << 8 | colour[2];
    }
}

static void check_exact(guint n)
{
    guint32 pixels[SIDE * SIDE], decoded[SIDE * SIDE];
    double loss = -1;
    for (guint i = 0; i < SIDE * SIDE; i++)
        pixels[i] = i % n * 0x010307u & 0xffffff;
    g_autoptr(GBytes) png = lh_palette_png(pixels, SIDE, SIDE, 256, &loss);
    g_assert_cmpuint(n_colours(png), ==, n);
    decode(png, decoded);
    g_assert_cmpmem(pixels, sizeof pixels, decoded, sizeof decoded);
    g_assert_cmpfloat(loss, ==, 0);
}

static void test_few_colours_stay_exact(void)
{
    static const guint counts[] = {1, 2, 3, 4, 5, 16, 17, 200, 256};
    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++)
        check_exact(counts[i]);
}

/* A ramp of every grey and a few rare reds. */
static void fill_ramp(guint32 *pixels)
{
    for (guint i = 0; i < SIDE * SIDE; i++)
        pixels[i] = i % 400 == 7 ? 0xc22f38 : (i / 16 & 255) * 0x010101u;
}

static void test_many_colours_become_near_ones(void)
{
    guint32 pixels[SIDE * SIDE], decoded[SIDE * SIDE];
    double loss = 0;
    fill_ramp(pixels);
    g_autoptr(GBytes) png = lh_palette_png(pixels, SIDE, SIDE, 32, &loss);
    g_autoptr(GBytes) again = lh_palette_png(pixels, SIDE, SIDE, 32, NULL);
    g_assert_cmpuint(n_colours(png), <=, 32);
    g_assert_true(g_bytes_equal(png, again));
    decode(png, decoded);
    guint64 error = 0;
    for (guint i = 0; i < SIDE * SIDE; i++)
        for (int shift = 0; shift < 24; shift += 8) {
            int d = (int) (pixels[i] >> shift & 255) - (int) (decoded[i] >> shift & 255);
            error += (guint64) (d * d);
            g_assert_cmpint(ABS(d), <, 24);
        }
    g_assert_cmpfloat_with_epsilon(loss, (double) error / (3.0 * SIDE * SIDE), 1e-9);
    g_assert_cmpfloat(loss, <, 12);
}

/* ---- Templates ---- */

static void check_fill(const char *template, const char *wanted)
{
    g_autoptr(LhSlots) slots = lh_slots_new();
    g_autoptr(GError) error = NULL;
    lh_slots_set(slots, "title", "A <b> & \"c\"");
    lh_slots_set(slots, "raw", "<p>x</p>");
    lh_slots_set(slots, "missing", NULL);
    lh_slots_set(slots, "tag", "{{title}}");
    lh_slots_set_number(slots, "n", 7);
    for (int i = 1; i <= 2; i++) {
        LhSlots *entry = lh_slots_add(slots, "list");
        lh_slots_set_number(entry, "i", i);
        if (i == 2)
            lh_slots_set_number(lh_slots_add(entry, "inner"), "n", 8);
    }
    g_autofree char *text = lh_slots_fill(slots, template, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, wanted);
}

static void test_templates_are_filled(void)
{
    check_fill("plain", "plain");
    check_fill("{{n}}/{{nothing}}/{{ n }}", "7//7");
    check_fill("{{title}}", "A &lt;b&gt; &amp; &quot;c&quot;");
    check_fill("{{{raw}}}|{{raw}}", "<p>x</p>|&lt;p&gt;x&lt;/p&gt;");
    check_fill("{{tag}}", "{{title}}");
    check_fill("{{#list}}{{i}}{{n}} {{/list}}", "17 27 ");
    check_fill("{{#list}}{{#inner}}{{i}}{{n}}{{/inner}}{{^inner}}-{{/inner}}{{/list}}", "-28");
    check_fill("{{#n}}yes{{/n}}{{^n}}no{{/n}}{{#missing}}yes{{/missing}}{{^missing}}no{{/missing}}",
               "yesno");
    check_fill("a {{ b } }} c {{", "a  c {{");
}

static void test_open_sections_are_errors(void)
{
    g_autoptr(LhSlots) slots = lh_slots_new();
    static const char *const wrong[] = {"{{#a}}", "{{#a}}{{#a}}{{/a}}", "x{{^b}}y{{/a}}"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(lh_slots_fill(slots, wrong[i], &error));
        g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
    }
}

/* ---- Choice ---- */

#define N_PAGES 10

/* Two roman pages, a blank, then folios 1 to 7 of chapters 1 and 2. */
typedef struct {
    LhPage page[N_PAGES];
    LhChapter chapters[2];
    LhPages pages;
} Book;

static void book_init(Book *book)
{
    static const LhOutlineEntry outline[] = {{0, "1  First", "one.md#"},
                                             {1, "1.1  Part of it", "one.md#part"},
                                             {0, "2  Last", "two.md#"}};
    static const int at[] = {3, 5, 7};
    *book = (Book){.pages = {.pages = g_ptr_array_new(),
                             .outline = g_array_new(FALSE, FALSE, sizeof(LhOutlineEntry)),
                             .anchors = g_hash_table_new(g_str_hash, g_str_equal)}};
    for (int i = 0; i < 2; i++)
        book->chapters[i] = (LhChapter){.role = LH_CHAPTER_BODY,
                                        .number = (char *) (i ? "2" : "1"),
                                        .title = (char *) (i ? "Last" : "First"),
                                        .name = (char *) (i ? "two.md" : "one.md")};
    for (int i = 0; i < N_PAGES; i++) {
        LhPage *page = &book->page[i];
        *page = (LhPage){.index = i, .roman = i < 3, .folio = i < 3 ? i + 1 : i - 2};
        page->kind = i == 2 ? LH_PAGE_BLANK : i == 3 || i == 7 ? LH_PAGE_CHAPTER : LH_PAGE_BODY;
        page->chapter = i < 3 ? NULL : &book->chapters[i >= 7];
        g_snprintf(page->label, sizeof page->label, i < 3 ? "%.*s" : "%d",
                   i < 3 ? i + 1 : page->folio, "iii");
        g_ptr_array_add(book->pages.pages, page);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(outline); i++) {
        g_array_append_val(book->pages.outline, outline[i]);
        g_hash_table_insert(book->pages.anchors, (gpointer) outline[i].anchor, &book->page[at[i]]);
    }
}

static void book_clear(Book *book)
{
    g_ptr_array_unref(book->pages.pages);
    g_array_unref(book->pages.outline);
    g_hash_table_unref(book->pages.anchors);
}

/* "x" a page that is chosen. */
static void check_choice(const LhBookSample *wanted, const char *expected, const char *code)
{
    Book book;
    g_autoptr(LhDiag) diag = lh_diag_new();
    char found[N_PAGES + 1] = {0};
    book_init(&book);
    g_autofree guint8 *chosen = lh_sample_choose(&book.pages, wanted, diag);
    for (int i = 0; i < N_PAGES; i++)
        found[i] = chosen[i] ? 'x' : '.';
    g_assert_cmpstr(found, ==, expected);
    g_assert_cmpuint(lh_diag_length(diag), ==, code ? 1 : 0);
    if (code)
        g_assert_cmpstr(lh_diag_peek(diag, 0)->code, ==, code);
    book_clear(&book);
}

#define LIST(...) ((char *[]){__VA_ARGS__, NULL})

static void test_pages_are_chosen(void)
{
    check_choice(&(LhBookSample){.pages = LIST("2-3")}, "....xx....", NULL);
    check_choice(&(LhBookSample){.pages = LIST("i", "ii – 1")}, "xx.x......", NULL);
    check_choice(&(LhBookSample){.pages = LIST("I-iii")}, "xx........", NULL);
    check_choice(&(LhBookSample){.chapters = LIST("two.md")}, ".......xxx", NULL);
    check_choice(&(LhBookSample){.chapters = LIST("1-2")}, "...xxxxxxx", NULL);
    check_choice(&(LhBookSample){.headings = LIST("Part of it")}, ".....xx...", NULL);
    check_choice(&(LhBookSample){.headings = LIST("one.md#")}, "...xxxx...", NULL);
    check_choice(&(LhBookSample){.headings = LIST("2  Last"), .show = LIST("1")}, "...x...xxx",
                 NULL);
    check_choice(&(LhBookSample){.fraction = 41}, "xx.xx.....", NULL);
    check_choice(&(LhBookSample){.fraction = 100}, "xx.xxxxxxx", NULL);
    check_choice(&(LhBookSample){0}, "x.........", NULL);
}

static void test_what_is_not_there_is_told(void)
{
    check_choice(&(LhBookSample){.pages = LIST("5-90")}, "..........", "no-such-page");
    check_choice(&(LhBookSample){.pages = LIST("5-3")}, "..........", "no-such-page");
    check_choice(&(LhBookSample){.pages = LIST("1-2-3")}, "..........", "no-such-page");
    check_choice(&(LhBookSample){.pages = LIST("")}, "..........", "no-such-page");
    check_choice(&(LhBookSample){.chapters = LIST("3")}, "..........", "no-such-chapter");
    check_choice(&(LhBookSample){.headings = LIST("Firs")}, "..........", "no-such-heading");
}

static void test_shops_cut_from_the_front(void)
{
    Book book;
    g_autoptr(LhDiag) diag = lh_diag_new();
    book_init(&book);
    LhShopCut ten = lh_shop_cut(&book.pages, 10), forty = lh_shop_cut(&book.pages, 40);
    g_assert_cmpint(ten.pages, ==, 1);
    g_assert_cmpint(ten.body, ==, 0);
    g_assert_cmpstr(ten.label, ==, "i");
    g_assert_cmpint(forty.pages, ==, 4);
    g_assert_cmpint(forty.body, ==, 1);
    g_assert_cmpstr(forty.title, ==, "First");
    lh_shop_warn(&book.pages, &forty, diag);
    g_assert_cmpuint(lh_diag_length(diag), ==, 0);
    lh_shop_warn(&book.pages, &ten, diag);
    g_assert_cmpstr(lh_diag_peek(diag, 0)->code, ==, "sample-front-matter");
    book_clear(&book);
}

static void test_look_loads(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autofree char *dir = in_checkout("styles/preview");
    g_autoptr(LhPreviewLook) look = lh_preview_look_load(dir, diag);
    g_assert_nonnull(look);
    g_assert_cmpint(look->size.page, ==, 900);
    g_assert_cmpint(look->size.banner_width, ==, 1280);
    g_assert_null(lh_preview_look_load("/nowhere", diag));
    g_assert_cmpint(lh_diag_count(diag, LH_SEVERITY_ERROR), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/preview/palette/few-colours-stay-exact", test_few_colours_stay_exact);
    g_test_add_func("/preview/palette/many-become-near-ones", test_many_colours_become_near_ones);
    g_test_add_func("/preview/slots/templates-are-filled", test_templates_are_filled);
    g_test_add_func("/preview/slots/open-sections-are-errors", test_open_sections_are_errors);
    g_test_add_func("/preview/choose/pages", test_pages_are_chosen);
    g_test_add_func("/preview/choose/what-is-not-there-is-told", test_what_is_not_there_is_told);
    g_test_add_func("/preview/shops/cut-from-the-front", test_shops_cut_from_the_front);
    g_test_add_func("/preview/look/loads", test_look_loads);
    return g_test_run();
}
