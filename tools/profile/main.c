/* Samples the press into a profile: press-profile FILE.icc */
#include "press.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INK_GRID   9
#define LAB_GRID   33
#define GAMUT_GRID 17
#define ENTRIES    256
#define IN_GAMUT   2.0 /* delta E */

static uint16_t word_of(double part)
{
    return (uint16_t) lround(65535 * fmin(1, fmax(0, part)));
}

static uint16_t *words(size_t n)
{
    uint16_t *all = calloc(n, sizeof *all);

    if (!all)
        abort();
    return all;
}

static size_t power(int base, int exponent)
{
    return exponent == 0 ? 1 : (size_t) base * power(base, exponent - 1);
}

/* Curves that leave all as it is. */
static uint16_t *straight(int n)
{
    uint16_t *all = words((size_t) n * ENTRIES);

    for (int i = 0; i < n * ENTRIES; i++)
        all[i] = (uint16_t) (i % ENTRIES * 257);
    return all;
}

/* From tone values to coverages, or back. */
static uint16_t *tones(const Press *press, int back)
{
    uint16_t *all = words(INKS * ENTRIES);

    for (int i = 0; i < INKS * ENTRIES; i++) {
        double part = i % ENTRIES / (ENTRIES - 1.0);
        all[i] = word_of((back ? press_tone : press_cover)(press, i / ENTRIES, part));
    }
    return all;
}

/* Lab as version 2 writes it: 0xFF00 is L 100, 0x8000 is a, b 0. */
static void put_lab(const double lab[3], uint16_t out[3])
{
    out[0] = word_of(lab[0] * 652.8 / 65535);
    out[1] = word_of((lab[1] + 128) * 256 / 65535);
    out[2] = word_of((lab[2] + 128) * 256 / 65535);
}

/* The sample's place on the axis @input, 0…1. */
static double place(size_t index, int grid, int inputs, int input)
{
    return (double) (index / power(grid, inputs - 1 - input) % (size_t) grid) / (grid - 1);
}

/* The way from paper to black is L's first curve: it puts white on the last sample, so that paper
 * stays paper. */
static uint16_t *lab_curves(void)
{
    uint16_t *all = straight(3);

    for (int i = 0; i < ENTRIES; i++)
        all[i] = word_of(i >= 254 ? 1 : i * 257 / 65280.0);
    return all;
}

static void lab_at(size_t index, int grid, double lab[3])
{
    lab[0] = 100 * place(index, grid, 3, 0);
    for (int i = 1; i < 3; i++)
        lab[i] = place(index, grid, 3, i) * 65535 / 256 - 128;
}

static uint16_t *sample_press(const Press *press)
{
    size_t n = power(INK_GRID, INKS);
    uint16_t *all = words(n * 3);

    for (size_t index = 0; index < n; index++) {
        double cover[INKS], lab[3];
        for (int ink = 0; ink < INKS; ink++)
            cover[ink] = place(index, INK_GRID, INKS, ink);
        press_lab(press, cover, lab);
        put_lab(lab, all + 3 * index);
    }
    return all;
}

static uint16_t *sample_separations(const Press *press)
{
    size_t n = power(LAB_GRID, 3);
    uint16_t *all = words(n * INKS);

    for (size_t index = 0; index < n; index++) {
        double cover[INKS], lab[3];
        lab_at(index, LAB_GRID, lab);
        separate(press, lab, cover);
        for (int ink = 0; ink < INKS; ink++)
            all[INKS * index + (size_t) ink] = word_of(cover[ink]);
    }
    return all;
}

static uint16_t *sample_gamut(const Press *press)
{
    size_t n = power(GAMUT_GRID, 3);
    uint16_t *all = words(n);

    for (size_t index = 0; index < n; index++) {
        double cover[INKS], lab[3];
        lab_at(index, GAMUT_GRID, lab);
        all[index] = word_of((separate(press, lab, cover) - IN_GAMUT) / 100);
    }
    return all;
}

int main(int argc, char **argv)
{
    Press press;

    if (argc != 2) {
        fputs("usage: press-profile FILE.icc\n", stderr);
        return 2;
    }
    press_init(&press);
    uint16_t *cover = tones(&press, 0), *tone = tones(&press, 1), *lab = lab_curves();
    uint16_t *plain = straight(3), *to = sample_press(&press), *from = sample_separations(&press);
    uint16_t *out = sample_gamut(&press);
    const Table to_lab = {4, 3, INK_GRID, ENTRIES, cover, to, plain};
    const Table from_lab = {3, 4, LAB_GRID, ENTRIES, lab, from, tone};
    const Table gamut = {3, 1, GAMUT_GRID, ENTRIES, lab, out, plain};
    int done = icc_write(argv[1], &to_lab, &from_lab, &gamut);
    uint16_t *const all[] = {cover, tone, lab, plain, to, from, out};
    if (done != 0)
        fprintf(stderr, "press-profile: %s: %s\n", argv[1], strerror(errno));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    return done == 0 ? 0 : 1;
}
