/* A dictionary cut down to what a text can need. Opening a whole one takes longer than reading most
 * chapters, and nearly all of its stems have letters in a row that stand nowhere in the text.
 *
 * A stem is kept when each four letters in a row of it come in some word of the text, but for the
 * ends that an affix may take away. So no stem of any word of the text is lost, whatever its
 * affixes. */
#include "internal.h"

#include <string.h>

#define LETTERS 27 /* a to z, and the apostrophe */
#define ROW     4  /* letters */
#define THREES  (LETTERS * LETTERS * LETTERS)
#define FOURS   (THREES * LETTERS)

/* Rows of three and of four letters that come in a text, one bit each. */
typedef struct {
    guint8 three[THREES / 8 + 1];
    guint8 four[FOURS / 8 + 1];
} Rows;

/* The number of the letter @c, capital or not; -1 = it is none. */
static int letter(char c)
{
    return g_ascii_isalpha(c) ? g_ascii_tolower(c) - 'a' : c == '\'' ? LETTERS - 1 : -1;
}

/* The place of the @n letters at @text in their row's bits; -1 = they aren't all letters. */
static int row_of(const char *text, int n)
{
    int row = 0;

    for (int i = 0; i < n; i++) {
        int number = letter(text[i]);
        if (number < 0)
            return -1;
        row = row * LETTERS + number;
    }
    return row;
}

static void see_row(guint8 *bits, int row)
{
    if (row >= 0)
        bits[row >> 3] |= (guint8) (1 << (row & 7));
}

static Rows *rows_in(const char *text)
{
    Rows *rows = g_new0(Rows, 1);

    for (; *text; text++) {
        see_row(rows->three, row_of(text, ROW - 1));
        see_row(rows->four, row_of(text, ROW));
    }
    return rows;
}

/* Whether words of the text may be made of the stem @stem, whose first @front and last @back
 * letters an affix may take away. */
static gboolean may_need(const Rows *rows, const char *stem, gsize length, gsize front, gsize back)
{
    gboolean long_enough = length >= front + back + ROW;
    const guint8 *bits = long_enough ? rows->four : rows->three;
    gsize n = long_enough ? ROW : ROW - 1;
    int most = long_enough ? FOURS : THREES, row = 0;
    gboolean needed = TRUE;

    for (gsize i = 0; i < length; i++) { /* to the end: a strange letter may follow */
        int number = letter(stem[i]);
        if (number < 0)
            return TRUE;
        if (i < front || i + back >= length)
            continue;
        row = (row * LETTERS + number) % most;
        if (i + 1 >= front + n)
            needed = needed && bits[row >> 3] & 1 << (row & 7);
    }
    return needed;
}

/* The field @n, from 0, of a rule; @length gets its bytes. */
static const char *field(const char *rule, int n, gsize *length)
{
    while (n-- > 0) {
        rule += strcspn(rule, " \t");
        rule += strspn(rule, " \t");
    }
    *length = strcspn(rule, " \t\r");
    return rule;
}

/* The most bytes that affixes of the kind @kind ("SFX") take away, one after another where one may
 * have flags of its own. */
static gsize most_stripped(char *const *lines, const char *kind)
{
    gsize most = 0, length;
    gboolean again = FALSE;

    for (; *lines; lines++) {
        if (!g_str_has_prefix(*lines, kind))
            continue;
        const char *stripped = field(*lines, 2, &length);
        most = MAX(most, length == 1 && *stripped == '0' ? 0 : length);
        const char *added = field(*lines, 3, &length);
        again |= memchr(added, '/', length) != NULL;
    }
    return again ? 2 * most : most;
}

/* Whether words are read as they are written: no letters are exchanged or ignored before they are
 * looked up, and none is lowered in a language's own way. */
static gboolean is_plain(char *const *lines)
{
    for (; *lines; lines++) {
        gboolean exchanges = g_str_has_prefix(*lines, "ICONV") &&
                             !g_str_has_prefix(*lines, "ICONV 1") &&
                             !g_str_has_prefix(*lines, "ICONV \xE2\x80\x99 '");
        if (exchanges || g_str_has_prefix(*lines, "IGNORE") ||
            g_str_has_prefix(*lines, "CHECKCOMPOUNDPATTERN") ||
            g_str_has_prefix(*lines, "CHECKCOMPOUNDREP") || g_str_has_prefix(*lines, "LANG tr") ||
            g_str_has_prefix(*lines, "LANG az") || g_str_has_prefix(*lines, "LANG crh"))
            return FALSE;
    }
    return TRUE;
}

/* Bytes of the entry at @line before its flags. */
static gsize stem_length(const char *line, const char *end)
{
    const char *p = line;

    while (p < end && *p != '/' && *p != ' ' && *p != '\t' && *p != '\r')
        p++;
    return (gsize) (p - line);
}

static GString *cut_down(const char *dictionary, gsize length, const Rows *rows, gsize front,
                         gsize back)
{
    g_autoptr(GString) kept = g_string_sized_new(length / 4);
    const char *last = dictionary + length, *line = memchr(dictionary, '\n', length);
    guint n = 0;

    for (line = line ? line + 1 : last; line < last;) {
        const char *end = memchr(line, '\n', (gsize) (last - line));
        if (end == NULL)
            end = last;
        if (may_need(rows, line, stem_length(line, end), front, back)) {
            g_string_append_len(kept, line, end - line);
            g_string_append_c(kept, '\n');
            n++;
        }
        line = end + 1;
    }
    GString *whole = g_string_new(NULL);
    g_string_append_printf(whole, "%u\n", n);
    g_string_append_len(whole, kept->str, (gssize) kept->len);
    return whole;
}

GString *lh_dictionary_for(const char *aff, const char *dic, const char *words)
{
    g_autofree char *rules = NULL, *dictionary = NULL;
    gsize length;

    if (!g_file_get_contents(aff, &rules, NULL, NULL) ||
        !g_file_get_contents(dic, &dictionary, &length, NULL))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(rules, "\n", -1);
    if (!is_plain(lines))
        return NULL;
    g_autoptr(GString) asked = g_string_new(words);
    g_string_replace(asked, "\xE2\x80\x99", "'", 0);
    g_autofree Rows *rows = rows_in(asked->str);
    return cut_down(dictionary, length, rows, most_stripped(lines, "PFX"),
                    most_stripped(lines, "SFX"));
}
