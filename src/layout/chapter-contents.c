/* A chapter's own contents, where its front matter asks for them: its sections and their pages. */
#include "chapter.h"

static gboolean is_section(const LhSetter *setter, const LhBlock *block)
{
    return block->kind == LH_BLOCK_HEADING && block->id &&
           block->heading.level - setter->level_shift <= 2;
}

static void add_head(LhSetter *setter, const LhFlow *flow)
{
    lh_set_label(setter, "In this chapter", LH_ROLE_PART_HEAD, -1, flow->x, 0, 0,
                 lh_tag_new(setter, LH_TAG_P, flow->tag), setter->tree->chapter->source);
    LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_HEADING, setter->tree->chapter->source);
    slab->before = setter->style->heading.chapter_after;
    slab->break_after = LH_NEVER_BREAK;
}

/* The page, its right edge at the measure's: makeup knows it. */
static void add_page(LhSetter *setter, const LhFlow *flow, const char *anchor, const LhTag *tag,
                     LhSource source)
{
    LhPageRef *ref = lh_arena_new0(setter->arena, LhPageRef, 1);

    ref->anchor = anchor;
    ref->flush = TRUE;
    lh_set_label(setter, "0", LH_ROLE_CONTENTS_PAGE, -1, flow->x + flow->width, 0, 0, tag, source);
    LhItem *item = &g_array_index(setter->sink.items, LhItem, setter->sink.items->len - 1);
    ((LhRun *) item->run)->page_ref = ref;
}

static void add_entry(LhSetter *setter, const LhFlow *flow, const LhBlock *block, const LhTag *toc)
{
    const LhStyle *style = setter->style;
    const char *number = lh_references_number(setter->context->references, block);
    const char *anchor =
        lh_arena_printf(setter->arena, "%s#%s", setter->tree->chapter->name, block->id);
    const LhTag *tag = lh_tag_new(setter, LH_TAG_TOCI, toc);
    LhVoice voice = lh_voice(LH_ROLE_CONTENTS_CHAPTER, LH_ROLE_CONTENTS_CHAPTER,
                             LH_ROLE_CONTENTS_CHAPTER, LH_ROLE_CODE);
    double hang = number ? lh_set_measure(setter, number, LH_ROLE_CONTENTS_NUMBER) +
                               style->contents.number_gap
                         : 0;
    g_autoptr(GString) title = g_string_new(NULL);

    lh_inline_plain(block->text, title); /* its notes are called where the section is */
    const char *plain = lh_arena_strndup(setter->arena, title->str, (gssize) title->len);
    LhSetText text =
        lh_set_text(setter, lh_inline_words(setter, plain, block->source), &voice,
                    flow->width - hang - style->contents.page_room, 0, tag, lh_seed(block->source));

    for (int i = 0; i < text.n_lines; i++) {
        guint first = setter->sink.items->len;
        if (i == 0 && number)
            lh_set_label(setter, number, LH_ROLE_CONTENTS_NUMBER, -1, flow->x, 0, 0, tag,
                         block->source);
        lh_sink_line(setter, &text.lines[i], flow->x + hang, 0);
        if (i + 1 == text.n_lines)
            add_page(setter, flow, anchor, tag, block->source);
        for (guint k = first; k < setter->sink.items->len; k++) {
            const LhItem *item = &g_array_index(setter->sink.items, LhItem, k);
            if (item->kind == LH_ITEM_TEXT)
                ((LhRun *) item->run)->link = anchor;
        }
        lh_add_slab(setter, flow, LH_SLAB_OTHER, block->source)->break_after = LH_NEVER_BREAK;
    }
}

void lh_set_chapter_contents(LhSetter *setter, const LhFlow *flow)
{
    const LhTag *toc = lh_tag_new(setter, LH_TAG_TOC, flow->tag);
    gboolean any = FALSE;

    for (const LhBlock *block = setter->tree->first; block; block = block->next) {
        if (!is_section(setter, block))
            continue;
        if (!any)
            add_head(setter, flow);
        any = TRUE;
        add_entry(setter, flow, block, toc);
    }
    if (any)
        lh_last_slab(setter)->break_after = 0;
    lh_add_space(setter, flow, any ? 1 : 0, 0);
}
