/* The map: every word of the pages with its place in the manuscript. */
#include "internal.h"

#include <math.h>
#include <string.h>

#define ASCENT  0.80 /* em of a word's box above, … */
#define DESCENT 0.25 /* … below its baseline */

G_DEFINE_QUARK(lh - proof - error - quark, lh_proof_error)

/* Pages being mapped. */
typedef struct {
    LhMap *map;
    const LhPages *pages;
    const LhPage *page;
    LhManuscript manuscript;
    GHashTable *code; /* of lh_manuscript_code() */
    const char *text; /* what is being walked along: many words come from one text */
    guint32 done;     /* bytes of it walked over */
    LhAligner align;
    const LhScript *script;
} Mapper;

LhMap *lh_map_alloc(void)
{
    LhMap *map = g_new0(LhMap, 1);

    map->arena = lh_arena_new();
    map->words = g_array_new(FALSE, FALSE, sizeof(LhMapWord));
    map->labels = g_ptr_array_new();
    map->changed = g_array_new(FALSE, FALSE, sizeof(LhMapRow));
    map->parts = g_ptr_array_new_with_free_func((GDestroyNotify) lh_map_free);
    return map;
}

void lh_map_free(LhMap *map)
{
    if (map == NULL)
        return;
    lh_arena_free(map->arena);
    g_array_unref(map->words);
    g_array_unref(map->changed);
    g_ptr_array_unref(map->labels);
    g_ptr_array_unref(map->parts);
    g_free(map);
}

/* ---- Sources ---- */

/* Begins to walk along @origin's text, from its byte @at on. */
static void begin_text(Mapper *m, const LhOrigin *origin, guint32 at)
{
    LhSource source = origin->source;

    m->text = origin->text;
    m->done = 0;
    m->script = source.file ? lh_manuscript_find(&m->manuscript, source.file) : NULL;
    m->align = (LhAligner){.set = origin->text, .lost = TRUE};
    const char *written = m->script ? lh_script_at(m->script, source) : NULL;
    if (written == NULL)
        return;
    const char *end = m->script->lines[m->script->n_lines] - 1;
    lh_align_begin(&m->align, written, end, origin->text + at);
}

/* Sets the place of the bytes [@from, @to) of @script. */
static void set_place(LhMapWord *word, const LhScript *script, const char *from, const char *to)
{
    int line = lh_script_line_of(script, from);
    const char *start = lh_script_line(script, line);

    word->source.line = line;
    word->source.column = (int) g_utf8_pointer_to_offset(start, from) + 1;
    word->length = (int) g_utf8_pointer_to_offset(from, to);
}

/* The same for a word of the line of code that was written at @line. */
static void trace_code(Mapper *m, const LhOrigin *origin, const LhSource *line, LhMapWord *word)
{
    const LhScript *script = lh_manuscript_find(&m->manuscript, line->file);
    const char *from = lh_script_in_code(script, line->line, origin->text, origin->at);

    word->source = *line;
    if (from)
        set_place(word, script, from, from + origin->length);
}

/* Sets where the author wrote what @origin tells of, as exactly as can be known. */
static void trace(Mapper *m, const LhOrigin *origin, LhMapWord *word)
{
    const LhSource *code = g_hash_table_lookup(m->code, origin->text);
    const char *from, *to;

    if (code) {
        trace_code(m, origin, code, word);
        return;
    }
    if (m->text != origin->text || origin->at < m->done)
        begin_text(m, origin, 0);
    if (m->align.lost)
        begin_text(m, origin, origin->at);
    if (m->align.lost ||
        !lh_align_to(&m->align, origin->text, origin->at, origin->length, &from, &to))
        return;
    m->done = origin->at + origin->length;
    set_place(word, m->script, from, to);
}

/* ---- Words ---- */

static double word_width(const LhRun *run, const LhWord *word, double size)
{
    double width = word->total * size;

    for (const LhWord *part = word; run->tracking != 0 && part; part = part->next)
        width += run->tracking * part->n_glyphs;
    return width;
}

static char *word_text(LhArena *arena, const LhWord *const *words, int n)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (int i = 0; i < n; i++)
        for (const LhWord *part = words[i]; part; part = part->next)
            g_string_append_len(text, part->text, part->n_bytes);
    return lh_arena_strndup(arena, text->str, (gssize) text->len);
}

static gboolean is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

static int row_of(const Mapper *m, double y)
{
    const LhStyle *style = m->pages->style;
    double first = style->grid.first_ruling * style->grid.step;

    return (int) lrint((y - first) / m->page->pitch) -
           (style->grid.first_row - style->grid.first_ruling) + 1;
}

/* A word whose box begins at @x, on the baseline @y. */
static LhMapWord new_word(const Mapper *m, double x, double y, double width, double size)
{
    return (LhMapWord){.page = m->page->index + 1,
                       .row = row_of(m, y),
                       .baseline = (float) y,
                       .x1 = (float) x,
                       .x2 = (float) (x + width),
                       .y1 = (float) (y - ASCENT * size),
                       .y2 = (float) (y + DESCENT * size)};
}

static void add_words(Mapper *m, const LhItem *item, double x, double y)
{
    const LhRun *run = item->run;
    double size = m->pages->style->role[run->role].size * run->scale;

    for (int i = 0; i < run->n_words; i++) {
        const LhOrigin *origin = &run->origins[i];
        double width = word_width(run, run->words[i], size);
        if (origin->text && origin->source.line > 0) {
            LhMapWord word = new_word(m, x, y, width, size);
            word.text = word_text(m->map->arena, &run->words[i], 1);
            word.source = (LhSource){g_intern_string(origin->source.file), origin->source.line, 0};
            if (!is_blank(word.text)) {
                word.origin = origin;
                trace(m, origin, &word);
                g_array_append_val(m->map->words, word);
            }
        }
        x += width;
    }
}

/* A run that nobody but its block tells the place of. */
static void add_run(Mapper *m, const LhItem *item, double x, double y)
{
    const LhRun *run = item->run;
    double size = m->pages->style->role[run->role].size * run->scale, width = 0;

    if (item->source.line == 0 || item->source.file == NULL || run->tag == NULL)
        return;
    for (int i = 0; i < run->n_words; i++)
        width += word_width(run, run->words[i], size);
    LhMapWord word = new_word(m, x, y, width, size);
    word.text = word_text(m->map->arena, run->words, run->n_words);
    word.source = (LhSource){g_intern_string(item->source.file), item->source.line, 0};
    if (!is_blank(word.text))
        g_array_append_val(m->map->words, word);
}

static void map_items(Mapper *m, const LhItem *items, int n, double x, double y)
{
    for (int i = 0; i < n; i++) {
        const LhItem *item = &items[i];
        if (item->kind != LH_ITEM_TEXT || item->run->hidden)
            continue;
        if (item->run->origins)
            add_words(m, item, x + item->x, y + item->y);
        else
            add_run(m, item, x + item->x, y + item->y);
    }
}

static void map_page(Mapper *m, const LhPage *page)
{
    m->page = page;
    for (int i = 0; i < page->n_placed; i++) {
        const LhPlaced *placed = &page->placed[i];
        map_items(m, placed->slab->items, placed->slab->n_items, placed->x, placed->y);
    }
    map_items(m, page->items, page->n_items, 0, 0);
}

static void add_code(GHashTable *into, GHashTable *from)
{
    GHashTableIter iter;
    gpointer key, value;

    g_hash_table_iter_init(&iter, from);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        g_hash_table_insert(into, key, value);
        g_hash_table_iter_steal(&iter);
    }
    g_hash_table_unref(from);
}

/* Pages being mapped by several threads: each takes the pages of a chapter, which no text leaves. */
typedef struct {
    const LhPages *pages;
    GHashTable *code; /* of lh_manuscript_code() */
    GArray *starts;   /* of guint: the first page of each chapter, and the end of the last */
    GPtrArray *parts; /* of LhMap *, one a chapter */
} Mapping;

static void map_chapter(int index, gpointer data)
{
    const Mapping *all = data;
    Mapper m = {.map = all->parts->pdata[index], .pages = all->pages, .code = all->code};

    lh_manuscript_init(&m.manuscript, all->pages->book);
    for (guint i = g_array_index(all->starts, guint, index);
         i < g_array_index(all->starts, guint, index + 1); i++) {
        const LhPage *page = all->pages->pages->pdata[i];
        if (page->drawn)
            map_page(&m, page);
    }
    lh_manuscript_clear(&m.manuscript);
}

/* Notes where each chapter of which something is drawn begins, and makes it an empty map. */
static void part_pages(Mapping *all)
{
    const GPtrArray *pages = all->pages->pages;
    const LhChapter *chapter = NULL;

    for (guint i = 0; i < pages->len; i++) {
        const LhPage *page = pages->pdata[i];
        if (!page->drawn || (all->parts->len > 0 && page->chapter == chapter))
            continue;
        g_array_append_val(all->starts, i);
        g_ptr_array_add(all->parts, lh_map_alloc());
        chapter = page->chapter;
    }
    g_array_append_val(all->starts, pages->len);
}

static void join_parts(LhMap *map, const GPtrArray *parts)
{
    for (guint i = 0; i < parts->len; i++) {
        const LhMap *part = parts->pdata[i];
        g_array_append_vals(map->words, part->words->data, part->words->len);
    }
}

LhMap *lh_map_new(const LhPages *pages, const GPtrArray *trees, const GPtrArray *openers)
{
    LhMap *map = lh_map_alloc();
    Mapping all = {.pages = pages,
                   .starts = g_array_new(FALSE, FALSE, sizeof(guint)),
                   .parts = map->parts};
    LhManuscript manuscript;

    lh_manuscript_init(&manuscript, pages->book);
    all.code = lh_manuscript_code(&manuscript, trees);
    add_code(all.code, lh_manuscript_code(&manuscript, openers));
    map->width = pages->style->page.width;
    map->height = pages->style->page.height;
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        g_ptr_array_add(map->labels,
                        page->drawn ? lh_arena_strndup(map->arena, page->label, -1) : NULL);
    }
    part_pages(&all);
    lh_parallel_each((int) all.parts->len, lh_parallel_default(), map_chapter, &all, NULL, NULL);
    join_parts(map, all.parts);
    g_array_unref(all.starts);
    g_hash_table_unref(all.code);
    lh_manuscript_clear(&manuscript);
    return map;
}

void lh_map_move_to_sheets(LhMap *map, const LhPages *pages)
{
    g_autofree int *number = g_new0(int, pages->pages->len + 1);
    g_autoptr(GPtrArray) labels = g_steal_pointer(&map->labels);
    int n = 0;

    map->labels = g_ptr_array_new();
    map->width = pages->sheet.width;
    map->height = pages->sheet.height;
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        if (!page->drawn)
            continue;
        number[i + 1] = ++n;
        g_ptr_array_add(map->labels, lh_arena_strndup(map->arena, page->label, -1));
    }
    for (guint i = 0; i < map->changed->len; i++) {
        LhMapRow *row = &g_array_index(map->changed, LhMapRow, i);
        row->page = number[row->page];
        row->baseline += (float) pages->sheet.y;
    }
    for (guint i = 0; i < map->words->len; i++) {
        LhMapWord *word = &g_array_index(map->words, LhMapWord, i);
        word->page = number[word->page];
        word->x1 += (float) pages->sheet.x;
        word->x2 += (float) pages->sheet.x;
        word->y1 += (float) pages->sheet.y;
        word->y2 += (float) pages->sheet.y;
        word->baseline += (float) pages->sheet.y;
        word->origin = NULL;
    }
}
