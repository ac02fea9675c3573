/* `&amp;`, `&#38;` and `&#x26;` to the characters they stand for. */
#ifndef PARSE_ENTITY_H
#define PARSE_ENTITY_H

#include <glib.h>

/* Appends what the entity @text of @length bytes (with & and ;) stands for to @out.
 * Returns: FALSE when there is no such entity; @out is then unchanged. */
gboolean lh_entity_append(GString *out, const char *text, gsize length);

/* Appends @text with its entities resolved. */
void lh_entity_append_text(GString *out, const char *text, gsize length);

#endif
