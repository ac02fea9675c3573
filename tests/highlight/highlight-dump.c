/* Shows what the highlighter makes of a file.
 *
 *   highlight-dump LANGUAGES NAME FILE...           one span a line: its class and its text
 *   highlight-dump --letters LANGUAGES NAME FILE... one letter a byte, a line end after each file
 *   highlight-dump --time LANGUAGES NAME FILE...    the fastest of nine runs over all files
 *   highlight-dump --check LANGUAGES                compiles every language
 *
 * The letter of class 0 is A, of class 1 B, and so on in the order of LhHighlightClass. */
#include "longhand/highlight.h"

#include <stdio.h>
#include <string.h>

typedef void (*ShowFunc)(const char *code, const GArray *spans);

static void show_span(const char *code, const LhHighlightSpan *span)
{
    printf("%-9s ", lh_highlight_class_name(span->kind));
    for (gsize i = span->start; i < span->start + span->length; i++) {
        if (code[i] == '\n')
            fputs("\\n", stdout);
        else if (code[i] == '\\')
            fputs("\\\\", stdout);
        else
            putchar(code[i]);
    }
    puts("|");
}

static void show_spans(const char *code, const GArray *spans)
{
    for (guint i = 0; i < spans->len; i++)
        show_span(code, &g_array_index(spans, LhHighlightSpan, i));
}

static void show_letters(const char *code G_GNUC_UNUSED, const GArray *spans)
{
    for (guint i = 0; i < spans->len; i++) {
        const LhHighlightSpan *span = &g_array_index(spans, LhHighlightSpan, i);
        for (gsize b = 0; b < span->length; b++)
            putchar('A' + (int) span->kind);
    }
    putchar('\n');
}

static void show_time(const char *code G_GNUC_UNUSED, const GArray *spans G_GNUC_UNUSED)
{
}

static gint64 time_once(const LhLanguage *language, const char *code, gsize length)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(LhHighlightSpan));
    gint64 start = g_get_monotonic_time();
    lh_highlight(language, code, length, spans);
    return g_get_monotonic_time() - start;
}

static gint64 best_time(const LhLanguage *language, const char *code, gsize length)
{
    gint64 best = G_MAXINT64;
    for (int i = 0; i < 9; i++) {
        gint64 time = time_once(language, code, length);
        best = MIN(best, time);
    }
    return best;
}

/* Highlights one file; gives its size and the time it takes, or FALSE with a message. */
static gboolean dump_file(const LhLanguage *language, const char *path, ShowFunc show, gsize *bytes,
                          gint64 *time)
{
    g_autofree char *code = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;
    if (!g_file_get_contents(path, &code, &length, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return FALSE;
    }
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(LhHighlightSpan));
    lh_highlight(language, code, length, spans);
    show(code, spans);
    *time += show == show_time ? best_time(language, code, length) : 0;
    *bytes += length;
    return TRUE;
}

static int check_all(LhLanguages *languages)
{
    int wrong = 0;
    g_auto(GStrv) names = lh_highlight_list(languages);
    for (char **name = names; *name; name++) {
        g_autoptr(GError) error = NULL;
        gint64 start = g_get_monotonic_time();
        const LhLanguage *language = lh_highlight_find(languages, *name, &error);
        gint64 time = g_get_monotonic_time() - start;
        if (language)
            printf("%-12s %s (%d us)\n", *name, lh_highlight_name(language), (int) time);
        else
            printf("%s\n", error ? error->message : *name);
        wrong += !language;
    }
    return wrong ? 1 : 0;
}

static int dump_all(const LhLanguage *language, ShowFunc show, char **paths)
{
    gsize bytes = 0;
    gint64 time = 0;
    for (; *paths; paths++)
        if (!dump_file(language, *paths, show, &bytes, &time))
            return 1;
    if (show == show_time)
        printf("%" G_GSIZE_FORMAT " bytes in %.3f ms\n", bytes, (double) time / 1000);
    return 0;
}

int main(int argc, char **argv)
{
    gboolean check = argc > 1 && !strcmp(argv[1], "--check");
    ShowFunc show = argc > 1 && !strcmp(argv[1], "--letters") ? show_letters
                    : argc > 1 && !strcmp(argv[1], "--time")  ? show_time
                                                              : show_spans;
    char **args = argv + (check || show != show_spans ? 2 : 1);
    if (!args[0] || (!check && (!args[1] || !args[2]))) {
        fputs("usage: highlight-dump [--letters | --time | --check] LANGUAGES NAME FILE...\n",
              stderr);
        return 2;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(LhLanguages) languages = lh_highlight_load(args[0], &error);
    if (languages && check)
        return check_all(languages);
    const LhLanguage *language = languages ? lh_highlight_find(languages, args[1], &error) : NULL;
    if (language)
        return dump_all(language, show, args + 2);
    fprintf(stderr, "%s\n", error ? error->message : "no language has that name");
    return 1;
}
