/* The tree under construction: the blocks and spans that are open, the text that is being
 * collected. events.c serves md4c's events; html.c, code.c and refine.c use what is declared here.
 */
#ifndef PARSE_BUILD_H
#define PARSE_BUILD_H

#include "attr.h"
#include "longhand/parse.h"
#include "scan.h"
#include "typo.h"

#include <md4c.h>

/* Open blocks and spans beyond which the rest is flattened. */
#define LH_BUILD_FRAMES 160
#define LH_BUILD_SPANS  64

/* A place in `work` that is not known. */
#define LH_NOWHERE G_MAXUINT32

/* An open block that holds blocks. */
typedef struct {
    LhBlock *block;  /* NULL = the chapter */
    LhBlock **tail;  /* where its next child goes */
    const char *tag; /* static; the HTML element or comment that opened it; NULL = Markdown */
    guint32 at;      /* of the tag */
} LhFrame;

/* An open inline that holds inlines. */
typedef struct {
    LhInline *node;
    LhInline **tail; /* of the level outside */
    const char *tag; /* as above */
} LhSpan;

/* The element <Listing …> of a mdBook preprocessor, which dresses the fence inside it. */
typedef struct {
    gboolean is_open;
    const char *number, *caption, *file;
    guint32 at;
} LhListingTag;

typedef struct {
    LhTree *tree;
    LhArena *arena;
    const LhBook *book; /* NULL = none */
    LhDiag *diag;
    LhScan *scan;
    LhSrc *src;

    LhFrame frames[LH_BUILD_FRAMES + 1];
    int n_frames, n_flat;
    gboolean said_deep;

    LhBlock *leaf;   /* the open paragraph, heading or cell; joins its frame when it ends */
    guint32 leaf_at; /* the cursor when it began */
    gboolean leaf_settled; /* its place is known */
    gboolean heading_is_atx;
    int row_number, column; /* in the open table */
    LhBlock *cell;          /* of Markdown's, open; NULL = none */
    LhSpan spans[LH_BUILD_SPANS];
    int n_spans, n_flat_spans;
    LhInline **tail;
    GString *run; /* text of the next LH_INLINE_TEXT or _CODE */
    guint32 run_at;
    guint32 code_at; /* of the open code span's backtick */
    int code_depth;  /* open `code` and <code> */
    LhTypo typo;
    LhInline *image_children; /* of the image that ended last */

    guint32 cursor;        /* in `work`, after what was read last */
    MD_BLOCKTYPE raw_kind; /* MD_BLOCK_CODE, MD_BLOCK_HTML, or MD_BLOCK_DOC = none */
    char fence;            /* of the open code; 0 = indented */
    guint32 raw_at;        /* where it begins */
    GString *raw;          /* its text, or an HTML tag inside a paragraph */
    GArray *raw_lines;     /* of LhSrcPiece without file: raw offset -> work offset */
    int code_indent;       /* columns that md4c says stand before the next piece of code */
    LhBlock *raw_block;
    LhListingTag listing;
    gboolean in_html;       /* what is added comes from an HTML block */
    GHashTable *slugs;      /* heading -> its text as written, where typesetting changed it */
    GString *written;       /* of the open heading */
    double image_width;     /* of the <img> read last, part of the measure */
    const char *th_mark;    /* stands in a <th> cell's classes until its table ends */
    const char *pending_id; /* of a transparent element, for the next block */
    guint n_cells;
    guint attrs_next;
    GHashTable *notes_used; /* labels */
} LhBuild;

void lh_build_init(LhBuild *b, LhTree *tree, LhScan *scan, const LhBook *book, LhDiag *diag);
void lh_build_clear(LhBuild *b);

/* Reads @text as one line of inlines; all of it stands at bytes @from… of @file (from = LH_NOWHERE:
 * at @place). Returns: (transfer none) */
LhInline *lh_build_inlines(LhBuild *b, const char *text, const LhSrcFile *file, guint32 from,
                           LhSource place);

/* --- blocks */
LhBlock *lh_build_block(LhBuild *b, LhBlockKind kind);
void lh_build_append(LhBuild *b, LhBlock *block);
/* Opens a block that holds blocks. Returns: FALSE when it would be too deep (said once). */
gboolean lh_build_push(LhBuild *b, LhBlock *block, const char *tag, guint32 at);
void lh_build_pop(LhBuild *b);
/* Ends the open leaf, if any, with all its spans. */
void lh_build_end_leaf(LhBuild *b);
/* Begins a leaf at @at. */
void lh_build_begin_leaf(LhBuild *b, LhBlock *leaf, guint32 at);
/* Begins a paragraph when no leaf is open. */
void lh_build_need_leaf(LhBuild *b, guint32 at);

/* --- inlines */
LhInline *lh_build_inline(LhBuild *b, LhInlineKind kind, guint32 at);
/* Ends the text that is being collected. */
void lh_build_flush(LhBuild *b);
void lh_build_open_span(LhBuild *b, LhInlineKind kind, const char *tag, guint32 at);
/* Ends the innermost span. */
void lh_build_close_span(LhBuild *b);
/* Adds @length bytes at @at of `work`, typeset unless in code. */
void lh_build_text(LhBuild *b, guint32 at, gsize length);
/* Adds text that isn't in `work` as it is, such as a resolved entity. */
void lh_build_literal(LhBuild *b, guint32 at, const char *text, gsize length);
void lh_build_soft_break(LhBuild *b);
void lh_build_break(LhBuild *b, guint32 at);

/* --- places and words to the author */
LhSource lh_build_place(LhBuild *b, guint32 at);
void lh_build_warn(LhBuild *b, guint32 at, const char *code, const char *hint, const char *format,
                   ...) G_GNUC_PRINTF(5, 6);

/* Settles where the leaf begins, now that something of it stands at @at. */
void lh_build_settle_leaf(LhBuild *b, guint32 at);
/* Hands the attributes that ended one of the leaf's lines, which end at @to, to what they belong
 * to. */
void lh_build_give_attrs(LhBuild *b, LhBlock *leaf, guint32 to);

/* --- events.c */
/* Runs md4c over the scanned text. */
void lh_build_run(LhBuild *b, unsigned flags);

/* --- html*.c */
/* An HTML block whose text is in raw. */
void lh_html_block(LhBuild *b);
/* One tag or comment inside a paragraph, in raw, written at @at. */
void lh_html_inline(LhBuild *b, guint32 at);
/* Whether raw holds a whole tag. */
gboolean lh_html_is_whole(const GString *raw);
/* Ends frames and spans that HTML opened above Markdown's own; says that they weren't closed. */
void lh_html_abandon_frames(LhBuild *b);
/* Whether Markdown's open cell holds blocks that HTML opened in it. */
gboolean lh_html_cell_is_open(const LhBuild *b);

/* --- code.c */
/* A listing begins at raw_at, with the fence. */
void lh_code_begin(LhBuild *b);
/* Its text is in raw. */
void lh_code_end(LhBuild *b);

/* Takes the marks of the lines out of @code into @listing. */
void lh_callout_take(LhBuild *b, LhListing *listing, GString *code);
/* Finds the list that explains each listing's marks among @first and its siblings, and tells what does not
 * match. */
void lh_callout_match(LhBuild *b, LhBlock *first);

/* --- refine.c */
/* Turns quotes into cards, paragraphs into definitions, and so on, over the whole tree. */
void lh_refine(LhBuild *b);

/* --- place.c */
/* Settles where @block, which md4c has just opened, and the containers around it begin. @at is on
 * its first line; @exactly = it is where the block begins. */
void lh_place_block(LhBuild *b, LhBlock *block, guint32 at, gboolean exactly);
/* The offset of the next line with content at or after the cursor. */
guint32 lh_place_next_content(LhBuild *b);
/* The end of the next line that holds the marker of a quote or an item, and nothing else. */
guint32 lh_place_next_marker(LhBuild *b);
/* Moves the cursor to the start of the line after @at. */
void lh_place_to_next_line(LhBuild *b, guint32 at);
/* Moves the cursor over a fence's closing line, if that is next. */
void lh_place_over_fence(LhBuild *b, char fence);
/* Where the fence opens that md4c tells of; the cursor moves to it. */
guint32 lh_place_fence(LhBuild *b, char fence);
guint32 lh_place_rule(LhBuild *b);
/* Skips blanks, line ends and quote marks at the cursor. */
void lh_place_skip_blanks(LhBuild *b);

#endif
