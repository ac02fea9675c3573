/* Inside draw/: the PDF, written directly.
 *
 *   pdf-file.c       objects, streams, the file around them
 *   pdf-fonts.c      living fonts subset by HarfBuzz, their widths and text
 *   pdf-page.c       one page's content stream; pages are written side by side by several threads
 *   pdf-pen.c        what it is written with: coordinates, inks, paths, marks (pdf-pen.h)
 *   pdf-text.c       runs of words in it
 *   pdf-images.c     pictures: JPEGs passed through, bitmaps, SVGs as vectors through cairo
 *   pdf-png.c        PNGs whose filtered rows are taken over
 *   pdf-lane.c       how many pictures are worked on at a time
 *   pdf-ink.c        the same in a printer's inks
 *   pdf-print.c      what a printer asks: boxes, bleed, inks, marks, PDF/X keys
 *   pdf-place.c      the same: where the column stands between trim and gutter
 *   pdf-structure.c  the tree of tags, links, places to link to
 *   pdf-catalog.c    outline, page labels, metadata
 *   pdf.c            the order of it all
 *
 * cairo's own PDF surface was measured first: it looks at each glyph three times and prints it with
 * printf, which for a book of 900 pages takes longer than everything else together, several times
 * over (numbers in docs/architecture.md). cairo still draws PNGs and vector pictures. */
#ifndef LONGHAND_DRAW_PDF_H
#define LONGHAND_DRAW_PDF_H

#include "internal.h"

#include "../press/separation.h"

G_BEGIN_DECLS

/* ---- The file ---- */

typedef struct LhPdfFile LhPdfFile;

/* Of PDF 1.@minor; below 1.5 nothing is packed. */
LhPdfFile *lh_pdf_file_new(int minor);
void lh_pdf_file_free(LhPdfFile *file);
/* The number of an object that will be added later. */
int lh_pdf_reserve(LhPdfFile *file);
/* Adds the object @id: @body is what stands between `obj` and `endobj`. Takes @body. */
void lh_pdf_add(LhPdfFile *file, int id, GString *body);
/* Adds a stream; @dict is the inside of its dictionary without Length and Filter. Deflates @bytes
 * unless
 * @deflated; JPEGs bring a filter of their own in @dict and go as they are. */
void lh_pdf_add_stream(LhPdfFile *file, int id, const char *dict, gconstpointer bytes,
                       gsize length);
void lh_pdf_add_raw_stream(LhPdfFile *file, int id, const char *dict, gconstpointer bytes,
                           gsize length);
/* Writes everything, small objects packed into object streams. Returns: (transfer full) */
GByteArray *lh_pdf_file_finish(LhPdfFile *file, int catalog, int info);
/* @bytes in zlib's format. (transfer full) Thread-safe. */
GBytes *lh_pdf_deflate(gconstpointer bytes, gsize length);
/* The same for a picture's samples, quicker. */
GBytes *lh_pdf_deflate_samples(gconstpointer bytes, gsize length);

/* A number with at most @decimals digits behind the point and no more than it needs. */
void lh_pdf_number(GString *out, double value, int decimals);
/* Text for people: (…) when it is plain ASCII, else UTF-16. */
void lh_pdf_text(GString *out, const char *utf8);
/* Bytes as a literal string. */
void lh_pdf_bytes(GString *out, gconstpointer bytes, gsize length);
/* UTF-16BE in hexadecimal, no brackets. */
void lh_pdf_hex16(GString *out, const char *utf8, gsize length);

/* ---- Fonts ---- */

typedef struct {
    int object;   /* number of the Type 0 font, once it is added */
    guint stride; /* glyphs of the plain face: gid + variant × stride */
    guint space;  /* gid; it has no variants */
    gboolean alive, bold;
    guint16 *cids;      /* by gid + variant × stride; 0 = none */
    float *widths;      /* by cid, em, as the file rounds them */
    const char **texts; /* by cid: what ToUnicode says; not NUL-terminated */
    guint8 *lengths;
    guint n_cids;
} LhPdfFont;

typedef struct LhPdfGather LhPdfGather;

typedef struct {
    LhPdfFont *fonts;     /* one for each face of the style; n_cids 0 = not used */
    LhPdfGather *gathers; /* the same of what goes into the file */
    guint n_fonts;
} LhPdfFonts;

/* Makes the fonts of all drawn pages. From here on pages can be drawn. */
LhPdfFonts *lh_pdf_fonts_new(const LhPages *pages, const LhFonts *fonts, GError **error);
void lh_pdf_fonts_free(LhPdfFonts *fonts);
/* Deflates what the file needs of font @index; in any thread. */
void lh_pdf_fonts_prepare(LhPdfFonts *fonts, guint index);
/* Adds them, once all are prepared. */
void lh_pdf_fonts_add(LhPdfFonts *fonts, LhPdfFile *file);

/* Words of more glyphs are set as one piece of text. */
#define LH_PDF_GLYPHS 256
/* What each glyph of @word stands for: arrays of its n_glyphs, at most LH_PDF_GLYPHS. */
void lh_pdf_word_texts(const LhWord *word, const char **texts, guint8 *lengths);

/* The glyph's place in its font's arrays. */
static inline guint lh_pdf_slot(const LhPdfFont *font, const LhWord *word, const LhGlyph *glyph,
                                guint variants)
{
    if (!font->alive || glyph->gid == font->space)
        return glyph->gid;
    return glyph->gid + lh_glyph_variant(word, glyph, variants) * font->stride;
}

/* ---- Pictures ---- */

typedef struct {
    LhImage *image;
    LhTarget target;
    const LhPrinter *printer; /* NULL = colours stay as they are */
    LhSeparation *separation; /* with a printer */
    gboolean mono;
    double least_scale, most_scale; /* of an SVG where it is placed */
    double width, height; /* points, of an SVG's own space; 1 × 1 for a bitmap */
    int object;
    char *dict, *mask_dict; /* of a bitmap, once prepared */
    GBytes *samples, *mask; /* deflated; mask NULL = opaque */
    GByteArray *vectors;    /* of an SVG, once prepared: a PDF of one page */
    GError *error;
} LhPdfPicture;

typedef struct {
    GArray *list;      /* of LhPdfPicture, in the order of first use */
    GHashTable *index; /* LhImage -> its place in the list */
    LhSeparation *separation; /* owned; NULL without a printer */
} LhPdfPictures;

/* Every picture of the drawn pages, once. */
LhPdfPictures *lh_pdf_pictures_new(const LhPages *pages, const LhDrawOptions *options);
void lh_pdf_pictures_free(LhPdfPictures *pictures);
/* How much of its lane it takes: pixels that must be inflated, 1 for an SVG. */
gsize lh_pdf_picture_weight(const LhPdfPicture *picture);
/* Decodes and deflates a bitmap, renders an SVG; thread-safe, one thread a picture. */
void lh_pdf_picture_prepare(LhPdfPicture *picture);
/* Takes the samples of the PNG @file without decoding them. FALSE = it is of a kind that must be decoded, or
 * damaged. */
gboolean lh_pdf_png_take(LhPdfPicture *picture, GBytes *file);
/* Adds a prepared picture's objects. */
gboolean lh_pdf_picture_add(LhPdfFile *file, LhPdfPicture *picture, GError **error);
/* The picture's samples in ink, whatever its format. */
void lh_pdf_ink_bitmap(LhPdfPicture *picture);
/* Whether cairo's @pdf is plain colours and fonts, nothing that must be flattened. */
gboolean lh_pdf_ink_is_flat(const GByteArray *pdf);
/* An SVG as samples in ink. */
void lh_pdf_ink_raster(LhPdfPicture *picture);
/* A content stream of cairo's, its colours made inks, its lines thick enough. (transfer full) */
GString *lh_pdf_ink_content(const LhPdfPicture *picture, gconstpointer deflated, gsize length);
/* Its place in the list, -1 = none. */
int lh_pdf_picture_find(const LhPdfPictures *pictures, const LhImage *image);

/* Lets threads prepare pictures only as long as these together weigh no more than @most; one that weighs more
 * goes alone. Nobody waits: who comes to a full lane leaves his picture to those who are in it. */
typedef struct {
    GMutex lock;
    gsize most, held;
    GArray *waiting; /* pictures, first come first */
    guint next;      /* in it */
} LhPdfLane;

void lh_pdf_lane_init(LhPdfLane *lane, gsize most);
void lh_pdf_lane_clear(LhPdfLane *lane);
/* Returns: @index, which can be prepared now; -1 = somebody else will do it. Thread-safe. */
int lh_pdf_lane_enter(LhPdfLane *lane, int index, gsize weight);
/* After one of @weight is prepared. Returns: one that has waited and can be prepared now, -1 = none. Thread-safe. */
int lh_pdf_lane_leave(LhPdfLane *lane, gsize weight);

/* ---- Pages ---- */

/* A marked-content sequence: its index on the page is its MCID. */
typedef struct {
    const LhTag *tag;
    const char *link; /* as the author wrote it; NULL = none */
} LhPdfMark;

/* The place of a link on a page. */
typedef struct {
    const char *link;
    double x1, y1, x2, y2; /* PDF coordinates */
    int mark;              /* index of its LhPdfMark */
} LhPdfLink;

typedef struct {
    const char *id;
    double x, y; /* PDF coordinates */
} LhPdfPlace;

/* What an ink is used for. */
typedef enum {
    LH_PDF_FILL,
    LH_PDF_STROKE,
    LH_PDF_LINE,    /* a stroke so thin that printers have rules for it */
    LH_PDF_PRINTED, /* a line of the ruled paper: one ink only */
    LH_PDF_N_USES,
} LhPdfUse;

/* Bleed at each edge of a page; points. */
typedef struct {
    double left, right, top, bottom;
} LhPdfEdges;

/* What drawing needs that does not change from page to page. */
typedef struct {
    const LhPages *pages;
    const LhStyle *style;
    const LhPdfFonts *fonts;
    const LhPdfPictures *pictures;
    const LhPrinter *printer;        /* NULL = none */
    gboolean mono;
    char **inks;                     /* operators, by use × n_inks + ink */
    LhPdfEdges edges[2];             /* of versos, of rectos */
    double columns[2];               /* the same: how far to the right what is written moves */
    double rows;                     /* how far down it moves, with the rulings */
    double slug;                     /* round the bleed, for marks */
    double width, height;            /* of the sheet; points */
    gboolean tagged;
    GArray *papers; /* of LhPdfPaper; the form's name is its index */
} LhPdfScene;

/* What tells one page's printed lines from another's. */
typedef struct {
    double left, pitch;
    int side; /* as of lh_pdf_side() */
} LhPdfPaper;

/* One page, drawn. */
typedef struct {
    const LhPdfScene *scene;
    const LhPage *page;
    GBytes *content; /* deflated */
    GArray *marks;   /* of LhPdfMark */
    GArray *links;   /* of LhPdfLink */
    GArray *places;  /* of LhPdfPlace */
    gboolean unwritten; /* there are characters without a glyph */
} LhPdfSheet;

/* Draws the sheet; thread-safe. */
void lh_pdf_draw_sheet(LhPdfSheet *sheet);
void lh_pdf_sheet_clear(LhPdfSheet *sheet);
/* Whether @page has the printed lines of @paper. */
gboolean lh_pdf_is_on(const LhPdfScene *scene, const LhPage *page, const LhPdfPaper *paper);
/* The printed lines, as a form's content. (transfer full) */
GString *lh_pdf_draw_rulings(const LhPdfScene *scene, const LhPdfPaper *paper);

/* ---- What a printer asks ---- */

/* Sets the sheet's size and edges. */
void lh_pdf_lay_sheet(LhPdfScene *scene);
/* 1 for a recto whose edges differ from a verso's, else 0. */
int lh_pdf_side(const LhPdfScene *scene, gboolean recto);
/* Sets how far what is written moves, so that it is not too near to the trim or the gutter. */
void lh_pdf_place_columns(LhPdfScene *scene);
double lh_pdf_column(const LhPdfScene *scene, const LhPage *page);
void lh_pdf_append_boxes(GString *body, const LhPdfScene *scene, int side);
/* The four parts of @ink in per cent. */
void lh_pdf_ink_build(const LhPdfScene *scene, const LhInk *ink, LhPdfUse use, double *build);
/* Makes @weight what the printer asks of a line in @ink. Returns: the use, LH_PDF_STROKE for what is no line. */
LhPdfUse lh_pdf_thicken(const LhPdfScene *scene, const LhInk *ink, LhPdfUse use, float *weight);
/* Crop and registration marks, when there is room for them. */
void lh_pdf_draw_marks(GString *out, const LhPdfScene *scene, int side);
/* Plain pages that the printer wants behind @pages. */
int lh_pdf_count_added(const LhPdfScene *scene, int pages);
/* 5 = PDF 1.5 */
int lh_pdf_minor_version(const LhPrinter *printer);
/* The output intent of PDF/X, with the press's profile where the printer's file names one. */
gboolean lh_pdf_append_intent(GString *catalog, LhPdfFile *file, const LhPrinter *printer,
                              GError **error);
/* Keys of PDF/X in Info. */
const char *lh_pdf_info_keys(const LhPrinter *printer);
gboolean lh_pdf_has_xmp(const LhPrinter *printer);

/* ---- Structure ---- */

/* Adds the tree of tags and the annotations of all sheets. @page_ids: their objects.
 * @annotations (of GString *, one a sheet, NULL = none) gets what each page's Annots hold.
 * @accessible: whether all holds that PDF/UA-1 asks and the author may have left out: alternate texts, heads
 * of tables, headings without gaps, a title, a language, a glyph for every character.
 * Returns: the StructTreeRoot's object. */
int lh_pdf_add_structure(LhPdfFile *file, const LhPages *pages, LhPdfSheet *sheets, int n_sheets,
                         const int *page_ids, GPtrArray *annotations, gboolean *accessible);

/* ---- Catalog ---- */

/* The names tree of places, and the outline; returns their objects, 0 = none. */
int lh_pdf_add_places(LhPdfFile *file, const LhPdfSheet *sheets, int n_sheets, const int *page_ids);
int lh_pdf_add_outline(LhPdfFile *file, const LhPages *pages, GHashTable *places);
void lh_pdf_append_labels(GString *out, const LhPdfSheet *sheets, int n_sheets);
/* @printer: NULL = none. @accessible: it may say PDF/UA-1. */
int lh_pdf_add_info(LhPdfFile *file, const LhBook *book, const LhPrinter *printer);
int lh_pdf_add_xmp(LhPdfFile *file, const LhBook *book, const LhPrinter *printer,
                   gboolean accessible);

G_END_DECLS

#endif
