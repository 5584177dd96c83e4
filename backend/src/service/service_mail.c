#include "service_mail.h"

#include "../domain/time_text.h"
#include "../security/byte_text.h"
#include "../store/store_outbox.h"

#include <chatlet/json.h>
#include <string.h>

enum {
    LINE_BYTES_MAX = 76, /* of quoted-printable (RFC 2045, section 6.7), without CRLF */
    WORD_BYTES_MAX = 39  /* in an encoded word: 52 characters of base 64 and a frame of 12 */
};

/* A text that is put together piece by piece; it begins with room enough. */
typedef struct message {
    char *data;
    size_t size_bytes;
} message;

static void add(message *message, chatlet_str text) {
    if (text.size_bytes > 0)
        memcpy(message->data + message->size_bytes, text.data, text.size_bytes);
    message->size_bytes += text.size_bytes;
}

static bool is_local_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
           (byte != 0 && strchr("!#$%&'*+-/=?^_`{|}~.", byte) != NULL);
}

static bool is_domain_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' ||
           byte == '.';
}

/* No part between dots is empty. */
static bool has_whole_parts(chatlet_str text) {
    char before = '.';
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (text.data[i] == '.' && before == '.') return false;
        before = text.data[i];
    }
    return before != '.';
}

static bool is_domain(chatlet_str text) {
    bool has_dot = false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (!is_domain_byte(text.data[i])) return false;
        if (text.data[i] == '.') has_dot = true;
    }
    const chatlet_str home = CHATLET_STR("localhost");
    const bool is_home =
        text.size_bytes == home.size_bytes && memcmp(text.data, home.data, home.size_bytes) == 0;
    return has_whole_parts(text) && text.data[0] != '-' && (has_dot || is_home);
}

static bool is_address(chatlet_str text) {
    size_t at = 0;
    while (at < text.size_bytes && text.data[at] != '@') {
        if (!is_local_byte(text.data[at])) return false;
        at++;
    }
    if (at == 0 || at > MAIL_LOCAL_BYTES_MAX || at + 1 >= text.size_bytes) return false;
    return has_whole_parts((chatlet_str){.data = text.data, .size_bytes = at}) &&
           is_domain(
               (chatlet_str){.data = text.data + at + 1, .size_bytes = text.size_bytes - at - 1});
}

bool mail_read_address(service *service, chatlet_str pointer, chatlet_str text,
                       chatlet_str *address) {
    char *folded = region_take(service->memory, text.size_bytes);
    if (folded == NULL) return service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
    for (size_t i = 0; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        folded[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
    }
    const chatlet_str whole = {.data = folded, .size_bytes = text.size_bytes};
    if (whole.size_bytes > MAIL_ADDRESS_BYTES_MAX || !is_address(whole))
        return service_refuse_field(service, pointer,
                                    CHATLET_STR("This must be an address such as "
                                                "name@example.com; other letters than ASCII's "
                                                "are not taken."));
    *address = whole;
    return true;
}

/* At most `maximum` bytes, not cut within a character. */
static chatlet_str cut(chatlet_str text, size_t maximum) {
    if (text.size_bytes <= maximum) return text;
    size_t size_bytes = maximum;
    while (size_bytes > 0 && ((unsigned char)text.data[size_bytes] & 0xc0) == 0x80)
        size_bytes--;
    return (chatlet_str){.data = text.data, .size_bytes = size_bytes};
}

static void write_member(chatlet_json_writer *writer, chatlet_str key, chatlet_str value) {
    chatlet_json_write_key(writer, key);
    chatlet_json_write_string(writer, value);
}

void mail_leave(service *service, chatlet_str to, chatlet_str subject, chatlet_str text) {
    chatlet_json_writer *writer;
    chatlet_str body;
    if (chatlet_json_writer_new(&service->memory->allocator, 0, &writer) != CHATLET_OK) {
        (void)service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
        return;
    }
    chatlet_json_write_object_begin(writer);
    write_member(writer, CHATLET_STR("to"), to);
    write_member(writer, CHATLET_STR("subject"), cut(subject, MAIL_SUBJECT_BYTES_MAX));
    write_member(writer, CHATLET_STR("text"), cut(text, MAIL_TEXT_BYTES_MAX));
    chatlet_json_write_object_end(writer);
    if (chatlet_json_writer_finish(writer, &body) != CHATLET_OK) {
        (void)service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
        return;
    }
    /* Of no organization: a mail need not wait behind its calls to others. */
    (void)service_leave(service, "mail", 0, body, 0);
}

void mail_leave_nothing(service *service) {
    (void)service_leave(service, "mail", 0, CHATLET_STR("{}"), 0);
}

/* Printable ASCII but '=' stands for itself in quoted-printable. */
static bool is_plain(unsigned char byte) { return byte >= 32 && byte < 127 && byte != '='; }

static void add_quoted_byte(message *message, unsigned char byte, size_t *column) {
    static const char digits[] = "0123456789ABCDEF";
    const char quoted[3] = {'=', digits[byte >> 4], digits[byte & 15]};
    add(message, (chatlet_str){.data = quoted, .size_bytes = 3});
    *column += 3;
}

/* The text in quoted-printable. A line that grows too long is broken softly; a space before a
 * line's end is quoted, since it would be lost on the way, and so is a dot at its start. */
static void add_quoted(message *message, chatlet_str text) {
    size_t column = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte == '\n') {
            add(message, CHATLET_STR("\r\n"));
            column = 0;
            continue;
        }
        if (column > LINE_BYTES_MAX - 4) {
            add(message, CHATLET_STR("=\r\n"));
            column = 0;
        }
        const bool is_last = i + 1 == text.size_bytes || text.data[i + 1] == '\n';
        const bool is_hidden = (byte == ' ' && is_last) || (byte == '.' && column == 0);
        if (is_plain(byte) && !is_hidden) {
            add(message, (chatlet_str){.data = text.data + i, .size_bytes = 1});
            column++;
        } else {
            add_quoted_byte(message, byte, &column);
        }
    }
    add(message, CHATLET_STR("\r\n"));
}

static bool is_header_text(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++)
        if ((unsigned char)text.data[i] < 32 || (unsigned char)text.data[i] >= 127) return false;
    return true;
}

/* Encoded words of base 64 (RFC 2047), so that whatever the subject holds, no line ends in it. */
static void add_subject(message *message, chatlet_str subject) {
    add(message, CHATLET_STR("Subject: "));
    if (is_header_text(subject) && subject.size_bytes <= LINE_BYTES_MAX) {
        add(message, subject);
        add(message, CHATLET_STR("\r\n"));
        return;
    }
    for (bool is_first = true; subject.size_bytes > 0; is_first = false) {
        char digits[WORD_BYTES_MAX / 3 * 4];
        const chatlet_str word = cut(subject, WORD_BYTES_MAX);
        if (!is_first) add(message, CHATLET_STR(" "));
        add(message, CHATLET_STR("=?UTF-8?B?"));
        add(message, byte_text_write_base64(word, digits));
        add(message, CHATLET_STR("?=\r\n"));
        if (word.size_bytes == 0) break; /* no character ends within it: no UTF-8 */
        subject.data += word.size_bytes;
        subject.size_bytes -= word.size_bytes;
    }
}

/* "Date: Tue, 01 Dec 2026 03:04:05 +0000", from RFC 3339's way of writing it. */
static void add_date(message *message, int64_t now_ms) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static const char days[] = "ThuFriSatSunMonTueWed"; /* 1 January 1970 was a Thursday */
    char time[TIME_TEXT_BYTES];
    const chatlet_str text = time_text_write(now_ms, time);
    const size_t month = (size_t)(time[5] - '0') * 10 + (size_t)(time[6] - '0') - 1;
    const size_t day = (size_t)(now_ms / 86400000 % 7);
    add(message, CHATLET_STR("Date: "));
    add(message, (chatlet_str){.data = days + day * 3, .size_bytes = 3});
    add(message, CHATLET_STR(", "));
    add(message, (chatlet_str){.data = text.data + 8, .size_bytes = 2});
    add(message, CHATLET_STR(" "));
    add(message, (chatlet_str){.data = months + month * 3, .size_bytes = 3});
    add(message, CHATLET_STR(" "));
    add(message, (chatlet_str){.data = text.data, .size_bytes = 4});
    add(message, CHATLET_STR(" "));
    add(message, (chatlet_str){.data = text.data + 11, .size_bytes = 8});
    add(message, CHATLET_STR(" +0000\r\n"));
}

/* What stands behind the '@' of "Name <user@host>" or "user@host". */
static chatlet_str host_of(chatlet_str from) {
    size_t begin = from.size_bytes;
    while (begin > 0 && from.data[begin - 1] != '@')
        begin--;
    size_t end = begin;
    while (end < from.size_bytes && from.data[end] != '>' && from.data[end] != ' ')
        end++;
    return (chatlet_str){.data = from.data + begin, .size_bytes = end - begin};
}

static void add_headers(message *message, service *service, int64_t id, chatlet_str to,
                        chatlet_str subject) {
    char id_text[ROW_ID_TEXT_BYTES];
    add(message, CHATLET_STR("From: "));
    add(message, service->settings->mail_from);
    add(message, CHATLET_STR("\r\nTo: "));
    add(message, to);
    add(message, CHATLET_STR("\r\n"));
    add_subject(message, subject);
    add_date(message, service->now_ms);
    /* The row's name: who gets the message twice can tell. */
    add(message, CHATLET_STR("Message-ID: <"));
    add(message, row_id_text(ROW_OUTBOX, id, id_text));
    add(message, CHATLET_STR("@"));
    add(message, host_of(service->settings->mail_from));
    add(message, CHATLET_STR(">\r\nMIME-Version: 1.0\r\n"
                             "Content-Type: text/plain; charset=utf-8\r\n"
                             "Content-Transfer-Encoding: quoted-printable\r\n"
                             "Auto-Submitted: auto-generated\r\n\r\n"));
}

static chatlet_str member_text(const chatlet_json *object, chatlet_str key) {
    const chatlet_json *member = chatlet_json_find(object, key);
    return member != NULL && member->kind == CHATLET_JSON_STRING ? member->text : CHATLET_STR("");
}

bool mail_build(service *service, const outbox_item *item, outbox_call *call) {
    chatlet_json_document *document;
    chatlet_str to = CHATLET_STR("");
    if (chatlet_json_parse(&service->memory->allocator, item->body_json, &document, NULL) !=
        CHATLET_OK)
        return service_refuse(service, PROBLEM_INTERNAL, CHATLET_STR("This mail can't be read."));
    const chatlet_json *body = chatlet_json_root(document);
    const chatlet_str address = member_text(body, CHATLET_STR("to"));
    const chatlet_str subject =
        cut(member_text(body, CHATLET_STR("subject")), MAIL_SUBJECT_BYTES_MAX);
    const chatlet_str text = cut(member_text(body, CHATLET_STR("text")), MAIL_TEXT_BYTES_MAX);
    if (address.size_bytes == 0) {
        call->kind = OUTBOX_CALL_NOTHING;
        return true;
    }
    if (!mail_read_address(service, CHATLET_STR("/to"), address, &to)) return false;
    if (!is_header_text(service->settings->mail_from))
        return service_refuse(service, PROBLEM_INTERNAL,
                              CHATLET_STR("The sender's address is not ASCII."));
    /* Each byte is at most three, and each seventy of those a soft line end of three more. */
    const size_t room = 1024 + service->settings->mail_from.size_bytes * 2 +
                        MAIL_ADDRESS_BYTES_MAX + (subject.size_bytes + text.size_bytes) * 4;
    message message = {.data = region_take(service->memory, room)};
    if (message.data == NULL)
        return service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
    add_headers(&message, service, item->id, to, subject);
    add_quoted(&message, text);
    call->kind = OUTBOX_CALL_MAIL;
    call->mail_to = to;
    call->mail_text = (chatlet_str){.data = message.data, .size_bytes = message.size_bytes};
    return true;
}

outbox_verdict mail_apply(service *service, const outbox_item *item, const outbox_result *result,
                          chatlet_str *outcome_json) {
    (void)outcome_json;
    if (result->status >= 500) return OUTBOX_HOPELESS;
    if (result->status < 200 || result->status >= 300) return OUTBOX_AGAIN;
    store_outbox_forget_body(service->db, item->id);
    return OUTBOX_DONE;
}
