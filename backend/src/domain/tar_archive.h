/* Archives as `tar` writes them (POSIX.1-2017, pax: ustar with extended headers, and GNU's long
 * names), read without trust and written plainly. An archive is 512-byte blocks:
 *
 *      0 name          100 bytes, ends at a zero byte if it is shorter
 *    124 size           12 bytes, octal
 *    148 checksum        8 bytes, octal: sum of all header bytes, these taken as spaces
 *    156 type            1 byte: '0' or zero a file, '5' a folder, 'x' and 'g' records, 'L' a name
 *    257 "ustar"         6 bytes, then prefix at 345, 155 bytes, before the name with a '/'
 *    512 content         `size` bytes, filled up to a whole block
 *    ... two blocks of zeros end the archive */
#ifndef TAR_ARCHIVE_H
#define TAR_ARCHIVE_H

#include "region.h"

enum {
    TAR_BLOCK_BYTES = 512,
    TAR_NAME_BYTES_MAX = 200,         /* of a file, with its folders */
    TAR_RECORDS_BYTES_MAX = 64 * 1024 /* of one extended header */
};

/* Starts as {.archive = bytes}. */
typedef struct tar_reader {
    chatlet_str archive; /* borrowed */
    size_t offset;
    const char *problem; /* a sentence, once reading failed */
    chatlet_str name;    /* that the problem is about; may be empty */
} tar_reader;

typedef struct tar_entry {
    chatlet_str name;  /* in memory of the region; without "./" in front */
    chatlet_str bytes; /* borrowed from the archive */
} tar_entry;

typedef enum tar_result { TAR_ENTRY, TAR_END, TAR_BROKEN } tar_result;

/* Moves to the next file; folders and notes of the program that packed are passed over. Links,
 * devices and whatever else is no file with bytes are refused, and so is a name that leads out of
 * the archive (tar_name_problem). Whether two files have one name is for the caller to see. */
tar_result tar_next(tar_reader *reader, region *memory, tar_entry *entry);

/* NULL when `name` is that of a file below a folder: UTF-8 of 1 to TAR_NAME_BYTES_MAX bytes, '/'
 * between its parts, none of them empty, "." or "..", no backslash and no control byte; otherwise
 * what is wrong. */
const char *tar_name_problem(chatlet_str name);

/* Writes the blocks before a file's content; 1 or 3 of them. How many bytes. `name` as above. */
enum { TAR_HEADER_BYTES_MAX = 3 * TAR_BLOCK_BYTES };
size_t tar_write_header(chatlet_str name, uint64_t size_bytes, int64_t modified_s,
                        char header[TAR_HEADER_BYTES_MAX]);

/* Zeros that fill a content of `size_bytes` up. */
size_t tar_padding(uint64_t size_bytes);

#endif
