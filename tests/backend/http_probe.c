/* Makes calls by http_client and prints what came back, for tests that bring the other side.
 *
 *     http_probe send METHOD URL [field "Name: value"] [body TEXT] [max BYTES] …
 *     http_probe mail URL FROM TO [user NAME] [password TEXT] [tls yes] …    message on stdin
 *
 * Further words, in pairs: timeout MS, private yes, ca FILE, times COUNT (all at once), again yes
 * (once more after the first is over, as one that may not see private addresses), close MS (ends
 * the client then). Prints a line of JSON for each call: arrived, status, retry_after_s, failure,
 * body; or {"refused": why} for one that could not be started. */
#include "http_access_line.h"
#include "http_client.h"
#include "http_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MESSAGE_BYTES = 2 * 1024 * 1024 };

static void *allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void release(void *context, void *memory) {
    (void)context;
    free(memory);
}

static const chatlet_allocator allocator = {.allocate = allocate, .release = release};

typedef struct probe {
    http_client *client;
    http_call call;
    http_mail mail;
    http_field fields[HTTP_CALL_FIELDS_MAX + 1]; /* one too many can be tried */
    bool again;
    unsigned left; /* calls under way */
    uv_timer_t closing;
} probe;

static chatlet_str str(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static void print_text(const char *name, chatlet_str text) {
    http_buffer line;
    http_buffer_init(&line, &allocator, SIZE_MAX);
    http_json_append_text(&line, text);
    (void)printf(",\"%s\":%.*s", name, (int)line.size_bytes, line.data);
    http_buffer_free(&line);
}

static void end_one(probe *self) {
    self->left--;
    if (self->left > 0 || uv_is_closing((uv_handle_t *)&self->closing)) return;
    uv_close((uv_handle_t *)&self->closing, NULL);
    http_client_close(self->client);
}

static void on_done(void *owner, const http_call_result *result) {
    probe *self = owner;
    (void)printf("{\"arrived\":%s,\"status\":%u,\"retry_after_s\":%u",
                 result->arrived ? "true" : "false", result->status, result->retry_after_s);
    print_text("failure", result->failure);
    print_text("body", result->body);
    (void)puts("}");
    (void)fflush(stdout);
    if (self->again) {
        self->again = false;
        self->call.allow_private_addresses = false;
        if (http_client_send(self->client, &self->call, on_done, self) == HTTP_CLIENT_SENT) return;
    }
    end_one(self);
}

static void on_closing(uv_timer_t *timer) {
    probe *self = timer->data;
    http_client_close(self->client);
}

static chatlet_str read_message(void) {
    static char message[MESSAGE_BYTES];
    size_t size = 0;
    ssize_t count;
    while ((count = read(STDIN_FILENO, message + size, sizeof message - size)) > 0)
        size += (size_t)count;
    return (chatlet_str){.data = message, .size_bytes = size};
}

static void add_field(probe *self, const char *line) {
    size_t colon = strcspn(line, ":");
    self->fields[self->call.field_count++] =
        (http_field){.name = {.data = line, .size_bytes = colon},
                     .value = http_text_trim(str(line + colon + 1))};
}

int main(int argc, char **argv) {
    probe self = {.left = 0};
    http_client_options options = {.allocator = &allocator, .calls_max = 100};
    uv_loop_t loop;
    unsigned times = 1;
    uint32_t timeout_ms = 5000;
    uint64_t close_ms = 0;
    bool allow_private = false;
    if (argc < 4) return 2;
    bool is_mail = strcmp(argv[1], "mail") == 0;
    self.call = (http_call){.method = str(argv[2]),
                            .url = str(argv[3]),
                            .fields = self.fields,
                            .response_bytes_max = 100000};
    int next = 4;
    if (is_mail) {
        self.mail = (http_mail){.url = str(argv[2]), .from = str(argv[3]), .to = str(argv[4])};
        self.mail.message = read_message();
        next = 5;
    }
    for (; next + 1 < argc; next += 2) {
        const char *name = argv[next];
        const char *value = argv[next + 1];
        if (strcmp(name, "field") == 0) add_field(&self, value);
        if (strcmp(name, "body") == 0) self.call.body = str(value);
        if (strcmp(name, "max") == 0) self.call.response_bytes_max = strtoul(value, NULL, 10);
        if (strcmp(name, "user") == 0) self.mail.user = str(value);
        if (strcmp(name, "password") == 0) self.mail.password = str(value);
        if (strcmp(name, "tls") == 0) self.mail.requires_tls = true;
        if (strcmp(name, "timeout") == 0) timeout_ms = (uint32_t)strtoul(value, NULL, 10);
        if (strcmp(name, "private") == 0) allow_private = true;
        if (strcmp(name, "ca") == 0) options.ca_file = value;
        if (strcmp(name, "times") == 0) times = (unsigned)strtoul(value, NULL, 10);
        if (strcmp(name, "again") == 0) self.again = true;
        if (strcmp(name, "close") == 0) close_ms = strtoul(value, NULL, 10);
    }
    self.call.timeout_ms = self.mail.timeout_ms = timeout_ms;
    self.call.allow_private_addresses = self.mail.allow_private_addresses = allow_private;
    (void)uv_loop_init(&loop);
    self.client = http_client_new(&loop, &options);
    (void)uv_timer_init(&loop, &self.closing);
    self.closing.data = &self;
    if (close_ms > 0) (void)uv_timer_start(&self.closing, on_closing, close_ms, 0);
    for (unsigned i = 0; i < times; i++) {
        http_client_status status = is_mail
                                        ? http_client_mail(self.client, &self.mail, on_done, &self)
                                        : http_client_send(self.client, &self.call, on_done, &self);
        if (status != HTTP_CLIENT_SENT) {
            (void)printf("{\"refused\":%d}\n", (int)status);
            self.left++;
            end_one(&self);
            break;
        }
        self.left++;
    }
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    http_client_free(self.client);
    return uv_loop_close(&loop) == 0 ? 0 : 1;
}
