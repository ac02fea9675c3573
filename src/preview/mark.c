/* The mark at the foot of a sample's pages: paths, so that who searches or copies never meets it.
 */
#include "../layout/setter.h"
#include "internal.h"

#include <string.h>

void lh_mark_draw(LhLayoutContext *context, const LhPreviewLook *look, const char *text,
                  LhSink *sink)
{
    const LhStyle *style = context->style;
    const LhTextStyle *role = &style->role[LH_ROLE_RUNNING_HEAD];
    double size = role->size * look->mark.scale, width = 0,
           y = style->page.height - look->mark.foot;
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_autoptr(GPtrArray) shaped = g_ptr_array_new();
    LhPath path;
    for (char **word = words; *word; word++) {
        const LhWord *space = lh_shape_word(context->shaper, LH_ROLE_RUNNING_HEAD, " ", 1, 0);
        if (word != words)
            g_ptr_array_add(shaped, (gpointer) space);
        g_ptr_array_add(shaped, (gpointer) lh_shape_word(context->shaper, LH_ROLE_RUNNING_HEAD,
                                                         *word, strlen(*word), 0));
    }
    for (guint i = 0; i < shaped->len; i++)
        width += ((const LhWord *) shaped->pdata[i])->total * size;
    double x = (style->page.width - width) / 2;
    lh_path_init(&path);
    for (guint i = 0; i < shaped->len; i++) {
        const LhWord *word = shaped->pdata[i];
        lh_hand_letters(&path, context->fonts, word, x, y, size);
        x += word->total * size;
    }
    lh_sink_path(sink, LH_LAYER_STROKE, &path, &role->ink, 0);
    lh_path_clear(&path);
}
