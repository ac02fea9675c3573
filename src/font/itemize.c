/* Text that is not plain Latin: clusters from Pango, each put in the first face that has it. */
#include "internal.h"
#include "longhand/hand.h"
#include <pango/pango.h>
#include <string.h>

typedef struct {
    const LhFonts *fonts;
    const Face *face; /* the role's */
    const char *text;
    gsize length;
    glong n_chars;
    PangoLogAttr *attrs;  /* n_chars + 1 */
    guint8 *levels;       /* n_chars */
    hb_script_t *scripts; /* n_chars */
    GArray *items;        /* logical order */
} Itemizer;

/* Characters that show nothing by themselves, so that no face need have them. */
static gboolean is_invisible(gunichar c)
{
    return c == 0xad || c == 0x34f || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
           (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe0fff) ||
           (c >= 0x180b && c <= 0x180f);
}

/* Spaces that HarfBuzz makes from the plain one. */
static gboolean is_made_space(gunichar c)
{
    return (c >= 0x2000 && c <= 0x200a) || c == 0x205f || c == 0x3000;
}

static gboolean has_char(const Face *face, gunichar c)
{
    c = lh_face_substitute(face, c);
    return is_invisible(c) || (is_made_space(c) && face->space) || lh_face_glyph(face, c);
}

static gboolean has_chars(const Face *face, const char *text, gsize length)
{
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at))
        if (!has_char(face, g_utf8_get_char(at)))
            return FALSE;
    return TRUE;
}

/* Whether @face has every character of a cluster, or of its composed form. */
static gboolean has_cluster(const Face *face, const char *text, gsize length)
{
    if (has_chars(face, text, length))
        return TRUE;
    if (g_utf8_next_char(text) >= text + length)
        return FALSE;
    g_autofree char *composed = g_utf8_normalize(text, (gssize) length, G_NORMALIZE_NFC);
    return composed && has_chars(face, composed, strlen(composed));
}

/* The first face of the chain that has the cluster; -1 when none has. */
static int choose_face(const Itemizer *it, const char *text, gsize length)
{
    for (guint i = 0; i < it->face->n_chain; i++)
        if (has_cluster(&it->fonts->faces[it->face->chain[i]], text, length))
            return it->face->chain[i];
    return -1;
}

/* Adds @item, to the one before where both can be shaped together. */
static void add_item(Itemizer *it, const Item *item)
{
    if (it->items->len > 0 && !item->sign) {
        Item *last = &g_array_index(it->items, Item, it->items->len - 1);
        if (!last->sign && last->face == item->face && last->script == item->script &&
            last->level == item->level && last->flags == item->flags) {
            last->length += item->length;
            return;
        }
    }
    g_array_append_val(it->items, *item);
}

/* A variation selector after a sign says how to show it; we draw it anyway. */
static LhSign sign_of(const Itemizer *it, const char *text, gsize length)
{
    const char *rest = g_utf8_next_char(text);
    while (rest < text + length && is_invisible(g_utf8_get_char(rest)))
        rest = g_utf8_next_char(rest);
    return rest < text + length ? LH_SIGN_NONE
                                : lh_hand_sign_for(g_utf8_get_char(text), it->face->mono);
}

static void add_char(Itemizer *it, Item item, gboolean missing_ok)
{
    const char *text = it->text + item.start;
    gunichar c = g_utf8_get_char(text);
    int face = choose_face(it, text, item.length);
    gboolean modifier = (c >= 0x1f3fb && c <= 0x1f3ff) || c == 0x20e3;
    if (face < 0 && missing_ok && modifier && it->items->len > 0) {
        g_array_index(it->items, Item, it->items->len - 1).length += item.length;
        return;
    }
    item.face = face >= 0 ? (guint8) face : it->face->chain[it->face->n_chain - 1];
    item.flags = face >= 0 ? 0 : LH_WORD_MISSING;
    add_item(it, &item);
}

/* A cluster goes to one face where one has all of it, else character by character. */
static void add_cluster(Itemizer *it, gsize start, gsize length, glong index)
{
    const char *text = it->text + start;
    Item item = {.start = start,
                 .length = length,
                 .level = it->levels[index],
                 .script = it->scripts[index],
                 .character = g_utf8_get_char(text)};
    item.sign = (guint8) sign_of(it, text, length);
    int face = item.sign ? -1 : choose_face(it, text, length);
    if (item.sign || face >= 0) {
        item.face = face >= 0 ? (guint8) face : it->face->chain[0];
        add_item(it, &item);
        return;
    }
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        item.start = (gsize) (at - it->text);
        item.length = (gsize) (g_utf8_next_char(at) - at);
        add_char(it, item, at > text);
    }
}

static void read_scripts(Itemizer *it)
{
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    PangoScriptIter *iter = pango_script_iter_new(it->text, (int) it->length);
    glong i = 0;
    do {
        const char *start, *end;
        PangoScript script;
        pango_script_iter_get_range(iter, &start, &end, &script);
        hb_script_t tag =
            hb_script_from_iso15924_tag(g_unicode_script_to_iso15924((GUnicodeScript) script));
        if (script <= PANGO_SCRIPT_INHERITED)
            tag = HB_SCRIPT_LATIN;
        for (; start < end && i < it->n_chars; start = g_utf8_next_char(start))
            it->scripts[i++] = tag;
    } while (pango_script_iter_next(iter));
    pango_script_iter_free(iter);
    G_GNUC_END_IGNORE_DEPRECATIONS
}

static void read_levels(Itemizer *it)
{
    PangoDirection base = PANGO_DIRECTION_LTR;
    it->levels = pango_log2vis_get_embedding_levels(it->text, (int) it->length, &base);
}

static void add_clusters(Itemizer *it)
{
    const char *at = it->text, *end = it->text + it->length;
    for (glong i = 0; i < it->n_chars;) {
        const char *next = g_utf8_next_char(at);
        glong last = i + 1;
        while (next < end && !it->attrs[last].is_cursor_position) {
            next = g_utf8_next_char(next);
            last++;
        }
        add_cluster(it, (gsize) (at - it->text), (gsize) (next - at), i);
        at = next;
        i = last;
    }
}

static void reverse(GArray *items, guint from, guint to)
{
    for (; from + 1 < to; from++, to--) {
        Item swap = g_array_index(items, Item, from);
        g_array_index(items, Item, from) = g_array_index(items, Item, to - 1);
        g_array_index(items, Item, to - 1) = swap;
    }
}

/* Rule L2 of the bidirectional algorithm, on items. */
static void order_visually(GArray *items)
{
    guint8 highest = 0;
    for (guint i = 0; i < items->len; i++)
        highest = MAX(highest, g_array_index(items, Item, i).level);
    for (guint8 level = highest; level > 0; level--)
        for (guint i = 0; i < items->len;) {
            guint end = i;
            while (end < items->len && g_array_index(items, Item, end).level >= level)
                end++;
            reverse(items, i, end);
            i = end + 1;
        }
}

GArray *lh_itemize(const LhFonts *fonts, const Face *face, const char *text, gsize length)
{
    Itemizer it = {.fonts = fonts, .face = face, .text = text, .length = length};
    it.n_chars = g_utf8_strlen(text, (gssize) length);
    it.attrs = g_new0(PangoLogAttr, it.n_chars + 1);
    it.scripts = g_new0(hb_script_t, it.n_chars);
    it.items = g_array_new(FALSE, FALSE, sizeof(Item));
    pango_default_break(text, (int) length, NULL, it.attrs, (int) it.n_chars + 1);
    read_scripts(&it);
    read_levels(&it);
    add_clusters(&it);
    order_visually(it.items);
    g_free(it.attrs);
    g_free(it.scripts);
    g_free(it.levels);
    return it.items;
}
