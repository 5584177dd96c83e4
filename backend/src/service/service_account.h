/* Accounts of people: how they come to be, sign in, and change. No answer tells whether an address
 * has an account, but to whoever reads its mail or knows its password.
 *
 * What hashes a password comes in two halves: `…_begin` in one transaction, the hashing (which
 * takes 20 ms by design) in none, `…_finish` in another. Both write. */
#ifndef SERVICE_ACCOUNT_H
#define SERVICE_ACCOUNT_H

#include "../store/store_account.h"
#include "service.h"

enum {
    ACCOUNT_NAME_BYTES_MAX = 100,
    ACCOUNT_ORGANIZATION_BYTES_MAX = 100,
    ACCOUNT_VERIFY_HOURS = 24, /* how long links live */
    ACCOUNT_RESET_MINUTES = 15,
    ACCOUNT_SETUP_HOURS = 24
};

/* Whether `password` may be chosen: PASSWORD_CHARACTERS_MIN characters, at most PASSWORD_BYTES_MAX
 * bytes, not the address or its name, not one that everybody tries first. No rules of composition
 * (NIST SP 800-63B, section 5.1.1.2). False with the field noted under `pointer`. */
bool account_check_password(service *service, chatlet_str pointer, chatlet_str password,
                            chatlet_str email);

/* Whether a name of a person, an organization or a key is one line of text. False with the field
 * noted under `pointer`. */
bool account_check_name(service *service, chatlet_str pointer, chatlet_str name);

/* The PHC string of a password, outside of a transaction; false with PROBLEM_BUSY when memory was
 * refused. */
bool account_hash_password(service *service, chatlet_str password, chatlet_str *phc);

/* Who asks for an account; texts as they came, within their limits. */
typedef struct account_wish {
    chatlet_str email; /* folded by account_signup_begin */
    chatlet_str name;
    chatlet_str password;
    chatlet_str organization; /* its name; empty: the person's */
    chatlet_str locale;
} account_wish;

/* Answers the same whether the address has an account. What is left to do is a mail: a link that
 * opens the account, or a word to its owner. Without settings->verifies_mail the account is there
 * at once. */
bool account_signup_begin(service *service, account_wish *wish);
bool account_signup_finish(service *service, const account_wish *wish, chatlet_str phc);

/* Follows the link: makes account and organization. PROBLEM_EXPIRED for one that is over or
 * used. */
bool account_signup_confirm(service *service, chatlet_str token);

/* The link by which the first owner sets this server up: a new one, the one before ends. *link is
 * empty when there is an account already. Writes. */
bool service_first_owner_link(service *service, chatlet_str *link);

/* Sets the server up with that link's token; *secret is the new session's. The second half takes
 * the token. */
bool account_setup_begin(service *service, chatlet_str token, account_wish *wish);
bool account_setup_finish(service *service, chatlet_str token, const account_wish *wish,
                          chatlet_str phc, chatlet_str *secret);

/* A try to sign in, or to show that one still knows the password. */
typedef struct account_login {
    chatlet_str email;
    int64_t account_id;  /* 0: there is none */
    chatlet_str phc;     /* what to verify; empty: nothing, but it takes as long */
    chatlet_str new_phc; /* of today's cost, where `phc` is of another; else empty */
    bool is_right;       /* what account_login_verify found */
    chatlet_str counted; /* under what the try was counted */
} account_login;

/* Counts the try; PROBLEM_RATE_LIMITED past the limits of account or address. */
bool account_login_begin(service *service, chatlet_str email, account_login *login);

/* The same for the caller's own account. */
bool account_proof_begin(service *service, account_login *login);

/* Outside of a transaction. */
void account_login_verify(service *service, account_login *login, chatlet_str password);

/* PROBLEM_WRONG_CREDENTIALS, or a new session, whose secret is given; the one that the caller came
 * with ends. */
bool account_login_finish(service *service, const account_login *login, chatlet_str *secret);

/* PROBLEM_WRONG_CREDENTIALS, or true: the caller knows their password. */
bool account_proof_finish(service *service, const account_login *login);

/* Leaves a mail with a link when the address has an account; the same to the one who asks. */
bool account_reset_ask(service *service, chatlet_str email);

/* The address that a link of that mail is for, to check the new password; then the change itself,
 * which ends every session and link of the account. */
bool account_reset_begin(service *service, chatlet_str token, chatlet_str password);
bool account_reset_finish(service *service, chatlet_str token, chatlet_str phc);

/* Changes the caller's password once they have shown the old one: other sessions end, and this one
 * gets a new secret. */
bool account_password_finish(service *service, const account_login *login, chatlet_str phc,
                             chatlet_str *secret);

/* Sends a link to the new address, once the caller has shown the password. */
bool account_email_finish(service *service, const account_login *login, chatlet_str email);

/* Follows that link: the address is changed, and every session ends. */
bool account_email_confirm(service *service, chatlet_str token);

/* The caller's own account. */
bool account_read(service *service, store_account *account);
bool account_update(service *service, chatlet_str name, chatlet_str locale);

/* Removes it once the password was shown; refused while an organization has no other owner. */
bool account_remove_finish(service *service, const account_login *login);

#endif
