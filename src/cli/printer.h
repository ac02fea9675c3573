/* The printer that --printer names. */
#ifndef LONGHAND_CLI_PRINTER_H
#define LONGHAND_CLI_PRINTER_H

#include "longhand/press.h"

/* One of ours by its name, or a file. Returns: (transfer full) NULL with the errors in @diag. */
LhPrinter *lh_printer_find(const char *name, LhDiag *diag);

#endif
