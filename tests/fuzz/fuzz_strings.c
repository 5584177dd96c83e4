/* Any bytes as strings/en.json of a bot: whatever is taken of it,
 * a bundle that is built opens again. */
#include "test_flow_build.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    test_flow_fuzz_source("strings/en.json", data, size);
    return 0;
}
