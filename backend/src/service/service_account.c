#include "service_account.h"

#include "../security/crypto.h"
#include "../store/store_session.h"
#include "service_account_audit.h"
#include "service_account_mail.h"
#include "service_mail.h"
#include "service_organization.h"
#include "service_secret.h"
#include "service_session.h"
#include "service_throttle.h"

#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)

static bool refuse_link(service *service) {
    return service_refuse(service, PROBLEM_EXPIRED,
                          CHATLET_STR("This link was used, has expired, or was replaced by a later "
                                      "one. Ask for a new one."));
}

static bool refuse_busy(service *service) {
    return service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR(""));
}

/* Memory that was refused must not become a row with an empty text. */
static bool has_memory(service *service) {
    return !service->memory->failed || refuse_busy(service);
}

static chatlet_str link_to(service *service, const char *path, chatlet_str token) {
    const chatlet_str begin = {.data = path, .size_bytes = strlen(path)};
    return region_join(service->memory, 2, begin, token);
}

bool account_hash_password(service *service, chatlet_str password, chatlet_str *phc) {
    const service_passwords *passwords = service->passwords;
    *phc = passwords->hash(passwords->context, service->memory, &service->chance, password);
    if (phc->size_bytes > 0) return true;
    return service_refuse_later(service, PROBLEM_BUSY, 2,
                                CHATLET_STR("Too many passwords at once; try again."));
}

/* Account and organization of a wish that was granted. */
static int64_t open_account(service *service, const account_wish *wish, chatlet_str phc,
                            int64_t checked_at_ms) {
    const store_account account = {
        .id = service_new_id(service),
        .email = wish->email,
        .name = wish->name,
        .password = phc,
        .locale = account_locale(wish->locale),
        .email_checked_at_ms = checked_at_ms,
        .created_at_ms = service->now_ms,
    };
    if (!has_memory(service) || !store_account_add(service->db, &account)) return 0;
    service->caller.kind = CALLER_ACCOUNT;
    service->caller.account_id = account.id;
    organization_make(service, account.id,
                      wish->organization.size_bytes > 0 ? wish->organization : wish->name);
    return account.id;
}

static bool count_mail(service *service, chatlet_str email) {
    return throttle_count(service, THROTTLE_MAIL_ADDRESS, throttle_address(service)) &&
           throttle_count(service, THROTTLE_MAIL, email);
}

bool account_signup_begin(service *service, account_wish *wish) {
    if (!service->settings->signs_up)
        return service_refuse(service, PROBLEM_FORBIDDEN,
                              CHATLET_STR("Accounts are opened by invitation here."));
    bool is_good = mail_read_address(service, CHATLET_STR("/email"), wish->email, &wish->email);
    if (!account_check_password(service, CHATLET_STR("/password"), wish->password, wish->email))
        is_good = false;
    return is_good && count_mail(service, wish->email);
}

static void leave_signup(service *service, const account_wish *wish, chatlet_str phc) {
    const chatlet_str token = service_new_secret(service, SECRET_BYTES);
    const chatlet_str hash = service_hash_secret(service, token);
    if (!has_memory(service)) return;
    store_signup_add(service->db, hash,
                     &(store_signup){
                         .email = wish->email,
                         .name = wish->name,
                         .password = phc,
                         .organization = wish->organization,
                         .locale = account_locale(wish->locale),
                         .expires_at_ms = service->now_ms + ACCOUNT_VERIFY_HOURS * HOUR_MS,
                     });
    account_mail_leave(service, ACCOUNT_MAIL_VERIFY, wish->locale, wish->email,
                       link_to(service, "/verify#token=", token), CHATLET_STR(""));
}

bool account_signup_finish(service *service, const account_wish *wish, chatlet_str phc) {
    store_account known = {.id = 0};
    if (store_account_find_by_email(service->db, wish->email, service->memory, &known))
        account_mail_leave(service, ACCOUNT_MAIL_KNOWN, known.locale, known.email,
                           CHATLET_STR("/login"), CHATLET_STR(""));
    else if (service->settings->verifies_mail)
        leave_signup(service, wish, phc);
    else if (open_account(service, wish, phc, 0) != 0)
        service->caller.kind = CALLER_NOBODY; /* they have not signed in yet */
    return service->problem.code == PROBLEM_NONE;
}

bool account_signup_confirm(service *service, chatlet_str token) {
    store_signup signup = {.expires_at_ms = 0};
    const chatlet_str hash = service_hash_secret(service, token);
    if (!store_signup_take(service->db, hash, service->memory, &signup) ||
        signup.expires_at_ms <= service->now_ms)
        return refuse_link(service);
    const account_wish wish = {
        .email = signup.email,
        .name = signup.name,
        .organization = signup.organization,
        .locale = signup.locale,
    };
    store_signup_remove_of(service->db, signup.email);
    if (open_account(service, &wish, signup.password, service->now_ms) != 0) return true;
    return service->problem.code == PROBLEM_NONE ? refuse_link(service) : false;
}

bool service_first_owner_link(service *service, chatlet_str *link) {
    *link = CHATLET_STR("");
    if (store_account_is_there(service->db)) return true;
    const chatlet_str token = service_new_secret(service, SECRET_BYTES);
    store_account_token_remove_purpose(service->db, CHATLET_STR("setup"));
    store_account_token_add(service->db, service_hash_secret(service, token),
                            &(store_account_token){
                                .purpose = CHATLET_STR("setup"),
                                .expires_at_ms = service->now_ms + ACCOUNT_SETUP_HOURS * HOUR_MS,
                            });
    *link = region_join(service->memory, 3, service->settings->base_url,
                        CHATLET_STR("/setup?token="), token);
    return has_memory(service);
}

bool account_setup_begin(service *service, chatlet_str token, account_wish *wish) {
    store_account_token found = {.account_id = 0};
    bool is_good = mail_read_address(service, CHATLET_STR("/email"), wish->email, &wish->email);
    if (!account_check_password(service, CHATLET_STR("/password"), wish->password, wish->email))
        is_good = false;
    if (!is_good) return false;
    if (!store_account_token_find(service->db, service_hash_secret(service, token),
                                  CHATLET_STR("setup"), service->memory, &found) ||
        found.expires_at_ms <= service->now_ms || store_account_is_there(service->db))
        return refuse_link(service);
    return true;
}

bool account_setup_finish(service *service, chatlet_str token, const account_wish *wish,
                          chatlet_str phc, chatlet_str *secret) {
    store_account_token taken = {.account_id = 0};
    if (!store_account_token_take(service->db, service_hash_secret(service, token),
                                  CHATLET_STR("setup"), service->memory, &taken) ||
        taken.expires_at_ms <= service->now_ms || store_account_is_there(service->db))
        return refuse_link(service);
    const int64_t account_id = open_account(service, wish, phc, service->now_ms);
    if (account_id == 0) return refuse_busy(service);
    session_open(service, account_id, secret);
    return true;
}

/* Under what tries at an account are counted. From an address where it is signed in they count on
 * their own, so that nobody who guesses elsewhere can lock its owner out. */
static chatlet_str counted_as(service *service, const store_account *account) {
    const chatlet_str address = service->caller.address;
    const int64_t idle_since_ms = service->now_ms - service->settings->session_idle_ms;
    if (account->id == 0 || address.size_bytes == 0 ||
        !store_session_is_from(service->db, account->id, address, idle_since_ms))
        return account->email;
    return region_join(service->memory, 3, account->email, CHATLET_STR(" from "), address);
}

static bool begin_login(service *service, const store_account *account, account_login *login) {
    *login = (account_login){.email = account->email,
                             .account_id = account->id,
                             .phc = account->password,
                             .counted = counted_as(service, account)};
    return throttle_count(service, THROTTLE_PASSWORD_ADDRESS, throttle_address(service)) &&
           throttle_count(service, THROTTLE_PASSWORD, login->counted);
}

/* What can't be the address of an account is tried like one that has none. */
static chatlet_str fold(service *service, chatlet_str email) {
    char *folded = region_take(service->memory, email.size_bytes);
    for (size_t i = 0; folded != NULL && i < email.size_bytes; i++) {
        const char byte = email.data[i];
        folded[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
    }
    return folded != NULL ? (chatlet_str){.data = folded, .size_bytes = email.size_bytes} : email;
}

bool account_login_begin(service *service, chatlet_str email, account_login *login) {
    store_account account = {.id = 0};
    const chatlet_str folded = fold(service, email);
    if (!store_account_find_by_email(service->db, folded, service->memory, &account))
        account.email = folded;
    return begin_login(service, &account, login);
}

bool account_proof_begin(service *service, account_login *login) {
    store_account account = {.id = 0};
    return account_read(service, &account) && begin_login(service, &account, login);
}

void account_login_verify(service *service, account_login *login, chatlet_str password) {
    const service_passwords *passwords = service->passwords;
    bool outdated = false;
    login->is_right = passwords->verify(passwords->context, login->phc, password, &outdated);
    /* Without memory for a new hash the old one does. */
    if (login->is_right && outdated)
        login->new_phc =
            passwords->hash(passwords->context, service->memory, &service->chance, password);
}

/* Whether the password was right and is still the one of the account; then its tries are
 * forgotten. */
static bool settle(service *service, const account_login *login, store_account *account) {
    if (!login->is_right || login->account_id == 0 ||
        !store_account_find(service->db, login->account_id, service->memory, account) ||
        !crypto_equal(account->password, login->phc))
        return service_refuse(service, PROBLEM_WRONG_CREDENTIALS, CHATLET_STR(""));
    throttle_forget(service, THROTTLE_PASSWORD, login->counted);
    throttle_give_back(service, THROTTLE_PASSWORD_ADDRESS, throttle_address(service));
    if (login->new_phc.size_bytes > 0 &&
        store_account_set_password(service->db, account->id, login->phc, login->new_phc))
        account->password = login->new_phc;
    return true;
}

bool account_login_finish(service *service, const account_login *login, chatlet_str *secret) {
    store_account account = {.id = 0};
    if (!settle(service, login, &account)) return false;
    session_open(service, account.id, secret);
    account_audit(service, account.id, "account.login");
    return has_memory(service);
}

bool account_proof_finish(service *service, const account_login *login) {
    store_account account = {.id = 0};
    return login->account_id == service->caller.account_id && settle(service, login, &account);
}

bool account_reset_ask(service *service, chatlet_str email) {
    store_account account = {.id = 0};
    chatlet_str address = CHATLET_STR("");
    if (!mail_read_address(service, CHATLET_STR("/email"), email, &address) ||
        !count_mail(service, address))
        return false;
    const bool is_there =
        store_account_find_by_email(service->db, address, service->memory, &account);
    const chatlet_str token = service_new_secret(service, SECRET_BYTES);
    /* The same work for an address that has no account: a link that is over, a mail that is
     * none. */
    store_account_token_add(
        service->db, service_hash_secret(service, token),
        &(store_account_token){
            .purpose = CHATLET_STR("reset"),
            .account_id = account.id,
            .expires_at_ms =
                is_there ? service->now_ms + ACCOUNT_RESET_MINUTES * MINUTE_MS : service->now_ms,
        });
    if (is_there)
        account_mail_leave(service, ACCOUNT_MAIL_RESET, account.locale, account.email,
                           link_to(service, "/reset#token=", token), CHATLET_STR(""));
    else
        mail_leave_nothing(service);
    return has_memory(service);
}

static bool is_live(service *service, const store_account_token *token) {
    return token->account_id != 0 && token->expires_at_ms > service->now_ms;
}

bool account_reset_begin(service *service, chatlet_str token, chatlet_str password) {
    store_account_token found = {.account_id = 0};
    store_account account = {.id = 0};
    if (!store_account_token_find(service->db, service_hash_secret(service, token),
                                  CHATLET_STR("reset"), service->memory, &found) ||
        !is_live(service, &found) ||
        !store_account_find(service->db, found.account_id, service->memory, &account))
        return refuse_link(service);
    return account_check_password(service, CHATLET_STR("/password"), password, account.email);
}

/* After a change of password: whoever else has a session or a link is out, and the owner is
 * told. */
static void close_doors(service *service, const store_account *account, int64_t kept_session_id) {
    store_account_token_remove_of(service->db, account->id);
    store_session_remove_others(service->db, account->id, kept_session_id);
    account_mail_leave(service, ACCOUNT_MAIL_PASSWORD_CHANGED, account->locale, account->email,
                       CHATLET_STR("/reset"), CHATLET_STR(""));
}

bool account_reset_finish(service *service, chatlet_str token, chatlet_str phc) {
    store_account_token taken = {.account_id = 0};
    store_account account = {.id = 0};
    if (!store_account_token_take(service->db, service_hash_secret(service, token),
                                  CHATLET_STR("reset"), service->memory, &taken) ||
        !is_live(service, &taken) ||
        !store_account_find(service->db, taken.account_id, service->memory, &account) ||
        !store_account_set_password(service->db, account.id, account.password, phc))
        return refuse_link(service);
    /* Who reads the mail of an address has confirmed it. */
    store_account_set_checked(service->db, account.id, service->now_ms);
    throttle_forget(service, THROTTLE_PASSWORD, account.email);
    close_doors(service, &account, 0);
    service->caller.kind = CALLER_ACCOUNT;
    service->caller.account_id = account.id;
    account_audit(service, account.id, "account.password_reset");
    service->caller.kind = CALLER_NOBODY;
    return has_memory(service);
}

bool account_password_finish(service *service, const account_login *login, chatlet_str phc,
                             chatlet_str *secret) {
    store_account account = {.id = 0};
    if (!settle(service, login, &account)) return false;
    if (!store_account_set_password(service->db, account.id, account.password, phc))
        return service_refuse(service, PROBLEM_WRONG_CREDENTIALS, CHATLET_STR(""));
    close_doors(service, &account, service->caller.session_id);
    session_rotate(service, secret);
    account_audit(service, account.id, "account.password_change");
    return has_memory(service);
}

bool account_email_finish(service *service, const account_login *login, chatlet_str email) {
    store_account account = {.id = 0};
    store_account other = {.id = 0};
    chatlet_str address = CHATLET_STR("");
    if (!mail_read_address(service, CHATLET_STR("/email"), email, &address) ||
        !settle(service, login, &account) || !count_mail(service, address))
        return false;
    const chatlet_str token = service_new_secret(service, SECRET_BYTES);
    store_account_token_add(service->db, service_hash_secret(service, token),
                            &(store_account_token){
                                .purpose = CHATLET_STR("email"),
                                .account_id = account.id,
                                .email = address,
                                .expires_at_ms = service->now_ms + ACCOUNT_VERIFY_HOURS * HOUR_MS,
                            });
    /* Whether the address has an account is told to that one alone. */
    if (store_account_find_by_email(service->db, address, service->memory, &other))
        account_mail_leave(service, ACCOUNT_MAIL_KNOWN, other.locale, address,
                           CHATLET_STR("/login"), CHATLET_STR(""));
    else
        account_mail_leave(service, ACCOUNT_MAIL_EMAIL_CONFIRM, account.locale, address,
                           link_to(service, "/email#token=", token), CHATLET_STR(""));
    return has_memory(service);
}

bool account_email_confirm(service *service, chatlet_str token) {
    store_account_token taken = {.account_id = 0};
    store_account account = {.id = 0};
    if (!store_account_token_take(service->db, service_hash_secret(service, token),
                                  CHATLET_STR("email"), service->memory, &taken) ||
        !is_live(service, &taken) ||
        !store_account_find(service->db, taken.account_id, service->memory, &account) ||
        !store_account_set_email(service->db, account.id, taken.email, service->now_ms))
        return refuse_link(service);
    store_account_token_remove_of(service->db, account.id);
    store_session_remove_others(service->db, account.id, 0);
    account_mail_leave(service, ACCOUNT_MAIL_EMAIL_CHANGED, account.locale, account.email,
                       CHATLET_STR(""), CHATLET_STR(""));
    service->caller.kind = CALLER_ACCOUNT;
    service->caller.account_id = account.id;
    account_audit(service, account.id, "account.email_change");
    service->caller.kind = CALLER_NOBODY;
    return has_memory(service);
}

bool account_read(service *service, store_account *account) {
    if (store_account_find(service->db, service->caller.account_id, service->memory, account))
        return true;
    return service_refuse(service, PROBLEM_UNAUTHENTICATED, CHATLET_STR(""));
}

bool account_update(service *service, chatlet_str name, chatlet_str locale) {
    store_account_set_profile(service->db, service->caller.account_id, name,
                              account_locale(locale));
    return true;
}

bool account_remove_finish(service *service, const account_login *login) {
    store_account account = {.id = 0};
    if (!settle(service, login, &account)) return false;
    if (store_organization_count_sole(service->db, account.id) > 0)
        return service_refuse(service, PROBLEM_CONFLICT,
                              CHATLET_STR("You are the only owner of an organization. Hand it over "
                                          "or delete it first."));
    account_audit(service, account.id, "account.delete");
    store_account_remove(service->db, account.id);
    return true;
}
