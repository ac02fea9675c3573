/* What is wrong with the file as a whole: its version, what its catalog carries, its PDF/X keys. */
#include "preflight.h"

#include <stdlib.h>
#include <string.h>

#define MOST_XMP (4u << 20)

static gboolean is_without(const LhPf *pf, LhWithout what)
{
    return pf->printer->pdf.forbidden & what;
}

/* ---- Version ---- */

static void check_version(LhPf *pf, qpdf_oh root, qpdf_oh trailer)
{
    double version = g_ascii_strtod(qpdf_get_pdf_version(pf->q), NULL);
    g_autofree char *own = lh_pf_text_of(pf, root, "/Version");
    if (*own == '/')
        version = MAX(version, g_ascii_strtod(own + 1, NULL));
    if (version > pf->printer->pdf.version + 1e-6)
        lh_pf_number(pf, "pdf-version", NULL, version, "", pf->printer->pdf.version, TRUE);
    if (pf->printer->pdf.version < 1.5 - 1e-6 && lh_pf_name_is(pf, trailer, "/Type", "/XRef"))
        lh_pf_word(pf, "object-streams", NULL, "cross-reference stream", "a plain table");
    if (qpdf_is_encrypted(pf->q) && is_without(pf, LH_WITHOUT_ENCRYPTION))
        lh_pf_word(pf, "encryption", NULL, "encrypted", NULL);
}

/* ---- What the catalog carries ---- */

static void check_names(LhPf *pf, qpdf_oh root)
{
    qpdf_oh names = lh_pf_key(pf, root, "/Names");
    if (lh_pf_has(pf, names, "/JavaScript") && is_without(pf, LH_WITHOUT_SCRIPTS))
        lh_pf_word(pf, "scripts", NULL, "JavaScript", NULL);
    if (is_without(pf, LH_WITHOUT_ATTACHMENTS) &&
        (lh_pf_has(pf, names, "/EmbeddedFiles") || lh_pf_has(pf, root, "/Collection") ||
         lh_pf_has(pf, root, "/AF")))
        lh_pf_word(pf, "attachments", NULL, "embedded file", NULL);
    lh_pf_drop(pf, names);
}

/* An action when the file is opened; a place to open it at is none. */
static void check_open_action(LhPf *pf, qpdf_oh root)
{
    qpdf_oh action = lh_pf_key(pf, root, "/OpenAction");
    g_autofree char *kind = lh_pf_text_of(pf, action, "/S");
    gboolean harmless = strcmp(kind, "") == 0 || strcmp(kind, "/GoTo") == 0;
    if (!harmless && is_without(pf, LH_WITHOUT_SCRIPTS))
        lh_pf_word(pf, "scripts", NULL, kind + 1, NULL);
    if (lh_pf_has(pf, root, "/AA") && is_without(pf, LH_WITHOUT_SCRIPTS))
        lh_pf_word(pf, "scripts", NULL, "additional actions", NULL);
    lh_pf_drop(pf, action);
}

static void check_form(LhPf *pf, qpdf_oh root)
{
    qpdf_oh form = lh_pf_key(pf, root, "/AcroForm"), fields = lh_pf_key(pf, form, "/Fields");
    int n = qpdf_oh_is_array(pf->q, fields) ? qpdf_oh_get_array_n_items(pf->q, fields) : 0;
    if (is_without(pf, LH_WITHOUT_FORMS) && (n > 0 || lh_pf_has(pf, form, "/XFA"))) {
        g_autofree char *value = g_strdup_printf("%d field%s", n, n == 1 ? "" : "s");
        lh_pf_word(pf, "form-fields", NULL, value, NULL);
    }
    lh_pf_drop(pf, fields);
    lh_pf_drop(pf, form);
}

static void check_catalog(LhPf *pf, qpdf_oh root)
{
    qpdf_oh outline = lh_pf_key(pf, root, "/Outlines");
    if (lh_pf_has(pf, outline, "/First") && is_without(pf, LH_WITHOUT_BOOKMARKS))
        lh_pf_word(pf, "bookmarks", NULL, "outline", NULL);
    if (lh_pf_has(pf, root, "/StructTreeRoot") && is_without(pf, LH_WITHOUT_TAGS))
        lh_pf_word(pf, "tags", NULL, "structure tree", NULL);
    if (lh_pf_has(pf, root, "/OCProperties") && is_without(pf, LH_WITHOUT_LAYERS))
        lh_pf_word(pf, "layers", NULL, "optional content", NULL);
    if (lh_pf_has(pf, root, "/Metadata") && is_without(pf, LH_WITHOUT_METADATA))
        lh_pf_word(pf, "metadata", NULL, "XMP", NULL);
    lh_pf_drop(pf, outline);
    check_names(pf, root);
    check_open_action(pf, root);
    check_form(pf, root);
}

/* What says who wrote what; which program made the file is no secret. */
static void check_info_metadata(LhPf *pf, qpdf_oh info)
{
    static const char *const keys[] = {"/Title", "/Author", "/Subject", "/Keywords"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys) && is_without(pf, LH_WITHOUT_METADATA); i++) {
        g_autofree char *text = lh_pf_text_of(pf, info, keys[i]);
        if (*text)
            lh_pf_word(pf, "metadata", NULL, keys[i] + 1, NULL);
    }
}

/* ---- XMP ---- */

/* What XMP says that Info says too. */
typedef struct {
    GString *title, *created, *producer, *tool, *version;
} Xmp;

static GString *xmp_field(Xmp *xmp, const char *name)
{
    if (strcmp(name, "dc:title") == 0)
        return xmp->title;
    if (strcmp(name, "xmp:CreateDate") == 0)
        return xmp->created;
    if (strcmp(name, "pdf:Producer") == 0)
        return xmp->producer;
    if (strcmp(name, "xmp:CreatorTool") == 0)
        return xmp->tool;
    return strcmp(name, "pdfxid:GTS_PDFXVersion") == 0 ? xmp->version : NULL;
}

/* Properties may also be written as attributes. */
static void xmp_start(GMarkupParseContext *context, const char *name, const char **keys,
                      const char **values, gpointer data, GError **error)
{
    (void) context;
    (void) name;
    (void) error;
    for (int i = 0; keys[i]; i++) {
        GString *field = xmp_field(data, keys[i]);
        if (field)
            g_string_assign(field, values[i]);
    }
}

/* The text of the first item of each property. */
static void xmp_text(GMarkupParseContext *context, const char *text, gsize length, gpointer data,
                     GError **error)
{
    const GSList *stack = g_markup_parse_context_get_element_stack(context);
    g_autofree char *trimmed = g_strstrip(g_strndup(text, length));
    (void) error;
    for (int up = 0; stack && up < 3 && *trimmed; stack = stack->next, up++) {
        GString *field = xmp_field(data, stack->data);
        if (field && field->len == 0)
            g_string_assign(field, trimmed);
    }
}

static void xmp_init(Xmp *xmp)
{
    *xmp = (Xmp){g_string_new(NULL), g_string_new(NULL), g_string_new(NULL), g_string_new(NULL),
                 g_string_new(NULL)};
}

static void xmp_clear(Xmp *xmp)
{
    GString *all[] = {xmp->title, xmp->created, xmp->producer, xmp->tool, xmp->version};
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        g_string_free(all[i], TRUE);
}

/* Reads the catalog's XMP. Returns: FALSE = there is none that can be read. */
static gboolean read_xmp(LhPf *pf, qpdf_oh root, Xmp *xmp)
{
    static const GMarkupParser parser = {.start_element = xmp_start, .text = xmp_text};
    qpdf_oh stream = lh_pf_key(pf, root, "/Metadata");
    g_autoptr(GBytes) bytes =
        qpdf_oh_is_stream(pf->q, stream) ? lh_filter_decode(pf, stream, NULL) : NULL;
    lh_pf_drop(pf, stream);
    gsize size = 0;
    const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    if (!text || size > MOST_XMP)
        return FALSE;
    GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, xmp, NULL);
    gsize skip = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    gboolean good =
        g_markup_parse_context_parse(context, text + skip, (gssize) (size - skip), NULL);
    g_markup_parse_context_free(context);
    return good;
}

/* "D:20240131…" and "2024-01-31T…" as "20240131…": digits only, up to the seconds. (transfer full)
 */
static char *date_digits(const char *date)
{
    GString *out = g_string_new(NULL);
    for (const char *p = date; *p && out->len < 14; p++) {
        if (g_ascii_isdigit(*p))
            g_string_append_c(out, *p);
        if (out->len >= 8 && (*p == '+' || *p == 'Z'))
            break;
    }
    return g_string_free(out, FALSE);
}

static void compare_field(LhPf *pf, const char *key, const char *in_info, const char *in_xmp)
{
    if (*in_info && *in_xmp && strcmp(in_info, in_xmp) != 0)
        lh_pf_word(pf, "xmp-disagrees", NULL, key, "the same in both");
}

static void compare_xmp(LhPf *pf, qpdf_oh info, const Xmp *xmp)
{
    g_autofree char *title = lh_pf_text_of(pf, info, "/Title");
    g_autofree char *tool = lh_pf_text_of(pf, info, "/Creator");
    g_autofree char *producer = lh_pf_text_of(pf, info, "/Producer");
    g_autofree char *date = lh_pf_text_of(pf, info, "/CreationDate");
    g_autofree char *one = date_digits(date), *other = date_digits(xmp->created->str);
    compare_field(pf, "Title", title, xmp->title->str);
    compare_field(pf, "Creator", tool, xmp->tool->str);
    compare_field(pf, "Producer", producer, xmp->producer->str);
    compare_field(pf, "CreationDate", one, other);
}

/* ---- PDF/X ---- */

static void check_pdfx_version(LhPf *pf, qpdf_oh info, const Xmp *xmp)
{
    static const char *const wanted[] = {
        [LH_PDF_PLAIN] = "",
        [LH_PDF_X1A_2001] = "PDF/X-1a:2001",
        [LH_PDF_X1A_2003] = "PDF/X-1a:2003",
        [LH_PDF_X4] = "PDF/X-4",
    };
    LhPdfType kind = pf->printer->pdf.kind;
    const char *key = kind == LH_PDF_X1A_2001 ? "/GTS_PDFXConformance" : "/GTS_PDFXVersion";
    g_autofree char *in_info = lh_pf_text_of(pf, info, key);
    const char *found = kind == LH_PDF_X4 ? xmp->version->str : in_info;
    if (strcmp(found, wanted[kind]) != 0)
        lh_pf_word(pf, "pdfx-version", NULL, *found ? found : "none", wanted[kind]);
}

static void check_one_intent(LhPf *pf, qpdf_oh intent)
{
    const char *wanted = pf->printer->colour.condition;
    g_autofree char *condition = lh_pf_text_of(pf, intent, "/OutputConditionIdentifier");
    if (strcmp(condition, wanted) != 0)
        lh_pf_word(pf, "output-intent", NULL, *condition ? condition : "none", wanted);
    gboolean has_profile = lh_pf_has(pf, intent, "/DestOutputProfile");
    if (pf->printer->pdf.kind == LH_PDF_X4 && !has_profile)
        lh_pf_word(pf, "output-profile", NULL, "none", "an ICC profile");
}

static void check_intents(LhPf *pf, qpdf_oh root)
{
    qpdf_oh list = lh_pf_key(pf, root, "/OutputIntents");
    int n = qpdf_oh_is_array(pf->q, list) ? MIN(qpdf_oh_get_array_n_items(pf->q, list), 16) : 0;
    gboolean found = FALSE;
    for (int i = 0; i < n && !found; i++) {
        qpdf_oh intent = qpdf_oh_get_array_item(pf->q, list, i);
        found = lh_pf_name_is(pf, intent, "/S", "/GTS_PDFX");
        if (found)
            check_one_intent(pf, intent);
        lh_pf_drop(pf, intent);
    }
    if (!found)
        lh_pf_word(pf, "output-intent", NULL, "none", pf->printer->colour.condition);
    lh_pf_drop(pf, list);
}

static void check_info(LhPf *pf, qpdf_oh info, qpdf_oh trailer)
{
    static const char *const keys[] = {"/Title", "/CreationDate", "/ModDate"};
    g_autofree char *trapped = lh_pf_text_of(pf, info, "/Trapped");
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *text = lh_pf_text_of(pf, info, keys[i]);
        if (!*text)
            lh_pf_word(pf, "info-keys", NULL, "missing", keys[i] + 1);
    }
    if (strcmp(trapped, "/True") != 0 && strcmp(trapped, "/False") != 0)
        lh_pf_word(pf, "trapped", NULL, *trapped ? trapped + 1 : "none", "True or False");
    qpdf_oh id = lh_pf_key(pf, trailer, "/ID");
    if (!qpdf_oh_is_array(pf->q, id) || qpdf_oh_get_array_n_items(pf->q, id) != 2)
        lh_pf_word(pf, "file-id", NULL, "none", "two strings");
    lh_pf_drop(pf, id);
}

static void check_pdfx(LhPf *pf, qpdf_oh root, qpdf_oh info, qpdf_oh trailer)
{
    Xmp xmp;
    xmp_init(&xmp);
    if (read_xmp(pf, root, &xmp))
        compare_xmp(pf, info, &xmp);
    check_pdfx_version(pf, info, &xmp);
    xmp_clear(&xmp);
    check_intents(pf, root);
    check_info(pf, info, trailer);
}

/* ---- All ---- */

static gboolean is_made_by_us(const LhPf *pf, qpdf_oh info)
{
    g_autofree char *producer = lh_pf_text_of(pf, info, "/Producer");
    return strcmp(producer, "Longhand") == 0;
}

void lh_pf_check_document(LhPf *pf)
{
    qpdf_oh root = qpdf_get_root(pf->q), trailer = qpdf_get_trailer(pf->q);
    qpdf_oh info = lh_pf_key(pf, trailer, "/Info");
    check_version(pf, root, trailer);
    check_catalog(pf, root);
    check_info_metadata(pf, info);
    if (is_made_by_us(pf, info))
        lh_pf_set_ours(pf->result);
    if (lh_printer_is_pdfx(pf->printer))
        check_pdfx(pf, root, info, trailer);
    qpdf_oh_release_all(pf->q);
}

void lh_pf_check_count(LhPf *pf, int pages)
{
    const LhPrinter *p = pf->printer;
    pf->page = 0;
    if (pages < p->pages.least)
        lh_pf_number(pf, "page-count", NULL, pages, "", p->pages.least, FALSE);
    else if (pages > p->pages.most)
        lh_pf_number(pf, "page-count", NULL, pages, "", p->pages.most, TRUE);
    if (pages % p->pages.multiple) {
        g_autofree char *value = g_strdup_printf("%d", pages);
        g_autofree char *limit = g_strdup_printf("a multiple of %d", p->pages.multiple);
        lh_pf_word(pf, "page-multiple", NULL, value, limit);
    }
}
