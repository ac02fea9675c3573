/* JPEG: its markers walked to the end; decoded by libjpeg where its bytes can't be handed on. */
#include "internal.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#define MARKER_SOI 0xd8
#define MARKER_EOI 0xd9
#define MARKER_SOS 0xda

static guint read16(const guint8 *p)
{
    return (guint) p[0] << 8 | p[1];
}

/* A frame header that libjpeg and PDF readers know: baseline, extended, progressive. */
static gboolean is_frame(guint marker)
{
    return marker == 0xc0 || marker == 0xc1 || marker == 0xc2;
}

/* Lossless, hierarchical and arithmetic frames, which no reader shows. */
static gboolean is_odd_frame(guint marker)
{
    return marker >= 0xc3 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean too_soon(const char *path, GError **error)
{
    return lh_image_fail(error, path, "is a JPEG that ends too soon; copy or export it again");
}

static gboolean read_frame(const char *path, const guint8 *p, gsize length, LhBitmapHead *head,
                           GError **error)
{
    if (length < 8)
        return too_soon(path, error);
    head->rows = (int) read16(p + 3);
    head->columns = (int) read16(p + 5);
    head->channels = p[7];
    if (p[2] != 8)
        return lh_image_fail(error, path, "is a JPEG of %d bits a colour; export it with 8", p[2]);
    if (head->channels != 1 && head->channels != 3 && head->channels != 4)
        return lh_image_fail(error, path, "is a JPEG of %d colours; export it as RGB",
                             head->channels);
    return TRUE;
}

/* The end of the picture is near the end of the file: some programs add a few bytes of their own.
 */
static gboolean has_end(const guint8 *data, gsize size, gsize from)
{
    for (gsize i = size; i >= from + 2; i--)
        if (data[i - 2] == 0xff && data[i - 1] == MARKER_EOI)
            return TRUE;
    return FALSE;
}

/* Finds the frame's head before the picture's data begin. */
gboolean lh_image_jpeg_head(const char *path, GBytes *bytes, LhBitmapHead *head, GError **error)
{
    gsize size, at = 2;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    while (at + 4 <= size) {
        if (data[at] != 0xff)
            return lh_image_fail(error, path, "is a damaged JPEG; export it again");
        guint marker = data[at + 1];
        if (marker == 0xff) {
            at++;
            continue;
        }
        gsize length = read16(data + at + 2);
        if (length < 2 || length > size - at - 2)
            return too_soon(path, error);
        if (is_odd_frame(marker))
            return lh_image_fail(error, path, "is a JPEG of a rare kind; export it as baseline");
        if (is_frame(marker) && !read_frame(path, data + at + 2, length, head, error))
            return FALSE;
        at += 2 + length;
        if (marker == MARKER_SOS)
            return head->channels && has_end(data, size, at) ? TRUE : too_soon(path, error);
    }
    return too_soon(path, error);
}

/* ---- Decoding ---- */

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf back;
    char message[JMSG_LENGTH_MAX];
} Failure;

static void leave(j_common_ptr info)
{
    Failure *failure = (Failure *) (gpointer) info->err;
    info->err->format_message(info, failure->message);
    longjmp(failure->back, 1);
}

static void keep_quiet(j_common_ptr info)
{
    (void) info;
}

/* Plain arithmetic, as a screen shows ink; Adobe's files hold it inverted. */
static guint32 cmyk_pixel(const guint8 *p, gboolean inverted)
{
    guint v[4];
    for (int i = 0; i < 4; i++)
        v[i] = inverted ? p[i] : 255u - p[i];
    return v[0] * v[3] / 255 << 16 | v[1] * v[3] / 255 << 8 | v[2] * v[3] / 255;
}

static void convert_row(const struct jpeg_decompress_struct *info, const guint8 *in, guint32 *out)
{
    for (guint x = 0; x < info->output_width; x++) {
        if (info->output_components == 4)
            out[x] = cmyk_pixel(in + 4 * x, info->saw_Adobe_marker);
        else
            out[x] = (guint32) in[3 * x] << 16 | (guint32) in[3 * x + 1] << 8 | in[3 * x + 2];
    }
}

static void read_rows(struct jpeg_decompress_struct *info, cairo_surface_t *surface)
{
    guint8 *pixels = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    JSAMPARRAY row = info->mem->alloc_sarray(
        (j_common_ptr) info, JPOOL_IMAGE, info->output_width * (guint) info->output_components, 1);
    while (info->output_scanline < info->output_height) {
        guint32 *out =
            (guint32 *) (gpointer) (pixels + (gsize) info->output_scanline * (gsize) stride);
        jpeg_read_scanlines(info, row, 1);
        convert_row(info, row[0], out);
    }
    cairo_surface_mark_dirty(surface);
}

static void start(struct jpeg_decompress_struct *info, const LhImage *image)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(image->bytes, &size);
    jpeg_create_decompress(info);
    info->mem->max_memory_to_use = 512L << 20;
    jpeg_mem_src(info, data, size);
    jpeg_read_header(info, TRUE);
    info->out_color_space = info->num_components == 4 ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(info);
}

cairo_surface_t *lh_image_jpeg_decode(const LhImage *image, GError **error)
{
    struct jpeg_decompress_struct info = {0};
    Failure failure;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, image->head.columns, image->head.rows);
    info.err = jpeg_std_error(&failure.base);
    failure.base.error_exit = leave;
    failure.base.output_message = keep_quiet;
    if (setjmp(failure.back)) {
        jpeg_destroy_decompress(&info);
        cairo_surface_destroy(surface);
        lh_image_fail(error, image->path, "is a damaged JPEG (%s); export it again",
                      failure.message);
        return NULL;
    }
    start(&info, image);
    if ((int) info.output_width == image->head.columns &&
        (int) info.output_height == image->head.rows)
        read_rows(&info, surface);
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return surface;
}
