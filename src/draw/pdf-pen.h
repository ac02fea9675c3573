/* Inside draw/: a page's content stream being written, and what is set on it. What is set already
 * is not set again. */
#ifndef LONGHAND_DRAW_PDF_PEN_H
#define LONGHAND_DRAW_PDF_PEN_H

#include "pdf.h"

G_BEGIN_DECLS

#define LH_PEN_PLACES 2 /* decimals of a coordinate: a hundredth of a point */

typedef struct {
    LhPdfSheet *sheet; /* NULL = a form, without marks */
    const LhPdfScene *scene;
    const LhPdfEdges *edges; /* of the page's side */
    double column, rows;     /* points that all moves to the right, and down */
    GString *out;            /* the stream */
    gboolean in_text;        /* between BT and ET */
    gboolean marked;         /* inside a marked-content sequence or an artifact */
    gboolean artifact;
    const LhTag *tag; /* of the open sequence */
    const char *link;
    int fill, stroke; /* inks set; -1 = none yet */
    float weight;     /* line width set; -1 = none yet */
    int cap;
    guint face; /* font set; G_MAXUINT = none */
    float size;
} LhPdfPen;

/* Begins a stream for pages of @side, as of lh_pdf_side(). Its text is the caller's. */
void lh_pen_init(LhPdfPen *pen, const LhPdfScene *scene, int side);

/* The page's x and y as the PDF's. */
double lh_pen_shift(const LhPdfPen *pen, double x);
double lh_pen_flip(const LhPdfPen *pen, double y);

/* Writes a number and a blank; a point of the page. */
void lh_pen_number(LhPdfPen *pen, double value, int decimals);
void lh_pen_point(LhPdfPen *pen, double x, double y);

/* Ends the text object, if one is open. */
void lh_pen_end_text(LhPdfPen *pen);
/* What follows is no part of the document; belongs to @tag, or to the @link in it (NULL = none). An
 * open sequence of another kind ends. */
void lh_pen_begin_artifact(LhPdfPen *pen);
void lh_pen_begin_mark(LhPdfPen *pen, const LhTag *tag, const char *link);
void lh_pen_end_mark(LhPdfPen *pen);

/* Sets the ink of what is filled; ink, width in points and ends of what is stroked. */
void lh_pen_fill(LhPdfPen *pen, guint ink);
void lh_pen_stroke(LhPdfPen *pen, guint ink, float weight, gboolean butt, LhPdfUse use);

/* A stroke of the page with its origin at @x, @y; a sign @size points to the em, in PDF
 * coordinates. */
void lh_pen_draw_stroke(LhPdfPen *pen, const LhStroke *stroke, double x, double y);
void lh_pen_draw_sign(LhPdfPen *pen, const LhSignShape *shape, guint ink, double x, double y,
                      double size);

/* A run with its origin at @x, @y on the page. @breaks: a line ends after it. (pdf-text.c) */
void lh_pen_draw_run(LhPdfPen *pen, const LhRun *run, double x, double y, gboolean breaks);

G_END_DECLS

#endif
