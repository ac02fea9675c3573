/* Words to glyphs, through a cache. A text is shaped once in a face; its eight living instances are
 * made from that by exchanging glyphs for their other forms. */
#include "internal.h"
#include "longhand/hand.h"
#include <math.h>
#include <string.h>

#define N_SEEDS     8
#define MIX         2654435761u /* spreads small numbers over 32 bits */
#define MAX_CLUSTER 255
#define SIGN_HEIGHT 0.75f /* em: drawn signs stay between the baseline and this */

typedef struct {
    const char *text;
    guint32 length, hash;
    guint8 face;
} Key;

typedef struct {
    Key key;
    const LhWord *plain;          /* without forms and variants */
    const LhWord *alive[N_SEEDS]; /* NULL = not made yet */
} Entry;

struct LhShaper {
    const LhFonts *fonts;
    LhArena *arena;
    GHashTable *entries; /* Entry, found by its Key; in the arena */
    hb_buffer_t *buffer;
    GHashTable *form_kern; /* face and two gids to font units, where a face kerns forms otherwise */
    GArray *glyphs;        /* of LhGlyph: a piece being made */
    GByteArray *forms;     /* which form each glyph of a piece has */
};

static const LhWord empty_word = {.text = "", .scale = 1, .ink = {.left = 1}};

static guint entry_hash(gconstpointer entry)
{
    return ((const Key *) entry)->hash;
}

static gboolean entry_equal(gconstpointer a, gconstpointer b)
{
    const Key *x = a, *y = b;
    return x->hash == y->hash && x->length == y->length && x->face == y->face &&
           memcmp(x->text, y->text, x->length) == 0;
}

LhShaper *lh_shaper_new(const LhFonts *fonts)
{
    LhShaper *shaper = g_new0(LhShaper, 1);
    shaper->fonts = fonts;
    shaper->arena = lh_arena_new();
    shaper->entries = g_hash_table_new(entry_hash, entry_equal);
    shaper->form_kern = g_hash_table_new(NULL, NULL);
    shaper->buffer = hb_buffer_create();
    shaper->glyphs = g_array_new(FALSE, FALSE, sizeof(LhGlyph));
    shaper->forms = g_byte_array_new();
    return shaper;
}

void lh_shaper_free(LhShaper *shaper)
{
    if (!shaper)
        return;
    hb_buffer_destroy(shaper->buffer);
    g_hash_table_destroy(shaper->entries);
    g_hash_table_destroy(shaper->form_kern);
    g_array_free(shaper->glyphs, TRUE);
    g_byte_array_free(shaper->forms, TRUE);
    lh_arena_free(shaper->arena);
    g_free(shaper);
}

/* ---- Plain Latin ---- */

/* The index of the plain character at *@text, which moves on; -1 when it is none. */
static int next_plain(const char **text, const char *end)
{
    const guint8 *s = (const guint8 *) *text;
    gsize left = (gsize) (end - *text);
    gunichar c = s[0];
    guint n = 1;
    if (c >= 0xc2 && c < 0xc4 && left >= 2 && (s[1] & 0xc0) == 0x80) {
        c = (c & 0x1f) << 6 | (s[1] & 0x3f);
        n = 2;
    } else if (c == 0xe2 && left >= 3 && s[1] == 0x80 && (s[2] & 0xc0) == 0x80) {
        c = 0x2000 | (s[2] & 0x3f);
        n = 3;
    } else if (c >= 0x80) {
        return -1;
    }
    *text += n;
    return plain_index(c);
}

static LhWord *new_piece(LhShaper *shaper, const char *text, gsize length, guint8 face, float scale)
{
    LhWord *word = lh_arena_new0(shaper->arena, LhWord, 1);
    word->text = text;
    word->n_bytes = (guint16) length;
    word->face = face;
    word->scale = scale;
    return word;
}

/* What the glyphs of @word cover. */
static LhInkBox ink_of(const LhShaper *shaper, const LhWord *word)
{
    const LhInkBox *boxes = lh_face_tables(&shaper->fonts->faces[word->face])->ink;
    LhInkBox ink = {
        .left = G_MAXFLOAT, .right = -G_MAXFLOAT, .bottom = G_MAXFLOAT, .top = -G_MAXFLOAT};
    float pen = 0;
    for (guint i = 0; i < word->n_glyphs; i++) {
        const LhGlyph *glyph = &word->glyphs[i];
        const LhInkBox *box = &boxes[glyph->gid];
        if (box->left <= box->right) {
            ink.left = MIN(ink.left, pen + glyph->dx + box->left);
            ink.right = MAX(ink.right, pen + glyph->dx + box->right);
            ink.bottom = MIN(ink.bottom, glyph->dy + box->bottom);
            ink.top = MAX(ink.top, glyph->dy + box->top);
        }
        pen += glyph->advance;
    }
    return (LhInkBox){ink.left * word->scale, ink.right * word->scale, ink.bottom * word->scale,
                      ink.top * word->scale};
}

/* Gives @word the glyphs collected in the shaper, and its width. */
static void take_glyphs(LhShaper *shaper, LhWord *word)
{
    GArray *glyphs = shaper->glyphs;
    word->n_glyphs = (guint16) glyphs->len;
    word->glyphs = lh_arena_memdup(shaper->arena, glyphs->data, glyphs->len * sizeof(LhGlyph));
    double width = 0;
    for (guint i = 0; i < glyphs->len; i++)
        width += g_array_index(glyphs, LhGlyph, i).advance;
    word->width = word->total = (float) (width * word->scale);
    word->ink = ink_of(shaper, word);
}

/* Shapes @text when it is plain in @face; NULL when it is not. */
static const LhWord *shape_plain(LhShaper *shaper, guint8 face, const char *text, gsize length)
{
    Face *f = &shaper->fonts->faces[face];
    const FaceTables *tables = lh_face_tables(f);
    g_array_set_size(shaper->glyphs, (guint) length);
    LhGlyph *glyphs = (LhGlyph *) (gpointer) shaper->glyphs->data;
    guint n = 0;
    int before = -1, units = 0;
    for (const char *at = text, *end = text + length; at < end;) {
        const char *start = at;
        int index = next_plain(&at, end);
        if (index < 0 || !tables->plain[index].gid)
            return NULL;
        if (before >= 0 && !f->mono)
            glyphs[n - 1].advance =
                (float) ((units + lh_face_plain_kern(f, shaper->buffer, before, index)) / f->em);
        units = tables->plain[index].units;
        glyphs[n++] = (LhGlyph){.gid = tables->plain[index].gid,
                                .n_bytes = (guint8) (at - start),
                                .advance = (float) (units / f->em)};
        before = index;
    }
    g_array_set_size(shaper->glyphs, n);
    LhWord *word = new_piece(shaper, text, length, face, 1);
    take_glyphs(shaper, word);
    return word;
}

/* ---- Any text ---- */

static double face_scale(const LhFonts *fonts, guint8 face, guint8 primary)
{
    return face == primary ? 1 : fonts->faces[face].style->scale;
}

static const LhWord *sign_piece(LhShaper *shaper, const Item *item, const char *text,
                                guint8 primary)
{
    const Face *face = &shaper->fonts->faces[primary];
    LhWord *word = new_piece(shaper, text + item->start, item->length, primary, 1);
    word->sign = item->sign;
    word->width = (float) (face->mono ? face->column
                                      : lh_hand_sign_advance((LhSign) item->sign, item->character));
    word->total = word->width;
    word->ink = (LhInkBox){.right = word->width, .top = SIGN_HEIGHT};
    return word;
}

static void fill_buffer(hb_buffer_t *buffer, const Face *face, const char *text, gsize length)
{
    hb_buffer_clear_contents(buffer);
    hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_GRAPHEMES);
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at))
        hb_buffer_add(buffer, lh_face_substitute(face, g_utf8_get_char(at)),
                      (unsigned) (at - text));
}

/* As many of @length bytes as a cluster can count, whole characters. */
static gsize cluster_part(const char *text, gsize length)
{
    if (length <= MAX_CLUSTER)
        return length;
    return (gsize) (g_utf8_find_prev_char(text, text + MAX_CLUSTER + 1) - text);
}

static LhGlyph glyph_at(const Face *face, const hb_glyph_info_t *info,
                        const hb_glyph_position_t *position)
{
    hb_codepoint_t gid = info->codepoint; /* of a damaged font: anything */
    return (LhGlyph){.gid = gid < face->n_glyphs ? (guint16) gid : 0,
                     .advance = (float) (position->x_advance / face->em),
                     .dx = (float) (position->x_offset / face->em),
                     .dy = (float) (position->y_offset / face->em)};
}

/* Appends blank glyphs that carry the bytes from @text on, more than one glyph can count. */
static void carry_bytes(GArray *glyphs, const Face *face, const char *text, gsize length)
{
    while (length > 0) {
        gsize part = cluster_part(text, length);
        LhGlyph blank = {.gid = face->space, .n_bytes = (guint8) part};
        g_array_append_val(glyphs, blank);
        text += part;
        length -= part;
    }
}

/* Reads the shaped buffer, logical order left to right, into the shaper's glyphs: each cluster's
 * bytes are counted on its first glyph. */
static void read_buffer(LhShaper *shaper, const Face *face, const char *text, gsize length,
                        gboolean rtl)
{
    GArray *glyphs = shaper->glyphs;
    unsigned n = 0;
    hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(shaper->buffer, &n);
    hb_glyph_position_t *at = hb_buffer_get_glyph_positions(shaper->buffer, NULL);
    gsize end = length; /* of the bytes not yet counted, right to left */
    for (unsigned i = 0; i < n;) {
        unsigned next = i + 1;
        while (next < n && infos[next].cluster == infos[i].cluster)
            next++;
        gsize from = infos[i].cluster, to = next < n ? infos[next].cluster : length;
        if (rtl) {
            to = end;
            end = from = next < n ? from : 0;
        } else if (i == 0) {
            from = 0;
        }
        guint first = glyphs->len;
        for (unsigned k = i; k < next; k++) {
            LhGlyph glyph = glyph_at(face, &infos[k], &at[k]);
            g_array_append_val(glyphs, glyph);
        }
        gsize part = cluster_part(text + from, to - from);
        g_array_index(glyphs, LhGlyph, first).n_bytes = (guint8) part;
        carry_bytes(glyphs, face, text + from + part, to - from - part);
        i = next;
    }
}

/* Gives each cluster of a piece whole columns of the code face @code, its glyphs in their middle.
 */
static void fit_columns(GArray *glyphs, const Face *code, double scale)
{
    for (guint i = 0, next; i < glyphs->len; i = next) {
        double width = 0;
        next = i;
        do
            width += g_array_index(glyphs, LhGlyph, next).advance;
        while (++next < glyphs->len && g_array_index(glyphs, LhGlyph, next).n_bytes == 0);
        double column = code->column / scale, more = ceil(width / column - 0.15) * column - width;
        for (guint k = i; k < next; k++)
            g_array_index(glyphs, LhGlyph, k).dx += (float) (more / 2);
        g_array_index(glyphs, LhGlyph, next - 1).advance += (float) more;
    }
}

static const LhWord *item_piece(LhShaper *shaper, const Item *item, const char *text,
                                guint8 primary)
{
    const Face *face = &shaper->fonts->faces[item->face];
    gboolean rtl = item->level & 1;
    LhWord *word = new_piece(shaper, text + item->start, item->length, item->face,
                             (float) face_scale(shaper->fonts, item->face, primary));
    word->flags = (guint8) (item->flags | (rtl ? LH_WORD_RTL : 0));
    fill_buffer(shaper->buffer, face, word->text, item->length);
    lh_face_shape(face, shaper->buffer, item->script, rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    g_array_set_size(shaper->glyphs, 0);
    read_buffer(shaper, face, word->text, item->length, rtl);
    if (shaper->fonts->faces[primary].mono && item->face != primary)
        fit_columns(shaper->glyphs, &shaper->fonts->faces[primary], word->scale);
    take_glyphs(shaper, word);
    if (word->n_glyphs == 0) /* nothing but invisible characters */
        word->n_bytes = 0;
    return word;
}

/* Sets the totals of a chain of pieces from their widths. */
static void sum_totals(LhWord *word)
{
    double rest = 0;
    for (const LhWord *piece = word; piece; piece = piece->next)
        rest += piece->width;
    for (LhWord *piece = word; piece; piece = (LhWord *) piece->next) {
        piece->total = (float) rest;
        rest -= piece->width;
    }
}

/* Puts the chain @piece at the end of a chain that grows. */
static void chain(LhWord **first, LhWord **last, const LhWord *piece)
{
    LhWord *tail = (LhWord *) piece; /* not yet handed out: ours to change */
    if (*last)
        (*last)->next = tail;
    else
        *first = tail;
    while (tail->next)
        tail = (LhWord *) tail->next;
    *last = tail;
}

/* Whether @face alone can set @text, and all of it is Latin letters and common punctuation. */
static gboolean is_latin(const Face *face, const char *text, gsize length)
{
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (c < 0x20 || (c >= 0x250 && plain_index(c) < 0) ||
            lh_hand_sign_for(c, face->mono) != LH_SIGN_NONE ||
            !lh_face_glyph(face, lh_face_substitute(face, c)))
            return FALSE;
    }
    return TRUE;
}

static const LhWord *shape_any(LhShaper *shaper, guint8 face, const char *text, gsize length)
{
    const LhFonts *fonts = shaper->fonts;
    if (is_latin(&fonts->faces[face], text, length)) {
        Item all = {.length = length, .face = face, .script = HB_SCRIPT_LATIN};
        return item_piece(shaper, &all, text, face);
    }
    g_autoptr(GArray) items = lh_itemize(fonts, &fonts->faces[face], text, length);
    LhWord *first = NULL, *last = NULL;
    for (guint i = 0; i < items->len; i++) {
        const Item *item = &g_array_index(items, Item, i);
        chain(&first, &last,
              item->sign ? sign_piece(shaper, item, text, face)
                         : item_piece(shaper, item, text, face));
    }
    sum_totals(first);
    return first;
}

static const LhWord *shape_stretch(LhShaper *shaper, guint8 face, const char *text, gsize length)
{
    const LhWord *plain = shape_plain(shaper, face, text, length);
    return plain ? plain : shape_any(shaper, face, text, length);
}

/* @text in stretches, each shaped plainly where it can be. */
static const LhWord *shape_text(LhShaper *shaper, guint8 face, const char *text, gsize length)
{
    if (length <= MAX_STRETCH)
        return shape_stretch(shaper, face, text, length);
    LhWord *first = NULL, *last = NULL;
    for (gsize start = 0, end; start < length; start = end) {
        end = MIN(start + MAX_STRETCH, length);
        while (end < length && end > start + 1 && (text[end] & 0xc0) == 0x80)
            end--;
        chain(&first, &last, shape_stretch(shaper, face, text + start, end - start));
    }
    sum_totals(first);
    return first;
}

/* ---- Living instances ---- */

/* How many forms the glyph has, the plain one included; @first is the others' place in the tables.
 */
static guint forms_of(const FaceTables *tables, guint gid, guint *first)
{
    if (!tables->first_form)
        return 1;
    *first = tables->first_form[gid];
    return tables->first_form[gid + 1] - *first + 1;
}

/* Exchanges glyphs of @alive, a copy of @plain, for their other forms: never the form that the same
 * letter had before it. A glyph that has but one form takes another perturbed copy instead. */
static void vary_glyphs(LhShaper *shaper, const LhWord *plain, LhGlyph *alive, guint n_variants,
                        guint32 seed)
{
    const FaceTables *tables = lh_face_tables(&shaper->fonts->faces[plain->face]);
    guint16 last[256] = {0}; /* 1 + where a glyph with such a low byte came last */
    g_byte_array_set_size(shaper->forms, plain->n_glyphs);
    guint8 *chosen = shaper->forms->data;
    for (guint i = 0; i < plain->n_glyphs; i++) {
        guint gid = plain->glyphs[i].gid, before = last[gid & 255], first = 0;
        guint n_forms = forms_of(tables, gid, &first);
        gboolean again = before > 0 && plain->glyphs[before - 1].gid == gid;
        gboolean marked = i + 1u < plain->n_glyphs && plain->glyphs[i + 1].n_bytes == 0;
        last[gid & 255] = (guint16) (i + 1);
        chosen[i] = 0;
        if (n_forms < 2 || marked || plain->glyphs[i].n_bytes == 0) {
            if (again)
                alive[i].flags = (guint8) ((alive[before - 1].flags + 1u) % n_variants);
            continue;
        }
        guint form = again ? chosen[before - 1] + 1u : ((seed ^ gid) * MIX >> 16) * n_forms >> 16;
        chosen[i] = (guint8) (form < n_forms ? form : 0);
        if (chosen[i] > 0) {
            alive[i].gid = tables->forms[first + chosen[i] - 1].gid;
            alive[i].advance += tables->forms[first + chosen[i] - 1].wider;
        }
    }
}

static int form_kern(LhShaper *shaper, const LhWord *word, guint gid, guint next)
{
    Face *face = &shaper->fonts->faces[word->face];
    gsize pair = (gsize) word->face << 32 | (gsize) gid << 16 | next;
    gpointer known;
    if (g_hash_table_lookup_extended(shaper->form_kern, GSIZE_TO_POINTER(pair), NULL, &known))
        return GPOINTER_TO_INT(known);
    int kern = lh_face_kern_glyphs(face, lh_face_tables(face), shaper->buffer, gid, next);
    g_hash_table_insert(shaper->form_kern, GSIZE_TO_POINTER(pair), GINT_TO_POINTER(kern));
    return kern;
}

/* Kerns the exchanged glyphs as the face wants, in place of the plain letters' kerning. */
static void kern_forms(LhShaper *shaper, const LhWord *plain, LhGlyph *alive)
{
    const Face *face = &shaper->fonts->faces[plain->face];
    for (guint i = 0; i + 1 < plain->n_glyphs; i++) {
        const LhGlyph *a = &plain->glyphs[i], *b = a + 1;
        if ((a->gid == alive[i].gid && b->gid == alive[i + 1].gid) || b->n_bytes == 0)
            continue;
        int more = form_kern(shaper, plain, alive[i].gid, alive[i + 1].gid) -
                   form_kern(shaper, plain, a->gid, b->gid);
        alive[i].advance += (float) (more / face->em);
    }
}

static double glyphs_width(const LhGlyph *glyphs, guint n)
{
    double width = 0;
    for (guint i = 0; i < n; i++)
        width += glyphs[i].advance;
    return width;
}

static LhWord *enliven_piece(LhShaper *shaper, const LhWord *plain, guint32 seed)
{
    const LhFonts *fonts = shaper->fonts;
    const LhFaceStyle *style = fonts->faces[plain->face].style;
    guint n_variants = style->alive ? (guint) CLAMP(fonts->style->hand.variants, 1, 255) : 1;
    LhWord *word = lh_arena_memdup(shaper->arena, plain, sizeof *plain);
    LhGlyph *alive =
        lh_arena_memdup(shaper->arena, plain->glyphs, plain->n_glyphs * sizeof(LhGlyph));
    word->variant = (guint8) (lh_hash_int(seed, 7) % n_variants);
    if (!(plain->flags & LH_WORD_RTL))
        vary_glyphs(shaper, plain, alive, n_variants, seed);
    if (style->alternates && lh_face_tables(&fonts->faces[plain->face])->by_gid)
        kern_forms(shaper, plain, alive);
    word->glyphs = alive;
    if (!word->sign) {
        word->width = (float) (glyphs_width(alive, word->n_glyphs) * word->scale);
        word->ink = ink_of(shaper, word);
    }
    word->total = word->width;
    return word;
}

/* The living instance of a word for @seed. */
static const LhWord *enliven(LhShaper *shaper, const LhWord *plain, guint32 seed)
{
    LhWord *first = enliven_piece(shaper, plain, seed);
    if (plain->next) {
        LhWord *last = first;
        for (plain = plain->next; plain; plain = plain->next) {
            LhWord *piece = enliven_piece(shaper, plain, seed);
            last->next = piece;
            last = piece;
        }
        sum_totals(first);
    }
    return first;
}

/* ---- The cache ---- */

static Entry *new_entry(LhShaper *shaper, const Key *key)
{
    Entry *entry = lh_arena_new0(shaper->arena, Entry, 1);
    entry->key = *key;
    entry->key.text = lh_arena_memdup(shaper->arena, key->text, key->length);
    if (g_utf8_validate(key->text, key->length, NULL)) {
        entry->plain = shape_text(shaper, key->face, entry->key.text, key->length);
    } else {
        g_autofree char *valid = g_utf8_make_valid(key->text, key->length);
        const char *kept = lh_arena_strndup(shaper->arena, valid, -1);
        entry->plain = shape_text(shaper, key->face, kept, strlen(kept));
    }
    g_hash_table_add(shaper->entries, entry);
    return entry;
}

static Entry *find_entry(LhShaper *shaper, guint8 face, const char *text, gsize length)
{
    Key key = {.text = text,
               .length = (guint32) length,
               .hash = lh_hash(face, text, length),
               .face = face};
    Entry *entry = g_hash_table_lookup(shaper->entries, &key);
    return entry ? entry : new_entry(shaper, &key);
}

const LhWord *lh_shape_word(LhShaper *shaper, LhRole role, const char *text, gsize length,
                            guint32 seed)
{
    const LhStyle *style = shaper->fonts->style;
    const LhTextStyle *look = &style->role[role];
    if (length == 0)
        return &empty_word;
    g_return_val_if_fail(length < G_MAXINT32, &empty_word);
    Entry *entry = find_entry(shaper, look->face_index, text, length);
    if (style->hand.liveliness <= 0 || look->wobble <= 0)
        return entry->plain;
    const LhWord **alive = &entry->alive[seed % N_SEEDS];
    if (!*alive)
        *alive = enliven(shaper, entry->plain, lh_hash_int(entry->key.hash, seed % N_SEEDS));
    return *alive;
}

static gboolean has_glyph(const LhFonts *fonts, guint8 face, gunichar c)
{
    const Face *f = &fonts->faces[face];
    return lh_face_glyph(f, lh_face_substitute(f, c)) != 0;
}

void lh_shape_missing(const LhShaper *shaper, const LhWord *word, LhMissingFunc each, gpointer data)
{
    for (; word; word = word->next) {
        if (!(word->flags & LH_WORD_MISSING))
            continue;
        for (const char *at = word->text; at < word->text + word->n_bytes;
             at = g_utf8_next_char(at))
            if (!has_glyph(shaper->fonts, word->face, g_utf8_get_char(at)))
                each(g_utf8_get_char(at), data);
    }
}
