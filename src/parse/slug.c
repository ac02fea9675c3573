#include "longhand/parse.h"

/* GitHub keeps letters, digits, marks, connectors and the hyphen of a heading, and drops the rest.
 */
static gboolean stays_in_slug(gunichar c)
{
    return c == '-' || g_unichar_isalnum(c) || g_unichar_ismark(c) ||
           g_unichar_type(c) == G_UNICODE_CONNECT_PUNCTUATION;
}

char *lh_parse_slug(const char *plain)
{
    GString *slug = g_string_new(NULL);
    for (const char *p = plain; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == ' ')
            g_string_append_c(slug, '-');
        else if (c < 128)
            g_string_append_len(slug, &(char){g_ascii_tolower((char) c)}, stays_in_slug(c));
        else if (stays_in_slug(c))
            g_string_append_unichar(slug, g_unichar_tolower(c));
    }
    return g_string_free(slug, FALSE);
}
