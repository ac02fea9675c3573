/* One page: its boxes and margins, what hangs on it, then what is drawn. */
#include "preflight.h"

#include <math.h>
#include <string.h>

#define NEAR 0.05 /* points: boxes closer than this are the same */

/* ---- Boxes ---- */

/* The box @key. Returns: FALSE = there is none. */
static gboolean read_box(const LhPf *pf, qpdf_oh page, const char *key, LhPfBox *box)
{
    double n[4];
    qpdf_oh array = lh_pf_key(pf, page, key);
    gboolean there = lh_pf_numbers(pf, array, n, 4) == 4;
    if (there)
        *box = (LhPfBox){MIN(n[0], n[2]), MIN(n[1], n[3]), MAX(n[0], n[2]), MAX(n[1], n[3])};
    lh_pf_drop(pf, array);
    return there;
}

static gboolean is_inside(const LhPfBox *inner, const LhPfBox *outer)
{
    return inner->x1 >= outer->x1 - NEAR && inner->y1 >= outer->y1 - NEAR &&
           inner->x2 <= outer->x2 + NEAR && inner->y2 <= outer->y2 + NEAR;
}

static gboolean is_same(const LhPfBox *a, const LhPfBox *b)
{
    return is_inside(a, b) && is_inside(b, a);
}

/* "504 × 720 pt" (transfer full) */
static char *size_of(const LhPfBox *box)
{
    char width[G_ASCII_DTOSTR_BUF_SIZE], height[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(width, sizeof width, "%.6g", round((box->x2 - box->x1) * 100) / 100);
    g_ascii_formatd(height, sizeof height, "%.6g", round((box->y2 - box->y1) * 100) / 100);
    return g_strdup_printf("%s × %s pt", width, height);
}

static void complain_size(LhPf *pf, const char *rule, const LhPfBox *is, const LhPfBox *wanted)
{
    g_autofree char *value = size_of(is), *limit = size_of(wanted);
    lh_pf_word(pf, rule, NULL, value, limit);
}

/* The four bleeds: left, right, top, bottom, of what the printer asks. */
static void wanted_bleeds(const LhPf *pf, double bleeds[4])
{
    const LhPrinter *p = pf->printer;
    bleeds[0] = pf->gutter_left ? p->boxes.inner : p->boxes.outer;
    bleeds[1] = pf->gutter_left ? p->boxes.outer : p->boxes.inner;
    bleeds[2] = p->boxes.top;
    bleeds[3] = p->boxes.bottom;
}

/* Checks each edge's bleed. Returns: whether the page has any. */
static gboolean check_bleed(LhPf *pf)
{
    static const char *const edges[] = {"left", "right", "top", "bottom"};
    double wanted[4];
    const double is[] = {pf->trim.x1 - pf->bleed.x1, pf->bleed.x2 - pf->trim.x2,
                         pf->bleed.y2 - pf->trim.y2, pf->trim.y1 - pf->bleed.y1};
    gboolean any = is[0] > NEAR || is[1] > NEAR || is[2] > NEAR || is[3] > NEAR;
    wanted_bleeds(pf, wanted);
    for (int i = 0; i < 4; i++) {
        if (fabs(is[i] - wanted[i]) <= NEAR || (!any && pf->printer->boxes.bleed_optional))
            continue;
        g_autofree char *value = g_strdup_printf("%d.%02d pt at the %s", (int) is[i],
                                                 (int) fabs(is[i] * 100) % 100, edges[i]);
        g_autofree char *limit =
            g_strdup_printf("%d.%02d pt", (int) wanted[i], (int) (wanted[i] * 100) % 100);
        lh_pf_word(pf, "bleed", NULL, value, limit);
    }
    return any;
}

static void check_sizes(LhPf *pf, LhPfBox *first)
{
    const LhPfBox *trim = &pf->trim;
    if (pf->page == 1)
        *first = *trim;
    if (fabs((trim->x2 - trim->x1) - (first->x2 - first->x1)) > NEAR ||
        fabs((trim->y2 - trim->y1) - (first->y2 - first->y1)) > NEAR)
        complain_size(pf, "trim-size", trim, first);
    if (!is_inside(&pf->bleed, &pf->media) || !is_inside(trim, &pf->bleed))
        lh_pf_word(pf, "box-nesting", NULL, "TrimBox, BleedBox", "each inside the next");
    else if (!pf->printer->boxes.slug && !is_same(&pf->bleed, &pf->media))
        complain_size(pf, "box-size", &pf->media, &pf->bleed);
}

/* Reads the boxes; what is missing is as large as what is around it. Returns: FALSE = no page at
 * all. */
static gboolean read_boxes(LhPf *pf, qpdf_oh page)
{
    LhPfBox crop;
    if (!read_box(pf, page, "/MediaBox", &pf->media) || pf->media.x2 - pf->media.x1 < 1 ||
        pf->media.y2 - pf->media.y1 < 1) {
        lh_pf_word(pf, "box-missing", NULL, "none", "MediaBox");
        return FALSE;
    }
    gboolean trim = read_box(pf, page, "/TrimBox", &pf->trim);
    gboolean bleed = read_box(pf, page, "/BleedBox", &pf->bleed);
    if (!trim)
        pf->trim = bleed ? pf->bleed : pf->media;
    if (!bleed)
        pf->bleed = pf->media;
    if (pf->printer->boxes.trim && !trim)
        lh_pf_word(pf, "box-missing", NULL, "none", "TrimBox");
    if (pf->printer->boxes.trim && !bleed)
        lh_pf_word(pf, "box-missing", NULL, "none", "BleedBox");
    if (read_box(pf, page, "/CropBox", &crop) && !pf->printer->boxes.crop &&
        !is_same(&crop, &pf->media))
        complain_size(pf, "crop-box", &crop, &pf->media);
    return TRUE;
}

static void set_margins(LhPf *pf, gboolean bleeds, int pages)
{
    const LhPrinter *p = pf->printer;
    double less = !bleeds && p->margins.without_bleed > 0 ? p->margins.without_bleed : 0;
    double outer = less > 0 ? less : p->margins.outer, gutter = lh_printer_gutter(p, pages);
    pf->safe_left = pf->gutter_left ? gutter : outer;
    pf->safe_right = pf->gutter_left ? outer : gutter;
    pf->safe_top = less > 0 ? less : p->margins.top;
    pf->safe_bottom = less > 0 ? less : p->margins.bottom;
}

/* ---- What hangs on it ---- */

static void check_annotation(LhPf *pf, qpdf_oh annotation)
{
    static const char *const allowed[] = {"/TrapNet", "/PrinterMark", "/Popup"};
    unsigned forbidden = pf->printer->pdf.forbidden;
    g_autofree char *kind = lh_pf_text_of(pf, annotation, "/Subtype");
    qpdf_oh action = lh_pf_key(pf, annotation, "/A");
    LhPfBox box = {0}, *at = read_box(pf, annotation, "/Rect", &box) ? &box : NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(allowed); i++)
        if (strcmp(kind, allowed[i]) == 0)
            forbidden &= ~(unsigned) LH_WITHOUT_ANNOTATIONS;
    gboolean widget = strcmp(kind, "/Widget") == 0 && forbidden & LH_WITHOUT_FORMS;
    if (forbidden & LH_WITHOUT_ANNOTATIONS && !widget && (!at || lh_pf_is_seen(pf, at)))
        lh_pf_word(pf, "annotations", at, *kind ? kind + 1 : "of no kind", NULL);
    if (strcmp(kind, "/FileAttachment") == 0 && forbidden & LH_WITHOUT_ATTACHMENTS)
        lh_pf_word(pf, "attachments", at, "FileAttachment", NULL);
    if (lh_pf_name_is(pf, action, "/S", "/JavaScript") && forbidden & LH_WITHOUT_SCRIPTS)
        lh_pf_word(pf, "scripts", at, "JavaScript", NULL);
    lh_pf_drop(pf, action);
}

static void check_annotations(LhPf *pf, qpdf_oh page)
{
    qpdf_oh list = lh_pf_key(pf, page, "/Annots");
    int n = qpdf_oh_is_array(pf->q, list) ? MIN(qpdf_oh_get_array_n_items(pf->q, list), 10000) : 0;
    for (int i = 0; i < n; i++) {
        qpdf_oh annotation = qpdf_oh_get_array_item(pf->q, list, i);
        check_annotation(pf, annotation);
        lh_pf_drop(pf, annotation);
    }
    lh_pf_drop(pf, list);
}

static void check_page_keys(LhPf *pf, qpdf_oh page)
{
    unsigned forbidden = pf->printer->pdf.forbidden;
    int turn = (int) fmod(lh_pf_number_of(pf, page, "/Rotate", 0), 360);
    qpdf_oh group = lh_pf_key(pf, page, "/Group");
    if (turn != 0 || fabs(lh_pf_number_of(pf, page, "/UserUnit", 1) - 1) > 1e-9) {
        g_autofree char *value = turn ? g_strdup_printf("%d degrees", turn) : g_strdup("UserUnit");
        lh_pf_word(pf, "rotated", NULL, value, NULL);
    }
    if (lh_pf_name_is(pf, group, "/S", "/Transparency") && forbidden & LH_WITHOUT_TRANSPARENCY)
        lh_pf_word(pf, "transparency", NULL, "page group", NULL);
    if (lh_pf_has(pf, page, "/AA") && forbidden & LH_WITHOUT_SCRIPTS)
        lh_pf_word(pf, "scripts", NULL, "additional actions", NULL);
    lh_pf_drop(pf, group);
}

/* ---- What is drawn ---- */

/* All content streams of the page, one after the other. Returns: (transfer full), NULL = damaged */
static GBytes *read_content(LhPf *pf, qpdf_oh page)
{
    GByteArray *all = g_byte_array_new();
    qpdf_oh contents = lh_pf_key(pf, page, "/Contents");
    gboolean list = qpdf_oh_is_array(pf->q, contents), good = TRUE;
    int n = list ? qpdf_oh_get_array_n_items(pf->q, contents) : qpdf_oh_is_stream(pf->q, contents);
    for (int i = 0; i < n && good; i++) {
        qpdf_oh part =
            list ? qpdf_oh_get_array_item(pf->q, contents, i) : qpdf_oh_new_object(pf->q, contents);
        g_autoptr(GBytes) bytes =
            qpdf_oh_is_stream(pf->q, part) ? lh_filter_decode(pf, part, NULL) : NULL;
        gsize size = 0;
        gconstpointer data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
        good = bytes && all->len + size < LH_PF_MOST_CONTENT;
        if (good) {
            g_byte_array_append(all, data, (guint) size);
            g_byte_array_append(all, (const guint8 *) "\n", 1);
        }
        lh_pf_drop(pf, part);
    }
    lh_pf_drop(pf, contents);
    if (good)
        return g_byte_array_free_to_bytes(all);
    g_byte_array_unref(all);
    return NULL;
}

static void check_content(LhPf *pf, qpdf_oh page)
{
    g_autoptr(GBytes) bytes = read_content(pf, page);
    LhPfState state;
    if (!bytes) {
        lh_pf_word(pf, "broken-content", NULL, "damaged or too long", NULL);
        return;
    }
    lh_pf_state_init(&state);
    pf->content_bytes = 0;
    lh_pf_run(pf, NULL, 0, lh_pf_key(pf, page, "/Resources"), bytes, &state);
}

void lh_pf_check_page(LhPf *pf, qpdf_oh page, int number, int pages)
{
    pf->page = number;
    pf->gutter_left = number % 2 == 1;
    pf->painted = 0;
    if (!read_boxes(pf, page))
        return;
    check_sizes(pf, &pf->first_trim);
    set_margins(pf, check_bleed(pf), pages);
    check_page_keys(pf, page);
    check_annotations(pf, page);
    check_content(pf, page);
    if (number == pages && pf->printer->pages.last_blank && pf->painted > 0) {
        g_autofree char *value = g_strdup_printf("%d things", pf->painted);
        lh_pf_word(pf, "last-page", NULL, value, "an empty page");
    }
}
