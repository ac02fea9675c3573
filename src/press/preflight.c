/* Any PDF against a printer: opened by qpdf, then looked through page by page. */
#include "preflight.h"

#include "longhand/base.h"

#include <stdlib.h>
#include <string.h>

#define PART         16 /* pages that one thread looks through at a time */
#define MOST_THREADS 4  /* each opens the file for itself */

G_DEFINE_QUARK(lh - press - error - quark, lh_press_error)

gboolean lh_pf_stop(LhPf *pf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *message = g_strdup_vprintf(format, args);
    va_end(args);
    if (!pf->error)
        g_set_error(&pf->error, LH_PRESS_ERROR, LH_PRESS_ERROR_TOO_MUCH, "%s", message);
    return FALSE;
}

/* ---- Objects ---- */

void lh_pf_drop(const LhPf *pf, qpdf_oh object)
{
    qpdf_oh_release(pf->q, object);
}

qpdf_oh lh_pf_key(const LhPf *pf, qpdf_oh dict, const char *key)
{
    return qpdf_oh_get_key_if_dict(pf->q, dict, key);
}

gboolean lh_pf_has(const LhPf *pf, qpdf_oh dict, const char *key)
{
    qpdf_oh value = lh_pf_key(pf, dict, key);
    gboolean there = !qpdf_oh_is_null(pf->q, value);
    lh_pf_drop(pf, value);
    return there;
}

qpdf_oh lh_pf_dict(const LhPf *pf, qpdf_oh object)
{
    return qpdf_oh_is_stream(pf->q, object) ? qpdf_oh_get_dict(pf->q, object)
                                            : qpdf_oh_new_object(pf->q, object);
}

double lh_pf_number_of(const LhPf *pf, qpdf_oh dict, const char *key, double otherwise)
{
    qpdf_oh value = lh_pf_key(pf, dict, key);
    double number =
        qpdf_oh_is_number(pf->q, value) ? qpdf_oh_get_numeric_value(pf->q, value) : otherwise;
    lh_pf_drop(pf, value);
    return number;
}

char *lh_pf_text_of(const LhPf *pf, qpdf_oh dict, const char *key)
{
    qpdf_oh value = lh_pf_key(pf, dict, key);
    char *text = NULL;
    if (qpdf_oh_is_name(pf->q, value))
        text = g_strdup(qpdf_oh_get_name(pf->q, value));
    else if (qpdf_oh_is_string(pf->q, value))
        text = g_strdup(qpdf_oh_get_utf8_value(pf->q, value));
    lh_pf_drop(pf, value);
    return text ? text : g_strdup("");
}

gboolean lh_pf_name_is(const LhPf *pf, qpdf_oh dict, const char *key, const char *name)
{
    qpdf_oh value = lh_pf_key(pf, dict, key);
    gboolean same = qpdf_oh_is_name(pf->q, value) && !strcmp(qpdf_oh_get_name(pf->q, value), name);
    lh_pf_drop(pf, value);
    return same;
}

int lh_pf_numbers(const LhPf *pf, qpdf_oh array, double *numbers, int n)
{
    int there = qpdf_oh_is_array(pf->q, array) ? qpdf_oh_get_array_n_items(pf->q, array) : 0;
    for (int i = 0; i < MIN(there, n); i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pf->q, array, i);
        numbers[i] = qpdf_oh_is_number(pf->q, item) ? qpdf_oh_get_numeric_value(pf->q, item) : 0;
        lh_pf_drop(pf, item);
    }
    return there;
}

/* ---- Opening ---- */

/* The first complaint of qpdf, as our error. */
static void take_error(LhPf *pf, const char *path)
{
    qpdf_error error = qpdf_has_error(pf->q) ? qpdf_get_error(pf->q) : NULL;
    const char *detail = error ? qpdf_get_error_message_detail(pf->q, error) : NULL;
    gboolean locked = error && qpdf_get_error_code(pf->q, error) == qpdf_e_password;
    g_autofree char *shown = g_filename_display_name(path);
    g_autofree char *clean = g_utf8_make_valid(detail && *detail ? detail : "it is no PDF", -1);
    if (pf->error)
        return;
    g_set_error(&pf->error, LH_PRESS_ERROR, LH_PRESS_ERROR_UNREADABLE, "%s cannot be read: %s",
                shown, locked ? "it is encrypted with a password; take the password off" : clean);
}

static void pf_init(LhPf *pf, const char *path, const LhPrinter *printer)
{
    *pf = (LhPf){.printer = printer, .result = lh_preflight_new(path, printer), .q = qpdf_init()};
    pf->deadline = g_get_monotonic_time() + LH_PF_MOST_SECONDS * G_USEC_PER_SEC;
    pf->fonts = g_hash_table_new_full(NULL, NULL, NULL, lh_pf_font_free);
    pf->images = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    pf->forms = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
    qpdf_set_suppress_warnings(pf->q, TRUE);
    qpdf_silence_errors(pf->q);
}

static void pf_clear(LhPf *pf)
{
    g_hash_table_unref(pf->fonts);
    g_hash_table_unref(pf->images);
    g_hash_table_unref(pf->forms);
    qpdf_cleanup(&pf->q);
    lh_preflight_free(pf->result);
    g_clear_error(&pf->error);
}

/* The entries of the tree of pages below @node, counted before qpdf makes an object of each; more
 * than LH_PF_MOST_PAGES are not counted on. */
static int count_kids(const LhPf *pf, qpdf_oh node, int depth)
{
    qpdf_oh kids = lh_pf_key(pf, node, "/Kids");
    int n = qpdf_oh_is_array(pf->q, kids) ? qpdf_oh_get_array_n_items(pf->q, kids) : 0, sum = n;
    for (int i = 0; i < n && sum <= LH_PF_MOST_PAGES && depth < LH_PF_MOST_DEPTH; i++) {
        qpdf_oh kid = qpdf_oh_get_array_item(pf->q, kids, i);
        sum += count_kids(pf, kid, depth + 1);
        lh_pf_drop(pf, kid);
    }
    lh_pf_drop(pf, kids);
    return sum;
}

static gboolean has_too_many_pages(const LhPf *pf)
{
    qpdf_oh root = qpdf_get_root(pf->q), top = lh_pf_key(pf, root, "/Pages");
    int n = count_kids(pf, top, 0);
    lh_pf_drop(pf, top);
    lh_pf_drop(pf, root);
    return n > 2 * LH_PF_MOST_PAGES;
}

/* Opens the file and counts its pages. Returns: -1 with the error set. */
static int open_file(LhPf *pf, const char *path, gconstpointer bytes, gsize length)
{
    gboolean bad = qpdf_read_memory(pf->q, path, bytes, length, NULL) & QPDF_ERRORS;
    if (!bad && has_too_many_pages(pf)) {
        lh_pf_stop(pf, "it has more pages than the %d that are looked through", LH_PF_MOST_PAGES);
        return -1;
    }
    int pages = bad ? -1 : qpdf_get_num_pages(pf->q);
    if (bad || pages < 0 || qpdf_has_error(pf->q)) {
        take_error(pf, path);
        return -1;
    }
    if (pages > LH_PF_MOST_PAGES)
        lh_pf_stop(pf, "%d pages are more than the %d that are looked through", pages,
                   LH_PF_MOST_PAGES);
    else if (pages == 0)
        g_set_error(&pf->error, LH_PRESS_ERROR, LH_PRESS_ERROR_UNREADABLE, "%s has no pages", path);
    else if (qpdf_push_inherited_attributes_to_page(pf->q) & QPDF_ERRORS)
        take_error(pf, path);
    return pf->error ? -1 : pages;
}

/* ---- Pages ---- */

/* The pages from @first to before @end. */
static void check_pages(LhPf *pf, int first, int end, int pages)
{
    for (int i = first; i < end && !pf->error; i++) {
        qpdf_oh page = qpdf_get_page_n(pf->q, (size_t) i);
        lh_pf_check_page(pf, page, i + 1, pages);
        g_hash_table_remove_all(pf->forms);
        qpdf_oh_release_all(pf->q);
    }
}

/* A part of the pages: what is in which depends on the number of pages alone, so that findings
 * never depend on threads. */
typedef struct {
    int first, end;
    LhPreflight *result;
    GError *error;
} Part;

typedef struct {
    LhPf *main; /* has seen the document and the first page */
    Part *parts;
    int n_parts, next; /* next: the first that nobody has taken */
    const char *path;
    gconstpointer bytes;
    gsize length;
    int pages;
} Parts;

static void check_part(const Parts *all, LhPf *pf, Part *part)
{
    pf->result = lh_preflight_new(all->path, pf->printer);
    lh_pf_renew_fonts(pf);
    check_pages(pf, part->first, part->end, all->pages);
    part->result = g_steal_pointer(&pf->result);
    part->error = g_steal_pointer(&pf->error);
}

/* Looks through parts as long as there are any. */
static void check_some(Parts *all, LhPf *pf)
{
    for (int i; (i = g_atomic_int_add(&all->next, 1)) < all->n_parts;)
        check_part(all, pf, &all->parts[i]);
}

/* A thread: the first uses the reader that there is, others need their own, which is for one
 * thread. */
static void work(int index, gpointer data)
{
    Parts *all = data;
    LhPf own;
    if (index == 0) {
        check_some(all, all->main);
        return;
    }
    pf_init(&own, all->path, all->main->printer);
    lh_preflight_free(g_steal_pointer(&own.result));
    own.first_trim = all->main->first_trim;
    if (open_file(&own, all->path, all->bytes, all->length) > 0)
        check_some(all, &own);
    pf_clear(&own);
}

static void take_parts(LhPf *pf, Parts *all)
{
    for (int i = 0; i < all->n_parts; i++) {
        Part *part = &all->parts[i];
        lh_pf_take(pf->result, part->result);
        lh_preflight_free(part->result);
        if (part->error && !pf->error)
            pf->error = g_steal_pointer(&part->error);
        g_clear_error(&part->error);
    }
}

static void check_parts(Parts *all, int jobs)
{
    LhPf *pf = all->main;
    LhPreflight *result = g_steal_pointer(&pf->result);
    all->n_parts = (all->pages + PART - 1) / PART;
    all->parts = g_new0(Part, all->n_parts);
    for (int i = 0; i < all->n_parts; i++)
        all->parts[i] = (Part){.first = MAX(1, i * PART), .end = MIN(all->pages, (i + 1) * PART)};
    jobs = CLAMP(jobs, 1, MIN(all->n_parts, MOST_THREADS));
    if (jobs > 1)
        lh_parallel_each(jobs, jobs, work, all, NULL, NULL);
    else
        check_some(all, pf);
    pf->result = result;
    take_parts(pf, all);
    g_free(all->parts);
}

LhPreflight *lh_preflight_bytes(const char *path, gconstpointer bytes, gsize length,
                                const LhPrinter *printer, int jobs, GError **error)
{
    LhPf pf;
    LhPreflight *result = NULL;
    if (!lh_qpdf_load(error))
        return NULL;
    pf_init(&pf, path, printer);
    int pages = open_file(&pf, path, bytes, length);
    if (pages > 0) {
        Parts all = {.main = &pf, .path = path, .bytes = bytes, .length = length, .pages = pages};
        lh_pf_check_document(&pf);
        check_pages(&pf, 0, 1, pages);
        if (!pf.error)
            check_parts(&all, jobs);
        lh_pf_check_count(&pf, pages);
        lh_pf_finish(pf.result, pages);
    }
    if (pf.error)
        g_propagate_error(error, g_steal_pointer(&pf.error));
    else
        result = g_steal_pointer(&pf.result);
    pf_clear(&pf);
    return result;
}

LhPreflight *lh_preflight_file(const char *path, const LhPrinter *printer, int jobs, GError **error)
{
    g_autoptr(GMappedFile) file = NULL;
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) && g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s is no file", path);
        return NULL;
    }
    file = g_mapped_file_new(path, FALSE, error);
    if (!file)
        return NULL;
    const char *bytes = g_mapped_file_get_contents(file);
    return lh_preflight_bytes(path, bytes ? bytes : "", g_mapped_file_get_length(file), printer,
                              jobs, error);
}
