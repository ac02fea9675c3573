/* What is said about a reference to nothing. */
#include "references.h"

#include <string.h>

#define MOST_SAID 40 /* errors of a chapter that get suggestions */

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

/* The editions that alone have the place; NULL = it is in none at all. */
static const char *left_out(const LhReferences *r, const LhChapter *chapter, const char *file,
                            const char *target, const char *id)
{
    g_autofree char *own = g_strdup_printf("%s#%s", *target == '#' ? chapter->name : file, id);
    g_autofree char *any = g_strdup_printf("#%s", id);

    if (r->left_out == NULL)
        return NULL;
    const char *only = g_hash_table_lookup(r->left_out, own);
    if (only == NULL && *target == '#')
        only = g_hash_table_lookup(r->left_out, any);
    return only;
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
    const char *only = left_out(references, chapter, name, target, id);
    if (only) {
        lh_diag_add(diag, LH_SEVERITY_ERROR, source, "left-out",
                    "put the reference into the same edition, or take it out",
                    "“%s” stands only in %s, and this is %s", target, only,
                    references->edition ? references->edition : "none of them");
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
    g_autofree char *hint =
        many ? NULL : lh_nearest_hint(references->ids, *id && (other || !*file) ? id : name);
    lh_diag_add(diag, LH_SEVERITY_ERROR, source, "unknown-link",
                hint || many ? hint : "check the file's name and the heading's id",
                "nothing is called “%s”", target);
}
