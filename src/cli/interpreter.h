/* What runs a language's listings. */
#ifndef LONGHAND_CLI_INTERPRETER_H
#define LONGHAND_CLI_INTERPRETER_H

#include "longhand/longhand.h"

typedef struct {
    char **argv;   /* the first is a full path; the script's name goes behind the last */
    char *version; /* "3.11.2", as it says itself; "" = it says none */
} LhInterpreter;

/* Interpreters that were looked for, each once. Not for several threads at a time. */
typedef struct LhInterpreters LhInterpreters;

/* What @book's `run:` says goes before python3, bash and sh; aliases are those of @languages (NULL
 * = there are none). Both are borrowed. */
LhInterpreters *lh_interpreters_new(const LhBook *book, LhLanguages *languages);
void lh_interpreters_free(LhInterpreters *interpreters);

/* The interpreter of @language (NULL = plain text).
 * Returns: (transfer none) NULL = there is none, and @trouble (transfer full) says why. */
const LhInterpreter *lh_interpreter_find(LhInterpreters *interpreters, const char *language,
                                         char **trouble);

/* Whether its version is known and less than @needs ("3.13"; NULL = any will do). */
gboolean lh_interpreter_is_older(const LhInterpreter *interpreter, const char *needs);

#endif
