/* What a proofreader's eye stops at in running text: `check` lists it, a proof underlines it. Code, formulas
 * and links' addresses are left out. Each fault has a stable code, which book.yaml's `lint:` switches off.
 *
 *   lh_lint_*      faults of a chapter                  lint.c leaf.c words.c signs.c sentences.c structure.c
 *                  faults of pages                      pages.c
 *   lh_speller_*   words against a dictionary           speller.c */
#ifndef LONGHAND_LINT_H
#define LONGHAND_LINT_H

#include "longhand/makeup.h"
#include "longhand/parse.h"

G_BEGIN_DECLS

/* ---- Spelling ---- */

/* May be used by several threads. */
typedef struct LhSpeller LhSpeller;

/* The dictionary of the system for @language ("en", "en-GB"; NULL = "en"): from the folders of
 * $DICPATH, else where hunspell's lie; another country's where the one asked for is missing. NULL =
 * there is none. */
LhSpeller *lh_speller_new(const char *language);
/* The same, opened several times faster, for who asks for none but these @words, with blanks between; NULL =
 * for any. */
LhSpeller *lh_speller_new_for(const char *language, const char *words);
void lh_speller_free(LhSpeller *speller);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhSpeller, lh_speller_free)
/* Whether its dictionary is of @language, and of its country if that names one. */
gboolean lh_speller_is_of(const LhSpeller *speller, const char *language);
/* Adds the words of @text, one a line; blank lines and those that begin with # are none. */
void lh_speller_add_list(LhSpeller *speller, const char *text);
gboolean lh_speller_knows(LhSpeller *speller, const char *word);
/* The nearest word that it knows. Slow when it is asked for a word the first time. Returns: (transfer full) NULL = none is near. */
char *lh_speller_suggest(LhSpeller *speller, const char *word);
/* From here on nothing that is slow is begun while *@stop (atomic; NULL = never) is set: only words that were
 * found before are suggested. */
void lh_speller_heed(LhSpeller *speller, const gint *stop);

/* ---- Faults ---- */

typedef enum {
    LH_LINT_SPELLING,
    LH_LINT_DOUBLED_WORD,
    LH_LINT_STRAIGHT_QUOTES,
    LH_LINT_DOUBLE_SPACE,
    LH_LINT_ARTICLE,         /* a before a vowel, an before a consonant; English */
    LH_LINT_SENTENCE_CASE,   /* a small letter after a full stop; English */
    LH_LINT_SPACE_BEFORE,    /* a blank before a comma or full stop */
    LH_LINT_SPACE_AFTER,     /* none behind one */
    LH_LINT_DOUBLED_SIGN,    /* ,, or .. */
    LH_LINT_SPACED_HYPHEN,   /* a hyphen in place of a dash */
    LH_LINT_HYPHEN_RANGE,    /* 3-5 */
    LH_LINT_SPACED_DOTS,     /* . . . */
    LH_LINT_BRACKETS,        /* one without its other */
    LH_LINT_QUOTES,          /* one without its other; English */
    LH_LINT_ODD_CHARACTER,   /* cannot be seen, or is left of a wrong encoding */
    LH_LINT_PLACEHOLDER,     /* TODO:, lorem ipsum */
    LH_LINT_VAGUE_LINK,      /* “here”, which leads nowhere on paper */
    LH_LINT_HEADING_STOP,    /* a heading that ends with a full stop */
    LH_LINT_UNEVEN_DASH,     /* a blank on one side of a dash */
    LH_LINT_HEADING_LEVEL,   /* ## and then #### */
    LH_LINT_REPEATED_HEADING, /* two of one name below the same heading */
    LH_LINT_EMPTY_SECTION,   /* a heading with nothing below it */
    LH_LINT_IMAGE_ALT,       /* a picture without words for who can't see it */
    LH_LINT_TODO,            /* <!-- todo: … -->, <!-- query: … --> */
    LH_LINT_LISTING_CAPTION, /* none; only in books that ask */
    LH_LINT_TABLE_CAPTION,   /* none; only in books that ask */
    LH_LINT_SHORT_LAST_LINE, /* of a paragraph: four characters or fewer */
    LH_LINT_HYPHEN_STACK,    /* three lines in a row that end with a hyphen */
    LH_LINT_HYPHEN_TURN,     /* a word that is divided between two pages */
    LH_LINT_WORD_STACK,      /* three lines in a row that begin, or end, with the same word */
    LH_LINT_DASH_FIRST,      /* a line that begins with a dash or an ellipsis */
    LH_N_LINTS
} LhLintKind;

/* "doubled-word" */
const char *lh_lint_code(LhLintKind kind);

/* The faults that @book's settings leave on, a bit (1 << kind) each. Codes that there are not are errors in
 * @diag (NULL = nobody is told). */
guint32 lh_lint_choose(const LhBook *book, LhDiag *diag);
/* Whether @book's settings say that @kind is on. */
gboolean lh_lint_asks_for(const LhBook *book, LhLintKind kind);
/* Takes out of @diag the layout defects that the settings switch off: `lint: {widow: no}`. */
void lh_lint_forget_defects(const LhBook *book, LhDiag *diag);

/* Bytes of an inline's text that somebody should look at, or something that is no text. */
typedef struct {
    LhLintKind kind;
    guint32 at, length;
    const LhInline *inl; /* NULL = it is no text … */
    LhSource source;     /* … but this place … */
    const char *words;   /* … and this is said of it; NULL = nothing */
} LhFault;

/* The faults of @tree among those of @kinds, in its order; @speller NULL = no spelling. Reads the chapter's
 * file. (transfer full) of LhFault */
GArray *lh_lint_tree(const LhBook *book, const LhTree *tree, guint32 kinds, LhSpeller *speller);

/* The words of @trees (of LhTree *, NULL = none) that a speller would be asked for by the book's settings, with
 * blanks between. (transfer full) */
char *lh_lint_spelled(const LhBook *book, const GPtrArray *trees);

/* Adds each of @faults to @diag as a warning, with its place in the manuscript to the character. */
void lh_lint_report(const LhBook *book, const GArray *faults, LhSpeller *speller, LhDiag *diag);

/* The faults of @trees (of LhTree *, NULL = none) as the book's settings have it, notes of the author left
 * out: each inline's text (the pointer) -> GArray of LhFault. What is no text goes to @diag.
 * (transfer full) */
GHashTable *lh_lint_texts(const LhBook *book, const GPtrArray *trees, LhSpeller *speller,
                          LhDiag *diag);

/* Adds the faults among @kinds that lines have on finished pages to @diag, each with its page. Only pages
 * that are drawn count. */
void lh_lint_pages(const LhPages *pages, guint32 kinds, LhDiag *diag);

G_END_DECLS

#endif
