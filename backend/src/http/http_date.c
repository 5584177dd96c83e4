#include "http_date.h"

#include "http_text.h"

enum { SECONDS_PER_DAY = 86400, DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

static const char weekdays[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

typedef struct date {
    int64_t year;
    unsigned month; /* 1 to 12 */
    unsigned day;   /* 1 to 31 */
} date;

/* Days since 1970 and dates, by eras of 400 years that begin in March, so that the leap day is the
 * last of a year (Hinnant, "chrono-compatible low-level date algorithms", 2013). */
static date date_of_days(int64_t days) {
    days += DAYS_TO_1970;
    int64_t era = days / DAYS_PER_ERA;
    unsigned day_of_era = (unsigned)(days - era * DAYS_PER_ERA);
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned month = (5 * day_of_year + 2) / 153; /* 0 is March */
    date result = {.day = day_of_year - (153 * month + 2) / 5 + 1,
                   .month = month < 10 ? month + 3 : month - 9};
    result.year = era * 400 + (int64_t)year_of_era + (result.month <= 2 ? 1 : 0);
    return result;
}

static int64_t days_of_date(date value) {
    int64_t year = value.year - (value.month <= 2 ? 1 : 0);
    int64_t era = year / 400;
    unsigned year_of_era = (unsigned)(year - era * 400);
    unsigned month = value.month > 2 ? value.month - 3 : value.month + 9;
    unsigned day_of_year = (153 * month + 2) / 5 + value.day - 1;
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + (int64_t)day_of_era - DAYS_TO_1970;
}

static void append_padded(http_buffer *buffer, uint64_t value, unsigned digit_count) {
    char digits[4];
    for (unsigned i = digit_count; i > 0; i--) {
        digits[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    http_buffer_append(buffer, (chatlet_str){.data = digits, .size_bytes = digit_count});
}

static void append_time(http_buffer *buffer, uint64_t second) {
    append_padded(buffer, second / 3600, 2);
    http_buffer_append(buffer, CHATLET_STR(":"));
    append_padded(buffer, second / 60 % 60, 2);
    http_buffer_append(buffer, CHATLET_STR(":"));
    append_padded(buffer, second % 60, 2);
}

void http_date_append(http_buffer *buffer, int64_t time_s) {
    int64_t days = time_s / SECONDS_PER_DAY;
    uint64_t second = (uint64_t)(time_s % SECONDS_PER_DAY);
    date value = date_of_days(days);
    http_buffer_append(buffer,
                       (chatlet_str){.data = weekdays + 3 * ((days + 4) % 7), .size_bytes = 3});
    http_buffer_append(buffer, CHATLET_STR(", "));
    append_padded(buffer, value.day, 2);
    http_buffer_append(buffer, CHATLET_STR(" "));
    http_buffer_append(buffer,
                       (chatlet_str){.data = months + 3 * (value.month - 1), .size_bytes = 3});
    http_buffer_append(buffer, CHATLET_STR(" "));
    append_padded(buffer, (uint64_t)value.year, 4);
    http_buffer_append(buffer, CHATLET_STR(" "));
    append_time(buffer, second);
    http_buffer_append(buffer, CHATLET_STR(" GMT"));
}

void http_date_append_rfc3339(http_buffer *buffer, int64_t time_ms) {
    int64_t time_s = time_ms / 1000;
    int64_t days = time_s / SECONDS_PER_DAY;
    uint64_t second = (uint64_t)(time_s % SECONDS_PER_DAY);
    date when = date_of_days(days);
    append_padded(buffer, (uint64_t)when.year, 4);
    http_buffer_append(buffer, CHATLET_STR("-"));
    append_padded(buffer, when.month, 2);
    http_buffer_append(buffer, CHATLET_STR("-"));
    append_padded(buffer, when.day, 2);
    http_buffer_append(buffer, CHATLET_STR("T"));
    append_time(buffer, second);
    http_buffer_append(buffer, CHATLET_STR("."));
    append_padded(buffer, (uint64_t)(time_ms % 1000), 3);
    http_buffer_append(buffer, CHATLET_STR("Z"));
}

/* What a date's text holds, in the order of a pattern's letters. */
typedef struct parts {
    uint64_t year, month, day, hour, minute, second;
    unsigned year_digits;
} parts;

static bool read_digit(char byte, uint64_t *number) {
    if (byte < '0' || byte > '9') return false;
    *number = *number * 10 + (uint64_t)(byte - '0');
    return true;
}

static bool read_month(chatlet_str name, uint64_t *month) {
    for (unsigned i = 0; i < 12; i++) {
        if (http_text_equal(name, (chatlet_str){.data = months + 3 * i, .size_bytes = 3})) {
            *month = i + 1;
            return true;
        }
    }
    return false;
}

/* Matches `text` with `pattern`: D, Y, h, m, s a digit each; d a digit or a space; NNN a month's
 * name; w any letter; anything else itself. */
static bool match(chatlet_str text, chatlet_str pattern, parts *found) {
    if (text.size_bytes != pattern.size_bytes) return false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        char byte = text.data[i];
        bool good;
        switch (pattern.data[i]) {
        case 'D': good = read_digit(byte, &found->day); break;
        case 'd': good = byte == ' ' || read_digit(byte, &found->day); break;
        case 'Y':
            found->year_digits++;
            good = read_digit(byte, &found->year);
            break;
        case 'h': good = read_digit(byte, &found->hour); break;
        case 'm': good = read_digit(byte, &found->minute); break;
        case 's': good = read_digit(byte, &found->second); break;
        case 'N':
            good = read_month((chatlet_str){.data = text.data + i, .size_bytes = 3}, &found->month);
            i += 2;
            break;
        case 'w': good = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'); break;
        default: good = byte == pattern.data[i]; break;
        }
        if (!good) return false;
    }
    return true;
}

static bool is_date(const parts *found) {
    static const uint8_t month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (found->year % 4 == 0 && found->year % 100 != 0) || found->year % 400 == 0;
    if (found->day < 1 || found->day > month_days[found->month - 1]) return false;
    if (found->month == 2 && found->day == 29 && !leap) return false;
    return found->year >= 1970 && found->hour < 24 && found->minute < 60 && found->second <= 60;
}

/* Weekday names of the second form have 6 to 9 letters; what follows the comma is the same. */
static bool match_any(chatlet_str text, parts *found) {
    static const chatlet_str fixed = {.data = "www, DD NNN YYYY hh:mm:ss GMT", .size_bytes = 29};
    static const chatlet_str asctime = {.data = "www NNN dD hh:mm:ss YYYY", .size_bytes = 24};
    static const chatlet_str old = {.data = ", DD-NNN-YY hh:mm:ss GMT", .size_bytes = 24};
    if (match(text, fixed, found)) return true;
    *found = (parts){0};
    if (match(text, asctime, found)) return true;
    *found = (parts){0};
    size_t comma = http_text_find(text, ',');
    return comma >= 6 && comma <= 9 && comma < text.size_bytes &&
           match(http_text_from(text, comma), old, found);
}

bool http_date_read(chatlet_str text, int64_t *time_s) {
    parts found = {0};
    if (!match_any(text, &found)) return false;
    /* Two digits: no file is older than this protocol, so 70 to 99 are of the last century. */
    if (found.year_digits == 2) found.year += found.year >= 70 ? 1900 : 2000;
    if (!is_date(&found)) return false;
    date value = {
        .year = (int64_t)found.year, .month = (unsigned)found.month, .day = (unsigned)found.day};
    *time_s = days_of_date(value) * SECONDS_PER_DAY +
              (int64_t)(found.hour * 3600 + found.minute * 60 + found.second);
    return true;
}
