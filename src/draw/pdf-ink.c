/* Pictures in a printer's inks: colours go through the press's profile (../press/separation.h), greys
 * are black ink alone. */
#include "pdf.h"

#include "../image/picture.h"
#include "../press/lexer.h"

#include <libdeflate.h>
#include <math.h>
#include <string.h>

#define RASTER_DPI    600.0
#define RASTER_PIXELS 24e6

static int light_of(guint32 pixel)
{
    return (
        int) (((pixel >> 16 & 255) * 299 + (pixel >> 8 & 255) * 587 + (pixel & 255) * 114 + 500) /
              1000);
}

/* ---- Bitmaps ---- */

/* Whether a row of pixels has no colour. */
static gboolean is_grey(const guint32 *row, int columns)
{
    for (int x = 0; x < columns; x++)
        if ((row[x] >> 16 & 255) != (row[x] & 255) || (row[x] >> 8 & 255) != (row[x] & 255))
            return FALSE;
    return TRUE;
}

static const guint32 *row_of(cairo_surface_t *surface, int y)
{
    return (const guint32 *) (gconstpointer) (cairo_image_surface_get_data(surface) +
                                              (gsize) y *
                                                  (gsize) cairo_image_surface_get_stride(surface));
}

static void fill_grey(const guint32 *row, int columns, const guint8 *tones, guint8 *to)
{
    for (int x = 0; x < columns; x++)
        to[x] = tones[light_of(row[x])];
}

/* Takes an opaque surface's pixels as the picture's samples. */
static void take_surface(LhPdfPicture *picture, cairo_surface_t *surface)
{
    int columns = cairo_image_surface_get_width(surface);
    int rows = cairo_image_surface_get_height(surface);
    gboolean grey = TRUE;
    guint8 tones[256];

    lh_separation_greys(picture->separation, tones);
    cairo_surface_flush(surface);
    for (int y = 0; y < rows && grey && !picture->mono; y++)
        grey = is_grey(row_of(surface, y), columns);
    gsize channels = grey ? 1 : 4, stride = (gsize) columns * channels;
    guint8 *samples = g_malloc(stride * (gsize) rows);
    for (int y = 0; y < rows; y++)
        if (grey)
            fill_grey(row_of(surface, y), columns, tones, samples + (gsize) y * stride);
        else
            lh_separation_pixels(picture->separation, row_of(surface, y), (gsize) columns,
                                 samples + (gsize) y * stride);
    picture->samples = lh_pdf_deflate_samples(samples, stride * (gsize) rows);
    picture->dict = g_strdup_printf("/Type/XObject/Subtype/Image/Width %d/Height %d"
                                    "/BitsPerComponent 8/Filter/FlateDecode/ColorSpace/%s",
                                    columns, rows, grey ? "DeviceGray" : "DeviceCMYK");
    g_free(samples);
}

void lh_pdf_ink_bitmap(LhPdfPicture *picture)
{
    cairo_surface_t *surface =
        lh_image_surface(picture->image, LH_PICTURE_FLATTEN, &picture->error);

    if (surface == NULL)
        return;
    take_surface(picture, surface);
    cairo_surface_destroy(surface);
}

/* ---- Vectors ---- */

static gboolean holds(const GByteArray *bytes, const char *what)
{
    const char *p = (const char *) bytes->data, *end = p + bytes->len;
    gsize n = strlen(what);

    for (; (p = memchr(p, *what, (gsize) (end - p))) != NULL; p++)
        if ((gsize) (end - p) >= n && memcmp(p, what, n) == 0)
            return TRUE;
    return FALSE;
}

gboolean lh_pdf_ink_is_flat(const GByteArray *pdf)
{
    static const char *const live[] = {"/ShadingType", "/PatternType", "/Subtype /Image", "/SMask",
                                       "/ca 0",        "/CA 0",        "/Subtype /Form",  "/BM /"};

    for (gsize i = 0; i < G_N_ELEMENTS(live); i++)
        if (holds(pdf, live[i]))
            return FALSE;
    return TRUE;
}

void lh_pdf_ink_raster(LhPdfPicture *picture)
{
    double most = sqrt(RASTER_PIXELS / (picture->width * picture->height));
    double scale = MIN(picture->most_scale * RASTER_DPI / 72, most);
    int columns = MAX(1, (int) ceil(picture->width * scale));
    int rows = MAX(1, (int) ceil(picture->height * scale));
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
    cairo_t *cr = cairo_create(surface);

    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, columns / picture->width, rows / picture->height);
    if (lh_image_render(picture->image, cr, picture->width, picture->height, &picture->error) &&
        lh_draw_check(cairo_status(cr), lh_image_path(picture->image), &picture->error))
        take_surface(picture, surface);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
}

/* A content stream on its way to ink. */
typedef struct {
    const LhPdfPicture *picture;
    GString *out;
    GArray *scales; /* of double: what each q has kept */
    double scale;   /* from the stream's units to points on the page */
} Inking;

static void append_inks(Inking *k, const LhTokens *operands, const char *op)
{
    gboolean stroke = g_ascii_isupper(*op), grey = *op == 'g' || *op == 'G';
    guint32 pixel = 0;
    guint8 inks[4];
    double tint = k->picture->printer->lines.tint * 2.55, factor = 1;

    for (int i = 0; i < 3; i++)
        pixel = pixel << 8 | (guint32) lround(
                                 CLAMP(lh_tokens_number(operands, grey ? 0 : i), 0, 1) * 255);
    if (k->picture->mono)
        pixel = (guint32) light_of(pixel) * 0x010101;
    lh_separation_pixels(k->picture->separation, &pixel, 1, inks);
    double strongest = MAX(MAX(inks[0], inks[1]), MAX(inks[2], inks[3]));
    if (stroke && strongest > 0 && strongest < tint)
        factor = tint / strongest;
    for (int i = 0; i < 4; i++) {
        lh_pdf_number(k->out, inks[i] * factor / 255, 4);
        g_string_append_c(k->out, ' ');
    }
    g_string_append(k->out, stroke ? "K\n" : "k\n");
}

/* Keeps lines as thick as the printer wants them where the picture is smallest. */
static void append_width(Inking *k, const LhTokens *operands)
{
    const LhPrinter *printer = k->picture->printer;
    double least = MAX(printer->lines.weight, printer->lines.several_inks);
    double width = lh_tokens_number(operands, 0);

    lh_pdf_number(k->out, MAX(width, k->scale > 0 ? least / k->scale : 0) + 0.00005, 4);
    g_string_append(k->out, " w\n");
}

static void follow_scale(Inking *k, const LhTokens *operands, const char *op)
{
    double n[4];

    if (strcmp(op, "q") == 0) {
        g_array_append_val(k->scales, k->scale);
    } else if (strcmp(op, "Q") == 0 && k->scales->len > 0) {
        k->scale = g_array_index(k->scales, double, k->scales->len - 1);
        g_array_set_size(k->scales, k->scales->len - 1);
    } else if (strcmp(op, "cm") == 0) {
        for (int i = 0; i < 4; i++)
            n[i] = lh_tokens_number(operands, i);
        k->scale *= sqrt(fabs(n[0] * n[3] - n[1] * n[2]));
    }
}

static gboolean is_colour(const char *op)
{
    return !strcmp(op, "rg") || !strcmp(op, "RG") || !strcmp(op, "g") || !strcmp(op, "G");
}

/* The same bytes inflated; NULL = damaged. (transfer full) */
static guint8 *inflate(gconstpointer bytes, gsize length, gsize *size)
{
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    guint8 *out = NULL;

    for (gsize room = length * 8 + 4096; room < 1u << 30; room *= 4) {
        out = g_realloc(out, room);
        result = libdeflate_zlib_decompress(inflater, bytes, length, out, room, size);
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            break;
    }
    libdeflate_free_decompressor(inflater);
    if (result != LIBDEFLATE_SUCCESS)
        g_clear_pointer(&out, g_free);
    return out;
}

/* An operator with what stands before it goes over as it is, but for colours and widths. A line is
 * as thin as 1 when no width is set. */
static void ink_all(Inking *k, LhLexer *lexer)
{
    const guint8 *from = lexer->p;

    for (; lh_lexer_next(lexer); from = lexer->p) {
        follow_scale(k, &lexer->tokens, lexer->op);
        if (is_colour(lexer->op)) {
            append_inks(k, &lexer->tokens, lexer->op);
        } else if (strcmp(lexer->op, "w") == 0) {
            append_width(k, &lexer->tokens);
        } else {
            g_string_append_len(k->out, (const char *) from, lexer->p - from);
            g_string_append_c(k->out, '\n');
        }
    }
}

GString *lh_pdf_ink_content(const LhPdfPicture *picture, gconstpointer deflated, gsize length)
{
    gsize size = 0;
    guint8 *bytes = inflate(deflated, length, &size);
    Inking k = {.picture = picture, .out = g_string_new(NULL), .scale = picture->least_scale};
    LhLexer lexer;

    if (bytes) {
        k.scales = g_array_new(FALSE, FALSE, sizeof(double));
        lh_lexer_init(&lexer, bytes, size);
        ink_all(&k, &lexer);
        lh_lexer_clear(&lexer);
        g_array_unref(k.scales);
    }
    g_free(bytes);
    return k.out;
}
