/* Values of expressions: what a flow's variables hold and what CEL computes.
 *
 * A value is 16 bytes and copied freely. Texts, lists and maps point to memory of whoever made
 * them: the bundle, the session's state, or the arena of one evaluation. */
#ifndef CHATLET_VALUE_H
#define CHATLET_VALUE_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

typedef enum chatlet_value_kind {
    CHATLET_VALUE_NULL,
    CHATLET_VALUE_BOOL,
    CHATLET_VALUE_INT,
    CHATLET_VALUE_UINT,
    CHATLET_VALUE_DOUBLE,
    CHATLET_VALUE_STRING,
    CHATLET_VALUE_BYTES,
    CHATLET_VALUE_LIST,
    CHATLET_VALUE_MAP,
    CHATLET_VALUE_TIMESTAMP,
    CHATLET_VALUE_DURATION,
    CHATLET_VALUE_TYPE,
    CHATLET_VALUE_ERROR
} chatlet_value_kind;

/* What stands in a value of kind CHATLET_VALUE_ERROR: why an expression has no result. */
#define CHATLET_VALUE_ERROR_LIST(X)                                                                \
    X(OVERLOAD, "these values do not go together in this operation")                               \
    X(UNKNOWN, "an unknown name or function was reached")                                          \
    X(UNSET, "a variable without a value was read")                                                \
    X(NO_KEY, "the map has no such key")                                                           \
    X(NO_FIELD, "only maps have fields")                                                           \
    X(KEY_KIND, "a key must be a bool, int, uint or string")                                       \
    X(KEY_TWICE, "a key stands twice in one map")                                                  \
    X(INDEX, "the index is outside the list or text")                                              \
    X(DIVIDE, "division by zero")                                                                  \
    X(OVERFLOW, "the result does not fit its number type")                                         \
    X(RANGE, "the value is outside what the type can hold")                                        \
    X(CONVERT, "the text does not read as the type asked for")                                     \
    X(UTF8, "the bytes are not UTF-8")                                                             \
    X(FORMAT, "the format or its arguments are wrong")                                             \
    X(ZONE, "unknown time zone; use UTC or an offset such as +01:00")                              \
    X(PATTERN, "the pattern is not a regular expression this takes")                               \
    X(ARGUMENT, "an argument is outside what the function takes")                                  \
    X(SIZE, "a text, list or map is over its limit")                                               \
    X(DEPTH, "lists and maps are nested too deep")

typedef enum chatlet_value_error {
#define X(name, sentence) CHATLET_VALUE_ERROR_##name,
    CHATLET_VALUE_ERROR_LIST(X)
#undef X
} chatlet_value_error;

typedef struct chatlet_value chatlet_value;

struct chatlet_value {
    uint8_t kind;       /* a chatlet_value_kind */
    uint8_t depth;      /* of a list or map: 1 and that of its deepest member; else 0 */
    uint8_t is_growing; /* the engine's own, within an evaluation; else 0 */
    uint8_t unused;     /* 0 */
    uint32_t count;     /* bytes of a string or of bytes, items of a list, pairs of a map; of a
                           timestamp: nanoseconds to add, 0 to 999,999,999; else 0 */
    union {
        bool boolean;
        int64_t integer; /* of a timestamp: seconds since 1970, UTC; of a duration: nanoseconds */
        uint64_t natural;
        double number;
        const char *text; /* UTF-8 in strings; may hold zero bytes. NULL only when empty */
        const chatlet_value *items; /* of a map: key, value, key, value … in their order */
        uint32_t type;              /* a chatlet_value_kind */
        uint32_t error;             /* a chatlet_value_error */
    };
};

/* CEL's name of a type ("int", "null_type", "google.protobuf.Timestamp"); constant. An error has
 * the name "error". */
const char *chatlet_value_type_name(chatlet_value_kind kind);

/* A constant English sentence about an error ("division by zero"). */
const char *chatlet_value_error_sentence(chatlet_value_error error);

#endif
