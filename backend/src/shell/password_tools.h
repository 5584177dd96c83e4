/* Hashing of passwords as services see it: service_passwords over security/password.h. */
#ifndef PASSWORD_TOOLS_H
#define PASSWORD_TOOLS_H

#include "../service/service.h"

typedef struct password_tools {
    uint8_t pepper[32]; /* derived from the master secret; not in the database */
} password_tools;

/* Hashing with the pepper of `settings`. `tools` is borrowed by what is returned. */
service_passwords password_tools_init(password_tools *tools, const service_settings *settings);

#endif
