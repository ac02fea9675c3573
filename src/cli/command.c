/* The table of commands, their options, and what is said about a wrong call. */
#include "command.h"

#include "longhand/yaml.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const LhCommand *const lh_commands[] = {
    &lh_command_build, &lh_command_check, &lh_command_cover, &lh_command_dump, &lh_command_help, &lh_command_new, &lh_command_notes, &lh_command_preflight, &lh_command_preview, &lh_command_proof, &lh_command_serve, &lh_command_watch, &lh_command_where, NULL,
};

static int compare_name(const void *name, const void *entry)
{
    return strcmp(name, (*(const LhCommand *const *) entry)->name);
}

const LhCommand *lh_command_find(const char *name)
{
    const LhCommand *const *found = bsearch(name, lh_commands, G_N_ELEMENTS(lh_commands) - 1,
                                            sizeof *lh_commands, compare_name);
    return found ? *found : NULL;
}

char *lh_command_guess(const char *word, const char *const *candidates)
{
    const char *near = lh_nearest(word, candidates);
    return near ? g_strdup_printf("; did you mean %s?", near) : g_strdup("");
}

LhExit lh_command_misused(const LhCommand *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    fprintf(stderr, "longhand: %s\nTry: longhand %s%s\n", message, command ? "help " : "--help",
            command ? command->name : "");
    return LH_EXIT_USAGE;
}

gboolean lh_command_choose(const LhCommand *command, const char *option, const char *value,
                           const char *const *names, int *choice)
{
    if (!value)
        return TRUE;
    for (int i = 0; names[i]; i++)
        if (strcmp(value, names[i]) == 0) {
            *choice = i;
            return TRUE;
        }
    g_autofree char *all = g_strjoinv(", ", (char **) names);
    g_autofree char *guess = lh_command_guess(value, names);
    lh_command_misused(command, "--%s is one of %s, not %s%s", option, all, value, guess);
    return FALSE;
}

static gboolean wants_help;

static const GOptionEntry help_option[] = {
    {"help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "Show this help", NULL},
    {0},
};

static GOptionContext *new_context(const LhCommand *command)
{
    GOptionContext *context = g_option_context_new(command->arguments);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, command->summary);
    if (command->description)
        g_option_context_set_description(context, command->description);
    if (command->options)
        g_option_context_add_main_entries(context, command->options, NULL);
    if (command->opens_book)
        g_option_context_add_main_entries(context, lh_settings_options, NULL);
    g_option_context_add_main_entries(context, help_option, NULL);
    return context;
}

char *lh_command_usage(const LhCommand *command)
{
    g_autofree char *call = g_strconcat("longhand ", command->name, NULL);
    g_set_prgname(call);
    g_autoptr(GOptionContext) context = new_context(command);
    return g_option_context_get_help(context, TRUE, NULL);
}

char *lh_command_overview(void)
{
    GString *out = g_string_new("Usage:\n  longhand COMMAND [OPTION…] [BOOK]\n\n"
                                "Typesets a book written in Markdown in one hand on ruled paper.\n"
                                "\nCommands:\n");
    for (const LhCommand *const *command = lh_commands; *command; command++)
        g_string_append_printf(out, "  %-10s %s\n", (*command)->name, (*command)->summary);
    g_string_append(out, "\nOptions:\n"
                         "  -h, --help     Show this help\n"
                         "  --version      Show the version\n"
                         "\nlonghand help COMMAND tells more about one.\n");
    return g_string_free(out, FALSE);
}

static void add_names(GPtrArray *names, const GOptionEntry *options)
{
    for (; options && options->long_name; options++)
        g_ptr_array_add(names, (gpointer) options->long_name);
}

/* "; did you mean --format?" for the unknown option that @message ends with. (transfer full) */
static char *guess_option(const LhCommand *command, const char *message)
{
    const char *last = strrchr(message, ' ');
    if (!last || !g_str_has_prefix(last, " --"))
        return g_strdup("");
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    add_names(names, command->options);
    add_names(names, command->opens_book ? lh_settings_options : NULL);
    add_names(names, help_option);
    g_ptr_array_add(names, NULL);
    g_auto(GStrv) word = g_strsplit(last + 3, "=", 2);
    const char *near = lh_nearest(word[0], (const char *const *) names->pdata);
    return near ? g_strdup_printf("; did you mean --%s?", near) : g_strdup("");
}

/* A mistake that GLib has found, in our words' style. */
static LhExit say_wrong_option(const LhCommand *command, const GError *error)
{
    g_autofree char *guess = NULL;
    g_autofree char *message = g_strdup(error->message);
    if (g_error_matches(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
        guess = guess_option(command, message);
    message[0] = g_ascii_tolower(message[0]);
    return lh_command_misused(command, "%s%s", message, guess ? guess : "");
}

/* Whether @argument is one of @options that takes no value, with one: `--quiet=yes`. */
static gboolean has_idle_value(const GOptionEntry *options, const char *argument)
{
    const char *equals = strchr(argument, '=');
    for (; equals && options && options->long_name; options++)
        if (options->arg == G_OPTION_ARG_NONE && g_str_has_prefix(argument, "--") &&
            strlen(options->long_name) == (gsize) (equals - argument - 2) &&
            g_str_has_prefix(argument + 2, options->long_name))
            return TRUE;
    return FALSE;
}

/* The first such argument, which GLib would take and forget; NULL = there is none. */
static const char *find_idle_value(const LhCommand *command, int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (has_idle_value(command->options, argv[i]) ||
            has_idle_value(command->opens_book ? lh_settings_options : NULL, argv[i]))
            return argv[i];
    return NULL;
}

LhExit lh_command_run(const LhCommand *command, int argc, char **argv)
{
    const char *idle = find_idle_value(command, argc, argv);
    g_autoptr(GOptionContext) context = new_context(command);
    g_autoptr(GError) error = NULL;
    if (idle)
        return lh_command_misused(command, "%.*s takes no value", (int) strcspn(idle, "="), idle);
    if (!g_option_context_parse(context, &argc, &argv, &error))
        return say_wrong_option(command, error);
    if (wants_help) {
        g_autofree char *usage = lh_command_usage(command);
        fputs(usage, stdout);
        return LH_EXIT_DONE;
    }
    if (argc > 1 && strcmp(argv[1], "--") == 0) {
        argc--;
        argv++;
    }
    if (argc - 1 > command->most)
        return lh_command_misused(command, "%s is one argument too many", argv[command->most + 1]);
    if (argc - 1 < command->least)
        return lh_command_misused(command, "%s wants %s", command->name, command->arguments);
    return command->run(argc - 1, argv + 1);
}
