/* What stands before the content of a Markdown line: quote marks and list markers. */
#ifndef PARSE_LINE_H
#define PARSE_LINE_H

#include <glib.h>

/* Containers on one line beyond which the rest is read as text. */
#define LH_LINE_TOKENS 64

typedef struct {
    guint32 at;
    char kind; /* '>', or a bullet '-' '+' '*', or '.' ')' of a number */
} LhLineToken;

typedef struct {
    guint32 content; /* offset of the first byte that is no marker and no blank */
    guint32 end;     /* offset of the line's \n, or of the text's end */
    int column;      /* of the content, from 0, tabs to 4 */
    int indent;      /* columns of blank just before the content */
    int quotes;      /* '>' among the tokens */
    int n_tokens;
    gboolean too_deep; /* there were more markers than tokens[] holds */
    LhLineToken tokens[LH_LINE_TOKENS];
} LhLine;

/* Reads the line that begins at @start of @text. */
void lh_line_read(LhLine *line, const char *text, guint32 start, guint32 length);

gboolean lh_line_is_blank(const LhLine *line);

/* Whether @from…@to is `***`, `- - -`, `___` and the like. */
gboolean lh_line_is_rule(const char *from, const char *to);

/* The length of the fence that opens at @p (``` or ~~~), or 0. */
int lh_line_fence(const char *p, const char *end);

#endif
