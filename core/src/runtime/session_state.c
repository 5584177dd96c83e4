/* A state's bytes:
 *
 *   u8 version; u8 flags (ended 1, need_again 2, flows 4); u64 hash of the bundle; varints seed,
 *   seq, step; sized locale, filter; u8 open choices; sized question; varints need_stage,
 *   need_step, need_index, lost stages; then the flows' part (flow_state.c), when there is one
 *
 * Not CBOR: it is read and written at every step and kept for every visitor, and nobody else reads
 * it. */
#include "session_state.h"

#include "../base/assert.h"
#include "../base/str.h"
#include "../base/utf8.h"
#include "event_read.h"

#include <chatlet/limits.h>

/* A change of bytes or meanings takes the next version; hosts then restart the conversations they
 * kept. */
enum { STATE_VERSION = 4, FLAG_ENDED = 1, FLAG_NEED_AGAIN = 2, FLAG_FLOWS = 4 };

void clet_session_state_write(const clet_session_state *state, const clet_state_context *context,
                              clet_buffer *buffer) {
    clet_buffer_append_byte(buffer, STATE_VERSION);
    clet_buffer_append_byte(buffer, (uint8_t)((state->ended ? FLAG_ENDED : 0) |
                                              (state->need_again ? FLAG_NEED_AGAIN : 0) |
                                              (context->program != NULL ? FLAG_FLOWS : 0)));
    clet_buffer_append_u64(buffer, context->bundle_hash);
    clet_buffer_append_varint(buffer, (uint64_t)state->seed);
    clet_buffer_append_varint(buffer, (uint64_t)state->seq);
    clet_buffer_append_varint(buffer, state->step);
    clet_buffer_append_sized(buffer, state->locale);
    clet_buffer_append_sized(buffer, state->filter);
    clet_buffer_append_byte(buffer, (uint8_t)state->offered);
    clet_buffer_append_sized(buffer, state->question);
    clet_buffer_append_varint(buffer, state->need_stage);
    clet_buffer_append_varint(buffer, state->need_step);
    clet_buffer_append_varint(buffer, state->need_index);
    clet_buffer_append_varint(buffer, state->lost_stages);
    if (CLET_PLAYS_FLOWS && context->program != NULL)
        clet_flow_state_write(context->program, &state->flow, buffer);
}

/* Reads in order; the first that is not as written sticks. */
typedef struct state_puller {
    clet_byte_reader bytes;
    bool failed;
} state_puller;

static int64_t pull_integer(state_puller *from, int64_t smallest, int64_t largest) {
    const uint64_t value = clet_read_varint64(&from->bytes);
    if (value < (uint64_t)smallest || value > (uint64_t)largest) from->failed = true;
    return from->failed ? smallest : (int64_t)value;
}

static chatlet_str pull_text(state_puller *from, size_t maximum_bytes) {
    const chatlet_str text = clet_read_sized(&from->bytes);
    if (text.size_bytes > maximum_bytes || clet_utf8_valid_prefix(text) < text.size_bytes)
        from->failed = true;
    return text;
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

static void pull_common(state_puller *from, clet_session_state *state) {
    state->seed = pull_integer(from, 0, clet_event_integer_max);
    state->seq = pull_integer(from, 1, clet_event_integer_max);
    state->step = (uint32_t)pull_integer(from, 1, CHATLET_STEPS_MAX);
    state->locale = pull_text(from, CHATLET_EVENT_LOCALE_BYTES_MAX);
    state->filter = pull_text(from, CHATLET_FILTER_BYTES_MAX);
    const uint8_t offered = clet_read_u8(&from->bytes);
    if (offered > CLET_CHOICES_RETRY) from->failed = true;
    state->offered = from->failed ? CLET_CHOICES_NONE : (clet_open_choices)offered;
    state->question = pull_text(from, CHATLET_QUERY_BYTES_MAX);
    state->need_stage = (uint32_t)pull_integer(from, 0, CLET_SESSION_STAGES_MAX);
    state->need_step = (uint32_t)pull_integer(from, 0, CHATLET_STEPS_MAX);
    state->need_index = (uint32_t)pull_integer(from, 0, CLET_EFFECTS_MAX - 1);
    state->lost_stages = (uint32_t)pull_integer(from, 0, (1 << CLET_SESSION_STAGES_MAX) - 1);
}

/* What belongs to the index of the bundle that is no more. */
static void leave_bundle(clet_session_state *state) {
    state->need_stage = 0;
    state->need_step = 0;
    state->need_index = 0;
    state->need_again = false;
    state->lost_stages = 0;
    state->offered = CLET_CHOICES_NONE;
}

chatlet_status clet_session_state_read(chatlet_str bytes, const clet_state_context *context,
                                       clet_session_state *state) {
    if (bytes.size_bytes > CHATLET_STATE_BYTES_MAX) return CHATLET_ERR_LIMIT;
    state_puller from = {.bytes = clet_byte_reader_of(bytes)};
    if (clet_read_u8(&from.bytes) != STATE_VERSION) return CHATLET_ERR_STATE;
    const uint8_t flags = clet_read_u8(&from.bytes);
    const bool has_flows = (flags & FLAG_FLOWS) != 0;
    if (flags >= 2 * FLAG_FLOWS || has_flows != (context->program != NULL))
        return CHATLET_ERR_STATE;
    const bool is_foreign = clet_read_u64(&from.bytes) != context->bundle_hash;
    if (is_foreign && (!has_flows || context->program->restarts_on_change))
        return CHATLET_ERR_STATE;

    clet_session_state read = {.ended = (flags & FLAG_ENDED) != 0,
                               .need_again = (flags & FLAG_NEED_AGAIN) != 0};
    pull_common(&from, &read);
    if (from.failed || from.bytes.failed || !is_coherent(&read)) return CHATLET_ERR_STATE;
    if (CLET_PLAYS_FLOWS && has_flows) {
        const chatlet_status status =
            clet_flow_state_read(&from.bytes, context->program, context->arena, &read.flow);
        if (status != CHATLET_OK) return status;
        if (is_foreign) leave_bundle(&read);
    }
    if (clet_byte_reader_left(&from.bytes) != 0) return CHATLET_ERR_STATE;
    *state = read;
    return CHATLET_OK;
}
