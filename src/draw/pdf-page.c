/* One page's content stream: what is printed on the paper, then what is written, in reading order.
 */
#include "pdf-pen.h"

#include <math.h>

/* ---- Items ---- */

static void draw_image(LhPdfPen *pen, const LhItem *item, double x, double y)
{
    int index = lh_pdf_picture_find(pen->scene->pictures, item->image.image);
    const LhPdfPicture *picture;

    if (index < 0)
        return;
    picture = &g_array_index(pen->scene->pictures->list, LhPdfPicture, index);
    lh_pen_end_text(pen);
    g_string_append(pen->out, "q ");
    lh_pen_number(pen, item->image.width / picture->width, 5);
    g_string_append(pen->out, "0 0 ");
    lh_pen_number(pen, item->image.height / picture->height, 5);
    lh_pen_number(pen, lh_pen_shift(pen, x), LH_PEN_PLACES);
    lh_pen_number(pen, lh_pen_flip(pen, y + item->image.height), LH_PEN_PLACES);
    g_string_append_printf(pen->out, "cm /I%d Do Q\n", index);
}

static const LhTag *tag_of(const LhItem *item)
{
    if (item->kind == LH_ITEM_TEXT)
        return item->run->tag;
    return item->kind == LH_ITEM_IMAGE ? item->image.tag : NULL;
}

static void add_place(LhPdfPen *pen, const char *id, double x, double y)
{
    double above = MAX(0, y - pen->scene->style->grid.step); /* the whole row is to be seen */
    LhPdfPlace place = {id, lh_pen_shift(pen, x), lh_pen_flip(pen, above)};

    g_array_append_val(pen->sheet->places, place);
}

static void draw_artifact(const LhItem *item, double x, double y, gpointer data)
{
    LhPdfPen *pen = data;

    if (item->kind == LH_ITEM_ANCHOR) {
        add_place(pen, item->anchor, x, y);
        return;
    }
    if (tag_of(item))
        return;
    lh_pen_begin_artifact(pen);
    if (item->kind == LH_ITEM_PATH)
        lh_pen_draw_stroke(pen, item->stroke, x, y);
    else if (item->kind == LH_ITEM_TEXT)
        lh_pen_draw_run(pen, item->run, x, y, FALSE);
    else
        draw_image(pen, item, x, y);
}

/* The content in reading order, each item when the next is known. */
typedef struct {
    LhPdfPen *pen;
    const LhItem *waiting;
    double x, y;
} Reading;

static void draw_waiting(Reading *r, const LhItem *next, double next_y)
{
    const LhItem *item = r->waiting;
    gboolean breaks;

    r->waiting = next;
    if (item == NULL)
        return;
    lh_pen_begin_mark(r->pen, tag_of(item), item->kind == LH_ITEM_TEXT ? item->run->link : NULL);
    if (item->kind != LH_ITEM_TEXT) {
        draw_image(r->pen, item, r->x, r->y);
        return;
    }
    breaks = next == NULL || (next->kind == LH_ITEM_TEXT && tag_of(next) == tag_of(item) &&
                              fabs(next_y - r->y) > LH_EPSILON);
    lh_pen_draw_run(r->pen, item->run, r->x, r->y, breaks);
}

static void draw_content(const LhItem *item, double x, double y, gpointer data)
{
    Reading *r = data;

    if (item->kind == LH_ITEM_ANCHOR || tag_of(item) == NULL)
        return;
    draw_waiting(r, item, y);
    r->x = x;
    r->y = y;
}

static void draw_reading(LhPdfPen *pen, LhLayer first, LhLayer last)
{
    Reading r = {.pen = pen};

    for (LhLayer layer = first; layer <= last; layer++)
        lh_draw_each(pen->sheet->page, layer, draw_content, &r);
    draw_waiting(&r, NULL, 0);
    lh_pen_end_mark(pen);
}

/* ---- The page ---- */

static void draw_paper(LhPdfPen *pen)
{
    if (pen->scene->pages->target != LH_TARGET_SCREEN || pen->scene->pages->sheet.width > 0)
        return;
    lh_pen_begin_artifact(pen);
    lh_pen_fill(pen, pen->scene->style->grid.paper.index);
    g_string_append(pen->out, "0 0 ");
    lh_pen_number(pen, pen->scene->width, LH_PEN_PLACES);
    lh_pen_number(pen, pen->scene->height, LH_PEN_PLACES);
    g_string_append(pen->out, "re f\n");
}

static void draw_printed_lines(LhPdfPen *pen)
{
    const GArray *papers = pen->scene->papers;

    if (pen->sheet->page->kind == LH_PAGE_COVER || pen->sheet->page->bare)
        return;
    lh_pen_begin_artifact(pen);
    for (guint i = 0; i < papers->len; i++)
        if (lh_pdf_is_on(pen->scene, pen->sheet->page, &g_array_index(papers, LhPdfPaper, i)))
            g_string_append_printf(pen->out, "/P%u Do\n", i);
}

gboolean lh_pdf_is_on(const LhPdfScene *scene, const LhPage *page, const LhPdfPaper *paper)
{
    return lh_pdf_side(scene, page->recto) == paper->side &&
           fabs(page->left + lh_pdf_column(scene, page) - paper->left) < LH_EPSILON &&
           fabs(page->pitch - paper->pitch) < LH_EPSILON;
}

/* Adds a line to the path; @end follows it. */
static void add_line(LhPdfPen *pen, double x1, double y1, double x2, double y2, const char *end)
{
    lh_pen_point(pen, x1, y1);
    g_string_append(pen->out, "m ");
    lh_pen_point(pen, x2, y2);
    g_string_append(pen->out, end);
}

static void set_printed(LhPdfPen *pen, const LhInkRef *ink, double weight)
{
    lh_pen_stroke(pen, ink->index, (float) weight, TRUE, LH_PDF_PRINTED);
}

GString *lh_pdf_draw_rulings(const LhPdfScene *scene, const LhPdfPaper *paper)
{
    const LhStyle *style = scene->style;
    static const LhPdfEdges none = {0};
    gboolean on_sheet = scene->pages->sheet.width > 0; /* a proof's paper ends at the trim */
    const LhPdfEdges *bleed = on_sheet ? &none : &scene->edges[paper->side];
    double x1 = -bleed->left, x2 = style->page.width + bleed->right;
    double margin = paper->left - style->page.margin_line;
    double header = style->grid.first_ruling * style->grid.step;
    LhPdfPen pen;

    lh_pen_init(&pen, scene, paper->side);
    set_printed(&pen, &style->grid.ruling, style->grid.ruling_weight);
    for (int k = 1; k <= lh_page_rulings(style, paper->pitch); k++)
        add_line(&pen, x1, header + k * paper->pitch, x2, header + k * paper->pitch, "l\n");
    g_string_append(pen.out, "S\n");
    set_printed(&pen, &style->grid.header, style->grid.header_weight);
    add_line(&pen, x1, header, x2, header, "l S\n");
    set_printed(&pen, &style->grid.margin, style->grid.margin_weight);
    add_line(&pen, margin, -bleed->top - scene->rows, margin,
             style->page.height + bleed->bottom - scene->rows, "l S\n");
    return pen.out;
}

void lh_pdf_draw_sheet(LhPdfSheet *sheet)
{
    int side = lh_pdf_side(sheet->scene, sheet->page->recto);
    LhPdfPen pen;

    lh_pen_init(&pen, sheet->scene, side);
    pen.sheet = sheet;
    pen.column = lh_pdf_column(sheet->scene, sheet->page);
    if (sheet->page->kind == LH_PAGE_COVER)
        pen.rows = 0;
    sheet->marks = g_array_new(FALSE, FALSE, sizeof(LhPdfMark));
    sheet->links = g_array_new(FALSE, FALSE, sizeof(LhPdfLink));
    sheet->places = g_array_new(FALSE, FALSE, sizeof(LhPdfPlace));
    draw_paper(&pen);
    lh_draw_each(sheet->page, LH_LAYER_TINT, draw_artifact, &pen);
    draw_printed_lines(&pen);
    for (LhLayer layer = LH_LAYER_CARD; layer <= LH_LAYER_TEXT; layer++)
        lh_draw_each(sheet->page, layer, draw_artifact, &pen);
    lh_pen_end_mark(&pen);
    draw_reading(&pen, LH_LAYER_TINT, LH_LAYER_TEXT);
    lh_draw_each(sheet->page, LH_LAYER_TAPE, draw_artifact, &pen);
    lh_pen_end_mark(&pen);
    draw_reading(&pen, LH_LAYER_TAPE, LH_LAYER_TAPE);
    lh_pen_end_text(&pen);
    lh_pdf_draw_marks(pen.out, pen.scene, side);
    sheet->content = lh_pdf_deflate(pen.out->str, pen.out->len);
    g_string_free(pen.out, TRUE);
}

void lh_pdf_sheet_clear(LhPdfSheet *sheet)
{
    g_clear_pointer(&sheet->content, g_bytes_unref);
    g_clear_pointer(&sheet->marks, g_array_unref);
    g_clear_pointer(&sheet->links, g_array_unref);
    g_clear_pointer(&sheet->places, g_array_unref);
}
