#include "store_erasure.h"

#include <string.h>

enum { FIELDS = 4, DIGITS_MAX = 19, CHECK_DIGITS = 8 };

static const char version_text[] = "1 ";

void store_erasure_log(db *db, const store_erasure *erasure) {
    (void)DB_RUN(db,
                 "INSERT INTO erasure_log (receipt_id, organization_id, visitor_id, erased_at_ms) "
                 "VALUES (?1, ?2, ?3, ?4) ON CONFLICT (receipt_id) DO NOTHING",
                 db_integer(erasure->receipt_id), db_integer(erasure->organization_id),
                 db_integer(erasure->visitor_id), db_integer(erasure->erased_at_ms));
}

/* Conversations, messages and their words in the index go with the visitor: ON DELETE CASCADE. */
void store_erasure_replay(db *db, const store_erasure *erasure) {
    (void)DB_RUN(db, "DELETE FROM visitors WHERE organization_id = ?1 AND visitor_id = ?2",
                 db_integer(erasure->organization_id), db_integer(erasure->visitor_id));
    store_erasure_log(db, erasure);
}

size_t store_erasure_list(db *db, int64_t after_id, store_erasure *erasures, size_t limit) {
    size_t count = 0;
    db_query *query = DB_OPEN(db,
                              "SELECT receipt_id, organization_id, visitor_id, erased_at_ms "
                              "FROM erasure_log WHERE receipt_id > ?1 ORDER BY receipt_id LIMIT ?2",
                              db_integer(after_id), db_integer((int64_t)limit));
    while (count < limit && db_next(query)) {
        erasures[count++] = (store_erasure){.receipt_id = db_column_integer(query, 0),
                                            .organization_id = db_column_integer(query, 1),
                                            .visitor_id = db_column_integer(query, 2),
                                            .erased_at_ms = db_column_integer(query, 3)};
    }
    db_close_query(query);
    return count;
}

int64_t store_erasure_count(db *db) {
    return DB_READ(db, "SELECT COUNT(*) FROM erasure_log WHERE receipt_id >= ?1", 0, db_integer(0));
}

static uint32_t check_of(const char *data, size_t size_bytes) {
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < size_bytes; i++)
        hash = (hash ^ (unsigned char)data[i]) * 16777619U;
    return hash;
}

/* Writes `value`, not negative, and a space; how many bytes. */
static size_t write_number(int64_t value, char *text) {
    char digits[DIGITS_MAX];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    for (size_t i = 0; i < count; i++)
        text[i] = digits[count - 1 - i];
    text[count] = ' ';
    return count + 1;
}

chatlet_str store_erasure_line(const store_erasure *erasure,
                               char line[STORE_ERASURE_LINE_BYTES_MAX]) {
    static const char hex[] = "0123456789abcdef";
    size_t used = sizeof version_text - 1;
    memcpy(line, version_text, used);
    used += write_number(erasure->receipt_id, line + used);
    used += write_number(erasure->organization_id, line + used);
    used += write_number(erasure->visitor_id, line + used);
    used += write_number(erasure->erased_at_ms, line + used);
    uint32_t check = check_of(line, used - 1);
    for (int i = 0; i < CHECK_DIGITS; i++)
        line[used++] = hex[check >> (28 - 4 * i) & 15];
    line[used++] = '\n';
    return (chatlet_str){.data = line, .size_bytes = used};
}

/* A number of 1 to 19 digits that fits 63 bits, and the space behind it. */
static bool read_number(chatlet_str line, size_t *at, int64_t *value) {
    size_t begin = *at;
    int64_t number = 0;
    while (*at < line.size_bytes && line.data[*at] >= '0' && line.data[*at] <= '9') {
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, line.data[*at] - '0', &number)) {
            return false;
        }
        (*at)++;
    }
    if (*at == begin || *at == line.size_bytes || line.data[*at] != ' ') return false;
    (*at)++;
    *value = number;
    return true;
}

static bool read_line(chatlet_str line, store_erasure *erasure) {
    int64_t numbers[FIELDS];
    size_t at = sizeof version_text - 1;
    if (line.size_bytes < at || memcmp(line.data, version_text, at) != 0) return false;
    for (int i = 0; i < FIELDS; i++) {
        if (!read_number(line, &at, &numbers[i])) return false;
    }
    /* Written anew it must be the same, check and all. */
    char again[STORE_ERASURE_LINE_BYTES_MAX];
    store_erasure found = {.receipt_id = numbers[0],
                           .organization_id = numbers[1],
                           .visitor_id = numbers[2],
                           .erased_at_ms = numbers[3]};
    chatlet_str expected = store_erasure_line(&found, again);
    if (expected.size_bytes != line.size_bytes ||
        memcmp(expected.data, line.data, line.size_bytes) != 0) {
        return false;
    }
    *erasure = found;
    return true;
}

bool store_erasure_read(chatlet_str file, size_t *offset, store_erasure *erasure) {
    const char *begin = file.data + *offset;
    size_t left_bytes = file.size_bytes - *offset;
    const char *end = left_bytes > 0 ? memchr(begin, '\n', left_bytes) : NULL;
    size_t size_bytes = end != NULL ? (size_t)(end - begin) + 1 : left_bytes;
    *offset += size_bytes;
    return end != NULL && read_line((chatlet_str){begin, size_bytes}, erasure);
}
