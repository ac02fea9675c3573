/* What the files of layout/ share: text set into lines, and lines set into slabs.
 *
 *   collect*.c   inlines -> atoms (words, spaces, breaks)       lh_collect_*
 *   break.c      atoms -> lines by total fit                    lh_break_*
 *   text.c       the way from inlines to lines                  lh_set_text()
 *   line.c       a line's atoms -> items (runs, underlines, highlighter)
 *   setter.c     the galley under construction: slabs, spaces, frames, the table of blocks
 *   paragraph.c heading.c list.c quote.c listing.c table.c card*.c figure.c   one a kind of block
 *
 * A block's function is handed a flow: the column it sets into. Ruled flows put a line on each row
 * of the page; natural flows (inside pasted cards and listings) have a pitch of their own. */
#ifndef LONGHAND_LAYOUT_SETTER_H
#define LONGHAND_LAYOUT_SETTER_H

#include "longhand/layout.h"

/* The roles that a run of text takes, by what the author did to it. */
typedef struct {
    LhRole text, strong, mark, code;
    int ink;      /* index of an ink that overrides the text's; -1 = the roles' own */
    double scale; /* of every role's size; 1 */
    gboolean whole_code; /* code breaks only where it is wider than the measure */
    gboolean whole_words; /* and so do words with hyphens: titles */
} LhVoice;

/* The column that blocks are set into. Passed by value down the tree: change a copy. */
typedef struct {
    double x, width; /* left edge from the text's left edge; measure */
    gboolean natural;
    double pitch;         /* baseline to baseline: the grid's step, or a card's own */
    double rise;          /* natural: baseline below the top of a line's piece; ruled: 0 */
    const LhFrame *frame; /* innermost; NULL = plain page */
    LhVoice voice;
    const LhTag *tag; /* parent of tags made in it; NULL = the document */
    int level;        /* of list nesting, 0 = none */
    gboolean in_card;
} LhFlow;

typedef struct {
    LhItem *items; /* x from the line's left edge (after any indent), y from its baseline */
    int n_items;
    double width; /* from the left edge to the end of the text, indent included */
    const LhNote *const *notes;
    int n_notes;
    LhSource source; /* of its first word */
} LhSetLine;

typedef struct {
    LhSetLine *lines;
    int n_lines;
    double widest;
} LhSetText;

/* A galley under construction. */
typedef struct {
    const LhLayoutContext *context;
    const LhStyle *style;
    LhShaper *shaper;
    const LhTree *tree; /* NULL for what we make ourselves */
    LhGalley *galley;
    LhArena *arena;       /* the galley's */
    LhSink sink;          /* scratch for items; take or clear before returning */
    LhPath path;          /* scratch */
    gboolean indent_next; /* the next paragraph is indented */
    GHashTable *indexed;  /* what index entries were made of already -> their anchors' ids */
    GHashTable *notes;    /* label -> LhNote * already laid out */
    int n_note_marks;     /* footnotes numbered so far */
    gboolean in_note;     /* what is being set is a footnote */
    gboolean bare;        /* nobody looks at the lines being set: they are measured, not made */
    int depth;            /* of nested blocks: bounded */
    int level_shift;    /* taken off headings' levels: the file's title was no `#` */
} LhSetter;

/* ---- Text ---- */

/* Sets @text in lines of at most @width points; the first line is @indent points shorter and its
 * items begin there. Never overfull. @seed chooses alternates; @tag is what the runs are tagged
 * with. Returns: arena-owned lines, at least one (an empty line for no text). */
LhSetText lh_set_text(LhSetter *setter, const LhInline *text, const LhVoice *voice, double width,
                      double indent, const LhTag *tag, guint32 seed);
/* The same for plain UTF-8 that we make ourselves (labels, heads). */
LhSetText lh_set_plain(LhSetter *setter, const char *text, LhRole role, double width,
                       const LhTag *tag, LhSource source, guint32 seed);
/* A text inline of our own making. @text is borrowed. */
LhInline *lh_inline_words(LhSetter *setter, const char *text, LhSource source);
/* The inline @whole from its byte @from on. */
LhInline *lh_inline_piece(LhSetter *setter, const LhInline *whole, const char *from);
/* Lines of about equal length, for headings: as few as fit @width. */
LhSetText lh_set_balanced(LhSetter *setter, const LhInline *text, const LhVoice *voice,
                          double width, const LhTag *tag, guint32 seed);
/* One line of @text that is never broken, at x, y into the setter's sink; returns its width in
 * points. For labels, numbers, stamps. @align: 0 = x is the left edge, 0.5 the middle, 1 the right
 * edge. */
double lh_set_label(LhSetter *setter, const char *text, LhRole role, int ink, double x, double y,
                    double align, const LhTag *tag, LhSource source);
/* Width in points of @text in @role. */
double lh_set_measure(LhSetter *setter, const char *text, LhRole role);
/* The least width that @text can be set in without breaking inside a word, and its width on one
 * line. Exact when it is then set with the same @seed. */
void lh_set_extents(LhSetter *setter, const LhInline *text, const LhVoice *voice, guint32 seed,
                    double *least, double *most);

/* Tells what @word has that no font of the style can write; nothing when all is well. */
void lh_tell_missing(LhSetter *setter, const LhWord *word, LhSource source);

/* The picture at @path, loaded unless its page is never drawn. (transfer full) NULL with @error */
LhImage *lh_layout_image(const LhLayoutContext *context, const char *path, GError **error);

/* ---- Slabs ---- */

/* Adds a slab made of the setter's sink: one row, or one piece of the flow's pitch. Change the
 * result (rows, height, before, break_after…) at once: the next call may move it. */
LhSlab *lh_add_slab(LhSetter *setter, const LhFlow *flow, LhSlabKind kind, LhSource source);
/* Puts a set line's items into the sink at x, y (added). */
void lh_sink_line(LhSetter *setter, const LhSetLine *line, double x, double y);
/* Adds every line as a slab of its own at flow->x + @x, with orphan and widow costs; returns the
 * index of the first slab. The first line's sink content may be prepared by the caller (bullets,
 * numbers). */
int lh_add_lines(LhSetter *setter, const LhFlow *flow, const LhSetText *text, double x);
/* At least @rows blank rows before whatever comes next (ruled), or @points (natural). */
void lh_add_space(LhSetter *setter, const LhFlow *flow, int rows, double points);
/* Forbids a page cut after the last slab / lets it cost @cost. */
void lh_keep_next(LhSetter *setter, double cost);
LhSlab *lh_last_slab(LhSetter *setter);

/* A frame, arena-owned, inside @flow's frame. */
LhFrame *lh_frame_new(LhSetter *setter, const LhFlow *flow, gboolean natural, LhSource source);
/* A tag below @parent. */
const LhTag *lh_tag_new(LhSetter *setter, LhTagKind kind, const LhTag *parent);

guint32 lh_seed(LhSource source);
/* A voice for a role set that the style names: body, card, cell … */
LhVoice lh_voice(LhRole text, LhRole strong, LhRole mark, LhRole code);
LhVoice lh_voice_card(void);
LhVoice lh_voice_cell(const LhStyle *style); /* ordinary tables: the body's voice, smaller */
LhVoice lh_voice_caption(const LhStyle *style);
LhVoice lh_voice_footnote(const LhStyle *style);

/* Adds an anchor for @id of this chapter at x, y of the sink; NULL @id = nothing. */
void lh_add_anchor(LhSetter *setter, const char *id, double x, double y);

/* ---- Callouts ---- */

/* The circled @number of a line of code or of an explanation, its middle at x, y the line's baseline. */
void lh_set_callout(LhSetter *setter, int number, double x, double y, const LhTag *tag,
                    LhSource source);
/* Points from side to side. */
double lh_callout_width(LhSetter *setter, int number);

/* ---- Lists and the index ---- */

/* Keeps @block for a list of its kind, its place being the next slab: an anchor goes to x, y of the sink.
 * Nothing without a title. */
void lh_record_thing(LhSetter *setter, LhThingKind kind, const LhBlock *block, const char *number,
                     const LhInline *title, double x, double y);

/* What an index comment says, kept for makeup. Returns: the id that its place needs as an anchor, NULL = none
 * (see, or a mistake, which is told). The same comment again gives the same id. */
const char *lh_index_comment(LhSetter *setter, const LhInline *comment);
/* The same for a definition's term, which is explained here: `**term** – text`. */
const char *lh_index_definition(LhSetter *setter, const LhBlock *definition);
/* The same for a name that @listing defines in its line @line (from 0). */
const char *lh_index_name(LhSetter *setter, const LhBlock *listing, const char *name, int line);

/* ---- Blocks ---- */

typedef void (*LhBlockFunc)(LhSetter *setter, const LhBlock *block, const LhFlow *flow);

/* Sets a block, or a row of siblings, into @flow. */
void lh_set_block(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_blocks(LhSetter *setter, const LhBlock *first, const LhFlow *flow);

void lh_set_paragraph(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_heading(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_list(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_definition(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_quote(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_rule(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_listing(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
/* A listing that is drawn. FALSE = it can't be, which was told: its code is shown instead. */
gboolean lh_set_drawing(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_table(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_card(LhSetter *setter, const LhBlock *block, const LhFlow *flow);
void lh_set_figure(LhSetter *setter, const LhBlock *block, const LhFlow *flow);

/* Below (above for tables) what it belongs to: "Listing 7.2" and the caption's text, hanging.
 * @width of the column; nothing when there is neither number nor caption. Ruled or natural as the
 * flow is. */
void lh_set_caption(LhSetter *setter, const LhFlow *flow, const char *label,
                    const LhInline *caption, LhSource source);

#endif
