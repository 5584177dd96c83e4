#include "service_bot_settings.h"

#include <string.h>

typedef struct setting {
    chatlet_str name;
    bool is_whole; /* else a text */
    int64_t minimum;
    int64_t maximum; /* of a text: bytes */
    chatlet_str detail;
} setting;

#define TEXT(literal)                                                                              \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }

/* Everything that may be set. What a page shows is in the bundle; here stands what the server and
 * its people need. */
static const setting settings[] = {
    {TEXT("contact_email"), false, 3, 254, TEXT("This must be a text of 3 to 254 bytes.")},
    {TEXT("description"), false, 0, BOT_SETTING_TEXT_BYTES_MAX,
     TEXT("This must be a text of at most 500 bytes.")},
    {TEXT("site_url"), false, 8, BOT_SETTING_TEXT_BYTES_MAX,
     TEXT("This must be a text of 8 to 500 bytes.")},
    {TEXT("time_zone"), false, 1, 64, TEXT("This must be a text of at most 64 bytes.")},
    {TEXT("versions_kept"), true, 2, BOT_VERSIONS_KEPT_MAX,
     TEXT("This must be a whole number from 2 to 200.")},
};

enum { SETTINGS = sizeof settings / sizeof settings[0] };

static bool equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes && memcmp(a.data, b.data, a.size_bytes) == 0;
}

static bool fits(const setting *one, const chatlet_json *value) {
    if (value->kind == CHATLET_JSON_NULL) return true;
    if (one->is_whole)
        return value->kind == CHATLET_JSON_INTEGER && value->integer >= one->minimum &&
               value->integer <= one->maximum;
    return value->kind == CHATLET_JSON_STRING && value->text.size_bytes >= (size_t)one->minimum &&
           value->text.size_bytes <= (size_t)one->maximum &&
           (value->text.size_bytes == 0 ||
            memchr(value->text.data, 0, value->text.size_bytes) == NULL);
}

static bool check_member(service *service, const chatlet_json *value) {
    chatlet_str pointer = region_join(service->memory, 2, CHATLET_STR("/settings/"), value->key);
    for (size_t i = 0; i < SETTINGS; i++) {
        if (!equal(settings[i].name, value->key)) continue;
        return fits(&settings[i], value) ||
               service_refuse_field(service, pointer, settings[i].detail);
    }
    return service_refuse_field(service, pointer, CHATLET_STR("There is no such setting."));
}

static bool check(service *service, const chatlet_json *wanted) {
    bool good = true;
    if (wanted->kind != CHATLET_JSON_OBJECT)
        return service_refuse_field(service, CHATLET_STR("/settings"),
                                    CHATLET_STR("This must be an object."));
    for (const chatlet_json *one = wanted->first; one != NULL; one = one->next)
        good = check_member(service, one) && good;
    return good;
}

static const chatlet_json *parse(service *service, chatlet_str json) {
    chatlet_json_document *document = NULL;
    const chatlet_status status =
        chatlet_json_parse(&service->memory->allocator, json, &document, NULL);
    return status == CHATLET_OK ? chatlet_json_root(document) : NULL;
}

bool bot_settings_merge(service *service, chatlet_str current_json, const chatlet_json *wanted,
                        chatlet_str *json) {
    chatlet_json_writer *writer = NULL;
    chatlet_str text;
    if (!check(service, wanted)) return false;
    const chatlet_json *current = parse(service, current_json);
    if (current == NULL ||
        chatlet_json_writer_new(&service->memory->allocator, 0, &writer) != CHATLET_OK)
        return service_refuse(service, PROBLEM_BUSY, CHATLET_STR("Not enough memory for this."));
    chatlet_json_write_object_begin(writer);
    for (size_t i = 0; i < SETTINGS; i++) {
        const chatlet_json *value = chatlet_json_find(wanted, settings[i].name);
        if (value == NULL) value = chatlet_json_find(current, settings[i].name);
        if (value == NULL || value->kind == CHATLET_JSON_NULL) continue;
        chatlet_json_write_key(writer, settings[i].name);
        if (settings[i].is_whole)
            chatlet_json_write_integer(writer, value->integer);
        else
            chatlet_json_write_string(writer, value->text);
    }
    chatlet_json_write_object_end(writer);
    if (chatlet_json_writer_finish(writer, &text) != CHATLET_OK)
        return service_refuse(service, PROBLEM_BUSY, CHATLET_STR("Not enough memory for this."));
    *json = region_copy(service->memory, text);
    return true;
}

int64_t bot_settings_whole(service *service, chatlet_str json, chatlet_str name,
                           int64_t otherwise) {
    const chatlet_json *root = parse(service, json);
    const chatlet_json *value = root != NULL ? chatlet_json_find(root, name) : NULL;
    return value != NULL && value->kind == CHATLET_JSON_INTEGER ? value->integer : otherwise;
}
