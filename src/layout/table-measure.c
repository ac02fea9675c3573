/* How the columns of a table are aligned, how wide they are, and where they stand. */
#include "table-part.h"

#include <string.h>

#define ROW_HEAD       1.5 /* of what the style says: the widest first column of a table of options */
#define ROW_HEAD_STEPS 6
#define ROW_HEAD_GAIN  0.9  /* lines that a wider one must save */
#define LEAST_HEAD     0.76 /* of its size: an option's heading */
#define HEAD_SPARE     0.98
#define LEAST_PAD      0.6 /* of a small table's air: what squeezing leaves */
#define PAD_SPARE      0.05 /* points */
#define SMALL_STEPS    8   /* from the usual size to the smallest */
#define ALL_NUMBERS    1e4 /* points: numbers are measured on one line */

const LhVoice *lh_part_voice(const LhTablePart *t, int row, int column)
{
    if (row < t->head_rows)
        return &t->style.head;
    return column == 0 ? &t->style.first : &t->style.cell;
}

/* The row's cells that belong to this part of the table. */
void lh_part_take_row(LhTablePart *t, const LhBlock *row)
{
    int i = 0;

    memset(t->row, 0, sizeof *t->row * (gsize) t->n_columns);
    for (const LhBlock *cell = row->first; cell; cell = cell->next, i++) {
        if (i == 0)
            t->row[0] = cell;
        else if (i >= t->from && i - t->from + 1 < t->n_columns)
            t->row[i - t->from + 1] = cell;
    }
}

guint32 lh_part_seed(const LhBlock *cell, int c)
{
    return lh_seed(cell->source) + (guint32) c;
}

/* What the numbers of a column take left and right of their points. */
static void measure_number(LhTablePart *t, int c, const LhVoice *voice)
{
    const LhBlock *cell = t->row[c];
    LhTableColumn *column = &t->columns[c];
    double x;

    if (cell->first || !lh_table_number_in(cell->text))
        return;
    LhSetText text =
        lh_table_cell_set(t->setter, cell, voice, ALL_NUMBERS, NULL, lh_part_seed(cell, c));
    if (text.n_lines > 1 || !lh_table_point(t->setter->style, &text.lines[0], &x))
        return;
    column->before = MAX(column->before, x);
    column->after = MAX(column->after, text.widest - x);
}

static void measure_row(LhTablePart *t, const LhBlock *row, int r, double *least, double *most)
{
    lh_part_take_row(t, row);
    for (int c = 0; c < t->n_columns; c++) {
        const LhVoice *voice = lh_part_voice(t, r, c);
        LhTableNeed *need = &t->needs[r * t->n_columns + c];
        double low = 0;
        *need = (LhTableNeed){.parts = 1};
        if (t->row[c])
            *need =
                lh_table_cell_need(t->setter, t->row[c], voice, lh_part_seed(t->row[c], c), &low);
        if (r < t->head_rows)
            t->columns[c].head = need->longest;
        else if (t->row[c] && t->columns[c].numbers)
            measure_number(t, c, voice);
        least[c] = MAX(least[c], low);
        most[c] = MAX(most[c], need->longest);
    }
}

static void measure(LhTablePart *t, double *least, double *most)
{
    int r = 0;

    memset(least, 0, sizeof *least * (gsize) t->n_columns);
    memset(most, 0, sizeof *most * (gsize) t->n_columns);
    for (int c = 0; c < t->n_columns; c++)
        t->columns[c].before = t->columns[c].after = 0;
    for (const LhBlock *row = t->block->first; row; row = row->next, r++)
        measure_row(t, row, r, least, most);
    for (int c = 0; c < t->n_columns; c++) {
        double numbers = t->columns[c].before + t->columns[c].after;
        least[c] = MAX(least[c], numbers);
        most[c] = MAX(most[c], numbers);
    }
}

/* Whether the cell holds nothing but a tick, a cross or a dash. */
static gboolean is_sign(const LhInline *text)
{
    static const char *const signs[] = {"✓", "✔", "✗", "✘", "–", "—", "-", "•", "×"};

    if (text == NULL || text->next || text->kind != LH_INLINE_TEXT || text->text == NULL)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (strcmp(text->text, signs[i]) == 0)
            return TRUE;
    return FALSE;
}

/* What the body's cells of a column hold. */
typedef struct {
    int signs, numbers, texts; /* signs: dashes too */
} Contents;

static void count_cell(Contents *contents, const LhBlock *cell)
{
    g_autoptr(GString) plain = g_string_new(NULL);

    if (is_sign(cell->text) && cell->first == NULL)
        contents->signs++;
    else if (cell->first == NULL && lh_table_number_in(cell->text))
        contents->numbers++;
    else if (cell->first || cell->text) {
        lh_inline_plain(cell->text, plain);
        contents->texts += cell->first || !lh_table_is_blank(plain->str);
    }
}

/* Signs alone are centred, and what is mostly numbers stands by its points, unless the author says
 * otherwise. */
static void align_column(LhTablePart *t, int c, const Contents *contents)
{
    int i = c == 0 ? 0 : t->from + c - 1;
    LhTableColumn *column = &t->columns[c];
    LhAlign said = t->block->table.align && i < t->block->table.columns ? t->block->table.align[i]
                                                                        : LH_ALIGN_NONE;
    gboolean signs = contents->signs > 0 && contents->numbers + contents->texts == 0;

    column->align = said == LH_ALIGN_NONE && signs ? LH_ALIGN_CENTRE : said;
    column->numbers = !t->style.circle && contents->numbers > 1 &&
                      contents->numbers >= 2 * contents->texts &&
                      (column->align == LH_ALIGN_NONE || column->align == LH_ALIGN_RIGHT);
}

static void find_alignment(LhTablePart *t)
{
    g_autofree Contents *contents = g_new0(Contents, t->n_columns);
    int r = 0;

    for (const LhBlock *row = t->block->first; row; row = row->next, r++) {
        lh_part_take_row(t, row);
        for (int c = 0; c < t->n_columns && r >= t->head_rows; c++)
            if (t->row[c])
                count_cell(&contents[c], t->row[c]);
    }
    for (int c = 0; c < t->n_columns; c++)
        align_column(t, c, &contents[c]);
}

/* Where the column's points stand: the widest number is centred under the head, or at the right
 * where the author says so. */
static void place_points(LhTableColumn *column)
{
    double width = column->before + column->after;
    double wide = MIN(MAX(width, column->head), column->width);
    gboolean right = column->align == LH_ALIGN_RIGHT;

    if (width > column->width) {
        column->numbers = FALSE;
        column->align = LH_ALIGN_RIGHT;
    }
    column->middle = right ? column->x + column->width - width / 2 : column->x + wide / 2;
    column->room = right ? column->width : wide;
    column->point_x = column->middle - width / 2 + column->before;
}

/* What depends on where the columns' lines are. */
static void finish_columns(LhTablePart *t)
{
    for (int c = 0; c < t->n_columns; c++) {
        LhTableColumn *column = &t->columns[c];
        column->cell_left = c == 0 ? t->style.left : column->line_x;
        column->cell_right = c + 1 < t->n_columns ? column[1].line_x : t->style.right;
        if (column->numbers)
            place_points(column);
    }
}

static void place_columns(LhTablePart *t, const double *widths)
{
    double x = t->style.left;

    for (int c = 0; c < t->n_columns; c++) {
        t->columns[c].line_x = x;
        t->columns[c].x = x + t->style.pad;
        t->columns[c].width = MAX(widths[c], 1);
        x += widths[c] + t->style.pad * 1.5;
    }
}

/* The least part of its size that a table may have. */
static double smallest(const LhTablePart *t)
{
    const LhStyle *style = t->setter->style;

    return style->role[LH_ROLE_TABLE_SMALL].size / style->role[LH_ROLE_TABLE_CELL].size;
}

/* A table too wide for its size: smaller letters, less air. */
static void make_small(LhTablePart *t, double small)
{
    t->style.cell.scale *= small;
    t->style.first.scale *= small;
    t->style.head.scale *= small * small;
    t->style.pad *= small * small;
}

static double room_of(const LhTablePart *t)
{
    return MAX(t->style.right - t->style.left - t->n_columns * t->style.pad * 1.5, t->n_columns);
}

static double total_of(const LhTablePart *t, const double *widths)
{
    double total = 0;

    for (int c = 0; c < t->n_columns; c++)
        total += widths[c];
    return total;
}

/* No column narrower than the style says, where there is room for that. */
static void widen_narrow(LhTablePart *t, double *least, double *most, double room)
{
    double total = 0, floor = MIN(t->setter->style->table.min_column, room / t->n_columns);

    for (int c = 0; c < t->n_columns; c++)
        total += MAX(least[c], floor);
    for (int c = 0; c < t->n_columns; c++) {
        if (total <= room)
            least[c] = MAX(least[c], floor);
        most[c] = MAX(most[c], least[c]);
    }
}

/* Takes air from between the columns where a little more room holds all words. */
static void squeeze(LhTablePart *t, double least)
{
    double pad = (t->style.right - t->style.left - least) / (t->n_columns * 1.5) - PAD_SPARE;

    if (pad >= t->style.pad * LEAST_PAD)
        t->style.pad = MIN(pad, t->style.pad);
}

/* A table that would break its words becomes smaller, and one that then has no broken line at all
 * a little: never more than it must. */
static void shrink(LhTablePart *t, double *least, double *most)
{
    LhTableStyle usual = t->style;
    double most_small = smallest(t), tight = t->setter->style->table.tight, small = 1;
    gboolean words_fit = total_of(t, least) <= room_of(t);

    for (int step = 1; step <= SMALL_STEPS; step++) {
        small = 1 - (1 - most_small) * step / SMALL_STEPS;
        if (words_fit && small < tight)
            break;
        t->style = usual;
        make_small(t, small);
        measure(t, least, most);
        if (small >= tight && total_of(t, most) <= room_of(t))
            return;
        if (!words_fit && total_of(t, least) <= room_of(t))
            return;
    }
    if (words_fit) {
        t->style = usual;
        measure(t, least, most);
    } else {
        squeeze(t, total_of(t, least));
    }
}

void lh_part_find_columns(LhTablePart *t)
{
    int n = t->n_columns;
    g_autofree double *least = g_new0(double, n), *most = g_new0(double, n),
                      *widths = g_new0(double, n);

    find_alignment(t);
    measure(t, least, most);
    if (total_of(t, most) > room_of(t) && !t->style.natural)
        shrink(t, least, most);
    widen_narrow(t, least, most, room_of(t));
    lh_table_fit(n, least, most, room_of(t), t->needs, t->n_rows, widths);
    place_columns(t, widths);
    finish_columns(t);
}

/* Text widths of a table of options whose first column is @row_head wide, the others all alike. */
static void option_widths(const LhTablePart *t, double row_head, double *widths)
{
    double pitch = (t->flow.width - row_head) / MAX(t->n_columns - 1, 1);

    for (int c = 0; c < t->n_columns; c++)
        widths[c] = MAX(c == 0 ? row_head - t->style.pad * 0.6 : pitch - t->style.pad * 1.7, 1);
}

/* The first column's width: from what the style says, or what its longest word asks, to half as
 * much again, as it makes the table shorter. */
static double find_row_head(const LhTablePart *t, double least, double *widths)
{
    double usual = t->style.row_head, best = G_MAXDOUBLE, found = usual;
    double from = CLAMP(least + t->style.pad * 1.5, usual, usual * ROW_HEAD);

    for (int step = 0; step <= ROW_HEAD_STEPS; step++) {
        double width = from + (usual * ROW_HEAD - from) * step / ROW_HEAD_STEPS;
        option_widths(t, width, widths);
        double cost = lh_table_cost(t->n_columns, widths, t->needs, t->n_rows);
        if (cost < best - ROW_HEAD_GAIN) {
            best = cost;
            found = width;
        }
    }
    return found;
}

/* Headings whose words would break become smaller. */
static void shrink_heads(LhTablePart *t, const double *widths)
{
    double scale = 1;

    lh_part_take_row(t, t->block->first);
    for (int c = 1; c < t->n_columns && t->head_rows > 0; c++) {
        double least = 0;
        if (t->row[c])
            lh_table_cell_need(t->setter, t->row[c], &t->style.head, lh_part_seed(t->row[c], c),
                               &least);
        if (least > widths[c])
            scale = MIN(scale, widths[c] / least * HEAD_SPARE);
    }
    t->style.head.scale *= MAX(scale, LEAST_HEAD);
}

void lh_part_find_options(LhTablePart *t)
{
    int n = t->n_columns;
    g_autofree double *least = g_new0(double, n), *most = g_new0(double, n),
                      *widths = g_new0(double, n);

    find_alignment(t);
    measure(t, least, most);
    double row_head = find_row_head(t, least[0], widths);
    option_widths(t, row_head, widths);
    shrink_heads(t, widths);
    double pitch = (t->flow.width - row_head) / MAX(n - 1, 1);
    for (int c = 0; c < n; c++) {
        t->columns[c].line_x = t->flow.x + row_head + (c - 1) * pitch;
        t->columns[c].x = c == 0 ? t->flow.x : t->columns[c].line_x + t->style.pad;
        t->columns[c].width = widths[c];
    }
    finish_columns(t);
}

double lh_part_least_small(LhTablePart *t)
{
    g_autofree double *least = g_new0(double, t->n_columns), *most = g_new0(double, t->n_columns);

    make_small(t, smallest(t));
    measure(t, least, most);
    return total_of(t, least) + t->n_columns * t->style.pad * 1.5;
}
