/* A graph in Graphviz's language, laid out by Graphviz, as shapes: we are its text layout (so that
 * boxes fit our hand) and its renderer (so that nothing is ever drawn by another pen). */
#include "graphviz.h"

#include "graphviz-library.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FONT_SIZE   14.0 /* Graphviz's own default: stands for the roles' own sizes */
#define LONG_TITLE  20   /* characters; longer lines are text, not a title */
#define MOST_SHAPES 20000
#define SPECK       8.0 /* points: what is filled and smaller is solid ink */
#define NEAR_RANKS  "0.36" /* inches between ranks */
#define NOTE_PAD    4.0  /* points at both sides of what is written on an edge */
#define INNER_LINE  0.6 /* weight of the lines inside a record, of a line's */

struct LhGraphviz {
    LhGraphvizLibrary library;
    GVC_t *context;
    gboolean spoilt;
    const char **inks; /* their names, sorted: the colours that we know better */
    guint n_inks;
};

/* The graph under way. */
typedef struct {
    const LhDrawingContext *context;
    LhDrawing *drawing;
    GHashTable *titles;   /* lines of labels that head their box; owned strings */
    gboolean with_titles; /* FALSE = the graph would be too wide */
    GString *said;        /* by Graphviz */
} Canvas;

/* Graphviz hands no context to its text layout and its messages; a process lays out one graph at a
 * time. */
static Canvas *canvas;

/* ---- Text ---- */

static gboolean looks_like_code(const char *text)
{
    return strpbrk(text, "()[]{}=_<>") != NULL;
}

static LhRole role_of(const char *font, const char *text)
{
    static const char *const code[] = {"mono", "courier", "code", "consol"};
    if (!strcmp(font, "title"))
        return LH_ROLE_DRAWING_TITLE;
    if (!strcmp(font, "note"))
        return LH_ROLE_DRAWING_NOTE;
    if (!strcmp(font, "node")) {
        if (canvas->with_titles && g_hash_table_contains(canvas->titles, text))
            return LH_ROLE_DRAWING_TITLE;
        return looks_like_code(text) ? LH_ROLE_DRAWING_CODE : LH_ROLE_DRAWING_TEXT;
    }
    g_autofree char *lower = g_ascii_strdown(font, -1);
    for (gsize i = 0; i < G_N_ELEMENTS(code); i++)
        if (strstr(lower, code[i]))
            return LH_ROLE_DRAWING_CODE;
    return LH_ROLE_DRAWING_TEXT;
}

static boolean lay_text(textspan_t *span, char **fontpath)
{
    (void) fontpath;
    double baseline, scale = span->font->size / FONT_SIZE;
    LhRole role = role_of(span->font->name ? span->font->name : "", span->str);
    span->size.x = lh_drawing_measure(canvas->context, span->str, role) * scale;
    if (role == LH_ROLE_DRAWING_NOTE)
        span->size.x += 2 * NOTE_PAD;
    span->size.y = lh_drawing_line(canvas->context, role, &baseline) * scale;
    span->yoffset_layout = span->yoffset_centerline = 0;
    span->layout = NULL;
    span->free_layout = NULL;
    return TRUE;
}

/* Graphviz puts a line's baseline a font size below its top. */
static void draw_span(GVJ_t *job, pointf p, textspan_t *span);

/* ---- Inks ---- */

static int find_ink(const char *name)
{
    const LhStyle *style = canvas->context->style;
    for (unsigned i = 0; i < style->n_inks; i++)
        if (!strcmp(style->inks[i].name, name))
            return (int) i;
    return LH_NO_INK;
}

/* Whether @colour is Graphviz's default, which stands for whatever we think best. */
static gboolean is_black(const gvcolor_t *colour)
{
    return colour->type == RGBA_DOUBLE &&
           colour->u.RGBA[0] + colour->u.RGBA[1] + colour->u.RGBA[2] < 0.01;
}

static int pen_of(const gvcolor_t *colour, int usual)
{
    const double *c = colour->u.RGBA;
    if (colour->type == COLOR_STRING)
        return find_ink(colour->u.string);
    if (c[3] < 0.05)
        return LH_NO_INK;
    return is_black(colour) ? usual : lh_drawing_pen(canvas->context->style, c[0], c[1], c[2]);
}

static int fill_of(const gvcolor_t *colour)
{
    const LhStyle *style = canvas->context->style;
    const double *c = colour->u.RGBA;
    if (colour->type == COLOR_STRING) {
        int ink = find_ink(colour->u.string);
        return lh_drawing_fill(style, style->inks[ink].red, style->inks[ink].green,
                               style->inks[ink].blue);
    }
    return c[3] < 0.05 ? style->drawing.paper.index : lh_drawing_fill(style, c[0], c[1], c[2]);
}

/* ---- Shapes ---- */

static LhShape *add(LhShapeKind kind, const pointf *points, int n)
{
    g_autofree LhPoint *copy = g_new(LhPoint, (gsize) n);
    for (int i = 0; i < n; i++)
        copy[i] = (LhPoint){points[i].x, points[i].y};
    return lh_drawing_add(canvas->drawing, canvas->context, kind, copy, n);
}

static void dress(LhShape *shape, const GVJ_t *job)
{
    const obj_state_t *obj = job->obj;
    shape->ink = obj->pen == PEN_NONE ? LH_NO_INK : pen_of(&obj->pencolor, shape->ink);
    shape->dash = obj->pen == PEN_DASHED   ? LH_DASH_DASHED
                  : obj->pen == PEN_DOTTED ? LH_DASH_DOTTED
                                           : LH_DASH_NONE;
    shape->weight = CLAMP(obj->penwidth, 0.3, 5);
}

/* A closed outline: boxes hide the paper's rulings even where the author fills nothing. */
static void dress_outline(LhShape *shape, const GVJ_t *job, gboolean filled, double size)
{
    const LhStyle *style = canvas->context->style;
    const obj_state_t *obj = job->obj;
    gboolean group = obj->type == CLUSTER_OBJTYPE;
    if (group)
        shape->ink = style->drawing.group_edge.index;
    dress(shape, job);
    shape->twice = obj->type != EDGE_OBJTYPE && size > SPECK;
    shape->rounded = TRUE;
    if (filled && size <= SPECK)
        shape->fill = pen_of(&obj->fillcolor, style->drawing.ink.index);
    else if (filled)
        shape->fill = fill_of(&obj->fillcolor);
    else if (obj->type != EDGE_OBJTYPE)
        shape->fill = group ? style->drawing.group.index : style->drawing.paper.index;
}

static gboolean is_box(const pointf *p, int n)
{
    return n == 4 && ((fabs(p[0].x - p[1].x) < 0.01 && fabs(p[1].y - p[2].y) < 0.01 &&
                       fabs(p[2].x - p[3].x) < 0.01 && fabs(p[3].y - p[0].y) < 0.01) ||
                      (fabs(p[0].y - p[1].y) < 0.01 && fabs(p[1].x - p[2].x) < 0.01 &&
                       fabs(p[2].y - p[3].y) < 0.01 && fabs(p[3].x - p[0].x) < 0.01));
}

/* The plain head of an edge: our open one, and the line goes on to its tip. */
static void add_head(const GVJ_t *job, const pointf *p)
{
    pointf base = {(p[0].x + p[2].x) / 2, (p[0].y + p[2].y) / 2};
    const pointf shaft[2] = {base, p[1]};
    LhShape *line = add(LH_SHAPE_LINE, shaft, 2);
    dress(line, job);
    line->dash = LH_DASH_NONE;
    LhShape *head = add(LH_SHAPE_HEAD, shaft, 2);
    dress(head, job);
    head->size = MAX(head->size, hypot(p[1].x - base.x, p[1].y - base.y));
}

static gboolean is_full(void)
{
    return canvas->drawing->shapes->len >= MOST_SHAPES;
}

static void draw_polygon(GVJ_t *job, pointf *p, int n, int filled)
{
    const obj_state_t *obj = job->obj;
    gboolean head = obj->emit_state == EMIT_HDRAW || obj->emit_state == EMIT_TDRAW;
    if (obj->type == ROOTGRAPH_OBJTYPE || n < 2 || is_full())
        return;
    if (head && n == 3 && filled) {
        add_head(job, p);
        return;
    }
    pointf low = p[0], high = p[0];
    for (int i = 1; i < n; i++) {
        low = (pointf){MIN(low.x, p[i].x), MIN(low.y, p[i].y)};
        high = (pointf){MAX(high.x, p[i].x), MAX(high.y, p[i].y)};
    }
    double size = MIN(high.x - low.x, high.y - low.y);
    const pointf box[2] = {low, high};
    LhShape *shape = is_box(p, n) ? add(LH_SHAPE_BOX, box, 2) : add(LH_SHAPE_POLYGON, p, n);
    dress_outline(shape, job, filled != 0, size);
    if (head)
        shape->fill = filled ? shape->ink : canvas->context->style->drawing.paper.index;
}

static void draw_ellipse(GVJ_t *job, pointf *p, int filled)
{
    pointf radii = {fabs(p[1].x - p[0].x), fabs(p[1].y - p[0].y)};
    const pointf points[2] = {p[0], radii};
    if (is_full())
        return;
    LhShape *shape = add(LH_SHAPE_ELLIPSE, points, 2);
    dress_outline(shape, job, filled != 0, 2 * MIN(radii.x, radii.y));
}

static void draw_curve(GVJ_t *job, pointf *p, int n, int at_start, int at_end, int filled)
{
    (void) at_start;
    (void) at_end;
    if (n < 4 || is_full() || job->obj->type == ROOTGRAPH_OBJTYPE)
        return;
    LhShape *shape = add(LH_SHAPE_CURVE, p, n);
    dress(shape, job);
    if (filled)
        shape->fill = fill_of(&job->obj->fillcolor);
}

static void draw_line(GVJ_t *job, pointf *p, int n)
{
    if (n < 2 || is_full() || job->obj->type == ROOTGRAPH_OBJTYPE)
        return;
    LhShape *shape = add(LH_SHAPE_LINE, p, n);
    dress(shape, job);
    if (job->obj->type == NODE_OBJTYPE)
        shape->weight *= INNER_LINE;
}

static void draw_span(GVJ_t *job, pointf p, textspan_t *span)
{
    double baseline, scale = span->font->size / FONT_SIZE;
    double align = span->just == 'l' ? 0 : span->just == 'r' ? 1 : 0.5;
    if (is_full() || !span->str || !*g_strstrip(span->str))
        return;
    LhRole role = role_of(span->font->name ? span->font->name : "", span->str);
    lh_drawing_line(canvas->context, role, &baseline);
    double y = p.y - span->font->size + baseline * scale;
    LhShape *shape =
        lh_drawing_text(canvas->drawing, canvas->context, span->str, role, p.x, y, align);
    shape->ink = pen_of(&job->obj->pencolor, shape->ink);
    if (shape->ink == LH_NO_INK || lh_drawing_is_pale(canvas->context->style, shape->ink))
        shape->ink = canvas->context->style->role[role].ink.index;
    shape->scale = scale;
}

/* ---- What Graphviz is told about us ---- */

static gvtextlayout_engine_t text_engine = {lay_text};
static gvrender_engine_t render_engine = {
    .textspan = draw_span,
    .ellipse = draw_ellipse,
    .polygon = draw_polygon,
    .beziercurve = draw_curve,
    .polyline = draw_line,
};
static gvrender_features_t render_features = {
    .flags = GVRENDER_Y_GOES_DOWN | GVRENDER_NO_WHITE_BG,
    .color_type = RGBA_DOUBLE,
};
static gvdevice_features_t device_features = {.default_dpi = {72, 72}};
static gvplugin_installed_t text_types[] = {{0, "textlayout", 100, &text_engine, NULL}, {0}};
static gvplugin_installed_t render_types[] = {{1, "longhand", 1, &render_engine, &render_features},
                                              {0}};
static gvplugin_installed_t device_types[] = {{1, "longhand:longhand", 1, NULL, &device_features},
                                              {0}};
static gvplugin_api_t apis[] = {{API_textlayout, text_types},
                                {API_render, render_types},
                                {API_device, device_types},
                                {(api_t) 0, NULL}};
static gvplugin_library_t plugin = {(char *) "longhand", apis};

static int hear(char *message)
{
    if (canvas && canvas->said->len < 2000)
        g_string_append(canvas->said, message);
    return 0;
}

/* What a graph has that says nothing: small boxes, near each other, in our roles. */
static void set_defaults(const LhGraphvizLibrary *library)
{
    static const struct {
        int kind;
        const char *name, *value;
    } defaults[] = {
        {AGRAPH, "fontname", "title"},   {AGRAPH, "ranksep", NEAR_RANKS},  {AGRAPH, "nodesep", "0.22"},
        {AGNODE, "fontname", "node"},    {AGNODE, "height", "0.3"},    {AGNODE, "width", "0.4"},
        {AGNODE, "margin", "0.12,0.06"}, {AGEDGE, "fontname", "note"}, {AGEDGE, "arrowsize", "0.7"},
        {AGRAPH, "overlap", "false"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++)
        library->declare(NULL, defaults[i].kind, (char *) defaults[i].name,
                         (char *) defaults[i].value);
}

LhGraphviz *lh_graphviz_new(GError **error)
{
    /* Only what it begins with is asked for its text layout. */
    static const lt_symlist_t ours[] = {{"gvplugin_longhand_LTX_library", &plugin}, {NULL, NULL}};
    LhGraphviz *graphviz = g_new0(LhGraphviz, 1);
    LhGraphvizLibrary *library = &graphviz->library;
    if (!lh_graphviz_library_open(library, error)) {
        g_free(graphviz);
        return NULL;
    }
    setenv("SERVER_NAME", "longhand", 1); /* no file that a graph names is opened */
    graphviz->context = library->context(ours, FALSE);
    library->add_library(graphviz->context, library->dot);
    if (library->neato)
        library->add_library(graphviz->context, library->neato);
    library->on_message(hear);
    set_defaults(library);
    return graphviz;
}

gboolean lh_graphviz_is_spoilt(const LhGraphviz *graphviz)
{
    return graphviz->spoilt;
}

/* ---- A graph ---- */

/* The style's inks are colours that Graphviz is to leave alone. */
static void know_inks(LhGraphviz *graphviz, const LhStyle *style)
{
    if (graphviz->inks)
        return;
    graphviz->n_inks = style->n_inks;
    graphviz->inks = g_new(const char *, style->n_inks);
    for (unsigned i = 0; i < style->n_inks; i++)
        graphviz->inks[i] = style->inks[i].name;
    qsort(graphviz->inks, style->n_inks, sizeof *graphviz->inks, lh_compare_names);
    render_features.knowncolors = (char **) graphviz->inks;
    render_features.sz_knowncolors = (int) style->n_inks;
}

static void clear_attribute(const LhGraphvizLibrary *library, void *object, const char *name)
{
    const char *value = library->get(object, (char *) name);
    if (value && *value)
        library->set(object, (char *) name, (char *) "", (char *) "");
}

/* Our boxes have round corners anyway; Graphviz would draw them in pieces. */
static void unround(const LhGraphvizLibrary *library, void *object)
{
    const char *style = library->get(object, (char *) "style");
    if (!style || !strstr(style, "rounded"))
        return;
    g_auto(GStrv) words = g_strsplit(style, ",", -1);
    g_autoptr(GString) left = g_string_new(NULL);
    for (char **word = words; *word; word++)
        if (strcmp(g_strstrip(*word), "rounded") != 0)
            g_string_append_printf(left, "%s%s", left->len ? "," : "", *word);
    library->set(object, (char *) "style", left->str, (char *) "");
}

static void unround_groups(const LhGraphvizLibrary *library, graph_t *graph, int depth)
{
    unround(library, graph);
    if (depth > 100)
        return;
    for (graph_t *sub = library->first_subgraph(graph); sub; sub = library->next_subgraph(sub))
        unround_groups(library, sub, depth + 1);
}

/* The lines of a node's label, escapes read; NULL = it is a record or HTML. */
static char **label_lines(const LhGraphvizLibrary *library, node_t *node)
{
    char *label = library->get(node, (char *) "label");
    const char *shape = library->get(node, (char *) "shape");
    if (!label || library->is_html(label) || (shape && strstr(shape, "record")))
        return NULL;
    g_autoptr(GString) text = g_string_new(label);
    g_string_replace(text, "\\N", library->name(node), 0);
    g_string_replace(text, "\\l", "\n", 0);
    g_string_replace(text, "\\r", "\n", 0);
    g_string_replace(text, "\\n", "\n", 0);
    g_strchomp(text->str);
    return g_strsplit(text->str, "\n", -1);
}

static gboolean is_title(const char *line)
{
    return g_utf8_strlen(line, -1) <= LONG_TITLE && !looks_like_code(line);
}

/* A box's first line heads it; boxes of one line have titles when all of them are short. */
static void find_titles(const LhGraphvizLibrary *library, graph_t *graph)
{
    gboolean short_ones = TRUE;
    g_autoptr(GPtrArray) alone = g_ptr_array_new_with_free_func(g_free);
    for (node_t *node = library->first_node(graph); node; node = library->next_node(graph, node)) {
        g_auto(GStrv) lines = label_lines(library, node);
        if (!lines || !lines[0])
            continue;
        if (lines[1] && is_title(lines[0]))
            g_hash_table_add(canvas->titles, g_strdup(lines[0]));
        else if (!lines[1] && !looks_like_code(lines[0])) {
            short_ones &= is_title(lines[0]);
            g_ptr_array_add(alone, g_strdup(lines[0]));
        }
    }
    for (guint i = 0; short_ones && i < alone->len; i++)
        g_hash_table_add(canvas->titles, g_strdup(alone->pdata[i]));
}

/* Ranks that are rings need more room than those of a tree. */
static void widen_rings(const LhGraphvizLibrary *library, graph_t *graph)
{
    const char *engine = library->get(graph, (char *) "layout");
    const char *ranks = library->get(graph, (char *) "ranksep");
    if (engine && ranks && !strcmp(engine, "twopi") && !strcmp(ranks, NEAR_RANKS))
        library->set(graph, (char *) "ranksep", (char *) "0.9", (char *) "");
}

static void prepare(const LhGraphvizLibrary *library, graph_t *graph)
{
    static const char *const unwanted[] = {"size",       "page",  "dpi",
                                           "resolution", "ratio", "viewport"};
    for (gsize i = 0; i < G_N_ELEMENTS(unwanted); i++)
        clear_attribute(library, graph, unwanted[i]);
    unround_groups(library, graph, 0);
    widen_rings(library, graph);
    for (node_t *node = library->first_node(graph); node; node = library->next_node(graph, node)) {
        const char *shape = library->get(node, (char *) "shape");
        unround(library, node);
        if (shape && !strcmp(shape, "Mrecord"))
            library->set(node, (char *) "shape", (char *) "record", (char *) "ellipse");
    }
    find_titles(library, graph);
}

static gboolean lay_out(LhGraphviz *graphviz, graph_t *graph)
{
    const LhGraphvizLibrary *library = &graphviz->library;
    const char *engine = library->get(graph, (char *) "layout");
    g_array_set_size(canvas->drawing->shapes, 0);
    if (library->layout(graphviz->context, graph, engine && *engine ? engine : "dot") != 0)
        return FALSE;
    int failed = library->render(graphviz->context, graph, "longhand", canvas);
    library->free_layout(graphviz->context, graph);
    lh_drawing_settle(canvas->drawing, canvas->context);
    return failed == 0;
}

/* The line that a message of Graphviz speaks of; 0 = none. */
static int line_of(const char *message)
{
    const char *at = strstr(message, "line ");
    return at ? atoi(at + strlen("line ")) : 0;
}

static void tell(const char *usual)
{
    GString *said = canvas->said;
    int line = line_of(said->str);
    g_string_replace(said, "Error: ", "", 0);
    g_string_replace(said, "<stdin>: ", "", 0);
    g_strstrip(said->str);
    said->str[strcspn(said->str, "\n")] = '\0';
    lh_drawing_tell(canvas->context, LH_SEVERITY_ERROR, line, "bad-graph",
                    "see Graphviz's DOT language: digraph { a -> b }", "%s",
                    said->str[0] ? said->str : usual);
}

/* Graphviz reads one graph and looks no further. */
static void tell_rest(const char *text)
{
    const char *rest = lh_graphviz_rest(text);
    int line = 1;
    if (!*rest)
        return;
    for (const char *p = text; p < rest; p++)
        line += *p == '\n';
    lh_drawing_tell(canvas->context, LH_SEVERITY_WARNING, line, "second-graph",
                    "give it a block of its own, or look for a } too many",
                    "what follows the graph is not drawn");
}

static gboolean read_graph(LhGraphviz *graphviz, const char *text)
{
    const LhGraphvizLibrary *library = &graphviz->library;
    library->set_file(NULL); /* it counts lines from 1 again */
    graph_t *graph = library->read(text);
    if (!graph) {
        tell("this is no graph");
        return FALSE;
    }
    prepare(library, graph);
    gboolean fine = lay_out(graphviz, graph);
    if (fine && canvas->drawing->width > canvas->context->width) {
        canvas->with_titles = FALSE;
        fine = lay_out(graphviz, graph);
    }
    library->close(graph);
    if (!fine)
        tell("Graphviz cannot lay this graph out");
    else if (is_full())
        lh_drawing_tell(canvas->context, LH_SEVERITY_ERROR, 0, "large-graph", "show a part of it",
                        "the graph has more than %d strokes", MOST_SHAPES);
    else if (canvas->drawing->shapes->len == 0)
        lh_drawing_tell(canvas->context, LH_SEVERITY_ERROR, 0, "empty-graph", "name a node",
                        "the graph has nothing to draw");
    else {
        tell_rest(text);
        return TRUE;
    }
    return FALSE;
}

LhDrawing *lh_graphviz_draw(LhGraphviz *graphviz, const LhDrawingContext *context, const char *text)
{
    g_autoptr(LhDrawing) drawing = lh_drawing_new();
    g_autoptr(GHashTable) titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) said = g_string_new(NULL);
    Canvas own = {.context = context,
                  .drawing = drawing,
                  .titles = titles,
                  .with_titles = TRUE,
                  .said = said};
    know_inks(graphviz, context->style);
    canvas = &own;
    gboolean fine = read_graph(graphviz, text);
    canvas = NULL;
    graphviz->spoilt |= !fine;
    return fine ? g_steal_pointer(&drawing) : NULL;
}
