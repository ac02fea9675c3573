/* One edition of the manuscript: what is only in others is taken out, and its places are
 * remembered. */
#include "longhand/parse.h"

#include <string.h>

typedef struct {
    LhTree *tree;
    const char *edition;
    GHashTable *left_out;
    const char *only; /* the editions of what is being taken out: "staff, student" */
} Chooser;

/* Whether @names (NULL-terminated; NULL = all) hold the edition. */
static gboolean is_in(const char *const *names, const char *edition)
{
    return names == NULL || edition == NULL || g_strv_contains(names, edition);
}

static char *joined(const Chooser *c, const char *const *names)
{
    g_autofree char *text = g_strjoinv(", ", (char **) names);

    return lh_arena_strndup(c->tree->arena, text, -1);
}

/* ---- What is taken out ---- */

static void remember(const Chooser *c, const char *id)
{
    const char *name = c->tree->chapter->name;

    g_hash_table_insert(c->left_out, g_strdup_printf("%s#%s", name, id), g_strdup(c->only));
    if (*id)
        g_hash_table_insert(c->left_out, g_strdup_printf("#%s", id), g_strdup(c->only));
}

static void remember_anchors(const Chooser *c, const LhInline *first)
{
    for (const LhInline *inl = first; inl; inl = inl->next) {
        if (inl->kind == LH_INLINE_ANCHOR && inl->target)
            remember(c, inl->target);
        remember_anchors(c, inl->first);
    }
}

static void remember_blocks(const Chooser *c, const LhBlock *first)
{
    for (const LhBlock *block = first; block; block = block->next) {
        if (block->id)
            remember(c, block->id);
        remember_anchors(c, block->text);
        remember_blocks(c, block->first);
    }
}

/* ---- The walk ---- */

/* Puts what @only holds in its place; returns where what follows hangs. */
static LhBlock **unwrap(LhBlock **link, LhBlock *only)
{
    *link = only->first;
    for (; *link; link = &(*link)->next)
        (*link)->parent = only->parent;
    *link = only->next;
    return link;
}

static void choose_blocks(Chooser *c, LhBlock **link)
{
    while (*link) {
        LhBlock *block = *link;
        if (block->kind == LH_BLOCK_ONLY && !is_in(block->only.editions, c->edition)) {
            c->only = joined(c, block->only.editions);
            remember_blocks(c, block->first);
            *link = block->next;
            continue;
        }
        if (block->kind == LH_BLOCK_ONLY) {
            choose_blocks(c, &block->first);
            link = unwrap(link, block);
            continue;
        }
        choose_blocks(c, &block->first);
        link = &block->next;
    }
}

gboolean lh_tree_choose(LhTree *tree, const char *edition, GHashTable *left_out)
{
    Chooser c = {.tree = tree, .edition = edition, .left_out = left_out};

    if (is_in(tree->only, edition)) {
        choose_blocks(&c, &tree->first);
        choose_blocks(&c, &tree->notes);
        return TRUE;
    }
    c.only = joined(&c, tree->only);
    remember(&c, "");
    if (tree->id)
        remember(&c, tree->id);
    if (tree->title_id)
        remember(&c, tree->title_id);
    remember_blocks(&c, tree->first);
    return FALSE;
}

/* ---- Names ---- */

static void check_names(const char *const *names, LhSource source, const char *const *known,
                        LhDiag *diag)
{
    for (; names && *names; names++) {
        if (g_strv_contains(known, *names))
            continue;
        g_autofree char *all = g_strjoinv(", ", (char **) known);
        g_autofree char *hint = g_strdup_printf("book.yaml knows %s", all);
        lh_diag_add(diag, LH_SEVERITY_WARNING, source, "unknown-edition", hint,
                    "there is no edition “%s”", *names);
    }
}

static void check_blocks(const LhBlock *first, const char *const *known, LhDiag *diag)
{
    for (const LhBlock *block = first; block; block = block->next) {
        if (block->kind == LH_BLOCK_ONLY)
            check_names(block->only.editions, block->source, known, diag);
        check_blocks(block->first, known, diag);
    }
}

void lh_tree_check_editions(const LhTree *tree, const char *const *known, LhDiag *diag)
{
    check_names(tree->only, (LhSource){.file = tree->chapter->name, .line = 1}, known, diag);
    check_blocks(tree->first, known, diag);
    check_blocks(tree->notes, known, diag);
}
