/* The arena: glibc's obstack with zeroed pieces. */
#include "longhand/base.h"

#include <obstack.h>
#include <string.h>

#define obstack_chunk_alloc g_malloc
#define obstack_chunk_free  g_free

/* Bytes taken from the system at a time. */
#define CHUNK (64 * 1024 - 64)

/* obstack counts bytes in an int; nothing that a manuscript may hold comes near. */
#define LARGEST (G_MAXINT / 2)

struct LhArena {
    struct obstack stack;
};

LhArena *lh_arena_new(void)
{
    LhArena *arena = g_new0(LhArena, 1);
    obstack_specify_allocation(&arena->stack, CHUNK, 16, obstack_chunk_alloc, obstack_chunk_free);
    return arena;
}

void lh_arena_free(LhArena *arena)
{
    if (!arena)
        return;
    obstack_free(&arena->stack, NULL);
    g_free(arena);
}

/* obstack's macros align by adding to a null pointer, which clang's sanitizer calls an overflow. */
#ifdef __clang__
#define OBSTACK_USER __attribute__((no_sanitize("pointer-overflow")))
#else
#define OBSTACK_USER
#endif

/* Room for @size bytes, not cleared. */
OBSTACK_USER static gpointer take(LhArena *arena, gsize size)
{
    if (size > LARGEST)
        g_error("an arena was asked for %" G_GSIZE_FORMAT " bytes at once", size);
    return obstack_alloc(&arena->stack, (int) MAX(size, 1));
}

gpointer lh_arena_alloc(LhArena *arena, gsize size)
{
    return memset(take(arena, size), 0, size);
}

gpointer lh_arena_memdup(LhArena *arena, gconstpointer bytes, gsize size)
{
    gpointer copy = take(arena, size);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *lh_arena_strndup(LhArena *arena, const char *text, gssize length)
{
    if (!text)
        return NULL;
    gsize size = length < 0 ? strlen(text) : strnlen(text, (gsize) length);
    char *copy = take(arena, size + 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *lh_arena_printf(LhArena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return lh_arena_strndup(arena, text, -1);
}
