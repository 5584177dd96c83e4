#include "settings.h"

#include <stdio.h>
#include <string.h>

enum { PORT_MAX = 65535, PORT_DEFAULT = 8787, PORT_TRIES_DEFAULT = 10, PORT_TRIES_MAX = 1000 };

typedef struct reader {
    settings *result;
    char *message;
} reader;

/* An option whose value is a whole number, and where it goes. */
typedef struct number_option {
    const char *name;
    size_t offset; /* in settings */
    uint32_t minimum;
    uint32_t maximum;
} number_option;

static const number_option number_options[] = {
    {"--port", offsetof(settings, port), 0, PORT_MAX},
    {"--port-tries", offsetof(settings, port_tries), 1, PORT_TRIES_MAX},
    {"--loops", offsetof(settings, loops), 0, HTTP_LOOPS_MAX},
    {"--body-memory-mib", offsetof(settings, body_memory_mib), 1, HTTP_BODY_MEMORY_MIB_MAX},
    {"--connections", offsetof(settings, connections_max), 1, HTTP_CONNECTIONS_MAX},
    {"--header-timeout-ms", offsetof(settings, header_timeout_ms), 1, HTTP_TIMEOUT_MS_MAX},
    {"--body-timeout-ms", offsetof(settings, body_timeout_ms), 1, HTTP_TIMEOUT_MS_MAX},
    {"--idle-timeout-ms", offsetof(settings, idle_timeout_ms), 1, HTTP_TIMEOUT_MS_MAX},
    {"--write-timeout-ms", offsetof(settings, write_timeout_ms), 1, HTTP_TIMEOUT_MS_MAX},
    {"--stop-timeout-ms", offsetof(settings, stop_timeout_ms), 1, HTTP_TIMEOUT_MS_MAX},
};

static const settings defaults = {
    .address = "127.0.0.1",
    .port = PORT_DEFAULT,
    .port_tries = PORT_TRIES_DEFAULT,
    /* 127.0.0.0/8 and ::1 */
    .metrics_readers = {{.address = {.bytes = {[10] = 0xff, [11] = 0xff, [12] = 127}},
                         .prefix_bits = 104},
                        {.address = {.bytes = {[15] = 1}}, .prefix_bits = 128}},
    .metrics_reader_count = 2,
    .connections_max = HTTP_CONNECTIONS_DEFAULT,
    .body_memory_mib = HTTP_BODY_MEMORY_MIB_DEFAULT,
    .header_timeout_ms = HTTP_HEADER_TIMEOUT_MS,
    .body_timeout_ms = HTTP_BODY_TIMEOUT_MS,
    .idle_timeout_ms = HTTP_IDLE_TIMEOUT_MS,
    .write_timeout_ms = HTTP_WRITE_TIMEOUT_MS,
    .stop_timeout_ms = HTTP_STOP_TIMEOUT_MS};

static bool read_number(const char *text, const number_option *option, uint32_t *value) {
    uint64_t number = 0;
    if (*text == '\0') return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || number > UINT32_MAX) return false;
        number = number * 10 + (uint64_t)(*text - '0');
    }
    if (number < option->minimum || number > option->maximum) return false;
    *value = (uint32_t)number;
    return true;
}

static bool set_number(reader *to, const number_option *option, const char *value) {
    uint32_t number;
    if (!read_number(value, option, &number)) {
        (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES,
                       "%s takes a whole number from %u to %u, not \"%s\".", option->name,
                       option->minimum, option->maximum, value);
        return false;
    }
    memcpy((char *)to->result + option->offset, &number, sizeof number);
    return true;
}

static bool add_site(reader *to, chatlet_str prefix, const char *folder) {
    settings *result = to->result;
    for (size_t i = 0; i < result->site_count; i++) {
        chatlet_str other = result->sites[i].prefix;
        bool same = other.size_bytes == prefix.size_bytes &&
                    memcmp(other.data, prefix.data, prefix.size_bytes) == 0;
        if (!same) continue;
        (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES,
                       "Two folders are given for /%.*s; each place has one.",
                       (int)prefix.size_bytes, prefix.data);
        return false;
    }
    if (result->site_count == HTTP_SITES_MAX) {
        (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES, "At most %d folders can be served.",
                       HTTP_SITES_MAX);
        return false;
    }
    result->sites[result->site_count++] = (settings_site){.prefix = prefix, .folder = folder};
    return true;
}

/* A prefix is matched with decoded paths, in which no segment is empty or begins with a dot. */
static bool is_prefix(chatlet_str prefix) {
    for (size_t i = 0; i < prefix.size_bytes; i++) {
        bool begins = i == 0 || prefix.data[i - 1] == '/';
        char byte = prefix.data[i];
        if (begins && (byte == '/' || byte == '.')) return false;
        if (byte == '%' || byte == '\\' || byte == '?' || byte == '#' ||
            (byte > 0 && byte < 0x20)) {
            return false;
        }
    }
    return prefix.size_bytes > 0;
}

static bool add_mount(reader *to, const char *value) {
    const char *equals = strchr(value, '=');
    chatlet_str prefix = {.data = value + 1};
    if (value[0] == '/' && equals != NULL && equals[1] != '\0') {
        prefix.size_bytes = (size_t)(equals - value) - 1;
        if (prefix.size_bytes > 0 && equals[-1] == '/') prefix.size_bytes--;
    }
    if (is_prefix(prefix)) return add_site(to, prefix, equals + 1);
    (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES,
                   "--mount takes /prefix=FOLDER, as in --mount /docs=build/docs, not \"%s\".",
                   value);
    return false;
}

/* An option whose value is a text, and where it goes. */
typedef struct text_option {
    const char *name;
    size_t offset; /* of a const char * in settings */
} text_option;

static const text_option text_options[] = {
    {"--config", offsetof(settings, config)},     {"--data", offsetof(settings, data)},
    {"--database", offsetof(settings, database)}, {"--base-url", offsetof(settings, base_url)},
    {"--plans", offsetof(settings, plans)},
};

/* Whether `name` is one of them. */
static bool set_text(reader *to, const char *name, const char *value) {
    for (size_t i = 0; i < sizeof text_options / sizeof text_options[0]; i++) {
        if (strcmp(name, text_options[i].name) != 0) continue;
        memcpy((char *)to->result + text_options[i].offset, &value, sizeof value);
        return true;
    }
    return false;
}

/* Addresses and networks between commas. */
static bool add_networks(reader *to, const char *name, const char *value, http_network *networks,
                         size_t *count) {
    for (const char *rest = value; *rest != '\0';) {
        size_t size_bytes = strcspn(rest, ",");
        chatlet_str item = {.data = rest, .size_bytes = size_bytes};
        if (*count == HTTP_TRUSTED_PROXIES_MAX) {
            (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES, "%s takes at most %d.", name,
                           HTTP_TRUSTED_PROXIES_MAX);
            return false;
        }
        if (!http_network_read(item, &networks[*count])) {
            (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES,
                           "%s takes addresses and networks between commas, as in "
                           "127.0.0.1,10.0.0.0/8, not \"%.*s\".",
                           name, (int)size_bytes, rest);
            return false;
        }
        ++*count;
        rest += size_bytes + (rest[size_bytes] == ',' ? 1 : 0);
    }
    return true;
}

static bool set_proxy_field(reader *to, const char *value) {
    http_proxies *proxies = &to->result->proxies;
    if (strcmp(value, "x-forwarded-for") == 0) {
        proxies->field = HTTP_PROXY_X_FORWARDED_FOR;
        return true;
    }
    if (strcmp(value, "forwarded") == 0) {
        proxies->field = HTTP_PROXY_FORWARDED;
        return true;
    }
    (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES,
                   "--proxy-field is x-forwarded-for or forwarded, not \"%s\".", value);
    return false;
}

static bool set_option(reader *to, const char *name, const char *value) {
    if (set_text(to, name, value)) return true;
    if (strcmp(name, "--site") == 0) {
        return add_site(to, (chatlet_str){.data = "", .size_bytes = 0}, value);
    }
    if (strcmp(name, "--mount") == 0) return add_mount(to, value);
    if (strcmp(name, "--address") == 0) {
        to->result->address = strcmp(value, "localhost") == 0 ? "127.0.0.1" : value;
        return true;
    }
    if (strcmp(name, "--trusted-proxies") == 0) {
        http_proxies *proxies = &to->result->proxies;
        return add_networks(to, name, value, proxies->trusted, &proxies->trusted_count);
    }
    if (strcmp(name, "--metrics-readers") == 0) {
        to->result->metrics_reader_count = 0; /* what is said takes the place of what is usual */
        return add_networks(to, name, value, to->result->metrics_readers,
                            &to->result->metrics_reader_count);
    }
    if (strcmp(name, "--proxy-field") == 0) return set_proxy_field(to, value);
    if (strcmp(name, "--tls-certificate") == 0) {
        to->result->tls_certificate = value;
        return true;
    }
    if (strcmp(name, "--tls-key") == 0) {
        to->result->tls_key = value;
        return true;
    }
    for (size_t i = 0; i < sizeof number_options / sizeof number_options[0]; i++) {
        if (strcmp(name, number_options[i].name) == 0) {
            return set_number(to, &number_options[i], value);
        }
    }
    (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES,
                   "There is no option %s; chatletd --help lists them.", name);
    return false;
}

/* Reads the option at *index, "--name value" or "--name=value"; moves *index to its last word. */
static bool read_option(reader *to, int word_count, char **words, int *index) {
    enum { NAME_BYTES_MAX = 64 };
    char name[NAME_BYTES_MAX + 1];
    const char *word = words[*index];
    size_t size_bytes = strcspn(word, "=");
    if (strncmp(word, "--", 2) != 0 || size_bytes > NAME_BYTES_MAX) {
        (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES,
                       "\"%s\" is no option; a folder is served with --site FOLDER.", word);
        return false;
    }
    memcpy(name, word, size_bytes);
    name[size_bytes] = '\0';
    if (word[size_bytes] == '=') return set_option(to, name, word + size_bytes + 1);
    if (*index + 1 < word_count) return set_option(to, name, words[++*index]);
    (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES, "%s needs a value behind it.", name);
    return false;
}

typedef struct command_word {
    const char *word;
    settings_command command;
    bool takes_file;
} command_word;

static const command_word command_words[] = {
    {"serve", SETTINGS_SERVE, false},         {"migrate", SETTINGS_MIGRATE, false},
    {"backup", SETTINGS_BACKUP, true},        {"restore", SETTINGS_RESTORE, true},
    {"reconcile", SETTINGS_RECONCILE, false}, {"check-config", SETTINGS_CHECK_CONFIG, false},
};

/* Reads the command and its file at the front; *index is then the first option's. */
static bool read_command(reader *to, int word_count, char **words, int *index) {
    if (word_count == 0 || strncmp(words[0], "--", 2) == 0) return true;
    for (size_t i = 0; i < sizeof command_words / sizeof command_words[0]; i++) {
        if (strcmp(words[0], command_words[i].word) != 0) continue;
        to->result->command = command_words[i].command;
        *index = 1;
        if (!command_words[i].takes_file) return true;
        if (word_count > 1 && strncmp(words[1], "--", 2) != 0) {
            to->result->file = words[1];
            *index = 2;
            return true;
        }
        (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES, "%s needs a file behind it.", words[0]);
        return false;
    }
    (void)snprintf(to->message, SETTINGS_MESSAGE_BYTES,
                   "\"%s\" is no command; a folder is served with --site FOLDER.", words[0]);
    return false;
}

static bool set_switch(reader *to, const char *word) {
    if (strcmp(word, "--log") == 0) {
        to->result->log = true;
    } else if (strcmp(word, "--log-addresses") == 0) {
        to->result->log = true;
        to->result->log_addresses = true;
    } else if (strcmp(word, "--dry-run") == 0) {
        to->result->dry_run = true;
    } else if (strcmp(word, "--replace") == 0) {
        to->result->replaces = true;
    } else {
        return false;
    }
    return true;
}

settings_outcome settings_read(int word_count, char **words, settings *result,
                               char message[SETTINGS_MESSAGE_BYTES]) {
    reader to = {.result = result, .message = message};
    *result = defaults;
    int index = 0;
    for (int i = 0; i < word_count; i++) {
        if (strcmp(words[i], "--help") == 0) return SETTINGS_HELP;
    }
    if (!read_command(&to, word_count, words, &index)) return SETTINGS_WRONG;
    for (; index < word_count; index++) {
        if (set_switch(&to, words[index])) continue;
        if (!read_option(&to, word_count, words, &index)) return SETTINGS_WRONG;
    }
    if ((result->tls_certificate == NULL) != (result->tls_key == NULL)) {
        (void)snprintf(message, SETTINGS_MESSAGE_BYTES,
                       "--tls-certificate and --tls-key are given both or not at all.");
        return SETTINGS_WRONG;
    }
    /* Who names a folder and nothing else wants its files served and no database made. */
    result->has_api = result->site_count == 0 || result->config != NULL || result->data != NULL ||
                      result->database != NULL;
    return SETTINGS_RUN;
}

const char *settings_help(void) {
    return "chatletd: accounts, bots, visitors and metering; and built sites.\n"
           "\n"
           "  chatletd [serve] [options]\n"
           "  chatletd migrate [--dry-run]       bring the database to this program's shape\n"
           "  chatletd backup FILE               of the whole database, while it is in use\n"
           "  chatletd restore FILE [--replace]  into an empty database, or instead of all\n"
           "  chatletd reconcile                 recompute usage, report differences\n"
           "  chatletd check-config              read all settings, say what is wrong\n"
           "\n"
           "  --config FILE           settings that stay; backend/README.md lists them\n"
           "  --data FOLDER           database, secrets, mails (./chatlet-data)\n"
           "  --database CONNECTION   PostgreSQL instead: postgresql://user@host/name\n"
           "  --plans NAME            what is sold: default, visitor-caps, seats, a table's path;\n"
           "                          self-hosted, where nobody has a quota, without Stripe\n"
           "  --base-url URL          where people reach this server\n"
           "  --site FOLDER           the site at /; alone it serves files and nothing else\n"
           "  --mount /PREFIX=FOLDER  another site below /PREFIX/; may be repeated\n"
           "  --address ADDRESS       where to listen, in digits (127.0.0.1)\n"
           "  --port PORT             0 for any that is free (8787)\n"
           "  --port-tries COUNT      how many ports to try when one is taken (10)\n"
           "  --tls-certificate FILE  speak HTTPS: the certificate and those that vouch for it, "
           "PEM\n"
           "  --tls-key FILE          its key, PEM; both are read again on SIGHUP\n"
           "  --log                   a line of JSON for each request on standard error, without\n"
           "                          what was asked or by whom\n"
           "  --log-addresses         the same with the client's address\n"
           "  --metrics-readers LIST  addresses and networks from which /metrics may be read\n"
           "                          (127.0.0.0/8,::1)\n"
           "  --trusted-proxies LIST  addresses and networks, as in 127.0.0.1,10.0.0.0/8, whose "
           "word\n"
           "                          about their clients counts\n"
           "  --proxy-field NAME      which field they write: x-forwarded-for, with\n"
           "                          X-Forwarded-Proto, or forwarded (x-forwarded-for)\n"
           "  --loops COUNT           threads that serve; 0: one for each processor (0)\n"
           "  --connections COUNT     open at once (1024)\n"
           "  --body-memory-mib MIB   of bodies being received at once; beyond it 503 (256)\n"
           "  --header-timeout-ms MS  for the head of a request (10000)\n"
           "  --body-timeout-ms MS    for its body (30000)\n"
           "  --idle-timeout-ms MS    between requests (60000)\n"
           "  --write-timeout-ms MS   for each 64 KiB of an answer (30000)\n"
           "  --stop-timeout-ms MS    for requests under way when told to stop (5000)\n"
           "  --help                  this text\n"
           "\n"
           "SIGTERM and SIGINT stop it gracefully; SIGHUP reads the certificate again. Exit codes: "
           "0 stopped, 1 could not run,\n"
           "2 wrong settings, 3 reconcile found a difference.\n";
}
