/* What the files of this room share.
 *
 *   look.c      the numbers of styles/preview/preview.yaml        lh_preview_look_*
 *   choose.c    which pages                                       lh_sample_choose()
 *   sample.c    a sample cut from the whole                       lh_sample_new()
 *   leaf.c      the pages that only a sample has
 *   mark.c      the mark at the foot, drawn and not written
 *   shops.c     what shops show                                   lh_shop_*
 *   palette.c   few colours out of many
 *   png.c       a picture in a palette's colours                  lh_palette_png()
 *   pictures.c  pages, open books, the banner                     lh_preview_pictures()
 *   slots.c     templates filled                                  lh_slots_*
 *   words.c     a page's words for who can't see it               lh_preview_words()
 *   webfont.c   the hand of the web page's headings
 *   web.c       index.html                                        lh_preview_web() */
#ifndef LONGHAND_PREVIEW_INTERNAL_H
#define LONGHAND_PREVIEW_INTERNAL_H

#include "longhand/preview.h"

#define LH_PREVIEW_STYLE "styles/preview/preview.yaml" /* as it is known to who reads a message */

/* Pages that @per_cent of the book are, rounded up. */
int lh_pages_share(const LhPages *pages, double per_cent);

/* The page that opens a sample, and the one that closes it; in @arena, their words by the context's
 * shaper. */
LhPage *lh_leaf_notice(LhLayoutContext *context, const LhPages *full, const LhBookSample *wanted,
                       const guint8 *chosen, LhGalley *galley);
LhPage *lh_leaf_closing(LhLayoutContext *context, const LhPages *full, const LhBookSample *wanted,
                        const guint8 *chosen, LhGalley *galley);

/* The leaf that faces leaf @at, a left-hand page, in the open book; NULL = it is not in the sample.
 */
const LhLeaf *lh_leaf_facing(const LhSample *sample, guint at);

/* Adds @text to @sink as outlines, no text: centred, as the look's mark has it. */
void lh_mark_draw(LhLayoutContext *context, const LhPreviewLook *look, const char *text,
                  LhSink *sink);

/* The face of @role with the letters of @texts (NULL-terminated) alone, in base64.
 * Returns: (transfer full) NULL = it can't be had. */
char *lh_preview_webfont(const LhFonts *fonts, const LhStyle *style, LhRole role,
                         const char *const *texts);

/* ---- Colours ---- */

#define LH_MOST_COLOURS 256

typedef struct {
    guint32 colour[LH_MOST_COLOURS]; /* 0x00RRGGBB, ascending */
    int n;
    double loss; /* mean squared error of a channel */
} LhPalette;

/* Chooses the palette of @n pixels; @indexes (of @n) gets each one's place in it. */
void lh_palette_choose(const guint32 *pixels, gsize n, int colours, LhPalette *palette,
                       guint8 *indexes);

#endif
