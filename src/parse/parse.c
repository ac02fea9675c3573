#include "longhand/parse.h"

#include "build.h"
#include "front.h"

#include <string.h>

/* As lh_book_read_text() allows. */
#define MAX_TEXT (8u << 20)

/* What the author calls the file: its path below the book's root. */
static const char *file_name(LhArena *arena, const LhBook *book, const LhChapter *chapter)
{
    gsize n = book && book->root ? strlen(book->root) : 0;
    const char *path = chapter ? chapter->path : NULL;
    if (path && n && !strncmp(path, book->root, n) && path[n] == '/')
        return lh_arena_strndup(arena, path + n + 1, -1);
    if (chapter && chapter->name)
        return lh_arena_strndup(arena, chapter->name, -1);
    return lh_arena_strndup(arena, path ? path : "text", -1);
}

static void tell(LhDiag *diag, const char *name, int line, const char *code, const char *message)
{
    LhSource source = {name, line, 0};
    lh_diag_add(diag, LH_SEVERITY_ERROR, source, code, NULL, "%s", message);
}

/* Says @message of the file at @path; a place that it begins with is told as the place in the chapter. */
static void tell_unreadable(LhDiag *diag, const char *name, const char *path, const char *message)
{
    LhSource source = {name, 0, 0};
    int length = 0;
    const char *after = g_str_has_prefix(message, path) ? message + strlen(path) : "";
    if (sscanf(after, ":%d:%d: %n", &source.line, &source.column, &length) == 2 && length)
        message = after + length;
    lh_diag_add(diag, LH_SEVERITY_ERROR, source, "unreadable", NULL, "%s", message);
}

/* The chapter's file, or NULL with a word to the author. */
static char *read_chapter(const LhChapter *chapter, const char *name, gsize *length, LhDiag *diag)
{
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    if (!chapter || !chapter->path)
        tell(diag, name, 0, "no-file", "this chapter is a draft without a file");
    else if (!(text = lh_book_read_text(chapter->path, length, &error)))
        tell_unreadable(diag, name, chapter->path, error->message);
    return text;
}

static int line_of(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

/* A copy of @text that is UTF-8 with \n as line ends; says where it wasn't UTF-8. */
static char *clean(const char *text, gsize *length, const char *name, LhDiag *diag)
{
    const char *bad;
    char *copy;
    if (!g_utf8_validate(text, (gssize) *length, &bad)) {
        tell(diag, name, line_of(text, bad), "not-utf8",
             "this is not UTF-8; save the file as UTF-8");
        copy = g_utf8_make_valid(text, (gssize) *length);
    } else
        copy = g_strndup(text, *length);
    char *to = copy;
    for (const char *from = copy; *from; from++)
        if (*from != '\r')
            *to++ = *from;
        else if (from[1] != '\n')
            *to++ = '\n';
    *to = '\0';
    *length = (gsize) (to - copy);
    return copy;
}

/* The chapter's text, as files should be: from its file, or @text if that is fine or is made so.
 * Returns: (transfer full) in *@own when it had to be made. */
static const char *take_text(const LhChapter *chapter, const char *text, const char *name,
                             gsize *length, char **own, LhDiag *diag)
{
    if (!text)
        return *own = read_chapter(chapter, name, length, diag);
    *length = strlen(text);
    if (*length > MAX_TEXT) {
        tell(diag, name, 0, "too-large", "a chapter can have at most 8 MiB");
        return NULL;
    }
    if (g_utf8_validate(text, (gssize) *length, NULL) && !memchr(text, '\r', *length))
        return text;
    return *own = clean(text, length, name, diag);
}

/* Sets what the front matter says. Returns: its length. */
static guint32 take_front(LhTree *tree, const LhSrcFile *file, LhFront *front, LhDiag *diag)
{
    *front = lh_front_read(tree->arena, file->name, file->text, file->length, diag);
    tree->id = front->id;
    tree->draft = front->draft;
    tree->contents = front->contents;
    tree->only = front->only;
    return (guint32) front->length;
}

static void fill(LhTree *tree, const LhBook *book, const LhSrcFile *file, LhDiag *diag)
{
    LhFront front;
    LhScan scan;
    LhBuild *b = g_new(LhBuild, 1);
    lh_scan_init(&scan, tree->arena, file, take_front(tree, file, &front, diag), diag);
    lh_build_init(b, tree, &scan, book, diag);
    if (front.title)
        tree->title = lh_build_inlines(b, front.title, NULL, LH_NOWHERE, front.title_source);
    lh_build_run(b, 0);
    lh_refine(b);
    lh_build_clear(b);
    lh_scan_clear(&scan);
    g_free(b);
}

LhTree *lh_parse_chapter(const LhBook *book, const LhChapter *chapter, const char *text,
                         LhDiag *diag)
{
    LhTree *tree = g_new0(LhTree, 1);
    tree->arena = lh_arena_new();
    tree->chapter = chapter;
    const char *name = file_name(tree->arena, book, chapter);
    g_autofree char *own = NULL;
    gsize length = 0;
    text = take_text(chapter, text, name, &length, &own, diag);
    if (!text) {
        lh_tree_free(tree);
        return NULL;
    }
    gsize bom = g_str_has_prefix(text, "\xEF\xBB\xBF") ? 3 : 0;
    LhSrcFile *file = lh_src_file_new(name, text + bom, length - bom);
    fill(tree, book, file, diag);
    lh_src_file_free(file);
    return tree;
}
