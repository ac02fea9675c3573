/* Numbers in cells: whether a cell holds one, and where its decimal point stands. */
#include "table.h"

#include <string.h>

#define LONGEST_UNIT 9  /* characters: "requests" */
#define LONGEST      48 /* bytes: what is longer is a sentence */

static gboolean is_digit(gunichar c)
{
    return c >= '0' && c <= '9';
}

static gboolean is_blank(gunichar c)
{
    return c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009;
}

/* Signs, comparisons, currencies: what may stand before a number. */
static gboolean may_lead(gunichar c)
{
    return is_blank(c) || (c && g_utf8_strchr("+-−–±~≈∼<>≤≥≪≫$€£¥(×", -1, c));
}

/* Whether three digits and no fourth follow @p. */
static gboolean is_group(const char *p)
{
    return strspn(p, "0123456789") == 3;
}

/* The end of the whole part at @p, groups of thousands included. */
static const char *skip_whole(const char *p)
{
    p += strspn(p, "0123456789");
    while (*p) {
        gunichar c = g_utf8_get_char(p);
        const char *next = g_utf8_next_char(p);
        if (!(c == ',' || c == '\'' || c == 0x2019 || c == '_' || is_blank(c)) || !is_group(next))
            break;
        p = next + 3;
    }
    return p;
}

/* Whether @p is nothing but a unit: no digit, no second word. */
static gboolean is_unit(const char *p)
{
    int n = 0;

    for (; *p; p = g_utf8_next_char(p), n++) {
        gunichar c = g_utf8_get_char(p);
        if (is_digit(c) || (is_blank(c) && n > 0))
            return FALSE;
    }
    return n <= LONGEST_UNIT;
}

gboolean lh_table_is_number(const char *text, gsize *point)
{
    const char *p = text;

    if (strlen(text) > LONGEST)
        return FALSE;
    while (*p && may_lead(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    if (!g_ascii_isdigit(*p) && !(*p == '.' && g_ascii_isdigit(p[1])))
        return FALSE;
    p = skip_whole(p);
    *point = (gsize) (p - text);
    if ((*p == '.' || *p == ',') && g_ascii_isdigit(p[1]))
        p += 1 + strspn(p + 1, "0123456789");
    return is_unit(p);
}

gboolean lh_table_number_in(const LhInline *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    gsize point;

    if (text == NULL)
        return FALSE;
    lh_inline_plain(text, plain);
    return lh_table_is_number(plain->str, &point);
}

gboolean lh_table_is_blank(const char *text)
{
    static const char *const blanks[] = {"n/a", "N/A", "none", "?", "–", "—", "-", "−", "…", "∞"};

    for (gsize i = 0; i < G_N_ELEMENTS(blanks); i++)
        if (strcmp(text, blanks[i]) == 0)
            return TRUE;
    return text[0] == '\0';
}

/* ---- Set lines ---- */

/* Adds the pieces' advances up to byte @at of them; FALSE = it is beyond them. */
static gboolean walk_word(const LhWord *word, double size, gsize *at, double *x)
{
    for (; word; word = word->next) {
        if (word->n_bytes <= *at) {
            *at -= word->n_bytes;
            *x += word->width * size;
            continue;
        }
        for (int i = 0; i<word->n_glyphs && * at> 0; i++) {
            *at -= MIN(*at, word->glyphs[i].n_bytes);
            *x += word->glyphs[i].advance * word->scale * size;
        }
        return TRUE;
    }
    return FALSE;
}

static gboolean walk_run(const LhRun *run, const LhStyle *style, gsize *at, double *x)
{
    double size = style->role[run->role].size * run->scale;

    for (int i = 0; i < run->n_words; i++)
        if (walk_word(run->words[i], size, at, x))
            return TRUE;
    return FALSE;
}

/* The text of a set line, without footnotes' marks and what else is raised. */
static void line_text(const LhSetLine *line, GString *text)
{
    for (int i = 0; i < line->n_items; i++) {
        const LhItem *item = &line->items[i];
        if (item->kind != LH_ITEM_TEXT || item->y != 0)
            continue;
        for (int w = 0; w < item->run->n_words; w++)
            for (const LhWord *word = item->run->words[w]; word; word = word->next)
                g_string_append_len(text, word->text, word->n_bytes);
    }
}

gboolean lh_table_point(const LhStyle *style, const LhSetLine *line, double *x)
{
    g_autoptr(GString) text = g_string_new(NULL);
    gsize at;

    line_text(line, text);
    if (!lh_table_is_number(text->str, &at))
        return FALSE;
    for (int i = 0; i < line->n_items; i++) {
        const LhItem *item = &line->items[i];
        if (item->kind != LH_ITEM_TEXT || item->y != 0)
            continue;
        *x = item->x;
        if (walk_run(item->run, style, &at, x))
            break;
    }
    return TRUE;
}

gboolean lh_table_is_blank_line(const LhSetLine *line)
{
    g_autoptr(GString) text = g_string_new(NULL);

    line_text(line, text);
    return lh_table_is_blank(text->str);
}
