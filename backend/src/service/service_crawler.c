#include "service_crawler.h"

static const chatlet_str names[] = {
    CHATLET_STR("+http"),         CHATLET_STR("crawler"),        CHATLET_STR("spider"),
    CHATLET_STR("slurp"),         CHATLET_STR("lighthouse"),     CHATLET_STR("facebookexternalhit"),
    CHATLET_STR("mediapartners"), CHATLET_STR("inspectiontool"), CHATLET_STR("pagespeed"),
};

static char lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static bool is_at(chatlet_str text, size_t at, chatlet_str name) {
    if (text.size_bytes - at < name.size_bytes) return false;
    for (size_t i = 0; i < name.size_bytes; i++) {
        if (lower(text.data[at + i]) != name.data[i]) return false;
    }
    return true;
}

/* "Googlebot/2.1", "…; bingbot)", "DuckDuckBot;": but no "CUBOT X18 Build/…", a telephone. */
static bool is_bot_name(chatlet_str text, size_t at) {
    static const chatlet_str bot = CHATLET_STR("bot");
    static const chatlet_str phone = CHATLET_STR("cubot");
    if (!is_at(text, at, bot)) return false;
    if (at >= 2 && is_at(text, at - 2, phone)) return false;
    const size_t end = at + bot.size_bytes;
    if (end == text.size_bytes) return true;
    const char next = text.data[end];
    return next == '/' || next == ';' || next == ')' || next == ',';
}

bool service_is_declared_crawler(chatlet_str user_agent) {
    for (size_t at = 0; at < user_agent.size_bytes; at++) {
        if (is_bot_name(user_agent, at)) return true;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (is_at(user_agent, at, names[i])) return true;
        }
    }
    return false;
}
