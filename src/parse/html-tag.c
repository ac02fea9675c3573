/* What opening and closing an element does: what has a sense in a book becomes blocks and inlines,
 * the rest keeps its text and is told to the author. */
#include "html.h"

#include <string.h>

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
    if (!b->leaf && lh_html_top_kind(b) == LH_BLOCK_FIGURE &&
        !b->frames[frame].block->figure.path) {
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
static void end_implied(LhBuild *b, const LhElement *element)
{
    if (element->kind == LH_BLOCK_ITEM && lh_html_top_kind(b) == LH_BLOCK_ITEM &&
        lh_html_top(b)->tag)
        lh_html_close_frame(b, "li");
    if (element->kind == LH_BLOCK_CELL || element->kind == LH_BLOCK_ROW)
        while (lh_html_top(b)->tag &&
               (lh_html_top_kind(b) == LH_BLOCK_CELL ||
                (lh_html_top_kind(b) == LH_BLOCK_ROW && element->kind == LH_BLOCK_ROW)))
            lh_html_pop_frame(b);
}

/* Whether the element may stand where it does: items in lists, cells in rows, rows in tables. */
static gboolean has_its_parent(LhBuild *b, LhBlockKind kind)
{
    int parent = lh_html_top_kind(b);
    if (kind == LH_BLOCK_ITEM)
        return parent == LH_BLOCK_LIST;
    if (kind == LH_BLOCK_ROW)
        return parent == LH_BLOCK_TABLE;
    if (kind == LH_BLOCK_CELL)
        return parent == LH_BLOCK_ROW;
    return parent != LH_BLOCK_LIST && parent != LH_BLOCK_TABLE && parent != LH_BLOCK_ROW;
}

static void open_block(LhBuild *b, const LhElement *element, const LhTag *tag, guint32 at)
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

static void open_heading(LhBuild *b, const LhElement *element, const LhTag *tag, guint32 at)
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

/* Whether @element begins a list or an item in a cell of Markdown's table, where there is no other
 * way to write one. The cell then holds blocks. */
static gboolean opens_in_cell(LhBuild *b, const LhElement *element, guint32 at)
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

/* What is inside is a paragraph of its own; its id goes to the next block. */
static void open_container(LhBuild *b, const LhTag *tag)
{
    const char *id = lh_tag_attr(b->arena, tag, "id");
    lh_build_end_leaf(b);
    b->pending_id = id ? id : b->pending_id;
}

static void add_rule(LhBuild *b, guint32 at)
{
    lh_build_end_leaf(b);
    LhBlock *rule = lh_build_block(b, LH_BLOCK_RULE);
    rule->source = lh_build_place(b, at);
    lh_build_append(b, rule);
}

static void open_element(LhBuild *b, const LhElement *element, const LhTag *tag, guint32 at,
                         gboolean in_block)
{
    switch (element->role) {
    case LH_HTML_CONTAINER:
    case LH_HTML_TERM:
        if (in_block)
            open_container(b, tag);
        if (element->role == LH_HTML_TERM) {
            lh_build_need_leaf(b, at);
            lh_build_open_span(b, LH_INLINE_STRONG, "dt", at);
        }
        break;
    case LH_HTML_INLINE:
        add_anchor(b, lh_tag_attr(b->arena, tag, "id"), at);
        break;
    case LH_HTML_SPAN:
        lh_build_need_leaf(b, at);
        lh_build_open_span(b, (LhInlineKind) element->kind, element->name, at);
        break;
    case LH_HTML_CODE:
        lh_build_need_leaf(b, at);
        lh_build_flush(b);
        b->code_depth++;
        break;
    case LH_HTML_BREAK:
        lh_build_break(b, at);
        break;
    case LH_HTML_IMAGE:
        add_image(b, tag, at);
        break;
    case LH_HTML_ANCHOR:
        open_link(b, tag, at);
        break;
    case LH_HTML_QUOTED:
        lh_build_literal(b, at, "“", strlen("“"));
        break;
    case LH_HTML_HEADING:
        if (in_block || is_at_start(b))
            open_heading(b, element, tag, at);
        break;
    case LH_HTML_BLOCK:
        if (in_block || opens_in_cell(b, element, at))
            open_block(b, element, tag, at);
        else
            tell_unknown(b, tag, at);
        break;
    case LH_HTML_RULE:
        if (in_block)
            add_rule(b, at);
        break;
    case LH_HTML_CAPTION:
        if (in_block)
            lh_build_end_leaf(b);
        break;
    case LH_HTML_LISTING:
        open_listing(b, tag, at);
        break;
    case LH_HTML_HIDDEN:
        lh_build_warn(b, at, "hidden-html", NULL, "<%s> is not printed", tag->name);
        break;
    case LH_HTML_PRE:
    case LH_HTML_VOID:
        break;
    }
}

/* The text since <figcaption> or <caption> belongs to the figure or table around it. */
static void close_caption(LhBuild *b)
{
    LhBlock *block = lh_html_top(b)->block, *leaf = b->leaf;
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

static void close_element(LhBuild *b, const LhElement *element, guint32 at, gboolean in_block)
{
    gboolean closed = TRUE;
    switch (element->role) {
    case LH_HTML_TERM:
    case LH_HTML_CONTAINER:
        lh_html_close_span(b, element->name);
        if (in_block)
            lh_build_end_leaf(b);
        break;
    case LH_HTML_HEADING:
        if (in_block || (b->leaf && b->leaf->kind == LH_BLOCK_HEADING))
            lh_build_end_leaf(b);
        break;
    case LH_HTML_SPAN:
        closed = lh_html_close_span(b, element->name);
        break;
    case LH_HTML_ANCHOR:
        lh_html_close_span(b, "a");
        break;
    case LH_HTML_CODE:
        lh_build_flush(b);
        closed = b->code_depth > 0;
        b->code_depth -= closed;
        break;
    case LH_HTML_QUOTED:
        lh_build_literal(b, at, "”", strlen("”"));
        break;
    case LH_HTML_BLOCK:
        if (in_block || lh_html_cell_is_open(b)) {
            lh_build_end_leaf(b);
            closed = lh_html_close_frame(b, element->name);
        }
        break;
    case LH_HTML_CAPTION:
        if (in_block)
            close_caption(b);
        break;
    case LH_HTML_LISTING:
        close_listing(b);
        break;
    default:
        break;
    }
    if (!closed)
        lh_build_warn(b, at, "stray-tag", NULL, "</%s> closes nothing", element->name);
}

void lh_html_tag(LhBuild *b, const LhTag *tag, guint32 at, gboolean in_block)
{
    if (tag->kind == LH_TAG_COMMENT) {
        lh_html_comment(b, tag, at, in_block);
        return;
    }
    if (tag->kind == LH_TAG_OTHER)
        return;
    const LhElement *element = lh_html_find(tag->name);
    if (tag->kind == LH_TAG_OPEN && !element)
        tell_unknown(b, tag, at);
    else if (tag->kind == LH_TAG_OPEN)
        open_element(b, element, tag, at, in_block);
    else if (element)
        close_element(b, element, at, in_block);
    if (tag->kind == LH_TAG_OPEN && tag->is_empty && element && element->role != LH_HTML_BREAK &&
        element->role != LH_HTML_IMAGE && element->role != LH_HTML_VOID)
        close_element(b, element, at, in_block);
}
