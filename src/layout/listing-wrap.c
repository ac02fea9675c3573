/* Code to lines of columns. */
#include "listing-wrap.h"

#include <string.h>

#define PIECE_BYTES   48 /* longer pieces would miss the word cache */
#define LEAST_COLUMNS 8

static const char blanks[] = "                                ";

typedef struct {
    LhCodeText *text;
    const char *code;
    const GArray *spans;
    guint span; /* the one the cursor is in */
    int columns, wrap_indent;
} Wrapper;

int lh_code_columns(gunichar character)
{
    if (character < 0x300)
        return 1;
    if (g_unichar_iszerowidth(character))
        return 0;
    return g_unichar_iswide(character) ? 2 : 1;
}

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Columns of the character at @p when it stands at @column. */
static int columns_at(const char *p, int column)
{
    if (*p == '\t')
        return LH_TAB_COLUMNS - column % LH_TAB_COLUMNS;
    if ((guchar) *p < 0x80)
        return 1;
    return lh_code_columns(g_utf8_get_char(p));
}

/* The class of byte @at, which never goes back. */
static LhHighlightClass class_at(Wrapper *w, gsize at)
{
    while (w->span + 1 < w->spans->len &&
           at >= g_array_index(w->spans, LhHighlightSpan, w->span + 1).start)
        w->span++;
    return w->spans->len ? g_array_index(w->spans, LhHighlightSpan, w->span).kind
                         : LH_HIGHLIGHT_TEXT;
}

/* Where the class of the cursor's span ends. */
static gsize span_end(const Wrapper *w)
{
    if (w->span >= w->spans->len)
        return G_MAXSIZE;
    const LhHighlightSpan *span = &g_array_index(w->spans, LhHighlightSpan, w->span);

    return span->start + span->length;
}

static void add_blanks(Wrapper *w, int columns, int column, LhHighlightClass kind)
{
    while (columns > 0) {
        int n = MIN(columns, (int) sizeof blanks - 1);
        LhCodePiece piece = {blanks, (guint) n, column, kind, TRUE};

        g_array_append_val(w->text->pieces, piece);
        columns -= n;
        column += n;
    }
}

/* Adds the pieces of [from, to), the first at @column. Returns: the column after them. */
static int add_pieces(Wrapper *w, const char *from, const char *to, int column)
{
    const char *p = from;

    while (p < to) {
        LhHighlightClass kind = class_at(w, (gsize) (p - w->code));
        const char *end = MIN(to, w->code + MIN(span_end(w), (gsize) (to - w->code)));
        const char *start = p;
        int begin = column;

        if (is_blank(*p)) {
            for (; p < to && is_blank(*p); p++)
                column += columns_at(p, column);
            add_blanks(w, column - begin, begin, kind);
            continue;
        }
        for (; p < end && !is_blank(*p) && p - start < PIECE_BYTES; p = g_utf8_next_char(p))
            column += columns_at(p, column);
        LhCodePiece piece = {start, (guint) (p - start), begin, kind, FALSE};
        g_array_append_val(w->text->pieces, piece);
    }
    return column;
}

/* The end of what fits from @from, at @column, and before @to; after a blank if there is a good
 * one. */
static const char *fit(const Wrapper *w, const char *from, const char *to, int column)
{
    int half = column + (w->columns - column) / 2;
    const char *good = NULL;

    for (const char *p = from; p < to; p = g_utf8_next_char(p)) {
        int wide = columns_at(p, column);

        if (column + wide > w->columns && p > from)
            return good ? good : p;
        column += wide;
        if (is_blank(*p) && column > half)
            good = p + 1;
    }
    return to;
}

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && is_blank(*p))
        p++;
    return p;
}

static const char *trim_end(const char *from, const char *end)
{
    while (end > from && is_blank(end[-1]))
        end--;
    return end;
}

static void add_line(Wrapper *w, const char *from, const char *to, LhCodeLine line)
{
    line.first = w->text->pieces->len;
    line.end = add_pieces(w, from, trim_end(from, to), line.indent);
    line.n = w->text->pieces->len - line.first;
    line.empty = line.n == 0;
    g_array_append_val(w->text->lines, line);
}

/* Columns that the continuation of the line at @from is set in by. */
static int hanging(const Wrapper *w, const char *from, const char *to)
{
    int own = 0;

    for (const char *p = from; p < to && is_blank(*p); p++)
        own += columns_at(p, own);
    return own + w->wrap_indent <= w->columns / 2 ? own + w->wrap_indent
                                                  : MIN(w->wrap_indent, w->columns / 2);
}

static void wrap_line(Wrapper *w, const char *from, const char *to, int source)
{
    LhCodeLine line = {.source = source};
    const char *end = trim_end(from, to);
    const char *cut = fit(w, from, end, 0);

    add_line(w, from, cut, line);
    if (cut == end)
        return;
    w->text->n_wrapped++;
    line.wrapped = TRUE;
    line.indent = hanging(w, from, end);
    while ((from = skip_blanks(cut, end)) < end) {
        cut = fit(w, from, end, line.indent);
        add_line(w, from, cut, line);
    }
}

void lh_code_wrap(LhCodeText *text, const char *code, gsize length, const GArray *spans,
                  int columns, int wrap_indent, const int *kept)
{
    Wrapper w = {.text = text,
                 .code = code,
                 .spans = spans,
                 .wrap_indent = MAX(wrap_indent, 0),
                 .columns = MAX(columns, LEAST_COLUMNS)};
    const char *end = code + length;

    *text = (LhCodeText){.code = code,
                         .lines = g_array_new(FALSE, FALSE, sizeof(LhCodeLine)),
                         .pieces = g_array_new(FALSE, FALSE, sizeof(LhCodePiece))};
    int whole = w.columns;
    for (const char *p = code; p < end; text->n_sources++) {
        const char *stop = memchr(p, '\n', (gsize) (end - p));

        if (stop == NULL)
            stop = end;
        if (kept)
            w.columns = MAX(whole - kept[text->n_sources], LEAST_COLUMNS);
        wrap_line(&w, p, stop, text->n_sources);
        p = MIN(stop + 1, end);
    }
}

void lh_code_clear(LhCodeText *text)
{
    g_clear_pointer(&text->lines, g_array_unref);
    g_clear_pointer(&text->pieces, g_array_unref);
}
