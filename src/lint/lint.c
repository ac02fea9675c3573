/* The table of faults; a chapter's faults as diagnostics. */
#include "internal.h"

#include <string.h>

#define MOST_SUGGESTED                                                                             \
    40 /* different words that a neighbour is looked for: it takes milliseconds */
#define LONGEST_SUGGESTED 24 /* bytes of one: for long ones it takes longer */

static const struct {
    const char *code, *message; /* %s = the words it is about */
    const char *hint;
} lints[LH_N_LINTS] = {
    [LH_LINT_SPELLING] = {"spelling", "“%s” is in no dictionary",
                          "if it is right, add it to words.txt"},
    [LH_LINT_DOUBLED_WORD] = {"doubled-word", "“%s” stands twice", "delete one"},
    [LH_LINT_STRAIGHT_QUOTES] = {"straight-quotes", "a straight quote, %s",
                                 "write it without \\, as “…”, or as code"},
    [LH_LINT_DOUBLE_SPACE] = {"double-space", "two blanks before “%s”", "delete one"},
    [LH_LINT_ARTICLE] = {"article", "“%s” before the wrong sound",
                         "a before a consonant, an before a vowel"},
    [LH_LINT_SENTENCE_CASE] = {"sentence-case", "a sentence begins with a small letter: “%s”",
                               "begin it with a capital"},
    [LH_LINT_SPACE_BEFORE] = {"space-before-sign", "a blank before “%s”", "delete the blank"},
    [LH_LINT_SPACE_AFTER] = {"space-after-sign", "no blank behind “%s”", "put one there"},
    [LH_LINT_DOUBLED_SIGN] = {"doubled-sign", "two signs where one belongs: “%s”", "delete one"},
    [LH_LINT_SPACED_HYPHEN] = {"spaced-hyphen", "a hyphen (%s) where a dash belongs",
                               "write -- or ---"},
    [LH_LINT_HYPHEN_RANGE] = {"hyphen-range", "a range with a hyphen: “%s”",
                              "write -- between numbers"},
    [LH_LINT_SPACED_DOTS] = {"spaced-dots", "dots with blanks: “%s”", "write ..."},
    [LH_LINT_BRACKETS] = {"unpaired-bracket", "a bracket without its other: “%s”", NULL},
    [LH_LINT_QUOTES] = {"unpaired-quote", "a quote without its other: %s", NULL},
    [LH_LINT_ODD_CHARACTER] = {"odd-character", "a character that nobody can read here: “%s”",
                               "delete it, or type it again"},
    [LH_LINT_PLACEHOLDER] = {"placeholder", "“%s” was meant to be replaced",
                             "write it, or make it a comment: <!-- todo: … -->"},
    [LH_LINT_VAGUE_LINK] = {"vague-link", "the link “%s” says nothing on paper",
                            "link the words that name it"},
    [LH_LINT_HEADING_STOP] = {"heading-stop", "a heading ends with “%s”", "delete it"},
    [LH_LINT_UNEVEN_DASH] = {"uneven-dash", "a dash with a blank on one side only: “%s”",
                             "put one on both sides, or on none"},
    [LH_LINT_HEADING_LEVEL] = {"heading-level",
                               "“%s” is more than one level below the heading before",
                               "take a # away"},
    [LH_LINT_REPEATED_HEADING] = {"repeated-heading", "two headings here say “%s”",
                                  "name one of them otherwise"},
    [LH_LINT_EMPTY_SECTION] = {"empty-section", "there is nothing below the heading “%s”",
                               "write something, or take it out"},
    [LH_LINT_IMAGE_ALT] = {"image-alt", "the picture %s has no words for who cannot see it",
                           "write between the brackets what it shows"},
    [LH_LINT_TODO] = {"todo", "left to do: %s", NULL},
    [LH_LINT_LISTING_CAPTION] = {"listing-caption", "a listing without a caption",
                                 "write {caption=\"…\"} behind its language"},
    [LH_LINT_TABLE_CAPTION] = {"table-caption", "a table without a caption",
                               "write Table: … below it"},
    [LH_LINT_SHORT_LAST_LINE] = {"short-last-line", "a paragraph's last line is only “%s”",
                                 "make it some words longer or shorter"},
    [LH_LINT_HYPHEN_STACK] = {"hyphen-stack",
                              "three lines in a row end with a hyphen, the last at “%s”",
                              "put some words otherwise"},
    [LH_LINT_HYPHEN_TURN] = {"hyphen-over-page", "“%s” goes on on the next page",
                             "put some words otherwise"},
    [LH_LINT_WORD_STACK] = {"word-stack", "“%s” stands at three lines' edge in a row",
                            "put some words otherwise"},
    [LH_LINT_DASH_FIRST] = {"dash-first", "a line begins with “%s”", "put some words otherwise"},
};

/* Faults only of books that ask for it: another book has reasons not to. */
static const guint32 optional = 1u << LH_LINT_LISTING_CAPTION | 1u << LH_LINT_TABLE_CAPTION;

G_STATIC_ASSERT(LH_N_LINTS < 32);

const char *lh_lint_code(LhLintKind kind)
{
    return lints[kind].code;
}

/* ---- Choice ---- */

static int find_code(const char *code)
{
    for (int kind = 0; kind < LH_N_LINTS; kind++)
        if (!strcmp(lints[kind].code, code))
            return kind;
    return -1;
}

/* The defect of a page that is called @code; LH_DEFECT_NONE = none is. */
static LhDefect find_defect(const char *code)
{
    for (int defect = LH_DEFECT_NONE + 1; defect < LH_N_DEFECTS; defect++)
        if (!strcmp(lh_diag_defect_code(defect), code))
            return defect;
    return LH_DEFECT_NONE;
}

/* Says that there is no such fault, and which one may be meant. */
static void complain(const LhLintSwitch *asked, LhDiag *diag)
{
    g_autoptr(GHashTable) codes = g_hash_table_new(g_str_hash, g_str_equal);

    for (int kind = 0; kind < LH_N_LINTS; kind++)
        g_hash_table_add(codes, (gpointer) lints[kind].code);
    for (int defect = LH_DEFECT_NONE + 1; defect < LH_N_DEFECTS; defect++)
        g_hash_table_add(codes, (gpointer) lh_diag_defect_code(defect));
    g_autofree char *hint = lh_nearest_hint(codes, asked->code);
    lh_diag_add(diag, LH_SEVERITY_ERROR, asked->source, "unknown-lint",
                hint ? hint : "longhand(1) lists them", "lint: there is no fault “%s”",
                asked->code);
}

guint32 lh_lint_choose(const LhBook *book, LhDiag *diag)
{
    guint32 kinds = ((1u << LH_N_LINTS) - 1) & ~optional;

    for (int i = 0; i < book->n_lints; i++) {
        const LhLintSwitch *asked = &book->lints[i];
        int kind = find_code(asked->code);
        if (kind < 0 && diag && !find_defect(asked->code))
            complain(asked, diag);
        else if (kind >= 0)
            kinds = asked->on ? kinds | 1u << kind : kinds & ~(1u << kind);
    }
    return kinds;
}

gboolean lh_lint_asks_for(const LhBook *book, LhLintKind kind)
{
    for (int i = 0; i < book->n_lints; i++)
        if (book->lints[i].on && find_code(book->lints[i].code) == (int) kind)
            return TRUE;
    return FALSE;
}

void lh_lint_forget_defects(const LhBook *book, LhDiag *diag)
{
    for (int i = 0; i < book->n_lints; i++) {
        LhDefect defect = find_defect(book->lints[i].code);
        if (defect && !book->lints[i].on)
            lh_diag_forget(diag, defect);
    }
}

/* ---- Faults ---- */

/* Whether @book is in @language ("en"), whatever the country. */
static gboolean is_in(const LhBook *book, const char *language)
{
    const char *tag = book->language ? book->language : "en";
    gsize n = strlen(language);

    return !g_ascii_strncasecmp(tag, language, n) && (tag[n] == '\0' || tag[n] == '-');
}

static void linter_init(LhLinter *l, const LhBook *book, guint32 kinds)
{
    *l = (LhLinter){.book = book,
                    .kinds = kinds,
                    .english = is_in(book, "en"),
                    .french = is_in(book, "fr"),
                    .faults = g_array_new(FALSE, FALSE, sizeof(LhFault)),
                    .text = g_string_new(NULL),
                    .pieces = g_array_new(FALSE, FALSE, sizeof(LhPiece))};
    lh_placer_init(&l->placer, book);
}

/* Returns: (transfer full) the faults that were found. */
static GArray *linter_clear(LhLinter *l)
{
    lh_placer_clear(&l->placer);
    g_array_unref(l->pieces);
    g_string_free(l->text, TRUE);
    return l->faults;
}

GArray *lh_lint_tree(const LhBook *book, const LhTree *tree, guint32 kinds, LhSpeller *speller)
{
    LhLinter l;

    linter_init(&l, book, kinds);
    l.speller = speller;
    lh_lint_leaves(&l, tree);
    lh_lint_structure(&l, tree);
    return linter_clear(&l);
}

char *lh_lint_spelled(const LhBook *book, const GPtrArray *trees)
{
    LhLinter l;

    linter_init(&l, book, lh_lint_choose(book, NULL) & (1u << LH_LINT_SPELLING));
    l.spelled = g_string_new(NULL);
    for (guint i = 0; i < trees->len; i++)
        if (trees->pdata[i])
            lh_lint_leaves(&l, trees->pdata[i]);
    g_array_unref(linter_clear(&l));
    return g_string_free(l.spelled, FALSE);
}

/* "did you mean …"; @tried holds what was found before: word -> hint. (transfer full) NULL = no
 * idea */
static char *suggest(LhSpeller *speller, const char *word, GHashTable *tried)
{
    gpointer known;

    if (g_hash_table_lookup_extended(tried, word, NULL, &known))
        return g_strdup(known);
    g_autofree char *near =
        speller && g_hash_table_size(tried) < MOST_SUGGESTED && strlen(word) <= LONGEST_SUGGESTED
            ? lh_speller_suggest(speller, word)
            : NULL;
    char *hint =
        near ? g_strdup_printf("did you mean “%s”? if not, add it to words.txt", near) : NULL;
    g_hash_table_insert(tried, g_strdup(word), g_strdup(hint));
    return hint;
}

void lh_lint_tell(LhLintKind kind, const char *words, LhSource source, int page, const char *hint,
                  LhDiag *diag)
{
    g_auto(GStrv) around = g_strsplit(lints[kind].message, "%s", 2);

    lh_diag_add_on(diag, LH_SEVERITY_WARNING, source, page, lints[kind].code,
                   hint ? hint : lints[kind].hint, "%s%s%s", around[0], around[1] ? words : "",
                   around[1] ? around[1] : "");
}

void lh_lint_report(const LhBook *book, const GArray *faults, LhSpeller *speller, LhDiag *diag)
{
    g_autoptr(GHashTable) tried = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    LhPlacer placer;

    lh_placer_init(&placer, book);
    for (guint i = 0; i < faults->len; i++) {
        const LhFault *fault = &g_array_index(faults, LhFault, i);
        if (!fault->inl) {
            lh_lint_tell(fault->kind, fault->words ? fault->words : "", fault->source, 0, NULL,
                         diag);
            continue;
        }
        g_autofree char *words = g_strndup(fault->inl->text + fault->at, fault->length);
        g_autofree char *near =
            fault->kind == LH_LINT_SPELLING ? suggest(speller, words, tried) : NULL;
        lh_lint_tell(fault->kind, words, lh_placer_find(&placer, fault->inl, fault->at), 0, near,
                     diag);
    }
    lh_placer_clear(&placer);
}

static void free_list(gpointer list)
{
    g_array_unref(list);
}

/* Adds @fault to the list of its text. */
static void add_to_text(GHashTable *texts, const LhFault *fault)
{
    GArray *list = g_hash_table_lookup(texts, fault->inl->text);

    if (!list) {
        list = g_array_new(FALSE, FALSE, sizeof(LhFault));
        g_hash_table_insert(texts, (gpointer) fault->inl->text, list);
    }
    g_array_append_val(list, *fault);
}

GHashTable *lh_lint_texts(const LhBook *book, const GPtrArray *trees, LhSpeller *speller,
                          LhDiag *diag)
{
    GHashTable *texts = g_hash_table_new_full(NULL, NULL, NULL, free_list);
    guint32 kinds = lh_lint_choose(book, NULL) & ~(1u << LH_LINT_TODO);
    g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(LhFault));

    for (guint i = 0; i < trees->len; i++) {
        g_autoptr(GArray) faults =
            trees->pdata[i] ? lh_lint_tree(book, trees->pdata[i], kinds, speller) : NULL;
        for (guint k = 0; faults && k < faults->len; k++) {
            const LhFault *fault = &g_array_index(faults, LhFault, k);
            if (fault->inl)
                add_to_text(texts, fault);
            else
                g_array_append_val(others, *fault);
        }
    }
    lh_lint_report(book, others, NULL, diag);
    return texts;
}
