/* The tree as text, and as words. */
#include "longhand/parse.h"

#include <string.h>

static const char *const inline_names[] = {
    [LH_INLINE_TEXT] = "text",     [LH_INLINE_CODE] = "code",
    [LH_INLINE_BREAK] = "break",   [LH_INLINE_EMPH] = "emph",
    [LH_INLINE_STRONG] = "strong", [LH_INLINE_STRIKE] = "strike",
    [LH_INLINE_MARK] = "mark",     [LH_INLINE_UNDERLINE] = "underline",
    [LH_INLINE_KBD] = "kbd",       [LH_INLINE_SUP] = "sup",
    [LH_INLINE_SUB] = "sub",       [LH_INLINE_LINK] = "link",
    [LH_INLINE_IMAGE] = "image",   [LH_INLINE_NOTE_REF] = "note-ref",
    [LH_INLINE_ANCHOR] = "anchor", [LH_INLINE_INDEX] = "index",
    [LH_INLINE_QUERY] = "query",
};

static const char *const block_names[] = {
    [LH_BLOCK_PARAGRAPH] = "paragraph",
    [LH_BLOCK_HEADING] = "heading",
    [LH_BLOCK_LIST] = "list",
    [LH_BLOCK_ITEM] = "item",
    [LH_BLOCK_QUOTE] = "quote",
    [LH_BLOCK_RULE] = "rule",
    [LH_BLOCK_LISTING] = "listing",
    [LH_BLOCK_TABLE] = "table",
    [LH_BLOCK_ROW] = "row",
    [LH_BLOCK_CELL] = "cell",
    [LH_BLOCK_CARD] = "card",
    [LH_BLOCK_FIGURE] = "figure",
    [LH_BLOCK_DEFINITION] = "definition",
    [LH_BLOCK_NOTE] = "note",
    [LH_BLOCK_ONLY] = "only",
};

typedef struct {
    GString *out;
    int depth;
} Dump;

/* Begins a record: indent, kind, place. */
static void begin(Dump *dump, const char *name, LhSource source)
{
    for (int i = 0; i < dump->depth; i++)
        g_string_append(dump->out, "  ");
    g_string_append(dump->out, name);
    if (source.line)
        g_string_append_printf(dump->out, " %d:%d", source.line, source.column);
}

static void end(Dump *dump)
{
    g_string_append_c(dump->out, '\n');
}

/* ` key="text"`, with \n, \t, \" and \\ escaped; nothing for NULL. */
static void field(Dump *dump, const char *key, const char *text)
{
    if (!text)
        return;
    g_string_append_printf(dump->out, " %s\"", key);
    for (; *text; text++) {
        if (*text == '\n')
            g_string_append(dump->out, "\\n");
        else if (*text == '\t')
            g_string_append(dump->out, "\\t");
        else {
            if (*text == '"' || *text == '\\')
                g_string_append_c(dump->out, '\\');
            g_string_append_c(dump->out, *text);
        }
    }
    g_string_append_c(dump->out, '"');
}

static void number(Dump *dump, const char *key, int value)
{
    g_string_append_printf(dump->out, " %s%d", key, value);
}

static void flag(Dump *dump, const char *name, gboolean is_set)
{
    if (is_set)
        g_string_append_printf(dump->out, " %s", name);
}

static void names(Dump *dump, const char *key, const char *const *list)
{
    for (; list && *list; list++)
        field(dump, key, *list);
}

static void dump_inlines(Dump *dump, const LhInline *node)
{
    dump->depth++;
    for (; node; node = node->next) {
        begin(dump, inline_names[node->kind], node->source);
        field(dump, "", node->text);
        field(dump, "target=", node->target);
        end(dump);
        dump_inlines(dump, node->first);
    }
    dump->depth--;
}

/* A line of its own for inlines that aren't the block's text. */
static void dump_part(Dump *dump, const char *name, const LhInline *first)
{
    if (!first)
        return;
    dump->depth++;
    begin(dump, name, (LhSource){0});
    end(dump);
    dump_inlines(dump, first);
    dump->depth--;
}

static void dump_listing(Dump *dump, const LhListing *listing)
{
    field(dump, "language=", listing->language);
    field(dump, "file=", listing->file);
    for (int i = 0; i < listing->n_highlight; i++)
        g_string_append_printf(dump->out, " hl=%d-%d", listing->highlight[i].first,
                               listing->highlight[i].last);
    if (listing->start != 1)
        number(dump, "start=", listing->start);
    if (listing->numbers_set)
        flag(dump, listing->numbers ? "numbers=on" : "numbers=off", TRUE);
    flag(dump, "run", listing->run);
    field(dump, "needs=", listing->needs);
    field(dump, "alt=", listing->alt);
    flag(dump, "output", listing->is_output);
    for (int i = 0; i < listing->n_callouts; i++)
        g_string_append_printf(dump->out, " callout=%d@%d", listing->callouts[i].number,
                               listing->callouts[i].line);
    number(dump, "code-line=", listing->code_line);
}

static void dump_table(Dump *dump, const LhBlock *block)
{
    number(dump, "columns=", block->table.columns);
    number(dump, "head=", block->table.head_rows);
    g_string_append(dump->out, " align=");
    for (int i = 0; i < block->table.columns; i++)
        g_string_append_c(dump->out, "-lcr"[block->table.align[i]]);
}

static void dump_list(Dump *dump, const LhBlock *block)
{
    flag(dump, block->list.ordered ? "ordered" : "bullet", TRUE);
    flag(dump, block->list.tight ? "tight" : "loose", TRUE);
    g_string_append_printf(dump->out, " mark=%c", block->list.mark);
    if (block->list.ordered)
        number(dump, "start=", block->list.start);
    flag(dump, "callouts", block->list.callouts);
}

static void dump_figure(Dump *dump, const LhBlock *block)
{
    field(dump, "path=", block->figure.path);
    field(dump, "alt=", block->figure.alt);
    if (block->figure.width > 0)
        g_string_append_printf(dump->out, " width=%d%%", (int) (block->figure.width * 100 + 0.5));
}

/* What only blocks of its kind have. */
static void dump_fields(Dump *dump, const LhBlock *block)
{
    switch (block->kind) {
    case LH_BLOCK_HEADING:
        number(dump, "level=", block->heading.level);
        break;
    case LH_BLOCK_LIST:
        dump_list(dump, block);
        break;
    case LH_BLOCK_ITEM:
        flag(dump, "open", block->item.task == LH_TASK_OPEN);
        flag(dump, "done", block->item.task == LH_TASK_DONE);
        break;
    case LH_BLOCK_LISTING:
        dump_listing(dump, &block->listing);
        break;
    case LH_BLOCK_TABLE:
        dump_table(dump, block);
        break;
    case LH_BLOCK_CARD:
        field(dump, "kind=", block->card.kind);
        break;
    case LH_BLOCK_FIGURE:
        dump_figure(dump, block);
        break;
    case LH_BLOCK_NOTE:
        field(dump, "label=", block->note.label);
        break;
    case LH_BLOCK_ONLY:
        names(dump, "edition=", block->only.editions);
        break;
    default:
        break;
    }
}

/* The code, a line a record, so that a change shows as one line. */
static void dump_code(Dump *dump, const LhListing *listing)
{
    for (const char *line = listing->code, *stop = line + listing->length; line < stop;) {
        const char *newline = memchr(line, '\n', (gsize) (stop - line));
        const char *to = newline ? newline : stop;
        for (int i = 0; i <= dump->depth; i++)
            g_string_append(dump->out, "  ");
        g_string_append_c(dump->out, '|');
        g_string_append_len(dump->out, line, to - line);
        g_string_append_c(dump->out, '\n');
        line = to + 1;
    }
}

static void dump_parts(Dump *dump, const LhBlock *block)
{
    if (block->kind == LH_BLOCK_CARD)
        dump_part(dump, "title", block->card.title);
    else if (block->kind == LH_BLOCK_FIGURE)
        dump_part(dump, "caption", block->figure.caption);
    else if (block->kind == LH_BLOCK_TABLE)
        dump_part(dump, "caption", block->table.caption);
    else if (block->kind == LH_BLOCK_LISTING) {
        dump_part(dump, "caption", block->listing.caption);
        dump_code(dump, &block->listing);
    }
}

static void dump_blocks(Dump *dump, const LhBlock *block)
{
    for (; block; block = block->next) {
        begin(dump, block_names[block->kind], block->source);
        field(dump, "id=", block->id);
        field(dump, "class=", block->classes);
        dump_fields(dump, block);
        end(dump);
        dump_parts(dump, block);
        dump_inlines(dump, block->text);
        dump->depth++;
        dump_blocks(dump, block->first);
        dump->depth--;
    }
}

char *lh_tree_dump(const LhTree *tree)
{
    Dump dump = {g_string_new("tree"), 0};
    field(&dump, "id=", tree->id);
    flag(&dump, "draft", tree->draft);
    flag(&dump, "contents", tree->contents);
    names(&dump, "only=", tree->only);
    g_string_append_printf(dump.out, " words=%" G_GSIZE_FORMAT, tree->n_words);
    end(&dump);
    if (tree->title) {
        begin(&dump, "title", (LhSource){0});
        field(&dump, "id=", tree->title_id);
        end(&dump);
        dump_inlines(&dump, tree->title);
    }
    dump_blocks(&dump, tree->first);
    dump_blocks(&dump, tree->notes);
    return g_string_free(dump.out, FALSE);
}

void lh_inline_plain(const LhInline *first, GString *out)
{
    for (const LhInline *node = first; node; node = node->next) {
        if (node->kind == LH_INLINE_BREAK)
            g_string_append_c(out, ' ');
        else if (node->text && node->kind != LH_INLINE_INDEX && node->kind != LH_INLINE_QUERY)
            g_string_append(out, node->text);
        lh_inline_plain(node->first, out);
    }
}

void lh_tree_free(LhTree *tree)
{
    if (!tree)
        return;
    LhArena *arena = tree->arena;
    lh_arena_free(arena);
    g_free(tree);
}
