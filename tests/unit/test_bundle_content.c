/* Parts of a hostile builder, whose checks fit: what breaks the format is refused, and what is
 * taken can be searched and described. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_built.h"

#include "base/buffer.h"
#include "bundle/bundle_open.h"

#include <chatlet/query.h>

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

/* The content of a part behind its check. */
static chatlet_str content_of(test_built *built, const chatlet_bundle *bundle, uint32_t id) {
    const chatlet_str part = test_built_part(built, bundle, id);
    return (chatlet_str){.data = part.data + CLET_PART_CHECK_BYTES,
                         .size_bytes = part.size_bytes - CLET_PART_CHECK_BYTES};
}

/* Reads everything that a part added to `bundle` can be asked for. */
static void read_everything(const chatlet_bundle *bundle) {
    chatlet_str text = {.data = NULL, .size_bytes = 0};
    assert_int_equal(chatlet_bundle_dump(test_plain_allocator(), bundle, &text), CHATLET_OK);
    test_plain_allocator()->release(NULL, (void *)(uintptr_t)text.data);
    static const char *const questions[] = {"reset my pasword", "\"thirty days\" -phone"};
    for (size_t i = 0; i < 2; i++) {
        const chatlet_query_options options = {.limit = 3};
        chatlet_query *query = NULL;
        chatlet_query_stage stage = CHATLET_QUERY_NEEDS_PARTS;
        assert_int_equal(chatlet_query_new(test_plain_allocator(), bundle, test_str(questions[i]),
                                           &options, &query),
                         CHATLET_OK);
        while (stage != CHATLET_QUERY_READY)
            assert_int_equal(chatlet_query_step_without(query, &stage), CHATLET_OK);
        chatlet_query_free(query);
    }
}

/* Tries `changed` as the content of part `id` beside the good other ones. */
static void try_content(test_built *built, uint32_t id, chatlet_str changed) {
    chatlet_bundle *bundle = test_open(built, test_plain_allocator());
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    chatlet_status status = id == 0 ? test_add_content(bundle, 0, changed) : CHATLET_OK;
    for (uint32_t other = 0; other < info.part_count; other++) {
        if (other == id) continue;
        /* A map that was changed may leave no place for good texts. */
        const chatlet_status added =
            chatlet_bundle_add_part(bundle, other, test_built_part(built, bundle, other));
        if (id != 0) assert_int_equal(added, CHATLET_OK);
    }
    if (id != 0) status = test_add_content(bundle, id, changed);
    assert_true(status == CHATLET_OK || status == CHATLET_ERR_BUNDLE);
    read_everything(bundle);
    chatlet_bundle_close(bundle);
}

static void resealed_parts_never_break_the_reader(void **state) {
    test_built *built = *state;
    chatlet_bundle *probe = test_open_whole(built, test_plain_allocator());
    chatlet_bundle_info info;
    chatlet_bundle_get_info(probe, &info);
    bool seen[4] = {false, false, false, false};
    for (uint32_t id = 0; id < info.part_count; id++) {
        chatlet_part part;
        assert_int_equal(chatlet_bundle_get_part(probe, id, &part), CHATLET_OK);
        seen[part.kind] = true;
        const chatlet_str content = content_of(built, probe, id);
        char *copy = malloc(content.size_bytes);
        assert_non_null(copy);
        for (size_t i = 0; i < content.size_bytes; i++) {
            const chatlet_str cut =
                test_guarded_copy((chatlet_str){.data = content.data, .size_bytes = i});
            try_content(built, id, cut);
            test_guarded_free(cut);
            memcpy(copy, content.data, content.size_bytes);
            copy[i] = (char)(copy[i] ^ (i % 2 == 0 ? 0x81 : 0x03));
            try_content(built, id, (chatlet_str){.data = copy, .size_bytes = content.size_bytes});
        }
        free(copy);
    }
    for (int kind = 0; kind < 4; kind++)
        assert_true(seen[kind]);
    chatlet_bundle_close(probe);
}

static void content_cut_at_any_byte_is_refused(void **state) {
    test_built *built = *state;
    chatlet_bundle *bundle = test_open(built, test_plain_allocator());
    chatlet_bundle_info info;
    chatlet_bundle_get_info(bundle, &info);
    for (uint32_t id = 0; id < info.part_count; id++) {
        const chatlet_str content = content_of(built, bundle, id);
        for (size_t i = 0; i < content.size_bytes; i++) {
            const chatlet_str cut = {.data = content.data, .size_bytes = i};
            assert_int_equal(test_add_content(bundle, id, cut), CHATLET_ERR_BUNDLE);
        }
        assert_int_equal(test_add_content(bundle, id, content), CHATLET_OK);
    }
    chatlet_bundle_close(bundle);
}

static void hostile_texts_are_refused_although_their_hash_fits(void **state) {
    (void)state;
    static const test_source one[] = {{"a.txt", "Some words to read.\n"}};
    /* title, url, pieces, passages, headings, anchor, text; texts with their sizes before */
    const struct {
        const char *name;
        chatlet_str bytes;
        chatlet_status status;
    } rows[] = {
        {"good", CHATLET_STR("\1t\2/a\1\1\0\0\5\3Text"), CHATLET_OK},
        {"script address", CHATLET_STR("\1t\14javascript:x\1\1\0\0\5\3Text"), CHATLET_ERR_BUNDLE},
        {"data address", CHATLET_STR("\1t\6data:x\1\1\0\0\5\3Text"), CHATLET_ERR_BUNDLE},
        {"upper-case scheme", CHATLET_STR("\1t\5JAV:x\1\1\0\0\5\3Text"), CHATLET_ERR_BUNDLE},
        {"control byte in title", CHATLET_STR("\1\33\2/a\1\1\0\0\5\3Text"), CHATLET_ERR_BUNDLE},
        {"no title", CHATLET_STR("\0\2/a\1\1\0\0\5\3Text"), CHATLET_ERR_BUNDLE},
        {"no block mark", CHATLET_STR("\1t\2/a\1\1\0\0\5XText"), CHATLET_ERR_BUNDLE},
        {"nothing to read", CHATLET_STR("\1t\2/a\1\1\0\0\2\3\4"), CHATLET_ERR_BUNDLE},
        {"broken UTF-8", CHATLET_STR("\1t\2/a\1\1\0\0\5\3T\377xt"), CHATLET_ERR_BUNDLE},
        {"piece count 0", CHATLET_STR("\1t\2/a\0\1\0\0\5\3Text"), CHATLET_ERR_BUNDLE},
        {"passage count 0", CHATLET_STR("\1t\2/a\1\0\0\0\5\3Text"), CHATLET_ERR_BUNDLE},
        {"two passages", CHATLET_STR("\1t\2/a\1\2\0\0\2\3T\0\0\2\3T"), CHATLET_OK},
        {"two pieces for one", CHATLET_STR("\1t\2/a\2\1\0\0\2\3T\1\0\0\2\3T"), CHATLET_ERR_BUNDLE},
        {"two documents for one", CHATLET_STR("\1t\2/a\1\1\0\0\2\3T\1t\2/a\1\1\0\0\2\3T"),
         CHATLET_ERR_BUNDLE},
        {"nothing", CHATLET_STR(""), CHATLET_ERR_BUNDLE},
        {"bytes behind the end", CHATLET_STR("\1t\2/a\1\1\0\0\5\3Text\0"), CHATLET_ERR_BUNDLE},
    };
    test_built built = test_build_in_parts(NULL, one, 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_bundle *bundle = test_open(&built, test_plain_allocator());
        assert_int_equal(chatlet_bundle_add_part(bundle, 0, test_built_part(&built, bundle, 0)),
                         CHATLET_OK);
        chatlet_bundle_info info;
        chatlet_bundle_get_info(bundle, &info);
        test_status_equal(rows[i].name,
                          test_add_content(bundle, info.part_count - 1, rows[i].bytes),
                          rows[i].status);
        chatlet_bundle_close(bundle);
    }
    test_built_free(&built);
}

static void hostile_dictionaries_are_refused_although_their_check_fits(void **state) {
    /* terms, lone words, then each term: sizes, rest, counts and fields; then bits: 2 or 3 for one
     * of five documents; of a lone word a quotient, 0, 17 low bits, its section, 0 */
    static const struct {
        const char *name;
        chatlet_str bytes;
        chatlet_status status;
    } rows[] = {
        {"good", CHATLET_STR("\1\0\2mm\21\0"), CHATLET_OK},
        {"the last document", CHATLET_STR("\1\0\2mm\21\7"), CHATLET_OK},
        {"a bit set behind the end", CHATLET_STR("\1\0\2mm\21\4"), CHATLET_ERR_BUNDLE},
        {"a byte behind the end", CHATLET_STR("\1\0\2mm\21\0\0"), CHATLET_ERR_BUNDLE},
        {"no postings", CHATLET_STR("\1\0\2mm\21"), CHATLET_ERR_BUNDLE},
        {"nothing", CHATLET_STR(""), CHATLET_ERR_BUNDLE},
        {"no terms", CHATLET_STR("\0\0"), CHATLET_OK},
        {"no count of lone words", CHATLET_STR("\0"), CHATLET_ERR_BUNDLE},
        {"a lone word", CHATLET_STR("\0\1\0\0\0"), CHATLET_OK},
        {"a lone word cut", CHATLET_STR("\0\1\0\0"), CHATLET_ERR_BUNDLE},
        {"a fingerprint past the last", CHATLET_STR("\0\1\3\0\0"), CHATLET_ERR_BUNDLE},
        {"more lone words than bits", CHATLET_STR("\0\377\377\377\377\17\0\0\0"),
         CHATLET_ERR_BUNDLE},
        {"no field", CHATLET_STR("\1\0\2mm\20\0"), CHATLET_ERR_BUNDLE},
        {"more postings than documents", CHATLET_STR("\1\0\2mm\141\0\0"), CHATLET_ERR_BUNDLE},
        {"16 by a varint", CHATLET_STR("\1\0\2mm\1\0\0\0\0\0"), CHATLET_ERR_BUNDLE},
        {"a count past 32 bits", CHATLET_STR("\1\0\2mm\1\377\377\377\377\17\0"),
         CHATLET_ERR_BUNDLE},
        {"a second field with none", CHATLET_STR("\1\0\2mm\23\0\0"), CHATLET_ERR_BUNDLE},
        {"an empty rest", CHATLET_STR("\1\0\0\21\0"), CHATLET_ERR_BUNDLE},
        {"more shared than there is", CHATLET_STR("\1\0\22mm\21\0"), CHATLET_ERR_BUNDLE},
        {"two rising", CHATLET_STR("\2\0\2mm\21\21n\21\0"), CHATLET_OK},
        {"two alike", CHATLET_STR("\2\0\2mm\21\2mm\21\0"), CHATLET_ERR_BUNDLE},
        {"two falling", CHATLET_STR("\2\0\2mm\21\1a\21\0"), CHATLET_ERR_BUNDLE},
        {"fewer than it says", CHATLET_STR("\2\0\2mm\21\0"), CHATLET_ERR_BUNDLE},
        {"before the separator", CHATLET_STR("\1\0\1\1\21\0"), CHATLET_ERR_BUNDLE},
        {"15 bytes", CHATLET_STR("\1\0\17\0mmmmmmmmmmmmmmm\21\0"), CHATLET_OK},
        {"16 bytes", CHATLET_STR("\1\0\17\1mmmmmmmmmmmmmmmm\21\0"), CHATLET_OK},
        {"16 shared", CHATLET_STR("\2\0\17\1mmmmmmmmmmmmmmmm\21\361\1n\21\0"), CHATLET_OK},
        {"17 shared of 16", CHATLET_STR("\2\0\17\1mmmmmmmmmmmmmmmm\21\361\2n\21\0"),
         CHATLET_ERR_BUNDLE},
        {"a size past 32 bits", CHATLET_STR("\1\0\17\377\377\377\377\17m\21\0"),
         CHATLET_ERR_BUNDLE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_bundle *bundle = test_open(*state, test_plain_allocator());
        assert_int_equal(clet_bundle_index(bundle)->document_count, 5);
        const chatlet_str guarded = test_guarded_copy(rows[i].bytes);
        test_status_equal(rows[i].name, test_add_content(bundle, 1, guarded), rows[i].status);
        test_guarded_free(guarded);
        chatlet_bundle_close(bundle);
    }
}

static void stems_are_read_up_to_their_longest(void **state) {
    for (size_t size_bytes = CLET_STEM_BYTES_MAX; size_bytes <= CLET_STEM_BYTES_MAX + 1;
         size_bytes++) {
        chatlet_bundle *bundle = test_open(*state, test_plain_allocator());
        clet_buffer content;
        clet_buffer_init(&content, test_plain_allocator(), 1000);
        clet_buffer_append(&content, CHATLET_STR("\1\0\17"));
        clet_buffer_append_varint(&content, size_bytes - CLET_NIBBLE_ESCAPE);
        for (size_t i = 0; i < size_bytes; i++)
            clet_buffer_append_byte(&content, 'm');
        clet_buffer_append(&content, CHATLET_STR("\21\0"));
        assert_int_equal(test_add_content(bundle, 1, clet_buffer_str(&content)),
                         size_bytes == CLET_STEM_BYTES_MAX ? CHATLET_OK : CHATLET_ERR_BUNDLE);
        clet_buffer_free(&content);
        chatlet_bundle_close(bundle);
    }
}

static void hostile_spelling_parts_are_refused_although_their_check_fits(void **state) {
    /* stems, then each: sizes, rest backwards, a length code */
    static const struct {
        const char *name;
        chatlet_str bytes;
        chatlet_status status;
    } rows[] = {
        {"good", CHATLET_STR("\1\2zz\2"), CHATLET_OK},
        {"a code past the last", CHATLET_STR("\1\2zz\377"), CHATLET_OK}, /* read as the last */
        {"broken UTF-8", CHATLET_STR("\1\4z\303zz\2"), CHATLET_OK},      /* turned as it is */
        {"only continuations", CHATLET_STR("\1\3\377\277\277\2"), CHATLET_OK},
        {"cut", CHATLET_STR("\1\2zz"), CHATLET_ERR_BUNDLE},
        {"a byte behind the end", CHATLET_STR("\1\2zz\2\0"), CHATLET_ERR_BUNDLE},
        {"two rising", CHATLET_STR("\2\2zz\2\41z\2"), CHATLET_OK},
        {"two alike", CHATLET_STR("\2\2zz\2\2zz\2"), CHATLET_ERR_BUNDLE},
        {"before the separator", CHATLET_STR("\1\1\1\2"), CHATLET_ERR_BUNDLE},
        {"fewer than it says", CHATLET_STR("\3\2zz\2"), CHATLET_ERR_BUNDLE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        chatlet_bundle *bundle = test_open(*state, test_plain_allocator());
        assert_true(clet_bundle_index(bundle)->spelling_part_count > 0);
        const chatlet_str guarded = test_guarded_copy(rows[i].bytes);
        test_status_equal(rows[i].name,
                          test_add_content(bundle, clet_first_spelling_part(bundle), guarded),
                          rows[i].status);
        test_guarded_free(guarded);
        chatlet_str text;
        assert_int_equal(chatlet_bundle_dump(test_plain_allocator(), bundle, &text), CHATLET_OK);
        free((void *)(uintptr_t)text.data);
        chatlet_bundle_close(bundle);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resealed_parts_never_break_the_reader),
        cmocka_unit_test(content_cut_at_any_byte_is_refused),
        cmocka_unit_test(hostile_texts_are_refused_although_their_hash_fits),
        cmocka_unit_test(hostile_dictionaries_are_refused_although_their_check_fits),
        cmocka_unit_test(stems_are_read_up_to_their_longest),
        cmocka_unit_test(hostile_spelling_parts_are_refused_although_their_check_fits),
    };
    return cmocka_run_group_tests(tests, build_small, free_small);
}
