/* What a printer asks of the pages: boxes, bleed, inks, marks, and keys of PDF/X in the catalog. */
#include "pdf.h"

#include <math.h>
#include <string.h>

#define LINE_MOST 3.0  /* points: a thicker stroke is an area, whose tint is free */
#define MARK      0.25 /* points: the weight of crop marks */
#define ROUND     4.0  /* points: radius of a registration mark */

/* ---- Boxes ---- */

/* How far marks reach beyond the bleed. */
static double slug_of(const LhPrinter *printer)
{
    double least = MIN(MIN(printer->boxes.inner, printer->boxes.outer),
                       MIN(printer->boxes.top, printer->boxes.bottom));
    double marks = printer->boxes.crop_marks > 0
                       ? printer->boxes.mark_offset + printer->boxes.crop_marks - least
                       : 0;
    double rounds = printer->boxes.registration_marks ? 4 * ROUND : 0;
    return MAX(0, MAX(marks, rounds));
}

void lh_pdf_lay_sheet(LhPdfScene *scene)
{
    const LhPages *pages = scene->pages;
    const LhPrinter *printer = scene->printer;
    double bleed = lh_page_bleed(pages);

    scene->edges[0] = scene->edges[1] = (LhPdfEdges){bleed, bleed, bleed, bleed};
    if (printer) {
        scene->slug = slug_of(printer);
        for (int recto = 0; recto < 2; recto++)
            scene->edges[recto] =
                (LhPdfEdges){.left = recto ? printer->boxes.inner : printer->boxes.outer,
                             .right = recto ? printer->boxes.outer : printer->boxes.inner,
                             .top = printer->boxes.top,
                             .bottom = printer->boxes.bottom};
    }
    if (pages->sheet.width > 0) /* a proof's, larger than the page */
        scene->edges[0] = scene->edges[1] =
            (LhPdfEdges){.left = pages->sheet.x,
                         .right = pages->sheet.width - pages->style->page.width - pages->sheet.x,
                         .top = pages->sheet.y,
                         .bottom = pages->sheet.height - pages->style->page.height - pages->sheet.y};
    const LhPdfEdges *e = &scene->edges[0];
    scene->width = pages->style->page.width + e->left + e->right + 2 * scene->slug;
    scene->height = pages->style->page.height + e->top + e->bottom + 2 * scene->slug;
}

int lh_pdf_side(const LhPdfScene *scene, gboolean recto)
{
    return recto && fabs(scene->edges[0].left - scene->edges[1].left) > LH_EPSILON;
}

static void append_box(GString *body, const char *name, const double corners[4])
{
    g_string_append_printf(body, "/%s[", name);
    for (int i = 0; i < 4; i++) {
        lh_pdf_number(body, corners[i], 3);
        g_string_append_c(body, i < 3 ? ' ' : ']');
    }
}

void lh_pdf_append_boxes(GString *body, const LhPdfScene *scene, int side)
{
    const LhPdfEdges *e = &scene->edges[side];
    double s = scene->slug, w = scene->width, h = scene->height;
    const double media[] = {0, 0, w, h}, bleed[] = {s, s, w - s, h - s};
    const double trim[] = {s + e->left, s + e->bottom, w - s - e->right, h - s - e->top};

    append_box(body, "MediaBox", media);
    if (!scene->printer && e->left <= 0)
        return;
    append_box(body, "BleedBox", bleed);
    append_box(body, "TrimBox", trim);
}

/* ---- Inks ---- */

static double total_of(const double *build)
{
    return build[0] + build[1] + build[2] + build[3];
}

static int strongest_of(const double *build)
{
    int best = 0;

    for (int i = 1; i < 4; i++)
        if (build[i] > build[best])
            best = i;
    return best;
}

/* One ink: what is dark is black, what is pale a tint as light as the colour, darker the more colour
 * there is in it. */
static void make_mono(const LhStyle *style, const LhInk *ink, double *build)
{
    double light = 0.299 * ink->red + 0.587 * ink->green + 0.114 * ink->blue;
    double colour = MAX(ink->red, MAX(ink->green, ink->blue)) -
                    MIN(ink->red, MIN(ink->green, ink->blue));
    double tint = round(100 * (1 - light) + style->mono.tint_colour * colour);

    memset(build, 0, 4 * sizeof *build);
    if (light < style->mono.tint_from)
        build[3] = 100;
    else if (light < 1)
        build[3] = CLAMP(tint, style->mono.least_tint, 100);
}

/* Takes from the colours what is above the printer's limit; black stays. */
static void limit_ink(const LhPrinter *printer, double *build)
{
    double limit = printer->colour.ink_limit, colours = total_of(build) - build[3];

    if (limit <= 0 || total_of(build) <= limit || colours <= 0)
        return;
    for (int i = 0; i < 3; i++)
        build[i] *= MAX(0, limit - build[3]) / colours;
}

/* Makes the strongest ink at least the printer's tint, the others in proportion. */
static void raise_tint(const LhPrinter *printer, double *build)
{
    double strongest = build[strongest_of(build)];

    if (strongest <= 0 || strongest >= printer->lines.tint)
        return;
    for (int i = 0; i < 4; i++)
        build[i] *= printer->lines.tint / strongest;
}

void lh_pdf_ink_build(const LhPdfScene *scene, const LhInk *ink, LhPdfUse use, double *build)
{
    const double plain[] = {ink->cyan, ink->magenta, ink->yellow, ink->black};
    int best;

    memcpy(build, plain, sizeof plain);
    if (scene->mono)
        make_mono(scene->style, ink, build);
    if (!scene->printer)
        return;
    limit_ink(scene->printer, build);
    best = strongest_of(build);
    for (int i = 0; i < 4 && use == LH_PDF_PRINTED; i++)
        build[i] = i == best ? build[i] : 0;
    if (use == LH_PDF_LINE || use == LH_PDF_PRINTED)
        raise_tint(scene->printer, build);
}

LhPdfUse lh_pdf_thicken(const LhPdfScene *scene, const LhInk *ink, LhPdfUse use, float *weight)
{
    double build[4];
    int n = 0;

    if (!scene->printer || *weight > LINE_MOST)
        return LH_PDF_STROKE;
    lh_pdf_ink_build(scene, ink, use, build);
    for (int i = 0; i < 4; i++)
        n += build[i] > 0;
    *weight = MAX(*weight, (float) scene->printer->lines.weight);
    if (n > 1)
        *weight = MAX(*weight, (float) scene->printer->lines.several_inks);
    return use;
}

/* ---- Marks ---- */

static void append_line(GString *out, double x1, double y1, double x2, double y2)
{
    const double n[] = {x1, y1, x2, y2};

    for (int i = 0; i < 4; i++) {
        lh_pdf_number(out, n[i], 3);
        g_string_append(out, i == 1 ? " m " : i == 3 ? " l S\n" : " ");
    }
}

/* A cross in a square, which any program can fold on the other inks. */
static void append_round(GString *out, double x, double y)
{
    append_line(out, x - 2 * ROUND, y, x + 2 * ROUND, y);
    append_line(out, x, y - 2 * ROUND, x, y + 2 * ROUND);
    lh_pdf_number(out, x - ROUND, 3);
    g_string_append_c(out, ' ');
    lh_pdf_number(out, y - ROUND, 3);
    g_string_append_c(out, ' ');
    lh_pdf_number(out, 2 * ROUND, 3);
    g_string_append_c(out, ' ');
    lh_pdf_number(out, 2 * ROUND, 3);
    g_string_append(out, " re S\n");
}

static void append_crop_marks(GString *out, const LhPrinter *printer, const double *trim)
{
    double near = printer->boxes.mark_offset, far = near + printer->boxes.crop_marks;

    for (int i = 0; i < 4; i++) {
        double x = trim[i & 1 ? 2 : 0], y = trim[i & 2 ? 3 : 1];
        double dx = i & 1 ? 1 : -1, dy = i & 2 ? 1 : -1;
        append_line(out, x + dx * near, y, x + dx * far, y);
        append_line(out, x, y + dy * near, x, y + dy * far);
    }
}

void lh_pdf_draw_marks(GString *out, const LhPdfScene *scene, int side)
{
    const LhPdfEdges *e = &scene->edges[side];
    double s = scene->slug, w = scene->width, h = scene->height;
    const double trim[] = {s + e->left, s + e->bottom, w - s - e->right, h - s - e->top};

    if (s <= 0)
        return;
    g_string_append(out, "1 1 1 1 K 0 J ");
    lh_pdf_number(out, MARK, 3);
    g_string_append(out, " w\n");
    if (scene->printer->boxes.crop_marks > 0)
        append_crop_marks(out, scene->printer, trim);
    if (!scene->printer->boxes.registration_marks)
        return;
    append_round(out, s / 2, h / 2);
    append_round(out, w - s / 2, h / 2);
    append_round(out, w / 2, s / 2);
    append_round(out, w / 2, h - s / 2);
}

/* ---- Pages ---- */

int lh_pdf_count_added(const LhPdfScene *scene, int pages)
{
    const LhPrinter *printer = scene->printer;
    int all = pages;

    if (!printer)
        return 0;
    all += printer->pages.last_blank;
    while (all % printer->pages.multiple)
        all++;
    return all - pages;
}

/* ---- PDF/X ---- */

int lh_pdf_minor_version(const LhPrinter *printer)
{
    if (!printer)
        return 5;
    if (printer->pdf.kind == LH_PDF_X4)
        return 6;
    return (int) CLAMP(lround(printer->pdf.version * 10) - 10, 3, 5);
}

/* The press's ICC profile. Returns: its object, 0 = there is none. */
static int add_profile(LhPdfFile *file, const LhPrinter *printer, GError **error)
{
    g_autofree char *bytes = NULL;
    gsize length;
    int object;

    if (!printer->colour.profile)
        return 0;
    if (!g_file_get_contents(printer->colour.profile, &bytes, &length, error))
        return -1;
    if (length < 128 || memcmp(bytes + 36, "acsp", 4) != 0 || memcmp(bytes + 16, "CMYK", 4) != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s is no ICC profile of a press",
                    printer->colour.profile);
        return -1;
    }
    object = lh_pdf_reserve(file);
    lh_pdf_add_stream(file, object, "/N 4", bytes, length);
    return object;
}

gboolean lh_pdf_append_intent(GString *catalog, LhPdfFile *file, const LhPrinter *printer,
                              GError **error)
{
    int profile, object;
    GString *body;

    if (!printer || !lh_printer_is_pdfx(printer))
        return TRUE;
    profile = add_profile(file, printer, error);
    if (profile < 0)
        return FALSE;
    object = lh_pdf_reserve(file);
    body = g_string_new("<</Type/OutputIntent/S/GTS_PDFX/OutputConditionIdentifier");
    lh_pdf_text(body, printer->colour.condition);
    g_string_append(body, "/RegistryName(http://www.color.org)/Info");
    lh_pdf_text(body, printer->colour.condition_info ? printer->colour.condition_info
                                                     : printer->colour.condition);
    if (profile)
        g_string_append_printf(body, "/DestOutputProfile %d 0 R", profile);
    g_string_append(body, ">>");
    lh_pdf_add(file, object, body);
    g_string_append_printf(catalog, "/OutputIntents[%d 0 R]", object);
    return TRUE;
}

const char *lh_pdf_info_keys(const LhPrinter *printer)
{
    static const char *const keys[] = {
        [LH_PDF_PLAIN] = "",
        [LH_PDF_X1A_2001] = "/Trapped/False/GTS_PDFXVersion(PDF/X-1:2001)"
                            "/GTS_PDFXConformance(PDF/X-1a:2001)",
        [LH_PDF_X1A_2003] = "/Trapped/False/GTS_PDFXVersion(PDF/X-1a:2003)",
        [LH_PDF_X4] = "/Trapped/False/GTS_PDFXVersion(PDF/X-4)",
    };

    return printer ? keys[printer->pdf.kind] : "";
}

gboolean lh_pdf_has_xmp(const LhPrinter *printer)
{
    return !printer || (!(printer->pdf.forbidden & LH_WITHOUT_METADATA) &&
                        printer->pdf.kind != LH_PDF_X1A_2001);
}
