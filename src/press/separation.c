/* sRGB to ink, by lcms2. */
#include "separation.h"

#include <lcms2.h>
#include <math.h>
#include <string.h>

#define NEARLY_GREY 8    /* steps between a pixel's strongest and weakest part */
#define PIECE       1024 /* pixels that are transformed at once */

#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define PIXELS TYPE_BGRA_8
#else
#define PIXELS TYPE_ARGB_8
#endif

struct LhSeparation {
    const LhPrinter *printer;
    GMutex lock; /* of what follows */
    gboolean opened;
    cmsHTRANSFORM transform; /* NULL = the profile is no good */
    guint8 blacks[256];      /* black ink alone that is as light as a grey */
    GError *error;
};

LhSeparation *lh_separation_new(const LhPrinter *printer)
{
    LhSeparation *separation = g_new0(LhSeparation, 1);

    separation->printer = printer;
    g_mutex_init(&separation->lock);
    return separation;
}

void lh_separation_free(LhSeparation *separation)
{
    if (separation == NULL)
        return;
    if (separation->transform)
        cmsDeleteTransform(separation->transform);
    g_clear_error(&separation->error);
    g_mutex_clear(&separation->lock);
    g_free(separation);
}

/* ---- Opening ---- */

/* How light each tone of black ink alone is, Y relative to the paper's. */
static void measure_black(cmsHPROFILE press, double *light)
{
    cmsHPROFILE lab = cmsCreateLab4Profile(NULL);
    cmsHTRANSFORM transform =
        cmsCreateTransform(press, TYPE_CMYK_8, lab, TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC,
                           cmsFLAGS_NOOPTIMIZE | cmsFLAGS_NOCACHE);

    for (int k = 0; transform && k < 256; k++) {
        guint8 inks[4] = {0, 0, 0, (guint8) k};
        cmsCIELab colour;
        cmsCIEXYZ parts;
        cmsDoTransform(transform, inks, &colour, 1);
        cmsLab2XYZ(NULL, &parts, &colour);
        light[k] = parts.Y;
    }
    if (transform)
        cmsDeleteTransform(transform);
    cmsCloseProfile(lab);
}

/* The tone of black for each grey of sRGB, the blackest that black ink alone makes for black. */
static void fit_blacks(const double *light, guint8 *blacks)
{
    int k = 255;

    for (int grey = 0; grey < 256; grey++) {
        double v = grey / 255.0;
        double y = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
        double wanted = light[255] + (light[0] - light[255]) * y;
        while (k > 0 && fabs(light[k - 1] - wanted) <= fabs(light[k] - wanted))
            k--;
        blacks[grey] = (guint8) k;
    }
    blacks[0] = 255;
    blacks[255] = 0;
}

static cmsHTRANSFORM make_transform(const char *bytes, gsize length, guint8 *blacks)
{
    cmsHPROFILE press = cmsOpenProfileFromMem(bytes, (cmsUInt32Number) length);
    cmsHPROFILE screen = cmsCreate_sRGBProfile();
    cmsHTRANSFORM transform = NULL;
    double light[256] = {0};

    if (press && cmsGetColorSpace(press) == cmsSigCmykData)
        transform =
            cmsCreateTransform(screen, PIXELS, press, TYPE_CMYK_8, INTENT_RELATIVE_COLORIMETRIC,
                               cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
    if (transform) {
        measure_black(press, light);
        fit_blacks(light, blacks);
    }
    cmsCloseProfile(screen);
    if (press)
        cmsCloseProfile(press);
    return transform;
}

static void open_profile(LhSeparation *separation)
{
    const char *path = separation->printer->colour.separation;
    g_autofree char *bytes = NULL;
    gsize length;

    if (!g_file_get_contents(path, &bytes, &length, &separation->error))
        return;
    separation->transform = make_transform(bytes, length, separation->blacks);
    if (!separation->transform)
        g_set_error(&separation->error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "%s is no ICC profile of a press that colours can go through", path);
}

/* The transform, made when it is first asked for. */
static cmsHTRANSFORM peek_transform(LhSeparation *separation)
{
    g_mutex_lock(&separation->lock);
    if (!separation->opened)
        open_profile(separation);
    separation->opened = TRUE;
    g_mutex_unlock(&separation->lock);
    return separation->transform;
}

gboolean lh_separation_check(LhSeparation *separation, GError **error)
{
    if (separation->error && error)
        *error = g_error_copy(separation->error);
    return separation->error == NULL;
}

/* ---- Pixels ---- */

static int red_of(guint32 pixel)
{
    return pixel >> 16 & 255;
}

static int green_of(guint32 pixel)
{
    return pixel >> 8 & 255;
}

static int blue_of(guint32 pixel)
{
    return pixel & 255;
}

/* Draws what is nearly grey towards black ink alone. */
static void clear_grey(const LhSeparation *separation, guint32 pixel, guint8 *inks)
{
    int red = red_of(pixel), green = green_of(pixel), blue = blue_of(pixel);
    int most = MAX(red, MAX(green, blue)), least = MIN(red, MIN(green, blue));
    int colour = most - least, black;

    if (colour >= NEARLY_GREY)
        return;
    black = separation->blacks[(red * 299 + green * 587 + blue * 114 + 500) / 1000];
    for (int i = 0; i < 4; i++) {
        int alone = i == 3 ? black : 0;
        inks[i] = (guint8) ((inks[i] * colour + alone * (NEARLY_GREY - colour)) / NEARLY_GREY);
    }
}

/* Takes what is above @limit, in bytes, from the colours. */
static void limit_ink(int limit, guint8 *inks)
{
    int colours = inks[0] + inks[1] + inks[2], room = MAX(0, limit - inks[3]);

    if (colours <= room)
        return;
    for (int i = 0; i < 3; i++)
        inks[i] = (guint8) (inks[i] * room / colours);
}

static void transform_piece(LhSeparation *separation, const guint32 *pixels, gsize n, guint8 *inks)
{
    cmsHTRANSFORM transform = peek_transform(separation);
    double limit = separation->printer->colour.ink_limit;
    int most = limit > 0 ? (int) (limit * 2.55) : 4 * 255;

    if (transform)
        cmsDoTransform(transform, pixels, inks, (cmsUInt32Number) n);
    else
        memset(inks, 0, 4 * n);
    for (gsize i = 0; i < n; i++) {
        clear_grey(separation, pixels[i], inks + 4 * i);
        limit_ink(most, inks + 4 * i);
    }
}

/* Neighbours are often alike: a pixel that follows its like is made ink once. */
static void transform_runs(LhSeparation *separation, const guint32 *pixels, gsize n, guint8 *inks)
{
    guint32 runs[PIECE];
    guint8 made[4 * PIECE];
    guint16 lengths[PIECE];
    gsize n_runs = 0;

    for (gsize i = 0; i < n; i++) {
        guint32 pixel = pixels[i] & 0xFFFFFF;
        if (n_runs > 0 && runs[n_runs - 1] == pixel) {
            lengths[n_runs - 1]++;
        } else {
            lengths[n_runs] = 1;
            runs[n_runs++] = pixel;
        }
    }
    transform_piece(separation, runs, n_runs, made);
    for (gsize r = 0; r < n_runs; r++)
        for (int k = 0; k < lengths[r]; k++, inks += 4)
            memcpy(inks, made + 4 * r, 4);
}

void lh_separation_greys(LhSeparation *separation, guint8 *tones)
{
    peek_transform(separation);
    for (int grey = 0; grey < 256; grey++)
        tones[grey] = separation->transform ? 255 - separation->blacks[grey] : (guint8) grey;
}

void lh_separation_pixels(LhSeparation *separation, const guint32 *pixels, gsize n, guint8 *inks)
{
    for (gsize i = 0; i < n; i += PIECE)
        transform_runs(separation, pixels + i, MIN(PIECE, n - i), inks + 4 * i);
}
