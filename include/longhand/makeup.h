/* Galleys to pages: cuts, folios, running heads, contents, footnotes, references. */
#ifndef LONGHAND_MAKEUP_H
#define LONGHAND_MAKEUP_H

#include "longhand/galley.h"
#include "longhand/layout.h"

G_BEGIN_DECLS

typedef enum { LH_TARGET_SCREEN, LH_TARGET_PRINT } LhTarget;

typedef enum {
    LH_PAGE_BODY,
    LH_PAGE_CHAPTER, /* a chapter's first page: folio, no running head */
    LH_PAGE_PART,    /* a part's opener: neither */
    LH_PAGE_TITLE,   /* title page and its like: neither */
    LH_PAGE_BLANK,   /* an empty verso: ruled paper */
    LH_PAGE_COVER,   /* a cover: brings its paper and rulings as items */
} LhPageKind;

typedef struct {
    const LhSlab *slab;
    double x, y;         /* page coordinates of the slab's origin */
} LhPlaced;

/* A frame's part on a page. */
typedef struct {
    const LhFrame *frame;
    LhFramePart part;
} LhPlacedFrame;

typedef struct {
    LhPageKind kind;
    int index;           /* from 0, in the whole book */
    int folio;           /* number counted from 1 in its series; 0 = a page that no book has (a sample's
                            notice): its label is only a name */
    gboolean roman;      /* front matter */
    char label[16];      /* the folio as printed: "xi", "131" */
    gboolean recto;
    double left;         /* x of the text's left edge; the margin line is left of it */
    double pitch;        /* of the rulings below the header line; the grid's step but for the index */
    gboolean drawn;      /* FALSE: left out of the output by --chapters */
    gboolean bare;       /* no paper and no printed lines: a proof's lists */
    const LhChapter *chapter; /* NULL = made by us */
    const char *head;    /* running head where there is no chapter; NULL = none */
    LhPlaced *placed;
    int n_placed;
    LhPlacedFrame *frames; /* outer ones first */
    int n_frames;
    LhItem *items;       /* page coordinates: frames, running head, folio, rule above the notes */
    int n_items;
} LhPage;

/* A line of the PDF's outline. */
typedef struct {
    int level;           /* 0 = part or front matter, 1 = chapter, … */
    const char *title;
    const char *anchor;
} LhOutlineEntry;

typedef struct {
    const LhStyle *style;
    const LhBook *book;
    LhTarget target;
    LhArena *arena;      /* owned */
    GPtrArray *pages;    /* of LhPage * in the arena */
    GArray *outline;     /* of LhOutlineEntry */
    GPtrArray *galleys;  /* of LhGalley *, owned: pages point into them */
    GHashTable *anchors; /* id -> LhPage *; borrowed keys */
    struct {
        double width, height; /* points; 0 = the page is the sheet */
        double x, y;          /* of the trim's top left on it */
    } sheet;                  /* what a proof's pages lie on: items may stand outside the trim */
} LhPages;

typedef struct {
    LhTarget target;
    const char *chapters; /* selection as of --chapters; NULL = all */
    int jobs;             /* threads; 0 = 1 */
    gboolean keep_galleys; /* the chapters' galleys stay the caller's, and must outlive the pages */
    GPtrArray *openers;   /* of LhTree *, one a part of the book, NULL = it has no opener; borrowed, and
                             must outlive the pages. NULL = no openers at all */
} LhMakeupOptions;

/* Cuts the galleys into pages, in the book's order, and makes the front matter's contents and the parts'
 * openers with true page numbers. Defects go to @diag with their pages. Takes @galleys (of LhGalley *,
 * one for each of book->chapters, NULL = a draft, without a free function); a galley is never changed. The
 * context's shaper, trees and references must outlive the pages. Returns: (transfer full) never NULL. */
LhPages *lh_makeup_book(LhLayoutContext *context, GPtrArray *galleys, const LhMakeupOptions *options,
                        LhDiag *diag);
/* No pages yet, an arena, empty lists. Returns: (transfer full) */
LhPages *lh_pages_new(const LhStyle *style, const LhBook *book, LhTarget target);
void lh_pages_free(LhPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhPages, lh_pages_free)

/* Whether @chapter is meant by @word of a selection: "7", "3-5", "gil.md", "part:X". */
gboolean lh_chapter_matches(const LhChapter *chapter, const char *word);
/* Whether @chapter is one that @selection (as of --chapters) names. */
gboolean lh_select_has(const char *selection, const LhChapter *chapter);

/* Where @link, written by the author, leads.
 * Returns: an id of LhPages.anchors in @anchor, or an address in @uri, or neither (unknown). */
void lh_pages_resolve_link(const LhPages *pages, const char *link, const char **anchor,
                           const char **uri);

/* Where the author wrote what is drawn at or near @x, @y (points from the trim's top left) of the PDF's page @sheet,
 * from 1: a line of text, a picture, a drawing. Line 0 = nothing is there, or it is ours. */
LhSource lh_pages_find_source(const LhPages *pages, int sheet, double x, double y);

G_END_DECLS

#endif
