/* The EAN-13 on the back: zint knows the bars, we draw them. Sizes are GS1's for magnification 1.
 */
#include "internal.h"

#include <string.h>
#include <zint.h>

#define MODULE  (0.33 * 72 / 25.4) /* points: the thinnest bar */
#define MODULES 95                 /* all bars, without the quiet zones */
#define BARS    (22.85 * 72 / 25.4)
#define GUARD   (5 * MODULE) /* how far the guard bars reach below the others */
#define DIGITS  9.6          /* points: size of the digits */
#define DROP    8.0          /* from the bars' end to the digits' baseline */

static gboolean is_guard(int module)
{
    return module < 3 || (module >= 45 && module < 50) || module >= 92;
}

/* Neighbouring black modules of the same height are one bar. */
static void add_bars(LhCover *cover, const struct zint_symbol *symbol, double x, double y,
                     double height)
{
    const LhInkRef *black = &cover->style->cover.black;
    for (int i = 0; i < symbol->width;) {
        int n = 0;
        while (i + n < symbol->width &&
               (symbol->encoded_data[0][(i + n) / 8] >> ((i + n) % 8)) & 1 &&
               is_guard(i + n) == is_guard(i))
            n++;
        if (n)
            lh_cover_fill(cover, LH_LAYER_STROKE, x + i * MODULE, y, n * MODULE,
                          height + (is_guard(i) ? GUARD : 0), black);
        i += MAX(n, 1);
    }
}

/* @n digits from @text in the middle of @width points. */
static void add_digits(LhCover *cover, const char *text, int n, double x, double width, double y)
{
    g_autofree char *digits = g_strndup(text, (gsize) n);
    const LhStyle *style = cover->style;
    double step = width / n, half = lh_set_measure(&cover->setter, "0", LH_ROLE_COVER_DIGITS) / 2;
    for (int i = 0; i < n; i++) {
        char digit[2] = {digits[i], '\0'};
        lh_set_label(&cover->setter, lh_arena_strndup(cover->setter.arena, digit, 1),
                     LH_ROLE_COVER_DIGITS, style->cover.black.index, x + (i + 0.5) * step - half, y,
                     0, NULL, (LhSource){0});
    }
}

void lh_cover_barcode(LhCover *cover, const char *isbn, double x, double y)
{
    g_autofree char *ean = lh_isbn_ean(isbn);
    struct zint_symbol *symbol = ZBarcode_Create();
    double width = MODULES * MODULE, room = cover->shape->barcode_width;
    double left = x + (room - width) / 2 + 2 * MODULE;
    double height = MIN(BARS, cover->shape->barcode_height - DROP - 3 * DIGITS);
    double top = y + (cover->shape->barcode_height - height - DROP - DIGITS) / 2 + DIGITS;

    symbol->symbology = BARCODE_EANX;
    if (ean && ZBarcode_Encode(symbol, (const unsigned char *) ean, 0) < ZINT_ERROR &&
        symbol->width == MODULES) {
        g_autofree char *label = g_strdup_printf("ISBN %s", isbn);
        add_bars(cover, symbol, left, top, height);
        add_digits(cover, ean, 1, left - 9 * MODULE, 7 * MODULE, top + height + DROP);
        add_digits(cover, ean + 1, 6, left + 3 * MODULE, 42 * MODULE, top + height + DROP);
        add_digits(cover, ean + 7, 6, left + 50 * MODULE, 42 * MODULE, top + height + DROP);
        lh_set_label(&cover->setter, lh_arena_strndup(cover->setter.arena, label, -1),
                     LH_ROLE_COVER_ISBN, cover->style->cover.black.index, left + width / 2, top - 4,
                     0.5, NULL, (LhSource){0});
    }
    ZBarcode_Delete(symbol);
}
