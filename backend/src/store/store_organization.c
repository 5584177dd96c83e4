#include "store_organization.h"

static role read_role(db_query *query, int column) {
    role role = ROLE_ANALYST;
    /* The table's CHECK lets no other name in. */
    (void)role_read(db_column_text(query, column), &role);
    return role;
}

void store_organization_add(db *db, const store_organization *organization) {
    (void)DB_RUN(db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4)",
                 db_integer(organization->id), db_text(organization->name),
                 db_text(organization->plan), db_integer(organization->created_at_ms));
}

bool store_organization_find(db *db, int64_t organization_id, region *memory,
                             store_organization *organization) {
    db_query *query = DB_OPEN(db,
                              "SELECT name, plan, version, created_at_ms FROM organizations "
                              "WHERE organization_id = ?1",
                              db_integer(organization_id));
    const bool is_there = db_next(query);
    if (is_there)
        *organization = (store_organization){
            .id = organization_id,
            .name = region_copy(memory, db_column_text(query, 0)),
            .plan = region_copy(memory, db_column_text(query, 1)),
            .version = db_column_integer(query, 2),
            .created_at_ms = db_column_integer(query, 3),
        };
    db_close_query(query);
    return is_there;
}

void store_organization_set_name(db *db, int64_t organization_id, chatlet_str name) {
    (void)DB_RUN(db,
                 "UPDATE organizations SET name = ?2, version = version + 1 "
                 "WHERE organization_id = ?1",
                 db_integer(organization_id), db_text(name));
}

/* Rows that hold others of the organization go first: PostgreSQL takes an organization's rows out
 * table by table, and looks after each whether something still holds what went. */
void store_organization_remove(db *db, int64_t organization_id) {
    (void)DB_RUN(db, "DELETE FROM bot_channels WHERE organization_id = ?1",
                 db_integer(organization_id));
    (void)DB_RUN(db, "DELETE FROM version_files WHERE organization_id = ?1",
                 db_integer(organization_id));
    (void)DB_RUN(db, "DELETE FROM organizations WHERE organization_id = ?1",
                 db_integer(organization_id));
}

size_t store_organization_list(db *db, int64_t account_id, int64_t before_id, size_t limit,
                               region *memory, store_organization **organizations) {
    store_organization *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT organizations.organization_id, organizations.name, organizations.plan, "
                "organizations.version, organizations.created_at_ms, members.role "
                "FROM members JOIN organizations "
                "ON organizations.organization_id = members.organization_id "
                "WHERE members.account_id = ?1 AND members.organization_id < ?2 "
                "ORDER BY members.organization_id DESC LIMIT ?3",
                db_integer(account_id), db_integer(before_id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] = (store_organization){
            .id = db_column_integer(query, 0),
            .name = region_copy(memory, db_column_text(query, 1)),
            .plan = region_copy(memory, db_column_text(query, 2)),
            .version = db_column_integer(query, 3),
            .created_at_ms = db_column_integer(query, 4),
            .role = read_role(query, 5),
        };
    db_close_query(query);
    *organizations = rows;
    return count;
}

int64_t store_organization_count_sole(db *db, int64_t account_id) {
    return DB_READ(db,
                   "SELECT COUNT(*) FROM members WHERE account_id = ?1 AND role = 'owner' "
                   "AND NOT EXISTS (SELECT 1 FROM members AS other "
                   "WHERE other.organization_id = members.organization_id "
                   "AND other.role = 'owner' AND other.account_id <> ?1)",
                   0, db_integer(account_id));
}

bool store_member_add(db *db, const store_member *member) {
    return DB_RUN(db,
                  "INSERT INTO members (organization_id, account_id, role, joined_at_ms) "
                  "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (organization_id, account_id) DO NOTHING",
                  db_integer(member->organization_id), db_integer(member->account_id),
                  db_text(role_name(member->role)), db_integer(member->joined_at_ms)) == 1;
}

#define MEMBER_QUESTION                                                                            \
    "SELECT members.account_id, members.role, members.joined_at_ms, accounts.name, "               \
    "accounts.email FROM members JOIN accounts ON accounts.account_id = members.account_id "       \
    "WHERE members.organization_id = ?1 "

static store_member read_member(db_query *query, int64_t organization_id, region *memory) {
    return (store_member){
        .organization_id = organization_id,
        .account_id = db_column_integer(query, 0),
        .role = read_role(query, 1),
        .joined_at_ms = db_column_integer(query, 2),
        .name = region_copy(memory, db_column_text(query, 3)),
        .email = region_copy(memory, db_column_text(query, 4)),
    };
}

bool store_member_find(db *db, int64_t organization_id, int64_t account_id, region *memory,
                       store_member *member) {
    db_query *query = DB_OPEN(db, MEMBER_QUESTION "AND members.account_id = ?2",
                              db_integer(organization_id), db_integer(account_id));
    const bool is_there = db_next(query);
    if (is_there) *member = read_member(query, organization_id, memory);
    db_close_query(query);
    return is_there;
}

bool store_member_read_role(db *db, int64_t organization_id, int64_t account_id, role *result) {
    db_query *query = DB_OPEN(db,
                              "SELECT role FROM members "
                              "WHERE organization_id = ?1 AND account_id = ?2",
                              db_integer(organization_id), db_integer(account_id));
    const bool is_there = db_next(query) && role_read(db_column_text(query, 0), result);
    db_close_query(query);
    return is_there;
}

size_t store_member_list(db *db, int64_t organization_id, int64_t before_id, size_t limit,
                         region *memory, store_member **members) {
    store_member *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query = DB_OPEN(
        db, MEMBER_QUESTION "AND members.account_id < ?2 ORDER BY members.account_id DESC LIMIT ?3",
        db_integer(organization_id), db_integer(before_id), db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] = read_member(query, organization_id, memory);
    db_close_query(query);
    *members = rows;
    return count;
}

int64_t store_member_count(db *db, int64_t organization_id) {
    return DB_READ(db, "SELECT COUNT(*) FROM members WHERE organization_id = ?1", 0,
                   db_integer(organization_id));
}

int64_t store_member_count_owners(db *db, int64_t organization_id) {
    return DB_READ(db, "SELECT COUNT(*) FROM members WHERE organization_id = ?1 AND role = 'owner'",
                   0, db_integer(organization_id));
}

void store_member_set_role(db *db, int64_t organization_id, int64_t account_id, role role) {
    (void)DB_RUN(db, "UPDATE members SET role = ?3 WHERE organization_id = ?1 AND account_id = ?2",
                 db_integer(organization_id), db_integer(account_id), db_text(role_name(role)));
}

bool store_member_remove(db *db, int64_t organization_id, int64_t account_id) {
    return DB_RUN(db, "DELETE FROM members WHERE organization_id = ?1 AND account_id = ?2",
                  db_integer(organization_id), db_integer(account_id)) == 1;
}

void store_invitation_remove_of(db *db, int64_t organization_id, chatlet_str email) {
    (void)DB_RUN(db, "DELETE FROM invitations WHERE organization_id = ?1 AND email = ?2",
                 db_integer(organization_id), db_text(email));
}

void store_invitation_add(db *db, const store_invitation *invitation, chatlet_str token_hash) {
    (void)DB_RUN(db,
                 "INSERT INTO invitations (invitation_id, organization_id, email, role, "
                 "token_hash, invited_by, created_at_ms, expires_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                 db_integer(invitation->id), db_integer(invitation->organization_id),
                 db_text(invitation->email), db_text(role_name(invitation->role)),
                 db_bytes(token_hash), db_integer_or_null(invitation->invited_by),
                 db_integer(invitation->created_at_ms), db_integer(invitation->expires_at_ms));
}

#define INVITATION_COLUMNS                                                                         \
    "invitation_id, organization_id, email, role, invited_by, created_at_ms, expires_at_ms "

static store_invitation read_invitation(db_query *query, region *memory) {
    return (store_invitation){
        .id = db_column_integer(query, 0),
        .organization_id = db_column_integer(query, 1),
        .email = region_copy(memory, db_column_text(query, 2)),
        .role = read_role(query, 3),
        .invited_by = db_column_integer(query, 4),
        .created_at_ms = db_column_integer(query, 5),
        .expires_at_ms = db_column_integer(query, 6),
    };
}

bool store_invitation_find_by_token(db *db, chatlet_str token_hash, region *memory,
                                    store_invitation *invitation) {
    db_query *query =
        DB_OPEN(db, "SELECT " INVITATION_COLUMNS "FROM invitations WHERE token_hash = ?1",
                db_bytes(token_hash));
    const bool is_there = db_next(query);
    if (is_there) *invitation = read_invitation(query, memory);
    db_close_query(query);
    return is_there;
}

size_t store_invitation_list(db *db, int64_t organization_id, int64_t before_id, int64_t now_ms,
                             size_t limit, region *memory, store_invitation **invitations) {
    store_invitation *rows = region_take(memory, limit * sizeof *rows);
    size_t count = 0;
    db_query *query =
        DB_OPEN(db,
                "SELECT " INVITATION_COLUMNS "FROM invitations "
                "WHERE organization_id = ?1 AND invitation_id < ?2 AND expires_at_ms > ?3 "
                "ORDER BY invitation_id DESC LIMIT ?4",
                db_integer(organization_id), db_integer(before_id), db_integer(now_ms),
                db_integer((int64_t)limit));
    while (rows != NULL && count < limit && db_next(query))
        rows[count++] = read_invitation(query, memory);
    db_close_query(query);
    *invitations = rows;
    return count;
}

int64_t store_invitation_count(db *db, int64_t organization_id, int64_t now_ms) {
    return DB_READ(db,
                   "SELECT COUNT(*) FROM invitations "
                   "WHERE organization_id = ?1 AND expires_at_ms > ?2",
                   0, db_integer(organization_id), db_integer(now_ms));
}

bool store_invitation_remove(db *db, int64_t organization_id, int64_t invitation_id) {
    return DB_RUN(db, "DELETE FROM invitations WHERE organization_id = ?1 AND invitation_id = ?2",
                  db_integer(organization_id), db_integer(invitation_id)) == 1;
}
