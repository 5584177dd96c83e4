/* Which patterns are taken, and what they match. */
#include "test_allocator.h"
#include "test_assert.h"

#include "bundle/expr_format.h"
#include "bundle/pattern_format.h"
#include "compile/pattern_compile.h"
#include "runtime/pattern_match.h"

#include <chatlet/limits.h>

enum { COST = 10000000 };

static chatlet_status compile(clet_arena *arena, chatlet_str pattern, chatlet_str *program,
                              clet_pattern_refusal *refusal) {
    const chatlet_str guarded = test_guarded_copy(pattern);
    const chatlet_status status = clet_pattern_compile(arena, guarded, program, refusal);
    test_guarded_free(guarded);
    if (status != CHATLET_OK) return status;
    uint8_t *marks = clet_arena_allocate(arena, program->size_bytes / 4);
    assert_true(clet_pattern_verify(*program, marks));
    return status;
}

static bool find(clet_arena *arena, chatlet_str program, chatlet_str text, uint64_t *cost) {
    clet_expr_run run = {.arena = arena, .cost_left = COST};
    const chatlet_str guarded = test_guarded_copy(text);
    const chatlet_value found = clet_pattern_find(&run, program, guarded);
    test_guarded_free(guarded);
    assert_int_equal(run.status, CHATLET_OK);
    assert_int_equal(found.kind, CHATLET_VALUE_BOOL);
    if (cost != NULL) *cost = COST - run.cost_left;
    return found.boolean;
}

/* Texts that match stand between '|' before the '#', those that do not behind it. */
static void texts_match_as_re2_has_it(void **state) {
    static const struct {
        const char *pattern;
        const char *texts;
    } rows[] = {
        {"abc", "abc|xabcx#ab|aBc|"},
        {"", "|a#"},
        {"a|b", "a|xb#c|"},
        {"a||b", "|x#"},
        {"^abc$", "abc#xabc|abcx|abc\n"},
        {"^$", "#a"},
        {"a*", "|b|aa#"},
        {"^a+$", "a|aa#|ab"},
        {"^a?b$", "b|ab#aab"},
        {"^(ab)*$", "|ab|abab#aba"},
        {"^(a|ab)(c|bcd)$", "ac|abc|abcd|abbcd#ad"},
        {"^a{3}$", "aaa#aa|aaaa"},
        {"^a{2,}$", "aa|aaaa#a"},
        {"^a{1,2}$", "a|aa#|aaa"},
        {"^a{0,1}?$", "|a#aa"},
        {"a{,2}", "a{,2}#a|aa"},
        {"a{x", "a{x#ax"},
        {"^.$", "a|ñ|🐱#|ab|\n"},
        {"(?s)^.$", "\n|a#"},
        {"[abc]", "a|b|xc#d|"},
        {"[^abc]", "d|\n|ad#a|abc|"},
        {"^[a-cx-z]+$", "abcxyz#d"},
        {"^[]a]+$", "]a]#b"},
        {"^[a-]+$", "a-a#b"},
        {"^[-a]+$", "a-a#b"},
        {"^[\\d.]+$", "1.5#a"},
        {"^[^\\W_]+$", "aB9#_|-"},
        {"^[[:alpha:][:digit:]]+$", "aZ9#_"},
        {"^[[:^alpha:]]+$", "19_#a"},
        {"^\\d\\D\\w\\W\\s\\S$", "1a_- x#aa_- x"},
        {"\\bfoo\\b", "foo|a foo b#foobar|xfoo"},
        {"\\Boo\\b", "foo#oo"},
        {"\\Aab\\z", "ab#xab|abx"},
        {"(?m)^b$", "b|a\nb|b\nc#ab"},
        {"(?i)abc", "abc|ABC|aBc#abd"},
        {"(?i)ÄÖñ", "äöÑ#aon"},
        {"(?i)k", "K|k|\u212A#j"},
        {"(?i)s", "S|\u017F#z"},
        {"(?i)[a-c]", "B#D"},
        {"(?i)[^a]", "b#A|a"},
        {"a(?i)b", "ab|aB#Ab"},
        {"(?i:a)b", "Ab#AB"},
        {"(?-i)a", "a#A"},
        {"(?i)σ", "Σ|ς#s"},
        {"(?i)привет", "ПРИВЕТ#привед"},
        {"(?P<year>\\d{4})-(?<month>\\d\\d)", "2024-01#24-01"},
        {"(?:a|b)c", "ac|bc#c"},
        {"\\x41\\x{1F431}\\101\\.", "A🐱A.#A"},
        {"\\Qa.b*\\E+", "a.b*|a.b**#axb"},
        {"[\\x00-\\x{10FFFF}]", "a|🐱#"},
        {"\\a\\f\\n\\r\\t\\v", "\a\f\n\r\t\v#x"},
        {"\\pL+", "ñ|我|д#1|-"},
        {"^\\p{L}+$", "Ünïcödé|我|עברית#a1|a b"},
        {"^[\\p{L}' -]+$", "Zoë O'Hara#Zoë2"},
        {"^\\P{L}$", "1|-#a|ñ"},
        {"^\\p{^L}$", "1#a"},
        {"^[^\\p{L}]$", "1|!#ñ"},
        {"^\\p{Nd}$", "1|٣#a|½"},
        {"^\\p{Greek}+$", "αΩ#a"},
        {"^\\p{Han}$", "我#a|あ"},
        {"^\\p{Any}$", "\n#"},
        {"^(a?){20}a{20}$", "aaaaaaaaaaaaaaaaaaaa|aaaaaaaaaaaaaaaaaaaaa#aaaaaaaaaaaaaaaaaaa"},
        {"(a*)*b", "b|aab#aac"},
        {"(|a)+$", "a|b#"},
        {"^[\\w.+-]+@[\\w-]+\\.[\\w.]+$", "a.b+c@example.org#a@b|@x.y"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_arena arena;
        clet_pattern_refusal refusal = {0};
        chatlet_str program;
        clet_arena_init(&arena, test_plain_allocator());
        if (compile(&arena, test_str(rows[i].pattern), &program, &refusal) != CHATLET_OK)
            fail_msg("%s: %s", rows[i].pattern, refusal.reason);
        bool matches = true;
        const char *begin = rows[i].texts;
        for (const char *at = begin;; at++) {
            if (*at != '|' && *at != '#' && *at != '\0') continue;
            /* Behind the '#' an empty part stands for no text. */
            const bool is_text = matches ? !(at == begin && *at == '#' && at == rows[i].texts)
                                         : at > begin || *at == '|';
            const chatlet_str text = {.data = begin, .size_bytes = (size_t)(at - begin)};
            if (is_text && find(&arena, program, text, NULL) != matches)
                fail_msg("%s: \"%.*s\" %s", rows[i].pattern, (int)text.size_bytes, text.data,
                         matches ? "does not match" : "matches");
            if (*at == '\0') break;
            if (*at == '#') matches = false;
            begin = at + 1;
        }
        clet_arena_free(&arena);
    }
}

static void other_patterns_are_refused_with_a_reason(void **state) {
    static const struct {
        const char *pattern;
        uint32_t offset;
        const char *reason;
    } rows[] = {
        {"a(b", 1, "`(` has no `)`"},
        {"a)b", 1, "`)` has no `(`"},
        {"[a", 0, "`[` has no `]`"},
        {"[]", 0, "`[` has no `]`"},
        {"*a", 0, "there is nothing in front to repeat"},
        {"a|+", 2, "there is nothing in front to repeat"},
        {"a**", 2, "repeats cannot follow each other; put a group around"},
        {"a{2}{3}", 4, "repeats cannot follow each other; put a group around"},
        {"a{3,2}", 1, "the counts of repeats run backwards"},
        {"a{1001}", 1, "a count of repeats is at most 1000"},
        {"[b-a]", 1, "the range runs backwards or ends in a class"},
        {"[a-\\d]", 1, "the range runs backwards or ends in a class"},
        {"\\", 0, "unknown escape; for a backslash itself write \\\\\\\\"},
        {"\\q", 0, "unknown escape; for a backslash itself write \\\\\\\\"},
        {"\\x{110000}", 0, "unknown escape; for a backslash itself write \\\\\\\\"},
        {"[\\q]", 1, "unknown escape"},
        {"[[:foo:]]", 1, "unknown class; there are [:alpha:], [:digit:], [:space:] …"},
        {"[\\P{L}]", 1, "\\P within [ ] is not known here; write [^\\p{…}]"},
        {"(a)\\1", 3, "back references have no linear time and are not taken"},
        {"a(?!b)", 1,
         "this kind of group is not taken: looking around has no linear time; there are (…), "
         "(?:…), (?P<name>…), (?i)"},
        {"(?<=b)", 0,
         "this kind of group is not taken: looking around has no linear time; there are (…), "
         "(?:…), (?P<name>…), (?i)"},
        {"\\p{Lu}", 0,
         "this class of Unicode is not known here; there are \\p{L}, \\p{Nd}, \\p{Any} and the "
         "scripts Latin, Greek, Cyrillic, Han, Hiragana, Katakana, Hangul"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clet_arena arena;
        clet_pattern_refusal refusal = {0};
        chatlet_str program;
        clet_arena_init(&arena, test_plain_allocator());
        test_status_equal(rows[i].pattern,
                          compile(&arena, test_str(rows[i].pattern), &program, &refusal),
                          CHATLET_ERR_SYNTAX);
        test_text_equal(rows[i].pattern, test_str(refusal.reason), test_str(rows[i].reason));
        if (refusal.offset != rows[i].offset) fail_msg("%s: %u", rows[i].pattern, refusal.offset);
        clet_arena_free(&arena);
    }
}

static chatlet_status compile_alone(const char *pattern, size_t size_bytes) {
    clet_arena arena;
    clet_pattern_refusal refusal;
    chatlet_str program;
    clet_arena_init(&arena, test_plain_allocator());
    const chatlet_status status =
        compile(&arena, (chatlet_str){pattern, size_bytes}, &program, &refusal);
    clet_arena_free(&arena);
    return status;
}

static void patterns_have_limits(void **state) {
    static char pattern[CHATLET_PATTERN_BYTES_MAX + 2];
    (void)state;
    memset(pattern, 'a', sizeof pattern);
    assert_int_equal(compile_alone(pattern, CHATLET_PATTERN_BYTES_MAX), CHATLET_OK);
    assert_int_equal(compile_alone(pattern, CHATLET_PATTERN_BYTES_MAX + 1), CHATLET_ERR_SYNTAX);

    for (int depth = CHATLET_PATTERN_DEPTH_MAX; depth <= CHATLET_PATTERN_DEPTH_MAX + 1; depth++) {
        memset(pattern, '(', (size_t)depth);
        memset(pattern + depth, ')', (size_t)depth);
        assert_int_equal(compile_alone(pattern, 2 * (size_t)depth),
                         depth == CHATLET_PATTERN_DEPTH_MAX ? CHATLET_OK : CHATLET_ERR_SYNTAX);
    }

    assert_int_equal(CHATLET_PATTERN_REPEAT_MAX, 1000);
    assert_int_equal(compile_alone("a{1000}", 7), CHATLET_OK);
    assert_int_equal(compile_alone("a{0,1000}", 9), CHATLET_OK);
    assert_int_equal(compile_alone("a{0,1001}", 9), CHATLET_ERR_SYNTAX);

    /* Characters and MATCH. */
    assert_int_equal(CHATLET_PATTERN_WORDS_MAX, 4000);
    assert_int_equal(compile_alone("(a{999}){4}aaa", 14), CHATLET_OK);
    assert_int_equal(compile_alone("(a{999}){4}aaaa", 15), CHATLET_ERR_SYNTAX);
    /* Parts that take no word are counted, too. */
    assert_int_equal(compile_alone("(((){1000}){1000}){1000}", 24), CHATLET_ERR_SYNTAX);
}

/* Twice the text is twice the work, whatever the pattern; the tenth is for the states that are
 * reached only after some characters. */
static void the_work_is_linear_in_the_text(void **state) {
    static const char *const patterns[] = {"(a|a)*b",     "(a*)*b",         "(a|aa)+$b",
                                           "a.*a.*a.*ab", "(a?){50}a{50}b", "([a-z]|\\w)*\\d"};
    static char text[4000];
    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        clet_arena arena;
        clet_pattern_refusal refusal;
        chatlet_str program;
        uint64_t half;
        uint64_t whole;
        clet_arena_init(&arena, test_plain_allocator());
        assert_int_equal(compile(&arena, test_str(patterns[i]), &program, &refusal), CHATLET_OK);
        assert_false(find(&arena, program, (chatlet_str){text, sizeof text / 2}, &half));
        assert_false(find(&arena, program, (chatlet_str){text, sizeof text}, &whole));
        if (whole > 2 * half + half / 10)
            fail_msg("%s: %llu", patterns[i], (unsigned long long)whole);
        clet_arena_free(&arena);
    }
}

static void a_search_stops_with_its_budget(void **state) {
    clet_arena arena;
    clet_pattern_refusal refusal;
    chatlet_str program;
    (void)state;
    clet_arena_init(&arena, test_plain_allocator());
    assert_int_equal(compile(&arena, CHATLET_STR("b"), &program, &refusal), CHATLET_OK);
    clet_expr_run run = {.arena = &arena, .cost_left = 50};
    (void)clet_pattern_find(&run, program,
                            CHATLET_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    assert_int_equal(run.status, CHATLET_ERR_COST);
    clet_arena_free(&arena);
}

static void broken_programs_are_refused(void **state) {
    static const struct {
        const char *name;
        uint32_t words[4];
        uint32_t count;
        bool is_good;
    } rows[] = {
        {"match", {CLET_PATTERN_MATCH}, 1, true},
        {"nothing", {0}, 0, false},
        {"no end", {CLET_PATTERN_ANY}, 1, false},
        {"unknown word", {99, CLET_PATTERN_MATCH}, 2, false},
        {"jump to itself", {CLET_PATTERN_JUMP}, 1, true},
        {"jump past the end", {CLET_PATTERN_JUMP | 1 << 8}, 1, false},
        {"class cut short", {CLET_PATTERN_CLASS | 1 << 8, 1, CLET_PATTERN_MATCH}, 3, false},
        {"class", {CLET_PATTERN_CLASS | 1 << 8, 1, 2, CLET_PATTERN_MATCH}, 4, true},
        {"into a class", {CLET_PATTERN_CLASS | 1 << 8, 1, 2, CLET_PATTERN_JUMP | 1 << 8}, 4, false},
        {"unknown place", {CLET_PATTERN_ASSERT | 9 << 8, CLET_PATTERN_MATCH}, 2, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t marks[4] = {0};
        const chatlet_str program = {.data = (const char *)rows[i].words,
                                     .size_bytes = rows[i].count * 4};
        if (clet_pattern_verify(program, marks) != rows[i].is_good) fail_msg("%s", rows[i].name);
    }
    assert_false(clet_pattern_verify((chatlet_str){"abc", 3}, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_match_as_re2_has_it),
        cmocka_unit_test(other_patterns_are_refused_with_a_reason),
        cmocka_unit_test(patterns_have_limits),
        cmocka_unit_test(the_work_is_linear_in_the_text),
        cmocka_unit_test(a_search_stops_with_its_budget),
        cmocka_unit_test(broken_programs_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
