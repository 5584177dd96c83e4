#include "nearest_name.h"

enum { EDITS_MAX = 2 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Edits between two names, by rows of the usual table (Wagner and Fischer, 1974). Both are at most
 * CLET_NEAREST_NAME_BYTES_MAX long. */
static size_t count_edits(chatlet_str a, chatlet_str b) {
    size_t row[CLET_NEAREST_NAME_BYTES_MAX + 1];
    for (size_t j = 0; j <= b.size_bytes; j++)
        row[j] = j;
    for (size_t i = 0; i < a.size_bytes; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.size_bytes; j++) {
            const size_t replaced = diagonal + (a.data[i] == b.data[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = least(replaced, least(row[j], row[j + 1]) + 1);
        }
    }
    return row[b.size_bytes];
}

chatlet_str clet_nearest_name(chatlet_str name, const chatlet_str *names, size_t count) {
    chatlet_str nearest = {0};
    size_t fewest = EDITS_MAX + 1;
    if (name.size_bytes > CLET_NEAREST_NAME_BYTES_MAX) return nearest;

    for (size_t i = 0; i < count; i++) {
        if (names[i].size_bytes > CLET_NEAREST_NAME_BYTES_MAX) continue;
        const size_t edits = count_edits(name, names[i]);
        if (edits >= fewest || edits * 2 >= name.size_bytes) continue;
        fewest = edits;
        nearest = names[i];
    }
    return nearest;
}
