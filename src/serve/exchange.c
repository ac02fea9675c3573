/* A file set to something new only when it still holds what was read: the new one is written beside
 * it and the two change names, so that whatever anybody saved at that moment is in our hands and
 * can go back. */
#define _GNU_SOURCE
#include "longhand/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Rounds of changing back, when somebody saves again and again. */
#define MOST_ROUNDS 8

typedef struct {
    char *path;   /* links followed */
    char *beside; /* the new file, then the old one */
    const char *old, *new;
    gsize old_length, new_length;
} Exchange;

static gboolean fail(GError **error, const char *path, int number)
{
    g_autofree char *name = g_path_get_basename(path);
    if (number == ENOENT || number == ENOTDIR)
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_GONE,
                    "%s is no longer there; nothing was written", name);
    else
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_WRITE, "cannot write %s: %s", name,
                    g_strerror(number));
    return FALSE;
}

static gboolean fail_changed(GError **error, const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_CHANGED,
                "%s was saved meanwhile; nothing was written, look at its new page and try again",
                name);
    return FALSE;
}

static gboolean holds(const char *path, const char *bytes, gsize length)
{
    g_autofree char *found = NULL;
    gsize n;
    return g_file_get_contents(path, &found, &n, NULL) && n == length &&
           memcmp(found, bytes, n) == 0;
}

/* The new file beside, with the rights of the old. Returns: 0 or errno. */
static int write_beside(Exchange *x)
{
    struct stat st;
    if (stat(x->path, &st) < 0)
        return errno;
    g_autofree char *folder = g_path_get_dirname(x->path);
    x->beside = g_build_filename(folder, ".longhand-note-XXXXXX", NULL);
    int fd = g_mkstemp(x->beside);
    if (fd < 0) {
        g_clear_pointer(&x->beside, g_free);
        return errno;
    }
    int number = lh_write_all(fd, x->new, x->new_length);
    if (!number && fsync(fd) < 0)
        number = errno;
    (void) !fchown(fd, st.st_uid, st.st_gid); /* somebody else's file becomes ours */
    if (fchmod(fd, st.st_mode & 07777) < 0 && !number)
        number = errno;
    if (close(fd) < 0 && !number)
        number = errno;
    return number;
}

/* Returns: 0 or errno. */
static int change_names(const Exchange *x)
{
    return renameat2(AT_FDCWD, x->beside, AT_FDCWD, x->path, RENAME_EXCHANGE) < 0 ? errno : 0;
}

/* For file systems that can't exchange: the moment between looking and renaming is short. */
static int rename_over(Exchange *x)
{
    if (!holds(x->path, x->old, x->old_length))
        return EAGAIN;
    if (g_rename(x->beside, x->path) < 0)
        return errno;
    g_clear_pointer(&x->beside, g_free);
    return 0;
}

/* Brings back what came out, and what came in its place meanwhile, until only ours is outside. */
static void change_back(const Exchange *x)
{
    for (int i = 0; i < MOST_ROUNDS; i++)
        if (change_names(x) != 0 || holds(x->beside, x->new, x->new_length))
            return;
}

/* Returns: 0, EAGAIN = the file is another now, or errno. */
static int exchange(Exchange *x)
{
    if (!holds(x->path, x->old, x->old_length))
        return access(x->path, F_OK) < 0 ? errno : EAGAIN;
    int number = write_beside(x);
    if (number)
        return number;
    number = change_names(x);
    if (number == EINVAL || number == ENOSYS)
        return rename_over(x);
    if (number || holds(x->beside, x->old, x->old_length))
        return number;
    change_back(x);
    return EAGAIN;
}

gboolean lh_note_write(const char *path, const char *old, gsize old_length, const char *new,
                       gsize new_length, GError **error)
{
    Exchange x = {.old = old, .new = new, .old_length = old_length, .new_length = new_length};
    x.path = realpath(path, NULL);
    if (!x.path)
        return fail(error, path, errno);
    int number = exchange(&x);
    if (x.beside && (holds(x.beside, new, new_length) || holds(x.beside, old, old_length)))
        g_unlink(x.beside); /* else it is the only copy of what somebody saved */
    free(x.path);
    g_free(x.beside);
    if (number == EAGAIN)
        return fail_changed(error, path);
    return number ? fail(error, path, number) : TRUE;
}
