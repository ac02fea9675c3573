/* Listings: code on a pasted card, in the colours of its language. */
#include "listing.h"

#include <math.h>
#include <string.h>

/* What a page cut costs inside a listing. */
#define CUT_BORDER 20.0 /* before a function or class, after a blank line */
#define CUT_BLANK  36.0 /* after another blank line */
#define CUT_GROUP  48.0 /* after a whole group of lines */
#define CUT_LINE   70.0
#define LEAST_PART 4    /* lines that a cut leaves on either page … */
#define FAIR_PART  9    /* … and that it should leave: each line less costs CUT_STUB */
#define CUT_STUB   9.0
#define LONG_PART  0.4  /* of the first two, in a listing too long to be kept whole */
#define LONG_INNER 0.6  /* … and of the others: a page rather ends some rows sooner, at a border */
#define LONG_LINES 36   /* lines: it would take more than two thirds of a page */
#define CUT_PAIR   60.0 /* between a listing and its output */
#define CUT_MARKS  30.0 /* between a listing, or its output, and what explains its marks */

static int count_lines(const LhListing *listing)
{
    int n = 0;

    for (gsize i = 0; i < listing->length; i++)
        n += listing->code[i] == '\n';
    return n + (listing->length && listing->code[listing->length - 1] != '\n');
}

/* ---- Colours ---- */

/* The language of the listing's colours: a script that begins with a prompt is a session. */
static const char *colours_of(const LhListing *listing)
{
    static const struct {
        const char *language, *prompt, *session;
    } typed[] = {
        {"sh", "$ ", "console"},      {"bash", "$ ", "console"},   {"shell", "$ ", "console"},
        {"zsh", "$ ", "console"},     {"python", ">>> ", "pycon"}, {"py", ">>> ", "pycon"},
        {"python3", ">>> ", "pycon"},
    };

    for (gsize i = 0; listing->language && i < G_N_ELEMENTS(typed); i++)
        if (!strcmp(listing->language, typed[i].language) &&
            g_str_has_prefix(listing->code, typed[i].prompt))
            return typed[i].session;
    return listing->language;
}

static void colour(LhSetter *setter, const LhBlock *block, GArray *spans)
{
    const LhListing *listing = &block->listing;
    const LhLanguage *language = NULL;
    const char *name = colours_of(listing);
    g_autoptr(GError) error = NULL;

    if (name && setter->context->languages)
        language = lh_highlight_find(setter->context->languages, name, &error);
    if (error)
        lh_diag_add(setter->context->diag, LH_SEVERITY_WARNING, block->source, "language-file",
                    NULL, "the colours of %s cannot be read: %s", listing->language,
                    error->message);
    lh_highlight(language, listing->code, listing->length, spans);
    if (listing->is_output)
        for (guint i = 0; i < spans->len; i++)
            g_array_index(spans, LhHighlightSpan, i).kind = LH_HIGHLIGHT_OUTPUT;
}

/* What is typed at a shell's prompt is in one ink. */
static void calm_shell(const LhListing *listing, GArray *spans)
{
    if (listing->length == 0 || strchr("$#%", listing->code[0]) == NULL)
        return;
    for (guint i = 0; i < spans->len; i++) {
        LhHighlightSpan *span = &g_array_index(spans, LhHighlightSpan, i);
        if (span->kind != LH_HIGHLIGHT_PROMPT && span->kind != LH_HIGHLIGHT_OUTPUT &&
            span->kind != LH_HIGHLIGHT_COMMENT)
            span->kind = LH_HIGHLIGHT_TEXT;
    }
}

/* A session begins with a prompt or with what the machine says. */
static gboolean is_session(const GArray *spans)
{
    if (spans->len == 0)
        return FALSE;
    LhHighlightClass first = g_array_index(spans, LhHighlightSpan, 0).kind;

    return first == LH_HIGHLIGHT_PROMPT || first == LH_HIGHLIGHT_OUTPUT;
}

/* ---- Shape ---- */

static void shape_snippet(LhListingShape *shape, const LhStyle *style, const LhFlow *flow)
{
    double pad_right = style->listing.snippet_right - style->listing.snippet_text_x -
                       style->listing.snippet_columns * shape->column;

    shape->top = style->listing.snippet_top;
    shape->bottom = style->listing.snippet_bottom;
    shape->left = flow->x + style->listing.snippet_left;
    shape->right = flow->x + flow->width + style->listing.snippet_right - style->page.measure;
    if (flow->in_card) {
        shape->left = flow->x;
        shape->right = flow->x + flow->width;
    }
    shape->text_x = shape->left + style->listing.snippet_text_x - style->listing.snippet_left;
    shape->columns =
        (int) ((shape->right - pad_right - shape->text_x) / shape->column + LH_EPSILON);
}

static void shape_big(LhListingShape *shape, const LhStyle *style)
{
    shape->top = style->listing.top;
    shape->bottom = style->listing.bottom;
    shape->left = style->listing.left;
    shape->right = style->listing.right;
    shape->text_x = style->listing.text_x;
    shape->number_x = style->listing.number_x;
    shape->columns = style->listing.columns;
}

/* Room for numbers of @n_digits in a card that has no column for them. */
static void make_number_column(LhSetter *setter, LhListingShape *shape, int last)
{
    char text[16];

    g_snprintf(text, sizeof text, "%d", last);
    double width = lh_set_measure(setter, text, LH_ROLE_LISTING_NUMBER);
    int columns = (int) (width / shape->column) + 2;

    shape->number_x = shape->text_x + width;
    shape->text_x += columns * shape->column;
    shape->columns -= columns;
}

static LhListingShape find_shape(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                                 gboolean session)
{
    const LhStyle *style = setter->style;
    const LhListing *listing = &block->listing;
    int n = count_lines(listing);
    gboolean asked = listing->file || listing->caption || block->id ||
                     (listing->numbers_set && listing->numbers);
    LhListingShape shape = {.session = session, .nested = flow->natural};

    shape.big = !session && !flow->natural && !flow->in_card && flow->x < LH_EPSILON &&
                (asked || n > style->listing.snippet_lines);
    shape.numbers = listing->numbers_set ? listing->numbers : shape.big;
    shape.column = lh_set_measure(setter, "0", LH_ROLE_LISTING);
    if (shape.big)
        shape_big(&shape, style);
    else
        shape_snippet(&shape, style, flow);
    if (shape.numbers && !shape.big)
        make_number_column(setter, &shape, listing->start + n);
    return shape;
}

/* ---- Lines ---- */

typedef struct {
    LhSetter *setter;
    const LhBlock *block;
    LhFlow flow;
    LhListingShape shape;
    LhCodeText text;
    int *kept;      /* columns that each line keeps free for its marks; NULL = none does */
    int callout;    /* the next of the listing's marks */
    guint8 *marked; /* one a line of the code: highlighted */
    const LhTag *tag;
    gboolean indexed; /* the names it defines are index entries */
} Lister;

static void mark_lines(Lister *l)
{
    const LhListing *listing = &l->block->listing;
    int n = l->text.n_sources;
    g_autofree int *steps = g_new0(int, n + 1);

    l->marked = g_new0(guint8, n + 1);
    for (int i = 0; i < listing->n_highlight; i++) {
        gint64 first = (gint64) listing->highlight[i].first - listing->start;
        gint64 last = (gint64) listing->highlight[i].last - listing->start;
        if (last < 0 || first >= n || last < first)
            continue;
        steps[MAX(first, 0)]++;
        steps[MIN(last + 1, n)]--;
    }
    for (int i = 0, depth = 0; i < n; i++)
        l->marked[i] = (depth += steps[i]) > 0;
}

static LhSource source_of(const Lister *l, const LhCodeLine *line)
{
    LhSource source = l->block->source;

    if (l->block->listing.code_line > 0) {
        source.line = l->block->listing.code_line + line->source;
        source.column = 0;
    }
    return source;
}

static void set_band(Lister *l, double y)
{
    const LhStyle *style = l->setter->style;
    double left = l->shape.text_x + style->listing.band_left;
    double right = l->shape.right + style->listing.band_right - style->listing.right;

    if (!l->shape.big)
        right = l->shape.right + style->listing.band_left;
    lh_path_rectangle(&l->setter->path, left, y - style->listing.band_rise, right - left,
                      style->listing.band_height);
    lh_sink_path(&l->setter->sink, LH_LAYER_STROKE, &l->setter->path, &style->listing.band, 0);
}

/* Whether a function, a class or the like begins at the line's left edge, or what decorates it. */
static gboolean is_border(const Lister *l, const LhCodeLine *line)
{
    const LhCodePiece *piece = &g_array_index(l->text.pieces, LhCodePiece, line->first);

    if (line->empty || line->wrapped || piece->blank)
        return FALSE;
    if (piece->kind == LH_HIGHLIGHT_DECORATOR)
        return TRUE;
    for (guint i = 0; i < line->n; i++)
        if (piece[i].kind == LH_HIGHLIGHT_DEF)
            return TRUE;
    return FALSE;
}

static double cut_cost(const Lister *l, guint i)
{
    const GArray *lines = l->text.lines;
    const LhStyle *style = l->setter->style;
    guint group = (guint) MAX(style->listing.group, 1), n = lines->len;
    const LhCodeLine *line = &g_array_index(lines, LhCodeLine, i);
    gboolean is_long = n > LONG_LINES;

    if (i + 1 == n)
        return 0;
    const LhCodeLine *next = line + 1;
    if (i + 1 < LEAST_PART || n - i - 1 < LEAST_PART || next->wrapped ||
        l->text.n_sources <= style->listing.snippet_lines)
        return LH_NEVER_BREAK;
    guint least = MIN(i + 1, n - i - 1);
    double stub = least < FAIR_PART ? CUT_STUB * (FAIR_PART - least) : 0;
    if (line->empty && !next->empty)
        return stub + (is_long ? LONG_PART : 1) * (is_border(l, next) ? CUT_BORDER : CUT_BLANK);
    return stub + (is_long ? LONG_INNER : 1) * ((i + 1) % group == 0 ? CUT_GROUP : CUT_LINE);
}

/* Index entries of the names that a numbered listing defines at its left edge. */
static void index_names(const Lister *l, const LhCodeLine *line, double y)
{
    const GArray *pieces = l->text.pieces;

    if (!l->indexed || line->wrapped || line->n == 0 ||
        g_array_index(pieces, LhCodePiece, line->first).column > 0 ||
        g_array_index(pieces, LhCodePiece, line->first).blank)
        return;
    for (guint i = 0; i < line->n; i++) {
        const LhCodePiece *piece = &g_array_index(pieces, LhCodePiece, line->first + i);
        if (piece->kind != LH_HIGHLIGHT_DEF || piece->blank || piece->text[0] == '_')
            continue;
        g_autofree char *name = g_strndup(piece->text, piece->length);
        lh_add_anchor(l->setter, lh_index_name(l->setter, l->block, name, line->source), 0, y);
    }
}

/* Columns that lines keep free for their marks, one number a line; NULL = there are no marks. */
static int *keep_columns(const Lister *l)
{
    const LhListing *listing = &l->block->listing;
    const LhListingShape *shape = &l->shape;
    double gap = l->setter->style->callout.gap;
    int n = count_lines(listing);
    g_autofree double *widths = g_new0(double, n + 1);

    if (listing->n_callouts == 0)
        return NULL;
    for (int i = 0; i < listing->n_callouts; i++)
        widths[MIN(listing->callouts[i].line, n)] +=
            lh_callout_width(l->setter, listing->callouts[i].number) + gap;
    int *kept = g_new0(int, n + 1);
    double free = shape->right - shape->text_x - shape->columns * shape->column;
    for (int i = 0; i < n; i++)
        if (widths[i] > free)
            kept[i] = (int) ceil((widths[i] - free) / shape->column);
    return kept;
}

/* The circled numbers of a line's marks, behind its code. */
static void set_callouts(Lister *l, const LhCodeLine *line, double y, LhSource source)
{
    const LhListing *listing = &l->block->listing;
    double gap = l->setter->style->callout.gap;
    double x = l->shape.text_x + line->end * l->shape.column + gap;

    for (; l->callout < listing->n_callouts; l->callout++) {
        const LhCallout *callout = &listing->callouts[l->callout];
        if (callout->line != line->source)
            break;
        double width = lh_callout_width(l->setter, callout->number);
        lh_set_callout(l->setter, callout->number, x + width / 2, y, l->tag, source);
        x += width + gap;
    }
}

static gboolean goes_on(const Lister *l, guint i)
{
    return i + 1 < l->text.lines->len && g_array_index(l->text.lines, LhCodeLine, i + 1).wrapped;
}

/* What is seen of a line, into the sink. */
static void draw_line(Lister *l, guint i, const LhCodeLine *line, LhSource source)
{
    double y = l->flow.rise;

    if (l->text.n_sources > 0 && l->marked[line->source])
        set_band(l, y);
    if (l->shape.numbers && !line->wrapped)
        lh_listing_number(l->setter, &l->shape, l->block->listing.start + line->source, y, source);
    if (line->wrapped)
        lh_listing_arrow(l->setter, &l->shape, line, y, source);
    lh_listing_line(l->setter, &l->shape, &l->text, line, y, l->tag, source);
    if (!goes_on(l, i))
        set_callouts(l, line, y, source);
}

static void set_line(Lister *l, guint i)
{
    const LhCodeLine *line = &g_array_index(l->text.lines, LhCodeLine, i);
    LhSource source = source_of(l, line);

    if (l->setter->context->unseen)
        lh_listing_check(l->setter, &l->text, line, source);
    else
        draw_line(l, i, line, source);
    index_names(l, line, l->flow.rise);
    LhSlab *slab = lh_add_slab(l->setter, &l->flow, LH_SLAB_CODE, source);
    slab->break_after = cut_cost(l, i);
    slab->idle = line->empty && i + 1 < l->text.lines->len;
}

static void report_wrapped(const Lister *l)
{
    LhGalley *galley = l->setter->galley;

    for (guint i = 1; i < l->text.lines->len; i++) {
        const LhCodeLine *line = &g_array_index(l->text.lines, LhCodeLine, i);
        if (!line->wrapped || line[-1].wrapped)
            continue;
        galley->n_wrapped++;
        lh_diag_defect(l->setter->context->diag, LH_DEFECT_WRAPPED_CODE_LINE, source_of(l, line), 0,
                       "line of code is longer than %d columns and goes on in the next row",
                       l->shape.columns - (l->kept ? l->kept[line->source] : 0));
    }
}

/* ---- The block ---- */

static void set_code(Lister *l)
{
    LhCodeLine blank = {.empty = TRUE};

    if (l->text.lines->len == 0)
        g_array_append_val(l->text.lines, blank);
    mark_lines(l);
    for (guint i = 0; i < l->text.lines->len; i++)
        set_line(l, i);
    report_wrapped(l);
    g_free(l->marked);
}

/* Whether what was set last is a listing's code, with no caption after it. */
static gboolean follows_code(LhSetter *setter)
{
    const LhSlab *last = lh_last_slab(setter);

    return last && last->kind == LH_SLAB_CODE;
}

/* Blank rows above the card: tape and label stand out of it, and need more below a frame's edge. */
static int rows_before(LhSetter *setter, const LhListingShape *shape)
{
    const LhStyle *style = setter->style;
    const LhSlab *last = lh_last_slab(setter);
    gboolean framed = last && last->frame && !last->frame->natural;

    return shape->big && framed ? style->listing.before_framed : style->listing.before;
}

static void close_listing(Lister *l, LhFrame *frame, const LhFlow *flow)
{
    LhSetter *setter = l->setter;
    const LhBlock *block = l->block;
    const LhStyle *style = setter->style;
    const char *number = lh_references_number(setter->context->references, block);
    gboolean paired =
        block->next && block->next->kind == LH_BLOCK_LISTING && block->next->listing.is_output;

    if (number || block->listing.caption) {
        const char *label = number ? lh_arena_printf(setter->arena, "Listing %s", number) : NULL;
        lh_keep_next(setter, LH_NEVER_BREAK);
        lh_set_caption(setter, flow, label, block->listing.caption, block->source);
        lh_add_space(setter, flow, style->listing.after, style->card.block_gap);
    } else {
        frame->clear = paired ? style->listing.pair_clear : style->card.clear;
    }
    if (paired)
        lh_keep_next(setter, CUT_PAIR);
    else if (block->next && block->next->kind == LH_BLOCK_LIST && block->next->list.callouts)
        lh_keep_next(setter, CUT_MARKS);
    setter->indent_next = FALSE;
}

void lh_set_listing(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const LhStyle *style = setter->style;
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(LhHighlightSpan));
    Lister l = {.setter = setter, .block = block, .flow = *flow};

    if (block->listing.drawing && lh_set_drawing(setter, block, flow))
        return;
    colour(setter, block, spans);
    gboolean session = block->listing.is_output || is_session(spans);
    if (session)
        calm_shell(&block->listing, spans);
    l.shape = find_shape(setter, block, flow, session);
    l.indexed = setter->tree && setter->context->book->pages.index_listings && !session &&
                lh_references_number(setter->context->references, block);
    l.kept = keep_columns(&l);
    lh_code_wrap(&l.text, block->listing.code, block->listing.length, spans, l.shape.columns,
                 style->listing.wrap_indent, l.kept);
    gboolean answer = block->listing.is_output && follows_code(setter);
    LhFrame *frame = lh_listing_frame(setter, flow, &l.shape, &block->listing, block->source);
    int first = lh_n_slabs(setter), before = rows_before(setter, &l.shape);

    l.flow.natural = TRUE;
    l.flow.pitch = l.flow.rise = style->listing.pitch;
    l.flow.frame = frame;
    l.tag = lh_tag_new(setter, LH_TAG_CODE, flow->tag);
    if (!flow->natural)
        lh_sink_shift(setter, l.flow.rise);
    lh_add_anchor(setter, block->id, l.shape.text_x, l.flow.rise);
    lh_record_thing(setter, LH_THING_LISTING, block,
                    lh_references_number(setter->context->references, block),
                    block->listing.caption, l.shape.text_x, l.flow.rise);
    lh_listing_label(setter, &l.shape, &block->listing, l.flow.rise - l.shape.top,
                     lh_tag_new(setter, LH_TAG_P, flow->tag), block->source);
    set_code(&l);
    if (!flow->natural)
        g_array_index(setter->galley->slabs, LhSlab, first).before =
            answer ? 0 : before;
    lh_code_clear(&l.text);
    g_free(l.kept);
    close_listing(&l, frame, flow);
}
