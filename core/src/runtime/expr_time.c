#include "expr_time.h"

#include "../base/number_text.h"
#include "../base/str.h"

#include <string.h>

enum { DAY_SECONDS = 86400, NANOSECONDS = 1000000000, FRACTION_DIGITS = 9 };

static const int64_t time_first = -62135596800; /* 0001-01-01T00:00:00Z */
static const int64_t time_last = 253402300799;  /* 9999-12-31T23:59:59Z */

typedef struct civil {
    int64_t year;
    uint32_t month;       /* 1 to 12 */
    uint32_t day;         /* 1 to 31 */
    uint32_t day_of_year; /* from 0 */
} civil;

static chatlet_value failed(chatlet_value_error error) { return clet_value_error(error); }

static int64_t divide_down(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

static bool is_leap(int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

/* Days since 1970 of a date. Years begin in March here, so that the leap day is their last. */
static int64_t days_of(int64_t year, uint32_t month, uint32_t day) {
    const int64_t shifted = month <= 2 ? year - 1 : year;
    const int64_t era = divide_down(shifted, 400);
    const int64_t year_of_era = shifted - era * 400;
    const int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static civil civil_of(int64_t days) {
    days += 719468;
    const int64_t era = divide_down(days, 146097);
    const int64_t day_of_era = days - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t month = (5 * day_of_year + 2) / 153;
    civil date = {.year = year_of_era + era * 400 + (month >= 10 ? 1 : 0),
                  .month = (uint32_t)(month < 10 ? month + 3 : month - 9),
                  .day = (uint32_t)(day_of_year - (153 * month + 2) / 5 + 1)};
    date.day_of_year = (uint32_t)(days - 719468 - days_of(date.year, 1, 1));
    return date;
}

static chatlet_value make_time(int64_t seconds, int64_t nanoseconds) {
    if (seconds < time_first || seconds > time_last) return failed(CHATLET_VALUE_ERROR_RANGE);
    return (chatlet_value){
        .kind = CHATLET_VALUE_TIMESTAMP, .count = (uint32_t)nanoseconds, .integer = seconds};
}

static chatlet_value make_duration(bool is_over, int64_t nanoseconds) {
    if (is_over) return failed(CHATLET_VALUE_ERROR_RANGE);
    return (chatlet_value){.kind = CHATLET_VALUE_DURATION, .integer = nanoseconds};
}

/* Reading. Each takes from the front of *text and is false when that does not stand there. */

static bool take_byte(chatlet_str *text, char byte) {
    if (text->size_bytes == 0 || text->data[0] != byte) return false;
    *text = clet_str_slice(*text, 1, text->size_bytes);
    return true;
}

static bool is_digit_next(chatlet_str text) {
    return text.size_bytes > 0 && text.data[0] >= '0' && text.data[0] <= '9';
}

static uint32_t take_digit(chatlet_str *text) {
    const uint32_t digit = (uint32_t)(text->data[0] - '0');
    *text = clet_str_slice(*text, 1, text->size_bytes);
    return digit;
}

/* Exactly `count` digits, between both ends. */
static bool take_number(chatlet_str *text, int count, uint32_t least, uint32_t most,
                        uint32_t *number) {
    *number = 0;
    for (; count > 0; count--) {
        if (!is_digit_next(*text)) return false;
        *number = *number * 10 + take_digit(text);
    }
    return *number >= least && *number <= most;
}

/* Digits behind a point as nanoseconds; those past the ninth are dropped. */
static bool take_fraction(chatlet_str *text, uint32_t *nanoseconds) {
    int count = 0;
    *nanoseconds = 0;
    for (; is_digit_next(*text); count++) {
        const uint32_t digit = take_digit(text);
        if (count < FRACTION_DIGITS) *nanoseconds = *nanoseconds * 10 + digit;
    }
    for (int i = count; i < FRACTION_DIGITS; i++)
        *nanoseconds *= 10;
    return count > 0;
}

/* "+01:00" and the like, as seconds to the east. */
static bool take_offset(chatlet_str *text, bool needs_sign, int64_t *seconds) {
    uint32_t hours;
    uint32_t minutes;
    const bool is_negative = take_byte(text, '-');
    if (!is_negative && !take_byte(text, '+') && needs_sign) return false;
    if (!take_number(text, 2, 0, 23, &hours) || !take_byte(text, ':') ||
        !take_number(text, 2, 0, 59, &minutes))
        return false;
    *seconds = ((int64_t)hours * 60 + minutes) * (is_negative ? -60 : 60);
    return true;
}

static uint32_t days_in(uint32_t year, uint32_t month) {
    if (month == 2) return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static chatlet_value read_time(chatlet_str text) {
    uint32_t year, month, day, hour, minute, second;
    uint32_t nanoseconds = 0;
    int64_t offset = 0;
    bool is_good = take_number(&text, 4, 0, 9999, &year) && take_byte(&text, '-') &&
                   take_number(&text, 2, 1, 12, &month) && take_byte(&text, '-') &&
                   take_number(&text, 2, 1, days_in(year, month), &day) &&
                   (take_byte(&text, 'T') || take_byte(&text, 't')) &&
                   take_number(&text, 2, 0, 23, &hour) && take_byte(&text, ':') &&
                   take_number(&text, 2, 0, 59, &minute) && take_byte(&text, ':') &&
                   take_number(&text, 2, 0, 59, &second);
    if (is_good && take_byte(&text, '.')) is_good = take_fraction(&text, &nanoseconds);
    if (is_good && !take_byte(&text, 'Z') && !take_byte(&text, 'z'))
        is_good = take_offset(&text, true, &offset);
    if (!is_good || text.size_bytes > 0) return failed(CHATLET_VALUE_ERROR_CONVERT);
    const int64_t seconds = days_of(year, month, day) * DAY_SECONDS + (int64_t)hour * 3600 +
                            (int64_t)minute * 60 + second - offset;
    return make_time(seconds, nanoseconds);
}

chatlet_value clet_expr_to_timestamp(const chatlet_value *value) {
    if (value->kind == CHATLET_VALUE_TIMESTAMP) return *value;
    if (value->kind == CHATLET_VALUE_INT) return make_time(value->integer, 0);
    if (value->kind == CHATLET_VALUE_STRING) return read_time(clet_value_str(value));
    return failed(CHATLET_VALUE_ERROR_OVERLOAD);
}

/* The unit at the front, in nanoseconds; 0 when there is none. */
static int64_t take_unit(chatlet_str *text) {
    static const struct {
        const char *name;
        int64_t nanoseconds;
    } units[] = {{"ns", 1},
                 {"us", 1000},
                 {"\xC2\xB5s", 1000},
                 {"ms", 1000000},
                 {"s", NANOSECONDS},
                 {"m", (int64_t)60 * NANOSECONDS},
                 {"h", (int64_t)3600 * NANOSECONDS}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const chatlet_str name = {.data = units[i].name, .size_bytes = strlen(units[i].name)};
        if (!clet_str_starts_with(*text, name)) continue;
        *text = clet_str_slice(*text, name.size_bytes, text->size_bytes);
        return units[i].nanoseconds;
    }
    return 0;
}

/* "1.5h": digits, a fraction, a unit; adds to *sum. */
static bool take_span(chatlet_str *text, uint64_t *sum, bool *is_over) {
    uint64_t whole = 0;
    uint32_t fraction = 0;
    bool has_digits = is_digit_next(*text);
    while (is_digit_next(*text)) {
        if (__builtin_mul_overflow(whole, (uint64_t)10, &whole)) *is_over = true;
        if (__builtin_add_overflow(whole, (uint64_t)take_digit(text), &whole)) *is_over = true;
    }
    if (take_byte(text, '.')) has_digits = take_fraction(text, &fraction) || has_digits;
    const int64_t unit = take_unit(text);
    if (!has_digits || unit == 0) return false;
    /* A billionth of the unit, times the fraction: at most an hour, so nothing is lost before the
     * last division. */
    const uint64_t part = unit >= NANOSECONDS ? (uint64_t)(unit / NANOSECONDS) * fraction
                                              : (uint64_t)unit * fraction / NANOSECONDS;
    if (__builtin_mul_overflow(whole, (uint64_t)unit, &whole)) *is_over = true;
    if (__builtin_add_overflow(*sum, whole, sum)) *is_over = true;
    if (__builtin_add_overflow(*sum, part, sum)) *is_over = true;
    return true;
}

static chatlet_value read_duration(chatlet_str text) {
    uint64_t sum = 0;
    bool is_over = false;
    const bool is_negative = take_byte(&text, '-');
    if (!is_negative) (void)take_byte(&text, '+');
    if (clet_str_equal(text, CHATLET_STR("0"))) return make_duration(false, 0);
    if (text.size_bytes == 0) return failed(CHATLET_VALUE_ERROR_CONVERT);
    while (text.size_bytes > 0) {
        if (!take_span(&text, &sum, &is_over)) return failed(CHATLET_VALUE_ERROR_CONVERT);
    }
    return make_duration(is_over || sum > INT64_MAX,
                         is_negative ? -(int64_t)(sum & INT64_MAX) : (int64_t)(sum & INT64_MAX));
}

chatlet_value clet_expr_to_duration(const chatlet_value *value) {
    if (value->kind == CHATLET_VALUE_DURATION) return *value;
    if (value->kind == CHATLET_VALUE_STRING) return read_duration(clet_value_str(value));
    return failed(CHATLET_VALUE_ERROR_OVERLOAD);
}

/* A timestamp and nanoseconds, in seconds and nanoseconds of their own. */
static chatlet_value move_time(const chatlet_value *time, int64_t seconds, int64_t nanoseconds) {
    const int64_t sum = time->count + nanoseconds;
    return make_time(time->integer + seconds + divide_down(sum, NANOSECONDS),
                     sum - divide_down(sum, NANOSECONDS) * NANOSECONDS);
}

static chatlet_value subtract_times(const chatlet_value *a, const chatlet_value *b) {
    int64_t nanoseconds;
    const int64_t rest = (int64_t)a->count - b->count;
    const bool is_over =
        __builtin_mul_overflow(a->integer - b->integer, (int64_t)NANOSECONDS, &nanoseconds) ||
        __builtin_add_overflow(nanoseconds, rest, &nanoseconds);
    return make_duration(is_over, nanoseconds);
}

static chatlet_value add_durations(clet_opcode opcode, int64_t a, int64_t b) {
    int64_t result;
    const bool is_over = opcode == CLET_OPCODE_ADD ? __builtin_add_overflow(a, b, &result)
                                                   : __builtin_sub_overflow(a, b, &result);
    return make_duration(is_over, result);
}

chatlet_value clet_expr_calculate_time(clet_opcode opcode, const chatlet_value *a,
                                       const chatlet_value *b) {
    const bool is_sum = opcode == CLET_OPCODE_ADD;
    const bool a_is_time = a->kind == CHATLET_VALUE_TIMESTAMP;
    const bool b_is_time = b->kind == CHATLET_VALUE_TIMESTAMP;
    if (!is_sum && opcode != CLET_OPCODE_SUBTRACT) return failed(CHATLET_VALUE_ERROR_OVERLOAD);
    if (!a_is_time && !b_is_time) return add_durations(opcode, a->integer, b->integer);
    if (a_is_time && b_is_time)
        return is_sum ? failed(CHATLET_VALUE_ERROR_OVERLOAD) : subtract_times(a, b);
    const int64_t span = a_is_time ? b->integer : a->integer;
    const int64_t seconds = span / NANOSECONDS;
    const int64_t nanoseconds = span % NANOSECONDS;
    if (is_sum) return move_time(a_is_time ? a : b, seconds, nanoseconds);
    return a_is_time ? move_time(a, -seconds, -nanoseconds) : failed(CHATLET_VALUE_ERROR_OVERLOAD);
}

static chatlet_value duration_part(clet_function function, int64_t nanoseconds) {
    const int64_t seconds = nanoseconds / NANOSECONDS;
    switch ((int)function) {
    case CLET_FUNCTION_GET_HOURS: return clet_value_int(seconds / 3600);
    case CLET_FUNCTION_GET_MINUTES: return clet_value_int(seconds / 60);
    case CLET_FUNCTION_GET_SECONDS: return clet_value_int(seconds);
    case CLET_FUNCTION_GET_MILLISECONDS: return clet_value_int(nanoseconds % NANOSECONDS / 1000000);
    default: return failed(CHATLET_VALUE_ERROR_OVERLOAD);
    }
}

static bool read_zone(chatlet_str zone, int64_t *offset) {
    *offset = 0;
    if (zone.size_bytes == 0 || clet_str_equal(zone, CHATLET_STR("UTC"))) return true;
    return take_offset(&zone, false, offset) && zone.size_bytes == 0;
}

/* Of a place in time, already moved to its zone. */
static int64_t time_part(clet_function function, int64_t seconds, uint32_t nanoseconds) {
    const int64_t days = divide_down(seconds, DAY_SECONDS);
    const int64_t second = seconds - days * DAY_SECONDS;
    const civil date = civil_of(days);
    switch ((int)function) {
    case CLET_FUNCTION_GET_FULL_YEAR: return date.year;
    case CLET_FUNCTION_GET_MONTH: return date.month - 1;
    case CLET_FUNCTION_GET_DAY_OF_YEAR: return date.day_of_year;
    case CLET_FUNCTION_GET_DAY_OF_MONTH: return date.day - 1;
    case CLET_FUNCTION_GET_DATE: return date.day;
    /* 1970 began on a Thursday; Sunday is 0. */
    case CLET_FUNCTION_GET_DAY_OF_WEEK: return days + 4 - divide_down(days + 4, 7) * 7;
    case CLET_FUNCTION_GET_HOURS: return second / 3600;
    case CLET_FUNCTION_GET_MINUTES: return second / 60 % 60;
    case CLET_FUNCTION_GET_SECONDS: return second % 60;
    default: return nanoseconds / 1000000;
    }
}

chatlet_value clet_expr_time_part(clet_function function, const chatlet_value *value,
                                  chatlet_str zone) {
    int64_t offset;
    if (value->kind == CHATLET_VALUE_DURATION && zone.size_bytes == 0)
        return duration_part(function, value->integer);
    if (value->kind != CHATLET_VALUE_TIMESTAMP) return failed(CHATLET_VALUE_ERROR_OVERLOAD);
    if (!read_zone(zone, &offset)) return failed(CHATLET_VALUE_ERROR_ZONE);
    return clet_value_int(time_part(function, value->integer + offset, value->count));
}

clet_expr_civil clet_expr_time_civil(const chatlet_value *time, int32_t zone_minutes) {
    const int64_t seconds = time->integer + (int64_t)zone_minutes * 60;
    const int64_t days = divide_down(seconds, DAY_SECONDS);
    const int64_t second = seconds - days * DAY_SECONDS;
    const civil date = civil_of(days);
    return (clet_expr_civil){.year = (uint32_t)date.year,
                             .month = date.month,
                             .day = date.day,
                             .weekday = (uint32_t)(days + 4 - divide_down(days + 4, 7) * 7),
                             .hour = (uint32_t)(second / 3600),
                             .minute = (uint32_t)(second / 60 % 60),
                             .second = (uint32_t)(second % 60)};
}

/* `value` in `width` digits, and what stands in front. */
static void append_padded(clet_expr_text *text, const char *before, int64_t value, size_t width) {
    char digits[CLET_NUMBER_TEXT_BYTES_MAX];
    const size_t size_bytes = clet_number_text_u64((uint64_t)value, digits);
    clet_expr_text_append(text, (chatlet_str){.data = before, .size_bytes = strlen(before)});
    for (size_t i = size_bytes; i < width; i++)
        clet_expr_text_append_byte(text, '0');
    clet_expr_text_append(text, (chatlet_str){.data = digits, .size_bytes = size_bytes});
}

/* ".25", or nothing for 0. */
static void append_fraction(clet_expr_text *text, int64_t nanoseconds) {
    size_t width = FRACTION_DIGITS;
    if (nanoseconds == 0) return;
    for (; nanoseconds % 10 == 0; nanoseconds /= 10)
        width--;
    append_padded(text, ".", nanoseconds, width);
}

void clet_expr_time_append(clet_expr_text *text, const chatlet_value *time) {
    const int64_t days = divide_down(time->integer, DAY_SECONDS);
    const int64_t second = time->integer - days * DAY_SECONDS;
    const civil date = civil_of(days);
    append_padded(text, "", date.year, 4);
    append_padded(text, "-", date.month, 2);
    append_padded(text, "-", date.day, 2);
    append_padded(text, "T", second / 3600, 2);
    append_padded(text, ":", second / 60 % 60, 2);
    append_padded(text, ":", second % 60, 2);
    append_fraction(text, time->count);
    clet_expr_text_append_byte(text, 'Z');
}

void clet_expr_duration_append(clet_expr_text *text, int64_t nanoseconds) {
    const uint64_t magnitude = nanoseconds < 0 ? 0 - (uint64_t)nanoseconds : (uint64_t)nanoseconds;
    append_padded(text, nanoseconds < 0 ? "-" : "", (int64_t)(magnitude / NANOSECONDS), 1);
    append_fraction(text, (int64_t)(magnitude % NANOSECONDS));
    clet_expr_text_append_byte(text, 's');
}
