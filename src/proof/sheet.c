/* Proof sheets: the true page on a larger sheet, with the manuscript's lines beside its rows. */
#include "sheet.h"

#include <math.h>
#include <string.h>

#define SAME_ROW 5.0 /* points between baselines of one row: a raised note's mark */

const LhMapWord *lh_proof_word(const LhProofer *p, guint index)
{
    return &g_array_index(p->map->words, LhMapWord, index);
}

void lh_proof_stroke(LhProofer *p, const LhInkRef *ink, double weight, LhLayer layer)
{
    lh_sink_path(&p->setter.sink, layer, &p->setter.path, ink, weight);
    LhItem *item = &g_array_index(p->setter.sink.items, LhItem, p->setter.sink.items->len - 1);
    ((LhStroke *) item->stroke)->butt = TRUE;
}

double lh_proof_label(LhProofer *p, LhRole role, const LhInkRef *ink, const char *text, double x,
                      double y, double align)
{
    return lh_set_label(&p->setter, text, role, ink ? ink->index : -1, x, y, align, NULL,
                        (LhSource){0});
}

void lh_proof_take(LhProofer *p, LhPage *page)
{
    GArray *new = p->setter.sink.items;
    LhItem *items = lh_arena_new0(p->pages->arena, LhItem, page->n_items + (int) new->len);

    if (page->n_items)
        memcpy(items, page->items, sizeof(LhItem) * (gsize) page->n_items);
    if (new->len)
        memcpy(items + page->n_items, new->data, sizeof(LhItem) * new->len);
    page->items = items;
    page->n_items += (int) new->len;
    g_array_set_size(new, 0);
}

/* ---- Rows ---- */

LhProofRow *lh_proof_row(const LhProofer *p, double y)
{
    LhProofRow *best = NULL;

    for (guint i = 0; i < p->rows->len; i++) {
        LhProofRow *row = &g_array_index(p->rows, LhProofRow, i);
        if (best == NULL || fabs(row->y - y) < fabs(best->y - y))
            best = row;
    }
    return best;
}

/* Whether @a tells a row's place better than @b. */
static gboolean is_better(const LhMapWord *a, const LhMapWord *b)
{
    if ((a->source.column > 0) != (b->source.column > 0))
        return a->source.column > 0;
    return a->x1 < b->x1;
}

static void add_to_row(LhProofer *p, const LhMapWord *word)
{
    LhProofRow *row = lh_proof_row(p, word->baseline);
    guint at = 0;

    if (row && fabs(row->y - word->baseline) < SAME_ROW) {
        if (is_better(word, row->first))
            row->first = word;
        return;
    }
    while (at < p->rows->len && g_array_index(p->rows, LhProofRow, at).y < word->baseline)
        at++;
    LhProofRow new = {word->baseline, word, FALSE};
    g_array_insert_val(p->rows, at, new);
}

static void find_rows(LhProofer *p)
{
    g_array_set_size(p->rows, 0);
    for (guint i = p->from; i < p->to; i++)
        add_to_row(p, lh_proof_word(p, i));
}

/* ---- Round the page ---- */

static void add_crop_mark(LhProofer *p, double x, double y, double dx, double dy)
{
    const LhStyle *style = p->style;
    double gap = style->proof.crop_gap, end = gap + style->proof.crop_length;

    lh_path_move(&p->setter.path, x + dx * gap, y);
    lh_path_line(&p->setter.path, x + dx * end, y);
    lh_path_move(&p->setter.path, x, y + dy * gap);
    lh_path_line(&p->setter.path, x, y + dy * end);
    lh_proof_stroke(p, &style->proof.crop, style->proof.crop_weight, LH_LAYER_STROKE);
}

static void add_crop_marks(LhProofer *p)
{
    double width = p->style->page.width, height = p->style->page.height;

    add_crop_mark(p, 0, 0, -1, -1);
    add_crop_mark(p, width, 0, 1, -1);
    add_crop_mark(p, 0, height, -1, 1);
    add_crop_mark(p, width, height, 1, 1);
}

/* The file that most of the page's rows come from. */
static const char *main_file(const LhProofer *p)
{
    const char *best = NULL;
    int most = 0;

    for (guint i = 0; i < p->rows->len; i++) {
        const char *file = g_array_index(p->rows, LhProofRow, i).first->source.file;
        int n = 0;
        for (guint k = 0; k < p->rows->len; k++)
            n += g_array_index(p->rows, LhProofRow, k).first->source.file == file;
        if (n > most) {
            most = n;
            best = file;
        }
    }
    return best;
}

void lh_proof_add_head(LhProofer *p, const char *left, const char *right)
{
    const LhStyle *style = p->style;
    g_autofree char *sheet = g_strdup_printf("%ssheet %d", right, ++p->n_sheets);
    double y = -style->proof.file_rise;

    if (left)
        lh_proof_label(p, LH_ROLE_PROOF, &style->proof.line, left, style->proof.crop_gap, y, 0);
    lh_proof_label(p, LH_ROLE_PROOF, &style->proof.line, sheet,
                   style->page.width - style->proof.crop_gap, y, 1);
}

static void add_page_head(LhProofer *p, const char *file)
{
    g_autofree char *page = g_strdup_printf("page %s, ", p->page->label);

    lh_proof_add_head(p, file, page);
}

/* The manuscript's line beside the row; when it is another file's, in another ink, behind the
 * file's letter. */
static void add_line(LhProofer *p, const LhProofRow *row, const char *file)
{
    const LhStyle *style = p->style;
    const LhSource *source = &row->first->source;
    char letter = lh_proof_letter(p, source->file);
    g_autofree char *text = letter ? g_strdup_printf("%c:%d", letter, source->line)
                                   : g_strdup_printf("%d", source->line);

    lh_proof_label(p, LH_ROLE_PROOF,
                   source->file == file ? &style->proof.line : &style->proof.change, text,
                   style->proof.line_right, row->y, 1);
}

static void add_lines(LhProofer *p, const char *file)
{
    for (guint i = 0; i < p->rows->len; i++) {
        const LhProofRow *row = &g_array_index(p->rows, LhProofRow, i);
        if (row->first->source.file == file || row->first->source.column > 0)
            add_line(p, row, file); /* else it is ours: what a part or chapter is called */
    }
}

/* What the two columns of numbers are. */
static void add_columns(LhProofer *p)
{
    const LhStyle *style = p->style;
    double y = (style->grid.first_ruling - 0.2) * style->grid.step;

    if (p->rows->len == 0)
        return;
    lh_proof_label(p, LH_ROLE_PROOF, &style->proof.line, "line", style->proof.line_right, y, 1);
    lh_proof_label(p, LH_ROLE_PROOF, &style->proof.line, "row", style->proof.row_left, y, 0);
}

static void add_row_numbers(LhProofer *p)
{
    const LhStyle *style = p->style;
    int rows = style->grid.last_row - style->grid.first_row + 1;

    for (int row = 1; row <= rows; row++) {
        double y = style->grid.first_ruling * style->grid.step +
                   (row + style->grid.first_row - style->grid.first_ruling - 1) * p->page->pitch;
        char text[16];
        g_snprintf(text, sizeof text, "%d", row);
        if (lh_proof_row(p, y) && fabs(lh_proof_row(p, y)->y - y) < p->page->pitch / 2)
            lh_proof_label(p, LH_ROLE_PROOF, &style->proof.line, text, style->proof.row_left, y, 0);
    }
}

static void mark_page(LhProofer *p)
{
    find_rows(p);
    g_array_set_size(p->codes, 0);
    const char *file = main_file(p);
    add_crop_marks(p);
    add_page_head(p, file);
    lh_proof_add_legend(p, file);
    add_columns(p);
    add_lines(p, file);
    add_row_numbers(p);
    lh_proof_add_doubts(p);
    lh_proof_add_defects(p);
    lh_proof_add_codes(p);
    lh_proof_add_changes(p);
    lh_proof_add_slips(p);
    lh_proof_take(p, p->page);
}

/* ---- All pages ---- */

/* Sets the words of page @number in the map. */
static void find_words(LhProofer *p, int number)
{
    p->from = p->to;
    while (p->from < p->map->words->len && lh_proof_word(p, p->from)->page < number)
        p->from++;
    p->to = p->from;
    while (p->to < p->map->words->len && lh_proof_word(p, p->to)->page == number)
        p->to++;
}

void lh_proof_mark(LhPages *pages, const LhLayoutContext *context, const LhProofOptions *options)
{
    LhGalley *galley = lh_galley_new(NULL);
    LhProofer p = {.pages = pages, .options = options, .map = options->map, .style = pages->style};

    g_ptr_array_add(pages->galleys, galley);
    pages->sheet.width = options->width;
    pages->sheet.height = options->height;
    pages->sheet.x = (options->width - p.style->page.width) / 2;
    pages->sheet.y = (options->height - p.style->page.height) / 2;
    p.right = options->width - pages->sheet.x;
    p.defects = g_ptr_array_new();
    p.slips = g_array_new(FALSE, FALSE, sizeof(LhSlip));
    p.rows = g_array_new(FALSE, FALSE, sizeof(LhProofRow));
    p.codes = g_array_new(FALSE, FALSE, sizeof(LhProofCode));
    p.findings = g_array_new(FALSE, FALSE, sizeof(LhFinding));
    p.legend = g_ptr_array_new();
    p.hidden = g_ptr_array_new();
    lh_setter_init(&p.setter, context, NULL, galley);
    lh_proof_find_slips(&p);
    lh_proof_find_defects(&p);
    if (options->change)
        lh_proof_find_hidden(&p);
    for (guint i = 0; i < pages->pages->len; i++) {
        p.page = pages->pages->pdata[i];
        find_words(&p, p.page->index + 1);
        if (p.page->drawn)
            mark_page(&p);
    }
    lh_proof_add_lists(&p);
    lh_setter_clear(&p.setter);
    g_ptr_array_unref(p.defects);
    g_array_unref(p.slips);
    g_array_unref(p.rows);
    g_array_unref(p.codes);
    g_array_unref(p.findings);
    g_ptr_array_unref(p.legend);
    g_ptr_array_unref(p.hidden);
}
