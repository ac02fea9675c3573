/* Sketches of characters: read into cells, told apart, drawn. */
#include "sketch.h"

#include <math.h>

#define MOST_GROWTH 2.0 /* a cell grows to so much of its size; then the text becomes smaller */

/* Points that @text may take in cells of @width. */
static double room_of(const LhSketchText *text, double width, double clear)
{
    double before = text->anchor - text->left, after = text->right - text->anchor;
    double room = text->align == 0 ? after : text->align == 1 ? before : 2 * MIN(before, after);
    return room * width - clear * (text->align == 0.5 ? 2 : 1);
}

/* The width of a cell that takes every text at the least size allowed, or the usual one. */
static double find_width(const GArray *texts, const LhSketch *sketch, const LhStyle *style,
                         double column)
{
    double usual = style->drawing.cell_width;
    double width = MIN(usual, column / MAX(sketch->columns, 1));
    for (guint i = 0; i < texts->len; i++) {
        const LhSketchText *text = &g_array_index(texts, LhSketchText, i);
        double unit = room_of(text, 1, 0);
        double clear = unit - room_of(text, 1, style->drawing.clear);
        if (isfinite(unit) && unit > LH_EPSILON)
            width = MAX(width, (text->width * style->drawing.squeeze + clear) / unit);
    }
    return MIN(width, usual * MOST_GROWTH);
}

/* What the texts of one role are scaled by: they stay of one size. */
static double find_scale(const GArray *texts, LhRole role, const LhStyle *style, double width)
{
    double scale = 1;
    for (guint i = 0; i < texts->len; i++) {
        const LhSketchText *text = &g_array_index(texts, LhSketchText, i);
        if (text->role == role && text->width > 0)
            scale = MIN(scale, room_of(text, width, style->drawing.clear) / text->width);
    }
    return MAX(scale, style->drawing.squeeze);
}

static void draw_texts(LhDrawing *drawing, const LhDrawingContext *context, const GArray *texts,
                       double width, double height)
{
    const LhStyle *style = context->style;
    double scales[LH_N_ROLES] = {0};
    for (guint i = 0; i < texts->len; i++) {
        const LhSketchText *text = &g_array_index(texts, LhSketchText, i);
        if (scales[text->role] <= 0)
            scales[text->role] = find_scale(texts, text->role, style, width);
        double own = room_of(text, width, style->drawing.clear) / MAX(text->width, LH_EPSILON);
        double scale = MIN(scales[text->role], MAX(own, 0.1)), baseline;
        double line = lh_drawing_line(context, text->role, &baseline);
        double y = (text->row + 0.5 + text->lower) * height + (baseline - line / 2) * scale;
        lh_drawing_text(drawing, context, text->words, text->role, text->anchor * width, y,
                        text->align)
            ->scale = scale;
    }
}

static LhDrawing *draw(LhSketch *sketch, const LhDrawingContext *context)
{
    const LhStyle *style = context->style;
    LhDrawing *drawing = lh_drawing_new();
    g_autoptr(GArray) texts = lh_sketch_find_texts(sketch, context, drawing->arena);
    double width = find_width(texts, sketch, style, context->width);
    double height = style->drawing.cell_height;
    lh_sketch_draw_boxes(sketch, drawing, context, width, height);
    lh_sketch_draw_lines(sketch, drawing, context, width, height);
    draw_texts(drawing, context, texts, width, height);
    lh_drawing_settle(drawing, context);
    return drawing;
}

LhDrawing *lh_drawing_sketch(const LhDrawingContext *context, const char *text)
{
    LhSketch sketch;
    LhDrawing *drawing = NULL;
    if (lh_sketch_read(&sketch, context, text)) {
        lh_sketch_find_strokes(&sketch);
        lh_sketch_find_boxes(&sketch);
        drawing = draw(&sketch, context);
    }
    lh_sketch_clear(&sketch);
    return drawing;
}
