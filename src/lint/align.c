/* A text of the tree along what the author wrote for it: quotes, dashes and blanks were set,
 * escapes and entities resolved. Greedy, from left to right; exact as long as what lies between two
 * signs is markup. */
#include "longhand/manuscript.h"

#include <string.h>

#define MOST_MARKUP 400 /* bytes stepped over in search of the next sign of the text */
#define MOST_BEFORE                                                                                \
    1000        /* bytes between the place told and the text: an attribute of a tag, a key */
#define SURE 12 /* signs that agree where a text begins */
#define NBSP 0xA0

/* Bytes of @p that typesetting made @set of; 0 = it makes something else of them. */
static gsize typeset_length(const char *p, gunichar set)
{
    switch (set) {
    case 0x201C:
    case 0x201D:
        return *p == '"';
    case 0x2018:
    case 0x2019:
        return *p == '\'';
    case 0x2013:
        return strncmp(p, "--", 2) ? 0 : 2;
    case 0x2014:
        return strncmp(p, "---", 3) ? 0 : 3;
    case 0x2026:
        return strncmp(p, "...", 3) ? 0 : 3;
    default:
        return 0;
    }
}

static gsize entity_length(const char *p)
{
    gsize n = 1;

    while (n < 40 && (g_ascii_isalnum(p[n]) || p[n] == '#'))
        n++;
    return p[0] == '&' && n > 1 && p[n] == ';' ? n + 1 : 0;
}

/* Bytes of @p that stand for @set; 0 = none. */
static gsize match(const char *p, gunichar set)
{
    gunichar c = g_utf8_get_char(p);
    gsize n;

    if (set == ' ')
        return c == ' ' || c == '\t' || c == '\n'; /* those that follow leave nothing */
    if (c == '\\' && g_ascii_ispunct(p[1]) && (gunichar) p[1] == set)
        return 2;
    if (c == '\\' && g_ascii_ispunct(p[1]) && (n = typeset_length(p + 1, set)))
        return n + 1;
    if (c == '&' && (n = entity_length(p)) && (set != '&' || !strncmp(p, "&amp;", 5)))
        return n;
    if (c == set)
        return (gsize) (g_utf8_next_char(p) - p);
    if (set == NBSP && c == ' ')
        return 1;
    return typeset_length(p, set);
}

/* Bytes of markup at @p that leave nothing in the text: a tag, a comment, else one sign. */
static gsize markup_length(const char *p)
{
    const char *close;

    if (!strncmp(p, "<!--", 4) && (close = strstr(p, "-->")))
        return (gsize) (close + 3 - p);
    if (*p == '<' && (g_ascii_isalpha(p[1]) || p[1] == '/') && (close = strchr(p, '>')) &&
        close - p < MOST_MARKUP)
        return (gsize) (close + 1 - p);
    return (gsize) (g_utf8_next_char(p) - p);
}

/* Steps over @set; inside a word only over the signs of a span. Returns: FALSE when it does not
 * come. */
static gboolean step(LhAligner *align, gunichar set, gboolean inside, const char **from)
{
    const char *p = align->written;
    gsize n = 0;

    while (p < align->end && p - align->written <= MOST_MARKUP && !(n = match(p, set))) {
        if (inside && !strchr("`*_\\<>{}[]~=+", *p))
            break;
        p += markup_length(p);
    }
    if (n == 0) {
        align->lost = TRUE;
        return FALSE;
    }
    *from = p;
    align->written = MIN(p + n, align->end);
    return TRUE;
}

/* Whether what begins at @p is what @set begins with, sign for sign but for markup. */
static gboolean begins(const char *p, const char *end, const char *set)
{
    for (int i = 0; i < SURE && *set; i++) {
        gsize n;
        while (i > 0 && p < end && !match(p, g_utf8_get_char(set)) && strchr("<`*_ \t\n>", *p))
            p += markup_length(p);
        if (p >= end || !(n = match(p, g_utf8_get_char(set))))
            return FALSE;
        p += n;
        set = g_utf8_next_char(set);
    }
    return TRUE;
}

void lh_align_begin(LhAligner *align, const char *written, const char *end, const char *set)
{
    const char *p = written;

    while (p < end && p - written < MOST_BEFORE && !begins(p, end, set))
        p = g_utf8_next_char(p);
    *align = (LhAligner){.written = p, .end = end, .set = set};
    align->lost = p >= end || p - written >= MOST_BEFORE;
}

gboolean lh_align_to(LhAligner *align, const char *start, guint32 at, guint32 length,
                     const char **from, const char **to)
{
    const char *sign;

    *from = NULL;
    while (!align->lost && *align->set && align->set < start + at + length) {
        if (!step(align, g_utf8_get_char(align->set), align->set > start + at, &sign))
            return FALSE;
        if (align->set >= start + at && *from == NULL)
            *from = sign;
        align->set = g_utf8_next_char(align->set);
    }
    *to = align->written;
    return *from != NULL && !align->lost;
}
