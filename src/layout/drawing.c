/* Drawings on the page: the shapes of a graph, a sketch or a chart, drawn by the hand and sized to
 * the column, in whole rows. */
#include "longhand/drawing.h"

#include "setter.h"

#include <math.h>
#include <string.h>

#define CAPTION_ROWS 4   /* left for the caption under a drawing as high as the page, and the line above it */
#define OPEN_HEAD    0.3 /* of a head's size: how far a dot reaches past its line's end */

/* A drawing on its way to the page. */
typedef struct {
    LhSetter *setter;
    const LhTag *tag;
    LhSource source;
    double x, y, scale; /* where its corner goes in the slab */
    double thin;        /* of a pen's weight, of a head: less in a drawing that is made smaller */
    guint32 seed;       /* of the next stroke */
} Pen;

static LhPoint at(const Pen *pen, LhPoint p)
{
    return (LhPoint){pen->x + p.x * pen->scale, pen->y + p.y * pen->scale};
}

static guint32 next_seed(Pen *pen)
{
    return pen->seed = lh_hash_int(pen->seed, 0x64726177);
}

/* ---- Outlines ---- */

static void trace_points(Pen *pen, const LhShape *shape, LhPath *path)
{
    const LhStyle *style = pen->setter->style;
    double rough = style->drawing.roughness;
    g_autofree double *points = g_new(double, 2 * (gsize) MAX(shape->n_points, 1));
    for (int i = 0; i < shape->n_points; i++) {
        LhPoint p = at(pen, shape->points[i]);
        points[2 * i] = p.x;
        points[2 * i + 1] = p.y;
    }
    guint32 seed = next_seed(pen);
    if (shape->kind == LH_SHAPE_BOX)
        lh_hand_frame(path, points[0], points[1], points[2] - points[0], points[3] - points[1],
                      shape->rounded ? style->drawing.radius : 0.6, rough, 0, 0, 0, seed);
    else if (shape->kind == LH_SHAPE_CURVE)
        lh_hand_curve(path, points, shape->n_points, rough, seed);
    else
        lh_hand_polygon(path, points, shape->n_points, shape->kind == LH_SHAPE_POLYGON, rough,
                        seed);
}

static void trace(Pen *pen, const LhShape *shape, LhPath *path)
{
    if (shape->kind != LH_SHAPE_ELLIPSE) {
        trace_points(pen, shape, path);
        return;
    }
    LhPoint middle = at(pen, shape->points[0]);
    lh_hand_ellipse(path, middle.x, middle.y, shape->points[1].x * pen->scale,
                    shape->points[1].y * pen->scale, next_seed(pen));
}

static LhInkRef ink_ref(int index)
{
    return (LhInkRef){.index = (guint8) index};
}

static void stroke(Pen *pen, const LhShape *shape, double weight)
{
    const LhStyle *style = pen->setter->style;
    LhInkRef ink = ink_ref(shape->ink);
    LhPath *path = &pen->setter->path;
    trace(pen, shape, path);
    if (shape->dash != LH_DASH_NONE) {
        LhPath dashed;
        double on = shape->dash == LH_DASH_DASHED ? style->drawing.dash : style->drawing.dot / 4;
        double off =
            shape->dash == LH_DASH_DASHED ? style->drawing.dash * 0.8 : style->drawing.dot * 2.2;
        lh_path_init(&dashed);
        lh_hand_dash(&dashed, path, on, off);
        g_array_set_size(path->ops, 0);
        g_array_set_size(path->points, 0);
        lh_sink_path(&pen->setter->sink, LH_LAYER_STROKE, &dashed, &ink, weight);
        lh_path_clear(&dashed);
    } else
        lh_sink_path(&pen->setter->sink, LH_LAYER_STROKE, path, &ink, weight);
}

static void draw_outline(Pen *pen, const LhShape *shape)
{
    const LhStyle *style = pen->setter->style;
    if (shape->fill != LH_NO_INK) {
        LhInkRef fill = ink_ref(shape->fill);
        guint32 seed = pen->seed; /* the outline runs along the fill's edge */
        trace(pen, shape, &pen->setter->path);
        lh_sink_path(&pen->setter->sink, LH_LAYER_STROKE, &pen->setter->path, &fill, 0);
        pen->seed = seed;
    }
    if (shape->ink == LH_NO_INK)
        return;
    stroke(pen, shape,
           (shape->twice ? style->drawing.weight : style->drawing.line_weight) * shape->weight *
               pen->thin);
    if (shape->twice && shape->dash == LH_DASH_NONE)
        stroke(pen, shape, style->drawing.again_weight * shape->weight * pen->thin);
}

/* ---- Heads ---- */

/* A head that is filled: a triangle, a diamond or a dot that ends at @tip. */
static void fill_head(Pen *pen, const LhShape *shape, LhPoint from, LhPoint tip)
{
    LhPath *path = &pen->setter->path;
    LhInkRef ink = ink_ref(shape->ink);
    double length = MAX(hypot(tip.x - from.x, tip.y - from.y), LH_EPSILON),
           size = shape->size * pen->thin;
    double ux = (tip.x - from.x) / length, uy = (tip.y - from.y) / length;
    if (shape->head == LH_HEAD_DOT) {
        lh_hand_blob(path, tip.x - ux * size * OPEN_HEAD, tip.y - uy * size * OPEN_HEAD,
                     size * OPEN_HEAD, next_seed(pen));
    } else {
        double half = size * 0.42, back = shape->head == LH_HEAD_DIAMOND ? size / 2 : size;
        double corners[8] = {tip.x, tip.y, tip.x - ux * back - uy * half,
                             tip.y - uy * back + ux * half};
        int n = 2;
        if (shape->head == LH_HEAD_DIAMOND) {
            corners[4] = tip.x - ux * size;
            corners[5] = tip.y - uy * size;
            n++;
        }
        corners[2 * n] = tip.x - ux * back + uy * half;
        corners[2 * n + 1] = tip.y - uy * back - ux * half;
        lh_hand_polygon(path, corners, n + 1, TRUE, 0.3, next_seed(pen));
    }
    lh_sink_path(&pen->setter->sink, LH_LAYER_STROKE, path, &ink, 0);
}

static void draw_head(Pen *pen, const LhShape *shape)
{
    const LhStyle *style = pen->setter->style;
    LhPoint from = at(pen, shape->points[0]), tip = at(pen, shape->points[1]);
    LhInkRef ink = ink_ref(shape->ink);
    LhPath *path = &pen->setter->path;
    if (shape->head == LH_HEAD_TEE) {
        double length = MAX(hypot(tip.x - from.x, tip.y - from.y), LH_EPSILON);
        double ux = (tip.x - from.x) / length, uy = (tip.y - from.y) / length,
               half = shape->size * pen->thin / 2;
        lh_hand_line(path, tip.x - uy * half, tip.y + ux * half, tip.x + uy * half,
                     tip.y - ux * half, 0.3, next_seed(pen));
    } else if (shape->head != LH_HEAD_OPEN) {
        fill_head(pen, shape, from, tip);
        return;
    } else
        lh_hand_head(path, from.x, from.y, tip.x, tip.y, shape->size * pen->thin, next_seed(pen));
    lh_sink_path(&pen->setter->sink, LH_LAYER_STROKE, path, &ink,
                 style->drawing.line_weight * shape->weight * pen->thin);
}

/* ---- Text ---- */

static void report_missing(gunichar character, gpointer data)
{
    const Pen *pen = data;
    char utf8[8] = {0};

    g_unichar_to_utf8(character, utf8);
    lh_diag_defect(pen->setter->context->diag, LH_DEFECT_MISSING_GLYPH, pen->source, 0,
                   "no font of the style has “%s” (U+%04X)", utf8, character);
}

static void check_glyphs(Pen *pen, const LhShape *shape)
{
    LhShaper *shaper = pen->setter->shaper;
    const LhWord *word = lh_shape_word(shaper, shape->role, shape->text, strlen(shape->text),
                                       lh_seed(pen->source));
    gboolean missing = FALSE;

    for (const LhWord *part = word; part; part = part->next)
        missing |= (part->flags & LH_WORD_MISSING) != 0;
    if (missing)
        lh_shape_missing(shaper, word, report_missing, pen);
}

static void draw_text(Pen *pen, const LhShape *shape)
{
    LhPoint p = at(pen, shape->points[0]);
    double scale = shape->scale * pen->scale;
    guint first = pen->setter->sink.items->len;
    double width = lh_set_label(pen->setter, shape->text, shape->role, shape->ink, p.x, p.y, 0,
                                pen->tag, pen->source);
    double shift = shape->align * width * scale;
    check_glyphs(pen, shape);
    for (guint i = first; i < pen->setter->sink.items->len; i++) {
        LhItem *item = &g_array_index(pen->setter->sink.items, LhItem, i);
        if (item->kind != LH_ITEM_TEXT)
            continue;
        LhRun *run = (LhRun *) item->run; /* made just now */
        lh_tell_missing(pen->setter, run->words[0], pen->source);
        run->scale = (float) scale;
        item->x -= shape->upwards ? 0 : shift;
        item->y += shape->upwards ? shift : 0;
        run->angle = shape->upwards ? -90 : 0;
    }
}

/* ---- The whole ---- */

static void draw_shape(Pen *pen, const LhShape *shape)
{
    if (shape->kind == LH_SHAPE_TEXT)
        draw_text(pen, shape);
    else if (shape->kind == LH_SHAPE_HEAD)
        draw_head(pen, shape);
    else
        draw_outline(pen, shape);
}

/* Points that a drawing keeps free of the rows above and below it, both together. */
static double air_of(const LhSetter *setter)
{
    return setter->style->grid.step / 4;
}

static const char *hint_of(const LhBlock *block, gboolean wide)
{
    if (block->listing.drawing != LH_DRAWING_GRAPH)
        return "make it smaller, or make two of it";
    return wide ? "turn it (rankdir=TB), shorten its words, or make two of it"
                : "turn it (rankdir=LR), or make two of it";
}

/* What the drawing is scaled by, to fit the column and the page. */
static double fit(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                  const LhDrawing *drawing)
{
    const LhStyle *style = setter->style;
    int rows = style->grid.last_row - style->grid.first_row + 1 - CAPTION_ROWS;
    double across = flow->width / MAX(drawing->width, 1);
    double down = (rows * style->grid.step - air_of(setter)) / MAX(drawing->height, 1);
    double scale = MIN(1, MIN(across, down));
    double least = style->role[LH_ROLE_DRAWING_TEXT].size * scale;
    if (least < style->drawing.least_size)
        lh_diag_add(setter->context->diag, LH_SEVERITY_WARNING, block->source, "small-drawing",
                    hint_of(block, across < down),
                    "the drawing is so large that its text is set in %.1f pt to fit", least);
    return scale;
}

/* What a reader who cannot see it is told: what the author says, else the caption, else its words.
 */
static const char *alt_of(LhSetter *setter, const LhBlock *block, const LhDrawing *drawing)
{
    g_autoptr(GString) words = g_string_new(NULL);
    if (block->listing.alt)
        return block->listing.alt;
    if (block->listing.caption)
        lh_inline_plain(block->listing.caption, words);
    for (guint i = 0; i < drawing->shapes->len && words->len == 0; i++) {
        const LhShape *shape = &g_array_index(drawing->shapes, LhShape, i);
        if (shape->kind == LH_SHAPE_TEXT)
            g_string_append(words, shape->text);
    }
    return lh_arena_strndup(setter->arena, words->str, (gssize) words->len);
}

static void set_shapes(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                       const LhDrawing *drawing)
{
    double step = setter->style->grid.step, scale = fit(setter, block, flow, drawing);
    double width = drawing->width * scale, height = drawing->height * scale;
    int rows = MAX((int) ceil((height + air_of(setter)) / step - LH_EPSILON), 1);
    double top =
        flow->natural ? setter->style->listing.nested_before : (rows * step - height) / 2 - step;
    LhTag *tag = lh_arena_new0(setter->arena, LhTag, 1);

    *tag = (LhTag){LH_TAG_FIGURE, flow->tag, alt_of(setter, block, drawing)};
    Pen pen = {
        .setter = setter,
        .tag = tag,
        .source = block->source,
        .x = flow->x + (flow->width - width) / 2,
        .y = top,
        .scale = scale,
        .thin = MAX(sqrt(scale), 0.5),
        .seed = lh_seed(block->source),
    };
    lh_add_anchor(setter, block->id, flow->x, top);
    for (guint i = 0; i < drawing->shapes->len; i++)
        draw_shape(&pen, &g_array_index(drawing->shapes, LhShape, i));
    LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_OTHER, block->source);
    if (flow->natural) {
        slab->height = height + top;
    } else {
        slab->rows = rows;
        slab->before = setter->style->drawing.before;
    }
}

static LhDrawing *read_drawing(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    LhDrawingContext context = {
        .style = setter->style,
        .fonts = setter->context->fonts,
        .shaper = setter->shaper,
        .width = flow->width,
        .source = block->source,
        .diag = setter->context->diag,
    };
    context.source.line = block->listing.code_line;
    if (!block->listing.code_line)
        context.source = block->source;
    return block->listing.drawing == LH_DRAWING_CHART
               ? lh_drawing_chart(&context, block->listing.code)
               : lh_drawing_sketch(&context, block->listing.code);
}

/* Sets @drawing and its caption. */
static void set_figure(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                       const LhDrawing *drawing)
{
    const char *number = lh_references_number(setter->context->references, block);
    set_shapes(setter, block, flow, drawing);
    if (number || block->listing.caption) {
        const char *label = number ? lh_arena_printf(setter->arena, "Figure %s", number) : NULL;
        lh_keep_next(setter, LH_NEVER_BREAK);
        lh_set_caption(setter, flow, label, block->listing.caption, block->source);
    }
    lh_add_space(setter, flow, setter->style->drawing.after, setter->style->card.block_gap);
    setter->indent_next = FALSE;
}

gboolean lh_set_drawing(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    if (block->listing.drawing == LH_DRAWING_GRAPH) {
        const LhDrawing *graph = lh_graphs_find(setter->context->graphs, block);
        if (graph)
            set_figure(setter, block, flow, graph);
        return graph != NULL;
    }
    g_autoptr(LhDrawing) drawing = read_drawing(setter, block, flow);
    if (drawing && drawing->shapes->len == 0)
        lh_diag_add(setter->context->diag, LH_SEVERITY_ERROR, block->source, "empty-diagram",
                    "draw boxes, +--+, and lines, -->", "the diagram has nothing to draw");
    else if (drawing)
        set_figure(setter, block, flow, drawing);
    return drawing != NULL;
}
