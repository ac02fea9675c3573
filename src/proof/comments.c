/* What readers wrote on a proof: annotations, by way of qpdf's C API, and the map that the proof
 * carries. */
#include "internal.h"

#include <math.h>
#include "../press/qpdf.h"
#include <stdlib.h>
#include <string.h>

#define MOST_SPOTS 64 /* rectangles of one highlight */
#define MOST_WORDS 12 /* of what is said of what a comment covers */

/* Kinds of annotation that are no comment: links, fields, pop-ups of other notes, … */
static const char *const silent[] = {"/Link",      "/Widget",    "/Popup", "/PrinterMark",
                                     "/TrapNet",   "/Watermark", "/Movie", "/Screen",
                                     "/RichMedia", "/3D",        NULL};

typedef struct {
    qpdf_data pdf;
    const LhMap *map;
    GPtrArray *comments;
    int page;                    /* from 1 */
    double height, left, bottom; /* of its MediaBox */
} Reader;

void lh_comment_free(LhComment *comment)
{
    if (comment == NULL)
        return;
    g_free(comment->kind);
    g_free(comment->text);
    g_free(comment->author);
    g_free(comment->words);
    g_free(comment);
}

/* ---- qpdf ---- */

static char *string_at(qpdf_data pdf, qpdf_oh dictionary, const char *key)
{
    qpdf_oh value = qpdf_oh_get_key(pdf, dictionary, key);
    const char *text = qpdf_oh_is_string(pdf, value) ? qpdf_oh_get_utf8_value(pdf, value) : NULL;

    return text ? g_utf8_make_valid(text, -1) : NULL;
}

static double number_at(qpdf_data pdf, qpdf_oh array, int i)
{
    qpdf_oh value = qpdf_oh_get_array_item(pdf, array, i);
    double number = qpdf_oh_is_number(pdf, value) ? qpdf_oh_get_numeric_value(pdf, value) : 0;

    return isfinite(number) ? number : 0;
}

static gboolean set_error(qpdf_data pdf, const char *path, GError **error)
{
    const char *why = qpdf_has_error(pdf) ? qpdf_get_error_message_detail(pdf, qpdf_get_error(pdf))
                                          : "it is damaged";

    g_set_error(error, LH_PROOF_ERROR, LH_PROOF_ERROR_PDF, "%s: no PDF that can be read: %s", path,
                why);
    return FALSE;
}

/* ---- The map inside ---- */

/* The stream of the file called longhand-map.json in the tree of names @tree. */
static qpdf_oh find_file(qpdf_data pdf, qpdf_oh tree, int depth)
{
    qpdf_oh kids = qpdf_oh_get_key(pdf, tree, "/Kids"),
            names = qpdf_oh_get_key(pdf, tree, "/Names");

    for (int i = 0;
         depth < 8 && qpdf_oh_is_array(pdf, kids) && i < qpdf_oh_get_array_n_items(pdf, kids);
         i++) {
        qpdf_oh found = find_file(pdf, qpdf_oh_get_array_item(pdf, kids, i), depth + 1);
        if (qpdf_oh_is_stream(pdf, found))
            return found;
    }
    for (int i = 0; qpdf_oh_is_array(pdf, names) && i + 1 < qpdf_oh_get_array_n_items(pdf, names);
         i += 2) {
        qpdf_oh name = qpdf_oh_get_array_item(pdf, names, i);
        qpdf_oh spec = qpdf_oh_get_array_item(pdf, names, i + 1);
        if (qpdf_oh_is_string(pdf, name) && qpdf_oh_is_dictionary(pdf, spec) &&
            strcmp(qpdf_oh_get_utf8_value(pdf, name), "longhand-map.json") == 0)
            return qpdf_oh_get_key(pdf, qpdf_oh_get_key(pdf, spec, "/EF"), "/F");
    }
    return qpdf_oh_new_null(pdf);
}

static qpdf_oh map_stream(qpdf_data pdf)
{
    qpdf_oh root = qpdf_get_root(pdf), stream = qpdf_oh_get_key(pdf, root, "/LonghandMap");

    if (qpdf_oh_is_stream(pdf, stream))
        return stream;
    qpdf_oh names = qpdf_oh_get_key(pdf, root, "/Names");
    if (!qpdf_oh_is_dictionary(pdf, names))
        return qpdf_oh_new_null(pdf);
    return find_file(pdf, qpdf_oh_get_key(pdf, names, "/EmbeddedFiles"), 0);
}

static LhMap *read_map(qpdf_data pdf, const char *path, GError **error)
{
    qpdf_oh stream = map_stream(pdf);
    unsigned char *bytes = NULL;
    size_t length = 0;
    QPDF_BOOL filtered = FALSE;

    if (!qpdf_oh_is_stream(pdf, stream) ||
        qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_all, &filtered, &bytes, &length) &
            QPDF_ERRORS ||
        bytes == NULL) {
        g_set_error(error, LH_PROOF_ERROR, LH_PROOF_ERROR_MAP,
                    "%s carries no map: it is no proof of Longhand's", path);
        return NULL;
    }
    LhMap *map = lh_map_read((const char *) bytes, length, error);
    free(bytes);
    return map;
}

/* Opens @path for reading. NULL with @error. */
static qpdf_data open_pdf(const char *path, GError **error)
{
    if (!lh_qpdf_load(error))
        return NULL;
    qpdf_data pdf = qpdf_init();
    qpdf_set_suppress_warnings(pdf, TRUE);
    qpdf_silence_errors(pdf);
    if (!(qpdf_read(pdf, path, NULL) & QPDF_ERRORS))
        return pdf;
    set_error(pdf, path, error);
    qpdf_cleanup(&pdf);
    return NULL;
}

LhMap *lh_map_from_pdf(const char *path, GError **error)
{
    qpdf_data pdf = open_pdf(path, error);
    LhMap *map = pdf ? read_map(pdf, path, error) : NULL;

    if (pdf)
        qpdf_cleanup(&pdf);
    return map;
}

/* ---- Annotations ---- */

/* A rectangle on the page; points from its top left. */
typedef struct {
    double x1, y1, x2, y2;
} Spot;

static Spot flipped(const Reader *r, double x1, double y1, double x2, double y2)
{
    double top = r->bottom + r->height;

    return (Spot){MIN(x1, x2) - r->left, top - MAX(y1, y2), MAX(x1, x2) - r->left,
                  top - MIN(y1, y2)};
}

/* What the annotation covers: its quadrilaterals, else its rectangle. Returns: how many. */
static int find_spots(const Reader *r, qpdf_oh annotation, Spot *spots)
{
    qpdf_data pdf = r->pdf;
    qpdf_oh quads = qpdf_oh_get_key(pdf, annotation, "/QuadPoints");
    qpdf_oh rect = qpdf_oh_get_key(pdf, annotation, "/Rect");
    int n = qpdf_oh_is_array(pdf, quads) ? qpdf_oh_get_array_n_items(pdf, quads) / 8 : 0;

    for (int i = 0; i < MIN(n, MOST_SPOTS); i++) {
        double x1 = INFINITY, x2 = -INFINITY, y1 = INFINITY, y2 = -INFINITY;
        for (int k = 0; k < 4; k++) {
            double x = number_at(pdf, quads, i * 8 + 2 * k),
                   y = number_at(pdf, quads, i * 8 + 2 * k + 1);
            x1 = MIN(x1, x), x2 = MAX(x2, x), y1 = MIN(y1, y), y2 = MAX(y2, y);
        }
        spots[i] = flipped(r, x1, y1, x2, y2);
    }
    if (n > 0)
        return MIN(n, MOST_SPOTS);
    if (!qpdf_oh_is_array(pdf, rect) || qpdf_oh_get_array_n_items(pdf, rect) < 4)
        return 0;
    spots[0] = flipped(r, number_at(pdf, rect, 0), number_at(pdf, rect, 1), number_at(pdf, rect, 2),
                       number_at(pdf, rect, 3));
    return 1;
}

/* Whether the middle of @word, or most of its row under it, is inside @spot. */
static gboolean covers(const Spot *spot, const LhMapWord *word)
{
    double x = (word->x1 + word->x2) / 2, y = (word->y1 + word->y2) / 2;

    return x >= spot->x1 && x <= spot->x2 && y >= spot->y1 && y <= spot->y2;
}

/* The words that are covered, and the first of them. (transfer full) NULL = none. */
static char *covered_words(const Reader *r, const Spot *spots, int n, const LhMapWord **first)
{
    g_autoptr(GString) words = g_string_new(NULL);
    int told = 0;

    for (guint i = 0; i < r->map->words->len && told <= MOST_WORDS; i++) {
        const LhMapWord *word = &g_array_index(r->map->words, LhMapWord, i);
        gboolean covered = FALSE;
        for (int k = 0; k < n && word->page == r->page; k++)
            covered |= covers(&spots[k], word);
        if (!covered)
            continue;
        *first = *first ? *first : word;
        g_string_append_printf(words, "%s%s", words->len ? " " : "",
                               told++ < MOST_WORDS ? word->text : "…");
    }
    return *first ? g_strdup(words->str) : NULL;
}

/* Where a note without words under it points: a balloon's lower left corner, else the middle. */
static const LhMapWord *nearest_word(const Reader *r, const char *kind, const Spot *spot)
{
    gboolean is_balloon = strcmp(kind, "Text") == 0;
    double x = is_balloon ? spot->x1 : (spot->x1 + spot->x2) / 2;

    return lh_map_find_place(r->map, r->page, x, (spot->y1 + spot->y2) / 2);
}

static void read_annotation(Reader *r, qpdf_oh annotation)
{
    qpdf_oh subtype = qpdf_oh_is_dictionary(r->pdf, annotation)
                          ? qpdf_oh_get_key(r->pdf, annotation, "/Subtype")
                          : annotation;
    const char *name = qpdf_oh_is_name(r->pdf, subtype) ? qpdf_oh_get_name(r->pdf, subtype) : NULL;
    Spot spots[MOST_SPOTS];
    const LhMapWord *word = NULL;

    if (name == NULL || g_strv_contains(silent, name))
        return;
    LhComment *comment = g_new0(LhComment, 1);
    comment->kind = g_strdup(name + 1);
    comment->page = r->page;
    comment->text = string_at(r->pdf, annotation, "/Contents");
    comment->author = string_at(r->pdf, annotation, "/T");
    int n = find_spots(r, annotation, spots);
    comment->words = covered_words(r, spots, n, &word);
    if (word == NULL && n > 0)
        word = nearest_word(r, comment->kind, &spots[0]);
    if (word)
        comment->source = word->source;
    g_ptr_array_add(r->comments, comment);
}

/* The page's MediaBox, which it may have from further up. */
static void measure(Reader *r, qpdf_oh page)
{
    qpdf_oh box = qpdf_oh_get_key(r->pdf, page, "/MediaBox");

    for (int up = 0; up < 20 && !qpdf_oh_is_array(r->pdf, box); up++) {
        page = qpdf_oh_get_key(r->pdf, page, "/Parent");
        if (!qpdf_oh_is_dictionary(r->pdf, page))
            break;
        box = qpdf_oh_get_key(r->pdf, page, "/MediaBox");
    }
    r->left = r->bottom = 0;
    r->height = r->map->height;
    if (!qpdf_oh_is_array(r->pdf, box) || qpdf_oh_get_array_n_items(r->pdf, box) < 4)
        return;
    r->left = number_at(r->pdf, box, 0);
    r->bottom = number_at(r->pdf, box, 1);
    r->height = number_at(r->pdf, box, 3) - r->bottom;
}

static void read_page(Reader *r, qpdf_oh page)
{
    qpdf_oh annotations = qpdf_oh_get_key(r->pdf, page, "/Annots");
    int n =
        qpdf_oh_is_array(r->pdf, annotations) ? qpdf_oh_get_array_n_items(r->pdf, annotations) : 0;

    if (n > 0)
        measure(r, page);
    for (int i = 0; i < n; i++)
        read_annotation(r, qpdf_oh_get_array_item(r->pdf, annotations, i));
}

/* Which page of the proof @page was made as: readers send back some of them, or in another order.
 */
static int page_number(qpdf_data pdf, qpdf_oh page, int otherwise)
{
    qpdf_oh number = qpdf_oh_get_key(pdf, page, "/LonghandPage");

    return qpdf_oh_is_integer(pdf, number) ? qpdf_oh_get_int_value_as_int(pdf, number) : otherwise;
}

GPtrArray *lh_comments_read(const char *path, GError **error)
{
    Reader r = {.pdf = open_pdf(path, error)};
    g_autoptr(LhMap) map = r.pdf ? read_map(r.pdf, path, error) : NULL;

    if (map) {
        r.map = map;
        r.comments = g_ptr_array_new_with_free_func((GDestroyNotify) lh_comment_free);
        int n = qpdf_get_num_pages(r.pdf);
        for (int i = 0; i < n; i++) {
            qpdf_oh page = qpdf_get_page_n(r.pdf, (size_t) i);
            r.page = page_number(r.pdf, page, i + 1);
            read_page(&r, page);
        }
    }
    if (r.pdf)
        qpdf_cleanup(&r.pdf);
    return r.comments;
}
