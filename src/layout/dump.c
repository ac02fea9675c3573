/* The galley as text: one record a slab, its words below it. What golden tests compare. */
#include "longhand/layout.h"

static const char *const kinds[] = {
    [LH_SLAB_OTHER] = "other", [LH_SLAB_TEXT] = "text", [LH_SLAB_HEADING] = "heading",
    [LH_SLAB_CODE] = "code",
};

static void append_run(GString *out, const LhItem *item, const LhStyle *style)
{
    const LhRun *run = item->run;
    double size = style->role[run->role].size * run->scale;

    g_string_append_printf(out, "  x=%.2f y=%.2f %s %.2f “", item->x, item->y,
                           style->inks[run->ink].name, size);
    for (int i = 0; i < run->n_words; i++)
        for (const LhWord *word = run->words[i]; word; word = word->next)
            g_string_append_len(out, word->text, word->n_bytes);
    g_string_append(out, "”");
    if (run->link)
        g_string_append_printf(out, " link=%s", run->link);
    g_string_append_c(out, '\n');
}

static void append_frames(GString *out, const LhFrame *frame)
{
    for (; frame; frame = frame->parent)
        g_string_append(out, frame->natural ? " in card" : " in ruled");
}

static void append_slab(GString *out, const LhSlab *slab, const LhStyle *style)
{
    int paths = 0;

    g_string_append_printf(out, "%s", kinds[slab->kind]);
    if (slab->rows)
        g_string_append_printf(out, " rows=%d", slab->rows);
    else
        g_string_append_printf(out, " height=%.2f", slab->height);
    if (slab->before || slab->after)
        g_string_append_printf(out, " before=%d after=%d", slab->before, slab->after);
    if (slab->n_lines)
        g_string_append_printf(out, " line=%d/%d", slab->line + 1, slab->n_lines);
    if (slab->break_after >= LH_NEVER_BREAK)
        g_string_append(out, " keep");
    if (slab->n_notes)
        g_string_append_printf(out, " notes=%d", slab->n_notes);
    append_frames(out, slab->frame);
    for (int i = 0; i < slab->n_items; i++)
        paths += slab->items[i].kind == LH_ITEM_PATH;
    if (paths)
        g_string_append_printf(out, " strokes=%d", paths);
    g_string_append_printf(out, " @%d:%d\n", slab->source.line, slab->source.column);
    for (int i = 0; i < slab->n_items; i++)
        if (slab->items[i].kind == LH_ITEM_TEXT)
            append_run(out, &slab->items[i], style);
}

char *lh_galley_dump(const LhGalley *galley, const LhStyle *style)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < galley->slabs->len; i++)
        append_slab(out, &g_array_index(galley->slabs, LhSlab, i), style);
    return g_string_free(out, FALSE);
}
