/* A made book as the browser sees it: its pages, what is wrong with it, its queries. */
#include "internal.h"

#include "longhand/parse.h"

#include <string.h>

/* Findings that are told; the panel is for reading. */
#define MOST_TOLD 300

static LhShownPage *page_at(const LhShown *shown, guint i)
{
    return &g_array_index(shown->pages, LhShownPage, i);
}

/* ---- Making ---- */

static void list_spots(LhShownPage *page, const GPtrArray *lines)
{
    page->spots = g_array_new(FALSE, FALSE, sizeof(LhSource));
    for (guint i = 0; i < lines->len; i++) {
        const LhLine *line = lines->pdata[i];
        for (guint k = 0; k < line->places->len; k++)
            g_array_append_val(page->spots, g_array_index(line->places, LhPlace, k).source);
    }
}

static void look_at_page(int index, gpointer data)
{
    const LhShown *shown = data;
    LhShownPage *page = page_at(shown, (guint) index);
    g_autoptr(GPtrArray) lines = lh_line_list(shown->served.pages, page->page);
    gsize n;
    page->look = lh_page_look(shown->served.pages, page->page);
    page->lines = lh_line_json(lines);
    n = strlen(page->lines);
    page->lines_hash = (guint64) lh_hash(1, page->lines, n) << 32 | lh_hash(2, page->lines, n);
    list_spots(page, lines);
}

static void page_clear(gpointer data)
{
    LhShownPage *page = data;
    g_free(page->lines);
    if (page->spots)
        g_array_unref(page->spots);
}

LhShown *lh_shown_new(const LhServed *served, GHashTable *hashes, int jobs)
{
    LhShown *shown = g_new0(LhShown, 1);
    shown->served = *served;
    shown->hashes = hashes;
    shown->pages = g_array_new(FALSE, TRUE, sizeof(LhShownPage));
    g_array_set_clear_func(shown->pages, page_clear);
    for (guint i = 0; served->pages && i < served->pages->pages->len; i++) {
        LhShownPage page = {.page = served->pages->pages->pdata[i]};
        if (page.page->drawn)
            g_array_append_val(shown->pages, page);
    }
    lh_parallel_each((int) shown->pages->len, jobs, look_at_page, shown, NULL, NULL);
    return shown;
}

void lh_shown_free(LhShown *shown)
{
    if (!shown)
        return;
    g_array_unref(shown->pages);
    g_hash_table_unref(shown->hashes);
    g_free(shown);
}

/* ---- Asking ---- */

const LhShownPage *lh_shown_find(const LhShown *shown, int index)
{
    for (guint i = 0; i < shown->pages->len; i++)
        if (page_at(shown, i)->page->index == index)
            return page_at(shown, i);
    return NULL;
}

char *lh_shown_file_name(const LhBook *book, const char *path)
{
    gsize n = strlen(book->root);
    if (strncmp(path, book->root, n) == 0 && path[n] == '/')
        return g_strdup(path + n + 1);
    return g_path_get_basename(path);
}

static gboolean is_called(const LhBook *book, const LhChapter *chapter, const char *file)
{
    if (!chapter || !chapter->path)
        return FALSE;
    g_autofree char *name = lh_shown_file_name(book, chapter->path);
    return strcmp(name, file) == 0;
}

const LhChapter *lh_shown_chapter(const LhShown *shown, const char *file)
{
    const LhBook *book = shown->served.book;
    for (guint i = 0; book && i < book->chapters->len; i++)
        if (is_called(book, book->chapters->pdata[i], file))
            return book->chapters->pdata[i];
    for (guint i = 0; book && i < book->parts->len; i++) {
        const LhPart *part = book->parts->pdata[i];
        if (is_called(book, part->opener, file))
            return part->opener;
    }
    return NULL;
}

/* How far below @spot on its page @source was written; G_MAXINT = it can't be there. */
static int distance(const LhSource *spot, LhSource source)
{
    if (g_strcmp0(spot->file, source.file) != 0 || spot->line > source.line)
        return G_MAXINT;
    return source.line - spot->line;
}

/* The page on which @source is shown, or what was written last before it; -1 = none. */
static int find_page(const LhShown *shown, LhSource source)
{
    int found = -1, best = G_MAXINT;
    for (guint i = 0; source.file && source.line > 0 && best > 0 && i < shown->pages->len; i++) {
        const LhShownPage *page = page_at(shown, i);
        for (guint k = 0; k < page->spots->len; k++) {
            int d = distance(&g_array_index(page->spots, LhSource, k), source);
            if (d < best) {
                best = d;
                found = page->page->index;
            }
        }
    }
    return found;
}

/* ---- JSON ---- */

static const char *const kinds[] = {
    [LH_PAGE_BODY] = "body",   [LH_PAGE_CHAPTER] = "chapter", [LH_PAGE_PART] = "part",
    [LH_PAGE_TITLE] = "title", [LH_PAGE_BLANK] = "blank",     [LH_PAGE_COVER] = "cover",
};

static void append_page(GString *out, const LhShownPage *shown)
{
    g_autofree char *look = g_strdup_printf("%016" G_GINT64_MODIFIER "x", shown->look);
    g_autofree char *lines = g_strdup_printf("%016" G_GINT64_MODIFIER "x", shown->lines_hash);
    g_string_append(out, out->str[out->len - 1] == '[' ? "{" : ",{");
    lh_json_number_member(out, "index", shown->page->index);
    lh_json_text_member(out, "label", shown->page->label);
    lh_json_text_member(out, "kind", kinds[shown->page->kind]);
    lh_json_text_member(out, "look", look);
    lh_json_text_member(out, "lines", lines);
    g_string_append_c(out, '}');
}

/* The page on the shown one that @source is on, as members. */
static void append_place(const LhShown *shown, GString *out, LhSource source, int page)
{
    if (source.file)
        lh_json_text_member(out, "file", source.file);
    if (source.line > 0)
        lh_json_number_member(out, "line", source.line);
    if (page < 0)
        page = find_page(shown, source);
    if (page >= 0 && lh_shown_find(shown, page))
        lh_json_number_member(out, "page", page);
}

/* Errors are told wherever they are; the rest when it is of what is shown. */
static gboolean is_told(const LhShown *shown, const LhDiagItem *item)
{
    if (item->severity == LH_SEVERITY_ERROR)
        return TRUE;
    if (item->severity == LH_SEVERITY_NOTE)
        return FALSE;
    if (item->page > 0)
        return lh_shown_find(shown, item->page - 1) != NULL;
    return !item->source.file || g_hash_table_contains(shown->hashes, item->source.file);
}

static void append_finding(const LhShown *shown, GString *out, const LhDiagItem *item)
{
    static const char *const names[] = {"note", "warning", "error"};
    g_string_append(out, out->str[out->len - 1] == '[' ? "{" : ",{");
    lh_json_text_member(out, "severity", names[item->severity]);
    lh_json_text_member(out, "message", item->message);
    if (item->hint)
        lh_json_text_member(out, "hint", item->hint);
    if (item->code)
        lh_json_text_member(out, "code", item->code);
    append_place(shown, out, item->source, item->page - 1);
    g_string_append_c(out, '}');
}

/* Appends what is told of @diag, as long as there are not too many. Returns: how many were @told. */
static int append_told(const LhShown *shown, GString *out, const LhDiag *diag, int told)
{
    for (gsize i = 0; diag && i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        if (is_told(shown, item) && told++ < MOST_TOLD)
            append_finding(shown, out, item);
    }
    return told;
}

/* What the makers of the pages found comes first, so that no number of misspelt words hides it. */
static void append_findings(const LhShown *shown, GString *out)
{
    lh_json_key(out, "findings");
    g_string_append_c(out, '[');
    int told = append_told(shown, out, shown->served.diag, 0);
    told = append_told(shown, out, shown->faults, told);
    g_string_append_c(out, ']');
    lh_json_number_member(out, "more", MAX(told - MOST_TOLD, 0));
    lh_json_key(out, "read");
    g_string_append(out, shown->is_read ? "true" : "false");
}

/* ---- Queries ---- */

static void append_query(const LhShown *shown, GString *out, const LhInline *query)
{
    g_string_append(out, out->str[out->len - 1] == '[' ? "{" : ",{");
    lh_json_text_member(out, "kind", query->target);
    lh_json_text_member(out, "text", query->text);
    append_place(shown, out, query->source, -1);
    g_string_append_c(out, '}');
}

static void append_inlines(const LhShown *shown, GString *out, const LhInline *first, int depth)
{
    for (const LhInline *node = first; node && depth < 200; node = node->next) {
        if (node->kind == LH_INLINE_QUERY)
            append_query(shown, out, node);
        append_inlines(shown, out, node->first, depth + 1);
    }
}

static const LhInline *caption_of(const LhBlock *block)
{
    switch (block->kind) {
    case LH_BLOCK_LISTING:
        return block->listing.caption;
    case LH_BLOCK_TABLE:
        return block->table.caption;
    case LH_BLOCK_CARD:
        return block->card.title;
    case LH_BLOCK_FIGURE:
        return block->figure.caption;
    default:
        return NULL;
    }
}

static void append_blocks(const LhShown *shown, GString *out, const LhBlock *first, int depth)
{
    for (const LhBlock *block = first; block && depth < 200; block = block->next) {
        append_inlines(shown, out, caption_of(block), 0);
        append_inlines(shown, out, block->text, 0);
        append_blocks(shown, out, block->first, depth + 1);
    }
}

static gboolean is_shown(const LhShown *shown, const LhChapter *chapter)
{
    g_autofree char *name =
        chapter && chapter->path ? lh_shown_file_name(shown->served.book, chapter->path) : NULL;
    return name && g_hash_table_contains(shown->hashes, name);
}

static void append_queries(const LhShown *shown, GString *out)
{
    const GPtrArray *trees = shown->served.trees;
    lh_json_key(out, "notes");
    g_string_append_c(out, '[');
    for (guint i = 0; trees && i < trees->len; i++) {
        const LhTree *tree = trees->pdata[i];
        if (!tree || !is_shown(shown, tree->chapter))
            continue;
        append_inlines(shown, out, tree->title, 0);
        append_blocks(shown, out, tree->first, 0);
        append_blocks(shown, out, tree->notes, 0);
    }
    g_string_append_c(out, ']');
}

static void append_files(const LhShown *shown, GString *out)
{
    GHashTableIter iter;
    gpointer file, hash;
    lh_json_key(out, "files");
    g_string_append_c(out, '{');
    g_hash_table_iter_init(&iter, shown->hashes);
    while (g_hash_table_iter_next(&iter, &file, &hash))
        lh_json_text_member(out, file, hash);
    g_string_append_c(out, '}');
}

void lh_shown_json(const LhShown *shown, GString *out)
{
    lh_json_key(out, "pages");
    g_string_append_c(out, '[');
    for (guint i = 0; i < shown->pages->len; i++)
        append_page(out, page_at(shown, i));
    g_string_append_c(out, ']');
    append_files(shown, out);
    append_findings(shown, out);
    append_queries(shown, out);
}
