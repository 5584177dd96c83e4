/* Any bytes as what stands behind "Bearer", as bytes in text, as an address of mail and of the
 * network: nothing that is taken has two ways of being written. */
#include "domain/region.h"
#include "security/address_range.h"
#include "security/byte_text.h"
#include "service/service_caller.h"
#include "service/service_mail.h"
#include "service/service_secret.h"
#include "test_allocator.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 4096 };

static void require(bool condition) {
    if (!condition) abort();
}

typedef bool reader(chatlet_str text, uint8_t *bytes, size_t capacity_bytes, size_t *size_bytes);
typedef chatlet_str writer(chatlet_str bytes, char *text);

/* What is read is written again as it was, but for the case of hexadecimal digits. */
static void read_back(chatlet_str source, reader *read, writer *write, bool folds) {
    static uint8_t bytes[BYTES_MAX];
    static char text[BYTES_MAX * 2 + 4];
    size_t size_bytes;
    if (!read(source, bytes, sizeof bytes, &size_bytes)) return;
    const chatlet_str written = write((chatlet_str){(const char *)bytes, size_bytes}, text);
    require(written.size_bytes == source.size_bytes);
    for (size_t i = 0; i < written.size_bytes; i++)
        require((written.data[i] | (folds ? 0x20 : 0)) == (source.data[i] | (folds ? 0x20 : 0)));
}

static void read_address(service *service, chatlet_str source) {
    chatlet_str address;
    chatlet_str again;
    address_range range;
    if (mail_read_address(service, CHATLET_STR("/email"), source, &address)) {
        for (size_t i = 0; i < address.size_bytes; i++)
            require(address.data[i] > ' ' && address.data[i] < 127);
        require(mail_read_address(service, CHATLET_STR("/email"), address, &again));
        require(memcmp(again.data, address.data, address.size_bytes) == 0);
    }
    if (address_range_read(source, &range)) require(address_range_has(&range, &range));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const chatlet_str source = {.data = (const char *)data, .size_bytes = size};
    region memory;
    if (size > BYTES_MAX) return 0;
    region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
    const service_settings settings = {.base_url = CHATLET_STR("https://chat.example")};
    service service = {.memory = &memory, .now_ms = 1900000000000, .settings = &settings};
    read_back(source, byte_text_read_hex, byte_text_write_hex, true);
    read_back(source, byte_text_read_base64, byte_text_write_base64, false);
    read_back(source, byte_text_read_base64url, byte_text_write_base64url, false);
    read_back(source, byte_text_read_base32, byte_text_write_base32, false);
    if (service_check_api_key(source) == API_KEY_WHOLE) require(size == API_KEY_BYTES);
    /* Nobody but this server knows the key that signs tokens of visitors. */
    require(!service_identify_visitor(&service, source));
    read_address(&service, source);
    region_free(&memory);
    return 0;
}
