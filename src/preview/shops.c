/* What a shop shows of a book that it cuts itself. */
#include "internal.h"

static gboolean is_body(const LhPage *page)
{
    return page->chapter && page->kind != LH_PAGE_BLANK &&
           (page->chapter->role == LH_CHAPTER_BODY || page->chapter->role == LH_CHAPTER_APPENDIX);
}

LhShopCut lh_shop_cut(const LhPages *pages, int per_cent)
{
    LhShopCut cut = {.per_cent = per_cent, .pages = lh_pages_share(pages, per_cent)};
    for (int i = 0; i < cut.pages; i++) {
        const LhPage *page = pages->pages->pdata[i];
        cut.body += is_body(page);
        if (page->kind != LH_PAGE_BLANK)
            cut.title = page->chapter ? page->chapter->title : page->head;
        g_strlcpy(cut.label, page->label, sizeof cut.label);
    }
    return cut;
}

/* The first page of a numbered chapter; NULL = the book has none. */
static const LhPage *first_body(const LhPages *pages)
{
    for (guint i = 0; i < pages->pages->len; i++)
        if (is_body(pages->pages->pdata[i]))
            return pages->pages->pdata[i];
    return NULL;
}

void lh_shop_warn(const LhPages *pages, const LhShopCut *cut, LhDiag *diag)
{
    const LhPage *first = first_body(pages);
    if (cut->body > 0 || !first)
        return;
    lh_diag_add(
        diag, LH_SEVERITY_WARNING, (LhSource){0}, "sample-front-matter",
        "shorten what comes before, or move some of it to the end",
        "the first %d %% of the book (%d of %u pages), which shops show, is front matter only; "
        "the first chapter begins on page %d of the file",
        cut->per_cent, cut->pages, pages->pages->len, first->index + 1);
}
