/* The lists after the contents: trade-off cards, decision records and case studies; listings. */
#include "entry.h"

#define LEAST_THINGS 3 /* fewer make no list */

static const LhPage *page_of(const LhEntries *e, const LhSection *section, const LhThing *thing)
{
    if (!e->maker->numbered)
        return NULL;
    return e->maker->pages->pages->pdata[lh_section_page_of(section, thing->slab)];
}

/* Numbers by chapter stand in the margin, as chapters' do; a record's own is too long for it. */
static LhEntryLook look_of(LhEntries *e, const LhThing *thing)
{
    LhEntryLook look = lh_entry_look(e, LH_ROLE_CONTENTS_CHAPTER, thing->number);

    if (thing->kind != LH_THING_RECORD || thing->number == NULL)
        return look;
    look.number_x = look.number_align = 0;
    look.x = lh_set_measure(&e->setter, thing->number, look.number_role) +
             e->maker->style->contents.part_gap;
    return look;
}

/* Adds every @kind of the section; TRUE = there was one. With @together, the first two stay on one page, and the
 * last two. */
static gboolean add_things(LhEntries *e, const LhSection *section, LhThingKind kind, gboolean space,
                           gboolean together)
{
    const GArray *things = section->galley->things, *slabs = e->setter.galley->slabs;
    gboolean any = FALSE;
    guint first = 0, before_last = 0, last = 0;

    for (guint i = 0; i < things->len; i++) {
        const LhThing *thing = &g_array_index(things, LhThing, i);
        if (thing->kind != kind)
            continue;
        LhEntryLook look = look_of(e, thing);
        const LhPage *page = page_of(e, section, thing);
        if (space && !any)
            lh_add_space(&e->setter, &e->flow, 1, 0);
        lh_add_entry(e, &look, thing->title, page ? page->label : "0", thing->anchor,
                     thing->source);
        before_last = last;
        last = slabs->len - 1;
        first = any ? first : last;
        any = TRUE;
    }
    if (together && last > first) {
        lh_keep_entry(e, first);
        lh_keep_entry(e, before_last);
    }
    return any;
}

/* Adds every @kind of the book; with @chapters, a blank row stands between the chapters'. */
static void add_kind(LhEntries *e, LhThingKind kind, gboolean chapters)
{
    const GPtrArray *sections = e->maker->sections;
    gboolean any = FALSE;

    for (guint i = 0; i < sections->len; i++) {
        const LhSection *section = sections->pdata[i];
        if (section->kind == LH_SECTION_CHAPTER)
            any |= add_things(e, section, kind, chapters && any, chapters);
    }
}

static int count(const GPtrArray *galleys, LhThingKind kind)
{
    int n = 0;

    for (guint i = 0; i < galleys->len; i++) {
        const LhGalley *galley = galleys->pdata[i];
        for (guint k = 0; galley && k < galley->things->len; k++)
            n += g_array_index(galley->things, LhThing, k).kind == kind;
    }
    return n;
}

gboolean lh_list_wanted(const LhBook *book, const GPtrArray *galleys, LhSectionKind list)
{
    if (list == LH_SECTION_LISTINGS)
        return book->pages.listings && count(galleys, LH_THING_LISTING) >= LEAST_THINGS;
    return book->pages.cards && count(galleys, LH_THING_TRADEOFF) +
                                        count(galleys, LH_THING_RECORD) +
                                        count(galleys, LH_THING_CASE) >=
                                    LEAST_THINGS;
}

LhGalley *lh_listings_galley(LhMaker *maker)
{
    LhEntries e;

    lh_entries_open(&e, maker, LH_LISTINGS_TITLE, "#listings");
    add_kind(&e, LH_THING_LISTING, TRUE);
    return lh_entries_close(&e);
}

static gboolean has_kind(const LhMaker *maker, LhThingKind kind)
{
    for (guint i = 0; i < maker->sections->len; i++) {
        const LhGalley *galley = ((const LhSection *) maker->sections->pdata[i])->galley;
        for (guint k = 0; galley && k < galley->things->len; k++)
            if (g_array_index(galley->things, LhThing, k).kind == kind)
                return TRUE;
    }
    return FALSE;
}

LhGalley *lh_cards_galley(LhMaker *maker)
{
    static const struct {
        LhThingKind kind;
        const char *head;
    } groups[] = {{LH_THING_TRADEOFF, "Trade-offs"},
                  {LH_THING_RECORD, "Decision records"},
                  {LH_THING_CASE, "Case studies"}};
    LhEntries e;

    lh_entries_open(&e, maker, LH_CARDS_TITLE, "#cards");
    for (gsize i = 0; i < G_N_ELEMENTS(groups); i++) {
        if (!has_kind(maker, groups[i].kind))
            continue;
        lh_add_entry_head(&e, groups[i].head);
        add_kind(&e, groups[i].kind, FALSE);
    }
    return lh_entries_close(&e);
}
