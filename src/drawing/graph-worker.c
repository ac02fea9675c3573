/* A process that lays out graphs and nothing else: Graphviz may crash, or think for hours, without
 * harm to the book. It reads requests and writes answers until there are no more. */
#include "graph.h"
#include "graphviz.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

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
    g_variant_builder_init(&shapes, G_VARIANT_TYPE("a" LH_GRAPH_SHAPE));
    g_variant_builder_init(&mistakes, G_VARIANT_TYPE("a" LH_GRAPH_MISTAKE));
    for (guint i = 0; drawing && i < drawing->shapes->len; i++)
        g_variant_builder_add_value(&shapes,
                                    pack_shape(&g_array_index(drawing->shapes, LhShape, i)));
    for (gsize i = 0; i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        g_variant_builder_add(&mistakes, LH_GRAPH_MISTAKE, (guint) item->severity,
                              (guint) item->source.line, item->code, item->message,
                              item->hint ? item->hint : "");
    }
    return g_variant_ref_sink(g_variant_new(LH_GRAPH_ANSWER, last, drawing ? drawing->width : 0.0,
                                            drawing ? drawing->height : 0.0, &shapes, &mistakes));
}

/* Returns: FALSE at the end of what there is to read. */
static gboolean read_all(gpointer bytes, gsize length)
{
    for (char *p = bytes; length;) {
        ssize_t n = read(STDIN_FILENO, p, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return FALSE;
        p += n;
        length -= (gsize) n;
    }
    return TRUE;
}

static gboolean write_all(gconstpointer bytes, gsize length)
{
    return lh_write_all(STDOUT_FILENO, bytes, length) == 0;
}

static void set_limits(void)
{
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
#ifndef __SANITIZE_ADDRESS__ /* which reserves more than any limit */
    setrlimit(RLIMIT_AS, &(struct rlimit){LH_GRAPH_MEMORY, LH_GRAPH_MEMORY});
#endif
}

/* Gives the next graph its share of the processor; who takes more is ended by the kernel. */
static void limit_time(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    rlim_t seconds = (rlim_t) (used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1 + LH_GRAPH_SECONDS;
    setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, RLIM_INFINITY});
}

static LhDrawing *draw_one(LhGraphviz *graphviz, const LhDrawingContext *context, const char *text,
                           const GError *missing)
{
    if (graphviz)
        return lh_graphviz_draw(graphviz, context, text);
    lh_drawing_tell(context, LH_SEVERITY_ERROR, 0, "no-graphviz", "install graphviz", "%s",
                    missing->message);
    return NULL;
}

/* Answers one request. Returns: whether there may be another. */
static gboolean serve(LhGraphviz *graphviz, LhDrawingContext *context, const GError *missing)
{
    LhGraphRequest request;
    if (!read_all(&request, sizeof request) || request.length > LH_GRAPH_LONGEST)
        return FALSE;
    g_autofree char *text = g_malloc(request.length + 1);
    if (!read_all(text, request.length))
        return FALSE;
    text[request.length] = '\0';
    limit_time();
    g_autoptr(LhDiag) diag = lh_diag_new();
    context->diag = diag;
    context->source = (LhSource){.line = (int) request.line};
    g_autoptr(LhDrawing) drawing = draw_one(graphviz, context, text, missing);
    gboolean last = graphviz && lh_graphviz_is_spoilt(graphviz);
    g_autoptr(GVariant) answer = pack(drawing, diag, last);
    guint32 length = (guint32) g_variant_get_size(answer);
    return write_all(&length, sizeof length) && write_all(g_variant_get_data(answer), length) &&
           !last;
}

int lh_graphs_work(const char *style_name)
{
    g_autoptr(GError) missing = NULL;
    g_autoptr(LhDiag) diag = lh_diag_new();
    g_autofree char *data = lh_style_data_dir(NULL);
    g_autofree char *styles = data ? g_build_filename(data, "styles", NULL) : NULL;
    g_autofree char *files = data ? g_build_filename(data, "fonts", NULL) : NULL;
    g_autoptr(LhStyle) style = styles ? lh_style_load(style_name, styles, diag) : NULL;
    g_autoptr(LhFonts) fonts = style ? lh_fonts_open(style, files, NULL) : NULL;
    if (!fonts)
        return EXIT_FAILURE;
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    LhDrawingContext context = {
        .style = style, .fonts = fonts, .shaper = shaper, .width = style->page.measure};
    set_limits();
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* an interrupted build leaves none of us */
    LhGraphviz *graphviz = lh_graphviz_new(&missing);
    while (serve(graphviz, &context, missing))
        continue;
    return EXIT_SUCCESS;
}
