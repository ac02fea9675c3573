/* longhand proof: chapters on larger sheets, with everything that somebody has to look at. */
#include "history.h"
#include "lexicon.h"
#include "output.h"
#include "settings.h"
#include "serve.h"
#include "timings.h"

#include <string.h>

static struct {
    char *output, *target, *paper, *since;
    gboolean timings, no_spelling, serve;
    int port;
} settings = {.port = LH_SERVE_PORT};

static const GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &settings.output, "Write FILE (- is standard output)",
     "FILE"},
    {"paper", 'p', 0, G_OPTION_ARG_FILENAME, &settings.paper, "Put each page on this (default: a4)",
     "a4|letter|a3|tabloid"},
    {"target", 't', 0, G_OPTION_ARG_FILENAME, &settings.target,
     "Proof pages for the screen (default) or for print", "screen|print"},
    {"since", 's', 0, G_OPTION_ARG_FILENAME, &settings.since,
     "Mark what changed since a revision of git's, or since the copy in a folder", "REV|DIR"},
    {"no-spelling", 0, 0, G_OPTION_ARG_NONE, &settings.no_spelling,
     "Don't look words up in a dictionary", NULL},
    {"serve", 0, 0, G_OPTION_ARG_NONE, &settings.serve,
     "Show the pages in a browser instead, as they are written", NULL},
    {"port", 0, 0, G_OPTION_ARG_INT, &settings.port, "Of --serve (default: 7878)", "N"},
    {"timings", 0, 0, G_OPTION_ARG_NONE, &settings.timings, "Say what each stage took", NULL},
    {0},
};

static const char *const targets[] = {"screen", "print", NULL};
static const char *const papers[] = {"a4", "letter", "a3", "tabloid", NULL};
static const struct {
    double width, height; /* points */
} sizes[] = {{595.28, 841.89}, {612, 792}, {841.89, 1190.55}, {792, 1224}};

/* What the command works with. */
typedef struct {
    LhPipelineOptions options;
    char *chapters; /* the selection; NULL = all */
    int paper;
    LhPipeline *pipeline;
    GPtrArray *trees; /* of LhTree *: those proofed */
    LhSpeller *speller;
    LhMap *map;
    GHashTable *doubts;
    LhDiag *told; /* of the doubts' thread */
    LhPipelineOptions old_options;
    char *old_chapters;
    LhHistory history;
    LhPipeline *old; /* the book as it was; NULL = nobody asked */
    LhMap *old_map;
    LhChange *change;
    GArray *breaks;
} Proof;

/* ---- Arguments ---- */

/* Whether the first argument names the book and not a chapter: a folder, or a file when there is no
 * book here. */
static gboolean names_book(const char *argument)
{
    return g_file_test(argument, G_FILE_TEST_IS_DIR) ||
           (!lh_pipeline_find_book() && g_file_test(argument, G_FILE_TEST_EXISTS));
}

/* Whether a last argument behind --serve is a port: books have fewer chapters. */
static gboolean is_port(const char *argument, int *port)
{
    gint64 number = 0;

    if (!g_ascii_string_to_signed(argument, 10, 1024, 65535, &number, NULL))
        return FALSE;
    *port = (int) number;
    return TRUE;
}

static gboolean read_settings(Proof *proof, int n, char **arguments)
{
    const LhCommand *command = &lh_command_proof;
    int target = LH_TARGET_SCREEN, has_book = n > 0 && names_book(arguments[0]);

    if (!lh_command_choose(command, "target", settings.target, targets, &target) ||
        !lh_command_choose(command, "paper", settings.paper, papers, &proof->paper))
        return FALSE;
    if (n > has_book) {
        g_auto(GStrv) words = g_strdupv(arguments + has_book);
        proof->chapters = g_strjoinv(",", words);
    }
    if (proof->chapters && !g_utf8_validate(proof->chapters, -1, NULL)) {
        lh_command_misused(command, "a chapter's name is not UTF-8");
        return FALSE;
    }
    proof->options = (LhPipelineOptions){.target = (LhTarget) target,
                                         .chapters = proof->chapters,
                                         .output = settings.output,
                                         .suffix = "-proof",
                                         .origins = TRUE,
                                         .ahead = TRUE};
    return lh_settings_apply(command, has_book, arguments, &proof->options);
}

/* ---- Spelling: opening a dictionary and reading chapters takes as long as laying some out, so it has a
 * thread of its own ---- */

static void open_speller(Proof *proof)
{
    g_autofree char *words = lh_lint_spelled(proof->pipeline->book, proof->trees);

    proof->speller = lh_speller_new_for(proof->pipeline->book->language, words);
}

static void add_own_words(Proof *proof)
{
    g_autofree char *text = lh_lexicon_own_words(proof->pipeline->book);

    if (proof->speller && text)
        lh_speller_add_list(proof->speller, text);
}

static void tell_no_speller(const Proof *proof)
{
    if (!proof->speller && !settings.no_spelling)
        lh_lexicon_tell_missing(proof->pipeline->book->language, ", or say --no-spelling");
}

static gpointer find_doubts(gpointer data)
{
    Proof *proof = data;

    if (!settings.no_spelling)
        open_speller(proof);
    add_own_words(proof);
    proof->doubts =
        lh_lint_texts(proof->pipeline->book, proof->trees, proof->speller, proof->told);
    return NULL;
}

/* The trees of the chapters that are proofed: those of which pages will be drawn. */
static void find_trees(Proof *proof)
{
    const GPtrArray *trees = proof->pipeline->trees;

    for (guint i = 0; i < trees->len; i++) {
        LhTree *tree = trees->pdata[i];
        if (tree && (!proof->chapters || lh_select_has(proof->chapters, tree->chapter)))
            g_ptr_array_add(proof->trees, tree);
    }
}

/* Makes the pages, and looks for doubts meanwhile. Returns: FALSE when there are errors. */
static gboolean make_pages(Proof *proof)
{
    LhPipeline *pipeline = proof->pipeline;

    gboolean sound = lh_pipeline_run(pipeline, LH_STAGE_REFERENCES);
    find_trees(proof);
    proof->told = lh_diag_new();
    GThread *doubts = pipeline->book ? g_thread_new("doubts", find_doubts, proof) : NULL;
    sound = sound && lh_pipeline_run(pipeline, LH_STAGE_MAKEUP);
    if (doubts) {
        g_thread_join(doubts);
        lh_diag_append(pipeline->diag, proof->told);
        tell_no_speller(proof);
    }
    return sound && pipeline->pages && lh_pipeline_page_count(pipeline) > 0;
}

/* ---- The book as it was ---- */

/* The files of the chapters that are proofed, as a selection: lists and glossary say some of their
 * words again. */
static char *files_proofed(const Proof *proof)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < proof->trees->len; i++)
        g_string_append_printf(names, "%s%s", i ? "," : "",
                               ((const LhTree *) proof->trees->pdata[i])->chapter->name);
    return g_string_free(names, FALSE);
}

/* Lays the old book out and compares. Returns: FALSE when there is none, which is said. */
static gboolean compare(Proof *proof)
{
    LhPipeline *pipeline = proof->pipeline;
    g_autoptr(GError) error = NULL;

    if (!lh_history_open(&proof->history, pipeline->book, settings.since, &error)) {
        lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "no-history",
                    "name a folder, or a revision of the repository that holds the book", "%s",
                    error->message);
        return FALSE;
    }
    proof->old_options = proof->options;
    proof->old_options.book = proof->history.book;
    proof->old_options.ahead = FALSE;
    proof->old_options.chapters = proof->old_chapters = files_proofed(proof);
    proof->old = lh_pipeline_new(&proof->old_options);
    lh_pipeline_run(proof->old, LH_STAGE_MAKEUP);
    if (!proof->old->pages) {
        lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "no-history",
                    "name a revision, or a folder with the whole book, that can be built",
                    "the book at “%s” cannot be read", settings.since);
        return FALSE;
    }
    proof->change = lh_change_new(proof->old->trees, proof->trees);
    proof->old_map = lh_map_new(proof->old->pages, proof->old->trees, proof->old->openers);
    proof->breaks = lh_change_breaks(proof->change, proof->old_map, proof->map);
    return TRUE;
}

/* What the proof carries inside. (transfer full) */
static GBytes *make_map(gpointer map)
{
    char *json = lh_map_json(map);

    return g_bytes_new_take(json, strlen(json));
}

static gboolean mark(Proof *proof)
{
    LhPipeline *pipeline = proof->pipeline;
    LhLayoutContext context = lh_pipeline_context(pipeline, pipeline->shaper, pipeline->diag);

    proof->map = lh_map_new(pipeline->pages, proof->trees, pipeline->openers);
    lh_lint_pages(pipeline->pages, lh_lint_choose(pipeline->book, NULL), pipeline->diag);
    lh_lint_forget_defects(pipeline->book, pipeline->diag);
    if (settings.since && !compare(proof))
        return FALSE;
    LhProofOptions options = {.width = sizes[proof->paper].width,
                              .height = sizes[proof->paper].height,
                              .map = proof->map,
                              .trees = proof->trees,
                              .doubts = proof->doubts,
                              .diag = pipeline->diag,
                              .change = proof->change,
                              .since = settings.since,
                              .breaks = proof->breaks};
    lh_proof_mark(pipeline->pages, &context, &options);
    lh_map_move_to_sheets(proof->map, pipeline->pages);
    pipeline->make_map = make_map;
    pipeline->map_data = proof->map;
    return TRUE;
}

/* Whether the page fits the paper; else that is said. */
static gboolean fits(const Proof *proof)
{
    const LhStyle *style = proof->pipeline->style;

    if (!style || (style->page.width <= sizes[proof->paper].width &&
                   style->page.height <= sizes[proof->paper].height))
        return TRUE;
    lh_diag_add(proof->pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "paper-too-small",
                "choose a larger one with --paper",
                "a page of %.0f × %.0f points does not fit on %s", style->page.width,
                style->page.height, papers[proof->paper]);
    return FALSE;
}

/* Clears what outlives a process, and its memory where somebody looks for leaks. */
static void proof_leave(Proof *proof)
{
    lh_history_clear(&proof->history);
    lh_pipeline_leave(proof->old);
    lh_pipeline_leave(proof->pipeline);
#ifdef LH_FREES_ALL
    g_clear_pointer(&proof->breaks, g_array_unref);
    lh_change_free(proof->change);
    lh_map_free(proof->old_map);
    g_clear_pointer(&proof->doubts, g_hash_table_unref);
    lh_diag_free(proof->told);
    lh_map_free(proof->map);
    lh_speller_free(proof->speller);
    g_ptr_array_unref(proof->trees);
    g_free(proof->chapters);
    g_free(proof->old_chapters);
#endif
}

static LhExit run(int n_arguments, char **arguments)
{
    Proof proof = {.trees = g_ptr_array_new()};
    LhExit status = LH_EXIT_USAGE;

    if (settings.port < 0 || settings.port > 65535)
        return lh_command_misused(&lh_command_proof, "--port is a number from 0 to 65535");
    if (settings.serve && n_arguments > 0 && is_port(arguments[n_arguments - 1], &settings.port))
        arguments[--n_arguments] = NULL;
    gboolean sensible = read_settings(&proof, n_arguments, arguments);
    if (sensible && settings.serve) {
        LhPipelineOptions options = {.book = proof.options.book,
                                     .jobs = proof.options.jobs,
                                     .target = proof.options.target,
                                     .chapters = proof.options.chapters,
                                     .edition = proof.options.edition};
        status = lh_serve_pages(&options, settings.port);
    } else if (sensible) {
        LhPipeline *pipeline = proof.pipeline = lh_pipeline_new(&proof.options);
        if (make_pages(&proof) && fits(&proof) && mark(&proof))
            lh_pipeline_run(pipeline, LH_STAGE_DRAW);
        /* Warnings stand on the sheets; those of other chapters are not asked for. */
        gboolean notes = lh_settings_least() == LH_SEVERITY_NOTE;
        lh_output_diagnostics(pipeline, notes ? LH_SEVERITY_NOTE : LH_SEVERITY_ERROR);
        if (pipeline->output && !lh_settings_quiet())
            lh_output_announce(pipeline);
        if (settings.timings)
            lh_timings_print(pipeline, stderr);
        status = lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR) ? LH_EXIT_FAILED : LH_EXIT_DONE;
    }
    proof_leave(&proof);
    return status;
}

const LhCommand lh_command_proof = {
    .name = "proof",
    .arguments = "[BOOK] CHAPTER…",
    .summary = "Put chapters on sheets for a proofreader's pen",
    .description =
        "BOOK as for build. CHAPTER is a number (7), a range (3-5), a file (gil.md) or a part\n"
        "(part:X); left out, it is all of them. The result is out/NAME-proof.pdf: the true pages\n"
        "on larger paper, with the manuscript's lines beside their rows, defects, notes and "
        "doubts.\n"
        "Words of the book's own stand in words.txt beside book.yaml, one a line.",
    .options = entries,
    .opens_book = TRUE,
    .most = 1000,
    .run = run,
};
