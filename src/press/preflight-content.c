/* Content streams: every operator, with the graphics state (ISO 32000-1, 8.4 and annex A). */
#include "preflight.h"

#include <math.h>
#include <string.h>

const LhPfBox lh_pf_nothing = {INFINITY, INFINITY, -INFINITY, -INFINITY};
const LhPfMatrix lh_pf_identity = {1, 0, 0, 1, 0, 0};

/* ---- Shapes ---- */

LhPfMatrix lh_pf_multiply(const LhPfMatrix *m, const LhPfMatrix *n)
{
    return (LhPfMatrix){m->a * n->a + m->b * n->c,        m->a * n->b + m->b * n->d,
                        m->c * n->a + m->d * n->c,        m->c * n->b + m->d * n->d,
                        m->e * n->a + m->f * n->c + n->e, m->e * n->b + m->f * n->d + n->f};
}

void lh_pf_extend(LhPfBox *box, const LhPfMatrix *m, double x, double y)
{
    double px = m->a * x + m->c * y + m->e, py = m->b * x + m->d * y + m->f;
    box->x1 = MIN(box->x1, px);
    box->y1 = MIN(box->y1, py);
    box->x2 = MAX(box->x2, px);
    box->y2 = MAX(box->y2, py);
}

gboolean lh_pf_is_seen(const LhPf *pf, const LhPfBox *box)
{
    return box->x2 >= pf->bleed.x1 && box->x1 <= pf->bleed.x2 && box->y2 >= pf->bleed.y1 &&
           box->y1 <= pf->bleed.y2;
}

/* ---- Resources ---- */

qpdf_oh lh_pf_resource(const LhPfContent *c, const char *category, const char *name)
{
    qpdf_oh dict = lh_pf_key(c->pf, c->resources, category);
    qpdf_oh value = lh_pf_key(c->pf, dict, name);
    lh_pf_drop(c->pf, dict);
    return value;
}

/* ---- State ---- */

void lh_pf_state_init(LhPfState *state)
{
    *state = (LhPfState){.ctm = lh_pf_identity, .width = 1, .stretch = 1};
    lh_pf_colour_init(&state->fill, LH_MODEL_GREY);
    lh_pf_colour_init(&state->stroke, LH_MODEL_GREY);
}

static void save(LhPfContent *c, const LhTokens *operands, const char *op)
{
    (void) operands;
    if (*op == 'q' && c->saved->len < LH_PF_MOST_SAVED) {
        g_array_append_val(c->saved, c->state);
    } else if (*op == 'q') {
        lh_pf_word(c->pf, "broken-content", NULL, "q without Q", NULL);
    } else if (c->saved->len > 0) {
        c->state = g_array_index(c->saved, LhPfState, c->saved->len - 1);
        g_array_set_size(c->saved, c->saved->len - 1);
    }
}

static void transform(LhPfContent *c, const LhTokens *operands, const char *op)
{
    double n[6];
    (void) op;
    for (int i = 0; i < 6; i++)
        n[i] = lh_tokens_number(operands, i - 6);
    LhPfMatrix m = {n[0], n[1], n[2], n[3], n[4], n[5]};
    c->state.ctm = lh_pf_multiply(&m, &c->state.ctm);
}

static void set_width(LhPfContent *c, const LhTokens *operands, const char *op)
{
    (void) op;
    c->state.width = fabs(lh_tokens_number(operands, -1));
}

/* ---- Parameters ---- */

static gboolean is_transparent_mode(const char *mode)
{
    return *mode && strcmp(mode, "/Normal") != 0 && strcmp(mode, "/Compatible") != 0;
}

/* The blend mode of @dict, the first of a list. (transfer full) */
static char *blend_mode(const LhPf *pf, qpdf_oh dict)
{
    qpdf_oh value = lh_pf_key(pf, dict, "/BM");
    qpdf_oh first = qpdf_oh_is_array(pf->q, value) ? qpdf_oh_get_array_item(pf->q, value, 0)
                                                   : qpdf_oh_new_object(pf->q, value);
    char *mode = g_strdup(qpdf_oh_is_name(pf->q, first) ? qpdf_oh_get_name(pf->q, first) : "");
    lh_pf_drop(pf, first);
    lh_pf_drop(pf, value);
    return mode;
}

static void check_transparency(LhPf *pf, qpdf_oh dict)
{
    static const char *const alphas[] = {"/ca", "/CA"};
    g_autofree char *mode = blend_mode(pf, dict);
    for (gsize i = 0; i < G_N_ELEMENTS(alphas); i++) {
        int percent = (int) lround(lh_pf_number_of(pf, dict, alphas[i], 1) * 100);
        g_autofree char *value = g_strdup_printf("%s %d %%", alphas[i] + 1, percent);
        if (percent < 100)
            lh_pf_word(pf, "transparency", NULL, value, NULL);
    }
    if (is_transparent_mode(mode))
        lh_pf_word(pf, "transparency", NULL, mode + 1, NULL);
    qpdf_oh mask = lh_pf_key(pf, dict, "/SMask");
    if (qpdf_oh_is_dictionary(pf->q, mask))
        lh_pf_word(pf, "transparency", NULL, "soft mask", NULL);
    lh_pf_drop(pf, mask);
}

/* Curves that change what the colours mean; PDF/X knows none. */
static void check_curves(LhPf *pf, qpdf_oh dict)
{
    gboolean curve = lh_pf_has(pf, dict, "/TR") || lh_pf_has(pf, dict, "/HTP") ||
                     (lh_pf_has(pf, dict, "/TR2") && !lh_pf_name_is(pf, dict, "/TR2", "/Default"));
    if (curve && lh_printer_is_pdfx(pf->printer))
        lh_pf_word(pf, "transfer-curve", NULL, "ExtGState", NULL);
}

static void set_parameters(LhPfContent *c, const LhTokens *operands, const char *op)
{
    const char *name = lh_tokens_name(operands, -1);
    LhPf *pf = c->pf;
    (void) op;
    if (!name)
        return;
    qpdf_oh dict = lh_pf_resource(c, "/ExtGState", name);
    if (pf->printer->pdf.forbidden & LH_WITHOUT_TRANSPARENCY)
        check_transparency(pf, dict);
    check_curves(pf, dict);
    c->state.width = lh_pf_number_of(pf, dict, "/LW", c->state.width);
    qpdf_oh font = lh_pf_key(pf, dict, "/Font");
    if (qpdf_oh_is_array(pf->q, font) && qpdf_oh_get_array_n_items(pf->q, font) == 2) {
        qpdf_oh face = qpdf_oh_get_array_item(pf->q, font, 0);
        double numbers[2];
        lh_pf_numbers(pf, font, numbers, 2);
        lh_pf_select_font(c, NULL, face);
        c->state.size = numbers[1];
        lh_pf_drop(pf, face);
    }
    lh_pf_drop(pf, font);
    lh_pf_drop(pf, dict);
}

/* ---- Forms and pictures ---- */

/* Whether @object is being drawn already: a form that draws itself. */
static gboolean is_open(const LhPfContent *c, int object)
{
    for (; c && object; c = c->parent)
        if (c->object == object)
            return TRUE;
    return FALSE;
}

/* A form's bytes; those of one page's forms are kept. (transfer full) */
static GBytes *form_bytes(LhPf *pf, qpdf_oh stream, int object)
{
    GBytes *known = object ? g_hash_table_lookup(pf->forms, GINT_TO_POINTER(object)) : NULL;
    if (known)
        return g_bytes_ref(known);
    GBytes *bytes = lh_filter_decode(pf, stream, NULL);
    if (bytes && object && g_bytes_get_size(bytes) < 1 << 20 && g_hash_table_size(pf->forms) < 64)
        g_hash_table_insert(pf->forms, GINT_TO_POINTER(object), g_bytes_ref(bytes));
    return bytes;
}

static void check_group(LhPf *pf, qpdf_oh dict)
{
    qpdf_oh group = lh_pf_key(pf, dict, "/Group");
    if (pf->printer->pdf.forbidden & LH_WITHOUT_TRANSPARENCY &&
        lh_pf_name_is(pf, group, "/S", "/Transparency"))
        lh_pf_word(pf, "transparency", NULL, "form group", NULL);
    lh_pf_drop(pf, group);
}

void lh_pf_run_form(LhPfContent *c, qpdf_oh stream, const LhPfState *state)
{
    LhPf *pf = c->pf;
    int object = qpdf_oh_get_object_id(pf->q, stream);
    LhPfState own = *state;
    double n[6];
    if (is_open(c, object)) {
        lh_pf_word(pf, "broken-content", NULL, "a form that draws itself", NULL);
        return;
    }
    if (c->depth >= LH_PF_MOST_DEPTH) {
        lh_pf_word(pf, "broken-content", NULL, "forms too deep in one another", NULL);
        return;
    }
    qpdf_oh dict = lh_pf_dict(pf, stream), matrix = lh_pf_key(pf, dict, "/Matrix");
    if (lh_pf_numbers(pf, matrix, n, 6) == 6) {
        LhPfMatrix m = {n[0], n[1], n[2], n[3], n[4], n[5]};
        own.ctm = lh_pf_multiply(&m, &own.ctm);
    }
    check_group(pf, dict);
    g_autoptr(GBytes) bytes = form_bytes(pf, stream, object);
    qpdf_oh resources = lh_pf_key(pf, dict, "/Resources");
    gboolean has_own = qpdf_oh_is_dictionary(pf->q, resources);
    if (bytes)
        lh_pf_run(pf, c, object, has_own ? resources : c->resources, bytes, &own);
    else
        lh_pf_word(pf, "broken-content", NULL, "damaged or too long", NULL);
    lh_pf_drop(pf, resources);
    lh_pf_drop(pf, matrix);
    lh_pf_drop(pf, dict);
}

static void draw_object(LhPfContent *c, const LhTokens *operands, const char *op)
{
    const char *name = lh_tokens_name(operands, -1);
    LhPf *pf = c->pf;
    (void) op;
    if (!name)
        return;
    qpdf_oh stream = lh_pf_resource(c, "/XObject", name);
    if (!qpdf_oh_is_stream(pf->q, stream)) {
        lh_pf_word(pf, "broken-content", NULL, name, "an XObject of that name");
    } else {
        qpdf_oh dict = lh_pf_dict(pf, stream);
        if (lh_pf_name_is(pf, dict, "/Subtype", "/Image"))
            lh_pf_image(c, stream);
        else if (lh_pf_name_is(pf, dict, "/Subtype", "/Form"))
            lh_pf_run_form(c, stream, &c->state);
        else
            lh_pf_word(pf, "broken-content", NULL, "an XObject of an unknown kind", NULL);
        lh_pf_drop(pf, dict);
    }
    lh_pf_drop(pf, stream);
}

static void shade(LhPfContent *c, const LhTokens *operands, const char *op)
{
    const char *name = lh_tokens_name(operands, -1);
    (void) op;
    if (!name)
        return;
    qpdf_oh shading = lh_pf_resource(c, "/Shading", name);
    lh_pf_shade(c, shading, NULL);
    c->pf->painted++;
    lh_pf_drop(c->pf, shading);
}

static void set_compatible(LhPfContent *c, const LhTokens *operands, const char *op)
{
    (void) operands;
    c->compatible = *op == 'B';
}

static void ignore(LhPfContent *c, const LhTokens *operands, const char *op)
{
    (void) c;
    (void) operands;
    (void) op;
}

/* ---- Operators ---- */

typedef struct {
    const char *name;
    void (*run)(LhPfContent *c, const LhTokens *operands, const char *op);
} Operator;

/* Sorted by the bytes of the name. */
static const Operator operators[] = {
    {"\"", lh_pf_op_text},
    {"'", lh_pf_op_text},
    {"B", lh_pf_op_path},
    {"B*", lh_pf_op_path},
    {"BDC", ignore},
    {"BMC", ignore},
    {"BT", lh_pf_op_text},
    {"BX", set_compatible},
    {"CS", lh_pf_op_colour},
    {"DP", ignore},
    {"Do", draw_object},
    {"EMC", ignore},
    {"ET", lh_pf_op_text},
    {"EX", set_compatible},
    {"F", lh_pf_op_path},
    {"G", lh_pf_op_colour},
    {"J", ignore},
    {"K", lh_pf_op_colour},
    {"M", ignore},
    {"MP", ignore},
    {"Q", save},
    {"RG", lh_pf_op_colour},
    {"S", lh_pf_op_path},
    {"SC", lh_pf_op_colour},
    {"SCN", lh_pf_op_colour},
    {"T*", lh_pf_op_text},
    {"TD", lh_pf_op_text},
    {"TJ", lh_pf_op_text},
    {"TL", lh_pf_op_text},
    {"Tc", lh_pf_op_text},
    {"Td", lh_pf_op_text},
    {"Tf", lh_pf_op_text},
    {"Tj", lh_pf_op_text},
    {"Tm", lh_pf_op_text},
    {"Tr", lh_pf_op_text},
    {"Ts", lh_pf_op_text},
    {"Tw", lh_pf_op_text},
    {"Tz", lh_pf_op_text},
    {"W", ignore},
    {"W*", ignore},
    {"b", lh_pf_op_path},
    {"b*", lh_pf_op_path},
    {"c", lh_pf_op_path},
    {"cm", transform},
    {"cs", lh_pf_op_colour},
    {"d", ignore},
    {"d0", ignore},
    {"d1", ignore},
    {"f", lh_pf_op_path},
    {"f*", lh_pf_op_path},
    {"g", lh_pf_op_colour},
    {"gs", set_parameters},
    {"h", lh_pf_op_path},
    {"i", ignore},
    {"j", ignore},
    {"k", lh_pf_op_colour},
    {"l", lh_pf_op_path},
    {"m", lh_pf_op_path},
    {"n", lh_pf_op_path},
    {"q", save},
    {"re", lh_pf_op_path},
    {"rg", lh_pf_op_colour},
    {"ri", ignore},
    {"s", lh_pf_op_path},
    {"sc", lh_pf_op_colour},
    {"scn", lh_pf_op_colour},
    {"sh", shade},
    {"v", lh_pf_op_path},
    {"w", set_width},
    {"y", lh_pf_op_path},
};

static int compare_operator(const void *name, const void *entry)
{
    return strcmp(name, ((const Operator *) entry)->name);
}

static void run_operator(LhPfContent *c, LhLexer *lexer)
{
    const Operator *found =
        bsearch(lexer->op, operators, G_N_ELEMENTS(operators), sizeof *operators, compare_operator);
    if (found) {
        found->run(c, &lexer->tokens, lexer->op);
    } else if (strcmp(lexer->op, "ID") == 0) {
        lh_pf_inline_image(c, &lexer->tokens);
        lh_lexer_skip_image(lexer);
    } else if (strcmp(lexer->op, "BI") != 0 && strcmp(lexer->op, "EI") != 0 && !c->compatible) {
        lh_pf_word(c->pf, "broken-content", NULL, lexer->op, "an operator");
    }
}

/* Whether there is time and room for more; else the check ends. */
static gboolean may_go_on(LhPf *pf, gsize size)
{
    pf->content_bytes += size;
    if (pf->content_bytes > LH_PF_MOST_CONTENT)
        return lh_pf_stop(pf, "page %d draws more than is looked through (%u MiB of operators)",
                          pf->page, LH_PF_MOST_CONTENT >> 20);
    if (g_get_monotonic_time() > pf->deadline)
        return lh_pf_stop(pf, "looking through it took more than %d seconds; stopped at page %d",
                          LH_PF_MOST_SECONDS, pf->page);
    return TRUE;
}

static void run_all(LhPfContent *c, GBytes *bytes)
{
    LhLexer lexer;
    gsize size;
    gconstpointer data = g_bytes_get_data(bytes, &size);
    lh_lexer_init(&lexer, data, size);
    for (int n = 1; !c->pf->error && lh_lexer_next(&lexer); n++) {
        run_operator(c, &lexer);
        if (n % 4096 == 0)
            may_go_on(c->pf, 0);
    }
    if (lexer.damaged)
        lh_pf_word(c->pf, "broken-content", NULL, "bytes that are no operators", NULL);
    lh_lexer_clear(&lexer);
}

void lh_pf_run(LhPf *pf, const LhPfContent *parent, int object, qpdf_oh resources, GBytes *bytes,
               const LhPfState *state)
{
    LhPfContent c = {.pf = pf,
                     .parent = parent,
                     .object = object,
                     .depth = parent ? parent->depth + 1 : 0,
                     .resources = resources,
                     .state = *state,
                     .text = lh_pf_identity,
                     .line = lh_pf_identity,
                     .base = state->ctm,
                     .path = lh_pf_nothing,
                     .piece = lh_pf_nothing};
    /* Work that each form costs, however short it is, is counted too. */
    if (pf->error || !may_go_on(pf, g_bytes_get_size(bytes) + 256))
        return;
    c.saved = g_array_new(FALSE, FALSE, sizeof(LhPfState));
    c.thin = g_array_new(FALSE, FALSE, sizeof(LhPfBox));
    c.fonts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    c.spaces = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    c.patterns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    run_all(&c, bytes);
    g_array_unref(c.saved);
    g_array_unref(c.thin);
    g_hash_table_unref(c.fonts);
    g_hash_table_unref(c.spaces);
    g_hash_table_unref(c.patterns);
}
