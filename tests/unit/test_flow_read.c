/* Flows in a bundle: what is written reads back the same, and what is broken is refused. */
#include "test_allocator.h"
#include "test_assert.h"

#include "bundle/expr_format.h"
#include "bundle/flow_layout.h"
#include "bundle/flow_read.h"
#include "bundle/template_format.h"
#include "compile/expr_compile.h"
#include "compile/flow_write.h"
#include "compile/locale_table.h"

enum { FIRST = CLET_SYSTEM_VARIABLE_COUNT, BYTES_MAX = 65536 };

/* A template without anything in it, by mode. */
static const char empty_templates[3][4] = {{CLET_TEMPLATE_PLAIN, 0, 0, CLET_TEMPLATE_OP_END},
                                           {CLET_TEMPLATE_MARKDOWN, 0, 0, CLET_TEMPLATE_OP_END},
                                           {CLET_TEMPLATE_URL, 0, 0, CLET_TEMPLATE_OP_END}};
#define TEMPLATE(mode)                                                                             \
    { .data = empty_templates[mode], .size_bytes = 4 }
#define S(text)                                                                                    \
    { .data = (text), .size_bytes = sizeof(text) - 1 }

static const chatlet_str plain_variants[] = {TEMPLATE(CLET_TEMPLATE_PLAIN)};
static const chatlet_str said_variants[] = {TEMPLATE(CLET_TEMPLATE_MARKDOWN),
                                            TEMPLATE(CLET_TEMPLATE_MARKDOWN)};
#define PLAIN                                                                                      \
    { .variants = plain_variants, .count = 1 }
#define SAID                                                                                       \
    { .variants = said_variants, .count = 2 }
static const chatlet_str words[] = {S("one"), S("two")};
static const chatlet_str wide = TEMPLATE(CLET_TEMPLATE_URL);

/* Bytes of expressions over one slot more than the system's: `who`. */
typedef struct program_parts {
    clet_arena arena;
    chatlet_str yes;    /* true */
    chatlet_str number; /* 1 + 2 */
    chatlet_str who;    /* the first variable of the bot */
    chatlet_str local;  /* the first of the flow */
    chatlet_str pattern;
    clet_flow flows[2];
    clet_flow_node nodes[CLET_NODE_COUNT + 1];
    clet_flow_variable variables[1];
    clet_flow_variable locals[2];
    clet_flow_trigger triggers[3];
    clet_flow_intent intents[1];
    clet_flow_entity entities[2];
    clet_entity_value values[1];
    clet_flow_connection connections[1];
    clet_flow_assignment assignments[4];
    clet_flow_option options[4];
    clet_flow_media media[2];
    clet_flow_field fields[1];
    clet_flow_case cases[4];
    clet_flow_program program;
} program_parts;

static chatlet_str compile(program_parts *parts, const char *text) {
    const clet_expr_variable variables[] = {{test_str("s0"), clet_expr_type_of(CLET_EXPR_ANY)},
                                            {test_str("s1"), clet_expr_type_of(CLET_EXPR_ANY)},
                                            {test_str("s2"), clet_expr_type_of(CLET_EXPR_ANY)},
                                            {test_str("s3"), clet_expr_type_of(CLET_EXPR_ANY)},
                                            {test_str("s4"), clet_expr_type_of(CLET_EXPR_ANY)},
                                            {test_str("s5"), clet_expr_type_of(CLET_EXPR_ANY)},
                                            {test_str("s6"), clet_expr_type_of(CLET_EXPR_ANY)},
                                            {test_str("who"), clet_expr_type_of(CLET_EXPR_ANY)},
                                            {test_str("local"), clet_expr_type_of(CLET_EXPR_ANY)}};
    const clet_expr_wish wish = {.scope = {.variables = variables, .variable_count = FIRST + 2}};
    clet_expr_compiled compiled;
    assert_int_equal(clet_expr_compile(&parts->arena, test_str(text), &wish, &compiled),
                     CHATLET_OK);
    return compiled.expression;
}

/* Target of every node but the last: the next one. */
static clet_flow_node node_of(clet_node_kind kind, const char *name) {
    return (clet_flow_node){.kind = kind,
                            .name = test_str(name),
                            .next = kind == CLET_NODE_END ? CLET_TARGET_NONE : kind + 1u,
                            .fail = CLET_TARGET_END,
                            .target = CLET_TARGET_NONE,
                            .approved = CLET_TARGET_NONE,
                            .rejected = CLET_TARGET_NONE,
                            .slot = CLET_SLOT_NONE,
                            .save_slot = CLET_SLOT_NONE};
}

static void fill_options(program_parts *parts) {
    parts->options[0] = (clet_flow_option){.id = S("a"),
                                           .value = {.kind = CHATLET_VALUE_BOOL, .boolean = true},
                                           .label = PLAIN,
                                           .description = PLAIN,
                                           .when = parts->yes,
                                           .target = 0,
                                           .image = wide,
                                           .synonyms = words,
                                           .synonym_count = 2,
                                           .url = wide};
    parts->options[1] = (clet_flow_option){.id = S("b"),
                                           .value = {.kind = CHATLET_VALUE_INT, .integer = -5},
                                           .label = PLAIN,
                                           .target = CLET_TARGET_NONE};
    parts->options[2] = (clet_flow_option){.id = S("c"),
                                           .value = {.kind = CHATLET_VALUE_DOUBLE, .number = 0.5},
                                           .label = PLAIN,
                                           .target = CLET_TARGET_BACK};
    parts->options[3] =
        (clet_flow_option){.id = S("d"),
                           .value = {.kind = CHATLET_VALUE_STRING, .count = 1, .text = "d"},
                           .label = PLAIN,
                           .target = CLET_TARGET_RESTART};
    parts->media[1] = (clet_flow_media){.kind = CLET_MEDIA_CARD,
                                        .source = wide,
                                        .alternative = PLAIN,
                                        .title = PLAIN,
                                        .text = SAID,
                                        .actions = {.items = parts->options, .count = 1}};
    parts->media[0] =
        (clet_flow_media){.kind = CLET_MEDIA_CAROUSEL, .items = &parts->media[1], .item_count = 1};
    parts->fields[0] = (clet_flow_field){.name = S("who"),
                                         .slot = FIRST,
                                         .kind = CLET_FIELD_KIND_CHOICE,
                                         .prompt = SAID,
                                         .retry = SAID,
                                         .valid = parts->yes,
                                         .transform = parts->number,
                                         .when = parts->yes,
                                         .initial = parts->number,
                                         .entity = 2,
                                         .choices = {.items = parts->options, .count = 4},
                                         .choices_from = parts->number,
                                         .has_minimum = true,
                                         .minimum = -1.5,
                                         .accept = words,
                                         .accept_count = 1,
                                         .retries = 3,
                                         .is_required = true};
    parts->cases[0] = (clet_flow_case){
        .name = S("x"), .when = parts->yes, .number = 7, .target = CLET_TARGET_END};
    parts->cases[1] = (clet_flow_case){.name = S("y"), .number = 1, .target = 1};
    parts->cases[2] = (clet_flow_case){.name = S("greet"), .number = 0, .target = 0};
    parts->cases[3] = (clet_flow_case){.when = parts->yes, .target = CLET_TARGET_RETURN};
    parts->assignments[0] =
        (clet_flow_assignment){.name = S("who"), .slot = FIRST, .value = parts->number};
    parts->assignments[1] =
        (clet_flow_assignment){.name = S("local"), .slot = FIRST + 1, .value = parts->who};
    parts->assignments[2] =
        (clet_flow_assignment){.name = S("who"), .slot = FIRST, .value = parts->local};
    parts->assignments[3] = (clet_flow_assignment){.name = S("X-Y"), .value = parts->number};
}

static void fill_nodes(program_parts *parts) {
    clet_flow_node *nodes = parts->nodes;
    static const char *const names[CLET_NODE_COUNT] = {
#define X(constant, name) name,
        CLET_NODE_LIST(X)
#undef X
    };
    for (int i = 0; i < CLET_NODE_COUNT; i++)
        nodes[i] = node_of((clet_node_kind)i, names[i]);
    nodes[CLET_NODE_COUNT] = node_of(CLET_NODE_END, "end");
    nodes[CLET_NODE_COUNT].flow = 1;
    nodes[CLET_NODE_SAY].text = (clet_flow_text)SAID;
    nodes[CLET_NODE_SAY].media = parts->media;
    nodes[CLET_NODE_SAY].media_count = 1;
    nodes[CLET_NODE_SAY].delay_ms = 300;
    nodes[CLET_NODE_ASK].text = (clet_flow_text)SAID;
    nodes[CLET_NODE_ASK].fields = parts->fields;
    nodes[CLET_NODE_ASK].field_count = 1;
    nodes[CLET_NODE_ASK].is_form = true;
    nodes[CLET_NODE_ASK].cases = &parts->cases[1];
    nodes[CLET_NODE_ASK].case_count = 1;
    nodes[CLET_NODE_LISTEN].cases = &parts->cases[2];
    nodes[CLET_NODE_LISTEN].case_count = 1;
    nodes[CLET_NODE_LISTEN].min_confidence = 1000000;
    nodes[CLET_NODE_SET].assignments = (clet_flow_assignments){parts->assignments, 1};
    nodes[CLET_NODE_BRANCH].cases = &parts->cases[3];
    nodes[CLET_NODE_BRANCH].case_count = 1;
    nodes[CLET_NODE_SPLIT].cases = parts->cases;
    nodes[CLET_NODE_SPLIT].case_count = 2;
    nodes[CLET_NODE_SPLIT].by_visitor = true;
    nodes[CLET_NODE_EACH].expression = parts->number;
    nodes[CLET_NODE_EACH].slot = FIRST;
    nodes[CLET_NODE_EACH].target = 0;
    nodes[CLET_NODE_EACH].limit = CHATLET_FLOW_EACH_MAX;
    nodes[CLET_NODE_CALL].target = CLET_NODE_COUNT;
    nodes[CLET_NODE_CALL].assignments = (clet_flow_assignments){&parts->assignments[1], 1};
    nodes[CLET_NODE_CALL].outputs = (clet_flow_assignments){&parts->assignments[2], 1};
    nodes[CLET_NODE_JUMP].target = CLET_TARGET_RESTART;
    nodes[CLET_NODE_ANSWER].expression = parts->who;
    nodes[CLET_NODE_ANSWER].target = 0;
    nodes[CLET_NODE_ANSWER].filter = (chatlet_str)S("version=15");
    nodes[CLET_NODE_ANSWER].cite = CLET_CITE_NONE;
    nodes[CLET_NODE_LLM].connection = 1;
    nodes[CLET_NODE_LLM].system = (clet_flow_text)PLAIN;
    nodes[CLET_NODE_LLM].text = (clet_flow_text)PLAIN;
    nodes[CLET_NODE_LLM].schema = (chatlet_str)S("{}");
    nodes[CLET_NODE_LLM].max_tokens = 100;
    nodes[CLET_NODE_HTTP].connection = 1;
    nodes[CLET_NODE_HTTP].label = (chatlet_str)S("POST");
    nodes[CLET_NODE_HTTP].url = wide;
    nodes[CLET_NODE_HTTP].assignments = (clet_flow_assignments){&parts->assignments[3], 1};
    nodes[CLET_NODE_HTTP].body = parts->number;
    nodes[CLET_NODE_HTTP].save_slot = FIRST;
    nodes[CLET_NODE_HTTP].timeout_ms = 0xfffffffe;
    nodes[CLET_NODE_DO].label = (chatlet_str)S("open_url");
    nodes[CLET_NODE_DO].assignments = (clet_flow_assignments){&parts->assignments[3], 1};
    nodes[CLET_NODE_WAIT].wait_ms = 60000;
    nodes[CLET_NODE_HUMAN].human = CLET_HUMAN_APPROVE;
    nodes[CLET_NODE_HUMAN].expression = parts->yes;
    nodes[CLET_NODE_HUMAN].approved = 0;
    nodes[CLET_NODE_HUMAN].rejected = 1;
    nodes[CLET_NODE_END].label = (chatlet_str)S("done");
    nodes[CLET_NODE_END].expression = parts->number;
}

static void fill_rest(program_parts *parts) {
    parts->variables[0] = (clet_flow_variable){.name = S("who"),
                                               .kind = CHATLET_VALUE_STRING,
                                               .scope = CLET_SCOPE_VISITOR,
                                               .from = CLET_FROM_URL,
                                               .is_personal = true,
                                               .initial = parts->number};
    parts->locals[0] = (clet_flow_variable){
        .name = S("local"), .kind = CHATLET_VALUE_TYPE, .scope = CLET_SCOPE_FLOW};
    parts->locals[1] = (clet_flow_variable){.name = S("other"),
                                            .kind = CHATLET_VALUE_INT,
                                            .scope = CLET_SCOPE_FLOW,
                                            .initial = parts->local};
    parts->flows[0] = (clet_flow){.name = S("main"), .start = 0};
    parts->flows[1] = (clet_flow){.name = S("sub"),
                                  .start = CLET_NODE_COUNT,
                                  .locals = parts->locals,
                                  .local_count = 2,
                                  .parameter_count = 1};
    parts->triggers[0] = (clet_flow_trigger){
        .kind = CLET_TRIGGER_KEYWORD, .match = parts->pattern, .is_pattern = true, .priority = -7};
    parts->triggers[1] = (clet_flow_trigger){.kind = CLET_TRIGGER_IDLE,
                                             .mode = CLET_TRIGGER_RESUME,
                                             .after_ms = 5000,
                                             .when = parts->who,
                                             .target = 2,
                                             .priority = 1000};
    parts->triggers[2] = (clet_flow_trigger){.kind = CLET_TRIGGER_INTENT, .target = 1};
    parts->intents[0] = (clet_flow_intent){.name = S("greet"),
                                           .priority = -1000,
                                           .phrases = words,
                                           .phrase_count = 2,
                                           .keywords = words,
                                           .keyword_count = 1,
                                           .patterns = &parts->pattern,
                                           .pattern_count = 1};
    parts->values[0] =
        (clet_entity_value){.value = S("large"), .synonyms = words, .synonym_count = 2};
    parts->entities[0] =
        (clet_flow_entity){.name = S("size"), .values = parts->values, .value_count = 1};
    parts->entities[1] = (clet_flow_entity){
        .name = S("when"), .pattern = parts->pattern, .builtin = CLET_FIELD_KIND_DATE + 1};
    parts->connections[0] = (clet_flow_connection){.name = S("leads"),
                                                   .url = S("https://example.org/"),
                                                   .method = S("POST"),
                                                   .format = S("json"),
                                                   .headers = &parts->assignments[3],
                                                   .header_count = 1,
                                                   .is_server = true};
}

static void fill(program_parts *parts) {
    static const uint8_t match[] = {0, 0, 0, 0};
    *parts = (program_parts){.pattern = {.data = (const char *)match, .size_bytes = 4}};
    clet_arena_init(&parts->arena, test_plain_allocator());
    parts->yes = compile(parts, "true");
    parts->number = compile(parts, "1 + 2");
    parts->who = compile(parts, "who");
    parts->local = compile(parts, "local");
    fill_options(parts);
    fill_nodes(parts);
    fill_rest(parts);
    /* The header of a connection is a text. */
    static const clet_flow_assignment header = {.name = S("X"), .value = S("y")};
    parts->connections[0].headers = &header;
    parts->program =
        (clet_flow_program){.flows = parts->flows,
                            .flow_count = 2,
                            .start_flow = 1,
                            .nodes = parts->nodes,
                            .node_count = CLET_NODE_COUNT + 1,
                            .variables = parts->variables,
                            .variable_count = 1,
                            .triggers = parts->triggers,
                            .trigger_count = 3,
                            .intents = parts->intents,
                            .intent_count = 1,
                            .entities = parts->entities,
                            .entity_count = 2,
                            .connections = parts->connections,
                            .connection_count = 1,
                            .engines = {CLET_ENGINE_RETRIEVAL, CLET_ENGINE_TRIGGERS},
                            .engine_count = 2,
                            .trigger_confidence = 600000,
                            .restarts_on_change = true,
                            .words = {.required = S("required"), .trouble = S("trouble")},
                            .locale = *clet_locale_find(test_str("en")),
                            .language = S("en")};
}

static chatlet_str write(const clet_flow_program *program, clet_buffer *buffer) {
    clet_buffer_init(buffer, test_plain_allocator(), BYTES_MAX);
    clet_flow_write(program, buffer);
    assert_int_equal(clet_buffer_status(buffer), CHATLET_OK);
    return clet_buffer_str(buffer);
}

static chatlet_status read_bytes(chatlet_str bytes, clet_arena *arena, clet_flow_program *program) {
    clet_arena_init(arena, test_plain_allocator());
    return clet_flow_read(bytes, arena, program);
}

static chatlet_status outcome_of(const clet_flow_program *program) {
    clet_buffer buffer;
    clet_arena arena;
    clet_flow_program read;
    const chatlet_status status = read_bytes(write(program, &buffer), &arena, &read);
    clet_arena_free(&arena);
    clet_buffer_free(&buffer);
    return status;
}

static void what_is_written_reads_back_the_same(void **state) {
    (void)state;
    program_parts parts;
    clet_buffer first;
    clet_buffer second;
    clet_arena arena;
    clet_flow_program read;
    fill(&parts);
    const chatlet_str bytes = write(&parts.program, &first);
    assert_int_equal(read_bytes(bytes, &arena, &read), CHATLET_OK);
    test_text_equal("written again", write(&read, &second), bytes);
    assert_int_equal(read.local_max, 2);
    assert_int_equal(read.start_flow, 1);
    assert_int_equal(read.nodes[CLET_NODE_COUNT].flow, 1);
    assert_int_equal(read.nodes[CLET_NODE_JUMP].target, CLET_TARGET_RESTART);
    assert_int_equal(read.nodes[CLET_NODE_SAY].save_slot, CLET_SLOT_NONE);
    assert_int_equal(read.nodes[CLET_NODE_HTTP].timeout_ms, 0xfffffffe);
    assert_int_equal(read.triggers[1].priority, 1000);
    assert_int_equal(read.triggers[0].priority, -7);
    assert_true(read.nodes[CLET_NODE_ASK].fields[0].choices.items[2].value.number == 0.5);
    assert_int_equal(read.nodes[CLET_NODE_ASK].fields[0].choices.items[1].value.integer, -5);
    test_text_equal("language", read.locale.tag, test_str("en"));
    clet_buffer_free(&second);
    clet_buffer_free(&first);
    clet_arena_free(&arena);
    clet_arena_free(&parts.arena);
}

static void a_cut_at_any_byte_is_refused(void **state) {
    (void)state;
    program_parts parts;
    clet_buffer buffer;
    fill(&parts);
    const chatlet_str bytes = write(&parts.program, &buffer);
    for (size_t size_bytes = 0; size_bytes < bytes.size_bytes; size_bytes++) {
        clet_arena arena;
        clet_flow_program read;
        const chatlet_str cut =
            test_guarded_copy((chatlet_str){.data = bytes.data, .size_bytes = size_bytes});
        if (read_bytes(cut, &arena, &read) != CHATLET_ERR_BUNDLE)
            fail_msg("cut at %zu of %zu", size_bytes, bytes.size_bytes);
        clet_arena_free(&arena);
        test_guarded_free(cut);
    }
    clet_buffer_free(&buffer);
    clet_arena_free(&parts.arena);
}

static void any_changed_byte_is_refused_or_reads(void **state) {
    (void)state;
    program_parts parts;
    clet_buffer buffer;
    fill(&parts);
    write(&parts.program, &buffer);
    uint32_t refused = 0;
    for (size_t i = 0; i < buffer.size_bytes; i++) {
        clet_arena arena;
        clet_flow_program read;
        buffer.data[i] ^= 0x45;
        const chatlet_status status = read_bytes(clet_buffer_str(&buffer), &arena, &read);
        assert_true(status == CHATLET_OK || status == CHATLET_ERR_BUNDLE);
        refused += status != CHATLET_OK ? 1 : 0;
        clet_arena_free(&arena);
        buffer.data[i] ^= 0x45;
    }
    assert_true(refused > 0 && refused < buffer.size_bytes); /* letters of texts may change */
    clet_buffer_free(&buffer);
    clet_arena_free(&parts.arena);
}

typedef struct spoiling {
    const char *name;
    void (*spoil)(program_parts *parts);
} spoiling;

static void point_past_nodes(program_parts *p) { p->nodes[0].next = CLET_NODE_COUNT + 1; }
static void point_option_past_nodes(program_parts *p) { p->options[0].target = 99; }
static void point_case_past_nodes(program_parts *p) { p->cases[3].target = 99; }
static void start_in_other_flow(program_parts *p) { p->flows[1].start = 0; }
static void write_to_the_clock(program_parts *p) { p->fields[0].slot = CLET_SYSTEM_NOW; }
static void write_past_slots(program_parts *p) { p->fields[0].slot = FIRST + 1; }
static void read_past_slots(program_parts *p) { p->nodes[CLET_NODE_END].expression = p->local; }
static void read_past_called(program_parts *p) {
    p->flows[1].local_count = 0, p->flows[1].parameter_count = 0;
}
static void give_no_parameter(program_parts *p) { p->assignments[1].slot = FIRST + 2; }
static void call_no_start(program_parts *p) { p->nodes[CLET_NODE_CALL].target = 3; }
static void name_no_entity(program_parts *p) { p->fields[0].entity = 3; }
static void name_no_intent(program_parts *p) { p->cases[2].number = 1; }
static void name_no_connection(program_parts *p) { p->nodes[CLET_NODE_HTTP].connection = 2; }
static void fire_into_nothing(program_parts *p) { p->triggers[0].target = CLET_TARGET_END; }
static void jump_nowhere(program_parts *p) { p->nodes[CLET_NODE_JUMP].target = CLET_TARGET_NONE; }
static void weigh_nothing(program_parts *p) { p->cases[0].number = 0; }
static void ask_nothing(program_parts *p) { p->nodes[CLET_NODE_ASK].field_count = 0; }
static void say_in_plain(program_parts *p) { p->nodes[0].text = (clet_flow_text)PLAIN; }
static void say_nothing_at_all(program_parts *p) {
    static const chatlet_str nothing[] = {{0}};
    p->nodes[0].text = (clet_flow_text){.variants = nothing, .count = 1};
}
static void name_twice(program_parts *p) { p->nodes[1].name = p->nodes[0].name; }
static void break_text(program_parts *p) { p->flows[0].name = (chatlet_str)S("\xff"); }
static void break_pattern(program_parts *p) {
    p->pattern = (chatlet_str)S("\xff\xff\xff\xff");
    p->intents[0].patterns = &p->pattern;
}
static void run_engine_twice(program_parts *p) { p->program.engines[1] = CLET_ENGINE_RETRIEVAL; }
static void measure_not_a_number(program_parts *p) { p->fields[0].maximum = 0.0 / 0.0; }
static void have_no_flow(program_parts *p) { p->program.flow_count = 0; }

static const spoiling spoilings[] = {
    {"a node past the last", point_past_nodes},
    {"an option past the last node", point_option_past_nodes},
    {"a case past the last node", point_case_past_nodes},
    {"a start in another flow", start_in_other_flow},
    {"the clock is read only", write_to_the_clock},
    {"a slot past the flow's", write_past_slots},
    {"an expression past the slots", read_past_slots},
    {"a result past the called flow's slots", read_past_called},
    {"a local that is no parameter", give_no_parameter},
    {"a call into the middle", call_no_start},
    {"no such entity", name_no_entity},
    {"no such intent", name_no_intent},
    {"no such connection", name_no_connection},
    {"a trigger that leads to no node", fire_into_nothing},
    {"a jump to nowhere", jump_nowhere},
    {"an arm of no weight", weigh_nothing},
    {"a question without fields", ask_nothing},
    {"a template of another mode", say_in_plain},
    {"a variant that is empty", say_nothing_at_all},
    {"two nodes of one name", name_twice},
    {"a name that is not UTF-8", break_text},
    {"a pattern that is none", break_pattern},
    {"an engine twice", run_engine_twice},
    {"a maximum that is no number", measure_not_a_number},
    {"no flow", have_no_flow},
};

static void every_wrong_reference_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof spoilings / sizeof spoilings[0]; i++) {
        program_parts parts;
        fill(&parts);
        assert_int_equal(outcome_of(&parts.program), CHATLET_OK);
        spoilings[i].spoil(&parts);
        test_status_equal(spoilings[i].name, outcome_of(&parts.program), CHATLET_ERR_BUNDLE);
        clet_arena_free(&parts.arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_reads_back_the_same),
        cmocka_unit_test(a_cut_at_any_byte_is_refused),
        cmocka_unit_test(any_changed_byte_is_refused_or_reads),
        cmocka_unit_test(every_wrong_reference_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
