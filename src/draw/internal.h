/* Inside draw/: the table of back ends, and the painter that PDF and PNG share. */
#ifndef LONGHAND_DRAW_INTERNAL_H
#define LONGHAND_DRAW_INTERNAL_H

#include "longhand/draw.h"

#include <cairo.h>

G_BEGIN_DECLS

/* ---- Back ends ---- */

typedef struct {
    const LhPages *pages;
    const LhFonts *fonts;
    const LhDrawOptions *options;
} LhDrawJob;

/* One way to draw. begin and end bracket the pages; free is called once, also after a failure. */
typedef struct {
    gpointer (*begin)(const LhDrawJob *job, GError **error);
    gboolean (*page)(gpointer drawing, const LhPage *page, GError **error);
    gboolean (*end)(gpointer drawing, GError **error);
    void (*free)(gpointer drawing);
} LhDrawBackend;

extern const LhDrawBackend lh_draw_pdf, lh_draw_png, lh_draw_text;

/* Writes @length bytes where @path says: a file by way of one beside it, "-" = standard output. */
gboolean lh_draw_write(const char *path, gconstpointer bytes, gsize length, GError **error);

/* Sets @error when @status is one; @what names what was being drawn. */
gboolean lh_draw_check(cairo_status_t status, const char *what, GError **error);

/* What deflates a PDF's streams; see swift.c. */
extern const char lh_swift_deflate[];

/* ---- Names for the dump ---- */

const char *lh_draw_role_name(LhRole role);
const char *lh_draw_tag_name(LhTagKind kind);

/* ---- Every item of a page, in the order of painting ---- */

typedef void (*LhItemFunc)(const LhItem *item, double x, double y, gpointer data);

/* Calls @each for the items of @layer: the page's own (frames, folio) first, then the slabs'. x and
 * y are the item's place on the page. */
void lh_draw_each(const LhPage *page, LhLayer layer, LhItemFunc each, gpointer data);

/* ---- Faces: cairo's fonts, living copies included ---- */

typedef struct LhDrawFaces LhDrawFaces;

/* Opens each face that the drawn pages use, with the living copies of the glyphs they use. */
LhDrawFaces *lh_faces_new(const LhPages *pages, const LhFonts *fonts, GError **error);
void lh_faces_free(LhDrawFaces *faces);

/* The scaled font for @face at @size points with the run's @shear and @angle. Returns: (transfer
 * none) */
cairo_scaled_font_t *lh_faces_find(LhDrawFaces *faces, guint face, float size, float shear,
                                   float angle);
/* The glyph to draw for @gid in its @variant; the face's space, which leaves no ink
 * and has no variants. */
guint lh_faces_glyph(const LhDrawFaces *faces, guint face, guint gid, guint variant);
/* Whether any page uses the face; whether it has several glyphs for a character. */
gboolean lh_faces_is_used(const LhDrawFaces *faces, guint face);
gboolean lh_faces_has_forms(const LhDrawFaces *faces, guint face);
guint lh_faces_space(const LhDrawFaces *faces, guint face);
/* A letter of the face with a spot in it that is free of ink: em from its origin, y down. Glyph 0 =
 * there is none. */
typedef struct {
    guint glyph;
    double x, y;
} LhHole;
LhHole lh_faces_hole(const LhDrawFaces *faces, guint face);
gboolean lh_faces_bold(const LhDrawFaces *faces, guint face);

/* ---- Tags: structure, links and places to link to ---- */

typedef struct LhTagger LhTagger;

/* Looks through the drawn pages for what each tag will hold. */
LhTagger *lh_tagger_new(cairo_t *cr, const LhPages *pages);
void lh_tagger_free(LhTagger *tagger);
/* Before a piece of content: closes and opens tags until exactly @tag and its parents are open. */
void lh_tagger_begin(LhTagger *tagger, const LhTag *tag, const char *link);
/* After it. */
void lh_tagger_end(LhTagger *tagger);
/* No content that follows belongs to an element: what is not text, and the page's end. */
void lh_tagger_pause(LhTagger *tagger);
void lh_tagger_anchor(LhTagger *tagger, const char *id, double x, double y);
/* Closes all. */
void lh_tagger_finish(LhTagger *tagger);
/* The attributes of a link to @anchor: "dest='…'"; NULL = no drawn page holds it. (transfer full)
 */
char *lh_tagger_dest(const LhTagger *tagger, const char *anchor);

/* ---- Painter ---- */

typedef struct {
    cairo_t *cr;
    const LhPages *pages;
    const LhStyle *style;
    LhDrawFaces *faces;    /* borrowed */
    LhTagger *tagger;      /* NULL = no structure; borrowed */
    const LhPage *page;    /* being painted */
    double bleed;          /* drawn round the trim box */
    const LhItem *waiting; /* the last run of the reading order, until the next is known */
    double waiting_x, waiting_y;
    gboolean began;            /* a page has been painted */
    gboolean vector;           /* PDF: paper as recordings, JPEGs passed through */
    cairo_pattern_t **inks;    /* one for each of the style's */
    GPtrArray *papers;         /* of Paper *, one for each margin */
    GArray *glyphs, *clusters; /* of the call being put together */
    GString *text;
    GError *error; /* the first of this page */
} LhPainter;

/* @faces and @tagger are borrowed. */
void lh_painter_init(LhPainter *painter, cairo_t *cr, const LhPages *pages, LhDrawFaces *faces,
                     LhTagger *tagger);
void lh_painter_clear(LhPainter *painter);
/* Paints one page on the painter's cr. Returns: FALSE with @error: a picture can't be decoded, or
 * cairo gave up. */
gboolean lh_painter_page(LhPainter *painter, const LhPage *page, GError **error);

void lh_paint_ink(LhPainter *painter, guint ink);
void lh_paint_paper(LhPainter *painter);
void lh_paint_rulings(LhPainter *painter);
/* @breaks: the element's text goes on in another line. */
void lh_paint_run(LhPainter *painter, const LhRun *run, double x, double y, gboolean breaks);
/* Before any text of a PDF: see there. */
void lh_paint_spaces(LhPainter *painter, double x, double y);
void lh_paint_image(LhPainter *painter, const LhItem *item, double x, double y);

/* The page as drawn: trim and bleed; points. */
double lh_page_bleed(const LhPages *pages);
void lh_page_extents(const LhPages *pages, double *width, double *height);

G_END_DECLS

#endif
