/* Pictures of a sample's pages: each alone in several sizes, open books, the banner. */
#include "internal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define LEAVES         3  /* that show below an open page */
#define FEWEST_COLOURS 32 /* fewer are seen */

typedef enum { SINGLE, SPREAD, BANNER } Kind;

/* A picture to be drawn by one thread. */
typedef struct {
    Kind kind;
    const LhPage *left, *right; /* SINGLE: right; NULL = that side is empty */
    const LhPage *cover;        /* BANNER; NULL = none */
    int width, height, colours;
    LhPictureFile *file;
    GError *error;
} Job;

typedef struct {
    const LhSample *sample;
    const LhPreviewLook *look;
    const char *folder;
    double ratio; /* a page's height over its width */
    guint32 desk, paper;
    GArray *jobs;         /* of Job */
    GAsyncQueue *brushes; /* of LhBrush *, one a thread */
} Work;

/* ---- What there is to draw ---- */

static void picture_free(gpointer data)
{
    LhPictureFile *picture = data;
    g_free(picture->file);
    g_free(picture);
}

static Job *add_job(Work *work, Kind kind, int width, int height, char *name)
{
    Job job = {.kind = kind, .width = width, .height = height};
    job.colours = kind == SINGLE ? work->look->size.colours : LH_MOST_COLOURS;
    job.file = g_new0(LhPictureFile, 1);
    job.file->file = g_strdup_printf("pictures/%s.png", name);
    job.file->width = width;
    job.file->height = height;
    g_free(name);
    g_array_append_val(work->jobs, job);
    return &g_array_index(work->jobs, Job, work->jobs->len - 1);
}

static void add_single(Work *work, const LhLeaf *leaf, const char *ending, int width)
{
    Job *job = add_job(work, SINGLE, width, (int) lrint(width * work->ratio),
                       g_strconcat(leaf->name, ending, NULL));
    job->right = leaf->bare;
}

/* "014" of "page-014" */
static const char *short_name(const LhLeaf *leaf)
{
    return leaf->name + strlen("page-");
}

static int spread_height(const Work *work)
{
    const LhPreviewLook *look = work->look;
    double page = look->size.spread * (1 - 2 * look->book.margin) / 2;
    return (int) lrint(page * work->ratio + 2 * look->book.margin * look->size.spread);
}

static void add_spread(Work *work, const LhLeaf *left, const LhLeaf *right)
{
    Job *job = add_job(work, SPREAD, work->look->size.spread, spread_height(work),
                       g_strdup_printf("spread-%s-%s", short_name(left), short_name(right)));
    job->left = left->bare;
    job->right = right->bare;
}

/* What a banner with @leaf (and @next facing it) tells of the book: most where its author shows it,
 * then an open book of a chapter, an open book, a page. */
static int banner_worth(const LhLeaf *leaf, const LhLeaf *next)
{
    if (leaf->kind != LH_LEAF_CHOSEN)
        return 0;
    if (!next)
        return 1;
    return leaf->shown                                                        ? 4
           : leaf->page->chapter && next->page->chapter && !leaf->page->roman ? 3
                                                                              : 2;
}

/* The first of those that tell most. */
static void choose_banner(const LhSample *sample, Job *job)
{
    int best = 0;
    for (guint i = 0; i < sample->leaves->len; i++) {
        const LhLeaf *leaf = &g_array_index(sample->leaves, LhLeaf, i),
                     *next = lh_leaf_facing(sample, i);
        int worth = banner_worth(leaf, next);
        if (leaf->kind == LH_LEAF_COVER)
            job->cover = leaf->bare;
        if (worth <= best)
            continue;
        best = worth;
        job->left = next ? leaf->bare : NULL;
        job->right = next ? next->bare : leaf->bare;
    }
}

static void list_jobs(Work *work)
{
    const LhPreviewLook *look = work->look;
    const GArray *leaves = work->sample->leaves;
    for (guint i = 0; i < leaves->len; i++) {
        const LhLeaf *leaf = &g_array_index(leaves, LhLeaf, i),
                     *next = lh_leaf_facing(work->sample, i);
        add_single(work, leaf, "", look->size.page);
        add_single(work, leaf, "-small", look->size.thumb);
        if (leaf->shown)
            add_single(work, leaf, "-large", look->size.large);
        if (next && (leaf->shown || next->shown))
            add_spread(work, leaf, next);
    }
    choose_banner(work->sample, add_job(work, BANNER, look->size.banner_width,
                                        look->size.banner_height, g_strdup("banner")));
}

/* ---- Drawing ---- */

/* A colour of @a with @part of @b in it. */
static guint32 mix(guint32 a, guint32 b, double part)
{
    guint32 mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        double x = a >> shift & 255, y = b >> shift & 255;
        mixed = mixed << 8 | (guint32) lrint(x + (y - x) * part);
    }
    return mixed;
}

/* The leaves below the open pages, a little larger each, from the lowest up. */
static void draw_leaves(const Work *work, LhCanvas *canvas, double x, double y, double width,
                        double height, double edge)
{
    for (int i = LEAVES; i > 0; i--) {
        double out = edge * i / LEAVES, thin = MAX(edge / LEAVES / 4, 0.6);
        lh_canvas_fill(canvas, x - out, y + out / 2, width + 2 * out, height,
                       mix(work->paper, 0x6b5f45, 0.38));
        lh_canvas_fill(canvas, x - out + thin, y + out / 2, width + 2 * (out - thin), height - thin,
                       mix(work->paper, 0x6b5f45, 0.06 * i));
    }
}

/* Darkest where the box touches the desk, and a little lower than it. */
static void draw_shadow(const Work *work, LhCanvas *canvas, const Job *job, double x, double y,
                        double width, double height)
{
    double reach = work->look->book.reach * job->width, drop = work->look->book.drop * job->width;
    lh_canvas_shadow(canvas, x + drop, y + 2 * drop, width - 2 * drop, height - 2 * drop, reach,
                     work->look->book.strength);
}

/* One page or two as they lie open, the book's left edge at @x. */
static gboolean draw_book(const Work *work, LhCanvas *canvas, LhBrush *brush, const Job *job,
                          double x, double y, double page, GError **error)
{
    const LhPreviewLook *look = work->look;
    double height = page * work->ratio, width = job->left ? 2 * page : page;
    double fold = look->book.gutter * page;
    draw_shadow(work, canvas, job, x, y, width, height);
    draw_leaves(work, canvas, x, y, width, height, look->book.edge * page);
    if (job->left && !lh_canvas_page(canvas, brush, job->left, x, y, page, error))
        return FALSE;
    double middle = job->left ? x + page : x;
    if (!lh_canvas_page(canvas, brush, job->right, middle, y, page, error))
        return FALSE;
    lh_canvas_shade(canvas, middle, y, fold, height, look->book.gutter_strength);
    if (job->left)
        lh_canvas_shade(canvas, middle, y, -fold, height, look->book.gutter_strength);
    return TRUE;
}

static gboolean draw_spread(const Work *work, LhCanvas *canvas, LhBrush *brush, const Job *job,
                            GError **error)
{
    double margin = work->look->book.margin * job->width;
    return draw_book(work, canvas, brush, job, margin, margin, (job->width - 2 * margin) / 2,
                     error);
}

static gboolean draw_cover(const Work *work, LhCanvas *canvas, LhBrush *brush, const Job *job,
                           double x, double width, GError **error)
{
    const LhPreviewLook *look = work->look;
    double height = width * work->ratio, y = (job->height - height) / 2;
    lh_canvas_turn(canvas, look->book.banner_angle, x + width / 2, y + height / 2);
    draw_shadow(work, canvas, job, x, y, width, height);
    gboolean done = lh_canvas_page(canvas, brush, job->cover, x, y, width, error);
    lh_canvas_turn(canvas, 0, 0, 0);
    return done;
}

/* The cover beside an open book, both in the middle. */
static gboolean draw_banner(const Work *work, LhCanvas *canvas, LhBrush *brush, const Job *job,
                            GError **error)
{
    const LhPreviewLook *look = work->look;
    double page = look->book.banner_spread * job->height / work->ratio;
    double book = job->left ? 2 * page : page;
    double cover = job->cover ? look->book.banner_cover * job->height / work->ratio : 0;
    double gap = job->cover ? look->book.banner_gap * job->width : 0;
    double x = (job->width - cover - gap - book) / 2;
    double y = (job->height - page * work->ratio) / 2;
    if (job->right && !draw_book(work, canvas, brush, job, x + cover + gap, y, page, error))
        return FALSE;
    return !job->cover || draw_cover(work, canvas, brush, job, x, cover, error);
}

static gboolean draw(const Work *work, LhCanvas *canvas, LhBrush *brush, const Job *job,
                     GError **error)
{
    switch (job->kind) {
    case SINGLE:
        return lh_canvas_page(canvas, brush, job->right, 0, 0, job->width, error);
    case SPREAD:
        return draw_spread(work, canvas, brush, job, error);
    case BANNER:
        break;
    }
    return draw_banner(work, canvas, brush, job, error);
}

/* Whether a page for a web page takes too long to load. */
static gboolean is_too_large(const Work *work, const Job *job, GBytes *png)
{
    const LhPreviewLook *look = work->look;
    return job->kind == SINGLE && job->width == look->size.page &&
           g_bytes_get_size(png) > (gsize) look->size.page_bytes;
}

static GBytes *draw_png(const Work *work, LhBrush *brush, Job *job)
{
    guint32 ground = job->kind == SINGLE ? work->paper : work->desk;
    g_autoptr(LhCanvas) canvas = lh_canvas_new(job->width, job->height, ground, &job->error);
    if (!canvas || !draw(work, canvas, brush, job, &job->error))
        return NULL;
    g_autofree guint32 *pixels = lh_canvas_pixels(canvas);
    GBytes *png = lh_palette_png(pixels, job->width, job->height, job->colours, NULL);
    while (is_too_large(work, job, png) && job->colours > FEWEST_COLOURS) {
        g_bytes_unref(png);
        job->colours /= 2;
        png = lh_palette_png(pixels, job->width, job->height, job->colours, NULL);
    }
    return png;
}

static void run_job(int index, gpointer data)
{
    const Work *work = data;
    Job *job = &g_array_index(work->jobs, Job, index);
    LhBrush *brush = g_async_queue_pop(work->brushes);
    g_autoptr(GBytes) png = draw_png(work, brush, job);
    g_async_queue_push(work->brushes, brush);
    if (!png)
        return;
    g_autofree char *path = g_build_filename(work->folder, job->file->file, NULL);
    gsize length;
    gconstpointer bytes = g_bytes_get_data(png, &length);
    job->file->bytes = length;
    static GMutex one; /* an interrupted run takes away one unfinished file, not several */
    g_mutex_lock(&one);
    lh_write_beside(path, bytes, length, &job->error);
    g_mutex_unlock(&one);
}

/* ---- The folder ---- */

static gboolean is_ours(const char *name)
{
    return g_regex_match_simple("^(cover|notice|closing|banner|page-|spread-)[a-z0-9-]*\\.png$",
                                name, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* Whether an earlier run made the folder: then what is in it is ours to take away. */
static gboolean is_preview(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "index.html", NULL);
    g_autofree char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) &&
           strstr(text, "<meta name=\"generator\" content=\"Longhand\">");
}

/* Takes away pictures of pages that an earlier run chose: they are not to be given away any more.
 */
static void sweep(const Work *work, const char *folder)
{
    if (!is_preview(work->folder))
        return;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autoptr(GHashTable) made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *name;
    for (guint i = 0; i < work->jobs->len; i++)
        g_hash_table_add(made, g_path_get_basename(g_array_index(work->jobs, Job, i).file->file));
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (is_ours(name) && !g_hash_table_contains(made, name))
            g_unlink(path);
    }
}

static gboolean make_folder(const Work *work, GError **error)
{
    g_autofree char *folder = g_build_filename(work->folder, "pictures", NULL);
    if (g_mkdir_with_parents(folder, 0777) < 0) {
        g_set_error(error, G_FILE_ERROR, (int) g_file_error_from_errno(errno),
                    "cannot make the folder %s: %s", folder, g_strerror(errno));
        return FALSE;
    }
    sweep(work, folder);
    return TRUE;
}

static gboolean open_brushes(Work *work, const LhFonts *fonts, int jobs, GError **error)
{
    for (int i = 0; i < jobs; i++) {
        LhBrush *brush = lh_brush_new(work->sample->pages, fonts, error);
        if (!brush)
            return FALSE;
        g_async_queue_push(work->brushes, brush);
    }
    return TRUE;
}

static int compare_pictures(gconstpointer a, gconstpointer b)
{
    return strcmp((*(LhPictureFile *const *) a)->file, (*(LhPictureFile *const *) b)->file);
}

/* The files written, or NULL with the first error. */
static GPtrArray *gather(Work *work, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(picture_free);
    gboolean good = TRUE;
    for (guint i = 0; i < work->jobs->len; i++) {
        Job *job = &g_array_index(work->jobs, Job, i);
        g_ptr_array_add(files, job->file);
        if (!job->error)
            continue;
        if (good)
            g_propagate_error(error, g_steal_pointer(&job->error));
        g_clear_error(&job->error);
        good = FALSE;
    }
    if (!good)
        return NULL;
    g_ptr_array_sort(files, compare_pictures);
    return g_steal_pointer(&files);
}

static guint32 colour_of(const LhInk *ink)
{
    return (guint32) lrint(ink->screen_red * 255) << 16 |
           (guint32) lrint(ink->screen_green * 255) << 8 | (guint32) lrint(ink->screen_blue * 255);
}

GPtrArray *lh_preview_pictures(const LhSample *sample, const LhFonts *fonts,
                               const LhPreviewLook *look, const char *folder, int jobs,
                               GError **error)
{
    const LhStyle *style = sample->full->style;
    Work work = {.sample = sample,
                 .look = look,
                 .folder = folder,
                 .ratio = style->page.height / style->page.width,
                 .desk = (guint32) g_ascii_strtoull(look->book.desk + 1, NULL, 16) & 0xffffff,
                 .paper = colour_of(&style->inks[style->grid.paper.index]),
                 .jobs = g_array_new(FALSE, FALSE, sizeof(Job)),
                 .brushes = g_async_queue_new_full((GDestroyNotify) lh_brush_free)};
    list_jobs(&work);
    jobs = CLAMP(jobs, 1, (int) work.jobs->len);
    gboolean ready = make_folder(&work, error) && open_brushes(&work, fonts, jobs, error);
    if (ready)
        lh_parallel_each((int) work.jobs->len, jobs, run_job, &work, NULL, NULL);
    GPtrArray *files = gather(&work, ready ? error : NULL);
    if (!ready)
        g_clear_pointer(&files, g_ptr_array_unref);
    g_async_queue_unref(work.brushes);
    g_array_unref(work.jobs);
    return files;
}
