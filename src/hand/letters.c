/* Letters as paths, for what is to be seen and not read as text. */
#include "longhand/hand.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

typedef struct {
    LhPath *path;
    double x, y, scale; /* the pen; points a font unit */
    FT_Vector at;       /* where the outline is: quadratic curves become cubic ones */
    gboolean open;
} Tracing;

static double right(const Tracing *t, double x)
{
    return t->x + x * t->scale;
}

static double down(const Tracing *t, double y)
{
    return t->y - y * t->scale;
}

static void end_contour(Tracing *t)
{
    if (t->open)
        lh_path_close(t->path);
    t->open = FALSE;
}

static int move_to(const FT_Vector *to, void *data)
{
    Tracing *t = data;
    end_contour(t);
    lh_path_move(t->path, right(t, to->x), down(t, to->y));
    t->at = *to;
    t->open = TRUE;
    return 0;
}

static int line_to(const FT_Vector *to, void *data)
{
    Tracing *t = data;
    lh_path_line(t->path, right(t, to->x), down(t, to->y));
    t->at = *to;
    return 0;
}

static int cubic_to(const FT_Vector *a, const FT_Vector *b, const FT_Vector *to, void *data)
{
    Tracing *t = data;
    lh_path_curve(t->path, right(t, a->x), down(t, a->y), right(t, b->x), down(t, b->y),
                  right(t, to->x), down(t, to->y));
    t->at = *to;
    return 0;
}

static int conic_to(const FT_Vector *c, const FT_Vector *to, void *data)
{
    Tracing *t = data;
    double ax = (t->at.x + 2.0 * c->x) / 3, ay = (t->at.y + 2.0 * c->y) / 3;
    double bx = (to->x + 2.0 * c->x) / 3, by = (to->y + 2.0 * c->y) / 3;
    lh_path_curve(t->path, right(t, ax), down(t, ay), right(t, bx), down(t, by), right(t, to->x),
                  down(t, to->y));
    t->at = *to;
    return 0;
}

static void trace_glyph(Tracing *t, FT_Face face, guint gid)
{
    static const FT_Outline_Funcs tracers = {move_to, line_to, conic_to, cubic_to, 0, 0};
    if (FT_Load_Glyph(face, gid, FT_LOAD_NO_SCALE) == 0 &&
        face->glyph->format == FT_GLYPH_FORMAT_OUTLINE)
        FT_Outline_Decompose(&face->glyph->outline, &tracers, t);
    end_contour(t);
}

static void trace_word(Tracing *t, FT_Library library, GBytes *font, const LhWord *word,
                       double size)
{
    FT_Face face;
    gsize length;
    const FT_Byte *bytes = g_bytes_get_data(font, &length);
    if (FT_New_Memory_Face(library, bytes, (FT_Long) length, 0, &face) != 0)
        return;
    double x = t->x, y = t->y;
    t->scale = size / face->units_per_EM;
    for (int i = 0; i < word->n_glyphs; i++) {
        const LhGlyph *glyph = &word->glyphs[i];
        t->x = x + glyph->dx * size;
        t->y = y - glyph->dy * size;
        trace_glyph(t, face, glyph->gid);
        x += glyph->advance * size;
    }
    t->y = y;
    FT_Done_Face(face);
}

void lh_hand_letters(LhPath *path, const LhFonts *fonts, const LhWord *word, double x, double y,
                     double size)
{
    Tracing tracing = {.path = path, .y = y};
    FT_Library library;
    if (FT_Init_FreeType(&library) != 0)
        return;
    for (; word; word = word->next) {
        tracing.x = x;
        if (word->sign == LH_SIGN_NONE)
            trace_word(&tracing, library, lh_fonts_peek_bytes(fonts, word->face), word,
                       size * word->scale);
        x += word->width * size;
    }
    FT_Done_FreeType(library);
}
