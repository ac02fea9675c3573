/* Box drawing: four arms that reach the cell's edges, so that neighbouring characters join. */
#include "longhand/hand.h"

enum { NONE = '0', LIGHT = '1', HEAVY = '2', DOUBLE = '3' };
enum { LEFT, RIGHT, UP, DOWN };

/* The weight of the arms left, right, up, down of U+2500…257F; diagonals have none. */
static const char arms_of[128][5] = {
    "1100", "2200", "0011", "0022", "1100", "2200", "0011", "0022", "1100", "2200", "0011", "0022",
    "0101", "0201", "0102", "0202", "1001", "2001", "1002", "2002", "0110", "0210", "0120", "0220",
    "1010", "2010", "1020", "2020", "0111", "0211", "0121", "0112", "0122", "0221", "0212", "0222",
    "1011", "2011", "1021", "1012", "1022", "2021", "2012", "2022", "1101", "2101", "1201", "2201",
    "1102", "2102", "1202", "2202", "1110", "2110", "1210", "2210", "1120", "2120", "1220", "2220",
    "1111", "2111", "1211", "2211", "1121", "1112", "1122", "2121", "1221", "2112", "1212", "2221",
    "2212", "2122", "1222", "2222", "1100", "2200", "0011", "0022", "3300", "0033", "0301", "0103",
    "0303", "3001", "1003", "3003", "0310", "0130", "0330", "3010", "1030", "3030", "0311", "0133",
    "0333", "3011", "1033", "3033", "3301", "1103", "3303", "3310", "1130", "3330", "3311", "1133",
    "3333", "0101", "1001", "1010", "0110", "0000", "0000", "0000", "1000", "0010", "0100", "0001",
    "2000", "0020", "0200", "0002", "1200", "0012", "2100", "0021",
};

/* Half the distance of the two strokes of a heavy line, which touch, and of a double line; parts of
 * the cell's width. */
#define HEAVY_SPREAD  0.05
#define DOUBLE_SPREAD 0.17

typedef struct {
    LhPath *path;
    const char *arms;
    double x, y, width, height; /* the cell */
    double cx, cy;              /* its middle */
    double heavy, twin;         /* half distances, points */
} Cell;

/* A stroke given in an arm's own frame: @along is measured from the middle towards the arm's edge,
 * @across to the right of someone who walks that way. */
static void arm_point(const Cell *cell, int arm, double along, double across, double *x, double *y)
{
    double ux = arm == LEFT ? -1 : arm == RIGHT ? 1 : 0;
    double uy = arm == UP ? -1 : arm == DOWN ? 1 : 0;
    *x = cell->cx + ux * along - uy * across;
    *y = cell->cy + uy * along + ux * across;
}

static double arm_length(const Cell *cell, int arm)
{
    return arm == LEFT || arm == RIGHT ? cell->width / 2 : cell->height / 2;
}

static void arm_stroke(const Cell *cell, int arm, double from, double across)
{
    double x, y;
    arm_point(cell, arm, from, across, &x, &y);
    lh_path_move(cell->path, x, y);
    arm_point(cell, arm, arm_length(cell, arm), across, &x, &y);
    lh_path_line(cell->path, x, y);
}

/* The arms to the right and to the left of someone who walks along @arm. */
static int arm_right_of(int arm)
{
    static const int right[] = {UP, DOWN, RIGHT, LEFT};
    return right[arm];
}

static int arm_left_of(int arm)
{
    static const int left[] = {DOWN, UP, LEFT, RIGHT};
    return left[arm];
}

static int arm_opposite(int arm)
{
    static const int opposite[] = {RIGHT, LEFT, DOWN, UP};
    return opposite[arm];
}

/* Where one stroke of a double arm begins: it meets the double line on its own side, or goes round
 * the corner of the one on the other side. */
static double twin_start(const Cell *cell, int near, int far)
{
    if (cell->arms[near] == DOUBLE)
        return cell->twin;
    if (cell->arms[near] == NONE && cell->arms[far] == DOUBLE)
        return -cell->twin;
    return 0;
}

/* Where a single arm begins: at the near stroke of a double line that runs past it, at the far one
 * where that line ends here, else in the middle. */
static double single_start(const Cell *cell, int arm)
{
    gboolean right = cell->arms[arm_right_of(arm)] == DOUBLE;
    gboolean left = cell->arms[arm_left_of(arm)] == DOUBLE;
    if (cell->arms[arm_opposite(arm)] != NONE)
        return 0;
    if (right && left)
        return cell->twin;
    return right || left ? -cell->twin : 0;
}

static void draw_arm(const Cell *cell, int arm)
{
    int right = arm_right_of(arm), left = arm_left_of(arm);
    char weight = cell->arms[arm];
    double start = single_start(cell, arm);
    if (weight == DOUBLE) {
        arm_stroke(cell, arm, twin_start(cell, right, left), cell->twin);
        arm_stroke(cell, arm, twin_start(cell, left, right), -cell->twin);
    } else if (weight == HEAVY) {
        gboolean corner = cell->arms[right] == HEAVY || cell->arms[left] == HEAVY;
        arm_stroke(cell, arm, start - (corner ? cell->heavy : 0), cell->heavy);
        arm_stroke(cell, arm, start - (corner ? cell->heavy : 0), -cell->heavy);
    } else if (weight == LIGHT) {
        arm_stroke(cell, arm, start, 0);
    }
}

/* A line through the whole cell, @across from its middle. */
static void draw_through(const Cell *cell, int arm, double across)
{
    arm_stroke(cell, arm, -arm_length(cell, arm), across);
}

/* Straight lines are one stroke, without a seam in the middle. */
static gboolean draw_straight(const Cell *cell)
{
    for (int arm = LEFT; arm <= UP; arm += 2) {
        char weight = cell->arms[arm];
        if (weight == NONE || weight != cell->arms[arm + 1] ||
            cell->arms[arm_right_of(arm)] != NONE || cell->arms[arm_left_of(arm)] != NONE)
            continue;
        double spread = weight == HEAVY ? cell->heavy : weight == DOUBLE ? cell->twin : 0;
        draw_through(cell, arm, spread);
        if (spread > 0)
            draw_through(cell, arm, -spread);
        return TRUE;
    }
    return FALSE;
}

/* Dashes in one cell: the number of U+2504…250B and U+254C…254F, else 0. */
static int dashes_of(gunichar c)
{
    if (c >= 0x2504 && c <= 0x250b)
        return c < 0x2508 ? 3 : 4;
    return c >= 0x254c && c <= 0x254f ? 2 : 0;
}

static void draw_dashes(const Cell *cell, int n)
{
    int arm = cell->arms[RIGHT] != NONE ? RIGHT : DOWN;
    double spread = cell->arms[arm] == HEAVY ? cell->heavy : 0;
    double whole = 2 * arm_length(cell, arm), step = whole / n, mark = step * 0.55;
    for (int i = 0; i < n; i++)
        for (int side = -1; side <= (spread > 0 ? 1 : -1); side += 2) {
            double from = -whole / 2 + i * step + (step - mark) / 2, x, y;
            arm_point(cell, arm, from, side * spread, &x, &y);
            lh_path_move(cell->path, x, y);
            arm_point(cell, arm, from + mark, side * spread, &x, &y);
            lh_path_line(cell->path, x, y);
        }
}

/* A quarter turn from the edge of one arm to the edge of another. */
static void draw_arc(const Cell *cell)
{
    int across = cell->arms[LEFT] != NONE ? LEFT : RIGHT;
    int upright = cell->arms[UP] != NONE ? UP : DOWN;
    double r = MIN(cell->width, cell->height) / 2, k = r * (1 - 0.5522847498);
    double x, y, x1, y1, x2, y2, x3, y3;
    arm_point(cell, upright, arm_length(cell, upright), 0, &x, &y);
    lh_path_move(cell->path, x, y);
    arm_point(cell, upright, r, 0, &x, &y);
    lh_path_line(cell->path, x, y);
    arm_point(cell, upright, k, 0, &x1, &y1);
    arm_point(cell, across, k, 0, &x2, &y2);
    arm_point(cell, across, r, 0, &x3, &y3);
    lh_path_curve(cell->path, x1, y1, x2, y2, x3, y3);
    arm_point(cell, across, arm_length(cell, across), 0, &x, &y);
    lh_path_line(cell->path, x, y);
}

static void draw_diagonals(const Cell *cell, gunichar c)
{
    double right = cell->x + cell->width, bottom = cell->y + cell->height;
    if (c != 0x2572) {
        lh_path_move(cell->path, right, cell->y);
        lh_path_line(cell->path, cell->x, bottom);
    }
    if (c != 0x2571) {
        lh_path_move(cell->path, cell->x, cell->y);
        lh_path_line(cell->path, right, bottom);
    }
}

const char *lh_hand_box_arms(gunichar character)
{
    return character < 0x2500 || character > 0x257f ? NULL : arms_of[character - 0x2500];
}

gboolean lh_hand_box_drawing(LhPath *path, gunichar character, double x, double y, double width,
                             double height)
{
    if (character < 0x2500 || character > 0x257f)
        return FALSE;
    Cell cell = {.path = path,
                 .arms = arms_of[character - 0x2500],
                 .x = x,
                 .y = y,
                 .width = width,
                 .height = height,
                 .cx = x + width / 2,
                 .cy = y + height / 2,
                 .heavy = HEAVY_SPREAD * width,
                 .twin = DOUBLE_SPREAD * width};
    if (character >= 0x2571 && character <= 0x2573)
        draw_diagonals(&cell, character);
    else if (character >= 0x256d && character <= 0x2570)
        draw_arc(&cell);
    else if (dashes_of(character) > 0)
        draw_dashes(&cell, dashes_of(character));
    else if (!draw_straight(&cell))
        for (int arm = LEFT; arm <= DOWN; arm++)
            draw_arm(&cell, arm);
    return TRUE;
}
