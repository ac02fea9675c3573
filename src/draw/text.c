/* A run of words on the picture of a page: its glyphs filled as paths. cairo's own way would move
 * each glyph to a whole pixel, and spoil the spacing. */
#include "internal.h"
#include "trace.h"

#include <math.h>

/* The most that a line may leave its ruling by itself; points. */
#define MOST_DRIFT 0.1

/* A run being set: where the pen is, and which font the waiting glyphs are in. */
typedef struct {
    LhPainter *painter;
    const LhRun *run;
    double x, y; /* the pen */
    double origin_x, origin_y;
    double size;               /* points: of the run */
    cairo_scaled_font_t *font; /* of the glyphs that wait; NULL = none do */
} Setting;

double lh_paint_drift(const LhStyle *style, const LhPage *page, const LhRun *run, double y)
{
    double most = style->hand.line_drift * style->hand.liveliness * style->role[run->role].wobble;
    if (most <= 0)
        return 0;
    guint32 seed = lh_hash_int((guint32) page->index, (guint32) (gint32) lrint(y * 16));
    return MIN(most, MOST_DRIFT) * ((seed >> 8 & 0xffff) / 32767.5 - 1);
}

guint lh_paint_sign_ink(const LhStyle *style, const LhRun *run, LhSign sign)
{
    if (sign == LH_SIGN_TICK)
        return style->card.gain.index;
    if (sign == LH_SIGN_CROSS)
        return style->card.cost.index;
    return run->ink;
}

/* Turns what waits about the run's origin. */
static void turn(Setting *setting)
{
    double angle = setting->run->angle * G_PI / 180, c = cos(angle), s = sin(angle);
    GArray *glyphs = setting->painter->glyphs;
    for (guint i = 0; i < glyphs->len; i++) {
        cairo_glyph_t *glyph = &g_array_index(glyphs, cairo_glyph_t, i);
        double dx = glyph->x - setting->origin_x, dy = glyph->y - setting->origin_y;
        glyph->x = setting->origin_x + c * dx - s * dy;
        glyph->y = setting->origin_y + s * dx + c * dy;
    }
}

/* Fills what waits. */
static void flush(Setting *setting)
{
    LhPainter *painter = setting->painter;
    if (setting->font && painter->glyphs->len > 0) {
        if (setting->run->angle != 0)
            turn(setting);
        lh_paint_ink(painter, setting->run->ink);
        cairo_set_scaled_font(painter->cr, setting->font);
        cairo_glyph_path(painter->cr, (const cairo_glyph_t *) (gpointer) painter->glyphs->data,
                         (int) painter->glyphs->len);
        cairo_fill(painter->cr);
    }
    setting->font = NULL;
    g_array_set_size(painter->glyphs, 0);
}

/* Glyphs that follow are in @face at @size. */
static void select_font(Setting *setting, guint face, double size)
{
    cairo_scaled_font_t *font = lh_faces_find(setting->painter->faces, face, (float) size,
                                              setting->run->shear, setting->run->angle);
    if (font == setting->font)
        return;
    flush(setting);
    setting->font = font;
}

static void set_piece(Setting *setting, const LhWord *word)
{
    LhPainter *painter = setting->painter;
    double size = setting->size * word->scale;
    guint variants = (guint) MAX(1, painter->style->hand.variants);
    select_font(setting, word->face, size);
    for (int i = 0; i < word->n_glyphs; i++) {
        const LhGlyph *glyph = &word->glyphs[i];
        cairo_glyph_t out = {lh_faces_glyph(painter->faces, word->face, glyph->gid,
                                            lh_glyph_variant(word, glyph, variants)),
                             setting->x + glyph->dx * size, setting->y - glyph->dy * size};
        g_array_append_val(painter->glyphs, out);
        setting->x += glyph->advance * size + setting->run->tracking;
    }
}

/* The path of a sign at the pen, in the run's ink or its own. */
static void draw_sign(Setting *setting, const LhWord *word)
{
    LhPainter *painter = setting->painter;
    cairo_t *cr = painter->cr;
    double size = setting->size * word->scale;
    LhSignShape shape = {0};
    lh_hand_sign(word->sign, g_utf8_get_char_validated(word->text, word->n_bytes),
                 lh_faces_bold(painter->faces, word->face), &shape);
    cairo_save(cr);
    cairo_translate(cr, setting->origin_x, setting->origin_y);
    cairo_rotate(cr, setting->run->angle * G_PI / 180);
    cairo_translate(cr, setting->x - setting->origin_x, setting->y - setting->origin_y);
    lh_paint_ink(painter, lh_paint_sign_ink(painter->style, setting->run, word->sign));
    lh_trace_path(&shape.path, 0, 0, size, size, lh_paint_op, cr);
    cairo_set_line_width(cr, shape.pen * size);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    if (shape.pen > 0)
        cairo_stroke(cr);
    else
        cairo_fill(cr);
    cairo_restore(cr);
    lh_path_clear(&shape.path);
    setting->x += word->width * setting->size + setting->run->tracking;
}

void lh_paint_run(LhPainter *painter, const LhRun *run, double x, double y)
{
    y += lh_paint_drift(painter->style, painter->page, run, y);
    Setting setting = {
        .painter = painter, .run = run, .x = x, .y = y, .origin_x = x, .origin_y = y};
    setting.size = painter->style->role[run->role].size * run->scale;
    for (int i = 0; i < run->n_words && !run->hidden; i++)
        for (const LhWord *word = run->words[i]; word; word = word->next) {
            if (word->sign != LH_SIGN_NONE)
                draw_sign(&setting, word);
            else
                set_piece(&setting, word);
        }
    flush(&setting);
}
