/* HTML, cut into tags, comments and text. */
#ifndef PARSE_TAG_H
#define PARSE_TAG_H

#include "attr.h"

typedef enum {
    LH_TAG_TEXT,
    LH_TAG_OPEN,
    LH_TAG_CLOSE,
    LH_TAG_COMMENT, /* text, length: between <!-- and --> */
    LH_TAG_OTHER,   /* <?…?>, <!DOCTYPE …>, CDATA */
    LH_TAG_END,
} LhTagKind;

typedef struct {
    LhTagKind kind;
    const char *start; /* in the input */
    gsize size;        /* bytes of input */
    const char *text;  /* of text and comments */
    gsize length;
    char name[32];     /* lower case; cut when longer */
    const char *attrs; /* after the name; NULL in a close tag */
    gsize attrs_length;
    gboolean is_empty; /* ends with /> */
} LhTag;

/* Reads what stands at @text, at most up to @end. A `<` that begins no tag is text. */
LhTag lh_tag_read(const char *text, const char *end);

/* The value of @name (lower case) with its entities resolved, "" for one without a value.
 * Returns: (transfer none) in @arena, or NULL. */
const char *lh_tag_attr(LhArena *arena, const LhTag *tag, const char *name);

#endif
