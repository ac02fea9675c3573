/* SVGs as vectors: each a PDF of one page, drawn when it is asked for, or ahead of that by one thread, because
 * librsvg takes long to load and to draw. */
#include "internal.h"
#include "picture.h"

#include <cairo-pdf.h>

struct LhImageAhead {
    GThread *thread;
    GAsyncQueue *images; /* of LhImage *, borrowed; the structure itself is the last */
    gint stopped;
};

/* librsvg and Pango: one drawing at a time. */
static GMutex drawing;

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

/* Draws on @surface and finishes it. */
static gboolean draw_page(LhImage *image, cairo_surface_t *surface, GError **error)
{
    cairo_t *cr = cairo_create(surface);
    gboolean done = lh_image_render(image, cr, image->width, image->height, error);
    cairo_show_page(cr);
    cairo_status_t status = cairo_status(cr);
    if (done && status != CAIRO_STATUS_SUCCESS)
        done = lh_image_fail(error, image->path, "cannot be drawn: %s", cairo_status_to_string(status));
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    return done;
}

static GByteArray *make_vectors(LhImage *image, GError **error)
{
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(collect, bytes, image->width, image->height);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    if (!draw_page(image, surface, error))
        g_clear_pointer(&bytes, g_byte_array_unref);
    cairo_surface_destroy(surface);
    return bytes;
}

GByteArray *lh_image_vectors(LhImage *image, GError **error)
{
    g_mutex_lock(&drawing);
    image->was_drawn = TRUE;
    GByteArray *bytes = g_steal_pointer(&image->vectors);
    if (!bytes)
        bytes = make_vectors(image, error);
    g_mutex_unlock(&drawing);
    return bytes;
}

/* ---- Ahead ---- */

/* What goes wrong here is said when the vectors are asked for. */
static void draw_ahead(LhImage *image)
{
    g_mutex_lock(&drawing);
    if (!image->was_drawn)
        image->vectors = make_vectors(image, NULL);
    image->was_drawn = TRUE;
    g_mutex_unlock(&drawing);
}

static gpointer work(gpointer data)
{
    LhImageAhead *ahead = data;
    gpointer next;
    lh_image_svg_open_library();
    while ((next = g_async_queue_pop(ahead->images)) != ahead)
        if (!g_atomic_int_get(&ahead->stopped))
            draw_ahead(next);
    return NULL;
}

LhImageAhead *lh_image_ahead_new(void)
{
    LhImageAhead *ahead = g_new0(LhImageAhead, 1);
    ahead->images = g_async_queue_new();
    ahead->thread = g_thread_new("pictures", work, ahead);
    return ahead;
}

void lh_image_ahead_add(LhImageAhead *ahead, LhImage *image)
{
    if (image->kind == LH_IMAGE_SVG && image->svg)
        g_async_queue_push(ahead->images, image);
}

void lh_image_ahead_free(LhImageAhead *ahead)
{
    if (!ahead)
        return;
    g_atomic_int_set(&ahead->stopped, TRUE);
    g_async_queue_push(ahead->images, ahead);
    g_thread_join(ahead->thread);
    g_async_queue_unref(ahead->images);
    g_free(ahead);
}
