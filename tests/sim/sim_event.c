#include "sim_event.h"

#include <stdio.h>
#include <string.h>

void sim_uuid_make(sim_chance *chance, int64_t now_ms, uint8_t id[16]) {
    sim_chance_fill(chance, id, 16);
    for (int i = 0; i < 6; i++)
        id[i] = (uint8_t)(now_ms >> (40 - 8 * i));
    id[6] = (uint8_t)(0x70 | (id[6] & 0x0f));
    id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
}

void sim_uuid_write(const uint8_t id[16], char text[SIM_UUID_TEXT_BYTES]) {
    static const char digits[] = "0123456789abcdef";
    size_t at = 0;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
        text[at++] = digits[id[i] >> 4];
        text[at++] = digits[id[i] & 15];
    }
}

/* Days since 1970 to year, month and day (Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms"). */
static void split_day(int64_t days, int *year, int *month, int *day) {
    int64_t shifted = days + 719468;
    int64_t era = shifted / 146097;
    int64_t of_era = shifted - era * 146097;
    int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
    int64_t shifted_month = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * shifted_month + 2) / 5 + 1);
    *month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    *year = (int)(years + era * 400 + (*month <= 2));
}

void sim_time_write(int64_t time_ms, char text[SIM_TIME_TEXT_BYTES]) {
    char line[64];
    int year;
    int month;
    int day;
    int64_t of_day = time_ms % 86400000;
    split_day(time_ms / 86400000, &year, &month, &day);
    (void)snprintf(line, sizeof line, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day,
                   (int)(of_day / 3600000), (int)(of_day / 60000 % 60), (int)(of_day / 1000 % 60),
                   (int)(of_day % 1000));
    memcpy(text, line, SIM_TIME_TEXT_BYTES);
}

typedef struct texts {
    char id[SIM_UUID_TEXT_BYTES + 1];
    char conversation[SIM_UUID_TEXT_BYTES + 1];
    char corrects[SIM_UUID_TEXT_BYTES + 1];
    char time[SIM_TIME_TEXT_BYTES + 1];
} texts;

static texts write_texts(const sim_event *event) {
    texts written = {.id = ""};
    sim_uuid_write(event->id, written.id);
    sim_uuid_write(event->conversation, written.conversation);
    sim_uuid_write(event->corrects, written.corrects);
    sim_time_write(event->occurred_at_ms, written.time);
    return written;
}

size_t sim_event_write(const sim_event *event, uint32_t number, chatlet_str bot, char *text,
                       size_t size_bytes) {
    texts written = write_texts(event);
    int size = 0;
    switch (event->kind) {
    case SIM_EVENT_CONVERSATION:
        size = snprintf(text, size_bytes,
                        "{\"id\":\"%s\",\"type\":\"conversation\",\"time\":\"%s\","
                        "\"conversation\":\"%s\"}",
                        written.id, written.time, written.conversation);
        break;
    case SIM_EVENT_MESSAGE:
        size = snprintf(text, size_bytes,
                        "{\"id\":\"%s\",\"type\":\"message\",\"time\":\"%s\","
                        "\"conversation\":\"%s\",\"author\":\"%s\",\"text\":\"words-%u-of-%lld-\"}",
                        written.id, written.time, written.conversation,
                        number % 2 == 0 ? "visitor" : "bot", (unsigned)number,
                        (long long)event->visitor_id);
        break;
    case SIM_EVENT_USAGE:
        size = snprintf(text, size_bytes,
                        "{\"id\":\"%s\",\"type\":\"usage\",\"time\":\"%s\",\"bot\":\"%.*s\","
                        "\"meter\":\"%s\",\"quantity\":%lld%s%s%s}",
                        written.id, written.time, (int)bot.size_bytes, bot.data, "model_tokens",
                        (long long)event->quantity, event->is_correction ? ",\"corrects\":\"" : "",
                        event->is_correction ? written.corrects : "",
                        event->is_correction ? "\"" : "");
        break;
    case SIM_EVENT_KINDS: break;
    }
    return size > 0 && (size_t)size < size_bytes ? (size_t)size : 0;
}
