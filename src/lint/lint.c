/* The table of faults; a chapter's faults as diagnostics. */
#include "internal.h"

#include <string.h>

#define MOST_SUGGESTED 200 /* different words that a neighbour is looked for: it is slow */

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
};

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

static void complain(const LhLintSwitch *asked, LhDiag *diag)
{
    g_autoptr(GHashTable) codes = g_hash_table_new(g_str_hash, g_str_equal);

    for (int kind = 0; kind < LH_N_LINTS; kind++)
        g_hash_table_add(codes, (gpointer) lints[kind].code);
    g_autofree char *hint = lh_nearest_hint(codes, asked->code);
    lh_diag_add(diag, LH_SEVERITY_ERROR, asked->source, "unknown-lint",
                hint ? hint : "longhand(1) lists them", "lint: there is no fault “%s”",
                asked->code);
}

guint32 lh_lint_choose(const LhBook *book, LhDiag *diag)
{
    guint32 kinds = (1u << LH_N_LINTS) - 1;

    for (int i = 0; i < book->n_lints; i++) {
        const LhLintSwitch *asked = &book->lints[i];
        int kind = find_code(asked->code);
        if (kind < 0 && diag)
            complain(asked, diag);
        else if (kind >= 0 && !asked->on)
            kinds &= ~(1u << kind);
    }
    return kinds;
}

/* ---- Faults ---- */

/* Whether @book is in @language ("en"), whatever the country. */
static gboolean is_in(const LhBook *book, const char *language)
{
    const char *tag = book->language ? book->language : "en";
    gsize n = strlen(language);

    return !g_ascii_strncasecmp(tag, language, n) && (tag[n] == '\0' || tag[n] == '-');
}

GArray *lh_lint_tree(const LhBook *book, const LhTree *tree, guint32 kinds, LhSpeller *speller)
{
    LhLinter l = {.book = book,
                  .kinds = kinds,
                  .speller = speller,
                  .english = is_in(book, "en"),
                  .french = is_in(book, "fr"),
                  .faults = g_array_new(FALSE, FALSE, sizeof(LhFault)),
                  .text = g_string_new(NULL),
                  .pieces = g_array_new(FALSE, FALSE, sizeof(LhPiece))};

    lh_manuscript_init(&l.manuscript, book);
    lh_lint_leaves(&l, tree);
    lh_manuscript_clear(&l.manuscript);
    g_array_unref(l.pieces);
    g_string_free(l.text, TRUE);
    return l.faults;
}

/* Where @fault was written: its own place, or its inline's when the two have come apart. */
static LhSource find_place(LhManuscript *manuscript, const LhFault *fault)
{
    LhSource source = fault->inl->source;
    const LhScript *script = source.file ? lh_manuscript_find(manuscript, source.file) : NULL;
    const char *written = script ? lh_script_at(script, source) : NULL, *from, *to;
    LhAligner align;

    if (!written)
        return source;
    lh_align_begin(&align, written, script->lines[script->n_lines] - 1, fault->inl->text);
    if (!lh_align_to(&align, fault->inl->text, fault->at, fault->length, &from, &to))
        return source;
    source.line = lh_script_line_of(script, from);
    source.column = (int) g_utf8_strlen(lh_script_line(script, source.line),
                                        from - lh_script_line(script, source.line)) +
                    1;
    return source;
}

/* "did you mean …"; @tried holds what was found before: word -> hint. (transfer full) NULL = no
 * idea */
static char *suggest(LhSpeller *speller, const char *word, GHashTable *tried)
{
    gpointer known;

    if (g_hash_table_lookup_extended(tried, word, NULL, &known))
        return g_strdup(known);
    g_autofree char *near = speller && g_hash_table_size(tried) < MOST_SUGGESTED
                                ? lh_speller_suggest(speller, word)
                                : NULL;
    char *hint =
        near ? g_strdup_printf("did you mean “%s”? if not, add it to words.txt", near) : NULL;
    g_hash_table_insert(tried, g_strdup(word), g_strdup(hint));
    return hint;
}

void lh_lint_report(const LhBook *book, const GArray *faults, LhSpeller *speller, LhDiag *diag)
{
    g_autoptr(GHashTable) tried = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    LhManuscript manuscript;

    lh_manuscript_init(&manuscript, book);
    for (guint i = 0; i < faults->len; i++) {
        const LhFault *fault = &g_array_index(faults, LhFault, i);
        g_autofree char *words = g_strndup(fault->inl->text + fault->at, fault->length);
        g_autofree char *near =
            fault->kind == LH_LINT_SPELLING ? suggest(speller, words, tried) : NULL;
        g_auto(GStrv) around = g_strsplit(lints[fault->kind].message, "%s", 2);
        lh_diag_add(diag, LH_SEVERITY_WARNING, find_place(&manuscript, fault),
                    lints[fault->kind].code, near ? near : lints[fault->kind].hint, "%s%s%s",
                    around[0], words, around[1]);
    }
    lh_manuscript_clear(&manuscript);
}

static void free_list(gpointer list)
{
    g_array_unref(list);
}

GHashTable *lh_lint_texts(const LhBook *book, const GPtrArray *trees, LhSpeller *speller)
{
    GHashTable *texts = g_hash_table_new_full(NULL, NULL, NULL, free_list);
    guint32 kinds = lh_lint_choose(book, NULL);

    for (guint i = 0; i < trees->len; i++) {
        g_autoptr(GArray) faults =
            trees->pdata[i] ? lh_lint_tree(book, trees->pdata[i], kinds, speller) : NULL;
        for (guint k = 0; faults && k < faults->len; k++) {
            const LhFault *fault = &g_array_index(faults, LhFault, k);
            GArray *list = g_hash_table_lookup(texts, fault->inl->text);
            if (!list) {
                list = g_array_new(FALSE, FALSE, sizeof(LhFault));
                g_hash_table_insert(texts, (gpointer) fault->inl->text, list);
            }
            g_array_append_val(list, *fault);
        }
    }
    return texts;
}
