/* Diagnostics: how they read, how they are counted, and files that are written whole or not. */
#include "longhand/diag.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static const LhSource here = {"ch/one.md", 12, 3};

/* What lh_diag_print() writes. */
static char *printed(const LhDiag *diag, LhSeverity least)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    lh_diag_print(diag, out, least, FALSE);
    fclose(out);
    return text;
}

static void test_line_names_place_and_hint(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    lh_diag_add(diag, LH_SEVERITY_ERROR, here, "no-file", "check the name", "no file %s", "x.py");
    lh_diag_add(diag, LH_SEVERITY_WARNING, (LhSource){"a.md", 4, 0}, "odd", NULL, "odd");
    lh_diag_add(diag, LH_SEVERITY_NOTE, (LhSource){0}, "n", NULL, "only a note");
    g_autofree char *all = printed(diag, LH_SEVERITY_NOTE);
    g_assert_cmpstr(all, ==,
                    "ch/one.md:12:3: error: no file x.py; check the name [no-file]\n"
                    "a.md:4: warning: odd [odd]\n"
                    "longhand: note: only a note [n]\n");
    g_autofree char *errors = printed(diag, LH_SEVERITY_ERROR);
    g_assert_cmpstr(errors, ==, "ch/one.md:12:3: error: no file x.py; check the name [no-file]\n");
}

static void test_text_cannot_steer_the_terminal(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    lh_diag_add(diag, LH_SEVERITY_ERROR, (LhSource){"a\033]0;b.md", 1, 1}, "x", NULL,
                "\033[2Jtwo\nlines \xff");
    g_autofree char *text = printed(diag, LH_SEVERITY_NOTE);
    g_assert_cmpstr(text, ==, "a\\x1b]0;b.md:1:1: error: \\x1b[2Jtwo lines \xef\xbf\xbd [x]\n");
}

static void test_endless_text_is_cut(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autofree char *long_text = g_strnfill(1024 * 1024, 'x');
    lh_diag_add(diag, LH_SEVERITY_ERROR, here, "x", NULL, "%s", long_text);
    const char *message = lh_diag_peek(diag, 0)->message;
    g_assert_cmpuint(strlen(message), <, 1000);
    g_assert_true(g_str_has_suffix(message, "x…"));
}

static void test_annotations_are_escaped(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    lh_diag_add(diag, LH_SEVERITY_ERROR, (LhSource){"a,b:c.md", 2, 3}, "x", "100%", "a: b, %s", "50%");
    lh_diag_add_on(diag, LH_SEVERITY_WARNING, (LhSource){"/a.md", 4, 0}, 7, "y", NULL, "on a page");
    lh_diag_add(diag, LH_SEVERITY_NOTE, (LhSource){0}, "z", NULL, "of nothing");
    g_autofree char *all = lh_diag_github(diag, "a book", LH_SEVERITY_NOTE);
    g_assert_cmpstr(all, ==,
                    "::error file=a book/a%2Cb%3Ac.md,line=2,col=3,title=x::a: b, 50%25; 100%25\n"
                    "::warning file=/a.md,line=4,title=y::page 7: on a page\n"
                    "::notice title=z::of nothing\n");
    g_autofree char *top = lh_diag_github(diag, "", LH_SEVERITY_ERROR);
    g_assert_true(g_str_has_prefix(top, "::error file=a%2Cb%3Ac.md,"));
}

static void test_forgotten_defects_do_not_count(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    for (int i = 0; i < 3; i++) {
        lh_diag_defect(diag, LH_DEFECT_WIDOW, here, i, "a widow");
        lh_diag_add(diag, LH_SEVERITY_WARNING, here, "x", NULL, "kept %d", i);
    }
    lh_diag_forget(diag, LH_DEFECT_WIDOW);
    g_assert_cmpuint(lh_diag_length(diag), ==, 3);
    g_assert_cmpstr(lh_diag_peek(diag, 2)->message, ==, "kept 2");
    g_assert_cmpint(lh_diag_count(diag, LH_SEVERITY_WARNING), ==, 3);
    g_assert_cmpint(lh_diag_defects(diag, LH_DEFECT_WIDOW), ==, 0);
}

static void test_append_moves_everything(void)
{
    g_autoptr(LhDiag) all = lh_diag_new();
    g_autoptr(LhDiag) one = lh_diag_new();
    lh_diag_add(all, LH_SEVERITY_ERROR, here, "x", NULL, "first");
    lh_diag_defect(one, LH_DEFECT_WIDOW, here, 7, "second");
    lh_diag_append(all, one);
    lh_diag_append(all, one);
    g_assert_cmpuint(lh_diag_length(one), ==, 0);
    g_assert_cmpint(lh_diag_count(one, LH_SEVERITY_WARNING), ==, 0);
    g_assert_cmpuint(lh_diag_length(all), ==, 2);
    g_assert_cmpint(lh_diag_count(all, LH_SEVERITY_WARNING), ==, 1);
    g_assert_cmpint(lh_diag_defects(all, LH_DEFECT_WIDOW), ==, 1);
    g_assert_cmpstr(lh_diag_peek(all, 1)->message, ==, "second");
}

static void test_a_flood_is_counted_not_kept(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autoptr(LhDiag) more = lh_diag_new();
    for (int i = 0; i < 60000; i++) {
        lh_diag_add(diag, LH_SEVERITY_WARNING, here, "x", NULL, "again");
        lh_diag_add(more, LH_SEVERITY_WARNING, here, "x", NULL, "again");
    }
    lh_diag_append(diag, more);
    g_assert_cmpint(lh_diag_count(diag, LH_SEVERITY_WARNING), ==, 120000);
    g_assert_cmpuint(lh_diag_length(diag), ==, 50000);
    g_autofree char *text = printed(diag, LH_SEVERITY_NOTE);
    g_assert_true(g_str_has_suffix(text, "longhand: and 70000 more\n"));
}

static void test_json_is_escaped(void)
{
    g_autoptr(LhDiag) diag = lh_diag_new();
    lh_diag_add(diag, LH_SEVERITY_ERROR, here, "quote", "say \"x\"", "a\\b");
    lh_diag_defect(diag, LH_DEFECT_OVERFULL, (LhSource){0}, 9, "too wide");
    g_autofree char *json = lh_diag_json(diag);
    g_assert_cmpstr(json, ==,
                    "[\n {\"severity\": \"error\", \"code\": \"quote\", \"file\": \"ch/one.md\", "
                    "\"line\": 12, \"column\": 3, \"message\": \"a\\\\b\", "
                    "\"hint\": \"say \\\"x\\\"\"},\n"
                    " {\"severity\": \"warning\", \"code\": \"overfull\", \"page\": 9, "
                    "\"defect\": \"overfull\", \"message\": \"too wide\"}\n]\n");
}

typedef struct {
    char *folder;
    char *path;
} Place;

static void set_up(Place *place, gconstpointer data)
{
    (void) data;
    place->folder = g_dir_make_tmp("longhand-test-XXXXXX", NULL);
    place->path = g_build_filename(place->folder, "book.pdf", NULL);
}

/* Names in @folder. */
static int count_files(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    int n = 0;
    while (g_dir_read_name(dir))
        n++;
    return n;
}

static void empty_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_remove(path);
    }
}

static void tear_down(Place *place, gconstpointer data)
{
    (void) data;
    empty_folder(place->folder);
    g_assert_cmpint(g_rmdir(place->folder), ==, 0);
    g_free(place->folder);
    g_free(place->path);
}

static void assert_holds(const char *path, const char *expected)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, expected);
}

static void test_write_replaces_whole(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GError) error = NULL;
    g_assert_true(lh_write_beside(place->path, "old", 3, &error));
    g_assert_true(lh_write_beside(place->path, "newer", 5, &error));
    g_assert_no_error(error);
    assert_holds(place->path, "newer");
    g_assert_cmpint(count_files(place->folder), ==, 1);
}

static void test_write_follows_a_link(Place *place, gconstpointer data)
{
    (void) data;
    g_autofree char *link_path = g_build_filename(place->folder, "latest.pdf", NULL);
    g_assert_true(lh_write_beside(place->path, "old", 3, NULL));
    g_assert_cmpint(symlink("book.pdf", link_path), ==, 0);
    g_assert_true(lh_write_beside(link_path, "new", 3, NULL));
    assert_holds(place->path, "new");
    g_assert_true(g_file_test(link_path, G_FILE_TEST_IS_SYMLINK));
}

static void test_write_leaves_devices_alone(Place *place, gconstpointer data)
{
    (void) place, (void) data;
    g_autoptr(GError) error = NULL;
    g_assert_true(lh_write_beside("/dev/null", "x", 1, &error));
    struct stat st;
    g_assert_cmpint(stat("/dev/null", &st), ==, 0);
    g_assert_true(S_ISCHR(st.st_mode));
}

static void test_write_says_why_not(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GError) error = NULL;
    g_assert_false(lh_write_beside(place->folder, "x", 1, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
    g_clear_error(&error);
    g_autofree char *nowhere = g_build_filename(place->folder, "no", "x.pdf", NULL);
    g_assert_false(lh_write_beside(nowhere, "x", 1, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_assert_true(g_str_has_suffix(error->message, "; make its folder first"));
}

static void test_full_disk_keeps_the_old_file(Place *place, gconstpointer data)
{
    (void) data;
    if (mount("none", place->folder, "tmpfs", 0, "size=64k") < 0) {
        g_test_skip("a small file system can be mounted by root only");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *large = g_strnfill(1024 * 1024, 'x');
    g_assert_true(lh_write_beside(place->path, "old", 3, NULL));
    g_assert_false(lh_write_beside(place->path, large, 1024 * 1024, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    assert_holds(place->path, "old");
    g_assert_cmpint(count_files(place->folder), ==, 1);
    g_assert_cmpint(umount(place->folder), ==, 0);
}

static void test_report_counts_at_the_top(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(LhDiag) diag = lh_diag_new();
    lh_diag_add(diag, LH_SEVERITY_ERROR, here, "x", NULL, "not of the layout");
    lh_diag_defect(diag, LH_DEFECT_SHORT_PAGE, here, 31, "half of the page is empty");
    g_assert_true(lh_diag_write_report(diag, place->path, 40, NULL));
    assert_holds(place->path,
                 "{\n\"pages\": 40,\n\"off_grid\": 0,\n\"overfull\": 0,\n\"overflow\": 0,\n\"widows\": 0,\n"
                 "\"orphans\": 0,\n\"stranded_headings\": 0,\n\"missing_glyphs\": 0,\n"
                 "\"lost_text\": 0,\n\"wrapped_code_lines\": 0,\n\"short_pages\": 1,\n\"items\": [\n"
                 "{\"severity\": \"warning\", \"code\": \"short-page\", \"file\": \"ch/one.md\", "
                 "\"line\": 12, \"column\": 3, \"page\": 31, \"defect\": \"short-page\", "
                 "\"message\": \"half of the page is empty\"}\n]\n}\n");
}

#define ADD(path, function) g_test_add(path, Place, NULL, set_up, function, tear_down)

/* "b.md" before "a.md", what has no file last. */
static int backwards(const char *file, gpointer data)
{
    (void) data;
    return file ? -file[0] : 0;
}

static void test_sorting_keeps_the_order_of_equals(void)
{
    static const LhSource places[] = {{NULL, 0, 0}, {"a.md", 2, 1}, {"b.md", 9, 2},
                                      {"b.md", 9, 1}, {"a.md", 1, 8}, {"a.md", 2, 1}};
    g_autoptr(LhDiag) diag = lh_diag_new();
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        lh_diag_add(diag, LH_SEVERITY_ERROR, places[i], "x", NULL, "%u", i);
    lh_diag_sort(diag, backwards, NULL);
    g_autoptr(GString) order = g_string_new(NULL);
    for (gsize i = 0; i < lh_diag_length(diag); i++)
        g_string_append(order, lh_diag_peek(diag, i)->message);
    g_assert_cmpstr(order->str, ==, "324150");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diag/line", test_line_names_place_and_hint);
    g_test_add_func("/diag/control-characters", test_text_cannot_steer_the_terminal);
    g_test_add_func("/diag/endless", test_endless_text_is_cut);
    g_test_add_func("/diag/sort", test_sorting_keeps_the_order_of_equals);
    g_test_add_func("/diag/append", test_append_moves_everything);
    g_test_add_func("/diag/flood", test_a_flood_is_counted_not_kept);
    g_test_add_func("/diag/json", test_json_is_escaped);
    g_test_add_func("/diag/github", test_annotations_are_escaped);
    g_test_add_func("/diag/forget", test_forgotten_defects_do_not_count);
    ADD("/diag/report", test_report_counts_at_the_top);
    ADD("/write/replaces", test_write_replaces_whole);
    ADD("/write/link", test_write_follows_a_link);
    ADD("/write/device", test_write_leaves_devices_alone);
    ADD("/write/errors", test_write_says_why_not);
    ADD("/write/full-disk", test_full_disk_keeps_the_old_file);
    return g_test_run();
}
