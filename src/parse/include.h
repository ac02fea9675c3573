/* Code that a listing takes from a file of the book. */
#ifndef PARSE_INCLUDE_H
#define PARSE_INCLUDE_H

#include "longhand/book.h"

typedef enum {
    LH_INCLUDE_ERROR_SPEC,   /* lines or anchor not understood */
    LH_INCLUDE_ERROR_REGION, /* no such region or anchor in the file, or no end of it */
    LH_INCLUDE_ERROR_BOOK,   /* there is no book to include from */
} LhIncludeError;

#define LH_INCLUDE_ERROR (lh_include_error_quark())
GQuark lh_include_error_quark(void);

/* The file @path, or its lines between `region @region` and `endregion`, taken to the left.
 * @first (NULL = don't tell) becomes the place of its first line; its file's name is interned. Returns: (transfer full) or NULL with @error set. */
char *lh_include_region(const LhBook *book, const LhChapter *chapter, const char *path,
                        const char *region, LhSource *first, GError **error);

/* What mdBook's `{{#include @spec}}` stands for; @spec is `file`, `file:2:10`, `file:anchor`.
 * Returns: (transfer full) or NULL with @error set. */
char *lh_include_mdbook(const LhBook *book, const LhChapter *chapter, const char *spec,
                        LhSource *first, GError **error);

#endif
