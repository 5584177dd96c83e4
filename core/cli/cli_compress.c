#include "cli_compress.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_WINDOW_BITS = 15 + 16, GZIP_MEMORY_LEVEL = 9 };

bool cli_compress_brotli(chatlet_str bytes, int quality, cli_compressed *result) {
    /* A result that does not fit below the original's size is not wanted. */
    size_t size_bytes = bytes.size_bytes;
    char *data = cli_grow(NULL, bytes.size_bytes + 1, 1);
    const BROTLI_BOOL is_done =
        BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, bytes.size_bytes,
                              (const uint8_t *)bytes.data, &size_bytes, (uint8_t *)data);
    if (is_done != BROTLI_TRUE || size_bytes >= bytes.size_bytes) {
        free(data);
        return false;
    }
    *result = (cli_compressed){.data = data, .size_bytes = size_bytes};
    return true;
}

bool cli_compress_gzip(chatlet_str bytes, cli_compressed *result) {
    z_stream stream = {0};
    if (bytes.size_bytes > UINT32_MAX / 2) return false;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW_BITS, GZIP_MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    char *data = cli_grow(NULL, bytes.size_bytes + 1, 1);
    stream.next_in = (Bytef *)(uintptr_t)bytes.data;
    stream.avail_in = (uInt)bytes.size_bytes;
    stream.next_out = (Bytef *)data;
    stream.avail_out = (uInt)bytes.size_bytes;
    const bool is_done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    const size_t size_bytes = stream.total_out;
    deflateEnd(&stream);
    if (!is_done || size_bytes >= bytes.size_bytes) {
        free(data);
        return false;
    }
    *result = (cli_compressed){.data = data, .size_bytes = size_bytes};
    return true;
}
