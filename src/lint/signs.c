/* Punctuation and blanks. */
#include "internal.h"

#include <string.h>

#define MOST_LISTED 20 /* words between a name and the last of its numbers */

static gsize place(const LhLinter *l, const char *p)
{
    return (gsize) (p - l->text->str);
}

static gboolean is_one(const LhChunk *chunk, const char *sign)
{
    gsize n = strlen(sign);

    return (gsize) (chunk->to - chunk->from) == n && !memcmp(chunk->from, sign, n);
}

/* Whether a word, or code, ends at @p. */
static gboolean word_before(const LhLinter *l, const char *p)
{
    if (p == l->text->str)
        return FALSE;
    gunichar c = g_utf8_get_char(g_utf8_prev_char(p));
    return g_unichar_isalpha(c) || c == 0xFFFC || c == ')' || c == 0x201D;
}

/* ---- Characters ---- */

/* Whether nobody writes @p on purpose: invisible, undecodable, or UTF-8 that was read as Latin-1.
 */
static gboolean is_odd(const char *p)
{
    gunichar c = g_utf8_get_char(p), next = g_utf8_get_char(g_utf8_next_char(p));

    if (c == 0xFFFD || c == 0x200B || c == 0xFEFF || c == 0x2028 || c == 0x2029 ||
        (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
        return TRUE;
    return (c == 0xC3 && next >= 0x80 && next <= 0xBF) || (c == 0xE2 && next == 0x20AC);
}

static void check_characters(LhLinter *l)
{
    for (const char *p = l->text->str; *p; p = g_utf8_next_char(p)) {
        if (*p == '"' || *p == '\'')
            lh_lint_add(l, LH_LINT_STRAIGHT_QUOTES, place(l, p), 1);
        else if ((guchar) *p >= 0x80 && is_odd(p))
            lh_lint_add(l, LH_LINT_ODD_CHARACTER, place(l, p), (gsize) (g_utf8_next_char(p) - p));
    }
}

/* ---- Chunks ---- */

/* ` ,` and, at a sentence's end, ` .` and its like. */
static void check_before(LhLinter *l, const LhChunk *chunk, const LhChunk *before,
                         const LhChunk *next)
{
    gboolean ends = !next || g_unichar_isupper(g_utf8_get_char(next->from));
    const char *wide = l->french ? "" : ";:!?";

    if (!before || !word_before(l, before->to) || chunk->to - chunk->from != 1)
        return;
    if ((*chunk->from == ',' && next) || (*chunk->from == '.' && ends) ||
        (strchr(wide, *chunk->from) && (*chunk->from == ';' ? next != NULL : ends)))
        lh_lint_add(l, LH_LINT_SPACE_BEFORE, place(l, chunk->from), 1);
}

/* Letters of one case at @p, forward. */
static gsize letters_at(const char *p, const char *end)
{
    gsize n = 0;

    while (p + n < end && g_ascii_isalpha(p[n]))
        n++;
    return n;
}

/* `word,word`, and `end.The`. */
static void check_after(LhLinter *l, const LhChunk *chunk)
{
    static const char *const starters[] = {"The", "This", "That", "It",  "In",    "If",
                                           "But", "When", "We",   "You", "There", "And",
                                           "For", "So",   "A",    "As",  "To"};
    gsize n = letters_at(chunk->from, chunk->to);
    const char *sign = chunk->from + n;

    if (n < 2 || sign >= chunk->to || !strchr(",;!?.", *sign))
        return;
    gsize m = letters_at(sign + 1, chunk->to);
    const char *end = sign + 1 + m;
    if (m < 2 || (end < chunk->to && (!strchr(",.;:!?)", *end) || end + 1 < chunk->to)))
        return;
    gboolean wrong = *sign != '.';
    for (gsize i = 0; i < G_N_ELEMENTS(starters) && !wrong; i++)
        wrong = strlen(starters[i]) == m && !strncmp(sign + 1, starters[i], m);
    if (wrong)
        lh_lint_add(l, LH_LINT_SPACE_AFTER, place(l, sign), 1);
}

/* `,,`, `;.` and `end..` */
static void check_doubled(LhLinter *l, const LhChunk *chunk)
{
    const char *p = chunk->to - 2;

    if (p <= chunk->from || !word_before(l, p))
        return;
    if ((strchr(",;", p[0]) && strchr(",;.", p[1])) || (p[0] == '.' && p[1] == '.'))
        lh_lint_add(l, LH_LINT_DOUBLED_SIGN, place(l, p), 2);
}

/* Whether @chunk is a word of prose, and no variable, number or sign. */
static gboolean is_prose(const LhChunk *chunk)
{
    return chunk && letters_at(lh_lint_core(*chunk).from, chunk->to) > 1;
}

static void check_hyphen(LhLinter *l, const LhChunk *chunk, const LhChunk *before,
                         const LhChunk *next)
{
    if (is_one(chunk, "-") && is_prose(before) && is_prose(next))
        lh_lint_add(l, LH_LINT_SPACED_HYPHEN, place(l, chunk->from), 1);
}

/* The number at *@p, at most four digits; -1 = none. */
static int number_at(const char **p, const char *end)
{
    int value = 0, n = 0;

    while (*p < end && g_ascii_isdigit(**p) && n++ < 4)
        value = value * 10 + *(*p)++ - '0';
    return n ? value : -1;
}

/* Whether the number @chunk, @n chunks into its leaf, is a name's: Listing 1-2, Listings 1-2 and
 * 1-3. */
static gboolean is_named(const LhChunk *chunk, guint n)
{
    for (n = MIN(n, MOST_LISTED); n > 0; n--) {
        const LhChunk *before = chunk - 1;
        gboolean listed = is_one(before, "and") || is_one(before, "or") || is_one(before, "to");
        if (!listed && !g_ascii_isdigit(*before->from))
            return g_ascii_isupper(*lh_lint_core(*before).from);
        chunk = before;
    }
    return FALSE;
}

/* `3-5`; not a date, a part's number or a telephone's, and no name's. @n chunks stand before it. */
static void check_range(LhLinter *l, const LhChunk *chunk, guint n)
{
    LhChunk core = lh_lint_core(*chunk);
    const char *p = core.from;
    int first = number_at(&p, core.to), last;
    gboolean year = p - core.from == 4;
    const char *hyphen = p;

    if (first < 0 || p >= core.to || *p++ != '-' || *p == '0')
        return;
    last = number_at(&p, core.to);
    if (p == core.to && last > first && year == (p - hyphen == 5) && !is_named(chunk, n))
        lh_lint_add(l, LH_LINT_HYPHEN_RANGE, place(l, core.from), (gsize) (core.to - core.from));
}

/* `word— word`; not `pre– and post–`. */
static void check_dash(LhLinter *l, const LhChunk *chunk, const LhChunk *before,
                       const LhChunk *next)
{
    const char *first = chunk->from, *last = g_utf8_prev_char(chunk->to);
    gunichar a = g_utf8_get_char(first), z = g_utf8_get_char(last);
    gboolean listed = z == 0x2013 && next && (is_one(next, "and") || is_one(next, "or"));

    if (last == first)
        return;
    if ((z == 0x2013 || z == 0x2014) && is_prose(next) && !listed &&
        g_unichar_isalpha(g_utf8_get_char(g_utf8_prev_char(last))))
        lh_lint_add(l, LH_LINT_UNEVEN_DASH, place(l, first), (gsize) (chunk->to - first));
    else if ((a == 0x2013 || a == 0x2014) && is_prose(before) &&
             g_unichar_isalpha(g_utf8_get_char(g_utf8_next_char(first))))
        lh_lint_add(l, LH_LINT_UNEVEN_DASH, place(l, first), (gsize) (chunk->to - first));
}

static void check_dots(LhLinter *l, const LhChunk *chunk, const LhChunk *before,
                       const LhChunk *next)
{
    if (is_one(chunk, ".") && next && is_one(next, ".") && !(before && is_one(before, ".")))
        lh_lint_add(l, LH_LINT_SPACED_DOTS, place(l, chunk->from),
                    (gsize) (next->to - chunk->from));
}

/* ---- Pairs ---- */

/* Whether the bracket at @p closes a number or letter of a list: `a)`. */
static gboolean closes_label(const LhLinter *l, const char *p)
{
    const char *start = p;

    while (start > l->text->str && g_ascii_isalnum(start[-1]))
        start--;
    return p - start >= 1 && p - start <= 2 && (start == l->text->str || start[-1] == ' ');
}

/* Brackets of all shapes count alike: [0, 1) is an interval. */
static void check_brackets(LhLinter *l)
{
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(gsize));

    for (const char *p = l->text->str; *p; p++) {
        gsize at = place(l, p);
        if (*p == '(' || *p == '[')
            g_array_append_val(open, at);
        else if ((*p == ')' || *p == ']') && open->len > 0)
            g_array_set_size(open, open->len - 1);
        else if ((*p == ')' || *p == ']') && !closes_label(l, p))
            lh_lint_add(l, LH_LINT_BRACKETS, at, 1);
    }
    for (guint i = 0; i < open->len; i++)
        lh_lint_add(l, LH_LINT_BRACKETS, g_array_index(open, gsize, i), 1);
}

static void check_quotes(LhLinter *l)
{
    const char *open = NULL;

    for (const char *p = l->text->str; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == 0x201C && open) {
            lh_lint_add(l, LH_LINT_QUOTES, place(l, open), 3);
            open = p;
        } else if (c == 0x201C)
            open = p;
        else if (c == 0x201D && !open)
            lh_lint_add(l, LH_LINT_QUOTES, place(l, p), 3);
        else if (c == 0x201D)
            open = NULL;
    }
    if (open && !l->quote_goes_on)
        lh_lint_add(l, LH_LINT_QUOTES, place(l, open), 3);
}

void lh_lint_signs(LhLinter *l, const GArray *chunks)
{
    check_characters(l);
    for (guint i = 0; i < chunks->len; i++) {
        const LhChunk *chunk = &g_array_index(chunks, LhChunk, i);
        const LhChunk *before = i > 0 ? chunk - 1 : NULL,
                      *next = i + 1 < chunks->len ? chunk + 1 : NULL;
        check_dots(l, chunk, before, next);
        check_before(l, chunk, before, next);
        check_after(l, chunk);
        check_doubled(l, chunk);
        check_hyphen(l, chunk, before, next);
        check_range(l, chunk, i);
        check_dash(l, chunk, before, next);
    }
    if (lh_lint_wants(l, LH_LINT_BRACKETS))
        check_brackets(l);
    if (l->english && lh_lint_wants(l, LH_LINT_QUOTES))
        check_quotes(l);
}

/* ---- Blanks ---- */

/* Whether two blanks stand inside a line of the @length bytes or so from @written on. */
static gboolean has_double(const char *written, const char *end, gsize length)
{
    const char *stop = (gsize) (end - written) > length ? written + length : end;

    for (const char *p = written; p < stop && (p = memchr(p, ' ', (gsize) (stop - p))); p++)
        if (p[1] == ' ')
            return TRUE;
    return FALSE;
}

/* Two blanks where one is set, told by the manuscript. */
void lh_lint_blanks(LhLinter *l, const LhInline *inl)
{
    const char *end, *from, *to, *written;
    LhAligner align;

    if (!lh_lint_wants(l, LH_LINT_DOUBLE_SPACE) || !strchr(inl->text, ' ') ||
        !(written = lh_placer_at(&l->placer, inl->source, &end)))
        return;
    if (!has_double(written, end, strlen(inl->text) * 2 + 200)) /* room for markup and entities */
        return;
    lh_align_begin(&align, written, end, inl->text);
    for (const char *p = strchr(inl->text, ' '); p && p[1]; p = strchr(p + 1, ' ')) {
        if (!lh_align_to(&align, inl->text, (guint32) (p - inl->text), 1, &from, &to))
            return;
        gsize n = strspn(from, " ");
        if (n > 1 && from[n] != '\n' && from[n] != '|' && from[n] != '\\') {
            lh_lint_note(l, (LhFault){.kind = LH_LINT_DOUBLE_SPACE,
                                      .at = (guint32) (p + 1 - inl->text),
                                      .length = (guint32) strcspn(p + 1, " "),
                                      .inl = inl});
        }
    }
}
