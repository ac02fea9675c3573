/* Callouts: circled numbers that lead from a line of code to its explanation. */
#include "setter.h"

#define DIGIT_HEIGHT 0.36 /* em: half of a digit's height, to set it on a middle */
#define DIGIT_PAD    1.6  /* points between a number and its circle's sides, at least */

double lh_callout_width(LhSetter *setter, int number)
{
    char text[16];

    g_snprintf(text, sizeof text, "%d", number);
    return 2 * MAX(setter->style->callout.radius,
                   lh_set_measure(setter, text, LH_ROLE_CALLOUT) / 2 + DIGIT_PAD);
}

void lh_set_callout(LhSetter *setter, int number, double x, double y, const LhTag *tag,
                    LhSource source)
{
    const LhStyle *style = setter->style;
    double radius = style->callout.radius, middle = y - style->callout.rise;
    char text[16];

    g_snprintf(text, sizeof text, "%d", number);
    lh_hand_circle(&setter->path, x, middle, lh_callout_width(setter, number) / 2, radius,
                   lh_hash_int(lh_seed(source), (guint32) number));
    lh_sink_path(&setter->sink, LH_LAYER_STROKE, &setter->path, &style->callout.ink,
                 style->callout.weight);
    lh_set_label(setter, text, LH_ROLE_CALLOUT, -1, x,
                 middle + DIGIT_HEIGHT * style->role[LH_ROLE_CALLOUT].size, 0.5, tag, source);
}
