#include "test_assert.h"

#include "test_allocator.h"

#include "base/map.h"
#include "base/number_text.h"

enum { KEY_COUNT = 1000 };

/* "0", "1", … ; every key is the prefix of others. */
static chatlet_str key_of(uint32_t number, char text[CLET_NUMBER_TEXT_BYTES_MAX]) {
    return (chatlet_str){.data = text, .size_bytes = clet_number_text_u64(number, text)};
}

static void empty_map_finds_nothing(void **state) {
    (void)state;
    test_allocator test;
    test_allocator_init(&test);
    clet_arena arena;
    clet_map map;
    clet_arena_init(&arena, &test.allocator);
    clet_map_init(&map, &arena);
    assert_null(clet_map_find(&map, CHATLET_STR("key")));
    assert_null(clet_map_find(&map, CHATLET_STR("")));
    assert_int_equal(test.allocation_count, 0);
}

static void keys_keep_their_order_and_values(void **state) {
    (void)state;
    char text[CLET_NUMBER_TEXT_BYTES_MAX];
    clet_arena arena;
    clet_map map;
    clet_arena_init(&arena, test_plain_allocator());
    clet_map_init(&map, &arena);
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        clet_map_entry *entry;
        bool added = false;
        assert_int_equal(clet_map_insert(&map, key_of(i, text), i * 7, &entry, &added), CHATLET_OK);
        assert_true(added);
        assert_int_equal(entry->value, i * 7);
    }
    assert_int_equal(map.count, KEY_COUNT);
    for (uint32_t i = 0; i < KEY_COUNT; i++) {
        const clet_map_entry *entry = clet_map_find(&map, key_of(i, text));
        assert_ptr_equal(entry, &map.entries[i]);
        assert_int_equal(entry->value, i * 7);
    }
    assert_null(clet_map_find(&map, CHATLET_STR("1000")));
    clet_arena_free(&arena);
}

static void a_known_key_keeps_its_value(void **state) {
    (void)state;
    clet_arena arena;
    clet_map map;
    clet_map_entry *entry;
    bool added;
    clet_arena_init(&arena, test_plain_allocator());
    clet_map_init(&map, &arena);
    assert_int_equal(clet_map_insert(&map, CHATLET_STR("key"), 1, &entry, NULL), CHATLET_OK);
    assert_int_equal(clet_map_insert(&map, CHATLET_STR("key"), 2, &entry, &added), CHATLET_OK);
    assert_false(added);
    assert_int_equal(entry->value, 1);
    assert_int_equal(map.count, 1);
    clet_arena_free(&arena);
}

static void empty_key_and_zero_bytes_are_keys_like_others(void **state) {
    static const chatlet_str keys[] = {{NULL, 0}, {"\0", 1}, {"\0\0", 2}, {"a\0b", 3}, {"a", 1}};
    (void)state;
    clet_arena arena;
    clet_map map;
    clet_arena_init(&arena, test_plain_allocator());
    clet_map_init(&map, &arena);
    for (uint32_t i = 0; i < 5; i++) {
        clet_map_entry *entry;
        assert_int_equal(clet_map_insert(&map, keys[i], i, &entry, NULL), CHATLET_OK);
    }
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(clet_map_find(&map, keys[i])->value, i);
    clet_arena_free(&arena);
}

static void refused_memory_leaves_the_map_as_it_was(void **state) {
    (void)state;
    char text[CLET_NUMBER_TEXT_BYTES_MAX];
    bool refused = true;
    for (size_t refuse_at = 1; refused; refuse_at++) {
        test_allocator test;
        test_allocator_init(&test);
        test.refuse_at = refuse_at;
        clet_arena arena;
        clet_map map;
        clet_arena_init(&arena, &test.allocator);
        clet_map_init(&map, &arena);
        refused = false;
        for (uint32_t i = 0; i < KEY_COUNT; i++) {
            clet_map_entry *entry = NULL;
            bool added = false;
            chatlet_status status = clet_map_insert(&map, key_of(i, text), i, &entry, &added);
            if (status == CHATLET_ERR_MEMORY) {
                refused = true;
                assert_int_equal(map.count, i);
                assert_null(clet_map_find(&map, key_of(i, text)));
                assert_null(entry);
                status = clet_map_insert(&map, key_of(i, text), i, &entry, &added);
            }
            assert_int_equal(status, CHATLET_OK);
            assert_true(added);
        }
        assert_int_equal(map.count, KEY_COUNT);
        for (uint32_t i = 0; i < KEY_COUNT; i++)
            assert_int_equal(clet_map_find(&map, key_of(i, text))->value, i);
        clet_arena_free(&arena);
        assert_int_equal(test.live_count, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_map_finds_nothing),
        cmocka_unit_test(keys_keep_their_order_and_values),
        cmocka_unit_test(a_known_key_keeps_its_value),
        cmocka_unit_test(empty_key_and_zero_bytes_are_keys_like_others),
        cmocka_unit_test(refused_memory_leaves_the_map_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
