/* The file around the objects: since PDF 1.5 small objects are packed into object streams. */
#include "pdf.h"

#include <libdeflate.h>
#include <math.h>
#include <string.h>

#define PACK 200 /* objects in an object stream */
/* Levels of libdeflate. For the Rust Book's 900 pages the first level takes half of the time of the
 * sixth and makes the file a twentieth larger. */
#define TEXT_LEVEL   2 /* content and objects */
#define SAMPLE_LEVEL 1 /* pictures */

typedef struct {
    guint8 kind; /* 0 = free, 1 = at `place`, 2 = packed in the object `place` at `index` */
    guint32 place;
    guint16 index;
} Entry;

/* An object that waits for its pack. */
typedef struct {
    int id;
    GString *body;
} Waiting;

/* An object stream, deflated at the end. */
typedef struct {
    int id;
    char *dict;
    GString *body;
    GBytes *deflated;
} Pack;

struct LhPdfFile {
    GByteArray *bytes;
    gboolean packs_objects;
    GArray *entries; /* of Entry, by number */
    GArray *waiting; /* of Waiting */
    GArray *packs;   /* of Pack */
};

static void pack_clear(gpointer data)
{
    Pack *pack = data;

    g_free(pack->dict);
    g_string_free(pack->body, TRUE);
    g_clear_pointer(&pack->deflated, g_bytes_unref);
}

LhPdfFile *lh_pdf_file_new(int minor)
{
    g_autofree char *head = g_strdup_printf("%%PDF-1.%d\n%%\xE2\xE3\xCF\xD3\n", minor);
    LhPdfFile *file = g_new0(LhPdfFile, 1);
    Entry none = {0};

    file->packs_objects = minor >= 5;
    file->bytes = g_byte_array_sized_new(4 << 20);
    file->entries = g_array_new(FALSE, TRUE, sizeof(Entry));
    file->waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
    file->packs = g_array_new(FALSE, FALSE, sizeof(Pack));
    g_array_set_clear_func(file->packs, pack_clear);
    g_array_append_val(file->entries, none);
    g_byte_array_append(file->bytes, (const guint8 *) head, (guint) strlen(head));
    return file;
}

static void drop_waiting(LhPdfFile *file)
{
    for (guint i = 0; i < file->waiting->len; i++)
        g_string_free(g_array_index(file->waiting, Waiting, i).body, TRUE);
    g_array_set_size(file->waiting, 0);
}

void lh_pdf_file_free(LhPdfFile *file)
{
    if (file == NULL)
        return;
    drop_waiting(file);
    if (file->bytes)
        g_byte_array_unref(file->bytes);
    g_array_unref(file->entries);
    g_array_unref(file->waiting);
    g_array_unref(file->packs);
    g_free(file);
}

int lh_pdf_reserve(LhPdfFile *file)
{
    Entry entry = {0};

    g_array_append_val(file->entries, entry);
    return (int) file->entries->len - 1;
}

static void append(LhPdfFile *file, const char *text)
{
    g_byte_array_append(file->bytes, (const guint8 *) text, (guint) strlen(text));
}

void lh_pdf_add_raw_stream(LhPdfFile *file, int id, const char *dict, gconstpointer bytes,
                           gsize length)
{
    Entry *entry = &g_array_index(file->entries, Entry, id);
    g_autofree char *head =
        g_strdup_printf("%d 0 obj\n<<%s/Length %" G_GSIZE_FORMAT ">>\nstream\n", id, dict, length);

    entry->kind = 1;
    entry->place = file->bytes->len;
    append(file, head);
    g_byte_array_append(file->bytes, bytes, (guint) length);
    append(file, "\nendstream\nendobj\n");
}

static void free_deflater(gpointer deflater)
{
    libdeflate_free_compressor(deflater);
}

/* A thread keeps its deflaters: making one costs as much as deflating a page. */
static struct libdeflate_compressor *find_deflater(int level)
{
    static GPrivate own[2] = {G_PRIVATE_INIT(free_deflater), G_PRIVATE_INIT(free_deflater)};
    GPrivate *place = &own[level == SAMPLE_LEVEL];

    if (g_private_get(place) == NULL)
        g_private_set(place, libdeflate_alloc_compressor(level));
    return g_private_get(place);
}

static GBytes *deflate_at(int level, gconstpointer bytes, gsize length)
{
    struct libdeflate_compressor *deflater = find_deflater(level);
    gsize bound = libdeflate_zlib_compress_bound(deflater, length);
    guint8 *out = g_malloc(bound);
    gsize size = libdeflate_zlib_compress(deflater, bytes, length, out, bound);

    return g_bytes_new_take(g_realloc(out, MAX(size, 1)), size);
}

GBytes *lh_pdf_deflate(gconstpointer bytes, gsize length)
{
    return deflate_at(TEXT_LEVEL, bytes, length);
}

GBytes *lh_pdf_deflate_samples(gconstpointer bytes, gsize length)
{
    return deflate_at(SAMPLE_LEVEL, bytes, length);
}

void lh_pdf_add_stream(LhPdfFile *file, int id, const char *dict, gconstpointer bytes, gsize length)
{
    g_autoptr(GBytes) deflated = lh_pdf_deflate(bytes, length);
    g_autofree char *whole = g_strconcat(dict, "/Filter/FlateDecode", NULL);
    gsize size;
    gconstpointer data = g_bytes_get_data(deflated, &size);

    lh_pdf_add_raw_stream(file, id, whole, data, size);
}

/* ---- Packing ---- */

/* Makes one object stream of what waits. */
static void pack(LhPdfFile *file)
{
    g_autoptr(GString) body = g_string_new(NULL);
    Pack new = {.id = lh_pdf_reserve(file), .body = g_string_new(NULL)};

    for (guint i = 0; i < file->waiting->len; i++) {
        const Waiting *object = &g_array_index(file->waiting, Waiting, i);
        Entry *entry = &g_array_index(file->entries, Entry, object->id);
        g_string_append_printf(new.body, "%d %" G_GSIZE_FORMAT " ", object->id, body->len);
        g_string_append_len(body, object->body->str, (gssize) object->body->len);
        g_string_append_c(body, '\n');
        *entry = (Entry){2, (guint32) new.id, (guint16) i};
    }
    new.dict = g_strdup_printf("/Type/ObjStm/N %u/First %" G_GSIZE_FORMAT "/Filter/FlateDecode",
                               file->waiting->len, new.body->len);
    g_string_append_len(new.body, body->str, (gssize) body->len);
    g_array_append_val(file->packs, new);
    drop_waiting(file);
}

static void deflate_pack(gpointer data, gpointer user)
{
    Pack *pack = data;
    (void) user;

    pack->deflated = lh_pdf_deflate(pack->body->str, pack->body->len);
}

/* Deflates the object streams side by side, then writes them in their order. */
static void write_packs(LhPdfFile *file)
{
    GThreadPool *pool =
        g_thread_pool_new(deflate_pack, NULL, (int) g_get_num_processors(), FALSE, NULL);

    for (guint i = 0; i < file->packs->len; i++)
        g_thread_pool_push(pool, &g_array_index(file->packs, Pack, i), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    for (guint i = 0; i < file->packs->len; i++) {
        const Pack *pack = &g_array_index(file->packs, Pack, i);
        gsize size;
        gconstpointer data = g_bytes_get_data(pack->deflated, &size);
        lh_pdf_add_raw_stream(file, pack->id, pack->dict, data, size);
    }
}

/* An object that is not packed. */
static void add_plain(LhPdfFile *file, int id, GString *body)
{
    g_autofree char *head = g_strdup_printf("%d 0 obj\n", id);

    g_array_index(file->entries, Entry, id) = (Entry){1, file->bytes->len, 0};
    append(file, head);
    g_byte_array_append(file->bytes, (const guint8 *) body->str, (guint) body->len);
    append(file, "\nendobj\n");
    g_string_free(body, TRUE);
}

void lh_pdf_add(LhPdfFile *file, int id, GString *body)
{
    Waiting object = {id, body};

    if (!file->packs_objects) {
        add_plain(file, id, body);
        return;
    }
    g_array_append_val(file->waiting, object);
    if (file->waiting->len >= PACK)
        pack(file);
}

/* ---- The end ---- */

static void append_entry(GByteArray *out, const Entry *entry)
{
    guint8 row[7] = {entry->kind,
                     (guint8) (entry->place >> 24),
                     (guint8) (entry->place >> 16),
                     (guint8) (entry->place >> 8),
                     (guint8) entry->place,
                     (guint8) (entry->index >> 8),
                     (guint8) entry->index};

    g_byte_array_append(out, row, sizeof row);
}

/* The file's two identifiers: what is in it so far, hashed. */
static char *identifier(const LhPdfFile *file)
{
    return g_compute_checksum_for_data(G_CHECKSUM_MD5, file->bytes->data, file->bytes->len);
}

/* The table and the trailer that PDF had before 1.5. */
static void append_plain_table(LhPdfFile *file, int catalog, int info, const char *id)
{
    guint start = file->bytes->len;
    g_autoptr(GString) table = g_string_new(NULL);

    g_string_append_printf(table, "xref\n0 %u\n0000000000 65535 f \n", file->entries->len);
    for (guint i = 1; i < file->entries->len; i++) {
        const Entry *entry = &g_array_index(file->entries, Entry, i);
        g_string_append_printf(table, "%010u %05u %c \n", entry->place, entry->kind ? 0u : 65535u,
                               entry->kind ? 'n' : 'f');
    }
    g_string_append_printf(table,
                           "trailer\n<</Size %u/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\n"
                           "startxref\n%u\n%%%%EOF\n",
                           file->entries->len, catalog, info, id, id, start);
    append(file, table->str);
}

GByteArray *lh_pdf_file_finish(LhPdfFile *file, int catalog, int info)
{
    g_autoptr(GByteArray) table = g_byte_array_new();

    if (file->waiting->len > 0)
        pack(file);
    write_packs(file);
    g_autofree char *id = identifier(file);
    if (!file->packs_objects) {
        append_plain_table(file, catalog, info, id);
        return g_steal_pointer(&file->bytes);
    }
    int xref = lh_pdf_reserve(file);
    guint start = file->bytes->len;
    g_array_index(file->entries, Entry, xref) = (Entry){1, start, 0};
    for (guint i = 0; i < file->entries->len; i++)
        append_entry(table, &g_array_index(file->entries, Entry, i));
    g_autofree char *dict =
        g_strdup_printf("/Type/XRef/W[1 4 2]/Size %u/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]",
                        file->entries->len, catalog, info, id, id);
    lh_pdf_add_stream(file, xref, dict, table->data, table->len);
    g_autofree char *tail = g_strdup_printf("startxref\n%u\n%%%%EOF\n", start);
    append(file, tail);
    return g_steal_pointer(&file->bytes);
}

/* ---- Values ---- */

/* The digits of @value, at least @least of them. */
static void append_digits(GString *out, guint64 value, int least)
{
    char digits[24];
    int n = 0;

    for (; value > 0 || n < least; value /= 10)
        digits[n++] = (char) ('0' + value % 10);
    while (n > 0)
        g_string_append_c(out, digits[--n]);
}

void lh_pdf_number(GString *out, double value, int decimals)
{
    static const guint64 powers[] = {1, 10, 100, 1000, 10000, 100000};
    gint64 rounded = llrint(value * (double) powers[decimals]);
    guint64 scaled = (guint64) ABS(rounded);

    if (rounded < 0)
        g_string_append_c(out, '-');
    while (decimals > 0 && scaled % 10 == 0) {
        scaled /= 10;
        decimals--;
    }
    append_digits(out, scaled / powers[decimals], 1);
    if (decimals == 0)
        return;
    g_string_append_c(out, '.');
    append_digits(out, scaled % powers[decimals], decimals);
}

void lh_pdf_bytes(GString *out, gconstpointer bytes, gsize length)
{
    const char *p = bytes;

    g_string_append_c(out, '(');
    for (gsize i = 0; i < length; i++) {
        if (p[i] == '(' || p[i] == ')' || p[i] == '\\')
            g_string_append_c(out, '\\');
        if (p[i] == '\r')
            g_string_append(out, "\\r");
        else
            g_string_append_c(out, p[i]);
    }
    g_string_append_c(out, ')');
}

void lh_pdf_hex16(GString *out, const char *utf8, gsize length)
{
    const char *end = utf8 + length;

    while (utf8 < end) {
        gunichar c = g_utf8_get_char(utf8);
        if (c >= 0x10000)
            g_string_append_printf(out, "%04X%04X", 0xD800 + ((c - 0x10000) >> 10),
                                   0xDC00 + ((c - 0x10000) & 0x3FF));
        else
            g_string_append_printf(out, "%04X", c);
        utf8 = g_utf8_next_char(utf8);
    }
}

void lh_pdf_text(GString *out, const char *utf8)
{
    gboolean plain = TRUE;

    for (const char *p = utf8; *p; p++)
        plain &= *p >= ' ' && *p < 0x7F;
    if (plain) {
        lh_pdf_bytes(out, utf8, strlen(utf8));
        return;
    }
    g_string_append(out, "<FEFF");
    lh_pdf_hex16(out, utf8, strlen(utf8));
    g_string_append_c(out, '>');
}
