/* Figures: a picture in whole rows, its caption below. */
#include "setter.h"

#include <math.h>

#define CSS_PIXEL    0.75 /* points */
#define INCH         72.0
#define CAPTION_ROWS 3 /* left for the caption under a picture as high as the page */

LhImage *lh_layout_image(const LhLayoutContext *context, const char *path, GError **error)
{
    return context->unseen ? lh_image_measure(path, error) : lh_image_open(path, error);
}

/* The picture that @block names, or NULL after saying what is wrong with it. */
static LhImage *open_image(LhSetter *setter, const LhBlock *block)
{
    const LhLayoutContext *context = setter->context;
    const LhChapter *chapter = setter->tree ? setter->tree->chapter : NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = lh_book_resolve(context->book, chapter, block->figure.path, &error);
    LhImage *image = path ? lh_layout_image(context, path, &error) : NULL;

    if (image == NULL)
        lh_diag_add(context->diag, LH_SEVERITY_ERROR, block->source, "image",
                    "its description is printed instead", "%s", error->message);
    return image;
}

/* Points that the picture takes, scaled down to the column and the page. */
static void fit_image(const LhSetter *setter, const LhBlock *block, const LhFlow *flow,
                      const LhImage *image, double *width, double *height)
{
    const LhStyle *style = setter->style;
    int rows = style->grid.last_row - style->grid.first_row + 1 - CAPTION_ROWS;
    double unit = lh_image_kind(image) == LH_IMAGE_SVG ? CSS_PIXEL : INCH / style->figure.dpi;
    double scale, w, h;

    lh_image_size(image, &w, &h);
    scale = block->figure.width > 0 ? flow->width * MIN(block->figure.width, 1) / w : unit;
    scale = MIN(scale, flow->width / w);
    scale = MIN(scale, rows * style->grid.step / h);
    *width = w * scale;
    *height = h * scale;
}

static void set_image(LhSetter *setter, const LhBlock *block, const LhFlow *flow, LhImage *image)
{
    double step = setter->style->grid.step, width, height;
    LhTag *tag = lh_arena_new0(setter->arena, LhTag, 1);

    fit_image(setter, block, flow, image, &width, &height);
    *tag = (LhTag){LH_TAG_FIGURE, flow->tag, block->figure.alt};
    int rows = MAX((int) ceil(height / step - LH_EPSILON), 1);
    double spare = flow->natural ? 0 : (rows * step - height) / 2;
    double top = flow->natural ? setter->style->listing.nested_before : spare - step;
    double x = flow->x + (flow->width - width) / 2;

    lh_add_anchor(setter, block->id, x, top);
    lh_sink_image(&setter->sink, x, top, width, height, image, tag, block->source);
    g_ptr_array_add(setter->galley->images, image);
    LhSlab *slab = lh_add_slab(setter, flow, LH_SLAB_OTHER, block->source);
    if (flow->natural) {
        slab->height = height + top + setter->style->listing.nested_after;
    } else {
        slab->rows = rows;
        slab->before = setter->style->figure.before;
    }
}

/* What a reader who cannot see the picture is told; a caption says as much. */
static void set_alt(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    LhInline text = {.kind = LH_INLINE_TEXT, .source = block->source, .text = block->figure.alt};
    int first = (int) setter->galley->slabs->len;

    lh_add_anchor(setter, block->id, flow->x, flow->rise);
    if (text.text == NULL || text.text[0] == '\0')
        text.text = block->figure.path;
    LhSetText lines = lh_set_text(setter, &text, &flow->voice, flow->width, 0,
                                  lh_tag_new(setter, LH_TAG_P, flow->tag), lh_seed(block->source));
    lh_add_lines(setter, flow, &lines, 0);
    g_array_index(setter->galley->slabs, LhSlab, first).before = setter->style->figure.before;
}

void lh_set_figure(LhSetter *setter, const LhBlock *block, const LhFlow *flow)
{
    const char *number = lh_references_number(setter->context->references, block);
    LhImage *image = open_image(setter, block);

    if (image)
        set_image(setter, block, flow, image);
    else if (block->figure.caption == NULL)
        set_alt(setter, block, flow);
    if (number || block->figure.caption) {
        const char *label = number ? lh_arena_printf(setter->arena, "Figure %s", number) : NULL;
        if (image)
            lh_keep_next(setter, LH_NEVER_BREAK);
        else
            lh_add_anchor(setter, block->id, flow->x, flow->rise);
        lh_set_caption(setter, flow, label, block->figure.caption, block->source);
    }
    lh_add_space(setter, flow, setter->style->figure.after, setter->style->card.block_gap);
    setter->indent_next = FALSE;
}
