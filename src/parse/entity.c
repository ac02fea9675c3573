#include "entity.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name, *characters;
} Entity;

static const Entity entities[] = {
#include "entity-table.inc"
};

typedef struct {
    const char *text;
    gsize length;
} Name;

static int compare_name(const void *key, const void *member)
{
    const Name *name = key;
    const Entity *entity = member;
    int order = strncmp(name->text, entity->name, name->length);
    return order ? order : -(entity->name[name->length] != '\0');
}

static gboolean append_number(GString *out, const char *digits, const char *end)
{
    int base = *digits == 'x' || *digits == 'X' ? 16 : 10;
    digits += base == 16;
    guint32 c = 0;
    if (digits == end || end - digits > 8)
        return FALSE;
    for (; digits < end; digits++) {
        int value = base == 16 ? g_ascii_xdigit_value(*digits) : g_ascii_digit_value(*digits);
        if (value < 0)
            return FALSE;
        c = MIN(c * (guint32) base + (guint32) value, 0x110000u);
    }
    gboolean fine = c && g_unichar_validate(c);
    g_string_append_unichar(out, fine ? c : 0xFFFD);
    return TRUE;
}

gboolean lh_entity_append(GString *out, const char *text, gsize length)
{
    if (length < 3 || text[0] != '&' || text[length - 1] != ';')
        return FALSE;
    if (text[1] == '#')
        return append_number(out, text + 2, text + length - 1);
    Name name = {text + 1, length - 2};
    const Entity *found =
        bsearch(&name, entities, G_N_ELEMENTS(entities), sizeof(Entity), compare_name);
    if (found)
        g_string_append(out, found->characters);
    return found != NULL;
}

void lh_entity_append_text(GString *out, const char *text, gsize length)
{
    const char *end = text + length;
    while (text < end) {
        const char *and = memchr(text, '&', (gsize) (end - text));
        g_string_append_len(out, text, (and? and : end) - text);
        if (!and)
            return;
        const char *stop = memchr(and, ';', MIN((gsize) (end - and), 50));
        if (stop && lh_entity_append(out, and, (gsize) (stop + 1 - and)))
            text = stop + 1;
        else {
            g_string_append_c(out, '&');
            text = and+1;
        }
    }
}
