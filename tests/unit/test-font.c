/* Words to glyphs: what they are made of, that nothing is lost, and that nothing depends on
 * history. */
#include "hand-built-style.h"
#include "neighbours.h"
#include <hb.h>
#include <math.h>
#include <string.h>

static LhStyle style;
static LhFonts *fonts;

static const char *const odd_texts[] = {
    "naïve",
    "don’t",
    "“quoted”",
    "a\u2011b",
    "5\u202fms",
    "x\u00a0y",
    "→",
    "a→b",
    "✓",
    "✔\ufe0f",
    "λ",
    "Ω≈ω",
    "e\u0301le",
    "Привет",
    "שלום",
    "abc-שלום-12",
    "مرحبا",
    "日本語",
    "😀",
    "👩\u200d💻",
    "👍🏽",
    "🇩🇪",
    "a\u200bb",
    "\u200b",
    "\ufeffx",
    "…",
    "hy\u00adphen",
    "🤷‍♀️",
    "ก็",
    "नमस्ते",
    "\xff\xfe",
    "a\xc3",
    "½×²",
    "•",
    "★►▼",
    "a\tb",
};

static guint glyph_bytes(const LhWord *word)
{
    guint n = 0;
    for (guint i = 0; i < word->n_glyphs; i++)
        n += word->glyphs[i].n_bytes;
    return n;
}

/* Every piece counts its bytes, its text is valid, its totals add up. */
static void check_word(const LhWord *word)
{
    double total = 0;
    for (const LhWord *piece = word; piece; piece = piece->next)
        total += piece->width;
    g_assert_cmpfloat_with_epsilon(total, word->total, 1e-3 + total * 1e-6);
    for (; word; word = word->next) {
        g_assert_true(g_utf8_validate(word->text, word->n_bytes, NULL));
        g_assert_cmpint(word->face, <, N_FACES);
        if (word->sign)
            g_assert_cmpint(word->n_glyphs, ==, 0);
        else
            g_assert_cmpint(glyph_bytes(word), ==, word->n_bytes);
        for (guint i = 0; i < word->n_glyphs; i++)
            g_assert_true(isfinite(word->glyphs[i].advance));
    }
}

static char *describe(const LhWord *word)
{
    GString *out = g_string_new(NULL);
    for (; word; word = word->next) {
        g_string_append_printf(out, "[%d %d %d %d %.5f]", word->face, word->sign, word->variant,
                               word->flags, word->width);
        for (guint i = 0; i < word->n_glyphs; i++)
            g_string_append_printf(out, " %d.%d.%d.%.5f", word->glyphs[i].gid,
                                   word->glyphs[i].flags, word->glyphs[i].n_bytes,
                                   word->glyphs[i].advance);
    }
    return g_string_free(out, FALSE);
}

static const LhWord *shape(LhShaper *shaper, LhRole role, const char *text, guint32 seed)
{
    return lh_shape_word(shaper, role, text, strlen(text), seed);
}

static void test_missing_file(void)
{
    LhStyle broken = built_style(1);
    LhFaceStyle faces[N_FACES];
    memcpy(faces, built_faces, sizeof faces);
    faces[FACE_CODE].file = "no-such-font.ttf";
    broken.faces = faces;
    g_autoptr(GError) error = NULL;
    g_assert_null(lh_fonts_open(&broken, fonts_dir(), &error));
    g_assert_nonnull(strstr(error->message, "no-such-font.ttf: cannot open the font"));
    g_assert_nonnull(strstr(error->message, "put the file there"));
}

static void test_not_a_font(void)
{
    LhStyle broken = built_style(1);
    LhFaceStyle faces[N_FACES];
    memcpy(faces, built_faces, sizeof faces);
    faces[FACE_CODE].file = "README.md";
    broken.faces = faces;
    g_autoptr(GError) error = NULL;
    g_assert_null(lh_fonts_open(&broken, fonts_dir(), &error));
    g_assert_nonnull(strstr(error->message, "README.md: "));
}

static void test_unknown_fallback(void)
{
    LhStyle broken = built_style(1);
    LhFaceStyle faces[N_FACES];
    char *chain[] = {"nobody"};
    memcpy(faces, built_faces, sizeof faces);
    faces[FACE_CODE].fallback = chain;
    faces[FACE_CODE].n_fallback = 1;
    broken.faces = faces;
    g_autoptr(GError) error = NULL;
    g_assert_null(lh_fonts_open(&broken, fonts_dir(), &error));
    g_assert_nonnull(strstr(error->message, "\"nobody\""));
}

static void test_metrics(void)
{
    LhFontMetrics metrics = lh_fonts_metrics(fonts, FACE_BODY);
    g_assert_cmpfloat_with_epsilon(metrics.x_height, 0.546, 0.02);
    g_assert_cmpfloat(metrics.descent, <, 0);
    g_assert_cmpfloat(metrics.ascent, >, metrics.cap_height);
}

static void test_empty_word(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    const LhWord *word = lh_shape_word(shaper, LH_ROLE_BODY, "", 0, 3);
    g_assert_cmpint(word->n_glyphs, ==, 0);
    g_assert_null(word->next);
}

static void test_odd_texts(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    const LhRole roles[] = {LH_ROLE_BODY, LH_ROLE_H1, LH_ROLE_CODE};
    for (guint r = 0; r < G_N_ELEMENTS(roles); r++)
        for (guint i = 0; i < G_N_ELEMENTS(odd_texts); i++)
            for (guint32 seed = 0; seed < 8; seed++)
                check_word(shape(shaper, roles[r], odd_texts[i], seed));
}

/* A cluster of one letter and a thousand marks, and words longer than a piece can count. */
static void test_long_texts(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    g_autoptr(GString) zalgo = g_string_new("a"), hidden = g_string_new("a");
    g_autoptr(GString) letters = g_string_new(NULL), mixed = g_string_new(NULL);
    for (int i = 0; i < 1000; i++) {
        g_string_append(zalgo, "\u0301");
        g_string_append(hidden, "\u200b");
    }
    for (int i = 0; i < 70000; i++)
        g_string_append(letters, "e");
    for (int i = 0; i < 3000; i++)
        g_string_append(mixed, "é→жש");
    const GString *texts[] = {zalgo, hidden, letters, mixed};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        const LhWord *word = lh_shape_word(shaper, LH_ROLE_BODY, texts[i]->str, texts[i]->len, 5);
        gsize n = 0;
        check_word(word);
        for (; word; word = word->next)
            n += word->n_bytes;
        g_assert_cmpuint(n, ==, texts[i]->len);
    }
}

/* The pieces of a left-to-right word together are its text. */
static void test_text_is_kept(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    const char *texts[] = {"don’t→λ", "e\u0301le", "a\u2011b", "日本語", "x😀y", "plain"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GString) kept = g_string_new(NULL);
        for (const LhWord *w = shape(shaper, LH_ROLE_BODY, texts[i], 1); w; w = w->next)
            g_string_append_len(kept, w->text, w->n_bytes);
        g_assert_cmpstr(kept->str, ==, texts[i]);
    }
}

static void test_avoided_character(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    g_assert_cmpint(shape(shaper, LH_ROLE_BODY, "λ", 0)->face, ==, FACE_SANS);
    g_assert_cmpint(shape(shaper, LH_ROLE_BODY, "Ω", 0)->face, ==, FACE_SHANTELL);
}

static void test_signs(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    const LhWord *word = shape(shaper, LH_ROLE_BODY, "a→b", 0);
    g_assert_cmpint(word->sign, ==, LH_SIGN_NONE);
    g_assert_cmpint(word->next->sign, ==, LH_SIGN_ARROW_RIGHT);
    g_assert_cmpfloat_with_epsilon(word->next->width, 0.9, 1e-6);
    g_assert_cmpint(word->next->n_bytes, ==, 3);
    g_assert_cmpint(word->next->next->sign, ==, LH_SIGN_NONE);
}

/* In code whatever is shown takes whole columns. */
static void test_code_columns(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    double column = shape(shaper, LH_ROLE_LISTING, "m", 0)->total;
    const char *texts[] = {"─", "│", "↪", "…", "\u00a0", "→", "≠", "é", "λ", "\u202f"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_assert_cmpfloat_with_epsilon(shape(shaper, LH_ROLE_LISTING, texts[i], 0)->total, column,
                                       1e-5);
    double wide = shape(shaper, LH_ROLE_LISTING, "😀", 0)->total / column;
    g_assert_cmpfloat_with_epsilon(wide, round(wide), 1e-4);
    g_assert_cmpint(shape(shaper, LH_ROLE_LISTING, "├", 0)->sign, ==, LH_SIGN_BOX);
    g_assert_cmpint(shape(shaper, LH_ROLE_LISTING, "→", 0)->sign, ==, LH_SIGN_NONE);
}

static void count_missing(gunichar character, gpointer data)
{
    g_string_append_unichar(data, character);
}

static void test_missing_glyph(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    g_autoptr(GString) missing = g_string_new(NULL);
    lh_shape_missing(shaper, shape(shaper, LH_ROLE_BODY, "a日b本", 0), count_missing, missing);
    g_assert_cmpstr(missing->str, ==, "日本");
    g_string_truncate(missing, 0);
    for (guint i = 0; i < 18; i++)
        if (!strstr("日本語", odd_texts[i]))
            lh_shape_missing(shaper, shape(shaper, LH_ROLE_BODY, odd_texts[i], 0), count_missing,
                             missing);
    g_assert_cmpstr(missing->str, ==, "");
}

static void test_right_to_left(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    const LhWord *word = shape(shaper, LH_ROLE_BODY, "שלום", 0);
    g_assert_true(word->flags & LH_WORD_RTL);
    g_assert_cmpint(word->n_glyphs, ==, 4);
    const LhWord *first = shape(shaper, LH_ROLE_BODY, "ש", 0);
    g_assert_cmpint(word->glyphs[3].gid, ==, first->glyphs[0].gid);
}

/* Liveliness 0 is the plain font: the seed has no effect and no glyph is exchanged. */
static void test_plain_when_not_lively(void)
{
    LhStyle still = built_style(0);
    g_autoptr(LhFonts) plain = lh_fonts_open(&still, fonts_dir(), NULL);
    g_autoptr(LhShaper) shaper = lh_shaper_new(plain);
    for (guint32 seed = 0; seed < 8; seed++) {
        const LhWord *word = shape(shaper, LH_ROLE_BODY, "little", seed);
        g_assert_cmpint(word->variant, ==, 0);
        g_assert_cmpint(word->glyphs[2].gid, ==, word->glyphs[3].gid);
        g_assert_true(word == shape(shaper, LH_ROLE_BODY, "little", 0));
    }
}

static void test_repeated_letters_differ(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    for (guint32 seed = 0; seed < 8; seed++) {
        const LhWord *word = shape(shaper, LH_ROLE_BODY, "bookkeeper", seed);
        for (guint i = 1; i < word->n_glyphs; i++)
            g_assert_true(word->glyphs[i].gid != word->glyphs[i - 1].gid);
        word = shape(shaper, LH_ROLE_CODE, "bookkeeper", seed);
        for (guint i = 1; i < word->n_glyphs; i++)
            g_assert_true(word->glyphs[i].gid != word->glyphs[i - 1].gid ||
                          word->glyphs[i].flags != word->glyphs[i - 1].flags);
    }
}

/* Fewer than one in twenty neighbouring identical letters may look the same, in each face. */
static void test_neighbours_differ(void)
{
    static const char text[] =
        "A bookkeeper will still need a balloon, a ladder and a small mirror. Tell all the "
        "committees: the apparatus of assessment cannot be dismissed, it must succeed. Off the "
        "street, across the Mississippi, three sheep still sleep on the grassy hill; bees buzz, "
        "eggs roll, puppies yell. Access, address, success, process, occurrence, parallel.";
    const LhRole roles[] = {LH_ROLE_BODY, LH_ROLE_H1, LH_ROLE_CODE};
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    for (guint r = 0; r < G_N_ELEMENTS(roles); r++) {
        Neighbours count = {0, 0};
        guint32 seed = 0;
        for (int round = 0; round < 8; round++)
            count_text(shaper, roles[r], text, (guint) style.hand.variants, &seed, &count);
        g_assert_cmpint(count.pairs, >, 300);
        g_assert_cmpint(count.same * 20, <, count.pairs);
    }
}

static void test_seeds_differ(void)
{
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    int different = 0;
    for (guint32 seed = 1; seed < 8; seed++) {
        g_autofree char *a = describe(shape(shaper, LH_ROLE_BODY, "the", 0));
        g_autofree char *b = describe(shape(shaper, LH_ROLE_BODY, "the", seed));
        different += strcmp(a, b) != 0;
    }
    g_assert_cmpint(different, >=, 6);
}

/* A fast plain word has the glyphs and advances that HarfBuzz gives. */
static void test_plain_words_match_harfbuzz(void)
{
    LhStyle still = built_style(0);
    g_autoptr(LhFonts) plain = lh_fonts_open(&still, fonts_dir(), NULL);
    g_autoptr(LhShaper) shaper = lh_shaper_new(plain);
    const char *words[] = {"AVATAR", "To", "Wolf.", "don’t", "“Type”", "f(x)", "résumé", "ABBA"};
    const LhRole roles[] = {LH_ROLE_BODY, LH_ROLE_H1, LH_ROLE_CODE};
    hb_feature_t off[3];
    hb_feature_from_string("-calt", -1, &off[0]);
    hb_feature_from_string("-liga", -1, &off[1]);
    hb_feature_from_string("-clig", -1, &off[2]);
    for (guint r = 0; r < G_N_ELEMENTS(roles); r++) {
        gsize size;
        const void *bytes =
            g_bytes_get_data(lh_fonts_peek_bytes(plain, style.role[roles[r]].face_index), &size);
        hb_blob_t *blob = hb_blob_create(bytes, (guint) size, HB_MEMORY_MODE_READONLY, NULL, NULL);
        hb_face_t *face = hb_face_create(blob, 0);
        hb_font_t *font = hb_font_create(face);
        for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
            hb_buffer_t *buffer = hb_buffer_create();
            hb_buffer_add_utf8(buffer, words[i], -1, 0, -1);
            hb_buffer_guess_segment_properties(buffer);
            hb_shape(font, buffer, off, 3);
            unsigned n;
            hb_glyph_info_t *info = hb_buffer_get_glyph_infos(buffer, &n);
            hb_glyph_position_t *at = hb_buffer_get_glyph_positions(buffer, &n);
            const LhWord *word = shape(shaper, roles[r], words[i], 0);
            if (word->next) /* é falls back in Comic Mono */
                n = 0;
            for (unsigned k = 0; k < n; k++) {
                g_assert_cmpuint(word->glyphs[k].gid, ==, info[k].codepoint);
                g_assert_cmpfloat_with_epsilon(word->glyphs[k].advance,
                                               at[k].x_advance / (double) hb_face_get_upem(face),
                                               1e-5);
            }
            hb_buffer_destroy(buffer);
        }
        hb_font_destroy(font);
        hb_face_destroy(face);
        hb_blob_destroy(blob);
    }
}

/* Shapes @text in Caveat, letter i in its form choice[i]: 0, ss01, ss02. */
static void shape_forms(hb_font_t *font, hb_buffer_t *buffer, const char *text, const guint *choice)
{
    static const hb_tag_t tags[] = {0, HB_TAG('s', 's', '0', '1'), HB_TAG('s', 's', '0', '2')};
    hb_feature_t features[40] = {{HB_TAG('c', 'a', 'l', 't'), 0, 0, G_MAXUINT}};
    guint n = 1;
    for (guint i = 0; text[i]; i++)
        if (choice[i])
            features[n++] = (hb_feature_t){tags[choice[i]], 1, i, i + 1};
    hb_buffer_clear_contents(buffer);
    hb_buffer_add_utf8(buffer, text, -1, 0, -1);
    hb_buffer_guess_segment_properties(buffer);
    hb_shape(font, buffer, features, n);
}

/* A heading's exchanged letters are kerned as the face kerns those very forms. */
static void test_forms_are_kerned(void)
{
    static const char *const words[] = {"Toast", "fatty", "rotors", "Yesterday"};
    g_autoptr(LhShaper) shaper = lh_shaper_new(fonts);
    gsize size;
    const char *bytes = g_bytes_get_data(lh_fonts_peek_bytes(fonts, FACE_HEADING), &size);
    hb_blob_t *blob = hb_blob_create(bytes, (guint) size, HB_MEMORY_MODE_READONLY, NULL, NULL);
    hb_face_t *face = hb_face_create(blob, 0);
    hb_font_t *font = hb_font_create(face);
    hb_buffer_t *buffer = hb_buffer_create();
    for (guint w = 0; w < G_N_ELEMENTS(words); w++)
        for (guint32 seed = 0; seed < 8; seed++) {
            const LhWord *word = shape(shaper, LH_ROLE_H1, words[w], seed);
            guint choice[40] = {0}, n;
            for (guint k = 0; k < 3; k++) {
                guint all[40];
                for (guint i = 0; i < 40; i++)
                    all[i] = k;
                shape_forms(font, buffer, words[w], all);
                const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &n);
                for (guint i = 0; i < n; i++)
                    if (infos[i].codepoint == word->glyphs[i].gid)
                        choice[i] = k;
            }
            shape_forms(font, buffer, words[w], choice);
            const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &n);
            const hb_glyph_position_t *at = hb_buffer_get_glyph_positions(buffer, NULL);
            for (guint i = 0; i < n; i++) {
                g_assert_cmpuint(infos[i].codepoint, ==, word->glyphs[i].gid);
                g_assert_cmpfloat_with_epsilon(word->glyphs[i].advance,
                                               at[i].x_advance / (double) hb_face_get_upem(face),
                                               1e-5);
            }
        }
    hb_buffer_destroy(buffer);
    hb_font_destroy(font);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
}

static gpointer describe_all(gpointer order)
{
    LhShaper *shaper = lh_shaper_new(fonts);
    GString *out = g_string_new(NULL);
    int n = G_N_ELEMENTS(odd_texts);
    for (int i = 0; i < n; i++) /* another history for every thread */
        shape(shaper, LH_ROLE_BODY, odd_texts[(i * 7 + GPOINTER_TO_INT(order)) % n], (guint32) i);
    for (int i = 0; i < n; i++)
        for (guint32 seed = 0; seed < 8; seed++) {
            g_autofree char *line = describe(shape(shaper, LH_ROLE_BODY, odd_texts[i], seed));
            g_string_append(out, line);
        }
    lh_shaper_free(shaper);
    return g_string_free(out, FALSE);
}

static void test_same_in_every_thread(void)
{
    GThread *threads[4];
    g_autofree char *expected = describe_all(GINT_TO_POINTER(0));
    for (int i = 0; i < 4; i++)
        threads[i] = g_thread_new("shape", describe_all, GINT_TO_POINTER(i + 1));
    for (int i = 0; i < 4; i++) {
        g_autofree char *got = g_thread_join(threads[i]);
        g_assert_cmpstr(got, ==, expected);
    }
}

static void test_breaks(void)
{
    guint8 breaks[64];
    const char *text = "ab cd-ef 日本";
    lh_shape_breaks(text, strlen(text), "en", breaks);
    g_assert_cmpint(breaks[0], ==, 0);
    g_assert_cmpint(breaks[3], ==, 1);
    g_assert_cmpint(breaks[6], ==, 1);
    g_assert_cmpint(breaks[9], ==, 1);
    g_assert_cmpint(breaks[12], ==, 1);
    g_assert_cmpint(breaks[4], ==, 0);
}

static void test_hyphens(void)
{
    guint8 points[32];
    const char *word = "(hyphenation)";
    if (!g_file_test("/usr/share/hyphen/hyph_en_US.dic", G_FILE_TEST_EXISTS)) {
        g_test_skip("no hyphenation patterns on this machine");
        return;
    }
    lh_shape_hyphens(word, strlen(word), "en-US", points);
    g_autoptr(GString) shown = g_string_new(NULL);
    for (gsize i = 0; i < strlen(word); i++)
        g_string_append_printf(shown, points[i] ? "-%c" : "%c", word[i]);
    g_assert_cmpstr(shown->str, ==, "(hy-phen-ation)");
    lh_shape_hyphens(word, strlen(word), "xx-nowhere", points);
    for (gsize i = 0; i < strlen(word); i++)
        g_assert_cmpint(points[i], ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    style = built_style(1);
    g_autoptr(GError) error = NULL;
    fonts = lh_fonts_open(&style, fonts_dir(), &error);
    g_assert_no_error(error);
    g_test_add_func("/font/missing-file", test_missing_file);
    g_test_add_func("/font/not-a-font", test_not_a_font);
    g_test_add_func("/font/unknown-fallback", test_unknown_fallback);
    g_test_add_func("/font/metrics", test_metrics);
    g_test_add_func("/font/empty-word", test_empty_word);
    g_test_add_func("/font/odd-texts", test_odd_texts);
    g_test_add_func("/font/long-texts", test_long_texts);
    g_test_add_func("/font/text-is-kept", test_text_is_kept);
    g_test_add_func("/font/avoided-character", test_avoided_character);
    g_test_add_func("/font/signs", test_signs);
    g_test_add_func("/font/code-columns", test_code_columns);
    g_test_add_func("/font/missing-glyph", test_missing_glyph);
    g_test_add_func("/font/right-to-left", test_right_to_left);
    g_test_add_func("/font/plain-when-not-lively", test_plain_when_not_lively);
    g_test_add_func("/font/repeated-letters-differ", test_repeated_letters_differ);
    g_test_add_func("/font/neighbours-differ", test_neighbours_differ);
    g_test_add_func("/font/seeds-differ", test_seeds_differ);
    g_test_add_func("/font/plain-words-match-harfbuzz", test_plain_words_match_harfbuzz);
    g_test_add_func("/font/forms-are-kerned", test_forms_are_kerned);
    g_test_add_func("/font/same-in-every-thread", test_same_in_every_thread);
    g_test_add_func("/font/breaks", test_breaks);
    g_test_add_func("/font/hyphens", test_hyphens);
    int result = g_test_run();
    lh_fonts_free(fonts);
    return result;
}
