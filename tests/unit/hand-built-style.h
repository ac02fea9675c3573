/* A style made by hand, with the faces that the tests of font and hand need. */
#ifndef LONGHAND_TESTS_HAND_BUILT_STYLE_H
#define LONGHAND_TESTS_HAND_BUILT_STYLE_H

#include "longhand/style.h"

enum {
    FACE_BODY,
    FACE_HEADING,
    FACE_CODE,
    FACE_SHANTELL,
    FACE_SANS,
    FACE_MAPLE,
    FACE_MONO,
    N_FACES
};

static char *body_chain[] = {"shantell", "sans"};
static char *code_chain[] = {"maple", "mono", "sans"};

static LhFaceStyle built_faces[N_FACES] = {
    [FACE_BODY] = {.name = "body",
                   .file = "PlaypenSans_400Regular.ttf",
                   .scale = 1,
                   .fallback = body_chain,
                   .n_fallback = 2,
                   .avoid = "λΩ",
                   .alternates = TRUE,
                   .alive = TRUE},
    [FACE_HEADING] = {.name = "heading",
                      .file = "Caveat_700Bold.ttf",
                      .scale = 1,
                      .fallback = body_chain,
                      .n_fallback = 2,
                      .alternates = TRUE,
                      .alive = TRUE},
    [FACE_CODE] = {.name = "code",
                   .file = "ComicMono.ttf",
                   .scale = 1,
                   .fallback = code_chain,
                   .n_fallback = 3,
                   .alive = TRUE},
    [FACE_SHANTELL] = {.name = "shantell",
                       .file = "ShantellSans_400Regular.ttf",
                       .scale = 1,
                       .alive = TRUE},
    [FACE_SANS] = {.name = "sans", .file = "DejaVuSans.ttf", .scale = 0.95},
    [FACE_MAPLE] = {.name = "maple", .file = "MapleMono-Regular.ttf", .scale = 0.9083},
    [FACE_MONO] = {.name = "mono", .file = "DejaVuSansMono.ttf", .scale = 0.905},
};

static inline void set_role(LhStyle *style, LhRole role, int face, double size)
{
    style->role[role] = (LhTextStyle){
        .face = built_faces[face].name, .face_index = (guint8) face, .size = size, .wobble = 1};
}

/* Body, heading and code roles; @liveliness as in a style file. */
static inline LhStyle built_style(double liveliness)
{
    LhStyle style = {.faces = built_faces, .n_faces = N_FACES};
    style.hand.liveliness = liveliness;
    style.hand.variants = 4;
    style.hand.outline = 0.04;
    style.hand.letter_rotation = 0.5;
    style.hand.letter_shift = 0.11;
    style.hand.cap = 0.042;
    for (int role = 0; role < LH_N_ROLES; role++)
        set_role(&style, (LhRole) role, FACE_BODY, 10.9);
    set_role(&style, LH_ROLE_H1, FACE_HEADING, 39);
    set_role(&style, LH_ROLE_CODE, FACE_CODE, 10.36);
    set_role(&style, LH_ROLE_LISTING, FACE_CODE, 8.8);
    return style;
}

/* The folder of the fonts. */
static inline const char *fonts_dir(void)
{
    const char *root = g_getenv("LONGHAND_SOURCE");
    static char path[4096];
    g_snprintf(path, sizeof path, "%s/fonts", root ? root : ".");
    return path;
}

#endif
