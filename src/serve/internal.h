/* Inside serve/:
 *
 *   lh_watch_*   folders watched                                    watch.c
 *   lh_note_*    a note's place in the manuscript, its writing      note.c, exchange.c
 *   lh_line_*    the lines of a page and where they were written    line.c
 *   lh_edition_* a made book as the browser sees it                 edition.c
 *   lh_artist_*  pages drawn by threads                             artist.c
 *   lh_reading_* text read by a thread                              reading.c
 *   lh_desk_*    notes left, taken back, lost                       desk.c
 *   lh_guard_*   which requests are answered at all                 guard.c
 *   lh_json_*    JSON                                               json.c
 *   server.c     what each address answers                          lh_serve() */
#ifndef LONGHAND_SERVE_INTERNAL_H
#define LONGHAND_SERVE_INTERNAL_H

#include "longhand/serve.h"

#include "soup.h"

G_BEGIN_DECLS

/* ---- JSON ---- */

/* Appends `"key": "value"` and `"key": value`, after a comma when something is before it. A
 * NULL @value is "". */
void lh_json_text_member(GString *out, const char *key, const char *value);
void lh_json_number_member(GString *out, const char *key, double value);
/* Appends a comma when something is before it, then `"key": `. */
void lh_json_key(GString *out, const char *key);

/* ---- Lines ---- */

/* From @x on to the right the line was written at another place. */
typedef struct {
    double x; /* points right of the page's left edge */
    LhSource source;
} LhPlace;

/* A line of a page, or a picture. Lengths in points from the page's top left. */
typedef struct {
    double left, right, top, bottom, baseline;
    const LhSlab *slab; /* NULL = not of the text: a card's head, a label */
    GArray *places;     /* of LhPlace, from left to right; at least one */
    GString *text;
} LhLine;

/* The lines of @page that somebody wrote, from top to bottom. Returns: (transfer full) of LhLine *;
 * their LhSource borrow from the page. */
GPtrArray *lh_line_list(const LhPages *pages, const LhPage *page);
/* The page's lines as a JSON array. Returns: (transfer full) */
char *lh_line_json(const GPtrArray *lines);

/* ---- Editions ---- */

typedef struct {
    const LhPage *page;
    guint64 look, lines_hash; /* of the picture; of the JSON of its lines */
    char *lines;              /* JSON */
    GArray *spots;            /* of LhSource: where its lines begin, as on the page */
} LhShownPage;

/* A made book as the browser sees it. */
typedef struct {
    LhServed served;
    GArray *pages;      /* of LhShownPage: the drawn ones, in order */
    GHashTable *hashes; /* file name -> lh_note_hash() of what was made, for shown chapters */
    const LhDiag *faults; /* of its text; those of before until it is read */
    gboolean is_read;     /* it is */
} LhShown;

/* Works everything out that is to be told of @served. @hashes is taken. Returns: (transfer full) */
LhShown *lh_shown_new(const LhServed *served, GHashTable *hashes, int jobs);
void lh_shown_free(LhShown *shown);
/* The page with @index (LhPage.index); NULL = it is not shown. */
const LhShownPage *lh_shown_find(const LhShown *shown, int index);
/* Appends its members: pages, files, diagnostics, notes. */
void lh_shown_json(const LhShown *shown, GString *out);
/* The chapter whose file is called @file (relative to the book's root) and has a shown page; NULL =
 * none. */
const LhChapter *lh_shown_chapter(const LhShown *shown, const char *file);
/* What LhSource calls the file at @path. (transfer full) */
char *lh_shown_file_name(const LhBook *book, const char *path);

/* ---- Drawing ---- */

typedef struct LhArtist LhArtist;

LhArtist *lh_artist_new(int jobs);
void lh_artist_free(LhArtist *artist);
/* Waits for what is being drawn; what only waits is dropped and answered with 503. Afterwards
 * nothing reads the pages. */
void lh_artist_stop(LhArtist *artist);
/* From here on draws @shown's pages, which must live until the next stop. */
gboolean lh_artist_show(LhArtist *artist, const LhShown *shown, GError **error);
/* Answers @message with the picture of @page, at once or from a thread later. */
void lh_artist_answer(LhArtist *artist, SoupServerMessage *message, const LhShownPage *page);

/* ---- Reading ---- */

typedef struct LhReading LhReading;

/* @done is called with @data from the main loop when a reading has ended, and must stop it. */
LhReading *lh_reading_new(LhServeRead read, gpointer read_data, void (*done)(gpointer data),
                          gpointer data);
void lh_reading_free(LhReading *reading);
/* Begins to read; the last reading must have been stopped. */
void lh_reading_begin(LhReading *reading);
/* Waits for the reading, which ends early if it can. Returns: (transfer full) what was found; NULL =
 * it was not done, or none was begun. */
LhDiag *lh_reading_stop(LhReading *reading);

/* ---- Notes left ---- */

typedef struct LhDesk LhDesk;

LhDesk *lh_desk_new(void);
void lh_desk_free(LhDesk *desk);
/* Leaves a note at @line of @file as it was when its hash was @hash. What this program has itself
 * written into it since is allowed for. Returns: TRUE; @told (transfer full) says what was written
 * and where. */
gboolean lh_desk_leave(LhDesk *desk, const LhShown *shown, const char *file, int line,
                       const char *hash, const char *text, char **told, GError **error);
/* Takes the last note back. Returns: as above. */
gboolean lh_desk_undo(LhDesk *desk, char **told, GError **error);
/* Looks whether notes that were just left are still there, after files have changed. */
void lh_desk_look(LhDesk *desk);
/* Appends its members: what can be undone, what was lost. */
void lh_desk_json(const LhDesk *desk, GString *out);
/* The reader has seen that notes were lost. */
void lh_desk_forget_lost(LhDesk *desk);

/* ---- Requests ---- */

typedef struct {
    guint port;
    char token[33]; /* of requests that write */
} LhGuard;

/* Sets a new token. */
void lh_guard_init(LhGuard *guard);
/* Refuses what no page of ours would ask: foreign hosts and origins, other methods, large bodies,
 * writing without the token. Returns: FALSE with the answer set. */
gboolean lh_guard_admits(const LhGuard *guard, SoupServerMessage *message, const char *path);
/* The headers of every answer. */
void lh_guard_dress(const LhGuard *guard, SoupServerMessage *message);
/* Answers with @status and `{"error": …}`. */
void lh_guard_refuse(SoupServerMessage *message, guint status, const char *why);

G_END_DECLS

#endif
