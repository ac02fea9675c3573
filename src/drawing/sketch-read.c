/* Characters into cells. */
#include "sketch.h"

#include <string.h>

#define TAB 8

/* A character that takes no column of its own. */
static gboolean is_mark(gunichar c)
{
    return g_unichar_iszerowidth(c) || g_unichar_ismark(c);
}

/* Whether nothing is to be seen of it. */
static gboolean is_blank(gunichar c)
{
    return c == ' ' || c == 0xA0 || g_unichar_iscntrl(c) || g_unichar_isspace(c);
}

static int columns_of(gunichar c)
{
    return g_unichar_iswide(c) ? 2 : 1;
}

/* Columns of the line from @p to @end. */
static int measure_line(const char *p, const char *end)
{
    int columns = 0;
    for (; p < end && columns <= LH_SKETCH_MOST; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\t')
            columns = (columns / TAB + 1) * TAB;
        else if (columns == 0 || !is_mark(c))
            columns += columns_of(c);
    }
    return columns;
}

static void place(LhSketch *sketch, int row, int column, gunichar c, const char *p)
{
    LhSketchCell *cell = lh_sketch_cell(sketch, row, column);
    cell->character = c;
    cell->at = (guint32) (p - sketch->text);
    cell->length = (guint16) (g_utf8_next_char(p) - p);
    if (columns_of(c) == 2) {
        cell->wide = TRUE;
        lh_sketch_cell(sketch, row, column + 1)->half = TRUE;
    }
}

static void fill_line(LhSketch *sketch, int row, const char *p, const char *end)
{
    LhSketchCell *last = NULL;
    for (int column = 0; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\t') {
            column = (column / TAB + 1) * TAB;
            last = NULL;
        } else if (column > 0 && is_mark(c)) {
            if (last)
                last->length = (guint16) (last->length + (g_utf8_next_char(p) - p));
        } else {
            last = NULL;
            if (!is_blank(c)) {
                place(sketch, row, column, c, p);
                last = lh_sketch_cell(sketch, row, column);
            }
            column += columns_of(c);
        }
    }
}

static gboolean refuse(const LhDrawingContext *context, int line, const char *what)
{
    lh_drawing_tell(context, LH_SEVERITY_ERROR, line, "large-diagram",
                    "make it smaller, or divide it into two diagrams",
                    "the diagram has more than %d %s: nobody could read it on a page",
                    LH_SKETCH_MOST, what);
    return FALSE;
}

static const char *line_end(const char *line)
{
    return line + strcspn(line, "\n");
}

/* Counts rows and columns; FALSE = too many. */
static gboolean measure(LhSketch *sketch, const LhDrawingContext *context)
{
    for (const char *p = sketch->text; *p;) {
        const char *end = line_end(p);
        int columns = measure_line(p, end);
        if (++sketch->rows > LH_SKETCH_MOST)
            return refuse(context, sketch->rows, "lines");
        if (columns > LH_SKETCH_MOST || end - p > LH_SKETCH_BYTES)
            return refuse(context, sketch->rows, "columns");
        sketch->columns = MAX(sketch->columns, columns);
        p = end + (*end == '\n');
    }
    return TRUE;
}

gboolean lh_sketch_read(LhSketch *sketch, const LhDrawingContext *context, const char *text)
{
    *sketch = (LhSketch){.text = text};
    sketch->boxes = g_array_new(FALSE, FALSE, sizeof(LhSketchBox));
    if (!measure(sketch, context))
        return FALSE;
    sketch->cells =
        g_new0(LhSketchCell, (gsize) MAX(sketch->rows, 1) * (gsize) MAX(sketch->columns, 1));
    const char *p = text;
    for (int row = 0; row < sketch->rows; row++) {
        const char *end = line_end(p);
        fill_line(sketch, row, p, end);
        p = end + (*end == '\n');
    }
    return TRUE;
}

void lh_sketch_clear(LhSketch *sketch)
{
    g_array_unref(sketch->boxes);
    g_free(sketch->cells);
}
