/* The elements of HTML that have a sense in a book. */
#include "html.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by name. */
static const LhElement elements[] = {
    {"a", LH_HTML_ANCHOR, 0},
    {"abbr", LH_HTML_INLINE, 0},
    {"address", LH_HTML_CONTAINER, 0},
    {"article", LH_HTML_CONTAINER, 0},
    {"aside", LH_HTML_CONTAINER, 0},
    {"b", LH_HTML_SPAN, LH_INLINE_STRONG},
    {"bdi", LH_HTML_INLINE, 0},
    {"bdo", LH_HTML_INLINE, 0},
    {"blockquote", LH_HTML_BLOCK, LH_BLOCK_QUOTE},
    {"body", LH_HTML_CONTAINER, 0},
    {"br", LH_HTML_BREAK, 0},
    {"caption", LH_HTML_CAPTION, 0},
    {"center", LH_HTML_CONTAINER, 0},
    {"cite", LH_HTML_SPAN, LH_INLINE_EMPH},
    {"code", LH_HTML_CODE, 0},
    {"col", LH_HTML_VOID, 0},
    {"colgroup", LH_HTML_VOID, 0},
    {"data", LH_HTML_INLINE, 0},
    {"dd", LH_HTML_CONTAINER, 0},
    {"del", LH_HTML_SPAN, LH_INLINE_STRIKE},
    {"details", LH_HTML_CONTAINER, 0},
    {"dfn", LH_HTML_SPAN, LH_INLINE_EMPH},
    {"div", LH_HTML_CONTAINER, 0},
    {"dl", LH_HTML_CONTAINER, 0},
    {"dt", LH_HTML_TERM, 0},
    {"em", LH_HTML_SPAN, LH_INLINE_EMPH},
    {"figcaption", LH_HTML_CAPTION, 0},
    {"figure", LH_HTML_BLOCK, LH_BLOCK_FIGURE},
    {"footer", LH_HTML_CONTAINER, 0},
    {"h1", LH_HTML_HEADING, 1},
    {"h2", LH_HTML_HEADING, 2},
    {"h3", LH_HTML_HEADING, 3},
    {"h4", LH_HTML_HEADING, 4},
    {"h5", LH_HTML_HEADING, 5},
    {"h6", LH_HTML_HEADING, 6},
    {"header", LH_HTML_CONTAINER, 0},
    {"hr", LH_HTML_RULE, 0},
    {"i", LH_HTML_SPAN, LH_INLINE_EMPH},
    {"img", LH_HTML_IMAGE, 0},
    {"ins", LH_HTML_SPAN, LH_INLINE_UNDERLINE},
    {"kbd", LH_HTML_SPAN, LH_INLINE_KBD},
    {"li", LH_HTML_BLOCK, LH_BLOCK_ITEM},
    {"listing", LH_HTML_LISTING, 0},
    {"main", LH_HTML_CONTAINER, 0},
    {"mark", LH_HTML_SPAN, LH_INLINE_MARK},
    {"nav", LH_HTML_CONTAINER, 0},
    {"ol", LH_HTML_BLOCK, LH_BLOCK_LIST},
    {"p", LH_HTML_CONTAINER, 0},
    {"pre", LH_HTML_PRE, 0},
    {"q", LH_HTML_QUOTED, 0},
    {"s", LH_HTML_SPAN, LH_INLINE_STRIKE},
    {"samp", LH_HTML_CODE, 0},
    {"script", LH_HTML_HIDDEN, 0},
    {"section", LH_HTML_CONTAINER, 0},
    {"small", LH_HTML_INLINE, 0},
    {"span", LH_HTML_INLINE, 0},
    {"strike", LH_HTML_SPAN, LH_INLINE_STRIKE},
    {"strong", LH_HTML_SPAN, LH_INLINE_STRONG},
    {"style", LH_HTML_HIDDEN, 0},
    {"sub", LH_HTML_SPAN, LH_INLINE_SUB},
    {"summary", LH_HTML_CONTAINER, 0},
    {"sup", LH_HTML_SPAN, LH_INLINE_SUP},
    {"table", LH_HTML_BLOCK, LH_BLOCK_TABLE},
    {"tbody", LH_HTML_VOID, 0},
    {"td", LH_HTML_BLOCK, LH_BLOCK_CELL},
    {"tfoot", LH_HTML_VOID, 0},
    {"th", LH_HTML_BLOCK, LH_BLOCK_CELL},
    {"thead", LH_HTML_VOID, 0},
    {"time", LH_HTML_INLINE, 0},
    {"tr", LH_HTML_BLOCK, LH_BLOCK_ROW},
    {"tt", LH_HTML_CODE, 0},
    {"u", LH_HTML_SPAN, LH_INLINE_UNDERLINE},
    {"ul", LH_HTML_BLOCK, LH_BLOCK_LIST},
    {"var", LH_HTML_SPAN, LH_INLINE_EMPH},
    {"wbr", LH_HTML_VOID, 0},
};

static int compare_element(const void *name, const void *element)
{
    return strcmp(name, ((const LhElement *) element)->name);
}

const LhElement *lh_html_find(const char *name)
{
    return bsearch(name, elements, G_N_ELEMENTS(elements), sizeof(LhElement), compare_element);
}
