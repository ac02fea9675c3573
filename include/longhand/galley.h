/* The galley: what layout gives and makeup cuts into pages. Slabs, one under the other, each unbreakable;
 * frames round runs of slabs (cards, listings, tables), which are dressed once the page cuts are known.
 *
 * Vertical rules. A *ruled* slab takes whole rows: the baseline of its first row is a ruling, and its
 * items are placed from there (x from the text's left edge, y from that baseline). A *natural* slab is
 * one piece of a pasted card or listing with a pitch of its own: its items are placed from its own
 * top. The row after a natural frame is the first ruling that clears the frame by `clear` points. */
#ifndef LONGHAND_GALLEY_H
#define LONGHAND_GALLEY_H

#include "longhand/base.h"
#include "longhand/font.h"
#include "longhand/hand.h"
#include "longhand/image.h"
#include "longhand/parse.h"

G_BEGIN_DECLS

/* ---- Structure tags ---- */

typedef enum {
    LH_TAG_DOCUMENT, LH_TAG_PART, LH_TAG_SECT, LH_TAG_P, LH_TAG_H1, LH_TAG_H2, LH_TAG_H3, LH_TAG_H4,
    LH_TAG_H5, LH_TAG_H6, LH_TAG_L, LH_TAG_LI, LH_TAG_LBL, LH_TAG_LBODY, LH_TAG_TABLE, LH_TAG_TR,
    LH_TAG_TH, LH_TAG_TD, LH_TAG_QUOTE, LH_TAG_CODE, LH_TAG_FIGURE, LH_TAG_CAPTION, LH_TAG_DIV,
    LH_TAG_NOTE, LH_TAG_TOC, LH_TAG_TOCI, LH_TAG_REFERENCE,
} LhTagKind;

typedef struct LhTag LhTag;
struct LhTag {
    LhTagKind kind;
    const LhTag *parent; /* NULL = the document */
    const char *alt;     /* of a figure; NULL = none */
};

/* ---- Items: what is drawn ---- */

/* Painted in this order: paper, LH_LAYER_TINT, rulings and margin line, then the others. */
typedef enum { LH_LAYER_TINT, LH_LAYER_CARD, LH_LAYER_STROKE, LH_LAYER_TEXT, LH_LAYER_TAPE, LH_N_LAYERS } LhLayer;

typedef enum { LH_ITEM_TEXT, LH_ITEM_PATH, LH_ITEM_IMAGE, LH_ITEM_ANCHOR } LhItemKind;

/* A run whose words stand for the page that a link leads to: room is kept for "(page 888)", and makeup sets
 * what is true and draws the rest of the line nearer. */
typedef struct {
    const char *anchor;
    float width;         /* points that the words kept */
    float room;          /* points free at the line's end */
    int n_after;         /* items after the run's own that belong to the line */
    gboolean flush;      /* only the folio, with its right edge at the run's x; no room is kept */
} LhPageRef;

/* A box that text must stay in, from the slab's origin (on a page's own items: from the page's corner).
 * An edge that nothing bounds is ±INFINITY. */
typedef struct {
    double left, right, top, bottom;
} LhBounds;

/* Where a word of a run was written: @length bytes at @at of @text, which the author began at @source. */
typedef struct {
    LhSource source;
    const char *text;    /* of the tree; NULL = made by us */
    guint32 at, length;
} LhOrigin;

/* Words of one line in one role, set one after the other; spaces are words of " ". */
typedef struct {
    LhRole role;         /* size (× scale) and face chain */
    guint8 ink;          /* index into LhStyle.inks */
    float scale;         /* of the role's size; 1 */
    float shear;         /* slant of comments: x += shear × height; 0 = upright */
    float tracking;      /* points added after each glyph; 0 */
    float angle;         /* degrees, clockwise, about the run's origin (stamps); 0 */
    int n_words;
    const LhWord *const *words;
    const char *link;    /* what the author wrote as target; makeup resolves it; NULL = none */
    const LhTag *tag;    /* NULL = an artifact: folio, running head, line number */
    gboolean hidden;     /* in the text layer only: the sign itself is drawn by a path */
    const LhPageRef *page_ref; /* NULL = its words are final */
    const LhOrigin *origins;   /* one a word; NULL = nobody asked for them, or all are ours */
    const LhBounds *within;    /* cell, box or tab that holds it; NULL = the frame, else the page */
} LhRun;

/* A path, filled or stroked. Arena-owned copies of an LhPath. */
typedef struct {
    const guint8 *ops;
    const float *points;
    int n_ops;
    guint8 ink;
    float weight;        /* pen width; 0 = filled */
    gboolean butt;       /* flat ends; else round */
} LhStroke;

/* How many points, of x and y each, its operations have together. */
int lh_stroke_pairs(const LhStroke *stroke);

typedef struct {
    LhItemKind kind;
    LhLayer layer;
    float x, y;          /* runs: origin on the baseline; paths: added to every point */
    LhSource source;
    union {
        const LhRun *run;
        const LhStroke *stroke;
        struct {
            LhImage *image; /* referenced by the galley that holds it */
            float width, height; /* x, y is the top left */
            const LhTag *tag;
        } image;
        const char *anchor; /* an id, unique in the book: "chapter.md#id" or "#id" */
    };
} LhItem;

/* ---- Frames and slabs ---- */

typedef struct LhFrame LhFrame;
typedef struct LhSink LhSink;

/* The part of a frame that lies on one page. */
typedef struct {
    double x;            /* text's left edge on the page */
    double top, bottom;  /* natural: the card's edges; ruled: first and last baseline */
    gboolean opens, closes; /* it begins, it ends on this page */
} LhFramePart;

/* Draws what goes round or repeats on each part: card, border, tape, torn edge, "continues", repeated
 * heads. Items go to @sink in page coordinates. */
typedef void (*LhDressFunc)(const LhFrame *frame, const LhFramePart *part, LhSink *sink);

struct LhFrame {
    const LhFrame *parent;   /* NULL = outermost */
    gboolean natural;
    double left, right;      /* its edges, from the text's left edge: text stays between; equal = none */
    double rise;             /* natural, outermost: card top above the next row's baseline */
    double pad_top, pad_bottom; /* natural: inside the card, above the first, below the last piece */
    double clear;            /* natural, outermost: card bottom to the next row's baseline */
    double head, foot;       /* natural: more room at the top of a continued, the bottom of a broken part */
    int head_rows, foot_rows; /* ruled: the same in rows */
    int top_skip;            /* rows left blank above when it is first on a page */
    int most;                /* slabs of its own that may stand on one page; 0 = as many as fit */
    LhDressFunc dress;       /* NULL = nothing to draw */
    gconstpointer data;      /* for dress; in the arena */
    guint32 seed;
    LhSource source;
};

#define LH_NEVER_BREAK 1e9   /* cost of a cut that only a full page may force */

typedef enum {
    LH_SLAB_OTHER,
    LH_SLAB_TEXT,            /* a line of a paragraph: widows and orphans are counted */
    LH_SLAB_HEADING,
    LH_SLAB_CODE,
} LhSlabKind;

typedef struct LhNote LhNote;

typedef struct {
    LhSlabKind kind;
    const LhItem *items;
    int n_items;
    int rows;                /* ruled: rows it takes, ≥ 1; natural: 0 */
    double height;           /* natural: points */
    int before, after;       /* ruled context: blank rows asked for; the larger of two neighbours' wins,
                                none at a page's top. On a natural slab: of the outermost frame. */
    int top_skip;            /* rows left blank when it is first on a page */
    double break_after;      /* cost of a page cut after it; 0 = as good as any, LH_NEVER_BREAK = don't */
    gboolean page_before;    /* begins a page */
    gboolean idle;           /* a blank line of code: not shown where a page is cut below it */
    const LhFrame *frame;    /* innermost; NULL = plain ruled page */
    const LhNote *const *notes; /* footnotes called from it */
    int n_notes;
    int line, n_lines;       /* of its paragraph, from 0; n_lines 0 = no paragraph */
    LhSource source;
} LhSlab;

/* A footnote, laid out for the foot of a page. */
struct LhNote {
    const char *mark;        /* "1" */
    const char *anchor;      /* of the note */
    const char *call;        /* anchor of the first call: links lead both ways */
    const LhSlab *slabs;     /* ruled */
    int n_slabs;
    int rows;                /* all of them */
    LhSource source;
};

/* An entry of outline, contents and running heads. */
typedef struct {
    int level;               /* 1 = chapter, 2 = ## … */
    const char *number;      /* "7.1"; NULL = none */
    const char *title;       /* plain text */
    const char *anchor;      /* an LH_ITEM_ANCHOR's id */
    int slab;                /* index in the galley */
    LhSource source;
} LhHeading;

/* ---- Things that a list names ---- */

typedef enum {
    LH_THING_LISTING,
    LH_THING_TRADEOFF,
    LH_THING_RECORD,
    LH_THING_CASE,
    LH_THING_DEFINITION,     /* its title is the whole text: `**term** – text` */
} LhThingKind;

/* A numbered listing or card for the lists after the contents; a definition for the glossary. */
typedef struct {
    LhThingKind kind;
    const char *number;      /* "7.2", "ADR-014"; NULL = none */
    const LhInline *title;   /* of the tree */
    const char *anchor;      /* of an LH_ITEM_ANCHOR */
    int slab;                /* index in the galley */
    LhSource source;
} LhThing;

/* ---- Index marks ---- */

typedef enum {
    LH_INDEX_PLACE,          /* the term is spoken of here */
    LH_INDEX_MAIN,           /* it is explained here */
    LH_INDEX_OPEN,           /* from here … */
    LH_INDEX_CLOSE,          /* … to here */
    LH_INDEX_SEE,
    LH_INDEX_SEE_ALSO,
} LhIndexKind;

#define LH_INDEX_LEVELS 3

/* One thing that the index is to say. Terms are as the author wrote them: `code` between backticks. */
typedef struct {
    LhIndexKind kind;
    const char *terms[LH_INDEX_LEVELS]; /* "GIL", "free threading"; NULL after the last */
    const char *keys[LH_INDEX_LEVELS];  /* what each is sorted by */
    const char *see;         /* of see and see also: the other entry, as written */
    const char *anchor;      /* an LH_ITEM_ANCHOR's id; NULL = see and see also */
    LhSource source;
} LhIndexMark;

typedef struct {
    LhArena *arena;          /* owned: slabs' items, frames, notes, runs */
    GArray *slabs;           /* of LhSlab */
    GArray *headings;        /* of LhHeading */
    GArray *things;          /* of LhThing */
    GArray *index;           /* of LhIndexMark */
    GPtrArray *images;       /* of LhImage *, owned references */
    const LhChapter *chapter; /* NULL = made by us (contents, title page) */
    int n_wrapped;           /* code lines wrapped */
} LhGalley;

LhGalley *lh_galley_new(const LhChapter *chapter);
void lh_galley_free(LhGalley *galley);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhGalley, lh_galley_free)

/* ---- Sinks: a list of items being made ---- */

struct LhSink {
    LhArena *arena;          /* copies of paths and runs go here */
    GArray *items;           /* of LhItem */
};

void lh_sink_init(LhSink *sink, LhArena *arena);
void lh_sink_clear(LhSink *sink);
/* Takes what was collected as an arena array and empties the sink. */
const LhItem *lh_sink_take(LhSink *sink, int *n_items);

/* Adds a copy of @path, filled when @weight is 0, and clears @path for the next. */
void lh_sink_path(LhSink *sink, LhLayer layer, LhPath *path, const LhInkRef *ink, double weight);
/* Adds a run of @words at x, y. The defaults of every other field; change the result before drawing. */
LhRun *lh_sink_run(LhSink *sink, double x, double y, LhRole role, guint8 ink, const LhWord *const *words,
                   int n_words, const LhTag *tag, LhSource source);
/* Every run from item @first on that is in no box yet stays in @bounds (copied). */
void lh_sink_within(LhSink *sink, guint first, const LhBounds *bounds);
void lh_sink_anchor(LhSink *sink, double x, double y, const char *id);
void lh_sink_image(LhSink *sink, double x, double y, double width, double height, LhImage *image,
                   const LhTag *tag, LhSource source);

G_END_DECLS

#endif
