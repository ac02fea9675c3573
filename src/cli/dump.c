/* longhand dump: what a stage has made of a book, as text. */
#include "output.h"
#include "settings.h"

static struct {
    char *stage, *target;
} settings;

static const GOptionEntry entries[] = {
    {"stage", 's', 0, G_OPTION_ARG_FILENAME, &settings.stage,
     "The Markdown as understood (default), the rows, or the pages", "tree|galley|pages"},
    {"target", 't', 0, G_OPTION_ARG_FILENAME, &settings.target,
     "Pages for the screen (default) or for print", "screen|print"},
    {0},
};

static const char *const targets[] = {"screen", "print", NULL};
static const char *const stage_names[] = {"tree", "galley", "pages", NULL};

/* Tells chapters apart where there are several. */
static void print_name(const LhPipeline *pipeline, guint index)
{
    const LhChapter *chapter = g_array_index(pipeline->copies, LhCopy, index).chapter;
    if (pipeline->copies->len > 1)
        printf("== %s\n", chapter->name);
}

static void print_trees(const LhPipeline *pipeline)
{
    for (guint i = 0; i < pipeline->copies->len; i++) {
        const LhTree *tree = g_array_index(pipeline->copies, LhCopy, i).tree;
        if (!tree)
            continue;
        g_autofree char *text = lh_tree_dump(tree);
        print_name(pipeline, i);
        fputs(text, stdout);
    }
}

static void print_galleys(const LhPipeline *pipeline)
{
    for (guint i = 0; i < pipeline->galleys->len; i++) {
        const LhGalley *galley = pipeline->galleys->pdata[i];
        if (!galley)
            continue;
        g_autofree char *text = lh_galley_dump(galley, pipeline->style);
        print_name(pipeline, i);
        fputs(text, stdout);
    }
}

static void print_pages(const LhPipeline *pipeline)
{
    if (!pipeline->pages)
        return;
    g_autofree char *text = lh_draw_dump(pipeline->pages);
    fputs(text, stdout);
}

static const struct {
    LhStage last;
    void (*print)(const LhPipeline *pipeline);
} stages[] = {
    {LH_STAGE_PARSE, print_trees},
    {LH_STAGE_LAYOUT, print_galleys},
    {LH_STAGE_MAKEUP, print_pages},
};

static LhExit run(int n_arguments, char **arguments)
{
    const LhCommand *command = &lh_command_dump;
    LhPipelineOptions options = {0};
    int stage = 0, target = LH_TARGET_SCREEN;
    if (!lh_command_choose(command, "stage", settings.stage, stage_names, &stage) ||
        !lh_command_choose(command, "target", settings.target, targets, &target) ||
        !lh_settings_apply(command, n_arguments, arguments, &options))
        return LH_EXIT_USAGE;
    options.target = (LhTarget) target;
    g_autoptr(LhPipeline) pipeline = lh_pipeline_new(&options);
    gboolean sound = lh_pipeline_run(pipeline, stages[stage].last);
    stages[stage].print(pipeline);
    lh_output_diagnostics(pipeline, lh_settings_least());
    return sound ? LH_EXIT_DONE : LH_EXIT_FAILED;
}

const LhCommand lh_command_dump = {
    .name = "dump",
    .arguments = "FILE",
    .summary = "Show what a stage has made of a book, as text",
    .description = "FILE is one .md file, or a book as for build.",
    .options = entries,
    .opens_book = TRUE,
    .least = 1,
    .most = 1,
    .run = run,
};
