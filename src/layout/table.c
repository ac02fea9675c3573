/* Tables: columns that fit what stands in them, rows that take whole rows of the page. */
#include "table.h"

#include <string.h>

/* What a page cut costs between two rows of a table that would fit on a page, of one that would
 * not, and inside a row. */
#define CUT_ROW_SHORT 45.0
#define CUT_ROW_LONG  5.0
#define CUT_IN_ROW    70.0

#define SHORT_TABLE   14   /* rows */
#define WHOLE_ROW     12   /* lines that are never parted */
#define SPLIT_ROW     3    /* lines left together in a longer row */
#define NARROW_COLUMN 0.75 /* of the least column: narrower ones are not worth reading */
#define WIDE_STEP     0.5  /* points over its column that the eye forgives */

typedef struct {
    LhSetter *setter;
    const LhBlock *block;
    LhFlow flow; /* inside the frame */
    LhTableStyle style;
    int n_columns; /* of this part of the table */
    int from;      /* the table's column that is the second here; the first is always its first */
    const LhBlock **row; /* cells of the row at hand; NULL = it has none there */
    LhTableColumn *columns;
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

static void measure(Table *t, double *least, double *most)
{
    int r = 0;

    memset(least, 0, sizeof *least * (gsize) t->n_columns);
    memset(most, 0, sizeof *most * (gsize) t->n_columns);
    for (const LhBlock *row = t->block->first; row; row = row->next, r++) {
        take_row(t, row);
        for (int c = 0; c < t->n_columns; c++) {
            double low = 0, high = 0;
            if (t->row[c])
                lh_set_extents(t->setter, lh_table_cell_text(t->setter, t->row[c]),
                               voice_of(t, r, c), &low, &high);
            least[c] = MAX(least[c], low);
            most[c] = MAX(most[c], high);
        }
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

/* Columns of signs alone are centred unless the author says otherwise. */
static void find_alignment(Table *t)
{
    g_autofree int *signs = g_new0(int, t->n_columns);
    int r = 0;

    for (const LhBlock *row = t->block->first; row; row = row->next, r++) {
        take_row(t, row);
        for (int c = 0; c < t->n_columns && r >= t->head_rows; c++)
            if (t->row[c] && t->row[c]->text)
                signs[c] += is_sign(t->row[c]->text) ? 1 : -t->n_rows;
    }
    for (int c = 0; c < t->n_columns; c++) {
        int i = c == 0 ? 0 : t->from + c - 1;
        LhAlign said = t->block->table.align && i < t->block->table.columns
                           ? t->block->table.align[i]
                           : LH_ALIGN_NONE;
        t->columns[c].align = said == LH_ALIGN_NONE && signs[c] > 0 ? LH_ALIGN_CENTRE : said;
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
    t->style.pad *= small * small * small;
}

static void find_columns(Table *t)
{
    const LhStyle *style = t->setter->style;
    int n = t->n_columns;
    g_autofree double *least = g_new0(double, n), *most = g_new0(double, n),
                      *widths = g_new0(double, n);
    double room = MAX(t->style.right - t->style.left - n * t->style.pad * 1.5, n);
    double total = 0;

    t->columns = lh_arena_new0(t->setter->arena, LhTableColumn, n);
    measure(t, least, most);
    for (int c = 0; c < n; c++)
        total += least[c];
    if (total > room && !t->style.natural) {
        make_small(t, style);
        room = MAX(t->style.right - t->style.left - n * t->style.pad * 1.5, n);
        measure(t, least, most);
    }
    for (int c = 0; c < n; c++) {
        least[c] = MAX(least[c], MIN(style->table.min_column, room / n));
        most[c] = MAX(most[c], least[c]);
    }
    lh_table_fit(n, least, most, room, widths);
    place_columns(t, widths);
}

/* The first column as wide as the style says, or as its longest word asks; the others all alike. */
static void find_option_columns(Table *t)
{
    int n = t->n_columns;
    g_autofree double *least = g_new0(double, n), *most = g_new0(double, n);
    double row_head = t->style.row_head;

    t->columns = lh_arena_new0(t->setter->arena, LhTableColumn, n);
    measure(t, least, most);
    row_head = CLAMP(least[0] + t->style.pad * 1.5, row_head, row_head * 1.5);
    double text_x = t->flow.x;
    double pitch = (t->flow.x + t->flow.width - text_x - row_head) / MAX(n - 1, 1);
    for (int c = 0; c < n; c++) {
        t->columns[c].line_x = text_x + row_head + (c - 1) * pitch;
        t->columns[c].x = c == 0 ? text_x : t->columns[c].line_x + t->style.pad;
        t->columns[c].width = MAX(c == 0 ? row_head - 2 : pitch - t->style.pad * 1.7, 1);
    }
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
        t->cells[c] = lh_set_text(t->setter, lh_table_cell_text(t->setter, cell), voice_of(t, r, c),
                                  t->columns[c].width, 0, cell_tag(t, tag, c, head),
                                  lh_seed(cell->source) + (guint32) c);
        lines = MAX(lines, t->cells[c].n_lines);
        if (t->cells[c].widest > t->columns[c].width + WIDE_STEP)
            t->overfull = TRUE;
    }
    return lines;
}

static double aligned_x(const LhTableColumn *column, const LhSetLine *line)
{
    double spare = column->width - line->width;

    if (column->align == LH_ALIGN_RIGHT)
        return column->x + spare;
    return column->align == LH_ALIGN_CENTRE ? column->x + spare / 2 : column->x;
}

/* Puts lines [from, to) of every cell into the sink, the first on @y. */
static void sink_cells(Table *t, int from, int to, double y, double pitch, GPtrArray *notes)
{
    for (int c = 0; c < t->n_columns; c++)
        for (int i = from; i < MIN(to, t->cells[c].n_lines); i++) {
            const LhSetLine *line = &t->cells[c].lines[i];
            lh_sink_noted_line(t->setter, line, aligned_x(&t->columns[c], line),
                               y + (i - from) * pitch, notes);
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
    gboolean ends = to == lines;
    double height = t->style.pitch * (to - from) + (ends ? t->style.row_pad : 0);

    sink_cells(t, from, to, t->style.rise, t->style.pitch, notes);
    if (ends && row->next)
        sink_row_rules(t, row, lines, from == 0, height);
    return add_row_slab(t, row, to - from, height, notes);
}

static void set_row(Table *t, const LhBlock *row, int r, double cut)
{
    int lines = set_cells(t, row, r);
    gboolean last = row->next == NULL;
    int step = lines <= WHOLE_ROW ? lines : SPLIT_ROW;
    gboolean edge = r == t->head_rows || (row->next && row->next->next == NULL);

    for (int from = 0; from < lines; from += step) {
        int to = MIN(from + step, lines);
        LhSlab *slab = set_row_part(t, row, lines, from, to);
        if (to < lines)
            slab->break_after = from == 0 ? LH_NEVER_BREAK : CUT_IN_ROW;
        else if (!last)
            slab->break_after = edge && lines <= WHOLE_ROW ? LH_NEVER_BREAK : cut;
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
            &t->setter->path, aligned_x(&t->columns[c], &text->lines[0]) + text->widest / 2,
            t->style.head_rise + extra - x_height / 2, text->widest / 2 + style->card.circle_pad_x,
            style->card.circle_ry + extra, lh_seed(t->row[c]->source));
        lh_sink_path(&t->setter->sink, LH_LAYER_STROKE, &t->setter->path, &style->card.circle,
                     style->card.circle_weight);
    }
}

/* Leaves the head's items in the sink; returns its lines. */
static int prepare_head(Table *t, const LhBlock *row, GPtrArray *notes)
{
    int lines = set_cells(t, row, 0);

    sink_cells(t, 0, lines, t->style.head_rise, t->style.head_pitch, notes);
    if (t->style.circle)
        sink_circles(t, t->style.head_pitch);
    return lines;
}

static double head_height(const Table *t, int lines)
{
    return lines ? t->style.head_pitch * lines + t->style.head_pad : 0;
}

static const double *column_lines(Table *t)
{
    double *lines = lh_arena_new0(t->setter->arena, double, t->n_columns);

    for (int c = 1; c < t->n_columns; c++)
        lines[c - 1] = t->columns[c].line_x;
    return lines;
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

static void init_part(Table *t, LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                      const LhTableStyle *style, int from, int n)
{
    *t = (Table){.setter = setter,
                 .block = block,
                 .flow = *flow,
                 .style = *style,
                 .from = from,
                 .n_columns = n};
    for (const LhBlock *row = block->first; row; row = row->next)
        t->n_rows++;
    t->head_rows = is_blank_row(block->first) ? 0 : block->table.head_rows;
    t->cells = lh_arena_new0(setter->arena, LhSetText, n);
    t->row = lh_arena_new0(setter->arena, const LhBlock *, n);
    t->tag = lh_tag_new(setter, LH_TAG_TABLE, flow->tag);
}

static void set_part(Table *t, const LhFlow *flow)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new();
    const LhBlock *head = t->block->table.head_rows > 0 ? t->block->first : NULL;
    guint waiting = t->setter->sink.items->len;
    int lines = 0;

    if (t->style.row_head > 0)
        find_option_columns(t);
    else
        find_columns(t);
    find_alignment(t);
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
