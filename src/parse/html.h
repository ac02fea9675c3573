/* Inside parse/: the HTML that books are written with.
 *
 *   html.c          what is read: a tag inside a paragraph, or a block of HTML with its text
 *   html-tag.c      what opening and closing an element does
 *   html-names.c    the elements that have a sense in a book
 *   html-frame.c    blocks and spans that HTML opened
 *   html-comment.c  comments that are for us
 */
#ifndef PARSE_HTML_H
#define PARSE_HTML_H

#include "build.h"
#include "tag.h"

typedef enum {
    LH_HTML_CONTAINER, /* its content, in paragraphs of its own */
    LH_HTML_INLINE,    /* its content, in the line */
    LH_HTML_SPAN,      /* an inline of kind */
    LH_HTML_CODE,
    LH_HTML_BREAK,
    LH_HTML_VOID, /* nothing to show */
    LH_HTML_IMAGE,
    LH_HTML_ANCHOR,
    LH_HTML_QUOTED,
    LH_HTML_HEADING,
    LH_HTML_BLOCK, /* a block of kind that holds blocks */
    LH_HTML_RULE,
    LH_HTML_TERM,
    LH_HTML_CAPTION,
    LH_HTML_PRE,
    LH_HTML_HIDDEN, /* script, style: not text */
    LH_HTML_LISTING,
} LhElementRole;

typedef struct {
    const char *name;
    LhElementRole role;
    int kind; /* LhInlineKind, LhBlockKind, or a heading's level */
} LhElement;

/* NULL = no element that we know. @name is in small letters. */
const LhElement *lh_html_find(const char *name);

/* Opens or closes what @tag, written at @at, says. @in_block: no paragraph of Markdown's is around
 * it, so that it may begin blocks. */
void lh_html_tag(LhBuild *b, const LhTag *tag, guint32 at, gboolean in_block);
/* Only `index`, `only`, `todo` and `query` are for us; any other comment is the author's own. */
void lh_html_comment(LhBuild *b, const LhTag *tag, guint32 at, gboolean in_block);

/* The frame of the innermost open block. */
static inline LhFrame *lh_html_top(LhBuild *b)
{
    return &b->frames[b->n_frames - 1];
}

/* The kind of the innermost open block; -1 = the chapter. */
int lh_html_top_kind(LhBuild *b);
/* Ends the innermost frame and finishes its block. */
void lh_html_pop_frame(LhBuild *b);
/* Ends the innermost frame or span of @tag and what is open inside it, if HTML opened all that.
 * Returns: FALSE when there is none. */
gboolean lh_html_close_frame(LhBuild *b, const char *tag);
gboolean lh_html_close_span(LhBuild *b, const char *tag);

#endif
