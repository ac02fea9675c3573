/* Callouts: `# <1>` at the end of a line of code, and the list that explains the numbers. */
#include "build.h"

#include <string.h>

#define MOST_A_LINE 9
#define MOST_NUMBER 99

/* What such a mark begins with: the comment signs of most languages. */
static const char *const signs[] = {"#", "//", "--", ";;", ";", "%"};

/* Numbers found at the end of one line. */
typedef struct {
    int number[MOST_A_LINE]; /* from the last to the first */
    int n;
} Marks;

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *skip_back(const char *line, const char *end)
{
    while (end > line && is_blank(end[-1]))
        end--;
    return end;
}

static gboolean ends_with(const char *line, const char *end, const char *word)
{
    gsize n = strlen(word);
    return (gsize) (end - line) >= n && !memcmp(end - n, word, n);
}

/* Takes `<12>` off the end. Returns: where it begins; NULL = there is none. */
static const char *take_number(const char *line, const char *end, int *number)
{
    const char *p = end - 1;
    if (end <= line || *p != '>')
        return NULL;
    while (p > line && g_ascii_isdigit(p[-1]))
        p--;
    gsize digits = (gsize) (end - 1 - p);
    if (digits < 1 || digits > 2 || *p == '0' || p == line || p[-1] != '<')
        return NULL;
    *number = digits == 1 ? p[0] - '0' : (p[0] - '0') * 10 + p[1] - '0';
    return p - 1;
}

/* Where the comment begins that ends at @end with nothing but numbers after its sign; NULL = none.
 */
static const char *sign_before(const char *line, const char *end, gboolean html)
{
    if (html)
        return ends_with(line, end, "<!--") ? end - strlen("<!--") : NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (ends_with(line, end, signs[i]))
            return end - strlen(signs[i]);
    return NULL;
}

/* Reads the marks at the end of a line. Returns: where its code ends; @end = no marks. */
static const char *read_marks(const char *line, const char *end, Marks *marks)
{
    const char *p = skip_back(line, end), *found = NULL;
    gboolean html = ends_with(line, p, "-->");
    if (html)
        p = skip_back(line, p - strlen("-->"));
    for (marks->n = 0; marks->n < MOST_A_LINE; marks->n++, p = skip_back(line, found)) {
        found = take_number(line, p, &marks->number[marks->n]);
        if (!found)
            break;
    }
    const char *sign = marks->n ? sign_before(line, p, html) : NULL;
    if (!sign || (sign > line && !is_blank(sign[-1]))) {
        marks->n = 0;
        return end;
    }
    return skip_back(line, sign);
}

/* Plain text and Markdown may show what such marks look like. */
static gboolean may_have_marks(const LhListing *listing)
{
    static const char *const plain[] = {"output", "text", "txt", "plain", "markdown", "md"};
    if (!listing->language || listing->drawing != LH_DRAWING_NONE)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
        if (!strcmp(listing->language, plain[i]))
            return FALSE;
    return TRUE;
}

void lh_callout_take(LhBuild *b, LhListing *listing, GString *code)
{
    if (!strstr(code->str, ">") || !may_have_marks(listing))
        return;
    g_autoptr(GString) kept = g_string_sized_new(code->len);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(LhCallout));
    int number = 0;
    for (const char *line = code->str, *end = line + code->len; line < end; number++) {
        const char *newline = memchr(line, '\n', (gsize) (end - line));
        const char *stop = newline ? newline : end;
        Marks marks;
        g_string_append_len(kept, line, read_marks(line, stop, &marks) - line);
        if (newline)
            g_string_append_c(kept, '\n');
        while (marks.n-- > 0) {
            LhCallout callout = {number, marks.number[marks.n]};
            g_array_append_val(found, callout);
        }
        line = newline ? newline + 1 : end;
    }
    if (!found->len)
        return;
    g_string_assign(code, kept->str);
    listing->callouts = lh_arena_memdup(b->arena, found->data, found->len * sizeof(LhCallout));
    listing->n_callouts = (int) found->len;
}

/* ---- the list */

static LhSource place_of(const LhBlock *block, const LhCallout *callout)
{
    LhSource source = block->source;
    if (block->listing.code_line > 0)
        source = (LhSource){source.file, block->listing.code_line + callout->line, 0};
    return source;
}

/* The list that explains @listing's marks: right after it, or after what it prints. */
static LhBlock *explanation_of(const LhBlock *listing)
{
    LhBlock *next = listing->next;
    if (next && next->kind == LH_BLOCK_LISTING && next->listing.is_output)
        next = next->next;
    return next && next->kind == LH_BLOCK_LIST && next->list.ordered && next->list.start == 1
               ? next
               : NULL;
}

static void check_listing(LhBuild *b, const LhBlock *block, const LhBlock *list)
{
    const LhListing *listing = &block->listing;
    gboolean marked[MOST_NUMBER + 1] = {FALSE}, told[MOST_NUMBER + 1] = {FALSE};
    int items = 0;
    for (int i = 0; i < listing->n_callouts; i++)
        marked[listing->callouts[i].number] = TRUE;
    for (const LhBlock *item = list ? list->first : NULL; item; item = item->next)
        if (++items > MOST_NUMBER || !marked[items])
            lh_diag_add(b->diag, LH_SEVERITY_WARNING, item->source, "item-without-callout",
                        "mark its line with a comment of that number, `# <1>`",
                        "no line of the listing has the mark <%d>", items);
    for (int i = 0; i < listing->n_callouts; i++) {
        int number = listing->callouts[i].number;
        if (number > items && !told[number])
            lh_diag_add(b->diag, LH_SEVERITY_WARNING, place_of(block, &listing->callouts[i]),
                        "callout-without-item",
                        "let a numbered list follow the listing, an item for each mark",
                        "the mark <%d> is explained by no item", number);
        told[number] = TRUE;
    }
}

void lh_callout_match(LhBuild *b, LhBlock *first)
{
    for (LhBlock *block = first; block; block = block->next) {
        if (block->kind != LH_BLOCK_LISTING || !block->listing.n_callouts)
            continue;
        LhBlock *list = explanation_of(block);
        if (list)
            list->list.callouts = TRUE;
        check_listing(b, block, list);
    }
}
