/* Drawings under construction: shapes, and text that is measured as it will be set. */
#include "longhand/drawing.h"

#include <math.h>
#include <string.h>

LhDrawing *lh_drawing_new(void)
{
    LhDrawing *drawing = g_new0(LhDrawing, 1);
    drawing->arena = lh_arena_new();
    drawing->shapes = g_array_new(FALSE, TRUE, sizeof(LhShape));
    return drawing;
}

void lh_drawing_free(LhDrawing *drawing)
{
    if (!drawing)
        return;
    g_array_unref(drawing->shapes);
    lh_arena_free(drawing->arena);
    g_free(drawing);
}

LhShape *lh_drawing_add(LhDrawing *drawing, const LhDrawingContext *context, LhShapeKind kind,
                        const LhPoint *points, int n_points)
{
    LhPoint *copy = lh_arena_new0(drawing->arena, LhPoint, (gsize) MAX(n_points, 1));
    memcpy(copy, points, (gsize) n_points * sizeof(LhPoint));
    LhShape shape = {
        .kind = kind,
        .points = copy,
        .n_points = n_points,
        .ink = context->style->drawing.ink.index,
        .fill = LH_NO_INK,
        .weight = 1,
        .scale = 1,
        .size = context->style->drawing.head,
    };
    g_array_append_val(drawing->shapes, shape);
    return &g_array_index(drawing->shapes, LhShape, drawing->shapes->len - 1);
}

double lh_drawing_measure(const LhDrawingContext *context, const char *text, LhRole role)
{
    const LhWord *word = lh_shape_word(context->shaper, role, text, strlen(text), 0);
    return (double) word->total * context->style->role[role].size;
}

double lh_drawing_line(const LhDrawingContext *context, LhRole role, double *baseline)
{
    const LhTextStyle *style = &context->style->role[role];
    LhFontMetrics metrics = lh_fonts_metrics(context->fonts, style->face_index);
    double height = style->size * context->style->drawing.leading;
    *baseline = height / 2 + (metrics.x_height + metrics.cap_height) / 4 * style->size;
    return height;
}

LhShape *lh_drawing_text(LhDrawing *drawing, const LhDrawingContext *context, const char *text,
                         LhRole role, double x, double y, double align)
{
    LhShape *shape = lh_drawing_add(drawing, context, LH_SHAPE_TEXT, &(LhPoint){x, y}, 1);
    shape->text = lh_arena_strndup(drawing->arena, text, -1);
    shape->role = role;
    shape->ink = context->style->role[role].ink.index;
    shape->align = align;
    shape->width = lh_drawing_measure(context, text, role);
    return shape;
}

/* ---- Extents ---- */

typedef struct {
    double left, right, top, bottom;
} Extent;

static void widen(Extent *box, double x, double y, double by)
{
    box->left = MIN(box->left, x - by);
    box->right = MAX(box->right, x + by);
    box->top = MIN(box->top, y - by);
    box->bottom = MAX(box->bottom, y + by);
}

static void widen_text(Extent *box, const LhDrawingContext *context, const LhShape *shape)
{
    double baseline, width = shape->width * shape->scale;
    double height = lh_drawing_line(context, shape->role, &baseline) * shape->scale;
    double from = -shape->align * width, top = -baseline * shape->scale;
    LhPoint p = shape->points[0];
    if (shape->upwards) {
        widen(box, p.x + top, p.y - from, 0);
        widen(box, p.x + top + height, p.y - from - width, 0);
    } else {
        widen(box, p.x + from, p.y + top, 0);
        widen(box, p.x + from + width, p.y + top + height, 0);
    }
}

static void widen_shape(Extent *box, const LhDrawingContext *context, const LhShape *shape)
{
    double pen = context->style->drawing.line_weight * shape->weight / 2;
    const LhPoint *p = shape->points;
    if (shape->kind == LH_SHAPE_TEXT)
        widen_text(box, context, shape);
    else if (shape->kind == LH_SHAPE_ELLIPSE) {
        widen(box, p[0].x - p[1].x, p[0].y - p[1].y, pen);
        widen(box, p[0].x + p[1].x, p[0].y + p[1].y, pen);
    } else
        for (int i = 0; i < shape->n_points; i++)
            widen(box, p[i].x, p[i].y, pen);
}

void lh_drawing_settle(LhDrawing *drawing, const LhDrawingContext *context)
{
    Extent box = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (guint i = 0; i < drawing->shapes->len; i++)
        widen_shape(&box, context, &g_array_index(drawing->shapes, LhShape, i));
    if (box.left > box.right)
        box = (Extent){0};
    for (guint i = 0; i < drawing->shapes->len; i++) {
        LhShape *shape = &g_array_index(drawing->shapes, LhShape, i);
        LhPoint *points = (LhPoint *) shape->points; /* the drawing's own */
        int n = shape->kind == LH_SHAPE_ELLIPSE ? 1 : shape->n_points;
        for (int k = 0; k < n; k++) {
            points[k].x -= box.left;
            points[k].y -= box.top;
        }
    }
    drawing->width = box.right - box.left;
    drawing->height = box.bottom - box.top;
}

/* ---- Mistakes ---- */

void lh_drawing_tell(const LhDrawingContext *context, LhSeverity severity, int line,
                     const char *code, const char *hint, const char *format, ...)
{
    LhSource source = context->source;
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    if (source.line && line > 0) {
        source.line += line - 1;
        source.column = 1;
    }
    lh_diag_add(context->diag, severity, source, code, hint, "%s", what);
}
