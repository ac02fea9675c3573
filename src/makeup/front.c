/* The pages beside the title page: half title, copyright, dedication. */
#include "maker.h"

#include <string.h>

/* Lines of @text; the first slab begins the page on @row, or follows (0). */
static void add_lines(LhSetter *setter, const LhFlow *flow, const char *text, LhRole role,
                      double width, int row)
{
    const LhTag *tag = lh_tag_new(setter, LH_TAG_P, flow->tag);
    LhSetText set = lh_set_plain(setter, text, role, width, tag, (LhSource){0}, 1);
    int rows = setter->style->role[role].size > setter->style->grid.step * 1.2 ? 2 : 1;

    for (int i = 0; i < set.n_lines; i++) {
        lh_sink_line(setter, &set.lines[i], 0, (rows - 1) * setter->style->grid.step);
        LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_OTHER, (LhSource){0});
        slab->rows = rows;
        if (i == 0 && row > 0)
            slab->top_skip = MAX(row - setter->style->grid.first_row - rows + 1, 0);
    }
}

/* A page that says @text and nothing else. */
static LhGalley *lines_galley(LhMaker *maker, const char *text, LhRole role, double width, int row)
{
    LhFlow flow = lh_flow_page(maker->style);
    LhGalley *galley = lh_galley_new(NULL);
    LhSetter setter;

    lh_setter_init(&setter, maker->context, NULL, galley);
    add_lines(&setter, &flow, text, role, width, row);
    lh_setter_clear(&setter);
    return galley;
}

LhGalley *lh_half_title_galley(LhMaker *maker)
{
    const LhStyle *style = maker->style;

    return lines_galley(maker, maker->book->title, LH_ROLE_BOOK_SUBTITLE, style->page.measure,
                        style->front.half_title_row);
}

LhGalley *lh_dedication_galley(LhMaker *maker)
{
    const LhStyle *style = maker->style;

    return lines_galley(maker, maker->book->pages.dedication, LH_ROLE_DEDICATION,
                        style->front.dedication_width, style->front.dedication_row);
}

/* ---- Copyright ---- */

/* "SIL Open Font License 1.1": the licence in a few words. (transfer full) NULL = not known. */
static char *licence_of(const LhMaker *maker, guint face)
{
    g_autofree char *said = lh_fonts_licence(maker->context->fonts, face);

    if (said && strstr(said, "SIL Open Font License"))
        return g_strdup("SIL Open Font License 1.1");
    return g_strdup(maker->style->faces[face].licence);
}

/* One line for each family that a role names, in the order of the roles. */
static void add_fonts(LhMaker *maker, GPtrArray *lines)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (int role = 0; role < LH_N_ROLES; role++) {
        guint face = maker->style->role[role].face_index;
        char *family = lh_fonts_family(maker->context->fonts, face);
        if (family == NULL || !g_hash_table_add(seen, family))
            continue;
        g_autofree char *licence = licence_of(maker, face);
        g_ptr_array_add(lines,
                        licence ? g_strdup_printf("%s – %s", family, licence) : g_strdup(family));
    }
}

static void add_line(GPtrArray *lines, const char *before, const char *text)
{
    if (text)
        g_ptr_array_add(lines, g_strconcat(before, text, NULL));
}

/* What the page says, "" for a blank row. (transfer full) */
static GPtrArray *copyright_lines(LhMaker *maker)
{
    const LhBook *book = maker->book;
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

    add_line(lines, "", book->title);
    add_line(lines, "", book->edition);
    add_line(lines, "Version ", book->version);
    add_line(lines, "", book->date);
    add_line(lines, "", "");
    add_line(lines, "", book->copyright);
    add_line(lines, "ISBN ", book->isbn);
    add_line(lines, "", "");
    add_line(lines, "", "Fonts:");
    add_fonts(maker, lines);
    return lines;
}

/* Moves the whole to the foot of the page. */
static void sink_to_foot(LhGalley *galley, const LhStyle *style)
{
    int rows = style->grid.last_row - style->grid.first_row + 1 - (int) galley->slabs->len;

    if (galley->slabs->len > 0)
        g_array_index(galley->slabs, LhSlab, 0).top_skip = MAX(rows, 0);
}

LhGalley *lh_copyright_galley(LhMaker *maker)
{
    LhFlow flow = lh_flow_page(maker->style);
    LhGalley *galley = lh_galley_new(NULL);
    g_autoptr(GPtrArray) lines = copyright_lines(maker);
    LhSetter setter;

    lh_setter_init(&setter, maker->context, NULL, galley);
    for (guint i = 0; i < lines->len; i++)
        add_lines(&setter, &flow, lines->pdata[i], LH_ROLE_FRONT_TEXT, maker->style->page.measure,
                  0);
    sink_to_foot(galley, maker->style);
    lh_setter_clear(&setter);
    return galley;
}

/* ---- Colophon ---- */

/* Our own words on how the book is made, from what made it. */
static char *made_so(LhMaker *maker)
{
    const LhStyle *style = maker->style;
    g_autoptr(GPtrArray) fonts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) text = g_string_new(NULL);

    add_fonts(maker, fonts);
    g_string_append_printf(
        text,
        "This book was written as Markdown and set by Longhand %s in the style %s. Every line "
        "stands on "
        "a ruling, %g points below the one before. Each letter is drawn in %d forms, so that no "
        "two neighbours look alike; lines, boxes and arrows are strokes of a pen that never moves "
        "the same way "
        "twice. Pages measure %g by %g inches.\n\nThe hands are\n",
        LH_VERSION, style->name, style->grid.step, style->hand.variants, style->page.width / 72,
        style->page.height / 72);
    for (guint i = 0; i < fonts->len; i++)
        g_string_append_printf(text, "%s\n", (const char *) fonts->pdata[i]);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

LhGalley *lh_colophon_galley(LhMaker *maker)
{
    const LhStyle *style = maker->style;
    LhFlow flow = lh_flow_page(style);
    LhGalley *galley = lh_galley_new(NULL);
    g_autofree char *own = maker->book->pages.colophon_text ? NULL : made_so(maker);
    g_auto(GStrv) lines = g_strsplit(own ? own : maker->book->pages.colophon_text, "\n", -1);
    LhSetter setter;

    lh_setter_init(&setter, maker->context, NULL, galley);
    for (char **line = lines; *line; line++)
        if (**line || line[1])
            add_lines(&setter, &flow, *line, LH_ROLE_FRONT_TEXT, style->page.measure, 0);
    sink_to_foot(galley, style);
    lh_setter_clear(&setter);
    return galley;
}
