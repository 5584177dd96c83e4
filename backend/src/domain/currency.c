#include "currency.h"

#include <string.h>

/* ISO 4217: 0 digits, and 3. Every other currency that is traded has 2. */
static const char without_digits[] = "bif clp djf gnf isk jpy kmf krw pyg rwf ugx vnd vuv xaf xof "
                                     "xpf";
static const char with_three[] = "bhd iqd jod kwd lyd omr tnd";
/* Malagasy ariary: fifths by ISO, counted as whole ones by Stripe; so are amounts here. */
static const char counted_whole[] = "mga";
static const char kept_with_two[] = "isk ugx";

static bool is_among(const char *list, chatlet_str code) {
    for (const char *one = list; strlen(one) >= CURRENCY_BYTES; one += CURRENCY_BYTES + 1) {
        if (memcmp(one, code.data, CURRENCY_BYTES) == 0) return true;
        if (one[CURRENCY_BYTES] == '\0') break;
    }
    return false;
}

bool currency_is_code(chatlet_str code) {
    if (code.size_bytes != CURRENCY_BYTES) return false;
    for (size_t i = 0; i < CURRENCY_BYTES; i++) {
        if (code.data[i] < 'a' || code.data[i] > 'z') return false;
    }
    return true;
}

uint32_t currency_digits(chatlet_str code) {
    if (!currency_is_code(code)) return 2;
    if (is_among(without_digits, code) || is_among(counted_whole, code)) return 0;
    return is_among(with_three, code) ? 3 : 2;
}

static bool is_kept_with_two(chatlet_str code) {
    return currency_is_code(code) && is_among(kept_with_two, code);
}

bool currency_to_stripe(chatlet_str code, int64_t minor, int64_t *amount) {
    if (!is_kept_with_two(code)) {
        *amount = minor;
        return true;
    }
    if (minor > INT64_MAX / 100 || minor < INT64_MIN / 100) return false;
    *amount = minor * 100;
    return true;
}

bool currency_from_stripe(chatlet_str code, int64_t amount, int64_t *minor) {
    if (!is_kept_with_two(code)) {
        *minor = amount;
        return true;
    }
    if (amount % 100 != 0) return false;
    *minor = amount / 100;
    return true;
}
