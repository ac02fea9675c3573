/* A book that is being written, read as a proofreader does: a chapter again only when it was saved.
 */
#include "reader.h"

#include "lexicon.h"

struct LhReader {
    LhLexicon *lexicon;         /* NULL = words are not looked up */
    const LhPipeline *pipeline; /* NULL = there is none yet */
    guint32 kinds;
    GHashTable *said; /* const LhChapter * -> LhDiag: what its text was found to have */
};

static void free_diag(gpointer diag)
{
    lh_diag_free(diag);
}

LhReader *lh_reader_new(void)
{
    LhReader *reader = g_new0(LhReader, 1);
    reader->said = g_hash_table_new_full(NULL, NULL, NULL, free_diag);
    return reader;
}

void lh_reader_free(LhReader *reader)
{
    if (!reader)
        return;
    g_hash_table_unref(reader->said);
    lh_lexicon_free(reader->lexicon);
    g_free(reader);
}

void lh_reader_open(LhReader *reader, const LhBook *book)
{
    if (lh_lexicon_suits(reader->lexicon, book))
        return;
    lh_lexicon_free(reader->lexicon);
    reader->lexicon = lh_lexicon_new(book);
    g_hash_table_remove_all(reader->said);
}

void lh_reader_take(LhReader *reader, const LhPipeline *pipeline)
{
    reader->pipeline = pipeline;
    reader->kinds = lh_lint_choose(pipeline->book, NULL) & ~(1u << LH_LINT_TODO);
    g_hash_table_remove_all(reader->said);
}

void lh_reader_forget(LhReader *reader, const GPtrArray *chapters)
{
    for (guint i = 0; i < chapters->len; i++)
        g_hash_table_remove(reader->said, chapters->pdata[i]);
}

/* ---- Reading ---- */

typedef struct {
    const LhReader *reader;
    LhSpeller *speller;
    const gint *stop;
    GPtrArray *trees; /* of LhTree *, to be read */
    LhDiag **found;   /* one each; NULL = it was stopped before */
} Reading;

/* The chapters, and openers of their parts, that have drawn pages. (transfer full) */
static GHashTable *find_drawn(const LhPages *pages)
{
    GHashTable *drawn = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        if (!page->drawn || !page->chapter)
            continue;
        g_hash_table_add(drawn, (gpointer) page->chapter);
        if (page->chapter->part && page->chapter->part->opener)
            g_hash_table_add(drawn, (gpointer) page->chapter->part->opener);
    }
    return drawn;
}

static void read_tree(int index, gpointer data)
{
    const Reading *r = data;
    const LhBook *book = r->reader->pipeline->book;

    if (g_atomic_int_get(r->stop))
        return;
    g_autoptr(GArray) faults =
        lh_lint_tree(book, r->trees->pdata[index], r->reader->kinds, r->speller);
    r->found[index] = lh_diag_new();
    lh_lint_report(book, faults, r->speller, r->found[index]);
    if (g_atomic_int_get(r->stop)) /* then some words may lack their neighbours */
        g_clear_pointer(&r->found[index], lh_diag_free);
}

/* Reads @trees, several at a time, and keeps what was found. */
static void read_trees(LhReader *reader, GPtrArray *trees, const gint *stop)
{
    Reading r = {.reader = reader,
                 .speller = reader->lexicon ? lh_lexicon_speller(reader->lexicon) : NULL,
                 .stop = stop,
                 .trees = trees,
                 .found = g_new0(LhDiag *, trees->len)};

    if (r.speller)
        lh_speller_heed(r.speller, stop);
    lh_parallel_each((int) trees->len, reader->pipeline->options.jobs, read_tree, &r, NULL, NULL);
    for (guint i = 0; i < trees->len; i++)
        if (r.found[i])
            g_hash_table_insert(reader->said, (gpointer) ((LhTree *) trees->pdata[i])->chapter,
                                r.found[i]);
    g_free(r.found);
}

/* The trees of chapters in @drawn, in the book's order. (transfer container) */
static GPtrArray *list_trees(const LhPipeline *pipeline, GHashTable *drawn)
{
    GPtrArray *trees = g_ptr_array_new();

    for (guint i = 0; i < pipeline->copies->len; i++) {
        const LhCopy *copy = lh_pipeline_copy(pipeline, i);
        if (copy->tree && g_hash_table_contains(drawn, copy->chapter))
            g_ptr_array_add(trees, copy->tree);
    }
    return trees;
}

LhDiag *lh_reader_read(LhReader *reader, const gint *stop)
{
    g_autoptr(GHashTable) drawn = find_drawn(reader->pipeline->pages);
    g_autoptr(GPtrArray) trees = list_trees(reader->pipeline, drawn);
    g_autoptr(GPtrArray) unread = g_ptr_array_new();

    for (guint i = 0; i < trees->len; i++)
        if (!g_hash_table_contains(reader->said, ((LhTree *) trees->pdata[i])->chapter))
            g_ptr_array_add(unread, trees->pdata[i]);
    read_trees(reader, unread, stop);
    if (g_atomic_int_get(stop))
        return NULL;
    LhDiag *all = lh_diag_new();
    for (guint i = 0; i < trees->len; i++)
        lh_diag_add_copies(
            all, g_hash_table_lookup(reader->said, ((LhTree *) trees->pdata[i])->chapter), 0);
    lh_lint_pages(reader->pipeline->pages, reader->kinds, all);
    return all;
}
