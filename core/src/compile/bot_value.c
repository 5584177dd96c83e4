#include "bot_value.h"

#include "../base/str.h"
#include "../base/utf8.h"
#include "../bundle/field_text.h"

#include <chatlet/limits.h>

#define S CHATLET_STR

enum { LOCALE_BYTES_MAX = 35, SUBTAG_BYTES_MAX = 8, COLOR_BYTES = 7, SERVER_ID_BYTES_MAX = 64 };

bool clet_bot_text_is_valid(chatlet_str text, size_t maximum_bytes) {
    if (text.size_bytes > maximum_bytes || clet_str_trim(text).size_bytes == 0) return false;
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        if ((byte < 0x20 && byte != '\n') || byte == 0x7F) return false;
    }
    return true;
}

static bool is_lower_or_digit(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool clet_bot_id_is_valid(chatlet_str id) {
    if (id.size_bytes == 0 || id.size_bytes > CHATLET_BOT_ID_BYTES_MAX) return false;
    for (size_t i = 0; i < id.size_bytes; i++) {
        if (!is_lower_or_digit(id.data[i]) && id.data[i] != '-') return false;
    }
    return true;
}

bool clet_bot_color_is_valid(chatlet_str text) {
    if (text.size_bytes != COLOR_BYTES || text.data[0] != '#') return false;
    for (size_t i = 1; i < text.size_bytes; i++) {
        const char byte = text.data[i];
        const bool is_hex = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
                            (byte >= 'A' && byte <= 'F');
        if (!is_hex) return false;
    }
    return true;
}

bool clet_bot_server_is_valid(chatlet_str url) {
    const chatlet_str secure = CHATLET_STR("https://");
    const chatlet_str plain = CHATLET_STR("http://");
    const chatlet_str scheme = clet_str_starts_with(url, secure) ? secure : plain;
    if (!clet_str_starts_with(url, scheme) || !clet_bot_url_is_valid(url)) return false;
    if (url.size_bytes == scheme.size_bytes || url.data[scheme.size_bytes] == '/') return false;
    for (size_t i = 0; i < url.size_bytes; i++) {
        if (url.data[i] == '?' || url.data[i] == '#' || url.data[i] == '@') return false;
    }
    return true;
}

bool clet_bot_server_id_is_valid(chatlet_str id) {
    if (id.size_bytes == 0 || id.size_bytes > SERVER_ID_BYTES_MAX) return false;
    for (size_t i = 0; i < id.size_bytes; i++) {
        const char byte = id.data[i];
        const bool is_good = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                             (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-';
        if (!is_good) return false;
    }
    return true;
}

bool clet_bot_locale_is_valid(chatlet_str locale) {
    size_t subtag_bytes = 0;
    bool is_first = true;
    if (locale.size_bytes > LOCALE_BYTES_MAX) return false;
    for (size_t i = 0; i <= locale.size_bytes; i++) {
        const bool is_end = i == locale.size_bytes || locale.data[i] == '-';
        if (is_end) {
            if (subtag_bytes == 0 || subtag_bytes > SUBTAG_BYTES_MAX) return false;
            if (is_first && (subtag_bytes < 2 || subtag_bytes > 3)) return false;
            is_first = false;
            subtag_bytes = 0;
        } else {
            const char byte = locale.data[i];
            const bool is_digit = byte >= '0' && byte <= '9';
            if (!is_letter(byte) && (is_first || !is_digit)) return false;
            subtag_bytes++;
        }
    }
    return true;
}

bool clet_bot_values_are_valid(chatlet_str values) {
    uint32_t count = 0;
    chatlet_str value;
    if (clet_str_find_byte(values, ';', 0) < values.size_bytes) return false;
    for (size_t offset = 0; clet_list_next(values, ',', &offset, &value);) {
        if (!clet_is_line(value, CHATLET_FIELD_VALUE_BYTES_MAX)) return false;
        count++;
    }
    return count >= 1 && count <= CHATLET_PAGE_VALUES_MAX;
}

/* True when `url` begins with a scheme ("mailto:"), by the first ':' before any '/', '?' or '#'. */
static bool has_scheme(chatlet_str url) {
    for (size_t i = 0; i < url.size_bytes; i++) {
        const char byte = url.data[i];
        if (byte == '/' || byte == '?' || byte == '#') return false;
        if (byte == ':') return true;
    }
    return false;
}

static bool is_web_address(chatlet_str url) {
    const size_t http = S("http://").size_bytes;
    const size_t https = S("https://").size_bytes;
    return (url.size_bytes > http &&
            clet_str_equal_ignore_case(clet_str_slice(url, 0, http), S("http://"))) ||
           (url.size_bytes > https &&
            clet_str_equal_ignore_case(clet_str_slice(url, 0, https), S("https://")));
}

bool clet_bot_url_is_valid(chatlet_str url) {
    if (url.size_bytes > CHATLET_URL_BYTES_MAX) return false;
    if (clet_utf8_valid_prefix(url) != url.size_bytes) return false;
    for (size_t i = 0; i < url.size_bytes; i++) {
        const unsigned char byte = (unsigned char)url.data[i];
        if (byte <= 0x20 || byte == 0x7F || byte == '"' || byte == '\\' || byte == '<' ||
            byte == '>')
            return false;
    }
    /* "//host" would leave the site by whatever scheme the page has. */
    if (clet_str_starts_with(url, S("//"))) return false;
    return !has_scheme(url) || is_web_address(url);
}
