#include "route_openapi.h"

#include "openapi_files.h"

enum { FILES_MAX = 32 };

/* Deep as the document may be: chatlet_json_parse has a limit. */
void route_write_json(chatlet_json_writer *writer, const chatlet_json *value) {
    switch (value->kind) {
    case CHATLET_JSON_NULL: chatlet_json_write_null(writer); break;
    case CHATLET_JSON_BOOLEAN: chatlet_json_write_boolean(writer, value->boolean); break;
    case CHATLET_JSON_INTEGER: chatlet_json_write_integer(writer, value->integer); break;
    case CHATLET_JSON_DOUBLE: chatlet_json_write_double(writer, value->number); break;
    case CHATLET_JSON_STRING: chatlet_json_write_string(writer, value->text); break;
    case CHATLET_JSON_ARRAY:
        chatlet_json_write_array_begin(writer);
        for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
            route_write_json(writer, one);
        }
        chatlet_json_write_array_end(writer);
        break;
    case CHATLET_JSON_OBJECT:
        chatlet_json_write_object_begin(writer);
        for (const chatlet_json *one = value->first; one != NULL; one = one->next) {
            chatlet_json_write_key(writer, one->key);
            route_write_json(writer, one);
        }
        chatlet_json_write_object_end(writer);
        break;
    }
}

static const char security_schemes[] =
    "{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-chatlet_session\","
    "\"description\":\"Changes need the field X-Chatlet-Request: 1 as well.\"},"
    "\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"An API key, chk_…\"},"
    "\"visitor\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"A visitor's token, "
    "cvt_…\"}}";

static const chatlet_json *parse(route_call *call, chatlet_str text) {
    chatlet_json_document *document = NULL;
    chatlet_status status =
        chatlet_json_parse(&call->service->memory->allocator, text, &document, NULL);
    return status == CHATLET_OK ? chatlet_json_root(document) : NULL;
}

/* The members of object `second` (or of `first` when that is empty) of all files, one after
 * another. */
static void write_members(chatlet_json_writer *writer, const chatlet_json *const *files,
                          chatlet_str first, chatlet_str second) {
    chatlet_json_write_object_begin(writer);
    for (size_t i = 0; i < openapi_file_count && i < FILES_MAX; i++) {
        const chatlet_json *from = files[i];
        if (from != NULL) from = chatlet_json_find(from, first);
        if (from != NULL && second.size_bytes > 0) from = chatlet_json_find(from, second);
        for (const chatlet_json *one = from != NULL ? from->first : NULL; one != NULL;
             one = one->next) {
            chatlet_json_write_key(writer, one->key);
            route_write_json(writer, one);
        }
    }
    chatlet_json_write_object_end(writer);
}

static void write_head(route_call *call, chatlet_json_writer *writer) {
    route_write_text(writer, "openapi", CHATLET_STR("3.1.0"));
    chatlet_json_write_key(writer, CHATLET_STR("info"));
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "title", CHATLET_STR("chatletd"));
    route_write_text(writer, "version", CHATLET_STR("1"));
    route_write_text(writer, "description",
                     CHATLET_STR("Accounts, bots, visitors, metering and billing of Chatlet. "
                                 "Problems are application/problem+json (RFC 9457)."));
    chatlet_json_write_object_end(writer);
    chatlet_json_write_key(writer, CHATLET_STR("servers"));
    chatlet_json_write_array_begin(writer);
    chatlet_json_write_object_begin(writer);
    route_write_text(writer, "url", call->service->settings->base_url);
    chatlet_json_write_object_end(writer);
    chatlet_json_write_array_end(writer);
}

void route_openapi(route_call *call) {
    const chatlet_json *files[FILES_MAX] = {NULL};
    for (size_t i = 0; i < openapi_file_count && i < FILES_MAX; i++) {
        files[i] = parse(call, (chatlet_str){.data = (const char *)openapi_files[i].bytes,
                                             .size_bytes = openapi_files[i].size_bytes});
    }
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    write_head(call, writer);
    chatlet_json_write_key(writer, CHATLET_STR("paths"));
    write_members(writer, files, CHATLET_STR("paths"), CHATLET_STR(""));
    chatlet_json_write_key(writer, CHATLET_STR("components"));
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("securitySchemes"));
    const chatlet_json *schemes = parse(
        call, (chatlet_str){.data = security_schemes, .size_bytes = sizeof security_schemes - 1});
    if (schemes != NULL)
        route_write_json(writer, schemes);
    else
        chatlet_json_write_null(writer);
    chatlet_json_write_key(writer, CHATLET_STR("schemas"));
    write_members(writer, files, CHATLET_STR("components"), CHATLET_STR("schemas"));
    chatlet_json_write_object_end(writer);
    chatlet_json_write_object_end(writer);
    http_response_add(call->response, CHATLET_STR("Cache-Control"),
                      CHATLET_STR("public, max-age=300"));
    route_answer_end(call, writer);
}
