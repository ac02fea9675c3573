/* Words of a list by hash, and the names of the classes. */
#include "internal.h"

#include <string.h>

#define FNV_START 2166136261u
#define FNV_PRIME 16777619u

static const char *const class_names[LH_HIGHLIGHT_CLASSES] = {
    [LH_HIGHLIGHT_TEXT] = "text",         [LH_HIGHLIGHT_KEYWORD] = "keyword",
    [LH_HIGHLIGHT_DEF] = "def",           [LH_HIGHLIGHT_BUILTIN] = "builtin",
    [LH_HIGHLIGHT_STRING] = "string",     [LH_HIGHLIGHT_NUMBER] = "number",
    [LH_HIGHLIGHT_COMMENT] = "comment",   [LH_HIGHLIGHT_DECORATOR] = "decorator",
    [LH_HIGHLIGHT_OPERATOR] = "operator", [LH_HIGHLIGHT_PROMPT] = "prompt",
    [LH_HIGHLIGHT_OUTPUT] = "output",     [LH_HIGHLIGHT_ADDED] = "added",
    [LH_HIGHLIGHT_REMOVED] = "removed",   [LH_HIGHLIGHT_KEY] = "key",
};

guint lh_word_hash(gconstpointer slice)
{
    const LhSlice *word = slice;
    guint hash = FNV_START;
    for (gsize i = 0; i < word->length; i++)
        hash = (hash ^ word->bytes[i]) * FNV_PRIME;
    return hash;
}

guint lh_word_hash_fold(gconstpointer slice)
{
    const LhSlice *word = slice;
    guint hash = FNV_START;
    for (gsize i = 0; i < word->length; i++)
        hash = (hash ^ (guint8) g_ascii_tolower(word->bytes[i])) * FNV_PRIME;
    return hash;
}

gboolean lh_word_equal(gconstpointer a, gconstpointer b)
{
    const LhSlice *one = a, *other = b;
    return one->length == other->length && !memcmp(one->bytes, other->bytes, one->length);
}

gboolean lh_word_equal_fold(gconstpointer a, gconstpointer b)
{
    const LhSlice *one = a, *other = b;
    return one->length == other->length &&
           !g_ascii_strncasecmp((const char *) one->bytes, (const char *) other->bytes,
                                one->length);
}

const char *lh_highlight_class_name(LhHighlightClass kind)
{
    g_assert(kind < LH_HIGHLIGHT_CLASSES);
    return class_names[kind];
}

gboolean lh_highlight_class_find(const char *name, LhHighlightClass *kind)
{
    for (guint i = 0; i < LH_HIGHLIGHT_CLASSES; i++) {
        if (!strcmp(class_names[i], name)) {
            *kind = i;
            return TRUE;
        }
    }
    return FALSE;
}
