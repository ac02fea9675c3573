/* Font files: the table directory, read and written. */
#include "sfnt.h"
#include <string.h>

#define HEADER 12
#define ENTRY  16

/* In `head`: where the file's checksum is mended. */
#define ADJUSTMENT 8
#define MAGIC      0xb1b0afbau

gboolean lh_sfnt_find(Slice file, guint32 tag, Slice *table)
{
    if (file.size < HEADER)
        return FALSE;
    guint n = read_u16(file.data + 4);
    for (guint i = 0; i < n && HEADER + (gsize) (i + 1) * ENTRY <= file.size; i++) {
        const guint8 *entry = file.data + HEADER + i * ENTRY;
        gsize offset = read_u32(entry + 8), size = read_u32(entry + 12);
        if (read_u32(entry) != tag)
            continue;
        if (offset > file.size || size > file.size - offset)
            return FALSE;
        *table = (Slice){file.data + offset, size};
        return TRUE;
    }
    return FALSE;
}

/* The sum of the table's numbers; @data is padded with zeros to whole ones. */
static guint32 checksum(const guint8 *data, gsize size)
{
    guint32 sum = 0;
    for (gsize i = 0; i < size; i += 4) {
        guint32 number;
        memcpy(&number, data + i, sizeof number);
        sum += GUINT32_FROM_BE(number);
    }
    return sum;
}

static gsize padded(gsize size)
{
    return (size + 3) & ~(gsize) 3;
}

static void write_header(guint8 *out, guint n)
{
    guint power = 1, log = 0;
    while (power * 2 <= n) {
        power *= 2;
        log++;
    }
    write_u32(out, 0x00010000);
    write_u16(out + 4, n);
    write_u16(out + 6, power * ENTRY);
    write_u16(out + 8, log);
    write_u16(out + 10, (n - power) * ENTRY);
}

GBytes *lh_sfnt_write(const SfntTable *tables, guint n_tables)
{
    guint n = 0;
    gsize size = HEADER;
    for (guint i = 0; i < n_tables; i++)
        if (tables[i].table.size > 0) {
            n++;
            size += ENTRY + padded(tables[i].table.size);
        }
    guint8 *out = g_malloc0(size), *entry = out + HEADER, *head = NULL;
    gsize at = HEADER + (gsize) n * ENTRY;
    guint32 total = 0;
    write_header(out, n);
    for (guint i = 0; i < n_tables; i++) {
        Slice table = tables[i].table;
        if (table.size == 0)
            continue;
        memcpy(out + at, table.data, table.size);
        if (tables[i].tag == SFNT_TAG('h', 'e', 'a', 'd')) {
            head = out + at;
            write_u32(head + ADJUSTMENT, 0);
        }
        write_u32(entry, tables[i].tag);
        guint32 sum = checksum(out + at, padded(table.size));
        total += sum;
        write_u32(entry + 4, sum);
        write_u32(entry + 8, (guint32) at);
        write_u32(entry + 12, (guint32) table.size);
        entry += ENTRY;
        at += padded(table.size);
    }
    if (head)
        write_u32(head + ADJUSTMENT, MAGIC - total - checksum(out, HEADER + (gsize) n * ENTRY));
    return g_bytes_new_take(out, size);
}
