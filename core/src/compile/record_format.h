/* Numbers of the record format, for its writer and its reader. The bytes are drawn in
 * document_record.h. */
#ifndef CLET_COMPILE_RECORD_FORMAT_H
#define CLET_COMPILE_RECORD_FORMAT_H

#include <chatlet/base.h>

enum {
    CLET_RECORD_HASH_OFFSET = 8,
    CLET_RECORD_HASHED_FROM = 16,
    CLET_RECORD_BLOCK_BYTES_MIN = 5, /* kind, flags, line, and a text of one byte */
    CLET_RECORD_LINK_BYTES_MIN = 4,
    CLET_RECORD_METADATA_BYTES_MIN = 6,
    CLET_RECORD_DIAGNOSTIC_BYTES_MIN = 4
};

/* What stands behind a block's text. */
enum {
    CLET_RECORD_HAS_ANCHOR = 1,
    CLET_RECORD_HAS_NUMBER = 2,
    CLET_RECORD_HAS_TERM = 4,
    CLET_RECORD_BEGINS_PAGE = 8,
    CLET_RECORD_HAS_URL = 16,
    CLET_RECORD_FLAGS = 31
};

static const chatlet_str clet_record_magic = {.data = "CLRC", .size_bytes = 4};

/* 101 of "E101". */
static inline uint32_t clet_record_code_number(const char *code) {
    uint32_t number = 0;
    for (const char *digit = code + 1; *digit != '\0'; digit++)
        number = number * 10 + (uint32_t)(*digit - '0');
    return number;
}

#endif
