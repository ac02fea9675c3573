/* A run of words in a page's content stream. */
#include "pdf-pen.h"

#include <math.h>
#include <string.h>

#define ASCENT  0.85 /* em: of a link's place */
#define DESCENT 0.25

/* A run being set: where the PDF's pen is, and where ours ought to be. Points. */
typedef struct {
    LhPdfPen *pen;
    const LhRun *run;
    const LhPdfFont *font;
    double x, y;     /* origin of the line, PDF coordinates */
    double want, at; /* along the line from x: where our pen is, where the PDF's is */
    double size;     /* of the face in use */
    double drawn;    /* the same, but never smaller than the printer allows */
    double rise;     /* set with Ts */
    gboolean open;   /* inside [ … ] TJ */
    gboolean in_string;
} Line;

static void close_string(Line *l)
{
    if (l->in_string)
        g_string_append_c(l->pen->out, ')');
    l->in_string = FALSE;
}

static void close_line(Line *l)
{
    close_string(l);
    if (l->open)
        g_string_append(l->pen->out, "]TJ\n");
    l->open = FALSE;
}

/* Puts the PDF's pen where ours ought to be, with the run's slant and turn. */
static void place_line(Line *l)
{
    LhPdfPen *pen = l->pen;
    double angle = -l->run->angle * G_PI / 180, c = cos(angle), n = sin(angle);

    if (l->run->angle == 0) {
        g_string_append(pen->out, "1 0 ");
        lh_pen_number(pen, l->run->shear, 3);
        g_string_append(pen->out, "1 ");
    } else {
        lh_pen_number(pen, c, 5);
        lh_pen_number(pen, n, 5);
        lh_pen_number(pen, -n, 5);
        lh_pen_number(pen, c, 5);
    }
    lh_pen_number(pen, l->x + c * l->want, LH_PEN_PLACES);
    lh_pen_number(pen, l->y + n * l->want, LH_PEN_PLACES);
    g_string_append(pen->out, "Tm\n");
    l->at = l->want;
}

/* Makes @face at @size the font, and opens an array of strings where our pen is. */
static void open_line(Line *l, guint face, double size)
{
    LhPdfPen *pen = l->pen;
    double drawn = MAX(size, pen->scene->printer ? pen->scene->printer->text.size : 0);
    gboolean same = l->open && pen->face == face && fabs(pen->size - drawn) < 1e-4;

    l->font = &pen->scene->fonts->fonts[face];
    l->size = size;
    l->drawn = drawn;
    if (same)
        return;
    close_line(l);
    if (!pen->in_text)
        g_string_append(pen->out, "BT\n");
    pen->in_text = TRUE;
    if (pen->face != face || fabs(pen->size - drawn) >= 1e-4) {
        g_string_append_printf(pen->out, "/F%u ", face);
        lh_pen_number(pen, drawn, 3);
        g_string_append(pen->out, "Tf\n");
    }
    pen->face = face;
    pen->size = (float) drawn;
    lh_pen_fill(pen, l->run->ink);
    place_line(l);
    g_string_append_c(pen->out, '[');
    l->open = TRUE;
}

/* Moves the pen inside the array when it is off by a thousandth of an em or more. */
static void adjust(Line *l, double to)
{
    long off = lrint((l->at - to) / l->drawn * 1000);

    if (off == 0)
        return;
    close_string(l);
    lh_pdf_number(l->pen->out, (double) off, 0);
    l->at -= (double) off * l->drawn / 1000;
}

static void set_rise(Line *l, double rise)
{
    if (fabs(l->rise - rise) < 0.005)
        return;
    close_string(l);
    if (l->open)
        g_string_append(l->pen->out, "]TJ ");
    lh_pen_number(l->pen, rise, LH_PEN_PLACES);
    g_string_append(l->pen->out, "Ts");
    g_string_append(l->pen->out, l->open ? " [" : "\n");
    l->rise = rise;
}

static void add_code(Line *l, guint cid)
{
    guchar bytes[2] = {(guchar) (cid >> 8), (guchar) cid};
    GString *out = l->pen->out;

    if (!l->in_string)
        g_string_append_c(out, '(');
    l->in_string = TRUE;
    for (int i = 0; i < 2; i++) {
        if (bytes[i] == '(' || bytes[i] == ')' || bytes[i] == '\\')
            g_string_append_c(out, '\\');
        if (bytes[i] == '\r')
            g_string_append(out, "\\r");
        else
            g_string_append_c(out, (char) bytes[i]);
    }
}

static void add_glyph(Line *l, const LhWord *word, const LhGlyph *glyph, guint variants)
{
    guint cid = l->font->cids[lh_pdf_slot(l->font, word, glyph, variants)];

    set_rise(l, glyph->dy * l->size);
    adjust(l, l->want + glyph->dx * l->size);
    add_code(l, cid);
    l->at += l->font->widths[cid] * l->drawn;
    l->want += glyph->advance * l->size + l->run->tracking;
}

/* Whether the fonts' own tables give @word's text back, glyph by glyph. */
static gboolean says_its_text(const LhPdfFont *font, const LhWord *word, guint variants)
{
    const char *texts[LH_PDF_GLYPHS];
    guint8 lengths[LH_PDF_GLYPHS];
    guint total = 0;

    if (word->flags & LH_WORD_RTL || word->n_glyphs > LH_PDF_GLYPHS)
        return FALSE;
    lh_pdf_word_texts(word, texts, lengths);
    for (int i = 0; i < word->n_glyphs; i++) {
        guint cid = font->cids[lh_pdf_slot(font, word, &word->glyphs[i], variants)];
        if (lengths[i] == 0 || font->lengths[cid] != lengths[i] ||
            memcmp(font->texts[cid], texts[i], lengths[i]) != 0)
            return FALSE;
        total += lengths[i];
    }
    return total == word->n_bytes;
}

/* What follows until end_actual() stands for @text. */
static void begin_actual(Line *l, const char *text, gsize length)
{
    close_line(l);
    lh_pen_end_text(l->pen);
    g_string_append(l->pen->out, "/Span<</ActualText<FEFF");
    lh_pdf_hex16(l->pen->out, text, length);
    g_string_append(l->pen->out, ">>>BDC\n");
}

static void end_actual(Line *l)
{
    close_line(l);
    lh_pen_end_text(l->pen);
    g_string_append(l->pen->out, "EMC\n");
}

static void set_piece(Line *l, const LhWord *word)
{
    const LhPdfScene *scene = l->pen->scene;
    guint variants = (guint) MAX(1, scene->style->hand.variants);
    gboolean exact = says_its_text(&scene->fonts->fonts[word->face], word, variants);
    double size = scene->style->role[l->run->role].size * l->run->scale * word->scale;

    l->pen->sheet->unwritten |= (word->flags & LH_WORD_MISSING) != 0;
    if (word->n_glyphs == 0)
        return;
    if (!exact)
        begin_actual(l, word->text, word->n_bytes);
    open_line(l, word->face, size);
    for (int i = 0; i < word->n_glyphs; i++)
        add_glyph(l, word, &word->glyphs[i], variants);
    set_rise(l, 0);
    if (!exact)
        end_actual(l);
}

/* A space without ink that stands for @text. */
static void set_hidden(Line *l, guint face, double size, const char *text, gsize length,
                       double width)
{
    const LhPdfFont *font = &l->pen->scene->fonts->fonts[face];
    gboolean space = length == 1 && *text == ' ';

    if (font->n_cids == 0 || length == 0) {
        l->want += width;
        return;
    }
    if (!space)
        begin_actual(l, text, length);
    open_line(l, face, size);
    adjust(l, l->want);
    add_code(l, font->cids[font->space]);
    l->at += font->widths[font->cids[font->space]] * l->drawn;
    l->want += width;
    if (!space)
        end_actual(l);
}

static void set_sign(Line *l, const LhWord *word)
{
    LhPdfPen *pen = l->pen;
    const LhStyle *style = pen->scene->style;
    double size = style->role[l->run->role].size * l->run->scale;
    LhSignShape shape = {0};

    close_line(l);
    lh_pen_end_text(pen);
    if (!l->run->hidden) {
        lh_hand_sign((LhSign) word->sign, g_utf8_get_char_validated(word->text, word->n_bytes),
                     pen->scene->fonts->fonts[word->face].bold, &shape);
        lh_pen_draw_sign(pen, &shape, lh_paint_sign_ink(style, l->run, (LhSign) word->sign),
                         l->x + l->want, l->y, size * word->scale);
        lh_path_clear(&shape.path);
    }
    set_hidden(l, word->face, size, word->text, word->n_bytes,
               word->width * size + l->run->tracking);
}

static void set_word(Line *l, const LhWord *word)
{
    for (; word; word = word->next) {
        if (word->sign != LH_SIGN_NONE || l->run->hidden)
            set_sign(l, word);
        else
            set_piece(l, word);
    }
}

/* The space whose place a line's break took: who reads the text without its place needs it. */
static void set_break(Line *l)
{
    const LhRun *run = l->run;
    const LhWord *last = run->n_words ? run->words[run->n_words - 1] : NULL;

    while (last && last->next)
        last = last->next;
    if (last && last->n_bytes > 0 && !strchr(" -/", last->text[last->n_bytes - 1]))
        set_hidden(l, last->face, l->size > 0 ? l->size : 1, " ", 1, 0);
}

static void add_link(LhPdfPen *pen, const LhRun *run, const Line *l)
{
    double size = pen->scene->style->role[run->role].size * run->scale;
    LhPdfLink link = {.link = run->link,
                      .x1 = l->x,
                      .x2 = l->x + l->want,
                      .y1 = l->y - DESCENT * size,
                      .y2 = l->y + ASCENT * size,
                      .mark = (int) pen->sheet->marks->len - 1};

    if (pen->scene->tagged)
        g_array_append_val(pen->sheet->links, link);
}

void lh_pen_draw_run(LhPdfPen *pen, const LhRun *run, double x, double y, gboolean breaks)
{
    Line l = {.pen = pen, .run = run, .x = lh_pen_shift(pen, x)};

    l.y = lh_pen_flip(pen, y + lh_paint_drift(pen->scene->style, pen->sheet->page, run, y));
    for (int i = 0; i < run->n_words; i++)
        set_word(&l, run->words[i]);
    if (run->link)
        add_link(pen, run, &l);
    if (breaks)
        set_break(&l);
    close_line(&l);
}
