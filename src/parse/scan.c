#include "scan.h"

#include "line.h"

#include <string.h>

/* A paragraph larger than this, or with more signs of markup, is kept as plain text: md4c's time
 * grows with the square of the signs. No author writes one. */
#define MAX_RUN_BYTES (256u << 10)
#define MAX_RUN_SIGNS 8000u
/* Squares of signs that large paragraphs of one chapter may have together, about a second. */
#define MAX_EFFORT        1000000000u
#define SMALL_RUN         4096u
#define MAX_TABLE_COLUMNS 128

typedef struct {
    LhScan *scan;
    LhSrc *src; /* being filled with the chapter's own text */
    LhArena *arena;
    const LhSrcFile *file;
    LhDiag *diag;
    guint32 done;        /* bytes of the file that are in src */
    LhLine *line, *next; /* the one in hand, and the one after it */
    LhLine lines[2];
    gboolean in_table, in_comment, after_blank;
    char fence; /* 0 = outside */
    int fence_length, fence_quotes, fence_column;
    guint32 start;              /* of the line in hand */
    guint64 effort;             /* see MAX_EFFORT */
    guint32 run_work, run_orig; /* where the run of lines without a blank one began */
    LhLine body;                /* a line of a footnote */
} Scanner;

static const char *at(const Scanner *s, guint32 offset)
{
    return s->file->text + offset;
}

/* Copies the file up to @offset. */
static void copy_to(Scanner *s, guint32 offset)
{
    lh_src_add(s->src, s->file, s->done, offset);
    s->done = MAX(s->done, offset);
}

static void warn(Scanner *s, guint32 offset, const char *code, const char *hint,
                 const char *message)
{
    lh_diag_add(s->diag, LH_SEVERITY_WARNING, lh_src_file_place(s->src, s->file, offset), code,
                hint, "%s", message);
}

/* Puts in a line that is blank but for the quote marks of @line. */
static void insert_blank_like(Scanner *s, const LhLine *line, guint32 start)
{
    g_autoptr(GString) blank = g_string_new(NULL);
    int last = line->n_tokens;
    while (last > 0 && line->tokens[last - 1].kind != '>')
        last--;
    guint32 stop = last ? line->tokens[last - 1].at + 1 : start;
    for (guint32 i = start; i < stop; i++) {
        char c = *at(s, i);
        g_string_append_c(blank, c == '>' || c == '\t' ? c : ' ');
    }
    g_string_append_c(blank, '\n');
    lh_src_insert(s->src, s->file, start, blank->str, blank->len);
}

/* ---- fences and comments */

static gboolean leaves_fence_container(const Scanner *s)
{
    return s->line->quotes < s->fence_quotes ||
           (s->fence_quotes == 0 && !lh_line_is_blank(s->line) && s->fence_column > 3 &&
            s->line->n_tokens == 0 && s->line->indent + 4 <= s->fence_column);
}

static gboolean closes_fence(const Scanner *s)
{
    const char *p = at(s, s->line->content), *end = at(s, s->line->end);
    int n = 0;
    while (p < end && *p == s->fence) {
        p++;
        n++;
    }
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    return p == end && n >= s->fence_length;
}

static void open_fence(Scanner *s, int length)
{
    s->fence = *at(s, s->line->content);
    s->fence_length = length;
    s->fence_quotes = s->line->quotes;
    s->fence_column = s->line->column;
}

/* Whether the line belongs to fenced code; keeps the state. */
static gboolean in_fence(Scanner *s)
{
    if (s->fence && leaves_fence_container(s))
        s->fence = 0;
    if (s->fence) {
        if (closes_fence(s))
            s->fence = 0;
        return TRUE;
    }
    int length = lh_line_fence(at(s, s->line->content), at(s, s->line->end));
    if (length)
        open_fence(s, length);
    return length > 0;
}

static gboolean in_comment(Scanner *s)
{
    const char *p = at(s, s->line->content), *end = at(s, s->line->end);
    gboolean begins = !s->in_comment && end - p >= 4 && !memcmp(p, "<!--", 4);
    if (!begins && !s->in_comment)
        return FALSE;
    s->in_comment = !g_strstr_len(p, end - p, "-->");
    return TRUE;
}

/* ---- runs that would cost too much */

static gboolean is_sign(char c)
{
    static const char signs[256] = {
        ['['] = 1, [']'] = 1,  ['*'] = 1, ['_'] = 1, ['`'] = 1, ['<'] = 1, ['>'] = 1,
        ['&'] = 1, ['\\'] = 1, ['~'] = 1, ['!'] = 1, [':'] = 1, ['@'] = 1, ['.'] = 1};
    return signs[(guchar) c];
}

static guint64 count_signs(const char *from, const char *to)
{
    guint64 n = 0;
    for (; from < to; from++)
        n += is_sign(*from);
    return n;
}

static void mask(char *from, const char *to)
{
    for (; from < to; from++)
        if (is_sign(*from))
            *from = LH_SRC_MASK;
}

static gboolean is_too_much(Scanner *s, const char *from, const char *to)
{
    if (to - from <= SMALL_RUN)
        return FALSE;
    guint64 signs = count_signs(from, to);
    s->effort += signs * signs;
    return to - from > MAX_RUN_BYTES || signs > MAX_RUN_SIGNS || s->effort > MAX_EFFORT;
}

/* The run that began at run_work ends where src ends. */
static void end_run(Scanner *s)
{
    char *from = s->src->work->str + s->run_work, *to = s->src->work->str + s->src->work->len;
    if (is_too_much(s, from, to)) {
        mask(from, to);
        warn(s, s->run_orig, "huge-paragraph", "put blank lines into it",
             "this paragraph is too large to be read as Markdown; its text is kept as it is");
    }
    s->run_work = (guint32) s->src->work->len;
    s->run_orig = s->done;
}

/* ---- tables */

/* Whether the line @line is a table's `|---|:-:|`. Returns: its columns, or 0. */
static int delimiter_columns(const Scanner *s, const LhLine *line)
{
    int pipes = 0, dashes = 0;
    const char *p = at(s, line->content), *end = at(s, line->end), *last = NULL;
    if (p == end || !strchr("|:-", *p))
        return 0;
    gboolean leading = *p == '|';
    for (; p < end; p++) {
        if (!strchr("|:- \t\r", *p) || !*p)
            return 0;
        pipes += *p == '|';
        dashes += *p == '-';
        if (*p == '|' || *p == '-' || *p == ':')
            last = p;
    }
    gboolean trailing = last && *last == '|';
    return pipes && dashes ? pipes + 1 - leading - trailing : 0;
}

/* Widens the cells of a delimiter row to the three signs that md4c wants. */
static void widen_delimiters(Scanner *s)
{
    guint32 i = s->line->content;
    while (i < s->line->end) {
        guint32 from = i, dash = 0;
        for (; i < s->line->end && strchr(":-", *at(s, i)); i++)
            if (*at(s, i) == '-')
                dash = i + 1;
        if (dash && i - from < 3) {
            copy_to(s, dash);
            lh_src_insert(s->src, s->file, dash, "--", 3 - (i - from));
        }
        i += i == from;
    }
}

static void refuse_wide_table(Scanner *s)
{
    copy_to(s, s->line->end);
    char *end = s->src->work->str + s->src->work->len;
    for (char *p = end - (s->line->end - s->line->content); p < end; p++)
        if (*p == '-')
            *p = LH_SRC_MASK;
    warn(s, s->line->content, "wide-table", "at most 128 columns",
         "this table has too many columns; its text is kept");
}

/* A table whose head is this line begins; makes room before it. */
static void begin_table(Scanner *s, guint32 start)
{
    gboolean own_item = s->line->n_tokens > 0 && s->line->tokens[s->line->n_tokens - 1].kind != '>';
    if (!s->after_blank && !own_item)
        insert_blank_like(s, s->line, start);
    s->in_table = TRUE;
}

static gboolean starts_with(const Scanner *s, const LhLine *line, const char *what)
{
    gsize n = strlen(what);
    return line->end - line->content >= n && !memcmp(at(s, line->content), what, n);
}

/* ---- attributes at the end of a line */

/* Where the `{` is that opens the braces which end the line; 0 = there are none. */
static guint32 find_braces(const Scanner *s)
{
    const char *from = at(s, s->line->content), *end = at(s, s->line->end);
    while (end > from && g_ascii_isspace(end[-1]))
        end--;
    if (end - from < 5 || end[-1] != '}')
        return 0;
    const char *open = g_strrstr_len(from, end - from, "{");
    if (!open || open == from || !(open[-1] == ' ' || open[-1] == ')') || open[1] == '}')
        return 0;
    return strchr("#.", open[1]) || g_ascii_isalpha(open[1]) ? (guint32) (open - s->file->text) : 0;
}

static gboolean is_setext_underline(const Scanner *s, const LhLine *line)
{
    const char *p = at(s, line->content), *end = at(s, line->end);
    char c = p < end ? *p : 0;
    if (c != '=' && c != '-')
        return FALSE;
    while (p < end && *p == c)
        p++;
    while (p < end && g_ascii_isspace(*p))
        p++;
    return p == end;
}

static gboolean may_have_attributes(const Scanner *s, guint32 brace)
{
    return starts_with(s, s->line, "#") || starts_with(s, s->line, "Table:") ||
           (s->line->n_tokens > 0 && starts_with(s, s->line, "[!")) ||
           *at(s, brace - 1) == ')' || is_setext_underline(s, s->next);
}

static void take_attributes(Scanner *s)
{
    guint32 brace = find_braces(s), close = s->line->end;
    if (!brace || !may_have_attributes(s, brace))
        return;
    while (*at(s, close) != '}')
        close--;
    copy_to(s, s->line->end);
    guint32 from = (guint32) s->src->work->len - (s->line->end - brace);
    memset(s->src->work->str + from, ' ', close + 1 - brace);
    LhScanAttrs attrs = {from, at(s, brace + 1), close - brace - 1};
    g_array_append_val(s->scan->attrs, attrs);
}

/* ---- footnotes */

/* The label of the definition on @line, or NULL; *@text = after its colon. */
static char *note_label(Scanner *s, const LhLine *line, guint32 *text)
{
    const char *p = at(s, line->content) + 2, *end = at(s, line->end), *from = p;
    if (line->n_tokens || line->indent > 3 || !starts_with(s, line, "[^"))
        return NULL;
    while (p < end && *p != ']' && *p != '[' && *p != ' ' && *p != '\t')
        p++;
    if (p == from || end - p < 2 || p[0] != ']' || p[1] != ':')
        return NULL;
    *text = (guint32) (p + 2 - s->file->text);
    return lh_arena_strndup(s->arena, from, p - from);
}

/* Whether the line of text @line goes on with the footnote's paragraph. */
static gboolean goes_on(Scanner *s, const LhLine *line)
{
    guint32 text;
    char c = *at(s, line->content);
    return line->n_tokens == 0 && !strchr("#`~|<", c) && !note_label(s, line, &text);
}

/* Where the lines of the footnote that begins on this line end. */
static guint32 end_of_note(Scanner *s)
{
    guint32 end = s->line->end, start = end + 1;
    gboolean blank = FALSE;
    while (start < s->file->length) {
        lh_line_read(&s->body, s->file->text, start, s->file->length);
        gboolean is_blank = lh_line_is_blank(&s->body);
        const char *p = at(s, start);
        gboolean indented = *p == '\t' || !strncmp(p, "    ", 4);
        if (!is_blank && !indented && (blank || !goes_on(s, &s->body)))
            break;
        if (!is_blank)
            end = s->body.end;
        blank = is_blank;
        start = s->body.end + 1;
    }
    return end;
}

/* The offset after up to four columns of indent at @from. */
static guint32 dedent(const Scanner *s, guint32 from)
{
    guint32 i = from;
    for (int n = 0; n < 4 && i < s->file->length; i++, n++) {
        if (*at(s, i) == '\t')
            return i + 1;
        if (*at(s, i) != ' ')
            break;
    }
    return i;
}

/* Writes the footnote's lines @from…@end as one list item, which may hold any blocks. */
static void write_note(Scanner *s, LhSrc *out, guint32 from, guint32 end)
{
    while (from < end && g_ascii_isspace(*at(s, from)))
        from++;
    lh_src_insert(out, s->file, from, "- ", 2);
    for (;;) {
        const char *stop = memchr(at(s, from), '\n', end - from);
        guint32 line_end = stop ? (guint32) (stop - s->file->text) : end;
        lh_src_add(out, s->file, from, line_end);
        lh_src_insert(out, s->file, line_end, "\n", 1);
        if (line_end >= end)
            return;
        from = MIN(dedent(s, line_end + 1), end);
        lh_src_insert(out, s->file, from, "  ", 2);
    }
}

/* Takes the definition on this line out. Returns: FALSE when there is none. */
static gboolean take_note(Scanner *s, LhSrc *notes, guint32 start)
{
    guint32 text;
    if (s->file->text[s->line->content] != '[')
        return FALSE;
    char *label = note_label(s, s->line, &text);
    if (!label)
        return FALSE;
    LhScanNote note = {label, lh_src_file_place(s->src, s->file, s->line->content),
                       (guint32) notes->work->len};
    g_array_append_val(s->scan->notes, note);
    g_hash_table_add(s->scan->labels, label);
    guint32 end = end_of_note(s);
    copy_to(s, start);
    write_note(s, notes, text, end);
    lh_src_insert(s->src, s->file, start, "\n", 1);
    s->done = s->line->end = end;
    return TRUE;
}

/* ---- the pass */

static gboolean is_callout_title(const Scanner *s)
{
    return s->line->n_tokens > 0 && s->line->tokens[s->line->n_tokens - 1].kind == '>' &&
           starts_with(s, s->line, "[!");
}

static void refuse_depth(Scanner *s)
{
    copy_to(s, s->line->end);
    s->src->work->str[s->src->work->len - (s->line->end - s->line->content)] = LH_SRC_MASK;
    warn(s, s->line->content, "too-deep", NULL,
         "quotes and lists are nested too deeply here; the text is kept");
}

/* The room that a callout's title and a table's caption need after them. */
static void make_room_after(Scanner *s)
{
    guint32 next_start = s->line->end + 1;
    if (next_start >= s->file->length || lh_line_is_blank(s->next))
        return;
    gboolean callout = is_callout_title(s) && s->next->quotes >= s->line->quotes;
    gboolean caption =
        starts_with(s, s->line, "Table:") &&
        memchr(at(s, s->next->content), '|', s->next->end - s->next->content) != NULL;
    if (callout || caption) {
        copy_to(s, next_start);
        insert_blank_like(s, callout ? s->line : s->next, callout ? s->start : next_start);
    }
}

static void scan_table_line(Scanner *s, guint32 start)
{
    if (s->in_table && starts_with(s, s->line, "Table:")) {
        copy_to(s, start);
        insert_blank_like(s, s->line, start);
        s->in_table = FALSE;
    }
    int columns = s->in_table ? 0 : delimiter_columns(s, s->next);
    if (columns) {
        copy_to(s, start);
        begin_table(s, start);
    } else if (s->in_table && (columns = delimiter_columns(s, s->line)) > MAX_TABLE_COLUMNS)
        refuse_wide_table(s);
    else if (columns)
        widen_delimiters(s);
}

/* A backtick in the attributes makes a fence none; its author will wonder. */
static void check_fence(Scanner *s)
{
    const char *p = at(s, s->line->content), *end = at(s, s->line->end);
    while (p < end && *p == '`')
        p++;
    while (p < end && (g_ascii_isalnum(*p) || *p == ' ' || *p == '+'))
        p++;
    if (p < end && *p == '{')
        warn(s, s->line->content, "backtick-in-fence", "open and close this listing with ~~~",
             "no backtick may stand after the ``` that opens a listing");
}

/* A comment that opens as a line's last sign goes on in the same line of the work copy: md4c (0.4.8) takes one
 * that is broken right there for text. */
static void join_comment(Scanner *s)
{
    const char *from = at(s, s->line->content), *end = at(s, s->line->end);
    gboolean opens = end - from > 4 && g_str_has_prefix(end - 4, "<!--") && end[-5] != '\\';
    if (!opens || *from == '<' || s->line->quotes || s->line->end >= s->file->length ||
        lh_line_is_blank(s->next) || s->next->n_tokens)
        return;
    copy_to(s, s->line->end + 1);
    s->src->work->str[s->src->work->len - 1] = ' ';
}

/* Whether md4c certainly begins a new paragraph here. */
static gboolean begins_block(const Scanner *s)
{
    return s->in_table || starts_with(s, s->line, "#") ||
           (s->line->n_tokens && s->line->tokens[s->line->n_tokens - 1].kind != '>');
}

/* A line of text, outside code and comments. */
static void scan_text_line(Scanner *s, guint32 start)
{
    if (s->line->too_deep)
        refuse_depth(s);
    if (begins_block(s)) {
        copy_to(s, start);
        end_run(s);
    }
    if (starts_with(s, s->line, "```"))
        check_fence(s);
    scan_table_line(s, start);
    take_attributes(s);
    join_comment(s);
    s->start = start;
    make_room_after(s);
}

static void scan_line(Scanner *s, LhSrc *notes, guint32 start)
{
    if (in_fence(s) || lh_line_is_blank(s->line) || in_comment(s)) {
        copy_to(s, start);
        end_run(s);
        s->in_table = FALSE;
        s->after_blank = TRUE;
        copy_to(s, MIN(s->line->end + 1, s->file->length));
        s->run_work = (guint32) s->src->work->len;
        s->run_orig = s->done;
        return;
    }
    if (take_note(s, notes, start)) {
        s->after_blank = TRUE;
        return;
    }
    scan_text_line(s, start);
    s->after_blank = FALSE;
}

static void scan_lines(Scanner *s, LhSrc *notes)
{
    guint32 start = s->done, length = s->file->length;
    gboolean have_next = FALSE;
    while (start < length) {
        LhLine *line = s->line;
        if (have_next) {
            s->line = s->next;
            s->next = line;
        } else
            lh_line_read(s->line, s->file->text, start, length);
        guint32 end = s->line->end;
        guint32 next = MIN(end + 1, length);
        lh_line_read(s->next, s->file->text, next, length);
        scan_line(s, notes, start);
        have_next = s->line->end == end;
        start = s->line->end + 1;
    }
    copy_to(s, length);
    end_run(s);
}

/* Puts the chapter's own text after the notes. */
static void join(LhScan *scan, LhSrc *notes, LhSrc *body)
{
    /* A rule ends the list of notes, whatever they hold. */
    const LhSrcPiece *first = &g_array_index(notes->pieces, LhSrcPiece, 0);
    lh_src_insert(notes, first->file, first->orig, "\n***\n\n", 6);
    guint32 shift = (guint32) notes->work->len;
    for (guint i = 0; i < body->pieces->len; i++)
        g_array_index(body->pieces, LhSrcPiece, i).work += shift;
    for (guint i = 0; i < scan->attrs->len; i++)
        g_array_index(scan->attrs, LhScanAttrs, i).at += shift;
    g_string_append_len(notes->work, body->work->str, (gssize) body->work->len);
    g_array_append_vals(notes->pieces, body->pieces->data, body->pieces->len);
    scan->body = shift;
    lh_src_clear(body);
    *body = *notes;
}

void lh_scan_init(LhScan *scan, LhArena *arena, const LhSrcFile *file, guint32 from, LhDiag *diag)
{
    LhSrc notes;
    *scan = (LhScan){0};
    scan->attrs = g_array_new(FALSE, FALSE, sizeof(LhScanAttrs));
    scan->notes = g_array_new(FALSE, FALSE, sizeof(LhScanNote));
    scan->labels = g_hash_table_new(g_str_hash, g_str_equal);
    lh_src_init(&scan->src, file->length - from);
    lh_src_init(&notes, 0);
    Scanner s = {.scan = scan,
                 .src = &scan->src,
                 .arena = arena,
                 .file = file,
                 .diag = diag,
                 .done = from,
                 .after_blank = TRUE};
    s.line = &s.lines[0];
    s.next = &s.lines[1];
    scan_lines(&s, &notes);
    if (notes.work->len)
        join(scan, &notes, &scan->src);
    else
        lh_src_clear(&notes);
    scan->src.piece = 0;
}

void lh_scan_clear(LhScan *scan)
{
    lh_src_clear(&scan->src);
    g_array_free(scan->attrs, TRUE);
    g_array_free(scan->notes, TRUE);
    g_hash_table_unref(scan->labels);
}
