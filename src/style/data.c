/* Where the program's own files lie. */
#include "longhand/style.h"

#include <unistd.h>

/* The checkout that a build tree belongs to, told by the build. */
#ifndef LH_SOURCE_DIR
#define LH_SOURCE_DIR ""
#endif

static gboolean holds_data(const char *folder)
{
    g_autofree char *styles = g_build_filename(folder, "styles", NULL);
    g_autofree char *fonts = g_build_filename(folder, "fonts", NULL);
    return g_file_test(styles, G_FILE_TEST_IS_DIR) && g_file_test(fonts, G_FILE_TEST_IS_DIR);
}

/* share/longhand beside the executable's bin/. (transfer full) */
static char *installed_folder(void)
{
    char path[4096];
    gssize length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return NULL;
    path[length] = '\0';
    g_autofree char *bin = g_path_get_dirname(path);
    g_autofree char *prefix = g_path_get_dirname(bin);
    return g_build_filename(prefix, "share", "longhand", NULL);
}

char *lh_style_data_dir(GError **error)
{
    const char *told = g_getenv("LONGHAND_DATA");
    if (told && *told) {
        if (holds_data(told))
            return g_strdup(told);
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    "LONGHAND_DATA is %s, which holds no styles/ and fonts/", told);
        return NULL;
    }
    g_autofree char *installed = installed_folder();
    if (installed && holds_data(installed))
        return g_steal_pointer(&installed);
    if (*LH_SOURCE_DIR && holds_data(LH_SOURCE_DIR))
        return g_strdup(LH_SOURCE_DIR);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                "styles/ and fonts/ are not at %s; set LONGHAND_DATA to the folder that holds them",
                installed ? installed : "the executable");
    return NULL;
}
