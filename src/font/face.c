/* Faces: a file of fonts/, checked, with its measures and its fallback chain. */
#include "internal.h"
#include <errno.h>
#include <hb-ot.h>
#include <string.h>

#define NO_KERN G_MININT16 /* not asked for yet */

/* A font file is a few hundred kilobytes; what is larger than this is a mistake. */
#define MAX_FONT_BYTES (64u << 20)

static gboolean fail(GError **error, const char *path, const char *what, const char *hint)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: %s; %s", path, what, hint);
    return FALSE;
}

/* The whole file, mapped. Returns: (transfer full) or NULL with @error. */
static GBytes *map_file(const char *path, GError **error)
{
    g_autoptr(GError) reason = NULL;
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, &reason);
    if (!file) {
        g_set_error(error, reason->domain, reason->code,
                    "%s: cannot open the font (%s); put the file there or name another one in the "
                    "style's faces",
                    path, g_strerror(errno));
        return NULL;
    }
    return g_mapped_file_get_bytes(file);
}

static hb_face_t *make_hb_face(GBytes *bytes)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    hb_blob_t *blob = hb_blob_create(data, (unsigned) size, HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    hb_face_make_immutable(face);
    return face;
}

static gboolean has_table(hb_face_t *face, const char *tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, HB_TAG(tag[0], tag[1], tag[2], tag[3]));
    gboolean there = hb_blob_get_length(blob) > 0;
    hb_blob_destroy(blob);
    return there;
}

/* A font that we can shape and embed: TrueType outlines, a character map, sane numbers. */
static gboolean check_face(const Face *face, const char *path, GError **error)
{
    static const char *const needed[] = {"cmap", "head", "hhea", "hmtx", "maxp", "loca", "glyf"};
    const char *hint = "give a TrueType font file (.ttf) that opens in other programs";
    if (face->n_glyphs == 0 || face->n_glyphs > G_MAXUINT16)
        return fail(error, path, "this is not a font, or a damaged one", hint);
    for (guint i = 0; i < G_N_ELEMENTS(needed); i++)
        if (!has_table(face->hb_face, needed[i])) {
            g_autofree char *what =
                g_strdup_printf("the font has no usable table \"%s\"", needed[i]);
            return fail(error, path, what, hint);
        }
    if (face->em < 16 || face->em > 16384)
        return fail(error, path, "the font's units per em are out of range", hint);
    return TRUE;
}

static double measure(const Face *face, hb_ot_metrics_tag_t tag, double otherwise)
{
    hb_position_t value = 0;
    if (hb_ot_metrics_get_position(face->hb_font, tag, &value) && value > 0)
        return value / face->em;
    return otherwise;
}

static void read_metrics(Face *face)
{
    hb_font_extents_t extents = {0};
    hb_font_get_h_extents(face->hb_font, &extents);
    face->metrics.ascent = extents.ascender / face->em;
    face->metrics.descent = extents.descender / face->em;
    face->metrics.x_height = measure(face, HB_OT_METRICS_TAG_X_HEIGHT, 0.5);
    face->metrics.cap_height = measure(face, HB_OT_METRICS_TAG_CAP_HEIGHT, 0.7);
}

static int advance_of(const Face *face, gunichar c)
{
    hb_codepoint_t gid = 0;
    if (!hb_font_get_nominal_glyph(face->hb_font, c, &gid))
        return -1;
    return hb_font_get_glyph_h_advance(face->hb_font, gid);
}

static void read_column(Face *face)
{
    face->space = (guint16) lh_face_glyph(face, ' ');
    int space = advance_of(face, ' ');
    face->column = MAX(space, 0) / face->em;
    face->mono = space > 0 && space == advance_of(face, 'i') && space == advance_of(face, 'M');
}

static gboolean open_face(Face *face, const LhFaceStyle *style, const char *dir, GError **error)
{
    face->style = style;
    g_autofree char *path = g_build_filename(dir, style->file, NULL);
    face->bytes = map_file(path, error);
    if (!face->bytes)
        return FALSE;
    if (g_bytes_get_size(face->bytes) > MAX_FONT_BYTES)
        return fail(error, path, "the file is larger than 64 MB", "use a smaller font");
    face->hb_face = make_hb_face(face->bytes);
    face->n_glyphs = hb_face_get_glyph_count(face->hb_face);
    face->em = hb_face_get_upem(face->hb_face);
    if (!check_face(face, path, error))
        return FALSE;
    face->hb_font = hb_font_create(face->hb_face);
    hb_font_set_scale(face->hb_font, (int) face->em, (int) face->em);
    read_metrics(face);
    read_column(face);
    hb_font_make_immutable(face->hb_font);
    if (style->avoid)
        face->avoid = g_utf8_to_ucs4_fast(style->avoid, -1, &face->n_avoid);
    return TRUE;
}

static int find_face(const LhStyle *style, const char *name)
{
    for (guint i = 0; i < style->n_faces; i++)
        if (g_strcmp0(style->faces[i].name, name) == 0)
            return (int) i;
    return -1;
}

/* The face itself and the fallbacks it names, each once. */
static gboolean link_chain(LhFonts *fonts, guint index, GError **error)
{
    Face *face = &fonts->faces[index];
    face->chain[face->n_chain++] = (guint8) index;
    for (guint i = 0; i < face->style->n_fallback && face->n_chain < MAX_CHAIN; i++) {
        int other = find_face(fonts->style, face->style->fallback[i]);
        if (other < 0) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                        "style: face \"%s\" falls back to \"%s\", which is no face; name one of "
                        "the style's faces",
                        face->style->name, face->style->fallback[i]);
            return FALSE;
        }
        if (!memchr(face->chain, other, face->n_chain))
            face->chain[face->n_chain++] = (guint8) other;
    }
    return TRUE;
}

LhFonts *lh_fonts_open(const LhStyle *style, const char *dir, GError **error)
{
    g_return_val_if_fail(style->n_faces > 0 && style->n_faces <= G_MAXUINT8, NULL);
    g_autoptr(LhFonts) fonts = g_new0(LhFonts, 1);
    fonts->style = style;
    fonts->faces = g_new0(Face, style->n_faces);
    fonts->n_faces = style->n_faces;
    for (guint i = 0; i < style->n_faces; i++)
        if (!open_face(&fonts->faces[i], &style->faces[i], dir, error))
            return NULL;
    for (guint i = 0; i < style->n_faces; i++)
        if (!link_chain(fonts, i, error))
            return NULL;
    return g_steal_pointer(&fonts);
}

static void clear_face(Face *face)
{
    g_free(face->kern);
    if (face->tables) {
        g_free(face->tables->first_form);
        g_free(face->tables->forms);
        g_free(face->tables->ink);
        hb_font_destroy(face->tables->by_gid);
        g_free(face->tables);
    }
    hb_font_destroy(face->hb_font);
    hb_face_destroy(face->hb_face);
    g_clear_pointer(&face->bytes, g_bytes_unref);
    g_free(face->avoid);
}

void lh_fonts_free(LhFonts *fonts)
{
    if (!fonts)
        return;
    for (guint i = 0; i < fonts->n_faces; i++)
        clear_face(&fonts->faces[i]);
    g_free(fonts->faces);
    g_free(fonts);
}

GBytes *lh_fonts_peek_bytes(const LhFonts *fonts, guint face)
{
    g_return_val_if_fail(face < fonts->n_faces, NULL);
    return fonts->faces[face].bytes;
}

LhFontMetrics lh_fonts_metrics(const LhFonts *fonts, guint face)
{
    g_assert(face < fonts->n_faces);
    return fonts->faces[face].metrics;
}

static gboolean avoids(const Face *face, gunichar c)
{
    for (glong i = 0; i < face->n_avoid; i++)
        if (face->avoid[i] == c)
            return TRUE;
    return FALSE;
}

guint lh_face_glyph(const Face *face, gunichar c)
{
    hb_codepoint_t gid = 0;
    if (avoids(face, c) || !hb_font_get_nominal_glyph(face->hb_font, c, &gid) ||
        gid >= face->n_glyphs) /* a damaged character map */
        return 0;
    return gid;
}

gunichar lh_face_substitute(const Face *face, gunichar c)
{
    if (c == 0x2011)
        return '-';
    if (c == 0x202f)
        c = 0xa0;
    if (c == '\t' || (c == 0xa0 && !lh_face_glyph(face, c)))
        return ' ';
    return c;
}

#define OFF(a, b, c, d)                                                                            \
    {                                                                                              \
        HB_TAG(a, b, c, d), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END                      \
    }

static void shape(hb_font_t *font, hb_buffer_t *buffer, guint n_off)
{
    static const hb_feature_t off[] = {OFF('c', 'a', 'l', 't'), OFF('l', 'i', 'g', 'a'),
                                       OFF('c', 'l', 'i', 'g'), OFF('c', 'c', 'm', 'p'),
                                       OFF('l', 'o', 'c', 'l'), OFF('m', 'a', 'r', 'k'),
                                       OFF('m', 'k', 'm', 'k'), OFF('r', 'l', 'i', 'g')};
    hb_buffer_set_language(buffer, hb_language_from_string("en", 2));
    hb_shape(font, buffer, off, MIN(n_off, G_N_ELEMENTS(off)));
}

void lh_face_shape(const Face *face, hb_buffer_t *buffer, hb_script_t script,
                   hb_direction_t direction)
{
    hb_buffer_set_script(buffer, script);
    hb_buffer_set_direction(buffer, direction);
    hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
    shape(face->hb_font, buffer, 3);
}

/* The advance that kerning gives the first of two characters; -1 when they are not two glyphs. */
static int pair_advance(hb_font_t *font, hb_buffer_t *buffer, gunichar a, gunichar b)
{
    hb_buffer_clear_contents(buffer);
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_add(buffer, a, 0);
    hb_buffer_add(buffer, b, 1);
    hb_buffer_set_script(buffer, HB_SCRIPT_LATIN);
    hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
    shape(font, buffer, G_MAXUINT);
    unsigned n;
    const hb_glyph_position_t *at = hb_buffer_get_glyph_positions(buffer, &n);
    return n == 2 ? at[0].x_advance : -1;
}

static gint16 find_plain_kern(Face *face, hb_buffer_t *buffer, int a, int b)
{
    const PlainChar *plain = lh_face_tables(face)->plain;
    int advance = pair_advance(face->hb_font, buffer, plain[a].shaped, plain[b].shaped);
    return (gint16) (advance < 0 ? 0 : CLAMP(advance - plain[a].units, -10000, 10000));
}

static gint16 *new_kern(void)
{
    gint16 *table = g_new(gint16, N_PLAIN * N_PLAIN);
    for (int i = 0; i < N_PLAIN * N_PLAIN; i++)
        table[i] = NO_KERN;
    return table;
}

/* Two threads may find the same kerning at once: they find the same. */
int lh_face_plain_kern(Face *face, hb_buffer_t *buffer, int a, int b)
{
    if (g_once_init_enter(&face->kern))
        g_once_init_leave(&face->kern, new_kern());
    gint16 *place = &face->kern[a * N_PLAIN + b];
    gint16 kern = __atomic_load_n(place, __ATOMIC_RELAXED);
    if (kern == NO_KERN) {
        kern = find_plain_kern(face, buffer, a, b);
        __atomic_store_n(place, kern, __ATOMIC_RELAXED);
    }
    return kern;
}

int lh_face_kern_glyphs(const Face *face, const FaceTables *tables, hb_buffer_t *buffer, guint gid,
                        guint next)
{
    int advance = pair_advance(tables->by_gid, buffer, GID_BASE + gid, GID_BASE + next);
    int plain = hb_font_get_glyph_h_advance(face->hb_font, gid);
    return advance < 0 ? 0 : CLAMP(advance - plain, -10000, 10000);
}
