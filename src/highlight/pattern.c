/* Patterns of the data files: text to nodes, and the bytes a match can begin with. */
#include "internal.h"

#include <string.h>

#define DEEPEST_GROUP  16
#define MOST_REPEATED  10000
#define LONGEST_SOURCE 2000

typedef struct {
    const char *at; /* cursor in the source, which ends with NUL */
    gboolean ignore_case;
    gboolean captured; /* a plain ( ) has been seen */
    guint depth;
    GPtrArray *nodes;
    GError *error;
} Parser;

static GPtrArray *parse_branches(Parser *p);

/* Records the first thing that is wrong; returns NULL. */
static LhNode *G_GNUC_PRINTF(2, 3) fail(Parser *p, const char *format, ...)
{
    if (p->error)
        return NULL;
    va_list args;
    va_start(args, format);
    p->error = g_error_new_valist(LH_HIGHLIGHT_ERROR, LH_HIGHLIGHT_ERROR_FORMAT, format, args);
    va_end(args);
    return NULL;
}

static LhNode *new_node(Parser *p, LhNodeKind kind)
{
    LhNode *node = g_new0(LhNode, 1);
    node->kind = kind;
    node->min = node->max = 1;
    g_ptr_array_add(p->nodes, node);
    return node;
}

static void free_node(gpointer data)
{
    LhNode *node = data;
    g_free(node->set);
    g_free(node->start);
    if (node->branches)
        g_ptr_array_unref(node->branches);
    g_free(node);
}

static gboolean is_word_byte(guint byte)
{
    return g_ascii_isalnum(byte) || byte == '_' || byte >= 0x80;
}

/* Adds the bytes of \d \w \s \h, or of their capital opposites; FALSE if it is another letter. */
static gboolean add_shorthand(guint8 set[256], char letter)
{
    char small = g_ascii_tolower(letter);
    if (!strchr("dwsh", small))
        return FALSE;
    for (guint b = 0; b < 256; b++) {
        gboolean in = small == 'd'   ? b >= '0' && b <= '9'
                      : small == 'w' ? is_word_byte(b)
                      : small == 's' ? b && strchr(" \t\n\r\f\v", (int) b) != NULL
                                     : b == ' ' || b == '\t';
        if (in == (letter == small))
            set[b] = 1;
    }
    return TRUE;
}

/* The byte that \x stands for; 0 with the error set if there is no such escape. */
static guint8 escaped_byte(Parser *p, char letter)
{
    if (letter == 'n')
        return '\n';
    if (letter == 't')
        return '\t';
    if (letter == 'r')
        return '\r';
    if (letter && g_ascii_ispunct(letter))
        return (guint8) letter;
    if (letter)
        fail(p, "\\%c means nothing in a pattern; use \\n \\t \\r \\d \\w \\s \\h \\b \\1", letter);
    else
        fail(p, "the pattern ends with a lone \\; write \\\\ for a backslash");
    return 0;
}

static void add_range(Parser *p, guint8 set[256], guint from, guint to)
{
    if (from > to) {
        fail(p, "the range %c-%c is the wrong way round", (char) from, (char) to);
        return;
    }
    for (guint b = from; b <= to; b++) {
        set[b] = 1;
        if (p->ignore_case && g_ascii_isalpha(b))
            set[b ^ 0x20] = 1;
    }
}

/* Reads one member of [ ]: its byte, or -1 if it was a shorthand or an error. */
static int parse_member(Parser *p, guint8 set[256])
{
    char c = *p->at++;
    if ((guint8) c >= 0x80) {
        fail(p, "only ASCII characters can stand in [ ]; use ( | ) for others");
        return -1;
    }
    if (c != '\\')
        return c;
    char letter = *p->at;
    if (letter)
        p->at++;
    if (letter && add_shorthand(set, letter))
        return -1;
    return escaped_byte(p, letter);
}

/* Reads what follows a [ up to its ]. */
static LhNode *parse_set(Parser *p)
{
    LhNode *node = new_node(p, LH_NODE_SET);
    node->set = g_malloc0(256);
    gboolean none_of = *p->at == '^';
    p->at += none_of;
    while (*p->at != ']' && !p->error) {
        if (!*p->at)
            return fail(p, "a [ without its ]");
        int from = parse_member(p, node->set);
        if (from < 0)
            continue;
        int to = from;
        if (p->at[0] == '-' && p->at[1] && p->at[1] != ']') {
            p->at++;
            to = parse_member(p, node->set);
        }
        if (to >= 0)
            add_range(p, node->set, (guint) from, (guint) to);
    }
    if (p->error)
        return NULL;
    p->at++;
    for (guint b = 0; none_of && b < 256; b++)
        node->set[b] = !node->set[b];
    return node;
}

static LhNode *new_byte(Parser *p, guint8 byte)
{
    LhNode *node = new_node(p, LH_NODE_BYTE);
    node->low = node->high = byte;
    if (p->ignore_case && g_ascii_isalpha(byte)) {
        node->low = (guint8) g_ascii_tolower(byte);
        node->high = (guint8) g_ascii_toupper(byte);
    }
    return node;
}

/* Reads what follows a backslash outside [ ]. */
static LhNode *parse_escape(Parser *p)
{
    char letter = *p->at;
    if (letter)
        p->at++;
    if (letter == 'b')
        return new_node(p, LH_NODE_WORD_EDGE);
    if (letter == '1')
        return new_node(p, LH_NODE_REMEMBERED);
    guint8 set[256] = {0};
    if (letter && add_shorthand(set, letter)) {
        LhNode *node = new_node(p, LH_NODE_SET);
        node->set = g_memdup2(set, sizeof set);
        return node;
    }
    return new_byte(p, escaped_byte(p, letter));
}

static gboolean skip(Parser *p, const char *prefix)
{
    if (!g_str_has_prefix(p->at, prefix))
        return FALSE;
    p->at += strlen(prefix);
    return TRUE;
}

/* Turns the branches of (?<=x) into the set of the one byte x. */
static LhNode *finish_behind(Parser *p, LhNode *node)
{
    const LhNode *only = node->branches->len == 1 ? g_ptr_array_index(node->branches, 0) : NULL;
    if (!only || only->next || only->min != 1 || only->max != 1 || only->kind > LH_NODE_SET)
        return fail(p, "(?<= ) and (?<! ) look at one byte; put one character or one [ ] there");
    node->set = g_malloc0(256);
    for (guint b = 0; b < 256; b++)
        node->set[b] = only->kind == LH_NODE_SET ? only->set[b] : b == only->low || b == only->high;
    return node;
}

/* Reads what follows a ( up to its ). */
static LhNode *parse_group(Parser *p)
{
    LhNode *node = new_node(p, LH_NODE_GROUP);
    if (skip(p, "?=") || skip(p, "?!"))
        node->kind = LH_NODE_LOOK;
    else if (skip(p, "?<=") || skip(p, "?<!"))
        node->kind = LH_NODE_BEHIND;
    else if (!skip(p, "?:"))
        node->capture = !p->captured;
    if (node->kind != LH_NODE_GROUP)
        node->negative = p->at[-1] == '!';
    if (node->capture)
        p->captured = TRUE;
    if (node->capture && *p->at == '?')
        return fail(p, "(?%c is not known; use (?: (?= (?! (?<= (?<!", p->at[1]);
    if (++p->depth > DEEPEST_GROUP)
        return fail(p, "groups nest deeper than %d; take the rule apart", DEEPEST_GROUP);
    node->branches = parse_branches(p);
    p->depth--;
    if (p->error)
        return NULL;
    if (!skip(p, ")"))
        return fail(p, "a ( without its )");
    return node->kind == LH_NODE_BEHIND ? finish_behind(p, node) : node;
}

/* Reads one thing that a quantifier may follow. */
static LhNode *parse_atom(Parser *p)
{
    char c = *p->at++;
    switch (c) {
    case '[':
        return parse_set(p);
    case '(':
        return parse_group(p);
    case '\\':
        return parse_escape(p);
    case '^':
        return new_node(p, LH_NODE_LINE_START);
    case '$':
        return new_node(p, LH_NODE_LINE_END);
    case '?':
    case '*':
    case '+':
    case '{':
        return fail(p, "%c has nothing to repeat; write \\%c for the character", c, c);
    case '.': {
        LhNode *node = new_node(p, LH_NODE_SET);
        node->set = g_malloc(256);
        memset(node->set, 1, 256);
        node->set['\n'] = 0;
        return node;
    }
    default:
        return new_byte(p, (guint8) c);
    }
}

/* Reads {2} {2,} {2,4} after its {. */
static void parse_counts(Parser *p, LhNode *node)
{
    char *end;
    node->min = node->max = g_ascii_isdigit(*p->at) ? g_ascii_strtoull(p->at, &end, 10) : 0;
    if (!g_ascii_isdigit(*p->at)) {
        fail(p, "{ must be followed by a number; write \\{ for the character");
        return;
    }
    p->at = end;
    if (skip(p, ",")) {
        node->max = LH_PATTERN_MANY;
        if (g_ascii_isdigit(*p->at)) {
            node->max = g_ascii_strtoull(p->at, &end, 10);
            p->at = end;
        }
    }
    if (!skip(p, "}"))
        fail(p, "a { without its }");
    else if (node->min > node->max || node->min > MOST_REPEATED)
        fail(p, "the counts in { } are the wrong way round or beyond %d", MOST_REPEATED);
}

static void parse_quantifier(Parser *p, LhNode *node)
{
    char c = *p->at;
    if (!c || !strchr("?*+{", c))
        return;
    if (node->kind > LH_NODE_GROUP && node->kind != LH_NODE_REMEMBERED) {
        fail(p, "%c repeats something that takes no character", c);
        return;
    }
    if (node->kind == LH_NODE_BYTE && node->low >= 0x80) {
        fail(p, "put a character beyond ASCII in (?: ) before %c", c);
        return;
    }
    p->at++;
    node->min = c == '+';
    node->max = c == '?' ? 1 : LH_PATTERN_MANY;
    if (c == '{')
        parse_counts(p, node);
    if (*p->at && strchr("?*+{", *p->at))
        fail(p, "two repetitions in a row; patterns never backtrack, so %c%c is just %c", c, *p->at,
             c);
}

/* Reads things one after the other, up to | or ) or the end. */
static LhNode *parse_sequence(Parser *p)
{
    LhNode *first = NULL;
    LhNode **link = &first;
    while (*p->at && *p->at != '|' && *p->at != ')' && !p->error) {
        LhNode *node = parse_atom(p);
        if (!node || p->error)
            return NULL;
        parse_quantifier(p, node);
        *link = node;
        link = &node->next;
    }
    return first;
}

static GPtrArray *parse_branches(Parser *p)
{
    GPtrArray *branches = g_ptr_array_new();
    do
        g_ptr_array_add(branches, parse_sequence(p));
    while (!p->error && skip(p, "|"));
    if (branches->len > LH_MOST_BRANCHES)
        fail(p, "more than %d alternatives; use words", LH_MOST_BRANCHES);
    return branches;
}

/* Marks the nodes after which the pattern is over. */
static void mark_last(LhNode *sequence)
{
    LhNode *node = sequence;
    while (node && node->next)
        node = node->next;
    if (!node)
        return;
    node->last = TRUE;
    if (node->kind == LH_NODE_GROUP && node->max == 1)
        for (guint i = 0; i < node->branches->len; i++)
            mark_last(g_ptr_array_index(node->branches, i));
}

/* One node that stands for the whole pattern's branches. */
static LhNode *parse_all(Parser *p, const char *source)
{
    if (strlen(source) > LONGEST_SOURCE)
        return fail(p, "a pattern longer than %d characters; use `words`", LONGEST_SOURCE);
    LhNode *all = new_node(p, LH_NODE_GROUP);
    all->branches = parse_branches(p);
    if (!p->error && *p->at)
        return fail(p, "a ) without its (");
    if (p->error)
        return NULL;
    return all->branches->len == 1 ? g_ptr_array_index(all->branches, 0) : all;
}

static gboolean first_of(const LhNode *node, guint8 first[256]);

/* Adds what any of the branches can begin with; TRUE if one may be empty. */
static gboolean first_of_branches(const GPtrArray *branches, guint8 first[256])
{
    gboolean empty = FALSE;
    for (guint i = 0; i < branches->len; i++)
        empty |= first_of(g_ptr_array_index(branches, i), first);
    return empty;
}

/* Adds what both the look ahead and the rest after it can begin with. */
static gboolean first_of_look(const LhNode *look, guint8 first[256])
{
    guint8 ahead[256] = {0}, rest[256] = {0};
    if (first_of_branches(look->branches, ahead))
        return first_of(look->next, first);
    if (first_of(look->next, rest))
        memset(rest, 1, sizeof rest);
    for (guint b = 0; b < 256; b++)
        first[b] |= ahead[b] && rest[b];
    return FALSE;
}

/* Adds the bytes that one node can begin with; TRUE if it may take nothing. */
static gboolean first_of_one(const LhNode *node, guint8 first[256])
{
    switch (node->kind) {
    case LH_NODE_BYTE:
        first[node->low] = first[node->high] = 1;
        return FALSE;
    case LH_NODE_SET:
        for (guint b = 0; b < 256; b++)
            first[b] |= node->set[b];
        return FALSE;
    case LH_NODE_GROUP:
        return first_of_branches(node->branches, first);
    case LH_NODE_REMEMBERED:
        memset(first, 1, 256);
        return TRUE;
    default:
        return TRUE;
    }
}

/* Adds the bytes that a sequence can begin with; TRUE if it may take nothing. */
static gboolean first_of(const LhNode *node, guint8 first[256])
{
    for (; node; node = node->next) {
        if (node->kind == LH_NODE_LOOK && !node->negative)
            return first_of_look(node, first);
        gboolean empty = first_of_one(node, first);
        if (!empty && node->min > 0)
            return FALSE;
    }
    return TRUE;
}

/* Tells which branches of a group can begin with which byte. */
static void make_start(LhNode *node)
{
    if (node->kind != LH_NODE_GROUP && node->kind != LH_NODE_LOOK)
        return;
    node->start = g_new0(guint64, 256);
    for (guint i = 0; i < node->branches->len; i++) {
        guint8 first[256] = {0};
        gboolean empty = first_of(g_ptr_array_index(node->branches, i), first);
        if (empty)
            node->start_at_end |= G_GUINT64_CONSTANT(1) << i;
        for (guint b = 0; b < 256; b++)
            if (empty || first[b])
                node->start[b] |= G_GUINT64_CONSTANT(1) << i;
    }
}

LhPattern *lh_pattern_new(const char *source, gboolean ignore_case, GError **error)
{
    LhPattern *pattern = g_new0(LhPattern, 1);
    pattern->nodes = g_ptr_array_new_with_free_func(free_node);
    Parser p = {.at = source, .ignore_case = ignore_case, .nodes = pattern->nodes};
    pattern->first = parse_all(&p, source);
    if (p.error) {
        lh_pattern_free(pattern);
        g_propagate_error(error, p.error);
        return NULL;
    }
    mark_last(pattern->first);
    for (guint i = 0; i < pattern->nodes->len; i++)
        make_start(g_ptr_array_index(pattern->nodes, i));
    return pattern;
}

void lh_pattern_free(LhPattern *pattern)
{
    if (!pattern)
        return;
    g_ptr_array_unref(pattern->nodes);
    g_free(pattern);
}

gboolean lh_pattern_first(const LhPattern *pattern, guint8 first[256])
{
    memset(first, 0, 256);
    return first_of(pattern->first, first);
}
