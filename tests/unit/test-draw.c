/* Drawing: pages made by hand, drawn, and read back with the tools that readers use. */
#include "../../src/draw/pdf.h"
#include "../../src/image/picture.h"
#include "longhand/draw.h"

#include "hand-built-style.h"

#include <cairo.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum {
    INK_TEXT,
    INK_BLUE,
    INK_RULING,
    INK_MARGIN,
    INK_PAPER,
    INK_GREEN,
    INK_RED,
    N_INKS,
};

/* ---- A small book ---- */

typedef struct {
    LhStyle style;
    LhInk inks[N_INKS];
    LhFonts *fonts;
    LhShaper *shaper;
    LhArena *arena;
    LhBook book;
    LhPages pages;
    char *folder; /* for what is written */
} Small;

static void set_ink(Small *small, int index, const char *name, guint rgb)
{
    LhInk *ink = &small->inks[index];
    ink->name = (char *) name;
    ink->red = ink->screen_red = (rgb >> 16 & 255) / 255.0;
    ink->green = ink->screen_green = (rgb >> 8 & 255) / 255.0;
    ink->blue = ink->screen_blue = (rgb & 255) / 255.0;
}

static void set_inks(Small *small)
{
    LhStyle *style = &small->style;
    set_ink(small, INK_TEXT, "ink", 0x14304a);
    set_ink(small, INK_BLUE, "blue", 0x1d4f9f);
    set_ink(small, INK_RULING, "ruling", 0xbbd1e7);
    set_ink(small, INK_MARGIN, "margin", 0xe0848a);
    set_ink(small, INK_PAPER, "paper", 0xfcf8ec);
    set_ink(small, INK_GREEN, "green", 0x2c6a36);
    set_ink(small, INK_RED, "red", 0xc22f38);
    style->inks = small->inks;
    style->n_inks = N_INKS;
    style->grid.ruling.index = style->grid.header.index = INK_RULING;
    style->grid.margin.index = INK_MARGIN;
    style->grid.paper.index = INK_PAPER;
    style->card.gain.index = INK_GREEN;
    style->card.cost.index = INK_RED;
}

static void set_paper(LhStyle *style)
{
    style->page.width = 252;
    style->page.height = 360;
    style->page.bleed = 9;
    style->page.margin_line = 9;
    style->page.head_baseline = 54;
    style->grid.step = 18;
    style->grid.first_ruling = 4;
    style->grid.last_ruling = 19;
    style->grid.ruling_weight = 0.5;
    style->grid.header_weight = 0.9;
    style->grid.margin_weight = 0.8;
}

static void small_set_up(Small *small, gconstpointer data)
{
    (void) data;
    g_autoptr(GError) error = NULL;
    g_autofree char *fonts = g_build_filename(g_getenv("LONGHAND_DATA"), "fonts", NULL);
    small->style = built_style(1);
    set_inks(small);
    set_paper(&small->style);
    small->fonts = lh_fonts_open(&small->style, fonts, &error);
    g_assert_no_error(error);
    small->shaper = lh_shaper_new(small->fonts);
    small->arena = lh_arena_new();
    small->book = (LhBook){.title = (char *) "Ruled", .author = (char *) "A. Hand"};
    small->pages = (LhPages){.style = &small->style, .book = &small->book, .arena = small->arena};
    small->pages.pages = g_ptr_array_new();
    small->pages.outline = g_array_new(FALSE, FALSE, sizeof(LhOutlineEntry));
    small->pages.anchors = g_hash_table_new(g_str_hash, g_str_equal);
    small->folder = g_dir_make_tmp("longhand-XXXXXX", NULL);
}

static void small_tear_down(Small *small, gconstpointer data)
{
    (void) data;
    g_autoptr(GDir) dir = g_dir_open(small->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(small->folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(small->folder);
    g_free(small->folder);
    for (guint i = 0; i < small->pages.pages->len; i++) {
        LhPage *page = small->pages.pages->pdata[i];
        for (int k = 0; k < page->n_items; k++)
            if (page->items[k].kind == LH_ITEM_IMAGE)
                lh_image_free(page->items[k].image.image);
        g_free(page->items);
    }
    g_hash_table_unref(small->pages.anchors);
    g_array_unref(small->pages.outline);
    g_ptr_array_unref(small->pages.pages);
    lh_arena_free(small->arena);
    lh_shaper_free(small->shaper);
    lh_fonts_free(small->fonts);
}

static LhPage *add_page(Small *small)
{
    LhPage *page = lh_arena_new0(small->arena, LhPage, 1);
    page->index = (int) small->pages.pages->len;
    page->folio = page->index + 1;
    page->recto = page->index % 2 == 0;
    page->pitch = small->style.grid.step;
    page->left = 63;
    page->drawn = TRUE;
    g_snprintf(page->label, sizeof page->label, "%d", page->folio);
    g_ptr_array_add(small->pages.pages, page);
    return page;
}

static LhItem *add_item(LhPage *page, LhItemKind kind, LhLayer layer, double x, double y)
{
    page->items = g_renew(LhItem, page->items, page->n_items + 1);
    LhItem *item = &page->items[page->n_items++];
    *item = (LhItem){.kind = kind, .layer = layer, .x = (float) x, .y = (float) y};
    return item;
}

static LhTag *add_tag(Small *small, LhTagKind kind, const LhTag *parent)
{
    LhTag *tag = lh_arena_new0(small->arena, LhTag, 1);
    tag->kind = kind;
    tag->parent = parent;
    return tag;
}

/* @text in words and spaces on @row's ruling. */
static LhRun *add_run(Small *small, LhPage *page, double x, int row, LhRole role, const char *text,
                      const LhTag *tag)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (const char *p = text; *p;) {
        gsize n = *p == ' ' ? 1 : strcspn(p, " ");
        g_ptr_array_add(words, (gpointer) lh_shape_word(small->shaper, role, p, n, words->len));
        p += n;
    }
    LhRun *run = lh_arena_new0(small->arena, LhRun, 1);
    run->role = role;
    run->ink = INK_TEXT;
    run->scale = 1;
    run->n_words = (int) words->len;
    run->words = lh_arena_memdup(small->arena, words->pdata, words->len * sizeof(gpointer));
    run->tag = tag;
    add_item(page, LH_ITEM_TEXT, LH_LAYER_TEXT, x, row * 18)->run = run;
    return run;
}

static void add_anchor(Small *small, LhPage *page, int row, const char *id)
{
    add_item(page, LH_ITEM_ANCHOR, LH_LAYER_TEXT, page->left, row * 18)->anchor = id;
    g_hash_table_insert(small->pages.anchors, (gpointer) id, page);
}

static void add_rectangle(Small *small, LhPage *page, LhLayer layer, guint8 ink, float weight)
{
    static const guint8 ops[] = {LH_MOVE, LH_LINE, LH_LINE, LH_LINE, LH_CLOSE};
    static const float points[] = {0, 0, 90, 0, 90, 36, 0, 36};
    LhStroke *stroke = lh_arena_new0(small->arena, LhStroke, 1);
    *stroke = (LhStroke){.ops = ops, .points = points, .n_ops = 5, .ink = ink, .weight = weight};
    add_item(page, LH_ITEM_PATH, layer, 72, 200)->stroke = stroke;
}

/* A heading, a paragraph that goes on overleaf, a link, a folio. */
static void fill_book(Small *small)
{
    const LhTag *section = add_tag(small, LH_TAG_SECT, NULL);
    const LhTag *heading = add_tag(small, LH_TAG_H1, section);
    const LhTag *paragraph = add_tag(small, LH_TAG_P, section);
    LhPage *one = add_page(small), *two = add_page(small);
    add_anchor(small, one, 6, "a.md#start");
    add_run(small, one, 63, 6, LH_ROLE_H1, "Threads", heading);
    add_run(small, one, 63, 8, LH_ROLE_BODY, "A rate limiter is the", paragraph);
    add_run(small, one, 63, 9, LH_ROLE_BODY, "smallest useful thing, see", paragraph);
    add_run(small, one, 63, 10, LH_ROLE_BODY, "overleaf", paragraph)->link = "a.md#end";
    add_run(small, two, 200, 3, LH_ROLE_BODY, "2", NULL);
    add_run(small, two, 63, 5, LH_ROLE_BODY, "and it ends.", paragraph);
    add_anchor(small, two, 6, "a.md#end");
    LhOutlineEntry entries[] = {{1, "Threads", "a.md#start"}, {2, "The end", "a.md#end"}};
    g_array_append_vals(small->pages.outline, entries, 2);
}

static char *path_in(const Small *small, const char *name)
{
    return g_build_filename(small->folder, name, NULL);
}

static void draw(const Small *small, LhFormat format, const char *path)
{
    g_autoptr(GError) error = NULL;
    LhDrawOptions options = {.format = format, .path = path, .dpi = 72};
    g_assert_true(lh_draw(&small->pages, small->fonts, &options, &error));
    g_assert_no_error(error);
}

/* What a tool prints; NULL (and the test skipped) when it is not installed. */
static char *run_tool(const char *const *argv)
{
    char *out = NULL;
    int status = 0;
    g_autoptr(GError) error = NULL;
    if (!g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &out, NULL, &status, &error)) {
        g_test_skip(error->message);
        return NULL;
    }
    g_assert_true(g_spawn_check_wait_status(status, NULL));
    return out;
}

/* The PDF with its streams and objects in plain text; only letters count, NULs are gone. */
static char *plain_pdf(const char *path)
{
    g_autofree char *flat = g_strconcat(path, ".qdf", NULL);
    const char *argv[] = {"qpdf", "--qdf", "--object-streams=disable", path, flat, NULL};
    g_autofree char *said = run_tool(argv);
    if (!said)
        return NULL;
    char *bytes = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(flat, &bytes, &length, NULL));
    for (gsize i = 0; i < length; i++)
        if (bytes[i] == '\0')
            bytes[i] = ' ';
    return bytes;
}

static int count(const char *text, const char *needle)
{
    int n = 0;
    for (const char *p = strstr(text, needle); p; p = strstr(p + 1, needle))
        n++;
    return n;
}

/* ---- PDF ---- */

static void test_pdf_is_sound(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    draw(small, LH_FORMAT_PDF, path);
    const char *argv[] = {"qpdf", "--check", path, NULL};
    g_autofree char *said = run_tool(argv);
    if (said)
        g_assert_nonnull(strstr(said, "No syntax or stream encoding errors"));
}

static void test_text_comes_back_in_order(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    draw(small, LH_FORMAT_PDF, path);
    const char *argv[] = {"pdftotext", "-raw", path, "-", NULL};
    g_autofree char *text = run_tool(argv);
    if (!text)
        return;
    g_strdelimit(text, "\f", '\n');
    g_assert_cmpstr(
        g_strstrip(text), ==,
        "Threads\nA rate limiter is the\nsmallest useful thing, see\noverleaf\n\n2\nand it "
        "ends.");
}

/* The words of an element are not run together where lines break. */
static void test_elements_read_as_sentences(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    draw(small, LH_FORMAT_PDF, path);
    const char *argv[] = {"pdfinfo", "-struct-text", path, NULL};
    g_autofree char *text = run_tool(argv);
    if (!text)
        return;
    g_assert_nonnull(strstr(text, "H1"));
    g_assert_nonnull(strstr(text, "A rate limiter is the smallest useful thing, see "));
    g_assert_nonnull(strstr(text, "and it ends."));
    g_assert_null(strstr(text, "\"2"));
}

static void test_every_font_is_embedded(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    add_run(small, add_page(small), 63, 6, LH_ROLE_CODE, "def f(λ): pass", NULL);
    draw(small, LH_FORMAT_PDF, path);
    const char *argv[] = {"pdffonts", path, NULL};
    g_autofree char *text = run_tool(argv);
    if (!text)
        return;
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), >=, 5);
    for (guint i = 2; lines[i]; i++)
        g_assert_nonnull(strstr(lines[i], " yes yes yes "));
}

static void test_a_paragraph_over_two_pages_is_one_element(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    draw(small, LH_FORMAT_PDF, path);
    g_autofree char *pdf = plain_pdf(path);
    if (!pdf)
        return;
    g_assert_cmpint(count(pdf, "/S /Document"), ==, 1);
    g_assert_cmpint(count(pdf, "/S /P\n"), ==, 1);
    g_assert_cmpint(count(pdf, "/S /H1"), ==, 1);
    g_assert_cmpint(count(pdf, "/S /Link"), ==, 1);
    g_assert_cmpint(count(pdf, "/Marked true"), ==, 1);
    g_assert_cmpint(count(pdf, "/Subtype /Link"), ==, 1);
}

static void test_links_and_outline_lead_somewhere(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    ((LhRun *) ((LhPage *) small->pages.pages->pdata[1])->items[1].run)->link =
        "https://example.org/it's?a=(b)&c=é";
    draw(small, LH_FORMAT_PDF, path);
    g_autofree char *pdf = plain_pdf(path);
    if (!pdf)
        return;
    g_assert_cmpint(count(pdf, "/Title (Threads)"), ==, 1);
    g_assert_cmpint(count(pdf, "/Title (The end)"), ==, 1);
    g_assert_cmpint(count(pdf, "(a.md#end)"), >=, 2);
    g_assert_nonnull(strstr(pdf, "example.org/it%27s?a=%28b%29&c=%C3%A9"));
    g_assert_nonnull(strstr(pdf, "/Title (Ruled)"));
    g_assert_nonnull(strstr(pdf, "/Author (A. Hand)"));
}

/* A link to a page that is not drawn is text like any other. */
static void test_links_to_pages_left_out_are_dropped(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    ((LhPage *) small->pages.pages->pdata[1])->drawn = FALSE;
    draw(small, LH_FORMAT_PDF, path);
    g_autofree char *pdf = plain_pdf(path);
    if (!pdf)
        return;
    g_assert_cmpint(count(pdf, "/Type /Page\n"), ==, 1);
    g_assert_cmpint(count(pdf, "/Subtype /Link"), ==, 0);
    g_assert_cmpint(count(pdf, "/Title (The end)"), ==, 0);
}

static void test_print_has_bleed_and_nothing_to_click(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    small->pages.target = LH_TARGET_PRINT;
    draw(small, LH_FORMAT_PDF, path);
    g_autofree char *pdf = plain_pdf(path);
    if (!pdf)
        return;
    g_assert_nonnull(strstr(pdf, "270\n    378\n"));
    g_assert_null(strstr(pdf, "/Annots"));
    g_assert_null(strstr(pdf, "/StructTreeRoot"));
    g_assert_null(strstr(pdf, "/Outlines"));
    g_assert_null(strstr(pdf, "/SMask"));
}

static void test_the_ruled_paper_is_in_the_file_once(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    fill_book(small);
    add_page(small);
    add_page(small);
    draw(small, LH_FORMAT_PDF, path);
    g_autofree char *pdf = plain_pdf(path);
    if (!pdf)
        return;
    g_assert_cmpint(count(pdf, "/Subtype /Form"), ==, 1);
    g_assert_cmpint(count(pdf, " Do"), ==, 4);
}

static void test_same_pages_same_bytes(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *one = path_in(small, "1.pdf"), *two = path_in(small, "2.pdf");
    g_autofree char *a = NULL, *b = NULL;
    gsize n, m;
    fill_book(small);
    draw(small, LH_FORMAT_PDF, one);
    draw(small, LH_FORMAT_PDF, two);
    g_assert_true(g_file_get_contents(one, &a, &n, NULL));
    g_assert_true(g_file_get_contents(two, &b, &m, NULL));
    g_assert_cmpmem(a, n, b, m);
}

static void test_drawn_signs_stay_text(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf");
    LhPage *page = add_page(small);
    add_run(small, page, 63, 6, LH_ROLE_BODY, "✓ done → next", NULL);
    add_run(small, page, 63, 8, LH_ROLE_BODY, "hidden", NULL)->hidden = TRUE;
    draw(small, LH_FORMAT_PDF, path);
    const char *argv[] = {"pdftotext", "-raw", path, "-", NULL};
    g_autofree char *text = run_tool(argv);
    if (!text)
        return;
    g_assert_nonnull(strstr(text, "✓ done → next"));
    g_assert_nonnull(strstr(text, "hidden"));
}

/* ---- What goes wrong ---- */

/* A PNG whose pieces are whole and whose picture is not. */
static void write_rotten_png(const char *path)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 8, 8);
    g_assert_cmpint(cairo_surface_write_to_png(surface, path), ==, CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(surface);
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    gsize at = 0;
    while (memcmp(bytes + at, "IDAT", 4) != 0)
        at++;
    bytes[at + 6] ^= 0x55;
    g_assert_true(g_file_set_contents(path, bytes, (gssize) length, NULL));
}

static void test_a_failure_keeps_the_older_file(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.pdf"), *picture = path_in(small, "rotten.png");
    g_autoptr(GError) error = NULL;
    LhDrawOptions options = {.format = LH_FORMAT_PDF, .path = path};
    fill_book(small);
    g_assert_true(g_file_set_contents(path, "older", -1, NULL));
    write_rotten_png(picture);
    LhItem *item = add_item(small->pages.pages->pdata[1], LH_ITEM_IMAGE, LH_LAYER_STROKE, 63, 99);
    item->image.image = lh_image_open(picture, &error);
    g_assert_no_error(error);
    item->image.width = item->image.height = 50;
    g_assert_false(lh_draw(&small->pages, small->fonts, &options, &error));
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, "rotten.png is a damaged PNG"));
    g_autofree char *kept = NULL;
    g_assert_true(g_file_get_contents(path, &kept, NULL, NULL));
    g_assert_cmpstr(kept, ==, "older");
}

static void test_no_folder_no_file(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "none/a.pdf");
    g_autoptr(GError) error = NULL;
    LhDrawOptions options = {.format = LH_FORMAT_PDF, .path = path};
    fill_book(small);
    g_assert_false(lh_draw(&small->pages, small->fonts, &options, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* ---- PNG ---- */

static void test_png_names_take_the_number(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *pattern = path_in(small, "p%03d.png"), *two = path_in(small, "p002.png");
    fill_book(small);
    draw(small, LH_FORMAT_PNG, pattern);
    cairo_surface_t *surface = cairo_image_surface_create_from_png(two);
    g_assert_cmpint(cairo_image_surface_get_width(surface), ==, 252);
    g_assert_cmpint(cairo_image_surface_get_height(surface), ==, 360);
    cairo_surface_destroy(surface);
}

static void test_png_refuses_other_marks(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *pattern = path_in(small, "p%s%n.png");
    g_autoptr(GError) error = NULL;
    LhDrawOptions options = {.format = LH_FORMAT_PNG, .path = pattern};
    fill_book(small);
    g_assert_false(lh_draw(&small->pages, small->fonts, &options, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

static void test_png_refuses_a_page_of_a_billion_dots(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *pattern = path_in(small, "p%d.png");
    g_autoptr(GError) error = NULL;
    LhDrawOptions options = {.format = LH_FORMAT_PNG, .path = pattern, .dpi = 1e6};
    fill_book(small);
    g_assert_false(lh_draw(&small->pages, small->fonts, &options, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

/* Mean and greatest difference of two pictures of one size, in 255ths. */
static void compare(cairo_surface_t *a, cairo_surface_t *b, double *mean, int *most)
{
    int columns = cairo_image_surface_get_width(a), rows = cairo_image_surface_get_height(a);
    g_assert_cmpint(columns, ==, cairo_image_surface_get_width(b));
    g_assert_cmpint(rows, ==, cairo_image_surface_get_height(b));
    double sum = 0;
    *most = 0;
    for (int y = 0; y < rows; y++) {
        const guint8 *p = cairo_image_surface_get_data(a) + y * cairo_image_surface_get_stride(a);
        const guint8 *q = cairo_image_surface_get_data(b) + y * cairo_image_surface_get_stride(b);
        for (int x = 0; x < 4 * columns; x++)
            if (x % 4 != 3) {
                int difference = ABS(p[x] - q[x]);
                sum += difference;
                *most = MAX(*most, difference);
            }
    }
    *mean = sum / (3.0 * columns * rows);
}

/* Compares page 1 with tests/visual/@name; with LONGHAND_ACCEPT=1 writes it. */
static void assert_looks_like(const Small *small, const char *name)
{
    g_autofree char *pattern = path_in(small, "p%d.png"), *made = path_in(small, "p1.png");
    g_autofree char *good =
        g_build_filename(g_getenv("LONGHAND_SOURCE"), "tests", "visual", name, NULL);
    draw(small, LH_FORMAT_PNG, pattern);
    if (g_getenv("LONGHAND_ACCEPT")) {
        g_autofree char *bytes = NULL;
        gsize length;
        g_assert_true(g_file_get_contents(made, &bytes, &length, NULL));
        g_assert_true(g_file_set_contents(good, bytes, (gssize) length, NULL));
    }
    cairo_surface_t *a = cairo_image_surface_create_from_png(made);
    cairo_surface_t *b = cairo_image_surface_create_from_png(good);
    g_assert_cmpint(cairo_surface_status(b), ==, CAIRO_STATUS_SUCCESS);
    double mean;
    int most;
    compare(a, b, &mean, &most);
    g_test_message("%s: mean %.3f, most %d", name, mean, most);
    g_assert_cmpfloat(mean, <, 0.5);
    g_assert_cmpint(most, <, 64);
    cairo_surface_destroy(a);
    cairo_surface_destroy(b);
}

static void test_paper_looks_ruled(Small *small, gconstpointer data)
{
    (void) data;
    add_page(small);
    assert_looks_like(small, "paper-screen.png");
}

static void test_print_paper_is_white_and_bleeds(Small *small, gconstpointer data)
{
    (void) data;
    add_page(small);
    small->pages.target = LH_TARGET_PRINT;
    assert_looks_like(small, "paper-print.png");
}

/* Rulings show through a tint, not through a card; tape lies above text. */
static void test_layers_cover_each_other(Small *small, gconstpointer data)
{
    (void) data;
    LhPage *page = add_page(small);
    add_rectangle(small, page, LH_LAYER_TAPE, INK_PAPER, 0);
    page->items[0].y = 90;
    add_run(small, page, 63, 6, LH_ROLE_BODY, "Under the tape lies a word", NULL);
    add_rectangle(small, page, LH_LAYER_CARD, INK_BLUE, 0);
    add_rectangle(small, page, LH_LAYER_TINT, INK_GREEN, 0);
    page->items[3].y = 254;
    add_rectangle(small, page, LH_LAYER_STROKE, INK_RED, 2);
    assert_looks_like(small, "layers.png");
}

/* ---- Dump ---- */

static void test_dump_says_what_is_where(Small *small, gconstpointer data)
{
    (void) data;
    const LhTag *paragraph = add_tag(small, LH_TAG_P, add_tag(small, LH_TAG_SECT, NULL));
    LhPage *page = add_page(small);
    add_rectangle(small, page, LH_LAYER_CARD, INK_BLUE, 0);
    add_rectangle(small, page, LH_LAYER_STROKE, INK_RED, 1.1f);
    add_anchor(small, page, 6, "a.md#x");
    add_run(small, page, 63, 6, LH_ROLE_BODY, "Say \"it\"", paragraph)->link = "#x";
    LhOutlineEntry entry = {1, "Title", "a.md#x"};
    g_array_append_val(small->pages.outline, entry);
    g_autofree char *dump = lh_draw_dump(&small->pages);
    double width = 0;
    const LhRun *run = page->items[3].run;
    for (int i = 0; i < run->n_words; i++)
        width += run->words[i]->total * small->style.role[LH_ROLE_BODY].size;
    g_autofree char *wanted = g_strdup_printf(
        "page 1 body label=\"1\" recto left=63.00\n"
        "  card path y=200.00 x=72.00 w=90.00 h=36.00 ink=blue filled\n"
        "  stroke path y=200.00 x=72.00 w=90.00 h=36.00 ink=red weight=1.10\n"
        "  text anchor y=108.00 x=63.00 \"a.md#x\"\n"
        "  text run y=108.00 x=63.00 w=%.2f role=body ink=ink tag=Sect/P link=\"#x\" "
        "\"Say \\\"it\\\"\"\n"
        "outline 1 \"Title\" to=\"a.md#x\"\n",
        width);
    g_assert_cmpstr(dump, ==, wanted);
}

static void test_dump_as_a_file_is_the_same(Small *small, gconstpointer data)
{
    (void) data;
    g_autofree char *path = path_in(small, "a.txt");
    g_autofree char *read = NULL;
    fill_book(small);
    draw(small, LH_FORMAT_DUMP, path);
    g_autofree char *dump = lh_draw_dump(&small->pages);
    g_assert_true(g_file_get_contents(path, &read, NULL, NULL));
    g_assert_cmpstr(read, ==, dump);
}

/* ---- Numbers, text and streams of a PDF ---- */

static void expect_number(double value, int decimals, const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);
    lh_pdf_number(out, value, decimals);
    g_assert_cmpstr(out->str, ==, text);
}

static void test_numbers_are_short(void)
{
    expect_number(0, 2, "0");
    expect_number(1, 2, "1");
    expect_number(-1, 2, "-1");
    expect_number(10.9, 3, "10.9");
    expect_number(0.5, 2, "0.5");
    expect_number(0.05, 2, "0.05");
    expect_number(-0.25, 2, "-0.25");
    expect_number(719.999, 2, "720");
    expect_number(1234.5, 0, "1234");
    expect_number(100, 2, "100");
    expect_number(0.004, 2, "0");
    expect_number(99999.12, 2, "99999.12");
}

/* Whatever the number, reading it back gives it to the last decimal. */
static void test_numbers_read_back(void)
{
    for (int i = -70000; i < 70000; i += 37) {
        g_autoptr(GString) out = g_string_new(NULL);
        lh_pdf_number(out, i / 100.0, 2);
        g_assert_cmpfloat_with_epsilon(g_ascii_strtod(out->str, NULL), i / 100.0, 1e-9);
    }
}

static void test_text_is_escaped(void)
{
    g_autoptr(GString) plain = g_string_new(NULL), other = g_string_new(NULL);
    lh_pdf_text(plain, "a (b) \\c");
    g_assert_cmpstr(plain->str, ==, "(a \\(b\\) \\\\c)");
    lh_pdf_text(other, "é😀");
    g_assert_cmpstr(other->str, ==, "<FEFF00E9D83DDE00>");
}

static void test_streams_inflate_to_what_they_were(void)
{
    for (guint size = 0; size < 200000; size = size * 7 + 5) {
        g_autofree guint8 *in = g_malloc(size + 1), *back = g_malloc(size + 1);
        uLongf length = size + 1;
        gsize packed_size;
        for (guint i = 0; i < size; i++)
            in[i] = (guint8) (i * i >> 7);
        g_autoptr(GBytes) packed = lh_pdf_deflate(in, size);
        const guint8 *data = g_bytes_get_data(packed, &packed_size);
        g_assert_cmpint(uncompress(back, &length, data, packed_size), ==, Z_OK);
        g_assert_cmpmem(back, length, in, size);
    }
}

/* ---- SVG ---- */

/* Page 1 as SVG, painted by librsvg as large as the PNG @like. (transfer full) */
static cairo_surface_t *paint_svg(const Small *small, cairo_surface_t *like)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = path_in(small, "page.svg");
    g_autoptr(LhPageDrawer) drawer = lh_page_drawer_new(&small->pages, small->fonts, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) svg = lh_page_drawer_svg(drawer, small->pages.pages->pdata[0], &error);
    g_assert_no_error(error);
    gsize size;
    const char *text = g_bytes_get_data(svg, &size);
    g_assert_true(g_file_set_contents(path, text, (gssize) size, NULL));
    g_autoptr(LhImage) image = lh_image_open(path, &error);
    g_assert_no_error(error);
    int columns = cairo_image_surface_get_width(like), rows = cairo_image_surface_get_height(like);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
    cairo_t *cr = cairo_create(surface);
    g_assert_true(lh_image_render(image, cr, columns, rows, NULL));
    cairo_destroy(cr);
    return surface;
}

static void assert_svg_looks_like_png(const Small *small)
{
    double mean;
    int most;
    g_autofree char *pattern = path_in(small, "p%d.png"), *png = path_in(small, "p1.png");
    draw(small, LH_FORMAT_PNG, pattern);
    cairo_surface_t *a = cairo_image_surface_create_from_png(png), *b = paint_svg(small, a);
    compare(a, b, &mean, &most);
    g_test_message("mean %.3f, most %d", mean, most);
    g_assert_cmpfloat(mean, <, 0.5);
    g_assert_cmpint(most, <, 96);
    cairo_surface_destroy(a);
    cairo_surface_destroy(b);
}

static void test_svg_looks_like_the_png(Small *small, gconstpointer data)
{
    (void) data;
    LhPage *page = add_page(small);
    add_rectangle(small, page, LH_LAYER_TINT, INK_GREEN, 0);
    add_rectangle(small, page, LH_LAYER_STROKE, INK_BLUE, 1.5);
    page->items[1].y = 250;
    LhRun *run = add_run(small, page, 63, 8, LH_ROLE_BODY, "Words → and a ✓, slanted", NULL);
    run->shear = 0.2f;
    run->tracking = 0.4f;
    run = add_run(small, page, 90, 12, LH_ROLE_BODY, "A stamp", NULL);
    run->angle = -12;
    run->scale = 1.6f;
    assert_svg_looks_like_png(small);
    small->pages.target = LH_TARGET_PRINT;
    assert_svg_looks_like_png(small);
}

static void test_another_word_is_another_look(Small *small, gconstpointer data)
{
    (void) data;
    LhPage *page = add_page(small), *other = add_page(small);
    other->index = page->index;
    add_run(small, page, 63, 8, LH_ROLE_BODY, "The same words", NULL);
    add_run(small, other, 63, 8, LH_ROLE_BODY, "The same words", NULL);
    g_assert_cmpuint(lh_page_look(&small->pages, page), ==, lh_page_look(&small->pages, other));
    add_run(small, other, 63, 9, LH_ROLE_BODY, "and one more", NULL);
    g_assert_cmpuint(lh_page_look(&small->pages, page), !=, lh_page_look(&small->pages, other));
    add_run(small, page, 63, 9, LH_ROLE_BODY, "and one here", NULL);
    g_assert_cmpuint(lh_page_look(&small->pages, page), !=, lh_page_look(&small->pages, other));
}

#define ADD(name, function)                                                                        \
    g_test_add("/draw/" name, Small, NULL, small_set_up, function, small_tear_down)

/* ---- Lanes ---- */

static void test_full_lane_keeps_pictures(void)
{
    LhPdfLane lane;

    lh_pdf_lane_init(&lane, 10);
    g_assert_cmpint(lh_pdf_lane_enter(&lane, 0, 6), ==, 0);
    g_assert_cmpint(lh_pdf_lane_enter(&lane, 1, 5), ==, -1);
    g_assert_cmpint(lh_pdf_lane_enter(&lane, 2, 4), ==, 2);
    g_assert_cmpint(lh_pdf_lane_leave(&lane, 4), ==, -1); /* 6 + 5 are too much */
    g_assert_cmpint(lh_pdf_lane_leave(&lane, 6), ==, 1);
    g_assert_cmpint(lh_pdf_lane_leave(&lane, 5), ==, -1);
    lh_pdf_lane_clear(&lane);
}

static void test_heavy_picture_goes_alone(void)
{
    LhPdfLane lane;

    lh_pdf_lane_init(&lane, 10);
    g_assert_cmpint(lh_pdf_lane_enter(&lane, 0, 1), ==, 0);
    g_assert_cmpint(lh_pdf_lane_enter(&lane, 1, 99), ==, -1);
    g_assert_cmpint(lh_pdf_lane_enter(&lane, 2, 9), ==, 2);
    g_assert_cmpint(lh_pdf_lane_leave(&lane, 9), ==, -1);
    g_assert_cmpint(lh_pdf_lane_leave(&lane, 1), ==, 1);
    g_assert_cmpint(lh_pdf_lane_enter(&lane, 3, 1), ==, -1);
    g_assert_cmpint(lh_pdf_lane_leave(&lane, 99), ==, 3);
    lh_pdf_lane_clear(&lane);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("pdf/is-sound", test_pdf_is_sound);
    ADD("pdf/text-comes-back-in-order", test_text_comes_back_in_order);
    ADD("pdf/elements-read-as-sentences", test_elements_read_as_sentences);
    ADD("pdf/every-font-is-embedded", test_every_font_is_embedded);
    ADD("pdf/a-paragraph-over-two-pages-is-one-element",
        test_a_paragraph_over_two_pages_is_one_element);
    ADD("pdf/links-and-outline-lead-somewhere", test_links_and_outline_lead_somewhere);
    ADD("pdf/links-to-pages-left-out-are-dropped", test_links_to_pages_left_out_are_dropped);
    ADD("pdf/print-has-bleed-and-nothing-to-click", test_print_has_bleed_and_nothing_to_click);
    ADD("pdf/the-ruled-paper-is-in-the-file-once", test_the_ruled_paper_is_in_the_file_once);
    ADD("pdf/same-pages-same-bytes", test_same_pages_same_bytes);
    ADD("pdf/drawn-signs-stay-text", test_drawn_signs_stay_text);
    ADD("fail/keeps-the-older-file", test_a_failure_keeps_the_older_file);
    ADD("fail/no-folder-no-file", test_no_folder_no_file);
    ADD("png/names-take-the-number", test_png_names_take_the_number);
    ADD("png/refuses-other-marks", test_png_refuses_other_marks);
    ADD("png/refuses-a-page-of-a-billion-dots", test_png_refuses_a_page_of_a_billion_dots);
    ADD("visual/paper-looks-ruled", test_paper_looks_ruled);
    ADD("visual/print-paper-is-white-and-bleeds", test_print_paper_is_white_and_bleeds);
    ADD("visual/layers-cover-each-other", test_layers_cover_each_other);
    ADD("svg/looks-like-the-png", test_svg_looks_like_the_png);
    ADD("svg/another-word-is-another-look", test_another_word_is_another_look);
    ADD("dump/says-what-is-where", test_dump_says_what_is_where);
    ADD("dump/as-a-file-is-the-same", test_dump_as_a_file_is_the_same);
    g_test_add_func("/draw/pdf/numbers-are-short", test_numbers_are_short);
    g_test_add_func("/draw/pdf/numbers-read-back", test_numbers_read_back);
    g_test_add_func("/draw/pdf/text-is-escaped", test_text_is_escaped);
    g_test_add_func("/draw/pdf/streams-inflate-to-what-they-were",
                    test_streams_inflate_to_what_they_were);
    g_test_add_func("/draw/full-lane-keeps-pictures", test_full_lane_keeps_pictures);
    g_test_add_func("/draw/heavy-picture-goes-alone", test_heavy_picture_goes_alone);
    return g_test_run();
}
