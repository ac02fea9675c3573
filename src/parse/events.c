/* md4c's events to blocks and inlines. */
#include "build.h"
#include "entity.h"

#include <string.h>

/* Cells beyond which a short row isn't filled up with empty ones. */
#define MAX_FILLED_CELLS 200000u
#define MAX_TARGET       4096u

/* The offset of @text in `work`, or LH_NOWHERE: md4c also hands out strings of its own. */
static guint32 offset_of(const LhBuild *b, const char *text)
{
    const GString *work = b->src->work;
    return text >= work->str && text < work->str + work->len ? (guint32) (text - work->str)
                                                             : LH_NOWHERE;
}

/* ---- md4c's blocks */

static void enter_container(LhBuild *b, LhBlock *block)
{
    if (b->n_flat || !lh_build_push(b, block, NULL, LH_NOWHERE))
        b->n_flat++;
}

static void leave_container(LhBuild *b)
{
    if (b->n_flat) {
        b->n_flat--;
        return;
    }
    lh_html_abandon_frames(b);
    const LhBlock *block = b->frames[b->n_frames - 1].block;
    if (block && block->source.line == 0) {
        /* Nothing was in it: an empty item or quote. */
        LhBlock nothing = {0};
        guint32 at = lh_place_next_marker(b);
        lh_place_block(b, &nothing, at, FALSE);
        lh_place_to_next_line(b, at);
    }
    lh_build_pop(b);
}

static LhBlock *new_list(LhBuild *b, gboolean ordered, gboolean tight, unsigned start, char mark)
{
    LhBlock *list = lh_build_block(b, LH_BLOCK_LIST);
    list->list.ordered = ordered;
    list->list.tight = tight;
    list->list.start = (int) MIN(start, 999999999u);
    list->list.mark = mark;
    return list;
}

static LhBlock *new_item(LhBuild *b, const MD_BLOCK_LI_DETAIL *detail)
{
    LhBlock *item = lh_build_block(b, LH_BLOCK_ITEM);
    const LhBlock *list = b->frames[b->n_frames - 1].block;
    if (detail->is_task)
        item->item.task = detail->task_mark == ' ' ? LH_TASK_OPEN : LH_TASK_DONE;
    item->item.mark = list && list->kind == LH_BLOCK_LIST ? list->list.mark : 0;
    return item;
}

static void enter_item(LhBuild *b, const MD_BLOCK_LI_DETAIL *detail)
{
    const LhBlock *around = b->frames[b->n_frames - 1].block;
    if (b->n_flat || !around || around->kind != LH_BLOCK_LIST)
        b->n_flat++;
    else
        enter_container(b, new_item(b, detail));
}

static void enter_leaf(LhBuild *b, LhBlockKind kind)
{
    lh_build_begin_leaf(b, lh_build_block(b, kind), LH_NOWHERE);
    b->leaf_at = b->cursor;
}

static void leave_leaf(LhBuild *b)
{
    LhBlock *leaf = b->leaf;
    if (!leaf) {
        if (b->cursor && b->src->work->str[b->cursor - 1] != '\n')
            lh_place_to_next_line(b, b->cursor);
        return;
    }
    if (!b->leaf_settled) {
        guint32 at = lh_place_next_content(b);
        lh_build_settle_leaf(b, at);
        b->cursor = MAX(b->cursor, at);
    }
    guint32 last = b->cursor;
    lh_build_end_leaf(b);
    if (leaf->kind == LH_BLOCK_CELL)
        return;
    lh_place_to_next_line(b, last);
    lh_build_give_attrs(b, leaf, b->cursor);
    gboolean setext = leaf->kind == LH_BLOCK_HEADING && !b->heading_is_atx;
    if (setext)
        lh_place_to_next_line(b, b->cursor);
}

static void enter_table(LhBuild *b, const MD_BLOCK_TABLE_DETAIL *detail)
{
    LhBlock *table = lh_build_block(b, LH_BLOCK_TABLE);
    table->table.columns = (int) detail->col_count;
    table->table.align = lh_arena_new0(b->arena, LhAlign, detail->col_count);
    table->table.head_rows = 1;
    b->cursor = lh_place_next_content(b);
    lh_place_block(b, table, b->cursor, FALSE);
    enter_container(b, table);
    b->row_number = 0;
}

/* Behind the code that opens at @p; behind its backquotes when it is not closed on the line. */
static const char *skip_code(const char *p)
{
    gsize ticks = strspn(p, "`");
    const char *text = p + ticks, *end = text;
    while (*(end += strcspn(end, "`\n")) == '`') {
        gsize n = strspn(end, "`");
        end += n;
        if (n == ticks)
            return end;
    }
    return text;
}

/* The next bar at or after @p that parts cells; NULL = there is none on the line. */
static const char *next_bar(const char *p)
{
    while (*(p += strcspn(p, "|\\`\n")) != '|') {
        if (*p == '`')
            p = skip_code(p);
        else if (*p == '\\' && p[1] && p[1] != '\n')
            p += 2;
        else if (*p == '\\')
            p++;
        else
            return NULL;
    }
    return p;
}

/* Tells of cells of the row at the cursor that the table has no columns for: md4c leaves them out. */
static void tell_lost_cells(LhBuild *b)
{
    const LhBlock *table = b->frames[b->n_frames - 1].block;
    const char *work = b->src->work->str, *p = work + b->cursor, *bar = p;
    if (!table || table->kind != LH_BLOCK_TABLE)
        return;
    p += *p == '|';
    for (int i = 0; i < table->table.columns && bar; i++)
        if ((bar = next_bar(p)) != NULL)
            p = bar + 1;
    p += strspn(p, " \t\r");
    if (bar && *p && *p != '\n' && (*p != '|' || next_bar(p + 1)))
        lh_build_warn(b, (guint32) (p - work), "lost-cells",
                      "write \\| for a bar that is text, or give the table more columns",
                      "the table has %d columns, and what this row says from here on is left out",
                      table->table.columns);
}

static void enter_row(LhBuild *b)
{
    if (b->row_number) {
        b->cursor = lh_place_next_content(b);
        tell_lost_cells(b);
    }
    LhBlock *row = lh_build_block(b, LH_BLOCK_ROW);
    lh_place_block(b, row, b->cursor, FALSE);
    enter_container(b, row);
    b->column = 0;
}

/* After a row; after the head also over the `|---|` below it. */
static void leave_row(LhBuild *b)
{
    leave_container(b);
    lh_place_to_next_line(b, b->cursor);
    if (b->row_number++ == 0)
        lh_place_to_next_line(b, b->cursor);
}

static void enter_cell(LhBuild *b, const MD_BLOCK_TD_DETAIL *detail)
{
    static const LhAlign aligns[] = {LH_ALIGN_NONE, LH_ALIGN_LEFT, LH_ALIGN_CENTRE, LH_ALIGN_RIGHT};
    const char *work = b->src->work->str;
    const LhBlock *row = b->frames[b->n_frames - 1].block;
    LhBlock *table = row ? row->parent : NULL;
    if (!b->n_flat && b->row_number == 0 && table && b->column < table->table.columns)
        ((LhAlign *) table->table.align)[b->column] = aligns[detail->align];
    b->column++;
    while (work[b->cursor] == ' ' || work[b->cursor] == '\t')
        b->cursor++;
    if (work[b->cursor] == '|')
        b->cursor++;
    while (work[b->cursor] == ' ' || work[b->cursor] == '\t')
        b->cursor++;
    lh_build_begin_leaf(b, lh_build_block(b, LH_BLOCK_CELL), LH_NOWHERE);
    lh_place_block(b, b->leaf, b->cursor, TRUE);
    b->leaf_settled = TRUE;
    b->cell = b->leaf;
}

static void leave_cell(LhBuild *b)
{
    const char *work = b->src->work->str;
    LhBlock *leaf = b->leaf;
    gboolean empty = leaf && !leaf->text && !b->run->len;
    if (lh_html_cell_is_open(b))
        lh_html_abandon_frames(b);
    else if (empty && b->n_cells > MAX_FILLED_CELLS)
        b->leaf = NULL;
    else
        lh_build_end_leaf(b);
    b->n_cells++;
    b->cell = NULL;
    while (work[b->cursor] && work[b->cursor] != '\n' && work[b->cursor] != '|')
        b->cursor += 1 + (work[b->cursor] == '\\' && work[b->cursor + 1] == '|');
}

static void enter_html(LhBuild *b)
{
    b->raw_kind = MD_BLOCK_HTML;
    g_string_truncate(b->raw, 0);
    g_array_set_size(b->raw_lines, 0);
}

static void leave_html(LhBuild *b)
{
    b->raw_kind = MD_BLOCK_DOC;
    lh_html_block(b);
    g_string_truncate(b->raw, 0);
    lh_build_end_leaf(b);
    lh_place_to_next_line(b, b->cursor);
}

static void enter_code(LhBuild *b, const MD_BLOCK_CODE_DETAIL *detail)
{
    g_string_truncate(b->raw, 0);
    guint32 at = detail->fence_char ? lh_place_fence(b, detail->fence_char) : LH_NOWHERE;
    if (at != LH_NOWHERE)
        lh_place_to_next_line(b, at);
    b->raw_kind = MD_BLOCK_CODE;
    b->fence = detail->fence_char;
    b->raw_at = at;
    lh_code_begin(b);
}

static void leave_code(LhBuild *b)
{
    b->raw_kind = MD_BLOCK_DOC;
    lh_code_end(b);
    g_string_truncate(b->raw, 0);
    if (b->src->work->len && b->cursor && b->src->work->str[b->cursor - 1] != '\n')
        lh_place_to_next_line(b, b->cursor);
    if (b->fence)
        lh_place_over_fence(b, b->fence);
}

static void add_rule(LhBuild *b)
{
    LhBlock *rule = lh_build_block(b, LH_BLOCK_RULE);
    guint32 at = lh_place_rule(b);
    lh_place_block(b, rule, at, FALSE);
    lh_build_append(b, rule);
    lh_place_to_next_line(b, at);
}

static void enter_heading(LhBuild *b, unsigned level)
{
    enter_leaf(b, LH_BLOCK_HEADING);
    b->leaf->heading.level = (int) level;
    guint32 at = lh_place_next_content(b);
    b->heading_is_atx = at < b->src->work->len && b->src->work->str[at] == '#';
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    LhBuild *b = data;
    lh_build_end_leaf(b);
    switch (type) {
    case MD_BLOCK_QUOTE:
        enter_container(b, lh_build_block(b, LH_BLOCK_QUOTE));
        break;
    case MD_BLOCK_UL: {
        const MD_BLOCK_UL_DETAIL *ul = detail;
        enter_container(b, new_list(b, FALSE, ul->is_tight, 1, ul->mark));
        break;
    }
    case MD_BLOCK_OL: {
        const MD_BLOCK_OL_DETAIL *ol = detail;
        enter_container(b, new_list(b, TRUE, ol->is_tight, ol->start, ol->mark_delimiter));
        break;
    }
    case MD_BLOCK_LI:
        enter_item(b, detail);
        break;
    case MD_BLOCK_HR:
        add_rule(b);
        break;
    case MD_BLOCK_H:
        enter_heading(b, ((const MD_BLOCK_H_DETAIL *) detail)->level);
        break;
    case MD_BLOCK_CODE:
        enter_code(b, detail);
        break;
    case MD_BLOCK_HTML:
        enter_html(b);
        break;
    case MD_BLOCK_P:
        enter_leaf(b, LH_BLOCK_PARAGRAPH);
        break;
    case MD_BLOCK_TABLE:
        enter_table(b, detail);
        break;
    case MD_BLOCK_TR:
        enter_row(b);
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        enter_cell(b, detail);
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
        break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
    LhBuild *b = data;
    (void) detail;
    switch (type) {
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
    case MD_BLOCK_LI:
        leave_leaf(b);
        leave_container(b);
        break;
    case MD_BLOCK_TABLE:
        leave_container(b);
        break;
    case MD_BLOCK_TR:
        leave_row(b);
        break;
    case MD_BLOCK_H:
    case MD_BLOCK_P:
        leave_leaf(b);
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        leave_cell(b);
        break;
    case MD_BLOCK_CODE:
        leave_code(b);
        break;
    case MD_BLOCK_HTML:
        leave_html(b);
        break;
    default:
        break;
    }
    return 0;
}

/* ---- md4c's spans */

/* Where the span's opener stands: at the cursor, over blanks and quote marks. */
static guint32 find_opener(LhBuild *b, const char *openers, guint32 n)
{
    if (!b->leaf || !b->leaf_settled)
        b->cursor = lh_place_next_content(b);
    while (b->leaf && b->leaf->kind == LH_BLOCK_HEADING && !b->leaf_settled &&
           b->src->work->str[b->cursor] == '#')
        b->cursor++;
    guint32 was = b->cursor;
    lh_place_skip_blanks(b);
    char c = b->cursor < b->src->work->len ? b->src->work->str[b->cursor] : 0;
    if (!c || !strchr(openers, c)) {
        b->cursor = was;
        return was;
    }
    guint32 at = b->cursor;
    while (n == 0 && b->src->work->str[b->cursor] == c)
        b->cursor++;
    b->cursor += n;
    return at;
}

/* A string of md4c's with its entities resolved. */
static const char *attribute_text(LhBuild *b, const MD_ATTRIBUTE *attribute)
{
    if (attribute->size && attribute->substr_offsets[1] == attribute->size &&
        attribute->substr_types[0] == MD_TEXT_NORMAL)
        return lh_arena_strndup(b->arena, attribute->text, attribute->size);
    g_autoptr(GString) out = g_string_new(NULL);
    for (unsigned i = 0; attribute->size && attribute->substr_offsets[i] < attribute->size; i++) {
        const char *from = attribute->text + attribute->substr_offsets[i];
        gsize n = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
        if (attribute->substr_types[i] != MD_TEXT_ENTITY || !lh_entity_append(out, from, n))
            g_string_append_len(out, from, (gssize) n);
    }
    return lh_arena_strndup(b->arena, out->str, (gssize) out->len);
}

static const char *target_text(LhBuild *b, const MD_ATTRIBUTE *attribute, guint32 at)
{
    if (attribute->size <= MAX_TARGET)
        return attribute_text(b, attribute);
    lh_build_warn(b, at, "long-target", NULL, "this link's target is too long and is left out");
    return "";
}

static void tell_title(LhBuild *b, const MD_ATTRIBUTE *title, guint32 at)
{
    if (title->size)
        lh_diag_add(b->diag, LH_SEVERITY_NOTE, lh_build_place(b, at), "link-title", NULL,
                    "the title of a link or image is not printed: “%.*s”",
                    (int) MIN(title->size, 60u), title->text);
}

/* A link or an image, written at @at. */
static void enter_target(LhBuild *b, LhInlineKind kind, guint32 at, const MD_ATTRIBUTE *target,
                         const MD_ATTRIBUTE *title)
{
    gboolean flat = b->n_spans == LH_BUILD_SPANS;
    lh_build_need_leaf(b, at);
    lh_build_open_span(b, kind, NULL, at);
    if (!flat)
        b->spans[b->n_spans - 1].node->target = target_text(b, target, at);
    tell_title(b, title, at);
}

static void enter_link(LhBuild *b, const MD_SPAN_A_DETAIL *detail)
{
    guint32 at = find_opener(b, "[<", 1);
    enter_target(b, LH_INLINE_LINK, at, &detail->href, &detail->title);
}

static void enter_image(LhBuild *b, const MD_SPAN_IMG_DETAIL *detail)
{
    guint32 at = find_opener(b, "!", 2);
    enter_target(b, LH_INLINE_IMAGE, at, &detail->src, &detail->title);
}

/* Moves the cursor over `](target)`, `][label]`, `]` or `>`. */
static void skip_link_end(LhBuild *b)
{
    const char *work = b->src->work->str;
    if (work[b->cursor] == '>') {
        b->cursor++;
        return;
    }
    if (work[b->cursor] != ']')
        return;
    char close = work[++b->cursor] == '(' ? ')' : work[b->cursor] == '[' ? ']' : 0;
    int depth = 0;
    for (guint32 i = b->cursor; close && work[i] && work[i] != '\n'; i++) {
        depth += work[i] == work[b->cursor];
        if (work[i] == close && --depth == 0) {
            b->cursor = i + 1;
            return;
        }
        i += work[i] == '\\' && work[i + 1];
    }
}

/* Ends the spans that HTML opened inside the one that Markdown ends now. */
static void close_html_spans(LhBuild *b)
{
    while (b->n_spans && b->spans[b->n_spans - 1].tag) {
        lh_build_warn(b, b->cursor, "unclosed-tag", NULL, "<%s> is not closed before this",
                      b->spans[b->n_spans - 1].tag);
        lh_build_close_span(b);
    }
}

static void leave_image(LhBuild *b)
{
    lh_build_flush(b);
    if (!b->n_flat_spans && b->n_spans) {
        LhInline *image = b->spans[b->n_spans - 1].node;
        g_autoptr(GString) alt = g_string_new(NULL);
        lh_inline_plain(image->first, alt);
        image->text = lh_arena_strndup(b->arena, alt->str, (gssize) alt->len);
        b->image_children = image->first;
        image->first = NULL;
    }
    lh_build_close_span(b);
}

static int enter_span(MD_SPANTYPE type, void *detail, void *data)
{
    LhBuild *b = data;
    if (type == MD_SPAN_A)
        enter_link(b, detail);
    else if (type == MD_SPAN_IMG)
        enter_image(b, detail);
    else {
        static const LhInlineKind kinds[] = {[MD_SPAN_EM] = LH_INLINE_EMPH,
                                             [MD_SPAN_STRONG] = LH_INLINE_STRONG,
                                             [MD_SPAN_DEL] = LH_INLINE_STRIKE};
        gboolean is_code = type == MD_SPAN_CODE, is_strike = type == MD_SPAN_DEL;
        guint32 at = find_opener(b,
                                 is_code     ? "`"
                                 : is_strike ? "~"
                                             : "*_",
                                 is_code || is_strike     ? 0
                                 : type == MD_SPAN_STRONG ? 2
                                                          : 1);
        lh_build_need_leaf(b, at);
        if (is_code) {
            lh_build_flush(b);
            b->code_depth++;
            b->code_at = at;
        } else
            lh_build_open_span(b, kinds[type], NULL, at);
    }
    return 0;
}

static void leave_code_span(LhBuild *b)
{
    const char *work = b->src->work->str;
    b->run_at = b->code_at;
    if (b->cell)
        g_string_replace(b->run, "\\|", "|", 0); /* a bar in a table must be escaped, in code too */
    lh_build_flush(b);
    b->code_depth--;
    while (work[b->cursor] == ' ' || work[b->cursor] == '\n')
        b->cursor++;
    while (work[b->cursor] == '`')
        b->cursor++;
    lh_typo_pass(&b->typo, 'x');
}

static int leave_span(MD_SPANTYPE type, void *detail, void *data)
{
    LhBuild *b = data;
    (void) detail;
    if (type == MD_SPAN_CODE) {
        leave_code_span(b);
        return 0;
    }
    close_html_spans(b);
    if (type == MD_SPAN_IMG)
        leave_image(b);
    else
        lh_build_close_span(b);
    const char *work = b->src->work->str;
    if (type == MD_SPAN_A || type == MD_SPAN_IMG) {
        skip_link_end(b);
        if (b->typo.before == ' ')
            lh_typo_pass(&b->typo,
                         'x'); /* an empty one will print something: the next space counts */
    } else if (type == MD_SPAN_DEL)
        while (work[b->cursor] == '~')
            b->cursor++;
    else
        b->cursor = MIN(b->cursor + (type == MD_SPAN_STRONG ? 2 : 1), (guint32) b->src->work->len);
    return 0;
}

/* ---- md4c's text */

static void add_entity(LhBuild *b, guint32 at, const char *text, gsize size)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (!lh_entity_append(out, text, size))
        g_string_append_len(out, text, (gssize) size);
    lh_build_literal(b, at, out->str, out->len);
}

/* Text of an HTML tag inside a paragraph may come in pieces, a line each. */
static void add_inline_html(LhBuild *b, guint32 at, const char *text, gsize size)
{
    if (b->raw->len == 0)
        b->raw_at = at;
    g_string_append_len(b->raw, text, (gssize) size);
    if (lh_html_is_whole(b->raw)) {
        lh_build_need_leaf(b, b->raw_at);
        lh_html_inline(b, b->raw_at);
        g_string_truncate(b->raw, 0);
    }
}

/* Adds what the author wrote for @size bytes at @at to the raw text. */
static void add_written(LhBuild *b, guint32 at, gsize size)
{
    while (size > 0) {
        const char *written;
        gsize n = lh_src_run(b->src, at, size, &written);
        g_string_append_len(b->raw, written, written ? (gssize) n : 0);
        at += (guint32) n;
        size -= n;
    }
}

static void add_raw_html(LhBuild *b, guint32 at, const char *text, gsize size)
{
    if (at == LH_NOWHERE) {
        g_string_append_len(b->raw, text, (gssize) size);
        return;
    }
    LhSrcPiece line = {.work = (guint32) b->raw->len, .orig = at};
    g_array_append_val(b->raw_lines, line);
    add_written(b, at, size);
}

/* The author's own indent before the code at @at: md4c makes blanks of tabs. */
static void add_code_indent(LhBuild *b, guint32 at)
{
    const char *work = b->src->work->str;
    guint32 from = at;
    while (from > 0 && (work[from - 1] == ' ' || work[from - 1] == '\t'))
        from--;
    int tabs = 0;
    for (guint32 i = from; i < at; i++)
        tabs += work[i] == '\t';
    gboolean whole = tabs && (from == 0 || work[from - 1] == '\n') && b->fence;
    if (whole)
        g_string_append_len(b->raw, work + from, at - from);
    else
        for (int i = 0; i < b->code_indent; i++)
            g_string_append_c(b->raw, ' ');
    b->code_indent = 0;
}

static void add_code(LhBuild *b, guint32 at, const char *text, gsize size)
{
    if (at == LH_NOWHERE && *text == ' ') {
        b->code_indent += (int) size;
        return;
    }
    if (at == LH_NOWHERE) {
        b->code_indent = 0;
        g_string_append_len(b->raw, text, (gssize) size);
        return;
    }
    if (b->raw_at == LH_NOWHERE)
        b->raw_at = at;
    if (b->code_indent)
        add_code_indent(b, at);
    add_written(b, at, size);
}

static void add_inline(LhBuild *b, MD_TEXTTYPE type, guint32 at, const char *text, gsize size)
{
    switch (type) {
    case MD_TEXT_BR:
        lh_build_break(b, b->cursor);
        lh_place_to_next_line(b, b->cursor);
        break;
    case MD_TEXT_SOFTBR:
        lh_build_soft_break(b);
        lh_place_to_next_line(b, b->cursor);
        break;
    case MD_TEXT_ENTITY:
        add_entity(b, at, text, size);
        break;
    case MD_TEXT_HTML:
        add_inline_html(b, at, text, size);
        break;
    default:
        if (at == LH_NOWHERE)
            lh_build_literal(b, b->cursor, text, size);
        else
            lh_build_text(b, at, size);
    }
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
    LhBuild *b = data;
    guint32 at = offset_of(b, text);
    if (size == 0)
        return 0;
    if (b->raw_kind == MD_BLOCK_CODE)
        add_code(b, at, text, size);
    else if (b->raw_kind == MD_BLOCK_HTML)
        add_raw_html(b, at, text, size);
    else
        add_inline(b, type, at, text, size);
    if (at != LH_NOWHERE)
        b->cursor = at + size;
    return 0;
}

/* ---- the run */

void lh_build_run(LhBuild *b, unsigned flags)
{
    MD_PARSER parser = {.flags = MD_DIALECT_GITHUB | flags,
                        .enter_block = enter_block,
                        .leave_block = leave_block,
                        .enter_span = enter_span,
                        .leave_span = leave_span,
                        .text = on_text};
    const GString *work = b->src->work;
    if (md_parse(work->str, (MD_SIZE) work->len, &parser, b) != 0)
        lh_diag_add(b->diag, LH_SEVERITY_ERROR, lh_build_place(b, 0), "parse-failed", NULL,
                    "this chapter can't be read as Markdown: too little memory");
    lh_build_end_leaf(b);
    lh_html_abandon_frames(b);
}
