#include "include.h"

#include <stdlib.h>
#include <string.h>

GQuark lh_include_error_quark(void)
{
    return g_quark_from_static_string("lh-include-error");
}

/* What the author calls the file at @path: relative to the book. */
static const char *file_name(const LhBook *book, const char *path)
{
    gsize n = strlen(book->root);
    gboolean inside = strncmp(path, book->root, n) == 0 && path[n] == '/';
    return g_intern_string(inside ? path + n + 1 : path);
}

static char *read_file(const LhBook *book, const LhChapter *chapter, const char *path,
                       LhSource *first, GError **error)
{
    if (!book || !chapter) {
        g_set_error(error, LH_INCLUDE_ERROR, LH_INCLUDE_ERROR_BOOK,
                    "there is no book to take “%s” from", path);
        return NULL;
    }
    g_autofree char *found = lh_book_resolve(book, chapter, path, error);
    if (found && first)
        *first = (LhSource){file_name(book, found), 1, 0};
    return found ? lh_book_read_text(found, NULL, error) : NULL;
}

/* ---- regions */

/* What follows @word in a line where only signs of a comment stand before it, or NULL. */
static const char *after_marker(const char *line, const char *end, const char *word)
{
    gsize n = strlen(word);
    const char *p = line;
    while (p < end && !g_ascii_isalnum(*p) && *p != '_' && *p != '"' && *p != '\'')
        p++;
    if (p == line || (gsize) (end - p) < n || memcmp(p, word, n) != 0)
        return NULL;
    return p + n == end || !g_ascii_isalnum(p[n]) ? p + n : NULL;
}

/* Whether @p…@end names @name, and nothing but a comment's end follows. */
static gboolean names(const char *p, const char *end, const char *name)
{
    gsize n = strlen(name);
    while (p < end && (*p == ' ' || *p == '\t' || *p == ':'))
        p++;
    if ((gsize) (end - p) < n || memcmp(p, name, n) != 0)
        return FALSE;
    for (p += n; p < end; p++)
        if (g_ascii_isalnum(*p) || *p == '_' || (*p == '-' && p[1] != '-' && p[1] != '>'))
            return FALSE;
        else if (*p == ' ' || *p == '*' || *p == '-')
            break;
    return TRUE;
}

typedef struct {
    const char *begin, *end; /* the words of the markers */
    const char *name;
    GString *out;
    int line, first; /* of the file: the one looked at, the first one taken; 0 = none yet */
    int depth; /* of regions inside the one wanted; 0 = outside it */
    gboolean found;
} Region;

static void keep_line(Region *r, const char *line, const char *end)
{
    r->first = r->first ? r->first : r->line;
    g_string_append_len(r->out, line, end - line);
}

/* Takes one line (with its \n) when it is inside the region and is no marker. */
static void take_line(Region *r, const char *line, const char *end)
{
    const char *after = after_marker(line, end, r->begin);
    if (after && r->depth == 0 && names(after, end, r->name)) {
        r->depth = 1;
        r->found = TRUE;
    } else if (after && r->depth > 0)
        r->depth++;
    else if (r->depth > 0 && after_marker(line, end, r->end))
        r->depth--;
    else if (r->depth > 0)
        keep_line(r, line, end);
}

/* mdBook's anchors overlap freely: only the end of the same name ends one. */
static void take_anchored_line(Region *r, const char *line, const char *end)
{
    const char *begin = g_strstr_len(line, end - line, "ANCHOR:");
    const char *stop = g_strstr_len(line, end - line, "ANCHOR_END:");
    if (stop && names(stop + strlen("ANCHOR_END:"), end, r->name))
        r->depth = 0;
    else if (begin && names(begin + strlen("ANCHOR:"), end, r->name))
        r->depth = r->found = TRUE;
    else if (r->depth && !begin && !stop)
        keep_line(r, line, end);
}

typedef void (*TakeLine)(Region *r, const char *line, const char *end);

static char *extract(const char *text, Region *r, TakeLine take, GError **error)
{
    r->out = g_string_new(NULL);
    for (const char *line = text; *line;) {
        const char *newline = strchr(line, '\n');
        const char *end = newline ? newline + 1 : line + strlen(line);
        r->line++;
        take(r, line, end);
        line = end;
    }
    if (!r->found) {
        g_set_error(error, LH_INCLUDE_ERROR, LH_INCLUDE_ERROR_REGION, "the file has no region “%s”",
                    r->name);
        g_string_free(r->out, TRUE);
        return NULL;
    }
    return g_string_free(r->out, FALSE);
}

/* The lines of the region; an error where it, or one inside it, does not end. */
static char *extract_region(const char *text, Region *r, GError **error)
{
    g_autofree char *inside = extract(text, r, take_line, error);
    if (inside && r->depth > 0) {
        g_set_error(error, LH_INCLUDE_ERROR, LH_INCLUDE_ERROR_REGION,
                    "the region “%s” has no end; write “%s” in a comment below it", r->name, r->end);
        return NULL;
    }
    return g_steal_pointer(&inside);
}

/* Bytes of blank that every line of @text begins with. */
static gsize common_indent(const char *text)
{
    gsize common = G_MAXSIZE;
    for (const char *line = text; line && *line;) {
        gsize n = strspn(line, " \t");
        if (line[n] && line[n] != '\n')
            common = MIN(common, n);
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return common == G_MAXSIZE ? 0 : common;
}

/* @text without its common indent and the blank lines at its end. */
static char *to_the_left(const char *text)
{
    gsize common = common_indent(text);
    GString *out = g_string_new(NULL);
    for (const char *line = text; *line;) {
        gsize n = strcspn(line, "\n");
        gsize skip = MIN(common, strspn(line, " \t"));
        g_string_append_len(out, line + skip, (gssize) (n - skip));
        line += n;
        if (*line) {
            g_string_append_c(out, '\n');
            line++;
        }
    }
    while (out->len > 1 && out->str[out->len - 1] == '\n' && out->str[out->len - 2] == '\n')
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

char *lh_include_region(const LhBook *book, const LhChapter *chapter, const char *path,
                        const char *region, LhSource *first, GError **error)
{
    g_autofree char *text = read_file(book, chapter, path, first, error);
    if (!text || !region)
        return g_steal_pointer(&text);
    Region r = {.begin = "region", .end = "endregion", .name = region};
    g_autofree char *inside = extract_region(text, &r, error);
    if (first)
        first->line = MAX(r.first, 1);
    return inside ? to_the_left(inside) : NULL;
}

/* ---- mdBook */

/* Lines @first to @last of @text, from 1. */
static char *take_lines(const char *text, gint64 first, gint64 last)
{
    GString *out = g_string_new(NULL);
    gint64 n = 1;
    for (const char *line = text; *line && n <= last; n++) {
        gsize length = strcspn(line, "\n");
        length += line[length] == '\n';
        if (n >= first)
            g_string_append_len(out, line, (gssize) length);
        line += length;
    }
    return g_string_free(out, FALSE);
}

static gboolean read_number(const char *text, gint64 otherwise, gint64 *number)
{
    *number = otherwise;
    return !text || !*text || g_ascii_string_to_signed(text, 10, 1, G_MAXINT32, number, NULL);
}

char *lh_include_mdbook(const LhBook *book, const LhChapter *chapter, const char *spec,
                        LhSource *place, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(spec, ":", 3);
    guint n = g_strv_length(parts);
    gint64 first, last;
    g_autofree char *text = read_file(book, chapter, n ? parts[0] : "", place, error);
    if (!text || n < 2)
        return g_steal_pointer(&text);
    if (*parts[1] && !g_ascii_isdigit(*parts[1])) {
        Region r = {.name = parts[1]};
        char *inside = extract(text, &r, take_anchored_line, error);
        if (place)
            place->line = MAX(r.first, 1);
        return inside;
    }
    if (!read_number(parts[1], 1, &first) || !read_number(parts[2], G_MAXINT32, &last)) {
        g_set_error(error, LH_INCLUDE_ERROR, LH_INCLUDE_ERROR_SPEC,
                    "the lines of “%s” are not understood", spec);
        return NULL;
    }
    if (place)
        place->line = (int) first;
    return take_lines(text, first, n == 2 ? first : last);
}
