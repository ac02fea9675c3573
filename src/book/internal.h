/* What the files of this room share. */
#ifndef LONGHAND_BOOK_INTERNAL_H
#define LONGHAND_BOOK_INTERNAL_H

#include "longhand/book.h"

/* Fills @book from the text of book.yaml. */
void lh_metadata_read(LhBook *book, const char *text, LhDiag *diag);

/* Fills @book from the text of book.toml; *@src gets its `src` (transfer full), NULL = not given.
 */
void lh_toml_read(LhBook *book, const char *text, char **src, LhDiag *diag);

/* Fills @book's parts and chapters from the text of SUMMARY.md, which the author knows as @file. */
void lh_summary_read(LhBook *book, const char *text, const char *file, LhDiag *diag);

#define LH_MOST_LEVELS 8 /* of nested chapters */

/* Gives chapters and parts their places and numbers. */
void lh_book_number(LhBook *book);

/* A heading's or link's Markdown as plain text: no emphasis, code marks, escapes, entities.
 * (transfer full) */
char *lh_title_plain(const char *markdown, gsize length);

/* @path with `.` and `..` worked out and single slashes; a leading `..` stays. (transfer full) */
char *lh_path_normalise(const char *path);

/* As lh_book_resolve(), relative to @folder. */
char *lh_resolve_in(const LhBook *book, const char *folder, const char *reference, GError **error);

#endif
