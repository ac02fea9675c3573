/* Pictures: good ones are measured right, and nothing that a file may hold hurts. */
#include "longhand/image.h"

#include "../../src/image/picture.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jpeglib.h>

typedef struct {
    char *folder;
    char *path; /* where the test's picture lies */
} Place;

static void place_set_up(Place *place, gconstpointer data)
{
    (void) data;
    place->folder = g_dir_make_tmp("longhand-XXXXXX", NULL);
    place->path = g_build_filename(place->folder, "picture", NULL);
}

static void place_tear_down(Place *place, gconstpointer data)
{
    (void) data;
    g_unlink(place->path);
    g_rmdir(place->folder);
    g_free(place->path);
    g_free(place->folder);
}

static void write_bytes(const Place *place, gconstpointer bytes, gsize length)
{
    g_assert_true(g_file_set_contents(place->path, bytes, (gssize) length, NULL));
}

static LhImage *open_good(const Place *place, LhImageKind kind, double width, double height)
{
    g_autoptr(GError) error = NULL;
    LhImage *image = lh_image_open(place->path, &error);
    g_assert_no_error(error);
    double w, h;
    lh_image_size(image, &w, &h);
    g_assert_cmpint(lh_image_kind(image), ==, kind);
    g_assert_cmpfloat(w, ==, width);
    g_assert_cmpfloat(h, ==, height);
    return image;
}

/* Opening fails, and the message says @words. */
static void assert_refused(const Place *place, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(lh_image_open(place->path, &error));
    g_assert_nonnull(error);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, words));
}

/* ---- PNG ---- */

static cairo_status_t append(void *bytes, const unsigned char *data, unsigned int length)
{
    g_byte_array_append(bytes, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static GByteArray *png_bytes(int columns, int rows, cairo_format_t format)
{
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_image_surface_create(format, columns, rows);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgba(cr, 0.8, 0.2, 0.1, 0.5);
    cairo_rectangle(cr, 1, 1, columns - 2, rows - 2);
    cairo_fill(cr);
    cairo_destroy(cr);
    cairo_surface_write_to_png_stream(surface, append, bytes);
    cairo_surface_destroy(surface);
    return bytes;
}

static void test_png_is_measured(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GByteArray) bytes = png_bytes(40, 30, CAIRO_FORMAT_RGB24);
    write_bytes(place, bytes->data, bytes->len);
    g_autoptr(LhImage) image = open_good(place, LH_IMAGE_PNG, 40, 30);
    g_assert_cmpstr(lh_image_path(image), ==, place->path);
    g_assert_cmpuint(g_bytes_get_size(lh_image_peek_bytes(image)), ==, bytes->len);
}

static void test_png_cut_short_anywhere_is_refused(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GByteArray) bytes = png_bytes(40, 30, CAIRO_FORMAT_RGB24);
    for (guint length = 0; length < bytes->len; length++) {
        g_autoptr(GError) error = NULL;
        write_bytes(place, bytes->data, length);
        g_assert_null(lh_image_open(place->path, &error));
        g_assert_nonnull(error);
    }
}

/* 30,000 × 30,000 in a few bytes. */
static void test_png_bomb_is_refused(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GByteArray) bytes = png_bytes(40, 30, CAIRO_FORMAT_RGB24);
    bytes->data[18] = bytes->data[22] = 30000 >> 8;
    bytes->data[19] = bytes->data[23] = 30000 & 255;
    write_bytes(place, bytes->data, bytes->len);
    assert_refused(place, "30000 x 30000 pixels");
    memset(bytes->data + 16, 0xff, 8);
    write_bytes(place, bytes->data, bytes->len);
    assert_refused(place, "pixels");
    memset(bytes->data + 16, 0, 8);
    write_bytes(place, bytes->data, bytes->len);
    assert_refused(place, "has no size");
}

/* A head that lies about the data is found out when they are decoded. */
static void test_png_that_lies_is_an_error(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GByteArray) bytes = png_bytes(40, 30, CAIRO_FORMAT_RGB24);
    bytes->data[19] = 200;
    write_bytes(place, bytes->data, bytes->len);
    g_autoptr(LhImage) image = lh_image_open(place->path, &error);
    g_assert_no_error(error);
    g_assert_null(lh_image_surface(image, 0, &error));
    g_assert_nonnull(strstr(error->message, "damaged PNG"));
}

static void test_print_has_no_transparency(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GByteArray) bytes = png_bytes(40, 30, CAIRO_FORMAT_ARGB32);
    write_bytes(place, bytes->data, bytes->len);
    g_autoptr(LhImage) image = open_good(place, LH_IMAGE_PNG, 40, 30);
    cairo_surface_t *screen = lh_image_surface(image, 0, NULL);
    cairo_surface_t *print = lh_image_surface(image, LH_PICTURE_FLATTEN, NULL);
    g_assert_cmpint(cairo_surface_get_content(screen), ==, CAIRO_CONTENT_COLOR_ALPHA);
    g_assert_cmpint(cairo_surface_get_content(print), ==, CAIRO_CONTENT_COLOR);
    const guint32 *corner = (const guint32 *) (gpointer) cairo_image_surface_get_data(print);
    g_assert_cmphex(corner[0] & 0xffffff, ==, 0xffffff);
    cairo_surface_destroy(screen);
    cairo_surface_destroy(print);
}

/* ---- JPEG ---- */

static void write_jpeg(const Place *place, int channels)
{
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr handler;
    guint8 row[32 * 4];
    JSAMPROW rows[] = {row};
    memset(row, 200, sizeof row);
    FILE *out = fopen(place->path, "wb");
    info.err = jpeg_std_error(&handler);
    jpeg_create_compress(&info);
    jpeg_stdio_dest(&info, out);
    info.image_width = 32;
    info.image_height = 24;
    info.input_components = channels;
    info.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height)
        jpeg_write_scanlines(&info, rows, 1);
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    fclose(out);
}

static guint32 first_pixel(LhImage *image)
{
    g_autoptr(GError) error = NULL;
    cairo_surface_t *surface = lh_image_surface(image, 0, &error);
    g_assert_no_error(error);
    guint32 pixel = *(const guint32 *) (gpointer) cairo_image_surface_get_data(surface) & 0xffffff;
    cairo_surface_destroy(surface);
    return pixel;
}

static void test_jpeg_of_every_colour_is_measured(Place *place, gconstpointer data)
{
    (void) data;
    static const guint32 pixels[] = {0, 0xc8c8c8, 0, 0xc8c8c8, 0x9c9c9c};
    for (int channels = 1; channels <= 4; channels += channels == 1 ? 2 : 1) {
        write_jpeg(place, channels);
        g_autoptr(LhImage) image = open_good(place, LH_IMAGE_JPEG, 32, 24);
        g_assert_cmphex(first_pixel(image), ==, pixels[channels]);
    }
}

static void test_jpeg_cut_short_anywhere_is_refused(Place *place, gconstpointer data)
{
    (void) data;
    g_autofree char *bytes = NULL;
    gsize size;
    write_jpeg(place, 3);
    g_assert_true(g_file_get_contents(place->path, &bytes, &size, NULL));
    for (gsize length = 0; length < size; length++) {
        g_autoptr(GError) error = NULL;
        write_bytes(place, bytes, length);
        g_assert_null(lh_image_open(place->path, &error));
        g_assert_nonnull(error);
    }
}

/* Any byte of it may be wrong: opened or refused, decoded or refused, never more. */
static void test_jpeg_with_a_wrong_byte_does_no_harm(Place *place, gconstpointer data)
{
    (void) data;
    g_autofree char *bytes = NULL;
    gsize size;
    write_jpeg(place, 3);
    g_assert_true(g_file_get_contents(place->path, &bytes, &size, NULL));
    for (gsize i = 0; i < size; i++) {
        bytes[i] ^= 0x5a;
        write_bytes(place, bytes, size);
        bytes[i] ^= 0x5a;
        g_autoptr(LhImage) image = lh_image_open(place->path, NULL);
        cairo_surface_t *surface = image ? lh_image_surface(image, 0, NULL) : NULL;
        if (surface)
            cairo_surface_destroy(surface);
    }
}

/* ---- SVG ---- */

#define SVG "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "

static void write_text(const Place *place, const char *text)
{
    write_bytes(place, text, strlen(text));
}

/* What a PDF page with the picture on it weighs, uncompressed objects and all. (transfer full) */
static GByteArray *draw_pdf(LhImage *image, GError **error)
{
    GByteArray *bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(append, bytes, 100, 100);
    cairo_t *cr = cairo_create(surface);
    lh_image_render(image, cr, 100, 100, error);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    g_assert_cmpint(cairo_surface_status(surface), ==, CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(surface);
    return bytes;
}

static gboolean holds(const GByteArray *bytes, const char *words)
{
    gsize length = strlen(words);
    for (guint i = 0; i + length <= bytes->len; i++)
        if (memcmp(bytes->data + i, words, length) == 0)
            return TRUE;
    return FALSE;
}

static void test_svg_stays_lines(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GError) error = NULL;
    write_text(place, SVG "width='2in' height='48'><a href='https://example.org'>"
                          "<path d='M0 0 L90 40' stroke='red'/></a><text y='20'>Hand</text></svg>");
    g_autoptr(LhImage) image = open_good(place, LH_IMAGE_SVG, 192, 48);
    g_autoptr(GByteArray) pdf = draw_pdf(image, &error);
    g_assert_no_error(error);
    g_assert_false(holds(pdf, "/Subtype /Image"));
    g_assert_true(holds(pdf, "/FontFile"));
}

/* Points that “capacity” takes at 100 points in @family. */
static double word_width(Place *place, const char *family)
{
    cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL);
    cairo_t *cr = cairo_create(surface);
    double x, y, width, height;
    g_autofree char *text =
        g_strdup_printf(SVG "width='600' height='150'><text x='9' y='100' font-size='100' "
                            "font-family='%s'>capacity</text></svg>",
                        family);
    write_text(place, text);
    g_autoptr(LhImage) image = open_good(place, LH_IMAGE_SVG, 600, 150);
    g_assert_true(lh_image_render(image, cr, 600, 150, NULL));
    cairo_recording_surface_ink_extents(surface, &x, &y, &width, &height);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return width;
}

/* Text of other fonts has room where those had: Graphviz makes a box of 371 points for it in Times. */
static void test_svg_text_is_no_wider_than_it_was_measured(Place *place, gconstpointer data)
{
    (void) data;
    double times = word_width(place, "Times,serif"), other = word_width(place, "Playpen Sans");
    g_assert_cmpfloat(times, <, 371);
    g_assert_cmpfloat(times, <, other * 0.9);
    g_assert_cmpfloat(word_width(place, "Courier New"), <=, 480);
}

static void test_svg_drawn_ahead_is_the_same(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GError) error = NULL;
    write_text(place, SVG "width='90' height='60'><path d='M0 0 L90 40' stroke='red'/></svg>");
    g_autoptr(LhImage) early = open_good(place, LH_IMAGE_SVG, 90, 60);
    g_autoptr(LhImage) late = open_good(place, LH_IMAGE_SVG, 90, 60);
    g_autoptr(LhImage) unasked = open_good(place, LH_IMAGE_SVG, 90, 60);
    LhImageAhead *ahead = lh_image_ahead_new();
    lh_image_ahead_add(ahead, early);
    lh_image_ahead_add(ahead, unasked);
    g_autoptr(GByteArray) one = lh_image_vectors(early, &error);
    g_assert_no_error(error);
    lh_image_ahead_free(ahead);
    g_autoptr(GByteArray) other = lh_image_vectors(late, &error);
    g_assert_no_error(error);
    g_autoptr(GByteArray) again = lh_image_vectors(early, &error);
    g_assert_no_error(error);
    g_assert_cmpmem(one->data, one->len, other->data, other->len);
    g_assert_cmpmem(one->data, one->len, again->data, again->len);
}

static void test_svg_without_a_size_has_its_view_box(Place *place, gconstpointer data)
{
    (void) data;
    write_text(place, SVG "viewBox='0 0 300 200'><rect width='9' height='9'/></svg>");
    g_autoptr(LhImage) image = open_good(place, LH_IMAGE_SVG, 300, 200);
    g_assert_nonnull(image);
}

typedef struct {
    const char *name, *text, *words;
} Hostile;

static const Hostile hostile[] = {
    {"other-file", SVG "width='9' height='9'><image xlink:href='file:///etc/passwd'/></svg>",
     "refers to something outside"},
    {"beside", SVG "width='9' height='9'><image href='b.png' width='9' height='9'/></svg>",
     "refers to something outside"},
    {"address", SVG "width='9' height='9'><use href='http://example.org/a.svg#b'/></svg>",
     "refers to something outside"},
    {"style-address",
     SVG "width='9' height='9'><rect fill='url(http://example.org/a)' width='9' height='9'/></svg>",
     "refers to something outside"},
    {"import", SVG "width='9' height='9'><style>@import 'a.css';</style></svg>",
     "imports a style sheet"},
    {"entities",
     "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>" SVG
     "width='9' height='9'><text>&b;&b;</text></svg>",
     "declares entities"},
    {"external-entity",
     "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" SVG
     "width='9' height='9'><text>&a;</text></svg>",
     "declares entities"},
    {"script", SVG "width='9' height='9'><script>1</script></svg>", "holds a script"},
    {"include",
     SVG "xmlns:xi='http://www.w3.org/2001/XInclude' width='9' height='9'>"
         "<xi:include href='#a'/></svg>",
     "holds a script or an include"},
    {"vast", SVG "width='1e9' height='1e9'><rect width='9' height='9'/></svg>", "pixels"},
    {"nothing", SVG "width='0' height='0'/>", "has no size"},
    {"open", SVG "width='9' height='9'><g>", "is no well-formed SVG"},
    {"picture-inside",
     SVG
     "width='9' height='9'><image href='data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=='/></svg>",
     "has a picture inside"},
};

/* What is only measured has the size that it has when it is loaded, however its root tells it. */
static void test_svg_is_measured_without_loading(Place *place, gconstpointer data)
{
    static const char *const roots[] = {
        "width='120' height='80'", "width='120px' height='80pt'", "width='1434.979px' height='947px'",
        "width='0.1pt' height='3.25'", "width='5.' height='80'", "width='1e2' height='80'",
        "width='12mm' height='80'", "width='50%' height='80' viewBox='0 0 60 40'", "height='200pt' viewBox='0.00 0.00 906 771.00'",
        "viewBox='0 0 1000 700'", "viewBox='5 5 1000 700'", "viewBox='0,0,1000,700'", "width='12' viewBox='0 0 9. 3'",
        "width='120' height='80' style='width:60px'", "width='10em' height='80' viewBox='0 0 60 40'", "width=' 120' height='80 '",
        "width='300'", "",
    };
    (void) data;
    for (gsize i = 0; i < G_N_ELEMENTS(roots); i++) {
        g_autofree char *svg = g_strdup_printf(
            "<svg xmlns='http://www.w3.org/2000/svg' %s><rect width='5' height='5'/></svg>", roots[i]);
        write_bytes(place, svg, strlen(svg));
        g_autoptr(LhImage) loaded = lh_image_open(place->path, NULL);
        g_autoptr(LhImage) measured = lh_image_measure(place->path, NULL);
        double size[4] = {0};
        g_test_message("%s", roots[i]);
        g_assert_true((loaded == NULL) == (measured == NULL));
        if (loaded == NULL)
            continue;
        lh_image_size(loaded, &size[0], &size[1]);
        lh_image_size(measured, &size[2], &size[3]);
        g_assert_cmpfloat(size[0], ==, size[2]);
        g_assert_cmpfloat(size[1], ==, size[3]);
    }
}

static void test_svg_that_is_hostile_is_refused(Place *place, gconstpointer data)
{
    (void) data;
    for (guint i = 0; i < G_N_ELEMENTS(hostile); i++) {
        g_test_message("%s", hostile[i].name);
        write_text(place, hostile[i].text);
        assert_refused(place, hostile[i].words);
    }
}

static void test_svg_of_a_million_parts_is_refused(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GString) text = g_string_new(SVG "width='9' height='9'>");
    for (int i = 0; i < 300000; i++)
        g_string_append(text, "<g/>");
    g_string_append(text, "</svg>");
    write_text(place, text->str);
    assert_refused(place, "too many parts");
    g_string_assign(text, SVG "width='9' height='9'>");
    for (int i = 0; i < 50000; i++)
        g_string_append(text, "<g>");
    write_text(place, text->str);
    assert_refused(place, "nested too deeply");
}

/* Each group uses the one before ten times: a thousand million rectangles in thirty lines. */
static void test_svg_that_multiplies_comes_to_an_end(Place *place, gconstpointer data)
{
    (void) data;
    g_autoptr(GString) text = g_string_new(SVG "width='9' height='9'><defs>");
    g_string_append(text, "<rect id='r0' width='1' height='1'/>");
    for (int level = 1; level < 10; level++) {
        g_string_append_printf(text, "<g id='r%d'>", level);
        for (int i = 0; i < 10; i++)
            g_string_append_printf(text, "<use href='#r%d'/>", level - 1);
        g_string_append(text, "</g>");
    }
    g_string_append(text, "</defs><use href='#r9'/></svg>");
    write_text(place, text->str);
    g_autoptr(GError) error = NULL;
    g_autoptr(LhImage) image = lh_image_open(place->path, &error);
    if (!image)
        return;
    g_autoptr(GByteArray) pdf = draw_pdf(image, &error);
    g_assert_cmpuint(pdf->len, <, 64 << 20);
}

/* ---- What is no picture ---- */

static void test_what_is_no_picture_is_refused(Place *place, gconstpointer data)
{
    (void) data;
    write_text(place, "");
    assert_refused(place, "is no PNG, JPEG or SVG");
    write_text(place, "GIF89a");
    assert_refused(place, "is no PNG, JPEG or SVG");
    g_unlink(place->path);
    assert_refused(place, "cannot be read");
}

static void test_pipes_devices_and_folders_are_not_read(Place *place, gconstpointer data)
{
    (void) data;
    g_assert_cmpint(mkfifo(place->path, 0600), ==, 0);
    assert_refused(place, "is not a file");
    g_unlink(place->path);
    g_assert_cmpint(symlink("/dev/zero", place->path), ==, 0);
    assert_refused(place, "is not a file");
    g_unlink(place->path);
    g_assert_cmpint(symlink("/", place->path), ==, 0);
    assert_refused(place, "is not a file");
}

static void test_a_huge_file_is_not_read(Place *place, gconstpointer data)
{
    (void) data;
    write_text(place, "x");
    g_assert_cmpint(truncate(place->path, 1L << 40), ==, 0);
    assert_refused(place, "is larger than 64 MiB");
}

/* fontconfig keeps its own to the end of the program; read by the leak checker when there is one.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}

#define ADD(name, function)                                                                        \
    g_test_add("/image/" name, Place, NULL, place_set_up, function, place_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("png/is-measured", test_png_is_measured);
    ADD("png/cut-short-anywhere-is-refused", test_png_cut_short_anywhere_is_refused);
    ADD("png/bomb-is-refused", test_png_bomb_is_refused);
    ADD("png/that-lies-is-an-error", test_png_that_lies_is_an_error);
    ADD("png/print-has-no-transparency", test_print_has_no_transparency);
    ADD("jpeg/of-every-colour-is-measured", test_jpeg_of_every_colour_is_measured);
    ADD("jpeg/cut-short-anywhere-is-refused", test_jpeg_cut_short_anywhere_is_refused);
    ADD("jpeg/with-a-wrong-byte-does-no-harm", test_jpeg_with_a_wrong_byte_does_no_harm);
    ADD("svg/stays-lines", test_svg_stays_lines);
    ADD("svg/text-widths", test_svg_text_is_no_wider_than_it_was_measured);
    ADD("svg/drawn-ahead-is-the-same", test_svg_drawn_ahead_is_the_same);
    ADD("svg/without-a-size-has-its-view-box", test_svg_without_a_size_has_its_view_box);
    ADD("svg/is-measured-without-loading", test_svg_is_measured_without_loading);
    ADD("svg/that-is-hostile-is-refused", test_svg_that_is_hostile_is_refused);
    ADD("svg/of-a-million-parts-is-refused", test_svg_of_a_million_parts_is_refused);
    ADD("svg/that-multiplies-comes-to-an-end", test_svg_that_multiplies_comes_to_an_end);
    ADD("other/what-is-no-picture-is-refused", test_what_is_no_picture_is_refused);
    ADD("other/pipes-devices-and-folders-are-not-read",
        test_pipes_devices_and_folders_are_not_read);
    ADD("other/a-huge-file-is-not-read", test_a_huge_file_is_not_read);
    return g_test_run();
}
