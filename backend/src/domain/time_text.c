#include "time_text.h"

#include "calendar.h"

static const int64_t first_ms = INT64_C(-62167219200000); /* 0000-01-01 */
static const int64_t last_ms = INT64_C(253402300799999);  /* the last of 9999 */

static void put(char *text, int digits, int64_t value) {
    for (int i = digits - 1; i >= 0; i--) {
        text[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

static int64_t clamp(int64_t time_ms) {
    if (time_ms < first_ms) return first_ms;
    return time_ms > last_ms ? last_ms : time_ms;
}

chatlet_str time_text_write_day(int64_t time_ms, char text[TIME_TEXT_DAY_BYTES]) {
    calendar_date date = calendar_date_of(calendar_day(clamp(time_ms)));
    put(text, 4, date.year);
    text[4] = '-';
    put(text + 5, 2, date.month);
    text[7] = '-';
    put(text + 8, 2, date.day);
    return (chatlet_str){.data = text, .size_bytes = TIME_TEXT_DAY_BYTES};
}

chatlet_str time_text_write(int64_t time_ms, char text[TIME_TEXT_BYTES]) {
    int64_t clamped = clamp(time_ms);
    int64_t rest_ms = clamped - calendar_day(clamped) * CALENDAR_DAY_MS;
    (void)time_text_write_day(clamped, text);
    text[10] = 'T';
    put(text + 11, 2, rest_ms / 3600000);
    text[13] = ':';
    put(text + 14, 2, rest_ms / 60000 % 60);
    text[16] = ':';
    put(text + 17, 2, rest_ms / 1000 % 60);
    text[19] = '.';
    put(text + 20, 3, rest_ms % 1000);
    text[23] = 'Z';
    return (chatlet_str){.data = text, .size_bytes = TIME_TEXT_BYTES};
}

/* `digits` digits at `at`; false when one is none. */
static bool take(chatlet_str text, size_t at, size_t digits, int64_t *value) {
    int64_t sum = 0;
    if (text.size_bytes < at + digits) return false;
    for (size_t i = at; i < at + digits; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        sum = sum * 10 + (text.data[i] - '0');
    }
    *value = sum;
    return true;
}

static bool is_byte(chatlet_str text, size_t at, char byte) {
    return at < text.size_bytes && (text.data[at] == byte || text.data[at] == (byte | 0x20));
}

bool time_text_read_day(chatlet_str text, int64_t *days) {
    calendar_date date;
    if (text.size_bytes != TIME_TEXT_DAY_BYTES) return false;
    if (!take(text, 0, 4, &date.year) || text.data[4] != '-') return false;
    if (!take(text, 5, 2, &date.month) || text.data[7] != '-') return false;
    if (!take(text, 8, 2, &date.day)) return false;
    if (date.month < 1 || date.month > 12 || date.day < 1) return false;
    if (date.day > calendar_month_days(date.year, date.month)) return false;
    *days = calendar_days_of(date);
    return true;
}

/* From the 'T' on: "T03:04:05.678"; *end is behind it. */
static bool read_clock(chatlet_str text, int64_t *clock_ms, bool *is_leap, size_t *end) {
    int64_t hour;
    int64_t minute;
    int64_t second;
    if (!is_byte(text, 10, 'T') || !take(text, 11, 2, &hour) || !is_byte(text, 13, ':'))
        return false;
    if (!take(text, 14, 2, &minute) || !is_byte(text, 16, ':')) return false;
    if (!take(text, 17, 2, &second) || hour > 23 || minute > 59 || second > 60) return false;
    *is_leap = second == 60;
    *clock_ms = (hour * 60 + minute) * 60000 + second * 1000;
    size_t at = 19;
    if (at < text.size_bytes && text.data[at] == '.') {
        int64_t weight = 100;
        size_t first = ++at;
        int64_t digit;
        for (; take(text, at, 1, &digit); at++) {
            *clock_ms += digit * weight;
            weight /= 10; /* what is finer than a millisecond is cut */
        }
        if (at == first) return false;
    }
    *end = at;
    return true;
}

/* "Z", or an offset, to the end of the text. */
static bool read_zone(chatlet_str text, size_t at, int64_t *offset_ms) {
    int64_t hours;
    int64_t minutes;
    *offset_ms = 0;
    if (is_byte(text, at, 'Z')) return at + 1 == text.size_bytes;
    if (at + 6 != text.size_bytes || (text.data[at] != '+' && text.data[at] != '-')) return false;
    if (!take(text, at + 1, 2, &hours) || text.data[at + 3] != ':') return false;
    if (!take(text, at + 4, 2, &minutes) || hours > 23 || minutes > 59) return false;
    *offset_ms = (hours * 60 + minutes) * 60000 * (text.data[at] == '-' ? -1 : 1);
    return true;
}

bool time_text_read(chatlet_str text, int64_t *time_ms) {
    int64_t days;
    int64_t clock_ms;
    int64_t offset_ms;
    bool is_leap;
    size_t end;
    if (text.size_bytes < TIME_TEXT_DAY_BYTES) return false;
    chatlet_str day = {.data = text.data, .size_bytes = TIME_TEXT_DAY_BYTES};
    if (!time_text_read_day(day, &days)) return false;
    if (!read_clock(text, &clock_ms, &is_leap, &end)) return false;
    if (!read_zone(text, end, &offset_ms)) return false;
    int64_t sum_ms = days * CALENDAR_DAY_MS + clock_ms - offset_ms;
    /* Leap seconds end days of UTC; the second after has the same number here. */
    if (is_leap && (sum_ms / 1000) % 86400 != 0) return false;
    *time_ms = sum_ms;
    return true;
}
