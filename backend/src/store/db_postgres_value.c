/* In: bytes of a result. Out: values of ours. The forms are those of PostgreSQL's send functions:
 * whole numbers in network order, text and bytea as they are, numeric as
 *
 *     int16 digits | int16 weight | uint16 sign | int16 scale | digits x int16, each 0 to 9999
 *
 * where the first digit counts 10000^weight. */
#include "db_postgres_value.h"

/* Object ids of pg_type that never change. */
enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_NAME = 19,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_VARCHAR = 1043,
    TYPE_NUMERIC = 1700
};

enum { NUMERIC_HEAD_BYTES = 8, NUMERIC_BASE = 10000, NUMERIC_NEGATIVE = 0x4000 };

uint32_t db_postgres_type(db_value_kind kind) {
    switch (kind) {
    case DB_INTEGER: return TYPE_INT8;
    case DB_TEXT: return TYPE_TEXT;
    case DB_BYTES: return TYPE_BYTEA;
    case DB_NULL: break;
    }
    return 0;
}

bool db_postgres_reads(uint32_t type) {
    return type == TYPE_BOOL || type == TYPE_BYTEA || type == TYPE_NAME || type == TYPE_INT8 ||
           type == TYPE_INT2 || type == TYPE_INT4 || type == TYPE_TEXT || type == TYPE_VARCHAR ||
           type == TYPE_NUMERIC;
}

void db_postgres_write_whole(int64_t value, char bytes[DB_POSTGRES_WHOLE_BYTES]) {
    uint64_t bits = (uint64_t)value;
    for (size_t i = 0; i < DB_POSTGRES_WHOLE_BYTES; i++) {
        bytes[i] = (char)(unsigned char)(bits >> (8 * (DB_POSTGRES_WHOLE_BYTES - 1 - i)));
    }
}

/* A whole number of 1 to 8 bytes, with its sign. */
static int64_t read_whole(const char *bytes, size_t size_bytes) {
    uint64_t bits = (bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size_bytes; i++)
        bits = bits << 8 | (unsigned char)bytes[i];
    return (int64_t)bits;
}

/* Adds `digit` at the place of ones below what is there; false when it no longer fits. Numbers are
 * gathered as negative ones, which reach one further. */
static bool append_digit(int64_t *number, int64_t digit) {
    return !__builtin_mul_overflow(*number, NUMERIC_BASE, number) &&
           !__builtin_sub_overflow(*number, digit, number);
}

static bool read_numeric(chatlet_str bytes, int64_t *value) {
    if (bytes.size_bytes < NUMERIC_HEAD_BYTES) return false;
    int64_t digits = read_whole(bytes.data, 2);
    int64_t weight = read_whole(bytes.data + 2, 2);
    int64_t sign = read_whole(bytes.data + 4, 2);
    if (digits < 0 || bytes.size_bytes != NUMERIC_HEAD_BYTES + 2 * (size_t)digits) return false;
    if (sign != 0 && sign != NUMERIC_NEGATIVE) return false;
    int64_t number = 0;
    for (int64_t i = 0; i < digits || i <= weight; i++) {
        int64_t digit = i < digits ? read_whole(bytes.data + NUMERIC_HEAD_BYTES + 2 * i, 2) : 0;
        if (i > weight) {
            if (digit != 0) return false; /* a fraction */
        } else if (!append_digit(&number, digit)) {
            return false;
        }
    }
    if (sign == 0 && number == INT64_MIN) return false;
    *value = sign == 0 ? -number : number;
    return true;
}

bool db_postgres_read(uint32_t type, chatlet_str bytes, db_value *value) {
    int64_t whole = 0;
    switch (type) {
    case TYPE_BOOL:
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8:
        if (bytes.size_bytes == 0 || bytes.size_bytes > sizeof whole) return false;
        *value = db_integer(read_whole(bytes.data, bytes.size_bytes));
        return true;
    case TYPE_NUMERIC:
        if (!read_numeric(bytes, &whole)) return false;
        *value = db_integer(whole);
        return true;
    case TYPE_BYTEA: *value = db_bytes(bytes); return true;
    default: *value = db_text(bytes); return true;
    }
}
