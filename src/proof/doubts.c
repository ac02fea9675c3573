/* What a proofreader's eye stops at in running text: words the dictionary lacks, doubled words,
 * straight quotes, double blanks. Code, links and names from code are left out. */
#include "internal.h"

#include <string.h>

#define LEAST_LETTERS 3  /* of a word worth a look: shorter ones are units and signs … */
#define MOST_LETTERS  60 /* … and longer ones data */

typedef struct {
    GHashTable *doubts; /* text of an inline -> GArray of LhDoubt */
    LhSpeller *speller; /* NULL = no spelling */
    LhManuscript manuscript;
    const LhInline *text; /* being read */
    gboolean joined_before,
        joined_after; /* more of its first, its last word stands in another inline */
    GString *words;   /* words to be looked up are put here, and that is all; NULL = find doubts */
    char *last;       /* the word before, folded; NULL = none, or something stood between */
} Reader;

static void add_doubt(Reader *r, LhDoubtKind kind, gsize at, gsize length)
{
    GArray *list = g_hash_table_lookup(r->doubts, r->text->text);
    LhDoubt doubt = {kind, (guint32) at, (guint32) length};

    if (list == NULL) {
        list = g_array_new(FALSE, FALSE, sizeof(LhDoubt));
        g_hash_table_insert(r->doubts, (gpointer) r->text->text, list);
    }
    g_array_append_val(list, doubt);
}

/* ---- Words ---- */

static gboolean is_letter(gunichar c)
{
    return g_unichar_isalpha(c) || g_unichar_ismark(c);
}

static gboolean is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019;
}

/* Whether @word is written as names in code, formulas and abbreviations are: capitals behind the
 * first letter. */
static gboolean is_name(const char *word)
{
    for (const char *p = g_utf8_next_char(word); *p; p = g_utf8_next_char(p))
        if (g_unichar_isupper(g_utf8_get_char(p)))
            return TRUE;
    return g_utf8_strlen(word, -1) < LEAST_LETTERS;
}

/* Checks the letters [@at, @at + @length) of the text. */
static void check_word(Reader *r, gsize at, gsize length)
{
    g_autofree char *word = g_strndup(r->text->text + at, length);
    char *quote;

    while ((quote = strstr(word, "\xE2\x80\x99"))) { /* ’ as dictionaries have it */
        *quote = '\'';
        memmove(quote + 1, quote + 3, strlen(quote + 3) + 1);
    }
    if ((r->speller == NULL && r->words == NULL) || length > MOST_LETTERS || is_name(word))
        return;
    if (r->words) {
        g_string_append_printf(r->words, "%s ", word);
        return;
    }
    if (lh_speller_knows(r->speller, word))
        return;
    if (g_str_has_suffix(word, "'s")) {
        word[strlen(word) - 2] = '\0';
        if (is_name(word) || lh_speller_knows(r->speller, word))
            return;
    }
    add_doubt(r, LH_DOUBT_SPELLING, at, length);
}

/* Checks a chunk's words: letters with apostrophes inside. */
static void check_letters(Reader *r, const char *from, const char *to)
{
    const char *text = r->text->text;

    for (const char *p = from; p < to;) {
        if (!is_letter(g_utf8_get_char(p))) {
            p = g_utf8_next_char(p);
            continue;
        }
        const char *start = p, *end = p;
        while (p < to && (is_letter(g_utf8_get_char(p)) || is_apostrophe(g_utf8_get_char(p)))) {
            if (is_letter(g_utf8_get_char(p)))
                end = g_utf8_next_char(p);
            p = g_utf8_next_char(p);
        }
        check_word(r, (gsize) (start - text), (gsize) (end - start));
    }
}

/* Whether something in [@from, @to) says that it is no word: a path, an address, a number, code. */
static gboolean is_technical(const char *from, const char *to)
{
    for (const char *p = from; p < to; p++) {
        gboolean inside = p > from && p + 1 < to && g_ascii_isalnum(p[-1]) && g_ascii_isalnum(p[1]);
        if (g_ascii_isdigit(*p) || strchr("_\\@=<>{}[]#$%&+*|~^/", *p) ||
            (inside && strchr(".:(", *p)))
            return TRUE;
    }
    return FALSE;
}

/* Notices a word that stands twice. */
static void check_doubled(Reader *r, const char *from, const char *to)
{
    const char *end = to;

    while (end > from && g_ascii_ispunct(end[-1]))
        end--;
    g_autofree char *word = g_strndup(from, (gsize) (end - from));
    g_autofree char *folded = g_utf8_casefold(word, -1);
    gboolean letters = *folded && is_letter(g_utf8_get_char(folded));
    if (letters && end > from && g_strcmp0(folded, r->last) == 0)
        add_doubt(r, LH_DOUBT_DOUBLED, (gsize) (from - r->text->text), (gsize) (end - from));
    g_clear_pointer(&r->last, g_free);
    if (end == to && letters)
        r->last = g_steal_pointer(&folded);
}

static void check_chunk(Reader *r, const char *from, const char *to)
{
    const char *text = r->text->text;
    gboolean cut = (from == text && r->joined_before) || (*to == '\0' && r->joined_after);

    for (const char *p = from; p < to && !r->words; p++)
        if (*p == '"' || *p == '\'')
            add_doubt(r, LH_DOUBT_QUOTE, (gsize) (p - text), 1);
    if (cut) {
        g_clear_pointer(&r->last, g_free);
        return;
    }
    if (!r->words)
        check_doubled(r, from, to);
    if (!is_technical(from, to))
        check_letters(r, from, to);
}

/* ---- Blanks ---- */

/* Two blanks where one is set, told by the manuscript. */
static void check_blanks(Reader *r)
{
    const LhInline *inl = r->text;
    const LhScript *script =
        inl->source.file ? lh_manuscript_find(&r->manuscript, inl->source.file) : NULL;
    const char *written = script ? lh_script_at(script, inl->source) : NULL, *from, *to;
    LhAligner align;

    if (written == NULL)
        return;
    lh_align_begin(&align, written, script->lines[script->n_lines] - 1, inl->text);
    for (const char *p = strchr(inl->text, ' '); p && p[1]; p = strchr(p + 1, ' ')) {
        if (!lh_align_to(&align, inl->text, (guint32) (p - inl->text), 1, &from, &to))
            return;
        gsize n = strspn(from, " ");
        if (n > 1 && from[n] != '\n' && from[n] != '|' && from[n] != '\\')
            add_doubt(r, LH_DOUBT_BLANKS, (gsize) (p + 1 - inl->text), strcspn(p + 1, " "));
    }
}

/* ---- The walk ---- */

static void read_text(Reader *r)
{
    const char *p = r->text->text;

    while (*p) {
        gsize n = strcspn(p, " \t\n");
        if (n > 0)
            check_chunk(r, p, p + n);
        p += n;
        p += strspn(p, " \t\n");
    }
    if (!r->words)
        check_blanks(r);
}

static gboolean is_mark(const LhInline *inl)
{
    return inl->kind == LH_INLINE_ANCHOR || inl->kind == LH_INLINE_INDEX ||
           inl->kind == LH_INLINE_QUERY || inl->kind == LH_INLINE_NOTE_REF;
}

/* Whether @inl begins, or ends, with a blank or has no words at all. */
static gboolean is_open(const LhInline *inl, gboolean at_end)
{
    while (inl && is_mark(inl) && !at_end)
        inl = inl->next;
    if (inl == NULL || is_mark(inl) || inl->kind == LH_INLINE_BREAK)
        return TRUE;
    if (inl->kind != LH_INLINE_TEXT || !inl->text || !*inl->text)
        return FALSE;
    char c = at_end ? inl->text[strlen(inl->text) - 1] : inl->text[0];
    return c == ' ' || (g_ascii_ispunct(c) && c != '\'');
}

static void read_inlines(Reader *r, const LhInline *first)
{
    for (const LhInline *inl = first, *before = NULL; inl; before = inl, inl = inl->next) {
        if (inl->kind == LH_INLINE_TEXT && inl->text) {
            r->text = inl;
            r->joined_before = before && !is_open(before, TRUE);
            r->joined_after = !is_open(inl->next, FALSE);
            read_text(r);
        } else if (inl->kind == LH_INLINE_LINK || inl->kind == LH_INLINE_KBD ||
                   inl->kind == LH_INLINE_CODE)
            g_clear_pointer(&r->last, g_free);
        else
            read_inlines(r, inl->first);
    }
}

static void read_leaf(Reader *r, const LhInline *first)
{
    g_clear_pointer(&r->last, g_free);
    read_inlines(r, first);
}

static void read_block(Reader *r, const LhBlock *block)
{
    read_leaf(r, block->text);
    if (block->kind == LH_BLOCK_LISTING)
        read_leaf(r, block->listing.caption);
    else if (block->kind == LH_BLOCK_TABLE)
        read_leaf(r, block->table.caption);
    else if (block->kind == LH_BLOCK_CARD)
        read_leaf(r, block->card.title);
    else if (block->kind == LH_BLOCK_FIGURE)
        read_leaf(r, block->figure.caption);
    for (const LhBlock *child = block->first; child; child = child->next)
        read_block(r, child);
}

static void free_list(gpointer list)
{
    g_array_unref(list);
}

static void read_trees(Reader *r, const GPtrArray *trees)
{
    for (guint i = 0; i < trees->len; i++) {
        const LhTree *tree = trees->pdata[i];
        read_leaf(r, tree->title);
        for (const LhBlock *block = tree->first; block; block = block->next)
            read_block(r, block);
        for (const LhBlock *block = tree->notes; block; block = block->next)
            read_block(r, block);
    }
    g_clear_pointer(&r->last, g_free);
}

char *lh_doubts_words(const GPtrArray *trees)
{
    Reader r = {.words = g_string_new(NULL)};

    read_trees(&r, trees);
    return g_string_free(r.words, FALSE);
}

GHashTable *lh_doubts_new(const LhBook *book, const GPtrArray *trees, LhSpeller *speller)
{
    Reader r = {.speller = speller, .doubts = g_hash_table_new_full(NULL, NULL, NULL, free_list)};

    lh_manuscript_init(&r.manuscript, book);
    read_trees(&r, trees);
    lh_manuscript_clear(&r.manuscript);
    return r.doubts;
}
