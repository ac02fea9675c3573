/* PNGs whose rows need no decoding: PDF knows PNG's filters (ISO 32000-1, 7.4.4.4), and those work
 * on each channel by itself (PNG specification, 9.2). So alpha is taken out of the filtered rows as
 * they are, colours and alpha become two images, and nothing is filtered again. */
#include "pdf.h"

#include <libdeflate.h>
#include <string.h>

#define SIGNATURE      "\x89PNG\r\n\x1a\n"
#define MOST_FILTERS   4
#define PIXELS_AT_MOST 100000000

/* A PNG taken apart. */
typedef struct {
    guint32 columns, rows;
    int colours; /* channels without alpha: 1 or 3 */
    gboolean alpha;
    GByteArray *packed; /* all IDAT chunks */
} Png;

static guint32 read_32(const guint8 *p)
{
    return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

/* Eight bits a channel, no palette, not interlaced: what this file is for. */
static gboolean take_head(Png *png, const guint8 *p, guint32 length)
{
    static const struct {
        int colours;
        gboolean alpha;
    } kinds[] = {[0] = {1, FALSE}, [2] = {3, FALSE}, [4] = {1, TRUE}, [6] = {3, TRUE}};

    if (length != 13 || p[8] != 8 || p[9] >= G_N_ELEMENTS(kinds) || kinds[p[9]].colours == 0 ||
        p[12] != 0)
        return FALSE;
    png->columns = read_32(p);
    png->rows = read_32(p + 4);
    png->colours = kinds[p[9]].colours;
    png->alpha = kinds[p[9]].alpha;
    return png->columns > 0 && png->rows > 0 &&
           (guint64) png->columns * png->rows <= PIXELS_AT_MOST;
}

static gboolean take_chunk(Png *png, const guint8 *chunk, guint32 length, gboolean first)
{
    const guint8 *data = chunk + 8;

    if (libdeflate_crc32(0, chunk + 4, length + 4) != read_32(data + length))
        return FALSE;
    if (first != (memcmp(chunk + 4, "IHDR", 4) == 0) || memcmp(chunk + 4, "tRNS", 4) == 0)
        return FALSE;
    if (first)
        return take_head(png, data, length);
    if (memcmp(chunk + 4, "IDAT", 4) == 0)
        g_byte_array_append(png->packed, data, length);
    return TRUE;
}

/* FALSE = damaged, or of a kind that must be decoded. */
static gboolean take_apart(Png *png, GBytes *file)
{
    gsize size, at = 8;
    const guint8 *bytes = g_bytes_get_data(file, &size);

    if (size < 8 || memcmp(bytes, SIGNATURE, 8) != 0)
        return FALSE;
    while (size - at >= 12) {
        guint32 length = read_32(bytes + at);
        if (length > size - at - 12 || !take_chunk(png, bytes + at, length, at == 8))
            return FALSE;
        if (memcmp(bytes + at + 4, "IEND", 4) == 0)
            return png->packed->len > 0;
        at += 12 + length;
    }
    return FALSE;
}

/* The filtered rows; NULL = damaged. (transfer full) */
static guint8 *inflate(const Png *png)
{
    gsize size = (1 + (gsize) png->columns * (gsize) (png->colours + png->alpha)) * png->rows;
    guint8 *rows = g_try_malloc(size);
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    gsize got = 0;
    gboolean good = rows && inflater &&
                    libdeflate_zlib_decompress(inflater, png->packed->data, png->packed->len, rows,
                                               size, &got) == LIBDEFLATE_SUCCESS &&
                    got == size;

    libdeflate_free_decompressor(inflater);
    if (!good)
        g_clear_pointer(&rows, g_free);
    return rows;
}

/* Takes alpha out of the rows: the colours close up in their place, @alpha gets the other plane.
 * FALSE = a filter that there is not. */
static gboolean split_rows(const Png *png, guint8 *rows, guint8 *alpha)
{
    const guint8 *from = rows;
    guint8 *to = rows;

    for (guint32 y = 0; y < png->rows; y++) {
        if (*from > MOST_FILTERS)
            return FALSE;
        *alpha++ = *to++ = *from++;
        for (guint32 x = 0; x < png->columns; x++) {
            *to++ = *from++;
            if (png->colours == 3) {
                *to++ = *from++;
                *to++ = *from++;
            }
            *alpha++ = *from++;
        }
    }
    return TRUE;
}

static gboolean filters_are_known(const Png *png, const guint8 *rows)
{
    gsize row = 1 + (gsize) png->columns * (gsize) png->colours;

    for (guint32 y = 0; y < png->rows; y++)
        if (rows[y * row] > MOST_FILTERS)
            return FALSE;
    return TRUE;
}

/* What the filtered byte of the value 255 is where everything before it is 255 too: left of the
 * first column and above the first row there is 0. */
static guint8 opaque_byte(guint8 filter, gboolean has_left, gboolean has_above)
{
    int left = has_left ? 255 : 0, above = has_above ? 255 : 0;
    int guesses[] = {0, left, above, (left + above) / 2, left || above ? 255 : 0};

    return (guint8) (255 - guesses[filter]);
}

/* Whether every value of the filtered plane of one channel is 255. */
static gboolean is_opaque(const Png *png, const guint8 *plane)
{
    for (guint32 y = 0; y < png->rows; y++, plane += png->columns + 1) {
        guint8 rest = opaque_byte(plane[0], TRUE, y > 0);
        guint8 other = (guint8) (plane[1] ^ opaque_byte(plane[0], FALSE, y > 0));
        for (guint32 x = 2; x <= png->columns; x++)
            other |= plane[x] ^ rest;
        if (other)
            return FALSE;
    }
    return TRUE;
}

static char *dict_of(const Png *png, int channels)
{
    return g_strdup_printf("/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent 8"
                           "/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %d/Columns %u>>"
                           "/ColorSpace/%s",
                           png->columns, png->rows, channels, png->columns,
                           channels == 1 ? "DeviceGray" : "DeviceRGB");
}

static gboolean take_rows(LhPdfPicture *picture, const Png *png, guint8 *rows)
{
    gsize n = png->columns, height = png->rows;
    g_autofree guint8 *alpha = png->alpha ? g_try_malloc((1 + n) * height) : NULL;

    if (png->alpha ? alpha == NULL || !split_rows(png, rows, alpha) : !filters_are_known(png, rows))
        return FALSE;
    if (alpha && !is_opaque(png, alpha)) {
        if (picture->target == LH_TARGET_PRINT)
            return FALSE; /* it must be laid on white */
        picture->mask = lh_pdf_deflate_samples(alpha, (1 + n) * height);
        picture->mask_dict = dict_of(png, 1);
    }
    picture->samples = lh_pdf_deflate_samples(rows, (1 + n * (gsize) png->colours) * height);
    picture->dict = dict_of(png, png->colours);
    return TRUE;
}

gboolean lh_pdf_png_take(LhPdfPicture *picture, GBytes *file)
{
    Png png = {.packed = g_byte_array_new()};
    g_autofree guint8 *rows = take_apart(&png, file) ? inflate(&png) : NULL;
    gboolean taken = rows && take_rows(picture, &png, rows);

    g_byte_array_unref(png.packed);
    return taken;
}
