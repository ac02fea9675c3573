/* Blocks and spans that HTML opened, and what becomes of them at their ends. */
#include "html.h"

#include <string.h>

int lh_html_top_kind(LhBuild *b)
{
    const LhBlock *block = lh_html_top(b)->block;
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

void lh_html_pop_frame(LhBuild *b)
{
    LhFrame frame = *lh_html_top(b);
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
    while (b->n_frames > 1 && lh_html_top(b)->tag) {
        gboolean may_stay =
            strchr("lt", lh_html_top(b)->tag[0]) && lh_html_top(b)->tag[1] != 'a'; /* li tr td th */
        if (lh_html_top_kind(b) == LH_BLOCK_ONLY)
            lh_diag_add(b->diag, LH_SEVERITY_ERROR, lh_build_place(b, lh_html_top(b)->at),
                        "unclosed-only", "write <!-- end only -->", "“only” is not ended");
        else if (!may_stay)
            lh_build_warn(b, lh_html_top(b)->at, "unclosed-tag", NULL, "<%s> is not closed",
                          lh_html_top(b)->tag);
        lh_html_pop_frame(b);
    }
}

gboolean lh_html_close_frame(LhBuild *b, const char *tag)
{
    int i = b->n_frames - 1;
    while (i > 0 && b->frames[i].tag && strcmp(b->frames[i].tag, tag) != 0)
        i--;
    if (i == 0 || !b->frames[i].tag)
        return FALSE;
    while (b->n_frames > i)
        lh_html_pop_frame(b);
    return TRUE;
}

gboolean lh_html_close_span(LhBuild *b, const char *tag)
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
