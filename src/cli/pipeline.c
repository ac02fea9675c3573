/* A book from its folder to its pages. */
#include "pipeline.h"

#include "output.h"
#include "printer.h"
#include "terminal.h"

LhPipeline *lh_pipeline_new(const LhPipelineOptions *options)
{
    LhPipeline *pipeline = g_new0(LhPipeline, 1);
    pipeline->options = *options;
    pipeline->diag = lh_diag_new();
    pipeline->said_of_graphs = lh_diag_new();
    pipeline->copies = g_array_new(FALSE, TRUE, sizeof(LhCopy));
    pipeline->trees = g_ptr_array_new();
    pipeline->turns = g_array_new(FALSE, FALSE, sizeof(guint));
    pipeline->openers = g_ptr_array_new();
    pipeline->shapers = g_async_queue_new_full((GDestroyNotify) lh_shaper_free);
    pipeline->galleys = g_ptr_array_new();
    pipeline->edition.left_out = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (int stage = 0; stage < LH_N_STAGES; stage++)
        pipeline->took[stage] = -1;
    return pipeline;
}

LhCopy *lh_pipeline_copy(const LhPipeline *pipeline, guint index)
{
    return &g_array_index(pipeline->copies, LhCopy, index);
}

LhCopy lh_pipeline_new_copy(const LhChapter *chapter)
{
    return (LhCopy){.chapter = chapter,
                    .diag = lh_diag_new(),
                    .said_in_parse = lh_diag_new(),
                    .said_in_layout = lh_diag_new()};
}

void lh_pipeline_clear_copy(LhCopy *copy)
{
    lh_graphs_free(copy->graphs);
    lh_tree_free(copy->tree);
    lh_diag_free(copy->diag);
    lh_diag_free(copy->said_in_parse);
    lh_diag_free(copy->said_in_layout);
    lh_held_references_unref(copy->held);
}

/* Frees from the pages back to the book: each owns less than what it was made from. */
void lh_pipeline_free(LhPipeline *pipeline)
{
    if (!pipeline)
        return;
    lh_image_ahead_free(pipeline->ahead);
    lh_pages_free(pipeline->pages);
    for (guint i = 0; i < pipeline->galleys->len; i++)
        lh_galley_free(pipeline->galleys->pdata[i]);
    g_ptr_array_unref(pipeline->galleys);
    g_async_queue_unref(pipeline->shapers);
    lh_graphs_free(pipeline->graphs);
    lh_diag_free(pipeline->said_of_graphs);
    lh_references_free(pipeline->references);
    g_hash_table_unref(pipeline->edition.left_out);
    g_ptr_array_unref(pipeline->openers);
    g_ptr_array_unref(pipeline->trees);
    g_array_unref(pipeline->turns);
    for (guint i = 0; i < pipeline->copies->len; i++)
        lh_pipeline_clear_copy(lh_pipeline_copy(pipeline, i));
    g_array_unref(pipeline->copies);
    for (int stage = 0; stage < LH_N_STAGES; stage++)
        lh_diag_free(pipeline->said[stage]);
    lh_highlight_free(pipeline->languages);
    lh_fonts_free(pipeline->fonts);
    lh_style_free(pipeline->style);
    lh_printer_free(pipeline->printer);
    lh_book_free(pipeline->book);
    lh_diag_free(pipeline->diag);
    g_free(pipeline->output);
    g_free(pipeline);
}

void lh_pipeline_leave(LhPipeline *pipeline)
{
#ifndef LH_FREES_ALL
    if (pipeline) {
        g_clear_pointer(&pipeline->graphs, lh_graphs_free);
        g_clear_pointer(&pipeline->ahead, lh_image_ahead_free);
        return;
    }
#endif
    lh_pipeline_free(pipeline);
}

/* Takes what kept a stage from its work down as an error of no chapter. */
static gboolean stop(LhPipeline *pipeline, const GError *error)
{
    lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "fatal", NULL, "%s",
                error->message);
    return FALSE;
}

/* ---- Threads ---- */

static void show_progress(int done, int total, gpointer data)
{
    const char *const *stage = data;
    lh_terminal_progress(*stage, done, total);
}

/* Calls @each for the first @n copies, then gathers what they had to say. */
static void for_each_copy(LhPipeline *pipeline, LhStage stage, guint n,
                          void (*each)(int index, gpointer data))
{
    const char *name = lh_pipeline_stage_name(stage);
    lh_parallel_each((int) n, pipeline->options.jobs, each, pipeline,
                     pipeline->options.progress ? show_progress : NULL, &name);
    lh_terminal_clear_progress();
    for (guint i = 0; i < n; i++) {
        LhCopy *copy = lh_pipeline_copy(pipeline, i);
        if (pipeline->options.warm)
            lh_diag_add_copies(stage == LH_STAGE_PARSE ? copy->said_in_parse : copy->said_in_layout,
                               copy->diag, 0);
        lh_diag_append(pipeline->diag, copy->diag);
    }
}

/* ---- Stages: FALSE = none after this one makes sense ---- */

static void add_copy(LhPipeline *pipeline, const LhChapter *chapter)
{
    LhCopy copy = lh_pipeline_new_copy(chapter);
    g_array_append_val(pipeline->copies, copy);
}

static gboolean open_book(LhPipeline *pipeline)
{
    g_autoptr(GError) error = NULL;
    LhBook *book = lh_book_open(pipeline->options.book, pipeline->diag, &error);
    if (!book)
        return stop(pipeline, error);
    pipeline->book = book;
    lh_lint_choose(book, pipeline->diag); /* its mistakes are said whatever the command */
    for (guint i = 0; i < book->chapters->len; i++)
        add_copy(pipeline, book->chapters->pdata[i]);
    for (guint i = 0; i < book->parts->len; i++) {
        const LhPart *part = book->parts->pdata[i];
        if (part->opener)
            add_copy(pipeline, part->opener);
    }
    return TRUE;
}

static gboolean load_style(LhPipeline *pipeline)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *data = lh_style_data_dir(&error);
    if (!data)
        return stop(pipeline, error);
    g_autofree char *styles = g_build_filename(data, "styles", NULL);
    pipeline->style = lh_style_load(pipeline->book->style, styles, pipeline->diag);
    if (pipeline->style)
        pipeline->style->black_only = pipeline->options.mono;
    if (pipeline->options.printer)
        pipeline->printer = lh_printer_find(pipeline->options.printer, pipeline->diag);
    return TRUE;
}

static gboolean open_fonts(LhPipeline *pipeline)
{
    g_autoptr(GError) error = NULL;
    if (!pipeline->style)
        return TRUE;
    g_autofree char *data = lh_style_data_dir(&error);
    g_autofree char *fonts = data ? g_build_filename(data, "fonts", NULL) : NULL;
    g_autofree char *languages = data ? g_build_filename(data, "styles", "languages", NULL) : NULL;
    pipeline->fonts = fonts ? lh_fonts_open(pipeline->style, fonts, &error) : NULL;
    pipeline->languages = pipeline->fonts ? lh_highlight_load(languages, &error) : NULL;
    if (error)
        stop(pipeline, error);
    return TRUE;
}

static void parse_copy(int index, gpointer data)
{
    const LhPipeline *pipeline = data;
    LhCopy *copy = lh_pipeline_copy(pipeline, (guint) index);
    if (copy->chapter->path)
        copy->tree = lh_parse_chapter(pipeline->book, copy->chapter, NULL, copy->diag);
}

/* Sets the edition that is meant; FALSE = the book has no such one. */
static gboolean find_edition(LhPipeline *pipeline)
{
    const char *const *known = (const char *const *) pipeline->book->editions;
    const char *wanted = pipeline->options.edition;
    pipeline->edition.name = wanted ? wanted : known ? known[0] : NULL;
    if (!wanted || !known || g_strv_contains(known, wanted))
        return TRUE;
    g_autofree char *all = g_strjoinv(", ", pipeline->book->editions);
    g_autofree char *hint = g_strdup_printf("book.yaml knows %s", all);
    lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "unknown-edition", hint,
                "the book has no edition “%s”", wanted);
    return FALSE;
}

/* Forgets the copies of what is no longer in the book. */
static void drop_copies(LhPipeline *pipeline)
{
    const LhBook *book = pipeline->book;
    for (guint i = pipeline->copies->len; i > 0; i--) {
        LhCopy *copy = lh_pipeline_copy(pipeline, i - 1);
        gboolean is_opener = copy->chapter->role == LH_CHAPTER_OPENER;
        if (is_opener ? g_ptr_array_find(book->parts, copy->chapter->part, NULL)
                      : g_ptr_array_find(book->chapters, copy->chapter, NULL))
            continue;
        lh_pipeline_clear_copy(copy);
        g_array_remove_index(pipeline->copies, i - 1);
    }
}

/* Takes what the edition leaves out of the trees, and whole chapters out of the book. */
static void choose_edition(LhPipeline *pipeline)
{
    g_autoptr(GPtrArray) gone = g_ptr_array_new();
    const LhEdition *edition = &pipeline->edition;
    for (guint i = 0; i < pipeline->copies->len; i++) {
        LhCopy *copy = lh_pipeline_copy(pipeline, i);
        if (!copy->tree)
            continue;
        if (pipeline->book->editions)
            lh_tree_check_editions(copy->tree, (const char *const *) pipeline->book->editions,
                                   pipeline->diag);
        if (lh_tree_choose(copy->tree, edition->name, edition->left_out))
            continue;
        if (copy->chapter->role == LH_CHAPTER_OPENER)
            copy->tree->first = NULL; /* the part stays, without its own words */
        else
            g_ptr_array_add(gone, (gpointer) copy->chapter);
    }
    if (gone->len == 0)
        return;
    lh_book_leave_out(pipeline->book, gone);
    drop_copies(pipeline);
}

/* Whether pages of the chapter will be drawn. */
static gboolean is_wanted(const LhPipeline *pipeline, const LhCopy *copy)
{
    return !pipeline->options.chapters || lh_select_has(pipeline->options.chapters, copy->chapter);
}

static gboolean shows_svg(const LhBlock *block)
{
    for (; block; block = block->next)
        if ((block->kind == LH_BLOCK_FIGURE && block->figure.path &&
             g_str_has_suffix(block->figure.path, ".svg")) ||
            shows_svg(block->first))
            return TRUE;
    return FALSE;
}

/* Has librsvg loaded while chapters are laid out, when one that is wanted will ask for it. */
static void start_ahead(LhPipeline *pipeline)
{
    for (guint i = 0; i < pipeline->book->chapters->len && !pipeline->ahead; i++) {
        const LhCopy *copy = lh_pipeline_copy(pipeline, i);
        if (copy->tree && is_wanted(pipeline, copy) && shows_svg(copy->tree->first))
            pipeline->ahead = lh_image_ahead_new();
    }
}

static gboolean parse(LhPipeline *pipeline)
{
    const LhBook *book = pipeline->book;
    if (!find_edition(pipeline))
        return FALSE;
    for_each_copy(pipeline, LH_STAGE_PARSE, pipeline->copies->len, parse_copy);
    choose_edition(pipeline);
    guint next = 0;
    while (next < book->chapters->len)
        g_ptr_array_add(pipeline->trees, lh_pipeline_copy(pipeline, next++)->tree);
    for (guint i = 0; i < book->parts->len; i++) {
        const LhPart *part = book->parts->pdata[i];
        g_ptr_array_add(pipeline->openers, part->opener ? lh_pipeline_copy(pipeline, next++)->tree : NULL);
    }
    if (pipeline->fonts)
        pipeline->graphs = lh_graphs_new(pipeline->trees, pipeline->openers, book->style,
                                         pipeline->style, pipeline->fonts, pipeline->options.jobs);
    if (pipeline->options.ahead)
        start_ahead(pipeline);
    return TRUE;
}

static gboolean refer(LhPipeline *pipeline)
{
    pipeline->references =
        lh_references_new(pipeline->book, pipeline->style, pipeline->trees, &pipeline->edition,
                          pipeline->diag);
    return TRUE;
}

LhLayoutContext lh_pipeline_context(const LhPipeline *pipeline, LhShaper *shaper, LhDiag *diag)
{
    return (LhLayoutContext){
        .style = pipeline->style,
        .fonts = pipeline->fonts,
        .shaper = shaper,
        .languages = pipeline->languages,
        .book = pipeline->book,
        .references = pipeline->references,
        .graphs = pipeline->graphs,
        .origins = pipeline->options.origins,
        .diag = diag,
    };
}

void lh_pipeline_layout_copy(int index, gpointer data)
{
    const LhPipeline *pipeline = data;
    const LhCopy *copy = lh_pipeline_copy(pipeline, (guint) index);
    if (!copy->tree)
        return;
    LhShaper *shaper = g_async_queue_pop(pipeline->shapers);
    LhLayoutContext context = lh_pipeline_context(pipeline, shaper, copy->diag);
    gboolean wanted = is_wanted(pipeline, copy);
    context.origins &= wanted;
    context.unseen = !wanted;
    if (copy->graphs)
        context.graphs = copy->graphs;
    pipeline->galleys->pdata[index] = lh_layout_chapter(&context, copy->tree);
    g_async_queue_push(pipeline->shapers, shaper);
}

/* The chapters in the order in which they are laid out: those that will be drawn take longer, and go first. */
static void find_turns(LhPipeline *pipeline, guint n)
{
    g_array_set_size(pipeline->turns, 0);
    for (int wanted = TRUE; wanted >= FALSE; wanted--)
        for (guint i = 0; i < n; i++)
            if (is_wanted(pipeline, lh_pipeline_copy(pipeline, i)) == wanted)
                g_array_append_val(pipeline->turns, i);
}

static void take_turn(int turn, gpointer data)
{
    const LhPipeline *pipeline = data;
    lh_pipeline_layout_copy((int) g_array_index(pipeline->turns, guint, turn), data);
}

/* Has the SVGs of the chapters that are wanted drawn while the book is made up, each once. */
static void draw_ahead(LhPipeline *pipeline)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_bytes_hash, g_bytes_equal);
    for (guint i = 0; i < pipeline->galleys->len && pipeline->ahead; i++) {
        const LhGalley *galley = pipeline->galleys->pdata[i];
        if (!galley || !is_wanted(pipeline, lh_pipeline_copy(pipeline, i)))
            continue;
        for (guint k = 0; k < galley->images->len; k++)
            if (g_hash_table_add(known, lh_image_peek_bytes(galley->images->pdata[k])))
                lh_image_ahead_add(pipeline->ahead, galley->images->pdata[k]);
    }
}

static gboolean lay_out(LhPipeline *pipeline)
{
    if (!pipeline->fonts || !pipeline->languages)
        return FALSE;
    guint n = pipeline->book->chapters->len;
    for (int i = 0; i < CLAMP((int) n, 1, pipeline->options.jobs); i++)
        g_async_queue_push(pipeline->shapers, lh_shaper_new(pipeline->fonts));
    g_ptr_array_set_size(pipeline->galleys, (int) n);
    find_turns(pipeline, n);
    for_each_copy(pipeline, LH_STAGE_LAYOUT, n, take_turn);
    draw_ahead(pipeline);
    lh_graphs_wait(pipeline->graphs, pipeline->said_of_graphs);
    lh_diag_add_copies(pipeline->diag, pipeline->said_of_graphs, 0);
    return TRUE;
}

void lh_pipeline_make_up(LhPipeline *pipeline)
{
    LhMakeupOptions options = {
        .target = pipeline->options.target,
        .chapters = pipeline->options.chapters,
        .jobs = pipeline->options.jobs,
        .keep_galleys = pipeline->options.warm,
        .openers = pipeline->openers,
    };
    if (!pipeline->shaper) { /* one that knows the book's words by now */
        pipeline->shaper = g_async_queue_pop(pipeline->shapers);
        g_async_queue_push(pipeline->shapers, pipeline->shaper);
    }
    LhLayoutContext context = lh_pipeline_context(pipeline, pipeline->shaper, pipeline->diag);
    GPtrArray *galleys = g_ptr_array_copy(pipeline->galleys, NULL, NULL);
    if (!options.keep_galleys)
        g_ptr_array_set_size(pipeline->galleys, 0);
    pipeline->pages = lh_makeup_book(&context, galleys, &options, pipeline->diag);
}

static gboolean make_up(LhPipeline *pipeline)
{
    lh_pipeline_make_up(pipeline);
    return TRUE;
}

/* Preflight tells the top left corner, and the column moves a few points for printers. */
LhSource lh_pipeline_trace(int page, double x, double y, gpointer pipeline)
{
    return lh_pages_find_source(((const LhPipeline *) pipeline)->pages, page, x + 1, y + 3);
}

/* Looks at the finished file as its printer will. */
static gboolean check_print(LhPipeline *pipeline)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LhPreflight) preflight =
        lh_preflight_file(pipeline->output, pipeline->printer, pipeline->options.jobs, &error);
    if (!preflight)
        return stop(pipeline, error);
    lh_preflight_trace(preflight, lh_pipeline_trace, pipeline);
    lh_preflight_report(preflight, pipeline->diag);
    pipeline->n_sheets = lh_preflight_pages(preflight);
    return TRUE;
}

static gboolean draw(LhPipeline *pipeline)
{
    g_autoptr(GError) error = NULL;
    const char *name = lh_pipeline_stage_name(LH_STAGE_DRAW);
    if (lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR))
        return FALSE;
    if (!lh_pipeline_page_count(pipeline)) {
        lh_diag_add(pipeline->diag, LH_SEVERITY_ERROR, (LhSource){0}, "no-pages",
                    "name other chapters, or write one", "there is no page to write");
        return FALSE;
    }
    g_autofree char *path = lh_output_path(&pipeline->options, pipeline->book, &error);
    if (!path)
        return stop(pipeline, error);
    LhDrawOptions options = {
        .format = pipeline->options.format,
        .path = path,
        .dpi = pipeline->options.dpi,
        .printer = pipeline->printer,
        .mono = pipeline->options.mono,
        .make_map = pipeline->make_map,
        .map_data = pipeline->map_data,
        .progress = pipeline->options.progress ? show_progress : NULL,
        .data = &name,
    };
    gboolean drawn = lh_draw(pipeline->pages, pipeline->fonts, &options, &error);
    lh_terminal_clear_progress();
    if (!drawn)
        return stop(pipeline, error);
    pipeline->output = g_steal_pointer(&path);
    return TRUE;
}

/* ---- The run ---- */

static const struct {
    const char *name;
    gboolean (*run)(LhPipeline *pipeline);
} stages[LH_N_STAGES] = {
    [LH_STAGE_OPEN] = {"open", open_book},         [LH_STAGE_STYLE] = {"style", load_style},
    [LH_STAGE_FONTS] = {"fonts", open_fonts},      [LH_STAGE_PARSE] = {"parse", parse},
    [LH_STAGE_REFERENCES] = {"references", refer}, [LH_STAGE_LAYOUT] = {"layout", lay_out},
    [LH_STAGE_MAKEUP] = {"makeup", make_up},       [LH_STAGE_DRAW] = {"draw", draw},
    [LH_STAGE_PRESS] = {"press", check_print},
};

const char *lh_pipeline_stage_name(LhStage stage)
{
    return stages[stage].name;
}

/* Numbers a chapter's file, its part's opener before it. */
static void rank_file(GHashTable *ranks, const LhChapter *chapter)
{
    if (chapter && chapter->name && !g_hash_table_contains(ranks, chapter->name))
        g_hash_table_insert(ranks, chapter->name, GINT_TO_POINTER(g_hash_table_size(ranks) + 1));
}

/* Settings and the reading order first, then the chapters' files, what has no file last. */
static int rank_of(const char *file, gpointer ranks)
{
    return file ? GPOINTER_TO_INT(g_hash_table_lookup(ranks, file)) : G_MAXINT;
}

void lh_pipeline_sort(LhPipeline *pipeline)
{
    g_autoptr(GHashTable) ranks = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; pipeline->book && i < pipeline->book->chapters->len; i++) {
        const LhChapter *chapter = pipeline->book->chapters->pdata[i];
        rank_file(ranks, chapter->part ? chapter->part->opener : NULL);
        rank_file(ranks, chapter);
    }
    lh_diag_sort(pipeline->diag, rank_of, ranks);
}

gboolean lh_pipeline_run(LhPipeline *pipeline, LhStage last)
{
    gboolean go_on = TRUE;
    while (pipeline->next <= last && go_on) {
        LhStage stage = pipeline->next++;
        gint64 before = g_get_monotonic_time();
        gsize said = lh_diag_length(pipeline->diag);
        go_on = stages[stage].run(pipeline);
        pipeline->took[stage] = (double) (g_get_monotonic_time() - before) / 1000;
        if (pipeline->options.warm)
            lh_diag_add_copies(pipeline->said[stage] = lh_diag_new(), pipeline->diag, said);
    }
    if (!go_on)
        pipeline->next = LH_N_STAGES; /* none after it makes sense */
    lh_pipeline_sort(pipeline);
    return lh_diag_count(pipeline->diag, LH_SEVERITY_ERROR) == 0;
}

int lh_pipeline_page_count(const LhPipeline *pipeline)
{
    int n = 0;
    for (guint i = 0; pipeline->pages && i < pipeline->pages->pages->len; i++)
        n += ((const LhPage *) pipeline->pages->pages->pdata[i])->drawn;
    return n;
}

static gboolean holds_book(const char *folder)
{
    g_autofree char *own = g_build_filename(folder, "book.yaml", NULL);
    g_autofree char *mdbook = g_build_filename(folder, "book.toml", NULL);
    return g_file_test(own, G_FILE_TEST_EXISTS) || g_file_test(mdbook, G_FILE_TEST_EXISTS);
}

const char *lh_pipeline_find_book(void)
{
    static const char *const folders[] = {".", "content"};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
        if (holds_book(folders[i]))
            return folders[i];
    return NULL;
}
