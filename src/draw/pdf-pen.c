/* The pen that writes a page's content stream. Only here y is turned round: the sheet's origin is
 * its lower left. */
#include "pdf-pen.h"
#include "trace.h"

void lh_pen_init(LhPdfPen *pen, const LhPdfScene *scene, int side)
{
    *pen = (LhPdfPen){.scene = scene,
                      .edges = &scene->edges[side],
                      .rows = scene->rows,
                      .out = g_string_sized_new(16384),
                      .fill = -1,
                      .stroke = -1,
                      .weight = -1,
                      .cap = -1,
                      .face = G_MAXUINT};
}

double lh_pen_flip(const LhPdfPen *pen, double y)
{
    return pen->scene->height - (y + pen->edges->top + pen->scene->slug + pen->rows);
}

double lh_pen_shift(const LhPdfPen *pen, double x)
{
    return x + pen->edges->left + pen->scene->slug + pen->column;
}

void lh_pen_number(LhPdfPen *pen, double value, int decimals)
{
    lh_pdf_number(pen->out, value, decimals);
    g_string_append_c(pen->out, ' ');
}

void lh_pen_end_text(LhPdfPen *pen)
{
    if (pen->in_text)
        g_string_append(pen->out, "ET\n");
    pen->in_text = FALSE;
}

/* ---- Marked content ---- */

void lh_pen_end_mark(LhPdfPen *pen)
{
    lh_pen_end_text(pen);
    if (pen->marked)
        g_string_append(pen->out, "EMC\n");
    pen->marked = pen->artifact = FALSE;
    pen->tag = NULL;
    pen->link = NULL;
}

void lh_pen_begin_artifact(LhPdfPen *pen)
{
    if (pen->artifact || !pen->scene->tagged)
        return;
    lh_pen_end_mark(pen);
    g_string_append(pen->out, "/Artifact BMC\n");
    pen->marked = pen->artifact = TRUE;
}

void lh_pen_begin_mark(LhPdfPen *pen, const LhTag *tag, const char *link)
{
    LhPdfMark mark = {tag, link};

    if (!pen->scene->tagged || (pen->marked && pen->tag == tag && pen->link == link))
        return;
    lh_pen_end_mark(pen);
    g_string_append_printf(pen->out, "/%s<</MCID %u>>BDC\n",
                           link ? "Link" : lh_draw_tag_name(tag->kind), pen->sheet->marks->len);
    g_array_append_val(pen->sheet->marks, mark);
    pen->marked = TRUE;
    pen->tag = tag;
    pen->link = link;
}

/* ---- Inks and paths ---- */

void lh_pen_fill(LhPdfPen *pen, guint ink)
{
    if (pen->fill != (int) ink)
        g_string_append(pen->out, pen->scene->inks[ink]);
    pen->fill = (int) ink;
}

void lh_pen_stroke(LhPdfPen *pen, guint ink, float weight, gboolean butt, LhPdfUse use)
{
    const LhStyle *style = pen->scene->style;
    int slot;

    use = lh_pdf_thicken(pen->scene, &style->inks[ink], use, &weight);
    slot = (int) (use * style->n_inks + ink);
    if (pen->stroke != slot)
        g_string_append(pen->out, pen->scene->inks[slot]);
    pen->stroke = slot;
    if (pen->weight != weight) {
        lh_pen_number(pen, weight, LH_PEN_PLACES);
        g_string_append(pen->out, "w\n");
    }
    pen->weight = weight;
    if (pen->cap != (butt ? 0 : 1))
        g_string_append(pen->out, butt ? "0 J\n" : "1 J 1 j\n");
    pen->cap = butt ? 0 : 1;
}

static void set_stroke(LhPdfPen *pen, guint ink, float weight, gboolean butt)
{
    lh_pen_stroke(pen, ink, weight, butt, LH_PDF_LINE);
}

void lh_pen_point(LhPdfPen *pen, double x, double y)
{
    lh_pen_number(pen, lh_pen_shift(pen, x), LH_PEN_PLACES);
    lh_pen_number(pen, lh_pen_flip(pen, y), LH_PEN_PLACES);
}

static void end_op(LhPdfPen *pen, LhPathOp op)
{
    static const char *const operators[] = {
        [LH_MOVE] = "m\n", [LH_LINE] = "l\n", [LH_CURVE] = "c\n", [LH_CLOSE] = "h\n"};
    g_string_append(pen->out, operators[op]);
}

/* An operation in the page's own coordinates. */
static void trace_op(LhPathOp op, const double *points, gpointer pen)
{
    for (int k = 0; k < lh_path_pairs(op); k++, points += 2)
        lh_pen_point(pen, points[0], points[1]);
    end_op(pen, op);
}

/* The same in the PDF's. */
static void trace_turned_op(LhPathOp op, const double *points, gpointer pen)
{
    for (int k = 0; k < 2 * lh_path_pairs(op); k++)
        lh_pen_number(pen, points[k], LH_PEN_PLACES);
    end_op(pen, op);
}

void lh_pen_draw_stroke(LhPdfPen *pen, const LhStroke *stroke, double x, double y)
{
    lh_pen_end_text(pen);
    if (stroke->weight > 0)
        set_stroke(pen, stroke->ink, stroke->weight, stroke->butt);
    else
        lh_pen_fill(pen, stroke->ink);
    lh_trace_stroke(stroke, x, y, trace_op, pen);
    g_string_append(pen->out, stroke->weight > 0 ? "S\n" : "f\n");
}

void lh_pen_draw_sign(LhPdfPen *pen, const LhSignShape *shape, guint ink, double x, double y,
                      double size)
{
    if (shape->pen > 0)
        set_stroke(pen, ink, (float) (shape->pen * size), FALSE);
    else
        lh_pen_fill(pen, ink);
    lh_trace_path(&shape->path, x, y, size, -size, trace_turned_op, pen);
    g_string_append(pen->out, shape->pen > 0 ? "S\n" : "f\n");
}
