/* The program: finds the command and runs it. */
#include "command.h"
#include "terminal.h"

#include "longhand/drawing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static LhExit print(const char *text)
{
    fputs(text, stdout);
    return LH_EXIT_DONE;
}

static LhExit overview(void)
{
    g_autofree char *text = lh_command_overview();
    return print(text);
}

static LhExit unknown(const char *word)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const LhCommand *const *command = lh_commands; *command; command++)
        g_ptr_array_add(names, (gpointer) (*command)->name);
    g_ptr_array_add(names, (gpointer) "--help");
    g_ptr_array_add(names, (gpointer) "--version");
    g_ptr_array_add(names, NULL);
    g_autofree char *guess = lh_command_guess(word, (const char *const *) names->pdata);
    return lh_command_misused(NULL, "there is no %s %s%s", *word == '-' ? "option" : "command",
                              word, guess);
}

static LhExit run(int argc, char **argv)
{
    if (argc < 2) {
        g_autofree char *text = lh_command_overview();
        fputs(text, stderr);
        return LH_EXIT_USAGE;
    }
    if (argc == 3 && strcmp(argv[1], LH_GRAPHS_WORKER) == 0)
        return lh_graphs_work(argv[2]) == 0 ? LH_EXIT_DONE : LH_EXIT_FAILED;
    const LhCommand *command = lh_command_find(argv[1]);
    if (command)
        return lh_command_run(command, argc - 1, argv + 1);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return overview();
    if (strcmp(argv[1], "--version") == 0)
        return print("longhand " LH_VERSION "\n");
    return unknown(argv[1]);
}

int main(int argc, char **argv)
{
    lh_terminal_watch_signals();
    LhExit status = run(argc, argv);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "longhand: cannot write to standard output: %s\n", g_strerror(errno));
    return LH_EXIT_FAILED;
}
