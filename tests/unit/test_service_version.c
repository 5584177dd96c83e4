/* Versions and channels over time: what is kept, what is shown, what goes; and what a plan has. */
#include "security/byte_text.h"
#include "service/plan.h"
#include "service/service_version.h"
#include "test_assert.h"
#include "test_service.h"

static const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;

enum { ORGANIZATION = 7, OTHER = 8 };

static void add_organization(test_service *test, int64_t id) {
    (void)DB_RUN(test->service.db,
                 "INSERT INTO organizations (organization_id, name, plan, created_at_ms) "
                 "VALUES (?1, 'Shop', 'free', 1)",
                 db_integer(id));
}

static void begin(test_service *test, test_database *database) {
    test_service_open(test, database);
    test_service_begin(test, true);
    add_organization(test, ORGANIZATION);
    add_organization(test, OTHER);
}

static store_bot make_bot(test_service *test, int64_t organization_id) {
    store_bot bot;
    bot_wish wish = {.name = CHATLET_STR("Shop")};
    assert_true(service_bot_create(&test->service, organization_id, &wish, &bot));
    return bot;
}

/* A version of one file: what is in it does not matter here, the check was before. */
static store_version add_version(test_service *test, const store_bot *bot, const char *content) {
    version_file file = {.name = CHATLET_STR("files/0123456789abcdef.head"),
                         .bytes = test_str(content),
                         .size_bytes = strlen(content)};
    version_files files = {.files = &file, .count = 1};
    version_facts facts = {.bundle_id = CHATLET_STR("shop"),
                           .title = CHATLET_STR("Shop"),
                           .locale = CHATLET_STR("en"),
                           .locale_count = 1,
                           .size_bytes = file.size_bytes};
    store_version version;
    bool is_new;
    crypto_sha256(file.bytes, file.sha256);
    version_files_hash(&files, facts.hash);
    service_version_store_files(&test->service, bot->organization_id, &files);
    assert_true(service_version_add(&test->service, bot, &files, &facts, CHATLET_STR(""), &version,
                                    &is_new));
    assert_true(is_new);
    return version;
}

static bool is_served(test_service *test, const store_bot *bot, const char *content) {
    published found;
    chatlet_str bytes;
    test->service.problem = (problem){.code = PROBLEM_NONE};
    if (!service_publish_find(&test->service, bot->id, CHATLET_STR("files/0123456789abcdef.head"),
                              &found)) {
        assert_int_equal(test->service.problem.code, PROBLEM_NOT_FOUND);
        return false;
    }
    assert_true(store_blob_read(test->service.db, bot->organization_id, found.file.sha256,
                                &test->memory, &bytes));
    return bytes.size_bytes == strlen(content) &&
           memcmp(bytes.data, content, bytes.size_bytes) == 0;
}

static void files_of_a_version_that_went_stay_for_thirty_days(test_database *database) {
    test_service test;
    store_channel channel;
    begin(&test, database);
    store_bot bot = make_bot(&test, ORGANIZATION);
    store_version first = add_version(&test, &bot, "first");
    service_publish(&test.service, &bot, CHANNEL_LIVE, &first, &channel);
    assert_true(is_served(&test, &bot, "first"));
    test.service.now_ms += day_ms;
    service_unpublish(&test.service, &bot, CHANNEL_LIVE, &channel);
    assert_int_equal(channel.version_id, 0);
    assert_int_equal(channel.version, 2);
    test.service.now_ms += VERSION_STAYS_DAYS * day_ms - 1;
    assert_true(is_served(&test, &bot, "first"));
    assert_false(service_version_remove(&test.service, &bot, &first));
    assert_int_equal(test.service.problem.code, PROBLEM_CONFLICT);
    test.service.now_ms += 1;
    assert_false(is_served(&test, &bot, "first"));
    test.service.problem = (problem){.code = PROBLEM_NONE};
    assert_true(service_version_remove(&test.service, &bot, &first));
    test_service_commit(&test);
    test_service_close(&test);
}

static void contents_that_no_version_names_go_after_a_day(test_database *database) {
    test_service test;
    begin(&test, database);
    store_bot bot = make_bot(&test, ORGANIZATION);
    version_file lost = {.name = CHATLET_STR("lost"), .bytes = CHATLET_STR("lost")};
    version_files files = {.files = &lost, .count = 1};
    crypto_sha256(lost.bytes, lost.sha256);
    service_version_store_files(&test.service, ORGANIZATION, &files);
    (void)add_version(&test, &bot, "kept");
    test.service.now_ms += day_ms;
    assert_int_equal(service_version_clean(&test.service, 10), 0);
    test.service.now_ms += 1;
    assert_int_equal(service_version_clean(&test.service, 10), 1);
    assert_int_equal(service_version_clean(&test.service, 10), 0);
    assert_int_equal(store_blob_size(test.service.db, ORGANIZATION, lost.sha256), -1);
    /* One that is sent once more within its day stays for another. */
    service_version_store_files(&test.service, ORGANIZATION, &files);
    test.service.now_ms += day_ms;
    service_version_store_files(&test.service, ORGANIZATION, &files);
    test.service.now_ms += day_ms;
    assert_int_equal(service_version_clean(&test.service, 10), 0);
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_content_is_its_organizations_alone(test_database *database) {
    test_service test;
    begin(&test, database);
    store_bot bot = make_bot(&test, ORGANIZATION);
    (void)add_version(&test, &bot, "secret");
    version_file file = {.name = CHATLET_STR("files/0123456789abcdef.head")};
    crypto_sha256(CHATLET_STR("secret"), file.sha256);
    version_files files = {.files = &file, .count = 1};
    assert_true(service_version_fill_sizes(&test.service, ORGANIZATION, &files));
    assert_int_equal(file.size_bytes, 6);
    assert_false(service_version_fill_sizes(&test.service, OTHER, &files));
    assert_int_equal(test.service.problem.code, PROBLEM_INVALID_BUNDLE);
    version_files asked = {.files = &file, .count = 1};
    service_version_keep_missing(&test.service, OTHER, &asked);
    assert_int_equal(asked.count, 1);
    service_version_keep_missing(&test.service, ORGANIZATION, &asked);
    assert_int_equal(asked.count, 0);
    test_service_commit(&test);
    test_service_close(&test);
}

static void going_back_twice_gives_the_first_again(test_database *database) {
    test_service test;
    store_channel channel;
    begin(&test, database);
    store_bot bot = make_bot(&test, ORGANIZATION);
    assert_false(service_roll_back(&test.service, &bot, CHANNEL_LIVE, &channel));
    assert_int_equal(test.service.problem.code, PROBLEM_CONFLICT);
    test.service.problem = (problem){.code = PROBLEM_NONE};
    store_version first = add_version(&test, &bot, "first");
    store_version second = add_version(&test, &bot, "second");
    service_publish(&test.service, &bot, CHANNEL_LIVE, &first, &channel);
    service_publish(&test.service, &bot, CHANNEL_LIVE, &second, &channel);
    assert_true(service_roll_back(&test.service, &bot, CHANNEL_LIVE, &channel));
    assert_true(channel.version_id == first.id);
    assert_true(is_served(&test, &bot, "first"));
    assert_true(service_roll_back(&test.service, &bot, CHANNEL_LIVE, &channel));
    assert_true(channel.version_id == second.id);
    assert_int_equal(channel.version, 4);
    test_service_commit(&test);
    test_service_close(&test);
}

static void secrets_follow_from_the_bot_and_count_for_a_day_more(test_database *database) {
    test_service test;
    chatlet_str first;
    chatlet_str second;
    chatlet_str now[2];
    begin(&test, database);
    store_bot bot = make_bot(&test, ORGANIZATION);
    store_bot other = make_bot(&test, ORGANIZATION);
    assert_int_equal(service_bot_identity_secrets(&test.service, &bot, now), 0);
    assert_true(service_bot_renew_identity(&test.service, &bot, &first));
    assert_int_equal(service_bot_identity_secrets(&test.service, &bot, now), 1);
    test_text_equal("secret", now[0], first);
    assert_true(service_bot_renew_identity(&test.service, &bot, &second));
    assert_int_equal(service_bot_identity_secrets(&test.service, &bot, now), 2);
    test_text_equal("secret", now[0], second);
    test_text_equal("secret", now[1], first);
    test.service.now_ms += day_ms;
    assert_int_equal(service_bot_identity_secrets(&test.service, &bot, now), 1);
    assert_true(service_bot_end_identity(&test.service, &bot));
    assert_int_equal(service_bot_identity_secrets(&test.service, &bot, now), 0);
    chatlet_str third;
    chatlet_str foreign;
    assert_true(service_bot_renew_identity(&test.service, &bot, &third));
    assert_true(service_bot_renew_identity(&test.service, &other, &foreign));
    assert_memory_not_equal(third.data, first.data, BOT_SECRET_BYTES);
    assert_memory_not_equal(third.data, second.data, BOT_SECRET_BYTES);
    assert_memory_not_equal(foreign.data, first.data, BOT_SECRET_BYTES);
    assert_int_equal(service_bot_identity_secrets(&test.service, &bot, now), 1);
    test_service_commit(&test);
    test_service_close(&test);
}

static void a_plan_has_room_for_so_many_bots_where_plans_are_sold(test_database *database) {
    test_service test;
    plan_table plans;
    chatlet_str source;
    store_bot bot;
    bot_wish wish = {.name = CHATLET_STR("Shop")};
    begin(&test, database);
    assert_true(plan_table_find_shipped(CHATLET_STR("default"), &source));
    assert_true(plan_table_read(&test.memory, source, &plans, NULL));
    test.settings.plans = &plans;
    test.settings.stripe.is_on = true;
    store_bot first = make_bot(&test, ORGANIZATION);
    assert_false(service_bot_create(&test.service, ORGANIZATION, &wish, &bot));
    assert_int_equal(test.service.problem.code, PROBLEM_QUOTA_REACHED);
    assert_int_equal(store_bot_count(test.service.db, ORGANIZATION), 1);
    test.service.problem = (problem){.code = PROBLEM_NONE};
    assert_false(service_bot_duplicate(&test.service, &first, &wish, &bot));
    test.service.problem = (problem){.code = PROBLEM_NONE};
    assert_true(service_bot_archive(&test.service, &first));
    (void)make_bot(&test, ORGANIZATION);
    test.settings.stripe.is_on = false;
    (void)make_bot(&test, ORGANIZATION);
    test_service_commit(&test);
    test_service_close(&test);
}

/* A list of `count` files with names of their own. */
static const chatlet_json *make_list(test_service *test, size_t count) {
    chatlet_json_writer *writer;
    chatlet_json_document *document;
    chatlet_str text;
    assert_int_equal(chatlet_json_writer_new(&test->memory.allocator, 0, &writer), CHATLET_OK);
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        char name[8];
        for (int k = 0; k < 8; k++)
            name[k] = (char)('a' + (i >> (4 * k) & 15));
        chatlet_json_write_object_begin(writer);
        chatlet_json_write_key(writer, CHATLET_STR("name"));
        chatlet_json_write_string(writer, (chatlet_str){.data = name, .size_bytes = sizeof name});
        chatlet_json_write_key(writer, CHATLET_STR("sha256"));
        chatlet_json_write_string(
            writer,
            CHATLET_STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    assert_int_equal(chatlet_json_writer_finish(writer, &text), CHATLET_OK);
    assert_int_equal(chatlet_json_parse(&test->memory.allocator, text, &document, NULL),
                     CHATLET_OK);
    return chatlet_json_root(document);
}

static void a_version_has_so_many_files_and_no_more(test_database *database) {
    test_service test;
    version_files files;
    test_service_open(&test, database);
    assert_true(
        version_files_read_list(&test.service, make_list(&test, VERSION_FILES_MAX), &files));
    assert_int_equal(files.count, VERSION_FILES_MAX);
    for (size_t i = 1; i < files.count; i++)
        assert_true(memcmp(files.files[i - 1].name.data, files.files[i].name.data, 8) < 0);
    assert_non_null(version_files_find(&files, CHATLET_STR("aaaaaaaa")));
    assert_null(version_files_find(&files, CHATLET_STR("aaaaaaa")));
    test_service_close(&test);
    test_service_open(&test, database);
    assert_false(
        version_files_read_list(&test.service, make_list(&test, VERSION_FILES_MAX + 1), &files));
    assert_int_equal(test.service.problem.code, PROBLEM_TOO_LARGE);
    test_service_close(&test);
}

static const struct {
    const char *name;
    const char *list;
    problem_code code;
} lists[] = {
    {"no list", "{}", PROBLEM_INVALID},
    {"no objects", "[1]", PROBLEM_INVALID},
    {"no hash", "[{\"name\":\"a\"}]", PROBLEM_INVALID},
    {"a short hash", "[{\"name\":\"a\",\"sha256\":\"00\"}]", PROBLEM_INVALID},
    {"something more",
     "[{\"name\":\"a\",\"sha256\":"
     "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"x\":1}]",
     PROBLEM_INVALID},
    {"a name that leads up",
     "[{\"name\":\"../a\",\"sha256\":"
     "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}]",
     PROBLEM_INVALID_BUNDLE},
    {"a name twice",
     "[{\"name\":\"a\",\"sha256\":"
     "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"},"
     "{\"name\":\"a\",\"sha256\":"
     "\"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\"}]",
     PROBLEM_INVALID_BUNDLE},
};

static void a_list_of_another_form_is_refused(test_database *database) {
    test_service test;
    version_files files;
    test_service_open(&test, database);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        chatlet_json_document *document;
        test.service.problem = (problem){.code = PROBLEM_NONE};
        assert_int_equal(
            chatlet_json_parse(&test.memory.allocator, test_str(lists[i].list), &document, NULL),
            CHATLET_OK);
        if (version_files_read_list(&test.service, chatlet_json_root(document), &files) ||
            test.service.problem.code != lists[i].code)
            fail_msg("%s: problem %d", lists[i].name, (int)test.service.problem.code);
    }
    test_service_close(&test);
}

static void on_databases(void **state) {
    (void)state;
    test_on_databases(files_of_a_version_that_went_stay_for_thirty_days);
    test_on_databases(contents_that_no_version_names_go_after_a_day);
    test_on_databases(a_content_is_its_organizations_alone);
    test_on_databases(going_back_twice_gives_the_first_again);
    test_on_databases(secrets_follow_from_the_bot_and_count_for_a_day_more);
    test_on_databases(a_plan_has_room_for_so_many_bots_where_plans_are_sold);
}

/* No database is asked; a service has one all the same. */
static void on_any(void **state) {
    (void)state;
    test_database *database = test_database_open(DB_DIALECT_SQLITE, false);
    a_version_has_so_many_files_and_no_more(database);
    a_list_of_another_form_is_refused(database);
    test_database_close(database);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_databases), cmocka_unit_test(on_any)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
