/* The text of a book read as a proofreader does, while its pages are made. */
#ifndef LONGHAND_CLI_LINT_H
#define LONGHAND_CLI_LINT_H

#include "pipeline.h"

typedef struct LhLintCheck LhLintCheck;

/* Opens the book of @pipeline, and its dictionary on a thread of its own when the book has a
 * words.txt. */
LhLintCheck *lh_lint_check_begin(LhPipeline *pipeline);
/* Reads every chapter that was parsed, several at a time, and adds what it found to the pipeline's
 * diag, in the book's order. Says when there is no dictionary. Frees @check. */
void lh_lint_check_end(LhLintCheck *check);

#endif
