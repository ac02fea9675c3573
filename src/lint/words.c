/* Words: those that the dictionary lacks, those that stand twice, a and an. */
#include "internal.h"

#include <string.h>

#define LEAST_LETTERS 3  /* of a word worth a look: shorter ones are units and signs … */
#define MOST_LETTERS  60 /* … and longer ones data */

static gboolean is_letter(gunichar c)
{
    return g_unichar_isalpha(c) || g_unichar_ismark(c);
}

static gboolean is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019;
}

/* Whether @word is one of @words. */
static gboolean is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(word, *words))
            return TRUE;
    return FALSE;
}

/* ---- Spelling ---- */

/* Whether @word is written as names in code, formulas and abbreviations are: capitals behind the
 * first letter. */
static gboolean is_name(const char *word)
{
    for (const char *p = g_utf8_next_char(word); *p; p = g_utf8_next_char(p))
        if (g_unichar_isupper(g_utf8_get_char(p)))
            return TRUE;
    return g_utf8_strlen(word, -1) < LEAST_LETTERS;
}

/* Checks the letters [@from, @to) of the leaf. */
static void check_word(LhLinter *l, const char *from, const char *to)
{
    gsize length = (gsize) (to - from), at = (gsize) (from - l->text->str);
    g_autofree char *word = g_strndup(from, length);
    char *quote;

    while ((quote = strstr(word, "\xE2\x80\x99"))) { /* ’ as dictionaries have it */
        *quote = '\'';
        memmove(quote + 1, quote + 3, strlen(quote + 3) + 1);
    }
    if (length > MOST_LETTERS || is_name(word))
        return;
    if (l->spelled) {
        g_string_append_printf(l->spelled, "%s ", word);
        return;
    }
    if (lh_speller_knows(l->speller, word))
        return;
    if (g_str_has_suffix(word, "'s")) {
        word[strlen(word) - 2] = '\0';
        if (is_name(word) || lh_speller_knows(l->speller, word))
            return;
    }
    const LhPiece *piece = lh_lint_piece(l, at);
    if (piece && !piece->linked)
        lh_lint_add(l, LH_LINT_SPELLING, at, length);
}

/* Checks a chunk's words: letters with apostrophes inside. */
static void check_letters(LhLinter *l, const LhChunk *chunk)
{
    for (const char *p = chunk->from; p < chunk->to;) {
        if (!is_letter(g_utf8_get_char(p))) {
            p = g_utf8_next_char(p);
            continue;
        }
        const char *start = p, *end = p;
        while (p < chunk->to &&
               (is_letter(g_utf8_get_char(p)) || is_apostrophe(g_utf8_get_char(p)))) {
            if (is_letter(g_utf8_get_char(p)))
                end = g_utf8_next_char(p);
            p = g_utf8_next_char(p);
        }
        check_word(l, start, end);
    }
}

/* Whether something in @chunk says that it is no word: a path, an address, a number, code. */
static gboolean is_technical(const LhChunk *chunk)
{
    for (const char *p = chunk->from; p < chunk->to; p++) {
        gboolean inside =
            p > chunk->from && p + 1 < chunk->to && g_ascii_isalnum(p[-1]) && g_ascii_isalnum(p[1]);
        if (g_ascii_isdigit(*p) || strchr("_\\@=<>{}[]#$%&+*|~^/", *p) ||
            (inside && strchr(".:(", *p)) || !strncmp(p, LH_LINT_HOLE, 3))
            return TRUE;
    }
    return FALSE;
}

/* ---- Doubled words ---- */

/* Words that stand twice in good English. */
static const char *const may_double[] = {"had", "that", "is", NULL};

/* Whether @one, or it with a small first letter, is @other: “The the”, but not “AND and”. */
static gboolean is_same_word(LhChunk one, LhChunk other)
{
    gsize n = (gsize) (one.to - one.from), first;

    if (n == 0 || n != (gsize) (other.to - other.from))
        return FALSE;
    first = (gsize) (g_utf8_next_char(one.from) - one.from);
    gunichar a = g_utf8_get_char(one.from), b = g_utf8_get_char(other.from);
    return is_letter(a) && (a == b || g_unichar_tolower(a) == b) &&
           memcmp(one.from + first, other.from + first, n - first) == 0;
}

/* Notes @chunk when the word that it begins with is the one that @before ends with. */
static void check_doubled(LhLinter *l, const LhChunk *before, const LhChunk *chunk)
{
    LhChunk core = lh_lint_core(*chunk), last = lh_lint_core(*before);

    if (core.from != chunk->from || last.to != before->to || !is_same_word(last, core))
        return;
    g_autofree char *word = g_strndup(core.from, (gsize) (core.to - core.from));
    if (!l->english || !is_one_of(word, may_double))
        lh_lint_add(l, LH_LINT_DOUBLED_WORD, (gsize) (core.from - l->text->str), strlen(word));
}

/* ---- A and an ---- */

static const char *const consonant_sounds[] = {"one", "once", "eu",  "ewe", "uni", "use",
                                               "usu", "uti",  "ubi", "ura", "uto", NULL};
static const char *const vowel_sounds[] = {"hour", "honest", "hono", "heir", "herb", "hist", NULL};
/* What follows a variable that is called a. */
static const char *const verbs[] = {"is", "are", "and", "or",     "in",     "of",    "as",   "at",
                                    "if", "on",  "it",  "equals", "exists", "again", "else", NULL};

static gboolean begins_with(const char *word, const char *const *starts)
{
    for (; *starts; starts++)
        if (g_str_has_prefix(word, *starts))
            return TRUE;
    return FALSE;
}

/* A plain word: small letters, three at least, with a vowel. (transfer full) NULL = none */
static char *plain_word(const LhChunk *chunk)
{
    LhChunk core = lh_lint_core(*chunk);
    gsize n = 0, length = (gsize) (core.to - core.from);

    while (n < length && g_ascii_islower(core.from[n]))
        n++;
    gboolean ends = n == length || core.from[n] == '-' || (guchar) core.from[n] >= 0x80;
    if (core.from != chunk->from || n < LEAST_LETTERS || !ends)
        return NULL;
    char *word = g_strndup(core.from, n);
    if (!strpbrk(word, "aeiouy"))
        g_clear_pointer(&word, g_free);
    return word;
}

static void check_article(LhLinter *l, const LhChunk *before, const LhChunk *chunk)
{
    gsize n = (gsize) (before->to - before->from);
    gboolean a = n == 1 && *before->from == 'a';
    gboolean an = n == 2 && (!strncmp(before->from, "an", 2) || !strncmp(before->from, "An", 2));
    g_autofree char *word = a || an ? plain_word(chunk) : NULL;

    if (!word)
        return;
    gboolean vowel = strchr("aeio", *word) && !begins_with(word, consonant_sounds);
    gboolean consonant = (strchr("bcdfgjklmnpqrstvwz", *word) && strchr("aeiouyhlrw", word[1])) ||
                         (*word == 'h' && !begins_with(word, vowel_sounds));
    if (strchr("lrmn", *word) && !strchr("aeiouy", word[1]))
        consonant = FALSE; /* an lvalue, an ndarray */
    gboolean rvalue = g_str_has_suffix(word, "value") && strlen(word) == 6;
    if ((a && vowel && !is_one_of(word, verbs)) || (an && consonant && !rvalue))
        lh_lint_add(l, LH_LINT_ARTICLE, (gsize) (before->from - l->text->str), n);
}

void lh_lint_words(LhLinter *l, const GArray *chunks)
{
    for (guint i = 0; i < chunks->len; i++) {
        const LhChunk *chunk = &g_array_index(chunks, LhChunk, i);
        if (i > 0 && lh_lint_wants(l, LH_LINT_DOUBLED_WORD))
            check_doubled(l, chunk - 1, chunk);
        if (i > 0 && l->english && lh_lint_wants(l, LH_LINT_ARTICLE))
            check_article(l, chunk - 1, chunk);
        if ((l->speller || l->spelled) && lh_lint_wants(l, LH_LINT_SPELLING) && !is_technical(chunk))
            check_letters(l, chunk);
    }
}
