/* Archives as tar writes them, and those nobody should. */
#include "domain/tar_archive.h"
#include "domain/utf8_text.h"
#include "test_allocator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ARCHIVE_BYTES = 256 * 1024, MEMORY_BYTES = 1024 * 1024 };

static chatlet_str view(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

/* An archive that grows at its end. */
typedef struct packed {
    char bytes[ARCHIVE_BYTES];
    size_t size_bytes;
} packed;

static void finish_checksum(char *block) {
    unsigned sum = 0;
    memset(block + 148, ' ', 8);
    for (int i = 0; i < TAR_BLOCK_BYTES; i++)
        sum += (unsigned char)block[i];
    for (int i = 5; i >= 0; i--, sum /= 8)
        block[148 + i] = (char)('0' + sum % 8);
    block[154] = 0;
}

static void put_content(packed *archive, chatlet_str content) {
    memcpy(archive->bytes + archive->size_bytes, content.data, content.size_bytes);
    archive->size_bytes += content.size_bytes + tar_padding(content.size_bytes);
}

/* One member of any type, with the name as it stands. */
static void put(packed *archive, chatlet_str name, char type, chatlet_str content) {
    char *block = archive->bytes + archive->size_bytes;
    assert_true(tar_write_header(CHATLET_STR("x"), content.size_bytes, 0, block) ==
                TAR_BLOCK_BYTES);
    block[0] = 0;
    memcpy(block, name.data, name.size_bytes);
    block[156] = type;
    finish_checksum(block);
    archive->size_bytes += TAR_BLOCK_BYTES;
    put_content(archive, content);
}

static void end(packed *archive) { archive->size_bytes += 2 * TAR_BLOCK_BYTES; }

static packed *new_archive(void) {
    packed *archive = calloc(1, sizeof *archive);
    assert_non_null(archive);
    return archive;
}

/* Reads `archive` from memory that ends where it does. */
static tar_result read_first(const packed *archive, region *memory, tar_reader *reader,
                             tar_entry *entry, chatlet_str *guarded) {
    *guarded =
        test_guarded_copy((chatlet_str){.data = archive->bytes, .size_bytes = archive->size_bytes});
    *reader = (tar_reader){.archive = *guarded};
    return tar_next(reader, memory, entry);
}

static void files_come_back_as_they_were_written(void **state) {
    (void)state;
    static char long_name[TAR_NAME_BYTES_MAX];
    memset(long_name, 'a', sizeof long_name);
    long_name[100] = '/';
    const chatlet_str names[] = {CHATLET_STR("manifest.json"),
                                 CHATLET_STR("files/a.part"),
                                 {long_name, 100},
                                 {long_name, sizeof long_name}};
    char content[TAR_BLOCK_BYTES + 1];
    memset(content, 'c', sizeof content);
    const size_t sizes[] = {0, 1, TAR_BLOCK_BYTES, TAR_BLOCK_BYTES + 1};
    packed *archive = new_archive();
    region memory;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
    for (size_t i = 0; i < 4; i++) {
        archive->size_bytes +=
            tar_write_header(names[i], sizes[i], 1796083200, archive->bytes + archive->size_bytes);
        put_content(archive, (chatlet_str){.data = content, .size_bytes = sizes[i]});
    }
    end(archive);
    chatlet_str guarded;
    tar_reader reader;
    tar_entry entry;
    tar_result result = read_first(archive, &memory, &reader, &entry, &guarded);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(result, TAR_ENTRY);
        assert_int_equal(entry.name.size_bytes, names[i].size_bytes);
        assert_memory_equal(entry.name.data, names[i].data, names[i].size_bytes);
        assert_int_equal(entry.bytes.size_bytes, sizes[i]);
        if (sizes[i] > 0) assert_memory_equal(entry.bytes.data, content, sizes[i]);
        result = tar_next(&reader, &memory, &entry);
    }
    assert_int_equal(result, TAR_END);
    test_guarded_free(guarded);
    region_free(&memory);
    free(archive);
}

static const struct {
    const char *name;
    const char *file;
    const char *problem; /* NULL: taken */
} names[] = {
    {"plain", "manifest.json", NULL},
    {"in folders", "pages/es/faq.html", NULL},
    {"other scripts", "pages/\xe6\x97\xa5\xe6\x9c\xac.html", NULL},
    {"hidden", ".htaccess", NULL},
    {"three dots", "...", NULL},
    {"empty", "", "a file has no name"},
    {"absolute", "/etc/passwd", "its name leads out of the archive, or has an empty part"},
    {"up", "../manifest.json", "its name leads out of the archive, or has an empty part"},
    {"up within", "files/../../a", "its name leads out of the archive, or has an empty part"},
    {"up at the end", "files/..", "its name leads out of the archive, or has an empty part"},
    {"here", "files/./a", "its name leads out of the archive, or has an empty part"},
    {"two slashes", "files//a", "its name leads out of the archive, or has an empty part"},
    {"slash at the end", "files/", "its name leads out of the archive, or has an empty part"},
    {"backslash", "files\\a", "its name holds a backslash or a control character"},
    {"line end", "files/a\nb", "its name holds a backslash or a control character"},
    {"delete", "files/a\x7f", "its name holds a backslash or a control character"},
    {"broken UTF-8", "files/\xff", "its name is not UTF-8"},
    {"overlong UTF-8", "files/\xc0\xaf", "its name is not UTF-8"},
    {"surrogate", "files/\xed\xa0\x80", "its name is not UTF-8"},
    {"cut UTF-8", "files/\xe6\x97", "its name is not UTF-8"},
};

static const struct {
    const char *name;
    chatlet_str text;
    bool is_valid;
    bool is_storable;
} texts[] = {
    {"empty", {"", 0}, true, true},
    {"zero byte", {"a\0b", 3}, true, false},
    {"two bytes", {"\xc3\xa9", 2}, true, true},
    {"four bytes", {"\xf0\x9f\x99\x82", 4}, true, true},
    {"the last character", {"\xf4\x8f\xbf\xbf", 4}, true, true},
    {"past the last", {"\xf4\x90\x80\x80", 4}, false, false},
    {"overlong in three", {"\xe0\x80\xaf", 3}, false, false},
    {"overlong in four", {"\xf0\x80\x80\xaf", 4}, false, false},
    {"a last byte alone", {"\x80", 1}, false, false},
    {"a first byte alone", {"\xc3", 1}, false, false},
    {"a first byte before another", {"\xc3\x28", 2}, false, false},
};

static void text_is_told_from_bytes(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (utf8_is_valid(texts[i].text) != texts[i].is_valid ||
            utf8_is_storable(texts[i].text) != texts[i].is_storable)
            fail_msg("%s", texts[i].name);
    }
}

static void names_that_lead_elsewhere_are_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *problem = tar_name_problem(view(names[i].file));
        if ((problem == NULL) != (names[i].problem == NULL) ||
            (problem != NULL && strcmp(problem, names[i].problem) != 0))
            fail_msg("%s: %s", names[i].name, problem != NULL ? problem : "taken");
    }
}

static void a_name_past_its_limit_is_refused(void **state) {
    (void)state;
    char name[TAR_NAME_BYTES_MAX + 1];
    memset(name, 'n', sizeof name);
    assert_null(tar_name_problem((chatlet_str){.data = name, .size_bytes = TAR_NAME_BYTES_MAX}));
    assert_string_equal(
        tar_name_problem((chatlet_str){.data = name, .size_bytes = TAR_NAME_BYTES_MAX + 1}),
        "its name is longer than 200 bytes");
}

/* Archives of one or two members, each with what comes of the first file in it. */
static void pack_dot_slash(packed *a) {
    put(a, CHATLET_STR("./"), '5', CHATLET_STR(""));
    put(a, CHATLET_STR("././/files/a"), '0', CHATLET_STR("x"));
}
static void pack_old(packed *a) {
    put(a, CHATLET_STR("files/a"), 0, CHATLET_STR("x"));
    memset(a->bytes + 257, 0, 8);
    finish_checksum(a->bytes);
}
static void pack_prefix(packed *a) {
    put(a, CHATLET_STR("a"), '0', CHATLET_STR("x"));
    memcpy(a->bytes + 345, "files", 5);
    finish_checksum(a->bytes);
}
static void pack_gnu_name(packed *a) {
    put(a, CHATLET_STR("././@LongLink"), 'L', (chatlet_str){"files/a", 8});
    put(a, CHATLET_STR("files/cut"), '0', CHATLET_STR("x"));
}
static void pack_pax_name(packed *a) {
    put(a, CHATLET_STR("PaxHeader/a"), 'x', CHATLET_STR("11 mtime=1\n16 path=files/a\n"));
    put(a, CHATLET_STR("files/cut"), '0', CHATLET_STR("x"));
}
static void pack_pax_global(packed *a) {
    put(a, CHATLET_STR("pax_global_header"), 'g', CHATLET_STR("9 path=z\n"));
    put(a, CHATLET_STR("files/a"), '0', CHATLET_STR("x"));
}
static void pack_pax_up(packed *a) {
    put(a, CHATLET_STR("PaxHeader/a"), 'x', CHATLET_STR("14 path=../up\n"));
    put(a, CHATLET_STR("files/a"), '0', CHATLET_STR("x"));
}
static void pack_pax_size(packed *a) {
    put(a, CHATLET_STR("PaxHeader/a"), 'x', CHATLET_STR("10 size=1\n"));
    put(a, CHATLET_STR("files/a"), '0', CHATLET_STR("x"));
}
static void pack_pax_broken(packed *a) {
    put(a, CHATLET_STR("PaxHeader/a"), 'x', CHATLET_STR("99 path=files/a\n"));
    put(a, CHATLET_STR("files/a"), '0', CHATLET_STR("x"));
}
static void pack_link(packed *a) { put(a, CHATLET_STR("a"), '2', CHATLET_STR("")); }
static void pack_device(packed *a) { put(a, CHATLET_STR("a"), '3', CHATLET_STR("")); }
static void pack_sum(packed *a) {
    put(a, CHATLET_STR("files/a"), '0', CHATLET_STR("x"));
    a->bytes[0] = 'F';
}
static void pack_size(packed *a) {
    put(a, CHATLET_STR("files/a"), '0', CHATLET_STR("x"));
    memset(a->bytes + 124, 'x', 12);
    finish_checksum(a->bytes);
}
static void pack_far_size(packed *a) {
    put(a, CHATLET_STR("files/a"), '0', CHATLET_STR("x"));
    memset(a->bytes + 124, '7', 12);
    finish_checksum(a->bytes);
}
static void pack_text(packed *a) {
    for (size_t i = 0; i < 2 * TAR_BLOCK_BYTES; i++)
        a->bytes[i] = (char)('a' + i % 26);
    a->size_bytes = 2 * (size_t)TAR_BLOCK_BYTES;
}
static void pack_nothing(packed *a) { (void)a; }

static const struct {
    const char *name;
    void (*pack)(packed *archive);
    const char *problem; /* NULL: the file "files/a" with "x" in it */
    const char *about;
} archives[] = {
    {"a folder, and dots in front", pack_dot_slash, NULL, ""},
    {"of before POSIX", pack_old, NULL, ""},
    {"with a prefix", pack_prefix, NULL, ""},
    {"GNU's long name", pack_gnu_name, NULL, ""},
    {"an extended header's path", pack_pax_name, NULL, ""},
    {"a global header names no file", pack_pax_global, NULL, ""},
    {"an extended header that leads up", pack_pax_up,
     "its name leads out of the archive, or has an empty part", "../up"},
    {"an extended header's size", pack_pax_size, "a file is too large", "PaxHeader/a"},
    {"a record past its header", pack_pax_broken, "an extended header is broken", "PaxHeader/a"},
    {"a link", pack_link, "it is a link or a device; only files and folders are taken", "a"},
    {"a device", pack_device, "it is a link or a device; only files and folders are taken", "a"},
    {"another checksum", pack_sum, "this is no tar archive, or a header of it is broken", ""},
    {"a size of letters", pack_size, "its size cannot be read", "files/a"},
    {"a size past the end", pack_far_size, "the archive is cut short", "files/a"},
    {"some text", pack_text, "this is no tar archive, or a header of it is broken", ""},
};

static void each_shape_is_read_or_refused_with_its_reason(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++) {
        packed *archive = new_archive();
        region memory;
        region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
        archives[i].pack(archive);
        end(archive);
        chatlet_str guarded;
        tar_reader reader;
        tar_entry entry;
        const tar_result result = read_first(archive, &memory, &reader, &entry, &guarded);
        if (archives[i].problem == NULL) {
            if (result != TAR_ENTRY) fail_msg("%s: %s", archives[i].name, reader.problem);
            assert_int_equal(entry.name.size_bytes, 7);
            assert_memory_equal(entry.name.data, "files/a", 7);
            assert_int_equal(entry.bytes.size_bytes, 1);
            assert_int_equal(tar_next(&reader, &memory, &entry), TAR_END);
        } else {
            if (result != TAR_BROKEN) fail_msg("%s: taken", archives[i].name);
            assert_string_equal(reader.problem, archives[i].problem);
            assert_int_equal(reader.name.size_bytes, strlen(archives[i].about));
            assert_memory_equal(reader.name.data, archives[i].about, reader.name.size_bytes);
        }
        test_guarded_free(guarded);
        region_free(&memory);
        free(archive);
    }
}

/* Cut anywhere, it is broken: an archive ends where it says so. */
static void an_archive_cut_anywhere_is_broken(void **state) {
    (void)state;
    packed *archive = new_archive();
    region memory;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
    pack_pax_name(archive);
    const size_t whole = archive->size_bytes;
    for (size_t cut = 0; cut < whole + TAR_BLOCK_BYTES; cut += 64) {
        archive->size_bytes = cut;
        chatlet_str guarded;
        tar_reader reader;
        tar_entry entry;
        tar_result result = read_first(archive, &memory, &reader, &entry, &guarded);
        while (result == TAR_ENTRY)
            result = tar_next(&reader, &memory, &entry);
        assert_int_equal(result, TAR_BROKEN);
        assert_string_equal(reader.problem, "the archive is cut short");
        test_guarded_free(guarded);
    }
    region_free(&memory);
    free(archive);
}

static void an_extended_header_past_its_limit_is_refused(void **state) {
    (void)state;
    static char records[TAR_RECORDS_BYTES_MAX + 1];
    for (int past = 0; past <= 1; past++) {
        packed *archive = new_archive();
        region memory;
        region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
        const size_t size_bytes = (size_t)TAR_RECORDS_BYTES_MAX + (size_t)past;
        memset(records, 'c', sizeof records);
        memcpy(records, past == 0 ? "65536 comment=" : "65537 comment=", 14);
        records[size_bytes - 1] = '\n';
        put(archive, CHATLET_STR("PaxHeader/a"), 'x', (chatlet_str){records, size_bytes});
        put(archive, CHATLET_STR("files/a"), '0', CHATLET_STR("x"));
        end(archive);
        chatlet_str guarded;
        tar_reader reader;
        tar_entry entry;
        const tar_result result = read_first(archive, &memory, &reader, &entry, &guarded);
        assert_int_equal(result, past == 0 ? TAR_ENTRY : TAR_BROKEN);
        if (past == 1) assert_string_equal(reader.problem, "an extended header is too large");
        test_guarded_free(guarded);
        region_free(&memory);
        free(archive);
    }
}

static void nothing_at_all_is_no_archive(void **state) {
    (void)state;
    packed *archive = new_archive();
    region memory;
    region_init(&memory, test_plain_allocator(), MEMORY_BYTES);
    pack_nothing(archive);
    tar_reader reader = {.archive = {.data = NULL, .size_bytes = 0}};
    tar_entry entry;
    assert_int_equal(tar_next(&reader, &memory, &entry), TAR_BROKEN);
    end(archive);
    reader = (tar_reader){.archive = {archive->bytes, archive->size_bytes}};
    assert_int_equal(tar_next(&reader, &memory, &entry), TAR_END);
    region_free(&memory);
    free(archive);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_back_as_they_were_written),
        cmocka_unit_test(text_is_told_from_bytes),
        cmocka_unit_test(names_that_lead_elsewhere_are_refused),
        cmocka_unit_test(a_name_past_its_limit_is_refused),
        cmocka_unit_test(each_shape_is_read_or_refused_with_its_reason),
        cmocka_unit_test(an_archive_cut_anywhere_is_broken),
        cmocka_unit_test(an_extended_header_past_its_limit_is_refused),
        cmocka_unit_test(nothing_at_all_is_no_archive)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
