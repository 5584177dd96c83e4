#include "test_allocator.h"
#include "test_assert.h"
#include "test_service.h"

#include "service/outbox.h"
#include "service/service_account_mail.h"
#include "service/service_mail.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static test_database *database;
static test_service test;

static int begin(void **state) {
    (void)state;
    database = test_database_open(DB_DIALECT_SQLITE, true);
    test_service_open(&test, database);
    test_service_begin(&test, true);
    return 0;
}

static int end(void **state) {
    (void)state;
    test_service_commit(&test);
    test_service_close(&test);
    test_database_close(database);
    return 0;
}

static void only_plain_addresses_are_taken(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *address; /* NULL: refused */
    } rows[] = {
        {"ann@example.com", "ann@example.com"},
        {"Ann.B+c@Example.COM", "ann.b+c@example.com"},
        {"a@b.c", "a@b.c"},
        {"ann@localhost", "ann@localhost"},
        {"o'neil@example.com", "o'neil@example.com"},
        {A64 "@example.com", A64 "@example.com"},
        {"a" A64 "@example.com", NULL},
        {"", NULL},
        {"@", NULL},
        {"ann", NULL},
        {"ann@", NULL},
        {"@example.com", NULL},
        {"ann@example", NULL},
        {"ann@.com", NULL},
        {"ann@example..com", NULL},
        {"ann@example.com.", NULL},
        {"ann@-example.com", NULL},
        {"ann@exam_ple.com", NULL},
        {".ann@example.com", NULL},
        {"ann.@example.com", NULL},
        {"a..b@example.com", NULL},
        {"ann@b@example.com", NULL},
        {"ann example@example.com", NULL},
        {"\"ann b\"@example.com", NULL},
        {"ann@[192.0.2.1]", NULL},
        {"ann@example.com\r\nBcc: x@example.com", NULL},
        {"ann@example.com\n", NULL},
        {"ann@example.com, bob@example.com", NULL},
        {"Ann <ann@example.com>", NULL},
        {"\xc3\xa1nn@example.com", NULL},
        {"ann@ex\xc3\xa1mple.com", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_str address;
        const chatlet_str text = test_guarded_copy(test_str(rows[i].text));
        const bool is_good =
            mail_read_address(&test.service, CHATLET_STR("/email"), text, &address);
        test_guarded_free(text);
        if (is_good != (rows[i].address != NULL)) fail_msg("%s", rows[i].text);
        if (is_good) test_text_equal(rows[i].text, address, test_str(rows[i].address));
    }
}

/* 254 bytes and one more. */
static void the_longest_address_is_taken_and_no_longer(void **state) {
    (void)state;
    for (size_t past = 0; past < 2; past++) {
        char text[MAIL_ADDRESS_BYTES_MAX + 1];
        chatlet_str address;
        memset(text, 'a', sizeof text);
        text[10] = '@';
        text[100] = '.';
        assert_int_equal(mail_read_address(&test.service, CHATLET_STR("/email"),
                                           (chatlet_str){text, MAIL_ADDRESS_BYTES_MAX + past},
                                           &address),
                         past == 0);
    }
}

/* Leaves a mail, takes it and builds its message. */
static chatlet_str build(chatlet_str subject, chatlet_str text) {
    outbox_item *items;
    outbox_call call;
    mail_leave(&test.service, CHATLET_STR("ann@example.com"), subject, text);
    assert_int_equal(outbox_take(&test.service, 1, 60000, &items), 1);
    assert_true(outbox_build(&test.service, &items[0], &call));
    assert_int_equal(call.kind, OUTBOX_CALL_MAIL);
    test_text_equal("to", call.mail_to, test_str("ann@example.com"));
    outbox_apply(&test.service, &items[0], &(outbox_result){.arrived = true, .status = 250});
    return call.mail_text;
}

static void a_mail_is_a_whole_message(void **state) {
    (void)state;
    const chatlet_str message =
        build(CHATLET_STR("Hello"), CHATLET_STR("Hello,\n\n.dot = 1 \n\xc3\xa9\n"));
    const char *id = strstr(message.data, "Message-ID: <out_");
    char expected[1024];
    assert_non_null(id);
    (void)snprintf(expected, sizeof expected,
                   "From: Chatlet <mail@chat.example>\r\n"
                   "To: ann@example.com\r\n"
                   "Subject: Hello\r\n"
                   "Date: Tue, 01 Dec 2026 00:00:00 +0000\r\n"
                   "Message-ID: <%.17s@chat.example>\r\n"
                   "MIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=utf-8\r\n"
                   "Content-Transfer-Encoding: quoted-printable\r\n"
                   "Auto-Submitted: auto-generated\r\n"
                   "\r\n"
                   "Hello,\r\n\r\n=2Edot =3D 1=20\r\n=C3=A9\r\n\r\n",
                   id + strlen("Message-ID: <"));
    test_text_equal("message", message, test_str(expected));
}

/* Every line ends in CRLF, no line is longer than the standard allows, and what was given can end
 * no line of the header. */
static void no_text_reaches_the_header(void **state) {
    (void)state;
    static const char *subjects[] = {
        "Hello\r\nBcc: evil@example.com",
        "\n",
        "\xc3\xb1\r\n\r\nbody",
        "",
        "A subject that is rather long, so long that it needs more than one line \xe2\x82\xac",
    };
    static char long_line[5000];
    memset(long_line, '\xff', sizeof long_line);
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        const chatlet_str message =
            build(test_str(subjects[i]), (chatlet_str){long_line, sizeof long_line});
        size_t header_lines = 0;
        size_t column = 0;
        bool in_header = true;
        for (size_t at = 0; at < message.size_bytes; at++) {
            const char byte = message.data[at];
            if (byte == '\n') fail_msg("%zu: a bare line feed", at);
            if (byte != '\r') {
                if (in_header && column == 0 && byte != ' ') header_lines++;
                assert_true(++column <= 76);
                continue;
            }
            assert_int_equal(message.data[++at], '\n');
            if (column == 0) in_header = false;
            column = 0;
        }
        assert_int_equal(header_lines, 9);
        assert_null(strstr(message.data, "\r\nBcc"));
    }
}

static void a_long_subject_is_cut_at_a_character(void **state) {
    (void)state;
    static char subject[MAIL_SUBJECT_BYTES_MAX + 2];
    for (size_t i = 0; i + 1 < sizeof subject; i += 2)
        memcpy(subject + i, "\xc3\xa9", 2);
    const chatlet_str message = build((chatlet_str){subject, sizeof subject}, CHATLET_STR("x"));
    /* 100 characters of two bytes, 19 in each encoded word. */
    size_t words = 0;
    for (const char *at = message.data; (at = strstr(at, "=?UTF-8?B?")) != NULL; at++)
        words++;
    assert_int_equal(words, 6);
}

static void a_long_text_is_cut(void **state) {
    (void)state;
    static char text[MAIL_TEXT_BYTES_MAX + 1];
    memset(text, 'a', sizeof text);
    for (size_t past = 0; past < 2; past++) {
        const chatlet_str message =
            build(CHATLET_STR("x"), (chatlet_str){text, MAIL_TEXT_BYTES_MAX + past});
        size_t letters = 0;
        for (const char *at = strstr(message.data, "\r\n\r\n"); *at != 0; at++)
            if (*at == 'a') letters++;
        assert_int_equal(letters, MAIL_TEXT_BYTES_MAX);
    }
}

static void a_mail_that_is_none_sends_nothing(void **state) {
    (void)state;
    outbox_item *items;
    outbox_call call;
    mail_leave_nothing(&test.service);
    assert_int_equal(outbox_take(&test.service, 1, 60000, &items), 1);
    assert_true(outbox_build(&test.service, &items[0], &call));
    assert_int_equal(call.kind, OUTBOX_CALL_NOTHING);
}

/* As mail servers answer: the other way round than HTTP's. */
static void a_mail_server_s_code_decides(void **state) {
    (void)state;
    static const struct {
        bool arrived;
        uint16_t status;
        const char *row; /* state and body afterwards */
    } rows[] = {
        {true, 250, "done {}"}, {true, 451, "waiting"}, {true, 421, "waiting"},
        {false, 0, "waiting"},  {true, 550, "dead"},    {true, 354, "waiting"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        outbox_item *items;
        mail_leave(&test.service, CHATLET_STR("ann@example.com"), CHATLET_STR("a"),
                   CHATLET_STR("b"));
        assert_int_equal(outbox_take(&test.service, 1, 60000, &items), 1);
        outbox_apply(&test.service, &items[0],
                     &(outbox_result){.arrived = rows[i].arrived, .status = rows[i].status});
        db_query *query =
            DB_OPEN(test.service.db, "SELECT state, body FROM outbox WHERE outbox_id = ?1",
                    db_integer(items[0].id));
        assert_true(db_next(query));
        const chatlet_str row = region_join(&test.memory, 3, db_column_text(query, 0),
                                            CHATLET_STR(" "), db_column_text(query, 1));
        db_close_query(query);
        if (strncmp(row.data, rows[i].row, strlen(rows[i].row)) != 0)
            fail_msg("%u: %.*s", rows[i].status, (int)row.size_bytes, row.data);
        if (strcmp(rows[i].row, "done {}") != 0) assert_non_null(strstr(row.data, "ann@"));
    }
}

static void each_kind_has_its_words_in_each_language(void **state) {
    (void)state;
    static const char *languages[] = {"en", "es", "pt-BR"};
    chatlet_str before = CHATLET_STR("");
    for (int kind = 0; kind < ACCOUNT_MAIL_KINDS; kind++) {
        for (size_t i = 0; i < 3; i++) {
            outbox_item *items;
            account_mail_leave(&test.service, (account_mail_kind)kind, test_str(languages[i]),
                               CHATLET_STR("ann@example.com"), CHATLET_STR("/x#token=1"),
                               CHATLET_STR("Acme {link}"));
            assert_int_equal(outbox_take(&test.service, 1, 60000, &items), 1);
            const chatlet_str body = region_copy(&test.memory, items[0].body_json);
            if (kind != ACCOUNT_MAIL_EMAIL_CHANGED)
                assert_non_null(strstr(body.data, "https://chat.example/x#token=1"));
            if (kind == ACCOUNT_MAIL_INVITATION)
                assert_non_null(strstr(body.data, "Acme {link}"));
            else
                assert_null(strchr(strstr(body.data, "\"subject\""), '{'));
            assert_true(body.size_bytes != before.size_bytes ||
                        memcmp(body.data, before.data, body.size_bytes) != 0);
            before = body;
            outbox_apply(&test.service, &items[0],
                         &(outbox_result){.arrived = true, .status = 250});
        }
    }
    test_text_equal("unknown", account_locale(CHATLET_STR("de")), test_str("en"));
    test_text_equal("almost", account_locale(CHATLET_STR("est")), test_str("en"));
    test_text_equal("empty", account_locale(CHATLET_STR("")), test_str("en"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_plain_addresses_are_taken, begin, end),
        cmocka_unit_test_setup_teardown(the_longest_address_is_taken_and_no_longer, begin, end),
        cmocka_unit_test_setup_teardown(a_mail_is_a_whole_message, begin, end),
        cmocka_unit_test_setup_teardown(no_text_reaches_the_header, begin, end),
        cmocka_unit_test_setup_teardown(a_long_subject_is_cut_at_a_character, begin, end),
        cmocka_unit_test_setup_teardown(a_long_text_is_cut, begin, end),
        cmocka_unit_test_setup_teardown(a_mail_that_is_none_sends_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_mail_server_s_code_decides, begin, end),
        cmocka_unit_test_setup_teardown(each_kind_has_its_words_in_each_language, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
