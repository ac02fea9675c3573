/* Which characters of a sketch are strokes. Box drawing always is; a dash, a bar or a plus only
 * where its neighbours say so, for the same characters stand in words and code. */
#include "longhand/hand.h"

#include "sketch.h"

#include <string.h>

#define LEAST_EQUALS 4 /* === is an operator */
#define LEAST_DASHES 3 /* standing alone; -- is a dash of prose */
#define NEAR         2 /* blanks between an arrow and the wall that it means */

static gunichar at(LhSketch *s, int row, int column)
{
    return lh_sketch_cell(s, row, column)->character;
}

static gboolean among(gunichar c, const char *set)
{
    return c && g_utf8_strchr(set, -1, c) != NULL;
}

static gboolean is_right(gunichar c)
{
    return among(c, ">→►▶▸▷▻⟶➔➜➤⇒");
}

static gboolean is_left(gunichar c)
{
    return among(c, "<←◄◀◂◁◅⟵⇐");
}

static gboolean is_down(gunichar c)
{
    return among(c, "vV↓▼▾▽⇓");
}

static gboolean is_up(gunichar c)
{
    return among(c, "^↑▲▴△⇑");
}

static gboolean is_box(gunichar c)
{
    return c >= 0x2500 && c <= 0x257F;
}

/* A letter, a figure or any sign that words are made of. */
static gboolean is_word(gunichar c)
{
    return c && !is_box(c) && !among(c, "-=|:+.'`,/\\<>*o^vV") && !is_right(c) && !is_left(c) &&
           !is_down(c) && !is_up(c) && !among(c, "()[]{}") && !among(c, "●○•◆◇");
}

/* A letter or figure, those among them that can be a stroke too. */
static gboolean is_letter(gunichar c)
{
    return c && (g_unichar_isalnum(c) || c == '_');
}

static gboolean is_upright(gunichar c)
{
    const char *arms = lh_hand_box_arms(c);
    return c == '|' || c == ':' || (arms && (arms[LH_ARM_UP] != '0' || arms[LH_ARM_DOWN] != '0'));
}

static void give(LhSketchCell *cell, LhArm arm, LhStroke stroke)
{
    cell->stroke = TRUE;
    cell->arm[arm] = MAX(cell->arm[arm], (guint8) stroke);
}

/* ---- Box drawing ---- */

static gboolean is_dashed(gunichar c)
{
    return (c >= 0x2504 && c <= 0x250B) || (c >= 0x254C && c <= 0x254F);
}

static void read_box_drawing(LhSketchCell *cell)
{
    const char *arms = lh_hand_box_arms(cell->character);
    if (!arms)
        return;
    cell->stroke = TRUE;
    cell->dashed = is_dashed(cell->character);
    cell->slant = !strcmp(arms, "0000");
    for (int arm = 0; arm < 4; arm++)
        cell->arm[arm] = (guint8) (arms[arm] - '0');
}

/* ---- Corners that are drawn with points and slashes ---- */

/* The arm of a `.`, `'` or slash that is a corner: up or down; LH_ARM_NONE = it is none. */
static LhArm corner_leg(LhSketch *s, int row, int column)
{
    gunichar c = at(s, row, column);
    gboolean right = among(at(s, row, column + 1), "-=─"),
             left = among(at(s, row, column - 1), "-=─");
    gboolean down = is_upright(at(s, row + 1, column)), up = is_upright(at(s, row - 1, column));
    if ((c == '.' || c == ',') && (left || right) && down)
        return LH_ARM_DOWN;
    if ((c == '\'' || c == '`') && (left || right) && up)
        return LH_ARM_UP;
    if (c == '/' && right != left)
        return right && down ? LH_ARM_DOWN : left && up ? LH_ARM_UP : LH_ARM_NONE;
    if (c == '\\' && right != left)
        return left && down ? LH_ARM_DOWN : right && up ? LH_ARM_UP : LH_ARM_NONE;
    return LH_ARM_NONE;
}

/* ---- Dashes ---- */

/* A run of one character in a row. */
typedef struct {
    int row, from, to; /* @to is the one after */
    gunichar c;
} Run;

/* Whether what stands at @column, on the side @arm of a dash, is drawn too. */
static gboolean is_joint(LhSketch *s, int row, int column, LhArm arm)
{
    gunichar c = at(s, row, column), after = at(s, row, column + lh_arm_dx(arm));
    if (c == '+' || c == '|' || c == ':' || is_box(c) || corner_leg(s, row, column) != LH_ARM_NONE)
        return TRUE;
    if (arm == LH_ARM_RIGHT ? is_right(c) : is_left(c))
        return TRUE;
    if (is_down(c) || is_up(c))
        return among(after, "-=─+┴┬┐┘└┌") && is_upright(at(s, row + (is_up(c) ? 1 : -1), column));
    return FALSE;
}

/* Whether the run ends in a blob or a ring. */
static gboolean has_blob(LhSketch *s, int row, int column, LhArm arm)
{
    return among(at(s, row, column), "*o●○•◆◇") && !is_word(at(s, row, column + lh_arm_dx(arm))) &&
           !is_letter(at(s, row, column + lh_arm_dx(arm)));
}

/* Whether a wall stands within a blank or two of @column, going @step. */
static gboolean is_near_wall(LhSketch *s, int row, int column, int step)
{
    for (int i = 0; i <= NEAR; i++, column += step) {
        gunichar c = at(s, row, column);
        if (c)
            return c == '|' || (is_box(c) && is_upright(c)) || c == '+';
    }
    return FALSE;
}

static gboolean is_bracket(gunichar c)
{
    return among(c, "()[]{}");
}

static gboolean is_bound(gunichar c)
{
    return is_word(c) || is_letter(c);
}

static gboolean is_drawn_run(LhSketch *s, const Run *run)
{
    int n = run->to - run->from, row = run->row;
    gunichar before = at(s, row, run->from - 1), after = at(s, row, run->to);
    gboolean left = is_joint(s, row, run->from - 1, LH_ARM_LEFT);
    gboolean right = is_joint(s, row, run->to, LH_ARM_RIGHT);
    gboolean near = is_near_wall(s, row, run->from - 1 - is_left(before), -1) ||
                    is_near_wall(s, row, run->to + is_right(after), 1);

    if (run->c == '.')
        return n >= LEAST_DASHES && before == '+' && after == '+';
    if (run->c == '=') {
        if (left || right)
            return n >= 2 && (left || !is_bound(before)) && (right || !is_bound(after));
        return n >= LEAST_EQUALS && !is_bound(before) && !is_bound(after);
    }
    if (n >= 2) {
        left |= has_blob(s, row, run->from - 1, LH_ARM_LEFT) || is_bracket(before);
        right |= has_blob(s, row, run->to, LH_ARM_RIGHT) || is_bracket(after);
    }
    if (n == 1) {
        gboolean head = (right && is_right(after)) || (left && is_left(before));
        if (left && right)
            return !head || near || !(is_right(after) && is_left(before));
        if (head)
            return near && !is_bound(before) && !is_bound(after);
        return (left && before != ':' && !after) || (right && after == '+' && !before);
    }
    if (left || right)
        return n >= 2;
    if (n == 2)
        return near && !is_bound(before) && !is_bound(after);
    return n >= LEAST_DASHES && is_bound(before) == is_bound(after);
}

static void draw_run(LhSketch *s, const Run *run, LhStroke stroke, gboolean dashed)
{
    for (int i = run->from; i < run->to; i++) {
        LhSketchCell *cell = lh_sketch_cell(s, run->row, i);
        give(cell, LH_ARM_LEFT, stroke);
        give(cell, LH_ARM_RIGHT, stroke);
        cell->dashed = dashed;
    }
}

/* `+ - - - +`: a dashed line, its blanks too. */
static void read_spaced(LhSketch *s, int row)
{
    for (int from = 0; from < s->columns; from++) {
        if (at(s, row, from) != '+')
            continue;
        int to = from + 1, n = 0;
        for (; to < s->columns && (!at(s, row, to) || at(s, row, to) == '-'); to++) {
            if (at(s, row, to) == at(s, row, to - 1))
                break;
            n += at(s, row, to) == '-';
        }
        if (at(s, row, to) == '+' && n >= LEAST_DASHES)
            draw_run(s, &(Run){row, from + 1, to, '-'}, LH_STROKE_LIGHT, TRUE);
        from = to - 1;
    }
}

static void read_dashes(LhSketch *s, int row)
{
    for (int column = 0; column < s->columns; column++) {
        gunichar c = at(s, row, column);
        if (c != '-' && c != '=' && c != '.')
            continue;
        Run run = {row, column, column + 1, c};
        while (run.to < s->columns && at(s, row, run.to) == c)
            run.to++;
        if (is_drawn_run(s, &run))
            draw_run(s, &run, c == '=' ? LH_STROKE_DOUBLE : LH_STROKE_LIGHT, c == '.');
        column = run.to - 1;
    }
}

/* ---- Bars ---- */

/* Whether a bar may end at this cell: something drawn, or an arrow head. */
static gboolean is_stop(LhSketch *s, int row, int column, gboolean above)
{
    const LhSketchCell *cell = lh_sketch_cell(s, row, column);
    gunichar c = cell->character;
    gboolean free = !is_letter(at(s, row, column - 1)) && !is_letter(at(s, row, column + 1));
    if (cell->stroke || c == '+' || corner_leg(s, row, column) != LH_ARM_NONE)
        return TRUE;
    return free && (above ? is_up(c) : is_down(c));
}

/* Something stands there, and it is no stroke: a colon after it belongs to words. */
static gboolean is_written(LhSketch *s, int row, int column)
{
    gunichar c = at(s, row, column);
    return c != 0 && c != ' ' && !lh_sketch_cell(s, row, column)->stroke &&
           !lh_sketch_cell(s, row, column)->arm[LH_ARM_RIGHT];
}

static gboolean is_drawn_bar(LhSketch *s, int column, int from, int to, gunichar c)
{
    gboolean above = is_stop(s, from - 1, column, TRUE), below = is_stop(s, to, column, FALSE);
    const LhSketchCell *left = lh_sketch_cell(s, from, column - 1),
                       *right = lh_sketch_cell(s, from, column + 1);
    if (c == '|')
        return to - from >= 2 || above || below || left->arm[LH_ARM_RIGHT] ||
               right->arm[LH_ARM_LEFT];
    for (int row = from; row < to; row++)
        if (is_written(s, row, column - 1) || is_letter(at(s, row, column + 1)) ||
            at(s, row, column + 1) == ':')
            return FALSE;
    return (above && below) || (to - from >= 2 && (above || below));
}

/* The bars of one column that are @c: `|`, or `:` for a dashed one. */
static void read_bars(LhSketch *s, int column, gunichar c)
{
    for (int from = 0; from < s->rows; from++) {
        int to = from;
        while (to < s->rows && at(s, to, column) == c)
            to++;
        if (to == from || !is_drawn_bar(s, column, from, to, c)) {
            from = MAX(to - 1, from);
            continue;
        }
        for (; from < to; from++) {
            LhSketchCell *cell = lh_sketch_cell(s, from, column);
            cell->dashed = c == ':';
            give(cell, LH_ARM_UP, LH_STROKE_LIGHT);
            give(cell, LH_ARM_DOWN, LH_STROKE_LIGHT);
        }
        from--;
    }
}

/* ---- Crossings and corners ---- */

static gboolean reaches(LhSketch *s, int row, int column, LhArm arm)
{
    return lh_sketch_cell(s, row + lh_arm_dy(arm), column + lh_arm_dx(arm))
               ->arm[lh_arm_opposite(arm)] != LH_STROKE_NONE;
}

/* Whether an arrow head that points away stands on the side @arm. */
static gboolean has_head(LhSketch *s, int row, int column, LhArm arm)
{
    gunichar c = at(s, row + lh_arm_dy(arm), column + lh_arm_dx(arm));
    gboolean free = !is_letter(at(s, row + lh_arm_dy(arm), column - 1)) &&
                    !is_letter(at(s, row + lh_arm_dy(arm), column + 1));
    switch (arm) {
    case LH_ARM_LEFT:
        return is_left(c);
    case LH_ARM_RIGHT:
        return is_right(c);
    case LH_ARM_UP:
        return is_up(c) && free;
    default:
        return is_down(c) && free;
    }
}

static void read_plus(LhSketch *s, int row, int column)
{
    LhSketchCell *cell = lh_sketch_cell(s, row, column);
    int n = 0, heads = 0;
    for (int arm = 0; arm < 4; arm++) {
        n += reaches(s, row, column, (LhArm) arm);
        heads += has_head(s, row, column, (LhArm) arm);
    }
    gboolean worded = is_letter(at(s, row, column - 1)) || is_letter(at(s, row, column + 1));
    if (n == 0 || (worded && n < 2))
        return;
    for (int arm = 0; arm < 4; arm++) {
        LhSketchCell *next =
            lh_sketch_cell(s, row + lh_arm_dy((LhArm) arm), column + lh_arm_dx((LhArm) arm));
        if (reaches(s, row, column, (LhArm) arm))
            give(cell, (LhArm) arm, (LhStroke) next->arm[lh_arm_opposite((LhArm) arm)]);
        else if (has_head(s, row, column, (LhArm) arm) && heads)
            give(cell, (LhArm) arm, LH_STROKE_LIGHT);
    }
}

/* A plus above another one: a wall that a line meets beside its corner. Two corners of boxes that
 * stand on one another are not joined: the same arms lead from both. */
static void read_stacked(LhSketch *s, int row, int column)
{
    LhSketchCell *upper = lh_sketch_cell(s, row, column),
                 *lower = lh_sketch_cell(s, row + 1, column);
    if (upper->character != '+' || lower->character != '+' || !upper->stroke || !lower->stroke)
        return;
    if (!upper->arm[LH_ARM_LEFT] != !lower->arm[LH_ARM_LEFT] ||
        !upper->arm[LH_ARM_RIGHT] != !lower->arm[LH_ARM_RIGHT]) {
        give(upper, LH_ARM_DOWN, LH_STROKE_LIGHT);
        give(lower, LH_ARM_UP, LH_STROKE_LIGHT);
    }
}

static void read_corner(LhSketch *s, int row, int column)
{
    LhSketchCell *cell = lh_sketch_cell(s, row, column);
    LhArm leg = corner_leg(s, row, column);
    if (leg == LH_ARM_NONE || !reaches(s, row, column, leg))
        return;
    for (int arm = LH_ARM_LEFT; arm <= LH_ARM_RIGHT; arm++)
        if (reaches(s, row, column, (LhArm) arm)) {
            give(cell, (LhArm) arm, LH_STROKE_LIGHT);
            give(cell, leg, LH_STROKE_LIGHT);
        }
}

/* ---- Ends ---- */

static LhArm direction(gunichar c)
{
    return is_right(c)  ? LH_ARM_RIGHT
           : is_left(c) ? LH_ARM_LEFT
           : is_down(c) ? LH_ARM_DOWN
           : is_up(c)   ? LH_ARM_UP
                        : LH_ARM_NONE;
}

/* Whether the row's, or the column's, line goes on at both sides of the arrow head: it stands in a
 * wall. */
static gboolean is_in_wall(LhSketch *s, int row, int column, LhArm toward)
{
    LhArm one = toward <= LH_ARM_RIGHT ? LH_ARM_UP : LH_ARM_LEFT;
    return reaches(s, row, column, one) && reaches(s, row, column, lh_arm_opposite(one));
}

/* An arrow alone between a wall and whatever comes. */
static gboolean is_lone_arrow(LhSketch *s, int row, int column, LhArm toward)
{
    if (among(at(s, row, column), "<>^vV") || toward > LH_ARM_RIGHT)
        return FALSE;
    return is_near_wall(s, row, column - 1, -1) && is_near_wall(s, row, column + 1, 1);
}

/* Whether the cell is a word alone in its box: what stands next to it on both sides is a bar. */
static gboolean is_enclosed(LhSketch *s, int row, int column)
{
    for (int step = -1; step <= 1; step += 2) {
        int i = column + step;
        while (i >= 0 && i < s->columns && !at(s, row, i))
            i += step;
        if (!lh_sketch_is_wall(lh_sketch_cell(s, row, i), LH_ARM_LEFT))
            return FALSE;
    }
    return TRUE;
}

static void read_head(LhSketch *s, int row, int column)
{
    LhSketchCell *cell = lh_sketch_cell(s, row, column);
    LhArm toward = direction(cell->character), back = lh_arm_opposite(toward);
    if (toward == LH_ARM_NONE)
        return;
    const LhSketchCell *from = lh_sketch_cell(s, row + lh_arm_dy(back), column + lh_arm_dx(back));
    gboolean sign = !among(cell->character, "<>^vV");
    gboolean free = !is_letter(at(s, row, column - 1)) && !is_letter(at(s, row, column + 1));
    gboolean joined = from->stroke && from->arm[toward], wall = is_in_wall(s, row, column, toward);
    gboolean under = toward >= LH_ARM_UP && from->stroke && lh_sketch_is_wall(from, toward) &&
                     (sign || (free && !is_enclosed(s, row, column))) && !wall;
    if (toward >= LH_ARM_UP && !free && !sign)
        return;
    if (!joined && !under && !is_lone_arrow(s, row, column, toward))
        return;
    cell->end = LH_END_ARROW;
    cell->toward = (guint8) toward;
    give(cell, back, joined ? (LhStroke) from->arm[toward] : LH_STROKE_LIGHT);
    cell->dashed = joined && from->dashed;
    if (wall) {
        LhArm one = toward <= LH_ARM_RIGHT ? LH_ARM_UP : LH_ARM_LEFT;
        give(cell, one, LH_STROKE_LIGHT);
        give(cell, lh_arm_opposite(one), LH_STROKE_LIGHT);
    }
}

/* A blob or ring on a line. */
static void read_blob(LhSketch *s, int row, int column)
{
    LhSketchCell *cell = lh_sketch_cell(s, row, column);
    int n = 0;
    if (!among(cell->character, "*o●○•◆◇"))
        return;
    for (int side = -1; side <= 1; side += 2) {
        gunichar c = at(s, row, column + side);
        if ((is_word(c) || is_letter(c)) && !lh_sketch_cell(s, row, column + side)->stroke)
            return;
    }
    for (int arm = 0; arm < 4; arm++)
        if (reaches(s, row, column, (LhArm) arm) && ++n)
            give(cell, (LhArm) arm, LH_STROKE_LIGHT);
    if (n)
        cell->end = among(cell->character, "o○◇") ? LH_END_RING : LH_END_DOT;
}

/* ---- Slants ---- */

/* Whether something stands at the end of a slash, up or down by @dy, that it can lead to. */
static gboolean leads(LhSketch *s, int row, int column, int dx, int dy)
{
    return at(s, row + dy, column + dx) || at(s, row + dy, column) ||
           at(s, row + dy, column + 2 * dx);
}

static void read_slant(LhSketch *s, int row, int column)
{
    LhSketchCell *cell = lh_sketch_cell(s, row, column);
    int lean = cell->character == '/' ? 1 : -1;
    if (cell->stroke || (cell->character != '/' && cell->character != '\\') ||
        is_bound(at(s, row, column - 1)) || is_bound(at(s, row, column + 1)) ||
        among(at(s, row, column - 1), "/\\.:*<") || among(at(s, row, column + 1), ".:*>"))
        return;
    if (leads(s, row, column, lean, -1) && leads(s, row, column, -lean, 1))
        cell->stroke = cell->slant = TRUE;
}

/* ---- All ---- */

typedef void (*CellFunc)(LhSketch *s, int row, int column);

static void each_cell(LhSketch *s, CellFunc read)
{
    for (int row = 0; row < s->rows; row++)
        for (int column = 0; column < s->columns; column++)
            read(s, row, column);
}

static void read_box(LhSketch *s, int row, int column)
{
    read_box_drawing(lh_sketch_cell(s, row, column));
}

static void read_if_plus(LhSketch *s, int row, int column)
{
    if (at(s, row, column) == '+')
        read_plus(s, row, column);
}

/* Two strokes that touch are joined: a dash that runs against a bar, a bar under a dash. */
static void join(LhSketch *s, int row, int column)
{
    LhSketchCell *cell = lh_sketch_cell(s, row, column);
    for (int arm = 0; arm < 4; arm++) {
        LhSketchCell *next =
            lh_sketch_cell(s, row + lh_arm_dy((LhArm) arm), column + lh_arm_dx((LhArm) arm));
        LhArm back = lh_arm_opposite((LhArm) arm);
        if (cell->arm[arm] && next->stroke && !next->slant && next->end == LH_END_NONE &&
            !next->arm[back] && lh_sketch_is_wall(next, (LhArm) arm))
            next->arm[back] = cell->arm[arm];
    }
}

void lh_sketch_find_strokes(LhSketch *s)
{
    each_cell(s, read_box);
    for (int row = 0; row < s->rows; row++) {
        read_dashes(s, row);
        read_spaced(s, row);
    }
    for (int column = 0; column < s->columns; column++)
        read_bars(s, column, '|');
    for (int column = 0; column < s->columns; column++)
        read_bars(s, column, ':');
    each_cell(s, read_if_plus);
    each_cell(s, read_stacked);
    each_cell(s, read_corner);
    each_cell(s, read_blob);
    each_cell(s, read_head);
    each_cell(s, read_slant);
    each_cell(s, join);
}
