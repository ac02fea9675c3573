/* Pictures as cairo wants them: for draw/ alone. */
#ifndef LONGHAND_IMAGE_PICTURE_H
#define LONGHAND_IMAGE_PICTURE_H

#include "longhand/image.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef enum {
    LH_PICTURE_PASS_THROUGH = 1, /* a JPEG's bytes are handed on; its surface holds no pixels */
    LH_PICTURE_FLATTEN = 2,      /* what is transparent is laid on white */
} LhPictureUse;

/* A bitmap's surface: a picture used twice carries the same mark, so that a PDF holds it once.
 * Returns: (transfer full), or NULL with @error: the file is damaged. */
cairo_surface_t *lh_image_surface(LhImage *image, LhPictureUse use, GError **error);

/* Draws an SVG @width × @height points large at the origin of @cr. Returns: FALSE with @error. */
gboolean lh_image_render(LhImage *image, cairo_t *cr, double width, double height, GError **error);

G_END_DECLS

#endif
