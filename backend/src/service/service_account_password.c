/* Which passwords and names may be chosen. */
#include "../security/password.h"
#include "service_account.h"

#include <string.h>

enum { DISTINCT_CHARACTERS_MIN = 4 };

/* What people begin with; digits and marks around it make it no better. */
static const char *const common[] = {
    "password", "passwort", "passw0rd",      "p@ssword",   "contrasena", "contraseña", "senha",
    "qwerty",   "qwertz",   "azerty",        "qwertyuiop", "asdfghjkl",  "iloveyou",   "letmein",
    "welcome",  "admin",    "administrator", "changeme",   "chatlet",    "chatletd",   "football",
    "monkey",   "dragon",   "sunshine",      "princess",   "superman",   "trustno1",   "secret",
};

static size_t count_characters(chatlet_str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size_bytes; i++)
        if (((unsigned char)text.data[i] & 0xc0) != 0x80) count++;
    return count;
}

static size_t count_distinct(chatlet_str text) {
    bool seen[256] = {false};
    size_t count = 0;
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (!seen[(unsigned char)text.data[i]]) count++;
        seen[(unsigned char)text.data[i]] = true;
    }
    return count;
}

/* Each character one step from the one before, as 1234567890 and zyxwvutsrq. */
static bool is_sequence(chatlet_str text) {
    size_t steps = 0;
    for (size_t i = 1; i < text.size_bytes; i++) {
        const int step = text.data[i] - text.data[i - 1];
        if (step == 1 || step == -1) steps++;
    }
    return steps + 2 >= text.size_bytes;
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80;
}

/* The part between the digits and marks at both ends, in lower case. */
static chatlet_str core_of(service *service, chatlet_str password) {
    char *folded = region_take(service->memory, password.size_bytes);
    if (folded == NULL) return CHATLET_STR("");
    for (size_t i = 0; i < password.size_bytes; i++) {
        const char byte = password.data[i];
        folded[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
    }
    size_t begin = 0;
    size_t end = password.size_bytes;
    while (begin < end && !is_letter(folded[begin]))
        begin++;
    while (end > begin && !is_letter(folded[end - 1]))
        end--;
    return (chatlet_str){.data = folded + begin, .size_bytes = end - begin};
}

static bool is_common(chatlet_str core) {
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (strlen(common[i]) == core.size_bytes &&
            memcmp(common[i], core.data, core.size_bytes) == 0)
            return true;
    return false;
}

static bool is_text(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes && memcmp(a.data, b.data, a.size_bytes) == 0;
}

/* The address, or what stands before its '@' with no more than digits and marks around it. */
static bool is_of_address(chatlet_str core, chatlet_str password, chatlet_str email) {
    size_t at = 0;
    while (at < email.size_bytes && email.data[at] != '@')
        at++;
    if (is_text(password, email) || is_text(core, email)) return true;
    return at > 0 && is_text(core, (chatlet_str){.data = email.data, .size_bytes = at});
}

bool account_check_password(service *service, chatlet_str pointer, chatlet_str password,
                            chatlet_str email) {
    if (count_characters(password) < PASSWORD_CHARACTERS_MIN)
        return service_refuse_field(service, pointer,
                                    CHATLET_STR("A password has at least 10 characters."));
    if (password.size_bytes > PASSWORD_BYTES_MAX)
        return service_refuse_field(service, pointer,
                                    CHATLET_STR("A password has at most 1024 bytes."));
    const chatlet_str core = core_of(service, password);
    if (is_of_address(core, password, email))
        return service_refuse_field(service, pointer,
                                    CHATLET_STR("A password may not be the address or its name."));
    if (is_common(core) || is_sequence(password) ||
        count_distinct(password) < DISTINCT_CHARACTERS_MIN)
        return service_refuse_field(service, pointer,
                                    CHATLET_STR("This password is among the first that are tried. "
                                                "Take several words."));
    return true;
}

bool account_check_name(service *service, chatlet_str pointer, chatlet_str name) {
    for (size_t i = 0; i < name.size_bytes; i++)
        if ((unsigned char)name.data[i] < 32 || name.data[i] == 127)
            return service_refuse_field(service, pointer,
                                        CHATLET_STR("A name is one line without control "
                                                    "characters."));
    return true;
}
