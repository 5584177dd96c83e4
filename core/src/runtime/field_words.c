#include "field_words.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "../text/ascii_class.h"
#include "../text/fold.h"

#include <string.h>

enum { NUMBER_DIGITS = 9 };

typedef struct reading {
    uint32_t codepoint;
    uint32_t size_bytes;
    clet_fold_class class;
} reading;

static reading read_at(chatlet_str text, size_t offset) {
    const unsigned char first = (unsigned char)text.data[offset];
    if (first < 0x80) return (reading){first, 1, (clet_fold_class)clet_ascii_class[first]};
    const clet_utf8_char character = clet_utf8_read(text, offset);
    return (reading){.codepoint = character.codepoint,
                     .size_bytes = character.size_bytes,
                     .class = character.valid ? clet_fold_class_of(character.codepoint)
                                              : CLET_FOLD_OTHER};
}

static bool is_letter(clet_fold_class class) {
    return class == CLET_FOLD_LETTER || class == CLET_FOLD_UNSPACED || class == CLET_FOLD_MARK;
}

/* Characters that are not there once a word is folded. */
static bool is_silent(clet_fold_class class) {
    return class == CLET_FOLD_ACCENT || class == CLET_FOLD_IGNORED || class == CLET_FOLD_MID_LETTER;
}

/* The folded form of a character, in UTF-8; returns its size, at most 24. */
static size_t fold_character(uint32_t codepoint, char folded[24]) {
    uint32_t cased[CLET_FOLD_CASE_MAX];
    size_t size_bytes = 0;
    const uint32_t count = clet_fold_case(codepoint, cased);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t plain[CLET_FOLD_PLAIN_MAX];
        const uint32_t letters = clet_fold_plain(cased[i], plain);
        for (uint32_t k = 0; k < letters; k++)
            size_bytes += clet_utf8_write(plain[k], folded + size_bytes);
    }
    return size_bytes;
}

/* Dashes and spaces that are not ASCII count as the plain ones. */
static char plain_mark(uint32_t codepoint) {
    if (codepoint < 0x80) return codepoint < ' ' ? ' ' : (char)codepoint;
    if (codepoint == 0xA0 || codepoint == 0x202F || codepoint == 0x2009) return ' ';
    if (codepoint == 0x2212 || codepoint == 0x2013 || codepoint == 0x2010) return '-';
    return '?';
}

typedef struct lexer {
    clet_lexed *lexed;
    clet_lexeme *open; /* the lexeme that goes on, or NULL */
    char before;
    size_t previous_end;
} lexer;

/* Begins a lexeme; false when there is no room. */
static bool begin_lexeme(lexer *lex, size_t offset, bool is_number) {
    clet_lexed *lexed = lex->lexed;
    const uint32_t space = lexed->count > 0 ? 1 : 0;
    if (lexed->count == CLET_LEXEMES_MAX || lexed->size_bytes + space >= CLET_LEXED_BYTES_MAX)
        return false;
    if (space > 0) lexed->text[lexed->size_bytes++] = ' ';
    lex->open = &lexed->items[lexed->count++];
    *lex->open = (clet_lexeme){.begin = (uint16_t)lexed->size_bytes,
                               .end = (uint16_t)lexed->size_bytes,
                               .source_begin = (uint16_t)offset,
                               .gap = (uint16_t)(offset - lex->previous_end),
                               .before = lex->before,
                               .is_number = is_number};
    return true;
}

static void count_digit(clet_lexeme *lexeme, char digit) {
    const uint32_t before = (uint32_t)(lexeme->end - lexeme->begin);
    if (before >= NUMBER_DIGITS)
        lexeme->number = UINT32_MAX;
    else
        lexeme->number = lexeme->number * 10 + (uint32_t)(digit - '0');
}

/* Adds a letter or digit; false when there is no room. */
static bool add_character(lexer *lex, reading at, size_t offset) {
    clet_lexed *lexed = lex->lexed;
    const bool is_number = at.class == CLET_FOLD_DIGIT;
    char folded[24];
    size_t size_bytes = 1;
    if (at.codepoint < 0x80)
        folded[0] =
            (char)(at.codepoint >= 'A' && at.codepoint <= 'Z' ? at.codepoint + 32 : at.codepoint);
    else
        size_bytes = fold_character(at.codepoint, folded);
    if (lex->open == NULL || lex->open->is_number != is_number) {
        if (!begin_lexeme(lex, offset, is_number)) return false;
    }
    if (size_bytes > CLET_LEXED_BYTES_MAX - lexed->size_bytes) return false;
    if (is_number) count_digit(lex->open, folded[0]);
    memcpy(lexed->text + lexed->size_bytes, folded, size_bytes);
    lexed->size_bytes += (uint32_t)size_bytes;
    lex->open->end = (uint16_t)lexed->size_bytes;
    lex->previous_end = offset + at.size_bytes;
    lex->open->source_end = (uint16_t)lex->previous_end;
    lex->before = 0;
    return true;
}

void clet_lex(chatlet_str source, clet_lexed *lexed) {
    lexer lex = {.lexed = lexed};
    lexed->source = source;
    lexed->count = 0;
    lexed->size_bytes = 0;
    lexed->is_cut = source.size_bytes > UINT16_MAX;
    for (size_t offset = 0; offset < source.size_bytes && !lexed->is_cut;) {
        const reading at = read_at(source, offset);
        if (is_letter(at.class) || at.class == CLET_FOLD_DIGIT) {
            lexed->is_cut = !add_character(&lex, at, offset);
        } else if (!is_silent(at.class) || lex.open == NULL || lex.open->is_number) {
            const char mark = plain_mark(at.codepoint);
            if (mark != ' ' || lex.before == 0) lex.before = mark;
            lex.open = NULL;
        }
        offset += at.size_bytes;
    }
}

chatlet_str clet_lexed_from(const clet_lexed *lexed, uint32_t index) {
    const size_t begin = index < lexed->count ? lexed->items[index].begin : lexed->size_bytes;
    return (chatlet_str){.data = lexed->text + begin, .size_bytes = lexed->size_bytes - begin};
}

uint32_t clet_lexed_count(const clet_lexed *lexed, uint32_t index, size_t size_bytes) {
    const size_t end = lexed->items[index].begin + size_bytes;
    uint32_t count = 0;
    while (index + count < lexed->count && lexed->items[index + count].begin < end)
        count++;
    return count;
}

typedef struct comparison {
    chatlet_str folded;
    size_t matched;
    bool is_parted; /* a space comes before the next letter */
    bool is_equal;
} comparison;

static void compare_byte(comparison *with, char byte) {
    with->is_equal =
        with->matched < with->folded.size_bytes && with->folded.data[with->matched] == byte;
    if (with->is_equal) with->matched++;
}

static void compare_bytes(comparison *with, const char *bytes, size_t size_bytes) {
    if (with->is_parted && with->matched > 0) compare_byte(with, ' ');
    with->is_parted = false;
    for (size_t i = 0; i < size_bytes && with->is_equal; i++)
        compare_byte(with, bytes[i]);
}

/* Compares `word`, folded on the way, with the beginning of with->folded. */
static void compare_word(comparison *with, chatlet_str word) {
    for (size_t i = 0; i < word.size_bytes && with->is_equal;) {
        char folded[24];
        const reading at = read_at(word, i);
        i += at.size_bytes;
        if (is_letter(at.class) || at.class == CLET_FOLD_DIGIT)
            compare_bytes(with, folded, fold_character(at.codepoint, folded));
        else if (!is_silent(at.class))
            with->is_parted = true;
    }
}

/* Bytes that `word` takes at the beginning of `folded`; 0: it does not stand there. */
static size_t match_word(chatlet_str word, chatlet_str folded) {
    comparison with = {.folded = folded, .is_equal = true};
    compare_word(&with, word);
    const bool is_end = with.matched == folded.size_bytes || folded.data[with.matched] == ' ';
    return with.is_equal && is_end ? with.matched : 0;
}

/* Whether `word` cannot stand at the beginning of `folded`, by its first letter alone: most of a
 * list is passed over so. */
static bool is_other(char word, char folded) {
    const clet_fold_class class = (clet_fold_class)clet_ascii_class[(unsigned char)word];
    const char lower = word >= 'A' && word <= 'Z' ? (char)(word - 'A' + 'a') : word;
    return (unsigned char)word < 0x80 && class == CLET_FOLD_LETTER && lower != folded;
}

size_t clet_words_number(chatlet_str list, chatlet_str folded, uint32_t *value) {
    size_t longest = 0;
    if (folded.size_bytes == 0) return 0;
    for (size_t begin = 0; begin < list.size_bytes;) {
        const size_t end = clet_str_find_byte(list, '|', begin);
        if (is_other(list.data[begin], folded.data[0])) {
            begin = end + 1;
            continue;
        }
        const chatlet_str entry = clet_str_slice(list, begin, end);
        const size_t equals = clet_str_find_byte(entry, '=', 0);
        const size_t size_bytes = match_word(clet_str_slice(entry, 0, equals), folded);
        begin = end + 1;
        if (size_bytes <= longest) continue;
        longest = size_bytes;
        *value = 0;
        for (size_t i = equals + 1; i < entry.size_bytes && i < equals + 9; i++)
            *value = *value * 10 + (uint32_t)(entry.data[i] - '0') % 10;
    }
    return longest;
}

size_t clet_words_match(chatlet_str list, chatlet_str folded) {
    uint32_t value;
    return clet_words_number(list, folded, &value);
}

bool clet_words_are(chatlet_str list, chatlet_str folded) {
    return folded.size_bytes > 0 && clet_words_match(list, folded) == folded.size_bytes;
}

bool clet_word_begins(chatlet_str word, chatlet_str beginning) {
    if (word.size_bytes == 0 || beginning.size_bytes == 0) return beginning.size_bytes == 0;
    if (is_other(word.data[0], beginning.data[0])) return false;
    comparison with = {.folded = beginning, .is_equal = true};
    compare_word(&with, word);
    return with.matched == beginning.size_bytes;
}

bool clet_text_is_question(chatlet_str text) {
    const chatlet_str trimmed = clet_str_trim(text);
    return clet_str_ends_with(trimmed, CHATLET_STR("?")) ||
           clet_str_ends_with(trimmed, CHATLET_STR("\xEF\xBC\x9F")) ||
           clet_str_starts_with(trimmed, CHATLET_STR("\xC2\xBF"));
}
