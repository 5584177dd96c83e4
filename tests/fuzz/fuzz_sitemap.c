/* Any bytes as a sitemap: refused with a reason, or addresses within their limits. */
#include "cli_sitemap.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static void check_addresses(char *const *addresses, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(addresses[i]);
        require(length <= CLI_SITEMAP_URL_BYTES_MAX);
        require(length == 0 || (addresses[i][0] != ' ' && addresses[i][length - 1] != ' '));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cli_memory memory = {0};
    cli_sitemap sitemap = {.memory = &memory};
    cli_sitemap_error error;
    const chatlet_str bytes = {.data = (const char *)data, .size_bytes = size};
    const bool is_read = cli_sitemap_read(&sitemap, bytes, &error);
    require(is_read == (error.message == NULL));
    require(is_read || error.message[0] != '\0');
    require(sitemap.map_count <= CLI_SITEMAP_MAPS_MAX);
    require(sitemap.page_count <= CLI_SITEMAP_PAGES_MAX);
    check_addresses(sitemap.pages, sitemap.page_count);
    check_addresses(sitemap.maps, sitemap.map_count);
    cli_sitemap_free(&sitemap);
    cli_memory_free(&memory);
    return 0;
}
