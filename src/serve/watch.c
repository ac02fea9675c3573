/* Folders watched by inotify. A file counts as changed when its writer closes it or something is
 * renamed to its name, so it is never read half written; a burst of changes is told once, when it
 * is over. */
#include "longhand/serve.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

/* A burst is over when nothing came for so long, or it goes on for longer; ms. */
#define QUIET      12
#define MOST_QUIET 250

/* Folders; a book has fewer, and the system gives out no more than it must. */
#define MOST_FOLDERS 4096
#define DEEPEST      32

#define EVENTS                                                                                     \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF |       \
     IN_ONLYDIR)

struct LhWatch {
    int fd;
    guint source, timer;
    gint64 since;       /* the burst's first change; 0 = there is none */
    GHashTable *paths;  /* watch descriptor -> folder */
    GHashTable *single; /* files that are watched alone, in folders that are not */
    GHashTable *changed;
    gboolean lost; /* there was more than the kernel kept */
    char **ignored;
    LhWatchFunc call;
    gpointer data;
};

/* ---- Names ---- */

/* Whether an editor or a tool made this for itself. */
static gboolean is_of_no_book(const char *name)
{
    gsize n = strlen(name);
    return name[0] == '.' || name[0] == '#' || name[n - 1] == '~' ||
           g_str_has_suffix(name, ".swp") || g_str_has_suffix(name, ".tmp") ||
           g_str_has_suffix(name, ".bak") || strcmp(name, "4913") == 0;
}

static gboolean is_ignored(const LhWatch *watch, const char *path)
{
    for (char **ignored = watch->ignored; ignored && *ignored; ignored++) {
        gsize n = strlen(*ignored);
        if (n && strncmp(path, *ignored, n) == 0 && (path[n] == '\0' || path[n] == '/'))
            return TRUE;
    }
    return FALSE;
}

/* ---- Folders ---- */

static void add_folder(LhWatch *watch, const char *path, int depth)
{
    g_autoptr(GDir) dir = NULL;
    if (depth > DEEPEST || g_hash_table_size(watch->paths) >= MOST_FOLDERS ||
        is_ignored(watch, path))
        return;
    int descriptor = inotify_add_watch(watch->fd, path, EVENTS);
    if (descriptor < 0)
        return;
    g_hash_table_insert(watch->paths, GINT_TO_POINTER(descriptor), g_strdup(path));
    dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (!is_of_no_book(name) && g_file_test(inner, G_FILE_TEST_IS_DIR) &&
            !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
            add_folder(watch, inner, depth + 1);
    }
}

/* Whether the folder at @path is watched with all that is in it. */
static gboolean knows_folder(const LhWatch *watch, const char *path)
{
    GHashTableIter iter;
    gpointer known;
    g_hash_table_iter_init(&iter, watch->paths);
    while (g_hash_table_iter_next(&iter, NULL, &known))
        if (strcmp(known, path) == 0)
            return TRUE;
    return FALSE;
}

void lh_watch_add(LhWatch *watch, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        add_folder(watch, path, 0);
        return;
    }
    if (knows_folder(watch, folder) && !g_hash_table_contains(watch->single, folder))
        return;
    int descriptor = inotify_add_watch(watch->fd, folder, EVENTS);
    if (descriptor < 0)
        return;
    g_hash_table_add(watch->single, g_strdup(path));
    g_hash_table_add(watch->single, g_strdup(folder));
    g_hash_table_insert(watch->paths, GINT_TO_POINTER(descriptor), g_steal_pointer(&folder));
}

/* ---- Changes ---- */

static gboolean tell(gpointer data)
{
    LhWatch *watch = data;
    g_autoptr(GHashTable) changed = watch->changed;
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    GHashTableIter iter;
    gpointer path;
    gboolean lost = watch->lost;
    watch->changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    watch->timer = 0;
    watch->since = 0;
    watch->lost = FALSE;
    g_hash_table_iter_init(&iter, changed);
    while (g_hash_table_iter_next(&iter, &path, NULL))
        g_ptr_array_add(files, path);
    watch->call(lost ? NULL : files, watch->data);
    return G_SOURCE_REMOVE;
}

/* Waits for the end of the burst, but not for ever. */
static void expect_quiet(LhWatch *watch)
{
    gint64 now = g_get_monotonic_time() / 1000;
    if (!watch->since)
        watch->since = now;
    if (watch->timer && now - watch->since > MOST_QUIET)
        return;
    if (watch->timer)
        g_source_remove(watch->timer);
    watch->timer = g_timeout_add(QUIET, tell, watch);
}

static void note(LhWatch *watch, const struct inotify_event *event)
{
    const char *folder = g_hash_table_lookup(watch->paths, GINT_TO_POINTER(event->wd));
    if (event->mask & IN_Q_OVERFLOW) {
        watch->lost = TRUE;
        expect_quiet(watch);
        return;
    }
    if (event->mask & (IN_IGNORED | IN_DELETE_SELF)) {
        if (event->mask & IN_IGNORED)
            g_hash_table_remove(watch->paths, GINT_TO_POINTER(event->wd));
        return;
    }
    if (!folder || !event->len || is_of_no_book(event->name))
        return;
    g_autofree char *path = g_build_filename(folder, event->name, NULL);
    if (is_ignored(watch, path) || (g_hash_table_contains(watch->single, folder) &&
                                    !g_hash_table_contains(watch->single, path)))
        return;
    if (event->mask & IN_ISDIR) {
        if (event->mask & (IN_CREATE | IN_MOVED_TO))
            add_folder(watch, path, 1);
    } else if (event->mask & IN_CREATE)
        return; /* it is told when it is closed, or it is a link */
    g_hash_table_add(watch->changed, g_steal_pointer(&path));
    expect_quiet(watch);
}

static gboolean read_events(int fd, GIOCondition condition, gpointer data)
{
    (void) condition;
    char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    for (;;) {
        gssize n = read(fd, buffer, sizeof buffer);
        if (n <= 0)
            return G_SOURCE_CONTINUE;
        for (gssize at = 0; at < n;) {
            const struct inotify_event *event =
                (const struct inotify_event *) (gconstpointer) (buffer + at);
            note(data, event);
            at += (gssize) sizeof *event + event->len;
        }
    }
}

/* ---- Life ---- */

LhWatch *lh_watch_new(const char *folder, const char *const *ignored, LhWatchFunc changed,
                      gpointer data, GError **error)
{
    LhWatch *watch = g_new0(LhWatch, 1);
    watch->paths = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    watch->single = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    watch->changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    watch->ignored = g_strdupv((char **) ignored);
    watch->call = changed;
    watch->data = data;
    watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch->fd >= 0)
        add_folder(watch, folder, 0);
    if (g_hash_table_size(watch->paths) == 0) {
        g_set_error(error, G_FILE_ERROR, (int) g_file_error_from_errno(errno),
                    "cannot watch %s: %s", folder, g_strerror(errno));
        lh_watch_free(watch);
        return NULL;
    }
    watch->source = g_unix_fd_add(watch->fd, G_IO_IN, read_events, watch);
    return watch;
}

void lh_watch_free(LhWatch *watch)
{
    if (!watch)
        return;
    if (watch->source)
        g_source_remove(watch->source);
    if (watch->timer)
        g_source_remove(watch->timer);
    if (watch->fd >= 0)
        close(watch->fd);
    g_hash_table_unref(watch->paths);
    g_hash_table_unref(watch->single);
    g_hash_table_unref(watch->changed);
    g_strfreev(watch->ignored);
    g_free(watch);
}
