#include "service_usage.h"

#include "../domain/calendar.h"
#include "../domain/time_text.h"
#include "../domain/whole_text.h"

#include <string.h>

enum { HOUR_MS = 60 * 60 * 1000, LINE_BYTES_MAX = METER_NAME_BYTES_MAX + 64 };

typedef struct csv {
    char *data;
    size_t size_bytes;
} csv;

static void add(csv *out, chatlet_str text) {
    if (text.size_bytes > 0) memcpy(out->data + out->size_bytes, text.data, text.size_bytes);
    out->size_bytes += text.size_bytes;
}

static void add_line(csv *out, const store_usage_question *question, const store_usage_line *line) {
    char day[TIME_TEXT_DAY_BYTES];
    char bot[ROW_ID_TEXT_BYTES];
    char number[WHOLE_TEXT_BYTES];
    add(out, line->meter);
    if (question->by_day) {
        add(out, CHATLET_STR(","));
        add(out, time_text_write_day(line->day * CALENDAR_DAY_MS, day));
    }
    if (question->by_bot) {
        add(out, CHATLET_STR(","));
        if (line->bot_id != 0) add(out, row_id_text(ROW_BOT, line->bot_id, bot));
    }
    add(out, CHATLET_STR(","));
    add(out, whole_text_write(line->quantity, number));
    add(out, CHATLET_STR("\r\n"));
}

chatlet_str usage_csv(service *service, const store_usage_question *question,
                      const store_usage_line *lines, size_t count) {
    csv out = {.data = region_take(service->memory, (count + 1) * LINE_BYTES_MAX)};
    if (out.data == NULL) return CHATLET_STR("");
    add(&out, CHATLET_STR("meter"));
    if (question->by_day) add(&out, CHATLET_STR(",day"));
    if (question->by_bot) add(&out, CHATLET_STR(",bot"));
    add(&out, CHATLET_STR(",quantity\r\n"));
    for (size_t i = 0; i < count; i++)
        add_line(&out, question, &lines[i]);
    return (chatlet_str){.data = out.data, .size_bytes = out.size_bytes};
}

int64_t usage_project(const meter_quota *quota, int64_t now_ms) {
    int64_t gone_minutes = (now_ms - quota->period_start_ms) / 60000;
    int64_t whole_minutes = (quota->period_end_ms - quota->period_start_ms) / 60000;
    if (now_ms - quota->period_start_ms < HOUR_MS) return PLAN_UNLIMITED;
    if (quota->used <= 0) return 0;
    /* Apart, so that nothing overflows. */
    return quota->used / gone_minutes * whole_minutes +
           quota->used % gone_minutes * whole_minutes / gone_minutes;
}

bool usage_void(service *service, int64_t organization_id, int64_t day, int64_t bot_id,
                int64_t *count, bool *is_more) {
    char day_text[TIME_TEXT_DAY_BYTES];
    char number[WHOLE_TEXT_BYTES];
    int64_t today = calendar_day(service->now_ms);
    if (day > today || day < today - EVENT_LATE_MINUTES_MAX / 1440) {
        return service_refuse_field(service, CHATLET_STR("/day"),
                                    CHATLET_STR("Name today, or a day of the 35 before it."));
    }
    *count = meter_void_day(service, organization_id, day, bot_id, is_more);
    if (*count == 0) return true;
    service_audit(
        service, organization_id, "usage.void",
        region_copy(service->memory, time_text_write_day(day * CALENDAR_DAY_MS, day_text)),
        region_join(service->memory, 3, CHATLET_STR("{\"conversations\":"),
                    whole_text_write(*count, number), CHATLET_STR("}")));
    return true;
}

void usage_set_settings(service *service, int64_t organization_id, store_usage_settings *settings) {
    char number[WHOLE_TEXT_BYTES];
    store_usage_settings_write(service->db, organization_id, settings);
    store_usage_settings_read(service->db, organization_id, settings);
    chatlet_str maximum = settings->has_overage_maximum
                              ? whole_text_write(settings->overage_maximum, number)
                              : CHATLET_STR("null");
    service_audit(service, organization_id, "usage.settings", CHATLET_STR(""),
                  region_join(service->memory, 5, CHATLET_STR("{\"mails_alerts\":"),
                              settings->mails_alerts ? CHATLET_STR("true") : CHATLET_STR("false"),
                              CHATLET_STR(",\"overage_maximum\":"), maximum, CHATLET_STR("}")));
}
