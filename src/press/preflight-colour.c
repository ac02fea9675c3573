/* Colour spaces, and the ink that colours lay down (ISO 32000-1, 8.6). */
#include "preflight.h"

#include <math.h>
#include <string.h>

#define MOST_DEPTH 4 /* of a space in a space */

static const struct {
    const char *name, *brief;
    unsigned kind;
    LhModel model;
    int n;
} devices[] = {
    {"/DeviceGray", "/G", LH_SPACE_GREY, LH_MODEL_GREY, 1},
    {"/DeviceRGB", "/RGB", LH_SPACE_RGB, LH_MODEL_RGB, 3},
    {"/DeviceCMYK", "/CMYK", LH_SPACE_CMYK, LH_MODEL_CMYK, 4},
    {"/CalGray", "/CalGray", LH_SPACE_ICC, LH_MODEL_RGB, 1},
    {"/CalRGB", "/CalRGB", LH_SPACE_ICC, LH_MODEL_RGB, 3},
    {"/Lab", "/Lab", LH_SPACE_ICC, LH_MODEL_RGB, 3},
    {"/Pattern", "/Pattern", 0, LH_MODEL_PATTERN, 0},
};

/* ---- Spaces ---- */

static gboolean find_device(const char *name, LhPfSpace *space)
{
    for (gsize i = 0; i < G_N_ELEMENTS(devices); i++)
        if (strcmp(name, devices[i].name) == 0 || strcmp(name, devices[i].brief) == 0) {
            *space = (LhPfSpace){devices[i].kind, devices[i].model, devices[i].n, .label = ""};
            g_strlcpy(space->label, devices[i].name + 1, sizeof space->label);
            return TRUE;
        }
    return FALSE;
}

/* An ICC profile of N channels. */
static void read_icc(const LhPfContent *c, qpdf_oh stream, LhPfSpace *space)
{
    qpdf_oh dict = lh_pf_dict(c->pf, stream);
    int n = (int) lh_pf_number_of(c->pf, dict, "/N", 3);
    lh_pf_drop(c->pf, dict);
    *space = (LhPfSpace){.kind = LH_SPACE_ICC, .n = CLAMP(n, 1, 4), .label = "ICCBased"};
    space->model = n == 4 ? LH_MODEL_CMYK : n == 1 ? LH_MODEL_GREY : LH_MODEL_RGB;
}

/* Separation and DeviceN: a tint for each ink. */
static void read_spot(const LhPfContent *c, qpdf_oh array, const char *family, LhPfSpace *space)
{
    LhPf *pf = c->pf;
    qpdf_oh names = qpdf_oh_get_array_item(pf->q, array, 1);
    const char *name = qpdf_oh_is_name(pf->q, names) ? qpdf_oh_get_name(pf->q, names) + 1 : "";
    int n = qpdf_oh_is_array(pf->q, names) ? qpdf_oh_get_array_n_items(pf->q, names) : 1;
    *space = (LhPfSpace){.kind = LH_SPACE_SPOT, .model = LH_MODEL_SPOT, .n = CLAMP(n, 1, 32)};
    g_snprintf(space->label, sizeof space->label, "%s%s%s", family + 1, *name ? " " : "", name);
    lh_pf_drop(pf, names);
}

/* The greatest ink of an indexed space's colours, per cent. */
static double palette_ink(const LhPfContent *c, qpdf_oh table, const LhPfSpace *base)
{
    LhPf *pf = c->pf;
    g_autoptr(GBytes) bytes = NULL;
    double most = 0;
    if (qpdf_oh_is_stream(pf->q, table)) {
        bytes = lh_filter_decode(pf, table, NULL);
    } else if (qpdf_oh_is_string(pf->q, table)) {
        size_t length = 0;
        const char *data = qpdf_oh_get_binary_string_value(pf->q, table, &length);
        bytes = g_bytes_new(data, length);
    }
    gsize size = 0;
    const guint8 *p = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    gsize n = (gsize) MAX(base->n, 1);
    for (gsize at = 0; p && at + n <= size && at < 256 * n; at += n) {
        int total = 0;
        for (gsize i = 0; i < n; i++)
            total += p[at + i];
        most = MAX(most, total / 2.55);
    }
    return base->model == LH_MODEL_CMYK ? most : 0;
}

static void read_indexed(const LhPfContent *c, qpdf_oh array, LhPfSpace *space, int depth)
{
    LhPf *pf = c->pf;
    LhPfSpace base;
    qpdf_oh below = qpdf_oh_get_array_item(pf->q, array, 1);
    qpdf_oh table = qpdf_oh_get_array_item(pf->q, array, 3);
    lh_pf_space(c, below, &base, depth + 1);
    *space = base;
    space->model = LH_MODEL_INDEXED;
    space->base = base.model;
    space->palette = palette_ink(c, table, &base);
    space->n = 1;
    lh_pf_drop(pf, below);
    lh_pf_drop(pf, table);
}

static void read_array(const LhPfContent *c, qpdf_oh array, LhPfSpace *space, int depth)
{
    LhPf *pf = c->pf;
    qpdf_oh first = qpdf_oh_get_array_item(pf->q, array, 0);
    qpdf_oh second = qpdf_oh_get_array_item(pf->q, array, 1);
    g_autofree char *family =
        g_strdup(qpdf_oh_is_name(pf->q, first) ? qpdf_oh_get_name(pf->q, first) : "");
    if (strcmp(family, "/ICCBased") == 0) {
        read_icc(c, second, space);
    } else if (strcmp(family, "/Separation") == 0 || strcmp(family, "/DeviceN") == 0) {
        read_spot(c, array, family, space);
    } else if (strcmp(family, "/Indexed") == 0 || strcmp(family, "/I") == 0) {
        read_indexed(c, array, space, depth);
    } else if (strcmp(family, "/Pattern") == 0 && !qpdf_oh_is_null(pf->q, second)) {
        lh_pf_space(c, second, space, depth + 1); /* of an uncoloured pattern */
    } else if (!find_device(family, space)) {
        *space = (LhPfSpace){.kind = LH_SPACE_ICC, .model = LH_MODEL_RGB, .n = 3};
        g_strlcpy(space->label, *family ? family + 1 : "unknown", sizeof space->label);
    }
    lh_pf_drop(pf, first);
    lh_pf_drop(pf, second);
}

void lh_pf_space(const LhPfContent *c, qpdf_oh object, LhPfSpace *space, int depth)
{
    LhPf *pf = c->pf;
    *space = (LhPfSpace){.kind = LH_SPACE_ICC, .model = LH_MODEL_RGB, .n = 3, .label = "unknown"};
    if (depth > MOST_DEPTH)
        return;
    if (qpdf_oh_is_array(pf->q, object)) {
        read_array(c, object, space, depth);
    } else if (qpdf_oh_is_name(pf->q, object)) {
        g_autofree char *name = g_strdup(qpdf_oh_get_name(pf->q, object));
        if (find_device(name, space))
            return;
        qpdf_oh named = lh_pf_resource(c, "/ColorSpace", name);
        if (qpdf_oh_is_array(pf->q, named))
            read_array(c, named, space, depth + 1);
        else if (qpdf_oh_is_name(pf->q, named))
            find_device(qpdf_oh_get_name(pf->q, named), space);
        lh_pf_drop(pf, named);
    }
}

void lh_pf_space_named(LhPfContent *c, const char *name, LhPfSpace *space)
{
    const LhPfSpace *known = g_hash_table_lookup(c->spaces, name);
    if (known) {
        *space = *known;
        return;
    }
    if (!find_device(name, space)) {
        qpdf_oh object = lh_pf_resource(c, "/ColorSpace", name);
        lh_pf_space(c, object, space, 0);
        lh_pf_drop(c->pf, object);
    }
    g_hash_table_insert(c->spaces, g_strdup(name), g_memdup2(space, sizeof *space));
}

/* ---- Colours ---- */

/* Sets what the components @n of a colour's space come to in ink. */
static void set_components(LhPfColour *colour, const double *n, int given)
{
    memset(colour->inks, 0, sizeof colour->inks);
    colour->total = 0;
    colour->n_inks = 0;
    colour->known = colour->space.model == LH_MODEL_GREY || colour->space.model == LH_MODEL_CMYK;
    if (colour->space.model == LH_MODEL_GREY)
        colour->inks[3] = 100 * (1 - CLAMP(n[0], 0, 1));
    for (int i = 0; i < 4 && colour->space.model == LH_MODEL_CMYK; i++)
        colour->inks[i] = 100 * CLAMP(n[i], 0, 1);
    for (int i = 0; i < 4; i++) {
        colour->total += colour->inks[i];
        colour->n_inks += colour->inks[i] > 0;
    }
    for (int i = 0; i < MIN(given, colour->space.n) && colour->space.model == LH_MODEL_SPOT; i++) {
        colour->total += 100 * CLAMP(n[i], 0, 1);
        colour->n_inks += n[i] > 0;
    }
    if (colour->space.model == LH_MODEL_INDEXED)
        colour->total = colour->space.palette;
}

void lh_pf_colour_init(LhPfColour *colour, LhModel model)
{
    const double black[4] = {0, 0, 0, 1}, none[4] = {0};
    *colour = (LhPfColour){.known = TRUE};
    for (gsize i = 0; i < G_N_ELEMENTS(devices); i++)
        if (devices[i].model == model && devices[i].kind != LH_SPACE_ICC)
            find_device(devices[i].name, &colour->space);
    set_components(colour, model == LH_MODEL_CMYK ? black : none, 4);
}

/* The beginning of a space: black, or all inks (8.6.5.1). */
static void select_space(LhPfContent *c, LhPfColour *colour, const char *name)
{
    const double black[4] = {0, 0, 0, 1}, none[4] = {0}, full[4] = {1, 1, 1, 1};
    lh_pf_space_named(c, name, &colour->space);
    *colour->pattern = '\0';
    LhModel model = colour->space.model;
    set_components(colour,
                   model == LH_MODEL_CMYK   ? black
                   : model == LH_MODEL_SPOT ? full
                                            : none,
                   4);
}

static void select_device(LhPfColour *colour, const char *name, const double *n, int given)
{
    find_device(name, &colour->space);
    *colour->pattern = '\0';
    set_components(colour, n, given);
}

void lh_pf_op_colour(LhPfContent *c, const LhTokens *operands, const char *op)
{
    gboolean stroke = g_ascii_isupper(*op);
    LhPfColour *colour = stroke ? &c->state.stroke : &c->state.fill;
    const char *name = lh_tokens_name(operands, -1);
    int given = (int) operands->list->len - (name != NULL);
    double n[32] = {0};
    given = MIN(given, 32);
    for (int i = 0; i < given; i++)
        n[i] = lh_tokens_number(operands, i);
    if (op[1] == 's' || op[1] == 'S')
        select_space(c, colour, name ? name : "/DeviceGray");
    else if (*op == 's' || *op == 'S')
        set_components(colour, n, given);
    else
        select_device(colour,
                      *op == 'g' || *op == 'G'   ? "/DeviceGray"
                      : *op == 'r' || *op == 'R' ? "/DeviceRGB"
                                                 : "/DeviceCMYK",
                      n, given);
    if (name && op[1] != 's' && op[1] != 'S')
        g_strlcpy(colour->pattern, name, sizeof colour->pattern);
}

/* ---- Use ---- */

void lh_pf_check_kind(LhPf *pf, const LhPfSpace *space, const LhPfBox *box)
{
    const LhPrinter *p = pf->printer;
    if (!(space->kind & ~p->colour.allowed))
        return;
    g_autoptr(GString) limit = g_string_new(NULL);
    for (unsigned i = 0; i < p->colour.n_spaces; i++)
        g_string_append_printf(limit, "%s%s", i ? ", " : "", p->colour.spaces[i]);
    lh_pf_word(pf, "colour-space", box, space->label, limit->str);
}

void lh_pf_check_ink(LhPf *pf, double total, const LhPfBox *box)
{
    double limit = pf->printer->colour.ink_limit;
    if (limit > 0 && total > limit + 0.5 && (!box || lh_pf_is_seen(pf, box)))
        lh_pf_number(pf, "ink-limit", box, total, " %", limit, TRUE);
}

void lh_pf_shade(LhPfContent *c, qpdf_oh shading, const LhPfBox *box)
{
    LhPfSpace space;
    qpdf_oh dict = lh_pf_dict(c->pf, shading), object = lh_pf_key(c->pf, dict, "/ColorSpace");
    lh_pf_space(c, object, &space, 0);
    lh_pf_check_kind(c->pf, &space, box);
    lh_pf_drop(c->pf, object);
    lh_pf_drop(c->pf, dict);
}

/* Looks through a pattern, once for each content that uses it. */
static void use_pattern(LhPfContent *c, const char *name, const LhPfBox *box)
{
    LhPf *pf = c->pf;
    if (!g_hash_table_add(c->patterns, g_strdup(name)))
        return;
    qpdf_oh pattern = lh_pf_resource(c, "/Pattern", name), dict = lh_pf_dict(pf, pattern);
    if (qpdf_oh_is_stream(pf->q, pattern)) {
        LhPfState state;
        lh_pf_state_init(&state);
        state.ctm = c->base;
        lh_pf_run_form(c, pattern, &state);
    } else {
        qpdf_oh shading = lh_pf_key(pf, dict, "/Shading");
        lh_pf_shade(c, shading, box);
        lh_pf_drop(pf, shading);
    }
    lh_pf_drop(pf, dict);
    lh_pf_drop(pf, pattern);
}

void lh_pf_use(LhPfContent *c, const LhPfColour *colour, const LhPfBox *box)
{
    c->pf->painted++;
    if (*colour->pattern)
        use_pattern(c, colour->pattern, box);
    lh_pf_check_kind(c->pf, &colour->space, box);
    lh_pf_check_ink(c->pf, colour->total, box);
}
