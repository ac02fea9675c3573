/* Parsing, from the outside: slugs, typography, places, includes, hostile input. */
#include "longhand/parse.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    LhDiag *diag;
    LhTree *tree;
} Parsed;

static Parsed parse(const char *text)
{
    static const LhChapter chapter = {.name = (char *) "test.md"};
    LhDiag *diag = lh_diag_new();
    return (Parsed){diag, lh_parse_chapter(NULL, &chapter, text, diag)};
}

static void parsed_clear(Parsed *parsed)
{
    lh_tree_free(parsed->tree);
    lh_diag_free(parsed->diag);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Parsed, parsed_clear)

static void assert_slug(const char *plain, const char *expected)
{
    g_autofree char *slug = lh_parse_slug(plain);
    g_assert_cmpstr(slug, ==, expected);
}

static void test_slugs(void)
{
    assert_slug("Hello, World!", "hello-world");
    assert_slug("a  b", "a--b");
    assert_slug("`Box<T>` & __init__", "boxt--__init__");
    assert_slug("Größe ß ÀÉ 漢字", "größe-ß-àé-漢字");
    assert_slug("4.2 – don’t", "42--dont");
    assert_slug("", "");
}

/* The plain text of the paragraph that @text is. */
static void assert_set(const char *text, const char *expected)
{
    g_auto(Parsed) parsed = parse(text);
    g_autoptr(GString) plain = g_string_new(NULL);
    g_assert_nonnull(parsed.tree->first);
    lh_inline_plain(parsed.tree->first->text, plain);
    g_assert_cmpstr(plain->str, ==, expected);
}

static void test_typography(void)
{
    assert_set("\"a\"", "“a”");
    assert_set("'a' 'b c'", "‘a’ ‘b c’");
    assert_set("don't 'twas '90s '90'", "don’t ’twas ’90s ‘90’");
    assert_set("\"*a*\" *\"b\"* \"`c`\"", "“a” “b” “c”");
    assert_set("\"'a' b\"", "“‘a’ b”");
    assert_set("(\"a\")—\"b\"", "(“a”)—“b”");
    assert_set("a--b---c----d", "a–b—c----d");
    assert_set("a... b....", "a… b….");
    assert_set("`\"--...'` x", "\"--...' x");
    assert_set("\\\"a\\\" \\-- \\...", "\"a\" -- ...");
    assert_set("a  b   c", "a b c");
    assert_set("a <!-- c --> b", "a b");
    assert_set("\"a\nb\"", "“a b”");
    assert_set("pre\"fix", "pre”fix");
}

/* ---- places: each inline begins where it says */

static const char *at_place(const char *text, LhSource place)
{
    for (int line = 1; line < place.line; line++)
        text = strchr(text, '\n') + 1;
    return g_utf8_offset_to_pointer(text, place.column - 1);
}

/* What stands in the manuscript where an inline of a kind begins; NULL = its own text does. */
static const char *const openers[] = {
    [LH_INLINE_CODE] = "`",     [LH_INLINE_EMPH] = "*_",  [LH_INLINE_STRONG] = "*_",
    [LH_INLINE_STRIKE] = "~",   [LH_INLINE_MARK] = "<",   [LH_INLINE_UNDERLINE] = "<",
    [LH_INLINE_KBD] = "<",      [LH_INLINE_SUP] = "<",    [LH_INLINE_SUB] = "<",
    [LH_INLINE_LINK] = "[<h",   [LH_INLINE_IMAGE] = "!<", [LH_INLINE_NOTE_REF] = "[",
    [LH_INLINE_ANCHOR] = "<",   [LH_INLINE_INDEX] = "<",  [LH_INLINE_QUERY] = "<",
    [LH_INLINE_BREAK] = " \\<",
};

static void check_inlines(const char *text, const LhInline *node)
{
    for (; node; node = node->next) {
        const char *there = at_place(text, node->source);
        if (node->kind == LH_INLINE_TEXT) {
            gunichar c = g_utf8_get_char(there), set = g_utf8_get_char(node->text);
            g_assert_true(c == set || strchr("\"'-.&\n ", (int) c));
        } else
            g_assert_nonnull(strchr(openers[node->kind], *there));
        check_inlines(text, node->first);
    }
}

static void check_blocks(const char *text, const LhBlock *block)
{
    static const char *const marks[] = {
        [LH_BLOCK_HEADING] = "#S",
        [LH_BLOCK_LIST] = "-+*0123456789",
        [LH_BLOCK_ITEM] = "-+*0123456789",
        [LH_BLOCK_QUOTE] = ">",
        [LH_BLOCK_RULE] = "*-_",
        [LH_BLOCK_LISTING] = "`~",
        [LH_BLOCK_CARD] = ">",
        [LH_BLOCK_FIGURE] = "!",
        [LH_BLOCK_NOTE] = "[",
        [LH_BLOCK_ONLY] = "<",
        [LH_BLOCK_DEFINITION] = "*",
    };
    for (; block; block = block->next) {
        g_assert_cmpint(block->source.line, >, 0);
        if (block->kind < G_N_ELEMENTS(marks) && marks[block->kind])
            g_assert_nonnull(strchr(marks[block->kind], *at_place(text, block->source)));
        check_inlines(text, block->text);
        check_blocks(text, block->first);
    }
}

static const char sample[] =
    "---\ntitle: Ünïcode\n---\n\nPara *one* ü **two\nlines** `code` [x](y) and ![i](j) “q”\n\n"
    "### `code` first\n\n# **strong** first\n\n## Hëading `c` *e* {#id}\n\nSetext\n===\n\n"
    "- a\n- **b** c\n  continued *x*\n\n  second [l][r] ~~s~~\n\n  ```rust\n  code\n  ```\n"
    "  > quote\n  > > **deeper**\n10. ten\n11. `eleven` <kbd>k</kbd>\n\n"
    "[r]: http://r\n\n***\n\n> [!NOTE] Ti*t*le\n> body[^1] *b*\n> - item\n>   **more**\n\n"
    "| ü | *b* |\n|---|---|\n| `c` | x<br>y |\n\n![cap](f.png){width=50%}\n\n"
    "<!-- only: a -->\n\nonly <mark>m</mark> <a id=\"q\"></a> https://auto.link\n\n<!-- end only "
    "-->\n\n"
    "**t** – def\n\nend[^2]  \nof <https://x.y>\\\nlines &amp; &copy;\n\n"
    "[^1]: note *n*\n    more `c`\n\n    para **p**\n\n    - list\n\n[^2]: two\n";

static void test_places(void)
{
    g_auto(Parsed) parsed = parse(sample);
    check_blocks(sample, parsed.tree->first);
    check_blocks(sample, parsed.tree->notes);
    g_assert_cmpuint(lh_diag_length(parsed.diag), ==, 0);
    g_assert_nonnull(parsed.tree->notes->next);
}

/* ---- includes */

typedef struct {
    char *folder;
    LhDiag *diag;
    LhBook *book;
    LhTree *tree;
} Mdbook;

static void write_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static Mdbook open_mdbook(const char *chapter)
{
    Mdbook m = {.folder = g_dir_make_tmp("longhand-XXXXXX", NULL), .diag = lh_diag_new()};
    write_file(m.folder, "book.toml", "[book]\ntitle = \"T\"\n");
    write_file(m.folder, "src/SUMMARY.md", "# Summary\n\n- [C](c.md)\n");
    write_file(m.folder, "src/c.md", chapter);
    write_file(m.folder, "src/x.rs",
               "one\n// ANCHOR: a\n# two\nthree\n// ANCHOR_END: a\n## five\n#[derive]\n#\n");
    m.book = lh_book_open(m.folder, m.diag, NULL);
    g_assert_nonnull(m.book);
    m.tree = lh_parse_chapter(m.book, g_ptr_array_index(m.book->chapters, 0), NULL, m.diag);
    g_assert_nonnull(m.tree);
    return m;
}

static void mdbook_clear(Mdbook *m)
{
    static const char *const names[] = {
        "book.toml", "src/SUMMARY.md", "src/c.md", "src/x.rs", "src", ""};
    lh_tree_free(m->tree);
    lh_book_free(m->book);
    lh_diag_free(m->diag);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(m->folder, names[i], NULL);
        g_assert_cmpint(g_remove(path), ==, 0);
    }
    g_free(m->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Mdbook, mdbook_clear)

static void assert_included(const char *language, const char *line, const char *expected)
{
    g_autofree char *chapter = g_strdup_printf("```%s\n%s\n```\n", language, line);
    g_auto(Mdbook) m = open_mdbook(chapter);
    g_assert_cmpuint(lh_diag_length(m.diag), ==, 0);
    g_assert_cmpstr(m.tree->first->listing.code, ==, expected);
}

static void test_mdbook_includes(void)
{
    assert_included("text", "{{#include x.rs:1}}", "one\n");
    assert_included("text", "{{#include x.rs:3:4}}", "# two\nthree\n");
    assert_included("text", "a\n{{#include x.rs::1}}\nb", "a\none\nb\n");
    assert_included("text", "{{#include x.rs:7:}}", "#[derive]\n#\n");
    assert_included("text", "{{#rustdoc_include x.rs:a}}", "# two\nthree\n");
    assert_included("text", "\\{{#include x.rs}}", "{{#include x.rs}}\n");
    assert_included("rust,ignore", "{{#include x.rs:a}}", "three\n");
}

static void test_mdbook_hides_rust_lines(void)
{
    assert_included("rust", "# hidden\n  # too\n#\nshown\n## hash\n#[kept]\n#!shown",
                    "shown\n# hash\n#[kept]\n#!shown\n");
    assert_included("python", "# comment", "# comment\n");
}

static void test_mdbook_include_mistakes(void)
{
    g_auto(Mdbook) m = open_mdbook("```\n{{#include none.rs}}\n{{#include ../../etc/passwd}}\n"
                                   "{{#include x.rs:nothing}}\n{{#include x.rs:1:z}}\n```\n");
    g_assert_cmpint(lh_diag_count(m.diag, LH_SEVERITY_ERROR), ==, 4);
    g_assert_nonnull(strstr(m.tree->first->listing.code, "{{#include none.rs}}"));
}

/* ---- hostile input */

static char *repeat(const char *piece, gsize n)
{
    GString *text = g_string_sized_new(strlen(piece) * n + 1);
    while (n--)
        g_string_append(text, piece);
    return g_string_free(text, FALSE);
}

/* Ends soon, with a tree or a message. */
static void assert_survives(char *text)
{
    gint64 start = g_get_monotonic_time();
    g_auto(Parsed) parsed = parse(text);
    g_autofree char *dump = parsed.tree ? lh_tree_dump(parsed.tree) : NULL;
    g_assert_true(dump || lh_diag_length(parsed.diag));
    g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_USEC_PER_SEC);
    g_free(text);
}

static void test_hostile(void)
{
    static const char *const pieces[] = {
        ">",        "> ",      "- ",       "* ",        "1. ",
        "[",        "](",      "![",       "*",         "**a ",
        "_a ",      "`",       "``a`",     "<",         "<a",
        "<!--",     "<b>",     "</b>",     "<div>\n",   "&",
        "&amp;",    "\\",      "|",        "a|",        "~",
        "~~a",      "\"",      "'",        "-",         ".",
        "[a](b)",   "[^1]",    "[^a]: ",   "[^a]: x\n", "# \n",
        "```\n",    "\xff",    "\r",       "{",         "{#a}",
        "[a]: b\n", "a@b.c ",  "www.a.b ", "> [!N]\n",  "\xe2\x80\x8b",
        "<td>",     "<table>", "<li>",     "<ul>\n\n",  "<!-- only: x -->\n\n",
        "x\n===\n", "\t",      "-\n",      "- a\n\n",   "<a id=x>",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++)
        assert_survives(repeat(pieces[i], 20000));
}

static void test_long_line_of_code(void)
{
    g_autofree char *line = repeat("x = [1];", 131072);
    assert_survives(g_strconcat("```python\n", line, "\n```\n", NULL));
}

static void test_long_table(void)
{
    g_autofree char *rows = repeat("| a | `b` | *c* |\n", 10000);
    g_autofree char *text = g_strconcat("| a | b | c |\n|---|---|---|\n", rows, NULL);
    g_auto(Parsed) parsed = parse(text);
    int n = 0;
    for (const LhBlock *row = parsed.tree->first->first; row; row = row->next)
        n++;
    g_assert_cmpint(n, ==, 10001);
    g_assert_cmpuint(lh_diag_length(parsed.diag), ==, 0);
}

static void test_huge_paragraph_keeps_its_text(void)
{
    g_autofree char *text = repeat("*a* [b](c) `d` <e> ", 100000);
    g_auto(Parsed) parsed = parse(text);
    g_autoptr(GString) plain = g_string_new(NULL);
    lh_inline_plain(parsed.tree->first->text, plain);
    g_assert_cmpint(lh_diag_count(parsed.diag, LH_SEVERITY_WARNING), ==, 1);
    g_assert_true(g_str_has_prefix(plain->str, "*a* [b](c) `d` <e> *a*"));
    g_assert_cmpuint(plain->len + 1, ==, strlen(text));
}

static void test_not_utf8_is_told_with_its_line(void)
{
    g_auto(Parsed) parsed = parse("one\ntwo \xff\nthree\n");
    g_assert_cmpuint(lh_diag_length(parsed.diag), ==, 1);
    g_assert_cmpint(lh_diag_peek(parsed.diag, 0)->source.line, ==, 2);
    g_assert_nonnull(parsed.tree->first);
}

static void test_line_ends_of_other_systems(void)
{
    g_auto(Parsed) parsed = parse("\xEF\xBB\xBF# T\r\n\r\na\rb\r\n");
    g_assert_nonnull(parsed.tree->title);
    g_assert_cmpint(parsed.tree->first->text->next->source.line, ==, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/parse/slugs", test_slugs);
    g_test_add_func("/parse/typography", test_typography);
    g_test_add_func("/parse/places", test_places);
    g_test_add_func("/parse/mdbook/includes", test_mdbook_includes);
    g_test_add_func("/parse/mdbook/hides-rust-lines", test_mdbook_hides_rust_lines);
    g_test_add_func("/parse/mdbook/include-mistakes", test_mdbook_include_mistakes);
    g_test_add_func("/parse/hostile", test_hostile);
    g_test_add_func("/parse/long-line-of-code", test_long_line_of_code);
    g_test_add_func("/parse/long-table", test_long_table);
    g_test_add_func("/parse/huge-paragraph-keeps-its-text", test_huge_paragraph_keeps_its_text);
    g_test_add_func("/parse/not-utf8-is-told-with-its-line", test_not_utf8_is_told_with_its_line);
    g_test_add_func("/parse/line-ends-of-other-systems", test_line_ends_of_other_systems);
    return g_test_run();
}
