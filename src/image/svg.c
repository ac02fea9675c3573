/* SVG through librsvg, which is opened when the first drawing comes: it takes longer to load than a
 * small book takes to set. */
#include "internal.h"

#include "longhand/style.h"

#include <dlfcn.h>
#include <fontconfig/fontconfig.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <string.h>

#define LIBRARY "librsvg-2.so.2"

/* librsvg's functions, as its headers declare them. */
typedef struct {
    __typeof__(&rsvg_handle_new_from_data) open;
    __typeof__(&rsvg_handle_set_dpi) set_dpi;
    __typeof__(&rsvg_handle_get_intrinsic_dimensions) dimensions;
    __typeof__(&rsvg_handle_get_intrinsic_size_in_pixels) pixels;
    __typeof__(&rsvg_handle_render_document) render;
} Library;

/* Adds the fonts one by one, in the order of their names: a whole folder would go through
 * fontconfig's cache, which wants a place to write. */
static void add_fonts(FcConfig *config, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, ".ttf") || g_str_has_suffix(name, ".otf"))
            g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(paths, lh_compare_names);
    for (guint i = 0; i < paths->len; i++)
        FcConfigAppFontAddFile(config, paths->pdata[i]);
}

/* Which of the book's fonts stand for those that programs name, as near to their widths as can be:
 * a drawing's words were measured before. Times is narrower than any hand of ours. */
#define CODE_FOR(family) \
    "<alias binding='same'><family>" family "</family>" \
    "<prefer><family>Comic Mono</family></prefer></alias>"

static const char substitutes[] =
    "<fontconfig>" CODE_FOR("monospace") CODE_FOR("Courier") CODE_FOR("Courier New")
    "<match target='pattern'><test name='family' compare='contains'><string>Times</string></test>"
    "<edit name='narrow' mode='assign'><bool>true</bool></edit></match>"
    "<match target='pattern'>"
    "<edit name='family' mode='append_last'><string>Playpen Sans</string></edit></match>"
    "<match target='font'><test name='narrow'><bool>true</bool></test>"
    "<edit name='matrix' mode='assign'><matrix><double>0.84</double><double>0</double>"
    "<double>0</double><double>1</double></matrix></edit></match>"
    "</fontconfig>";

/* Text in a drawing is set in the book's own fonts: the system's are never asked. */
static void use_own_fonts(void)
{
    FcConfig *config = FcConfigCreate();

    FcConfigParseAndLoadFromMemory(config, (const FcChar8 *) substitutes, FcTrue);
    g_autofree char *folder = lh_style_data_dir(NULL);
    if (folder) {
        g_autofree char *fonts = g_build_filename(folder, "fonts", NULL);
        add_fonts(config, fonts);
    }
    FcConfigSetCurrent(config);
    FcConfigDestroy(config);
}

static gboolean find_all(void *handle, Library *library)
{
    library->open = dlsym(handle, "rsvg_handle_new_from_data");
    library->set_dpi = dlsym(handle, "rsvg_handle_set_dpi");
    library->dimensions = dlsym(handle, "rsvg_handle_get_intrinsic_dimensions");
    library->pixels = dlsym(handle, "rsvg_handle_get_intrinsic_size_in_pixels");
    library->render = dlsym(handle, "rsvg_handle_render_document");
    return library->open && library->set_dpi && library->dimensions && library->pixels &&
           library->render;
}

static gpointer open_library(gpointer data)
{
    static Library library;
    (void) data;
    void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!handle || !find_all(handle, &library))
        return NULL;
    use_own_fonts();
    return &library;
}

/* Returns: (transfer none) NULL when librsvg is not installed. */
static const Library *find_library(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, open_library, NULL);
}

void lh_image_svg_open_library(void)
{
    find_library();
}

void lh_image_svg_free(gpointer svg)
{
    g_object_unref(svg);
}

/* The drawing's size in CSS pixels; its view box where it states none. */
static void measure(const Library *library, RsvgHandle *svg, double *width, double *height)
{
    gboolean has_width, has_height, has_box;
    RsvgLength w, h;
    RsvgRectangle box;
    if (library->pixels(svg, width, height))
        return;
    library->dimensions(svg, &has_width, &w, &has_height, &h, &has_box, &box);
    *width = has_box ? box.width : 300;
    *height = has_box ? box.height : 150;
}

gboolean lh_image_svg_load(LhImage *image, GError **error)
{
    const Library *library = find_library();
    if (!library)
        return lh_image_fail(error, image->path,
                             "needs " LIBRARY ", which is not installed; "
                             "export it as PNG");
    gsize size;
    const guint8 *data = g_bytes_get_data(image->bytes, &size);
    g_autoptr(GError) local = NULL;
    RsvgHandle *svg = library->open(data, size, &local);
    if (!svg)
        return lh_image_fail(error, image->path, "cannot be read: %s", local->message);
    image->svg = svg;
    library->set_dpi(svg, 96);
    measure(library, svg, &image->width, &image->height);
    return lh_image_check_sides(image->path, image->width, image->height, error);
}

gboolean lh_image_render(LhImage *image, cairo_t *cr, double width, double height, GError **error)
{
    RsvgRectangle viewport = {0, 0, width, height};
    g_autoptr(GError) local = NULL;
    if (find_library()->render(image->svg, cr, &viewport, &local))
        return TRUE;
    return lh_image_fail(error, image->path, "cannot be drawn: %s", local->message);
}
