#include "cli_deploy.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_SECONDS = 15, STALL_SECONDS = 60, STALL_BYTES = 1 };

struct cli_deploy_server {
    CURL *curl; /* owned; keeps its connection between requests */
    const char *address;
    const char *key;
    char reason[CURL_ERROR_SIZE];
};

/* An answer while it arrives. */
typedef struct arriving {
    cli_memory *memory;
    cli_deploy_answer *answer;
    char *bytes; /* owned */
    size_t size_bytes;
    size_t capacity_bytes;
    bool is_too_large;
} arriving;

bool cli_deploy_is_here(void) { return true; }

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context) {
    arriving *self = context;
    const size_t size_bytes = size * count;
    if (size_bytes > CLI_DEPLOY_ANSWER_BYTES_MAX - self->size_bytes) {
        self->is_too_large = true;
        return 0;
    }
    if (self->size_bytes + size_bytes > self->capacity_bytes) {
        self->capacity_bytes = 2 * (self->size_bytes + size_bytes);
        self->bytes = cli_grow(self->bytes, self->capacity_bytes, 1);
    }
    memcpy(self->bytes + self->size_bytes, bytes, size_bytes);
    self->size_bytes += size_bytes;
    return size_bytes;
}

/* The value of a header line when it is the field called `name`, in lower case; NULL otherwise. */
static const char *field_value(cli_memory *memory, chatlet_str line, const char *name) {
    const size_t length = strlen(name);
    if (line.size_bytes <= length || line.data[length] != ':') return NULL;
    for (size_t i = 0; i < length; i++) {
        if ((line.data[i] | 0x20) != name[i] && line.data[i] != name[i]) return NULL;
    }
    size_t begin = length + 1;
    size_t end = line.size_bytes;
    while (begin < end && line.data[begin] == ' ')
        begin++;
    while (end > begin && (line.data[end - 1] == '\r' || line.data[end - 1] == '\n'))
        end--;
    return cli_memory_copy(memory, (chatlet_str){line.data + begin, end - begin});
}

static size_t take_field(char *bytes, size_t size, size_t count, void *context) {
    arriving *self = context;
    const chatlet_str line = {.data = bytes, .size_bytes = size * count};
    const char *etag = field_value(self->memory, line, "etag");
    const char *retry = field_value(self->memory, line, "retry-after");
    if (etag != NULL) self->answer->etag = etag;
    if (retry != NULL) self->answer->retry_after_s = strtol(retry, NULL, 10);
    return line.size_bytes;
}

cli_deploy_server *cli_deploy_open(cli_memory *memory, const char *address, const char *key,
                                   const char **problem) {
    size_t length = strlen(address);
    while (length > 0 && address[length - 1] == '/')
        length--;
    if (strncmp(address, "https://", 8) != 0 && strncmp(address, "http://", 7) != 0) {
        *problem = "the server's address begins with https:// or http://";
        return NULL;
    }
    cli_deploy_server *server = cli_memory_take(memory, sizeof *server);
    server->address = cli_memory_copy(memory, (chatlet_str){address, length});
    server->key = key;
    server->curl = curl_easy_init();
    if (server->curl == NULL) cli_out_of_memory();
    return server;
}

static struct curl_slist *add_field(struct curl_slist *fields, const char *line) {
    struct curl_slist *more = curl_slist_append(fields, line);
    if (more == NULL) cli_out_of_memory();
    return more;
}

static struct curl_slist *make_fields(const cli_deploy_server *server, cli_memory *memory,
                                      const cli_deploy_request *request) {
    struct curl_slist *fields =
        add_field(NULL, cli_memory_format(memory, "Authorization: Bearer %s", server->key));
    /* Without it libcurl waits a second for a "100 Continue" that not every server sends. */
    fields = add_field(fields, "Expect:");
    if (request->type != NULL)
        fields = add_field(fields, cli_memory_format(memory, "Content-Type: %s", request->type));
    if (request->if_match != NULL)
        fields = add_field(fields, cli_memory_format(memory, "If-Match: %s", request->if_match));
    return fields;
}

static void set_options(cli_deploy_server *server, cli_memory *memory,
                        const cli_deploy_request *request, arriving *arriving) {
    CURL *curl = server->curl;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL,
                     cli_memory_format(memory, "%s%s", server->address, request->path));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "chatlet/" CHATLET_VERSION);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, server->reason);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALL_SECONDS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, arriving);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_field);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, arriving);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    if (request->type == NULL) return;
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size_bytes);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.data);
}

void cli_deploy_ask(cli_deploy_server *server, cli_memory *memory,
                    const cli_deploy_request *request, cli_deploy_answer *answer) {
    *answer = (cli_deploy_answer){.etag = "", .retry_after_s = -1};
    arriving arriving = {.memory = memory, .answer = answer};
    struct curl_slist *fields = make_fields(server, memory, request);
    server->reason[0] = '\0';
    set_options(server, memory, request, &arriving);
    curl_easy_setopt(server->curl, CURLOPT_HTTPHEADER, fields);
    const CURLcode code = curl_easy_perform(server->curl);
    if (code == CURLE_OK) {
        curl_easy_getinfo(server->curl, CURLINFO_RESPONSE_CODE, &answer->status);
        const chatlet_str body = {.data = arriving.bytes, .size_bytes = arriving.size_bytes};
        answer->body =
            (chatlet_str){.data = cli_memory_copy(memory, body), .size_bytes = body.size_bytes};
    } else if (arriving.is_too_large) {
        answer->failure = "the answer is larger than any of this server's";
    } else {
        answer->failure = cli_memory_format(
            memory, "%s", server->reason[0] != '\0' ? server->reason : curl_easy_strerror(code));
    }
    curl_slist_free_all(fields);
    free(arriving.bytes);
}

void cli_deploy_close(cli_deploy_server *server) {
    if (server != NULL) curl_easy_cleanup(server->curl);
}
