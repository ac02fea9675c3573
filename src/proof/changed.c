/* What changed since the manuscript was last read: bars, and what was taken out. */
#include "sheet.h"

#include <string.h>

#define NOTE_WIDTH_LEAST 30 /* points: a narrower margin gets no notes */

/* ---- Bars ---- */

static void add_bars(LhProofer *p)
{
    const LhStyle *style = p->style;
    double x = style->proof.bar_left;

    for (guint i = 0; i < p->rows->len; i++) {
        const LhProofRow *row = &g_array_index(p->rows, LhProofRow, i);
        if (!row->changed)
            continue;
        LhMapRow told = {p->page->index + 1, (float) row->y};
        g_array_append_val(p->map->changed, told);
        const LhProofRow *below = i + 1 < p->rows->len ? row + 1 : NULL;
        gboolean goes_on = below && below->changed && below->y - row->y < 2.5 * style->grid.step;
        lh_path_move(&p->setter.path, x, row->y - style->grid.step * 0.62);
        lh_path_line(&p->setter.path, x,
                     goes_on ? below->y - style->grid.step * 0.62
                             : row->y + style->grid.step * 0.2);
        lh_proof_stroke(p, &style->proof.change, style->proof.bar_weight, LH_LAYER_TAPE);
    }
}

static void find_changed_rows(LhProofer *p)
{
    for (guint i = p->from; i < p->to; i++) {
        const LhMapWord *word = lh_proof_word(p, i);
        if (word->origin && lh_change_touches(p->options->change, word->origin))
            lh_proof_row(p, word->baseline)->changed = TRUE;
    }
    for (guint i = 0; i < p->hidden->len; i++) {
        const LhMapWord *word = p->hidden->pdata[i];
        if (word->page == p->page->index + 1)
            lh_proof_row(p, word->baseline)->changed = TRUE;
    }
}

/* ---- Where it is ---- */

/* Whether @word is on a drawn page of a chapter: contents and lists say words again. */
static gboolean is_at_home(const LhProofer *p, const LhMapWord *word)
{
    const LhPage *page = p->pages->pages->pdata[word->page - 1];

    return page->drawn && page->chapter;
}

const LhMapWord *lh_proof_find_byte(const LhProofer *p, const char *text, guint32 at)
{
    const LhMapWord *elsewhere = NULL;

    for (guint i = 0; i < p->map->words->len; i++) {
        const LhMapWord *word = lh_proof_word(p, i);
        const LhOrigin *origin = word->origin;
        if (!origin || origin->text != text || at < origin->at || at >= origin->at + origin->length)
            continue;
        if (is_at_home(p, word))
            return word;
        elsewhere = elsewhere ? elsewhere : word;
    }
    return elsewhere;
}

/* The word nearest to @source in its line; NULL = none. */
static const LhMapWord *find_near(const LhProofer *p, LhSource source)
{
    const char *file = source.file ? g_intern_string(source.file) : NULL; /* as the map's are */
    const LhMapWord *best = NULL;
    int least = G_MAXINT;

    for (guint i = 0; source.line > 0 && i < p->map->words->len; i++) {
        const LhMapWord *word = lh_proof_word(p, i);
        int far = word->source.column ? ABS(word->source.column - source.column) : 0;
        if (word->source.line != source.line || word->source.file != file || far >= least ||
            !is_at_home(p, word))
            continue;
        least = far;
        best = word;
    }
    return best;
}

const LhMapWord *lh_proof_find_removal(const LhProofer *p, const LhRemoval *removal)
{
    const LhMapWord *word = lh_proof_find_byte(p, removal->text, removal->at);

    return word ? word : find_near(p, removal->place);
}

/* Adds the ranges (the pointers) that stand on a page to @shown. */
static void find_shown(const LhProofer *p, GHashTable *ranges, GHashTable *shown)
{
    for (guint i = 0; i < p->map->words->len; i++) {
        const LhOrigin *origin = lh_proof_word(p, i)->origin;
        const GArray *list = origin ? g_hash_table_lookup(ranges, origin->text) : NULL;
        for (guint k = 0; list && k < list->len; k++) {
            LhChangeRange *range = &g_array_index(list, LhChangeRange, k);
            if (range->at < origin->at + origin->length && range->at + range->length > origin->at)
                g_hash_table_add(shown, range);
        }
    }
}

void lh_proof_find_hidden(LhProofer *p)
{
    g_autoptr(GHashTable) shown = g_hash_table_new(NULL, NULL);
    GHashTable *ranges = lh_change_ranges(p->options->change);
    GHashTableIter iter;
    gpointer list;

    find_shown(p, ranges, shown);
    g_hash_table_iter_init(&iter, ranges);
    while (g_hash_table_iter_next(&iter, NULL, &list))
        for (guint i = 0; i < ((GArray *) list)->len; i++) {
            LhChangeRange *range = &g_array_index((GArray *) list, LhChangeRange, i);
            const LhMapWord *word =
                g_hash_table_contains(shown, range) ? NULL : find_near(p, range->source);
            if (word)
                g_ptr_array_add(p->hidden, (gpointer) word);
        }
}

/* ---- Removed words ---- */

/* What a removal says: the words, and where they went. (transfer full) */
char *lh_proof_removal_text(const LhProofer *p, const LhRemoval *removal)
{
    guint32 at;

    if (removal->moved_to < 0)
        return g_strdup(removal->words);
    const char *text = lh_change_token(p->options->change, removal->moved_to, &at);
    const LhMapWord *word = text ? lh_proof_find_byte(p, text, at) : NULL;
    const LhPage *page = word ? p->pages->pages->pdata[word->page - 1] : NULL;
    return page ? g_strdup_printf("moved to page %s, row %d: %s", page->label, word->row,
                                  removal->words)
                : g_strdup_printf("moved: %s", removal->words);
}

/* A struck-out line of a note. */
static void add_note_line(LhProofer *p, const LhSetLine *line, double x, double y, gboolean strike)
{
    const LhStyle *style = p->style;

    lh_sink_line(&p->setter, line, x, y);
    if (!strike || line->width <= 0)
        return;
    double height = style->role[LH_ROLE_PROOF_TEXT].size * style->paragraph.strike_rise;
    lh_path_move(&p->setter.path, x, y - height);
    lh_path_line(&p->setter.path, x + line->width, y - height);
    lh_proof_stroke(p, &style->proof.removed, style->paragraph.strike_weight * 0.6, LH_LAYER_TAPE);
}

/* The note at or below @y in the margin. Returns: where the next one may begin. */
static double add_note(LhProofer *p, const char *text, double y, gboolean strike)
{
    const LhStyle *style = p->style;
    double x = style->proof.note_left, pitch = style->proof.note_pitch;
    double width = p->page->left + style->proof.note_right - x;
    LhVoice voice =
        lh_voice(LH_ROLE_PROOF_TEXT, LH_ROLE_PROOF_TEXT, LH_ROLE_PROOF_TEXT, LH_ROLE_PROOF);
    const char *copy = lh_arena_strndup(p->setter.arena, text, -1);

    if (width < NOTE_WIDTH_LEAST)
        return y;
    voice.ink = style->proof.removed.index;
    LhInline *words = lh_inline_words(&p->setter, copy, (LhSource){0});
    LhSetText set = lh_set_text(&p->setter, words, &voice, width, 0, NULL, 0);
    int n = MIN(set.n_lines, MAX(style->proof.note_lines, 1));
    for (int i = 0; i < n; i++)
        add_note_line(p, &set.lines[i], x, y + i * pitch, strike);
    if (n < set.n_lines)
        lh_proof_label(p, LH_ROLE_PROOF_TEXT, &style->proof.removed, "…", x, y + n * pitch, 0);
    return y + (n + (n < set.n_lines) + 0.6) * pitch;
}

/* The sign where words are gone. */
static void add_caret(LhProofer *p, double x, double y)
{
    lh_path_move(&p->setter.path, x - 2.5, y + 4.5);
    lh_path_line(&p->setter.path, x, y + 1);
    lh_path_line(&p->setter.path, x + 2.5, y + 4.5);
    lh_proof_stroke(p, &p->style->proof.removed, 0.8, LH_LAYER_TAPE);
}

static void add_removals(LhProofer *p)
{
    const GArray *removals = lh_change_removals(p->options->change);
    double below = 0;

    for (guint i = 0; i < removals->len; i++) {
        const LhRemoval *removal = &g_array_index(removals, LhRemoval, i);
        const LhMapWord *word = lh_proof_find_removal(p, removal);
        if (word == NULL || word->page != p->page->index + 1)
            continue;
        g_autofree char *text = lh_proof_removal_text(p, removal);
        if (removal->within)
            lh_proof_row(p, word->baseline)->changed = TRUE;
        add_caret(p, removal->after ? word->x2 + 1 : word->x1 - 1, word->baseline);
        below = add_note(p, text, MAX(word->baseline, below), removal->moved_to < 0);
    }
}

void lh_proof_add_changes(LhProofer *p)
{
    if (p->options->change == NULL)
        return;
    find_changed_rows(p);
    add_removals(p);
    add_bars(p);
}
