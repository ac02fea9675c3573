/* --chapters: which pages are drawn. Numbers and references stay those of the whole book. */
#include "maker.h"

#include <stdlib.h>
#include <string.h>

static gboolean parse_range(const char *text, int *first, int *last)
{
    char *end;

    *first = *last = (int) strtol(text, &end, 10);
    if (end == text)
        return FALSE;
    if (*end == '-')
        *last = (int) strtol(end + 1, &end, 10);
    return *end == '\0' && *first <= *last;
}

static gboolean in_part(const LhChapter *chapter, const char *name)
{
    return chapter->part && (g_ascii_strcasecmp(chapter->part->numeral, name) == 0 ||
                             g_ascii_strcasecmp(chapter->part->title, name) == 0);
}

static gboolean has_file(const LhChapter *chapter, const char *name)
{
    g_autofree char *base = chapter->name ? g_path_get_basename(chapter->name) : g_strdup("");

    return g_strcmp0(chapter->name, name) == 0 || strcmp(base, name) == 0;
}

gboolean lh_chapter_matches(const LhChapter *chapter, const char *word)
{
    int first, last, number = chapter->number ? atoi(chapter->number) : 0;

    if (g_str_has_prefix(word, "part:"))
        return in_part(chapter, word + 5);
    if (parse_range(word, &first, &last))
        return number >= first && number <= last && number > 0;
    return g_strcmp0(chapter->number, word) == 0 || has_file(chapter, word);
}

static gboolean select_word(LhPages *pages, const char *word)
{
    gboolean any = FALSE;

    for (guint n = 0; n < pages->pages->len; n++) {
        LhPage *page = pages->pages->pdata[n];
        if (page->chapter && lh_chapter_matches(page->chapter, word))
            page->drawn = any = TRUE;
    }
    return any;
}

gboolean lh_select_has(const char *selection, const LhChapter *chapter)
{
    g_auto(GStrv) words = g_strsplit(selection, ",", -1);

    for (char **word = words; *word; word++)
        if (*g_strstrip(*word) && lh_chapter_matches(chapter, *word))
            return TRUE;
    return FALSE;
}

void lh_select_pages(LhPages *pages, const char *selection, LhDiag *diag)
{
    g_auto(GStrv) words = g_strsplit(selection, ",", -1);

    for (guint n = 0; n < pages->pages->len; n++)
        ((LhPage *) pages->pages->pdata[n])->drawn = FALSE;
    for (char **word = words; *word; word++) {
        g_strstrip(*word);
        if (**word && !select_word(pages, *word))
            lh_diag_add(diag, LH_SEVERITY_ERROR, (LhSource){0}, "no-such-chapter",
                        "give a number (7), a range (3-5), a file (gil.md) or a part (part:X)",
                        "no written chapter is “%s”", *word);
    }
}
