/* What simulated clients write is what real ones do: names and times in their standard forms. */
#include "sim_event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct moment {
    int64_t time_ms;
    const char *text;
} moment;

static const moment moments[] = {
    {0, "1970-01-01T00:00:00.000Z"},
    {951782400000 + 86399999, "2000-02-29T23:59:59.999Z"},
    {1767225600000, "2026-01-01T00:00:00.000Z"},
    {1793836800000, "2026-11-05T00:00:00.000Z"},
    {4107542400000 - 1, "2100-02-28T23:59:59.999Z"},
    {4107542400000, "2100-03-01T00:00:00.000Z"},
};

static void times_are_written_as_the_calendar_has_them(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        char text[SIM_TIME_TEXT_BYTES + 1] = {0};
        sim_time_write(moments[i].time_ms, text);
        assert_string_equal(text, moments[i].text);
    }
}

static void names_are_uuids_of_version_7_with_their_time_in_front(void **state) {
    (void)state;
    sim_chance chance;
    uint8_t id[16];
    char text[SIM_UUID_TEXT_BYTES + 1] = {0};
    sim_chance_seed(&chance, 1);
    sim_uuid_make(&chance, INT64_C(0x0123456789ab), id);
    sim_uuid_write(id, text);
    assert_memory_equal(text, "01234567-89ab-7", 15);
    assert_true(strchr("89ab", text[19]) != NULL);
    assert_int_equal(text[8], '-');
    assert_int_equal(text[23], '-');
}

static void an_event_without_room_is_not_written(void **state) {
    (void)state;
    char text[64];
    sim_event event = {.kind = SIM_EVENT_USAGE, .quantity = 3};
    assert_int_equal(sim_event_write(&event, 1, CHATLET_STR("bot_0"), text, sizeof text), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_written_as_the_calendar_has_them),
        cmocka_unit_test(names_are_uuids_of_version_7_with_their_time_in_front),
        cmocka_unit_test(an_event_without_room_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
