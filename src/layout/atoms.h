/* Between inlines and lines: a paragraph as a row of atoms. Private to collect*.c, split.c, line.c and
 * text.c. */
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
    ATOM_GAP,     /* nothing but width: room for a frame */
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

/* inlines -> atoms (collect.c) */
void lh_collect_init(Collector *c, LhSetter *setter, const LhVoice *voice, double width,
                     const LhTag *tag, guint32 seed);
void lh_collect_clear(Collector *c);
void lh_collect(Collector *c, const LhInline *text);
/* The inlines inside one that is @depth deep. */
void lh_collect_inside(Collector *c, const LhInline *first, guint16 look, int depth);

static inline Look *lh_look_at(Collector *c, guint16 look)
{
    return &g_array_index(c->looks, Look, look);
}
/* The number of @look, which atoms carry. */
guint16 lh_look_add(Collector *c, const Look *look);
/* Gives @look a role; the voice's ink stands unless the role brings its own colour. What is raised
 * or lowered stays small: only its ink changes. */
void lh_look_take_role(const Collector *c, Look *look, LhRole role);

/* words -> atoms (collect-words.c) */
/* Shapes @length bytes as one atom of @look at the end of the row. */
void lh_collect_word(Collector *c, AtomKind kind, const char *text, gsize length, guint16 look,
                     LhCut cut, const LhInline *from);
/* Text whose lines break at spaces only; any text; code. @from: the inline that it is of. */
void lh_collect_latin(Collector *c, const char *text, gsize length, guint16 look,
                      const LhInline *from);
void lh_collect_text(Collector *c, const LhInline *inl, guint16 look);
void lh_collect_code(Collector *c, const LhInline *inl, guint16 outer);

/* links -> atoms, with the page, note or address that paper has in their place (collect-link.c) */
void lh_collect_link(Collector *c, const LhInline *inl, guint16 outer, int depth);
void lh_collect_note_ref(Collector *c, const LhInline *inl, guint16 outer);

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
