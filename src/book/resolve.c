/* Names to files, never out of the book. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *lh_path_normalise(const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, "/", -1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (char **step = steps; *step; step++) {
        gboolean up = !strcmp(*step, "..");
        if (!**step || !strcmp(*step, "."))
            continue;
        if (up && kept->len && strcmp(g_ptr_array_index(kept, kept->len - 1), ".."))
            g_ptr_array_set_size(kept, (int) kept->len - 1);
        else
            g_ptr_array_add(kept, *step);
    }
    g_ptr_array_add(kept, NULL);
    return g_strjoinv("/", (char **) kept->pdata);
}

/* Whether the real path @path lies in the real folder @root. */
static gboolean is_inside(const char *root, const char *path)
{
    gsize length = strlen(root);
    if (!strcmp(root, "/"))
        return TRUE;
    return !strncmp(root, path, length) && path[length] == '/';
}

static char *fail(GError **error, LhBookError code, const char *reference, const char *why)
{
    g_set_error(error, LH_BOOK_ERROR, (int) code, "%s %s", *reference ? reference : "\"\"", why);
    return NULL;
}

/* What errno after realpath() means to an author. */
static char *fail_errno(GError **error, int number, const char *reference)
{
    if (number == ENOENT || number == ENOTDIR)
        return fail(error, LH_BOOK_ERROR_MISSING, reference,
                    "is not there; check the name, capitals too");
    g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_UNREADABLE, "%s cannot be read: %s", reference,
                g_strerror(number));
    return NULL;
}

/* Whether @reference climbs above the root when read from @folder, whatever there is on the disk.
 */
static gboolean climbs_out(const LhBook *book, const char *folder, const char *reference)
{
    g_autofree char *joined = g_strconcat(folder, "/", reference, NULL);
    g_autofree char *normal = lh_path_normalise(joined);
    g_autofree char *path = g_strconcat("/", normal, NULL);
    return !is_inside(book->root, path);
}

/* The real path of @folder/@reference, as written or else with %20 and the like worked out. */
static char *real_path(const char *folder, const char *reference)
{
    g_autofree char *joined = g_build_filename(folder, reference, NULL);
    char *real = realpath(joined, NULL);
    if (!real && errno == ENOENT && strchr(reference, '%')) {
        g_autofree char *plain = g_uri_unescape_string(reference, "/");
        g_autofree char *other = plain ? g_build_filename(folder, plain, NULL) : NULL;
        real = other ? realpath(other, NULL) : NULL;
        if (!other)
            errno = ENOENT;
    }
    return real;
}

char *lh_resolve_in(const LhBook *book, const char *folder, const char *reference, GError **error)
{
    if (!*reference)
        return fail(error, LH_BOOK_ERROR_MISSING, reference, "names no file");
    if (g_path_is_absolute(reference))
        return fail(error, LH_BOOK_ERROR_OUTSIDE, reference,
                    "is an absolute path; name a file of the book, relative to this one");
    if (climbs_out(book, folder, reference))
        return fail(error, LH_BOOK_ERROR_OUTSIDE, reference,
                    "leads out of the book; copy the file into it");
    char *real = real_path(folder, reference);
    if (!real)
        return fail_errno(error, errno, reference);
    g_autofree char *path = g_strdup(real);
    free(real);
    struct stat st;
    if (!is_inside(book->root, path))
        return fail(error, LH_BOOK_ERROR_OUTSIDE, reference,
                    "leads out of the book through a symbolic link; copy the file into it");
    if (stat(path, &st) < 0)
        return fail_errno(error, errno, reference);
    if (S_ISDIR(st.st_mode))
        return fail(error, LH_BOOK_ERROR_KIND, reference, "is a folder, not a file");
    if (!S_ISREG(st.st_mode))
        return fail(error, LH_BOOK_ERROR_KIND, reference, "is a device or a pipe, not a file");
    return g_steal_pointer(&path);
}

char *lh_book_resolve(const LhBook *book, const LhChapter *chapter, const char *reference,
                      GError **error)
{
    if (!chapter || !chapter->name)
        return lh_resolve_in(book, book->sources, reference, error);
    g_autofree char *beside = g_path_get_dirname(chapter->name);
    g_autofree char *joined = g_strconcat(book->sources, "/", beside, NULL);
    g_autofree char *normal = lh_path_normalise(joined);
    g_autofree char *folder = g_strconcat("/", normal, NULL);
    return lh_resolve_in(book, folder, reference, error);
}
