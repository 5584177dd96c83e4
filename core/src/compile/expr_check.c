/* Recursion over the tree ends: the parser keeps its depth within CHATLET_EXPRESSION_DEPTH_MAX.
 * After a mistake a part counts as dyn, so that it is told once. */
#include "expr_checker.h"

#include "../base/str.h"
#include "../base/utf8.h"

#include <string.h>

static const clet_expr_type *of(uint32_t kind) { return clet_expr_type_of(kind); }

static const clet_expr_type *any(void) { return of(CLET_EXPR_ANY); }

chatlet_str clet_expr_excerpt(const clet_expr_source *source, const clet_expr_node *node) {
    enum { EXCERPT_BYTES_MAX = 80 };
    return clet_utf8_cut(clet_str_slice(source->text, node->offset, node->end), EXCERPT_BYTES_MAX);
}

static bool is_kind(const clet_expr_node *node, uint32_t kind) {
    return node->type->kind == kind || clet_expr_type_is_any(node->type);
}

static void expect_bool(clet_expr_checker *check, const clet_expr_node *node, const char *where) {
    if (is_kind(node, CHATLET_VALUE_BOOL)) return;
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  clet_expr_excerpt(check->source, node),
                                  CHATLET_STR("` is "),
                                  clet_expr_type_phrase(check->source, node->type),
                                  CHATLET_STR("; "),
                                  {.data = where, .size_bytes = strlen(where)},
                                  CHATLET_STR(" takes a bool, such as a comparison"),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, node->offset, pieces);
}

static const clet_expr_type *check_literal(const clet_expr_node *node) {
    return of(node->literal.kind);
}

static const clet_expr_type *check_list(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_type *item = of(CLET_EXPR_OPEN);
    for (uint32_t i = 0; i < node->child_count; i++)
        item = clet_expr_type_join(check->source, item, node->children[i]->type);
    return clet_expr_type_list(check->source, item);
}

static void check_key(clet_expr_checker *check, const clet_expr_node *key) {
    const uint32_t kind = key->type->kind;
    if (clet_expr_type_is_any(key->type) || kind == CHATLET_VALUE_BOOL ||
        kind == CHATLET_VALUE_INT || kind == CHATLET_VALUE_UINT || kind == CHATLET_VALUE_STRING)
        return;
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  clet_expr_excerpt(check->source, key),
                                  CHATLET_STR("` is "),
                                  clet_expr_type_phrase(check->source, key->type),
                                  CHATLET_STR("; a key of a map is a string, int, uint or bool"),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, key->offset, pieces);
}

static const clet_expr_type *check_map(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_type *key = of(CLET_EXPR_OPEN);
    const clet_expr_type *item = of(CLET_EXPR_OPEN);
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        check_key(check, node->children[i]);
        key = clet_expr_type_join(check->source, key, node->children[i]->type);
        item = clet_expr_type_join(check->source, item, node->children[i + 1]->type);
    }
    return clet_expr_type_map(check->source, key, item);
}

static const clet_expr_type *check_condition(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_node *yes = node->children[1];
    const clet_expr_node *no = node->children[2];
    expect_bool(check, node->children[0], "what stands before `?`");
    if (clet_expr_type_fits(yes->type, no->type))
        return clet_expr_type_join(check->source, yes->type, no->type);
    const chatlet_str pieces[] = {CHATLET_STR("the two sides of `:` are of different types, "),
                                  clet_expr_type_text(check->source, yes->type),
                                  CHATLET_STR(" and "),
                                  clet_expr_type_text(check->source, no->type),
                                  CHATLET_STR("; convert one, or write dyn(…) around it"),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, node->offset, pieces);
    return any();
}

static const clet_expr_type *check_field(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_type *target = node->children[0]->type;
    const bool is_has = node->kind == CLET_EXPR_HAS;
    const clet_expr_type *found = is_has ? of(CHATLET_VALUE_BOOL) : any();
    if (clet_expr_type_is_any(target)) return found;
    if (target->kind == CHATLET_VALUE_MAP &&
        clet_expr_type_fits(target->key, of(CHATLET_VALUE_STRING)))
        return is_has ? found : target->item;
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  clet_expr_excerpt(check->source, node->children[0]),
                                  CHATLET_STR("` is "),
                                  clet_expr_type_phrase(check->source, target),
                                  CHATLET_STR(" and has no field `"),
                                  node->name,
                                  CHATLET_STR("`; only maps with string keys have fields"),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, node->offset, pieces);
    return found;
}

/* What the variables of a loop over `range` are. */
static void declare_variables(clet_expr_checker *check, clet_expr_node *loop) {
    const clet_expr_type *range = loop->children[0]->type;
    const bool is_list = range->kind == CHATLET_VALUE_LIST;
    const bool is_map = range->kind == CHATLET_VALUE_MAP;
    const bool is_pair = loop->variable_count == 2;
    loop->variable_types[0] = loop->variable_types[1] = any();
    if (is_list) loop->variable_types[is_pair ? 1 : 0] = range->item;
    if (is_list && is_pair) loop->variable_types[0] = of(CHATLET_VALUE_INT);
    if (is_map) loop->variable_types[0] = range->key;
    if (is_map && is_pair) loop->variable_types[1] = range->item;
    if (is_list || is_map || clet_expr_type_is_any(range)) return;
    const chatlet_str pieces[] = {CHATLET_STR("`"),
                                  clet_expr_excerpt(check->source, loop->children[0]),
                                  CHATLET_STR("` is "),
                                  clet_expr_type_phrase(check->source, range),
                                  CHATLET_STR("; `"),
                                  loop->name,
                                  CHATLET_STR("` goes over a list or a map"),
                                  {0}};
    clet_expr_checker_refuse(check, CLET_DIAGNOSTIC_EXPR_TYPE, loop->offset, pieces);
}

static const clet_expr_type *loop_type(clet_expr_checker *check, const clet_expr_node *node) {
    const clet_expr_node *body = node->children[1];
    if (node->loop == CLET_LOOP_LIST) return clet_expr_type_list(check->source, body->type);
    if (node->loop == CLET_LOOP_MAP)
        return clet_expr_type_map(check->source, node->variable_types[0], body->type);
    expect_bool(check, body, "the condition of a loop");
    return of(CHATLET_VALUE_BOOL);
}

static void check_node(clet_expr_checker *check, clet_expr_node *node);

static void check_loop(clet_expr_checker *check, clet_expr_node *node) {
    clet_expr_loop_scope scope = {.loop = node, .outer = check->loops};
    check_node(check, node->children[0]);
    declare_variables(check, node);
    check->loops = &scope;
    for (uint32_t i = 1; i < node->child_count; i++)
        check_node(check, node->children[i]);
    check->loops = scope.outer;
    if (node->child_count == 3) expect_bool(check, node->children[2], "the filter of a loop");
    node->type = loop_type(check, node);
}

static const clet_expr_type *check_logic(clet_expr_checker *check, const clet_expr_node *node) {
    const char *where = node->opcode == CLET_OPCODE_AND ? "`&&`" : "`||`";
    expect_bool(check, node->children[0], where);
    expect_bool(check, node->children[1], where);
    return of(CHATLET_VALUE_BOOL);
}

static const clet_expr_type *type_of_node(clet_expr_checker *check, clet_expr_node *node) {
    switch (node->kind) {
    case CLET_EXPR_LITERAL: return check_literal(node);
    case CLET_EXPR_LIST: return check_list(check, node);
    case CLET_EXPR_MAP: return check_map(check, node);
    case CLET_EXPR_CONDITION: return check_condition(check, node);
    case CLET_EXPR_FIELD:
    case CLET_EXPR_HAS: return check_field(check, node);
    case CLET_EXPR_LOGIC: return check_logic(check, node);
    case CLET_EXPR_UNARY: return clet_expr_checker_unary(check, node);
    case CLET_EXPR_BINARY: return clet_expr_checker_binary(check, node);
    case CLET_EXPR_CALL: return clet_expr_checker_call(check, node);
    case CLET_EXPR_NAME:
    case CLET_EXPR_LOOP: break; /* taken before their children */
    }
    return any();
}

static void check_node(clet_expr_checker *check, clet_expr_node *node) {
    if (clet_expr_checker_name(check, node)) return;
    if (node->kind == CLET_EXPR_LOOP) {
        check_loop(check, node);
        return;
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        check_node(check, node->children[i]);
    node->type = type_of_node(check, node);
}

void clet_expr_checker_refuse(clet_expr_checker *check, clet_diagnostic_code code, uint32_t offset,
                              const chatlet_str *pieces) {
    if (!check->scope->is_unchecked) clet_expr_refuse(check->source, code, offset, pieces);
}

void clet_expr_check(clet_expr_source *source, const clet_expr_scope *scope, clet_expr_node *root) {
    clet_expr_checker check = {.source = source, .scope = scope};
    check_node(&check, root);
}
