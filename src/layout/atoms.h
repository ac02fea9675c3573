/* Between inlines and lines: a paragraph as a row of atoms. Private to text.c, split.c and line.c.
 */
#ifndef LONGHAND_LAYOUT_ATOMS_H
#define LONGHAND_LAYOUT_ATOMS_H

#include "break.h"
#include "setter.h"

typedef enum {
    ATOM_WORD,    /* a shaped word */
    ATOM_SPACE,   /* where a line may break; also a shaped word */
    ATOM_NEWLINE, /* a hard break */
    ATOM_ANCHOR,  /* no width: a place to link to */
    ATOM_IMAGE,   /* a small picture in the line */
    ATOM_PAGE,    /* room for the page of the link before it; its look's link says which */
} AtomKind;

/* What a stretch of atoms looks like; atoms share them. */
typedef struct {
    LhRole role;
    guint8 ink;
    float size;  /* points: the role's × scale */
    float scale; /* of the role's size */
    float rise;  /* points above the baseline */
    unsigned emph : 1, mark : 1, underline : 1, strike : 1, kbd : 1;
    const char *link;
    const LhTag *tag;
} Look;

typedef struct {
    const LhWord *word; /* NULL unless a word or a space */
    const char *text;   /* what the word was shaped from */
    guint32 length;
    float width; /* points */
    guint16 look;
    guint8 kind; /* AtomKind */
    guint8 cut;  /* LhCut */
    const LhInline *from;
    union {
        const LhNote *note; /* of a footnote's mark */
        const char *anchor;
        LhImage *image;
    };
} Atom;

/* A paragraph being set. */
typedef struct {
    LhSetter *setter;
    const LhVoice *voice;
    const LhTag *tag;
    GArray *atoms; /* of Atom */
    GArray *looks; /* of Look */
    double width;  /* of the measure; what a long word is split to */
    guint32 seed;
    gboolean quiet; /* measuring only: report nothing */
    GHashTable *pages; /* anchors whose page the paragraph has told; NULL = none yet */
} Collector;

/* inlines -> atoms (text.c) */
void lh_collect_init(Collector *c, LhSetter *setter, const LhVoice *voice, double width,
                     const LhTag *tag, guint32 seed);
void lh_collect_clear(Collector *c);
void lh_collect(Collector *c, const LhInline *text);
/* Shapes @length bytes as one atom of @look at the end of the row. */
void lh_collect_word(Collector *c, AtomKind kind, const char *text, gsize length, guint16 look,
                     LhCut cut, const LhInline *from);

/* Splits every unbreakable stretch that is wider than the measure, at the most sensible places
 * (split.c). Afterwards no line need be overfull. */
void lh_split_long(Collector *c);
/* Adds hyphenation points inside ordinary words, where the style asks for them. */
void lh_split_hyphenate(Collector *c);

/* The atoms [from, to) as one line's items (line.c). @hyphen: a hyphen is added at the end. */
LhSetLine lh_line_build(Collector *c, int from, int to, double indent, gboolean hyphen);
/* The width that this line has, without making it. */
double lh_line_width(Collector *c, int from, int to, double indent, gboolean hyphen);

#endif
