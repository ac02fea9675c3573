/* What changed since the manuscript was last read: bars, and what was taken out. */
#include "sheet.h"

void lh_proof_add_changes(LhProofer *p)
{
    (void) p;
}
