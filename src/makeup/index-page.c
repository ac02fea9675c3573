/* The index's pages: entries as lines, lines in two columns on paper ruled more narrowly. Each page
 * is one slab, so that the columns may have a pitch of their own. */
#include "index.h"

#include <string.h>

#define N_COLUMNS    2
#define LONG_ENTRY   12 /* lines; only an entry of more may be cut inside */
#define LETTER_KEEPS 2  /* lines that stay below a letter */

typedef enum { ROW_LETTER, ROW_ENTRY, ROW_TURNOVER } RowKind;

/* A line of a column. */
typedef struct {
    RowKind kind;
    const LhIndexEntry *entry;
    LhSetLine line;
    double x;
    int n_left; /* lines of its entry after it */
} Row;

typedef struct {
    LhMaker *maker;
    const LhStyle *style;
    LhSetter setter;
    const LhTag *toc;
    double width; /* of a column */
    GArray *rows; /* of Row */
    char letter[8];
    gboolean begun; /* a letter has been set */
} Indexer;

/* What stands in a column: rows, a blank one (-1), or the entry that goes on (-2 - its row). */
#define BLANK      (-1)
#define GOES_ON(i) (-2 - (int) (i))

/* ---- Entries as lines ---- */

static LhInline *add_inline(Indexer *x, LhInline ***tail, LhInlineKind kind, const char *text)
{
    LhInline *inl = lh_inline_words(&x->setter, text, (LhSource){0});

    inl->kind = kind;
    **tail = inl;
    *tail = &inl->next;
    return inl;
}

/* @term's parts, those between backticks as code. */
static void add_term(Indexer *x, LhInline ***tail, const char *term)
{
    gboolean code = FALSE;

    for (const char *from = term; *from; code = !code) {
        gsize n = strcspn(from, "`");
        if (n > 0)
            add_inline(x, tail, code ? LH_INLINE_CODE : LH_INLINE_TEXT,
                       lh_arena_strndup(x->setter.arena, from, (gssize) n));
        from += n + (from[n] == '`');
    }
}

static const char *label_of(const Indexer *x, int page)
{
    if (!x->maker->numbered)
        return "0";
    return ((const LhPage *) x->maker->pages->pages->pdata[page])->label;
}

static void add_pages(Indexer *x, LhInline ***tail, const LhIndexPages *pages)
{
    const char *text = label_of(x, pages->first);

    if (pages->last > pages->first)
        text = lh_arena_printf(x->setter.arena, "%s–%s", text, label_of(x, pages->last));
    add_inline(x, tail, LH_INLINE_TEXT, ", ");
    LhInline *link = add_inline(x, tail, LH_INLINE_LINK, NULL);
    LhInline **inside = &link->first;
    link->target = pages->anchor;
    if (pages->is_main) {
        LhInline *strong = add_inline(x, &inside, LH_INLINE_STRONG, NULL);
        inside = &strong->first;
    }
    add_inline(x, &inside, LH_INLINE_TEXT, text);
}

/* A target as it reads in a sentence: "GIL, free threading". */
static void add_target(Indexer *x, LhInline ***tail, const LhIndexEntry *target)
{
    if (target->parent) {
        add_target(x, tail, target->parent);
        add_inline(x, tail, LH_INLINE_TEXT, ", ");
    }
    LhInline *link = add_inline(x, tail, LH_INLINE_LINK, NULL);
    LhInline **inside = &link->first;
    link->target = target->anchor;
    add_term(x, &inside, target->term);
}

static void add_see(Indexer *x, LhInline ***tail, const GPtrArray *targets, const char *before,
                    const char *word)
{
    for (guint i = 0; i < targets->len; i++) {
        add_inline(x, tail, LH_INLINE_TEXT, i ? "; " : before);
        if (i == 0) {
            LhInline *emph = add_inline(x, tail, LH_INLINE_EMPH, NULL);
            LhInline **inside = &emph->first;
            add_inline(x, &inside, LH_INLINE_TEXT, word);
            add_inline(x, tail, LH_INLINE_TEXT, " ");
        }
        add_target(x, tail, targets->pdata[i]);
    }
}

static void add_row(Indexer *x, RowKind kind, const LhIndexEntry *entry, const LhSetLine *line,
                    double left, int n_left)
{
    Row row = {.kind = kind, .entry = entry, .line = *line, .x = left, .n_left = n_left};

    g_array_append_val(x->rows, row);
}

/* Sets @text @depth levels in, further lines hanging. */
static LhSetText set_lines(Indexer *x, const LhInline *text, int depth, guint32 seed)
{
    const LhStyle *style = x->style;
    LhVoice voice =
        lh_voice(LH_ROLE_INDEX, LH_ROLE_INDEX_MAIN, LH_ROLE_INDEX_MAIN, LH_ROLE_INDEX_CODE);
    double indent = style->index.indent * depth, hang = style->index.turnover;
    const LhTag *tag = lh_tag_new(&x->setter, LH_TAG_TOCI, x->toc);

    return lh_set_text(&x->setter, text, &voice, x->width - indent - hang, -hang, tag, seed);
}

static void add_entry(Indexer *x, const LhIndexEntry *entry)
{
    LhInline *first = NULL, **tail = &first;

    add_term(x, &tail, entry->term);
    for (guint i = 0; i < entry->pages->len; i++)
        add_pages(x, &tail, &g_array_index(entry->pages, LhIndexPages, i));
    add_see(x, &tail, entry->see, ", ", "see");
    add_see(x, &tail, entry->see_also, entry->pages->len ? ". " : ", ",
            entry->pages->len ? "See also" : "see also");
    LhSetText text = set_lines(x, first, entry->depth, lh_hash(1, entry->key, strlen(entry->key)));
    double left = x->style->index.indent * entry->depth + x->style->index.turnover;
    for (int i = 0; i < text.n_lines; i++)
        add_row(x, i ? ROW_TURNOVER : ROW_ENTRY, entry, &text.lines[i], left, text.n_lines - 1 - i);
    for (guint i = 0; i < entry->children->len; i++)
        add_entry(x, entry->children->pdata[i]);
}

static void add_letter(Indexer *x, const LhIndexEntry *entry)
{
    char letter[8];
    LhSetLine none = {0};

    lh_index_letter(entry->key, x->maker->book->language, letter);
    if (x->begun && strcmp(letter, x->letter) == 0)
        return;
    g_strlcpy(x->letter, letter, sizeof x->letter);
    x->begun = TRUE;
    LhInline *text = lh_inline_words(
        &x->setter, lh_arena_strndup(x->setter.arena, letter[0] ? letter : "Signs and numbers", -1),
        (LhSource){0});
    LhVoice voice = lh_voice(LH_ROLE_INDEX_LETTER, LH_ROLE_INDEX_LETTER, LH_ROLE_INDEX_LETTER,
                             LH_ROLE_INDEX_LETTER);
    LhSetText set = lh_set_text(&x->setter, text, &voice, x->width, 0,
                                lh_tag_new(&x->setter, LH_TAG_P, x->toc), 1);
    none = set.lines[0];
    add_row(x, ROW_LETTER, entry, &none, 0, 0);
}

/* ---- Columns ---- */

static const Row *row_at(const Indexer *x, guint i)
{
    return &g_array_index(x->rows, Row, i);
}

/* Lines that must stand in one column from row @i on. */
static int kept_lines(const Indexer *x, guint i)
{
    const Row *row = row_at(x, i);
    int lines = 1 + (row->n_left < LONG_ENTRY ? row->n_left : 1);

    if (row->kind == ROW_LETTER) {
        lines = 1;
        for (guint k = i + 1; k < x->rows->len && k <= i + LETTER_KEEPS; k++)
            lines++;
        if (i + 1 < x->rows->len)
            lines = MAX(lines, 1 + kept_lines(x, i + 1));
    } else if (row->kind == ROW_TURNOVER) {
        lines = 1;
    } else if (row->entry->pages->len == 0 && row->entry->children->len > 0 &&
               i + (guint) lines < x->rows->len) {
        lines += 1 + row_at(x, i + (guint) lines)->n_left;
    }
    return lines;
}

/* Fills a column of @height lines from row @i on: indices, BLANK or GOES_ON. Returns: the row
 * after. */
static guint fill_column(const Indexer *x, guint i, int height, GArray *out)
{
    int used = 0, code;

    if (i < x->rows->len && row_at(x, i)->kind != ROW_LETTER &&
        (row_at(x, i)->kind == ROW_TURNOVER || row_at(x, i)->entry->depth > 0)) {
        code = GOES_ON(i);
        g_array_append_val(out, code);
        used++;
    }
    for (guint first = i; i < x->rows->len; i++) {
        const Row *row = row_at(x, i);
        int blank = row->kind == ROW_LETTER && i > first;
        if (used + blank + kept_lines(x, i) > height && (i > first || used > 1))
            break;
        code = BLANK;
        if (blank)
            g_array_append_val(out, code);
        code = (int) i;
        g_array_append_val(out, code);
        used += 1 + blank;
        if (used >= height) {
            i++;
            break;
        }
    }
    return i;
}

/* Fills the columns of a page; columns[] are emptied first. Returns: the row after. */
static guint fill_page(const Indexer *x, guint i, int height, GArray **columns)
{
    for (int c = 0; c < N_COLUMNS; c++) {
        g_array_set_size(columns[c], 0);
        i = fill_column(x, i, height, columns[c]);
    }
    return i;
}

/* The last page's columns are of about equal height. */
static guint fill_balanced(const Indexer *x, guint i, int height, GArray **columns)
{
    guint next = fill_page(x, i, height, columns);

    if (next < x->rows->len)
        return next;
    for (int less = (int) (x->rows->len - i) / N_COLUMNS; less < height; less++)
        if (less > 0 && fill_page(x, i, less, columns) == x->rows->len)
            return x->rows->len;
    return fill_page(x, i, height, columns);
}

/* ---- Pages ---- */

static double ruling_y(const Indexer *x, int ruling)
{
    const LhStyle *style = x->style;

    return (style->grid.first_ruling - style->grid.first_row) * style->grid.step +
           ruling * style->index.pitch;
}

/* "GIL (continued)" above the sub-entries that a column begins with. */
static void add_continued(Indexer *x, const LhIndexEntry *entry, double left, double y)
{
    LhInline *first = NULL, **tail = &first;

    while (entry->parent)
        entry = entry->parent;
    add_term(x, &tail, entry->term);
    add_inline(x, &tail, LH_INLINE_TEXT, " (continued)");
    LhSetText text = set_lines(x, first, 0, 1);
    for (int k = 0; k < text.lines[0].n_items; k++)
        if (text.lines[0].items[k].kind == LH_ITEM_TEXT)
            ((LhRun *) text.lines[0].items[k].run)->tag = NULL;
    lh_sink_line(&x->setter, &text.lines[0], left + x->style->index.turnover, y);
}

static void place_row(Indexer *x, const Row *row, double left, double y)
{
    if (row->kind == ROW_ENTRY && row->entry->is_target)
        lh_sink_anchor(&x->setter.sink, left, y, row->entry->anchor);
    lh_sink_line(&x->setter, &row->line, left + row->x, y);
}

static void place_column(Indexer *x, const GArray *column, int number, int ruling)
{
    double left = number * (x->width + x->style->index.gap);

    for (guint k = 0; k < column->len; k++) {
        int code = g_array_index(column, int, k);
        double y = ruling_y(x, ruling + (int) k);
        guint first = x->setter.sink.items->len;
        if (code == BLANK)
            continue;
        if (code < BLANK)
            add_continued(x, row_at(x, (guint) (-2 - code))->entry, left, y);
        else
            place_row(x, row_at(x, (guint) code), left, y);
        lh_sink_within(&x->setter.sink, first,
                       &(LhBounds){left - 1, left + x->width + 1, -G_MAXDOUBLE, G_MAXDOUBLE});
    }
}

static void add_title(Indexer *x)
{
    LhVoice voice = lh_voice(LH_ROLE_H1, LH_ROLE_H1, LH_ROLE_H1, LH_ROLE_H1);
    LhSetText text =
        lh_set_text(&x->setter, lh_inline_words(&x->setter, "Index", (LhSource){0}), &voice,
                    x->style->page.measure, 0, lh_tag_new(&x->setter, LH_TAG_H1, NULL), 1);
    double y = ruling_y(x, x->style->index.title_ruling);
    LhHeading heading = {.level = 1, .title = "Index", .anchor = LH_INDEX_ANCHOR};

    g_array_append_val(x->setter.galley->headings, heading);
    lh_sink_anchor(&x->setter.sink, 0, y, LH_INDEX_ANCHOR);
    lh_sink_line(&x->setter, &text.lines[0], 0, y);
    lh_title_underline(&x->setter, text.lines[0].width, y, 1);
}

static void add_page(Indexer *x, GArray **columns, int ruling)
{
    LhFlow flow = lh_flow_page(x->style);

    for (int c = 0; c < N_COLUMNS; c++)
        place_column(x, columns[c], c, ruling);
    LhSlab *slab = lh_add_slab(&x->setter, &flow, LH_SLAB_OTHER, (LhSource){0});
    slab->rows = x->style->grid.last_row - x->style->grid.first_row + 1;
    slab->page_before = TRUE;
}

static void add_pages_of_columns(Indexer *x)
{
    const LhStyle *style = x->style;
    GArray *columns[N_COLUMNS];
    int ruling = style->index.opening_ruling;

    for (int c = 0; c < N_COLUMNS; c++)
        columns[c] = g_array_new(FALSE, FALSE, sizeof(int));
    add_title(x);
    for (guint i = 0; i < x->rows->len; ruling = style->index.first_ruling) {
        i = fill_balanced(x, i, MAX(style->index.last_ruling - ruling + 1, 4), columns);
        add_page(x, columns, ruling);
    }
    for (int c = 0; c < N_COLUMNS; c++)
        g_array_unref(columns[c]);
}

LhGalley *lh_index_galley(LhMaker *maker)
{
    LhGalley *galley = lh_galley_new(NULL);
    g_autoptr(LhIndexEntry) top = lh_index_collect(maker, !maker->numbered);
    Indexer x = {.maker = maker, .style = maker->style};

    lh_setter_init(&x.setter, maker->context, NULL, galley);
    x.toc = lh_tag_new(&x.setter, LH_TAG_TOC, NULL);
    x.width = (x.style->page.measure - (N_COLUMNS - 1) * x.style->index.gap) / N_COLUMNS;
    x.rows = g_array_new(FALSE, FALSE, sizeof(Row));
    for (guint i = 0; i < top->children->len; i++) {
        add_letter(&x, top->children->pdata[i]);
        add_entry(&x, top->children->pdata[i]);
    }
    add_pages_of_columns(&x);
    g_array_unref(x.rows);
    lh_setter_clear(&x.setter);
    return galley;
}
