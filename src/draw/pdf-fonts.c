/* Fonts of a PDF: the living font of each used face, subset by HarfBuzz to the glyphs on the pages,
 * as a Type 0 font whose codes are its glyphs. */
#include "pdf.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <math.h>
#include <string.h>

/* A face while its glyphs are gathered and its font is made. */
struct LhPdfGather {
    LhPdfFont *font;
    GBytes *bytes; /* of the face's file */
    guint index;   /* of the face */
    guint n_slots;
    const char **texts; /* by slot: the text it was first used for */
    guint8 *lengths;
    guint8 *used; /* by slot */
    const LhStyle *style;
    guint8 *file; /* the subset */
    gsize file_size;
    GString *widths;
    GBytes *deflated, *unicode; /* the subset and its ToUnicode, once prepared */
    GError *error;
};

typedef LhPdfGather Gather;

typedef struct {
    Gather *gathers;
    const LhStyle *style;
    guint variants;
    GHashTable *seen; /* words already gathered: a book uses each of its words often */
} Gathering;

/* ---- Gathering ---- */

static void open_gather(Gather *g, guint variants)
{
    hb_blob_t *blob =
        hb_blob_create(g_bytes_get_data(g->bytes, NULL), (unsigned) g_bytes_get_size(g->bytes),
                       HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_font_t *font = hb_font_create(face);
    hb_codepoint_t space = 0;

    g->font->stride = hb_face_get_glyph_count(face);
    hb_font_get_nominal_glyph(font, ' ', &space);
    g->font->space = space;
    g->font->bold = hb_style_get_value(font, HB_STYLE_TAG_WEIGHT) >= 600;
    g->n_slots = g->font->stride * (g->font->alive ? variants : 1);
    g->used = g_new0(guint8, g->n_slots + 1);
    g->texts = g_new0(const char *, g->n_slots + 1);
    g->lengths = g_new0(guint8, g->n_slots + 1);
    hb_font_destroy(font);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
}

static void gather_slot(Gather *g, guint slot, const char *text, guint length)
{
    if (slot >= g->n_slots || (g->used[slot] && (g->lengths[slot] > 0 || length == 0)))
        return;
    g->used[slot] = 1;
    g->texts[slot] = text;
    g->lengths[slot] = (guint8) MIN(length, 255);
}

/* The @bytes at @text as @n characters, one for each glyph: as they are, or a letter and its marks
 * taken apart as the font did it; NULL = there is no such way. Never freed. */
static const char *split_cluster(const char *text, guint bytes, int n)
{
    g_autofree char *apart = NULL;

    if (g_utf8_strlen(text, bytes) == n)
        return text;
    apart = g_utf8_normalize(text, bytes, G_NORMALIZE_NFD);
    return apart && g_utf8_strlen(apart, -1) == n ? g_intern_string(apart) : NULL;
}

/* The same for a word whose glyphs stand against its text: the last glyph has the first character.
 */
static void backward_texts(const LhWord *word, const char **texts, guint8 *lengths)
{
    const char *text = word->text;

    for (int i = word->n_glyphs - 1; i >= 0; i--) {
        texts[i] = text;
        lengths[i] = word->glyphs[i].n_bytes;
        text += word->glyphs[i].n_bytes;
    }
}

/* The text of each of @word's glyphs: a cluster of several gives a character to each when it can;
 * else its first glyph has it all and the others none. */
void lh_pdf_word_texts(const LhWord *word, const char **texts, guint8 *lengths)
{
    const char *text = word->text;

    if (word->flags & LH_WORD_RTL) {
        backward_texts(word, texts, lengths);
        return;
    }
    for (int i = 0, next; i < word->n_glyphs; i = next) {
        guint bytes = word->glyphs[i].n_bytes;
        for (next = i + 1; next < word->n_glyphs && word->glyphs[next].n_bytes == 0; next++)
            ;
        const char *each = next - i > 1 ? split_cluster(text, bytes, next - i) : NULL;
        texts[i] = text;
        lengths[i] = (guint8) bytes;
        for (int k = each ? i : i + 1; k < next; k++) {
            texts[k] = each;
            lengths[k] = each ? (guint8) (g_utf8_next_char(each) - each) : 0;
            each = each ? g_utf8_next_char(each) : NULL;
        }
        text += bytes;
    }
}

static void gather_word(Gathering *all, const LhWord *word)
{
    for (; word; word = word->next) {
        if (word->face >= all->style->n_faces)
            continue;
        Gather *g = &all->gathers[word->face];
        gboolean known = word->n_glyphs <= LH_PDF_GLYPHS;
        const char *texts[LH_PDF_GLYPHS];
        guint8 lengths[LH_PDF_GLYPHS];
        if (g->used == NULL)
            open_gather(g, all->variants);
        gather_slot(g, g->font->space, " ", 1);
        if (known)
            lh_pdf_word_texts(word, texts, lengths);
        for (int i = 0; i < word->n_glyphs; i++)
            gather_slot(g, lh_pdf_slot(g->font, word, &word->glyphs[i], all->variants),
                        known ? texts[i] : NULL, known ? lengths[i] : 0);
    }
}

static void gather_item(const LhItem *item, double x, double y, gpointer data)
{
    Gathering *all = data;
    (void) x;
    (void) y;
    if (item->kind != LH_ITEM_TEXT)
        return;
    for (int i = 0; i < item->run->n_words; i++)
        if (g_hash_table_add(all->seen, (gpointer) item->run->words[i]))
            gather_word(all, item->run->words[i]);
}

/* ---- Subsetting ---- */

/* The face's file with the living copies of its used glyphs. (transfer full) */
static GBytes *living_bytes(Gather *g, guint variants)
{
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(guint16));
    guint stride = g->font->stride, n_glyphs = 0;

    if (!g->font->alive)
        return g_bytes_ref(g->bytes);
    for (guint gid = 0; gid < stride; gid++) {
        guint16 value = (guint16) gid;
        gboolean any = FALSE;
        for (guint k = 0; k < variants && !any; k++)
            any = g->used[gid + k * stride];
        if (any)
            g_array_append_val(list, value);
    }
    GBytes *bytes = lh_hand_living_font(g->bytes, (const guint16 *) (gpointer) list->data,
                                        list->len, g->style, (int) variants, &n_glyphs, &g->error);
    if (bytes == NULL)
        g_prefix_error(&g->error, "%s: ", g->style->faces[g->index].file);
    return bytes;
}

static hb_subset_input_t *subset_input(const Gather *g)
{
    static const hb_tag_t dropped[] = {
        HB_TAG('c', 'm', 'a', 'p'), HB_TAG('n', 'a', 'm', 'e'), HB_TAG('O', 'S', '/', '2'),
        HB_TAG('p', 'o', 's', 't'), HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'),
        HB_TAG('G', 'D', 'E', 'F'), HB_TAG('S', 'T', 'A', 'T'), HB_TAG('m', 'e', 't', 'a'),
        HB_TAG('D', 'S', 'I', 'G'), HB_TAG('k', 'e', 'r', 'n'), HB_TAG('g', 'a', 's', 'p')};
    hb_subset_input_t *input = hb_subset_input_create_or_fail();

    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    for (guint i = 0; i < g->n_slots; i++)
        if (g->used[i])
            hb_set_add(hb_subset_input_glyph_set(input), i);
    for (gsize i = 0; i < G_N_ELEMENTS(dropped); i++)
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), dropped[i]);
    return input;
}

/* Glyphs of the subset, and what each stands for. */
static void number_cids(Gather *g, hb_subset_plan_t *plan)
{
    LhPdfFont *font = g->font;
    const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);

    font->cids = g_new0(guint16, g->n_slots + 1);
    for (guint slot = 0; slot < g->n_slots; slot++) {
        hb_codepoint_t cid = g->used[slot] ? hb_map_get(map, slot) : HB_MAP_VALUE_INVALID;
        if (cid == HB_MAP_VALUE_INVALID)
            continue;
        font->cids[slot] = (guint16) cid;
        font->texts[cid] = g->texts[slot];
        font->lengths[cid] = g->lengths[slot];
    }
}

static void measure_cids(Gather *g, hb_face_t *subset)
{
    LhPdfFont *font = g->font;
    hb_font_t *hb = hb_font_create(subset);
    double em = hb_face_get_upem(subset);

    g->widths = g_string_new("[0[");
    for (guint cid = 0; cid < font->n_cids; cid++) {
        int width = (int) lrint(hb_font_get_glyph_h_advance(hb, cid) * 1000.0 / em);
        font->widths[cid] = (float) (width / 1000.0);
        g_string_append_printf(g->widths, cid ? " %d" : "%d", width);
    }
    g_string_append(g->widths, "]]");
    hb_font_destroy(hb);
}

static gboolean cut_subset(Gather *g, GBytes *bytes)
{
    hb_blob_t *blob =
        hb_blob_create(g_bytes_get_data(bytes, NULL), (unsigned) g_bytes_get_size(bytes),
                       HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_subset_input_t *input = subset_input(g);
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face, input);
    hb_face_t *subset = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;

    if (subset) {
        LhPdfFont *font = g->font;
        hb_blob_t *out = hb_face_reference_blob(subset);
        unsigned size;
        const char *data = hb_blob_get_data(out, &size);
        font->n_cids = hb_face_get_glyph_count(subset);
        font->widths = g_new0(float, font->n_cids + 1);
        font->texts = g_new0(const char *, font->n_cids + 1);
        font->lengths = g_new0(guint8, font->n_cids + 1);
        number_cids(g, plan);
        measure_cids(g, subset);
        g->file = g_memdup2(data, size);
        g->file_size = size;
        hb_blob_destroy(out);
        hb_face_destroy(subset);
    } else {
        g_set_error(&g->error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s cannot be subset",
                    g->style->faces[g->index].file);
    }
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    return subset != NULL;
}

/* ---- Dictionaries ---- */

/* "PlaypenSans-Regular" from the file's name table, with a subset's tag made of what it holds. */
static char *font_name(const Gather *g)
{
    hb_blob_t *blob =
        hb_blob_create(g_bytes_get_data(g->bytes, NULL), (unsigned) g_bytes_get_size(g->bytes),
                       HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    char name[64] = "Face", tag[7] = {0};
    unsigned size = sizeof name;
    guint32 hash = lh_hash(lh_hash_int(2166136261u, g->index), g->file, g->file_size);

    hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
    for (char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-')
            *p = '-';
    for (int i = 0; i < 6; i++, hash /= 26)
        tag[i] = (char) ('A' + hash % 26);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    return g_strdup_printf("%s+%s", tag, name);
}

static GString *make_to_unicode(const LhPdfFont *font)
{
    GString *out = g_string_new("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                                "/CMapName /Longhand def\n/CMapType 2 def\n"
                                "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    g_autoptr(GString) rows = g_string_new(NULL);
    int n = 0;

    for (guint cid = 0; cid <= font->n_cids; cid++) {
        if (cid < font->n_cids && font->lengths[cid] > 0) {
            g_string_append_printf(rows, "<%04X> <", cid);
            lh_pdf_hex16(rows, font->texts[cid], font->lengths[cid]);
            g_string_append(rows, ">\n");
            n++;
        }
        if (n == 100 || (cid == font->n_cids && n > 0)) {
            g_string_append_printf(out, "%d beginbfchar\n%sendbfchar\n", n, rows->str);
            g_string_truncate(rows, 0);
            n = 0;
        }
    }
    g_string_append(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    return out;
}

static GString *make_descriptor(const Gather *g, const char *name, int file_object)
{
    hb_blob_t *blob = hb_blob_create((const char *) g->file, (unsigned) g->file_size,
                                     HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_font_t *font = hb_font_create(face);
    double em = 1000.0 / hb_face_get_upem(face);
    hb_font_extents_t extents = {0};

    hb_font_get_h_extents(font, &extents);
    GString *body = g_string_new(NULL);
    g_string_append_printf(
        body,
        "<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-500 %d 1500 %d]/ItalicAngle 0"
        "/Ascent %d/Descent %d/CapHeight 700/StemV %d/FontFile2 %d 0 R>>",
        name, (int) (extents.descender * em), (int) (extents.ascender * em),
        (int) (extents.ascender * em), (int) (extents.descender * em), g->font->bold ? 140 : 80,
        file_object);
    hb_font_destroy(font);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    return body;
}

static void add_deflated(LhPdfFile *file, int object, const char *dict, GBytes *bytes)
{
    g_autofree char *whole = g_strconcat(dict, "/Filter/FlateDecode", NULL);
    gsize size;
    gconstpointer data = g_bytes_get_data(bytes, &size);

    lh_pdf_add_raw_stream(file, object, whole, data, size);
}

static void add_font(LhPdfFile *file, Gather *g)
{
    g_autofree char *name = font_name(g);
    int file_object = lh_pdf_reserve(file), descriptor = lh_pdf_reserve(file);
    int descendant = lh_pdf_reserve(file), unicode = lh_pdf_reserve(file);
    g_autofree char *length = g_strdup_printf("/Length1 %" G_GSIZE_FORMAT, g->file_size);
    GString *body = g_string_new(NULL), *child = g_string_new(NULL);

    g->font->object = lh_pdf_reserve(file);
    add_deflated(file, file_object, length, g->deflated);
    lh_pdf_add(file, descriptor, make_descriptor(g, name, file_object));
    g_string_append_printf(child,
                           "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo"
                           "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d "
                           "0 R/CIDToGIDMap/Identity/DW 0/W %s>>",
                           name, descriptor, g->widths->str);
    lh_pdf_add(file, descendant, child);
    add_deflated(file, unicode, "", g->unicode);
    g_string_append_printf(body,
                           "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H"
                           "/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
                           name, descendant, unicode);
    lh_pdf_add(file, g->font->object, body);
}

/* ---- All ---- */

/* Frees what is known by slot: from here on all is known by cid. */
static void forget_slots(Gather *g)
{
    g_clear_pointer(&g->used, g_free);
    g_clear_pointer(&g->texts, g_free);
    g_clear_pointer(&g->lengths, g_free);
}

static void make_one(gpointer data, gpointer user)
{
    Gather *g = data;
    g_autoptr(GBytes) bytes = living_bytes(g, GPOINTER_TO_UINT(user));

    if (bytes)
        cut_subset(g, bytes);
    forget_slots(g);
}

static void make_all(Gathering *all)
{
    GThreadPool *pool = g_thread_pool_new(make_one, GUINT_TO_POINTER(all->variants),
                                          (int) g_get_num_processors(), FALSE, NULL);

    for (guint i = 0; i < all->style->n_faces; i++)
        if (all->gathers[i].used)
            g_thread_pool_push(pool, &all->gathers[i], NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
}

static void gather_clear(Gather *g)
{
    forget_slots(g);
    g_free(g->file);
    g_clear_error(&g->error);
    g_clear_pointer(&g->deflated, g_bytes_unref);
    g_clear_pointer(&g->unicode, g_bytes_unref);
    if (g->widths)
        g_string_free(g->widths, TRUE);
}

/* Whether every face that is used could be subset. */
static gboolean all_made(LhPdfFonts *fonts, GError **error)
{
    for (guint i = 0; i < fonts->n_fonts; i++) {
        Gather *g = &fonts->gathers[i];
        if (g->error) {
            g_propagate_error(error, g_steal_pointer(&g->error));
            return FALSE;
        }
    }
    return TRUE;
}

LhPdfFonts *lh_pdf_fonts_new(const LhPages *pages, const LhFonts *fonts, GError **error)
{
    const LhStyle *style = pages->style;
    LhPdfFonts *made = g_new0(LhPdfFonts, 1);
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    made->n_fonts = style->n_faces;
    made->fonts = g_new0(LhPdfFont, style->n_faces);
    made->gathers = g_new0(Gather, style->n_faces);
    Gathering all = {made->gathers, style, (guint) MAX(1, style->hand.variants), seen};
    for (guint i = 0; i < style->n_faces; i++) {
        made->fonts[i].alive =
            style->faces[i].alive && all.variants > 1 && style->hand.liveliness > 0;
        made->gathers[i] = (Gather){.font = &made->fonts[i],
                                    .bytes = lh_fonts_peek_bytes(fonts, i),
                                    .index = i,
                                    .style = style};
    }
    lh_draw_each_drawn(pages, gather_item, &all);
    make_all(&all);
    if (!all_made(made, error))
        g_clear_pointer(&made, lh_pdf_fonts_free);
    return made;
}

void lh_pdf_fonts_prepare(LhPdfFonts *fonts, guint index)
{
    Gather *g = &fonts->gathers[index];

    if (g->file == NULL)
        return;
    g_autoptr(GString) map = make_to_unicode(g->font);
    g->deflated = lh_pdf_deflate(g->file, g->file_size);
    g->unicode = lh_pdf_deflate(map->str, map->len);
}

void lh_pdf_fonts_add(LhPdfFonts *fonts, LhPdfFile *file)
{
    for (guint i = 0; i < fonts->n_fonts; i++)
        if (fonts->gathers[i].file)
            add_font(file, &fonts->gathers[i]);
}

void lh_pdf_fonts_free(LhPdfFonts *fonts)
{
    if (fonts == NULL)
        return;
    for (guint i = 0; i < fonts->n_fonts; i++) {
        gather_clear(&fonts->gathers[i]);
        g_free(fonts->fonts[i].cids);
        g_free(fonts->fonts[i].widths);
        g_free(fonts->fonts[i].texts);
        g_free(fonts->fonts[i].lengths);
    }
    g_free(fonts->gathers);
    g_free(fonts->fonts);
    g_free(fonts);
}
