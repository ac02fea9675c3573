/* The printer that --printer names. */
#include "printer.h"

#include "longhand/style.h"

LhPrinter *lh_printer_find(const char *name, LhDiag *diag)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *data = lh_style_data_dir(&error);
    if (!data) {
        lh_diag_add(diag, LH_SEVERITY_ERROR, (LhSource){0}, "fatal", NULL, "%s", error->message);
        return NULL;
    }
    g_autofree char *dir = g_build_filename(data, "styles", "printers", NULL);
    return lh_printer_load(name, dir, diag);
}
