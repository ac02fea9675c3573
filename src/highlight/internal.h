/* What the files of this room share. lh_pattern_*: pattern.c, match.c; lh_language_*: language.c;
 * the scanner itself: highlight.c; the set of languages: languages.c. */
#ifndef LONGHAND_HIGHLIGHT_INTERNAL_H
#define LONGHAND_HIGHLIGHT_INTERNAL_H

#include "longhand/highlight.h"

#define LH_PATTERN_MANY  G_MAXSIZE /* no upper bound of a repetition */
#define LH_MOST_PARTS    16        /* patterns of one rule */
#define LH_MOST_BRANCHES 64        /* of one group: bits of LhNode.start */

typedef struct {
    const guint8 *bytes; /* borrowed; NULL for nothing */
    gsize length;
} LhSlice;

typedef enum {
    LH_NODE_BYTE,       /* low or high */
    LH_NODE_SET,        /* a byte with set[byte] */
    LH_NODE_GROUP,      /* the first of branches that matches */
    LH_NODE_LOOK,       /* one of branches matches here (negative: none does) */
    LH_NODE_BEHIND,     /* set[the byte before] (negative: not, or no byte before) */
    LH_NODE_LINE_START, /* ^ */
    LH_NODE_LINE_END,   /* $ */
    LH_NODE_WORD_EDGE,  /* \b */
    LH_NODE_REMEMBERED, /* \1 */
} LhNodeKind;

typedef struct _LhNode LhNode;
struct _LhNode {
    LhNode *next; /* what must match after it; NULL at the end */
    LhNodeKind kind;
    gsize min, max;       /* repetitions; max may be LH_PATTERN_MANY */
    guint8 low, high;     /* BYTE: both letter cases, or twice the same */
    gboolean negative;    /* LOOK, BEHIND */
    gboolean capture;     /* GROUP: the first plain ( ) of the pattern */
    gboolean last;        /* nothing of the pattern comes after: may run past the reach */
    guint8 *set;          /* SET, BEHIND: 256 flags, owned */
    GPtrArray *branches;  /* GROUP, LOOK: first LhNode of each, NULL for an empty one */
    guint64 *start;       /* GROUP, LOOK: bit i of start[byte]: branches[i] can begin so; owned */
    guint64 start_at_end; /* the same at the end of the text: those that may be empty */
};

typedef struct {
    LhNode *first;    /* NULL for the empty pattern */
    GPtrArray *nodes; /* owns every node */
} LhPattern;

/* A text being matched, and what the match leaves behind. */
typedef struct {
    const guint8 *text;
    gsize start, end;     /* bytes of text that exist for the patterns */
    gboolean ignore_case; /* for \1 */
    LhSlice remembered;   /* what \1 stands for */
    LhSlice captured;     /* by the first ( ); bytes NULL if none took part */
    guint64 steps;        /* work done so far */
} LhMatcher;

/* Compiles a pattern. Returns: (transfer full) NULL with @error: what is wrong; what to do */
LhPattern *lh_pattern_new(const char *source, gboolean ignore_case, GError **error);
void lh_pattern_free(LhPattern *pattern);

/* Sets first[b] for each byte that a match can begin with, others to 0; TRUE if a match may also
 * be empty, so that any byte may be there. */
gboolean lh_pattern_first(const LhPattern *pattern, guint8 first[256]);

/* Matches at @at, not beyond @limit, save that a last repetition may if @open_end.
 * Gives where the match ends. */
gboolean lh_pattern_match(const LhPattern *pattern, LhMatcher *matcher, gsize at, gsize limit,
                          gboolean open_end, gsize *end);

typedef enum { LH_MOVE_NONE, LH_MOVE_PUSH, LH_MOVE_SET, LH_MOVE_POP } LhMove;

typedef struct _LhContext LhContext;

typedef struct {
    GPtrArray *parts;    /* LhPattern, owned: one after the other */
    guint8 *kinds;       /* LhHighlightClass of each part, owned */
    GHashTable *words;   /* LhSlice -> class + 1, or NULL */
    gsize longest;       /* bytes of the longest of words */
    gboolean words_only; /* a word that is not listed is no match */
    LhMove move;
    guint pops;
    const LhContext *target; /* PUSH, SET */
    const LhLanguage *guest; /* the embedded language, or NULL */
    LhPattern *until;        /* where the guest ends; owned */
    guint8 until_first[256];
    gboolean resume; /* the guest goes on where it stopped */
} LhRule;

struct _LhContext {
    char *name;
    LhHighlightClass kind;
    GPtrArray *entries; /* LhEntry: rules and includes as written; language.c only */
    GPtrArray *rules;   /* LhRule, borrowed, includes resolved, at most 64 */
    guint64 start[256]; /* bit i: rules[i] can begin with this byte */
};

struct _LhLanguage {
    char *name;
    gboolean ignore_case;
    GPtrArray *words;     /* the text of the word lists, owned strings */
    GPtrArray *rules;     /* owns every LhRule */
    GHashTable *contexts; /* name -> LhContext, owned */
    LhContext *root;
};

/* Gives the language that `embed: name` means, or NULL with @error. */
typedef const LhLanguage *(*LhGuestFunc)(gpointer data, const char *name, GError **error);

/* Compiles a data file. @path is for reading and for messages; @guest finds embedded languages.
 * Returns: (transfer full) NULL with @error set */
LhLanguage *lh_language_new(const char *path, LhGuestFunc guest, gpointer data, GError **error);
void lh_language_free(LhLanguage *language);

/* The `aliases` of a data file: NULL-terminated, perhaps empty; a broken file has none.
 * Returns: (transfer full) */
char **lh_language_aliases(const char *path);

/* A hash of words that look alike under @ignore_case. */
guint lh_word_hash(gconstpointer slice);
guint lh_word_hash_fold(gconstpointer slice);
gboolean lh_word_equal(gconstpointer a, gconstpointer b);
gboolean lh_word_equal_fold(gconstpointer a, gconstpointer b);

#endif
