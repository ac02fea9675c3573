/* Few colours out of many: every different colour is counted once, boxes of colours are halved
 * where they are worst, and the colours found are moved to the middle of what they stand for. Whole
 * numbers only, so that every machine finds the same. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS 4 /* of k-means: more move nothing that is seen */

/* A colour and how many pixels have it. */
typedef struct {
    guint32 colour;
    guint32 count;
} Tone;

/* The different colours of a picture, in an open hash table while they are counted. */
typedef struct {
    Tone *tones;
    guint n, size; /* size: a power of two */
} Tones;

/* A run of tones. */
typedef struct {
    guint first, n;
    int channel;    /* that differs most */
    guint64 spread; /* squared error of that channel, all pixels */
} Box;

static int channel_of(guint32 colour, int channel)
{
    return (int) (colour >> (16 - 8 * channel) & 255);
}

/* ---- Counting ---- */

static guint slot_of(const Tones *tones, guint32 colour)
{
    guint slot = colour * 2654435761u >> 7 & (tones->size - 1);
    while (tones->tones[slot].count && tones->tones[slot].colour != colour)
        slot = (slot + 1) & (tones->size - 1);
    return slot;
}

static void grow(Tones *tones)
{
    Tones larger = {g_new0(Tone, tones->size * 2), tones->n, tones->size * 2};
    for (guint i = 0; i < tones->size; i++)
        if (tones->tones[i].count)
            larger.tones[slot_of(&larger, tones->tones[i].colour)] = tones->tones[i];
    g_free(tones->tones);
    *tones = larger;
}

static int compare_tones(gconstpointer a, gconstpointer b)
{
    guint32 x = ((const Tone *) a)->colour, y = ((const Tone *) b)->colour;
    return x < y ? -1 : x > y;
}

/* Every different colour once, ascending. */
static Tones count_tones(const guint32 *pixels, gsize n)
{
    Tones tones = {g_new0(Tone, 4096), 0, 4096};
    guint32 last = 0;
    guint slot = 0;
    for (gsize i = 0; i < n; i++) {
        if (i == 0 || pixels[i] != last)
            slot = slot_of(&tones, pixels[i]);
        last = pixels[i];
        if (tones.tones[slot].count++ > 0)
            continue;
        tones.tones[slot].colour = last;
        if (++tones.n * 2 > tones.size) {
            grow(&tones);
            slot = slot_of(&tones, last);
        }
    }
    guint kept = 0;
    for (guint i = 0; i < tones.size; i++)
        if (tones.tones[i].count)
            tones.tones[kept++] = tones.tones[i];
    qsort(tones.tones, tones.n, sizeof(Tone), compare_tones);
    return tones;
}

/* ---- Boxes ---- */

/* Sum, squares and pixels of one channel of a box. */
static guint64 spread_of(const Tones *tones, const Box *box, int channel)
{
    guint64 count = 0, sum = 0, squares = 0;
    for (guint i = box->first; i < box->first + box->n; i++) {
        guint64 value = (guint64) channel_of(tones->tones[i].colour, channel);
        count += tones->tones[i].count;
        sum += value * tones->tones[i].count;
        squares += value * value * tones->tones[i].count;
    }
    return count ? squares - sum * sum / count : 0;
}

static void measure(const Tones *tones, Box *box)
{
    box->spread = 0;
    for (int channel = 0; channel < 3; channel++) {
        guint64 spread = spread_of(tones, box, channel);
        if (spread <= box->spread)
            continue;
        box->spread = spread;
        box->channel = channel;
    }
}

static int compare_in_channel(gconstpointer a, gconstpointer b, gpointer channel)
{
    guint32 x = ((const Tone *) a)->colour, y = ((const Tone *) b)->colour;
    int difference =
        channel_of(x, GPOINTER_TO_INT(channel)) - channel_of(y, GPOINTER_TO_INT(channel));
    return difference ? difference : (x > y) - (x < y);
}

/* Where the sorted @box is cut: behind the last tone that is not above its mean. */
static guint find_cut(const Tones *tones, const Box *box)
{
    guint64 count = 0, sum = 0;
    guint cut = box->first + 1;
    for (guint i = box->first; i < box->first + box->n; i++) {
        count += tones->tones[i].count;
        sum += (guint64) channel_of(tones->tones[i].colour, box->channel) * tones->tones[i].count;
    }
    while (cut < box->first + box->n - 1 &&
           (guint64) channel_of(tones->tones[cut].colour, box->channel) <= sum / count)
        cut++;
    return cut;
}

static void split(Tones *tones, Box *box, Box *half)
{
    g_qsort_with_data(tones->tones + box->first, (gint) box->n, sizeof(Tone), compare_in_channel,
                      GINT_TO_POINTER(box->channel));
    guint cut = find_cut(tones, box);
    *half = (Box){.first = cut, .n = box->first + box->n - cut};
    box->n = cut - box->first;
    measure(tones, box);
    measure(tones, half);
}

static int make_boxes(Tones *tones, int most, Box *boxes)
{
    int n = 1;
    boxes[0] = (Box){.n = tones->n};
    measure(tones, &boxes[0]);
    while (n < most) {
        Box *worst = &boxes[0];
        for (int i = 1; i < n; i++)
            if (boxes[i].spread > worst->spread)
                worst = &boxes[i];
        if (worst->n < 2 || worst->spread == 0)
            break;
        split(tones, worst, &boxes[n++]);
    }
    return n;
}

/* ---- The palette ---- */

static guint distance(guint32 a, guint32 b)
{
    guint sum = 0;
    for (int channel = 0; channel < 3; channel++) {
        int difference = channel_of(a, channel) - channel_of(b, channel);
        sum += (guint) (difference * difference);
    }
    return sum;
}

static int nearest(const LhPalette *palette, guint32 colour)
{
    int best = 0;
    guint least = G_MAXUINT;
    for (int i = 0; i < palette->n && least > 0; i++) {
        guint d = distance(palette->colour[i], colour);
        if (d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

/* Pixels and channel sums of what a colour stands for. */
typedef struct {
    guint64 count, sum[3];
} Mean;

static void add_tone(Mean *mean, const Tone *tone)
{
    mean->count += tone->count;
    for (int channel = 0; channel < 3; channel++)
        mean->sum[channel] += (guint64) channel_of(tone->colour, channel) * tone->count;
}

static guint32 middle(const Mean *mean)
{
    guint32 colour = 0;
    for (int channel = 0; channel < 3; channel++)
        colour = colour << 8 | (guint32) ((mean->sum[channel] + mean->count / 2) / mean->count);
    return colour;
}

static void take_boxes(const Tones *tones, const Box *boxes, LhPalette *palette)
{
    for (int i = 0; i < palette->n; i++) {
        Mean mean = {0};
        for (guint k = boxes[i].first; k < boxes[i].first + boxes[i].n; k++)
            add_tone(&mean, &tones->tones[k]);
        palette->colour[i] = middle(&mean);
    }
}

/* Moves every colour to the middle of the tones that it is nearest to. */
static void improve(const Tones *tones, LhPalette *palette)
{
    Mean means[LH_MOST_COLOURS];
    memset(means, 0, sizeof means);
    for (guint i = 0; i < tones->n; i++)
        add_tone(&means[nearest(palette, tones->tones[i].colour)], &tones->tones[i]);
    for (int i = 0; i < palette->n; i++)
        if (means[i].count)
            palette->colour[i] = middle(&means[i]);
}

static int compare_colours(gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
    return x < y ? -1 : x > y;
}

/* Ascending, each colour once. */
static void tidy(LhPalette *palette)
{
    int kept = 0;
    qsort(palette->colour, (gsize) palette->n, sizeof(guint32), compare_colours);
    for (int i = 0; i < palette->n; i++)
        if (i == 0 || palette->colour[i] != palette->colour[kept - 1])
            palette->colour[kept++] = palette->colour[i];
    palette->n = kept;
}

static void index_pixels(const guint32 *pixels, gsize n, Tones *tones, LhPalette *palette,
                         guint8 *indexes)
{
    guint64 error = 0;
    g_autofree guint8 *places = g_new(guint8, tones->n);
    g_autofree Tone *slots = g_new0(Tone, tones->size);
    Tones table = {slots, tones->n, tones->size};
    for (guint i = 0; i < tones->n; i++) {
        const Tone *tone = &tones->tones[i];
        places[i] = (guint8) nearest(palette, tone->colour);
        error += (guint64) distance(tone->colour, palette->colour[places[i]]) * tone->count;
        slots[slot_of(&table, tone->colour)] = (Tone){tone->colour, i + 1};
    }
    for (gsize i = 0; i < n; i++)
        indexes[i] = i && pixels[i] == pixels[i - 1]
                         ? indexes[i - 1]
                         : places[slots[slot_of(&table, pixels[i])].count - 1];
    palette->loss = (double) error / (3.0 * (double) n);
}

void lh_palette_choose(const guint32 *pixels, gsize n, int colours, LhPalette *palette,
                       guint8 *indexes)
{
    Tones tones = count_tones(pixels, n);
    Box boxes[LH_MOST_COLOURS];
    palette->n = make_boxes(&tones, CLAMP(colours, 2, LH_MOST_COLOURS), boxes);
    take_boxes(&tones, boxes, palette);
    for (int round = 0; round < ROUNDS && (guint) palette->n < tones.n; round++)
        improve(&tones, palette);
    tidy(palette);
    index_pixels(pixels, n, &tones, palette, indexes);
    g_free(tones.tones);
}
