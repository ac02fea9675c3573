/* Text as JSON writes it. */
#include "longhand/base.h"

#include <string.h>

static gboolean is_plain(guchar c)
{
    return c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
}

void lh_json_quote(GString *out, const char *text, gsize length)
{
    g_string_append_c(out, '"');
    for (gsize i = 0, from = 0; i <= length; i++) {
        if (i < length && is_plain((guchar) text[i]))
            continue;
        g_string_append_len(out, text + from, (gssize) (i - from));
        from = i + 1;
        if (i == length)
            break;
        if (text[i] == '"' || text[i] == '\\')
            g_string_append_printf(out, "\\%c", text[i]);
        else
            g_string_append_printf(out, "\\u%04x", (guchar) text[i]);
    }
    g_string_append_c(out, '"');
}

void lh_json_text(GString *out, const char *text)
{
    if (text)
        lh_json_quote(out, text, strlen(text));
    else
        g_string_append(out, "null");
}
