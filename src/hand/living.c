/* The living font: copies of the used glyphs, each written a little differently. */
#include "longhand/hand.h"
#include "sfnt.h"
#include "wobble.h"
#include <math.h>
#include <string.h>

/* How the whole letter is stretched and slanted, parts of the outline's noise. */
#define STRETCH 0.5
#define SLANT   0.6

/* Copies of one letter differ from each other by the index of the first bend, not by chance alone.
 */
#define N_BENDS 7

typedef struct {
    SfntGlyphs glyphs;
    Slice file, head, hhea, hmtx, maxp;
    guint n_metrics;
    double em;
} Source;

/* The hand's numbers at the style's liveliness: font units and radians. */
typedef struct {
    double noise, shift, rotation, cap;
} Hand;

typedef struct {
    GByteArray *glyf;
    guint8 *loca, *hmtx; /* long entries; one more, and one, for each glyph */
    guint most_points, most_contours;
} Output;

static gboolean fail(GError **error, const char *what)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                "%s; give a TrueType font that opens in other programs", what);
    return FALSE;
}

static gboolean find(const Source *source, const char *tag, gsize least, Slice *table)
{
    return lh_sfnt_find(source->file, SFNT_TAG(tag[0], tag[1], tag[2], tag[3]), table) &&
           table->size >= least;
}

static gboolean read_source(GBytes *font, Source *source, GError **error)
{
    source->file.data = g_bytes_get_data(font, &source->file.size);
    if (!find(source, "head", 54, &source->head) || !find(source, "hhea", 36, &source->hhea) ||
        !find(source, "maxp", 32, &source->maxp) || !find(source, "hmtx", 4, &source->hmtx) ||
        !find(source, "loca", 4, &source->glyphs.loca) ||
        !find(source, "glyf", 1, &source->glyphs.glyf))
        return fail(error, "the font has no TrueType outlines");
    source->glyphs.n_glyphs = read_u16(source->maxp.data + 4);
    source->glyphs.long_loca = read_u16(source->head.data + 50) != 0;
    source->n_metrics = read_u16(source->hhea.data + 34);
    source->em = read_u16(source->head.data + 18);
    gsize metrics = 4 * (gsize) source->n_metrics;
    if (source->em < 16 || source->em > 16384 || source->n_metrics == 0 ||
        source->n_metrics > source->glyphs.n_glyphs ||
        source->hmtx.size < metrics + 2 * (gsize) (source->glyphs.n_glyphs - source->n_metrics))
        return fail(error, "the font's measures are damaged");
    return TRUE;
}

static Hand read_hand(const LhStyle *style, double em)
{
    double liveliness = MAX(style->hand.liveliness, 0);
    double size = style->role[LH_ROLE_BODY].size;
    return (Hand){.noise = style->hand.outline * liveliness * em,
                  .shift = size > 0 ? style->hand.letter_shift / size * liveliness * em : 0,
                  .rotation = style->hand.letter_rotation * liveliness * G_PI / 180,
                  .cap = style->hand.cap * em};
}

static void glyph_metrics(const Source *source, guint gid, int *advance, int *bearing)
{
    guint last = source->n_metrics - 1;
    const guint8 *data = source->hmtx.data;
    *advance = (int) read_u16(data + 4 * MIN(gid, last));
    *bearing = gid <= last ? read_s16(data + 4 * gid + 2)
                           : read_s16(data + 4 * source->n_metrics + 2 * (gid - last - 1));
}

/* ---- One letter, written again ---- */

/* A smooth bend of the plane over a letter: polynomials of low degree, so that both sides of a
 * stroke go the same way and its weight stays. */
typedef struct {
    float x[N_BENDS], y[N_BENDS];
    float cx, cy, rx, ry;         /* the letter's middle and half size */
    float xx, xy, yx, yy, dx, dy; /* the whole letter's turn, stretch, slant and shift */
} Bend;

static void measure(const Outline *outline, double em, Bend *bend)
{
    float left = G_MAXFLOAT, right = -G_MAXFLOAT, low = G_MAXFLOAT, high = -G_MAXFLOAT;
    for (guint i = 0; i < outline->points->len; i++) {
        const OutlinePoint *p = &g_array_index(outline->points, OutlinePoint, i);
        left = MIN(left, p->x);
        right = MAX(right, p->x);
        low = MIN(low, p->y);
        high = MAX(high, p->y);
    }
    float least = (float) em * 0.25f; /* a dot moves, it does not bend */
    bend->cx = (left + right) / 2;
    bend->cy = (low + high) / 2;
    bend->rx = MAX((right - left) / 2, least);
    bend->ry = MAX((high - low) / 2, least);
}

/* The coefficients of one coordinate, together at most @size. */
static void fill_bends(float *bends, double size, Wobble *wobble)
{
    double sum = 0;
    for (int i = 0; i < N_BENDS; i++) {
        bends[i] = (float) wobble_next(wobble, 1);
        sum += fabsf(bends[i]);
    }
    for (int i = 0; i < N_BENDS; i++)
        bends[i] *= (float) (size / MAX(sum, 1e-3));
}

/* How much less the copy may move so that no letter leaves its line by more than the cap. */
static double within_cap(const Hand *hand, double turn, double dy, double half_width)
{
    double most = hand->noise + fabs(dy) + fabs(turn) * half_width;
    return hand->cap > 0 && most > hand->cap ? hand->cap / most : 1;
}

static Bend make_bend(const Outline *outline, const Hand *hand, double em, guint32 seed)
{
    Wobble wobble = wobble_from(seed);
    Bend bend;
    measure(outline, em, &bend);
    double turn = wobble_next(&wobble, hand->rotation), dy = wobble_next(&wobble, hand->shift);
    double calm = within_cap(hand, turn, dy, bend.rx), noise = hand->noise * calm;
    double part = noise / em;
    turn *= calm;
    fill_bends(bend.x, noise, &wobble);
    fill_bends(bend.y, noise, &wobble);
    double slant = wobble_next(&wobble, part * SLANT);
    double wide = 1 + wobble_next(&wobble, part * STRETCH),
           tall = 1 + wobble_next(&wobble, part * STRETCH);
    bend.xx = (float) wide;
    bend.xy = (float) (slant - turn);
    bend.yx = (float) turn;
    bend.yy = (float) tall;
    bend.dx = 0;
    bend.dy = (float) (dy * calm);
    return bend;
}

/* The bend at u, v, both -1…1 over the letter. */
static inline float bend_at(const float *c, float u, float v)
{
    float u2 = 2 * u * u - 1, v2 = 2 * v * v - 1;
    return c[0] * u2 + c[1] * v2 + c[2] * u * v + c[3] * u * v2 + c[4] * v * u2 +
           c[5] * u * (2 * u2 - 1) + c[6] * v * (2 * v2 - 1);
}

static void bend_outline(const Bend *bend, const Outline *from, Outline *to)
{
    g_array_set_size(to->points, from->points->len);
    to->overlap = from->overlap;
    for (guint i = 0; i < from->points->len; i++) {
        const OutlinePoint *p = &g_array_index(from->points, OutlinePoint, i);
        OutlinePoint *q = &g_array_index(to->points, OutlinePoint, i);
        float x = p->x - bend->cx, y = p->y, u = x / bend->rx, v = (p->y - bend->cy) / bend->ry;
        *q = *p;
        q->x = bend->cx + x * bend->xx + y * bend->xy + bend_at(bend->x, u, v) + bend->dx;
        q->y = x * bend->yx + y * bend->yy + bend_at(bend->y, u, v) + bend->dy;
    }
}

/* ---- The tables ---- */

static void put_metrics(Output *output, guint gid, int advance, int bearing)
{
    write_u16(output->hmtx + 4 * (gsize) gid, (guint) advance);
    write_u16(output->hmtx + 4 * (gsize) gid + 2,
              (guint) CLAMP(bearing, G_MININT16, G_MAXINT16) & 0xffff);
}

static void put_place(Output *output, guint gid, gsize place)
{
    write_u32(output->loca + 4 * (gsize) gid, (guint32) place);
}

/* The glyphs as they are. Their bytes are taken together where they hold no instructions. */
static gboolean append_plain_glyphs(const Source *source, Output *output, GError **error)
{
    const SfntGlyphs *glyphs = &source->glyphs;
    gboolean together = read_u16(source->maxp.data + 26) == 0;
    if (together)
        g_byte_array_append(output->glyf, glyphs->glyf.data, (guint) glyphs->glyf.size);
    for (guint gid = 0; gid < glyphs->n_glyphs; gid++) {
        int advance, bearing;
        Slice bytes;
        glyph_metrics(source, gid, &advance, &bearing);
        put_metrics(output, gid, advance, bearing);
        if (!lh_sfnt_glyph(glyphs, gid, &bytes))
            return fail(error, "the font's outlines are damaged");
        put_place(output, gid,
                  together ? (gsize) (bytes.data - glyphs->glyf.data) : output->glyf->len);
        if (!together && !lh_sfnt_append_plain(output->glyf, bytes))
            return fail(error, "the font's outlines are damaged");
    }
    if (together)
        g_byte_array_append(output->glyf, (const guint8[3]){0}, (4 - output->glyf->len % 4) % 4);
    return TRUE;
}

static void count_most(Output *output, const Outline *outline)
{
    guint n_contours = 0;
    for (guint i = 0; i < outline->points->len; i++)
        n_contours += g_array_index(outline->points, OutlinePoint, i).last;
    output->most_points = MAX(output->most_points, outline->points->len);
    output->most_contours = MAX(output->most_contours, n_contours);
}

/* The outlines of the used glyphs, read once for all copies. */
typedef struct {
    Outline *outlines; /* by gid; points NULL = not used, or blank */
    int *x_min;        /* as the glyph's header says */
} Letters;

static gboolean read_letters(const Source *source, const guint16 *used, gsize n_used,
                             Letters *letters, Output *output, GError **error)
{
    for (gsize i = 0; i < n_used; i++) {
        Slice bytes;
        guint gid = used[i];
        if (gid >= source->glyphs.n_glyphs || letters->outlines[gid].points)
            continue;
        if (!lh_sfnt_glyph(&source->glyphs, gid, &bytes))
            return fail(error, "the font's outlines are damaged");
        if (bytes.size == 0)
            continue;
        Outline *outline = &letters->outlines[gid];
        outline->points = g_array_sized_new(FALSE, FALSE, sizeof(OutlinePoint), 64);
        if (!lh_sfnt_read_outline(&source->glyphs, gid, outline))
            return fail(error, "the font's outlines are damaged");
        letters->x_min[gid] = read_s16(bytes.data + 2);
        count_most(output, outline);
    }
    return TRUE;
}

/* The copy number @copy of every glyph, blank where the letter is not used. */
static void append_copy(const Source *source, const Letters *letters, const Hand *hand, guint copy,
                        Outline *scratch, Output *output)
{
    for (guint gid = 0; gid < source->glyphs.n_glyphs; gid++) {
        guint place = gid + copy * source->glyphs.n_glyphs;
        const Outline *outline = &letters->outlines[gid];
        int advance, bearing, x_min = 0;
        glyph_metrics(source, gid, &advance, &bearing);
        put_place(output, place, output->glyf->len);
        if (outline->points && outline->points->len > 0) {
            Bend bend = make_bend(outline, hand, source->em, lh_hash_int(gid, copy));
            bend_outline(&bend, outline, scratch);
            lh_sfnt_append_outline(output->glyf, scratch, &x_min);
            bearing += x_min - letters->x_min[gid];
        }
        put_metrics(output, place, advance, bearing);
    }
}

static gboolean append_glyphs(const Source *source, const guint16 *used, gsize n_used,
                              const Hand *hand, guint variants, Output *output, GError **error)
{
    guint n = source->glyphs.n_glyphs;
    Letters letters = {g_new0(Outline, n), g_new0(int, n)};
    Outline scratch = {.points = g_array_new(FALSE, FALSE, sizeof(OutlinePoint))};
    gboolean good = read_letters(source, used, n_used, &letters, output, error) &&
                    append_plain_glyphs(source, output, error);
    for (guint copy = 1; good && copy < variants; copy++)
        append_copy(source, &letters, hand, copy, &scratch, output);
    put_place(output, n * variants, output->glyf->len);
    for (guint gid = 0; gid < n; gid++)
        g_clear_pointer(&letters.outlines[gid].points, g_array_unref);
    g_array_unref(scratch.points);
    g_free(letters.outlines);
    g_free(letters.x_min);
    return good;
}

/* Room round the font's box for what the copies move. */
static void widen_box(guint8 *head, const Hand *hand)
{
    int more = (int) ceil(hand->noise * 2 + hand->shift + fabs(hand->rotation) * 1000);
    for (int i = 0; i < 4; i++) {
        int edge = read_s16(head + 36 + 2 * i) + (i < 2 ? -more : more);
        write_u16(head + 36 + 2 * i, (guint) CLAMP(edge, G_MININT16, G_MAXINT16) & 0xffff);
    }
}

static GBytes *assemble(const Source *source, const Hand *hand, guint variants,
                        const Output *output)
{
    guint n = source->glyphs.n_glyphs * variants;
    guint8 head[54], hhea[36], maxp[32], post[32] = {0};
    Slice cmap = {0}, name = {0}, os2 = {0}, old_post;
    memcpy(head, source->head.data, sizeof head);
    memcpy(hhea, source->hhea.data, sizeof hhea);
    memcpy(maxp, source->maxp.data, sizeof maxp);
    if (find(source, "post", 32, &old_post))
        memcpy(post, old_post.data, sizeof post);
    find(source, "cmap", 4, &cmap);
    find(source, "name", 6, &name);
    find(source, "OS/2", 78, &os2);
    write_u16(head + 50, 1);
    widen_box(head, hand);
    write_u16(hhea + 34, n);
    write_u16(maxp + 4, n);
    write_u16(maxp + 6, MAX(read_u16(maxp + 6), output->most_points));
    write_u16(maxp + 8, MAX(read_u16(maxp + 8), output->most_contours));
    write_u16(maxp + 26, 0); /* no instructions */
    write_u32(post, 0x00030000);
    const SfntTable tables[] = {
        {SFNT_TAG('O', 'S', '/', '2'), os2},
        {SFNT_TAG('c', 'm', 'a', 'p'), cmap},
        {SFNT_TAG('g', 'l', 'y', 'f'), {output->glyf->data, output->glyf->len}},
        {SFNT_TAG('h', 'e', 'a', 'd'), {head, sizeof head}},
        {SFNT_TAG('h', 'h', 'e', 'a'), {hhea, sizeof hhea}},
        {SFNT_TAG('h', 'm', 't', 'x'), {output->hmtx, 4 * (gsize) n}},
        {SFNT_TAG('l', 'o', 'c', 'a'), {output->loca, 4 * (gsize) n + 4}},
        {SFNT_TAG('m', 'a', 'x', 'p'), {maxp, sizeof maxp}},
        {SFNT_TAG('n', 'a', 'm', 'e'), name},
        {SFNT_TAG('p', 'o', 's', 't'), {post, sizeof post}},
    };
    return lh_sfnt_write(tables, G_N_ELEMENTS(tables));
}

GBytes *lh_hand_living_font(GBytes *font, const guint16 *used, gsize n_used, const LhStyle *style,
                            int variants, guint *n_glyphs, GError **error)
{
    Source source = {0};
    if (!read_source(font, &source, error))
        return NULL;
    guint copies = (guint) MAX(variants, 1);
    *n_glyphs = source.glyphs.n_glyphs;
    if ((guint64) source.glyphs.n_glyphs * copies > G_MAXUINT16) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%u copies of %u glyphs are more than a font can hold; ask for fewer variants",
                    copies, source.glyphs.n_glyphs);
        return NULL;
    }
    Hand hand = read_hand(style, source.em);
    guint n = source.glyphs.n_glyphs * copies;
    Output output = {.glyf = g_byte_array_sized_new((guint) source.glyphs.glyf.size * 2),
                     .loca = g_malloc(4 * (gsize) n + 4),
                     .hmtx = g_malloc(4 * (gsize) n)};
    GBytes *living = NULL;
    if (append_glyphs(&source, used, n_used, &hand, copies, &output, error))
        living = assemble(&source, &hand, copies, &output);
    g_byte_array_unref(output.glyf);
    g_free(output.loca);
    g_free(output.hmtx);
    return living;
}
