/* What the commands share: how they are described, called and ended.
 *
 *   lh_command_*   the table of commands, their options, usage errors   command.c
 *   lh_pipeline_*  a book from its folder to its pages                  pipeline.c
 *   lh_parallel_*  one call a chapter, on several threads               parallel.c
 *   lh_terminal_*  colours, the progress bar, interruptions             terminal.c
 *   lh_settings_*  the options that commands share, made sense of       settings.c
 *   lh_output_*    where the result goes, and what is said about it     output.c
 *   lh_printer_find  the printer that --printer names                printer.c
 *   lh_run_*       the listings that are run                            run.c
 *   lh_interpreter_* what runs a language's listings                    interpreter.c
 *   lh_sandbox_*   one program with limits and without a network        sandbox.c
 *   lh_build_*     building once, and at every save                     build.c
 *   lh_serve_*     the book in a browser                                serve.c
 *   lh_timings_*   what each stage took                                 timings.c */
#ifndef LONGHAND_CLI_COMMAND_H
#define LONGHAND_CLI_COMMAND_H

#include <glib.h>

typedef enum {
    LH_EXIT_DONE = 0,
    LH_EXIT_FAILED = 1, /* the book has errors, or something could not be read or written */
    LH_EXIT_USAGE = 2,  /* called in a way that makes no sense */
} LhExit;

typedef struct {
    const char *name;
    const char *arguments;       /* "[BOOK]"; NULL = takes none */
    const char *summary;         /* a few words for the list of commands */
    const char *description;     /* printed below the options; NULL = nothing to add */
    const GOptionEntry *options; /* ends with an empty one; NULL = none of its own */
    gboolean opens_book;         /* takes lh_settings_options too */
    int least, most;             /* arguments */
    LhExit (*run)(int n_arguments, char **arguments);
} LhCommand;

extern const LhCommand lh_command_build, lh_command_check, lh_command_cover, lh_command_dump,
    lh_command_help, lh_command_new, lh_command_notes, lh_command_preflight, lh_command_preview,
    lh_command_proof, lh_command_serve, lh_command_watch, lh_command_where;

/* The table, sorted by name; its last entry is NULL. */
extern const LhCommand *const lh_commands[];

/* NULL = no such command. */
const LhCommand *lh_command_find(const char *name);

/* Reads options and arguments (@argv[0] is the command's name) and runs @command. */
LhExit lh_command_run(const LhCommand *command, int argc, char **argv);

/* How @command is called and its options, as text. Returns: (transfer full) */
char *lh_command_usage(const LhCommand *command);

/* How the program is called and its commands. Returns: (transfer full) */
char *lh_command_overview(void);

/* Says what is wrong with a call, and which command's help to read (NULL = the program's).
 * Returns: LH_EXIT_USAGE */
LhExit lh_command_misused(const LhCommand *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* "; did you mean X?" for what is near to @word in @candidates, else "". (transfer full) */
char *lh_command_guess(const char *word, const char *const *candidates);

/* Sets @choice to the place of @value in @names (NULL-terminated); NULL leaves it as it is.
 * Returns: FALSE with the usage error said when there is no such name. */
gboolean lh_command_choose(const LhCommand *command, const char *option, const char *value,
                           const char *const *names, int *choice);

#endif
