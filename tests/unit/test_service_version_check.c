/* A build in memory, whole and otherwise; tests/backend/bots.test.mjs does it with real ones. */
#include "domain/tar_archive.h"
#include "security/byte_text.h"
#include "service/service_version.h"
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

enum { MEMORY_BYTES = 16 * 1024 * 1024, MANIFEST_BYTES = 2048 };

static const char title[] = "Lamp shop";

/* What a build is made of; panel and runtime may be anything here. */
typedef struct build {
    test_built built;
    char head_name[32];
    char panel_name[48];
    char runtime_name[48];
    char manifest[MANIFEST_BYTES];
    version_file files[5];
} build;

static void sha_name(const char *before, const char *content, const char *after, char *name,
                     size_t size_bytes, char integrity[44]) {
    uint8_t digest[CRYPTO_SHA256_BYTES];
    char hex[2 * CRYPTO_SHA256_BYTES];
    crypto_sha256(test_str(content), digest);
    const chatlet_str bytes = {(const char *)digest, sizeof digest};
    (void)byte_text_write_hex(bytes, hex);
    (void)byte_text_write_base64(bytes, integrity);
    (void)snprintf(name, size_bytes, "%s.%.16s.%s", before, hex, after);
}

static void put(version_file *file, const char *name, chatlet_str bytes) {
    *file = (version_file){.name = test_str(name), .size_bytes = bytes.size_bytes, .bytes = bytes};
    crypto_sha256(bytes, file->sha256);
}

/* Puts `byte` in the place of the title's first. */
static void change_title(test_built *built, char byte) {
    const chatlet_str head = test_built_head(built);
    char *bytes = (char *)(uintptr_t)head.data;
    bool found = false;
    for (size_t at = 0; at + sizeof title - 1 <= head.size_bytes; at++) {
        if (memcmp(bytes + at, title, sizeof title - 1) != 0) continue;
        bytes[at] = byte;
        found = true;
    }
    assert_true(found);
    test_reseal_head(bytes, head.size_bytes);
}

/* In the order of their names. `first` stands in the title's place for 'L'. */
static void make_build(build *self, char first) {
    static const test_source sources[] = {{"lamp.md", "# Lamps\n\nLamps are of brass.\n"}};
    char panel[44];
    char runtime[44];
    self->built = test_build("{\"title\":\"Lamp shop\"}", sources, 1);
    if (first != title[0]) change_title(&self->built, first);
    const chatlet_str head = test_built_head(&self->built);
    chatlet_bundle *bundle = test_open(&self->built, test_plain_allocator());
    chatlet_bundle_info info;
    assert_non_null(bundle);
    chatlet_bundle_get_info(bundle, &info);
    (void)snprintf(self->head_name, sizeof self->head_name, "files/%016llx.head",
                   (unsigned long long)info.hash);
    chatlet_bundle_close(bundle);
    sha_name("files/panel", "panel", "js", self->panel_name, sizeof self->panel_name, panel);
    sha_name("files/run", "runtime", "wasm", self->runtime_name, sizeof self->runtime_name,
             runtime);
    (void)snprintf(self->manifest, sizeof self->manifest,
                   "{\"version\":1,\"id\":\"a\",\"title\":\"T\",\"locale\":\"en\","
                   "\"language\":\"en\",\"parts\":\"files/\","
                   "\"head\":{\"file\":\"%s\",\"size\":%zu},"
                   "\"panel\":{\"file\":\"%s\",\"integrity\":\"sha256-%.44s\"},"
                   "\"runtime\":{\"file\":\"%s\",\"integrity\":\"sha256-%.44s\"}}",
                   self->head_name, head.size_bytes, self->panel_name, panel, self->runtime_name,
                   runtime);
    put(&self->files[0], "chatlet.js", CHATLET_STR("loader"));
    put(&self->files[1], self->head_name, head);
    put(&self->files[2], self->panel_name, CHATLET_STR("panel"));
    put(&self->files[3], self->runtime_name, CHATLET_STR("runtime"));
    put(&self->files[4], "manifest.json", test_str(self->manifest));
}

static bool check(const build *self, const chatlet_allocator *allocator, region *memory,
                  service *service, version_facts *facts) {
    version_file copies[5];
    version_files files = {.files = copies, .count = 5};
    memcpy(copies, self->files, sizeof copies);
    region_init(memory, allocator, MEMORY_BYTES);
    *service = (struct service){.memory = memory};
    return version_check(service, &files, service_version_archive_reader(), facts);
}

static void a_whole_build_tells_what_it_is(void **state) {
    (void)state;
    build self;
    region memory;
    service service;
    version_facts facts;
    make_build(&self, title[0]);
    assert_true(check(&self, test_plain_allocator(), &memory, &service, &facts));
    test_text_equal("title", facts.title, test_str(title));
    assert_int_equal(facts.document_count, 1);
    assert_int_equal(facts.locale_count, 1);
    region_free(&memory);
    test_built_free(&self.built);
}

/* The compiler writes none, and the engine takes it; a stranger's bundle may hold one. */
static void a_title_with_a_zero_byte_is_refused(void **state) {
    (void)state;
    build self;
    region memory;
    service service;
    version_facts facts;
    make_build(&self, 0);
    assert_false(check(&self, test_plain_allocator(), &memory, &service, &facts));
    assert_int_equal(service.problem.code, PROBLEM_INVALID_BUNDLE);
    test_text_equal("reason", service.problem.fields[0].detail,
                    CHATLET_STR("its id, title or locale is no plain text"));
    region_free(&memory);
    test_built_free(&self.built);
}

/* Whichever allocation is refused: nothing is taken, nothing leaks, the client may try again. */
static void memory_that_is_refused_is_told(void **state) {
    (void)state;
    build self;
    make_build(&self, title[0]);
    for (size_t refused = 1;; refused++) {
        test_allocator allocator;
        region memory;
        service service;
        version_facts facts;
        test_allocator_init(&allocator);
        allocator.refuse_at = refused;
        allocator.refuse_all_after = true;
        const bool good = check(&self, &allocator.allocator, &memory, &service, &facts);
        const bool was_refused = memory.failed || service.problem.code == PROBLEM_BUSY;
        region_free(&memory);
        assert_int_equal(allocator.live_count, 0);
        if (good && !was_refused) break;
        assert_true(was_refused);
        assert_true(refused < 1000);
    }
    test_built_free(&self.built);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_whole_build_tells_what_it_is),
                                       cmocka_unit_test(a_title_with_a_zero_byte_is_refused),
                                       cmocka_unit_test(memory_that_is_refused_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
