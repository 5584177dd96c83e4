#include "password_tools.h"

#include "../security/password.h"

static chatlet_str hash(void *context, region *memory, const service_chance *chance,
                        chatlet_str password) {
    password_tools *tools = context;
    uint8_t salt[PASSWORD_SALT_BYTES];
    char phc[PASSWORD_PHC_BYTES_MAX];
    chance->fill(chance->context, salt, sizeof salt);
    return region_copy(memory, password_hash(tools->pepper, salt, password, phc));
}

static bool verify(void *context, chatlet_str phc, chatlet_str password, bool *outdated) {
    password_tools *tools = context;
    return password_verify(tools->pepper, phc, password, outdated);
}

service_passwords password_tools_init(password_tools *tools, const service_settings *settings) {
    service deriving = {.settings = settings};
    service_derive_key(&deriving, "password-pepper", tools->pepper);
    return (service_passwords){.context = tools, .hash = hash, .verify = verify};
}
