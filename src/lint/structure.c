/* Headings, pictures, listings and tables: what is wrong with them as a whole, whatever they say.
 */
#include "internal.h"

#include <string.h>

#define N_LEVELS    6
#define LONGEST_IMG 1000 /* bytes of a tag that are searched for its alt */

typedef struct {
    LhLinter *l;
    const LhBlock *open;            /* a heading that nothing has come after; NULL = none */
    int level;                      /* of the heading before; 1 = the chapter's title */
    guint32 sections[N_LEVELS + 1]; /* of the headings that stand above: their hash */
    GHashTable *seen;               /* hashes of all sections */
} Reader;

/* ---- Headings ---- */

/* The first inline of @first, or in it, that has text. */
static const LhInline *first_text(const LhInline *first)
{
    for (const LhInline *inl = first; inl; inl = inl->next) {
        const LhInline *inside = first_text(inl->first);
        if (inside)
            return inside;
        if ((inl->kind == LH_INLINE_TEXT || inl->kind == LH_INLINE_CODE) && inl->text && *inl->text)
            return inl;
    }
    return NULL;
}

static void note_heading(Reader *r, LhLintKind kind, const LhBlock *heading)
{
    const LhInline *inl = first_text(heading->text);

    if (inl)
        lh_lint_note(r->l,
                     (LhFault){.kind = kind, .length = (guint32) strlen(inl->text), .inl = inl});
}

/* Whether the sections above have had one of the same name; from now on they have. */
static gboolean is_repeated(Reader *r, const LhBlock *heading)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    int level = CLAMP(heading->heading.level, 1, N_LEVELS);

    lh_inline_plain(heading->text, plain);
    guint32 hash = lh_hash(r->sections[level - 1], plain->str, plain->len);
    for (int below = level; below <= N_LEVELS; below++)
        r->sections[below] = hash;
    return plain->len > 0 &&
           !g_hash_table_add(r->seen, GUINT_TO_POINTER(lh_hash_int(hash, (guint32) level)));
}

/* The heading that is open has nothing below it. */
static void close_heading(Reader *r)
{
    if (r->open)
        note_heading(r, LH_LINT_EMPTY_SECTION, r->open);
    r->open = NULL;
}

static void read_heading(Reader *r, const LhBlock *heading)
{
    int level = heading->heading.level;

    if (r->open && level <= r->open->heading.level)
        close_heading(r);
    if (level > r->level + 1)
        note_heading(r, LH_LINT_HEADING_LEVEL, heading);
    if (is_repeated(r, heading))
        note_heading(r, LH_LINT_REPEATED_HEADING, heading);
    r->open = heading;
    r->level = level;
}

/* ---- Pictures, listings and tables ---- */

/* Whether the author's tag says alt="", so that the picture is decoration. */
static gboolean is_decoration(LhLinter *l, LhSource source)
{
    const char *end, *written = lh_placer_at(&l->placer, source, &end);

    if (!written || *written != '<')
        return FALSE;
    gssize length = MIN(end - written, LONGEST_IMG);
    return g_strstr_len(written, length, "alt=\"\"") || g_strstr_len(written, length, "alt=''");
}

static void check_picture(LhLinter *l, const char *alt, const char *path, LhSource source)
{
    if (lh_lint_wants(l, LH_LINT_IMAGE_ALT) && !(alt && *alt) && !is_decoration(l, source))
        lh_lint_note(l, (LhFault){.kind = LH_LINT_IMAGE_ALT, .source = source, .words = path});
}

static void check_inlines(LhLinter *l, const LhInline *first)
{
    for (const LhInline *inl = first; inl; inl = inl->next) {
        if (inl->kind == LH_INLINE_IMAGE)
            check_picture(l, inl->text, inl->target, inl->source);
        else if (inl->kind == LH_INLINE_QUERY)
            lh_lint_note(
                l, (LhFault){.kind = LH_LINT_TODO, .source = inl->source, .words = inl->text});
        check_inlines(l, inl->first);
    }
}

static void check_block(LhLinter *l, const LhBlock *block)
{
    const LhListing *listing = &block->listing;

    check_inlines(l, block->text);
    if (block->kind == LH_BLOCK_FIGURE) {
        check_inlines(l, block->figure.caption);
        if (!block->figure.caption)
            check_picture(l, block->figure.alt, block->figure.path, block->source);
    } else if (block->kind == LH_BLOCK_LISTING) {
        check_inlines(l, listing->caption);
        if (!listing->caption && !listing->is_output && !listing->drawing)
            lh_lint_note(l, (LhFault){.kind = LH_LINT_LISTING_CAPTION, .source = block->source});
    } else if (block->kind == LH_BLOCK_TABLE) {
        check_inlines(l, block->table.caption);
        if (!block->table.caption)
            lh_lint_note(l, (LhFault){.kind = LH_LINT_TABLE_CAPTION, .source = block->source});
    } else if (block->kind == LH_BLOCK_CARD)
        check_inlines(l, block->card.title);
    for (const LhBlock *child = block->first; child; child = child->next)
        check_block(l, child);
}

/* ---- The walk ---- */

/* The headings that divide the chapter: those in cards and quotes don't. */
static void read_headings(Reader *r, const LhBlock *first)
{
    for (const LhBlock *block = first; block; block = block->next)
        if (block->kind == LH_BLOCK_HEADING)
            read_heading(r, block);
        else if (block->kind == LH_BLOCK_ONLY)
            read_headings(r, block->first);
        else
            r->open = NULL;
}

void lh_lint_structure(LhLinter *l, const LhTree *tree)
{
    Reader r = {.l = l, .level = 1, .seen = g_hash_table_new(NULL, NULL)};

    read_headings(&r, tree->first);
    close_heading(&r);
    g_hash_table_unref(r.seen);
    check_inlines(l, tree->title);
    for (const LhBlock *block = tree->first; block; block = block->next)
        check_block(l, block);
    for (const LhBlock *block = tree->notes; block; block = block->next)
        check_block(l, block);
}
