#include "row_id.h"

#include <string.h>

enum { DIGITS = 13, CHANCE_BITS = 22, PREFIX_BYTES = 4 };

/* 2020-01-01 in milliseconds since 1970: 41 bits from there last until 2089. */
static const int64_t epoch_ms = INT64_C(1577836800000);

/* Crockford's base 32: no i, l, o, u. */
static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

static const char prefixes[ROW_KINDS][PREFIX_BYTES + 1] = {
    [ROW_ORGANIZATION] = "org_", [ROW_ACCOUNT] = "acc_",     [ROW_SESSION] = "ses_",
    [ROW_INVITATION] = "inv_",   [ROW_API_KEY] = "key_",     [ROW_BOT] = "bot_",
    [ROW_VERSION] = "ver_",      [ROW_VISITOR] = "vis_",     [ROW_CONVERSATION] = "cnv_",
    [ROW_LEAD] = "led_",         [ROW_AUDIT_ENTRY] = "aud_", [ROW_OUTBOX] = "out_",
    [ROW_ALERT] = "alr_",        [ROW_RECEIPT] = "rcp_",     [ROW_FEEDBACK] = "fbk_"};

int64_t row_id_make(int64_t now_ms, uint32_t chance) {
    int64_t since_ms = now_ms > epoch_ms ? now_ms - epoch_ms : 0;
    uint64_t time_bits = (uint64_t)since_ms & ((UINT64_C(1) << 41) - 1);
    uint64_t id = time_bits << CHANCE_BITS | (chance & ((UINT32_C(1) << CHANCE_BITS) - 1));
    return id > 0 ? (int64_t)id : 1;
}

int64_t row_id_time_ms(int64_t id) { return (id >> CHANCE_BITS) + epoch_ms; }

chatlet_str row_id_text(row_kind kind, int64_t id, char text[ROW_ID_TEXT_BYTES]) {
    uint64_t left = (uint64_t)id;
    memcpy(text, prefixes[kind], PREFIX_BYTES);
    for (int i = DIGITS - 1; i >= 0; i--) {
        text[PREFIX_BYTES + i] = digits[left % 32];
        left /= 32;
    }
    return (chatlet_str){.data = text, .size_bytes = ROW_ID_TEXT_BYTES};
}

bool row_id_read(row_kind kind, chatlet_str text, int64_t *id) {
    if (text.size_bytes != ROW_ID_TEXT_BYTES) return false;
    if (memcmp(text.data, prefixes[kind], PREFIX_BYTES) != 0) return false;
    uint64_t value = 0;
    for (int i = 0; i < DIGITS; i++) {
        char letter = text.data[PREFIX_BYTES + i];
        const char *place = letter != 0 ? strchr(digits, letter) : NULL;
        if (place == NULL) return false;
        /* Thirteen digits are 65 bits; the first may only be one of 0 to 7. */
        if (i == 0 && place - digits > 7) return false;
        value = value * 32 + (uint64_t)(place - digits);
    }
    if (value == 0 || value > INT64_MAX) return false;
    *id = (int64_t)value;
    return true;
}
