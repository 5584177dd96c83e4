/* JSON (RFC 8259): a tree with the place of every value, and a writer.
 *
 * The whole grammar is checked first, so nothing is cut or let through; text may hold NUL. Where
 * the standard leaves a choice: duplicate keys are kept and the last one is found; lone surrogate
 * escapes, a byte order mark and broken UTF-8 are refused; numbers too large for a double are
 * refused, those too small for one are 0; whole numbers past int64 become the nearest double;
 * nesting is limited to CHATLET_JSON_DEPTH_MAX, values to CHATLET_JSON_VALUES_MAX. */
#ifndef CHATLET_JSON_H
#define CHATLET_JSON_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

typedef enum chatlet_json_kind {
    CHATLET_JSON_NULL,
    CHATLET_JSON_BOOLEAN,
    CHATLET_JSON_INTEGER, /* written without fraction or exponent, and fits int64 */
    CHATLET_JSON_DOUBLE,  /* every other number */
    CHATLET_JSON_STRING,
    CHATLET_JSON_ARRAY,
    CHATLET_JSON_OBJECT
} chatlet_json_kind;

typedef struct chatlet_json chatlet_json;

/* One value. Everything it points to belongs to the document and lives until that is freed. */
struct chatlet_json {
    chatlet_json_kind kind;
    bool boolean;              /* of a boolean */
    uint32_t count;            /* members of an array or object */
    uint32_t offset;           /* of the value's first byte in the source */
    uint32_t key_offset;       /* of the key's opening quote; 0 when not a member of an object */
    int64_t integer;           /* of an integer */
    double number;             /* of an integer or double */
    chatlet_str text;          /* of a string, unescaped */
    chatlet_str key;           /* when a member of an object */
    const chatlet_json *first; /* member of an array or object, in source order; NULL when empty */
    const chatlet_json *next;  /* sibling; NULL at the end */
};

typedef struct chatlet_json_document chatlet_json_document;

/* Parses one JSON text.
 *
 * document  gets an owned document; free it with chatlet_json_free.
 * error     NULL, or gets line, column and reason when the text is refused.
 *
 * CHATLET_ERR_SYNTAX, CHATLET_ERR_UTF8, CHATLET_ERR_LIMIT (size, depth or number of values),
 * CHATLET_ERR_MEMORY (error has no place then). Cost: the bytes. */
CHATLET_MUST_USE chatlet_status chatlet_json_parse(const chatlet_allocator *allocator,
                                                   chatlet_str source,
                                                   chatlet_json_document **document,
                                                   chatlet_error *error);

/* The document's value; never NULL. */
const chatlet_json *chatlet_json_root(const chatlet_json_document *document);

/* The member of object `object` with key `key` (the last one, should it stand there twice), or NULL
 * when it has none or is no object. Cost: the object's members. */
const chatlet_json *chatlet_json_find(const chatlet_json *object, chatlet_str key);

/* Line and column (from 1, in bytes) of byte `offset` of `source`. Cost: the bytes before it. */
void chatlet_json_place(chatlet_str source, uint32_t offset, uint32_t *line, uint32_t *column);

/* A number of `source` as it is written there, at the `offset` of a parsed value that is one. */
chatlet_str chatlet_json_number_text(chatlet_str source, uint32_t offset);

/* A member that chatlet_json_read_texts looks for, and what it found. */
typedef struct chatlet_json_member {
    chatlet_str key; /* given */
    bool is_there;   /* the rest is filled in; `text` and `offset` only when it is there */
    bool is_text;    /* false: a value of another kind */
    bool is_null;
    chatlet_str text; /* unescaped; empty unless is_text */
    uint32_t offset;  /* of the value's first byte in the source */
} chatlet_json_member;

/* Reads texts of one object without making a tree of it, for tables of many lines. The whole
 * grammar is checked as chatlet_json_parse does; of a key that stands twice the last one counts.
 *
 * memory   at least source.size_bytes bytes for texts that hold escapes; the others are borrowed
 *          from `source`. NULL is allowed when that is empty.
 * members  `count` of them, each with its key; those of the object itself, none from further
 *          inside.
 *
 * Statuses and `error` as chatlet_json_parse, but CHATLET_ERR_MEMORY; CHATLET_ERR_SYNTAX also for
 * a value that is no object. After a failure only the keys of `members` count. Allocates nothing.
 * Cost: the bytes. */
CHATLET_MUST_USE chatlet_status chatlet_json_read_texts(chatlet_str source, char *memory,
                                                        chatlet_json_member *members,
                                                        uint32_t count, chatlet_error *error);

/* Frees the document. NULL is allowed. */
void chatlet_json_free(chatlet_json_document *document);

typedef struct chatlet_json_writer chatlet_json_writer;

/* Makes a writer of compact JSON (indent 0) or of lines indented by `indent` spaces, at most 8. */
CHATLET_MUST_USE chatlet_status chatlet_json_writer_new(const chatlet_allocator *allocator,
                                                        uint32_t indent,
                                                        chatlet_json_writer **writer);
/* Each adds one value; inside an object a key comes before each. The first failure sticks and
 * chatlet_json_writer_finish reports it, so calls need no check of their own. A wrong order (a
 * value where a key belongs) is a failed assertion. Broken UTF-8 is written as U+FFFD. A NULL
 * writer is one whose memory was refused: it may be written to and finished like any other. */
void chatlet_json_write_null(chatlet_json_writer *writer);
void chatlet_json_write_boolean(chatlet_json_writer *writer, bool value);
void chatlet_json_write_integer(chatlet_json_writer *writer, int64_t value);
/* The shortest digits that read back as the same double; null for what JSON has no number for. */
void chatlet_json_write_double(chatlet_json_writer *writer, double value);
/* A number by its text, as chatlet_json_number_text gives it. */
void chatlet_json_write_number(chatlet_json_writer *writer, chatlet_str digits);
void chatlet_json_write_string(chatlet_json_writer *writer, chatlet_str value);
void chatlet_json_write_key(chatlet_json_writer *writer, chatlet_str key);
void chatlet_json_write_array_begin(chatlet_json_writer *writer);
void chatlet_json_write_array_end(chatlet_json_writer *writer);
void chatlet_json_write_object_begin(chatlet_json_writer *writer);
void chatlet_json_write_object_end(chatlet_json_writer *writer);
/* The text so far; borrowed until the next call. CHATLET_ERR_MEMORY when memory was refused before,
 * CHATLET_ERR_LIMIT when the text went over CHATLET_JSON_BYTES_MAX or CHATLET_JSON_DEPTH_MAX. */
CHATLET_MUST_USE chatlet_status chatlet_json_writer_finish(chatlet_json_writer *writer,
                                                           chatlet_str *text);
void chatlet_json_writer_free(chatlet_json_writer *writer);

/* The JSON form of events, effects and states, for tests and tools. CBOR maps, arrays, texts,
 * integers, booleans and null map one to one, doubles too unless they are whole (1.0 is written 1
 * and then read as an integer) or no numbers (null); byte strings become {"$bytes": "<hex>"}, and
 * an object with that one key must hold lower-case hex. *text and *cbor are owned by the caller,
 * who gives their data back with the allocator's release; they are never empty.
 *
 * chatlet_json_from_cbor: CHATLET_ERR_SYNTAX, CHATLET_ERR_UTF8, CHATLET_ERR_LIMIT when `cbor` is
 * not one item of the forms that the engine writes; CHATLET_ERR_MEMORY.
 * chatlet_json_to_cbor: as chatlet_json_parse, and CHATLET_ERR_SYNTAX for a key that stands twice;
 * CHATLET_ERR_LIMIT past CHATLET_CBOR_DEPTH_MAX or CHATLET_CBOR_KEYS_MAX. `error` (NULL is
 * allowed) says where. */
CHATLET_MUST_USE chatlet_status chatlet_json_from_cbor(const chatlet_allocator *allocator,
                                                       chatlet_str cbor, uint32_t indent,
                                                       chatlet_str *text);
CHATLET_MUST_USE chatlet_status chatlet_json_to_cbor(const chatlet_allocator *allocator,
                                                     chatlet_str text, chatlet_str *cbor,
                                                     chatlet_error *error);

#endif
