/* A book that is being written, read as a proofreader does after each save. */
#ifndef LONGHAND_CLI_READER_H
#define LONGHAND_CLI_READER_H

#include "pipeline.h"

typedef struct LhReader LhReader;

LhReader *lh_reader_new(void);
void lh_reader_free(LhReader *reader);

/* Begins to open the dictionary of @book, unless it is open already. */
void lh_reader_open(LhReader *reader, const LhBook *book);
/* From here on reads @pipeline, which has pages; nothing of it has been read. */
void lh_reader_take(LhReader *reader, const LhPipeline *pipeline);
/* @chapters (of const LhChapter *) were renewed. */
void lh_reader_forget(LhReader *reader, const GPtrArray *chapters);
/* Reads those of the chapters with drawn pages that it has not read yet, and the lines of all drawn
 * pages. Any thread may call it, while nobody makes the book or calls another function here. Notes
 * of the author are no faults. Returns: (transfer full) all faults, or NULL when @stop was set
 * meanwhile. */
LhDiag *lh_reader_read(LhReader *reader, const gint *stop);

#endif
