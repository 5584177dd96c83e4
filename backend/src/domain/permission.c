#include "permission.h"

#include <string.h>

/* Bit r is set when role r has it. */
static const uint8_t roles_with[PERMISSIONS] = {
#define PERMISSION(name, owner, administrator, editor, agent, analyst, billing)                    \
    [PERMISSION_##name] = (owner) << ROLE_OWNER | (administrator) << ROLE_ADMINISTRATOR |          \
                          (editor) << ROLE_EDITOR | (agent) << ROLE_AGENT |                        \
                          (analyst) << ROLE_ANALYST | (billing) << ROLE_BILLING,
    PERMISSION_LIST(PERMISSION)
#undef PERMISSION
};

static const char *const constants[PERMISSIONS] = {
#define PERMISSION(name, ...) [PERMISSION_##name] = #name,
    PERMISSION_LIST(PERMISSION)
#undef PERMISSION
};

static const char *const role_names[ROLES] = {
    [ROLE_OWNER] = "owner",     [ROLE_ADMINISTRATOR] = "administrator",
    [ROLE_EDITOR] = "editor",   [ROLE_AGENT] = "agent",
    [ROLE_ANALYST] = "analyst", [ROLE_BILLING] = "billing"};

_Static_assert(PERMISSIONS <= 64, "a set is 64 bits");

permission_set permission_set_of_role(role role) {
    permission_set set = 0;
    for (int i = 0; i < PERMISSIONS; i++) {
        if ((roles_with[i] >> role & 1) != 0) set |= UINT64_C(1) << i;
    }
    return set;
}

bool permission_set_has(permission_set set, permission permission) {
    return (set >> permission & 1) != 0;
}

chatlet_str role_name(role role) {
    return (chatlet_str){.data = role_names[role], .size_bytes = strlen(role_names[role])};
}

bool role_read(chatlet_str name, role *result) {
    for (int i = 0; i < ROLES; i++) {
        chatlet_str one = role_name((role)i);
        if (one.size_bytes == name.size_bytes &&
            memcmp(one.data, name.data, name.size_bytes) == 0) {
            *result = (role)i;
            return true;
        }
    }
    return false;
}

chatlet_str permission_name(permission permission, char text[PERMISSION_NAME_BYTES_MAX]) {
    const char *constant = constants[permission];
    size_t size_bytes = 0;
    bool has_dot = false;
    while (constant[size_bytes] != 0 && size_bytes < PERMISSION_NAME_BYTES_MAX) {
        char letter = constant[size_bytes];
        if (letter == '_') {
            letter = has_dot ? '_' : '.';
            has_dot = true;
        } else {
            letter = (char)(letter - 'A' + 'a');
        }
        text[size_bytes++] = letter;
    }
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

bool permission_read(chatlet_str name, permission *result) {
    char text[PERMISSION_NAME_BYTES_MAX];
    for (int i = 0; i < PERMISSIONS; i++) {
        chatlet_str one = permission_name((permission)i, text);
        if (one.size_bytes == name.size_bytes &&
            memcmp(one.data, name.data, name.size_bytes) == 0) {
            *result = (permission)i;
            return true;
        }
    }
    return false;
}
