/* What a link adds to its words: the place it leads to, and how paper tells it. */
#include "atoms.h"
#include "notes.h"

#include <string.h>

#define PAGE_ROOM "(page\u00a0888)" /* what room is kept for, whatever the page will be */

static gboolean is_address(const char *target)
{
    const char *colon = strchr(target, ':');

    if (colon == NULL || colon == target)
        return FALSE;
    for (const char *p = target; p < colon; p++)
        if (!g_ascii_isalnum(*p) && *p != '+' && *p != '-' && *p != '.')
            return FALSE;
    return TRUE;
}

/* What a link leads to: an anchor of the book, an address, or NULL with a warning. */
static const char *link_target(Collector *c, const LhInline *inl)
{
    const LhLayoutContext *context = c->setter->context;
    const LhTree *tree = c->setter->tree;
    gboolean unknown = FALSE;

    if (inl->target == NULL || inl->target[0] == '\0')
        return NULL;
    if (is_address(inl->target))
        return inl->target;
    if (tree == NULL)
        return inl->target;
    const char *anchor =
        lh_references_anchor(context->references, tree->chapter, inl->target, &unknown);
    if (anchor == NULL && !c->quiet)
        lh_references_report(context->references, tree->chapter, inl->target, inl->source,
                             context->diag);
    return anchor;
}

/* Whether text of this voice has room for the pages of its links: not headings, captions or cells.
 */
static gboolean says_pages(const Collector *c)
{
    LhRole role = c->voice->text;
    gboolean body = role == LH_ROLE_BODY && c->voice->scale == 1;

    return c->setter->style->paragraph.link_page && c->setter->tree &&
           (body || role == LH_ROLE_CARD_TEXT || role == LH_ROLE_CARD_VERDICT);
}

/* Keeps room for the page that the link leads to, once a paragraph. */
static void add_page(Collector *c, const LhInline *inl, guint16 outer, const char *anchor)
{
    Look look = *lh_look_at(c, outer);

    if (!says_pages(c))
        return;
    if (c->pages == NULL)
        c->pages = g_hash_table_new(g_str_hash, g_str_equal);
    if (!g_hash_table_add(c->pages, (gpointer) anchor))
        return;
    look.link = anchor;
    look.emph = look.mark = look.underline = look.strike = 0;
    lh_look_take_role(c, &look, c->voice->text);
    guint16 page = lh_look_add(c, &look);
    lh_collect_word(c, ATOM_SPACE, " ", 1, page, LH_CUT_NEVER, inl);
    lh_collect_word(c, ATOM_PAGE, PAGE_ROOM, strlen(PAGE_ROOM), page, LH_CUT_NEVER, inl);
}

/* The mark that calls @note; NULL = nothing. */
static void add_note_mark(Collector *c, const LhNote *note, const LhInline *inl, guint16 outer)
{
    const LhStyle *style = c->setter->style;
    Look look = *lh_look_at(c, outer);

    if (note == NULL)
        return;
    look.rise = (float) (style->paragraph.superscript_rise * look.size);
    lh_look_take_role(c, &look, LH_ROLE_FOOTNOTE_MARK);
    look.link = note->anchor;
    lh_collect_word(c, ATOM_WORD, note->mark, strlen(note->mark), lh_look_add(c, &look),
                    LH_CUT_NEVER, inl);
    g_array_index(c->atoms, Atom, c->atoms->len - 1).note = note;
}

void lh_collect_note_ref(Collector *c, const LhInline *inl, guint16 outer)
{
    add_note_mark(c, lh_note_find(c->setter, inl->target), inl, outer);
}

/* Whether paper needs the address told: the link's own words don't, and there is room for it. */
static gboolean needs_address(const Collector *c, const LhInline *inl)
{
    g_autoptr(GString) said = g_string_new(NULL);
    LhRole role = c->voice->text;

    if (!strstr(inl->target, "://") || c->setter->tree == NULL || role == LH_ROLE_H1 ||
        role == LH_ROLE_H2 || role == LH_ROLE_H3 || role == LH_ROLE_H4)
        return FALSE;
    lh_inline_plain(inl->first, said);
    return strstr(said->str, lh_short_address(c->setter, inl->target)) == NULL;
}

/* What a link to outside says on paper: a note with the address, or the address itself. */
static void add_address(Collector *c, const LhInline *inl, guint16 outer)
{
    const LhStyle *style = c->setter->style;
    gboolean note = style->paragraph.link_note && !c->setter->in_note;

    if (!note && !style->paragraph.link_address)
        return;
    if (!needs_address(c, inl))
        return;
    if (note) {
        add_note_mark(c, lh_note_address(c->setter, inl->target, inl->source), inl, outer);
        return;
    }
    const char *text =
        lh_arena_printf(c->setter->arena, " (%s)", lh_short_address(c->setter, inl->target));
    lh_collect_latin(c, text, strlen(text), outer, inl);
}

void lh_collect_link(Collector *c, const LhInline *inl, guint16 outer, int depth)
{
    const LhStyle *style = c->setter->style;
    const LhTree *tree = c->setter->tree;
    Look look = *lh_look_at(c, outer);

    look.link = link_target(c, inl);
    if (look.link && is_address(look.link) && style->paragraph.link_ink.name)
        look.ink = style->paragraph.link_ink.index;
    if (look.link && style->paragraph.link_underline)
        look.underline = 1;
    guint16 inner = lh_look_add(c, &look);
    if (inl->first) {
        lh_collect_inside(c, inl->first, inner, depth);
        if (look.link && !is_address(look.link))
            add_page(c, inl, outer, look.link);
        else if (look.link)
            add_address(c, inl, outer);
        return;
    }
    const char *text = tree ? lh_references_text(c->setter->context->references, tree->chapter,
                                                 inl->target ? inl->target : "")
                            : NULL;
    if (text == NULL)
        text = inl->target ? inl->target : "";
    lh_collect_latin(c, text, strlen(text), inner, inl);
    if (look.link && !is_address(look.link))
        add_page(c, inl, outer, look.link);
}
