#include "language_detect.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "language_evidence.h"
#include "normalize.h"
#include "stop_words.h"
#include "tokenize.h"

#include <chatlet/limits.h>

#include <string.h>

/* A function word counts the more the fewer languages of the script have it, and so does a letter.
 * A letter that a language does not have speaks against it, yet names of other languages stand in
 * every text. 12 is divisible by the small numbers. */
enum { WORD_WEIGHT = 12, PIECE_WEIGHT = 6, LETTER_WEIGHT = 12, LETTER_AGAINST = 4 };

/* A text is language when this share of its words are function words; of most languages 30 to 50
 * in 100 are, of tables and code hardly any. */
enum { HITS_IN_HUNDRED_MIN = 10, SCORE_A_WORD_MIN = 2, WORDS_MIN = 4 };

/* Manuals quote commands and names in Latin letters, so another script needs but this share of the
 * letters to be the text's. A character of Han or Hangul stands for about three letters. */
enum { SCRIPT_IN_HUNDRED_MIN = 25, LETTERS_OF_IDEOGRAPH = 3 };

/* Chinese has no kana; Japanese has them in every sentence. */
enum { KANA_IN_HUNDRED_MIN = 5 };

typedef struct tally {
    uint32_t letters[CLET_SCRIPT_COUNT];
    uint32_t words;
    const clet_stop_word_list
        *lists[CLET_EVIDENCE_MAX]; /* looked up once; NULL: words of its own */
    int32_t scores[CLET_EVIDENCE_MAX];
    uint32_t hits[CLET_EVIDENCE_MAX];
} tally;

static chatlet_str sample_of(chatlet_str text) {
    return clet_str_slice(
        text, 0, text.size_bytes < CLET_DETECT_BYTES_MAX ? text.size_bytes : CLET_DETECT_BYTES_MAX);
}

static void count_scripts(chatlet_str text, tally *counts) {
    size_t offset = 0;
    while (offset < text.size_bytes) {
        const clet_utf8_char character = clet_utf8_read(text, offset);
        offset += character.size_bytes;
        if (!character.valid) continue;
        const clet_script script = clet_script_of(character.codepoint);
        const bool is_wide =
            script == CLET_SCRIPT_HAN || script == CLET_SCRIPT_KANA || script == CLET_SCRIPT_HANGUL;
        counts->letters[script] += is_wide ? LETTERS_OF_IDEOGRAPH : 1;
    }
}

/* The script other than Latin that most letters are of, if they are enough of all; else Latin. */
static clet_script find_script(const tally *counts) {
    uint32_t letters[CLET_SCRIPT_COUNT];
    memcpy(letters, counts->letters, sizeof letters);
    /* Japanese is written in both. */
    if (letters[CLET_SCRIPT_KANA] > 0) {
        letters[CLET_SCRIPT_KANA] += letters[CLET_SCRIPT_HAN];
        letters[CLET_SCRIPT_HAN] = 0;
    }
    uint32_t all = letters[CLET_SCRIPT_LATIN];
    clet_script most = CLET_SCRIPT_LATIN;
    for (uint32_t i = 0; i < CLET_SCRIPT_COUNT; i++) {
        if (i == CLET_SCRIPT_NONE || i == CLET_SCRIPT_LATIN) continue;
        all += letters[i];
        if (most == CLET_SCRIPT_LATIN || letters[i] > letters[most]) most = (clet_script)i;
    }
    const bool is_enough =
        letters[most] > 0 && (uint64_t)letters[most] * 100 >= (uint64_t)all * SCRIPT_IN_HUNDRED_MIN;
    return is_enough ? most : CLET_SCRIPT_LATIN;
}

static chatlet_str chinese_or_japanese(const tally *counts) {
    const uint32_t kana = counts->letters[CLET_SCRIPT_KANA];
    const uint32_t both = kana + counts->letters[CLET_SCRIPT_HAN];
    return kana * 100 >= both * KANA_IN_HUNDRED_MIN ? CHATLET_STR("ja") : CHATLET_STR("zh");
}

/* Adds `weight`, divided among those in `has`, to each of them; returns how many they are. */
static uint32_t add_shared(tally *counts, const bool has[CLET_EVIDENCE_MAX], int32_t weight) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < CLET_EVIDENCE_MAX; i++)
        count += has[i] ? 1 : 0;
    for (uint32_t i = 0; count > 0 && i < CLET_EVIDENCE_MAX; i++)
        if (has[i]) counts->scores[i] += weight / (int32_t)count;
    return count;
}

static void weigh_word(tally *counts, clet_script script, chatlet_str plain) {
    bool has[CLET_EVIDENCE_MAX] = {false};
    for (uint32_t i = 0; i < clet_evidence_count; i++) {
        if (clet_evidence[i].script != script) continue;
        has[i] = counts->lists[i] != NULL ? clet_stop_words_has(counts->lists[i], plain)
                                          : clet_evidence_has_word(&clet_evidence[i], plain);
        counts->hits[i] += has[i] ? 1 : 0;
    }
    add_shared(counts, has, WORD_WEIGHT);
}

static void weigh_pieces(tally *counts, clet_script script, chatlet_str plain) {
    char padded[CHATLET_WORD_BYTES_MAX * 2 + 2];
    bool has[CLET_EVIDENCE_MAX] = {false};
    padded[0] = '_';
    memcpy(padded + 1, plain.data, plain.size_bytes);
    padded[plain.size_bytes + 1] = '_';
    const chatlet_str word = {.data = padded, .size_bytes = plain.size_bytes + 2};
    for (uint32_t i = 0; i < clet_evidence_count; i++)
        has[i] =
            clet_evidence[i].script == script && clet_evidence_has_piece(&clet_evidence[i], word);
    add_shared(counts, has, PIECE_WEIGHT);
}

static void weigh_letter(tally *counts, clet_script script, uint32_t letter) {
    bool has[CLET_EVIDENCE_MAX] = {false};
    for (uint32_t i = 0; i < clet_evidence_count; i++)
        has[i] = clet_evidence[i].script == script &&
                 clet_evidence_has_letter(&clet_evidence[i], letter);
    if (add_shared(counts, has, LETTER_WEIGHT) == 0) return;
    for (uint32_t i = 0; i < clet_evidence_count; i++)
        if (!has[i]) counts->scores[i] -= LETTER_AGAINST;
}

/* Whether a word is one letter that is a word of no language: variables in code and formulas. */
static bool is_variable(chatlet_str folded) {
    return folded.size_bytes == 1 && memchr("bcdfghjlmnpqrtwx", folded.data[0], 16) != NULL;
}

static void weigh_token(tally *counts, clet_script script, chatlet_str word) {
    char folded[CHATLET_WORD_BYTES_MAX];
    char plain[CHATLET_WORD_BYTES_MAX * 2];
    const clet_normalize_options options = {.has_dotless_i = false};
    const chatlet_str cased = {
        .data = folded, .size_bytes = clet_normalize_case(word, options, folded, sizeof folded)};
    if (is_variable(cased)) return;
    /* Words before an apostrophe are function words in half the languages of Europe. */
    const size_t apostrophe = clet_str_find_byte(cased, '\'', 0);
    const chatlet_str parts[] = {clet_str_slice(cased, 0, apostrophe),
                                 clet_str_slice(cased, apostrophe, cased.size_bytes)};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const chatlet_str text = {
            .data = plain, .size_bytes = clet_normalize_plain(parts[i], plain, sizeof plain)};
        if (text.size_bytes == 0) continue;
        weigh_word(counts, script, text);
        weigh_pieces(counts, script, text);
    }
    size_t offset = 0;
    while (offset < cased.size_bytes) {
        const clet_utf8_char character = clet_utf8_read(cased, offset);
        offset += character.size_bytes;
        if (character.codepoint >= 0x80) weigh_letter(counts, script, character.codepoint);
    }
}

/* Whether the word is part of an address or a file's name: "mail@example.com", "/usr/share". */
static bool is_address(chatlet_str text, const clet_token *token) {
    const char before = token->begin > 0 ? text.data[token->begin - 1] : ' ';
    const char behind = token->end < text.size_bytes ? text.data[token->end] : ' ';
    const char further = token->end + 1 < text.size_bytes ? text.data[token->end + 1] : ' ';
    const bool is_dotted =
        behind == '.' && (unsigned char)further > ' ' && further != '"' && further != ')';
    return before == '@' || before == '.' || before == '/' || behind == '@' || behind == '/' ||
           is_dotted;
}

/* Weighs the words of `script`; of one other than Latin, the commands between them say nothing. */
static void weigh_text(tally *counts, clet_script script, chatlet_str text) {
    clet_token token = {0};
    while (counts->words < CLET_DETECT_WORDS_MAX && clet_token_next(text, token.end, &token)) {
        if (!token.is_natural || (token.is_ascii && script != CLET_SCRIPT_LATIN)) continue;
        if (is_address(text, &token)) continue;
        counts->words++;
        weigh_token(counts, script, clet_str_slice(text, token.begin, token.end));
    }
}

static chatlet_str find_best(const tally *counts, clet_script script) {
    const clet_evidence_of_language *best = NULL;
    uint32_t hits = 0;
    int32_t score = 0;
    for (uint32_t i = 0; i < clet_evidence_count; i++) {
        const bool is_better = counts->scores[i] > score;
        if (clet_evidence[i].script != script || !is_better) continue;
        best = &clet_evidence[i];
        score = counts->scores[i];
        hits = counts->hits[i];
    }
    if (best == NULL || counts->words < WORDS_MIN) return CHATLET_STR("none");
    if (hits * 100 < counts->words * HITS_IN_HUNDRED_MIN &&
        score < (int32_t)counts->words * SCORE_A_WORD_MIN)
        return CHATLET_STR("none");
    return best->words == NULL ? clet_evidence_code(best) : CHATLET_STR("none");
}

static void find_lists(tally *counts) {
    for (uint32_t i = 0; i < clet_evidence_count; i++) {
        const clet_evidence_of_language *evidence = &clet_evidence[i];
        if (evidence->words != NULL) continue;
        counts->lists[i] = clet_stop_words_find(clet_evidence_code(evidence));
        CLET_ASSERT(counts->lists[i] != NULL);
    }
}

chatlet_str clet_language_detect(chatlet_str text) {
    const chatlet_str sample = sample_of(text);
    tally counts = {.words = 0};
    count_scripts(sample, &counts);
    const clet_script script = find_script(&counts);
    if (script == CLET_SCRIPT_HAN || script == CLET_SCRIPT_KANA)
        return chinese_or_japanese(&counts);
    if (script == CLET_SCRIPT_HANGUL) return CHATLET_STR("ko");
    if (script == CLET_SCRIPT_GREEK) return CHATLET_STR("el");
    if (script == CLET_SCRIPT_ARMENIAN) return CHATLET_STR("hy");
    if (script == CLET_SCRIPT_TAMIL) return CHATLET_STR("ta");
    find_lists(&counts);
    weigh_text(&counts, script, sample);
    return find_best(&counts, script);
}
