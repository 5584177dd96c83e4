#include "url.h"

#include "str.h"

bool clet_url_is_safe(chatlet_str url) {
    for (size_t i = 0; i < url.size_bytes; i++) {
        const unsigned char byte = (unsigned char)url.data[i];
        if (byte <= 0x20 || byte == 0x7F) return false;
    }
    for (size_t i = 0; i < url.size_bytes; i++) {
        const char byte = url.data[i];
        if (byte == '/' || byte == '?' || byte == '#') return true;
        if (byte != ':') continue;
        const chatlet_str scheme = clet_str_slice(url, 0, i);
        return clet_str_equal_ignore_case(scheme, CHATLET_STR("http")) ||
               clet_str_equal_ignore_case(scheme, CHATLET_STR("https"));
    }
    return true;
}
