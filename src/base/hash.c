/* FNV-1a, 32 bits: the same seeds on every machine. */
#include "longhand/base.h"

#define FNV_OFFSET 2166136261u
#define FNV_PRIME  16777619u

guint32 lh_hash(guint32 seed, gconstpointer bytes, gsize length)
{
    const guint8 *byte = bytes;
    guint32 hash = FNV_OFFSET ^ seed;
    for (gsize i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * FNV_PRIME;
    return hash;
}

guint32 lh_hash_int(guint32 seed, guint32 value)
{
    guint8 bytes[4] = {(guint8) value, (guint8) (value >> 8), (guint8) (value >> 16),
                       (guint8) (value >> 24)};
    return lh_hash(seed, bytes, sizeof bytes);
}
