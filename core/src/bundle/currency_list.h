/* The list of currencies in a locale's data: "EUR2€ JPY0¥". */
#ifndef CLET_BUNDLE_CURRENCY_LIST_H
#define CLET_BUNDLE_CURRENCY_LIST_H

#include <chatlet/base.h>

enum { CLET_CURRENCY_CODE_BYTES = 3, CLET_CURRENCY_PLACES = 2 };

typedef struct clet_currency {
    chatlet_str code;
    uint32_t places; /* digits behind the point, 0 to 9 */
    chatlet_str symbol;
} clet_currency;

/* Whether it is three capital letters, as ISO 4217 has them. */
bool clet_currency_is_code(chatlet_str code);

/* The entry at *offset, which moves behind it. False at the end, and at an entry that does not
 * read: *offset stays at it. */
bool clet_currency_next(chatlet_str list, size_t *offset, clet_currency *currency);

#endif
