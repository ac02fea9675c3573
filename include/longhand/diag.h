/* Errors and warnings, each with its place, a stable code and a hint; and the layout-defect report.
 * Every stage is handed an LhDiag, reports there and goes on, so that one run shows every problem.
 */
#ifndef LONGHAND_DIAG_H
#define LONGHAND_DIAG_H

#include "longhand/base.h"
#include <stdio.h>

G_BEGIN_DECLS

typedef enum {
    LH_SEVERITY_NOTE,
    LH_SEVERITY_WARNING,
    LH_SEVERITY_ERROR, /* the run ends with a non-zero exit */
} LhSeverity;

/* A defect that the report counts at its top; LH_DEFECT_NONE for any other diagnostic. */
typedef enum {
    LH_DEFECT_NONE,
    LH_DEFECT_OFF_GRID,
    LH_DEFECT_OVERFULL,
    LH_DEFECT_OVERFLOW, /* text outside its card, cell, box or page */
    LH_DEFECT_WIDOW,
    LH_DEFECT_ORPHAN,
    LH_DEFECT_STRANDED_HEADING,
    LH_DEFECT_MISSING_GLYPH,
    LH_DEFECT_LOST_TEXT,
    LH_DEFECT_WRAPPED_CODE_LINE,
    LH_DEFECT_SHORT_PAGE,
    LH_N_DEFECTS,
} LhDefect;

typedef struct {
    LhSeverity severity;
    LhDefect defect;
    LhSource source;
    int page;         /* index in the PDF, from 1; 0 = not known, or not of a page */
    const char *code; /* stable, lower case with dashes, e.g. "unknown-key"; static */
    char *message;    /* what is wrong, in the author's words; one line */
    char *hint;       /* what to do; NULL = the message says it */
} LhDiagItem;

typedef struct LhDiag LhDiag;

/* Not for several threads at a time: give each chapter its own and append them in order. */
LhDiag *lh_diag_new(void);
void lh_diag_free(LhDiag *diag);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhDiag, lh_diag_free)

/* Adds an item. @code must be static; @source.file is copied (interned). @hint may be NULL.
 * Control characters and bad UTF-8 in a text are made visible, an endless text is cut. */
void lh_diag_add(LhDiag *diag, LhSeverity severity, LhSource source, const char *code,
                 const char *hint, const char *format, ...) G_GNUC_PRINTF(6, 7);

/* As lh_diag_add() for something on @page, LhDiagItem's. */
void lh_diag_add_on(LhDiag *diag, LhSeverity severity, LhSource source, int page, const char *code,
                    const char *hint, const char *format, ...) G_GNUC_PRINTF(7, 8);

/* As lh_diag_add() for a layout defect (LH_SEVERITY_WARNING) on @page (0 = not known yet). */
void lh_diag_defect(LhDiag *diag, LhDefect defect, LhSource source, int page, const char *format,
                    ...) G_GNUC_PRINTF(5, 6);

/* The stable name of a defect, "off-grid". */
const char *lh_diag_defect_code(LhDefect defect);

/* Moves all of @from to the end of @diag, leaving @from empty. */
void lh_diag_append(LhDiag *diag, LhDiag *from);

/* Takes out all items of @defect, and their count. */
void lh_diag_forget(LhDiag *diag, LhDefect defect);

/* Adds copies: of @item, which is another list's; of @from's items from @first on. */
void lh_diag_add_copy(LhDiag *diag, const LhDiagItem *item);
void lh_diag_add_copies(LhDiag *diag, const LhDiag *from, gsize first);

/* Sorts the items by what @rank makes of their file (NULL = made by us), then by line and column;
 * equal ones stay in the order they came in. */
typedef int (*LhDiagRankFunc)(const char *file, gpointer data);
void lh_diag_sort(LhDiag *diag, LhDiagRankFunc rank, gpointer data);

/* Items are counted without end, but only the first 50,000 are kept to be peeked at and printed. */
int lh_diag_count(const LhDiag *diag, LhSeverity severity);
int lh_diag_defects(const LhDiag *diag, LhDefect defect);
gsize lh_diag_length(const LhDiag *diag);
const LhDiagItem *lh_diag_peek(const LhDiag *diag, gsize index);

/* Writes every item of at least @least, one a line:
 * `file:line:column: error: message; hint [code]`. Colours when @colour. */
void lh_diag_print(const LhDiag *diag, FILE *out, LhSeverity least, gboolean colour);

/* The same items as a JSON array (for `check --format json`). Returns: (transfer full) */
char *lh_diag_json(const LhDiag *diag);

/* The items of at least @least as annotations of GitHub's, `::warning file=…,line=…,col=…,title=code::message`;
 * @folder is where their files are, as seen from the checkout's top ("" = there). Returns: (transfer full) */
char *lh_diag_github(const LhDiag *diag, const char *folder, LhSeverity least);

/* The layout-defect report as JSON: `pages`, the counts (`off_grid`, `overfull`, `widows`, `orphans`,
 * `stranded_headings`, `missing_glyphs`, `lost_text`, `wrapped_code_lines`, `short_pages`), then `items`,
 * each as in lh_diag_json(). Written beside and renamed. */
gboolean lh_diag_write_report(const LhDiag *diag, const char *path, int n_pages, GError **error);

/* Writes @bytes to @path by way of a file beside it and a rename, so that an older good file stays
 * until the new one is whole, and a full disk leaves nothing behind. A link is followed, a device
 * or pipe written as it is. Returns: FALSE with @error set (G_FILE_ERROR). */
gboolean lh_write_beside(const char *path, gconstpointer bytes, gsize length, GError **error);

/* Writes everything to the open @fd. Returns: 0 or errno. */
int lh_write_all(int fd, gconstpointer bytes, gsize length);

/* Removes the file that lh_write_beside() has begun and not finished, if any. For signal handlers. */
void lh_write_abandon(void);

G_END_DECLS

#endif
