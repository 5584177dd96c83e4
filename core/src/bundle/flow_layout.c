#include "flow_layout.h"

#include "template_format.h"

#define END                                                                                        \
    { .shape = CLET_SHAPE_END }
#define PLAIN(shape_, type, member)                                                                \
    { .shape = CLET_SHAPE_##shape_, .offset = offsetof(type, member) }
#define MODE(shape_, type, member, mode)                                                           \
    {                                                                                              \
        .shape = CLET_SHAPE_##shape_, .detail = CLET_TEMPLATE_##mode,                              \
        .offset = offsetof(type, member)                                                           \
    }
#define NUMBER(shape_, type, member, maximum_)                                                     \
    { .shape = CLET_SHAPE_##shape_, .offset = offsetof(type, member), .maximum = (maximum_) }
#define TEXTS(shape_, type, member, count, maximum_)                                               \
    {                                                                                              \
        .shape = CLET_SHAPE_##shape_, .offset = offsetof(type, member),                            \
        .count_offset = offsetof(type, count), .item_bytes = sizeof(chatlet_str),                  \
        .maximum = (maximum_)                                                                      \
    }
#define LIST(type, member, count, item, maximum_, layout)                                          \
    {                                                                                              \
        .shape = CLET_SHAPE_LIST, .offset = offsetof(type, member),                                \
        .count_offset = offsetof(type, count), .item_bytes = sizeof(item), .maximum = (maximum_),  \
        .items = (layout)                                                                          \
    }

/* Numbers past these are no time, weight or count that anybody means. */
#define ANY_NUMBER 0xfffffffeu
enum { SHARE_ONE = 1000000, PRIORITY_MAX = 1000, ITEMS_MAX = CHATLET_FLOW_ITEMS_MAX };

static const clet_layout variable_layout[] = {
    PLAIN(TEXT, clet_flow_variable, name),
    NUMBER(U8, clet_flow_variable, kind, CHATLET_VALUE_ERROR),
    NUMBER(U8, clet_flow_variable, scope, CLET_SCOPE_COUNT),
    NUMBER(U8, clet_flow_variable, from, CLET_FROM_COUNT),
    PLAIN(FLAG, clet_flow_variable, is_personal),
    PLAIN(EXPRESSION, clet_flow_variable, initial),
    END,
};

static const clet_layout intent_layout[] = {
    PLAIN(TEXT, clet_flow_intent, name),
    NUMBER(I32, clet_flow_intent, priority, PRIORITY_MAX),
    TEXTS(TEXTS, clet_flow_intent, phrases, phrase_count, CHATLET_FLOW_PHRASES_MAX),
    TEXTS(TEXTS, clet_flow_intent, keywords, keyword_count, CHATLET_FLOW_PHRASES_MAX),
    TEXTS(PATTERNS, clet_flow_intent, patterns, pattern_count, ITEMS_MAX),
    END,
};

static const clet_layout entity_value_layout[] = {
    PLAIN(TEXT, clet_entity_value, value),
    TEXTS(TEXTS, clet_entity_value, synonyms, synonym_count, ITEMS_MAX),
    END,
};

static const clet_layout entity_layout[] = {
    PLAIN(TEXT, clet_flow_entity, name),
    LIST(clet_flow_entity, values, value_count, clet_entity_value, CHATLET_FLOW_PHRASES_MAX,
         entity_value_layout),
    PLAIN(PATTERN, clet_flow_entity, pattern),
    NUMBER(U32, clet_flow_entity, builtin, CLET_FIELD_KIND_COUNT),
    END,
};

static const clet_layout header_layout[] = {
    PLAIN(TEXT, clet_flow_assignment, name),
    PLAIN(TEXT, clet_flow_assignment, value),
    END,
};

static const clet_layout connection_layout[] = {
    PLAIN(TEXT, clet_flow_connection, name),
    PLAIN(TEXT, clet_flow_connection, url),
    PLAIN(TEXT, clet_flow_connection, method),
    PLAIN(TEXT, clet_flow_connection, format),
    PLAIN(TEXT, clet_flow_connection, mailto),
    LIST(clet_flow_connection, headers, header_count, clet_flow_assignment, ITEMS_MAX,
         header_layout),
    PLAIN(FLAG, clet_flow_connection, is_server),
    END,
};

const clet_layout clet_layout_program[] = {
    NUMBER(U32, clet_flow_program, trigger_confidence, SHARE_ONE),
    PLAIN(FLAG, clet_flow_program, restarts_on_change),
    LIST(clet_flow_program, variables, variable_count, clet_flow_variable,
         CHATLET_EXPRESSION_VARIABLES_MAX, variable_layout),
    LIST(clet_flow_program, entities, entity_count, clet_flow_entity, CHATLET_FLOW_ENTITIES_MAX,
         entity_layout),
    LIST(clet_flow_program, intents, intent_count, clet_flow_intent, CHATLET_FLOW_INTENTS_MAX,
         intent_layout),
    LIST(clet_flow_program, connections, connection_count, clet_flow_connection,
         CHATLET_FLOW_CONNECTIONS_MAX, connection_layout),
    END,
};

const clet_layout clet_layout_flow[] = {
    PLAIN(TEXT, clet_flow, name),
    PLAIN(TARGET, clet_flow, start),
    NUMBER(U32, clet_flow, parameter_count, CHATLET_EXPRESSION_VARIABLES_MAX),
    LIST(clet_flow, locals, local_count, clet_flow_variable, CHATLET_EXPRESSION_VARIABLES_MAX,
         variable_layout),
    END,
};

const clet_layout clet_layout_trigger[] = {
    NUMBER(ENUM, clet_flow_trigger, mode, CLET_TRIGGER_MODE_COUNT),
    PLAIN(FLAG, clet_flow_trigger, is_pattern),
    NUMBER(U64, clet_flow_trigger, after_ms, ANY_NUMBER),
    PLAIN(EXPRESSION, clet_flow_trigger, when),
    PLAIN(TARGET, clet_flow_trigger, target),
    NUMBER(I32, clet_flow_trigger, priority, PRIORITY_MAX),
    END,
};

static const clet_layout option_layout[] = {
    PLAIN(TEXT, clet_flow_option, id),
    PLAIN(VALUE, clet_flow_option, value),
    MODE(VARIANTS, clet_flow_option, label, PLAIN),
    MODE(VARIANTS, clet_flow_option, description, PLAIN),
    PLAIN(EXPRESSION, clet_flow_option, when),
    PLAIN(TARGET, clet_flow_option, target),
    MODE(TEMPLATE, clet_flow_option, image, URL),
    TEXTS(TEXTS, clet_flow_option, synonyms, synonym_count, ITEMS_MAX),
    MODE(TEMPLATE, clet_flow_option, url, URL),
    END,
};

/* What a card has; lists and carousels have cards besides. */
#define CARD_MEMBERS                                                                               \
    NUMBER(ENUM, clet_flow_media, kind, CLET_MEDIA_COUNT),                                         \
        MODE(TEMPLATE, clet_flow_media, source, URL),                                              \
        MODE(VARIANTS, clet_flow_media, alternative, PLAIN),                                       \
        MODE(VARIANTS, clet_flow_media, title, PLAIN),                                             \
        MODE(VARIANTS, clet_flow_media, text, MARKDOWN),                                           \
        LIST(clet_flow_media, actions.items, actions.count, clet_flow_option,                      \
             CHATLET_FLOW_OPTIONS_MAX, option_layout)

static const clet_layout card_layout[] = {CARD_MEMBERS, END};

static const clet_layout media_layout[] = {
    CARD_MEMBERS,
    LIST(clet_flow_media, items, item_count, clet_flow_media, ITEMS_MAX, card_layout),
    END,
};

static const clet_layout field_layout[] = {
    PLAIN(TEXT, clet_flow_field, name),
    PLAIN(SLOT, clet_flow_field, slot),
    NUMBER(ENUM, clet_flow_field, kind, CLET_FIELD_KIND_COUNT),
    MODE(VARIANTS, clet_flow_field, prompt, MARKDOWN),
    MODE(VARIANTS, clet_flow_field, retry, MARKDOWN),
    PLAIN(EXPRESSION, clet_flow_field, valid),
    PLAIN(EXPRESSION, clet_flow_field, transform),
    PLAIN(EXPRESSION, clet_flow_field, when),
    PLAIN(EXPRESSION, clet_flow_field, initial),
    PLAIN(ENTITY, clet_flow_field, entity),
    LIST(clet_flow_field, choices.items, choices.count, clet_flow_option, CHATLET_FLOW_OPTIONS_MAX,
         option_layout),
    PLAIN(EXPRESSION, clet_flow_field, choices_from),
    PLAIN(FLAG, clet_flow_field, has_minimum),
    PLAIN(FLAG, clet_flow_field, has_maximum),
    PLAIN(DOUBLE, clet_flow_field, minimum),
    PLAIN(DOUBLE, clet_flow_field, maximum),
    TEXTS(TEXTS, clet_flow_field, accept, accept_count, ITEMS_MAX),
    NUMBER(U32, clet_flow_field, retries, ANY_NUMBER),
    PLAIN(FLAG, clet_flow_field, is_required),
    PLAIN(FLAG, clet_flow_field, is_interruptible),
    PLAIN(FLAG, clet_flow_field, is_personal),
    END,
};

static const clet_layout branch_case_layout[] = {
    PLAIN(EXPRESSION, clet_flow_case, when),
    PLAIN(TARGET, clet_flow_case, target),
    END,
};

static const clet_layout named_case_layout[] = {
    PLAIN(TEXT, clet_flow_case, name),
    PLAIN(TARGET, clet_flow_case, target),
    END,
};

static const clet_layout arm_layout[] = {
    PLAIN(TEXT, clet_flow_case, name),
    NUMBER(U32, clet_flow_case, number, CHATLET_FLOW_WEIGHT_MAX),
    PLAIN(TARGET, clet_flow_case, target),
    END,
};

static const clet_layout intent_case_layout[] = {
    PLAIN(TEXT, clet_flow_case, name),
    PLAIN(INTENT, clet_flow_case, number),
    PLAIN(TARGET, clet_flow_case, target),
    END,
};

static const clet_layout set_layout_items[] = {
    PLAIN(TEXT, clet_flow_assignment, name),
    PLAIN(SLOT, clet_flow_assignment, slot),
    PLAIN(EXPRESSION, clet_flow_assignment, value),
    END,
};

static const clet_layout argument_layout[] = {
    PLAIN(TEXT, clet_flow_assignment, name),
    PLAIN(EXPRESSION, clet_flow_assignment, value),
    END,
};

static const clet_layout parameter_layout[] = {
    PLAIN(TEXT, clet_flow_assignment, name),
    PLAIN(SLOT_OF_OTHER, clet_flow_assignment, slot),
    PLAIN(EXPRESSION, clet_flow_assignment, value),
    END,
};

static const clet_layout result_layout[] = {
    PLAIN(TEXT, clet_flow_assignment, name),
    PLAIN(SLOT, clet_flow_assignment, slot),
    PLAIN(EXPRESSION_OF_OTHER, clet_flow_assignment, value),
    END,
};

#define CASES(layout) LIST(clet_flow_node, cases, case_count, clet_flow_case, ITEMS_MAX, layout)
#define ASSIGNMENTS(member, layout)                                                                \
    LIST(clet_flow_node, member.items, member.count, clet_flow_assignment, ITEMS_MAX, layout)

const clet_layout clet_layout_node[] = {
    PLAIN(TEXT, clet_flow_node, name),
    PLAIN(TARGET, clet_flow_node, next),
    PLAIN(TARGET, clet_flow_node, fail),
    NUMBER(U64, clet_flow_node, timeout_ms, ANY_NUMBER),
    PLAIN(SLOT_OR_NONE, clet_flow_node, save_slot),
    END,
};

static const clet_layout say_layout[] = {
    MODE(VARIANTS, clet_flow_node, text, MARKDOWN),
    LIST(clet_flow_node, media, media_count, clet_flow_media, ITEMS_MAX, media_layout),
    NUMBER(U32, clet_flow_node, delay_ms, ANY_NUMBER),
    END,
};

static const clet_layout ask_layout[] = {
    MODE(VARIANTS, clet_flow_node, text, MARKDOWN),
    LIST(clet_flow_node, fields, field_count, clet_flow_field, CHATLET_FLOW_FIELDS_MAX,
         field_layout),
    PLAIN(FLAG, clet_flow_node, is_form),
    CASES(named_case_layout),
    END,
};

static const clet_layout listen_layout[] = {
    CASES(intent_case_layout),
    NUMBER(U32, clet_flow_node, min_confidence, SHARE_ONE),
    END,
};

static const clet_layout set_layout[] = {ASSIGNMENTS(assignments, set_layout_items), END};

static const clet_layout branch_layout[] = {CASES(branch_case_layout), END};

static const clet_layout split_layout[] = {
    CASES(arm_layout),
    PLAIN(FLAG, clet_flow_node, by_visitor),
    END,
};

static const clet_layout each_layout[] = {
    PLAIN(EXPRESSION, clet_flow_node, expression),
    PLAIN(SLOT, clet_flow_node, slot),
    PLAIN(TARGET, clet_flow_node, target),
    NUMBER(U32, clet_flow_node, limit, CHATLET_FLOW_EACH_MAX),
    END,
};

static const clet_layout call_layout[] = {
    PLAIN(TARGET, clet_flow_node, target),
    ASSIGNMENTS(assignments, parameter_layout),
    ASSIGNMENTS(outputs, result_layout),
    END,
};

static const clet_layout jump_layout[] = {PLAIN(TARGET, clet_flow_node, target), END};

static const clet_layout answer_layout[] = {
    PLAIN(EXPRESSION, clet_flow_node, expression),
    PLAIN(TARGET, clet_flow_node, target),
    PLAIN(TEXT, clet_flow_node, filter),
    NUMBER(U32, clet_flow_node, limit, ANY_NUMBER),
    NUMBER(U32, clet_flow_node, min_confidence, SHARE_ONE),
    NUMBER(ENUM, clet_flow_node, cite, CLET_CITE_COUNT),
    END,
};

static const clet_layout llm_layout[] = {
    PLAIN(CONNECTION, clet_flow_node, connection),
    MODE(VARIANTS, clet_flow_node, system, PLAIN),
    MODE(VARIANTS, clet_flow_node, text, PLAIN),
    PLAIN(TEXT, clet_flow_node, schema),
    PLAIN(EXPRESSION, clet_flow_node, expression),
    NUMBER(U32, clet_flow_node, limit, ANY_NUMBER),
    NUMBER(U32, clet_flow_node, max_tokens, ANY_NUMBER),
    END,
};

static const clet_layout http_layout[] = {
    PLAIN(CONNECTION, clet_flow_node, connection),   PLAIN(TEXT, clet_flow_node, label),
    MODE(TEMPLATE, clet_flow_node, url, URL),        ASSIGNMENTS(assignments, argument_layout),
    PLAIN(EXPRESSION, clet_flow_node, body),         PLAIN(EXPRESSION, clet_flow_node, expression),
    NUMBER(U32, clet_flow_node, limit, ANY_NUMBER),  PLAIN(FLAG, clet_flow_node, is_server_side),
    PLAIN(FLAG, clet_flow_node, has_no_idempotency), END,
};

static const clet_layout do_layout[] = {
    PLAIN(TEXT, clet_flow_node, label),
    ASSIGNMENTS(assignments, argument_layout),
    PLAIN(CONNECTION, clet_flow_node, connection),
    END,
};

static const clet_layout wait_layout[] = {
    NUMBER(U64, clet_flow_node, wait_ms, ANY_NUMBER),
    PLAIN(EXPRESSION, clet_flow_node, expression),
    PLAIN(TEXT, clet_flow_node, label),
    END,
};

static const clet_layout human_layout[] = {
    NUMBER(ENUM, clet_flow_node, human, CLET_HUMAN_COUNT),
    PLAIN(TEXT, clet_flow_node, label),
    PLAIN(EXPRESSION, clet_flow_node, expression),
    MODE(VARIANTS, clet_flow_node, text, PLAIN),
    PLAIN(TARGET, clet_flow_node, target),
    PLAIN(TARGET, clet_flow_node, approved),
    PLAIN(TARGET, clet_flow_node, rejected),
    PLAIN(CONNECTION, clet_flow_node, connection),
    END,
};

static const clet_layout end_layout[] = {
    PLAIN(TEXT, clet_flow_node, label),
    PLAIN(EXPRESSION, clet_flow_node, expression),
    END,
};

const clet_layout *const clet_layout_kinds[CLET_NODE_COUNT] = {
    [CLET_NODE_SAY] = say_layout,       [CLET_NODE_ASK] = ask_layout,
    [CLET_NODE_LISTEN] = listen_layout, [CLET_NODE_SET] = set_layout,
    [CLET_NODE_BRANCH] = branch_layout, [CLET_NODE_SPLIT] = split_layout,
    [CLET_NODE_EACH] = each_layout,     [CLET_NODE_CALL] = call_layout,
    [CLET_NODE_JUMP] = jump_layout,     [CLET_NODE_ANSWER] = answer_layout,
    [CLET_NODE_LLM] = llm_layout,       [CLET_NODE_HTTP] = http_layout,
    [CLET_NODE_DO] = do_layout,         [CLET_NODE_WAIT] = wait_layout,
    [CLET_NODE_HUMAN] = human_layout,   [CLET_NODE_END] = end_layout,
};
