/* A whole file of text, checked. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_BYTES ((gsize) 8 * 1024 * 1024)

G_DEFINE_QUARK(lh - book - error, lh_book_error)

/* Opens a regular file; never waits for a pipe's other end. Returns: descriptor, or -1. */
static int open_regular(const char *path, gsize *size, GError **error)
{
    int fd = g_open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
    if (fd < 0) {
        int code = errno == ENOENT ? LH_BOOK_ERROR_MISSING : LH_BOOK_ERROR_UNREADABLE;
        g_set_error(error, LH_BOOK_ERROR, code, "cannot read %s: %s", path, g_strerror(errno));
        return -1;
    }
    struct stat st;
    gboolean known = fstat(fd, &st) == 0;
    if (!known || !S_ISREG(st.st_mode))
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_KIND, "%s is no file", path);
    else if ((guint64) st.st_size > MOST_BYTES)
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_SIZE,
                    "%s is larger than 8 MiB; split it into chapters", path);
    else {
        *size = (gsize) st.st_size;
        return fd;
    }
    close(fd);
    return -1;
}

/* Reads up to @size bytes, less when the file shrinks. Returns: how many, or -1. */
static gssize read_all(int fd, char *bytes, gsize size)
{
    gsize done = 0;
    while (done < size) {
        gssize n = read(fd, bytes + done, size - done);
        if (n < 0 && errno != EINTR)
            return -1;
        if (n == 0)
            break;
        done += n > 0 ? (gsize) n : 0;
    }
    return (gssize) done;
}

static char *slurp(const char *path, gsize *length, GError **error)
{
    gsize size = 0;
    int fd = open_regular(path, &size, error);
    if (fd < 0)
        return NULL;
    g_autofree char *bytes = g_malloc(size + 1);
    gssize n = read_all(fd, bytes, size);
    close(fd);
    if (n < 0) {
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_UNREADABLE, "cannot read %s: %s", path,
                    g_strerror(errno));
        return NULL;
    }
    bytes[n] = '\0';
    *length = (gsize) n;
    return g_steal_pointer(&bytes);
}

/* Says where in @text the byte at @bad, which is no UTF-8 or a NUL, stands. */
static void complain(const char *path, const char *text, const char *bad, GError **error)
{
    const char *line = text;
    int number = 1;
    for (const char *p = text; p < bad; p++)
        if (*p == '\n' || (*p == '\r' && p[1] != '\n')) {
            line = p + 1;
            number++;
        }
    long column = g_utf8_strlen(line, bad - line) + 1;
    if (*bad)
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_ENCODING,
                    "%s:%d:%ld: the byte 0x%02x is no UTF-8; save the file as UTF-8", path, number,
                    column, (guchar) *bad);
    else
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_ENCODING,
                    "%s:%d:%ld: a NUL character; this is no text file", path, number, column);
}

/* CRLF and CR to LF, in place. Returns: the new length. */
static gsize unify_lines(char *text, gsize length)
{
    if (!memchr(text, '\r', length))
        return length;
    char *to = text;
    for (const char *p = text; p < text + length; p++)
        if (*p != '\r')
            *to++ = *p;
        else if (p[1] != '\n')
            *to++ = '\n';
    *to = '\0';
    return (gsize) (to - text);
}

char *lh_book_read_text(const char *path, gsize *length, GError **error)
{
    gsize size = 0;
    g_autofree char *text = slurp(path, &size, error);
    if (!text)
        return NULL;
    const char *bad = NULL;
    if (!g_utf8_validate_len(text, size, &bad)) {
        complain(path, text, bad, error);
        return NULL;
    }
    if (g_str_has_prefix(text, "\xef\xbb\xbf"))
        memmove(text, text + 3, (size -= 3) + 1);
    size = unify_lines(text, size);
    if (length)
        *length = size;
    return g_steal_pointer(&text);
}
