/* Running heads and folios. */
#include "maker.h"

#include <string.h>

#define HEAD_GAP 12 /* points between running head and folio */

/* @text, shortened at a word with an ellipsis until it fits @width. */
static const char *fit_text(LhSetter *setter, const char *text, LhRole role, double width)
{
    g_autofree char *shorter = g_strdup(text);

    if (lh_set_measure(setter, text, role) <= width)
        return text;
    for (;;) {
        char *space = strrchr(shorter, ' ');
        if (space == NULL)
            return "…";
        *space = '\0';
        const char *fitted = lh_arena_printf(setter->arena, "%s…", shorter);
        if (lh_set_measure(setter, fitted, role) <= width)
            return fitted;
    }
}

static const char *head_text(LhMaker *maker, const LhPage *page)
{
    const LhChapter *chapter = page->chapter;

    if (page->kind != LH_PAGE_BODY)
        return NULL;
    if (chapter == NULL)
        return page->head;
    if (!page->recto && chapter->part)
        return lh_arena_printf(maker->setter.arena, "Part %s · %s", chapter->part->numeral,
                               chapter->part->title);
    if (!page->recto &&
        (chapter->role == LH_CHAPTER_BODY || chapter->role == LH_CHAPTER_APPENDIX) && maker->book->title &&
        !maker->book->single)
        return maker->book->title;
    return chapter->title;
}

static gboolean has_folio(const LhPage *page)
{
    return page->kind == LH_PAGE_BODY || page->kind == LH_PAGE_CHAPTER;
}

void lh_add_furniture(LhMaker *maker, LhPage *page)
{
    LhSetter *setter = &maker->setter;
    const LhStyle *style = maker->style;
    double right = page->left + style->page.measure, y = style->page.head_baseline;
    const char *head = head_text(maker, page);
    double folio = 0;

    if (has_folio(page))
        folio =
            lh_set_label(setter, page->label, LH_ROLE_FOLIO, -1, page->recto ? right : page->left,
                         y, page->recto ? 1 : 0, NULL, (LhSource){0});
    if (head) {
        head = fit_text(setter, head, LH_ROLE_RUNNING_HEAD, style->page.measure - folio - HEAD_GAP);
        lh_set_label(setter, head, LH_ROLE_RUNNING_HEAD, -1, page->recto ? page->left : right, y,
                     page->recto ? 0 : 1, NULL, (LhSource){0});
    }
    lh_page_take_items(maker, page);
}
