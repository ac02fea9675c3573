/* Markdown of a title to plain text: CommonMark's inline rules as far as a title needs them. */
#include "internal.h"

#include <string.h>

/* Longer titles keep their marks: matching them takes the square of their number. */
#define LONGEST 1000

/* A run of `*` or `_`. */
typedef struct {
    gsize at; /* in the text so far */
    char mark;
    int length, left; /* as written; not yet part of a pair */
    gboolean opens, closes;
} Run;

typedef struct {
    const char *p, *end;
    GString *out;
    GArray *runs; /* of Run */
} Title;

static gunichar character_before(const Title *title)
{
    if (!title->out->len)
        return ' ';
    const char *last = title->out->str + title->out->len;
    return g_utf8_get_char(g_utf8_prev_char(last));
}

static gunichar character_at(const Title *title, const char *p)
{
    return p < title->end ? g_utf8_get_char(p) : ' ';
}

static gboolean is_punctuation(gunichar c)
{
    return g_unichar_ispunct(c) || (c < 0x80 && g_ascii_ispunct((char) c));
}

/* Takes a run of emphasis marks (CommonMark 6.2: left- and right-flanking). */
static void take_run(Title *title)
{
    char mark = *title->p;
    const char *after = title->p;
    while (after < title->end && *after == mark)
        after++;
    gunichar before = character_before(title), next = character_at(title, after);
    gboolean left = !g_unichar_isspace(next) &&
                    (!is_punctuation(next) || g_unichar_isspace(before) || is_punctuation(before));
    gboolean right = !g_unichar_isspace(before) &&
                     (!is_punctuation(before) || g_unichar_isspace(next) || is_punctuation(next));
    gboolean word = mark == '_';
    int length = (int) (after - title->p);
    Run run = {.at = title->out->len,
               .mark = mark,
               .length = length,
               .left = length,
               .opens = left && (!word || !right || is_punctuation(before)),
               .closes = right && (!word || !left || is_punctuation(next))};
    g_array_append_val(title->runs, run);
    g_string_append_len(title->out, title->p, length);
    title->p = after;
}

/* Takes a code span; FALSE = the backticks open none and stand for themselves. */
static gboolean take_code(Title *title)
{
    gsize n = strspn(title->p, "`");
    const char *start = title->p + n, *stop = start;
    while (stop < title->end && (*stop != '`' || strspn(stop, "`") != n))
        stop += *stop == '`' ? strspn(stop, "`") : 1;
    if (stop + n > title->end)
        return FALSE;
    title->p = stop + n;
    if (stop - start > 2 && *start == ' ' && stop[-1] == ' ')
        start++, stop--;
    for (; start < stop; start++)
        g_string_append_c(title->out, *start == '\n' ? ' ' : *start);
    return TRUE;
}

/* Takes `&amp;` and the like; FALSE = it is none. */
static gboolean take_entity(Title *title)
{
    static const struct {
        const char *name, *text;
    } entities[] = {{"&amp;", "&"},   {"&lt;", "<"},    {"&gt;", ">"},
                    {"&quot;", "\""}, {"&apos;", "'"},  {"&nbsp;", "\u00a0"},
                    {"&ndash;", "–"}, {"&mdash;", "—"}, {"&hellip;", "…"}};
    for (gsize i = 0; i < G_N_ELEMENTS(entities); i++) {
        gsize length = strlen(entities[i].name);
        if (title->end - title->p < (gssize) length || strncmp(title->p, entities[i].name, length))
            continue;
        g_string_append(title->out, entities[i].text);
        title->p += length;
        return TRUE;
    }
    return FALSE;
}

/* A straight quote as a book prints it. */
static void take_quote(Title *title)
{
    gunichar before = character_before(title);
    gboolean opens = g_unichar_isspace(before) || (before < 0x80 && strchr("([{", (char) before)) ||
                     before == 0x2018 || before == 0x201c || before == 0x2013 || before == 0x2014;
    if (*title->p == '"')
        g_string_append(title->out, opens ? "“" : "”");
    else
        g_string_append(title->out, opens ? "‘" : "’");
    title->p++;
}

/* Takes `--`, `---` and `...`; FALSE = there is none. */
static gboolean take_sign(Title *title)
{
    static const char *const signs[][2] = {{"---", "—"}, {"--", "–"}, {"...", "…"}};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        gsize length = strlen(signs[i][0]);
        if (title->end - title->p < (gssize) length || strncmp(title->p, signs[i][0], length))
            continue;
        g_string_append(title->out, signs[i][1]);
        title->p += length;
        return TRUE;
    }
    return FALSE;
}

/* Takes the next piece of the title. */
static void take(Title *title)
{
    char c = *title->p;
    if (c == '\\' && title->p + 1 < title->end && g_ascii_ispunct(title->p[1])) {
        g_string_append_c(title->out, title->p[1]);
        title->p += 2;
    } else if (c == '`' && take_code(title)) {
        return;
    } else if (c == '`') {
        gsize n = strspn(title->p, "`");
        g_string_append_len(title->out, title->p, (gssize) n);
        title->p += n;
    } else if (c == '*' || c == '_') {
        take_run(title);
    } else if (c == '"' || c == '\'') {
        take_quote(title);
    } else if (g_ascii_isspace(c)) {
        g_string_append_c(title->out, ' ');
        while (title->p < title->end && g_ascii_isspace(*title->p))
            title->p++;
    } else if (!(c == '&' && take_entity(title)) && !take_sign(title)) {
        g_string_append_c(title->out, c);
        title->p++;
    }
}

/* CommonMark's rule of three: such runs don't pair. */
static gboolean clash(const Run *opener, const Run *closer)
{
    return (opener->closes || closer->opens) && (opener->length + closer->length) % 3 == 0 &&
           (opener->length % 3 || closer->length % 3);
}

static Run *run_at(GArray *runs, int i)
{
    return &g_array_index(runs, Run, i);
}

/* The nearest run before @closer that it closes; -1 = none. */
static int find_opener(GArray *runs, int closer)
{
    const Run *close = run_at(runs, closer);
    for (int i = closer - 1; i >= 0; i--) {
        const Run *open = run_at(runs, i);
        if (open->left && open->opens && open->mark == close->mark && !clash(open, close))
            return i;
    }
    return -1;
}

/* Pairs openers with closers; what is left of a run afterwards is text. */
static void pair_runs(GArray *runs)
{
    for (int i = 0; i < (int) runs->len; i++) {
        Run *closer = run_at(runs, i);
        int opener;
        while (closer->closes && closer->left && (opener = find_opener(runs, i)) >= 0) {
            int n = closer->left >= 2 && run_at(runs, opener)->left >= 2 ? 2 : 1;
            closer->left -= n;
            run_at(runs, opener)->left -= n;
            for (int between = opener + 1; between < i; between++)
                run_at(runs, between)->opens = FALSE;
        }
    }
}

char *lh_title_plain(const char *markdown, gsize length)
{
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(Run));
    Title title = {markdown, markdown + length, g_string_sized_new(length), runs};
    if (length > LONGEST)
        g_string_append_len(title.out, markdown, (gssize) length);
    else
        while (title.p < title.end)
            take(&title);
    pair_runs(runs);
    for (int i = (int) runs->len - 1; i >= 0; i--)
        g_string_erase(title.out, (gssize) run_at(runs, i)->at,
                       run_at(runs, i)->length - run_at(runs, i)->left);
    return g_strstrip(g_string_free(title.out, FALSE));
}
