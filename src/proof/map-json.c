/* The map as JSON, and back. */
#include "internal.h"

#include <math.h>
#include <string.h>

#define KIND "longhand-map"

/* ---- Writing ---- */

typedef struct {
    const LhMap *map;
    GString *out;
    GHashTable *index; /* interned name -> its place in files + 1 */
    GPtrArray *files;
} Writer;

static void find_files(Writer *w)
{
    for (guint i = 0; i < w->map->words->len; i++) {
        const LhMapWord *word = &g_array_index(w->map->words, LhMapWord, i);
        if (g_hash_table_contains(w->index, word->source.file))
            continue;
        g_ptr_array_add(w->files, (gpointer) word->source.file);
        g_hash_table_insert(w->index, (gpointer) word->source.file,
                            GUINT_TO_POINTER(w->files->len));
    }
}

/* printf takes as long as all the rest together. */
static void append_whole(GString *out, long value)
{
    char digits[24], *p = digits + sizeof digits;
    unsigned long rest = value < 0 ? -(unsigned long) value : (unsigned long) value;

    do
        *--p = (char) ('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--p = '-';
    g_string_append_len(out, p, digits + sizeof digits - p);
}

/* With at most two decimals, and no more than it needs; then a comma. */
static void append_length(GString *out, double value)
{
    long hundredths = lrint(value * 100), part = labs(hundredths) % 100;

    if (hundredths < 0)
        g_string_append_c(out, '-');
    append_whole(out, labs(hundredths) / 100);
    if (part) {
        g_string_append_c(out, '.');
        g_string_append_c(out, (char) ('0' + part / 10));
        if (part % 10)
            g_string_append_c(out, (char) ('0' + part % 10));
    }
    g_string_append_c(out, ',');
}

static void append_word(Writer *w, const LhMapWord *word)
{
    GString *out = w->out;
    guint file = GPOINTER_TO_UINT(g_hash_table_lookup(w->index, word->source.file)) - 1;

    g_string_append_c(out, '[');
    append_length(out, word->x1);
    append_length(out, word->y1);
    append_length(out, word->x2);
    append_length(out, word->y2);
    append_length(out, word->baseline);
    const long numbers[] = {word->row, file, word->source.line, word->source.column, word->length};
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        append_whole(out, numbers[i]);
        g_string_append_c(out, ',');
    }
    lh_json_quote(out, word->text, strlen(word->text));
    g_string_append_c(out, ']');
}

/* The rows of @page that have changed, for who reads a proof by program. */
static void append_changed(Writer *w, int page)
{
    const GArray *changed = w->map->changed;
    gboolean first = TRUE;

    for (guint i = 0; i < changed->len; i++) {
        const LhMapRow *row = &g_array_index(changed, LhMapRow, i);
        if (row->page != page)
            continue;
        g_string_append(w->out, first ? "\"changed\":[" : "");
        append_length(w->out, row->baseline);
        first = FALSE;
    }
    if (first)
        return;
    g_string_truncate(w->out, w->out->len - 1);
    g_string_append(w->out, "],");
}

static void append_pages(Writer *w)
{
    const GArray *words = w->map->words;
    gboolean first = TRUE;
    guint next = 0;

    for (guint page = 0; page < w->map->labels->len; page++) {
        const char *label = w->map->labels->pdata[page];
        if (label == NULL)
            continue;
        g_string_append_printf(w->out, "%s\n{\"page\":%u,\"label\":", first ? "" : ",", page + 1);
        lh_json_quote(w->out, label, strlen(label));
        g_string_append_c(w->out, ',');
        append_changed(w, (int) page + 1);
        g_string_append(w->out, "\"words\":[");
        for (gboolean begun = FALSE; next < words->len; next++, begun = TRUE) {
            const LhMapWord *word = &g_array_index(words, LhMapWord, next);
            if (word->page != (int) page + 1)
                break;
            g_string_append(w->out, begun ? ",\n" : "\n");
            append_word(w, word);
        }
        g_string_append(w->out, "]}");
        first = FALSE;
    }
}

char *lh_map_json(const LhMap *map)
{
    Writer w = {.map = map, .out = g_string_sized_new(map->words->len * 48 + 1024)};

    w.index = g_hash_table_new(NULL, NULL);
    w.files = g_ptr_array_new();
    find_files(&w);
    g_string_append(w.out, "{\"kind\":\"" KIND "\",\"version\":1,\n\"width\":");
    append_length(w.out, map->width);
    g_string_append(w.out, "\"height\":");
    append_length(w.out, map->height);
    g_string_append(w.out, "\n\"fields\":[\"left\",\"top\",\"right\",\"bottom\",\"baseline\","
                           "\"row\",\"file\",\"line\","
                           "\"column\",\"length\",\"text\"],\n\"files\":[");
    for (guint i = 0; i < w.files->len; i++) {
        g_string_append(w.out, i ? "," : "");
        lh_json_quote(w.out, w.files->pdata[i], strlen(w.files->pdata[i]));
    }
    g_string_append(w.out, "],\n\"pages\":[");
    append_pages(&w);
    g_string_append(w.out, "]}\n");
    g_hash_table_unref(w.index);
    g_ptr_array_unref(w.files);
    return g_string_free(w.out, FALSE);
}

/* ---- Reading ---- */

typedef struct {
    LhJson json;
    LhMap *map;
    GPtrArray *files; /* interned */
    gboolean known;   /* it says it is a map of this kind */
} Reader;

static double take_number(Reader *r)
{
    double value = lh_json_number(&r->json);

    r->json.failed |= !lh_json_take(&r->json, ',');
    return value;
}

static int take_whole(Reader *r)
{
    double value = take_number(r);

    r->json.failed |= !(value >= -1e6 && value <= 1e9);
    return r->json.failed ? 0 : (int) value;
}

static void read_word(Reader *r, int page)
{
    LhMapWord word = {.page = page};

    r->json.failed |= !lh_json_take(&r->json, '[');
    word.x1 = (float) take_number(r);
    word.y1 = (float) take_number(r);
    word.x2 = (float) take_number(r);
    word.y2 = (float) take_number(r);
    word.baseline = (float) take_number(r);
    word.row = take_whole(r);
    int file = take_whole(r);
    word.source.line = take_whole(r);
    word.source.column = take_whole(r);
    word.length = take_whole(r);
    g_autofree char *text = lh_json_string(&r->json);
    r->json.failed |= !lh_json_take(&r->json, ']') || file < 0 || (guint) file >= r->files->len;
    if (r->json.failed)
        return;
    word.text = lh_arena_strndup(r->map->arena, text, -1);
    word.source.file = r->files->pdata[file];
    g_array_append_val(r->map->words, word);
}

#define MOST_PAGES 1000000

static void set_label(Reader *r, int page, const char *label)
{
    if (page < 1 || page > MOST_PAGES) {
        r->json.failed = TRUE;
        return;
    }
    if (r->map->labels->len < (guint) page)
        g_ptr_array_set_size(r->map->labels, page);
    r->map->labels->pdata[page - 1] = lh_arena_strndup(r->map->arena, label, -1);
}

static void read_page(Reader *r)
{
    gboolean first = TRUE, first_word = TRUE;
    int page = 0;

    r->json.failed |= !lh_json_take(&r->json, '{');
    while (lh_json_next(&r->json, '}', &first)) {
        g_autofree char *key = lh_json_string(&r->json);
        r->json.failed |= !lh_json_take(&r->json, ':');
        if (r->json.failed)
            return;
        if (strcmp(key, "page") == 0) {
            double number = lh_json_number(&r->json);
            page = (int) CLAMP(number, 0, MOST_PAGES + 1);
        } else if (strcmp(key, "label") == 0) {
            g_autofree char *label = lh_json_string(&r->json);
            if (label)
                set_label(r, page, label);
        } else if (strcmp(key, "words") == 0 && lh_json_take(&r->json, '[')) {
            while (lh_json_next(&r->json, ']', &first_word))
                read_word(r, page);
        } else
            lh_json_skip(&r->json);
    }
}

static void read_member(Reader *r, const char *key)
{
    gboolean first = TRUE;

    if (strcmp(key, "kind") == 0) {
        g_autofree char *kind = lh_json_string(&r->json);
        r->known = g_strcmp0(kind, KIND) == 0;
    } else if (strcmp(key, "width") == 0) {
        r->map->width = lh_json_number(&r->json);
    } else if (strcmp(key, "height") == 0) {
        r->map->height = lh_json_number(&r->json);
    } else if (strcmp(key, "files") == 0 && lh_json_take(&r->json, '[')) {
        while (lh_json_next(&r->json, ']', &first)) {
            g_autofree char *file = lh_json_string(&r->json);
            g_ptr_array_add(r->files, (gpointer) g_intern_string(file ? file : ""));
        }
    } else if (strcmp(key, "pages") == 0 && lh_json_take(&r->json, '[')) {
        while (lh_json_next(&r->json, ']', &first))
            read_page(r);
    } else
        lh_json_skip(&r->json);
}

LhMap *lh_map_read(const char *json, gsize length, GError **error)
{
    Reader r = {.json = {json, json + length, FALSE}, .map = lh_map_alloc()};
    gboolean first = TRUE;

    r.files = g_ptr_array_new();
    r.json.failed = !lh_json_take(&r.json, '{');
    while (lh_json_next(&r.json, '}', &first)) {
        g_autofree char *key = lh_json_string(&r.json);
        r.json.failed |= !lh_json_take(&r.json, ':');
        if (!r.json.failed)
            read_member(&r, key);
    }
    g_ptr_array_unref(r.files);
    if (r.json.failed || !r.known) {
        g_set_error(error, LH_PROOF_ERROR, LH_PROOF_ERROR_MAP, "%s",
                    r.known ? "the map is damaged" : "this is no map of Longhand's");
        lh_map_free(r.map);
        return NULL;
    }
    return r.map;
}
