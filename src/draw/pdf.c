/* The PDF: pages on cairo's PDF surface, outline, labels, metadata. */
#include "internal.h"

#include <cairo-pdf.h>
#include <string.h>

/* The day of making, when the book states none: the same bytes tomorrow. */
#define NO_DATE "2000-01-01"

typedef struct {
    const LhDrawJob *job;
    GByteArray *bytes;
    cairo_surface_t *surface;
    cairo_t *cr;
    LhDrawFaces *faces;
    LhTagger *tagger; /* NULL in print */
    LhPainter painter;
} Pdf;

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int length)
{
    GByteArray *bytes = closure;
    if (length > G_MAXUINT - bytes->len - 1)
        return CAIRO_STATUS_WRITE_ERROR;
    g_byte_array_append(bytes, data, length);
    return CAIRO_STATUS_SUCCESS;
}

/* ---- Metadata ---- */

static gboolean is_digits(const char *text, int from, int to)
{
    for (int i = from; i < to; i++)
        if (!g_ascii_isdigit(text[i]))
            return FALSE;
    return TRUE;
}

/* The book's date as cairo wants it: YYYY-MM-DD or a part of it. (transfer full) */
static char *creation_date(const LhBook *book)
{
    const char *date = book ? book->date : NULL;
    gsize length = date ? strlen(date) : 0;
    if (length >= 10 && is_digits(date, 0, 4) && date[4] == '-' && is_digits(date, 5, 7) &&
        date[7] == '-' && is_digits(date, 8, 10))
        return g_strdup_printf("%.10sT00:00:00Z", date);
    if (length == 7 && is_digits(date, 0, 4) && date[4] == '-' && is_digits(date, 5, 7))
        return g_strdup_printf("%s-01T00:00:00Z", date);
    if (length == 4 && is_digits(date, 0, 4))
        return g_strdup_printf("%s-01-01T00:00:00Z", date);
    return g_strdup(NO_DATE "T00:00:00Z");
}

static void set_field(cairo_surface_t *surface, cairo_pdf_metadata_t field, const char *text)
{
    if (text && *text)
        cairo_pdf_surface_set_metadata(surface, field, text);
}

static void set_metadata(cairo_surface_t *surface, const LhBook *book)
{
    g_autofree char *date = creation_date(book);
    set_field(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    set_field(surface, CAIRO_PDF_METADATA_CREATOR, "Longhand");
    if (!book)
        return;
    set_field(surface, CAIRO_PDF_METADATA_TITLE, book->title);
    set_field(surface, CAIRO_PDF_METADATA_AUTHOR, book->author);
    set_field(surface, CAIRO_PDF_METADATA_SUBJECT, book->subtitle);
}

/* ---- Outline ---- */

/* Deeper levels than a viewer shows are taken as the deepest. */
#define MOST_LEVELS 16

/* An entry whose place is on no drawn page is left out; what is below it moves up. */
static void add_outline(const Pdf *pdf)
{
    const GArray *outline = pdf->job->pages->outline;
    int parents[MOST_LEVELS + 1] = {CAIRO_PDF_OUTLINE_ROOT};
    for (guint i = 0; outline && i < outline->len; i++) {
        const LhOutlineEntry *entry = &g_array_index(outline, LhOutlineEntry, i);
        int level = CLAMP(entry->level, 0, MOST_LEVELS - 1);
        g_autofree char *dest = lh_tagger_dest(pdf->tagger, entry->anchor);
        int id = parents[level];
        if (dest)
            id = cairo_pdf_surface_add_outline(pdf->surface, parents[level], entry->title, dest,
                                               level == 0 ? CAIRO_PDF_OUTLINE_FLAG_OPEN
                                                          : (cairo_pdf_outline_flags_t) 0);
        for (int below = level + 1; below <= MOST_LEVELS; below++)
            parents[below] = id;
    }
}

/* ---- The three steps ---- */

static void pdf_free(gpointer data)
{
    Pdf *pdf = data;
    lh_painter_clear(&pdf->painter);
    lh_tagger_free(pdf->tagger);
    if (pdf->cr)
        cairo_destroy(pdf->cr);
    if (pdf->surface) {
        cairo_surface_finish(pdf->surface);
        cairo_surface_destroy(pdf->surface);
    }
    lh_faces_free(pdf->faces);
    g_byte_array_unref(pdf->bytes);
    g_free(pdf);
}

static gpointer pdf_begin(const LhDrawJob *job, GError **error)
{
    LhDrawFaces *faces = lh_faces_new(job->pages, job->fonts, error);
    if (!faces)
        return NULL;
    Pdf *pdf = g_new0(Pdf, 1);
    double width, height;
    lh_page_extents(job->pages, &width, &height);
    g_debug("streams are deflated by %s", lh_swift_deflate);
    pdf->job = job;
    pdf->faces = faces;
    pdf->bytes = g_byte_array_sized_new(4 << 20);
    pdf->surface = cairo_pdf_surface_create_for_stream(collect, pdf->bytes, width, height);
    pdf->cr = cairo_create(pdf->surface);
    set_metadata(pdf->surface, job->pages->book);
    if (job->pages->target == LH_TARGET_SCREEN)
        pdf->tagger = lh_tagger_new(pdf->cr, job->pages);
    lh_painter_init(&pdf->painter, pdf->cr, job->pages, faces, pdf->tagger);
    pdf->painter.vector = TRUE;
    return pdf;
}

static gboolean pdf_page(gpointer data, const LhPage *page, GError **error)
{
    Pdf *pdf = data;
    if (*page->label)
        cairo_pdf_surface_set_page_label(pdf->surface, page->label);
    if (!lh_painter_page(&pdf->painter, page, error))
        return FALSE;
    cairo_show_page(pdf->cr);
    return lh_draw_check(cairo_status(pdf->cr), "the page", error);
}

static gboolean pdf_end(gpointer data, GError **error)
{
    Pdf *pdf = data;
    if (pdf->tagger) {
        lh_tagger_finish(pdf->tagger);
        add_outline(pdf);
    }
    if (!lh_draw_check(cairo_status(pdf->cr), "the book", error))
        return FALSE;
    cairo_surface_finish(pdf->surface);
    if (!lh_draw_check(cairo_surface_status(pdf->surface), "the book", error))
        return FALSE;
    return lh_draw_write(pdf->job->options->path, pdf->bytes->data, pdf->bytes->len, error);
}

const LhDrawBackend lh_draw_pdf = {pdf_begin, pdf_page, pdf_end, pdf_free};
