/* The front matter of a chapter: YAML between two lines of `---`. */
#ifndef PARSE_FRONT_H
#define PARSE_FRONT_H

#include "longhand/diag.h"

typedef struct {
    gsize length; /* bytes from the start of the text, both fences included; 0 = there is none */
    const char *title; /* NULL = none; all texts live in the arena */
    LhSource title_source;
    const char *id; /* NULL = none */
    gboolean draft, contents;
    const char *const *only; /* NULL-terminated; NULL = all editions */
} LhFront;

/* Reads the front matter of @text, a file named @name. Mistakes go to @diag. */
LhFront lh_front_read(LhArena *arena, const char *name, const char *text, gsize length,
                      LhDiag *diag);

#endif
