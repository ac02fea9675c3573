/* Inside lint/. */
#ifndef LONGHAND_LINT_INTERNAL_H
#define LONGHAND_LINT_INTERNAL_H

#include "longhand/lint.h"
#include "longhand/manuscript.h"

G_BEGIN_DECLS

#define LH_LINT_HOLE "\xEF\xBF\xBC" /* stands where code, a picture or a key does: U+FFFC */

#define LH_LINT_MOST 20000 /* faults of a chapter; whoever has more writes something else */

/* Where in the manuscript was asked last. */
typedef struct {
    LhManuscript manuscript;
    const char *line, *counted; /* a line's start, and a place in it … */
    int column;                 /* … with its column */
    const LhInline *inl;        /* the text that is walked along; NULL = none yet */
    LhAligner align;
    guint32 walked; /* byte of it that was found last … */
    LhSource found; /* … and where */
} LhPlacer;

typedef struct {
    const LhBook *book;
    guint32 kinds;
    LhSpeller *speller; /* NULL = no spelling */
    GString *spelled;   /* the words that it would be asked for are put here instead; NULL = it is asked */
    LhPlacer placer;
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
    guint32 start, length;
    gboolean linked; /* words of a link */
} LhPiece;

/* A word with the signs round it, up to the next blanks. */
typedef struct {
    const char *from, *to;
} LhChunk;

void lh_placer_init(LhPlacer *placer, const LhBook *book);
void lh_placer_clear(LhPlacer *placer);
/* What the author wrote at @source, up to the file's @end; NULL = the file has no such line. */
const char *lh_placer_at(LhPlacer *placer, LhSource source, const char **end);
/* Where byte @at of the text of @inl was written; its own place where the two have come apart. */
LhSource lh_placer_find(LhPlacer *placer, const LhInline *inl, guint32 at);

/* Whether @kind is looked for. */
gboolean lh_lint_wants(const LhLinter *l, LhLintKind kind);
/* Notes bytes [@at, @at + @length) of the leaf's text. */
void lh_lint_add(LhLinter *l, LhLintKind kind, gsize at, gsize length);
/* Notes @fault, when it is looked for. */
void lh_lint_note(LhLinter *l, LhFault fault);
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

/* The text of the dictionary @dic with every entry that a word in @words may need by the rules of @aff.
 * (transfer full) NULL = unreadable, or of a kind that must be opened whole. */
GString *lh_dictionary_for(const char *aff, const char *dic, const char *words);

/* Reads all leaves of @tree. */
void lh_lint_leaves(LhLinter *l, const LhTree *tree);
/* Reads headings, pictures, listings and tables of @tree as a whole. */
void lh_lint_structure(LhLinter *l, const LhTree *tree);

/* The message of @kind about @words goes to @diag as a warning; @hint NULL = the kind's own. */
void lh_lint_tell(LhLintKind kind, const char *words, LhSource source, int page, const char *hint,
                  LhDiag *diag);

G_END_DECLS

#endif
