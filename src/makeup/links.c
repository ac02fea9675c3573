/* The pages that links lead to, set once every page has its number. */
#include "maker.h"

#include <string.h>

#define SLACK 3 /* points that a stroke may begin before the word it belongs to */

/* Where @item begins: a pen's first point, which is left in all that is drawn beside text. */
static double left_of(const LhItem *item)
{
    gboolean drawn = item->kind == LH_ITEM_PATH && item->stroke->n_ops > 0;

    return item->x + (drawn ? item->stroke->points[0] : 0);
}

static const LhWord *shape(LhMaker *maker, const LhRun *run, const char *text)
{
    return lh_shape_word(maker->setter.shaper, run->role, text, strlen(text), 0);
}

/* Whether @other is the page seen beside @page in the open book. */
static gboolean is_facing(const LhPage *page, const LhPage *other)
{
    return page->recto ? other->index == page->index - 1 : other->index == page->index + 1;
}

/* The best of what may be said about @target that the line has room for. */
static const LhWord *words_for(LhMaker *maker, const LhRun *run, const LhPage *page,
                               const LhPage *target)
{
    const LhPageRef *ref = run->page_ref;
    double size = maker->style->role[run->role].size * run->scale;
    const char *texts[] = {
        target == page ? "(this\u00a0page)" : NULL,
        is_facing(page, target) ? "(facing\u00a0page)" : NULL,
        lh_arena_printf(maker->pages->arena, "(page\u00a0%s)", target->label),
        lh_arena_printf(maker->pages->arena, "(p.\u00a0%s)", target->label),
    };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        const LhWord *word = texts[i] ? shape(maker, run, texts[i]) : NULL;
        if (word && word->total * size <= ref->width + ref->room)
            return word;
    }
    return shape(maker, run, texts[G_N_ELEMENTS(texts) - 1]);
}

/* Moves what follows item @from of its line by @dx. */
static void move_rest(LhItem *items, int n, int from, double dx)
{
    const LhPageRef *ref = items[from].run->page_ref;
    double end = items[from].x + ref->width - SLACK;

    for (int i = from + 1; i <= from + ref->n_after && i < n; i++)
        if (left_of(&items[i]) >= end)
            items[i].x += (float) dx;
}

/* Sets the page of item @at, a page reference; what can't be known says nothing. */
static void fill_ref(LhMaker *maker, const LhPage *page, LhItem *items, int n, int at)
{
    LhArena *arena = maker->pages->arena;
    LhRun *run = lh_arena_memdup(arena, items[at].run, sizeof(LhRun));
    const LhPage *target = g_hash_table_lookup(maker->pages->anchors, run->page_ref->anchor);
    const LhWord **words = lh_arena_new0(arena, const LhWord *, 1);

    gboolean flush = run->page_ref->flush;
    words[0] = target == NULL ? shape(maker, run, "")
               : flush        ? shape(maker, run, target->label)
                              : words_for(maker, run, page, target);
    double width = words[0]->total * maker->style->role[run->role].size * run->scale;
    if (flush)
        items[at].x -= (float) width;
    else
        move_rest(items, n, at, width - run->page_ref->width);
    run->words = words;
    run->page_ref = NULL;
    items[at].run = run;
}

static gboolean has_ref(const LhItem *item)
{
    return item->kind == LH_ITEM_TEXT && item->run->page_ref;
}

static void fill_slab(LhMaker *maker, const LhPage *page, LhPlaced *placed)
{
    const LhSlab *slab = placed->slab;
    LhArena *arena = maker->pages->arena;
    LhItem *items = NULL;

    for (int i = 0; i < slab->n_items; i++) {
        if (!has_ref(&slab->items[i]))
            continue;
        if (items == NULL)
            items = lh_arena_memdup(arena, slab->items, sizeof(LhItem) * (gsize) slab->n_items);
        fill_ref(maker, page, items, slab->n_items, i);
    }
    if (items == NULL)
        return;
    LhSlab *copy = lh_arena_memdup(arena, slab, sizeof(LhSlab));
    copy->items = items;
    placed->slab = copy;
}

void lh_fill_links(LhMaker *maker)
{
    for (guint n = 0; n < maker->pages->pages->len; n++) {
        const LhPage *page = maker->pages->pages->pdata[n];
        for (int i = 0; page->drawn && i < page->n_placed; i++)
            fill_slab(maker, page, &page->placed[i]);
    }
}
