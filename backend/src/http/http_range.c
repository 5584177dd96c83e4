#include "http_range.h"

#include "http_text.h"

static const http_range whole = {.kind = HTTP_RANGE_WHOLE};
static const http_range unsatisfiable = {.kind = HTTP_RANGE_UNSATISFIABLE};

/* "-500": the last bytes. */
static http_range read_suffix(chatlet_str text, uint64_t file_bytes) {
    uint64_t size_bytes;
    if (!http_text_number(text, &size_bytes)) return whole;
    if (size_bytes == 0 || file_bytes == 0) return unsatisfiable;
    if (size_bytes > file_bytes) size_bytes = file_bytes;
    return (http_range){
        .kind = HTTP_RANGE_PIECE, .offset = file_bytes - size_bytes, .size_bytes = size_bytes};
}

/* "0-499" or "500-": from a first byte to a last one, or to the end. */
static http_range read_span(chatlet_str first_text, chatlet_str last_text, uint64_t file_bytes) {
    uint64_t first;
    uint64_t last = UINT64_MAX;
    if (!http_text_number(first_text, &first)) return whole;
    if (last_text.size_bytes > 0 && !http_text_number(last_text, &last)) return whole;
    if (last < first) return whole;
    if (first >= file_bytes) return unsatisfiable;
    if (last >= file_bytes) last = file_bytes - 1;
    return (http_range){.kind = HTTP_RANGE_PIECE, .offset = first, .size_bytes = last - first + 1};
}

http_range http_range_read(chatlet_str value, uint64_t file_bytes) {
    size_t equals = http_text_find(value, '=');
    chatlet_str unit = http_text_trim((chatlet_str){.data = value.data, .size_bytes = equals});
    if (equals == value.size_bytes || !http_text_equal_ignore_case(unit, CHATLET_STR("bytes"))) {
        return whole;
    }
    chatlet_str ranges = http_text_from(value, equals + 1);
    chatlet_str range;
    chatlet_str second;
    if (!http_text_next_item(&ranges, ',', &range)) return whole;
    if (http_text_next_item(&ranges, ',', &second)) return whole;
    size_t dash = http_text_find(range, '-');
    if (dash == range.size_bytes) return whole;
    chatlet_str first = {.data = range.data, .size_bytes = dash};
    chatlet_str last = http_text_from(range, dash + 1);
    return dash == 0 ? read_suffix(last, file_bytes) : read_span(first, last, file_bytes);
}
