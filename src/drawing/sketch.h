/* A sketch on its way from characters to shapes. Places are in cells: column and row from 0, a
 * cell's middle at + 0.5; x right, y down. */
#ifndef LONGHAND_DRAWING_SKETCH_H
#define LONGHAND_DRAWING_SKETCH_H

#include "longhand/drawing.h"

#define LH_SKETCH_MOST  400   /* columns and rows; more could not be read on any page */
#define LH_SKETCH_BYTES 16000 /* of a line */

typedef enum { LH_ARM_LEFT, LH_ARM_RIGHT, LH_ARM_UP, LH_ARM_DOWN, LH_ARM_NONE } LhArm;

/* How an arm is drawn. */
typedef enum { LH_STROKE_NONE, LH_STROKE_LIGHT, LH_STROKE_HEAVY, LH_STROKE_DOUBLE } LhStroke;

typedef enum { LH_END_NONE, LH_END_ARROW, LH_END_DOT, LH_END_RING } LhEnd;

typedef struct {
    gunichar character; /* 0 = blank */
    guint32 at;         /* its first byte in the text */
    guint16 length;     /* bytes, with the marks that combine with it */
    guint8 arm[4];      /* LhStroke, by LhArm */
    guint8 end;         /* LhEnd */
    guint8 toward;      /* LhArm that an arrow points to */
    gboolean wide : 1;  /* takes this column and the next */
    gboolean half : 1;  /* the second column of a wide one */
    gboolean stroke : 1;
    gboolean dashed : 1;
    gboolean slant : 1; /* a stroke from corner to corner of its cell */
    guint8 boxed;       /* bit by LhArm: drawn as a box's side */
    guint8 traced;      /* bit by LhArm: drawn as a line */
} LhSketchCell;

/* A rectangle of strokes; columns and rows of its walls. */
typedef struct {
    int left, top, right, bottom;
    gboolean group; /* has a box inside */
    gboolean dashed, heavy;
    guint8 twin; /* bit by LhArm: that side is a double line */
} LhSketchBox;

typedef struct {
    const char *text;
    int columns, rows;
    LhSketchCell *cells; /* rows × columns */
    LhSketchCell blank;  /* what lies outside */
    GArray *boxes;       /* of LhSketchBox, the outer before the inner */
} LhSketch;

/* A text between strokes. */
typedef struct {
    int row, from, to; /* cells; @to is the one after */
    LhRole role;
    const char *words;
    double anchor, align; /* cells */
    double left, right;   /* strokes or texts that it must not reach, cells; ±INFINITY = none */
    double lower;         /* rows that it stands lower, to be in the middle of its box */
    double width;         /* points, at the role's size */
} LhSketchText;

/* The cell at @row, @column; a blank one outside. */
static inline LhSketchCell *lh_sketch_cell(LhSketch *sketch, int row, int column)
{
    if (row < 0 || column < 0 || row >= sketch->rows || column >= sketch->columns)
        return &sketch->blank;
    return &sketch->cells[(gsize) row * (gsize) sketch->columns + (gsize) column];
}

static inline LhArm lh_arm_opposite(LhArm arm)
{
    return (LhArm) (arm ^ 1);
}

static inline int lh_arm_dx(LhArm arm)
{
    return arm == LH_ARM_RIGHT ? 1 : arm == LH_ARM_LEFT ? -1 : 0;
}

static inline int lh_arm_dy(LhArm arm)
{
    return arm == LH_ARM_DOWN ? 1 : arm == LH_ARM_UP ? -1 : 0;
}

/* Whether the cell has a stroke across the direction @arm. */
static inline gboolean lh_sketch_is_wall(const LhSketchCell *cell, LhArm arm)
{
    return arm <= LH_ARM_RIGHT ? cell->arm[LH_ARM_UP] || cell->arm[LH_ARM_DOWN]
                               : cell->arm[LH_ARM_LEFT] || cell->arm[LH_ARM_RIGHT];
}

/* Puts the characters of @text (kept) into cells. FALSE = it is too large, which was told. */
gboolean lh_sketch_read(LhSketch *sketch, const LhDrawingContext *context, const char *text);
void lh_sketch_clear(LhSketch *sketch);
/* Tells strokes from words, and gives every stroke its arms and ends. */
void lh_sketch_find_strokes(LhSketch *sketch);
/* Finds the rectangles that are boxes, and marks their sides. The work is bounded: what is found
 * too late is drawn as lines. */
void lh_sketch_find_boxes(LhSketch *sketch);
/* The texts: of LhSketchText, in reading order. (transfer full); their words lie in @arena. */
GArray *lh_sketch_find_texts(LhSketch *sketch, const LhDrawingContext *context, LhArena *arena);
/* Adds boxes, or lines and their ends, in cells of @width × @height. */
void lh_sketch_draw_boxes(LhSketch *sketch, LhDrawing *drawing, const LhDrawingContext *context,
                          double width, double height);
void lh_sketch_draw_lines(LhSketch *sketch, LhDrawing *drawing, const LhDrawingContext *context,
                          double width, double height);

#endif
