/* Inside image/: what an LhImage holds, and one reader a format. */
#ifndef LONGHAND_IMAGE_INTERNAL_H
#define LONGHAND_IMAGE_INTERNAL_H

#include "picture.h"

G_BEGIN_DECLS

/* Limits of what is opened. */
#define LH_IMAGE_MOST_BYTES  (64 << 20)
#define LH_IMAGE_MOST_SIDE   30000
#define LH_IMAGE_MOST_PIXELS 100e6

typedef struct {
    int columns, rows;
    int channels;   /* JPEG: 1, 3 or 4 */
    gboolean alpha; /* PNG: it may hold transparent pixels */
} LhBitmapHead;

struct LhImage {
    LhImageKind kind;
    char *path;
    GBytes *bytes;
    LhBitmapHead head;
    double width, height;
    gpointer svg; /* RsvgHandle */
    GByteArray *vectors; /* drawn ahead and not asked for yet; NULL = none */
    gboolean was_drawn;  /* as vectors: not again ahead */
};

/* Sets @error: "PATH: …". Returns: FALSE */
gboolean lh_image_fail(GError **error, const char *path, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Read the head and walk the file's pieces to its end, decoding nothing. */
gboolean lh_image_png_head(const char *path, GBytes *bytes, LhBitmapHead *head, GError **error);
gboolean lh_image_jpeg_head(const char *path, GBytes *bytes, LhBitmapHead *head, GError **error);
/* Checks the sides against the limits. */
gboolean lh_image_check_sides(const char *path, double columns, double rows, GError **error);

/* Decode to a surface of RGB24 or ARGB32. */
cairo_surface_t *lh_image_png_decode(const LhImage *image, GError **error);
cairo_surface_t *lh_image_jpeg_decode(const LhImage *image, GError **error);

/* Reads an SVG as text and refuses what reaches outside it or is made to hurt: entities, other
 * files, addresses, too many or too deep elements, pictures inside that are too large. Sets its size where
 * its root states one that needs no renderer to know. */
gboolean lh_image_svg_check(LhImage *image, GError **error);
/* Loads librsvg, unless it is loaded. Thread-safe. */
void lh_image_svg_open_library(void);
/* Loads it and finds its size in CSS pixels. */
gboolean lh_image_svg_load(LhImage *image, GError **error);
void lh_image_svg_free(gpointer svg);

G_END_DECLS

#endif
