/* Whether the book's listings print what the book says. */
#include "run.h"

#include "interpreter.h"
#include "sandbox.h"
#include "terminal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_LIMIT 10.0 /* seconds */
#define MOST_MARKERS  100  /* lines of an included region that are left out */
#define REMOVALS      50   /* tries to remove a folder that a dying process still writes to */

typedef struct {
    const LhBlock *block;
    const LhInterpreter *interpreter; /* NULL = there is none, which was told */
    gboolean skipped;
    char *folder, *script; /* NULL = not run; the script's name in the folder */
    LhSandboxResult result;
} Job;

typedef struct {
    LhPipeline *pipeline;
    const char *scratch;
    double limit;
    GArray *jobs; /* of Job, in the book's order */
} Runs;

/* ---- Which ---- */

static void gather(GArray *jobs, const LhBlock *block)
{
    for (; block; block = block->next) {
        Job job = {.block = block};
        if (block->kind == LH_BLOCK_LISTING && block->listing.run && !block->listing.is_output)
            g_array_append_val(jobs, job);
        gather(jobs, block->first);
    }
}

static void gather_trees(GArray *jobs, const GPtrArray *trees)
{
    for (guint i = 0; i < trees->len; i++) {
        const LhTree *tree = trees->pdata[i];
        if (!tree)
            continue;
        gather(jobs, tree->first);
        gather(jobs, tree->notes);
    }
}

static void find_interpreter(Runs *runs, LhInterpreters *interpreters, Job *job)
{
    const LhListing *listing = &job->block->listing;
    g_autofree char *trouble = NULL;

    job->interpreter = lh_interpreter_find(interpreters, listing->language, &trouble);
    if (!job->interpreter)
        lh_diag_add(runs->pipeline->diag, LH_SEVERITY_ERROR, job->block->source,
                    "run-no-interpreter",
                    "name one in book.yaml, `run: {python: python3}`, or take `run` away",
                    "the listing cannot be run: %s", trouble);
    else if (lh_interpreter_is_older(job->interpreter, listing->needs)) {
        job->skipped = TRUE;
        lh_diag_add(runs->pipeline->diag, LH_SEVERITY_NOTE, job->block->source, "run-skipped", NULL,
                    "not run: it needs %s, and %s is %s", listing->needs, job->interpreter->argv[0],
                    job->interpreter->version);
    }
}

/* ---- Running one, in a thread ---- */

/* The listing's own name, where a program may be called so: its last part. */
static char *script_name(const LhListing *listing)
{
    const char *file = listing->file ? listing->file : "";
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;

    if (g_regex_match_simple("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$", name, G_REGEX_DOLLAR_ENDONLY, 0))
        return g_strdup(name);
    return g_strdup("listing");
}

static gboolean write_script(Job *job)
{
    const LhListing *listing = &job->block->listing;
    g_autofree char *path = g_build_filename(job->folder, job->script, NULL);

    return g_mkdir(job->folder, 0700) == 0 &&
           g_file_set_contents_full(path, listing->code, (gssize) listing->length,
                                    G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static void remove_tree(const char *path)
{
    g_autoptr(GDir) folder = NULL;
    const char *name;

    if (g_unlink(path) == 0 || errno == ENOENT)
        return;
    chmod(path, 0700);
    folder = g_dir_open(path, 0, NULL);
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        remove_tree(below);
    }
    g_rmdir(path);
}

static void remove_folder(const char *path)
{
    for (int i = 0; i < REMOVALS && g_file_test(path, G_FILE_TEST_IS_DIR); i++) {
        if (i)
            g_usleep(1000);
        remove_tree(path);
    }
}

static void run_job(int index, gpointer data)
{
    const Runs *runs = data;
    Job *job = &g_array_index(runs->jobs, Job, index);
    g_autofree char *number = g_strdup_printf("%04d", index + 1);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();

    if (!job->interpreter || job->skipped)
        return;
    job->script = script_name(&job->block->listing);
    job->folder = g_build_filename(runs->scratch, number, NULL);
    for (char **word = job->interpreter->argv; *word; word++)
        g_ptr_array_add(argv, *word);
    g_ptr_array_add(argv, job->script);
    g_ptr_array_add(argv, NULL);
    LhSandboxTask task = {(const char *const *) argv->pdata, job->folder, runs->limit};
    if (write_script(job))
        lh_sandbox_run(&task, &job->result);
    else
        job->result = (LhSandboxResult){.end = LH_SANDBOX_UNMADE, .status = errno};
    remove_folder(job->folder);
}

/* ---- Comparing ---- */

/* The lines of @text without blanks at their ends and empty lines at its end. */
static char **lines_of(const char *text)
{
    char **lines = g_strsplit(text, "\n", -1);
    guint n = 0;

    for (guint i = 0; lines[i]; i++)
        if (*g_strchomp(lines[i]))
            n = i + 1;
    for (guint i = n; lines[i]; i++)
        g_clear_pointer(&lines[i], g_free);
    return lines;
}

/* The block that shows what the listing prints; NULL = none. */
static const LhBlock *shown_output(const Job *job)
{
    const LhBlock *next = job->block->next;

    return next && next->kind == LH_BLOCK_LISTING && next->listing.is_output ? next : NULL;
}

/* The first line that differs, from 0; -1 = none does. */
static int first_difference(char **printed, char **shown)
{
    int i = 0;

    while (printed[i] && shown[i] && strcmp(printed[i], shown[i]) == 0)
        i++;
    return printed[i] || shown[i] ? i : -1;
}

/* Where @wanted stands in the text at or after line @from, markers of regions and marks of lines left aside;
 * 0 = nowhere near. */
static int find_line(const char *text, int from, const char *wanted)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int n = (int) g_strv_length(lines);

    for (int i = from; i <= n && i < from + MOST_MARKERS; i++)
        if (g_str_has_prefix(g_strchug(lines[i - 1]), wanted))
            return i;
    return 0;
}

/* Line @line of a listing that is one included file, in that file; its opening where it is not found. */
static LhSource line_of_include(const LhBook *book, const LhBlock *block, int line)
{
    LhSource first = block->listing.included[0];
    g_auto(GStrv) code = g_strsplit(block->listing.code, "\n", -1);
    g_autofree char *path = g_build_filename(book->root, first.file, NULL);
    g_autofree char *text = lh_book_read_text(path, NULL, NULL);
    int found =
        text && *g_strstrip(code[line]) ? find_line(text, first.line + line, code[line]) : 0;

    return found ? (LhSource){first.file, found, 0} : block->source;
}

static LhSource line_of_code(const LhBook *book, const LhBlock *block, int line)
{
    const LhListing *listing = &block->listing;

    if (listing->code_line > 0)
        return (LhSource){block->source.file, listing->code_line + line, 0};
    if (listing->n_included == 1 && listing->included[0].file)
        return line_of_include(book, block, line);
    return block->source;
}

static void compare(Runs *runs, const Job *job)
{
    const LhBlock *output = shown_output(job);

    if (!output)
        return;
    g_auto(GStrv) printed = lines_of(job->result.out);
    g_auto(GStrv) shown = lines_of(output->listing.code);
    int at = first_difference(printed, shown);
    if (at < 0)
        return;
    int last = MAX((int) g_strv_length(shown) - 1, 0);
    LhSource source = line_of_code(runs->pipeline->book, output, MIN(at, last));
    g_autofree char *message =
        !printed[at] ? g_strdup_printf("the listing ends before it prints “%s”", shown[at])
        : !shown[at] ? g_strdup_printf("the listing goes on and prints “%s”", printed[at])
                     : g_strdup_printf("the listing prints “%s”, not “%s”", printed[at], shown[at]);
    lh_diag_add(runs->pipeline->diag, LH_SEVERITY_ERROR, source, "run-output",
                "mend the listing, or the output that the book shows", "%s", message);
}

/* ---- What went wrong ---- */

/* Takes the scratch folder's name out of what was printed: it is another one every time. */
static void hide_folder(const Job *job, char **text)
{
    g_autofree char *folder = g_strconcat(job->folder, "/", NULL);
    g_auto(GStrv) parts = g_strsplit(*text ? *text : "", folder, -1);

    g_free(*text);
    *text = g_strjoinv("", parts);
}

/* The line of the code that the last place of a traceback names; -1 = none does. Python writes
 * `"NAME", line 3`, shells `NAME: line 3:` or `NAME: 3:`, others `NAME:3`. */
static int blamed_line(const Job *job)
{
    g_autofree char *name = g_regex_escape_string(job->script, -1);
    g_autofree char *pattern =
        g_strdup_printf("(?<![\\w.-])%s(?:\", line |: ?(?:line )?)(\\d{1,7})", name);
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_RAW, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    int line = -1;

    for (g_regex_match(regex, job->result.err, 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        g_autofree char *number = g_match_info_fetch(match, 1);
        line = atoi(number) - 1;
    }
    return line;
}

static int count_lines(const LhListing *listing)
{
    int n = 0;

    for (gsize i = 0; i < listing->length; i++)
        n += listing->code[i] == '\n';
    return n;
}

/* Where the author looks first: the line that a traceback names, else the listing's opening. */
static LhSource blamed_place(const Runs *runs, const Job *job)
{
    int line = blamed_line(job);

    if (line < 0 || line >= count_lines(&job->block->listing))
        return job->block->source;
    return line_of_code(runs->pipeline->book, job->block, line);
}

/* Whether the block shows the error too, as a session's does. */
static gboolean shows_error(const Job *job)
{
    const LhBlock *output = shown_output(job);
    g_autofree char *all = g_strconcat(job->result.out, job->result.err, NULL);

    if (!output || !*job->result.err)
        return FALSE;
    g_auto(GStrv) printed = lines_of(all);
    g_auto(GStrv) shown = lines_of(output->listing.code);
    return first_difference(printed, shown) < 0;
}

static void tell_failure(Runs *runs, Job *job)
{
    LhDiag *diag = runs->pipeline->diag;
    LhSource place = blamed_place(runs, job);
    g_auto(GStrv) said = lines_of(job->result.err);
    guint n = g_strv_length(said);
    g_autofree char *how = job->result.end == LH_SANDBOX_KILLED
                               ? g_strdup_printf("by signal %s", g_strsignal(job->result.status))
                               : g_strdup_printf("with exit status %d", job->result.status);

    if (n)
        lh_diag_add(diag, LH_SEVERITY_ERROR, place, "run-failed", NULL, "the listing ends %s: %s",
                    how, said[n - 1]);
    else
        lh_diag_add(diag, LH_SEVERITY_ERROR, place, "run-failed", NULL, "the listing ends %s", how);
}

static void judge(Runs *runs, Job *job)
{
    LhDiag *diag = runs->pipeline->diag;
    LhSource source = job->block->source;

    switch (job->result.end) {
    case LH_SANDBOX_EXITED:
        if (job->result.status == 0)
            compare(runs, job);
        else if (!shows_error(job))
            tell_failure(runs, job);
        break;
    case LH_SANDBOX_KILLED:
        tell_failure(runs, job);
        break;
    case LH_SANDBOX_TIMEOUT:
        lh_diag_add(diag, LH_SEVERITY_ERROR, source, "run-timeout",
                    "book.yaml's `run: {limit: SECONDS}` gives more time",
                    "the listing is still running after %g s", runs->limit);
        break;
    case LH_SANDBOX_FLOODED:
        lh_diag_add(diag, LH_SEVERITY_ERROR, source, "run-flood", NULL,
                    "the listing prints %u MiB and more", LH_SANDBOX_FILE >> 20);
        break;
    case LH_SANDBOX_UNMADE:
        lh_diag_add(diag, LH_SEVERITY_ERROR, source, "run-unmade", NULL,
                    "the listing cannot be run: %s", g_strerror(job->result.status));
        break;
    case LH_SANDBOX_STOPPED:
        break;
    }
}

/* ---- All of them ---- */

static void show_progress(int done, int total, gpointer data)
{
    (void) data;
    lh_terminal_progress("run", done, total);
}

static void run_all(Runs *runs)
{
    const LhPipelineOptions *options = &runs->pipeline->options;

    lh_sandbox_begin();
    lh_parallel_each((int) runs->jobs->len, options->jobs, run_job, runs,
                     options->progress ? show_progress : NULL, NULL);
    lh_terminal_clear_progress();
    remove_folder(runs->scratch);
    lh_sandbox_end();
}

static void finish(Runs *runs, LhRunCount *count)
{
    for (guint i = 0; i < runs->jobs->len; i++) {
        Job *job = &g_array_index(runs->jobs, Job, i);
        count->skipped += job->skipped;
        if (job->folder) {
            count->run++;
            hide_folder(job, &job->result.out);
            hide_folder(job, &job->result.err);
            judge(runs, job);
        }
        lh_sandbox_clear(&job->result);
        g_free(job->folder);
        g_free(job->script);
    }
}

gboolean lh_run_listings(LhPipeline *pipeline, LhRunCount *count)
{
    g_autoptr(GArray) jobs = g_array_new(FALSE, TRUE, sizeof(Job));
    g_autoptr(GError) error = NULL;
    g_autofree char *scratch = g_dir_make_tmp("longhand-run-XXXXXX", &error);
    Runs runs = {.pipeline = pipeline, .scratch = scratch, .limit = DEFAULT_LIMIT, .jobs = jobs};

    *count = (LhRunCount){0};
    if (pipeline->book && pipeline->book->run_limit > 0)
        runs.limit = pipeline->book->run_limit;
    gather_trees(jobs, pipeline->trees);
    gather_trees(jobs, pipeline->openers);
    if (!scratch) {
        lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "run-unmade", NULL,
                    "no folder to run the listings in: %s", error->message);
        return FALSE;
    }
    LhInterpreters *interpreters = lh_interpreters_new(pipeline->book, pipeline->languages);
    for (guint i = 0; i < jobs->len; i++)
        find_interpreter(&runs, interpreters, &g_array_index(jobs, Job, i));
    run_all(&runs);
    finish(&runs, count);
    lh_interpreters_free(interpreters);
    lh_pipeline_sort(pipeline);
    return lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR) == 0;
}
