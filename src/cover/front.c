/* The front cover: the title on its highlighter, a scrap of code with a remark in red, the author.
 */
#include "internal.h"

#include "../layout/listing.h"

#include <math.h>
#include <string.h>

#define SOURCE "book.yaml"

/* ---- The title ---- */

/* The largest size at which the title takes a few lines of the cover's width. */
static LhSetText fit_title(LhCover *cover, double width, double *scale)
{
    const LhStyle *style = cover->style;
    double size = style->role[LH_ROLE_COVER_TITLE].size, least = style->cover.title_least / size;
    for (*scale = 1;; *scale *= LH_COVER_SHRINK) {
        LhSetText text =
            lh_cover_lines(cover, cover->book->title, LH_ROLE_COVER_TITLE, *scale, width);
        if ((text.widest <= width && text.n_lines <= style->cover.title_lines) || *scale < least)
            return text;
    }
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
        lh_cover_band(cover, x, row * step, text.lines[i].width, size, (guint32) i + 31);
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

/* The set line of the code's line @line up to its column @end; -1 = it is wrapped before. */
static int find_line(const LhCodeText *text, int line, int end)
{
    for (guint i = 0; i < text->lines->len; i++) {
        const LhCodeLine *set = &g_array_index(text->lines, LhCodeLine, i);
        if (set->source == line)
            return end <= set->end ? (int) i : -1;
    }
    return -1;
}

/* A red ring round the words that the book wants circled. */
static gboolean add_circle(LhCover *cover, const LhListingShape *shape, const LhCodeText *text,
                           LhPoint *edge)
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
    int column = (int) g_utf8_strlen(start, at - start);
    line = find_line(text, line, column + (int) g_utf8_strlen(circle, -1));
    if (line < 0)
        return FALSE;
    LhPoint from = place_of(cover, shape, line, column);
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
        if (line->wrapped)
            lh_listing_arrow(setter, shape, line, i * pitch, (LhSource){0});
        else
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

/* What is written below the scrap, about under the ring and left of @right, with an arrow to it. */
static void add_note(LhCover *cover, LhPoint ring, double left, double right, double y)
{
    const LhStyle *style = cover->style;
    const char *note = cover->book->cover_note;
    double scale = 1;
    if (!note)
        return;
    LhSetText set =
        lh_cover_fit(cover, note, LH_ROLE_COVER_NOTE, "cover.note", 1, right - left, &scale);
    double width = set.lines[0].width;
    LhPoint from = {MAX(MIN(ring.x - 20, right - width), left), y};
    lh_sink_line(&cover->setter, &set.lines[0], from.x, from.y);
    double caps = style->role[LH_ROLE_COVER_NOTE].size * scale * 0.6;
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

/* As wide as its longest line. */
static LhListingShape shape_for(LhCover *cover, const LhCodeText *text)
{
    double column = lh_set_measure(&cover->setter, "m", LH_ROLE_LISTING);
    int columns = cover->style->cover.code_columns / 2;
    for (guint i = 0; i < text->lines->len; i++)
        columns = MAX(columns, g_array_index(text->lines, LhCodeLine, i).end);
    return (LhListingShape){.big = TRUE,
                            .numbers = TRUE,
                            .left = -30,
                            .right = columns * column + 12,
                            .top = 22,
                            .bottom = 15,
                            .number_x = -12,
                            .column = column,
                            .columns = columns};
}

/* How large a scrap of @width and @height is drawn, with the note under it, in the room there is.
 */
static double fit_scrap(LhCover *cover, double width, double height, double room_x, double room_y)
{
    const LhStyle *style = cover->style;
    double scale = MIN(room_x / width, style->cover.scrap_scale);
    if (cover->book->cover_note)
        room_y -= style->cover.note_drop + style->role[LH_ROLE_COVER_NOTE].size / 2;
    scale = MIN(scale, room_y / height);
    if (scale < style->cover.text_least)
        lh_diag_add(cover->context->diag, LH_SEVERITY_ERROR, (LhSource){.file = SOURCE},
                    "cover-too-long", "shorten cover.code, or what stands above it",
                    "there is no room for the code on the front cover");
    return MAX(scale, style->cover.text_least);
}

/* The scrap, turned a little, in the middle of what is left between @top and @bottom. */
static void add_scrap(LhCover *cover, double x, double width, double top, double bottom)
{
    const LhStyle *style = cover->style;
    LhCodeText text;
    LhPoint ring = {0};
    guint first = cover->setter.sink.items->len;

    wrap_code(cover, &text);
    LhListingShape shape = shape_for(cover, &text);
    add_card(cover, &shape, text.lines->len);
    set_code(cover, &shape, &text);
    gboolean ringed = add_circle(cover, &shape, &text, &ring);
    double height = shape.top + ((int) text.lines->len - 1) * style->listing.pitch + shape.bottom;
    double scale = fit_scrap(cover, shape.right - shape.left, height, width, bottom - top);
    double turn = style->cover.scrap_turn * G_PI / 180;
    double below = ringed && cover->book->cover_note ? style->cover.note_drop : 0;
    double at_x = x - shape.left * scale;
    double at_y = top + (bottom - top - height * scale - below) * style->cover.scrap_place +
                  shape.top * scale;
    lh_cover_turn(cover, first, scale, style->cover.scrap_turn, at_x, at_y);
    LhPoint turned = {at_x + scale * (ring.x * cos(turn) - ring.y * sin(turn)),
                      at_y + scale * (ring.x * sin(turn) + ring.y * cos(turn))};
    lh_code_clear(&text);
    if (ringed)
        add_note(cover, turned, x, x + width,
                 at_y + (height - shape.top) * scale + style->cover.note_drop);
}

/* ---- All of it ---- */

static int rows_of(const LhCover *cover, LhRole role, double scale)
{
    const LhStyle *style = cover->style;
    double size = style->role[role].size * scale * style->cover.title_leading;
    return MAX(1, (int) ceil(size / style->grid.step));
}

/* @text from @row downwards, as large as it takes @most lines. Returns: the row of its last line.
 */
static int add_lines(LhCover *cover, const char *text, LhRole role, const char *key, int most,
                     LhPoint at, double width)
{
    double scale = 1, step = cover->style->grid.step;
    int row = (int) lrint(at.y);
    LhSetText set = lh_cover_fit(cover, text, role, key, most, width, &scale);
    int rows = rows_of(cover, role, scale);
    for (int i = 0; i < set.n_lines; i++)
        lh_sink_line(&cover->setter, &set.lines[i], at.x, (row + i * rows) * step);
    return row + (set.n_lines - 1) * rows;
}

/* What takes several lines is small enough to stand on neighbouring rulings. */
static double author_scale(LhCover *cover, double width)
{
    const LhStyle *style = cover->style;
    gboolean one =
        lh_set_measure(&cover->setter, cover->book->author, LH_ROLE_COVER_AUTHOR) <= width;
    return one ? 1 : MIN(1, style->grid.step / (1.2 * style->role[LH_ROLE_COVER_AUTHOR].size));
}

/* Its last line is on the style's row. Returns: the row of its first. */
static int add_author(LhCover *cover, double x, double width)
{
    const LhStyle *style = cover->style;
    const char *author = cover->book->author;
    if (!author)
        return style->cover.author_row;
    double scale = author_scale(cover, width);
    LhSetText set = lh_cover_fit(cover, author, LH_ROLE_COVER_AUTHOR, "author",
                                 style->cover.author_lines, width, &scale);
    int rows = rows_of(cover, LH_ROLE_COVER_AUTHOR, scale);
    int row = style->cover.author_row - (set.n_lines - 1) * rows;
    for (int i = 0; i < set.n_lines; i++)
        lh_sink_line(&cover->setter, &set.lines[i], x, (row + i * rows) * style->grid.step);
    return row;
}

void lh_cover_front(LhCover *cover)
{
    const LhStyle *style = cover->style;
    const LhBook *book = cover->book;
    double step = style->grid.step, x = cover->front + style->cover.cloth + style->cover.front_left;
    double width = cover->front + cover->width - style->cover.front_right - x;
    int row = add_title(cover, x, width);

    lh_hand_star(&cover->setter.path, x + style->note.star_x - style->cover.margin,
                 style->cover.title_row * step - 24, style->note.star_radius * 1.8, 9);
    lh_sink_path(&cover->setter.sink, LH_LAYER_STROKE, &cover->setter.path,
                 &style->heading.h1_underline, style->heading.h1_underline_weight[0]);
    row += style->cover.subtitle_after;
    if (book->subtitle)
        row = add_lines(cover, book->subtitle, LH_ROLE_COVER_SUBTITLE, "subtitle",
                        style->cover.subtitle_lines, (LhPoint){x, row}, width);
    if (book->cover_front)
        row = add_lines(cover, book->cover_front, LH_ROLE_COVER_PROMISE, "cover.front",
                        style->cover.promise_lines, (LhPoint){x, row + 2}, width);
    int author = add_author(cover, x, width);
    if (row + 1 >= author)
        lh_diag_add(cover->context->diag, LH_SEVERITY_ERROR, (LhSource){.file = SOURCE},
                    "cover-too-long", "shorten the title, or the subtitle",
                    "the front cover has no room for all that stands on it");
    else if (book->cover_code)
        add_scrap(cover, x, width, (row + 1.5) * step, (author - 1) * step);
}
