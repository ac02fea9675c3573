/* The title page. */
#include "maker.h"

#include <math.h>

static int rows_for(double size, double step)
{
    return MAX(1, (int) ceil(size * 0.95 / step));
}

/* The highlighter behind a line of the title, as on a part's opener. */
static void add_band(LhSetter *setter, double width, double y, guint32 seed)
{
    const LhStyle *style = setter->style;
    double scale = style->role[LH_ROLE_BOOK_TITLE].size / style->role[LH_ROLE_PART_TITLE].size;
    double top = style->heading.part_band_top * scale, over = style->heading.part_band_overshoot;

    lh_hand_band(&setter->path, -over, y - top, width + over + style->heading.part_band_end,
                 top + style->heading.part_band_bottom * scale, seed);
    lh_sink_path(&setter->sink, LH_LAYER_TINT, &setter->path, &style->heading.part_band, 0);
}

/* The star of a key idea, in the margin beside the title. */
static void add_star(LhSetter *setter, double y)
{
    const LhStyle *style = setter->style;
    double radius = style->note.star_radius * 1.6;

    lh_hand_star(&setter->path, style->note.star_x - style->page.margin_line, y - radius, radius,
                 9);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->heading.h1_underline,
                 style->heading.h1_underline_weight[0]);
}

/* Lines of @text in @role, each as many rows as its size needs; returns the last line's width. */
static double add_text(LhSetter *setter, const LhFlow *flow, const char *text, LhRole role,
                       LhTagKind tag, int before)
{
    const LhStyle *style = setter->style;
    int rows = rows_for(style->role[role].size, style->grid.step);
    LhInline *inl = lh_inline_words(setter, text, (LhSource){0});
    LhVoice voice = lh_voice(role, role, role, role);

    LhSetText set =
        lh_set_balanced(setter, inl, &voice, flow->width, lh_tag_new(setter, tag, flow->tag), 5);
    for (int i = 0; i < set.n_lines; i++) {
        double y = (rows - 1) * style->grid.step;
        if (role == LH_ROLE_BOOK_TITLE)
            add_band(setter, set.lines[i].width, y, (guint32) i + 1);
        if (role == LH_ROLE_BOOK_TITLE && i == 0)
            add_star(setter, y);
        lh_sink_line(setter, &set.lines[i], 0, y);
        LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_OTHER, (LhSource){0});
        slab->rows = rows;
        slab->before = i == 0 ? before : 0;
    }
    return set.lines[set.n_lines - 1].width;
}

/* The title's red double underline, as every chapter's, below the last slab. */
static void add_underline(LhSetter *setter, const LhFlow *flow, double width)
{
    const LhStyle *style = setter->style;

    lh_hand_line(&setter->path, -2, -3, width, -3, style->heading.h1_underline_roughness, 11);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->heading.h1_underline,
                 style->heading.h1_underline_weight[0] * 1.3);
    lh_hand_line(&setter->path, 18, 2, width * 0.82, 2, style->heading.h1_underline_roughness, 12);
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->heading.h1_underline,
                 style->heading.h1_underline_weight[1]);
    lh_add_slab(setter, flow, LH_SLAB_OTHER, (LhSource){0});
}

static int rows_used(const LhGalley *galley)
{
    int rows = 0;

    for (guint i = 0; i < galley->slabs->len; i++) {
        const LhSlab *slab = &g_array_index(galley->slabs, LhSlab, i);
        rows += slab->rows + (i == 0 ? slab->top_skip : slab->before);
    }
    return rows;
}

LhGalley *lh_title_galley(LhMaker *maker)
{
    const LhBook *book = maker->book;
    const LhStyle *style = maker->style;
    LhFlow flow = lh_flow_page(style);
    LhGalley *galley = lh_galley_new(NULL);
    LhSetter setter;

    lh_setter_init(&setter, maker->context, NULL, galley);
    double width = add_text(&setter, &flow, book->title ? book->title : "Untitled",
                            LH_ROLE_BOOK_TITLE, LH_TAG_H1, 0);
    g_array_index(galley->slabs, LhSlab, 0).top_skip = style->front.title_row;
    g_array_index(galley->slabs, LhSlab, 0).page_before = TRUE;
    add_underline(&setter, &flow, width);
    if (book->subtitle)
        add_text(&setter, &flow, book->subtitle, LH_ROLE_BOOK_SUBTITLE, LH_TAG_P, 1);
    int gap = style->front.author_row - style->grid.first_row - rows_used(galley);
    if (book->author)
        add_text(&setter, &flow, book->author, LH_ROLE_BOOK_AUTHOR, LH_TAG_P, MAX(gap, 1));
    if (book->edition)
        add_text(&setter, &flow, book->edition, LH_ROLE_CAPTION, LH_TAG_P, 0);
    if (book->copyright && !book->pages.copyright)
        add_text(&setter, &flow, book->copyright, LH_ROLE_CAPTION, LH_TAG_P, 0);
    lh_setter_clear(&setter);
    return galley;
}
