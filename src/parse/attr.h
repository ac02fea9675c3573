/* Attributes as pandoc and Quarto write them: `{#id .class key=value key="a value" flag}`. */
#ifndef PARSE_ATTR_H
#define PARSE_ATTR_H

#include "longhand/base.h"

typedef struct {
    const char *key;   /* NULL-terminated */
    const char *value; /* NULL = a flag without a value */
    guint32 at;        /* offset of the key in the text that was parsed */
    guint32 value_at;  /* offset of the value's first byte; 0 = it had escapes or there is none */
} LhAttr;

typedef struct {
    const char *id;      /* NULL = none */
    const char *classes; /* space separated; NULL = none */
    LhAttr *items;
    guint n_items;
} LhAttrs;

/* Reads @length bytes between the braces. Returns: FALSE when they are no attributes. */
gboolean lh_attr_parse(LhArena *arena, const char *text, gsize length, LhAttrs *attrs);

/* The value of @key, "" for a flag, or NULL. */
const char *lh_attr_find(const LhAttrs *attrs, const char *key);

#endif
