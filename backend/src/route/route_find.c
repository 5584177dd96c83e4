/* From a method and a path to a row of the table. */
#include "../http/http_text.h"
#include "route_dispatch.h"

#include <string.h>

static const char *const method_names[] = {
    [HTTP_METHOD_GET] = "GET",         [HTTP_METHOD_HEAD] = "HEAD",
    [HTTP_METHOD_POST] = "POST",       [HTTP_METHOD_PUT] = "PUT",
    [HTTP_METHOD_PATCH] = "PATCH",     [HTTP_METHOD_DELETE] = "DELETE",
    [HTTP_METHOD_OPTIONS] = "OPTIONS", [HTTP_METHOD_OTHER] = ""};

/* Decodes one segment into memory of the request. False for a broken escape, a zero byte, or a
 * slash that hides in one. */
static bool decode(region *memory, chatlet_str segment, chatlet_str *decoded) {
    char *text = region_take(memory, segment.size_bytes);
    size_t size_bytes = 0;
    if (text == NULL) return false;
    for (size_t i = 0; i < segment.size_bytes; i++) {
        char byte = segment.data[i];
        if (byte == '%') {
            if (segment.size_bytes - i < 3) return false;
            int high = http_text_hex_digit(segment.data[i + 1]);
            int low = http_text_hex_digit(segment.data[i + 2]);
            if (high < 0 || low < 0) return false;
            byte = (char)(high * 16 + low);
            if (byte == 0 || byte == '/') return false;
            i += 2;
        }
        text[size_bytes++] = byte;
    }
    *decoded = (chatlet_str){.data = text, .size_bytes = size_bytes};
    return true;
}

/* How much of `path` the parameter at the front of `pattern` takes: a segment, or all of it when
 * its name begins with a star. */
static chatlet_str taken_by(const char *pattern, chatlet_str path) {
    if (pattern[1] == '*') return path;
    return (chatlet_str){.data = path.data, .size_bytes = http_text_find(path, '/')};
}

static bool matches(const char *pattern, chatlet_str path) {
    while (*pattern != 0) {
        if (*pattern == '{') {
            chatlet_str taken = taken_by(pattern, path);
            if (taken.size_bytes == 0) return false;
            path = http_text_from(path, taken.size_bytes);
            pattern = strchr(pattern, '}') + 1;
        } else {
            if (path.size_bytes == 0 || path.data[0] != *pattern) return false;
            pattern++;
            path = http_text_from(path, 1);
        }
    }
    return path.size_bytes == 0;
}

/* Decodes the parameters of a path that matches; false when one cannot be. */
static bool read_parameters(route_call *call, const char *pattern, chatlet_str path) {
    call->parameter_count = 0;
    while (*pattern != 0) {
        if (*pattern != '{') {
            pattern++;
            path = http_text_from(path, 1);
            continue;
        }
        route_parameter *parameter = &call->parameters[call->parameter_count++];
        chatlet_str taken = taken_by(pattern, path);
        bool is_rest = pattern[1] == '*';
        parameter->name = pattern + (is_rest ? 2 : 1);
        parameter->value = taken;
        if (!is_rest && !decode(call->service->memory, taken, &parameter->value)) return false;
        path = http_text_from(path, taken.size_bytes);
        pattern = strchr(pattern, '}') + 1;
    }
    return true;
}

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

const route *route_find(route_call *call, chatlet_str *allowed) {
    const http_request *request = call->request;
    http_method method = request->method == HTTP_METHOD_HEAD ? HTTP_METHOD_GET : request->method;
    *allowed = CHATLET_STR("");
    for (size_t i = 0; i < route_table_count; i++) {
        const route *one = &route_table[i];
        if (!matches(one->path, request->path)) continue;
        if (one->method == method) {
            return read_parameters(call, one->path, request->path) ? one : NULL;
        }
        *allowed = region_join(call->service->memory, 3, *allowed,
                               allowed->size_bytes > 0 ? CHATLET_STR(", ") : CHATLET_STR(""),
                               constant(method_names[one->method]));
    }
    call->parameter_count = 0;
    return NULL;
}

size_t route_body_bytes_max(const http_request *head) {
    for (size_t i = 0; i < route_table_count; i++) {
        const route *one = &route_table[i];
        if (one->method != head->method || !matches(one->path, head->path)) continue;
        return one->body_bytes_max > HTTP_BODY_BYTES_MAX ? one->body_bytes_max
                                                         : HTTP_BODY_BYTES_MAX;
    }
    return HTTP_BODY_BYTES_MAX;
}

chatlet_str route_parameter_text(const route_call *call, const char *name) {
    for (size_t i = 0; i < call->parameter_count; i++) {
        const char *given = call->parameters[i].name;
        size_t size_bytes = strlen(name);
        if (strncmp(given, name, size_bytes) == 0 && given[size_bytes] == '}') {
            return call->parameters[i].value;
        }
    }
    return CHATLET_STR("");
}

bool route_read_id(route_call *call, const char *name, row_kind kind, int64_t *id) {
    if (row_id_read(kind, route_parameter_text(call, name), id)) return true;
    return service_refuse(call->service, PROBLEM_NOT_FOUND, CHATLET_STR(""));
}

int64_t route_organization(const route_call *call) { return call->service->caller.organization_id; }
