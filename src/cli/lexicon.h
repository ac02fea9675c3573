/* The dictionary that a book is read with, opened on a thread of its own. */
#ifndef LONGHAND_CLI_LEXICON_H
#define LONGHAND_CLI_LEXICON_H

#include "longhand/lint.h"

typedef struct LhLexicon LhLexicon;

/* Begins to open the dictionary of @book's language, with the book's words.txt. NULL = its words
 * are not to be looked up: it has none and does not ask for it, or says no. */
LhLexicon *lh_lexicon_new(const LhBook *book);
void lh_lexicon_free(LhLexicon *lexicon);
/* Whether @lexicon (NULL = none) is what @book still asks for: its language and words.txt are the
 * same. */
gboolean lh_lexicon_suits(const LhLexicon *lexicon, const LhBook *book);
/* Waits until it is open. Returns: (transfer none) NULL = there is no dictionary, which was said
 * once. */
LhSpeller *lh_lexicon_speller(LhLexicon *lexicon);

/* The text of @book's words.txt, one word a line. (transfer full) NULL = it has none. */
char *lh_lexicon_own_words(const LhBook *book);
/* Says that there is no dictionary of @language (NULL = "en"); @otherwise ends the sentence that says what to do. */
void lh_lexicon_tell_missing(const char *language, const char *otherwise);

#endif
