/* The author's files by line, and where the lines of listings stand in them. */
#include "longhand/manuscript.h"

#include <string.h>

static void script_free(gpointer data)
{
    LhScript *script = data;

    if (script == NULL)
        return;
    g_free(script->text);
    g_free(script->lines);
    g_free(script);
}

void lh_manuscript_init(LhManuscript *manuscript, const LhBook *book)
{
    manuscript->book = book;
    manuscript->scripts = g_hash_table_new_full(NULL, NULL, NULL, script_free);
}

void lh_manuscript_clear(LhManuscript *manuscript)
{
    g_hash_table_unref(manuscript->scripts);
}

static LhScript *script_new(char *text, gsize length)
{
    LhScript *script = g_new0(LhScript, 1);
    GPtrArray *lines = g_ptr_array_new();

    for (const char *p = text; p;) {
        g_ptr_array_add(lines, (gpointer) p);
        p = memchr(p, '\n', (gsize) (text + length - p));
        p = p ? p + 1 : NULL;
    }
    script->text = text;
    script->n_lines = (int) lines->len;
    g_ptr_array_add(lines, text + length + 1);
    script->lines = (const char **) g_ptr_array_free(lines, FALSE);
    return script;
}

const LhScript *lh_manuscript_find(LhManuscript *manuscript, const char *name)
{
    const char *key = g_intern_string(name);
    gpointer found = NULL;
    gsize length = 0;

    if (g_hash_table_lookup_extended(manuscript->scripts, key, NULL, &found))
        return found;
    g_autofree char *path = g_path_is_absolute(name)
                                ? g_strdup(name)
                                : g_build_filename(manuscript->book->root, name, NULL);
    char *text = lh_book_read_text(path, &length, NULL);
    LhScript *script = text ? script_new(text, length) : NULL;
    g_hash_table_insert(manuscript->scripts, (gpointer) key, script);
    return script;
}

const char *lh_script_line(const LhScript *script, int line)
{
    return line >= 1 && line <= script->n_lines ? script->lines[line - 1] : NULL;
}

const char *lh_script_at(const LhScript *script, LhSource source)
{
    const char *p = lh_script_line(script, source.line);

    for (int i = 1; p && i < source.column && *p && *p != '\n'; i++)
        p = g_utf8_next_char(p);
    return p;
}

int lh_script_line_of(const LhScript *script, const char *at)
{
    int low = 0, high = script->n_lines;

    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (script->lines[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low + 1;
}

/* ---- Listings ---- */

/* A listing's code being found again, line by line. */
typedef struct {
    LhManuscript *manuscript;
    const LhListing *listing;
    GHashTable *places;
    const LhScript *script;
    const char *file;
    int line;     /* to be looked at next */
    int included; /* includes met so far */
} Finder;

/* Skips blanks and quote marks; then @n is what is left of the line, without blanks at its end. */
static const char *core(const char *line, gsize *n)
{
    line += strspn(line, " \t>");
    *n = strcspn(line, "\n");
    while (*n > 0 && (line[*n - 1] == ' ' || line[*n - 1] == '\t'))
        (*n)--;
    return line;
}

/* Whether @written is how the author wrote the line of code @set; mdBook has `##` for a `#`. */
static gboolean same_line(const char *written, const char *set)
{
    gsize a, b;

    written = core(written, &a);
    set = core(set, &b);
    if (a == b + 1 && b > 0 && written[0] == '#' && set[0] == '#')
        return memcmp(written + 1, set, b) == 0;
    return a == b && memcmp(written, set, a) == 0;
}

const char *lh_script_in_code(const LhScript *script, int line, const char *set, guint32 at)
{
    const char *written = lh_script_line(script, line), *code = set;
    gsize a, b;

    written = core(written, &a);
    code = core(code, &b);
    return set + at < code || set + at > code + b ? NULL : written + (a - b) + (set + at - code);
}

/* Looks for @set from the finder's line on, at most @most lines. Returns: the line, 0 = none. */
static int look(const Finder *f, const char *set, int most)
{
    for (int line = f->line; line < f->line + most; line++) {
        const char *written = f->script ? lh_script_line(f->script, line) : NULL;
        if (written == NULL)
            return 0;
        if (same_line(written, set))
            return line;
    }
    return 0;
}

/* Goes on in the next file that the listing includes. */
static gboolean enter_include(Finder *f)
{
    if (f->included >= f->listing->n_included)
        return FALSE;
    LhSource first = f->listing->included[f->included++];
    f->script = first.file ? lh_manuscript_find(f->manuscript, first.file) : NULL;
    f->file = first.file;
    f->line = first.line;
    return TRUE;
}

#define MOST_HIDDEN 2000 /* lines that are hidden in a row */

static void find_line(Finder *f, const char *set)
{
    int line = look(f, set, MOST_HIDDEN);
    gsize n;

    core(set, &n);
    while (line == 0 && enter_include(f))
        line = look(f, set, MOST_HIDDEN);
    if (line == 0)
        return;
    LhSource *place = g_new(LhSource, 1);
    *place = (LhSource){g_intern_string(f->file), line, 0};
    g_hash_table_insert(f->places, (gpointer) set, place);
    f->line = line + 1;
}

static void find_listing(Finder *f, const LhBlock *block)
{
    const LhListing *listing = &block->listing;
    const char *end = listing->code + listing->length;

    f->listing = listing;
    f->included = 0;
    f->file = block->source.file;
    f->script = f->file ? lh_manuscript_find(f->manuscript, f->file) : NULL;
    f->line = listing->code_line;
    if (listing->code_line == 0 && !enter_include(f))
        return;
    for (const char *set = listing->code; set < end;) {
        const char *newline = memchr(set, '\n', (gsize) (end - set));
        find_line(f, set);
        set = newline ? newline + 1 : end;
    }
}

static void find_blocks(Finder *f, const LhBlock *block)
{
    for (; block; block = block->next) {
        if (block->kind == LH_BLOCK_LISTING && block->listing.code)
            find_listing(f, block);
        find_blocks(f, block->first);
    }
}

GHashTable *lh_manuscript_code(LhManuscript *manuscript, const GPtrArray *trees)
{
    Finder f = {.manuscript = manuscript,
                .places = g_hash_table_new_full(NULL, NULL, NULL, g_free)};

    for (guint i = 0; trees && i < trees->len; i++) {
        const LhTree *tree = trees->pdata[i];
        if (tree == NULL)
            continue;
        find_blocks(&f, tree->first);
        find_blocks(&f, tree->notes);
    }
    return f.places;
}
