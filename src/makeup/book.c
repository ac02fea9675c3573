/* The order of it all: sections, their cuts, folios, and what needs page numbers. */
#include "maker.h"

#include <string.h>

#define MOST_ROUNDS 4 /* of laying out again what shows page numbers */

/* ---- Sections ---- */

static void section_free(gpointer data)
{
    LhSection *section = data;

    lh_cutter_free(section->cutter);
    g_array_unref(section->starts);
    g_free(section);
}

static LhSection *add_section(LhMaker *maker, LhSectionKind kind, LhGalley *galley)
{
    LhSection *section = g_new0(LhSection, 1);

    section->kind = kind;
    section->galley = galley;
    section->recto = TRUE;
    section->starts = g_array_new(FALSE, FALSE, sizeof(int));
    g_ptr_array_add(maker->sections, section);
    return section;
}

static void add_part(LhMaker *maker, const LhPart *part)
{
    const GPtrArray *openers = maker->options->openers;
    LhSection *section = add_section(maker, LH_SECTION_PART, NULL);

    section->part = part;
    section->head =
        lh_arena_printf(maker->pages->arena, "Part %s · %s", part->numeral, part->title);
    if (openers && (guint) part->index < openers->len)
        section->opener = openers->pdata[part->index];
}

static void add_chapters(LhMaker *maker, GPtrArray *galleys)
{
    const LhPart *part = NULL;

    for (guint i = 0; i < maker->book->chapters->len && i < galleys->len; i++) {
        const LhChapter *chapter = maker->book->chapters->pdata[i];
        if (galleys->pdata[i] == NULL)
            continue;
        if (chapter->part && chapter->part != part)
            add_part(maker, chapter->part);
        part = chapter->part;
        LhSection *section = add_section(maker, LH_SECTION_CHAPTER, galleys->pdata[i]);
        section->chapter = chapter;
        section->roman = chapter->role == LH_CHAPTER_FRONT;
        section->recto = chapter->depth == 0;
    }
}

static void add_front(LhMaker *maker, const GPtrArray *galleys)
{
    const LhBookPages *wanted = &maker->book->pages;
    const struct {
        LhSectionKind kind;
        gboolean wanted, recto;
        const char *head;
    } pages[] = {
        {LH_SECTION_HALF_TITLE, wanted->half_title, TRUE, NULL},
        {LH_SECTION_TITLE, wanted->title, TRUE, NULL},
        {LH_SECTION_COPYRIGHT, wanted->copyright, FALSE, NULL},
        {LH_SECTION_DEDICATION, wanted->dedication != NULL, TRUE, NULL},
        {LH_SECTION_CONTENTS, wanted->contents, TRUE, "Contents"},
        {LH_SECTION_CARDS, lh_list_wanted(maker->book, galleys, LH_SECTION_CARDS), FALSE,
         LH_CARDS_TITLE},
        {LH_SECTION_LISTINGS, lh_list_wanted(maker->book, galleys, LH_SECTION_LISTINGS), FALSE,
         LH_LISTINGS_TITLE},
    };

    if (maker->book->single)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        if (!pages[i].wanted)
            continue;
        LhSection *section = add_section(maker, pages[i].kind, NULL);
        section->roman = TRUE;
        section->recto = pages[i].recto;
        section->head = pages[i].head;
    }
}

static void add_back(LhMaker *maker)
{
    if (lh_glossary_wanted(maker))
        add_section(maker, LH_SECTION_GLOSSARY, NULL)->head = "Glossary";
    if (lh_index_wanted(maker))
        add_section(maker, LH_SECTION_INDEX, NULL)->head = "Index";
    if (maker->book->pages.colophon)
        add_section(maker, LH_SECTION_COLOPHON, NULL)->recto = FALSE;
}

/* ---- Cuts ---- */

static void cut_section(LhMaker *maker, LhSection *section)
{
    g_clear_pointer(&section->cutter, lh_cutter_free);
    section->cutter = lh_cutter_new(section->galley, maker->style);
    g_array_set_size(section->starts, 0);
    lh_cut(section->cutter, section->starts);
}

static LhGalley *own_galley(LhMaker *maker, const LhSection *section)
{
    switch (section->kind) {
    case LH_SECTION_HALF_TITLE:
        return lh_half_title_galley(maker);
    case LH_SECTION_COPYRIGHT:
        return lh_copyright_galley(maker);
    case LH_SECTION_DEDICATION:
        return lh_dedication_galley(maker);
    case LH_SECTION_TITLE:
        return lh_title_galley(maker);
    case LH_SECTION_CONTENTS:
        return lh_contents_galley(maker);
    case LH_SECTION_CARDS:
        return lh_cards_galley(maker);
    case LH_SECTION_LISTINGS:
        return lh_listings_galley(maker);
    case LH_SECTION_PART:
        return lh_opener_galley(maker, section);
    case LH_SECTION_GLOSSARY:
        return lh_glossary_galley(maker);
    case LH_SECTION_COLOPHON:
        return lh_colophon_galley(maker);
    case LH_SECTION_INDEX:
        return lh_index_galley(maker);
    default:
        return NULL;
    }
}

/* Lays out what makeup makes itself; TRUE when a section takes another number of pages than before.
 */
static gboolean make_own_sections(LhMaker *maker)
{
    gboolean moved = FALSE;

    for (guint i = 0; i < maker->sections->len; i++) {
        LhSection *section = maker->sections->pdata[i];
        guint pages = section->starts->len;
        if (section->kind == LH_SECTION_CHAPTER)
            continue;
        g_clear_pointer(&section->galley, lh_galley_free);
        section->galley = own_galley(maker, section);
        cut_section(maker, section);
        if (section->starts->len != pages)
            maker->moved = section->head;
        moved |= section->starts->len != pages;
    }
    return moved;
}

/* ---- Pages ---- */

static void roman(int number, char *out, gsize size)
{
    static const struct {
        int value;
        const char *text;
    } digits[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                  {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                  {5, "v"},    {4, "iv"},   {1, "i"}};

    *out = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(digits); i++)
        for (; number >= digits[i].value; number -= digits[i].value)
            g_strlcat(out, digits[i].text, size);
}

static double left_edge(const LhMaker *maker, gboolean recto)
{
    const LhStyle *style = maker->style;

    if (maker->options->target == LH_TARGET_SCREEN)
        return style->page.screen_left;
    return recto ? style->page.recto_left : style->page.verso_left;
}

static LhPage *add_page(LhMaker *maker, LhPageKind kind, const LhSection *section, int *folio)
{
    LhPages *pages = maker->pages;
    LhPage *page = lh_arena_new0(pages->arena, LhPage, 1);

    page->kind = kind;
    page->index = (int) pages->pages->len;
    page->folio = ++*folio;
    page->roman = section->roman;
    page->recto = page->index % 2 == 0;
    page->left = left_edge(maker, page->recto);
    page->pitch =
        section->kind == LH_SECTION_INDEX ? maker->style->index.pitch : maker->style->grid.step;
    page->drawn = TRUE;
    page->chapter = section->chapter;
    page->head = section->head;
    if (page->roman)
        roman(page->folio, page->label, sizeof page->label);
    else
        g_snprintf(page->label, sizeof page->label, "%d", page->folio);
    g_ptr_array_add(pages->pages, page);
    return page;
}

static LhPageKind kind_of(const LhSection *section, guint n)
{
    if (section->kind == LH_SECTION_PART)
        return n == 0 ? LH_PAGE_PART : LH_PAGE_BODY;
    if (section->kind < LH_SECTION_CONTENTS || section->kind == LH_SECTION_COLOPHON)
        return LH_PAGE_TITLE;
    return n == 0 ? LH_PAGE_CHAPTER : LH_PAGE_BODY;
}

/* Gives every section its pages, with blank versos where a recto must follow. */
static void number_pages(LhMaker *maker)
{
    gboolean front = TRUE;
    int folio = 0;

    g_ptr_array_set_size(maker->pages->pages, 0);
    for (guint i = 0; i < maker->sections->len; i++) {
        LhSection *section = maker->sections->pdata[i];
        gboolean body = front && !section->roman;
        if ((section->recto || body) && maker->pages->pages->len % 2 == 1) {
            LhSection blank = {
                .kind = LH_SECTION_CHAPTER, .roman = body ? TRUE : section->roman, .chapter = NULL};
            add_page(maker, LH_PAGE_BLANK, &blank, &folio);
        }
        if (body) {
            front = FALSE;
            folio = 0;
        }
        section->first_page = (int) maker->pages->pages->len;
        for (guint n = 0; n < section->starts->len; n++)
            add_page(maker, kind_of(section, n), section, &folio);
    }
    maker->numbered = TRUE;
}

int lh_section_page_of(const LhSection *section, int slab)
{
    int place = section->cutter->place[slab], page = section->first_page;

    for (guint n = 1; n < section->starts->len; n++)
        if (g_array_index(section->starts, int, n) <= place)
            page = section->first_page + (int) n;
    return page;
}

gboolean lh_section_drawn(const LhMaker *maker, const LhSection *section)
{
    for (guint n = 0; n < section->starts->len; n++) {
        const LhPage *page = maker->pages->pages->pdata[section->first_page + (int) n];
        if (page->drawn)
            return TRUE;
    }
    return FALSE;
}

const char *lh_maker_label(const LhMaker *maker, const LhSection *section, int slab)
{
    if (!maker->numbered || section->cutter == NULL)
        return "0"; /* keeps the room that the number will need */
    const LhPage *page = maker->pages->pages->pdata[lh_section_page_of(section, slab)];
    return page->label;
}

const LhSection *lh_maker_section(const LhMaker *maker, const LhChapter *chapter)
{
    for (guint i = 0; i < maker->sections->len; i++) {
        const LhSection *section = maker->sections->pdata[i];
        if (section->chapter == chapter)
            return section;
    }
    return NULL;
}

static void cut_chapter(int index, gpointer data)
{
    LhMaker *maker = data;
    LhSection *section = maker->sections->pdata[index];

    if (section->kind == LH_SECTION_CHAPTER)
        cut_section(maker, section);
}

/* A round: TRUE when a page has moved since the last one. */
static gboolean number_and_make(gpointer data)
{
    LhMaker *maker = data;

    number_pages(maker);
    return make_own_sections(maker);
}

/* Lays out, numbers, and lays out again what shows numbers, until no page moves. */
static void settle(LhMaker *maker)
{
    lh_parallel_each((int) maker->sections->len, MAX(maker->options->jobs, 1), cut_chapter, maker,
                     NULL, NULL);
    make_own_sections(maker);
    if (!lh_settle(number_and_make, maker, MOST_ROUNDS))
        lh_diag_add(maker->diag, LH_SEVERITY_ERROR, (LhSource){0}, "unsettled",
                    "shorten a title that shows there",
                    "the pages of “%s” and the page numbers in them do not settle",
                    maker->moved ? maker->moved : "the front matter");
}

/* ---- Anchors and outline ---- */

static void note_anchors(LhPages *pages, const LhSlab *slab, LhPage *page)
{
    for (int k = 0; k < slab->n_items; k++)
        if (slab->items[k].kind == LH_ITEM_ANCHOR &&
            !g_hash_table_contains(pages->anchors, slab->items[k].anchor))
            g_hash_table_insert(pages->anchors, (gpointer) slab->items[k].anchor, page);
}

/* Of a section that isn't drawn, and so was never placed. */
static void note_section(LhPages *pages, const LhSection *section)
{
    guint n = 0;

    for (guint i = 0; i < section->cutter->slabs->len; i++) {
        while (n + 1 < section->starts->len &&
               g_array_index(section->starts, int, n + 1) <= (int) i)
            n++;
        note_anchors(pages, &g_array_index(section->cutter->slabs, LhSlab, i),
                     pages->pages->pdata[section->first_page + (int) n]);
    }
}

static void collect_anchors(LhMaker *maker)
{
    LhPages *pages = maker->pages;

    for (guint i = 0; i < maker->sections->len; i++) {
        const LhSection *section = maker->sections->pdata[i];
        if (!lh_section_drawn(maker, section)) {
            note_section(pages, section);
            continue;
        }
        for (guint n = 0; n < section->starts->len; n++) {
            LhPage *page = pages->pages->pdata[section->first_page + (int) n];
            for (int k = 0; k < page->n_placed; k++)
                note_anchors(pages, page->placed[k].slab, page);
        }
    }
}

static void add_outline(LhMaker *maker)
{
    gboolean parts = FALSE;

    for (guint i = 0; i < maker->sections->len; i++) {
        const LhSection *section = maker->sections->pdata[i];
        parts = section->kind == LH_SECTION_PART ||
                (parts && section->chapter && section->chapter->part);
        int base = (parts && section->kind == LH_SECTION_CHAPTER ? 1 : 0) +
                   (section->chapter ? section->chapter->depth : 0);
        for (guint n = 0; n < section->galley->headings->len; n++) {
            const LhHeading *heading = &g_array_index(section->galley->headings, LhHeading, n);
            LhOutlineEntry entry = {.level = base + MAX(heading->level - 1, 0),
                                    .anchor = heading->anchor};
            if (heading->level > 3 || heading->anchor == NULL)
                continue;
            entry.title = heading->number ? lh_arena_printf(maker->pages->arena, "%s%s  %s",
                                                            heading->level == 0 ? "Part " : "",
                                                            heading->number, heading->title)
                                          : heading->title;
            g_array_append_val(maker->pages->outline, entry);
        }
    }
}

void lh_pages_resolve_link(const LhPages *pages, const char *link, const char **anchor,
                           const char **uri)
{
    gpointer key = NULL;

    *anchor = *uri = NULL;
    if (g_hash_table_lookup_extended(pages->anchors, link, &key, NULL))
        *anchor = key;
    else if (strchr(link, ':') && !strchr(link, ' '))
        *uri = link;
}

/* ---- The whole ---- */

LhPages *lh_pages_new(const LhStyle *style, const LhBook *book, LhTarget target)
{
    LhPages *pages = g_new0(LhPages, 1);

    pages->style = style;
    pages->book = book;
    pages->target = target;
    pages->arena = lh_arena_new();
    pages->pages = g_ptr_array_new();
    pages->outline = g_array_new(FALSE, FALSE, sizeof(LhOutlineEntry));
    pages->galleys = g_ptr_array_new_with_free_func((GDestroyNotify) lh_galley_free);
    pages->anchors = g_hash_table_new(g_str_hash, g_str_equal);
    return pages;
}

void lh_pages_free(LhPages *pages)
{
    if (pages == NULL)
        return;
    g_ptr_array_unref(pages->pages);
    g_array_unref(pages->outline);
    g_ptr_array_unref(pages->galleys);
    g_hash_table_unref(pages->anchors);
    lh_arena_free(pages->arena);
    g_free(pages);
}

static void fill_pages(LhMaker *maker)
{
    for (guint i = 0; i < maker->sections->len; i++) {
        LhSection *section = maker->sections->pdata[i];
        if (lh_section_drawn(maker, section))
            lh_place_section(maker, section);
        if (section->kind != LH_SECTION_CHAPTER || !maker->options->keep_galleys)
            g_ptr_array_add(maker->pages->galleys, section->galley);
    }
    for (guint n = 0; n < maker->pages->pages->len; n++) {
        LhPage *page = maker->pages->pages->pdata[n];
        if (page->drawn)
            lh_add_furniture(maker, page);
    }
    g_ptr_array_add(maker->pages->galleys, maker->furniture);
}

LhPages *lh_makeup_book(LhLayoutContext *context, GPtrArray *galleys,
                        const LhMakeupOptions *options, LhDiag *diag)
{
    LhMaker maker = {.context = context,
                     .style = context->style,
                     .book = context->book,
                     .options = options,
                     .diag = diag};

    maker.pages = lh_pages_new(maker.style, maker.book, maker.options->target);
    maker.sections = g_ptr_array_new_with_free_func(section_free);
    maker.furniture = lh_galley_new(NULL);
    lh_setter_init(&maker.setter, context, NULL, maker.furniture);
    add_front(&maker, galleys);
    add_chapters(&maker, galleys);
    add_back(&maker);
    g_ptr_array_unref(galleys);
    settle(&maker);
    if (options->chapters)
        lh_select_pages(maker.pages, options->chapters, diag);
    fill_pages(&maker);
    collect_anchors(&maker);
    lh_fill_links(&maker);
    add_outline(&maker);
    lh_check_pages(&maker);
    lh_setter_clear(&maker.setter);
    g_ptr_array_unref(maker.sections);
    return maker.pages;
}
