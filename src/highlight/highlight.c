/* The scanner: walks a language's contexts over a listing and emits spans. */
#include "internal.h"

#define DEEPEST_GUEST  4  /* embedded languages within each other */
#define MOST_IDLE      16 /* moves between contexts without taking a byte */
#define STEPS_A_BYTE   512
#define STEPS_FOR_FREE 100000

typedef struct {
    const LhContext *context;
    LhSlice remembered; /* what \1 stands for in it */
} Frame;

/* The contexts of one language, innermost last. */
typedef struct {
    const LhLanguage *language;
    Frame frames[LH_HIGHLIGHT_DEPTH];
    guint depth; /* at least 1 */
} Stack;

typedef struct {
    LhMatcher matcher;
    GArray *spans;
    LhHighlightSpan pending; /* the span under way, not yet in spans */
    guint64 steps_at;        /* where the work ends */
    guint guests;            /* languages within each other just now */
} Scan;

static void scan_piece(Scan *scan, Stack *stack, gsize from, gsize to);

/* Appends the span under way. */
static void flush(Scan *scan)
{
    if (scan->pending.length > 0)
        g_array_append_val(scan->spans, scan->pending);
}

/* Adds a piece of text to the span under way, or begins the next one. Pieces come in order. */
static void emit(Scan *scan, LhHighlightClass kind, gsize from, gsize to)
{
    if (kind == scan->pending.kind) {
        scan->pending.length += to - from;
    } else if (from < to) {
        flush(scan);
        scan->pending = (LhHighlightSpan){from, to - from, kind};
    }
}

static gboolean is_inside_character(const LhMatcher *m, gsize at)
{
    return at < m->end && (m->text[at] & 0xC0) == 0x80;
}

/* The next place where a span may end. */
static gsize character_end(const LhMatcher *m, gsize at)
{
    while (is_inside_character(m, at))
        at++;
    return at;
}

static void stack_start(Stack *stack, const LhLanguage *language)
{
    stack->language = language;
    stack->frames[0] = (Frame){.context = language->root};
    stack->depth = 1;
}

/* Goes into a context; a full stack forgets its outermost one. */
static void stack_push(Stack *stack, const LhContext *context, LhSlice remembered)
{
    if (stack->depth == LH_HIGHLIGHT_DEPTH) {
        for (guint i = 1; i < stack->depth; i++)
            stack->frames[i - 1] = stack->frames[i];
        stack->depth--;
    }
    stack->frames[stack->depth++] = (Frame){context, remembered};
}

static void stack_move(Stack *stack, const LhRule *rule, LhSlice captured)
{
    Frame *top = &stack->frames[stack->depth - 1];
    LhSlice remembered = captured.bytes ? captured : top->remembered;
    if (rule->move == LH_MOVE_PUSH)
        stack_push(stack, rule->target, remembered);
    else if (rule->move == LH_MOVE_SET)
        *top = (Frame){rule->target, remembered};
    else if (rule->move == LH_MOVE_POP)
        stack->depth -= MIN(rule->pops, stack->depth - 1);
}

/* Looks the match up in the rule's word lists; FALSE if it may only be a listed one. */
static gboolean find_word(const LhRule *rule, const LhMatcher *m, gsize from, gsize to,
                          LhHighlightClass *kind)
{
    LhSlice word = {m->text + from, to - from};
    gpointer found = NULL;
    if (word.length <= rule->longest)
        found = g_hash_table_lookup(rule->words, &word);
    if (found)
        *kind = GPOINTER_TO_UINT(found) - 1;
    return found || !rule->words_only;
}

/* Matches the parts one after the other, and gives where each ends. */
static gboolean match_parts(const LhRule *rule, LhMatcher *m, gsize at, gsize *ends)
{
    guint parts = rule->parts->len;
    gsize limit = at + LH_HIGHLIGHT_REACH;
    for (guint i = 0; i < parts; i++) {
        if (!lh_pattern_match(g_ptr_array_index(rule->parts, i), m, at, limit, i + 1 == parts,
                              &ends[i]))
            return FALSE;
        at = ends[i] = character_end(m, ends[i]);
    }
    return TRUE;
}

/* Tries one rule at @at; emits what it takes and gives its end. */
static gboolean take_rule(Scan *scan, const LhRule *rule, gsize at, gsize *end)
{
    LhMatcher *m = &scan->matcher;
    gsize ends[LH_MOST_PARTS];
    guint parts = rule->parts->len;
    m->captured = (LhSlice){NULL, 0};
    if (!match_parts(rule, m, at, ends))
        return FALSE;
    LhHighlightClass kind = rule->kinds[0];
    if (rule->words && !find_word(rule, m, at, ends[0], &kind))
        return FALSE;
    emit(scan, kind, at, ends[0]);
    for (guint i = 1; i < parts; i++)
        emit(scan, rule->kinds[i], ends[i - 1], ends[i]);
    *end = ends[parts - 1];
    return TRUE;
}

/* Where the guest that begins at @at has to stop. */
static gsize guest_end(Scan *scan, const LhRule *rule, gsize at)
{
    LhMatcher *m = &scan->matcher;
    gsize unused;
    for (; at < m->end; at++)
        if (rule->until_first[m->text[at]] && !is_inside_character(m, at) &&
            lh_pattern_match(rule->until, m, at, at + LH_HIGHLIGHT_REACH, FALSE, &unused))
            return at;
    return m->end;
}

/* Hands what follows to another language. Returns where that stopped. */
static gsize run_guest(Scan *scan, const LhRule *rule, Stack *guest, gsize at)
{
    if (scan->guests == DEEPEST_GUEST)
        return at;
    gsize end = guest_end(scan, rule, at);
    if (!rule->resume || guest->language != rule->guest)
        stack_start(guest, rule->guest);
    LhMatcher outer = scan->matcher;
    scan->guests++;
    scan_piece(scan, guest, at, end);
    scan->guests--;
    outer.steps = scan->matcher.steps;
    scan->matcher = outer;
    return end;
}

/* Tries the rules that can begin here; gives the one that matched, or NULL. */
static const LhRule *take_any(Scan *scan, const LhContext *context, gsize at, gsize *end)
{
    guint64 candidates = context->start[scan->matcher.text[at]];
    while (candidates) {
        const LhRule *rule = g_ptr_array_index(context->rules, (guint) __builtin_ctzll(candidates));
        if (take_rule(scan, rule, at, end))
            return rule;
        candidates &= candidates - 1;
    }
    return NULL;
}

/* The end of the text from @at on that no rule of the context can begin in. */
static gsize plain_end(const LhContext *context, const LhMatcher *m, gsize at)
{
    do
        at++;
    while (at < m->end && (!context->start[m->text[at]] || is_inside_character(m, at)));
    return at;
}

/* Colours one piece of text as the language of @stack, whose state goes on. */
static void scan_piece(Scan *scan, Stack *stack, gsize from, gsize to)
{
    LhMatcher *m = &scan->matcher;
    Stack guest = {.depth = 0};
    guint idle = 0;
    m->start = from;
    m->end = to;
    m->ignore_case = stack->language->ignore_case;
    gsize at = from;
    while (at < to && m->steps < scan->steps_at) {
        const Frame *top = &stack->frames[stack->depth - 1];
        const LhContext *context = top->context;
        gsize end = at;
        m->remembered = top->remembered;
        const LhRule *rule = idle < MOST_IDLE ? take_any(scan, context, at, &end) : NULL;
        m->steps++;
        if (!rule) {
            end = plain_end(context, m, at);
            emit(scan, context->kind, at, end);
        } else {
            LhSlice captured = m->captured;
            if (rule->guest)
                end = run_guest(scan, rule, &guest, end);
            stack_move(stack, rule, captured);
        }
        idle = end == at ? idle + 1 : 0;
        at = end;
    }
    emit(scan, LH_HIGHLIGHT_TEXT, at, to);
}

void lh_highlight(const LhLanguage *language, const char *code, gsize length, GArray *spans)
{
    Scan scan = {.spans = spans};
    g_assert(g_array_get_element_size(spans) == sizeof(LhHighlightSpan));
    scan.matcher.text = (const guint8 *) code;
    scan.steps_at = length * (guint64) STEPS_A_BYTE + STEPS_FOR_FREE;
    if (!language) {
        emit(&scan, LH_HIGHLIGHT_TEXT, 0, length);
    } else {
        Stack stack;
        stack_start(&stack, language);
        scan_piece(&scan, &stack, 0, length);
    }
    flush(&scan);
}

const char *lh_highlight_name(const LhLanguage *language)
{
    return language->name;
}
