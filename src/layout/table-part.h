/* A table being set, or the part of its columns that stand side by side: what table.c and
 * table-measure.c share. */
#ifndef LONGHAND_LAYOUT_TABLE_PART_H
#define LONGHAND_LAYOUT_TABLE_PART_H

#include "table.h"

typedef struct {
    LhSetter *setter;
    const LhBlock *block;
    LhFlow flow; /* inside the frame */
    LhTableStyle style;
    int n_columns; /* of this part of the table */
    int from;      /* the table's column that is the second here; the first is always its first */
    const LhBlock **row; /* cells of the row at hand; NULL = it has none there */
    LhTableColumn *columns;
    LhTableNeed *needs; /* of every cell, row by row */
    LhSetText *cells;   /* of the row being set */
    const LhTag *tag;
    int n_rows;
    int head_rows;  /* 0 when nothing stands in the head */
    int last_lines; /* of the row before; 0 = it was the head */
    gboolean overfull;
} LhTablePart;

/* The row's cells that belong to this part of the table, into part->row. */
void lh_part_take_row(LhTablePart *part, const LhBlock *row);
const LhVoice *lh_part_voice(const LhTablePart *part, int row, int column);
guint32 lh_part_seed(const LhBlock *cell, int column);

/* Finds how columns are aligned, how wide they are and where they stand; a table too wide becomes
 * smaller. */
void lh_part_find_columns(LhTablePart *part);
/* The same of a table of options: the first column as wide as the style says, or as its words ask;
 * the others all alike. */
void lh_part_find_options(LhTablePart *part);
/* Points that the words of all columns need side by side in small letters, with their air. */
double lh_part_least_small(LhTablePart *part);

#endif
