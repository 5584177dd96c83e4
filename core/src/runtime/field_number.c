/* Numbers as people write them: "1.200,50 €", "-3", "5k", "two hundred", "4 out of 5", "★★★★". */
#include "../base/double_text.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "field_kinds.h"

#include <string.h>

enum {
    DIGITS_MAX = 60, /* of one number; more are none */
    WORDS_MAX = 8    /* of a text that has a number among others */
};

static const double integer_max = 9007199254740992.0; /* 2^53: as far as doubles count */

/* A number that stands in a text. */
typedef struct found {
    double number;
    uint32_t end; /* lexeme behind it */
    bool is_good;
} found;

/* Digits as read, with the sign and a point for clet_double_text_read. */
typedef struct digits {
    char text[DIGITS_MAX + 4];
    uint32_t count;
    bool is_good;
} digits;

static void add_digits(digits *made, chatlet_str more) {
    if (more.size_bytes > DIGITS_MAX - made->count) {
        made->is_good = false;
        return;
    }
    memcpy(made->text + made->count, more.data, more.size_bytes);
    made->count += (uint32_t)more.size_bytes;
}

static chatlet_str lexeme_text(const clet_lexed *lexed, uint32_t index) {
    const clet_lexeme *item = &lexed->items[index];
    return (chatlet_str){.data = lexed->text + item->begin,
                         .size_bytes = (size_t)(item->end - item->begin)};
}

static bool is_separator(char mark) {
    return mark == '.' || mark == ',' || mark == '\'' || mark == ' ';
}

/* Whether lexeme `index` goes on with the number in front of it. */
static bool continues(const clet_lexed *lexed, uint32_t index) {
    if (index >= lexed->count) return false;
    const clet_lexeme *item = &lexed->items[index];
    if (!item->is_number || !is_separator(item->before)) return false;
    const bool is_three = item->end - item->begin == 3;
    /* A space, which may be one of three bytes that does not break a line, parts thousands only. */
    return item->before == ' ' ? is_three && item->gap <= 3 : item->gap == 1;
}

/* How the parts of a number are joined. */
typedef struct parts {
    uint32_t begin;
    uint32_t end;     /* lexeme behind the last */
    uint32_t decimal; /* lexeme that stands behind the point; `end`: none */
    bool is_good;
} parts;

/* Whether the part at `index` may be thousands: three digits. */
static bool is_group(const clet_lexed *lexed, uint32_t index) {
    return lexed->items[index].end - lexed->items[index].begin == 3;
}

/* Whether one separator between two parts is the point: it is the language's, or there are not
 * three digits behind it, or none but 0 in front. */
static bool is_point(const clet_lexed *lexed, const clet_locale_data *locale, uint32_t index) {
    const clet_lexeme *front = &lexed->items[index - 1];
    const char mark = lexed->items[index].before;
    if (mark != '.' && mark != ',') return false;
    if (locale->decimal.size_bytes == 1 && locale->decimal.data[0] == mark) return true;
    return !is_group(lexed, index) || front->end - front->begin > 3 || front->number == 0;
}

static parts find_parts(const clet_lexed *lexed, const clet_locale_data *locale, uint32_t begin) {
    parts all = {.begin = begin, .end = begin + 1, .is_good = true};
    while (continues(lexed, all.end))
        all.end++;
    all.decimal = all.end;
    if (all.end - begin == 1) return all;
    const uint32_t last = all.end - 1;
    const char mark = lexed->items[last].before;
    const bool is_mixed = all.end - begin > 2 && lexed->items[begin + 1].before != mark;
    if (is_mixed ? mark == '.' || mark == ','
                 : all.end - begin == 2 && is_point(lexed, locale, last))
        all.decimal = last;
    for (uint32_t i = begin + 1; i < all.end && i != all.decimal; i++)
        all.is_good = all.is_good && is_group(lexed, i) &&
                      lexed->items[i].before == lexed->items[begin + 1].before;
    return all;
}

/* Whether a minus stands in front: at the beginning, or behind a space or a symbol of money. */
static bool is_negative(const clet_lexed *lexed, uint32_t index) {
    const clet_lexeme *item = &lexed->items[index];
    const size_t begin = item->source_begin - item->gap;
    for (size_t i = begin; i < item->source_begin;) {
        const clet_utf8_char at = clet_utf8_read(lexed->source, i);
        const bool is_minus = at.codepoint == '-' || at.codepoint == 0x2212;
        if (is_minus) return index == 0 || i > begin;
        i += at.size_bytes;
    }
    return false;
}

/* ".5": a point in front of the first digits, and nothing in front of it. */
static bool begins_with_point(const clet_lexed *lexed, const parts *of) {
    const clet_lexeme *item = &lexed->items[of->begin];
    const bool is_free = item->gap == 1
                             ? of->begin == 0
                             : item->gap > 1 && lexed->source.data[item->source_begin - 2] == ' ';
    return is_free && of->end - of->begin == 1 && (item->before == '.' || item->before == ',');
}

static double to_number(const clet_lexed *lexed, const parts *of) {
    digits made = {.is_good = of->is_good};
    double number = 0;
    /* Most numbers are a few digits. */
    const clet_lexeme *first = &lexed->items[of->begin];
    const bool is_plain = of->end - of->begin == 1 && first->gap == 0;
    if (is_plain && first->number != UINT32_MAX) return first->number;
    if (is_negative(lexed, of->begin)) add_digits(&made, CHATLET_STR("-"));
    if (begins_with_point(lexed, of)) add_digits(&made, CHATLET_STR("0."));
    for (uint32_t i = of->begin; i < of->end; i++) {
        if (i == of->decimal) add_digits(&made, CHATLET_STR("."));
        add_digits(&made, lexeme_text(lexed, i));
    }
    const chatlet_str text = {.data = made.text, .size_bytes = made.count};
    if (!made.is_good || !clet_double_text_read(text, &number)) return -integer_max * 2;
    return number;
}

/* "5k", "2 thousand": what the word behind the digits multiplies them with. */
static uint32_t scale_behind(const clet_lexed *lexed, const clet_locale_data *locale,
                             uint32_t index, uint32_t *count) {
    uint32_t scale = 1;
    if (index >= lexed->count) return 1;
    const clet_lexeme *item = &lexed->items[index];
    if (item->gap == 0 && clet_str_equal(lexeme_text(lexed, index), CHATLET_STR("k"))) {
        *count = 1;
        return 1000;
    }
    const chatlet_str rest = clet_lexed_from(lexed, index);
    const size_t size_bytes = clet_words_number(locale->numbers, rest, &scale);
    if (size_bytes == 0 || scale < 1000) return 1;
    *count = clet_lexed_count(lexed, index, size_bytes);
    return scale;
}

/* The number of the digits at lexeme `begin`. */
static found read_digits(const clet_lexed *lexed, const clet_locale_data *locale, uint32_t begin) {
    const parts of = find_parts(lexed, locale, begin);
    uint32_t count = 0;
    const double number = to_number(lexed, &of);
    const uint32_t scale = scale_behind(lexed, locale, of.end, &count);
    found read = {.end = of.end + count, .is_good = of.is_good && number >= -integer_max};
    read.number = number * scale;
    /* Letters on both sides, or digits again behind them, are a code and no number: "A12", "1e5".
     * Letters behind are a unit: "5kg". */
    if (lexed->items[begin].gap == 0 && begin > 0) read.is_good = false;
    if (read.end < lexed->count && lexed->items[read.end].gap == 0 && read.end + 1 < lexed->count &&
        lexed->items[read.end + 1].gap == 0)
        read.is_good = false;
    return read;
}

/* Words that add up: "two hundred and five". What a language writes between them is a conjunction.
 */
static found read_number_words(const clet_lexed *lexed, const clet_locale_data *locale) {
    found read = {0};
    double total = 0;
    double part = 0;
    bool has_part = false;
    while (read.end < lexed->count) {
        uint32_t value;
        const chatlet_str rest = clet_lexed_from(lexed, read.end);
        size_t size_bytes = clet_words_number(locale->numbers, rest, &value);
        if (size_bytes == 0) {
            size_bytes = has_part ? clet_words_match(locale->conjunction, rest) : 0;
            if (size_bytes == 0 || size_bytes == rest.size_bytes) break;
            read.end += clet_lexed_count(lexed, read.end, size_bytes);
            continue;
        }
        const double lower = value < 10 ? 10 : value < 100 ? 100 : 1000;
        const double below = part - (double)((int64_t)(part / lower) * (int64_t)lower);
        const bool is_teen = part > 0 && part < 20 && value < 10;
        if (value >= 1000) {
            total += (has_part ? part : 1) * value;
            part = 0;
        } else if (value == 100) {
            if (part >= 10) return (found){0};
            part = has_part && part > 0 ? part * 100 : 100;
        } else if (below > 0 || is_teen) {
            return (found){0}; /* "two three" is no number */
        } else {
            part += value;
        }
        has_part = true;
        read.is_good = true;
        read.end += clet_lexed_count(lexed, read.end, size_bytes);
    }
    read.number = total + part;
    return read;
}

/* A row of stars and nothing else; 0: there is none. */
static uint32_t count_stars(chatlet_str text) {
    uint32_t count = 0;
    for (size_t i = 0; i < text.size_bytes;) {
        const clet_utf8_char at = clet_utf8_read(text, i);
        i += at.size_bytes;
        if (at.codepoint == 0x2605 || at.codepoint == 0x2B50 || at.codepoint == '*')
            count++;
        else if (at.codepoint != 0x2606 && at.codepoint != ' ' && at.codepoint != 0xFE0F)
            return 0;
    }
    return count;
}

static double rating_maximum(const clet_flow_field *field) {
    return field->has_maximum ? field->maximum : CLET_RATING_MAXIMUM;
}

static clet_field_answer answer_of(const clet_flow_field *field, double number, uint32_t sureness) {
    if (field->kind == CLET_FIELD_KIND_NUMBER)
        return clet_answer_of(clet_value_double(number), sureness);
    const bool is_whole =
        number >= -integer_max && number <= integer_max && (double)(int64_t)number == number;
    if (!is_whole) return clet_answer_problem(CLET_FIELD_KIND);
    return clet_answer_of(clet_value_int((int64_t)number), sureness);
}

/* The place of the first digits; lexed->count: there are none. */
static uint32_t find_digits(const clet_lexed *lexed, uint32_t begin) {
    while (begin < lexed->count && !lexed->items[begin].is_number)
        begin++;
    return begin;
}

/* "4 of 5", "4/5": whether what stands behind the first number of a rating is only its maximum. */
static bool is_of_maximum(const clet_field_context *context, const clet_flow_field *field,
                          const clet_lexed *lexed, uint32_t begin, uint32_t second) {
    const found maximum = read_digits(lexed, context->locale, second);
    const bool is_parted = lexed->items[second].before == '/' ||
                           clet_words_match(context->locale->of, clet_lexed_from(lexed, begin)) > 0;
    return field->kind == CLET_FIELD_KIND_RATING && maximum.is_good && is_parted &&
           maximum.number == rating_maximum(field) &&
           find_digits(lexed, maximum.end) == lexed->count;
}

static clet_field_answer read_words(const clet_field_context *context, const clet_flow_field *field,
                                    const clet_lexed *lexed) {
    const found read = read_number_words(lexed, context->locale);
    const bool is_whole = read.end == lexed->count;
    /* "one moment" is not one; "two seats" is two. */
    if (!read.is_good || (!is_whole && (read.number < 2 || lexed->count - read.end > 1)))
        return clet_answer_problem(CLET_FIELD_KIND);
    return answer_of(field, read.number, is_whole ? CLET_SURE_KIND : CLET_SURE_PART);
}

clet_field_answer clet_field_number_read(const clet_field_context *context,
                                         const clet_flow_field *field, chatlet_str text) {
    clet_lexed lexed;
    clet_lex(text, &lexed);
    const uint32_t stars =
        field->kind == CLET_FIELD_KIND_RATING && lexed.count == 0 ? count_stars(text) : 0;
    if (stars > 0) return answer_of(field, stars, CLET_SURE_KIND);
    if (lexed.is_cut || lexed.count == 0 || lexed.count > WORDS_MAX)
        return clet_answer_problem(CLET_FIELD_KIND);
    const uint32_t begin = find_digits(&lexed, 0);
    if (begin == lexed.count) return read_words(context, field, &lexed);
    const found read = read_digits(&lexed, context->locale, begin);
    const uint32_t second = find_digits(&lexed, read.end);
    const bool is_one =
        second == lexed.count || is_of_maximum(context, field, &lexed, read.end, second);
    if (!read.is_good || !is_one) return clet_answer_problem(CLET_FIELD_KIND);
    const bool is_alone = begin == 0 && read.end == lexed.count;
    if (!is_alone && clet_text_is_question(text)) return clet_answer_problem(CLET_FIELD_KIND);
    return answer_of(field, read.number, is_alone ? CLET_SURE_KIND : CLET_SURE_PART);
}

clet_field_answer clet_field_number_of(const clet_flow_field *field, const chatlet_value *value) {
    double number = 0;
    switch ((int)value->kind) {
    case CHATLET_VALUE_INT: number = (double)value->integer; break;
    case CHATLET_VALUE_UINT: number = (double)value->natural; break;
    case CHATLET_VALUE_DOUBLE: number = value->number; break;
    default: return clet_answer_problem(CLET_FIELD_KIND);
    }
    /* Neither NaN nor infinite: no variable should hold what no form can send. */
    if (!(number - number == 0)) return clet_answer_problem(CLET_FIELD_KIND);
    return answer_of(field, number, CLET_SURE_EXACT);
}
