/* Texts of one object in, without a tree: the grammar is checked first, so that what walks over the
 * members here only has to find where each ends. */
#include <chatlet/json.h>

#include "assert.h"
#include "json_check.h"
#include "str.h"
#include "utf8.h"

#include <string.h>

typedef struct walker {
    chatlet_str source; /* checked */
    size_t offset;
    char *memory; /* for what is unescaped */
    size_t memory_used;
} walker;

static char peek(const walker *walk) {
    CLET_ASSERT(walk->offset < walk->source.size_bytes);
    return walk->source.data[walk->offset];
}

static void skip_space(walker *walk) {
    walk->offset = clet_json_skip_space(walk->source, walk->offset);
}

/* Moves behind the string at the offset; gives what stands between its quotes. */
static chatlet_str take_string(walker *walk, bool *has_escapes) {
    const size_t begin = walk->offset + 1;
    size_t end = clet_json_skip_plain(walk->source, begin);
    *has_escapes = walk->source.data[end] != '"';
    while (walk->source.data[end] != '"') /* a backslash; two bytes move behind what it escapes */
        end = clet_json_skip_plain(walk->source, end + 2);
    walk->offset = end + 1;
    return clet_str_slice(walk->source, begin, end);
}

static uint32_t read_hex(const char *digits) {
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        const char c = digits[i];
        const uint32_t digit =
            (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); /* the check saw to the rest */
        unit = unit << 4 | digit;
    }
    return unit;
}

/* Reads the escape behind a backslash; moves *offset behind it. */
static uint32_t read_escape(chatlet_str raw, size_t *offset) {
    const char c = raw.data[(*offset)++];
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'u': break;
    default: return (uint32_t)c; /* " \ / */
    }
    uint32_t unit = read_hex(raw.data + *offset);
    *offset += 4;
    if (unit < 0xD800 || unit > 0xDFFF) return unit;
    /* The check let only whole pairs through. */
    const uint32_t low = read_hex(raw.data + *offset + 2);
    *offset += 6;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

/* Undoes the escapes. An escape is never shorter than what it stands for. */
static chatlet_str unescape(walker *walk, chatlet_str raw) {
    char *begin = walk->memory + walk->memory_used;
    char *end = begin;
    size_t offset = 0;
    while (offset < raw.size_bytes) {
        const size_t escape = clet_str_find_byte(raw, '\\', offset);
        memcpy(end, raw.data + offset, escape - offset);
        end += escape - offset;
        offset = escape;
        if (offset == raw.size_bytes) break;
        offset++;
        end += clet_utf8_write(read_escape(raw, &offset), end);
    }
    const size_t size_bytes = (size_t)(end - begin);
    CLET_ASSERT(size_bytes <= raw.size_bytes);
    walk->memory_used += size_bytes;
    return (chatlet_str){.data = begin, .size_bytes = size_bytes};
}

static void skip_string(walker *walk) {
    bool has_escapes;
    (void)take_string(walk, &has_escapes);
}

/* Moves behind the value at the offset, however deep it nests. */
static void skip_value(walker *walk) {
    uint32_t depth = 0;
    do {
        const char c = peek(walk);
        if (c == '"') {
            skip_string(walk);
        } else {
            if (c == '{' || c == '[') depth++;
            if (c == '}' || c == ']') depth--;
            walk->offset++;
        }
        skip_space(walk);
    } while (depth > 0 || (peek(walk) != ',' && peek(walk) != '}'));
}

static chatlet_json_member *find_member(chatlet_json_member *members, uint32_t count,
                                        chatlet_str key) {
    for (uint32_t i = 0; i < count; i++) {
        if (clet_str_equal(members[i].key, key)) return &members[i];
    }
    return NULL;
}

/* A key is compared unescaped, but its memory is not kept. */
static chatlet_json_member *take_key(walker *walk, chatlet_json_member *members, uint32_t count) {
    const size_t memory_used = walk->memory_used;
    bool has_escapes;
    chatlet_str key = take_string(walk, &has_escapes);
    if (has_escapes) key = unescape(walk, key);
    chatlet_json_member *member = find_member(members, count, key);
    walk->memory_used = memory_used;
    return member;
}

static void take_value(walker *walk, chatlet_json_member *member) {
    const chatlet_str key = member->key;
    const char first = peek(walk);
    *member = (chatlet_json_member){.key = key,
                                    .is_there = true,
                                    .is_text = first == '"',
                                    .is_null = first == 'n',
                                    .offset = (uint32_t)walk->offset};
    if (!member->is_text) {
        skip_value(walk);
        return;
    }
    bool has_escapes;
    member->text = take_string(walk, &has_escapes);
    if (has_escapes) member->text = unescape(walk, member->text);
}

static void walk_members(walker *walk, chatlet_json_member *members, uint32_t count) {
    walk->offset++; /* the brace */
    skip_space(walk);
    while (peek(walk) != '}') {
        chatlet_json_member *member = take_key(walk, members, count);
        skip_space(walk);
        walk->offset++; /* the colon */
        skip_space(walk);
        if (member != NULL) {
            take_value(walk, member);
        } else {
            skip_value(walk);
        }
        skip_space(walk);
        if (peek(walk) == ',') walk->offset++;
        skip_space(walk);
    }
}

chatlet_status chatlet_json_read_texts(chatlet_str source, char *memory,
                                       chatlet_json_member *members, uint32_t count,
                                       chatlet_error *error) {
    uint32_t value_count;
    const chatlet_status status = clet_json_check(source, &value_count, error);
    if (status != CHATLET_OK) return status;
    walker walk = {.source = source};
    walk.memory = memory;
    skip_space(&walk);
    if (peek(&walk) != '{') {
        clet_json_error(error, source, walk.offset, CHATLET_STR("expected an object in braces"));
        return CHATLET_ERR_SYNTAX;
    }
    for (uint32_t i = 0; i < count; i++)
        members[i] = (chatlet_json_member){.key = members[i].key};
    walk_members(&walk, members, count);
    return CHATLET_OK;
}
