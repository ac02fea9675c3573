/* The ids nearest to one that does not exist, and what is said about it. */
#include "references.h"

#include <string.h>

#define MOST_NEAREST 3
#define LONGEST      80    /* bytes of an id that is compared */
#define MOST_TRIES   20000 /* ids looked at */
#define MOST_SAID    40    /* errors of a chapter that get suggestions */

typedef struct {
    int distance;
    const char *id;
} Near;

/* Levenshtein's distance of @a and @b, in bytes. */
static int distance(const char *a, const char *b)
{
    int row[LONGEST + 1], n = (int) strlen(b);

    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[n];
}

static gint by_distance(gconstpointer a, gconstpointer b)
{
    const Near *left = a, *right = b;

    return left->distance != right->distance ? left->distance - right->distance
                                             : strcmp(left->id, right->id);
}

/* The keys of @ids within reach of @id, nearest first. */
static GArray *nearest(GHashTable *ids, const char *id)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Near));
    int reach = (int) MAX(2, strlen(id) / 3), tries = 0;
    GHashTableIter iter;
    gpointer key;

    g_hash_table_iter_init(&iter, ids);
    while (g_hash_table_iter_next(&iter, &key, NULL) && tries++ < MOST_TRIES) {
        if (strlen(key) > LONGEST || strlen(id) > LONGEST)
            continue;
        Near near = {distance(id, key), key};
        if (near.distance <= reach)
            g_array_append_val(found, near);
    }
    g_array_sort(found, by_distance);
    return found;
}

static char *hint_of(const LhReferences *r, const char *id)
{
    g_autoptr(GArray) found = nearest(r->ids, id);
    GString *hint = g_string_new("did you mean ");

    for (guint i = 0; i < found->len && i < MOST_NEAREST; i++)
        g_string_append_printf(hint, "%s“%s”", i ? " or " : "", g_array_index(found, Near, i).id);
    if (found->len == 0)
        g_string_assign(hint, "check the file's name and the heading's id");
    else
        g_string_append_c(hint, '?');
    return g_string_free(hint, FALSE);
}

/* Whether @file, written in the chapter @from, climbs out of the book's sources. */
static gboolean leads_outside(const char *from, const char *file)
{
    g_auto(GStrv) folders = g_strsplit(from, "/", -1);
    g_auto(GStrv) steps = g_strsplit(file, "/", -1);
    int depth = (int) g_strv_length(folders) - 1;

    for (char **step = steps; *step; step++) {
        if (strcmp(*step, "..") == 0)
            depth--;
        else if (strcmp(*step, ".") != 0 && **step)
            depth++;
        if (depth < 0)
            return TRUE;
    }
    return file[0] == '/';
}

/* Whether @file is one of the book's folder, though no chapter. */
static gboolean is_other_file(const LhReferences *r, const LhChapter *chapter, const char *file)
{
    g_autofree char *path = *file ? lh_book_resolve(r->book, chapter, file, NULL) : NULL;

    return path != NULL;
}

void lh_references_report(const LhReferences *references, const LhChapter *chapter,
                          const char *target, LhSource source, LhDiag *diag)
{
    const char *hash = strchr(target, '#');
    g_autofree char *file = hash ? g_strndup(target, (gsize) (hash - target)) : g_strdup(target);
    g_autofree char *name = lh_references_join(chapter, file);
    const char *id = hash ? hash + 1 : "";

    if (leads_outside(chapter->name, file)) {
        lh_diag_add(diag, LH_SEVERITY_WARNING, source, "link-outside",
                    "give the whole address, with https://", "“%s” leads out of the book", target);
        return;
    }
    const LhChapter *other = *file ? lh_references_chapter(references, chapter, file) : chapter;
    if (other == NULL && is_other_file(references, chapter, file)) {
        lh_diag_add(diag, LH_SEVERITY_WARNING, source, "link-no-chapter",
                    "name it in SUMMARY.md, or leave the link out",
                    "“%s” is no chapter of the book", file);
        return;
    }
    gboolean many = lh_diag_count(diag, LH_SEVERITY_ERROR) >= MOST_SAID;
    g_autofree char *hint = many ? NULL : hint_of(references, *id && (other || !*file) ? id : name);
    lh_diag_add(diag, LH_SEVERITY_ERROR, source, "unknown-link", hint, "nothing is called “%s”",
                target);
}
