/* The text that md4c reads, and where in the author's files each of its bytes was written.
 *
 * md4c gets one buffer, `work`: the chapter with footnotes moved to the front, a few blank lines
 * put in, and some bytes masked. A piece of it maps to a piece of a file; the text of the tree is
 * always taken from the file, never from `work`, so that masking loses nothing. */
#ifndef PARSE_SOURCE_H
#define PARSE_SOURCE_H

#include "longhand/base.h"

/* Stands in `work` for a byte that md4c must not see as markup. */
#define LH_SRC_MASK '\x02'

/* One of the author's files. */
typedef struct {
    const char *name; /* for LhSource; lives in the tree's arena */
    const char *text; /* NUL-terminated */
    guint32 length;
    guint32 *starts; /* offset of each line */
    guint32 n_lines;
} LhSrcFile;

/* From `work` on, bytes come from `orig` on in `file`. */
typedef struct {
    guint32 work, orig;
    const LhSrcFile *file;
    gboolean is_ours; /* put in by us: nothing the author wrote */
} LhSrcPiece;

typedef struct {
    GString *work;
    GArray *pieces; /* of LhSrcPiece, rising */
    guint piece;    /* the last one found */
    LhSource fixed; /* the place of everything, when its line isn't 0 */
    /* the last place told, so that the next costs only its distance */
    const LhSrcFile *file;
    guint32 offset, line;
    int column;
} LhSrc;

/* @text must stay alive and unchanged as long as the file. */
LhSrcFile *lh_src_file_new(const char *name, const char *text, gsize length);
void lh_src_file_free(LhSrcFile *file);

void lh_src_init(LhSrc *src, gsize size_hint);
void lh_src_clear(LhSrc *src);

/* Appends bytes @from…@to of @file. */
void lh_src_add(LhSrc *src, const LhSrcFile *file, guint32 from, guint32 to);

/* Appends bytes of ours that stand for the place @from of @file. */
void lh_src_insert(LhSrc *src, const LhSrcFile *file, guint32 from, const char *bytes, gsize n);

/* What the author wrote for `work`'s byte @at; the next bytes of the piece follow it. */
const char *lh_src_text(LhSrc *src, guint32 at);

/* What the author wrote for up to @length bytes from @at of `work`: *@text, NULL when they are
 * ours. Returns: how many of the bytes lie in one piece. */
gsize lh_src_run(LhSrc *src, guint32 at, gsize length, const char **text);

/* The file that `work`'s byte @at comes from, and the offset in it. */
const LhSrcFile *lh_src_find(LhSrc *src, guint32 at, guint32 *offset);

/* The place of `work`'s byte @at. */
LhSource lh_src_place(LhSrc *src, guint32 at);

/* The place of byte @offset of @file. */
LhSource lh_src_file_place(LhSrc *src, const LhSrcFile *file, guint32 offset);

#endif
