/* Tables: columns that fit what stands in them, rows that take whole rows of the page. */
#include "table.h"

#include <string.h>

/* What a page cut costs between two rows of a table that would fit on a page, of one that would
 * not, and inside a row. */
#define CUT_ROW_SHORT 45.0
#define CUT_ROW_LONG  5.0
#define CUT_IN_ROW    70.0

#define SHORT_TABLE   14   /* rows */
#define SPLIT_ROW     3    /* lines left together in a row that is higher than a page */
#define PAGE_SPARE    6    /* rows of a page that heads, captions and footnotes may take */
#define EDGE_ROW      12   /* lines: a higher first or last row may stand alone on its page */
#define NARROW_COLUMN 0.75 /* of the least column: narrower ones are not worth reading */
#define WIDE_STEP     0.5  /* points over its column that the eye forgives */
#define ALL_NUMBERS   1e4  /* points: numbers are measured on one line */

typedef struct {
    LhSetter *setter;
    const LhBlock *block;
    LhFlow flow; /* inside the frame */
    LhTableStyle style;
    int n_columns; /* of this part of the table */
    int from;      /* the table's column that is the second here; the first is always its first */
    const LhBlock **row; /* cells of the row at hand; NULL = it has none there */
    LhTableColumn *columns;
    LhTableNeed *needs; /* of every cell, row by row */
    LhSetText *cells; /* of the row being set */
    const LhTag *tag;
    int n_rows;
    int head_rows;  /* 0 when nothing stands in the head */
    int last_lines; /* of the row before; 0 = it was the head */
    gboolean overfull;
} Table;

/* ---- Columns ---- */

static int count_columns(const LhBlock *block)
{
    int n = MAX(block->table.columns, 1);

    for (const LhBlock *row = block->first; row; row = row->next) {
        int cells = 0;
        for (const LhBlock *cell = row->first; cell; cell = cell->next)
            cells++;
        n = MAX(n, cells);
    }
    return n;
}

static const LhVoice *voice_of(const Table *t, int row, int column)
{
    if (row < t->head_rows)
        return &t->style.head;
    return column == 0 ? &t->style.first : &t->style.cell;
}

/* The row's cells that belong to this part of the table. */
static void take_row(Table *t, const LhBlock *row)
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

static guint32 cell_seed(const LhBlock *cell, int c)
{
    return lh_seed(cell->source) + (guint32) c;
}

/* What the numbers of a column take left and right of their points. */
static void measure_number(Table *t, int c, const LhVoice *voice)
{
    const LhBlock *cell = t->row[c];
    LhTableColumn *column = &t->columns[c];
    double x;

    if (cell->first || !lh_table_number_in(cell->text))
        return;
    LhSetText text = lh_table_cell_set(t->setter, cell, voice, ALL_NUMBERS, NULL,
                                       cell_seed(cell, c));
    if (text.n_lines > 1 || !lh_table_point(t->setter->style, &text.lines[0], &x))
        return;
    column->before = MAX(column->before, x);
    column->after = MAX(column->after, text.widest - x);
}

static void measure_row(Table *t, const LhBlock *row, int r, double *least, double *most)
{
    take_row(t, row);
    for (int c = 0; c < t->n_columns; c++) {
        const LhVoice *voice = voice_of(t, r, c);
        LhTableNeed *need = &t->needs[r * t->n_columns + c];
        double low = 0;
        *need = (LhTableNeed){.parts = 1};
        if (t->row[c])
            *need = lh_table_cell_need(t->setter, t->row[c], voice, cell_seed(t->row[c], c), &low);
        if (r < t->head_rows)
            t->columns[c].head = need->longest;
        else if (t->row[c] && t->columns[c].numbers)
            measure_number(t, c, voice);
        least[c] = MAX(least[c], low);
        most[c] = MAX(most[c], need->longest);
    }
}

static void measure(Table *t, double *least, double *most)
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

/* Signs alone are centred, and what is mostly numbers stands by its points, unless the author says otherwise. */
static void align_column(Table *t, int c, const Contents *contents)
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

static void find_alignment(Table *t)
{
    g_autofree Contents *contents = g_new0(Contents, t->n_columns);
    int r = 0;

    for (const LhBlock *row = t->block->first; row; row = row->next, r++) {
        take_row(t, row);
        for (int c = 0; c < t->n_columns && r >= t->head_rows; c++)
            if (t->row[c])
                count_cell(&contents[c], t->row[c]);
    }
    for (int c = 0; c < t->n_columns; c++)
        align_column(t, c, &contents[c]);
}

/* Where the column's points stand: the widest number is centred under the head, or at the right where
 * the author says so. */
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
static void finish_columns(Table *t)
{
    for (int c = 0; c < t->n_columns; c++) {
        LhTableColumn *column = &t->columns[c];
        column->cell_left = c == 0 ? t->style.left : column->line_x;
        column->cell_right = c + 1 < t->n_columns ? column[1].line_x : t->style.right;
        if (column->numbers)
            place_points(column);
    }
}

static void place_columns(Table *t, const double *widths)
{
    double x = t->style.left;

    for (int c = 0; c < t->n_columns; c++) {
        t->columns[c].line_x = x;
        t->columns[c].x = x + t->style.pad;
        t->columns[c].width = MAX(widths[c], 1);
        x += widths[c] + t->style.pad * 1.5;
    }
}

/* A table too wide for its size: smaller letters, less air. */
static void make_small(Table *t, const LhStyle *style)
{
    double small = style->role[LH_ROLE_TABLE_SMALL].size / style->role[LH_ROLE_TABLE_CELL].size;

    t->style.cell.scale *= small;
    t->style.first.scale *= small;
    t->style.head.scale *= small * small;
    t->style.pad *= small * small;
}

static double room_of(const Table *t)
{
    return MAX(t->style.right - t->style.left - t->n_columns * t->style.pad * 1.5, t->n_columns);
}

static double total_of(const Table *t, const double *widths)
{
    double total = 0;

    for (int c = 0; c < t->n_columns; c++)
        total += widths[c];
    return total;
}

/* No column narrower than the style says, where there is room for that. */
static void widen_narrow(Table *t, double *least, double *most, double room)
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

/* A table that would break its words becomes smaller, and so does one that then has no broken line at all. */
static void find_columns(Table *t)
{
    int n = t->n_columns;
    g_autofree double *least = g_new0(double, n), *most = g_new0(double, n),
                      *widths = g_new0(double, n);

    measure(t, least, most);
    if (total_of(t, most) > room_of(t) && !t->style.natural) {
        LhTableStyle usual = t->style;
        gboolean words_fit = total_of(t, least) <= room_of(t);
        make_small(t, t->setter->style);
        measure(t, least, most);
        if (words_fit && total_of(t, most) > room_of(t)) {
            t->style = usual;
            measure(t, least, most);
        }
    }
    widen_narrow(t, least, most, room_of(t));
    lh_table_fit(n, least, most, room_of(t), t->needs, t->n_rows, widths);
    place_columns(t, widths);
    finish_columns(t);
}

/* The first column as wide as the style says, or as its longest word asks; the others all alike. */
static void find_option_columns(Table *t)
{
    int n = t->n_columns;
    g_autofree double *least = g_new0(double, n), *most = g_new0(double, n);
    double row_head = t->style.row_head;

    measure(t, least, most);
    row_head = CLAMP(least[0] + t->style.pad * 1.5, row_head, row_head * 1.5);
    double text_x = t->flow.x;
    double pitch = (t->flow.x + t->flow.width - text_x - row_head) / MAX(n - 1, 1);
    for (int c = 0; c < n; c++) {
        t->columns[c].line_x = text_x + row_head + (c - 1) * pitch;
        t->columns[c].x = c == 0 ? text_x : t->columns[c].line_x + t->style.pad;
        t->columns[c].width = MAX(c == 0 ? row_head - t->style.pad * 0.6 : pitch - t->style.pad * 1.7, 1);
    }
    finish_columns(t);
}

/* ---- Rows ---- */

/* The first column of a table's later parts only says again which row it is. */
static const LhTag *cell_tag(Table *t, const LhTag *row, int c, gboolean head)
{
    if (c == 0 && t->from > 1)
        return NULL;
    return lh_tag_new(t->setter, head ? LH_TAG_TH : LH_TAG_TD, row);
}

static int set_cells(Table *t, const LhBlock *row, int r)
{
    gboolean head = r < t->head_rows;
    const LhTag *tag = lh_tag_new(t->setter, LH_TAG_TR, t->tag);
    int lines = 1;

    take_row(t, row);
    for (int c = 0; c < t->n_columns; c++) {
        const LhBlock *cell = t->row[c];
        t->cells[c] = (LhSetText){0};
        if (cell == NULL)
            continue;
        t->cells[c] = lh_table_cell_set(t->setter, cell, voice_of(t, r, c), t->columns[c].width,
                                        cell_tag(t, tag, c, head),
                                        cell_seed(cell, c));
        lines = MAX(lines, t->cells[c].n_lines);
        if (t->cells[c].widest > t->columns[c].width + WIDE_STEP)
            t->overfull = TRUE;
    }
    return lines;
}

/* The left edge of a line in a column of numbers. */
static double number_x(const Table *t, const LhTableColumn *column, const LhSetText *text,
                       const LhSetLine *line, gboolean head)
{
    gboolean alone = text->n_lines == 1, right = column->align == LH_ALIGN_RIGHT;
    double x, middle = column->middle - line->width / 2;

    if (!head && alone && lh_table_point(t->setter->style, line, &x))
        return column->point_x - x;
    if (!head && alone && lh_table_is_blank_line(line))
        return middle;
    if (right)
        return column->x + column->width - line->width;
    return (alone || head) && line->width <= column->room ? middle : column->x;
}

/* The left edge of line @i of the cell in column @c. */
static double aligned_x(const Table *t, int c, int i, gboolean head)
{
    const LhTableColumn *column = &t->columns[c];
    const LhSetLine *line = &t->cells[c].lines[i];
    double spare = column->width - line->width;

    if (column->numbers)
        return number_x(t, column, &t->cells[c], line, head);
    if (column->align == LH_ALIGN_RIGHT)
        return column->x + spare;
    return column->align == LH_ALIGN_CENTRE ? column->x + spare / 2 : column->x;
}

/* Lines of a row that are put into the sink together. */
typedef struct {
    int from, to;
    double y, pitch;    /* of the first baseline; to the next */
    double top, bottom; /* what the cells are bounded by */
    gboolean head;
} RowPart;

/* Puts those lines of every cell into the sink. */
static void sink_cells(Table *t, const RowPart *part, GPtrArray *notes)
{
    for (int c = 0; c < t->n_columns; c++) {
        guint first = t->setter->sink.items->len;
        for (int i = part->from; i < MIN(part->to, t->cells[c].n_lines); i++)
            lh_sink_noted_line(t->setter, &t->cells[c].lines[i],
                               aligned_x(t, c, i, part->head),
                               part->y + (i - part->from) * part->pitch, notes);
        lh_sink_within(&t->setter->sink, first,
                       &(LhBounds){t->columns[c].cell_left, t->columns[c].cell_right, part->top,
                                   part->bottom});
    }
}

/* A pencil line between two rows, below the first one's last baseline or piece. */
static void sink_row_rule(Table *t, double y, guint32 seed)
{
    const LhStyle *style = t->setter->style;

    lh_dress_line(&t->setter->sink, LH_LAYER_STROKE, t->style.left, y, t->style.right, y,
                  &style->card.row_rule, style->card.row_rule_weight, style->card.roughness, seed);
}

static LhSlab *add_row_slab(Table *t, const LhBlock *row, int lines, double height,
                            const GPtrArray *notes)
{
    LhSlab *slab = lh_add_slab(t->setter, &t->flow, LH_SLAB_OTHER, row->source);

    if (t->style.natural)
        slab->height = height;
    else
        slab->rows = lines;
    lh_slab_take_notes(t->setter, slab, notes);
    return slab;
}

/* Rows that wrap are told apart by a line; on the page, rows of one line have the ruling. */
static void sink_row_rules(Table *t, const LhBlock *row, int lines, gboolean begins, double end)
{
    double step = t->setter->style->grid.step, drop = t->setter->style->table.bottom_drop;
    guint32 seed = lh_seed(row->source);

    if (t->style.natural)
        sink_row_rule(t, end, seed);
    else if (lines > 1)
        sink_row_rule(t, end - step + drop, seed);
    if (!t->style.natural && begins && lines > 1 && t->last_lines == 1)
        sink_row_rule(t, drop - step, seed + 1);
}

/* Sets lines [from, to) of the row as a slab of their own. */
static LhSlab *set_row_part(Table *t, const LhBlock *row, int lines, int from, int to)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new();
    const LhStyle *style = t->setter->style;
    gboolean ends = to == lines, natural = t->style.natural;
    double height = t->style.pitch * (to - from) + (ends ? t->style.row_pad : 0);
    double below = (to - from - 1) * style->grid.step + style->table.bottom_drop;

    sink_cells(t,
               &(RowPart){.from = from,
                          .to = to,
                          .y = t->style.rise,
                          .pitch = t->style.pitch,
                          .top = natural ? 0 : -style->grid.step,
                          .bottom = natural ? height + (ends ? 0 : t->style.row_pad) : below},
               notes);
    if (ends && row->next)
        sink_row_rules(t, row, lines, from == 0, height);
    return add_row_slab(t, row, to - from, height, notes);
}

/* The lines that a page surely holds. */
static int page_lines(const Table *t)
{
    const LhStyle *style = t->setter->style;
    int rows = style->grid.last_row - style->grid.first_row + 1 - PAGE_SPARE;

    return t->style.natural ? (int) ((rows - PAGE_SPARE) * style->grid.step / t->style.pitch) : rows;
}

/* Pages are cut between rows; inside one only where no page could hold it. */
static void set_row(Table *t, const LhBlock *row, int r, double cut)
{
    int lines = set_cells(t, row, r);
    gboolean last = row->next == NULL;
    int step = lines <= page_lines(t) ? lines : SPLIT_ROW;
    gboolean edge = r == t->head_rows || (row->next && row->next->next == NULL);

    for (int from = 0, to; from < lines; from = to) {
        to = lines - from < step + 2 ? lines : from + step;
        LhSlab *slab = set_row_part(t, row, lines, from, to);
        if (to < lines)
            slab->break_after = from == 0 ? LH_NEVER_BREAK : CUT_IN_ROW;
        else if (!last)
            slab->break_after = edge && lines <= EDGE_ROW ? LH_NEVER_BREAK : cut;
    }
    t->last_lines = lines;
}

/* ---- The head ---- */

/* The recommended option's heading, circled. */
static void sink_circles(Table *t, double pitch)
{
    const LhStyle *style = t->setter->style;

    for (int c = 0; c < t->n_columns; c++) {
        const LhSetText *text = &t->cells[c];
        if (t->row[c] == NULL || !lh_table_is_strong(t->row[c]->text))
            continue;
        LhRole role = t->style.head.text;
        double x_height =
            lh_fonts_metrics(t->setter->context->fonts, style->role[role].face_index).x_height *
            style->role[role].size;
        double extra = (text->n_lines - 1) * pitch / 2;
        lh_hand_circle(
            &t->setter->path, aligned_x(t, c, 0, TRUE) + text->widest / 2,
            t->style.head_rise + extra - x_height / 2, text->widest / 2 + style->card.circle_pad_x,
            style->card.circle_ry + extra, lh_seed(t->row[c]->source));
        lh_sink_path(&t->setter->sink, LH_LAYER_STROKE, &t->setter->path, &style->card.circle,
                     style->card.circle_weight);
    }
}

static double head_height(const Table *t, int lines)
{
    return lines ? t->style.head_pitch * lines + t->style.head_pad : 0;
}

/* Leaves the head's items in the sink; returns its lines. */
static int prepare_head(Table *t, const LhBlock *row, GPtrArray *notes)
{
    const LhStyle *style = t->setter->style;
    int lines = set_cells(t, row, 0);
    gboolean natural = t->style.natural;
    double below = (lines - 1) * style->grid.step + style->table.bottom_drop;

    sink_cells(t,
               &(RowPart){.to = lines,
                          .y = t->style.head_rise,
                          .pitch = t->style.head_pitch,
                          .top = natural ? 0 : -style->grid.step,
                          .bottom = natural ? head_height(t, lines) : below,
                          .head = TRUE},
               notes);
    if (t->style.circle)
        sink_circles(t, t->style.head_pitch);
    return lines;
}

static const double *column_lines(Table *t)
{
    double *lines = lh_arena_new0(t->setter->arena, double, t->n_columns);

    for (int c = 1; c < t->n_columns; c++)
        lines[c - 1] = t->columns[c].line_x;
    return lines;
}

/* "Table 7.1 continued", for the row above a repeated head. */
static LhPrepared prepare_continued(Table *t)
{
    LhSetter *setter = t->setter;
    const char *number = lh_references_number(setter->context->references, t->block);
    LhSink aside = lh_prepare_begin(setter);
    double x = t->flow.x;

    if (number)
        x += lh_set_label(setter, lh_arena_printf(setter->arena, "Table %s", number),
                          LH_ROLE_CAPTION_LABEL, -1, x, 0, 0, NULL, t->block->source) +
             setter->style->figure.caption_gap;
    lh_set_label(setter, "continued", LH_ROLE_CONTINUES, -1, x, 0, 0, NULL, t->block->source);
    return lh_prepare_end(setter, &aside, 0);
}

static void open_frame(Table *t, const LhFlow *flow, int head_lines, LhPrepared head)
{
    LhTableDress dress = {.style = t->setter->style,
                          .natural = t->style.natural,
                          .left = t->style.left,
                          .right = t->style.right,
                          .n_lines = t->n_columns - 1,
                          .lines = column_lines(t),
                          .head_height = head_height(t, head_lines),
                          .head_rows = head_lines,
                          .head = head};

    if (!t->style.natural)
        dress.continued = prepare_continued(t);

    t->flow.frame = lh_table_frame(t->setter, flow, &dress, t->block->source);
}

/* ---- The table ---- */

static void set_rows(Table *t, const LhBlock *row, int r)
{
    double cut = t->n_rows <= SHORT_TABLE ? CUT_ROW_SHORT : CUT_ROW_LONG;

    for (; row; row = row->next, r++)
        set_row(t, row, r, cut);
    if (t->overfull)
        lh_diag_defect(t->setter->context->diag, LH_DEFECT_OVERFULL, t->block->source, 0,
                       "the table has more columns than %.0f points can hold", t->flow.width);
}

/* Whether somebody wrote an empty head because Markdown asks for one. */
static gboolean is_blank_row(const LhBlock *row)
{
    for (const LhBlock *cell = row->first; cell; cell = cell->next)
        if (cell->text || cell->first)
            return FALSE;
    return TRUE;
}

static void keep_code_whole(LhTableStyle *style)
{
    style->head.whole_code = style->cell.whole_code = style->first.whole_code = TRUE;
}

static void init_part(Table *t, LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                      const LhTableStyle *style, int from, int n)
{
    *t = (Table){.setter = setter,
                 .block = block,
                 .flow = *flow,
                 .style = *style,
                 .from = from,
                 .n_columns = n};
    keep_code_whole(&t->style);
    for (const LhBlock *row = block->first; row; row = row->next)
        t->n_rows++;
    t->head_rows = is_blank_row(block->first) ? 0 : block->table.head_rows;
    t->cells = lh_arena_new0(setter->arena, LhSetText, n);
    t->row = lh_arena_new0(setter->arena, const LhBlock *, n);
    t->columns = lh_arena_new0(setter->arena, LhTableColumn, n);
    t->needs = lh_arena_new0(setter->arena, LhTableNeed, (gsize) n * (gsize) t->n_rows);
    t->tag = lh_tag_new(setter, LH_TAG_TABLE, flow->tag);
}

static void set_part(Table *t, const LhFlow *flow)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new();
    const LhBlock *head = t->block->table.head_rows > 0 ? t->block->first : NULL;
    guint waiting = t->setter->sink.items->len;
    int lines = 0;

    find_alignment(t);
    if (t->style.row_head > 0)
        find_option_columns(t);
    else
        find_columns(t);
    if (t->head_rows > 0)
        lines = prepare_head(t, head, notes);
    open_frame(t, flow, lines, lh_prepare_copy(t->setter, waiting));
    if (lines > 0) {
        LhSlab *slab = add_row_slab(t, head, lines, head_height(t, lines), notes);
        slab->break_after = LH_NEVER_BREAK;
    }
    set_rows(t, head ? head->next : t->block->first, t->head_rows);
}

/* How many of @n columns can stand side by side: all, unless they would be too narrow to read. */
static int columns_abreast(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                           const LhTableStyle *style, int n)
{
    double least_column = setter->style->table.min_column;
    double width = style->right - style->left;
    g_autofree double *least = g_new0(double, n), *most = g_new0(double, n);
    double total = 0;
    Table t;

    if (style->row_head > 0 || width / n - style->pad * 1.5 >= least_column * NARROW_COLUMN)
        return n;
    init_part(&t, setter, block, flow, style, 1, n);
    make_small(&t, setter->style);
    measure(&t, least, most);
    for (int c = 0; c < n; c++)
        total += least[c] + t.style.pad * 1.5;
    return total <= width ? n : MAX((int) (width / (least_column + t.style.pad * 1.5)), 2);
}

static void warn_parts(LhSetter *setter, const LhBlock *block, int n, int abreast)
{
    int parts = (n - 2) / (abreast - 1) + 1;

    lh_diag_add(setter->context->diag, LH_SEVERITY_WARNING, block->source, "wide-table",
                "use fewer columns, or turn the table round",
                "the table's %d columns do not fit side by side; it is set in %d parts", n, parts);
}

void lh_table_set(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                  const LhTableStyle *style)
{
    int n = count_columns(block);
    int abreast = columns_abreast(setter, block, flow, style, n);
    Table t;

    if (block->first == NULL)
        return;
    lh_add_anchor(setter, block->id, style->left, 0);
    if (abreast < n)
        warn_parts(setter, block, n, abreast);
    for (int from = 1; from == 1 || from < n; from += MAX(abreast - 1, 1)) {
        if (from > 1)
            lh_add_space(setter, flow, setter->style->table.after, 0);
        init_part(&t, setter, block, flow, style, from, MIN(abreast, n - from + 1));
        set_part(&t, flow);
    }
    setter->indent_next = FALSE;
}

/* ---- Styles of tables ---- */

static LhTableStyle ruled_style(const LhStyle *style, const LhFlow *flow)
{
    LhVoice head =
        lh_voice(LH_ROLE_TABLE_HEAD, LH_ROLE_TABLE_HEAD, LH_ROLE_TABLE_HEAD, LH_ROLE_CODE);

    return (LhTableStyle){
        .head = head,
        .cell = lh_voice_cell(style),
        .first = lh_voice_cell(style),
        .left = flow->x + style->table.left,
        .right = flow->x + flow->width + style->table.right,
        .pad = style->table.cell_pad,
        .pitch = style->grid.step,
        .head_pitch = style->grid.step,
    };
}

LhTableStyle lh_table_style_card(const LhStyle *style, const LhFlow *flow)
{
    double text_left = style->card.left + style->card.pad;
    double text_right = style->card.right - style->card.pad;
    LhVoice cell = lh_voice(LH_ROLE_CARD_CELL, LH_ROLE_CARD_CELL_STRONG, LH_ROLE_CARD_CELL_STRONG,
                            LH_ROLE_CARD_CELL_CODE);
    LhVoice head =
        lh_voice(LH_ROLE_CARD_HEAD, LH_ROLE_CARD_HEAD, LH_ROLE_CARD_HEAD, LH_ROLE_CARD_CODE);

    return (LhTableStyle){
        .head = head,
        .cell = cell,
        .first = cell,
        .natural = TRUE,
        .left = flow->x + style->card.table_left - text_left,
        .right = flow->x + flow->width + style->card.table_right - text_right,
        .pad = style->card.cell_pad,
        .pitch = style->card.pitch,
        .rise = style->card.cell_baseline,
        .row_pad = style->card.row_pad,
        .head_pitch = style->card.head_height - style->card.row_pad,
        .head_rise = style->card.head_baseline,
        .head_pad = style->card.row_pad,
    };
}

LhTableStyle lh_table_style_options(const LhStyle *style, const LhFlow *flow, int options)
{
    LhTableStyle table = lh_table_style_card(style, flow);

    table.row_head = style->card.row_head_width;
    table.circle = TRUE;
    table.first = lh_voice(LH_ROLE_CARD_ROW_HEAD, LH_ROLE_CARD_ROW_HEAD, LH_ROLE_CARD_ROW_HEAD,
                           LH_ROLE_CARD_CELL_CODE);
    if (options >= 4) {
        double small = style->role[LH_ROLE_TABLE_SMALL].size / style->role[LH_ROLE_CARD_CELL].size;
        table.cell.scale = table.first.scale = MIN(small, 1);
        table.head.scale = table.cell.scale;
    }
    return table;
}

/* ---- The block ---- */

static void set_table_caption(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const char *number = lh_references_number(setter->context->references, block);
    const char *label = number ? lh_arena_printf(setter->arena, "Table %s", number) : NULL;

    if (label == NULL && block->table.caption == NULL)
        return;
    lh_set_caption(setter, flow, label, block->table.caption, block->source);
    lh_keep_next(setter, LH_NEVER_BREAK);
}

void lh_set_table(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    LhTableStyle table =
        flow->natural ? lh_table_style_card(style, flow) : ruled_style(style, flow);
    int first = lh_n_slabs(setter);

    if (block->first == NULL)
        return;
    set_table_caption(setter, block, flow);
    lh_table_set(setter, block, flow, &table);
    if (!flow->natural && first < lh_n_slabs(setter)) {
        g_array_index(setter->galley->slabs, LhSlab, first).before = style->table.before;
        lh_add_space(setter, flow, style->table.after, 0);
    }
}
