/* People who sign in. An account is of no organization; its rows among the members say where it
 * belongs. */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "../domain/region.h"
#include "db.h"

enum { STORE_SECRET_HASH_BYTES = 32 };

typedef struct store_account {
    int64_t id;
    chatlet_str email; /* in lower case */
    chatlet_str name;
    chatlet_str password;        /* PHC string; empty: none */
    chatlet_str locale;          /* "en", "es", "pt" */
    int64_t email_checked_at_ms; /* 0: never */
    int64_t created_at_ms;
} store_account;

/* False when the address is taken; then nothing was added. */
bool store_account_add(db *db, const store_account *account);

/* Texts are copied to `memory`. False when there is none. */
bool store_account_find(db *db, int64_t account_id, region *memory, store_account *account);
bool store_account_find_by_email(db *db, chatlet_str email, region *memory, store_account *account);

bool store_account_is_there(db *db); /* any at all */

void store_account_set_profile(db *db, int64_t account_id, chatlet_str name, chatlet_str locale);

/* Replaces the hash `expected` by `password`; false when it is another by now. */
bool store_account_set_password(db *db, int64_t account_id, chatlet_str expected,
                                chatlet_str password);

/* False when the address is taken. */
bool store_account_set_email(db *db, int64_t account_id, chatlet_str email, int64_t checked_at_ms);
void store_account_set_checked(db *db, int64_t account_id, int64_t checked_at_ms);

void store_account_remove(db *db, int64_t account_id);

/* --- sign-ups whose link was not followed yet --- */

typedef struct store_signup {
    chatlet_str email;
    chatlet_str name;
    chatlet_str password;
    chatlet_str organization;
    chatlet_str locale;
    int64_t expires_at_ms;
} store_signup;

void store_signup_add(db *db, chatlet_str token_hash, const store_signup *signup);

/* Takes it out: it works once. False when there is none. */
bool store_signup_take(db *db, chatlet_str token_hash, region *memory, store_signup *signup);
void store_signup_remove_of(db *db, chatlet_str email);

/* --- links that work once --- */

typedef struct store_account_token {
    chatlet_str purpose; /* "reset", "email", "setup" */
    int64_t account_id;  /* 0: of none */
    chatlet_str email;   /* empty: none */
    int64_t expires_at_ms;
} store_account_token;

void store_account_token_add(db *db, chatlet_str token_hash, const store_account_token *token);
bool store_account_token_find(db *db, chatlet_str token_hash, chatlet_str purpose, region *memory,
                              store_account_token *token);
bool store_account_token_take(db *db, chatlet_str token_hash, chatlet_str purpose, region *memory,
                              store_account_token *token);
void store_account_token_remove_of(db *db, int64_t account_id);
void store_account_token_remove_purpose(db *db, chatlet_str purpose);

/* --- how often something was tried --- */

/* Counts one more try within `window_ms` from the first; which one it is, and when the window ends.
 * A window that is over begins anew. */
int64_t store_throttle_count(db *db, chatlet_str subject, int64_t now_ms, int64_t window_ms,
                             int64_t *ends_at_ms);
void store_throttle_give_back(db *db, chatlet_str subject); /* one try */
void store_throttle_forget(db *db, chatlet_str subject);

/* Takes out what is over: links, sign-ups, invitations, counters, sessions not used since
 * `idle_since_ms` or made before `made_since_ms`. How many rows. */
int64_t store_account_clean(db *db, int64_t now_ms, int64_t idle_since_ms, int64_t made_since_ms);

#endif
