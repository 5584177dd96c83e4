#include "store_account.h"

#include <string.h>

static void read_account(db_query *query, region *memory, store_account *account) {
    *account = (store_account){
        .id = db_column_integer(query, 0),
        .email = region_copy(memory, db_column_text(query, 1)),
        .name = region_copy(memory, db_column_text(query, 2)),
        .password = region_copy(memory, db_column_text(query, 3)),
        .locale = region_copy(memory, db_column_text(query, 4)),
        .email_checked_at_ms = db_column_integer(query, 5),
        .created_at_ms = db_column_integer(query, 6),
    };
}

static bool read_one(db_query *query, region *memory, store_account *account) {
    const bool is_there = db_next(query);
    if (is_there) read_account(query, memory, account);
    db_close_query(query);
    return is_there;
}

#define ACCOUNT_COLUMNS                                                                            \
    "account_id, email, name, password, locale, email_checked_at_ms, created_at_ms "

bool store_account_add(db *db, const store_account *account) {
    return DB_RUN(db,
                  "INSERT INTO accounts (account_id, email, name, password, locale, "
                  "email_checked_at_ms, created_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                  "ON CONFLICT (email) DO NOTHING",
                  db_integer(account->id), db_text(account->email), db_text(account->name),
                  db_text_or_null(account->password), db_text(account->locale),
                  db_integer_or_null(account->email_checked_at_ms),
                  db_integer(account->created_at_ms)) == 1;
}

bool store_account_find(db *db, int64_t account_id, region *memory, store_account *account) {
    return read_one(DB_OPEN(db, "SELECT " ACCOUNT_COLUMNS "FROM accounts WHERE account_id = ?1",
                            db_integer(account_id)),
                    memory, account);
}

bool store_account_find_by_email(db *db, chatlet_str email, region *memory,
                                 store_account *account) {
    return read_one(
        DB_OPEN(db, "SELECT " ACCOUNT_COLUMNS "FROM accounts WHERE email = ?1", db_text(email)),
        memory, account);
}

bool store_account_is_there(db *db) {
    return DB_READ(db, "SELECT account_id FROM accounts WHERE account_id > ?1 LIMIT 1", 0,
                   db_integer(0)) != 0;
}

void store_account_set_profile(db *db, int64_t account_id, chatlet_str name, chatlet_str locale) {
    (void)DB_RUN(db, "UPDATE accounts SET name = ?2, locale = ?3 WHERE account_id = ?1",
                 db_integer(account_id), db_text(name), db_text(locale));
}

bool store_account_set_password(db *db, int64_t account_id, chatlet_str expected,
                                chatlet_str password) {
    return DB_RUN(db, "UPDATE accounts SET password = ?3 WHERE account_id = ?1 AND password = ?2",
                  db_integer(account_id), db_text(expected), db_text(password)) == 1;
}

bool store_account_set_email(db *db, int64_t account_id, chatlet_str email, int64_t checked_at_ms) {
    return DB_RUN(db,
                  "UPDATE accounts SET email = ?2, email_checked_at_ms = ?3 WHERE account_id = ?1 "
                  "AND NOT EXISTS (SELECT 1 FROM accounts AS other WHERE other.email = ?2)",
                  db_integer(account_id), db_text(email), db_integer(checked_at_ms)) == 1;
}

void store_account_set_checked(db *db, int64_t account_id, int64_t checked_at_ms) {
    (void)DB_RUN(db, "UPDATE accounts SET email_checked_at_ms = ?2 WHERE account_id = ?1",
                 db_integer(account_id), db_integer(checked_at_ms));
}

void store_account_remove(db *db, int64_t account_id) {
    (void)DB_RUN(db, "DELETE FROM accounts WHERE account_id = ?1", db_integer(account_id));
}

void store_signup_add(db *db, chatlet_str token_hash, const store_signup *signup) {
    (void)DB_RUN(db,
                 "INSERT INTO signups (token_hash, email, name, password, organization, locale, "
                 "expires_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                 db_bytes(token_hash), db_text(signup->email), db_text(signup->name),
                 db_text(signup->password), db_text(signup->organization), db_text(signup->locale),
                 db_integer(signup->expires_at_ms));
}

bool store_signup_take(db *db, chatlet_str token_hash, region *memory, store_signup *signup) {
    db_query *query = DB_OPEN(db,
                              "DELETE FROM signups WHERE token_hash = ?1 RETURNING email, name, "
                              "password, organization, locale, expires_at_ms",
                              db_bytes(token_hash));
    const bool is_there = db_next(query);
    if (is_there)
        *signup = (store_signup){
            .email = region_copy(memory, db_column_text(query, 0)),
            .name = region_copy(memory, db_column_text(query, 1)),
            .password = region_copy(memory, db_column_text(query, 2)),
            .organization = region_copy(memory, db_column_text(query, 3)),
            .locale = region_copy(memory, db_column_text(query, 4)),
            .expires_at_ms = db_column_integer(query, 5),
        };
    db_close_query(query);
    return is_there;
}

void store_signup_remove_of(db *db, chatlet_str email) {
    (void)DB_RUN(db, "DELETE FROM signups WHERE email = ?1", db_text(email));
}

void store_account_token_add(db *db, chatlet_str token_hash, const store_account_token *token) {
    (void)DB_RUN(db,
                 "INSERT INTO account_tokens (token_hash, purpose, account_id, email, "
                 "expires_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
                 db_bytes(token_hash), db_text(token->purpose),
                 db_integer_or_null(token->account_id), db_text_or_null(token->email),
                 db_integer(token->expires_at_ms));
}

static bool read_token(db_query *query, chatlet_str purpose, region *memory,
                       store_account_token *token) {
    const bool is_there = db_next(query);
    if (is_there)
        *token = (store_account_token){
            .purpose = purpose,
            .account_id = db_column_integer(query, 0),
            .email = region_copy(memory, db_column_text(query, 1)),
            .expires_at_ms = db_column_integer(query, 2),
        };
    db_close_query(query);
    return is_there;
}

bool store_account_token_find(db *db, chatlet_str token_hash, chatlet_str purpose, region *memory,
                              store_account_token *token) {
    return read_token(DB_OPEN(db,
                              "SELECT account_id, email, expires_at_ms FROM account_tokens "
                              "WHERE token_hash = ?1 AND purpose = ?2",
                              db_bytes(token_hash), db_text(purpose)),
                      purpose, memory, token);
}

bool store_account_token_take(db *db, chatlet_str token_hash, chatlet_str purpose, region *memory,
                              store_account_token *token) {
    return read_token(DB_OPEN(db,
                              "DELETE FROM account_tokens WHERE token_hash = ?1 AND purpose = ?2 "
                              "RETURNING account_id, email, expires_at_ms",
                              db_bytes(token_hash), db_text(purpose)),
                      purpose, memory, token);
}

void store_account_token_remove_of(db *db, int64_t account_id) {
    (void)DB_RUN(db, "DELETE FROM account_tokens WHERE account_id = ?1", db_integer(account_id));
}

void store_account_token_remove_purpose(db *db, chatlet_str purpose) {
    (void)DB_RUN(db, "DELETE FROM account_tokens WHERE purpose = ?1", db_text(purpose));
}

int64_t store_throttle_count(db *db, chatlet_str subject, int64_t now_ms, int64_t window_ms,
                             int64_t *ends_at_ms) {
    db_query *query = DB_OPEN(
        db,
        "INSERT INTO throttles (subject, tries, ends_at_ms) VALUES (?1, 1, ?3) "
        "ON CONFLICT (subject) DO UPDATE SET "
        "tries = CASE WHEN throttles.ends_at_ms <= ?2 THEN 1 ELSE throttles.tries + 1 END, "
        "ends_at_ms = CASE WHEN throttles.ends_at_ms <= ?2 THEN ?3 ELSE throttles.ends_at_ms END "
        "RETURNING tries, ends_at_ms",
        db_bytes(subject), db_integer(now_ms), db_integer(now_ms + window_ms));
    int64_t tries = 0;
    if (db_next(query)) {
        tries = db_column_integer(query, 0);
        *ends_at_ms = db_column_integer(query, 1);
    }
    db_close_query(query);
    return tries;
}

void store_throttle_give_back(db *db, chatlet_str subject) {
    (void)DB_RUN(db, "UPDATE throttles SET tries = tries - 1 WHERE subject = ?1 AND tries > 0",
                 db_bytes(subject));
}

void store_throttle_forget(db *db, chatlet_str subject) {
    (void)DB_RUN(db, "DELETE FROM throttles WHERE subject = ?1", db_bytes(subject));
}

int64_t store_account_clean(db *db, int64_t now_ms, int64_t idle_since_ms, int64_t made_since_ms) {
    const db_value now = db_integer(now_ms);
    return DB_RUN(db, "DELETE FROM signups WHERE expires_at_ms <= ?1", now) +
           DB_RUN(db, "DELETE FROM account_tokens WHERE expires_at_ms <= ?1", now) +
           DB_RUN(db, "DELETE FROM invitations WHERE expires_at_ms <= ?1", now) +
           DB_RUN(db, "DELETE FROM throttles WHERE ends_at_ms <= ?1", now) +
           DB_RUN(db, "DELETE FROM sessions WHERE used_at_ms <= ?1 OR created_at_ms <= ?2",
                  db_integer(idle_since_ms), db_integer(made_since_ms));
}
