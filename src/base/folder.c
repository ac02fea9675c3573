/* The files of a folder by their names, in an order that is the same on every machine. */
#include "longhand/base.h"

#include <string.h>

gint lh_compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *lh_folder_names(const char *dir, const char *ending)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
    const char *file;
    while (open && (file = g_dir_read_name(open)))
        if (file[0] != '.' && g_str_has_suffix(file, ending))
            g_ptr_array_add(names, g_strndup(file, strlen(file) - strlen(ending)));
    g_ptr_array_sort(names, lh_compare_names);
    return names;
}

char *lh_folder_list(const char *dir, const char *ending)
{
    g_autoptr(GPtrArray) names = lh_folder_names(dir, ending);
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **) names->pdata);
}
