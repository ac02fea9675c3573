/* Text as placed: its font, its size, its ink, its distance from the edges (ISO 32000-1, 9). */
#include "preflight.h"

#include <math.h>
#include <string.h>

/* A line of text reaches from DROP below its baseline to RISE above, in ems: letters, not their
 * boxes. */
#define DROP 0.2
#define RISE 0.7

#define MOST_CID  65535
#define MOST_CMAP (4 << 20) /* bytes; a longer one is not asked for its space */

struct LhPfFont {
    gboolean embedded, drawn; /* drawn: Type 3, its glyphs are content */
    gboolean wide;            /* two bytes a code */
    gboolean seen;            /* among these pages: counted, and its glyphs looked through */
    double unit;              /* of a width, in ems; 0.001 but for Type 3 */
    double otherwise;         /* width of a code that has none of its own */
    int blank;                /* the code of a space; -1 = none is known */
    float *widths;            /* by code */
    int n_widths;
    char *name;
};

void lh_pf_font_free(gpointer data)
{
    LhPfFont *font = data;
    g_free(font->widths);
    g_free(font->name);
    g_free(font);
}

/* ---- Widths ---- */

/* Makes room for the widths up to @code. */
static void reserve(LhPfFont *font, int code)
{
    if (code < font->n_widths)
        return;
    int n = MIN(MOST_CID + 1, MAX(code + 1, font->n_widths * 2));
    font->widths = g_renew(float, font->widths, n);
    for (int i = font->n_widths; i < n; i++)
        font->widths[i] = (float) font->otherwise;
    font->n_widths = n;
}

static void set_width(LhPfFont *font, int code, double width)
{
    if (code < 0 || code > MOST_CID)
        return;
    reserve(font, code);
    font->widths[code] = (float) width;
}

static void read_simple_widths(LhPf *pf, LhPfFont *font, qpdf_oh dict)
{
    qpdf_oh array = lh_pf_key(pf, dict, "/Widths");
    int first = (int) CLAMP(lh_pf_number_of(pf, dict, "/FirstChar", 0), 0, 255);
    double numbers[256];
    int n = MIN(lh_pf_numbers(pf, array, numbers, 256), 256 - first);
    for (int i = 0; i < n; i++)
        set_width(font, first + i, numbers[i]);
    lh_pf_drop(pf, array);
}

/* A list of widths that begins at @first. Returns: how many there are. */
static int read_list(LhPf *pf, LhPfFont *font, int first, qpdf_oh list)
{
    int n = MIN(qpdf_oh_get_array_n_items(pf->q, list), MOST_CID + 1);
    for (int i = 0; i < n; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pf->q, list, i);
        if (qpdf_oh_is_number(pf->q, item))
            set_width(font, first + i, qpdf_oh_get_numeric_value(pf->q, item));
        lh_pf_drop(pf, item);
    }
    return n;
}

static int whole(const LhPf *pf, qpdf_oh array, int index)
{
    qpdf_oh item = qpdf_oh_get_array_item(pf->q, array, index);
    double number = qpdf_oh_is_number(pf->q, item) ? qpdf_oh_get_numeric_value(pf->q, item) : 0;
    lh_pf_drop(pf, item);
    return (int) CLAMP(number, 0, MOST_CID);
}

/* `first [w w …]` and `first last w` (9.7.4.3). */
static void read_cid_widths(LhPf *pf, LhPfFont *font, qpdf_oh dict)
{
    qpdf_oh array = lh_pf_key(pf, dict, "/W");
    int n = qpdf_oh_is_array(pf->q, array) ? qpdf_oh_get_array_n_items(pf->q, array) : 0;
    int ranges = 0;
    for (int i = 0; i + 1 < n && ranges < 4 * MOST_CID;) {
        qpdf_oh second = qpdf_oh_get_array_item(pf->q, array, i + 1);
        if (qpdf_oh_is_array(pf->q, second)) {
            ranges += read_list(pf, font, whole(pf, array, i), second);
            i += 2;
        } else {
            int last = whole(pf, array, i + 1);
            for (int code = whole(pf, array, i); code <= last && ranges < 4 * MOST_CID;
                 code++, ranges++)
                set_width(font, code, i + 2 < n ? whole(pf, array, i + 2) : 0);
            i += 3;
        }
        lh_pf_drop(pf, second);
    }
    lh_pf_drop(pf, array);
}

/* ---- Fonts ---- */

static gboolean has_file(const LhPf *pf, qpdf_oh dict)
{
    static const char *const keys[] = {"/FontFile", "/FontFile2", "/FontFile3"};
    qpdf_oh descriptor = lh_pf_key(pf, dict, "/FontDescriptor");
    gboolean found = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        found |= lh_pf_has(pf, descriptor, keys[i]);
    lh_pf_drop(pf, descriptor);
    return found;
}

/* A string of one or two bytes as a number; -1 = it is none. */
static int code_of(const LhTokens *tokens, guint index)
{
    const LhToken *token = index < tokens->list->len ? lh_tokens_peek(tokens, (int) index) : NULL;
    const guint8 *bytes;
    if (!token || token->kind != LH_TOKEN_STRING || token->length < 1 || token->length > 2)
        return -1;
    bytes = (const guint8 *) lh_tokens_bytes(tokens, token);
    return token->length == 1 ? bytes[0] : bytes[0] << 8 | bytes[1];
}

/* The code that a list of a CMap says is a space: `<code> <text>`, or `<first> <last> <text>`. */
static int blank_in(const LhLexer *lexer)
{
    const LhTokens *tokens = &lexer->tokens;
    gboolean range = strcmp(lexer->op, "endbfrange") == 0;
    guint step = range ? 3 : 2;
    if (!range && strcmp(lexer->op, "endbfchar") != 0)
        return -1;
    for (guint i = 0; i + step <= tokens->list->len; i += step) {
        int first = code_of(tokens, i), last = code_of(tokens, i + step - 2);
        int text = code_of(tokens, i + step - 1);
        if (first >= 0 && text >= 0 && text <= ' ' && text + last - first >= ' ')
            return first + ' ' - text;
    }
    return -1;
}

/* The code of a space in a font of two bytes, from its ToUnicode; -1 = it says none. */
static int find_blank(LhPf *pf, qpdf_oh dict)
{
    qpdf_oh stream = lh_pf_key(pf, dict, "/ToUnicode");
    g_autoptr(GBytes) bytes =
        qpdf_oh_is_stream(pf->q, stream) ? lh_filter_decode(pf, stream, NULL) : NULL;
    gsize size;
    const guint8 *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    int blank = -1;
    if (data && size <= MOST_CMAP) {
        LhLexer lexer;
        lh_lexer_init(&lexer, data, size);
        while (blank < 0 && lh_lexer_next(&lexer))
            blank = blank_in(&lexer);
        lh_lexer_clear(&lexer);
    }
    lh_pf_drop(pf, stream);
    return blank;
}

static void read_composite(LhPf *pf, LhPfFont *font, qpdf_oh dict)
{
    qpdf_oh list = lh_pf_key(pf, dict, "/DescendantFonts");
    qpdf_oh child = qpdf_oh_is_array(pf->q, list) ? qpdf_oh_get_array_item(pf->q, list, 0)
                                                  : qpdf_oh_new_null(pf->q);
    font->wide = TRUE;
    font->otherwise = lh_pf_number_of(pf, child, "/DW", 1000);
    font->embedded = has_file(pf, child);
    read_cid_widths(pf, font, child);
    font->blank = find_blank(pf, dict);
    lh_pf_drop(pf, child);
    lh_pf_drop(pf, list);
}

static void read_drawn(LhPf *pf, LhPfFont *font, qpdf_oh dict)
{
    qpdf_oh array = lh_pf_key(pf, dict, "/FontMatrix");
    double m[6] = {0.001};
    lh_pf_numbers(pf, array, m, 6);
    font->drawn = font->embedded = TRUE;
    font->unit = fabs(m[0]);
    read_simple_widths(pf, font, dict);
    lh_pf_drop(pf, array);
}

static LhPfFont *read_font(LhPf *pf, qpdf_oh dict)
{
    LhPfFont *font = g_new0(LhPfFont, 1);
    g_autofree char *kind = lh_pf_text_of(pf, dict, "/Subtype");
    g_autofree char *name = lh_pf_text_of(pf, dict, "/BaseFont");
    *font = (LhPfFont){.unit = 0.001, .otherwise = 500, .blank = ' '};
    font->name = g_strdup(*name == '/' ? name + 1 : "a font without a name");
    if (strcmp(kind, "/Type0") == 0) {
        read_composite(pf, font, dict);
    } else if (strcmp(kind, "/Type3") == 0) {
        read_drawn(pf, font, dict);
    } else {
        font->embedded = has_file(pf, dict);
        read_simple_widths(pf, font, dict);
    }
    return font;
}

/* Looks through the glyphs of a font that is drawn. */
static void run_glyphs(LhPfContent *c, qpdf_oh dict)
{
    LhPf *pf = c->pf;
    qpdf_oh procs = lh_pf_key(pf, dict, "/CharProcs");
    LhPfState state;
    lh_pf_state_init(&state);
    state.ctm = (LhPfMatrix){0, 0, 0, 0, pf->trim.x1, pf->trim.y1}; /* no place, no size */
    state.fill = c->state.fill;
    if (qpdf_oh_is_dictionary(pf->q, procs))
        qpdf_oh_begin_dict_key_iter(pf->q, procs);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    while (qpdf_oh_is_dictionary(pf->q, procs) && names->len < 256 && qpdf_oh_dict_more_keys(pf->q))
        g_ptr_array_add(names, g_strdup(qpdf_oh_dict_next_key(pf->q)));
    for (guint i = 0; i < names->len && !pf->error; i++) {
        qpdf_oh stream = lh_pf_key(pf, procs, names->pdata[i]);
        if (qpdf_oh_is_stream(pf->q, stream))
            lh_pf_run_form(c, stream, &state);
        lh_pf_drop(pf, stream);
    }
    lh_pf_drop(pf, procs);
}

static gsize bytes_of(const LhPfFont *font)
{
    return sizeof *font + (gsize) font->n_widths * sizeof(float);
}

void lh_pf_renew_fonts(LhPf *pf)
{
    GHashTableIter iter;
    gpointer font;
    gsize held = 0;
    g_hash_table_iter_init(&iter, pf->fonts);
    while (g_hash_table_iter_next(&iter, NULL, &font)) {
        ((LhPfFont *) font)->seen = FALSE;
        held += bytes_of(font);
    }
    if (held > LH_PF_MOST_FONTS / 4)
        g_hash_table_remove_all(pf->fonts);
    pf->font_bytes = 0;
}

/* The first use of a font among these pages. */
static void see_font(LhPfContent *c, LhPfFont *font, qpdf_oh dict)
{
    LhPf *pf = c->pf;
    font->seen = TRUE;
    pf->font_bytes += bytes_of(font);
    if (pf->font_bytes > LH_PF_MOST_FONTS)
        lh_pf_stop(pf, "its fonts have more widths than are looked through");
    else if (font->drawn)
        run_glyphs(c, dict);
}

void lh_pf_select_font(LhPfContent *c, const char *name, qpdf_oh dict)
{
    LhPf *pf = c->pf;
    LhPfFont *font = name ? g_hash_table_lookup(c->fonts, name) : NULL;
    if (!font) {
        int object = qpdf_oh_get_object_id(pf->q, dict);
        /* One without a number is kept under a number of its own. */
        gpointer key = GINT_TO_POINTER(object ? object : -1 - (int) g_hash_table_size(pf->fonts));
        font = g_hash_table_lookup(pf->fonts, key);
        if (!font) {
            font = read_font(pf, dict);
            g_hash_table_insert(pf->fonts, key, font);
        }
        if (name)
            g_hash_table_insert(c->fonts, g_strdup(name), font);
    }
    c->state.font = font;
    if (!font->seen)
        see_font(c, font, dict);
}

static void select_named(LhPfContent *c, const LhTokens *operands)
{
    const char *name = lh_tokens_name(operands, -2);
    c->state.size = lh_tokens_number(operands, -1);
    if (!name)
        return;
    LhPfFont *known = g_hash_table_lookup(c->fonts, name);
    if (known) {
        c->state.font = known;
        return;
    }
    qpdf_oh dict = lh_pf_resource(c, "/Font", name);
    if (qpdf_oh_is_dictionary(c->pf->q, dict)) {
        lh_pf_select_font(c, name, dict);
    } else {
        c->state.font = NULL;
        lh_pf_word(c->pf, "font-not-embedded", NULL, name + 1, "a font of that name");
    }
    lh_pf_drop(c->pf, dict);
}

/* ---- Showing ---- */

static double advance_of(const LhPfContent *c, const guint8 *bytes, gsize n)
{
    const LhPfState *s = &c->state;
    const LhPfFont *font = s->font;
    gsize step = font->wide ? 2 : 1;
    double sum = 0;
    for (gsize i = 0; i + step <= n; i += step) {
        int code = font->wide ? bytes[i] << 8 | bytes[i + 1] : bytes[i];
        double width = code < font->n_widths ? font->widths[code] : font->otherwise;
        sum += width * font->unit * s->size + s->letter;
        sum += step == 1 && code == ' ' ? s->word : 0;
    }
    return sum * s->stretch;
}

/* The bytes of a string without the spaces at its end. */
static gsize inked(const LhPfFont *font, const guint8 *bytes, gsize n)
{
    gsize step = font->wide ? 2 : 1;
    for (; n >= step; n -= step) {
        const guint8 *last = bytes + n - step;
        if ((font->wide ? last[0] << 8 | last[1] : *last) != font->blank)
            return n;
    }
    return 0;
}

static void check_margins(LhPf *pf, const LhPfBox *box)
{
    const LhPfBox *trim = &pf->trim;
    double left = box->x1 - trim->x1, right = trim->x2 - box->x2;
    double top = trim->y2 - box->y2, bottom = box->y1 - trim->y1;
    const struct {
        double is, asked;
        gboolean gutter;
    } edges[] = {{left, pf->safe_left, pf->gutter_left},
                 {right, pf->safe_right, !pf->gutter_left},
                 {top, pf->safe_top, FALSE},
                 {bottom, pf->safe_bottom, FALSE}};
    for (gsize i = 0; i < G_N_ELEMENTS(edges); i++)
        if (edges[i].is < edges[i].asked - 0.05)
            lh_pf_number(pf, edges[i].gutter ? "gutter" : "safe-zone", box, edges[i].is, " pt",
                         edges[i].asked, FALSE);
}

/* The colour that the text's mode draws with; NULL = none. */
static const LhPfColour *colour_of(const LhPfState *s)
{
    switch (s->mode & 3) {
    case 0:
    case 2:
        return &s->fill;
    case 1:
        return &s->stroke;
    default:
        return NULL;
    }
}

static void check_text(LhPfContent *c, const LhPfBox *box, double size)
{
    LhPf *pf = c->pf;
    const LhPrinter *p = pf->printer;
    const LhPfColour *colour = colour_of(&c->state);
    if (!c->state.font->embedded)
        lh_pf_word(pf, "font-not-embedded", box, c->state.font->name, "every font in the file");
    if (!colour) {
        if (p->pdf.forbidden & LH_WITHOUT_HIDDEN_TEXT)
            lh_pf_word(pf, "hidden-text", box, "mode 3", NULL);
        return;
    }
    lh_pf_use(c, colour, box);
    if (!lh_pf_is_seen(pf, box) || !(size > 0))
        return;
    if (size < p->text.size - 0.005)
        lh_pf_number(pf, "text-size", box, size, " pt", p->text.size, FALSE);
    else if (colour->n_inks > 1 && size < p->text.several_inks - 0.005)
        lh_pf_number(pf, "text-inks", box, size, " pt", p->text.several_inks, FALSE);
    if (c->state.mode % 4 == 1 || c->state.mode % 4 == 2)
        lh_pf_check_line(c, &c->state.stroke, c->state.width, box);
    check_margins(pf, box);
}

/* How high an em of the text is on the page. */
static double placed_size(const LhPfState *s, const LhPfMatrix *m)
{
    double along = hypot(m->a, m->b);
    return along > 0 ? fabs(s->size * (m->a * m->d - m->b * m->c) / along) : 0;
}

static void show(LhPfContent *c, const char *text, gsize n)
{
    LhPfState *s = &c->state;
    const guint8 *bytes = (const guint8 *) text;
    if (!s->font || n == 0)
        return;
    double advance = advance_of(c, bytes, n);
    gsize seen = inked(s->font, bytes, n);
    if (seen > 0) {
        double end = advance_of(c, bytes, seen);
        LhPfMatrix m = lh_pf_multiply(&c->text, &s->ctm);
        LhPfBox box = lh_pf_nothing;
        lh_pf_extend(&box, &m, 0, s->rise - DROP * s->size);
        lh_pf_extend(&box, &m, end, s->rise - DROP * s->size);
        lh_pf_extend(&box, &m, 0, s->rise + RISE * s->size);
        lh_pf_extend(&box, &m, end, s->rise + RISE * s->size);
        check_text(c, &box, placed_size(s, &m));
    }
    LhPfMatrix step = {1, 0, 0, 1, advance, 0};
    c->text = lh_pf_multiply(&step, &c->text);
}

static void show_operand(LhPfContent *c, const LhTokens *operands, const LhToken *token)
{
    const LhPfState *s = &c->state;
    if (token && token->kind == LH_TOKEN_STRING) {
        show(c, lh_tokens_bytes(operands, token), token->length);
    } else if (token && token->kind == LH_TOKEN_NUMBER) {
        LhPfMatrix step = {1, 0, 0, 1, -token->number / 1000 * s->size * s->stretch, 0};
        c->text = lh_pf_multiply(&step, &c->text);
    }
}

static void show_all(LhPfContent *c, const LhTokens *operands)
{
    for (guint i = 0; i < operands->list->len; i++)
        show_operand(c, operands, lh_tokens_peek(operands, (int) i));
}

/* ---- Placing ---- */

static void move(LhPfContent *c, double x, double y)
{
    LhPfMatrix step = {1, 0, 0, 1, x, y};
    c->line = lh_pf_multiply(&step, &c->line);
    c->text = c->line;
}

static void set_matrix(LhPfContent *c, const LhTokens *operands)
{
    double n[6];
    for (int i = 0; i < 6; i++)
        n[i] = lh_tokens_number(operands, i);
    c->line = c->text = (LhPfMatrix){n[0], n[1], n[2], n[3], n[4], n[5]};
}

/* Operators of the form T?, by their second letter. */
static void set_or_show(LhPfContent *c, const LhTokens *operands, char op)
{
    LhPfState *s = &c->state;
    double last = lh_tokens_number(operands, -1), first = lh_tokens_number(operands, -2);
    switch (op) {
    case 'c':
        s->letter = last;
        break;
    case 'w':
        s->word = last;
        break;
    case 'z':
        s->stretch = last / 100;
        break;
    case 'L':
        s->leading = last;
        break;
    case 's':
        s->rise = last;
        break;
    case 'r':
        s->mode = (int) CLAMP(last, 0, 7);
        break;
    case 'f':
        select_named(c, operands);
        break;
    case 'D':
        s->leading = -last;
        G_GNUC_FALLTHROUGH;
    case 'd':
        move(c, first, last);
        break;
    case 'm':
        set_matrix(c, operands);
        break;
    case '*':
        move(c, 0, -s->leading);
        break;
    default: /* Tj TJ */
        show_all(c, operands);
    }
}

void lh_pf_op_text(LhPfContent *c, const LhTokens *operands, const char *op)
{
    switch (*op) {
    case 'T':
        set_or_show(c, operands, op[1]);
        break;
    case '"':
        c->state.word = lh_tokens_number(operands, 0);
        c->state.letter = lh_tokens_number(operands, 1);
        G_GNUC_FALLTHROUGH;
    case '\'':
        move(c, 0, -c->state.leading);
        show_operand(c, operands, lh_tokens_peek(operands, -1));
        break;
    default: /* BT ET */
        c->text = c->line = lh_pf_identity;
    }
}
