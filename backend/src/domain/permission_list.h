/* What a member of an organization may do, and which roles may: owner, administrator, editor,
 * agent, analyst, billing. An API key has those permissions its scopes name. The name in lower case
 * with '.' for its first '_' is the scope's ("bots.create"). */
/* A table is read by its columns. */
/* clang-format off */
#define PERMISSION_LIST(PERMISSION)                                                                \
    /*                             own adm edt agt ana bil */                                      \
    PERMISSION(ORGANIZATION_READ,      1, 1, 1, 1, 1, 1)                                           \
    PERMISSION(ORGANIZATION_UPDATE,    1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(ORGANIZATION_DELETE,    1, 0, 0, 0, 0, 0)                                           \
    PERMISSION(ORGANIZATION_TRANSFER,  1, 0, 0, 0, 0, 0)                                           \
    PERMISSION(ORGANIZATION_EXPORT,    1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(MEMBERS_READ,           1, 1, 1, 1, 1, 1)                                           \
    PERMISSION(MEMBERS_INVITE,         1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(MEMBERS_UPDATE,         1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(MEMBERS_REMOVE,         1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(KEYS_READ,              1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(KEYS_MANAGE,            1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(AUDIT_READ,             1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(BOTS_READ,              1, 1, 1, 1, 1, 0)                                           \
    PERMISSION(BOTS_CREATE,            1, 1, 1, 0, 0, 0)                                           \
    PERMISSION(BOTS_UPDATE,            1, 1, 1, 0, 0, 0)                                           \
    PERMISSION(BOTS_DELETE,            1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(VERSIONS_READ,          1, 1, 1, 1, 1, 0)                                           \
    PERMISSION(VERSIONS_UPLOAD,        1, 1, 1, 0, 0, 0)                                           \
    PERMISSION(VERSIONS_PUBLISH,       1, 1, 1, 0, 0, 0)                                           \
    PERMISSION(CONVERSATIONS_READ,     1, 1, 1, 1, 1, 0)                                           \
    PERMISSION(CONVERSATIONS_UPDATE,   1, 1, 1, 1, 0, 0)                                           \
    PERMISSION(CONVERSATIONS_EXPORT,   1, 1, 0, 0, 1, 0)                                           \
    PERMISSION(CONVERSATIONS_DELETE,   1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(LEADS_READ,             1, 1, 1, 1, 0, 0)                                           \
    PERMISSION(LEADS_EXPORT,           1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(VISITORS_EXPORT,        1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(VISITORS_ERASE,         1, 1, 0, 0, 0, 0)                                           \
    PERMISSION(ANALYTICS_READ,         1, 1, 1, 1, 1, 0)                                           \
    PERMISSION(USAGE_READ,             1, 1, 1, 0, 1, 1)                                           \
    PERMISSION(USAGE_VOID,             1, 0, 0, 0, 0, 0)                                           \
    PERMISSION(EVENTS_WRITE,           1, 1, 1, 0, 0, 0)                                           \
    PERMISSION(ALERTS_MANAGE,          1, 1, 0, 0, 0, 1)                                           \
    PERMISSION(BILLING_READ,           1, 1, 0, 0, 0, 1)                                           \
    PERMISSION(BILLING_MANAGE,         1, 0, 0, 0, 0, 1)
/* clang-format on */
