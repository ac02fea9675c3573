/* One call a piece of work, on several threads. */
#include "longhand/base.h"

/* More cores than this bring nothing: a book's longest chapter sets the pace. */
#define MOST_BY_DEFAULT 8

typedef struct {
    void (*each)(int index, gpointer data);
    gpointer data;
    GAsyncQueue *done; /* an entry for every call that has returned */
} Work;

int lh_parallel_default(void)
{
    return CLAMP((int) g_get_num_processors(), 1, MOST_BY_DEFAULT);
}

/* A pool takes no NULL: indices count from 1 in it. */
static void call(gpointer index, gpointer data)
{
    const Work *work = data;
    work->each(GPOINTER_TO_INT(index) - 1, work->data);
    g_async_queue_push(work->done, index);
}

void lh_parallel_each(int n, int jobs, void (*each)(int index, gpointer data), gpointer data,
                      LhProgressFunc progress, gpointer progress_data)
{
    Work work = {each, data, g_async_queue_new()};
    GThreadPool *pool = g_thread_pool_new(call, &work, jobs, FALSE, NULL);
    for (int i = 0; i < n; i++)
        g_thread_pool_push(pool, GINT_TO_POINTER(i + 1), NULL);
    for (int done = 1; done <= n; done++) {
        g_async_queue_pop(work.done);
        if (progress)
            progress(done, n, progress_data);
    }
    g_thread_pool_free(pool, FALSE, TRUE);
    g_async_queue_unref(work.done);
}
