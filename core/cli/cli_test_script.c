#include "cli_test_script.h"

#include "cli_flow_time.h"

#include <stdlib.h>
#include <string.h>

enum { SCRIPT_BYTES_MAX = 4 * 1024 * 1024, ZONE_MINUTES_MAX = 18 * 60 };
#define SEED_MAX ((1ull << 53) - 1)
/* A script that says no time begins then: a Monday morning. */
#define DEFAULT_NOW "2026-03-02T10:00:00Z"

static const char *const script_keys[] = {"name", "locale", "now",  "zone",
                                          "seed", "script", "note", "$schema"};
static const char *const step_keys[] = {"event",   "say",  "choose",  "fill",   "result",
                                        "wait_ms", "back", "restart", "expect", "note"};

static bool refuse(cli_test_script *script, uint32_t offset, const char *problem) {
    if (script->problem != NULL) return false;
    script->problem = problem;
    script->problem_offset = offset;
    return false;
}

static bool is_among(chatlet_str key, const char *const *keys, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (key.size_bytes == strlen(keys[i]) && memcmp(key.data, keys[i], key.size_bytes) == 0)
            return true;
    }
    return false;
}

static bool check_keys(cli_memory *memory, cli_test_script *script, const chatlet_json *object,
                       const char *const *keys, size_t count) {
    for (const chatlet_json *member = object->first; member != NULL; member = member->next) {
        if (is_among(member->key, keys, count)) continue;
        const char *known = keys[0];
        for (size_t i = 1; i < count; i++)
            known = cli_memory_format(memory, "%s, %s", known, keys[i]);
        return refuse(script, member->key_offset,
                      cli_memory_format(memory, "unknown key \"%s\"; known are %s",
                                        cli_memory_copy(memory, member->key), known));
    }
    return true;
}

static bool is_of(const chatlet_json *value, chatlet_json_kind kind) { return value->kind == kind; }

/* What is wrong with the value of a step's key; NULL: nothing. */
static const char *problem_of_member(const chatlet_json *member) {
    const chatlet_str key = member->key;
    if (is_among(key, (const char *const[]){"event", "fill", "result"}, 3))
        return is_of(member, CHATLET_JSON_OBJECT) ? NULL : "this takes an object";
    if (is_among(key, (const char *const[]){"say"}, 1))
        return is_of(member, CHATLET_JSON_STRING) ? NULL : "this takes a text";
    if (is_among(key, (const char *const[]){"choose"}, 1))
        return is_of(member, CHATLET_JSON_ARRAY) || is_of(member, CHATLET_JSON_OBJECT) ||
                       is_of(member, CHATLET_JSON_NULL)
                   ? "this takes the id or the label of an option"
                   : NULL;
    if (is_among(key, (const char *const[]){"back", "restart"}, 2))
        return is_of(member, CHATLET_JSON_BOOLEAN) && member->boolean ? NULL : "this takes true";
    if (is_among(key, (const char *const[]){"wait_ms"}, 1))
        return is_of(member, CHATLET_JSON_INTEGER) && member->integer >= 0 &&
                       (uint64_t)member->integer <= SEED_MAX
                   ? NULL
                   : "this takes a whole number of milliseconds, 0 or more";
    return NULL;
}

static bool check_expect(cli_test_script *script, const chatlet_json *expect) {
    if (expect->kind != CHATLET_JSON_ARRAY)
        return refuse(script, expect->offset, "\"expect\" takes a list of patterns: […]");
    for (const chatlet_json *pattern = expect->first; pattern != NULL; pattern = pattern->next) {
        if (pattern->kind != CHATLET_JSON_OBJECT)
            return refuse(script, pattern->offset,
                          "a pattern is an object, like {\"kind\": \"say\", \"text\": \"Hi*\"}");
    }
    return true;
}

static bool check_step(cli_memory *memory, cli_test_script *script, const chatlet_json *step) {
    size_t actions = 0;
    if (step->kind != CHATLET_JSON_OBJECT)
        return refuse(script, step->offset, "a step is an object, like {\"say\": \"hello\"}");
    if (!check_keys(memory, script, step, step_keys, sizeof(step_keys) / sizeof(step_keys[0])))
        return false;
    for (const chatlet_json *member = step->first; member != NULL; member = member->next) {
        const char *problem = problem_of_member(member);
        if (problem != NULL) return refuse(script, member->offset, problem);
        if (is_among(member->key, (const char *const[]){"expect"}, 1)) {
            if (!check_expect(script, member)) return false;
        } else if (!is_among(member->key, (const char *const[]){"note"}, 1)) {
            actions++;
        }
    }
    return actions <= 1 || refuse(script, step->offset, "a step does one thing; make two of it");
}

static bool read_number(cli_test_script *script, const char *key, int64_t minimum, int64_t maximum,
                        int64_t *number) {
    const chatlet_json *member = cli_json_find(script->root, key);
    if (member == NULL) return true;
    if (member->kind != CHATLET_JSON_INTEGER || member->integer < minimum ||
        member->integer > maximum)
        return refuse(script, member->offset, "this number is out of range");
    *number = member->integer;
    return true;
}

static bool read_now(cli_test_script *script) {
    const chatlet_json *now = cli_json_find(script->root, "now");
    if (now == NULL) return cli_flow_time_read(CHATLET_STR(DEFAULT_NOW), &script->now_ms);
    const bool is_time =
        now->kind == CHATLET_JSON_STRING && cli_flow_time_read(now->text, &script->now_ms);
    return is_time ||
           refuse(script, now->offset, "this takes a time like \"2026-03-02T10:00:00Z\"");
}

static const char *name_of_file(cli_memory *memory, const char *path) {
    const char *slash = strrchr(path, '/');
    char *name = cli_memory_copy(memory, cli_str(slash == NULL ? path : slash + 1));
    char *dot = strrchr(name, '.');
    if (dot != NULL && dot != name) *dot = '\0';
    return name;
}

static bool read_texts(cli_memory *memory, cli_test_script *script) {
    const chatlet_json *name = cli_json_find(script->root, "name");
    const chatlet_json *locale = cli_json_find(script->root, "locale");
    if (name != NULL && name->kind != CHATLET_JSON_STRING)
        return refuse(script, name->offset, "\"name\" takes a text");
    if (name != NULL) script->name = cli_memory_copy(memory, name->text);
    if (locale == NULL) return true;
    script->locale = cli_json_text(memory, script->root, "locale");
    return script->locale != NULL ||
           refuse(script, locale->offset, "\"locale\" takes a language tag like \"es\"");
}

static void read_script(cli_memory *memory, cli_test_script *script) {
    int64_t seed = 1;
    const chatlet_json *steps = cli_json_find(script->root, "script");
    if (script->root->kind != CHATLET_JSON_OBJECT) {
        refuse(script, script->root->offset, "a test is an object with \"script\": [steps]");
        return;
    }
    if (!check_keys(memory, script, script->root, script_keys,
                    sizeof(script_keys) / sizeof(script_keys[0])) ||
        !read_texts(memory, script) || !read_now(script) ||
        !read_number(script, "seed", 0, (int64_t)SEED_MAX, &seed) ||
        !read_number(script, "zone", -ZONE_MINUTES_MAX, ZONE_MINUTES_MAX, &script->zone_minutes))
        return;
    script->seed = (uint64_t)seed;
    script->has_zone = cli_json_find(script->root, "zone") != NULL;
    if (steps == NULL || steps->kind != CHATLET_JSON_ARRAY) {
        refuse(script, steps == NULL ? script->root->offset : steps->offset,
               "a test needs \"script\": a list of steps");
        return;
    }
    for (const chatlet_json *step = steps->first; step != NULL; step = step->next) {
        if (!check_step(memory, script, step)) return;
    }
    script->steps = steps;
}

static cli_test_script *add_script(cli_test_scripts *scripts, const char *path, chatlet_str source,
                                   const chatlet_json *root) {
    scripts->scripts = cli_grow(scripts->scripts, scripts->count + 1, sizeof(*scripts->scripts));
    cli_test_script *script = &scripts->scripts[scripts->count++];
    *script = (cli_test_script){.file = cli_memory_copy(&scripts->memory, cli_str(path)),
                                .source = source,
                                .root = root,
                                .name = name_of_file(&scripts->memory, path)};
    return script;
}

/* The offset of a line and column, both from 1. */
static uint32_t offset_of(chatlet_str source, const chatlet_error *error) {
    uint32_t line = 1, offset = 0;
    while (offset < source.size_bytes && line < error->line) {
        if (source.data[offset++] == '\n') line++;
    }
    return offset + (error->column > 0 ? error->column - 1 : 0);
}

bool cli_test_scripts_read(cli_test_scripts *scripts, const char *path) {
    cli_memory *memory = &scripts->memory;
    cli_file file;
    chatlet_error error = {0};
    chatlet_json_document *document = NULL;
    if (!cli_file_read(path, SCRIPT_BYTES_MAX + 1, &file)) return false;
    const size_t number = scripts->file_count++;
    scripts->files = cli_grow(scripts->files, number + 1, sizeof(*scripts->files));
    scripts->documents = cli_grow(scripts->documents, number + 1, sizeof(*scripts->documents));
    scripts->files[number] = file;
    const chatlet_str source = cli_file_str(&file);
    const chatlet_status status =
        file.size_bytes > SCRIPT_BYTES_MAX
            ? CHATLET_ERR_LIMIT
            : chatlet_json_parse(cli_allocator(), source, &document, &error);
    if (status == CHATLET_ERR_MEMORY) cli_out_of_memory();
    scripts->documents[number] = document;
    if (status != CHATLET_OK) {
        cli_test_script *script = add_script(scripts, path, source, NULL);
        refuse(script, offset_of(source, &error),
               cli_memory_copy(memory,
                               cli_str(error.message[0] != '\0' ? error.message
                                                                : "larger than a test may be")));
        return true;
    }
    const chatlet_json *root = chatlet_json_root(document);
    if (root->kind != CHATLET_JSON_ARRAY) {
        read_script(memory, add_script(scripts, path, source, root));
        return true;
    }
    for (const chatlet_json *one = root->first; one != NULL; one = one->next)
        read_script(memory, add_script(scripts, path, source, one));
    return true;
}

void cli_test_scripts_free(cli_test_scripts *scripts) {
    for (size_t i = 0; i < scripts->file_count; i++) {
        chatlet_json_free(scripts->documents[i]);
        cli_file_free(&scripts->files[i]);
    }
    free(scripts->files);
    free(scripts->documents);
    free(scripts->scripts);
    cli_memory_free(&scripts->memory);
}
