/* What the files of this room share. */
#ifndef LONGHAND_STYLE_INTERNAL_H
#define LONGHAND_STYLE_INTERNAL_H

#include "longhand/style.h"
#include "longhand/yaml.h"

/* An ink as written. */
typedef struct {
    char *name, *rgb, *screen;
    double cmyk[4];
} RawInk;

/* What libcyaml fills: the style itself, and what has to be worked out afterwards. */
typedef struct {
    LhStyle style;
    RawInk *ink;
    unsigned n_ink;
    LhArena *arena; /* holds this and all that it points to */
} RawStyle;

extern const LhYamlSchema lh_style_schema;

/* Every LhInkRef of LhStyle, by its offset, and its key's path in YAML. Ends with a NULL path. */
typedef struct {
    gsize offset;
    const char *path;
} LhInkPlace;
extern const LhInkPlace lh_style_inks[];

/* The key of a role below `text`, with underscores. */
extern const char *const lh_style_role_key[LH_N_ROLES];

#endif
