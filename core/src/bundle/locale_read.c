#include "locale_data.h"

#include "../base/byte_reader.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "currency_list.h"
#include "plural_rule.h"

_Static_assert(offsetof(clet_locale_data, texts) + CLET_LOCALE_TEXTS * sizeof(chatlet_str) ==
                   sizeof(clet_locale_data),
               "the array has as many texts as there are names");

static bool are_texts(const clet_locale_data *data) {
    for (uint32_t i = 0; i < CLET_LOCALE_TEXTS; i++) {
        const chatlet_str text = data->texts[i];
        if (clet_utf8_valid_prefix(text) != text.size_bytes) return false;
    }
    return true;
}

static bool are_rules(const clet_locale_data *data) {
    const clet_plural_operands number = {0};
    bool is_good = true;
    for (uint32_t i = 0; i < CLET_PLURAL_OTHER; i++)
        (void)clet_plural_holds(data->plurals[i], &number, &is_good);
    return is_good;
}

static bool are_currencies(chatlet_str list) {
    clet_currency currency;
    size_t offset = 0;
    while (clet_currency_next(list, &offset, &currency)) {
    }
    return offset == list.size_bytes;
}

chatlet_status clet_locale_read(chatlet_str bytes, clet_locale_data *data) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    clet_locale_data made;
    if (bytes.size_bytes > CHATLET_LOCALE_BYTES_MAX) return CHATLET_ERR_BUNDLE;
    made.date_order = clet_read_u8(&reader);
    made.grouping_minimum = clet_read_u8(&reader);
    for (uint32_t i = 0; i < CLET_LOCALE_TEXTS; i++)
        made.texts[i] = clet_read_sized(&reader);
    if (reader.failed || clet_byte_reader_left(&reader) > 0) return CHATLET_ERR_BUNDLE;
    if (made.date_order >= CLET_DATE_ORDER_COUNT || made.grouping_minimum < 1 ||
        made.grouping_minimum > 2 || !are_texts(&made) || !are_rules(&made) ||
        !are_currencies(made.currencies) ||
        clet_str_find_byte(made.money, '#', 0) == made.money.size_bytes)
        return CHATLET_ERR_BUNDLE;
    *data = made;
    return CHATLET_OK;
}
