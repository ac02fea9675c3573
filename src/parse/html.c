/* The HTML that books are written with: what has a sense in a book becomes blocks and inlines, the
 * rest keeps its text and is told to the author. */
#include "build.h"
#include "entity.h"
#include "tag.h"

#include <stdlib.h>
#include <string.h>

typedef enum {
    CONTAINER, /* its content, in paragraphs of its own */
    INLINE,    /* its content, in the line */
    SPAN,      /* an inline of kind */
    CODE,
    BREAK,
    VOID, /* nothing to show */
    IMAGE,
    ANCHOR,
    QUOTED,
    HEADING,
    BLOCK, /* a block of kind that holds blocks */
    RULE,
    TERM,
    CAPTION,
    PRE,
    HIDDEN, /* script, style: not text */
    LISTING,
} Role;

typedef struct {
    const char *name;
    Role role;
    int kind; /* LhInlineKind, LhBlockKind, or a heading's level */
} Element;

/* Sorted by name. */
static const Element elements[] = {
    {"a", ANCHOR, 0},
    {"abbr", INLINE, 0},
    {"address", CONTAINER, 0},
    {"article", CONTAINER, 0},
    {"aside", CONTAINER, 0},
    {"b", SPAN, LH_INLINE_STRONG},
    {"bdi", INLINE, 0},
    {"bdo", INLINE, 0},
    {"blockquote", BLOCK, LH_BLOCK_QUOTE},
    {"body", CONTAINER, 0},
    {"br", BREAK, 0},
    {"caption", CAPTION, 0},
    {"center", CONTAINER, 0},
    {"cite", SPAN, LH_INLINE_EMPH},
    {"code", CODE, 0},
    {"col", VOID, 0},
    {"colgroup", VOID, 0},
    {"data", INLINE, 0},
    {"dd", CONTAINER, 0},
    {"del", SPAN, LH_INLINE_STRIKE},
    {"details", CONTAINER, 0},
    {"dfn", SPAN, LH_INLINE_EMPH},
    {"div", CONTAINER, 0},
    {"dl", CONTAINER, 0},
    {"dt", TERM, 0},
    {"em", SPAN, LH_INLINE_EMPH},
    {"figcaption", CAPTION, 0},
    {"figure", BLOCK, LH_BLOCK_FIGURE},
    {"footer", CONTAINER, 0},
    {"h1", HEADING, 1},
    {"h2", HEADING, 2},
    {"h3", HEADING, 3},
    {"h4", HEADING, 4},
    {"h5", HEADING, 5},
    {"h6", HEADING, 6},
    {"header", CONTAINER, 0},
    {"hr", RULE, 0},
    {"i", SPAN, LH_INLINE_EMPH},
    {"img", IMAGE, 0},
    {"ins", SPAN, LH_INLINE_UNDERLINE},
    {"kbd", SPAN, LH_INLINE_KBD},
    {"li", BLOCK, LH_BLOCK_ITEM},
    {"listing", LISTING, 0},
    {"main", CONTAINER, 0},
    {"mark", SPAN, LH_INLINE_MARK},
    {"nav", CONTAINER, 0},
    {"ol", BLOCK, LH_BLOCK_LIST},
    {"p", CONTAINER, 0},
    {"pre", PRE, 0},
    {"q", QUOTED, 0},
    {"s", SPAN, LH_INLINE_STRIKE},
    {"samp", CODE, 0},
    {"script", HIDDEN, 0},
    {"section", CONTAINER, 0},
    {"small", INLINE, 0},
    {"span", INLINE, 0},
    {"strike", SPAN, LH_INLINE_STRIKE},
    {"strong", SPAN, LH_INLINE_STRONG},
    {"style", HIDDEN, 0},
    {"sub", SPAN, LH_INLINE_SUB},
    {"summary", CONTAINER, 0},
    {"sup", SPAN, LH_INLINE_SUP},
    {"table", BLOCK, LH_BLOCK_TABLE},
    {"tbody", VOID, 0},
    {"td", BLOCK, LH_BLOCK_CELL},
    {"tfoot", VOID, 0},
    {"th", BLOCK, LH_BLOCK_CELL},
    {"thead", VOID, 0},
    {"time", INLINE, 0},
    {"tr", BLOCK, LH_BLOCK_ROW},
    {"tt", CODE, 0},
    {"u", SPAN, LH_INLINE_UNDERLINE},
    {"ul", BLOCK, LH_BLOCK_LIST},
    {"var", SPAN, LH_INLINE_EMPH},
    {"wbr", VOID, 0},
};

static int compare_element(const void *name, const void *element)
{
    return strcmp(name, ((const Element *) element)->name);
}

static const Element *find_element(const char *name)
{
    return bsearch(name, elements, G_N_ELEMENTS(elements), sizeof(Element), compare_element);
}

gboolean lh_html_is_whole(const GString *raw)
{
    LhTag tag = lh_tag_read(raw->str, raw->str + raw->len);
    if (tag.kind == LH_TAG_COMMENT || tag.kind == LH_TAG_OTHER)
        return raw->str[raw->len - 1] == '>' &&
               (tag.kind != LH_TAG_COMMENT || g_str_has_suffix(raw->str, "-->"));
    return tag.kind != LH_TAG_TEXT || raw->len > 65536;
}

/* ---- frames and spans that HTML opened */

static LhFrame *top(LhBuild *b)
{
    return &b->frames[b->n_frames - 1];
}

/* The kind of the innermost open block; -1 = the chapter. */
static int top_kind(LhBuild *b)
{
    const LhBlock *block = top(b)->block;
    return block ? (int) block->kind : -1;
}

/* Moves the blocks inside the figure behind it, once the image is found among them. */
static void finish_figure(LhBuild *b, LhBlock *figure)
{
    LhBlock *inner = figure->first;
    if (!figure->figure.path && inner && inner->kind == LH_BLOCK_FIGURE) {
        figure->figure.path = inner->figure.path;
        figure->figure.alt = inner->figure.alt;
        figure->figure.width = inner->figure.width;
        if (!figure->figure.caption)
            figure->figure.caption = inner->figure.caption;
        inner = inner->next;
    }
    figure->first = NULL;
    LhInline *caption = figure->figure.caption;
    if (!figure->figure.path) { /* it frames something else: that, and its caption below */
        figure->kind = LH_BLOCK_PARAGRAPH;
        memset(&figure->figure, 0, sizeof figure->figure);
        figure->text = caption;
    }
    while (inner) {
        LhBlock *next = inner->next;
        inner->next = NULL;
        lh_build_append(b, inner);
        inner = next;
    }
}

/* A cell with one paragraph is that text. */
static void finish_cell(LhBlock *cell)
{
    LhBlock *only = cell->first;
    if (only && !only->next && only->kind == LH_BLOCK_PARAGRAPH) {
        cell->text = only->text;
        cell->first = NULL;
    }
}

static void finish_table(LhBuild *b, LhBlock *table, guint32 at)
{
    int columns = 0;
    gboolean head = table->first != NULL;
    for (const LhBlock *row = table->first; row; row = row->next) {
        int n = 0;
        for (const LhBlock *cell = row->first; cell; cell = cell->next) {
            n++;
            head = head && (row != table->first || cell->classes == b->th_mark);
        }
        columns = MAX(columns, n);
    }
    for (LhBlock *row = table->first; row; row = row->next)
        for (LhBlock *cell = row->first; cell; cell = cell->next)
            cell->classes = NULL;
    table->table.columns = columns;
    table->table.align = lh_arena_new0(b->arena, LhAlign, columns);
    table->table.head_rows = head;
    if (columns == 0)
        lh_build_warn(b, at, "empty-table", NULL, "this <table> has no cells");
}

static void pop_frame(LhBuild *b)
{
    LhFrame frame = *top(b);
    lh_build_end_leaf(b);
    lh_build_pop(b);
    if (frame.block->kind == LH_BLOCK_FIGURE)
        finish_figure(b, frame.block);
    else if (frame.block->kind == LH_BLOCK_CELL)
        finish_cell(frame.block);
    else if (frame.block->kind == LH_BLOCK_TABLE)
        finish_table(b, frame.block, frame.at);
}

void lh_html_abandon_frames(LhBuild *b)
{
    while (b->n_frames > 1 && top(b)->tag) {
        gboolean may_stay = strchr("lt", top(b)->tag[0]) && top(b)->tag[1] != 'a'; /* li tr td th */
        if (top_kind(b) == LH_BLOCK_ONLY)
            lh_diag_add(b->diag, LH_SEVERITY_ERROR, lh_build_place(b, top(b)->at), "unclosed-only",
                        "write <!-- end only -->", "“only” is not ended");
        else if (!may_stay)
            lh_build_warn(b, top(b)->at, "unclosed-tag", NULL, "<%s> is not closed", top(b)->tag);
        pop_frame(b);
    }
}

/* Ends the innermost frame of @tag and what is open inside it, if HTML opened all that.
 * Returns: FALSE when there is none. */
static gboolean close_frame(LhBuild *b, const char *tag)
{
    int i = b->n_frames - 1;
    while (i > 0 && b->frames[i].tag && strcmp(b->frames[i].tag, tag) != 0)
        i--;
    if (i == 0 || !b->frames[i].tag)
        return FALSE;
    while (b->n_frames > i)
        pop_frame(b);
    return TRUE;
}

static gboolean close_span(LhBuild *b, const char *tag)
{
    int i = b->n_spans - 1;
    while (i >= 0 && b->spans[i].tag && strcmp(b->spans[i].tag, tag) != 0)
        i--;
    if (i < 0 || !b->spans[i].tag)
        return FALSE;
    b->n_flat_spans = 0;
    while (b->n_spans > i)
        lh_build_close_span(b);
    return TRUE;
}

/* ---- comments */

static char *trimmed(LhBuild *b, const char *text, gsize length)
{
    char *copy = lh_arena_strndup(b->arena, text, (gssize) length);
    return g_strstrip(copy);
}

static void open_only(LhBuild *b, char *names, guint32 at)
{
    g_auto(GStrv) parts = g_strsplit_set(names, ", \t\n", -1);
    LhBlock *only = lh_build_block(b, LH_BLOCK_ONLY);
    const char **editions = lh_arena_new0(b->arena, const char *, g_strv_length(parts) + 1);
    int n = 0;
    for (char **part = parts; *part; part++)
        if (**part)
            editions[n++] = lh_arena_strndup(b->arena, *part, -1);
    only->only.editions = editions;
    only->source = lh_build_place(b, at);
    if (n == 0)
        lh_build_warn(b, at, "empty-only", "write <!-- only: name -->", "“only” names no edition");
    lh_build_end_leaf(b);
    lh_build_push(b, only, "only", at);
}

static void add_mark(LhBuild *b, LhInlineKind kind, char *text, const char *target, guint32 at)
{
    lh_build_need_leaf(b, at);
    LhInline *node = lh_build_inline(b, kind, at);
    node->text = text;
    node->target = target;
    if (kind == LH_INLINE_INDEX && !*text)
        lh_build_warn(b, at, "empty-index", NULL, "this index entry is empty");
}

/* Only `index`, `only`, `todo` and `query` are for us; any other comment is the author's own. */
static void read_comment(LhBuild *b, const LhTag *tag, guint32 at, gboolean in_block)
{
    char *text = trimmed(b, tag->text, tag->length);
    gboolean ends_only = !strcmp(text, "end only");
    if (!in_block && (ends_only || g_str_has_prefix(text, "only:"))) {
        lh_diag_add(b->diag, LH_SEVERITY_ERROR, lh_build_place(b, at), "inline-only",
                    "give it a line of its own", "“%s” can't stand inside a paragraph",
                    ends_only ? text : "only");
        return;
    }
    if (ends_only) {
        lh_build_end_leaf(b);
        if (!close_frame(b, "only"))
            lh_build_warn(b, at, "stray-end-only", NULL, "“end only” ends nothing");
    } else if (g_str_has_prefix(text, "only:"))
        open_only(b, text + 5, at);
    else if (g_str_has_prefix(text, "index:"))
        add_mark(b, LH_INLINE_INDEX, g_strchug(text + 6), NULL, at);
    else if (g_str_has_prefix(text, "todo:"))
        add_mark(b, LH_INLINE_QUERY, g_strchug(text + 5), "todo", at);
    else if (g_str_has_prefix(text, "query:"))
        add_mark(b, LH_INLINE_QUERY, g_strchug(text + 6), "query", at);
}

/* ---- elements */

static double html_width(LhBuild *b, const LhTag *tag)
{
    const char *text = lh_tag_attr(b->arena, tag, "width");
    char *end = NULL;
    double value = text ? g_ascii_strtod(text, &end) : 0;
    return end && *end == '%' && value > 0 && value <= 100 ? value / 100 : 0;
}

static void add_image(LhBuild *b, const LhTag *tag, guint32 at)
{
    const char *path = lh_tag_attr(b->arena, tag, "src");
    const char *alt = lh_tag_attr(b->arena, tag, "alt");
    if (!path) {
        lh_build_warn(b, at, "image-without-src", NULL, "this <img> names no file");
        return;
    }
    int frame = b->n_frames - 1;
    if (!b->leaf && top_kind(b) == LH_BLOCK_FIGURE && !b->frames[frame].block->figure.path) {
        LhBlock *figure = b->frames[frame].block;
        figure->figure.path = path;
        figure->figure.alt = alt ? alt : "";
        figure->figure.width = html_width(b, tag);
        return;
    }
    lh_build_need_leaf(b, at);
    LhInline *image = lh_build_inline(b, LH_INLINE_IMAGE, at);
    image->target = path;
    image->text = alt ? alt : "";
    b->image_children = NULL;
    b->image_width = html_width(b, tag);
    lh_typo_pass(&b->typo, 'x');
}

static void add_anchor(LhBuild *b, const char *id, guint32 at)
{
    if (!id || !*id)
        return;
    lh_build_need_leaf(b, at);
    lh_build_inline(b, LH_INLINE_ANCHOR, at)->target = id;
}

static void open_link(LhBuild *b, const LhTag *tag, guint32 at)
{
    const char *id = lh_tag_attr(b->arena, tag, "id");
    const char *href = lh_tag_attr(b->arena, tag, "href");
    add_anchor(b, id ? id : lh_tag_attr(b->arena, tag, "name"), at);
    if (!href)
        return;
    gboolean flat = b->n_spans == LH_BUILD_SPANS;
    lh_build_need_leaf(b, at);
    lh_build_open_span(b, LH_INLINE_LINK, "a", at);
    if (!flat)
        b->spans[b->n_spans - 1].node->target = href;
}

static void open_list(LhBuild *b, LhBlock *list, const LhTag *tag)
{
    const char *start = lh_tag_attr(b->arena, tag, "start");
    list->list.ordered = tag->name[0] == 'o';
    list->list.tight = TRUE;
    list->list.start = start ? (int) CLAMP(g_ascii_strtoll(start, NULL, 10), 0, 999999999) : 1;
    list->list.mark = list->list.ordered ? '.' : '-';
}

/* An end that HTML lets authors leave out: of an item before the next, of cells and rows. */
static void end_implied(LhBuild *b, const Element *element)
{
    if (element->kind == LH_BLOCK_ITEM && top_kind(b) == LH_BLOCK_ITEM && top(b)->tag)
        close_frame(b, "li");
    if (element->kind == LH_BLOCK_CELL || element->kind == LH_BLOCK_ROW)
        while (top(b)->tag && (top_kind(b) == LH_BLOCK_CELL ||
                               (top_kind(b) == LH_BLOCK_ROW && element->kind == LH_BLOCK_ROW)))
            pop_frame(b);
}

/* Whether the element may stand where it does: items in lists, cells in rows, rows in tables. */
static gboolean has_its_parent(LhBuild *b, LhBlockKind kind)
{
    int parent = top_kind(b);
    if (kind == LH_BLOCK_ITEM)
        return parent == LH_BLOCK_LIST;
    if (kind == LH_BLOCK_ROW)
        return parent == LH_BLOCK_TABLE;
    if (kind == LH_BLOCK_CELL)
        return parent == LH_BLOCK_ROW;
    return parent != LH_BLOCK_LIST && parent != LH_BLOCK_TABLE && parent != LH_BLOCK_ROW;
}

static void open_block(LhBuild *b, const Element *element, const LhTag *tag, guint32 at)
{
    LhBlockKind kind = (LhBlockKind) element->kind;
    lh_build_end_leaf(b);
    end_implied(b, element);
    if (!has_its_parent(b, kind)) {
        lh_build_warn(b, at, "misplaced-tag", NULL, "<%s> can't stand here; its text is kept",
                      element->name);
        return;
    }
    LhBlock *block = lh_build_block(b, kind);
    const char *id = lh_tag_attr(b->arena, tag, "id");
    block->id = id ? id : block->id;
    block->source = lh_build_place(b, at);
    if (kind == LH_BLOCK_LIST)
        open_list(b, block, tag);
    if (kind == LH_BLOCK_FIGURE)
        block->figure.alt = "";
    if (kind == LH_BLOCK_CELL && tag->name[1] == 'h')
        block->classes = b->th_mark;
    if (kind == LH_BLOCK_CELL &&
        (lh_tag_attr(b->arena, tag, "colspan") || lh_tag_attr(b->arena, tag, "rowspan")))
        lh_build_warn(b, at, "merged-cells", NULL, "cells can't span rows or columns");
    lh_build_push(b, block, element->name, at);
}

/* Whether Markdown's paragraph has begun just now: md4c takes <h2>…<h6> for inline. */
static gboolean is_at_start(const LhBuild *b)
{
    return b->leaf && b->leaf->kind == LH_BLOCK_PARAGRAPH && !b->leaf->text && !b->n_spans &&
           !b->run->len;
}

static void open_heading(LhBuild *b, const Element *element, const LhTag *tag, guint32 at)
{
    lh_build_end_leaf(b);
    LhBlock *heading = lh_build_block(b, LH_BLOCK_HEADING);
    const char *id = lh_tag_attr(b->arena, tag, "id");
    heading->heading.level = element->kind;
    heading->id = id ? id : heading->id;
    lh_build_begin_leaf(b, heading, at);
    b->heading_is_atx = TRUE;
}

static void open_listing(LhBuild *b, const LhTag *tag, guint32 at)
{
    b->listing = (LhListingTag){.is_open = TRUE,
                                .number = lh_tag_attr(b->arena, tag, "number"),
                                .caption = lh_tag_attr(b->arena, tag, "caption"),
                                .file = lh_tag_attr(b->arena, tag, "file-name"),
                                .at = at};
}

static void close_listing(LhBuild *b)
{
    if (b->listing.caption || b->listing.file || b->listing.number)
        lh_build_warn(b, b->listing.at, "empty-listing", NULL,
                      "there is no code in this <Listing>");
    b->listing = (LhListingTag){0};
}

static void tell_unknown(LhBuild *b, const LhTag *tag, guint32 at)
{
    lh_build_warn(b, at, "unknown-html", "put `code` marks around it if it is code",
                  "<%.*s> means nothing here; its text is kept", (int) strlen(tag->name),
                  tag->start + 1);
}

gboolean lh_html_cell_is_open(const LhBuild *b)
{
    const LhFrame *frame = &b->frames[b->n_frames - 1];
    return b->cell && frame->tag;
}

/* Whether @element begins a list or an item in a cell of Markdown's table, where there is no other way to
 * write one. The cell then holds blocks. */
static gboolean opens_in_cell(LhBuild *b, const Element *element, guint32 at)
{
    gboolean list = element->kind == LH_BLOCK_LIST || element->kind == LH_BLOCK_ITEM;
    if (!b->cell || !list || b->n_flat || b->n_spans || b->n_frames == LH_BUILD_FRAMES)
        return FALSE;
    if (!lh_html_cell_is_open(b)) {
        lh_build_end_leaf(b);
        b->frames[b->n_frames++] = (LhFrame){b->cell, &b->cell->first, "td", at};
    }
    return TRUE;
}

/* @in_block: no Markdown paragraph is around it, so that it may begin blocks. */
static void open_element(LhBuild *b, const Element *element, const LhTag *tag, guint32 at,
                         gboolean in_block)
{
    switch (element->role) {
    case CONTAINER:
    case TERM:
        if (in_block) {
            lh_build_end_leaf(b);
            const char *id = lh_tag_attr(b->arena, tag, "id");
            b->pending_id = id ? id : b->pending_id;
        }
        if (element->role == TERM) {
            lh_build_need_leaf(b, at);
            lh_build_open_span(b, LH_INLINE_STRONG, "dt", at);
        }
        break;
    case INLINE:
        add_anchor(b, lh_tag_attr(b->arena, tag, "id"), at);
        break;
    case SPAN:
        lh_build_need_leaf(b, at);
        lh_build_open_span(b, (LhInlineKind) element->kind, element->name, at);
        break;
    case CODE:
        lh_build_need_leaf(b, at);
        lh_build_flush(b);
        b->code_depth++;
        break;
    case BREAK:
        lh_build_break(b, at);
        break;
    case IMAGE:
        add_image(b, tag, at);
        break;
    case ANCHOR:
        open_link(b, tag, at);
        break;
    case QUOTED:
        lh_build_literal(b, at, "“", strlen("“"));
        break;
    case HEADING:
        if (in_block || is_at_start(b))
            open_heading(b, element, tag, at);
        break;
    case BLOCK:
        if (in_block || opens_in_cell(b, element, at))
            open_block(b, element, tag, at);
        else
            tell_unknown(b, tag, at);
        break;
    case RULE:
        if (in_block) {
            lh_build_end_leaf(b);
            LhBlock *rule = lh_build_block(b, LH_BLOCK_RULE);
            rule->source = lh_build_place(b, at);
            lh_build_append(b, rule);
        }
        break;
    case CAPTION:
        if (in_block)
            lh_build_end_leaf(b);
        break;
    case LISTING:
        open_listing(b, tag, at);
        break;
    case HIDDEN:
        lh_build_warn(b, at, "hidden-html", NULL, "<%s> is not printed", tag->name);
        break;
    case PRE:
    case VOID:
        break;
    }
}

/* The text since <figcaption> or <caption> belongs to the figure or table around it. */
static void close_caption(LhBuild *b)
{
    LhBlock *block = top(b)->block, *leaf = b->leaf;
    if (!leaf || !block || (block->kind != LH_BLOCK_FIGURE && block->kind != LH_BLOCK_TABLE)) {
        lh_build_end_leaf(b);
        return;
    }
    LhFrame aside = {.tail = &leaf->first}; /* so that the leaf joins no block */
    b->frames[b->n_frames++] = aside;
    lh_build_end_leaf(b);
    b->n_frames--;
    leaf->first = NULL;
    if (block->kind == LH_BLOCK_FIGURE)
        block->figure.caption = leaf->text;
    else
        block->table.caption = leaf->text;
}

static void close_element(LhBuild *b, const Element *element, guint32 at, gboolean in_block)
{
    gboolean closed = TRUE;
    switch (element->role) {
    case TERM:
    case CONTAINER:
        close_span(b, element->name);
        if (in_block)
            lh_build_end_leaf(b);
        break;
    case HEADING:
        if (in_block || (b->leaf && b->leaf->kind == LH_BLOCK_HEADING))
            lh_build_end_leaf(b);
        break;
    case SPAN:
        closed = close_span(b, element->name);
        break;
    case ANCHOR:
        close_span(b, "a");
        break;
    case CODE:
        lh_build_flush(b);
        closed = b->code_depth > 0;
        b->code_depth -= closed;
        break;
    case QUOTED:
        lh_build_literal(b, at, "”", strlen("”"));
        break;
    case BLOCK:
        if (in_block || lh_html_cell_is_open(b)) {
            lh_build_end_leaf(b);
            closed = close_frame(b, element->name);
        }
        break;
    case CAPTION:
        if (in_block)
            close_caption(b);
        break;
    case LISTING:
        close_listing(b);
        break;
    default:
        break;
    }
    if (!closed)
        lh_build_warn(b, at, "stray-tag", NULL, "</%s> closes nothing", element->name);
}

static void read_tag(LhBuild *b, const LhTag *tag, guint32 at, gboolean in_block)
{
    if (tag->kind == LH_TAG_COMMENT) {
        read_comment(b, tag, at, in_block);
        return;
    }
    if (tag->kind == LH_TAG_OTHER)
        return;
    const Element *element = find_element(tag->name);
    if (tag->kind == LH_TAG_OPEN && !element)
        tell_unknown(b, tag, at);
    else if (tag->kind == LH_TAG_OPEN)
        open_element(b, element, tag, at, in_block);
    else if (element)
        close_element(b, element, at, in_block);
    if (tag->kind == LH_TAG_OPEN && tag->is_empty && element && element->role != BREAK &&
        element->role != IMAGE && element->role != VOID)
        close_element(b, element, at, in_block);
}

void lh_html_inline(LhBuild *b, guint32 at)
{
    LhTag tag = lh_tag_read(b->raw->str, b->raw->str + b->raw->len);
    if (tag.kind == LH_TAG_TEXT)
        lh_build_literal(b, at, tag.text, tag.length);
    else
        read_tag(b, &tag, at, FALSE);
}

/* ---- HTML blocks */

/* The offset in `work` of byte @offset of raw. */
static guint32 raw_place(LhBuild *b, gsize offset)
{
    const LhSrcPiece *lines = (const LhSrcPiece *) (const void *) b->raw_lines->data;
    guint low = 0, high = b->raw_lines->len;
    if (high == 0)
        return b->cursor;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (lines[middle].work <= offset)
            low = middle;
        else
            high = middle;
    }
    return lines[low].orig + (guint32) (offset - lines[low].work);
}

static gboolean is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Whether the open leaf's text so far ends with a blank, so that another would be too much. */
static gboolean ends_with_blank(const LhBuild *b)
{
    return !b->leaf || b->typo.before == 0 || b->typo.before == ' ';
}

/* Adds a word, entities resolved and typeset. */
static void add_word(LhBuild *b, const char *text, gsize length, guint32 at)
{
    g_autoptr(GString) word = g_string_new(NULL);
    lh_build_need_leaf(b, at);
    if (b->run->len == 0)
        b->run_at = at;
    lh_entity_append_text(word, text, length);
    if (b->code_depth)
        g_string_append_len(b->run, word->str, (gssize) word->len);
    else
        lh_typo_append(&b->typo, b->run, word->str, word->len, 0, text[length]);
}

/* Text of an HTML block: blanks collapse, each line stays an inline of its own. */
static void add_html_text(LhBuild *b, const LhTag *tag)
{
    const char *p = tag->text, *end = p + tag->length;
    gsize base = (gsize) (tag->text - b->raw->str);
    while (p < end) {
        const char *from = p;
        gboolean newline = FALSE;
        for (; p < end && is_white(*p); p++)
            newline |= *p == '\n';
        if (p > from && !ends_with_blank(b)) {
            if (b->run->len == 0)
                b->run_at = raw_place(b, base + (gsize) (from - tag->text));
            g_string_append_c(b->run, ' ');
            lh_typo_pass(&b->typo, ' ');
            if (newline)
                lh_build_flush(b);
        }
        for (from = p; p < end && !is_white(*p);)
            p++;
        if (p > from)
            add_word(b, from, (gsize) (p - from), raw_place(b, base + (gsize) (from - tag->text)));
    }
}

/* The end tag of @name at or after @p, or @end. */
static const char *find_end_tag(const char *p, const char *end, const char *name)
{
    gsize n = strlen(name);
    for (; (p = memchr(p, '<', (gsize) (end - p))); p++)
        if ((gsize) (end - p) > n + 2 && p[1] == '/' && !g_ascii_strncasecmp(p + 2, name, n))
            return p;
    return end;
}

/* <pre>: a listing, its tags taken off. */
static const char *read_pre(LhBuild *b, const LhTag *tag, const char *p, const char *end,
                            guint32 at)
{
    const char *stop = find_end_tag(p, end, "pre");
    g_autoptr(GString) code = g_string_new(NULL);
    LhBlock *block = lh_build_block(b, LH_BLOCK_LISTING);
    const char *id = lh_tag_attr(b->arena, tag, "id");
    if (p < stop && *p == '\n')
        p++;
    block->listing.code_line = lh_build_place(b, raw_place(b, (gsize) (p - b->raw->str))).line;
    while (p < stop) {
        LhTag inner = lh_tag_read(p, stop);
        if (inner.kind == LH_TAG_TEXT)
            lh_entity_append_text(code, inner.text, inner.length);
        p += inner.size;
    }
    if (code->len && code->str[code->len - 1] != '\n')
        g_string_append_c(code, '\n');
    block->id = id ? id : block->id;
    block->source = lh_build_place(b, at);
    block->listing.code = lh_arena_strndup(b->arena, code->str, (gssize) code->len);
    block->listing.length = code->len;
    block->listing.start = 1;
    lh_build_end_leaf(b);
    lh_build_append(b, block);
    LhTag close = lh_tag_read(stop, end);
    return stop + close.size;
}

void lh_html_block(LhBuild *b)
{
    const char *p = b->raw->str, *end = p + b->raw->len;
    b->in_html = TRUE;
    while (p < end) {
        LhTag tag = lh_tag_read(p, end);
        guint32 at = raw_place(b, (gsize) (p - b->raw->str));
        const Element *element = tag.kind == LH_TAG_OPEN ? find_element(tag.name) : NULL;
        p += tag.size;
        if (tag.kind == LH_TAG_TEXT)
            add_html_text(b, &tag);
        else if (element && element->role == PRE)
            p = read_pre(b, &tag, p, end, at);
        else
            read_tag(b, &tag, at, TRUE);
        if (element && element->role == HIDDEN)
            p = find_end_tag(p, end, tag.name);
    }
    b->code_depth = 0;
    b->in_html = FALSE;
}
