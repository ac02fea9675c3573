/* One chapter's Markdown to a tree of blocks and inlines, each with its place in the manuscript.
 * Nobody outside parse/ knows md4c. */
#ifndef LONGHAND_PARSE_H
#define LONGHAND_PARSE_H

#include "longhand/base.h"
#include "longhand/book.h"
#include "longhand/diag.h"

G_BEGIN_DECLS

typedef enum {
    LH_INLINE_TEXT,      /* text */
    LH_INLINE_CODE,      /* text, as written */
    LH_INLINE_BREAK,     /* a hard line break */
    LH_INLINE_EMPH,      /* children */
    LH_INLINE_STRONG,    /* children */
    LH_INLINE_STRIKE,    /* children */
    LH_INLINE_MARK,      /* children: the highlighter */
    LH_INLINE_UNDERLINE, /* children */
    LH_INLINE_KBD,       /* children */
    LH_INLINE_SUP,       /* children */
    LH_INLINE_SUB,       /* children */
    LH_INLINE_LINK,      /* children, target */
    LH_INLINE_IMAGE,     /* an image inside a line: target, text = its alt */
    LH_INLINE_NOTE_REF,  /* target = the footnote's label */
    LH_INLINE_ANCHOR,    /* target = an id: a place to link to */
    LH_INLINE_INDEX,     /* text = "GIL" or "GIL!free threading" */
    LH_INLINE_QUERY,     /* text = a todo or query of the author; target = "todo" or "query" */
} LhInlineKind;

typedef struct LhInline LhInline;
struct LhInline {
    LhInlineKind kind;
    LhSource source;
    LhInline *next, *first; /* sibling; first child */
    const char *text;       /* UTF-8, typographic quotes already set, soft breaks are spaces; NULL = none */
    const char *target;     /* as the author wrote it; NULL = none */
    const char *of;         /* text is a piece of this text of the tree, from its byte … */
    guint32 of_at;          /* … on, made by layout; NULL = it is all of it */
};

typedef enum {
    LH_BLOCK_PARAGRAPH,  /* text */
    LH_BLOCK_HEADING,    /* text, id, heading.level */
    LH_BLOCK_LIST,       /* items */
    LH_BLOCK_ITEM,       /* blocks */
    LH_BLOCK_QUOTE,      /* blocks */
    LH_BLOCK_RULE,       /* a thematic break */
    LH_BLOCK_LISTING,    /* listing */
    LH_BLOCK_TABLE,      /* rows */
    LH_BLOCK_ROW,        /* cells */
    LH_BLOCK_CELL,       /* text; from HTML tables possibly blocks */
    LH_BLOCK_CARD,       /* blocks, card */
    LH_BLOCK_FIGURE,     /* figure */
    LH_BLOCK_DEFINITION, /* text: `**term** – text`; text's first inline is the STRONG */
    LH_BLOCK_NOTE,       /* blocks of a footnote; only in LhTree.notes */
    LH_BLOCK_ONLY,       /* blocks of one edition: only.editions */
} LhBlockKind;

typedef enum { LH_ALIGN_NONE, LH_ALIGN_LEFT, LH_ALIGN_CENTRE, LH_ALIGN_RIGHT } LhAlign;

typedef struct {
    int first, last; /* line numbers, both included */
} LhRange;

/* A number that a line of code is marked with, `# <1>`; the comment is taken out of the code. */
typedef struct {
    int line; /* of the code, from 0 */
    int number;
} LhCallout;

/* What a listing's language draws instead of showing its code. */
typedef enum {
    LH_DRAWING_NONE,
    LH_DRAWING_GRAPH,    /* `dot`: Graphviz */
    LH_DRAWING_SKETCH,   /* `diagram`: boxes and arrows made of characters */
    LH_DRAWING_CHART,    /* `chart`: a small table in YAML */
} LhDrawingKind;

typedef struct {
    const char *language;  /* first word of the info string, lower case; NULL = plain */
    const char *code;      /* UTF-8, NUL-terminated, lines end with \n, no tabs changed */
    gsize length;          /* bytes of code */
    const char *file;      /* label on the card; NULL = none */
    LhInline *caption;     /* NULL = none */
    const LhRange *highlight;
    int n_highlight;
    const LhCallout *callouts; /* from the first line to the last, in a line as written */
    int n_callouts;
    int start;             /* number of the first line; 1 */
    gboolean numbers_set;  /* the author said numbers=on/off */
    gboolean numbers;
    gboolean run;
    gboolean is_output;    /* language "output": what the listing before it prints */
    int code_line;         /* manuscript line of the first line of code; 0 for an include */
    const LhSource *included; /* where in other files its includes begin, in their order; lines of one that
                              are left out (markers, hidden lines) count */
    int n_included;
    LhDrawingKind drawing; /* then numbered as a figure */
    const char *alt;       /* of a drawing: for who cannot see it; NULL = its caption and words */
    const char *needs;     /* least version of the language it runs with: "3.13"; NULL = any */
} LhListing;

typedef struct LhBlock LhBlock;
struct LhBlock {
    LhBlockKind kind;
    LhSource source;
    LhBlock *next, *first, *parent; /* parent NULL = of the chapter */
    LhInline *text;
    const char *id;     /* the author's, or a heading's generated one; NULL = none */
    const char *classes; /* space separated, without dots; NULL = none */
    union {
        struct {
            int level; /* 1…6 as written */
        } heading;
        struct {
            gboolean ordered, tight;
            int start;
            char mark; /* '-', '+', '*', '.', ')' */
            gboolean callouts; /* its items explain the marks of the listing before it */
        } list;
        struct {
            enum { LH_TASK_NONE, LH_TASK_OPEN, LH_TASK_DONE } task;
            char mark; /* '+' or '-' tell gains from costs in an ADR */
        } item;
        LhListing listing;
        struct {
            int columns;
            const LhAlign *align; /* one a column */
            int head_rows;        /* rows from the top that are head, 0 or 1 */
            LhInline *caption;    /* NULL = none */
        } table;
        struct {
            const char *kind;  /* as written: "TRADEOFF", "Remember"; the style says what it means */
            LhInline *title;   /* NULL = none */
        } card;
        struct {
            const char *path;   /* as written */
            const char *alt;    /* plain text; "" = decoration */
            LhInline *caption;  /* NULL = none */
            double width;       /* part of the measure, 0…1; 0 = natural */
        } figure;
        struct {
            const char *label;
        } note;
        struct {
            const char *const *editions; /* NULL-terminated */
        } only;
    };
};

typedef struct {
    LhArena *arena; /* owned: blocks, inlines, texts */
    const LhChapter *chapter; /* borrowed */
    LhBlock *first;
    LhBlock *notes;        /* LH_BLOCK_NOTE blocks in order of definition */
    LhInline *title;       /* front matter's, or the first `# H1` (taken out of the blocks); else NULL */
    const char *id;        /* front matter's; NULL = none */
    const char *title_id;  /* of the H1: its own or generated */
    gboolean contents;     /* front matter's `contents: true`: the chapter lists its own sections */
    gboolean draft;        /* front matter's `status: draft` */
    const char *const *only; /* front matter's editions, NULL-terminated; NULL = all */
    gsize n_words;         /* words of text outside code */
} LhTree;

/* Parses @text, the whole of @chapter's file (NULL = read the file). Never fails on Markdown: what is
 * odd goes to @diag with its place and the text is kept. Includes are read through lh_book_resolve().
 * Returns: (transfer full) the tree; NULL when the file can't be read (said in @diag). */
LhTree *lh_parse_chapter(const LhBook *book, const LhChapter *chapter, const char *text,
                         LhDiag *diag);
void lh_tree_free(LhTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhTree, lh_tree_free)

/* Takes out what is only in editions other than @edition (NULL = nothing is taken out); what stays stands as
 * if there were no LH_BLOCK_ONLY round it. The places that go,
 * as "name.md#id" and "#id", become keys of @left_out (owned strings), the editions that have them the values.
 * Returns: FALSE when the whole chapter is only in others. */
gboolean lh_tree_choose(LhTree *tree, const char *edition, GHashTable *left_out);
/* Warns of every edition that the chapter names and @known (NULL-terminated) doesn't. */
void lh_tree_check_editions(const LhTree *tree, const char *const *known, LhDiag *diag);

/* The tree as text, one record a line: kind, place, attributes, text. Returns: (transfer full) */
char *lh_tree_dump(const LhTree *tree);

/* The plain text of @first and its siblings and children, appended to @out. */
void lh_inline_plain(const LhInline *first, GString *out);

/* GitHub's anchor of a heading's plain text, without the counter for repeats. (transfer full) */
char *lh_parse_slug(const char *plain);

G_END_DECLS

#endif
