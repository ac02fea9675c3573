/* The text of graphs, as far as Graphviz does not tell what it made of it. */
#include "graphviz.h"

#include <string.h>

static gboolean begins(const char *p, const char *word)
{
    return !strncmp(p, word, strlen(word));
}

/* Behind the string that opens at @p. */
static const char *skip_string(const char *p)
{
    for (p++; *p && *p != '"'; p++)
        p += *p == '\\' && p[1];
    return *p ? p + 1 : p;
}

/* Behind the HTML that opens at @p: angle brackets pair in it. */
static const char *skip_html(const char *p)
{
    int depth = 0;
    for (; *p; p++) {
        depth += (*p == '<') - (*p == '>');
        if (depth == 0)
            return p + 1;
    }
    return p;
}

/* Behind the blanks and comments at @p. */
static const char *skip_blanks(const char *p)
{
    const char *start;
    do {
        start = p;
        p += strspn(p, " \t\r\n");
        if (begins(p, "//") || *p == '#')
            p += strcspn(p, "\n");
        else if (begins(p, "/*")) {
            const char *end = strstr(p + 2, "*/");
            p = end ? end + 2 : p + strlen(p);
        }
    } while (p != start);
    return p;
}

const char *lh_graphviz_rest(const char *text)
{
    int depth = 0;
    for (const char *p = skip_blanks(text); *p; p = skip_blanks(p)) {
        if (*p == '"') {
            p = skip_string(p);
            continue;
        }
        if (*p == '<') {
            p = skip_html(p);
            continue;
        }
        depth += *p == '{';
        if (*p++ == '}' && --depth <= 0)
            return skip_blanks(p);
    }
    return text + strlen(text);
}
