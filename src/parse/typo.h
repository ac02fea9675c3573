/* Typographic quotes, dashes and ellipses, piece by piece of a paragraph. */
#ifndef PARSE_TYPO_H
#define PARSE_TYPO_H

#include <glib.h>

/* What stands before the next piece; cleared at the start of each paragraph. */
typedef struct {
    gunichar before;  /* the last character set; 0 = the paragraph begins */
    gboolean is_open; /* a double quote is open */
} LhTypo;

/* Appends @text to @out, typeset. @after is what follows the piece in the manuscript ('\0' =
 * nothing); the first @literal bytes are taken as written. */
void lh_typo_append(LhTypo *typo, GString *out, const char *text, gsize length, gsize literal,
                    char after);

/* Tells that something that isn't set by us (code, a line end, an entity) came, ending in @last. */
void lh_typo_pass(LhTypo *typo, gunichar last);

#endif
