/* Types of operators. */
#include "expr_checker.h"
#include "expr_overload.h"

#include <string.h>

/* Which operators take which: opcode, letters of both sides, letter of the result. */
static const struct {
    clet_opcode opcode;
    char left;
    char right;
    char result;
} forms[] = {
    {CLET_OPCODE_ADD, 'i', 'i', 'i'},      {CLET_OPCODE_ADD, 'u', 'u', 'u'},
    {CLET_OPCODE_ADD, 'd', 'd', 'd'},      {CLET_OPCODE_ADD, 's', 's', 's'},
    {CLET_OPCODE_ADD, 'y', 'y', 'y'},      {CLET_OPCODE_ADD, 't', 'r', 't'},
    {CLET_OPCODE_ADD, 'r', 't', 't'},      {CLET_OPCODE_ADD, 'r', 'r', 'r'},
    {CLET_OPCODE_ADD, 'l', 'l', 'l'},      {CLET_OPCODE_SUBTRACT, 'i', 'i', 'i'},
    {CLET_OPCODE_SUBTRACT, 'u', 'u', 'u'}, {CLET_OPCODE_SUBTRACT, 'd', 'd', 'd'},
    {CLET_OPCODE_SUBTRACT, 't', 't', 'r'}, {CLET_OPCODE_SUBTRACT, 't', 'r', 't'},
    {CLET_OPCODE_SUBTRACT, 'r', 'r', 'r'}, {CLET_OPCODE_MULTIPLY, 'i', 'i', 'i'},
    {CLET_OPCODE_MULTIPLY, 'u', 'u', 'u'}, {CLET_OPCODE_MULTIPLY, 'd', 'd', 'd'},
    {CLET_OPCODE_DIVIDE, 'i', 'i', 'i'},   {CLET_OPCODE_DIVIDE, 'u', 'u', 'u'},
    {CLET_OPCODE_DIVIDE, 'd', 'd', 'd'},   {CLET_OPCODE_MODULO, 'i', 'i', 'i'},
    {CLET_OPCODE_MODULO, 'u', 'u', 'u'},
};

static const clet_expr_type *of(uint32_t kind) { return clet_expr_type_of(kind); }

static bool is_number(const clet_expr_type *type) {
    return type->kind >= CHATLET_VALUE_INT && type->kind <= CHATLET_VALUE_DOUBLE;
}

/* `a` is a double and the other an int or uint. */
static bool is_json_number(const clet_expr_node *a, const clet_expr_node *b) {
    return a->type->kind == CHATLET_VALUE_DOUBLE && is_number(b->type) &&
           b->type->kind != CHATLET_VALUE_DOUBLE;
}

/* The side that is a variable of the caller's, declared double. */
static const clet_expr_node *find_double_variable(const clet_expr_node *node) {
    const clet_expr_node *left = node->children[0];
    const clet_expr_node *right = node->children[1];
    if (left->meaning == CLET_EXPR_MEANS_SLOT && is_json_number(left, right)) return left;
    return right->meaning == CLET_EXPR_MEANS_SLOT && is_json_number(right, left) ? right : NULL;
}

static const char *operator_text(clet_opcode opcode) {
    switch ((int)opcode) {
    case CLET_OPCODE_ADD: return "+";
    case CLET_OPCODE_SUBTRACT:
    case CLET_OPCODE_NEGATE: return "-";
    case CLET_OPCODE_MULTIPLY: return "*";
    case CLET_OPCODE_DIVIDE: return "/";
    case CLET_OPCODE_MODULO: return "%";
    case CLET_OPCODE_EQUAL: return "==";
    case CLET_OPCODE_UNEQUAL: return "!=";
    case CLET_OPCODE_LESS: return "<";
    case CLET_OPCODE_LESS_EQUAL: return "<=";
    case CLET_OPCODE_GREATER: return ">";
    case CLET_OPCODE_GREATER_EQUAL: return ">=";
    case CLET_OPCODE_IN: return "in";
    case CLET_OPCODE_NOT: return "!";
    default: return "[ ]";
    }
}

/* What an author may do about two types that do not go together. */
static const char *find_advice(clet_opcode opcode, const clet_expr_type *a,
                               const clet_expr_type *b) {
    const bool has_string = a->kind == CHATLET_VALUE_STRING || b->kind == CHATLET_VALUE_STRING;
    if (is_number(a) && is_number(b) && opcode == CLET_OPCODE_MODULO)
        return "; % takes ints: write int(…) around the double";
    if (is_number(a) && is_number(b)) return "; convert one: int(…), uint(…) or double(…)";
    if (opcode == CLET_OPCODE_ADD && has_string) return "; write string(…) around the other";
    if (opcode == CLET_OPCODE_INDEX && a->kind == CHATLET_VALUE_STRING)
        return "; a character of a string is text.charAt(0)";
    if (opcode == CLET_OPCODE_IN && b->kind == CHATLET_VALUE_STRING)
        return "; whether a string holds another is text.contains(part)";
    return "";
}

/* A JSON number met a whole one: the trap that every author steps into. */
static void refuse_number(clet_expr_checker *check, const clet_expr_node *node,
                          const clet_expr_node *variable) {
    const clet_expr_node *other = node->children[node->children[0] == variable ? 1 : 0];
    const bool is_literal =
        other->kind == CLET_EXPR_LITERAL && other->literal.kind == CHATLET_VALUE_INT;
    const chatlet_str name = clet_expr_excerpt(check->source, variable);
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  clet_expr_excerpt(check->source, node),
                                  CHATLET_STR("`: a JSON number is a double; declare `"),
                                  name,
                                  is_literal ? CHATLET_STR("` as int, or write ")
                                             : CHATLET_STR("` as int, or write int("),
                                  is_literal ? clet_expr_excerpt(check->source, other) : name,
                                  is_literal ? CHATLET_STR(".0") : CHATLET_STR(")"),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, node->offset, pieces);
}

static const clet_expr_type *refuse(clet_expr_checker *check, const clet_expr_node *node,
                                    const clet_expr_type *result) {
    const clet_expr_node *variable = find_double_variable(node);
    const clet_expr_type *a = node->children[0]->type;
    const clet_expr_type *b = node->children[1]->type;
    const char *mark = operator_text(node->opcode);
    const char *advice = find_advice(node->opcode, a, b);
    const chatlet_str excerpt = clet_expr_excerpt(check->source, node);
    const chatlet_str plain[] = {CHATLET_STR("`"),
                                 excerpt,
                                 CHATLET_STR("`: `"),
                                 {.data = mark, .size_bytes = strlen(mark)},
                                 CHATLET_STR("` does not take "),
                                 clet_expr_type_phrase(check->source, a),
                                 CHATLET_STR(" and "),
                                 clet_expr_type_phrase(check->source, b),
                                 {.data = advice, .size_bytes = strlen(advice)},
                                 {0}};
    if (variable == NULL) {
        clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, node->offset, plain);
        return result;
    }
    refuse_number(check, node, variable);
    return result;
}

static const clet_expr_type *check_sum(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_type *a = node->children[0]->type;
    const clet_expr_type *b = node->children[1]->type;
    const clet_expr_type *result = NULL;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].opcode != node->opcode) continue;
        const clet_expr_type *left = clet_expr_overload_type(check->source, forms[i].left);
        const clet_expr_type *right = clet_expr_overload_type(check->source, forms[i].right);
        if (!clet_expr_type_fits(left, a) || !clet_expr_type_fits(right, b)) continue;
        const clet_expr_type *given = clet_expr_overload_type(check->source, forms[i].result);
        if (forms[i].result == 'l') given = clet_expr_type_join(check->source, a, b);
        if (forms[i].result == 'l' && clet_expr_type_is_any(given)) given = left;
        result = result == NULL ? given : clet_expr_type_join(check->source, result, given);
    }
    return result != NULL ? result : refuse(check, node, of(CLET_EXPR_ANY));
}

static bool has_order(const clet_expr_type *type) {
    return clet_expr_type_is_any(type) ||
           (type->kind != CHATLET_VALUE_NULL && type->kind != CHATLET_VALUE_LIST &&
            type->kind != CHATLET_VALUE_MAP && type->kind != CHATLET_VALUE_TYPE);
}

static const clet_expr_type *check_order(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_type *a = node->children[0]->type;
    const clet_expr_type *b = node->children[1]->type;
    const bool fits = clet_expr_type_fits(a, b) || (is_number(a) && is_number(b));
    const clet_expr_type *result = of(CHATLET_VALUE_BOOL);
    return fits && has_order(a) && has_order(b) ? result : refuse(check, node, result);
}

static const clet_expr_type *check_in(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_type *item = node->children[0]->type;
    const clet_expr_type *list = node->children[1]->type;
    const clet_expr_type *result = of(CHATLET_VALUE_BOOL);
    if (clet_expr_type_is_any(list)) return result;
    if (list->kind == CHATLET_VALUE_LIST && clet_expr_type_fits(item, list->item)) return result;
    if (list->kind == CHATLET_VALUE_MAP && clet_expr_type_fits(item, list->key)) return result;
    return refuse(check, node, result);
}

static const clet_expr_type *check_index(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_type *list = node->children[0]->type;
    const clet_expr_type *index = node->children[1]->type;
    if (clet_expr_type_is_any(list)) return of(CLET_EXPR_ANY);
    if (list->kind == CHATLET_VALUE_LIST && clet_expr_type_fits(index, of(CHATLET_VALUE_INT)))
        return list->item;
    if (list->kind == CHATLET_VALUE_MAP && clet_expr_type_fits(index, list->key)) return list->item;
    return refuse(check, node, of(CLET_EXPR_ANY));
}

const clet_expr_type *clet_expr_checker_binary(clet_expr_checker *check,
                                               const clet_expr_node *node) {
    switch ((int)node->opcode) {
    case CLET_OPCODE_EQUAL:
    case CLET_OPCODE_UNEQUAL:
        if (clet_expr_type_fits(node->children[0]->type, node->children[1]->type))
            return of(CHATLET_VALUE_BOOL);
        return refuse(check, node, of(CHATLET_VALUE_BOOL));
    case CLET_OPCODE_LESS:
    case CLET_OPCODE_LESS_EQUAL:
    case CLET_OPCODE_GREATER:
    case CLET_OPCODE_GREATER_EQUAL: return check_order(check, node);
    case CLET_OPCODE_IN: return check_in(check, node);
    case CLET_OPCODE_INDEX: return check_index(check, node);
    default: return check_sum(check, node);
    }
}

const clet_expr_type *clet_expr_checker_unary(clet_expr_checker *check,
                                              const clet_expr_node *node) {
    const clet_expr_type *child = node->children[0]->type;
    const bool is_not = node->opcode == CLET_OPCODE_NOT;
    const bool is_good =
        is_not ? child->kind == CHATLET_VALUE_BOOL
               : child->kind == CHATLET_VALUE_INT || child->kind == CHATLET_VALUE_DOUBLE;
    const clet_expr_type *result = is_not ? of(CHATLET_VALUE_BOOL) : child;
    if (is_good || clet_expr_type_is_any(child)) return result;
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  clet_expr_excerpt(check->source, node),
                                  is_not ? CHATLET_STR("`: `!` takes a bool, not ")
                                         : CHATLET_STR("`: `-` takes an int or a double, not "),
                                  clet_expr_type_phrase(check->source, child),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, node->offset, pieces);
    return is_not ? result : of(CLET_EXPR_ANY);
}
