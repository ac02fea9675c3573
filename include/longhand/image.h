/* Pictures: opened, measured, and checked before anything decodes them. */
#ifndef LONGHAND_IMAGE_H
#define LONGHAND_IMAGE_H

#include "longhand/base.h"

G_BEGIN_DECLS

typedef enum { LH_IMAGE_PNG, LH_IMAGE_JPEG, LH_IMAGE_SVG } LhImageKind;

typedef struct LhImage LhImage;

/* Opens @path and reads its head: at most 64 MiB of file, 100 megapixels, 30,000 pixels a side; the
 * extension does not matter, the bytes do. An SVG is loaded without network, files or entities outside
 * itself, and must render within the limits.
 * Returns: (transfer full), or NULL with @error saying what is wrong and what to do. */
LhImage *lh_image_open(const char *path, GError **error);
/* The same for a picture that is never drawn: an SVG that states its size plainly is checked but not loaded. */
LhImage *lh_image_measure(const char *path, GError **error);
void lh_image_free(LhImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhImage, lh_image_free)

LhImageKind lh_image_kind(const LhImage *image);
/* Natural size: pixels for a bitmap, CSS pixels (1/96 inch) for an SVG. Never 0. */
void lh_image_size(const LhImage *image, double *width, double *height);
const char *lh_image_path(const LhImage *image);
GBytes *lh_image_peek_bytes(const LhImage *image);

/* A thread that loads what SVGs need and draws those it is given, for a PDF that will ask for them soon. Nothing
 * else may draw SVGs until it is freed, but that PDF. */
typedef struct LhImageAhead LhImageAhead;
LhImageAhead *lh_image_ahead_new(void);
/* @image lives until @ahead is freed. What is no loaded SVG is left alone. */
void lh_image_ahead_add(LhImageAhead *ahead, LhImage *image);
/* Leaves out what is not begun. */
void lh_image_ahead_free(LhImageAhead *ahead);

G_END_DECLS

#endif
