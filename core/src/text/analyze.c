#include "analyze.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "fold.h"
#include "language_rules.h"
#include "normalize.h"
#include "stem.h"
#include "stop_words.h"
#include "tokenize.h"

#include <string.h>

void clet_analyzer_init(clet_analyzer *analyzer, clet_stemmer *stemmer, chatlet_str source) {
    const chatlet_str language = stemmer != NULL ? stemmer->language : CHATLET_STR("none");
    *analyzer = (clet_analyzer){.stemmer = stemmer,
                                .source = source,
                                .rules = clet_language_rules_find(language),
                                .stop_words = clet_stop_words_find(language)};
}

/* NO_LETTER keeps a set of no letters from being the one of all. */
enum { ALL_LETTERS = 0x3FFFFFF, NO_LETTER = 0x4000000 };

void clet_analyzer_want(clet_analyzer *analyzer, chatlet_str term) {
    const bool is_letter = term.size_bytes > 0 && term.data[0] >= 'a' && term.data[0] <= 'z';
    const bool can_tell = analyzer->stemmer == NULL || analyzer->rules->keeps_first_letter;
    /* A term that begins with a digit or another script is no word of ASCII letters. */
    if (!can_tell) analyzer->letters = ALL_LETTERS;
    if (is_letter) analyzer->letters |= 1u << (term.data[0] - 'a');
    analyzer->letters |= NO_LETTER;
}

/* Whether the word begins with a letter that no wanted term begins with. */
static bool is_passed_over(const clet_analyzer *analyzer, const clet_token *token) {
    if (analyzer->letters == 0 || !token->is_ascii || !token->is_natural || token->has_joint)
        return false;
    const char first = (char)(analyzer->source.data[token->begin] | 0x20); /* in lower case */
    return (analyzer->letters & 1u << (first - 'a')) == 0;
}

/* Copies ASCII, in lower case. The common case by far, so it does without the tables. */
static size_t fold_ascii(chatlet_str word, char *folded, size_t maximum_bytes) {
    const size_t size_bytes = word.size_bytes < maximum_bytes ? word.size_bytes : maximum_bytes;
    for (size_t i = 0; i < size_bytes; i++) {
        const char byte = word.data[i];
        folded[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : byte;
    }
    return size_bytes;
}

static chatlet_str fold_word(const clet_analyzer *analyzer, const clet_token *token,
                             char folded[CHATLET_WORD_BYTES_MAX]) {
    const chatlet_str word = clet_str_slice(analyzer->source, token->begin, token->end);
    const clet_normalize_options options = {.has_dotless_i = analyzer->rules->has_dotless_i};
    const size_t size_bytes =
        token->is_ascii && !analyzer->rules->has_dotless_i
            ? fold_ascii(word, folded, CHATLET_WORD_BYTES_MAX)
            : clet_normalize_case(word, options, folded, CHATLET_WORD_BYTES_MAX);
    return (chatlet_str){.data = folded, .size_bytes = size_bytes};
}

static bool is_plain_already(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++)
        if ((unsigned char)text.data[i] >= 0x80 || text.data[i] == '\'') return false;
    return true;
}

static void set_plain_text(clet_term *term, chatlet_str plain) {
    memcpy(term->text, plain.data, plain.size_bytes);
    term->size_bytes = plain.size_bytes;
}

/* Writes the term's text: `folded` without accents and apostrophes. */
static void set_text(clet_term *term, chatlet_str folded) {
    if (folded.size_bytes > sizeof term->text || !is_plain_already(folded)) {
        term->size_bytes = clet_normalize_plain(folded, term->text, sizeof term->text);
        return;
    }
    set_plain_text(term, folded);
}

static bool is_apostrophe(uint32_t codepoint) {
    uint32_t folded[CLET_FOLD_CASE_MAX];
    return clet_fold_case(codepoint, folded) == 1 && folded[0] == '\'';
}

/* Place behind the token's first apostrophe, or its begin when it has none. */
static size_t find_behind_apostrophe(chatlet_str source, const clet_token *token) {
    size_t offset = token->begin;
    while (offset < token->end) {
        const clet_utf8_char character = clet_utf8_read(source, offset);
        offset += character.size_bytes;
        if (is_apostrophe(character.codepoint)) return offset;
    }
    return token->begin;
}

/* Whether `folded` begins with a function word and an apostrophe: "I'd", "they'll". */
static bool is_contraction(const clet_analyzer *analyzer, chatlet_str folded) {
    const size_t length = clet_str_find_byte(folded, '\'', 0);
    return length < folded.size_bytes &&
           clet_stop_words_has(analyzer->stop_words, clet_str_slice(folded, 0, length));
}

static bool is_stop(const clet_analyzer *analyzer, const clet_token *token, chatlet_str folded,
                    chatlet_str plain) {
    if (analyzer->stop_words == NULL) return false;
    if (clet_stop_words_has(analyzer->stop_words, plain)) return true;
    return token->has_joint && analyzer->rules->has_english_clitics &&
           is_contraction(analyzer, folded);
}

/* Cuts off what a language writes onto its words: "l'" before, "'s" behind. */
static chatlet_str cut_clitics(const clet_analyzer *analyzer, clet_token *token, chatlet_str folded,
                               char buffer[CHATLET_WORD_BYTES_MAX]) {
    if (clet_language_rules_elide(analyzer->rules, folded)) {
        token->begin = find_behind_apostrophe(analyzer->source, token);
        return fold_word(analyzer, token, buffer);
    }
    if (analyzer->rules->has_english_clitics && clet_str_ends_with(folded, CHATLET_STR("'s")))
        folded.size_bytes -= 2;
    return folded;
}

/* Puts the stem of `folded`, which stands in `buffer`, into the term. */
static void set_stem(clet_analyzer *analyzer, chatlet_str folded,
                     char buffer[CHATLET_WORD_BYTES_MAX], clet_term *term) {
    const size_t size_bytes = clet_language_rules_mend(analyzer->rules, buffer, folded.size_bytes);
    const chatlet_str word = {.data = buffer, .size_bytes = size_bytes};
    set_text(term, clet_stem(analyzer->stemmer, word));
    /* A stemmer may take a short word whole; then the word stands for itself. */
    if (term->size_bytes == 0) set_text(term, word);
}

/* Makes the term of a word; false when nothing of it is left, as of one that is all apostrophe. */
static bool make_word_term(clet_analyzer *analyzer, clet_token token, clet_term *term) {
    char buffer[CHATLET_WORD_BYTES_MAX];
    chatlet_str folded = fold_word(analyzer, &token, buffer);
    if (token.has_joint) folded = cut_clitics(analyzer, &token, folded, buffer);
    term->begin = token.begin;
    term->end = token.end;
    set_text(term, folded);
    if (term->size_bytes == 0) return false;
    const chatlet_str plain = {.data = term->text, .size_bytes = term->size_bytes};
    term->is_stop = is_stop(analyzer, &token, folded, plain);
    /* Function words stay whole: stemmers make different things of "não" and "nao". */
    const bool is_stemmed = analyzer->stemmer != NULL && token.is_natural && !term->is_stop;
    if (is_stemmed) set_stem(analyzer, folded, buffer, term);
    return true;
}

/* Whether the word's term depends on nothing but its own bytes, and may be remembered. */
static bool is_cached(const clet_analyzer *analyzer, const clet_token *token) {
    return token->is_natural && !token->has_joint && analyzer->stemmer != NULL &&
           token->end - token->begin <= CLET_CACHED_BYTES_MAX;
}

/* What the word is remembered by: itself, or in lower case where that is quick to say. */
static chatlet_str cache_key(const clet_analyzer *analyzer, const clet_token *token,
                             char buffer[CLET_CACHED_BYTES_MAX]) {
    const chatlet_str word = clet_str_slice(analyzer->source, token->begin, token->end);
    if (!token->is_ascii || analyzer->rules->has_dotless_i) return word;
    return (chatlet_str){.data = buffer,
                         .size_bytes = fold_ascii(word, buffer, CLET_CACHED_BYTES_MAX)};
}

/* The same as make_word_term for such a word, from memory when it was met before. */
static bool make_cached_term(clet_analyzer *analyzer, const clet_token *token, clet_term *term) {
    char buffer[CLET_CACHED_BYTES_MAX];
    const chatlet_str key = cache_key(analyzer, token, buffer);
    clet_cached_term *cached = clet_term_cache_find(&analyzer->stemmer->cache, key);
    if (clet_cached_term_is(cached, key)) {
        term->begin = token->begin;
        term->end = token->end;
        term->is_stop = cached->is_stop;
        set_plain_text(term, (chatlet_str){.data = cached->term, .size_bytes = cached->term_bytes});
        return true;
    }
    if (!make_word_term(analyzer, *token, term)) return false;
    const chatlet_str text = {.data = term->text, .size_bytes = term->size_bytes};
    if (!analyzer->stemmer->failed) clet_cached_term_set(cached, key, text, term->is_stop);
    return true;
}

static bool make_term(clet_analyzer *analyzer, const clet_token *token, clet_term *term) {
    if (is_passed_over(analyzer, token)) {
        term->begin = token->begin;
        term->end = token->end;
        term->is_stop = false;
        term->size_bytes = 0;
        return true;
    }
    return is_cached(analyzer, token) ? make_cached_term(analyzer, token, term)
                                      : make_word_term(analyzer, *token, term);
}

/* Makes the term of one or two characters of a script without spaces: source bytes begin to end. */
static bool make_unspaced_term(const clet_analyzer *analyzer, size_t begin, size_t end,
                               clet_term *term) {
    char folded[CHATLET_WORD_BYTES_MAX];
    const clet_normalize_options options = {.has_dotless_i = false};
    const size_t size_bytes = clet_normalize_case(clet_str_slice(analyzer->source, begin, end),
                                                  options, folded, sizeof folded);
    const chatlet_str text = {.data = folded, .size_bytes = size_bytes};
    term->begin = begin;
    term->end = end;
    term->is_stop = false;
    term->size_bytes = clet_normalize_plain(text, term->text, sizeof term->text);
    return term->size_bytes > 0;
}

/* Closes the open run; true when it was one character, which then is a term of its own. */
static bool close_run(clet_analyzer *analyzer, clet_term *term) {
    const bool is_alone = analyzer->run_length == 1;
    analyzer->run_length = 0;
    return is_alone &&
           make_unspaced_term(analyzer, analyzer->previous_begin, analyzer->previous_end, term);
}

/* Takes a character into the run, or begins one; true when it makes a pair with the one before. */
static bool extend_run(clet_analyzer *analyzer, const clet_token *token, clet_term *term) {
    const size_t begin = analyzer->previous_begin;
    const bool is_pair = analyzer->run_length > 0;
    analyzer->previous_begin = token->begin;
    analyzer->previous_end = token->end;
    /* Only "none", "one" and "more" matter. */
    analyzer->run_length = is_pair ? 2 : 1;
    return is_pair && make_unspaced_term(analyzer, begin, token->end, term);
}

bool clet_analyzer_next(clet_analyzer *analyzer, clet_term *term) {
    while (true) {
        clet_token token;
        const bool is_found = clet_token_next(analyzer->source, analyzer->offset, &token);
        const bool is_continued =
            is_found && token.is_unspaced && token.begin == analyzer->previous_end;
        if (analyzer->run_length > 0 && !is_continued) {
            /* The word that was found is read again by the next call. */
            if (close_run(analyzer, term)) return true;
        }
        if (!is_found) return false;
        analyzer->offset = token.end;
        if (token.is_unspaced ? extend_run(analyzer, &token, term)
                              : make_term(analyzer, &token, term))
            return true;
    }
}
