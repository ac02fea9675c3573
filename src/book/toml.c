/* mdBook's book.toml: all of TOML's grammar is passed over, four keys of [book] are kept. */
#include "internal.h"

#include <string.h>

#define FILE_NAME   "book.toml"
#define MOST_LEVELS 32

typedef struct {
    const char *p;    /* at hand */
    const char *text; /* all of it */
    LhDiag *diag;
    gboolean failed;
} Toml;

typedef enum { VALUE_STRING, VALUE_LIST, VALUE_OTHER } ValueKind;

static ValueKind read_value(Toml *toml, GPtrArray *strings, int level);

static LhSource place(const Toml *toml, const char *at)
{
    LhSource source = {FILE_NAME, 1, 1};
    for (const char *p = toml->text; p < at; p = g_utf8_next_char(p)) {
        source.line += *p == '\n';
        source.column = *p == '\n' ? 1 : source.column + 1;
    }
    return source;
}

static void fail(Toml *toml, const char *at, const char *message, const char *hint)
{
    if (!toml->failed)
        lh_diag_add(toml->diag, LH_SEVERITY_ERROR, place(toml, at), "toml", hint, "%s", message);
    toml->failed = TRUE;
}

static void skip_spaces(Toml *toml)
{
    toml->p += strspn(toml->p, " \t");
}

/* Skips blank space, line ends and comments. */
static void skip_blank(Toml *toml)
{
    for (;;) {
        toml->p += strspn(toml->p, " \t\n");
        if (*toml->p != '#')
            return;
        toml->p += strcspn(toml->p, "\n");
    }
}

static gboolean accept(Toml *toml, const char *token)
{
    if (!g_str_has_prefix(toml->p, token))
        return FALSE;
    toml->p += strlen(token);
    return TRUE;
}

static void expect(Toml *toml, const char *token, const char *message)
{
    if (!accept(toml, token))
        fail(toml, toml->p, message, NULL);
}

/* `\uXXXX` or `\UXXXXXXXX`, with @p behind the letter. */
static void read_unicode(Toml *toml, int digits, GString *out)
{
    gunichar c = 0;
    for (int i = 0; i < digits; i++) {
        int digit = g_ascii_xdigit_value(*toml->p);
        if (digit < 0) {
            fail(toml, toml->p, "an escape needs hexadecimal digits here", NULL);
            return;
        }
        c = c * 16 + (gunichar) digit;
        toml->p++;
    }
    if (c && g_unichar_validate(c))
        g_string_append_unichar(out, c);
    else
        fail(toml, toml->p, "this escape stands for no character", NULL);
}

/* An escape in a basic string, with @p behind the backslash. */
static void read_escape(Toml *toml, GString *out)
{
    static const char letters[] = "btnfre\"\\";
    static const char values[] = "\b\t\n\f\r\033\"\\";
    const char *letter = *toml->p ? strchr(letters, *toml->p) : NULL;
    if (letter) {
        g_string_append_c(out, values[letter - letters]);
        toml->p++;
    } else if (accept(toml, "u")) {
        read_unicode(toml, 4, out);
    } else if (accept(toml, "U")) {
        read_unicode(toml, 8, out);
    } else if (*toml->p && strchr(" \t\n", *toml->p)) {
        toml->p += strspn(toml->p, " \t\n");
    } else {
        fail(toml, toml->p, "unknown escape in a string", "write \\\\ for a backslash");
    }
}

/* A string of any of the four kinds. (transfer full) */
static char *read_string(Toml *toml)
{
    const char *start = toml->p;
    char mark = *start;
    char quote[4] = {mark, mark, mark, '\0'};
    gboolean several_lines = accept(toml, quote);
    if (several_lines)
        accept(toml, "\n");
    else
        quote[1] = '\0', toml->p++;
    GString *out = g_string_new(NULL);
    while (!toml->failed && !accept(toml, quote)) {
        if (!*toml->p || (*toml->p == '\n' && !several_lines))
            fail(toml, start, "this string has no closing quote", NULL);
        else if (mark == '"' && accept(toml, "\\"))
            read_escape(toml, out);
        else
            g_string_append_c(out, *toml->p++);
    }
    return g_string_free(out, FALSE);
}

/* One part of a key: bare or quoted. (transfer full) */
static char *read_key_part(Toml *toml)
{
    if (*toml->p == '"' || *toml->p == '\'')
        return read_string(toml);
    const char *start = toml->p;
    while (g_ascii_isalnum(*toml->p) || *toml->p == '_' || *toml->p == '-')
        toml->p++;
    if (toml->p == start)
        fail(toml, start, "a key must stand here", "write `key = \"value\"`");
    return g_strndup(start, (gsize) (toml->p - start));
}

/* A key with its dots, appended to @out. */
static void read_key(Toml *toml, GString *out)
{
    do {
        skip_spaces(toml);
        g_autofree char *part = read_key_part(toml);
        if (out->len)
            g_string_append_c(out, '.');
        g_string_append(out, part);
        skip_spaces(toml);
    } while (!toml->failed && accept(toml, "."));
}

static void read_list(Toml *toml, GPtrArray *strings, int level)
{
    const char *start = toml->p++;
    skip_blank(toml);
    while (!toml->failed && !accept(toml, "]")) {
        if (!*toml->p) {
            fail(toml, start, "this list has no closing ]", NULL);
            return;
        }
        read_value(toml, strings, level + 1);
        skip_blank(toml);
        if (*toml->p != ']')
            expect(toml, ",", "a comma or ] must stand here");
        skip_blank(toml);
    }
}

/* `{key = value, …}`; nothing in it is kept. */
static void read_inline_table(Toml *toml, int level)
{
    g_autoptr(GPtrArray) ignored = g_ptr_array_new_with_free_func(g_free);
    toml->p++;
    skip_blank(toml);
    while (!toml->failed && !accept(toml, "}")) {
        g_autoptr(GString) key = g_string_new(NULL);
        read_key(toml, key);
        expect(toml, "=", "an = must stand here");
        skip_spaces(toml);
        if (!toml->failed)
            read_value(toml, ignored, level + 1);
        skip_blank(toml);
        if (*toml->p != '}')
            expect(toml, ",", "a comma or } must stand here");
        skip_blank(toml);
    }
}

/* A number, a date, true or false. */
static void read_bare(Toml *toml)
{
    gsize length = strcspn(toml->p, ",]}#\n \t=\"'");
    if (length == 0)
        fail(toml, toml->p, "a value must stand here", "put text between double quotes");
    else if (!g_ascii_isdigit(*toml->p) && !strchr("+-", *toml->p) &&
             !(length == 4 && g_str_has_prefix(toml->p, "true")) &&
             !(length == 5 && g_str_has_prefix(toml->p, "false")) &&
             !(length == 3 &&
               (g_str_has_prefix(toml->p, "inf") || g_str_has_prefix(toml->p, "nan"))))
        fail(toml, toml->p, "text without quotes", "put text between double quotes");
    toml->p += length;
}

/* Reads a value; the strings in it are added to @strings. */
static ValueKind read_value(Toml *toml, GPtrArray *strings, int level)
{
    if (level > MOST_LEVELS) {
        fail(toml, toml->p, "this is nested too deeply", NULL);
        return VALUE_OTHER;
    }
    switch (*toml->p) {
    case '"':
    case '\'':
        g_ptr_array_add(strings, read_string(toml));
        return VALUE_STRING;
    case '[':
        read_list(toml, strings, level);
        return VALUE_LIST;
    case '{':
        read_inline_table(toml, level);
        return VALUE_OTHER;
    default:
        read_bare(toml);
        return VALUE_OTHER;
    }
}

/* Keeps a value of [book]: @strings are those in it. */
static void keep(Toml *toml, LhBook *book, char **src, const char *at, const char *key,
                 ValueKind kind, GPtrArray *strings)
{
    gboolean list = !strcmp(key, "authors");
    char **texts[] = {&book->title, &book->language, src, &book->author};
    static const char *const keys[] = {"title", "language", "src", "authors"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (strcmp(key, keys[i]))
            continue;
        if (kind != (list ? VALUE_LIST : VALUE_STRING)) {
            fail(toml, at, list ? "authors must be a list" : "this value must be text",
                 list ? "write authors = [\"A. Name\"]" : "put it between double quotes");
            return;
        }
        g_ptr_array_add(strings, NULL);
        g_autofree char *joined = g_strjoinv(", ", (char **) strings->pdata);
        *texts[i] = *joined ? lh_arena_strndup(book->arena, joined, -1) : NULL;
    }
}

static void read_pair(Toml *toml, LhBook *book, char **src, const char *section)
{
    g_autoptr(GString) key = g_string_new(section);
    g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func(g_free);
    const char *start = toml->p;
    read_key(toml, key);
    if (!toml->failed)
        expect(toml, "=", "an = must stand here");
    skip_spaces(toml);
    if (toml->failed)
        return;
    ValueKind kind = read_value(toml, strings, 0);
    if (!toml->failed && g_str_has_prefix(key->str, "book."))
        keep(toml, book, src, start, key->str + 5, kind, strings);
}

/* `[section]` or `[[section]]`. */
static void read_header(Toml *toml, GString *section)
{
    gboolean array = accept(toml, "[[");
    if (!array)
        toml->p++;
    g_string_truncate(section, 0);
    read_key(toml, section);
    if (!toml->failed)
        expect(toml, array ? "]]" : "]", "the section's name must be closed with ]");
}

void lh_toml_read(LhBook *book, const char *text, char **src, LhDiag *diag)
{
    Toml toml = {.p = text, .text = text, .diag = diag};
    g_autoptr(GString) section = g_string_new(NULL);
    skip_blank(&toml);
    while (*toml.p && !toml.failed) {
        if (*toml.p == '[')
            read_header(&toml, section);
        else
            read_pair(&toml, book, src, section->str);
        skip_spaces(&toml);
        if (!toml.failed && *toml.p && !strchr("\n#", *toml.p))
            fail(&toml, toml.p, "nothing else may stand on this line", NULL);
        skip_blank(&toml);
    }
}
