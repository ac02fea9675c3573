/* Places in the manuscript of bytes of the tree's texts. Asked for in the manuscript's order, they
 * cost one walk along it, however long a line is. */
#include "internal.h"

#include <string.h>

void lh_placer_init(LhPlacer *placer, const LhBook *book)
{
    *placer = (LhPlacer){0};
    lh_manuscript_init(&placer->manuscript, book);
}

void lh_placer_clear(LhPlacer *placer)
{
    lh_manuscript_clear(&placer->manuscript);
}

/* Goes on to @at of the line that was counted last, or begins to count the line @start. */
static void count_to(LhPlacer *placer, const char *start, const char *at)
{
    if (placer->line != start || placer->counted > at) {
        placer->line = placer->counted = start;
        placer->column = 1;
    }
    placer->column += (int) g_utf8_strlen(placer->counted, at - placer->counted);
    placer->counted = at;
}

const char *lh_placer_at(LhPlacer *placer, LhSource source, const char **end)
{
    const LhScript *script =
        source.file ? lh_manuscript_find(&placer->manuscript, source.file) : NULL;
    const char *start = script ? lh_script_line(script, source.line) : NULL;

    if (!start)
        return NULL;
    *end = script->lines[script->n_lines] - 1;
    if (placer->line != start || placer->column > source.column)
        count_to(placer, start, start);
    while (placer->column < source.column && *placer->counted && *placer->counted != '\n') {
        placer->counted = g_utf8_next_char(placer->counted);
        placer->column++;
    }
    return placer->counted;
}

/* Begins to walk along the text of @inl. */
static void begin(LhPlacer *placer, const LhInline *inl)
{
    const char *end, *written = lh_placer_at(placer, inl->source, &end);

    placer->inl = inl;
    placer->walked = 0;
    placer->found = inl->source;
    placer->align.lost = TRUE;
    if (written)
        lh_align_begin(&placer->align, written, end, inl->text);
}

LhSource lh_placer_find(LhPlacer *placer, const LhInline *inl, guint32 at)
{
    const char *from, *to;

    if (placer->inl != inl || at < placer->walked)
        begin(placer, inl);
    else if (at == placer->walked)
        return placer->found;
    if (!lh_align_to(&placer->align, inl->text, at, 1, &from, &to))
        return inl->source;
    const LhScript *script = lh_manuscript_find(&placer->manuscript, inl->source.file);
    int line = lh_script_line_of(script, from);
    count_to(placer, lh_script_line(script, line), from);
    placer->walked = at;
    placer->found = (LhSource){inl->source.file, line, placer->column};
    return placer->found;
}
