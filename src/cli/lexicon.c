/* The dictionary that a book is read with. */
#include "lexicon.h"

#include "settings.h"

#include <stdio.h>

struct LhLexicon {
    char *language;  /* NULL = "en" */
    char *words;     /* the book's own; NULL = it has none */
    GThread *thread; /* opens it; NULL = it is open */
    LhSpeller *speller;
};

char *lh_lexicon_own_words(const LhBook *book)
{
    g_autofree char *path = g_build_filename(book->root, "words.txt", NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS) ? lh_book_read_text(path, NULL, NULL) : NULL;
}

void lh_lexicon_tell_missing(const char *language, const char *otherwise)
{
    fprintf(stderr,
            "longhand: there is no dictionary for “%s”, so words are not looked up; install "
            "hunspell's%s\n",
            language ? language : "en", otherwise);
}

/* Whether words of @book are looked up. @words (transfer full) are its own, NULL = it has none. */
static gboolean is_wanted(const LhBook *book, char **words)
{
    *words = NULL;
    if (!((lh_lint_choose(book, NULL) >> LH_LINT_SPELLING) & 1))
        return FALSE;
    *words = lh_lexicon_own_words(book);
    return *words || lh_lint_asks_for(book, LH_LINT_SPELLING);
}

static gpointer open_speller(gpointer data)
{
    const LhLexicon *lexicon = data;
    LhSpeller *speller = lh_speller_new(lexicon->language);

    if (speller &&
        !lh_speller_is_of(speller, lexicon->language)) { /* another country's is wrong too often */
        lh_speller_free(speller);
        return NULL;
    }
    if (speller && lexicon->words)
        lh_speller_add_list(speller, lexicon->words);
    return speller;
}

LhLexicon *lh_lexicon_new(const LhBook *book)
{
    char *words;

    if (!is_wanted(book, &words))
        return NULL;
    LhLexicon *lexicon = g_new0(LhLexicon, 1);
    lexicon->language = g_strdup(book->language);
    lexicon->words = words;
    lexicon->thread = g_thread_new("speller", open_speller, lexicon);
    return lexicon;
}

void lh_lexicon_free(LhLexicon *lexicon)
{
    if (!lexicon)
        return;
    if (lexicon->thread)
        lexicon->speller = g_thread_join(lexicon->thread);
    lh_speller_free(lexicon->speller);
    g_free(lexicon->language);
    g_free(lexicon->words);
    g_free(lexicon);
}

gboolean lh_lexicon_suits(const LhLexicon *lexicon, const LhBook *book)
{
    g_autofree char *words = NULL;
    gboolean wanted = is_wanted(book, &words);

    if (!lexicon || !wanted)
        return !lexicon && !wanted;
    return !g_strcmp0(lexicon->language, book->language) && !g_strcmp0(lexicon->words, words);
}

LhSpeller *lh_lexicon_speller(LhLexicon *lexicon)
{
    if (!lexicon->thread)
        return lexicon->speller;
    lexicon->speller = g_thread_join(g_steal_pointer(&lexicon->thread));
    if (!lexicon->speller && !lh_settings_quiet())
        lh_lexicon_tell_missing(lexicon->language, "");
    return lexicon->speller;
}
