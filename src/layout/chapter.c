/* A whole chapter: its opening, then its blocks. */
#include "chapter.h"

static void add_label(LhSetter *setter, const LhFlow *flow, const LhChapter *chapter)
{
    const LhStyle *style = setter->style;
    g_autofree char *label = lh_chapter_label(chapter);
    const char *text = lh_arena_strndup(setter->arena, label, -1);

    lh_set_label(setter, text, LH_ROLE_CHAPTER_LABEL, -1, 0, 0, 0,
                 lh_tag_new(setter, LH_TAG_P, flow->tag), chapter->source);
    LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_HEADING, chapter->source);
    slab->top_skip = style->heading.chapter_label_row - style->grid.first_row;
    slab->break_after = LH_NEVER_BREAK;
}

void lh_title_underline(LhSetter *setter, double width, double y, int n_lines)
{
    const LhStyle *style = setter->style;
    static const double from[] = {-1, 14}, to[] = {0.99, 0.80};

    for (int i = 0; i < n_lines; i++) {
        double line = y + style->heading.h1_underline_drop[i];
        if (width * to[i] <= from[i])
            continue;
        lh_hand_line(&setter->path, from[i], line, width * to[i], line,
                     style->heading.h1_underline_roughness, (guint32) (width * 8) + (guint32) i);
        lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->heading.h1_underline,
                     style->heading.h1_underline_weight[i]);
    }
}

static void add_title_lines(LhSetter *setter, const LhFlow *flow, const LhSetText *text, int skip,
                            int underlines, LhSource source)
{
    const LhStyle *style = setter->style;
    double drop = (style->heading.chapter_title_rows - 1) * style->grid.step;

    for (int i = 0; i < text->n_lines; i++) {
        lh_sink_line(setter, &text->lines[i], 0, drop);
        if (i + 1 == text->n_lines)
            lh_title_underline(setter, text->lines[i].width, drop, underlines);
        LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_HEADING, source);
        slab->rows = style->heading.chapter_title_rows;
        slab->notes = text->lines[i].notes;
        slab->n_notes = text->lines[i].n_notes;
        slab->break_after = LH_NEVER_BREAK;
        if (i == 0 && skip > 0)
            slab->top_skip = skip;
        if (i + 1 == text->n_lines)
            slab->after = style->heading.chapter_after - 1;
    }
}

static void record_title(LhSetter *setter, const LhInline *title)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    const LhChapter *chapter = setter->tree->chapter;
    LhHeading heading = {.level = 1, .number = chapter->number, .source = chapter->source};

    lh_inline_plain(title, plain);
    heading.title = lh_arena_strndup(setter->arena, plain->str, -1);
    heading.anchor = lh_arena_printf(setter->arena, "%s#", chapter->name);
    g_array_append_val(setter->galley->headings, heading);
}

void lh_set_opening(LhSetter *setter, const LhInline *title, gboolean numbered, int title_row,
                    int underlines, const LhFlow *flow, LhSource source)
{
    const LhStyle *style = setter->style;
    LhVoice voice = lh_voice(LH_ROLE_H1, LH_ROLE_H1, LH_ROLE_H1, LH_ROLE_H1);
    LhSetText text = lh_set_balanced(setter, title, &voice, flow->width,
                                     lh_tag_new(setter, LH_TAG_H1, flow->tag), lh_seed(source));
    int skip = title_row - style->grid.first_row - (style->heading.chapter_title_rows - 1);

    add_title_lines(setter, flow, &text, numbered ? 0 : MAX(skip, 0), underlines, source);
}

/* The heading that stands for the title of a file that has none: mdBook's nested chapters begin so.
 */
static const LhBlock *heading_for_title(const LhTree *tree)
{
    const LhBlock *first = tree->first;

    return tree->title == NULL && first && first->kind == LH_BLOCK_HEADING ? first : NULL;
}

static const LhInline *title_of(LhSetter *setter)
{
    const LhTree *tree = setter->tree;
    const LhBlock *heading = heading_for_title(tree);

    if (tree->title)
        return tree->title;
    if (heading)
        return heading->text;
    return lh_inline_words(setter, tree->chapter->title, tree->chapter->source);
}

static void open_chapter(LhSetter *setter, const LhFlow *flow)
{
    const LhTree *tree = setter->tree;
    const LhChapter *chapter = tree->chapter;
    const LhBlock *heading = heading_for_title(tree);
    const LhInline *title = title_of(setter);

    record_title(setter, title);
    lh_add_anchor(setter, "", 0, 0);
    if (tree->id && tree->id[0])
        lh_add_anchor(setter, tree->id, 0, 0);
    if (heading) {
        lh_add_anchor(setter, heading->id, 0, 0);
        setter->level_shift = MAX(heading->heading.level - 1, 0);
    }
    if (chapter->number)
        add_label(setter, flow, chapter);
    lh_set_opening(setter, title, chapter->number != NULL, setter->style->heading.chapter_title_row,
                   2, flow, chapter->source);
    g_array_index(setter->galley->slabs, LhSlab, 0).page_before = TRUE;
}

static void check_sane(const LhGalley *galley)
{
    for (guint i = 0; i < galley->slabs->len; i++) {
        const LhSlab *slab = &g_array_index(galley->slabs, LhSlab, i);
        g_assert(slab->rows > 0 || slab->height >= 0);
        g_assert(slab->rows == 0 || slab->height == 0);
    }
}

LhGalley *lh_layout_chapter(const LhLayoutContext *context, const LhTree *tree)
{
    LhGalley *galley = lh_galley_new(tree->chapter);
    LhFlow flow = lh_flow_page(context->style);
    LhSetter setter;

    lh_setter_init(&setter, context, tree, galley);
    flow.tag = lh_tag_new(&setter, LH_TAG_SECT, NULL);
    open_chapter(&setter, &flow);
    if (tree->contents)
        lh_set_chapter_contents(&setter, &flow);
    lh_set_blocks(&setter, heading_for_title(tree) ? tree->first->next : tree->first, &flow);
    lh_setter_clear(&setter);
    lh_keep_headings(galley, context->style);
    check_sane(galley);
    return galley;
}
