/* Headings inside a chapter, and what keeps them with their text. */
#include "chapter.h"

#include <math.h>

typedef struct {
    LhRole role;
    LhTagKind tag;
    int before, top_skip;
} HeadingLook;

static HeadingLook look_of(const LhStyle *style, int level)
{
    if (level <= 2)
        return (HeadingLook){LH_ROLE_H2, LH_TAG_H2, style->heading.h2_before,
                             style->heading.h2_top_skip};
    if (level == 3)
        return (HeadingLook){LH_ROLE_H3, LH_TAG_H3, style->heading.h3_before,
                             style->heading.h3_top_skip};
    return (HeadingLook){LH_ROLE_H4, level == 4 ? LH_TAG_H4 : LH_TAG_H5, style->heading.h3_before,
                         style->heading.h3_top_skip};
}

/* The section's number, hanging left of the margin line; smaller where the margin is too narrow for it. */
static void add_number(LhSetter *setter, const LhBlock *block, const LhTag *tag)
{
    const char *number = lh_references_number(setter->context->references, block);
    const LhStyle *style = setter->style;
    double right = -style->page.margin_line - style->heading.number_gap;

    if (number == NULL)
        return;
    double width =
        lh_set_label(setter, number, LH_ROLE_H2_NUMBER, -1, right, 0, 1, tag, block->source);
    double room = MIN(style->page.recto_left, style->page.verso_left) + right - style->page.safe;
    if (width <= room || room <= 0)
        return;
    LhItem *item = &g_array_index(setter->sink.items, LhItem, setter->sink.items->len - 1);
    ((LhRun *) item->run)->scale = (float) (room / width);
    item->x = (float) (right - room);
}

/* As it counts in the chapter: the title is 1, so a heading is 2 or more. */
static int level_of(const LhSetter *setter, const LhBlock *block)
{
    return MAX(block->heading.level - setter->level_shift, 2);
}

static void record_heading(LhSetter *setter, const LhBlock *block)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    LhHeading heading = {.level = level_of(setter, block),
                         .source = block->source,
                         .slab = (int) setter->galley->slabs->len};

    lh_inline_plain(block->text, plain);
    heading.title = lh_arena_strndup(setter->arena, plain->str, -1);
    heading.number = lh_references_number(setter->context->references, block);
    if (block->id && setter->tree)
        heading.anchor =
            lh_arena_printf(setter->arena, "%s#%s", setter->tree->chapter->name, block->id);
    g_array_append_val(setter->galley->headings, heading);
}

static void add_heading_line(LhSetter *setter, const LhFlow *flow, const LhSetLine *line,
                             LhSource source)
{
    lh_sink_line(setter, line, flow->x, flow->rise);
    LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_HEADING, source);
    slab->notes = line->notes;
    slab->n_notes = line->n_notes;
    slab->break_after = LH_NEVER_BREAK;
}

/* The heading's lines; letters that one row a line would crowd are smaller when it takes several. */
static LhSetText set_lines(LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                           LhRole role, const LhTag *tag)
{
    LhVoice voice = lh_voice(role, role, role, role);
    guint32 seed = lh_seed(block->source);
    LhSetText text = lh_set_balanced(setter, block->text, &voice, flow->width, tag, seed);

    if (text.n_lines == 1 || role != LH_ROLE_H2)
        return text;
    voice.scale = setter->style->heading.h2_long;
    return lh_set_balanced(setter, block->text, &voice, flow->width, tag, seed);
}

void lh_set_heading(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    HeadingLook look =
        look_of(setter->style, flow->in_card || flow->natural ? 3 : level_of(setter, block));
    const LhTag *tag = lh_tag_new(setter, look.tag, flow->tag);
    LhSetText text = set_lines(setter, block, flow, look.role, tag);

    lh_add_space(setter, flow, look.before, flow->pitch / 2);
    record_heading(setter, block);
    for (int i = 0; i < text.n_lines; i++) {
        if (i == 0) {
            lh_add_anchor(setter, block->id, flow->x, 0);
            if (!flow->natural && flow->frame == NULL)
                add_number(setter, block, tag);
        }
        add_heading_line(setter, flow, &text.lines[i], block->source);
        if (i == 0 && !flow->natural) {
            lh_last_slab(setter)->before = look.before;
            lh_last_slab(setter)->top_skip = look.top_skip;
        }
    }
    setter->indent_next = FALSE;
}

static int slab_rows(const LhSlab *slab, const LhStyle *style)
{
    return slab->rows ? slab->rows : (int) ceil(slab->height / style->grid.step - LH_EPSILON);
}

void lh_keep_headings(LhGalley *galley, const LhStyle *style)
{
    GArray *slabs = galley->slabs;

    for (guint i = 0; i < slabs->len; i++) {
        LhSlab *slab = &g_array_index(slabs, LhSlab, i);
        int rows = 0;
        if (slab->kind != LH_SLAB_HEADING)
            continue;
        slab->break_after = LH_NEVER_BREAK;
        for (guint j = i + 1; j + 1 < slabs->len && rows < style->heading.keep_rows; j++) {
            LhSlab *next = &g_array_index(slabs, LhSlab, j);
            if (next->kind == LH_SLAB_HEADING)
                break;
            rows += slab_rows(next, style);
            if (rows < style->heading.keep_rows)
                next->break_after = MAX(next->break_after, LH_NEVER_BREAK);
        }
    }
}
