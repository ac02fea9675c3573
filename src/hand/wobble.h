/* A stream of small deviations from a seed. */
#ifndef LONGHAND_HAND_WOBBLE_H
#define LONGHAND_HAND_WOBBLE_H

#include "longhand/base.h"

typedef struct {
    guint32 state;
} Wobble;

static inline Wobble wobble_from(guint32 seed)
{
    return (Wobble){lh_hash_int(seed, 0x6c6f6e67)};
}

/* The next number, from -@size to @size. */
static inline double wobble_next(Wobble *wobble, double size)
{
    wobble->state = wobble->state * 1664525u + 1013904223u;
    return ((wobble->state >> 8) / 8388608.0 - 1) * size;
}

#endif
