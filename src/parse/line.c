#include "line.h"

#include <string.h>

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

gboolean lh_line_is_blank(const LhLine *line)
{
    return line->content >= line->end;
}

gboolean lh_line_is_rule(const char *from, const char *to)
{
    int n = 0;
    char c = from < to ? *from : 0;
    if (c != '-' && c != '*' && c != '_')
        return FALSE;
    for (; from < to; from++) {
        if (*from == c)
            n++;
        else if (!is_blank(*from))
            return FALSE;
    }
    return n >= 3;
}

int lh_line_fence(const char *p, const char *end)
{
    int n = 0;
    char c = p < end ? *p : 0;
    if (c != '`' && c != '~')
        return 0;
    while (p + n < end && p[n] == c)
        n++;
    if (n < 3 || (c == '`' && memchr(p + n, '`', (gsize) (end - p - n))))
        return 0;
    return n;
}

/* Bytes of the marker at @p (without the blank after it), or 0. */
static guint32 marker_length(const char *p, const char *end)
{
    guint32 n = 0;
    if (*p == '>')
        return 1;
    if (*p == '-' || *p == '+' || *p == '*')
        n = 1;
    else {
        while (p + n < end && n < 9 && g_ascii_isdigit(p[n]))
            n++;
        if (n == 0 || p + n == end || (p[n] != '.' && p[n] != ')'))
            return 0;
        n++;
    }
    return p + n == end || is_blank(p[n]) ? n : 0;
}

/* Steps over blanks. */
static void skip_blanks(LhLine *line, const char *text)
{
    int from = line->column;
    for (; line->content < line->end && is_blank(text[line->content]); line->content++)
        line->column = text[line->content] == '\t' ? (line->column / 4 + 1) * 4 : line->column + 1;
    line->indent = line->column - from;
}

static void take_token(LhLine *line, const char *text, guint32 n)
{
    char kind = text[line->content + n - 1];
    line->tokens[line->n_tokens++] = (LhLineToken){line->content, kind};
    line->quotes += kind == '>';
    line->content += n;
    line->column += (int) n;
}

void lh_line_read(LhLine *line, const char *text, guint32 start, guint32 length)
{
    const char *end = memchr(text + start, '\n', length - start);
    line->content = start;
    line->end = end ? (guint32) (end - text) : length;
    line->column = line->quotes = line->n_tokens = 0;
    line->too_deep = FALSE;
    for (;;) {
        skip_blanks(line, text);
        if (line->content >= line->end)
            return;
        const char *p = text + line->content, *stop = text + line->end;
        guint32 n = marker_length(p, stop);
        if (n == 0 || (*p != '>' && lh_line_is_rule(p, stop)))
            return;
        if (line->n_tokens == LH_LINE_TOKENS) {
            line->too_deep = TRUE;
            return;
        }
        take_token(line, text, n);
    }
}
