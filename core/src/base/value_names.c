/* Names and sentences of values, for messages and for string(type(x)). */
#include <chatlet/value.h>

const char *chatlet_value_type_name(chatlet_value_kind kind) {
    switch (kind) {
    case CHATLET_VALUE_NULL: return "null_type";
    case CHATLET_VALUE_BOOL: return "bool";
    case CHATLET_VALUE_INT: return "int";
    case CHATLET_VALUE_UINT: return "uint";
    case CHATLET_VALUE_DOUBLE: return "double";
    case CHATLET_VALUE_STRING: return "string";
    case CHATLET_VALUE_BYTES: return "bytes";
    case CHATLET_VALUE_LIST: return "list";
    case CHATLET_VALUE_MAP: return "map";
    case CHATLET_VALUE_TIMESTAMP: return "google.protobuf.Timestamp";
    case CHATLET_VALUE_DURATION: return "google.protobuf.Duration";
    case CHATLET_VALUE_TYPE: return "type";
    case CHATLET_VALUE_ERROR: break;
    }
    return "error";
}

const char *chatlet_value_error_sentence(chatlet_value_error error) {
    switch (error) {
#define X(name, sentence)                                                                          \
    case CHATLET_VALUE_ERROR_##name: return sentence;
        CHATLET_VALUE_ERROR_LIST(X)
#undef X
    }
    return "unknown error";
}
