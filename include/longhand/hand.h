/* The hand: pen strokes, drawn signs, and living glyphs. Pure geometry: a seed and a shape give the
 * same path every time. Roughness and sizes in points. */
#ifndef LONGHAND_HAND_H
#define LONGHAND_HAND_H

#include "longhand/base.h"
#include "longhand/font.h"

G_BEGIN_DECLS

typedef enum { LH_MOVE, LH_LINE, LH_CURVE, LH_CLOSE } LhPathOp;

/* A path under construction; y down. Ops and points grow in GArrays; cleared with lh_path_clear(). */
typedef struct {
    GArray *ops;    /* of guint8 LhPathOp */
    GArray *points; /* of double x, y: lh_path_pairs() of them for each op */
} LhPath;

/* How many points go with an op. */
static inline int lh_path_pairs(LhPathOp op)
{
    return op == LH_CLOSE ? 0 : op == LH_CURVE ? 3 : 1;
}

void lh_path_init(LhPath *path);
void lh_path_clear(LhPath *path);
void lh_path_move(LhPath *path, double x, double y);
void lh_path_line(LhPath *path, double x, double y);
void lh_path_curve(LhPath *path, double x1, double y1, double x2, double y2, double x, double y);
void lh_path_close(LhPath *path);
/* Exact shapes, for printed things. */
void lh_path_rectangle(LhPath *path, double x, double y, double width, double height);
void lh_path_round_rectangle(LhPath *path, double x, double y, double width, double height,
                             double radius);

/* A pen line: segments of about 90 pt, knots moved by up to @roughness along the normal, less for short
 * lines. */
void lh_hand_line(LhPath *path, double x1, double y1, double x2, double y2, double roughness,
                  guint32 seed);
/* A rounded frame whose corners and sides are a little off. @torn: bit 0 = open, torn top edge, bit 1 =
 * torn bottom edge (zigzag of @tooth_width × @tooth_height). Closed path: can be filled and stroked. */
void lh_hand_frame(LhPath *path, double x, double y, double width, double height, double radius,
                   double roughness, unsigned torn, double tooth_width, double tooth_height,
                   guint32 seed);
/* A circle drawn round a word: 1.09 turns, open. */
void lh_hand_circle(LhPath *path, double x, double y, double rx, double ry, guint32 seed);
/* The same round several lines: squarer, so that the corners of their block are inside (a superellipse, after
 * Piet Hein). */
void lh_hand_loop(LhPath *path, double x, double y, double rx, double ry, guint32 seed);
/* The circle and mark of the margin's "!" sign, @size across, centred at x, y. */
void lh_hand_warning(LhPath *circle, LhPath *mark, double x, double y, double size, guint32 seed);
/* A five-stroke open star of @radius. */
void lh_hand_star(LhPath *path, double x, double y, double radius, guint32 seed);
/* A blob of ink: a filled bullet that is not quite round. */
void lh_hand_blob(LhPath *path, double x, double y, double radius, guint32 seed);
/* A strip of tape with ragged ends, centred at x, y, turned by @angle degrees: filled. */
void lh_hand_tape(LhPath *path, double x, double y, double width, double height, double angle,
                  guint32 seed);
/* A highlighter band: filled, slightly uneven ends and edges. */
void lh_hand_band(LhPath *path, double x, double y, double width, double height, guint32 seed);
/* An arrow: one cubic with a bow, and an open head of @head points. */
void lh_hand_arrow(LhPath *path, double x1, double y1, double x2, double y2, double bow, double head,
                   guint32 seed);
/* The @n corners of @points (x, y each) joined by pen lines; @closed: back to the first, can be filled. */
void lh_hand_polygon(LhPath *path, const double *points, int n, gboolean closed, double roughness,
                     guint32 seed);
/* Béziers through @points: one, then three a piece. It ends exactly where they end. */
void lh_hand_curve(LhPath *path, const double *points, int n, double roughness, guint32 seed);
/* An ellipse whose ends meet: can be filled. */
void lh_hand_ellipse(LhPath *path, double x, double y, double rx, double ry, guint32 seed);
/* An open arrow head with its tip at x2, y2, for a line that comes from x1, y1. */
void lh_hand_head(LhPath *path, double x1, double y1, double x2, double y2, double size,
                  guint32 seed);
/* @path again, in dashes of @on points with gaps of @off. */
void lh_hand_dash(LhPath *dashed, const LhPath *path, double on, double off);
/* A task's box, @size across, its lower left corner at x, y. */
void lh_hand_box(LhPath *path, double x, double y, double size, guint32 seed);

/* A drawn sign. */
typedef struct {
    double advance; /* em */
    double pen;     /* em: stroke width; 0 = filled */
    LhPath path;    /* em, y down, pen at the origin on the baseline */
} LhSignShape;
/* The sign's advance in em alone: what shaping needs. @character tells box-drawing signs apart. */
double lh_hand_sign_advance(LhSign sign, gunichar character);
/* Fills @shape (then owned: lh_path_clear(&shape->path)). @bold: the heavier pen. Box drawing is given in
 * a cell of 0.545 × 1.364 em; where the pitch is another, use lh_hand_box_drawing(). */
void lh_hand_sign(LhSign sign, gunichar character, gboolean bold, LhSignShape *shape);
/* Which sign draws @character: in code only box drawing and the wrap arrow are drawn. */
LhSign lh_hand_sign_for(gunichar character, gboolean in_code);

/* Strokes of a box-drawing character in a cell of @width × @height whose top left is x, y: they reach the
 * cell's edges, so that neighbours join. FALSE = not a character we draw. */
gboolean lh_hand_box_drawing(LhPath *path, gunichar character, double x, double y, double width,
                             double height);
/* The arms left, right, up, down of a box-drawing character, each '0' none, '1' light, '2' heavy or '3'
 * double. NULL = no box drawing; a diagonal has none. */
const char *lh_hand_box_arms(gunichar character);

/* The outlines of @word's letters, to be filled: text that is only drawn. The pen at x, y on the baseline,
 * @size in points. Signs and what no font has are left out. */
void lh_hand_letters(LhPath *path, const LhFonts *fonts, const LhWord *word, double x, double y,
                     double size);

/* A font file with @variants copies of the glyphs of @used (gid = gid + k × count; copy 0 is the plain
 * glyph), each moved by smooth noise, a small rotation and a small shift, @hand's numbers × liveliness.
 * Glyphs not used stay plain and empty in the copies. The count of glyphs before is in @n_glyphs. Keeps
 * to TrueType outlines; hmtx bearings mended, hinting dropped, long loca, post 3.
 * Returns: (transfer full) the new file, or NULL with @error when the font has no glyf outlines or
 * would pass 65,535 glyphs. */
GBytes *lh_hand_living_font(GBytes *font, const guint16 *used, gsize n_used, const LhStyle *style,
                            int variants, guint *n_glyphs, GError **error);

G_END_DECLS

#endif
