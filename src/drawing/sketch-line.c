/* The lines of a sketch: arms followed from cell to cell, straight on through crossings, to their
 * ends. */
#include "sketch.h"

#include <math.h>

#define NEAR_ACROSS 2 /* blank cells that a line may lack to the box it means, sideways … */
#define NEAR_DOWN   1 /* … and upwards or downwards */
#define ARC         0.5523

/* A line being followed: its corners, in cells. */
typedef struct {
    GArray *points; /* of LhPoint */
    gboolean dashed, heavy, twin;
    LhEnd first, last;   /* what is drawn at either end */
    gboolean to_wall[2]; /* that end meets a box */
} Trail;

/* Where the pen stands: leaving a cell by an arm. */
typedef struct {
    int row, column;
    LhArm arm;
} Step;

/* How the shapes are made. */
typedef struct {
    LhSketch *sketch;
    LhDrawing *drawing;
    const LhDrawingContext *context;
    double width, height; /* of a cell */
} Drafter;

static LhSketchCell *cell_of(LhSketch *s, Step step)
{
    return lh_sketch_cell(s, step.row, step.column);
}

static LhPoint middle(Step step)
{
    return (LhPoint){step.column + 0.5, step.row + 0.5};
}

/* Whether the cell has this arm and no box has drawn it. */
static gboolean has_arm(const LhSketchCell *cell, LhArm arm)
{
    return arm < LH_ARM_NONE && cell->arm[arm] && !(cell->boxed & (1u << arm));
}

/* The arm that the pen goes on by when it came in by @arm. */
static LhArm partner(const LhSketchCell *cell, LhArm arm)
{
    LhArm straight = lh_arm_opposite(arm), turn = LH_ARM_NONE;
    if (cell->end == LH_END_ARROW && cell->toward == straight)
        return LH_ARM_NONE;
    if (has_arm(cell, straight))
        return straight;
    for (int side = 0; side < 4; side++) {
        if (side == (int) arm || side == (int) straight || !has_arm(cell, (LhArm) side))
            continue;
        if (turn != LH_ARM_NONE)
            return LH_ARM_NONE;
        turn = (LhArm) side;
    }
    /* a corner only where no box's wall goes on: there both begin at the wall */
    return cell->boxed ? LH_ARM_NONE : turn;
}

/* The cell that @step leads to, as the way back from it; FALSE = nothing there takes the line on.
 */
static gboolean next_cell(LhSketch *s, Step step, Step *next)
{
    *next = (Step){step.row + lh_arm_dy(step.arm), step.column + lh_arm_dx(step.arm),
                   lh_arm_opposite(step.arm)};
    return has_arm(cell_of(s, *next), next->arm);
}

/* The end from which the line that leaves by @step can be drawn in one go. */
static Step find_start(LhSketch *s, Step step)
{
    Step before;
    gsize most = 4 * (gsize) s->rows * (gsize) s->columns; /* a ring has no start */
    for (gsize i = 0; i < most; i++) {
        LhArm in = partner(cell_of(s, step), step.arm);
        if (in == LH_ARM_NONE)
            return step;
        Step back = {step.row, step.column, in};
        if (!next_cell(s, back, &before))
            return step;
        step = before;
    }
    return step;
}

/* Where a line that leaves its last cell by @step stops: at the box that it means, or at the cell's
 * edge. TRUE in @wall when it is a box. */
static LhPoint loose_end(LhSketch *s, Step step, gboolean *wall)
{
    int dx = lh_arm_dx(step.arm), dy = lh_arm_dy(step.arm);
    int near = dx ? NEAR_ACROSS : NEAR_DOWN;
    *wall = FALSE;
    for (int i = 1; i <= near + 1; i++) {
        LhSketchCell *cell = lh_sketch_cell(s, step.row + i * dy, step.column + i * dx);
        if (cell->boxed && lh_sketch_is_wall(cell, step.arm)) {
            *wall = TRUE;
            return (LhPoint){step.column + 0.5 + i * dx, step.row + 0.5 + i * dy};
        }
        if (cell->character || cell->half)
            break;
    }
    return (LhPoint){step.column + 0.5 + 0.5 * dx, step.row + 0.5 + 0.5 * dy};
}

static void add_point(Trail *trail, LhPoint p)
{
    g_array_append_val(trail->points, p);
}

static void mark(LhSketchCell *cell, LhArm arm, Trail *trail)
{
    cell->traced |= (guint8) (1u << arm);
    trail->dashed |= cell->dashed;
    trail->heavy |= cell->arm[arm] == LH_STROKE_HEAVY;
    trail->twin |= cell->arm[arm] == LH_STROKE_DOUBLE;
}

/* Begins at @start: in its cell's middle, or at the loose end behind it. */
static void begin(LhSketch *s, Trail *trail, Step start)
{
    LhSketchCell *cell = cell_of(s, start);
    LhArm in = partner(cell, start.arm);
    if (cell->end == LH_END_ARROW && cell->toward == lh_arm_opposite(start.arm)) {
        Step ahead = {start.row, start.column, (LhArm) cell->toward};
        gboolean in_wall = cell->boxed || lh_sketch_is_wall(cell, start.arm);
        trail->first = LH_END_ARROW;
        add_point(trail, in_wall ? middle(start) : loose_end(s, ahead, &trail->to_wall[0]));
        trail->to_wall[0] |= in_wall;
    } else if (in == LH_ARM_NONE) {
        trail->first = (LhEnd) cell->end;
        add_point(trail, middle(start));
    } else {
        Step behind = {start.row, start.column, in};
        add_point(trail, loose_end(s, behind, &trail->to_wall[0]));
        mark(cell, in, trail);
        if (in != lh_arm_opposite(start.arm))
            add_point(trail, middle(start));
    }
}

/* The line stops in the cell that @in was entered by. */
static void stop(LhSketch *s, Trail *trail, Step in)
{
    LhSketchCell *cell = cell_of(s, in);
    trail->last = (LhEnd) cell->end;
    if (cell->end == LH_END_ARROW && cell->toward == lh_arm_opposite(in.arm)) {
        Step ahead = {in.row, in.column, (LhArm) cell->toward};
        gboolean in_wall = cell->boxed || lh_sketch_is_wall(cell, in.arm);
        add_point(trail, in_wall ? middle(in) : loose_end(s, ahead, &trail->to_wall[1]));
        trail->to_wall[1] |= in_wall;
        return;
    }
    if (cell->end == LH_END_ARROW)
        trail->last = LH_END_NONE;
    add_point(trail, middle(in));
}

/* Follows the line from @start to its other end. */
static void follow(LhSketch *s, Trail *trail, Step start)
{
    Step step = start, in;
    begin(s, trail, start);
    for (;;) {
        mark(cell_of(s, step), step.arm, trail);
        if (!next_cell(s, step, &in)) {
            add_point(trail, loose_end(s, step, &trail->to_wall[1]));
            return;
        }
        LhSketchCell *cell = cell_of(s, in);
        mark(cell, in.arm, trail);
        LhArm out = partner(cell, in.arm);
        if (out == LH_ARM_NONE || cell->traced & (1u << out)) {
            stop(s, trail, in);
            return;
        }
        if (out != lh_arm_opposite(in.arm))
            add_point(trail, middle(in));
        step = (Step){in.row, in.column, out};
    }
}

/* ---- Shapes ---- */

static LhPoint toward(LhPoint from, LhPoint to, double by)
{
    double length = MAX(hypot(to.x - from.x, to.y - from.y), LH_EPSILON);
    return (LhPoint){from.x + (to.x - from.x) / length * by,
                     from.y + (to.y - from.y) / length * by};
}

static double distance(LhPoint a, LhPoint b)
{
    return hypot(b.x - a.x, b.y - a.y);
}

/* The line with its corners rounded by at most @radius: Béziers. (transfer full) */
static GArray *round_corners(const LhPoint *p, int n, double radius)
{
    GArray *curve = g_array_new(FALSE, FALSE, sizeof(LhPoint));
    LhPoint from = p[0];
    g_array_append_val(curve, from);
    for (int i = 1; i < n; i++) {
        double r = 0;
        if (i + 1 < n)
            r = MIN(radius, MIN(distance(p[i - 1], p[i]), distance(p[i], p[i + 1])) / 2);
        LhPoint to = toward(p[i], p[i - 1], r);
        LhPoint straight[] = {toward(from, to, distance(from, to) / 3),
                              toward(to, from, distance(from, to) / 3), to};
        g_array_append_vals(curve, straight, 3);
        from = to;
        if (i + 1 == n)
            break;
        LhPoint out = toward(p[i], p[i + 1], r);
        LhPoint arc[] = {toward(to, p[i], r * ARC), toward(out, p[i], r * ARC), out};
        g_array_append_vals(curve, arc, 3);
        from = out;
    }
    return curve;
}

/* The line moved sideways by @by; its pieces are level or upright. */
static void shift_aside(const LhPoint *p, int n, double by, LhPoint *out)
{
    for (int i = 0; i < n; i++) {
        out[i] = p[i];
        for (int side = -1; side <= 0; side++) {
            if (i + side < 0 || i + side + 1 >= n)
                continue;
            LhPoint a = p[i + side], b = p[i + side + 1];
            if (fabs(b.x - a.x) > fabs(b.y - a.y))
                out[i].y = p[i].y + (b.x > a.x ? by : -by);
            else
                out[i].x = p[i].x + (b.y > a.y ? -by : by);
        }
    }
}

static void add_stroke(const Drafter *d, const Trail *trail, const LhPoint *p, int n)
{
    const LhStyle *style = d->context->style;
    LhShape *shape;
    if (n > 2) {
        g_autoptr(GArray) curve = round_corners(p, n, style->drawing.radius);
        shape = lh_drawing_add(d->drawing, d->context, LH_SHAPE_CURVE, (LhPoint *) curve->data,
                               (int) curve->len);
    } else
        shape = lh_drawing_add(d->drawing, d->context, LH_SHAPE_LINE, p, n);
    shape->dash = trail->dashed ? LH_DASH_DASHED : LH_DASH_NONE;
    shape->weight = trail->heavy ? style->drawing.heavy : 1;
}

static void add_end(const Drafter *d, LhEnd end, LhPoint from, LhPoint tip)
{
    if (end == LH_END_ARROW)
        lh_drawing_add(d->drawing, d->context, LH_SHAPE_HEAD, (LhPoint[]){from, tip}, 2);
}

/* A blob or ring in a cell's middle. */
static void add_blob(const Drafter *d, LhEnd end, LhPoint p)
{
    const LhStyle *style = d->context->style;
    double r = style->drawing.marker;
    LhShape *shape =
        lh_drawing_add(d->drawing, d->context, LH_SHAPE_ELLIPSE, (LhPoint[]){p, {r, r}}, 2);
    shape->fill = end == LH_END_DOT ? shape->ink : style->drawing.paper.index;
}

static void add_trail(const Drafter *d, const Trail *trail)
{
    const LhStyle *style = d->context->style;
    int n = (int) trail->points->len;
    g_autofree LhPoint *p = g_memdup2(trail->points->data, (gsize) n * sizeof(LhPoint));
    g_autofree LhPoint *aside = g_new(LhPoint, n);

    for (int i = 0; i < n; i++) {
        p[i].x *= d->width;
        p[i].y *= d->height;
    }
    for (int end = 0; end < 2; end++)
        if ((end ? trail->last : trail->first) == LH_END_ARROW && trail->to_wall[end]) {
            int i = end ? n - 1 : 0, k = end ? n - 2 : 1;
            p[i] = toward(p[i], p[k], MIN(style->drawing.weight, distance(p[i], p[k]) / 2));
        }
    if (trail->twin) {
        for (int side = -1; side <= 1; side += 2) {
            shift_aside(p, n, side * style->drawing.twin_gap / 2, aside);
            add_stroke(d, trail, aside, n);
        }
    } else
        add_stroke(d, trail, p, n);
    add_end(d, trail->first, p[1], p[0]);
    add_end(d, trail->last, p[n - 2], p[n - 1]);
}

static void trace_from(const Drafter *d, Step step)
{
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(LhPoint));
    Trail trail = {.points = points};
    follow(d->sketch, &trail, find_start(d->sketch, step));
    if (points->len > 1)
        add_trail(d, &trail);
}

/* ---- Slants ---- */

static gboolean leans(LhSketch *s, int row, int column, gunichar one, gunichar other)
{
    const LhSketchCell *cell = lh_sketch_cell(s, row, column);
    return cell->slant &&
           (cell->character == one || cell->character == other || cell->character == 0x2573);
}

/* The slash that begins in this cell, downwards: @lean is -1 for `/`, 1 for `\`. */
static void draw_slant(const Drafter *d, int row, int column, int lean)
{
    gunichar one = lean < 0 ? '/' : '\\', other = lean < 0 ? 0x2571 : 0x2572;
    int n = 0;
    if (!leans(d->sketch, row, column, one, other) ||
        leans(d->sketch, row - 1, column - lean, one, other))
        return;
    while (leans(d->sketch, row + n, column + n * lean, one, other))
        n++;
    double from = lean < 0 ? column + 1 : column;
    LhPoint ends[] = {{from * d->width, row * d->height},
                      {(from + n * lean) * d->width, (row + n) * d->height}};
    lh_drawing_add(d->drawing, d->context, LH_SHAPE_LINE, ends, 2);
}

static void draw_cell(const Drafter *d, int row, int column)
{
    LhSketchCell *cell = lh_sketch_cell(d->sketch, row, column);
    for (int arm = 0; arm < 4; arm++)
        if (has_arm(cell, (LhArm) arm) && !(cell->traced & (1u << arm)))
            trace_from(d, (Step){row, column, (LhArm) arm});
    if (cell->end == LH_END_DOT || cell->end == LH_END_RING)
        add_blob(d, (LhEnd) cell->end,
                 (LhPoint){(column + 0.5) * d->width, (row + 0.5) * d->height});
    draw_slant(d, row, column, -1);
    draw_slant(d, row, column, 1);
}

void lh_sketch_draw_lines(LhSketch *sketch, LhDrawing *drawing, const LhDrawingContext *context,
                          double width, double height)
{
    Drafter d = {sketch, drawing, context, width, height};
    for (int row = 0; row < sketch->rows; row++)
        for (int column = 0; column < sketch->columns; column++)
            draw_cell(&d, row, column);
}

/* ---- Boxes ---- */

/* The second strokes of sides that are double. */
static void add_twins(const Drafter *d, const LhSketchBox *box, LhPoint a, LhPoint b)
{
    double gap = d->context->style->drawing.twin_gap;
    LhPoint in = {a.x + gap, a.y + gap}, out = {b.x - gap, b.y - gap};
    if (box->twin == 0xF) {
        lh_drawing_add(d->drawing, d->context, LH_SHAPE_BOX, (LhPoint[]){in, out}, 2)->rounded =
            TRUE;
        return;
    }
    const LhPoint ends[4][2] = {{{in.x, a.y}, {in.x, b.y}},
                                {{out.x, a.y}, {out.x, b.y}},
                                {{a.x, in.y}, {b.x, in.y}},
                                {{a.x, out.y}, {b.x, out.y}}};
    for (int side = 0; side < 4; side++)
        if (box->twin & (1u << side))
            lh_drawing_add(d->drawing, d->context, LH_SHAPE_LINE, ends[side], 2);
}

void lh_sketch_draw_boxes(LhSketch *sketch, LhDrawing *drawing, const LhDrawingContext *context,
                          double width, double height)
{
    const LhStyle *style = context->style;
    Drafter d = {sketch, drawing, context, width, height};
    for (guint i = 0; i < sketch->boxes->len; i++) {
        const LhSketchBox *box = &g_array_index(sketch->boxes, LhSketchBox, i);
        LhPoint corners[] = {{(box->left + 0.5) * width, (box->top + 0.5) * height},
                             {(box->right + 0.5) * width, (box->bottom + 0.5) * height}};
        LhShape *shape = lh_drawing_add(drawing, context, LH_SHAPE_BOX, corners, 2);
        shape->rounded = shape->twice = TRUE;
        shape->fill = (box->group ? style->drawing.group : style->drawing.paper).index;
        if (box->group)
            shape->ink = style->drawing.group_edge.index;
        shape->dash = box->dashed ? LH_DASH_DASHED : LH_DASH_NONE;
        shape->weight = box->heavy ? style->drawing.heavy : 1;
        if (box->twin)
            add_twins(&d, box, corners[0], corners[1]);
    }
}
