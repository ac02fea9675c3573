/* The text of a book read as a proofreader does. */
#include "lint.h"

#include "settings.h"

#include <stdio.h>

struct LhLintCheck {
    LhPipeline *pipeline;
    guint32 kinds;
    char *words;     /* the book's own; NULL = it has none */
    GThread *thread; /* opens the dictionary; NULL = none is asked for */
    LhSpeller *speller;
    GArray **faults; /* one a copy */
};

static gpointer open_speller(gpointer data)
{
    const LhLintCheck *check = data;
    const char *language = check->pipeline->book->language;
    LhSpeller *speller = lh_speller_new(language);

    if (speller &&
        !lh_speller_is_of(speller, language)) { /* another country's is wrong too often */
        lh_speller_free(speller);
        return NULL;
    }
    if (speller && check->words)
        lh_speller_add_list(speller, check->words);
    return speller;
}

LhLintCheck *lh_lint_check_begin(LhPipeline *pipeline)
{
    LhLintCheck *check = g_new0(LhLintCheck, 1);

    check->pipeline = pipeline;
    lh_pipeline_run(pipeline, LH_STAGE_OPEN);
    if (!pipeline->book)
        return check;
    check->kinds = lh_lint_choose(pipeline->book, NULL);
    g_autofree char *path = g_build_filename(pipeline->book->root, "words.txt", NULL);
    if (!((check->kinds >> LH_LINT_SPELLING) & 1))
        return check;
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        check->words = lh_book_read_text(path, NULL, NULL);
    if (check->words || lh_lint_asks_for(pipeline->book, LH_LINT_SPELLING))
        check->thread = g_thread_new("speller", open_speller, check);
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
    const LhPipeline *pipeline = check->pipeline;

    check->speller = check->thread ? g_thread_join(check->thread) : NULL;
    if (check->thread && !check->speller && !lh_settings_quiet())
        fprintf(stderr,
                "longhand: there is no dictionary for “%s”, so words are not looked up; install "
                "hunspell's\n",
                pipeline->book->language ? pipeline->book->language : "en");
    if (pipeline->book)
        read_all(check);
    lh_pipeline_sort(check->pipeline);
    lh_speller_free(check->speller);
    g_free(check->words);
    g_free(check);
}
