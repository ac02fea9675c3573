/* Ink on paper. */
#include "press.h"

#include <math.h>

#define CYAN    1
#define MAGENTA 2
#define YELLOW  4
#define BLACK   8

#define N 1.7 /* Yule and Nielsen's; our choice, 1.6 to 2 is usual for coated paper */
#define SURFACE                                                                                    \
    0.007 /* what any ink's surface reflects; our choice, it makes the deepest black L* 8 */

static const double d50[3] = {0.9642, 1.0, 0.8249}; /* as ICC.1 has it */
static const double gain[INKS] = {0.14, 0.14, 0.14, 0.17};
static const int takes[INKS] = {0, 1, 2, 1}; /* of X, Y, Z: what density is told of */

/* Lab of the paper, of the solids and of their overprints, by the set of inks. */
static const double aims[BLACK + 1][3] = {
    [0] = {95, 0, -2},
    [CYAN] = {55, -37, -50},
    [MAGENTA] = {48, 74, -3},
    [YELLOW] = {89, -5, 93},
    [MAGENTA | YELLOW] = {47, 68, 48},
    [CYAN | YELLOW] = {50, -65, 27},
    [CYAN | MAGENTA] = {24, 17, -46},
    [CYAN | MAGENTA | YELLOW] = {23, 0, 0},
    [BLACK] = {16, 0, 0},
};

static double from_root(double f)
{
    return f > 6.0 / 29 ? f * f * f : 3 * (6.0 / 29) * (6.0 / 29) * (f - 4.0 / 29);
}

static double to_root(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : t * 24389 / 27 / 116 + 16.0 / 116;
}

/* X, Y and Z as parts of white's. */
static void parts_of(const double lab[3], double parts[3])
{
    double y = (lab[0] + 16) / 116;

    parts[0] = from_root(y + lab[1] / 500);
    parts[1] = from_root(y);
    parts[2] = from_root(y - lab[2] / 200);
}

void press_paper(double xyz[3])
{
    parts_of(aims[0], xyz);
    for (int i = 0; i < 3; i++)
        xyz[i] *= d50[i];
}

/* Nobody states the overprints with black: each ink lets through what it lets through on paper, but
 * what the surface reflects stays. */
static void over_black(const double colour[3], const double black[3], const double paper[3],
                       double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = SURFACE + (colour[i] - SURFACE) * (black[i] - SURFACE) / (paper[i] - SURFACE);
}

void press_init(Press *press)
{
    double parts[1 << INKS][3];

    for (int set = 0; set <= BLACK; set++)
        parts_of(aims[set], parts[set]);
    for (int set = BLACK + 1; set < 1 << INKS; set++)
        over_black(parts[set - BLACK], parts[BLACK], parts[0], parts[set]);
    for (int set = 0; set < 1 << INKS; set++)
        for (int i = 0; i < 3; i++)
            press->colours[set][i] = pow(parts[set][i] / parts[0][i], 1 / N);
    for (int ink = 0; ink < INKS; ink++)
        press->solid[ink] = press->colours[1 << ink][takes[ink]];
}

/* Murray and Davies' coverage, to which the gain is added, is one over reflectances: it becomes one
 * over their roots. */
double press_cover(const Press *press, int ink, double tone)
{
    double whole = tone + 4 * gain[ink] * tone * (1 - tone), solid = press->solid[ink];
    double reflected = 1 - whole * (1 - pow(solid, N));

    return (1 - pow(reflected, 1 / N)) / (1 - solid);
}

double press_tone(const Press *press, int ink, double cover)
{
    double solid = press->solid[ink], reflected = pow(1 - cover * (1 - solid), N);
    double whole = (1 - reflected) / (1 - pow(solid, N)), g = 4 * gain[ink], b = 1 + g;

    return 2 * whole / (b + sqrt(fmax(0, b * b - 4 * g * whole)));
}

void press_lab(const Press *press, const double cover[INKS], double lab[3])
{
    double f[3], sum[3] = {0, 0, 0};

    for (int set = 0; set < 1 << INKS; set++) {
        double weight = 1;
        for (int ink = 0; ink < INKS; ink++)
            weight *= set >> ink & 1 ? cover[ink] : 1 - cover[ink];
        for (int i = 0; i < 3; i++)
            sum[i] += weight * press->colours[set][i];
    }
    for (int i = 0; i < 3; i++)
        f[i] = to_root(pow(sum[i], N));
    lab[0] = 116 * f[1] - 16;
    lab[1] = 500 * (f[0] - f[1]);
    lab[2] = 200 * (f[1] - f[2]);
}
