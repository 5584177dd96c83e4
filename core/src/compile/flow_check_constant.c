/* Conditions that cannot change (E11), and what a constant condition comes to. Only what stands in
 * the expression itself is computed: whatever reads a variable or calls a function is not
 * constant. */
#include "flow_checker.h"

#include "../base/str.h"

#define S CHATLET_STR

/* A constant value; `is_known` false: not constant. */
typedef struct constant {
    bool is_known;
    chatlet_value value;
} constant;

static constant fold(const clet_expr_node *node);

static constant boolean(bool value) {
    return (constant){.is_known = true, .value = {.kind = CHATLET_VALUE_BOOL, .boolean = value}};
}

static bool is_bool(constant one, bool value) {
    return one.is_known && one.value.kind == CHATLET_VALUE_BOOL && one.value.boolean == value;
}

/* Either side decides alone, as in CEL. */
static constant fold_logic(const clet_expr_node *node) {
    const bool decider = node->opcode == CLET_OPCODE_OR;
    const constant left = fold(node->children[0]);
    const constant right = fold(node->children[1]);
    if (is_bool(left, decider) || is_bool(right, decider)) return boolean(decider);
    if (is_bool(left, !decider) && is_bool(right, !decider)) return boolean(!decider);
    return (constant){.is_known = false};
}

static int order_of(bool is_less, bool is_more) { return is_less ? -1 : is_more ? 1 : 0; }

/* Below, at or above 0; false when the two have no order here. */
static bool compare(const chatlet_value *a, const chatlet_value *b, int *order) {
    if (a->kind != b->kind) return false;
    switch ((chatlet_value_kind)a->kind) {
    case CHATLET_VALUE_BOOL: *order = (int)a->boolean - (int)b->boolean; return true;
    case CHATLET_VALUE_INT:
        *order = order_of(a->integer<b->integer, a->integer> b->integer);
        return true;
    case CHATLET_VALUE_UINT:
        *order = order_of(a->natural<b->natural, a->natural> b->natural);
        return true;
    case CHATLET_VALUE_DOUBLE:
        *order = order_of(a->number<b->number, a->number> b->number);
        return a->number == a->number && b->number == b->number;
    case CHATLET_VALUE_STRING:
        *order = clet_str_compare((chatlet_str){.data = a->text, .size_bytes = a->count},
                                  (chatlet_str){.data = b->text, .size_bytes = b->count});
        return true;
    case CHATLET_VALUE_NULL: *order = 0; return true;
    case CHATLET_VALUE_BYTES:
    case CHATLET_VALUE_LIST:
    case CHATLET_VALUE_MAP:
    case CHATLET_VALUE_TIMESTAMP:
    case CHATLET_VALUE_DURATION:
    case CHATLET_VALUE_TYPE:
    case CHATLET_VALUE_ERROR: return false;
    }
    return false;
}

static constant fold_comparison(const clet_expr_node *node) {
    const constant left = fold(node->children[0]);
    const constant right = fold(node->children[1]);
    int order = 0;
    if (!left.is_known || !right.is_known || !compare(&left.value, &right.value, &order))
        return (constant){.is_known = false};
    if (node->opcode == CLET_OPCODE_EQUAL) return boolean(order == 0);
    if (node->opcode == CLET_OPCODE_UNEQUAL) return boolean(order != 0);
    if (node->opcode == CLET_OPCODE_LESS) return boolean(order < 0);
    if (node->opcode == CLET_OPCODE_LESS_EQUAL) return boolean(order <= 0);
    if (node->opcode == CLET_OPCODE_GREATER) return boolean(order > 0);
    if (node->opcode == CLET_OPCODE_GREATER_EQUAL) return boolean(order >= 0);
    return (constant){.is_known = false};
}

static constant fold_unary(const clet_expr_node *node) {
    const constant child = fold(node->children[0]);
    if (node->opcode != CLET_OPCODE_NOT) return (constant){.is_known = false};
    if (is_bool(child, true)) return boolean(false);
    if (is_bool(child, false)) return boolean(true);
    return (constant){.is_known = false};
}

static constant fold_condition(const clet_expr_node *node) {
    const constant condition = fold(node->children[0]);
    if (is_bool(condition, true)) return fold(node->children[1]);
    if (is_bool(condition, false)) return fold(node->children[2]);
    return (constant){.is_known = false};
}

/* As deep as the parser lets a tree be, CHATLET_EXPRESSION_DEPTH_MAX. */
static constant fold(const clet_expr_node *node) {
    switch (node->kind) {
    case CLET_EXPR_LITERAL: return (constant){.is_known = true, .value = node->literal};
    case CLET_EXPR_UNARY: return fold_unary(node);
    case CLET_EXPR_BINARY: return fold_comparison(node);
    case CLET_EXPR_LOGIC: return fold_logic(node);
    case CLET_EXPR_CONDITION: return fold_condition(node);
    case CLET_EXPR_NAME:
    case CLET_EXPR_FIELD:
    case CLET_EXPR_HAS:
    case CLET_EXPR_CALL:
    case CLET_EXPR_LIST:
    case CLET_EXPR_MAP:
    case CLET_EXPR_LOOP: return (constant){.is_known = false};
    }
    return (constant){.is_known = false};
}

clet_constant clet_check_constant(clet_flow_checker *check, const clet_ast_expression *expression) {
    const clet_expr_node *root = clet_check_tree(check, expression);
    if (root == NULL) return CLET_CONSTANT_NONE;
    const constant value = fold(root);
    if (is_bool(value, true)) return CLET_CONSTANT_TRUE;
    return is_bool(value, false) ? CLET_CONSTANT_FALSE : CLET_CONSTANT_NONE;
}

static void report(clet_flow_checker *check, clet_ast_place place, chatlet_str what) {
    const chatlet_str pieces[] = {what, {0}};
    clet_check_report(check, CLET_DIAGNOSTIC_FLOW_CONSTANT, place, pieces);
}

static bool is_repeated(const clet_ast_cases *cases, uint32_t place) {
    for (uint32_t i = 0; i < place; i++) {
        if (clet_str_equal(clet_str_trim(cases->items[i].when.text),
                           clet_str_trim(cases->items[place].when.text)))
            return true;
    }
    return false;
}

static bool is_same_target(const clet_ast_ref *a, const clet_ast_ref *b) {
    if (a->target != b->target || a->target == CLET_AST_TARGET_NONE ||
        a->target == CLET_AST_TARGET_WRONG)
        return false;
    return a->target != CLET_AST_TARGET_NODE || a->node == b->node;
}

/* Whether all ways of a branch lead to one place, so that it decides nothing. */
static bool is_idle(const clet_ast_node *node) {
    for (uint32_t i = 0; i < node->branch.cases.count; i++) {
        if (!is_same_target(&node->branch.cases.items[i].target, &node->next)) return false;
    }
    return node->branch.cases.count > 0;
}

static void check_case(clet_flow_checker *check, const clet_ast_node *node, uint32_t place,
                       bool *is_decided) {
    const clet_ast_case *one = &node->branch.cases.items[place];
    const clet_constant is = clet_check_constant(check, &one->when);
    if (*is_decided) {
        report(check, one->when.place,
               S("this case is never looked at, since one before it is always true; put that one "
                 "last, or make it \"next\""));
    } else if (is == CLET_CONSTANT_FALSE) {
        report(check, one->when.place,
               S("this case is never true; compare with a variable, or remove it"));
    } else if (is_repeated(&node->branch.cases, place)) {
        report(check, one->when.place,
               S("a case before it asks the same, so this one never counts; change or remove it"));
    }
    *is_decided = *is_decided || is == CLET_CONSTANT_TRUE;
}

void clet_check_cases(clet_flow_checker *check) {
    for (uint32_t i = 0; i < check->ast->node_count; i++) {
        const clet_ast_node *node = check->nodes[i];
        bool is_decided = false;
        if (node->kind != CLET_NODE_BRANCH) continue;
        for (uint32_t k = 0; k < node->branch.cases.count; k++)
            check_case(check, node, k, &is_decided);
        if (is_idle(node))
            report(check, node->place,
                   S("all cases of this branch and its \"next\" lead to the same place, so it "
                     "decides nothing; change a target, or remove the branch"));
    }
}
