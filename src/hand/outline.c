/* Glyph outlines of the `glyf` table, read and written. */
#include "sfnt.h"
#include <math.h>
#include <string.h>

#define MOST_POINTS     20000
#define MOST_COMPONENTS 500
#define MOST_DEPTH      8

/* Flags of a simple glyph's points. */
enum { ON = 1, X_SHORT = 2, Y_SHORT = 4, REPEAT = 8, X_SAME = 16, Y_SAME = 32, OVERLAP = 64 };

/* Flags of a composite's components. */
enum {
    ARGS_WORDS = 1,
    ARGS_XY = 2,
    ONE_SCALE = 8,
    MORE = 32,
    TWO_SCALES = 64,
    MATRIX = 128,
    INSTRUCTIONS = 256,
    COMPOUND_OVERLAP = 1024,
    SCALED_OFFSET = 2048,
};

#define HEADER 10

gboolean lh_sfnt_glyph(const SfntGlyphs *glyphs, guint gid, Slice *bytes)
{
    gsize width = glyphs->long_loca ? 4 : 2;
    if (gid >= glyphs->n_glyphs || ((gsize) gid + 2) * width > glyphs->loca.size)
        return FALSE;
    const guint8 *entry = glyphs->loca.data + gid * width;
    gsize from = glyphs->long_loca ? read_u32(entry) : read_u16(entry) * 2u;
    gsize to = glyphs->long_loca ? read_u32(entry + 4) : read_u16(entry + 2) * 2u;
    if (from > to || to > glyphs->glyf.size)
        return FALSE;
    *bytes = (Slice){glyphs->glyf.data + from, to - from};
    return to == from || to - from >= HEADER;
}

/* Reads the flags of @n points; returns the place after them, or NULL. */
static const guint8 *read_flags(const guint8 *at, const guint8 *end, guint8 *flags, guint n)
{
    for (guint i = 0; i < n;) {
        if (at >= end)
            return NULL;
        guint8 flag = *at++;
        guint times = 1;
        if (flag & REPEAT) {
            if (at >= end)
                return NULL;
            times += *at++;
        }
        for (; times > 0 && i < n; times--)
            flags[i++] = flag;
    }
    return at;
}

/* One coordinate, added to @value; returns the place after it, or NULL. */
static inline const guint8 *read_delta(const guint8 *at, const guint8 *end, gboolean is_short,
                                       gboolean same, int *value)
{
    if (is_short) {
        if (at >= end)
            return NULL;
        *value += same ? *at : -(int) *at;
        return at + 1;
    }
    if (same)
        return at;
    if (end - at < 2)
        return NULL;
    *value += read_s16(at);
    return at + 2;
}

static gboolean read_coordinates(const guint8 *at, const guint8 *end, const guint8 *flags,
                                 OutlinePoint *points, guint n)
{
    int x = 0, y = 0;
    for (guint i = 0; i < n; i++) {
        at = read_delta(at, end, flags[i] & X_SHORT, flags[i] & X_SAME, &x);
        if (!at)
            return FALSE;
        points[i].x = (float) x;
        points[i].on = flags[i] & ON;
    }
    for (guint i = 0; i < n; i++) {
        at = read_delta(at, end, flags[i] & Y_SHORT, flags[i] & Y_SAME, &y);
        if (!at)
            return FALSE;
        points[i].y = (float) y;
    }
    return TRUE;
}

/* Marks the contours' ends. FALSE = they are not in order. */
static gboolean mark_ends(const guint8 *ends, guint n_contours, OutlinePoint *points)
{
    int before = -1;
    for (guint i = 0; i < n_contours; i++) {
        int last = (int) read_u16(ends + 2 * i);
        if (last <= before)
            return FALSE;
        points[last].last = TRUE;
        before = last;
    }
    return TRUE;
}

static gboolean read_simple(Slice bytes, guint n_contours, Outline *outline)
{
    const guint8 *at = bytes.data + HEADER, *end = bytes.data + bytes.size, *ends = at;
    if (n_contours == 0)
        return TRUE;
    if ((gsize) (end - at) < 2 * (gsize) n_contours + 2)
        return FALSE;
    at += 2 * n_contours;
    guint n = read_u16(at - 2) + 1, instructions = read_u16(at), old = outline->points->len;
    for (guint i = 0; i < n_contours; i++)
        if (read_u16(ends + 2 * i) >= n)
            return FALSE;
    if ((gsize) (end - at) < 2 + (gsize) instructions || old + n > MOST_POINTS)
        return FALSE;
    guint8 flags[MOST_POINTS];
    at = read_flags(at + 2 + instructions, end, flags, n);
    g_array_set_size(outline->points, old + n);
    OutlinePoint *points = &g_array_index(outline->points, OutlinePoint, old);
    memset(points, 0, n * sizeof *points);
    outline->overlap |= (flags[0] & OVERLAP) != 0;
    return at && mark_ends(ends, n_contours, points) && read_coordinates(at, end, flags, points, n);
}

typedef struct {
    guint flags, gid;
    int arg1, arg2;
    float xx, xy, yx, yy;
} Component;

static float read_scale(const guint8 *at)
{
    return (float) read_s16(at) / 16384;
}

/* Reads one component; returns the place after it, or NULL. */
static const guint8 *read_component(const guint8 *at, const guint8 *end, Component *component)
{
    if (end - at < 4)
        return NULL;
    guint flags = component->flags = read_u16(at);
    component->gid = read_u16(at + 2);
    at += 4;
    gsize args = flags & ARGS_WORDS ? 4 : 2;
    gsize scales = flags & ONE_SCALE ? 2 : flags & TWO_SCALES ? 4 : flags & MATRIX ? 8 : 0;
    if ((gsize) (end - at) < args + scales)
        return NULL;
    gboolean words = flags & ARGS_WORDS, offsets = flags & ARGS_XY;
    component->arg1 =
        words ? (offsets ? read_s16(at) : (int) read_u16(at)) : (offsets ? (gint8) at[0] : at[0]);
    component->arg2 = words ? (offsets ? read_s16(at + 2) : (int) read_u16(at + 2))
                            : (offsets ? (gint8) at[1] : at[1]);
    at += args;
    component->xx = component->yy = 1;
    component->xy = component->yx = 0;
    if (scales == 2) {
        component->xx = component->yy = read_scale(at);
    } else if (scales == 4) {
        component->xx = read_scale(at);
        component->yy = read_scale(at + 2);
    } else if (scales == 8) {
        component->xx = read_scale(at);
        component->xy = read_scale(at + 2);
        component->yx = read_scale(at + 4);
        component->yy = read_scale(at + 6);
    }
    return at + scales;
}

/* Moves the points from @first on, those of @component, to their place. */
static gboolean place_component(const Component *component, guint base, guint first,
                                Outline *outline)
{
    GArray *points = outline->points;
    float dx = (float) component->arg1, dy = (float) component->arg2;
    for (guint i = first; i < points->len; i++) {
        OutlinePoint *p = &g_array_index(points, OutlinePoint, i);
        float x = p->x, y = p->y;
        p->x = x * component->xx + y * component->yx;
        p->y = x * component->xy + y * component->yy;
    }
    if (!(component->flags & ARGS_XY)) { /* two points that lie on each other */
        gsize a = (gsize) base + (gsize) component->arg1,
              b = (gsize) first + (gsize) component->arg2;
        if (a >= first || b >= points->len)
            return FALSE;
        const OutlinePoint *here = &g_array_index(points, OutlinePoint, a);
        const OutlinePoint *there = &g_array_index(points, OutlinePoint, b);
        dx = here->x - there->x;
        dy = here->y - there->y;
    } else if (component->flags & SCALED_OFFSET) {
        dx *= hypotf(component->xx, component->xy);
        dy *= hypotf(component->yx, component->yy);
    }
    for (guint i = first; i < points->len; i++) {
        g_array_index(points, OutlinePoint, i).x += dx;
        g_array_index(points, OutlinePoint, i).y += dy;
    }
    return TRUE;
}

static gboolean read_glyph(const SfntGlyphs *glyphs, guint gid, Outline *outline, guint depth);

static gboolean read_composite(const SfntGlyphs *glyphs, Slice bytes, Outline *outline, guint depth)
{
    const guint8 *at = bytes.data + HEADER, *end = bytes.data + bytes.size;
    guint base = outline->points->len;
    Component component;
    do {
        at = read_component(at, end, &component);
        if (!at || outline->components++ > MOST_COMPONENTS)
            return FALSE;
        outline->overlap |= (component.flags & COMPOUND_OVERLAP) != 0;
        guint first = outline->points->len;
        if (!read_glyph(glyphs, component.gid, outline, depth + 1) ||
            !place_component(&component, base, first, outline))
            return FALSE;
    } while (component.flags & MORE);
    return TRUE;
}

static gboolean read_glyph(const SfntGlyphs *glyphs, guint gid, Outline *outline, guint depth)
{
    Slice bytes;
    if (depth > MOST_DEPTH || !lh_sfnt_glyph(glyphs, gid, &bytes))
        return FALSE;
    if (bytes.size == 0)
        return TRUE;
    int n_contours = read_s16(bytes.data);
    return n_contours >= 0 ? read_simple(bytes, (guint) n_contours, outline)
                           : read_composite(glyphs, bytes, outline, depth);
}

gboolean lh_sfnt_read_outline(const SfntGlyphs *glyphs, guint gid, Outline *outline)
{
    return read_glyph(glyphs, gid, outline, 0);
}

/* Writes one coordinate's step and says in @flag how; returns the place after it. */
static guint8 *write_delta(guint8 *at, int delta, guint8 is_short, guint8 same, guint8 *flag)
{
    if (delta == 0) {
        *flag |= same;
        return at;
    }
    if (ABS(delta) < 256) {
        *flag |= is_short | (delta > 0 ? same : 0);
        *at = (guint8) ABS(delta);
        return at + 1;
    }
    write_u16(at, (guint) delta & 0xffff);
    return at + 2;
}

/* To the nearest whole unit; adding makes it positive, so that cutting off rounds down. */
static inline int rounded(float value)
{
    return (int) (CLAMP(value, -16000, 16000) + 16384.5f) - 16384;
}

/* Writes the ends of the contours; returns how many they are. */
static guint write_ends(guint8 *at, const OutlinePoint *points, guint n)
{
    guint n_contours = 0;
    for (guint i = 0; i < n; i++)
        if (points[i].last)
            write_u16(at + 2 * n_contours++, i);
    return n_contours;
}

static void write_box(guint8 *header, const OutlinePoint *points, guint n, int *x_min)
{
    int box[4] = {G_MAXINT, G_MAXINT, G_MININT, G_MININT};
    for (guint i = 0; i < n; i++) {
        int x = rounded(points[i].x), y = rounded(points[i].y);
        box[0] = MIN(box[0], x);
        box[1] = MIN(box[1], y);
        box[2] = MAX(box[2], x);
        box[3] = MAX(box[3], y);
    }
    for (int i = 0; i < 4; i++)
        write_u16(header + 2 + 2 * i, (guint) box[i] & 0xffff);
    *x_min = box[0];
}

void lh_sfnt_append_outline(GByteArray *glyf, const Outline *outline, int *x_min)
{
    const OutlinePoint *points = (const OutlinePoint *) (gpointer) outline->points->data;
    guint n = outline->points->len, start = glyf->len;
    *x_min = 0;
    if (n == 0)
        return;
    g_byte_array_set_size(glyf, start + HEADER + 2 * n + 2 + 5 * n + 4);
    guint8 *header = glyf->data + start;
    guint n_contours = write_ends(header + HEADER, points, n);
    write_u16(header, n_contours);
    write_box(header, points, n, x_min);
    guint8 *flags = header + HEADER + 2 * n_contours + 2, *at = flags + n;
    write_u16(flags - 2, 0);
    int x = 0, y = 0;
    for (guint i = 0; i < n; i++) {
        int next = rounded(points[i].x);
        flags[i] = points[i].on ? ON : 0;
        at = write_delta(at, next - x, X_SHORT, X_SAME, &flags[i]);
        x = next;
    }
    for (guint i = 0; i < n; i++) {
        int next = rounded(points[i].y);
        at = write_delta(at, next - y, Y_SHORT, Y_SAME, &flags[i]);
        y = next;
    }
    flags[0] |= outline->overlap ? OVERLAP : 0;
    while ((at - glyf->data) % 4)
        *at++ = 0;
    g_byte_array_set_size(glyf, (guint) (at - glyf->data));
}

static void pad(GByteArray *glyf)
{
    static const guint8 zeros[4];
    g_byte_array_append(glyf, zeros, (4 - glyf->len % 4) % 4);
}

/* A composite's components keep their words; what follows the last are instructions. */
static gboolean append_composite(GByteArray *glyf, Slice bytes)
{
    const guint8 *at = bytes.data + HEADER, *end = bytes.data + bytes.size;
    guint start = glyf->len;
    g_byte_array_append(glyf, bytes.data, (guint) bytes.size);
    Component component;
    do {
        gsize place = (gsize) (at - bytes.data);
        at = read_component(at, end, &component);
        if (!at)
            return FALSE;
        write_u16(glyf->data + start + place, component.flags & ~(guint) INSTRUCTIONS);
    } while (component.flags & MORE);
    g_byte_array_set_size(glyf, start + (guint) (at - bytes.data));
    pad(glyf);
    return TRUE;
}

gboolean lh_sfnt_append_plain(GByteArray *glyf, Slice bytes)
{
    if (bytes.size == 0)
        return TRUE;
    int n_contours = read_s16(bytes.data);
    if (n_contours < 0)
        return append_composite(glyf, bytes);
    gsize ends = HEADER + 2 * (gsize) n_contours;
    if (bytes.size < ends + 2)
        return n_contours == 0;
    gsize instructions = read_u16(bytes.data + ends);
    if (bytes.size < ends + 2 + instructions)
        return FALSE;
    static const guint8 none[2];
    g_byte_array_append(glyf, bytes.data, (guint) ends);
    g_byte_array_append(glyf, none, 2);
    g_byte_array_append(glyf, bytes.data + ends + 2 + instructions,
                        (guint) (bytes.size - ends - 2 - instructions));
    pad(glyf);
    return TRUE;
}
