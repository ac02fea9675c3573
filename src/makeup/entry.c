/* Entries with the page they lead to. No dot leaders: the ruling is the leader. */
#include "entry.h"

void lh_entries_open(LhEntries *e, LhMaker *maker, const char *title, const char *anchor)
{
    LhHeading heading = {.level = 1, .title = title, .anchor = anchor};
    const LhStyle *style = maker->style;

    *e = (LhEntries){.maker = maker, .flow = lh_flow_page(style)};
    lh_setter_init(&e->setter, maker->context, NULL, lh_galley_new(NULL));
    e->toc = lh_tag_new(&e->setter, LH_TAG_TOC, NULL);
    g_array_append_val(e->setter.galley->headings, heading);
    lh_sink_anchor(&e->setter.sink, 0, 0, anchor);
    lh_set_opening(&e->setter, lh_inline_words(&e->setter, title, (LhSource){0}), FALSE,
                   style->contents.title_row, 1, &e->flow, (LhSource){0});
    g_array_index(e->setter.galley->slabs, LhSlab, 0).page_before = TRUE;
}

LhGalley *lh_entries_close(LhEntries *e)
{
    LhGalley *galley = e->setter.galley;

    lh_setter_clear(&e->setter);
    return galley;
}

void lh_keep_entry(LhEntries *e, guint slab)
{
    g_array_index(e->setter.galley->slabs, LhSlab, slab).break_after = LH_NEVER_BREAK;
}

LhEntryLook lh_entry_look(const LhEntries *e, LhRole role, const char *number)
{
    const LhStyle *style = e->maker->style;

    return (LhEntryLook){.role = role,
                         .page_role = LH_ROLE_CONTENTS_PAGE,
                         .number = number,
                         .number_role = LH_ROLE_CONTENTS_NUMBER,
                         .number_x = -style->page.margin_line - style->contents.number_gap,
                         .number_align = 1,
                         .ink = -1};
}

/* Makes every run added to the sink from item @first on a link to @anchor. */
static void link_items(LhSink *sink, guint first, const char *anchor)
{
    for (guint i = first; anchor && i < sink->items->len; i++) {
        const LhItem *item = &g_array_index(sink->items, LhItem, i);
        if (item->kind == LH_ITEM_TEXT)
            ((LhRun *) item->run)->link = anchor;
    }
}

static LhSetText title_lines(LhEntries *e, const LhEntryLook *look, const LhInline *title,
                             double room, const LhTag *tag)
{
    double width = e->maker->style->page.measure - look->x - room;
    LhVoice voice = lh_voice(look->role, look->role, look->role, look->role);

    voice.whole_words = TRUE;
    if (look->balanced)
        return lh_set_balanced(&e->setter, title, &voice, width, tag, 1);
    return lh_set_text(&e->setter, title, &voice, width, 0, tag, 1);
}

LhSlab *lh_add_entry(LhEntries *e, const LhEntryLook *look, const LhInline *title,
                     const char *label, const char *anchor, LhSource source)
{
    LhSetter *s = &e->setter;
    const LhStyle *style = e->maker->style;
    const LhTag *tag = lh_tag_new(s, LH_TAG_TOCI, e->toc);
    LhSetText text = title_lines(e, look, title, label[0] ? style->contents.page_room : 0, tag);

    for (int i = 0; i < text.n_lines; i++) {
        guint first = s->sink.items->len;
        if (i == 0 && look->number)
            lh_set_label(s, look->number, look->number_role, look->ink, look->number_x, 0,
                         look->number_align, tag, source);
        guint words = s->sink.items->len;
        lh_sink_line(s, &text.lines[i], look->x, 0);
        for (guint n = words; look->ink >= 0 && n < s->sink.items->len; n++)
            ((LhRun *) g_array_index(s->sink.items, LhItem, n).run)->ink = (guint8) look->ink;
        if (i + 1 == text.n_lines && label[0])
            lh_set_label(s, label, look->page_role, -1, style->page.measure, 0, 1, tag, source);
        link_items(&s->sink, first, anchor);
        LhSlab *slab = lh_add_slab(s, &e->flow, LH_SLAB_OTHER, source);
        slab->break_after = i + 1 < text.n_lines ? LH_NEVER_BREAK : 0;
    }
    return lh_last_slab(s);
}

void lh_add_entry_head(LhEntries *e, const char *text)
{
    LhEntryLook look = {.role = LH_ROLE_CONTENTS_PART, .balanced = TRUE, .ink = -1};
    guint first = e->setter.galley->slabs->len;

    lh_add_entry(e, &look, lh_inline_words(&e->setter, text, (LhSource){0}), "", NULL,
                 (LhSource){0});
    g_array_index(e->setter.galley->slabs, LhSlab, first).before = 1;
    lh_keep_next(&e->setter, LH_NEVER_BREAK);
}
