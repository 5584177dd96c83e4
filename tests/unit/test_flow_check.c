/* Bots with mistakes, tests/corpus/flow-checks, and what the author is told of each, whole:
 * eNN-….json is a bot in one file, a folder eNN-… a bot in several; beside it eNN-….txt has the
 * lines expected, and no such file means: none. CHATLET_UPDATE=1 writes them anew. */
#define _GNU_SOURCE
#include "test_allocator.h"
#include "test_assert.h"
#include "test_flow_checked.h"

#include "compile/flow_parse.h"

#include <dirent.h>
#include <sys/stat.h>

#define CORPUS CHATLET_SOURCE_DIR "/tests/corpus/flow-checks"

enum { PATH_BYTES = 600, NAMES_MAX = 200, FILE_BYTES_MAX = 1 << 20 };

static chatlet_str read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return (chatlet_str){0};
    char *bytes = malloc(FILE_BYTES_MAX);
    const size_t size = fread(bytes, 1, FILE_BYTES_MAX, file);
    fclose(file);
    assert_true(size < FILE_BYTES_MAX);
    return (chatlet_str){.data = bytes, .size_bytes = size};
}

static void put_back(chatlet_str bytes) { free((void *)(uintptr_t)bytes.data); }

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in a folder, sorted; each is freed by the caller. */
static size_t list_names(const char *folder, char **names) {
    size_t count = 0;
    DIR *directory = opendir(folder);
    if (directory == NULL) return 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (entry->d_name[0] == '.') continue;
        assert_true(count < NAMES_MAX);
        names[count++] = strdup(entry->d_name);
    }
    closedir(directory);
    qsort(names, count, sizeof *names, compare_names);
    return count;
}

/* Files of the folders beside bot.json, each named as an author would. */
static void take_folder(test_checked *made, const char *bot_folder, const char *name) {
    char folder[PATH_BYTES];
    char *names[NAMES_MAX];
    (void)snprintf(folder, sizeof folder, "%s/%s", bot_folder, name);
    const size_t count = list_names(folder, names);
    for (size_t i = 0; i < count; i++) {
        char path[2 * PATH_BYTES];
        char shown[PATH_BYTES];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)snprintf(shown, sizeof shown, "%s/%s", name, names[i]);
        const chatlet_str bytes = read_file(path);
        assert_true(test_checked_goes_on(
            clet_flow_parse_source(&made->ast, &made->reporter, test_str(shown), bytes)));
        put_back(bytes);
        free(names[i]);
    }
}

static void check_case(test_checked *made, const char *path) {
    char bot[2 * PATH_BYTES];
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    const bool is_folder = S_ISDIR(status.st_mode);
    (void)snprintf(bot, sizeof bot, "%s%s", path, is_folder ? "/bot.json" : "");
    const chatlet_str bytes = read_file(bot);
    assert_non_null(bytes.data);
    assert_true(test_checked_goes_on(test_checked_take_bot(made, bytes)));
    put_back(bytes);
    if (is_folder) {
        take_folder(made, path, "flows");
        take_folder(made, path, "intents");
        take_folder(made, path, "strings");
    }
    assert_int_equal(test_checked_finish(made), CHATLET_OK);
}

static void write_expected(const char *path, chatlet_str lines) {
    if (lines.size_bytes == 0) {
        remove(path);
        return;
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(lines.data, 1, lines.size_bytes, file), lines.size_bytes);
    fclose(file);
}

/* "e02-hit.json" and the folder "e09-hit" have "e02-hit.txt", "e09-hit.txt". */
static size_t stem_length(const char *name) {
    const size_t length = strlen(name);
    const char *dot = strrchr(name, '.');
    return dot == NULL ? length : (size_t)(dot - name);
}

static void play(const char *name) {
    test_checked made;
    char path[PATH_BYTES];
    char expected_path[PATH_BYTES];
    (void)snprintf(path, sizeof path, CORPUS "/%s", name);
    (void)snprintf(expected_path, sizeof expected_path, CORPUS "/%.*s.txt", (int)stem_length(name),
                   name);
    test_checked_begin(&made, test_plain_allocator());
    check_case(&made, path);
    const chatlet_str lines = clet_buffer_str(&made.lines);
    if (getenv("CHATLET_UPDATE") != NULL) write_expected(expected_path, lines);
    const chatlet_str expected = read_file(expected_path);
    test_text_equal(name, lines, expected);
    put_back(expected);
    test_checked_end(&made);
}

static bool is_case(const char *name) {
    const char *dot = strrchr(name, '.');
    return name[0] == 'e' && (dot == NULL || strcmp(dot, ".json") == 0);
}

static void every_case_is_told_as_expected(void **state) {
    (void)state;
    char *names[NAMES_MAX];
    size_t played = 0;
    const size_t count = list_names(CORPUS, names);
    for (size_t i = 0; i < count; i++) {
        if (is_case(names[i])) {
            play(names[i]);
            played++;
        }
        free(names[i]);
    }
    assert_true(played >= 50);
}

/* Each code has a case that hits, whose lines have it, and a near miss, which has none of it. */
static void every_code_has_a_hit_and_a_near_miss(void **state) {
    (void)state;
    for (int code = 1; code <= 25; code++) {
        char path[PATH_BYTES];
        char word[20];
        (void)snprintf(word, sizeof word, "E%02d: ", code);
        (void)snprintf(path, sizeof path, CORPUS "/e%02d-hit.txt", code);
        const chatlet_str hit = read_file(path);
        if (hit.data == NULL || memmem(hit.data, hit.size_bytes, word, strlen(word)) == NULL)
            fail_msg("%s does not tell %s", path, word);
        put_back(hit);
        (void)snprintf(path, sizeof path, CORPUS "/e%02d-near.txt", code);
        const chatlet_str near = read_file(path);
        if (near.data != NULL) fail_msg("%s tells something", path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_is_told_as_expected),
        cmocka_unit_test(every_code_has_a_hit_and_a_near_miss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
