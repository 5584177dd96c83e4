#define _GNU_SOURCE
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void *counted_allocate(void *context, size_t size_bytes) {
    test_allocator *test = context;
    test->allocation_count++;
    const bool refused = test->refuse_at != 0 &&
                         (test->allocation_count == test->refuse_at ||
                          (test->refuse_all_after && test->allocation_count > test->refuse_at));
    if (refused) return NULL;
    void *memory = malloc(size_bytes);
    if (memory == NULL) return NULL;
    memset(memory, 0xA5, size_bytes); /* so that reading what nobody wrote shows */
    test->live_count++;
    return memory;
}

static void counted_release(void *context, void *memory) {
    test_allocator *test = context;
    test->live_count--;
    free(memory);
}

void test_allocator_init(test_allocator *test) {
    *test =
        (test_allocator){.allocator = {.allocate = counted_allocate, .release = counted_release}};
    test->allocator.context = test;
}

static void *plain_allocate(void *context, size_t size_bytes) {
    (void)context;
    return malloc(size_bytes);
}

static void plain_release(void *context, void *memory) {
    (void)context;
    free(memory);
}

const chatlet_allocator *test_plain_allocator(void) {
    static const chatlet_allocator plain = {.allocate = plain_allocate, .release = plain_release};
    return &plain;
}

static size_t pages_bytes(size_t size_bytes) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (size_bytes + page - 1) / page * page + page;
}

chatlet_str test_guarded_copy(chatlet_str bytes) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t total = pages_bytes(bytes.size_bytes);
    char *memory = mmap(NULL, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) abort();
    if (mprotect(memory + total - page, page, PROT_NONE) != 0) abort();
    char *copy = memory + total - page - bytes.size_bytes;
    if (bytes.size_bytes > 0) memcpy(copy, bytes.data, bytes.size_bytes);
    return (chatlet_str){.data = copy, .size_bytes = bytes.size_bytes};
}

void test_guarded_free(chatlet_str copy) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t total = pages_bytes(copy.size_bytes);
    munmap((char *)(uintptr_t)copy.data - (total - page - copy.size_bytes), total);
}
