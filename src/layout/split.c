/* Words longer than the measure: broken at sensible places, never past the edge. */
#include "atoms.h"

#include <string.h>

#define MIN_HYPHENATED 6    /* letters */
#define SPREAD         0.97 /* of a word's width: other forms of its letters may be so much wider */

/* A growing row of atoms that takes the place of the old one. */
typedef struct {
    Collector *c;
    GArray *old;
    double limit; /* the widest that a piece may be; points */
} Splitter;

static gboolean sensible_after(char ch)
{
    return ch != '\0' && strchr("/._-,:;)(=&?#|+\\>", ch) != NULL;
}

static double shaped_width(Collector *c, const Atom *atom, const char *text, gsize length)
{
    const Look *look = lh_look_at(c, atom->look);

    return lh_shape_word(c->setter->shaper, look->role, text, length, 0)->total * look->size;
}

static void add_piece(Splitter *s, const Atom *atom, const char *text, gsize length, LhCut cut)
{
    lh_collect_word(s->c, ATOM_WORD, text, length, atom->look, cut, atom->from);
}

/* Letter by letter: the last resort. Marks stay with their letter. */
static void split_letters(Splitter *s, const Atom *atom, const char *text, gsize length)
{
    const char *end = text + length;

    while (text < end) {
        const char *next = g_utf8_next_char(text);
        while (next < end && g_unichar_ismark(g_utf8_get_char(next)) && next - text < 64)
            next = g_utf8_next_char(next);
        add_piece(s, atom, text, (gsize) (MIN(next, end) - text), LH_CUT_COSTLY);
        text = next;
    }
}

static gboolean is_alphabetic(const char *text, gsize length)
{
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p))
        if (!g_unichar_isalpha(g_utf8_get_char(p)))
            return FALSE;
    return length >= MIN_HYPHENATED;
}

/* A syllable; letter by letter where not even it has room for itself and its hyphen. */
static void add_syllable(Splitter *s, const Atom *atom, const char *text, gsize length, LhCut cut)
{
    double hyphen = cut == LH_CUT_HYPHEN ? shaped_width(s->c, atom, "-", 1) : 0;

    if (shaped_width(s->c, atom, text, length) + hyphen <= s->limit * SPREAD) {
        add_piece(s, atom, text, length, cut);
        return;
    }
    split_letters(s, atom, text, length);
    g_array_index(s->c->atoms, Atom, s->c->atoms->len - 1).cut = (guint8) cut;
}

/* Splits at hyphenation points; FALSE when there are none. */
static gboolean split_hyphens(Splitter *s, const Atom *atom, const char *text, gsize length)
{
    gsize start = 0;

    if (length > 255 || !is_alphabetic(text, length))
        return FALSE;
    g_autofree guint8 *points = g_malloc0(length + 1);
    lh_shape_hyphens(text, length, s->c->setter->context->book->language, points);
    for (gsize i = 2; i + 2 <= length; i++) {
        if (!points[i])
            continue;
        add_syllable(s, atom, text + start, i - start, LH_CUT_HYPHEN);
        start = i;
    }
    if (start == 0)
        return FALSE;
    add_syllable(s, atom, text + start, length - start, (LhCut) atom->cut);
    return TRUE;
}

static void split_part(Splitter *s, const Atom *atom, const char *text, gsize length)
{
    if (length <= 4096 && shaped_width(s->c, atom, text, length) <= s->limit * SPREAD)
        add_piece(s, atom, text, length, LH_CUT_COSTLY);
    else if (!split_hyphens(s, atom, text, length))
        split_letters(s, atom, text, length);
}

static void split_word(Splitter *s, const Atom *atom)
{
    const char *text = atom->text, *end = text + atom->length, *start = text;

    for (; text < end; text++) {
        if (!sensible_after(*text) || text + 1 == end || sensible_after(text[1]))
            continue;
        split_part(s, atom, start, (gsize) (text + 1 - start));
        start = text + 1;
    }
    if (start < end)
        split_part(s, atom, start, (gsize) (end - start));
}

static gboolean ends_stretch(const Atom *atom)
{
    return atom->kind == ATOM_SPACE || atom->kind == ATOM_NEWLINE || atom->cut != LH_CUT_NEVER;
}

/* A footnote's mark: it is never split, and stays with the end of its word. */
static gboolean is_mark(const Atom *atom)
{
    return atom->kind == ATOM_WORD && atom->note;
}

/* Copies the unbreakable stretch [from, to), split when it is wider than the limit. */
static void copy_stretch(Splitter *s, guint from, guint to)
{
    double width = 0, marks = 0;

    for (guint i = from; i < to; i++) {
        const Atom *atom = &g_array_index(s->old, Atom, i);
        width += atom->kind != ATOM_SPACE ? atom->width : 0;
        marks += is_mark(atom) ? atom->width : 0;
    }
    s->limit = MAX(s->c->width - marks, s->c->width / 2);
    for (guint i = from; i < to; i++) {
        const Atom *atom = &g_array_index(s->old, Atom, i);
        gboolean word = atom->kind == ATOM_WORD && atom->length > 0 && !is_mark(atom);
        if (width > s->c->width && word)
            split_word(s, atom);
        else
            g_array_append_val(s->c->atoms, *atom);
    }
}

static gboolean any_long(Collector *c)
{
    double width = 0;

    for (guint i = 0; i < c->atoms->len; i++) {
        const Atom *atom = &g_array_index(c->atoms, Atom, i);
        if (atom->kind != ATOM_SPACE)
            width += atom->width;
        if (width > c->width)
            return TRUE;
        if (ends_stretch(atom))
            width = 0;
    }
    return FALSE;
}

void lh_split_long(Collector *c)
{
    Splitter s = {.c = c, .old = c->atoms, .limit = c->width};

    if (!any_long(c))
        return;
    c->atoms = g_array_sized_new(FALSE, FALSE, sizeof(Atom), s.old->len + 64);
    for (guint i = 0, from = 0; i < s.old->len; i++) {
        if (!ends_stretch(&g_array_index(s.old, Atom, i)) && i + 1 < s.old->len)
            continue;
        copy_stretch(&s, from, i + 1);
        from = i + 1;
    }
    g_array_unref(s.old);
}

void lh_split_hyphenate(Collector *c)
{
    Splitter s = {.c = c, .old = c->atoms, .limit = c->width};
    LhRole code = c->voice->code;

    c->atoms = g_array_sized_new(FALSE, FALSE, sizeof(Atom), s.old->len + 64);
    for (guint i = 0; i < s.old->len; i++) {
        const Atom *atom = &g_array_index(s.old, Atom, i);
        const Look *look = lh_look_at(c, atom->look);
        gboolean word = atom->kind == ATOM_WORD && look->role != code;
        if (!word || !split_hyphens(&s, atom, atom->text, atom->length))
            g_array_append_val(c->atoms, *atom);
    }
    g_array_unref(s.old);
}
