#include "session_state.h"

#include "../base/cbor.h"
#include "../base/hash.h"
#include "../base/str.h"
#include "event_read.h"

#include <chatlet/limits.h>

/* One map with these keys in this order. A change of keys or meanings takes the next version; hosts
 * then restart the conversations they kept. */
enum { STATE_VERSION = 3, STATE_PAIR_COUNT = 15 };

static const chatlet_str key_version = CHATLET_STR("version");
static const chatlet_str key_bundle = CHATLET_STR("bundle");
static const chatlet_str key_seed = CHATLET_STR("seed");
static const chatlet_str key_seq = CHATLET_STR("seq");
static const chatlet_str key_step = CHATLET_STR("step");
static const chatlet_str key_ended = CHATLET_STR("ended");
static const chatlet_str key_locale = CHATLET_STR("locale");
static const chatlet_str key_filter = CHATLET_STR("filter");
static const chatlet_str key_offered = CHATLET_STR("offered");
static const chatlet_str key_question = CHATLET_STR("question");
static const chatlet_str key_need_stage = CHATLET_STR("need_stage");
static const chatlet_str key_need_step = CHATLET_STR("need_step");
static const chatlet_str key_need_index = CHATLET_STR("need_index");
static const chatlet_str key_need_again = CHATLET_STR("need_again");
static const chatlet_str key_lost = CHATLET_STR("lost");

static void write_integer(clet_buffer *buffer, chatlet_str key, int64_t value) {
    clet_cbor_write_text(buffer, key);
    clet_cbor_write_integer(buffer, value);
}

static void write_text(clet_buffer *buffer, chatlet_str key, chatlet_str value) {
    clet_cbor_write_text(buffer, key);
    clet_cbor_write_text(buffer, value);
}

void clet_session_state_write(const clet_session_state *state, uint64_t bundle_hash,
                              clet_buffer *buffer) {
    char hash[CLET_HASH_TEXT_BYTES];
    clet_hash_text(bundle_hash, hash);
    clet_cbor_write_map(buffer, STATE_PAIR_COUNT);
    write_integer(buffer, key_version, STATE_VERSION);
    write_text(buffer, key_bundle, (chatlet_str){.data = hash, .size_bytes = sizeof(hash)});
    write_integer(buffer, key_seed, state->seed);
    write_integer(buffer, key_seq, state->seq);
    write_integer(buffer, key_step, state->step);
    clet_cbor_write_text(buffer, key_ended);
    clet_cbor_write_boolean(buffer, state->ended);
    write_text(buffer, key_locale, state->locale);
    write_text(buffer, key_filter, state->filter);
    write_integer(buffer, key_offered, (int64_t)state->offered);
    write_text(buffer, key_question, state->question);
    write_integer(buffer, key_need_stage, state->need_stage);
    write_integer(buffer, key_need_step, state->need_step);
    write_integer(buffer, key_need_index, state->need_index);
    clet_cbor_write_text(buffer, key_need_again);
    clet_cbor_write_boolean(buffer, state->need_again);
    write_integer(buffer, key_lost, state->lost_stages);
}

/* Pulls the pairs of the map in their order; the first that is not as written sticks. */
typedef struct puller {
    clet_cbor_reader reader;
    bool failed;
} puller;

static clet_cbor_item pull(puller *from, chatlet_str key, clet_cbor_kind kind) {
    const clet_cbor_item nothing = {.kind = CLET_CBOR_NULL};
    if (from->failed) return nothing;
    if (!clet_str_equal(clet_cbor_next(&from->reader).text, key)) {
        from->failed = true;
        return nothing;
    }
    /* Past an array or map the keys would be out of step, but by then pulling has ended. */
    const clet_cbor_item item = clet_cbor_next(&from->reader);
    if (item.kind == kind) return item;
    from->failed = true;
    return nothing;
}

static int64_t pull_integer(puller *from, chatlet_str key, int64_t smallest, int64_t largest) {
    const int64_t value = pull(from, key, CLET_CBOR_INTEGER).integer;
    if (value < smallest || value > largest) from->failed = true;
    return value;
}

static chatlet_str pull_text(puller *from, chatlet_str key, size_t maximum_bytes) {
    const chatlet_str text = pull(from, key, CLET_CBOR_TEXT).text;
    if (text.size_bytes > maximum_bytes) from->failed = true;
    return text;
}

static bool is_hash(chatlet_str text, uint64_t bundle_hash) {
    char hash[CLET_HASH_TEXT_BYTES];
    clet_hash_text(bundle_hash, hash);
    return clet_str_equal(text, (chatlet_str){.data = hash, .size_bytes = sizeof(hash)});
}

/* What fields say of each other. */
static bool is_coherent(const clet_session_state *state) {
    const bool waits = state->need_stage != 0;
    if (waits != (state->need_step != 0)) return false;
    if (!waits && (state->need_index != 0 || state->need_again || state->lost_stages != 0))
        return false;
    /* A stage that waits was not lost yet. */
    if (waits && state->lost_stages >> (state->need_stage - 1) != 0) return false;
    if (state->need_step > state->step) return false;
    if (waits && (state->ended || state->offered != CLET_CHOICES_NONE)) return false;
    if (state->ended && state->offered != CLET_CHOICES_NONE) return false;
    if (state->question.size_bytes == 0 && (waits || state->offered == CLET_CHOICES_RETRY))
        return false;
    return true;
}

chatlet_status clet_session_state_read(chatlet_str bytes, uint64_t bundle_hash,
                                       clet_session_state *state) {
    if (bytes.size_bytes > CHATLET_STATE_BYTES_MAX) return CHATLET_ERR_LIMIT;
    if (clet_cbor_check(bytes) != CHATLET_OK) return CHATLET_ERR_STATE;

    puller from = {.reader = {.source = bytes}};
    const clet_cbor_item map = clet_cbor_next(&from.reader);
    if (map.kind != CLET_CBOR_MAP || map.count != STATE_PAIR_COUNT) return CHATLET_ERR_STATE;

    pull_integer(&from, key_version, STATE_VERSION, STATE_VERSION);
    if (!is_hash(pull_text(&from, key_bundle, CLET_HASH_TEXT_BYTES), bundle_hash))
        return CHATLET_ERR_STATE;
    clet_session_state read = {.seed = 0};
    read.seed = pull_integer(&from, key_seed, 0, clet_event_integer_max);
    read.seq = pull_integer(&from, key_seq, 1, clet_event_integer_max);
    read.step = (uint32_t)pull_integer(&from, key_step, 1, CHATLET_STEPS_MAX);
    read.ended = pull(&from, key_ended, CLET_CBOR_BOOLEAN).boolean;
    read.locale = pull_text(&from, key_locale, CHATLET_EVENT_LOCALE_BYTES_MAX);
    read.filter = pull_text(&from, key_filter, CHATLET_FILTER_BYTES_MAX);
    read.offered =
        (clet_open_choices)pull_integer(&from, key_offered, CLET_CHOICES_NONE, CLET_CHOICES_RETRY);
    read.question = pull_text(&from, key_question, CHATLET_QUERY_BYTES_MAX);
    read.need_stage = (uint32_t)pull_integer(&from, key_need_stage, 0, CLET_SESSION_STAGES_MAX);
    read.need_step = (uint32_t)pull_integer(&from, key_need_step, 0, CHATLET_STEPS_MAX);
    read.need_index = (uint32_t)pull_integer(&from, key_need_index, 0, CLET_EFFECTS_MAX - 1);
    read.need_again = pull(&from, key_need_again, CLET_CBOR_BOOLEAN).boolean;
    read.lost_stages =
        (uint32_t)pull_integer(&from, key_lost, 0, (1 << CLET_SESSION_STAGES_MAX) - 1);
    if (from.failed || !is_coherent(&read)) return CHATLET_ERR_STATE;
    *state = read;
    return CHATLET_OK;
}
