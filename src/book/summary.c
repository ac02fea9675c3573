/* SUMMARY.md, in mdBook's format: the reading order. */
#include "internal.h"

#include <string.h>

#define MOST_LEVELS   LH_MOST_LEVELS
#define LONGEST_TITLE 1000

typedef struct {
    LhBook *book;
    LhDiag *diag;
    const char *file;
    const char *p;    /* at hand */
    const char *line; /* start of the line that holds p */
    int number;       /* of that line */
    gboolean any;     /* something was read: a heading is a part's, not the book's */
    gboolean listed;  /* after the first list or part: links outside lists are back matter */
    gboolean ended;   /* back matter has begun */
    gboolean lettered; /* the lists hold appendices */
    LhPart *part;     /* NULL = none yet */
    int text_column[MOST_LEVELS]; /* of the open list items */
    int levels;
    GHashTable *paths; /* of path to LhChapter * */
} Summary;

/* `[title](target)` and where it stands. */
typedef struct {
    const char *title;
    gsize title_length;
    char *target; /* owned; "" = a draft */
    LhSource source, target_source;
} Link;

static LhSource place(const Summary *summary, const char *p)
{
    long column = g_utf8_strlen(summary->line, p - summary->line) + 1;
    return (LhSource){summary->file, summary->number, (int) column};
}

static void complain(Summary *summary, LhSource source, const char *code, const char *hint,
                     const char *message)
{
    lh_diag_add(summary->diag, LH_SEVERITY_ERROR, source, code, hint, "%s", message);
}

/* Moves to @to, counting lines. */
static void move_to(Summary *summary, const char *to)
{
    for (; summary->p < to; summary->p++)
        if (*summary->p == '\n') {
            summary->line = summary->p + 1;
            summary->number++;
        }
}

static const char *line_end(const char *p)
{
    return p + strcspn(p, "\n");
}

static const char *skip_spaces(const char *p)
{
    return p + strspn(p, " \t");
}

/* The text after a list marker at @p; NULL = there is no marker. */
static const char *after_marker(const char *p)
{
    const char *after = p;
    if (*p && strchr("-*+", *p)) {
        after++;
    } else {
        while (after < p + 9 && g_ascii_isdigit(*after))
            after++;
        if (after == p || (*after != '.' && *after != ')'))
            return NULL;
        after++;
    }
    return *after == ' ' || *after == '\t' || *after == '\n' || !*after ? after : NULL;
}

/* Whether the paragraph above the line at @p ends there. */
static gboolean ends_paragraph(const char *p)
{
    const char *start = skip_spaces(p);
    return start == line_end(p) || *start == '#' || after_marker(start);
}

/* Behind the code span at @p, or behind its backticks when they open none before @limit. */
static const char *skip_code(const char *p, const char *limit)
{
    gsize n = strspn(p, "`");
    const char *close = p + n;
    while (close < limit && (*close != '`' || strspn(close, "`") != n))
        close += *close == '`' ? strspn(close, "`") : 1;
    return close < limit ? close + n : p + n;
}

/* The `]` that closes the `[` at @p; NULL = none in the paragraph and before @limit. */
static const char *find_bracket(const char *p, const char *limit)
{
    int depth = 0;
    while (p < limit && !(*p == '\n' && ends_paragraph(p + 1))) {
        if (*p == '`') {
            p = skip_code(p, limit);
            continue;
        }
        if (*p == '\\' && g_ascii_ispunct(p[1]))
            p++;
        else if (*p == '[')
            depth++;
        else if (*p == ']' && --depth == 0)
            return p;
        p++;
    }
    return NULL;
}

/* The end of a link's target at @p: before a space or the `)` that closes the link. */
static const char *find_target_end(const char *p)
{
    int depth = 0;
    for (; *p && !g_ascii_isspace(*p); p++) {
        if (*p == '\\' && g_ascii_ispunct(p[1]))
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && depth-- == 0)
            break;
    }
    return p;
}

/* How far a title that begins at @p may reach: over line ends, but not through the whole file. */
static const char *paragraph_limit(const char *p)
{
    return p + strnlen(p, LONGEST_TITLE);
}

/* Takes away the backslashes before punctuation. (transfer full) */
static char *unescape(const char *text, gsize length)
{
    GString *out = g_string_sized_new(length);
    for (gsize i = 0; i < length; i++) {
        if (text[i] == '\\' && i + 1 < length && g_ascii_ispunct(text[i + 1]))
            i++;
        g_string_append_c(out, text[i]);
    }
    return g_string_free(out, FALSE);
}

/* Skips a link's `"title"`, which no book shows. */
static const char *skip_hover_title(const char *p)
{
    p = skip_spaces(p);
    if (*p != '"' && *p != '\'')
        return p;
    const char *close = memchr(p + 1, *p, (gsize) (line_end(p) - p - 1));
    return close ? skip_spaces(close + 1) : p;
}

/* Reads the link at @p, which is a `[`, and moves behind it. Its title ends before @limit.
 * FALSE = it is no link. */
static gboolean read_link(Summary *summary, const char *limit, Link *link)
{
    const char *bracket = find_bracket(summary->p, limit);
    if (!bracket || bracket[1] != '(')
        return FALSE;
    const char *start = skip_spaces(bracket + 2);
    gboolean angled = *start == '<';
    start += angled;
    const char *stop = angled ? start + strcspn(start, ">\n") : find_target_end(start);
    const char *close = skip_hover_title(stop + (angled && *stop == '>'));
    if (*close != ')')
        return FALSE;
    link->source = place(summary, summary->p);
    link->title = summary->p + 1;
    link->title_length = (gsize) (bracket - link->title);
    link->target = unescape(start, (gsize) (stop - start));
    move_to(summary, start);
    link->target_source = place(summary, start);
    move_to(summary, close + 1);
    return TRUE;
}

/* What links call the file: @target as written when it is there so, else with %20 worked out. */
static char *name_of(const LhBook *book, const char *target)
{
    g_autofree char *written = g_build_filename(book->sources, target, NULL);
    g_autofree char *plain = g_uri_unescape_string(target, "/");
    gboolean as_written = !plain || g_file_test(written, G_FILE_TEST_EXISTS);
    g_autofree char *name = lh_path_normalise(as_written ? target : plain);
    return lh_arena_strndup(book->arena, name, -1);
}

/* Gives @chapter its file. Without one it stays a draft, said in the diagnostics. */
static void find_file(Summary *summary, LhChapter *chapter, const Link *link)
{
    LhBook *book = summary->book;
    g_autoptr(GError) error = NULL;
    if (!*link->target)
        return;
    if (strstr(link->target, "://")) {
        complain(summary, link->target_source, "no-file", "name a .md file of the book",
                 "a chapter can't be an address of the net");
        return;
    }
    g_autofree char *path = lh_resolve_in(book, book->sources, link->target, &error);
    if (!path) {
        const char *code = error->code == LH_BOOK_ERROR_OUTSIDE ? "outside-book" : "no-file";
        complain(summary, link->target_source, code,
                 error->code == LH_BOOK_ERROR_MISSING ? "a chapter not yet written is [Title]()"
                                                      : NULL,
                 error->message);
        return;
    }
    const LhChapter *first = g_hash_table_lookup(summary->paths, path);
    if (first) {
        lh_diag_add(summary->diag, LH_SEVERITY_ERROR, link->target_source, "duplicate-chapter",
                    "take one of the two out", "%s is in the book already, in line %d",
                    link->target, first->source.line);
        return;
    }
    chapter->path = lh_arena_strndup(book->arena, path, -1);
    chapter->name = name_of(book, link->target);
    g_hash_table_insert(summary->paths, chapter->path, chapter);
    g_hash_table_insert(book->names, chapter->name, chapter);
}

static LhChapter *new_chapter(Summary *summary, LhChapterRole role, const Link *link)
{
    LhArena *arena = summary->book->arena;
    LhChapter *chapter = lh_arena_new0(arena, LhChapter, 1);
    g_autofree char *title = lh_title_plain(link->title, link->title_length);
    if (!*title)
        complain(summary, link->source, "no-title", "write [Title](file.md)",
                 "this link has no title");
    *chapter = (LhChapter){.role = role,
                           .title = lh_arena_strndup(arena, title, -1),
                           .index = -1,
                           .part = summary->part,
                           .source = link->source};
    find_file(summary, chapter, link);
    return chapter;
}

static void add_chapter(Summary *summary, LhChapter *chapter)
{
    g_ptr_array_add(summary->book->chapters, chapter);
}

/* A chapter in a list. */
static void add_numbered(Summary *summary, const Link *link, int depth)
{
    LhChapter *chapter =
        new_chapter(summary, summary->lettered ? LH_CHAPTER_APPENDIX : LH_CHAPTER_BODY, link);
    chapter->depth = depth;
    add_chapter(summary, chapter);
    if (summary->part)
        g_ptr_array_add(summary->part->chapters, chapter);
}

/* A link outside lists: front or back matter. */
static void add_affix(Summary *summary, const Link *link)
{
    LhPart *part = summary->part;
    summary->part = NULL;
    LhChapterRole role = summary->listed ? LH_CHAPTER_BACK : LH_CHAPTER_FRONT;
    add_chapter(summary, new_chapter(summary, role, link));
    summary->part = part;
    summary->ended = summary->listed;
}

static void warn_unused(Summary *summary, const char *p, const char *hint, const char *message)
{
    lh_diag_add(summary->diag, LH_SEVERITY_WARNING, place(summary, p), "unused-line", hint, "%s",
                message);
}

/* Moves to the end of the line; what stands there is not used. */
static void finish_line(Summary *summary)
{
    const char *rest = skip_spaces(summary->p), *end = line_end(summary->p);
    if (rest < end && !g_str_has_prefix(rest, "<!--"))
        warn_unused(summary, rest, "move it into the chapter", "text after the link is not used");
    move_to(summary, end);
}

static void read_item(Summary *summary, int column, const char *content, int content_column)
{
    while (summary->levels && column < summary->text_column[summary->levels - 1])
        summary->levels--;
    LhSource source = place(summary, content);
    if (summary->levels == MOST_LEVELS) {
        complain(summary, source, "too-deep", NULL, "chapters are nested at most 8 levels deep");
        move_to(summary, line_end(content));
        return;
    }
    if (summary->ended)
        complain(summary, source, "list-after-end", "move the list up, or the links below it",
                 "a list can't follow the links of the back matter");
    summary->text_column[summary->levels++] = content_column;
    summary->listed = TRUE;
    move_to(summary, content);
    Link link = {0};
    if (*content == '[' && read_link(summary, paragraph_limit(content), &link)) {
        add_numbered(summary, &link, summary->levels - 1);
        finish_line(summary);
    } else {
        complain(summary, source, "no-link", "write - [Title](file.md), or - [Title]() for a draft",
                 "this item has no link");
        move_to(summary, line_end(content));
    }
    g_free(link.target);
}

/* `# Appendices`: the lists below it have letters, and are in no part. */
static gboolean begins_appendices(const Summary *summary, const char *text, gsize length)
{
    g_autofree char *title = g_strndup(text, length);

    return !summary->book->is_mdbook &&
           (!g_ascii_strcasecmp(title, "Appendices") || !g_ascii_strcasecmp(title, "Appendix"));
}

static void begin_appendices(Summary *summary)
{
    summary->part = NULL;
    summary->listed = summary->lettered = TRUE;
}

/* A part with the title of @link or, without one, of @text. */
static void add_part(Summary *summary, const Link *link, const char *text, gsize length)
{
    LhBook *book = summary->book;
    LhPart *part = lh_arena_new0(book->arena, LhPart, 1);
    g_autofree char *title =
        link ? lh_title_plain(link->title, link->title_length) : lh_title_plain(text, length);
    part->title = lh_arena_strndup(book->arena, title, -1);
    part->chapters = g_ptr_array_new();
    g_ptr_array_add(book->parts, part);
    summary->part = part;
    summary->listed = TRUE;
    if (link && *link->target)
        part->opener = new_chapter(summary, LH_CHAPTER_OPENER, link);
    if (summary->ended)
        complain(summary, place(summary, summary->line), "list-after-end",
                 "move the part up, or the links below it",
                 "a part can't follow the links of the back matter");
}

/* The end of a heading's text: without closing #s. */
static const char *heading_end(const char *start)
{
    const char *end = line_end(start);
    while (end > start && g_ascii_isspace(end[-1]))
        end--;
    const char *hashes = end;
    while (hashes > start && hashes[-1] == '#')
        hashes--;
    return hashes > start && hashes[-1] == ' ' ? hashes : end;
}

/* `# Part`, `# [Part](part.md)`; the very first heading is SUMMARY.md's own. */
static void read_heading(Summary *summary, const char *start)
{
    Link link = {0};
    const char *end = heading_end(start);
    move_to(summary, start);
    summary->levels = 0;
    if (*start == '[' && read_link(summary, end, &link)) {
        add_part(summary, &link, NULL, 0);
    } else if (summary->any && begins_appendices(summary, start, (gsize) (end - start))) {
        begin_appendices(summary);
    } else if (summary->any) {
        summary->lettered = FALSE;
        add_part(summary, NULL, start, (gsize) (end - start));
    } else {
        g_autofree char *title = lh_title_plain(start, (gsize) (end - start));
        if (g_ascii_strcasecmp(title, "summary") && !summary->book->title && *title)
            summary->book->title = lh_arena_strndup(summary->book->arena, title, -1);
    }
    move_to(summary, line_end(summary->p));
    g_free(link.target);
}

/* Whether the line at @p is `---`, `* * *` or the like. */
static gboolean is_rule(const char *p)
{
    char mark = *p;
    int n = 0;
    if (!mark || !strchr("-*_", mark))
        return FALSE;
    for (; *p && *p != '\n'; p++)
        if (*p == mark)
            n++;
        else if (*p != ' ' && *p != '\t')
            return FALSE;
    return n >= 3;
}

/* Columns of blank space before @p, tabs to the next four. */
static int column_of(const Summary *summary, const char *p)
{
    int column = 0;
    for (const char *c = summary->line; c < p; c++)
        column = *c == '\t' ? (column / 4 + 1) * 4 : column + 1;
    return column;
}

static void skip_comment(Summary *summary, const char *p)
{
    const char *close = strstr(p, "-->");
    if (!close)
        complain(summary, place(summary, p), "open-comment", "close it with -->",
                 "this comment has no end");
    move_to(summary, close ? close + 3 : p + strlen(p));
}

/* A line that is neither a heading, an item, a rule nor a comment. */
static void read_text_line(Summary *summary, const char *p)
{
    Link link = {0};
    move_to(summary, p);
    if (*p == '[' && read_link(summary, paragraph_limit(p), &link)) {
        add_affix(summary, &link);
        finish_line(summary);
    } else {
        warn_unused(summary, p,
                    "a line here is `# Part`, `- [Title](file.md)` or `[Title](file.md)`",
                    "this line is not used");
        move_to(summary, line_end(p));
    }
    g_free(link.target);
}

static void read_line(Summary *summary)
{
    const char *p = skip_spaces(summary->p);
    const char *item = after_marker(p);
    gsize hashes = strspn(p, "#");
    if (*p == '\n' || !*p) {
        move_to(summary, p);
        return;
    }
    if (g_str_has_prefix(p, "<!--")) {
        skip_comment(summary, p);
        return;
    }
    if (is_rule(p)) {
        move_to(summary, line_end(p));
    } else if (hashes == 1 && strchr(" \t\n", p[hashes])) {
        read_heading(summary, skip_spaces(p + hashes));
    } else if (item) {
        const char *content = skip_spaces(item);
        read_item(summary, column_of(summary, p), content, column_of(summary, content));
    } else {
        read_text_line(summary, p);
    }
    summary->any = TRUE;
}

void lh_summary_read(LhBook *book, const char *text, const char *file, LhDiag *diag)
{
    g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);
    Summary summary = {.book = book,
                       .diag = diag,
                       .file = file,
                       .p = text,
                       .line = text,
                       .number = 1,
                       .paths = paths};
    while (*summary.p) {
        read_line(&summary);
        if (*summary.p == '\n')
            move_to(&summary, summary.p + 1);
    }
    lh_book_number(book);
    if (!book->chapters->len)
        lh_diag_add(diag, LH_SEVERITY_ERROR, (LhSource){file, 1, 0}, "no-chapters",
                    "write - [Title](file.md)", "the book has no chapters");
}
