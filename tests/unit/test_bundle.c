#define _POSIX_C_SOURCE 200809L
/* A bundle is refused whole unless every byte is as it was built. What a hostile builder
 * writes is tried in test_bundle_content.c. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/buffer.h"
#include "base/byte_reader.h"
#include "base/hash.h"
#include "bundle/bundle_open.h"

static int build_small(void **state) {
    static test_built built;
    built = test_build_in_parts(test_small_bot, test_small_sources, 4);
    *state = &built;
    return built.status == CHATLET_OK ? 0 : -1;
}

static int free_small(void **state) {
    test_built_free(*state);
    return 0;
}

static void small_bot_opens_with_all_its_parts(void **state) {
    chatlet_bundle *bundle = test_open_whole(*state, test_plain_allocator());
    assert_non_null(bundle);
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    test_text_equal("id", info.id, test_str("small"));
    test_text_equal("title", info.title, test_str("Small bot"));
    test_text_equal("language", info.language, test_str("en"));
    assert_int_equal(info.document_count, 5); /* two of the CSV */
    const clet_bot_words *words = clet_bundle_words(bundle);
    test_text_equal("greeting", words->greeting, test_str("Hello. What would you like to know?"));
    assert_int_equal(words->suggestion_count, 2);
    test_text_equal("suggestion", words->suggestions[1], test_str("Which plans are there?"));
    assert_true(chatlet_bundle_parts_size_bytes(bundle) > 0);
    for (uint32_t id = 0; id < info.part_count; id++)
        chatlet_bundle_drop_part(bundle, id);
    assert_int_equal(chatlet_bundle_parts_size_bytes(bundle), 0);
    chatlet_bundle_close(bundle);
}

static void head_cut_at_every_byte_is_refused(void **state) {
    const chatlet_str head = test_built_head(*state);
    for (size_t size_bytes = 0; size_bytes < head.size_bytes; size_bytes++) {
        const chatlet_str cut =
            test_guarded_copy((chatlet_str){.data = head.data, .size_bytes = size_bytes});
        chatlet_bundle *bundle = NULL;
        chatlet_error error = {.message = ""};
        const chatlet_status status =
            chatlet_bundle_open(test_plain_allocator(), cut, &bundle, &error);
        assert_true(status == CHATLET_ERR_BUNDLE || status == CHATLET_ERR_VERSION);
        assert_null(bundle);
        assert_true(error.message[0] != '\0');
        test_guarded_free(cut);
    }
}

static void head_with_any_byte_changed_is_refused(void **state) {
    const chatlet_str head = test_built_head(*state);
    char *copy = malloc(head.size_bytes);
    assert_non_null(copy);
    memcpy(copy, head.data, head.size_bytes);
    for (size_t i = 0; i < head.size_bytes; i++) {
        chatlet_bundle *bundle = NULL;
        copy[i] ^= 0x10;
        const chatlet_str changed = {.data = copy, .size_bytes = head.size_bytes};
        assert_true(chatlet_bundle_open(test_plain_allocator(), changed, &bundle, NULL) !=
                    CHATLET_OK);
        assert_null(bundle);
        copy[i] ^= 0x10;
    }
    free(copy);
}

static void parts_cut_or_changed_at_every_byte_are_refused(void **state) {
    chatlet_bundle *bundle = test_open(*state, test_plain_allocator());
    assert_non_null(bundle);
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    for (uint32_t id = 0; id < info.part_count; id++) {
        const chatlet_str part = test_built_part(*state, bundle, id);
        assert_true(part.size_bytes > 0);
        const chatlet_str copy = test_guarded_copy(part);
        char *bytes = (char *)(uintptr_t)copy.data;
        for (size_t i = 0; i < part.size_bytes; i++) {
            const chatlet_str cut = {.data = copy.data + i, .size_bytes = part.size_bytes - i - 1};
            assert_int_equal(chatlet_bundle_add_part(bundle, id, cut), CHATLET_ERR_PART);
            bytes[i] ^= 0x01;
            assert_int_equal(chatlet_bundle_add_part(bundle, id, copy), CHATLET_ERR_PART);
            bytes[i] ^= 0x01;
        }
        assert_false(chatlet_bundle_has_part(bundle, id));
        assert_int_equal(chatlet_bundle_add_part(bundle, id, copy), CHATLET_OK);
        assert_int_equal(chatlet_bundle_add_part(bundle, id, copy),
                         CHATLET_OK); /* twice changes nothing */
        test_guarded_free(copy);
    }
    chatlet_bundle_close(bundle);
}

static void text_part_before_the_map_is_a_wrong_order(void **state) {
    chatlet_bundle *bundle = test_open(*state, test_plain_allocator());
    chatlet_bundle_info info;
    chatlet_part part;
    chatlet_bundle_get_info(bundle, &info);
    const uint32_t last = info.part_count - 1;
    assert_int_equal(chatlet_bundle_get_part(bundle, last, &part), CHATLET_OK);
    assert_int_equal(part.kind, CHATLET_PART_TEXTS);
    assert_int_equal(chatlet_bundle_add_part(bundle, last, CHATLET_STR("x")), CHATLET_ERR_STATE);
    assert_int_equal(chatlet_bundle_get_part(bundle, info.part_count, &part), CHATLET_ERR_ARGUMENT);
    assert_int_equal(chatlet_bundle_add_part(bundle, info.part_count, CHATLET_STR("x")),
                     CHATLET_ERR_ARGUMENT);
    chatlet_bundle_close(bundle);
}

static void foreign_files_and_versions_are_named(void **state) {
    const chatlet_str head = test_built_head(*state);
    const struct {
        const char *name;
        chatlet_str bytes;
        const char *message;
    } rows[] = {
        {"empty", {.data = NULL, .size_bytes = 0}, "this is not the head of a Chatlet bundle"},
        {"text", CHATLET_STR("<!doctype html><title>Not found</title>"),
         "this is not the head of a Chatlet bundle"},
        {"version 1",
         {.data = "CLET\x01\0\0\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", .size_bytes = 24},
         "the bundle has another format version than this engine; build it again"},
        {"cut",
         {.data = head.data, .size_bytes = head.size_bytes - 1},
         "the bundle's head is cut short or has bytes added"},
        {"version 2",
         {.data = "CLET\x02\0\0\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", .size_bytes = 24},
         "the bundle has another format version than this engine; build it again"},
        {"no kinds",
         {.data = "CLET\x03\0\0\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", .size_bytes = 24},
         "the bundle's head is damaged: its hash does not fit"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_bundle *bundle = NULL;
        chatlet_error error;
        assert_true(chatlet_bundle_open(test_plain_allocator(), rows[i].bytes, &bundle, &error) !=
                    CHATLET_OK);
        test_text_equal(rows[i].name, test_str(error.message), test_str(rows[i].message));
    }
}

static void head_at_the_size_limit_is_read_and_past_it_is_not(void **state) {
    (void)state;
    char *bytes = calloc(1, CHATLET_BUNDLE_HEAD_BYTES_MAX + 1);
    assert_non_null(bytes);
    chatlet_bundle *bundle = NULL;
    chatlet_str head = {.data = bytes, .size_bytes = CHATLET_BUNDLE_HEAD_BYTES_MAX};
    assert_int_equal(chatlet_bundle_open(test_plain_allocator(), head, &bundle, NULL),
                     CHATLET_ERR_VERSION);
    head.size_bytes++;
    assert_int_equal(chatlet_bundle_open(test_plain_allocator(), head, &bundle, NULL),
                     CHATLET_ERR_LIMIT);
    free(bytes);
}

static void resealed_heads_never_break_the_reader(void **state) {
    const chatlet_str head = test_built_head(*state);
    char *copy = malloc(head.size_bytes);
    assert_non_null(copy);
    size_t opened = 0;
    for (size_t i = CLET_HEAD_HASHED_FROM; i < head.size_bytes; i++) {
        for (int flip = 0; flip < 3; flip++) {
            memcpy(copy, head.data, head.size_bytes);
            copy[i] = flip == 0 ? (char)0xFF : flip == 1 ? 0 : (char)(copy[i] ^ 0x01);
            chatlet_bundle *bundle = NULL;
            test_reseal_head(copy, head.size_bytes);
            const chatlet_str changed = {.data = copy, .size_bytes = head.size_bytes};
            const chatlet_status status =
                chatlet_bundle_open(test_plain_allocator(), changed, &bundle, NULL);
            assert_true(status == CHATLET_OK || status == CHATLET_ERR_BUNDLE);
            if (status == CHATLET_OK) opened++;
            chatlet_bundle_close(bundle);
        }
    }
    assert_true(opened > 0); /* a changed letter of the greeting is still a greeting */
    free(copy);
}

/* The small head with some numbers of its INDEX kind replaced, resealed; free with free. */
static chatlet_str with_numbers(chatlet_str head, const uint32_t *which, const uint32_t *values,
                                size_t count) {
    clet_buffer changed;
    clet_buffer_init(&changed, test_plain_allocator(), CHATLET_BUNDLE_HEAD_BYTES_MAX);
    clet_byte_reader table = {.source = head, .offset = CLET_HEAD_FIXED_BYTES};
    uint32_t offsets[3];
    uint32_t sizes[3];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(clet_read_u32(&table), i + 1);
        offsets[i] = clet_read_u32(&table);
        sizes[i] = clet_read_u32(&table);
    }
    clet_buffer_append(&changed, (chatlet_str){.data = head.data, .size_bytes = offsets[1] + 8});
    clet_byte_reader reader = {.source = head, .offset = offsets[1] + 8};
    for (uint32_t number = 0; number < CLET_INDEX_NUMBER_COUNT; number++) {
        uint32_t value = clet_read_varint(&reader);
        for (size_t i = 0; i < count; i++) {
            if (which[i] == number) value = values[i];
        }
        clet_buffer_append_varint(&changed, value);
    }
    const uint32_t index_bytes = (uint32_t)changed.size_bytes - offsets[1];
    clet_buffer_append(&changed,
                       (chatlet_str){.data = head.data + offsets[2], .size_bytes = sizes[2]});
    clet_buffer_put_u32(&changed, CLET_HEAD_FIXED_BYTES + CLET_KIND_ENTRY_BYTES + 8, index_bytes);
    clet_buffer_put_u32(&changed, CLET_HEAD_FIXED_BYTES + 2 * CLET_KIND_ENTRY_BYTES + 4,
                        offsets[1] + index_bytes);
    assert_int_equal(clet_buffer_status(&changed), CHATLET_OK);
    test_reseal_head(changed.data, changed.size_bytes);
    return clet_buffer_str(&changed);
}

static void numbers_at_their_limits_are_taken_and_past_them_are_not(void **state) {
    const chatlet_str head = test_built_head(*state);
    chatlet_bundle *probe = test_open(*state, test_plain_allocator());
    const uint32_t other_parts = clet_first_text_part(probe);
    const clet_index_info index = *clet_bundle_index(probe);
    chatlet_bundle_close(probe);
    const uint32_t text_parts = CHATLET_BUNDLE_PARTS_MAX - other_parts;
    const struct {
        const char *name;
        uint32_t which[4];
        uint32_t values[4];
        chatlet_status status;
    } rows[] = {
        {"parts at the limit",
         {CLET_INDEX_SECTIONS, CLET_INDEX_PASSAGES, CLET_INDEX_TEXT_PARTS, CLET_INDEX_PIECES},
         {CHATLET_BUNDLE_PARTS_MAX, CHATLET_BUNDLE_PARTS_MAX, text_parts, CHATLET_BUNDLE_PARTS_MAX},
         CHATLET_OK},
        {"parts past it",
         {CLET_INDEX_SECTIONS, CLET_INDEX_PASSAGES, CLET_INDEX_TEXT_PARTS, CLET_INDEX_PIECES},
         {CHATLET_BUNDLE_PARTS_MAX, CHATLET_BUNDLE_PARTS_MAX, text_parts + 1,
          CHATLET_BUNDLE_PARTS_MAX},
         CHATLET_ERR_BUNDLE},
        {"documents at the limit",
         {CLET_INDEX_DOCUMENTS, CLET_INDEX_SECTIONS, CLET_INDEX_PASSAGES, CLET_INDEX_PIECES},
         {CHATLET_DOCUMENTS_MAX, CHATLET_DOCUMENTS_MAX, CHATLET_DOCUMENTS_MAX,
          CHATLET_DOCUMENTS_MAX},
         CHATLET_OK},
        {"documents past it",
         {CLET_INDEX_DOCUMENTS, CLET_INDEX_SECTIONS, CLET_INDEX_PASSAGES, CLET_INDEX_PIECES},
         {CHATLET_DOCUMENTS_MAX + 1, CHATLET_DOCUMENTS_MAX + 1, CHATLET_DOCUMENTS_MAX + 1,
          CHATLET_DOCUMENTS_MAX + 1},
         CHATLET_ERR_BUNDLE},
        {"passages at the limit",
         {CLET_INDEX_PASSAGES, CLET_INDEX_SECTIONS, CLET_INDEX_SECTIONS, CLET_INDEX_PIECES},
         {CHATLET_PASSAGES_MAX, CHATLET_PASSAGES_MAX, CHATLET_PASSAGES_MAX, CHATLET_PASSAGES_MAX},
         CHATLET_OK},
        {"passages past it",
         {CLET_INDEX_PASSAGES, CLET_INDEX_PASSAGES, CLET_INDEX_PASSAGES, CLET_INDEX_PASSAGES},
         {CHATLET_PASSAGES_MAX + 1, CHATLET_PASSAGES_MAX + 1, CHATLET_PASSAGES_MAX + 1,
          CHATLET_PASSAGES_MAX + 1},
         CHATLET_ERR_BUNDLE},
        {"fewer sections than documents",
         {CLET_INDEX_SECTIONS, CLET_INDEX_SECTIONS, CLET_INDEX_SECTIONS, CLET_INDEX_SECTIONS},
         {index.document_count - 1, index.document_count - 1, index.document_count - 1,
          index.document_count - 1},
         CHATLET_ERR_BUNDLE},
        {"fewer passages than sections",
         {CLET_INDEX_PASSAGES, CLET_INDEX_PASSAGES, CLET_INDEX_PASSAGES, CLET_INDEX_PASSAGES},
         {index.section_count - 1, index.section_count - 1, index.section_count - 1,
          index.section_count - 1},
         CHATLET_ERR_BUNDLE},
        {"no text part",
         {CLET_INDEX_TEXT_PARTS, CLET_INDEX_TEXT_PARTS, CLET_INDEX_TEXT_PARTS,
          CLET_INDEX_TEXT_PARTS},
         {0, 0, 0, 0},
         CHATLET_ERR_BUNDLE},
        {"a term part without a separator",
         {CLET_INDEX_TERM_PARTS, CLET_INDEX_TERM_PARTS, CLET_INDEX_TERM_PARTS,
          CLET_INDEX_TERM_PARTS},
         {index.term_part_count + 1, index.term_part_count + 1, index.term_part_count + 1,
          index.term_part_count + 1},
         CHATLET_ERR_BUNDLE},
        {"an average of 0",
         {CLET_INDEX_LINK_AVERAGE, CLET_INDEX_LINK_AVERAGE, CLET_INDEX_LINK_AVERAGE,
          CLET_INDEX_LINK_AVERAGE},
         {0, 0, 0, 0},
         CHATLET_ERR_BUNDLE},
        {"boosts that are neither there nor not",
         {CLET_INDEX_HAS_BOOSTS, CLET_INDEX_HAS_BOOSTS, CLET_INDEX_HAS_BOOSTS,
          CLET_INDEX_HAS_BOOSTS},
         {2, 2, 2, 2},
         CHATLET_ERR_BUNDLE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_bundle *bundle = NULL;
        const chatlet_str changed = with_numbers(head, rows[i].which, rows[i].values, 4);
        const chatlet_status status =
            chatlet_bundle_open(test_plain_allocator(), changed, &bundle, NULL);
        test_status_equal(rows[i].name, status, rows[i].status);
        chatlet_bundle_close(bundle);
        free((void *)(uintptr_t)changed.data);
    }
}

static void part_at_its_size_limit_is_looked_at_and_past_it_is_not(void **state) {
    chatlet_bundle *bundle = test_open(*state, test_plain_allocator());
    char *bytes = calloc(1, CHATLET_BUNDLE_PART_BYTES_MAX + 1);
    assert_non_null(bytes);
    for (size_t extra = 0; extra < 2; extra++) {
        const size_t size_bytes = CHATLET_BUNDLE_PART_BYTES_MAX + extra;
        const uint64_t check =
            clet_hash_keyed((chatlet_str){.data = bytes + CLET_PART_CHECK_BYTES,
                                          .size_bytes = size_bytes - CLET_PART_CHECK_BYTES},
                            bundle->index_id, 0);
        for (int i = 0; i < CLET_PART_CHECK_BYTES; i++)
            bytes[i] = (char)(uint8_t)(check >> (8 * i));
        const chatlet_str part = {.data = bytes, .size_bytes = size_bytes};
        assert_int_equal(chatlet_bundle_add_part(bundle, 0, part),
                         extra == 0 ? CHATLET_ERR_BUNDLE : CHATLET_ERR_PART);
        memset(bytes, 0, CLET_PART_CHECK_BYTES);
    }
    free(bytes);
    chatlet_bundle_close(bundle);
}

static void addresses_of_every_kind_that_is_taken_open(void **state) {
    (void)state;
    static const test_source table[] = {
        {"faq.csv", "question,answer,url\nHow tall?,Two metres.,HTTPS://Example.com/tall\n"
                    "How wide?,One metre.,//cdn.example.com/x\nHow deep?,A metre.,?q=a:b\n"
                    "How old?,Ten years.,../old#x\n"}};
    test_built built = test_build(NULL, table, 1);
    chatlet_bundle *bundle = test_open_whole(&built, test_plain_allocator());
    assert_non_null(bundle);
    clet_passage_text texts[1];
    assert_int_equal(clet_bundle_piece_texts(bundle, 0, texts, 1), 1);
    test_text_equal("url", texts[0].url, test_str("HTTPS://Example.com/tall"));
    chatlet_bundle_close(bundle);
    test_built_free(&built);
}

static void length_codes_are_exact_to_15_and_within_an_eighth_after(void **state) {
    (void)state;
    for (uint32_t length = 0; length < 100000; length++) {
        const uint32_t back = clet_length_of_code(clet_length_code(length));
        assert_true(back <= length);
        assert_true(length < 16 ? back == length : (uint64_t)length * 8 <= (uint64_t)back * 9);
    }
    assert_int_equal(clet_length_code(UINT32_MAX), 239);
    assert_true(clet_length_of_code(255) == clet_length_of_code(239));
}

static void every_refused_allocation_leaves_nothing_behind(void **state) {
    test_built *built = *state;
    test_allocator refusing;
    for (size_t n = 1;; n++) {
        test_allocator_init(&refusing);
        refusing.refuse_at = n;
        chatlet_bundle *bundle = NULL;
        chatlet_status status =
            chatlet_bundle_open(&refusing.allocator, test_built_head(built), &bundle, NULL);
        chatlet_bundle_info info = {.part_count = 0};
        if (status == CHATLET_OK) chatlet_bundle_get_info(bundle, &info);
        for (uint32_t id = 0; status == CHATLET_OK && id < info.part_count; id++) {
            status = chatlet_bundle_add_part(bundle, id, test_built_part(built, bundle, id));
            if (status == CHATLET_OK) continue;
            assert_false(chatlet_bundle_has_part(bundle, id));
            /* As before: the same part can be added now. */
            assert_int_equal(status, CHATLET_ERR_MEMORY);
            assert_int_equal(
                chatlet_bundle_add_part(bundle, id, test_built_part(built, bundle, id)),
                CHATLET_OK);
        }
        chatlet_bundle_close(bundle);
        assert_int_equal(refusing.live_count, 0);
        if (refusing.allocation_count < n) break;
        assert_int_equal(status, CHATLET_ERR_MEMORY);
    }
}

static void dump_names_bot_terms_and_passages(void **state) {
    chatlet_bundle *bundle = test_open_whole(*state, test_plain_allocator());
    chatlet_str text;
    assert_int_equal(chatlet_bundle_dump(test_plain_allocator(), bundle, &text), CHATLET_OK);
    char *copy = strndup(text.data, text.size_bytes);
    assert_non_null(strstr(copy, "id: small"));
    assert_non_null(strstr(copy, "password headings 1 body 1"));
    assert_non_null(strstr(copy, "Plans › Starter </plans.html#starter>"));
    free(copy);
    test_plain_allocator()->release(NULL, (void *)(uintptr_t)text.data);
    chatlet_bundle_close(bundle);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_bot_opens_with_all_its_parts),
        cmocka_unit_test(head_cut_at_every_byte_is_refused),
        cmocka_unit_test(head_with_any_byte_changed_is_refused),
        cmocka_unit_test(parts_cut_or_changed_at_every_byte_are_refused),
        cmocka_unit_test(text_part_before_the_map_is_a_wrong_order),
        cmocka_unit_test(foreign_files_and_versions_are_named),
        cmocka_unit_test(head_at_the_size_limit_is_read_and_past_it_is_not),
        cmocka_unit_test(resealed_heads_never_break_the_reader),
        cmocka_unit_test(numbers_at_their_limits_are_taken_and_past_them_are_not),
        cmocka_unit_test(part_at_its_size_limit_is_looked_at_and_past_it_is_not),
        cmocka_unit_test(addresses_of_every_kind_that_is_taken_open),
        cmocka_unit_test(length_codes_are_exact_to_15_and_within_an_eighth_after),
        cmocka_unit_test(every_refused_allocation_leaves_nothing_behind),
        cmocka_unit_test(dump_names_bot_terms_and_passages),
    };
    return cmocka_run_group_tests(tests, build_small, free_small);
}
