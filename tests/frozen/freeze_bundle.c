/* Writes the frozen bundle anew: freeze_bundle FOLDER. Read README.md first. */
#include "test_allocator.h"
#include "test_built.h"

#include <stdio.h>
#include <stdlib.h>

static void stop(const char *what) {
    fprintf(stderr, "freeze_bundle: %s\n", what);
    exit(1);
}

static void write_hex(const char *folder, const char *name, chatlet_str bytes) {
    enum { LINE_BYTES = 32 };
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL) stop(path);
    for (size_t i = 0; i < bytes.size_bytes; i++) {
        const bool ends = i % LINE_BYTES == LINE_BYTES - 1 || i + 1 == bytes.size_bytes;
        fprintf(file, "%02x%s", (unsigned)(uint8_t)bytes.data[i], ends ? "\n" : "");
    }
    if (fclose(file) != 0) stop(path);
}

static void write_split(const char *folder, const chatlet_bundle *bundle, const test_built *split) {
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    for (uint32_t id = 0; id < info.part_count; id++) {
        char name[32];
        snprintf(name, sizeof name, "split.%u.hex", id);
        write_hex(folder, name, test_built_part(split, bundle, id));
    }
}

static void write_dump(const char *folder, const chatlet_bundle *bundle) {
    char path[1000];
    chatlet_str text;
    snprintf(path, sizeof path, "%s/dump.txt", folder);
    FILE *file = fopen(path, "w");
    if (file == NULL || chatlet_bundle_dump(test_plain_allocator(), bundle, &text) != CHATLET_OK)
        stop(path);
    if (fwrite(text.data, 1, text.size_bytes, file) != text.size_bytes) stop(path);
    if (fclose(file) != 0) stop(path);
    free((void *)(uintptr_t)text.data);
}

int main(int argc, char **argv) {
    if (argc != 2) stop("usage: freeze_bundle FOLDER");
    test_built whole = test_build(test_small_bot, test_small_sources, 4);
    test_built split = test_build_in_parts(test_small_bot, test_small_sources, 4);
    chatlet_bundle *bundle = test_open_whole(&split, test_plain_allocator());
    if (bundle == NULL) stop("the bundle does not open");
    write_hex(argv[1], "whole.hex", test_built_head(&whole));
    write_hex(argv[1], "split.hex", test_built_head(&split));
    write_split(argv[1], bundle, &split);
    write_dump(argv[1], bundle);
    chatlet_bundle_close(bundle);
    test_built_free(&whole);
    test_built_free(&split);
    return 0;
}
