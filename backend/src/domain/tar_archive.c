#include "tar_archive.h"

#include "utf8_text.h"

#include <string.h>

enum {
    NAME_AT = 0,
    NAME_BYTES = 100,
    SIZE_AT = 124,
    SIZE_BYTES = 12,
    CHECKSUM_AT = 148,
    CHECKSUM_BYTES = 8,
    TYPE_AT = 156,
    MAGIC_AT = 257,
    PREFIX_AT = 345,
    PREFIX_BYTES = 155
};

static tar_result fail(tar_reader *reader, const char *problem, chatlet_str name) {
    reader->problem = problem;
    reader->name = name;
    return TAR_BROKEN;
}

/* A field of text up to its first zero byte. */
static chatlet_str field_text(const char *block, size_t at, size_t size_bytes) {
    const char *end = memchr(block + at, 0, size_bytes);
    return (chatlet_str){.data = block + at,
                         .size_bytes = end != NULL ? (size_t)(end - block) - at : size_bytes};
}

/* An octal number between spaces, ended by a space or zero byte. */
static bool field_number(const char *block, size_t at, size_t size_bytes, uint64_t *number) {
    const size_t end = at + size_bytes;
    uint64_t value = 0;
    size_t digits = 0;
    while (at < end && block[at] == ' ')
        at++;
    for (; at < end && block[at] >= '0' && block[at] <= '7'; at++, digits++)
        value = value * 8 + (uint64_t)(block[at] - '0');
    if (digits == 0 || (at < end && block[at] != ' ' && block[at] != 0)) return false;
    *number = value; /* 12 digits are 36 bits */
    return true;
}

static bool has_checksum(const char *block) {
    uint64_t wanted;
    uint64_t sum = 0;
    if (!field_number(block, CHECKSUM_AT, CHECKSUM_BYTES, &wanted)) return false;
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) {
        const bool is_own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES;
        sum += is_own ? (uint64_t)' ' : (unsigned char)block[i];
    }
    return sum == wanted;
}

static bool is_zero(const char *block) {
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) {
        if (block[i] != 0) return false;
    }
    return true;
}

static bool is_part_good(const char *part, size_t size_bytes) {
    if (size_bytes == 0) return false;
    if (part[0] != '.') return true;
    return size_bytes > 2 || (size_bytes == 2 && part[1] != '.');
}

const char *tar_name_problem(chatlet_str name) {
    size_t begin = 0;
    if (name.size_bytes == 0) return "a file has no name";
    if (name.size_bytes > TAR_NAME_BYTES_MAX) return "its name is longer than 200 bytes";
    if (!utf8_is_valid(name)) return "its name is not UTF-8";
    for (size_t i = 0; i <= name.size_bytes; i++) {
        if (i == name.size_bytes || name.data[i] == '/') {
            if (!is_part_good(name.data + begin, i - begin))
                return "its name leads out of the archive, or has an empty part";
            begin = i + 1;
        } else if ((unsigned char)name.data[i] < ' ' || name.data[i] == 0x7F ||
                   name.data[i] == '\\') {
            return "its name holds a backslash or a control character";
        }
    }
    return NULL;
}

/* Takes one record of an extended header, "<length> <key>=<value>\n", off the front of *rest; the
 * length counts its own digits. */
static bool take_record(chatlet_str *rest, chatlet_str *key, chatlet_str *value) {
    size_t length = 0;
    size_t at = 0;
    for (; at < rest->size_bytes && rest->data[at] >= '0' && rest->data[at] <= '9'; at++) {
        length = length * 10 + (size_t)(rest->data[at] - '0');
        if (length > rest->size_bytes) return false;
    }
    if (at == 0 || at >= rest->size_bytes || rest->data[at] != ' ') return false;
    at++;
    if (length <= at || rest->data[length - 1] != '\n') return false;
    const char *equals = memchr(rest->data + at, '=', length - 1 - at);
    if (equals == NULL) return false;
    *key = (chatlet_str){.data = rest->data + at, .size_bytes = (size_t)(equals - rest->data) - at};
    *value =
        (chatlet_str){.data = equals + 1, .size_bytes = length - 2 - (size_t)(equals - rest->data)};
    rest->data += length;
    rest->size_bytes -= length;
    return true;
}

static bool equals(chatlet_str text, chatlet_str other) {
    return text.size_bytes == other.size_bytes &&
           memcmp(text.data, other.data, other.size_bytes) == 0;
}

/* Reads what an extended header says of the file behind it. A size there is for files past 8 GiB,
 * which nothing here takes. */
static const char *read_records(chatlet_str records, chatlet_str *path) {
    chatlet_str key;
    chatlet_str value;
    while (records.size_bytes > 0) {
        if (!take_record(&records, &key, &value)) return "an extended header is broken";
        if (equals(key, CHATLET_STR("size"))) return "a file is too large";
        if (equals(key, CHATLET_STR("path"))) *path = value;
    }
    return NULL;
}

/* GNU's long name ends in a zero byte. */
static chatlet_str without_zero(chatlet_str text) {
    while (text.size_bytes > 0 && text.data[text.size_bytes - 1] == 0)
        text.size_bytes--;
    return text;
}

static chatlet_str without_dots(chatlet_str name) {
    while (name.size_bytes >= 2 && name.data[0] == '.' && name.data[1] == '/') {
        name.data += 2;
        name.size_bytes -= 2;
        while (name.size_bytes > 0 && name.data[0] == '/') {
            name.data++;
            name.size_bytes--;
        }
    }
    return name;
}

static chatlet_str header_name(const char *block, region *memory) {
    const chatlet_str name = field_text(block, NAME_AT, NAME_BYTES);
    const bool is_posix = memcmp(block + MAGIC_AT, "ustar\0", 6) == 0;
    const chatlet_str prefix =
        is_posix ? field_text(block, PREFIX_AT, PREFIX_BYTES) : CHATLET_STR("");
    if (prefix.size_bytes == 0) return region_copy(memory, name);
    return region_join(memory, 3, prefix, CHATLET_STR("/"), name);
}

/* Takes the content of `size_bytes` behind the header just read. */
static bool take_content(tar_reader *reader, uint64_t size_bytes, chatlet_str *bytes) {
    const size_t left = reader->archive.size_bytes - reader->offset;
    if (size_bytes > left || tar_padding(size_bytes) > left - (size_t)size_bytes) return false;
    *bytes = (chatlet_str){.data = reader->archive.data + reader->offset,
                           .size_bytes = (size_t)size_bytes};
    reader->offset += (size_t)size_bytes + tar_padding(size_bytes);
    return true;
}

/* A header and its content, whatever it is. */
typedef struct member {
    const char *block;
    char type;
    chatlet_str bytes;
} member;

static tar_result take_member(tar_reader *reader, member *taken) {
    uint64_t size_bytes;
    if (reader->archive.size_bytes - reader->offset < TAR_BLOCK_BYTES)
        return fail(reader, "the archive is cut short", CHATLET_STR(""));
    taken->block = reader->archive.data + reader->offset;
    if (is_zero(taken->block)) return TAR_END;
    if (!has_checksum(taken->block))
        return fail(reader, "this is no tar archive, or a header of it is broken", CHATLET_STR(""));
    const chatlet_str name = field_text(taken->block, NAME_AT, NAME_BYTES);
    taken->type = taken->block[TYPE_AT];
    reader->offset += TAR_BLOCK_BYTES;
    if (!field_number(taken->block, SIZE_AT, SIZE_BYTES, &size_bytes))
        return fail(reader, "its size cannot be read", name);
    if (!take_content(reader, size_bytes, &taken->bytes))
        return fail(reader, "the archive is cut short", name);
    return TAR_ENTRY;
}

static tar_result give_entry(tar_reader *reader, region *memory, const member *taken,
                             chatlet_str long_name, tar_entry *entry) {
    chatlet_str name = long_name.size_bytes > 0 ? region_copy(memory, long_name)
                                                : header_name(taken->block, memory);
    if (memory->failed) return fail(reader, "there is not enough memory", CHATLET_STR(""));
    name = without_dots(name);
    const char *problem = tar_name_problem(name);
    if (problem != NULL) return fail(reader, problem, utf8_is_valid(name) ? name : CHATLET_STR(""));
    *entry = (tar_entry){.name = name, .bytes = taken->bytes};
    return TAR_ENTRY;
}

tar_result tar_next(tar_reader *reader, region *memory, tar_entry *entry) {
    chatlet_str long_name = {.data = NULL, .size_bytes = 0};
    member taken;
    for (;;) {
        const tar_result result = take_member(reader, &taken);
        if (result != TAR_ENTRY) return result;
        const char *problem = NULL;
        switch (taken.type) {
        case 0:
        case '0':
        case '7': return give_entry(reader, memory, &taken, long_name, entry);
        case '5': long_name.size_bytes = 0; break;
        case 'g': break;
        case 'x':
        case 'L':
            if (taken.bytes.size_bytes > TAR_RECORDS_BYTES_MAX)
                problem = "an extended header is too large";
            else if (taken.type == 'x')
                problem = read_records(taken.bytes, &long_name);
            else
                long_name = without_zero(taken.bytes);
            break;
        default: problem = "it is a link or a device; only files and folders are taken";
        }
        if (problem != NULL)
            return fail(reader, problem, field_text(taken.block, NAME_AT, NAME_BYTES));
    }
}

size_t tar_padding(uint64_t size_bytes) {
    return (TAR_BLOCK_BYTES - (size_t)(size_bytes % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES;
}

static void put_octal(char *block, size_t at, size_t digits, uint64_t value) {
    for (size_t i = digits; i > 0; i--, value /= 8)
        block[at + i - 1] = (char)('0' + value % 8);
}

static void put_block(char *block, chatlet_str name, char type, uint64_t size_bytes,
                      int64_t modified_s) {
    uint64_t sum = 0;
    memset(block, 0, TAR_BLOCK_BYTES);
    memcpy(block, name.data, name.size_bytes < NAME_BYTES ? name.size_bytes : NAME_BYTES);
    put_octal(block, 100, 7, 0644);
    put_octal(block, 108, 7, 0);
    put_octal(block, 116, 7, 0);
    put_octal(block, SIZE_AT, 11, size_bytes);
    put_octal(block, 136, 11, modified_s > 0 ? (uint64_t)modified_s : 0);
    block[TYPE_AT] = type;
    memcpy(block + MAGIC_AT, "ustar\00000", 8);
    memset(block + CHECKSUM_AT, ' ', CHECKSUM_BYTES);
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++)
        sum += (unsigned char)block[i];
    put_octal(block, CHECKSUM_AT, 6, sum);
    block[CHECKSUM_AT + 6] = 0;
}

/* "123 path=name\n": the length counts its own three digits, which TAR_NAME_BYTES_MAX gives it. */
static size_t put_record(char *block, chatlet_str name) {
    const size_t length = 3 + 6 + name.size_bytes + 1;
    memset(block, 0, TAR_BLOCK_BYTES);
    for (size_t i = 0, left = length; i < 3; i++, left /= 10)
        block[2 - i] = (char)('0' + left % 10);
    memcpy(block + 3, " path=", 6);
    memcpy(block + 9, name.data, name.size_bytes);
    block[length - 1] = '\n';
    return length;
}

size_t tar_write_header(chatlet_str name, uint64_t size_bytes, int64_t modified_s,
                        char header[TAR_HEADER_BYTES_MAX]) {
    if (name.size_bytes <= NAME_BYTES) {
        put_block(header, name, '0', size_bytes, modified_s);
        return TAR_BLOCK_BYTES;
    }
    const size_t length = put_record(header + TAR_BLOCK_BYTES, name);
    put_block(header, CHATLET_STR("path"), 'x', length, modified_s);
    put_block(header + 2 * (size_t)TAR_BLOCK_BYTES, name, '0', size_bytes, modified_s);
    return 3 * (size_t)TAR_BLOCK_BYTES;
}
