#include "http_cache.h"

#include "http_text.h"

enum { HASH_DIGITS_MIN = 16 };

static bool is_hash(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (http_text_hex_digit(text.data[i]) < 0) return false;
    }
    return text.size_bytes >= HASH_DIGITS_MIN;
}

static chatlet_str name_of(chatlet_str path) {
    size_t begin = path.size_bytes;
    while (begin > 0 && path.data[begin - 1] != '/')
        begin--;
    return http_text_from(path, begin);
}

/* True when a piece of `name` between dots, other than its extension, is a hash. */
static bool has_hash(chatlet_str name) {
    for (;;) {
        size_t dot = http_text_find(name, '.');
        if (dot == name.size_bytes) return false;
        if (is_hash((chatlet_str){.data = name.data, .size_bytes = dot})) return true;
        name = http_text_from(name, dot + 1);
    }
}

chatlet_str http_cache_control(chatlet_str path) {
    chatlet_str name = name_of(path);
    if (has_hash(name)) return CHATLET_STR("public, max-age=31536000, immutable");
    if (http_text_equal(name, CHATLET_STR("manifest.json"))) {
        return CHATLET_STR("public, max-age=60, stale-while-revalidate=600");
    }
    if (http_text_equal(name, CHATLET_STR("chatlet.js"))) {
        return CHATLET_STR("public, max-age=300, stale-while-revalidate=86400");
    }
    if (http_text_ends_with(name, CHATLET_STR(".html")) ||
        http_text_ends_with(name, CHATLET_STR(".htm"))) {
        return CHATLET_STR("no-cache");
    }
    return CHATLET_STR("public, max-age=300");
}
