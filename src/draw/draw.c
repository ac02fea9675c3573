/* Pages to bytes: the table of back ends. */
#include "internal.h"

#include <errno.h>
#include <math.h>
#include <unistd.h>

static const LhDrawBackend *const backends[] = {
    [LH_FORMAT_PDF] = &lh_draw_pdf,
    [LH_FORMAT_PNG] = &lh_draw_png,
    [LH_FORMAT_DUMP] = &lh_draw_text,
};

static int count_drawn(const LhPages *pages)
{
    int n = 0;
    for (guint i = 0; i < pages->pages->len; i++)
        n += ((const LhPage *) pages->pages->pdata[i])->drawn;
    return n;
}

static gboolean draw_pages(const LhDrawJob *job, const LhDrawBackend *backend, gpointer drawing,
                           GError **error)
{
    const LhDrawOptions *options = job->options;
    int done = 0, total = count_drawn(job->pages);
    for (guint i = 0; i < job->pages->pages->len; i++) {
        const LhPage *page = job->pages->pages->pdata[i];
        if (!page->drawn)
            continue;
        if (!backend->page(drawing, page, error))
            return FALSE;
        if (options->progress)
            options->progress(++done, total, options->data);
    }
    return backend->end(drawing, error);
}

gboolean lh_draw(const LhPages *pages, const LhFonts *fonts, const LhDrawOptions *options,
                 GError **error)
{
    LhDrawJob job = {.pages = pages, .fonts = fonts, .options = options};
    const LhDrawBackend *backend = backends[options->format];
    gpointer drawing = backend->begin(&job, error);
    if (!drawing)
        return FALSE;
    gboolean done = draw_pages(&job, backend, drawing, error);
    backend->free(drawing);
    return done;
}

static gboolean write_stdout(gconstpointer bytes, gsize length, GError **error)
{
    int number = lh_write_all(STDOUT_FILENO, bytes, length);
    if (number)
        g_set_error(error, G_FILE_ERROR, (int) g_file_error_from_errno(number),
                    "cannot write to standard output: %s", g_strerror(number));
    return number == 0;
}

gboolean lh_draw_write(const char *path, gconstpointer bytes, gsize length, GError **error)
{
    if (g_strcmp0(path, "-") == 0)
        return write_stdout(bytes, length, error);
    return lh_write_beside(path, bytes, length, error);
}

gboolean lh_draw_check(cairo_status_t status, const char *what, GError **error)
{
    if (status == CAIRO_STATUS_SUCCESS)
        return TRUE;
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "cannot draw %s: %s", what,
                cairo_status_to_string(status));
    return FALSE;
}

void lh_draw_each(const LhPage *page, LhLayer layer, LhItemFunc each, gpointer data)
{
    for (int i = 0; i < page->n_items; i++) {
        const LhItem *item = &page->items[i];
        if (item->layer == layer)
            each(item, item->x, item->y, data);
    }
    for (int i = 0; i < page->n_placed; i++) {
        const LhPlaced *placed = &page->placed[i];
        for (int k = 0; k < placed->slab->n_items; k++) {
            const LhItem *item = &placed->slab->items[k];
            if (item->layer == layer)
                each(item, placed->x + item->x, placed->y + item->y, data);
        }
    }
}

void lh_draw_each_drawn(const LhPages *pages, LhItemFunc each, gpointer data)
{
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        for (LhLayer layer = 0; page->drawn && layer < LH_N_LAYERS; layer++)
            lh_draw_each(page, layer, each, data);
    }
}

/* An order of painting that is being walked through. */
typedef struct {
    LhItemFunc each;
    gpointer data;
    gboolean tagged; /* the items that are wanted */
} Walk;

/* Content that belongs to an element of the document, in reading order. */
static gboolean is_tagged(const LhItem *item)
{
    if (item->kind == LH_ITEM_TEXT)
        return item->run->tag != NULL;
    return item->kind == LH_ITEM_IMAGE && item->image.tag;
}

static void pass_on(const LhItem *item, double x, double y, gpointer data)
{
    const Walk *walk = data;
    if (is_tagged(item) == walk->tagged)
        walk->each(item, x, y, walk->data);
}

void lh_draw_in_order(const LhPage *page, LhDrawSide side, LhItemFunc each, gpointer data)
{
    Walk artifacts = {each, data, FALSE}, elements = {each, data, TRUE};
    if (side == LH_DRAW_BELOW) {
        lh_draw_each(page, LH_LAYER_TINT, pass_on, &artifacts);
        return;
    }
    for (LhLayer layer = LH_LAYER_CARD; layer <= LH_LAYER_TEXT; layer++)
        lh_draw_each(page, layer, pass_on, &artifacts);
    for (LhLayer layer = LH_LAYER_TINT; layer <= LH_LAYER_TEXT; layer++)
        lh_draw_each(page, layer, pass_on, &elements);
    lh_draw_each(page, LH_LAYER_TAPE, pass_on, &artifacts);
    lh_draw_each(page, LH_LAYER_TAPE, pass_on, &elements);
}

double lh_page_bleed(const LhPages *pages)
{
    gboolean bleeds = pages->target == LH_TARGET_PRINT && pages->sheet.width <= 0;
    return bleeds ? pages->style->page.bleed : 0;
}

void lh_page_origin(const LhPages *pages, double *left, double *top)
{
    gboolean on_sheet = pages->sheet.width > 0;
    *left = on_sheet ? pages->sheet.x : lh_page_bleed(pages);
    *top = on_sheet ? pages->sheet.y : lh_page_bleed(pages);
}

int lh_page_rulings(const LhStyle *style, double pitch)
{
    double room = (style->grid.last_ruling - style->grid.first_ruling) * style->grid.step;

    return (int) floor(room / pitch + 1e-6);
}

void lh_page_extents(const LhPages *pages, double *width, double *height)
{
    double bleed = lh_page_bleed(pages);
    if (pages->sheet.width > 0) {
        *width = pages->sheet.width;
        *height = pages->sheet.height;
        return;
    }
    *width = pages->style->page.width + 2 * bleed;
    *height = pages->style->page.height + 2 * bleed;
}
