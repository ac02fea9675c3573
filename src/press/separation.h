/* Colours that are no ink of the style, made ink: sRGB through the press's ICC profile with lcms2, relative
 * colorimetric with black point compensation. The profile says how much black and how much ink in all; what
 * the printer takes less of is taken from the colours, black stays. Greys are black ink alone, and colours
 * that are nearly grey lie between, so that a photograph has no edges where its grey begins. */
#ifndef LONGHAND_PRESS_SEPARATION_H
#define LONGHAND_PRESS_SEPARATION_H

#include "longhand/press.h"

G_BEGIN_DECLS

typedef struct LhSeparation LhSeparation;

/* For @printer, which is borrowed. Its profile is not opened before the first colour comes. */
LhSeparation *lh_separation_new(const LhPrinter *printer);
void lh_separation_free(LhSeparation *separation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhSeparation, lh_separation_free)

/* Makes @n pixels (0x00RRGGBB, the highest byte is not looked at) four bytes each: C, M, Y, K, 255 = solid.
 * Thread-safe; the same pixel becomes the same bytes wherever it lies. When the profile is no good, see
 * lh_separation_check(). */
void lh_separation_pixels(LhSeparation *separation, const guint32 *pixels, gsize n, guint8 *inks);
/* What the greys of sRGB become as DeviceGray, so that black ink alone is as light as they are: @tones has 256. */
void lh_separation_greys(LhSeparation *separation, guint8 *tones);
/* Whether every colour so far went through the profile. Else @error (G_FILE_ERROR). */
gboolean lh_separation_check(LhSeparation *separation, GError **error);

G_END_DECLS

#endif
