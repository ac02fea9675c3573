/* The words of a sketch: what isn't a stroke, with its role and the place where it is meant to
 * stand. */
#include "sketch.h"

#include <math.h>
#include <string.h>

#define TITLE_MOST 22   /* columns of a title */
#define TITLE_LIFT 0.12 /* rows: what a title stands higher when lines follow it */
#define BESIDE     3    /* columns between a note and what it is about */

/* What a text has round it. */
typedef struct {
    int left, right, top, bottom; /* the nearest strokes; outside the grid = none */
    const LhSketchBox *box;       /* the innermost one; NULL = it stands free */
    gboolean alone;               /* no other text between left and right */
} Room;

typedef struct {
    LhSketch *sketch;
    const LhDrawingContext *context;
    LhArena *arena;
    GArray *texts;
    int *first; /* of every row: its first text; one more for the end */
} Reader;

static LhSketchText *text_at(const Reader *r, guint i)
{
    return &g_array_index(r->texts, LhSketchText, i);
}

/* ---- Runs ---- */

static gboolean is_text(const LhSketchCell *cell)
{
    return cell->half || (cell->character && !cell->stroke);
}

static void add_run(Reader *r, int row, int from, int to)
{
    const LhSketchCell *first = lh_sketch_cell(r->sketch, row, from);
    const LhSketchCell *last = lh_sketch_cell(r->sketch, row, to - 1);
    if (last->half)
        last--;
    const char *words = lh_arena_strndup(r->arena, r->sketch->text + first->at,
                                         (gssize) (last->at + last->length - first->at));
    LhSketchText text = {.row = row, .from = from, .to = to, .words = words};
    g_array_append_val(r->texts, text);
}

static void read_row(Reader *r, int row)
{
    LhSketch *s = r->sketch;
    for (int from = 0; from < s->columns; from++) {
        if (!is_text(lh_sketch_cell(s, row, from)))
            continue;
        int to = from + 1; /* a single blank between two texts belongs to them */
        while (is_text(lh_sketch_cell(s, row, to)) ||
               (!lh_sketch_cell(s, row, to)->character && is_text(lh_sketch_cell(s, row, to + 1))))
            to++;
        add_run(r, row, from, to);
        from = to;
    }
}

/* ---- Code ---- */

static gboolean is_name(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

/* Whether the words look like a piece of a program. */
static gboolean looks_like_code(const char *words)
{
    static const char *const signs[] = {"()", "::", "==", "!=", "[]", "{}", "+=", "0x", "/>", "@"};
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (strstr(words, signs[i]))
            return TRUE;
    if (g_str_has_prefix(words, "$ ") || g_str_has_suffix(words, ";") || words[0] == '`')
        return TRUE;
    for (const char *p = words; *p; p++) {
        gboolean after = p > words && is_name(p[-1]), before = is_name(p[1]);
        if (*p == '_' && (after || before))
            return TRUE;
        if ((*p == '(' || *p == '[') && after)
            return TRUE;
        if (*p == '.' && after && before && !g_ascii_isdigit(p[-1]) && !strchr(words, ' '))
            return TRUE;
        if (*p == '=' && after && before)
            return TRUE;
    }
    return FALSE;
}

/* ---- Rooms ---- */

static const LhSketchBox *box_round(const LhSketch *s, const LhSketchText *text)
{
    const LhSketchBox *inner = NULL;
    for (guint i = 0; i < s->boxes->len; i++) {
        const LhSketchBox *box = &g_array_index(s->boxes, LhSketchBox, i);
        if (box->top < text->row && text->row < box->bottom && box->left < text->from &&
            text->to <= box->right)
            inner = box;
    }
    return inner;
}

/* Whether a cell stops words in its row; a slash does too. */
static gboolean is_stroke(const LhSketchCell *cell)
{
    return cell->stroke;
}

static Room find_room(const Reader *r, guint i)
{
    LhSketch *s = r->sketch;
    const LhSketchText *text = text_at(r, i);
    Room room = {text->from - 1, text->to, text->row - 1, text->row + 1, NULL, TRUE};
    while (room.left >= 0 && !is_stroke(lh_sketch_cell(s, text->row, room.left)))
        room.left--;
    while (room.right < s->columns && !is_stroke(lh_sketch_cell(s, text->row, room.right)))
        room.right++;
    int column = (text->from + text->to) / 2;
    while (room.top >= 0 && !is_stroke(lh_sketch_cell(s, room.top, column)))
        room.top--;
    while (room.bottom < s->rows && !is_stroke(lh_sketch_cell(s, room.bottom, column)))
        room.bottom++;
    if ((int) i > r->first[text->row])
        room.alone &= text_at(r, i - 1)->to <= room.left;
    if ((int) i + 1 < r->first[text->row + 1])
        room.alone &= text_at(r, i + 1)->from >= room.right;
    room.box = box_round(s, text);
    return room;
}

/* Whether the text is the only one between its box's own walls. */
static gboolean spans_box(const Room *room)
{
    return room->box && room->alone && room->left == room->box->left &&
           room->right == room->box->right;
}

/* ---- Places ---- */

static gboolean is_centred(const LhSketchText *text, const Room *room)
{
    int before = text->from - room->left - 1, after = room->right - text->to;
    return ABS(before - after) <= 1;
}

/* Another line of the same box, nearby, begins in the same column and isn't centred: both are a
 * column of text. */
static gboolean is_in_column(const Reader *r, guint i, const Room *room)
{
    const LhSketchText *text = text_at(r, i);
    for (int row = MAX(room->top + 1, 0); row < MIN(room->bottom, r->sketch->rows); row++)
        for (int k = r->first[row]; k < r->first[row + 1]; k++) {
            const LhSketchText *other = text_at(r, (guint) k);
            if (row != text->row && other->from == text->from &&
                other->to - other->from != text->to - text->from && other->to <= room->right &&
                !is_centred(other, room))
                return TRUE;
        }
    return FALSE;
}

static void place_in_box(const Reader *r, guint i, const Room *room)
{
    LhSketchText *text = text_at(r, i);
    if (room->alone && is_centred(text, room) && !is_in_column(r, i, room)) {
        text->anchor = (room->left + room->right + 1) / 2.0;
        text->align = 0.5;
    } else {
        text->anchor = text->from;
        text->align = 0;
    }
}

/* Half a row that a box's lines lack to stand in its middle, where they miss it by a row. */
static double find_lower(const Reader *r, const Room *room)
{
    const LhSketchBox *box = room->box;
    int above = box->bottom, below = box->bottom;
    if (box->group || !spans_box(room) || room->top != box->top || room->bottom != box->bottom)
        return 0;
    for (int row = box->top + 1; row < box->bottom; row++)
        for (int k = r->first[row]; k < r->first[row + 1]; k++) {
            const LhSketchText *text = text_at(r, (guint) k);
            if (text->from < box->left || text->from > box->right)
                continue;
            above = MIN(above, row - box->top - 1);
            below = box->bottom - row - 1;
        }
    return ABS(below - above) == 1 ? (below - above) / 2.0 : 0;
}

/* ---- Free text ---- */

/* A stroke level with the text, at most @BESIDE columns from it on the side @arm; NULL = none. */
static const LhSketchCell *level_stroke(const Reader *r, const LhSketchText *text, LhArm arm,
                                        int *gap)
{
    int column = arm == LH_ARM_LEFT ? text->from - 1 : text->to;
    for (*gap = 0; *gap < BESIDE; ++*gap, column += lh_arm_dx(arm)) {
        const LhSketchCell *cell = lh_sketch_cell(r->sketch, text->row, column);
        if (cell->stroke)
            return cell;
        if (cell->character || cell->half)
            return NULL;
    }
    return NULL;
}

/* Whether a line begins or ends at the text, above or below it (@dy). */
static gboolean is_hung(const Reader *r, const LhSketchText *text, int dy)
{
    LhArm arm = dy < 0 ? LH_ARM_UP : LH_ARM_DOWN;
    for (int column = text->from; column < text->to; column++) {
        const LhSketchCell *cell = lh_sketch_cell(r->sketch, text->row + dy, column);
        gboolean head = cell->end == LH_END_ARROW && cell->toward == lh_arm_opposite(arm);
        if (cell->slant || head || (cell->arm[lh_arm_opposite(arm)] && !cell->boxed))
            return TRUE;
    }
    return FALSE;
}

/* Whether a level line runs over or under the text. */
static gboolean is_under_line(const Reader *r, const LhSketchText *text)
{
    for (int dy = -1; dy <= 1; dy += 2)
        for (int column = text->from; column < text->to; column++) {
            const LhSketchCell *cell = lh_sketch_cell(r->sketch, text->row + dy, column);
            if (cell->stroke && (cell->arm[LH_ARM_LEFT] || cell->arm[LH_ARM_RIGHT]))
                return TRUE;
        }
    return FALSE;
}

/* Whether a level line ends at the text: it is what the line leads to. */
static gboolean is_met(const LhSketchCell *cell, LhArm arm)
{
    return cell && !cell->boxed && cell->arm[lh_arm_opposite(arm)] &&
           !(cell->arm[LH_ARM_UP] && cell->arm[LH_ARM_DOWN]);
}

static gboolean has_head_to(const LhSketchCell *cell, LhArm arm)
{
    return cell && cell->end == LH_END_ARROW && cell->toward == lh_arm_opposite(arm);
}

/* A text that a line leads to is a thing of the picture; one beside a line tells about it. */
static LhRole free_role(const Reader *r, const LhSketchText *text)
{
    int gap;
    const LhSketchCell *left = level_stroke(r, text, LH_ARM_LEFT, &gap),
                       *right = level_stroke(r, text, LH_ARM_RIGHT, &gap);
    gboolean from = is_met(left, LH_ARM_LEFT), to = is_met(right, LH_ARM_RIGHT);
    gboolean head = has_head_to(left, LH_ARM_LEFT) || has_head_to(right, LH_ARM_RIGHT);
    if (looks_like_code(text->words))
        return LH_ROLE_DRAWING_CODE;
    if (head || is_hung(r, text, -1) || is_hung(r, text, 1) || (from != to))
        return LH_ROLE_DRAWING_TEXT;
    if (left || right || is_under_line(r, text) || r->sketch->boxes->len > 0)
        return LH_ROLE_DRAWING_NOTE;
    return LH_ROLE_DRAWING_TEXT;
}

/* Whether the row above or below has a text that begins in the same column. */
static gboolean is_stacked(const Reader *r, const LhSketchText *text)
{
    for (int row = text->row - 1; row <= text->row + 1; row += 2) {
        if (row < 0 || row >= r->sketch->rows)
            continue;
        for (int k = r->first[row]; k < r->first[row + 1]; k++)
            if (text_at(r, (guint) k)->from == text->from)
                return TRUE;
    }
    return FALSE;
}

/* Free text stays near to what it is beside; words between two strokes stand in the middle. */
static void place_free(const Reader *r, guint i, const Room *room)
{
    LhSketchText *text = text_at(r, i);
    int gap_left = BESIDE, gap_right = BESIDE;
    gboolean left = level_stroke(r, text, LH_ARM_LEFT, &gap_left) != NULL;
    gboolean right = level_stroke(r, text, LH_ARM_RIGHT, &gap_right) != NULL;
    if (left && right) {
        text->anchor = (text->from + text->to) / 2.0;
        text->align = 0.5;
    } else if (right) {
        text->anchor = text->to;
        text->align = 1;
    } else if (left || !room->alone || is_stacked(r, text) || r->sketch->boxes->len == 0) {
        text->anchor = text->from;
        text->align = 0;
    } else {
        text->anchor = (text->from + text->to) / 2.0;
        text->align = 0.5;
    }
}

/* ---- Roles ---- */

/* The first line of a box that has more of them, or is short and alone. */
static gboolean is_title(const Reader *r, guint i, const Room *room)
{
    const LhSketchText *text = text_at(r, i);
    const LhSketchBox *box = room->box;
    if (!spans_box(room) || room->top != box->top || text->to - text->from > TITLE_MOST)
        return FALSE;
    for (int row = box->top + 1; row < text->row; row++)
        for (int k = r->first[row]; k < r->first[row + 1]; k++)
            if (text_at(r, (guint) k)->from > box->left && text_at(r, (guint) k)->to <= box->right)
                return FALSE;
    for (const char *p = text->words; *p; p++)
        if (!g_ascii_isdigit(*p) && !strchr(" .,%+-", *p))
            return TRUE;
    return FALSE;
}

static void read_text(const Reader *r, guint i)
{
    LhSketchText *text = text_at(r, i);
    Room room = find_room(r, i);
    text->left = room.left < 0 ? -INFINITY : room.left + 0.5;
    text->right = room.right >= r->sketch->columns ? INFINITY : room.right + 0.5;
    if ((int) i > r->first[text->row] && text_at(r, i - 1)->to > text->left)
        text->left = text_at(r, i - 1)->to;
    if ((int) i + 1 < r->first[text->row + 1] && text_at(r, i + 1)->from < text->right)
        text->right = text_at(r, i + 1)->from;
    if (!room.box) {
        text->role = free_role(r, text);
        place_free(r, i, &room);
        return;
    }
    place_in_box(r, i, &room);
    text->lower = find_lower(r, &room);
    text->role = looks_like_code(text->words)           ? LH_ROLE_DRAWING_CODE
                 : is_title(r, i, &room)                ? LH_ROLE_DRAWING_TITLE
                 : room.box->group && !spans_box(&room) ? free_role(r, text)
                                                        : LH_ROLE_DRAWING_TEXT;
}

/* Titles make way for the line below them. */
static void lift_titles(const Reader *r)
{
    for (guint i = 0; i + 1 < r->texts->len; i++) {
        LhSketchText *text = text_at(r, i);
        if (text->role != LH_ROLE_DRAWING_TITLE || text->row + 1 >= r->sketch->rows)
            continue;
        for (int k = r->first[text->row + 1]; k < r->first[text->row + 2]; k++) {
            const LhSketchText *below = text_at(r, (guint) k);
            if (below->from < text->to && text->from < below->to) {
                text->lower -= TITLE_LIFT;
                break;
            }
        }
    }
}

GArray *lh_sketch_find_texts(LhSketch *sketch, const LhDrawingContext *context, LhArena *arena)
{
    GArray *texts = g_array_new(FALSE, FALSE, sizeof(LhSketchText));
    g_autofree int *first = g_new(int, sketch->rows + 1);
    Reader reader = {sketch, context, arena, texts, first};
    for (int row = 0; row < sketch->rows; row++) {
        first[row] = (int) texts->len;
        read_row(&reader, row);
    }
    first[sketch->rows] = (int) texts->len;
    for (guint i = 0; i < texts->len; i++)
        read_text(&reader, i);
    lift_titles(&reader);
    for (guint i = 0; i < texts->len; i++) {
        LhSketchText *text = text_at(&reader, i);
        text->width = lh_drawing_measure(context, text->words, text->role);
    }
    return texts;
}
