/* The arena: glibc's obstack with zeroed pieces. */
#include "longhand/base.h"

#include <obstack.h>
#include <string.h>
#include <sys/mman.h>

/* Bytes taken at a time. */
#define CHUNK (16 * 1024)

/* obstack counts bytes in an int; nothing that a manuscript may hold comes near. */
#define LARGEST (G_MAXINT / 2)

struct LhArena {
    struct obstack stack;
};

/* ---- Chunks ---- */

/* Chunks of the usual size are cut from large blocks and kept for the next arena: so all threads together
 * take few pages, large ones where the system has them, and no lock of malloc's. Who looks for leaks and
 * bad accesses sees each chunk by itself. */
#ifdef __SANITIZE_ADDRESS__
#define POOLED FALSE
#else
#define POOLED TRUE
#endif

#define BLOCK (32 << 20) /* address space; memory comes as it is touched */

typedef struct Spare Spare;
struct Spare {
    Spare *next;
};

static struct {
    GMutex lock;
    Spare *spare; /* chunks given back */
    char *free;   /* of the newest block */
    char *end;
} pool;

/* The next piece of a block; a new block where there is none. Returns: NULL when the system has no more */
static gpointer cut_chunk(void)
{
    if (pool.end - pool.free < CHUNK) {
        void *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED)
            return NULL;
        madvise(block, BLOCK, MADV_HUGEPAGE);
        pool.free = block;
        pool.end = pool.free + BLOCK;
    }
    pool.free += CHUNK;
    return pool.free - CHUNK;
}

static gpointer chunk_alloc(gsize size)
{
    gpointer chunk = NULL;
    if (!POOLED || size != CHUNK)
        return g_malloc(size);
    g_mutex_lock(&pool.lock);
    if (pool.spare) {
        chunk = pool.spare;
        pool.spare = pool.spare->next;
    } else {
        chunk = cut_chunk();
    }
    g_mutex_unlock(&pool.lock);
    if (!chunk)
        g_error("there is no more memory");
    return chunk;
}

static void chunk_free(gpointer data)
{
    struct _obstack_chunk *chunk = data;
    Spare *spare = data;
    if (!POOLED || chunk->limit - (char *) data != CHUNK) {
        g_free(data);
        return;
    }
    g_mutex_lock(&pool.lock);
    spare->next = pool.spare;
    pool.spare = spare;
    g_mutex_unlock(&pool.lock);
}

#define obstack_chunk_alloc chunk_alloc
#define obstack_chunk_free  chunk_free

/* ---- Arenas ---- */

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
