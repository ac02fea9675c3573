/* JSON, as much of it as we say. */
#include "internal.h"

#include <math.h>
#include <string.h>

/* In quotes, and safe inside HTML too, which lh_json_text() is not. */
static void add_string(GString *out, const char *text)
{
    g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : g_strdup("");
    g_string_append_c(out, '"');
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '"' || c == '\\')
            g_string_append_printf(out, "\\%c", (char) c);
        else if (c < 0x20 || c == '<' || c == '>' || c == '&' || (c >= 0x7f && c < 0xa0) ||
                 c == 0x2028 || c == 0x2029)
            g_string_append_printf(out, "\\u%04x", c);
        else
            g_string_append_unichar(out, c);
    }
    g_string_append_c(out, '"');
}

void lh_json_key(GString *out, const char *key)
{
    if (out->len && !strchr("{[", out->str[out->len - 1]))
        g_string_append_c(out, ',');
    add_string(out, key);
    g_string_append_c(out, ':');
}

void lh_json_text_member(GString *out, const char *key, const char *value)
{
    lh_json_key(out, key);
    add_string(out, value);
}

void lh_json_number_member(GString *out, const char *key, double value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    lh_json_key(out, key);
    g_ascii_formatd(buffer, sizeof buffer, "%.10g", round(value * 100) / 100);
    g_string_append(out, buffer);
}
