/* Code to lines of columns: tabs, wide characters, wrapping. Pure arithmetic, linear in the code.
 */
#ifndef LONGHAND_LAYOUT_LISTING_WRAP_H
#define LONGHAND_LAYOUT_LISTING_WRAP_H

#include "longhand/highlight.h"

G_BEGIN_DECLS

#define LH_TAB_COLUMNS 4

/* Neighbouring characters of one class and no blank among them, or blanks alone. */
typedef struct {
    const char *text; /* borrowed from the code; a tab's blanks are static */
    guint length;     /* bytes */
    int column;       /* where it begins, from the line's left */
    LhHighlightClass kind;
    gboolean blank;
} LhCodePiece;

/* A line as it is set. */
typedef struct {
    int source;       /* line of the code, from 0 */
    gboolean wrapped; /* goes on with the line above it */
    gboolean empty;   /* nothing to see */
    int indent;       /* columns, of a wrapped line */
    int end;          /* column after its last character */
    guint first, n;   /* its pieces */
} LhCodeLine;

typedef struct {
    const char *code; /* borrowed */
    GArray *lines;  /* of LhCodeLine */
    GArray *pieces; /* of LhCodePiece */
    int n_sources;  /* lines of the code */
    int n_wrapped;  /* of them, how many needed more than one line */
} LhCodeText;

/* Breaks @code, whose classes are @spans (of LhHighlightSpan, covering all of it), into lines of at
 * most
 * @columns. What is longer goes on under the line's own indentation + @wrap_indent, or under
 * @wrap_indent where the former would leave less than half the columns. Trailing blanks are
 * dropped. @kept: columns less, one number for each line of the code; NULL = none. */
void lh_code_wrap(LhCodeText *text, const char *code, gsize length, const GArray *spans,
                  int columns, int wrap_indent, const int *kept);
void lh_code_clear(LhCodeText *text);

/* Columns that @character takes: 2 for wide ones, 0 for combining marks. */
int lh_code_columns(gunichar character);

G_END_DECLS

#endif
