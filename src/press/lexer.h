/* Tokens of a PDF content stream (ISO 32000-1, 7.2 and 7.8.2). */
#ifndef LONGHAND_PRESS_LEXER_H
#define LONGHAND_PRESS_LEXER_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
    LH_TOKEN_NUMBER,
    LH_TOKEN_NAME,   /* text: with its slash, NUL-terminated */
    LH_TOKEN_STRING, /* bytes, unescaped */
    LH_TOKEN_OPEN,   /* [ or << */
    LH_TOKEN_CLOSE,
    LH_TOKEN_WORD, /* true, false, null inside a dictionary or array */
} LhTokenKind;

typedef struct {
    LhTokenKind kind;
    double number;
    guint32 at, length; /* of name or string, in LhTokens.bytes */
} LhToken;

/* The operands of an operator. */
typedef struct {
    GArray *list; /* of LhToken */
    GString *bytes;
} LhTokens;

#define LH_MOST_OPERANDS 200000
#define LH_MOST_OPERATOR 15

typedef struct {
    const guint8 *p, *end;
    LhTokens tokens;
    char op[LH_MOST_OPERATOR + 1];
    gboolean damaged; /* something was no token, or too long */
} LhLexer;

/* @bytes must outlive the lexer. */
void lh_lexer_init(LhLexer *lexer, gconstpointer bytes, gsize length);
void lh_lexer_clear(LhLexer *lexer);
/* Reads the next operator into `op`, what stands before it into `tokens`. Returns: FALSE at the
 * end. */
gboolean lh_lexer_next(LhLexer *lexer);
/* Behind ID: skips the picture's bytes up to EI. */
void lh_lexer_skip_image(LhLexer *lexer);

/* The operand @index; a negative one counts from the end. NULL = there is none. */
const LhToken *lh_tokens_peek(const LhTokens *tokens, int index);
/* 0 = there is no number there. */
double lh_tokens_number(const LhTokens *tokens, int index);
/* NULL = there is no name there. */
const char *lh_tokens_name(const LhTokens *tokens, int index);
static inline const char *lh_tokens_bytes(const LhTokens *tokens, const LhToken *token)
{
    return tokens->bytes->str + token->at;
}

G_END_DECLS

#endif
