#include "tokenize.h"

#include "../base/utf8.h"
#include "ascii_class.h"
#include "fold.h"

/* A character of the source with its class; at the end of the source, size_bytes is 0. */
typedef struct reading {
    uint32_t codepoint;
    uint32_t size_bytes;
    clet_fold_class class;
} reading;

static reading read_at(chatlet_str source, size_t offset) {
    if (offset >= source.size_bytes) return (reading){.class = CLET_FOLD_OTHER};
    const unsigned char first = (unsigned char)source.data[offset];
    if (first < 0x80)
        return (reading){
            .codepoint = first, .size_bytes = 1, .class = (clet_fold_class)clet_ascii_class[first]};
    const clet_utf8_char character = clet_utf8_read(source, offset);
    return (reading){.codepoint = character.codepoint,
                     .size_bytes = character.size_bytes,
                     .class = character.valid ? clet_fold_class_of(character.codepoint)
                                              : CLET_FOLD_OTHER};
}

static bool is_extending(clet_fold_class class) {
    return class == CLET_FOLD_MARK || class == CLET_FOLD_ACCENT || class == CLET_FOLD_IGNORED;
}

/* Moves `offset` behind the marks and ignored characters there. */
static size_t skip_extending(chatlet_str source, size_t offset) {
    reading next = read_at(source, offset);
    while (is_extending(next.class)) {
        offset += next.size_bytes;
        next = read_at(source, offset);
    }
    return offset;
}

/* Whether the joining character at `offset` stands before a character of `wanted` class; *behind
 * gets the place of that one. */
static bool joins(chatlet_str source, size_t offset, reading joint, clet_fold_class wanted,
                  size_t *behind) {
    *behind = offset + joint.size_bytes;
    return read_at(source, *behind).class == wanted;
}

/* The same for a run of "_", the one connector, which joins letters and digits alike. */
static bool connects(chatlet_str source, size_t offset, size_t *behind) {
    while (offset < source.size_bytes && source.data[offset] == '_')
        offset++;
    *behind = offset;
    const clet_fold_class next = read_at(source, offset).class;
    return next == CLET_FOLD_LETTER || next == CLET_FOLD_DIGIT;
}

static bool is_ascii_letter(char byte) {
    return clet_ascii_class[(unsigned char)byte] == CLET_FOLD_LETTER;
}

/* Moves behind ASCII letters: most of most texts. */
static size_t skip_ascii_letters(chatlet_str source, size_t offset) {
    while (offset < source.size_bytes && is_ascii_letter(source.data[offset]))
        offset++;
    return offset;
}

/* Moves behind ASCII that separates words. */
static size_t skip_ascii_others(chatlet_str source, size_t offset) {
    while (offset < source.size_bytes &&
           clet_ascii_class[(unsigned char)source.data[offset]] == CLET_ASCII_SEPARATES)
        offset++;
    return offset;
}

/* Reads a word of ASCII letters only, with a plain separator behind it, which is what most words
 * are; false when it is another. */
static bool read_plain_word(chatlet_str source, clet_token *token) {
    const size_t end = skip_ascii_letters(source, token->begin);
    const bool is_plain =
        end - token->begin > 1 &&
        (end == source.size_bytes ||
         clet_ascii_class[(unsigned char)source.data[end]] == CLET_ASCII_SEPARATES);
    if (!is_plain) return false;
    token->end = end;
    token->is_ascii = true;
    token->is_natural = true;
    return true;
}

/* Takes "++" or "#" into a word of one letter, unless another letter follows ("a#b"). */
static void take_language_sign(chatlet_str source, clet_token *token) {
    const size_t left = source.size_bytes - token->end;
    const char *at = source.data + token->end;
    if (token->end - token->begin != 1 || !is_ascii_letter(source.data[token->begin])) return;
    size_t sign = 0;
    if (left >= 2 && at[0] == '+' && at[1] == '+') sign = 2;
    if (left >= 1 && at[0] == '#') sign = 1;
    if (sign == 0) return;
    const clet_fold_class next = read_at(source, token->end + sign).class;
    if (next == CLET_FOLD_LETTER) return;
    token->end += sign;
    token->is_natural = false;
}

/* Reads the word that begins with the letter or digit at token->begin. */
static void read_word(chatlet_str source, clet_token *token) {
    clet_fold_class last = CLET_FOLD_OTHER; /* letter or digit that joints look back at */
    size_t offset = token->begin;
    token->is_ascii = true;
    token->is_natural = true;
    while (true) {
        const size_t letters_end = skip_ascii_letters(source, offset);
        if (letters_end > offset) last = CLET_FOLD_LETTER;
        offset = letters_end;
        const reading next = read_at(source, offset);
        size_t behind = offset + next.size_bytes;
        if (next.class == CLET_FOLD_LETTER || next.class == CLET_FOLD_DIGIT) {
            if (next.class == CLET_FOLD_DIGIT) token->is_natural = false;
            last = next.class;
        } else if (is_extending(next.class)) {
            /* Joins, and changes nothing. */
        } else if (next.class == CLET_FOLD_MID_LETTER) {
            if (last != CLET_FOLD_LETTER || !joins(source, offset, next, last, &behind)) break;
            token->has_joint = true;
        } else if (next.class == CLET_FOLD_MID_NUMBER) {
            if (last != CLET_FOLD_DIGIT || !joins(source, offset, next, last, &behind)) break;
        } else if (next.class == CLET_FOLD_CONNECTOR) {
            if (!connects(source, offset, &behind)) break;
            token->is_natural = false;
        } else {
            break;
        }
        if (next.codepoint >= 0x80) token->is_ascii = false;
        offset = behind;
    }
    token->end = offset;
}

/* Moves behind the digits at `offset` when they are a number that is layout. */
static size_t skip_number(chatlet_str source, size_t offset) {
    if (offset == 0 || source.data[offset - 1] != CLET_TOKEN_NUMBER_MARK) return offset;
    while (offset < source.size_bytes && source.data[offset] >= '0' && source.data[offset] <= '9')
        offset++;
    return offset;
}

bool clet_token_next(chatlet_str source, size_t offset, clet_token *token) {
    offset = skip_number(source, skip_ascii_others(source, offset));
    if (offset < source.size_bytes && is_ascii_letter(source.data[offset])) {
        *token = (clet_token){.begin = offset};
        if (read_plain_word(source, token)) return true;
    }
    reading first = read_at(source, offset);
    while (first.size_bytes != 0 && first.class != CLET_FOLD_LETTER &&
           first.class != CLET_FOLD_DIGIT && first.class != CLET_FOLD_UNSPACED) {
        offset = skip_number(source, offset + first.size_bytes);
        first = read_at(source, offset);
    }
    if (first.size_bytes == 0) return false;

    *token = (clet_token){.begin = offset};
    if (first.class == CLET_FOLD_UNSPACED) {
        token->is_unspaced = true;
        token->end = skip_extending(source, offset + first.size_bytes);
        return true;
    }
    read_word(source, token);
    take_language_sign(source, token);
    return true;
}
