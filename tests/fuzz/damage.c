/* Drives a fuzz target where there is no libFuzzer: damages the files named on the command line in
 * -nNUMBER ways each, the same ways every time. */
#include "longhand/base.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* Damages @copy: some bytes of its tables' directory, some anywhere. */
static void damage(guint8 *copy, gsize size, guint32 round)
{
    for (guint k = 0; k < 1 + round % 16; k++) {
        guint32 where = lh_hash_int(round, k), what = lh_hash_int(where, round);
        gsize range = round % 4 == 0 && k % 2 == 0 ? MIN(size, 600) : size;
        copy[where % range] = (guint8) (what >> 24);
    }
}

int main(int argc, char **argv)
{
    int n = 200;
    for (int i = 1; i < argc; i++) {
        char *data;
        gsize size;
        if (g_str_has_prefix(argv[i], "-n")) {
            n = atoi(argv[i] + 2);
            continue;
        }
        if (!g_file_get_contents(argv[i], &data, &size, NULL) || size == 0)
            return 1;
        for (int round = 0; round < n; round++) {
            guint8 *copy = g_memdup2(data, size);
            damage(copy, size, (guint32) round);
            LLVMFuzzerTestOneInput(copy,
                                   round % 5 == 4 ? lh_hash_int(7, (guint32) round) % size : size);
            g_free(copy);
        }
        g_free(data);
    }
    return 0;
}
