#include "notes.h"
#include "chapter.h"

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

const LhNote *lh_note_find(LhSetter *setter, const char *label)
{
    LhNote *note = label ? g_hash_table_lookup(setter->notes, label) : NULL;
    const LhBlock *block = note ? NULL : find_block(setter->tree, label);

    if (note || block == NULL)
        return note;
    note = lh_arena_new0(setter->arena, LhNote, 1);
    note->mark = lh_arena_printf(setter->arena, "%d", ++setter->n_note_marks);
    note->source = block->source;
    note->anchor = note_anchor(setter, "fn", note->mark);
    note->call = note_anchor(setter, "fnref", note->mark);
    g_hash_table_insert(setter->notes, (gpointer) block->note.label, note);
    lay_out(setter, block, note);
    for (int i = 0; i < note->n_slabs; i++)
        note->rows += note->slabs[i].rows;
    return note;
}
