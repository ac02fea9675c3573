/* Libraries that are loaded when they are first needed. */
#include "longhand/base.h"

#include <dlfcn.h>

gpointer lh_library_load(gpointer data)
{
    const LhLibrary *library = data;
    void *handle = dlopen(library->name, RTLD_LAZY | RTLD_LOCAL);

    if (handle == NULL)
        return NULL;
    for (gsize i = 0; i < library->n_functions; i++)
        if ((library->functions[i] = dlsym(handle, library->names[i])) == NULL)
            return NULL;
    return handle;
}

gboolean lh_library_missing(const LhLibrary *library, GError **error)
{
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                "%s cannot be loaded; install it, in the version that this program was built with",
                library->name);
    return FALSE;
}
