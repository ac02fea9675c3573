/* The highlighter: spans cover the text, nothing breaks it, broken data files say why. */
#include "longhand/highlight.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    LhLanguages *languages; /* those of the project */
    char *dir;              /* an empty folder for data files of the test's own */
} Fixture;

static void set_up(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    const char *source = g_getenv("LONGHAND_SOURCE");
    g_autofree char *dir = g_build_filename(source ? source : ".", "styles", "languages", NULL);
    f->languages = lh_highlight_load(dir, &error);
    g_assert_no_error(error);
    f->dir = g_dir_make_tmp("longhand-languages-XXXXXX", &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    lh_highlight_free(f->languages);
    GDir *dir = g_dir_open(f->dir, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(f->dir, name, NULL);
        g_unlink(path);
    }
    g_dir_close(dir);
    g_rmdir(f->dir);
    g_free(f->dir);
}

static const LhLanguage *language(const Fixture *f, const char *name)
{
    g_autoptr(GError) error = NULL;
    const LhLanguage *found = lh_highlight_find(f->languages, name, &error);
    g_assert_no_error(error);
    g_assert_nonnull(found);
    return found;
}

/* Highlights and checks what every caller relies on. */
static GArray *spans_of(const LhLanguage *of, const char *code, gsize length)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(LhHighlightSpan));
    lh_highlight(of, code, length, spans);
    gsize at = 0;
    for (guint i = 0; i < spans->len; i++) {
        const LhHighlightSpan *span = &g_array_index(spans, LhHighlightSpan, i);
        g_assert_cmpuint(span->start, ==, at);
        g_assert_cmpuint(span->length, >, 0);
        g_assert_cmpuint(span->kind, <, LH_HIGHLIGHT_CLASSES);
        at += span->length;
        if (at < length)
            g_assert_cmpuint((guint8) code[at] & 0xC0, !=, 0x80);
        if (i > 0)
            g_assert_cmpuint(span->kind, !=, span[-1].kind);
    }
    g_assert_cmpuint(at, ==, length);
    return spans;
}

static void check_cover(const LhLanguage *of, const char *code, gsize length)
{
    g_array_unref(spans_of(of, code, length));
}

/* The code with its classes: "keyword:def text: def:f ". */
static char *shown(const LhLanguage *of, const char *code)
{
    g_autoptr(GArray) spans = spans_of(of, code, strlen(code));
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < spans->len; i++) {
        const LhHighlightSpan *span = &g_array_index(spans, LhHighlightSpan, i);
        g_string_append_printf(text, "%s%s:%.*s", i ? "|" : "", lh_highlight_class_name(span->kind),
                               (int) span->length, code + span->start);
    }
    return g_string_free(text, FALSE);
}

static void test_names_and_aliases(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(language(f, "py") == language(f, "Python"));
    g_assert_true(language(f, "rust,ignore") == language(f, "rs"));
    g_assert_true(language(f, "python {hl=3}") == language(f, "python"));
    g_assert_cmpstr(lh_highlight_name(language(f, "c++")), ==, "C++");
    const char *unknown[] = {"nonesuch",    "",        "../languages/python",
                             "/etc/passwd", ".python", "a b"};
    for (guint i = 0; i < G_N_ELEMENTS(unknown); i++) {
        g_assert_null(lh_highlight_find(f->languages, unknown[i], &error));
        g_assert_no_error(error);
    }
}

/* Only one language answers to each name. */
static void test_no_alias_is_taken_twice(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    const char *pairs[][2] = {
        {"js", "javascript"},
        {"ts", "typescript"},
        {"yml", "yaml"},
        {"bash", "sh"},
        {"h", "c"},
        {"cpp", "c++"},
        {"golang", "go"},
        {"makefile", "make"},
        {"docker", "dockerfile"},
        {"patch", "diff"},
        {"shell-session", "console"},
        {"python3", "python"},
        {"postgresql", "sql"},
        {"htm", "html"},
        {"jsonc", "json"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
        g_assert_true(language(f, pairs[i][0]) == language(f, pairs[i][1]));
}

static void test_unknown_language_is_plain(void)
{
    g_autofree char *all = shown(NULL, "def f(): pass");
    g_assert_cmpstr(all, ==, "text:def f(): pass");
    check_cover(NULL, "", 0);
}

static void test_soft_keywords(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    const LhLanguage *python = language(f, "python");
    g_autofree char *statement = shown(python, "match x:\n  case _: y");
    g_assert_cmpstr(statement, ==,
                    "keyword:match|text: x|operator::|text:\n  |keyword:case|text: |keyword:_"
                    "|operator::|text: y");
    g_autofree char *name = shown(python, "match = x");
    g_assert_cmpstr(name, ==, "text:match |operator:=|text: x");
    g_autofree char *call = shown(python, "match(x)\ncase(y)\n_ = type");
    g_assert_cmpstr(call, ==,
                    "text:match|operator:(|text:x|operator:)|text:\ncase|operator:(|text:y"
                    "|operator:)|text:\n_ |operator:=|text: |builtin:type");
}

static void test_f_string_nests(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    g_autofree char *all = shown(language(f, "python"), "f\"a{b[f\"{c!r:>{d}}\"]}\"+1");
    g_assert_cmpstr(all, ==,
                    "string:f\"a{|text:b|operator:[|string:f\"{|text:c|string:!r:>{|text:d"
                    "|string:}}\"|operator:]|string:}\"|operator:+|number:1");
}

/* A docstring that goes on over `...` prompts is one string. */
static void test_session_resumes(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    g_autofree char *all = shown(language(f, "pycon"), ">>> \"\"\"a\n... c\"\"\"\n'a'\n>>> 1");
    g_assert_cmpstr(all, ==,
                    "prompt:>>> |string:\"\"\"a|text:\n|prompt:... |string:c\"\"\"|text:\n"
                    "|output:'a'|text:\n|prompt:>>> |number:1");
}

/* A hundred levels are more than are remembered; the text still gets its spans. */
static void test_deep_nesting(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    const char *deep[][2] = {{"python", "f\"{"}, {"javascript", "`${"}, {"rust", "/*"},
                             {"rust", "#["},     {"sh", "$("},          {"html", "<script>"},
                             {"make", "$("},     {"css", "a{"},         {"yaml", "- "}};
    for (guint i = 0; i < G_N_ELEMENTS(deep); i++) {
        g_autoptr(GString) code = g_string_new(NULL);
        for (guint level = 0; level < 20000; level++)
            g_string_append(code, deep[i][1]);
        check_cover(language(f, deep[i][0]), code->str, code->len);
    }
}

/* Random text of bytes that mean something to many languages. */
static char *random_code(GRand *rand, gsize length)
{
    static const char *const bits[] = {
        "\"",       "'",         "`",        "{",        "}",       "\\",     "\n",      "f\"",
        "\"\"\"",   "/*",        "*/",       "//",       "<<EOF\n", "EOF",    "r#\"",    "${",
        "$(",       ")",         "(",        "[",        "]",       ">>> ",   "... ",    "$ ",
        "<script>", "</script>", "\xC3\xA9", "\xF0\x9F", "\x80",    "\xFF",   "case x:", "match",
        "0x",       "1e",        ".",        " ",        "\t",      "key: |", "---",     "+++ ",
        "#",        "@",         "!",        "<",        ">",       "def f",  "RUN ",    "a",
        "_",        "^",         "%",        ":",        ";",       "\r",
    };
    GString *code = g_string_new(NULL);
    while (code->len < length) {
        if (g_rand_boolean(rand))
            g_string_append(code, bits[g_rand_int_range(rand, 0, G_N_ELEMENTS(bits))]);
        else
            g_string_append_c(code, (char) g_rand_int_range(rand, 0, 256));
    }
    g_string_truncate(code, length);
    return g_string_free(code, FALSE);
}

static void test_random_bytes(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20);
    g_auto(GStrv) names = lh_highlight_list(f->languages);
    for (char **name = names; *name; name++) {
        for (guint round = 0; round < 60; round++) {
            gsize length = (gsize) g_rand_int_range(rand, 0, 3000);
            g_autofree char *code = random_code(rand, length);
            /* A copy of just that size: reading past the end is an error of the sanitizer's. */
            g_autofree char *exact = g_memdup2(code, length);
            check_cover(language(f, *name), exact, length);
        }
    }
}

/* Every beginning of a listing is a listing. */
static void test_truncated_text(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    g_autofree char *golden =
        g_build_filename(g_getenv("LONGHAND_SOURCE") ?: ".", "tests", "highlight", "golden", NULL);
    g_auto(GStrv) names = lh_highlight_list(f->languages);
    for (char **name = names; *name; name++) {
        g_autofree char *file = g_strconcat(*name, ".txt", NULL);
        g_autofree char *path = g_build_filename(golden, file, NULL);
        g_autofree char *code = NULL;
        gsize length;
        g_assert_true(g_file_get_contents(path, &code, &length, NULL));
        for (gsize cut = 0; cut <= length; cut++) {
            /* A cut inside a character leaves it broken, as it may be in a manuscript. */
            g_autofree char *exact = g_memdup2(code, cut);
            check_cover(language(f, *name), exact, cut);
        }
    }
}

/* The seconds that one line of @length bytes, @unit over and over, takes. */
static void cover_line(const LhLanguage *of, const char *unit, gsize length)
{
    g_autoptr(GString) line = g_string_new(NULL);
    while (line->len < length)
        g_string_append(line, unit);
    check_cover(of, line->str, line->len);
}

/* A long line of what makes languages look ahead in vain: 30 KB, or 1 MB with -m slow. Where the work
 * grew with the square of the length, the harness's time limit would end it. */
static void test_long_line_is_covered(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    const char *units[] = {
        "a",     "a ", "(",   "\"", "'",   "/a", "{{",   "[",      "a(a ",     "- ",   "<",
        "case ", "\\", "a: ", ":",  "`${", "$(", "f\"{", "int f(", "match a ", "r#\"#"};
    gsize length = g_test_slow() ? 1000000 : 30000;
    g_auto(GStrv) names = lh_highlight_list(f->languages);
    for (char **name = names; *name; name++)
        for (guint i = 0; i < G_N_ELEMENTS(units); i++)
            cover_line(language(f, *name), units[i], length);
}

static gpointer highlight_often(gpointer data)
{
    LhLanguages *languages = data;
    g_auto(GStrv) names = lh_highlight_list(languages);
    gsize spans_made = 0;
    for (guint round = 0; round < 20; round++) {
        for (char **name = names; *name; name++) {
            g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(LhHighlightSpan));
            const char *code = "def f(x): return \"a\" # 1\n";
            lh_highlight(lh_highlight_find(languages, *name, NULL), code, strlen(code), spans);
            spans_made += spans->len;
        }
    }
    return GSIZE_TO_POINTER(spans_made);
}

static void test_threads_share(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    GThread *threads[4];
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("highlight", highlight_often, f->languages);
    gpointer first = g_thread_join(threads[0]);
    g_assert_nonnull(first);
    for (guint i = 1; i < G_N_ELEMENTS(threads); i++)
        g_assert_true(g_thread_join(threads[i]) == first);
}

/* Writes DIR/NAME.yaml and looks the language up in that folder, before the project's. */
static const LhLanguage *try_language(Fixture *f, const char *name, const char *yaml,
                                      GError **error)
{
    g_autofree char *file = g_strconcat(name, ".yaml", NULL);
    g_autofree char *path = g_build_filename(f->dir, file, NULL);
    g_assert_true(g_file_set_contents(path, yaml, -1, NULL));
    g_assert_true(lh_highlight_add_dir(f->languages, f->dir, NULL));
    return lh_highlight_find(f->languages, name, error);
}

static void test_author_adds_a_language(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    const LhLanguage *toy = try_language(f, "toy",
                                         "name: Toy\n"
                                         "aliases: [ty]\n"
                                         "ignore-case: yes\n"
                                         "words: {control: IF end}\n"
                                         "contexts:\n"
                                         "  root:\n"
                                         "    rules:\n"
                                         "      - {match: '<(\\w+)>', class: string, push: in}\n"
                                         "      - {match: '\\w+', words: {control: keyword}}\n"
                                         "  in:\n"
                                         "    class: string\n"
                                         "    rules: [{match: '</\\1>', pop: 1}]\n",
                                         &error);
    g_assert_no_error(error);
    g_assert_true(lh_highlight_find(f->languages, "TY", NULL) == toy);
    g_autofree char *all = shown(toy, "if <q> If </p> </Q> END ends");
    g_assert_cmpstr(all, ==,
                    "keyword:if|text: |string:<q> If </p> </Q>|text: |keyword:END|text: ends");
}

/* The folder added last is asked first. */
static void test_author_replaces_a_language(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    const LhLanguage *own = try_language(f, "rust",
                                         "name: My Rust\n"
                                         "contexts: {root: {class: comment}}\n",
                                         NULL);
    g_assert_cmpstr(lh_highlight_name(own), ==, "My Rust");
    g_autofree char *all = shown(own, "fn");
    g_assert_cmpstr(all, ==, "comment:fn");
}

/* Rules that only go from context to context give way to the next character. */
static void test_idle_rules_end(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    const LhLanguage *idle = try_language(f, "idle",
                                          "name: Idle\n"
                                          "contexts:\n"
                                          "  root:\n"
                                          "    rules:\n"
                                          "      - {match: '(?=a)', set: root}\n"
                                          "      - {match: 'b', class: number}\n",
                                          NULL);
    g_autofree char *all = shown(idle, "aab");
    g_assert_cmpstr(all, ==, "text:aa|number:b");
}

/* A data file and the end of the message that it gets. */
static const struct {
    const char *yaml, *message;
} broken[] = {
    {"", ".yaml:1: the file is empty; see the other files of the folder"},
    {"- a", ".yaml:1: a language must be a mapping (key: value)"},
    {"name: [", ".yaml:2: did not find expected node content; see the other files of the folder"},
    {"contexts: {root: {}}", ".yaml:1: the language has no name; add name: ..."},
    {"name: X", ".yaml:1: the language has no contexts; add contexts: with a root"},
    {"name: X\nnmae: Y",
     ".yaml:2: a language has no 'nmae'; use one of: name aliases ignore-case words contexts"},
    {"name: X\nname: Y", ".yaml:2: 'name' is there twice; keep one"},
    {"name: X\ncontexts: {other: {}}",
     ".yaml:2: no context is called root; a listing begins there"},
    {"name: X\ncontexts:\n  root:\n    class: keywrod",
     ".yaml:4: no class is called 'keywrod'; use one of: text keyword def builtin string number "
     "comment decorator operator prompt output added removed key"},
    {"name: X\ncontexts:\n  root:\n    rules:\n      - {match: 'a', push: b}",
     ".yaml:5: no context is called 'b'; add it under contexts:"},
    {"name: X\ncontexts: {root: {rules: [{match: '(a'}]}}",
     ".yaml:2: pattern '(a': a ( without its )"},
    {"name: X\ncontexts: {root: {rules: [{match: 'a)'}]}}",
     ".yaml:2: pattern 'a)': a ) without its ("},
    {"name: X\ncontexts: {root: {rules: [{match: '[a'}]}}",
     ".yaml:2: pattern '[a': a [ without its ]"},
    {"name: X\ncontexts: {root: {rules: [{match: '*a'}]}}",
     ".yaml:2: pattern '*a': * has nothing to repeat; write \\* for the character"},
    {"name: X\ncontexts: {root: {rules: [{match: 'a*?'}]}}",
     ".yaml:2: pattern 'a*?': two repetitions in a row; patterns never backtrack, so *? is just *"},
    {"name: X\ncontexts: {root: {rules: [{match: '\\q'}]}}",
     ".yaml:2: pattern '\\q': \\q means nothing in a pattern; use \\n \\t \\r \\d \\w \\s \\h \\b "
     "\\1"},
    {"name: X\ncontexts: {root: {rules: [{match: 'a\\'}]}}",
     ".yaml:2: pattern 'a\\': the pattern ends with a lone \\; write \\\\ for a backslash"},
    {"name: X\ncontexts: {root: {rules: [{match: '(?<=ab)c'}]}}",
     ".yaml:2: pattern '(?<=ab)c': (?<= ) and (?<! ) look at one byte; put one character or one "
     "[ ] there"},
    {"name: X\ncontexts: {root: {rules: [{match: 'a*'}]}}",
     ".yaml:2: this rule can match nothing at all; let it take a character, or give it push, set "
     "or pop"},
    {"name: X\ncontexts: {root: {rules: [{class: text}]}}",
     ".yaml:2: a rule without match; add match: 'PATTERN' or include:"},
    {"name: X\ncontexts: {root: {rules: [{match: [a, b], class: [text]}]}}",
     ".yaml:2: 2 patterns and 1 classes; give one class for each"},
    {"name: X\ncontexts: {root: {rules: [{match: a, pop: 0}]}}",
     ".yaml:2: pop is '0'; write a number from 1 to 8"},
    {"name: X\ncontexts: {root: {rules: [{match: a, pop: 1, push: root}]}}",
     ".yaml:2: a rule has one of push, set and pop; make it two rules"},
    {"name: X\ncontexts: {root: {rules: [{match: a, words: {no: text}}]}}",
     ".yaml:2: no word list is called 'no'; add it under words:"},
    {"name: X\ncontexts: {root: {rules: [{include: root}]}}",
     ".yaml:2: contexts include each other more than 8 deep; break the circle"},
    {"name: X\ncontexts: {root: {rules: [{match: a, embed: nonesuch}]}}",
     ".yaml:2: embed: no language has that name"},
    {"name: X\ncontexts: {root: {rules: [{match: a, embed: broken}]}}",
     "ends up embedding itself; break the circle"},
    {"name: X\ncontexts: {root: {rules: [{match: a, until: b}]}}",
     ".yaml:2: until belongs to embed; add embed: LANGUAGE"},
};

static void test_broken_file_says_why(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
        g_autofree char *path = g_build_filename(f->dir, "broken.yaml", NULL);
        g_autoptr(GError) error = NULL, again = NULL;
        g_assert_true(g_file_set_contents(path, broken[i].yaml, -1, NULL));
        g_autoptr(LhLanguages) languages = lh_highlight_load(f->dir, NULL);
        g_assert_null(lh_highlight_find(languages, "broken", &error));
        g_assert_error(error, LH_HIGHLIGHT_ERROR, LH_HIGHLIGHT_ERROR_FORMAT);
        if (!g_str_has_prefix(error->message, f->dir) ||
            !g_str_has_suffix(error->message, broken[i].message))
            g_assert_cmpstr(error->message, ==, broken[i].message);
        g_assert_null(lh_highlight_find(languages, "broken", &again));
        g_assert_cmpstr(again->message, ==, error->message);
    }
}

/* Data files cut off anywhere, and with bytes changed, are compiled or refused. */
static void test_damaged_data_file(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    g_autofree char *path = g_build_filename(g_getenv("LONGHAND_SOURCE") ?: ".", "styles",
                                             "languages", "rust.yaml", NULL);
    g_autofree char *yaml = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &yaml, &length, NULL));
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    g_autofree char *damaged = g_build_filename(f->dir, "damaged.yaml", NULL);
    const char *code = "fn f<'a>() -> &'a str { r#\"x\"# } // end\n";
    for (guint round = 0; round < 150; round++) {
        g_autofree char *copy = g_memdup2(yaml, length);
        for (guint i = 0; i < 1 + round % 5; i++)
            copy[g_rand_int_range(rand, 0, (gint32) length)] =
                (char) g_rand_int_range(rand, 9, 127);
        gsize cut = round % 3 ? length : (gsize) g_rand_int_range(rand, 0, (gint32) length);
        g_assert_true(g_file_set_contents(damaged, copy, (gssize) cut, NULL));
        g_autoptr(GError) error = NULL;
        g_autoptr(LhLanguages) languages = lh_highlight_load(f->dir, NULL);
        const LhLanguage *found = lh_highlight_find(languages, "damaged", &error);
        g_assert_true((found == NULL) == (error != NULL));
        check_cover(found, code, strlen(code));
    }
}

/* A file whose rules look as far ahead as they can still takes bounded time. */
static void test_worst_rules_are_bounded(Fixture *f, gconstpointer unused G_GNUC_UNUSED)
{
    const LhLanguage *worst =
        try_language(f, "worst",
                     "name: Worst\n"
                     "contexts:\n"
                     "  root:\n"
                     "    rules:\n"
                     "      - {match: '(?:(?:(?:a|aa)(?=(?:(?=a*b|a*c|a*d)|a)*e)|a)*x|a*y)+z'}\n"
                     "      - {match: '(?=a)', push: root}\n"
                     "      - {match: '(?=a)', set: root}\n",
                     NULL);
    g_assert_nonnull(worst);
    g_autofree char *code = g_strnfill(300000, 'a');
    g_autoptr(GTimer) timer = g_timer_new();
    check_cover(worst, code, 300000);
    g_test_message("worst rules: %.2f s", g_timer_elapsed(timer, NULL));
    g_assert_cmpfloat(g_timer_elapsed(timer, NULL), <, 30);
}

static void test_missing_folder(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(lh_highlight_load("/nonesuch/languages", &error));
    g_assert_error(error, LH_HIGHLIGHT_ERROR, LH_HIGHLIGHT_ERROR_MISSING);
    lh_highlight_free(NULL);
}

#define ADD(name, function)                                                                        \
    g_test_add("/highlight/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("names-and-aliases", test_names_and_aliases);
    ADD("aliases-are-unique", test_no_alias_is_taken_twice);
    ADD("soft-keywords", test_soft_keywords);
    ADD("f-string-nests", test_f_string_nests);
    ADD("session-resumes", test_session_resumes);
    ADD("deep-nesting", test_deep_nesting);
    ADD("random-bytes", test_random_bytes);
    ADD("truncated-text", test_truncated_text);
    ADD("long-line-is-covered", test_long_line_is_covered);
    ADD("threads-share", test_threads_share);
    ADD("author-adds-a-language", test_author_adds_a_language);
    ADD("author-replaces-a-language", test_author_replaces_a_language);
    ADD("idle-rules-end", test_idle_rules_end);
    ADD("broken-file-says-why", test_broken_file_says_why);
    ADD("damaged-data-file", test_damaged_data_file);
    ADD("worst-rules-are-bounded", test_worst_rules_are_bounded);
    g_test_add_func("/highlight/unknown-is-plain", test_unknown_language_is_plain);
    g_test_add_func("/highlight/missing-folder", test_missing_folder);
    return g_test_run();
}
