/* Doubts and defects where they are. */
#include "sheet.h"

#include <math.h>
#include <string.h>

#define CODE_PITCH 7.0 /* points between two codes */

/* ---- Codes ---- */

/* Notes @code for the row at @y; what a row has twice is told once. */
static void add_code(LhProofer *p, const LhInkRef *ink, const char *code, double y)
{
    guint at = p->codes->len;

    for (guint i = 0; i < p->codes->len; i++) {
        LhProofCode *other = &g_array_index(p->codes, LhProofCode, i);
        if (fabs(other->y - y) < 1 && strcmp(other->code, code) == 0) {
            other->n++;
            return;
        }
        if (other->y > y)
            at = MIN(at, i);
    }
    LhProofCode new = {y, code, ink, 1};
    g_array_insert_val(p->codes, at, new);
}

void lh_proof_add_codes(LhProofer *p)
{
    double below = -G_MAXDOUBLE;

    for (guint i = 0; i < p->codes->len; i++) {
        const LhProofCode *code = &g_array_index(p->codes, LhProofCode, i);
        g_autofree char *text =
            code->n > 1 ? g_strdup_printf("%s ×%d", code->code, code->n) : g_strdup(code->code);
        below = MAX(below + CODE_PITCH, code->y);
        lh_proof_label(p, LH_ROLE_PROOF, code->ink, text, p->right - p->style->proof.code_right,
                       below, 1);
    }
}

static void add_finding(LhProofer *p, const LhMapWord *word, const char *code, const char *words)
{
    LhFinding finding = {p->page->index + 1, word ? word->row : 0, code, words,
                         word ? word->source : (LhSource){0}};

    g_array_append_val(p->findings, finding);
}

/* ---- Doubts ---- */

static void add_wave(LhProofer *p, double x1, double x2, double y)
{
    const LhStyle *style = p->style;
    double half = style->proof.wave_length / 2, up = style->proof.wave_height;
    LhPath *path = &p->setter.path;

    y += style->proof.wave_drop;
    lh_path_move(path, x1, y);
    for (double x = x1; x < x2; x += half, up = -up)
        lh_path_curve(path, x + half / 3, y - up, x + half * 2 / 3, y - up, x + half, y);
    lh_proof_stroke(p, &style->proof.doubt, style->proof.wave_weight, LH_LAYER_STROKE);
}

/* Underlines the part of @word that @doubt is about. */
static void add_doubt(LhProofer *p, const LhMapWord *word, const LhFault *doubt)
{
    const LhOrigin *origin = word->origin;
    double per_byte = (word->x2 - word->x1) / MAX(origin->length, 1u);
    guint32 end = origin->at + origin->length;
    double x1 = word->x1 + (MAX(doubt->at, origin->at) - origin->at) * per_byte;
    double x2 = word->x2 - (end - MIN(doubt->at + doubt->length, end)) * per_byte;
    const char *code = doubt->kind == LH_LINT_SPELLING ? NULL /* the wave says it */ : lh_lint_code(doubt->kind);

    add_wave(p, x1, MAX(x2, x1 + p->style->proof.wave_length), word->baseline);
    if (code && doubt->at >= origin->at) {
        add_code(p, &p->style->proof.doubt, code, word->baseline);
        add_finding(p, word, code,
                    lh_arena_printf(p->pages->arena, "“%.*s”", (int) doubt->length,
                                    origin->text + doubt->at));
    }
}

void lh_proof_add_doubts(LhProofer *p)
{
    for (guint i = p->from; i < p->to; i++) {
        const LhMapWord *word = lh_proof_word(p, i);
        const LhOrigin *origin = word->origin;
        const GArray *list = origin && p->options->doubts
                                 ? g_hash_table_lookup(p->options->doubts, origin->text)
                                 : NULL;
        for (guint k = 0; list && k < list->len; k++) {
            const LhFault *doubt = &g_array_index(list, LhFault, k);
            if (doubt->at < origin->at + origin->length && doubt->at + doubt->length > origin->at)
                add_doubt(p, word, doubt);
        }
    }
}

/* ---- Defects ---- */

/* The first word of the page that was written at @source; NULL = none. */
static const LhMapWord *word_at(const LhProofer *p, LhSource source)
{
    const LhMapWord *best = NULL;

    for (guint i = p->from; i < p->to; i++) {
        const LhMapWord *word = lh_proof_word(p, i);
        if (word->source.line == source.line && g_strcmp0(word->source.file, source.file) == 0 &&
            (best == NULL || word->baseline < best->baseline))
            best = word;
    }
    return best;
}

static void add_defect(LhProofer *p, const LhDiagItem *item)
{
    const LhStyle *style = p->style;
    const LhMapWord *word = word_at(p, item->source);
    double y = word ? word->baseline : style->grid.first_row * style->grid.step;
    double x = p->page->left + style->page.measure + style->proof.mark_gap;

    if (word == NULL && item->page == 0)
        return; /* on another page */
    lh_path_move(&p->setter.path, x, y - style->grid.step * 0.6);
    lh_path_line(&p->setter.path, x, y + style->grid.step * 0.15);
    lh_proof_stroke(p, &style->proof.defect, style->proof.mark_weight, LH_LAYER_TAPE);
    add_code(p, &style->proof.defect, item->code, y);
    add_finding(p, word, item->code, item->message);
}

/* Whether the page of @item is drawn or, as long as nobody knows it, its file is proofed. */
static gboolean is_near(const LhProofer *p, const LhDiagItem *item)
{
    const GPtrArray *pages = p->pages->pages, *trees = p->options->trees;

    if (item->page > 0)
        return (guint) item->page <= pages->len &&
               ((const LhPage *) pages->pdata[item->page - 1])->drawn;
    for (guint i = 0; item->source.line > 0 && i < trees->len; i++) {
        const LhTree *tree = trees->pdata[i];
        const LhSource first = tree->first ? tree->first->source : (LhSource){0};
        if (g_strcmp0(first.file, item->source.file) == 0)
            return TRUE;
    }
    return FALSE;
}

void lh_proof_find_defects(LhProofer *p)
{
    const LhDiag *diag = p->options->diag;

    for (gsize i = 0; diag && i < lh_diag_length(diag); i++) {
        const LhDiagItem *item = lh_diag_peek(diag, i);
        if (item->severity >= LH_SEVERITY_WARNING && is_near(p, item))
            g_ptr_array_add(p->defects, (gpointer) item);
    }
}

void lh_proof_add_defects(LhProofer *p)
{
    for (guint i = 0; i < p->defects->len; i++) {
        const LhDiagItem *item = p->defects->pdata[i];
        if (item->page == 0 || item->page == p->page->index + 1)
            add_defect(p, item);
    }
}
