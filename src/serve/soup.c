/* libsoup, loaded when it is first needed. */
#define LH_SOUP_ITSELF
#include "soup.h"

#define LH_SOUP_NAME(name) #name,
static const char *const names[] = {LH_SOUP_FUNCTIONS(LH_SOUP_NAME)};

LhSoup lh_soup;

gboolean lh_soup_load(GError **error)
{
    static GOnce once = G_ONCE_INIT;
    LhLibrary library = {"libsoup-3.0.so.0", names, G_N_ELEMENTS(names),
                         (gpointer *) (gpointer) &lh_soup};

    return g_once(&once, lh_library_load, &library) || lh_library_missing(&library, error);
}
