/* longhand new: a starter book that builds. */
#include "command.h"

#include "longhand/diag.h"
#include "longhand/style.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* The folder of the data that is copied. Where its files say @TITLE@, the new book's title goes. */
#define STARTER    "starter"
#define TITLE_MARK "@TITLE@"

static gboolean fail(GError **error, const char *what, const char *path)
{
    g_set_error(error, G_FILE_ERROR, (int) g_file_error_from_errno(errno), "cannot %s %s: %s", what,
                path, g_strerror(errno));
    return FALSE;
}

/* A title for the book in @folder, from its name; safe inside YAML's double quotes. (transfer full)
 */
static char *title_for(const char *folder)
{
    g_autofree char *full = g_canonicalize_filename(folder, NULL);
    g_autofree char *base = g_path_get_basename(full);
    g_autofree char *name = g_utf8_make_valid(base, -1);
    GString *title = g_string_new(NULL);
    for (const char *p = name; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '-' || c == '_' || !g_unichar_isprint(c))
            c = ' ';
        if (c == '"' || c == '\\')
            g_string_append_c(title, '\\');
        g_string_append_unichar(title, p == name ? g_unichar_toupper(c) : c);
    }
    return g_string_free(title, FALSE);
}

static gboolean copy_file(const char *from, const char *to, const char *title, GError **error)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(from, &text, NULL, error))
        return FALSE;
    g_auto(GStrv) pieces = g_strsplit(text, TITLE_MARK, -1);
    g_autofree char *filled = g_strjoinv(title, pieces);
    return lh_write_beside(to, filled, strlen(filled), error);
}

/* Copies the folder @from, with what is in it, to @to, which may be there already. */
static gboolean copy_folder(const char *from, const char *to, const char *title, GError **error)
{
    if (g_mkdir_with_parents(to, 0777) < 0)
        return fail(error, "make the folder", to);
    g_autoptr(GDir) dir = g_dir_open(from, 0, error);
    const char *name;
    gboolean done = dir != NULL;
    while (done && (name = g_dir_read_name(dir))) {
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *target = g_build_filename(to, name, NULL);
        gboolean deeper = g_file_test(source, G_FILE_TEST_IS_DIR);
        done = (deeper ? copy_folder : copy_file)(source, target, title, error);
    }
    return done;
}

/* A folder that is not there yet, or has nothing in it. */
static gboolean is_free(const char *folder, GError **error)
{
    if (!g_file_test(folder, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
    if (dir && g_dir_read_name(dir))
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
                    "there is something in %s already; name a new folder", folder);
    return dir && !*error;
}

static gboolean make_book(const char *folder, GError **error)
{
    g_autofree char *data = lh_style_data_dir(error);
    if (!data || !is_free(folder, error))
        return FALSE;
    g_autofree char *starter = g_build_filename(data, STARTER, NULL);
    g_autofree char *title = title_for(folder);
    return copy_folder(starter, folder, title, error);
}

static LhExit run(int n_arguments, char **arguments)
{
    (void) n_arguments;
    g_autoptr(GError) error = NULL;
    if (!make_book(arguments[0], &error)) {
        fprintf(stderr, "longhand: %s\n", error->message);
        return LH_EXIT_FAILED;
    }
    printf("made %s; now: longhand build %s\n", arguments[0], arguments[0]);
    return LH_EXIT_DONE;
}

const LhCommand lh_command_new = {
    .name = "new",
    .arguments = "DIR",
    .summary = "Make a starter book",
    .description = "DIR is made, with a book in it that builds: change its chapters into yours.",
    .least = 1,
    .most = 1,
    .run = run,
};
