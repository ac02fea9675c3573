/* Pictures as cairo wants them: for draw/ alone. */
#ifndef LONGHAND_IMAGE_PICTURE_H
#define LONGHAND_IMAGE_PICTURE_H

#include "longhand/image.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef enum {
    LH_PICTURE_FLATTEN = 1, /* what is transparent is laid on white */
} LhPictureUse;

/* A bitmap's surface. Returns: (transfer full), or NULL with @error: the file is damaged. */
cairo_surface_t *lh_image_surface(LhImage *image, LhPictureUse use, GError **error);

/* Channels of a JPEG: 1 = gray, 3 = RGB, 4 = CMYK. */
int lh_image_channels(const LhImage *image);

/* Draws an SVG @width × @height points large at the origin of @cr. Returns: FALSE with @error. */
gboolean lh_image_render(LhImage *image, cairo_t *cr, double width, double height, GError **error);

/* An SVG as a PDF of one page, as cairo writes it, as large as its size says. Thread-safe.
 * Returns: (transfer full), or NULL with @error. */
GByteArray *lh_image_vectors(LhImage *image, GError **error);

G_END_DECLS

#endif
