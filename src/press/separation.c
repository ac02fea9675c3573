/* sRGB to ink, by lcms2. */
#include "separation.h"

#include <lcms2.h>
#include <string.h>

#define NEARLY_GREY 16   /* steps between a pixel's strongest and weakest part */
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

static cmsHTRANSFORM make_transform(const char *bytes, gsize length)
{
    cmsHPROFILE press = cmsOpenProfileFromMem(bytes, (cmsUInt32Number) length);
    cmsHPROFILE screen = cmsCreate_sRGBProfile();
    cmsHTRANSFORM transform = NULL;

    if (press && cmsGetColorSpace(press) == cmsSigCmykData)
        transform =
            cmsCreateTransform(screen, PIXELS, press, TYPE_CMYK_8, INTENT_RELATIVE_COLORIMETRIC,
                               cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
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
    separation->transform = make_transform(bytes, length);
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

static gboolean is_grey(guint32 pixel)
{
    return red_of(pixel) == green_of(pixel) && green_of(pixel) == blue_of(pixel);
}

/* Draws what is nearly grey towards black ink alone. */
static void clear_grey(guint32 pixel, guint8 *inks)
{
    int red = red_of(pixel), green = green_of(pixel), blue = blue_of(pixel);
    int most = MAX(red, MAX(green, blue)), least = MIN(red, MIN(green, blue));
    int colour = most - least, black;

    if (colour >= NEARLY_GREY)
        return;
    black = 255 - (red * 299 + green * 587 + blue * 114 + 500) / 1000;
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

/* Whether all pixels of a piece are grey: a picture with text needs no profile where it is white.
 */
static gboolean all_grey(const guint32 *pixels, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (!is_grey(pixels[i]))
            return FALSE;
    return TRUE;
}

static void transform_piece(LhSeparation *separation, const guint32 *pixels, gsize n, guint8 *inks)
{
    cmsHTRANSFORM transform = all_grey(pixels, n) ? NULL : peek_transform(separation);
    double limit = separation->printer->colour.ink_limit;
    int most = limit > 0 ? (int) (limit * 2.55) : 4 * 255;

    if (transform)
        cmsDoTransform(transform, pixels, inks, (cmsUInt32Number) n);
    else
        memset(inks, 0, 4 * n);
    for (gsize i = 0; i < n; i++) {
        clear_grey(pixels[i], inks + 4 * i);
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

void lh_separation_pixels(LhSeparation *separation, const guint32 *pixels, gsize n, guint8 *inks)
{
    for (gsize i = 0; i < n; i += PIECE)
        transform_runs(separation, pixels + i, MIN(PIECE, n - i), inks + 4 * i);
}
