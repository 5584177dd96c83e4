#include "route_csv.h"

#include "../domain/time_text.h"

enum { CSV_BYTES_MAX = 32 * 1024 * 1024 };

static const int64_t day_ms = INT64_C(86400000);

void route_csv_begin(route_csv *csv, route_call *call, chatlet_str names) {
    *csv = (route_csv){.call = call};
    http_buffer_init(&csv->buffer, &call->service->memory->allocator, CSV_BYTES_MAX);
    http_buffer_append(&csv->buffer, names);
    http_buffer_append(&csv->buffer, CHATLET_STR("\r\n"));
}

static void begin_cell(route_csv *csv) {
    if (csv->has_cell) http_buffer_append(&csv->buffer, CHATLET_STR(","));
    csv->has_cell = true;
}

/* What spreadsheets begin a formula with; a tab or line end in front of one is skipped by some. */
static bool is_formula(chatlet_str text) {
    if (text.size_bytes == 0) return false;
    const char first = text.data[0];
    return first == '=' || first == '+' || first == '-' || first == '@' || first == '\t' ||
           first == '\r' || first == '\n';
}

void route_csv_text(route_csv *csv, chatlet_str text) {
    size_t begin = 0;
    begin_cell(csv);
    http_buffer_append(&csv->buffer, CHATLET_STR("\""));
    if (is_formula(text)) http_buffer_append(&csv->buffer, CHATLET_STR("'"));
    for (size_t i = 0; i < text.size_bytes; i++) {
        if (text.data[i] != '"') continue;
        /* Up to the quote and with it; the next piece begins with it once more. */
        http_buffer_append(&csv->buffer, (chatlet_str){text.data + begin, i + 1 - begin});
        begin = i;
    }
    http_buffer_append(&csv->buffer, (chatlet_str){text.data + begin, text.size_bytes - begin});
    http_buffer_append(&csv->buffer, CHATLET_STR("\""));
}

void route_csv_whole(route_csv *csv, int64_t value) {
    begin_cell(csv);
    if (value < 0) http_buffer_append(&csv->buffer, CHATLET_STR("-"));
    http_buffer_append_number(&csv->buffer, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void route_csv_id(route_csv *csv, row_kind kind, int64_t id) {
    char text[ROW_ID_TEXT_BYTES];
    begin_cell(csv);
    if (id != 0) http_buffer_append(&csv->buffer, row_id_text(kind, id, text));
}

void route_csv_time(route_csv *csv, int64_t time_ms) {
    char text[TIME_TEXT_BYTES];
    begin_cell(csv);
    if (time_ms != 0) http_buffer_append(&csv->buffer, time_text_write(time_ms, text));
}

void route_csv_day(route_csv *csv, int64_t day) {
    char text[TIME_TEXT_DAY_BYTES];
    begin_cell(csv);
    http_buffer_append(&csv->buffer, time_text_write_day(day * day_ms, text));
}

void route_csv_end_row(route_csv *csv) {
    http_buffer_append(&csv->buffer, CHATLET_STR("\r\n"));
    csv->has_cell = false;
}

void route_csv_end(route_csv *csv, chatlet_str name) {
    region *memory = csv->call->service->memory;
    if (csv->buffer.failed) {
        (void)service_refuse(csv->call->service, PROBLEM_BUSY,
                             CHATLET_STR("The table is larger than memory allows."));
        return;
    }
    http_response_add(
        csv->call->response, CHATLET_STR("Content-Disposition"),
        region_join(memory, 3, CHATLET_STR("attachment; filename=\""), name, CHATLET_STR("\"")));
    route_answer_bytes(csv->call, 200, CHATLET_STR("text/csv; charset=utf-8"),
                       http_buffer_str(&csv->buffer));
}
