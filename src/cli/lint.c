/* The text of a book read as a proofreader does. */
#include "lint.h"

#include "lexicon.h"

struct LhLintCheck {
    LhPipeline *pipeline;
    guint32 kinds;
    LhLexicon *lexicon; /* NULL = words are not looked up */
    LhSpeller *speller;
    GArray **faults; /* one a copy */
};

LhLintCheck *lh_lint_check_begin(LhPipeline *pipeline)
{
    LhLintCheck *check = g_new0(LhLintCheck, 1);

    check->pipeline = pipeline;
    lh_pipeline_run(pipeline, LH_STAGE_OPEN);
    if (!pipeline->book)
        return check;
    check->kinds = lh_lint_choose(pipeline->book, NULL);
    check->lexicon = lh_lexicon_new(pipeline->book);
    return check;
}

static const LhTree *tree_of(const LhPipeline *pipeline, guint index)
{
    return g_array_index(pipeline->copies, LhCopy, index).tree;
}

static void read_copy(int index, gpointer data)
{
    LhLintCheck *check = data;
    const LhTree *tree = tree_of(check->pipeline, (guint) index);

    if (tree)
        check->faults[index] =
            lh_lint_tree(check->pipeline->book, tree, check->kinds, check->speller);
}

static void read_all(LhLintCheck *check)
{
    LhPipeline *pipeline = check->pipeline;
    guint n = pipeline->copies->len;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(LhFault));

    check->faults = g_new0(GArray *, n);
    lh_parallel_each((int) n, pipeline->options.jobs, read_copy, check, NULL, NULL);
    for (guint i = 0; i < n; i++)
        if (check->faults[i]) {
            g_array_append_vals(all, check->faults[i]->data, check->faults[i]->len);
            g_array_unref(check->faults[i]);
        }
    g_free(check->faults);
    lh_lint_report(pipeline->book, all, check->speller, pipeline->diag);
    if (pipeline->pages)
        lh_lint_pages(pipeline->pages, check->kinds, pipeline->diag);
    lh_lint_forget_defects(pipeline->book, pipeline->diag);
}

void lh_lint_check_end(LhLintCheck *check)
{
    check->speller = check->lexicon ? lh_lexicon_speller(check->lexicon) : NULL;
    if (check->pipeline->book)
        read_all(check);
    lh_pipeline_sort(check->pipeline);
    lh_lexicon_free(check->lexicon);
    g_free(check);
}
