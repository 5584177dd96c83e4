#include "expr_locale.h"

#include "../base/double_text.h"
#include "../base/number_text.h"
#include "../base/str.h"
#include "../bundle/currency_list.h"
#include "../bundle/plural_rule.h"
#include "expr_convert.h"
#include "expr_time.h"

#include <string.h>

enum { PLACES_MOST = 3, GROUP_DIGITS = 3, PLURAL_DIGITS_MAX = 18 };

#define T(literal)                                                                                 \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }

/* Of no language: ISO 8601, and nothing between thousands. */
static const clet_locale_data neutral = {
    .grouping_minimum = 1,
    .decimal = T("."),
    .dates = {T("y-MM-dd"), T("y-MM-dd"), T("y-MM-dd"), T("y-MM-dd")},
    .times = {T("HH:mm"), T("HH:mm:ss"), T("HH:mm:ss z"), T("HH:mm:ss z")},
    .join_short = T(" "),
    .join_long = T(" "),
    .money = T("\xC2\xA4 #"),
    .list_separator = T(", "),
    .list_pair = T(", "),
    .list_last = T(", "),
    .plurals[CLET_PLURAL_ONE] = T("i = 1 and v = 0"),
};

static const clet_locale_data *locale_of(const clet_expr_run *run) {
    return run->locale == NULL ? &neutral : run->locale;
}

static chatlet_value failed(chatlet_value_error error) { return clet_value_error(error); }

/* ---- numbers --------------------------------------------------------------------------------- */

/* Digits as they are before they are laid out: "-1234.50". */
typedef struct digits {
    char text[CLET_DOUBLE_FIXED_BYTES_MAX];
    size_t size_bytes;
} digits;

/* With `places` behind the point, or as many as it has, up to three, when that is negative; false
 * when it is no number. */
static bool read_digits(const chatlet_value *number, int64_t places, digits *made) {
    double value = number->number;
    char *text = made->text;
    size_t size_bytes = 0;
    const bool is_whole = number->kind == CHATLET_VALUE_INT || number->kind == CHATLET_VALUE_UINT;
    if (!is_whole && number->kind != CHATLET_VALUE_DOUBLE) return false;
    if (is_whole) {
        const bool is_negative = number->kind == CHATLET_VALUE_INT && number->integer < 0;
        if (is_negative) text[size_bytes++] = '-';
        size_bytes += clet_number_text_u64(is_negative ? 0 - number->natural : number->natural,
                                           text + size_bytes);
        if (places > 0) text[size_bytes++] = '.';
        for (; places > 0; places--)
            text[size_bytes++] = '0';
    } else {
        const uint32_t kept = places < 0 ? PLACES_MOST : (uint32_t)places;
        size_bytes = clet_double_text_fixed(value, kept, false, text);
        const bool is_special = value - value != 0;
        while (!is_special && places < 0 && text[size_bytes - 1] == '0')
            size_bytes--;
        if (text[size_bytes - 1] == '.') size_bytes--;
    }
    made->size_bytes = size_bytes;
    return true;
}

/* The digits as the locale has them. */
static void append_digits(clet_expr_text *text, const digits *number) {
    const clet_locale_data *locale = locale_of(text->run);
    const chatlet_str all = {.data = number->text, .size_bytes = number->size_bytes};
    const size_t point = clet_str_find_byte(all, '.', 0);
    const bool is_number = point > 0 && all.data[point - 1] >= '0' && all.data[point - 1] <= '9';
    const bool is_grouped = is_number && point >= (size_t)GROUP_DIGITS + locale->grouping_minimum;
    for (size_t i = 0; i < point; i++) {
        if (is_grouped && i > 0 && (point - i) % GROUP_DIGITS == 0)
            clet_expr_text_append(text, locale->group);
        clet_expr_text_append_byte(text, all.data[i]);
    }
    if (point == all.size_bytes) return;
    clet_expr_text_append(text, locale->decimal);
    clet_expr_text_append(text, clet_str_slice(all, point + 1, all.size_bytes));
}

/* Takes the sign off the front. */
static void append_sign(clet_expr_text *text, digits *number) {
    if (number->text[0] != '-') return;
    number->size_bytes--;
    memmove(number->text, number->text + 1, number->size_bytes);
    clet_expr_text_append_byte(text, '-');
}

static chatlet_value format_number(clet_expr_run *run, const chatlet_value *arguments) {
    clet_expr_text text = {.run = run};
    digits number;
    if (arguments[1].integer < -1 || arguments[1].integer > CHATLET_FORMAT_PLACES_MAX)
        return failed(CHATLET_VALUE_ERROR_ARGUMENT);
    if (!read_digits(&arguments[0], arguments[1].integer, &number))
        return failed(CHATLET_VALUE_ERROR_OVERLOAD);
    append_sign(&text, &number);
    append_digits(&text, &number);
    return clet_expr_text_finish(&text, CHATLET_VALUE_STRING);
}

static clet_currency find_currency(const clet_locale_data *locale, chatlet_str code) {
    clet_currency currency;
    size_t offset = 0;
    while (clet_currency_next(locale->currencies, &offset, &currency)) {
        if (clet_str_equal(currency.code, code)) return currency;
    }
    return (clet_currency){.code = code, .places = CLET_CURRENCY_PLACES, .symbol = code};
}

static chatlet_value format_money(clet_expr_run *run, const chatlet_value *arguments) {
    const clet_locale_data *locale = locale_of(run);
    const chatlet_str code = clet_value_str(&arguments[1]);
    clet_expr_text text = {.run = run};
    digits number;
    if (!clet_currency_is_code(code)) return failed(CHATLET_VALUE_ERROR_ARGUMENT);
    const clet_currency currency = find_currency(locale, code);
    if (!read_digits(&arguments[0], currency.places, &number))
        return failed(CHATLET_VALUE_ERROR_OVERLOAD);
    append_sign(&text, &number);
    const chatlet_str pattern = locale->money;
    for (size_t i = 0; i < pattern.size_bytes; i++) {
        const char byte = pattern.data[i];
        if (byte == '#') {
            append_digits(&text, &number);
        } else if (clet_str_starts_with(clet_str_slice(pattern, i, pattern.size_bytes),
                                        CHATLET_STR("\xC2\xA4"))) {
            clet_expr_text_append(&text, currency.symbol);
            /* "CHF 1.00", although "$1.00" (UTS #35, currencySpacing). */
            const char last = currency.symbol.size_bytes == 0
                                  ? ' '
                                  : currency.symbol.data[currency.symbol.size_bytes - 1];
            const bool is_letter = (last | 0x20) >= 'a' && (last | 0x20) <= 'z';
            if (is_letter && i + 2 < pattern.size_bytes && pattern.data[i + 2] == '#')
                clet_expr_text_append(&text, CHATLET_STR("\xC2\xA0"));
            i++;
        } else {
            clet_expr_text_append_byte(&text, byte);
        }
    }
    return clet_expr_text_finish(&text, CHATLET_VALUE_STRING);
}

/* ---- plurals --------------------------------------------------------------------------------- */

/* What the rules look at, of the digits as they are shown; false for numbers of no category. */
static bool read_operands(const digits *number, clet_plural_operands *operands) {
    bool has_point = false;
    size_t i = number->text[0] == '-' ? 1 : 0;
    *operands = (clet_plural_operands){0};
    if (number->size_bytes - i > PLURAL_DIGITS_MAX) return false;
    for (; i < number->size_bytes; i++) {
        const char byte = number->text[i];
        if (byte == '.') {
            has_point = true;
            continue;
        }
        if (byte < '0' || byte > '9') return false;
        uint64_t *part = has_point ? &operands->fraction : &operands->whole;
        *part = *part * 10 + (uint64_t)(byte - '0');
        operands->fraction_count += has_point;
    }
    return true;
}

static chatlet_str category_of(const clet_locale_data *locale, const digits *number) {
    static const chatlet_str names[] = {T("zero"), T("one"),  T("two"),
                                        T("few"),  T("many"), T("other")};
    clet_plural_operands operands;
    bool is_good = true;
    uint32_t category = CLET_PLURAL_OTHER;
    if (read_operands(number, &operands)) {
        category = 0;
        while (category < CLET_PLURAL_OTHER &&
               !clet_plural_holds(locale->plurals[category], &operands, &is_good))
            category++;
    }
    return names[category];
}

static chatlet_value plural(clet_expr_run *run, const chatlet_value *arguments) {
    const chatlet_value *texts = &arguments[1];
    digits number;
    if (!read_digits(&arguments[0], -1, &number)) return failed(CHATLET_VALUE_ERROR_OVERLOAD);
    char exact[CLET_DOUBLE_FIXED_BYTES_MAX + 1] = "=";
    memcpy(exact + 1, number.text, number.size_bytes);
    const chatlet_str keys[] = {
        {exact, number.size_bytes + 1}, category_of(locale_of(run), &number), CHATLET_STR("other")};
    const chatlet_value *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof keys / sizeof keys[0]; i++)
        found = clet_value_find_text(texts, keys[i], &run->cost_left);
    if (found == NULL) return failed(CHATLET_VALUE_ERROR_NO_KEY);
    return found->kind == CHATLET_VALUE_STRING ? *found : failed(CHATLET_VALUE_ERROR_OVERLOAD);
}

/* ---- lists ----------------------------------------------------------------------------------- */

void clet_expr_list_text(clet_expr_text *text, const chatlet_value *list) {
    const clet_locale_data *locale = locale_of(text->run);
    const uint32_t count = list->count;
    for (uint32_t i = 0; i < count && !text->is_over; i++) {
        if (i > 0 && i + 1 == count)
            clet_expr_text_append(text, count == 2 ? locale->list_pair : locale->list_last);
        else if (i > 0)
            clet_expr_text_append(text, locale->list_separator);
        (void)clet_expr_convert_append(text, &list->items[i]);
    }
}

static chatlet_value format_list(clet_expr_run *run, const chatlet_value *list) {
    clet_expr_text text = {.run = run};
    for (uint32_t i = 0; i < list->count; i++) {
        const uint8_t kind = list->items[i].kind;
        if (kind == CHATLET_VALUE_LIST || kind == CHATLET_VALUE_MAP || kind == CHATLET_VALUE_NULL)
            return failed(CHATLET_VALUE_ERROR_OVERLOAD);
    }
    clet_expr_list_text(&text, list);
    return clet_expr_text_finish(&text, CHATLET_VALUE_STRING);
}

/* ---- dates and times ------------------------------------------------------------------------- */

static void append_padded(clet_expr_text *text, uint32_t value, size_t width) {
    char number[CLET_NUMBER_TEXT_BYTES_MAX];
    const size_t size_bytes = clet_number_text_u64(value, number);
    for (size_t i = size_bytes; i < width; i++)
        clet_expr_text_append_byte(text, '0');
    clet_expr_text_append(text, (chatlet_str){.data = number, .size_bytes = size_bytes});
}

/* "UTC", "UTC+2", "UTC-3:30" */
static void append_zone(clet_expr_text *text, int32_t minutes) {
    const uint32_t magnitude = (uint32_t)(minutes < 0 ? -minutes : minutes);
    clet_expr_text_append(text, CHATLET_STR("UTC"));
    if (minutes == 0) return;
    clet_expr_text_append_byte(text, minutes < 0 ? '-' : '+');
    append_padded(text, magnitude / 60, 1);
    if (magnitude % 60 == 0) return;
    clet_expr_text_append_byte(text, ':');
    append_padded(text, magnitude % 60, 2);
}

/* A run of `count` letters of a pattern. */
static void append_part(clet_expr_text *text, const clet_expr_civil *at, char letter,
                        uint32_t count) {
    const clet_locale_data *locale = locale_of(text->run);
    const uint32_t month = at->month - 1;
    switch (letter) {
    case 'y': append_padded(text, count == 2 ? at->year % 100 : at->year, count); break;
    case 'M':
        if (count <= 2)
            append_padded(text, at->month, count);
        else
            clet_expr_text_append(text,
                                  count == 3 ? locale->months_short[month] : locale->months[month]);
        break;
    case 'd': append_padded(text, at->day, count); break;
    case 'E':
        clet_expr_text_append(text, count <= 3 ? locale->weekdays_short[at->weekday]
                                               : locale->weekdays[at->weekday]);
        break;
    case 'H': append_padded(text, at->hour, count); break;
    case 'h': append_padded(text, at->hour % 12 == 0 ? 12 : at->hour % 12, count); break;
    case 'm': append_padded(text, at->minute, count); break;
    case 's': append_padded(text, at->second, count); break;
    case 'a':
        clet_expr_text_append(text, at->hour < 12 ? locale->morning : locale->afternoon);
        break;
    case 'z': append_zone(text, text->run->zone_minutes); break;
    default: break;
    }
}

static void append_pattern(clet_expr_text *text, const clet_expr_civil *at, chatlet_str pattern) {
    bool is_quoted = false;
    for (size_t i = 0; i < pattern.size_bytes;) {
        const char byte = pattern.data[i];
        const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        size_t end = i + 1;
        if (byte == '\'') {
            is_quoted = !is_quoted;
        } else if (is_quoted || !is_letter) {
            clet_expr_text_append_byte(text, byte);
        } else {
            while (end < pattern.size_bytes && pattern.data[end] == byte)
                end++;
            append_part(text, at, byte, (uint32_t)(end - i));
        }
        i = end;
    }
}

static bool read_style(chatlet_str word, clet_format_style otherwise, clet_format_style *style) {
    static const chatlet_str words[] = {T("short"), T("medium"), T("long"), T("full")};
    uint32_t i = 0;
    *style = otherwise;
    if (word.size_bytes == 0) return true;
    while (i < CLET_STYLE_COUNT && !clet_str_equal(words[i], word))
        i++;
    *style = (clet_format_style)i;
    return i < CLET_STYLE_COUNT;
}

/* A text with what is missing around it as a timestamp. */
static chatlet_value time_of(chatlet_str before, chatlet_str text, chatlet_str behind) {
    enum { BYTES_MAX = 64 };
    char whole[BYTES_MAX];
    const chatlet_str parts[] = {before, text, behind};
    size_t size_bytes = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].size_bytes > BYTES_MAX - size_bytes)
            return failed(CHATLET_VALUE_ERROR_CONVERT);
        if (parts[i].size_bytes > 0) memcpy(whole + size_bytes, parts[i].data, parts[i].size_bytes);
        size_bytes += parts[i].size_bytes;
    }
    const chatlet_value value =
        clet_value_text(CHATLET_VALUE_STRING, (chatlet_str){whole, size_bytes});
    return clet_expr_to_timestamp(&value);
}

/* "2026-01-05", "09:30", "09:30:00" of the calendar; others as timestamp() takes them. *zone: what
 * it is shown at. */
static chatlet_value read_time(const chatlet_value *value, int32_t *zone) {
    static const chatlet_str day = T("1970-01-01T");
    const chatlet_str text = clet_value_str(value);
    if (value->kind != CHATLET_VALUE_STRING) return clet_expr_to_timestamp(value);
    const bool has_day = clet_str_find_byte(text, '-', 0) < text.size_bytes;
    const bool has_time = clet_str_find_byte(text, ':', 0) < text.size_bytes;
    if (has_day && has_time) return clet_expr_to_timestamp(value);
    *zone = 0;
    if (has_day) return time_of((chatlet_str){0}, text, CHATLET_STR("T00:00:00Z"));
    return time_of(day, text, text.size_bytes > 5 ? CHATLET_STR("Z") : CHATLET_STR(":00Z"));
}

static chatlet_value format_time(clet_expr_run *run, clet_function function,
                                 const chatlet_value *arguments) {
    const clet_locale_data *locale = locale_of(run);
    const chatlet_str word = clet_value_str(&arguments[1]);
    clet_format_style style;
    clet_format_style time_style;
    clet_expr_text text = {.run = run};
    int32_t zone = run->zone_minutes;
    if (!read_style(word, CLET_STYLE_MEDIUM, &style) ||
        !read_style(word, CLET_STYLE_SHORT, &time_style))
        return failed(CHATLET_VALUE_ERROR_ARGUMENT);
    if (arguments[0].kind != CHATLET_VALUE_STRING && arguments[0].kind != CHATLET_VALUE_TIMESTAMP)
        return failed(CHATLET_VALUE_ERROR_OVERLOAD);
    const chatlet_value time = read_time(&arguments[0], &zone);
    if (time.kind == CHATLET_VALUE_ERROR) return time;
    const clet_expr_civil at = clet_expr_time_civil(&time, zone);
    const bool has_date = function != CLET_FUNCTION_FORMAT_TIME;
    if (has_date) append_pattern(&text, &at, locale->dates[style]);
    if (function == CLET_FUNCTION_FORMAT_DATETIME) {
        /* With a date, hours and minutes are enough. */
        time_style = CLET_STYLE_SHORT;
        clet_expr_text_append(&text,
                              style < CLET_STYLE_LONG ? locale->join_short : locale->join_long);
    }
    if (function != CLET_FUNCTION_FORMAT_DATE)
        append_pattern(&text, &at, locale->times[time_style]);
    return clet_expr_text_finish(&text, CHATLET_VALUE_STRING);
}

chatlet_value clet_expr_locale_call(clet_expr_run *run, clet_function function,
                                    const chatlet_value *arguments) {
    if (!clet_expr_spend(run, 10)) return clet_value_null();
    switch ((int)function) {
    case CLET_FUNCTION_FORMAT_NUMBER: return format_number(run, arguments);
    case CLET_FUNCTION_FORMAT_MONEY: return format_money(run, arguments);
    case CLET_FUNCTION_FORMAT_LIST: return format_list(run, &arguments[0]);
    case CLET_FUNCTION_PLURAL: return plural(run, arguments);
    default: return format_time(run, function, arguments);
    }
}
