/* Metadata as documents write it: front matter, meta elements, columns and members. */
#include "test_assert.h"

#include "test_allocator.h"

#include "compile/block_list.h"

enum { TEXT_BYTES = 2048 };

/* Each as "name=values (block line:column)", offered ones with '!' in front. */
static void show(const clet_block_list *list, char text[TEXT_BYTES]) {
    text[0] = '\0';
    for (uint32_t i = 0; i < list->metadata_count; i++) {
        const clet_metadata *metadata = &list->metadata[i];
        const chatlet_str name = list->metadata_names[metadata->name];
        const size_t used = strlen(text);
        snprintf(text + used, TEXT_BYTES - used, "%s%.*s=%.*s (%u %u:%u)\n",
                 metadata->is_offered ? "!" : "", (int)name.size_bytes, name.data,
                 (int)metadata->values.size_bytes, metadata->values.data, metadata->block,
                 metadata->line, metadata->column);
    }
}

static chatlet_status read(clet_arena *arena, chatlet_document_format format, chatlet_str source,
                           clet_block_list *list) {
    clet_reporter reporter = {.on_diagnostic = NULL};
    const chatlet_document document = {
        .path = CHATLET_STR("doc"), .format = format, .bytes = source};
    clet_block_list_init(list, arena);
    return clet_document_read(&document, &reporter, list);
}

#define MD CHATLET_FORMAT_MARKDOWN
#define HTML CHATLET_FORMAT_HTML
#define CSV CHATLET_FORMAT_CSV
#define JSONL CHATLET_FORMAT_JSONL

static const struct {
    const char *name;
    chatlet_document_format format;
    const char *source;
    const char *expected;
} rows[] = {
    {"no front matter", MD, "text", ""},
    {"scalars", MD, "---\nversion: 15\nTitle: \"A: b\"\nwhen: '#1'\n---\nx",
     "version=15 (0 2:10)\ntitle=A: b (0 3:9)\nwhen=#1 (0 4:8)\n"},
    {"a comment", MD, "---\nversion: 15 # not 14\n# all: x\nempty: # nothing\n---\nx",
     "version=15 (0 2:10)\n"},
    {"a list in brackets", MD, "---\ntags: [a, \"b, c\", 'd']\n---\nx",
     "tags=a (0 2:8)\ntags=b, c (0 2:12)\ntags=d (0 2:20)\n"},
    {"a list below", MD, "---\ntags:\n  - a\n  - \"b\"\nother: c\n- d\n---\nx",
     "tags=a (0 3:5)\ntags=b (0 4:6)\nother=c (0 5:8)\n"},
    {"a list below, not indented", MD, "---\ntags:\n- a\n- b\n---\nx",
     "tags=a (0 3:3)\ntags=b (0 4:3)\n"},
    {"a map is none", MD, "---\nhero:\n  name: x\n  - y\nmap: {a: 1}\ntext: |\n  line: z\n---\nx",
     ""},
    {"an open bracket or quote is none", MD, "---\na: [\nb: \"x\nc: [1\n---\nx", ""},
    {"TOML", MD, "+++\nversion = \"15\"\ntags = [\"a\", \"b\"]\n[extra]\nversion = \"16\"\n+++\nx",
     "version=15 (0 2:12)\ntags=a (0 3:10)\ntags=b (0 3:15)\n"},
    {"lines that end with CR LF", MD, "---\r\nversion: 15\r\n---\r\nx", "version=15 (0 2:10)\n"},
    {"names with capitals and spaces", MD, "---\nProduct Line: x\nn\303\251: y\na.b: z\n---\nx",
     "product-line=x (0 2:15)\n"},
    {"control bytes are dropped", MD, "---\na: x\001y  z\n---\nx", "a=xy z (0 2:4)\n"},
    {"meta elements", HTML,
     "<html><head><meta name=\"chatlet:version\" content=\" 15 \"><meta name=Docsearch:LANGUAGE "
     "content=en>\n<meta name=\"chatlet:\" content=x><meta name=\"chatlet:a b\" content=y>"
     "<meta name=description content=z><meta name=\"docsearch:empty\" content=\"\"></head>"
     "<body><p>x</p></body></html>",
     "!version=15 (0 1:0)\n!language=en (0 1:0)\n!a-b=y (0 2:0)\n"},
    {"columns", CSV, "version,question,answer,Product Line\n15,a?,b,\"x; y\"\n,c?,d,z\n14,,d,z\n",
     "version=15 (0 2:1)\nproduct-line=x, y (0 2:9)\nproduct-line=z (2 3:7)\n"},
    {"cells over several lines", CSV, "question,answer,version\na?,\"b\nb\",15\nc?,d,16\n",
     "version=15 (0 3:4)\nversion=16 (2 4:6)\n"},
    {"members", JSONL,
     "{\"question\":\"a?\",\"answer\":\"b\",\"version\":1.10,\"beta\":true,\"none\":null}\n"
     "{\"title\":\"c\",\"text\":\"d\",\"tags\":[\"x\",2,[3]],\"metadata\":{\"lang\":\"en\","
     "\"tags\":\"y\",\"deep\":{\"e\":1}}}\n",
     "version=1.10 (0 1:41)\nbeta=true (0 1:53)\ntags=x (2 2:33)\ntags=2 (2 2:37)\n"
     "lang=en (2 2:63)\ntags=y (2 2:75)\n"},
};

static void documents_say_what_they_say_of_themselves(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[TEXT_BYTES];
        clet_arena arena;
        clet_block_list list;
        clet_arena_init(&arena, test_plain_allocator());
        const chatlet_str copy = test_guarded_copy(test_str(rows[i].source));
        test_status_equal(rows[i].name, read(&arena, rows[i].format, copy, &list), CHATLET_OK);
        test_guarded_free(copy);
        show(&list, text);
        test_text_equal(rows[i].name, test_str(text), test_str(rows[i].expected));
        clet_arena_free(&arena);
    }
}

static void names_count_up_to_their_limit(void **state) {
    clet_arena arena;
    clet_block_list list;
    (void)state;
    clet_arena_init(&arena, test_plain_allocator());
    clet_block_list_init(&list, &arena);
    for (int i = 0; i <= CHATLET_DOCUMENT_FIELDS_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        assert_int_equal(clet_block_list_add_metadata(&list, test_str(name), CHATLET_STR("x"),
                                                      (clet_metadata_place){.line = 1}),
                         CHATLET_OK);
    }
    assert_int_equal(list.metadata_name_count, CHATLET_DOCUMENT_FIELDS_MAX);
    assert_int_equal(list.metadata_count, CHATLET_DOCUMENT_FIELDS_MAX);
    clet_arena_free(&arena);
}

static void long_values_are_cut_at_a_character(void **state) {
    static char values[CLET_METADATA_BYTES_MAX + 8];
    clet_arena arena;
    clet_block_list list;
    (void)state;
    memset(values, 'v', sizeof values);
    values[CLET_METADATA_BYTES_MAX - 1] = '\303';
    values[CLET_METADATA_BYTES_MAX] = '\251';
    clet_arena_init(&arena, test_plain_allocator());
    clet_block_list_init(&list, &arena);
    assert_int_equal(
        clet_block_list_add_metadata(&list, CHATLET_STR("notes"),
                                     (chatlet_str){.data = values, .size_bytes = sizeof values},
                                     (clet_metadata_place){.line = 1}),
        CHATLET_OK);
    assert_int_equal(list.metadata[0].values.size_bytes, CLET_METADATA_BYTES_MAX - 1);
    clet_arena_free(&arena);
}

static void refused_memory_is_told(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_status status = CHATLET_ERR_MEMORY;
        for (size_t refuse_at = 1; status == CHATLET_ERR_MEMORY; refuse_at++) {
            test_allocator test;
            clet_arena arena;
            clet_block_list list;
            test_allocator_init(&test);
            test.refuse_at = refuse_at;
            clet_arena_init(&arena, &test.allocator);
            status = read(&arena, rows[i].format, test_str(rows[i].source), &list);
            clet_arena_free(&arena);
            assert_int_equal(test.live_count, 0);
        }
        test_status_equal(rows[i].name, status, CHATLET_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_say_what_they_say_of_themselves),
        cmocka_unit_test(names_count_up_to_their_limit),
        cmocka_unit_test(long_values_are_cut_at_a_character),
        cmocka_unit_test(refused_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
