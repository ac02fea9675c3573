/* Files that are either the old one or the new one, never half of one. */
#include "longhand/diag.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names tried for the file beside. */
#define MOST_NAMES 100

/* The file beside that is being written; NULL = none. Read by signal handlers. */
static char *_Atomic unfinished;

void lh_write_abandon(void)
{
    const char *path = unfinished;
    if (path)
        unlink(path);
}

static gboolean fail(GError **error, const char *path, int number)
{
    const char *advice = "";
    if (number == ENOSPC || number == EDQUOT)
        advice = "; make room on that disk or write elsewhere";
    else if (number == EACCES || number == EPERM || number == EROFS)
        advice = "; choose a folder that you may write to";
    else if (number == ENOENT || number == ENOTDIR)
        advice = "; make its folder first";
    g_set_error(error, G_FILE_ERROR, (int) g_file_error_from_errno(number), "cannot write %s: %s%s",
                path, g_strerror(number), advice);
    return FALSE;
}

int lh_write_all(int fd, gconstpointer bytes, gsize length)
{
    const char *p = bytes;
    while (length) {
        gssize n = write(fd, p, MIN(length, (gsize) 1 << 30));
        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0) {
            p += n;
            length -= (gsize) n;
        }
    }
    return 0;
}

/* A device or a pipe (`-o /dev/stdout`) is written as it is: a rename would take its place. */
static gboolean write_special(const char *path, gconstpointer bytes, gsize length, GError **error)
{
    int fd = g_open(path, O_WRONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return fail(error, path, errno);
    int number = lh_write_all(fd, bytes, length);
    if (close(fd) < 0 && !number)
        number = errno;
    return number ? fail(error, path, number) : TRUE;
}

/* A new file in the folder of @path. Returns: its descriptor and @name (transfer full), or -1. */
static int open_beside(const char *path, char **name)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *base = g_path_get_basename(path);
    for (int i = 0; i < MOST_NAMES; i++) {
        g_autofree char *beside = g_strdup_printf("%s/.%.200s.%d-%d", folder, base, getpid(), i);
        unfinished = beside;
        int fd = g_open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0)
            *name = g_steal_pointer(&beside);
        else
            unfinished = NULL;
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* Writes, flushes and closes. Returns: 0 or errno. */
static int fill(int fd, gconstpointer bytes, gsize length)
{
    int number = lh_write_all(fd, bytes, length);
    if (!number && fsync(fd) < 0)
        number = errno;
    if (close(fd) < 0 && !number)
        number = errno;
    return number;
}

/* So that the rename itself outlives a power cut; a file system that can't is no error. */
static void flush_folder(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = g_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0)
        return;
    (void) !fsync(fd);
    close(fd);
}

/* @path's own file when @path is a link to one, so that the link stays. (transfer full) */
static char *through_links(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = g_strdup(real ? real : path);
    free(real);
    return copy;
}

gboolean lh_write_beside(const char *path, gconstpointer bytes, gsize length, GError **error)
{
    struct stat st;
    if (stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return fail(error, path, EISDIR);
        if (!S_ISREG(st.st_mode))
            return write_special(path, bytes, length, error);
    }
    g_autofree char *target = through_links(path);
    g_autofree char *beside = NULL;
    int fd = open_beside(target, &beside);
    if (fd < 0)
        return fail(error, path, errno);
    int number = fill(fd, bytes, length);
    if (!number && g_rename(beside, target) < 0)
        number = errno;
    if (number)
        g_unlink(beside);
    unfinished = NULL;
    if (number)
        return fail(error, path, number);
    flush_folder(target);
    return TRUE;
}
