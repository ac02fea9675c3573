/* A book that is being written: its files watched, its pages shown in a browser of the same machine, notes
 * of a reader put into the manuscript. */
#ifndef LONGHAND_SERVE_H
#define LONGHAND_SERVE_H

#include "longhand/book.h"
#include "longhand/diag.h"
#include "longhand/draw.h"

G_BEGIN_DECLS

/* ---- Watching ---- */

typedef struct LhWatch LhWatch;

/* @files: full paths (of char *) that were written, came or went, each once, in no order. NULL = so much
 * happened that any file may have. */
typedef void (*LhWatchFunc)(const GPtrArray *files, gpointer data);

/* Watches @folder and the folders in it, new ones too, and calls @changed from the default main context once
 * a burst of changes is over. Hidden files, editors' own files (backups, locks, swap files) and links to
 * folders are left alone, and so is what lies at the paths of @ignored (NULL-terminated; NULL = none).
 * Returns: (transfer full), or NULL with @error: the folder can't be watched. */
LhWatch *lh_watch_new(const char *folder, const char *const *ignored, LhWatchFunc changed,
                      gpointer data, GError **error);
void lh_watch_free(LhWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhWatch, lh_watch_free)

/* Watches one more file, or folder as above. A path that isn't there is no error. */
void lh_watch_add(LhWatch *watch, const char *path);

/* ---- Notes ---- */

typedef enum {
    LH_NOTE_ERROR_GONE,    /* the file is no longer there */
    LH_NOTE_ERROR_CHANGED, /* the file is no longer what the reader has seen */
    LH_NOTE_ERROR_PLACE,   /* the line is no place for a note */
    LH_NOTE_ERROR_TEXT,    /* empty, or too long */
    LH_NOTE_ERROR_WRITE,   /* the disk, or no right to write */
} LhNoteError;
#define LH_NOTE_ERROR (lh_note_error_quark())
GQuark lh_note_error_quark(void);

/* A note's text as it can stand in a comment: on one line, control characters made visible, no "--".
 * Returns: (transfer full) NULL with @error when nothing is left or it is longer than 2000 characters. */
char *lh_note_clean(const char *text, GError **error);

/* Puts `<!-- query: @note -->` into @bytes, the whole of @chapter's file, at @line (from 1): at its end where
 * that changes nothing else that is printed; else above the block that it stands in, and the note then says
 * how many lines below it is meant.
 * Returns: (transfer full) the new file of *@new_length bytes; *@at and *@n_put say what was put in.
 * NULL with @error: there is no such place. */
char *lh_note_insert(const LhBook *book, const LhChapter *chapter, const char *bytes, gsize length,
                     int line, const char *note, gsize *new_length, gsize *at, gsize *n_put,
                     GError **error);

/* Sets the file at @path to @new, but only when it still holds @old: it is written beside and exchanged
 * (renameat2 of Linux, where the file system can), and what came out is looked at, so that nothing anybody saves at the same moment is lost.
 * Returns: FALSE with @error set, and the file as it was. */
gboolean lh_note_write(const char *path, const char *old, gsize old_length, const char *new,
                       gsize new_length, GError **error);

/* The hash by which files are told apart (SHA-256, hex). (transfer full) */
char *lh_note_hash(const char *bytes, gsize length);

/* ---- The server ---- */

/* A book as it was last made. All of it is the maker's, and stays until it is asked to make it again. */
typedef struct {
    const LhBook *book;
    const LhPages *pages;  /* only those with `drawn` are shown; NULL = never made */
    const LhFonts *fonts;
    GPtrArray *trees;      /* of LhTree *, NULL = a draft; their queries are listed */
    const LhDiag *diag;
    gboolean is_current;   /* FALSE: the pages are the last good ones, the files are newer */
    double took;           /* ms */
} LhServed;

/* Makes the book again after @files (NULL = any) were saved, or for the first time, and fills @served.
 * Called from the server's thread while no page is being drawn.
 * Returns: FALSE when no save will make it any better, as its diag says: then nothing is served. */
typedef gboolean (*LhServeMake)(const GPtrArray *files, LhServed *served, gpointer data);

/* Reads what was made last as a proofreader does. Called from a thread of its own once the book is made and shown,
 * never while it is made. Returns: (transfer full) the faults, or NULL when *@stop (atomic) was set meanwhile. */
typedef LhDiag *(*LhServeRead)(const gint *stop, gpointer data);

typedef struct {
    const char *root;   /* the folder to watch */
    const char *styles; /* the folder of the styles, watched too; NULL = none */
    const char *assets; /* the folder that holds the page's own files: styles/serve */
    const char *what;   /* of the book is shown, for the window's title; NULL = all */
    int port;           /* 0 = any that is free */
    int jobs;           /* threads that draw */
    gboolean quiet;     /* say nothing while it runs */
    LhServeMake make;
    LhServeRead read;   /* NULL = nobody reads */
    gpointer data;
} LhServeOptions;

/* Serves the book on 127.0.0.1 until the program is interrupted. Returns: FALSE with @error when it can't. */
gboolean lh_serve(const LhServeOptions *options, GError **error);

G_END_DECLS

#endif
