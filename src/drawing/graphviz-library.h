/* The functions of Graphviz that we call, found when they are first needed. */
#ifndef DRAWING_GRAPHVIZ_LIBRARY_H
#define DRAWING_GRAPHVIZ_LIBRARY_H

#include <glib.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>
#include <graphviz/gvplugin.h>
#include <graphviz/gvplugin_device.h>
#include <graphviz/gvplugin_render.h>
#include <graphviz/gvplugin_textlayout.h>
#pragma GCC diagnostic pop

typedef struct {
    __typeof__(&gvContextPlugins) context;
    __typeof__(&gvAddLibrary) add_library;
    __typeof__(&gvLayout) layout;
    __typeof__(&gvRenderContext) render;
    __typeof__(&gvFreeLayout) free_layout;
    __typeof__(&agmemread) read;
    __typeof__(&agsetfile) set_file;
    __typeof__(&agclose) close;
    __typeof__(&agattr) declare;
    __typeof__(&agget) get;
    __typeof__(&agsafeset) set;
    __typeof__(&aghtmlstr) is_html;
    __typeof__(&agnameof) name;
    __typeof__(&agfstnode) first_node;
    __typeof__(&agnxtnode) next_node;
    __typeof__(&agfstsubg) first_subgraph;
    __typeof__(&agnxtsubg) next_subgraph;
    __typeof__(&agseterrf) on_message;
    gvplugin_library_t *dot, *neato; /* its own layouts */
} LhGraphvizLibrary;

/* Returns: FALSE with @error when Graphviz is not there, or is too old. */
gboolean lh_graphviz_library_open(LhGraphvizLibrary *library, GError **error);

#endif
