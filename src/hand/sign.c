/* Signs drawn with the pen where no font has them in our hand. Coordinates in em, y up in the
 * tables. */
#include "longhand/hand.h"

/* The pen of signs, em, as thick as the body's hyphen in its plain and its bold face: a round-ended
 * stroke of more looks heavier than the letters round it. */
#define PEN      0.092
#define PEN_BOLD 0.143

/* The cell of a code face at the listing's pitch: 8.8 pt Comic Mono on 12 pt. */
#define CELL_WIDTH  0.5449
#define CELL_HEIGHT 1.3636
#define CELL_RISE   0.991

typedef struct {
    guint8 op;
    double x1, y1, x2, y2, x, y;
} Step;

#define M(px, py)                                                                                  \
    {                                                                                              \
        LH_MOVE, 0, 0, 0, 0, px, py                                                                \
    }
#define L(px, py)                                                                                  \
    {                                                                                              \
        LH_LINE, 0, 0, 0, 0, px, py                                                                \
    }
#define C(ax, ay, bx, by, px, py)                                                                  \
    {                                                                                              \
        LH_CURVE, ax, ay, bx, by, px, py                                                           \
    }
#define Z                                                                                          \
    {                                                                                              \
        LH_CLOSE, 0, 0, 0, 0, 0, 0                                                                 \
    }
#define HEAD_RIGHT M(.60, .46), L(.82, .28), L(.62, .09)

static const Step arrow_right[] = {M(.06, .27), C(.30, .30, .55, .25, .82, .28), HEAD_RIGHT};
static const Step arrow_both[] = {M(.08, .28), C(.32, .30, .56, .25, .82, .28),
                                  HEAD_RIGHT,  M(.30, .46),
                                  L(.08, .28), L(.28, .09)};
static const Step double_right[] = {M(.06, .355), C(.28, .375, .50, .35, .72, .36), M(.06, .185),
                                    C(.28, .20, .50, .175, .71, .19), HEAD_RIGHT};
static const Step tick[] = {M(.06, .27), C(.12, .20, .20, .09, .26, .02),
                            C(.36, .32, .50, .52, .66, .66)};
static const Step cross[] = {M(.06, .56), C(.22, .40, .40, .21, .56, .02), M(.54, .59),
                             C(.40, .41, .23, .19, .09, .00)};
static const Step triangle_right[] = {M(.11, .53), C(.25, .47, .39, .38, .53, .28),
                                      C(.40, .18, .25, .09, .10, .03),
                                      C(.115, .20, .115, .36, .11, .53), Z};
static const Step triangle_down[] = {M(.06, .52), C(.22, .53, .40, .53, .56, .515),
                                     C(.48, .34, .40, .18, .31, .02),
                                     C(.22, .18, .13, .35, .06, .52), Z};
static const Step wrap[] = {M(.09, .56),
                            C(.06, .30, .12, .23, .26, .23),
                            C(.32, .23, .40, .235, .47, .24),
                            M(.33, .37),
                            L(.475, .24),
                            L(.34, .10)};

typedef struct {
    double advance, pen; /* em; pen is a part of the text's pen, 0 = filled */
    const Step *steps;
    guint n_steps;
    gboolean mirrored; /* left to right within the advance */
    int turned;        /* quarter turns against the clock */
} Sign;

#define STEPS(table) table, G_N_ELEMENTS(table)

static const Sign signs[] = {
    [LH_SIGN_ARROW_RIGHT] = {.90, 1, STEPS(arrow_right), FALSE, 0},
    [LH_SIGN_ARROW_LEFT] = {.90, 1, STEPS(arrow_right), TRUE, 0},
    [LH_SIGN_ARROW_BOTH] = {.90, 1, STEPS(arrow_both), FALSE, 0},
    [LH_SIGN_ARROW_UP] = {.50, 1, STEPS(arrow_right), FALSE, 1},
    [LH_SIGN_ARROW_DOWN] = {.50, 1, STEPS(arrow_right), FALSE, 3},
    [LH_SIGN_DOUBLE_RIGHT] = {.90, 1, STEPS(double_right), FALSE, 0},
    [LH_SIGN_TICK] = {.72, 1, STEPS(tick), FALSE, 0},
    [LH_SIGN_CROSS] = {.64, 1, STEPS(cross), FALSE, 0},
    [LH_SIGN_TRIANGLE_DOWN] = {.62, 0, STEPS(triangle_down), FALSE, 0},
    [LH_SIGN_TRIANGLE_RIGHT] = {.62, 0, STEPS(triangle_right), FALSE, 0},
    [LH_SIGN_STAR] = {.84, .75, NULL, 0, FALSE, 0},
    [LH_SIGN_BULLET] = {.52, 0, NULL, 0, FALSE, 0},
    [LH_SIGN_WRAP] = {CELL_WIDTH, .75, STEPS(wrap), FALSE, 0},
    [LH_SIGN_BOX] = {CELL_WIDTH, .65, NULL, 0, FALSE, 0},
};

static const struct {
    gunichar character;
    LhSign sign;
} in_text[] = {
    {0x2022, LH_SIGN_BULLET},         {0x2190, LH_SIGN_ARROW_LEFT},
    {0x2191, LH_SIGN_ARROW_UP},       {0x2192, LH_SIGN_ARROW_RIGHT},
    {0x2193, LH_SIGN_ARROW_DOWN},     {0x2194, LH_SIGN_ARROW_BOTH},
    {0x21d2, LH_SIGN_DOUBLE_RIGHT},   {0x25b6, LH_SIGN_TRIANGLE_RIGHT},
    {0x25ba, LH_SIGN_TRIANGLE_RIGHT}, {0x25bc, LH_SIGN_TRIANGLE_DOWN},
    {0x2605, LH_SIGN_STAR},           {0x2713, LH_SIGN_TICK},
    {0x2714, LH_SIGN_TICK},           {0x2717, LH_SIGN_CROSS},
    {0x2718, LH_SIGN_CROSS},
};

LhSign lh_hand_sign_for(gunichar character, gboolean in_code)
{
    if (in_code) {
        if (character == 0x21aa)
            return LH_SIGN_WRAP;
        return character >= 0x2500 && character <= 0x257f ? LH_SIGN_BOX : LH_SIGN_NONE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(in_text); i++)
        if (in_text[i].character == character)
            return in_text[i].sign;
    return LH_SIGN_NONE;
}

double lh_hand_sign_advance(LhSign sign, gunichar character)
{
    (void) character; /* every box-drawing character takes one column */
    return sign < G_N_ELEMENTS(signs) ? signs[sign].advance : 0;
}

/* A point of a sign's table as the path has it. */
static void place(const Sign *sign, double x, double y, double *px, double *py)
{
    if (sign->mirrored)
        x = sign->advance - x;
    double along = x - .44, across = y - .28; /* from the middle of the arrow, which is turned */
    double centre = sign->advance / 2;
    if (sign->turned == 1) {
        x = centre - across;
        y = .31 + along;
    } else if (sign->turned == 3) {
        x = centre + across;
        y = .31 - along;
    }
    *px = x;
    *py = -y;
}

static void trace(const Sign *sign, LhPath *path)
{
    for (guint i = 0; i < sign->n_steps; i++) {
        const Step *step = &sign->steps[i];
        double x1, y1, x2, y2, x, y;
        place(sign, step->x1, step->y1, &x1, &y1);
        place(sign, step->x2, step->y2, &x2, &y2);
        place(sign, step->x, step->y, &x, &y);
        if (step->op == LH_MOVE)
            lh_path_move(path, x, y);
        else if (step->op == LH_LINE)
            lh_path_line(path, x, y);
        else if (step->op == LH_CURVE)
            lh_path_curve(path, x1, y1, x2, y2, x, y);
        else
            lh_path_close(path);
    }
}

void lh_hand_sign(LhSign sign, gunichar character, gboolean bold, LhSignShape *shape)
{
    g_return_if_fail(sign < G_N_ELEMENTS(signs));
    lh_path_init(&shape->path);
    shape->advance = signs[sign].advance;
    shape->pen = signs[sign].pen * (bold ? PEN_BOLD : PEN);
    if (sign == LH_SIGN_STAR)
        lh_hand_star(&shape->path, .42, -.31, .36, character);
    else if (sign == LH_SIGN_BULLET)
        lh_hand_blob(&shape->path, .26, -.29, .174, character);
    else if (sign == LH_SIGN_BOX)
        lh_hand_box_drawing(&shape->path, character, 0, -CELL_RISE, CELL_WIDTH, CELL_HEIGHT);
    else
        trace(&signs[sign], &shape->path);
}
