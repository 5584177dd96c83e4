#include "effect_list.h"

#include "../base/assert.h"
#include "../base/cbor.h"
#include "../base/number_text.h"
#include "../base/str.h"

#include <chatlet/limits.h>
#include <string.h>

enum { SEED_DIGITS = 14 };

static size_t write_seed(int64_t seed, char text[SEED_DIGITS]) {
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < SEED_DIGITS; i++)
        text[i] = digits[(uint64_t)seed >> (4 * (SEED_DIGITS - 1 - i)) & 15];
    return SEED_DIGITS;
}

static void append_number(uint32_t value, clet_effect_id_text *text) {
    char number[CLET_NUMBER_TEXT_BYTES_MAX];
    const size_t size_bytes = clet_number_text_u64(value, number);
    CLET_ASSERT(text->size_bytes + size_bytes <= CLET_EFFECT_ID_BYTES_MAX);
    memcpy(text->data + text->size_bytes, number, size_bytes);
    text->size_bytes += size_bytes;
}

/* "<seed>-<step>-", which all ids of a step have. */
static void write_prefix(clet_effect_id id, clet_effect_id_text *text) {
    text->size_bytes = write_seed(id.seed, text->data);
    text->data[text->size_bytes++] = '-';
    append_number(id.step, text);
    text->data[text->size_bytes++] = '-';
}

void clet_effect_id_write(clet_effect_id id, clet_effect_id_text *text) {
    write_prefix(id, text);
    append_number(id.index, text);
}

static chatlet_str id_str(const clet_effect_id_text *text) {
    return (chatlet_str){.data = text->data, .size_bytes = text->size_bytes};
}

static bool read_seed(chatlet_str text, int64_t *seed) {
    uint64_t value = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char digit = text.data[i];
        if (digit >= '0' && digit <= '9')
            value = value << 4 | (uint64_t)(digit - '0');
        else if (digit >= 'a' && digit <= 'f')
            value = value << 4 | (uint64_t)(digit - 'a' + 10);
        else
            return false;
    }
    *seed = (int64_t)value;
    return true;
}

bool clet_effect_id_read(chatlet_str text, clet_effect_id *id) {
    if (text.size_bytes > CLET_EFFECT_ID_BYTES_MAX || text.size_bytes <= SEED_DIGITS) return false;
    const size_t step_begin = SEED_DIGITS + 1;
    const size_t step_end = clet_str_find_byte(text, '-', step_begin);
    if (step_end == text.size_bytes) return false;

    clet_effect_id read = {.seed = 0};
    uint64_t step, index;
    if (!read_seed(clet_str_slice(text, 0, SEED_DIGITS), &read.seed)) return false;
    if (!clet_number_text_read_u64(clet_str_slice(text, step_begin, step_end), &step)) return false;
    if (!clet_number_text_read_u64(clet_str_slice(text, step_end + 1, text.size_bytes), &index))
        return false;
    if (step > CHATLET_STEPS_MAX || index >= CLET_EFFECTS_MAX) return false;
    read.step = (uint32_t)step;
    read.index = (uint32_t)index;

    /* Written again it must be the same: no leading zeros, no other separators. */
    clet_effect_id_text again;
    clet_effect_id_write(read, &again);
    if (!clet_str_equal(id_str(&again), text)) return false;
    *id = read;
    return true;
}

void clet_effects_begin(clet_effect_list *effects, clet_buffer buffer, int64_t seed,
                        uint32_t step) {
    *effects = (clet_effect_list){.buffer = buffer};
    effects->place = clet_cbor_open_array(&effects->buffer);
    clet_effects_rename(effects, seed, step);
}

void clet_effects_rename(clet_effect_list *effects, int64_t seed, uint32_t step) {
    effects->next = (clet_effect_id){.seed = seed, .step = step, .index = 0};
    effects->prefix.size_bytes = 0;
}

/* Keys are literals: their sizes are known here. */
#define write_literal(buffer, text) clet_cbor_write_text(buffer, CHATLET_STR(text))

static void write_pair_of(clet_buffer *buffer, chatlet_str key, chatlet_str value) {
    clet_cbor_write_text(buffer, key);
    clet_cbor_write_text(buffer, value);
}

static void write_number_of(clet_buffer *buffer, chatlet_str key, int64_t value) {
    clet_cbor_write_text(buffer, key);
    clet_cbor_write_integer(buffer, value);
}

#define write_pair(buffer, key, value) write_pair_of(buffer, CHATLET_STR(key), value)
#define write_number(buffer, key, value) write_number_of(buffer, CHATLET_STR(key), value)

static void write_words(clet_buffer *buffer, const char *words) {
    clet_cbor_write_text(buffer, (chatlet_str){.data = words, .size_bytes = strlen(words)});
}

clet_effect_id clet_effects_open(clet_effect_list *effects, const char *kind, uint32_t pair_count) {
    const clet_effect_id id = effects->next;
    CLET_ASSERT(id.index < CLET_EFFECTS_MAX);
    if (effects->prefix.size_bytes == 0) write_prefix(id, &effects->prefix);
    clet_effect_id_text text = effects->prefix;
    append_number(id.index, &text);

    clet_cbor_write_map(&effects->buffer, pair_count + 2);
    write_literal(&effects->buffer, "kind");
    write_words(&effects->buffer, kind);
    write_pair(&effects->buffer, "id", id_str(&text));
    effects->next.index++;
    effects->count++;
    return id;
}

void clet_effects_write_key(clet_effect_list *effects, chatlet_str key) {
    clet_cbor_write_text(&effects->buffer, key);
}

void clet_effects_write_text(clet_effect_list *effects, chatlet_str key, chatlet_str value) {
    clet_cbor_write_text(&effects->buffer, key);
    clet_cbor_write_text(&effects->buffer, value);
}

void clet_effects_write_number(clet_effect_list *effects, chatlet_str key, int64_t value) {
    clet_cbor_write_text(&effects->buffer, key);
    clet_cbor_write_integer(&effects->buffer, value);
}

void clet_effects_write_flag(clet_effect_list *effects, chatlet_str key, bool value) {
    clet_cbor_write_text(&effects->buffer, key);
    clet_cbor_write_boolean(&effects->buffer, value);
}

static void write_tokens(clet_buffer *buffer, const clet_say *say) {
    if (say->tokens.size_bytes > 0) {
        clet_buffer_append(buffer, say->tokens);
        return;
    }
    clet_cbor_write_array(buffer, 1);
    clet_cbor_write_array(buffer, 2);
    write_literal(buffer, "text");
    clet_cbor_write_text(buffer, say->text);
}

void clet_effects_say(clet_effect_list *effects, const clet_say *say) {
    clet_buffer *buffer = &effects->buffer;
    const bool has_media = say->media.size_bytes > 0;
    clet_effects_open(effects, "say", 4u + (has_media ? 1u : 0u) + (say->delay_ms > 0 ? 1u : 0u));
    write_literal(buffer, "engine");
    write_words(buffer, say->engine);
    write_number(buffer, "confidence", say->confidence);
    write_literal(buffer, "tokens");
    write_tokens(buffer, say);
    write_literal(buffer, "citations");
    clet_cbor_write_array(buffer, say->citation_count);
    for (uint32_t i = 0; i < say->citation_count; i++) {
        clet_cbor_write_map(buffer, 3);
        write_pair(buffer, "title", say->citations[i].title);
        write_pair(buffer, "path", say->citations[i].path);
        write_pair(buffer, "url", say->citations[i].url);
    }
    if (has_media) {
        write_literal(buffer, "media");
        clet_buffer_append(buffer, say->media);
    }
    if (say->delay_ms > 0) write_number(buffer, "delay", say->delay_ms);
}

void clet_effects_choices(clet_effect_list *effects, const clet_option *options, uint32_t count) {
    clet_effects_open(effects, "choices", 1);
    write_literal(&effects->buffer, "options");
    clet_cbor_write_array(&effects->buffer, count);
    for (uint32_t i = 0; i < count; i++) {
        clet_cbor_write_map(&effects->buffer, 2);
        write_pair(&effects->buffer, "id", options[i].id);
        write_pair(&effects->buffer, "text", options[i].text);
    }
}

clet_effect_id clet_effects_need(clet_effect_list *effects, const chatlet_part *parts,
                                 uint32_t count) {
    const clet_effect_id id = clet_effects_open(effects, "need", 1);
    write_literal(&effects->buffer, "parts");
    clet_cbor_write_array(&effects->buffer, count);
    for (uint32_t i = 0; i < count; i++) {
        clet_cbor_write_map(&effects->buffer, 2);
        write_number(&effects->buffer, "id", parts[i].id);
        write_literal(&effects->buffer, "name");
        write_words(&effects->buffer, parts[i].name);
    }
    return id;
}

void clet_effects_end(clet_effect_list *effects, const char *outcome) {
    clet_effects_open(effects, "end", 1);
    write_literal(&effects->buffer, "outcome");
    write_words(&effects->buffer, outcome);
}

void clet_effects_open_emit(clet_effect_list *effects, const char *name, uint32_t pair_count) {
    clet_effects_open(effects, "emit", 2);
    write_literal(&effects->buffer, "name");
    write_words(&effects->buffer, name);
    write_literal(&effects->buffer, "data");
    clet_cbor_write_map(&effects->buffer, pair_count);
}

void clet_effects_emit_started(clet_effect_list *effects) {
    clet_effects_open_emit(effects, "session_started", 0);
}

void clet_effects_emit_answered(clet_effect_list *effects, chatlet_str question, chatlet_str url,
                                uint32_t confidence) {
    clet_effects_open_emit(effects, "question_answered", 3);
    write_pair(&effects->buffer, "question", question);
    write_pair(&effects->buffer, "url", url);
    write_number(&effects->buffer, "confidence", confidence);
}

void clet_effects_emit_unanswered(clet_effect_list *effects, chatlet_str question,
                                  uint32_t confidence) {
    clet_effects_open_emit(effects, "question_unanswered", 2);
    write_pair(&effects->buffer, "question", question);
    write_number(&effects->buffer, "confidence", confidence);
}

void clet_effects_emit_feedback(clet_effect_list *effects, chatlet_str message, int64_t value) {
    clet_effects_open_emit(effects, "feedback_given", 2);
    write_pair(&effects->buffer, "message", message);
    write_number(&effects->buffer, "value", value);
}

void clet_effects_emit_parts_failed(clet_effect_list *effects, chatlet_str question) {
    clet_effects_open_emit(effects, "parts_failed", 1);
    write_pair(&effects->buffer, "question", question);
}

chatlet_status clet_effects_finish(clet_effect_list *effects) {
    clet_cbor_close(&effects->buffer, effects->place, effects->count);
    return clet_buffer_status(&effects->buffer);
}

void clet_effects_free(clet_effect_list *effects) { clet_buffer_free(&effects->buffer); }
