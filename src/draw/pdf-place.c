/* Where the written column stands on a printer's pages: it moves towards the binding or away from
 * it, on all rectos or all versos alike, and with its rulings up or down on all pages, where it
 * would stand nearer to the trim or to the gutter than the printer wants. No line breaks elsewhere.
 */
#include "pdf.h"

#include <math.h>
#include <string.h>

#define CLEAR 0.1 /* points left free: coordinates are rounded */
#define RISE  0.7 /* em: what preflight counts of a letter above the baseline, and below */
#define DROP  0.2

/* How near text comes to the edges of the trim on one side of the leaf. */
typedef struct {
    const LhPdfScene *scene;
    const LhPage *page; /* the one being looked at */
    double left, right, top, bottom;
} Reach;

static double width_of(const LhRun *run, double size)
{
    double width = 0;

    for (int i = 0; i < run->n_words; i++)
        width += run->words[i]->total * size + run->tracking * run->words[i]->n_glyphs;
    return width;
}

/* A run that is turned reaches no farther than one that lies. */
static void note_run(const LhItem *item, double x, double y, gpointer data)
{
    Reach *reach = data;
    const LhStyle *style = reach->scene->style;

    if (item->kind != LH_ITEM_TEXT || item->run->hidden)
        return;
    double size = style->role[item->run->role].size * item->run->scale;
    double drawn = MAX(size, reach->scene->printer->text.size);
    y += lh_paint_drift(style, reach->page, item->run, y);
    reach->left = MIN(reach->left, x);
    reach->right = MIN(reach->right, style->page.width - x - width_of(item->run, size));
    reach->top = MIN(reach->top, y - RISE * drawn);
    reach->bottom = MIN(reach->bottom, style->page.height - y - DROP * drawn);
}

/* The way that leaves @low free below @least_room and @high above @most_room. Where both cannot be,
 * @low goes before when @low_first. */
static double settle(double least_room, double low, double most_room, double high,
                     gboolean low_first)
{
    double least = low + CLEAR - least_room, most = most_room - high - CLEAR;

    if (least <= most)
        return CLAMP(0, least, most);
    return low_first ? least : most;
}

static gboolean is_advice(const LhPrinter *printer, const char *rule)
{
    for (unsigned i = 0; i < printer->n_advice; i++)
        if (strcmp(printer->advice[i], rule) == 0)
            return TRUE;
    return FALSE;
}

/* Returns: how many pages there are. */
static int note_pages(const LhPdfScene *scene, Reach reach[2])
{
    const GPtrArray *pages = scene->pages->pages;
    int n = 0;

    for (int recto = 0; recto < 2; recto++)
        reach[recto] = (Reach){scene, NULL, INFINITY, INFINITY, INFINITY, INFINITY};
    for (guint i = 0; i < pages->len; i++) {
        const LhPage *page = pages->pdata[i];
        Reach *side = &reach[page->recto];
        side->page = page;
        n += page->drawn;
        for (LhLayer layer = 0; page->drawn && layer < LH_N_LAYERS; layer++)
            lh_draw_each(page, layer, note_run, side);
    }
    return n;
}

/* The trim goes before the gutter, because it cuts, unless the printer insists on the gutter alone.
 */
void lh_pdf_place_columns(LhPdfScene *scene)
{
    const LhPrinter *printer = scene->printer;
    Reach reach[2];

    if (!printer)
        return;
    int n = note_pages(scene, reach);
    double outer = printer->margins.outer;
    double gutter = lh_printer_gutter(printer, n + lh_pdf_count_added(scene, n));
    gboolean gutter_first = is_advice(printer, "safe-zone") && !is_advice(printer, "gutter");
    if (reach[0].left < INFINITY)
        scene->columns[0] = settle(reach[0].left, outer, reach[0].right, gutter, !gutter_first);
    if (reach[1].left < INFINITY)
        scene->columns[1] = settle(reach[1].left, gutter, reach[1].right, outer, gutter_first);
    double top = MIN(reach[0].top, reach[1].top), bottom = MIN(reach[0].bottom, reach[1].bottom);
    if (top < INFINITY)
        scene->rows = settle(top, printer->margins.top, bottom, printer->margins.bottom, TRUE);
}

double lh_pdf_column(const LhPdfScene *scene, const LhPage *page)
{
    return page->kind == LH_PAGE_COVER ? 0 : scene->columns[page->recto];
}
