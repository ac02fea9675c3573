/* Broken font files: opening, shaping with and enlivening any bytes must give an error or a font.
 */
#include "longhand/font.h"
#include "longhand/hand.h"
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static LhFaceStyle face = {.name = "body", .scale = 1, .alternates = TRUE, .alive = TRUE};

static LhStyle make_style(char *file)
{
    LhStyle style = {.faces = &face, .n_faces = 1};
    face.file = file;
    style.hand.liveliness = 1;
    style.hand.variants = 3;
    style.hand.outline = 0.04;
    style.hand.letter_rotation = 0.5;
    style.hand.letter_shift = 0.11;
    style.hand.cap = 0.042;
    style.role[LH_ROLE_BODY] = (LhTextStyle){.face = (char *) "body", .size = 10.9, .wobble = 1};
    return style;
}

/* Shapes some words and gathers the glyphs they use. */
static void shape_words(const LhFonts *fonts, GArray *used)
{
    static const char *const words[] = {"little",     "AVATAR",      "f(x)=0",
                                        "na\u00efve", "a\u2192b",    "\u05e9\u05dc\u05d5\u05dd",
                                        "e\u0301",    "\u65e5\u672c"};
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        for (guint32 seed = 0; seed < 3; seed++)
            for (const LhWord *word =
                     lh_shape_word(shaper, LH_ROLE_BODY, words[i], strlen(words[i]), seed);
                 word; word = word->next)
                for (guint k = 0; k < word->n_glyphs; k++)
                    g_array_append_val(used, word->glyphs[k].gid);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    static char *path;
    static int file = -1;
    if (file < 0)
        file = g_file_open_tmp("fuzz-font-XXXXXX", &path, NULL);
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != (gssize) size)
        abort();
    g_autofree char *name = g_path_get_basename(path);
    LhStyle style = make_style(name);
    g_autoptr(GError) error = NULL;
    g_autoptr(LhFonts) fonts = lh_fonts_open(&style, g_get_tmp_dir(), &error);
    g_assert_true((fonts == NULL) == (error != NULL));
    if (!fonts)
        return 0;
    g_autoptr(GArray) used = g_array_new(FALSE, FALSE, sizeof(guint16));
    shape_words(fonts, used);
    guint n_glyphs;
    g_autoptr(GBytes) living =
        lh_hand_living_font(lh_fonts_peek_bytes(fonts, 0), (const guint16 *) (gpointer) used->data,
                            used->len, &style, style.hand.variants, &n_glyphs, &error);
    g_assert_true((living == NULL) == (error != NULL));
    return 0;
}
