/* Colours for code: splits a listing into spans of one class each.
 *
 * A language is a data file, styles/languages/NAME.yaml; adding one needs no compiler. The file
 * describes a small state machine, which this room compiles once and then walks in one pass.
 *
 * == The data file ==
 *
 *     name: Toy                       # what people call it
 *     aliases: [toy, ty]              # other names in a fence, besides the file's own
 *     ignore-case: no                 # yes: patterns and word lists do not care (SQL)
 *     words:                          # word lists, blanks and line ends between the words
 *       control: if else while
 *     contexts:
 *       root:                         # where a listing begins
 *         class: text                 # of what no rule takes (default: text)
 *         rules:                      # the first that matches at the cursor wins
 *           - {match: '#.*', class: comment}
 *           - {match: '"', class: string, push: quoted}
 *           - {match: ['fn\b', '\h+', '\w+'], class: [keyword, text, def]}
 *           - {match: '[a-z]\w*', words: {control: keyword}, class: text}
 *       quoted:
 *         class: string
 *         rules:
 *           - {match: '\\.', class: string}
 *           - {match: '"', class: string, pop: 1}
 *           - {match: '(?=\n)', pop: 1}
 *
 * A rule is one of
 *   include: CONTEXT    that context's rules, here
 *   match: PATTERN      or a list of patterns that must match one after the other;
 * and a rule with `match` may also have
 *   class: NAME         or a list, one for each pattern (default: the context's class);
 *                       text keyword def builtin string number comment decorator operator
 *                       prompt output added removed key
 *   words: {LIST: NAME} if what matched is a word of LIST it has that class instead;
 *                       with no `class` beside it the rule takes listed words only
 *   push: CONTEXT       go into CONTEXT, come back at its `pop`
 *   set: CONTEXT        go into CONTEXT instead of the present one
 *   pop: N              leave N contexts (the last one is never left)
 *   embed: LANGUAGE     what follows is another language,
 *   until: PATTERN      up to this (default: the end of the line),
 *   resume: yes         which goes on where its last piece stopped (a session's `...` lines).
 *
 * == Patterns ==
 *
 * They look like regular expressions and never backtrack: a repetition takes all it can and
 * gives nothing back, an alternative once taken stays taken. So 'a*a' never matches.
 *
 *   x  \n \t \r \\ \.   a character (ASCII punctuation must be escaped if it means something)
 *   .  \d \w \s \h      not a line end; digit; letter, digit, _ or anything beyond ASCII;
 *                       white space; blank or tab. \D \W \S \H are their opposites
 *   [a-z_] [^"\n]       one of, none of (ASCII only; "none of" takes what is beyond ASCII)
 *   ( | ) (?: | )       alternatives, first that matches
 *   ? * + {2} {2,} {2,4}
 *   ^ $ \b              line start, line end, edge of a word
 *   (?= ) (?! )         ahead is, ahead is not
 *   (?<=x) (?<!x)       the one byte before is, is not (x: one character or set)
 *   \1                  what the first ( ) of the rule matched that pushed or set this context;
 *                       a rule with no ( ) hands on what its own context had
 *
 * == Bounds ==
 *
 * Time is linear in the text: a match is not tried further than LH_HIGHLIGHT_REACH bytes, except
 * by a repetition that ends its rule, and a listing that costs more than a fixed number of steps
 * a byte is left plain from there on. Contexts nest LH_HIGHLIGHT_DEPTH deep; deeper ones forget
 * the outermost. Any bytes are accepted; a span never ends inside a UTF-8 character. */
#ifndef LONGHAND_HIGHLIGHT_H
#define LONGHAND_HIGHLIGHT_H

#include <glib.h>

G_BEGIN_DECLS

#define LH_HIGHLIGHT_REACH 512 /* bytes a rule may look at before it must have matched */
#define LH_HIGHLIGHT_DEPTH 64  /* contexts remembered at once */

typedef enum {
    LH_HIGHLIGHT_TEXT, /* names, blanks, everything without a class of its own */
    LH_HIGHLIGHT_KEYWORD,
    LH_HIGHLIGHT_DEF,     /* the name that def, class, fn, struct ... is giving here */
    LH_HIGHLIGHT_BUILTIN, /* functions, types and exceptions that come with the language */
    LH_HIGHLIGHT_STRING,
    LH_HIGHLIGHT_NUMBER,
    LH_HIGHLIGHT_COMMENT,
    LH_HIGHLIGHT_DECORATOR, /* also attributes, annotations, preprocessor lines */
    LH_HIGHLIGHT_OPERATOR,  /* operators and punctuation */
    LH_HIGHLIGHT_PROMPT,    /* $ >>> ... of a session */
    LH_HIGHLIGHT_OUTPUT,    /* what the machine answered */
    LH_HIGHLIGHT_ADDED,     /* diff lines */
    LH_HIGHLIGHT_REMOVED,
    LH_HIGHLIGHT_KEY, /* keys of YAML, TOML, JSON; file headings of a diff */
    LH_HIGHLIGHT_CLASSES
} LhHighlightClass;

typedef struct {
    gsize start;  /* bytes from the start of the code */
    gsize length; /* bytes, never 0 */
    LhHighlightClass kind;
} LhHighlightSpan;

#define LH_HIGHLIGHT_ERROR (lh_highlight_error_quark())
GQuark lh_highlight_error_quark(void);

typedef enum {
    LH_HIGHLIGHT_ERROR_MISSING, /* a folder or file cannot be read */
    LH_HIGHLIGHT_ERROR_FORMAT,  /* a data file is wrong: file:line: what; what to do */
} LhHighlightError;

typedef struct _LhLanguages LhLanguages; /* the languages of one or more folders */
typedef struct _LhLanguage LhLanguage;   /* one compiled language; never changes */

/* Opens a folder of data files. Reads none of them yet.
 * Returns: (transfer full) NULL with @error set (MISSING) if @dir is not a readable folder. */
LhLanguages *lh_highlight_load(const char *dir, GError **error);

/* Adds a folder whose languages go before those already there (the author's own).
 * Not thread-safe: call it before anybody calls lh_highlight_find(). */
gboolean lh_highlight_add_dir(LhLanguages *languages, const char *dir, GError **error);

/* Frees @languages and every language found in it. NULL is fine. */
void lh_highlight_free(LhLanguages *languages);

/* Finds a language by file name or alias, in any letter case; reads its file the first time.
 * Of @name only the part before the first blank, comma or brace counts ("rust,ignore").
 * Thread-safe. A broken file gives the same error each time it is asked for.
 * Returns: (transfer none) valid as long as @languages; NULL without an error if nobody knows the
 * name; NULL with @error set if the data file is broken. */
const LhLanguage *lh_highlight_find(LhLanguages *languages, const char *name, GError **error);

/* Every language's file name, sorted, without duplicates. Returns: (transfer full) GStrv */
char **lh_highlight_list(LhLanguages *languages);

/* The language's proper name ("Python"). Returns: (transfer none) */
const char *lh_highlight_name(const LhLanguage *language);

/* Appends spans that cover all of @code in order, without gaps or overlaps; neighbours differ in
 * class. @spans is a GArray of LhHighlightSpan. A NULL @language gives one span of plain text.
 * Cannot fail; thread-safe as long as each thread has its own @spans. */
void lh_highlight(const LhLanguage *language, const char *code, gsize length, GArray *spans);

/* "keyword" for LH_HIGHLIGHT_KEYWORD. Returns: (transfer none) never NULL */
const char *lh_highlight_class_name(LhHighlightClass kind);

/* The class called @name; FALSE if there is none. */
gboolean lh_highlight_class_find(const char *name, LhHighlightClass *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LhLanguages, lh_highlight_free)

G_END_DECLS

#endif
