#include "test_allocator.h"
#include "test_request.h"

#include "http_static.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW_S = 2000000000, PATH_BYTES = 512 };

/* A folder with a site in it, and one beside the site that must stay unseen. */
typedef struct world {
    char folder[64];
    char site[128];
    http_static sites;
} world;

static void path_of(const world *of, const char *name, char path[PATH_BYTES]) {
    assert_true(snprintf(path, PATH_BYTES, "%s/%s", of->folder, name) < PATH_BYTES);
}

/* Files are made an hour before NOW_S, plus `age_s` seconds. */
static void write_file(const world *in, const char *name, const char *text, int later_s) {
    char path[PATH_BYTES];
    path_of(in, name, path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    const struct timespec times[2] = {{.tv_sec = NOW_S - 3600 + later_s},
                                      {.tv_sec = NOW_S - 3600 + later_s}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void make_folder(const world *in, const char *name) {
    char path[PATH_BYTES];
    path_of(in, name, path);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void make_link(const world *in, const char *target, const char *name) {
    char path[PATH_BYTES];
    path_of(in, name, path);
    assert_int_equal(symlink(target, path), 0);
}

static int set_up(void **state) {
    world *made = calloc(1, sizeof *made);
    assert_non_null(made);
    snprintf(made->folder, sizeof made->folder, "/tmp/chatlet-static-XXXXXX");
    assert_non_null(mkdtemp(made->folder));
    snprintf(made->site, sizeof made->site, "%s/site", made->folder);
    make_folder(made, "site");
    make_folder(made, "site/docs");
    make_folder(made, "site/.git");
    make_folder(made, "beside");
    write_file(made, "secret", "secret", 0);
    write_file(made, "beside/index.html", "beside", 0);
    write_file(made, "site/index.html", "home", 0);
    write_file(made, "site/docs/index.html", "docs", 0);
    write_file(made, "site/.git/config", "hidden", 0);
    write_file(made, "site/app.js", "plain", 0);
    write_file(made, "site/app.js.br", "brotli", 0);
    write_file(made, "site/app.js.gz", "gzip", 1);
    write_file(made, "site/stale.js", "plain", 0);
    write_file(made, "site/stale.js.br", "old", -1);
    write_file(made, "site/empty.txt", "", 0);
    write_file(made, "site/future.txt", "later", 7200);
    make_link(made, "../secret", "site/out");
    make_link(made, "/etc/passwd", "site/far");
    make_link(made, "..", "site/up");
    make_link(made, "app.js", "site/within.js");
    make_link(made, "loop", "site/loop");
    char pipe[PATH_BYTES];
    path_of(made, "site/pipe", pipe);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    made->sites.site_count = 1;
    assert_true(http_root_open(made->site, &made->sites.sites[0].root));
    *state = made;
    return 0;
}

static int tear_down(void **state) {
    world *made = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", made->folder);
    assert_int_equal(system(command), 0);
    free(made);
    return 0;
}

static void answer(const world *from, http_method method, const char *path, const char *lines,
                   http_response *response) {
    test_request made;
    test_request_init(&made, method, path, lines);
    http_response_init(response, test_plain_allocator(), HTTP_RESPONSE_CONTENT_BYTES_MAX);
    http_static_answer(&from->sites, &made.request, NOW_S, response);
    assert_true(http_response_good(response));
}

static chatlet_str value_of(const http_response *response, const char *name) {
    for (size_t i = 0; i < response->field_count; i++) {
        if (http_text_equal(response->fields[i].name, test_str(name)))
            return http_response_value(response, i);
    }
    return CHATLET_STR("(none)");
}

typedef struct expectation {
    const char *path;
    const char *lines;
    uint16_t status;
    const char *body; /* NULL: any */
} expectation;

static void check_answer(const world *from, const expectation *row) {
    http_response response;
    answer(from, HTTP_METHOD_GET, row->path, row->lines, &response);
    if (response.status != row->status)
        fail_msg("%s: expected %u, got %u", row->path, row->status, response.status);
    if (row->body != NULL && response.body_kind == HTTP_BODY_BYTES)
        test_text_equal(row->path, http_buffer_str(&response.content), test_str(row->body));
    http_response_free(&response);
}

static void only_what_lies_in_the_site_is_served(void **state) {
    world *from = *state;
    static const expectation rows[] = {
        {"/", "", 200, "home"},
        {"/docs/", "", 200, "docs"},
        {"/docs", "", 301, NULL},
        {"/app.js", "", 200, "plain"},
        {"/empty.txt", "", 200, ""},
        {"/nothing", "", 404, NULL},
        {"/app.js/", "", 404, NULL},
        {"/app.js/x", "", 404, NULL},
        {"/out", "", 404, NULL},
        {"/far", "", 404, NULL},
        {"/up/secret", "", 404, NULL},
        {"/up/beside/", "", 404, NULL},
        {"/up/site/app.js", "", 404, NULL},
        {"/loop", "", 404, NULL},
        {"/pipe", "", 404, NULL},
        {"/.git/config", "", 404, NULL},
        {"/../secret", "", 400, NULL},
        {"/%2e%2e/secret", "", 400, NULL},
    };
    for (int stepwise = 0; stepwise < 2; stepwise++) {
        from->sites.sites[0].root.stepwise = stepwise == 1;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            check_answer(from, &rows[i]);
    }
}

static void a_link_within_the_site_is_followed_where_the_kernel_confines(void **state) {
    world *from = *state;
    const bool can_confine = !from->sites.sites[0].root.stepwise;
    const expectation row = {"/within.js", "", can_confine ? 200 : 404, NULL};
    check_answer(from, &row);
    from->sites.sites[0].root.stepwise = true;
    const expectation stepwise = {"/within.js", "", 404, NULL};
    check_answer(from, &stepwise);
}

static void the_smallest_form_that_is_not_older_is_sent(void **state) {
    const world *from = *state;
    static const struct {
        const char *path;
        const char *lines;
        const char *body;
        const char *encoding;
    } rows[] = {
        {"/app.js", "Accept-Encoding: gzip, br", "brotli", "br"},
        {"/app.js", "Accept-Encoding: gzip", "gzip", "gzip"},
        {"/app.js", "Accept-Encoding: gzip, br;q=0.1", "gzip", "gzip"},
        {"/app.js", "Accept-Encoding: identity, br;q=0.1", "plain", "(none)"},
        {"/app.js", "", "plain", "(none)"},
        {"/stale.js", "Accept-Encoding: br", "plain", "(none)"},
        {"/docs/", "Accept-Encoding: br", "docs", "(none)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        http_response response;
        answer(from, HTTP_METHOD_GET, rows[i].path, rows[i].lines, &response);
        assert_int_equal(response.status, 200);
        test_text_equal(rows[i].path, http_buffer_str(&response.content), test_str(rows[i].body));
        test_text_equal(rows[i].path, value_of(&response, "Content-Encoding"),
                        test_str(rows[i].encoding));
        test_text_equal(rows[i].path, value_of(&response, "Vary"), CHATLET_STR("Accept-Encoding"));
        http_response_free(&response);
    }
    const expectation none = {"/stale.js", "Accept-Encoding: br, identity;q=0", 406, NULL};
    check_answer(from, &none);
}

static void each_form_has_a_tag_of_its_own_that_is_recognized(void **state) {
    const world *from = *state;
    static const char *const accepts[] = {"Accept-Encoding: br", "Accept-Encoding: gzip", "X: y"};
    char tags[3][128];
    for (size_t i = 0; i < 3; i++) {
        char lines[256];
        http_response response;
        answer(from, HTTP_METHOD_GET, "/app.js", accepts[i], &response);
        const chatlet_str tag = value_of(&response, "ETag");
        snprintf(tags[i], sizeof tags[i], "%.*s", (int)tag.size_bytes, tag.data);
        http_response_free(&response);
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(tags[i], tags[other]);
        snprintf(lines, sizeof lines, "%s\nIf-None-Match: \"x\", %s", accepts[i], tags[i]);
        const expectation same = {"/app.js", lines, 304, ""};
        check_answer(from, &same);
    }
}

static void a_time_in_the_future_is_sent_as_now(void **state) {
    const world *from = *state;
    http_response response;
    answer(from, HTTP_METHOD_GET, "/future.txt", "", &response);
    test_text_equal("date", value_of(&response, "Last-Modified"),
                    CHATLET_STR("Wed, 18 May 2033 03:33:20 GMT"));
    http_response_free(&response);
}

static void a_site_below_a_prefix_has_its_own_root(void **state) {
    world *from = *state;
    char beside[PATH_BYTES];
    path_of(from, "beside", beside);
    from->sites.sites[1].prefix = CHATLET_STR("docs/deep");
    assert_true(http_root_open(beside, &from->sites.sites[1].root));
    from->sites.site_count = 2;
    static const expectation rows[] = {
        {"/docs/deep/", "", 200, "beside"},   {"/docs/deep", "", 301, NULL},
        {"/docs/", "", 200, "docs"},          {"/docs/deeper", "", 404, NULL},
        {"/docs/deep/app.js", "", 404, NULL}, {"/docs/deep/../", "", 400, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_answer(from, &rows[i]);
}

static void a_refused_allocation_fails_the_answer_and_leaks_nothing(void **state) {
    const world *from = *state;
    static const char *const paths[] = {"/app.js", "/docs?x", "/nothing", "/%"};
    for (size_t path = 0; path < 4; path++) {
        bool refused = true;
        for (size_t refuse_at = 1; refused; refuse_at++) {
            test_allocator memory;
            test_request made;
            http_response response;
            test_allocator_init(&memory);
            memory.refuse_at = refuse_at;
            test_request_init(&made, HTTP_METHOD_GET, paths[path], "Accept-Encoding: br");
            http_response_init(&response, &memory.allocator, HTTP_RESPONSE_CONTENT_BYTES_MAX);
            http_static_answer(&from->sites, &made.request, NOW_S, &response);
            refused = memory.allocation_count >= refuse_at;
            if (!refused) assert_true(http_response_good(&response));
            http_response_free(&response);
            assert_int_equal(memory.live_count, 0);
        }
    }
}

static void a_field_never_carries_a_line_end(void **state) {
    (void)state;
    static const chatlet_str hostile[] = {{"a\r\nX: y", 7}, {"a\nb", 3}, {"a\0b", 3}, {"\x7f", 1}};
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        http_response response;
        http_response_init(&response, test_plain_allocator(), 100);
        http_response_add(&response, CHATLET_STR("Location"), hostile[i]);
        assert_false(http_response_good(&response));
        http_response_free(&response);
    }
}

static void fields_are_taken_up_to_their_limit(void **state) {
    (void)state;
    http_response response;
    http_response_init(&response, test_plain_allocator(), 100);
    for (size_t i = 0; i < HTTP_RESPONSE_FIELDS_MAX; i++)
        http_response_add(&response, CHATLET_STR("X"), CHATLET_STR("y"));
    assert_true(http_response_good(&response));
    http_response_add(&response, CHATLET_STR("X"), CHATLET_STR("y"));
    assert_false(http_response_good(&response));
    http_response_free(&response);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_what_lies_in_the_site_is_served, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_link_within_the_site_is_followed_where_the_kernel_confines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_smallest_form_that_is_not_older_is_sent, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(each_form_has_a_tag_of_its_own_that_is_recognized, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_time_in_the_future_is_sent_as_now, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_site_below_a_prefix_has_its_own_root, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_refused_allocation_fails_the_answer_and_leaks_nothing,
                                        set_up, tear_down),
        cmocka_unit_test(a_field_never_carries_a_line_end),
        cmocka_unit_test(fields_are_taken_up_to_their_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
