/* What stands in a cell. */
#include "table.h"

#include <string.h>

#define MAX_CELL_DEPTH 16

typedef struct {
    LhSetter *setter;
    LhInline *first, *last;
} Chain;

static LhInline *append(Chain *chain, LhInlineKind kind, const char *text, LhSource source)
{
    LhInline *node = lh_arena_new0(chain->setter->arena, LhInline, 1);

    node->kind = kind;
    node->text = text;
    node->source = source;
    if (chain->last)
        chain->last->next = node;
    else
        chain->first = node;
    chain->last = node;
    return node;
}

static void append_copies(Chain *chain, const LhInline *text)
{
    for (; text; text = text->next) {
        LhInline *copy = append(chain, text->kind, text->text, text->source);
        copy->first = text->first;
        copy->target = text->target;
    }
}

static void append_code(Chain *chain, const LhBlock *block)
{
    g_auto(GStrv) lines = g_strsplit(block->listing.code, "\n", -1);

    for (int i = 0; lines[i]; i++) {
        if (lines[i][0] == '\0')
            continue;
        if (i > 0)
            append(chain, LH_INLINE_BREAK, NULL, block->source);
        append(chain, LH_INLINE_CODE, lh_arena_strndup(chain->setter->arena, lines[i], -1),
               block->source);
    }
}

static void append_blocks(Chain *chain, const LhBlock *block, int depth)
{
    for (; block; block = block->next) {
        if (chain->last && (block->text || block->kind == LH_BLOCK_LISTING))
            append(chain, LH_INLINE_BREAK, NULL, block->source);
        append_copies(chain, block->text);
        if (block->kind == LH_BLOCK_LISTING)
            append_code(chain, block);
        if (block->kind == LH_BLOCK_FIGURE)
            append(chain, LH_INLINE_TEXT, block->figure.alt, block->source);
        if (depth < MAX_CELL_DEPTH)
            append_blocks(chain, block->first, depth + 1);
    }
}

const LhInline *lh_table_cell_text(LhSetter *setter, const LhBlock *cell)
{
    Chain chain = {.setter = setter};

    if (cell->first == NULL)
        return cell->text;
    append_copies(&chain, cell->text);
    append_blocks(&chain, cell->first, 0);
    return chain.first;
}

static gboolean is_empty(const LhInline *text)
{
    return text->kind == LH_INLINE_TEXT &&
           (text->text == NULL || strspn(text->text, " ") == strlen(text->text));
}

gboolean lh_table_is_strong(const LhInline *text)
{
    int n_strong = 0;

    for (; text; text = text->next) {
        if (text->kind == LH_INLINE_STRONG)
            n_strong++;
        else if (!is_empty(text))
            return FALSE;
    }
    return n_strong == 1;
}
