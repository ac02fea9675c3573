/* md4c tells no positions. Text comes as pointers into `work`; everything else is found again from
 * there: a cursor runs along what has been read, and the markers before a line's content are told
 * off against the containers that are open. */
#include "build.h"
#include "line.h"

#include <string.h>

/* How far a fence or a rule is looked for. */
#define MAX_LINES_AHEAD 200

static const char *work(const LhBuild *b)
{
    return b->src->work->str;
}

static guint32 work_length(const LhBuild *b)
{
    return (guint32) b->src->work->len;
}

static guint32 line_start(const LhBuild *b, guint32 at)
{
    while (at > 0 && work(b)[at - 1] != '\n')
        at--;
    return at;
}

static void read_line(const LhBuild *b, LhLine *line, guint32 start)
{
    lh_line_read(line, work(b), start, work_length(b));
}

void lh_place_to_next_line(LhBuild *b, guint32 at)
{
    const char *end = at < work_length(b) ? memchr(work(b) + at, '\n', work_length(b) - at) : NULL;
    b->cursor = end ? (guint32) (end + 1 - work(b)) : work_length(b);
}

void lh_place_skip_blanks(LhBuild *b)
{
    const char *p = work(b) + b->cursor; /* ends with a NUL */
    while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '>')
        p++;
    b->cursor = (guint32) (p - work(b));
}

/* `[label]: …`, of which md4c tells nothing. */
static gboolean is_link_definition(const LhBuild *b, const LhLine *line)
{
    const char *p = work(b) + line->content, *end = work(b) + line->end;
    const char *close = *p == '[' ? memchr(p, ']', (gsize) (end - p)) : NULL;
    return close && close + 1 < end && close[1] == ':';
}

guint32 lh_place_next_content(LhBuild *b)
{
    guint32 start = b->cursor;
    LhLine line;
    while (start < work_length(b)) {
        read_line(b, &line, start);
        if (!lh_line_is_blank(&line) && !is_link_definition(b, &line))
            return line.content;
        start = line.end + 1;
    }
    return MIN(b->cursor, work_length(b));
}

/* Where the next line from the cursor on that @fits begins to fit; the cursor when none does. */
static guint32 find_line(LhBuild *b, gboolean (*fits)(const char *p, const char *end, char c),
                         char c)
{
    guint32 start = b->cursor;
    LhLine line;
    for (int lines = 0; start < work_length(b) && lines < MAX_LINES_AHEAD; lines++) {
        read_line(b, &line, start);
        if (fits(work(b) + line.content, work(b) + line.end, c))
            return line.content;
        start = line.end + 1;
    }
    return MIN(b->cursor, work_length(b));
}

guint32 lh_place_next_marker(LhBuild *b)
{
    guint32 start = b->cursor;
    LhLine line;
    for (int lines = 0; start < work_length(b) && lines < MAX_LINES_AHEAD; lines++) {
        read_line(b, &line, start);
        if (line.n_tokens && lh_line_is_blank(&line))
            return line.end;
        start = line.end + 1;
    }
    return MIN(b->cursor, work_length(b));
}

static gboolean is_fence(const char *p, const char *end, char c)
{
    return end - p >= 3 && p[0] == c && p[1] == c && p[2] == c;
}

static gboolean is_rule(const char *p, const char *end, char c)
{
    (void) c;
    return lh_line_is_rule(p, end);
}

guint32 lh_place_fence(LhBuild *b, char fence)
{
    return find_line(b, is_fence, fence);
}

guint32 lh_place_rule(LhBuild *b)
{
    return find_line(b, is_rule, 0);
}

void lh_place_over_fence(LhBuild *b, char fence)
{
    guint32 start = b->cursor;
    LhLine line;
    while (start < work_length(b)) {
        read_line(b, &line, start);
        if (!lh_line_is_blank(&line))
            break;
        start = line.end + 1;
    }
    if (start < work_length(b) && is_fence(work(b) + line.content, work(b) + line.end, fence))
        b->cursor = MIN(line.end + 1, work_length(b));
}

/* The marker of an item whose own line held nothing else, on a line before @start. */
static guint32 marker_before(LhBuild *b, guint32 start, guint32 otherwise)
{
    LhLine line;
    while (start > 0 && start > b->cursor) {
        start = line_start(b, start - 1);
        read_line(b, &line, start);
        if (line.n_tokens && line.tokens[line.n_tokens - 1].kind != '>')
            return line.tokens[line.n_tokens - 1].at;
    }
    return otherwise;
}

static gboolean is_unsettled(const LhBlock *block)
{
    return block->source.line == 0;
}

/* Tells the markers of @line, from the right, off against the open containers, innermost first. */
static void settle_containers(LhBuild *b, const LhLine *line, guint32 start, guint32 leaf)
{
    int token = line->n_tokens - 1;
    while (token >= 0 && line->tokens[token].at >= leaf)
        token--;
    for (int i = b->n_frames - 1; i > 0; i--) {
        LhBlock *block = b->frames[i].block;
        gboolean is_item = block->kind == LH_BLOCK_ITEM, is_quote = block->kind == LH_BLOCK_QUOTE;
        if (b->frames[i].tag || (!is_item && !is_quote && block->kind != LH_BLOCK_LIST))
            continue;
        gboolean fits = token >= 0 && (line->tokens[token].kind == '>') == is_quote;
        if (is_quote || (is_item && is_unsettled(block))) {
            guint32 at = fits      ? line->tokens[token].at
                         : is_item ? marker_before(b, start, leaf)
                                   : leaf;
            token -= fits;
            if (is_unsettled(block))
                block->source = lh_build_place(b, at);
        }
        if (block->kind == LH_BLOCK_LIST && is_unsettled(block) && i + 1 < b->n_frames)
            block->source = b->frames[i + 1].block->source;
    }
}

static gboolean containers_unsettled(const LhBuild *b)
{
    for (int i = b->n_frames - 1; i > 0; i--)
        if (is_unsettled(b->frames[i].block))
            return TRUE;
    return FALSE;
}

void lh_place_block(LhBuild *b, LhBlock *block, guint32 at, gboolean exactly)
{
    guint32 content = at;
    gboolean containers = containers_unsettled(b);
    if (containers || !exactly) {
        guint32 start = line_start(b, at);
        LhLine line;
        read_line(b, &line, start);
        if (!exactly)
            content = MIN(line.content, at);
        if (containers)
            settle_containers(b, &line, start, content);
    }
    block->source = lh_build_place(b, content);
}
