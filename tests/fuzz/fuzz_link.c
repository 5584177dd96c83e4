/* Any two texts, parted by the first line end, as a page's URL and a link on it: an address within
 * its bounds, without what no address has; and the page's own address is what a link to nowhere
 * else resolves to. */
#include "test_allocator.h"

#include "base/str.h"
#include "compile/link_resolve.h"

#include <chatlet/limits.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

/* Names of a path: none is empty or ".", and none after another name is "..". */
static void check_names(chatlet_str address) {
    size_t begin = 0;
    bool has_name = false;
    if (clet_str_starts_with(address, CHATLET_STR("//")))
        begin = clet_str_find_byte(address, '/', 2);
    if (begin < address.size_bytes && address.data[begin] == '/') {
        begin++;
        has_name = true; /* nothing leads up from a root */
    }
    while (begin < address.size_bytes) {
        const size_t end = clet_str_find_byte(address, '/', begin);
        const chatlet_str name = clet_str_slice(address, begin, end);
        const bool leads_up = clet_str_equal(name, CHATLET_STR(".."));
        require(name.size_bytes > 0);
        require(!clet_str_equal(name, CHATLET_STR(".")) || address.size_bytes == 1);
        require(!leads_up || !has_name);
        has_name = has_name || !leads_up;
        begin = end + 1;
    }
}

static void check_address(chatlet_str address) {
    for (size_t i = 0; i < address.size_bytes; i++) {
        const unsigned char byte = (unsigned char)address.data[i];
        require(byte >= 0x20 && byte != 0x7F && byte != '?' && byte != '#');
    }
    check_names(address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str all = {.data = (const char *)data, .size_bytes = size};
    const size_t end = clet_str_find_byte(all, '\n', 0);
    const chatlet_str page = clet_str_slice(all, 0, end);
    const chatlet_str target = end < size ? clet_str_slice(all, end + 1, size) : (chatlet_str){0};
    clet_arena arena;
    clet_link_target link;
    clet_link_target itself;
    chatlet_str address;
    clet_arena_init(&arena, test_plain_allocator());
    require(clet_link_resolve(&arena, page, target, &link) == CHATLET_OK);
    require(clet_link_resolve(&arena, page, (chatlet_str){0}, &itself) == CHATLET_OK);
    require(clet_link_address(&arena, page, &address) == CHATLET_OK);
    require(clet_str_equal(itself.address, address));
    require(link.address.size_bytes <= 2 * 3 * (size_t)CHATLET_URL_BYTES_MAX + 8);
    check_address(link.address);
    check_address(address);
    clet_arena_free(&arena);
    return 0;
}
