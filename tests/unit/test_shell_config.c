/* The operator's file and the server's own secrets. */
#include "shell/config.h"
#include "shell/file_text.h"
#include "shell/secrets.h"
#include "test_allocator.h"
#include "test_assert.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/chatlet-config-XXXXXX";

static const char *path_of(const char *name) {
    static char path[256];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_true(length > 0 && (size_t)length < sizeof path);
    return path;
}

static void a_whole_file_is_read(void **state) {
    static const char text[] =
        "{\"base_url\":\"https://chat.example\",\"data\":\"/var/lib/chatlet\",\"plans\":\"seats\","
        "\"sign_up\":false,\"retention_days\":30,\"trusted_proxies\":[\"10.0.0.0/8\",\"::1/128\"],"
        "\"mail\":{\"url\":\"smtps://mail.example\",\"user\":\"u\",\"password\":\"p\","
        "\"from\":\"a@b.c\"},\"stripe\":{\"secret_key\":\"sk_test_1\","
        "\"webhook_secrets\":[\"whsec_1\",\"whsec_2\"],\"live\":false}}";
    region memory;
    char message[CONFIG_MESSAGE_BYTES];
    (void)state;
    region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
    assert_true(file_text_write(path_of("a.json"), test_str(text), 0600));
    config read = config_defaults();
    assert_true(config_read(path_of("a.json"), &memory, &read, message));
    test_text_equal("base_url", read.base_url, test_str("https://chat.example"));
    test_text_equal("plans", read.plans, test_str("seats"));
    assert_false(read.signs_up);
    assert_int_equal(read.retention_days, 30);
    assert_int_equal(read.trusted_proxy_count, 2);
    test_text_equal("proxy", read.trusted_proxies[1], test_str("::1/128"));
    test_text_equal("second", read.stripe.webhook_secrets[1], test_str("whsec_2"));
    test_text_equal("api", read.stripe.api_url, test_str("https://api.stripe.com"));
    region_free(&memory);
}

static void a_secret_may_stand_in_a_file_of_its_own(void **state) {
    region memory;
    char message[CONFIG_MESSAGE_BYTES];
    char text[512];
    (void)state;
    region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
    assert_true(file_text_write(path_of("key"), test_str("sk_test_2\n"), 0600));
    int length = snprintf(text, sizeof text, "{\"stripe\":{\"secret_key\":{\"file\":\"%s\"}}}",
                          path_of("key"));
    assert_true(length > 0);
    assert_true(file_text_write(path_of("b.json"), test_str(text), 0600));
    config read = config_defaults();
    assert_true(config_read(path_of("b.json"), &memory, &read, message));
    test_text_equal("key", read.stripe.secret_key, test_str("sk_test_2"));
    region_free(&memory);
}

static void each_mistake_is_told_with_its_place(void **state) {
    static const struct {
        const char *text;
        const char *message; /* behind the path */
    } rows[] = {
        {"{\"colour\":1}", ":1:2: \"colour\" is no setting; backend/README.md lists them."},
        {"{\n \"mail\": {\"hots\": 1}}",
         ":2:11: \"hots\" is no setting; backend/README.md lists them."},
        {"{\"sign_up\":1}", ":1:12: \"sign_up\" must be true or false."},
        {"{\"base_url\":\"https://a/\"}",
         ":1:13: \"base_url\" must begin with https:// or http:// and end without a slash."},
        {"{\"base_url\":\"ftp://a\"}",
         ":1:13: \"base_url\" must begin with https:// or http:// and end without a slash."},
        {"{\"retention_days\":0}",
         ":1:19: \"retention_days\" must be a whole number from 1 to 3660."},
        {"{\"retention_days\":3661}",
         ":1:19: \"retention_days\" must be a whole number from 1 to 3660."},
        {"{\"data\":\"\"}", ":1:9: \"data\" must be a text that is not empty."},
        {"{\"data\":\"a\\u0000b\"}", ":1:9: \"data\" must be a text that is not empty."},
        {"{\"tls\":{\"key\":\"k\"}}", ":1:8: \"tls\" needs both \"certificate\" and \"key\"."},
        {"{\"mail\":[]}", ":1:9: \"mail\" must be an object."},
        {"{\"stripe\":{\"webhook_secrets\":[]}}",
         ":1:30: \"webhook_secrets\" must be a list of one or two secrets."},
        {"{\"stripe\":{\"secret_key\":{\"file\":\"/no/such\"}}}",
         ":1:33: \"secret_key\" names a file that cannot be read."},
        {"{\"limits\":{\"per_address\":1000001}}",
         ":1:26: \"per_address\" must be a whole number from 0 to 1000000."},
        {"{\"limits\":{\"per_day\":1}}",
         ":1:12: \"per_day\" is no setting; backend/README.md lists them."},
        {"[]", ":1:1: the file must hold an object."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        region memory;
        char message[CONFIG_MESSAGE_BYTES];
        char expected[CONFIG_MESSAGE_BYTES];
        region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
        assert_true(file_text_write(path_of("c.json"), test_str(rows[i].text), 0600));
        config read = config_defaults();
        assert_false(config_read(path_of("c.json"), &memory, &read, message));
        int length =
            snprintf(expected, sizeof expected, "%s%s", path_of("c.json"), rows[i].message);
        assert_true(length > 0);
        assert_string_equal(message, expected);
        region_free(&memory);
    }
}

static void a_list_of_proxies_has_a_limit(void **state) {
    char text[2048] = "{\"trusted_proxies\":[\"::1\"";
    (void)state;
    for (int count = 2; count <= CONFIG_PROXIES_MAX + 1; count++) {
        region memory;
        char whole[2100];
        char message[CONFIG_MESSAGE_BYTES];
        (void)strcat(text, ",\"::1\"");
        (void)snprintf(whole, sizeof whole, "%s]}", text);
        if (count < CONFIG_PROXIES_MAX) continue;
        region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
        assert_true(file_text_write(path_of("d.json"), test_str(whole), 0600));
        config read = config_defaults();
        bool good = config_read(path_of("d.json"), &memory, &read, message);
        assert_int_equal(good, count <= CONFIG_PROXIES_MAX);
        region_free(&memory);
    }
}

static void secrets_are_made_once_and_kept_private(void **state) {
    region memory;
    secrets first;
    secrets second;
    struct stat file;
    char message[SECRETS_MESSAGE_BYTES];
    (void)state;
    region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
    assert_true(secrets_load(folder, &memory, &first, message));
    assert_int_equal(stat(path_of("secrets.json"), &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_true(secrets_load(folder, &memory, &second, message));
    assert_memory_equal(first.master, second.master, sizeof first.master);

    assert_int_equal(chmod(path_of("secrets.json"), 0640), 0);
    assert_false(secrets_load(folder, &memory, &second, message));
    assert_non_null(strstr(message, "can be read by others"));
    assert_int_equal(chmod(path_of("secrets.json"), 0600), 0);
    assert_true(
        file_text_write(path_of("secrets.json"), test_str("{\"master_secret\":\"ab\"}"), 0600));
    assert_false(secrets_load(folder, &memory, &second, message));
    assert_non_null(strstr(message, "64 hexadecimal digits"));
    region_free(&memory);
}

static void a_file_is_written_whole_or_not_at_all(void **state) {
    region memory;
    chatlet_str text;
    (void)state;
    region_init(&memory, test_plain_allocator(), REGION_BYTES_MAX);
    assert_true(file_text_write(path_of("w"), test_str("one"), 0600));
    assert_false(file_text_write("/no/such/folder/w", test_str("two"), 0600));
    assert_true(file_text_read(path_of("w"), 3, &memory, &text));
    test_text_equal("content", text, test_str("one"));
    assert_false(file_text_read(path_of("w"), 2, &memory, &text));
    assert_int_equal(access(path_of("w.new"), F_OK), -1);
    region_free(&memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_file_is_read),
        cmocka_unit_test(a_secret_may_stand_in_a_file_of_its_own),
        cmocka_unit_test(each_mistake_is_told_with_its_place),
        cmocka_unit_test(a_list_of_proxies_has_a_limit),
        cmocka_unit_test(secrets_are_made_once_and_kept_private),
        cmocka_unit_test(a_file_is_written_whole_or_not_at_all),
    };
    if (mkdtemp(folder) == NULL) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    static const char *const names[] = {"a.json", "b.json", "c.json",      "d.json",
                                        "key",    "w",      "secrets.json"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)unlink(path_of(names[i]));
    (void)rmdir(folder);
    return failed;
}
