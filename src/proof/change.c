/* Two manuscripts compared as trees, word by word: how a text is broken into lines leaves no trace.
 */
#include "internal.h"

#include <string.h>

#define LEAST_MOVED 4 /* words of a paragraph that is known again elsewhere */
#define LEAST_EQUAL 3 /* words between two changes that are not part of one */

/* A word of a tree. */
typedef struct {
    const char *text; /* of an inline, or a line of code; NULL = a sign without words, such as a
                         note's call */
    guint32 at, length;
    guint32 hash; /* of what it says and of the spans round it */
    LhSource source;
    LhSource place; /* the same; line 0 = of code that is shown as it is */
} Token;

/* What moves and changes as one: a paragraph, a heading, a cell, a line of code. */
typedef struct {
    int first, n;
    guint32 hash; /* of its words and of the blocks round it */
    gboolean matched, moved;
    int partner; /* of a unit that moved or matched: its place on the other side */
} Unit;

/* A side of the comparison. */
typedef struct {
    GArray *tokens; /* of Token */
    GArray *units;  /* of Unit */
} Side;

struct LhChange {
    Side old, new;
    int *old_of;             /* of each new token: the old one that it is; -1 = it is new */
    GHashTable *ranges;      /* text -> GArray of LhChangeRange */
    GArray *removals;        /* of LhRemoval */
    GHashTable *first_token; /* new text -> index + 1 of its first token */
    GHashTable *old_first_token;
    LhArena *arena;
    int n_marked; /* words marked so far */
};

/* ---- Trees to words ---- */

static Token *token_at(const Side *side, int i)
{
    return &g_array_index(side->tokens, Token, i);
}

static Unit *unit_at(const Side *side, int i)
{
    return &g_array_index(side->units, Unit, i);
}

static void add_token(Side *side, const char *text, gsize at, gsize length, guint32 look,
                      LhSource source)
{
    Token token = {text,   (guint32) at, (guint32) length, lh_hash(look, text + at, length),
                   source, source};

    g_array_append_val(side->tokens, token);
}

static void add_words(Side *side, const char *text, gsize length, guint32 look, LhSource source)
{
    for (gsize at = 0; at < length;) {
        gsize n = 0;
        while (at < length && strchr(" \t\n", text[at]))
            at++;
        while (at + n < length && !strchr(" \t\n", text[at + n]))
            n++;
        if (n > 0)
            add_token(side, text, at, n, look, source);
        at += n;
    }
}

/* A sign that is no word: a picture, the call of a note. */
static void add_sign(Side *side, const LhInline *inl, guint32 look)
{
    const char *target = inl->target ? inl->target : "";
    Token token = {.hash = lh_hash(look, target, strlen(target)), .source = inl->source};

    g_array_append_val(side->tokens, token);
}

static void add_inlines(Side *side, const LhInline *inl, guint32 look)
{
    for (; inl; inl = inl->next) {
        guint32 inner = lh_hash_int(look, inl->kind);
        if (inl->kind == LH_INLINE_LINK && inl->target)
            inner = lh_hash(inner, inl->target, strlen(inl->target));
        if ((inl->kind == LH_INLINE_TEXT || inl->kind == LH_INLINE_CODE) && inl->text)
            add_words(side, inl->text, strlen(inl->text), inner, inl->source);
        else if (inl->kind == LH_INLINE_IMAGE || inl->kind == LH_INLINE_NOTE_REF)
            add_sign(side, inl, inner);
        else if (inl->kind != LH_INLINE_QUERY && inl->kind != LH_INLINE_INDEX)
            add_inlines(side, inl->first, inner);
    }
}

/* Makes a unit of the tokens from @first on. */
static void add_unit(Side *side, int first, guint32 place)
{
    Unit unit = {
        .first = first, .n = (int) side->tokens->len - first, .hash = place, .partner = -1};

    for (int i = first; i < first + unit.n; i++)
        unit.hash = lh_hash_int(unit.hash, token_at(side, i)->hash);
    if (unit.n > 0)
        g_array_append_val(side->units, unit);
}

static void add_leaf(Side *side, const LhInline *text, guint32 place)
{
    int first = (int) side->tokens->len;

    add_inlines(side, text, 0);
    add_unit(side, first, place);
}

static void add_code(Side *side, const LhBlock *block, guint32 place)
{
    const char *end = block->listing.code + block->listing.length;
    guint code = side->tokens->len;

    for (const char *line = block->listing.code; line && line < end;) {
        const char *newline = memchr(line, '\n', (gsize) (end - line));
        const char *stop = newline ? newline : end;
        int first = (int) side->tokens->len;
        gsize indent = strspn(line, " \t");
        add_words(side, line, (gsize) (stop - line), 1, block->source);
        add_unit(side, first, lh_hash_int(place, (guint32) indent));
        line = stop + 1;
    }
    for (; code < side->tokens->len && !block->listing.drawing; code++)
        token_at(side, (int) code)->place = (LhSource){0};
}

static void add_blocks(Side *side, const LhBlock *block, guint32 place)
{
    for (; block; block = block->next) {
        guint32 here = lh_hash_int(place, block->kind);
        if (block->kind == LH_BLOCK_HEADING)
            here = lh_hash_int(here, (guint32) block->heading.level);
        if (block->kind == LH_BLOCK_CARD)
            add_leaf(side, block->card.title, here);
        if (block->kind == LH_BLOCK_TABLE)
            add_leaf(side, block->table.caption, here);
        if (block->kind == LH_BLOCK_FIGURE)
            add_leaf(side, block->figure.caption, here);
        add_leaf(side, block->text, here);
        if (block->kind == LH_BLOCK_LISTING) {
            add_code(side, block, here);
            add_leaf(side, block->listing.caption, here);
        }
        add_blocks(side, block->first, here);
    }
}

static void add_tree(Side *side, const LhTree *tree)
{
    add_leaf(side, tree->title, 0);
    add_blocks(side, tree->first, 1);
    add_blocks(side, tree->notes, 2);
}

/* ---- Comparison ---- */

static void add_range(LhChange *change, int token)
{
    const Token *t = token_at(&change->new, token);
    change->n_marked++;
    GArray *list = t->text ? g_hash_table_lookup(change->ranges, t->text) : NULL;
    LhChangeRange range = {t->at, t->length, t->place};

    if (t->text == NULL)
        return;
    if (list == NULL) {
        list = g_array_new(FALSE, FALSE, sizeof(LhChangeRange));
        g_hash_table_insert(change->ranges, (gpointer) t->text, list);
    }
    g_array_append_val(list, range);
}

/* The old words @tokens (of int), as one text. (transfer none) */
static const char *words_of(LhChange *change, const int *tokens, int n)
{
    g_autoptr(GString) words = g_string_new(NULL);

    for (int i = 0; i < n; i++) {
        const Token *t = token_at(&change->old, tokens[i]);
        if (t->text)
            g_string_append_printf(words, "%s%.*s", words->len ? " " : "", (int) t->length,
                                   t->text + t->at);
    }
    return lh_arena_strndup(change->arena, words->str, (gssize) words->len);
}

/* Notes that old words are gone, which stood before the new token @before; @within = of a paragraph
 * that stays. */
static void add_removal(LhChange *change, const int *tokens, int n, int before, int low, int high,
                        gboolean within)
{
    LhRemoval removal = {.words = words_of(change, tokens, n), .within = within, .moved_to = -1};

    if (n == 0 || *removal.words == '\0')
        return;
    removal.source = token_at(&change->old, tokens[0])->source;
    removal.after = before >= high && before > low;
    int anchor = removal.after ? before - 1 : before;
    while (anchor > low && anchor < high && token_at(&change->new, anchor)->text == NULL)
        anchor--;
    if (anchor < low || anchor >= high)
        return;
    removal.text = token_at(&change->new, anchor)->text;
    removal.at = token_at(&change->new, anchor)->at;
    removal.place = token_at(&change->new, anchor)->place;
    g_array_append_val(change->removals, removal);
}

/* The words of a gap on one side: indices of tokens of units that didn't move. */
static GArray *gap_tokens(const Side *side, int from, int to)
{
    GArray *tokens = g_array_new(FALSE, FALSE, sizeof(int));

    for (int u = from; u < to; u++) {
        const Unit *unit = unit_at(side, u);
        for (int i = unit->first; !unit->moved && i < unit->first + unit->n; i++)
            g_array_append_val(tokens, i);
    }
    return tokens;
}

static guint32 *hashes_of(const Side *side, const GArray *tokens)
{
    guint32 *hashes = g_new(guint32, tokens->len + 1);

    for (guint i = 0; i < tokens->len; i++)
        hashes[i] = token_at(side, g_array_index(tokens, int, i))->hash;
    return hashes;
}

/* A gap between units that are the same on both sides. */
typedef struct {
    LhChange *change;
    GArray *old, *new; /* of int: its tokens */
    int low, high;     /* tokens of the chapter's new side that a note may hang on */
    int before;        /* the new token that follows the gap's start */
} Gap;

/* Marks what differs between two matches: old tokens [a1, a2), new ones [b1, b2). */
static void mark_difference(const Gap *gap, int a1, int a2, int b1, int b2)
{
    const int *old = (const int *) (gconstpointer) gap->old->data;
    int before = b1 < (int) gap->new->len ? g_array_index(gap->new, int, b1)
                 : gap->new->len          ? g_array_index(gap->new, int, gap->new->len - 1) + 1
                                          : gap->before;

    for (int i = b1; i < b2; i++)
        add_range(gap->change, g_array_index(gap->new, int, i));
    add_removal(gap->change, old + a1, a2 - a1, before, gap->low, gap->high, gap->new->len > 0);
}

/* Whether a match is long enough not to be an accident between two changes. */
static gboolean holds(const Gap *gap, const LhMatch *match)
{
    gboolean at_start = match->a == 0 && match->b == 0;
    gboolean at_end =
        match->a + match->n == (int) gap->old->len && match->b + match->n == (int) gap->new->len;

    return match->n >= LEAST_EQUAL || at_start || at_end;
}

static void compare_gap(Gap *gap)
{
    LhChange *change = gap->change;
    g_autofree guint32 *a = hashes_of(&change->old, gap->old),
                       *b = hashes_of(&change->new, gap->new);
    g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(LhMatch));
    int x = 0, y = 0;

    lh_diff(a, (int) gap->old->len, b, (int) gap->new->len, matches);
    for (guint i = 0; i < matches->len; i++) {
        const LhMatch *match = &g_array_index(matches, LhMatch, i);
        if (!holds(gap, match))
            continue;
        mark_difference(gap, x, match->a, y, match->b);
        for (int k = 0; k < match->n; k++)
            change->old_of[g_array_index(gap->new, int, match->b + k)] =
                g_array_index(gap->old, int, match->a + k);
        x = match->a + match->n;
        y = match->b + match->n;
    }
    mark_difference(gap, x, (int) gap->old->len, y, (int) gap->new->len);
}

static void mark_unit(LhChange *change, const Unit *unit)
{
    for (int i = unit->first; i < unit->first + unit->n; i++)
        add_range(change, i);
}

/* Units [u1, u2) of the old side stand where [v1, v2) of the new one do. */
static void take_gap(LhChange *change, int u1, int u2, int v1, int v2, int low, int high)
{
    Gap gap = {.change = change, .low = low, .high = high};

    if (u1 == u2 && v1 == v2)
        return;
    gap.old = gap_tokens(&change->old, u1, u2);
    gap.new = gap_tokens(&change->new, v1, v2);
    gap.before = v2 < (int) change->new.units->len ? unit_at(&change->new, v2)->first : high;
    guint removed = change->removals->len;
    int marked = change->n_marked;
    compare_gap(&gap);
    gboolean same = removed == change->removals->len && marked == change->n_marked;
    for (int v = v1; v < v2; v++) {
        const Unit *unit = unit_at(&change->new, v);
        if (unit->moved)
            mark_unit(change, unit);
        else if (same && gap.new->len > 0)
            add_range(change, unit->first); /* its words are the same, what it is is not */
    }
    for (int u = u1; u < u2; u++) {
        const Unit *unit = unit_at(&change->old, u);
        if (!unit->moved)
            continue;
        g_autofree int *tokens = g_new(int, unit->n);
        for (int i = 0; i < unit->n; i++)
            tokens[i] = unit->first + i;
        guint n = change->removals->len;
        add_removal(change, tokens, unit->n, gap.before, low, high, FALSE);
        if (change->removals->len > n)
            g_array_index(change->removals, LhRemoval, n).moved_to =
                unit_at(&change->new, unit->partner)->first;
    }
    g_array_unref(gap.old);
    g_array_unref(gap.new);
}

/* Finds units that are gone here and have come there. */
static void find_moved(LhChange *change, int u1, int v1)
{
    g_autoptr(GHashTable) gone = g_hash_table_new(NULL, NULL);

    for (int u = u1; u < (int) change->old.units->len; u++) {
        Unit *unit = unit_at(&change->old, u);
        if (!unit->matched && unit->n >= LEAST_MOVED)
            g_hash_table_insert(gone, GUINT_TO_POINTER(unit->hash), GINT_TO_POINTER(u + 1));
    }
    for (int v = v1; v < (int) change->new.units->len; v++) {
        Unit *unit = unit_at(&change->new, v);
        int u = unit->matched
                    ? 0
                    : GPOINTER_TO_INT(g_hash_table_lookup(gone, GUINT_TO_POINTER(unit->hash)));
        if (u == 0)
            continue;
        g_hash_table_remove(gone, GUINT_TO_POINTER(unit->hash));
        Unit *old = unit_at(&change->old, u - 1);
        old->moved = unit->moved = TRUE;
        old->partner = v;
        unit->partner = u - 1;
        for (int i = 0; i < unit->n; i++)
            change->old_of[unit->first + i] = old->first + i;
    }
}

static guint32 *unit_hashes(const Side *side, int from)
{
    guint32 *hashes = g_new(guint32, side->units->len - (guint) from + 1);

    for (guint u = (guint) from; u < side->units->len; u++)
        hashes[u - (guint) from] = unit_at(side, (int) u)->hash;
    return hashes;
}

static void match_units(LhChange *change, const GArray *matches, int u1, int v1)
{
    for (guint i = 0; i < matches->len; i++) {
        const LhMatch *match = &g_array_index(matches, LhMatch, i);
        for (int k = 0; k < match->n; k++) {
            Unit *old = unit_at(&change->old, u1 + match->a + k);
            Unit *new = unit_at(&change->new, v1 + match->b + k);
            old->matched = new->matched = TRUE;
            for (int t = 0; t < new->n; t++)
                change->old_of[new->first + t] = old->first + t;
        }
    }
}

/* Compares the units from @u1, @v1 on, a chapter's. */
static void compare(LhChange *change, int u1, int v1, int low)
{
    int n = (int) change->old.units->len - u1, m = (int) change->new.units->len - v1;
    int high = (int) change->new.tokens->len, x = 0, y = 0;
    g_autofree guint32 *a = unit_hashes(&change->old, u1), *b = unit_hashes(&change->new, v1);
    g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(LhMatch));

    lh_diff(a, n, b, m, matches);
    match_units(change, matches, u1, v1);
    find_moved(change, u1, v1);
    for (guint i = 0; i < matches->len; i++) {
        const LhMatch *match = &g_array_index(matches, LhMatch, i);
        take_gap(change, u1 + x, u1 + match->a, v1 + y, v1 + match->b, low, high);
        x = match->a + match->n;
        y = match->b + match->n;
    }
    take_gap(change, u1 + x, u1 + n, v1 + y, v1 + m, low, high);
}

/* ---- Chapters ---- */

static const LhTree *find_tree(const GPtrArray *trees, const char *name)
{
    for (guint i = 0; i < trees->len; i++) {
        const LhTree *tree = trees->pdata[i];
        if (tree && g_strcmp0(tree->chapter->name, name) == 0)
            return tree;
    }
    return NULL;
}

static void compare_tree(LhChange *change, const LhTree *old, const LhTree *new)
{
    int u1 = (int) change->old.units->len, v1 = (int) change->new.units->len;
    int low = (int) change->new.tokens->len;

    if (old)
        add_tree(&change->old, old);
    add_tree(&change->new, new);
    change->old_of = g_renew(int, change->old_of, change->new.tokens->len + 1);
    for (int i = low; i < (int) change->new.tokens->len; i++)
        change->old_of[i] = -1;
    compare(change, u1, v1, low);
}

static void side_init(Side *side)
{
    side->tokens = g_array_new(FALSE, FALSE, sizeof(Token));
    side->units = g_array_new(FALSE, FALSE, sizeof(Unit));
}

static GHashTable *first_tokens(const Side *side)
{
    GHashTable *first = g_hash_table_new(NULL, NULL);

    for (int i = (int) side->tokens->len; i > 0; i--)
        if (token_at(side, i - 1)->text)
            g_hash_table_insert(first, (gpointer) token_at(side, i - 1)->text, GINT_TO_POINTER(i));
    return first;
}

static void free_ranges(gpointer ranges)
{
    g_array_unref(ranges);
}

LhChange *lh_change_new(const GPtrArray *old_trees, const GPtrArray *new_trees)
{
    LhChange *change = g_new0(LhChange, 1);

    side_init(&change->old);
    side_init(&change->new);
    change->arena = lh_arena_new();
    change->ranges = g_hash_table_new_full(NULL, NULL, NULL, free_ranges);
    change->removals = g_array_new(FALSE, FALSE, sizeof(LhRemoval));
    for (guint i = 0; i < new_trees->len; i++) {
        const LhTree *new = new_trees->pdata[i];
        compare_tree(change, find_tree(old_trees, new->chapter->name), new);
    }
    change->first_token = first_tokens(&change->new);
    change->old_first_token = first_tokens(&change->old);
    return change;
}

void lh_change_free(LhChange *change)
{
    if (change == NULL)
        return;
    g_array_unref(change->old.tokens);
    g_array_unref(change->old.units);
    g_array_unref(change->new.tokens);
    g_array_unref(change->new.units);
    g_hash_table_unref(change->ranges);
    g_array_unref(change->removals);
    g_hash_table_unref(change->first_token);
    g_hash_table_unref(change->old_first_token);
    lh_arena_free(change->arena);
    g_free(change->old_of);
    g_free(change);
}

/* ---- Answers ---- */

gboolean lh_change_touches(const LhChange *change, const LhOrigin *origin)
{
    const GArray *list = g_hash_table_lookup(change->ranges, origin->text);

    for (guint i = 0; list && i < list->len; i++) {
        const LhChangeRange *range = &g_array_index(list, LhChangeRange, i);
        if (range->at < origin->at + origin->length && range->at + range->length > origin->at)
            return TRUE;
    }
    return FALSE;
}

GHashTable *lh_change_ranges(const LhChange *change)
{
    return change->ranges;
}

const GArray *lh_change_removals(const LhChange *change)
{
    return change->removals;
}

const char *lh_change_token(const LhChange *change, int token, guint32 *at)
{
    *at = token_at(&change->new, token)->at;
    return token_at(&change->new, token)->text;
}

/* The token that holds @origin's word; -1 = none. */
static int find_token(const Side *side, GHashTable *first, const LhOrigin *origin)
{
    int i = GPOINTER_TO_INT(g_hash_table_lookup(first, origin->text)) - 1;

    if (i < 0)
        return -1;
    for (; i < (int) side->tokens->len && token_at(side, i)->text == origin->text; i++)
        if (origin->at < token_at(side, i)->at + token_at(side, i)->length)
            return i;
    return -1;
}

/* The first token of each page that stands on no page before it: page -> token + 1. */
static GHashTable *page_starts(const Side *side, GHashTable *first, const LhMap *map)
{
    GHashTable *starts = g_hash_table_new(NULL, NULL);
    int seen = -1; /* the last token of the pages before */
    int page = 0, least = -1, most = -1;

    for (guint i = 0; i <= map->words->len; i++) {
        const LhMapWord *word =
            i < map->words->len ? &g_array_index(map->words, LhMapWord, i) : NULL;
        if (word == NULL || word->page != page) {
            if (least >= 0)
                g_hash_table_insert(starts, GINT_TO_POINTER(page), GINT_TO_POINTER(least + 1));
            seen = MAX(seen, most);
            least = most = -1;
            page = word ? word->page : 0;
        }
        int token = word && word->origin ? find_token(side, first, word->origin) : -1;
        if (token < 0)
            continue;
        if (token > seen && (least < 0 || token < least)) {
            least = token;
            most = MAX(most, token);
        } else if (token == most + 1)
            most = token; /* on from there: a note at the foot is far off */
    }
    return starts;
}

GArray *lh_change_breaks(const LhChange *change, const LhMap *old_map, const LhMap *new_map)
{
    GArray *moved = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GHashTable) old = page_starts(&change->old, change->old_first_token, old_map);
    g_autoptr(GHashTable) new = page_starts(&change->new, change->first_token, new_map);
    g_autoptr(GHashTable) old_starts = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer token;

    g_hash_table_iter_init(&iter, old);
    while (g_hash_table_iter_next(&iter, NULL, &token))
        g_hash_table_add(old_starts, token);
    for (int page = 1; page <= (int) new_map->labels->len; page++) {
        int start = GPOINTER_TO_INT(g_hash_table_lookup(new, GINT_TO_POINTER(page))) - 1;
        if (start >= 0 &&
            !g_hash_table_contains(old_starts, GINT_TO_POINTER(change->old_of[start] + 1)))
            g_array_append_val(moved, page);
    }
    return moved;
}
