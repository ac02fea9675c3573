/* A page's words as HTML, in reading order: what a screen reader says of a picture of a page. */
#include "internal.h"

#include <math.h>
#include <string.h>

#define MOST_DEPTH 32   /* of elements in one another */
#define GAP        0.15 /* em: what is farther apart on a line are two words */

/* The page being told. */
typedef struct {
    GString *out;
    const LhTag *open[MOST_DEPTH]; /* elements begun, the outermost first */
    int depth;
    const LhTag *tag; /* of the last run … */
    double y, end;    /* … its baseline and where it ends */
    double size;      /* … and its letters' size */
    char last;        /* byte that was told last; 0 = none in this element */
    const LhStyle *style;
} Telling;

/* The element that @kind becomes; NULL = none, its content counts as its parent's. */
static const char *kind_element(LhTagKind kind)
{
    switch (kind) {
    case LH_TAG_H1:
        return "h3"; /* below the page's own headings */
    case LH_TAG_H2:
        return "h4";
    case LH_TAG_H3:
        return "h5";
    case LH_TAG_H4:
    case LH_TAG_H5:
    case LH_TAG_H6:
        return "h6";
    case LH_TAG_P:
    case LH_TAG_CAPTION:
        return "p";
    case LH_TAG_L:
    case LH_TAG_TOC:
        return "ul";
    case LH_TAG_LI:
    case LH_TAG_TOCI:
        return "li";
    case LH_TAG_TABLE:
        return "table";
    case LH_TAG_TR:
        return "tr";
    case LH_TAG_TH:
        return "th";
    case LH_TAG_TD:
        return "td";
    case LH_TAG_QUOTE:
        return "blockquote";
    case LH_TAG_CODE:
        return "pre";
    case LH_TAG_FIGURE:
    case LH_TAG_NOTE:
        return "div";
    default:
        return NULL;
    }
}

static gboolean is_listed(const LhTag *tag)
{
    return tag->parent && (tag->parent->kind == LH_TAG_L || tag->parent->kind == LH_TAG_TOC);
}

/* The same for @tag: an entry that is in no list is a paragraph. */
static const char *element_of(const LhTag *tag)
{
    const char *element = kind_element(tag->kind);
    return element && strcmp(element, "li") == 0 && !is_listed(tag) ? "p" : element;
}

/* ---- Elements ---- */

/* The elements round @tag, the outermost first. Returns how many. */
static int chain_of(const LhTag *tag, const LhTag **chain)
{
    int n = 0;
    for (; tag && n < MOST_DEPTH; tag = tag->parent)
        if (element_of(tag))
            chain[n++] = tag;
    for (int i = 0; i < n / 2; i++) {
        const LhTag *other = chain[i];
        chain[i] = chain[n - 1 - i];
        chain[n - 1 - i] = other;
    }
    return n;
}

static void close_to(Telling *telling, int depth)
{
    while (telling->depth > depth)
        g_string_append_printf(telling->out, "</%s>", element_of(telling->open[--telling->depth]));
}

/* Ends what does not hold @tag and begins what does. */
static void enter(Telling *telling, const LhTag *tag)
{
    const LhTag *chain[MOST_DEPTH];
    int n = chain_of(tag, chain), same = 0;
    while (same < n && same < telling->depth && chain[same] == telling->open[same])
        same++;
    close_to(telling, same);
    while (telling->depth < n) {
        const LhTag *next = chain[telling->depth];
        g_string_append_printf(telling->out, "<%s>", element_of(next));
        telling->open[telling->depth++] = next;
    }
    telling->tag = tag;
    telling->last = 0;
}

/* ---- Words ---- */

/* What keeps the words of two lines apart, or of one where there is room between them. */
static void append_gap(Telling *telling, double x, double y)
{
    gboolean below = fabs(y - telling->y) > LH_EPSILON;
    if (telling->tag && telling->tag->kind == LH_TAG_CODE) {
        if (below)
            g_string_append(telling->out, y - telling->y > telling->size * 2 ? "\n\n" : "\n");
    } else if ((below || x - telling->end > telling->size * GAP) && telling->last &&
               !strchr(below ? " -/" : " ", telling->last))
        g_string_append_c(telling->out, ' ');
}

static const char *inline_of(LhRole role)
{
    switch (role) {
    case LH_ROLE_CODE:
    case LH_ROLE_CARD_CODE:
    case LH_ROLE_CARD_CELL_CODE:
        return "code";
    case LH_ROLE_STRONG:
    case LH_ROLE_CARD_STRONG:
    case LH_ROLE_CARD_CELL_STRONG:
    case LH_ROLE_TERM:
        return "strong";
    case LH_ROLE_MARK:
        return "mark";
    default:
        return NULL;
    }
}

static void append_run(Telling *telling, const LhRun *run)
{
    const char *element = inline_of(run->role);
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < run->n_words; i++)
        for (const LhWord *word = run->words[i]; word; word = word->next)
            g_string_append_len(text, word->text, word->n_bytes);
    g_autofree char *plain = g_markup_escape_text(text->str, (gssize) text->len);
    if (text->len)
        telling->last = text->str[text->len - 1];
    if (element)
        g_string_append_printf(telling->out, "<%s>%s</%s>", element, plain, element);
    else
        g_string_append(telling->out, plain);
}

static double width_of(const LhRun *run, double size)
{
    double width = 0;
    for (int i = 0; i < run->n_words; i++)
        width += run->words[i]->total * size;
    return width;
}

static void tell_run(Telling *telling, const LhRun *run, double x, double y)
{
    if (run->tag == telling->tag)
        append_gap(telling, x, y);
    else
        enter(telling, run->tag);
    append_run(telling, run);
    telling->size = telling->style->role[run->role].size * run->scale;
    telling->y = y;
    telling->end = x + width_of(run, telling->size);
}

static void tell_picture(Telling *telling, const LhTag *tag)
{
    g_autofree char *plain = g_markup_escape_text(tag->alt ? tag->alt : "", -1);
    enter(telling, tag);
    if (*plain)
        g_string_append_printf(telling->out, "<p>Picture: %s</p>", plain);
}

static void tell_item(Telling *telling, const LhItem *item, double x, double y)
{
    if (item->kind == LH_ITEM_TEXT && item->run->tag)
        tell_run(telling, item->run, x + item->x, y + item->y);
    else if (item->kind == LH_ITEM_IMAGE && item->image.tag)
        tell_picture(telling, item->image.tag);
}

static void tell_layer(Telling *telling, const LhPage *page, LhLayer layer)
{
    for (int i = 0; i < page->n_items; i++)
        if (page->items[i].layer == layer)
            tell_item(telling, &page->items[i], 0, 0);
    for (int i = 0; i < page->n_placed; i++) {
        const LhPlaced *placed = &page->placed[i];
        for (int k = 0; k < placed->slab->n_items; k++)
            if (placed->slab->items[k].layer == layer)
                tell_item(telling, &placed->slab->items[k], placed->x, placed->y);
    }
}

char *lh_preview_words(const LhPage *page, const LhStyle *style)
{
    Telling telling = {.out = g_string_new(NULL), .style = style};
    for (LhLayer layer = 0; layer < LH_N_LAYERS; layer++)
        tell_layer(&telling, page, layer);
    close_to(&telling, 0);
    return g_string_free(telling.out, FALSE);
}
