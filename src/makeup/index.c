/* From the marks in the galleys to entries with pages. */
#include "index.h"

#include <string.h>

/* An index being gathered. */
typedef struct {
    LhMaker *maker;
    LhIndexEntry *top;
    GHashTable *entries; /* path ("GIL\nfree threading") -> LhIndexEntry * */
    GHashTable *open;    /* path -> LhIndexMark * of a range that has begun */
    GHashTable *begun;   /* path -> index of its first page + 1 */
    GHashTable *slabs;   /* anchor -> slab + 1, of the galley at hand */
    gboolean tell;
} Gatherer;

/* ---- Entries ---- */

static LhIndexEntry *entry_new(LhIndexEntry *parent, const char *term, const char *key)
{
    LhIndexEntry *entry = g_new0(LhIndexEntry, 1);

    entry->term = term;
    entry->key = key;
    entry->parent = parent && parent->term ? parent : NULL;
    entry->depth = entry->parent ? parent->depth + 1 : 0;
    entry->children = g_ptr_array_new_with_free_func((GDestroyNotify) lh_index_free);
    entry->pages = g_array_new(FALSE, FALSE, sizeof(LhIndexPages));
    entry->see = g_ptr_array_new();
    entry->see_also = g_ptr_array_new();
    if (parent)
        g_ptr_array_add(parent->children, entry);
    return entry;
}

void lh_index_free(LhIndexEntry *entry)
{
    if (entry == NULL)
        return;
    g_ptr_array_unref(entry->children);
    g_array_unref(entry->pages);
    g_ptr_array_unref(entry->see);
    g_ptr_array_unref(entry->see_also);
    g_free(entry);
}

/* The entry of the first @levels terms, made where it isn't there. */
static LhIndexEntry *find_entry(Gatherer *g, const LhIndexMark *mark)
{
    g_autoptr(GString) path = g_string_new(NULL);
    LhIndexEntry *entry = g->top;
    LhArena *arena = g->maker->pages->arena;

    for (int level = 0; level < LH_INDEX_LEVELS && mark->terms[level]; level++) {
        g_string_append_printf(path, "%s%s", level ? "!" : "", mark->terms[level]);
        LhIndexEntry *known = g_hash_table_lookup(g->entries, path->str);
        if (known == NULL) {
            known = entry_new(entry, mark->terms[level], mark->keys[level]);
            known->anchor = lh_arena_printf(arena, "#index-%u", g_hash_table_size(g->entries));
            g_hash_table_insert(g->entries, g_strdup(path->str), known);
        }
        entry = known;
    }
    return entry;
}

/* ---- Places ---- */

static void note_anchors(GHashTable *slabs, const LhItem *items, int n, guint slab)
{
    for (int k = 0; k < n; k++)
        if (items[k].kind == LH_ITEM_ANCHOR)
            g_hash_table_insert(slabs, (gpointer) items[k].anchor, GUINT_TO_POINTER(slab + 1));
}

/* Where the galley's anchors are: those of footnotes are where the note is called. */
static void find_anchors(Gatherer *g, const LhGalley *galley)
{
    g_hash_table_remove_all(g->slabs);
    for (guint i = 0; i < galley->slabs->len; i++) {
        const LhSlab *slab = &g_array_index(galley->slabs, LhSlab, i);
        note_anchors(g->slabs, slab->items, slab->n_items, i);
        for (int n = 0; n < slab->n_notes; n++)
            for (int k = 0; k < slab->notes[n]->n_slabs; k++)
                note_anchors(g->slabs, slab->notes[n]->slabs[k].items,
                             slab->notes[n]->slabs[k].n_items, i);
    }
}

static void complain(const Gatherer *g, LhSource source, const char *code, const char *hint,
                     const char *what, const char *term)
{
    if (g->tell)
        lh_diag_add(g->maker->diag, LH_SEVERITY_ERROR, source, code, hint,
                    "the index entry “%s” %s", term, what);
}

static void add_range(Gatherer *g, LhIndexEntry *entry, const LhIndexMark *mark, int page)
{
    const LhIndexMark *open = g_hash_table_lookup(g->open, entry);

    if (mark->kind == LH_INDEX_OPEN) {
        if (open)
            complain(g, mark->source, "index-range", "close it first with |)", "is open already",
                     mark->terms[0]);
        g_hash_table_insert(g->open, entry, (gpointer) mark);
        g_hash_table_insert(g->begun, entry, GINT_TO_POINTER(page + 1));
        return;
    }
    if (open == NULL) {
        complain(g, mark->source, "index-range", "open it first with |(", "closes no range",
                 mark->terms[0]);
        return;
    }
    LhIndexPages pages = {GPOINTER_TO_INT(g_hash_table_lookup(g->begun, entry)) - 1, page, FALSE,
                          open->anchor};
    g_array_append_val(entry->pages, pages);
    g_hash_table_remove(g->open, entry);
}

static void add_mark(Gatherer *g, const LhSection *section, const LhIndexMark *mark)
{
    LhIndexEntry *entry = find_entry(g, mark);
    guint slab =
        GPOINTER_TO_UINT(mark->anchor ? g_hash_table_lookup(g->slabs, mark->anchor) : NULL);

    if (mark->see ||
        slab == 0) /* see waits for all entries; text that was only measured has no slab */
        return;
    int page = g->maker->numbered ? lh_section_page_of(section, (int) slab - 1) : 0;
    LhIndexPages pages = {page, page, mark->kind == LH_INDEX_MAIN, mark->anchor};
    if (mark->kind == LH_INDEX_OPEN || mark->kind == LH_INDEX_CLOSE)
        add_range(g, entry, mark, page);
    else
        g_array_append_val(entry->pages, pages);
}

/* ---- See, and see also ---- */

static void suggest(const Gatherer *g, const LhIndexMark *mark)
{
    g_autofree char *near = lh_nearest_hint(g->entries, mark->see);

    complain(g, mark->source, "index-see", near ? near : "give that term an entry of its own",
             "sends the reader to a term that the index doesn't have", mark->terms[0]);
}

static void add_see(Gatherer *g, const LhIndexMark *mark)
{
    LhIndexEntry *target = g_hash_table_lookup(g->entries, mark->see);
    LhIndexEntry *entry = find_entry(g, mark);
    GPtrArray *list = mark->kind == LH_INDEX_SEE ? entry->see : entry->see_also;

    if (target == NULL)
        suggest(g, mark);
    else if (target == entry)
        complain(g, mark->source, "index-see", "name another term", "sends the reader to itself",
                 mark->terms[0]);
    else if (!g_ptr_array_find(list, target, NULL))
        g_ptr_array_add(list, target);
    if (target)
        target->is_target = TRUE;
}

/* ---- Merging ---- */

static int by_page(gconstpointer a, gconstpointer b)
{
    const LhIndexPages *left = a, *right = b;

    if (left->first != right->first)
        return left->first - right->first;
    return right->last - left->last;
}

/* One page after the other becomes a range, where it is three or more. Pages of different series
 * don't join, nor does one that explains the term. */
static gboolean joins(const LhMaker *maker, const LhIndexPages *a, const LhIndexPages *b)
{
    const GPtrArray *pages = maker->pages->pages;

    if (a->is_main || b->is_main || b->first > a->last + 1 || !maker->numbered)
        return FALSE;
    return ((const LhPage *) pages->pdata[a->last])->roman ==
           ((const LhPage *) pages->pdata[b->first])->roman;
}

/* Drops what is said twice: a page again, or a page inside a range. */
static void drop_doubles(GArray *pages)
{
    guint kept = 0;

    for (guint i = 0; i < pages->len; i++) {
        LhIndexPages *page = &g_array_index(pages, LhIndexPages, i);
        LhIndexPages *last = kept ? &g_array_index(pages, LhIndexPages, kept - 1) : NULL;
        if (last && page->last <= last->last) {
            if (page->is_main && last->first == last->last) {
                last->is_main = TRUE;
                last->anchor = page->anchor;
                continue;
            }
            if (!page->is_main)
                continue;
        }
        g_array_index(pages, LhIndexPages, kept++) = *page;
    }
    g_array_set_size(pages, kept);
}

static void merge_runs(const LhMaker *maker, GArray *pages)
{
    guint kept = 0;

    for (guint i = 0, next; i < pages->len; i = next) {
        LhIndexPages run = g_array_index(pages, LhIndexPages, i);
        next = i + 1;
        while (next < pages->len && joins(maker, &run, &g_array_index(pages, LhIndexPages, next))) {
            run.last = MAX(run.last, g_array_index(pages, LhIndexPages, next).last);
            next++;
        }
        gboolean is_range = next == i + 1 || run.last - run.first >= 2 ||
                            g_array_index(pages, LhIndexPages, i).last > run.first;
        if (is_range) {
            g_array_index(pages, LhIndexPages, kept++) = run;
            continue;
        }
        for (guint k = i; k < next; k++)
            g_array_index(pages, LhIndexPages, kept++) = g_array_index(pages, LhIndexPages, k);
    }
    g_array_set_size(pages, kept);
}

static void merge_pages(const LhMaker *maker, LhIndexEntry *entry)
{
    g_array_sort(entry->pages, by_page);
    drop_doubles(entry->pages);
    merge_runs(maker, entry->pages);
    for (guint i = 0; i < entry->children->len; i++)
        merge_pages(maker, entry->children->pdata[i]);
}

/* ---- The whole ---- */

static void gather_places(Gatherer *g)
{
    for (guint i = 0; i < g->maker->sections->len; i++) {
        const LhSection *section = g->maker->sections->pdata[i];
        const LhGalley *galley = section->galley;
        if (galley == NULL || galley->index->len == 0)
            continue;
        find_anchors(g, galley);
        for (guint k = 0; k < galley->index->len; k++)
            add_mark(g, section, &g_array_index(galley->index, LhIndexMark, k));
    }
}

static void gather_see(Gatherer *g)
{
    for (guint i = 0; i < g->maker->sections->len; i++) {
        const LhGalley *galley = ((const LhSection *) g->maker->sections->pdata[i])->galley;
        for (guint k = 0; galley && k < galley->index->len; k++) {
            const LhIndexMark *mark = &g_array_index(galley->index, LhIndexMark, k);
            if (mark->see)
                add_see(g, mark);
        }
    }
}

static void report_open(const Gatherer *g)
{
    GHashTableIter all;
    gpointer mark;

    g_hash_table_iter_init(&all, g->open);
    while (g_hash_table_iter_next(&all, NULL, &mark))
        complain(g, ((const LhIndexMark *) mark)->source, "index-range", "close it with |)",
                 "opens a range that never ends", ((const LhIndexMark *) mark)->terms[0]);
}

LhIndexEntry *lh_index_collect(LhMaker *maker, gboolean tell)
{
    Gatherer g = {.maker = maker, .tell = tell, .top = entry_new(NULL, NULL, NULL)};

    g.entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g.open = g_hash_table_new(NULL, NULL);
    g.begun = g_hash_table_new(NULL, NULL);
    g.slabs = g_hash_table_new(g_str_hash, g_str_equal);
    gather_places(&g);
    gather_see(&g);
    report_open(&g);
    merge_pages(maker, g.top);
    lh_index_sort(g.top, maker->book->language);
    g_hash_table_unref(g.entries);
    g_hash_table_unref(g.open);
    g_hash_table_unref(g.begun);
    g_hash_table_unref(g.slabs);
    return g.top;
}

gboolean lh_index_wanted(const LhMaker *maker)
{
    gboolean any = FALSE;

    for (guint i = 0; i < maker->sections->len; i++) {
        const LhGalley *galley = ((const LhSection *) maker->sections->pdata[i])->galley;
        any |= galley && galley->index->len > 0;
    }
    return any && maker->book->pages.index && !maker->book->single;
}
