/* Pictures of a PDF: JPEGs as they are, bitmaps as samples, SVGs as vectors.
 *
 * An SVG is drawn by librsvg on a cairo PDF surface of its own; that file's page becomes a form
 * here, with all objects it needs under new numbers. cairo writes plain PDF 1.4: objects one after
 * the other and a table of their places, which is all that is read here. */
#define _GNU_SOURCE /* memmem */
#include "pdf.h"

#include "../image/picture.h"

#include <stdlib.h>
#include <string.h>

/* ---- Bitmaps ---- */

static void prepare_jpeg(LhPdfPicture *picture)
{
    static const char *const spaces[] = {"", "/DeviceGray", "", "/DeviceRGB", "/DeviceCMYK"};
    int channels = lh_image_channels(picture->image);
    double columns, rows;

    lh_image_size(picture->image, &columns, &rows);
    picture->samples = g_bytes_ref(lh_image_peek_bytes(picture->image));
    picture->dict =
        g_strdup_printf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8"
                        "/ColorSpace%s%s/Filter/DCTDecode",
                        (int) columns, (int) rows, spaces[channels],
                        channels == 4 ? "/Decode[1 0 1 0 1 0 1 0]" : "");
}

/* One value of a premultiplied pixel, as it was before. */
static guint8 unmultiply(guint32 value, guint32 alpha)
{
    return alpha == 0 ? 255 : (guint8) MIN(255, (value * 255 + alpha / 2) / alpha);
}

/* The pixels of a surface, laid end to end. */
typedef struct {
    guint32 *pixels;
    gsize n;
} Pixels;

/* The surface's own memory, its rows pushed together. */
static Pixels close_rows(cairo_surface_t *surface)
{
    gsize columns = (gsize) cairo_image_surface_get_width(surface);
    gsize rows = (gsize) cairo_image_surface_get_height(surface);
    gsize stride = (gsize) cairo_image_surface_get_stride(surface) / 4;
    Pixels p = {(guint32 *) (gpointer) cairo_image_surface_get_data(surface), columns * rows};

    for (gsize y = 1; y < rows && stride != columns; y++)
        memmove(p.pixels + y * columns, p.pixels + y * stride, columns * 4);
    return p;
}

/* The alphas of @p, deflated; NULL when all are opaque. */
static GBytes *take_mask(const Pixels *p)
{
    guint32 all = 0xFF000000u;
    GBytes *mask;
    guint8 *alphas;

    for (gsize i = 0; i < p->n; i++)
        all &= p->pixels[i];
    if (all >> 24 == 255)
        return NULL;
    alphas = g_malloc(p->n + 1);
    for (gsize i = 0; i < p->n; i++)
        alphas[i] = (guint8) (p->pixels[i] >> 24);
    mask = lh_pdf_deflate_samples(alphas, p->n);
    g_free(alphas);
    return mask;
}

/* Red, green and blue in the place of the pixels: three bytes never overtake four. */
static GBytes *take_colours(const Pixels *p)
{
    guint8 *out = (guint8 *) p->pixels;

    for (gsize i = 0; i < p->n; i++) {
        guint32 pixel = p->pixels[i], alpha = pixel >> 24;
        guint8 *to = out + 3 * i;
        gboolean plain = alpha == 255;
        to[0] = plain ? (guint8) (pixel >> 16) : unmultiply(pixel >> 16 & 255, alpha);
        to[1] = plain ? (guint8) (pixel >> 8) : unmultiply(pixel >> 8 & 255, alpha);
        to[2] = plain ? (guint8) pixel : unmultiply(pixel & 255, alpha);
    }
    return lh_pdf_deflate_samples(out, p->n * 3);
}

static char *bitmap_dict(cairo_surface_t *surface, const char *space)
{
    return g_strdup_printf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8"
                           "/Filter/FlateDecode/ColorSpace/%s",
                           cairo_image_surface_get_width(surface),
                           cairo_image_surface_get_height(surface), space);
}

static void prepare_samples(LhPdfPicture *picture, cairo_surface_t *surface)
{
    Pixels p;

    cairo_surface_flush(surface);
    p = close_rows(surface);
    if (cairo_image_surface_get_format(surface) == CAIRO_FORMAT_ARGB32)
        picture->mask = take_mask(&p);
    else
        for (gsize i = 0; i < p.n; i++)
            p.pixels[i] |= 0xFF000000u;
    picture->samples = take_colours(&p);
    picture->dict = bitmap_dict(surface, "DeviceRGB");
    picture->mask_dict = bitmap_dict(surface, "DeviceGray");
}

static void add_bytes(LhPdfFile *file, int object, const char *dict, GBytes *bytes)
{
    gsize size;
    gconstpointer data = g_bytes_get_data(bytes, &size);

    lh_pdf_add_raw_stream(file, object, dict, data, size);
}

static void add_bitmap(LhPdfFile *file, const LhPdfPicture *picture)
{
    g_autoptr(GString) dict = g_string_new(picture->dict);

    if (picture->mask) {
        int mask = lh_pdf_reserve(file);
        add_bytes(file, mask, picture->mask_dict, picture->mask);
        g_string_append_printf(dict, "/SMask %d 0 R", mask);
    }
    add_bytes(file, picture->object, dict->str, picture->samples);
}

/* ---- Vectors ---- */

/* cairo's small file, being taken over. */
typedef struct {
    LhPdfFile *file;
    const char *data;
    gsize size;
    GArray *places; /* of gsize: where each object begins; 0 = none */
    int *objects;   /* its number here; 0 = not taken yet */
    int page;       /* the number of its only page */
} Import;

/* The next @what at or after @from; NULL = none. Streams hold any bytes, so this is no C string. */
static const char *find(const Import *in, const char *from, const char *what)
{
    return memmem(from, (gsize) (in->data + in->size - from), what, strlen(what));
}

#define TAIL 64 /* bytes at the end of the file that hold the place of its table */

/* Reads the table at the end: places of all objects. */
static gboolean read_table(Import *in)
{
    const char *start = find(in, in->data + (in->size > TAIL ? in->size - TAIL : 0), "startxref");
    gsize at = start ? strtoul(start + 9, NULL, 10) : 0;
    int count = 0;

    if (at == 0 || at >= in->size || strncmp(in->data + at, "xref", 4) != 0)
        return FALSE;
    const char *p = strchr(in->data + at, '\n');
    p = p ? strchr(p, ' ') : NULL;
    count = p ? atoi(p) : 0;
    p = p ? strchr(p, '\n') : NULL;
    for (int i = 0; p && i < count; i++, p += 20) {
        gsize place = p[18] == 'n' ? strtoul(p + 1, NULL, 10) : 0;
        g_array_append_val(in->places, place);
    }
    return count > 0;
}

static const char *object_text(const Import *in, int number)
{
    gsize place = number > 0 && (guint) number < in->places->len
                      ? g_array_index(in->places, gsize, number)
                      : 0;
    const char *body = place ? find(in, in->data + place, "obj") : NULL;

    return body ? body + 3 : NULL;
}

/* The number of the reference after @key in @text's dictionary; 0 = none. */
static int reference_after(const Import *in, const char *text, const char *key)
{
    const char *end = find(in, text, "endobj"), *found = find(in, text, key);

    return found && found < end ? atoi(found + strlen(key)) : 0;
}

static int find_page(const Import *in)
{
    for (guint i = 1; i < in->places->len; i++) {
        const char *text = object_text(in, (int) i),
                   *type = text ? find(in, text, "/Type /Page") : NULL;
        if (type && type < find(in, text, "endobj") && !g_ascii_isalpha(type[11]))
            return (int) i;
    }
    return 0;
}

static int take_object(Import *in, int number);

/* Copies [@text, @end) with every "N 0 R" under its new number. */
static void copy_references(Import *in, GString *out, const char *text, const char *end)
{
    while (text < end) {
        const char *p = text;
        while (p < end && g_ascii_isdigit(*p))
            p++;
        if (p > text && end - p > 4 && strncmp(p, " 0 R", 4) == 0 && !g_ascii_isalnum(p[4])) {
            g_string_append_printf(out, "%d 0 R", take_object(in, atoi(text)));
            text = p + 4;
        } else {
            gsize n = p > text ? (gsize) (p - text) : 1;
            g_string_append_len(out, text, (gssize) n);
            text += n;
        }
    }
}

static gsize stream_length(const Import *in, const char *dict)
{
    const char *key = find(in, dict, "/Length ");
    char *after;
    gsize length = key ? strtoul(key + 8, &after, 10) : 0;

    if (key && strncmp(after, " 0 R", 4) == 0) {
        const char *other = object_text(in, (int) length);
        length = other ? strtoul(other, NULL, 10) : 0;
    }
    return length;
}

/* The inside of a stream's dictionary without its length. */
static GString *stream_dict(Import *in, const char *open, const char *stream)
{
    const char *length = find(in, open, "/Length ");
    GString *dict = g_string_new(NULL);
    const char *close = stream;

    while (close > open && strncmp(close, ">>", 2) != 0)
        close--;
    copy_references(in, dict, open, length);
    length += 8;
    while (g_ascii_isdigit(*length))
        length++;
    if (strncmp(length, " 0 R", 4) == 0)
        length += 4;
    copy_references(in, dict, length, close);
    return dict;
}

static void take_stream(Import *in, int object, const char *text, const char *stream,
                        const char *extra)
{
    const char *open = find(in, text, "<<") + 2, *bytes = stream + 6;
    gsize length = stream_length(in, open);
    g_autoptr(GString) dict = stream_dict(in, open, stream);

    bytes += *bytes == '\r';
    bytes += *bytes == '\n';
    g_string_append(dict, extra);
    if (bytes + length <= in->data + in->size)
        lh_pdf_add_raw_stream(in->file, object, dict->str, bytes, length);
}

/* Takes over an object and what it refers to; returns its new number. */
static int take_object(Import *in, int number)
{
    const char *text = object_text(in, number), *end, *stream;

    if (text == NULL || in->objects[number])
        return text ? in->objects[number] : 0;
    in->objects[number] = lh_pdf_reserve(in->file);
    end = find(in, text, "endobj");
    stream = find(in, text, "stream");
    if (stream && stream < end && find(in, text, "<<") < stream) {
        take_stream(in, in->objects[number], text, stream, "");
    } else {
        GString *body = g_string_new(NULL);
        copy_references(in, body, text, end);
        lh_pdf_add(in->file, in->objects[number], body);
    }
    return in->objects[number];
}

/* The page's content with a printer's inks in it. */
static void take_inked(Import *in, const LhPdfPicture *picture, const char *text,
                       const char *stream, const char *dict)
{
    gsize length = stream_length(in, find(in, text, "<<") + 2);
    const char *bytes = stream + 6;
    GString *content;

    bytes += *bytes == '\r';
    bytes += *bytes == '\n';
    if (bytes + length > in->data + in->size)
        return;
    content = lh_pdf_ink_content(picture, bytes, length);
    lh_pdf_add_stream(in->file, picture->object, dict, content->str, content->len);
    g_string_free(content, TRUE);
}

/* Makes the file's page the form @picture->object. */
static gboolean take_page(Import *in, const LhPdfPicture *picture)
{
    const char *page = object_text(in, in->page);
    int contents = reference_after(in, page, "/Contents "),
        resources = reference_after(in, page, "/Resources ");
    const char *text = object_text(in, contents), *stream = text ? find(in, text, "stream") : NULL;

    if (stream == NULL || resources == 0)
        return FALSE;
    g_autoptr(GString) extra = g_string_new("/Type/XObject/Subtype/Form/BBox[0 0 ");
    lh_pdf_number(extra, picture->width, 3);
    g_string_append_c(extra, ' ');
    lh_pdf_number(extra, picture->height, 3);
    g_string_append_printf(extra, "]/Resources %d 0 R", take_object(in, resources));
    if (picture->printer)
        take_inked(in, picture, text, stream, extra->str);
    else
        take_stream(in, picture->object, text, stream, extra->str);
    return TRUE;
}

/* The SVG as a PDF of one page, NUL-terminated. (transfer full) */
static GByteArray *render_svg(const LhPdfPicture *picture, GError **error)
{
    GByteArray *bytes = lh_image_vectors(picture->image, error);

    return bytes ? g_byte_array_append(bytes, (const guint8 *) "", 1) : NULL;
}

static gboolean add_vectors(LhPdfFile *file, LhPdfPicture *picture, GError **error)
{
    const GByteArray *bytes = picture->vectors;
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(gsize));
    Import in = {.file = file, .places = places};
    gboolean done;

    in.data = (const char *) bytes->data;
    in.size = bytes->len - 1;
    done = read_table(&in);
    in.objects = g_new0(int, places->len + 1);
    in.page = done ? find_page(&in) : 0;
    done = in.page && take_page(&in, picture);
    g_free(in.objects);
    if (!done)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s cannot be taken into the PDF",
                    lh_image_path(picture->image));
    return done;
}

/* ---- All ---- */

/* Whether a bitmap must be decoded for the printer: JPEGs in grey and CMYK are in ink already. */
static gboolean needs_ink(const LhPdfPicture *picture)
{
    gboolean jpeg = lh_image_kind(picture->image) == LH_IMAGE_JPEG;
    int channels = jpeg ? lh_image_channels(picture->image) : 0;

    return picture->printer && channels != 1 && !(channels == 4 && !picture->mono);
}

/* An SVG that had to be made a bitmap: a form as large as the SVG is. */
static void add_raster(LhPdfFile *file, const LhPdfPicture *picture)
{
    int image = lh_pdf_reserve(file);
    g_autoptr(GString) dict = g_string_new("/Type/XObject/Subtype/Form/BBox[0 0 ");
    g_autoptr(GString) content = g_string_new("q ");

    lh_pdf_number(dict, picture->width, 3);
    lh_pdf_number(content, picture->width, 3);
    g_string_append_c(dict, ' ');
    g_string_append(content, " 0 0 ");
    lh_pdf_number(dict, picture->height, 3);
    lh_pdf_number(content, picture->height, 3);
    g_string_append_printf(dict, "]/Resources<</XObject<</I %d 0 R>>>>", image);
    g_string_append(content, " 0 0 cm /I Do Q\n");
    add_bytes(file, image, picture->dict, picture->samples);
    lh_pdf_add_stream(file, picture->object, dict->str, content->str, content->len);
}

gsize lh_pdf_picture_weight(const LhPdfPicture *picture)
{
    LhImageKind kind = lh_image_kind(picture->image);
    double columns, rows;

    if (kind == LH_IMAGE_SVG)
        return 1; /* librsvg and Pango: one drawing at a time */
    if (kind == LH_IMAGE_JPEG && !needs_ink(picture))
        return 0;
    lh_image_size(picture->image, &columns, &rows);
    return (gsize) (columns * rows);
}

void lh_pdf_picture_prepare(LhPdfPicture *picture)
{
    LhPictureUse use = picture->target == LH_TARGET_PRINT ? LH_PICTURE_FLATTEN : 0;
    cairo_surface_t *surface;

    if (lh_image_kind(picture->image) == LH_IMAGE_SVG) {
        picture->vectors = render_svg(picture, &picture->error);
        if (picture->printer && picture->vectors && !lh_pdf_ink_is_flat(picture->vectors)) {
            g_clear_pointer(&picture->vectors, g_byte_array_unref);
            lh_pdf_ink_raster(picture);
        }
    } else if (needs_ink(picture)) {
        lh_pdf_ink_bitmap(picture);
    } else if (lh_image_kind(picture->image) == LH_IMAGE_JPEG) {
        prepare_jpeg(picture);
    } else if (!lh_pdf_png_take(picture, lh_image_peek_bytes(picture->image))) {
        surface = lh_image_surface(picture->image, use, &picture->error);
        if (surface) {
            prepare_samples(picture, surface);
            cairo_surface_destroy(surface);
        }
    }
}

gboolean lh_pdf_picture_add(LhPdfFile *file, LhPdfPicture *picture, GError **error)
{
    if (picture->error) {
        g_propagate_error(error, g_steal_pointer(&picture->error));
        return FALSE;
    }
    picture->object = lh_pdf_reserve(file);
    if (picture->vectors)
        return add_vectors(file, picture, error);
    if (lh_image_kind(picture->image) == LH_IMAGE_SVG)
        add_raster(file, picture);
    else
        add_bitmap(file, picture);
    return TRUE;
}

static void picture_clear(gpointer data)
{
    LhPdfPicture *picture = data;

    g_clear_pointer(&picture->samples, g_bytes_unref);
    g_clear_pointer(&picture->mask, g_bytes_unref);
    g_clear_pointer(&picture->vectors, g_byte_array_unref);
    g_clear_pointer(&picture->dict, g_free);
    g_clear_pointer(&picture->mask_dict, g_free);
    g_clear_error(&picture->error);
}

/* What is known while pictures are gathered. */
typedef struct {
    LhPdfPictures *pictures;
    GHashTable *by_bytes; /* the same bytes are the same picture */
    LhTarget target;
    const LhDrawOptions *options;
} Gathering;

static void add_picture(Gathering *all, LhImage *image)
{
    LhPdfPicture picture = {.image = image,
                            .width = 1,
                            .height = 1,
                            .target = all->target,
                            .printer = all->options->printer,
                            .separation = all->pictures->separation,
                            .mono = all->options->mono,
                            .least_scale = G_MAXDOUBLE};

    if (lh_image_kind(image) == LH_IMAGE_SVG)
        lh_image_size(image, &picture.width, &picture.height);
    g_array_append_val(all->pictures->list, picture);
}

static void note_scale(const Gathering *all, const LhItem *item)
{
    int index = lh_pdf_picture_find(all->pictures, item->image.image);
    LhPdfPicture *picture = &g_array_index(all->pictures->list, LhPdfPicture, index);
    double scale = MIN(item->image.width / picture->width, item->image.height / picture->height);

    picture->least_scale = MIN(picture->least_scale, scale);
    picture->most_scale = MAX(picture->most_scale, scale);
}

static void note_image(const LhItem *item, double x, double y, gpointer data)
{
    Gathering *all = data;
    gpointer index;
    (void) x;
    (void) y;

    if (item->kind != LH_ITEM_IMAGE)
        return;
    if (g_hash_table_contains(all->pictures->index, item->image.image)) {
        note_scale(all, item);
        return;
    }
    GBytes *bytes = lh_image_peek_bytes(item->image.image);
    if (!g_hash_table_lookup_extended(all->by_bytes, bytes, NULL, &index)) {
        index = GUINT_TO_POINTER(all->pictures->list->len);
        g_hash_table_insert(all->by_bytes, bytes, index);
        add_picture(all, item->image.image);
    }
    g_hash_table_insert(all->pictures->index, item->image.image, index);
    note_scale(all, item);
}

int lh_pdf_picture_find(const LhPdfPictures *pictures, const LhImage *image)
{
    gpointer index;

    return g_hash_table_lookup_extended(pictures->index, image, NULL, &index)
               ? GPOINTER_TO_INT(index)
               : -1;
}

LhPdfPictures *lh_pdf_pictures_new(const LhPages *pages, const LhDrawOptions *options)
{
    LhPdfPictures *pictures = g_new0(LhPdfPictures, 1);
    g_autoptr(GHashTable) by_bytes = g_hash_table_new(g_bytes_hash, g_bytes_equal);
    Gathering all = {pictures, by_bytes, pages->target, options};

    if (options->printer)
        pictures->separation = lh_separation_new(options->printer);
    pictures->list = g_array_new(FALSE, FALSE, sizeof(LhPdfPicture));
    g_array_set_clear_func(pictures->list, picture_clear);
    pictures->index = g_hash_table_new(NULL, NULL);
    lh_draw_each_drawn(pages, note_image, &all);
    return pictures;
}

void lh_pdf_pictures_free(LhPdfPictures *pictures)
{
    if (pictures == NULL)
        return;
    g_array_unref(pictures->list);
    g_hash_table_unref(pictures->index);
    lh_separation_free(pictures->separation);
    g_free(pictures);
}
