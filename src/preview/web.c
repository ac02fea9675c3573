/* index.html: the template of styles/preview/ filled with a sample. */
#include "internal.h"

#include "longhand/book.h"

#include <math.h>
#include <string.h>

#define TEMPLATE "index.html"

/* Headings of the template itself, for the letters of its font. */
#define TEMPLATE_LETTERS                                                                           \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;!?'’“”()&+-–"

typedef struct {
    const LhSample *sample;
    const LhBookSample *wanted;
    const LhPreviewLook *look;
    GHashTable *names; /* index in the whole book -> name of its leaf */
    int page_height;
} Web;

static const LhLeaf *leaf_at(const LhSample *sample, guint at)
{
    return &g_array_index(sample->leaves, LhLeaf, at);
}

/* What the page is called: "Page 12". (transfer full) */
static char *title_of(const LhLeaf *leaf)
{
    switch (leaf->kind) {
    case LH_LEAF_COVER:
        return g_strdup("Cover");
    case LH_LEAF_NOTICE:
        return g_strdup("About the sample");
    case LH_LEAF_CLOSING:
        return g_strdup("After the sample");
    default:
        return g_strdup_printf("Page %s", leaf->page->label);
    }
}

/* ---- Pages to leaf through ---- */

static void add_page(const Web *web, LhSlots *spread, const LhLeaf *leaf, const char *side)
{
    LhSlots *page = lh_slots_add(spread, "pages");
    g_autofree char *title = title_of(leaf);
    g_autofree char *words = lh_preview_words(leaf->page, web->sample->full->style);
    lh_slots_set(page, "name", leaf->name);
    lh_slots_set(page, "side", side);
    lh_slots_set(page, "page-title", title);
    lh_slots_set(page, "words", words);
    if (leaf->shown)
        lh_slots_set_number(page, "large-width", web->look->size.large);
}

/* The other side of an open book, of which the sample has nothing. */
static void add_nothing(const Web *web, LhSlots *spread, int index, const char *side)
{
    const GPtrArray *pages = web->sample->full->pages;
    LhSlots *slots = lh_slots_add(spread, "pages");
    lh_slots_set(slots, "side", side);
    lh_slots_set(slots, "nothing", "");
    if (index < 0 || (guint) index >= pages->len)
        return;
    const LhPage *page = pages->pdata[index];
    if (page->kind == LH_PAGE_BLANK)
        return;
    g_autofree char *why = g_strdup_printf("Page %s is not in the sample", page->label);
    lh_slots_set(slots, "why", why);
}

static LhSlots *add_spread(LhSlots *root, char *title)
{
    LhSlots *spread = lh_slots_add(root, "spreads");
    lh_slots_set(spread, "spread-title", title);
    g_free(title);
    return spread;
}

static void add_thumb(LhSlots *root, const LhLeaf *leaf)
{
    LhSlots *thumb = lh_slots_add(root, "thumbs");
    g_autofree char *title = title_of(leaf);
    lh_slots_set(thumb, "name", leaf->name);
    lh_slots_set(thumb, "page-title", title);
}

/* Adds the open book that begins with leaf @at; returns how many leaves are in it. */
static guint add_book(const Web *web, LhSlots *root, guint at)
{
    const LhLeaf *leaf = leaf_at(web->sample, at), *next = lh_leaf_facing(web->sample, at);
    gboolean own = leaf->page->folio == 0 || leaf->kind == LH_LEAF_COVER;
    if (next) {
        LhSlots *spread = add_spread(
            root, g_strdup_printf("Pages %s and %s", leaf->page->label, next->page->label));
        add_page(web, spread, leaf, "left");
        add_page(web, spread, next, "right");
        return 2;
    }
    LhSlots *spread = add_spread(root, title_of(leaf));
    if (own) {
        lh_slots_set(spread, "single", "");
        add_page(web, spread, leaf, "alone");
    } else if (leaf->page->recto) {
        add_nothing(web, spread, leaf->page->index - 1, "left");
        add_page(web, spread, leaf, "right");
    } else {
        add_page(web, spread, leaf, "left");
        add_nothing(web, spread, leaf->page->index + 1, "right");
    }
    return 1;
}

static void add_leaves(const Web *web, LhSlots *root)
{
    guint n = web->sample->leaves->len;
    for (guint i = 0; i < n; i += add_book(web, root, i))
        ;
    for (guint i = 0; i < n; i++)
        add_thumb(root, leaf_at(web->sample, i));
}

/* ---- Contents ---- */

/* Below a chapter's title: its anchor says more than the file's. */
static gboolean is_section(const LhOutlineEntry *entry)
{
    const char *hash = strchr(entry->anchor, '#');
    return hash && hash != entry->anchor && hash[1];
}

static void add_entry(const Web *web, LhSlots *root, const LhOutlineEntry *entry, const char *name)
{
    const LhPage *page = g_hash_table_lookup(web->sample->full->anchors, entry->anchor);
    LhSlots *slots = lh_slots_add(root, "contents");
    lh_slots_set_number(slots, "level", entry->level);
    lh_slots_set(slots, "entry", entry->title);
    lh_slots_set(slots, "folio", page->label);
    lh_slots_set(slots, "target", name);
    if (!name)
        lh_slots_set(slots, "left-out", "");
}

/* Parts, chapters, and the sections of chapters of which there is something in the sample. */
static void add_contents(const Web *web, LhSlots *root)
{
    const LhPages *full = web->sample->full;
    gboolean open = FALSE;
    int chapter = 0; /* level of the last title that is no section's */
    for (guint i = 0; i < full->outline->len; i++) {
        const LhOutlineEntry *entry = &g_array_index(full->outline, LhOutlineEntry, i);
        const LhPage *page = g_hash_table_lookup(full->anchors, entry->anchor);
        const char *name =
            page ? g_hash_table_lookup(web->names, GINT_TO_POINTER(page->index)) : NULL;
        if (!is_section(entry)) {
            open = name != NULL;
            chapter = entry->level;
        }
        if (page && entry->level <= chapter + 1 && (open || name || !is_section(entry)))
            add_entry(web, root, entry, name);
    }
}

static GHashTable *name_leaves(const LhSample *sample)
{
    GHashTable *names = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < sample->leaves->len; i++) {
        const LhLeaf *leaf = leaf_at(sample, i);
        if (leaf->page->folio > 0)
            g_hash_table_insert(names, GINT_TO_POINTER(leaf->page->index), leaf->name);
    }
    return names;
}

/* ---- The book ---- */

/* @block's own words under @name, which the template knows what to do with. */
static void add_words(LhSlots *root, const char *name, const LhInline *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    lh_inline_plain(text, plain);
    if (plain->len)
        lh_slots_set(lh_slots_add(root, "blurb"), name, plain->str);
}

static void add_items(LhSlots *root, const LhBlock *list)
{
    for (const LhBlock *item = list->first; item; item = item->next)
        for (const LhBlock *block = item->first; block; block = block->next)
            add_words(root, "item", block->text);
}

/* The back cover's words, which are Markdown. */
static void add_blurb(LhSlots *root, const LhBook *book)
{
    const LhChapter chapter = {.name = (char *) "book.yaml", .index = -1};
    g_autoptr(LhDiag) diag = lh_diag_new(); /* the cover tells its mistakes */
    if (!book->cover_back)
        return;
    g_autoptr(LhTree) tree = lh_parse_chapter(book, &chapter, book->cover_back, diag);
    for (const LhBlock *block = tree ? tree->first : NULL; block; block = block->next)
        if (block->kind == LH_BLOCK_LIST)
            add_items(root, block);
        else
            add_words(root, block->kind == LH_BLOCK_HEADING ? "head" : "paragraph", block->text);
}

static void set_book(const Web *web, LhSlots *root)
{
    const LhBook *book = web->sample->full->book;
    lh_slots_set(root, "title", book->title);
    lh_slots_set(root, "subtitle", book->subtitle);
    lh_slots_set(root, "author", book->author);
    lh_slots_set(root, "edition", book->edition);
    lh_slots_set(root, "language", book->language);
    lh_slots_set(root, "copyright", book->copyright);
    lh_slots_set(root, "buy", web->wanted->buy);
    lh_slots_set_number(root, "pages-in-book", (int) web->sample->full->pages->len);
    lh_slots_set_number(root, "pages-in-sample", web->sample->n_chosen);
    if (leaf_at(web->sample, 0)->kind == LH_LEAF_COVER)
        lh_slots_set(root, "cover", "");
    add_blurb(root, book);
}

/* How good it is to open the reader at @leaf: best where the author shows a page, then where a
 * chapter begins to be read, then at whatever was chosen. */
static int first_worth(const LhLeaf *leaf)
{
    if (leaf->kind != LH_LEAF_CHOSEN)
        return 0;
    return leaf->shown ? 3 : leaf->page->chapter && !leaf->page->roman ? 2 : 1;
}

/* Where the reader opens: at the first of the best. */
static const char *first_name(const LhSample *sample)
{
    const char *name = NULL;
    int best = 0;
    for (guint i = 0; i < sample->leaves->len; i++) {
        const LhLeaf *leaf = leaf_at(sample, i);
        if (first_worth(leaf) <= best)
            continue;
        best = first_worth(leaf);
        name = leaf->name;
    }
    return name;
}

static void set_pictures(const Web *web, LhSlots *root, const char *pdf, gsize pdf_bytes)
{
    g_autofree char *name = g_uri_escape_string(pdf, NULL, FALSE);
    char megabytes[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(megabytes, sizeof megabytes, "%.1f", (double) MAX(pdf_bytes, 50000) / 1e6);
    lh_slots_set(root, "pdf", name);
    lh_slots_set(root, "pdf-megabytes", megabytes);
    lh_slots_set(root, "first", first_name(web->sample));
    lh_slots_set_number(root, "page-width", web->look->size.page);
    lh_slots_set_number(root, "page-height", web->page_height);
    lh_slots_set_number(root, "thumb-width", web->look->size.thumb);
    lh_slots_set_number(
        root, "thumb-height",
        (int) lrint(web->look->size.thumb * (double) web->page_height / web->look->size.page));
}

static void set_colour(LhSlots *root, const char *name, const LhInk *ink)
{
    g_autofree char *colour = g_strdup_printf("#%02x%02x%02x", (guint) lrint(ink->screen_red * 255),
                                              (guint) lrint(ink->screen_green * 255),
                                              (guint) lrint(ink->screen_blue * 255));
    lh_slots_set(root, name, colour);
}

/* The style's own paper and inks. */
static void set_style(const LhStyle *style, LhSlots *root)
{
    set_colour(root, "ink", &style->inks[style->role[LH_ROLE_BODY].ink.index]);
    set_colour(root, "heading", &style->inks[style->role[LH_ROLE_H1].ink.index]);
    set_colour(root, "accent", &style->inks[style->role[LH_ROLE_BOOK_SUBTITLE].ink.index]);
    set_colour(root, "paper", &style->inks[style->grid.paper.index]);
    set_colour(root, "ruling", &style->inks[style->grid.ruling.index]);
    set_colour(root, "margin", &style->inks[style->grid.margin.index]);
}

static void set_font(const Web *web, LhSlots *root, const LhFonts *fonts)
{
    const LhBook *book = web->sample->full->book;
    const char *texts[] = {TEMPLATE_LETTERS, book->title, book->subtitle ? book->subtitle : "",
                           NULL};
    g_autofree char *font = lh_preview_webfont(fonts, web->sample->full->style, LH_ROLE_H1, texts);
    lh_slots_set(root, "font", font);
}

static LhSlots *collect(const Web *web, const LhFonts *fonts, const char *pdf, gsize pdf_bytes)
{
    LhSlots *root = lh_slots_new();
    set_book(web, root);
    set_pictures(web, root, pdf, pdf_bytes);
    set_style(web->sample->full->style, root);
    set_font(web, root, fonts);
    add_leaves(web, root);
    add_contents(web, root);
    return root;
}

gboolean lh_preview_web(const LhSample *sample, const LhFonts *fonts, const LhBookSample *wanted,
                        const LhPreviewLook *look, const char *dir, const char *folder,
                        const char *pdf, gsize pdf_bytes, GError **error)
{
    const LhStyle *style = sample->full->style;
    g_autoptr(GHashTable) names = name_leaves(sample);
    Web web = {sample, wanted, look, names,
               (int) lrint(look->size.page * style->page.height / style->page.width)};
    g_autofree char *from = g_build_filename(dir, TEMPLATE, NULL);
    g_autofree char *to = g_build_filename(folder, TEMPLATE, NULL);
    g_autofree char *template = lh_book_read_text(from, NULL, error);
    if (!template)
        return FALSE;
    g_autoptr(LhSlots) slots = collect(&web, fonts, pdf, pdf_bytes);
    g_autofree char *html = lh_slots_fill(slots, template, error);
    return html && lh_write_beside(to, html, strlen(html), error);
}
