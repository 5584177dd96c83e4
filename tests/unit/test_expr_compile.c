/* What authors are told: each message whole. */
#include "test_allocator.h"
#include "test_assert.h"
#include "test_expression.h"

static void syntax_is_refused_with_its_place(void **state) {
    static const test_expression_refusal rows[] = {
        {"", "1:1: E05: expected a value, but the expression ends here\n"},
        {"1 +", "1:4: E05: expected a value, but the expression ends here\n"},
        {"1 2", "1:3: E05: expected an operator or the end, not `2`\n"},
        {"(1", "1:3: E05: expected `)`, but the expression ends here\n"},
        {"[1 2]", "1:4: E05: expected `,` or the closing bracket, not `2`\n"},
        {"{1 2}", "1:4: E05: expected `:` and the value of this key, not `2`\n"},
        {"{1: 2", "1:6: E05: expected `,` or `}`, but the expression ends here\n"},
        {"b ? 1", "1:6: E05: expected `:` and what holds otherwise, but the expression ends "
                  "here\n"},
        {"l[1", "1:4: E05: expected `]`, but the expression ends here\n"},
        {"i = 1", "1:3: E05: a single = is no operator; equality is ==\n"},
        {"b & b", "1:3: E05: a single & is no operator; both is &&\n"},
        {"b | b", "1:3: E05: a single | is no operator; either is ||\n"},
        {"i ; 1", "1:3: E05: this character has no meaning here; texts stand between \" and \"\n"},
        {"\n\n  'open", "3:3: E05: the text has no closing quote; within it, write \\n for a line "
                        "end\n"},
        {"'a\nb'", "1:1: E05: the text has no closing quote; within it, write \\n for a line "
                   "end\n"},
        {"'a\\qb'", "1:3: E05: unknown escape; for a backslash itself write \\\\, or r\"…\"\n"},
        {"'\\u12'", "1:2: E05: digits are missing: write \\x41, \\u0041, \\U00000041 or \\101\n"},
        {"'\\ud800'", "1:2: E05: the escape stands for no character\n"},
        {"b'\\u0041'", "1:3: E05: unknown escape; for a backslash itself write \\\\, or r\"…\"\n"},
        {"9223372036854775808",
         "1:1: E05: the number does not fit an int; the largest is 9223372036854775807\n"},
        {"18446744073709551616u",
         "1:1: E05: the number does not fit a uint; the largest is 18446744073709551615u\n"},
        {"1e999", "1:1: E05: the number is larger than any double\n"},
        {"0x", "1:1: E05: digits 0 to 9 or a to f are missing behind 0x\n"},
        {"3px", "1:1: E05: a number runs into a name; put a space or an operator between\n"},
        {"m.`a", "1:3: E05: a field between ` and ` is made of letters, digits, spaces and _ . - "
                 "/\n"},
        {"m.1", "1:2: E05: expected an operator or the end, not `.1`\n"},
        {"m.in", "1:3: E05: expected a field or method behind the dot, not `in`\n"},
        {"for", "1:1: E05: `for` is a word that CEL keeps for itself; choose another name\n"},
        {"Order{id: 1}", "1:6: E05: messages (Name{…}) are not part of this language; use a map\n"},
        {"m.?a", "1:3: E05: optional fields (.?name) are not part of this language; use has()\n"},
        {"m[?'a']",
         "1:3: E05: optional elements ([?key]) are not part of this language; use `in`\n"},
        {"has(m)", "1:1: E05: has() takes one field: has(order.id)\n"},
        {"l.all(1, true)", "1:7: E05: `all` begins with the name of its variable: "
                           "items.all(item, item > 0)\n"},
        {"l.map(e)", "1:1: E05: `map` takes a variable and an expression: "
                     "items.all(item, item > 0)\n"},
        {"l.all(e, e, true)", "1:10: E05: `all` needs two different variables\n"},
        {"1 + \xFF", "1:5: E05: the expression is not UTF-8; save the file as UTF-8\n"},
    };
    (void)state;
    test_expressions_refused(rows, TEST_COUNT(rows));
}

static void names_and_types_are_refused_with_what_to_do(void **state) {
    static const test_expression_refusal rows[] = {
        {"d + 1", "1:1: E05: `d + 1`: a JSON number is a double; declare `d` as int, or write "
                  "1.0\n"},
        {"1 == order.total", "1:1: E05: `1 == order.total`: a JSON number is a double; declare "
                             "`order.total` as int, or write 1.0\n"},
        {"1 + 1.5", "1:1: E05: `1 + 1.5`: `+` does not take an int and a double; convert one: "
                    "int(…), uint(…) or double(…)\n"},
        {"1.5 % 2.0", "1:1: E05: `1.5 % 2.0`: `%` does not take a double and a double; % takes "
                      "ints: write int(…) around the double\n"},
        {"s + 1", "1:1: E05: `s + 1`: `+` does not take a string and an int; write string(…) "
                  "around the other\n"},
        {"s[0]", "1:1: E05: `s[0]`: `[ ]` does not take a string and an int; a character of a "
                 "string is text.charAt(0)\n"},
        {"'a' in s", "1:1: E05: `'a' in s`: `in` does not take a string and a string; whether a "
                     "string holds another is text.contains(part)\n"},
        {"l < l", "1:1: E05: `l < l`: `<` does not take a list(int) and a list(int)\n"},
        {"l['a']", "1:1: E05: `l['a']`: `[ ]` does not take a list(int) and a string\n"},
        {"m[1]", "1:1: E05: `m[1]`: `[ ]` does not take a map(string, int) and an int\n"},
        {"-s", "1:1: E05: `-s`: `-` takes an int or a double, not a string\n"},
        {"!i", "1:1: E05: `!i`: `!` takes a bool, not an int\n"},
        {"i && b", "1:1: E05: `i` is an int; `&&` takes a bool, such as a comparison\n"},
        {"b || s", "1:6: E05: `s` is a string; `||` takes a bool, such as a comparison\n"},
        {"i ? 1 : 2", "1:1: E05: `i` is an int; what stands before `?` takes a bool, such as a "
                      "comparison\n"},
        {"b ? 1 : 'a'", "1:1: E05: the two sides of `:` are of different types, int and string; "
                        "convert one, or write dyn(…) around it\n"},
        {"l.all(e, e)", "1:10: E05: `e` is an int; the condition of a loop takes a bool, such as a "
                        "comparison\n"},
        {"l.filter(e, e)", "1:13: E05: `e` is an int; the filter of a loop takes a bool, such as a "
                           "comparison\n"},
        {"i.all(e, true)", "1:1: E05: `i` is an int; `all` goes over a list or a map\n"},
        {"i.name", "1:1: E05: `i` is an int and has no field `name`; only maps with string keys "
                   "have fields\n"},
        {"{1.5: 1}", "1:2: E05: `1.5` is a double; a key of a map is a string, int, uint or "
                     "bool\n"},
        {"size(i)", "1:1: E05: `size` does not take (int); it is called as string.size(), "
                    "bytes.size(), list.size(), map.size()\n"},
        {"s.substring()", "1:1: E05: `substring` does not take (string); it is called as "
                          "string.substring(int)\n"},
        {"int()", "1:1: E05: `int` needs arguments: it takes (…); it is called as int(int), "
                  "int(uint), int(double), int(string) …\n"},
        {"s.substrin(1)", "1:1: E05: there is no function `substrin`; did you mean `substring`?\n"},
        {"contains(s, 'a')",
         "1:1: E05: `contains` is a method; it stands behind its value and a dot\n"},
        {"s.int()", "1:1: E05: `int` is a function; its value goes between the brackets\n"},
        {"frobnicate(1)", "1:1: E05: there is no function `frobnicate`\n"},
        {"s.length()", "1:1: E05: there is no function `length`; did you mean `size`?\n"},
        {"math.max(1, 2)",
         "1:1: E05: there is no function `math.max`; did you mean `math.greatest`?\n"},
        {"math.frob(1)", "1:1: E05: there is no function `math.frob`\n"},
        {"d + i",
         "1:1: E05: `d + i`: a JSON number is a double; declare `d` as int, or write int(d)\n"},
        {"b and b", "1:3: E05: `and` is `&&` here, `or` is `||` and `not` is `!`\n"},
        {"math.least('a')",
         "1:1: E05: `math.least` takes one or more numbers, or a list of them\n"},
        {"order.totl > 1.0", "1:1: E04: `order` is not declared; add it to `vars`, or put a text "
                             "between \" and \"\n"},
        {"unse + 1", "1:1: E04: `unse` is not declared; did you mean `unset`?\n"},
        {"nowhere", "1:1: E04: `nowhere` is not declared; add it to `vars`, or put a text "
                    "between \" and \"\n"},
        {"nowhere + elsewhere",
         "1:1: E04: `nowhere` is not declared; add it to `vars`, or put a text between \" and "
         "\"\n"
         "1:11: E04: `elsewhere` is not declared; add it to `vars`, or put a text between \" and "
         "\"\n"},
    };
    (void)state;
    test_expressions_refused(rows, TEST_COUNT(rows));
}

static void patterns_are_checked_when_compiled(void **state) {
    static const test_expression_refusal rows[] = {
        {"s.matches('a(')", "1:11: E16: the pattern 'a(': `(` has no `)`\n"},
        {"s.matches('(?=a)')",
         "1:11: E16: the pattern '(?=a)': this kind of group is not taken: looking around has no "
         "linear time; there are (…), (?:…), (?P<name>…), (?i)\n"},
        {"s.matches(s)", "1:11: E16: the pattern of `matches` must be a text as it stands, so that "
                         "it can be compiled when building; it is computed here\n"},
    };
    (void)state;
    test_expressions_refused(rows, TEST_COUNT(rows));
}

static chatlet_status compile_sized(const char *source, size_t size_bytes, test_expression *out) {
    test_expression_run(test_plain_allocator(), (chatlet_str){source, size_bytes}, false,
                        TEST_EXPRESSION_COST, out);
    const chatlet_status status = out->status;
    test_expression_free(out);
    return status;
}

static void an_expression_has_a_longest_length(void **state) {
    static char source[CHATLET_EXPRESSION_BYTES_MAX + 1];
    test_expression out;
    (void)state;
    memset(source, ' ', sizeof source);
    source[0] = '1';
    assert_int_equal(compile_sized(source, CHATLET_EXPRESSION_BYTES_MAX, &out), CHATLET_OK);
    assert_int_equal(compile_sized(source, sizeof source, &out), CHATLET_ERR_INPUT);
    assert_string_equal(
        out.text, "1:1: E17: the expression is longer than 8192 bytes; split it with `set`\n");
}

/* `count` times `open`, a 1 or true, and `count` times `close`. */
static chatlet_status compile_nested(const char *open, const char *inner, const char *close,
                                     int count, test_expression *out) {
    static char source[CHATLET_EXPRESSION_BYTES_MAX];
    source[0] = '\0';
    for (int i = 0; i < count; i++)
        strcat(source, open);
    strcat(source, inner);
    for (int i = 0; i < count; i++)
        strcat(source, close);
    return compile_sized(source, strlen(source), out);
}

static void nesting_is_bounded_in_every_form(void **state) {
    /* How many of each still go: the innermost part counts too. */
    static const struct {
        const char *open;
        const char *inner;
        const char *close;
        int most;
    } rows[] = {
        {"(", "1", ")", CHATLET_EXPRESSION_DEPTH_MAX - 1},
        {"[", "1", "]", CHATLET_EXPRESSION_DEPTH_MAX - 1},
        {"dyn(", "1", ")", CHATLET_EXPRESSION_DEPTH_MAX - 1},
        {"!", "b", "", CHATLET_EXPRESSION_DEPTH_MAX - 1},
        {"b ? 1 : ", "1", "", CHATLET_EXPRESSION_DEPTH_MAX - 1},
        {"1 + ", "1", "", CHATLET_EXPRESSION_DEPTH_MAX - 1},
        {"", "x", ".a", CHATLET_EXPRESSION_DEPTH_MAX - 1},
    };
    test_expression out;
    (void)state;
    for (size_t i = 0; i < TEST_COUNT(rows); i++) {
        const chatlet_status at =
            compile_nested(rows[i].open, rows[i].inner, rows[i].close, rows[i].most, &out);
        if (at != CHATLET_OK) fail_msg("%s at: %s", rows[i].open, out.text);
        const chatlet_status past =
            compile_nested(rows[i].open, rows[i].inner, rows[i].close, rows[i].most + 1, &out);
        if (past != CHATLET_ERR_INPUT) fail_msg("%s past: %s", rows[i].open, out.text);
        assert_non_null(strstr(out.text, "nested too deep; split it with `set`"));
        assert_non_null(strstr(out.text, ": E17: "));
        /* Far past it, nothing runs out of stack. */
        (void)compile_nested(rows[i].open, rows[i].inner, rows[i].close, 900, &out);
        assert_int_equal(out.status, CHATLET_ERR_INPUT);
    }
}

/* A map literal holds its pairs on the stack at once: two values each. */
static void the_stack_is_bounded(void **state) {
    static char source[CHATLET_EXPRESSION_BYTES_MAX];
    test_expression out;
    (void)state;
    for (int pairs = CHATLET_EXPRESSION_STACK_MAX / 2; pairs <= 101; pairs++) {
        source[0] = '\0';
        for (int i = 0; i < pairs; i++)
            snprintf(source + strlen(source), sizeof source - strlen(source), "%s%d: 0",
                     i == 0 ? "{" : ", ", i);
        strcat(source, "}");
        const chatlet_status status = compile_sized(source, strlen(source), &out);
        const bool is_good = 2 * pairs <= CHATLET_EXPRESSION_STACK_MAX;
        assert_int_equal(status, is_good ? CHATLET_OK : CHATLET_ERR_INPUT);
        assert_string_equal(out.text, is_good ? ""
                                              : "1:1: E17: the expression holds too many values at "
                                                "once; split it with `set`\n");
    }
}

/* Patterns of many words make the longest code. */
static void the_code_is_bounded(void **state) {
    static char source[CHATLET_EXPRESSION_BYTES_MAX];
    test_expression out;
    (void)state;
    /* Each takes 16,000 bytes: 3,999 characters and MATCH. */
    const char *part = "s.matches('(a{999}){4}aaa')";
    for (int count = 4; count <= 5; count++) {
        source[0] = '\0';
        for (int i = 0; i < count; i++) {
            if (i > 0) strcat(source, " && ");
            strcat(source, part);
        }
        const chatlet_status status = compile_sized(source, strlen(source), &out);
        /* Four are just below CHATLET_EXPRESSION_CODE_BYTES_MAX. */
        assert_int_equal(status, count == 4 ? CHATLET_OK : CHATLET_ERR_INPUT);
    }
    assert_string_equal(out.text, "1:1: E17: the expression is too long once compiled; split it "
                                  "with `set`\n");
}

static void variables_are_counted_and_their_types_read(void **state) {
    static chatlet_expression_variable variables[CHATLET_EXPRESSION_VARIABLES_MAX + 1];
    static char names[CHATLET_EXPRESSION_VARIABLES_MAX + 1][16];
    chatlet_expression *expression;
    (void)state;
    for (int i = 0; i <= CHATLET_EXPRESSION_VARIABLES_MAX; i++) {
        snprintf(names[i], sizeof names[i], "v%d", i);
        variables[i] = (chatlet_expression_variable){test_str(names[i]), CHATLET_STR("int")};
    }
    chatlet_expression_options options = {.variables = variables,
                                          .variable_count = CHATLET_EXPRESSION_VARIABLES_MAX};
    assert_int_equal(chatlet_expression_compile(test_plain_allocator(), CHATLET_STR("v999"),
                                                &options, &expression),
                     CHATLET_OK);
    test_text_equal("type", chatlet_expression_type(expression), CHATLET_STR("int"));
    chatlet_expression_free(expression);
    options.variable_count++;
    assert_int_equal(
        chatlet_expression_compile(test_plain_allocator(), CHATLET_STR("1"), &options, &expression),
        CHATLET_ERR_ARGUMENT);
    variables[0].type = CHATLET_STR("integer");
    options.variable_count = 1;
    assert_int_equal(
        chatlet_expression_compile(test_plain_allocator(), CHATLET_STR("1"), &options, &expression),
        CHATLET_ERR_ARGUMENT);
}

static void keep_message(void *context, const chatlet_diagnostic *diagnostic) {
    snprintf(context, 200, "%s:%u:%u %s %.*s", diagnostic->file.data, diagnostic->line,
             diagnostic->column, diagnostic->code, (int)diagnostic->message.size_bytes,
             diagnostic->message.data);
}

static void the_wanted_type_is_held(void **state) {
    char message[200] = "";
    chatlet_expression *expression;
    const chatlet_expression_options options = {.expected_type = CHATLET_STR("bool"),
                                                .file = CHATLET_STR("flow.json"),
                                                .context = message,
                                                .on_diagnostic = keep_message};
    (void)state;
    assert_int_equal(chatlet_expression_compile(test_plain_allocator(), CHATLET_STR("1 + 2"),
                                                &options, &expression),
                     CHATLET_ERR_INPUT);
    assert_string_equal(message, "flow.json:1:1 E05 `1 + 2` is an int; a bool is wanted here");
    assert_int_equal(chatlet_expression_compile(test_plain_allocator(), CHATLET_STR("dyn(1)"),
                                                &options, &expression),
                     CHATLET_OK);
    chatlet_expression_free(expression);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syntax_is_refused_with_its_place),
        cmocka_unit_test(names_and_types_are_refused_with_what_to_do),
        cmocka_unit_test(patterns_are_checked_when_compiled),
        cmocka_unit_test(an_expression_has_a_longest_length),
        cmocka_unit_test(nesting_is_bounded_in_every_form),
        cmocka_unit_test(the_stack_is_bounded),
        cmocka_unit_test(the_code_is_bounded),
        cmocka_unit_test(variables_are_counted_and_their_types_read),
        cmocka_unit_test(the_wanted_type_is_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
