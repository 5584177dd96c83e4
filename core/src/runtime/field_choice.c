/* Which of the options on offer a text means, and yes or no.
 *
 * In this order, the first that finds exactly one option counts: its id or label as they are; the
 * same and its synonyms folded; its number or letter, "2", "b)", "the second one"; its words within
 * the text; a beginning of its label; words that no other label has; one letter more, less or
 * wrong. A question is no answer but for the first three. */
#include "../base/number_text.h"
#include "../base/str.h"
#include "../text/language.h"
#include "../text/phrase_fold.h"
#include "field_kinds.h"

enum {
    LETTERS_MAX = 8, /* options that letters name */
    WORDS_MAX = 12,  /* of a text that holds an option among other words */
    BEGINNING_BYTES_MIN = 2,
    TYPO_BYTES_MIN = 4,
    OWN_WORD_BYTES_MIN = 3
};

/* Outcome of one way to look: several is not the same as none. */
enum { NOT_FOUND = -1, SEVERAL = -2 };

/* What a text is compared with. */
typedef struct search {
    const clet_field_context *context;
    chatlet_str text; /* trimmed */
    const clet_phrase *phrase;
} search;

/* Notes that option `index` was found. */
static int32_t add_found(int32_t found, uint32_t index) {
    return found == NOT_FOUND || found == (int32_t)index ? (int32_t)index : SEVERAL;
}

static int32_t find_as_it_is(const clet_field_context *context, chatlet_str text) {
    for (uint32_t i = 0; i < context->offered_count; i++) {
        if (clet_str_equal(context->offered[i].id, text)) return (int32_t)i;
    }
    for (uint32_t i = 0; i < context->offered_count; i++) {
        if (clet_str_equal(context->offered[i].text, text)) return (int32_t)i;
    }
    return NOT_FOUND;
}

/* Looks at every name of an option, folded. */
typedef bool (*name_test)(chatlet_str name, chatlet_str text);

static bool tests_folded(const search *with, chatlet_str name, name_test test) {
    clet_phrase folded;
    clet_phrase_fold(with->context->language, name, &folded);
    return folded.size_bytes > 0 && test(clet_phrase_str(&folded), clet_phrase_str(with->phrase));
}

static bool tests_option(const search *with, const clet_offered *option, name_test test) {
    if (tests_folded(with, option->text, test) || tests_folded(with, option->id, test)) return true;
    for (uint32_t i = 0; i < option->synonym_count; i++) {
        if (test(option->synonyms[i], clet_phrase_str(with->phrase))) return true;
    }
    return false;
}

static int32_t find_by(const search *with, name_test test) {
    int32_t found = NOT_FOUND;
    for (uint32_t i = 0; i < with->context->offered_count; i++) {
        if (tests_option(with, &with->context->offered[i], test)) found = add_found(found, i);
    }
    return found;
}

static bool is_equal(chatlet_str name, chatlet_str text) { return clet_str_equal(name, text); }

static bool begins_with_text(chatlet_str name, chatlet_str text) {
    return text.size_bytes >= BEGINNING_BYTES_MIN && clet_str_starts_with(name, text);
}

static bool begins_with_digit(chatlet_str text) {
    return text.size_bytes > 0 && text.data[0] >= '0' && text.data[0] <= '9';
}

/* Whether one letter was left out, added or is another one, or two have changed places. Another
 * digit is another thing: 09:00 is not 09:30. */
static bool is_one_edit(chatlet_str name, chatlet_str text) {
    const chatlet_str longer = name.size_bytes >= text.size_bytes ? name : text;
    const chatlet_str shorter = name.size_bytes >= text.size_bytes ? text : name;
    if (shorter.size_bytes < TYPO_BYTES_MIN || longer.size_bytes - shorter.size_bytes > 1)
        return false;
    const size_t same = clet_str_common_prefix(longer, shorter);
    const chatlet_str rest = clet_str_slice(longer, same, longer.size_bytes);
    const chatlet_str other = clet_str_slice(shorter, same, shorter.size_bytes);
    if (begins_with_digit(rest) || begins_with_digit(other)) return false;
    if (rest.size_bytes > other.size_bytes)
        return clet_str_equal(clet_str_slice(rest, 1, rest.size_bytes), other);
    if (rest.size_bytes == 0) return true;
    if (clet_str_equal(clet_str_slice(rest, 1, rest.size_bytes),
                       clet_str_slice(other, 1, other.size_bytes)))
        return true;
    return rest.size_bytes >= 2 && rest.data[0] == other.data[1] && rest.data[1] == other.data[0] &&
           clet_str_equal(clet_str_slice(rest, 2, rest.size_bytes),
                          clet_str_slice(other, 2, other.size_bytes));
}

/* Whether the words of `part` stand in `whole`, both folded. */
static bool holds_words(chatlet_str whole, chatlet_str part) {
    if (part.size_bytes > whole.size_bytes) return false;
    for (size_t begin = 0; begin + part.size_bytes <= whole.size_bytes;) {
        const size_t end = begin + part.size_bytes;
        const bool is_end = end == whole.size_bytes || whole.data[end] == ' ';
        if (is_end && clet_str_equal(clet_str_slice(whole, begin, end), part)) return true;
        begin = clet_str_find_byte(whole, ' ', begin) + 1;
    }
    return false;
}

/* The longest name of an option that stands in the text; 0: none does. */
static size_t held_bytes(const search *with, const clet_offered *option) {
    const chatlet_str text = clet_phrase_str(with->phrase);
    const chatlet_str names[] = {option->text, option->id};
    size_t longest = 0;
    for (size_t i = 0; i < 2; i++) {
        clet_phrase folded;
        clet_phrase_fold(with->context->language, names[i], &folded);
        const chatlet_str name = clet_phrase_str(&folded);
        /* "a" among other words is a word, and no option of that id. */
        const bool is_short_id = i == 1 && name.size_bytes < BEGINNING_BYTES_MIN;
        if (!is_short_id && name.size_bytes > longest && holds_words(text, name))
            longest = name.size_bytes;
    }
    for (uint32_t i = 0; i < option->synonym_count; i++) {
        const chatlet_str name = option->synonyms[i];
        if (name.size_bytes > longest && holds_words(text, name)) longest = name.size_bytes;
    }
    return longest;
}

/* The one option that stands in the text. A longer name that has a shorter one in it is meant:
 * "pro plus" is not "pro"; two names beside each other are two answers. */
static int32_t find_held(const search *with) {
    int32_t found = NOT_FOUND;
    size_t longest = 0;
    size_t all = 0;
    for (uint32_t i = 0; i < with->context->offered_count; i++) {
        const size_t size_bytes = held_bytes(with, &with->context->offered[i]);
        all += size_bytes;
        if (size_bytes == 0 || size_bytes < longest) continue;
        found = size_bytes > longest ? (int32_t)i : SEVERAL;
        longest = size_bytes;
    }
    if (found < 0 || all == longest) return found;
    /* Others are held too: they must be parts of this one's name. */
    const clet_offered *best = &with->context->offered[found];
    clet_phrase label;
    clet_phrase_fold(with->context->language, best->text, &label);
    for (uint32_t i = 0; i < with->context->offered_count; i++) {
        const search within = {.context = with->context, .phrase = &label};
        const clet_offered *other = &with->context->offered[i];
        if (other == best || held_bytes(with, other) == 0) continue;
        if (held_bytes(&within, other) == 0) return SEVERAL;
    }
    return found;
}

/* The option whose label alone has this word of the text. */
static int32_t find_owner(const search *with, chatlet_str word) {
    int32_t found = NOT_FOUND;
    for (uint32_t i = 0; i < with->context->offered_count; i++) {
        clet_phrase label;
        clet_phrase_fold(with->context->language, with->context->offered[i].text, &label);
        if (holds_words(clet_phrase_str(&label), word)) found = add_found(found, i);
    }
    return found;
}

/* The option that all words which only one label has belong to. */
static int32_t find_by_own_words(const search *with) {
    int32_t found = NOT_FOUND;
    for (uint32_t i = 0; i < with->phrase->word_count && i < WORDS_MAX; i++) {
        const clet_phrase_word *at = &with->phrase->words[i];
        const chatlet_str word = clet_str_slice(clet_phrase_str(with->phrase), at->begin, at->end);
        if (word.size_bytes < OWN_WORD_BYTES_MIN ||
            clet_language_is_stop_word(with->context->language, word))
            continue;
        const int32_t owner = find_owner(with, word);
        if (owner >= 0) found = found == SEVERAL ? SEVERAL : add_found(found, (uint32_t)owner);
    }
    return found;
}

/* Whether a label begins with a digit: numbers in a text then mean those. */
static bool have_numbers(const clet_field_context *context) {
    for (uint32_t i = 0; i < context->offered_count; i++) {
        clet_lexed label;
        clet_lex(context->offered[i].text, &label);
        if (label.count > 0 && label.items[0].is_number) return true;
    }
    return false;
}

/* The place that a text names: a number from 1, a letter; 0: it names none. */
static uint32_t place_of(const search *with, const clet_lexed *lexed, uint32_t index) {
    const clet_locale_data *locale = with->context->locale;
    const clet_lexeme *item = &lexed->items[index];
    const chatlet_str rest = clet_lexed_from(lexed, index);
    uint32_t place = 0;
    if (item->is_number) return lexed->count - index == 1 ? item->number : 0;
    if (rest.size_bytes == 1 && rest.data[0] >= 'a' && rest.data[0] < 'a' + LETTERS_MAX)
        return (uint32_t)(rest.data[0] - 'a') + 1;
    size_t size_bytes = clet_words_number(locale->ordinals, rest, &place);
    if (size_bytes > 0 && place == 0) place = with->context->offered_count;
    if (size_bytes == 0) size_bytes = clet_words_number(locale->numbers, rest, &place);
    if (size_bytes == 0) return 0;
    const chatlet_str behind =
        clet_lexed_from(lexed, index + clet_lexed_count(lexed, index, size_bytes));
    return behind.size_bytes == 0 || clet_words_are(locale->fillers, behind) ? place : 0;
}

static int32_t find_by_place(const search *with) {
    clet_lexed lexed;
    uint32_t index = 0;
    clet_lex(with->text, &lexed);
    if (lexed.is_cut || lexed.count == 0 || have_numbers(with->context)) return NOT_FOUND;
    uint32_t place = place_of(with, &lexed, 0);
    while (place == 0) { /* "the", "option" */
        const size_t size_bytes =
            clet_words_match(with->context->locale->fillers, clet_lexed_from(&lexed, index));
        if (size_bytes == 0) return NOT_FOUND;
        index += clet_lexed_count(&lexed, index, size_bytes);
        if (index >= lexed.count) return NOT_FOUND;
        place = place_of(with, &lexed, index);
    }
    return place <= with->context->offered_count ? (int32_t)place - 1 : NOT_FOUND;
}

static clet_field_answer chosen(const clet_field_context *context, int32_t index,
                                uint32_t sureness) {
    clet_field_answer answer = clet_answer_of(context->offered[index].value, sureness);
    answer.chosen = (uint32_t)index;
    return answer;
}

/* The ways that find something in more than the option's own name. */
static int32_t find_loosely(const search *with) {
    int32_t found = NOT_FOUND;
    const chatlet_str text = clet_phrase_str(with->phrase);
    if (with->phrase->word_count > WORDS_MAX || text.size_bytes == 0 ||
        clet_text_is_question(with->text))
        return NOT_FOUND;
    found = find_held(with);
    if (found == NOT_FOUND) found = find_by(with, begins_with_text);
    if (found == NOT_FOUND) found = find_by_own_words(with);
    if (found == NOT_FOUND) found = find_by(with, is_one_edit);
    return found;
}

clet_field_answer clet_field_choice_read(const clet_field_context *context, chatlet_str text) {
    clet_phrase phrase;
    int32_t found = find_as_it_is(context, text);
    if (found >= 0) return chosen(context, found, CLET_SURE_EXACT);
    clet_phrase_fold(context->language, text, &phrase);
    const search with = {.context = context, .text = text, .phrase = &phrase};
    found = phrase.size_bytes > 0 ? find_by(&with, is_equal) : NOT_FOUND;
    if (found >= 0) return chosen(context, found, CLET_SURE_EXACT);
    if (found == NOT_FOUND) {
        found = find_by_place(&with);
        if (found >= 0) return chosen(context, found, CLET_SURE_KIND);
        found = find_loosely(&with);
        if (found >= 0) return chosen(context, found, CLET_SURE_PART);
    }
    return clet_answer_problem(CLET_FIELD_CHOICE);
}

clet_field_answer clet_field_choice_of(const clet_field_context *context,
                                       const chatlet_value *value) {
    uint64_t cost = 1000;
    if (value->kind == CHATLET_VALUE_STRING) {
        const int32_t found = find_as_it_is(context, clet_value_str(value));
        if (found >= 0) return chosen(context, found, CLET_SURE_EXACT);
    }
    for (uint32_t i = 0; i < context->offered_count; i++) {
        if (clet_value_equal(&context->offered[i].value, value, &cost))
            return chosen(context, (int32_t)i, CLET_SURE_EXACT);
    }
    return clet_answer_problem(CLET_FIELD_CHOICE);
}

/* Several. */

typedef struct choices {
    clet_expr_run *run;
    const clet_field_context *context;
    chatlet_value list;
    uint32_t sureness; /* the least */
    bool is_good;
} choices;

static void add_choice(choices *made, const clet_field_answer *answer) {
    uint64_t cost = CHATLET_VALUE_ITEMS_MAX;
    if (answer->problem != CLET_FIELD_NONE) {
        made->is_good = false;
        return;
    }
    if (answer->sureness < made->sureness) made->sureness = answer->sureness;
    for (uint32_t i = 0; i < made->list.count; i++) {
        if (clet_value_equal(&made->list.items[i], &answer->value, &cost)) return;
    }
    clet_expr_list_append(made->run, &made->list, &answer->value);
}

static clet_field_answer finish_choices(const choices *made) {
    const chatlet_value list = clet_expr_list_finish(&made->list);
    if (!made->is_good || list.kind != CHATLET_VALUE_LIST || list.count == 0)
        return clet_answer_problem(CLET_FIELD_CHOICE);
    return clet_answer_of(list, made->sureness);
}

/* Adds what stands between conjunctions, from `begin` to `end` of the source. */
static void add_joined(choices *made, chatlet_str part) {
    clet_lexed lexed;
    clet_lex(part, &lexed);
    size_t begin = 0;
    for (uint32_t i = 1; i < lexed.count && made->is_good; i++) {
        const bool is_mark = lexed.items[i].before == '&' || lexed.items[i].before == '+';
        const size_t size_bytes =
            clet_words_match(made->context->locale->conjunction, clet_lexed_from(&lexed, i));
        const uint32_t count = size_bytes > 0 ? clet_lexed_count(&lexed, i, size_bytes) : 0;
        if ((count == 0 && !is_mark) || i + count >= lexed.count) continue;
        const chatlet_str text =
            clet_str_trim(clet_str_slice(part, begin, lexed.items[i - 1].source_end));
        const clet_field_answer answer = clet_field_choice_read(made->context, text);
        add_choice(made, &answer);
        i += count;
        begin = lexed.items[i].source_begin;
    }
    const clet_field_answer answer = clet_field_choice_read(
        made->context, clet_str_trim(clet_str_slice(part, begin, part.size_bytes)));
    add_choice(made, &answer);
}

static void add_part(choices *made, chatlet_str part) {
    const chatlet_str trimmed = clet_str_trim(part);
    if (trimmed.size_bytes == 0) return;
    /* "Salt and pepper" may be one. */
    const clet_field_answer whole = clet_field_choice_read(made->context, trimmed);
    if (whole.sureness >= CLET_SURE_KIND)
        add_choice(made, &whole);
    else
        add_joined(made, trimmed);
}

clet_field_answer clet_field_choices_read(clet_expr_run *run, const clet_field_context *context,
                                          chatlet_str text) {
    choices made = {.run = run,
                    .context = context,
                    .list = clet_expr_list_begin(CHATLET_VALUE_LIST),
                    .sureness = CLET_SURE_EXACT,
                    .is_good = true};
    const clet_field_answer whole = clet_field_choice_read(context, text);
    if (whole.sureness >= CLET_SURE_KIND) {
        add_choice(&made, &whole);
        return finish_choices(&made);
    }
    for (size_t begin = 0; begin <= text.size_bytes && made.is_good;) {
        size_t end = begin;
        while (end < text.size_bytes && text.data[end] != ',' && text.data[end] != ';' &&
               text.data[end] != '\n')
            end++;
        add_part(&made, clet_str_slice(text, begin, end));
        begin = end + 1;
    }
    return finish_choices(&made);
}

clet_field_answer clet_field_choices_of(clet_expr_run *run, const clet_field_context *context,
                                        const chatlet_value *value) {
    choices made = {.run = run,
                    .context = context,
                    .list = clet_expr_list_begin(CHATLET_VALUE_LIST),
                    .sureness = CLET_SURE_EXACT,
                    .is_good = value->kind == CHATLET_VALUE_LIST};
    for (uint32_t i = 0; made.is_good && i < value->count; i++) {
        const clet_field_answer answer = clet_field_choice_of(context, &value->items[i]);
        add_choice(&made, &answer);
    }
    return finish_choices(&made);
}

/* Yes or no. */

static bool is_word(const clet_field_context *context, chatlet_str word, chatlet_str phrase) {
    clet_phrase folded;
    clet_phrase_fold(context->language, word, &folded);
    return folded.size_bytes > 0 && clet_str_equal(clet_phrase_str(&folded), phrase);
}

/* "yes" and "true" are the ids that forms and programs send, in every language. */
static bool is_yes(const clet_field_context *context, chatlet_str phrase) {
    return clet_words_are(context->locale->yes, phrase) ||
           clet_words_are(CHATLET_STR("yes|true"), phrase) ||
           is_word(context, context->program->words.yes, phrase);
}

static bool is_no(const clet_field_context *context, chatlet_str phrase) {
    return clet_words_are(context->locale->no, phrase) ||
           clet_words_are(CHATLET_STR("no|false"), phrase) ||
           is_word(context, context->program->words.no, phrase);
}

clet_field_answer clet_field_bool_read(const clet_field_context *context, chatlet_str text) {
    clet_phrase phrase;
    clet_phrase_fold(context->language, text, &phrase);
    const chatlet_str folded = clet_phrase_str(&phrase);
    if (is_yes(context, folded)) return clet_answer_of(clet_value_bool(true), CLET_SURE_KIND);
    if (is_no(context, folded)) return clet_answer_of(clet_value_bool(false), CLET_SURE_KIND);
    const size_t yes = clet_words_match(context->locale->yes, folded);
    const size_t no = clet_words_match(context->locale->no, folded);
    if (yes == no || phrase.word_count > WORDS_MAX || clet_text_is_question(text))
        return clet_answer_problem(CLET_FIELD_KIND);
    return clet_answer_of(clet_value_bool(yes > no), CLET_SURE_PART);
}
