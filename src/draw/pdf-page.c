/* One page's content stream. Only here y is turned round: the sheet's origin is its lower left. */
#include "pdf.h"

#include <math.h>
#include <string.h>

#define ASCENT  0.85 /* em: of a link's place */
#define DESCENT 0.25
#define PLACES  2 /* decimals of a coordinate: a hundredth of a point */

/* A page being drawn. */
typedef struct {
    LhPdfSheet *sheet;
    const LhPdfScene *scene;
    const LhPdfEdges *edges; /* of the page's side */
    double column, rows;     /* points that all moves to the right, and down */
    GString *out;
    gboolean in_text; /* between BT and ET */
    gboolean marked;  /* inside a marked-content sequence or an artifact */
    gboolean artifact;
    const LhTag *tag; /* of the open sequence */
    const char *link;
    int fill, stroke; /* inks set; -1 = none yet */
    float weight;     /* line width set; -1 = none yet */
    int cap;
    guint face; /* font set; G_MAXUINT = none */
    float size;
} Sheet;

/* A run being set: where the pen of the PDF is, and where ours ought to be. Points. */
typedef struct {
    Sheet *s;
    const LhRun *run;
    const LhPdfFont *font;
    double x, y;      /* origin of the line, PDF coordinates */
    double want, pen; /* along the line from x */
    double size;      /* of the face in use */
    double drawn;     /* the same, but never smaller than the printer allows */
    double rise;      /* set with Ts */
    gboolean open;    /* inside [ … ] TJ */
    gboolean in_string;
} Line;

static double flip(const Sheet *s, double y)
{
    return s->scene->height - (y + s->edges->top + s->scene->slug + s->rows);
}

static double shift(const Sheet *s, double x)
{
    return x + s->edges->left + s->scene->slug + s->column;
}

static void number(Sheet *s, double value, int decimals)
{
    lh_pdf_number(s->out, value, decimals);
    g_string_append_c(s->out, ' ');
}

static void end_text(Sheet *s)
{
    if (s->in_text)
        g_string_append(s->out, "ET\n");
    s->in_text = FALSE;
}

/* ---- Marked content ---- */

static void end_mark(Sheet *s)
{
    end_text(s);
    if (s->marked)
        g_string_append(s->out, "EMC\n");
    s->marked = s->artifact = FALSE;
    s->tag = NULL;
    s->link = NULL;
}

static void begin_artifact(Sheet *s)
{
    if (s->artifact || !s->scene->tagged)
        return;
    end_mark(s);
    g_string_append(s->out, "/Artifact BMC\n");
    s->marked = s->artifact = TRUE;
}

static void begin_mark(Sheet *s, const LhTag *tag, const char *link)
{
    LhPdfMark mark = {tag, link};

    if (!s->scene->tagged || (s->marked && s->tag == tag && s->link == link))
        return;
    end_mark(s);
    g_string_append_printf(s->out, "/%s<</MCID %u>>BDC\n",
                           link ? "Link" : lh_draw_tag_name(tag->kind), s->sheet->marks->len);
    g_array_append_val(s->sheet->marks, mark);
    s->marked = TRUE;
    s->tag = tag;
    s->link = link;
}

/* ---- Inks and paths ---- */

static void set_fill(Sheet *s, guint ink)
{
    if (s->fill != (int) ink)
        g_string_append(s->out, s->scene->inks[ink]);
    s->fill = (int) ink;
}

static void set_pen(Sheet *s, guint ink, float weight, gboolean butt, LhPdfUse use)
{
    const LhStyle *style = s->scene->style;
    int slot;

    use = lh_pdf_thicken(s->scene, &style->inks[ink], use, &weight);
    slot = (int) (use * style->n_inks + ink);
    if (s->stroke != slot)
        g_string_append(s->out, s->scene->inks[slot]);
    s->stroke = slot;
    if (s->weight != weight) {
        number(s, weight, PLACES);
        g_string_append(s->out, "w\n");
    }
    s->weight = weight;
    if (s->cap != (butt ? 0 : 1))
        g_string_append(s->out, butt ? "0 J\n" : "1 J 1 j\n");
    s->cap = butt ? 0 : 1;
}

static void set_stroke(Sheet *s, guint ink, float weight, gboolean butt)
{
    set_pen(s, ink, weight, butt, LH_PDF_LINE);
}

static void point(Sheet *s, double x, double y)
{
    number(s, shift(s, x), PLACES);
    number(s, flip(s, y), PLACES);
}

static void trace(Sheet *s, const LhStroke *stroke, double x, double y)
{
    const float *p = stroke->points;

    for (int i = 0; i < stroke->n_ops; i++) {
        LhPathOp op = (LhPathOp) stroke->ops[i];
        int points = op == LH_CLOSE ? 0 : op == LH_CURVE ? 3 : 1;
        static const char *const operators[] = {
            [LH_MOVE] = "m\n", [LH_LINE] = "l\n", [LH_CURVE] = "c\n", [LH_CLOSE] = "h\n"};
        for (int k = 0; k < points; k++, p += 2)
            point(s, x + p[0], y + p[1]);
        g_string_append(s->out, operators[op]);
    }
}

static void draw_stroke(Sheet *s, const LhStroke *stroke, double x, double y)
{
    end_text(s);
    if (stroke->weight > 0)
        set_stroke(s, stroke->ink, stroke->weight, stroke->butt);
    else
        set_fill(s, stroke->ink);
    trace(s, stroke, x, y);
    g_string_append(s->out, stroke->weight > 0 ? "S\n" : "f\n");
}

/* ---- Text ---- */

static void close_string(Line *l)
{
    if (l->in_string)
        g_string_append_c(l->s->out, ')');
    l->in_string = FALSE;
}

static void close_line(Line *l)
{
    close_string(l);
    if (l->open)
        g_string_append(l->s->out, "]TJ\n");
    l->open = FALSE;
}

/* Puts the PDF's pen where ours ought to be, with the run's slant and turn. */
static void place_line(Line *l)
{
    Sheet *s = l->s;
    double angle = -l->run->angle * G_PI / 180, c = cos(angle), n = sin(angle);

    if (l->run->angle == 0) {
        g_string_append(s->out, "1 0 ");
        number(s, l->run->shear, 3);
        g_string_append(s->out, "1 ");
    } else {
        number(s, c, 5);
        number(s, n, 5);
        number(s, -n, 5);
        number(s, c, 5);
    }
    number(s, l->x + c * l->want, PLACES);
    number(s, l->y + n * l->want, PLACES);
    g_string_append(s->out, "Tm\n");
    l->pen = l->want;
}

/* Makes @face at @size the font, and opens an array of strings where our pen is. */
static void open_line(Line *l, guint face, double size)
{
    Sheet *s = l->s;
    double drawn = MAX(size, s->scene->printer ? s->scene->printer->text.size : 0);
    gboolean same = l->open && s->face == face && fabs(s->size - drawn) < 1e-4;

    l->font = &s->scene->fonts->fonts[face];
    l->size = size;
    l->drawn = drawn;
    if (same)
        return;
    close_line(l);
    if (!s->in_text)
        g_string_append(s->out, "BT\n");
    s->in_text = TRUE;
    if (s->face != face || fabs(s->size - drawn) >= 1e-4) {
        g_string_append_printf(s->out, "/F%u ", face);
        number(s, drawn, 3);
        g_string_append(s->out, "Tf\n");
    }
    s->face = face;
    s->size = (float) drawn;
    set_fill(s, l->run->ink);
    place_line(l);
    g_string_append_c(s->out, '[');
    l->open = TRUE;
}

/* Moves the pen inside the array when it is off by a thousandth of an em or more. */
static void adjust(Line *l, double to)
{
    long off = lrint((l->pen - to) / l->drawn * 1000);

    if (off == 0)
        return;
    close_string(l);
    lh_pdf_number(l->s->out, (double) off, 0);
    l->pen -= (double) off * l->drawn / 1000;
}

static void set_rise(Line *l, double rise)
{
    if (fabs(l->rise - rise) < 0.005)
        return;
    close_string(l);
    if (l->open)
        g_string_append(l->s->out, "]TJ ");
    number(l->s, rise, PLACES);
    g_string_append(l->s->out, "Ts");
    g_string_append(l->s->out, l->open ? " [" : "\n");
    l->rise = rise;
}

static void add_code(Line *l, guint cid)
{
    guchar bytes[2] = {(guchar) (cid >> 8), (guchar) cid};
    GString *out = l->s->out;

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
    l->pen += l->font->widths[cid] * l->drawn;
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
    end_text(l->s);
    g_string_append(l->s->out, "/Span<</ActualText<FEFF");
    lh_pdf_hex16(l->s->out, text, length);
    g_string_append(l->s->out, ">>>BDC\n");
}

static void end_actual(Line *l)
{
    close_line(l);
    end_text(l->s);
    g_string_append(l->s->out, "EMC\n");
}

static void set_piece(Line *l, const LhWord *word)
{
    const LhPdfScene *scene = l->s->scene;
    guint variants = (guint) MAX(1, scene->style->hand.variants);
    gboolean exact = says_its_text(&scene->fonts->fonts[word->face], word, variants);
    double size = scene->style->role[l->run->role].size * l->run->scale * word->scale;

    l->s->sheet->unwritten |= (word->flags & LH_WORD_MISSING) != 0;
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
    const LhPdfFont *font = &l->s->scene->fonts->fonts[face];
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
    l->pen += font->widths[font->cids[font->space]] * l->drawn;
    l->want += width;
    if (!space)
        end_actual(l);
}

static void trace_sign(Sheet *s, const LhPath *path, double x, double y, double size)
{
    static const char *const operators[] = {
        [LH_MOVE] = "m\n", [LH_LINE] = "l\n", [LH_CURVE] = "c\n", [LH_CLOSE] = "h\n"};
    const double *p = (const double *) (gconstpointer) path->points->data;

    for (guint i = 0; i < path->ops->len; i++) {
        LhPathOp op = (LhPathOp) g_array_index(path->ops, guint8, i);
        int points = op == LH_CLOSE ? 0 : op == LH_CURVE ? 3 : 1;
        for (int k = 0; k < points; k++, p += 2) {
            number(s, x + p[0] * size, PLACES);
            number(s, y - p[1] * size, PLACES);
        }
        g_string_append(s->out, operators[op]);
    }
}

static void set_sign(Line *l, const LhWord *word)
{
    Sheet *s = l->s;
    const LhStyle *style = s->scene->style;
    double size = style->role[l->run->role].size * l->run->scale;
    LhSignShape shape = {0};
    guint ink = lh_paint_sign_ink(style, l->run, (LhSign) word->sign);

    close_line(l);
    end_text(s);
    if (!l->run->hidden) {
        lh_hand_sign((LhSign) word->sign, g_utf8_get_char_validated(word->text, word->n_bytes),
                     s->scene->fonts->fonts[word->face].bold, &shape);
        if (shape.pen > 0)
            set_stroke(s, ink, (float) (shape.pen * size * word->scale), FALSE);
        else
            set_fill(s, ink);
        trace_sign(s, &shape.path, l->x + l->want, l->y, size * word->scale);
        g_string_append(s->out, shape.pen > 0 ? "S\n" : "f\n");
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

/* The space that a line's break took the place of: who reads the text without its place needs it.
 */
static void set_break(Line *l)
{
    const LhRun *run = l->run;
    const LhWord *last = run->n_words ? run->words[run->n_words - 1] : NULL;

    while (last && last->next)
        last = last->next;
    if (last && last->n_bytes > 0 && !strchr(" -/", last->text[last->n_bytes - 1]))
        set_hidden(l, last->face, l->size > 0 ? l->size : 1, " ", 1, 0);
}

static void add_link(Sheet *s, const LhRun *run, const Line *l)
{
    double size = s->scene->style->role[run->role].size * run->scale;
    LhPdfLink link = {.link = run->link,
                      .x1 = l->x,
                      .x2 = l->x + l->want,
                      .y1 = l->y - DESCENT * size,
                      .y2 = l->y + ASCENT * size,
                      .mark = (int) s->sheet->marks->len - 1};

    if (s->scene->tagged)
        g_array_append_val(s->sheet->links, link);
}

static void draw_run(Sheet *s, const LhRun *run, double x, double y, gboolean breaks)
{
    Line l = {.s = s, .run = run, .x = shift(s, x)};

    l.y = flip(s, y + lh_paint_drift(s->scene->style, s->sheet->page, run, y));
    for (int i = 0; i < run->n_words; i++)
        set_word(&l, run->words[i]);
    if (run->link)
        add_link(s, run, &l);
    if (breaks)
        set_break(&l);
    close_line(&l);
}

/* ---- Items ---- */

static void draw_image(Sheet *s, const LhItem *item, double x, double y)
{
    int index = lh_pdf_picture_find(s->scene->pictures, item->image.image);
    const LhPdfPicture *picture;

    if (index < 0)
        return;
    picture = &g_array_index(s->scene->pictures->list, LhPdfPicture, index);
    end_text(s);
    g_string_append(s->out, "q ");
    number(s, item->image.width / picture->width, 5);
    g_string_append(s->out, "0 0 ");
    number(s, item->image.height / picture->height, 5);
    number(s, shift(s, x), PLACES);
    number(s, flip(s, y + item->image.height), PLACES);
    g_string_append_printf(s->out, "cm /I%d Do Q\n", index);
}

static const LhTag *tag_of(const LhItem *item)
{
    if (item->kind == LH_ITEM_TEXT)
        return item->run->tag;
    return item->kind == LH_ITEM_IMAGE ? item->image.tag : NULL;
}

static void add_place(Sheet *s, const char *id, double x, double y)
{
    double above = MAX(0, y - s->scene->style->grid.step); /* the whole row is to be seen */
    LhPdfPlace place = {id, shift(s, x), flip(s, above)};

    g_array_append_val(s->sheet->places, place);
}

static void draw_artifact(const LhItem *item, double x, double y, gpointer data)
{
    Sheet *s = data;

    if (item->kind == LH_ITEM_ANCHOR) {
        add_place(s, item->anchor, x, y);
        return;
    }
    if (tag_of(item))
        return;
    begin_artifact(s);
    if (item->kind == LH_ITEM_PATH)
        draw_stroke(s, item->stroke, x, y);
    else if (item->kind == LH_ITEM_TEXT)
        draw_run(s, item->run, x, y, FALSE);
    else
        draw_image(s, item, x, y);
}

/* The content in reading order, each item when the next is known. */
typedef struct {
    Sheet *s;
    const LhItem *waiting;
    double x, y;
} Reading;

static void draw_waiting(Reading *r, const LhItem *next, double next_y)
{
    const LhItem *item = r->waiting;
    gboolean breaks;

    r->waiting = next;
    if (item == NULL)
        return;
    begin_mark(r->s, tag_of(item), item->kind == LH_ITEM_TEXT ? item->run->link : NULL);
    if (item->kind != LH_ITEM_TEXT) {
        draw_image(r->s, item, r->x, r->y);
        return;
    }
    breaks = next == NULL || (next->kind == LH_ITEM_TEXT && tag_of(next) == tag_of(item) &&
                              fabs(next_y - r->y) > LH_EPSILON);
    draw_run(r->s, item->run, r->x, r->y, breaks);
}

static void draw_content(const LhItem *item, double x, double y, gpointer data)
{
    Reading *r = data;

    if (item->kind == LH_ITEM_ANCHOR || tag_of(item) == NULL)
        return;
    draw_waiting(r, item, y);
    r->x = x;
    r->y = y;
}

static void draw_reading(Sheet *s, LhLayer first, LhLayer last)
{
    Reading r = {.s = s};

    for (LhLayer layer = first; layer <= last; layer++)
        lh_draw_each(s->sheet->page, layer, draw_content, &r);
    draw_waiting(&r, NULL, 0);
    end_mark(s);
}

/* ---- The page ---- */

static void draw_paper(Sheet *s)
{
    if (s->scene->pages->target != LH_TARGET_SCREEN || s->scene->pages->sheet.width > 0)
        return;
    begin_artifact(s);
    set_fill(s, s->scene->style->grid.paper.index);
    g_string_append(s->out, "0 0 ");
    number(s, s->scene->width, PLACES);
    number(s, s->scene->height, PLACES);
    g_string_append(s->out, "re f\n");
}

static void draw_printed_lines(Sheet *s)
{
    const GArray *papers = s->scene->papers;

    if (s->sheet->page->kind == LH_PAGE_COVER || s->sheet->page->bare)
        return;
    begin_artifact(s);
    for (guint i = 0; i < papers->len; i++)
        if (lh_pdf_is_on(s->scene, s->sheet->page, &g_array_index(papers, LhPdfPaper, i)))
            g_string_append_printf(s->out, "/P%u Do\n", i);
}

gboolean lh_pdf_is_on(const LhPdfScene *scene, const LhPage *page, const LhPdfPaper *paper)
{
    return lh_pdf_side(scene, page->recto) == paper->side &&
           fabs(page->left + lh_pdf_column(scene, page) - paper->left) < LH_EPSILON &&
           fabs(page->pitch - paper->pitch) < LH_EPSILON;
}

GString *lh_pdf_draw_rulings(const LhPdfScene *scene, const LhPdfPaper *paper)
{
    const LhStyle *style = scene->style;
    static const LhPdfEdges none = {0};
    gboolean on_sheet = scene->pages->sheet.width > 0; /* a proof's paper ends at the trim */
    const LhPdfEdges *edges = &scene->edges[paper->side], *bleed = on_sheet ? &none : edges;
    Sheet s = {.scene = scene,
               .edges = edges,
               .rows = scene->rows,
               .out = g_string_new(NULL),
               .fill = -1,
               .stroke = -1,
               .weight = -1,
               .cap = -1};
    double x1 = -bleed->left, x2 = style->page.width + bleed->right;
    double margin = paper->left - style->page.margin_line;
    double header = style->grid.first_ruling * style->grid.step;

    set_pen(&s, style->grid.ruling.index, (float) style->grid.ruling_weight, TRUE, LH_PDF_PRINTED);
    for (int k = 1; k <= lh_page_rulings(style, paper->pitch); k++) {
        point(&s, x1, header + k * paper->pitch);
        g_string_append(s.out, "m ");
        point(&s, x2, header + k * paper->pitch);
        g_string_append(s.out, "l\n");
    }
    g_string_append(s.out, "S\n");
    set_pen(&s, style->grid.header.index, (float) style->grid.header_weight, TRUE, LH_PDF_PRINTED);
    point(&s, x1, header);
    g_string_append(s.out, "m ");
    point(&s, x2, header);
    g_string_append(s.out, "l S\n");
    set_pen(&s, style->grid.margin.index, (float) style->grid.margin_weight, TRUE, LH_PDF_PRINTED);
    point(&s, margin, -bleed->top - scene->rows);
    g_string_append(s.out, "m ");
    point(&s, margin, style->page.height + bleed->bottom - scene->rows);
    g_string_append(s.out, "l S\n");
    return s.out;
}

void lh_pdf_draw_sheet(LhPdfSheet *sheet)
{
    int side = lh_pdf_side(sheet->scene, sheet->page->recto);
    Sheet s = {.sheet = sheet,
               .scene = sheet->scene,
               .edges = &sheet->scene->edges[side],
               .column = lh_pdf_column(sheet->scene, sheet->page),
               .rows = sheet->page->kind == LH_PAGE_COVER ? 0 : sheet->scene->rows,
               .fill = -1,
               .stroke = -1,
               .weight = -1,
               .cap = -1,
               .face = G_MAXUINT};

    s.out = g_string_sized_new(16384);
    sheet->marks = g_array_new(FALSE, FALSE, sizeof(LhPdfMark));
    sheet->links = g_array_new(FALSE, FALSE, sizeof(LhPdfLink));
    sheet->places = g_array_new(FALSE, FALSE, sizeof(LhPdfPlace));
    draw_paper(&s);
    lh_draw_each(sheet->page, LH_LAYER_TINT, draw_artifact, &s);
    draw_printed_lines(&s);
    for (LhLayer layer = LH_LAYER_CARD; layer <= LH_LAYER_TEXT; layer++)
        lh_draw_each(sheet->page, layer, draw_artifact, &s);
    end_mark(&s);
    draw_reading(&s, LH_LAYER_TINT, LH_LAYER_TEXT);
    lh_draw_each(sheet->page, LH_LAYER_TAPE, draw_artifact, &s);
    end_mark(&s);
    draw_reading(&s, LH_LAYER_TAPE, LH_LAYER_TAPE);
    end_text(&s);
    lh_pdf_draw_marks(s.out, s.scene, side);
    sheet->content = lh_pdf_deflate(s.out->str, s.out->len);
    g_string_free(s.out, TRUE);
}

void lh_pdf_sheet_clear(LhPdfSheet *sheet)
{
    g_clear_pointer(&sheet->content, g_bytes_unref);
    g_clear_pointer(&sheet->marks, g_array_unref);
    g_clear_pointer(&sheet->links, g_array_unref);
    g_clear_pointer(&sheet->places, g_array_unref);
}
