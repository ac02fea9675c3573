/* Pages as pictures, one PNG each. */
#include "internal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define DEFAULT_DPI 110.0

/* A page never takes more than this; pixels a side. */
#define MOST_PIXELS 20000.0

typedef struct {
    const LhDrawJob *job;
    LhDrawFaces *faces;
    double scale; /* pixels a point */
    int columns, rows;
} Png;

static void png_free(gpointer data)
{
    Png *png = data;
    lh_faces_free(png->faces);
    g_free(png);
}

static gboolean measure(Png *png, GError **error)
{
    double width, height, dpi = png->job->options->dpi > 0 ? png->job->options->dpi : DEFAULT_DPI;
    lh_page_extents(png->job->pages, &width, &height);
    png->scale = dpi / 72;
    if (!(MAX(width, height) * png->scale <= MOST_PIXELS)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%g dots an inch make a page of more than %g dots; ask for fewer", dpi,
                    MOST_PIXELS);
        return FALSE;
    }
    png->columns = MAX(1, (int) lrint(width * png->scale));
    png->rows = MAX(1, (int) lrint(height * png->scale));
    return TRUE;
}

static gpointer png_begin(const LhDrawJob *job, GError **error)
{
    Png *png = g_new0(Png, 1);
    png->job = job;
    if (measure(png, error))
        png->faces = lh_faces_new(job->pages, job->fonts, error);
    if (png->faces)
        return png;
    g_free(png);
    return NULL;
}

/* The file for the page with @number: in a folder, or %d replaced (also %03d). (transfer full) */
static char *page_path(const char *path, int number, GError **error)
{
    const char *mark = strchr(path, '%');
    if (!mark) {
        if (g_mkdir_with_parents(path, 0777) < 0) {
            g_set_error(error, G_FILE_ERROR, (int) g_file_error_from_errno(errno),
                        "cannot make the folder %s: %s", path, g_strerror(errno));
            return NULL;
        }
        return g_strdup_printf("%s/page-%03d.png", path, number);
    }
    const char *end = mark + 1 + strspn(mark + 1, "0123456789");
    int digits = (int) CLAMP(g_ascii_strtoll(mark + 1, NULL, 10), 0, 9);
    if (*end != 'd') {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s: write %%d or %%03d where the page's number is to go", path);
        return NULL;
    }
    return g_strdup_printf("%.*s%0*d%s", (int) (mark - path), path, digits, number, end + 1);
}

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static gboolean save(cairo_surface_t *surface, const char *path, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_status_t status = cairo_surface_write_to_png_stream(surface, collect, bytes);
    return lh_draw_check(status, path, error) &&
           lh_draw_write(path, bytes->data, bytes->len, error);
}

static gboolean paint(const Png *png, cairo_surface_t *surface, const LhPage *page, GError **error)
{
    LhPainter painter;
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, png->scale, png->scale);
    lh_painter_init(&painter, cr, png->job->pages, png->faces);
    gboolean done = lh_painter_page(&painter, page, error);
    lh_painter_clear(&painter);
    cairo_destroy(cr);
    return done;
}

static gboolean png_page(gpointer data, const LhPage *page, GError **error)
{
    const Png *png = data;
    const LhDrawOptions *options = png->job->options;
    g_autofree char *path = options->one_file ? g_strdup(options->path)
                                              : page_path(options->path, page->index + 1, error);
    if (!path)
        return FALSE;
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, png->columns, png->rows);
    gboolean done = paint(png, surface, page, error) && save(surface, path, error);
    cairo_surface_destroy(surface);
    return done;
}

static gboolean png_end(gpointer data, GError **error)
{
    (void) data;
    (void) error;
    return TRUE;
}

const LhDrawBackend lh_draw_png = {png_begin, png_page, png_end, png_free};
