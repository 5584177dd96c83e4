/* What a language writes its dates, numbers, money and lists with, and the words its visitors use
 * for days and for yes and no. It travels in the bundle, so the visitor's module has no tables.
 *
 *   0  u8  order of day, month and year: a clet_date_order
 *   1  u8  digits a number needs in front of its last three before they are parted: 1 or 2
 *   2  …   the texts in the order of the struct, each with its size in front (a varint)
 *
 * The whole is at most CHATLET_LOCALE_BYTES_MAX. */
#ifndef CLET_BUNDLE_LOCALE_DATA_H
#define CLET_BUNDLE_LOCALE_DATA_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

typedef enum clet_date_order {
    CLET_DATE_DAY_MONTH_YEAR,
    CLET_DATE_MONTH_DAY_YEAR,
    CLET_DATE_YEAR_MONTH_DAY,
    CLET_DATE_ORDER_COUNT
} clet_date_order;

typedef enum clet_format_style {
    CLET_STYLE_SHORT,
    CLET_STYLE_MEDIUM,
    CLET_STYLE_LONG,
    CLET_STYLE_FULL,
    CLET_STYLE_COUNT
} clet_format_style;

/* CLDR's categories; what none of them takes is "other". */
typedef enum clet_plural {
    CLET_PLURAL_ZERO,
    CLET_PLURAL_ONE,
    CLET_PLURAL_TWO,
    CLET_PLURAL_FEW,
    CLET_PLURAL_MANY,
    CLET_PLURAL_OTHER
} clet_plural;

enum {
    CLET_LOCALE_MONTHS = 12,
    CLET_LOCALE_WEEKDAYS = 7,
    CLET_LOCALE_UNITS = 6, /* minute, hour, day, week, month, year */
    /* 32 that stand alone, and the arrays */
    CLET_LOCALE_TEXTS = 32 + 2 * CLET_LOCALE_MONTHS + 2 * CLET_LOCALE_WEEKDAYS +
                        2 * CLET_STYLE_COUNT + CLET_PLURAL_OTHER + CLET_LOCALE_UNITS
};

/* Texts that a visitor may write are words parted by '|', as "yes|yep|sure": in lower case, with
 * their accents, several words with single spaces. The first is the one to show. They may be empty;
 * so may plural conditions and currencies.
 *
 * Patterns have Unicode's letters (UTS #35): y yy, M MM MMM MMMM, d dd, EEE EEEE, h hh, H HH, mm,
 * ss, a, z; other letters stand between single quotes. */
typedef struct clet_locale_data {
    uint8_t date_order;       /* a clet_date_order */
    uint8_t grouping_minimum; /* 2: "1234", but "12.345" */
    union {
        struct {
            chatlet_str tag; /* BCP 47: "es" */
            chatlet_str decimal;
            chatlet_str months[CLET_LOCALE_MONTHS]; /* as they stand within a date */
            chatlet_str months_short[CLET_LOCALE_MONTHS];
            chatlet_str weekdays[CLET_LOCALE_WEEKDAYS]; /* from Sunday on */
            chatlet_str weekdays_short[CLET_LOCALE_WEEKDAYS];
            chatlet_str dates[CLET_STYLE_COUNT]; /* patterns */
            chatlet_str times[CLET_STYLE_COUNT];
            chatlet_str group; /* between thousands */
            chatlet_str morning, afternoon;
            chatlet_str join_short, join_long; /* between a date and its time, by its style */
            chatlet_str money;                 /* "¤#": where symbol and number stand */
            chatlet_str currencies; /* "EUR2€ JPY0¥": code, digits behind the point, symbol; parted
                                       by spaces. Others show their code and two digits */
            chatlet_str list_separator;             /* ", " */
            chatlet_str list_pair;                  /* " and ", between two */
            chatlet_str list_last;                  /* ", and ", before the last of more */
            chatlet_str plurals[CLET_PLURAL_OTHER]; /* conditions of plural_rule.h */

            chatlet_str day_before_yesterday, yesterday, today, tomorrow, day_after_tomorrow;
            chatlet_str yes, no, skip;
            chatlet_str next; /* "next", of weekdays and units */
            chatlet_str in;   /* "in", before a span that lies ahead */
            chatlet_str ago;  /* "ago", behind or before one that has passed */
            chatlet_str noon, midnight;
            chatlet_str units[CLET_LOCALE_UNITS]; /* "minute|minutes|min" … */

            /* What visitors write, never shown. */
            chatlet_str before_noon, after_noon; /* "am|in the morning" */
            chatlet_str conjunction;             /* "and", between answers to one question */
            chatlet_str numbers;  /* "one=1|two=2|hundred=100": 100 and what is from 1000 on
                                     multiply, others add up */
            chatlet_str ordinals; /* "first=1|last=0": of a list */
            chatlet_str of;       /* "of|out of": 4 of 5, "stars" */
            chatlet_str fillers;  /* words of dates and numbers that say nothing: "at|the|th" */
        };
        chatlet_str texts[CLET_LOCALE_TEXTS]; /* the same, one by one */
    };
} clet_locale_data;

/* Reads and checks the bytes drawn above; the texts are borrowed from them.
 *
 * CHATLET_OK; CHATLET_ERR_BUNDLE when anything is wrong: cut or longer, too large, a text that is
 * not UTF-8, a condition or a list of currencies that does not read, no place for the number in
 * `money`. *data is untouched then. */
CHATLET_MUST_USE chatlet_status clet_locale_read(chatlet_str bytes, clet_locale_data *data);

#endif
