/* Patterns against text: one pass, no backtracking, a bounded reach. */
#include "internal.h"

#include <string.h>

typedef struct {
    LhMatcher *m;
    gsize limit;       /* nothing is looked at from here on */
    gboolean open_end; /* save by the pattern's last repetition */
} Attempt;

static gboolean match_sequence(const LhNode *node, const Attempt *try, gsize at, gsize *end);

static gboolean is_word_byte(guint8 byte)
{
    return g_ascii_isalnum(byte) || byte == '_' || byte >= 0x80;
}

static gboolean at_word_edge(const LhMatcher *m, gsize at)
{
    gboolean before = at > m->start && is_word_byte(m->text[at - 1]);
    gboolean after = at < m->end && is_word_byte(m->text[at]);
    return before != after;
}

/* Takes the first branch that matches. */
static gboolean match_branches(const LhNode *node, const Attempt *try, gsize at, gsize *end)
{
    guint64 candidates = at < try->m->end ? node->start[try->m->text[at]] : node->start_at_end;
    for (; candidates; candidates &= candidates - 1)
        if (match_sequence(node->branches->pdata[__builtin_ctzll(candidates)], try, at, end))
            return TRUE;
    return FALSE;
}

/* Nothing inside a look ahead is a last repetition: it only has to be true. */
static gboolean match_look(const LhNode *node, const Attempt *try, gsize at)
{
    Attempt inner = {try->m, try->limit, FALSE};
    gsize end;
    return match_branches(node, &inner, at, &end) != node->negative;
}

static gboolean match_behind(const LhNode *node, const LhMatcher *m, gsize at)
{
    gboolean found = at > m->start && node->set[m->text[at - 1]];
    return found != node->negative;
}

static gboolean match_remembered(const Attempt *try, gsize at, gsize *end)
{
    const LhMatcher *m = try->m;
    const LhSlice *want = &m->remembered;
    try->m->steps += want->length;
    if (!want->bytes || want->length > m->end - at)
        return FALSE;
    const char *here = (const char *) m->text + at;
    gboolean same = m->ignore_case
                        ? !g_ascii_strncasecmp(here, (const char *) want->bytes, want->length)
                        : !memcmp(here, want->bytes, want->length);
    *end = at + want->length;
    return same;
}

static gboolean match_group(const LhNode *node, const Attempt *try, gsize at, gsize *end)
{
    if (!match_branches(node, try, at, end))
        return FALSE;
    if (node->capture)
        try->m->captured = (LhSlice){try->m->text + at, *end - at};
    return TRUE;
}

/* Matches anything but a run of bytes, once. */
static gboolean match_once(const LhNode *node, const Attempt *try, gsize at, gsize *end)
{
    const LhMatcher *m = try->m;
    *end = at;
    switch (node->kind) {
    case LH_NODE_GROUP:
        return match_group(node, try, at, end);
    case LH_NODE_LOOK:
        return match_look(node, try, at);
    case LH_NODE_BEHIND:
        return match_behind(node, m, at);
    case LH_NODE_LINE_START:
        return at == m->start || m->text[at - 1] == '\n';
    case LH_NODE_LINE_END:
        return at == m->end || m->text[at] == '\n';
    case LH_NODE_WORD_EDGE:
        return at_word_edge(m, at);
    case LH_NODE_REMEMBERED:
        return match_remembered(try, at, end);
    default:
        g_assert_not_reached();
    }
}

/* Takes as many bytes as it may; FALSE if they are too few. */
static gboolean match_bytes(const LhNode *node, const Attempt *try, gsize at, gsize *end)
{
    const guint8 *text = try->m->text;
    gsize stop = node->last && try->open_end ? try->m->end : try->limit;
    if (node->max < stop - at)
        stop = at + node->max;
    gsize i = at;
    if (node->kind == LH_NODE_SET)
        for (const guint8 *set = node->set; i < stop && set[text[i]]; i++)
            ;
    else
        for (; i < stop && (text[i] == node->low || text[i] == node->high); i++)
            ;
    try->m->steps += i - at;
    *end = i;
    return i - at >= node->min;
}

/* Repeats a group; stops at one that takes nothing, which counts as often as needed. */
static gboolean match_repeated(const LhNode *node, const Attempt *try, gsize at, gsize *end)
{
    gsize count = 0;
    Attempt again = *try;
    while (count < node->max) {
        gsize next;
        again.m->steps++;
        if (node->last && try->open_end)
            again.limit = MIN(try->m->end, at + LH_HIGHLIGHT_REACH);
        if (!match_once(node, &again, at, &next))
            break;
        count++;
        if (next == at) {
            count = MAX(count, node->min);
            break;
        }
        at = next;
    }
    *end = at;
    return count >= node->min;
}

static gboolean match_sequence(const LhNode *node, const Attempt *try, gsize at, gsize *end)
{
    for (; node; node = node->next) {
        gboolean found;
        try->m->steps++;
        if (at > try->limit)
            return FALSE;
        if (node->kind <= LH_NODE_SET)
            found = match_bytes(node, try, at, &at);
        else if (node->min == 1 && node->max == 1)
            found = match_once(node, try, at, &at);
        else
            found = match_repeated(node, try, at, &at);
        if (!found)
            return FALSE;
    }
    *end = at;
    return TRUE;
}

gboolean lh_pattern_match(const LhPattern *pattern, LhMatcher *matcher, gsize at, gsize limit,
                          gboolean open_end, gsize *end)
{
    Attempt try = {matcher, MIN(limit, matcher->end), open_end};
    return match_sequence(pattern->first, &try, at, end);
}
