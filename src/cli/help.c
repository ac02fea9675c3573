/* longhand help: how the program or one command is called. */
#include "command.h"

#include <stdio.h>

static LhExit run(int n_arguments, char **arguments)
{
    g_autofree char *text = NULL;
    if (!n_arguments) {
        text = lh_command_overview();
    } else {
        const LhCommand *command = lh_command_find(arguments[0]);
        if (!command)
            return lh_command_misused(NULL, "there is no command %s", arguments[0]);
        text = lh_command_usage(command);
    }
    fputs(text, stdout);
    return LH_EXIT_DONE;
}

const LhCommand lh_command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "Tell how a command is called",
    .most = 1,
    .run = run,
};
