/* Drawings: graphs, sketches of characters and charts, read into shapes that the hand then draws. No ink
 * and no wobble yet: layout/drawing.c sets a drawing on the page.
 *
 * Units: points, from the drawing's top left corner, y down. Text stands on its baseline. */
#ifndef LONGHAND_DRAWING_H
#define LONGHAND_DRAWING_H

#include "longhand/base.h"
#include "longhand/diag.h"
#include "longhand/font.h"
#include "longhand/style.h"

G_BEGIN_DECLS

typedef struct {
    double x, y;
} LhPoint;

typedef enum {
    LH_SHAPE_BOX,        /* points: top left, bottom right */
    LH_SHAPE_ELLIPSE,    /* points: centre, the two radii */
    LH_SHAPE_POLYGON,    /* points: the corners of a closed figure */
    LH_SHAPE_LINE,       /* points: two or more */
    LH_SHAPE_CURVE,      /* points: 3n + 1 of Béziers */
    LH_SHAPE_HEAD,       /* an arrow head. Points: where it comes from, its tip */
    LH_SHAPE_TEXT,       /* points: one, on the baseline */
} LhShapeKind;

typedef enum { LH_DASH_NONE, LH_DASH_DASHED, LH_DASH_DOTTED } LhDash;

typedef enum { LH_HEAD_OPEN, LH_HEAD_FILLED, LH_HEAD_DOT, LH_HEAD_DIAMOND, LH_HEAD_TEE } LhHead;

#define LH_NO_INK (-1)

typedef struct {
    LhShapeKind kind;
    const LhPoint *points;
    int n_points;
    int ink;             /* index into LhStyle.inks, of outline or text; LH_NO_INK = no outline */
    int fill;            /* LH_NO_INK = not filled */
    double weight;       /* of the outline, against the style's: 1; 2 = bold */
    LhDash dash;
    gboolean rounded;    /* of a box */
    LhHead head;
    double size;         /* of a head: points from tip to base */
    gboolean twice;      /* the outline is drawn twice, as a hand does that means a box */
    const char *text;    /* UTF-8, one line */
    LhRole role;
    double align;        /* 0 = the point is the text's left end, 0.5 its middle, 1 its right end */
    double scale;        /* of the role's size; 1 */
    double width;        /* points that the text takes */
    gboolean upwards;    /* the text is written from bottom to top: the name of an axis */
} LhShape;

typedef struct {
    LhArena *arena;      /* owned */
    GArray *shapes;      /* of LhShape, in painting order */
    double width, height;
} LhDrawing;

/* What reading a drawing needs. */
typedef struct {
    const LhStyle *style;
    const LhFonts *fonts;
    LhShaper *shaper;    /* measures the text */
    double width;        /* of the column it is for */
    LhSource source;     /* of its first line of text; line 0 = the file is not the manuscript */
    LhDiag *diag;        /* mistakes, with their lines */
} LhDrawingContext;

LhDrawing *lh_drawing_new(void);
void lh_drawing_free(LhDrawing *drawing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhDrawing, lh_drawing_free)

/* Moves everything so that the shapes, text included, begin at 0, 0, and sets width and height. */
void lh_drawing_settle(LhDrawing *drawing, const LhDrawingContext *context);
/* Width in points of @text in @role, at the role's own size. */
double lh_drawing_measure(const LhDrawingContext *context, const char *text, LhRole role);
/* Height of a line of @role, points; the baseline that centres it is @baseline below its top. */
double lh_drawing_line(const LhDrawingContext *context, LhRole role, double *baseline);
/* The ink of the style that is nearest to a colour: of a pen's inks for lines and text, of the pale ones for
 * fills (a strong colour is thinned first). Colours 0…1. */
int lh_drawing_pen(const LhStyle *style, double red, double green, double blue);
int lh_drawing_fill(const LhStyle *style, double red, double green, double blue);
/* Whether the style's @ink is too pale to be written with. */
gboolean lh_drawing_is_pale(const LhStyle *style, int ink);
/* Tells a mistake in line @line (from 1) of the drawing's text. */
void lh_drawing_tell(const LhDrawingContext *context, LhSeverity severity, int line,
                     const char *code, const char *hint, const char *format, ...)
    G_GNUC_PRINTF(6, 7);

/* Adds a shape with a copy of @points and the defaults of every other field: the style's drawing ink, no
 * fill, weight 1. Returns: the shape, valid until the next one is added. */
LhShape *lh_drawing_add(LhDrawing *drawing, const LhDrawingContext *context, LhShapeKind kind,
                        const LhPoint *points, int n_points);
/* Adds @text (copied) on the baseline at @x, @y. */
LhShape *lh_drawing_text(LhDrawing *drawing, const LhDrawingContext *context, const char *text,
                         LhRole role, double x, double y, double align);

/* Each reads @text and returns: (transfer full) the drawing, or NULL after telling context->diag what is
 * wrong, with the line. */

/* Boxes of `+--+` or `┌──┐`, lines and arrows between them, words. */
LhDrawing *lh_drawing_sketch(const LhDrawingContext *context, const char *text);
/* Bars or lines from a small table in YAML. */
LhDrawing *lh_drawing_chart(const LhDrawingContext *context, const char *text);

/* ---- Graphs, which are laid out before the chapters ---- */

typedef struct LhGraphs LhGraphs;

/* Begins to lay out every `dot` block of @trees and @more (of LhTree *, NULL = none) with Graphviz, in
 * processes of their own, of which @jobs run at a time: a graph that crashes it, or takes more than ten
 * seconds or a gigabyte, is an error and harms no other. Trees, style and fonts must outlive it. The
 * processes are this program again, called with LH_GRAPHS_WORKER and @style_name, by which @style was
 * loaded: its main() hands on to lh_graphs_work(). Returns: (transfer full) */
LhGraphs *lh_graphs_new(GPtrArray *trees, GPtrArray *more, const char *style_name,
                        const LhStyle *style, const LhFonts *fonts, int jobs);
/* Waits for all of them; what was wrong goes to @diag, in the order of the trees. */
void lh_graphs_wait(LhGraphs *graphs, LhDiag *diag);
#define LH_GRAPHS_WORKER "--graphs-worker"
/* Lays out what standard input asks for, until it ends. Returns: the process's exit status. */
int lh_graphs_work(const char *style_name);
void lh_graphs_free(LhGraphs *graphs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhGraphs, lh_graphs_free)
/* The drawing of a `dot` block, waited for; NULL = there is none, which will be told. For any thread. */
const LhDrawing *lh_graphs_find(LhGraphs *graphs, const LhBlock *block);

G_END_DECLS

#endif
