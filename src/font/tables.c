/* What is looked up once in a face: the glyphs of plain Latin, and the other forms of its glyphs.
 */
#include "internal.h"
#include "longhand/hand.h"
#include <hb-ot.h>

/* An alternate may differ so much from the plain glyph in advance and height; more is a small
 * capital, a superscript or a ligature. */
#define ADVANCE_TOLERANCE 0.25
#define HEIGHT_TOLERANCE  0.25

/* em: forms whose kerning differs by less on average are kerned like the plain letters. */
#define KERN_TOLERANCE 0.002

static gunichar plain_character(int index)
{
    if (index < 95)
        return 0x20 + (gunichar) index;
    if (index < 191)
        return 0xa0 + (gunichar) index - 95;
    return 0x2010 + (gunichar) index - 191;
}

static void fill_plain(const Face *face, FaceTables *tables)
{
    for (int i = 0; i < N_PLAIN; i++) {
        gunichar c = plain_character(i);
        if (c == 0xad || lh_hand_sign_for(c, face->mono) != LH_SIGN_NONE)
            continue;
        PlainChar *plain = &tables->plain[i];
        plain->shaped = lh_face_substitute(face, c);
        plain->gid = (guint16) lh_face_glyph(face, plain->shaped);
        if (plain->gid)
            plain->units = (gint16) hb_font_get_glyph_h_advance(face->hb_font, plain->gid);
    }
}

/* Strikes out the characters that, thrice in a row, do not stay the glyph their character map says:
 * letters that a face composes of two glyphs, or alternates by itself. */
static void strike_changing(const Face *face, FaceTables *tables)
{
    hb_buffer_t *buffer = hb_buffer_create();
    int seen[N_PLAIN] = {0};
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    for (unsigned i = 0; i < N_PLAIN * 3; i++)
        if (tables->plain[i / 3].gid)
            hb_buffer_add(buffer, tables->plain[i / 3].shaped, i);
    lh_face_shape(face, buffer, HB_SCRIPT_LATIN, HB_DIRECTION_LTR);
    unsigned n = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &n);
    const hb_glyph_position_t *at = hb_buffer_get_glyph_positions(buffer, NULL);
    for (unsigned i = 0; i < n; i++) {
        unsigned index = infos[i].cluster / 3;
        gboolean same = infos[i].codepoint == tables->plain[index].gid;
        seen[index] += same && at[i].x_offset == 0 && at[i].y_offset == 0 ? 1 : 4;
    }
    for (int i = 0; i < N_PLAIN; i++)
        if (seen[i] != 3)
            tables->plain[i].gid = 0;
    hb_buffer_destroy(buffer);
}

/* Glyphs that a character stands for by itself: never another glyph's alternate. */
static hb_set_t *mapped_glyphs(const Face *face)
{
    hb_set_t *characters = hb_set_create(), *glyphs = hb_set_create();
    hb_face_collect_unicodes(face->hb_face, characters);
    for (hb_codepoint_t c = HB_SET_VALUE_INVALID; hb_set_next(characters, &c);) {
        hb_codepoint_t gid;
        if (hb_font_get_nominal_glyph(face->hb_font, c, &gid))
            hb_set_add(glyphs, gid);
    }
    hb_set_destroy(characters);
    return glyphs;
}

static gboolean close_to(double value, double wanted, double tolerance)
{
    return ABS(value - wanted) <= tolerance * ABS(wanted);
}

/* Whether @other is @gid written again, and not a superscript or the like. */
static gboolean same_letter(hb_font_t *font, hb_codepoint_t gid, hb_codepoint_t other)
{
    hb_glyph_extents_t a, b;
    if (!hb_font_get_glyph_extents(font, gid, &a) || !hb_font_get_glyph_extents(font, other, &b))
        return FALSE;
    return close_to(hb_font_get_glyph_h_advance(font, other),
                    hb_font_get_glyph_h_advance(font, gid), ADVANCE_TOLERANCE) &&
           close_to(b.height, a.height, HEIGHT_TOLERANCE) &&
           close_to(b.y_bearing, a.y_bearing, HEIGHT_TOLERANCE);
}

static void append_forms(const Face *face, unsigned lookup, hb_codepoint_t gid,
                         const hb_set_t *mapped, GArray *forms)
{
    hb_codepoint_t others[32];
    unsigned n = G_N_ELEMENTS(others);
    hb_ot_layout_lookup_get_glyph_alternates(face->hb_face, lookup, gid, 0, &n, others);
    for (unsigned i = 0; i < n; i++) {
        hb_codepoint_t other = others[i];
        if (other >= face->n_glyphs || hb_set_has(mapped, other) ||
            !same_letter(face->hb_font, gid, other))
            continue;
        int wider = hb_font_get_glyph_h_advance(face->hb_font, other) -
                    hb_font_get_glyph_h_advance(face->hb_font, gid);
        Form form = {.gid = (guint16) other, .wider = (float) (wider / face->em)};
        g_array_append_val(forms, form);
    }
}

/* Fills the table of forms from the face's aalt lookups. */
static void collect_forms(const Face *face, FaceTables *tables)
{
    const hb_tag_t aalt[] = {HB_TAG('a', 'a', 'l', 't'), HB_TAG_NONE};
    hb_set_t *lookups = hb_set_create(), *mapped = mapped_glyphs(face);
    GArray *forms = g_array_new(FALSE, FALSE, sizeof(Form));
    hb_ot_layout_collect_lookups(face->hb_face, HB_OT_TAG_GSUB, NULL, NULL, aalt, lookups);
    tables->first_form = g_new(guint32, face->n_glyphs + 1);
    for (guint gid = 0; gid < face->n_glyphs; gid++) {
        tables->first_form[gid] = forms->len;
        if (!hb_set_has(mapped, gid))
            continue;
        for (hb_codepoint_t l = HB_SET_VALUE_INVALID; hb_set_next(lookups, &l);)
            append_forms(face, l, gid, mapped, forms);
    }
    tables->first_form[face->n_glyphs] = forms->len;
    tables->forms = (Form *) (gpointer) g_array_free(forms, FALSE);
    hb_set_destroy(lookups);
    hb_set_destroy(mapped);
}

static hb_bool_t glyph_of_gid(hb_font_t *font, void *font_data, hb_codepoint_t character,
                              hb_codepoint_t *glyph, void *user_data)
{
    (void) font;
    (void) font_data;
    (void) user_data;
    *glyph = character - GID_BASE;
    return character >= GID_BASE;
}

static hb_font_t *make_font_by_gid(const Face *face)
{
    hb_font_t *font = hb_font_create_sub_font(face->hb_font);
    hb_font_funcs_t *funcs = hb_font_funcs_create();
    hb_font_funcs_set_nominal_glyph_func(funcs, glyph_of_gid, NULL, NULL);
    hb_font_set_funcs(font, funcs, NULL, NULL);
    hb_font_funcs_destroy(funcs);
    hb_font_make_immutable(font);
    return font;
}

/* The glyph's form number @k, round and round. */
static guint form_of(const FaceTables *tables, guint gid, guint k)
{
    guint first = tables->first_form[gid], n = tables->first_form[gid + 1] - first;
    return n ? tables->forms[first + k % n].gid : gid;
}

/* How much the kerning of other forms differs from that of the plain letters, font units on average
 * over some pairs of letters. */
static double kern_difference(const Face *face, const FaceTables *tables)
{
    static const char letters[] = "aeotrsyFT";
    hb_buffer_t *buffer = hb_buffer_create();
    double sum = 0;
    int n = 0;
    for (const char *a = letters; *a; a++)
        for (const char *b = letters; *b; b++) {
            guint x = lh_face_glyph(face, (gunichar) *a), y = lh_face_glyph(face, (gunichar) *b);
            guint x2 = form_of(tables, x, (guint) n), y2 = form_of(tables, y, (guint) n + 1);
            sum += ABS(lh_face_kern_glyphs(face, tables, buffer, x2, y2) -
                       lh_face_kern_glyphs(face, tables, buffer, x, y));
            n++;
        }
    hb_buffer_destroy(buffer);
    return sum / n;
}

/* Keeps the means to kern other forms exactly where the face kerns them noticeably otherwise:
 * Caveat does, Playpen does not, and the body's many words are spared the work. */
static void find_form_kerning(const Face *face, FaceTables *tables)
{
    tables->by_gid = make_font_by_gid(face);
    if (kern_difference(face, tables) < KERN_TOLERANCE * face->em)
        g_clear_pointer(&tables->by_gid, hb_font_destroy);
}

static void fill_ink(const Face *face, FaceTables *tables)
{
    tables->ink = g_new0(LhInkBox, face->n_glyphs);
    for (guint gid = 0; gid < face->n_glyphs; gid++) {
        hb_glyph_extents_t box = {0};
        gboolean blank = !hb_font_get_glyph_extents(face->hb_font, gid, &box) || box.width == 0;
        tables->ink[gid] =
            blank ? (LhInkBox){.left = 1}
                  : (LhInkBox){.left = (float) (box.x_bearing / face->em),
                               .right = (float) ((box.x_bearing + box.width) / face->em),
                               .bottom = (float) ((box.y_bearing + box.height) / face->em),
                               .top = (float) (box.y_bearing / face->em)};
    }
}

const FaceTables *lh_face_tables(Face *face)
{
    if (g_once_init_enter(&face->tables)) {
        FaceTables *tables = g_new0(FaceTables, 1);
        fill_plain(face, tables);
        strike_changing(face, tables);
        fill_ink(face, tables);
        if (face->style->alternates) {
            collect_forms(face, tables);
            find_form_kerning(face, tables);
        }
        g_once_init_leave(&face->tables, tables);
    }
    return face->tables;
}
