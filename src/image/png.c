/* PNG: its chunks walked to the end, decoded by cairo. */
#include "internal.h"

#include <string.h>

static guint32 read32(const guint8 *p)
{
    return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

static gboolean is_chunk(const guint8 *p, const char *name)
{
    return memcmp(p + 4, name, 4) == 0;
}

static void read_header(const guint8 *p, LhBitmapHead *head)
{
    head->columns = (int) MIN(read32(p), G_MAXINT);
    head->rows = (int) MIN(read32(p + 4), G_MAXINT);
    head->channels = 3;
    head->alpha = (p[9] & 4) != 0;
}

gboolean lh_image_png_head(const char *path, GBytes *bytes, LhBitmapHead *head, GError **error)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    gboolean has_data = FALSE;
    if (size < 33 || !is_chunk(data + 8, "IHDR") || read32(data + 8) != 13)
        return lh_image_fail(error, path, "is a PNG without a head; export it again");
    read_header(data + 16, head);
    for (gsize at = 8; at + 12 <= size;) {
        const guint8 *chunk = data + at;
        gsize length = read32(chunk);
        if (length > size - at - 12)
            break;
        if (is_chunk(chunk, "tRNS"))
            head->alpha = TRUE;
        has_data = has_data || is_chunk(chunk, "IDAT");
        if (is_chunk(chunk, "IEND") && has_data)
            return TRUE;
        at += length + 12;
    }
    return lh_image_fail(error, path, "is a PNG that ends too soon; copy or export it again");
}

typedef struct {
    const guint8 *data;
    gsize left;
} Reader;

static cairo_status_t read_some(void *closure, unsigned char *out, unsigned int length)
{
    Reader *reader = closure;
    if (length > reader->left)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(out, reader->data, length);
    reader->data += length;
    reader->left -= length;
    return CAIRO_STATUS_SUCCESS;
}

cairo_surface_t *lh_image_png_decode(const LhImage *image, GError **error)
{
    Reader reader;
    reader.data = g_bytes_get_data(image->bytes, &reader.left);
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_some, &reader);
    cairo_status_t status = cairo_surface_status(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return surface;
    cairo_surface_destroy(surface);
    lh_image_fail(error, image->path, "is a damaged PNG (%s); copy or export it again",
                  cairo_status_to_string(status));
    return NULL;
}
