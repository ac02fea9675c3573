#include "source.h"

#include <string.h>

LhSrcFile *lh_src_file_new(const char *name, const char *text, gsize length)
{
    LhSrcFile *file = g_new0(LhSrcFile, 1);
    GArray *starts = g_array_sized_new(FALSE, FALSE, sizeof(guint32), (guint) (length / 40 + 2));
    const char *end = text + length;
    for (const char *line = text; line;) {
        guint32 start = (guint32) (line - text);
        g_array_append_val(starts, start);
        line = memchr(line, '\n', (gsize) (end - line));
        line = line ? line + 1 : NULL;
    }
    *file = (LhSrcFile){.name = name, .text = text, .length = (guint32) length};
    file->n_lines = starts->len;
    file->starts = (guint32 *) (void *) g_array_free(starts, FALSE);
    return file;
}

void lh_src_file_free(LhSrcFile *file)
{
    if (!file)
        return;
    g_free(file->starts);
    g_free(file);
}

void lh_src_init(LhSrc *src, gsize size_hint)
{
    *src = (LhSrc){.work = g_string_sized_new(size_hint + 64)};
    src->pieces = g_array_new(FALSE, FALSE, sizeof(LhSrcPiece));
}

void lh_src_clear(LhSrc *src)
{
    g_string_free(src->work, TRUE);
    g_array_free(src->pieces, TRUE);
}

static void add_piece(LhSrc *src, const LhSrcFile *file, guint32 orig, gboolean is_ours)
{
    LhSrcPiece piece = {(guint32) src->work->len, orig, file, is_ours};
    g_array_append_val(src->pieces, piece);
}

void lh_src_add(LhSrc *src, const LhSrcFile *file, guint32 from, guint32 to)
{
    if (from >= to)
        return;
    add_piece(src, file, from, FALSE);
    g_string_append_len(src->work, file->text + from, to - from);
}

void lh_src_insert(LhSrc *src, const LhSrcFile *file, guint32 from, const char *bytes, gsize n)
{
    add_piece(src, file, MIN(from, file->length), TRUE);
    g_string_append_len(src->work, bytes, (gssize) n);
}

/* The index of the last of @n rising values at @values that is not above @value. */
static guint last_not_above(const guint32 *values, gsize stride, guint n, guint32 value)
{
    guint low = 0, high = n;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        const char *at = (const char *) values + middle * stride;
        if (*(const guint32 *) (const void *) at <= value)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The piece that holds @at, mostly the one found last or the one after it. */
static const LhSrcPiece *find_piece(LhSrc *src, guint32 at)
{
    const LhSrcPiece *all = (const LhSrcPiece *) (const void *) src->pieces->data;
    guint i = src->piece, n = src->pieces->len;
    for (int tries = 0; tries < 2 && i < n; tries++, i++)
        if (all[i].work <= at && (i + 1 == n || at < all[i + 1].work)) {
            src->piece = i;
            return &all[i];
        }
    src->piece = last_not_above(&all[0].work, sizeof(LhSrcPiece), n, at);
    return &all[src->piece];
}

static guint32 file_offset(const LhSrcPiece *piece, guint32 at)
{
    return MIN(piece->orig + (at - piece->work), piece->file->length);
}

const char *lh_src_text(LhSrc *src, guint32 at)
{
    const LhSrcPiece *piece = find_piece(src, at);
    return piece->file->text + file_offset(piece, at);
}

gsize lh_src_run(LhSrc *src, guint32 at, gsize length, const char **text)
{
    const LhSrcPiece *piece = find_piece(src, at);
    gboolean is_last = src->piece + 1 == src->pieces->len;
    guint32 end = is_last ? (guint32) src->work->len : piece[1].work;
    *text = piece->is_ours ? NULL : piece->file->text + file_offset(piece, at);
    return MIN(length, end - at);
}

const LhSrcFile *lh_src_find(LhSrc *src, guint32 at, guint32 *offset)
{
    const LhSrcPiece *piece = find_piece(src, at);
    *offset = file_offset(piece, at);
    return piece->file;
}

LhSource lh_src_place(LhSrc *src, guint32 at)
{
    if (src->pieces->len == 0 || src->fixed.line)
        return src->fixed;
    const LhSrcPiece *piece = find_piece(src, at);
    return lh_src_file_place(src, piece->file, file_offset(piece, at));
}

/* Characters that begin in @from…@to. */
static int count_characters(const char *from, const char *to)
{
    int n = 0;
    for (; from < to; from++)
        n += (*from & 0xC0) != 0x80;
    return n;
}

/* Whether line @line of @file holds byte @offset. */
static gboolean line_holds(const LhSrcFile *file, guint32 line, guint32 offset)
{
    return line < file->n_lines && file->starts[line] <= offset &&
           (line + 1 == file->n_lines || offset < file->starts[line + 1]);
}

static void move_to_line(LhSrc *src, const LhSrcFile *file, guint32 offset)
{
    guint32 line = src->file == file ? src->line : 0;
    if (src->file != file || !line_holds(file, line, offset)) {
        line = line_holds(file, line + 1, offset)
                   ? line + 1
                   : last_not_above(file->starts, sizeof(guint32), file->n_lines, offset);
        src->file = file;
        src->line = line;
        src->offset = file->starts[line];
        src->column = 1;
    }
}

LhSource lh_src_file_place(LhSrc *src, const LhSrcFile *file, guint32 offset)
{
    move_to_line(src, file, offset);
    const char *here = file->text + offset, *last = file->text + src->offset;
    if (here >= last)
        src->column += count_characters(last, here);
    else
        src->column -= count_characters(here, last);
    src->offset = offset;
    return (LhSource){file->name, (int) src->line + 1, src->column};
}
