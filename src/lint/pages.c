/* Lines as they stand on finished pages: what a proofreader's eye stops at that no sentence is to
 * blame for. */
#include "internal.h"

#include <string.h>

#define SHORT_LAST 4 /* characters of a paragraph's last line */
#define STACK      3 /* lines in a row that are a stack … */
#define LEAST_WORD 3 /* … and characters of a word that is seen in one */

typedef struct {
    const LhSlab *slab; /* NULL = there is none */
    const LhItem *item; /* where it begins */
    GString *text;
    LhChunk first, last; /* of the text */
} Line;

typedef struct {
    guint32 kinds;
    LhDiag *diag;
    int page;         /* index in the PDF, from 1 */
    Line lines[2];    /* the one that is read, and the one before it in the same paragraph */
    int hyphens;      /* lines in a row that end with one, this one too */
    int begins, ends; /* lines in a row that begin, or end, with the same word */
} Reader;

/* ---- Lines ---- */

/* Whether @run is the paragraph's own: no number of a list, mark of a note or ornament. */
static gboolean is_own(const LhRun *run)
{
    return run->tag && run->tag->kind != LH_TAG_LBL && run->tag->kind != LH_TAG_REFERENCE &&
           !run->hidden;
}

static void append_run(GString *text, const LhRun *run)
{
    for (int i = 0; i < run->n_words; i++)
        for (const LhWord *word = run->words[i]; word; word = word->next)
            g_string_append_len(text, word->text, word->n_bytes);
}

/* The first and last word of the line. */
static void find_ends(Line *line)
{
    char *text = line->text->str;

    g_strchomp(text);
    const char *first = text + strspn(text, " "), *last = strrchr(text, ' ');
    line->first = (LhChunk){first, first + strcspn(first, " ")};
    line->last = (LhChunk){last && last > first ? last + 1 : first, text + strlen(text)};
}

static void read_line(Line *line, const LhSlab *slab)
{
    line->slab = slab;
    line->item = NULL;
    g_string_truncate(line->text, 0);
    for (int i = 0; i < slab->n_items; i++) {
        const LhItem *item = &slab->items[i];
        if (item->kind != LH_ITEM_TEXT || !is_own(item->run))
            continue;
        append_run(line->text, item->run);
        if (!line->item)
            line->item = item;
    }
    find_ends(line);
}

static void tell(const Reader *r, LhLintKind kind, const Line *line, LhChunk words)
{
    g_autofree char *text = g_strndup(words.from, (gsize) (words.to - words.from));
    LhSource source = line->item->source.line ? line->item->source : line->slab->source;

    if ((r->kinds >> kind) & 1)
        lh_lint_tell(kind, text, source, r->page, NULL, r->diag);
}

/* ---- What is wrong ---- */

static gboolean ends_with_hyphen(LhChunk word)
{
    return word.to - word.from > 1 && word.to[-1] == '-' &&
           g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(word.to - 1)));
}

/* Whether @one and @other are the same word to the eye: signs round it aside. */
static gboolean is_same(LhChunk one, LhChunk other)
{
    LhChunk a = lh_lint_core(one), b = lh_lint_core(other);
    gsize n = (gsize) (a.to - a.from);

    return n == (gsize) (b.to - b.from) && !memcmp(a.from, b.from, n) &&
           g_utf8_strlen(a.from, (gssize) n) >= LEAST_WORD;
}

static void check_stacks(Reader *r, const Line *line, const Line *before)
{
    r->hyphens = ends_with_hyphen(line->last) ? r->hyphens + 1 : 0;
    r->begins = before->slab && is_same(before->first, line->first) ? r->begins + 1 : 1;
    r->ends = before->slab && is_same(before->last, line->last) ? r->ends + 1 : 1;
    if (r->hyphens == STACK)
        tell(r, LH_LINT_HYPHEN_STACK, line, line->last);
    if (r->begins == STACK)
        tell(r, LH_LINT_WORD_STACK, line, line->first);
    if (r->ends == STACK && line->last.from != line->first.from)
        tell(r, LH_LINT_WORD_STACK, line, line->last);
}

static void check_ends(const Reader *r, const Line *line)
{
    gunichar c = g_utf8_get_char(line->first.from);
    glong n = g_utf8_strlen(line->first.from, line->last.to - line->first.from);

    if (line->slab->line == 0)
        return;
    if (c == 0x2013 || c == 0x2014 || c == 0x2026)
        tell(r, LH_LINT_DASH_FIRST, line, line->first);
    if (line->slab->line + 1 == line->slab->n_lines && n <= SHORT_LAST)
        tell(r, LH_LINT_SHORT_LAST_LINE, line, (LhChunk){line->first.from, line->last.to});
}

/* ---- Pages ---- */

/* What comes next is no line of the same paragraph. */
static void forget(Reader *r)
{
    r->hyphens = r->begins = r->ends = 0;
    r->lines[1].slab = NULL;
}

static void read_slab(Reader *r, const LhSlab *slab)
{
    Line *line = &r->lines[0], *before = &r->lines[1], read;

    if (slab->kind != LH_SLAB_TEXT || slab->line == 0)
        forget(r);
    if (slab->kind != LH_SLAB_TEXT || slab->n_lines < 2)
        return;
    read_line(line, slab);
    if (!*line->first.from) {
        forget(r);
        return;
    }
    check_stacks(r, line, before);
    check_ends(r, line);
    read = *line;
    *line = *before;
    *before = read;
}

static gboolean is_note(const LhSlab *slab)
{
    return slab->n_items > 0 && slab->items[0].kind == LH_ITEM_TEXT &&
           slab->items[0].run->role == LH_ROLE_FOOTNOTE;
}

/* The slab of the running text that the page ends with; NULL = there is none. */
static const LhSlab *last_slab(const LhPage *page)
{
    for (int i = page->n_placed; i > 0; i--)
        if (!is_note(page->placed[i - 1].slab))
            return page->placed[i - 1].slab;
    return NULL;
}

static void read_page(Reader *r, const LhPage *page)
{
    const LhSlab *last = last_slab(page);
    const Line *before = &r->lines[1];

    r->page = page->index + 1;
    for (int i = 0; i < page->n_placed; i++) {
        const LhSlab *slab = page->placed[i].slab;
        read_slab(r, slab);
        if (slab == last && before->slab == last && last->line + 1 < last->n_lines &&
            ends_with_hyphen(before->last))
            tell(r, LH_LINT_HYPHEN_TURN, before, before->last);
    }
}

void lh_lint_pages(const LhPages *pages, guint32 kinds, LhDiag *diag)
{
    Reader r = {.kinds = kinds, .diag = diag};

    r.lines[0].text = g_string_new(NULL);
    r.lines[1].text = g_string_new(NULL);
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        if (page->drawn && page->chapter)
            read_page(&r, page);
        else
            forget(&r);
    }
    g_string_free(r.lines[0].text, TRUE);
    g_string_free(r.lines[1].text, TRUE);
}
