/* longhand where: from a place on a page to the manuscript, and back. */
#include "output.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *map_path;

static const GOptionEntry entries[] = {
    {"map", 'm', 0, G_OPTION_ARG_FILENAME, &map_path, "Ask this map, made by build --map", "FILE"},
    {0},
};

/* ---- The map ---- */

static LhMap *fail(GError *error)
{
    fprintf(stderr, "longhand: %s\n", error->message);
    g_error_free(error);
    return NULL;
}

static LhMap *read_file(const char *path)
{
    g_autofree char *json = NULL;
    GError *error = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &json, &length, &error))
        return fail(error);
    LhMap *map = lh_map_read(json, length, &error);
    if (map)
        return map;
    g_prefix_error(&error, "%s: ", path);
    return fail(error);
}

/* Lays the book out again, which is quick, and maps it. */
static LhMap *rebuild(char **arguments, int n_arguments)
{
    LhPipelineOptions options = {.origins = TRUE};

    if (!lh_settings_apply(&lh_command_where, n_arguments, arguments, &options))
        return NULL;
    g_autoptr(LhPipeline) pipeline = lh_pipeline_new(&options);
    lh_pipeline_run(pipeline, LH_STAGE_MAKEUP);
    if (pipeline->pages)
        return lh_map_new(pipeline->pages, pipeline->trees, pipeline->openers);
    lh_output_diagnostics(pipeline, LH_SEVERITY_ERROR);
    return NULL;
}

/* The file beside @pdf that holds its map. (transfer full) NULL = there is none. */
static char *map_beside(const char *pdf)
{
    gsize n = strlen(pdf) - (g_str_has_suffix(pdf, ".pdf") ? 4 : 0);
    g_autofree char *path = g_strdup_printf("%.*s.map.json", (int) n, pdf);

    return g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer(&path) : NULL;
}

/* The map for @pdf: the one named, the one it carries, the one beside it, or that of the book laid
 * out again. */
static LhMap *map_for(const char *pdf, char **arguments, int n_arguments)
{
    GError *error = NULL;

    if (map_path)
        return read_file(map_path);
    LhMap *map = pdf ? lh_map_from_pdf(pdf, &error) : NULL;
    if (map)
        return map;
    if (error && error->code != LH_PROOF_ERROR_MAP)
        return fail(error);
    g_clear_error(&error);
    g_autofree char *beside = pdf ? map_beside(pdf) : NULL;
    return beside ? read_file(beside) : rebuild(arguments, n_arguments);
}

/* ---- Answers ---- */

static void print_source(const LhMapWord *word)
{
    if (word->source.column)
        printf("%s:%d:%d: %s\n", word->source.file, word->source.line, word->source.column,
               word->text);
    else
        printf("%s:%d: %s\n", word->source.file, word->source.line, word->text);
}

static void print_place(const LhMap *map, const LhMapWord *word)
{
    const char *label =
        (guint) word->page <= map->labels->len ? map->labels->pdata[word->page - 1] : NULL;

    printf("sheet %d, page %s, row %d, %.2f %.2f %.2f %.2f: %s\n", word->page, label ? label : "?",
           word->row, word->x1, word->y1, word->x2, word->y2, word->text);
}

/* FILE.pdf PAGE X Y [BOOK] */
static LhExit from_page(int n, char **arguments)
{
    char *end[3];
    double x, y;
    long page = strtol(arguments[1], &end[0], 10);

    x = g_ascii_strtod(arguments[2], &end[1]);
    y = g_ascii_strtod(arguments[3], &end[2]);
    for (int i = 0; i < 3; i++)
        if (*end[i] != '\0' || end[i] == arguments[i + 1])
            return lh_command_misused(&lh_command_where, "%s is no number", arguments[i + 1]);
    g_autoptr(LhMap) map = map_for(arguments[0], arguments + 4, n - 4);
    if (map == NULL)
        return LH_EXIT_FAILED;
    if (!(x >= 0 && y >= 0 && x <= map->width && y <= map->height)) {
        fprintf(stderr, "longhand: %s, %s is not on a page of %.0f × %.0f points\n", arguments[2],
                arguments[3], map->width, map->height);
        return LH_EXIT_FAILED;
    }
    const LhMapWord *word = lh_map_find_place(map, (int) CLAMP(page, 0, G_MAXINT), x, y);
    if (word == NULL) {
        fprintf(stderr, "longhand: sheet %ld has no words from the manuscript\n", page);
        return LH_EXIT_FAILED;
    }
    print_source(word);
    return LH_EXIT_DONE;
}

/* Splits `FILE:LINE[:COLUMN]`. (transfer full) NULL = it is none. */
static char *split_place(const char *text, int *line, int *column)
{
    g_autoptr(GRegex) regex = g_regex_new("^(.+?):([0-9]{1,9})(?::([0-9]{1,9}))?$", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;

    if (!g_utf8_validate(text, -1, NULL) || !g_regex_match(regex, text, 0, &match))
        return NULL;
    g_autofree char *first = g_match_info_fetch(match, 2), *second = g_match_info_fetch(match, 3);
    *line = atoi(first);
    *column = second ? atoi(second) : 0;
    return g_match_info_fetch(match, 1);
}

/* FILE:LINE[:COLUMN] [BOOK] */
static LhExit from_manuscript(int n, char **arguments)
{
    int line = 0, column = 0;
    g_autofree char *file = split_place(arguments[0], &line, &column);

    if (file == NULL)
        return lh_command_misused(&lh_command_where, "“%s” is no FILE:LINE", arguments[0]);
    g_autoptr(LhMap) map = map_for(NULL, arguments + 1, n - 1);
    if (map == NULL)
        return LH_EXIT_FAILED;
    g_autoptr(GPtrArray) words = lh_map_find_source(map, file, line, column);
    for (guint i = 0; i < words->len; i++)
        print_place(map, words->pdata[i]);
    if (words->len == 0)
        fprintf(stderr, "longhand: nothing on the pages comes from %s:%d\n", file, line);
    return words->len ? LH_EXIT_DONE : LH_EXIT_FAILED;
}

static LhExit run(int n_arguments, char **arguments)
{
    if (n_arguments >= 4)
        return from_page(n_arguments, arguments);
    if (n_arguments == 3 || g_str_has_suffix(arguments[0], ".pdf"))
        return lh_command_misused(&lh_command_where, "give FILE.pdf PAGE X Y, or FILE:LINE");
    return from_manuscript(n_arguments, arguments);
}

const LhCommand lh_command_where = {
    .name = "where",
    .arguments = "FILE.pdf PAGE X Y [BOOK] | FILE:LINE[:COLUMN] [BOOK]",
    .summary = "Tell where a word of a page was written, or where a line stands",
    .description =
        "PAGE counts the PDF's pages from 1; X and Y are points (1/72 inch) from the page's top\n"
        "left corner. Columns are counted in characters from 1. The answer is from the map that\n"
        "--map names, that a proof carries inside, or FILE.map.json beside FILE.pdf; where there "
        "is\n"
        "none the BOOK (as for build) is laid out again.",
    .options = entries,
    .opens_book = TRUE,
    .least = 1,
    .most = 5,
    .run = run,
};
