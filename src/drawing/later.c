#include "longhand/drawing.h"
LhDrawing *lh_drawing_sketch(const LhDrawingContext *context, const char *text)
{
    (void) context;
    (void) text;
    return NULL;
}
LhDrawing *lh_drawing_chart(const LhDrawingContext *context, const char *text)
{
    (void) context;
    (void) text;
    return NULL;
}
