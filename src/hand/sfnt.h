/* TrueType files as bytes: big-endian numbers, tables, glyph outlines. Every reader checks its
 * bounds. */
#ifndef LONGHAND_HAND_SFNT_H
#define LONGHAND_HAND_SFNT_H

#include <glib.h>

typedef struct {
    const guint8 *data;
    gsize size;
} Slice;

static inline guint read_u16(const guint8 *at)
{
    return (guint) at[0] << 8 | at[1];
}

static inline int read_s16(const guint8 *at)
{
    return (gint16) read_u16(at);
}

static inline guint32 read_u32(const guint8 *at)
{
    return (guint32) read_u16(at) << 16 | read_u16(at + 2);
}

static inline void write_u16(guint8 *at, guint value)
{
    at[0] = (guint8) (value >> 8);
    at[1] = (guint8) value;
}

static inline void write_u32(guint8 *at, guint32 value)
{
    write_u16(at, value >> 16);
    write_u16(at + 2, value & 0xffff);
}

#define SFNT_TAG(a, b, c, d)                                                                       \
    ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

/* Finds a table of a font file. FALSE = not there, or reaching beyond the file. */
gboolean lh_sfnt_find(Slice file, guint32 tag, Slice *table);

/* A new file from tables, given in the order of their tags; mends the checksums. A table with no
 * data is left out. Returns: (transfer full) */
typedef struct {
    guint32 tag;
    Slice table;
} SfntTable;
GBytes *lh_sfnt_write(const SfntTable *tables, guint n_tables);

/* ---- Outlines ---- */

typedef struct {
    float x, y;  /* font units, y up */
    guint8 on;   /* on the curve */
    guint8 last; /* ends its contour */
} OutlinePoint;

typedef struct {
    GArray *points;   /* of OutlinePoint */
    gboolean overlap; /* contours may overlap */
    guint components; /* met while it was read */
} Outline;

/* Where the glyphs of a font lie. */
typedef struct {
    Slice glyf, loca;
    gboolean long_loca;
    guint n_glyphs;
} SfntGlyphs;

/* The bytes of a glyph, empty for a blank one. FALSE = damaged. */
gboolean lh_sfnt_glyph(const SfntGlyphs *glyphs, guint gid, Slice *bytes);

/* Appends the glyph's outline, composites made flat. FALSE = damaged, or without end. */
gboolean lh_sfnt_read_outline(const SfntGlyphs *glyphs, guint gid, Outline *outline);

/* Appends the outline as a glyph without instructions. @x_min is its left edge. */
void lh_sfnt_append_outline(GByteArray *glyf, const Outline *outline, int *x_min);

/* Appends a glyph's bytes without its instructions. FALSE = damaged. */
gboolean lh_sfnt_append_plain(GByteArray *glyf, Slice bytes);

#endif
