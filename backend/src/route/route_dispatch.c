#include "route_dispatch.h"

#include "../http/http_text.h"
#include "../service/service_caller.h"

#include <string.h>

static bool refuse_method(route_call *call, chatlet_str allowed) {
    if (allowed.size_bytes == 0) {
        return service_refuse(call->service, PROBLEM_NOT_FOUND,
                              CHATLET_STR("There is nothing at this address."));
    }
    http_response_add(call->response, CHATLET_STR("Allow"), allowed);
    return service_refuse(call->service, PROBLEM_METHOD_NOT_ALLOWED, CHATLET_STR(""));
}

/* What a page of another origin may send is said before it sends (Fetch standard, CORS preflight).
 * Whether its origin is allowed is decided by the request itself: that is where the bot is known.
 * */
static void answer_preflight(route_call *call) {
    http_response *response = call->response;
    http_response_add(response, CHATLET_STR("Access-Control-Allow-Methods"),
                      CHATLET_STR("GET, POST, PUT, DELETE"));
    http_response_add(response, CHATLET_STR("Access-Control-Allow-Headers"),
                      CHATLET_STR("Authorization, Content-Type"));
    http_response_add(response, CHATLET_STR("Access-Control-Max-Age"), CHATLET_STR("86400"));
    route_answer_empty(call, 204);
}

static bool is_preflight(route_call *call) {
    const http_request *request = call->request;
    chatlet_str name = CHATLET_STR("Access-Control-Request-Method");
    const chatlet_str *method = http_request_field(request, name, NULL);
    if (request->method != HTTP_METHOD_OPTIONS || method == NULL) return false;
    for (size_t i = 0; i < route_table_count; i++) {
        if ((route_table[i].flags & ROUTE_CROSS_ORIGIN) == 0) continue;
        http_request asked = *request;
        asked.method = route_table[i].method;
        route_call probe = *call;
        probe.request = &asked;
        chatlet_str allowed;
        if (route_find(&probe, &allowed) == &route_table[i]) return true;
    }
    return false;
}

static void add_cross_origin(route_call *call) {
    chatlet_str origin = call->service->caller.origin;
    if (origin.size_bytes == 0) return;
    http_response_add(call->response, CHATLET_STR("Vary"), CHATLET_STR("Origin"));
    if (call->service->problem.code == PROBLEM_FOREIGN_ORIGIN) return;
    http_response_add(call->response, CHATLET_STR("Access-Control-Allow-Origin"), origin);
    http_response_add(call->response, CHATLET_STR("Access-Control-Expose-Headers"),
                      CHATLET_STR("ETag, Retry-After, RateLimit, RateLimit-Policy"));
}

/* Finds row and checks what can be said before the database is asked. */
static bool prepare(route_call *call) {
    chatlet_str allowed;
    call->route = route_find(call, &allowed);
    if (call->route == NULL) return refuse_method(call, allowed);
    bool is_native = call->service->passwords != NULL;
    if ((call->route->flags & ROUTE_NATIVE_ONLY) != 0 && !is_native) {
        return service_refuse(call->service, PROBLEM_NATIVE_ONLY, CHATLET_STR(""));
    }
    if (call->request->body.size_bytes > call->route->body_bytes_max) {
        return service_refuse(call->service, PROBLEM_TOO_LARGE,
                              call->route->body_bytes_max == 0
                                  ? CHATLET_STR("This takes no body.")
                                  : CHATLET_STR("The body is larger than this takes."));
    }
    return true;
}

static bool is_kind(route_call *call, caller_kind kind) {
    if (call->service->caller.kind == kind) return true;
    return service_refuse(call->service, PROBLEM_UNAUTHENTICATED, CHATLET_STR(""));
}

static bool has_permission(route_call *call) {
    if (permission_set_has(call->service->caller.permissions, call->route->permission)) return true;
    return service_refuse(call->service, PROBLEM_FORBIDDEN, CHATLET_STR(""));
}

/* Strangers learn only that there is nothing; members learn what their role lacks. */
static bool enter_organization(route_call *call) {
    int64_t organization_id;
    caller_kind kind = call->service->caller.kind;
    if (kind != CALLER_ACCOUNT && kind != CALLER_KEY) {
        return service_refuse(call->service, PROBLEM_UNAUTHENTICATED, CHATLET_STR(""));
    }
    return route_read_id(call, "organization", ROW_ORGANIZATION, &organization_id) &&
           service_enter_organization(call->service, organization_id) && has_permission(call);
}

static bool check_access(route_call *call) {
    caller_kind kind = call->service->caller.kind;
    switch (call->route->access) {
    case ROUTE_PUBLIC:
    case ROUTE_WEBHOOK: return true;
    case ROUTE_ACCOUNT: return is_kind(call, CALLER_ACCOUNT);
    case ROUTE_VISITOR: return is_kind(call, CALLER_VISITOR);
    case ROUTE_ORGANIZATION: return enter_organization(call);
    case ROUTE_KEY:
        if (kind == CALLER_VISITOR) return true;
        if (!is_kind(call, CALLER_KEY)) return false;
        return service_enter_organization(call->service, call->service->caller.organization_id) &&
               has_permission(call);
    }
    return false;
}

static void note_failure(route_call *call) {
    service *service = call->service;
    service->failure = region_copy(service->memory, db_failure_text(service->db));
    switch (db_state(service->db)) {
    case DB_GOOD: break;
    case DB_RETRY: (void)service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR("")); break;
    case DB_CONSTRAINT: (void)service_refuse(service, PROBLEM_CONFLICT, CHATLET_STR("")); break;
    case DB_FULL:
    case DB_UNAVAILABLE:
        (void)service_refuse_later(service, PROBLEM_STORE_UNAVAILABLE, 5, CHATLET_STR(""));
        break;
    case DB_MEMORY: (void)service_refuse_later(service, PROBLEM_BUSY, 1, CHATLET_STR("")); break;
    case DB_BROKEN: (void)service_refuse(service, PROBLEM_INTERNAL, CHATLET_STR("")); break;
    }
}

void route_begin(route_call *call, bool writes) { db_begin(call->service->db, writes); }

bool route_commit(route_call *call) {
    service *service = call->service;
    bool keeps = service->problem.code == PROBLEM_NONE || service->keeps_changes;
    if (!keeps) {
        bool was_good = db_state(service->db) == DB_GOOD;
        if (!was_good) note_failure(call);
        db_rollback(service->db);
        return false;
    }
    if (db_commit(service->db)) return service->problem.code == PROBLEM_NONE;
    note_failure(call);
    return false;
}

static bool is_writing(const route_call *call) {
    return call->request->method != HTTP_METHOD_GET && call->request->method != HTTP_METHOD_HEAD;
}

/* Who asks, and may they: then the handler. */
static void run_inside(route_call *call, const service_caller *known) {
    if (known == NULL) {
        /* The meter looks for itself: a beacon brings its token in the body. */
        if ((call->route->flags & ROUTE_METERED) != 0) {
            call->route->handle(call);
            return;
        }
        if (!route_identify(call)) return;
    } else {
        call->service->caller = *known;
    }
    if (check_access(call)) call->route->handle(call);
}

static void run_in_transaction(route_call *call, const service_caller *known) {
    call->service->may_write = is_writing(call);
    route_begin(call, is_writing(call));
    run_inside(call, known);
    if (call->service->memory->failed && call->service->problem.code == PROBLEM_NONE) {
        (void)service_refuse_later(call->service, PROBLEM_BUSY, 1, CHATLET_STR(""));
    }
    call->service->may_write = route_commit(call) && is_writing(call);
}

/* The handler begins and ends its own; only who asks is looked up here. */
static void run_around(route_call *call, const service_caller *known) {
    bool good = true;
    call->service->may_write = false;
    route_begin(call, false);
    if (known == NULL)
        good = route_identify(call);
    else
        call->service->caller = *known;
    good = good && check_access(call);
    if (!route_commit(call) || !good) return;
    call->service->may_write = true;
    call->route->handle(call);
}

static void attempt(route_call *call, const service_caller *known) {
    service *service = call->service;
    service->problem = (problem){.code = PROBLEM_NONE};
    service->keeps_changes = false;
    call->is_answered = false;
    call->after = NULL;
    call->waits_for = 0;
    if ((call->route->flags & (ROUTE_HASHES | ROUTE_OWN_TRANSACTION)) != 0) {
        run_around(call, known);
    } else {
        run_in_transaction(call, known);
    }
}

/* Moves the last use of a session or key on, after a request that only read. */
static void touch_caller(route_call *call) {
    service *service = call->service;
    if (!service->touches) return;
    problem kept = service->problem;
    db_begin(service->db, true);
    service_touch_caller(service);
    /* Lost when that fails; the next request tries again. */
    service->touches = !db_commit(service->db);
    service->problem = kept;
}

static void run(route_call *call, const service_caller *known) {
    service_caller given = call->service->caller;
    for (int tries = 0; tries < ROUTE_RETRIES_MAX; tries++) {
        call->service->caller = given;
        if (tries > 0) http_response_reset(call->response);
        attempt(call, known);
        /* Two that insert the same key at once: PostgreSQL may call that a constraint. Run again,
         * the second sees what the first did. */
        db_state_kind state = db_state(call->service->db);
        bool clashed = state == DB_RETRY || (state == DB_CONSTRAINT && tries == 0);
        if (!clashed) return;
    }
}

void route_dispatch_finish(route_call *call) {
    service *service = call->service;
    if (service->problem.code == PROBLEM_NONE && !call->is_answered && call->after == NULL) {
        (void)service_refuse(service, PROBLEM_INTERNAL, CHATLET_STR(""));
    }
    if (service->problem.code != PROBLEM_NONE) {
        call->after = NULL;
        /* What the handler wrote before it failed is no answer; what it added (a cookie that ends
         * a session) may be one. */
        call->response->content.size_bytes = 0;
        route_answer_problem(call);
    }
    if (call->route != NULL && (call->route->flags & ROUTE_CROSS_ORIGIN) != 0) {
        add_cross_origin(call);
    }
}

static void dispatch(route_call *call, const service_caller *known) {
    if (is_preflight(call)) {
        answer_preflight(call);
        chatlet_str origin = call->service->caller.origin;
        http_response_add(call->response, CHATLET_STR("Access-Control-Allow-Origin"),
                          origin.size_bytes > 0 ? origin : CHATLET_STR("*"));
        http_response_add(call->response, CHATLET_STR("Vary"), CHATLET_STR("Origin"));
        return;
    }
    if (prepare(call)) {
        run(call, known);
        touch_caller(call);
    }
    route_dispatch_finish(call);
}

void route_dispatch(route_call *call) { dispatch(call, NULL); }

void route_dispatch_as(route_call *call, const service_caller *caller) { dispatch(call, caller); }

void route_dispatch_after(route_call *call) {
    void (*after)(route_call * call) = call->after;
    for (int tries = 0; tries < ROUTE_RETRIES_MAX; tries++) {
        call->service->problem = (problem){.code = PROBLEM_NONE};
        call->is_answered = false;
        call->after = NULL;
        call->service->may_write = true;
        route_begin(call, true);
        after(call);
        (void)route_commit(call);
        if (db_state(call->service->db) != DB_RETRY) break;
        http_response_reset(call->response);
    }
    route_dispatch_finish(call);
}
