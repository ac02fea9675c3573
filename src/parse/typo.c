#include "typo.h"

#include <string.h>

typedef struct {
    LhTypo *typo;
    GString *out;
    const char *text, *end;
    char after;
} Piece;

void lh_typo_pass(LhTypo *typo, gunichar last)
{
    typo->before = last;
}

/* The character after @p; what the manuscript has next when the piece ends. */
static gunichar peek(const Piece *piece, const char *p)
{
    return p < piece->end ? g_utf8_get_char(p) : (guchar) piece->after;
}

static gboolean is_space(gunichar c)
{
    return c == 0 || c == ' ' || c == '\n' || c == '\t' || c == 0xA0 || g_unichar_isspace(c);
}

static gboolean is_dash(gunichar c)
{
    return c == '-' || c == 0x2013 || c == 0x2014 || c == '/' || c == 0x2026;
}

/* Whether a quote after @c can only open. */
static gboolean opens_after(gunichar c)
{
    return is_space(c) || c == '(' || c == '[' || c == '{' || c == 0x201C || c == 0x2018 ||
           c == 0xAB || c == '<' || c == '=';
}

static gboolean is_word(gunichar c)
{
    return g_unichar_isalnum(c) || c == '*' || c == '_' || c == '`' || c == '[' || c == '\\' ||
           c == '<' || c == '$' || c == '&';
}

static void put(Piece *piece, gunichar c)
{
    g_string_append_unichar(piece->out, c);
    piece->typo->before = c;
}

static void set_double(Piece *piece, const char *p)
{
    gunichar before = piece->typo->before, next = peek(piece, p + 1);
    gboolean opens = opens_after(before) && !is_space(next);
    if (is_space(before) && is_space(next))
        opens = !piece->typo->is_open;
    if (is_dash(before))
        opens = is_word(next) && !piece->typo->is_open;
    piece->typo->is_open = opens;
    put(piece, opens ? 0x201C : 0x201D);
}

/* Whether @p, after its quote, begins a word that is written with an apostrophe in front: '90s,
 * 'tis. */
static gboolean is_clipped_word(const Piece *piece, const char *p)
{
    static const char *const words[] = {"tis", "twas", "til", "em", "cause", "n", "bout", "round"};
    gsize left = (gsize) (piece->end - p);
    if (left >= 2 && g_ascii_isdigit(p[0]) && g_ascii_isdigit(p[1]))
        return !(left >= 3 && (g_ascii_isdigit(p[2]) || p[2] == '\''));
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        gsize n = strlen(words[i]);
        if (left >= n && !g_ascii_strncasecmp(p, words[i], n) &&
            !g_ascii_isalnum(peek(piece, p + n)))
            return i == 5 || peek(piece, p + n) != '\'';
    }
    return FALSE;
}

static void set_single(Piece *piece, const char *p)
{
    gunichar before = piece->typo->before, next = peek(piece, p + 1);
    gboolean opens = opens_after(before) && !is_space(next);
    if (is_dash(before))
        opens = is_word(next);
    if (opens && is_clipped_word(piece, p + 1))
        opens = FALSE;
    put(piece, opens ? 0x2018 : 0x2019);
}

/* Sets a run of hyphens: two are an en dash, three an em dash, others stay. Returns: its length. */
static gsize set_hyphens(Piece *piece, const char *p)
{
    gsize n = 1;
    while (p + n < piece->end && p[n] == '-')
        n++;
    if (n == 2 || n == 3)
        put(piece, n == 2 ? 0x2013 : 0x2014);
    else {
        g_string_append_len(piece->out, p, (gssize) n);
        piece->typo->before = '-';
    }
    return n;
}

static gsize set_dots(Piece *piece, const char *p)
{
    gboolean three = piece->end - p >= 3 && p[1] == '.' && p[2] == '.';
    put(piece, three ? 0x2026 : '.');
    return three ? 3 : 1;
}

/* A run of blanks is one. */
static gsize set_blanks(Piece *piece, const char *p)
{
    gsize n = 1;
    while (p + n < piece->end && p[n] == ' ')
        n++;
    if (piece->typo->before != ' ')
        put(piece, ' ');
    return n;
}

static gsize set_sign(Piece *piece, const char *p)
{
    switch (*p) {
    case ' ':
        return set_blanks(piece, p);
    case '"':
        set_double(piece, p);
        return 1;
    case '\'':
        set_single(piece, p);
        return 1;
    case '-':
        return set_hyphens(piece, p);
    default:
        return set_dots(piece, p);
    }
}

/* What typesetting may change. */
static const char is_sign[256] = {['"'] = 1, ['\''] = 1, ['-'] = 1, ['.'] = 1};

/* Whether something begins at @p that is not copied as it is; no branches, for speed. */
static int stops(const char *p)
{
    return is_sign[(guchar) *p] | ((*p == ' ') & (p[1] == ' '));
}

/* Copies @from…@to as it is. */
static void copy(Piece *piece, const char *from, const char *to)
{
    if (from == to)
        return;
    const char *last = to - 1;
    while (last > from && (*last & 0xC0) == 0x80)
        last--;
    g_string_append_len(piece->out, from, to - from);
    piece->typo->before = g_utf8_get_char(last);
}

void lh_typo_append(LhTypo *typo, GString *out, const char *text, gsize length, gsize literal,
                    char after)
{
    Piece piece = {typo, out, text, text + length, after};
    const char *p = text + MIN(literal, length), *done = text;
    if (length && p == text && *p == ' ')
        done = p += set_blanks(&piece, p);
    while (p < piece.end) {
        while (p < piece.end && !stops(p))
            p++;
        copy(&piece, done, p);
        if (p < piece.end)
            p += set_sign(&piece, p);
        done = p;
    }
    copy(&piece, done, p);
}
