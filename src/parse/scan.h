/* Before md4c: the line pass over a chapter. It takes footnote definitions and attributes out,
 * makes room around callout titles and tables, and masks what would cost md4c too much. */
#ifndef PARSE_SCAN_H
#define PARSE_SCAN_H

#include "longhand/diag.h"
#include "source.h"

/* `{…}` at the end of a line, taken out of `work`. */
typedef struct {
    guint32 at;       /* offset of the brace in `work` */
    const char *text; /* between the braces, in the file */
    guint32 length;
} LhScanAttrs;

/* `[^label]: …` */
typedef struct {
    char *label;
    LhSource source;
    guint32 at; /* offset of its list item in `work` */
} LhScanNote;

typedef struct {
    LhSrc src;
    GArray *attrs;      /* of LhScanAttrs, rising */
    GArray *notes;      /* of LhScanNote, in order of definition */
    GHashTable *labels; /* of the notes; a set */
    guint32 body;       /* offset in `work` where the chapter's own text begins, after the notes */
} LhScan;

/* Scans @file from byte @from on. Labels live in @arena. */
void lh_scan_init(LhScan *scan, LhArena *arena, const LhSrcFile *file, guint32 from, LhDiag *diag);
void lh_scan_clear(LhScan *scan);

#endif
