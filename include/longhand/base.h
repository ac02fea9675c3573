/* What every room uses: the arena and the place in the manuscript. */
#ifndef LONGHAND_BASE_H
#define LONGHAND_BASE_H

#include <glib.h>

G_BEGIN_DECLS

/* Lengths closer than this are equal; points. */
#define LH_EPSILON 1e-6

/* Where the author wrote something. */
typedef struct {
    const char *file; /* as the author knows it, relative to the book; borrowed; NULL = made by us */
    int line;         /* from 1; 0 = made by us */
    int column;       /* from 1, in characters; 0 = the whole line */
} LhSource;

/* Memory that is taken piece by piece and given back at once. Not for several threads at a time.
 * Based on the C library's obstack. */
typedef struct LhArena LhArena;

LhArena *lh_arena_new(void);
void lh_arena_free(LhArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhArena, lh_arena_free)

/* Returns: (transfer none) @size zeroed bytes, aligned for any type. Never NULL. */
gpointer lh_arena_alloc(LhArena *arena, gsize size);

/* Returns: (transfer none) a copy of @size bytes. */
gpointer lh_arena_memdup(LhArena *arena, gconstpointer bytes, gsize size);

/* Returns: (transfer none) a copy of @length bytes of @text with a final NUL; @length < 0 =
 * up to its NUL. A NULL @text gives NULL. */
char *lh_arena_strndup(LhArena *arena, const char *text, gssize length);
char *lh_arena_printf(LhArena *arena, const char *format, ...) G_GNUC_PRINTF(2, 3);

#define lh_arena_new0(arena, Type, n) ((Type *) lh_arena_alloc((arena), sizeof(Type) * (gsize) (n)))

/* A 32-bit hash of bytes, the same on every machine and in every run (FNV-1a); seeds come from it. */
guint32 lh_hash(guint32 seed, gconstpointer bytes, gsize length);
guint32 lh_hash_int(guint32 seed, guint32 value);

/* Edits that turn @a into @b (Levenshtein), in bytes; G_MAXINT when one is longer than 80 bytes. */
int lh_distance(const char *a, const char *b);

/* The one of @candidates (NULL-terminated) that @word was probably meant to be; NULL = none is near. */
const char *lh_nearest(const char *word, const char *const *candidates);

/* "did you mean “x” or “y”?" from the keys of @words that are near to @word.
 * Returns: (transfer full) NULL = none is near. */
char *lh_nearest_hint(GHashTable *words, const char *word);

/* Appends @length bytes of UTF-8 as a JSON string, in its quotes; or text up to its NUL, `null` for NULL. */
void lh_json_quote(GString *out, const char *text, gsize length);
void lh_json_text(GString *out, const char *text);

/* The names of the files in @dir that have @ending, without it, sorted by bytes; hidden ones are left out.
 * Returns: (transfer full) an array of char *, or all in one text: "ingram, kdp". Empty when there is no
 * such folder. */
GPtrArray *lh_folder_names(const char *dir, const char *ending);
char *lh_folder_list(const char *dir, const char *ending);
/* Orders the char * of a GPtrArray by bytes. */
gint lh_compare_names(gconstpointer a, gconstpointer b);

/* ---- Threads ---- */

typedef void (*LhProgressFunc)(int done, int total, gpointer data);

/* Threads when nobody says how many: one a core, at most 8. */
int lh_parallel_default(void);

/* Calls @each for 0 … n - 1 on at most @jobs threads and waits for all. @progress (NULL = none) is
 * called from the calling thread after each. */
void lh_parallel_each(int n, int jobs, void (*each)(int index, gpointer data), gpointer data,
                      LhProgressFunc progress, gpointer progress_data);

/* ---- Libraries that are loaded when they are first needed ---- */

typedef struct {
    const char *name;         /* of the file: "libqpdf.so.29" */
    const char *const *names; /* of its functions */
    gsize n_functions;
    gpointer *functions;      /* filled in the order of the names */
} LhLibrary;

/* Loads @library (const LhLibrary *), a call for g_once(). Returns: NULL = it is not there, or not as it must be. */
gpointer lh_library_load(gpointer library);
/* Says so. Returns: FALSE */
gboolean lh_library_missing(const LhLibrary *library, GError **error);

G_END_DECLS

#endif
