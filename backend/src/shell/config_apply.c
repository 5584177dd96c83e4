#include "config_apply.h"

#include <stdio.h>
#include <unistd.h>

static bool add_proxies(const config *config, settings *wanted, char *message) {
    http_proxies *proxies = &wanted->proxies;
    if (proxies->trusted_count > 0) return true;
    for (size_t i = 0; i < config->trusted_proxy_count; i++) {
        chatlet_str text = config->trusted_proxies[i];
        if (proxies->trusted_count < HTTP_TRUSTED_PROXIES_MAX &&
            http_network_read(text, &proxies->trusted[proxies->trusted_count])) {
            proxies->trusted_count++;
            continue;
        }
        (void)snprintf(message, CONFIG_MESSAGE_BYTES,
                       "\"trusted_proxies\" takes at most %d addresses and networks, as in "
                       "\"10.0.0.0/8\"; \"%.*s\" is none.",
                       HTTP_TRUSTED_PROXIES_MAX, (int)text.size_bytes, text.data);
        return false;
    }
    return true;
}

static bool is_readable(chatlet_str path, char *message) {
    if (access(path.data, R_OK) == 0) return true;
    (void)snprintf(message, CONFIG_MESSAGE_BYTES, "\"tls\": %.300s cannot be read.", path.data);
    return false;
}

bool config_apply(const config *config, settings *wanted, char message[CONFIG_MESSAGE_BYTES]) {
    if (config->logs_addresses) wanted->log_addresses = true;
    if (!add_proxies(config, wanted, message)) return false;
    if (wanted->tls_certificate != NULL || config->tls.certificate.size_bytes == 0) return true;
    if (!is_readable(config->tls.certificate, message) || !is_readable(config->tls.key, message)) {
        return false;
    }
    wanted->tls_certificate = config->tls.certificate.data;
    wanted->tls_key = config->tls.key.data;
    return true;
}
