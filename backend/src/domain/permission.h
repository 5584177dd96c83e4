/* Roles and the permissions they are made of. */
#ifndef PERMISSION_H
#define PERMISSION_H

#include "permission_list.h"

#include <chatlet/base.h>

/* Stored as their names, so the order may change. */
typedef enum role {
    ROLE_OWNER,
    ROLE_ADMINISTRATOR,
    ROLE_EDITOR,
    ROLE_AGENT,
    ROLE_ANALYST,
    ROLE_BILLING,
    ROLES
} role;

typedef enum permission {
#define PERMISSION(name, ...) PERMISSION_##name,
    PERMISSION_LIST(PERMISSION)
#undef PERMISSION
        PERMISSIONS
} permission;

/* A set of permissions: bit 1 << permission. */
typedef uint64_t permission_set;

permission_set permission_set_of_role(role role);
bool permission_set_has(permission_set set, permission permission);

/* "owner", …; constant text. Reading gives false for a name that is none. */
chatlet_str role_name(role role);
bool role_read(chatlet_str name, role *role);

enum { PERMISSION_NAME_BYTES_MAX = 32 };

/* "bots.create", …: written to `text`; returns a view of it. */
chatlet_str permission_name(permission permission, char text[PERMISSION_NAME_BYTES_MAX]);
bool permission_read(chatlet_str name, permission *permission);

#endif
