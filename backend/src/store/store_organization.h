/* Organizations, and who belongs to them. */
#ifndef STORE_ORGANIZATION_H
#define STORE_ORGANIZATION_H

#include "../domain/permission.h"
#include "../domain/region.h"
#include "db.h"

typedef struct store_organization {
    int64_t id;
    chatlet_str name;
    chatlet_str plan; /* a name of the plan table */
    int64_t version;
    int64_t created_at_ms;
    role role; /* of the account that asked, in store_organization_list */
} store_organization;

void store_organization_add(db *db, const store_organization *organization);
bool store_organization_find(db *db, int64_t organization_id, region *memory,
                             store_organization *organization);
void store_organization_set_name(db *db, int64_t organization_id, chatlet_str name);
void store_organization_remove(db *db, int64_t organization_id);

/* Those an account is a member of, with an id under `before_id`, newest first. */
size_t store_organization_list(db *db, int64_t account_id, int64_t before_id, size_t limit,
                               region *memory, store_organization **organizations);

/* How many there are of which `account_id` is the only owner. */
int64_t store_organization_count_sole(db *db, int64_t account_id);

typedef struct store_member {
    int64_t organization_id;
    int64_t account_id;
    role role;
    int64_t joined_at_ms;
    chatlet_str name;
    chatlet_str email;
} store_member;

/* False when the account is a member already. */
bool store_member_add(db *db, const store_member *member);

/* False when it is none. The account's name and address are copied to `memory`. */
bool store_member_find(db *db, int64_t organization_id, int64_t account_id, region *memory,
                       store_member *member);

/* The role alone: asked with each request. */
bool store_member_read_role(db *db, int64_t organization_id, int64_t account_id, role *role);

size_t store_member_list(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                         region *memory, store_member **members);
int64_t store_member_count(db *db, int64_t organization_id);
int64_t store_member_count_owners(db *db, int64_t organization_id);
void store_member_set_role(db *db, int64_t organization_id, int64_t account_id, role role);
bool store_member_remove(db *db, int64_t organization_id, int64_t account_id);

typedef struct store_invitation {
    int64_t id;
    int64_t organization_id;
    chatlet_str email;
    role role;
    int64_t invited_by; /* account; 0: by a key */
    int64_t created_at_ms;
    int64_t expires_at_ms;
} store_invitation;

/* Of an address there may be one: store_invitation_remove_of takes an earlier one out. */
void store_invitation_remove_of(db *db, int64_t organization_id, chatlet_str email);
void store_invitation_add(db *db, const store_invitation *invitation, chatlet_str token_hash);

/* Finds the organization, so it names none. */
bool store_invitation_find_by_token(db *db, chatlet_str token_hash, region *memory,
                                    store_invitation *invitation);
size_t store_invitation_list(db *db, int64_t organization_id, int64_t before_id, int64_t now_ms,
                             size_t limit, region *memory, store_invitation **invitations);
int64_t store_invitation_count(db *db, int64_t organization_id, int64_t now_ms);
bool store_invitation_remove(db *db, int64_t organization_id, int64_t invitation_id);

#endif
