/* What a font file says about itself. */
#include "internal.h"
#include <hb-ot.h>

#define MOST_BYTES 400

/* The name @id in English. Returns: (transfer full) NULL = the file has none. */
static char *name_of(const LhFonts *fonts, guint face, hb_ot_name_id_t id)
{
    char text[MOST_BYTES];
    unsigned size = sizeof text;

    if (face >= fonts->n_faces)
        return NULL;
    hb_ot_name_get_utf8(fonts->faces[face].hb_face, id, hb_language_from_string("en", -1), &size,
                        text);
    return size && g_utf8_validate(text, -1, NULL) ? g_strdup(text) : NULL;
}

char *lh_fonts_family(const LhFonts *fonts, guint face)
{
    char *family = name_of(fonts, face, HB_OT_NAME_ID_TYPOGRAPHIC_FAMILY);

    return family ? family : name_of(fonts, face, HB_OT_NAME_ID_FONT_FAMILY);
}

char *lh_fonts_licence(const LhFonts *fonts, guint face)
{
    return name_of(fonts, face, HB_OT_NAME_ID_LICENSE);
}
