/* Inside proof/. */
#ifndef LONGHAND_PROOF_INTERNAL_H
#define LONGHAND_PROOF_INTERNAL_H

#include "longhand/manuscript.h"
#include "longhand/proof.h"

G_BEGIN_DECLS

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

G_END_DECLS

#endif
