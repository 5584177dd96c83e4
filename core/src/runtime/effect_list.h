/* The effects of one step, written in their order as one CBOR array. session.h says what each
 * means. */
#ifndef CLET_RUNTIME_EFFECT_LIST_H
#define CLET_RUNTIME_EFFECT_LIST_H

#include "../base/buffer.h"

#include <chatlet/bundle.h>
#include <chatlet/limits.h>

/* Names an effect: unique while seeds are, and the same on every machine. */
typedef struct clet_effect_id {
    int64_t seed;   /* 0 to 2^53 - 1 */
    uint32_t step;  /* from 1 */
    uint32_t index; /* within the step, below CLET_EFFECTS_MAX */
} clet_effect_id;

enum {
    CLET_EFFECTS_MAX = CHATLET_FLOW_EFFECTS_MAX + 16, /* in one step; flows stop before */
    CLET_EFFECT_ID_BYTES_MAX = 27, /* 14 of the seed, 8 of the step, 3 of the index, 2 hyphens */
    CLET_EFFECTS_BYTES_MAX = 256 * 1024
};

typedef struct clet_effect_id_text {
    char data[CLET_EFFECT_ID_BYTES_MAX];
    size_t size_bytes;
} clet_effect_id_text;

/* The id as session.h writes it: "<seed as 14 hex digits>-<step>-<index>". */
void clet_effect_id_write(clet_effect_id id, clet_effect_id_text *text);

/* Reads exactly what clet_effect_id_write writes; false for anything else, *id untouched. */
bool clet_effect_id_read(chatlet_str text, clet_effect_id *id);

typedef struct clet_effect_list {
    clet_buffer buffer; /* owned; free with clet_effects_free */
    size_t place;       /* of the array */
    clet_effect_id next;
    uint32_t count;
    clet_effect_id_text prefix; /* of the step's ids: up to the index; empty: not written yet */
} clet_effect_list;

/* Begins the list of step `step`. The first failure of memory sticks in the buffer.
 *
 * buffer  empty, of CLET_EFFECTS_BYTES_MAX at most; the list takes it over. */
void clet_effects_begin(clet_effect_list *effects, clet_buffer buffer, int64_t seed, uint32_t step);

/* Goes on with the ids of another session: restart ends one and begins the next in one step. */
void clet_effects_rename(clet_effect_list *effects, int64_t seed, uint32_t step);

/* Opens an effect of `pair_count` fields beside kind and id; they follow, written to the buffer as
 * CBOR. */
clet_effect_id clet_effects_open(clet_effect_list *effects, const char *kind, uint32_t pair_count);

/* Opens an `emit` whose data has `pair_count` fields; they follow. */
void clet_effects_open_emit(clet_effect_list *effects, const char *name, uint32_t pair_count);

/* Fields of an effect: a key, and its value. Keys are literals, whose size is known where they
 * stand. */
#define clet_effects_key(effects, key) clet_effects_write_key(effects, CHATLET_STR(key))
#define clet_effects_text(effects, key, value)                                                     \
    clet_effects_write_text(effects, CHATLET_STR(key), value)
#define clet_effects_number(effects, key, value)                                                   \
    clet_effects_write_number(effects, CHATLET_STR(key), value)
#define clet_effects_flag(effects, key, value)                                                     \
    clet_effects_write_flag(effects, CHATLET_STR(key), value)
void clet_effects_write_key(clet_effect_list *effects, chatlet_str key);
void clet_effects_write_text(clet_effect_list *effects, chatlet_str key, chatlet_str value);
void clet_effects_write_number(clet_effect_list *effects, chatlet_str key, int64_t value);
void clet_effects_write_flag(clet_effect_list *effects, chatlet_str key, bool value);

typedef struct clet_citation {
    chatlet_str title;
    chatlet_str path;
    chatlet_str url;
} clet_citation;

/* Something said. Either `tokens`, a CBOR array, or, when that is empty, plain `text`. */
typedef struct clet_say {
    const char *engine; /* "flow", "retrieval" or "none" */
    uint32_t confidence;
    chatlet_str tokens;
    chatlet_str text;
    const clet_citation *citations;
    uint32_t citation_count;
    chatlet_str media; /* CBOR array; empty: none */
    uint32_t delay_ms;
} clet_say;

typedef struct clet_option {
    chatlet_str id;
    chatlet_str text;
} clet_option;

void clet_effects_say(clet_effect_list *effects, const clet_say *say);
void clet_effects_choices(clet_effect_list *effects, const clet_option *options, uint32_t count);

/* Asks for parts; returns the effect's id, which `result` must name. */
clet_effect_id clet_effects_need(clet_effect_list *effects, const chatlet_part *parts,
                                 uint32_t count);

void clet_effects_end(clet_effect_list *effects, const char *outcome);

void clet_effects_emit_started(clet_effect_list *effects);
void clet_effects_emit_answered(clet_effect_list *effects, chatlet_str question, chatlet_str url,
                                uint32_t confidence);
void clet_effects_emit_unanswered(clet_effect_list *effects, chatlet_str question,
                                  uint32_t confidence);
void clet_effects_emit_feedback(clet_effect_list *effects, chatlet_str message, int64_t value);
void clet_effects_emit_parts_failed(clet_effect_list *effects, chatlet_str question);

/* Writes the array's count. CHATLET_OK, or the buffer's first failure. */
CHATLET_MUST_USE chatlet_status clet_effects_finish(clet_effect_list *effects);

void clet_effects_free(clet_effect_list *effects);

#endif
