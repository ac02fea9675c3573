/* Pages drawn by a few threads, only when somebody looks at them. The threads read the pages and
 * nothing else; requests are answered by the server's own thread. */
#include "internal.h"

/* Pictures kept: what ten browsers that show the same chapter ask for. */
#define MOST_KEPT 60

struct LhArtist {
    GThreadPool *pool;
    LhPageDrawer *drawer; /* NULL = nothing is shown */
    GHashTable *kept;     /* look -> GBytes */
    GMutex lock;          /* of the next two */
    GCond done;
    int n_waiting; /* tasks that a thread has or will have */
    gint stopping; /* atomic */
};

typedef struct {
    LhArtist *artist;
    SoupServerMessage *message;
    const LhPage *page;
    guint64 look;
    GBytes *svg; /* NULL = error, or it was stopped */
    GError *error;
} Task;

/* ---- Answers ---- */

static void answer(SoupServerMessage *message, GBytes *svg)
{
    soup_server_message_set_status(message, SOUP_STATUS_OK, NULL);
    soup_message_headers_set_content_type(soup_server_message_get_response_headers(message),
                                          "image/svg+xml", NULL);
    soup_message_body_append_bytes(soup_server_message_get_response_body(message), svg);
}

static void keep(LhArtist *artist, guint64 look, GBytes *svg)
{
    if (g_hash_table_size(artist->kept) >= MOST_KEPT)
        g_hash_table_remove_all(artist->kept);
    g_hash_table_insert(artist->kept, g_memdup2(&look, sizeof look), g_bytes_ref(svg));
}

/* In the server's thread: hands the picture over. */
static gboolean finish(gpointer data)
{
    Task *task = data;
    if (task->svg) {
        keep(task->artist, task->look, task->svg);
        answer(task->message, task->svg);
    } else
        lh_guard_refuse(task->message, SOUP_STATUS_SERVICE_UNAVAILABLE,
                        task->error ? task->error->message : "the page is being made again");
    soup_server_message_unpause(task->message);
    g_object_unref(task->message);
    if (task->svg)
        g_bytes_unref(task->svg);
    g_clear_error(&task->error);
    g_free(task);
    return G_SOURCE_REMOVE;
}

/* ---- Threads ---- */

static void draw(gpointer data, gpointer user_data)
{
    Task *task = data;
    LhArtist *artist = user_data;
    if (!g_atomic_int_get(&artist->stopping))
        task->svg = lh_page_drawer_svg(artist->drawer, task->page, &task->error);
    g_idle_add_full(G_PRIORITY_DEFAULT, finish, task, NULL);
    g_mutex_lock(&artist->lock);
    artist->n_waiting--;
    g_cond_broadcast(&artist->done);
    g_mutex_unlock(&artist->lock);
}

void lh_artist_answer(LhArtist *artist, SoupServerMessage *message, const LhShownPage *page)
{
    GBytes *kept = g_hash_table_lookup(artist->kept, &page->look);
    if (kept) {
        answer(message, kept);
        return;
    }
    Task *task = g_new0(Task, 1);
    task->artist = artist;
    task->message = g_object_ref(message);
    task->page = page->page;
    task->look = page->look;
    g_mutex_lock(&artist->lock);
    artist->n_waiting++;
    g_mutex_unlock(&artist->lock);
    soup_server_message_pause(message);
    g_thread_pool_push(artist->pool, task, NULL);
}

void lh_artist_stop(LhArtist *artist)
{
    g_atomic_int_set(&artist->stopping, 1);
    g_mutex_lock(&artist->lock);
    while (artist->n_waiting > 0)
        g_cond_wait(&artist->done, &artist->lock);
    g_mutex_unlock(&artist->lock);
    g_clear_pointer(&artist->drawer, lh_page_drawer_free);
}

/* ---- Life ---- */

gboolean lh_artist_show(LhArtist *artist, const LhShown *shown, GError **error)
{
    if (!shown->served.pages)
        return TRUE;
    artist->drawer = lh_page_drawer_new(shown->served.pages, shown->served.fonts, error);
    g_atomic_int_set(&artist->stopping, artist->drawer == NULL);
    return artist->drawer != NULL;
}

LhArtist *lh_artist_new(int jobs)
{
    LhArtist *artist = g_new0(LhArtist, 1);
    artist->pool = g_thread_pool_new(draw, artist, MAX(jobs, 1), FALSE, NULL);
    artist->kept =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_bytes_unref);
    artist->stopping = 1;
    g_mutex_init(&artist->lock);
    g_cond_init(&artist->done);
    return artist;
}

void lh_artist_free(LhArtist *artist)
{
    if (!artist)
        return;
    lh_artist_stop(artist);
    g_thread_pool_free(artist->pool, FALSE, TRUE);
    g_hash_table_unref(artist->kept);
    g_mutex_clear(&artist->lock);
    g_cond_clear(&artist->done);
    g_free(artist);
}
