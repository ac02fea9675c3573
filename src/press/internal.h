/* Inside press/: the schema of printers. */
#ifndef LONGHAND_PRESS_INTERNAL_H
#define LONGHAND_PRESS_INTERNAL_H

#include "longhand/press.h"
#include "longhand/yaml.h"

G_BEGIN_DECLS

/* What styles/printers/NAME.yaml may say; its struct is LhPrinter. */
extern const LhYamlSchema lh_printer_schema;

G_END_DECLS

#endif
