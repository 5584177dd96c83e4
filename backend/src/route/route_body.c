/* Reads the members of a JSON body and gathers what is wrong with them. */
#include "../http/http_text.h"
#include "route.h"

#include <string.h>

enum { MEMBERS_MAX = 64 }; /* as many as `asked` has bits */

static void refuse_whole(route_body *body, problem_code code, chatlet_str detail) {
    (void)service_refuse(body->call->service, code, detail);
    body->failed = true;
}

static bool is_json(const route_call *call) {
    const chatlet_str *type = http_request_field(call->request, CHATLET_STR("Content-Type"), NULL);
    if (type == NULL) return false;
    chatlet_str name = {.data = type->data, .size_bytes = http_text_find(*type, ';')};
    return http_text_equal_ignore_case(http_text_trim(name), CHATLET_STR("application/json"));
}

static chatlet_str constant(region *memory, const char *text) {
    return region_copy(memory, (chatlet_str){.data = text, .size_bytes = strlen(text)});
}

route_body route_body_open(route_call *call) {
    route_body body = {.call = call};
    chatlet_json_document *document = NULL;
    chatlet_error error = {.line = 0};
    if (!is_json(call)) {
        refuse_whole(&body, PROBLEM_UNSUPPORTED_TYPE,
                     CHATLET_STR("Send Content-Type: application/json."));
        return body;
    }
    /* The document's memory ends with the request's. */
    region *memory = call->service->memory;
    chatlet_status status =
        chatlet_json_parse(&memory->allocator, call->request->body, &document, &error);
    if (status == CHATLET_ERR_MEMORY) {
        refuse_whole(&body, PROBLEM_BUSY, CHATLET_STR("Not enough memory for this body."));
    } else if (status != CHATLET_OK) {
        refuse_whole(&body, PROBLEM_MALFORMED, constant(memory, error.message));
    } else if (chatlet_json_root(document)->kind != CHATLET_JSON_OBJECT) {
        refuse_whole(&body, PROBLEM_MALFORMED, CHATLET_STR("The body must be a JSON object."));
    } else if (chatlet_json_root(document)->count > MEMBERS_MAX) {
        refuse_whole(&body, PROBLEM_MALFORMED, CHATLET_STR("The body has too many members."));
    } else {
        body.object = chatlet_json_root(document);
    }
    return body;
}

/* The pointer of RFC 6901 to member `name`: '~' and '/' are escaped. */
static chatlet_str pointer_to(region *memory, chatlet_str name) {
    char *text = region_take(memory, name.size_bytes * 2 + 1);
    size_t size_bytes = 0;
    if (text == NULL) return CHATLET_STR("/");
    text[size_bytes++] = '/';
    for (size_t i = 0; i < name.size_bytes; i++) {
        bool is_escaped = name.data[i] == '~' || name.data[i] == '/';
        text[size_bytes++] = is_escaped ? '~' : name.data[i];
        if (is_escaped) text[size_bytes++] = name.data[i] == '~' ? '0' : '1';
    }
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

static void refuse(route_body *body, chatlet_str name, chatlet_str detail) {
    service *service = body->call->service;
    (void)service_refuse_field(service, pointer_to(service->memory, name), detail);
    body->failed = true;
}

/* Notes that `name` may be there. The last one counts should it stand twice, as in every reader. */
static const chatlet_json *find(route_body *body, chatlet_str name) {
    const chatlet_json *found = NULL;
    if (body->object == NULL) return NULL;
    uint32_t position = 0;
    for (const chatlet_json *one = body->object->first; one != NULL; one = one->next, position++) {
        if (!http_text_equal(one->key, name)) continue;
        body->asked |= UINT64_C(1) << position;
        found = one;
    }
    return found;
}

const chatlet_json *route_body_member(route_body *body, chatlet_str name, bool required) {
    const chatlet_json *found = find(body, name);
    if (found == NULL && required && body->object != NULL) {
        refuse(body, name, CHATLET_STR("This is required."));
    }
    return found;
}

bool route_body_has(route_body *body, chatlet_str name) { return find(body, name) != NULL; }

/* A member that is there and not null; null counts as absent where that is allowed. */
static const chatlet_json *take(route_body *body, chatlet_str name, bool required) {
    const chatlet_json *found = route_body_member(body, name, required);
    if (found == NULL || found->kind != CHATLET_JSON_NULL) return found;
    if (required) refuse(body, name, CHATLET_STR("This may not be null."));
    return NULL;
}

static bool is_blank(chatlet_str text) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (strchr(" \t\r\n", text.data[i]) == NULL) return false;
    }
    return true;
}

static chatlet_str number_text(region *memory, int64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0 && at > 0);
    chatlet_str text = {.data = digits + at, .size_bytes = sizeof digits - at};
    return value < 0 ? region_join(memory, 2, CHATLET_STR("-"), text) : region_copy(memory, text);
}

chatlet_str route_body_text(route_body *body, chatlet_str name, bool required, size_t bytes_min,
                            size_t bytes_max) {
    const chatlet_json *found = take(body, name, required);
    region *memory = body->call->service->memory;
    if (found == NULL) return CHATLET_STR("");
    if (found->kind != CHATLET_JSON_STRING) {
        refuse(body, name, CHATLET_STR("This must be a text."));
    } else if (memchr(found->text.data != NULL ? found->text.data : "", 0,
                      found->text.size_bytes) != NULL) {
        refuse(body, name, CHATLET_STR("This may not hold a zero character."));
    } else if (required && is_blank(found->text)) {
        refuse(body, name, CHATLET_STR("This may not be empty."));
    } else if (found->text.size_bytes > bytes_max) {
        refuse(body, name,
               region_join(memory, 3, CHATLET_STR("This may be at most "),
                           number_text(memory, (int64_t)bytes_max), CHATLET_STR(" bytes long.")));
    } else if (found->text.size_bytes > 0 && found->text.size_bytes < bytes_min) {
        refuse(body, name,
               region_join(memory, 3, CHATLET_STR("This must be at least "),
                           number_text(memory, (int64_t)bytes_min), CHATLET_STR(" bytes long.")));
    } else {
        return is_blank(found->text) ? CHATLET_STR("") : found->text;
    }
    return CHATLET_STR("");
}

int64_t route_body_whole(route_body *body, chatlet_str name, bool required, int64_t minimum,
                         int64_t maximum, int64_t otherwise) {
    const chatlet_json *found = take(body, name, required);
    region *memory = body->call->service->memory;
    if (found == NULL) return otherwise;
    if (found->kind == CHATLET_JSON_INTEGER && found->integer >= minimum &&
        found->integer <= maximum) {
        return found->integer;
    }
    refuse(body, name,
           region_join(memory, 5, CHATLET_STR("This must be a whole number from "),
                       number_text(memory, minimum), CHATLET_STR(" to "),
                       number_text(memory, maximum), CHATLET_STR(".")));
    return otherwise;
}

bool route_body_boolean(route_body *body, chatlet_str name, bool required, bool otherwise) {
    const chatlet_json *found = take(body, name, required);
    if (found == NULL) return otherwise;
    if (found->kind == CHATLET_JSON_BOOLEAN) return found->boolean;
    refuse(body, name, CHATLET_STR("This must be true or false."));
    return otherwise;
}

size_t route_body_choice(route_body *body, chatlet_str name, bool required,
                         const chatlet_str *words, size_t count, size_t otherwise) {
    const chatlet_json *found = take(body, name, required);
    region *memory = body->call->service->memory;
    if (found == NULL) return otherwise;
    chatlet_str list = CHATLET_STR("");
    for (size_t i = 0; i < count; i++) {
        if (found->kind == CHATLET_JSON_STRING && http_text_equal(found->text, words[i])) return i;
        list = region_join(memory, 3, list, i > 0 ? CHATLET_STR(", ") : CHATLET_STR(""), words[i]);
    }
    refuse(body, name,
           region_join(memory, 3, CHATLET_STR("This must be one of: "), list, CHATLET_STR(".")));
    return otherwise;
}

bool route_body_close(route_body *body) {
    if (body->object == NULL) return false;
    uint32_t position = 0;
    for (const chatlet_json *one = body->object->first; one != NULL; one = one->next, position++) {
        if ((body->asked >> position & 1) != 0) continue;
        refuse(body, one->key, CHATLET_STR("There is no such field here."));
    }
    return !body->failed;
}
