#include "bundle_confidence.h"

#include "../base/assert.h"
#include "../base/byte_reader.h"

clet_confidence_map clet_confidence_default(void) {
    return (clet_confidence_map){.center = CLET_CONFIDENCE_CENTER_DEFAULT,
                                 .slope_q8 = CLET_CONFIDENCE_SLOPE_DEFAULT};
}

static bool is_good(clet_confidence_map map, uint32_t threshold) {
    return map.center >= 1 && map.center <= CLET_EVIDENCE_MAX &&
           map.slope_q8 >= CLET_CONFIDENCE_SLOPE_MIN && map.slope_q8 <= CLET_CONFIDENCE_SLOPE_MAX &&
           threshold <= 1000000;
}

chatlet_status clet_confidence_read(chatlet_str bytes, clet_confidence_map *map,
                                    uint32_t *threshold) {
    clet_byte_reader reader = clet_byte_reader_of(bytes);
    const uint32_t center = clet_read_varint(&reader);
    const uint32_t slope = clet_read_varint(&reader);
    const uint32_t needed = clet_read_varint(&reader);
    const clet_confidence_map read = {.center = center, .slope_q8 = slope};
    if (reader.failed || clet_byte_reader_left(&reader) > 0 || !is_good(read, needed))
        return CHATLET_ERR_BUNDLE;
    *map = read;
    *threshold = needed;
    return CHATLET_OK;
}

void clet_confidence_append(clet_buffer *buffer, clet_confidence_map map, uint32_t threshold) {
    CLET_ASSERT(is_good(map, threshold));
    clet_buffer_append_varint(buffer, map.center);
    clet_buffer_append_varint(buffer, map.slope_q8);
    clet_buffer_append_varint(buffer, threshold);
}

/* 1,000,000 / (1 + 2^-z) for z = 0, 1/2, 1, … 8; between them a straight line. */
enum { CURVE_STEPS = 16, STEP_BITS = 15 };
static const uint32_t curve[CURVE_STEPS + 1] = {500000, 585786, 666667, 738796, 800000, 849779,
                                                888889, 918790, 941176, 957676, 969697, 978381,
                                                984615, 989072, 992248, 994506, 996109};

uint32_t clet_confidence_of(clet_confidence_map map, uint32_t evidence) {
    CLET_ASSERT(map.slope_q8 <= CLET_CONFIDENCE_SLOPE_MAX);
    const bool is_above = evidence >= map.center;
    const uint64_t distance = is_above ? evidence - map.center : map.center - evidence;
    const uint64_t z_q16 = distance * map.slope_q8 / 256;
    const uint64_t step = z_q16 >> STEP_BITS;
    uint32_t upper = curve[CURVE_STEPS];
    if (step < CURVE_STEPS) {
        const uint64_t rest = z_q16 & ((1u << STEP_BITS) - 1);
        upper = curve[step] + (uint32_t)((curve[step + 1] - curve[step]) * rest >> STEP_BITS);
    }
    return evidence == 0 ? 0 : is_above ? upper : 1000000 - upper;
}
