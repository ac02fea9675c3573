/* Opens a book: finds its files and has them read. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A reading order or settings larger than this are no such thing. */
#define MOST_SETTINGS ((gsize) 4 * 1024 * 1024)

static LhBook *new_book(const char *root)
{
    LhBook *book = g_new0(LhBook, 1);
    book->arena = lh_arena_new();
    book->root = lh_arena_strndup(book->arena, root, -1);
    book->sources = book->root;
    book->parts = g_ptr_array_new();
    book->chapters = g_ptr_array_new();
    book->names = g_hash_table_new(g_str_hash, g_str_equal);
    return book;
}

char *lh_chapter_label(const LhChapter *chapter)
{
    if (chapter->number == NULL || chapter->depth > 0)
        return g_strdup(chapter->number);
    return g_strdup_printf("%s %s", chapter->role == LH_CHAPTER_APPENDIX ? "Appendix" : "Chapter",
                           chapter->number);
}

void lh_book_free(LhBook *book)
{
    if (!book)
        return;
    for (guint i = 0; i < book->parts->len; i++)
        g_ptr_array_unref(((LhPart *) g_ptr_array_index(book->parts, i))->chapters);
    g_ptr_array_unref(book->parts);
    g_ptr_array_unref(book->chapters);
    g_hash_table_unref(book->names);
    lh_arena_free(book->arena);
    g_free(book);
}

/* The text of @name in the book's root, or NULL; what is wrong with a file that is there goes to
 * @diag, or to @error when it is given. */
static char *read_file(const LhBook *book, const char *name, LhDiag *diag, GError **error)
{
    g_autoptr(GError) problem = NULL;
    gsize length = 0;
    g_autofree char *path = lh_resolve_in(book, book->root, name, &problem);
    g_autofree char *text = path ? lh_book_read_text(path, &length, &problem) : NULL;
    if (text && length > MOST_SETTINGS)
        g_set_error(&problem, LH_BOOK_ERROR, LH_BOOK_ERROR_SIZE, "%s is larger than 4 MiB", name);
    if (!problem)
        return g_steal_pointer(&text);
    if (error)
        g_propagate_error(error, g_steal_pointer(&problem));
    else
        lh_diag_add(diag, LH_SEVERITY_ERROR, (LhSource){name, 0, 0}, "unreadable", NULL, "%s",
                    problem->message);
    return NULL;
}

static gboolean has_file(const LhBook *book, const char *name)
{
    g_autofree char *path = g_build_filename(book->root, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void read_yaml(LhBook *book, LhDiag *diag)
{
    g_autofree char *text = read_file(book, "book.yaml", diag, NULL);
    if (text)
        lh_metadata_read(book, text, diag);
}

/* Reads book.toml. Returns: (transfer none) its folder of sources, "src" unless it says. */
static const char *read_toml(LhBook *book, LhDiag *diag)
{
    char *src = NULL;
    g_autofree char *text = read_file(book, "book.toml", diag, NULL);
    if (text)
        lh_toml_read(book, text, &src, diag);
    return src ? src : "src";
}

/* Makes @src, a folder inside the root, the book's sources. */
static gboolean set_sources(LhBook *book, const char *src, GError **error)
{
    g_autofree char *joined = g_build_filename(book->root, src, NULL);
    char *real = realpath(joined, NULL);
    gsize length = strlen(book->root);
    gboolean inside = real && !strncmp(real, book->root, length) &&
                      (real[length] == '/' || !real[length] || !strcmp(book->root, "/"));
    if (inside)
        book->sources = lh_arena_strndup(book->arena, real, -1);
    else if (real)
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_OUTSIDE,
                    "%s, the folder of the sources, lies outside the book", src);
    else
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_MISSING,
                    "the folder of the sources, %s, is not there", joined);
    free(real);
    return inside;
}

/* What SUMMARY.md is called from the book's root; chapters' sources keep it. (transfer none) */
static const char *summary_name(const LhBook *book)
{
    const char *below = book->sources + strlen(book->root);
    below += strspn(below, "/");
    return *below ? lh_arena_printf(book->arena, "%s/SUMMARY.md", below) : "SUMMARY.md";
}

static gboolean read_summary(LhBook *book, LhDiag *diag, GError **error)
{
    const char *name = summary_name(book);
    g_autofree char *text = read_file(book, name, diag, error);
    if (text)
        lh_summary_read(book, text, name, diag);
    return text != NULL;
}

/* What no file said. */
static void set_defaults(LhBook *book)
{
    g_autofree char *folder = g_path_get_basename(book->root);
    g_autofree char *valid = g_utf8_make_valid(folder, -1);
    if (!book->title)
        book->title = lh_arena_strndup(book->arena, valid, -1);
    if (!book->language)
        book->language = lh_arena_strndup(book->arena, "en", -1);
    if (!book->style)
        book->style = lh_arena_strndup(book->arena, "classic-ruled", -1);
}

/* Whether a folder may be looked into; else @error says why not. */
static gboolean may_read(const char *path, GError **error)
{
    if (access(path, R_OK | X_OK) == 0)
        return TRUE;
    g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_UNREADABLE, "cannot read %s: %s", path,
                g_strerror(errno));
    return FALSE;
}

static LhBook *open_folder(const char *path, LhDiag *diag, GError **error)
{
    if (!may_read(path, error))
        return NULL;
    g_autoptr(LhBook) book = new_book(path);
    gboolean own = has_file(book, "book.yaml");
    book->pages = (LhBookPages){.title = TRUE, .contents = TRUE};
    book->is_mdbook = has_file(book, "book.toml");
    if (!own && !book->is_mdbook && !has_file(book, "SUMMARY.md")) {
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_EMPTY,
                    "there is no book in %s: no SUMMARY.md, no book.yaml and no book.toml; name a "
                    "book's folder or one .md file",
                    path);
        return NULL;
    }
    const char *src = book->is_mdbook ? read_toml(book, diag) : ".";
    if (own)
        read_yaml(book, diag);
    if (!set_sources(book, src, error) || !read_summary(book, diag, error))
        return NULL;
    set_defaults(book);
    return g_steal_pointer(&book);
}

/* A book of the one chapter @path. */
static LhBook *open_single(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    LhBook *book = new_book(folder);
    LhArena *arena = book->arena;
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    const char *dot = strrchr(valid, '.');
    LhChapter *chapter = lh_arena_new0(arena, LhChapter, 1);
    chapter->role = LH_CHAPTER_BODY;
    chapter->title = lh_arena_strndup(arena, valid, dot && dot > valid ? dot - valid : -1);
    chapter->path = lh_arena_strndup(arena, path, -1);
    chapter->name = lh_arena_strndup(arena, name, -1);
    chapter->source = (LhSource){chapter->name, 1, 0};
    g_ptr_array_add(book->chapters, chapter);
    g_hash_table_insert(book->names, chapter->name, chapter);
    book->single = TRUE;
    book->title = chapter->title;
    set_defaults(book);
    return book;
}

LhBook *lh_book_open(const char *path, LhDiag *diag, GError **error)
{
    char *found = realpath(path, NULL);
    g_autofree char *real = g_strdup(found);
    free(found);
    struct stat st;
    if (!real || stat(real, &st) < 0) {
        g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_MISSING,
                    "there is no %s; name a book's "
                    "folder or one .md file",
                    path);
        return NULL;
    }
    if (S_ISDIR(st.st_mode))
        return open_folder(real, diag, error);
    if (S_ISREG(st.st_mode))
        return open_single(real);
    g_set_error(error, LH_BOOK_ERROR, LH_BOOK_ERROR_KIND,
                "%s is a device or a pipe; name a book's folder or one .md file", path);
    return NULL;
}

const LhChapter *lh_book_find(const LhBook *book, const char *name)
{
    g_autofree char *normal = lh_path_normalise(name);
    return g_hash_table_lookup(book->names, normal);
}
