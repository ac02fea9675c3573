/* Notes that readers leave: written, taken back, and looked after for a while, since an author who
 * saves from an editor that was open before writes over them. */
#define _GNU_SOURCE
#include "internal.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Bytes of a chapter's file, as parse/ has it. */
#define MOST_BYTES (8 << 20)

/* A note that vanishes within so long was written over; later, somebody has answered it. Seconds.
 */
#define LOOKED_AFTER 60

/* One change that this program made in a file. */
typedef struct {
    char *before, *after; /* hashes */
    int line;             /* this one and those after it have moved … */
    int added;            /* … by so many lines */
} Edit;

typedef struct {
    char *path, *file;
    char *text, *put; /* as the reader wrote it; as it is in the file */
    char *after;      /* hash of the file with it */
    gsize at;
    int line; /* of the comment */
    gint64 when;
    gboolean over; /* taken back, or lost */
} Note;

struct LhDesk {
    GPtrArray *edits, *notes;
    GPtrArray *lost; /* of Note *, borrowed */
};

static void edit_free(gpointer data)
{
    Edit *edit = data;
    g_free(edit->before);
    g_free(edit->after);
    g_free(edit);
}

static void note_free(gpointer data)
{
    Note *note = data;
    g_free(note->path);
    g_free(note->file);
    g_free(note->text);
    g_free(note->put);
    g_free(note->after);
    g_free(note);
}

LhDesk *lh_desk_new(void)
{
    LhDesk *desk = g_new0(LhDesk, 1);
    desk->edits = g_ptr_array_new_with_free_func(edit_free);
    desk->notes = g_ptr_array_new_with_free_func(note_free);
    desk->lost = g_ptr_array_new();
    return desk;
}

void lh_desk_free(LhDesk *desk)
{
    if (!desk)
        return;
    g_ptr_array_unref(desk->lost);
    g_ptr_array_unref(desk->notes);
    g_ptr_array_unref(desk->edits);
    g_free(desk);
}

/* ---- Files ---- */

/* The whole file, which must be a plain one. (transfer full) */
static char *read_file(const char *path, const char *file, gsize *length, GError **error)
{
    struct stat st;
    char *bytes = NULL;
    if (g_stat(path, &st) < 0)
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_GONE,
                    "%s is no longer there; nothing was written", file);
    else if (!S_ISREG(st.st_mode) || st.st_size > MOST_BYTES)
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_PLACE, "%s is no chapter's file", file);
    else if (!g_file_get_contents(path, &bytes, length, NULL))
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_GONE,
                    "%s can't be read; nothing was written", file);
    return bytes;
}

/* The real path of the chapter's file; NULL with @error when it leads out of the book. (transfer
 * full) */
static char *find_path(const LhShown *shown, const LhChapter *chapter, const char *file,
                       GError **error)
{
    char *path = realpath(chapter->path, NULL), *root = realpath(shown->served.book->root, NULL);
    gsize n = root ? strlen(root) : 0;
    char *copy = NULL;
    if (!path)
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_GONE,
                    "%s is no longer there; nothing was written", file);
    else if (!n || strncmp(path, root, n) != 0 || path[n] != '/')
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_PLACE, "%s leads out of the book", file);
    else
        copy = g_strdup(path);
    free(path);
    free(root);
    return copy;
}

static int count_lines(const char *text, gsize length)
{
    int n = 0;
    for (gsize i = 0; i < length; i++)
        n += text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n'));
    return n;
}

/* Where @line of the file that had @hash is in the file that has @now; 0 = nobody knows. */
static int follow(const LhDesk *desk, const char *hash, const char *now, int line)
{
    for (guint i = 0; i < desk->edits->len && strcmp(hash, now) != 0; i++) {
        const Edit *edit = desk->edits->pdata[i];
        if (strcmp(edit->before, hash) != 0)
            continue;
        hash = edit->after;
        if (line >= edit->line)
            line += edit->added;
    }
    return strcmp(hash, now) == 0 ? line : 0;
}

static void remember_edit(LhDesk *desk, const char *before, const char *after, int line, int added)
{
    Edit *edit = g_new0(Edit, 1);
    edit->before = g_strdup(before);
    edit->after = g_strdup(after);
    edit->line = line;
    edit->added = added;
    g_ptr_array_add(desk->edits, edit);
}

/* ---- Leaving ---- */

/* A file, the note that goes into it, and what comes of it. */
typedef struct {
    char *path, *bytes, *hash, *clean, *made;
    gsize length, made_length, at, n_put;
} Leaving;

static void leaving_clear(Leaving *l)
{
    g_free(l->path);
    g_free(l->bytes);
    g_free(l->hash);
    g_free(l->clean);
    g_free(l->made);
}

static void remember_note(LhDesk *desk, const Leaving *l, const char *file, const char *text)
{
    Note *note = g_new0(Note, 1);
    note->path = g_strdup(l->path);
    note->file = g_strdup(file);
    note->text = g_strdup(text);
    note->put = g_strndup(l->made + l->at, l->n_put);
    note->after = lh_note_hash(l->made, l->made_length);
    note->at = l->at;
    note->line =
        1 + count_lines(l->made, l->at) + (note->put[0] == '\n' || note->put[0] == '\r' ? 1 : 0);
    note->when = g_get_monotonic_time();
    remember_edit(desk, l->hash, note->after, note->line, count_lines(note->put, l->n_put));
    g_ptr_array_add(desk->notes, note);
}

static gboolean prepare(LhDesk *desk, const LhShown *shown, const char *file, int line,
                        const char *hash, const char *text, Leaving *l, GError **error)
{
    const LhChapter *chapter = lh_shown_chapter(shown, file);
    if (!chapter) {
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_PLACE,
                    "%s is no chapter of this book; a note can stand in chapters only", file);
        return FALSE;
    }
    if (!(l->clean = lh_note_clean(text, error)) ||
        !(l->path = find_path(shown, chapter, file, error)) ||
        !(l->bytes = read_file(l->path, file, &l->length, error)))
        return FALSE;
    l->hash = lh_note_hash(l->bytes, l->length);
    line = follow(desk, hash, l->hash, line);
    if (line <= 0) {
        g_set_error(
            error, LH_NOTE_ERROR, LH_NOTE_ERROR_CHANGED,
            "%s was saved meanwhile; nothing was written, look at its new page and try again",
            file);
        return FALSE;
    }
    l->made = lh_note_insert(shown->served.book, chapter, l->bytes, l->length, line, l->clean,
                             &l->made_length, &l->at, &l->n_put, error);
    return l->made != NULL;
}

/* Says where the note is, and how it was changed when it was. (transfer full) */
static char *tell(const Note *note, const char *clean)
{
    gboolean same = strcmp(note->text, clean) == 0;
    return g_strdup_printf("The note is at %s:%d%s", note->file, note->line,
                           same ? "" : ", written so that it fits into a comment");
}

gboolean lh_desk_leave(LhDesk *desk, const LhShown *shown, const char *file, int line,
                       const char *hash, const char *text, char **told, GError **error)
{
    Leaving l = {0};
    gboolean done = prepare(desk, shown, file, line, hash, text, &l, error) &&
                    lh_note_write(l.path, l.bytes, l.length, l.made, l.made_length, error);
    if (done) {
        remember_note(desk, &l, file, text);
        *told = tell(desk->notes->pdata[desk->notes->len - 1], l.clean);
    }
    leaving_clear(&l);
    return done;
}

/* ---- Taking back ---- */

static Note *last_note(const LhDesk *desk)
{
    for (guint i = desk->notes->len; i > 0; i--) {
        Note *note = desk->notes->pdata[i - 1];
        if (!note->over)
            return note;
    }
    return NULL;
}

/* Where the note is in @bytes; FALSE = it is not, or more than once. */
static gboolean find_note(const Note *note, const char *bytes, gsize length, gsize *at)
{
    gsize n = strlen(note->put);
    if (note->at + n <= length && memcmp(bytes + note->at, note->put, n) == 0) {
        *at = note->at;
        return TRUE;
    }
    const char *found = memmem(bytes, length, note->put, n);
    if (!found)
        return FALSE;
    *at = (gsize) (found - bytes);
    return memmem(found + 1, length - *at - 1, note->put, n) == NULL;
}

static gboolean take_out(LhDesk *desk, const Note *note, const char *bytes, gsize length,
                         GError **error)
{
    gsize at, n = strlen(note->put);
    if (!find_note(note, bytes, length, &at)) {
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_CHANGED,
                    "the note in %s is no longer as it was left; nothing was written", note->file);
        return FALSE;
    }
    g_autoptr(GString) without = g_string_new_len(bytes, (gssize) length);
    g_string_erase(without, (gssize) at, (gssize) n);
    if (!lh_note_write(note->path, bytes, length, without->str, without->len, error))
        return FALSE;
    g_autofree char *before = lh_note_hash(bytes, length);
    g_autofree char *after = lh_note_hash(without->str, without->len);
    remember_edit(desk, before, after, 1 + count_lines(bytes, at), -count_lines(note->put, n));
    return TRUE;
}

gboolean lh_desk_undo(LhDesk *desk, char **told, GError **error)
{
    gsize length;
    Note *note = last_note(desk);
    if (!note) {
        g_set_error(error, LH_NOTE_ERROR, LH_NOTE_ERROR_PLACE, "there is no note to take back");
        return FALSE;
    }
    g_autofree char *bytes = read_file(note->path, note->file, &length, error);
    if (!bytes || !take_out(desk, note, bytes, length, error))
        return FALSE;
    note->over = TRUE;
    *told = g_strdup_printf("The note is out of %s again", note->file);
    return TRUE;
}

/* ---- Looking after ---- */

static gboolean is_there(const Note *note)
{
    g_autofree char *bytes = NULL;
    gsize length;
    return g_file_get_contents(note->path, &bytes, &length, NULL) &&
           memmem(bytes, length, note->put, strlen(note->put)) != NULL;
}

void lh_desk_look(LhDesk *desk)
{
    gint64 now = g_get_monotonic_time();
    for (guint i = 0; i < desk->notes->len; i++) {
        Note *note = desk->notes->pdata[i];
        if (note->over || now - note->when > LOOKED_AFTER * G_USEC_PER_SEC || is_there(note))
            continue;
        note->over = TRUE;
        g_ptr_array_add(desk->lost, note);
    }
}

void lh_desk_forget_lost(LhDesk *desk)
{
    g_ptr_array_set_size(desk->lost, 0);
}

void lh_desk_json(const LhDesk *desk, GString *out)
{
    const Note *last = last_note(desk);
    if (last)
        lh_json_text_member(out, "undo", last->text);
    lh_json_key(out, "lost");
    g_string_append_c(out, '[');
    for (guint i = 0; i < desk->lost->len; i++) {
        const Note *note = desk->lost->pdata[i];
        g_string_append(out, i ? ",{" : "{");
        lh_json_text_member(out, "file", note->file);
        lh_json_number_member(out, "line", note->line);
        lh_json_text_member(out, "text", note->text);
        g_string_append_c(out, '}');
    }
    g_string_append_c(out, ']');
}
