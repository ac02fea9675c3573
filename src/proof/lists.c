/* The last pages of a proof: everything that somebody has to decide, with its place. */
#include "sheet.h"

#include <stdlib.h>
#include <string.h>

#define PLACE_PART  0.4 /* of the width: the column of places in the manuscript */
#define MOST_PLACES 12  /* pages told of one word */

typedef struct {
    LhProofer *p;
    LhPage *page; /* being filled; NULL = none */
    double left, width, top, y, last;
    double hang; /* of the texts, from the keys */
} Lister;

/* ---- Pages ---- */

static void close_page(Lister *l)
{
    if (l->page)
        lh_proof_take(l->p, l->page);
    l->page = NULL;
}

static void open_page(Lister *l)
{
    LhPages *pages = l->p->pages;
    const LhPage *before = pages->pages->pdata[pages->pages->len - 1];
    LhPage *page = lh_arena_new0(pages->arena, LhPage, 1);

    close_page(l);
    *page = (LhPage){.kind = LH_PAGE_TITLE,
                     .index = (int) pages->pages->len,
                     .folio = before->folio + 1,
                     .roman = before->roman,
                     .left = before->left,
                     .pitch = before->pitch,
                     .drawn = TRUE,
                     .bare = TRUE};
    g_ptr_array_add(pages->pages, page);
    l->page = page;
    l->y = l->top;
    lh_proof_add_head(l->p, pages->book ? pages->book->title : NULL, "");
}

/* Room for @rows more lines; a new page where there is none. */
static void need(Lister *l, int rows)
{
    if (l->page == NULL || l->y + (rows - 1) * l->p->style->proof.list_pitch > l->last)
        open_page(l);
}

static void add_head(Lister *l, const char *text)
{
    need(l, 5);
    if (l->y > l->top)
        l->y += 2 * l->p->style->proof.list_pitch;
    lh_proof_label(l->p, LH_ROLE_PROOF_HEAD, NULL, text, l->left, l->y, 0);
    l->y += 1.5 * l->p->style->proof.list_pitch;
}

/* An entry: where it is on the pages, what there is to say, where it was written. */
static void add_entry(Lister *l, const char *key, const char *text, const char *place)
{
    const LhStyle *style = l->p->style;
    double hang = l->hang, pitch = style->proof.list_pitch;
    double width = l->width - hang - (place ? PLACE_PART * l->width : 0);
    LhSetText set =
        lh_set_plain(&l->p->setter, text, LH_ROLE_PROOF_TEXT, width, NULL, (LhSource){0}, 0);

    need(l, MIN(set.n_lines, 2));
    lh_proof_label(l->p, LH_ROLE_PROOF, &style->proof.line, key, l->left, l->y, 0);
    if (place)
        lh_proof_label(l->p, LH_ROLE_PROOF, &style->proof.line, place, l->left + l->width, l->y, 1);
    for (int i = 0; i < set.n_lines; i++) {
        need(l, 1);
        lh_sink_line(&l->p->setter, &set.lines[i], l->left + hang, l->y);
        l->y += pitch;
    }
    l->y += pitch * 0.25;
}

/* ---- Keys ---- */

static const char *page_label(const Lister *l, int page)
{
    const LhPages *pages = l->p->pages;

    return page >= 1 && (guint) page <= pages->pages->len
               ? ((const LhPage *) pages->pages->pdata[page - 1])->label
               : "?";
}

/* "page 31, row 7". (transfer full) */
static char *key_at(const Lister *l, int page, int row)
{
    return row > 0 ? g_strdup_printf("page %s, row %d", page_label(l, page), row)
                   : g_strdup_printf("page %s", page_label(l, page));
}

static char *key_of(const Lister *l, const LhMapWord *word)
{
    return word ? key_at(l, word->page, word->row) : g_strdup("not shown");
}

static char *place_of(LhSource source)
{
    if (source.column == 0)
        return g_strdup_printf("%s:%d", source.file, source.line);
    return g_strdup_printf("%s:%d:%d", source.file, source.line, source.column);
}

/* ---- Lists ---- */

static void list_slips(Lister *l)
{
    const GArray *slips = l->p->slips;

    if (slips->len)
        add_head(l, "Notes to answer");
    for (guint i = 0; i < slips->len; i++) {
        const LhSlip *slip = &g_array_index(slips, LhSlip, i);
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        g_autofree char *key = key_of(l, slip->word);
        g_autofree char *place = place_of(slip->query->source);
        g_autofree char *text =
            g_strdup_printf("%s: %s", slip->query->target ? slip->query->target : "note",
                            slip->query->text ? slip->query->text : "");
        need(l, 2);
        lh_proof_slip(l->p, number, l->left - 1.25 * l->p->style->proof.slip_size, l->y);
        add_entry(l, key, text, place);
    }
}

/* What was taken out, in full. */
static void list_removals(Lister *l)
{
    const GArray *removals = lh_change_removals(l->p->options->change);
    g_autofree char *head = g_strdup_printf("Taken out since %s", l->p->options->since);

    if (removals->len)
        add_head(l, head);
    for (guint i = 0; i < removals->len; i++) {
        const LhRemoval *removal = &g_array_index(removals, LhRemoval, i);
        const LhMapWord *word = lh_proof_find_removal(l->p, removal);
        g_autofree char *key = key_of(l, word);
        g_autofree char *text = lh_proof_removal_text(l->p, removal);
        g_autofree char *place =
            place_of((LhSource){removal->source.file, removal->source.line, 0});
        add_entry(l, key, text, place);
    }
}

/* The first words of @page. (transfer full) */
static char *first_words(const Lister *l, int page)
{
    g_autoptr(GString) words = g_string_new(NULL);

    for (guint i = 0; i < l->p->map->words->len && words->len < 48; i++) {
        const LhMapWord *word = lh_proof_word(l->p, i);
        if (word->page == page)
            g_string_append_printf(words, "%s%s", words->len ? " " : "", word->text);
    }
    return g_strdup(words->str);
}

static void list_breaks(Lister *l)
{
    const GArray *breaks = l->p->options->breaks;
    g_autofree char *head =
        g_strdup_printf("Pages that begin with other words than at %s", l->p->options->since);

    add_head(l, head);
    for (guint i = 0; breaks && i < breaks->len; i++) {
        int page = g_array_index(breaks, int, i);
        g_autofree char *words = first_words(l, page);
        g_autofree char *text = g_strdup_printf("begins “%s …”", words);
        g_autofree char *key = key_at(l, page, 0);
        add_entry(l, key, text, NULL);
    }
    if (breaks == NULL || breaks->len == 0)
        add_entry(l, "none",
                  "every page begins as it did; only the barred rows need a second reading", NULL);
}

/* A doubtful word and the pages it stands on. */
typedef struct {
    char *word;
    GString *pages;
    int n, last, told;
} Doubtful;

static void doubtful_free(gpointer data)
{
    Doubtful *doubtful = data;

    g_free(doubtful->word);
    g_string_free(doubtful->pages, TRUE);
    g_free(doubtful);
}

static void add_doubtful(const Lister *l, GHashTable *words, const LhMapWord *word,
                         const LhFault *doubt)
{
    g_autofree char *text = g_strndup(word->origin->text + doubt->at, doubt->length);
    Doubtful *found = g_hash_table_lookup(words, text);

    if (found == NULL) {
        found = g_new0(Doubtful, 1);
        found->word = g_strdup(text);
        found->pages = g_string_new(NULL);
        g_hash_table_insert(words, found->word, found);
    }
    found->n++;
    if (found->last == word->page || ++found->told > MOST_PLACES)
        return;
    found->last = word->page;
    g_string_append_printf(found->pages, "%s%s", found->told > 1 ? ", " : "",
                           page_label(l, word->page));
}

static int compare_doubtful(gconstpointer a, gconstpointer b)
{
    const Doubtful *one = *(Doubtful *const *) a, *two = *(Doubtful *const *) b;
    int order = g_ascii_strcasecmp(one->word, two->word);

    return order ? order : strcmp(one->word, two->word);
}

static GHashTable *find_doubtful(const Lister *l)
{
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, doubtful_free);

    for (guint i = 0; i < l->p->map->words->len; i++) {
        const LhMapWord *word = lh_proof_word(l->p, i);
        const GArray *list = word->origin && l->p->options->doubts
                                 ? g_hash_table_lookup(l->p->options->doubts, word->origin->text)
                                 : NULL;
        for (guint k = 0; list && k < list->len; k++) {
            const LhFault *doubt = &g_array_index(list, LhFault, k);
            if (doubt->kind == LH_LINT_SPELLING && doubt->at >= word->origin->at &&
                doubt->at < word->origin->at + word->origin->length)
                add_doubtful(l, words, word, doubt);
        }
    }
    return words;
}

static void list_doubts(Lister *l)
{
    g_autoptr(GHashTable) words = find_doubtful(l);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    GHashTableIter iter;
    gpointer found;

    g_hash_table_iter_init(&iter, words);
    while (g_hash_table_iter_next(&iter, NULL, &found))
        g_ptr_array_add(sorted, found);
    g_ptr_array_sort(sorted, compare_doubtful);
    if (sorted->len)
        add_head(l, "Words that the dictionary lacks: mend them, or add them to words.txt");
    l->hang = l->p->style->proof.list_hang / 3;
    for (guint i = 0; i < sorted->len; i++) {
        const Doubtful *doubtful = sorted->pdata[i];
        g_autofree char *key = g_strdup_printf("%d ×", doubtful->n);
        g_autofree char *text = g_strdup_printf("%s — %s%s", doubtful->word, doubtful->pages->str,
                                                doubtful->told > MOST_PLACES ? " …" : "");
        add_entry(l, key, text, NULL);
    }
}

static int compare_findings(gconstpointer a, gconstpointer b)
{
    const LhFinding *one = a, *two = b;

    return one->page != two->page ? one->page - two->page : one->row - two->row;
}

static void list_findings(Lister *l)
{
    GArray *findings = l->p->findings;

    g_array_sort(findings, compare_findings);
    if (findings->len)
        add_head(l, "Faults of these pages");
    for (guint i = 0; i < findings->len; i++) {
        const LhFinding *finding = &g_array_index(findings, LhFinding, i);
        g_autofree char *key = key_at(l, finding->page, finding->row);
        g_autofree char *place = finding->source.line ? place_of(finding->source) : NULL;
        g_autofree char *text = g_strdup_printf("%s: %s", finding->code, finding->words);
        add_entry(l, key, text, place);
    }
}

void lh_proof_add_lists(LhProofer *p)
{
    const LhStyle *style = p->style;
    Lister l = {.p = p,
                .left = style->page.safe,
                .width = style->page.width - 2 * style->page.safe,
                .top = 2 * style->grid.step,
                .hang = style->proof.list_hang};

    l.last = style->grid.last_row * style->grid.step;
    list_slips(&l);
    if (p->options->change) {
        list_breaks(&l);
        list_removals(&l);
    }
    list_findings(&l);
    list_doubts(&l);
    close_page(&l);
}
