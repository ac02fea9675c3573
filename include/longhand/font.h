/* Faces opened from fonts/ by path, and text shaped through a word cache.
 * Never looks at the system's fonts. */
#ifndef LONGHAND_FONT_H
#define LONGHAND_FONT_H

#include "longhand/base.h"
#include "longhand/diag.h"
#include "longhand/style.h"

G_BEGIN_DECLS

/* Signs that no font has in our hand: drawn with the pen, their character kept in the text layer. */
typedef enum {
    LH_SIGN_NONE,
    LH_SIGN_ARROW_RIGHT,
    LH_SIGN_ARROW_LEFT,
    LH_SIGN_ARROW_BOTH,
    LH_SIGN_ARROW_UP,
    LH_SIGN_ARROW_DOWN,
    LH_SIGN_DOUBLE_RIGHT,
    LH_SIGN_TICK,   /* its ink is the style's green, whatever the text's */
    LH_SIGN_CROSS,  /* red */
    LH_SIGN_TRIANGLE_DOWN,
    LH_SIGN_TRIANGLE_RIGHT,
    LH_SIGN_STAR,
    LH_SIGN_BULLET,
    LH_SIGN_WRAP,   /* ↪ of a wrapped code line */
    LH_SIGN_BOX,    /* U+2500…257F in code; the character says which */
} LhSign;

typedef struct {
    guint16 gid;    /* in the face's own font file, before variants */
    guint8 n_bytes; /* of the word's text that this glyph begins; 0 = belongs to the one before */
    guint8 flags;   /* added to the word's variant: see lh_glyph_variant() */
    float advance;  /* em */
    float dx, dy;   /* em, y up, added to the pen position */
} LhGlyph;

/* What ink covers, from the origin, em, y up. Empty: left > right. */
typedef struct {
    float left, right, bottom, top;
} LhInkBox;

/* A shaped word, or a piece of one in one face: immutable, owned by the shaper that made it. */
typedef struct LhWord LhWord;
struct LhWord {
    const LhWord *next;    /* the rest of the same word, in another face; NULL = this is all */
    const char *text;      /* UTF-8 of this piece, n_bytes long, not NUL-terminated */
    const LhGlyph *glyphs; /* in visual order, left to right */
    guint16 n_glyphs, n_bytes;
    guint8 face;           /* index into LhStyle.faces */
    guint8 sign;           /* LhSign; then there are no glyphs */
    guint8 variant;        /* which perturbed copy of the glyphs: 0 = the plain one */
    guint8 flags;          /* LH_WORD_* */
    float scale;           /* of the face's em against the role's size */
    float width;           /* em of the role: this piece alone, scale applied */
    float total;           /* em of the role: this piece and all next */
    LhInkBox ink;          /* em of the role: of this piece alone, before the hand moves anything */
};

#define LH_WORD_RTL     1 /* clusters run right to left */
#define LH_WORD_MISSING 2 /* no face of the chain has a glyph for some of it */

/* The perturbed copy that draws @glyph, of @variants (the style's hand.variants): letters that come again
 * in a word take another. Its place in the living font is gid + copy × the count of glyphs. */
static inline guint lh_glyph_variant(const LhWord *word, const LhGlyph *glyph, guint variants)
{
    return ((guint) word->variant + glyph->flags) % variants;
}

typedef struct LhFonts LhFonts;
typedef struct LhShaper LhShaper;

/* Opens every face of the style from @dir. Shared by all threads, immutable.
 * Returns: (transfer full), or NULL with @error: a file that is missing or no font. */
LhFonts *lh_fonts_open(const LhStyle *style, const char *dir, GError **error);
void lh_fonts_free(LhFonts *fonts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhFonts, lh_fonts_free)

/* The bytes of the face's file. Returns: (transfer none) */
GBytes *lh_fonts_peek_bytes(const LhFonts *fonts, guint face);

/* The family that the face's file says it is of, and the words of its licence. Returns: (transfer full)
 * NULL = it does not say. */
char *lh_fonts_family(const LhFonts *fonts, guint face);
char *lh_fonts_licence(const LhFonts *fonts, guint face);

/* Vertical measures in em of the face, y up. */
typedef struct {
    double ascent, descent, x_height, cap_height; /* descent is negative */
} LhFontMetrics;
LhFontMetrics lh_fonts_metrics(const LhFonts *fonts, guint face);

/* A thread's own word cache on the shared faces. Words live as long as the shaper. */
LhShaper *lh_shaper_new(const LhFonts *fonts);
void lh_shaper_free(LhShaper *shaper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhShaper, lh_shaper_free)

/* Shapes @text (no line break in it; a space is a word like any other) in the face of @role with its
 * fallbacks. @seed picks alternates and variants; only its low three bits count. Kerning inside the
 * word; advances in em, so one cached word serves every size. With liveliness 0, or in a role whose
 * wobble is 0, the seed has no effect. In a code face (all letters of one width) what is drawn or
 * comes from another face takes whole columns.
 * Returns: (transfer none) never NULL, an empty word for empty text. */
const LhWord *lh_shape_word(LhShaper *shaper, LhRole role, const char *text, gsize length,
                            guint32 seed);

/* Where a line may break in @text, for text that is not plain Latin: sets @breaks[i] to 1 where a break
 * may come before byte i. From Pango. */
void lh_shape_breaks(const char *text, gsize length, const char *language, guint8 *breaks);

/* Characters for which no face had a glyph, in order of first sight: reported by whoever knows the
 * place. Calls @each for every missing character of @word's pieces. */
typedef void (*LhMissingFunc)(gunichar character, gpointer data);
void lh_shape_missing(const LhShaper *shaper, const LhWord *word, LhMissingFunc each, gpointer data);

/* Hyphenation points of a word that is longer than its measure: @points[i] = 1 where it may break before
 * byte i. Patterns from the system's libhyphen dictionary for @language where there is one, else none. */
void lh_shape_hyphens(const char *word, gsize length, const char *language, guint8 *points);

G_END_DECLS

#endif
