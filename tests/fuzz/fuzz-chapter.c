/* A chapter of any text on its whole way to pages: it ends, keeps to the grid and loses nothing. */
#include "longhand/longhand.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define DRAW_EVERY 16

static struct {
    char *folder;
    LhBook *book;
    LhStyle *style;
    LhFonts *fonts;
    LhLanguages *languages;
} house;

static void clear_house(void)
{
    g_autofree char *path = g_build_filename(house.folder, "a.md", NULL);
    g_unlink(path);
    g_rmdir(house.folder);
    g_free(house.folder);
    lh_highlight_free(house.languages);
    lh_fonts_free(house.fonts);
    lh_style_free(house.style);
    lh_book_free(house.book);
}

static void set_up(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autofree char *data = lh_style_data_dir(NULL);
    g_assert_nonnull(data);
    g_autofree char *styles = g_build_filename(data, "styles", NULL);
    g_autofree char *languages = g_build_filename(styles, "languages", NULL);
    g_autofree char *fonts = g_build_filename(data, "fonts", NULL);
    house.folder = g_dir_make_tmp("longhand-fuzz-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(house.folder, "a.md", NULL);
    g_assert_true(g_file_set_contents(path, "", 0, NULL));
    house.book = lh_book_open(path, diag, NULL);
    house.style = lh_style_load("classic-ruled", styles, diag);
    house.fonts = lh_fonts_open(house.style, fonts, NULL);
    house.languages = lh_highlight_load(languages, NULL);
    g_assert_true(house.book && house.style && house.fonts && house.languages);
    atexit(clear_house);
}

static void check_pages(const LhPages *pages, const LhDiag *diag)
{
    g_autofree char *dump = lh_draw_dump(pages);
    g_assert_true(g_utf8_validate(dump, -1, NULL));
    g_assert_cmpint(lh_diag_defects(diag, LH_DEFECT_OFF_GRID), ==, 0);
    g_assert_cmpint(lh_diag_defects(diag, LH_DEFECT_LOST_TEXT), ==, 0);
}

/* Drawing makes a font first, which takes long: now and then is enough. */
static void draw_some(const LhPages *pages)
{
    static int n;
    g_autoptr(GError) error = NULL;
    LhDrawOptions options = {.format = LH_FORMAT_PDF, .path = "/dev/null"};
    if (n++ % DRAW_EVERY == 0)
        lh_draw(pages, house.fonts, &options, &error);
    g_assert_no_error(error);
}

static void set_chapter(const LhTree *tree, GPtrArray *trees, LhDiag *diag)
{
    g_autoptr(LhReferences) references =
        lh_references_new(house.book, house.style, trees, NULL, diag);
    g_autoptr(LhShaper) shaper = lh_shaper_new(house.fonts);
    LhLayoutContext context = {
        .style = house.style,
        .fonts = house.fonts,
        .shaper = shaper,
        .languages = house.languages,
        .book = house.book,
        .references = references,
        .diag = diag,
    };
    LhMakeupOptions options = {.target = LH_TARGET_PRINT};
    GPtrArray *galleys = g_ptr_array_new();
    g_ptr_array_add(galleys, lh_layout_chapter(&context, tree));
    g_autoptr(LhPages) pages = lh_makeup_book(&context, galleys, &options, diag);
    check_pages(pages, diag);
    lh_lint_pages(pages, G_MAXUINT32, diag);
    draw_some(pages);
}

/* Every fault lies in its text and has a place in the manuscript, which is @text. */
static void check_faults(const LhTree *tree, const char *text)
{
    g_autofree char *path = g_build_filename(house.folder, "a.md", NULL);
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_autoptr(GArray) faults = lh_lint_tree(house.book, tree, G_MAXUINT32, NULL);
    for (guint i = 0; i < faults->len; i++) {
        const LhFault *fault = &g_array_index(faults, LhFault, i);
        g_assert_true(!fault->inl || fault->at + fault->length <= strlen(fault->inl->text));
    }
    lh_lint_report(house.book, faults, NULL, diag);
    g_assert_cmpint(lh_diag_count(diag, LH_SEVERITY_WARNING), ==, (int) faults->len);
    for (gsize i = 0; i < lh_diag_length(diag); i++)
        g_assert_cmpint(lh_diag_peek(diag, i)->source.line, >, 0);
}

int LLVMFuzzerTestOneInput(const guint8 *bytes, size_t length);

int LLVMFuzzerTestOneInput(const guint8 *bytes, size_t length)
{
    if (!house.book)
        set_up();
    g_autofree char *text = g_utf8_make_valid(length ? (const char *) bytes : "", (gssize) length);
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autoptr(LhTree) tree =
        lh_parse_chapter(house.book, house.book->chapters->pdata[0], text, diag);
    g_assert_nonnull(tree);
    g_autofree char *dump = lh_tree_dump(tree);
    g_assert_true(g_utf8_validate(dump, -1, NULL));
    g_autoptr(GPtrArray) trees = g_ptr_array_new();
    g_ptr_array_add(trees, tree);
    set_chapter(tree, trees, diag);
    check_faults(tree, text);
    return 0;
}
