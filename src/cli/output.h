/* Where the result goes. */
#ifndef LONGHAND_CLI_OUTPUT_H
#define LONGHAND_CLI_OUTPUT_H

#include "pipeline.h"

/* The path that draw is to write: the one asked for, or out/NAME.pdf (.txt for the dump, a folder
 * out/NAME for pictures), whose folder out/ is made.
 * Returns: (transfer full) NULL with @error set: out/ can't be made, or it is a chapter. */
char *lh_output_path(const LhPipelineOptions *options, const LhBook *book, GError **error);

/* What the file is called when nobody said, without folder and ending. (transfer full) */
char *lh_output_stem(const LhBook *book);

/* Says what was written, where and how long it is. */
void lh_output_announce(const LhPipeline *pipeline);

/* Prints the diagnostics of at least @least on standard error, coloured where that can be seen. */
void lh_output_diagnostics(const LhPipeline *pipeline, LhSeverity least);

#endif
