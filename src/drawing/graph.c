/* The graphs of a book, each laid out by a worker: a process of its own (graph-worker.c), which
 * Graphviz may bring down without harm to the book. */
#include "graph.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_ANSWER  (64 << 20)
#define MOST_WORKERS 4

extern char **environ;

/* What is being done. */
typedef struct {
    GPtrArray *blocks;   /* of const LhBlock */
    GPtrArray *drawings; /* of LhDrawing, one a block; NULL = failed */
    GPtrArray *diags;    /* of LhDiag, one a block: told in the book's order */
    LhDrawingContext context;
    const char *style; /* its name, for the workers */
    guint n_workers;
} Work;

struct LhGraphs {
    Work work;
    GThread *thread;      /* that does it; NULL = it is done */
    GMutex lock;          /* of thread: several may wait for it */
    GHashTable *drawings; /* LhBlock -> LhDrawing */
};

/* A process, and the graph that it is busy with. */
typedef struct {
    pid_t pid;
    int fd; /* -1 = none runs */
    guint index;
    GByteArray *in;
    gint64 deadline;
    gboolean done_with; /* it said that it ends here */
} Worker;

/* ---- Answers ---- */

/* Points that a shape of @kind must have at least. */
static gsize least_points(LhShapeKind kind)
{
    static const gsize least[] = {2, 2, 2, 2, 4, 2, 1};
    return (guint) kind < G_N_ELEMENTS(least) ? least[kind] : G_MAXSIZE;
}

static gboolean is_ink(const LhStyle *style, int ink)
{
    return ink == LH_NO_INK || (ink >= 0 && (unsigned) ink < style->n_inks);
}

/* A worker that went wrong may say anything. */
static gboolean add_shape(LhDrawing *drawing, const LhDrawingContext *context, GVariant *packed)
{
    LhShape read = {0};
    guint kind, dash, head, role;
    const char *text;
    gsize n;
    g_autoptr(GVariant) points = NULL;
    g_variant_get(packed, "(u@adiidubbud&sudddb)", &kind, &points, &read.ink, &read.fill,
                  &read.weight, &dash, &read.rounded, &read.twice, &head, &read.size, &text, &role,
                  &read.align, &read.scale, &read.width, &read.upwards);
    const LhPoint *copy = g_variant_get_fixed_array(points, &n, sizeof(double));
    if (n / 2 < least_points((LhShapeKind) kind) || role >= LH_N_ROLES || dash > LH_DASH_DOTTED ||
        head > LH_HEAD_TEE || !is_ink(context->style, read.ink) ||
        !is_ink(context->style, read.fill))
        return FALSE;
    LhShape *shape = lh_drawing_add(drawing, context, (LhShapeKind) kind, copy, (int) (n / 2));
    read.kind = shape->kind;
    read.points = shape->points;
    read.n_points = shape->n_points;
    read.dash = (LhDash) dash;
    read.head = (LhHead) head;
    read.role = (LhRole) role;
    read.text = lh_arena_strndup(drawing->arena, text, -1);
    *shape = read;
    return TRUE;
}

static LhDrawing *unpack_drawing(const Work *work, GVariant *answer)
{
    g_autoptr(LhDrawing) drawing = lh_drawing_new();
    g_autoptr(GVariant) shapes = g_variant_get_child_value(answer, 3);
    g_variant_get_child(answer, 1, "d", &drawing->width);
    g_variant_get_child(answer, 2, "d", &drawing->height);
    gsize n = g_variant_n_children(shapes);
    for (gsize i = 0; i < n; i++) {
        g_autoptr(GVariant) shape = g_variant_get_child_value(shapes, i);
        if (!add_shape(drawing, &work->context, shape))
            return NULL;
    }
    return n ? g_steal_pointer(&drawing) : NULL;
}

static void unpack_mistakes(const Work *work, guint index, GVariant *answer)
{
    const LhBlock *block = work->blocks->pdata[index];
    GVariantIter iter;
    guint severity, line;
    const char *code, *message, *hint;
    g_autoptr(GVariant) mistakes = g_variant_get_child_value(answer, 4);
    g_variant_iter_init(&iter, mistakes);
    while (g_variant_iter_next(&iter, "(uu&s&s&s)", &severity, &line, &code, &message, &hint)) {
        LhSource source = block->source;
        if (line)
            source.line = line;
        lh_diag_add(work->diags->pdata[index],
                    (LhSeverity) MIN(severity, (guint) LH_SEVERITY_ERROR), source,
                    g_intern_string(code), *hint ? hint : NULL, "%s", message);
    }
}

/* Starts a process whose standard input and output are the other end of worker->fd. */
static gboolean spawn(const Work *work, Worker *worker)
{
    int ends[2];
    posix_spawn_file_actions_t actions;
    char *const arguments[] = {(char *) "longhand", (char *) LH_GRAPHS_WORKER, (char *) work->style,
                               NULL};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return FALSE;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    gboolean fine =
        posix_spawn(&worker->pid, "/proc/self/exe", &actions, NULL, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    worker->fd = ends[0];
    if (!fine)
        close(ends[0]);
    return fine;
}

static void send_all(int fd, gconstpointer bytes, gsize length)
{
    for (const char *p = bytes; length;) {
        ssize_t n = send(fd, p, length, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; /* it has died, which reading will tell */
        p += n;
        length -= (gsize) n;
    }
}

/* Returns: how it ended, as waitpid() says. */
static int end(Worker *worker)
{
    int status = 0;
    close(worker->fd);
    worker->fd = -1;
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

/* Gives the worker its next graph, or lets it go when there is none. */
static void ask(const Work *work, Worker *worker)
{
    if (worker->index >= work->blocks->len) {
        end(worker);
        return;
    }
    const LhBlock *block = work->blocks->pdata[worker->index];
    LhGraphRequest request = {(guint32) MAX(block->listing.code_line, 0),
                              (guint32) MIN(block->listing.length, LH_GRAPH_LONGEST)};
    worker->deadline = g_get_monotonic_time() + LH_GRAPH_WAIT * G_USEC_PER_SEC;
    send_all(worker->fd, &request, sizeof request);
    send_all(worker->fd, block->listing.code, request.length);
}

static void fail(const Work *work, const Worker *worker, const char *hint, const char *what)
{
    const LhBlock *block = work->blocks->pdata[worker->index];
    lh_diag_add(work->diags->pdata[worker->index], LH_SEVERITY_ERROR, block->source, "graph-failed",
                hint, "%s", what);
}

static void start(const Work *work, Worker *worker)
{
    worker->fd = -1;
    worker->done_with = FALSE;
    g_byte_array_set_size(worker->in, 0);
    while (worker->index < work->blocks->len && !spawn(work, worker)) {
        worker->fd = -1;
        fail(work, worker, NULL, "the process that lays graphs out cannot be started");
        worker->index += work->n_workers;
    }
    if (worker->fd >= 0)
        ask(work, worker);
}

/* The worker has ended, or must: goes on with another after the graph that it fell over. */
static void restart(const Work *work, Worker *worker)
{
    kill(worker->pid, SIGKILL);
    int status = end(worker);
    gboolean late = WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU;
    if (g_get_monotonic_time() >= worker->deadline)
        late = TRUE;
    if (!worker->done_with && worker->index < work->blocks->len) {
        fail(work, worker, "make it smaller, or two graphs of it",
             late ? "Graphviz thinks too long about this graph" : "Graphviz gave up on this graph");
        worker->index += work->n_workers;
    }
    start(work, worker);
}

/* Takes the answer when it is whole. Returns: FALSE when it makes no sense. */
static gboolean take_answer(const Work *work, Worker *worker)
{
    guint32 length;
    if (worker->in->len < sizeof length)
        return TRUE;
    memcpy(&length, worker->in->data, sizeof length);
    if (length > MOST_ANSWER)
        return FALSE;
    if (worker->in->len < sizeof length + length)
        return TRUE;
    g_autoptr(GBytes) bytes = g_bytes_new(worker->in->data + sizeof length, length);
    g_autoptr(GVariant) answer =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(LH_GRAPH_ANSWER), bytes, FALSE));
    g_byte_array_remove_range(worker->in, 0, sizeof length + length);
    g_variant_get_child(answer, 0, "b", &worker->done_with);
    work->drawings->pdata[worker->index] = unpack_drawing(work, answer);
    unpack_mistakes(work, worker->index, answer);
    worker->index += work->n_workers;
    if (!worker->done_with)
        ask(work, worker);
    return TRUE;
}

static void hear(const Work *work, Worker *worker)
{
    guint8 buffer[65536];
    ssize_t n = read(worker->fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR)
        return;
    if (n > 0) {
        g_byte_array_append(worker->in, buffer, (guint) n);
        if (take_answer(work, worker))
            return;
    }
    restart(work, worker);
}

/* Waits for the workers until each has nothing left to do. */
static void run(const Work *work, Worker *workers)
{
    for (;;) {
        struct pollfd fds[MOST_WORKERS];
        Worker *who[MOST_WORKERS];
        gint64 now = g_get_monotonic_time(), first = G_MAXINT64;
        nfds_t n = 0;
        for (guint i = 0; i < work->n_workers; i++) {
            Worker *worker = &workers[i];
            if (worker->fd < 0)
                continue;
            who[n] = worker;
            fds[n++] = (struct pollfd){.fd = worker->fd, .events = POLLIN};
            first = MIN(first, worker->deadline);
        }
        if (n == 0)
            return;
        poll(fds, n, (int) CLAMP((first - now) / 1000 + 1, 1, 60000));
        now = g_get_monotonic_time();
        for (nfds_t i = 0; i < n; i++)
            if (fds[i].revents)
                hear(work, who[i]);
            else if (now >= who[i]->deadline)
                restart(work, who[i]);
    }
}

static void collect(GPtrArray *blocks, const LhBlock *block)
{
    for (; block; block = block->next) {
        if (block->kind == LH_BLOCK_LISTING && block->listing.drawing == LH_DRAWING_GRAPH)
            g_ptr_array_add(blocks, (gpointer) block);
        collect(blocks, block->first);
    }
}

static void collect_tree(GPtrArray *blocks, const LhTree *tree)
{
    if (!tree)
        return;
    collect(blocks, tree->first);
    collect(blocks, tree->notes);
}

static gpointer lay_out_all(gpointer data)
{
    Work *work = data;
    Worker workers[MOST_WORKERS] = {0};
    for (guint i = 0; i < work->n_workers; i++) {
        workers[i] = (Worker){.index = i, .fd = -1, .in = g_byte_array_new()};
        start(work, &workers[i]);
    }
    run(work, workers);
    for (guint i = 0; i < work->n_workers; i++)
        g_byte_array_unref(workers[i].in);
    return NULL;
}

LhGraphs *lh_graphs_new(GPtrArray *trees, GPtrArray *more, const char *style_name,
                        const LhStyle *style, const LhFonts *fonts, int jobs)
{
    LhGraphs *graphs = g_new0(LhGraphs, 1);
    Work *work = &graphs->work;
    g_mutex_init(&graphs->lock);
    graphs->drawings = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify) lh_drawing_free);
    *work = (Work){
        .blocks = g_ptr_array_new(),
        .drawings = g_ptr_array_new(),
        .diags = g_ptr_array_new_with_free_func((GDestroyNotify) lh_diag_free),
        .context = {.style = style, .fonts = fonts, .width = style->page.measure},
        .style = style_name,
    };
    for (guint i = 0; i < trees->len; i++)
        collect_tree(work->blocks, trees->pdata[i]);
    for (guint i = 0; i < more->len; i++)
        collect_tree(work->blocks, more->pdata[i]);
    g_ptr_array_set_size(work->drawings, (int) work->blocks->len);
    for (guint i = 0; i < work->blocks->len; i++)
        g_ptr_array_add(work->diags, lh_diag_new());
    work->n_workers = (guint) CLAMP(jobs, 1, MIN(MOST_WORKERS, MAX((int) work->blocks->len, 1)));
    if (work->blocks->len)
        graphs->thread = g_thread_new("graphs", lay_out_all, work);
    return graphs;
}

/* Waits until all graphs are laid out. */
static void wait_for(LhGraphs *graphs)
{
    Work *work = &graphs->work;
    g_mutex_lock(&graphs->lock);
    if (graphs->thread) {
        g_thread_join(graphs->thread);
        graphs->thread = NULL;
        for (guint i = 0; i < work->blocks->len; i++)
            if (work->drawings->pdata[i])
                g_hash_table_insert(graphs->drawings, work->blocks->pdata[i],
                                    work->drawings->pdata[i]);
    }
    g_mutex_unlock(&graphs->lock);
}

void lh_graphs_wait(LhGraphs *graphs, LhDiag *diag)
{
    wait_for(graphs);
    for (guint i = 0; i < graphs->work.diags->len; i++)
        lh_diag_append(diag, graphs->work.diags->pdata[i]);
}

void lh_graphs_free(LhGraphs *graphs)
{
    if (!graphs)
        return;
    wait_for(graphs);
    g_hash_table_unref(graphs->drawings);
    g_ptr_array_unref(graphs->work.blocks);
    g_ptr_array_unref(graphs->work.drawings);
    g_ptr_array_unref(graphs->work.diags);
    g_mutex_clear(&graphs->lock);
    g_free(graphs);
}

const LhDrawing *lh_graphs_find(LhGraphs *graphs, const LhBlock *block)
{
    if (!graphs)
        return NULL;
    wait_for(graphs);
    return g_hash_table_lookup(graphs->drawings, block);
}
