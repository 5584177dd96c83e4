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

void clet_effect_id_write(clet_effect_id id, clet_effect_id_text *text) {
    char number[CLET_NUMBER_TEXT_BYTES_MAX];
    const uint32_t parts[] = {id.step, id.index};
    text->size_bytes = write_seed(id.seed, text->data);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        const size_t size_bytes = clet_number_text_u64(parts[i], number);
        CLET_ASSERT(text->size_bytes + 1 + size_bytes <= CLET_EFFECT_ID_BYTES_MAX);
        text->data[text->size_bytes++] = '-';
        memcpy(text->data + text->size_bytes, number, size_bytes);
        text->size_bytes += size_bytes;
    }
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
}

static void write_literal(clet_buffer *buffer, const char *text) {
    clet_cbor_write_text(buffer, (chatlet_str){.data = text, .size_bytes = strlen(text)});
}

static void write_pair(clet_buffer *buffer, const char *key, chatlet_str value) {
    write_literal(buffer, key);
    clet_cbor_write_text(buffer, value);
}

static void write_number(clet_buffer *buffer, const char *key, int64_t value) {
    write_literal(buffer, key);
    clet_cbor_write_integer(buffer, value);
}

clet_effect_id clet_effects_open(clet_effect_list *effects, const char *kind, uint32_t pair_count) {
    const clet_effect_id id = effects->next;
    clet_effect_id_text text;
    CLET_ASSERT(id.index < CLET_EFFECTS_MAX);
    clet_effect_id_write(id, &text);

    clet_cbor_write_map(&effects->buffer, pair_count + 2);
    write_literal(&effects->buffer, "kind");
    write_literal(&effects->buffer, kind);
    write_pair(&effects->buffer, "id", id_str(&text));
    effects->next.index++;
    effects->count++;
    return id;
}

void clet_effects_key(clet_effect_list *effects, const char *key) {
    write_literal(&effects->buffer, key);
}

void clet_effects_text(clet_effect_list *effects, const char *key, chatlet_str value) {
    write_pair(&effects->buffer, key, value);
}

void clet_effects_number(clet_effect_list *effects, const char *key, int64_t value) {
    write_number(&effects->buffer, key, value);
}

void clet_effects_flag(clet_effect_list *effects, const char *key, bool value) {
    write_literal(&effects->buffer, key);
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
    write_literal(buffer, say->engine);
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
        write_literal(&effects->buffer, parts[i].name);
    }
    return id;
}

void clet_effects_end(clet_effect_list *effects, const char *outcome) {
    clet_effects_open(effects, "end", 1);
    write_literal(&effects->buffer, "outcome");
    write_literal(&effects->buffer, outcome);
}

void clet_effects_open_emit(clet_effect_list *effects, const char *name, uint32_t pair_count) {
    clet_effects_open(effects, "emit", 2);
    write_literal(&effects->buffer, "name");
    write_literal(&effects->buffer, name);
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
