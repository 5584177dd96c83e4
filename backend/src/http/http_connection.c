#include "http_connection.h"

#include "http_access_line.h"
#include "http_exchange.h"
#include "http_parse.h"
#include "http_send.h"
#include "http_text.h"

#include <time.h>

/* What a connection is at. From reading it goes to answering, to sending and back, or to lingering;
 * from anywhere to closing. */
typedef enum phase {
    PHASE_READING,   /* a request, or waiting for one */
    PHASE_ANSWERING, /* a handler has the request */
    PHASE_SENDING,   /* the response */
    PHASE_LINGERING, /* all is said; reading what the client still sends, so that the last answer is
                        not lost to a reset */
    PHASE_CLOSING
} phase;

/* A request being answered; made when it is whole, gone when its answer is sent. */
typedef struct answer {
    http_exchange exchange;
    http_send send;
    bool keep_alive;
    bool in_handler;
} answer;

/* Texts about a request that stand nowhere in its head. */
typedef struct facts {
    char address[HTTP_ADDRESS_TEXT_BYTES];
    char request_id[HTTP_REQUEST_ID_BYTES];
    char trace_parent[HTTP_TRACE_PARENT_BYTES];
} facts;

struct http_connection {
    http_connection_links links;
    http_connection_host *host; /* borrowed */
    uv_loop_t *loop;
    http_stream stream;
    http_parser *parser; /* owned */
    http_parser_host parser_host;
    const http_handler *handler; /* that accepted the request; borrowed, or NULL */
    http_buffer pending;         /* bytes behind the request that is being answered */
    size_t pending_used;
    phase phase;
    http_parse_state timed_state; /* the parser's state that `deadline_ms` is for */
    uint64_t deadline_ms;         /* UINT64_MAX: none */
    size_t body_steps;            /* that `deadline_ms` counts */
    answer *answer;               /* owned, or NULL */
    facts *facts;                 /* of the request whose head is there; owned, or NULL */
    http_address peer;
    size_t lingered_bytes;
    bool input_ended;
    bool stream_closed;
};

http_connection_links *http_connection_get_links(http_connection *connection) {
    return &connection->links;
}

static void set_deadline(http_connection *connection, uint32_t timeout_ms) {
    connection->deadline_ms = uv_now(connection->loop) + timeout_ms;
}

/* ---- ending ---- */

static int64_t wall_time_ms(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static uint64_t taken_us_by(const answer *answered) {
    return (uv_hrtime() - answered->exchange.begun_ns) / 1000;
}

static void log_answer(const http_connection *connection, uint64_t taken_us) {
    const http_connection_host *host = connection->host;
    const answer *answered = connection->answer;
    http_buffer line;
    if (host->log == NULL) return;
    http_buffer_init(&line, host->allocator, HTTP_LOG_LINE_BYTES_MAX);
    http_access_line_write(&line,
                           (http_access_line){.request = http_parser_request(connection->parser),
                                              .route = answered->exchange.route,
                                              .status = answered->exchange.response.status,
                                              .body_bytes = answered->send.body_sent_bytes,
                                              .duration_us = taken_us,
                                              .time_ms = wall_time_ms(),
                                              .with_address = host->log_addresses});
    if (!line.failed) http_log_add(host->log, http_buffer_str(&line));
    http_buffer_free(&line);
}

static void free_answer(http_connection *connection) {
    const chatlet_allocator *allocator = connection->host->allocator;
    const answer *held = connection->answer;
    uint64_t taken_us = taken_us_by(held);
    http_metrics_answered(connection->host->metrics, held->exchange.response.status, taken_us,
                          held->send.body_sent_bytes);
    log_answer(connection, taken_us);
    http_send_free(&connection->answer->send);
    http_response_free(&connection->answer->exchange.response);
    allocator->release(allocator->context, connection->answer);
    connection->answer = NULL;
}

static void release_facts(http_connection *connection) {
    const chatlet_allocator *allocator = connection->host->allocator;
    if (connection->facts != NULL) allocator->release(allocator->context, connection->facts);
    connection->facts = NULL;
}

/* Frees the connection once neither the stream, nor a handler, nor the pool holds on to it. */
static void release_if_over(http_connection *connection) {
    const chatlet_allocator *allocator = connection->host->allocator;
    const answer *held = connection->answer;
    if (!connection->stream_closed) return;
    if (held != NULL && (held->in_handler || held->send.in_pool)) return;
    if (held != NULL) free_answer(connection);
    connection->host->ended(connection->host->server, connection);
    http_buffer_free(&connection->pending);
    http_parser_free(connection->parser);
    release_facts(connection);
    allocator->release(allocator->context, connection);
}

static void close_connection(http_connection *connection) {
    connection->phase = PHASE_CLOSING;
    connection->deadline_ms = UINT64_MAX;
    if (connection->answer != NULL) http_send_abandon(&connection->answer->send);
    http_stream_close(&connection->stream);
}

static void linger(http_connection *connection) {
    if (connection->input_ended) {
        close_connection(connection);
        return;
    }
    connection->phase = PHASE_LINGERING;
    set_deadline(connection, HTTP_LINGER_TIMEOUT_MS);
    http_buffer_free(&connection->pending);
    http_stream_finish(&connection->stream);
    if (connection->phase == PHASE_LINGERING) http_stream_read(&connection->stream, true);
}

/* ---- answering ---- */

static void read_on(http_connection *connection);

static void on_moved(void *owner) {
    http_connection *connection = owner;
    if (connection->phase != PHASE_SENDING) return;
    set_deadline(connection, connection->host->timeouts.write_ms);
}

static void on_sent(void *owner, http_send_result result) {
    http_connection *connection = owner;
    if (connection->phase == PHASE_CLOSING) {
        release_if_over(connection);
        return;
    }
    bool keep_alive = connection->answer->keep_alive;
    free_answer(connection);
    if (result == HTTP_SEND_BROKEN) {
        close_connection(connection);
    } else if (!keep_alive) {
        linger(connection);
    } else {
        release_facts(connection);
        http_parser_next(connection->parser);
        connection->phase = PHASE_READING;
        read_on(connection);
    }
}

/* Whether the connection stays open behind this answer. */
static bool stays_open(const http_connection *connection) {
    return http_parser_state(connection->parser) == HTTP_PARSE_READY &&
           http_parser_request(connection->parser)->keep_alive && !connection->host->is_stopping;
}

static void send_answer(http_connection *connection) {
    answer *answered = connection->answer;
    http_response *response = &answered->exchange.response;
    const http_request *request = http_parser_request(connection->parser);
    if (!http_response_good(response)) {
        http_response_reset(response);
        http_response_say(response, 500, CHATLET_STR("The server could not make the answer."));
    }
    answered->keep_alive = stays_open(connection);
    http_send_options options = {
        .head = {.time_s = answered->exchange.time_s,
                 .keep_alive = answered->keep_alive,
                 .request_id = request->request_id,
                 .is_secure = connection->facts == NULL ? http_stream_is_secure(&connection->stream)
                                                        : request->is_secure,
                 .minor_version = request->minor_version},
        .head_only = request->method == HTTP_METHOD_HEAD};
    connection->phase = PHASE_SENDING;
    set_deadline(connection, connection->host->timeouts.write_ms);
    if (!http_send_start(&answered->send, &connection->stream, response, options)) {
        close_connection(connection);
    }
}

static void on_handler_finished(void *owner) {
    http_connection *connection = owner;
    connection->answer->in_handler = false;
    http_parser_drop_body(connection->parser);
    http_metrics_subtract(&connection->host->metrics->answering_now, 1);
    if (connection->phase == PHASE_CLOSING) {
        release_if_over(connection);
    } else {
        send_answer(connection);
    }
}

/* Makes connection->answer. False, and the connection closing, when memory was refused. */
static bool make_answer(http_connection *connection) {
    const chatlet_allocator *allocator = connection->host->allocator;
    answer *made = allocator->allocate(allocator->context, sizeof *made);
    if (made == NULL) {
        close_connection(connection);
        return false;
    }
    *made = (answer){.keep_alive = false};
    http_exchange_init(&made->exchange, connection->loop, connection->host->finish, allocator);
    http_send_init(&made->send, allocator, on_moved, on_sent, connection);
    made->exchange.request = http_parser_request(connection->parser);
    made->exchange.finished = on_handler_finished;
    made->exchange.owner = connection;
    connection->answer = made;
    return true;
}

static chatlet_str sentence_for(uint16_t status) {
    switch (status) {
    case 408: return CHATLET_STR("The request did not arrive in time.");
    case 413: return CHATLET_STR("The body is larger than this server takes.");
    case 414: return CHATLET_STR("The request line is longer than this server takes.");
    case 417: return CHATLET_STR("The only expectation that is understood is 100-continue.");
    case 431: return CHATLET_STR("The request has more fields than this server takes.");
    case 501: return CHATLET_STR("The method or transfer coding is not known here.");
    case 503: return CHATLET_STR("The server is busy; try again in a second.");
    case 505: return CHATLET_STR("This server speaks HTTP/1.0 and HTTP/1.1.");
    default: return CHATLET_STR("The request cannot be read as HTTP.");
    }
}

static void count_refusal(http_metrics *metrics, uint16_t status) {
    http_metrics_limit limit = HTTP_LIMIT_MALFORMED;
    if (status == 408) limit = HTTP_LIMIT_TIME;
    if (status == 414 || status == 431) limit = HTTP_LIMIT_HEAD;
    if (status == 413) limit = HTTP_LIMIT_BODY;
    if (status == 503) limit = HTTP_LIMIT_MEMORY;
    http_metrics_add(&metrics->limited[limit], 1);
}

/* Answers what is no request that a handler could see, and closes. */
static void refuse_because(http_connection *connection, uint16_t status, chatlet_str sentence) {
    if (!connection->links.is_refused) count_refusal(connection->host->metrics, status);
    if (!make_answer(connection)) return;
    http_response *response = &connection->answer->exchange.response;
    if (status == 503) {
        http_response_add(response, CHATLET_STR("Retry-After"), CHATLET_STR("1"));
    }
    http_response_say(response, status, sentence);
    send_answer(connection);
}

static void refuse(http_connection *connection, uint16_t status) {
    refuse_because(connection, status, sentence_for(status));
}

static void start_answer(http_connection *connection) {
    const http_connection_host *host = connection->host;
    if (!make_answer(connection)) return;
    connection->phase = PHASE_ANSWERING;
    connection->deadline_ms = UINT64_MAX;
    connection->answer->in_handler = true;
    http_metrics_add(&host->metrics->answering_now, 1);
    if (connection->handler != NULL) {
        connection->handler->start(connection->handler->context, &connection->answer->exchange);
        return;
    }
    http_response_say(&connection->answer->exchange.response, 404,
                      CHATLET_STR("There is nothing at this address."));
    http_exchange_finish(&connection->answer->exchange);
}

/* ---- reading ---- */

/* Finds who asks, and gives the request its names. */
static void find_facts(http_connection *connection, http_request *head) {
    static const http_proxies nobody = {.trusted_count = 0};
    http_connection_host *host = connection->host;
    const http_proxies *proxies = host->proxies == NULL ? &nobody : host->proxies;
    facts *found = connection->facts;
    http_client_facts peer = {.address = connection->peer,
                              .is_secure = http_stream_is_secure(&connection->stream)};
    http_client_facts client = http_client_find(proxies, peer, head);
    head->is_secure = client.is_secure;
    head->is_from_proxy = http_proxies_trust(proxies, &connection->peer);
    head->client_address = (chatlet_str){
        .data = found->address, .size_bytes = http_address_write(&client.address, found->address)};
    const chatlet_str *id = http_request_field(head, CHATLET_STR("X-Request-Id"), NULL);
    if (id != NULL && head->is_from_proxy && http_trace_is_id(*id)) {
        head->request_id = *id;
    } else {
        http_trace_make_id(&host->chance, found->request_id);
        head->request_id =
            (chatlet_str){.data = found->request_id, .size_bytes = HTTP_REQUEST_ID_BYTES};
    }
    size_t count;
    const chatlet_str *parent = http_request_field(head, CHATLET_STR("Traceparent"), &count);
    if (count == 1 && http_trace_pass_on(&host->chance, *parent, found->trace_parent)) {
        head->trace_parent =
            (chatlet_str){.data = found->trace_parent, .size_bytes = HTTP_TRACE_PARENT_BYTES};
    }
}

/* Called by the parser when a head is there: who answers is known before the body comes. */
static uint16_t on_head_ready(void *context, http_request *head, size_t *body_bytes_max) {
    http_connection *connection = context;
    const http_connection_host *host = connection->host;
    connection->facts =
        host->allocator->allocate(host->allocator->context, sizeof *connection->facts);
    if (connection->facts == NULL) return 503;
    find_facts(connection, head);
    connection->handler = NULL;
    for (size_t i = 0; i < host->handler_count && connection->handler == NULL; i++) {
        const http_handler *handler = &host->handlers[i];
        if (handler->accepts(handler->context, head)) connection->handler = handler;
    }
    const http_handler *chosen = connection->handler;
    if (chosen == NULL || chosen->body_bytes_max == NULL) return 0;
    size_t wanted = chosen->body_bytes_max(chosen->context, head);
    *body_bytes_max = wanted < HTTP_BODY_BYTES_LARGEST ? wanted : HTTP_BODY_BYTES_LARGEST;
    return 0;
}

static bool hold_memory(void *context, size_t size_bytes) {
    const http_connection_host *host = ((http_connection *)context)->host;
    return http_metrics_take(&host->metrics->body_bytes_held, size_bytes,
                             host->body_memory_bytes_max);
}

static void let_memory_go(void *context, size_t size_bytes) {
    const http_connection_host *host = ((http_connection *)context)->host;
    http_metrics_subtract(&host->metrics->body_bytes_held, size_bytes);
}

/* Large bodies have more time, as they come: a body below 64 KiB a second is too slow in the end,
 * one that does not move at all is over after the body time. */
static void time_body(http_connection *connection) {
    size_t steps = http_parser_body_bytes(connection->parser) / HTTP_BODY_STEP_BYTES;
    connection->deadline_ms += (steps - connection->body_steps) * HTTP_BODY_STEP_MS;
    connection->body_steps = steps;
}

/* A deadline runs from the moment at which the parser comes to a part of the request, not from each
 * byte of it: a byte now and then keeps nothing open. */
static void time_reading(http_connection *connection) {
    const http_timeouts *timeouts = &connection->host->timeouts;
    http_parse_state state = http_parser_state(connection->parser);
    if (state == HTTP_PARSE_BODY && state == connection->timed_state) time_body(connection);
    if (state == connection->timed_state) return;
    connection->timed_state = state;
    switch (state) {
    case HTTP_PARSE_START: set_deadline(connection, timeouts->idle_ms); break;
    case HTTP_PARSE_HEAD: set_deadline(connection, timeouts->header_ms); break;
    case HTTP_PARSE_BODY:
        set_deadline(connection, timeouts->body_ms);
        connection->body_steps = 0;
        break;
    case HTTP_PARSE_READY:
    case HTTP_PARSE_FAILED: break;
    }
}

/* Feeds the parser; returns how many bytes it took. More remain when a request is whole. */
static size_t take(http_connection *connection, chatlet_str bytes) {
    size_t used = http_parser_feed(connection->parser, bytes);
    time_reading(connection);
    if (http_parser_take_expectation(connection->parser)) {
        http_stream_write_hint(&connection->stream, CHATLET_STR("HTTP/1.1 100 Continue\r\n\r\n"));
    }
    switch (http_parser_state(connection->parser)) {
    case HTTP_PARSE_START:
    case HTTP_PARSE_HEAD:
    case HTTP_PARSE_BODY: break;
    case HTTP_PARSE_READY: start_answer(connection); break;
    case HTTP_PARSE_FAILED: refuse(connection, http_parser_error_status(connection->parser)); break;
    }
    return used;
}

/* Goes on with the next request: first from the bytes that are here, then from the stream. */
static void read_on(http_connection *connection) {
    time_reading(connection);
    while (connection->phase == PHASE_READING &&
           connection->pending_used < connection->pending.size_bytes) {
        chatlet_str left =
            http_text_from(http_buffer_str(&connection->pending), connection->pending_used);
        connection->pending_used += take(connection, left);
    }
    if (connection->pending_used == connection->pending.size_bytes) {
        http_buffer_free(&connection->pending);
        connection->pending_used = 0;
    }
    if (connection->phase != PHASE_READING) return;
    bool idle = http_parser_state(connection->parser) == HTTP_PARSE_START;
    if (connection->input_ended || (idle && connection->host->is_stopping)) {
        close_connection(connection);
    } else {
        http_stream_read(&connection->stream, true);
    }
}

/* Keeps what came while a request is being answered; past the limit the client must wait. */
static void keep_pending(http_connection *connection, chatlet_str bytes) {
    if (bytes.size_bytes == 0) return;
    http_buffer_append(&connection->pending, bytes);
    if (connection->pending.failed) {
        close_connection(connection);
    } else if (connection->pending.size_bytes >= HTTP_PENDING_BYTES_MAX) {
        http_stream_read(&connection->stream, false);
    }
}

static void on_received(void *owner, chatlet_str bytes) {
    http_connection *connection = owner;
    http_metrics_add(&connection->host->metrics->received_bytes, bytes.size_bytes);
    switch (connection->phase) {
    case PHASE_READING: {
        size_t used = take(connection, bytes);
        bool answering = connection->phase == PHASE_ANSWERING || connection->phase == PHASE_SENDING;
        if (answering) keep_pending(connection, http_text_from(bytes, used));
        break;
    }
    case PHASE_ANSWERING:
    case PHASE_SENDING: keep_pending(connection, bytes); break;
    case PHASE_LINGERING:
        connection->lingered_bytes += bytes.size_bytes;
        if (connection->lingered_bytes > HTTP_LINGER_BYTES_MAX) close_connection(connection);
        break;
    case PHASE_CLOSING: break;
    }
}

/* The client may close its half and still wait for what it asked for. */
static void on_ended(void *owner) {
    http_connection *connection = owner;
    connection->input_ended = true;
    switch (connection->phase) {
    case PHASE_READING:
    case PHASE_LINGERING: close_connection(connection); break;
    case PHASE_ANSWERING:
    case PHASE_SENDING:
    case PHASE_CLOSING: break;
    }
}

static void on_failed(void *owner) { close_connection(owner); }

static void on_written(void *owner, bool good) {
    http_connection *connection = owner;
    if (connection->phase == PHASE_SENDING) http_send_written(&connection->answer->send, good);
}

static void on_closed(void *owner) {
    http_connection *connection = owner;
    connection->stream_closed = true;
    release_if_over(connection);
}

static void on_secured(void *owner, bool good) {
    http_metrics *metrics = ((http_connection *)owner)->host->metrics;
    http_metrics_add(good ? &metrics->handshakes : &metrics->handshakes_failed, 1);
}

static void on_mistaken(void *owner) {
    http_connection *connection = owner;
    refuse_because(connection, 400, CHATLET_STR("This port speaks HTTPS; write https:// instead."));
}

static const http_stream_events stream_events = {.received = on_received,
                                                 .ended = on_ended,
                                                 .failed = on_failed,
                                                 .written = on_written,
                                                 .closed = on_closed,
                                                 .secured = on_secured,
                                                 .mistaken = on_mistaken};

/* ---- from the server ---- */

static http_connection *make_connection(http_connection_host *host, uv_loop_t *loop) {
    const chatlet_allocator *allocator = host->allocator;
    http_connection *connection = allocator->allocate(allocator->context, sizeof *connection);
    if (connection == NULL) return NULL;
    *connection = (http_connection){.host = host, .loop = loop};
    connection->parser_host = (http_parser_host){.context = connection,
                                                 .head_ready = on_head_ready,
                                                 .hold = hold_memory,
                                                 .let_go = let_memory_go};
    connection->parser = http_parser_new(allocator, &connection->parser_host);
    if (connection->parser == NULL) {
        allocator->release(allocator->context, connection);
        return NULL;
    }
    connection->phase = PHASE_READING;
    connection->timed_state = HTTP_PARSE_START;
    /* One read past the limit is kept, then reading pauses; of TLS it ends records begun before. */
    http_buffer_init(&connection->pending, allocator,
                     HTTP_PENDING_BYTES_MAX + HTTP_READ_BYTES + HTTP_TLS_RECORD_BYTES);
    set_deadline(connection, host->timeouts.header_ms);
    return connection;
}

http_connection *http_connection_accept(http_connection_host *host, uv_stream_t *listener,
                                        bool refused) {
    http_connection *connection = make_connection(host, listener->loop);
    if (connection == NULL) return NULL;
    connection->links.is_refused = refused;
    const http_stream_setting setting = {
        .read_buffer = host->read_buffer, .identity = host->identity, .allocator = host->allocator};
    bool accepted =
        http_stream_accept(&connection->stream, listener, setting, &stream_events, connection);
    if (accepted) http_stream_read_peer(&connection->stream, &connection->peer);
    /* Where there is no room, none is spent on a handshake only to say so. */
    if (!accepted || (refused && http_stream_is_secure(&connection->stream))) {
        close_connection(connection);
    } else if (refused) {
        refuse(connection, 503);
    } else {
        http_stream_read(&connection->stream, true);
    }
    return connection;
}

void http_connection_check_time(http_connection *connection, uint64_t now_ms) {
    if (now_ms < connection->deadline_ms) return;
    bool started = http_parser_state(connection->parser) != HTTP_PARSE_START;
    if (connection->phase == PHASE_READING && started) {
        refuse(connection, 408);
    } else {
        if (connection->phase == PHASE_SENDING || http_stream_is_shaking(&connection->stream)) {
            http_metrics_add(&connection->host->metrics->limited[HTTP_LIMIT_TIME], 1);
        }
        close_connection(connection);
    }
}

void http_connection_stop(http_connection *connection, bool force) {
    bool idle = connection->phase == PHASE_READING &&
                http_parser_state(connection->parser) == HTTP_PARSE_START;
    if (idle || force) close_connection(connection);
}
