/* Tables: columns that fit what stands in them, rows that take whole rows of the page. */
#include "table-part.h"

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

/* ---- Rows ---- */

/* The first column of a table's later parts only says again which row it is. */
static const LhTag *cell_tag(LhTablePart *t, const LhTag *row, int c, gboolean head)
{
    if (c == 0 && t->from > 1)
        return NULL;
    return lh_tag_new(t->setter, head ? LH_TAG_TH : LH_TAG_TD, row);
}

static int set_cells(LhTablePart *t, const LhBlock *row, int r)
{
    gboolean head = r < t->head_rows;
    const LhTag *tag = lh_tag_new(t->setter, LH_TAG_TR, t->tag);
    int lines = 1;

    lh_part_take_row(t, row);
    for (int c = 0; c < t->n_columns; c++) {
        const LhBlock *cell = t->row[c];
        t->cells[c] = (LhSetText){0};
        if (cell == NULL)
            continue;
        t->cells[c] =
            lh_table_cell_set(t->setter, cell, lh_part_voice(t, r, c), t->columns[c].width,
                              cell_tag(t, tag, c, head), lh_part_seed(cell, c));
        lines = MAX(lines, t->cells[c].n_lines);
        if (t->cells[c].widest > t->columns[c].width + WIDE_STEP)
            t->overfull = TRUE;
    }
    return lines;
}

/* The left edge of a line in a column of numbers. */
static double number_x(const LhTablePart *t, const LhTableColumn *column, const LhSetText *text,
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
static double aligned_x(const LhTablePart *t, int c, int i, gboolean head)
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
static void sink_cells(LhTablePart *t, const RowPart *part, GPtrArray *notes)
{
    for (int c = 0; c < t->n_columns; c++) {
        guint first = t->setter->sink.items->len;
        for (int i = part->from; i < MIN(part->to, t->cells[c].n_lines); i++)
            lh_sink_noted_line(t->setter, &t->cells[c].lines[i], aligned_x(t, c, i, part->head),
                               part->y + (i - part->from) * part->pitch, notes);
        lh_sink_within(&t->setter->sink, first,
                       &(LhBounds){t->columns[c].cell_left, t->columns[c].cell_right, part->top,
                                   part->bottom});
    }
}

/* A pencil line between two rows, below the first one's last baseline or piece. */
static void sink_row_rule(LhTablePart *t, double y, guint32 seed)
{
    const LhStyle *style = t->setter->style;

    lh_dress_line(&t->setter->sink, LH_LAYER_STROKE, t->style.left, y, t->style.right, y,
                  &style->card.row_rule, style->card.row_rule_weight, style->card.roughness, seed);
}

static LhSlab *add_row_slab(LhTablePart *t, const LhBlock *row, int lines, double height,
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
static void sink_row_rules(LhTablePart *t, const LhBlock *row, int lines, gboolean begins,
                           double end)
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
static LhSlab *set_row_part(LhTablePart *t, const LhBlock *row, int lines, int from, int to)
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
static int page_lines(const LhTablePart *t)
{
    const LhStyle *style = t->setter->style;
    int rows = style->grid.last_row - style->grid.first_row + 1 - PAGE_SPARE;

    return t->style.natural ? (int) ((rows - PAGE_SPARE) * style->grid.step / t->style.pitch)
                            : rows;
}

/* Pages are cut between rows; inside one only where no page could hold it. */
static void set_row(LhTablePart *t, const LhBlock *row, int r, double cut)
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
static void sink_circles(LhTablePart *t, double pitch)
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
        (extra > 0 ? lh_hand_loop : lh_hand_circle)(
            &t->setter->path, aligned_x(t, c, 0, TRUE) + text->widest / 2,
            t->style.head_rise + extra - x_height / 2,
            text->widest / 2 + style->card.circle_pad_x, style->card.circle_ry + extra,
            lh_seed(t->row[c]->source));
        lh_sink_path(&t->setter->sink, LH_LAYER_STROKE, &t->setter->path, &style->card.circle,
                     style->card.circle_weight);
    }
}

static double head_height(const LhTablePart *t, int lines)
{
    return lines ? t->style.head_pitch * lines + t->style.head_pad : 0;
}

/* Leaves the head's items in the sink; returns its lines. */
static int prepare_head(LhTablePart *t, const LhBlock *row, GPtrArray *notes)
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

static const double *column_lines(LhTablePart *t)
{
    double *lines = lh_arena_new0(t->setter->arena, double, t->n_columns);

    for (int c = 1; c < t->n_columns; c++)
        lines[c - 1] = t->columns[c].line_x;
    return lines;
}

/* "Table 7.1 continued", for the row above a repeated head. */
static LhPrepared prepare_continued(LhTablePart *t)
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

static void open_frame(LhTablePart *t, const LhFlow *flow, int head_lines, LhPrepared head)
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

static void set_rows(LhTablePart *t, const LhBlock *row, int r)
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

static void init_part(LhTablePart *t, LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                      const LhTableStyle *style, int from, int n)
{
    *t = (LhTablePart){.setter = setter,
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

static void set_part(LhTablePart *t, const LhFlow *flow)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new();
    const LhBlock *head = t->block->table.head_rows > 0 ? t->block->first : NULL;
    guint waiting = t->setter->sink.items->len;
    int lines = 0;

    if (t->style.row_head > 0)
        lh_part_find_options(t);
    else
        lh_part_find_columns(t);
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
    LhTablePart t;

    if (style->row_head > 0 || width / n - style->pad * 1.5 >= least_column * NARROW_COLUMN)
        return n;
    init_part(&t, setter, block, flow, style, 1, n);
    double total = lh_part_least_small(&t);
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
    LhTablePart t;

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
