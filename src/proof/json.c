/* JSON, read from left to right by who knows what comes. */
#include "internal.h"

#include <string.h>

#define MAX_DEPTH 64

static void skip_blanks(LhJson *json)
{
    while (json->at < json->end && strchr(" \t\r\n", *json->at) && *json->at)
        json->at++;
}

gboolean lh_json_take(LhJson *json, char sign)
{
    skip_blanks(json);
    if (json->failed || json->at >= json->end || *json->at != sign)
        return FALSE;
    json->at++;
    return TRUE;
}

double lh_json_number(LhJson *json)
{
    char buffer[40], *end;
    gsize n = 0;

    skip_blanks(json);
    while (json->at + n < json->end && n + 1 < sizeof buffer && json->at[n] &&
           strchr("+-.0123456789eE", json->at[n]))
        n++;
    memcpy(buffer, json->at, n);
    buffer[n] = '\0';
    double value = g_ascii_strtod(buffer, &end);
    if (n == 0 || *end != '\0') {
        json->failed = TRUE;
        return 0;
    }
    json->at += n;
    return value;
}

static gunichar take_hex(LhJson *json)
{
    gunichar value = 0;

    for (int i = 0; i < 4; i++) {
        int digit = json->at < json->end ? g_ascii_xdigit_value(*json->at) : -1;
        if (digit < 0) {
            json->failed = TRUE;
            return 0xFFFD;
        }
        value = value * 16 + (gunichar) digit;
        json->at++;
    }
    return value;
}

static void take_escape(LhJson *json, GString *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char sign = json->at < json->end ? *json->at++ : '\0';
    const char *known = sign ? strchr(from, sign) : NULL;

    if (known) {
        g_string_append_c(out, to[known - from]);
        return;
    }
    gunichar c = sign == 'u' ? take_hex(json) : 0;
    if (c >= 0xD800 && c < 0xDC00 && json->end - json->at >= 6 && json->at[0] == '\\' &&
        json->at[1] == 'u') {
        json->at += 2;
        c = 0x10000 + ((c - 0xD800) << 10) + (take_hex(json) - 0xDC00);
    }
    if (c == 0 || !g_unichar_validate(c))
        json->failed = TRUE;
    else
        g_string_append_unichar(out, c);
}

char *lh_json_string(LhJson *json)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (!lh_json_take(json, '"')) {
        json->failed = TRUE;
        return NULL;
    }
    while (!json->failed && json->at < json->end && *json->at != '"')
        if (*json->at == '\\') {
            json->at++;
            take_escape(json, out);
        } else
            g_string_append_c(out, *json->at++);
    if (json->failed || json->at >= json->end ||
        !g_utf8_validate(out->str, (gssize) out->len, NULL)) {
        json->failed = TRUE;
        return NULL;
    }
    json->at++;
    return g_strdup(out->str);
}

static void skip_word(LhJson *json)
{
    const char *start = json->at;

    while (json->at < json->end && (g_ascii_isalnum(*json->at) || strchr("+-.", *json->at)) &&
           *json->at)
        json->at++;
    json->failed |= json->at == start;
}

static void skip(LhJson *json, int depth)
{
    gboolean first = TRUE;

    skip_blanks(json);
    if (json->at >= json->end || depth > MAX_DEPTH) {
        json->failed = TRUE;
    } else if (*json->at == '"') {
        g_free(lh_json_string(json));
    } else if (lh_json_take(json, '[')) {
        while (lh_json_next(json, ']', &first))
            skip(json, depth + 1);
    } else if (lh_json_take(json, '{')) {
        while (lh_json_next(json, '}', &first)) {
            g_free(lh_json_string(json));
            json->failed |= !lh_json_take(json, ':');
            skip(json, depth + 1);
        }
    } else
        skip_word(json);
}

void lh_json_skip(LhJson *json)
{
    skip(json, 0);
}

gboolean lh_json_next(LhJson *json, char close, gboolean *first)
{
    if (json->failed || lh_json_take(json, close))
        return FALSE;
    if (!*first && !lh_json_take(json, ','))
        json->failed = TRUE;
    *first = FALSE;
    return !json->failed;
}
