/* Counts neighbouring identical letters and those of them that have the same outline: the same
 * glyph in the same copy. */
#ifndef LONGHAND_TESTS_NEIGHBOURS_H
#define LONGHAND_TESTS_NEIGHBOURS_H

#include "longhand/font.h"
#include <string.h>

typedef struct {
    long same, pairs;
} Neighbours;

/* One piece; two letters are neighbours when each is one byte of the text and one glyph. */
static inline void count_piece(const LhWord *word, guint variants, Neighbours *count)
{
    gsize at = 0;
    for (guint i = 0; i + 1 < word->n_glyphs; at += word->glyphs[i++].n_bytes) {
        const LhGlyph *a = &word->glyphs[i], *b = a + 1;
        if (a->n_bytes != 1 || b->n_bytes != 1 || !g_ascii_isalpha(word->text[at]) ||
            word->text[at] != word->text[at + 1])
            continue;
        count->pairs++;
        count->same += a->gid == b->gid &&
                       lh_glyph_variant(word, a, variants) == lh_glyph_variant(word, b, variants);
    }
}

/* Shapes the words of @text, cut at spaces, each with a seed of its own. Returns: its width, em. */
static inline double count_text(LhShaper *shaper, LhRole role, const char *text, guint variants,
                                guint32 *seed, Neighbours *count)
{
    double width = 0;
    while (*text) {
        gsize length = strcspn(text, " \t\n");
        const LhWord *word = lh_shape_word(shaper, role, text, length, lh_hash_int(77, (*seed)++));
        width += word->total;
        for (; count && word; word = word->next)
            count_piece(word, variants, count);
        text += length + (text[length] != '\0');
    }
    return width;
}

#endif
