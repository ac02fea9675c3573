/* The pages that only a sample has: what it is, and what the whole book is. */
#include "../layout/chapter.h"
#include "internal.h"

#include <string.h>

/* A page of lines under a title, being made. */
typedef struct {
    LhSetter setter;
    LhFlow flow;
    LhGalley *galley;
} Leaf;

static void leaf_open(Leaf *leaf, LhLayoutContext *context, LhGalley *galley, const char *title)
{
    const LhStyle *style = context->style;
    leaf->galley = galley;
    leaf->flow = lh_flow_page(style);
    lh_setter_init(&leaf->setter, context, NULL, galley);
    lh_set_opening(&leaf->setter, lh_inline_words(&leaf->setter, title, (LhSource){0}), FALSE,
                   style->contents.title_row, 1, &leaf->flow, (LhSource){0});
}

/* A paragraph, with a blank row before it. */
static void add_paragraph(Leaf *leaf, const char *text, const char *link)
{
    LhSetter *setter = &leaf->setter;
    const LhTag *tag = lh_tag_new(setter, LH_TAG_P, leaf->flow.tag);
    LhSetText set = lh_set_plain(setter, lh_arena_strndup(setter->arena, text, -1), LH_ROLE_BODY,
                                 leaf->flow.width, tag, (LhSource){0}, 1);
    for (int i = 0; i < set.n_lines; i++) {
        lh_sink_line(setter, &set.lines[i], 0, 0);
        for (guint k = 0; link && k < setter->sink.items->len; k++) {
            const LhItem *item = &g_array_index(setter->sink.items, LhItem, k);
            if (item->kind == LH_ITEM_TEXT)
                ((LhRun *) item->run)->link = lh_arena_strndup(setter->arena, link, -1);
        }
        LhSlab *slab = lh_add_slab(setter, &leaf->flow, LH_SLAB_OTHER, (LhSource){0});
        slab->before = i == 0 ? 1 : 0;
    }
}

/* The author's own words: a paragraph a line. */
static void add_words(Leaf *leaf, const char *words)
{
    g_auto(GStrv) lines = g_strsplit(words ? words : "", "\n", -1);
    for (char **line = lines; *line; line++)
        if (*g_strstrip(*line))
            add_paragraph(leaf, *line, NULL);
}

/* Puts the slabs on the rows of a page; what is longer than it is left out. */
static void place_slabs(LhPage *page, const LhGalley *galley, const LhStyle *style)
{
    int row = style->grid.first_row;
    page->placed = lh_arena_new0(galley->arena, LhPlaced, galley->slabs->len + 1);
    for (guint i = 0; i < galley->slabs->len; i++) {
        const LhSlab *slab = &g_array_index(galley->slabs, LhSlab, i);
        int after = i > 0 ? g_array_index(galley->slabs, LhSlab, i - 1).after : 0;
        row += i == 0 ? slab->top_skip : MAX(slab->before, after);
        if (row + slab->rows - 1 > style->grid.last_row)
            break;
        page->placed[page->n_placed++] = (LhPlaced){slab, page->left, row * style->grid.step};
        row += slab->rows;
    }
}

static LhPage *leaf_close(Leaf *leaf, const char *name, int index)
{
    const LhStyle *style = leaf->setter.style;
    LhPage *page = lh_arena_new0(leaf->galley->arena, LhPage, 1);
    *page = (LhPage){.kind = LH_PAGE_TITLE,
                     .index = index,
                     .recto = TRUE,
                     .left = style->page.screen_left,
                     .pitch = style->grid.step,
                     .drawn = TRUE};
    g_strlcpy(page->label, name, sizeof page->label);
    place_slabs(page, leaf->galley, style);
    lh_setter_clear(&leaf->setter);
    return page;
}

/* "3–18, 45 and 60–61" (transfer full) */
static char *list_chosen(const LhPages *full, const guint8 *chosen)
{
    g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func(g_free);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < full->pages->len; i++) {
        const LhPage *first = full->pages->pdata[i], *last = first;
        if (!chosen[i])
            continue;
        while (i + 1 < full->pages->len && chosen[i + 1])
            last = full->pages->pdata[++i];
        g_ptr_array_add(runs, first == last ? g_strdup(first->label)
                                            : g_strdup_printf("%s–%s", first->label, last->label));
    }
    for (guint i = 0; i < runs->len; i++)
        g_string_append_printf(out, "%s%s",
                               i == 0              ? ""
                               : i + 1 < runs->len ? ", "
                                                   : " and ",
                               (const char *) runs->pdata[i]);
    return g_string_free(out, FALSE);
}

static int count_chosen(const LhPages *full, const guint8 *chosen)
{
    int n = 0;
    for (guint i = 0; i < full->pages->len; i++)
        n += chosen[i];
    return n;
}

LhPage *lh_leaf_notice(LhLayoutContext *context, const LhPages *full, const LhBookSample *wanted,
                       const guint8 *chosen, LhGalley *galley)
{
    const LhBook *book = full->book;
    int n = count_chosen(full, chosen);
    g_autofree char *list = list_chosen(full, chosen);
    g_autofree char *what = g_strdup_printf(
        "This is a sample of “%s”%s%s: %d of the book’s %u pages, free to read and to pass on.",
        book->title, book->author ? " by " : "", book->author ? book->author : "", n,
        full->pages->len);
    g_autofree char *which =
        g_strdup_printf("In it %s %s.", n == 1 ? "is page" : "are pages", list);
    Leaf leaf;
    leaf_open(&leaf, context, galley, "A sample");
    add_paragraph(&leaf, what, NULL);
    add_paragraph(&leaf, which, NULL);
    add_paragraph(&leaf,
                  "Pages look and are numbered as in the whole book. The contents are complete: "
                  "what is grey there is not in the sample.",
                  NULL);
    add_words(&leaf, wanted->notice);
    return leaf_close(&leaf, "Notice", 0);
}

LhPage *lh_leaf_closing(LhLayoutContext *context, const LhPages *full, const LhBookSample *wanted,
                        const guint8 *chosen, LhGalley *galley)
{
    int n = count_chosen(full, chosen);
    g_autofree char *rest =
        g_strdup_printf("You have seen %d of %u pages of “%s”. The other %u are in the book.", n,
                        full->pages->len, full->book->title, full->pages->len - (guint) n);
    Leaf leaf;
    leaf_open(&leaf, context, galley, "That was the sample");
    add_paragraph(&leaf, rest, NULL);
    add_words(&leaf, wanted->closing);
    if (wanted->buy) {
        add_paragraph(&leaf, "The whole book is to be had here:", NULL);
        add_paragraph(&leaf, wanted->buy, wanted->buy);
    }
    return leaf_close(&leaf, "Closing", (int) full->pages->len);
}
