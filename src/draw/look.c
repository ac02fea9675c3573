/* What a page looks like, as one number: who keeps pictures of pages knows by it which are still
 * good. */
#include "internal.h"

#include <string.h>

/* FNV-1a of 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
#define FNV_START 14695981039346656037ull
#define FNV_PRIME 1099511628211ull

static void mix(guint64 *hash, gconstpointer bytes, gsize length)
{
    const guint8 *p = bytes;
    for (gsize i = 0; i < length; i++)
        *hash = (*hash ^ p[i]) * FNV_PRIME;
}

static void mix_number(guint64 *hash, double value)
{
    mix(hash, &value, sizeof value);
}

static void mix_word(guint64 *hash, const LhWord *word)
{
    for (; word; word = word->next) {
        const guint8 small[] = {word->face, word->sign, word->variant};
        mix(hash, small, sizeof small);
        mix(hash, &word->scale, sizeof word->scale);
        mix(hash, word->text, word->n_bytes);
        for (int i = 0; i < word->n_glyphs; i++) {
            const LhGlyph *glyph = &word->glyphs[i];
            mix(hash, &glyph->gid, sizeof glyph->gid);
            mix(hash, &glyph->flags, sizeof glyph->flags);
            mix(hash, (const float[]){glyph->advance, glyph->dx, glyph->dy}, 3 * sizeof(float));
        }
    }
}

static void mix_run(guint64 *hash, const LhRun *run)
{
    const guint32 small[] = {(guint32) run->role, run->ink, (guint32) run->hidden};
    const float measures[] = {run->scale, run->shear, run->tracking, run->angle};
    mix(hash, small, sizeof small);
    mix(hash, measures, sizeof measures);
    for (int i = 0; i < run->n_words; i++)
        mix_word(hash, run->words[i]);
}

static void mix_stroke(guint64 *hash, const LhStroke *stroke)
{
    const guint8 small[] = {stroke->ink, stroke->butt != 0};
    mix(hash, small, sizeof small);
    mix(hash, &stroke->weight, sizeof stroke->weight);
    mix(hash, stroke->ops, (gsize) stroke->n_ops);
    mix(hash, stroke->points, 2 * (gsize) lh_stroke_pairs(stroke) * sizeof(float));
}

static void mix_image(guint64 *hash, const LhItem *item)
{
    gsize size;
    gconstpointer data = g_bytes_get_data(lh_image_peek_bytes(item->image.image), &size);
    mix(hash, data, size);
    mix_number(hash, item->image.width);
    mix_number(hash, item->image.height);
}

static void mix_item(const LhItem *item, double x, double y, gpointer data)
{
    guint64 *hash = data;
    const guint8 small[] = {(guint8) item->kind, (guint8) item->layer};
    if (item->kind == LH_ITEM_ANCHOR)
        return;
    mix(hash, small, sizeof small);
    mix_number(hash, x);
    mix_number(hash, y);
    if (item->kind == LH_ITEM_TEXT)
        mix_run(hash, item->run);
    else if (item->kind == LH_ITEM_PATH)
        mix_stroke(hash, item->stroke);
    else
        mix_image(hash, item);
}

guint64 lh_page_look(const LhPages *pages, const LhPage *page)
{
    guint64 hash = FNV_START;
    const gint32 small[] = {(gint32) page->kind, page->index, (gint32) pages->target};
    mix(&hash, small, sizeof small);
    mix_number(&hash, page->left);
    mix_number(&hash, page->pitch);
    for (LhLayer layer = 0; layer < LH_N_LAYERS; layer++)
        lh_draw_each(page, layer, mix_item, &hash);
    return hash;
}
