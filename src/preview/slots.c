/* Templates filled: a subset of mustache. */
#include "internal.h"

#include <string.h>

struct LhSlots {
    LhSlots *outer;    /* where a name is looked for that is not here; NULL = the outermost */
    GHashTable *texts; /* name -> text */
    GHashTable *lists; /* name -> GPtrArray of LhSlots * */
};

static void free_list(gpointer list)
{
    g_ptr_array_unref(list);
}

LhSlots *lh_slots_new(void)
{
    LhSlots *slots = g_new0(LhSlots, 1);
    slots->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    slots->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
    return slots;
}

void lh_slots_free(LhSlots *slots)
{
    if (!slots)
        return;
    g_hash_table_unref(slots->texts);
    g_hash_table_unref(slots->lists);
    g_free(slots);
}

void lh_slots_set(LhSlots *slots, const char *name, const char *text)
{
    if (text)
        g_hash_table_insert(slots->texts, g_strdup(name), g_strdup(text));
}

void lh_slots_set_number(LhSlots *slots, const char *name, int number)
{
    g_hash_table_insert(slots->texts, g_strdup(name), g_strdup_printf("%d", number));
}

LhSlots *lh_slots_add(LhSlots *slots, const char *name)
{
    GPtrArray *list = g_hash_table_lookup(slots->lists, name);
    LhSlots *entry = lh_slots_new();
    if (!list) {
        list = g_ptr_array_new_with_free_func((GDestroyNotify) lh_slots_free);
        g_hash_table_insert(slots->lists, g_strdup(name), list);
    }
    entry->outer = slots;
    g_ptr_array_add(list, entry);
    return entry;
}

static const char *find_text(const LhSlots *slots, const char *name)
{
    const char *text = NULL;
    for (; slots && !text; slots = slots->outer)
        text = g_hash_table_lookup(slots->texts, name);
    return text;
}

static const GPtrArray *find_list(const LhSlots *slots, const char *name)
{
    const GPtrArray *list = NULL;
    for (; slots && !list; slots = slots->outer)
        list = g_hash_table_lookup(slots->lists, name);
    return list;
}

/* ---- Filling ---- */

/* A tag of the template: `{{#name}}`. */
typedef struct {
    const char *start, *end; /* of all of it */
    char sign;               /* '#', '^', '/', '{' for text that is HTML, 0 for text */
    char *name;
} Tag;

static void tag_clear(Tag *tag)
{
    g_clear_pointer(&tag->name, g_free);
}

/* The next tag in @text; FALSE = there is none. */
static gboolean next_tag(const char *text, const char *end, Tag *tag)
{
    const char *open = g_strstr_len(text, end - text, "{{");
    const char *close = open ? g_strstr_len(open, end - open, "}}") : NULL;
    if (!close)
        return FALSE;
    const char *name = open + 2;
    *tag = (Tag){.start = open, .end = close + 2};
    if (strchr("#^/{", *name))
        tag->sign = *name++;
    if (tag->sign == '{' && tag->end < end && *tag->end == '}')
        tag->end++;
    tag->name = g_strstrip(g_strndup(name, (gsize) (close - name)));
    return TRUE;
}

/* Where the section that @open begins ends: its closing tag. FALSE = nowhere. */
static gboolean find_close(const Tag *open, const char *end, Tag *close)
{
    int depth = 1;
    const char *at = open->end;
    while (next_tag(at, end, close)) {
        if (strcmp(close->name, open->name) == 0) {
            depth += close->sign == '/' ? -1 : close->sign == '#' || close->sign == '^';
            if (depth == 0)
                return TRUE;
        }
        at = close->end;
        tag_clear(close);
    }
    return FALSE;
}

static gboolean fill(const LhSlots *slots, const char *text, const char *end, GString *out,
                     GError **error);

/* What stands between @open and @close, as often as it is wanted. */
static gboolean fill_section(const LhSlots *slots, const Tag *open, const Tag *close, GString *out,
                             GError **error)
{
    const GPtrArray *list = find_list(slots, open->name);
    const char *said = find_text(slots, open->name);
    if (open->sign == '^')
        return list || said || fill(slots, open->end, close->start, out, error);
    if (!list)
        return !said || fill(slots, open->end, close->start, out, error);
    for (guint i = 0; i < list->len; i++)
        if (!fill(list->pdata[i], open->end, close->start, out, error))
            return FALSE;
    return TRUE;
}

static void append_value(const LhSlots *slots, const Tag *tag, GString *out)
{
    const char *text = find_text(slots, tag->name);
    if (!text)
        return;
    if (tag->sign == '{') {
        g_string_append(out, text);
        return;
    }
    g_autofree char *plain = g_markup_escape_text(text, -1);
    g_string_append(out, plain);
}

/* Fills what @tag asks for and moves @at behind it. */
static gboolean fill_tag(const LhSlots *slots, const Tag *tag, const char **at, const char *end,
                         GString *out, GError **error)
{
    Tag close = {0};
    *at = tag->end;
    if (tag->sign != '#' && tag->sign != '^') {
        append_value(slots, tag, out);
        return TRUE;
    }
    if (!find_close(tag, end, &close)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "the template's section {{%c%s}} is not closed", tag->sign, tag->name);
        return FALSE;
    }
    gboolean done = fill_section(slots, tag, &close, out, error);
    *at = close.end;
    tag_clear(&close);
    return done;
}

static gboolean fill(const LhSlots *slots, const char *text, const char *end, GString *out,
                     GError **error)
{
    const char *at = text;
    Tag tag = {0};
    while (next_tag(at, end, &tag)) {
        g_string_append_len(out, at, tag.start - at);
        gboolean done = fill_tag(slots, &tag, &at, end, out, error);
        tag_clear(&tag);
        if (!done)
            return FALSE;
    }
    g_string_append_len(out, at, end - at);
    return TRUE;
}

char *lh_slots_fill(const LhSlots *slots, const char *template, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (!fill(slots, template, template + strlen(template), out, error))
        return NULL;
    return g_strdup(out->str);
}
