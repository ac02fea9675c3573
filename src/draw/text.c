/* A run of words to one show_text_glyphs call, spaces included, with its UTF-8 and clusters. */
#include "internal.h"

#include <math.h>
#include <string.h>

/* The most that a line may leave its ruling by itself; points. */
#define MOST_DRIFT 0.1

/* Any size will do; points. */
#define PRIMING_SIZE 10

/* The side of what is let through of a letter that is not to be seen; points. */
#define SPOT 0.02

/* A run being set: where the pen is, and which font the waiting glyphs are in. */
typedef struct {
    LhPainter *painter;
    const LhRun *run;
    double x, y; /* the pen */
    double origin_x, origin_y;
    float size;                /* points: of the run */
    cairo_scaled_font_t *font; /* of the glyphs that wait; NULL = none do */
    guint face;                /* the font's, */
    float font_size;           /* and its points */
    gboolean has_ink;          /* more than spaces waits */
    gboolean backward;         /* they run right to left */
} Setting;

/* A line's own small shift, the same for all that stands on it. */
static double drift(const LhPainter *painter, const LhRun *run, double y)
{
    const LhStyle *style = painter->style;
    double most = style->hand.line_drift * style->hand.liveliness * style->role[run->role].wobble;
    if (most <= 0)
        return 0;
    guint32 seed = lh_hash_int((guint32) painter->page->index, (guint32) (gint32) lrint(y * 16));
    return MIN(most, MOST_DRIFT) * ((seed >> 8 & 0xffff) / 32767.5 - 1);
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

/* On a bitmap: cairo's own way would move each glyph to a whole pixel, and spoil the spacing. */
static void fill_glyphs(const LhPainter *painter)
{
    cairo_new_path(painter->cr);
    cairo_glyph_path(painter->cr, (const cairo_glyph_t *) (gpointer) painter->glyphs->data,
                     (int) painter->glyphs->len);
    cairo_fill(painter->cr);
}

static void show(Setting *setting)
{
    LhPainter *painter = setting->painter;
    cairo_set_scaled_font(painter->cr, setting->font);
    if (!painter->vector) {
        fill_glyphs(painter);
        return;
    }
    cairo_show_text_glyphs(
        painter->cr, painter->text->str, (int) painter->text->len,
        (const cairo_glyph_t *) (gpointer) painter->glyphs->data, (int) painter->glyphs->len,
        (const cairo_text_cluster_t *) (gpointer) painter->clusters->data,
        (int) painter->clusters->len, setting->backward ? CAIRO_TEXT_CLUSTER_FLAG_BACKWARD : 0);
}

/* cairo leaves out text without ink. So spaces alone get a letter for company, of which only a spot
 * in its hole is let through. */
static void show_spaces(Setting *setting)
{
    LhPainter *painter = setting->painter;
    LhHole hole = lh_faces_hole(painter->faces, setting->face);
    if (!painter->vector || !hole.glyph || painter->clusters->len == 0)
        return;
    cairo_glyph_t glyph = g_array_index(painter->glyphs, cairo_glyph_t, painter->glyphs->len - 1);
    glyph.index = hole.glyph;
    g_array_append_val(painter->glyphs, glyph);
    g_array_index(painter->clusters, cairo_text_cluster_t, painter->clusters->len - 1).num_glyphs++;
    cairo_save(painter->cr);
    cairo_rectangle(painter->cr, glyph.x + hole.x * setting->font_size - SPOT / 2,
                    glyph.y + hole.y * setting->font_size - SPOT / 2, SPOT, SPOT);
    cairo_clip(painter->cr);
    show(setting);
    cairo_restore(painter->cr);
}

/* Sends what waits. */
static void flush(Setting *setting)
{
    LhPainter *painter = setting->painter;
    if (setting->font && painter->glyphs->len > 0) {
        lh_paint_ink(painter, setting->run->ink);
        if (setting->run->angle != 0)
            turn(setting);
        if (setting->has_ink)
            show(setting);
        else if (setting->run->angle == 0 && setting->run->shear == 0)
            show_spaces(setting);
    }
    setting->font = NULL;
    setting->has_ink = FALSE;
    g_array_set_size(painter->glyphs, 0);
    g_array_set_size(painter->clusters, 0);
    g_string_truncate(painter->text, 0);
}

/* Glyphs that follow are in @face at @size. */
static void select_font(Setting *setting, guint face, float size, gboolean backward)
{
    cairo_scaled_font_t *font = lh_faces_find(setting->painter->faces, face, size,
                                              setting->run->shear, setting->run->angle);
    if (font == setting->font && !backward && !setting->backward)
        return;
    flush(setting);
    setting->font = font;
    setting->face = face;
    setting->font_size = size;
    setting->backward = backward;
}

static void add_cluster(LhPainter *painter, int n_bytes, int n_glyphs)
{
    cairo_text_cluster_t cluster = {n_bytes, n_glyphs};
    g_array_append_val(painter->clusters, cluster);
}

/* The clusters of a word whose own do not add up to its text: all in one. */
static void merge_clusters(LhPainter *painter, const LhWord *word, guint first)
{
    g_array_set_size(painter->clusters, first);
    add_cluster(painter, word->n_bytes, word->n_glyphs);
}

static void add_clusters(LhPainter *painter, const LhWord *word)
{
    guint first = painter->clusters->len;
    int n_bytes = 0;
    for (int i = 0; i < word->n_glyphs; i++) {
        if (word->glyphs[i].n_bytes > 0 || i == 0)
            add_cluster(painter, word->glyphs[i].n_bytes, 1);
        else
            g_array_index(painter->clusters, cairo_text_cluster_t, painter->clusters->len - 1)
                .num_glyphs++;
        n_bytes += word->glyphs[i].n_bytes;
    }
    if (n_bytes != word->n_bytes)
        merge_clusters(painter, word, first);
}

/* Clusters go by the text, which runs against the glyphs here. */
static void reverse_clusters(GArray *clusters)
{
    cairo_text_cluster_t *c = (cairo_text_cluster_t *) (gpointer) clusters->data;
    for (guint i = 0, k = clusters->len; i + 1 < k; i++) {
        k--;
        cairo_text_cluster_t held = c[i];
        c[i] = c[k];
        c[k] = held;
    }
}

static void add_glyphs(Setting *setting, const LhWord *word, float size)
{
    LhPainter *painter = setting->painter;
    guint first = painter->glyphs->len;
    g_array_set_size(painter->glyphs, first + word->n_glyphs);
    cairo_glyph_t *out = &g_array_index(painter->glyphs, cairo_glyph_t, first);
    guint variants = (guint) MAX(1, painter->style->hand.variants);
    guint space = lh_faces_space(painter->faces, word->face);
    for (int i = 0; i < word->n_glyphs; i++) {
        const LhGlyph *glyph = &word->glyphs[i];
        setting->has_ink |= glyph->gid != space;
        out[i].index = lh_faces_glyph(painter->faces, word->face, glyph->gid,
                                      lh_glyph_variant(word, glyph, variants));
        out[i].x = setting->x + glyph->dx * size;
        out[i].y = setting->y - glyph->dy * size;
        setting->x += glyph->advance * size + setting->run->tracking;
    }
    g_string_append_len(painter->text, word->text, word->n_bytes);
}

static void set_piece(Setting *setting, const LhWord *word)
{
    if (word->n_glyphs == 0)
        return;
    float size = setting->size * word->scale;
    gboolean backward = (word->flags & LH_WORD_RTL) != 0;
    select_font(setting, word->face, size, backward);
    add_glyphs(setting, word, size);
    add_clusters(setting->painter, word);
    if (backward) {
        reverse_clusters(setting->painter->clusters);
        flush(setting);
    }
}

/* A space that stands for @word's text: nothing to see, something to copy. */
static void set_hidden(Setting *setting, const LhWord *word)
{
    if (word->n_bytes == 0)
        return;
    LhPainter *painter = setting->painter;
    select_font(setting, word->face, setting->size, FALSE);
    cairo_glyph_t glyph = {lh_faces_space(painter->faces, word->face), setting->x, setting->y};
    g_array_append_val(painter->glyphs, glyph);
    g_string_append_len(painter->text, word->text, word->n_bytes);
    add_cluster(painter, word->n_bytes, 1);
    setting->x += word->width * setting->size + setting->run->tracking;
}

static guint sign_ink(const LhPainter *painter, const LhRun *run, LhSign sign)
{
    if (sign == LH_SIGN_TICK)
        return painter->style->card.gain.index;
    if (sign == LH_SIGN_CROSS)
        return painter->style->card.cost.index;
    return run->ink;
}

static void trace_sign(cairo_t *cr, const LhPath *path, double size)
{
    const double *p = (const double *) (gconstpointer) path->points->data;
    for (guint i = 0; i < path->ops->len; i++) {
        switch ((LhPathOp) g_array_index(path->ops, guint8, i)) {
        case LH_MOVE:
            cairo_move_to(cr, p[0] * size, p[1] * size);
            p += 2;
            break;
        case LH_LINE:
            cairo_line_to(cr, p[0] * size, p[1] * size);
            p += 2;
            break;
        case LH_CURVE:
            cairo_curve_to(cr, p[0] * size, p[1] * size, p[2] * size, p[3] * size, p[4] * size,
                           p[5] * size);
            p += 6;
            break;
        case LH_CLOSE:
            cairo_close_path(cr);
            break;
        }
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
    lh_paint_ink(painter, sign_ink(painter, setting->run, word->sign));
    trace_sign(cr, &shape.path, size);
    cairo_set_line_width(cr, shape.pen * size);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    if (shape.pen > 0)
        cairo_stroke(cr);
    else
        cairo_fill(cr);
    cairo_restore(cr);
    lh_path_clear(&shape.path);
}

static void set_word(Setting *setting, const LhWord *word)
{
    for (; word; word = word->next) {
        if (word->sign != LH_SIGN_NONE && !setting->run->hidden)
            draw_sign(setting, word);
        if (word->sign != LH_SIGN_NONE || setting->run->hidden)
            set_hidden(setting, word);
        else
            set_piece(setting, word);
    }
}

/* The space that a line's break took the place of: who reads the text without its place needs it.
 */
static void set_break(Setting *setting)
{
    const LhRun *run = setting->run;
    const LhWord *last = run->n_words ? run->words[run->n_words - 1] : NULL;
    while (last && last->next)
        last = last->next;
    if (!last || last->n_bytes == 0 || strchr(" -/", last->text[last->n_bytes - 1]))
        return;
    LhWord space = {.text = " ", .n_bytes = 1, .face = last->face};
    set_hidden(setting, &space);
}

void lh_paint_run(LhPainter *painter, const LhRun *run, double x, double y, gboolean breaks)
{
    y += drift(painter, run, y);
    Setting setting = {
        .painter = painter, .run = run, .x = x, .y = y, .origin_x = x, .origin_y = y};
    setting.size = (float) painter->style->role[run->role].size * run->scale;
    for (int i = 0; i < run->n_words; i++)
        set_word(&setting, run->words[i]);
    if (breaks)
        set_break(&setting);
    flush(&setting);
}

/* Spaces that nobody sees, before any other text, for two reasons. cairo takes the first text that
 * comes with a glyph for its meaning, and a sign's hidden space would give it the sign's. And it
 * puts a glyph that it meets alone with its character into a Latin subset of the font, one that it
 * meets in company into the other, where all but one form of each letter are: a space of the first
 * would make each line go to and fro at every word. */
void lh_paint_spaces(LhPainter *painter, double x, double y)
{
    static const LhRun run = {.role = LH_ROLE_BODY};
    for (guint face = 0; face < painter->style->n_faces; face++) {
        Setting setting = {.painter = painter, .run = &run, .x = x, .y = y};
        LhWord space = {.text = " ", .n_bytes = 1, .face = (guint8) face};
        setting.size = PRIMING_SIZE;
        if (!lh_faces_is_used(painter->faces, face))
            continue;
        if (lh_faces_has_forms(painter->faces, face)) {
            set_hidden(&setting, &space);
            flush(&setting);
        }
        set_hidden(&setting, &space);
        set_hidden(&setting, &space);
        flush(&setting);
    }
}
