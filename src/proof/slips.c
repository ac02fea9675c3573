/* The author's notes, numbered, at their place. */
#include "sheet.h"

#include <string.h>

/* Whether @a was written before @b, in one file. */
static gboolean is_before(LhSource a, LhSource b)
{
    return a.line < b.line || (a.line == b.line && a.column < b.column);
}

/* Finds the word that the note stands before, or behind where none follows it in its line. */
static void find_word(const LhProofer *p, LhSlip *slip)
{
    LhSource source = slip->query->source;
    const LhMapWord *after = NULL, *before = NULL;
    const char *file = g_intern_string(source.file); /* as the map's are */

    for (guint i = 0; i < p->map->words->len; i++) {
        const LhMapWord *word = lh_proof_word(p, i);
        if (word->source.column == 0 || word->source.file != file)
            continue;
        if (is_before(word->source, source))
            before = before == NULL || is_before(before->source, word->source) ? word : before;
        else if (after == NULL || is_before(word->source, after->source))
            after = word;
    }
    gboolean ends_line = before && before->source.line == source.line &&
                         (after == NULL || after->source.line != source.line);
    slip->after = ends_line || after == NULL;
    slip->word = slip->after ? before : after;
}

static void find_in_inlines(LhProofer *p, const LhInline *inl)
{
    for (; inl; inl = inl->next) {
        LhSlip slip = {inl, NULL, FALSE};
        if (inl->kind == LH_INLINE_QUERY) {
            find_word(p, &slip);
            g_array_append_val(p->slips, slip);
        }
        find_in_inlines(p, inl->first);
    }
}

static void find_in_blocks(LhProofer *p, const LhBlock *block)
{
    for (; block; block = block->next) {
        find_in_inlines(p, block->text);
        find_in_blocks(p, block->first);
    }
}

void lh_proof_find_slips(LhProofer *p)
{
    const GPtrArray *trees = p->options->trees;

    for (guint i = 0; i < trees->len; i++) {
        const LhTree *tree = trees->pdata[i];
        find_in_inlines(p, tree->title);
        find_in_blocks(p, tree->first);
        find_in_blocks(p, tree->notes);
    }
}

void lh_proof_slip(LhProofer *p, const char *number, double x, double y)
{
    const LhStyle *style = p->style;
    LhPath *path = &p->setter.path;
    double size = style->proof.slip_size;
    double width = MAX(size, lh_set_measure(&p->setter, number, LH_ROLE_PROOF_TEXT) + size * 0.5);

    lh_path_rectangle(path, x - width / 2, y - size * 0.75, width, size);
    lh_sink_path(&p->setter.sink, LH_LAYER_TAPE, path, &style->proof.slip, 0);
    lh_path_rectangle(path, x - width / 2, y - size * 0.75, width, size);
    lh_proof_stroke(p, &style->proof.slip_edge, 0.6, LH_LAYER_TAPE);
    guint first = p->setter.sink.items->len;
    lh_proof_label(p, LH_ROLE_PROOF_TEXT, NULL, number, x, y, 0.5);
    g_array_index(p->setter.sink.items, LhItem, first).layer = LH_LAYER_TAPE;
}

/* The caret under the line where the note stands. */
static void add_caret(LhProofer *p, double x, double y)
{
    LhPath *path = &p->setter.path;

    lh_path_move(path, x - 3, y + 6);
    lh_path_line(path, x, y + 1.5);
    lh_path_line(path, x + 3, y + 6);
    lh_proof_stroke(p, &p->style->proof.defect, 0.9, LH_LAYER_TAPE);
}

void lh_proof_add_slips(LhProofer *p)
{
    double size = p->style->proof.slip_size;
    double x = p->page->left + p->style->page.measure + p->style->proof.slip_gap;
    double below = -G_MAXDOUBLE;

    for (guint i = 0; i < p->slips->len; i++) {
        const LhSlip *slip = &g_array_index(p->slips, LhSlip, i);
        if (slip->word == NULL || slip->word->page != p->page->index + 1)
            continue;
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        double y = MAX(slip->word->baseline, below + size + 1);
        add_caret(p, slip->after ? slip->word->x2 + 2 : slip->word->x1 - 2, slip->word->baseline);
        lh_proof_slip(p, number, x, y);
        below = y;
    }
}
