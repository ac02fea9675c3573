/* What is read of a book, what is refused, and that nothing outside it is touched. */
#include "longhand/book.h"

#include "golden.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *folder;
    LhDiag *diag;
    LhBook *book;
    GError *error;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void) data;
    fixture->folder = g_dir_make_tmp("longhand-book-XXXXXX", NULL);
    fixture->diag = lh_diag_new();
}

static void remove_tree(const char *path)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
        g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
        const char *name;
        while ((name = g_dir_read_name(dir))) {
            g_autofree char *child = g_build_filename(path, name, NULL);
            remove_tree(child);
        }
    }
    g_remove(path);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void) data;
    lh_book_free(fixture->book);
    lh_diag_free(fixture->diag);
    g_clear_error(&fixture->error);
    remove_tree(fixture->folder);
    g_free(fixture->folder);
}

/* Writes a file of the book, with its folders. */
static void put(Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0777), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void open_book(Fixture *fixture)
{
    fixture->book = lh_book_open(fixture->folder, fixture->diag, &fixture->error);
}

static void assert_sound(const Fixture *fixture)
{
    g_autofree char *said = printed_without(fixture->diag, fixture->folder);
    g_assert_no_error(fixture->error);
    g_assert_cmpstr(said, ==, "");
    g_assert_nonnull(fixture->book);
}

/* The reading order, a chapter a line: role, part, number, depth, title, name. */
static char *outline(const LhBook *book)
{
    static const char *const roles[] = {"front", "body", "appendix", "back", "opener"};
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < book->chapters->len; i++) {
        const LhChapter *chapter = g_ptr_array_index(book->chapters, i);
        g_assert_cmpint(chapter->index, ==, i);
        g_string_append_printf(out, "%s %s %s %d \"%s\" %s\n", roles[chapter->role],
                               chapter->part ? chapter->part->numeral : "-",
                               chapter->number ? chapter->number : "-", chapter->depth,
                               chapter->title, chapter->name ? chapter->name : "(draft)");
    }
    return g_string_free(out, FALSE);
}

static void assert_outline(const Fixture *fixture, const char *expected)
{
    g_autofree char *text = outline(fixture->book);
    g_assert_cmpstr(text, ==, expected);
}

static void test_order_and_numbers(Fixture *fixture, gconstpointer data)
{
    (void) data;
    put(fixture, "a.md", "");
    put(fixture, "b/c.md", "");
    put(fixture, "b/part.md", "");
    put(fixture, "z.md", "");
    put(fixture, "SUMMARY.md",
        "# Summary\n\n[Before](z.md)\n[Later]()\n\n---\n\n"
        "# One\n\n- [First](./a.md)\n    - [Inside]()\n        - [Deeper]()\n    - [Beside]()\n"
        "- [Second]()\n\n"
        "# [*Two*](b/part.md)\n\n1. [Third](b/x/../c.md)\n   * [Below]()\n\n***\n\n[After]()\n");
    g_autofree char *missing = g_build_filename(fixture->folder, "b/x", NULL);
    g_assert_cmpint(g_mkdir(missing, 0777), ==, 0);
    open_book(fixture);
    assert_sound(fixture);
    assert_outline(fixture, "front - - 0 \"Before\" z.md\n"
                            "front - - 0 \"Later\" (draft)\n"
                            "body I 1 0 \"First\" a.md\n"
                            "body I 1.1 1 \"Inside\" (draft)\n"
                            "body I 1.1.1 2 \"Deeper\" (draft)\n"
                            "body I 1.2 1 \"Beside\" (draft)\n"
                            "body I 2 0 \"Second\" (draft)\n"
                            "body II 3 0 \"Third\" b/c.md\n"
                            "body II 3.1 1 \"Below\" (draft)\n"
                            "back - - 0 \"After\" (draft)\n");
    const LhPart *two = g_ptr_array_index(fixture->book->parts, 1);
    g_assert_cmpstr(two->title, ==, "Two");
    g_assert_cmpstr(two->opener->name, ==, "b/part.md");
    g_assert_cmpint(two->opener->index, ==, -1);
    g_assert_cmpuint(two->chapters->len, ==, 2);
    g_assert_true(lh_book_find(fixture->book, "b/../b/./part.md") == two->opener);
    g_assert_null(lh_book_find(fixture->book, "c.md"));
}

static void test_titles_become_plain(Fixture *fixture, gconstpointer data)
{
    (void) data;
    put(fixture, "SUMMARY.md",
        "- [The `match` and *the* __rest__]()\n- [`Vec<[T]>` \\*starred\\* a_b_c]()\n"
        "- [\"Don't\" -- it's `\"raw\"`...]()\n- [2 * 3 * 4 &amp; 5]()\n"
        "- [***both*** and `` a`b ``]()\n- [a title\n  on two lines]()\n- [`__init__` and "
        "[x]]()\n");
    open_book(fixture);
    assert_sound(fixture);
    assert_outline(fixture, "body - 1 0 \"The match and the rest\" (draft)\n"
                            "body - 2 0 \"Vec<[T]> *starred* a_b_c\" (draft)\n"
                            "body - 3 0 \"“Don’t” – it’s \"raw\"…\" (draft)\n"
                            "body - 4 0 \"2 * 3 * 4 & 5\" (draft)\n"
                            "body - 5 0 \"both and a`b\" (draft)\n"
                            "body - 6 0 \"a title on two lines\" (draft)\n"
                            "body - 7 0 \"__init__ and [x]\" (draft)\n");
}

static void test_links_are_markdown_links(Fixture *fixture, gconstpointer data)
{
    (void) data;
    put(fixture, "a b.md", "");
    put(fixture, "c(1).md", "");
    put(fixture, "d%20e.md", "");
    put(fixture, "f.md", "");
    put(fixture, "SUMMARY.md",
        "<!-- not\n- [this](no.md)\n-->\n- [A](a%20b.md)\n- [C](c(1).md)\n"
        "- [D](d%20e.md)\n- [F](<f.md> \"hover\")\n");
    open_book(fixture);
    assert_sound(fixture);
    assert_outline(fixture, "body - 1 0 \"A\" a b.md\nbody - 2 0 \"C\" c(1).md\n"
                            "body - 3 0 \"D\" d%20e.md\nbody - 4 0 \"F\" f.md\n");
}

static void test_metadata(Fixture *fixture, gconstpointer data)
{
    (void) data;
    put(fixture, "SUMMARY.md", "- [A]()\n");
    put(fixture, "mine.yaml", "extends: classic-ruled\n");
    put(fixture, "book.yaml",
        "title: \"The: Book\"\nauthor: Ä. Name\nsubtitle:\nisbn: 978-0-306-40615-7\n"
        "date: 2026-02-28\nlanguage: en-GB\nstyle: mine.yaml\noutput: the-book\n"
        "cover:\n  back: |\n    Two\n    lines.\n");
    open_book(fixture);
    assert_sound(fixture);
    g_assert_cmpstr(fixture->book->title, ==, "The: Book");
    g_assert_cmpstr(fixture->book->author, ==, "Ä. Name");
    g_assert_null(fixture->book->subtitle);
    g_assert_cmpstr(fixture->book->date, ==, "2026-02-28");
    g_assert_cmpstr(fixture->book->cover_back, ==, "Two\nlines.\n");
    g_assert_true(g_str_has_suffix(fixture->book->style, "/mine.yaml"));
    g_assert_true(g_path_is_absolute(fixture->book->style));
}

static void test_mdbook(Fixture *fixture, gconstpointer data)
{
    (void) data;
    put(fixture, "text/SUMMARY.md", "# The Book\n\n[Intro](intro.md)\n\n- [A]()\n");
    put(fixture, "text/intro.md", "");
    put(fixture, "book.toml",
        "# a comment\n[build]\nbuild-dir = 'out'\n[book]\nauthors = [\n  \"One\", # first\n"
        "  'Two',\n]\ntitle = \"A \\\"B\\\" \\u00e9\" # here\nsrc = \"text\"\nmultilingual = "
        "false\n"
        "[output.html.playground]\nx = {a = 1, b = [1, 2]}\n[[preprocessor]]\nd = 1979-05-27\n"
        "s = \"\"\"\nlong ]\n\"\"\"\n");
    open_book(fixture);
    assert_sound(fixture);
    g_assert_true(fixture->book->is_mdbook);
    g_assert_cmpstr(fixture->book->title, ==, "A \"B\" é");
    g_assert_cmpstr(fixture->book->author, ==, "One, Two");
    g_assert_true(g_str_has_suffix(fixture->book->sources, "/text"));
    assert_outline(fixture, "front - - 0 \"Intro\" intro.md\nbody - 1 0 \"A\" (draft)\n");
}

static void test_one_file(Fixture *fixture, gconstpointer data)
{
    (void) data;
    put(fixture, "notes.md", "# Hello\n");
    g_autofree char *path = g_build_filename(fixture->folder, "notes.md", NULL);
    fixture->book = lh_book_open(path, fixture->diag, &fixture->error);
    assert_sound(fixture);
    g_assert_true(fixture->book->single);
    assert_outline(fixture, "body - - 0 \"notes\" notes.md\n");
    g_assert_cmpstr(fixture->book->language, ==, "en");
}

static void assert_refused(Fixture *fixture, const char *reference, int code)
{
    const LhChapter *chapter = lh_book_find(fixture->book, "sub/a.md");
    g_autoptr(GError) error = NULL;
    g_autofree char *path = lh_book_resolve(fixture->book, chapter, reference, &error);
    g_assert_null(path);
    g_assert_error(error, LH_BOOK_ERROR, code);
}

static void assert_resolves(Fixture *fixture, const char *reference, const char *name)
{
    const LhChapter *chapter = lh_book_find(fixture->book, "sub/a.md");
    g_autoptr(GError) error = NULL;
    g_autofree char *path = lh_book_resolve(fixture->book, chapter, reference, &error);
    g_autofree char *wanted = g_build_filename(fixture->book->root, name, NULL);
    g_assert_no_error(error);
    g_assert_cmpstr(path, ==, wanted);
}

static void link_to(Fixture *fixture, const char *target, const char *name)
{
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_assert_cmpint(symlink(target, path), ==, 0);
}

static void test_nothing_leaves_the_book(Fixture *fixture, gconstpointer data)
{
    (void) data;
    put(fixture, "sub/a.md", "");
    put(fixture, "sub/b c.png", "");
    put(fixture, "top.md", "");
    put(fixture, "SUMMARY.md", "- [A](sub/a.md)\n");
    g_autofree char *pipe = g_build_filename(fixture->folder, "sub/pipe", NULL);
    g_assert_cmpint(mkfifo(pipe, 0666), ==, 0);
    link_to(fixture, "/etc/passwd", "sub/secret");
    link_to(fixture, "/", "sub/rootdir");
    link_to(fixture, "../top.md", "sub/inside");
    link_to(fixture, "/dev/zero", "sub/zero");
    link_to(fixture, "loop", "sub/loop");
    open_book(fixture);
    assert_sound(fixture);
    assert_resolves(fixture, "../top.md", "top.md");
    assert_resolves(fixture, "inside", "top.md");
    assert_resolves(fixture, "b%20c.png", "sub/b c.png");
    assert_resolves(fixture, "b c.png", "sub/b c.png");
    assert_refused(fixture, "/etc/passwd", LH_BOOK_ERROR_OUTSIDE);
    assert_refused(fixture, "../../../../../../etc/passwd", LH_BOOK_ERROR_OUTSIDE);
    assert_refused(fixture, "..%2f..%2f..%2fetc/passwd", LH_BOOK_ERROR_MISSING);
    assert_refused(fixture, "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", LH_BOOK_ERROR_OUTSIDE);
    assert_refused(fixture, "secret", LH_BOOK_ERROR_OUTSIDE);
    assert_refused(fixture, "zero", LH_BOOK_ERROR_OUTSIDE);
    assert_refused(fixture, "rootdir/etc/passwd", LH_BOOK_ERROR_OUTSIDE);
    assert_refused(fixture, "loop", LH_BOOK_ERROR_UNREADABLE);
    assert_refused(fixture, "pipe", LH_BOOK_ERROR_KIND);
    assert_refused(fixture, ".", LH_BOOK_ERROR_KIND);
    assert_refused(fixture, "", LH_BOOK_ERROR_MISSING);
    assert_refused(fixture, "no.md", LH_BOOK_ERROR_MISSING);
    assert_refused(fixture, "a.md/b", LH_BOOK_ERROR_MISSING);
}

/* What lh_book_read_text() makes of @length bytes; NULL = an error of @code with @message's end. */
static void assert_reads(Fixture *fixture, const char *bytes, gssize length, const char *text,
                         int code, const char *message)
{
    g_autofree char *path = g_build_filename(fixture->folder, "t.md", NULL);
    g_autoptr(GError) error = NULL;
    gsize read = 0;
    g_assert_true(g_file_set_contents(path, bytes, length, NULL));
    g_autofree char *got = lh_book_read_text(path, &read, &error);
    if (text) {
        g_assert_no_error(error);
        g_assert_cmpstr(got, ==, text);
        g_assert_cmpuint(read, ==, strlen(text));
        return;
    }
    g_assert_null(got);
    g_assert_error(error, LH_BOOK_ERROR, code);
    g_assert_nonnull(strstr(error->message, message));
}

static void test_text_is_checked(Fixture *fixture, gconstpointer data)
{
    (void) data;
    assert_reads(fixture, "", 0, "", 0, NULL);
    assert_reads(fixture,
                 "\xef\xbb\xbf"
                 "a\r\nb\rc\n\r\n",
                 -1, "a\nb\nc\n\n", 0, NULL);
    assert_reads(fixture, "ok\r\nä\xff", -1, NULL, LH_BOOK_ERROR_ENCODING,
                 "t.md:2:2: the byte 0xff is no UTF-8; save the file as UTF-8");
    assert_reads(fixture, "a\0b", 3, NULL, LH_BOOK_ERROR_ENCODING, "t.md:1:2: a NUL character");
    assert_reads(fixture, "\xed\xa0\x80", -1, NULL, LH_BOOK_ERROR_ENCODING, "t.md:1:1: the byte");
}

static void test_endless_files_are_refused(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autofree char *large = g_build_filename(fixture->folder, "large.md", NULL);
    g_autofree char *pipe = g_build_filename(fixture->folder, "pipe.md", NULL);
    g_autoptr(GError) error = NULL;
    int fd = g_creat(large, 0666);
    g_assert_cmpint(ftruncate(fd, 65 * 1024 * 1024), ==, 0);
    close(fd);
    g_assert_null(lh_book_read_text(large, NULL, &error));
    g_assert_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_SIZE);
    g_clear_error(&error);
    g_assert_cmpint(mkfifo(pipe, 0666), ==, 0);
    g_assert_null(lh_book_read_text(pipe, NULL, &error));
    g_assert_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_KIND);
    g_clear_error(&error);
    g_assert_null(lh_book_read_text("/dev/zero", NULL, &error));
    g_assert_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_KIND);
}

static void test_places_without_a_book(Fixture *fixture, gconstpointer data)
{
    (void) data;
    open_book(fixture);
    g_assert_error(fixture->error, LH_BOOK_ERROR, LH_BOOK_ERROR_EMPTY);
    g_clear_error(&fixture->error);
    g_assert_null(lh_book_open("/dev/zero", fixture->diag, &fixture->error));
    g_assert_error(fixture->error, LH_BOOK_ERROR, LH_BOOK_ERROR_KIND);
    g_clear_error(&fixture->error);
    g_assert_null(lh_book_open("/nowhere/at/all", fixture->diag, &fixture->error));
    g_assert_error(fixture->error, LH_BOOK_ERROR, LH_BOOK_ERROR_MISSING);
    g_clear_error(&fixture->error);
    put(fixture, "book.toml", "[book]\nsrc = \"..\"\n");
    open_book(fixture);
    g_assert_error(fixture->error, LH_BOOK_ERROR, LH_BOOK_ERROR_OUTSIDE);
}

static void test_unreadable_files_are_said(Fixture *fixture, gconstpointer data)
{
    (void) data;
    put(fixture, "SUMMARY.md", "- [A]()\n");
    put(fixture, "book.yaml", "title: T\n");
    g_autofree char *path = g_build_filename(fixture->folder, "book.yaml", NULL);
    g_assert_cmpint(g_chmod(path, 0), ==, 0);
    g_assert_cmpint(g_chmod(fixture->folder, 0755), ==, 0);
    gboolean root = geteuid() == 0;
    if (root)
        g_assert_cmpint(seteuid(65534), ==, 0);
    open_book(fixture);
    if (root)
        g_assert_cmpint(seteuid(0), ==, 0);
    g_autofree char *said = printed_without(fixture->diag, fixture->folder);
    g_assert_cmpstr(said, ==,
                    "book.yaml: error: cannot read /book.yaml: Permission denied [unreadable]\n");
}

static void test_ten_thousand_chapters(Fixture *fixture, gconstpointer data)
{
    (void) data;
    g_autoptr(GString) summary = g_string_new("# Summary\n\n");
    for (int i = 0; i < 10000; i++)
        g_string_append_printf(summary, "- [Chapter %d]()\n", i + 1);
    put(fixture, "SUMMARY.md", summary->str);
    open_book(fixture);
    assert_sound(fixture);
    const LhChapter *last = g_ptr_array_index(fixture->book->chapters, 9999);
    g_assert_cmpstr(last->number, ==, "10000");
}

/* Books of a megabyte and more that are only there to take time; a second each is plenty. */
static void test_hostile_text_ends(Fixture *fixture, gconstpointer data)
{
    (void) data;
    static const char *const pieces[] = {"[",     "[[](",  "- [`",  "`",     "- [a](",  "# [",
                                         "<!--",  "* _",   "[a]\n", "- [\n", "\\",      "1. ",
                                         "- **a", "- *a_", "\t- ",  "[](\"", "- [](<a", "\n\n# x"};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 1024 * 1024)
            g_string_append(text, pieces[i]);
        put(fixture, "SUMMARY.md", text->str);
        gint64 start = g_get_monotonic_time();
        g_autoptr(LhDiag) diag = lh_diag_new();
        g_autoptr(LhBook) book = lh_book_open(fixture->folder, diag, NULL);
        double seconds = (double) (g_get_monotonic_time() - start) / 1e6;
        g_test_message("%s: %.2f s", pieces[i], seconds);
        g_assert_nonnull(book);
        g_assert_cmpfloat(seconds, <, 10);
    }
}

static void test_hostile_settings_end(Fixture *fixture, gconstpointer data)
{
    (void) data;
    static const char *const pieces[] = {"[",      "{",   "- ",  "a: ", "a: 1\n",
                                         "? ",     "&a ", "*a ", "\"",  "key: value\n",
                                         "!!str ", "x",   "|\n", "\n",  "{a: "};
    static const char *const names[] = {"book.yaml", "book.toml"};
    put(fixture, "SUMMARY.md", "- [A]()\n");
    put(fixture, "src/SUMMARY.md", "- [A]()\n");
    for (gsize i = 0; i < G_N_ELEMENTS(pieces) * 2; i++) {
        g_autoptr(GString) text = g_string_new("title: ");
        while (text->len < 1024 * 1024)
            g_string_append(text, pieces[i / 2]);
        put(fixture, names[i % 2], text->str);
        gint64 start = g_get_monotonic_time();
        g_autoptr(LhDiag) diag = lh_diag_new();
        g_autoptr(LhBook) book = lh_book_open(fixture->folder, diag, NULL);
        double seconds = (double) (g_get_monotonic_time() - start) / 1e6;
        g_test_message("%s %s: %.2f s", names[i % 2], pieces[i / 2], seconds);
        g_assert_cmpint(lh_diag_count(diag, LH_SEVERITY_ERROR), >, 0);
        g_assert_cmpfloat(seconds, <, 10);
        g_autofree char *path = g_build_filename(fixture->folder, names[i % 2], NULL);
        g_remove(path);
    }
}

/* A folder of tests/errors/book: what opening it says is in `expected`. */
static void test_messages(gconstpointer data)
{
    const char *folder = data;
    g_autofree char *expected = g_build_filename(folder, "expected", NULL);
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(LhBook) book = lh_book_open(folder, diag, &error);
    if (error)
        lh_diag_add(diag, LH_SEVERITY_ERROR, (LhSource){0}, NULL, NULL, "%s", error->message);
    g_autofree char *said = printed_without(diag, folder);
    g_assert_cmpuint(lh_diag_length(diag), >, 0);
    compare_golden(expected, said);
}

#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/book/order", test_order_and_numbers);
    ADD("/book/titles", test_titles_become_plain);
    ADD("/book/links", test_links_are_markdown_links);
    ADD("/book/metadata", test_metadata);
    ADD("/book/mdbook", test_mdbook);
    ADD("/book/one-file", test_one_file);
    ADD("/book/stays-inside", test_nothing_leaves_the_book);
    ADD("/book/text", test_text_is_checked);
    ADD("/book/endless", test_endless_files_are_refused);
    ADD("/book/none", test_places_without_a_book);
    ADD("/book/unreadable", test_unreadable_files_are_said);
    ADD("/book/ten-thousand", test_ten_thousand_chapters);
    ADD("/book/hostile-summary", test_hostile_text_ends);
    ADD("/book/hostile-settings", test_hostile_settings_end);
    add_cases("tests/errors/book", "", "/book/messages/", test_messages);
    return g_test_run();
}
