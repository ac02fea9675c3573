#include "notes.h"
#include "chapter.h"

#include <string.h>

static const LhBlock *find_block(const LhTree *tree, const char *label)
{
    if (tree == NULL || label == NULL)
        return NULL;
    for (const LhBlock *block = tree->notes; block; block = block->next)
        if (g_strcmp0(block->note.label, label) == 0)
            return block;
    return NULL;
}

/* Sets the note's blocks into a galley column of their own. */
static void lay_out(LhSetter *setter, const LhBlock *block, LhNote *note)
{
    const LhStyle *style = setter->style;
    LhFlow flow = lh_flow_page(style);
    GArray *outer = setter->galley->slabs;
    LhSink sink = setter->sink;
    gboolean indent = setter->indent_next;
    double hang =
        lh_set_measure(setter, note->mark, LH_ROLE_FOOTNOTE_MARK) + style->footnote.mark_gap;
    const LhTag *tag = lh_tag_new(setter, LH_TAG_NOTE, NULL);

    setter->galley->slabs = g_array_new(FALSE, TRUE, sizeof(LhSlab));
    lh_sink_init(&setter->sink, setter->arena);
    setter->indent_next = FALSE;
    flow.voice = lh_voice_footnote(style);
    flow.x = hang;
    flow.width -= hang;
    flow.tag = tag;
    flow.level = 1; /* no indents */
    lh_sink_anchor(&setter->sink, 0, 0, note->anchor);
    guint mark_item = setter->sink.items->len;
    lh_set_label(setter, note->mark, LH_ROLE_FOOTNOTE_MARK, -1, 0,
                 -style->paragraph.superscript_rise * style->role[LH_ROLE_FOOTNOTE].size, 0, tag,
                 block->source);
    ((LhRun *) g_array_index(setter->sink.items, LhItem, mark_item).run)->link = note->call;
    lh_set_blocks(setter, block->first, &flow);
    note->n_slabs = (int) setter->galley->slabs->len;
    note->slabs = lh_arena_memdup(setter->arena, setter->galley->slabs->data,
                                  setter->galley->slabs->len * sizeof(LhSlab));
    g_array_unref(setter->galley->slabs);
    lh_sink_clear(&setter->sink);
    setter->sink = sink;
    setter->galley->slabs = outer;
    setter->indent_next = indent;
}

static const char *note_anchor(LhSetter *setter, const char *kind, const char *mark)
{
    return lh_arena_printf(setter->arena, "%s#%s:%s", setter->tree->chapter->name, kind, mark);
}

/* Numbers the note that @block holds, lays it out and keeps it under @key. */
static const LhNote *add_note(LhSetter *setter, const LhBlock *block, const char *key)
{
    LhNote *note = lh_arena_new0(setter->arena, LhNote, 1);
    gboolean outer = setter->in_note;

    note->mark = lh_arena_printf(setter->arena, "%d", ++setter->n_note_marks);
    note->source = block->source;
    note->anchor = note_anchor(setter, "fn", note->mark);
    note->call = note_anchor(setter, "fnref", note->mark);
    g_hash_table_insert(setter->notes, (gpointer) key, note);
    setter->in_note = TRUE;
    lay_out(setter, block, note);
    setter->in_note = outer;
    for (int i = 0; i < note->n_slabs; i++)
        note->rows += note->slabs[i].rows;
    return note;
}

const char *lh_short_address(LhSetter *setter, const char *address)
{
    const char *start = strstr(address, "://");

    start = start ? start + 3 : address;
    if (g_str_has_prefix(start, "www."))
        start += 4;
    gsize length = strlen(start);
    if (length > 1 && start[length - 1] == '/')
        length--;
    return lh_arena_strndup(setter->arena, start, (gssize) length);
}

const LhNote *lh_note_address(LhSetter *setter, const char *address, LhSource source)
{
    const char *key = lh_arena_printf(setter->arena, "\n%s", address); /* no label has a line's end */
    const LhNote *known = g_hash_table_lookup(setter->notes, key);

    if (known)
        return known;
    LhBlock *note = lh_arena_new0(setter->arena, LhBlock, 1);
    LhBlock *paragraph = lh_arena_new0(setter->arena, LhBlock, 1);
    LhInline *link = lh_inline_words(setter, NULL, source);
    note->kind = LH_BLOCK_NOTE;
    paragraph->kind = LH_BLOCK_PARAGRAPH;
    note->source = paragraph->source = source;
    note->first = paragraph;
    paragraph->parent = note;
    paragraph->text = link;
    link->kind = LH_INLINE_LINK;
    link->target = address;
    link->first = lh_inline_words(setter, lh_short_address(setter, address), source);
    return add_note(setter, note, key);
}

const LhNote *lh_note_find(LhSetter *setter, const char *label)
{
    LhNote *note = label ? g_hash_table_lookup(setter->notes, label) : NULL;
    const LhBlock *block = note ? NULL : find_block(setter->tree, label);

    if (note || block == NULL)
        return note;
    return add_note(setter, block, block->note.label);
}
