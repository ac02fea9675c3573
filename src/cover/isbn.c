/* ISBN to EAN-13 (ISO 2108): 978, nine digits, a check digit of weights 1 and 3. */
#include "longhand/cover.h"

#include <string.h>

char *lh_isbn_ean(const char *isbn)
{
    char digits[14] = "978";
    gsize n = 0, wanted = 0, first;
    int sum = 0;
    for (const char *p = isbn; *p; p++)
        wanted += g_ascii_isdigit(*p) || *p == 'X' || *p == 'x';
    if (wanted != 10 && wanted != 13)
        return NULL;
    first = wanted == 10 ? 3 : 0;
    for (const char *p = isbn; *p && n < 12 - first; p++)
        if (g_ascii_isdigit(*p))
            digits[first + n++] = *p;
    if (first + n != 12)
        return NULL;
    for (int i = 0; i < 12; i++)
        sum += (digits[i] - '0') * (i % 2 ? 3 : 1);
    digits[12] = (char) ('0' + (10 - sum % 10) % 10);
    digits[13] = '\0';
    return g_strdup(digits);
}
