/* The ink of every text against what holds it: its cell, box or tab, else its frame, else the page.
 */
#include "maker.h"

#include <math.h>

#define TOLERANCE 0.6 /* points: what the hand may move a letter, and a stroke's own width */

/* A text's ink and its container, page coordinates. */
typedef struct {
    LhBounds ink, holder;
    const char *what; /* the container's name */
} Fit;

/* What @word's pieces cover, by their origin; FALSE = they have no ink. */
static gboolean word_ink(const LhWord *word, double size, double pen, LhBounds *ink)
{
    gboolean any = FALSE;

    for (; word; word = word->next) {
        if (word->ink.left <= word->ink.right) {
            ink->left = MIN(ink->left, pen + word->ink.left * size);
            ink->right = MAX(ink->right, pen + word->ink.right * size);
            ink->top = MIN(ink->top, -word->ink.top * size);
            ink->bottom = MAX(ink->bottom, -word->ink.bottom * size);
            any = TRUE;
        }
        pen += word->width * size;
    }
    return any;
}

/* What the run covers, by its origin; FALSE = it has no ink. */
static gboolean run_ink(const LhRun *run, const LhStyle *style, LhBounds *ink)
{
    double size = style->role[run->role].size * run->scale, pen = 0;
    gboolean any = FALSE;

    *ink = (LhBounds){INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (int i = 0; i < run->n_words; i++) {
        any |= word_ink(run->words[i], size, pen, ink);
        pen += run->words[i]->total * size + run->tracking * run->words[i]->n_glyphs;
    }
    ink->right += run->tracking;
    return any;
}

static void move(LhBounds *bounds, double x, double y)
{
    bounds->left += x;
    bounds->right += x;
    bounds->top += y;
    bounds->bottom += y;
}

static LhBounds page_bounds(const LhStyle *style)
{
    return (LhBounds){style->page.safe, style->page.width - style->page.safe, style->page.safe,
                      style->page.height - style->page.safe};
}

static const LhFramePart *part_of(const LhPage *page, const LhFrame *frame)
{
    for (int i = 0; i < page->n_frames; i++)
        if (page->frames[i].frame == frame)
            return &page->frames[i].part;
    return NULL;
}

/* The edges of the innermost frame that has any; FALSE = none. A frame on the ruled page has no
 * edges above and below: its rows are the page's. */
static gboolean frame_bounds(const LhPage *page, const LhFrame *frame, LhBounds *bounds)
{
    while (frame && frame->left >= frame->right)
        frame = frame->parent;
    const LhFramePart *part = frame ? part_of(page, frame) : NULL;
    if (part == NULL)
        return FALSE;
    *bounds = (LhBounds){part->x + frame->left, part->x + frame->right,
                         frame->natural ? part->top : -INFINITY,
                         frame->natural ? part->bottom : INFINITY};
    return TRUE;
}

static void report(LhMaker *maker, const LhPage *page, LhSource source, const Fit *fit)
{
    double over[] = {fit->holder.left - fit->ink.left, fit->ink.right - fit->holder.right,
                     fit->holder.top - fit->ink.top, fit->ink.bottom - fit->holder.bottom};
    static const char *const sides[] = {"left", "right", "upper", "lower"};
    int worst = 0;

    for (int i = 1; i < 4; i++)
        if (over[i] > over[worst])
            worst = i;
    if (over[worst] > TOLERANCE)
        lh_diag_defect(maker->diag, LH_DEFECT_OVERFLOW, source, page->index + 1,
                       "text passes the %s edge of its %s by %.1f pt", sides[worst], fit->what,
                       over[worst]);
}

/* A text with its origin at @x, @y, inside @frame where that isn't NULL; its own bounds count from
 * @from_x, @from_y. */
static void check_text(LhMaker *maker, const LhPage *page, const LhRun *run, const LhFrame *frame,
                       LhSource source, double x, double y, double from_x, double from_y)
{
    Fit fit = {.what = "page"};

    if (run->hidden || run->angle != 0 || !run_ink(run, maker->style, &fit.ink))
        return;
    move(&fit.ink, x, y);
    if (run->within) {
        fit.what = "box";
        fit.holder = *run->within;
        move(&fit.holder, from_x, from_y);
    } else if (frame && frame_bounds(page, frame, &fit.holder)) {
        fit.what = frame->natural ? "card" : "frame";
    } else {
        fit.holder = page_bounds(maker->style);
    }
    report(maker, page, source, &fit);
}

void lh_check_overflow(LhMaker *maker, const LhPage *page)
{
    for (int i = 0; i < page->n_placed; i++) {
        const LhPlaced *placed = &page->placed[i];
        const LhSlab *slab = placed->slab;
        for (int k = 0; k < slab->n_items; k++) {
            const LhItem *item = &slab->items[k];
            if (item->kind == LH_ITEM_TEXT)
                check_text(maker, page, item->run, slab->frame,
                           item->source.line ? item->source : slab->source, placed->x + item->x,
                           placed->y + item->y, placed->x, placed->y);
        }
    }
    for (int i = 0; i < page->n_items; i++)
        if (page->items[i].kind == LH_ITEM_TEXT)
            check_text(maker, page, page->items[i].run, NULL, page->items[i].source,
                       page->items[i].x, page->items[i].y, 0, 0);
}
