/* A book that was made up already, after some of its chapters were saved: those alone are parsed
 * and laid out again, and the pages are cut anew. */
#include "pipeline.h"

/* ---- References ----
 * A galley points into the references that it was laid out with, so these live as long as it does.
 */

struct LhHeldReferences {
    int users;
    LhReferences *references;
};

static LhHeldReferences *hold(LhReferences *references)
{
    LhHeldReferences *held = g_new0(LhHeldReferences, 1);
    held->users = 1;
    held->references = references;
    return held;
}

static LhHeldReferences *held_ref(LhHeldReferences *held)
{
    held->users++;
    return held;
}

void lh_held_references_unref(LhHeldReferences *held)
{
    if (!held || --held->users > 0)
        return;
    lh_references_free(held->references);
    g_free(held);
}

/* ---- What is renewed ---- */

typedef struct {
    LhPipeline *pipeline;
    GArray *indices;          /* of int: copies to parse again */
    GArray *again;            /* of int: copies to lay out again */
    GArray *fresh;            /* of LhCopy, one an index */
    GPtrArray *galleys;       /* the old ones of `again`; freed when the pages that show them are */
    LhReferences *references; /* those of before */
} Renewal;

static int index_at(const GArray *indices, guint i)
{
    return g_array_index(indices, int, i);
}

/* The copy of @chapter; -1 = none: a part's opener, or not of this book. */
static int find_copy(const LhPipeline *pipeline, const LhChapter *chapter)
{
    for (guint i = 0; i < pipeline->book->chapters->len; i++)
        if (lh_pipeline_copy(pipeline, i)->chapter == chapter)
            return (int) i;
    return -1;
}

/* Editions move whole chapters in and out, and know of all trees what they left out. */
static gboolean is_simple(const LhPipeline *pipeline)
{
    return pipeline->pages && !pipeline->book->editions && !pipeline->edition.name &&
           g_hash_table_size(pipeline->edition.left_out) == 0;
}

static gboolean find_all(Renewal *r, const GPtrArray *chapters)
{
    for (guint i = 0; i < chapters->len; i++) {
        int index = find_copy(r->pipeline, chapters->pdata[i]);
        if (index < 0)
            return FALSE;
        g_array_append_val(r->indices, index);
    }
    return TRUE;
}

/* Whether the tree is the book's as it stands: no chapter comes or goes with it. */
static gboolean belongs(const LhPipeline *pipeline, LhTree *tree)
{
    return !tree || (lh_tree_choose(tree, pipeline->edition.name, pipeline->edition.left_out) &&
                     g_hash_table_size(pipeline->edition.left_out) == 0);
}

/* Parses into r->fresh. */
static LhRenewal parse(Renewal *r)
{
    LhRenewal result = LH_RENEWED;
    for (guint i = 0; i < r->indices->len; i++) {
        const LhChapter *chapter =
            lh_pipeline_copy(r->pipeline, (guint) index_at(r->indices, i))->chapter;
        LhCopy copy = lh_pipeline_new_copy(chapter);
        copy.tree = lh_parse_chapter(r->pipeline->book, chapter, NULL, copy.said_in_parse);
        g_array_append_val(r->fresh, copy);
        if (!belongs(r->pipeline, copy.tree))
            return LH_RENEW_ALL;
        if (!copy.tree)
            result = LH_RENEW_FAILED;
    }
    return result;
}

/* ---- What is said ---- */

static gboolean is_renewed(const Renewal *r, const LhDiagItem *item)
{
    for (guint i = 0; i < r->indices->len; i++) {
        const LhCopy *copy = lh_pipeline_copy(r->pipeline, (guint) index_at(r->indices, i));
        if (copy->tree && copy->tree->first &&
            g_strcmp0(copy->tree->first->source.file, item->source.file) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Drops what was said of the graphs of chapters that are renewed. */
static void forget_graphs(Renewal *r)
{
    LhDiag **said = &r->pipeline->said_of_graphs;
    LhDiag *rest = lh_diag_new();
    for (gsize i = 0; i < lh_diag_length(*said); i++)
        if (!is_renewed(r, lh_diag_peek(*said, i)))
            lh_diag_add_copy(rest, lh_diag_peek(*said, i));
    lh_diag_free(*said);
    *said = rest;
}

static void add_stage(LhPipeline *pipeline, LhStage stage)
{
    if (pipeline->said[stage])
        lh_diag_add_copies(pipeline->diag, pipeline->said[stage], 0);
}

/* Begins the diagnostics again with what still holds: all but that of references and makeup. */
static void gather(LhPipeline *pipeline)
{
    lh_diag_free(pipeline->diag);
    pipeline->diag = lh_diag_new();
    for (LhStage stage = LH_STAGE_OPEN; stage < LH_STAGE_PARSE; stage++)
        add_stage(pipeline, stage);
    lh_diag_add_copies(pipeline->diag, pipeline->said_of_graphs, 0);
    for (guint i = 0; i < pipeline->copies->len; i++) {
        const LhCopy *copy = lh_pipeline_copy(pipeline, i);
        lh_diag_add_copies(pipeline->diag, copy->said_in_parse, 0);
        lh_diag_add_copies(pipeline->diag, copy->said_in_layout, 0);
    }
}

/* The old pages stay; what was said of them stays too, with what keeps the new ones away. */
static void say_failure(Renewal *r)
{
    gather(r->pipeline);
    add_stage(r->pipeline, LH_STAGE_REFERENCES);
    add_stage(r->pipeline, LH_STAGE_MAKEUP);
    for (guint i = 0; i < r->fresh->len; i++) {
        const LhCopy *copy = &g_array_index(r->fresh, LhCopy, i);
        if (!copy->tree)
            lh_diag_add_copies(r->pipeline->diag, copy->said_in_parse, 0);
    }
    lh_pipeline_sort(r->pipeline);
}

/* ---- The stages again ---- */

/* Puts the new trees in the old ones' places; r->fresh then holds the old copies. */
static void exchange_copies(Renewal *r)
{
    for (guint i = 0; i < r->indices->len; i++) {
        int index = index_at(r->indices, i);
        LhCopy *old = lh_pipeline_copy(r->pipeline, (guint) index);
        LhCopy *fresh = &g_array_index(r->fresh, LhCopy, i), kept = *old;
        *old = *fresh;
        *fresh = kept;
        r->pipeline->trees->pdata[index] = old->tree;
    }
}

/* Numbers everything anew, and finds out whose galleys that touches. */
static void refer(Renewal *r)
{
    LhPipeline *pipeline = r->pipeline;
    LhDiag *said = lh_diag_new();
    LhReferences *references =
        lh_references_new(pipeline->book, pipeline->style, pipeline->trees, &pipeline->edition, said);
    lh_diag_free(pipeline->said[LH_STAGE_REFERENCES]);
    pipeline->said[LH_STAGE_REFERENCES] = said;
    gboolean same = lh_references_digest(references) == lh_references_digest(pipeline->references);
    for (int i = 0; !same && i < (int) pipeline->book->chapters->len; i++)
        g_array_append_val(r->again, i);
    if (same)
        g_array_append_vals(r->again, r->indices->data, r->indices->len);
    r->references = pipeline->references;
    pipeline->references = references;
}

static void lay_graphs_out(Renewal *r)
{
    LhPipeline *pipeline = r->pipeline;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    for (guint i = 0; i < r->indices->len; i++) {
        LhCopy *copy = lh_pipeline_copy(pipeline, (guint) index_at(r->indices, i));
        g_autoptr(GPtrArray) one = g_ptr_array_new();
        g_ptr_array_add(one, copy->tree);
        copy->graphs = lh_graphs_new(one, none, pipeline->book->style, pipeline->style,
                                     pipeline->fonts, pipeline->options.jobs);
        lh_graphs_wait(copy->graphs, copy->said_in_parse);
    }
}

static void layout_again(int i, gpointer data)
{
    const Renewal *r = data;
    lh_pipeline_layout_copy(index_at(r->again, (guint) i), r->pipeline);
}

/* Takes the galleys that are to be made anew; they live as long as the pages that show them. */
static void take_galleys(Renewal *r)
{
    for (guint i = 0; i < r->again->len; i++) {
        int index = index_at(r->again, i);
        LhCopy *copy = lh_pipeline_copy(r->pipeline, (guint) index);
        g_ptr_array_add(r->galleys, r->pipeline->galleys->pdata[index]);
        r->pipeline->galleys->pdata[index] = NULL;
        lh_diag_free(copy->said_in_layout);
        copy->said_in_layout = lh_diag_new();
        g_clear_pointer(&copy->held, lh_held_references_unref);
        copy->is_new = TRUE;
    }
}

static void lay_out(Renewal *r)
{
    lh_parallel_each((int) r->again->len, r->pipeline->options.jobs, layout_again, r, NULL, NULL);
    for (guint i = 0; i < r->again->len; i++) {
        LhCopy *copy = lh_pipeline_copy(r->pipeline, (guint) index_at(r->again, i));
        lh_diag_append(copy->said_in_layout, copy->diag);
    }
}

/* The references of before live on for the galleys that were not made anew. */
static void hold_references(Renewal *r)
{
    LhHeldReferences *held = hold(r->references);
    for (guint i = 0; i < r->pipeline->copies->len; i++) {
        LhCopy *copy = lh_pipeline_copy(r->pipeline, i);
        if (!copy->held && !copy->is_new)
            copy->held = held_ref(held);
        copy->is_new = FALSE;
    }
    lh_held_references_unref(held);
}

static void make_up(Renewal *r)
{
    LhPipeline *pipeline = r->pipeline;
    g_clear_pointer(&pipeline->pages, lh_pages_free);
    gather(pipeline);
    add_stage(pipeline, LH_STAGE_REFERENCES);
    gsize said = lh_diag_length(pipeline->diag);
    lh_pipeline_make_up(pipeline);
    lh_diag_free(pipeline->said[LH_STAGE_MAKEUP]);
    lh_diag_add_copies(pipeline->said[LH_STAGE_MAKEUP] = lh_diag_new(), pipeline->diag, said);
    lh_pipeline_sort(pipeline);
}

static void renew(Renewal *r)
{
    forget_graphs(r);
    exchange_copies(r);
    refer(r);
    lay_graphs_out(r);
    take_galleys(r);
    lay_out(r);
    make_up(r);
    for (guint i = 0; i < r->galleys->len; i++)
        lh_galley_free(r->galleys->pdata[i]);
    hold_references(r);
}

static void renewal_clear(Renewal *r)
{
    for (guint i = 0; i < r->fresh->len; i++)
        lh_pipeline_clear_copy(&g_array_index(r->fresh, LhCopy, i));
    g_array_unref(r->fresh);
    g_array_unref(r->indices);
    g_array_unref(r->again);
    g_ptr_array_unref(r->galleys);
}

LhRenewal lh_pipeline_renew(LhPipeline *pipeline, const GPtrArray *chapters)
{
    Renewal r = {.pipeline = pipeline,
                 .indices = g_array_new(FALSE, FALSE, sizeof(int)),
                 .again = g_array_new(FALSE, FALSE, sizeof(int)),
                 .fresh = g_array_new(FALSE, TRUE, sizeof(LhCopy)),
                 .galleys = g_ptr_array_new()};
    LhRenewal result = is_simple(pipeline) && find_all(&r, chapters) ? parse(&r) : LH_RENEW_ALL;
    if (result == LH_RENEWED)
        renew(&r);
    else if (result == LH_RENEW_FAILED)
        say_failure(&r);
    renewal_clear(&r);
    return result;
}
