#include "cli_store.h"

#include <stdlib.h>
#include <string.h>

static int compare_names(chatlet_str a, chatlet_str b) {
    const size_t shorter = a.size_bytes < b.size_bytes ? a.size_bytes : b.size_bytes;
    const int order = memcmp(a.data, b.data, shorter);
    if (order != 0) return order;
    return a.size_bytes == b.size_bytes ? 0 : a.size_bytes < b.size_bytes ? -1 : 1;
}

static int compare_files(const void *a, const void *b) {
    const cli_store_file *left = a;
    const cli_store_file *right = b;
    return compare_names(left->name, right->name);
}

static chatlet_str keep(cli_store *store, chatlet_str bytes) {
    return (chatlet_str){.data = cli_memory_copy(&store->memory, bytes),
                         .size_bytes = bytes.size_bytes};
}

bool cli_store_take(void *context, const chatlet_output *output) {
    cli_store *store = context;
    switch (output->kind) {
    case CHATLET_OUTPUT_PAGE: break;
    case CHATLET_OUTPUT_PART:
        if (store->part_count == store->part_capacity) {
            store->part_capacity = store->part_capacity == 0 ? 64 : store->part_capacity * 2;
            store->parts = cli_grow(store->parts, store->part_capacity, sizeof(*store->parts));
        }
        store->parts[store->part_count++] = (cli_store_file){.name = keep(store, output->name),
                                                             .bytes = keep(store, output->bytes)};
        store->parts_size_bytes += output->bytes.size_bytes;
        break;
    case CHATLET_OUTPUT_HEAD: /* the last one */
        store->head = keep(store, output->bytes);
        if (store->part_count > 0)
            qsort(store->parts, store->part_count, sizeof(*store->parts), compare_files);
        break;
    }
    return true;
}

bool cli_store_find(const cli_store *store, const char *name, chatlet_str *bytes) {
    const cli_store_file wanted = {.name = cli_str(name)};
    if (store->part_count == 0) return false;
    const cli_store_file *found =
        bsearch(&wanted, store->parts, store->part_count, sizeof(*store->parts), compare_files);
    if (found == NULL) return false;
    *bytes = found->bytes;
    return true;
}

void cli_store_free(cli_store *store) {
    free(store->parts);
    cli_memory_free(&store->memory);
    *store = (cli_store){0};
}
