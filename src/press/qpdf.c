/* qpdf, loaded when it is first needed. */
#define LH_QPDF_ITSELF
#include "qpdf.h"

#define LH_QPDF_NAME(name) #name,
static const char *const names[] = {LH_QPDF_FUNCTIONS(LH_QPDF_NAME)};

LhQpdf lh_qpdf;

gboolean lh_qpdf_load(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    LhLibrary library = {LH_QPDF_LIBRARY, names, G_N_ELEMENTS(names),
                         (gpointer *) (gpointer) &lh_qpdf};

    return g_once(&once, lh_library_load, &library) || lh_library_missing(&library, error);
}
