/* The map's reader, texts along their sources, differences. */
#include "../../src/proof/internal.h"

#include <string.h>

/* Where the word at @at of @set is found in @written: "offset+length", or "lost". (transfer full)
 */
static char *align(const char *written, const char *set, guint32 at, guint32 length)
{
    const char *from, *to;
    LhAligner aligner;

    lh_align_begin(&aligner, written, written + strlen(written), set);
    if (!lh_align_to(&aligner, set, at, length, &from, &to))
        return g_strdup("lost");
    return g_strdup_printf("%d+%d", (int) (from - written), (int) (to - from));
}

static void check_align(const char *written, const char *set, guint32 at, guint32 length,
                        const char *wanted)
{
    g_autofree char *found = align(written, set, at, length);

    g_assert_cmpstr(found, ==, wanted);
}

static void test_align(void)
{
    check_align("one two", "one two", 4, 3, "4+3");
    check_align("one   two", "one two", 4, 3, "6+3");
    check_align("\"one\" two", "“one” two", 10, 3, "6+3");
    check_align("a -- b", "a – b", 6, 1, "5+1");
    check_align("wait... go", "wait… go", 8, 2, "8+2");
    check_align("a \\*b\\* c", "a *b* c", 2, 3, "2+5");
    check_align("a &amp; b", "a & b", 4, 1, "8+1");
    check_align("one\n> two", "one two", 4, 3, "6+3");
    check_align("caption=\"The word\"", "The word", 4, 4, "13+4");
    check_align("nothing like it", "other words here", 0, 5, "lost");
}

/* The runs that two words have in common: "a:b+n …". */
static char *diff(const char *a, const char *b)
{
    g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(LhMatch));
    g_autoptr(GString) out = g_string_new(NULL);
    guint32 x[64], y[64];

    for (gsize i = 0; a[i]; i++)
        x[i] = (guchar) a[i];
    for (gsize i = 0; b[i]; i++)
        y[i] = (guchar) b[i];
    lh_diff(x, (int) strlen(a), y, (int) strlen(b), matches);
    for (guint i = 0; i < matches->len; i++) {
        const LhMatch *match = &g_array_index(matches, LhMatch, i);
        g_string_append_printf(out, "%s%d:%d+%d", i ? " " : "", match->a, match->b, match->n);
    }
    return g_strdup(out->str);
}

static void check_diff(const char *a, const char *b, const char *wanted)
{
    g_autofree char *found = diff(a, b);

    g_assert_cmpstr(found, ==, wanted);
}

static void test_diff(void)
{
    check_diff("", "", "");
    check_diff("same", "same", "0:0+4");
    check_diff("abc", "xyz", "");
    check_diff("abcd", "abxcd", "0:0+2 2:3+2");
    check_diff("abxcd", "abcd", "0:0+2 3:2+2");
    check_diff("axbyc", "a1b2c", "0:0+1 2:2+1 4:4+1");
}

/* Every match is one, and none overlaps another: 300 random pairs. */
static void test_diff_random(void)
{
    g_autoptr(GRand) chance = g_rand_new_with_seed(7);

    for (int round = 0; round < 300; round++) {
        guint32 a[40], b[40];
        int n = g_rand_int_range(chance, 0, 40), m = g_rand_int_range(chance, 0, 40), x = 0, y = 0;
        g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(LhMatch));
        for (int i = 0; i < 40; i++) {
            a[i] = (guint32) g_rand_int_range(chance, 0, 4);
            b[i] = (guint32) g_rand_int_range(chance, 0, 4);
        }
        lh_diff(a, n, b, m, matches);
        for (guint i = 0; i < matches->len; i++) {
            const LhMatch *match = &g_array_index(matches, LhMatch, i);
            g_assert_true(match->a >= x && match->b >= y && match->n > 0);
            for (int k = 0; k < match->n; k++)
                g_assert_cmpuint(a[match->a + k], ==, b[match->b + k]);
            x = match->a + match->n;
            y = match->b + match->n;
        }
        g_assert_true(x <= n && y <= m);
    }
}

#define MAP                                                                                        \
    "{\"kind\":\"longhand-map\",\"new\":{\"a\":[1,null,\"\\u00e9\"]},\"width\":504,\"height\":"    \
    "720,"                                                                                         \
    "\"files\":[\"a/one.md\"],\"pages\":[{\"page\":2,\"label\":\"x\",\"words\":["                  \
    "[10,20,30,40,38,1,0,7,3,5,\"H\\u00e9llo\"],[40,20,60,40,38,1,0,7,9,2,\"\\\"q\"]]}]}"

static void test_map(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LhMap) map = lh_map_read(MAP, strlen(MAP), &error);

    g_assert_no_error(error);
    g_assert_cmpuint(map->words->len, ==, 2);
    const LhMapWord *word = lh_map_find_place(map, 2, 29, 30);
    g_assert_cmpstr(word->text, ==, "Héllo");
    g_assert_cmpint(word->source.column, ==, 3);
    g_assert_null(lh_map_find_place(map, 1, 29, 30));
    g_autoptr(GPtrArray) found = lh_map_find_source(map, "book/a/one.md", 7, 10);
    g_assert_cmpuint(found->len, ==, 1);
    g_assert_cmpstr(((const LhMapWord *) found->pdata[0])->text, ==, "\"q");
    g_autoptr(GPtrArray) line = lh_map_find_source(map, "one.md", 7, 0);
    g_assert_cmpuint(line->len, ==, 2);
    g_autoptr(GPtrArray) other = lh_map_find_source(map, "done.md", 7, 0);
    g_assert_cmpuint(other->len, ==, 0);
}

/* Every beginning of a map, and maps with a byte changed, are read or refused. */
static void test_damaged_map(void)
{
    for (gsize n = 0; n < strlen(MAP); n++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(LhMap) map = lh_map_read(MAP, n, &error);
        g_assert_null(map);
        g_assert_error(error, LH_PROOF_ERROR, LH_PROOF_ERROR_MAP);
    }
    for (gsize n = 0; n < strlen(MAP); n++) {
        g_autofree char *copy = g_strdup(MAP);
        copy[n] = '9';
        g_autoptr(LhMap) map = lh_map_read(copy, strlen(copy), NULL);
        copy[n] = '\0';
        g_autoptr(LhMap) cut = lh_map_read(copy, strlen(MAP), NULL);
        g_assert_null(cut);
    }
}

static void test_speller(void)
{
    g_autoptr(LhSpeller) speller = lh_speller_new("en");

    g_assert_null(lh_speller_new("zxx"));
    if (speller == NULL) {
        g_test_skip("there is no English dictionary");
        return;
    }
    g_assert_true(lh_speller_knows(speller, "paragraph"));
    g_assert_false(lh_speller_knows(speller, "paragrpah"));
    g_assert_false(lh_speller_knows(speller, "rulesetter"));
    g_autoptr(LhSpeller) taught = lh_speller_new("en");
    lh_speller_add_list(taught, "# ours\n\n rulesetter \n");
    g_assert_true(lh_speller_knows(taught, "rulesetter"));
}

/* A dictionary opened for some words knows of these what the whole one knows. */
static void test_speller_for_words(void)
{
    static const char words[] = "paragraph paragraphs paragrpah unhappily Windows windows' module's modules' "
                                "doesn't you\xE2\x80\x99ll reddest carried carryed trying caf\xC3\xA9 naive "
                                "overrepresented antidisestablish 12th a I ok colour color colourful misspelt zzz "
                                "Stra\xC3\x9F" "e co-operate rulings rulingss MacDonald";
    static const char *const languages[] = {"en-US", "en-GB"};

    for (gsize k = 0; k < G_N_ELEMENTS(languages); k++) {
        g_autoptr(LhSpeller) whole = lh_speller_new(languages[k]);
        g_autoptr(LhSpeller) part = lh_speller_new_for(languages[k], words);
        if (whole == NULL) {
            g_test_skip("there is no English dictionary");
            return;
        }
        g_auto(GStrv) each = g_strsplit(words, " ", -1);
        int known = 0;
        for (char **word = each; *word; word++) {
            g_test_message("%s", *word);
            known += lh_speller_knows(whole, *word);
            g_assert_cmpint(lh_speller_knows(part, *word), ==, lh_speller_knows(whole, *word));
        }
        g_assert_cmpint(known, >, 12);
        g_assert_cmpint(known, <, (int) g_strv_length(each) - 3);
    }
    g_autoptr(LhSpeller) small = lh_speller_new_for("en", "ruling");
    g_assert_false(lh_speller_knows(small, "quixotic")); /* else the whole was opened */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/proof/align", test_align);
    g_test_add_func("/proof/diff", test_diff);
    g_test_add_func("/proof/diff-random", test_diff_random);
    g_test_add_func("/proof/map", test_map);
    g_test_add_func("/proof/map-damaged", test_damaged_map);
    g_test_add_func("/proof/speller", test_speller);
    g_test_add_func("/proof/speller-for-words", test_speller_for_words);
    return g_test_run();
}
