/* Currencies: how many digits stand behind the point of an amount in minor units. */
#ifndef CURRENCY_H
#define CURRENCY_H

#include <chatlet/base.h>

enum { CURRENCY_BYTES = 3 };

/* Whether `code` is three letters a to z in lower case, as ISO 4217's codes are kept here. */
bool currency_is_code(chatlet_str code);

/* Digits of the minor unit by ISO 4217: 2 for "usd", 0 for "jpy", 3 for "kwd". */
uint32_t currency_digits(chatlet_str code);

/* An amount in minor units as Stripe counts it, and back: the same, but where Stripe keeps two
 * digits for a currency that has none any more (isk, ugx: a hundredfold). False when it does not
 * fit, or when what Stripe says is no whole number of minor units. Source: Stripe's documentation
 * of currencies, "Special cases". */
bool currency_to_stripe(chatlet_str code, int64_t minor, int64_t *amount);
bool currency_from_stripe(chatlet_str code, int64_t amount, int64_t *minor);

#endif
