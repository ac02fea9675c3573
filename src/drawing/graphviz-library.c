#define _GNU_SOURCE
#include "graphviz-library.h"

#include "longhand/drawing.h"

#include <dlfcn.h>
#include <string.h>

#define GVC    "libgvc.so.6"
#define CGRAPH "libcgraph.so.6"

/* A plugin of Graphviz's own folder, which is beside the library. */
static gvplugin_library_t *open_plugin(const char *folder, const char *name)
{
    g_autofree char *file = g_strdup_printf("%s/libgvplugin_%s.so.6", folder, name);
    g_autofree char *symbol = g_strdup_printf("gvplugin_%s_LTX_library", name);
    void *handle = dlopen(file, RTLD_NOW);
    return handle ? dlsym(handle, symbol) : NULL;
}

static void open_plugins(LhGraphvizLibrary *library)
{
    Dl_info info;
    if (!library->context || !dladdr((void *) library->context, &info))
        return;
    g_autofree char *beside = g_path_get_dirname(info.dli_fname);
    g_autofree char *folder = g_build_filename(beside, "graphviz", NULL);
    library->dot = open_plugin(folder, "dot_layout");
    library->neato = open_plugin(folder, "neato_layout");
}

gboolean lh_graphviz_library_open(LhGraphvizLibrary *library, GError **error)
{
    void *gvc = dlopen(GVC, RTLD_NOW | RTLD_GLOBAL), *cgraph = dlopen(CGRAPH, RTLD_NOW);
    memset(library, 0, sizeof *library);
    if (gvc && cgraph) {
        library->context = dlsym(gvc, "gvContextPlugins");
        library->add_library = dlsym(gvc, "gvAddLibrary");
        library->layout = dlsym(gvc, "gvLayout");
        library->render = dlsym(gvc, "gvRenderContext");
        library->free_layout = dlsym(gvc, "gvFreeLayout");
        library->read = dlsym(cgraph, "agmemread");
        library->set_file = dlsym(cgraph, "agsetfile");
        library->close = dlsym(cgraph, "agclose");
        library->declare = dlsym(cgraph, "agattr");
        library->get = dlsym(cgraph, "agget");
        library->set = dlsym(cgraph, "agsafeset");
        library->is_html = dlsym(cgraph, "aghtmlstr");
        library->name = dlsym(cgraph, "agnameof");
        library->first_node = dlsym(cgraph, "agfstnode");
        library->next_node = dlsym(cgraph, "agnxtnode");
        library->first_subgraph = dlsym(cgraph, "agfstsubg");
        library->next_subgraph = dlsym(cgraph, "agnxtsubg");
        library->on_message = dlsym(cgraph, "agseterrf");
        open_plugins(library);
    }
    if (library->render && library->on_message && library->dot)
        return TRUE;
    g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                        "Graphviz is not installed, which lays graphs out");
    return FALSE;
}
