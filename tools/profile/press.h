/* What makes styles/printers/generic-coated.icc: a profile of offset printing on coated paper that is
 * reckoned, not measured.
 *
 *   press.c     ink on paper: from coverages to Lab
 *   separate.c  the way back: from Lab to coverages, with black and the ink limit
 *   icc.c       the file
 *   main.c      the tables, sampled
 *
 * Sources. The solids, their overprints and the paper: ISO 12647-2:2004/Amd 1:2007, paper types 1 and 2, on
 * white backing, the aims of the characterisation FOGRA39; D50, 2 degrees, 0/45. The gain of tone values: curve
 * A (14 % at 50 %) for C, M and Y, curve B (17 %) for K, of the same. Between them: Neugebauer's sixteen
 * colours (H. E. J. Neugebauer, Die theoretischen Grundlagen des Mehrfarbenbuchdrucks, 1937), in the form of
 * Yule and Nielsen (The penetration of light into paper, TAGA 1951), over X, Y and Z.
 *
 * The file is made once and kept, so that every machine has the same bytes and no build waits for it.
 * tests/press makes it again and compares. */
#ifndef PROFILE_PRESS_H
#define PROFILE_PRESS_H

#include <stddef.h>
#include <stdint.h>

#define INKS      4    /* cyan, magenta, yellow, black */
#define INK_LIMIT 2.98 /* of the sum of tone values; sheets take 3.00, and bytes are rounded */

typedef struct {
    double colours[1 << INKS][3]; /* of each set of solid inks: (X, Y, Z relative to the paper) ^ 1/n */
    double solid[INKS];           /* in the one of X, Y, Z that the ink takes most of */
} Press;

void press_init(Press *press);
/* The part of the paper that the tone value 0…1 of @ink covers, as Neugebauer wants it; and back. */
double press_cover(const Press *press, int ink, double tone);
double press_tone(const Press *press, int ink, double cover);
/* Lab of four coverages, relative to the paper. */
void press_lab(const Press *press, const double cover[INKS], double lab[3]);
/* X, Y, Z of the paper, of a light of Y = 1. */
void press_paper(double xyz[3]);

/* The coverages that look most like @lab with not more ink than INK_LIMIT.
 * Returns: how far they are from it, delta E 1976. */
double separate(const Press *press, const double lab[3], double cover[INKS]);

/* ---- The file ---- */

/* A table of the file: lut16Type of ICC.1:2001. */
typedef struct {
    int inputs, outputs;
    int grid;              /* samples along each input */
    int entries;           /* of each curve */
    const uint16_t *before; /* inputs × entries */
    const uint16_t *samples; /* grid ^ inputs × outputs, the last input fastest */
    const uint16_t *after;  /* outputs × entries */
} Table;

/* Writes @to_lab (A2B), @from_lab (B2A) and @gamut as a profile. Returns: 0, or -1 with errno. */
int icc_write(const char *path, const Table *to_lab, const Table *from_lab, const Table *gamut);

#endif
