/* In: days and a bot. Out: the figures counted on them, as JSON or CSV. */
#include "../domain/calendar.h"
#include "../domain/time_text.h"
#include "../http/http_text.h"
#include "../service/analytics_list.h"
#include "../store/store_analytics.h"
#include "route_csv.h"
#include "route_visitor.h"

enum { ANALYTICS_DAYS_MAX = 400, ANALYTICS_DAYS_DEFAULT = 30, NODES_MAX = 500 };

static bool read_digits(chatlet_str text, size_t at, size_t count, int64_t *value) {
    *value = 0;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        *value = *value * 10 + (text.data[i] - '0');
    }
    return true;
}

/* "2026-12-01"; a day that its month does not have is none. */
static bool read_day(chatlet_str text, int64_t *day) {
    calendar_date date;
    if (text.size_bytes != TIME_TEXT_DAY_BYTES || text.data[4] != '-' || text.data[7] != '-')
        return false;
    if (!read_digits(text, 0, 4, &date.year) || !read_digits(text, 5, 2, &date.month) ||
        !read_digits(text, 8, 2, &date.day))
        return false;
    if (date.year < 1970 || date.month < 1 || date.month > 12 || date.day < 1) return false;
    if (date.day > calendar_month_days(date.year, date.month)) return false;
    *day = calendar_days_of(date);
    return true;
}

bool route_query_day(route_call *call, chatlet_str name, int64_t otherwise, int64_t *day) {
    const chatlet_str text = route_query_text(call, name);
    *day = otherwise;
    if (text.size_bytes == 0 || read_day(text, day)) return true;
    return service_refuse_field(call->service, region_copy(call->service->memory, name),
                                CHATLET_STR("This must be a day, like 2026-12-01."));
}

/* What every question here has. */
typedef struct range {
    int64_t bot_id;
    int64_t from_day;
    int64_t to_day; /* not in it */
    bool as_csv;
} range;

static bool read_range(route_call *call, range *range) {
    const int64_t today = calendar_day(call->service->now_ms);
    const chatlet_str format = route_query_text(call, CHATLET_STR("format"));
    bool good = route_query_day(call, CHATLET_STR("from"), today - ANALYTICS_DAYS_DEFAULT + 1,
                                &range->from_day);
    good = route_query_day(call, CHATLET_STR("to"), today, &range->to_day) && good;
    range->to_day++; /* the last day is in */
    range->as_csv = http_text_equal(format, CHATLET_STR("csv"));
    if (!range->as_csv && format.size_bytes > 0 && !http_text_equal(format, CHATLET_STR("json")))
        good = service_refuse_field(call->service, CHATLET_STR("format"),
                                    CHATLET_STR("This must be json or csv."));
    if (good &&
        (range->to_day <= range->from_day || range->to_day - range->from_day > ANALYTICS_DAYS_MAX))
        good = service_refuse_field(call->service, CHATLET_STR("to"),
                                    CHATLET_STR("This must be from the first day to at most 400 "
                                                "days later."));
    return good && route_query_bot(call, &range->bot_id);
}

/* One day's row: every measure, zeros where nothing was counted. *at moves past them. */
static void gather(const store_analytics_figure *figures, size_t count, size_t *at, int64_t day,
                   int64_t row[ANALYTICS_MEASURES]) {
    for (int i = 0; i < ANALYTICS_MEASURES; i++)
        row[i] = 0;
    for (; *at < count && figures[*at].day == day; (*at)++) {
        analytics_measure measure;
        if (analytics_measure_read(figures[*at].measure, &measure))
            row[measure] = figures[*at].quantity;
    }
}

static chatlet_str column_names(region *memory) {
    chatlet_str names = CHATLET_STR("day");
    for (int i = 0; i < ANALYTICS_MEASURES; i++)
        names = region_join(memory, 3, names, CHATLET_STR(","),
                            analytics_measure_name((analytics_measure)i));
    return names;
}

static void answer_days_csv(route_call *call, const range *range,
                            const store_analytics_figure *figures, size_t count) {
    route_csv csv;
    size_t at = 0;
    route_csv_begin(&csv, call, column_names(call->service->memory));
    for (int64_t day = range->from_day; day < range->to_day; day++) {
        int64_t row[ANALYTICS_MEASURES];
        gather(figures, count, &at, day, row);
        route_csv_day(&csv, day);
        for (int i = 0; i < ANALYTICS_MEASURES; i++)
            route_csv_whole(&csv, row[i]);
        route_csv_end_row(&csv);
    }
    route_csv_end(&csv, CHATLET_STR("analytics.csv"));
}

static void write_row(chatlet_json_writer *writer, const int64_t row[ANALYTICS_MEASURES]) {
    for (int i = 0; i < ANALYTICS_MEASURES; i++) {
        chatlet_json_write_key(writer, analytics_measure_name((analytics_measure)i));
        chatlet_json_write_integer(writer, row[i]);
    }
}

static void write_day(chatlet_json_writer *writer, const char *key, int64_t day) {
    char text[TIME_TEXT_DAY_BYTES];
    route_write_text(writer, key, time_text_write_day(day * CALENDAR_DAY_MS, text));
}

static void answer_days(route_call *call, const range *range, const store_analytics_figure *figures,
                        size_t count) {
    int64_t total[ANALYTICS_MEASURES] = {0};
    size_t at = 0;
    chatlet_json_writer *writer = route_answer_begin(call, 200);
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("days"));
    chatlet_json_write_array_begin(writer);
    for (int64_t day = range->from_day; day < range->to_day; day++) {
        int64_t row[ANALYTICS_MEASURES];
        gather(figures, count, &at, day, row);
        for (int i = 0; i < ANALYTICS_MEASURES; i++)
            total[i] += row[i];
        chatlet_json_write_object_begin(writer);
        write_day(writer, "day", day);
        write_row(writer, row);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    chatlet_json_write_key(writer, CHATLET_STR("total"));
    chatlet_json_write_object_begin(writer);
    write_row(writer, total);
    chatlet_json_write_object_end(writer);
    chatlet_json_write_object_end(writer);
    route_answer_end(call, writer);
}

void route_analytics_days(route_call *call) {
    store_analytics_figure *figures;
    range range;
    if (!read_range(call, &range)) return;
    const size_t count = store_analytics_list(
        call->service->db, route_organization(call), range.bot_id, range.from_day, range.to_day,
        (size_t)ANALYTICS_DAYS_MAX * ANALYTICS_MEASURES, call->service->memory, &figures);
    if (range.as_csv)
        answer_days_csv(call, &range, figures, count);
    else
        answer_days(call, &range, figures, count);
}

static void answer_nodes_csv(route_call *call, const store_analytics_node *nodes, size_t count) {
    route_csv csv;
    route_csv_begin(&csv, call, CHATLET_STR("node,entries,ends"));
    for (size_t i = 0; i < count; i++) {
        route_csv_text(&csv, nodes[i].node);
        route_csv_whole(&csv, nodes[i].entries);
        route_csv_whole(&csv, nodes[i].ends);
        route_csv_end_row(&csv);
    }
    route_csv_end(&csv, CHATLET_STR("nodes.csv"));
}

void route_analytics_nodes(route_call *call) {
    store_analytics_node *nodes;
    range range;
    if (!read_range(call, &range)) return;
    if (range.bot_id == 0) {
        (void)service_refuse_field(call->service, CHATLET_STR("bot"),
                                   CHATLET_STR("Nodes are those of one bot: name it."));
        return;
    }
    const size_t count = store_analytics_nodes(call->service->db, route_organization(call),
                                               range.bot_id, range.from_day, range.to_day,
                                               NODES_MAX, call->service->memory, &nodes);
    if (range.as_csv) {
        answer_nodes_csv(call, nodes, count);
        return;
    }
    chatlet_json_writer *writer = route_page_begin(call);
    for (size_t i = 0; i < count; i++) {
        chatlet_json_write_object_begin(writer);
        route_write_text(writer, "node", nodes[i].node);
        route_write_whole(writer, "entries", nodes[i].entries);
        route_write_whole(writer, "ends", nodes[i].ends);
        chatlet_json_write_object_end(writer);
    }
    route_page_end(call, writer, 0);
}
