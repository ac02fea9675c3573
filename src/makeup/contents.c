/* The contents: parts, chapters and sections with the pages they are on. The ruling is the leader.
 */
#include "maker.h"

#define TITLE_ROW_AFTER_HEAD 1  /* rows below the first row where "Contents" stands */
#define PAGE_ROOM            44 /* points kept for the page number */
#define PART_GAP             10 /* points between "Part I" and the title */

typedef struct {
    LhMaker *maker;
    LhSetter setter;
    LhFlow flow;
    const LhTag *toc;
} Contents;

/* An entry's look and place. */
typedef struct {
    LhRole role, page_role;
    double x;           /* of the title */
    gboolean balanced;  /* lines of equal length, where it takes several */
    const char *number; /* in the margin (chapters) or before the title (sections); NULL = none */
    LhRole number_role;
    double number_x, number_align;
    int ink; /* -1 = the role's */
} EntryLook;

void lh_link_items(LhSink *sink, guint first, const char *anchor)
{
    for (guint i = first; anchor && i < sink->items->len; i++) {
        const LhItem *item = &g_array_index(sink->items, LhItem, i);
        if (item->kind == LH_ITEM_TEXT)
            ((LhRun *) item->run)->link = anchor;
    }
}

static LhSetText title_lines(Contents *c, const EntryLook *look, const char *title, double room,
                             const LhTag *tag, LhSource source)
{
    LhSetter *s = &c->setter;
    double width = c->maker->style->page.measure - look->x - room;
    LhVoice voice = lh_voice(look->role, look->role, look->role, look->role);

    if (look->balanced)
        return lh_set_balanced(s, lh_inline_words(s, title, source), &voice, width, tag, 1);
    return lh_set_plain(s, title, look->role, width, tag, source, 1);
}

static LhSlab *add_entry(Contents *c, const EntryLook *look, const char *title, const char *label,
                         const char *anchor, LhSource source)
{
    LhSetter *s = &c->setter;
    double measure = c->maker->style->page.measure;
    const LhTag *tag = lh_tag_new(s, LH_TAG_TOCI, c->toc);
    LhSetText text = title_lines(c, look, title, label[0] ? PAGE_ROOM : 0, tag, source);

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
            lh_set_label(s, label, look->page_role, -1, measure, 0, 1, tag, source);
        lh_link_items(&s->sink, first, anchor);
        LhSlab *slab = lh_add_slab(s, &c->flow, LH_SLAB_OTHER, source);
        slab->break_after = i + 1 < text.n_lines ? LH_NEVER_BREAK : 0;
    }
    return lh_last_slab(s);
}

/* An entry below a chapter's: its number stands before its title, @depth steps in. */
static EntryLook inner_look(Contents *c, const char *number, int depth)
{
    const LhStyle *style = c->maker->style;
    double x = style->contents.section_indent * depth;
    EntryLook look = {.role = LH_ROLE_CONTENTS_SECTION,
                      .page_role = LH_ROLE_CONTENTS_PAGE,
                      .x = x,
                      .number = number,
                      .number_role = LH_ROLE_CONTENTS_SECTION,
                      .number_x = x,
                      .ink = -1};

    if (number)
        look.x += lh_set_measure(&c->setter, number, LH_ROLE_CONTENTS_SECTION) +
                  style->contents.number_gap;
    return look;
}

static EntryLook chapter_look(Contents *c, const LhChapter *chapter)
{
    const LhStyle *style = c->maker->style;
    EntryLook look = {.role = LH_ROLE_CONTENTS_CHAPTER,
                      .page_role = LH_ROLE_CONTENTS_PAGE,
                      .number = chapter->number,
                      .number_role = LH_ROLE_CONTENTS_NUMBER,
                      .number_x = -style->page.margin_line - style->contents.number_gap,
                      .number_align = 1,
                      .ink = -1};

    return chapter->depth > 0 ? inner_look(c, chapter->number, chapter->depth) : look;
}

/* Forbids a cut after the entry that ends with slab @slab. */
static void keep_after(Contents *c, guint slab)
{
    g_array_index(c->setter.galley->slabs, LhSlab, slab).break_after = LH_NEVER_BREAK;
}

/* The sections of a chapter's galley that the contents show. The first stays with the chapter, the
 * last two stay together. */
static void add_sections(Contents *c, const LhSection *section)
{
    const GArray *headings = section->galley->headings;
    const GArray *slabs = c->setter.galley->slabs;
    guint chapter = slabs->len - 1, last = chapter, before_last = chapter;

    for (guint i = 1; i < headings->len; i++) {
        const LhHeading *heading = &g_array_index(headings, LhHeading, i);
        if (heading->level > c->maker->style->contents.depth)
            continue;
        EntryLook look = inner_look(c, heading->number, section->chapter->depth + 1);
        add_entry(c, &look, heading->title, lh_maker_label(c->maker, section, heading->slab),
                  heading->anchor, heading->source);
        before_last = last;
        last = slabs->len - 1;
    }
    if (last == chapter)
        return;
    keep_after(c, chapter);
    keep_after(c, before_last);
}

static void add_chapter(Contents *c, const LhChapter *chapter)
{
    const LhSection *section = lh_maker_section(c->maker, chapter);
    EntryLook look = chapter_look(c, chapter);

    if (section == NULL) {
        look.ink = c->maker->style->role[LH_ROLE_RUNNING_HEAD].ink.index;
        add_entry(c, &look, chapter->title, "", NULL, chapter->source);
        return;
    }
    const LhHeading *title = &g_array_index(section->galley->headings, LhHeading, 0);
    add_entry(c, &look, title->title, lh_maker_label(c->maker, section, 0), title->anchor,
              chapter->source);
    add_sections(c, section);
}

static const LhSection *part_section(const LhMaker *maker, const LhPart *part)
{
    for (guint i = 0; i < maker->sections->len; i++) {
        const LhSection *section = maker->sections->pdata[i];
        if (section->part == part)
            return section;
    }
    return NULL;
}

static void add_part(Contents *c, const LhPart *part)
{
    LhSetter *s = &c->setter;
    const LhSection *section = part_section(c->maker, part);
    const char *label = lh_arena_printf(s->arena, "Part %s", part->numeral);
    const char *anchor = section ? lh_arena_printf(s->arena, "#part-%d", part->index + 1) : NULL;
    EntryLook look = {.role = LH_ROLE_CONTENTS_PART,
                      .page_role = LH_ROLE_CONTENTS_PART,
                      .number = label,
                      .number_role = LH_ROLE_CONTENTS_PART_LABEL,
                      .balanced = TRUE,
                      .ink = -1};
    guint first = s->galley->slabs->len;

    look.x = lh_set_measure(s, label, LH_ROLE_CONTENTS_PART_LABEL) + PART_GAP;
    add_entry(c, &look, part->title, section ? lh_maker_label(c->maker, section, 0) : "", anchor,
              (LhSource){0});
    g_array_index(s->galley->slabs, LhSlab, first).before = 1;
    lh_keep_next(s, LH_NEVER_BREAK);
}

/* The first rows of a part stay together with its name. */
static void keep_first_chapter(Contents *c, const LhChapter *chapter)
{
    const LhPart *part = chapter->part;

    if (part && part->chapters->len > 1 && part->chapters->pdata[0] == chapter)
        lh_keep_next(&c->setter, LH_NEVER_BREAK);
}

static void add_all(Contents *c)
{
    const LhBook *book = c->maker->book;
    const LhPart *part = NULL;
    gboolean nested = FALSE;

    for (guint i = 0; i < book->chapters->len; i++) {
        const LhChapter *chapter = book->chapters->pdata[i];
        guint before = c->setter.galley->slabs->len;
        if (chapter->part && chapter->part != part)
            add_part(c, chapter->part);
        else if (chapter->part == NULL && part)
            lh_add_space(&c->setter, &c->flow, 1, 0);
        part = chapter->part;
        if (chapter->depth > 0 && !nested)
            lh_keep_next(&c->setter, LH_NEVER_BREAK);
        nested = chapter->depth > 0;
        add_chapter(c, chapter);
        if (c->setter.galley->slabs->len == before + 2)
            keep_first_chapter(c, chapter);
    }
}

/* What makeup itself puts after the chapters. */
static void add_back(Contents *c)
{
    const GPtrArray *sections = c->maker->sections;
    gboolean first = TRUE;

    for (guint i = 0; i < sections->len; i++) {
        const LhSection *section = sections->pdata[i];
        EntryLook look = {
            .role = LH_ROLE_CONTENTS_CHAPTER, .page_role = LH_ROLE_CONTENTS_PAGE, .ink = -1};
        if (section->kind != LH_SECTION_INDEX)
            continue;
        if (first)
            lh_add_space(&c->setter, &c->flow, 1, 0);
        first = FALSE;
        add_entry(c, &look, section->head, lh_maker_label(c->maker, section, 0), LH_INDEX_ANCHOR,
                  (LhSource){0});
    }
}

LhGalley *lh_contents_galley(LhMaker *maker)
{
    Contents c = {.maker = maker, .flow = lh_flow_page(maker->style)};
    LhGalley *galley = lh_galley_new(NULL);
    LhHeading heading = {.level = 1, .title = "Contents", .anchor = "#contents"};

    lh_setter_init(&c.setter, maker->context, NULL, galley);
    c.toc = lh_tag_new(&c.setter, LH_TAG_TOC, NULL);
    g_array_append_val(galley->headings, heading);
    lh_sink_anchor(&c.setter.sink, 0, 0, "#contents");
    lh_set_opening(&c.setter, lh_inline_words(&c.setter, "Contents", (LhSource){0}), FALSE,
                   maker->style->grid.first_row + TITLE_ROW_AFTER_HEAD, 1, &c.flow, (LhSource){0});
    g_array_index(galley->slabs, LhSlab, 0).page_before = TRUE;
    add_all(&c);
    add_back(&c);
    lh_setter_clear(&c.setter);
    return galley;
}
