#include "http_client.h"

#include "http_address_public.h"
#include "http_text.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct outgoing outgoing;

/* A socket of libcurl's that the loop watches. */
typedef struct watched {
    uv_poll_t poll;
    http_client *client;
    curl_socket_t descriptor;
    struct watched *next;
} watched;

struct http_client {
    const chatlet_allocator *allocator;
    http_client_options options;
    uv_loop_t *loop;
    CURLM *multi;
    uv_timer_t timer;
    outgoing *first;  /* calls under way */
    watched *sockets; /* open or closing */
    uint32_t call_count;
    bool is_closed;
};

/* A call under way. */
struct outgoing {
    http_client *client;
    outgoing *previous;
    outgoing *next;
    CURL *easy;
    struct curl_slist *fields;
    struct curl_slist *receivers;
    http_buffer sent;   /* body or message */
    size_t sent_offset; /* of a message */
    http_buffer body;   /* of the answer */
    size_t response_bytes_max;
    bool is_mail;
    bool is_too_long;
    bool is_private; /* refused for its address */
    bool allows_private;
    http_call_done done;
    void *owner;
    char error[CURL_ERROR_SIZE];
};

/* ---- sockets and time ---- */

static void check_done(http_client *client);

static void turn(http_client *client, curl_socket_t descriptor, int events) {
    int running;
    (void)curl_multi_socket_action(client->multi, descriptor, events, &running);
    check_done(client);
}

static void on_timer(uv_timer_t *timer) { turn(timer->data, CURL_SOCKET_TIMEOUT, 0); }

static int set_timer(CURLM *multi, long timeout_ms, void *context) {
    http_client *client = context;
    (void)multi;
    if (client->is_closed) return 0;
    if (timeout_ms < 0) {
        (void)uv_timer_stop(&client->timer);
    } else {
        (void)uv_timer_start(&client->timer, on_timer, (uint64_t)timeout_ms, 0);
    }
    return 0;
}

static void on_poll(uv_poll_t *poll, int status, int events) {
    watched *socket = poll->data;
    int flags = status < 0 ? CURL_CSELECT_ERR : 0;
    if ((events & UV_READABLE) != 0) flags |= CURL_CSELECT_IN;
    if ((events & UV_WRITABLE) != 0) flags |= CURL_CSELECT_OUT;
    turn(socket->client, socket->descriptor, flags);
}

static void on_poll_closed(uv_handle_t *handle) {
    watched *socket = handle->data;
    http_client *client = socket->client;
    for (watched **link = &client->sockets; *link != NULL; link = &(*link)->next) {
        if (*link != socket) continue;
        *link = socket->next;
        break;
    }
    client->allocator->release(client->allocator->context, socket);
}

static watched *watch(http_client *client, curl_socket_t descriptor) {
    const chatlet_allocator *allocator = client->allocator;
    watched *socket = allocator->allocate(allocator->context, sizeof *socket);
    if (socket == NULL) return NULL;
    *socket = (watched){.client = client, .descriptor = descriptor, .next = client->sockets};
    if (uv_poll_init(client->loop, &socket->poll, descriptor) != 0) {
        allocator->release(allocator->context, socket);
        return NULL;
    }
    socket->poll.data = socket;
    client->sockets = socket;
    (void)curl_multi_assign(client->multi, descriptor, socket);
    return socket;
}

static int set_socket(CURL *easy, curl_socket_t descriptor, int what, void *context,
                      void *assigned) {
    http_client *client = context;
    watched *socket = assigned;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (socket == NULL) return 0;
        (void)uv_poll_stop(&socket->poll);
        uv_close((uv_handle_t *)&socket->poll, on_poll_closed);
        (void)curl_multi_assign(client->multi, descriptor, NULL);
        return 0;
    }
    if (socket == NULL) socket = watch(client, descriptor);
    if (socket == NULL) return -1; /* fails the calls; libcurl says so through each */
    int events = 0;
    if (what != CURL_POLL_OUT) events |= UV_READABLE;
    if (what != CURL_POLL_IN) events |= UV_WRITABLE;
    return uv_poll_start(&socket->poll, events, on_poll) == 0 ? 0 : -1;
}

/* ---- what libcurl asks while a call is under way ---- */

static bool is_allowed(const outgoing *call, const struct curl_sockaddr *where) {
    http_address address = {{0}};
    if (call->allows_private) return true;
    if (where->family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&where->addr;
        memcpy(address.bytes, &six->sin6_addr, sizeof address.bytes);
    } else if (where->family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)&where->addr;
        address = (http_address){.bytes = {[10] = 0xff, [11] = 0xff}};
        memcpy(address.bytes + 12, &four->sin_addr, 4);
    } else {
        return false;
    }
    return http_address_is_public(&address);
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *where) {
    outgoing *call = context;
    (void)purpose;
    if (!is_allowed(call, where)) {
        call->is_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(where->family, where->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, where->protocol);
}

static size_t keep_body(const char *bytes, size_t one, size_t count, void *context) {
    outgoing *call = context;
    size_t size_bytes = one * count;
    if (size_bytes > call->response_bytes_max - call->body.size_bytes) {
        call->is_too_long = true;
        return CURL_WRITEFUNC_ERROR;
    }
    http_buffer_append(&call->body, (chatlet_str){.data = bytes, .size_bytes = size_bytes});
    return call->body.failed ? CURL_WRITEFUNC_ERROR : size_bytes;
}

static size_t give_message(char *room, size_t one, size_t count, void *context) {
    outgoing *call = context;
    size_t size_bytes = one * count;
    size_t left = call->sent.size_bytes - call->sent_offset;
    if (size_bytes > left) size_bytes = left;
    if (size_bytes > 0) memcpy(room, call->sent.data + call->sent_offset, size_bytes);
    call->sent_offset += size_bytes;
    return size_bytes;
}

/* ---- the end of a call ---- */

/* Takes a call out of everything that knows it. `done` is called only after this: it may start
 * another call, or close the client. */
static void unlink_call(outgoing *call) {
    http_client *client = call->client;
    if (call->previous != NULL) call->previous->next = call->next;
    if (call->next != NULL) call->next->previous = call->previous;
    if (client->first == call) client->first = call->next;
    client->call_count--;
    if (call->easy != NULL) (void)curl_multi_remove_handle(client->multi, call->easy);
}

static void free_call(outgoing *call) {
    const chatlet_allocator *allocator = call->client->allocator;
    if (call->easy != NULL) curl_easy_cleanup(call->easy);
    curl_slist_free_all(call->fields);
    curl_slist_free_all(call->receivers);
    http_buffer_free(&call->sent);
    http_buffer_free(&call->body);
    allocator->release(allocator->context, call);
}

static void drop_call(outgoing *call) {
    unlink_call(call);
    free_call(call);
}

static chatlet_str text_of(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static chatlet_str why_not(const outgoing *call, CURLcode code) {
    if (call->is_private) {
        return CHATLET_STR("The address is of a private network, which is not called.");
    }
    if (call->is_too_long) return CHATLET_STR("The answer is longer than is taken.");
    if (call->error[0] != '\0') return text_of(call->error);
    return text_of(curl_easy_strerror(code));
}

/* A refusal of SMTP is an answer, which libcurl tells as an error. */
static bool has_arrived(const outgoing *call, CURLcode code, long status) {
    enum { SMTP_REFUSAL = 400 };
    if (call->is_mail) return status >= SMTP_REFUSAL || (code == CURLE_OK && status > 0);
    return code == CURLE_OK && status > 0;
}

static void finish_call(outgoing *call, CURLcode code) {
    long status = 0;
    curl_off_t retry_after_s = 0;
    (void)curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
    if (status < 0 || status > UINT16_MAX) status = 0;
    if (retry_after_s < 0) retry_after_s = 0;
    if (retry_after_s > HTTP_RETRY_AFTER_SECONDS_MAX) retry_after_s = HTTP_RETRY_AFTER_SECONDS_MAX;
    bool arrived = has_arrived(call, code, status);
    http_call_result result = {.arrived = arrived,
                               .status = arrived ? (uint16_t)status : 0,
                               .retry_after_s = arrived ? (uint32_t)retry_after_s : 0};
    if (arrived) {
        result.body = http_buffer_str(&call->body);
    } else {
        result.failure = why_not(call, code);
    }
    unlink_call(call);
    call->done(call->owner, &result);
    free_call(call);
}

static void check_done(http_client *client) {
    CURLMsg *message;
    int left;
    while (!client->is_closed && (message = curl_multi_info_read(client->multi, &left)) != NULL) {
        outgoing *call = NULL;
        if (message->msg != CURLMSG_DONE) continue;
        CURLcode code = message->data.result;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
        finish_call(call, code);
    }
}

/* ---- the beginning of one ---- */

/* Printable, and without what would end a line or, in an address of mail, begin something else. */
static bool is_clean(chatlet_str text, bool is_address) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x20 || byte == 0x7f) return false;
        if (is_address && (byte == ' ' || byte == '<' || byte == '>' || byte >= 0x80)) return false;
    }
    return true;
}

static bool has_scheme(chatlet_str url, chatlet_str plain, chatlet_str secure) {
    return url.size_bytes <= HTTP_CALL_URL_BYTES_MAX && is_clean(url, false) &&
           (http_text_starts_with(url, plain) || http_text_starts_with(url, secure));
}

/* Sets an option of text that is no C string yet. */
static bool set_text(outgoing *call, CURLoption option, chatlet_str text) {
    char copy[HTTP_CALL_URL_BYTES_MAX + 1];
    if (text.size_bytes >= sizeof copy) return false;
    if (text.size_bytes > 0) memcpy(copy, text.data, text.size_bytes);
    copy[text.size_bytes] = '\0';
    return curl_easy_setopt(call->easy, option, copy) == CURLE_OK;
}

static bool add_line(struct curl_slist **list, const char *format, chatlet_str a, chatlet_str b) {
    char line[HTTP_CALL_FIELD_BYTES_MAX + 4];
    int size = snprintf(line, sizeof line, format, (int)a.size_bytes, a.data, (int)b.size_bytes,
                        b.size_bytes > 0 ? b.data : "");
    if (size < 0 || (size_t)size >= sizeof line) return false;
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer == NULL) return false;
    *list = longer;
    return true;
}

static bool set_common(outgoing *call, const char *protocols, uint32_t timeout_ms) {
    CURL *easy = call->easy;
    const char *ca_file = call->client->options.ca_file;
    long connect_ms =
        timeout_ms < HTTP_CONNECT_TIMEOUT_MS ? (long)timeout_ms : (long)HTTP_CONNECT_TIMEOUT_MS;
    bool good =
        curl_easy_setopt(easy, CURLOPT_PRIVATE, call) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocols) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
    if (ca_file != NULL) good = good && curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file) == CURLE_OK;
    /* These do not fail: numbers and pointers are only kept. */
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    (void)curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, call);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
    /* A kept connection is not checked again, so one that was allowed more is never kept. */
    (void)curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, call->allows_private ? 1L : 0L);
    (void)curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, call->allows_private ? 1L : 0L);
    return good;
}

static bool set_fields(outgoing *call, const http_call *wanted) {
    bool has_type = false;
    for (size_t i = 0; i < wanted->field_count; i++) {
        const http_field *field = &wanted->fields[i];
        bool is_empty = field->value.size_bytes == 0; /* written so, it is sent without a value */
        if (http_text_equal_ignore_case(field->name, CHATLET_STR("Content-Type"))) has_type = true;
        if (!add_line(&call->fields, is_empty ? "%.*s;%.*s" : "%.*s: %.*s", field->name,
                      field->value)) {
            return false;
        }
    }
    chatlet_str none = CHATLET_STR("");
    /* What libcurl would add of its own accord. */
    if (!add_line(&call->fields, "%.*s:%.*s", CHATLET_STR("Expect"), none)) return false;
    if (!has_type && !add_line(&call->fields, "%.*s:%.*s", CHATLET_STR("Content-Type"), none)) {
        return false;
    }
    return curl_easy_setopt(call->easy, CURLOPT_HTTPHEADER, call->fields) == CURLE_OK;
}

static bool set_request(outgoing *call, const http_call *wanted) {
    CURL *easy = call->easy;
    bool is_get = http_text_equal(wanted->method, CHATLET_STR("GET"));
    if (!set_common(call, "http,https", wanted->timeout_ms)) return false;
    if (!set_text(call, CURLOPT_URL, wanted->url) || !set_fields(call, wanted)) return false;
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "chatletd");
    if (is_get && wanted->body.size_bytes == 0) return true;
    if (http_text_equal(wanted->method, CHATLET_STR("HEAD"))) {
        (void)curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return true;
    }
    (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->sent.size_bytes);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                           call->sent.size_bytes > 0 ? call->sent.data : "");
    return set_text(call, CURLOPT_CUSTOMREQUEST, wanted->method);
}

static bool set_mail(outgoing *call, const http_mail *wanted) {
    CURL *easy = call->easy;
    long tls = wanted->requires_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY;
    chatlet_str none = CHATLET_STR("");
    if (!set_common(call, "smtp,smtps", wanted->timeout_ms)) return false;
    if (!set_text(call, CURLOPT_URL, wanted->url)) return false;
    if (!set_text(call, CURLOPT_MAIL_FROM, wanted->from)) return false;
    if (!add_line(&call->receivers, "%.*s%.*s", wanted->to, none)) return false;
    if (wanted->user.size_bytes > 0 && (!set_text(call, CURLOPT_USERNAME, wanted->user) ||
                                        !set_text(call, CURLOPT_PASSWORD, wanted->password))) {
        return false;
    }
    (void)curl_easy_setopt(easy, CURLOPT_USE_SSL, tls);
    (void)curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, call->receivers);
    (void)curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)call->sent.size_bytes);
    (void)curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_message);
    (void)curl_easy_setopt(easy, CURLOPT_READDATA, call);
    return true;
}

/* A call with a copy of what is to be sent; NULL when memory was refused. */
static outgoing *make_call(http_client *client, chatlet_str sent, http_call_done done,
                           void *owner) {
    const chatlet_allocator *allocator = client->allocator;
    outgoing *call = allocator->allocate(allocator->context, sizeof *call);
    if (call == NULL) return NULL;
    *call = (outgoing){.client = client, .next = client->first, .done = done, .owner = owner};
    if (call->next != NULL) call->next->previous = call;
    client->first = call;
    client->call_count++;
    http_buffer_init(&call->sent, allocator, HTTP_CALL_BODY_BYTES_MAX);
    http_buffer_append(&call->sent, sent);
    call->easy = curl_easy_init();
    if (call->easy != NULL && !call->sent.failed) return call;
    drop_call(call);
    return NULL;
}

static http_client_status start_call(outgoing *call, bool is_set) {
    if (is_set && curl_multi_add_handle(call->client->multi, call->easy) == CURLM_OK) {
        return HTTP_CLIENT_SENT;
    }
    drop_call(call);
    return HTTP_CLIENT_MEMORY;
}

static bool is_call(const http_call *call) {
    if (!has_scheme(call->url, CHATLET_STR("http://"), CHATLET_STR("https://"))) return false;
    if (call->field_count > HTTP_CALL_FIELDS_MAX || call->timeout_ms == 0) return false;
    if (call->method.size_bytes == 0 || !is_clean(call->method, true)) return false;
    for (size_t i = 0; i < call->field_count; i++) {
        const http_field *field = &call->fields[i];
        if (field->name.size_bytes + field->value.size_bytes > HTTP_CALL_FIELD_BYTES_MAX) {
            return false;
        }
        if (field->name.size_bytes == 0 || !is_clean(field->name, true)) return false;
        if (http_text_find(field->name, ':') < field->name.size_bytes) return false;
        if (!is_clean(field->value, false)) return false;
    }
    return call->body.size_bytes <= HTTP_CALL_BODY_BYTES_MAX;
}

static bool is_mail(const http_mail *mail) {
    if (!has_scheme(mail->url, CHATLET_STR("smtp://"), CHATLET_STR("smtps://"))) return false;
    if (mail->timeout_ms == 0 || mail->message.size_bytes > HTTP_CALL_BODY_BYTES_MAX) return false;
    if (mail->from.size_bytes == 0 || mail->to.size_bytes == 0) return false;
    return is_clean(mail->from, true) && is_clean(mail->to, true) && is_clean(mail->user, false) &&
           is_clean(mail->password, false) && mail->to.size_bytes <= HTTP_CALL_FIELD_BYTES_MAX;
}

http_client_status http_client_send(http_client *client, const http_call *call, http_call_done done,
                                    void *owner) {
    if (!is_call(call)) return HTTP_CLIENT_WRONG;
    if (client->is_closed || client->call_count == client->options.calls_max) {
        return HTTP_CLIENT_BUSY;
    }
    outgoing *started = make_call(client, call->body, done, owner);
    if (started == NULL) return HTTP_CLIENT_MEMORY;
    started->response_bytes_max = call->response_bytes_max;
    started->allows_private = call->allow_private_addresses;
    http_buffer_init(&started->body, client->allocator, call->response_bytes_max);
    return start_call(started, set_request(started, call));
}

http_client_status http_client_mail(http_client *client, const http_mail *mail, http_call_done done,
                                    void *owner) {
    if (!is_mail(mail)) return HTTP_CLIENT_WRONG;
    if (client->is_closed || client->call_count == client->options.calls_max) {
        return HTTP_CLIENT_BUSY;
    }
    outgoing *started = make_call(client, mail->message, done, owner);
    if (started == NULL) return HTTP_CLIENT_MEMORY;
    started->is_mail = true;
    started->allows_private = mail->allow_private_addresses;
    http_buffer_init(&started->body, client->allocator, 0);
    return start_call(started, set_mail(started, mail));
}

/* ---- the client ---- */

http_client *http_client_new(uv_loop_t *loop, const http_client_options *options) {
    const chatlet_allocator *allocator = options->allocator;
    if (options->calls_max == 0 || options->calls_max > HTTP_CALLS_MAX) return NULL;
    http_client *client = allocator->allocate(allocator->context, sizeof *client);
    if (client == NULL) return NULL;
    *client = (http_client){.allocator = allocator, .options = *options, .loop = loop};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
        client->multi = curl_multi_init();
        if (client->multi == NULL) curl_global_cleanup();
    }
    if (client->multi == NULL) {
        allocator->release(allocator->context, client);
        return NULL;
    }
    (void)curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
    (void)curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
    (void)curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    (void)curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
    (void)uv_timer_init(loop, &client->timer);
    client->timer.data = client;
    return client;
}

void http_client_close(http_client *client) {
    if (client->is_closed) return;
    client->is_closed = true;
    while (client->first != NULL) {
        outgoing *call = client->first;
        http_call_result result = {.failure = CHATLET_STR("The server is stopping.")};
        unlink_call(call);
        call->done(call->owner, &result);
        free_call(call);
    }
    (void)curl_multi_cleanup(client->multi);
    for (watched *each = client->sockets; each != NULL; each = each->next) {
        if (!uv_is_closing((uv_handle_t *)&each->poll)) {
            uv_close((uv_handle_t *)&each->poll, on_poll_closed);
        }
    }
    uv_close((uv_handle_t *)&client->timer, NULL);
}

void http_client_free(http_client *client) {
    curl_global_cleanup();
    client->allocator->release(client->allocator->context, client);
}
