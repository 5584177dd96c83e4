/* Names of rows, roles, permissions, problems, and times as text. */
#include "domain/permission.h"
#include "domain/problem.h"
#include "domain/row_id.h"
#include "domain/time_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const int64_t moment_ms = INT64_C(1796083200000); /* 2026-12-01T00:00:00Z */

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static void ids_are_read_back_and_sort_by_time(void **state) {
    (void)state;
    int64_t early = row_id_make(moment_ms, UINT32_MAX);
    int64_t late = row_id_make(moment_ms + 1, 0);
    assert_true(early < late);
    for (int kind = 0; kind < ROW_KINDS; kind++) {
        char text[ROW_ID_TEXT_BYTES];
        int64_t read = 0;
        assert_true(row_id_read((row_kind)kind, row_id_text((row_kind)kind, early, text), &read));
        assert_true(read == early);
        assert_false(row_id_read((row_kind)((kind + 1) % ROW_KINDS),
                                 (chatlet_str){.data = text, .size_bytes = sizeof text}, &read));
    }
}

static void ids_are_never_zero_or_negative(void **state) {
    (void)state;
    assert_true(row_id_make(0, 0) > 0);
    assert_true(row_id_make(INT64_MAX, UINT32_MAX) > 0);
}

static void what_is_no_id_is_refused(void **state) {
    static const char *const wrong[] = {
        "",
        "bot_",
        "bot_000000000000",   /* one short */
        "bot_00000000000001", /* one long */
        "bot_0000000000000",  /* zero */
        "bot_000000000000u",  /* no digit */
        "bot_000000000000I",  /* upper case */
        "bot_8000000000000",  /* over 63 bits */
        "org_0000000000001",
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t id = 77;
        assert_false(row_id_read(ROW_BOT, view(wrong[i]), &id));
        assert_int_equal(id, 77);
    }
    int64_t id = 0;
    assert_true(row_id_read(ROW_BOT, view("bot_7zzzzzzzzzzzz"), &id));
    assert_true(id == INT64_MAX);
}

static void every_permission_has_a_name_and_an_owner_has_all(void **state) {
    (void)state;
    for (int i = 0; i < PERMISSIONS; i++) {
        char text[PERMISSION_NAME_BYTES_MAX];
        permission read;
        chatlet_str name = permission_name((permission)i, text);
        assert_true(permission_read(name, &read));
        assert_int_equal(read, i);
        assert_true(memchr(name.data, '.', name.size_bytes) != NULL);
        assert_true(permission_set_has(permission_set_of_role(ROLE_OWNER), (permission)i));
    }
    char text[PERMISSION_NAME_BYTES_MAX];
    chatlet_str name = permission_name(PERMISSION_BOTS_CREATE, text);
    assert_int_equal(name.size_bytes, 11);
    assert_memory_equal(name.data, "bots.create", 11);
    permission read;
    assert_false(permission_read(view("bots"), &read));
}

static void roles_have_what_the_table_gives_them(void **state) {
    (void)state;
    permission_set agent = permission_set_of_role(ROLE_AGENT);
    assert_true(permission_set_has(agent, PERMISSION_CONVERSATIONS_READ));
    assert_false(permission_set_has(agent, PERMISSION_BILLING_READ));
    assert_true(
        permission_set_has(permission_set_of_role(ROLE_BILLING), PERMISSION_BILLING_MANAGE));
    for (int i = 0; i < ROLES; i++) {
        role read;
        assert_true(role_read(role_name((role)i), &read));
        assert_int_equal(read, i);
    }
    role read;
    assert_false(role_read(view("king"), &read));
}

static void every_problem_has_a_status_and_a_title(void **state) {
    (void)state;
    for (int i = 0; i < PROBLEM_CODES; i++) {
        assert_true(problem_status((problem_code)i) >= 200);
        assert_true(problem_title((problem_code)i).size_bytes > 0);
        assert_true(problem_constant((problem_code)i).size_bytes > 0);
    }
    assert_int_equal(problem_status(PROBLEM_RATE_LIMITED), 429);
}

static void times_are_written_as_rfc_3339(void **state) {
    static const struct {
        int64_t time_ms;
        const char *text;
    } rows[] = {
        {0, "1970-01-01T00:00:00.000Z"},
        {-1, "1969-12-31T23:59:59.999Z"},
        {INT64_C(1796083200000), "2026-12-01T00:00:00.000Z"},
        {INT64_C(951782400000), "2000-02-29T00:00:00.000Z"},
        {INT64_C(4107542399999), "2100-02-28T23:59:59.999Z"},
        {INT64_C(4107542400000), "2100-03-01T00:00:00.000Z"},
        {INT64_MAX, "9999-12-31T23:59:59.999Z"},
        {INT64_MIN, "0000-01-01T00:00:00.000Z"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[TIME_TEXT_BYTES];
        chatlet_str written = time_text_write(rows[i].time_ms, text);
        assert_int_equal(written.size_bytes, TIME_TEXT_BYTES);
        assert_memory_equal(written.data, rows[i].text, TIME_TEXT_BYTES);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_read_back_and_sort_by_time),
        cmocka_unit_test(ids_are_never_zero_or_negative),
        cmocka_unit_test(what_is_no_id_is_refused),
        cmocka_unit_test(every_permission_has_a_name_and_an_owner_has_all),
        cmocka_unit_test(roles_have_what_the_table_gives_them),
        cmocka_unit_test(every_problem_has_a_status_and_a_title),
        cmocka_unit_test(times_are_written_as_rfc_3339),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
