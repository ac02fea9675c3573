/* The profile's file: ICC.1:2001-04 (version 2.4), so that every program of the last twenty years
 * reads it. */
#include "press.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD      128
#define NAME      "Generic coated paper, offset (reckoned from ISO 12647-2:2004/Amd 1)"
#define COPYRIGHT "Copyright (c) 2026 The Longhand project. MIT License."

typedef struct {
    uint8_t *bytes;
    size_t n, room;
} Bytes;

static void put(Bytes *out, const void *bytes, size_t n)
{
    if (out->n + n > out->room) {
        out->room = 2 * (out->n + n);
        out->bytes = realloc(out->bytes, out->room);
        if (!out->bytes)
            abort();
    }
    memcpy(out->bytes + out->n, bytes, n);
    out->n += n;
}

static void put_number(Bytes *out, uint32_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--) {
        uint8_t byte = (uint8_t) (value >> 8 * i);
        put(out, &byte, 1);
    }
}

static void put_word(Bytes *out, const char *word)
{
    put(out, word, 4);
}

static void put_fixed(Bytes *out, double value)
{
    put_number(out, (uint32_t) (int32_t) lround(value * 65536), 4);
}

static void put_xyz(Bytes *out, const double xyz[3])
{
    for (int i = 0; i < 3; i++)
        put_fixed(out, xyz[i]);
}

static void fill(Bytes *out, size_t until)
{
    while (out->n < until)
        put_number(out, 0, 1);
}

static void put_description(Bytes *out)
{
    put_word(out, "desc");
    put_number(out, 0, 4);
    put_number(out, sizeof NAME, 4);
    put(out, NAME, sizeof NAME);
    fill(out, out->n + 4 + 4 + 2 + 1 + 67); /* no Unicode, no Macintosh script */
}

static void put_copyright(Bytes *out)
{
    put_word(out, "text");
    put_number(out, 0, 4);
    put(out, COPYRIGHT, sizeof COPYRIGHT);
}

static void put_white(Bytes *out)
{
    double paper[3];

    press_paper(paper);
    put_word(out, "XYZ ");
    put_number(out, 0, 4);
    put_xyz(out, paper);
}

static void put_words(Bytes *out, const uint16_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_number(out, words[i], 2);
}

static void put_table(Bytes *out, const Table *table)
{
    size_t samples = (size_t) table->outputs, entries = (size_t) table->entries;

    for (int i = 0; i < table->inputs; i++)
        samples *= (size_t) table->grid;
    put_word(out, "mft2");
    put_number(out, 0, 4);
    put_number(out, (uint32_t) table->inputs, 1);
    put_number(out, (uint32_t) table->outputs, 1);
    put_number(out, (uint32_t) table->grid, 1);
    put_number(out, 0, 1);
    for (int i = 0; i < 9; i++)
        put_fixed(out, i % 4 == 0);
    put_number(out, (uint32_t) table->entries, 2);
    put_number(out, (uint32_t) table->entries, 2);
    put_words(out, table->before, entries * (size_t) table->inputs);
    put_words(out, table->samples, samples);
    put_words(out, table->after, entries * (size_t) table->outputs);
}

static void put_head(Bytes *out, size_t size)
{
    static const double d50[3] = {0.9642, 1.0, 0.8249};
    static const uint32_t day[] = {2026, 1, 1, 0, 0, 0};

    put_number(out, (uint32_t) size, 4);
    put_number(out, 0, 4);
    put_number(out, 0x02400000, 4);
    put_word(out, "prtr");
    put_word(out, "CMYK");
    put_word(out, "Lab ");
    for (int i = 0; i < 6; i++)
        put_number(out, day[i], 2);
    put_word(out, "acsp");
    fill(out, 64);
    put_number(out, 1, 4); /* relative colorimetric */
    put_xyz(out, d50);
    fill(out, HEAD);
}

/* The three intents share a table: what cannot be printed is treated alike in all of them. */
static const char *const names[] = {"desc", "cprt", "wtpt", "A2B0", "A2B1",
                                    "A2B2", "B2A0", "B2A1", "B2A2", "gamt"};
static const int parts[] = {0, 1, 2, 3, 3, 3, 4, 4, 4, 5};
#define N_NAMES (sizeof names / sizeof *names)
#define N_PARTS 6

static int save(const char *path, const Bytes *out)
{
    FILE *file = fopen(path, "wb");
    int good = file && fwrite(out->bytes, 1, out->n, file) == out->n;

    return file && fclose(file) == 0 && good ? 0 : -1;
}

int icc_write(const char *path, const Table *to_lab, const Table *from_lab, const Table *gamut)
{
    const size_t start = HEAD + 4 + 12 * N_NAMES;
    size_t places[N_PARTS], sizes[N_PARTS];
    Bytes body = {0}, out = {0};

    for (int i = 0; i < N_PARTS; i++) {
        places[i] = start + body.n;
        if (i < 3)
            (i == 0 ? put_description : i == 1 ? put_copyright : put_white)(&body);
        else
            put_table(&body, i == 3 ? to_lab : i == 4 ? from_lab : gamut);
        sizes[i] = start + body.n - places[i];
        fill(&body, (body.n + 3) / 4 * 4);
    }
    put_head(&out, start + body.n);
    put_number(&out, N_NAMES, 4);
    for (size_t i = 0; i < N_NAMES; i++) {
        put_word(&out, names[i]);
        put_number(&out, (uint32_t) places[parts[i]], 4);
        put_number(&out, (uint32_t) sizes[parts[i]], 4);
    }
    put(&out, body.bytes, body.n);
    int done = save(path, &out);
    free(body.bytes);
    free(out.bytes);
    return done;
}
