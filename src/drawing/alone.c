/* Waiting until nothing else in this process runs: a fork copies locks as they are, and GLib's
 * allocator has some that the threads of a pool take once more when they have done their work. */
#include "graphviz.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_ROUNDS 200 /* of a millisecond */

/* Whether the thread with @id waits for something. */
static gboolean waits(const char *id)
{
    g_autofree char *path = g_strdup_printf("/proc/self/task/%s/stat", id);
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return TRUE; /* it has ended */
    const char *state = strrchr(text, ')');
    return !state || strchr("RD", state[2]) == NULL;
}

static gboolean others_wait(void)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/task", 0, NULL);
    for (const char *id; dir && (id = g_dir_read_name(dir));)
        if (atoi(id) != getpid() && !waits(id))
            return FALSE;
    return TRUE;
}

void lh_graphviz_be_alone(void)
{
    int quiet = 0;
    g_thread_pool_stop_unused_threads();
    for (int i = 0; i < MOST_ROUNDS && quiet < 2; i++) {
        g_usleep(500);
        quiet = others_wait() ? quiet + 1 : 0;
    }
}
