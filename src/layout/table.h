/* Tables: what the ordinary ruled table and the one inside a card share. Private to layout/. */
#ifndef LONGHAND_LAYOUT_TABLE_H
#define LONGHAND_LAYOUT_TABLE_H

#include "dress.h"

/* What a cell needs. */
typedef struct {
    double longest, total; /* points: its longest part on one line; all parts */
    int parts;
} LhTableNeed;

/* Shares @room among @n columns whose texts need @least without breaking words and @most on one
 * line: nobody below his least while that is possible; then so that the table, of which every row
 * has @n
 * @needs, takes few lines; else the widest give way first. The result fills @room when all have
 * @most. */
void lh_table_fit(int n, const double *least, const double *most, double room,
                  const LhTableNeed *needs, int n_rows, double *widths);

/* Lines that the table takes, about, with columns of @widths; of two ways with as many lines, the
 * one whose highest cells are less full costs less. */
double lh_table_cost(int n, const double *widths, const LhTableNeed *needs, int n_rows);

typedef struct {
    double x, width;              /* of the text */
    double line_x;                /* the line at its left; the first column has none */
    double cell_left, cell_right; /* what bounds its texts' ink */
    LhAlign align;
    gboolean numbers;     /* aligned on their decimal points */
    double before, after; /* of the widest number: left and right of its point */
    double point_x;       /* where the points stand */
    double middle, room;  /* what is no number is centred there, as far as it is not wider */
    double head;          /* width of the head on one line */
} LhTableColumn;

/* How a table is set. Vertical measures from a row's top (natural) or its first baseline (ruled).
 */
typedef struct {
    LhVoice head, cell, first;   /* first: of the first column's cells */
    double left, right;          /* ends of the rules */
    double pad;                  /* left of a text */
    double row_head;             /* width of the first column with its pad; 0 = as the text asks */
    double pitch, rise, row_pad; /* of cells: rise = first baseline */
    double head_pitch, head_rise, head_pad; /* of the head */
    gboolean natural;
    gboolean circle; /* round a heading in bold */
} LhTableStyle;

/* Sets @block's rows, inside a frame of its own, into @flow. */
void lh_table_set(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                  const LhTableStyle *style);

/* The look of a table of options in a trade-off card set at @flow, with @options columns beside the
 * first; and that of any other table in a card. */
LhTableStyle lh_table_style_options(const LhStyle *style, const LhFlow *flow, int options);
LhTableStyle lh_table_style_card(const LhStyle *style, const LhFlow *flow);

/* Sets a cell's lines, @width points wide: text between breaks, paragraphs, items of lists with
 * their marks and lines of code stand one under the other. Never overfull; at least one line. */
LhSetText lh_table_cell_set(LhSetter *setter, const LhBlock *cell, const LhVoice *voice,
                            double width, const LhTag *tag, guint32 seed);
/* The least width that they can be set in without breaking inside a word, and what they need. */
LhTableNeed lh_table_cell_need(LhSetter *setter, const LhBlock *cell, const LhVoice *voice,
                               guint32 seed, double *least);
/* Whether the author set the whole of @text in bold. */
gboolean lh_table_is_strong(const LhInline *text);

/* Whether @text is a number, perhaps with signs before and a unit after it: "≥ 1,234.5 ms". @point:
 * bytes before its decimal point, or where that would be. */
gboolean lh_table_is_number(const char *text, gsize *point);
gboolean lh_table_number_in(const LhInline *text);
/* Whether @text says that there is no number: "–", "n/a", nothing. */
gboolean lh_table_is_blank(const char *text);
/* The same of a set line; @x: points from its left edge to the decimal point. */
gboolean lh_table_point(const LhStyle *style, const LhSetLine *line, double *x);
gboolean lh_table_is_blank_line(const LhSetLine *line);

/* The frame's part: rules, column lines, the repeated head. */
typedef struct {
    const LhStyle *style;
    gboolean natural;
    double left, right;
    int n_lines;
    const double *lines; /* x of the column lines */
    double head_height;  /* natural */
    int head_rows;       /* ruled */
    LhPrepared head;
    LhPrepared continued; /* ruled: on a row of its own above the repeated head */
} LhTableDress;

LhFrame *lh_table_frame(LhSetter *setter, const LhFlow *flow, const LhTableDress *dress,
                        LhSource source);

#endif
