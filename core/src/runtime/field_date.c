/* Days and times as people write them, relative to now and in the visitor's zone: "2026-03-05",
 * "5/3", "March 5th", "next friday at 3pm", "tomorrow 15:30", "in two weeks".
 *
 *     text ─▶ lexemes ─▶ the day and the time that stand there ─▶ days since 1970, minutes
 *
 * Where people leave something out: a date without a year is the one nearest to today that is not
 * more than half a year ago; a name of a day is the next such day, never today; a two-digit year is
 * at most twenty years ahead; an hour from 1 to 7 without am or pm is in the afternoon where clocks
 * have twelve hours; a time alone, for a datetime, is the next such time. */
#include "../base/number_text.h"
#include "../base/str.h"
#include "expr_time.h"
#include "field_kinds.h"

#include <string.h>

enum {
    DAY_SECONDS = 86400,
    DAY_MINUTES = 1440,
    OTHERS_MAX = 4,    /* words that are no part of a date or time */
    AHEAD_YEARS = 20,  /* of a two-digit year */
    PAST_DAYS = 183,   /* of a date without a year */
    UNIT_MAX = 100000, /* of "in 3 days" */
    NONE = -1
};

typedef enum half { HALF_NONE, HALF_MORNING, HALF_AFTERNOON } half;

/* What was found in a text; numbers are NONE where they do not stand there. */
typedef struct moment {
    int32_t year;
    int32_t month; /* 1 to 12 */
    int32_t day;   /* of the month */
    int32_t weekday;
    int32_t minutes; /* of the day */
    int64_t days;    /* since 1970, of a day named otherwise; when has_days */
    int64_t shift;   /* minutes from now, of "in two hours"; when has_shift */
    half half;
    bool has_days;
    bool has_shift;
    bool is_next_week;
    bool is_hour_bare; /* only an hour, without minutes or anything that says so */
    bool is_bad;
    uint32_t others;
} moment;

typedef struct reader {
    const clet_field_context *context;
    const clet_locale_data *locale;
    const clet_lexed *lexed;
    clet_field_kind kind;
    int64_t today;   /* days since 1970, in the visitor's zone */
    int64_t minutes; /* of today */
    moment found;
} reader;

static int64_t divide_down(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/* Dates by the rules that expressions have: through timestamps and their text. */

static void write_digits(char *at, uint32_t value, uint32_t count) {
    for (; count > 0; value /= 10)
        at[--count] = (char)('0' + value % 10);
}

/* Days since 1970; false when there is no such day. */
static bool days_of(int32_t year, int32_t month, int32_t day, int64_t *days) {
    char text[] = "0000-00-00T00:00:00Z";
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return false;
    write_digits(text, (uint32_t)year, 4);
    write_digits(text + 5, (uint32_t)month, 2);
    write_digits(text + 8, (uint32_t)day, 2);
    const chatlet_value value = clet_value_text(
        CHATLET_VALUE_STRING, (chatlet_str){.data = text, .size_bytes = sizeof text - 1});
    const chatlet_value time = clet_expr_to_timestamp(&value);
    if (time.kind != CHATLET_VALUE_TIMESTAMP) return false;
    *days = divide_down(time.integer, DAY_SECONDS);
    return true;
}

static int32_t part_of(int64_t days, clet_function function) {
    const chatlet_value time = {.kind = CHATLET_VALUE_TIMESTAMP, .integer = days * DAY_SECONDS};
    return (int32_t)clet_expr_time_part(function, &time, CHATLET_STR("")).integer;
}

static int32_t year_of(int64_t days) { return part_of(days, CLET_FUNCTION_GET_FULL_YEAR); }

static int32_t month_of(int64_t days) { return part_of(days, CLET_FUNCTION_GET_MONTH) + 1; }

static int32_t weekday_of(int64_t days) { return part_of(days, CLET_FUNCTION_GET_DAY_OF_WEEK); }

/* Words. Each gives how many lexemes it took from `index` on, 0 when its words are not there. */

static uint32_t take_words(const reader *read, chatlet_str list, uint32_t index) {
    const size_t size_bytes = clet_words_match(list, clet_lexed_from(read->lexed, index));
    return size_bytes > 0 ? clet_lexed_count(read->lexed, index, size_bytes) : 0;
}

static chatlet_str lexeme_text(const reader *read, uint32_t index) {
    const clet_lexeme *item = &read->lexed->items[index];
    return (chatlet_str){.data = read->lexed->text + item->begin,
                         .size_bytes = (size_t)(item->end - item->begin)};
}

static const clet_lexeme *number_at(const reader *read, uint32_t index) {
    const bool is_one = index < read->lexed->count && read->lexed->items[index].is_number;
    return is_one ? &read->lexed->items[index] : NULL;
}

static uint32_t digit_count(const clet_lexeme *number) {
    return (uint32_t)(number->end - number->begin);
}

/* Which of `count` names the lexeme at `index` is, or the beginning of, with at least three bytes;
 * NONE: none. */
static int32_t name_at(const reader *read, uint32_t index, const chatlet_str *names,
                       const chatlet_str *shorts, int32_t count) {
    const chatlet_str word = lexeme_text(read, index);
    for (int32_t i = 0; i < count; i++) {
        if (clet_words_are(names[i], word) || clet_words_are(shorts[i], word)) return i;
    }
    for (int32_t i = 0; i < count && word.size_bytes >= 3; i++) {
        if (clet_word_begins(names[i], word)) return i;
    }
    return NONE;
}

static int32_t month_at(const reader *read, uint32_t index) {
    if (index >= read->lexed->count || read->lexed->items[index].is_number) return NONE;
    const int32_t month =
        name_at(read, index, read->locale->months, read->locale->months_short, CLET_LOCALE_MONTHS);
    return month == NONE ? NONE : month + 1;
}

/* "today", "the day after tomorrow": the longest that stands there. */
static uint32_t take_day_word(reader *read, uint32_t index) {
    const clet_locale_data *locale = read->locale;
    const chatlet_str words[] = {locale->day_before_yesterday, locale->yesterday, locale->today,
                                 locale->tomorrow, locale->day_after_tomorrow};
    uint32_t longest = 0;
    for (int64_t i = 0; i < 5; i++) {
        const uint32_t count = take_words(read, words[i], index);
        if (count <= longest) continue;
        longest = count;
        read->found.days = read->today + i - 2;
    }
    if (longest > 0) read->found.has_days = true;
    return longest;
}

static uint32_t take_half(reader *read, uint32_t index) {
    const clet_locale_data *locale = read->locale;
    const chatlet_str words[] = {locale->morning, locale->before_noon, locale->afternoon,
                                 locale->after_noon};
    uint32_t longest = 0;
    for (uint32_t i = 0; i < 4; i++) {
        const uint32_t count = take_words(read, words[i], index);
        if (count <= longest) continue;
        longest = count;
        read->found.half = i < 2 ? HALF_MORNING : HALF_AFTERNOON;
    }
    return longest;
}

static uint32_t take_noon(reader *read, uint32_t index) {
    const uint32_t noon = take_words(read, read->locale->noon, index);
    const uint32_t midnight = noon > 0 ? 0 : take_words(read, read->locale->midnight, index);
    if (noon + midnight > 0) read->found.minutes = noon > 0 ? DAY_MINUTES / 2 : 0;
    return noon + midnight;
}

static uint32_t take_weekday(reader *read, uint32_t index) {
    /* "mar" is a day and a month of some languages: beside a number it is the month. */
    const bool has_number =
        (index > 0 && number_at(read, index - 1) != NULL) || number_at(read, index + 1) != NULL;
    if (has_number && month_at(read, index) != NONE) return 0;
    const uint32_t whole = lexeme_text(read, index).size_bytes >= 2 ? 1 : 0;
    const int32_t weekday = whole == 0
                                ? NONE
                                : name_at(read, index, read->locale->weekdays,
                                          read->locale->weekdays_short, CLET_LOCALE_WEEKDAYS);
    if (weekday == NONE) return 0;
    read->found.weekday = weekday;
    /* The rest of a name of two words: "segunda feira". */
    const uint32_t count = take_words(read, read->locale->weekdays[weekday], index);
    return count > 1 ? count : 1;
}

/* A number in digits or a word, up to UNIT_MAX. */
static uint32_t take_amount(const reader *read, uint32_t index, uint32_t *amount) {
    const clet_lexeme *number = number_at(read, index);
    if (number != NULL) {
        *amount = number->number;
        return number->number <= UNIT_MAX ? 1 : 0;
    }
    const size_t size_bytes =
        clet_words_number(read->locale->numbers, clet_lexed_from(read->lexed, index), amount);
    return size_bytes > 0 && *amount <= UNIT_MAX ? clet_lexed_count(read->lexed, index, size_bytes)
                                                 : 0;
}

/* Moves found->days as many months from today; to the last day of a shorter month. */
static void add_months(reader *read, int64_t months) {
    const int64_t all = (int64_t)year_of(read->today) * 12 + month_of(read->today) - 1 + months;
    const int64_t year = divide_down(all, 12);
    int32_t day = part_of(read->today, CLET_FUNCTION_GET_DATE);
    if (year < 1 || year > 9999) {
        read->found.is_bad = true;
        return;
    }
    while (!days_of((int32_t)year, (int32_t)(all - year * 12) + 1, day, &read->found.days))
        day--;
}

static void move_by(reader *read, uint32_t unit, int64_t amount) {
    static const int16_t unit_minutes[] = {1, 60};
    moment *found = &read->found;
    if (unit < 2) {
        found->shift = amount * unit_minutes[unit];
        found->has_shift = true;
        return;
    }
    found->has_days = true;
    if (unit == 2) found->days = read->today + amount;
    if (unit == 3) found->days = read->today + amount * 7;
    if (unit == 4) add_months(read, amount);
    if (unit == 5) add_months(read, amount * 12);
}

/* The unit of time at `index`; CLET_LOCALE_UNITS: none. */
static uint32_t unit_at(const reader *read, uint32_t index, uint32_t *count) {
    for (uint32_t unit = 0; unit < CLET_LOCALE_UNITS; unit++) {
        *count = take_words(read, read->locale->units[unit], index);
        if (*count > 0) return unit;
    }
    return CLET_LOCALE_UNITS;
}

/* "in 3 days", "two weeks ago", "hace 2 días". */
static uint32_t take_span(reader *read, uint32_t index) {
    uint32_t amount;
    uint32_t unit_count;
    const uint32_t in = take_words(read, read->locale->in, index);
    const uint32_t before = in > 0 ? 0 : take_words(read, read->locale->ago, index);
    uint32_t end = index + in + before;
    const uint32_t amount_count = take_amount(read, end, &amount);
    if (amount_count == 0) return 0;
    end += amount_count;
    const uint32_t unit = unit_at(read, end, &unit_count);
    if (unit == CLET_LOCALE_UNITS) return 0;
    end += unit_count;
    const uint32_t behind = in + before > 0 ? 0 : take_words(read, read->locale->ago, end);
    if (in + before + behind == 0) return 0;
    move_by(read, unit, in > 0 ? (int64_t)amount : -(int64_t)amount);
    return end + behind - index;
}

/* "next": before a name of a day it says nothing more; "next week" moves the day there. */
static uint32_t take_next(reader *read, uint32_t index) {
    uint32_t unit_count = 0;
    const uint32_t next = take_words(read, read->locale->next, index);
    const uint32_t unit = next > 0 ? unit_at(read, index + next, &unit_count) : CLET_LOCALE_UNITS;
    if (unit == 3) read->found.is_next_week = true;
    return next + (unit == 3 ? unit_count : 0);
}

/* Numbers. */

static int32_t full_year(const reader *read, const clet_lexeme *number) {
    if (digit_count(number) > 2) return (int32_t)(number->number % 100000);
    const int32_t now = year_of(read->today);
    const int32_t year = now - now % 100 + (int32_t)number->number;
    return year > now + AHEAD_YEARS ? year - 100 : year;
}

static void set_time(moment *found, uint32_t hour, uint32_t minute) {
    if (found->minutes != NONE || hour > 24 || minute > 59 || (hour == 24 && minute > 0))
        found->is_bad = true;
    else
        found->minutes = (int32_t)(hour % 24 * 60 + minute);
}

/* "15:30", "15:30:00", "15h30", "3 pm" without its half. */
static uint32_t take_time(reader *read, uint32_t index) {
    const clet_lexeme *hour = number_at(read, index);
    const clet_lexeme *minute = number_at(read, index + 1);
    const bool is_point_time = read->kind != CLET_FIELD_KIND_DATE;
    if (digit_count(hour) > 2) return 0;
    if (minute != NULL && minute->gap == 1 && digit_count(minute) == 2 &&
        (minute->before == ':' || (minute->before == '.' && is_point_time))) {
        const clet_lexeme *second = number_at(read, index + 2);
        const bool has_second =
            second != NULL && second->before == minute->before && second->gap == 1;
        if (has_second && minute->before == '.') return 0; /* "5.3.26" */
        set_time(&read->found, hour->number, minute->number);
        return has_second ? 3 : 2;
    }
    const uint32_t unit = minute == NULL && index + 1 < read->lexed->count
                              ? take_words(read, read->locale->units[1], index + 1)
                              : 0;
    if (unit == 0) return 0;
    minute = number_at(read, index + 1 + unit);
    const bool has_minute = minute != NULL && minute->gap == 0 && digit_count(minute) == 2;
    set_time(&read->found, hour->number, has_minute ? minute->number : 0);
    return 1 + unit + (has_minute ? 1 : 0);
}

static void set_date(moment *found, int32_t year, uint32_t month, uint32_t day) {
    if (found->day != NONE || found->month != NONE || month > 12 || day > 31) found->is_bad = true;
    found->year = year;
    found->month = (int32_t)(month % 100);
    found->day = (int32_t)(day % 100);
}

/* Two numbers, day and month as the language has them unless only one order goes. */
static void set_day_and_month(reader *read, const clet_lexeme *a, const clet_lexeme *b,
                              int32_t year) {
    const bool is_month_first = read->locale->date_order != CLET_DATE_DAY_MONTH_YEAR;
    const bool is_turned = is_month_first ? a->number > 12 : b->number > 12;
    if (is_month_first != is_turned)
        set_date(&read->found, year, a->number, b->number);
    else
        set_date(&read->found, year, b->number, a->number);
}

/* "2026-03-05", "5/3/2026", "5.3." */
static uint32_t take_number_date(reader *read, uint32_t index) {
    const clet_lexeme *a = number_at(read, index);
    const clet_lexeme *b = number_at(read, index + 1);
    const clet_lexeme *c = number_at(read, index + 2);
    if (b == NULL || b->gap > 3 || (b->before != '-' && b->before != '/' && b->before != '.'))
        return 0;
    const bool has_third = c != NULL && c->gap == b->gap && c->before == b->before;
    if (digit_count(a) == 4 && has_third) {
        set_date(&read->found, (int32_t)a->number, b->number, c->number);
        return 3;
    }
    if (digit_count(a) > 2 || digit_count(b) > 2) return 0;
    set_day_and_month(read, a, b, has_third ? full_year(read, c) : NONE);
    return has_third ? 3 : 2;
}

/* Whether the number at `index` is a day of the month: a month stands in front of it, or behind it
 * ("3 de marzo"), or letters do ("5th"). */
static bool is_day(const reader *read, uint32_t index) {
    uint32_t next = index + 1;
    const bool has_letters = next < read->lexed->count && read->lexed->items[next].gap == 0;
    for (int i = 0; i < 2 && next < read->lexed->count && month_at(read, next) == NONE; i++)
        next += take_words(read, read->locale->fillers, next);
    return read->found.month != NONE || has_letters || month_at(read, next) != NONE ||
           read->kind == CLET_FIELD_KIND_DATE;
}

/* A number alone: a year, a day of the month, or an hour. */
static void set_bare_number(reader *read, uint32_t index) {
    const clet_lexeme *number = &read->lexed->items[index];
    moment *found = &read->found;
    if (digit_count(number) == 4 && found->year == NONE && number->number >= 1000) {
        found->year = (int32_t)number->number;
    } else if (found->day == NONE && !found->has_days && is_day(read, index)) {
        found->day = number->number <= 31 ? (int32_t)number->number : 32;
    } else if (read->kind != CLET_FIELD_KIND_DATE) {
        set_time(found, number->number, 0);
        found->is_hour_bare = true;
    } else {
        found->is_bad = true;
    }
}

static uint32_t take_number(reader *read, uint32_t index) {
    uint32_t count = take_time(read, index);
    if (count == 0) count = take_number_date(read, index);
    if (count > 0) return count;
    /* "3 pm": the half behind it says that it is an hour. */
    const half before = read->found.half;
    const uint32_t half_count = index + 1 < read->lexed->count ? take_half(read, index + 1) : 0;
    read->found.half = before;
    if (half_count > 0 && digit_count(number_at(read, index)) <= 2)
        set_time(&read->found, read->lexed->items[index].number, 0);
    else
        set_bare_number(read, index);
    return 1;
}

static uint32_t take_month(reader *read, uint32_t index) {
    const int32_t month = month_at(read, index);
    if (month == NONE || read->found.month != NONE) return 0;
    read->found.month = month;
    return 1;
}

/* "three" as an hour or a day; "one" says too little. */
static uint32_t take_number_word(reader *read, uint32_t index) {
    uint32_t value;
    const size_t size_bytes =
        clet_words_number(read->locale->numbers, clet_lexed_from(read->lexed, index), &value);
    if (size_bytes == 0 || value > 24 || read->kind == CLET_FIELD_KIND_DATE) return 0;
    if (read->found.minutes != NONE) return 0;
    set_time(&read->found, value, 0);
    read->found.is_hour_bare = true;
    return clet_lexed_count(read->lexed, index, size_bytes);
}

/* "tonight" is both a day and a half of it. */
static uint32_t take_half_or_day(reader *read, uint32_t index) {
    const uint32_t half_count = take_half(read, index);
    const uint32_t day_count = take_day_word(read, index);
    return half_count > day_count ? half_count : day_count;
}

/* What stands at `index`; gives how many lexemes it takes. The order is that of what would be
 * misread: "de la mañana" is a half of the day, "mañana" tomorrow. */
static uint32_t take(reader *read, uint32_t index) {
    uint32_t (*const takers[])(reader *, uint32_t) = {take_span,       take_half_or_day, take_noon,
                                                      take_next,       take_weekday,     take_month,
                                                      take_number_word};
    const bool is_number = read->lexed->items[index].is_number;
    uint32_t count = 0;
    for (size_t i = 0; i < sizeof takers / sizeof takers[0] && count == 0; i++) {
        if (is_number && i > 0) break;
        count = takers[i](read, index);
    }
    if (count > 0) return count;
    if (is_number) return take_number(read, index);
    count = take_words(read, read->locale->fillers, index);
    if (count == 0) count = take_words(read, read->locale->in, index);
    if (count > 0) return count;
    if (take_words(read, read->locale->conjunction, index) == 0) read->found.others++;
    return 1;
}

/* Putting together. */

static bool has_twelve_hours(const clet_locale_data *locale) {
    return clet_str_find_byte(locale->times[CLET_STYLE_SHORT], 'a', 0) <
           locale->times[CLET_STYLE_SHORT].size_bytes;
}

/* Minutes of the day by what says in which half of it they are; NONE: there is no time. */
static int32_t find_minutes(const reader *read) {
    const moment *found = &read->found;
    const int32_t noon = DAY_MINUTES / 2;
    const bool is_small = found->minutes >= 60 && found->minutes < 8 * 60;
    if (found->minutes == NONE) return NONE;
    if (found->half == HALF_AFTERNOON && found->minutes < noon) return found->minutes + noon;
    if (found->half == HALF_MORNING && found->minutes >= noon && found->minutes < noon + 60)
        return found->minutes - noon;
    if (found->half == HALF_NONE && found->is_hour_bare && is_small &&
        has_twelve_hours(read->locale))
        return found->minutes + noon;
    return found->minutes;
}

/* A date without a year, near today. */
static bool find_near(const reader *read, int32_t month, int32_t day, int64_t *days) {
    const int32_t year = year_of(read->today);
    /* At most eight years to the next 29 February. */
    for (int32_t i = 0; i <= 8; i++) {
        if (days_of(year + i, month, day, days) && *days + PAST_DAYS >= read->today) return true;
    }
    return false;
}

/* A day of this month or the next that has it. */
static bool find_day_of_month(const reader *read, int64_t *days) {
    int32_t year = year_of(read->today);
    int32_t month = month_of(read->today);
    for (int i = 0; i < 3; i++) {
        if (days_of(year, month, read->found.day, days) && *days >= read->today) return true;
        year += month == 12 ? 1 : 0;
        month = month % 12 + 1;
    }
    return false;
}

static int64_t find_weekday(const reader *read) {
    const int64_t today = weekday_of(read->today);
    if (read->found.is_next_week) {
        const int64_t monday = read->today - (today + 6) % 7;
        return monday + 7 + (read->found.weekday + 6) % 7;
    }
    const int64_t ahead = (read->found.weekday - today + 7) % 7;
    return read->today + (ahead == 0 ? 7 : ahead);
}

/* The day that the text names; false when it names none, or one that does not exist. */
static bool find_days(const reader *read, int64_t *days) {
    const moment *found = &read->found;
    if (found->month != NONE && found->day != NONE)
        return found->year == NONE ? find_near(read, found->month, found->day, days)
                                   : days_of(found->year, found->month, found->day, days);
    if (found->month != NONE || found->year != NONE) return false;
    if (found->day != NONE) return find_day_of_month(read, days);
    if (!found->has_days && found->weekday == NONE) return false;
    if (found->has_days) {
        *days = found->days;
        return true;
    }
    *days = find_weekday(read);
    return true;
}

static reader read_moment(const clet_field_context *context, clet_field_kind kind,
                          const clet_lexed *lexed) {
    const int64_t minutes = divide_down(context->now_ms, 60000) + (int64_t)context->zone_minutes;
    reader read = {
        .context = context,
        .locale = context->locale,
        .lexed = lexed,
        .kind = kind,
        .today = divide_down(minutes, DAY_MINUTES),
        .found = {.year = NONE, .month = NONE, .day = NONE, .weekday = NONE, .minutes = NONE}};
    read.minutes = minutes - read.today * DAY_MINUTES;
    for (uint32_t i = 0; i < lexed->count && !read.found.is_bad;)
        i += take(&read, i);
    return read;
}

static chatlet_str text_of(const clet_expr_text *text) {
    return (chatlet_str){.data = text->data, .size_bytes = text->size_bytes};
}

/* "2026-03-05" or "15:30": a part of the timestamp's text. */
static clet_field_answer write_part(clet_expr_run *run, int64_t seconds, size_t begin, size_t end,
                                    uint32_t sureness) {
    const chatlet_value time = {.kind = CHATLET_VALUE_TIMESTAMP, .integer = seconds};
    clet_expr_text text = {.run = run};
    clet_expr_time_append(&text, &time);
    if (text.is_over) return clet_answer_problem(CLET_FIELD_KIND);
    return clet_answer_text(clet_str_slice(text_of(&text), begin, end), sureness);
}

static bool is_in_range(int64_t days) {
    return days >= -719162 && days <= 2932896; /* 0001-01-01 to 9999-12-31 */
}

static clet_field_answer make_answer(clet_expr_run *run, const reader *read, uint32_t sureness) {
    const moment *found = &read->found;
    int64_t days = read->today;
    int32_t minutes = find_minutes(read);
    bool has_day = find_days(read, &days);
    if (found->has_shift && minutes == NONE && !has_day) {
        const int64_t at = read->today * DAY_MINUTES + read->minutes + found->shift;
        days = divide_down(at, DAY_MINUTES);
        minutes = (int32_t)(at - days * DAY_MINUTES);
        has_day = true;
    }
    if (!is_in_range(days)) return clet_answer_problem(CLET_FIELD_KIND);
    switch ((int)read->kind) {
    case CLET_FIELD_KIND_DATE:
        if (!has_day) break;
        return write_part(run, days * DAY_SECONDS, 0, 10, sureness);
    case CLET_FIELD_KIND_TIME:
        if (minutes == NONE) break;
        return write_part(run, (int64_t)minutes * 60, 11, 16, sureness);
    default: {
        const bool is_day_wanted = found->day != NONE || found->month != NONE ||
                                   found->year != NONE || found->weekday != NONE;
        if (minutes == NONE || (!has_day && is_day_wanted)) break;
        if (!has_day && minutes <= read->minutes) days++;
        const int64_t at =
            days * DAY_SECONDS + ((int64_t)minutes - read->context->zone_minutes) * 60;
        const chatlet_value seconds = clet_value_int(at);
        const chatlet_value time = clet_expr_to_timestamp(&seconds);
        if (time.kind != CHATLET_VALUE_TIMESTAMP) break;
        return clet_answer_of(time, sureness);
    }
    }
    return clet_answer_problem(CLET_FIELD_KIND);
}

/* RFC 3339 with its offset, as forms and other programs write it. */
static bool read_timestamp(chatlet_str text, chatlet_value *time) {
    const chatlet_value value = clet_value_text(CHATLET_VALUE_STRING, text);
    *time = clet_expr_to_timestamp(&value);
    return time->kind == CHATLET_VALUE_TIMESTAMP;
}

clet_field_answer clet_field_date_read(clet_expr_run *run, const clet_field_context *context,
                                       clet_field_kind kind, chatlet_str text) {
    clet_lexed lexed;
    chatlet_value time;
    if (text.size_bytes >= sizeof "2026-03-05T00:00:00Z" - 1 && read_timestamp(text, &time))
        return clet_field_date_of(run, context, kind, &time);
    clet_lex(text, &lexed);
    if (lexed.is_cut || lexed.count == 0) return clet_answer_problem(CLET_FIELD_KIND);
    /* "2026-03-05T15:30": the letter between says nothing. */
    for (uint32_t i = 1; i + 1 < lexed.count; i++) {
        if (lexed.items[i].gap == 0 && lexed.items[i + 1].gap == 0 &&
            lexed.text[lexed.items[i].begin] == 't' &&
            lexed.items[i].end - lexed.items[i].begin == 1) {
            memmove(&lexed.items[i], &lexed.items[i + 1],
                    (lexed.count - i - 1) * sizeof lexed.items[0]);
            lexed.items[i].before = ' ';
            lexed.items[i].gap = 1;
            lexed.count--;
        }
    }
    const reader read = read_moment(context, kind, &lexed);
    const bool is_doubtful = read.found.others > 0;
    /* "half past three" is not three. */
    if (read.found.is_bad || (is_doubtful && read.found.is_hour_bare) ||
        read.found.others > OTHERS_MAX || (is_doubtful && clet_text_is_question(text)))
        return clet_answer_problem(CLET_FIELD_KIND);
    return make_answer(run, &read, is_doubtful ? CLET_SURE_PART : CLET_SURE_KIND);
}

clet_field_answer clet_field_date_of(clet_expr_run *run, const clet_field_context *context,
                                     clet_field_kind kind, const chatlet_value *value) {
    if (value->kind != CHATLET_VALUE_TIMESTAMP) return clet_answer_problem(CLET_FIELD_KIND);
    const int64_t local = value->integer + (int64_t)context->zone_minutes * 60;
    if (kind == CLET_FIELD_KIND_DATETIME) return clet_answer_of(*value, CLET_SURE_EXACT);
    return kind == CLET_FIELD_KIND_DATE ? write_part(run, local, 0, 10, CLET_SURE_EXACT)
                                        : write_part(run, local, 11, 16, CLET_SURE_EXACT);
}
