/* The finished pages looked over: what the defect report counts. */
#include "maker.h"

#include <math.h>

#define OFF_GRID   0.1 /* points a baseline may leave its ruling */
#define OVER       1.0 /* points a run may pass its edge: the hand's wander */
#define SHORT_PAGE 0.5 /* of the rows: a page filled less is reported */

/* Roles that always sit on a ruling when their slab is ruled. */
static gboolean is_ruled_role(LhRole role)
{
    switch (role) {
    case LH_ROLE_BODY:
    case LH_ROLE_STRONG:
    case LH_ROLE_MARK:
    case LH_ROLE_CODE:
    case LH_ROLE_H2:
    case LH_ROLE_H3:
    case LH_ROLE_H4:
    case LH_ROLE_CAPTION:
    case LH_ROLE_TABLE_HEAD:
    case LH_ROLE_TABLE_CELL:
    case LH_ROLE_TABLE_SMALL:
    case LH_ROLE_FOOTNOTE:
    case LH_ROLE_TERM:
    case LH_ROLE_INDEX:
    case LH_ROLE_INDEX_MAIN:
    case LH_ROLE_INDEX_CODE:
    case LH_ROLE_INDEX_LETTER:
        return TRUE;
    default:
        return FALSE;
    }
}

static double run_width(const LhRun *run, const LhStyle *style)
{
    double width = 0, size = style->role[run->role].size * run->scale;

    for (int i = 0; i < run->n_words; i++) {
        width += run->words[i]->total * size;
        width += run->tracking * run->words[i]->n_glyphs;
    }
    return width;
}

static gboolean is_raised(const LhRun *run)
{
    return run->role == LH_ROLE_SUPERSCRIPT || run->role == LH_ROLE_FOOTNOTE_MARK;
}

/* How far @y is from the nearest ruling of the page. */
static double off_ruling(const LhPage *page, const LhStyle *style, double y)
{
    double header = style->grid.first_ruling * style->grid.step;

    y -= header;
    return fabs(y - round(y / page->pitch) * page->pitch);
}

static void check_run(LhMaker *maker, const LhPage *page, const LhPlaced *placed,
                      const LhItem *item)
{
    const LhStyle *style = maker->style;
    const LhRun *run = item->run;
    double off = off_ruling(page, style, placed->y + item->y);
    double right = placed->x + item->x + run_width(run, style) - page->left;
    LhSource source = item->source.line ? item->source : placed->slab->source;
    double edge = placed->slab->frame ? MAX(style->card.right, style->listing.right)
                                      : style->page.measure + style->hand.line_indent;

    if (placed->slab->rows > 0 && is_ruled_role(run->role) && !is_raised(run) && off > OFF_GRID)
        lh_diag_defect(maker->diag, LH_DEFECT_OFF_GRID, source, page->index + 1,
                       "a baseline lies %.2f pt off its ruling", off);
    if (right > edge + OVER)
        lh_diag_defect(maker->diag, LH_DEFECT_OVERFULL, source, page->index + 1,
                       "text passes the right edge by %.1f pt", right - edge);
}

static void check_slab(LhMaker *maker, const LhPage *page, const LhPlaced *placed)
{
    const LhSlab *slab = placed->slab;
    double step = maker->style->grid.step;

    if (slab->rows > 0 && fabs(placed->y - round(placed->y / step) * step) > OFF_GRID)
        lh_diag_defect(maker->diag, LH_DEFECT_OFF_GRID, slab->source, page->index + 1,
                       "a row lies off its ruling");
    for (int i = 0; i < slab->n_items; i++)
        if (slab->items[i].kind == LH_ITEM_TEXT)
            check_run(maker, page, placed, &slab->items[i]);
}

/* The first and last slab of @page that belong to the running text, not to its notes; FALSE = none.
 */
static gboolean text_ends(const LhSection *section, const LhPage *page, const LhSlab **first,
                          const LhSlab **last)
{
    guint n = (guint) (page->index - section->first_page);
    int begin = g_array_index(section->starts, int, n);
    int end = n + 1 < section->starts->len ? g_array_index(section->starts, int, n + 1)
                                           : (int) section->cutter->slabs->len;

    if (begin >= end)
        return FALSE;
    *first = &g_array_index(section->cutter->slabs, LhSlab, begin);
    *last = &g_array_index(section->cutter->slabs, LhSlab, end - 1);
    return TRUE;
}

static void check_ends(LhMaker *maker, const LhSection *section, const LhPage *page)
{
    const LhStyle *style = maker->style;
    const LhSlab *first, *last;

    if (!text_ends(section, page, &first, &last))
        return;
    if (first->line > 0 && first->n_lines - first->line < style->paragraph.widows)
        lh_diag_defect(maker->diag, LH_DEFECT_WIDOW, first->source, page->index + 1,
                       "a paragraph's last line stands alone at a page's head");
    if (last->line + 1 < last->n_lines && last->line + 1 < style->paragraph.orphans)
        lh_diag_defect(maker->diag, LH_DEFECT_ORPHAN, last->source, page->index + 1,
                       "a paragraph's first line stands alone at a page's foot");
    if (last->kind == LH_SLAB_HEADING && section->kind == LH_SECTION_CHAPTER &&
        page->index + 1 < section->first_page + (int) section->starts->len)
        lh_diag_defect(maker->diag, LH_DEFECT_STRANDED_HEADING, last->source, page->index + 1,
                       "a heading stands alone at a page's foot");
}

static double lowest(const LhPage *page, const LhStyle *style)
{
    double y = 0;

    for (int i = 0; i < page->n_placed; i++) {
        const LhSlab *slab = page->placed[i].slab;
        y = MAX(y, page->placed[i].y +
                       (slab->rows ? (slab->rows - 1) * style->grid.step : slab->height));
    }
    return y;
}

/* Whether the page with the section's index @n could also hold what no cut parts from the next
 * page's first slab: a table's row with its head, say. */
static gboolean could_hold_more(const LhSection *section, guint n)
{
    const LhCutter *cutter = section->cutter;
    int i = g_array_index(section->starts, int, n);
    int next = g_array_index(section->starts, int, n + 1), count = (int) cutter->slabs->len;
    LhFill fill = lh_fill_start(cutter, 0);
    gboolean whole = TRUE;
    double y;

    for (; i < count && (i <= next || whole); i++) {
        lh_fill_add(cutter, &fill, i, &y);
        whole = g_array_index(cutter->slabs, LhSlab, i).break_after >= LH_NEVER_BREAK;
    }
    return lh_fill_fits(cutter, &fill);
}

/* A page that is hardly filled, though it could have held some of what comes next. */
static void check_short(LhMaker *maker, const LhSection *section, const LhPage *page)
{
    const LhStyle *style = maker->style;
    double top = style->grid.first_row * style->grid.step;
    double part = (lowest(page, style) - top) / (style->grid.last_row * style->grid.step - top);
    guint n = (guint) (page->index - section->first_page);

    if (n + 1 < section->starts->len && part < SHORT_PAGE && could_hold_more(section, n))
        lh_diag_defect(maker->diag, LH_DEFECT_SHORT_PAGE,
                       page->n_placed ? page->placed[0].slab->source : (LhSource){0},
                       page->index + 1, "the page is filled to %.0f %%", part * 100);
}

static guint count_shown(const LhPage *page)
{
    guint n = 0;

    for (int i = 0; i < page->n_placed; i++)
        n += !page->placed[i].slab->idle;
    return n;
}

/* Every slab of the galley stands on exactly one page, but for the blank lines of code that a cut drops. */
static void check_lost(LhMaker *maker, const LhSection *section)
{
    guint placed = 0, wanted = 0;

    for (guint n = 0; n < section->starts->len; n++)
        placed += count_shown(maker->pages->pages->pdata[section->first_page + (int) n]);
    for (guint i = 0; i < section->cutter->slabs->len; i++)
        wanted += !g_array_index(section->cutter->slabs, LhSlab, i).idle;
    if (placed < wanted)
        lh_diag_defect(maker->diag, LH_DEFECT_LOST_TEXT, (LhSource){0}, section->first_page + 1,
                       "%u rows of the galley are on no page", wanted - placed);
}

void lh_check_pages(LhMaker *maker)
{
    for (guint s = 0; s < maker->sections->len; s++) {
        const LhSection *section = maker->sections->pdata[s];
        if (!lh_section_drawn(maker, section))
            continue;
        check_lost(maker, section);
        for (guint n = 0; n < section->starts->len; n++) {
            const LhPage *page = maker->pages->pages->pdata[section->first_page + (int) n];
            for (int i = 0; i < page->n_placed; i++)
                check_slab(maker, page, &page->placed[i]);
            lh_check_overflow(maker, page);
            check_ends(maker, section, page);
            check_short(maker, section, page);
        }
    }
}
