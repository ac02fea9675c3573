/* The order of the index: the language's, never the machine's. */
#include "index.h"

#include <unicode/ucol.h>
#include <unicode/ustring.h>

#include <string.h>

typedef struct {
    const char *text;
    guint8 *key; /* of ICU */
    int length;
    guint place; /* before sorting */
} Sorted;

/* A collator that looks at letters and digits first; punctuation decides between equals only. */
static UCollator *open_collator(const char *language)
{
    UErrorCode status = U_ZERO_ERROR;
    UCollator *collator = ucol_open(language, &status);

    if (U_FAILURE(status)) {
        status = U_ZERO_ERROR;
        collator = ucol_open("en", &status);
    }
    if (U_FAILURE(status))
        return NULL;
    ucol_setAttribute(collator, UCOL_ALTERNATE_HANDLING, UCOL_SHIFTED, &status);
    ucol_setMaxVariable(collator, UCOL_REORDER_CODE_SYMBOL, &status);
    ucol_setAttribute(collator, UCOL_STRENGTH, UCOL_QUATERNARY, &status);
    ucol_setAttribute(collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &status);
    return collator;
}

static void make_key(const UCollator *collator, const char *text, Sorted *sorted)
{
    glong n = 0;
    g_autofree gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &n, NULL);

    if (collator == NULL || wide == NULL)
        return;
    sorted->length = ucol_getSortKey(collator, wide, (int32_t) n, NULL, 0);
    sorted->key = g_malloc((gsize) sorted->length);
    ucol_getSortKey(collator, wide, (int32_t) n, sorted->key, sorted->length);
}

/* Signs and numbers come before letters, whatever the language says of them. */
static gboolean has_letter_first(const char *key)
{
    while (*key && !g_unichar_isalnum(g_utf8_get_char(key)))
        key = g_utf8_next_char(key);
    return g_unichar_isalpha(g_utf8_get_char(key));
}

static int compare(gconstpointer left, gconstpointer right)
{
    const Sorted *a = left, *b = right;
    int order = has_letter_first(a->text) - has_letter_first(b->text);

    if (order == 0 && a->key && b->key)
        order = memcmp(a->key, b->key, (gsize) MIN(a->length, b->length));
    if (order == 0)
        order = a->length - b->length;
    if (order == 0)
        order = strcmp(a->text, b->text);
    return order ? order : (a->place > b->place) - (a->place < b->place);
}

static void sort_with(const UCollator *collator, const char *const *keys, guint n, guint *order)
{
    g_autofree Sorted *sorted = g_new0(Sorted, n + 1);

    for (guint i = 0; i < n; i++) {
        sorted[i].text = keys[i];
        sorted[i].place = i;
        make_key(collator, keys[i], &sorted[i]);
    }
    qsort(sorted, n, sizeof *sorted, compare);
    for (guint i = 0; i < n; i++) {
        order[i] = sorted[i].place;
        g_free(sorted[i].key);
    }
}

void lh_sort_terms(const char *const *keys, guint n, const char *language, guint *order)
{
    UCollator *collator = open_collator(language);

    sort_with(collator, keys, n, order);
    if (collator)
        ucol_close(collator);
}

static void sort_entries(GPtrArray *entries, const UCollator *collator)
{
    g_autofree const char **keys = g_new(const char *, entries->len + 1);
    g_autofree guint *order = g_new(guint, entries->len + 1);
    g_autofree gpointer *old = g_memdup2(entries->pdata, entries->len * sizeof(gpointer));

    for (guint i = 0; i < entries->len; i++)
        keys[i] = ((const LhIndexEntry *) entries->pdata[i])->key;
    sort_with(collator, keys, entries->len, order);
    for (guint i = 0; i < entries->len; i++)
        entries->pdata[i] = old[order[i]];
}

static void sort_below(LhIndexEntry *entry, const UCollator *collator)
{
    sort_entries(entry->children, collator);
    sort_entries(entry->see, collator);
    sort_entries(entry->see_also, collator);
    for (guint i = 0; i < entry->children->len; i++)
        sort_below(entry->children->pdata[i], collator);
}

void lh_index_sort(LhIndexEntry *top, const char *language)
{
    UCollator *collator = open_collator(language);

    sort_below(top, collator);
    if (collator)
        ucol_close(collator);
}

/* Whether @a and @b are one letter to the language, marks and case aside. */
static gboolean same_letter(const char *language, gunichar a, gunichar b)
{
    UCollator *collator = open_collator(language);
    UChar left[2], right[2];
    int32_t n = 0, m = 0;
    UErrorCode status = U_ZERO_ERROR;

    if (collator == NULL)
        return FALSE;
    ucol_setStrength(collator, UCOL_PRIMARY);
    u_strFromUTF32(left, 2, &n, (const UChar32 *) &a, 1, &status);
    u_strFromUTF32(right, 2, &m, (const UChar32 *) &b, 1, &status);
    gboolean same = U_SUCCESS(status) && ucol_strcoll(collator, left, n, right, m) == UCOL_EQUAL;
    ucol_close(collator);
    return same;
}

void lh_index_letter(const char *key, const char *language, char out[8])
{
    while (*key && !g_unichar_isalnum(g_utf8_get_char(key)))
        key = g_utf8_next_char(key);
    gunichar letter = g_utf8_get_char(key), parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

    out[0] = '\0';
    if (!g_unichar_isalpha(letter))
        return;
    if (letter >= 0x80 && g_unichar_fully_decompose(letter, TRUE, parts, G_N_ELEMENTS(parts)) > 0 &&
        same_letter(language, letter, parts[0]))
        letter = parts[0];
    out[g_unichar_to_utf8(g_unichar_toupper(letter), out)] = '\0';
}
