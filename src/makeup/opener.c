/* A part's opener: its label, its title on the highlighter, its blurb, and its own contents. */
#include "entry.h"

#define TITLE_FILL 0.97 /* of the measure: the hand's other letter forms may be wider */
#define MOST_TITLE_LINES                                                                           \
    3 /* of a part's title at its own size; a longer one is set as a chapter's */

typedef struct {
    LhEntries e;
    const LhPart *part;
} Opener;

static void add_label(Opener *o)
{
    const LhStyle *style = o->e.maker->style;
    LhSetter *s = &o->e.setter;

    lh_sink_anchor(&s->sink, 0, 0, lh_arena_printf(s->arena, "#part-%d", o->part->index + 1));
    lh_set_label(s, lh_arena_printf(s->arena, "Part %s", o->part->numeral), LH_ROLE_PART_LABEL, -1,
                 0, 0, 0, lh_tag_new(s, LH_TAG_P, o->e.flow.tag), (LhSource){0});
    LhSlab *slab = lh_add_slab(s, &o->e.flow, LH_SLAB_HEADING, (LhSource){0});
    slab->top_skip = style->heading.part_label_row - style->grid.first_row;
    slab->page_before = TRUE;
    slab->break_after = LH_NEVER_BREAK;
}

/* The title's size as a part of its role's: smaller until one line holds it, but no smaller than
 * the style's least; then it takes several lines. */
static double title_scale(Opener *o)
{
    const LhStyle *style = o->e.maker->style;
    double least = style->heading.part_title_min / style->role[LH_ROLE_PART_TITLE].size;
    double width = lh_set_measure(&o->e.setter, o->part->title, LH_ROLE_PART_TITLE);

    return CLAMP(TITLE_FILL * style->page.measure / width, least, 1);
}

static void add_band(Opener *o, double width, double y, double scale, guint32 seed)
{
    const LhStyle *style = o->e.maker->style;
    double top = y - style->heading.part_band_top * scale;
    double bottom = y + style->heading.part_band_bottom * scale;
    double over = style->heading.part_band_overshoot;

    lh_hand_band(&o->e.setter.path, -over, top, width + over + style->heading.part_band_end,
                 bottom - top, seed);
    lh_sink_path(&o->e.setter.sink, LH_LAYER_TINT, &o->e.setter.path, &style->heading.part_band, 0);
}

static LhSetText title_lines(Opener *o, const LhVoice *voice)
{
    LhInline *title = lh_inline_words(&o->e.setter, o->part->title, (LhSource){0});
    const LhTag *tag = lh_tag_new(&o->e.setter, LH_TAG_H1, o->e.flow.tag);

    return lh_set_balanced(&o->e.setter, title, voice, o->e.maker->style->page.measure, tag, 1);
}

static void add_title(Opener *o)
{
    const LhStyle *style = o->e.maker->style;
    double scale = title_scale(o);
    LhVoice voice =
        lh_voice(LH_ROLE_PART_TITLE, LH_ROLE_PART_TITLE, LH_ROLE_PART_TITLE, LH_ROLE_PART_TITLE);
    int rows = style->heading.part_title_row - style->heading.part_label_row;

    voice.scale = scale;
    LhSetText text = title_lines(o, &voice);
    if (text.n_lines > MOST_TITLE_LINES) {
        voice.scale = scale = style->role[LH_ROLE_H1].size / style->role[LH_ROLE_PART_TITLE].size;
        rows = style->heading.chapter_title_rows;
        text = title_lines(o, &voice);
    }
    for (int i = 0; i < text.n_lines; i++) {
        double y = (rows - 1) * style->grid.step;
        add_band(o, text.lines[i].width, y, scale, (guint32) (o->part->index * 8 + i));
        lh_sink_line(&o->e.setter, &text.lines[i], 0, y);
        LhSlab *slab = lh_add_slab(&o->e.setter, &o->e.flow, LH_SLAB_HEADING, (LhSource){0});
        slab->rows = rows;
        slab->break_after = LH_NEVER_BREAK;
    }
    lh_last_slab(&o->e.setter)->after =
        style->heading.part_intro_row - style->heading.part_title_row - 1;
}

static void add_head(Opener *o, const char *text, const LhInline *inlines)
{
    LhVoice voice =
        lh_voice(LH_ROLE_PART_HEAD, LH_ROLE_PART_HEAD, LH_ROLE_PART_HEAD, LH_ROLE_PART_HEAD);
    const LhTag *tag = lh_tag_new(&o->e.setter, LH_TAG_H2, o->e.flow.tag);
    LhSetText set = lh_set_balanced(
        &o->e.setter, inlines ? inlines : lh_inline_words(&o->e.setter, text, (LhSource){0}),
        &voice, o->e.flow.width, tag, 3);

    for (int i = 0; i < set.n_lines; i++) {
        lh_sink_line(&o->e.setter, &set.lines[i], 0, 0);
        LhSlab *slab = lh_add_slab(&o->e.setter, &o->e.flow, LH_SLAB_HEADING, (LhSource){0});
        slab->before = i == 0 ? 1 : 0;
        slab->break_after = LH_NEVER_BREAK;
    }
    o->e.setter.indent_next = FALSE;
}

static void add_chapter(Opener *o, const LhChapter *chapter)
{
    LhSetter *s = &o->e.setter;
    const LhSection *section = lh_maker_section(o->e.maker, chapter);
    const char *label = section ? lh_maker_label(o->e.maker, section, 0) : "";
    const char *anchor = section ? lh_arena_printf(s->arena, "%s#", chapter->name) : NULL;
    LhEntryLook look = lh_entry_look(&o->e, LH_ROLE_PART_CHAPTER, chapter->number);

    lh_add_entry(&o->e, &look, lh_inline_words(s, chapter->title, chapter->source), label, anchor,
                 chapter->source);
}

static void add_contents(Opener *o)
{
    add_head(o, "In this part", NULL);
    o->e.toc = lh_tag_new(&o->e.setter, LH_TAG_TOC, o->e.flow.tag);
    for (guint i = 0; i < o->part->chapters->len; i++) {
        const LhChapter *chapter = o->part->chapters->pdata[i];
        if (chapter->depth == 0)
            add_chapter(o, chapter);
    }
}

static void add_blocks(Opener *o, const LhTree *tree)
{
    const LhBlock *block = tree ? tree->first : NULL;

    o->e.setter.indent_next = FALSE;
    for (; block && block->kind != LH_BLOCK_HEADING; block = block->next)
        lh_set_block(&o->e.setter, block, &o->e.flow);
    add_contents(o);
    for (; block; block = block->next) {
        if (block->kind == LH_BLOCK_HEADING)
            add_head(o, NULL, block->text);
        else
            lh_set_block(&o->e.setter, block, &o->e.flow);
    }
}

LhGalley *lh_opener_galley(LhMaker *maker, const LhSection *section)
{
    Opener o = {.part = section->part, .e = {.maker = maker, .flow = lh_flow_page(maker->style)}};
    LhGalley *galley = lh_galley_new(NULL);
    LhHeading heading = {.level = 0, .title = section->part->title};

    lh_setter_init(&o.e.setter, maker->context, section->opener, galley);
    heading.anchor = lh_arena_printf(galley->arena, "#part-%d", section->part->index + 1);
    heading.number = section->part->numeral;
    g_array_append_val(galley->headings, heading);
    o.e.flow.tag = o.e.toc = lh_tag_new(&o.e.setter, LH_TAG_PART, NULL);
    add_label(&o);
    add_title(&o);
    add_blocks(&o, section->opener);
    lh_setter_clear(&o.e.setter);
    return galley;
}
