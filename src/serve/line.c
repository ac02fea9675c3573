/* The lines of a page: where they stand, and where in the manuscript they were written. */
#include "internal.h"

#include <math.h>

/* Of the text's size: how far a raised mark may be from its line's baseline, and what a line
 * covers. */
#define NEAR  0.45
#define ABOVE 0.85
#define BELOW 0.32

typedef struct {
    const LhPages *pages;
    GPtrArray *lines;
    const LhSlab *slab;
    guint first; /* line of the slab */
} Lister;

static void line_free(gpointer data)
{
    LhLine *line = data;
    g_array_unref(line->places);
    g_string_free(line->text, TRUE);
    g_free(line);
}

static LhLine *add_line(Lister *lister, double baseline)
{
    LhLine *line = g_new0(LhLine, 1);
    line->slab = lister->slab;
    line->baseline = baseline;
    line->left = line->top = INFINITY;
    line->right = line->bottom = -INFINITY;
    line->places = g_array_new(FALSE, FALSE, sizeof(LhPlace));
    line->text = g_string_new(NULL);
    g_ptr_array_add(lister->lines, line);
    return line;
}

/* The slab's line that a run of @size at @baseline belongs to; a new one when there is none. */
static LhLine *find_line(Lister *lister, double baseline, double size)
{
    for (guint i = lister->lines->len; i > lister->first; i--) {
        LhLine *line = lister->lines->pdata[i - 1];
        if (fabs(line->baseline - baseline) < NEAR * size)
            return line;
    }
    return add_line(lister, baseline);
}

static void widen(LhLine *line, double left, double right, double top, double bottom)
{
    line->left = MIN(line->left, left);
    line->right = MAX(line->right, right);
    line->top = MIN(line->top, top);
    line->bottom = MAX(line->bottom, bottom);
}

static void add_place(LhLine *line, double x, LhSource source)
{
    LhPlace place = {x, source};
    guint n = line->places->len;
    const LhPlace *last = n ? &g_array_index(line->places, LhPlace, n - 1) : NULL;
    if (!last || last->source.file != source.file || last->source.line != source.line)
        g_array_append_val(line->places, place);
}

/* Appends the run's words and returns its width. */
static double read_run(const LhRun *run, double size, GString *text)
{
    double width = 0;
    for (int i = 0; i < run->n_words; i++)
        for (const LhWord *word = run->words[i]; word; word = word->next) {
            g_string_append_len(text, word->text, word->n_bytes);
            width +=
                word->width * size + run->tracking * (word->sign ? 1 : (double) word->n_glyphs);
        }
    return width;
}

static void add_run(Lister *lister, const LhItem *item, double x, double y, LhSource source)
{
    const LhRun *run = item->run;
    double size = lister->pages->style->role[run->role].size * run->scale;
    LhLine *line = find_line(lister, y, size);
    if (line->text->len && x - line->right > 0.1 * size)
        g_string_append_c(line->text, ' ');
    double width = read_run(run, size, line->text);
    widen(line, x, x + width, y - ABOVE * size, y + BELOW * size);
    add_place(line, x, source);
}

static void add_item(Lister *lister, const LhItem *item, double x, double y)
{
    LhSource source = item->source;
    if (source.line <= 0 && lister->slab)
        source = lister->slab->source;
    if (source.line <= 0 || !source.file)
        return;
    if (item->kind == LH_ITEM_TEXT && !item->run->hidden)
        add_run(lister, item, x, y, source);
    else if (item->kind == LH_ITEM_IMAGE) {
        LhLine *line = add_line(lister, y + item->image.height);
        const LhTag *tag = item->image.tag;
        g_string_append(line->text, tag && tag->alt && *tag->alt ? tag->alt : "picture");
        widen(line, x, x + item->image.width, y, y + item->image.height);
        add_place(line, x, source);
    }
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const LhLine *left = *(const LhLine *const *) a, *right = *(const LhLine *const *) b;
    if (fabs(left->baseline - right->baseline) > 1)
        return left->baseline < right->baseline ? -1 : 1;
    return left->left < right->left ? -1 : left->left > right->left;
}

GPtrArray *lh_line_list(const LhPages *pages, const LhPage *page)
{
    Lister lister = {.pages = pages, .lines = g_ptr_array_new_with_free_func(line_free)};
    for (int i = 0; i < page->n_placed; i++) {
        const LhPlaced *placed = &page->placed[i];
        lister.slab = placed->slab;
        lister.first = lister.lines->len;
        for (int k = 0; k < placed->slab->n_items; k++) {
            const LhItem *item = &placed->slab->items[k];
            add_item(&lister, item, placed->x + item->x, placed->y + item->y);
        }
    }
    lister.slab = NULL;
    lister.first = lister.lines->len;
    for (int i = 0; i < page->n_items; i++)
        add_item(&lister, &page->items[i], page->items[i].x, page->items[i].y);
    g_ptr_array_sort(lister.lines, compare_lines);
    return lister.lines;
}

/* ---- JSON ---- */

static void append_places(GString *out, const GArray *places)
{
    lh_json_key(out, "places");
    g_string_append_c(out, '[');
    for (guint i = 0; i < places->len; i++) {
        const LhPlace *place = &g_array_index(places, LhPlace, i);
        g_string_append_printf(out, "%s[%d,%d,%d]", i ? "," : "", (int) floor(place->x),
                               place->source.line, place->source.column);
    }
    g_string_append_c(out, ']');
}

static void append_line(GString *out, const LhLine *line)
{
    const LhPlace *place = &g_array_index(line->places, LhPlace, 0);
    g_string_append_c(out, '{');
    lh_json_text_member(out, "file", place->source.file);
    lh_json_number_member(out, "line", place->source.line);
    lh_json_number_member(out, "column", place->source.column);
    lh_json_key(out, "box");
    g_string_append_printf(out, "[%d,%d,%d,%d]", (int) floor(line->left), (int) floor(line->top),
                           (int) ceil(line->right - line->left),
                           (int) ceil(line->bottom - line->top));
    lh_json_text_member(out, "text", line->text->str);
    if (line->places->len > 1)
        append_places(out, line->places);
    g_string_append_c(out, '}');
}

char *lh_line_json(const GPtrArray *lines)
{
    GString *out = g_string_new("[");
    for (guint i = 0; i < lines->len; i++) {
        if (i)
            g_string_append(out, ",\n");
        append_line(out, lines->pdata[i]);
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}
