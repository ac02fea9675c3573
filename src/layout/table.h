/* Tables: what the ordinary ruled table and the one inside a card share. Private to layout/. */
#ifndef LONGHAND_LAYOUT_TABLE_H
#define LONGHAND_LAYOUT_TABLE_H

#include "dress.h"

/* Shares @room among @n columns whose texts need @least without breaking words and @most on one
 * line, as CSS does for automatic tables: nobody below his least while that is possible; else the
 * widest give way first. The result fills @room. */
void lh_table_fit(int n, const double *least, const double *most, double room, double *widths);

typedef struct {
    double x, width; /* of the text */
    double line_x;   /* the line at its left; the first column has none */
    LhAlign align;
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

/* The text of a cell, blocks inside it (from HTML) run together with breaks. */
const LhInline *lh_table_cell_text(LhSetter *setter, const LhBlock *cell);
/* Whether the author set the whole of @text in bold. */
gboolean lh_table_is_strong(const LhInline *text);

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
} LhTableDress;

LhFrame *lh_table_frame(LhSetter *setter, const LhFlow *flow, const LhTableDress *dress,
                        LhSource source);

#endif
