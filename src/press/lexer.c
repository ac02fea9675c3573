/* Tokens of a content stream: whatever the bytes are, each step goes forward. */
#include "lexer.h"

#include <math.h>
#include <string.h>

void lh_lexer_init(LhLexer *lexer, gconstpointer bytes, gsize length)
{
    *lexer = (LhLexer){.p = bytes, .end = (const guint8 *) bytes + length};
    lexer->tokens.list = g_array_new(FALSE, FALSE, sizeof(LhToken));
    lexer->tokens.bytes = g_string_new(NULL);
}

void lh_lexer_clear(LhLexer *lexer)
{
    g_array_unref(lexer->tokens.list);
    g_string_free(lexer->tokens.bytes, TRUE);
}

static gboolean is_space(guint8 c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static gboolean is_delimiter(guint8 c)
{
    return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' ||
           c == '}' || c == '/' || c == '%';
}

static gboolean is_regular(guint8 c)
{
    return !is_space(c) && !is_delimiter(c);
}

static void skip_blank(LhLexer *l)
{
    for (; l->p < l->end; l->p++) {
        if (*l->p == '%')
            while (l->p + 1 < l->end && l->p[1] != '\n' && l->p[1] != '\r')
                l->p++;
        else if (!is_space(*l->p))
            return;
    }
}

static LhToken *add(LhLexer *l, LhTokenKind kind)
{
    LhToken token = {.kind = kind, .at = (guint32) l->tokens.bytes->len};
    if (l->tokens.list->len >= LH_MOST_OPERANDS) {
        l->damaged = TRUE;
        g_array_set_size(l->tokens.list, 0);
        g_string_truncate(l->tokens.bytes, 0);
        token.at = 0;
    }
    g_array_append_val(l->tokens.list, token);
    return &g_array_index(l->tokens.list, LhToken, l->tokens.list->len - 1);
}

/* ---- Numbers and names ---- */

/* Reads a number where one stands; PDF has no exponents. */
static gboolean read_number(LhLexer *l)
{
    const guint8 *p = l->p;
    double value = 0, part = 0.1;
    gboolean minus = FALSE, digits = FALSE;
    for (; p < l->end && (*p == '+' || *p == '-'); p++)
        minus |= *p == '-';
    for (; p < l->end && g_ascii_isdigit(*p); p++, digits = TRUE)
        value = value * 10 + (*p - '0');
    if (p < l->end && *p == '.')
        for (p++; p < l->end && g_ascii_isdigit(*p); p++, part /= 10, digits = TRUE)
            value += (*p - '0') * part;
    if (!digits || (p < l->end && is_regular(*p)))
        return FALSE;
    l->p = p;
    add(l, LH_TOKEN_NUMBER)->number = isfinite(value) ? (minus ? -value : value) : 0;
    return TRUE;
}

static void read_name(LhLexer *l)
{
    LhToken *token = add(l, LH_TOKEN_NAME);
    GString *out = l->tokens.bytes;
    g_string_append_c(out, '/');
    for (l->p++; l->p < l->end && is_regular(*l->p); l->p++) {
        gboolean coded = *l->p == '#' && l->end - l->p > 2 && g_ascii_isxdigit(l->p[1]) &&
                         g_ascii_isxdigit(l->p[2]);
        int c =
            coded ? g_ascii_xdigit_value((char) l->p[1]) * 16 + g_ascii_xdigit_value((char) l->p[2])
                  : *l->p;
        g_string_append_c(out, c ? (char) c : '?');
        l->p += coded ? 2 : 0;
    }
    token->length = (guint32) out->len - token->at;
    g_string_append_c(out, '\0');
}

/* ---- Strings ---- */

/* What follows a backslash; the pen stands on it. */
static void read_escape(LhLexer *l)
{
    static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
    const char *known = *l->p ? strchr(from, *l->p) : NULL;
    GString *out = l->tokens.bytes;
    if (known) {
        g_string_append_c(out, to[known - from]);
    } else if (*l->p >= '0' && *l->p <= '7') {
        int code = 0;
        for (int i = 0; i < 3 && l->p < l->end && *l->p >= '0' && *l->p <= '7'; i++, l->p++)
            code = code * 8 + (*l->p - '0');
        l->p--;
        g_string_append_c(out, (char) code);
    } else if (*l->p == '\r' && l->p + 1 < l->end && l->p[1] == '\n') {
        l->p++;
    } else if (*l->p != '\n' && *l->p != '\r') {
        g_string_append_c(out, (char) *l->p);
    }
}

static void read_string(LhLexer *l)
{
    LhToken *token = add(l, LH_TOKEN_STRING);
    GString *out = l->tokens.bytes;
    int depth = 1;
    for (l->p++; l->p < l->end; l->p++) {
        if (*l->p == '\\' && l->p + 1 < l->end) {
            l->p++;
            read_escape(l);
            continue;
        }
        depth += *l->p == '(' ? 1 : *l->p == ')' ? -1 : 0;
        if (depth == 0)
            break;
        g_string_append_c(out, (char) *l->p);
    }
    l->damaged |= l->p == l->end;
    l->p += l->p < l->end;
    token->length = (guint32) out->len - token->at;
}

static void read_hex(LhLexer *l)
{
    LhToken *token = add(l, LH_TOKEN_STRING);
    GString *out = l->tokens.bytes;
    int half = -1;
    for (l->p++; l->p < l->end && *l->p != '>'; l->p++) {
        int digit = g_ascii_xdigit_value((char) *l->p);
        if (digit < 0)
            continue;
        if (half >= 0)
            g_string_append_c(out, (char) (half * 16 + digit));
        half = half >= 0 ? -1 : digit;
    }
    if (half >= 0)
        g_string_append_c(out, (char) (half * 16));
    l->p += l->p < l->end;
    token->length = (guint32) out->len - token->at;
}

/* ---- Operators ---- */

static gboolean is_literal(const char *word)
{
    return strcmp(word, "true") == 0 || strcmp(word, "false") == 0 || strcmp(word, "null") == 0;
}

/* Reads a word. Returns: TRUE when it is an operator. */
static gboolean read_word(LhLexer *l)
{
    gsize n = 0;
    for (; l->p < l->end && is_regular(*l->p); l->p++, n++)
        if (n < LH_MOST_OPERATOR)
            l->op[n] = (char) *l->p;
    l->op[MIN(n, LH_MOST_OPERATOR)] = '\0';
    l->damaged |= n > LH_MOST_OPERATOR;
    if (!is_literal(l->op))
        return TRUE;
    add(l, LH_TOKEN_WORD);
    return FALSE;
}

/* Brackets, and bytes that stand where nothing may. */
static void read_mark(LhLexer *l)
{
    guint8 c = *l->p++;
    gboolean twice = (c == '<' || c == '>') && l->p < l->end && *l->p == c;
    l->p += twice;
    if (c == '[' || (c == '<' && twice))
        add(l, LH_TOKEN_OPEN);
    else if (c == ']' || (c == '>' && twice))
        add(l, LH_TOKEN_CLOSE);
    else
        l->damaged = TRUE;
}

gboolean lh_lexer_next(LhLexer *l)
{
    g_array_set_size(l->tokens.list, 0);
    g_string_truncate(l->tokens.bytes, 0);
    for (skip_blank(l); l->p < l->end; skip_blank(l)) {
        guint8 c = *l->p;
        if (c == '/')
            read_name(l);
        else if (c == '(')
            read_string(l);
        else if (c == '<' && !(l->p + 1 < l->end && l->p[1] == '<'))
            read_hex(l);
        else if (is_delimiter(c))
            read_mark(l);
        else if (!read_number(l) && read_word(l))
            return TRUE;
    }
    return FALSE;
}

void lh_lexer_skip_image(LhLexer *l)
{
    l->p += l->p < l->end;
    for (; l->end - l->p >= 2; l->p++) {
        gboolean ends = l->p[0] == 'E' && l->p[1] == 'I' && is_space(l->p[-1]) &&
                        (l->end - l->p == 2 || !is_regular(l->p[2]));
        if (ends) {
            l->p += 2;
            return;
        }
    }
    l->p = l->end;
    l->damaged = TRUE;
}

/* ---- Operands ---- */

const LhToken *lh_tokens_peek(const LhTokens *tokens, int index)
{
    int n = (int) tokens->list->len, at = index < 0 ? n + index : index;
    return at >= 0 && at < n ? &g_array_index(tokens->list, LhToken, at) : NULL;
}

double lh_tokens_number(const LhTokens *tokens, int index)
{
    const LhToken *token = lh_tokens_peek(tokens, index);
    return token && token->kind == LH_TOKEN_NUMBER ? token->number : 0;
}

const char *lh_tokens_name(const LhTokens *tokens, int index)
{
    const LhToken *token = lh_tokens_peek(tokens, index);
    return token && token->kind == LH_TOKEN_NAME ? tokens->bytes->str + token->at : NULL;
}
