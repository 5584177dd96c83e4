/* Walks the instructions once, with what is open. */
#include "template_format.h"

#include "../base/cbor.h"
#include "../base/str.h"
#include "../base/utf8.h"

typedef struct opened {
    clet_template_op op; /* SECTION, INVERTED, LINK, LINK_URL */
    uint32_t end;        /* where the instruction behind its end must begin */
} opened;

/* What is noted of the byte where a partial begins. */
enum { MARK_BEGINS = 1, MARK_CALLED = 2 };

typedef struct verifier {
    clet_byte_reader reader;
    clet_template_mode mode;
    uint32_t slot_count;
    opened open[CHATLET_TEMPLATE_DEPTH_MAX + 1]; /* and a link */
    uint32_t open_count;
    uint8_t *marks; /* of each byte */
} verifier;

static bool is_text(chatlet_str text) { return clet_utf8_valid_prefix(text) == text.size_bytes; }

static bool is_path(const verifier *check, const clet_template_path *path) {
    if (path->flags == CLET_PATH_SELF) return true;
    if (path->flags & ~(CLET_PATH_LOOKUP | CLET_PATH_SLOT) || path->flags == 0) return false;
    if (path->flags & CLET_PATH_SLOT &&
        (path->slot >= check->slot_count || path->covered > path->name_count))
        return false;
    if (path->flags & CLET_PATH_LOOKUP && path->name_count == 0) return false;
    for (uint32_t i = 0; i < path->name_count; i++) {
        if (!is_text(path->names[i])) return false;
    }
    return true;
}

/* The token at the reader, of CBOR that passed its check: ["text", "…"], ["link", "…", "…"] … */
static bool is_token(clet_cbor_reader *reader) {
    clet_cbor_reader token = *reader;
    clet_cbor_skip(reader);
    const clet_cbor_item head = clet_cbor_next(&token);
    if (head.kind != CLET_CBOR_ARRAY || head.count == 0) return false;
    const clet_cbor_item word = clet_cbor_next(&token);
    uint32_t kind = 0;
    if (word.kind != CLET_CBOR_TEXT) return false;
    while (kind < CLET_TOKEN_COUNT && !clet_str_equal(word.text, clet_token_word((clet_token)kind)))
        kind++;
    const bool has_text = kind <= CLET_TOKEN_LINK;
    const uint32_t count = kind == CLET_TOKEN_LINK               ? 3
                           : has_text || kind == CLET_TOKEN_STEP ? 2
                                                                 : 1;
    if (kind == CLET_TOKEN_COUNT || head.count != count) return false;
    if (kind == CLET_TOKEN_STEP) return clet_cbor_next(&token).kind == CLET_CBOR_INTEGER;
    if (has_text && clet_cbor_next(&token).kind != CLET_CBOR_TEXT) return false;
    if (kind != CLET_TOKEN_LINK) return true;
    const clet_cbor_item url = clet_cbor_next(&token);
    return url.kind == CLET_CBOR_TEXT && clet_template_url_is_safe(url.text);
}

static bool are_tokens(chatlet_str bytes) {
    clet_cbor_reader reader = {.source = bytes};
    if (clet_cbor_check(bytes) != CHATLET_OK) return false;
    const clet_cbor_item list = clet_cbor_next(&reader);
    if (list.kind != CLET_CBOR_ARRAY) return false;
    for (uint32_t i = 0; i < list.count; i++) {
        if (!is_token(&reader)) return false;
    }
    return true;
}

static bool is_within_link(const verifier *check) {
    for (uint32_t i = 0; i < check->open_count; i++) {
        if (check->open[i].op == CLET_TEMPLATE_OP_LINK ||
            check->open[i].op == CLET_TEMPLATE_OP_LINK_URL)
            return true;
    }
    return false;
}

static bool open_one(verifier *check, clet_template_op op, uint32_t end) {
    const uint32_t count = sizeof check->open / sizeof check->open[0];
    if (check->open_count == count) return false;
    check->open[check->open_count++] = (opened){.op = op, .end = end};
    return true;
}

static bool close_one(verifier *check, clet_template_op op, uint32_t end) {
    if (check->open_count == 0) return false;
    const opened last = check->open[--check->open_count];
    return last.op == op && last.end == end;
}

static bool mark(const verifier *check, uint32_t offset, uint8_t what) {
    if (offset >= check->reader.source.size_bytes) return false;
    check->marks[offset] |= what;
    return true;
}

/* What stands behind the end of the text, or of a partial, begins a partial. */
static bool end_body(const verifier *check, uint32_t behind) {
    if (check->open_count > 0) return false;
    return behind == check->reader.source.size_bytes || mark(check, behind, MARK_BEGINS);
}

static bool is_form(const verifier *check, uint32_t form) {
    const bool is_token_form = form >= CLET_FORM_TEXT && form < CLET_FORM_COUNT;
    const bool is_raw = form < CLET_FORM_TEXT;
    return check->mode == CLET_TEMPLATE_MARKDOWN && !is_within_link(check) ? is_token_form : is_raw;
}

static bool follow(verifier *check, const clet_template_step *step, bool *is_main) {
    const bool makes_tokens = check->mode == CLET_TEMPLATE_MARKDOWN && !is_within_link(check);
    const uint32_t behind = (uint32_t)check->reader.offset;
    switch (step->op) {
    case CLET_TEMPLATE_OP_END:
        if (!*is_main) return false;
        *is_main = false;
        return end_body(check, behind);
    case CLET_TEMPLATE_OP_RETURN: return !*is_main && end_body(check, behind);
    case CLET_TEMPLATE_OP_TEXT: return !makes_tokens && is_text(step->text);
    case CLET_TEMPLATE_OP_TOKENS: return makes_tokens && are_tokens(step->text);
    case CLET_TEMPLATE_OP_VALUE: return is_form(check, step->byte) && is_path(check, &step->path);
    case CLET_TEMPLATE_OP_SECTION:
    case CLET_TEMPLATE_OP_INVERTED:
        return is_path(check, &step->path) && open_one(check, step->op, step->jump);
    case CLET_TEMPLATE_OP_CLOSE: return close_one(check, CLET_TEMPLATE_OP_SECTION, behind);
    case CLET_TEMPLATE_OP_REJOIN: return close_one(check, CLET_TEMPLATE_OP_INVERTED, behind);
    case CLET_TEMPLATE_OP_CALL:
        return !is_within_link(check) && mark(check, step->jump, MARK_CALLED);
    case CLET_TEMPLATE_OP_BLOCK:
        return makes_tokens && step->byte >= CLET_TOKEN_BREAK && step->byte < CLET_TOKEN_COUNT &&
               step->byte != CLET_TOKEN_STEP;
    case CLET_TEMPLATE_OP_STEP: return makes_tokens;
    case CLET_TEMPLATE_OP_LINK: return makes_tokens && open_one(check, step->op, 0);
    case CLET_TEMPLATE_OP_LINK_URL:
        return close_one(check, CLET_TEMPLATE_OP_LINK, 0) && open_one(check, step->op, 0);
    case CLET_TEMPLATE_OP_LINK_END: return close_one(check, CLET_TEMPLATE_OP_LINK_URL, 0);
    case CLET_TEMPLATE_OP_COUNT: break;
    }
    return false;
}

static bool verify(verifier *check) {
    clet_template_step step;
    bool is_main = true;
    while (check->reader.offset < check->reader.source.size_bytes) {
        if (!clet_template_read(&check->reader, &step) || !follow(check, &step, &is_main))
            return false;
    }
    if (is_main || check->open_count > 0) return false;
    if (step.op != CLET_TEMPLATE_OP_END && step.op != CLET_TEMPLATE_OP_RETURN) return false;
    for (size_t i = 0; i < check->reader.source.size_bytes; i++) {
        if (check->marks[i] == MARK_CALLED) return false;
    }
    return true;
}

chatlet_status clet_template_verify(chatlet_str template_bytes, uint32_t slot_count,
                                    clet_arena *arena) {
    const size_t size_bytes = template_bytes.size_bytes;
    if (size_bytes <= CLET_TEMPLATE_HEAD_BYTES ||
        size_bytes > CLET_TEMPLATE_HEAD_BYTES + CHATLET_TEMPLATE_CODE_BYTES_MAX)
        return CHATLET_ERR_BUNDLE;
    clet_byte_reader head = clet_byte_reader_of(template_bytes);
    const uint8_t mode = clet_read_u8(&head);
    const uint16_t slots = clet_read_u16(&head);
    verifier check = {.reader = clet_byte_reader_of(
                          clet_str_slice(template_bytes, CLET_TEMPLATE_HEAD_BYTES, size_bytes)),
                      .mode = (clet_template_mode)(mode & ~CLET_TEMPLATE_ROOT),
                      .slot_count = slots};
    if ((uint32_t)check.mode >= CLET_TEMPLATE_MODE_COUNT || slots > slot_count ||
        (mode & CLET_TEMPLATE_ROOT && slots == 0))
        return CHATLET_ERR_BUNDLE;
    check.marks = clet_arena_allocate(arena, check.reader.source.size_bytes);
    if (check.marks == NULL) return CHATLET_ERR_MEMORY;
    return verify(&check) ? CHATLET_OK : CHATLET_ERR_BUNDLE;
}
