/* Pictures: their pixels as placed, their colour space, the most ink of any pixel. */
#include "preflight.h"

#include <jpeglib.h>
#include <math.h>
#include <setjmp.h>
#include <string.h>

#define MOST_SIDE   60000
#define MOST_PIXELS 64e6 /* of a JPEG */

/* A picture's dictionary, read. */
typedef struct {
    LhPfSpace space;
    int columns, rows, depth;
    gboolean mask;
    gboolean turned; /* Decode [1 0 …]: values count downwards */
} Picture;

static double get_number(const LhPf *pf, qpdf_oh dict, const char *key, const char *brief,
                         double otherwise)
{
    return lh_pf_number_of(pf, dict, key, lh_pf_number_of(pf, dict, brief, otherwise));
}

static void read_picture(const LhPfContent *c, qpdf_oh dict, Picture *picture)
{
    LhPf *pf = c->pf;
    double decode[2] = {0, 1};
    *picture =
        (Picture){.columns = (int) CLAMP(get_number(pf, dict, "/Width", "/W", 0), 0, MOST_SIDE),
                  .rows = (int) CLAMP(get_number(pf, dict, "/Height", "/H", 0), 0, MOST_SIDE),
                  .depth = (int) CLAMP(lh_pf_number_of(pf, dict, "/BitsPerComponent", 8), 1, 16)};
    qpdf_oh mask = lh_pf_key(pf, dict, "/ImageMask"), array = lh_pf_key(pf, dict, "/Decode");
    qpdf_oh space = lh_pf_key(pf, dict, "/ColorSpace");
    picture->mask = qpdf_oh_is_bool(pf->q, mask) && qpdf_oh_get_bool_value(pf->q, mask);
    lh_pf_numbers(pf, array, decode, 2);
    picture->turned = decode[0] > decode[1];
    lh_pf_space(c, space, &picture->space, 0);
    lh_pf_drop(pf, space);
    lh_pf_drop(pf, array);
    lh_pf_drop(pf, mask);
}

/* ---- Ink ---- */

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf jump;
} JpegError;

static void jpeg_fail(j_common_ptr jpeg)
{
    longjmp(((JpegError *) (gpointer) jpeg->err)->jump, 1);
}

static void jpeg_silent(j_common_ptr jpeg, int level)
{
    (void) jpeg;
    (void) level;
}

/* The least and the greatest sum of a picture's four-channel pixels. */
typedef struct {
    int least, most;
} Extremes;

static void measure_row(const guint8 *row, gsize n, Extremes *sums)
{
    for (gsize i = 0; i < n; i++, row += 4) {
        int sum = row[0] + row[1] + row[2] + row[3];
        sums->most = MAX(sums->most, sum);
        sums->least = MIN(sums->least, sum);
    }
}

static double ink_in(const Extremes *sums, const Picture *picture)
{
    return (picture->turned ? 1020 - sums->least : sums->most) / 2.55;
}

/* Measures a JPEG with four channels. FALSE = it has others, is too large or damaged. */
static gboolean measure_jpeg(GBytes *bytes, Extremes *sums)
{
    struct jpeg_decompress_struct jpeg = {0};
    JpegError error = {0};
    guint8 *volatile row = NULL;
    jpeg.err = jpeg_std_error(&error.base);
    error.base.error_exit = jpeg_fail;
    error.base.emit_message = jpeg_silent;
    if (setjmp(error.jump)) {
        jpeg_destroy_decompress(&jpeg);
        g_free(row);
        return FALSE;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    jpeg_read_header(&jpeg, TRUE);
    if (jpeg.num_components != 4 || (double) jpeg.image_width * jpeg.image_height > MOST_PIXELS)
        jpeg_fail((j_common_ptr) &jpeg);
    jpeg.out_color_space = JCS_CMYK;
    jpeg_start_decompress(&jpeg);
    row = g_malloc((gsize) jpeg.output_width * 4);
    while (jpeg.output_scanline < jpeg.output_height) {
        guint8 *rows[] = {row};
        jpeg_read_scanlines(&jpeg, rows, 1);
        measure_row(row, jpeg.output_width, sums);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    g_free(row);
    return TRUE;
}

/* Measures plain samples of eight bits. FALSE = they are others. */
static gboolean measure_samples(GBytes *bytes, const Picture *picture, Extremes *sums)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    gsize n = MIN(size / 4, (gsize) picture->columns * (gsize) picture->rows);
    if (picture->depth != 8 || n == 0)
        return FALSE;
    measure_row(data, n, sums);
    return TRUE;
}

static double measure_ink(LhPf *pf, qpdf_oh stream, const Picture *picture)
{
    LhCodec codec;
    Extremes sums = {1020, 0};
    gboolean done = FALSE;
    g_autoptr(GBytes) bytes = lh_filter_decode(pf, stream, &codec);
    if (!bytes)
        lh_pf_word(pf, "image-format", NULL, "damaged, or more than 256 MiB", NULL);
    else if (codec == LH_CODEC_DCT)
        done = measure_jpeg(bytes, &sums);
    else if (codec == LH_CODEC_NONE)
        done = measure_samples(bytes, picture, &sums);
    return done ? ink_in(&sums, picture) : 0;
}

/* The same, once for each picture of the file. */
static double ink_of(LhPf *pf, qpdf_oh stream, const Picture *picture)
{
    int object = qpdf_oh_get_object_id(pf->q, stream);
    double *known = g_hash_table_lookup(pf->images, GINT_TO_POINTER(object));
    if (picture->space.model == LH_MODEL_INDEXED)
        return picture->space.palette;
    if (picture->space.model != LH_MODEL_CMYK || pf->printer->colour.ink_limit <= 0)
        return 0;
    if (known && object)
        return *known;
    double ink = measure_ink(pf, stream, picture);
    g_hash_table_replace(pf->images, GINT_TO_POINTER(object), g_memdup2(&ink, sizeof ink));
    return ink;
}

/* ---- Place ---- */

static LhPfBox unit_box(const LhPfContent *c)
{
    LhPfBox box = lh_pf_nothing;
    for (int i = 0; i < 4; i++)
        lh_pf_extend(&box, &c->state.ctm, i & 1, i >> 1);
    return box;
}

/* One pixel is a colour and no picture. */
static void check_resolution(LhPfContent *c, const Picture *picture, const LhPfBox *box)
{
    const LhPfMatrix *m = &c->state.ctm;
    double width = hypot(m->a, m->b) / 72, height = hypot(m->c, m->d) / 72;
    double least = c->pf->printer->images.resolution;
    if (width <= 0 || height <= 0 || !lh_pf_is_seen(c->pf, box) ||
        (picture->columns <= 1 && picture->rows <= 1))
        return;
    double resolution = MIN(picture->columns / width, picture->rows / height);
    if (resolution < least - 0.5)
        lh_pf_number(c->pf, "image-resolution", box, floor(resolution + 0.5), " dpi", least, FALSE);
}

static void check_picture(LhPfContent *c, const Picture *picture, const LhPfBox *box)
{
    if (picture->mask)
        lh_pf_use(c, &c->state.fill, box);
    else
        lh_pf_check_kind(c->pf, &picture->space, box);
    c->pf->painted++;
    check_resolution(c, picture, box);
}

static gboolean has_mask(const LhPf *pf, qpdf_oh dict)
{
    qpdf_oh mask = lh_pf_key(pf, dict, "/SMask");
    gboolean there = qpdf_oh_is_stream(pf->q, mask);
    lh_pf_drop(pf, mask);
    return there || lh_pf_number_of(pf, dict, "/SMaskInData", 0) > 0;
}

static gboolean is_jpx(const LhPf *pf, qpdf_oh dict)
{
    qpdf_oh filter = lh_pf_key(pf, dict, "/Filter");
    gboolean jpx = qpdf_oh_is_or_has_name(pf->q, filter, "/JPXDecode");
    lh_pf_drop(pf, filter);
    return jpx;
}

void lh_pf_image(LhPfContent *c, qpdf_oh stream)
{
    LhPf *pf = c->pf;
    qpdf_oh dict = lh_pf_dict(pf, stream);
    LhPfBox box = unit_box(c);
    Picture picture;
    read_picture(c, dict, &picture);
    if (is_jpx(pf, dict)) {
        if (pf->printer->pdf.version < 1.5 - 1e-6)
            lh_pf_word(pf, "image-format", &box, "JPEG 2000", "PDF 1.4's");
        picture.space.kind = 0; /* its own, inside */
    }
    check_picture(c, &picture, &box);
    if (pf->printer->pdf.forbidden & LH_WITHOUT_TRANSPARENCY && has_mask(pf, dict))
        lh_pf_word(pf, "transparency", &box, "soft mask of a picture", NULL);
    if (!picture.mask)
        lh_pf_check_ink(pf, ink_of(pf, stream, &picture), &box);
    lh_pf_drop(pf, dict);
}

/* The value behind the name @key or @brief among an inline picture's tokens; NULL = none. */
static const LhToken *inline_value(const LhTokens *tokens, const char *key, const char *brief)
{
    for (int i = 0; i + 1 < (int) tokens->list->len; i += 2) {
        const char *name = lh_tokens_name(tokens, i);
        if (name && (strcmp(name, key) == 0 || strcmp(name, brief) == 0))
            return lh_tokens_peek(tokens, i + 1);
    }
    return NULL;
}

/* Arrays are left out, so that keys and values alternate. */
static void flatten(const LhTokens *from, LhTokens *to)
{
    int depth = 0;
    for (guint i = 0; i < from->list->len; i++) {
        LhToken token = g_array_index(from->list, LhToken, i);
        depth -= token.kind == LH_TOKEN_CLOSE;
        if (depth <= 0 && token.kind != LH_TOKEN_CLOSE)
            g_array_append_val(to->list, token);
        depth += token.kind == LH_TOKEN_OPEN;
    }
}

void lh_pf_inline_image(LhPfContent *c, const LhTokens *dict)
{
    LhTokens flat = {g_array_new(FALSE, FALSE, sizeof(LhToken)), dict->bytes};
    flatten(dict, &flat);
    const LhToken *width = inline_value(&flat, "/Width", "/W");
    const LhToken *height = inline_value(&flat, "/Height", "/H");
    const LhToken *mask = inline_value(&flat, "/ImageMask", "/IM");
    const LhToken *space = inline_value(&flat, "/ColorSpace", "/CS");
    Picture picture = {.columns = width ? (int) CLAMP(width->number, 0, MOST_SIDE) : 0,
                       .rows = height ? (int) CLAMP(height->number, 0, MOST_SIDE) : 0,
                       .mask = mask != NULL,
                       .depth = 8};
    if (space && space->kind == LH_TOKEN_NAME)
        lh_pf_space_named(c, lh_tokens_bytes(&flat, space), &picture.space);
    LhPfBox box = unit_box(c);
    check_picture(c, &picture, &box);
    g_array_unref(flat.list);
}
