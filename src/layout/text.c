/* Text to lines of a measure: collected as atoms, broken, built. */
#include "atoms.h"

#include <string.h>

static LhBreakItem break_item(const Atom *atom)
{
    LhBreakItem item = {.width = atom->width, .kind = LH_BREAK_BOX, .cut = atom->cut};

    if (atom->kind == ATOM_SPACE)
        item.kind = LH_BREAK_GLUE;
    else if (atom->kind == ATOM_NEWLINE)
        item.kind = LH_BREAK_NEWLINE;
    return item;
}

static double hyphen_width(Collector *c)
{
    const LhWord *hyphen = lh_shape_word(c->setter->shaper, c->voice->text, "-", 1, 0);

    return hyphen->total * c->setter->style->role[c->voice->text].size * c->voice->scale;
}

/* Whether line @i of @ends, whose first atom is @from, ends inside a word that gets a hyphen there. */
static gboolean ends_with_hyphen(const Collector *c, const GArray *ends, guint i, int from)
{
    int to = g_array_index(ends, int, i);

    return i + 1 < ends->len && to > from && to <= (int) c->atoms->len &&
           g_array_index(c->atoms, Atom, to - 1).cut == LH_CUT_HYPHEN;
}

static double widest_of(Collector *c, const GArray *ends)
{
    double widest = 0;
    int from = 0;

    for (guint i = 0; i < ends->len; i++) {
        int to = g_array_index(ends, int, i);
        gboolean hyphen = ends_with_hyphen(c, ends, i, from);
        widest = MAX(widest, lh_line_width(c, from, to, 0, hyphen));
        from = to;
    }
    return widest;
}

static LhSetText lines_of(Collector *c, const GArray *ends, double indent)
{
    LhSetText text = {.n_lines = (int) ends->len};
    int from = 0;

    text.lines = lh_arena_new0(c->setter->arena, LhSetLine, text.n_lines);
    for (int i = 0; i < text.n_lines; i++) {
        int to = g_array_index(ends, int, i);
        gboolean hyphen = ends_with_hyphen(c, ends, (guint) i, from);
        text.lines[i] = lh_line_build(c, from, to, i == 0 ? indent : 0, hyphen);
        text.widest = MAX(text.widest, text.lines[i].width);
        from = to;
    }
    return text;
}

static void break_atoms(Collector *c, double width, double indent, GArray *ends)
{
    int n = (int) c->atoms->len;
    g_autofree LhBreakItem *items = g_new(LhBreakItem, n + 1);
    LhBreakShape shape = {.first = MAX(width - indent, 1),
                          .rest = width,
                          .last_least = c->setter->style->paragraph.last_line,
                          .hyphen = hyphen_width(c)};

    for (int i = 0; i < n; i++)
        items[i] = break_item(&g_array_index(c->atoms, Atom, i));
    lh_break_total_fit(items, n, &shape, ends);
}

LhSetText lh_set_text(LhSetter *setter, const LhInline *text, const LhVoice *voice, double width,
                      double indent, const LhTag *tag, guint32 seed)
{
    Collector c;
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(int));

    lh_collect_init(&c, setter, voice, width - MAX(indent, 0), tag, seed);
    lh_collect(&c, text);
    break_atoms(&c, MAX(width, 1), indent, ends);
    LhSetText set = lines_of(&c, ends, indent);
    lh_collect_clear(&c);
    return set;
}

LhSetText lh_set_plain(LhSetter *setter, const char *text, LhRole role, double width,
                       const LhTag *tag, LhSource source, guint32 seed)
{
    LhVoice voice = lh_voice(role, role, role, role);
    const char *copy = lh_arena_strndup(setter->arena, text, -1);

    return lh_set_text(setter, lh_inline_words(setter, copy, source), &voice, width, 0, tag, seed);
}

/* The narrowest measure, by halving, in which @c still takes as many lines as in @width. */
static double balanced_width(Collector *c, double width)
{
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(int));
    double low = width / 4, high = width;
    guint lines;

    break_atoms(c, width, 0, ends);
    lines = ends->len;
    if (lines < 2)
        return width;
    for (int i = 0; i < 12; i++) {
        double middle = (low + high) / 2;
        g_array_set_size(ends, 0);
        break_atoms(c, middle, 0, ends);
        double widest = widest_of(c, ends);
        if (ends->len > lines || widest > middle + 0.01)
            low = middle;
        else
            high = middle;
    }
    return high;
}

LhSetText lh_set_balanced(LhSetter *setter, const LhInline *text, const LhVoice *voice,
                          double width, const LhTag *tag, guint32 seed)
{
    Collector c;
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(int));
    LhVoice title = *voice;

    title.whole_words = TRUE;
    lh_collect_init(&c, setter, &title, width, tag, seed);
    lh_collect(&c, text);
    break_atoms(&c, balanced_width(&c, width), 0, ends);
    LhSetText set = lines_of(&c, ends, 0);
    lh_collect_clear(&c);
    return set;
}

double lh_set_measure(LhSetter *setter, const char *text, LhRole role)
{
    return lh_shape_word(setter->shaper, role, text, strlen(text), 0)->total *
           setter->style->role[role].size;
}

double lh_set_label(LhSetter *setter, const char *text, LhRole role, int ink, double x, double y,
                    double align, const LhTag *tag, LhSource source)
{
    const LhTextStyle *style = &setter->style->role[role];
    const LhWord *word = lh_shape_word(setter->shaper, role, text, strlen(text), lh_seed(source));
    const LhWord **words = lh_arena_new0(setter->arena, const LhWord *, 1);
    double width = word->total * style->size;

    if (word->n_glyphs > 1)
        width += style->tracking * (word->n_glyphs - 1);
    words[0] = word;
    LhRun *run = lh_sink_run(&setter->sink, x - align * width, y, role,
                             ink < 0 ? style->ink.index : (guint8) ink, words, 1, tag, source);
    run->tracking = (float) style->tracking;
    return width;
}

typedef struct {
    LhDiag *diag;
    LhSource source;
} MissingPlace;

static void tell_missing(gunichar character, gpointer data)
{
    const MissingPlace *place = data;
    char utf8[8] = {0};

    g_unichar_to_utf8(character, utf8);
    lh_diag_defect(place->diag, LH_DEFECT_MISSING_GLYPH, place->source, 0,
                   "no font of the style has “%s” (U+%04X)", utf8, character);
}

void lh_tell_missing(LhSetter *setter, const LhWord *word, LhSource source)
{
    MissingPlace place = {setter->context->diag, source};
    gboolean missing = FALSE;

    for (const LhWord *part = word; part; part = part->next)
        missing |= (part->flags & LH_WORD_MISSING) != 0;
    if (missing)
        lh_shape_missing(setter->shaper, word, tell_missing, &place);
}

void lh_set_extents(LhSetter *setter, const LhInline *text, const LhVoice *voice, guint32 seed,
                    double *least, double *most)
{
    Collector c;
    double box = 0, line = 0;

    lh_collect_init(&c, setter, voice, setter->style->page.measure, NULL, seed);
    c.quiet = TRUE;
    lh_collect(&c, text);
    *least = *most = 0;
    for (guint i = 0; i < c.atoms->len; i++) {
        const Atom *atom = &g_array_index(c.atoms, Atom, i);
        line = atom->kind == ATOM_NEWLINE ? 0 : line + atom->width;
        box = atom->kind == ATOM_SPACE || atom->kind == ATOM_NEWLINE ? 0 : box + atom->width;
        *least = MAX(*least, box + (atom->cut == LH_CUT_HYPHEN ? hyphen_width(&c) : 0));
        *most = MAX(*most, line);
        if (atom->cut != LH_CUT_NEVER)
            box = 0;
    }
    lh_collect_clear(&c);
}
