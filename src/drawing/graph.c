/* The graphs of a book, each laid out in a process of its own kind: Graphviz may crash, or think
 * for hours, without harm to the book. Forked before layout, while no other thread runs. */
#include "graphviz.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_SECONDS  10
#define MOST_MEMORY   ((rlim_t) 1 << 30)
#define MOST_ANSWER   (64 << 20)
#define MOST_CHILDREN 4

#define SHAPE_TYPE   "(uadiidubbudsudddb)"
#define MISTAKE_TYPE "(uusss)"
#define ANSWER_TYPE  "(bdda" SHAPE_TYPE "a" MISTAKE_TYPE ")"

struct LhGraphs {
    GHashTable *drawings; /* LhBlock -> LhDrawing */
};

/* What is being done. */
typedef struct {
    GPtrArray *blocks;   /* of const LhBlock */
    GPtrArray *drawings; /* of LhDrawing, one a block; NULL = failed */
    GPtrArray *diags;    /* of LhDiag, one a block: told in the book's order */
    LhDrawingContext context;
    guint n_children;
} Work;

/* A process, and the graph that it is busy with. */
typedef struct {
    pid_t pid;
    int fd; /* -1 = none runs */
    guint index;
    GByteArray *in;
    gint64 deadline;
    gboolean done_with; /* it said that it ends here */
} Child;

/* ---- In the child ---- */

static GVariant *pack_shape(const LhShape *shape)
{
    GVariant *points = g_variant_new_fixed_array(G_VARIANT_TYPE_DOUBLE, shape->points,
                                                 2 * (gsize) shape->n_points, sizeof(double));
    return g_variant_new("(u@adiidubbudsudddb)", (guint) shape->kind, points, shape->ink,
                         shape->fill, shape->weight, (guint) shape->dash, shape->rounded,
                         shape->twice, (guint) shape->head, shape->size,
                         shape->text ? shape->text : "", (guint) shape->role, shape->align,
                         shape->scale, shape->width, shape->upwards);
}

static GVariant *pack(const LhDrawing *drawing, const LhDiag *diag, gboolean last)
{
    GVariantBuilder shapes, mistakes;
    g_variant_builder_init(&shapes, G_VARIANT_TYPE("a" SHAPE_TYPE));
    g_variant_builder_init(&mistakes, G_VARIANT_TYPE("a" MISTAKE_TYPE));
    for (guint i = 0; drawing && i < drawing->shapes->len; i++)
        g_variant_builder_add_value(&shapes,
                                    pack_shape(&g_array_index(drawing->shapes, LhShape, i)));
    for (gsize i = 0; i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        g_variant_builder_add(&mistakes, MISTAKE_TYPE, (guint) item->severity,
                              (guint) item->source.line, item->code, item->message,
                              item->hint ? item->hint : "");
    }
    return g_variant_ref_sink(g_variant_new("(bdda" SHAPE_TYPE "a" MISTAKE_TYPE ")", last,
                                            drawing ? drawing->width : 0.0,
                                            drawing ? drawing->height : 0.0, &shapes, &mistakes));
}

static void write_all(int fd, gconstpointer bytes, gsize length)
{
    for (const char *p = bytes; length;) {
        ssize_t n = write(fd, p, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(1);
        p += n;
        length -= (gsize) n;
    }
}

static void set_limits(void)
{
    struct rlimit cpu = {2 * MOST_SECONDS, 2 * MOST_SECONDS}, no_core = {0, 0};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &no_core);
#ifndef __SANITIZE_ADDRESS__ /* which reserves more than any limit */
    g_autofree char *statm = NULL;
    if (g_file_get_contents("/proc/self/statm", &statm, NULL, NULL)) {
        rlim_t most =
            (rlim_t) strtoull(statm, NULL, 10) * (rlim_t) sysconf(_SC_PAGESIZE) + MOST_MEMORY;
        setrlimit(RLIMIT_AS, &(struct rlimit){most, most});
    }
#endif
}

static LhDrawing *draw_one(LhGraphviz *graphviz, LhDrawingContext *context, const LhBlock *block,
                           const GError *missing)
{
    context->source = block->source;
    if (!graphviz) {
        lh_drawing_tell(context, LH_SEVERITY_ERROR, 0, "no-graphviz", "install graphviz", "%s",
                        missing->message);
        return NULL;
    }
    if (block->listing.code_line)
        context->source.line = block->listing.code_line;
    else
        context->source.line = 0;
    return lh_graphviz_draw(graphviz, context, block->listing.code);
}

G_NORETURN static void be_child(const Work *work, guint from, int fd)
{
    g_autoptr(GError) missing = NULL;
    LhDrawingContext context = work->context;
    set_limits();
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* an interrupted build leaves none of us */
    if (!freopen("/dev/null", "w", stderr))
        _exit(1);
    context.shaper = lh_shaper_new(context.fonts);
    LhGraphviz *graphviz = lh_graphviz_new(&missing);
    for (guint i = from; i < work->blocks->len; i += work->n_children) {
        context.diag = lh_diag_new();
        LhDrawing *drawing = draw_one(graphviz, &context, work->blocks->pdata[i], missing);
        gboolean last = graphviz && lh_graphviz_is_spoilt(graphviz);
        GVariant *answer = pack(drawing, context.diag, last);
        guint32 length = (guint32) g_variant_get_size(answer);
        write_all(fd, &length, sizeof length);
        write_all(fd, g_variant_get_data(answer), length);
        if (last)
            break;
    }
    _exit(0);
}

/* ---- In the book's process ---- */

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

/* A child that went wrong may say anything. */
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

static void start(const Work *work, Child *child)
{
    int ends[2];
    child->fd = -1;
    if (child->index >= work->blocks->len || pipe(ends) != 0)
        return;
    fflush(NULL);
    lh_graphviz_be_alone();
    child->pid = fork();
    if (child->pid == 0) {
        close(ends[0]);
        be_child(work, child->index, ends[1]);
    }
    close(ends[1]);
    child->fd = ends[0];
    child->done_with = FALSE;
    child->deadline = g_get_monotonic_time() + MOST_SECONDS * G_USEC_PER_SEC;
    g_byte_array_set_size(child->in, 0);
}

static void fail(const Work *work, const Child *child, const char *hint, const char *what)
{
    const LhBlock *block = work->blocks->pdata[child->index];
    lh_diag_add(work->diags->pdata[child->index], LH_SEVERITY_ERROR, block->source, "graph-failed",
                hint, "%s", what);
}

/* The child has ended, or must: goes on with another after the graph that it fell over. */
static void restart(const Work *work, Child *child, const char *hint, const char *what)
{
    close(child->fd);
    kill(child->pid, SIGKILL);
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    if (!child->done_with && child->index < work->blocks->len) {
        fail(work, child, hint, what);
        child->index += work->n_children;
    }
    start(work, child);
}

/* Takes whole answers out of what has been read. Returns: FALSE when they make no sense. */
static gboolean take_answers(const Work *work, Child *child)
{
    guint32 length;
    while (child->in->len >= sizeof length && child->index < work->blocks->len) {
        memcpy(&length, child->in->data, sizeof length);
        if (length > MOST_ANSWER)
            return FALSE;
        if (child->in->len < sizeof length + length)
            return TRUE;
        g_autoptr(GBytes) bytes = g_bytes_new(child->in->data + sizeof length, length);
        g_autoptr(GVariant) answer =
            g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(ANSWER_TYPE), bytes, FALSE));
        g_byte_array_remove_range(child->in, 0, sizeof length + length);
        g_variant_get_child(answer, 0, "b", &child->done_with);
        work->drawings->pdata[child->index] = unpack_drawing(work, answer);
        unpack_mistakes(work, child->index, answer);
        child->index += work->n_children;
        child->deadline = g_get_monotonic_time() + MOST_SECONDS * G_USEC_PER_SEC;
    }
    return TRUE;
}

static void hear(const Work *work, Child *child)
{
    guint8 buffer[65536];
    ssize_t n = read(child->fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR)
        return;
    if (n > 0) {
        g_byte_array_append(child->in, buffer, (guint) n);
        if (take_answers(work, child))
            return;
    }
    restart(work, child, "make it smaller, or simplify it", "Graphviz gave up on this graph");
}

/* Waits for the children until each has nothing left to do. */
static void run(const Work *work, Child *children)
{
    for (;;) {
        struct pollfd fds[MOST_CHILDREN];
        Child *who[MOST_CHILDREN];
        gint64 now = g_get_monotonic_time(), first = G_MAXINT64;
        nfds_t n = 0;
        for (guint i = 0; i < work->n_children; i++) {
            Child *child = &children[i];
            if (child->fd < 0)
                continue;
            who[n] = child;
            fds[n++] = (struct pollfd){.fd = child->fd, .events = POLLIN};
            first = MIN(first, child->deadline);
        }
        if (n == 0)
            return;
        poll(fds, n, (int) CLAMP((first - now) / 1000 + 1, 1, 60000));
        now = g_get_monotonic_time();
        for (nfds_t i = 0; i < n; i++)
            if (fds[i].revents)
                hear(work, who[i]);
            else if (now >= who[i]->deadline)
                restart(work, who[i], "make it smaller, or two graphs of it",
                        "Graphviz thinks too long about this graph");
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

static void lay_out_all(Work *work, int jobs)
{
    Child children[MOST_CHILDREN] = {0};
    work->n_children = (guint) CLAMP(jobs, 1, MIN(MOST_CHILDREN, (int) work->blocks->len));
    for (guint i = 0; i < work->n_children; i++) {
        children[i] = (Child){.index = i, .fd = -1, .in = g_byte_array_new()};
        start(work, &children[i]);
    }
    run(work, children);
    for (guint i = 0; i < work->n_children; i++)
        g_byte_array_unref(children[i].in);
}

LhGraphs *lh_graphs_new(GPtrArray *trees, GPtrArray *more, const LhStyle *style,
                        const LhFonts *fonts, int jobs, LhDiag *diag)
{
    LhGraphs *graphs = g_new0(LhGraphs, 1);
    g_autoptr(GPtrArray) blocks = g_ptr_array_new();
    graphs->drawings = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify) lh_drawing_free);
    for (guint i = 0; i < trees->len; i++)
        collect_tree(blocks, trees->pdata[i]);
    for (guint i = 0; i < more->len; i++)
        collect_tree(blocks, more->pdata[i]);
    if (blocks->len == 0)
        return graphs;

    g_autoptr(GPtrArray) drawings = g_ptr_array_new();
    g_autoptr(GPtrArray) diags = g_ptr_array_new_with_free_func((GDestroyNotify) lh_diag_free);
    g_ptr_array_set_size(drawings, (int) blocks->len);
    for (guint i = 0; i < blocks->len; i++)
        g_ptr_array_add(diags, lh_diag_new());
    Work work = {
        blocks, drawings, diags, {.style = style, .fonts = fonts, .width = style->page.measure}, 1};
    lay_out_all(&work, jobs);
    for (guint i = 0; i < blocks->len; i++) {
        if (drawings->pdata[i])
            g_hash_table_insert(graphs->drawings, blocks->pdata[i], drawings->pdata[i]);
        lh_diag_append(diag, diags->pdata[i]);
    }
    return graphs;
}

void lh_graphs_free(LhGraphs *graphs)
{
    if (!graphs)
        return;
    g_hash_table_unref(graphs->drawings);
    g_free(graphs);
}

const LhDrawing *lh_graphs_find(const LhGraphs *graphs, const LhBlock *block)
{
    return graphs ? g_hash_table_lookup(graphs->drawings, block) : NULL;
}
