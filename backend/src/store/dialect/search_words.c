/* In: what people wrote. Out: words parted by spaces, or a question of FTS5 or tsquery over them.
 *
 * The organization stands among the words ("##" and sixteen digits, which no folded word begins
 * with), so that a lookup never walks through what others wrote. */
#include "search_words.h"

#include "search_text.h"

#include <chatlet/words.h>

#include <string.h>

enum { SCOPE_BYTES = 18, PAIR_BYTES_MAX = 2 * CHATLET_WORD_BYTES_MAX };

static void write_scope(int64_t organization_id, char scope[SCOPE_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    scope[0] = '#';
    scope[1] = '#';
    for (int i = 0; i < 16; i++) {
        scope[2 + i] = digits[(uint64_t)organization_id >> (60 - 4 * i) & 15];
    }
}

/* Where words are written, one behind the other; `size_bytes` is the room. */
typedef struct word_buffer {
    char *data;
    size_t size_bytes;
    size_t used_bytes;
    bool is_full;
} word_buffer;

static void append(word_buffer *buffer, const char *data, size_t size_bytes) {
    if (size_bytes > buffer->size_bytes - buffer->used_bytes) {
        buffer->is_full = true;
        return;
    }
    memcpy(buffer->data + buffer->used_bytes, data, size_bytes);
    buffer->used_bytes += size_bytes;
}

static void append_word(word_buffer *buffer, const char *data, size_t size_bytes) {
    size_t before = buffer->used_bytes;
    append(buffer, " ", 1);
    append(buffer, data, size_bytes);
    if (buffer->is_full) buffer->used_bytes = before; /* no half words */
}

/* The characters `first` and `second` as one word. */
static size_t join_pair(const chatlet_word *first, const chatlet_word *second,
                        char pair[PAIR_BYTES_MAX]) {
    memcpy(pair, first->text, first->size_bytes);
    memcpy(pair + first->size_bytes, second->text, second->size_bytes);
    return first->size_bytes + second->size_bytes;
}

static bool are_neighbors(const chatlet_word *first, const chatlet_word *second) {
    return first->is_unspaced && second->is_unspaced && first->end == second->begin;
}

chatlet_str search_words_of_text(region *memory, int64_t organization_id, chatlet_str text) {
    if (text.size_bytes > SEARCH_TEXT_BYTES_MAX) text.size_bytes = SEARCH_TEXT_BYTES_MAX;
    /* A character of three bytes becomes itself, a pair and two spaces. */
    word_buffer buffer = {.size_bytes = SCOPE_BYTES + 4 * text.size_bytes};
    buffer.data = region_take(memory, buffer.size_bytes);
    if (buffer.data == NULL) return CHATLET_STR("");
    write_scope(organization_id, buffer.data);
    buffer.used_bytes = SCOPE_BYTES;

    chatlet_word words[2] = {{.end = 0}, {.end = 0}};
    size_t at = 0;
    for (size_t offset = 0; chatlet_word_next(text, offset, &words[at]); at = 1 - at) {
        const chatlet_word *word = &words[at];
        const chatlet_word *previous = &words[1 - at];
        offset = word->end;
        append_word(&buffer, word->text, word->size_bytes);
        if (are_neighbors(previous, word)) {
            char pair[PAIR_BYTES_MAX];
            append_word(&buffer, pair, join_pair(previous, word, pair));
        }
    }
    if (buffer.used_bytes == SCOPE_BYTES) return CHATLET_STR("");
    return (chatlet_str){.data = buffer.data, .size_bytes = buffer.used_bytes};
}

/* --- questions --- */

/* Both languages take a word in quotes; folded words hold neither quotes nor backslashes. */
typedef struct question_form {
    const char *quote;
    const char *and;
    const char *prefix;
} question_form;

static const question_form form_sqlite = {.quote = "\"", .and = " AND ", .prefix = "*"};
static const question_form form_postgres = {.quote = "'", .and = " & ", .prefix = ":*"};

static void ask(word_buffer *buffer, const question_form *form, const char *data,
                size_t size_bytes) {
    if (buffer->used_bytes > 0) append(buffer, form->and, strlen(form->and));
    append(buffer, form->quote, 1);
    append(buffer, data, size_bytes);
    append(buffer, form->quote, 1);
}

/* A question's words, as far as they count. */
static size_t read_words(chatlet_str question, chatlet_word words[SEARCH_WORDS_MAX]) {
    size_t count = 0;
    size_t offset = 0;
    while (count < SEARCH_WORDS_MAX && chatlet_word_next(question, offset, &words[count])) {
        offset = words[count++].end;
    }
    return count;
}

/* A character with a neighbor is asked for as a pair, which says more. */
static void ask_words(word_buffer *buffer, const question_form *form, const chatlet_word *words,
                      size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && are_neighbors(&words[i - 1], &words[i])) {
            char pair[PAIR_BYTES_MAX];
            ask(buffer, form, pair, join_pair(&words[i - 1], &words[i], pair));
        } else if (i + 1 == count || !are_neighbors(&words[i], &words[i + 1])) {
            ask(buffer, form, words[i].text, words[i].size_bytes);
        }
    }
}

chatlet_str search_words_of_question(region *memory, db_dialect dialect, int64_t organization_id,
                                     chatlet_str question) {
    const question_form *form = dialect == DB_DIALECT_SQLITE ? &form_sqlite : &form_postgres;
    chatlet_word *words = region_take(memory, SEARCH_WORDS_MAX * sizeof *words);
    word_buffer buffer = {.size_bytes = (SEARCH_WORDS_MAX + 1) * (PAIR_BYTES_MAX + 8)};
    buffer.data = region_take(memory, buffer.size_bytes);
    if (words == NULL || buffer.data == NULL) return CHATLET_STR("");
    size_t count = read_words(question, words);
    if (count == 0) return CHATLET_STR("");

    char scope[SCOPE_BYTES];
    write_scope(organization_id, scope);
    ask(&buffer, form, scope, SCOPE_BYTES);
    ask_words(&buffer, form, words, count);
    const chatlet_word *last = &words[count - 1];
    if (last->end == question.size_bytes && !last->is_unspaced) {
        append(&buffer, form->prefix, strlen(form->prefix));
    }
    return (chatlet_str){.data = buffer.data, .size_bytes = buffer.used_bytes};
}
