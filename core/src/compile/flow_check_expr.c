/* Expressions of flows: that they compile in their scope and give what is wanted where they stand;
 * and what they read. Also whether a field's answer fits its variable. */
#include "flow_checker.h"

#include "../base/str.h"
#include "expr_compile.h"
#include "expr_parse.h"

#define S CHATLET_STR

static const clet_expr_scope *scope_of(const clet_flow_checker *check, const clet_ast_flow *flow) {
    return &check->scopes[flow == NULL ? check->ast->flow_count : flow->number];
}

clet_ast_place clet_check_place(const clet_flow_checker *check,
                                const clet_ast_expression *expression, uint32_t offset) {
    if (expression->is_composed) return expression->place;
    return clet_ast_place_within(check->ast, expression->place, offset);
}

/* What an expression is used for, in words; {0} where anything goes. */
static chatlet_str words_of(clet_ast_wanted wanted) {
    switch (wanted) {
    case CLET_AST_WANTED_ANY: return S("");
    case CLET_AST_WANTED_BOOL: return S("true or false is wanted here, as a comparison gives");
    case CLET_AST_WANTED_STRING: return S("a text is wanted here; write string(…) around it");
    case CLET_AST_WANTED_NUMBER: return S("a number is wanted here");
    case CLET_AST_WANTED_TIMESTAMP: return S("a time is wanted here, like now + duration('1h')");
    case CLET_AST_WANTED_ITEMS: return S("a list or a map is wanted here, to go through it");
    case CLET_AST_WANTED_LIST: return S("a list is wanted here");
    case CLET_AST_WANTED_VARIABLE: return S("");
    }
    return S("");
}

static bool is_one_of(uint32_t kind, uint32_t a, uint32_t b, uint32_t c) {
    return kind == a || kind == b || kind == c;
}

static bool fits(clet_ast_wanted wanted, const clet_expr_type *type) {
    if (clet_expr_type_is_any(type)) return true;
    switch (wanted) {
    case CLET_AST_WANTED_ANY: return true;
    case CLET_AST_WANTED_BOOL: return type->kind == CHATLET_VALUE_BOOL;
    case CLET_AST_WANTED_STRING: return type->kind == CHATLET_VALUE_STRING;
    case CLET_AST_WANTED_NUMBER:
        return is_one_of(type->kind, CHATLET_VALUE_INT, CHATLET_VALUE_UINT, CHATLET_VALUE_DOUBLE);
    case CLET_AST_WANTED_TIMESTAMP: return type->kind == CHATLET_VALUE_TIMESTAMP;
    case CLET_AST_WANTED_ITEMS:
        return is_one_of(type->kind, CHATLET_VALUE_LIST, CHATLET_VALUE_MAP, CHATLET_VALUE_MAP);
    case CLET_AST_WANTED_LIST: return type->kind == CHATLET_VALUE_LIST;
    case CLET_AST_WANTED_VARIABLE: return true;
    }
    return true;
}

static const clet_expr_type *type_of_variable(const clet_flow_checker *check,
                                              const clet_ast_variable *variable) {
    return scope_of(check, variable->flow)->variables[variable->slot].type;
}

static void report_type(clet_flow_checker *check, const clet_ast_expression *expression,
                        chatlet_str type, chatlet_str wanted) {
    const chatlet_str pieces[] = {S("this gives "), type, S("; "), wanted, {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_EXPR_TYPE, expression->place, pieces);
}

/* "`count` is declared as an int; …": what the author can change stands at the end. */
static void check_variable_fits(clet_flow_checker *check, const clet_ast_expression *expression,
                                const clet_expr_type *type) {
    const clet_ast_variable *variable = expression->variable;
    clet_expr_source source = {.arena = check->arena};
    if (variable == NULL || clet_expr_type_fits(type_of_variable(check, variable), type)) return;
    const chatlet_str given = clet_expr_type_phrase(&source, type);
    const chatlet_str declared = clet_expr_type_phrase(&source, type_of_variable(check, variable));
    const chatlet_str pieces[] = {S("this gives "),
                                  given,
                                  S(", but `"),
                                  variable->name,
                                  S("` is declared as "),
                                  declared,
                                  S("; change its type, or write int(…), double(…) or string(…)"),
                                  {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_EXPR_TYPE, expression->place, pieces);
}

static void check_result(clet_flow_checker *check, const clet_ast_expression *expression,
                         const clet_expr_type *type) {
    clet_expr_source source = {.arena = check->arena};
    if (expression->wanted == CLET_AST_WANTED_VARIABLE) {
        check_variable_fits(check, expression, type);
    } else if (!fits(expression->wanted, type)) {
        report_type(check, expression, clet_expr_type_phrase(&source, type),
                    words_of(expression->wanted));
    }
}

static void check_expression(void *context, clet_ast_node *node, clet_ast_expression *expression) {
    clet_flow_checker *check = context;
    const clet_expr_wish wish = {.scope = *scope_of(check, expression->scope)};
    clet_expr_compiled compiled = {.type = NULL};
    (void)node;
    const chatlet_status status =
        clet_expr_compile(check->arena, expression->text, &wish, &compiled);
    if (status == CHATLET_ERR_MEMORY) check->status = status;
    if (status == CHATLET_OK) check_result(check, expression, compiled.type);
    if (status != CHATLET_ERR_INPUT) return;
    for (const clet_expr_mistake *one = compiled.mistakes; one != NULL; one = one->next) {
        const chatlet_str pieces[] = {one->message, {0}};
        clet_check_report(check, one->code, clet_check_place(check, expression, one->offset),
                          pieces);
    }
}

void clet_check_expressions(clet_flow_checker *check) {
    const clet_ast_visitor visitor = {.context = check, .on_expression = check_expression};
    clet_ast_visit_all(check->ast, &visitor);
}

const clet_expr_node *clet_check_tree(clet_flow_checker *check,
                                      const clet_ast_expression *expression) {
    clet_expr_source source = {.arena = check->arena, .text = expression->text};
    if (!expression->is_given || expression->text.size_bytes > CHATLET_EXPRESSION_BYTES_MAX)
        return NULL;
    clet_expr_node *root = clet_expr_parse(&source);
    if (root != NULL) clet_expr_check(&source, scope_of(check, expression->scope), root);
    if (source.status == CHATLET_ERR_MEMORY) check->status = source.status;
    return source.status == CHATLET_OK ? root : NULL;
}

typedef struct read_list {
    clet_flow_checker *check;
    const clet_ast_flow *scope;
    clet_check_read *items;
    uint32_t count;
    uint32_t capacity;
} read_list;

static void add_read(read_list *list, const clet_expr_node *node) {
    const clet_ast_variable *variable =
        clet_check_variable_of_slot(list->check, list->scope, node->place);
    if (variable == NULL) return;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].variable == variable) return;
    }
    if (list->count == list->capacity) {
        clet_check_read *grown = clet_arena_grow_array(list->check->arena, list->items, list->count,
                                                       sizeof *grown, 4, &list->capacity);
        if (grown == NULL) {
            list->check->status = CHATLET_ERR_MEMORY;
            return;
        }
        list->items = grown;
    }
    list->items[list->count++] = (clet_check_read){.variable = variable, .offset = node->offset};
}

/* As deep as the parser lets a tree be, CHATLET_EXPRESSION_DEPTH_MAX. */
static void collect_reads(read_list *list, const clet_expr_node *node) {
    if (node->kind == CLET_EXPR_NAME && node->meaning == CLET_EXPR_MEANS_SLOT) add_read(list, node);
    for (uint32_t i = 0; i < node->child_count; i++) {
        if (node->children[i] != NULL) collect_reads(list, node->children[i]);
    }
}

clet_check_reads clet_check_reads_of(clet_flow_checker *check,
                                     const clet_ast_expression *expression) {
    read_list list = {.check = check, .scope = expression->scope};
    const clet_expr_node *root = clet_check_tree(check, expression);
    if (root != NULL) collect_reads(&list, root);
    return (clet_check_reads){.items = list.items, .count = list.count};
}

/* What an answer of a kind is, by its clet_field_kind; of choices their values say it. */
static uint32_t kind_of_answer(clet_field_kind kind) {
    switch (kind) {
    case CLET_FIELD_KIND_NUMBER: return CHATLET_VALUE_DOUBLE;
    case CLET_FIELD_KIND_INTEGER:
    case CLET_FIELD_KIND_RATING: return CHATLET_VALUE_INT;
    case CLET_FIELD_KIND_DATETIME: return CHATLET_VALUE_TIMESTAMP;
    case CLET_FIELD_KIND_BOOL: return CHATLET_VALUE_BOOL;
    case CLET_FIELD_KIND_MULTICHOICE: return CHATLET_VALUE_LIST;
    case CLET_FIELD_KIND_FILE: return CHATLET_VALUE_MAP;
    case CLET_FIELD_KIND_TEXT:
    case CLET_FIELD_KIND_EMAIL:
    case CLET_FIELD_KIND_PHONE:
    case CLET_FIELD_KIND_URL:
    case CLET_FIELD_KIND_DATE:
    case CLET_FIELD_KIND_TIME:
    case CLET_FIELD_KIND_LOCATION:
    case CLET_FIELD_KIND_SIGNATURE:
    case CLET_FIELD_KIND_ADDRESS: return CHATLET_VALUE_STRING;
    case CLET_FIELD_KIND_CHOICE:
    case CLET_FIELD_KIND_COUNT: return CLET_EXPR_ANY;
    }
    return CLET_EXPR_ANY;
}

/* Whether a choice's value may stand in a variable of that type. A whole number is a double,
 * too. */
static bool value_fits(const clet_ast_option *option, const clet_expr_type *type) {
    if (clet_expr_type_is_any(type)) return true;
    if (option->value == NULL) return type->kind == CHATLET_VALUE_STRING;
    switch (option->value->kind) {
    case CHATLET_JSON_STRING: return type->kind == CHATLET_VALUE_STRING;
    case CHATLET_JSON_BOOLEAN: return type->kind == CHATLET_VALUE_BOOL;
    case CHATLET_JSON_INTEGER:
        return is_one_of(type->kind, CHATLET_VALUE_INT, CHATLET_VALUE_UINT, CHATLET_VALUE_DOUBLE);
    case CHATLET_JSON_DOUBLE: return type->kind == CHATLET_VALUE_DOUBLE;
    case CHATLET_JSON_NULL:
    case CHATLET_JSON_ARRAY:
    case CHATLET_JSON_OBJECT: return true; /* the parser refused it */
    }
    return true;
}

static void check_choice_values(clet_flow_checker *check, const clet_ast_field *field,
                                const clet_expr_type *type) {
    clet_expr_source source = {.arena = check->arena};
    for (uint32_t i = 0; i < field->choices.count; i++) {
        const clet_ast_option *option = &field->choices.items[i];
        if (value_fits(option, type)) continue;
        const chatlet_str pieces[] = {
            S("this choice does not fit `"),
            field->variable.text,
            S("`, which is declared as "),
            clet_expr_type_phrase(&source, type),
            S("; give the choice a \"value\" of that type, or change the variable's type"),
            {0}};
        clet_check_report(check, CLET_DIAGNOSTIC_EXPR_TYPE, option->place, pieces);
    }
}

static void check_field(clet_flow_checker *check, const clet_ast_field *field) {
    static const chatlet_str kinds[] = {
#define X(constant, name) S(name),
        CLET_FIELD_KIND_LIST(X)
#undef X
    };
    clet_expr_source source = {.arena = check->arena};
    if (field->variable.variable == NULL || field->transform.is_given) return;
    const clet_expr_type *declared = type_of_variable(check, field->variable.variable);
    if (field->kind == CLET_FIELD_KIND_CHOICE) {
        check_choice_values(check, field, declared);
        return;
    }
    const clet_expr_type *given = clet_expr_type_of(kind_of_answer(field->kind));
    if (clet_expr_type_fits(declared, given)) return;
    const chatlet_str pieces[] = {S("a field of kind \""),
                                  kinds[field->kind],
                                  S("\" gives "),
                                  clet_expr_type_phrase(&source, given),
                                  S(", but `"),
                                  field->variable.text,
                                  S("` is declared otherwise; change its type, or add a "
                                    "\"transform\""),
                                  {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_EXPR_TYPE, field->kind_place, pieces);
}

static void check_save(clet_flow_checker *check, const clet_ast_node *node) {
    if (node->kind != CLET_NODE_HTTP || node->save.variable == NULL) return;
    const clet_expr_type *declared = type_of_variable(check, node->save.variable);
    if (clet_expr_type_fits(declared, clet_expr_type_of(CHATLET_VALUE_MAP))) return;
    const chatlet_str pieces[] = {
        S("`"),
        node->save.text,
        S("` gets a map of status and body here; declare it as map or any, and take its body "
          "with `set`"),
        {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_EXPR_TYPE, node->save.place, pieces);
}

void clet_check_types(clet_flow_checker *check) {
    for (uint32_t i = 0; i < check->ast->node_count; i++) {
        const clet_ast_node *node = check->nodes[i];
        for (uint32_t k = 0; node->kind == CLET_NODE_ASK && k < node->ask.field_count; k++)
            check_field(check, &node->ask.fields[k]);
        check_save(check, node);
    }
}
