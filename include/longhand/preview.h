/* What a buyer sees before the book: a sample cut from the whole, pictures of its pages, and a page for the
 * web. Everything is made from finished pages, so folios and references are those of the whole book. */
#ifndef LONGHAND_PREVIEW_H
#define LONGHAND_PREVIEW_H

#include "longhand/draw.h"
#include "longhand/makeup.h"

G_BEGIN_DECLS

/* ---- How it looks ---- */

/* Numbers of styles/preview/preview.yaml, which says what each is. Pixels where nothing else is said. */
typedef struct {
    struct {
        int thumb, page, large, spread; /* widths */
        int banner_width, banner_height;
        int colours;   /* of a palette, at most 256 … */
        int page_bytes; /* … and fewer where a page would have more bytes than this */
    } size;
    struct {
        char *desk;    /* "#E9E4D8" */
        double margin; /* round the book, part of the picture's width */
        double reach, drop, strength;     /* of the shadow: parts of the width; of black */
        double gutter, gutter_strength;   /* shade at the fold: part of a page's width; of black */
        double edge;                      /* leaves seen below the open page: part of its width */
        double banner_cover, banner_spread; /* heights, parts of the banner's */
        double banner_gap, banner_angle;  /* part of the width; degrees that the cover is turned by */
    } book;
    struct {
        double scale;  /* of a running head's letters */
        double foot;   /* points from the sheet's lower edge to the baseline */
    } mark;
    LhArena *arena;    /* holds all of it */
} LhPreviewLook;

/* Reads preview.yaml in @dir. Returns: (transfer full), or NULL with errors in @diag. */
LhPreviewLook *lh_preview_look_load(const char *dir, LhDiag *diag);
void lh_preview_look_free(LhPreviewLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhPreviewLook, lh_preview_look_free)

/* ---- Choice ---- */

#define LH_SAMPLE_FRACTION 10.0 /* per cent of the book, when nobody says what a sample holds */
#define LH_SAMPLE_BYTES 5000000     /* a sample's PDF is to be no larger */

/* Which of @pages @wanted asks for: one byte a page, by its index, 1 = chosen. What @wanted says and nothing
 * answers to is an error in @diag. Blank pages are never chosen. Returns: (transfer full) */
guint8 *lh_sample_choose(const LhPages *pages, const LhBookSample *wanted, LhDiag *diag);

/* Marks in @chosen the pages that @range ("12-19", "xi") names by their folios. FALSE = there is none. */
gboolean lh_sample_add_range(const LhPages *pages, const char *range, guint8 *chosen);

/* ---- The sample ---- */

typedef enum {
    LH_LEAF_COVER,   /* the front cover */
    LH_LEAF_NOTICE,  /* what the sample is */
    LH_LEAF_FRONT,   /* copyright and contents */
    LH_LEAF_CHOSEN,
    LH_LEAF_CLOSING, /* what the whole book holds, and where it is to be had */
} LhLeafKind;

/* A page of the sample. */
typedef struct {
    LhLeafKind kind;
    const LhPage *page;
    const LhPage *bare; /* the same without the mark, for pictures */
    char *name;      /* stable, for files and links: "cover", "page-014", "page-xi"; in the sample's arena */
    gboolean shown;  /* drawn large, and as an open book */
} LhLeaf;

typedef struct {
    const LhPages *full; /* borrowed */
    LhPages *pages;      /* the sample's own, in order, all drawn: lh_draw() makes its PDF. What leads to a
                            page that is left out is no link, and grey in the contents. */
    LhBook book;         /* as the whole book's, with a title of its own; strings borrowed or in the arena */
    GArray *leaves;      /* of LhLeaf, one for each of pages->pages */
    int n_chosen;
} LhSample;

/* Cuts a sample of the pages @chosen (as of lh_sample_choose()) out of @full. @context is as for
 * lh_makeup_book(); its shaper, and @full, must outlive the sample. Returns: (transfer full) never NULL. */
LhSample *lh_sample_new(LhLayoutContext *context, const LhPages *full, const LhBookSample *wanted,
                        const guint8 *chosen, const LhPreviewLook *look);
void lh_sample_free(LhSample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhSample, lh_sample_free)

/* ---- What shops show ---- */

/* The first @per_cent of a book, as a shop cuts it. */
typedef struct {
    int per_cent;
    int pages;          /* as many, rounded up … */
    int body;           /* … of which are a numbered chapter's */
    char label[16];     /* folio of the last */
    const char *title;  /* of the chapter or part it ends in; NULL = in none; borrowed */
} LhShopCut;

LhShopCut lh_shop_cut(const LhPages *pages, int per_cent);
/* Warns where the cut holds nothing but front matter: that sells no book. */
void lh_shop_warn(const LhPages *pages, const LhShopCut *cut, LhDiag *diag);

/* ---- Pictures ---- */

/* A picture that was written. */
typedef struct {
    char *file;        /* below the folder, with slashes */
    int width, height;
    gsize bytes;
} LhPictureFile;

/* Pixels (0x00RRGGBB, row by row) as a PNG of at most @colours (2 to 256) colours: exactly as they are when
 * there are no more, else by a median cut (P. Heckbert, Color image quantization for frame buffer display,
 * 1982) on the variance, then a few rounds of k-means. The same pixels, the same bytes. Thread-safe.
 * @loss (may be NULL) gets the mean squared error of a channel.
 * Returns: (transfer full) */
GBytes *lh_palette_png(const guint32 *pixels, int columns, int rows, int colours, double *loss);

/* Draws the sample's pictures into @folder/pictures, @jobs at a time, and takes those of an earlier run away
 * that are not made any more. Every leaf: NAME.png, NAME-small.png; a shown one NAME-large.png too, and
 * spread-A-B.png where both pages of an open book are in the sample; banner.png.
 * Returns: (transfer full) of LhPictureFile, sorted by name; NULL with @error. */
GPtrArray *lh_preview_pictures(const LhSample *sample, const LhFonts *fonts, const LhPreviewLook *look,
                               const char *folder, int jobs, GError **error);

/* ---- The page for the web ---- */

/* A value of a template: text, or a list of further sets of values. */
typedef struct LhSlots LhSlots;
LhSlots *lh_slots_new(void);
void lh_slots_free(LhSlots *slots);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhSlots, lh_slots_free)
/* Text is copied; NULL = nothing is set. */
void lh_slots_set(LhSlots *slots, const char *name, const char *text);
void lh_slots_set_number(LhSlots *slots, const char *name, int number);
/* Adds an entry to the list @name. Returns: (transfer none) to be filled. */
LhSlots *lh_slots_add(LhSlots *slots, const char *name);
/* @template with `{{name}}` replaced by escaped text, `{{{name}}}` by text that is HTML already,
 * `{{#name}}…{{/name}}` repeated for every entry of a list or kept once for a text that is set, and
 * `{{^name}}…{{/name}}` kept for what is not set. A name is looked for in the entry, then outwards.
 * A subset of mustache. Returns: (transfer full), or NULL with @error: a section that is not closed. */
char *lh_slots_fill(const LhSlots *slots, const char *template, GError **error);

/* The words of a page as HTML: headings, paragraphs, lists, code and tables in reading order, escaped.
 * Returns: (transfer full) */
char *lh_preview_words(const LhPage *page, const LhStyle *style);

/* Writes @folder/index.html from the template in @dir: the sample's leaves to leaf through, the whole
 * book's contents, a link to @pdf (its name in @folder, @pdf_bytes long). It shows the files that
 * lh_preview_pictures() writes, and asks for nothing else. */
gboolean lh_preview_web(const LhSample *sample, const LhFonts *fonts, const LhBookSample *wanted,
                        const LhPreviewLook *look, const char *dir, const char *folder, const char *pdf,
                        gsize pdf_bytes, GError **error);

G_END_DECLS

#endif
