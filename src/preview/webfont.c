/* The hand that the web page's headings are written in: the style's own face, only the letters that
 * they have, inside the page. */
#include "internal.h"

#include <hb-subset.h>

static void want_letters(hb_set_t *set, const char *text)
{
    for (; text && *text; text = g_utf8_next_char(text))
        hb_set_add(set, g_utf8_get_char(text));
}

/* The font's bytes for the letters of @set; NULL = it can't be made smaller. */
static hb_blob_t *subset(GBytes *font, const hb_set_t *letters)
{
    gsize size;
    const char *bytes = g_bytes_get_data(font, &size);
    hb_blob_t *blob = hb_blob_create(bytes, (unsigned) size, HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    hb_blob_t *made = NULL;
    hb_set_union(hb_subset_input_unicode_set(input), letters);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    hb_face_t *small = hb_subset_or_fail(face, input);
    if (small)
        made = hb_face_reference_blob(small);
    hb_face_destroy(small);
    hb_subset_input_destroy(input);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    return made;
}

char *lh_preview_webfont(const LhFonts *fonts, const LhStyle *style, LhRole role,
                         const char *const *texts)
{
    hb_set_t *letters = hb_set_create();
    for (; *texts; texts++)
        want_letters(letters, *texts);
    hb_blob_t *blob = subset(lh_fonts_peek_bytes(fonts, style->role[role].face_index), letters);
    unsigned length = 0;
    const char *bytes = blob ? hb_blob_get_data(blob, &length) : NULL;
    char *encoded = length ? g_base64_encode((const guchar *) bytes, length) : NULL;
    hb_blob_destroy(blob);
    hb_set_destroy(letters);
    return encoded;
}
