/* The galley under construction, and the table of blocks. */
#include "setter.h"
#include "chapter.h"

#define MAX_BLOCK_DEPTH 40

/* What a cut inside a paragraph costs beyond a cut between paragraphs. */
#define LINE_CUT 2.0

guint32 lh_seed(LhSource source)
{
    return lh_hash_int(lh_hash_int(2166136261u, (guint32) source.line), (guint32) source.column);
}

LhVoice lh_voice(LhRole text, LhRole strong, LhRole mark, LhRole code)
{
    return (LhVoice){
        .text = text, .strong = strong, .mark = mark, .code = code, .ink = -1, .scale = 1};
}

static LhVoice body_voice(void)
{
    return lh_voice(LH_ROLE_BODY, LH_ROLE_STRONG, LH_ROLE_MARK, LH_ROLE_CODE);
}

LhVoice lh_voice_card(void)
{
    return lh_voice(LH_ROLE_CARD_TEXT, LH_ROLE_CARD_STRONG, LH_ROLE_CARD_STRONG, LH_ROLE_CARD_CODE);
}

/* The body's voice at the size of @text, in its ink. */
static LhVoice scaled_voice(const LhStyle *style, LhRole text)
{
    LhVoice voice = body_voice();

    voice.scale = style->role[text].size / style->role[LH_ROLE_BODY].size;
    voice.ink = style->role[text].ink.index;
    return voice;
}

LhVoice lh_voice_cell(const LhStyle *style)
{
    return scaled_voice(style, LH_ROLE_TABLE_CELL);
}

LhVoice lh_voice_caption(const LhStyle *style)
{
    return scaled_voice(style, LH_ROLE_CAPTION);
}

LhVoice lh_voice_footnote(const LhStyle *style)
{
    return scaled_voice(style, LH_ROLE_FOOTNOTE);
}

LhInline *lh_inline_words(LhSetter *setter, const char *text, LhSource source)
{
    LhInline *inl = lh_arena_new0(setter->arena, LhInline, 1);

    inl->kind = LH_INLINE_TEXT;
    inl->text = text;
    inl->source = source;
    return inl;
}

LhInline *lh_inline_piece(LhSetter *setter, const LhInline *whole, const char *from)
{
    LhInline *piece = lh_arena_memdup(setter->arena, whole, sizeof *whole);

    piece->text = from;
    piece->of = whole->of ? whole->of : whole->text;
    piece->of_at += (guint32) (from - whole->text);
    return piece;
}

/* ---- Slabs ---- */

LhSlab *lh_last_slab(LhSetter *setter)
{
    GArray *slabs = setter->galley->slabs;

    return slabs->len ? &g_array_index(slabs, LhSlab, slabs->len - 1) : NULL;
}

LhSlab *lh_add_slab(LhSetter *setter, const LhFlow *flow, LhSlabKind kind, LhSource source)
{
    GArray *slabs = setter->galley->slabs;
    LhSlab slab = {.kind = kind, .frame = flow->frame, .source = source};

    slab.items = lh_sink_take(&setter->sink, &slab.n_items);
    if (flow->natural)
        slab.height = flow->pitch;
    else
        slab.rows = 1;
    g_array_append_val(slabs, slab);
    return lh_last_slab(setter);
}

void lh_sink_line(LhSetter *setter, const LhSetLine *line, double x, double y)
{
    guint first = setter->sink.items->len;

    g_array_append_vals(setter->sink.items, line->items, (guint) line->n_items);
    for (guint i = first; i < setter->sink.items->len; i++) {
        LhItem *item = &g_array_index(setter->sink.items, LhItem, i);
        item->x += (float) x;
        item->y += (float) y;
    }
}

/* How far the hand lets a line begin off its edge. */
static double line_wander(const LhSetter *setter, const LhFlow *flow, const LhSetLine *line, int i)
{
    const LhStyle *style = setter->style;
    double most = style->hand.line_indent * MIN(style->hand.liveliness, 1.5);

    if (flow->natural || flow->voice.text != LH_ROLE_BODY || most <= 0)
        return 0;
    guint32 seed = lh_hash_int(lh_seed(line->source), (guint32) i * 7919u + (guint32) line->width);
    return most * ((double) (seed % 2001) / 1000.0 - 1.0);
}

/* What a cut after line @i of @n costs: orphans and widows never. */
static double cut_after_line(const LhStyle *style, int i, int n)
{
    if (i + 1 == n)
        return 0;
    if (i + 1 < style->paragraph.orphans || n - i - 1 < style->paragraph.widows)
        return LH_NEVER_BREAK;
    return LINE_CUT;
}

int lh_add_lines(LhSetter *setter, const LhFlow *flow, const LhSetText *text, double x)
{
    int first = (int) setter->galley->slabs->len;

    for (int i = 0; i < text->n_lines; i++) {
        const LhSetLine *line = &text->lines[i];
        double wander = line_wander(setter, flow, line, i);
        lh_sink_line(setter, line, flow->x + x + wander, flow->rise);
        LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_TEXT, line->source);
        slab->line = i;
        slab->n_lines = text->n_lines;
        slab->notes = line->notes;
        slab->n_notes = line->n_notes;
        slab->break_after = cut_after_line(setter->style, i, text->n_lines);
    }
    return first;
}

void lh_add_space(LhSetter *setter, const LhFlow *flow, int rows, double points)
{
    LhSlab *last = lh_last_slab(setter);

    if (last == NULL)
        return;
    if (flow->natural && last->frame == flow->frame)
        last->height += points;
    else if (!flow->natural)
        last->after = MAX(last->after, rows);
}

void lh_keep_next(LhSetter *setter, double cost)
{
    LhSlab *last = lh_last_slab(setter);

    if (last)
        last->break_after = MAX(last->break_after, cost);
}

LhFrame *lh_frame_new(LhSetter *setter, const LhFlow *flow, gboolean natural, LhSource source)
{
    LhFrame *frame = lh_arena_new0(setter->arena, LhFrame, 1);

    frame->parent = flow->frame;
    frame->natural = natural;
    frame->source = source;
    frame->seed = lh_seed(source);
    return frame;
}

const LhTag *lh_tag_new(LhSetter *setter, LhTagKind kind, const LhTag *parent)
{
    LhTag *tag = lh_arena_new0(setter->arena, LhTag, 1);

    tag->kind = kind;
    tag->parent = parent;
    return tag;
}

void lh_add_anchor(LhSetter *setter, const char *id, double x, double y)
{
    if (id == NULL || setter->tree == NULL)
        return;
    lh_sink_anchor(&setter->sink, x, y,
                   lh_arena_printf(setter->arena, "%s#%s", setter->tree->chapter->name, id));
}

void lh_record_thing(LhSetter *setter, LhThingKind kind, const LhBlock *block, const char *number,
                     const LhInline *title, double x, double y)
{
    LhThing thing = {.kind = kind,
                     .number = number,
                     .title = title,
                     .slab = (int) setter->galley->slabs->len,
                     .source = block->source};

    if (title == NULL || setter->tree == NULL)
        return;
    const char *id =
        lh_arena_printf(setter->arena, "thing-%d-%d", block->source.line, block->source.column);
    thing.anchor = lh_arena_printf(setter->arena, "%s#%s", setter->tree->chapter->name, id);
    lh_sink_anchor(&setter->sink, x, y, thing.anchor);
    g_array_append_val(setter->galley->things, thing);
}

/* ---- Blocks ---- */

static void set_children(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    lh_set_blocks(setter, block->first, flow);
}

static const LhBlockFunc block_table[] = {
    [LH_BLOCK_PARAGRAPH] = lh_set_paragraph,
    [LH_BLOCK_HEADING] = lh_set_heading,
    [LH_BLOCK_LIST] = lh_set_list,
    [LH_BLOCK_ITEM] = set_children,
    [LH_BLOCK_QUOTE] = lh_set_quote,
    [LH_BLOCK_RULE] = lh_set_rule,
    [LH_BLOCK_LISTING] = lh_set_listing,
    [LH_BLOCK_TABLE] = lh_set_table,
    [LH_BLOCK_ROW] = set_children,
    [LH_BLOCK_CELL] = lh_set_paragraph,
    [LH_BLOCK_CARD] = lh_set_card,
    [LH_BLOCK_FIGURE] = lh_set_figure,
    [LH_BLOCK_DEFINITION] = lh_set_definition,
    [LH_BLOCK_NOTE] = set_children,
    [LH_BLOCK_ONLY] = set_children,
};

void lh_set_block(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    if (setter->depth >= MAX_BLOCK_DEPTH) {
        lh_diag_add(setter->context->diag, LH_SEVERITY_ERROR, block->source, "too-deep",
                    "nest fewer quotes and lists", "blocks are nested more than %d deep",
                    MAX_BLOCK_DEPTH);
        return;
    }
    setter->depth++;
    block_table[block->kind](setter, block, flow);
    setter->depth--;
}

void lh_set_blocks(LhSetter *setter, const LhBlock *first, const LhFlow *flow)
{
    for (const LhBlock *block = first; block; block = block->next)
        lh_set_block(setter, block, flow);
}

void lh_setter_init(LhSetter *setter, const LhLayoutContext *context, const LhTree *tree,
                    LhGalley *galley)
{
    *setter = (LhSetter){.context = context,
                         .style = context->style,
                         .shaper = context->shaper,
                         .tree = tree,
                         .galley = galley,
                         .arena = galley->arena};
    lh_sink_init(&setter->sink, setter->arena);
    lh_path_init(&setter->path);
    setter->notes = g_hash_table_new(g_str_hash, g_str_equal);
    setter->indexed = g_hash_table_new(NULL, NULL);
}

void lh_setter_clear(LhSetter *setter)
{
    lh_sink_clear(&setter->sink);
    lh_path_clear(&setter->path);
    g_hash_table_unref(setter->notes);
    g_hash_table_unref(setter->indexed);
}

LhFlow lh_flow_page(const LhStyle *style)
{
    return (LhFlow){
        .width = style->page.measure, .pitch = style->grid.step, .voice = body_voice()};
}
