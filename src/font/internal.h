/* What the files of font/ share: a face as opened, and shaping in one face. */
#ifndef LONGHAND_FONT_INTERNAL_H
#define LONGHAND_FONT_INTERNAL_H

#include "longhand/font.h"
#include <hb.h>

/* Characters of plain Latin text: ASCII, Latin-1, and the punctuation U+2010…2027. Each has a place
 * in the faces' tables, so that a word made of them needs no HarfBuzz but for its first kerning
 * pairs. */
#define N_PLAIN 215

/* Private characters that stand for glyphs. */
#define GID_BASE 0xf0000

/* Words are shaped in stretches of at most so many bytes. */
#define MAX_STRETCH 4096

#define MAX_CHAIN 16

typedef struct {
    guint16 gid;     /* 0 = more than kerning happens to it in this face, or it is not there */
    gint16 units;    /* advance, font units */
    gunichar shaped; /* the character that HarfBuzz is given for it */
} PlainChar;

/* Another outline of a glyph. */
typedef struct {
    guint16 gid;
    float wider; /* em: its advance less the plain glyph's */
} Form;

/* Lazily made, once for all threads. */
typedef struct {
    PlainChar plain[N_PLAIN];
    guint32 *first_form; /* n_glyphs + 1 places in forms */
    Form *forms;
    LhInkBox *ink;     /* of each glyph, em */
    hb_font_t *by_gid; /* takes GID_BASE + gid for a character; NULL = its forms are kerned alike */
} FaceTables;

typedef struct {
    const LhFaceStyle *style; /* borrowed */
    GBytes *bytes;
    hb_face_t *hb_face;
    hb_font_t *hb_font;
    guint n_glyphs;
    double em;     /* font units of an em */
    guint16 space; /* gid; 0 = it has none */
    gboolean mono; /* every letter has the same advance: a code face */
    double column; /* em: the space's advance */
    LhFontMetrics metrics;
    guint8 chain[MAX_CHAIN]; /* this face, then its fallbacks */
    guint n_chain;
    gunichar *avoid; /* n_avoid characters */
    glong n_avoid;
    FaceTables *tables; /* through lh_face_tables() */
    gint16 *kern;       /* through lh_face_plain_kern(): N_PLAIN × N_PLAIN, font units */
} Face;

struct LhFonts {
    const LhStyle *style; /* borrowed */
    Face *faces;
    guint n_faces;
};

/* The place of a character in the plain tables, or -1. */
static inline int plain_index(gunichar c)
{
    if (c >= 0x20 && c < 0x7f)
        return (int) c - 0x20;
    if (c >= 0xa0 && c < 0x100)
        return (int) c - 0xa0 + 95;
    if (c >= 0x2010 && c < 0x2028)
        return (int) c - 0x2010 + 191;
    return -1;
}

/* The tables of a face. Returns: (transfer none) */
const FaceTables *lh_face_tables(Face *face);

/* The glyph of @c in @face, 0 when it has none or must not be used. */
guint lh_face_glyph(const Face *face, gunichar c);

/* What HarfBuzz is given for @c: spaces and hyphens that forbid a break look like the plain ones.
 */
gunichar lh_face_substitute(const Face *face, gunichar c);

/* Shapes what is in @buffer as @script and @direction with the features we use: kerning, marks, and
 * no contextual forms or ligatures. */
void lh_face_shape(const Face *face, hb_buffer_t *buffer, hb_script_t script,
                   hb_direction_t direction);

/* The kerning of the plain characters @a and @b as HarfBuzz sees them alone, font units. Asked once for all
 * threads. */
int lh_face_plain_kern(Face *face, hb_buffer_t *buffer, int a, int b);

/* The kerning of two glyphs, font units. Only where its @tables have by_gid. */
int lh_face_kern_glyphs(const Face *face, const FaceTables *tables, hb_buffer_t *buffer, guint gid,
                        guint next);

/* A piece of a word in one face, before it is laid in the arena. */
typedef struct {
    gsize start, length; /* bytes in the text */
    guint8 face, sign, flags;
    guint8 level; /* bidi */
    hb_script_t script;
    gunichar character; /* of a sign */
} Item;

/* Cuts @text (valid UTF-8) into items in visual order, each in the first face of @face's chain that
 * has its characters. Uses Pango. Returns: (transfer full) of Item */
GArray *lh_itemize(const LhFonts *fonts, const Face *face, const char *text, gsize length);

#endif
