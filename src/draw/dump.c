/* The pages as text, one record a line: what tests compare. Lengths to 0.01 pt. */
#include "internal.h"

#include <math.h>

typedef struct {
    const LhPages *pages;
    GString *out;
    LhLayer layer;
} Dump;

static const char *const layers[] = {
    [LH_LAYER_TINT] = "tint", [LH_LAYER_CARD] = "card", [LH_LAYER_STROKE] = "stroke",
    [LH_LAYER_TEXT] = "text", [LH_LAYER_TAPE] = "tape",
};

static const char *const kinds[] = {
    [LH_PAGE_BODY] = "body",   [LH_PAGE_CHAPTER] = "chapter", [LH_PAGE_PART] = "part",
    [LH_PAGE_TITLE] = "title", [LH_PAGE_BLANK] = "blank",
};

static void append_number(GString *out, double value)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    value = round(value * 100) / 100;
    if (value == 0)
        value = 0; /* no minus sign */
    g_string_append(out, g_ascii_formatd(buffer, sizeof buffer, "%.2f", value));
}

static void append_length(GString *out, const char *key, double value)
{
    g_string_append_printf(out, " %s=", key);
    append_number(out, value);
}

/* In quotes, on one line; nothing at all for NULL. */
static void append_text(GString *out, const char *key, const char *text, gssize length)
{
    if (!text)
        return;
    g_autofree char *copy = length < 0 ? g_strdup(text) : g_strndup(text, (gsize) length);
    g_string_append_printf(out, *key ? " %s=\"" : " %s\"", key);
    for (const char *p = copy; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        if (*p == '\n')
            g_string_append(out, "\\n");
        else
            g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}

/* The innermost two elements: enough to see where a run belongs. */
static void append_tag(GString *out, const LhTag *tag)
{
    if (!tag)
        return;
    g_string_append(out, " tag=");
    if (tag->parent && tag->parent->kind != LH_TAG_DOCUMENT)
        g_string_append_printf(out, "%s/", lh_draw_tag_name(tag->parent->kind));
    g_string_append(out, lh_draw_tag_name(tag->kind));
}

static void append_ink(const Dump *dump, guint ink)
{
    const LhStyle *style = dump->pages->style;
    g_string_append_printf(dump->out, " ink=%s",
                           ink < style->n_inks && style->inks[ink].name ? style->inks[ink].name
                                                                        : "?");
}

static void dump_run(const Dump *dump, const LhRun *run, double x, double y)
{
    GString *out = dump->out;
    double size = dump->pages->style->role[run->role].size * run->scale, width = 0;
    g_autoptr(GString) text = g_string_new(NULL);
    int n_set = 0;
    for (int i = 0; i < run->n_words; i++) {
        width += run->words[i]->total * size;
        for (const LhWord *word = run->words[i]; word; word = word->next) {
            g_string_append_len(text, word->text, word->n_bytes);
            n_set += word->sign ? 1 : word->n_glyphs;
        }
    }
    append_length(out, "y", y);
    append_length(out, "x", x);
    append_length(out, "w", width + n_set * run->tracking);
    g_string_append_printf(out, " role=%s", lh_draw_role_name(run->role));
    append_ink(dump, run->ink);
    if (run->scale != 1)
        append_length(out, "scale", run->scale);
    if (run->angle != 0)
        append_length(out, "angle", run->angle);
    if (run->shear != 0)
        append_length(out, "shear", run->shear);
    if (run->hidden)
        g_string_append(out, " hidden");
    append_tag(out, run->tag);
    append_text(out, "link", run->link, -1);
    append_text(out, "", text->str, (gssize) text->len);
}

/* The box round a path's points, handles included. */
static void dump_stroke(const Dump *dump, const LhStroke *stroke, double x, double y)
{
    int n = 2 * lh_stroke_pairs(stroke);
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
    for (int i = 0; i + 1 < n; i += 2) {
        double px = stroke->points[i], py = stroke->points[i + 1];
        x1 = i ? MIN(x1, px) : px;
        x2 = i ? MAX(x2, px) : px;
        y1 = i ? MIN(y1, py) : py;
        y2 = i ? MAX(y2, py) : py;
    }
    append_length(dump->out, "y", y + y1);
    append_length(dump->out, "x", x + x1);
    append_length(dump->out, "w", x2 - x1);
    append_length(dump->out, "h", y2 - y1);
    append_ink(dump, stroke->ink);
    if (stroke->weight > 0)
        append_length(dump->out, "weight", stroke->weight);
    else
        g_string_append(dump->out, " filled");
}

static void dump_image(const Dump *dump, const LhItem *item, double x, double y)
{
    g_autofree char *name = g_path_get_basename(lh_image_path(item->image.image));
    append_length(dump->out, "y", y);
    append_length(dump->out, "x", x);
    append_length(dump->out, "w", item->image.width);
    append_length(dump->out, "h", item->image.height);
    append_tag(dump->out, item->image.tag);
    append_text(dump->out, "alt", item->image.tag ? item->image.tag->alt : NULL, -1);
    append_text(dump->out, "", name, -1);
}

static void dump_item(const LhItem *item, double x, double y, gpointer data)
{
    const Dump *dump = data;
    static const char *const names[] = {
        [LH_ITEM_TEXT] = "run",
        [LH_ITEM_PATH] = "path",
        [LH_ITEM_IMAGE] = "image",
        [LH_ITEM_ANCHOR] = "anchor",
    };
    g_string_append_printf(dump->out, "  %s %s", layers[dump->layer], names[item->kind]);
    switch (item->kind) {
    case LH_ITEM_TEXT:
        dump_run(dump, item->run, x, y);
        break;
    case LH_ITEM_PATH:
        dump_stroke(dump, item->stroke, x, y);
        break;
    case LH_ITEM_IMAGE:
        dump_image(dump, item, x, y);
        break;
    case LH_ITEM_ANCHOR:
        append_length(dump->out, "y", y);
        append_length(dump->out, "x", x);
        append_text(dump->out, "", item->anchor, -1);
        break;
    }
    g_string_append_c(dump->out, '\n');
}

static void dump_page(Dump *dump, const LhPage *page)
{
    g_string_append_printf(dump->out, "page %d %s", page->index + 1, kinds[page->kind]);
    append_text(dump->out, "label", page->label, -1);
    g_string_append(dump->out, page->recto ? " recto" : " verso");
    append_length(dump->out, "left", page->left);
    g_string_append_c(dump->out, '\n');
    for (dump->layer = 0; dump->layer < LH_N_LAYERS; dump->layer++)
        lh_draw_each(page, dump->layer, dump_item, dump);
}

static void dump_outline(const Dump *dump)
{
    const GArray *outline = dump->pages->outline;
    for (guint i = 0; outline && i < outline->len; i++) {
        const LhOutlineEntry *entry = &g_array_index(outline, LhOutlineEntry, i);
        g_string_append_printf(dump->out, "outline %d", entry->level);
        append_text(dump->out, "", entry->title, -1);
        append_text(dump->out, "to", entry->anchor, -1);
        g_string_append_c(dump->out, '\n');
    }
}

char *lh_draw_dump(const LhPages *pages)
{
    Dump dump = {.pages = pages, .out = g_string_new(NULL)};
    for (guint i = 0; i < pages->pages->len; i++) {
        const LhPage *page = pages->pages->pdata[i];
        if (page->drawn)
            dump_page(&dump, page);
    }
    dump_outline(&dump);
    return g_string_free(dump.out, FALSE);
}

/* ---- As a back end ---- */

typedef struct {
    const LhDrawJob *job;
    Dump dump;
} TextDrawing;

static gpointer text_begin(const LhDrawJob *job, GError **error)
{
    (void) error;
    TextDrawing *drawing = g_new0(TextDrawing, 1);
    drawing->job = job;
    drawing->dump = (Dump){.pages = job->pages, .out = g_string_new(NULL)};
    return drawing;
}

static gboolean text_page(gpointer data, const LhPage *page, GError **error)
{
    TextDrawing *drawing = data;
    (void) error;
    dump_page(&drawing->dump, page);
    return TRUE;
}

static gboolean text_end(gpointer data, GError **error)
{
    TextDrawing *drawing = data;
    dump_outline(&drawing->dump);
    return lh_draw_write(drawing->job->options->path, drawing->dump.out->str,
                         drawing->dump.out->len, error);
}

static void text_free(gpointer data)
{
    TextDrawing *drawing = data;
    g_string_free(drawing->dump.out, TRUE);
    g_free(drawing);
}

const LhDrawBackend lh_draw_text = {text_begin, text_page, text_end, text_free};
