/* Which pages a sample holds: by chapter, heading, folio, or a part of the whole. */
#include "internal.h"

#include <math.h>
#include <string.h>

typedef struct {
    const LhPages *pages;
    guint8 *chosen;
    LhDiag *diag;
    LhSource source;
} Choice;

static const LhPage *page_at(const LhPages *pages, guint index)
{
    return pages->pages->pdata[index];
}

static void choose_page(const LhPages *pages, guint index, guint8 *chosen)
{
    if (page_at(pages, index)->kind != LH_PAGE_BLANK)
        chosen[index] = 1;
}

/* ---- Folios ---- */

/* Index of the page with the folio @label, -1 = there is none. */
static int find_folio(const LhPages *pages, const char *label)
{
    for (guint i = 0; i < pages->pages->len; i++)
        if (g_ascii_strcasecmp(page_at(pages, i)->label, label) == 0)
            return (int) i;
    return -1;
}

gboolean lh_sample_add_range(const LhPages *pages, const char *range, guint8 *chosen)
{
    g_auto(GStrv) ends = g_regex_split_simple(" *[-–] *", range, 0, 0);
    guint n = g_strv_length(ends);
    if (n < 1 || n > 2)
        return FALSE;
    int first = find_folio(pages, g_strstrip(ends[0]));
    int last = find_folio(pages, g_strstrip(ends[n - 1]));
    if (first < 0 || last < first)
        return FALSE;
    for (int i = first; i <= last; i++)
        choose_page(pages, (guint) i, chosen);
    return TRUE;
}

/* "i to xxvi and 1 to 106": the folios there are. (transfer full) */
static char *list_folios(const LhPages *pages)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = page_at(pages, i);
        gboolean opens = i == 0 || page_at(pages, i - 1)->roman != page->roman;
        gboolean closes = i + 1 == pages->pages->len || page_at(pages, i + 1)->roman != page->roman;
        if (opens)
            g_string_append_printf(out, "%s%s", i ? " and " : "", page->label);
        if (closes && !opens)
            g_string_append_printf(out, " to %s", page->label);
    }
    return g_string_free(out, FALSE);
}

static void choose_range(Choice *choice, const char *range)
{
    if (lh_sample_add_range(choice->pages, range, choice->chosen))
        return;
    g_autofree char *folios = list_folios(choice->pages);
    g_autofree char *hint = g_strdup_printf("write 12-19 or xi; the book has %s", folios);
    lh_diag_add(choice->diag, LH_SEVERITY_ERROR, choice->source, "no-such-page", hint,
                "the book has no pages “%s”", range);
}

/* ---- Chapters ---- */

static void choose_chapter(Choice *choice, const char *word)
{
    gboolean any = FALSE;
    for (guint i = 0; i < choice->pages->pages->len; i++) {
        const LhPage *page = page_at(choice->pages, i);
        if (!page->chapter || !lh_chapter_matches(page->chapter, word))
            continue;
        choose_page(choice->pages, i, choice->chosen);
        any = TRUE;
    }
    if (!any)
        lh_diag_add(choice->diag, LH_SEVERITY_ERROR, choice->source, "no-such-chapter",
                    "give a number (7), a range (3-5), a file (gil.md) or a part (part:X)",
                    "no written chapter is “%s”", word);
}

/* ---- Headings ---- */

/* The words of an outline's entry, behind its number. */
static const char *words_of(const LhOutlineEntry *entry)
{
    const char *gap = strstr(entry->title, "  ");
    return gap ? gap + 2 : entry->title;
}

static gboolean is_heading(const LhOutlineEntry *entry, const char *wanted)
{
    return strcmp(entry->anchor, wanted) == 0 || strcmp(entry->title, wanted) == 0 ||
           strcmp(words_of(entry), wanted) == 0;
}

static const LhPage *page_of(const LhPages *pages, const LhOutlineEntry *entry)
{
    return g_hash_table_lookup(pages->anchors, entry->anchor);
}

/* The last page of what stands below outline entry @at. */
static int last_page(const LhPages *pages, guint at)
{
    const LhOutlineEntry *entry = &g_array_index(pages->outline, LhOutlineEntry, at);
    for (guint i = at + 1; i < pages->outline->len; i++) {
        const LhOutlineEntry *next = &g_array_index(pages->outline, LhOutlineEntry, i);
        const LhPage *page = page_of(pages, next);
        if (next->level > entry->level || !page)
            continue;
        return page->kind == LH_PAGE_BODY ? page->index : page->index - 1;
    }
    return (int) pages->pages->len - 1;
}

static void choose_heading(Choice *choice, const char *wanted)
{
    const GArray *outline = choice->pages->outline;
    for (guint i = 0; i < outline->len; i++) {
        const LhOutlineEntry *entry = &g_array_index(outline, LhOutlineEntry, i);
        const LhPage *page = page_of(choice->pages, entry);
        if (!page || !is_heading(entry, wanted))
            continue;
        for (int k = page->index; k <= last_page(choice->pages, i); k++)
            choose_page(choice->pages, (guint) k, choice->chosen);
        return;
    }
    lh_diag_add(choice->diag, LH_SEVERITY_ERROR, choice->source, "no-such-heading",
                "copy its words without the number, or write file.md#its-id",
                "no heading says “%s”", wanted);
}

/* ---- All ---- */

static void choose_fraction(Choice *choice, double per_cent)
{
    int n = lh_pages_share(choice->pages, per_cent);
    for (int i = 0; i < n; i++)
        choose_page(choice->pages, (guint) i, choice->chosen);
}

static void choose_each(Choice *choice, char **words, void (*choose)(Choice *, const char *))
{
    for (; words && *words; words++)
        choose(choice, *words);
}

int lh_pages_share(const LhPages *pages, double per_cent)
{
    int total = (int) pages->pages->len;
    return MIN(total, (int) ceil(total * per_cent / 100 - LH_EPSILON));
}

guint8 *lh_sample_choose(const LhPages *pages, const LhBookSample *wanted, LhDiag *diag)
{
    Choice choice = {pages, g_new0(guint8, pages->pages->len + 1), diag, wanted->source};
    gboolean said = wanted->chapters || wanted->headings || wanted->pages || wanted->fraction > 0;
    choose_each(&choice, wanted->chapters, choose_chapter);
    choose_each(&choice, wanted->headings, choose_heading);
    choose_each(&choice, wanted->pages, choose_range);
    choose_each(&choice, wanted->show, choose_range);
    if (wanted->fraction > 0 || !said)
        choose_fraction(&choice, wanted->fraction > 0 ? wanted->fraction : LH_SAMPLE_FRACTION);
    if (!memchr(choice.chosen, 1, pages->pages->len) && lh_diag_count(diag, LH_SEVERITY_ERROR) == 0)
        lh_diag_add(
            diag, LH_SEVERITY_ERROR, wanted->source, "empty-sample",
            "choose pages that have something on them, or say nothing: then it is the first tenth",
            "there is no page in the sample");
    return choice.chosen;
}
