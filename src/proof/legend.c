/* The other files that a page's rows come from, at the sheet's foot: "a examples/main.rs". */
#include "sheet.h"

#include <string.h>

#define MOST_FILES 26

char lh_proof_letter(const LhProofer *p, const char *file)
{
    guint at;

    return g_ptr_array_find(p->legend, file, &at) ? (char) ('a' + at) : 0;
}

/* @entry, or its end behind an ellipsis: what @room holds. (transfer full) */
static char *fit(LhProofer *p, char letter, const char *file, double room)
{
    char *entry = g_strdup_printf("%c  %s", letter, file);

    while (*file && lh_set_measure(&p->setter, entry, LH_ROLE_PROOF) > room) {
        file = g_utf8_next_char(file);
        g_free(entry);
        entry = g_strdup_printf("%c  …%s", letter, file);
    }
    return entry;
}

/* Adds @file behind the entry that ends at @x on the baseline @y, or below. Returns: FALSE where
 * there is no more room on the sheet. */
static gboolean add_entry(LhProofer *p, const char *file, double *x, double *y)
{
    const LhStyle *style = p->style;
    double left = style->proof.crop_gap, right = style->page.width - left;
    double last = p->options->height - p->pages->sheet.y - style->proof.code_right;
    g_autofree char *text = fit(p, (char) ('a' + p->legend->len), file, right - left);
    double width = lh_set_measure(&p->setter, text, LH_ROLE_PROOF);

    if (*x > left && *x + width > right) {
        *x = left;
        *y += style->proof.legend_pitch;
    }
    if (*y > last)
        return FALSE;
    g_ptr_array_add(p->legend, (gpointer) file);
    lh_proof_label(p, LH_ROLE_PROOF, &style->proof.change, text, *x, *y, 0);
    *x += width + style->proof.legend_gap;
    return TRUE;
}

void lh_proof_add_legend(LhProofer *p, const char *main)
{
    double x = p->style->proof.crop_gap;
    double y = p->style->page.height + p->style->proof.legend_drop;

    g_ptr_array_set_size(p->legend, 0);
    for (guint i = 0; i < p->rows->len && p->legend->len < MOST_FILES; i++) {
        const LhSource *source = &g_array_index(p->rows, LhProofRow, i).first->source;
        if (source->file == main || source->column == 0 || lh_proof_letter(p, source->file))
            continue;
        if (!add_entry(p, source->file, &x, &y))
            return;
    }
}
