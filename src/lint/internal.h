/* Inside lint/. */
#ifndef LONGHAND_LINT_INTERNAL_H
#define LONGHAND_LINT_INTERNAL_H

#include "longhand/lint.h"
#include "longhand/manuscript.h"

G_BEGIN_DECLS

#define LH_LINT_HOLE "\xEF\xBF\xBC" /* stands where code, a picture or a key does: U+FFFC */

typedef struct {
    const LhBook *book;
    guint32 kinds;
    LhSpeller *speller; /* NULL = no spelling */
    LhManuscript manuscript;
    gboolean english, french;
    GArray *faults;   /* of LhFault */
    GString *text;    /* of the leaf that is read: a paragraph, a heading, a cell, a caption */
    GArray *pieces;   /* of LhPiece: what it is made of, in order */
    gboolean heading; /* it is one */
    gboolean quote_goes_on; /* the next paragraph opens a quote, so this one need not end it */
} LhLinter;

/* An inline's share of the leaf's text. */
typedef struct {
    const LhInline *inl;
    guint32 start;
    gboolean linked; /* words of a link */
} LhPiece;

/* A word with the signs round it, up to the next blanks. */
typedef struct {
    const char *from, *to;
} LhChunk;

/* Whether @kind is looked for. */
gboolean lh_lint_wants(const LhLinter *l, LhLintKind kind);
/* Notes bytes [@at, @at + @length) of the leaf's text. */
void lh_lint_add(LhLinter *l, LhLintKind kind, gsize at, gsize length);
/* The piece that byte @at is of; NULL = a hole. */
const LhPiece *lh_lint_piece(const LhLinter *l, gsize at);

/* The chunks (of LhChunk) of the leaf. */
GArray *lh_lint_chunks(const LhLinter *l);
/* @chunk without the signs before and behind it. */
LhChunk lh_lint_core(LhChunk chunk);

void lh_lint_words(LhLinter *l, const GArray *chunks);
void lh_lint_signs(LhLinter *l, const GArray *chunks);
void lh_lint_sentences(LhLinter *l, const GArray *chunks);
void lh_lint_blanks(LhLinter *l, const LhInline *inl);

/* Reads all leaves of @tree. */
void lh_lint_leaves(LhLinter *l, const LhTree *tree);

G_END_DECLS

#endif
