/* The style's faces as cairo fonts: one face each, with its living copies merged in. */
#include "internal.h"

#include <cairo-ft.h>
#include <math.h>
#include <string.h>

#include <ft2build.h>
#include FT_FREETYPE_H

/* What a cairo font face keeps alive. */
typedef struct {
    FT_Library library;
    FT_Face face;
    GBytes *bytes;
} Holder;

typedef struct {
    cairo_font_face_t *font; /* NULL = not used on any page */
    FT_Face ft;              /* what it is made of; it owns that */
    GBytes *bytes;           /* the file to open, living copies merged */
    guint n_glyphs;          /* added to a gid for each variant; 0 = the face has only itself */
    guint space;
    gboolean bold;
} Face;

typedef struct {
    guint face;
    float size, shear, angle;
} ScaledKey;

struct LhDrawFaces {
    const LhStyle *style;
    Face *faces; /* one for each of the style's */
    guint n_faces;
    GHashTable *scaled; /* ScaledKey -> cairo_scaled_font_t */
    ScaledKey last;
    cairo_scaled_font_t *last_font;
};

/* ---- Which glyphs are used ---- */

/* A bit for each of the 65,536 glyphs of a face; NULL = the face is not used. */
typedef struct {
    const LhStyle *style;
    guint8 **sets;
} Used;

static void note_word(Used *used, const LhWord *word)
{
    for (; word; word = word->next) {
        if (word->face >= used->style->n_faces)
            continue;
        guint8 **set = &used->sets[word->face];
        if (!*set)
            *set = g_malloc0(65536 / 8);
        for (int i = 0; i < word->n_glyphs; i++)
            (*set)[word->glyphs[i].gid >> 3] |= (guint8) (1 << (word->glyphs[i].gid & 7));
    }
}

static void note_item(const LhItem *item, double x, double y, gpointer data)
{
    (void) x;
    (void) y;
    if (item->kind != LH_ITEM_TEXT)
        return;
    for (int i = 0; i < item->run->n_words; i++)
        note_word(data, item->run->words[i]);
}

/* The used glyphs in order. (transfer full) */
static GArray *list_glyphs(const guint8 *set)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(guint16));
    for (guint i = 0; i < 65536; i++)
        if (set[i >> 3] & 1 << (i & 7)) {
            guint16 gid = (guint16) i;
            g_array_append_val(list, gid);
        }
    return list;
}

/* ---- Opening ---- */

static void holder_free(gpointer data)
{
    Holder *holder = data;
    if (holder->face)
        FT_Done_Face(holder->face);
    if (holder->library)
        FT_Done_FreeType(holder->library);
    g_bytes_unref(holder->bytes);
    g_free(holder);
}

static Holder *open_face(GBytes *bytes)
{
    Holder *holder = g_new0(Holder, 1);
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    holder->bytes = g_bytes_ref(bytes);
    if (FT_Init_FreeType(&holder->library) == 0 &&
        FT_New_Memory_Face(holder->library, data, (FT_Long) size, 0, &holder->face) == 0)
        return holder;
    holder_free(holder);
    return NULL;
}

static gboolean fail_face(const LhStyle *style, guint index, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s cannot be opened as a font",
                style->faces[index].file);
    return FALSE;
}

/* What the plain face says of itself. */
static gboolean ask_face(Face *face, GBytes *bytes)
{
    Holder *holder = open_face(bytes);
    if (!holder)
        return FALSE;
    face->space = FT_Get_Char_Index(holder->face, ' ');
    face->bold = (holder->face->style_flags & FT_STYLE_FLAG_BOLD) != 0;
    holder_free(holder);
    return TRUE;
}

/* The living copies of the @used glyphs, when the face is to live. */
static gboolean merge_copies(const LhStyle *style, guint index, const guint8 *used, Face *face,
                             GBytes *bytes, GError **error)
{
    if (!style->faces[index].alive || style->hand.variants < 2 || style->hand.liveliness <= 0) {
        face->bytes = g_bytes_ref(bytes);
        return TRUE;
    }
    g_autoptr(GArray) list = list_glyphs(used);
    face->bytes = lh_hand_living_font(bytes, (const guint16 *) (gpointer) list->data, list->len,
                                      style, style->hand.variants, &face->n_glyphs, error);
    if (!face->bytes)
        g_prefix_error(error, "%s: ", style->faces[index].file);
    return face->bytes != NULL;
}

static const cairo_user_data_key_t holder_key;

static gboolean make_font(Face *face)
{
    Holder *holder = open_face(face->bytes);
    if (!holder)
        return FALSE;
    face->ft = holder->face;
    face->font = cairo_ft_font_face_create_for_ft_face(holder->face, FT_LOAD_NO_HINTING);
    return cairo_font_face_set_user_data(face->font, &holder_key, holder, holder_free) ==
           CAIRO_STATUS_SUCCESS;
}

/* One face's work, for a pool of threads. */
typedef struct {
    LhDrawFaces *faces;
    const LhFonts *fonts;
    guint index;
    const guint8 *used;
    GError *error;
} Opening;

static void open_one(gpointer item, gpointer data)
{
    (void) data;
    Opening *opening = item;
    const LhStyle *style = opening->faces->style;
    Face *face = &opening->faces->faces[opening->index];
    GBytes *bytes = lh_fonts_peek_bytes(opening->fonts, opening->index);
    if (!ask_face(face, bytes))
        fail_face(style, opening->index, &opening->error);
    else if (merge_copies(style, opening->index, opening->used, face, bytes, &opening->error) &&
             !make_font(face))
        fail_face(style, opening->index, &opening->error);
}

/* Opens the used faces side by side. */
static gboolean open_all(LhDrawFaces *faces, const LhFonts *fonts, const Used *used, GError **error)
{
    g_autofree Opening *openings = g_new0(Opening, faces->n_faces);
    GThreadPool *pool =
        g_thread_pool_new(open_one, NULL, (int) g_get_num_processors(), FALSE, NULL);
    for (guint i = 0; i < faces->n_faces; i++) {
        openings[i] = (Opening){.faces = faces, .fonts = fonts, .index = i, .used = used->sets[i]};
        if (used->sets[i])
            g_thread_pool_push(pool, &openings[i], NULL);
    }
    g_thread_pool_free(pool, FALSE, TRUE);
    gboolean done = TRUE;
    for (guint i = 0; i < faces->n_faces; i++) {
        if (openings[i].error && done)
            g_propagate_error(error, g_steal_pointer(&openings[i].error));
        done = done && !openings[i].error && (!used->sets[i] || faces->faces[i].font);
        g_clear_error(&openings[i].error);
    }
    return done;
}

static guint hash_scaled(gconstpointer key)
{
    return lh_hash(0, key, sizeof(ScaledKey));
}

static gboolean equal_scaled(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(ScaledKey)) == 0;
}

LhDrawFaces *lh_faces_new(const LhPages *pages, const LhFonts *fonts, GError **error)
{
    LhDrawFaces *faces = g_new0(LhDrawFaces, 1);
    faces->style = pages->style;
    faces->n_faces = pages->style->n_faces;
    faces->faces = g_new0(Face, faces->n_faces);
    faces->scaled = g_hash_table_new_full(hash_scaled, equal_scaled, g_free,
                                          (GDestroyNotify) cairo_scaled_font_destroy);
    Used used = {.style = pages->style, .sets = g_new0(guint8 *, faces->n_faces)};
    lh_draw_each_drawn(pages, note_item, &used);
    gboolean done = open_all(faces, fonts, &used, error);
    for (guint i = 0; i < faces->n_faces; i++)
        g_free(used.sets[i]);
    g_free(used.sets);
    if (!done)
        g_clear_pointer(&faces, lh_faces_free);
    return faces;
}

void lh_faces_free(LhDrawFaces *faces)
{
    if (!faces)
        return;
    g_hash_table_unref(faces->scaled);
    for (guint i = 0; i < faces->n_faces; i++) {
        if (faces->faces[i].font)
            cairo_font_face_destroy(faces->faces[i].font);
        if (faces->faces[i].bytes)
            g_bytes_unref(faces->faces[i].bytes);
    }
    g_free(faces->faces);
    g_free(faces);
}

/* ---- Scaled fonts ---- */

static cairo_scaled_font_t *make_scaled(LhDrawFaces *faces, const ScaledKey *key)
{
    cairo_matrix_t matrix, identity;
    double angle = key->angle * G_PI / 180;
    cairo_matrix_init(&matrix, key->size, 0, -key->shear * key->size, key->size, 0, 0);
    cairo_matrix_init_identity(&identity);
    if (angle != 0) {
        cairo_matrix_t turn;
        cairo_matrix_init_rotate(&turn, angle);
        cairo_matrix_multiply(&matrix, &matrix, &turn);
    }
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_scaled_font_t *font =
        cairo_scaled_font_create(faces->faces[key->face].font, &matrix, &identity, options);
    cairo_font_options_destroy(options);
    return font;
}

cairo_scaled_font_t *lh_faces_find(LhDrawFaces *faces, guint face, float size, float shear,
                                   float angle)
{
    ScaledKey key = {face, size, shear, angle};
    if (faces->last_font && equal_scaled(&key, &faces->last))
        return faces->last_font;
    cairo_scaled_font_t *font = g_hash_table_lookup(faces->scaled, &key);
    if (!font) {
        font = make_scaled(faces, &key);
        g_hash_table_insert(faces->scaled, g_memdup2(&key, sizeof key), font);
    }
    faces->last = key;
    faces->last_font = font;
    return font;
}

guint lh_faces_glyph(const LhDrawFaces *faces, guint face, guint gid, guint variant)
{
    const Face *f = &faces->faces[face];
    if (gid == f->space || f->n_glyphs == 0)
        return gid;
    return gid + variant * f->n_glyphs;
}

gboolean lh_faces_bold(const LhDrawFaces *faces, guint face)
{
    return faces->faces[face].bold;
}

gpointer lh_faces_peek(const LhDrawFaces *faces, guint face)
{
    return faces->faces[face].ft;
}
