/* The PDF from its first object to its last. Pages are drawn by several threads, each page by one;
 * what depends on their order is put together afterwards, so that the bytes are the same on any
 * machine. */
#include "pdf.h"

#include <math.h>
#include <string.h>

#define N_THREADS MIN(g_get_num_processors(), 8)
/* Pixels of bitmaps that are in work at a time: each takes about five bytes. A printer's take several times as
 * long, since they become ink, and would keep everybody waiting. */
#define MOST_PIXELS         10000000
#define MOST_PRINTED_PIXELS 40000000

typedef struct {
    const LhDrawJob *job;
    LhPdfFile *file;
    LhPdfFonts *fonts;
    LhPdfPictures *pictures;
    LhPdfScene scene;
    LhPdfSheet *sheets;
    int *page_ids;
    int n_sheets, n_drawn;
    int *paper_ids;
    GBytes *map; /* deflated; NULL = none */
    LhPdfLane bitmaps, vectors;
    GThreadPool *pool;
} Pdf;

/* ---- Beginning ---- */

static char *ink_operator(const LhPdfScene *scene, const LhInk *ink, LhPdfUse use)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const double screen[] = {ink->screen_red, ink->screen_green, ink->screen_blue};
    gboolean is_print = scene->pages->target == LH_TARGET_PRINT, stroke = use != LH_PDF_FILL;
    double print[4];

    lh_pdf_ink_build(scene, ink, use, print);
    for (int i = 0; i < (is_print ? 4 : 3); i++) {
        lh_pdf_number(out, is_print ? print[i] / 100 : screen[i], is_print ? 4 : 3);
        g_string_append_c(out, ' ');
    }
    g_string_append(out, is_print ? (stroke ? "K\n" : "k\n") : (stroke ? "RG\n" : "rg\n"));
    return g_strdup(out->str);
}

static void add_paper(const LhPdfScene *scene, const LhPage *page)
{
    GArray *papers = scene->papers;
    LhPdfPaper paper = {page->left + lh_pdf_column(scene, page), page->pitch,
                        lh_pdf_side(scene, page->recto)};

    for (guint i = 0; i < papers->len; i++)
        if (lh_pdf_is_on(scene, page, &g_array_index(papers, LhPdfPaper, i)))
            return;
    g_array_append_val(papers, paper);
}

static void init_scene(Pdf *pdf)
{
    const LhPages *pages = pdf->job->pages;
    const LhStyle *style = pages->style;
    LhPdfScene *scene = &pdf->scene;

    *scene = (LhPdfScene){.pages = pages,
                          .style = style,
                          .fonts = pdf->fonts,
                          .pictures = pdf->pictures,
                          .printer = pdf->job->options->printer,
                          .mono = pdf->job->options->mono,
                          .tagged = pages->target == LH_TARGET_SCREEN};
    lh_pdf_lay_sheet(scene);
    lh_pdf_place_columns(scene);
    scene->inks = g_new0(char *, LH_PDF_N_USES * style->n_inks + 1);
    for (guint i = 0; i < LH_PDF_N_USES * style->n_inks; i++)
        scene->inks[i] =
            ink_operator(scene, &style->inks[i % style->n_inks], (LhPdfUse) (i / style->n_inks));
    scene->papers = g_array_new(FALSE, FALSE, sizeof(LhPdfPaper));
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        pdf->n_sheets += page->drawn;
        if (page->drawn && page->kind != LH_PAGE_COVER)
            add_paper(scene, page);
    }
}

/* A thread's work. */
typedef enum { TASK_MAP, TASK_PICTURE, TASK_FONT, TASK_SHEET, TASK_WAITING } TaskKind;

typedef struct {
    TaskKind kind;
    guint index; /* of the picture, font or sheet */
} Task;

static void prepare_map(Pdf *pdf)
{
    g_autoptr(GBytes) map = pdf->job->options->make_map(pdf->job->options->map_data);
    gsize length;
    gconstpointer bytes = g_bytes_get_data(map, &length);

    pdf->map = lh_pdf_deflate_samples(bytes, length);
}

/* Prepares the picture @index, -1 = none, and then those that have waited for room meanwhile. */
static void prepare_pictures(const Pdf *pdf, LhPdfLane *lane, int index)
{
    while (index >= 0) {
        LhPdfPicture *picture = &g_array_index(pdf->pictures->list, LhPdfPicture, index);
        lh_pdf_picture_prepare(picture);
        index = lh_pdf_lane_leave(lane, lh_pdf_picture_weight(picture));
    }
}

static void prepare_picture(Pdf *pdf, guint index)
{
    const LhPdfPicture *picture = &g_array_index(pdf->pictures->list, LhPdfPicture, index);
    LhPdfLane *lane = lh_image_kind(picture->image) == LH_IMAGE_SVG ? &pdf->vectors : &pdf->bitmaps;

    prepare_pictures(pdf, lane, lh_pdf_lane_enter(lane, (int) index, lh_pdf_picture_weight(picture)));
}

static void run_task(gpointer data, gpointer user)
{
    g_autofree Task *task = data;
    Pdf *pdf = user;

    switch (task->kind) {
    case TASK_MAP:
        prepare_map(pdf);
        break;
    case TASK_PICTURE:
        prepare_picture(pdf, task->index);
        break;
    case TASK_FONT:
        lh_pdf_fonts_prepare(pdf->fonts, task->index);
        break;
    case TASK_SHEET:
        lh_pdf_draw_sheet(&pdf->sheets[task->index]);
        break;
    case TASK_WAITING: /* nothing else is left to do */
        prepare_pictures(pdf, &pdf->bitmaps, lh_pdf_lane_leave(&pdf->bitmaps, 0));
        break;
    }
}

static gboolean push_task(Pdf *pdf, TaskKind kind, guint index, GError **error)
{
    Task *task = g_new(Task, 1);

    *task = (Task){kind, index};
    return g_thread_pool_push(pdf->pool, task, error);
}

static gboolean push_tasks(Pdf *pdf, TaskKind kind, guint n, GError **error)
{
    for (guint i = 0; i < n; i++)
        if (!push_task(pdf, kind, i, error))
            return FALSE;
    return TRUE;
}

/* Pictures go first: a large one takes as long as many pages. */
static gboolean start_pool(Pdf *pdf, GError **error)
{
    pdf->pool =
        g_thread_pool_new(run_task, pdf, (int) N_THREADS, FALSE, error);
    return pdf->pool && push_tasks(pdf, TASK_PICTURE, pdf->pictures->list->len, error) &&
           push_tasks(pdf, TASK_MAP, pdf->job->options->make_map != NULL, error);
}

static void pdf_free(gpointer data)
{
    Pdf *pdf = data;

    if (pdf->pool)
        g_thread_pool_free(pdf->pool, FALSE, TRUE);
    for (int i = 0; i < pdf->n_sheets; i++)
        lh_pdf_sheet_clear(&pdf->sheets[i]);
    g_strfreev(pdf->scene.inks);
    if (pdf->scene.papers)
        g_array_unref(pdf->scene.papers);
    lh_pdf_lane_clear(&pdf->bitmaps);
    lh_pdf_lane_clear(&pdf->vectors);
    lh_pdf_pictures_free(pdf->pictures);
    lh_pdf_fonts_free(pdf->fonts);
    lh_pdf_file_free(pdf->file);
    g_clear_pointer(&pdf->map, g_bytes_unref);
    g_free(pdf->sheets);
    g_free(pdf->page_ids);
    g_free(pdf->paper_ids);
    g_free(pdf);
}

static gpointer pdf_begin(const LhDrawJob *job, GError **error)
{
    Pdf *pdf = g_new0(Pdf, 1);

    pdf->job = job;
    pdf->file = lh_pdf_file_new(lh_pdf_minor_version(job->options->printer));
    pdf->pictures = lh_pdf_pictures_new(job->pages, job->options);
    lh_pdf_lane_init(&pdf->bitmaps, job->options->printer ? MOST_PRINTED_PIXELS : MOST_PIXELS);
    lh_pdf_lane_init(&pdf->vectors, 1);
    gboolean started = start_pool(pdf, error);
    pdf->fonts = started ? lh_pdf_fonts_new(job->pages, job->fonts, error) : NULL;
    if (pdf->fonts == NULL || !push_tasks(pdf, TASK_FONT, pdf->fonts->n_fonts, error)) {
        pdf_free(pdf);
        return NULL;
    }
    init_scene(pdf);
    pdf->sheets = g_new0(LhPdfSheet, pdf->n_sheets + 1);
    pdf->page_ids = g_new0(int, pdf->n_sheets + 1);
    return pdf;
}

static gboolean pdf_page(gpointer data, const LhPage *page, GError **error)
{
    Pdf *pdf = data;
    guint n = (guint) pdf->n_drawn++;

    pdf->sheets[n].scene = &pdf->scene;
    pdf->sheets[n].page = page;
    return push_task(pdf, TASK_SHEET, n, error);
}

/* ---- Ending ---- */

static void add_papers(Pdf *pdf)
{
    const GArray *papers = pdf->scene.papers;
    g_autoptr(GString) dict = g_string_new("/Type/XObject/Subtype/Form/BBox[0 0 ");

    lh_pdf_number(dict, pdf->scene.width, 2);
    g_string_append_c(dict, ' ');
    lh_pdf_number(dict, pdf->scene.height, 2);
    g_string_append(dict, "]/Resources<<>>");
    pdf->paper_ids = g_new0(int, papers->len + 1);
    for (guint i = 0; i < papers->len; i++) {
        GString *form = lh_pdf_draw_rulings(&pdf->scene, &g_array_index(papers, LhPdfPaper, i));
        pdf->paper_ids[i] = lh_pdf_reserve(pdf->file);
        lh_pdf_add_stream(pdf->file, pdf->paper_ids[i], dict->str, form->str, form->len);
        g_string_free(form, TRUE);
    }
}

static gboolean add_pictures(Pdf *pdf, GError **error)
{
    GArray *list = pdf->pictures->list;

    for (guint i = 0; i < list->len; i++)
        if (!lh_pdf_picture_add(pdf->file, &g_array_index(list, LhPdfPicture, i), error))
            return FALSE;
    return !pdf->pictures->separation || lh_separation_check(pdf->pictures->separation, error);
}

/* What all pages refer to by name. */
static int add_resources(Pdf *pdf)
{
    GString *body = g_string_new("<</Font<<");
    int object = lh_pdf_reserve(pdf->file);

    for (guint i = 0; i < pdf->fonts->n_fonts; i++)
        if (pdf->fonts->fonts[i].object)
            g_string_append_printf(body, "/F%u %d 0 R", i, pdf->fonts->fonts[i].object);
    g_string_append(body, ">>/XObject<<");
    for (guint i = 0; i < pdf->scene.papers->len; i++)
        g_string_append_printf(body, "/P%u %d 0 R", i, pdf->paper_ids[i]);
    for (guint i = 0; i < pdf->pictures->list->len; i++)
        g_string_append_printf(body, "/I%u %d 0 R", i,
                               g_array_index(pdf->pictures->list, LhPdfPicture, i).object);
    g_string_append(body, ">>>>");
    lh_pdf_add(pdf->file, object, body);
    return object;
}

/* A page without anything on it. Returns: its object */
static int add_plain_page(Pdf *pdf, int index, int parent)
{
    GString *body = g_string_new(NULL);
    int page = lh_pdf_reserve(pdf->file), content = lh_pdf_reserve(pdf->file);
    int side = lh_pdf_side(&pdf->scene, index % 2 == 0);
    g_autoptr(GString) marks = g_string_new(NULL);

    lh_pdf_draw_marks(marks, &pdf->scene, side);
    lh_pdf_add_stream(pdf->file, content, "", marks->str, marks->len);
    g_string_append_printf(body, "<</Type/Page/Parent %d 0 R/Resources<<>>/Contents %d 0 R", parent,
                           content);
    lh_pdf_append_boxes(body, &pdf->scene, side);
    g_string_append(body, ">>");
    lh_pdf_add(pdf->file, page, body);
    return page;
}

static void add_page(Pdf *pdf, int i, int parent, int resources, const GString *annotations)
{
    const LhPdfScene *scene = &pdf->scene;
    GString *body = g_string_new(NULL);
    int content = lh_pdf_reserve(pdf->file);
    gsize size;
    gconstpointer data = g_bytes_get_data(pdf->sheets[i].content, &size);

    lh_pdf_add_raw_stream(pdf->file, content, "/Filter/FlateDecode", data, size);
    g_string_append_printf(body, "<</Type/Page/Parent %d 0 R/Resources %d 0 R/Contents %d 0 R",
                           parent, resources, content);
    lh_pdf_append_boxes(body, scene, lh_pdf_side(scene, pdf->sheets[i].page->recto));
    if (scene->tagged)
        g_string_append_printf(body, "/StructParents %d/Tabs/S", i);
    if (annotations)
        g_string_append_printf(body, "/Annots[%s]", annotations->str);
    if (pdf->job->options->make_map) /* which page of the map it is, wherever it is put */
        g_string_append_printf(body, "/LonghandPage %d", i + 1);
    g_string_append(body, ">>");
    lh_pdf_add(pdf->file, pdf->page_ids[i], body);
}

static int add_pages(Pdf *pdf, const GPtrArray *annotations)
{
    int parent = lh_pdf_reserve(pdf->file), resources = add_resources(pdf);
    int added = lh_pdf_count_added(&pdf->scene, pdf->n_sheets);
    GString *body = g_string_new("<</Type/Pages/Kids[");

    for (int i = 0; i < pdf->n_sheets; i++) {
        add_page(pdf, i, parent, resources, annotations->pdata[i]);
        g_string_append_printf(body, "%d 0 R ", pdf->page_ids[i]);
    }
    for (int i = 0; i < added; i++)
        g_string_append_printf(body, "%d 0 R ", add_plain_page(pdf, pdf->n_sheets + i, parent));
    g_string_append_printf(body, "]/Count %d>>", pdf->n_sheets + added);
    lh_pdf_add(pdf->file, parent, body);
    return parent;
}

static GHashTable *known_places(const Pdf *pdf)
{
    GHashTable *places = g_hash_table_new(g_str_hash, g_str_equal);

    for (int i = 0; i < pdf->n_sheets; i++)
        for (guint k = 0; k < pdf->sheets[i].places->len; k++)
            g_hash_table_add(places,
                             (gpointer) g_array_index(pdf->sheets[i].places, LhPdfPlace, k).id);
    return places;
}

/* The map that a proof carries: an attached file that any reader shows, and a key of our own, which is found
 * quickly. Returns: the tree of attached files, 0 = none. */
static int add_map(Pdf *pdf, GString *catalog)
{
    gsize length;

    if (pdf->map == NULL)
        return 0;
    int stream = lh_pdf_reserve(pdf->file), spec = lh_pdf_reserve(pdf->file);
    int tree = lh_pdf_reserve(pdf->file);
    gconstpointer bytes = g_bytes_get_data(pdf->map, &length);
    lh_pdf_add_raw_stream(pdf->file, stream,
                          "/Type/EmbeddedFile/Subtype/application#2Fjson/Filter/FlateDecode", bytes, length);
    GString *body = g_string_new("<</Type/Filespec/F(longhand-map.json)/UF(longhand-map.json)");
    g_string_append_printf(body, "/AFRelationship/Supplement/EF<</F %d 0 R>>>>", stream);
    lh_pdf_add(pdf->file, spec, body);
    body = g_string_new("<</Names[(longhand-map.json)");
    g_string_append_printf(body, "%d 0 R]>>", spec);
    lh_pdf_add(pdf->file, tree, body);
    g_string_append_printf(catalog, "/LonghandMap %d 0 R", stream);
    return tree;
}

/* What only a screen's file carries: structure, links, outline. */
static void append_screen(Pdf *pdf, GString *catalog, int structure, int files)
{
    g_autoptr(GHashTable) places = known_places(pdf);
    int names = lh_pdf_add_places(pdf->file, pdf->sheets, pdf->n_sheets, pdf->page_ids);
    int outline = lh_pdf_add_outline(pdf->file, pdf->job->pages, places);
    const LhBook *book = pdf->job->pages->book;

    g_string_append_printf(catalog, "/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>", structure);
    g_string_append(catalog, "/ViewerPreferences<</DisplayDocTitle true>>/Lang");
    lh_pdf_text(catalog, book && book->language ? book->language : "en");
    if (names || files)
        g_string_append(catalog, "/Names<<");
    if (names)
        g_string_append_printf(catalog, "/Dests %d 0 R", names);
    if (files)
        g_string_append_printf(catalog, "/EmbeddedFiles %d 0 R", files);
    if (names || files)
        g_string_append(catalog, ">>");
    if (outline)
        g_string_append_printf(catalog, "/Outlines %d 0 R/PageMode/UseOutlines", outline);
}

static void free_string(gpointer string)
{
    if (string)
        g_string_free(string, TRUE);
}

static GByteArray *assemble(Pdf *pdf, GError **error)
{
    const LhPrinter *printer = pdf->scene.printer;
    const LhPages *pages = pdf->job->pages;
    g_autoptr(GPtrArray) annotations = g_ptr_array_new_with_free_func(free_string);
    GString *catalog = g_string_new("<</Type/Catalog");
    int object = lh_pdf_reserve(pdf->file), structure = 0;
    gboolean accessible = FALSE;

    g_ptr_array_set_size(annotations, pdf->n_sheets);
    for (int i = 0; i < pdf->n_sheets; i++)
        pdf->page_ids[i] = lh_pdf_reserve(pdf->file);
    add_papers(pdf);
    if (pdf->scene.tagged)
        structure = lh_pdf_add_structure(pdf->file, pages, pdf->sheets, pdf->n_sheets,
                                         pdf->page_ids, annotations, &accessible);
    g_string_append_printf(catalog, "/Pages %d 0 R", add_pages(pdf, annotations));
    lh_pdf_append_labels(catalog, pdf->sheets, pdf->n_sheets);
    int files = add_map(pdf, catalog);
    if (pdf->scene.tagged)
        append_screen(pdf, catalog, structure, files);
    else if (files)
        g_string_append_printf(catalog, "/Names<</EmbeddedFiles %d 0 R>>", files);
    gboolean done = lh_pdf_append_intent(catalog, pdf->file, printer, error);
    if (lh_pdf_has_xmp(printer))
        g_string_append_printf(catalog, "/Metadata %d 0 R",
                               lh_pdf_add_xmp(pdf->file, pages->book, printer, accessible));
    g_string_append(catalog, ">>");
    lh_pdf_add(pdf->file, object, catalog);
    int info = lh_pdf_add_info(pdf->file, pages->book, printer);
    return done ? lh_pdf_file_finish(pdf->file, object, info) : NULL;
}

static gboolean pdf_end(gpointer data, GError **error)
{
    Pdf *pdf = data;

    if (!push_tasks(pdf, TASK_WAITING, N_THREADS, error))
        return FALSE;
    g_thread_pool_free(g_steal_pointer(&pdf->pool), FALSE, TRUE);
    lh_pdf_fonts_add(pdf->fonts, pdf->file);
    if (!add_pictures(pdf, error))
        return FALSE;
    g_autoptr(GByteArray) bytes = assemble(pdf, error);
    return bytes && lh_draw_write(pdf->job->options->path, bytes->data, bytes->len, error);
}

const LhDrawBackend lh_draw_pdf = {pdf_begin, pdf_page, pdf_end, pdf_free};
