/* longhand notes: the comments on a proof, each with its place in the manuscript. */
#include "command.h"

#include "longhand/longhand.h"

#include <stdio.h>
#include <string.h>

/* @text on one line. (transfer full) */
static char *one_line(const char *text)
{
    char *copy = g_strdup(text ? text : "");

    for (char *p = copy; *p; p++)
        if (g_ascii_iscntrl(*p))
            *p = ' ';
    return g_strstrip(copy);
}

static void print(const LhComment *comment)
{
    g_autofree char *text = one_line(comment->text), *author = one_line(comment->author);
    g_autofree char *words = one_line(comment->words);

    if (comment->source.line == 0)
        printf("sheet %d", comment->page);
    else if (comment->source.column == 0)
        printf("%s:%d", comment->source.file, comment->source.line);
    else
        printf("%s:%d:%d", comment->source.file, comment->source.line, comment->source.column);
    printf(": %s", comment->kind);
    if (*words)
        printf(" on “%s”", words);
    if (*text)
        printf(": %s", text);
    if (*author)
        printf(" — %s", author);
    putchar('\n');
}

static LhExit run(int n_arguments, char **arguments)
{
    LhExit status = LH_EXIT_DONE;

    for (int i = 0; i < n_arguments; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) comments = lh_comments_read(arguments[i], &error);
        if (comments == NULL) {
            fprintf(stderr, "longhand: %s\n", error->message);
            status = LH_EXIT_FAILED;
        }
        if (comments && comments->len == 0)
            fprintf(stderr, "longhand: %s has no comments\n", arguments[i]);
        for (guint k = 0; comments && k < comments->len; k++)
            print(comments->pdata[k]);
    }
    return status;
}

const LhCommand lh_command_notes = {
    .name = "notes",
    .arguments = "PROOF.pdf…",
    .summary = "Print the comments on a proof with their places in the manuscript",
    .description = "PROOF.pdf was made by `longhand proof`; any PDF reader may have written on it.",
    .least = 1,
    .most = 1000,
    .run = run,
};
