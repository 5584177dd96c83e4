/* Any text as a double: refused, or what is written of it reads back as the same; and any eight
 * bytes as a double, the same way. The C library of this machine is the measure of reading. */
#include "base/double_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) abort();
}

static bool is_same(double a, double b) { return a == b || (a != a && b != b); }

static void write_and_read(double number) {
    char text[CLET_DOUBLE_TEXT_BYTES_MAX];
    char fixed[CLET_DOUBLE_FIXED_BYTES_MAX];
    double back;
    const size_t size_bytes = clet_double_text_write(number, text);
    require(size_bytes <= sizeof text);
    require(clet_double_text_read((chatlet_str){text, size_bytes}, &back));
    require(is_same(back, number));
    require(clet_double_text_fixed(number, CHATLET_FORMAT_PLACES_MAX, false, fixed) <=
            sizeof fixed);
    require(clet_double_text_fixed(number, 17, true, fixed) <= sizeof fixed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    double number;
    if (size >= sizeof number) {
        memcpy(&number, data, sizeof number);
        write_and_read(number);
    }
    if (!clet_double_text_read((chatlet_str){(const char *)data, size}, &number)) return 0;
    char *text = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    require(is_same(number, strtod(text, NULL)));
    free(text);
    write_and_read(number);
    return 0;
}
