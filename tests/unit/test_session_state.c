#include "test_assert.h"

#include "test_allocator.h"

#include "runtime/event_read.h"
#include "runtime/session_state.h"

#include <chatlet/limits.h>

static const clet_state_context ours = {.bundle_hash = UINT64_C(0x0123456789ABCDEF)};
static const clet_state_context another = {.bundle_hash = UINT64_C(0x0123456789ABCDEE)};

/* A state in the middle of a question. */
static clet_session_state waiting_state(void) {
    return (clet_session_state){.seed = 42,
                                .seq = 9,
                                .step = 5,
                                .locale = CHATLET_STR("pt-BR"),
                                .filter = CHATLET_STR("version=15"),
                                .question = CHATLET_STR("where?"),
                                .need_stage = 2,
                                .need_step = 5,
                                .need_index = 0};
}

static void a_state_reads_back_as_it_was_written(void **state) {
    const clet_session_state rows[] = {
        waiting_state(),
        {.seed = 0, .seq = 1, .step = 1},
        {.seed = 1, .seq = 2, .step = 1, .offered = CLET_CHOICES_SUGGESTIONS},
        {.seed = 1,
         .seq = 2,
         .step = 3,
         .offered = CLET_CHOICES_RETRY,
         .question = CHATLET_STR("a\0b")},
        {.seed = (INT64_C(1) << 53) - 1,
         .seq = (INT64_C(1) << 53) - 1,
         .step = CHATLET_STEPS_MAX,
         .ended = true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_buffer first, second;
        clet_session_state read;
        clet_buffer_init(&first, test_plain_allocator(), CHATLET_STATE_BYTES_MAX);
        clet_buffer_init(&second, test_plain_allocator(), CHATLET_STATE_BYTES_MAX);
        clet_session_state_write(&rows[i], &ours, &first);
        const chatlet_str guarded = test_guarded_copy(clet_buffer_str(&first));
        assert_int_equal(clet_session_state_read(guarded, &ours, &read), CHATLET_OK);
        clet_session_state_write(&read, &ours, &second);
        test_text_equal("second writing", clet_buffer_str(&second), clet_buffer_str(&first));
        test_guarded_free(guarded);
        clet_buffer_free(&first);
        clet_buffer_free(&second);
    }
}

static void a_state_of_another_bundle_is_refused(void **state) {
    const clet_session_state waiting = waiting_state();
    clet_session_state read;
    clet_buffer buffer;
    (void)state;
    clet_buffer_init(&buffer, test_plain_allocator(), CHATLET_STATE_BYTES_MAX);
    clet_session_state_write(&waiting, &ours, &buffer);
    assert_int_equal(clet_session_state_read(clet_buffer_str(&buffer), &another, &read),
                     CHATLET_ERR_STATE);
    clet_buffer_free(&buffer);
}

static void fields_that_do_not_fit_each_other_are_refused(void **state) {
    const chatlet_str question = CHATLET_STR("q");
    const struct {
        const char *name;
        clet_session_state written;
        chatlet_status status;
    } rows[] = {
        {"good",
         {.seed = 1, .seq = 3, .step = 3, .question = question, .need_stage = 1, .need_step = 3},
         CHATLET_OK},
        {"negative seed", {.seed = -1, .seq = 3, .step = 3}, CHATLET_ERR_STATE},
        {"seed too large", {.seed = INT64_C(1) << 53, .seq = 3, .step = 3}, CHATLET_ERR_STATE},
        {"no seq", {.seed = 1, .seq = 0, .step = 3}, CHATLET_ERR_STATE},
        {"no step", {.seed = 1, .seq = 3, .step = 0}, CHATLET_ERR_STATE},
        {"too many steps", {.seed = 1, .seq = 3, .step = CHATLET_STEPS_MAX + 1}, CHATLET_ERR_STATE},
        {"ended, yet waiting",
         {.seed = 1,
          .seq = 3,
          .step = 3,
          .ended = true,
          .question = question,
          .need_stage = 1,
          .need_step = 3},
         CHATLET_ERR_STATE},
        {"ended, yet offering",
         {.seed = 1, .seq = 3, .step = 3, .ended = true, .offered = CLET_CHOICES_SUGGESTIONS},
         CHATLET_ERR_STATE},
        {"unknown set of choices",
         {.seed = 1, .seq = 3, .step = 3, .offered = (clet_open_choices)3},
         CHATLET_ERR_STATE},
        {"waiting and offering",
         {.seed = 1,
          .seq = 3,
          .step = 3,
          .offered = CLET_CHOICES_SUGGESTIONS,
          .question = question,
          .need_stage = 1,
          .need_step = 3},
         CHATLET_ERR_STATE},
        {"retry of nothing",
         {.seed = 1, .seq = 3, .step = 3, .offered = CLET_CHOICES_RETRY},
         CHATLET_ERR_STATE},
        {"waiting for nothing",
         {.seed = 1, .seq = 3, .step = 3, .need_stage = 1, .need_step = 3},
         CHATLET_ERR_STATE},
        {"stage without need",
         {.seed = 1, .seq = 3, .step = 3, .question = question, .need_stage = 1},
         CHATLET_ERR_STATE},
        {"need without stage",
         {.seed = 1, .seq = 3, .step = 3, .question = question, .need_step = 3},
         CHATLET_ERR_STATE},
        {"index without need",
         {.seed = 1, .seq = 3, .step = 3, .question = question, .need_index = 1},
         CHATLET_ERR_STATE},
        {"need of a step to come",
         {.seed = 1, .seq = 3, .step = 3, .question = question, .need_stage = 1, .need_step = 4},
         CHATLET_ERR_STATE},
        {"more stages than there are",
         {.seed = 1, .seq = 3, .step = 3, .question = question, .need_stage = 9, .need_step = 3},
         CHATLET_ERR_STATE},
        {"a locale that is no UTF-8",
         {.seed = 1, .seq = 3, .step = 3, .locale = CHATLET_STR("\xFF")},
         CHATLET_ERR_STATE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_session_state read;
        clet_buffer buffer;
        clet_buffer_init(&buffer, test_plain_allocator(), CHATLET_STATE_BYTES_MAX);
        clet_session_state_write(&rows[i].written, &ours, &buffer);
        const chatlet_str guarded = test_guarded_copy(clet_buffer_str(&buffer));
        test_status_equal(rows[i].name, clet_session_state_read(guarded, &ours, &read),
                          rows[i].status);
        test_guarded_free(guarded);
        clet_buffer_free(&buffer);
    }
}

static void a_question_may_be_as_long_as_the_limit_and_no_longer(void **state) {
    static char text[CHATLET_QUERY_BYTES_MAX + 1];
    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t over = 0; over <= 1; over++) {
        clet_session_state waiting = waiting_state();
        clet_session_state read;
        clet_buffer buffer;
        waiting.question = (chatlet_str){text, CHATLET_QUERY_BYTES_MAX + over};
        clet_buffer_init(&buffer, test_plain_allocator(), CHATLET_STATE_BYTES_MAX);
        clet_session_state_write(&waiting, &ours, &buffer);
        assert_int_equal(clet_session_state_read(clet_buffer_str(&buffer), &ours, &read),
                         over == 0 ? CHATLET_OK : CHATLET_ERR_STATE);
        clet_buffer_free(&buffer);
    }
}

static void cut_and_changed_bytes_never_crash(void **state) {
    const clet_session_state waiting = waiting_state();
    clet_buffer buffer;
    (void)state;
    clet_buffer_init(&buffer, test_plain_allocator(), CHATLET_STATE_BYTES_MAX);
    clet_session_state_write(&waiting, &ours, &buffer);
    const chatlet_str whole = clet_buffer_str(&buffer);
    for (size_t size_bytes = 0; size_bytes < whole.size_bytes; size_bytes++) {
        clet_session_state read;
        const chatlet_str cut = test_guarded_copy((chatlet_str){whole.data, size_bytes});
        assert_int_equal(clet_session_state_read(cut, &ours, &read), CHATLET_ERR_STATE);
        test_guarded_free(cut);
    }
    for (size_t place = 0; place < whole.size_bytes; place++) {
        const char before = buffer.data[place];
        for (unsigned byte = 0; byte < 256; byte++) {
            clet_session_state read;
            buffer.data[place] = (char)byte;
            const chatlet_status status = clet_session_state_read(whole, &ours, &read);
            assert_true(status == CHATLET_OK || status == CHATLET_ERR_STATE);
        }
        buffer.data[place] = before;
    }
    clet_buffer_free(&buffer);
}

static void a_state_over_its_limit_is_refused_as_such(void **state) {
    static char bytes[CHATLET_STATE_BYTES_MAX + 1];
    clet_session_state read;
    (void)state;
    assert_int_equal(clet_session_state_read((chatlet_str){bytes, sizeof bytes}, &ours, &read),
                     CHATLET_ERR_LIMIT);
    assert_int_equal(clet_session_state_read((chatlet_str){bytes, sizeof bytes - 1}, &ours, &read),
                     CHATLET_ERR_STATE);
}

static void a_filter_may_be_as_long_as_the_limit_and_no_longer(void **state) {
    static char filter[CHATLET_FILTER_BYTES_MAX + 1];
    (void)state;
    memset(filter, 'f', sizeof filter);
    for (size_t past = 0; past <= 1; past++) {
        clet_session_state read;
        clet_buffer buffer;
        clet_session_state written = waiting_state();
        written.filter =
            (chatlet_str){.data = filter, .size_bytes = CHATLET_FILTER_BYTES_MAX + past};
        clet_buffer_init(&buffer, test_plain_allocator(), CHATLET_STATE_BYTES_MAX);
        clet_session_state_write(&written, &ours, &buffer);
        assert_int_equal(clet_session_state_read(clet_buffer_str(&buffer), &ours, &read),
                         past == 0 ? CHATLET_OK : CHATLET_ERR_STATE);
        clet_buffer_free(&buffer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_reads_back_as_it_was_written),
        cmocka_unit_test(a_state_of_another_bundle_is_refused),
        cmocka_unit_test(a_filter_may_be_as_long_as_the_limit_and_no_longer),
        cmocka_unit_test(fields_that_do_not_fit_each_other_are_refused),
        cmocka_unit_test(a_question_may_be_as_long_as_the_limit_and_no_longer),
        cmocka_unit_test(cut_and_changed_bytes_never_crash),
        cmocka_unit_test(a_state_over_its_limit_is_refused_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
