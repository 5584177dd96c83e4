/* Any bytes as the lines of a backup: whole, or refused with a reason; and each row that is read is
 * written as a line that reads as the same row. */
#include "store/backup.h"
#include "store/backup_line.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static bool next_line(void *context, chatlet_str *line, bool *is_end) {
    chatlet_str *rest = context;
    *is_end = rest->size_bytes == 0;
    if (*is_end) return true;
    const char *end = memchr(rest->data, '\n', rest->size_bytes);
    size_t size_bytes = end != NULL ? (size_t)(end - rest->data) : rest->size_bytes;
    *line = (chatlet_str){rest->data, size_bytes};
    size_t behind = end != NULL ? size_bytes + 1 : size_bytes;
    rest->data += behind;
    rest->size_bytes -= behind;
    return true;
}

static void check_again(region *memory, chatlet_str text) {
    backup_line line;
    backup_line again;
    if (backup_line_read(memory, text, &line) != CHATLET_OK || line.kind != BACKUP_LINE_ROW) return;
    chatlet_str written = backup_line_row(memory, line.values, line.count);
    require(written.size_bytes > 1 && written.data[written.size_bytes - 1] == '\n');
    written.size_bytes--;
    require(memchr(written.data, '\n', written.size_bytes) == NULL);
    require(backup_line_read(memory, written, &again) == CHATLET_OK);
    require(again.kind == BACKUP_LINE_ROW && again.count == line.count);
    for (size_t i = 0; i < line.count; i++) {
        const db_value *a = &line.values[i];
        const db_value *b = &again.values[i];
        require(a->kind == b->kind && a->integer == b->integer);
        require(a->text.size_bytes == b->text.size_bytes);
        require(a->text.size_bytes == 0 ||
                memcmp(a->text.data, b->text.data, a->text.size_bytes) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    test_allocator test;
    region memory;
    backup_reading reading;
    chatlet_str bytes = {.data = (const char *)data, .size_bytes = size};
    chatlet_str rest = bytes;
    test_allocator_init(&test);
    region_init(&memory, &test.allocator, BACKUP_MEMORY_BYTES);
    backup_outcome outcome = backup_check(&memory, (backup_source){&rest, next_line}, &reading);
    require(outcome == BACKUP_DONE || outcome == BACKUP_NEWER || outcome == BACKUP_DAMAGED);
    require((outcome == BACKUP_DAMAGED) == (reading.mistake != NULL));
    region_reset(&memory);
    check_again(&memory, bytes);
    region_free(&memory);
    require(test.live_count == 0);
    return 0;
}
