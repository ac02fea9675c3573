/* The contents: parts, chapters and sections with the pages they are on. */
#include "entry.h"

static LhSlab *add_entry(LhEntries *c, const LhEntryLook *look, const char *title,
                         const char *label, const char *anchor, LhSource source)
{
    return lh_add_entry(c, look, lh_inline_words(&c->setter, title, source), label, anchor, source);
}

/* An entry below a chapter's: its number stands before its title, @depth steps in. */
static LhEntryLook inner_look(LhEntries *c, const char *number, int depth)
{
    const LhStyle *style = c->maker->style;
    double x = style->contents.section_indent * depth;
    LhEntryLook look = {.role = LH_ROLE_CONTENTS_SECTION,
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

static LhEntryLook chapter_look(LhEntries *c, const LhChapter *chapter)
{
    if (chapter->depth > 0)
        return inner_look(c, chapter->number, chapter->depth);
    return lh_entry_look(c, LH_ROLE_CONTENTS_CHAPTER, chapter->number);
}

/* The sections of a chapter's galley that the contents show. The first stays with the chapter, the
 * last two stay together. */
static void add_sections(LhEntries *c, const LhSection *section)
{
    const GArray *headings = section->galley->headings;
    const GArray *slabs = c->setter.galley->slabs;
    guint chapter = slabs->len - 1, last = chapter, before_last = chapter;

    for (guint i = 1; i < headings->len; i++) {
        const LhHeading *heading = &g_array_index(headings, LhHeading, i);
        if (heading->level > c->maker->style->contents.depth)
            continue;
        LhEntryLook look = inner_look(c, heading->number, section->chapter->depth + 1);
        add_entry(c, &look, heading->title, lh_maker_label(c->maker, section, heading->slab),
                  heading->anchor, heading->source);
        before_last = last;
        last = slabs->len - 1;
    }
    if (last == chapter)
        return;
    lh_keep_entry(c, chapter);
    lh_keep_entry(c, before_last);
}

static void add_chapter(LhEntries *c, const LhChapter *chapter)
{
    const LhSection *section = lh_maker_section(c->maker, chapter);
    LhEntryLook look = chapter_look(c, chapter);

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

static void add_part(LhEntries *c, const LhPart *part)
{
    LhSetter *s = &c->setter;
    const LhSection *section = part_section(c->maker, part);
    const char *label = lh_arena_printf(s->arena, "Part %s", part->numeral);
    const char *anchor = section ? lh_arena_printf(s->arena, "#part-%d", part->index + 1) : NULL;
    LhEntryLook look = {.role = LH_ROLE_CONTENTS_PART,
                        .page_role = LH_ROLE_CONTENTS_PART,
                        .number = label,
                        .number_role = LH_ROLE_CONTENTS_PART_LABEL,
                        .balanced = TRUE,
                        .ink = -1};
    guint first = s->galley->slabs->len;

    look.x =
        lh_set_measure(s, label, LH_ROLE_CONTENTS_PART_LABEL) + c->maker->style->contents.part_gap;
    add_entry(c, &look, part->title, section ? lh_maker_label(c->maker, section, 0) : "", anchor,
              (LhSource){0});
    g_array_index(s->galley->slabs, LhSlab, first).before = 1;
    lh_keep_next(s, LH_NEVER_BREAK);
}

/* The first rows of a part stay together with its name. */
static void keep_first_chapter(LhEntries *c, const LhChapter *chapter)
{
    const LhPart *part = chapter->part;

    if (part && part->chapters->len > 1 && part->chapters->pdata[0] == chapter)
        lh_keep_next(&c->setter, LH_NEVER_BREAK);
}

static void add_all(LhEntries *c)
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
static void add_back(LhEntries *c)
{
    const GPtrArray *sections = c->maker->sections;
    gboolean first = TRUE;

    for (guint i = 0; i < sections->len; i++) {
        const LhSection *section = sections->pdata[i];
        LhEntryLook look = {
            .role = LH_ROLE_CONTENTS_CHAPTER, .page_role = LH_ROLE_CONTENTS_PAGE, .ink = -1};
        if (section->kind != LH_SECTION_INDEX && section->kind != LH_SECTION_GLOSSARY)
            continue;
        if (first)
            lh_add_space(&c->setter, &c->flow, 1, 0);
        first = FALSE;
        add_entry(c, &look, section->head, lh_maker_label(c->maker, section, 0),
                  section->kind == LH_SECTION_INDEX ? LH_INDEX_ANCHOR : LH_GLOSSARY_ANCHOR,
                  (LhSource){0});
    }
}

LhGalley *lh_contents_galley(LhMaker *maker)
{
    LhEntries c;

    lh_entries_open(&c, maker, "Contents", "#contents");
    add_all(&c);
    add_back(&c);
    return lh_entries_close(&c);
}
