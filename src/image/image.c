/* Pictures: opened and measured, their limits checked before anything decodes them. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean lh_image_fail(GError **error, const char *path, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *name = g_path_get_basename(path);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s %s", name, text);
    return FALSE;
}

gboolean lh_image_check_sides(const char *path, double columns, double rows, GError **error)
{
    if (!(columns >= 1 && rows >= 1))
        return lh_image_fail(error, path, "has no size; export it again");
    if (!(columns <= LH_IMAGE_MOST_SIDE && rows <= LH_IMAGE_MOST_SIDE &&
          columns * rows <= LH_IMAGE_MOST_PIXELS))
        return lh_image_fail(error, path,
                             "is %.0f x %.0f pixels; at most %d a side and 100 million in all: "
                             "export it smaller",
                             columns, rows, LH_IMAGE_MOST_SIDE);
    return TRUE;
}

/* ---- The file ---- */

static gboolean fail_errno(const char *path, int number, GError **error)
{
    return lh_image_fail(error, path, "cannot be read: %s", g_strerror(number));
}

/* The whole of a regular file; nothing is waited for and no device is touched. */
static GBytes *read_fd(int fd, const char *path, GError **error)
{
    struct stat st;
    if (fstat(fd, &st) < 0) {
        fail_errno(path, errno, error);
        return NULL;
    }
    if (!S_ISREG(st.st_mode)) {
        lh_image_fail(error, path, "is not a file");
        return NULL;
    }
    if (st.st_size > LH_IMAGE_MOST_BYTES) {
        lh_image_fail(error, path, "is larger than %d MiB; export it smaller",
                      LH_IMAGE_MOST_BYTES >> 20);
        return NULL;
    }
    gsize size = (gsize) st.st_size, done = 0;
    guint8 *data = g_malloc(size + 1);
    while (done < size) {
        gssize n = read(fd, data + done, size - done);
        if (n == 0 || (n < 0 && errno != EINTR))
            break;
        done += n > 0 ? (gsize) n : 0;
    }
    return g_bytes_new_take(data, done);
}

static GBytes *read_file(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        fail_errno(path, errno, error);
        return NULL;
    }
    GBytes *bytes = read_fd(fd, path, error);
    close(fd);
    return bytes;
}

/* ---- What it is ---- */

static gboolean begins(GBytes *bytes, const char *magic, gsize length)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    return size >= length && memcmp(data, magic, length) == 0;
}

/* An SVG's root comes early, after comments at most. */
static gboolean looks_like_svg(GBytes *bytes)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    return data && g_strstr_len(data, (gssize) MIN(size, 64 * 1024), "<svg") != NULL;
}

static gboolean load_bitmap(LhImage *image, GError **error)
{
    gboolean known = image->kind == LH_IMAGE_PNG
                         ? lh_image_png_head(image->path, image->bytes, &image->head, error)
                         : lh_image_jpeg_head(image->path, image->bytes, &image->head, error);
    image->width = image->head.columns;
    image->height = image->head.rows;
    return known && lh_image_check_sides(image->path, image->width, image->height, error);
}

/* An SVG that is @unseen is loaded only where nothing else tells its size. */
static gboolean load_svg(LhImage *image, gboolean unseen, GError **error)
{
    if (!lh_image_svg_check(image, error))
        return FALSE;
    if (unseen && image->width > 0)
        return lh_image_check_sides(image->path, image->width, image->height, error);
    return lh_image_svg_load(image, error);
}

static gboolean load(LhImage *image, gboolean unseen, GError **error)
{
    image->bytes = read_file(image->path, error);
    if (!image->bytes)
        return FALSE;
    if (begins(image->bytes, "\x89PNG\r\n\x1a\n", 8)) {
        image->kind = LH_IMAGE_PNG;
        return load_bitmap(image, error);
    }
    if (begins(image->bytes, "\xff\xd8\xff", 3)) {
        image->kind = LH_IMAGE_JPEG;
        return load_bitmap(image, error);
    }
    if (looks_like_svg(image->bytes)) {
        image->kind = LH_IMAGE_SVG;
        return load_svg(image, unseen, error);
    }
    return lh_image_fail(error, image->path, "is no PNG, JPEG or SVG; export it as one of them");
}

static LhImage *open_image(const char *path, gboolean unseen, GError **error)
{
    LhImage *image = g_new0(LhImage, 1);
    image->path = g_strdup(path);
    if (!load(image, unseen, error))
        g_clear_pointer(&image, lh_image_free);
    return image;
}

LhImage *lh_image_open(const char *path, GError **error)
{
    return open_image(path, FALSE, error);
}

LhImage *lh_image_measure(const char *path, GError **error)
{
    return open_image(path, TRUE, error);
}

void lh_image_free(LhImage *image)
{
    if (!image)
        return;
    if (image->bytes)
        g_bytes_unref(image->bytes);
    if (image->svg)
        lh_image_svg_free(image->svg);
    if (image->vectors)
        g_byte_array_unref(image->vectors);
    g_free(image->path);
    g_free(image);
}

LhImageKind lh_image_kind(const LhImage *image)
{
    return image->kind;
}

void lh_image_size(const LhImage *image, double *width, double *height)
{
    *width = image->width;
    *height = image->height;
}

const char *lh_image_path(const LhImage *image)
{
    return image->path;
}

GBytes *lh_image_peek_bytes(const LhImage *image)
{
    return image->bytes;
}

/* ---- For drawing ---- */

/* @surface's picture on white, without alpha. (transfer full) takes @surface */
static cairo_surface_t *flatten(cairo_surface_t *surface)
{
    int columns = cairo_image_surface_get_width(surface);
    int rows = cairo_image_surface_get_height(surface);
    cairo_surface_t *flat = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
    cairo_t *cr = cairo_create(flat);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_paint(cr);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return flat;
}

cairo_surface_t *lh_image_surface(LhImage *image, LhPictureUse use, GError **error)
{
    cairo_surface_t *surface;
    if (image->kind == LH_IMAGE_JPEG)
        surface = lh_image_jpeg_decode(image, error);
    else
        surface = lh_image_png_decode(image, error);
    if (!surface)
        return NULL;
    if (use & LH_PICTURE_FLATTEN && cairo_surface_get_content(surface) != CAIRO_CONTENT_COLOR)
        surface = flatten(surface);
    return surface;
}

int lh_image_channels(const LhImage *image)
{
    return image->head.channels;
}
