#include "config.h"

#include "file_text.h"

#include <chatlet/json.h>
#include <stdio.h>
#include <string.h>

typedef struct reader {
    const char *path;
    chatlet_str source;
    region *memory;
    char *message;
    bool failed;
} reader;

config config_defaults(void) {
    return (config){.data = CHATLET_STR("chatlet-data"),
                    .signs_up = true,
                    .mail = {.from = CHATLET_STR("Chatlet <noreply@localhost>")},
                    .stripe = {.api_url = CHATLET_STR("https://api.stripe.com")},
                    .limits = {.per_address = 1200, .per_key = 6000, .per_visitor = 300},
                    .session_idle_minutes = 14 * 24 * 60,
                    .session_absolute_minutes = 90 * 24 * 60,
                    .retention_days = 90,
                    .visitors_per_address_day = 50};
}

/* The first mistake is the one that is told. */
static void refuse(reader *in, uint32_t offset, const char *what, chatlet_str name) {
    uint32_t line;
    uint32_t column;
    if (in->failed) return;
    in->failed = true;
    chatlet_json_place(in->source, offset, &line, &column);
    (void)snprintf(in->message, CONFIG_MESSAGE_BYTES, "%s:%u:%u: \"%.*s\" %s.", in->path, line,
                   column, (int)name.size_bytes, name.data, what);
}

static bool is_called(const chatlet_json *member, const char *name) {
    return member->key.size_bytes == strlen(name) &&
           memcmp(member->key.data, name, member->key.size_bytes) == 0;
}

static chatlet_str read_text(reader *in, const chatlet_json *member) {
    if (member->kind == CHATLET_JSON_STRING && member->text.size_bytes > 0 &&
        memchr(member->text.data, 0, member->text.size_bytes) == NULL) {
        return region_copy(in->memory, member->text);
    }
    refuse(in, member->offset, "must be a text that is not empty", member->key);
    return CHATLET_STR("");
}

static bool read_boolean(reader *in, const chatlet_json *member) {
    if (member->kind != CHATLET_JSON_BOOLEAN) {
        refuse(in, member->offset, "must be true or false", member->key);
    }
    return member->boolean;
}

static int64_t read_whole(reader *in, const chatlet_json *member, int64_t minimum,
                          int64_t maximum) {
    if (member->kind == CHATLET_JSON_INTEGER && member->integer >= minimum &&
        member->integer <= maximum) {
        return member->integer;
    }
    char what[96];
    (void)snprintf(what, sizeof what, "must be a whole number from %lld to %lld",
                   (long long)minimum, (long long)maximum);
    refuse(in, member->offset, what, member->key);
    return minimum;
}

static chatlet_str trim_end(chatlet_str text) {
    while (text.size_bytes > 0 && strchr(" \r\n\t", text.data[text.size_bytes - 1]) != NULL) {
        text.size_bytes--;
    }
    return text;
}

/* A text, or {"file": "path"} whose content is one. */
static chatlet_str read_secret(reader *in, const chatlet_json *member) {
    if (member->kind != CHATLET_JSON_OBJECT) return read_text(in, member);
    const chatlet_json *file = chatlet_json_find(member, CHATLET_STR("file"));
    if (file == NULL || file->kind != CHATLET_JSON_STRING || member->count != 1) {
        refuse(in, member->offset, "must be a text or {\"file\": \"a path\"}", member->key);
        return CHATLET_STR("");
    }
    chatlet_str text;
    chatlet_str path = region_copy(in->memory, file->text);
    if (!file_text_read(path.data, CONFIG_FILE_BYTES_MAX, in->memory, &text)) {
        refuse(in, file->offset, "names a file that cannot be read", member->key);
        return CHATLET_STR("");
    }
    return trim_end(text);
}

/* Addresses of servers: a scheme, and no slash at the end, since paths are put behind. */
static chatlet_str read_url(reader *in, const chatlet_json *member) {
    chatlet_str url = read_text(in, member);
    bool is_web = (url.size_bytes > 7 && memcmp(url.data, "http://", 7) == 0) ||
                  (url.size_bytes > 8 && memcmp(url.data, "https://", 8) == 0);
    if (!in->failed && (!is_web || url.data[url.size_bytes - 1] == '/')) {
        refuse(in, member->offset, "must begin with https:// or http:// and end without a slash",
               member->key);
    }
    return url;
}

static void refuse_unknown(reader *in, const chatlet_json *member) {
    refuse(in, member->key_offset, "is no setting; backend/README.md lists them", member->key);
}

static bool is_object(reader *in, const chatlet_json *member) {
    if (member->kind == CHATLET_JSON_OBJECT) return true;
    refuse(in, member->offset, "must be an object", member->key);
    return false;
}

static void read_mail(reader *in, const chatlet_json *object, config *config) {
    if (!is_object(in, object)) return;
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        if (is_called(one, "url"))
            config->mail.url = read_text(in, one);
        else if (is_called(one, "user"))
            config->mail.user = read_text(in, one);
        else if (is_called(one, "password"))
            config->mail.password = read_secret(in, one);
        else if (is_called(one, "from"))
            config->mail.from = read_text(in, one);
        else
            refuse_unknown(in, one);
    }
}

static void read_webhook_secrets(reader *in, const chatlet_json *array, config *config) {
    size_t count = 0;
    if (array->kind != CHATLET_JSON_ARRAY || array->count == 0 || array->count > 2) {
        refuse(in, array->offset, "must be a list of one or two secrets", array->key);
        return;
    }
    for (const chatlet_json *one = array->first; one != NULL; one = one->next) {
        config->stripe.webhook_secrets[count++] = read_secret(in, one);
    }
}

static void read_stripe(reader *in, const chatlet_json *object, config *config) {
    if (!is_object(in, object)) return;
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        if (is_called(one, "secret_key"))
            config->stripe.secret_key = read_secret(in, one);
        else if (is_called(one, "webhook_secrets"))
            read_webhook_secrets(in, one, config);
        else if (is_called(one, "api_url"))
            config->stripe.api_url = read_url(in, one);
        else if (is_called(one, "live"))
            config->stripe.is_live = read_boolean(in, one);
        else
            refuse_unknown(in, one);
    }
}

static void read_tls(reader *in, const chatlet_json *object, config *config) {
    if (!is_object(in, object)) return;
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        if (is_called(one, "certificate"))
            config->tls.certificate = read_text(in, one);
        else if (is_called(one, "key"))
            config->tls.key = read_text(in, one);
        else
            refuse_unknown(in, one);
    }
    if (config->tls.certificate.size_bytes == 0 || config->tls.key.size_bytes == 0) {
        refuse(in, object->offset, "needs both \"certificate\" and \"key\"", object->key);
    }
}

static void read_limits(reader *in, const chatlet_json *object, config *config) {
    enum { REQUESTS_MAX = 1000000 };
    if (!is_object(in, object)) return;
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        if (is_called(one, "per_address"))
            config->limits.per_address = read_whole(in, one, 0, REQUESTS_MAX);
        else if (is_called(one, "per_key"))
            config->limits.per_key = read_whole(in, one, 0, REQUESTS_MAX);
        else if (is_called(one, "per_visitor"))
            config->limits.per_visitor = read_whole(in, one, 0, REQUESTS_MAX);
        else
            refuse_unknown(in, one);
    }
}

static void read_proxies(reader *in, const chatlet_json *array, config *config) {
    if (array->kind != CHATLET_JSON_ARRAY || array->count > CONFIG_PROXIES_MAX) {
        refuse(in, array->offset, "must be a list of at most 64 networks", array->key);
        return;
    }
    config->trusted_proxy_count = 0;
    for (const chatlet_json *one = array->first; one != NULL; one = one->next) {
        config->trusted_proxies[config->trusted_proxy_count++] = read_text(in, one);
    }
}

static bool read_switch(reader *in, const chatlet_json *one, config *config) {
    if (is_called(one, "sign_up"))
        config->signs_up = read_boolean(in, one);
    else if (is_called(one, "verify_mail"))
        config->verifies_mail = read_boolean(in, one);
    else if (is_called(one, "log_addresses"))
        config->logs_addresses = read_boolean(in, one);
    else if (is_called(one, "allow_private_calls"))
        config->allows_private_calls = read_boolean(in, one);
    else
        return false;
    return true;
}

static bool read_figure(reader *in, const chatlet_json *one, config *config) {
    enum { YEAR_MINUTES = 366 * 24 * 60, DAYS_MAX = 3660, VISITORS_MAX = 1000000 };
    if (is_called(one, "session_idle_minutes"))
        config->session_idle_minutes = read_whole(in, one, 1, YEAR_MINUTES);
    else if (is_called(one, "session_absolute_minutes"))
        config->session_absolute_minutes = read_whole(in, one, 1, YEAR_MINUTES);
    else if (is_called(one, "retention_days"))
        config->retention_days = read_whole(in, one, 1, DAYS_MAX);
    else if (is_called(one, "visitors_per_address_day"))
        config->visitors_per_address_day = read_whole(in, one, 1, VISITORS_MAX);
    else
        return false;
    return true;
}

static void read_member(reader *in, const chatlet_json *one, config *config) {
    if (read_switch(in, one, config) || read_figure(in, one, config)) return;
    if (is_called(one, "base_url"))
        config->base_url = read_url(in, one);
    else if (is_called(one, "data"))
        config->data = read_text(in, one);
    else if (is_called(one, "database"))
        config->database = read_secret(in, one);
    else if (is_called(one, "published"))
        config->published = read_text(in, one);
    else if (is_called(one, "plans"))
        config->plans = read_text(in, one);
    else if (is_called(one, "mail"))
        read_mail(in, one, config);
    else if (is_called(one, "stripe"))
        read_stripe(in, one, config);
    else if (is_called(one, "limits"))
        read_limits(in, one, config);
    else if (is_called(one, "tls"))
        read_tls(in, one, config);
    else if (is_called(one, "trusted_proxies"))
        read_proxies(in, one, config);
    else
        refuse_unknown(in, one);
}

bool config_read(const char *path, region *memory, config *config,
                 char message[CONFIG_MESSAGE_BYTES]) {
    reader in = {.path = path, .memory = memory, .message = message};
    chatlet_json_document *document = NULL;
    chatlet_error error = {.line = 0};
    if (!file_text_read(path, CONFIG_FILE_BYTES_MAX, memory, &in.source)) {
        (void)snprintf(message, CONFIG_MESSAGE_BYTES, "%s cannot be read.", path);
        return false;
    }
    if (chatlet_json_parse(&memory->allocator, in.source, &document, &error) != CHATLET_OK) {
        (void)snprintf(message, CONFIG_MESSAGE_BYTES, "%s:%u:%u: %s.", path, error.line,
                       error.column, error.message);
        return false;
    }
    const chatlet_json *root = chatlet_json_root(document);
    if (root->kind != CHATLET_JSON_OBJECT) {
        (void)snprintf(message, CONFIG_MESSAGE_BYTES, "%s:1:1: the file must hold an object.",
                       path);
        return false;
    }
    for (const chatlet_json *one = root->first; one != NULL; one = one->next) {
        read_member(&in, one, config);
    }
    return !in.failed;
}
