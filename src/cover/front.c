/* The front cover: the title on its highlighter, a scrap of code with a remark in red, the author.
 */
#include "internal.h"

#include "../layout/listing.h"

#include <math.h>
#include <string.h>

#define MOST_LINES 4
#define SHRINK     0.96

/* ---- The title ---- */

/* The largest size at which the title takes a few lines of the cover's width. */
static LhSetText fit_title(LhCover *cover, double width, double *scale)
{
    const LhStyle *style = cover->style;
    double size = style->role[LH_ROLE_COVER_TITLE].size, least = style->cover.title_least / size;
    for (*scale = 1;; *scale *= SHRINK) {
        LhSetText text =
            lh_cover_lines(cover, cover->book->title, LH_ROLE_COVER_TITLE, *scale, width);
        if ((text.widest <= width && text.n_lines <= style->cover.title_lines) || *scale < least)
            return text;
    }
}

static void add_band(LhCover *cover, double x, double y, double width, double size, guint32 seed)
{
    const LhStyle *style = cover->style;
    double scale = size / style->role[LH_ROLE_PART_TITLE].size,
           over = style->heading.part_band_overshoot;
    double top = style->heading.part_band_top * scale;
    lh_hand_band(&cover->setter.path, x - over, y - top,
                 width + over + style->heading.part_band_end,
                 top + style->heading.part_band_bottom * scale, seed);
    lh_sink_path(&cover->setter.sink, LH_LAYER_TINT, &cover->setter.path, &style->heading.part_band,
                 0);
}

static void add_underline(LhCover *cover, double x, double y, double width)
{
    const LhStyle *style = cover->style;
    for (int i = 0; i < 2; i++) {
        double drop = style->heading.h1_underline_drop[i] * style->cover.underline;
        lh_hand_line(&cover->setter.path, x + 20 * i, y + drop, x + width * (i ? 0.82 : 1),
                     y + drop, style->heading.h1_underline_roughness, (guint32) i + 41);
        lh_sink_path(&cover->setter.sink, LH_LAYER_STROKE, &cover->setter.path,
                     &style->heading.h1_underline,
                     style->heading.h1_underline_weight[i] * style->cover.underline);
    }
}

/* Returns: the row of the title's last line. */
static int add_title(LhCover *cover, double x, double width)
{
    const LhStyle *style = cover->style;
    double scale, step = style->grid.step;
    LhSetText text = fit_title(cover, width, &scale);
    double size = style->role[LH_ROLE_COVER_TITLE].size * scale;
    int rows = MAX(1, (int) ceil(size * style->cover.title_leading / step));
    int row = style->cover.title_row;

    for (int i = 0; i < text.n_lines; i++, row += rows) {
        add_band(cover, x, row * step, text.lines[i].width, size, (guint32) i + 31);
        lh_sink_line(&cover->setter, &text.lines[i], x, row * step);
    }
    row -= rows;
    add_underline(cover, x, row * step, text.lines[text.n_lines - 1].width);
    return row;
}

/* ---- The scrap of code ---- */

/* Where the column @column of the code's line @line stands; both from 0. */
static LhPoint place_of(const LhCover *cover, const LhListingShape *shape, int line, int column)
{
    return (LhPoint){shape->text_x + column * shape->column, line * cover->style->listing.pitch};
}

/* A red ring round the words that the book wants circled. */
static gboolean add_circle(LhCover *cover, const LhListingShape *shape, LhPoint *edge)
{
    const LhStyle *style = cover->style;
    const char *code = cover->book->cover_code, *circle = cover->book->cover_circle;
    const char *at = circle ? strstr(code, circle) : NULL;
    int line = 0;
    if (!at)
        return FALSE;
    const char *start = at;
    while (start > code && start[-1] != '\n')
        start--;
    for (const char *p = code; p < start; p++)
        line += *p == '\n';
    LhPoint from = place_of(cover, shape, line, (int) g_utf8_strlen(start, at - start));
    double width = (double) g_utf8_strlen(circle, -1) * shape->column;
    lh_hand_circle(&cover->setter.path, from.x + width / 2, from.y - style->listing.pitch * 0.26,
                   width / 2 + style->card.circle_pad_x * 0.5, style->card.circle_ry * 0.8, 77);
    lh_sink_path(&cover->setter.sink, LH_LAYER_STROKE, &cover->setter.path, &style->card.circle,
                 style->card.circle_weight * 0.8);
    *edge = (LhPoint){from.x + width / 2, from.y + style->card.circle_ry * 0.75};
    return TRUE;
}

static void set_code(LhCover *cover, const LhListingShape *shape, LhCodeText *text)
{
    LhSetter *setter = &cover->setter;
    double pitch = cover->style->listing.pitch;
    const LhTag *tag = lh_tag_new(setter, LH_TAG_CODE, NULL);
    for (guint i = 0; i < text->lines->len; i++) {
        const LhCodeLine *line = &g_array_index(text->lines, LhCodeLine, i);
        lh_listing_number(setter, shape, line->source + 1, i * pitch, (LhSource){0});
        lh_listing_line(setter, shape, text, line, i * pitch, tag, (LhSource){0});
    }
}

static void add_card(LhCover *cover, const LhListingShape *shape, guint n_lines)
{
    const LhStyle *style = cover->style;
    LhSink *sink = &cover->setter.sink;
    double bottom = ((int) n_lines - 1) * style->listing.pitch + shape->bottom;
    LhCardShape card = {
        .left = shape->left,
        .right = shape->right,
        .top = -shape->top,
        .bottom = bottom,
        .fill = &style->listing.card,
        .border = &style->listing.border,
        .shadow = &style->listing.shadow,
        .radius = style->listing.radius,
        .roughness = style->listing.roughness,
        .border_weight = style->listing.border_weight,
        .shadow_x = style->listing.shadow_x,
        .shadow_y = style->listing.shadow_y,
        .seed = 5,
    };
    lh_dress_card(sink, &card);
    lh_dress_line(sink, LH_LAYER_CARD, shape->text_x + style->listing.inner_line_x, -shape->top,
                  shape->text_x + style->listing.inner_line_x, bottom, &style->listing.inner_line,
                  style->listing.inner_line_weight, 0, 6);
    for (int i = 0; i < 2; i++)
        lh_dress_tape(sink, style, i ? shape->right - 16 : shape->left + 18, -shape->top,
                      style->listing.tape_width, style->listing.tape_height,
                      i ? -style->listing.tape_angle * 2 : style->listing.tape_angle,
                      8 + (guint32) i);
}

/* What is written beside the scrap, with an arrow to the ring. */
static void add_note(LhCover *cover, LhPoint ring, LhPoint from)
{
    const LhStyle *style = cover->style;
    const char *note = cover->book->cover_note;
    if (!note)
        return;
    double width = lh_set_label(&cover->setter, note, LH_ROLE_COVER_NOTE, -1, from.x, from.y, 0,
                                lh_tag_new(&cover->setter, LH_TAG_P, NULL), (LhSource){0});
    double caps = style->role[LH_ROLE_COVER_NOTE].size * 0.6;
    lh_hand_arrow(&cover->setter.path, from.x + width * 0.5, from.y - caps - 4, ring.x, ring.y,
                  (ring.x - from.x) * 0.08, style->drawing.head * 1.5, 91);
    lh_sink_path(&cover->setter.sink, LH_LAYER_TAPE, &cover->setter.path, &style->card.circle,
                 style->drawing.line_weight * 1.3);
}

static void wrap_code(LhCover *cover, LhCodeText *text)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(LhHighlightSpan));
    const LhBook *book = cover->book;
    const LhLanguage *language = NULL;
    if (book->cover_language && cover->context->languages)
        language = lh_highlight_find(cover->context->languages, book->cover_language, NULL);
    lh_highlight(language, book->cover_code, strlen(book->cover_code), spans);
    lh_code_wrap(text, book->cover_code, strlen(book->cover_code), spans,
                 cover->style->cover.code_columns, cover->style->listing.wrap_indent, NULL);
}

/* The scrap, turned a little, in the middle of what is left between @top and @bottom. */
static void add_scrap(LhCover *cover, double x, double width, double top, double bottom)
{
    const LhStyle *style = cover->style;
    double column = lh_set_measure(&cover->setter, "m", LH_ROLE_LISTING);
    int columns = style->cover.code_columns;
    LhListingShape shape = {.big = TRUE,
                            .numbers = TRUE,
                            .left = -30,
                            .top = 22,
                            .bottom = 15,
                            .number_x = -12,
                            .column = column,
                            .columns = columns};
    LhCodeText text;
    LhPoint ring = {0};
    guint first = cover->setter.sink.items->len;

    shape.right = columns * column + 12;
    wrap_code(cover, &text);
    add_card(cover, &shape, text.lines->len);
    set_code(cover, &shape, &text);
    gboolean ringed = add_circle(cover, &shape, &ring);
    double height = shape.top + ((int) text.lines->len - 1) * style->listing.pitch + shape.bottom;
    double scale = MIN(width / (shape.right - shape.left), style->cover.scrap_scale);
    double turn = style->cover.scrap_turn * G_PI / 180;
    double at_x = x - shape.left * scale;
    double at_y =
        top + (bottom - top - height * scale) * style->cover.scrap_place + shape.top * scale;
    lh_cover_turn(cover, first, scale, style->cover.scrap_turn, at_x, at_y);
    LhPoint turned = {at_x + scale * (ring.x * cos(turn) - ring.y * sin(turn)),
                      at_y + scale * (ring.x * sin(turn) + ring.y * cos(turn))};
    lh_code_clear(&text);
    if (ringed)
        add_note(
            cover, turned,
            (LhPoint){turned.x - 20, at_y + (height - shape.top) * scale + style->cover.note_drop});
}

/* ---- All of it ---- */

/* @text in lines of about equal length, at most @width wide. */
static LhSetText set_lines(LhCover *cover, const char *text, LhRole role, double width)
{
    LhVoice voice = lh_voice(role, role, role, role);
    return lh_set_balanced(&cover->setter,
                           lh_inline_words(&cover->setter, text ? text : "", (LhSource){0}), &voice,
                           width, lh_tag_new(&cover->setter, LH_TAG_P, NULL), 0);
}

/* Rows from one line in @role to the next. */
static int rows_of(const LhCover *cover, LhRole role)
{
    return MAX(1, (int) ceil(cover->style->role[role].size / cover->style->grid.step));
}

/* The lines of @text from row @row on. Returns: the last one's row. */
static int add_lines(LhCover *cover, const char *text, LhRole role, double x, double width, int row)
{
    LhSetText set = set_lines(cover, text, role, width);
    int rows = rows_of(cover, role);
    for (int i = 0; i < set.n_lines; i++)
        lh_sink_line(&cover->setter, &set.lines[i], x, (row + i * rows) * cover->style->grid.step);
    return row + MAX(set.n_lines - 1, 0) * rows;
}

/* The row of the author's first line: the last one's is the style's. */
static int author_row(LhCover *cover, double width)
{
    int lines = set_lines(cover, cover->book->author, LH_ROLE_COVER_AUTHOR, width).n_lines;
    return cover->style->cover.author_row -
           MAX(lines - 1, 0) * rows_of(cover, LH_ROLE_COVER_AUTHOR);
}

void lh_cover_front(LhCover *cover)
{
    const LhStyle *style = cover->style;
    const LhBook *book = cover->book;
    double step = style->grid.step, x = cover->front + style->cover.cloth + style->cover.front_left;
    double width = cover->front + cover->width - style->cover.front_right - x;
    int row = add_title(cover, x, width), last = author_row(cover, width);

    lh_hand_star(&cover->setter.path, x + style->note.star_x - style->cover.margin,
                 style->cover.title_row * step - 24, style->note.star_radius * 1.8, 9);
    lh_sink_path(&cover->setter.sink, LH_LAYER_STROKE, &cover->setter.path,
                 &style->heading.h1_underline, style->heading.h1_underline_weight[0]);
    row += style->cover.subtitle_after;
    row = add_lines(cover, book->subtitle, LH_ROLE_COVER_SUBTITLE, x, width, row);
    if (book->cover_front)
        row = add_lines(cover, book->cover_front, LH_ROLE_COVER_PROMISE, x, width, row + 2);
    if (book->cover_code)
        add_scrap(cover, x, width, (row + 1) * step, (last - 2) * step);
    add_lines(cover, book->author, LH_ROLE_COVER_AUTHOR, x, width, last);
}
