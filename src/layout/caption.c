/* Captions: "Listing 7.2" in red, the text hanging after it. */
#include "setter.h"

void lh_set_caption(LhSetter *setter, const LhFlow *flow, const char *label,
                    const LhInline *caption, LhSource source)
{
    const LhTag *tag = lh_tag_new(setter, LH_TAG_CAPTION, flow->tag);
    LhVoice voice = lh_voice_caption(setter->style);
    double hang = 0;

    if (label == NULL && caption == NULL)
        return;
    if (label) {
        int ink = setter->style->role[LH_ROLE_CAPTION_LABEL].ink.index;
        hang = lh_set_label(setter, label, LH_ROLE_CAPTION_LABEL, ink, flow->x, flow->rise, 0, tag,
                            source) +
               setter->style->figure.caption_gap;
    }
    LhSetText text = lh_set_text(setter, caption, &voice, MAX(flow->width - hang, flow->width / 2),
                                 0, tag, lh_seed(source));
    int first = lh_add_lines(setter, flow, &text, hang);
    for (int i = first; i + 1 < (int) setter->galley->slabs->len; i++)
        g_array_index(setter->galley->slabs, LhSlab, i).break_after = LH_NEVER_BREAK;
}
