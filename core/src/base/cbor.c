#include "cbor.h"

#include "assert.h"
#include "str.h"
#include "utf8.h"

#include <chatlet/limits.h>
#include <string.h>

/* An item is a head, then the bytes of a text or byte string:
 *
 *     byte 0    major type (3 bits) | information (5 bits)
 *     0..23     the argument is the information itself
 *     24..27    the argument follows in 1, 2, 4 or 8 bytes, most significant first
 *
 * The argument is the number, or the size in bytes, or the count of items or pairs. */
enum {
    MAJOR_UNSIGNED = 0,
    MAJOR_NEGATIVE = 1, /* stands for -1 - argument */
    MAJOR_BYTES = 2,
    MAJOR_TEXT = 3,
    MAJOR_ARRAY = 4,
    MAJOR_MAP = 5,
    MAJOR_SIMPLE = 7,

    INFORMATION_DIRECT_MAX = 23,
    INFORMATION_ONE_BYTE = 24,
    INFORMATION_TWO_BYTES = 25,
    INFORMATION_EIGHT_BYTES = 27,

    SIMPLE_FALSE = 20,
    SIMPLE_TRUE = 21,
    SIMPLE_NULL = 22
};

static void append_head_byte(clet_buffer *buffer, unsigned major, unsigned information) {
    clet_buffer_append_byte(buffer, (uint8_t)(major << 5 | information));
}

/* The head in its shortest form. */
static void append_head(clet_buffer *buffer, unsigned major, uint64_t argument) {
    char bytes[9];
    unsigned information = INFORMATION_ONE_BYTE;
    unsigned size_bits = 8;
    if (argument <= INFORMATION_DIRECT_MAX) {
        append_head_byte(buffer, major, (unsigned)argument);
        return;
    }
    while (size_bits < 64 && argument >> size_bits != 0) {
        information++;
        size_bits *= 2;
    }
    bytes[0] = (char)(uint8_t)(major << 5 | information);
    for (unsigned i = 0; i < size_bits / 8; i++)
        bytes[1 + i] = (char)(uint8_t)(argument >> (size_bits - 8 - 8 * i));
    clet_buffer_append(buffer, (chatlet_str){.data = bytes, .size_bytes = 1 + size_bits / 8});
}

void clet_cbor_write_integer(clet_buffer *buffer, int64_t value) {
    if (value >= 0) {
        append_head(buffer, MAJOR_UNSIGNED, (uint64_t)value);
    } else {
        append_head(buffer, MAJOR_NEGATIVE, ~(uint64_t)value);
    }
}

static const uint64_t plain_nan = UINT64_C(0x7FF8) << 48;

void clet_cbor_write_double(clet_buffer *buffer, double value) {
    uint64_t bits = plain_nan;
    char bytes[8];
    if (value == value) memcpy(&bits, &value, sizeof bits);
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(uint8_t)(bits >> (56 - 8 * i));
    append_head_byte(buffer, MAJOR_SIMPLE, INFORMATION_EIGHT_BYTES);
    clet_buffer_append(buffer, (chatlet_str){.data = bytes, .size_bytes = sizeof bytes});
}

void clet_cbor_write_text(clet_buffer *buffer, chatlet_str value) {
    if (value.size_bytes > INFORMATION_DIRECT_MAX) {
        append_head(buffer, MAJOR_TEXT, value.size_bytes);
        clet_buffer_append(buffer, value);
        return;
    }
    /* Keys and names, most of what is ever written, in one piece. */
    char *room = clet_buffer_extend(buffer, 1 + value.size_bytes);
    if (room == NULL) return;
    room[0] = (char)(uint8_t)(MAJOR_TEXT << 5 | value.size_bytes);
    if (value.size_bytes > 0) memcpy(room + 1, value.data, value.size_bytes);
}

void clet_cbor_write_bytes(clet_buffer *buffer, chatlet_str value) {
    append_head(buffer, MAJOR_BYTES, value.size_bytes);
    clet_buffer_append(buffer, value);
}

void clet_cbor_write_boolean(clet_buffer *buffer, bool value) {
    append_head_byte(buffer, MAJOR_SIMPLE, value ? SIMPLE_TRUE : SIMPLE_FALSE);
}

void clet_cbor_write_null(clet_buffer *buffer) {
    append_head_byte(buffer, MAJOR_SIMPLE, SIMPLE_NULL);
}

void clet_cbor_write_array(clet_buffer *buffer, uint32_t item_count) {
    append_head(buffer, MAJOR_ARRAY, item_count);
}

void clet_cbor_write_map(clet_buffer *buffer, uint32_t pair_count) {
    append_head(buffer, MAJOR_MAP, pair_count);
}

static size_t open_container(clet_buffer *buffer, unsigned major) {
    const size_t place = buffer->size_bytes;
    append_head_byte(buffer, major, INFORMATION_TWO_BYTES);
    clet_buffer_append_zeros(buffer, 2);
    return place;
}

size_t clet_cbor_open_array(clet_buffer *buffer) { return open_container(buffer, MAJOR_ARRAY); }

size_t clet_cbor_open_map(clet_buffer *buffer) { return open_container(buffer, MAJOR_MAP); }

void clet_cbor_close(clet_buffer *buffer, size_t place, uint32_t count) {
    if (clet_buffer_status(buffer) != CHATLET_OK) return;
    CLET_ASSERT(count <= UINT16_MAX);
    CLET_ASSERT(buffer->size_bytes >= 3 && place <= buffer->size_bytes - 3);
    CLET_ASSERT(((uint8_t)buffer->data[place] & 0x1F) == INFORMATION_TWO_BYTES);
    buffer->data[place + 1] = (char)(uint8_t)(count >> 8);
    buffer->data[place + 2] = (char)(uint8_t)count;
}

typedef struct head {
    unsigned major;
    unsigned information;
    uint64_t argument;
} head;

/* Whether the argument could have been written shorter. Counts may take two bytes, since
 * clet_cbor_open_array and clet_cbor_open_map write them before they are known. */
static bool is_too_long(const head *read) {
    const bool is_count = read->major == MAJOR_ARRAY || read->major == MAJOR_MAP;
    if (read->major == MAJOR_SIMPLE && read->information == INFORMATION_EIGHT_BYTES) return false;
    if (read->information == INFORMATION_ONE_BYTE) return read->argument <= INFORMATION_DIRECT_MAX;
    if (read->information == INFORMATION_TWO_BYTES && is_count) return false;
    const unsigned shorter_bits = 8u << (read->information - INFORMATION_TWO_BYTES);
    return read->argument >> shorter_bits == 0;
}

static bool read_head(clet_cbor_reader *reader, head *result) {
    if (reader->offset >= reader->source.size_bytes) return false;
    const uint8_t *bytes = (const uint8_t *)reader->source.data;
    const uint8_t first = bytes[reader->offset++];
    head read = {.major = first >> 5, .information = first & 0x1F, .argument = first & 0x1F};

    if (read.information <= INFORMATION_DIRECT_MAX) {
        *result = read;
        return true;
    }
    if (read.information > INFORMATION_EIGHT_BYTES) return false;
    const size_t size_bytes = (size_t)1 << (read.information - INFORMATION_ONE_BYTE);
    if (reader->source.size_bytes - reader->offset < size_bytes) return false;
    read.argument = 0;
    for (size_t i = 0; i < size_bytes; i++)
        read.argument = read.argument << 8 | bytes[reader->offset++];
    if (is_too_long(&read)) return false;
    *result = read;
    return true;
}

static bool read_string(clet_cbor_reader *reader, uint64_t size_bytes, chatlet_str *text) {
    const size_t left = reader->source.size_bytes - reader->offset;
    if (size_bytes > left) return false;
    *text = clet_str_slice(reader->source, reader->offset, reader->offset + (size_t)size_bytes);
    reader->offset += (size_t)size_bytes;
    return true;
}

static bool read_simple(const head *read, clet_cbor_item *item) {
    if (read->information == INFORMATION_EIGHT_BYTES) {
        uint64_t bits = read->argument;
        item->kind = CLET_CBOR_DOUBLE;
        memcpy(&item->number, &bits, sizeof bits);
        if (item->number != item->number) memcpy(&item->number, &plain_nan, sizeof plain_nan);
        return true;
    }
    /* A following byte would be a simple value of another kind, or a float of fewer bytes. */
    if (read->information > INFORMATION_DIRECT_MAX) return false;
    item->kind = read->argument == SIMPLE_NULL ? CLET_CBOR_NULL : CLET_CBOR_BOOLEAN;
    item->boolean = read->argument == SIMPLE_TRUE;
    return read->argument >= SIMPLE_FALSE && read->argument <= SIMPLE_NULL;
}

/* The item at the offset, moving behind its head and the bytes of a string. False when it is cut
 * short or of a form we do not take; the offset is of no use then. */
static bool read_item(clet_cbor_reader *reader, clet_cbor_item *item) {
    head read;
    if (!read_head(reader, &read)) return false;
    *item = (clet_cbor_item){.kind = CLET_CBOR_NULL};
    switch (read.major) {
    case MAJOR_UNSIGNED:
    case MAJOR_NEGATIVE:
        item->kind = CLET_CBOR_INTEGER;
        if (read.argument > INT64_MAX) return false;
        item->integer = (int64_t)read.argument;
        if (read.major == MAJOR_NEGATIVE) item->integer = -1 - item->integer;
        return true;
    case MAJOR_BYTES:
    case MAJOR_TEXT:
        item->kind = read.major == MAJOR_TEXT ? CLET_CBOR_TEXT : CLET_CBOR_BYTES;
        return read_string(reader, read.argument, &item->text);
    case MAJOR_ARRAY:
    case MAJOR_MAP:
        item->kind = read.major == MAJOR_MAP ? CLET_CBOR_MAP : CLET_CBOR_ARRAY;
        if (read.argument > UINT32_MAX) return false;
        item->count = (uint32_t)read.argument;
        return true;
    case MAJOR_SIMPLE: return read_simple(&read, item);
    default: return false; /* tags */
    }
}

/* How many items follow the head and belong to it. */
static uint64_t items_inside(const clet_cbor_item *item) {
    if (item->kind == CLET_CBOR_MAP) return (uint64_t)item->count * 2;
    return item->count;
}

/* An array or map whose items are being checked. */
typedef struct level {
    uint64_t items_left;
    uint32_t first_key; /* where its keys begin among the checker's keys */
    bool is_map;
} level;

typedef struct checker {
    clet_cbor_reader reader;
    uint32_t depth;
    uint32_t key_count;
    level levels[CHATLET_CBOR_DEPTH_MAX];
    uint32_t key_offsets[CHATLET_CBOR_KEYS_MAX]; /* of the maps that are open, outermost first */
    uint32_t key_sizes[CHATLET_CBOR_KEYS_MAX];   /* so that few need to be looked at again */
} checker;

static bool is_key_next(const checker *check) {
    if (check->depth == 0) return false;
    const level *inner = &check->levels[check->depth - 1];
    return inner->is_map && inner->items_left % 2 == 0;
}

static chatlet_str key_at(const checker *check, uint32_t offset) {
    clet_cbor_reader reader = {.source = check->reader.source, .offset = offset};
    return clet_cbor_next(&reader).text;
}

/* Compares with every key of the same map: fast for the small maps we have, and the bound on keys
 * keeps a hostile one cheap without any memory. */
static chatlet_status check_key(checker *check, uint32_t offset, const clet_cbor_item *item) {
    if (item->kind != CLET_CBOR_TEXT) return CHATLET_ERR_SYNTAX;
    if (check->key_count == CHATLET_CBOR_KEYS_MAX) return CHATLET_ERR_LIMIT;
    for (uint32_t i = check->levels[check->depth - 1].first_key; i < check->key_count; i++) {
        if (check->key_sizes[i] == item->text.size_bytes &&
            clet_str_equal(key_at(check, check->key_offsets[i]), item->text))
            return CHATLET_ERR_SYNTAX;
    }
    check->key_sizes[check->key_count] = (uint32_t)item->text.size_bytes;
    check->key_offsets[check->key_count++] = offset;
    return CHATLET_OK;
}

static chatlet_status open_level(checker *check, const clet_cbor_item *item) {
    if (check->depth == CHATLET_CBOR_DEPTH_MAX) return CHATLET_ERR_LIMIT;
    check->levels[check->depth++] = (level){.items_left = items_inside(item),
                                            .first_key = check->key_count,
                                            .is_map = item->kind == CLET_CBOR_MAP};
    return CHATLET_OK;
}

static void close_finished_levels(checker *check) {
    while (check->depth > 0 && check->levels[check->depth - 1].items_left == 0) {
        check->depth--;
        check->key_count = check->levels[check->depth].first_key;
    }
}

static chatlet_status check_item(checker *check) {
    const uint32_t offset = (uint32_t)check->reader.offset;
    const bool is_key = is_key_next(check);
    clet_cbor_item item;
    if (!read_item(&check->reader, &item)) return CHATLET_ERR_SYNTAX;
    if (item.kind == CLET_CBOR_TEXT && clet_utf8_valid_prefix(item.text) < item.text.size_bytes)
        return CHATLET_ERR_UTF8;

    chatlet_status status = CHATLET_OK;
    if (is_key) status = check_key(check, offset, &item);
    if (check->depth > 0) check->levels[check->depth - 1].items_left--;
    if (status == CHATLET_OK && (item.kind == CLET_CBOR_ARRAY || item.kind == CLET_CBOR_MAP))
        status = open_level(check, &item);
    close_finished_levels(check);
    return status;
}

chatlet_status clet_cbor_check(chatlet_str source) {
    if (source.size_bytes > UINT32_MAX) return CHATLET_ERR_LIMIT;
    checker check; /* its tables are left as they are: 8 KiB that need no clearing */
    check.reader = (clet_cbor_reader){.source = source, .offset = 0};
    check.depth = 0;
    check.key_count = 0;
    do {
        const chatlet_status status = check_item(&check);
        if (status != CHATLET_OK) return status;
    } while (check.depth > 0);
    return check.reader.offset == source.size_bytes ? CHATLET_OK : CHATLET_ERR_SYNTAX;
}

clet_cbor_item clet_cbor_next(clet_cbor_reader *reader) {
    clet_cbor_item item;
    const bool has_item = read_item(reader, &item);
    CLET_ASSERT(has_item);
    return item;
}

void clet_cbor_skip(clet_cbor_reader *reader) {
    uint64_t items_left = 1;
    while (items_left > 0) {
        const clet_cbor_item item = clet_cbor_next(reader);
        items_left += items_inside(&item);
        items_left--;
    }
}

bool clet_cbor_find(clet_cbor_reader map, chatlet_str key, clet_cbor_reader *value) {
    const clet_cbor_item item = clet_cbor_next(&map);
    CLET_ASSERT(item.kind == CLET_CBOR_MAP);
    for (uint32_t i = 0; i < item.count; i++) {
        if (clet_str_equal(clet_cbor_next(&map).text, key)) {
            *value = map;
            return true;
        }
        clet_cbor_skip(&map);
    }
    return false;
}

static bool find_kind(clet_cbor_reader map, chatlet_str key, clet_cbor_kind kind,
                      clet_cbor_item *item) {
    clet_cbor_reader value;
    if (!clet_cbor_find(map, key, &value)) return false;
    *item = clet_cbor_next(&value);
    return item->kind == kind;
}

bool clet_cbor_find_text(clet_cbor_reader map, chatlet_str key, chatlet_str *value) {
    clet_cbor_item item;
    if (!find_kind(map, key, CLET_CBOR_TEXT, &item)) return false;
    *value = item.text;
    return true;
}

bool clet_cbor_find_integer(clet_cbor_reader map, chatlet_str key, int64_t *value) {
    clet_cbor_item item;
    if (!find_kind(map, key, CLET_CBOR_INTEGER, &item)) return false;
    *value = item.integer;
    return true;
}

bool clet_cbor_find_boolean(clet_cbor_reader map, chatlet_str key, bool *value) {
    clet_cbor_item item;
    if (!find_kind(map, key, CLET_CBOR_BOOLEAN, &item)) return false;
    *value = item.boolean;
    return true;
}
