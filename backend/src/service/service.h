/* What every service function is given: memory, database, time, chance, settings, who acts.
 * Services hold the rules; they know no HTTP and no SQL, do no input or output, and begin no
 * transaction: whoever calls them (route_dispatch, the writer of events, the sender of the outbox,
 * a simulator) has begun one and ends it. They may be run again after DB_RETRY, so they change
 * nothing else. */
#ifndef SERVICE_H
#define SERVICE_H

#include "../domain/permission.h"
#include "../domain/problem.h"
#include "../domain/region.h"
#include "../domain/row_id.h"
#include "../store/db.h"
#include "service_settings.h"

/* Fills `size_bytes` with chance fit for secrets (in a simulator: seeded). */
typedef struct service_chance {
    void *context;
    void (*fill)(void *context, void *bytes, size_t size_bytes);
} service_chance;

/* Hashing of passwords, which only the native server offers; it takes milliseconds by design. */
typedef struct service_passwords {
    void *context;
    /* Writes the PHC string of `password`, in memory of `memory`; empty when memory was refused. */
    chatlet_str (*hash)(void *context, region *memory, const service_chance *chance,
                        chatlet_str password);
    /* Whether `password` is the one of `phc`; takes as long when `phc` is empty (no such account).
     * *outdated: it should be hashed anew with today's cost. */
    bool (*verify)(void *context, chatlet_str phc, chatlet_str password, bool *outdated);
} service_passwords;

typedef enum caller_kind {
    CALLER_NOBODY,
    CALLER_ACCOUNT, /* a person with a session */
    CALLER_KEY,     /* a program with an API key */
    CALLER_VISITOR, /* a visitor's browser with its token */
    CALLER_SYSTEM   /* chatletd itself: a clean-up, a webhook of the payment provider */
} caller_kind;

/* Who acts. */
typedef struct service_caller {
    caller_kind kind;
    int64_t account_id;      /* of an account */
    int64_t session_id;      /* of an account */
    int64_t api_key_id;      /* of a key */
    int64_t organization_id; /* of a key and a visitor; of an account once the route's is known */
    int64_t bot_id;          /* of a visitor */
    int64_t visitor_id;      /* of a visitor */
    bool is_uncounted; /* a visitor beyond an address's limit, a declared crawler, or a preview:
                                nothing of it is metered or stored */
    role role;         /* of an account in organization_id */
    permission_set permissions; /* there */
    chatlet_str address;        /* of the client, as text; empty when there is none */
    chatlet_str user_agent;     /* cut at 200 bytes */
    chatlet_str origin;         /* of the page, from the Origin field; empty when not sent */
    chatlet_str request_id;
    chatlet_str trace_parent; /* W3C traceparent for what is called on behalf of it; or empty */
} service_caller;

typedef struct service {
    region *memory; /* of the request */
    db *db;         /* in a transaction */
    int64_t now_ms; /* since 1970, UTC */
    service_chance chance;
    const service_settings *settings;
    const service_passwords *passwords; /* NULL: not offered here */
    service_caller caller;
    int64_t last_id; /* of service_new_id; kept by whoever makes services one after another */
    bool may_write;  /* the transaction is one that writes */
    bool touches;    /* the caller's last use is to be moved on, later: this transaction reads */
    bool leaves;     /* something was left in the outbox */
    chatlet_str failure; /* what the database said, for the log; empty when it failed not */
    problem problem;     /* why a function returned false */
    bool keeps_changes;  /* commit although there is a problem: a counter of failed logins, say */
} service;

/* Notes why something is not done and returns false, for `return service_refuse(…)`. `detail` lives
 * as long as the request. */
bool service_refuse(service *service, problem_code code, chatlet_str detail);

/* As PROBLEM_INVALID with one more wrong field; `pointer` as in problem_field. */
bool service_refuse_field(service *service, chatlet_str pointer, chatlet_str detail);

/* As service_refuse, and says when to try again. */
bool service_refuse_later(service *service, problem_code code, uint32_t retry_after_s,
                          chatlet_str detail);

/* A new row's name: later ones of one process are greater. */
int64_t service_new_id(service *service);

/* `size_bytes` of chance in memory of the request, as lower-case base 32 without look-alikes. */
chatlet_str service_new_secret(service *service, size_t size_bytes);

/* Writes down who did what: a row of the organization's audit log, chained by hashes to the one
 * before it. `action` is constant text ("bot.publish"); `target` the text of a row's id or empty;
 * `detail_json` an object without personal data beyond addresses of members, or empty. */
void service_audit(service *service, int64_t organization_id, const char *action,
                   chatlet_str target, chatlet_str detail_json);

/* Leaves something to do outside, in this transaction: a row of the outbox, sent at least once
 * after the commit. Its id is the idempotency key and is returned.
 *
 * kind             constant text that outbox_build and outbox_apply know ("mail",
 * "stripe.customer") organization_id  0: none
 * body_json        what the kind needs; no secrets but such as end soon
 * due_ms           not before; 0: at once */
int64_t service_leave(service *service, const char *kind, int64_t organization_id,
                      chatlet_str body_json, int64_t due_ms);

/* Reads a setting's derived key: 32 bytes for one purpose ("visitor-token"), from the master
 * secret by HKDF. */
void service_derive_key(const service *service, const char *purpose, uint8_t key[32]);

#endif
