#include "secrets.h"

#include "../security/byte_text.h"
#include "file_text.h"

#include <chatlet/json.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

enum { FILE_BYTES_MAX = 64 * 1024, OWNER_ONLY = 0600 };

static bool read_digits(const chatlet_json *member, secrets *secrets) {
    if (member == NULL || member->kind != CHATLET_JSON_STRING) return false;
    size_t size_bytes = 0;
    return byte_text_read_hex(member->text, secrets->master, SECRETS_MASTER_BYTES, &size_bytes) &&
           size_bytes == SECRETS_MASTER_BYTES;
}

static bool read_file(const char *path, region *memory, secrets *secrets, char *message) {
    struct stat state;
    chatlet_str text;
    chatlet_json_document *document = NULL;
    if (stat(path, &state) == 0 && (state.st_mode & 077) != 0) {
        (void)snprintf(message, SECRETS_MESSAGE_BYTES,
                       "%.200s can be read by others; make it private: chmod 600 %.200s", path,
                       path);
        return false;
    }
    if (!file_text_read(path, FILE_BYTES_MAX, memory, &text)) {
        (void)snprintf(message, SECRETS_MESSAGE_BYTES, "%.300s cannot be read: %s.", path,
                       strerror(errno));
        return false;
    }
    bool good =
        chatlet_json_parse(&memory->allocator, text, &document, NULL) == CHATLET_OK &&
        read_digits(chatlet_json_find(chatlet_json_root(document), CHATLET_STR("master_secret")),
                    secrets);
    if (!good) {
        (void)snprintf(
            message, SECRETS_MESSAGE_BYTES,
            "%.300s does not hold a master_secret of 64 hexadecimal digits; bring it back "
            "from a backup.",
            path);
    }
    return good;
}

static bool make_file(const char *path, region *memory, secrets *secrets, char *message) {
    char digits[2 * SECRETS_MASTER_BYTES];
    ssize_t got = getrandom(secrets->master, sizeof secrets->master, 0);
    if (got != (ssize_t)sizeof secrets->master) {
        (void)snprintf(message, SECRETS_MESSAGE_BYTES, "The system gives no chance: %s.",
                       strerror(errno));
        return false;
    }
    chatlet_str master = {.data = (const char *)secrets->master,
                          .size_bytes = sizeof secrets->master};
    chatlet_str hex = byte_text_write_hex(master, digits);
    chatlet_str text = region_join(memory, 3, CHATLET_STR("{\n  \"master_secret\": \""), hex,
                                   CHATLET_STR("\"\n}\n"));
    if (file_text_write(path, text, OWNER_ONLY)) return true;
    (void)snprintf(message, SECRETS_MESSAGE_BYTES, "%.300s cannot be written: %s.", path,
                   strerror(errno));
    return false;
}

bool secrets_load(const char *folder, region *memory, secrets *secrets,
                  char message[SECRETS_MESSAGE_BYTES]) {
    char path[PATH_MAX];
    struct stat state;
    int length = snprintf(path, sizeof path, "%s/secrets.json", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        (void)snprintf(message, SECRETS_MESSAGE_BYTES, "The path of the data folder is too long.");
        return false;
    }
    if (stat(path, &state) != 0 && errno == ENOENT) {
        return make_file(path, memory, secrets, message);
    }
    return read_file(path, memory, secrets, message);
}
