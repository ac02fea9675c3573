/* What a reader's program shows beside the pages: places, outline, page labels, metadata. */
#include "pdf.h"

#include <string.h>

#define NO_DATE "2000-01-01" /* when the book states none: the same bytes tomorrow */
#define LEAF    64           /* names in a leaf of the names tree */

/* ---- Places ---- */

typedef struct {
    const char *id;
    int page;
    double x, y;
} Place;

static int compare_places(gconstpointer a, gconstpointer b)
{
    return strcmp(((const Place *) a)->id, ((const Place *) b)->id);
}

/* Every place once, sorted by the bytes of its id. */
static GArray *sort_places(const LhPdfSheet *sheets, int n_sheets, const int *page_ids)
{
    GArray *places = g_array_new(FALSE, FALSE, sizeof(Place));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (int i = 0; i < n_sheets; i++)
        for (guint k = 0; k < sheets[i].places->len; k++) {
            const LhPdfPlace *place = &g_array_index(sheets[i].places, LhPdfPlace, k);
            Place new = {place->id, page_ids[i], place->x, place->y};
            if (g_hash_table_add(seen, (gpointer) place->id))
                g_array_append_val(places, new);
        }
    g_array_sort(places, compare_places);
    return places;
}

static int add_leaf(LhPdfFile *file, const GArray *places, guint from, guint to)
{
    const Place *first = &g_array_index(places, Place, from);
    const Place *last = &g_array_index(places, Place, to - 1);
    GString *body = g_string_new("<</Limits[");
    int object = lh_pdf_reserve(file);

    lh_pdf_bytes(body, first->id, strlen(first->id));
    lh_pdf_bytes(body, last->id, strlen(last->id));
    g_string_append(body, "]/Names[");
    for (guint i = from; i < to; i++) {
        const Place *place = &g_array_index(places, Place, i);
        lh_pdf_bytes(body, place->id, strlen(place->id));
        g_string_append_printf(body, "[%d 0 R/XYZ ", place->page);
        lh_pdf_number(body, place->x, 1);
        g_string_append_c(body, ' ');
        lh_pdf_number(body, place->y, 1);
        g_string_append(body, " null]");
    }
    g_string_append(body, "]>>");
    lh_pdf_add(file, object, body);
    return object;
}

int lh_pdf_add_places(LhPdfFile *file, const LhPdfSheet *sheets, int n_sheets, const int *page_ids)
{
    g_autoptr(GArray) places = sort_places(sheets, n_sheets, page_ids);
    GString *body;
    int object;

    if (places->len == 0)
        return 0;
    body = g_string_new("<</Kids[");
    for (guint i = 0; i < places->len; i += LEAF)
        g_string_append_printf(body, "%d 0 R ",
                               add_leaf(file, places, i, MIN(i + LEAF, places->len)));
    g_string_append(body, "]>>");
    object = lh_pdf_reserve(file);
    lh_pdf_add(file, object, body);
    return object;
}

/* ---- Outline ---- */

typedef struct Entry Entry;
struct Entry {
    const LhOutlineEntry *entry;
    Entry *parent, *first, *last, *next, *prev;
    int object, count; /* of all entries below it */
};

static void hang(Entry *parent, Entry *child)
{
    child->parent = parent;
    child->prev = parent->last;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    for (Entry *up = parent; up; up = up->parent)
        up->count++;
}

/* Entries as a tree; one whose place is on no drawn page is left out, what is below it moves up. */
static GArray *build_outline(LhPdfFile *file, const LhPages *pages, GHashTable *places)
{
    GArray *entries = g_array_sized_new(FALSE, TRUE, sizeof(Entry), pages->outline->len + 1);
    Entry *open[16] = {NULL};

    g_array_set_size(entries, pages->outline->len + 1);
    Entry *root = &g_array_index(entries, Entry, 0);
    open[0] = root;
    for (guint i = 0; i < pages->outline->len; i++) {
        const LhOutlineEntry *from = &g_array_index(pages->outline, LhOutlineEntry, i);
        Entry *entry = &g_array_index(entries, Entry, i + 1);
        int level = CLAMP(from->level, 0, 14);
        if (from->anchor == NULL || !g_hash_table_contains(places, from->anchor))
            continue;
        entry->entry = from;
        entry->object = lh_pdf_reserve(file);
        while (open[level] == NULL)
            level--;
        hang(open[level], entry);
        open[level + 1] = entry;
        for (int below = level + 2; below < 16; below++)
            open[below] = NULL;
    }
    return entries;
}

static void append_reference(GString *body, const char *key, const Entry *entry)
{
    if (entry)
        g_string_append_printf(body, "/%s %d 0 R", key, entry->object);
}

static void add_entry(LhPdfFile *file, const Entry *entry, const Entry *root)
{
    GString *body = g_string_new("<</Title");

    lh_pdf_text(body, entry->entry->title);
    append_reference(body, "Parent", entry->parent);
    append_reference(body, "First", entry->first);
    append_reference(body, "Last", entry->last);
    append_reference(body, "Next", entry->next);
    append_reference(body, "Prev", entry->prev);
    if (entry->count)
        g_string_append_printf(body, "/Count %d",
                               entry->parent == root ? entry->count : -entry->count);
    g_string_append(body, "/Dest");
    lh_pdf_bytes(body, entry->entry->anchor, strlen(entry->entry->anchor));
    g_string_append(body, ">>");
    lh_pdf_add(file, entry->object, body);
}

/* How many entries show when the first two levels are open. */
static int count_shown(const Entry *root)
{
    int shown = 0;

    for (const Entry *entry = root->first; entry; entry = entry->next) {
        shown++;
        for (const Entry *child = entry->first; child; child = child->next)
            shown++;
    }
    return shown;
}

/* A count is that of the entries shown: children of an open entry are closed themselves. */
static void settle_counts(Entry *root)
{
    for (Entry *entry = root->first; entry; entry = entry->next) {
        entry->count = 0;
        for (Entry *child = entry->first; child; child = child->next)
            entry->count++;
    }
}

int lh_pdf_add_outline(LhPdfFile *file, const LhPages *pages, GHashTable *places)
{
    g_autoptr(GArray) entries = build_outline(file, pages, places);
    Entry *root = &g_array_index(entries, Entry, 0);
    GString *body;

    if (root->first == NULL)
        return 0;
    root->object = lh_pdf_reserve(file);
    settle_counts(root);
    for (guint i = 1; i < entries->len; i++)
        if (g_array_index(entries, Entry, i).entry)
            add_entry(file, &g_array_index(entries, Entry, i), root);
    body = g_string_new("<</Type/Outlines");
    append_reference(body, "First", root->first);
    append_reference(body, "Last", root->last);
    g_string_append_printf(body, "/Count %d>>", count_shown(root));
    lh_pdf_add(file, root->object, body);
    return root->object;
}

/* ---- Page labels ---- */

void lh_pdf_append_labels(GString *out, const LhPdfSheet *sheets, int n_sheets)
{
    const LhPage *before = NULL;

    g_string_append(out, "/PageLabels<</Nums[");
    for (int i = 0; i < n_sheets; i++) {
        const LhPage *page = sheets[i].page;
        if (page->folio == 0) {
            g_string_append_printf(out, "%d<</P", i);
            lh_pdf_text(out, page->label);
            g_string_append(out, ">>");
        } else if (before == NULL || before->roman != page->roman ||
                   page->folio != before->folio + 1)
            g_string_append_printf(out, "%d<</S/%s/St %d>>", i, page->roman ? "r" : "D",
                                   page->folio);
        before = page;
    }
    g_string_append(out, "]>>");
}

/* ---- Metadata ---- */

/* The book's date, or one that never changes, as YYYY-MM-DD. (transfer full) */
static char *whole_date(const LhBook *book)
{
    const char *date = book && book->date ? book->date : NO_DATE;
    gsize length = strlen(date);
    g_autofree char *start = g_strndup(date, 10);

    if (length >= 10 && g_regex_match_simple("^\\d{4}-\\d{2}-\\d{2}$", start, 0, 0))
        return g_steal_pointer(&start);
    if (length == 7 && g_regex_match_simple("^\\d{4}-\\d{2}$", date, 0, 0))
        return g_strdup_printf("%s-01", date);
    if (length == 4 && g_regex_match_simple("^\\d{4}$", date, 0, 0))
        return g_strdup_printf("%s-01-01", date);
    return g_strdup(NO_DATE);
}

static void append_field(GString *body, const char *key, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    g_string_append_printf(body, "/%s", key);
    lh_pdf_text(body, text);
}

int lh_pdf_add_info(LhPdfFile *file, const LhBook *book, const LhPrinter *printer)
{
    g_autofree char *date = whole_date(book);
    GString *body = g_string_new("<<");
    int object = lh_pdf_reserve(file);
    gboolean told = !printer || !(printer->pdf.forbidden & LH_WITHOUT_METADATA);

    if (book && told) {
        append_field(body, "Title", book->title);
        append_field(body, "Author", book->author);
        append_field(body, "Subject", book->subtitle);
    }
    g_string_append_printf(
        body, "/Creator(Longhand)/Producer(Longhand)/CreationDate(D:%.4s%.2s%.2s000000Z)", date,
        date + 5, date + 8);
    if (printer && lh_printer_is_pdfx(printer))
        g_string_append_printf(body, "/ModDate(D:%.4s%.2s%.2s000000Z)", date, date + 5, date + 8);
    g_string_append_printf(body, "%s>>", lh_pdf_info_keys(printer));
    lh_pdf_add(file, object, body);
    return object;
}

static void append_xmp(GString *out, const char *format, const char *text)
{
    if (text && *text) {
        g_autofree char *plain = g_markup_escape_text(text, -1);
        g_string_append_printf(out, format, plain);
    }
}

/* What PDF/X-4 wants to be said in XMP; its id is made of what is said before. */
static void append_pdfx4(GString *xmp, const char *date)
{
    g_autofree char *id = g_compute_checksum_for_string(G_CHECKSUM_MD5, xmp->str, -1);

    g_string_append_printf(
        xmp,
        "<xmp:ModifyDate>%sT00:00:00Z</xmp:ModifyDate>\n"
        "<xmp:MetadataDate>%sT00:00:00Z</xmp:MetadataDate>\n"
        "<pdf:Trapped>False</pdf:Trapped>\n"
        "<pdfxid:GTS_PDFXVersion xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\">PDF/X-4"
        "</pdfxid:GTS_PDFXVersion>\n"
        "<xmpMM:DocumentID "
        "xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">uuid:%.8s-%.4s-%.4s-%.4s-%.12s"
        "</xmpMM:DocumentID>\n"
        "<xmpMM:VersionID xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">1</xmpMM:VersionID>\n"
        "<xmpMM:RenditionClass xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\">default"
        "</xmpMM:RenditionClass>\n",
        date, date, id, id + 8, id + 12, id + 16, id + 20);
}

int lh_pdf_add_xmp(LhPdfFile *file, const LhBook *book, const LhPrinter *printer,
                   gboolean accessible)
{
    g_autofree char *date = whole_date(book);
    g_autoptr(GString) xmp = g_string_new(
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n");
    int object = lh_pdf_reserve(file);

    if (book) {
        append_xmp(
            xmp,
            "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n",
            book->title);
        append_xmp(xmp, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n",
                   book->author);
        append_xmp(xmp,
                   "<dc:description><rdf:Alt><rdf:li "
                   "xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:description>\n",
                   book->subtitle);
        append_xmp(xmp, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n",
                   book->language);
    }
    g_string_append_printf(xmp,
                           "<xmp:CreateDate>%sT00:00:00Z</xmp:CreateDate>\n"
                           "<xmp:CreatorTool>Longhand</xmp:CreatorTool>\n"
                           "<pdf:Producer>Longhand</pdf:Producer>\n",
                           date);
    if (printer && printer->pdf.kind == LH_PDF_X4)
        append_pdfx4(xmp, date);
    if (accessible)
        g_string_append(xmp, "<pdfuaid:part xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">1"
                             "</pdfuaid:part>\n");
    g_string_append(xmp, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n");
    lh_pdf_add_raw_stream(file, object, "/Type/Metadata/Subtype/XML", xmp->str, xmp->len);
    return object;
}
