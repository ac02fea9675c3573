/* Inside proof/. */
#ifndef LONGHAND_PROOF_INTERNAL_H
#define LONGHAND_PROOF_INTERNAL_H

#include "longhand/proof.h"

G_BEGIN_DECLS

/* The text of the dictionary @dic with every entry that a word in @words may need by the rules of @aff.
 * (transfer full) NULL = unreadable, or of a kind that must be opened whole. */
GString *lh_dictionary_for(const char *aff, const char *dic, const char *words);

/* ---- The author's files ---- */

typedef struct {
    char *text;         /* as the parser sees it: \n, no BOM */
    const char **lines; /* starts, one more than there are lines */
    int n_lines;
} LhScript;

/* A cache of files by the names that places give. */
typedef struct {
    const LhBook *book;
    GHashTable *scripts; /* interned name -> LhScript *; NULL = unreadable */
} LhManuscript;

void lh_manuscript_init(LhManuscript *manuscript, const LhBook *book);
void lh_manuscript_clear(LhManuscript *manuscript);
/* The file @name; NULL = it can't be read. */
const LhScript *lh_manuscript_find(LhManuscript *manuscript, const char *name);
/* The start of @line (from 1); NULL = there is none. */
const char *lh_script_line(const LhScript *script, int line);
/* The byte of @source; NULL = the file has no such line. */
const char *lh_script_at(const LhScript *script, LhSource source);
/* The line (from 1) that holds @at, a byte of the script. */
int lh_script_line_of(const LhScript *script, const char *at);

/* Where every line of the trees' listings was written: the line's first byte in the code ->
 * LhSource *. */
GHashTable *lh_manuscript_code(LhManuscript *manuscript, const GPtrArray *trees);

/* The byte of @line of @script that byte @at of the line of code @set comes from; they are known to
 * agree. */
const char *lh_script_in_code(const LhScript *script, int line, const char *set, guint32 at);

/* ---- Text along its source ---- */

typedef struct {
    const char *written, *end; /* the author's bytes, from where the text begins; the file's end */
    const char *set;           /* the text of the tree */
    gboolean lost;             /* they no longer agree */
} LhAligner;

/* Begins with the text @set, which was written at @written or soon after; @end is the file's end.
 */
void lh_align_begin(LhAligner *align, const char *written, const char *end, const char *set);
/* Walks on to byte @at of the text @start, which is not before what was walked to already, and over
 * @length bytes. Returns: FALSE when the two don't agree; else [*from, *to) is what the author
 * wrote. */
gboolean lh_align_to(LhAligner *align, const char *start, guint32 at, guint32 length,
                     const char **from, const char **to);

/* An empty map. */
LhMap *lh_map_alloc(void);

/* ---- Differences ---- */

/* a[a … a + n) is the same as b[b … b + n). */
typedef struct {
    int a, b, n;
} LhMatch;

/* Appends the runs (of LhMatch, rising) that @a and @b have in common on the shortest way from one
 * to the other; only what they begin and end with when that way is very long. */
void lh_diff(const guint32 *a, int n, const guint32 *b, int m, GArray *matches);

/* ---- JSON ---- */

typedef struct {
    const char *at, *end;
    gboolean failed;
} LhJson;

/* Steps over @sign ('[', '{', ':', …) with blanks before it; FALSE when something else is there. */
gboolean lh_json_take(LhJson *json, char sign);
/* The next number, or 0 with failed set. */
double lh_json_number(LhJson *json);
/* The next string. (transfer full) NULL with failed set. */
char *lh_json_string(LhJson *json);
/* Steps over a value of any kind. */
void lh_json_skip(LhJson *json);
/* Before each member of an object or element of an array that @close ends, which was entered
 * already; *@first is TRUE before the first. FALSE = it is over, and stepped over. */
gboolean lh_json_next(LhJson *json, char close, gboolean *first);
/* Appends @text (@length bytes) in quotes. */
void lh_json_quote(GString *out, const char *text, gsize length);

G_END_DECLS

#endif
