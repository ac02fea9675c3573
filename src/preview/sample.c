/* A sample cut from the whole book: pages copied, with what leads out of the sample made plain. */
#include "internal.h"

#include "longhand/cover.h"

#include <string.h>

typedef struct {
    LhSample *sample;
    const LhPages *full;
    LhArena *arena;     /* of the sample's pages */
    guint8 *in;         /* by index in the full book: 1 = in the sample */
    int grey;           /* ink of what is left out, in lists of what there is */
    const LhItem *mark; /* at the foot of each page … */
    int n_marks;
} Cutting;

static const LhPage *full_page(const Cutting *cutting, guint index)
{
    return cutting->full->pages->pdata[index];
}

/* ---- The book's front ---- */

static gboolean has_role(const LhPage *page, LhRole role)
{
    for (int i = 0; i < page->n_placed; i++)
        for (int k = 0; k < page->placed[i].slab->n_items; k++) {
            const LhItem *item = &page->placed[i].slab->items[k];
            if (item->kind == LH_ITEM_TEXT && item->run->role == role)
                return TRUE;
        }
    return FALSE;
}

static gboolean is_copyright(const LhPage *page)
{
    return page->kind == LH_PAGE_TITLE && page->roman && has_role(page, LH_ROLE_FRONT_TEXT);
}

static gboolean is_contents(const LhPages *full, const LhPage *page)
{
    const LhPage *first = g_hash_table_lookup(full->anchors, "#contents");
    return first && !page->chapter && page->index >= first->index && page->head == first->head &&
           page->kind != LH_PAGE_BLANK;
}

/* ---- Links ---- */

/* Whether @link leads to a page of the book that is not in the sample. */
static gboolean leads_out(const Cutting *cutting, const char *link)
{
    const LhPage *target = link ? g_hash_table_lookup(cutting->full->anchors, link) : NULL;
    return target && !cutting->in[target->index];
}

/* A copy of @items in which what leads out is plain text, grey where @is_list; @items themselves
 * when nothing does. */
static const LhItem *plain_items(const Cutting *cutting, const LhItem *items, int n,
                                 gboolean is_list)
{
    LhItem *copy = NULL;
    for (int i = 0; i < n; i++) {
        if (items[i].kind != LH_ITEM_TEXT || !leads_out(cutting, items[i].run->link))
            continue;
        if (!copy)
            copy = lh_arena_memdup(cutting->arena, items, sizeof(LhItem) * (gsize) n);
        LhRun *run = lh_arena_memdup(cutting->arena, items[i].run, sizeof(LhRun));
        run->link = NULL;
        if (is_list)
            run->ink = (guint8) cutting->grey;
        copy[i].run = run;
    }
    return copy ? copy : items;
}

static void plain_slab(const Cutting *cutting, LhPlaced *placed, gboolean is_list)
{
    const LhSlab *slab = placed->slab;
    const LhItem *items = plain_items(cutting, slab->items, slab->n_items, is_list);
    if (items == slab->items)
        return;
    LhSlab *copy = lh_arena_memdup(cutting->arena, slab, sizeof(LhSlab));
    copy->items = items;
    placed->slab = copy;
}

/* ---- Pages ---- */

/* The page's own items and the mark behind them. */
static void add_mark(const Cutting *cutting, LhPage *page, const LhItem *items)
{
    int n = page->n_items;
    page->n_items = n + cutting->n_marks;
    page->items = lh_arena_new0(cutting->arena, LhItem, page->n_items + 1);
    if (n > 0 && items)
        memcpy(page->items, items, sizeof(LhItem) * (gsize) n);
    memcpy(page->items + n, cutting->mark, sizeof(LhItem) * (gsize) cutting->n_marks);
}

static LhPage *copy_page(const Cutting *cutting, const LhPage *page)
{
    LhPage *copy = lh_arena_memdup(cutting->arena, page, sizeof(LhPage));
    gboolean is_list = is_contents(cutting->full, page) || page->kind == LH_PAGE_PART;
    copy->drawn = TRUE;
    if (page->n_placed > 0)
        copy->placed = lh_arena_memdup(cutting->arena, page->placed,
                                       sizeof(LhPlaced) * (gsize) page->n_placed);
    for (int i = 0; i < copy->n_placed; i++)
        plain_slab(cutting, &copy->placed[i], is_list);
    add_mark(cutting, copy, plain_items(cutting, page->items, page->n_items, is_list));
    return copy;
}

/* "page-014", so that files stand in the book's order. */
static char *name_page(LhArena *arena, const LhPage *page)
{
    return page->roman ? lh_arena_printf(arena, "page-%s", page->label)
                       : lh_arena_printf(arena, "page-%03d", page->folio);
}

static void add_leaf(Cutting *cutting, LhLeafKind kind, LhPage *page, char *name)
{
    LhPage *bare = lh_arena_memdup(cutting->arena, page, sizeof(LhPage));
    LhLeaf leaf = {.kind = kind, .page = page, .bare = bare, .name = name};
    bare->n_items -= cutting->n_marks;
    g_array_append_val(cutting->sample->leaves, leaf);
    g_ptr_array_add(cutting->sample->pages->pages, page);
}

static void add_full(Cutting *cutting, LhLeafKind kind, const LhPage *page)
{
    add_leaf(cutting, kind, copy_page(cutting, page), name_page(cutting->arena, page));
}

/* ---- The whole ---- */

static LhSample *new_sample(const LhPages *full)
{
    LhSample *sample = g_new0(LhSample, 1);
    sample->full = full;
    sample->pages = lh_pages_new(full->style, &sample->book, full->target);
    sample->leaves = g_array_new(FALSE, TRUE, sizeof(LhLeaf));
    sample->book = *full->book;
    sample->book.title = lh_arena_printf(sample->pages->arena, "%s (sample)", full->book->title);
    return sample;
}

void lh_sample_free(LhSample *sample)
{
    if (!sample)
        return;
    g_array_unref(sample->leaves);
    lh_pages_free(sample->pages);
    g_free(sample);
}

static LhGalley *new_galley(LhSample *sample)
{
    LhGalley *galley = lh_galley_new(NULL);
    g_ptr_array_add(sample->pages->galleys, galley);
    return galley;
}

/* Notes which pages of the whole are in: chosen ones, and the front that every sample has. */
static void note_pages(Cutting *cutting, const guint8 *chosen)
{
    for (guint i = 0; i < cutting->full->pages->len; i++) {
        const LhPage *page = full_page(cutting, i);
        cutting->in[i] =
            chosen[i] || is_copyright(page) || is_contents(cutting->full, page);
    }
}

static void make_mark(Cutting *cutting, LhLayoutContext *context, const LhPreviewLook *look)
{
    g_autofree char *text = g_strdup_printf("Sample · %s", cutting->full->book->title);
    LhSink sink;
    lh_sink_init(&sink, cutting->arena);
    lh_mark_draw(context, look, text, &sink);
    cutting->mark = lh_sink_take(&sink, &cutting->n_marks);
    lh_sink_clear(&sink);
}

/* A page of our own making, with the mark too. */
static void add_own(Cutting *cutting, LhLeafKind kind, LhPage *page, char *name)
{
    add_mark(cutting, page, page->items);
    add_leaf(cutting, kind, page, name);
}

/* The front cover, as shops show it. */
static void add_cover(Cutting *cutting, LhLayoutContext *context)
{
    const LhCoverShape shape = {.front_only = TRUE, .target = cutting->full->target};
    g_autoptr(LhPages) cover = lh_cover_new(context, &shape);
    LhPages *pages = cutting->sample->pages;
    const LhPage *made = cover->pages->pdata[0];
    LhPage *page = lh_arena_memdup(cutting->arena, made, sizeof(LhPage));

    g_ptr_array_extend_and_steal(pages->galleys, g_steal_pointer(&cover->galleys));
    cover->galleys = g_ptr_array_new();
    g_strlcpy(page->label, "Cover", sizeof page->label);
    add_own(cutting, LH_LEAF_COVER, page, (char *) "cover");
}

/* Places and outline of what is in; the rest is not even named. */
static void keep_places(Cutting *cutting)
{
    GHashTableIter iter;
    gpointer id, page;
    g_hash_table_iter_init(&iter, cutting->full->anchors);
    while (g_hash_table_iter_next(&iter, &id, &page))
        if (cutting->in[((const LhPage *) page)->index])
            g_hash_table_insert(cutting->sample->pages->anchors, id, page);
    for (guint i = 0; i < cutting->full->outline->len; i++) {
        LhOutlineEntry entry = g_array_index(cutting->full->outline, LhOutlineEntry, i);
        if (g_hash_table_contains(cutting->sample->pages->anchors, entry.anchor))
            g_array_append_val(cutting->sample->pages->outline, entry);
    }
}

static void note_shown(LhSample *sample, const LhBookSample *wanted)
{
    g_autofree guint8 *shown = g_new0(guint8, sample->full->pages->len + 1);
    for (char **range = wanted->show; range && *range; range++)
        lh_sample_add_range(sample->full, *range, shown);
    for (guint i = 0; i < sample->leaves->len; i++) {
        LhLeaf *leaf = &g_array_index(sample->leaves, LhLeaf, i);
        gboolean is_full = leaf->kind == LH_LEAF_FRONT || leaf->kind == LH_LEAF_CHOSEN;
        leaf->shown = leaf->kind == LH_LEAF_COVER || (is_full && shown[leaf->page->index]);
    }
}

const LhLeaf *lh_leaf_facing(const LhSample *sample, guint at)
{
    const LhLeaf *leaf = &g_array_index(sample->leaves, LhLeaf, at);
    if (leaf->page->recto || leaf->page->folio == 0 || at + 1 == sample->leaves->len)
        return NULL;
    const LhLeaf *next = &g_array_index(sample->leaves, LhLeaf, at + 1);
    return next->page->folio > 0 && next->page->index == leaf->page->index + 1 ? next : NULL;
}

LhSample *lh_sample_new(LhLayoutContext *context, const LhPages *full, const LhBookSample *wanted,
                        const guint8 *chosen, const LhPreviewLook *look)
{
    LhSample *sample = new_sample(full);
    g_autofree guint8 *in = g_new0(guint8, full->pages->len + 1);
    Cutting cutting = {.sample = sample,
                       .full = full,
                       .arena = sample->pages->arena,
                       .in = in,
                       .grey = full->style->role[LH_ROLE_RUNNING_HEAD].ink.index};
    note_pages(&cutting, chosen);
    make_mark(&cutting, context, look);
    add_cover(&cutting, context);
    add_own(&cutting, LH_LEAF_NOTICE,
            lh_leaf_notice(context, full, wanted, chosen, new_galley(sample)), "notice");
    for (guint i = 0; i < full->pages->len; i++) {
        if (!in[i])
            continue;
        sample->n_chosen += chosen[i];
        add_full(&cutting, chosen[i] ? LH_LEAF_CHOSEN : LH_LEAF_FRONT, full_page(&cutting, i));
    }
    add_own(&cutting, LH_LEAF_CLOSING,
            lh_leaf_closing(context, full, wanted, chosen, new_galley(sample)), "closing");
    keep_places(&cutting);
    note_shown(sample, wanted);
    return sample;
}
