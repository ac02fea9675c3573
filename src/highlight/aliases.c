/* The other names of a language, read without compiling it: the first keys of the file only. */
#include "internal.h"

#include <string.h>
#include <yaml.h>

#define MOST_EVENTS 500 /* a file tells its name and aliases before anything long */

typedef struct {
    guint depth;         /* of mappings and lists; 1 inside the file's own mapping */
    gboolean is_key;     /* the next scalar at depth 1 is a key */
    gboolean in_aliases; /* the key read last was `aliases` */
    GPtrArray *names;
} Reader;

static void read_scalar(Reader *r, const char *text)
{
    if (r->in_aliases && (r->depth == 2 || !r->is_key))
        g_ptr_array_add(r->names, g_ascii_strdown(text, -1));
    if (r->depth != 1)
        return;
    r->in_aliases = r->is_key && !strcmp(text, "aliases");
    r->is_key = !r->is_key;
}

/* Takes one event; FALSE when there is nothing more to learn. */
static gboolean read_event(Reader *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        read_scalar(r, (const char *) event->data.scalar.value);
        return TRUE;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        r->is_key = r->depth++ == 0;
        return TRUE;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        r->depth--;
        r->is_key = TRUE;
        return !r->in_aliases && r->depth > 0;
    case YAML_STREAM_END_EVENT:
        return FALSE;
    default:
        return TRUE;
    }
}

static void read_events(Reader *r, yaml_parser_t *parser)
{
    gboolean more = TRUE;
    for (guint i = 0; more && i < MOST_EVENTS; i++) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return;
        more = read_event(r, &event);
        yaml_event_delete(&event);
    }
}

char **lh_language_aliases(const char *path)
{
    Reader r = {.names = g_ptr_array_new()};
    FILE *file = fopen(path, "rb");
    yaml_parser_t parser;
    if (file && yaml_parser_initialize(&parser)) {
        yaml_parser_set_input_file(&parser, file);
        read_events(&r, &parser);
        yaml_parser_delete(&parser);
    }
    if (file)
        fclose(file);
    g_ptr_array_add(r.names, NULL);
    return (char **) g_ptr_array_free(r.names, FALSE);
}
