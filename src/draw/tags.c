/* Structure tags as the reading order goes, links, and places to link to.
 *
 * In cairo only an element without children holds content. So text goes straight into an element
 * that stays on one page and holds nothing else, and into a Span of any other. Everything is in one
 * Document: a link outside it would damage the file. */
#include "internal.h"

#include <string.h>

static const char *const elements[] = {
    [LH_TAG_DOCUMENT] = "Document",
    [LH_TAG_PART] = "Part",
    [LH_TAG_SECT] = "Sect",
    [LH_TAG_P] = "P",
    [LH_TAG_H1] = "H1",
    [LH_TAG_H2] = "H2",
    [LH_TAG_H3] = "H3",
    [LH_TAG_H4] = "H4",
    [LH_TAG_H5] = "H5",
    [LH_TAG_H6] = "H6",
    [LH_TAG_L] = "L",
    [LH_TAG_LI] = "LI",
    [LH_TAG_LBL] = "Lbl",
    [LH_TAG_LBODY] = "LBody",
    [LH_TAG_TABLE] = "Table",
    [LH_TAG_TR] = "TR",
    [LH_TAG_TH] = "TH",
    [LH_TAG_TD] = "TD",
    [LH_TAG_QUOTE] = "BlockQuote",
    [LH_TAG_CODE] = "Code",
    [LH_TAG_FIGURE] = "Figure",
    [LH_TAG_CAPTION] = "Caption",
    [LH_TAG_DIV] = "Div",
    [LH_TAG_NOTE] = "Note",
    [LH_TAG_TOC] = "TOC",
    [LH_TAG_TOCI] = "TOCI",
    [LH_TAG_REFERENCE] = "Reference",
};

/* What a tag's content needs: its page so far, or that it must go into spans. */
typedef enum { ON_NO_PAGE = 0, IN_SPANS = -1 } Spread;

struct LhTagger {
    cairo_t *cr;
    const LhPages *pages;
    GHashTable *spread;  /* LhTag -> the page it is on (from 1), or IN_SPANS */
    GHashTable *anchors; /* ids on drawn pages, as a set */
    GHashTable *placed;  /* of those, the ones that have been set */
    GPtrArray *open;     /* of const LhTag *, outermost first, the Document not among them */
    const LhTag *leaf;   /* its content is open: the last of open or a Span in it; NULL = none */
    gboolean in_document, in_span, in_link;
    int page; /* for the first look */
};

const char *lh_draw_tag_name(LhTagKind kind)
{
    return elements[kind];
}

/* ---- The first look: which tags hold what ---- */

static void note_spread(LhTagger *tagger, const LhTag *tag, gboolean whole)
{
    int before = GPOINTER_TO_INT(g_hash_table_lookup(tagger->spread, tag));
    int now = tagger->page;
    if (!whole || (before != ON_NO_PAGE && before != now))
        now = IN_SPANS;
    if (now != before)
        g_hash_table_insert(tagger->spread, (gpointer) tag, GINT_TO_POINTER(now));
}

static void note_content(const LhItem *item, double x, double y, gpointer data)
{
    LhTagger *tagger = data;
    (void) x;
    (void) y;
    const LhTag *tag = NULL;
    if (item->kind == LH_ITEM_TEXT)
        tag = item->run->tag;
    else if (item->kind == LH_ITEM_IMAGE)
        tag = item->image.tag;
    else if (item->kind == LH_ITEM_ANCHOR)
        g_hash_table_add(tagger->anchors, (gpointer) item->anchor);
    if (!tag)
        return;
    note_spread(tagger, tag, item->kind != LH_ITEM_TEXT || !item->run->link);
    for (const LhTag *parent = tag->parent; parent; parent = parent->parent) {
        if (GPOINTER_TO_INT(g_hash_table_lookup(tagger->spread, parent)) == IN_SPANS)
            break;
        note_spread(tagger, parent, FALSE);
    }
}

LhTagger *lh_tagger_new(cairo_t *cr, const LhPages *pages)
{
    LhTagger *tagger = g_new0(LhTagger, 1);
    tagger->cr = cr;
    tagger->pages = pages;
    tagger->spread = g_hash_table_new(NULL, NULL);
    tagger->anchors = g_hash_table_new(g_str_hash, g_str_equal);
    tagger->placed = g_hash_table_new(g_str_hash, g_str_equal);
    tagger->open = g_ptr_array_new();
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        tagger->page = (int) i + 1;
        for (LhLayer layer = 0; page->drawn && layer < LH_N_LAYERS; layer++)
            lh_draw_each(page, layer, note_content, tagger);
    }
    return tagger;
}

void lh_tagger_free(LhTagger *tagger)
{
    if (!tagger)
        return;
    g_hash_table_unref(tagger->spread);
    g_hash_table_unref(tagger->anchors);
    g_hash_table_unref(tagger->placed);
    g_ptr_array_unref(tagger->open);
    g_free(tagger);
}

/* ---- Elements ---- */

static void close_span(LhTagger *tagger)
{
    if (tagger->in_span)
        cairo_tag_end(tagger->cr, "Span");
    tagger->in_span = FALSE;
}

static void close_last(LhTagger *tagger)
{
    close_span(tagger);
    guint last = tagger->open->len - 1;
    const LhTag *tag = tagger->open->pdata[last];
    cairo_tag_end(tagger->cr, elements[tag->kind]);
    g_ptr_array_set_size(tagger->open, (gint) last);
}

/* Once, and not before the first paper is painted: cairo forgets what a page holds when something
 * opaque covers it all, tags too. */
static void open_document(LhTagger *tagger)
{
    if (!tagger->in_document)
        cairo_tag_begin(tagger->cr, elements[LH_TAG_DOCUMENT], NULL);
    tagger->in_document = TRUE;
}

/* A DOCUMENT tag in a chain is the one that is open all along. */
static const LhTag *skip_document(const LhTag *tag)
{
    while (tag && tag->kind == LH_TAG_DOCUMENT)
        tag = tag->parent;
    return tag;
}

static guint depth_of(const LhTag *tag)
{
    guint depth = 0;
    for (tag = skip_document(tag); tag; tag = skip_document(tag->parent))
        depth++;
    return depth;
}

/* Closes what is open until @tag and its parents are a prefix of nothing else; opens the rest. */
static void open_chain(LhTagger *tagger, const LhTag *tag, guint depth)
{
    tag = skip_document(tag);
    if (!tag) {
        while (tagger->open->len > 0)
            close_last(tagger);
        return;
    }
    while (tagger->open->len > depth)
        close_last(tagger);
    if (tagger->open->len == depth && tagger->open->pdata[depth - 1] == tag)
        return;
    open_chain(tagger, tag->parent, depth - 1);
    close_span(tagger);
    cairo_tag_begin(tagger->cr, elements[tag->kind], NULL);
    g_ptr_array_add(tagger->open, (gpointer) tag);
}

static gboolean needs_span(const LhTagger *tagger, const LhTag *tag)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(tagger->spread, tag)) == IN_SPANS;
}

/* ---- Links ---- */

/* Adds key='…' to a tag's attributes. cairo copies the value into the file as it is: quotes,
 * brackets and whatever is not plain ASCII go as a URI's %XX, in an address and in a name alike. */
static void append_value(GString *out, const char *key, const char *value)
{
    g_autofree char *plain = g_uri_escape_string(value, ":/?#[]@!$&*+,;=%", FALSE);
    g_string_append_printf(out, "%s='%s'", key, plain);
}

char *lh_tagger_dest(const LhTagger *tagger, const char *anchor)
{
    if (!anchor || !g_hash_table_contains(tagger->anchors, anchor))
        return NULL;
    GString *out = g_string_new(NULL);
    append_value(out, "dest", anchor);
    return g_string_free(out, FALSE);
}

static char *link_uri(const char *uri)
{
    GString *out = g_string_new(NULL);
    append_value(out, "uri", uri);
    return g_string_free(out, FALSE);
}

/* (transfer full) the attributes of a link to @link, or NULL when it leads nowhere that is drawn.
 */
static char *link_attributes(const LhTagger *tagger, const char *link)
{
    const char *anchor = NULL, *uri = NULL;
    lh_pages_resolve_link(tagger->pages, link, &anchor, &uri);
    if (anchor)
        return lh_tagger_dest(tagger, anchor);
    return uri ? link_uri(uri) : NULL;
}

void lh_tagger_begin(LhTagger *tagger, const LhTag *tag, const char *link)
{
    open_document(tagger);
    open_chain(tagger, tag, depth_of(tag));
    g_autofree char *attributes = link ? link_attributes(tagger, link) : NULL;
    if (attributes) {
        close_span(tagger);
        cairo_tag_begin(tagger->cr, CAIRO_TAG_LINK, attributes);
        tagger->in_link = TRUE;
    } else if (!tagger->in_span && needs_span(tagger, tag)) {
        cairo_tag_begin(tagger->cr, "Span", NULL);
        tagger->in_span = TRUE;
    }
}

void lh_tagger_end(LhTagger *tagger)
{
    if (tagger->in_link)
        cairo_tag_end(tagger->cr, CAIRO_TAG_LINK);
    tagger->in_link = FALSE;
}

void lh_tagger_pause(LhTagger *tagger)
{
    close_span(tagger);
    guint n = tagger->open->len;
    if (n > 0 && !needs_span(tagger, tagger->open->pdata[n - 1]))
        close_last(tagger);
}

void lh_tagger_anchor(LhTagger *tagger, const char *id, double x, double y)
{
    if (!g_hash_table_add(tagger->placed, (gpointer) id))
        return;
    open_document(tagger);
    char number[2][G_ASCII_DTOSTR_BUF_SIZE];
    y = MAX(0, y - tagger->pages->style->grid.step); /* the whole row is to be seen */
    g_autoptr(GString) out = g_string_new(NULL);
    append_value(out, "name", id);
    g_string_append_printf(out, " x=%s y=%s",
                           g_ascii_formatd(number[0], sizeof number[0], "%.2f", x),
                           g_ascii_formatd(number[1], sizeof number[1], "%.2f", y));
    cairo_tag_begin(tagger->cr, CAIRO_TAG_DEST, out->str);
    cairo_tag_end(tagger->cr, CAIRO_TAG_DEST);
}

void lh_tagger_finish(LhTagger *tagger)
{
    while (tagger->open->len > 0)
        close_last(tagger);
    if (tagger->in_document)
        cairo_tag_end(tagger->cr, elements[LH_TAG_DOCUMENT]);
}
